/**
 * When mute rules are in force: ``windowOf('cron(0 2 * * SUN)', 120)`` has a share of the year; ``problemOf('cron(99 2 * * *)')`` says what is wrong.
 *
 * Cron of CloudWatch has five fields, minutes, hours, day of month, month, day of week; `*`, `-` and `,` in all of them, English names of months and days. (CloudWatch API,
 * Schedule: models of botocore 1.44.5, 2026-11-17.) Where days of the month and of the week are both said, either fits, as in every cron (unverified of this one).
 * One year of minutes is looked at, a leap year that is written here: nothing reads the clock. Not modelled: changes of summer time.
 */

const NAMES: Readonly<Record<number, readonly string[]>> = { 3: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '), 4: 'SUN MON TUE WED THU FRI SAT'.split(' ') };
const RANGES: readonly (readonly [name: string, least: number, most: number])[] = [['minute', 0, 59], ['hour', 0, 23], ['day of the month', 1, 31], ['month', 1, 12], ['day of the week', 0, 7]];
const AT = /^at\((\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d\)$/;
const CRON = /^cron\((\S+) (\S+) (\S+) (\S+) (\S+)\)$/;
/** 2028 begins on a Saturday. */
const MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const FIRST_DAY = 6;
const DAY = 24 * 60;
export const YEAR = 366 * DAY;

/** Minutes of the year, each window with its end; windows may overlap. */
export type Windows = readonly (readonly [start: number, end: number])[];

/** Undefined where it is a schedule. */
export function problemOf(schedule: unknown): string | undefined {
  if (typeof schedule !== 'string') return 'five fields, or one time';
  const at = AT.exec(schedule);
  if (at !== null) return Number(at[3]) > MONTHS[Number(at[2]) - 1] ? 'a day that the month has' : undefined;
  const fields = CRON.exec(schedule)?.slice(1);
  if (fields === undefined) return 'five fields, e.g. `cron(0 2 * * SUN)`, or one time, e.g. `at(2026-12-24T02:00)`';
  const wrong = fields.findIndex((field, i) => valuesOf(field, i) === undefined);
  if (wrong < 0) return windowsOf(schedule, 1)?.length === 0 ? 'a day that some month has' : undefined;
  const [name, least, most] = RANGES[wrong];
  return `as ${name} \`*\`, ${least} to ${most}${NAMES[wrong] === undefined ? '' : `, ${NAMES[wrong][0]} to ${NAMES[wrong].at(-1)}`}, ranges with \`-\` and lists with \`,\``;
}

/** Of one that comes again and again; undefined of one that comes once, and of none. */
export function windowsOf(schedule: string, minutes: number): Windows | undefined {
  const fields = CRON.exec(schedule)?.slice(1).map(valuesOf);
  if (fields === undefined || fields.includes(undefined)) return undefined;
  const [atMinutes, hours, days, months, weekdays] = fields as readonly ReadonlySet<number>[];
  const [isEveryDay, isEveryWeekday] = [days.size === 31, [0, 1, 2, 3, 4, 5, 6].every((d) => weekdays.has(d) || (d === 0 && weekdays.has(7)))];
  const windows: (readonly [number, number])[] = [];
  let day = 0;
  MONTHS.forEach((length, month) => {
    for (let date = 1; date <= length; date++, day++) {
      const weekday = (FIRST_DAY + day) % 7;
      const [byDate, byWeekday] = [days.has(date), weekdays.has(weekday) || (weekday === 0 && weekdays.has(7))];
      const fits = isEveryDay ? byWeekday : isEveryWeekday ? byDate : byDate || byWeekday;
      if (!months.has(month + 1) || !fits) continue;
      for (const hour of hours) for (const minute of atMinutes) { const start = day * DAY + hour * 60 + minute; windows.push([start, start + minutes]); }
    }
  });
  return windows;
}

/** From 0 to 1: how much of the year lies in some of them. What reaches beyond the end is in force at the beginning. */
export function shareOf(windows: Windows): number {
  const wrapped = windows.flatMap(([start, end]) => (end > YEAR ? [[start, YEAR], [0, end - YEAR]] : [[start, end]]));
  let [covered, until] = [0, 0];
  for (const [start, end] of wrapped.sort((a, b) => a[0] - b[0])) {
    covered += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return covered / YEAR;
}

function valuesOf(field: string, i: number): ReadonlySet<number> | undefined {
  const [, least, most] = RANGES[i];
  const names = NAMES[i] ?? [];
  const one = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    return named >= 0 ? named + least : /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  };
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [from, to = from] = part === '*' ? [String(least), String(i === 4 ? 6 : most)] : part.split('-');
    const [a, b] = [one(from), one(to)];
    if (!(a >= least && b <= most && a <= b) || part.split('-').length > 2) return undefined;
    for (let n = a; n <= b; n++) found.add(n);
  }
  return found;
}

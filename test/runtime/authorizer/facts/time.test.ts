/** Local time against `Intl` itself, in every zone that Node knows; windows over midnight, over changes of the clock and over the ends of weeks. (Sections 7, 19 and 8, o.) */
import * as fc from 'fast-check';
import { localTime, offsetOf, utcTime } from '../../../../lib/runtime/authorizer/facts/clock';
import { holds, wrongWindow } from '../../../../lib/runtime/authorizer/facts/windows';
import { NOW } from '../support/tokens';

const ZONES = Intl.supportedValuesOf('timeZone');
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

/** Without a cache, and from what `Intl` shows rather than from an offset. */
function shown(timeZone: string, now: number): { weekday: number; minuteOfDay: number } {
  const format = formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(now * 1_000).map(({ type, value }) => [type, value]));
  return { weekday: DAYS.indexOf(parts.weekday) + 1, minuteOfDay: Number(parts.hour) * 60 + Number(parts.minute) };
}

test('as Intl shows it: any zone, any moment', () => {
  fc.assert(fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 1_577_836_800, max: 2_240_611_200 }), fc.array(fc.integer({ min: 0, max: 3_600 }), { maxLength: 3 }), (zone, start, steps) => {
    let now = start;
    for (const step of [0, ...steps]) {
      now += step;
      expect([zone, now, localTime(zone, now)]).toEqual([zone, now, shown(zone, now)]);
    }
  }), { numRuns: 1_500 });
});

test('no zone changes its offset within a quarter of an hour, all through a year', () => {
  let changes = 0;
  for (const timeZone of ZONES) {
    const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    const at = (now: number): string => format.format(now * 1_000).split(', ')[1];
    // Where two days differ, down to the second. The same rules hold each year, so few years show them all.
    for (let day = Date.UTC(2026, 0, 1) / 1_000, before = at(day); day < Date.UTC(2027, 0, 1) / 1_000; day += 43_200) {
      const after = at(day + 43_200);
      if (before !== after) {
        let [low, high] = [day, day + 43_200];
        while (high - low > 1) { const middle = Math.floor((low + high) / 2); if (at(middle) === before) low = middle; else high = middle; }
        expect([timeZone, high % 900]).toEqual([timeZone, 0]);
        expect([timeZone, offsetOf(timeZone, high - 1) === offsetOf(timeZone, high)]).toEqual([timeZone, false]);
        changes += 1;
      }
      before = after;
    }
  }
  expect(changes).toBeGreaterThan(200);
});

const at = (iso: string): number => Date.parse(iso) / 1_000;
const OFFICE = { timeZone: 'Europe/Berlin', days: new Set([1, 2, 3, 4, 5]), since: 480, until: 1_080 };
const NIGHT = { timeZone: 'Europe/Berlin', days: new Set([5]), since: 1_320, until: 360 };
const SUNDAY = { timeZone: 'Europe/Berlin', days: new Set([7]), since: 0, until: 1_440 };
const LATE = { timeZone: 'Europe/Berlin', days: new Set([7]), since: 1_380, until: 120 };
const SYDNEY = { timeZone: 'Australia/Sydney', days: new Set([1]), since: 540, until: 1_020 };

test.each<[string, typeof OFFICE, string, boolean]>([
  ['Friday at eight', OFFICE, '2026-11-20T07:00:00Z', true],
  ['a second before eight', OFFICE, '2026-11-20T06:59:59Z', false],
  ['a second before six in the evening', OFFICE, '2026-11-20T16:59:59Z', true],
  ['six in the evening', OFFICE, '2026-11-20T17:00:00Z', false],
  ['Saturday', OFFICE, '2026-11-21T10:00:00Z', false],
  ['eight in summer time, the Monday after clocks went forward', OFFICE, '2026-03-30T06:00:00Z', true],
  ['eight in winter time is nine in summer, and seven is too early', OFFICE, '2026-03-30T05:59:59Z', false],
  ['the Monday after clocks went back', OFFICE, '2026-10-26T07:00:00Z', true],
  ['and an hour before', OFFICE, '2026-10-26T06:00:00Z', false],
  ['over midnight: as it begins', NIGHT, '2026-11-20T21:00:00Z', true],
  ['before it begins', NIGHT, '2026-11-20T20:59:59Z', false],
  ['UTC midnight inside', NIGHT, '2026-11-21T00:00:00Z', true],
  ['local midnight inside', NIGHT, '2026-11-20T23:00:00Z', true],
  ['Saturday before six belongs to Friday', NIGHT, '2026-11-21T04:59:59Z', true],
  ['as it ends', NIGHT, '2026-11-21T05:00:00Z', false],
  ['Friday before six belongs to Thursday', NIGHT, '2026-11-20T04:00:00Z', false],
  ['Saturday night', NIGHT, '2026-11-21T22:00:00Z', false],
  ['Sunday begins by the clocks of Berlin', SUNDAY, '2026-11-21T23:00:00Z', true],
  ['and ends', SUNDAY, '2026-11-22T23:00:00Z', false],
  ['the hour that is skipped', SUNDAY, '2026-03-29T01:00:00Z', true],
  ['the hour that comes twice, first time', SUNDAY, '2026-10-25T00:30:00Z', true],
  ['the hour that comes twice, second time', SUNDAY, '2026-10-25T01:30:00Z', true],
  ['Sunday over midnight into Monday, over the end of the week', LATE, '2026-11-23T00:30:00Z', true],
  ['and not into Sunday', LATE, '2026-11-22T00:30:00Z', false],
  ['Monday morning in Sydney is Sunday in UTC', SYDNEY, '2026-11-22T22:00:00Z', true],
  ['Monday evening there', SYDNEY, '2026-11-23T06:00:00Z', false],
])('o: %s', (_, window, iso, expected) => {
  expect(holds(window, at(iso))).toBe(expected);
  // Whatever was asked before, about another time.
  holds(window, at(iso) + 86_400);
  expect(holds(window, at(iso))).toBe(expected);
});

test('a window holds as many hours of a week as it says, give or take the change of clocks', () => {
  for (const [iso, hours] of [['2026-11-16T00:00:00Z', 8], ['2026-06-01T00:00:00Z', 8]] as const) {
    let minutes = 0;
    for (let now = at(iso); now < at(iso) + 7 * 86_400; now += 60) if (holds(NIGHT, now)) minutes += 1;
    expect(minutes).toBe(hours * 60);
  }
  // Saturday 22:00 to Sunday 06:00: nine hours where clocks go back, seven where they go forward.
  const change = { ...NIGHT, days: new Set([6]) };
  for (const [iso, hours] of [['2026-10-23T00:00:00Z', 9], ['2026-03-27T00:00:00Z', 7]] as const) {
    let minutes = 0;
    for (let now = at(iso); now < at(iso) + 4 * 86_400; now += 60) if (holds(change, now)) minutes += 1;
    expect([iso, minutes]).toEqual([iso, hours * 60]);
  }
});

test.each<[object, string]>([
  [{ since: -1 }, 'minute `-1`'], [{ until: 1_441 }, '1441'], [{ since: 1_440 }, '1440'], [{ since: 480.5 }, '480.5'], [{ since: '480' }, '480'], [{ until: 480 }, 'empty'], [{ days: [] }, 'no days'], [{ days: [0] }, 'days'], [{ days: [8] }, 'days'], [{ days: [1.5] }, 'days'],
  [{ timeZone: 'Europe/Atlantis' }, '`Europe/Atlantis`'], [{ timeZone: '' }, 'IANA'], [{ timeZone: 'x'.repeat(5_000) }, 'IANA'],
])('a window with %j cannot be', (wrong, words) => {
  expect(wrongWindow({ timeZone: 'UTC', days: [1], since: 480, until: 1_080 })).toBeUndefined();
  expect(wrongWindow({ timeZone: 'UTC', days: [1], since: 480, until: 1_080, ...wrong } as never)).toContain(words);
});

test('UTC of now', () => { expect(utcTime(NOW)).toEqual({ weekday: 7, minuteOfDay: 720 }); });

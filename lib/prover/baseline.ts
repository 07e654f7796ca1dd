/**
 * The ratchet: what is wrong today is accepted until a date, under somebody's name, and nothing new is.
 *
 *   const baseline = readBaseline(JSON.parse(text), 'baseline.json');
 *   exitCodeOf(applyBaseline(file, baseline, graced('2026-11-22')));
 *   const next = updateBaseline(file, baseline, '2026-11-22');
 *
 * An entry accepts the verdict with its id and its question, no worse than it says, up to and including its date; at synth and on
 * the command line for two weeks more, with a warning, so that nobody's deployment stops on a Monday. Today comes from the caller.
 */
import { BASELINE_SCHEMA, type BaselineFile, type VerdictData, type VerdictFile } from '../contract/verdicts';
import { InputError } from '../world/input-error';
import { summaryOf } from './summary';

type Entry = BaselineFile['accepted'][number];

/** How long a new entry lasts: a quarter, so that somebody looks again. */
const DAYS = 90;
/** After its date an entry is told, and still accepts. */
export const GRACE_DAYS = 14;
/** What is accepted for longer is not looked at again. */
const YEAR = 366;
export const UNASSIGNED = 'unassigned';

/** Throws InputError for another schema, and for what is no baseline. `file` is the user's word for it. */
export function readBaseline(value: unknown, file: string): BaselineFile {
  const refuse = (what: string): never => { throw new InputError('BaselineUnreadable', `file \`${file}\`: ${what}`); };
  if (!isObject(value)) return refuse(`it is ${shown(value)}; expected a baseline: an object with \`schema: ${BASELINE_SCHEMA}\` and \`accepted\``);
  if (value.schema !== BASELINE_SCHEMA) return refuse(`\`schema\` is ${shown(value.schema)}; expected \`${BASELINE_SCHEMA}\``);
  const unknown = Object.keys(value).find((key) => key !== 'schema' && key !== 'accepted');
  if (unknown !== undefined) return refuse(`it has an unknown field \`${unknown}\`; known fields: \`accepted\`, \`schema\``);
  if (!Array.isArray(value.accepted)) return refuse(`\`accepted\` is ${shown(value.accepted)}; expected a list`);
  return { schema: BASELINE_SCHEMA, accepted: value.accepted.map((entry, i) => readEntry(entry, `accepted[${i}]`, refuse)) };
}

const FIELDS = ['id', 'question', 'verdict', 'owner', 'until', 'because'] as const;

function readEntry(value: unknown, at: string, refuse: (what: string) => never): Entry {
  if (!isObject(value)) return refuse(`\`${at}\` is ${shown(value)}; expected an object`);
  for (const field of FIELDS) {
    const given = value[field];
    if (given === undefined && field === 'because') continue;
    if (typeof given !== 'string' || given.trim() === '') return refuse(`\`${at}.${field}\` is ${shown(given)}; expected text`);
  }
  const unknown = Object.keys(value).find((key) => !(FIELDS as readonly string[]).includes(key));
  if (unknown !== undefined) return refuse(`\`${at}\` has an unknown field \`${unknown}\`; known fields: ${[...FIELDS].sort().map((f) => `\`${f}\``).join(', ')}`);
  // Ids had 32 bits once: such an entry could be about anything by now, and would quietly accept nothing.
  if (/\.[0-9a-f]{8}$/.test(value.id as string)) return refuse(`\`${at}.id\` is ${shown(value.id)}, of an earlier version; expected 16 letters after the kind: remove the file and write it anew with \`--update-baseline\``);
  const { verdict, until } = value;
  if (verdict !== 'violated' && verdict !== 'unknown') return refuse(`\`${at}.verdict\` is ${shown(verdict)}; expected \`violated\` or \`unknown\``);
  if (dayOf(until as string) === undefined) return refuse(`\`${at}.until\` is ${shown(until)}; expected a date such as \`2027-03-31\``);
  return value as unknown as Entry;
}

/** Marks what is accepted and counts anew. */
export function applyBaseline(file: VerdictFile, baseline: BaselineFile, today: string): VerdictFile {
  const day = requireDay(today);
  const verdicts = file.verdicts.map((v) => (baseline.accepted.some((e) => accepts(e, v, day)) ? { ...v, baselined: true as const } : v));
  return { ...file, verdicts, summary: summaryOf(verdicts) };
}

/** The day with which entries are compared where those that ended lately still count. */
export function graced(today: string): string {
  return daysLater(requireDay(today), -GRACE_DAYS);
}

/** Entries that nobody will look at within a year. */
export function lastingEntries(baseline: BaselineFile, today: string): readonly Entry[] {
  const last = daysLater(requireDay(today), YEAR);
  return baseline.accepted.filter((e) => dayOf(e.until)! > last);
}

/** Entries that are nobody's. */
export function unownedEntries({ accepted }: BaselineFile): readonly Entry[] {
  return accepted.filter((e) => e.owner.trim().toLowerCase() === UNASSIGNED);
}

/** Entries whose id is that of another question now: what they were written for is gone, or is called otherwise. */
export function strayEntries({ verdicts }: VerdictFile, { accepted }: BaselineFile): readonly { readonly entry: Entry; readonly question: string }[] {
  return accepted.flatMap((entry) => {
    const named = verdicts.filter((v) => v.id === entry.id && v.verdict !== 'proved');
    return named.length === 0 || named.some((v) => v.question === entry.question) ? [] : [{ entry, question: named[0].question }];
  });
}

/** Entries whose date has passed. */
export function expiredEntries(baseline: BaselineFile, today: string): readonly Entry[] {
  const day = requireDay(today);
  return baseline.accepted.filter((e) => dayOf(e.until)! < day);
}

/**
 * What `--update-baseline` writes. An entry that accepts its verdict keeps owner, date and reason, and is tightened to what the
 * verdict is now; everything else that is not proved gets a new date; what is proved by now is dropped. Warnings need no entry.
 */
export function updateBaseline(file: VerdictFile, baseline: BaselineFile | undefined, now: string): BaselineFile {
  const day = requireDay(now);
  const accepted: Entry[] = [];
  for (const v of file.verdicts) {
    if (v.verdict === 'proved' || (v.verdict === 'violated' && v.severity === 'warning')) continue;
    const known = baseline?.accepted.filter((e) => e.id === v.id) ?? [];
    const applying = known.find((e) => accepts(e, v, day));
    const { owner = UNASSIGNED, because } = applying ?? known[0] ?? {};
    accepted.push({ id: v.id, question: v.question, verdict: v.verdict, owner, until: applying?.until ?? daysLater(day, DAYS), ...because === undefined ? {} : { because } });
  }
  return { schema: BASELINE_SCHEMA, accepted: accepted.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)) };
}

function accepts({ id, question, verdict, until }: Entry, v: VerdictData, day: string): boolean {
  const isNoWorse = v.verdict === verdict || (v.verdict === 'unknown' && verdict === 'violated');
  return id === v.id && question === v.question && v.verdict !== 'proved' && isNoWorse && day <= dayOf(until)!;
}

function requireDay(text: string): string {
  return dayOf(text) ?? (() => { throw new InputError('DateInvalid', `date \`${text}\` cannot be read; expected ISO-8601, e.g. \`2026-11-22\``); })();
}

/** The date of an ISO-8601 date or instant, in UTC; undefined for what is none (`2026-02-30`). */
function dayOf(text: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/.exec(text);
  if (match === null || daysLater(match[1], 0) !== match[1]) return undefined;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString().slice(0, 10);
}

function daysLater(day: string, days: number): string {
  const [year, month, date] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1, date + days)).toISOString().slice(0, 10);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `\`${String(value)}\``;
}

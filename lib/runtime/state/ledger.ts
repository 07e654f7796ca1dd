/**
 * What the scorer remembers of a subject: ``addTo(ledger, observations)``, ``behaviourIn(ledger)``.
 *
 * A set of decisions, each once by `source` and `sequence`, cut to what still counts as of the latest one. INVARIANT: the same observations give the same ledger in any order,
 * in any batches and however often: adding is a union, and the cuts (a window, then the newest so many) depend on the set alone. So an older batch cannot undo a newer.
 *
 *   requests            60 seconds, the newest 1,500: velocity is counted up to there
 *   refusals            six hours, the newest 500
 *   devices, places     where and by what the subject was let in: the latest time of each; 20 and 10, places of two days and the newest one
 *
 * A refused request leaves no device and no place: whoever stole a token must not make his own device known by trying, nor lock its owner out by where he tries from.
 */
import type { Observation } from '../../contract/access/observation';
import type { Place } from '../../contract/access/facts';
import type { Value } from '../authorizer/stores/attributes';
import { malformed, readKept, writeKept } from './kept';
import { DENIALS_HALVE, isDenial, pointsOf, REFUSALS_WINDOW, RISK_HALVES, VELOCITY_WINDOW } from './weights';

interface Entry {
  readonly atMs: number;
  readonly source: string;
  readonly sequence: number;
  readonly points: number;
  readonly isDenial: boolean;
}

export interface Ledger {
  /** Of the latest decision; 0: none yet. */
  readonly untilMs: number;
  readonly entries: readonly Entry[];
  /** When each was last seen, milliseconds. */
  readonly devices: Readonly<Record<string, number>>;
  readonly countries: Readonly<Record<string, number>>;
}

export interface Seen {
  readonly velocity: number;
  readonly recentDenials: number;
  /** 0 to 100. */
  readonly risk: number;
  readonly devices: readonly string[];
  readonly places: readonly Place[];
}

const MOST_REQUESTS = 1_500;
const MOST_REFUSALS = 500;
const MOST_DEVICES = 20;
const MOST_PLACES = 10;
const PLACES_WINDOW = 172_800;

export const EMPTY: Ledger = { untilMs: 0, entries: [], devices: {}, countries: {} };

export function addTo(ledger: Ledger, observations: readonly Observation[]): Ledger {
  const entries = new Map(ledger.entries.map((entry) => [nameOf(entry), entry]));
  const [devices, countries] = [new Map(Object.entries(ledger.devices)), new Map(Object.entries(ledger.countries))];
  let { untilMs } = ledger;
  for (const { source, sequence, atMs, outcome, reasons, device, country } of observations) {
    const entry = { atMs, source, sequence, points: pointsOf(reasons), isDenial: isDenial(outcome, reasons) };
    const known = entries.get(nameOf(entry));
    // Two that share a name are one decision; of two spellings, which nobody of ours writes, the same one stays in any order.
    if (known === undefined || JSON.stringify(entry) > JSON.stringify(known)) entries.set(nameOf(entry), entry);
    untilMs = Math.max(untilMs, atMs);
    if (outcome !== 'allow') continue;
    if (device !== undefined) devices.set(device, Math.max(devices.get(device) ?? 0, atMs));
    if (country !== undefined) countries.set(country, Math.max(countries.get(country) ?? 0, atMs));
  }
  return cut({ untilMs, entries: [...entries.values()], devices: Object.fromEntries(devices), countries: Object.fromEntries(countries) });
}

function cut({ untilMs, entries, devices, countries }: Ledger): Ledger {
  const newest = [...entries].sort((a, b) => b.atMs - a.atMs || compare(nameOf(a), nameOf(b)));
  const young = (entry: Entry, window: number): boolean => untilMs - entry.atMs < window * 1_000;
  const isRefusal = ({ points, isDenial: counts }: Entry): boolean => points > 0 || counts;
  const requests = newest.filter((entry) => young(entry, VELOCITY_WINDOW)).slice(0, MOST_REQUESTS);
  const refusals = newest.filter((entry) => isRefusal(entry) && young(entry, REFUSALS_WINDOW)).slice(0, MOST_REFUSALS);
  const kept = new Set([...requests, ...refusals]);
  const places = latest(countries).filter(([, at], i) => i === 0 || untilMs - at < PLACES_WINDOW * 1_000).slice(0, MOST_PLACES);
  return { untilMs, entries: newest.filter((entry) => kept.has(entry)), devices: Object.fromEntries(latest(devices).slice(0, MOST_DEVICES)), countries: Object.fromEntries(places) };
}

export function behaviourIn({ untilMs, entries, devices, countries }: Ledger): Seen {
  const ago = ({ atMs }: Entry): number => (untilMs - atMs) / 1_000;
  // The sum runs in the order of the cut, so that it is the same number whatever order the entries came in.
  const decayed = (of: (entry: Entry) => number, halves: number): number => Math.round(entries.reduce((sum, entry) => sum + of(entry) * 2 ** (-ago(entry) / halves), 0) * 1_000) / 1_000;
  return {
    velocity: Math.min(MOST_REQUESTS, entries.filter((entry) => ago(entry) < VELOCITY_WINDOW).length),
    recentDenials: decayed((entry) => Number(entry.isDenial), DENIALS_HALVE),
    risk: Math.min(100, decayed(({ points }) => points, RISK_HALVES)),
    devices: latest(devices).map(([device]) => device),
    places: latest(countries).map(([country, at]) => ({ country, at: at / 1_000 })),
  };
}

/** `{"c":{"DE":ms},"d":{...},"e":[[ms, source, sequence, points, denial]],"s":[sources],"t":ms}` */
export function writeLedger({ untilMs, entries, devices, countries }: Ledger): string {
  const sources = [...new Set(entries.map(({ source }) => source))].sort();
  return writeKept({ t: untilMs, s: sources, e: entries.map((e) => [untilMs - e.atMs, sources.indexOf(e.source), e.sequence, e.points, Number(e.isDenial)]), d: devices, c: countries });
}

export function readLedger(text: Value | undefined): Ledger | undefined {
  const kept = readKept(text);
  if (kept === undefined) return undefined;
  const { t: untilMs, s: sources, e: entries, d: devices, c: countries } = kept;
  if (!isCount(untilMs) || !Array.isArray(sources) || !sources.every((one) => typeof one === 'string') || !Array.isArray(entries) || entries.length > MOST_REQUESTS + MOST_REFUSALS) return malformed('the ledger');
  return {
    untilMs, devices: times(devices, /^[A-Za-z0-9_-]{43}$/), countries: times(countries, /^[A-Z]{2}$/),
    entries: entries.map((entry: unknown) => {
      if (!Array.isArray(entry) || entry.length !== 5 || !entry.every(isCount) || sources[entry[1] as number] === undefined) return malformed('the ledger');
      const [agoMs, source, sequence, points, denial] = entry as number[];
      return { atMs: untilMs - agoMs, source: sources[source] as string, sequence, points, isDenial: denial === 1 };
    }),
  };
}

function times(value: unknown, name: RegExp): Readonly<Record<string, number>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return malformed('the ledger');
  const entries = Object.entries(value as object);
  return entries.length <= 50 && entries.every(([key, at]) => name.test(key) && isCount(at)) ? Object.fromEntries(entries) as Record<string, number> : malformed('the ledger');
}

function latest(times: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(times).sort(([a, x], [b, y]) => y - x || compare(a, b));
}

function nameOf({ source, sequence }: Pick<Entry, 'sequence' | 'source'>): string {
  return `${source}#${sequence}`;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A baseline at synth: what it accepts, and what becomes of entries that end.
 *
 *   accept(file, [readBaseline(JSON.parse(text), 'baseline.json')], readInstant('2027-03-01T00:00:00Z'));
 *
 * An entry that has ended still accepts for two weeks, with a warning, so that nobody's deployment stops on a Monday. The time
 * comes from the caller; without it ends are not judged, and that is said.
 */
import type { BaselineFile, VerdictFile } from '../contract/verdicts';
import { applyBaseline, expiredEntries } from '../prover/baseline';
import { DAYS } from './instant';

export const GRACE_DAYS = 14;
/** Before every end. */
const NEVER = '1970-01-01';

type Entry = BaselineFile['accepted'][number];

export interface Accepted {
  /** Verdicts that are accepted are marked. */
  readonly file: VerdictFile;
  /** Ended, and within grace. */
  readonly ending: readonly Entry[];
  /** Ended, and accepted no longer. */
  readonly ended: readonly Entry[];
  /** Nothing is to be accepted there any more. */
  readonly idle: readonly Entry[];
  /** Accepted without a look at their ends. */
  readonly unchecked: number;
}

export function accept(file: VerdictFile, baselines: readonly BaselineFile[], now: number | undefined): Accepted {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const graced = now === undefined ? NEVER : day(now - DAYS(GRACE_DAYS));
  const unproved = new Set(file.verdicts.filter((v) => v.verdict !== 'proved').map((v) => v.id));
  const needed = (e: Entry): boolean => unproved.has(e.id);
  const expired = now === undefined ? [] : baselines.flatMap((b) => expiredEntries(b, day(now))).filter(needed);
  const ended = new Set(baselines.flatMap((b) => expiredEntries(b, graced)));
  const all = baselines.flatMap((b) => b.accepted);
  return {
    file: baselines.reduce((f, b) => applyBaseline(f, b, graced), file),
    ending: expired.filter((e) => !ended.has(e)),
    ended: expired.filter((e) => ended.has(e)),
    idle: all.filter((e) => !needed(e)),
    unchecked: now === undefined ? all.filter(needed).length : 0,
  };
}

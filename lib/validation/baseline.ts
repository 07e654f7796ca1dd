/**
 * A baseline at synth: what it accepts, and what becomes of entries that end.
 *
 *   accept(file, [readBaseline(JSON.parse(text), 'baseline.json')], readInstant('2027-03-01T00:00:00Z'));
 *
 * An entry that has ended still accepts for two weeks, with a warning, so that nobody's deployment stops on a Monday. The time
 * comes from the caller; without it ends are not judged, and that is said.
 */
import type { BaselineFile, VerdictFile } from '../contract/verdicts';
import { applyBaseline, expiredEntries, graced, lastingEntries, strayEntries, unownedEntries } from '../prover/baseline';

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
  /** Accepted for longer than a year. */
  readonly lasting: readonly Entry[];
  /** Accepted in nobody's name. */
  readonly unowned: readonly Entry[];
  /** Of an id that is another question's now. */
  readonly stray: ReturnType<typeof strayEntries>;
}

export function accept(file: VerdictFile, baselines: readonly BaselineFile[], now: number | undefined): Accepted {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const last = now === undefined ? NEVER : graced(day(now));
  const unproved = new Set(file.verdicts.filter((v) => v.verdict !== 'proved').map((v) => v.id));
  const needed = (e: Entry): boolean => unproved.has(e.id);
  const expired = now === undefined ? [] : baselines.flatMap((b) => expiredEntries(b, day(now))).filter(needed);
  const ended = new Set(baselines.flatMap((b) => expiredEntries(b, last)));
  const all = baselines.flatMap((b) => b.accepted);
  return {
    file: baselines.reduce((f, b) => applyBaseline(f, b, last), file),
    ending: expired.filter((e) => !ended.has(e)),
    ended: expired.filter((e) => ended.has(e)),
    idle: all.filter((e) => !needed(e)),
    unchecked: now === undefined ? all.filter(needed).length : 0,
    lasting: now === undefined ? [] : baselines.flatMap((b) => lastingEntries(b, day(now))).filter(needed),
    unowned: baselines.flatMap(unownedEntries).filter(needed),
    stray: baselines.flatMap((b) => strayEntries(file, b)),
  };
}

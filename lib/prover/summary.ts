/**
 * Counts verdicts and says how a command ends: `exitCodeOf(file, 'unknown')`.
 *
 * INVARIANT: each verdict is counted once: as baselined, as a warning, as implied (proved and written by nobody), or by its kind.
 */
import type { DiffFile, VerdictData, VerdictFile } from '../contract/verdicts';

export type FailOn = 'violated' | 'unknown';

export function summaryOf(verdicts: readonly VerdictData[]): VerdictFile['summary'] {
  const summary = { proved: 0, violated: 0, unknown: 0, implied: 0, baselined: 0, warnings: 0 };
  for (const v of verdicts) {
    if (v.baselined === true) summary.baselined++;
    else if (v.verdict === 'proved') summary[v.implied === true ? 'implied' : 'proved']++;
    else summary[v.severity === 'warning' ? 'warnings' : v.verdict]++;
  }
  return summary;
}

/** 1: violated. 3: unknown where it must not be: what is strict by default, anything with `unknown`, nothing with `violated`. */
export function exitCodeOf({ verdicts }: VerdictFile, failOn?: FailOn): 0 | 1 | 3 {
  const open = verdicts.filter((v) => v.baselined !== true);
  if (open.some((v) => v.verdict === 'violated' && v.severity === 'error')) return 1;
  if (failOn === 'violated') return 0;
  return open.some((v) => v.verdict === 'unknown' && (failOn === 'unknown' || v.strict)) ? 3 : 0;
}

export function exitCodeOfDiff({ summary }: DiffFile): 0 | 1 {
  return summary.undeclared > 0 ? 1 : 0;
}

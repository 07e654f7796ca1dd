/**
 * What several façades and validators of one app say about the proof, as one: assumptions add up, the strictest scope counts,
 * and what any baseline accepts is accepted.
 */
import { type ProofProps, ProofScope } from './options';

export interface EffectiveProps {
  readonly assume: Readonly<Record<string, string>>;
  readonly scope: 'declared' | 'assembly';
  readonly baselineFiles: readonly string[];
  readonly failOnUnknown: boolean;
}

export function effectiveProps(all: readonly ProofProps[]): EffectiveProps {
  const assume = new Map<string, string>();
  for (const [name, value] of all.flatMap((p) => Object.entries(p.assume ?? {}))) {
    const other = assume.get(name);
    if (other !== undefined && other !== value) throw new Error(`AssumptionsDiffer: \`${name}\` is assumed to be \`${other}\` and \`${value}\` in one app; an assumption holds for all of it: keep one`);
    assume.set(name, value);
  }
  return {
    assume: Object.fromEntries([...assume].sort(([a], [b]) => (a < b ? -1 : 1))),
    scope: all.some((p) => p.scope === ProofScope.ASSEMBLY) ? 'assembly' : 'declared',
    baselineFiles: [...new Set(all.flatMap((p) => (p.baselineFile === undefined ? [] : [p.baselineFile])))].sort(),
    failOnUnknown: all.some((p) => p.failOnUnknown === true),
  };
}

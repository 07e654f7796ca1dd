/** Who can get to whom by however many steps: every pair of ends of a world, as the prover has them. */
import { pivotClosure } from '../../lib/prover/network/closure';
import type { NetworkWorld } from '../../lib/world/network/model';

/** `certain` looks at the other bound; worlds.ts has no tokens, so it has to say the same. */
export function allPairs(world: NetworkWorld): { readonly pairs: number; readonly certain: () => number } {
  const closure = pivotClosure(world);
  return { pairs: closure.count('may'), certain: () => closure.count('must') };
}

/**
 * The network prover: what a world permits, compared with what was declared.
 *
 *   proveNetwork({ world, intents, guarantees, scope: 'declared' }).verdicts
 *   askReach(world, intents, { source: 'internet', destination: 'Db', over: 'all', level: 'pivot' }).answer
 *
 * docs/semantics.md says what each verdict means. Not modelled: see lib/world/network/model.ts and docs/semantics.md, 6.
 */
import { Context } from './context';
import { isNetworkGuarantee, judgeGuarantee } from './guarantees';
import type { NetworkProof, NetworkQuestion } from './model';
import { judgeFlows } from './nothing-less';
import { judgeExcess } from './nothing-more';

export { askReach } from './ask';
export { pivotClosure, type PivotClosure } from './closure';
export { edges } from './edges';
export { NameError } from './names';
export { standing as standingQuestions } from './standing';

/** Throws NameError where a guarantee names nothing. */
export function proveNetwork({ world, intents, guarantees, scope, explained }: NetworkQuestion): NetworkProof {
  const context = new Context(world, intents, explained);
  for (const bound of intents) for (const g of bound.intent.guarantees) if (isNetworkGuarantee(g)) judgeGuarantee(context, g, bound.stage);
  for (const g of guarantees) if (isNetworkGuarantee(g)) judgeGuarantee(context, g);
  if (intents.length > 0) {
    judgeFlows(context);
    judgeExcess(context, scope);
  }
  return context.verdicts.proof();
}

/** Parts of rules as facts, and what stands where a rule that cannot be read has its parts: it is told, and becomes no rule. */
import type { ActionFacts, StatementFacts } from './model';
import type { FirewallAction, FirewallStatement } from './statement';

export const NO_STATEMENT: StatementFacts = { json: {}, capacity: 0, reads: [], depth: 1, findings: [] };
export const NO_ACTION: ActionFacts = { kind: 'block', json: { Block: {} }, bodies: {}, findings: [] };

export function statementOf(statement: FirewallStatement | undefined): StatementFacts | undefined {
  return statement?._facts();
}

export function actionsOf(overrides: { readonly [rule: string]: FirewallAction } = {}): Readonly<Record<string, ActionFacts>> {
  return Object.fromEntries(Object.entries(overrides).filter(([, action]) => action !== undefined).map(([rule, action]) => [rule, action._facts()]));
}

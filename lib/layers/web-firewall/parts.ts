/**
 * Parts of rules as their owners gave them, whatever that was: something else than a statement or an action becomes one that is told as wrong, so that all other
 * mistakes are told with it.
 *
 *   scopeDown: statementOf(options.scopeDown)
 *   action: actionOf(options.action)
 */
import type { Finding } from '../../intent';
import type { ActionFacts, StatementFacts } from './model';
import type { FirewallAction, FirewallStatement } from './statement';

export function actionOf(action: FirewallAction): ActionFacts {
  if (typeof (action as Partial<FirewallAction> | null)?._facts === 'function') return action._facts();
  return { kind: 'block', json: { Block: {} }, bodies: {}, findings: [wrong('an action', action, '`FirewallAction`', 'FirewallAction.block()')] };
}

export function statementOf(statement: FirewallStatement | undefined): StatementFacts | undefined {
  if (statement === undefined) return undefined;
  if (typeof (statement as Partial<FirewallStatement> | null)?._facts === 'function') return statement._facts();
  return { json: {}, capacity: 0, reads: [], depth: 1, findings: [wrong('a statement', statement, '`FirewallStatement`', 'FirewallStatement.geo([\'DE\'])')] };
}

function wrong(what: string, got: unknown, expected: string, example: string): Finding {
  const found = { code: 'FirewallPartInvalid', level: 'error' as const };
  return { ...found, pointer: '', where: '', message: `got \`${got === null ? 'null' : typeof got}\` for ${what}; expected one of ${expected}; write e.g. \`${example}\`` };
}

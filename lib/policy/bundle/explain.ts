/**
 * Why the policy of a route does not permit a request: ``unmetRules(bundle, 'GET /documents/{id}', request)`` -> `['context.trust.tier >= 2']`.
 *
 * Each `when` of it is asked alone, by the same evaluator, and told in the words in which it was written.
 */
import type { PolicyBundle } from '../../contract/access/bundle';
import type { CedarRequest, PolicyTable, TablePolicy } from '../../contract/access/policy-table';
import { loadPolicies } from '../evaluate';
import { quote, routePolicyId, rulesOf } from '../routes';

export function unmetRules({ door, routes, policies, strict }: Pick<PolicyBundle, 'door' | 'policies' | 'routes' | 'strict'>, route: string, request: CedarRequest): readonly string[] {
  const policy = policies.policies.find((p) => p.id === routePolicyId(door, route));
  const rules = rulesOf(routes[route]);
  // A policy of another making cannot be told in these words.
  if (policy === undefined || policy.conditions.length !== rules.length) return [];
  const holds = (part: Pick<TablePolicy, 'conditions' | 'principal'>): boolean => {
    const table: PolicyTable = { ...policies, policies: [{ ...policy, ...part }] };
    return loadPolicies(table, { strict }).evaluate(request).decision === 'allow';
  };
  const [persona] = routes[route].personas;
  const head = holds({ principal: policy.principal, conditions: [] }) ? [] : [`principal in Persona::${quote(persona ?? '')}`];
  return [...head, ...rules.filter((_, i) => !holds({ principal: { op: 'All' }, conditions: [policy.conditions[i]] })).map((rule) => rule.cedar)];
}

/**
 * What a firewall costs while nothing happens, as lines of the stage's report: `idleOf(id, plan)`. The sum is `plan.monthlyUsd`.
 */
import type { IdleItem } from '../network/catalogue';
import { RULE_USD } from './managed/table';
import type { FirewallPlan } from './model';

/** By what the group of a rule costs beside the rule. */
const SUBSCRIPTIONS: Readonly<Record<number, string>> = { 10: 'firewall-intelligent-group', 20: 'firewall-anti-ddos' };

export function idleOf(id: string, { rules }: FirewallPlan): readonly IdleItem[] {
  const paid = rules.filter((rule) => rule.monthlyUsd > RULE_USD);
  return [
    { item: 'web-acl', quantity: 1, why: `firewall ${id}` },
    ...(rules.length === 0 ? [] : [{ item: 'firewall-rule', quantity: rules.length, why: `firewall ${id}` }]),
    ...paid.map((rule) => ({ item: SUBSCRIPTIONS[rule.monthlyUsd - RULE_USD] ?? 'firewall-intelligent-group', quantity: 1, why: `${rule.name} of firewall ${id}` })),
  ];
}

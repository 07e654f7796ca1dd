/**
 * Limits of EC2 and CloudFormation, counted before anything is deployed. CDK checks none of these.
 *
 *   budgets: segment api, inbound IPv4: 12 of 60 rules
 *
 * An overrun is an error that names the flows that cost most. Not counted: rules that others put on imported groups.
 */
import type { BudgetReport } from '../../../contract/network-report';
import { compareText, type Findings } from '../../../intent';
import { prefixListWeight, ruleCost, type RuleCost } from '../catalogue';
import type { PeerPlan, RulePlan } from './plan';

/** What the account grants; EC2's defaults are 60 and 5. */
export interface GroupQuotas {
  readonly rulesPerGroup: number;
  readonly groupsPerInterface: number;
}

/** What is counted is what is reported. */
export type Budget = BudgetReport;

/** From this share of a limit on, the budget is mentioned. */
export const WARN_SHARE = 0.8;

export function ruleBudgets(rules: readonly RulePlan[], quotas: GroupQuotas): Budget[] {
  const buckets = new Map<string, { subject: string; used: number; costs: Map<string, number> }>();
  for (const rule of rules) {
    const cost = peerCost(rule.peer);
    for (const [version, weight] of [[4, cost.ipv4], [6, cost.ipv6]]) {
      if (weight === 0) continue;
      const subject = `${groupText(rule.group)}, ${rule.direction === 'ingress' ? 'inbound' : 'outbound'} IPv${version}`;
      // A group of ours holds one outbound IPv4 rule already: the one that matches nothing.
      const placeholder = rule.direction === 'egress' && version === 4 ? 1 : 0;
      const bucket = buckets.get(subject) ?? { subject, used: placeholder, costs: new Map<string, number>() };
      buckets.set(subject, bucket);
      bucket.used += weight;
      for (const flow of rule.flows) bucket.costs.set(flow, (bucket.costs.get(flow) ?? 0) + weight);
    }
  }
  return [...buckets.values()]
    .map(({ subject, used, costs }) => ({
      name: 'rules per security group',
      subject,
      used,
      limit: quotas.rulesPerGroup,
      relief: 'split the segment, use a prefix list, set `aggregateRules`, or raise the quota in the account and state it in `quotas.rulesPerGroup`',
      flows: dearest(costs),
    }))
    .sort((a, b) => b.used / b.limit - a.used / a.limit || compareText(a.subject, b.subject));
}

export function dearest(costs: ReadonlyMap<string, number>): { flow: string; cost: number }[] {
  return [...costs].map(([flow, cost]) => ({ flow, cost })).sort((a, b) => b.cost - a.cost || compareText(a.flow, b.flow)).slice(0, 5);
}

export function checkBudgets(budgets: readonly Budget[], findings: Findings): void {
  for (const b of budgets) {
    const cost = b.flows.length === 0 ? '' : `; dearest: ${b.flows.map((f) => `\`${f.flow}\` (${f.cost})`).join(', ')}`;
    const share = `${b.subject}: ${b.used} of ${b.limit} ${b.name}`;
    if (b.used > b.limit) findings.error('BudgetExceeded', '', `${share}${cost}; ${b.relief}`);
    else if (b.used >= b.limit * WARN_SHARE) findings.warning('BudgetNearlyUsed', '', `${share}${cost}; ${b.relief}`);
  }
}

/** A group has two counts per direction. A rule that names a group is in both; a list weighs what it may hold. */
export function peerCost(peer: PeerPlan): RuleCost {
  switch (peer.kind) {
    case 'cidr': return ruleCost({ kind: 'cidr', version: peer.ipVersion });
    case 'group':
    case 'offeredGroup':
    case 'foreignGroup': return ruleCost({ kind: 'group' });
    case 'servicePrefixList': {
      const known = prefixListWeight(`com.amazonaws.us-east-1.${peer.service}`);
      return ruleCost({ kind: 'aws-prefix-list', weight: known?.weight ?? 1, counts: known?.counts ?? [4, 6] });
    }
    case 'prefixList': {
      const known = prefixListWeight(peer.name);
      if (known !== undefined) return ruleCost({ kind: 'aws-prefix-list', weight: known.weight, counts: known.counts });
      // The family of a customer's list is not known here: it counts in both.
      const entries = peer.maxEntries ?? 1;
      return { ipv4: entries, ipv6: entries };
    }
  }
}

/** `segment api`, `imported group Stack/Legacy of segment api`, `endpoint logs`. */
export function groupText(key: string): string {
  const [kind, rest] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
  if (kind === 'endpoint') return `endpoint ${rest}`;
  if (kind === 'existing') return `existing endpoint group ${rest}`;
  const local = rest.slice(rest.indexOf('#') + 1);
  if (kind === 'segment') return `segment ${local}`;
  const slash = local.indexOf('/');
  return `imported group ${local.slice(slash + 1)} of segment ${local.slice(0, slash)}`;
}

/**
 * Rules of our own, block sets, and rule groups that the user has: each becomes one rule of the web ACL.
 *
 * A block set is one rule over both IP versions, of the address that connects. Behind a proxy a second one looks at every address of the header, because the
 * first in it is the caller's own words. They are two, because a request without the header passes a rule that reads it, whatever else that says. ("ANY -
 * Inspect all IP addresses in the header"; "If the specified header isn't present in the request, AWS WAF doesn't apply the rule to the web request at all":
 * CloudFormation, IPSetForwardedIPConfiguration.)
 */
import type { Findings } from '../../../intent';
import { RULE_USD } from '../managed/table';
import type { BlockSetRule, GroupRule, OwnRule, Properties } from '../model';
import { wcu } from '../statement/capacity';
import { countOf, type Draft, list } from './draft';
import { overridesOf } from './overrides';

export type Parts = Pick<Draft, 'statement' | 'acts' | 'actions' | 'capacity' | 'labels' | 'namespace' | 'reads' | 'monthlyUsd'>;

export function ownParts({ statement, action, labels }: OwnRule, isObserving: boolean): Parts {
  return {
    statement: statement.json, capacity: statement.capacity, reads: statement.reads, monthlyUsd: RULE_USD,
    acts: { Action: isObserving ? countOf(action) : action.json }, actions: isObserving ? [] : [action], labels: [...new Set(labels)].sort(),
  };
}

/** Of what the block set finds in the header of a proxy; the rule itself is of the address that connects. */
export const FORWARDED = '-forwarded';

export function blockSetParts({ ipv4Arn, ipv6Arn, forwardedHeader, action }: BlockSetRule, isObserving: boolean): Parts[] {
  const part = (more: Properties, capacity: number): Parts => ({
    statement: { OrStatement: { Statements: [ipv4Arn, ipv6Arn].map((Arn) => ({ IPSetReferenceStatement: { Arn, ...more } })) } }, capacity: 2 * capacity,
    acts: { Action: isObserving ? countOf(action) : action.json }, actions: isObserving ? [] : [action], labels: [], reads: [], monthlyUsd: RULE_USD,
  });
  const connects = part({}, wcu('ipSet'));
  if (forwardedHeader === undefined) return [connects];
  return [connects, part({ IPSetForwardedIPConfig: { HeaderName: forwardedHeader, FallbackBehavior: 'MATCH', Position: 'ANY' } }, wcu('ipSet') + wcu('ipSet.anyPosition'))];
}

export function groupParts(rule: GroupRule, isObserving: boolean, pointer: string, findings: Findings): Parts {
  const { id, arn, capacity, rules, overrides } = rule;
  if (!Number.isInteger(capacity) || capacity < 1) findings.error('ManagedCapacityInvalid', pointer, `rule group of \`${id}\` takes \`${capacity}\` capacity units; expected a whole number from 1, which is what it was made with; look it up with \`aws wafv2 get-rule-group\``);
  if (isObserving && (rules ?? []).length === 0) findings.error('ObserveNeedsRules', pointer, `rule \`${id}\` observes, and nobody says which rules its group has, so that they could count one by one; expected their names, because counting the group as a whole loses the labels; pass \`rules\``);
  const unknown = rules === undefined ? [] : Object.keys(overrides).filter((name) => !rules.includes(name)).sort();
  if (unknown.length > 0) findings.error('ManagedRuleUnknown', pointer, `overrides of rule \`${id}\` name ${list(unknown)}, which \`rules\` does not; expected names of rules of the group; correct one of the two`);
  const { json, actions } = overridesOf(isObserving ? rules ?? [] : [], overrides, isObserving);
  return {
    statement: { RuleGroupReferenceStatement: { Arn: arn, ...json } }, capacity: Number.isInteger(capacity) ? capacity : 0,
    acts: { OverrideAction: { None: {} } }, actions, labels: [], reads: [], monthlyUsd: RULE_USD,
  };
}

/**
 * Rules of a group -> plan -> its L1, once, when all is said: `buildGroup(group)`, and the last look: `verifyGroup(group)`.
 */
import { CfnResource } from 'aws-cdk-lib';
import { CfnRuleGroup } from 'aws-cdk-lib/aws-wafv2';
import { type Finding, Findings } from '../../intent';
import { isInTree } from '../declaration/declaration';
import { relativePath } from '../network/stage-path';
import { compileFirewall } from './compiler/compile';
import { FirewallScope } from './firewall-props';
import { FirewallMode } from './mode';
import type { FirewallRuleGroup } from './rule-group';
import { plannedSets, withArns } from './statement/planned-set';
import { typedProps } from './typed';

/** Capacity units and rate rules of a rule group. (AWS WAF developer guide, "AWS WAF quotas"; the second as public copies of it say, `unverified` of this year.) */
const MOST = 5000;
const MOST_RATES = 4;

export function buildGroup(group: FirewallRuleGroup): readonly Finding[] {
  group._list.close();
  const { capacity, mode, scope = FirewallScope.REGIONAL } = group._props;
  const findings = new Findings();
  const id = group.node.id;
  findings.append(group._told);
  if (capacity !== undefined && !(Number.isInteger(capacity) && capacity >= 1 && capacity <= MOST)) findings.error('FirewallPropInvalid', '', `\`capacity\` of rule group \`${id}\` is \`${String(capacity)}\`; expected a whole number from 1 to ${MOST}, which never changes; choose one with room for more rules`);
  const now: unknown = group.node.tryGetContext('zero-trust:now');
  const rules = group._list.facts();
  const plan = compileFirewall({
    id, path: relativePath(group, group.node.path), scope, mode: mode instanceof FirewallMode ? mode._facts : { kind: 'enforce' }, rules, protects: [], firstPriority: 0, taken: [],
    ...(typeof now === 'string' && now !== '' ? { now } : {}), ...(Number.isInteger(capacity) && capacity >= 1 && capacity <= MOST ? { maxCapacity: capacity } : {}),
  });
  findings.append(plan.findings.filter((f) => f.code !== 'FirewallCapacityPriced'));
  const { sets, findings: taken } = plannedSets(plan.rules.map((rule) => rule.json));
  findings.append(taken);
  if (rules.length === 0) findings.error('FirewallWithoutRules', '', `rule group \`${id}\` has no rule; expected at least one; add rules`);
  const rates = plan.rules.filter((rule) => 'RateBasedStatement' in (rule.json.Statement as object)).length;
  if (rates > MOST_RATES) findings.error('RateRulesTooMany', '', `rule group \`${id}\` has ${rates} rate rules, twins for requests without their key among them; expected at most ${MOST_RATES}, which is what WAF takes of a rule group; join some, or put them into the web ACL`);
  const where = group._site.toString();
  const all = findings.all().map((f) => (f.where === '' ? { ...f, where } : f));
  if (findings.errors().length > 0) return all;
  const made = new Map(sets.map((set) => {
    const { type, properties } = set.resource(scope);
    return [set.path, group._written.taking(group, () => new CfnResource(group, set.path, { type, properties }))] as const;
  }));
  const typed = typedProps(CfnRuleGroup, group, {
    Capacity: capacity, Scope: scope, VisibilityConfig: {}, Rules: plan.rules.map((rule) => withArns(rule.json, (set) => made.get(set.path)!.getAtt('Arn').toString())),
    ...(Object.keys(plan.bodies).length === 0 ? {} : { CustomResponseBodies: plan.bodies }),
  });
  for (const name of ['rules', 'customResponseBodies']) if (typed[name] !== undefined) group._written.put(group._group, name, typed[name]);
  return all;
}

export function verifyGroup(group: FirewallRuleGroup): readonly Finding[] {
  const findings = new Findings();
  for (const resource of group._written.resources) {
    const changed = isInTree(resource) ? group._written.changesOf(resource).map((c) => c.path).filter((p) => !/^(Tags|Description)(\.|$)/.test(p)) : ['all'];
    for (const path of changed) findings.error('FirewallChanged', '', `\`${path}\` of \`${resource.node.path}\`, of rule group \`${group.node.id}\`, was changed after the group was built; expected it as its rules say; remove the override or aspect that changes it`);
  }
  return findings.all().map((f) => ({ ...f, where: group._site.toString() }));
}

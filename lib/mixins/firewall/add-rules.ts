/**
 * Rules onto a web ACL that stands: `addRules(acl, wanted)` at once, `judgeAdded(acl, added, protects)` when all is said.
 *
 * INVARIANT: of the rules that were there none is changed, and none of ours is added beside a mistake.
 */
import { CfnResource, Token } from 'aws-cdk-lib';
import { CfnRuleGroup, CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { type Finding, Findings, formatFinding } from '../../intent';
import { isInTree } from '../../layers/declaration/declaration';
import { rendered } from '../../layers/identity/written';
import { isObject, readIfPossible, resolveValue, targetOf } from '../../layers/network/members/read';
import { relativePath } from '../../layers/network/stage-path';
import { writeMetadata } from '../../layers/network/verbatim';
import { compileFirewall } from '../../layers/web-firewall/compiler/compile';
import { referencesIn } from '../../layers/web-firewall/compiler/references';
import { jsonCapacity, sum } from '../../layers/web-firewall/json-capacity';
import { FirewallMode } from '../../layers/web-firewall/mode';
import type { FirewallFacts, FirewallScopeName, PlannedRule, Properties, ProtectedKind, RuleFacts, TakenPriority } from '../../layers/web-firewall/model';
import { plannedSets, withArns } from '../../layers/web-firewall/statement/planned-set';
import { typedProps } from '../../layers/web-firewall/typed';
import { isLogged } from './logged';

export interface WantedRules {
  readonly rules: readonly RuleFacts[];
  readonly mode?: FirewallMode;
  readonly firstPriority: number;
  readonly where: string;
  /** What is wrong with what the mixin was told. */
  readonly told?: readonly Finding[];
}

export interface AddedRules {
  readonly wanted: WantedRules;
  /** What was wrong at once; then nothing was added. */
  readonly findings: readonly Finding[];
  /** By name, as the template said them when they were added. */
  readonly rules: ReadonlyMap<string, string>;
  /** Sets of these rules, as the template said them when they were made. */
  readonly sets: ReadonlyMap<CfnResource, string>;
  /** The first addition to the web ACL: it judges what is the web ACL's own. */
  readonly isFirst?: boolean;
}

/** What was added to a web ACL by rules of all mixins: by name, what was planned; and the days until which they count. */
interface OfAcl {
  readonly planned: Map<string, string>;
  readonly until: Map<string, string>;
}
const ADDED = new WeakMap<CfnResource, OfAcl>();

/** Undefined: these very rules were added before. */
export function addRules(acl: CfnResource, wanted: WantedRules): AddedRules | undefined {
  const known = ADDED.get(acl) ?? { planned: new Map<string, string>(), until: new Map<string, string>() };
  ADDED.set(acl, known);
  const findings = new Findings();
  findings.append(wanted.told ?? []);
  const before = standing(acl);
  if (before === undefined) findings.error('FirewallAclUnknown', '', `rules of web ACL \`${acl.node.path}\` are chosen at deployment, so that nobody sees which priorities are taken; expected a list; write the rules down`);
  const first = compileFirewall(factsOf(acl, wanted, [], [], 0));
  const planned = (rule: PlannedRule): string => JSON.stringify(resolveValue(acl, withArns(rule.json, (set) => set.path)));
  if (findings.errors().length === 0 && first.rules.length > 0 && first.rules.every((rule) => known.planned.get(rule.name) === planned(rule))) return undefined;
  const plan = compileFirewall(factsOf(acl, wanted, [], before ?? [], 0));
  findings.append(plan.findings);
  const { sets, findings: taken } = plannedSets(plan.rules.map((rule) => rule.json));
  findings.append(taken);
  if (wanted.rules.length === 0) findings.error('FirewallWithoutRules', '', '`FirewallRules` has no rule; expected at least one; add rules before it is applied');
  const bodies = checkBodies(acl, plan.bodies, findings);
  if (findings.errors().length > 0) return { wanted, findings: findings.all(), rules: new Map(), sets: new Map() };

  const isFirst = known.planned.size === 0;
  const made = new Map(sets.map((set) => [set.path, madeSet(acl, set.path, set.resource(scopeOf(acl)))]));
  const typed = typedProps(CfnWebACL, acl, {
    DefaultAction: {}, Scope: '', VisibilityConfig: {}, Rules: plan.rules.map((rule) => withArns(rule.json, (set) => made.get(set.path)!.getAtt('Arn').toString())), CustomResponseBodies: plan.bodies,
  });
  const l1 = acl as CfnWebACL;
  if (acl instanceof CfnWebACL) {
    l1.rules = [...(l1.rules as unknown[] | undefined ?? []), ...typed.rules];
    if (bodies.length > 0) l1.customResponseBodies = { ...l1.customResponseBodies, ...Object.fromEntries(bodies.map((key) => [key, typed.customResponseBodies[key]])) };
  } else {
    const { _cfnProperties: own } = acl as unknown as { readonly _cfnProperties: Record<string, unknown> };
    own.Rules = [...(own.Rules as unknown[] | undefined ?? []), ...plan.rules.map((rule) => withArns(rule.json, (set) => made.get(set.path)!.getAtt('Arn').toString()))];
    if (bodies.length > 0) own.CustomResponseBodies = { ...(own.CustomResponseBodies as object | undefined), ...Object.fromEntries(bodies.map((key) => [key, plan.bodies[key]])) };
  }
  for (const rule of plan.rules) known.planned.set(rule.name, planned(rule));
  remember(acl, wanted, plan.rules, known);
  const now = new Map((templateRules(acl) ?? []).map((rule) => [String(rule.Name), JSON.stringify(rule)]));
  return { wanted, isFirst, findings: findings.all(), rules: new Map(plan.rules.map(({ name }) => [name, now.get(name) ?? ''])), sets: new Map([...made.values()].map((set) => [set, JSON.stringify(rendered(set))])) };
}

export function judgeAdded(acl: CfnResource, { wanted, findings: early, rules, sets, isFirst }: AddedRules, protects: readonly ProtectedKind[]): readonly Finding[] {
  const findings = new Findings();
  const all = templateRules(acl);
  if (rules.size === 0) {
    findings.append(early);
  } else if (all === undefined) {
    findings.error('FirewallAclUnknown', '', `rules of web ACL \`${acl.node.path}\` are chosen at deployment; expected a list; write the rules down`);
  } else {
    const others = all.filter((rule) => !rules.has(String(rule.Name)));
    const capacities = others.map((rule) => jsonCapacity(rule, (arn) => capacityOfGroup(acl, arn)));
    const unknown = others.filter((_, i) => capacities[i] === undefined).map((rule) => `\`${String(rule.Name)}\``);
    const plan = compileFirewall(factsOf(acl, wanted, protects, others.map(takenOf), sum(capacities.map((c) => c ?? 0)) ?? 0, referencesIn(others)));
    findings.append(plan.findings);
    if (isFirst === true && !isLogged(acl)) findings.warning('FirewallAclWithoutLog', '', `web ACL \`${acl.node.path}\` has no logging configuration in this app, so that nobody sees afterwards what its rules stopped, and whom; expected an \`AWS::WAFv2::LoggingConfiguration\` of it; add one, with a destination whose name begins with \`aws-waf-logs-\``);
    if (unknown.length > 0) findings.warning('FirewallCapacityUnknown', '', `web ACL \`${acl.node.path}\` has rules of which nobody here knows what they take, ${unknown.slice(0, 5).join(', ')}; expected at most 5000 capacity units in all, of which ${plan.capacity} are known; look them up with \`aws wafv2 get-web-acl\``);
    const now = new Map(all.map((rule) => [String(rule.Name), JSON.stringify(rule)]));
    for (const [name, then] of rules) if (now.get(name) !== then) findings.error('FirewallChanged', '', `rule \`${name}\` of web ACL \`${acl.node.path}\` was ${now.has(name) ? 'changed' : 'removed'} after \`FirewallRules\` added it; expected it as it was said; remove the override or aspect that changes it`);
    for (const [set, then] of sets) {
      const isThere = isInTree(set);
      if (!isThere || JSON.stringify(rendered(set)) !== then) findings.error('FirewallChanged', '', `set \`${set.node.path}\` of web ACL \`${acl.node.path}\` was ${isThere ? 'changed' : 'removed'} after \`FirewallRules\` made it; expected it as it was said, because rules read it; ${isThere ? 'remove the override or aspect that changes it' : 'do not remove it'}`);
    }
  }
  const seen = new Set<string>();
  return findings.all().map((f) => (f.where === '' ? { ...f, where: wanted.where } : f)).filter((f) => !seen.has(formatFinding(f)) && seen.add(formatFinding(f)));
}

function factsOf(acl: CfnResource, { rules, mode, firstPriority }: WantedRules, protects: readonly ProtectedKind[], taken: readonly TakenPriority[], takenCapacity: number, takenReferences = 0): FirewallFacts {
  const now: unknown = acl.node.tryGetContext('zero-trust:now');
  return {
    id: acl.node.id, path: relativePath(acl, acl.node.path), scope: scopeOf(acl), mode: mode instanceof FirewallMode ? mode._facts : { kind: 'enforce' }, rules, protects, firstPriority, taken, takenCapacity, takenReferences,
    ...(typeof now === 'string' && now !== '' ? { now } : {}),
  };
}

function scopeOf(acl: CfnResource): FirewallScopeName {
  return readIfPossible(acl, 'Scope') === 'CLOUDFRONT' ? 'CLOUDFRONT' : 'REGIONAL';
}

/** Rules as they stand, without a look at what is lazy; undefined where only the deployment knows. */
function standing(acl: CfnResource): TakenPriority[] | undefined {
  const l1 = acl as unknown as { readonly rules?: unknown; readonly _cfnProperties?: Properties };
  const raw = acl instanceof CfnWebACL ? l1.rules : l1._cfnProperties?.Rules;
  if (raw !== undefined && (!Array.isArray(raw) || Token.isUnresolved(raw))) return undefined;
  const rules = readIfPossible(acl, 'Rules') ?? [];
  if (!Array.isArray(rules) || !rules.every(isObject)) return undefined;
  const taken = rules.map(takenOf);
  return taken.every(({ priority }) => typeof priority === 'number') ? taken : undefined;
}

function takenOf(rule: Properties): TakenPriority {
  return { name: String(rule.Name ?? rule.name), priority: (rule.Priority ?? rule.priority) as number };
}

function templateRules(acl: CfnResource): Properties[] | undefined {
  const rules = rendered(acl).Properties?.Rules ?? [];
  return Array.isArray(rules) && rules.every((r) => isObject(r) && typeof r.Priority === 'number') ? rules as Properties[] : undefined;
}

function capacityOfGroup(acl: CfnResource, arn: unknown): number | undefined {
  const group = targetOf(acl, isObject(arn) && Array.isArray(arn['Fn::GetAtt']) ? { Ref: arn['Fn::GetAtt'][0] as unknown } : arn);
  const capacity = group?.cfnResourceType === CfnRuleGroup.CFN_RESOURCE_TYPE_NAME ? readIfPossible(group, 'Capacity') : undefined;
  return typeof capacity === 'number' ? capacity : undefined;
}

/** Keys that are to be added. */
function checkBodies(acl: CfnResource, bodies: Readonly<Record<string, Properties>>, findings: Findings): string[] {
  const there = readIfPossible(acl, 'CustomResponseBodies');
  const said = isObject(there) ? there : {};
  return Object.keys(bodies).filter((key) => {
    const own = Object.hasOwn(said, key) ? said[key] as Properties : undefined;
    if (own !== undefined && (own.Content ?? own.content) !== bodies[key].Content) findings.error('FirewallBodyTaken', '', `web ACL \`${acl.node.path}\` answers with another body under key \`${key}\`; expected one body for each key; rename it with \`body.id\``);
    return own === undefined;
  });
}

function madeSet(acl: CfnResource, id: string, { type, properties }: { readonly type: string; readonly properties: Properties }): CfnResource {
  return acl.node.tryFindChild(id) as CfnResource | undefined ?? new CfnResource(acl, id, { type, properties });
}

/** What `prove` reads: the days of rules that only count. The rest of the web ACL is not ours. */
function remember(acl: CfnResource, { mode, rules }: WantedRules, planned: readonly PlannedRule[], { until }: OfAcl): void {
  const all = mode instanceof FirewallMode && mode._facts.kind === 'observe' ? mode._facts.until : undefined;
  for (const { name, rule } of planned) {
    const end = rules.find((r) => r.id === rule)?.observeUntil ?? all;
    if (end !== undefined) until.set(name, end);
  }
  if (until.size > 0) writeMetadata(acl, 'zero-trust', { firewall: acl.node.id, mode: 'enforce', rules: Object.fromEntries([...until].sort(([a], [b]) => (a < b ? -1 : 1))) });
}

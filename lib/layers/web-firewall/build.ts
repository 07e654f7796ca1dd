/**
 * Rules and targets -> facts -> plan -> constructs, once per firewall, when everything has been said. Beside any mistake nothing is made.
 */
import { type CfnResource, Stage } from 'aws-cdk-lib';
import { type Finding, Findings } from '../../intent';
import { relativePath } from '../network/stage-path';
import { writeMetadata } from '../network/verbatim';
import { readIfPossible, resourcesIn } from '../network/members/read';
import { checkFirewall, isForwarded } from './check-firewall';
import { compileFirewall } from './compiler/compile';
import { stopsAnything } from './compiler/stops';
import { arnOfLogGroup, emitAssociations, emitLogging, emitOnDistributions, fillWebAcl } from './emit';
import { FirewallMode } from './mode';
import type { FirewallFacts, FirewallPlan, ModeFacts, RuleFacts } from './model';
import { FirewallPreset, presetFacts, withPreset } from './preset';
import { FirewallAction } from './statement/action';
import { plannedSets } from './statement/planned-set';
import { subjectOf } from './subject';
import { type TargetFacts, targetFacts, titleOf } from './target-facts';
import type { WebFirewall } from './web-firewall';

/** As in presets. */
const BLOCK_SET = 'block-set';
export const ASSOCIATION = 'AWS::WAFv2::WebACLAssociation';

export interface BuiltFirewall {
  readonly findings: readonly Finding[];
  readonly plan: FirewallPlan;
  readonly targets: readonly TargetFacts[];
  readonly isMade: boolean;
  /** Some rule of it stops somebody once it acts. */
  readonly stops: boolean;
  /** Associations by what they are about. */
  readonly associations: ReadonlyMap<TargetFacts, CfnResource>;
}

export function buildFirewall(firewall: WebFirewall): BuiltFirewall {
  const { _props: props, _rules: list, firewallId: id } = firewall;
  list.close();
  const findings = new Findings();
  findings.append(firewall._told);
  checkFirewall(firewall, id, props, findings);
  const rules = rulesOf(firewall);
  const targets = targetsOf(firewall, findings);
  const facts = factsOf(firewall, rules, targets);
  const plan = compileFirewall(facts);
  findings.append(plan.findings);
  const { sets, findings: taken } = plannedSets(plan.rules.map((rule) => rule.json));
  findings.append(taken);
  checkTaken(firewall, targets, findings);
  if (rules.length === 0) findings.error('FirewallWithoutRules', '', `firewall \`${id}\` has no rule, so that it lets everything pass; expected at least one; pass \`preset\`, or add rules`);
  const stops = stopsAnything(rules);
  if (rules.length > 0 && !stops) findings.warning('FirewallStopsNothing', '', `firewall \`${id}\` stops nobody: ${rules.every((rule) => rule.kind === 'blockSet') ? 'its only rule is the block set, which is created empty' : 'every rule of it counts, allows, or is the block set, which is created empty'}; expected a rule that blocks or asks for a puzzle; pass \`preset\`, or add one`);
  if (targets.length === 0) findings.warning('FirewallWithoutTargets', '', `firewall \`${id}\` protects nothing of this app; expected \`protect(FirewallTarget...)\`; call it, or name \`webAclArn\` where what it protects is made`);
  const where = firewall._site.toString();
  const all = findings.all().map((f) => (f.where === '' ? { ...f, where } : f));
  if (findings.errors().length > 0) return { findings: all, plan, targets, stops, isMade: false, associations: new Map() };
  fillWebAcl(firewall, firewall._acl, firewall._written, { plan, sets, props });
  const { destination, ...logging } = props.logging ?? {};
  const logArn = destination === undefined ? arnOfLogGroup(firewall, firewall.logGroupName!) : arnOfDestination(firewall);
  firewall._written.taking(firewall, () => emitLogging(firewall, firewall._acl, logArn, logging));
  const associations = firewall._written.taking(firewall, () => emitAssociations(firewall, firewall._acl, targets));
  emitOnDistributions(firewall._acl, targets);
  writeMetadata(firewall._acl, 'zero-trust', metadataOf(id, facts.mode, rules, plan));
  return { findings: all, plan, targets, stops, isMade: true, associations };
}

/** What it takes and costs as of now; freezes nothing. */
export function planOf(firewall: WebFirewall): FirewallPlan {
  const rules = rulesOf(firewall);
  return compileFirewall(factsOf(firewall, rules, targetsOf(firewall, new Findings())));
}

function rulesOf({ _props: { preset, forwardedHeader }, _sets: sets, _rules: list, _site: site }: WebFirewall): RuleFacts[] {
  const [ipv4Arn, ipv6Arn] = [sets?.ipv4, sets?.ipv6].map((set) => set?.getAtt('Arn').toString() ?? '');
  const of = { ipv4Arn, ipv6Arn, ...(forwardedHeader === undefined || !isForwarded(forwardedHeader) ? {} : { forwardedHeader }) }; // else told
  const where = site.toString();
  const own = (preset instanceof FirewallPreset ? presetFacts(preset, of, where) : []).filter((rule) => rule.kind !== 'blockSet');
  return [...(sets === undefined ? [] : [{ kind: 'blockSet', id: BLOCK_SET, where, ...of, action: FirewallAction.block()._facts() } as const]), ...withPreset(own, list.facts())];
}

function factsOf(firewall: WebFirewall, rules: readonly RuleFacts[], targets: readonly TargetFacts[]): FirewallFacts {
  const { mode, scope = 'REGIONAL', maxCapacity } = firewall._props;
  const now: unknown = firewall.node.tryGetContext('zero-trust:now');
  return {
    id: firewall.firewallId, path: relativePath(firewall, firewall.node.path), scope, mode: mode instanceof FirewallMode ? mode._facts : { kind: 'enforce' }, rules,
    protects: [...new Set(targets.map((t) => t.kind))].sort(), ...(typeof now === 'string' && now !== '' ? { now } : {}), ...(maxCapacity === undefined ? {} : { maxCapacity }),
  };
}

function targetsOf(firewall: WebFirewall, findings: Findings): TargetFacts[] {
  const of = { at: firewall, id: firewall.firewallId, scope: firewall._props.scope ?? 'REGIONAL' } as const;
  return firewall._targets.flatMap(({ target, site }) => {
    const { facts, findings: told } = targetFacts(target, of);
    findings.append(told.map((f) => ({ ...f, where: site.toString() })));
    return facts === undefined ? [] : [facts];
  });
}

/** A resource has one web ACL; the second association fails, or takes the place of the first. */
function checkTaken(firewall: WebFirewall, targets: readonly TargetFacts[], findings: Findings): void {
  const { firewallId: id, _acl: acl } = firewall;
  const taken = associationsIn(firewall);
  const seen = new Map<string, TargetFacts>();
  for (const target of targets) {
    const subject = target.resource?.node.path ?? subjectOf(acl, target.arn);
    const what = `${titleOf(target.kind)} \`${target.path}\``;
    if (seen.has(subject)) findings.error('FirewallTargetTaken', '', `firewall \`${id}\` protects ${what} twice; expected once; remove one`);
    seen.set(subject, target);
    const other = taken.get(subject);
    if (other !== undefined) findings.error('FirewallTargetTaken', '', `firewall \`${id}\` is to protect ${what}, which \`${other}\` protects already; expected one web ACL, because a resource has no more; remove one of the two, or add rules to the other with \`FirewallRules\``);
    const set = target.kind !== 'distribution' || target.resource === undefined ? undefined : readIfPossible(target.resource, 'DistributionConfig.WebACLId');
    if (set !== undefined && set !== '') findings.error('FirewallTargetTaken', '', `firewall \`${id}\` is to protect ${what}, which names a web ACL already; expected none, because a distribution has one; remove its \`webAclId\`, or add rules to that web ACL with \`FirewallRules\``);
  }
}

/** Who protects what already: L1s of others, and firewalls that were built before. */
function associationsIn(firewall: WebFirewall): ReadonlyMap<string, string> {
  const root = Stage.of(firewall) ?? firewall.node.root;
  return new Map(resourcesIn(root).filter((r) => r.cfnResourceType === ASSOCIATION).map((r) => [subjectOf(r, readIfPossible(r, 'ResourceArn')), r.node.path]));
}

/** What `prove` reads of it (docs/semantics.md, 7.4). */
function metadataOf(id: string, mode: ModeFacts, rules: readonly RuleFacts[], plan: FirewallPlan): object {
  const until = new Map(rules.flatMap((rule) => (rule.observeUntil === undefined ? [] : [[rule.id, rule.observeUntil] as const])));
  const dated = plan.rules.flatMap(({ rule, name }) => (until.has(rule) ? [[name, until.get(rule)!] as const] : []));
  return { firewall: id, mode: mode.kind, ...(mode.kind === 'observe' ? { until: mode.until } : {}), rules: Object.fromEntries(dated) };
}

function arnOfDestination(firewall: WebFirewall): string {
  const { _target: target, _kind: kind } = firewall._props.logging!.destination!;
  const refs = target as unknown as { readonly logGroupRef: { readonly logGroupName: string }; readonly bucketRef: { readonly bucketArn: string }; readonly deliveryStreamRef: { readonly deliveryStreamArn: string } };
  return kind === 'logGroup' ? arnOfLogGroup(firewall, refs.logGroupRef.logGroupName) : kind === 'bucket' ? refs.bucketRef.bucketArn : refs.deliveryStreamRef.deliveryStreamArn;
}


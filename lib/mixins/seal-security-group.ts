/**
 * Seals a security group that exists: what CDK or EC2 lets out because nobody said anything, is let out no more.
 *
 *   group.with(new SealSecurityGroup());
 *   group.addEgressRule(ec2.Peer.prefixList('pl-6da54004'), ec2.Port.HTTPS);      // afterwards: counts
 *   Mixins.of(stack).apply(new SealSecurityGroup());                                // every group that is there now
 *
 * It takes away CDK's own egress rule (`allowAllOutbound`, said or not: the two look the same) and gives a group that has none
 * the rule that lets nothing out, in place of EC2's. Every other rule stays as it was written, inline or beside it, also the
 * widest; the guard tells these. Ingress that nobody wrote does not exist: CDK and EC2 make none. Egress rules that were asked
 * of a group while it was open were dropped by CDK, and are told: ask again afterwards.
 */
import { CfnResource, Lazy, Mixin, Resource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ownResource } from '../layers/data/kinds/helpers';
import { revived } from '../layers/data/kinds/tokens';
import { CallSite } from '../layers/declaration/call-site';
import { type Json, resourcesIn } from '../layers/network/members/read';
import { dropStrayRule, NO_TRAFFIC } from '../layers/network/members/seal';
import { finding, tell, type Told } from './findings';
import { GROUP, groupNamed, inlineRules, inWords, isCdkDefault, isNoTraffic, reachOf, standaloneRule } from './group-rules';

const EGRESS = 'SecurityGroupEgress';
const SEALED = Symbol.for('cdk-zero-trust.mixins.seal-security-group');

/** An L2 drops egress rules while this is true. */
interface Outbound {
  allowAllOutbound?: boolean;
}

/** Takes away the egress that nobody wrote. */
export class SealSecurityGroup extends Mixin {
  private readonly site = new CallSite();

  /** True for a security group, also an imported one: that is told, never passed over. */
  public supports(construct: IConstruct): boolean {
    return ownResource(construct, [GROUP]) !== undefined || isImportedGroup(construct);
  }

  /** Seals it. Twice is the same as once. */
  public applyTo(construct: IConstruct): void {
    const group = ownResource(construct, [GROUP]);
    const owner = group ?? construct;
    if (SEALED in owner) return;
    Object.defineProperty(owner, SEALED, { value: true });
    if (group !== undefined) seal(group, construct);
    construct.node.addValidation({ validate: () => tell(group === undefined ? [imported(construct, this.site)] : stillOpen(construct, group, this.site)) });
  }
}

function seal(group: CfnResource, construct: IConstruct): void {
  const l2 = outbound(group);
  const rules = inlineRules(group, 'egress');
  const beside = defaultBeside(construct);
  if (rules === 'unknown') return; // told when everything has been said
  if (l2 !== undefined) l2.allowAllOutbound = false;
  for (const rule of beside.filter((r) => isCdkDefault(standaloneRule(r)))) dropStrayRule({ rule });
  // CDK wrote the rule that lets nothing out as a resource: a second one would be refused as a duplicate.
  if (rules === undefined ? beside.some((r) => isNoTraffic(standaloneRule(r))) : !rules.some(isCdkDefault)) return;
  const earlier = overrideOf(group);
  group.addPropertyOverride(EGRESS, Lazy.any({ produce: () => sealed(group, earlier) }));
}

/** What is there when the template is rendered, without CDK's default. */
function sealed(group: CfnResource, earlier: readonly Json[] | undefined): unknown {
  const rules = earlier ?? inlineRules(group, 'egress', EGRESS);
  if (rules === 'unknown') return undefined;
  const kept = (rules ?? []).filter((rule) => !isCdkDefault(rule));
  return kept.length === 0 ? [NO_TRAFFIC] : kept.map(revived);
}

/** A list that somebody wrote over the property before. */
function overrideOf(group: CfnResource): readonly Json[] | undefined {
  const { rawOverrides } = group as unknown as { rawOverrides?: { Properties?: Record<string, unknown> } };
  const rules = rawOverrides?.Properties?.[EGRESS] === undefined ? undefined : inlineRules(group, 'egress');
  return rules === 'unknown' ? undefined : rules;
}

/** With `disableInlineRules` CDK writes its default as a resource below the L2. */
function defaultBeside(construct: IConstruct): CfnResource[] {
  return resourcesIn(construct).filter((r) => r.cfnResourceType === 'AWS::EC2::SecurityGroupEgress');
}

function outbound(group: CfnResource): Outbound | undefined {
  const l2 = group.node.scope;
  return l2 !== undefined && 'allowAllOutbound' in l2 && l2.node.tryFindChild(group.node.id) === group && Resource.isResource(l2) ? (l2 as Outbound) : undefined;
}

/** `SecurityGroup.fromSecurityGroupId` and its likes: no resource of this app. */
function isImportedGroup(construct: IConstruct): boolean {
  return Resource.isResource(construct) && !CfnResource.isCfnResource(construct) && construct.node.defaultChild === undefined
    && 'securityGroupId' in construct && 'allowAllOutbound' in construct;
}

function imported(construct: IConstruct, site: CallSite): Told {
  return { id: 'GroupImported', construct, finding: finding('error', 'GroupImported', `security group \`${construct.node.path}\` is imported, so \`SealSecurityGroup\` changes nothing there; expected a group that this app creates; seal it in the app that owns it, by the same mixin`, site.toString()) };
}

function stillOpen(construct: IConstruct, group: CfnResource, site: CallSite): Told[] {
  const report = (id: string, message: string): Told => ({ id, construct, finding: finding(id === 'GroupUnknown' ? 'error' : 'warning', id, message, site.toString()) });
  const rules = inlineRules(group, 'egress');
  const name = `security group \`${group.node.path}\``;
  if (rules === 'unknown') return [report('GroupUnknown', `${name} cannot be sealed: its \`${EGRESS}\` is chosen at deployment; expected a list of rules; write the rules down, and put conditions on rules of their own`)];
  const wide = (rules ?? []).filter((rule) => reachOf(rule) === 'everybody');
  const dropped = isOfMember(group) ? [] : droppedEgress(group, rules ?? []);
  return [
    ...(wide.length === 0 ? [] : [report('GroupEgressOpen', `${name} is sealed, and its own rules let out ${wide.map((r) => inWords(r, 'egress')).join(', ')}; expected the peers by name; name a group, a prefix list or the network that is meant`)]),
    ...(dropped.length === 0 ? [] : [report('GroupEgressDropped', `${name} was open when egress was asked of it, and CDK dropped that: it leads no more to ${dropped.join(', ')}; ask once more after \`SealSecurityGroup\` (\`connections.allowTo\`, \`addEgressRule\`)`)]),
  ];
}

/** A segment took the workload over: its generated group is on nothing any more, and what was asked of it is told there. */
function isOfMember(group: CfnResource): boolean {
  const { rawOverrides } = group as unknown as { rawOverrides?: { Properties?: Record<string, unknown> } };
  return JSON.stringify(rawOverrides?.Properties?.[EGRESS]) === JSON.stringify([NO_TRAFFIC]);
}

/** Groups that let this one in, and to which no egress leads; addresses that were asked for are known only as a warning of CDK. */
function droppedEgress(group: CfnResource, inline: readonly Json[]): string[] {
  const all = resourcesIn(group.node.root);
  const out = [...inline, ...all.filter((r) => r.cfnResourceType === 'AWS::EC2::SecurityGroupEgress' && groupNamed(r, standaloneRule(r).GroupId) === group).map(standaloneRule)];
  const leadsTo = (to: CfnResource, rule: Json): boolean => out.some((o) => reachOf(o) !== 'somebody' || (groupNamed(group, o.DestinationSecurityGroupId) === to && samePorts(o, rule)));
  const lets = (on: CfnResource, to: CfnResource | undefined, rule: Json): string[] => (to === undefined || groupNamed(on, rule.SourceSecurityGroupId) !== group || leadsTo(to, rule) ? [] : [`\`${to.node.path}\` on ${inWords({ ...rule, SourceSecurityGroupId: undefined }, 'ingress').replace(/ from nobody$/, '')}`]);
  const byGroups = all.flatMap((r) => {
    if (r.cfnResourceType === GROUP) {
      const rules = inlineRules(r, 'ingress');
      return rules === 'unknown' || rules === undefined ? [] : rules.flatMap((rule) => lets(r, r, rule));
    }
    if (r.cfnResourceType !== 'AWS::EC2::SecurityGroupIngress') return [];
    const rule = standaloneRule(r);
    return lets(r, groupNamed(r, rule.GroupId), rule);
  });
  const asked = (group.node.scope?.node.metadata ?? []).some(({ data }) => typeof data === 'string' && data.includes('[ack: @aws-cdk/aws-ec2:ipv4IgnoreEgressRule]'));
  return byGroups.length > 0 ? [...new Set(byGroups)].sort() : asked && out.every(isNoTraffic) ? ['what CDK warned about (`ipv4IgnoreEgressRule`)'] : [];
}

function samePorts(a: Json, b: Json): boolean {
  return String(a.IpProtocol) === '-1' || ['IpProtocol', 'FromPort', 'ToPort'].every((name) => String(a[name]) === String(b[name]));
}

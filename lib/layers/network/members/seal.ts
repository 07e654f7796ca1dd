/**
 * Closes what CDK generated and finds what it adds later: ``strayRules(app, [group]).forEach(dropStrayRule)``.
 *
 * A sealed group allows nothing in either direction, whatever an L2 adds inline afterwards. Rules across groups or stacks
 * are resources of their own, which a seal cannot reach: they are listed, with the peer they name, and dropped. Call it
 * late: L2s add rules when they are connected (load balancer targets, rotation, proxies, file systems). Not modelled:
 * inline rules of other groups that name a sealed one, and rules that a custom resource writes.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { CfnSecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { describe, isObject, Json, places, read, readIfPossible, resourcesIn, targetOf } from './read';
import { memberType } from './table';

export type Direction = 'ingress' | 'egress';

/** The rule that CDK too writes where nothing is allowed; without any, EC2 allows all egress. */
export const NO_TRAFFIC = { CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, IpProtocol: 'icmp', ToPort: 86 } as const;

/** What somebody asked of a group that is sealed now, in words. */
export interface AskedRule {
  readonly group: CfnSecurityGroup;
  readonly direction: Direction;
  /** Construct path, CIDR or id of the other side. */
  readonly peer: string;
  /** The other side, where it is a security group of this app. */
  readonly peerGroup?: IConstruct;
  /** `tcp 443`, `udp 1024-2048`, `all traffic`. */
  readonly ports: string;
  readonly description?: string;
}

export interface StrayRule extends AskedRule {
  readonly rule: CfnResource;
  /** Which end is sealed. `peer`: the rule belongs to a group that lives on, but lets in or out nobody any more. */
  readonly sealed: 'group' | 'peer' | 'both';
  /** Construct path or id of the group that the rule is on. */
  readonly owner: string;
}

/** A resource that still carries a sealed group, because it was given the group of another member. */
export interface SealedUser {
  readonly group: CfnSecurityGroup;
  readonly user: CfnResource;
}

const GROUP_TYPE = 'AWS::EC2::SecurityGroup';
const RULE_TYPES: Readonly<Record<string, Direction>> = { 'AWS::EC2::SecurityGroupIngress': 'ingress', 'AWS::EC2::SecurityGroupEgress': 'egress' };
const PEERS = ['SourceSecurityGroupId', 'DestinationSecurityGroupId', 'SourceSecurityGroupName', 'SourcePrefixListId', 'DestinationPrefixListId', 'CidrIp', 'CidrIpv6'];

/** Allows nothing, in spite of every rule that the L2 holds or gets later. */
export function sealGroup(cfn: CfnSecurityGroup): void {
  cfn.addPropertyOverride('SecurityGroupEgress', [NO_TRAFFIC]);
  cfn.addPropertyDeletionOverride('SecurityGroupIngress');
}

/** Standalone rules under `root` that name a sealed group, sorted by construct path. */
export function strayRules(root: IConstruct, sealed: Iterable<CfnSecurityGroup>): StrayRule[] {
  const groups = new Set<CfnResource>(sealed);
  const found: StrayRule[] = [];
  for (const rule of resourcesIn(root)) {
    const direction = RULE_TYPES[rule.cfnResourceType];
    if (direction === undefined) continue;
    const on = readIfPossible(rule, 'GroupId') ?? readIfPossible(rule, 'GroupName');
    const group = groupNamed(rule, on);
    const fields = Object.fromEntries([...PEERS, 'IpProtocol', 'FromPort', 'ToPort', 'Description'].map((name) => [name, readIfPossible(rule, name)]));
    const asked = inWords(rule, fields, direction);
    const peer = asked.peerGroup as CfnResource | undefined;
    const ownSealed = group !== undefined && groups.has(group);
    const peerSealed = peer !== undefined && groups.has(peer);
    if (!ownSealed && !peerSealed) continue;
    found.push({ ...asked, rule, group: (ownSealed ? group : peer) as CfnSecurityGroup, sealed: ownSealed && peerSealed ? 'both' : ownSealed ? 'group' : 'peer', owner: group?.node.path ?? describe(on) });
  }
  return found.sort((a, b) => a.rule.node.path.localeCompare(b.rule.node.path));
}

/**
 * Takes a rule out of the tree and, for whoever depends on it (a Lambda function with a file system does), out of
 * synthesis: a dependency on a resource that is gone would break the template.
 */
export function dropStrayRule(stray: Pick<StrayRule, 'rule'>): void {
  const { rule } = stray;
  Object.defineProperty(rule, 'shouldSynthesize', { value: () => false, configurable: true });
  rule.node.scope?.node.tryRemoveChild(rule.node.id);
}

/** Inline rules that were asked for on a sealed group and that the seal took away; not the default egress of CDK. */
export function lostRules(group: CfnSecurityGroup): AskedRule[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const path = direction === 'ingress' ? 'SecurityGroupIngress' : 'SecurityGroupEgress';
    const rules = read(group, path, path);
    if (!Array.isArray(rules)) return [];
    return rules.filter(isObject).map(pascal).filter((r) => !isDefault(r)).map((r) => ({ ...inWords(group, r, direction), group }));
  });
}

/** Resources under `root` whose lists still hold a sealed group. */
export function sealedUsers(root: IConstruct, sealed: Iterable<CfnSecurityGroup>): SealedUser[] {
  const groups = new Set<CfnResource>(sealed);
  return resourcesIn(root).flatMap((user) => {
    const type = memberType(user.cfnResourceType);
    const lists = [type?.groups, type?.groupsOfInterfaces, ...type?.alsoGroups ?? []].filter((p): p is string => p !== undefined);
    const held = lists.flatMap((path) => entries(user, path)).map((entry) => groupNamed(user, entry));
    return [...new Set(held)].filter((g): g is CfnSecurityGroup => g !== undefined && groups.has(g)).map((group) => ({ group, user }));
  });
}

function entries(user: CfnResource, path: string): unknown[] {
  const outer = path.includes('[]') ? readIfPossible(user, path.slice(0, path.indexOf('[]'))) : [];
  if (!Array.isArray(outer)) return [];
  return places(user, path).flatMap((place) => {
    const value = readIfPossible(user, place);
    return Array.isArray(value) ? value : [];
  });
}

function groupNamed(user: CfnResource, value: unknown): CfnResource | undefined {
  const target = value === undefined ? undefined : targetOf(user, value);
  return target?.cfnResourceType === GROUP_TYPE ? target : undefined;
}

function inWords(scope: CfnResource, rule: Json, direction: Direction): Omit<AskedRule, 'group'> {
  const peer = PEERS.map((name) => rule[name]).find((value) => value !== undefined);
  const peerGroup = groupNamed(scope, peer);
  const description = rule.Description === undefined ? undefined : describe(rule.Description);
  return { direction, peer: peerGroup?.node.path ?? (peer === undefined ? 'nobody' : describe(peer)), peerGroup, ports: portsInWords(rule), description };
}

function portsInWords(rule: Json): string {
  const protocol = describe(rule.IpProtocol);
  if (protocol === '-1') return 'all traffic';
  if (rule.FromPort === undefined) return protocol;
  const [low, high] = [describe(rule.FromPort), describe(rule.ToPort ?? rule.FromPort)];
  return low === high ? `${protocol} ${low}` : `${protocol} ${low}-${high}`;
}

function isDefault(rule: Json): boolean {
  const isPlaceholder = rule.CidrIp === NO_TRAFFIC.CidrIp;
  return isPlaceholder || (rule.IpProtocol === '-1' && rule.CidrIp === '0.0.0.0/0' && rule.Description === 'Allow all outbound traffic by default');
}

/** Inline rules come in the casing of the L1. */
function pascal(rule: Json): Json {
  return Object.fromEntries(Object.entries(rule).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]));
}

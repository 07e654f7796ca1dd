import { cidr, versionOf, type Cidr } from './addresses';
import type { Resource } from './assembly';
import { isObject, literal, refuse, show, type Value } from './values';

export type Direction = 'ingress' | 'egress';
export type Peer =
  | { readonly kind: 'cidr'; readonly cidr: Cidr }
  | { readonly kind: 'group'; readonly group: string; readonly owner?: string }
  /** `cidrs` is undefined if nobody told what the list holds. */
  | { readonly kind: 'prefix-list'; readonly id: string; readonly cidrs?: readonly Cidr[] };

/** One effective rule of one security group. */
export interface Rule {
  /** Where it stands: `Stack/LogicalId`, with `/SecurityGroupEgress/0` if inline. */
  readonly id: string;
  readonly direction: Direction;
  /** Identity of the group that it belongs to. */
  readonly group: string;
  readonly origin: 'inline' | 'standalone' | 'default' | 'vpc-default' | 'given';
  /** Stack path, logical id, construct path and Metadata of the resource that holds it. */
  readonly stack?: string;
  readonly logicalId?: string;
  readonly path?: string;
  readonly metadata: Readonly<Record<string, any>>;
  readonly protocol: number | 'any';
  /** tcp, udp: first and last port. icmp: type and code, -1 for every one. Undefined: every one. */
  readonly from?: number;
  readonly to?: number;
  readonly peer: Peer;
  /** false: AWS's behaviour is hearsay, the rule may not exist. */
  readonly certain: boolean;
  /** CDK's placeholder that keeps a group closed. */
  readonly noTraffic: boolean;
}

export interface RuleContext {
  groupId(value: Value, where: string): string;
  /** Account of a group of the templates, if its stack tells. */
  accountOf(group: string): string | undefined;
  prefixList(value: Value, where: string): { readonly id: string; readonly cidrs?: readonly Cidr[] };
}

export const PROTOCOLS: Record<string, number> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };
const KEYS: Record<Direction, readonly string[]> = {
  ingress: ['CidrIp', 'CidrIpv6', 'SourcePrefixListId', 'SourceSecurityGroupId'],
  egress: ['CidrIp', 'CidrIpv6', 'DestinationPrefixListId', 'DestinationSecurityGroupId'],
};
const COMMON = ['IpProtocol', 'FromPort', 'ToPort', 'Description', 'SourceSecurityGroupOwnerId', 'GroupId'];

export interface RuleSeed {
  readonly id: string;
  readonly direction: Direction;
  readonly group: string;
  readonly origin: Rule['origin'];
  readonly holder?: Resource;
  readonly certain?: boolean;
}

/** Reads one rule as CloudFormation spells it, inline or standalone. */
export function readRule({ holder, certain = true, ...seed }: RuleSeed, properties: Value, context: RuleContext): Rule {
  if (!isObject(properties)) return refuse(seed.id, `no rule: ${show(properties)}`);
  const strange = Object.keys(properties).filter(key => !COMMON.includes(key) && !KEYS[seed.direction].includes(key));
  if (strange.length > 0) refuse(seed.id, `not simulated: ${strange.join(', ')}`);
  const peer = readPeer(properties, seed, context);
  const match = readMatch(properties, seed.id);
  return {
    ...seed, ...match, peer, certain,
    stack: holder?.stack.path, logicalId: holder?.logicalId, path: holder?.path, metadata: holder?.raw.Metadata ?? {},
    noTraffic: peer.kind === 'cidr' && peer.cidr.text === '255.255.255.255/32' && match.protocol === 1 && match.from === 252 && match.to === 86,
  };
}

export function describe({ direction, group, protocol, from, to, peer, id }: Rule): string {
  const name = protocol === 'any' ? 'all traffic' : Object.keys(PROTOCOLS).find(key => PROTOCOLS[key] === protocol) ?? `protocol ${protocol}`;
  const range = from === undefined ? '' : ` ${from === to ? from : `${from}-${to}`}`;
  const other = peer.kind === 'cidr' ? peer.cidr.text : peer.kind === 'group' ? peer.group : peer.id;
  return `${id} (${group}: ${name}${range} ${direction === 'egress' ? 'to' : 'from'} ${other})`;
}

/** Reads the addresses of a prefix list, of either version. */
export function readCidrs(texts: readonly string[], where: string): Cidr[] {
  return texts.map(text => cidr(text, versionOf(text.split('/')[0]) ?? 4, where));
}

function readPeer(properties: Record<string, any>, { direction, id }: RuleSeed, context: RuleContext): Peer {
  const given = KEYS[direction].filter(key => properties[key] !== undefined);
  if (given.length !== 1) refuse(id, `expected one of ${KEYS[direction].join(', ')}, found ${given.join(', ') || 'none'}`);
  const [key] = given;
  const where = `${id}.${key}`;
  const value: Value = properties[key];
  if (key === 'CidrIp') return { kind: 'cidr', cidr: cidr(literal(value, where, 'a CIDR (give it in `parameters` or `attributes`)'), 4, where) };
  if (key === 'CidrIpv6') return { kind: 'cidr', cidr: cidr(literal(value, where, 'a CIDR (give it in `parameters` or `attributes`)'), 6, where) };
  if (key.endsWith('PrefixListId')) return { kind: 'prefix-list', ...context.prefixList(value, where) };
  const group = context.groupId(value, where);
  const owner = properties.SourceSecurityGroupOwnerId === undefined ? undefined : `${properties.SourceSecurityGroupOwnerId}`;
  const account = context.accountOf(group);
  if (/^\d+$/.test(owner ?? '') && account !== undefined && owner !== account) refuse(where, `${group} belongs to ${account}, not to ${owner}`);
  return { kind: 'group', group, owner };
}

function readMatch(properties: Record<string, any>, where: string): Pick<Rule, 'protocol' | 'from' | 'to'> {
  const text = literal(properties.IpProtocol, `${where}.IpProtocol`, 'a protocol').toLowerCase();
  if (text === '-1') return { protocol: 'any' };
  const protocol = PROTOCOLS[text] ?? (/^\d{1,3}$/.test(text) && Number(text) <= 255 ? Number(text) : refuse(where, `no protocol: ${text}`));
  if (!Object.values(PROTOCOLS).includes(protocol)) return { protocol }; // EC2 lets every port of the others pass
  const [from, to] = ['FromPort', 'ToPort'].map(key => properties[key] === undefined ? undefined : number(properties[key], `${where}.${key}`));
  if (from === undefined && to === undefined && protocol === PROTOCOLS.icmpv6) return { protocol, from: -1, to: -1 };
  if (from === undefined || to === undefined) return refuse(where, `FromPort and ToPort are required with ${text}`);
  const isIcmp = protocol === PROTOCOLS.icmp || protocol === PROTOCOLS.icmpv6;
  const isValid = isIcmp ? from >= -1 && from <= 255 && to >= -1 && to <= 255 && (from !== -1 || to === -1) : from >= 0 && from <= to && to <= 65535;
  return isValid ? { protocol, from, to } : refuse(where, `EC2 refuses the range ${from}-${to} with ${text}`);
}

function number(value: Value, where: string): number {
  const text = literal(value, where, 'a number (give it in `attributes` or `parameters`)');
  return /^-?\d+$/.test(text) ? Number(text) : refuse(where, `no number: ${text}`);
}

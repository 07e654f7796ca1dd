import { share, type Cidr, type IpVersion } from './addresses';
import type { Groups } from './groups';
import type { Membership } from './interfaces';
import { PROTOCOLS, describe, type Direction, type Rule } from './rules';
import { refuse } from './values';

/** One end of a packet. */
export interface End {
  readonly label: string;
  /** Groups of the interface; undefined for an address outside. */
  readonly groups?: Membership;
  /** Undefined for an interface that no test has placed: it lies somewhere in the areas. */
  readonly addresses?: readonly string[];
  readonly areas: readonly Cidr[];
}

/** The part of a packet that is not its ends. */
export interface Flow {
  readonly protocol: number;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode: number;
  readonly version: IpVersion;
}

/** What one side's groups say. `unknown` lists what keeps the simulator from knowing. */
export type Opinion =
  | { readonly kind: 'permits'; readonly rule?: Rule; readonly reason: string }
  | { readonly kind: 'denies'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

type Match = 'yes' | 'no' | { readonly unknown: string };

export function opinion(groups: Groups, direction: Direction, inside: End, other: End, flow: Flow): Opinion {
  const mine = inside.groups;
  if (mine === undefined || mine === 'unfiltered') return { kind: 'permits', reason: `no security group filters at ${inside.label}` };
  const doubts: string[] = [];
  for (const rule of groups.candidates(direction, mine)) {
    const owned = matchGroup(groups, rule.group, mine);
    if (owned === 'no' || !matchFlow(rule, flow)) continue;
    const peer = matchPeer(groups, rule, other, flow.version);
    if (peer === 'no') continue;
    const doubt = [owned, peer].flatMap(match => typeof match === 'object' ? [match.unknown] : []);
    if (!rule.certain) doubt.push('AWS may or may not have this rule: see GroupOptions');
    if (doubt.length === 0) return { kind: 'permits', rule, reason: `${direction} rule ${describe(rule)}` };
    doubts.push(`${describe(rule)}: ${doubt.join('; ')}`);
  }
  doubts.push(...mine.filter(group => !groups.isDescribed(group)).map(group => `the rules of ${group} are not in the templates: give them in \`groups\``));
  return doubts.length > 0
    ? { kind: 'unknown', reason: `${direction} at ${inside.label}: ${doubts.join(' | ')}` }
    : { kind: 'denies', reason: `no ${direction} rule of ${mine.join(', ')} permits it` };
}

export function matchFlow({ protocol, from, to }: Rule, flow: Flow): boolean {
  if (protocol === 'any') return true;
  if (protocol !== flow.protocol) return false;
  if (from === undefined || to === undefined) return true;
  if (protocol === PROTOCOLS.icmp || protocol === PROTOCOLS.icmpv6) return (from === -1 || from === flow.icmpType) && (to === -1 || to === flow.icmpCode);
  return flow.port !== undefined && flow.port >= from && flow.port <= to;
}

function matchPeer(groups: Groups, { peer }: Rule, other: End, version: IpVersion): Match {
  switch (peer.kind) {
    case 'cidr': return matchCidrs([peer.cidr], other, version);
    case 'prefix-list': return peer.cidrs ? matchCidrs(peer.cidrs, other, version) : { unknown: `what ${peer.id} holds: give it in \`prefixLists\`` };
    // an address outside is no member of any group; interfaces elsewhere are for attach()
    case 'group': return other.groups === undefined || other.groups === 'unfiltered' ? 'no' : matchGroup(groups, peer.group, other.groups);
  }
}

function matchGroup(groups: Groups, wanted: string, members: readonly string[]): Match {
  const answers = members.map(member => groups.same(wanted, member));
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') ? { unknown: `whether ${wanted} is one of ${members.join(', ')}` } : 'no';
}

function matchCidrs(cidrs: readonly Cidr[], { addresses, areas, label }: End, version: IpVersion): Match {
  const ranges = cidrs.filter(range => range.version === version);
  if (addresses) return ranges.some(range => addresses.some(address => range.contains(address))) ? 'yes' : 'no';
  const shares = ranges.map(range => share(range, areas));
  if (shares.includes('all')) return 'yes';
  return shares.includes('unknown') ? { unknown: `whether ${label} lies in ${ranges.map(range => range.text).join(', ')}: place() it` } : 'no';
}

export interface FlowInput {
  readonly protocol: string | number;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** Checks that the packet could exist. */
export function readFlow({ protocol: name, port, icmpType, icmpCode = 0 }: FlowInput, version: IpVersion): Flow {
  const protocol = typeof name === 'number' ? name : PROTOCOLS[name] ?? refuse('packet', `no protocol: ${name}`);
  const hasPorts = protocol === PROTOCOLS.tcp || protocol === PROTOCOLS.udp;
  const isIcmp = protocol === PROTOCOLS.icmp || protocol === PROTOCOLS.icmpv6;
  if (hasPorts && !(Number.isInteger(port) && port! >= 0 && port! <= 65535)) refuse('packet', `a ${name} packet has a port from 0 to 65535, not ${port}`);
  if (!hasPorts && port !== undefined) refuse('packet', `a packet of protocol ${name} has no port`);
  if (isIcmp && icmpType === undefined) refuse('packet', 'an ICMP packet has an icmpType');
  if (protocol === PROTOCOLS.icmp && version === 6 || protocol === PROTOCOLS.icmpv6 && version === 4) refuse('packet', `no ${name} over IPv${version}`);
  return { protocol, port, icmpType, icmpCode, version };
}

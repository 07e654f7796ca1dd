/**
 * What an intent permits, naively: each side of a packet asks every flow whether it says so.
 *
 *   permits(world, { source: 'api.task', destination: '3.5.64.1', protocol: 'tcp', port: 443 })
 *
 * Written against the grammar of an intent file alone: no code of the library, none of the simulator. Addresses are texts of
 * bits, flows are tried one by one. A packet passes where its source's side and its destination's side both permit it; an
 * end without a side (an address outside) permits everything. Not here: mistakes in an intent, claims, aggregation.
 */
import type { PlainEnd, PlainFlow, PlainIntent } from './declare';

export interface OracleActor {
  readonly segment?: string;
  readonly endpoint?: string;
  /** Groups that it keeps: then its own side also permits what these permit already. */
  readonly groups?: readonly string[];
  readonly addresses: readonly string[];
}

type ForeignRule = { readonly IpProtocol: string; readonly FromPort?: number; readonly ToPort?: number; readonly CidrIp?: string; readonly CidrIpv6?: string };

export interface OracleWorld {
  readonly intent: PlainIntent;
  readonly actors: Readonly<Record<string, OracleActor>>;
  /** Entries by the name or id that a flow gives. */
  readonly prefixLists?: Readonly<Record<string, readonly string[]>>;
  /** Services that are not reached through an interface endpoint: the addresses behind which they are. */
  readonly serviceAddresses?: Readonly<Record<string, readonly string[]>>;
  /** Services that members need to boot, by segment. */
  readonly implied?: Readonly<Record<string, readonly string[]>>;
  readonly foreignGroups?: Readonly<Record<string, { readonly SecurityGroupIngress: readonly ForeignRule[]; readonly SecurityGroupEgress: readonly ForeignRule[] }>>;
}

export interface OraclePacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: string | number;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly ipVersion?: 4 | 6;
}

interface Party extends Partial<OracleActor> {
  readonly address: string;
}

export function permits(world: OracleWorld, packet: OraclePacket): boolean {
  const version = packet.protocol === 'icmpv6' || [packet.source, packet.destination].some((name) => name.includes(':')) ? 6 : packet.ipVersion ?? 4;
  const [source, destination] = [packet.source, packet.destination].map((name) => partyOf(world, name, version));
  return sidePermits(world, 'egress', source, destination, packet) && sidePermits(world, 'ingress', destination, source, packet);
}

function sidePermits(world: OracleWorld, direction: 'ingress' | 'egress', me: Party, other: Party, packet: OraclePacket): boolean {
  const isOutside = me.segment === undefined && me.endpoint === undefined && me.groups === undefined;
  if (isOutside) return true;
  if (foreignRules(world, direction, me).some((rule) => foreignPermits(rule, other, packet))) return true;
  // The layer writes no egress rule for a group that it does not own.
  if (direction === 'egress' && me.groups !== undefined) return false;
  const [mine, theirs] = direction === 'egress' ? ['source', 'destination'] as const : ['destination', 'source'] as const;
  return allFlows(world).some((flow) => isAt(world, flow[mine], me, 'me') && isAt(world, flow[theirs], other, 'other') && overOf(flow).some((over) => isOver(over, packet)));
}

function allFlows({ intent, implied = {} }: OracleWorld): readonly PlainFlow[] {
  return [...intent.flows, ...Object.entries(implied).flatMap(([segment, services]) => services.map((service) => ({ source: segment, destination: `service:${service}`, because: 'boots' })))];
}

/** Whether a party is what a flow names at one of its ends. My own side speaks for segments and endpoints only. */
function isAt(world: OracleWorld, end: PlainEnd, party: Party, whose: 'me' | 'other'): boolean {
  const service = typeof end === 'string' ? /^service:(.*)$/.exec(end)?.[1] : end.service;
  if (service !== undefined) {
    const addresses = world.serviceAddresses?.[service];
    return addresses === undefined ? party.endpoint === service : whose === 'other' && addresses.some((cidr) => contains(cidr, party.address));
  }
  if (typeof end === 'string' && world.intent.segments.some(({ id }) => id === end)) return party.segment === end;
  if (whose === 'me') return false;
  if (typeof end !== 'string') return (world.prefixLists?.[end.prefixList!] ?? []).some((cidr) => contains(cidr, party.address));
  const enclave = world.intent.enclaves?.find(({ id }) => id === end);
  const [, account] = /^account:\d+\/(.*)$/.exec(end) ?? [];
  if (account?.startsWith('sg-')) return party.groups?.includes(account) ?? false;
  return (enclave?.cidrs ?? everybody(end) ?? world.prefixLists?.[end] ?? [account ?? end]).some((cidr) => contains(cidr, party.address));
}

function everybody(end: string): string[] | undefined {
  return ({ 'internet': ['0.0.0.0/0', '::/0'], 'internet-ipv4': ['0.0.0.0/0'], 'internet-ipv6': ['::/0'] } as Record<string, string[]>)[end];
}

function overOf({ over = 'tcp/443' }: PlainFlow): readonly string[] {
  return [over].flat();
}

function isOver(over: string, { protocol, port = -1, icmpType, icmpCode = 0 }: OraclePacket): boolean {
  const [name, numbers, code] = over.split('/');
  if (name === 'all') return true;
  if (name === 'ip') return protocol === Number(numbers);
  if (protocol !== name) return false;
  if (numbers === undefined) return true;
  if (name.startsWith('icmp')) return icmpType === Number(numbers) && (code === undefined || icmpCode === Number(code));
  const [first, last = first] = numbers.split('-');
  return port >= Number(first) && port <= Number(last);
}

function foreignRules({ foreignGroups = {} }: OracleWorld, direction: 'ingress' | 'egress', { groups = [] }: Party): readonly ForeignRule[] {
  return groups.flatMap((id) => foreignGroups[id]?.[direction === 'ingress' ? 'SecurityGroupIngress' : 'SecurityGroupEgress'] ?? []);
}

function foreignPermits({ IpProtocol, FromPort = 0, ToPort = 65535, CidrIp, CidrIpv6 }: ForeignRule, other: Party, { protocol, port = -1 }: OraclePacket): boolean {
  const isProtocol = IpProtocol === '-1' || (IpProtocol === protocol && port >= FromPort && port <= ToPort);
  return isProtocol && contains((CidrIp ?? CidrIpv6)!, other.address);
}

function partyOf({ actors }: OracleWorld, name: string, version: 4 | 6): Party {
  const actor = actors[name] ?? Object.values(actors).find(({ addresses }) => addresses.some((a) => bits(a) === bits(name)));
  return { ...actor, address: actors[name] === undefined ? name : actor!.addresses.find((a) => a.includes(':') === (version === 6))! };
}

function contains(cidr: string, address: string): boolean {
  const [base, length] = cidr.split('/');
  return base.includes(':') === address.includes(':') && bits(address).startsWith(bits(base).slice(0, Number(length)));
}

function bits(address: string): string {
  if (/^[\d.]+$/.test(address)) return address.split('.').map((part) => Number(part).toString(2).padStart(8, '0')).join('');
  if (!address.includes(':')) return address; // a name
  const [head, tail] = address.split('::').map((half) => half.split(':').filter((part) => part !== ''));
  const middle = address.includes('::') ? Array<string>(8 - head.length - tail.length).fill('0') : [];
  return [...head, ...middle, ...(tail ?? [])].map((part) => parseInt(part, 16).toString(2).padStart(16, '0')).join('');
}

/**
 * One packet through a concrete network, exactly as docs/semantics.md section 2 says, in one hop:
 *
 *   judge(network, { source: { id: 'App.Web', placement: 0, address: address('10.0.1.9') }, destination: ..., protocol: 6, port: 5432, sourcePort: 40000 })
 *
 * tcp establishes: replies are asked of routes and network ACLs. Other protocols deliver; with `replies` they are asked too.
 */
import { type Address, isPublic, range, refuse, within } from './addresses';
import type { Connections, Entry, Interface, Network, Placement, Rule, Subnet } from './model';
import { carriesInternet, wayOf } from './ways';

export interface Seat {
  readonly id: string;
  readonly placement: number;
  /** The private one; IPv6 has only one. */
  readonly address: Address;
  /** Its class has several interfaces: one may reach another. */
  readonly many?: true;
}

/** An interface of the network, or an address: outside of it, or of somebody in a VPC whom the templates do not show. */
export type End = Seat | Address;

export interface Packet {
  readonly source: End;
  readonly destination: End;
  readonly protocol: number;
  readonly port?: number;
  readonly type?: number;
  readonly code?: number;
  readonly sourcePort?: number;
  /** What a NAT gateway on the way takes instead. */
  readonly natPort?: number;
  readonly replies?: boolean;
}

const TCP = 6;
const UDP = 17;

export const isSeat = (end: End): end is Seat => 'id' in end;

/** Undefined: it passes; else what stops it. */
export function judge(network: Network, packet: Packet): string | undefined {
  const { source, destination } = packet;
  if (isSeat(source)) return isSeat(destination) ? between(network, packet, seated(network, source), seated(network, destination)) : outwards(network, packet, seated(network, source), destination);
  return isSeat(destination) ? inwards(network, packet, source, seated(network, destination)) : refuse('neither end is in the network');
}

interface Taken {
  readonly face: Interface;
  readonly place: Placement;
  readonly subnet: Subnet;
  readonly address: Address;
}

function seated(network: Network, { id, placement, address }: Seat): Taken {
  const face = network.interfaces.get(id) ?? refuse(`no interface ${id}`);
  if (face.outside) return { face, place: { subnet: '', public4: true, has6: true }, subnet: undefined as never, address };
  const place = face.placements[placement] ?? refuse(`${id} has no placement ${placement}`);
  const subnet = network.subnets.get(place.subnet)!;
  const isMine = subnet.ranges.some((r) => within(r, address)) && (address.version === 6 ? place.has6 : place.fixed?.some((f) => f.n === address.n) ?? true);
  return isMine ? { face, place, subnet, address } : refuse(`${id} cannot have that address in ${subnet.id}`);
}

function between(network: Network, packet: Packet, a: Taken, b: Taken): string | undefined {
  if (a.address.version !== b.address.version) return refuse('addresses of two versions');
  if (a.address.n === b.address.n && a.subnet.vpc === b.subnet.vpc) return refuse('both ends have the same address');
  if (a.face.outside || b.face.outside) return 'no VPC';
  const way = wayOf(network, a.subnet, b.address);
  if (a.subnet.id !== 'somewhere' && (way.to !== 'vpc' || way.vpc !== b.subnet.vpc)) return `route: ${way.to === 'nowhere' ? way.why : 'does not lead there'}`;
  const asksReply = packet.protocol === TCP || packet.replies === true;
  if (asksReply) {
    const back = wayOf(network, b.subnet, a.address);
    if (b.subnet.id !== 'somewhere' && (back.to !== 'vpc' || back.vpc !== a.subnet.vpc)) return 'route: no way back';
  }
  if (isProxy(a.face) && !forwards(network, packet, a.face, b.face)) return `${a.face.id} does not forward there`;
  const groupsCount = way.to !== 'vpc' || way.over !== 'transit' || network.groupsCrossTransit;
  const peerOf = (other: Taken): Peer => ({ address: other.address, groups: groupsCount ? other.face.groups ?? [] : [] });
  return sends(network, packet, a, peerOf(b)) ?? takes(network, packet, b, peerOf(a)) ?? listsBetween(packet, a, b, asksReply);
}

function outwards(network: Network, packet: Packet, a: Taken, to: Address): string | undefined {
  if (a.address.version !== to.version) return refuse('addresses of two versions');
  if (a.face.outside) return isPublic(to) ? undefined : 'internet: no public address';
  if (isProxy(a.face)) return `${a.face.id} does not forward there`;
  const way = wayOf(network, a.subnet, to);
  if (way.to === 'vpc') return between(network, packet, a, stranger(network, way.vpc, to));
  const stop = sends(network, packet, a, { address: to, groups: [] });
  if (stop !== undefined) return stop;
  if (way.to !== 'private') {
    const why = carriesInternet(network, way, a.subnet, a.place, to, 'out');
    if (why !== undefined) return `internet: ${why}`;
  } else if (isPublic(to) && !network.privateNetworksCarryPublic) return 'a private network carries nothing public';
  const asksReply = packet.protocol === TCP || packet.replies === true;
  const own = lists(packet, a.subnet.list, 'out', to, asksReply);
  return own ?? (way.to === 'internet' && way.by === 'nat' ? listsOfNat(network, way.nat!, packet, a, to, asksReply) : undefined);
}

function inwards(network: Network, packet: Packet, from: Address, b: Taken): string | undefined {
  if (b.address.version !== from.version) return refuse('addresses of two versions');
  if (b.face.outside) return 'nothing reaches what has no VPC';
  const way = wayOf(network, b.subnet, from);
  if (way.to === 'vpc') return between(network, packet, stranger(network, way.vpc, from), b);
  const stop = takes(network, packet, b, { address: from, groups: [] });
  if (stop !== undefined) return stop;
  if (way.to !== 'private') {
    const why = carriesInternet(network, way, b.subnet, b.place, from, 'in');
    if (why !== undefined) return `internet: ${why}`;
  } else if (isPublic(from) && !network.privateNetworksCarryPublic) return 'a private network carries nothing public';
  return lists(packet, b.subnet.list, 'in', from, packet.protocol === TCP || packet.replies === true);
}

/**
 * Somebody in the VPC whom the templates do not show: no group of theirs, and nothing of his own that would stop him. Where his
 * subnet is not one of theirs, its lists and routes stop nothing either.
 */
function stranger(network: Network, vpc: string, address: Address): Taken {
  const face: Interface = { id: 'somebody', type: '', vpc, placements: [], outside: false };
  const subnet = [...network.subnets.values()].find((s) => s.vpc === vpc && s.ranges.some((r) => within(r, address)));
  const open: Subnet = { id: 'somewhere', vpc, ranges: [], mapsPublic: false, assigns6: false, routes: [], list: OPEN_LIST };
  return { face, place: { subnet: '', public4: false, has6: true }, subnet: subnet ?? open, address };
}

const OPEN_LIST: readonly Entry[] = [true, false].flatMap((egress) => ['0.0.0.0/0', '::/0'].map((text) => ({ number: 1, egress, allow: true, range: range(text), connections: { protocol: -1 } })));

// ---- proxies, groups and listeners ----------------------------------------------------------------------------------------------

export function isProxy({ type }: Interface): boolean {
  return type === 'AWS::ElasticLoadBalancingV2::LoadBalancer';
}

function forwards(network: Network, packet: Packet, a: Interface, b: Interface): boolean {
  return network.forwards.some((f) => f.source === a.id && f.target === b.id && f.protocol === packet.protocol && f.port === packet.port);
}

interface Peer {
  readonly address: Address;
  readonly groups: readonly string[];
}

function sends(network: Network, packet: Packet, a: Taken, to: Peer): string | undefined {
  return permits(network, a.face, 'egress', packet, to) ? undefined : `egress of ${a.face.id}`;
}

function takes(network: Network, packet: Packet, b: Taken, from: Peer): string | undefined {
  if (b.face.accepts !== undefined && !b.face.accepts.some((c) => matches(c, packet))) return `no listener of ${b.face.id}`;
  return permits(network, b.face, 'ingress', packet, from) ? undefined : `ingress of ${b.face.id}`;
}

function permits(network: Network, { groups }: Interface, direction: 'ingress' | 'egress', packet: Packet, peer: Peer): boolean {
  const isPeer = (rule: Rule): boolean => (rule.group === undefined ? rule.ranges!.some((r) => within(r, peer.address)) : peer.groups.includes(rule.group));
  return groups === undefined || groups.some((g) => network.groups.get(g)?.[direction].some((rule) => matches(rule, packet) && isPeer(rule)) === true);
}

export function matches({ protocol, from, to }: Connections, packet: Pick<Packet, 'protocol' | 'port' | 'type' | 'code'>): boolean {
  if (protocol === -1) return true;
  if (protocol !== packet.protocol) return false;
  if (protocol === TCP || protocol === UDP) return from === undefined || (from <= packet.port! && packet.port! <= (to ?? from));
  if (protocol === 1 || protocol === 58) return (from === undefined || from === packet.type) && (to === undefined || to === packet.code);
  return true;
}

// ---- network ACLs ------------------------------------------------------------------------------------------------------

function listsBetween(packet: Packet, a: Taken, b: Taken, asksReply: boolean): string | undefined {
  if (a.subnet.id === b.subnet.id) return undefined;
  return lists(packet, a.subnet.list, 'out', b.address, asksReply) ?? lists(packet, b.subnet.list, 'in', a.address, asksReply);
}

/** The list at one end: the packet in its direction, the reply in the other, on the client's source port. */
function lists(packet: Packet, list: readonly Entry[], direction: 'in' | 'out', other: Address, asksReply: boolean): string | undefined {
  if (!first(list, direction === 'out', other, packet)) return 'network ACL';
  if (!asksReply) return undefined;
  const reply = replyOf(packet);
  return reply === undefined || first(list, direction !== 'out', other, reply) ? undefined : 'network ACL: reply';
}

/** From the client's subnet into that of the gateway, and from there on with a port of its own. */
function listsOfNat(network: Network, id: string, packet: Packet, a: Taken, to: Address, asksReply: boolean): string | undefined {
  const nat = network.gateways.get(id);
  if (nat?.kind !== 'nat') return refuse(id);
  const { list } = network.subnets.get(nat.subnet)!;
  return lists(packet, list, 'in', a.address, asksReply) ?? lists({ ...packet, sourcePort: packet.natPort ?? 1024 }, list, 'out', to, asksReply);
}

function first(list: readonly Entry[], egress: boolean, other: Address, packet: Pick<Packet, 'protocol' | 'port' | 'type' | 'code'>): boolean {
  return list.find((e) => e.egress === egress && within(e.range, other) && matches(e.connections, packet))?.allow ?? false;
}

/** Undefined: there is none. */
function replyOf(packet: Packet): Pick<Packet, 'protocol' | 'port' | 'type' | 'code'> | undefined {
  const { protocol } = packet;
  if (protocol === TCP || protocol === UDP) return { protocol, port: packet.sourcePort ?? refuse('a reply needs a source port') };
  if (protocol === 1) return packet.type === 8 ? { protocol, type: 0, code: 0 } : undefined;
  if (protocol === 58) return packet.type === 128 ? { protocol, type: 129, code: 0 } : undefined;
  return { protocol };
}

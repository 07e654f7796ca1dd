/**
 * Ways between two places, of the network alone: routes, gateways, network ACLs. Rules of groups come on top (hop.ts).
 *
 *   between(world, 'App.Private', 'App.Data', 'may')    // two subnets
 *   outward(world, spot, 'must')                         // to addresses outside
 *   inward(world, spot, 'must')                          // from addresses outside
 *   toList(world, spot, list, 'must')                    // to a service behind a gateway endpoint, or over the internet
 */
import { AddressSet } from '../../algebra/address-set';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Id, PrefixList } from '../../world/network/model';
import { type Admission, isOpen, subnetAdmission } from './acl';
import { type Gate, type Leg, type Mode, readingOf, throughLists, type Way } from './lists';
import { isOneVpc, type Prepared, type Spot } from './prepare';
import { isLocal, leads, localHolds, tablesOf } from './routes';
import { ALL_IPV4, ALL_IPV6, ANY_PORT, ANYWHERE, canTalk, EVERYTHING, isNothing, meet, NOT_TCP, PUBLIC, PUBLIC_IPV4 } from './sets';
import { areJoined, type Arrival, arrives, type Crossing, crossings } from './ways';

const NONE: readonly Unknown[] = [];
/** Nothing in the way. */
export const FREE: Leg = { guard: Guard.ALWAYS, source: ANYWHERE, destination: ANYWHERE, over: EVERYTHING, ports: ANY_PORT, groups: 'yes', unknowns: NONE };
const FREE_ONLY: readonly Leg[] = [FREE];

/** Two places of one VPC where nothing but rules of groups ever decides. */
export function isPlain(world: Prepared, subnet: Id, mode: Mode): boolean {
  const reading = readingOf(mode);
  const key = `plain ${reading} ${subnet}`;
  const known = world.memo.get(key) as boolean | undefined;
  if (known !== undefined) return known;
  const made = world.network.subnets.has(subnet) && isOpen(world, subnet, reading) && isLocal(world, subnet, reading);
  world.memo.set(key, made);
  return made;
}

export function between(world: Prepared, from: Spot, fromVpc: Id, to: Spot, toVpc: Id, mode: Mode): readonly Leg[] {
  if (from.subnet === '' || to.subnet === '') return mode === 'may' && areJoined(world, fromVpc, toVpc) ? [{ ...FREE, groups: fromVpc === toVpc ? 'yes' : 'may', unknowns: [...from.unknowns, ...to.unknowns] }] : [];
  if (fromVpc === toVpc && isPlain(world, from.subnet, mode) && isPlain(world, to.subnet, mode)) return FREE_ONLY;
  // Addresses decide between VPCs, and two classes of one subnet may have different ones.
  const key = `legs ${mode} ${from.subnet} ${to.subnet}${fromVpc === toVpc ? '' : ` ${from.may} ${to.may}`}`;
  const known = world.memo.get(key) as readonly Leg[] | undefined;
  if (known !== undefined) return known;
  const one: Leg[] = fromVpc !== toVpc && isOneVpc(world, fromVpc, toVpc, mode) ? [{ ...FREE, unknowns: [fromVpc, toVpc].flatMap((v) => world.network.vpcs.get(v)?.addresses.unknowns ?? NONE) }] : [];
  const made = fromVpc === toVpc ? within(world, from.subnet, to.subnet, mode) : one.length > 0 ? one : across(world, from, fromVpc, to, toVpc, mode);
  world.memo.set(key, made);
  return made;
}

function within(world: Prepared, from: Id, to: Id, mode: Mode): readonly Leg[] {
  const reading = readingOf(mode);
  const ways: Way[] = [];
  for (const there of localHolds(world, from, reading)) {
    for (const back of localHolds(world, to, reading)) {
      const guard = there.guard.and(back.guard);
      // Only tcp needs the way back; the local route is kept for all of them all the same: an appliance on one side sees half of it.
      if (!guard.isNever()) ways.push({ guard, source: back.addresses, destination: there.addresses, groups: 'yes', unknowns: NONE });
    }
  }
  return ways.flatMap((way) => throughLists(way, ...gates(world, from, to, mode), mode));
}

function gates(world: Prepared, from: Id, to: Id, mode: Mode): [Gate[], Gate[]] {
  if (from === to) return [[], []];
  const list = (subnet: Id, direction: 'ingress' | 'egress'): Admission => subnetAdmission(world, subnet, direction, readingOf(mode));
  return [
    [{ admission: list(from, 'egress'), by: 'destination' }, { admission: list(to, 'ingress'), by: 'source' }],
    [{ admission: list(to, 'egress'), by: 'source' }, { admission: list(from, 'ingress'), by: 'destination' }],
  ];
}

function across(world: Prepared, from: Spot, fromVpc: Id, to: Spot, toVpc: Id, mode: Mode): readonly Leg[] {
  const reading = readingOf(mode);
  const [source, destination] = [reading === 'may' ? from.may : from.must, reading === 'may' ? to.may : to.must];
  const there = reach(world, from.subnet, fromVpc, toVpc, destination, mode);
  if (there.length === 0) return [];
  const back = reach(world, to.subnet, toVpc, fromVpc, source, mode).filter((b) => b.translated !== true);
  const out: Leg[] = [];
  for (const t of there) {
    if (t.translated === true) {
      // Where the replies of a NAT gateway find it, MAY does not ask.
      out.push(...throughLists({ guard: t.guard, source, destination: t.addresses, groups: t.groups, unknowns: t.unknowns }, gates(world, from.subnet, to.subnet, mode)[0].slice(0, 1), [], mode));
      continue;
    }
    for (const b of back) {
      const guard = t.guard.and(b.guard);
      if (guard.isNever() || !canTalk(b.addresses, t.addresses)) continue;
      out.push(...throughLists({ guard, source: b.addresses, destination: t.addresses, groups: t.groups === 'yes' && b.groups === 'yes' ? 'yes' : 'may', unknowns: joined(t.unknowns, b.unknowns) }, ...gates(world, from.subnet, to.subnet, mode), mode));
    }
    // Without a way back: everything but tcp is delivered.
    if (mode !== 'sure') {
      const oneWay = { guard: t.guard, source, destination: t.addresses, groups: t.groups, unknowns: t.unknowns };
      out.push(...throughLists(oneWay, gates(world, from.subnet, to.subnet, mode)[0], [], mode).map((leg) => ({ ...leg, over: meet(leg.over, NOT_TCP) })).filter((leg) => !isNothing(leg.over)));
    }
  }
  return out;
}

function reach(world: Prepared, subnet: Id, fromVpc: Id, toVpc: Id, addresses: AddressSet, mode: Mode): Arrival[] {
  const reading = readingOf(mode);
  return leads(world, subnet, addresses, reading).flatMap((lead) => arrives(world, lead.target, fromVpc, toVpc, lead.addresses, reading).map((a) => ({ ...a, guard: lead.guard.and(a.guard) })))
    .filter((a) => !a.guard.isNever() && (reading === 'may' || a.guard.isSure));
}

function joined(a: readonly Unknown[], b: readonly Unknown[]): readonly Unknown[] {
  return b.length === 0 ? a : [...a, ...b];
}

// ---- to and from outside --------------------------------------------------------------------------------------------------

/** To addresses outside the world, for what stands at this spot. */
export function outward(world: Prepared, spot: Spot, mode: Mode): readonly Leg[] {
  return external(world, spot, 'out', mode);
}

export function inward(world: Prepared, spot: Spot, mode: Mode): readonly Leg[] {
  return external(world, spot, 'in', mode);
}

function external(world: Prepared, spot: Spot, direction: 'in' | 'out', mode: Mode): readonly Leg[] {
  const key = `outside ${direction} ${mode} ${spot.subnet} ${spot.publicIpv4.is} ${spot.ipv6.is}`;
  const known = world.memo.get(key) as readonly Leg[] | undefined;
  if (known !== undefined) return known;
  const made = crossings(world, spot.subnet, direction, readingOf(mode)).flatMap((c) => narrowed(c, spot, mode)).flatMap((c) => listed(world, spot, c, direction, mode));
  world.memo.set(key, made);
  return made;
}

/** What the addresses of the spot allow: an internet gateway carries public ones only. */
function narrowed(crossing: Crossing, spot: Spot, mode: Mode): Crossing[] {
  const has = (exposure: Spot['ipv6']): boolean => exposure.is === 'yes' || (exposure.is === 'maybe' && mode === 'may');
  let { addresses } = crossing;
  const unknowns = [...crossing.unknowns];
  if (crossing.kind === 'internet' && !has(spot.publicIpv4)) addresses = addresses.intersection(ALL_IPV6);
  if ((crossing.kind === 'internet' || crossing.kind === 'egressOnly') && !has(spot.ipv6)) addresses = addresses.intersection(ALL_IPV4);
  if (crossing.kind === 'internet') for (const exposure of [spot.publicIpv4, spot.ipv6]) if (exposure.is === 'maybe') unknowns.push(exposure.unknown);
  return addresses.isEmpty() ? [] : [{ ...crossing, addresses, unknowns }];
}

function listed(world: Prepared, spot: Spot, crossing: Crossing, direction: 'in' | 'out', mode: Mode): Leg[] {
  const list = (subnet: Id, d: 'ingress' | 'egress'): Admission => subnetAdmission(world, subnet, d, readingOf(mode));
  const way: Way = { guard: crossing.guard, source: direction === 'in' ? crossing.addresses : ANYWHERE, destination: direction === 'in' ? ANYWHERE : crossing.addresses, groups: crossing.kind === 'private' || crossing.kind === 'unknown' ? 'may' : 'no', unknowns: crossing.unknowns };
  if (direction === 'in') return throughLists(way, [{ admission: list(spot.subnet, 'ingress'), by: 'source' }], [{ admission: list(spot.subnet, 'egress'), by: 'source' }], mode);
  const forward: Gate[] = [{ admission: list(spot.subnet, 'egress'), by: 'destination' }];
  const replies: Gate[] = [{ admission: list(spot.subnet, 'ingress'), by: 'destination' }];
  if (crossing.natSubnet !== undefined && crossing.natSubnet !== spot.subnet) {
    forward.push({ admission: list(crossing.natSubnet, 'ingress'), by: 'source' }, { admission: list(crossing.natSubnet, 'egress'), by: 'destination' });
    replies.push({ admission: list(crossing.natSubnet, 'ingress'), by: 'destination', nat: ownPort(world, crossing) }, { admission: list(crossing.natSubnet, 'egress'), by: 'source' });
  }
  const at = crossing.natSubnet === undefined ? way : { ...way, source: mode === 'may' ? ANYWHERE : ALL_IPV4 };
  return throughLists(at, forward, replies, mode);
}

/** Some of the ports that a NAT gateway may take get their replies, others do not. */
function ownPort({ network }: Prepared, { nat }: Crossing): Unknown {
  const { template, pointer } = network.gateways.get(nat ?? '')?.place ?? { template: '', pointer: '' };
  return { token: `source port of NAT gateway ${nat ?? ''}`, template, pointer, why: 'the gateway takes one of 1024 to 65535 for each connection, and the network ACL of its subnet lets replies to some of them pass only' };
}

/** A list of AWS's, or one whose entries are not known: all of its addresses, wherever they are. */
export function toList(world: Prepared, spot: Spot, list: PrefixList, mode: Mode): readonly Leg[] {
  const key = `list out ${mode} ${spot.subnet} ${spot.publicIpv4.is} ${spot.ipv6.is} ${list.id}`;
  const known = world.memo.get(key) as readonly Leg[] | undefined;
  if (known !== undefined) return known;
  const made = [...byEndpoint(world, spot, list, mode), ...wholly(outward(world, spot, mode), 'destination', mode)];
  world.memo.set(key, made);
  return made;
}

export function fromList(world: Prepared, spot: Spot, mode: Mode): readonly Leg[] {
  return wholly(inward(world, spot, mode), 'source', mode);
}

/** In MUST a way counts for a list only where it takes every address that the list can hold. */
function wholly(legs: readonly Leg[], side: 'source' | 'destination', mode: Mode): readonly Leg[] {
  return mode === 'may' ? legs : legs.filter((leg) => PUBLIC_IPV4.isSubsetOf(leg[side]));
}

function byEndpoint(world: Prepared, spot: Spot, list: PrefixList, mode: Mode): Leg[] {
  const reading = readingOf(mode);
  const subnet = world.network.subnets.get(spot.subnet);
  if (subnet === undefined || list.awsName === undefined) return [];
  const out: Leg[] = [];
  for (const endpoint of world.network.endpoints.values()) {
    if (endpoint.kind !== 'gateway' || endpoint.vpc !== subnet.vpc) continue;
    const isHidden = typeof endpoint.service !== 'string';
    if (isHidden ? reading === 'must' : endpoint.service !== list.awsName) continue;
    for (const { guard, id, table } of tablesOf(world, subnet)) {
      if (reading === 'must' && (!guard.isSure || table === undefined || table.open.length > 0)) continue;
      for (const written of endpoint.routeTables.filter((r) => r.routeTable === id)) {
        const under = endpoint.guard.and(guard).and(written.guard);
        if (under.isNever() || (reading === 'must' && !under.isSure)) continue;
        const way: Way = { guard: under, source: ANYWHERE, destination: reading === 'may' ? ANYWHERE : PUBLIC_IPV4, groups: 'no', unknowns: isHidden ? [endpoint.service as Unknown] : NONE };
        out.push(...throughLists(way, [{ admission: subnetAdmission(world, spot.subnet, 'egress', reading), by: 'destination' }], [{ admission: subnetAdmission(world, spot.subnet, 'ingress', reading), by: 'destination' }], mode));
      }
    }
  }
  return wholly(out, 'destination', mode) as Leg[];
}

/** A workload in no VPC: AWS's own network, outwards. */
export const UNCONFINED: Leg = { ...FREE, destination: PUBLIC, groups: 'no' };

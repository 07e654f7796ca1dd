/**
 * Hops to and from what is no interface of the world: addresses outside, and prefix lists whose entries are not known, which are ends
 * of their own.
 *
 *   inTerms(world, web, 'must')          // from outside
 *   outTerms(world, web, 'must')         // to outside
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Unknown } from '../../world/facts';
import type { Guard } from '../../world/guard';
import type { Id, PrefixList } from '../../world/network/model';
import { FREE, fromList, inward, outward, toList, UNCONFINED } from './legs';
import type { Leg, Mode } from './lists';
import { type Accepted, TAKES_ALL } from './accepts';
import { entriesOf, type Grant, type Grants, type Node, type Prepared, type Spot } from './prepare';
import { ANY_PORT, ANYWHERE, canTalk, EVERYTHING, intern, isNothing, meet, meetAddresses, NOTHING, PUBLIC, PUBLIC_IPV4, sameFamily } from './sets';
import { broken, type End, isCertain, remain, type Term } from './term';

const NONE: readonly Unknown[] = [];

function outsideCover(world: Prepared, grant: Grant, mode: Mode): { readonly addresses: AddressSet; readonly unknowns: readonly Unknown[] } | undefined {
  const { peer } = grant;
  if (peer.kind === 'group') return undefined;
  if (peer.kind === 'any' || peer.kind === 'opaque') return mode === 'may' && (peer.kind === 'any' || peer.of === 'addresses') ? { addresses: ANYWHERE, unknowns: grant.unknowns } : undefined;
  if (peer.kind === 'addresses') return { addresses: peer.addresses, unknowns: grant.unknowns };
  const entries = entriesOf(world.network, peer);
  // What a list of unknown entries holds is an end of its own (`listTerms`).
  if (entries === undefined || entries.unknowns.length > 0) return undefined;
  return { addresses: entries.may, unknowns: grant.unknowns };
}

/** From addresses outside to the class; lists of unknown entries and groups of somebody else are ends of their own. */
export function inTerms(world: Prepared, node: Node, mode: Mode): readonly Term[] {
  return outsideTerms(world, node, mode, 'in');
}

export function outTerms(world: Prepared, node: Node, mode: Mode): readonly Term[] {
  return outsideTerms(world, node, mode, 'out');
}

function outsideTerms(world: Prepared, node: Node, mode: Mode, direction: 'in' | 'out'): readonly Term[] {
  const key = `outside terms ${direction} ${mode} ${node.index}`;
  const known = world.memo.get(key) as readonly Term[] | undefined;
  if (known !== undefined) return known;
  let made: readonly Term[];
  try {
    made = makeOutside(world, node, mode, direction);
  } catch (error) {
    made = broken(node, node, mode, error).map((t) => (direction === 'in' ? { ...t, from: { kind: 'outside' } } : { ...t, to: { kind: 'outside' } }));
  }
  world.memo.set(key, made);
  return made;
}

function makeOutside(world: Prepared, node: Node, mode: Mode, direction: 'in' | 'out'): readonly Term[] {
  const here: End = { kind: 'node', node };
  if (node.face === undefined) {
    if (direction === 'out') return [];
    return node.entry.filter((f) => isCertain(mode, f.guard)).flatMap((f): Term[] => {
      const entry = f.entry!;
      const [source, over] = mode === 'may' ? [entry.reachableFrom.may, entry.connections.may] : [entry.reachableFrom.must, entry.connections.must];
      return source.isEmpty() || over.isEmpty() ? [] : [{ guard: f.guard, source, destination: ANYWHERE, over: intern(over), ports: ANY_PORT, from: { kind: 'outside' }, to: here, entry: f, unknowns: mode === 'may' ? [...entry.reachableFrom.unknowns, ...entry.connections.unknowns] : NONE }];
    });
  }
  if (node.outside && direction === 'in') {
    const answers = mode === 'may' ? node.face?.answers : undefined;
    return answers === undefined ? [] : [{ guard: node.guard, source: PUBLIC, destination: ANYWHERE, over: EVERYTHING, ports: ANY_PORT, from: { kind: 'outside' }, to: here, unknowns: [answers] }];
  }
  if (node.outside) return !isCertain(mode, node.guard) ? [] : [{ guard: node.guard, source: ANYWHERE, destination: UNCONFINED.destination, over: EVERYTHING, ports: ANY_PORT, from: here, to: { kind: 'outside' }, unknowns: NONE }];
  if (node.proxy && direction === 'out') return [];
  const grants = direction === 'in' ? node.ingress : node.egress;
  const accepted = direction === 'out' ? TAKES_ALL : node.accepts;
  const out: Term[] = [];
  for (const spot of node.spots) {
    const placed = node.guard.and(spot.guard);
    if (!isCertain(mode, placed)) continue;
    const at: End = { kind: 'node', node, spot };
    const legs = spot.subnet === '' ? (mode === 'may' ? [{ ...FREE, groups: 'no' as const, unknowns: spot.unknowns }] : []) : direction === 'in' ? inward(world, spot, mode) : outward(world, spot, mode);
    for (const grant of grants.wide) {
      const cover = outsideCover(world, grant, mode);
      if (cover !== undefined) {
        for (const leg of legs) pushOutside(out, { spot, at, grant, leg, mode, direction, placed, far: cover.addresses, farEnd: { kind: 'outside' }, accepted, unknowns: cover.unknowns });
      }
    }
    for (const list of symbolicLists(world, grants, direction)) {
      const ways = spot.subnet === '' ? legs : direction === 'in' ? fromList(world, spot, mode) : toList(world, spot, list, mode);
      for (const grant of grants.wide) {
        if (!coversList(world, grant, list.id, mode)) continue;
        for (const leg of ways) pushOutside(out, { spot, at, grant, leg, mode, direction, placed, far: mode === 'may' ? list.entries.may : PUBLIC_IPV4, farEnd: { kind: 'outside', list: list.id }, accepted, unknowns: [...grant.unknowns, ...list.entries.unknowns] });
      }
    }
  }
  return out;
}

const PRIVATE = ANYWHERE.difference(PUBLIC);

/**
 * Somebody outside who has a group that rules name and these templates do not make: a host of a peered VPC, of a VPC outside in
 * which the class itself stands. Only for who asks about addresses: flows speak of the group itself (group-ends.ts).
 */
export function foreignTerms(world: Prepared, node: Node, mode: Mode, direction: 'in' | 'out'): Term[] {
  if (mode !== 'may' || node.outside || node.face === undefined || (node.proxy && direction === 'out')) return [];
  const grants = direction === 'in' ? node.ingress : node.egress;
  const named = [...[...grants.byGroup].flatMap(([id, list]) => (id.startsWith('external:') ? list : [])), ...grants.wide.filter((g) => g.peer.kind === 'opaque' && g.peer.of === 'groups')];
  if (named.length === 0) return [];
  const out: Term[] = [];
  const accepted = direction === 'out' ? TAKES_ALL : node.accepts;
  for (const spot of node.spots) {
    const placed = node.guard.and(spot.guard);
    const legs = spot.subnet === '' ? [{ ...FREE, unknowns: spot.unknowns }] : direction === 'in' ? inward(world, spot, mode) : outward(world, spot, mode);
    for (const leg of legs) if (leg.groups !== 'no') for (const grant of named) pushOutside(out, { spot, at: { kind: 'node', node, spot }, grant, leg, mode, direction, placed, far: PRIVATE, farEnd: { kind: 'outside' }, accepted, unknowns: grant.unknowns });
  }
  return out;
}

/** Lists of unknown entries that a rule names; outwards also those that a gateway endpoint of the VPC leads to. */
function symbolicLists(world: Prepared, grants: Grants, direction: 'in' | 'out'): PrefixList[] {
  if (grants.wide.length === 0) return [];
  const ids = new Set<Id>();
  for (const grant of grants.wide) if (grant.peer.kind === 'prefixList') ids.add(grant.peer.list);
  if (direction === 'out') for (const [id, list] of world.network.prefixLists) if (list.awsName !== undefined) ids.add(id);
  return [...ids].sort().map((id) => world.network.prefixLists.get(id)).filter((list) => list !== undefined).filter((list) => list.entries.unknowns.length > 0 && list.parts === undefined);
}

/** The grant takes whatever the list holds. */
function coversList(world: Prepared, grant: Grant, list: Id, mode: Mode): boolean {
  const { peer } = grant;
  if (peer.kind === 'prefixList') return peer.list === list;
  if (peer.kind === 'addresses') return mode === 'may' ? !peer.addresses.intersection(world.network.prefixLists.get(list)?.entries.may ?? ANYWHERE).isEmpty() : PUBLIC_IPV4.isSubsetOf(peer.addresses);
  return mode === 'may' && (peer.kind === 'any' || (peer.kind === 'opaque' && peer.of === 'addresses'));
}

export interface Outside {
  readonly spot: Spot;
  readonly at: End;
  readonly grant: Grant;
  readonly leg: Leg;
  readonly mode: Mode;
  readonly direction: 'in' | 'out';
  readonly placed: Guard;
  readonly far: AddressSet;
  readonly farEnd: End;
  readonly accepted: readonly Accepted[];
  readonly unknowns: readonly Unknown[];
}

export function pushOutside(out: Term[], of: Outside): void {
  for (const accepted of of.accepted) pushAccepted(out, of, accepted);
}

function pushAccepted(out: Term[], { spot, at, grant, leg, mode, direction, placed, far, farEnd, unknowns }: Outside, accepted: Accepted): void {
  const over = meet(meet(mode === 'may' ? grant.may : grant.must, leg.over), mode === 'may' ? accepted.may : accepted.must);
  if (over === NOTHING || isNothing(over)) return;
  const isIn = direction === 'in';
  const near = remain(spot, mode, isIn ? leg.destination : leg.source);
  if (near === undefined) return;
  const other = meetAddresses(far, isIn ? leg.source : leg.destination);
  const [source, destination] = isIn ? sameFamily(other, near) : sameFamily(near, other);
  if (!canTalk(source, destination)) return;
  const guard = placed.and(leg.guard).and(grant.guard).and(accepted.guard);
  if (!isCertain(mode, guard)) return;
  out.push({
    guard, source, destination, over, ports: leg.ports, from: isIn ? farEnd : at, to: isIn ? at : farEnd,
    ...isIn ? { ingress: grant } : { egress: grant },
    unknowns: mode === 'may' ? [...unknowns, ...leg.unknowns, ...accepted.unknowns] : NONE,
  });
}

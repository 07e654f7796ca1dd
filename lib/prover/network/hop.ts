/**
 * One hop: under which guards, from and to which addresses, and over which connections one end reaches another.
 *
 *   terms(world, web, db, 'may')         // between two interface classes
 *
 * The hop is the union of its terms. An
 * exception in here is everything in MAY and nothing in MUST, never "no edge".
 */
import type { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import { between } from './legs';
import type { Leg, Mode } from './lists';
import { inTerms } from './outside';
import type { Accepted } from './accepts';
import { entering, handedOver, isHandedOver } from './handed-over';
import { entriesOf, type Grant, type Grants, type IndexedForward, isOneVpc, type Node, type Prepared } from './prepare';
import { ANYWHERE, canTalk, EVERYTHING, intern, isNothing, meet, meetAddresses, sameFamily } from './sets';
import { areJoined } from './ways';
import { broken, isCertain, remain, type Step, type Term } from './term';

const NONE: readonly Unknown[] = [];

export function terms(world: Prepared, from: Node, to: Node, mode: Mode): readonly Term[] {
  const key = `terms ${mode} ${from.index} ${to.index}`;
  const known = world.memo.get(key) as readonly Term[] | undefined;
  if (known !== undefined) return known;
  let made: Term[];
  try {
    made = to.face === undefined ? entering(world, from, to, mode) : from.proxy ? forwarded(world, from, to, mode) : [...direct(world, from, to, mode, EVERYTHING), ...forwarded(world, from, to, mode)];
  } catch (error) {
    made = broken(from, to, mode, error);
  }
  world.memo.set(key, made);
  return made;
}

/** Grants that may cover the other end: those that name one of its groups, and those that name none. */
export function grantsFor(grants: Grants, other: Node, mode: Mode): readonly Grant[] {
  if (grants.byGroup.size === 0) return grants.wide;
  // A token in the list of groups of the other end may be any group.
  if (mode === 'may' && other.opaque.length > 0) return [...[...grants.byGroup.values()].flat(), ...grants.wide];
  let found: readonly Grant[] | undefined;
  for (const group of other.groups.keys()) {
    const list = grants.byGroup.get(group);
    if (list !== undefined) found = found === undefined ? list : [...found, ...list];
  }
  return found === undefined ? grants.wide : grants.wide.length === 0 ? found : [...found, ...grants.wide];
}

interface Cover {
  readonly guard: Guard;
  readonly addresses: AddressSet;
  readonly unknowns: readonly Unknown[];
}

/** Which addresses of an interface a grant covers; undefined for none. */
function covers(world: Prepared, grant: Grant, other: Node, leg: Leg, mode: Mode): Cover | undefined {
  const { peer } = grant;
  switch (peer.kind) {
    case 'any': return mode === 'may' ? { guard: grant.guard, addresses: ANYWHERE, unknowns: grant.unknowns } : undefined;
    case 'opaque': return mode === 'may' && (peer.of === 'addresses' || leg.groups !== 'no') ? { guard: grant.guard, addresses: ANYWHERE, unknowns: grant.unknowns } : undefined;
    case 'addresses': return { guard: grant.guard, addresses: peer.addresses, unknowns: grant.unknowns };
    case 'prefixList': {
      const entries = entriesOf(world.network, peer);
      if (entries === undefined) return mode === 'may' ? { guard: grant.guard, addresses: ANYWHERE, unknowns: grant.unknowns } : undefined;
      return { guard: grant.guard, addresses: mode === 'may' ? entries.may : entries.must, unknowns: entries.unknowns.length === 0 ? grant.unknowns : [...grant.unknowns, ...entries.unknowns] };
    }
    case 'group': {
      if (leg.groups === 'no' || (leg.groups === 'may' && mode !== 'may')) return undefined;
      const has = other.groups.get(peer.group);
      if (has !== undefined) return { guard: grant.guard.and(has), addresses: ANYWHERE, unknowns: leg.groups === 'may' ? [...grant.unknowns, TRANSIT] : grant.unknowns };
      if (mode !== 'may' || other.opaque.length === 0) return undefined;
      return { guard: other.opaque.reduce((g, [h]) => g.or(h), Guard.NEVER as Guard).and(grant.guard), addresses: ANYWHERE, unknowns: [...grant.unknowns, other.opaque[0][1]] };
    }
  }
}

const TRANSIT: Unknown = { token: 'group across a transit gateway', template: '', pointer: '', why: 'whether a rule that names a group matches there depends on the attachment' };

/** Which hop it is, for rules that see another source than the one that sends: a client behind a proxy. */
export interface Client {
  readonly node?: Node;
  readonly addresses: AddressSet;
  /** It is not said who: it may have any group. */
  readonly anybody?: true;
}

const CLIENT: Unknown = { token: 'group of the client', template: '', pointer: '', why: 'whether a rule that names a group matches behind a balancer that keeps the client\'s address is not documented' };

export function direct(world: Prepared, from: Node, to: Node, mode: Mode, over: ConnectionSet, forward?: IndexedForward, client?: Client): Term[] {
  if (from.outside || to.outside || from.face === undefined || (from === to && from.single)) return [];
  return to.accepts.flatMap((accepted) => taken(world, from, to, mode, over, accepted, forward, client));
}

/** By what the destination takes under one guard. */
function taken(world: Prepared, from: Node, to: Node, mode: Mode, over: ConnectionSet, accepted: Accepted, forward?: IndexedForward, client?: Client): Term[] {
  const out: Term[] = [];
  const wanted = meet(mode === 'may' ? accepted.may : accepted.must, over);
  if (isNothing(wanted)) return out;
  const egress = grantsFor(from.egress, to, mode);
  const ingress = client === undefined ? grantsFor(to.ingress, from, mode) : client.anybody === true ? [...[...to.ingress.byGroup.values()].flat(), ...to.ingress.wide] : [...grantsFor(to.ingress, from, mode), ...client.node === undefined || mode !== 'may' ? [] : grantsFor(to.ingress, client.node, mode)];
  if (egress.length === 0 || ingress.length === 0) return out;
  const base = from.guard.and(to.guard).and(accepted.guard);
  for (const a of from.spots) {
    for (const b of to.spots) {
      const placed = base.and(a.guard).and(b.guard);
      if (!isCertain(mode, placed)) continue;
      for (const leg of between(world, a, from.vpc, b, to.vpc, mode)) {
        const along = meet(leg.over, wanted);
        if (isNothing(along)) continue;
        for (const e of egress) {
          const sent = meet(mode === 'may' ? e.may : e.must, along);
          if (isNothing(sent)) continue;
          const there = covers(world, e, to, leg, mode);
          if (there === undefined) continue;
          const destination = remain(b, mode, leg.destination, there.addresses);
          if (destination === undefined) continue;
          for (const i of ingress) {
            const both = meet(mode === 'may' ? i.may : i.must, sent);
            if (isNothing(both)) continue;
            // Behind a proxy that keeps it, rules and lists of the target see the client's address, or the proxy's group.
            const here = covers(world, i, from, leg, mode) ?? (client?.node !== undefined ? covers(world, i, client.node, leg, mode) : client?.anybody === true && leg.groups !== 'no' ? { guard: i.guard, addresses: ANYWHERE, unknowns: [...i.unknowns, CLIENT] } : undefined);
            if (here === undefined) continue;
            const isNamed = i.peer.kind === 'group' || i.peer.kind === 'any' || i.peer.kind === 'opaque';
            const seen = client === undefined ? undefined : seenBy(client, isNamed ? ANYWHERE : here.addresses, from.vpc === to.vpc ? leg.source : mode === 'may' ? ANYWHERE : undefined);
            if (client !== undefined && (seen === undefined || !canTalk(seen, destination))) continue;
            const source = remain(a, mode, ...client === undefined ? [leg.source, here.addresses] : []);
            if (source === undefined || !canTalk(source, destination)) continue;
            const guard = placed.and(leg.guard).and(there.guard).and(here.guard);
            if (!isCertain(mode, guard)) continue;
            const [src, dst] = sameFamily(source, destination);
            out.push({
              guard, source: src, destination: dst, over: both, ports: leg.ports,
              from: { kind: 'node', node: from, spot: a }, to: { kind: 'node', node: to, spot: b }, egress: e, ingress: i, forward, ...seen === undefined ? {} : { client: seen },
              unknowns: mode === 'may' ? [...there.unknowns, ...here.unknowns, ...leg.unknowns, ...accepted.unknowns] : NONE,
            });
          }
        }
      }
    }
  }
  return out;
}

/** Addresses of the client that pass the rule and the lists on the side of the target; undefined: that is not followed. */
function seenBy(client: Client, rule: AddressSet, lists: AddressSet | undefined): AddressSet | undefined {
  return lists === undefined ? undefined : meetAddresses(meetAddresses(client.addresses, rule), lists);
}

/** What a proxy starts: its forwards, each to its targets; in MAY to any interface of its VPC where targets are not listed. */
export function forwarded(world: Prepared, from: Node, to: Node, mode: Mode, client?: Client): Term[] {
  return from.forwards.flatMap((f) => oneForward(world, from, to, mode, f, client));
}

export function oneForward(world: Prepared, from: Node, to: Node, mode: Mode, indexed: IndexedForward, client?: Client): Term[] {
  const { forward } = indexed;
  if (!isCertain(mode, forward.guard)) return [];
  const isListed = forward.targets.includes(to.id);
  // Targets by address may stand in another VPC: routes decide.
  if (!isListed && (mode !== 'may' || forward.unlisted.length === 0 || (from.vpc !== '' && forward.sees !== 'lattice' && !isOneVpc(world, from.vpc, to.vpc, mode) && !areJoined(world, from.vpc, to.vpc)))) return [];
  const over = intern(mode === 'may' ? forward.connections.may : forward.connections.must);
  if (isNothing(over)) return [];
  const unknowns = mode !== 'may' ? NONE : [...isListed ? [] : forward.unlisted, ...forward.connections.unknowns];
  const under = (t: Term): Term => ({ ...t, guard: t.guard.and(forward.guard), forward: indexed, unknowns: [...t.unknowns, ...unknowns] });
  if (isHandedOver(from, to, forward)) {
    const made = handedOver(world, from, to, mode, { over, forward, ...client === undefined ? {} : { client: client.addresses } }).map(under).filter((t) => isCertain(mode, t.guard));
    // What only hands over reaches nobody unless somebody gets to it.
    return mode === 'may' || client !== undefined ? made : made.filter((t) => before(world, t) !== undefined);
  }
  const made = (seen: Client | undefined): Term[] => direct(world, from, to, mode, over, indexed, seen).map(under).filter((t) => isCertain(mode, t.guard));
  if (!forward.preservesClient || client !== undefined) return made(forward.preservesClient ? client : undefined);
  // Whose address the target sees depends on who came. Asked by itself: MAY anybody; MUST the proxy's own (its health checks); and
  // to work for sure, it has to work for everybody who certainly gets to the proxy.
  if (mode === 'may') return made({ addresses: ANYWHERE, anybody: true });
  if (mode === 'must') return made(undefined);
  const clients = clientsOf(world, from, indexed);
  const each = clients.map((c) => made(c));
  return each.length > 0 && each.every((list) => list.length > 0) ? each.reduce((a, b) => (b.length < a.length ? b : a)) : [];
}

/** Who certainly reaches a proxy, over what it listens for. */
function clientsOf(world: Prepared, proxy: Node, indexed: IndexedForward): Client[] {
  return arriving(world, proxy, indexed).map((t) => ({ addresses: t.source, ...t.from.kind === 'node' ? { node: t.from.node } : {} }));
}

function arriving(world: Prepared, proxy: Node, { index, forward }: IndexedForward): readonly Term[] {
  const key = `arriving ${index}`;
  const known = world.memo.get(key) as Term[] | undefined;
  if (known !== undefined) return known;
  const hears = (t: Term): boolean => !isNothing(meet(t.over, intern(forward.listens.must)));
  const out: Term[] = inTerms(world, proxy, 'must').filter(hears);
  if (proxy.face !== undefined) for (const node of world.nodes) if (node !== proxy && !node.proxy) out.push(...direct(world, node, proxy, 'must', EVERYTHING).filter(hears));
  world.memo.set(key, out);
  return out;
}

/** Of what a service hands over for certain: the hop that gets somebody to the service, as far as the target's rules take it. */
export function before(world: Prepared, { from, forward, guard, client }: Term): Step | undefined {
  if (from.kind !== 'node' || forward === undefined) return undefined;
  for (const term of arriving(world, from.node, forward)) {
    const source = client === undefined ? term.source : meetAddresses(term.source, client);
    if (!source.isEmpty() && isCertain('must', term.guard.and(guard)) && (from.spot === undefined || term.to.kind !== 'node' || term.to.spot === from.spot)) return { term, over: meet(term.over, intern(forward.forward.listens.must)), source, destination: term.destination };
  }
  return undefined;
}

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
import { type Grant, type Grants, type IndexedForward, isOneVpc, type Node, type Prepared } from './prepare';
import { ANY_PORT, ANYWHERE, canTalk, EVERYTHING, intern, isNothing, meet, meetAddresses, sameFamily } from './sets';
import { areJoined } from './ways';
import { broken, isCertain, remain, type Term } from './term';

const NONE: readonly Unknown[] = [];

export function terms(world: Prepared, from: Node, to: Node, mode: Mode): readonly Term[] {
  const key = `terms ${mode} ${from.index} ${to.index}`;
  const known = world.memo.get(key) as readonly Term[] | undefined;
  if (known !== undefined) return known;
  let made: Term[];
  try {
    made = from.proxy ? forwarded(world, from, to, mode) : [...direct(world, from, to, mode, EVERYTHING), ...forwarded(world, from, to, mode)];
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
      const entries = world.network.prefixLists.get(peer.list)?.entries;
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
}

export function direct(world: Prepared, from: Node, to: Node, mode: Mode, over: ConnectionSet, forward?: IndexedForward, client?: Client): Term[] {
  const out: Term[] = [];
  if (from.outside || to.outside || from.face === undefined || (from === to && from.single)) return out;
  const accepted = mode === 'may' ? to.acceptsMay : to.acceptsMust;
  const wanted = meet(accepted, over);
  if (isNothing(wanted)) return out;
  const egress = grantsFor(from.egress, to, mode);
  const ingress = client === undefined ? grantsFor(to.ingress, from, mode) : [...grantsFor(to.ingress, from, mode), ...client.node === undefined || mode !== 'may' ? [] : grantsFor(to.ingress, client.node, mode)];
  if (egress.length === 0 || ingress.length === 0) return out;
  const base = from.guard.and(to.guard);
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
            const here = covers(world, i, from, leg, mode) ?? (client?.node === undefined ? undefined : covers(world, i, client.node, leg, mode));
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
              unknowns: mode === 'may' ? [...there.unknowns, ...here.unknowns, ...leg.unknowns, ...to.face?.accepts.unknowns ?? NONE] : NONE,
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
  if (!isListed && (mode !== 'may' || forward.unlisted.length === 0 || (from.vpc !== '' && !isOneVpc(world, from.vpc, to.vpc, mode) && !areJoined(world, from.vpc, to.vpc)))) return [];
  const over = intern(mode === 'may' ? forward.connections.may : forward.connections.must);
  if (isNothing(over)) return [];
  const unknowns = mode !== 'may' ? NONE : [...isListed ? [] : forward.unlisted, ...forward.connections.unknowns];
  const under = (t: Term): Term => ({ ...t, guard: t.guard.and(forward.guard), forward: indexed, unknowns: [...t.unknowns, ...unknowns] });
  // PrivateLink needs no route from the consumer's VPC. A balancer with groups may hold them against it: MAY only.
  const byLink = from.face?.role === 'endpoint' && isListed;
  if (byLink && mode !== 'may' && !to.ungrouped) return [];
  if (from.face === undefined || byLink) return handedOver(from, to, mode, over).map(under).filter((t) => isCertain(mode, t.guard));
  const made = (seen: Client | undefined): Term[] => direct(world, from, to, mode, over, indexed, seen).map(under).filter((t) => isCertain(mode, t.guard));
  if (!forward.preservesClient || client !== undefined) return made(forward.preservesClient ? client : undefined);
  // Whose address the target sees depends on who came. Asked by itself: MAY anybody; MUST the proxy's own (its health checks); and
  // to work for sure, it has to work for everybody who certainly gets to the proxy.
  if (mode === 'may') return made({ addresses: ANYWHERE });
  if (mode === 'must') return made(undefined);
  const clients = clientsOf(world, from, indexed);
  const each = clients.map((c) => made(c));
  return each.length > 0 && each.every((list) => list.length > 0) ? each.reduce((a, b) => (b.length < a.length ? b : a)) : [];
}

/** Who certainly reaches a proxy, over what it listens for. */
function clientsOf(world: Prepared, proxy: Node, { forward }: IndexedForward): Client[] {
  const key = `clients ${proxy.index}`;
  if (world.memo.has(key)) return [];
  world.memo.set(key, true); // proxies in a circle have no clients of their own
  const hears = (t: Term): boolean => !isNothing(meet(t.over, intern(forward.listens.must)));
  const out: Client[] = inTerms(world, proxy, 'must').filter(hears).map((t) => ({ addresses: t.source }));
  for (const node of world.nodes) if (node !== proxy && !node.proxy) for (const t of direct(world, node, proxy, 'must', EVERYTHING)) if (hears(t)) out.push({ node, addresses: t.source });
  world.memo.delete(key);
  return out;
}

/** A managed service gives the request to an interface of its own: no packet of a network that is modelled. */
function handedOver(from: Node, to: Node, mode: Mode, over: ConnectionSet): Term[] {
  const both = meet(over, mode === 'may' ? to.acceptsMay : to.acceptsMust);
  if (isNothing(both) || to.outside) return [];
  if (to.spots.length === 0) return [];
  return to.spots.flatMap((spot): Term[] => {
    const guard = to.guard.and(spot.guard);
    const destination = remain(spot, mode);
    if (!isCertain(mode, guard) || destination === undefined) return [];
    const starts = from.spots.length === 0 ? [undefined] : from.spots;
    return starts.map((start): Term => ({ guard: start === undefined ? guard : guard.and(from.guard).and(start.guard), source: start === undefined ? ANYWHERE : mode === 'may' ? start.may : start.must, destination, over: both, ports: ANY_PORT, from: { kind: 'node', node: from, ...start === undefined ? {} : { spot: start } }, to: { kind: 'node', node: to, spot }, unknowns: NONE })).filter((t) => isCertain(mode, t.guard));
  });
}

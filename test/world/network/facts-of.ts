/**
 * A coarse reading of a world in both bounds, for comparing worlds: every sentence of `must` holds for certain, every one that is
 * not in `may` cannot hold. Not the prover: groups, public addresses, ways to the internet and lists are looked at one by one.
 */
import { ConnectionSet } from '../../../lib/algebra/connection-set';
import { AddressSet } from '../../../lib/algebra/address-set';
import type { AclEntry, InterfaceClass, NetworkWorld, Placement, RulePeer } from '../../../lib/world/network/model';

export interface Facts {
  readonly may: ReadonlySet<string>;
  readonly must: ReadonlySet<string>;
}

type Bound = 'may' | 'must';
const PROBES: readonly ConnectionSet[] = [ConnectionSet.tcp(443), ConnectionSet.tcp(5432), ConnectionSet.udp(53)];
const INTERNET = AddressSet.address('198.51.100.7');

/** About these classes; a class that is gone says nothing, one that became several says what any of them does. */
export function factsOf(world: NetworkWorld, ids: readonly string[]): Facts {
  return { may: read(world, ids, 'may'), must: read(world, ids, 'must') };
}

function read(world: NetworkWorld, ids: readonly string[], bound: Bound): ReadonlySet<string> {
  const out = new Set<string>();
  const all = new Map(ids.map((id) => [id, [...world.interfaces.values()].filter((c) => c.id === id || c.id.startsWith(`${id}#`)).filter((c) => (bound === 'may' ? !c.guard.isNever() : c.guard.isAlways()))]));
  for (const [id, classes] of all) {
    if (classes.some((c) => holds(c, bound, (p) => (bound === 'may' ? p.publicIpv4.is !== 'no' : p.publicIpv4.is === 'yes')))) out.add(`${id} is public`);
    if (classes.some((c) => c.outside)) out.add(`${id} is outside`);
    if (classes.some((c) => holds(c, bound, (p) => leadsOut(world, p, bound)))) out.add(`${id} has a way to the internet`);
    for (const direction of ['ingress', 'egress'] as const) {
      if (classes.some((c) => holds(c, bound, (p) => lets(world, p, direction, bound)))) out.add(`a list lets ${id} ${direction}`);
      for (const probe of PROBES) if (classes.some((c) => rules(world, c, direction, probe, (peer) => coversAddresses(world, peer, INTERNET, bound), bound))) out.add(`${id} ${direction} ${probe} with the internet`);
    }
    for (const probe of PROBES) if (classes.some((c) => probe.isSubsetOf(c.accepts[bound]))) out.add(`${id} accepts ${probe}`);
  }
  for (const [from, sources] of all) {
    for (const [to, targets] of all) {
      for (const probe of PROBES) {
        const meets = sources.some((a) => targets.some((b) => rules(world, a, 'egress', probe, (peer) => covers(world, peer, b, bound), bound) && rules(world, b, 'ingress', probe, (peer) => covers(world, peer, a, bound), bound)));
        if (meets) out.add(`${from} to ${to} over ${probe}`);
      }
      const forwards = world.forwards.some((f) => (bound === 'may' ? !f.guard.isNever() : f.guard.isAlways()) && f.source.replace(/#\d+$/, '') === from
        && (f.targets.some((t) => t.replace(/#\d+$/, '') === to) || (bound === 'may' && f.unlisted.length > 0)) && !f.connections[bound].isEmpty());
      if (forwards) out.add(`${from} forwards to ${to}`);
    }
  }
  return out;
}

function holds(c: InterfaceClass, bound: Bound, fact: (p: Placement) => boolean): boolean {
  if (c.outside) return false;
  return bound === 'may' ? c.placements.some((p) => !p.guard.isNever() && fact(p)) : c.placements.length > 0 && c.placements.every(fact);
}

function rules(world: NetworkWorld, c: InterfaceClass, direction: 'ingress' | 'egress', probe: ConnectionSet, matches: (peer: RulePeer) => boolean, bound: Bound): boolean {
  if (c.outside) return direction === 'egress';
  if (c.ungrouped) return true;
  const having = c.attachments.filter((a) => (bound === 'may' ? !a.guard.isNever() : a.guard.isAlways()));
  if (bound === 'may' && having.some((a) => a.group === undefined)) return true;
  const ids = c.attachments.length === 0 ? [world.vpcs.get(c.vpc)?.defaultGroup] : having.map((a) => a.group);
  return ids.some((id) => {
    const group = id === undefined ? undefined : world.groups.get(id);
    if (group === undefined) return false;
    if (bound === 'may' && group.open.length > 0) return true;
    return group.rules.some((r) => r.direction === direction && (bound === 'may' ? !r.guard.isNever() : r.guard.isAlways() && r.hearsay === undefined) && probe.isSubsetOf(r.connections[bound]) && matches(r.peer));
  });
}

function coversAddresses(world: NetworkWorld, peer: RulePeer, addresses: AddressSet, bound: Bound): boolean {
  switch (peer.kind) {
    case 'addresses': return bound === 'may' ? !addresses.intersection(peer.addresses).isEmpty() : !addresses.isEmpty() && addresses.isSubsetOf(peer.addresses);
    case 'prefixList': return bound === 'may' && !addresses.intersection(world.prefixLists.get(peer.list)!.entries.may).isEmpty();
    case 'opaque': return bound === 'may';
    case 'group': return false;
  }
}

function covers(world: NetworkWorld, peer: RulePeer, other: InterfaceClass, bound: Bound): boolean {
  if (peer.kind === 'group') {
    const having = other.attachments.filter((a) => (bound === 'may' ? !a.guard.isNever() : a.guard.isAlways()));
    if (other.attachments.length === 0 && !other.ungrouped && !other.outside) return world.vpcs.get(other.vpc)?.defaultGroup === peer.group;
    return having.some((a) => a.group === peer.group || (bound === 'may' && (a.group === undefined || (a.group.startsWith('external:') && peer.group.startsWith('external:')))));
  }
  const sets = other.placements.map((p) => p.addresses?.may ?? world.subnets.get(p.subnet)!.addresses.may);
  const addresses = sets.reduce((a, b) => a.union(b), AddressSet.none());
  return coversAddresses(world, peer, addresses, bound);
}

function leadsOut(world: NetworkWorld, p: Placement, bound: Bound): boolean {
  const subnet = world.subnets.get(p.subnet)!;
  const vpc = world.vpcs.get(subnet.vpc)!;
  if (vpc.external && bound === 'may') return true;
  const tables = subnet.routeTables.filter((t) => !t.guard.isNever()).map((t) => t.routeTable);
  const isSure = subnet.routeTables.some((t) => t.guard.isAlways());
  const ids = isSure ? tables : [...tables, vpc.mainRouteTable];
  const leads = (id: string): boolean => {
    const table = world.routeTables.get(id)!;
    if (bound === 'may' && table.open.length > 0) return true;
    return table.routes.some((r) => {
      if (bound === 'must' && !r.guard.isAlways()) return false;
      const d = r.destination;
      if (d.kind === 'cidr' ? INTERNET.intersection(d.addresses).isEmpty() : bound === 'must') return false;
      if (r.target.kind === 'unknown') return bound === 'may';
      const gateway = r.target.kind === 'gateway' ? world.gateways.get(r.target.gateway) : undefined;
      if (gateway === undefined) return false;
      if (gateway.kind === 'internet') return gateway.attached.some((a) => a.vpc === vpc.id && (bound === 'may' ? !a.guard.isNever() : a.guard.isAlways()));
      return bound === 'may';
    });
  };
  return bound === 'may' ? ids.some(leads) : ids.every(leads);
}

/** The first entry that matches the probe decides; a list that may have others decides nothing for certain. */
function lets(world: NetworkWorld, p: Placement, direction: 'ingress' | 'egress', bound: Bound): boolean {
  const subnet = world.subnets.get(p.subnet)!;
  const vpc = world.vpcs.get(subnet.vpc)!;
  const lists = subnet.acls.filter((a) => !a.guard.isNever()).map((a) => a.acl);
  const ids = subnet.acls.some((a) => a.guard.isAlways()) ? lists : [...lists, vpc.defaultAcl];
  const decides = (id: string): boolean => {
    const acl = world.acls.get(id)!;
    if (acl.open.length > 0) return bound === 'may';
    const mine = acl.entries.filter((e) => e.direction === direction);
    const matches = (e: AclEntry, b: Bound): boolean => (b === 'may' ? !e.guard.isNever() : e.guard.isAlways()) && PROBES[0].isSubsetOf(e.connections[b]) && !INTERNET.intersection(e.addresses[b]).isEmpty();
    const allows = (e: AclEntry): boolean => matches(e, bound) && e.allow[bound];
    const denies = (e: AclEntry): boolean => (bound === 'may' ? matches(e, 'must') && !e.allow.may : matches(e, 'may') && !e.allow.must);
    if (bound === 'may' && mine.some((e) => e.number === undefined && allows(e))) return true;
    if (bound === 'must' && mine.some((e) => e.number === undefined && denies(e))) return false;
    for (const e of mine.filter((x) => x.number !== undefined)) {
      if (denies(e)) return false;
      if (allows(e)) return true;
    }
    return false;
  };
  return bound === 'may' ? ids.some(decides) : ids.every(decides);
}

/**
 * What stands in the way, in the vocabulary of AWS's Reachability Analyzer (its guide, "Explanation codes"):
 *
 *   blockedBetween(names, web, db, over)   // [{ code: 'ENI_SG_RULES_MISMATCH', text, because }]
 *
 * Each step of docs/semantics.md, 2 is asked by itself, with everything else out of the way: what fails alone is a reason. Where
 * every step passes by itself and not for the same packets, `NO_PATH` says so.
 */
import type { ConnectionSet } from '../../algebra/connection-set';
import type { AddressSet } from '../../algebra/address-set';
import type { BecauseData, BlockedBy } from '../../contract/verdicts';
import type { Place } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Id } from '../../world/network/model';
import { acceptedAtAll } from './accepts';
import { aclsOf } from './acl';
import { grantsFor } from './hop';
import { between, inward, outward } from './legs';
import type { Names } from './names';
import { entriesOf, type Grant, type Node, type Prepared, type Spot } from './prepare';
import { leads, tablesOf } from './routes';
import { ANYWHERE, canTalk, isNothing, join, meet, meetAddresses, NOTHING } from './sets';
import { becauseOf } from './witness';
import { compare } from './verdict';

/** `under`: what is there under a condition that this one excludes does not count. */
export function blockedBetween(names: Names, from: Node, to: Node, over: ConnectionSet, under: Guard = Guard.ALWAYS): BlockedBy[] {
  const { world } = names;
  const out: BlockedBy[] = [];
  const [a, b] = [names.of(from).label, names.of(to).label];
  if (to.outside) out.push(reason('NO_ROUTE_TO_DESTINATION', `\`${b}\` runs outside every VPC and takes no connections`, [[to.written.place, 'resource']]));
  else if (from.outside) out.push(reason('NO_ROUTE_TO_DESTINATION', `\`${a}\` runs outside every VPC; put it into the VPC of \`${b}\``, [[from.written.place, 'resource']]));
  if (out.length > 0) return out;
  if (from.proxy && !from.forwards.some((f) => f.forward.targets.includes(to.id) && !isNothing(meet(f.forward.connections.may, over)))) {
    const code = from.face?.role === 'balancer' ? 'ELBV2_LISTENER_REQUIRES_TG_ACCEPT' : 'NO_POSSIBLE_DESTINATION';
    out.push(reason(code, `\`${a}\` forwards nothing to \`${b}\` over ${over}`, [...from.forwards.map((f): [Place, string] => [f.forward.listener ?? f.forward.place, 'listener']), [from.written.place, 'resource']]));
  }
  out.push(...rules(world, from, grantsFor(from.egress, to, 'may').filter((g) => mayCover(world, g, to) && isThere(g, under)), over, 'egress', a, b));
  out.push(...rules(world, to, grantsFor(to.ingress, from, 'may').filter((g) => mayCover(world, g, from) && isThere(g, under)), over, 'ingress', b, a));
  out.push(...listeners(to, over, b, under));
  if (from.face !== undefined) for (const s of from.spots) for (const d of to.spots) if (out.length < 8) out.push(...ways(world, from, s, to, d, over, a, b));
  return settled(out, a, b);
}

export function blockedOutwards(names: Names, from: Node, destination: AddressSet, where: string, over: ConnectionSet, under: Guard = Guard.ALWAYS): BlockedBy[] {
  const { world } = names;
  const label = names.of(from).label;
  if (from.outside) return settled([], label, where);
  if (from.proxy) return [reason('NO_POSSIBLE_DESTINATION', `\`${label}\` starts no connections of its own`, [[from.written.place, 'resource']])];
  const out = rules(world, from, from.egress.wide.filter((g) => touches(world, g, destination) && isThere(g, under)), over, 'egress', label, where);
  for (const spot of from.spots) out.push(...crossing(world, from, spot, destination, over, 'out', label, where));
  return settled(out, label, where);
}

export function blockedInwards(names: Names, to: Node, source: AddressSet, where: string, over: ConnectionSet, under: Guard = Guard.ALWAYS): BlockedBy[] {
  const { world } = names;
  const label = names.of(to).label;
  if (to.outside) return [reason('NO_ROUTE_TO_DESTINATION', `\`${label}\` runs outside every VPC and takes no connections`, [[to.written.place, 'resource']])];
  if (to.face === undefined) return [reason('NO_PATH', `\`${label}\` does not take ${over} from ${where}`, [[to.written.place, 'entry']])];
  const out = [...rules(world, to, to.ingress.wide.filter((g) => touches(world, g, source) && isThere(g, under)), over, 'ingress', label, where), ...listeners(to, over, label, under)];
  for (const spot of to.spots) out.push(...crossing(world, to, spot, source, over, 'in', label, where));
  return settled(out, where, label);
}

/** Of a group of somebody else, the side that is in the world. */
export function blockedByRules(names: Names, node: Node, direction: 'egress' | 'ingress', other: string, grants: readonly Grant[], over: ConnectionSet): BlockedBy[] {
  return settled(rules(names.world, node, grants, over, direction, names.of(node).label, other), names.of(node).label, other);
}

function settled(found: readonly BlockedBy[], from: string, to: string): BlockedBy[] {
  if (found.length === 0) return [reason('NO_PATH', `each step from \`${from}\` to \`${to}\` lets something pass, and no packet passes all of them`, [])];
  const unique = new Map(found.map((f) => [`${f.code}\n${f.text}`, f]));
  return [...unique].sort(([a], [b]) => compare(a, b)).map(([, f]) => f);
}

function reason(code: string, text: string, places: readonly (readonly [Place, string])[]): BlockedBy {
  const because = new Map<string, BecauseData>();
  for (const [place, what] of places) if (place.pointer !== '') because.set(`${place.template} ${place.pointer} ${what}`, becauseOf(place, what));
  return { code, text, because: [...because.values()] };
}

function rules(world: Prepared, node: Node, grants: readonly Grant[], over: ConnectionSet, direction: 'egress' | 'ingress', label: string, other: string): BlockedBy[] {
  const missing = over.difference(grants.reduce((sum, g) => join(sum, g.may), NOTHING));
  if (missing.isEmpty()) return [];
  const places = [...node.groups.keys()].sort().map((id): [Place, string] => [world.network.groups.get(id)?.place ?? node.written.place, 'security group']);
  const all = [...[...(direction === 'egress' ? node.egress : node.ingress).byGroup.values()].flat(), ...(direction === 'egress' ? node.egress : node.ingress).wide];
  if (all.length === 0) return [reason('SG_HAS_NO_RULES', `the security groups of \`${label}\` have no ${direction} rules`, places)];
  return [reason('ENI_SG_RULES_MISMATCH', `no ${direction} rule of \`${label}\` allows ${missing} ${direction === 'egress' ? 'to' : 'from'} \`${other}\``, places)];
}

function isThere({ guard }: { readonly guard: Guard }, under: Guard): boolean {
  return under === Guard.ALWAYS || !guard.and(under).isNever();
}

function listeners(to: Node, over: ConnectionSet, label: string, under: Guard): BlockedBy[] {
  const missing = over.difference(acceptedAtAll(to.accepts.filter((a) => isThere(a, under))));
  return missing.isEmpty() ? [] : [reason('ELBV2_LISTENERS_MISMATCH', `\`${label}\` has no listener for ${missing}`, [[to.written.place, 'balancer']])];
}

function ways(world: Prepared, from: Node, s: Spot, to: Node, d: Spot, over: ConnectionSet, a: string, b: string): BlockedBy[] {
  const legs = between(world, s, from.vpc, d, to.vpc, 'may').filter((l) => !isNothing(meet(l.over, over)) && canTalk(meetAddresses(l.source, s.may), meetAddresses(l.destination, d.may)));
  if (!over.difference(legs.reduce((sum, l) => join(sum, l.over), NOTHING)).isEmpty()) {
    if (from.vpc !== to.vpc) {
      const there = leads(world, s.subnet, d.may, 'may');
      const back = leads(world, d.subnet, s.may, 'may');
      if (there.length === 0) return [reason('NO_ROUTE_TO_DESTINATION', `the route table of \`${short(s.subnet)}\` has no route to \`${b}\``, tables(world, s.subnet))];
      if (back.length === 0) return [reason('NO_ROUTE_TO_DESTINATION', `the route table of \`${short(d.subnet)}\` has no route back to \`${a}\``, tables(world, d.subnet))];
      if (legs.length === 0 && isListOpen(world, s.subnet, d.subnet)) return [reason('CANNOT_ROUTE', `the routes of \`${short(s.subnet)}\` and \`${short(d.subnet)}\` do not lead to each other`, [...tables(world, s.subnet), ...tables(world, d.subnet)])];
    }
    return [reason('SUBNET_ACL_RESTRICTION', `network ACLs between \`${short(s.subnet)}\` and \`${short(d.subnet)}\` stop ${over} or its replies`, [...lists(world, s.subnet), ...lists(world, d.subnet)])];
  }
  return [];
}

function isListOpen(world: Prepared, ...subnets: readonly Id[]): boolean {
  return subnets.every((s) => lists(world, s).length === 0);
}

function crossing(world: Prepared, node: Node, spot: Spot, far: AddressSet, over: ConnectionSet, direction: 'in' | 'out', label: string, where: string): BlockedBy[] {
  const legs = (direction === 'in' ? inward(world, spot, 'may') : outward(world, spot, 'may')).filter((l) => !meetAddresses(direction === 'in' ? l.source : l.destination, far).isEmpty());
  if (legs.length > 0 && over.difference(legs.reduce((sum, l) => join(sum, l.over), NOTHING)).isEmpty()) return [];
  if (legs.length > 0) return [reason('SUBNET_ACL_RESTRICTION', `network ACLs of \`${short(spot.subnet)}\` stop ${over} or its replies`, lists(world, spot.subnet))];
  const to = leads(world, spot.subnet, far.difference(world.insideMust), 'may');
  if (to.length === 0) return [reason('NO_ROUTE_TO_DESTINATION', `the route table of \`${short(spot.subnet)}\` has no route to ${where}`, tables(world, spot.subnet))];
  const { blocked = [] } = world.network.vpcs.get(node.vpc) ?? {};
  const hasPublic = spot.publicIpv4.is !== 'no' || spot.ipv6.is !== 'no';
  for (const { target, route } of to) {
    const gateway = target.kind === 'gateway' ? world.network.gateways.get(target.gateway) : undefined;
    const places: [Place, string][] = [...route === undefined ? [] : [[route.place, 'route'] as [Place, string]], ...gateway === undefined ? [] : [[gateway.place, 'gateway'] as [Place, string]]];
    if (gateway?.kind === 'internet' && !gateway.attached.some((a) => a.vpc === node.vpc)) return [reason('BAD_STATE_ATTACHMENT', `internet gateway \`${short(gateway.id)}\` is not attached to the VPC of \`${label}\``, places)];
    if (gateway?.kind === 'internet' && !hasPublic) {
      return direction === 'in'
        ? [reason('IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS', `\`${label}\` has no public address in \`${short(spot.subnet)}\``, [...spot.because.map((p): [Place, string] => [p, 'public address']), [node.written.place, 'resource']])]
        : [reason('IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS', `\`${label}\` has no public address in \`${short(spot.subnet)}\`, and no NAT gateway is on the route`, [...places, [node.written.place, 'resource']])];
    }
    if (gateway?.kind === 'internet' && blocked.length > 0) return [reason('VPC_BLOCK_PUBLIC_ACCESS_ENABLED', `VPC block public access stops it in \`${short(spot.subnet)}\``, blocked.map((x): [Place, string] => [x.place, 'block public access']))];
    if (direction === 'in' && (gateway?.kind === 'nat' || gateway?.kind === 'egressOnly')) return [reason('NO_ROUTE_TO_DESTINATION', `the route of \`${short(spot.subnet)}\` to ${where} goes through \`${short(gateway.id)}\`, which lets nothing in`, places)];
  }
  return [reason('CANNOT_ROUTE', `the route of \`${short(spot.subnet)}\` does not lead to ${where}`, to.flatMap((l): [Place, string][] => (l.route === undefined ? [] : [[l.route.place, 'route']])))];
}

function mayCover(world: Prepared, grant: Grant, node: Node): boolean {
  return grant.peer.kind === 'group' || node.spots.some((s) => touches(world, grant, s.may));
}

function touches(world: Prepared, { peer }: Grant, addresses: AddressSet): boolean {
  if (peer.kind === 'group') return false;
  const own = peer.kind === 'addresses' ? peer.addresses : peer.kind === 'prefixList' ? entriesOf(world.network, peer)?.may ?? ANYWHERE : ANYWHERE;
  return !meetAddresses(own, addresses).isEmpty();
}

function tables(world: Prepared, subnetId: Id): [Place, string][] {
  const subnet = world.network.subnets.get(subnetId);
  return subnet === undefined ? [] : tablesOf(world, subnet).flatMap(({ table }): [Place, string][] => (table === undefined ? [] : [[table.place, 'route table']]));
}

function lists(world: Prepared, subnetId: Id): [Place, string][] {
  const subnet = world.network.subnets.get(subnetId);
  if (subnet === undefined) return [];
  const defaultAcl = world.network.vpcs.get(subnet.vpc)?.defaultAcl;
  return aclsOf(world, subnet).flatMap(({ acl }): [Place, string][] => (acl === undefined || acl.id === defaultAcl ? [] : [[acl.place, 'network ACL']]));
}

function short(id: Id): string {
  return id.replace(/^external:/, '').replace(/^[^#]*?\.(?=[^./]+$)/, '');
}


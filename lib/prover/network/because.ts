/**
 * What lets one packet through, place by place, worked out for that packet alone: only for what is shown.
 *
 * In the order of PathHop: egress rule, ingress rule, listener, network ACLs, routes, gateways, public address. Default lists and
 * local routes are not named: nobody wrote them.
 */
import { AddressSet } from '../../algebra/address-set';
import type { Connection } from '../../algebra/connection-set';
import type { Place } from '../../world/facts';
import type { Guard } from '../../world/guard';
import type { AclEntry, Id } from '../../world/network/model';
import type { PathHop } from '../path';
import { aclsOf } from './acl';
import type { End, Term } from './term';
import type { Node, Prepared } from './prepare';
import { type Lead, leads } from './routes';

type Reason = Place & { readonly what: string };
type Valuation = ReadonlyMap<string, string>;

export function reasons(world: Prepared, term: Term, hop: Pick<PathHop, 'source' | 'destination' | 'connection' | 'sourcePort'>, valuation: Valuation): Reason[] {
  const out: Reason[] = [];
  const add = (place: Place | undefined, what: string): void => {
    if (place === undefined || place.pointer === '' || out.some((r) => r.what === what && r.pointer === place.pointer && r.template === place.template)) return;
    out.push({ ...place, what });
  };
  if (term.egress !== undefined && term.egress.group !== undefined) add(term.egress.partFor(hop.destination.address, hop.connection).place, 'egress rule');
  if (term.ingress !== undefined && term.ingress.group !== undefined) add(term.ingress.partFor(hop.source.address, hop.connection).place, 'ingress rule');
  if (term.to.kind === 'node' && term.to.node.proxy) add(listenerOf(term.to.node, hop.connection, valuation), 'listener');
  if (term.forward !== undefined) add(term.forward.forward.place, 'forward');
  const [from, to] = [subnetOf(term.from), subnetOf(term.to)];
  const [source, destination] = [hop.source.address ?? '', hop.destination.address ?? ''];
  const reply: Connection | undefined = hop.sourcePort === undefined || hop.connection.protocol !== 6 ? undefined : { protocol: 6, port: hop.sourcePort };
  if (from !== to) {
    if (from !== undefined && destination !== '') add(aclEntry(world, from, 'egress', destination, hop.connection, valuation), 'network ACL');
    if (to !== undefined && source !== '') add(aclEntry(world, to, 'ingress', source, hop.connection, valuation), 'network ACL');
    if (reply !== undefined) {
      if (to !== undefined && source !== '') add(aclEntry(world, to, 'egress', source, reply, valuation), 'network ACL (reply)');
      if (from !== undefined && destination !== '') add(aclEntry(world, from, 'ingress', destination, reply, valuation), 'network ACL (reply)');
    }
  }
  const isOneVpc = term.from.kind === 'node' && term.to.kind === 'node' && term.from.node.vpc === term.to.node.vpc;
  if (isOneVpc) return out;
  const isListed = term.to.kind === 'outside' && term.to.list !== undefined;
  const there = from === undefined || destination === '' || isListed ? [] : taken(world, from, destination, valuation);
  const back = to === undefined || source === '' ? [] : taken(world, to, source, valuation);
  for (const { route } of there) add(route?.place, 'route');
  for (const { route } of back) add(route?.place, 'route (reply)');
  for (const lead of [...there, ...back]) for (const [place, what] of gatewayPlaces(world, lead, term)) add(place, what);
  if (isListed) for (const endpoint of world.network.endpoints.values()) if (endpoint.kind === 'gateway' && endpoint.service === world.network.prefixLists.get((term.to as { list: Id }).list)?.awsName) add(endpoint.place, 'gateway endpoint');
  for (const end of [term.from, term.to]) {
    if (end.kind === 'node' && end.spot !== undefined && (term.from.kind === 'outside' || term.to.kind === 'outside') && !isNat(world, there)) for (const place of end.spot.because) add(place, 'public address');
  }
  return out;
}

/** Where it is written that the proxy takes the connection. */
function listenerOf({ face, forwards }: Node, connection: Connection, valuation: Valuation): Place | undefined {
  const listener = face?.listeners?.find((l) => holds(l.guard, valuation) && l.connections.may.contains(connection));
  const forward = forwards.find(({ forward: f }) => holds(f.guard, valuation) && f.listens.may.contains(connection))?.forward;
  return listener?.place ?? forward?.listener ?? forward?.place;
}

function subnetOf(end: End): Id | undefined {
  return end.kind === 'node' ? end.spot?.subnet : undefined;
}

/** The entry that decides, where somebody wrote the list. */
function aclEntry(world: Prepared, subnetId: Id, direction: AclEntry['direction'], address: string, connection: Connection, valuation: Valuation): Place | undefined {
  const subnet = world.network.subnets.get(subnetId);
  if (subnet === undefined) return undefined;
  const defaultAcl = world.network.vpcs.get(subnet.vpc)?.defaultAcl;
  for (const { guard, acl } of aclsOf(world, subnet)) {
    if (acl === undefined || acl.id === defaultAcl || !holds(guard, valuation)) continue;
    const entry = acl.entries.find((e) => e.direction === direction && holds(e.guard, valuation) && e.addresses.may.contains(address) && e.connections.may.contains(connection));
    return entry?.place ?? acl.place;
  }
  return undefined;
}

function holds(guard: Guard, valuation: Valuation): boolean {
  return guard.holds(valuation);
}

function taken(world: Prepared, subnet: Id, address: string, valuation: Valuation): Lead[] {
  return leads(world, subnet, AddressSet.address(address), 'may').filter((l) => holds(l.guard, valuation));
}

function isNat(world: Prepared, there: readonly Lead[]): boolean {
  return there.some(({ target }) => target.kind === 'gateway' && world.network.gateways.get(target.gateway)?.kind === 'nat');
}

function gatewayPlaces(world: Prepared, { target }: Lead, term: Term): [Place, string][] {
  const gateway = target.kind === 'gateway' ? world.network.gateways.get(target.gateway) : undefined;
  if (gateway === undefined) return [];
  const vpcs = [term.from, term.to].flatMap((e) => (e.kind === 'node' ? [e.node.vpc] : []));
  if (gateway.kind === 'internet' || gateway.kind === 'vpn') return gateway.attached.filter((a) => vpcs.includes(a.vpc)).map((a) => [a.place, gateway.kind === 'vpn' ? 'VPN gateway' : 'internet gateway']);
  if (gateway.kind === 'nat') return [[gateway.place, 'NAT gateway']];
  if (gateway.kind === 'peering') return [[gateway.place, 'peering']];
  if (gateway.kind === 'transit') return gateway.attachments.filter((a) => a.vpc !== undefined && vpcs.includes(a.vpc)).map((a) => [a.place, 'transit gateway attachment']);
  return [[gateway.place, 'gateway']];
}

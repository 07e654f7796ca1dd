/**
 * A small shop by hand: a balancer that the internet reaches, a service behind it, a database behind that.
 *
 *   const { world, path } = shop();
 *   edit(world.groups.get('App.DbGroup')!).rules = [];
 *
 * Nothing here is made by the readers of templates or by the prover.
 */
import { AddressSet } from '../../../lib/algebra/address-set';
import { ConnectionSet } from '../../../lib/algebra/connection-set';
import type { HopEnd, Path, PathHop } from '../../../lib/prover/path';
import { exactly, type Place, type Unknown } from '../../../lib/world/facts';
import { Guard } from '../../../lib/world/guard';
import type {
  Acl, AclEntry, Forward, Gateway, GroupRule, Id, InterfaceClass, NetworkWorld, Placement, PrefixList, Route, RouteTarget, RouteTable, RulePeer, SecurityGroup, Subnet, Vpc, VpcEndpoint,
} from '../../../lib/world/network/model';

export const ALWAYS = { guard: Guard.ALWAYS };
export const token: Unknown = { token: 'Ref Hidden', template: 'App.template.json', pointer: '/Parameters/Hidden', why: 'it is not known' };
export const cidr = (text: string): AddressSet => AddressSet.cidr(text);
export const tcp = (first?: number, last?: number): ConnectionSet => ConnectionSet.tcp(first, last);
export const anything = ConnectionSet.all();

/** Facts are read-only for everybody else. */
export type Loose<T> = T extends ReadonlyMap<infer K, infer V> ? Map<K, V> : { -readonly [K in keyof T]: T[K] };
export function edit<T extends object>(fact: T): Loose<T> {
  return fact as Loose<T>;
}

export function place(resource: string, pointer = ''): Place {
  return { template: 'App.template.json', pointer: `/Resources/${resource}${pointer}`, resource };
}

export function rule(direction: GroupRule['direction'], peer: RulePeer, connections: ConnectionSet): GroupRule {
  return { ...ALWAYS, place: place('Rule'), direction, peer, connections: exactly(connections) };
}
export const from = (text: string): RulePeer => ({ kind: 'addresses', addresses: cidr(text), text });
export const group = (id: Id): RulePeer => ({ kind: 'group', group: id });

export function makeGroup(id: Id, rules: readonly GroupRule[], vpc = 'App.Vpc'): SecurityGroup {
  return { ...ALWAYS, id, vpc, place: place(id), open: [], rules };
}

export function entry(direction: AclEntry['direction'], number: number | undefined, allow: boolean, addresses: string, connections: ConnectionSet): AclEntry {
  return { ...ALWAYS, place: place('Acl', `/${number}`), direction, number, allow: exactly(allow), addresses: exactly(cidr(addresses)), connections: exactly(connections) };
}
export function openList(id: Id): Acl {
  const entries = (['ingress', 'egress'] as const).flatMap((d) => [entry(d, 100, true, '0.0.0.0/0', anything), entry(d, 101, true, '::/0', anything)]);
  return { ...ALWAYS, id, place: place(id), open: [], entries };
}

export function route(addresses: string, target: Route['target']): Route {
  return { ...ALWAYS, place: place('Route', `/${addresses}`), destination: { kind: 'cidr', addresses: cidr(addresses), prefixLength: Number(addresses.split('/')[1]) }, target };
}
export const by = (gateway: Id): RouteTarget => ({ kind: 'gateway', gateway });

export function makeTable(id: Id, routes: readonly Route[], vpc = 'App.Vpc'): RouteTable {
  return { ...ALWAYS, id, vpc, place: place(id), open: [], routes };
}

export function makeSubnet(id: Id, addresses: readonly string[], routeTable: Id | undefined, vpc = 'App.Vpc'): Subnet {
  return {
    ...ALWAYS, id, vpc, external: false, place: place(id), addresses: exactly(AddressSet.unionOf(addresses.map(cidr))),
    routeTables: routeTable === undefined ? [] : [{ ...ALWAYS, routeTable }], acls: [], exemptions: [],
  };
}

export function makeVpc(id: Id, addresses: readonly string[]): Vpc {
  return {
    ...ALWAYS, id, external: false, place: place(id), addresses: exactly(AddressSet.unionOf(addresses.map(cidr))),
    mainRouteTable: `${id}#table`, defaultAcl: `${id}#acl`, defaultGroup: `${id}#group`, blocked: [],
  };
}

export function inSubnet(subnet: Id, isPublic = false, hasIpv6 = false): Placement {
  return { ...ALWAYS, subnet, publicIpv4: { is: isPublic ? 'yes' : 'no' }, ipv6: { is: hasIpv6 ? 'yes' : 'no' }, because: [] };
}

export function makeFace(id: Id, groups: readonly Id[], placements: readonly Placement[], over: Partial<InterfaceClass> = {}): InterfaceClass {
  return {
    ...ALWAYS, id, type: 'AWS::ECS::Service', role: 'workload', tags: {}, outside: false, vpc: 'App.Vpc', place: place(id),
    attachments: groups.map((g) => ({ ...ALWAYS, place: place(id), group: g })), ungrouped: false, placements, accepts: exactly(anything), ...over,
  };
}

export interface Shop {
  readonly world: Loose<NetworkWorld> & { groups: Map<Id, SecurityGroup>; interfaces: Map<Id, InterfaceClass>; subnets: Map<Id, Subnet>; vpcs: Map<Id, Vpc>; acls: Map<Id, Acl>; routeTables: Map<Id, RouteTable>; gateways: Map<Id, Gateway>; endpoints: Map<Id, VpcEndpoint>; prefixLists: Map<Id, PrefixList>; conditions: Map<string, Guard> };
  readonly path: Path;
}

const byId = <T extends { readonly id: Id }>(list: readonly T[]): Map<Id, T> => new Map(list.map((x) => [x.id, x]));

export function face(id: Id, address: string, placement = 0): HopEnd {
  return { kind: 'interface', id, placement, address };
}
export function outside(address: string, list?: Id): HopEnd {
  return { kind: 'outside', address, ...list === undefined ? {} : { list } };
}
export function hop(source: HopEnd, destination: HopEnd, port: number, over: Partial<PathHop> = {}): PathHop {
  return { source, destination, connection: { protocol: 6, port }, sourcePort: 40000, because: [], ...over };
}
export function pathOf(...hops: readonly PathHop[]): Path {
  return { hops, valuation: new Map() };
}

/** The internet reaches the balancer, which forwards to the service, which somebody compromises to reach the database. */
export function shop(): Shop {
  const forward: Forward = {
    ...ALWAYS, place: place('Listener'), source: 'App.Alb', targets: ['App.Api'], unlisted: [], connections: exactly(tcp(8080)), listens: exactly(tcp(443)), preservesClient: false,
  };
  const world: NetworkWorld = {
    vpcs: byId([makeVpc('App.Vpc', ['10.0.0.0/16', '2600:1f00::/56'])]),
    subnets: byId([makeSubnet('App.Public', ['10.0.0.0/24', '2600:1f00::/64'], 'App.PublicTable'), makeSubnet('App.Private', ['10.0.1.0/24', '2600:1f00:0:1::/64'], 'App.PrivateTable'), makeSubnet('App.Data', ['10.0.2.0/24'], undefined)]),
    routeTables: byId([
      makeTable('App.PublicTable', [route('0.0.0.0/0', by('App.Igw')), route('::/0', by('App.Igw'))]),
      makeTable('App.PrivateTable', [route('0.0.0.0/0', by('App.Nat')), route('::/0', by('App.Eigw'))]),
      makeTable('App.Vpc#table', []),
    ]),
    acls: byId([openList('App.Vpc#acl')]),
    groups: byId([
      makeGroup('App.AlbGroup', [rule('ingress', from('0.0.0.0/0'), tcp(443)), rule('egress', group('App.ApiGroup'), tcp(8080))]),
      makeGroup('App.ApiGroup', [rule('ingress', group('App.AlbGroup'), tcp(8080)), rule('egress', group('App.DbGroup'), tcp(5432)), rule('egress', from('0.0.0.0/0'), tcp(443)), rule('egress', from('::/0'), tcp(443))]),
      makeGroup('App.DbGroup', [rule('ingress', group('App.ApiGroup'), tcp(5432))]),
      makeGroup('App.Vpc#group', [rule('ingress', group('App.Vpc#group'), anything), rule('egress', from('0.0.0.0/0'), anything)]),
    ]),
    prefixLists: new Map(),
    gateways: byId<Gateway>([
      { ...ALWAYS, id: 'App.Igw', place: place('Igw'), kind: 'internet', attached: [{ ...ALWAYS, place: place('Attachment'), vpc: 'App.Vpc' }] },
      { ...ALWAYS, id: 'App.Nat', place: place('Nat'), kind: 'nat', subnet: 'App.Public', private: false },
      { ...ALWAYS, id: 'App.Eigw', place: place('Eigw'), kind: 'egressOnly', vpc: 'App.Vpc' },
    ]),
    interfaces: byId([
      makeFace('App.Alb', ['App.AlbGroup'], [inSubnet('App.Public', true)], { role: 'balancer', accepts: exactly(tcp(443)) }),
      makeFace('App.Api', ['App.ApiGroup'], [inSubnet('App.Private', false, true)]),
      makeFace('App.Db', ['App.DbGroup'], [inSubnet('App.Data')], { role: 'store' }),
    ]),
    forwards: [forward],
    endpoints: new Map(),
    conditions: new Map(),
    coverage: { resources: 0, modelled: 0, notModelled: [] },
    unknowns: [],
  };
  const path = pathOf(
    hop(outside('8.8.8.8'), face('App.Alb', '10.0.0.7'), 443),
    hop(face('App.Alb', '10.0.0.7'), face('App.Api', '10.0.1.9'), 8080, { via: 'proxy', forward: 0 }),
    hop(face('App.Api', '10.0.1.9'), face('App.Db', '10.0.2.5'), 5432, { via: 'compromise' }),
  );
  return { world: world as unknown as Shop['world'], path };
}

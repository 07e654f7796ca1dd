/**
 * Ways out, in and across: each is accepted as it stands, and refused as soon as one fact on it is gone.
 */
import { AddressSet } from '../../../lib/algebra/address-set';
import { ConnectionSet } from '../../../lib/algebra/connection-set';
import type { Path } from '../../../lib/prover/path';
import { replay } from '../../../lib/prover/replay';
import { exactly } from '../../../lib/world/facts';
import { Guard } from '../../../lib/world/guard';
import type { Gateway, TransitAttachment } from '../../../lib/world/network/model';
import {
  ALWAYS, anything, by, cidr, edit, entry, face, from, group, hop, inSubnet, makeFace, makeGroup, makeSubnet, makeTable, makeVpc, openList, outside, pathOf, place, route, rule, type Shop, shop, tcp, token,
} from './shop';

type World = Shop['world'];
const get = <T>(map: ReadonlyMap<string, T>, id: string): T => map.get(id)!;
const api = face('App.Api', '10.0.1.9');
const api6 = face('App.Api', '2600:1f00:0:1::9');
const why = (world: World, path: Path): string => {
  const judged = replay(world, path);
  return judged.accepted ? 'accepted' : judged.why.replace(/^hop \d+ of \d+: /, '');
};

/** A world, its one-hop path, and what is refused once a fact is changed. */
function check(name: string, make: () => readonly [World, Path], spoils: readonly (readonly [string, (world: World) => void])[]): void {
  describe(name, () => {
    test('is accepted', () => expect(why(...make())).toBe('accepted'));
    test.each(spoils.map(([words, spoil], i) => ({ words, spoil, i })))('$i: refused with `$words`', ({ words, spoil }) => {
      const [world, path] = make();
      spoil(world);
      expect(why(world, path)).toContain(words);
    });
  });
}

check('out by a NAT gateway', () => [shop().world, pathOf(hop(api, outside('1.1.1.1'), 443))], [
  ['is private', (w) => { (get(w.gateways, 'App.Nat') as { private: boolean }).private = true; }],
  ['egress:', (w) => { edit(get(w.groups, 'App.ApiGroup')).rules = []; }],
  ['no sure route to the internet', (w) => { edit(get(w.routeTables, 'App.PublicTable')).routes = [route('0.0.0.0/0', by('App.Nat'))]; }],
  ['not surely attached', (w) => { edit(get(w.gateways, 'App.Igw') as { attached: readonly unknown[] }).attached = []; }],
  ['stands in', (w) => { edit(get(w.subnets, 'App.Public')).vpc = 'App.Other'; }],
  ['there is no subnet', (w) => { (get(w.gateways, 'App.Nat') as { subnet: string }).subnet = 'App.Gone'; }],
  ['block public access', (w) => { edit(get(w.vpcs, 'App.Vpc')).blocked = [{ ...ALWAYS, place: place('Block'), direction: 'both' }]; }],
  // The lists of the gateway's own subnet count too: on the way there, on the way on, and for replies to ports of its choice.
  ['packet to the NAT gateway', (w) => natList(w, entry('ingress', 9, false, '10.0.1.0/24', anything))],
  ['packet behind the NAT gateway', (w) => natList(w, entry('egress', 9, false, '1.0.0.0/8', anything))],
  ['reply to the NAT gateway', (w) => natList(w, entry('ingress', 9, false, '1.0.0.0/8', tcp(1024, 2000)))],
  ['reply of the NAT gateway', (w) => natList(w, entry('egress', 9, false, '10.0.1.0/24', tcp(40000)))],
]);

function natList(world: World, first: ReturnType<typeof entry>): void {
  world.acls.set('App.NatAcl', { ...openList('App.NatAcl'), entries: [first, ...openList('App.NatAcl').entries] });
  edit(get(world.subnets, 'App.Public')).acls = [{ ...ALWAYS, acl: 'App.NatAcl' }];
}

test('where ingress alone is blocked, NAT and egress-only gateways still carry', () => {
  const { world } = shop();
  edit(get(world.vpcs, 'App.Vpc')).blocked = [{ ...ALWAYS, place: place('Block'), direction: 'ingress' }];
  expect(why(world, pathOf(hop(api, outside('1.1.1.1'), 443)))).toBe('accepted');
  expect(why(world, pathOf(hop(api6, outside('2606:4700::1'), 443)))).toBe('accepted');
});

test('an exemption of the subnet lifts the block, one for egress only what goes out', () => {
  const { world, path } = shop();
  edit(get(world.vpcs, 'App.Vpc')).blocked = [{ ...ALWAYS, place: place('Block'), direction: 'both' }];
  const first: Path = { ...path, hops: path.hops.slice(0, 1) };
  edit(get(world.subnets, 'App.Public')).exemptions = [{ ...ALWAYS, direction: 'egress' }];
  expect(why(world, first)).toContain('block public access');
  expect(why(world, pathOf(hop(api, outside('1.1.1.1'), 443)))).toBe('accepted');
  edit(get(world.subnets, 'App.Public')).exemptions = [{ guard: Guard.UNSURE, direction: 'both' }];
  expect(why(world, first)).toContain('block public access');
  edit(get(world.subnets, 'App.Public')).exemptions = [{ ...ALWAYS, direction: 'both' }];
  expect(why(world, first)).toBe('accepted');
});

check('out by an egress-only gateway', () => [shop().world, pathOf(hop(api6, outside('2606:4700::1'), 443))], [
  ['need not have an IPv6 address', (w) => { edit(get(w.interfaces, 'App.Api').placements[0]).ipv6 = { is: 'maybe', unknown: token }; }],
  ['belongs to', (w) => { (get(w.gateways, 'App.Eigw') as { vpc: string }).vpc = 'App.Other'; }],
  ['carries no IPv6', (w) => { edit(get(w.routeTables, 'App.PrivateTable')).routes = [route('::/0', by('App.Nat'))]; }],
  ['no sure route', (w) => { edit(get(w.routeTables, 'App.PrivateTable')).routes = [route('0.0.0.0/0', by('App.Nat'))]; }],
]);

test('an egress-only gateway carries no IPv4', () => {
  const { world } = shop();
  edit(get(world.routeTables, 'App.PrivateTable')).routes = [route('0.0.0.0/0', by('App.Eigw'))];
  expect(why(world, pathOf(hop(api, outside('1.1.1.1'), 443)))).toContain('carries IPv6 alone');
});

test('nothing comes in by a NAT or an egress-only gateway', () => {
  const { world } = shop();
  edit(get(world.groups, 'App.ApiGroup').rules[0]).peer = from('0.0.0.0/0');
  expect(why(world, pathOf(hop(outside('1.1.1.1'), api, 8080)))).toContain('nothing comes in');
  edit(get(world.groups, 'App.ApiGroup').rules[0]).peer = from('::/0');
  expect(why(world, pathOf(hop(outside('2606:4700::1'), api6, 8080)))).toContain('nothing comes in');
});

test('in by IPv6 while IPv4 is closed', () => {
  const { world } = shop();
  edit(get(world.interfaces, 'App.Alb').placements[0]).ipv6 = { is: 'yes' };
  edit(get(world.interfaces, 'App.Alb').placements[0]).publicIpv4 = { is: 'no' };
  edit(get(world.groups, 'App.AlbGroup').rules[0]).peer = from('::/0');
  expect(why(world, pathOf(hop(outside('2606:4700::1'), face('App.Alb', '2600:1f00::7'), 443)))).toBe('accepted');
  expect(why(world, pathOf(hop(outside('8.8.8.8'), face('App.Alb', '10.0.0.7'), 443)))).toContain('public address');
});

function twoVpcs(): World {
  const { world } = shop();
  world.vpcs.set('App.Far', makeVpc('App.Far', ['10.9.0.0/16']));
  world.subnets.set('App.FarSubnet', makeSubnet('App.FarSubnet', ['10.9.1.0/24'], 'App.FarTable', 'App.Far'));
  world.acls.set('App.Far#acl', openList('App.Far#acl'));
  world.groups.set('App.FarGroup', makeGroup('App.FarGroup', [rule('ingress', group('App.ApiGroup'), tcp(9000))], 'App.Far'));
  world.interfaces.set('App.FarDb', makeFace('App.FarDb', ['App.FarGroup'], [inSubnet('App.FarSubnet')], { vpc: 'App.Far' }));
  (get(world.groups, 'App.ApiGroup').rules as unknown[]).push(rule('egress', from('10.9.0.0/16'), tcp(9000)));
  return world;
}
const far = (): Path => pathOf(hop(api, face('App.FarDb', '10.9.1.4'), 9000));

function peered(): World {
  const world = twoVpcs();
  world.gateways.set('App.Peering', { ...ALWAYS, id: 'App.Peering', place: place('Peering'), kind: 'peering', requester: 'App.Vpc', accepter: 'App.Far' });
  (get(world.routeTables, 'App.PrivateTable').routes as unknown[]).push(route('10.9.0.0/16', by('App.Peering')));
  world.routeTables.set('App.FarTable', makeTable('App.FarTable', [route('10.0.1.0/24', by('App.Peering'))], 'App.Far'));
  return world;
}

check('across a peering', () => [peered(), far()], [
  ['no sure route', (w) => { edit(get(w.routeTables, 'App.FarTable')).routes = []; }],
  ['(nat) does not lead', (w) => { (get(w.routeTables, 'App.PrivateTable').routes as unknown[]).pop(); }],
  ['does not join', (w) => { (get(w.gateways, 'App.Peering') as { accepter: string }).accepter = 'App.Third'; }],
  ['need not exist', (w) => { edit(get(w.gateways, 'App.Peering')).guard = Guard.oneOf('p', ['x']); }],
  ['egress:', (w) => { (get(w.groups, 'App.ApiGroup').rules as unknown[]).pop(); }],
]);

const asUdp = (path: Path): Path => ({ ...path, hops: path.hops.map((h) => ({ ...h, connection: { protocol: 17, port: 53 } })) });

test('a peering of other VPCs leads nowhere, whatever needs no reply', () => {
  const world = peered();
  (get(world.gateways, 'App.Peering') as { accepter: string }).accepter = 'App.Third';
  expect(why(world, asUdp(far()))).toContain('does not join');
});

test('over a peering to somebody else\'s VPC, and to none of ours', () => {
  const world = peered();
  const path = pathOf(hop(api, outside('10.9.1.4'), 9000));
  expect(why(world, path)).toContain('does not lead out of');
  edit(get(world.vpcs, 'App.Far')).external = true;
  expect(why(world, path)).toBe('accepted');
});

test('replies of udp need no route back', () => {
  const world = peered();
  edit(get(world.routeTables, 'App.FarTable')).routes = [];
  edit(get(world.groups, 'App.FarGroup')).rules = [rule('ingress', group('App.ApiGroup'), ConnectionSet.udp(53))];
  (get(world.groups, 'App.ApiGroup').rules as unknown[]).push(rule('egress', from('10.9.0.0/16'), ConnectionSet.udp(53)));
  expect(why(world, pathOf(hop(api, face('App.FarDb', '10.9.1.4'), 53, { connection: { protocol: 17, port: 53 } })))).toBe('accepted');
});

function transit(): World {
  const world = twoVpcs();
  const attachment = (id: string, vpc: string, addresses: string, to: string): TransitAttachment => ({
    ...ALWAYS, id, vpc, place: place(id), routes: [{ ...ALWAYS, place: place(id), addresses: exactly(cidr(addresses)), prefixLength: Number(addresses.split('/')[1]), attachment: to }],
  });
  const gateway: Gateway = { ...ALWAYS, id: 'App.Tgw', place: place('Tgw'), kind: 'transit', open: [], attachments: [attachment('App.A', 'App.Vpc', '10.9.0.0/16', 'App.B'), attachment('App.B', 'App.Far', '10.0.0.0/16', 'App.A')] };
  world.gateways.set('App.Tgw', gateway);
  (get(world.routeTables, 'App.PrivateTable').routes as unknown[]).push(route('10.9.0.0/16', by('App.Tgw')));
  world.routeTables.set('App.FarTable', makeTable('App.FarTable', [route('10.0.0.0/8', by('App.Tgw'))], 'App.Far'));
  edit(get(world.groups, 'App.FarGroup')).rules = [rule('ingress', from('10.0.1.0/24'), tcp(9000))];
  return world;
}
type Tgw = { attachments: { guard: Guard; routes: unknown[] }[]; open: unknown[] };
const tgw = (w: World): Tgw => get(w.gateways, 'App.Tgw') as unknown as Tgw;

check('across a transit gateway', () => [transit(), far()], [
  ['may have attachments', (w) => { tgw(w).open = [token]; }],
  ['not surely attached', (w) => { tgw(w).attachments[0].guard = Guard.UNSURE; }],
  ['no sure route', (w) => { tgw(w).attachments[1].routes = []; }],
  ['drops', (w) => { tgw(w).attachments[0].routes.push({ ...ALWAYS, place: place('Blackhole'), addresses: exactly(cidr('10.9.1.0/24')), prefixLength: 24, attachment: undefined }); }],
  ['sends', (w) => { tgw(w).attachments[0].routes = [{ ...ALWAYS, place: place('Back'), addresses: exactly(cidr('10.9.0.0/16')), prefixLength: 16, attachment: 'App.A' }]; }],
  // Groups of the other side are not sure to match there.
  ['ingress:', (w) => { edit(get(w.groups, 'App.FarGroup')).rules = [rule('ingress', group('App.ApiGroup'), tcp(9000))]; }],
]);

function office(): World {
  const { world } = shop();
  world.gateways.set('App.Vgw', { ...ALWAYS, id: 'App.Vgw', place: place('Vgw'), kind: 'vpn', attached: [{ ...ALWAYS, place: place('Vgw'), vpc: 'App.Vpc' }] });
  (get(world.routeTables, 'App.PrivateTable').routes as unknown[]).push(route('172.16.0.0/12', by('App.Vgw')));
  edit(get(world.groups, 'App.ApiGroup').rules[0]).peer = from('172.16.5.0/24');
  return world;
}
check('in from an office by VPN', () => [office(), pathOf(hop(outside('172.16.5.5'), api, 8080))], [
  ['is not attached', (w) => { (get(w.gateways, 'App.Vgw') as unknown as { attached: unknown[] }).attached = []; }],
  ['is no address of the internet', (w) => { (get(w.routeTables, 'App.PrivateTable').routes as unknown[]).pop(); }],
  ['ingress:', (w) => { edit(get(w.groups, 'App.ApiGroup').rules[0]).peer = from('172.16.6.0/24'); }],
]);

test('what a private network does with addresses of the internet is its own affair', () => {
  const world = office();
  (get(world.routeTables, 'App.PrivateTable').routes as unknown[]).push(route('9.0.0.0/8', by('App.Vgw')));
  edit(get(world.groups, 'App.ApiGroup').rules[0]).peer = from('9.0.0.0/8');
  expect(why(world, pathOf(hop(outside('9.1.1.1'), api, 8080)))).toContain('its other side\'s affair');
});

function s3(): World {
  const { world } = shop();
  world.prefixLists.set('external:pl-s3', { id: 'external:pl-s3', place: place('S3'), awsName: 'com.amazonaws.eu-west-1.s3', entries: { may: AddressSet.all(), must: AddressSet.none(), unknowns: [token] } });
  world.endpoints.set('App.S3', { ...ALWAYS, id: 'App.S3', place: place('S3'), vpc: 'App.Vpc', kind: 'gateway', service: 'com.amazonaws.eu-west-1.s3', routeTables: [{ ...ALWAYS, routeTable: 'App.Vpc#table' }] });
  (get(world.groups, 'App.DbGroup').rules as unknown[]).push(rule('egress', { kind: 'prefixList', list: 'external:pl-s3' }, tcp(443)));
  return world;
}
check('to a service by its gateway endpoint', () => [s3(), pathOf(hop(face('App.Db', '10.0.2.5'), outside('52.218.1.1', 'external:pl-s3'), 443))], [
  ['no sure route', (w) => { edit(get(w.endpoints, 'App.S3')).routeTables = []; }],
  ['no sure route', (w) => { edit(get(w.endpoints, 'App.S3')).guard = Guard.UNSURE; }],
  ['no sure route', (w) => { edit(get(w.endpoints, 'App.S3')).service = 'com.amazonaws.eu-west-1.dynamodb'; }],
  ['egress:', (w) => { (get(w.groups, 'App.DbGroup').rules as unknown[]).pop(); }],
]);

test('what another kind of endpoint does with packets is not known', () => {
  const world = s3();
  edit(get(world.endpoints, 'App.S3')).routeTables = [];
  edit(get(world.endpoints, 'App.S3')).kind = 'gatewayLoadBalancer';
  edit(get(world.routeTables, 'App.Vpc#table')).routes = [{ ...route('0.0.0.0/0', { kind: 'endpoint', endpoint: 'App.S3' }), destination: { kind: 'prefixList', list: 'external:pl-s3' } }];
  expect(why(world, pathOf(hop(face('App.Db', '10.0.2.5'), outside('52.218.1.1', 'external:pl-s3'), 443)))).toContain('is gatewayLoadBalancer');
});

test('an address that is not said to be of a service takes no way of the service', () => {
  const world = s3();
  (get(world.groups, 'App.DbGroup').rules as unknown[]).push(rule('egress', from('0.0.0.0/0'), tcp(443)));
  expect(why(world, pathOf(hop(face('App.Db', '10.0.2.5'), outside('52.218.1.1'), 443)))).toContain('no sure route');
});

test('entries of a prefix list are routes of their own length', () => {
  const world = office();
  world.prefixLists.set('App.List', { id: 'App.List', place: place('List'), entries: exactly(cidr('172.16.5.0/24')) });
  const path = pathOf(hop(outside('172.16.5.5'), api, 8080));
  const listed = (gateway: string): void => { (get(world.routeTables, 'App.PrivateTable').routes as unknown[]).push({ ...ALWAYS, place: place('Listed'), destination: { kind: 'prefixList', list: 'App.List' }, target: by(gateway) }); };
  listed('App.Nat'); // /24 wins over /12
  expect(why(world, path)).toContain('no address of the internet');
  (get(world.routeTables, 'App.PrivateTable').routes as unknown[]).push(route('172.16.5.4/30', by('App.Vgw')));
  expect(why(world, path)).toBe('accepted');
});

describe('a Network Load Balancer that keeps the client\'s address', () => {
  const nlb = (): readonly [World, Path] => {
    const { world, path } = shop();
    edit(world.forwards[0]).preservesClient = true;
    edit(get(world.interfaces, 'App.Alb')).ungrouped = true;
    edit(get(world.groups, 'App.ApiGroup').rules[0]).peer = from('8.0.0.0/8');
    return [world, { ...path, hops: path.hops.slice(0, 2) }];
  };
  test('the target\'s rules see the client', () => {
    const [world, path] = nlb();
    expect(why(world, path)).toBe('accepted');
    edit(world.forwards[0]).preservesClient = false;
    expect(why(world, path)).toContain('ingress:');
  });
  test('so do its lists', () => {
    const [world, path] = nlb();
    world.acls.set('App.Strict', { ...openList('App.Strict'), entries: [entry('ingress', 9, false, '8.0.0.0/8', anything), ...openList('x').entries] });
    edit(get(world.subnets, 'App.Private')).acls = [{ ...ALWAYS, acl: 'App.Strict' }];
    expect(why(world, path)).toContain('network ACL');
  });
  test('a rule that names the balancer\'s group matches all the same', () => {
    const [world, path] = nlb();
    edit(get(world.interfaces, 'App.Alb')).ungrouped = false;
    edit(get(world.groups, 'App.ApiGroup').rules[0]).peer = group('App.AlbGroup');
    expect(why(world, path)).toBe('accepted');
  });
});

describe('ends that are no interfaces of the world', () => {
  const member = { kind: 'group', id: 'external:sg-1', address: '10.0.1.77' } as const;
  const legacy = (): World => {
    const { world } = shop();
    world.groups.set('external:sg-1', { ...makeGroup('external:sg-1', []), open: [token] });
    (get(world.groups, 'App.DbGroup').rules as unknown[]).push(rule('ingress', group('external:sg-1'), tcp(5432)));
    return world;
  };
  const path = pathOf(hop(member, face('App.Db', '10.0.2.5'), 5432));
  test('somebody who has a group', () => {
    const world = legacy();
    expect(why(world, path)).toBe('accepted');
    edit(get(world.groups, 'external:sg-1')).vpc = 'App.Elsewhere';
    expect(why(world, path)).toContain('route: external:sg-1 is an address of `App.Vpc`');
  });
  test('a group that need not exist', () => {
    const world = legacy();
    edit(get(world.groups, 'external:sg-1')).guard = Guard.UNSURE;
    expect(why(world, path)).toContain('need not exist');
  });
  test('a group that is all here limits who has it', () => {
    const world = legacy();
    edit(get(world.groups, 'external:sg-1')).open = [];
    expect(why(world, path)).toContain('egress:');
  });
  test('without an address, nobody can say what lists do', () => {
    const world = legacy();
    expect(why(world, pathOf({ ...path.hops[0], source: { kind: 'group', id: 'external:sg-1' } }))).toContain('is not said');
  });
  test('a function in no VPC reaches the internet, and nothing reaches it', () => {
    const { world } = shop();
    world.interfaces.set('App.Fn', makeFace('App.Fn', [], [], { outside: true }));
    expect(why(world, pathOf(hop(face('App.Fn', ''), outside('1.1.1.1'), 443)))).toBe('accepted');
    expect(why(world, pathOf(hop(face('App.Fn', ''), outside('10.4.4.4'), 443)))).toContain('no address of the internet');
    expect(why(world, pathOf(hop(outside('1.1.1.1'), face('App.Fn', ''), 443)))).toContain('nothing reaches it');
    expect(why(world, pathOf(hop(face('App.Fn', ''), face('App.Db', '10.0.2.5'), 5432)))).toContain('nothing leads to');
  });
  test('an entry takes whom it says and hands over', () => {
    const { world } = shop();
    const listens = exactly(tcp(443));
    world.forwards = [{ ...world.forwards[0], source: 'entry:App.Rest', targets: ['App.Alb'], connections: listens, listens, entry: { reachableFrom: exactly(cidr('0.0.0.0/0')), connections: listens } }];
    const rest = face('entry:App.Rest', '', -1);
    const entering = pathOf(hop(outside('8.8.8.8'), rest, 443), hop(rest, face('App.Alb', '10.0.0.7'), 443, { via: 'proxy', forward: 0 }));
    expect(why(world, entering)).toBe('accepted');
    edit(world.forwards[0]).entry = { reachableFrom: exactly(cidr('9.0.0.0/8')), connections: listens };
    expect(why(world, entering)).toContain('entry:');
  });
  test('nobody gets into a balancer', () => {
    const { world, path: through } = shop();
    expect(why(world, { ...through, hops: [through.hops[0], { ...through.hops[1], via: 'compromise', forward: undefined }] })).toContain('runs no code');
  });
});

test('in an external VPC nothing leads anywhere, unless it is said to be flat', () => {
  const { world } = shop();
  edit(get(world.vpcs, 'App.Vpc')).external = true;
  edit(get(world.routeTables, 'App.PrivateTable')).open = [token];
  const path = pathOf(hop(api, face('App.Db', '10.0.2.5'), 5432));
  expect(why(world, path)).toContain('may have routes that are not here');
  edit(get(world.routeTables, 'App.PrivateTable')).open = [];
  expect(why(world, path)).toBe('accepted');
});

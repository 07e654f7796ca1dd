/**
 * One reason to refuse each: the path of the shop is accepted, and each row breaks one fact of the world or one part of the path.
 */
import { AddressSet } from '../../../lib/algebra/address-set';
import { ConnectionSet } from '../../../lib/algebra/connection-set';
import type { Path, PathHop } from '../../../lib/prover/path';
import { replay } from '../../../lib/prover/replay';
import { exactly } from '../../../lib/world/facts';
import { Guard } from '../../../lib/world/guard';
import { ALWAYS, anything, by, cidr, edit, entry, face, from, group, hop, openList, outside, pathOf, place, route, rule, type Shop, shop, tcp, token } from './shop';

const maybe = Guard.oneOf('App.Stage', ['prod']);

type World = Shop['world'];

test('the path of the shop is accepted', () => {
  const { world, path } = shop();
  expect(replay(world, path)).toEqual({ accepted: true });
});

const get = <T>(map: ReadonlyMap<string, T>, id: string): T => map.get(id)!;

test.each<[string, string, (world: World) => void]>([
  ['hop 1', 'ingress', (w) => { edit(get(w.groups, 'App.AlbGroup')).rules = [rule('ingress', from('0.0.0.0/0'), tcp(80)), rule('egress', group('App.ApiGroup'), tcp(8080))]; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.groups, 'App.AlbGroup').rules[0]).peer = from('0.0.0.0/5'); }],
  ['hop 1', 'ingress', (w) => { edit(get(w.groups, 'App.AlbGroup').rules[0]).peer = { kind: 'opaque', atom: 'x', of: 'addresses', unknown: token }; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.groups, 'App.AlbGroup').rules[0]).guard = maybe; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.groups, 'App.AlbGroup').rules[0]).guard = Guard.UNSURE; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.groups, 'App.AlbGroup').rules[0]).hearsay = token; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.groups, 'App.AlbGroup').rules[0]).connections = { may: anything, must: ConnectionSet.none(), unknowns: [token] }; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.groups, 'App.AlbGroup')).guard = maybe; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.interfaces, 'App.Alb')).attachments = []; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.interfaces, 'App.Alb')).attachments = [{ ...ALWAYS, place: place('Alb'), unknown: token }]; }],
  ['hop 1', 'ingress', (w) => { edit(get(w.interfaces, 'App.Alb').attachments[0]).guard = Guard.UNSURE; }],
  ['hop 1', 'listener', (w) => { edit(get(w.interfaces, 'App.Alb')).accepts = exactly(tcp(80)); }],
  ['hop 1', 'listener', (w) => { edit(get(w.interfaces, 'App.Alb')).accepts = { may: anything, must: ConnectionSet.none(), unknowns: [token] }; }],
  ['hop 1', 'public address', (w) => { edit(get(w.interfaces, 'App.Alb').placements[0]).publicIpv4 = { is: 'no' }; }],
  ['hop 1', 'public address', (w) => { edit(get(w.interfaces, 'App.Alb').placements[0]).publicIpv4 = { is: 'maybe', unknown: token }; }],
  ['hop 1', 'end', (w) => { edit(get(w.interfaces, 'App.Alb')).guard = maybe; }],
  ['hop 1', 'end', (w) => { edit(get(w.interfaces, 'App.Alb').placements[0]).guard = maybe; }],
  ['hop 1', 'end', (w) => { edit(get(w.subnets, 'App.Public')).guard = maybe; }],
  ['hop 1', 'end', (w) => { edit(get(w.vpcs, 'App.Vpc')).guard = maybe; }],
  ['hop 1', 'end', (w) => { w.interfaces.delete('App.Alb'); }],
  ['hop 1', 'address', (w) => { edit(get(w.subnets, 'App.Public')).addresses = exactly(cidr('10.0.9.0/24')); }],
  ['hop 1', 'address', (w) => { edit(get(w.interfaces, 'App.Alb').placements[0]).addresses = exactly(cidr('10.0.0.8/32')); }],
  ['hop 1', 'route', (w) => { edit(get(w.routeTables, 'App.PublicTable')).routes = []; }],
  ['hop 1', 'route', (w) => { edit(get(w.routeTables, 'App.PublicTable').routes[0]).guard = maybe; }],
  ['hop 1', 'route', (w) => { edit(get(w.routeTables, 'App.PublicTable')).open = [token]; }],
  ['hop 1', 'route', (w) => { edit(get(w.gateways, 'App.Igw')).guard = maybe; }],
  ['hop 1', 'route', (w) => { w.gateways.delete('App.Igw'); }],
  ['hop 1', 'route', (w) => { edit(get(w.subnets, 'App.Public')).routeTables = []; }],
  ['hop 1', 'route', (w) => { edit(get(w.subnets, 'App.Public').routeTables[0]).guard = Guard.UNSURE; }],
  ['hop 1', 'internet', (w) => { edit(get(w.gateways, 'App.Igw') as { attached: unknown }).attached = []; }],
  ['hop 1', 'internet', (w) => { (get(w.gateways, 'App.Igw') as unknown as { attached: { guard: Guard }[] }).attached[0].guard = maybe; }],
  ['hop 1', 'internet', (w) => { edit(get(w.routeTables, 'App.PublicTable')).routes = [route('0.0.0.0/0', by('App.Nat'))]; }],
  ['hop 1', 'internet', (w) => { (get(w.routeTables, 'App.PublicTable').routes as unknown[]).push(route('8.8.0.0/16', by('App.Nat'))); }],
  ['hop 1', 'route', (w) => { (get(w.routeTables, 'App.PublicTable').routes as unknown[]).push({ ...route('0.0.0.0/0', { kind: 'unknown', unknown: token }), destination: { kind: 'opaque', unknown: token } }); }],
  ['hop 1', 'route', (w) => { (get(w.routeTables, 'App.PublicTable').routes as unknown[]).push(route('8.8.8.0/24', { kind: 'interface', interface: 'App.Firewall' })); }],
  ['hop 1', 'block public access', (w) => { edit(get(w.vpcs, 'App.Vpc')).blocked = [{ ...ALWAYS, place: place('Block'), direction: 'ingress' }]; }],
  ['hop 1', 'block public access', (w) => { edit(get(w.vpcs, 'App.Vpc')).blocked = [{ guard: Guard.UNSURE, place: place('Block'), direction: 'both' }]; }],
  ['hop 1', 'network ACL', (w) => { edit(get(w.acls, 'App.Vpc#acl')).entries = []; }],
  ['hop 1', 'network ACL', (w) => { edit(get(w.acls, 'App.Vpc#acl')).open = [token]; }],
  ['hop 1', 'network ACL', (w) => { (get(w.acls, 'App.Vpc#acl').entries as unknown[]).unshift(entry('ingress', 99, false, '8.0.0.0/8', anything)); }],
  ['hop 1', 'network ACL', (w) => { (get(w.acls, 'App.Vpc#acl').entries as unknown[]).unshift({ ...entry('ingress', 99, false, '8.0.0.0/8', anything), guard: Guard.UNSURE }); }],
  ['hop 1', 'network ACL', (w) => { (get(w.acls, 'App.Vpc#acl').entries as unknown[]).push(entry('ingress', undefined, false, '8.0.0.0/8', anything)); }],
  ['hop 1', 'network ACL', (w) => { (get(w.acls, 'App.Vpc#acl').entries as unknown[]).unshift({ ...entry('ingress', 99, true, '8.0.0.0/8', anything), allow: { may: true, must: false, unknowns: [token] } }); }],
  ['hop 1', 'network ACL', (w) => { (get(w.acls, 'App.Vpc#acl').entries as unknown[]).push(entry('egress', 50, false, '8.8.8.8/32', tcp(1024, 65535))); }],
  ['hop 1', 'network ACL', (w) => { edit(get(w.subnets, 'App.Public')).acls = [{ ...ALWAYS, acl: 'App.Missing' }]; }],
  ['hop 1', 'network ACL', (w) => { edit(get(w.acls, 'App.Vpc#acl')).entries = get(w.acls, 'App.Vpc#acl').entries.map((e) => ({ ...e, guard: Guard.UNSURE })); }],
  ['hop 1', 'end', (w) => { edit(get(w.interfaces, 'App.Alb')).vpc = 'App.Other'; }],
  ['hop 2', 'forward', (w) => { w.forwards = []; }],
  ['hop 2', 'forward', (w) => { edit(w.forwards[0]).guard = maybe; }],
  ['hop 2', 'forward', (w) => { edit(w.forwards[0]).targets = ['App.Db']; }],
  ['hop 2', 'forward', (w) => { edit(w.forwards[0]).connections = exactly(tcp(8081)); }],
  ['hop 2', 'forward', (w) => { edit(w.forwards[0]).listens = exactly(tcp(80)); }],
  ['hop 2', 'forward', (w) => { edit(w.forwards[0]).source = 'App.OtherAlb'; }],
  ['hop 2', 'egress', (w) => { edit(get(w.groups, 'App.AlbGroup')).rules = [get(w.groups, 'App.AlbGroup').rules[0]]; }],
  ['hop 2', 'ingress', (w) => { edit(get(w.groups, 'App.ApiGroup').rules[0]).peer = group('App.DbGroup'); }],
  ['hop 3', 'egress', (w) => { edit(get(w.groups, 'App.ApiGroup').rules[1]).peer = from('10.0.3.0/24'); }],
  ['hop 3', 'network ACL', (w) => {
    w.acls.set('App.DataAcl', { ...openList('App.DataAcl'), entries: [entry('ingress', 100, true, '10.0.1.0/24', tcp(5432)), entry('egress', 100, true, '10.0.1.0/24', tcp(1024, 32767))] });
    edit(get(w.subnets, 'App.Data')).acls = [{ ...ALWAYS, acl: 'App.DataAcl' }];
  }],
  // The lists of the sender's subnet: what goes out, and the reply that comes back.
  ['hop 3', 'network ACL', (w) => senderList(w, entry('egress', 9, false, '10.0.2.0/24', tcp(5432)))],
  ['hop 3', 'network ACL', (w) => senderList(w, entry('ingress', 9, false, '10.0.2.0/24', tcp(40000)))],
  ['hop 3', 'route', (w) => { edit(get(w.routeTables, 'App.PrivateTable')).routes = [route('10.0.2.0/24', by('App.Nat'))]; }],
  ['hop 3', 'route', (w) => { edit(get(w.routeTables, 'App.PrivateTable')).routes = [route('10.0.2.0/24', { kind: 'interface', interface: 'App.Firewall' })]; }],
  ['hop 3', 'route', (w) => { edit(get(w.routeTables, 'App.Vpc#table')).routes = [route('10.0.1.0/24', { kind: 'unknown', unknown: token })]; }],
])('%s is refused at `%s` (row %#)', (at, step, spoil) => {
  const { world, path } = shop();
  spoil(world);
  const judged = replay(world, path);
  expect(judged.accepted ? 'accepted' : judged.why).toMatch(new RegExp(`^${at} of 3: ${step}: `));
});

function senderList(world: World, first: ReturnType<typeof entry>): void {
  world.acls.set('App.SenderAcl', { ...openList('App.SenderAcl'), entries: [first, ...openList('App.SenderAcl').entries] });
  edit(get(world.subnets, 'App.Private')).acls = [{ ...ALWAYS, acl: 'App.SenderAcl' }];
}

const change = ({ hops, valuation }: Path, at: number, over: Partial<PathHop>): Path => ({ valuation, hops: hops.map((h, i) => (i === at ? { ...h, ...over } : h)) });

test.each<[string, string, (path: Path) => Path]>([
  ['another port', 'hop 1 of 3: ingress', (p) => change(p, 0, { connection: { protocol: 6, port: 444 } })],
  ['another protocol', 'hop 1 of 3: ingress', (p) => change(p, 0, { connection: { protocol: 17, port: 443 } })],
  ['no port', 'hop 1 of 3: connection', (p) => change(p, 0, { connection: { protocol: 6 } })],
  ['a port that cannot be', 'hop 1 of 3: connection', (p) => change(p, 0, { connection: { protocol: 6, port: 70000 } })],
  ['a type for tcp', 'hop 1 of 3: connection', (p) => change(p, 0, { connection: { protocol: 6, port: 443, type: 8, code: 0 } })],
  ['no source port', 'hop 1 of 3: connection', (p) => change(p, 0, { sourcePort: undefined })],
  ['another target port', 'hop 2 of 3: forward', (p) => change(p, 1, { connection: { protocol: 6, port: 22 } })],
  ['another last port', 'hop 3 of 3: egress', (p) => change(p, 2, { connection: { protocol: 6, port: 5433 } })],
  ['an address of another subnet', 'hop 1 of 3: address', (p) => change(p, 0, { destination: face('App.Alb', '10.0.1.7') })],
  ['a text for an address', 'hop 1 of 3: address', (p) => change(p, 0, { source: outside('everywhere') })],
  ['a private address of somebody else', 'hop 1 of 3: internet', (p) => change(p, 0, { source: outside('192.168.4.4') })],
  ['an address of the VPC as outside', 'hop 1 of 3: route', (p) => change(p, 0, { source: outside('10.0.7.7') })],
  ['another family', 'hop 1 of 3: address', (p) => change(p, 0, { source: outside('2600::1') })],
  ['a placement that is not there', 'hop 1 of 3: end', (p) => change(p, 0, { destination: face('App.Alb', '10.0.0.7', 1) })],
  ['another address in between', 'hop 2 of 3: chain', (p) => change(p, 1, { source: face('App.Alb', '10.0.0.8') })],
  ['another placement in between', 'hop 3 of 3: chain', (p) => change(p, 2, { source: face('App.Api', '10.0.1.9', 1) })],
  ['a group in between', 'hop 3 of 3: chain', (p) => change(p, 2, { source: { kind: 'group', id: 'App.Api', address: '10.0.1.9' } })],
  ['another end in between', 'hop 3 of 3: chain', (p) => change(p, 2, { source: face('App.Alb', '10.0.0.7') })],
  ['a hop left out', 'hop 2 of 2: chain', (p) => ({ ...p, hops: [p.hops[0], p.hops[2]] })],
  ['no hop at all', 'hop 1 of 0: chain', (p) => ({ ...p, hops: [] })],
  ['compromise before the start', 'hop 1 of 3: chain', (p) => change(p, 0, { via: 'compromise' })],
  ['no reason to go on', 'hop 3 of 3: chain', (p) => change(p, 2, { via: undefined })],
  ['a forward that is not there', 'hop 2 of 3: forward', (p) => change(p, 1, { forward: 3 })],
  ['a proxy without forward', 'hop 2 of 3: forward', (p) => change(p, 1, { forward: undefined })],
  ['a proxy at the start', 'hop 1 of 2: chain', (p) => ({ ...p, hops: p.hops.slice(1) })],
  ['a hop that is no hop', 'hop 1 of 1: replay', () => ({ hops: [null as unknown as PathHop], valuation: new Map() })],
])('a path with %s is refused', (_, why, mutate) => {
  const { world, path } = shop();
  const judged = replay(world, mutate(path));
  expect(judged.accepted ? 'accepted' : judged.why).toContain(why);
});

describe('valuations', () => {
  const guarded = (): Shop => {
    const made = shop();
    edit(get(made.world.groups, 'App.DbGroup').rules[0]).guard = Guard.oneOf('App.Stage', ['prod'], ['dev', 'prod']);
    made.world.conditions.set('App.IsProd', Guard.oneOf('App.Stage', ['prod'], ['dev', 'prod']));
    return made;
  };
  const under = ({ path }: Shop, stage: string): Path => ({ ...path, valuation: new Map([['App.Stage', stage]]) });

  test('a guard holds under the path\'s own valuation', () => {
    const made = guarded();
    expect(replay(made.world, under(made, 'prod'))).toEqual({ accepted: true });
    expect(replay(made.world, under(made, 'dev'))).toMatchObject({ accepted: false });
  });

  test('a value that the variable cannot have is refused', () => {
    const made = guarded();
    expect(replay(made.world, under(made, 'test'))).toMatchObject({ why: 'hop 1 of 3: valuation: `App.Stage` cannot be `test`' });
  });

  test('what the path leaves out has some value: two alternatives of one condition are never both gone', () => {
    const made = shop();
    const [prod, dev] = [Guard.oneOf('App.Stage', ['prod'], ['dev', 'prod']), Guard.oneOf('App.Stage', ['dev'], ['dev', 'prod'])];
    edit(get(made.world.interfaces, 'App.Db')).attachments = [{ guard: prod, place: place('Db'), group: 'App.DbGroup' }, { guard: dev, place: place('Db'), group: 'App.DbGroup' }];
    expect(replay(made.world, made.path)).toEqual({ accepted: true });
    edit(get(made.world.interfaces, 'App.Db')).attachments = [{ guard: prod, place: place('Db'), group: 'App.DbGroup' }];
    expect(replay(made.world, made.path)).toMatchObject({ accepted: false }); // the first value is `dev`
  });
});

test('where a subnet hides its addresses, a rule has to cover them all', () => {
  const { world, path } = shop();
  edit(get(world.subnets, 'App.Data')).addresses = { may: AddressSet.allIpv4(), must: AddressSet.none(), unknowns: [token] };
  expect(replay(world, path)).toEqual({ accepted: true }); // groups name groups
  edit(get(world.groups, 'App.ApiGroup').rules[1]).peer = from('10.0.0.0/8');
  expect(replay(world, path)).toMatchObject({ accepted: false });
  edit(get(world.groups, 'App.ApiGroup').rules[1]).peer = from('0.0.0.0/0');
  expect(replay(world, path)).toEqual({ accepted: true });
});

test('whoever is reached by one family goes on by the other', () => {
  const { world } = shop();
  edit(get(world.groups, 'App.ApiGroup').rules[0]).peer = group('App.ApiGroup');
  const path = pathOf(
    hop(face('App.Api', '2600:1f00:0:1::8'), face('App.Api', '2600:1f00:0:1::9'), 8080),
    hop(face('App.Api', '10.0.1.9'), face('App.Db', '10.0.2.5'), 5432, { via: 'compromise' }),
  );
  (get(world.groups, 'App.ApiGroup').rules as unknown[]).push(rule('egress', group('App.ApiGroup'), tcp(8080)));
  expect(replay(world, path)).toEqual({ accepted: true });
});

test('without a group of its own, an interface has the default group of its VPC', () => {
  const { world } = shop();
  edit(get(world.interfaces, 'App.Db')).attachments = [{ guard: Guard.NEVER, place: place('Db'), group: 'App.DbGroup' }];
  edit(get(world.interfaces, 'App.Api')).attachments = [];
  expect(replay(world, pathOf(hop(face('App.Api', '10.0.1.9'), face('App.Db', '10.0.2.5'), 5432)))).toEqual({ accepted: true });
});

test('one subnet has no lists within', () => {
  const { world } = shop();
  edit(get(world.acls, 'App.Vpc#acl')).entries = [];
  edit(get(world.interfaces, 'App.Db').placements[0]).subnet = 'App.Private';
  const inside = pathOf(hop(face('App.Api', '10.0.1.9'), face('App.Db', '10.0.1.10'), 5432));
  expect(replay(world, inside)).toEqual({ accepted: true });
});

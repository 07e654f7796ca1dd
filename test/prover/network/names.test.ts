/** What people may call the ends of a question, and what they are told where a name means nothing or two things. */
import { askReach, NameError } from '../../../lib/prover/network';
import { Names } from '../../../lib/prover/network/names';
import { prepare } from '../../../lib/prover/network/prepare';
import type { NetworkWorld } from '../../../lib/world/network/model';
import { BASE, network, ref, type } from '../../world/network/support';
import { boundOf } from './intent';
import { worldOf } from './world';

const world = worldOf({
  groups: { Sg: {} },
  interfaces: {
    'Web': { groups: ['Sg'], tags: { app: 'web' }, constructPath: 'App/Shop/Web/Resource' },
    'Api': { groups: ['Sg'], tags: { app: 'api' }, constructPath: 'App/Shop/Api/Resource' },
    'App.Cluster': {}, 'App.Cluster#nodes': {},
    'Other.Web2': {}, 'Other.Db': {}, 'App.Db': {},
  },
  forwards: [{ source: 'entry:App.Rest', targets: ['Api'], listens: 'tcp/443', connections: 'tcp/80', entry: ['internet', 'tcp/443'] }],
});
const intents = [boundOf({ segments: { shop: ['Web', 'Api'], empty: [] }, enclaves: { office: ['192.168.0.0/24'] } })];
const names = new Names(prepare(world), intents);
const ids = (name: string): string[] => names.resolve(name).nodes.map((n) => n.node.id);

test.each<[string, string[]]>([
  ['shop', ['App.Api', 'App.Web']],
  ['App/ZeroTrust#shop', ['App.Api', 'App.Web']],
  ['empty', []],
  ['Web', ['App.Web']],
  ['App.Web', ['App.Web']],
  ['App.Cluster', ['App.Cluster', 'App.Cluster#nodes']],
  ['Cluster', ['App.Cluster', 'App.Cluster#nodes']],
  ['App.Cluster#nodes', ['App.Cluster#nodes']],
  ['Rest', ['entry:App.Rest']],
  ['App/Shop/Web', ['App.Web']],
  ['App/Shop/Web/Resource', ['App.Web']],
  ['App/Shop', ['App.Api', 'App.Web']],
  ['App/Shop/', ['App.Api', 'App.Web']],
  ['tag:app=web', ['App.Web']],
])('%s', (name, expected) => expect(ids(name).sort()).toEqual(expected));

test('addresses', () => {
  expect(names.resolve('192.168.1.0/24').outside.toCidrs()).toEqual(['192.168.1.0/24']);
  expect(names.resolve('192.168.1.7').outside.toCidrs()).toEqual(['192.168.1.7/32']);
  expect(names.resolve('2001:db8::/32').outside.toCidrs()).toEqual(['2001:db8::/32']);
  expect(names.resolve('office').outside.toCidrs()).toEqual(['192.168.0.0/24']);
  expect(names.resolve('internet').outside.contains('10.0.0.1')).toBe(false);
  expect(names.resolve('internet-ipv6').outside.ipv4).toEqual([]);
  // who stands inside can have one of them
  expect(ids('10.0.1.0/24')).toContain('App.Web');
});

test.each<[string, string, string | RegExp]>([
  ['Wbe', 'UnknownName', /^unknown name `Wbe`; did you mean `Web`\?/],
  ['shpo', 'UnknownName', /did you mean `shop`\?/],
  ['App.Wbe', 'UnknownName', /did you mean `App\.Web`\?/],
  ['App/Shop/Wbe', 'UnknownName', /did you mean/],
  ['tag:app=wbe', 'UnknownName', /^nothing has the tag `app=wbe`; did you mean `tag:app=web`\?/],
  ['Db', 'AmbiguousName', '`Db` is a logical id in 2 stacks; write `App.Db` or `Other.Db`'],
  ['Sg', 'NotAnEnd', '`Sg` is a security group, which sends and takes no packets; name a resource that has it, a segment or a CIDR'],
  ['Vpc', 'NotAnEnd', /is a VPC/],
  ['10.0.0.1/24', 'UnknownName', /host bits/],
  ['', 'UnknownName', /^unknown name ``/],
  ['a\u001b[31m', 'UnknownName', /\\u001b/],
])('%s: %s', (name, code, message) => {
  const asked = (): unknown => askReach(world, intents, { source: name, destination: 'Web', over: 'all', level: 'packet' });
  expect(asked).toThrow(NameError);
  try { asked(); } catch (error) {
    expect(error).toMatchObject({ code, got: name });
    expect((error as Error).message).toMatch(message);
  }
});

test.each<[string, string]>([
  ['Gone', '`Gone` is never there: it stands in `App.template.json` under condition `IsNever`, which never holds; ask about a resource that can exist, or assume other values'],
  ['App.Gone', '`App.Gone` is never there: `Gone` stands in'],
  ['App/Shop/Gone', '`App/Shop/Gone` is never there: `Gone` stands in'],
])('%s stands under a condition that never holds', (name, message) => {
  const Gone = type('EC2::Instance', { SubnetId: ref('A'), SecurityGroupIds: [ref('Sg')] }, { Condition: 'IsNever', Metadata: { 'aws:cdk:path': 'App/Shop/Gone/Resource' } });
  const conditional = network({ ...BASE, Gone }, { Conditions: { IsNever: { 'Fn::Equals': ['a', 'b'] } } });
  const asked = (): unknown => askReach(conditional, [], { source: 'internet', destination: name, over: 'all', level: 'packet' });
  expect(asked).toThrow(NameError);
  try { asked(); } catch (error) {
    expect(error).toMatchObject({ code: 'NotAnEnd', got: name });
    expect((error as Error).message).toContain(message);
  }
});

test('one id in two scopes has to be said in full', () => {
  const two: NetworkWorld = worldOf({ interfaces: { A: {}, B: {} } });
  const both = [boundOf({ stage: 'Prod', segments: { web: ['A'] } }), boundOf({ stage: 'Test', segments: { web: ['B'] } })];
  const own = new Names(prepare(two), both);
  expect(() => own.resolve('web')).toThrow('`web` is the name of 2 segments; write `Prod/App/ZeroTrust#web` or `Test/App/ZeroTrust#web`');
  expect(own.resolve('Prod/App/ZeroTrust#web').nodes.map((n) => n.node.id)).toEqual(['App.A']);
});

test('what cannot be read as connections', () => {
  expect(() => askReach(world, intents, { source: 'Web', destination: 'Api', over: 'tpc/1', level: 'packet' })).toThrow(/`over` is `tpc\/1`: protocol is not known/);
});

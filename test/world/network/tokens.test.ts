/**
 * A token in the place of any property: nothing throws, what may be only grows, what must be only shrinks. And values of every
 * wrong kind: nothing throws.
 */
import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { readNetwork } from '../../../lib/world/network';
import { readTemplates } from '../../../lib/world/template';
import { factsOf } from './facts-of';
import { att, BASE, group, INTERNET, network, networkOf, PARAMETER, ref, type, type Resources } from './support';

const tcp = (port: number): object => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port });

const WORLD: Resources = {
  ...BASE, ...INTERNET, Free: type('SQS::Queue'),
  A: type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true }),
  Table: type('EC2::RouteTable', { VpcId: ref('Vpc') }),
  Uses: type('EC2::SubnetRouteTableAssociation', { SubnetId: ref('A'), RouteTableId: ref('Table') }),
  Out: type('EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Igw') }),
  Nat: type('EC2::NatGateway', { SubnetId: ref('A'), AllocationId: 'eipalloc-1' }),
  Inner: type('EC2::RouteTable', { VpcId: ref('Vpc') }),
  InnerUses: type('EC2::SubnetRouteTableAssociation', { SubnetId: ref('B'), RouteTableId: ref('Inner') }),
  InnerOut: type('EC2::Route', { RouteTableId: ref('Inner'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('Nat') }),
  Acl: type('EC2::NetworkAcl', { VpcId: ref('Vpc') }),
  AclUses: type('EC2::SubnetNetworkAclAssociation', { SubnetId: ref('B'), NetworkAclId: ref('Acl') }),
  Allow: type('EC2::NetworkAclEntry', { NetworkAclId: ref('Acl'), RuleNumber: 100, Protocol: 6, RuleAction: 'allow', CidrBlock: '0.0.0.0/0', PortRange: { From: 0, To: 65535 } }),
  AllowOut: type('EC2::NetworkAclEntry', { NetworkAclId: ref('Acl'), RuleNumber: 100, Protocol: -1, Egress: true, RuleAction: 'allow', CidrBlock: '0.0.0.0/0' }),
  Deny: type('EC2::NetworkAclEntry', { NetworkAclId: ref('Acl'), RuleNumber: 50, Protocol: 6, RuleAction: 'deny', CidrBlock: '203.0.113.0/24', PortRange: { From: 22, To: 22 } }),
  Web: group({ SecurityGroupIngress: [{ ...tcp(443), CidrIp: '0.0.0.0/0' }], SecurityGroupEgress: [{ ...tcp(5432), DestinationSecurityGroupId: att('Data', 'GroupId') }] }),
  Data: group({ SecurityGroupEgress: [{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }] }),
  In: type('EC2::SecurityGroupIngress', { GroupId: att('Data', 'GroupId'), ...tcp(5432), SourceSecurityGroupId: att('Web', 'GroupId') }),
  Dns: type('EC2::SecurityGroupEgress', { GroupId: att('Web', 'GroupId'), IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '10.0.0.0/16' }),
  Fn: type('Lambda::Function', { VpcConfig: { SubnetIds: [ref('B')], SecurityGroupIds: [att('Web', 'GroupId')] } }),
  Box: type('EC2::Instance', { SubnetId: ref('A'), SecurityGroupIds: [att('Web', 'GroupId')] }),
  Launch: type('EC2::LaunchTemplate', { LaunchTemplateData: { SecurityGroupIds: [ref('Sg')] } }),
  Asg: type('AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('A')], LaunchTemplate: { LaunchTemplateId: ref('Launch'), Version: '1' } }),
  Svc: type('ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('A')], SecurityGroups: [att('Sg', 'GroupId')], AssignPublicIp: 'ENABLED' } }, LoadBalancers: [{ ContainerName: 'c', ContainerPort: 8080, TargetGroupArn: ref('Tg') }] }),
  Subnets: type('RDS::DBSubnetGroup', { DBSubnetGroupDescription: 'x', SubnetIds: [ref('A'), ref('B')] }),
  Db: type('RDS::DBInstance', { DBSubnetGroupName: ref('Subnets'), VPCSecurityGroups: [att('Data', 'GroupId')], PubliclyAccessible: false }),
  Lb: type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal', Subnets: [ref('A'), ref('B')], SecurityGroups: [ref('Other')] }),
  Ear: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Lb'), Protocol: 'HTTPS', Port: 443, DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }] }),
  Tg: type('ElasticLoadBalancingV2::TargetGroup', { VpcId: ref('Vpc'), Protocol: 'HTTP', Port: 80, TargetType: 'ip' }),
  Logs: type('EC2::VPCEndpoint', { VpcId: ref('Vpc'), VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.logs', SubnetIds: [ref('B')], SecurityGroupIds: [ref('Other')] }),
};
const IDS = ['Fn', 'Box', 'Asg', 'Svc', 'Db', 'Lb', 'Logs'].map((id) => `App.${id}`);

/** Every place in the properties of a resource; not inside an expression. */
function* places(value: unknown, at: readonly (string | number)[] = []): Iterable<readonly (string | number)[]> {
  if (at.length > 0) yield at;
  if (typeof value !== 'object' || value === null || Object.keys(value).some((k) => k === 'Ref' || k.startsWith('Fn::'))) return;
  for (const [key, inner] of Object.entries(value)) yield* places(inner, [...at, Array.isArray(value) ? Number(key) : key]);
}

function put(value: unknown, [first, ...rest]: readonly (string | number)[], what: unknown): unknown {
  if (first === undefined) return what;
  const copy = (Array.isArray(value) ? [...value as unknown[]] : { ...value as object }) as Record<string | number, unknown>;
  copy[first] = put(copy[first], rest, what);
  return copy;
}

const ALL = Object.entries(WORLD).flatMap(([id, resource]) => [...places((resource as { Properties: unknown }).Properties)].map((at) => ({ id, at })));
const changed = ({ id, at }: { readonly id: string; readonly at: readonly (string | number)[] }, what: unknown): Resources => ({ ...WORLD, [id]: { ...WORLD[id] as object, Properties: put((WORLD[id] as { Properties: unknown }).Properties, at, what) } });

/**
 * Where a property says which other thing is changed. A parameter is never the id of what its own template makes: the thing is
 * another then, and stays as it is. Of another template it may be the id: that is tested by moving the resource there.
 */
const IDENTITIES: Readonly<Record<string, readonly string[]>> = {
  Attached: ['VpcId', 'InternetGatewayId'], Uses: ['SubnetId'], InnerUses: ['SubnetId'], AclUses: ['SubnetId'], Out: ['RouteTableId'], InnerOut: ['RouteTableId'], Allow: ['NetworkAclId'], AllowOut: ['NetworkAclId'],
  In: ['GroupId'], Dns: ['GroupId'], Ear: ['LoadBalancerArn'], B: ['VpcId'],
};
const isIdentity = ({ id, at }: { readonly id: string; readonly at: readonly (string | number)[] }): boolean => IDENTITIES[id]?.includes(String(at[0])) === true;

describe('a token in the place of a property', () => {
  const before = factsOf(network(WORLD), IDS);

  test('the world says something to begin with', () => {
    expect(ALL.length).toBeGreaterThan(140);
    expect([...before.must]).toEqual(expect.arrayContaining(['App.Box is public', 'App.Box has a way to the internet', 'App.Fn to App.Db over tcp/5432', 'App.Lb forwards to App.Svc', 'App.Box ingress tcp/443 with the internet', 'a list lets App.Fn ingress', 'App.Lb accepts tcp/443']));
    expect([...before.may].filter((f) => f.startsWith('App.Db'))).not.toContain('App.Db is public');
    expect([...before.must].filter((f) => !before.may.has(f))).toEqual([]);
  });

  test.each(Object.keys(WORLD))('%s', (id) => {
    const wrong: string[] = [];
    for (const place of ALL.filter((p) => p.id === id)) {
      const after = factsOf(network(changed(place, ref('P')), PARAMETER), IDS);
      if (!isIdentity(place)) for (const fact of before.may) if (!after.may.has(fact)) wrong.push(`${place.at.join('/')}: \`${fact}\` may no longer be`);
      for (const fact of after.must) if (!before.must.has(fact)) wrong.push(`${place.at.join('/')}: \`${fact}\` must be all of a sudden`);
    }
    expect(wrong).toEqual([]);
  });

  test.each(Object.keys(IDENTITIES).flatMap((id) => IDENTITIES[id].map((name): [string, string] => [id, name])))('%s may change what another template makes by its %s', (id, name) => {
    const apart = (what: unknown): Parameters<typeof networkOf>[0] => {
      const { [id]: moved, ...others } = WORLD;
      const imported = abroad(moved) as { Properties: object };
      const Outputs = Object.fromEntries(Object.keys(others).map((o) => [o, { Value: ref(o), Export: { Name: o } }]));
      return [{ key: 'App', body: { Resources: others, Outputs } }, { key: 'Two', body: { ...PARAMETER, Resources: { [id]: { ...imported, Properties: { ...imported.Properties, ...what as object } } } } }];
    };
    const [certain, hidden] = [factsOf(networkOf(apart({})), IDS), factsOf(networkOf(apart({ [name]: ref('P') })), IDS)];
    expect([...certain.may].filter((fact) => !hidden.may.has(fact))).toEqual([]);
    expect([...hidden.must].filter((fact) => !certain.must.has(fact))).toEqual([]);
  });
});

/** References to this template as imports. */
function abroad(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(abroad);
  const { Ref: name, 'Fn::GetAtt': attribute } = value as { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly string[] };
  const to = name ?? attribute?.[0];
  return to === undefined ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, abroad(v)])) : { 'Fn::ImportValue': to };
}

const WRONG: readonly unknown[] = [
  7, 'nonsense', '', true, null, [[], [{}]], { a: { b: 1 } }, { Ref: 'AWS::NoValue' },
  // A reference to nothing, one of the wrong kind, an intrinsic that is wrong, names that objects have by themselves.
  { Ref: 'Nobody' }, { 'Fn::GetAtt': ['Free', 'QueueName'] }, { 'Fn::Sub': [1, 2, 3] }, JSON.parse('{ "__proto__": null, "constructor": 1, "toString": [] }'),
];

test.each([0, 1, 2])('values of the wrong kind in the place of any property do not throw (%i)', (round) => {
  ALL.forEach((place, i) => {
    const resources = changed(place, WRONG[(i * 3 + round + Math.floor(i / WRONG.length)) % WRONG.length]);
    expect(() => network(resources)).not.toThrow();
  });
});

test('properties that are none', () => {
  for (const Properties of [undefined, {}, ref('P')]) {
    for (const id of Object.keys(WORLD)) expect(() => network({ ...WORLD, [id]: { Type: (WORLD[id] as { Type: string }).Type, Properties } }, PARAMETER)).not.toThrow();
  }
});

test('reading twice is reading the same, in any order of the templates', () => {
  const words = (world: ReturnType<typeof network>): string => JSON.stringify([...world.interfaces.keys(), ...world.groups.keys(), ...world.forwards.map((f) => f.source), ...world.subnets.keys()]);
  const [one, two] = [{ key: 'One', body: { Resources: WORLD } }, { key: 'Two', body: { Resources: { ...WORLD } } }];
  expect(words(networkOf([one, two]))).toBe(words(networkOf([two, one])));
});

const CORPUS = path.join(__dirname, '../../../../shared/corpus/cloudformation');
(existsSync(CORPUS) ? test : test.skip)('the corpus: every template is read, every resource is counted, every reference stands', () => {
  const files = readdirSync(CORPUS).filter((f) => /\.(json|ya?ml)$/.test(f)).sort();
  expect(files.length).toBeGreaterThan(40);
  for (const file of files) {
    const templates = readTemplates([file], { cwd: CORPUS });
    const world = readNetwork(templates);
    expect(world.coverage.resources).toBe(templates.resources.length);
    expect(world.coverage.modelled + world.coverage.notModelled.reduce((sum, n) => sum + n.count, 0)).toBe(templates.resources.length);
    for (const c of world.interfaces.values()) {
      if (!c.outside) expect(world.vpcs.has(c.vpc)).toBe(true);
      for (const p of c.placements) expect(world.subnets.has(p.subnet)).toBe(true);
      for (const a of c.attachments) if (a.group !== undefined) expect(world.groups.has(a.group)).toBe(true);
    }
    for (const s of world.subnets.values()) {
      expect(world.vpcs.has(s.vpc)).toBe(true);
      for (const t of s.routeTables) expect(world.routeTables.has(t.routeTable)).toBe(true);
      for (const a of s.acls) expect(world.acls.has(a.acl)).toBe(true);
    }
    for (const g of world.groups.values()) expect(world.vpcs.has(g.vpc)).toBe(true);
    for (const g of world.groups.values()) for (const r of g.rules) if (r.peer.kind === 'group') expect(world.groups.has(r.peer.group)).toBe(true);
    for (const v of world.vpcs.values()) expect([world.routeTables.has(v.mainRouteTable), world.acls.has(v.defaultAcl), world.groups.has(v.defaultGroup)]).toEqual([true, true, true]);
    for (const f of world.forwards) for (const t of f.targets) expect(world.interfaces.has(t)).toBe(true);
  }
});

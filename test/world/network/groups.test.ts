/** Rules of groups: every way to write one, the ones nobody writes, and the ones EC2 would refuse. */
import { att, BASE, group, network, networkOf, PARAMETER, PROD, ref, rules, type, VPC, when, type Part, type Resources } from './support';

const ingress = (properties: object): Resources => ({ ...VPC, Other: group(), Sg: group({ SecurityGroupIngress: [properties] }) });
const tcp = (port: number): object => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port });

test.each<[string, object, string[], Part?]>([
  ['a CIDR', { ...tcp(443), CidrIp: '10.0.0.0/8' }, ['ingress tcp/443 from 10.0.0.0/8']],
  ['ports as text', { IpProtocol: 'tcp', FromPort: '80', ToPort: '81', CidrIp: '0.0.0.0/0' }, ['ingress tcp/80-81 from 0.0.0.0/0']],
  ['IPv6', { ...tcp(443), CidrIpv6: '::/0' }, ['ingress tcp/443 from ::/0']],
  ['a group by its attribute', { ...tcp(1), SourceSecurityGroupId: att('Other', 'GroupId') }, ['ingress tcp/1 from App.Other']],
  ['a group by Ref', { ...tcp(1), SourceSecurityGroupId: ref('Other') }, ['ingress tcp/1 from App.Other']],
  ['the default group of a VPC', { ...tcp(1), SourceSecurityGroupId: att('Vpc', 'DefaultSecurityGroup') }, ['ingress tcp/1 from App.Vpc#default-group']],
  ['a literal group', { ...tcp(1), SourceSecurityGroupId: 'sg-0123' }, ['ingress tcp/1 from external:sg-0123']],
  ['a literal prefix list', { ...tcp(1), SourcePrefixListId: 'pl-0123' }, ['ingress tcp/1 from external:pl-0123']],
  ['every protocol, whatever the ports say', { IpProtocol: -1, FromPort: 5, ToPort: 2, CidrIp: '10.0.0.0/8' }, ['ingress all from 10.0.0.0/8']],
  ['ping', { IpProtocol: 'icmp', FromPort: 8, ToPort: -1, CidrIp: '10.0.0.0/8' }, ['ingress icmp/8 from 10.0.0.0/8']],
  ['a token for the CIDR', { ...tcp(1), CidrIp: ref('P') }, ['ingress tcp/1 from any addresses App.P'], PARAMETER],
  ['a token for the group', { ...tcp(1), SourceSecurityGroupId: ref('P') }, ['ingress tcp/1 from any groups App.P'], PARAMETER],
  ['a token for a prefix list', { ...tcp(1), SourcePrefixListId: ref('P') }, ['ingress tcp/1 from any addresses App.P'], PARAMETER],
  ['a token for a port', { IpProtocol: 'tcp', FromPort: ref('P'), ToPort: 443, CidrIp: '10.0.0.0/8' }, ['ingress none..tcp (Ref P) from 10.0.0.0/8'], PARAMETER],
  ['a token for the protocol', { IpProtocol: ref('P'), FromPort: 1, ToPort: 1, CidrIp: '10.0.0.0/8' }, ['ingress none..all (Ref P) from 10.0.0.0/8'], PARAMETER],
  ['a token for a port that says nothing', { IpProtocol: '-1', FromPort: ref('P'), CidrIp: '10.0.0.0/8' }, ['ingress all from 10.0.0.0/8'], PARAMETER],
  ['ports in reverse', { IpProtocol: 'tcp', FromPort: 443, ToPort: 80, CidrIp: '10.0.0.0/8' }, ['ingress none..tcp (tcp 443-80) from 10.0.0.0/8']],
  ['no ports', { IpProtocol: 'udp', CidrIp: '10.0.0.0/8' }, ['ingress none..udp (udp -) from 10.0.0.0/8']],
  ['host bits', { ...tcp(1), CidrIp: '10.0.0.1/8' }, ['ingress tcp/1 from any addresses 10.0.0.1/8']],
  ['an address without a mask', { ...tcp(1), CidrIp: '10.0.0.1' }, ['ingress tcp/1 from any addresses 10.0.0.1']],
  ['IPv6 in the wrong place', { ...tcp(1), CidrIp: '::/0' }, ['ingress tcp/1 from any addresses ::/0']],
  ['a number for a CIDR', { ...tcp(1), CidrIp: 7 }, ['ingress tcp/1 from any addresses 7']],
  ['nobody', { ...tcp(1) }, ['ingress tcp/1 from any addresses App.template.json/Resources/Sg/Properties/SecurityGroupIngress/0']],
  ['two at once', { ...tcp(1), CidrIp: '10.0.0.0/8', CidrIpv6: '::/0' }, ['ingress tcp/1 from 10.0.0.0/8 hearsay', 'ingress tcp/1 from ::/0 hearsay']],
  ['a CIDR and a group', { ...tcp(1), CidrIp: '10.0.0.0/8', SourceSecurityGroupId: att('Other', 'GroupId') }, ['ingress tcp/1 from 10.0.0.0/8 hearsay', 'ingress tcp/1 from App.Other hearsay']],
  ['a dynamic reference for the CIDR', { ...tcp(1), CidrIp: '{{resolve:ssm:/net/cidr}}' }, ['ingress tcp/1 from any addresses resolve:App:ssm:/net/cidr']],
  ['an expression beside its fields, which only a macro can read', { ...tcp(1), CidrIp: '10.0.0.0/8', 'Fn::Transform': { Name: 'M' } }, []],
  ['an unknown protocol', { ...tcp(1), IpProtocol: 'smoke', CidrIp: '10.0.0.0/8' }, ['ingress none..all (smoke 1-1) from 10.0.0.0/8']],
  ['a CIDR by the attribute of a VPC', { ...tcp(1), CidrIp: att('Vpc', 'CidrBlock') }, ['ingress tcp/1 from 10.0.0.0/16']],
  ['a group that is missing', { ...tcp(1), SourceSecurityGroupId: ref('Nobody') }, ['ingress tcp/1 from any groups App#/Resources/Sg/Properties/SecurityGroupIngress/0/SourceSecurityGroupId Ref Nobody']],
  ['ports by condition', { IpProtocol: 'tcp', FromPort: when('Prod', 443, 80), ToPort: when('Prod', 443, 80), CidrIp: '10.0.0.0/8' }, ['ingress tcp/443 from 10.0.0.0/8 when App.Stage in {prod}', 'ingress tcp/80 from 10.0.0.0/8 when App.Stage not in {prod}'], PROD],
  ['a group by its name', { ...tcp(1), SourceSecurityGroupName: 'nobody' }, ['ingress tcp/1 from any groups nobody']],
])('a rule with %s', (_, properties, expected, part = {}) => {
  expect(rules(network(ingress(properties), part), 'App.Sg', 'ingress')).toEqual(expected);
});

test('each rule of a list has its own place', () => {
  const world = network({ ...VPC, Sg: group({ SecurityGroupIngress: [{ ...tcp(22), CidrIp: '10.0.0.0/8' }, { ...tcp(80), CidrIp: '0.0.0.0/0' }], SecurityGroupEgress: [{ ...tcp(1), CidrIp: '255.255.255.255/32' }] }) });
  expect(world.groups.get('App.Sg')!.rules.map((r) => [r.direction, r.place.pointer])).toEqual([
    ['ingress', '/Resources/Sg/Properties/SecurityGroupIngress/0'], ['ingress', '/Resources/Sg/Properties/SecurityGroupIngress/1'], ['egress', '/Resources/Sg/Properties/SecurityGroupEgress/0'],
  ]);
});

test('a whole rule under a condition, and a list that is a token', () => {
  const world = network({
    ...VPC,
    Sg: group({ SecurityGroupIngress: [when('Prod', { ...tcp(22), CidrIp: '10.0.0.0/8' }), { ...tcp(80), CidrIp: '0.0.0.0/0' }] }),
    Hidden: group({ SecurityGroupIngress: ref('Stage') }),
  }, PROD);
  expect(rules(world, 'App.Sg', 'ingress')).toEqual(['ingress tcp/22 from 10.0.0.0/8 when App.Stage in {prod}', 'ingress tcp/80 from 0.0.0.0/0']);
  expect(world.groups.get('App.Sg')!.rules[0].place.pointer).toBe('/Resources/Sg/Properties/SecurityGroupIngress/0/Fn::If/1');
  expect(world.groups.get('App.Hidden')!.open.map((u) => u.token)).toEqual(['Ref Stage']);
});

describe('standalone rules', () => {
  const standalone = (direction: 'Ingress' | 'Egress', properties: object, more: object = {}): unknown => type(`EC2::SecurityGroup${direction}`, { GroupId: att('Sg', 'GroupId'), ...properties }, more);

  test('both sides, with their own places', () => {
    const world = network({
      ...BASE,
      In: standalone('Ingress', { ...tcp(443), SourceSecurityGroupId: att('Other', 'GroupId') }, { Metadata: { 'zero-trust': { flows: ['web'] } } }),
      Out: standalone('Egress', { ...tcp(443), DestinationSecurityGroupId: att('Other', 'GroupId') }),
      List: standalone('Egress', { ...tcp(443), DestinationPrefixListId: 'pl-6da54004' }),
    }, { region: 'eu-west-1' });
    expect(rules(world, 'App.Sg').slice(0, 3)).toEqual(['ingress tcp/443 from App.Other', 'egress tcp/443 to external:pl-6da54004', 'egress tcp/443 to App.Other']);
    expect(world.groups.get('App.Sg')!.rules[0].place).toMatchObject({ pointer: '/Resources/In', flows: ['web'] });
    expect(world.prefixLists.get('external:pl-6da54004')!.awsName).toBe('com.amazonaws.eu-west-1.s3');
  });

  test('inline and standalone say the same', () => {
    const fields = { ...tcp(5432), CidrIp: '10.1.0.0/16' };
    const [inline, alone] = [network({ ...VPC, Sg: group({ SecurityGroupIngress: [fields] }) }), network({ ...VPC, Sg: group(), In: standalone('Ingress', fields) })];
    expect(rules(alone, 'App.Sg', 'ingress')).toEqual(rules(inline, 'App.Sg', 'ingress'));
  });

  test('on a group outside, and on a token', () => {
    const world = network({ ...VPC, In: standalone('Ingress', { ...tcp(1), CidrIp: '10.0.0.0/8', GroupId: 'sg-0123' }), Token: standalone('Ingress', { ...tcp(2), CidrIp: '10.0.0.0/8', GroupId: ref('P') }), Sg: group() }, PARAMETER);
    expect(rules(world, 'external:sg-0123')).toEqual(['ingress tcp/1 from 10.0.0.0/8']);
    expect(rules(world, 'external:App.P')).toEqual(['ingress tcp/2 from 10.0.0.0/8']);
    expect(world.groups.get('external:sg-0123')!.open).not.toEqual([]);
    // A parameter is given before the groups of its own template exist.
    expect(rules(world, 'App.Sg', 'ingress')).toEqual([]);
  });

  test('on a token that may be a group of another template', () => {
    const world = networkOf([
      { key: 'Base', body: { Resources: { ...VPC, Sg: group() } } },
      { key: 'App', body: { Parameters: { P: { Type: 'AWS::EC2::SecurityGroup::Id' } }, Resources: { In: standalone('Ingress', { ...tcp(2), CidrIp: '10.0.0.0/8', GroupId: ref('P') }) } } },
    ]);
    expect(rules(world, 'Base.Sg', 'ingress')).toEqual(['ingress tcp/2 from 10.0.0.0/8 hearsay']);
  });

  test('on a group that is imported from another stack', () => {
    const world = networkOf([
      { key: 'Base', body: { Resources: { ...VPC, Sg: group() }, Outputs: { Id: { Value: att('Sg', 'GroupId'), Export: { Name: 'sg' } } } } },
      { key: 'App', body: { Resources: { In: standalone('Ingress', { ...tcp(2), CidrIp: '10.0.0.0/8', GroupId: { 'Fn::ImportValue': 'sg' } }) } } },
    ]);
    expect(rules(world, 'Base.Sg', 'ingress')).toEqual(['ingress tcp/2 from 10.0.0.0/8']);
  });
});

describe('egress that nobody writes', () => {
  const EVERYWHERE = ['egress all to 0.0.0.0/0', 'egress all to ::/0'];
  const egress = (Resources: Resources, part?: Part): string[] => rules(network({ ...VPC, ...Resources }, part), 'App.Sg', 'egress');
  const out = type('EC2::SecurityGroupEgress', { GroupId: ref('Sg'), ...tcp(443), CidrIp: '0.0.0.0/0' });

  test.each<[string, Resources, string[], Part?]>([
    ['is there without any egress rule', { Sg: group() }, EVERYWHERE],
    ['is gone with an inline rule', { Sg: group({ SecurityGroupEgress: [{ ...tcp(443), CidrIp: '0.0.0.0/0' }] }) }, ['egress tcp/443 to 0.0.0.0/0']],
    ['is hearsay beside a standalone rule', { Sg: group(), Out: out }, ['egress tcp/443 to 0.0.0.0/0', ...EVERYWHERE.map((r) => `${r} hearsay`)]],
    ['is hearsay with an empty list', { Sg: group({ SecurityGroupEgress: [] }) }, EVERYWHERE.map((r) => `${r} hearsay`)],
    ['depends on the condition of the only rule', { Sg: group({ SecurityGroupEgress: when('Prod', [{ ...tcp(443), CidrIp: '0.0.0.0/0' }]) }) }, ['egress tcp/443 to 0.0.0.0/0 when App.Stage in {prod}', ...EVERYWHERE.map((r) => `${r} when App.Stage not in {prod} hearsay`)], PROD],
    ['stays certain where the standalone rule is not there', { Sg: group(), Out: { ...out as object, Condition: 'Prod' } }, ['egress tcp/443 to 0.0.0.0/0 when App.Stage in {prod}', ...EVERYWHERE.map((r) => `${r} when App.Stage not in {prod}`), ...EVERYWHERE.map((r) => `${r} when App.Stage in {prod} hearsay`)], PROD],
    ['is closed by a rule that lets nothing out', { Sg: group({ SecurityGroupEgress: [{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }] }) }, ['egress icmp/252/86 to 255.255.255.255/32']],
  ])('%s', (_, resources, expected, part = {}) => {
    expect(egress(resources, part)).toEqual(expected);
  });
});

test('the default group lets its own members in, and CDK takes that away by hearsay', () => {
  const DEFAULT = ['ingress all from App.Vpc#default-group', 'egress all to 0.0.0.0/0', 'egress all to ::/0'];
  expect(rules(network(VPC), 'App.Vpc#default-group')).toEqual(DEFAULT);
  const restricted = network({ ...VPC, Restrict: type('Custom::VpcRestrictDefaultSG', { ServiceToken: 'arn', DefaultSecurityGroupId: att('Vpc', 'DefaultSecurityGroup'), Account: '123456789012' }) });
  expect(rules(restricted, 'App.Vpc#default-group')).toEqual(DEFAULT.map((r) => `${r} hearsay`));
});

test('a group in one of two VPCs is a group in each, and references follow', () => {
  const world = network({
    ...VPC,
    Sg: group({ VpcId: when('Prod', ref('Vpc'), 'vpc-0123'), SecurityGroupIngress: [{ ...tcp(1), CidrIp: '10.0.0.0/8' }] }),
    User: group({ SecurityGroupIngress: [{ ...tcp(2), SourceSecurityGroupId: ref('Sg') }] }),
  }, PROD);
  expect([...world.groups.values()].filter((g) => g.id.startsWith('App.Sg')).map((g) => `${g.id} ${g.vpc} ${g.guard}`)).toEqual(['App.Sg App.Vpc App.Stage in {prod}', 'App.Sg#vpc2 external:vpc-0123 App.Stage not in {prod}']);
  expect(rules(world, 'App.Sg#vpc2', 'ingress')).toEqual(['ingress tcp/1 from 10.0.0.0/8']);
  expect(rules(world, 'App.User', 'ingress')).toEqual(['ingress tcp/2 from App.Sg when App.Stage in {prod}', 'ingress tcp/2 from App.Sg#vpc2 when App.Stage not in {prod}']);
  expect(world.aliases!.get('App.Sg')).toEqual(['App.Sg', 'App.Sg#vpc2']);
});

test('a group of further VPCs', () => {
  const world = network({ ...VPC, Second: type('EC2::VPC', { CidrBlock: '10.1.0.0/16' }), Sg: group(), Also: type('EC2::SecurityGroupVpcAssociation', { GroupId: ref('Sg'), VpcId: ref('Second') }) });
  expect(world.groups.get('App.Sg')).toMatchObject({ vpc: 'App.Vpc', alsoIn: [{ vpc: 'App.Second' }] });
});

test('a hundred thousand rules', () => {
  const cpu = (n: number): number => {
    const Sg = group({ SecurityGroupIngress: Array.from({ length: n }, (_, i) => ({ ...tcp(i % 60000), CidrIp: `10.${(i >> 8) & 255}.${i & 255}.0/24` })) });
    const before = process.cpuUsage();
    expect(network({ ...VPC, Sg }).groups.get('App.Sg')!.rules).toHaveLength(n + 2);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  cpu(10_000);
  expect(cpu(100_000)).toBeLessThan(30 * Math.max(cpu(10_000), 10_000));
}, 60_000);

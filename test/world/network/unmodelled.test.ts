/** What nobody reads: what it names bounds what it could open, and coverage says so. */
import { att, BASE, forwards, groupsOf, network, places, ref, routes, type, type Resources } from './support';

const could = (resources: Resources): string[] => network({ ...BASE, ...resources }).coverage.notModelled.map((n) => `${n.type} ${n.effect}`);

test.each<[string, unknown, string]>([
  ['names a group', type('New::Thing', { Groups: [ref('Sg')] }), 'could open a path'],
  ['names a subnet', type('New::Thing', { Where: att('A', 'SubnetId') }), 'could open a path'],
  ['names a VPC inside a text', type('New::Thing', { Body: { 'Fn::Sub': '{"vpc": "${Vpc}"}' } }), 'could open a path'],
  ['has a property like one', type('New::Thing', { NetworkSettings: { SecurityGroupIds: ['sg-1'] } }), 'could open a path'],
  ['names nothing', type('New::Thing', { Name: 'x' }), 'no effect on the network'],
  ['only records', type('EC2::FlowLog', { ResourceId: ref('Vpc') }), 'no effect on the network'],
  ['is an identity', type('IAM::Role', {}), 'no effect on the network'],
])('a type that %s', (_, X, effect) => {
  expect(could({ X })).toEqual([`${(X as { Type: string }).Type} ${effect}`]);
});

test('an interface that may be there, with what is named', () => {
  const world = network({ ...BASE, X: type('New::Thing', { Groups: [ref('Sg')], Where: [ref('A')] }) });
  const c = world.interfaces.get('App.X')!;
  expect([`${c.guard}`, c.role, ...places(c), ...groupsOf(c)]).toEqual(['unsure', 'other', 'in App.A when unsure', 'App.Sg when unsure']);
});

test('without a group, any groups', () => {
  expect(groupsOf(network({ ...BASE, X: type('New::Thing', { Where: ref('A') }) }).interfaces.get('App.X'))).toEqual(['unknown groups of AWS::New::Thing when unsure']);
});

test('a custom resource may write to what it is given', () => {
  const world = network({ ...BASE, T: type('EC2::RouteTable', { VpcId: ref('Vpc') }), X: type('Custom::Thing', { Group: ref('Sg'), Table: ref('T') }) });
  expect(world.groups.get('App.Sg')!.open.map((u) => u.token)).toEqual(['type Custom::Thing']);
  expect(world.groups.get('App.Other')!.open).toEqual([]);
  expect(routes(world, 'App.T')).toEqual(['open type Custom::Thing']);
  expect(routes(world, 'App.Vpc#main-table')).toEqual([]);
});

test('a custom resource that is given a VPC may write to its tables', () => {
  const world = network({ ...BASE, T: type('EC2::RouteTable', { VpcId: ref('Vpc') }), X: type('AWS::CloudFormation::CustomResource', { ServiceToken: 'arn', Vpc: ref('Vpc') }) });
  expect(routes(world, 'App.T')).toEqual(['open type AWS::CloudFormation::CustomResource']);
  expect(routes(world, 'App.Vpc#main-table')).toEqual(['open type AWS::CloudFormation::CustomResource']);
});

test('what names a target group may register others in it', () => {
  const world = network({
    ...BASE, Lb: type('ElasticLoadBalancingV2::LoadBalancer', { Subnets: [ref('A')], SecurityGroups: [ref('Sg')] }), Tg: type('ElasticLoadBalancingV2::TargetGroup', { VpcId: ref('Vpc'), Protocol: 'HTTP', Port: 80, Targets: [{ Id: ref('Box') }] }),
    Ear: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Lb'), Protocol: 'HTTP', Port: 80, DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }] }),
    Box: type('EC2::Instance', { SubnetId: ref('A'), SecurityGroupIds: [ref('Other')] }), Deploy: type('CodeDeploy::DeploymentGroup', { LoadBalancerInfo: { TargetGroupInfoList: [{ Name: att('Tg', 'TargetGroupName') }] } }),
  });
  expect(forwards(world)).toEqual(['App.Lb tcp/80 -> App.Box tcp/80', 'App.Lb tcp/80 -> ? type AWS::CodeDeploy::DeploymentGroup none..tcp/80 (type AWS::CodeDeploy::DeploymentGroup) when unsure']);
});

test('a module hides what it makes', () => {
  expect(network({ ...BASE, X: type('AWS::My::Net::MODULE', {}) }).unknowns.map((u) => u.token)).toContain('type AWS::My::Net::MODULE');
});

test('coverage counts every resource', () => {
  const { coverage } = network({ ...BASE, Role: type('IAM::Role'), Two: type('IAM::Role'), X: type('NetworkFirewall::Firewall', { VpcId: ref('Vpc'), SubnetMappings: [{ SubnetId: ref('A') }] }) });
  expect(coverage).toMatchObject({ resources: 8, modelled: 5, notModelled: [{ type: 'AWS::IAM::Role', count: 2, effect: 'no effect on the network' }, { type: 'AWS::NetworkFirewall::Firewall', count: 1, effect: 'could open a path' }] });
});

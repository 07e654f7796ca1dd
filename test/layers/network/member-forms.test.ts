/** Members as people hold them: L1, L2 and imported, in the stack of the intent and in others. */
import { type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Endpoint, Microsegmentation, type Segment, ZeroTrust } from 'cdk-zero-trust';
import type { IConstruct } from 'constructs';
import { func, ground, HOW, importVpc, instance } from '../../support/apps/ground';
import { type Json, newStack, resourcesOf, resourcesOfType, simulate, synthesize } from '../../support/apps/synthesize';

const vpcOf = (stack: Stack): ec2.IVpc => (stack.node.tryFindChild('Vpc') as ec2.IVpc | undefined) ?? importVpc(stack);
const L2_FUNCTION = (stack: Stack): lambda.Function => new lambda.Function(stack, 'Member', { vpc: vpcOf(stack), runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });

describe.each<[string, string]>([['in the stack of the intent', 'App'], ['in another stack', 'Other']])('a member %s', (_name, home) => {
  const build = (make: (stack: Stack) => IConstruct): { made: ReturnType<typeof synthesize>; ask: (source: string, destination: string) => boolean } => {
    const { app, stack, vpc } = ground();
    const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
    const api = zt.addSegment('api', { members: [make(home === 'App' ? stack : newStack(app, 'Other'))] });
    zt.addFlow({ source: zt.addSegment('client', { members: [instance(stack, 'Client')] }), destination: api, port: ec2.Port.tcp(443), ...HOW });
    const made = synthesize(app);
    const simulator = simulate(made, { groups: { 'sg-0bbbbbbbbbbbbbbb1': { SecurityGroupIngress: [], SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] } } }).attach('imported', ['sg-0bbbbbbbbbbbbbbb1']).placeAll('10.0.0.0/24');
    return { made, ask: (source, destination) => simulator.permits({ source, destination, protocol: 'tcp', port: 443 }).allowed };
  };

  test.each<[string, (stack: Stack) => IConstruct]>([
    ['an L1', (stack) => func(stack, 'Member')],
    ['an L2', L2_FUNCTION],
    ['an L1 inside an L2', (stack) => L2_FUNCTION(stack).node.defaultChild!],
  ])('%s takes the segment\'s group, is let in, and has no way out', (_form, make) => {
    const { made, ask } = build(make);
    const [member] = resourcesOfType(made.templates, 'AWS::Lambda::Function');
    expect(member.Properties.VpcConfig.SecurityGroupIds).toHaveLength(1);
    expect([ask('App/Client', 'Member'), ask('Member', 'App/Client'), ask('Member', '8.8.8.8')]).toEqual([true, false, false]);
    for (const [id, { Type, Properties }] of resourcesOf(made.templates)) {
      if (Type === 'AWS::EC2::SecurityGroup') expect([id, Properties.SecurityGroupEgress]).toEqual([id, [expect.objectContaining({ CidrIp: '255.255.255.255/32' })]]);
    }
  });

  test('an imported group keeps what it has and is let in', () => {
    const { made, ask } = build((stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Member', 'sg-0bbbbbbbbbbbbbbb1'));
    expect(resourcesOfType(made.templates, 'AWS::EC2::SecurityGroupEgress').filter((r) => r.Properties.GroupId === 'sg-0bbbbbbbbbbbbbbb1')).toEqual([]);
    expect([ask('App/Client', 'imported'), ask('imported', '8.8.8.8')]).toEqual([true, true]);
  });
});

test('what a load balancer opens by itself is closed, and its targets are reached by flows', () => {
  const { app, stack, vpc } = ground();
  const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
  const machine = new ec2.Instance(stack, 'Machine', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }) });
  balancer.addListener('Http', { port: 80, open: true, protocol: elbv2.ApplicationProtocol.HTTP, defaultAction: elbv2.ListenerAction.fixedResponse(200) });
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
  const [web, api] = [zt.addSegment('web', { members: [balancer] }), zt.addSegment('api', { members: [machine] })];
  zt.addFlow({ source: web, destination: api, port: ec2.Port.tcp(8080), ...HOW });
  const made = synthesize(app);
  const simulator = simulate(made).placeAll('10.0.0.0/24');
  const ask = (source: string, destination: string, port: number): boolean => simulator.permits({ source, destination, protocol: 'tcp', port }).allowed;
  expect([ask('8.8.8.8', 'App/Balancer', 80), ask('App/Balancer', 'App/Machine', 8080), ask('App/Balancer', 'App/Machine', 80)]).toEqual([false, true, false]);
  expect(made.warnings).toEqual([expect.stringMatching(/^ConnectionIgnored: a rule from `0\.0\.0\.0\/0` to `web` \(tcp 80\)/)]);
});

test('flows both ways between two stacks close no circle, because the groups live with the intent', () => {
  const { app, stack, vpc } = ground();
  const [one, two] = ['One', 'Two'].map((id) => newStack(app, id));
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
  const [a, b] = [zt.addSegment('a', { members: [func(one, 'A')] }), zt.addSegment('b', { members: [L2_FUNCTION(two)] })];
  zt.addFlow({ source: a, destination: b, port: ec2.Port.tcp(1), ...HOW });
  zt.addFlow({ source: b, destination: a, port: ec2.Port.tcp(2), ...HOW });
  const simulator = simulate(synthesize(app));
  const ask = (source: string, destination: string, port: number): boolean => simulator.permits({ source, destination, protocol: 'tcp', port }).allowed;
  expect([ask('One/A', 'Two/Member', 1), ask('Two/Member', 'One/A', 2), ask('One/A', 'Two/Member', 2)]).toEqual([true, true, false]);
});

test('members that come later, and parts of members that come later, are members', () => {
  const { app, stack, vpc } = ground();
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
  const cluster = new rds.CfnDBCluster(stack, 'Cluster', { engine: 'aurora-postgresql', dbSubnetGroupName: 'group' });
  const docs = zt.addSegment('docs', { members: [cluster] });
  zt.addFlow({ source: Endpoint.cidr('10.0.0.0/8'), destination: docs, port: ec2.Port.tcp(5432), ...HOW });
  docs.addMember(instance(stack, 'Late'));
  new rds.CfnDBInstance(stack, 'Reader', { dbClusterIdentifier: cluster.ref, engine: 'aurora-postgresql', vpcSecurityGroups: ['sg-0ccccccccccccccc1'] });
  const simulator = simulate(synthesize(app)).placeAll('10.0.0.0/24');
  for (const member of ['Cluster', 'Late', 'Reader']) expect([member, simulator.groupsOf(`App/${member}`).length, simulator.permits({ source: '10.9.9.9', destination: `App/${member}`, protocol: 'tcp', port: 5432 }).allowed]).toEqual([member, 1, true]);
});

describe('a segment\'s own group', () => {
  const withHandle = (use: (segment: Segment, stack: Stack, vpc: ec2.IVpc) => void): ReturnType<typeof synthesize> => {
    const { app, stack, vpc } = ground();
    const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
    const api = zt.addSegment('api');
    use(api, stack, vpc);
    zt.addFlow({ source: Endpoint.cidr('10.0.0.0/8'), destination: api, port: ec2.Port.tcp(443), ...HOW });
    return synthesize(app);
  };

  test('may be given to a construct that wants one when it is made', () => {
    const made = withHandle((api, stack, vpc) => new lambda.Function(stack, 'Member', { vpc, securityGroups: [api.securityGroup], runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') }));
    expect(simulate(made).permits({ source: '10.9.9.9', destination: 'App/Member', protocol: 'tcp', port: 443 }).allowed).toBe(true);
    expect(made.warnings).toEqual([]);
  });

  test('cannot be opened by `connections`', () => {
    const made = withHandle((api, stack, vpc) => {
      const member = new lambda.Function(stack, 'Member', { vpc, securityGroups: [api.securityGroup], runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
      member.connections.allowFromAnyIpv4(ec2.Port.tcp(22));
      member.connections.allowToAnyIpv4(ec2.Port.allTraffic());
    });
    const simulator = simulate(made);
    expect([simulator.permits({ source: '8.8.8.8', destination: 'App/Member', protocol: 'tcp', port: 22 }).allowed, simulator.permits({ source: 'App/Member', destination: '8.8.8.8', protocol: 'tcp', port: 443 }).allowed]).toEqual([false, false]);
  });

  test('of a segment without members exists, closed', () => {
    const { app, stack, vpc } = ground();
    new ZeroTrust(stack, 'ZeroTrust', { vpc }).addSegment('api');
    const [group] = resourcesOfType(synthesize(app).templates, 'AWS::EC2::SecurityGroup');
    expect(group.Properties.GroupDescription).toBe('zero-trust segment api');
  });

  test('hangs on its id alone: its logical id, its description and its tag', () => {
    const idsOf = (displayName: string | undefined, extra: boolean): unknown => {
      const { app, stack, vpc } = ground();
      const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
      if (extra) zt.addSegment('aaa', { members: [instance(stack, 'Extra')] });
      zt.addSegment('api', { displayName, members: [instance(stack, 'Api')] });
      return resourcesOf(synthesize(app).templates).filter(([, r]) => r.Properties.GroupDescription === 'zero-trust segment api');
    };
    expect(idsOf('Other', true)).toEqual(idsOf(undefined, false));
    expect(idsOf(undefined, false)).toEqual([['App/ZeroTrustNetworkapiGroupB4AA41C6', expect.anything()]]);
  });
});

test('the network layer works alone', () => {
  const { app, stack, vpc } = ground();
  const network = new Microsegmentation(stack, 'Network', { vpc });
  const [a, b] = ['A', 'B'].map((id) => network.addSegment(id.toLowerCase(), { members: [instance(stack, id)] }));
  network.addFlow({ source: a, destination: b, port: ec2.Port.tcp(1), ...HOW });
  const made = synthesize(app);
  expect(simulate(made).permits({ source: 'App/A', destination: 'App/B', protocol: 'tcp', port: 1 }).allowed).toBe(true);
  expect((JSON.parse(made.intents['']) as Json).scopes).toEqual([{ scope: 'App/Network', posture: 'standard' }]);
});

/** The member's list stays the segment's, whoever adds what, in whatever order, in whatever stack. */
import { App, CfnResource, Fn, Lazy, NestedStack, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct, IConstruct } from 'constructs';
import { resolveMember } from '../../../../lib/layers/network/members';
import { newEc2Service, newFargateService, newFunction, newTemplate } from './cases';
import { at, dropStrays, ENV, Ground, ground, groupRef, importVpc, join, logicalId, openEgress, owned, resourcesOf } from './harness';

const IMAGE = ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' });
const T3 = new ec2.InstanceType('t3.micro');

interface Adder {
  readonly name: string;
  readonly member: (g: Ground) => IConstruct & ec2.IConnectable;
  readonly slot: string;
}

const ADDERS: readonly Adder[] = [
  { name: 'Lambda function', member: (g) => newFunction(g), slot: 'VpcConfig.SecurityGroupIds' },
  { name: 'load balancer', member: (g) => new elbv2.ApplicationLoadBalancer(g.stack, 'Member', { vpc: g.vpc }), slot: 'SecurityGroups' },
  { name: 'Auto Scaling group', member: (g) => new autoscaling.AutoScalingGroup(g.stack, 'Member', { vpc: g.vpc, instanceType: T3, machineImage: IMAGE }), slot: 'SecurityGroups' },
  { name: 'instance', member: (g) => new ec2.Instance(g.stack, 'Member', { vpc: g.vpc, instanceType: T3, machineImage: IMAGE }), slot: 'SecurityGroupIds' },
  { name: 'database', member: (g) => new rds.DatabaseInstance(g.stack, 'Member', { vpc: g.vpc, engine: rds.DatabaseInstanceEngine.POSTGRES }), slot: 'VPCSecurityGroups' },
];

function addMuch(g: Ground, member: ec2.IConnectable, id: string): void {
  const extra = new ec2.SecurityGroup(g.stack, `Extra${id}`, { vpc: g.vpc, allowAllOutbound: false });
  member.connections.addSecurityGroup(extra);
  (member as Partial<autoscaling.AutoScalingGroup>).addSecurityGroup?.(extra);
  member.connections.allowFromAnyIpv4(ec2.Port.tcp(22), `asked ${id}`);
  member.connections.allowTo(ec2.Peer.ipv4('10.9.0.0/16'), ec2.Port.tcp(443));
  member.connections.allowFrom(extra, ec2.Port.tcp(8080));
}

describe.each(ADDERS)('$name', ({ member: make, slot }) => {
  test.each(['before', 'after', 'before and after'])('rules and groups added %s', (when) => {
    const g = ground();
    const member = make(g);
    if (when.includes('before')) addMuch(g, member, 'Before');
    const joined = join(member, g.segment);
    if (when.includes('after')) addMuch(g, member, 'After');
    dropStrays(joined);
    const resources = resourcesOf(g.stack);
    const { resource } = joined.resources[0];
    expect(at(resources[logicalId(resource)].Properties, slot)).toEqual([groupRef(g.segment)]);
    const generated = resources[logicalId(joined.generatedGroups[0])].Properties;
    expect(generated.SecurityGroupIngress).toBeUndefined();
    expect(generated.SecurityGroupEgress).toEqual([{ CidrIp: '255.255.255.255/32', Description: 'Disallow all traffic', FromPort: 252, IpProtocol: 'icmp', ToPort: 86 }]);
    expect(openEgress(resources)).toEqual([]);
    const standing = Object.values(resources).filter((r) => /SecurityGroup(In|E)gress$/.test(r.Type)).map((r) => r.Properties.GroupId['Fn::GetAtt'][0]);
    expect(standing).not.toContain(logicalId(joined.generatedGroups[0]));
  });

  test('twice is once, and a second look finds the same groups', () => {
    const once = ground();
    join(make(once), once.segment);
    const twice = ground();
    const member = make(twice);
    const first = join(member, twice.segment);
    const second = join(member, twice.segment);
    expect(second.generatedGroups).toEqual(first.generatedGroups);
    expect(second.sharedGroups).toEqual(first.sharedGroups);
    expect(resourcesOf(twice.stack)).toEqual(resourcesOf(once.stack));
  });
});

test('without membership, addSecurityGroup changes nothing for a Lambda function: why this module exists', () => {
  const g = ground();
  const member = newFunction(g);
  member.connections.addSecurityGroup(g.segment);
  const resources = resourcesOf(g.stack);
  expect(at(resources[logicalId(member.node.defaultChild!)].Properties, 'VpcConfig.SecurityGroupIds')).not.toContainEqual(groupRef(g.segment));
  expect(openEgress(resources)).toEqual([logicalId(member.connections.securityGroups[0].node.defaultChild!)]);
});

describe('groups that are on the member today', () => {
  test('handed in: detached, left alone', () => {
    const g = ground();
    const own = new ec2.SecurityGroup(g.stack, 'Own', { vpc: g.vpc });
    const imported = ec2.SecurityGroup.fromSecurityGroupId(g.stack, 'Known', 'sg-77');
    const member = new lambda.Function(g.stack, 'Member', { vpc: g.vpc, securityGroups: [own, imported], runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
    const joined = join(member, g.segment);
    expect(joined.generatedGroups).toEqual([]);
    expect(joined.sharedGroups.map((s) => s.path)).toEqual(['S/Own/Resource', 'sg-77']);
    expect(openEgress(resourcesOf(g.stack))).toEqual([logicalId(own.node.defaultChild!)]);
  });

  test('generated, also where the L1 inside is passed, and none where an L1 stands alone', () => {
    const g = ground();
    const member = newFunction(g);
    expect(owned(resolveMember(member.node.defaultChild!)).generatedGroups.map((c) => c.node.path)).toEqual(['S/Member/SecurityGroup/Resource']);
    const alone = new lambda.CfnFunction(g.stack, 'L1', { role: 'r', code: {}, vpcConfig: { subnetIds: ['subnet-c'], securityGroupIds: [member.connections.securityGroups[0].securityGroupId] } });
    expect(owned(resolveMember(alone)).sharedGroups.map((s) => s.path)).toEqual(['S/Member/SecurityGroup/Resource']);
    const byLogicalId = new lambda.CfnFunction(g.stack, 'L1b', { role: 'r', code: {}, vpcConfig: { subnetIds: ['subnet-c'], securityGroupIds: [Fn.getAtt('MemberSecurityGroup3CC89390', 'GroupId').toString()] } });
    expect(owned(resolveMember(byLogicalId)).sharedGroups.map((s) => s.path)).toEqual(['S/Member/SecurityGroup/Resource']);
  });

  test('a list chosen at deployment is replaced and reported', () => {
    const g = ground();
    const member = new lambda.CfnFunction(g.stack, 'Member', { role: 'r', code: {}, vpcConfig: { subnetIds: ['subnet-c'], securityGroupIds: Fn.split(',', Fn.importValue('Groups')) } });
    expect(join(member, g.segment).sharedGroups.map((s) => s.path)).toEqual(['{"Fn::Split":[",",{"Fn::ImportValue":"Groups"}]}']);
    expect(at(resourcesOf(g.stack).Member.Properties, 'VpcConfig')).toEqual({ SubnetIds: ['subnet-c'], SecurityGroupIds: [groupRef(g.segment)] });
  });
});

test('reading does not freeze lazy values that the user still fills', () => {
  const g = ground();
  const groups: string[] = [];
  const subnets = ['subnet-c'];
  const member = new lambda.CfnFunction(g.stack, 'Member', {
    role: 'r', code: {}, vpcConfig: Lazy.any({ produce: () => ({ subnetIds: [...subnets], securityGroupIds: [...groups] }) }),
  });
  owned(resolveMember(member));
  groups.push('sg-late');
  subnets.push('subnet-late');
  expect(resourcesOf(g.stack).Member.Properties.VpcConfig).toEqual({ SubnetIds: ['subnet-c', 'subnet-late'], SecurityGroupIds: ['sg-late'] });

  const h = ground();
  const box = new ec2.CfnInstance(h.stack, 'Box', { imageId: 'ami-1', subnetId: 'subnet-c', securityGroupIds: Lazy.list({ produce: () => [...groups] }) });
  expect(owned(resolveMember(box)).sharedGroups.map((s) => s.id)).toEqual(['sg-late']);
  groups.push('sg-later');
  expect(resourcesOf(h.stack).Box.Properties.SecurityGroupIds).toEqual(['sg-late', 'sg-later']);
});

test('an override of the user counts: it can put a function into a VPC', () => {
  const g = ground();
  const member = new lambda.CfnFunction(g.stack, 'Member', { role: 'r', code: {} });
  member.addPropertyOverride('VpcConfig', { SubnetIds: ['subnet-c'], SecurityGroupIds: ['sg-override'] });
  expect(join(member, g.segment).sharedGroups.map((s) => s.id)).toEqual(['sg-override']);
  expect(at(resourcesOf(g.stack).Member.Properties, 'VpcConfig')).toEqual({ SubnetIds: ['subnet-c'], SecurityGroupIds: [groupRef(g.segment)] });
});

describe('across stacks', () => {
  function twoStacks(context: Record<string, unknown> = {}): { segments: Stack; workloads: Stack; segment: ec2.SecurityGroup; member: lambda.Function } {
    const app = new App({ context });
    const segments = new Stack(app, 'Segments', { env: ENV });
    const segment = new ec2.SecurityGroup(segments, 'Api', { vpc: importVpc(segments), allowAllOutbound: false });
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    const member = newFunction({ app, stack: workloads, vpc: importVpc(workloads), segment });
    join(member, segment);
    return { segments, workloads, segment, member };
  }

  test('the segment in a leaf stack, the member imports its group; no cycle', () => {
    const { segments, workloads, member } = twoStacks();
    const list = at(resourcesOf(workloads)[logicalId(member.node.defaultChild!)].Properties, 'VpcConfig.SecurityGroupIds');
    expect(list).toEqual([{ 'Fn::ImportValue': expect.stringMatching(/^Segments:ExportsOutput/) }]);
    expect(workloads.dependencies).toEqual([segments]);
    expect(segments.dependencies).toEqual([]);
  });

  test('weak references', () => {
    const { workloads, member } = twoStacks({ '@aws-cdk/core:defaultCrossStackReferences': 'weak' });
    const list = at(resourcesOf(workloads)[logicalId(member.node.defaultChild!)].Properties, 'VpcConfig.SecurityGroupIds');
    expect(list).toEqual([{ 'Fn::GetStackOutput': expect.objectContaining({ StackName: 'Segments' }) }]);
  });

  test('flows both ways between members of two stacks: the rules in a third, still no cycle', () => {
    const { segments, workloads, segment } = twoStacks();
    const other = new Stack(workloads.node.root as App, 'Others', { env: ENV });
    const docs = new ec2.SecurityGroup(segments, 'Docs', { vpc: importVpc(new Stack(segments, 'Unused')), allowAllOutbound: false });
    join(newFunction({ app: workloads.node.root as App, stack: other, vpc: importVpc(other), segment: docs }), docs);
    const flows = new Stack(workloads.node.root as App, 'Flows', { env: ENV });
    [[segment, docs], [docs, segment]].forEach(([from, to], i) => {
      new ec2.CfnSecurityGroupEgress(flows, `E${i}`, { groupId: from.securityGroupId, destinationSecurityGroupId: to.securityGroupId, ipProtocol: 'tcp', fromPort: 443, toPort: 443 });
      new ec2.CfnSecurityGroupIngress(flows, `I${i}`, { groupId: to.securityGroupId, sourceSecurityGroupId: from.securityGroupId, ipProtocol: 'tcp', fromPort: 443, toPort: 443 });
    });
    expect(() => (workloads.node.root as App).synth()).not.toThrow();
  });

  test('a launch template in another stack, a member in a nested stack', () => {
    const g = ground();
    const other = new Stack(g.app, 'Templates', { env: ENV });
    const template = newTemplate({ ...g, stack: other });
    const workloads = new Stack(g.app, 'Workloads', { env: ENV });
    join(new autoscaling.AutoScalingGroup(workloads, 'Group', { vpc: importVpc(workloads), launchTemplate: template }), g.segment);
    expect(resourcesOf(other)[logicalId(template.node.defaultChild!)].Properties.LaunchTemplateData.SecurityGroupIds).toEqual([{ 'Fn::ImportValue': expect.any(String) }]);

    const h = ground();
    const nested = new NestedStack(h.stack, 'Nested');
    const member = newFunction({ ...h, stack: nested });
    join(member, h.segment);
    expect(at(resourcesOf(nested)[logicalId(member.node.defaultChild!)].Properties, 'VpcConfig.SecurityGroupIds')).toEqual([{ Ref: expect.stringMatching(/^referencetoSSegment/) }]);
  });
});

describe('what a member needs and offers', () => {
  test('boot profiles', () => {
    const profile = (build: (g: Ground) => Parameters<typeof resolveMember>[0]): string | undefined => owned(resolveMember(build(ground()))).bootProfile;
    expect(profile((g) => newFunction(g))).toBe('lambda');
    expect(profile((g) => newFargateService(g))).toBe('ecs-fargate');
    expect(profile((g) => newEc2Service(g, ecs.NetworkMode.AWS_VPC))).toBeUndefined();
    expect(profile((g) => new autoscaling.AutoScalingGroup(g.stack, 'A', { vpc: g.vpc, instanceType: T3, machineImage: IMAGE }))).toBe('ec2');
    expect(profile((g) => new ecs.Cluster(g.stack, 'C', { vpc: g.vpc }).addCapacity('A', { instanceType: T3 }))).toBe('ecs-ec2');
    expect(profile((g) => {
      const userData = ec2.UserData.forLinux();
      userData.addCommands('echo ECS_CLUSTER=c >> /etc/ecs/ecs.config');
      return newTemplate(g, { userData });
    })).toBe('ecs-ec2');
    expect(profile((g) => {
      const taskDefinition = new ecs.FargateTaskDefinition(g.stack, 'T');
      taskDefinition.addContainer('main', { image: ecs.ContainerImage.fromRegistry('a') });
      return new ecs.CfnService(g.stack, 'S', { taskDefinition: taskDefinition.taskDefinitionArn, networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-c'] } } });
    })).toBe('ecs-fargate');
    expect(profile((g) => new ecs.CfnService(g.stack, 'S', { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }], networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-c'] } } }))).toBe('ecs-fargate');
    expect(profile((g) => new rds.DatabaseInstance(g.stack, 'D', { vpc: g.vpc, engine: rds.DatabaseInstanceEngine.MYSQL }))).toBeUndefined();
  });

  test('default ports: stated, by engine, fixed, or unknown', () => {
    const g = ground();
    const port = (member: CfnResource | ec2.InterfaceVpcEndpoint): number | undefined => owned(resolveMember(member)).defaultPort;
    expect(port(new rds.CfnDBInstance(g.stack, 'A', { engine: 'sqlserver-ee' }))).toBe(1433);
    expect(port(new rds.CfnDBInstance(g.stack, 'B', { engine: 'postgres', port: '5544' }))).toBe(5544);
    expect(port(new rds.CfnDBInstance(g.stack, 'C', { engine: 'postgres', port: Fn.importValue('P') }))).toBeUndefined();
    expect(port(new rds.CfnDBCluster(g.stack, 'D', { engine: 'aurora-postgresql' }))).toBeUndefined(); // d.ts: 3306 when provisioned, of all things
    expect(port(new rds.CfnDBProxy(g.stack, 'E', { dbProxyName: 'p', engineFamily: 'POSTGRESQL', roleArn: 'r', vpcSubnetIds: ['subnet-c'] }))).toBe(5432);
    expect(port(new elasticache.CfnServerlessCache(g.stack, 'F', { engine: 'memcached', serverlessCacheName: 'n', subnetIds: ['subnet-c'] }))).toBe(11211);
    expect(port(new ec2.InterfaceVpcEndpoint(g.stack, 'G', { vpc: g.vpc, service: ec2.InterfaceVpcEndpointAwsService.SQS }))).toBe(443);
    expect(port(new ec2.CfnVPCEndpoint(g.stack, 'H', { vpcId: 'v', vpcEndpointType: 'Interface', serviceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-1' }))).toBeUndefined();
  });
});

test('a construct around one member is that member, with what belongs to it', () => {
  const g = ground();
  const outer = new Construct(g.stack, 'Outer');
  const inside = { ...g, stack: outer as Stack };
  const member = newFunction(inside);
  member.addAlias('live');
  new lambda.Alias(outer, 'Blue', { aliasName: 'blue', version: member.currentVersion });
  expect(owned(resolveMember(outer)).resources.map((r) => r.resource)).toEqual([member.node.defaultChild]);

  const scaled = new Construct(g.stack, 'Scaled');
  const template = newTemplate({ ...g, stack: scaled as Stack });
  new autoscaling.AutoScalingGroup(scaled, 'Group', { vpc: g.vpc, launchTemplate: template });
  expect(owned(resolveMember(scaled)).type.cfnType).toBe('AWS::AutoScaling::AutoScalingGroup');
  expect(owned(resolveMember(scaled)).resources.map((r) => r.resource)).toEqual([template.node.defaultChild]);
});

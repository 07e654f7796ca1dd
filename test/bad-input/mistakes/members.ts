/** Mistakes in who is put into a segment. */
import { AspectPriority, Aspects, CfnCondition, CfnResource, Fn } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import type { World } from '../world';
import type { Mistake } from './types';

const FILE = 'members.ts';

/** A segment with this member, added in this file. */
const join = (make: (w: World) => IConstruct) => (w: World): void => {
  const { api } = w.zeroTrust();
  api.addMember(make(w));
};

const template = (w: World, id: string): ec2.LaunchTemplate => new ec2.LaunchTemplate(w.stack, id, {
  instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }), securityGroup: new ec2.SecurityGroup(w.stack, `${id}Group`, { vpc: w.vpc, allowAllOutbound: false }),
});
const group = (w: World, id: string, launchTemplate: ec2.ILaunchTemplate): autoscaling.AutoScalingGroup => new autoscaling.AutoScalingGroup(w.stack, id, { vpc: w.vpc, vpcSubnets: { subnets: w.vpc.isolatedSubnets }, launchTemplate });

/** A Fargate service of one container, as L1. */
const fargate = (w: World, container: Partial<ecs.CfnTaskDefinition.ContainerDefinitionProperty>): ecs.CfnService => new ecs.CfnService(w.stack, 'Service', {
  launchType: 'FARGATE',
  networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-0a'] } },
  taskDefinition: new ecs.CfnTaskDefinition(w.stack, 'Task', { networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], containerDefinitions: [{ name: 'main', image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1', ...container }] }).ref,
});

export const MEMBERS: readonly Mistake[] = [
  { name: 'a member in two segments', code: 'MemberInTwoSegments', where: FILE, words: ['`App/Fn-web`', 'one segment per resource', 'drop it from one'], build: (w) => {
    const { api } = w.zeroTrust();
    api.addMember(w.stack.node.findChild('Fn-web'));
  } },
  { name: 'a type that has no interface', code: 'MemberTypeUnknown', where: FILE, words: ['`App/Queue`', '`AWS::SQS::Queue`', 'nearest', 'pass the construct that holds the network interface'], build: join((w) => new sqs.Queue(w.stack, 'Queue')) },
  { name: 'two members in one construct', code: 'MemberAmbiguous', where: FILE, words: ['`.loadBalancer` and `.service`'], build: join((w) => new patterns.ApplicationLoadBalancedFargateService(w.stack, 'Service', { vpc: new ec2.Vpc(w.stack, 'New'), taskImageOptions: { image: ecs.ContainerImage.fromRegistry('nginx') } })) },
  { name: 'a function outside of the VPC', code: 'MemberNotInVpc', where: FILE, words: ['`App/Fn-outside', 'give it a VPC'], build: join((w) => w.function('outside', null)) },
  { name: 'a service that shares the groups of its host', code: 'MemberSharesHost', where: FILE, words: ['network mode `awsvpc`', 'Auto Scaling group'], build: join((w) => {
    const definition = new ecs.Ec2TaskDefinition(w.stack, 'Task', { networkMode: ecs.NetworkMode.BRIDGE });
    definition.addContainer('main', { image: ecs.ContainerImage.fromRegistry('nginx'), memoryLimitMiB: 128 });
    return new ecs.Ec2Service(w.stack, 'Service', { cluster: new ecs.Cluster(w.stack, 'Cluster', { vpc: w.vpc }), taskDefinition: definition });
  }) },
  { name: 'an instance of a database cluster', code: 'MemberBelongsToCluster', where: FILE, words: ['`App/Cluster`', 'pass the cluster'], build: join((w) => new rds.CfnDBInstance(w.stack, 'Instance', { dbClusterIdentifier: new rds.CfnDBCluster(w.stack, 'Cluster', { engine: 'aurora-mysql' }).ref })) },
  { name: 'a gateway endpoint', code: 'MemberHasNoGroups', where: FILE, words: ['type `Gateway`', 'leave it out'], build: join((w) => new ec2.CfnVPCEndpoint(w.stack, 'Endpoint', { vpcId: w.vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.dynamodb' })) },
  { name: 'a node group without launch template', code: 'MemberNeedsLaunchTemplate', where: FILE, words: ['`launchTemplateSpec`'], build: join((w) => new CfnNodegroup(w.stack, 'Nodes', { clusterName: 'c', nodeRole: 'r', subnets: ['subnet-0a'] })) },
  { name: 'a launch template of somebody else', code: 'MemberSourceNotOwned', where: FILE, words: ['`lt-1`', '`SecurityGroup.fromSecurityGroupId`'], build: join((w) => group(w, 'Fleet', ec2.LaunchTemplate.fromLaunchTemplateAttributes(w.stack, 'Template', { launchTemplateId: 'lt-1' }))) },
  { name: 'a member whose VPC a condition chooses', code: 'MemberUnreadable', where: FILE, words: ['chosen at deployment', 'condition on the whole resource'], build: join((w) => {
    new CfnCondition(w.stack, 'IsProd', { expression: Fn.conditionEquals('a', 'b') });
    return new lambda.CfnFunction(w.stack, 'Conditional', { role: 'r', code: {}, vpcConfig: Fn.conditionIf('IsProd', { SubnetIds: ['subnet-0a'] }, { Ref: 'AWS::NoValue' }) });
  }) },
  { name: 'an imported group that takes no rules', code: 'ImportedGroupImmutable', where: FILE, words: ['`App/Legacy`', 'drop `mutable: false`'], build: join((w) => ec2.SecurityGroup.fromSecurityGroupId(w.stack, 'Legacy', 'sg-0123456789abcdef0', { mutable: false })) },
  { name: 'an import that names no group', code: 'ImportedWithoutGroups', where: FILE, words: ['`App/Imported`', '`securityGroup`'], build: join((w) => lambda.Function.fromFunctionArn(w.stack, 'Imported', 'arn:aws:lambda:eu-west-1:111122223333:function:f')) },

  { name: 'a member in another VPC', code: 'MemberInOtherVpc', where: FILE, words: ['`vpc-0fedcba9876543210`', 'its own `ZeroTrust`'], build: join((w) => w.function('elsewhere', w.importVpc('Other', { vpcId: 'vpc-0fedcba9876543210', isolatedSubnetIds: ['subnet-0c', 'subnet-0d'] }))) },
  { name: 'an override of the groups of a member', code: 'MemberListChanged', words: ['`App/Fn-web/Resource`', 'segment `web`', 'remove that override'], build: (w) => {
    w.zeroTrust();
    const groups = { visit: (node: IConstruct): void => { if (CfnResource.isCfnResource(node)) node.addPropertyOverride('VpcConfig.SecurityGroupIds', ['sg-0123456789abcdef0']); } };
    Aspects.of(w.stack.node.findChild('Fn-web').node.defaultChild as CfnResource).add(groups, { priority: AspectPriority.READONLY });
  } },
  { name: 'a rule that somebody puts on the group of a segment', code: 'UndeclaredRule', words: ['`App/Rule`', 'segment `web`', 'declare a flow instead'], build: (w) => {
    const { web } = w.zeroTrust();
    new ec2.CfnSecurityGroupIngress(w.stack, 'Rule', { groupId: web.securityGroupId, ipProtocol: 'tcp', fromPort: 443, toPort: 443, cidrIp: '192.0.2.0/24' });
  } },
  { name: 'a member that comes after synthesis', code: 'DeclaredTooLate', isLate: true, words: ['after the app was synthesized', 'declare it before'], build: (w) => {
    const { api } = w.zeroTrust();
    w.app.synth();
    api.addMember(w.function('late'));
  } },

  { name: 'an image that no endpoint reaches', code: 'ImageOutsideEcr', level: 'warning', where: FILE, words: ['container `main`', '`nginx`', 'pull-through cache'], build: join((w) => fargate(w, { image: 'nginx' })) },
  { name: 'environment files that nobody may read', code: 'BootNeedsBucket', level: 'warning', where: FILE, words: ['container `main`', '`s3:GetObject`'], build: join((w) => fargate(w, { environmentFiles: [{ type: 's3', value: 'arn:aws:s3:::settings/main.env' }] })) },
  { name: 'a look-up of a group that was not made', code: 'DummyLookup', level: 'warning', where: FILE, words: ['`App/Looked`', 'placeholder', 'cdk.context.json'], build: join((w) => ec2.SecurityGroup.fromLookupById(w.stack, 'Looked', 'sg-77')) },
  { name: 'a group of the user\'s own', code: 'UserOwnedGroup', level: 'warning', where: FILE, words: ['`App/Own`', 'ingress only'], build: join((w) => new ec2.SecurityGroup(w.stack, 'Own', { vpc: w.vpc })) },
  { name: 'a network load balancer without groups', code: 'NlbGroupsReplace', level: 'warning', where: FILE, words: ['`App/Nlb', 'must be replaced'], build: join((w) => new elbv2.NetworkLoadBalancer(w.stack, 'Nlb', { vpc: w.vpc, vpcSubnets: { subnets: w.vpc.isolatedSubnets } })) },
  { name: 'a cluster that is replaced', code: 'MemberWillBeReplaced', level: 'warning', where: FILE, words: ['`App/Kafka`', 'loses its data'], build: join((w) => new msk.CfnCluster(w.stack, 'Kafka', { clusterName: 'c', kafkaVersion: '3', numberOfBrokerNodes: 2, brokerNodeGroupInfo: { instanceType: 't', clientSubnets: ['subnet-0a'] } })) },
  { name: 'a database in the default VPC', code: 'DefaultVpc', level: 'warning', where: FILE, words: ['`App/Db`', 'default VPC'], build: join((w) => new rds.CfnDBInstance(w.stack, 'Db', { engine: 'mysql' })) },
  { name: 'a launch template that others use', code: 'LaunchTemplateShared', level: 'warning', where: FILE, words: ['`App/Twin', 'its own launch template'], build: join((w) => {
    const shared = template(w, 'Template');
    group(w, 'Twin', shared);
    return group(w, 'Fleet', shared);
  }) },
  { name: 'a version of a launch template that stays', code: 'LaunchTemplateVersionPinned', level: 'warning', where: FILE, words: ['version `3`', '`latestVersionNumber`'], build: join((w) => new autoscaling.CfnAutoScalingGroup(w.stack, 'Fleet', { minSize: '1', maxSize: '1', vpcZoneIdentifier: ['subnet-0a'], launchTemplate: { launchTemplateId: template(w, 'Template').launchTemplateId, version: '3' } })) },
  { name: 'a version of a function that stays', code: 'VersionKeepsGroups', level: 'warning', where: FILE, words: ['`currentVersion`'], build: join((w) => new lambda.Version(w.stack, 'V1', { lambda: w.function('versioned') })) },
  { name: 'a rule that somebody asks for beside the flows', code: 'ConnectionIgnored', level: 'warning', words: ['segment `web`', 'declare it as a flow'], build: (w) => {
    w.zeroTrust();
    (w.stack.node.findChild('Fn-web') as lambda.Function).connections.allowFrom(ec2.Peer.ipv4('192.0.2.0/24'), ec2.Port.HTTPS);
  } },
  { name: 'a sealed group that somebody else uses', code: 'GroupSealed', level: 'warning', words: ['segment `web`', '`segment.securityGroup`'], build: (w) => {
    w.zeroTrust();
    const [sealed] = (w.stack.node.findChild('Fn-web') as lambda.Function).connections.securityGroups;
    new lambda.Function(w.stack, 'Other', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), vpc: w.vpc, vpcSubnets: { subnets: w.vpc.isolatedSubnets }, securityGroups: [sealed] });
  } },
];

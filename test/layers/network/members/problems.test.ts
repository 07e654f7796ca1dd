/** Each problem and each note, by its code, with the message that the user reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CfnCondition, CfnResource, Fn, SecretValue, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as patterns from 'aws-cdk-lib/aws-ecs-patterns';
import { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sagemaker from 'aws-cdk-lib/aws-sagemaker';
import { Construct } from 'constructs';
import { attach, MemberNoteCode, MemberProblemCode, resolveMember } from '../../../../lib/layers/network/members';
import { newEc2Service, newFargateService, newFunction, newTemplate } from './cases';
import { Build, Ground, ground, OLD, owned, problemOf } from './harness';

const code = lambda.Code.fromInline('x');
const T3 = new ec2.InstanceType('t3.micro');

/** A message says what, got, expected and fix, starts with the member, and has no full stop. */
function expectProblem(build: Build, expected: MemberProblemCode, ...parts: (string | RegExp)[]): void {
  const problem = problemOf(resolveMember(build(ground())));
  expect([problem.code, problem.message]).toEqual([expected, expect.stringMatching(/^member `S\/.*`.*: got .*, expected .*; .*[^.]$/s)]);
  parts.forEach((part) => expect(problem.message).toMatch(part));
}

function expectNote(build: Build, expected: MemberNoteCode, ...parts: (string | RegExp)[]): void {
  const result = resolveMember(build(ground()));
  if (result.kind === 'problem') throw new Error(result.message);
  const note = result.notes.find((n) => n.code === expected);
  expect(result.notes.map((n) => n.code)).toContain(expected);
  parts.forEach((part) => expect(note!.message).toMatch(part));
}

describe('problems', () => {
  test('MemberTypeUnknown names the types, the nearest known one, and the fix', () => {
    expectProblem(({ stack }) => new sagemaker.CfnModel(stack, 'X', {}), 'MemberTypeUnknown', 'got `AWS::SageMaker::Model`', /nearest `AWS::\w+::\w+`/, 'pass the construct that holds the network interface');
    expectProblem(({ stack }) => new s3.Bucket(stack, 'X'), 'MemberTypeUnknown', '`AWS::S3::Bucket`');
    expectProblem(({ stack }) => new CfnResource(stack, 'X', { type: 'AWS::ElastiCache::GlobalReplicationGroup' }), 'MemberTypeUnknown', 'nearest `AWS::ElastiCache::ReplicationGroup`');
    expectProblem(({ stack, vpc }) => new ecs.Cluster(stack, 'X', { vpc }), 'MemberTypeUnknown', 'nearest `AWS::ECS::Service`');
    expectProblem(({ stack }) => new Construct(stack, 'X'), 'MemberTypeUnknown', 'a construct without resources');
  });

  test('MemberTypeUnknown: a construct that holds a second resource with groups would join by half', () => {
    expectProblem((g) => {
      const outer = new Construct(g.stack, 'X');
      newFunction({ ...g, stack: outer as Stack }, 'Fn');
      new sagemaker.CfnModel(outer, 'Model', { vpcConfig: { securityGroupIds: [OLD], subnets: ['subnet-c'] } });
      return outer;
    }, 'MemberTypeUnknown', 'got `AWS::SageMaker::Model`');
  });

  test('MemberAmbiguous names the properties to pass', () => {
    expectProblem(({ stack, vpc }) => new patterns.ApplicationLoadBalancedFargateService(stack, 'X', { vpc, taskImageOptions: { image: ecs.ContainerImage.fromRegistry('a') } }), 'MemberAmbiguous', 'pass `.loadBalancer` and `.service`');
    expectProblem((g) => {
      const outer = new Construct(g.stack, 'X');
      ['A', 'B'].forEach((id) => newFunction({ ...g, stack: outer as Stack }, id));
      return outer;
    }, 'MemberAmbiguous', 'pass `S/X/A` and `S/X/B`');
  });

  test('MemberNotInVpc', () => {
    expectProblem(({ stack }) => new lambda.Function(stack, 'X', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code }), 'MemberNotInVpc', 'got `AWS::Lambda::Function` without `VpcConfig.SubnetIds`', 'give it a VPC');
    expectProblem(({ stack }) => new lambda.CfnFunction(stack, 'X', { role: 'r', code: {}, vpcConfig: { subnetIds: [] } }), 'MemberNotInVpc');
    expectProblem(({ stack }) => new efs.CfnFileSystem(stack, 'X'), 'MemberNotInVpc', 'without mount targets');
  });

  test('MemberSharesHost', () => {
    expectProblem((g) => newEc2Service(g, ecs.NetworkMode.BRIDGE), 'MemberSharesHost', 'expected network mode `awsvpc`', 'put the Auto Scaling group of its container instances in the segment');
    expectProblem((g) => newEc2Service(g, ecs.NetworkMode.HOST), 'MemberSharesHost');
  });

  test('MemberNeedsLaunchTemplate', () => {
    expectProblem(({ stack }) => new CfnNodegroup(stack, 'X', { clusterName: 'c', nodeRole: 'r', subnets: ['subnet-c'] }), 'MemberNeedsLaunchTemplate', 'got `AWS::EKS::Nodegroup` without `LaunchTemplate`', '`launchTemplateSpec`');
    expectProblem(({ stack }) => new autoscaling.CfnAutoScalingGroup(stack, 'X', { minSize: '1', maxSize: '1', instanceId: 'i-1' }), 'MemberNeedsLaunchTemplate', '`LaunchConfigurationName`, `LaunchTemplate`, `MixedInstancesPolicy`');
  });

  test('MemberSourceNotOwned', () => {
    expectProblem(({ stack, vpc }) => new autoscaling.AutoScalingGroup(stack, 'X', { vpc, launchTemplate: ec2.LaunchTemplate.fromLaunchTemplateAttributes(stack, 'L', { launchTemplateId: 'lt-1' }) }), 'MemberSourceNotOwned', '`LaunchTemplate` = `lt-1`');
    expectProblem(({ stack }) => new ec2.CfnInstance(stack, 'X', { networkInterfaces: [{ deviceIndex: '0', networkInterfaceId: 'eni-1' }] }), 'MemberSourceNotOwned', '`eni-1` as `NetworkInterfaceId`');
    expectProblem(({ stack }) => new lambda.CfnAlias(stack, 'X', { name: 'a', functionName: 'other', functionVersion: '1' }), 'MemberSourceNotOwned', '`FunctionName` = `other`');
  });

  test('MemberBelongsToCluster', () => {
    expectProblem(({ stack }) => {
      const cluster = new rds.CfnDBCluster(stack, 'C', { engine: 'aurora-mysql' });
      return new rds.CfnDBInstance(stack, 'X', { dbClusterIdentifier: cluster.ref });
    }, 'MemberBelongsToCluster', 'an instance of the cluster `S/C`', 'pass the cluster');
  });

  test('MemberHasNoGroups', () => {
    expectProblem(({ stack }) => new ec2.GatewayVpcEndpoint(stack, 'X', { vpc: new ec2.Vpc(stack, 'New'), service: ec2.GatewayVpcEndpointAwsService.S3 }), 'MemberHasNoGroups', 'type `Gateway`');
    expectProblem(({ stack }) => new elbv2.CfnLoadBalancer(stack, 'X', { type: 'gateway' }), 'MemberHasNoGroups', 'type `gateway`');
  });

  test('MemberUnreadable: a parent chosen at deployment would lose its other properties to our override', () => {
    expectProblem(({ stack }) => {
      new CfnCondition(stack, 'IsProd', { expression: Fn.conditionEquals('a', 'b') });
      return new lambda.CfnFunction(stack, 'X', { role: 'r', code: {}, vpcConfig: Fn.conditionIf('IsProd', { SubnetIds: ['subnet-c'] }, { Ref: 'AWS::NoValue' }) });
    }, 'MemberUnreadable', 'chosen at deployment by `{"Fn::If"', 'put the condition on the whole resource');
    expectProblem(({ stack }) => new ec2.CfnInstance(stack, 'X', { networkInterfaces: Fn.conditionIf('IsProd', [], []) }), 'MemberUnreadable', '`NetworkInterfaces` of `S/X`');
  });

  test('MemberInTwoSegments', () => {
    const g = ground();
    const template = newTemplate(g);
    const groups = ['A', 'B'].map((id) => new autoscaling.AutoScalingGroup(g.stack, id, { vpc: g.vpc, launchTemplate: template }));
    expect(attach(owned(resolveMember(groups[0])), g.segment.securityGroupId)).toBeUndefined();
    const other = new ec2.SecurityGroup(g.stack, 'Other', { vpc: g.vpc });
    const problem = attach(owned(resolveMember(groups[1])), other.securityGroupId);
    expect(problem).toMatchObject({ kind: 'problem', code: 'MemberInTwoSegments', path: 'S/B' });
    expect(problem!.message).toMatch(/got `S\/Template\/Resource` twice, expected one segment per resource; .*launch template/);
  });

  test('ImportedGroupImmutable and ImportedWithoutGroups', () => {
    expectProblem(({ stack }) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'X', 'sg-9', { mutable: false }), 'ImportedGroupImmutable', 'drop `mutable: false`');
    expectProblem(({ stack }) => lambda.Function.fromFunctionAttributes(stack, 'X', { functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f', securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'G', 'sg-9', { mutable: false }) }), 'ImportedGroupImmutable', '`S/G`');
    expectProblem(({ stack }) => lambda.Function.fromFunctionArn(stack, 'X', 'arn:aws:lambda:eu-west-1:111122223333:function:f'), 'ImportedWithoutGroups', 'state them on import');
    expectProblem(({ stack }) => codebuild.Project.fromProjectName(stack, 'X', 'p'), 'ImportedWithoutGroups'); // its `connections` throws
    expectProblem(({ stack }) => s3.Bucket.fromBucketName(stack, 'X', 'bucket'), 'ImportedWithoutGroups');
  });

  test('a mistake of ours is thrown, not dressed up as a problem of the user', () => {
    expect(() => resolveMember({ node: { path: 'x' } } as never)).toThrow(TypeError);
  });
});

describe('notes', () => {
  test('NlbGroupsReplace, only for a network load balancer without groups', () => {
    expectNote(({ stack, vpc }) => new elbv2.NetworkLoadBalancer(stack, 'X', { vpc }), 'NlbGroupsReplace', 'must be replaced');
    const g = ground();
    expect(owned(resolveMember(new elbv2.NetworkLoadBalancer(g.stack, 'X', { vpc: g.vpc, securityGroups: [g.segment] }))).notes).toEqual([]);
    expect(owned(resolveMember(new elbv2.ApplicationLoadBalancer(g.stack, 'Y', { vpc: g.vpc }))).notes).toEqual([]);
  });

  test('MemberWillBeReplaced', () => {
    expectNote(({ stack }) => new msk.CfnCluster(stack, 'X', { clusterName: 'c', kafkaVersion: '3', numberOfBrokerNodes: 2, brokerNodeGroupInfo: { instanceType: 't', clientSubnets: ['subnet-c'] } }), 'MemberWillBeReplaced', 'loses its data');
  });

  test('DefaultVpc', () => {
    expectNote(({ stack }) => new rds.CfnDBInstance(stack, 'X', { engine: 'mysql' }), 'DefaultVpc', 'no `DBSubnetGroupName`');
    const g = ground();
    expect(owned(resolveMember(new rds.CfnDBInstance(g.stack, 'Replica', { sourceDbInstanceIdentifier: 'main' }))).notes).toEqual([]);
  });

  test('LaunchTemplateShared and LaunchTemplateVersionPinned', () => {
    const shared = (g: Ground): autoscaling.AutoScalingGroup => {
      const template = newTemplate(g, { role: undefined });
      new ec2.CfnInstance(g.stack, 'Lone', { launchTemplate: { launchTemplateId: template.launchTemplateId, version: '$Latest' } });
      new autoscaling.AutoScalingGroup(g.stack, 'Twin', { vpc: g.vpc, launchTemplate: template });
      return new autoscaling.AutoScalingGroup(g.stack, 'X', { vpc: g.vpc, launchTemplate: template });
    };
    expectNote(shared, 'LaunchTemplateShared', 'with `S/Lone`, `S/Twin/ASG`');
    const pinned = (version: string) => (g: Ground) => new autoscaling.CfnAutoScalingGroup(g.stack, 'X', { minSize: '1', maxSize: '1', launchTemplate: { launchTemplateId: newTemplate(g).launchTemplateId, version } });
    expectNote(pinned('3'), 'LaunchTemplateVersionPinned', 'version `3`');
    expectNote(pinned('$Default'), 'LaunchTemplateVersionPinned');
    expect(owned(resolveMember(pinned('$Latest')(ground()))).notes).toEqual([]);
  });

  test('VersionKeepsGroups, but not for the version that CDK publishes anew', () => {
    expectNote((g) => new lambda.Version(g.stack, 'V1', { lambda: newFunction(g) }), 'VersionKeepsGroups', '`currentVersion`');
    expectNote((g) => new lambda.CfnAlias(g.stack, 'X', { name: 'a', functionName: newFunction(g).functionName, functionVersion: '7' }), 'VersionKeepsGroups');
    expect(owned(resolveMember(newFunction(ground()).currentVersion)).notes).toEqual([]);
    expect(owned(resolveMember(newFunction(ground()).addAlias('live'))).notes).toEqual([]);
  });

  test('UserOwnedGroup and DummyLookup', () => {
    expectNote(({ stack, vpc }) => new ec2.SecurityGroup(stack, 'X', { vpc }), 'UserOwnedGroup', 'ingress only');
    expectNote(({ stack }) => ec2.SecurityGroup.fromLookupById(stack, 'X', 'sg-77'), 'DummyLookup', 'cdk.context.json');
    expectNote(({ stack }) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'X', 'sg-12345'), 'DummyLookup');
    expectNote(({ stack }) => elbv2.ApplicationLoadBalancer.fromLookup(stack, 'X', { loadBalancerTags: { a: 'b' } }), 'DummyLookup', 'placeholder id `sg-1234');
  });
});

test('every code that exists is tested here', () => {
  const declared = readFileSync(join(__dirname, '../../../../lib/layers/network/members/types.ts'), 'utf8').match(/^ {2}\| '\w+'/gm)!.map((line) => line.slice(5, -1));
  const tested = readFileSync(__filename, 'utf8');
  expect(declared.length).toBeGreaterThan(15);
  for (const name of declared) expect(tested).toContain(`'${name}'`);
});

test('an ordinary member has no notes', () => {
  const g = ground();
  for (const member of [newFunction(g, 'A'), newFargateService(g, 'B'), new rds.DatabaseInstance(g.stack, 'C', { vpc: g.vpc, engine: rds.DatabaseInstanceEngine.MYSQL, credentials: rds.Credentials.fromPassword('u', SecretValue.unsafePlainText('x')) }), new ec2.Instance(g.stack, 'D', { vpc: g.vpc, instanceType: T3, machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }) })]) {
    expect(owned(resolveMember(member)).notes).toEqual([]);
  }
});

/** From what people hold to the roles that are meant. */
import { App, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import { Microsegmentation } from '../../../lib';
import type { PrincipalFacts } from '../../../lib/layers/data/model';
import { principalsOf } from '../../../lib/layers/data/principals';

const HANDLER = { runtime: lambda.Runtime.NODEJS_20_X, handler: 'index.handler', code: lambda.Code.fromInline('x') };
const stackOf = (account?: string): Stack => new Stack(new App(), 'App', account === undefined ? {} : { env: { account, region: 'us-east-1' } });

interface Asked {
  readonly roles: readonly PrincipalFacts[];
  readonly refused: readonly string[];
}

function ask(source: IConstruct): Asked {
  const refused: string[] = [];
  const roles = principalsOf(source, (code, message) => refused.push(`${code}: ${message}`));
  return { roles, refused };
}

const paths = (source: IConstruct): string[] => {
  const { roles, refused } = ask(source);
  expect(refused).toEqual([]);
  return roles.map((r) => r.path);
};

test('roles: L1, L2, imported, lazy', () => {
  const stack = stackOf();
  const own = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  expect(paths(own)).toEqual(['App/Own']);
  expect(paths(own.node.defaultChild!)).toEqual(['App/Own']);
  const [facts] = ask(own).roles;
  expect(stack.resolve([facts.arn, facts.roleName])).toEqual([{ 'Fn::GetAtt': [expect.stringContaining('Own'), 'Arn'] }, { Ref: expect.stringContaining('Own') }]);
  expect([facts.stack, facts.account, facts.isImmutable]).toEqual(['App', undefined, undefined]);
  expect(paths(new iam.LazyRole(stack, 'Lazy', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }))).toEqual(['App/Lazy/Default']);
  expect(ask(iam.Role.fromRoleArn(stack, 'A', 'arn:aws:iam::999988887777:role/team/x')).roles).toEqual([{ path: 'arn:aws:iam::999988887777:role/team/x', arn: 'arn:aws:iam::999988887777:role/team/x', roleName: 'x', account: '999988887777' }]);
  expect(ask(iam.Role.fromRoleName(stack, 'N', 'x')).roles).toEqual([expect.objectContaining({ path: 'App/N', roleName: 'x' })]);
  expect(ask(iam.Role.fromRoleArn(stack, 'I', Fn.importValue('Role'))).roles[0].account).toBeUndefined();
  expect(ask(iam.Role.fromRoleArn(stack, 'F', 'arn:aws:iam::111122223333:role/x', { mutable: false })).roles[0].isImmutable).toBe(true);
  const frozen = new iam.Role(stack, 'Frozen', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).withoutPolicyUpdates() as unknown as IConstruct;
  expect(ask(frozen).roles).toEqual([expect.objectContaining({ path: 'App/Frozen', isImmutable: true })]);
  expect(ask(iam.Role.fromRoleArn(stack, 'S', 'arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/X')).roles[0].isImmutable).toBe(true);
});

test('what works with a role: functions, tasks, services, instances, groups, state machines', () => {
  const stack = stackOf();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const handler = new lambda.Function(stack, 'Handler', HANDLER);
  expect(paths(handler)).toEqual(['App/Handler/ServiceRole']);
  expect(paths(handler.node.defaultChild!)).toEqual(['App/Handler/ServiceRole']);
  expect(paths(handler.currentVersion)).toEqual(['App/Handler/ServiceRole']);
  expect(paths(new lambda.Alias(stack, 'Live', { aliasName: 'live', version: handler.currentVersion }))).toEqual(['App/Handler/ServiceRole']);
  const task = new ecs.FargateTaskDefinition(stack, 'Task');
  task.addContainer('c', { image: ecs.ContainerImage.fromRegistry('x') });
  expect(paths(task)).toEqual(['App/Task/TaskRole']);
  expect(paths(new ecs.FargateService(stack, 'Service', { cluster: new ecs.Cluster(stack, 'Cluster', { vpc }), taskDefinition: task }))).toEqual(['App/Task/TaskRole']);
  const instance = { vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023() };
  expect(paths(new ec2.Instance(stack, 'Instance', instance))).toEqual(['App/Instance/InstanceRole']);
  expect(paths(new autoscaling.AutoScalingGroup(stack, 'Group', instance))).toEqual(['App/Group/InstanceRole']);
  expect(paths(new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')) }))).toEqual(['App/Machine/Role']);
});

test('an imported function has the role that was said on import; an L1 function one by its name', () => {
  const stack = stackOf();
  const imported = lambda.Function.fromFunctionAttributes(stack, 'Imported', { functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:x', role: iam.Role.fromRoleArn(stack, 'R', 'arn:aws:iam::111122223333:role/x') });
  expect(ask(imported).roles).toEqual([expect.objectContaining({ path: 'arn:aws:iam::111122223333:role/x', account: '111122223333' })]);
  const l1 = new lambda.CfnFunction(stack, 'L1', { code: { zipFile: 'x' }, role: 'arn:aws:iam::111122223333:role/y' });
  expect(ask(l1).roles).toEqual([expect.objectContaining({ path: 'arn:aws:iam::111122223333:role/y', roleName: 'y' })]);
});

test('a segment stands for the roles of its members, each once', () => {
  const stack = stackOf();
  const vpc = new ec2.Vpc(stack, 'Vpc');
  const role = new iam.Role(stack, 'Shared', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const [a, b] = ['A', 'B'].map((id) => new lambda.Function(stack, id, { ...HANDLER, vpc, role }));
  const c = new lambda.Function(stack, 'C', { ...HANDLER, vpc });
  const network = new Microsegmentation(stack, 'Network', { vpc });
  expect(paths(network.addSegment('api', { members: [a, b, c] }))).toEqual(['App/C/ServiceRole', 'App/Shared']);
  expect(ask(network.addSegment('empty')).refused).toEqual([expect.stringMatching(/^PrincipalWithoutRole: segment `empty` has no member with a role/)]);
});

test('mistakes: no role, several, an account that nobody said', () => {
  const stack = stackOf();
  expect(ask(new s3.Bucket(stack, 'Bucket')).refused).toEqual([expect.stringMatching(/^PrincipalUnknown: source `App\/Bucket` has no role: got `AWS::S3::Bucket`/)]);
  expect(ask(new ecs.CfnTaskDefinition(stack, 'Task')).refused).toEqual([expect.stringMatching(/^PrincipalWithoutRole: source `App\/Task` has no role in this app: got `AWS::ECS::TaskDefinition`/)]);
  const both = new Construct(stack, 'Both');
  new lambda.Function(both, 'A', HANDLER);
  new lambda.Function(both, 'B', HANDLER);
  expect(ask(both).refused).toEqual([expect.stringMatching(/^PrincipalAmbiguous: .*`App\/Both\/A\/Resource`, `App\/Both\/B\/Resource`/)]);
  const parameter = new CfnParameter(stack, 'RoleArn');
  expect(ask(iam.Role.fromRoleArn(stack, 'P', parameter.valueAsString)).refused).toEqual([expect.stringMatching(/^CrossAccountWithoutAccount: the account of role `App\/P` is not known/)]);
  expect(ask(iam.Role.fromRoleArn(stack, 'Star', 'arn:aws:iam::*:role/x')).refused).toEqual([expect.stringMatching(/^CrossAccountWithoutAccount: .*got `arn:aws:iam::\*:role\/x`/)]);
  expect(ask(new iam.User(stack, 'User')).refused).toEqual([expect.stringMatching(/^PrincipalUnknown/)]);
});

test('the account of a role is said where its stack says it', () => {
  const stack = stackOf('111122223333');
  expect(ask(new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })).roles[0].account).toBe('111122223333');
});

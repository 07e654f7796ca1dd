/** File systems, closing by closing. */
import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CloseStore, Posture } from 'cdk-zero-trust';
import { EFS } from '../../../../lib/layers/data/kinds/efs';
import { close, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testClosings } from './harness';
import { may } from '../../../support/iam/evaluate';

const TYPE = 'AWS::EFS::FileSystem';
const vpcOf = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], privateSubnetIds: ['subnet-a'] });
const l2 = (props: Partial<efs.FileSystemProps> = {}) => (stack: Stack) => new efs.FileSystem(stack, 'F', { vpc: vpcOf(stack), ...props });
const l1 = (props: efs.CfnFileSystemProps = {}) => (stack: Stack) => new efs.CfnFileSystem(stack, 'F', props);
const raw = (properties: any = {}) => (stack: Stack) => new CfnResource(stack, 'F', { type: TYPE, properties });
const says = (Properties: any): readonly [string, unknown] => [TYPE, { Properties }];
const CLIENT = ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientRootAccess', 'elasticfilesystem:ClientWrite'];
const demanded = { Sid: 'RequireTls', Effect: 'Deny', Principal: { AWS: '*' }, Action: CLIENT, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
const policy = (...Statement: any[]) => l1({ fileSystemPolicy: { Version: '2012-10-17', Statement } });
const anonymous = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'elasticfilesystem:ClientWrite', Condition: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } } };

testClosings(EFS, [
  { id: 'efs.encrypted', context: { allowReplacement: true }, naive: { 'L2 that is told not to': l2({ encrypted: false }), 'L1': l1(), 'raw': raw({ Encrypted: 'false' }) }, closed: { L2: l2({ encrypted: true }), raw: raw({ Encrypted: 'true' }) }, token: (stack) => raw({ Encrypted: parameter(stack) })(stack), becomes: says({ Encrypted: true }) },
  { id: 'efs.key', context: { allowReplacement: true, isJewel: true, keyArn: KEY_ARN }, naive: { 'L2': l2(), 'L1': l1(), 'a key of AWS': l1({ kmsKeyId: 'alias/aws/elasticfilesystem' }) }, closed: { L2: (stack) => l2({ kmsKey: new kms.Key(stack, 'K') })(stack) }, token: (stack) => l1({ kmsKeyId: parameter(stack) })(stack), becomes: says({ KmsKeyId: KEY_ARN, Encrypted: true }) },
  {
    id: 'efs.tls', naive: { 'L2': l2(), 'L1': l1(), 'mounting only': policy({ ...demanded, Sid: 'X', Action: ['elasticfilesystem:ClientMount'] }), 'an Allow': policy({ ...demanded, Sid: 'X', Effect: 'Allow', Principal: { AWS: '111122223333' } }) },
    closed: { 'its owner\'s words': policy({ ...demanded, Sid: 'Mine', Action: '*', Principal: '*' }) }, token: (stack) => l1({ fileSystemPolicy: parameter(stack) })(stack), becomes: says({ FileSystemPolicy: { Version: '2012-10-17', Statement: expect.arrayContaining([demanded]) } }),
  },
  { id: 'efs.no-anonymous-clients', refused: 'StorePolicyPublic', naive: { L2: l2({ allowAnonymousAccess: true, fileSystemPolicy: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['elasticfilesystem:ClientMount'] })] }) }), L1: policy(anonymous) }, closed: { L2: l2(), role: policy({ ...anonymous, Principal: { AWS: 'arn:aws:iam::111122223333:role/r' } }) } },
  { id: 'efs.backup', naive: { L2: l2(), L1: l1(), off: l1({ backupPolicy: { status: 'DISABLED' } }) }, closed: { L2: l2({ enableAutomaticBackups: true }) }, token: (stack) => l1({ backupPolicy: { status: parameter(stack) } })(stack), becomes: says({ BackupPolicy: { Status: 'ENABLED' } }) },
  { id: 'efs.retained', naive: { 'L1': l1(), 'L2 that is destroyed': l2({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { L2: l2() }, becomes: [TYPE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }] },
]);

test('the layer\'s statements speak of no resource, and stand beside TLS and what an L2 adds later', () => {
  const stack = newStack();
  const fs = l2()(stack);
  close(only(EFS, 'efs.tls'), fs);
  const store = storeOf(EFS, fs);
  EFS.policy?.write(store, [{ Sid: 'ZeroTrustRead', Effect: 'Deny', Principal: '*', Action: ['elasticfilesystem:ClientMount'], Resource: [store.arn] }], stack);
  fs.addToResourcePolicy(new iam.PolicyStatement({ sid: 'Mine', actions: ['elasticfilesystem:ClientMount'], principals: [new iam.ArnPrincipal('arn:aws:iam::111122223333:role/r')] }));
  const { Statement } = resourcesOfType(templateOf(stack), TYPE)[0].Properties.FileSystemPolicy;
  expect(Statement.filter((s: any) => ['RequireTls', 'ZeroTrustRead', 'Mine'].includes(s.Sid))).toHaveLength(3);
  expect(JSON.stringify(Statement)).not.toContain('GetAtt');
  expect(Statement.every((s: any) => s.Resource === undefined)).toBe(true);
});

test('the store as facts: L2 and imported', () => {
  const stack = newStack();
  const own = storeOf(EFS, l2()(stack));
  expect(stack.resolve(EFS.resources(own, EFS.read, []))).toEqual([{ 'Fn::GetAtt': [expect.any(String), 'Arn'] }]);
  const imported = efs.FileSystem.fromFileSystemAttributes(stack, 'I', { fileSystemId: 'fs-1', securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'G', 'sg-1') });
  expect(storeOf(EFS, imported)).toMatchObject({ name: 'fs-1', account: '111122223333' });
  expect(storeOf(EFS, efs.CfnFileSystem.fromFileSystemArn(stack, 'J', 'arn:aws:elasticfilesystem:eu-west-1:111122223333:file-system/fs-2'))).toMatchObject({ name: 'fs-2' });
  expect(judge(EFS, imported)[0].finding?.code).toBe('StoreImported');
  expect(EFS.resolve(vpcOf(newStack()))).toBeUndefined();
});

describe('a file system without a policy lets in who reaches a mount target', () => {
  const kept = { Sid: 'ClientsAsBefore', Effect: 'Allow', Principal: { AWS: '*' }, Action: CLIENT, Condition: { Bool: { 'aws:SecureTransport': 'true', 'elasticfilesystem:AccessedViaMountTarget': 'true' } } };
  const statementsOf = (stack: Stack): any[] => resourcesOfType(templateOf(stack), TYPE)[0].Properties.FileSystemPolicy.Statement;
  const both = { ...EFS, closings: EFS.closings.filter((c) => ['efs.tls', 'efs.no-anonymous-clients'].includes(c.id)) };

  test('`CloseStore` keeps that, with TLS; the guard does not call it open', () => {
    const stack = newStack();
    const fs = l1()(stack);
    fs.with(new CloseStore({ posture: Posture.SANDBOX, exceptClosings: ['efs.encrypted'] }));
    expect(statementsOf(stack)).toEqual([demanded, kept]);
    expect(judge(both, fs).map((r) => r.is)).toEqual(['closed', 'closed']);
    const mounts = (context: Record<string, string>): boolean => may({ principal: { arn: 'arn:aws:iam::111122223333:role/without-permissions', account: '111122223333' }, action: 'elasticfilesystem:ClientMount', resource: 'fs', context }, { identity: [], policy: statementsOf(stack), account: '111122223333' });
    expect([mounts({ 'aws:SecureTransport': 'true', 'elasticfilesystem:AccessedViaMountTarget': 'true' }), mounts({ 'aws:SecureTransport': 'false', 'elasticfilesystem:AccessedViaMountTarget': 'true' }), mounts({ 'aws:SecureTransport': 'true' })]).toEqual([true, false, false]);
  });

  test('where its owner wrote a policy, that is what it lets in', () => {
    const stack = newStack();
    policy({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:role/r' }, Action: 'elasticfilesystem:ClientMount' })(stack).with(new CloseStore({ posture: Posture.SANDBOX, exceptClosings: ['efs.encrypted'] }));
    expect(statementsOf(stack).map((s) => s.Sid)).toEqual([undefined, 'RequireTls']);
  });

  test('`addStore` lets in who is declared, also after the mixin', () => {
    const declared = newStack();
    close(only(EFS, 'efs.tls'), l1()(declared), { isDeclared: true });
    expect(statementsOf(declared)).toEqual([demanded]);
    const after = newStack();
    const fs = l1()(after);
    close(both, fs);
    expect(judge(both, fs, { isDeclared: true }).map((r) => r.is)).toEqual(['closed', 'open']);
    expect(close(both, fs, { isDeclared: true }).map((r) => r.is)).toEqual(['closed', 'closed']);
    expect(statementsOf(after)).toEqual([demanded]);
  });

  test('the same words of somebody else are an Allow for everybody', () => {
    expect(judge(only(EFS, 'efs.no-anonymous-clients'), policy(kept)(newStack()))[0].finding?.code).toBe('StorePolicyPublic');
  });
});

/** A workload starts when its role may do what its data flows say, wherever that makes no circle. */
import { CfnResource, NestedStack, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DataAccess, DataProtection, type DataStore, ZeroTrust } from 'cdk-zero-trust';
import type { Construct, IConstruct } from 'constructs';
import { changes } from '../../support/apps/compare';
import { ground } from '../../support/apps/ground';
import { type Json, newApp, newStack, resourcesOf, synthesize, type Synthesized } from '../../support/apps/synthesize';

jest.setTimeout(60_000);

const fn = (scope: Construct, id: string): lambda.Function => new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;') });

/** One stack with one bucket; each source reads it. */
function read(sources: (stack: Stack, bucket: s3.CfnBucket) => readonly (readonly [source: IConstruct, parts?: readonly string[]])[]): Synthesized {
  const app = newApp();
  const stack = newStack(app, 'Home');
  const data = new DataProtection(stack, 'Data');
  const bucket = new s3.CfnBucket(stack, 'Bucket');
  const store: DataStore = data.addStore('documents', { resource: bucket });
  sources(stack, bucket).forEach(([source, parts = []], n) => {
    if (parts.length === 0) data.addDataFlow({ id: `flow-${n}`, source, store, access: DataAccess.reads(), because: 'reads' });
    for (const part of parts) data.addDataFlow({ id: `flow-${n}-${part}`, source, store, access: DataAccess.reads().on(`${part}/*`), because: 'reads' });
  });
  return synthesize(app);
}

/** What resources of a type wait for, as types. */
function awaited(made: Synthesized, type: string): string[][] {
  const all = new Map<string, Json>(resourcesOf(made.templates));
  return [...all].filter(([, r]) => r.Type === type).map(([id, r]) => [r.DependsOn ?? []].flat().map((d: string) => all.get(`${id.split('/').slice(0, -1).join('/')}/${d}`)!.Type as string).sort());
}
const WITH_POLICY = ['AWS::IAM::Role', 'AWS::IAM::RolePolicy'];

test('a function waits for the policy of its role; so does one that is named by its alias', () => {
  expect(awaited(read((stack) => [[fn(stack, 'Reader')]]), 'AWS::Lambda::Function')).toEqual([WITH_POLICY]);
  const named = read((stack) => [[new lambda.Alias(stack, 'Live', { aliasName: 'live', version: fn(stack, 'Reader').currentVersion })]]);
  expect(awaited(named, 'AWS::Lambda::Function')).toEqual([WITH_POLICY]);
});

test('a role that is named itself has nobody wait for it', () => {
  const made = read((stack) => {
    const reader = fn(stack, 'Reader');
    return [[reader.role!]];
  });
  expect(awaited(made, 'AWS::Lambda::Function')).toEqual([['AWS::IAM::Role']]);
});

test('members of a segment wait, each for that of its own role', () => {
  const on = ground();
  const zt = new ZeroTrust(on.stack, 'ZeroTrust', { vpc: on.vpc });
  const members = ['One', 'Two'].map((id) => new ec2.Instance(on.stack, id, {
    vpc: on.vpc, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }),
    role: new iam.Role(on.stack, `${id}sRole`, { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') }),
  }));
  const store = zt.addStore('documents', { resource: new s3.CfnBucket(on.stack, 'Bucket') });
  zt.addDataFlow({ source: zt.addSegment('api', { members }), store, access: DataAccess.reads(), because: 'reads' });
  const all = resourcesOf(synthesize(on.app).templates).map(([id, r]): [string, Json] => [id.split('/').pop()!, r]);
  for (const id of ['One', 'Two']) {
    const own = all.filter(([, r]) => r.Type === 'AWS::IAM::RolePolicy' && r.Properties.RoleName.Ref.startsWith(`${id}sRole`)).map(([name]) => name);
    const [[, made]] = all.filter(([name, r]) => r.Type === 'AWS::EC2::Instance' && name.startsWith(id));
    expect([id, (made.DependsOn as string[]).filter((d) => all.find(([name]) => name === d)![1].Type === 'AWS::IAM::RolePolicy')]).toEqual([id, own]);
    expect(own).toHaveLength(1);
  }
});

test('more data flows of the same workload leave it as it is, also when they take more policies', () => {
  const parts = (count: number): string[] => Array.from({ length: count }, (_, n) => `daily-${n}`);
  const [few, many] = [1, 80].map((count) => read((stack) => [[fn(stack, 'Reader'), parts(count)]]));
  expect(resourcesOf(many.templates).filter(([, r]) => r.Type === 'AWS::IAM::ManagedPolicy').length).toBeGreaterThan(0);
  expect(changes(few, many).map((c) => c.type)).not.toContain('AWS::Lambda::Function');
  expect(awaited(many, 'AWS::Lambda::Function')).toEqual([WITH_POLICY]);
});

describe('nobody waits', () => {
  test('where the store needs the workload first', () => {
    const made = read((stack, bucket) => {
      const reader = fn(stack, 'Reader');
      bucket.addPropertyOverride('NotificationConfiguration', { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: reader.functionArn }] });
      return [[reader], [fn(stack, 'Other')]];
    });
    expect(awaited(made, 'AWS::Lambda::Function').sort()).toEqual([['AWS::IAM::Role'], WITH_POLICY]);
  });

  test.each<[string, readonly [told: number, ...rest: number[]]]>([
    // Whose function each store tells; the function of the same number reads it.
    ['two would wait for each other', [1, 0]],
    ['three would, of whom one was looked at before it waited', [1, 2, 1]],
  ])('where %s: all but one', (_, told) => {
    const app = newApp();
    const stack = newStack(app, 'Home');
    const data = new DataProtection(stack, 'Data');
    const readers = told.map((_n, at) => fn(stack, `Reader${at}`));
    told.forEach((n, at) => {
      const bucket = new s3.CfnBucket(stack, `Bucket${at}`);
      bucket.addPropertyOverride('NotificationConfiguration', { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: readers[n].functionArn }] });
      data.addDataFlow({ id: `flow-${at}`, source: readers[at], store: data.addStore(`store-${at}`, { resource: bucket }), access: DataAccess.reads(), because: 'reads' });
    });
    expect(awaited(synthesize(app), 'AWS::Lambda::Function').sort()).toEqual([['AWS::IAM::Role'], ...told.slice(1).map(() => WITH_POLICY)]);
  });

  test('where the way leads through a nested stack', () => {
    const app = newApp();
    const stack = newStack(app, 'Home');
    const data = new DataProtection(stack, 'Data');
    const reader = fn(stack, 'Reader');
    const nested = new NestedStack(stack, 'Inner');
    new CfnResource(nested, 'Told', { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: reader.functionArn } });
    data.addDataFlow({ source: reader, store: data.addStore('documents', { resource: new s3.CfnBucket(nested, 'Bucket') }), access: DataAccess.reads(), because: 'reads' });
    expect(awaited(synthesize(app), 'AWS::Lambda::Function')).toEqual([['AWS::IAM::Role']]);
  });

  test('in another stack than its role\'s', () => {
    const app = newApp();
    const [home, away] = [newStack(app, 'Home'), newStack(app, 'Away')];
    const data = new DataProtection(home, 'Data');
    const role = new iam.Role(home, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const reader = new lambda.Function(away, 'Reader', { role, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });
    data.addDataFlow({ source: reader, store: data.addStore('documents', { resource: new s3.CfnBucket(home, 'Bucket') }), access: DataAccess.reads(), because: 'reads' });
    expect(awaited(synthesize(app), 'AWS::Lambda::Function')).toEqual([[]]);
  });
});

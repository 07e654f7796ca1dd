/** The one policy of a store: its owner's statements stay, ours come and go, whoever made it and whenever. */
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import type { StoreKind } from '../../../../lib/layers/data/kind';
import { KINESIS } from '../../../../lib/layers/data/kinds/kinesis';
import { KMS } from '../../../../lib/layers/data/kinds/kms';
import { withPolicyIndex } from '../../../../lib/layers/data/kinds/policy-index';
import { S3 } from '../../../../lib/layers/data/kinds/s3';
import { SECRETSMANAGER } from '../../../../lib/layers/data/kinds/secretsmanager';
import { SNS } from '../../../../lib/layers/data/kinds/sns';
import { SQS } from '../../../../lib/layers/data/kinds/sqs';
import type { Statement } from '../../../../lib/layers/data/model';
import { close, ENV, newStack, only, resourcesOfType, storeOf, templateOf } from './harness';

const DENY: Statement = { Sid: 'ZeroTrustReads', Effect: 'Deny', Principal: '*', Action: ['s3:GetObject'], Resource: ['*'], Condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } } };
const allow = (Sid: string) => new iam.PolicyStatement({ sid: Sid, actions: ['x:Y'], resources: ['*'], principals: [new iam.AccountPrincipal('111122223333')] });
const write = (kind: StoreKind, construct: IConstruct, statements: readonly Statement[] = [DENY]): CfnResource => kind.policy!.write(storeOf(kind, construct), statements, Stack.of(construct));
const sids = (kind: StoreKind, stack: Stack): string[][] => resourcesOfType(templateOf(stack), kind.policy!.carriedBy).map((r) => documentOf(r).Statement.map((s: any) => s.Sid));
const documentOf = ({ Properties: p }: any): any => p.PolicyDocument ?? p.ResourcePolicy ?? p.KeyPolicy;

type Maker = (stack: Stack) => IConstruct & { addToResourcePolicy(s: iam.PolicyStatement): unknown };
const L2: readonly (readonly [StoreKind, Maker])[] = [
  [S3, (s) => new s3.Bucket(s, 'X')], [SQS, (s) => new sqs.Queue(s, 'X')], [SNS, (s) => new sns.Topic(s, 'X')], [KINESIS, (s) => new kinesis.Stream(s, 'X')], [SECRETSMANAGER, (s) => new secretsmanager.Secret(s, 'X')],
];

describe.each(L2.map(([kind, make]) => [kind.type, kind, make] as const))('%s, L2', (_, kind, make) => {
  test('makes the one policy; what is added before and after stays; again replaces ours', () => {
    const stack = newStack();
    const store = make(stack);
    store.addToResourcePolicy(allow('Before'));
    write(kind, store);
    store.addToResourcePolicy(allow('After'));
    expect(sids(kind, stack)).toEqual([['Before', 'After', 'ZeroTrustReads']]);
    write(kind, store, [{ ...DENY, Sid: 'ZeroTrustWrites' }]);
    expect(sids(kind, stack)).toEqual([['Before', 'After', 'ZeroTrustWrites']]);
  });
  test('others\' statements keep their very form, tokens and all', () => {
    const statement = (stack: Stack): iam.PolicyStatement => new iam.PolicyStatement({ sid: 'Before', actions: ['x:Y'], resources: [`${stack.formatArn({ service: 's3', resource: stack.stackId })}/*`], principals: [new iam.AccountRootPrincipal()] });
    const [untouched, stack] = [newStack(), newStack()];
    make(untouched).addToResourcePolicy(statement(untouched));
    const store = make(stack);
    store.addToResourcePolicy(statement(stack));
    write(kind, store);
    const [before, after] = [untouched, stack].map((s) => documentOf(resourcesOfType(templateOf(s), kind.policy!.carriedBy)[0]));
    expect(after).toEqual({ ...before, Statement: [...before.Statement, expect.objectContaining({ Sid: 'ZeroTrustReads' })] });
  });
  test('without a policy: later additions land in the same one', () => {
    const stack = newStack();
    const store = make(stack);
    expect(kind.policy!.read(storeOf(kind, store))).toEqual([]);
    write(kind, store);
    store.addToResourcePolicy(allow('After'));
    expect(sids(kind, stack)).toEqual([['After', 'ZeroTrustReads']]);
    expect(kind.policy!.read(storeOf(kind, store)).map((s) => s.Sid)).toEqual(['After', 'ZeroTrustReads']);
    expect(documentOf(resourcesOfType(templateOf(stack), kind.policy!.carriedBy)[0]).Version).toBe('2012-10-17');
  });
  test('no statements and no policy: none is made', () => {
    const stack = newStack();
    write(kind, make(stack), []);
    expect(sids(kind, stack)).toEqual([]);
  });
  test('closings and the layer do not take each other\'s statements away', () => {
    const stack = newStack();
    const store = make(stack);
    for (const id of kind.closings.map((c) => c.id).filter((c) => c.includes('.tls'))) close(only(kind, id), store);
    write(kind, store);
    write(kind, store);
    const [all] = sids(kind, stack);
    expect(all.filter((sid) => sid.startsWith('RequireTls'))).toHaveLength(kind.closings.filter((c) => c.id.includes('.tls')).length);
    expect(all.filter((sid) => sid === 'ZeroTrustReads')).toHaveLength(1);
  });
});

describe('policies of owners', () => {
  const bucketWith = (policy: (stack: Stack, bucket: s3.CfnBucket) => unknown) => {
    const stack = newStack();
    const bucket = new s3.CfnBucket(stack, 'B', { bucketName: 'the-bucket' });
    policy(stack, bucket);
    return { stack, bucket };
  };
  const statement = { Sid: 'Theirs', Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 's3:GetObject', Resource: '*' };
  test.each<[string, (stack: Stack, bucket: s3.CfnBucket) => unknown]>([
    ['L1', (s, b) => new s3.CfnBucketPolicy(s, 'P', { bucket: b.ref, policyDocument: { Version: '2008-10-17', Statement: [statement] } })],
    ['L1 by name', (s) => new s3.CfnBucketPolicy(s, 'P', { bucket: 'the-bucket', policyDocument: { Version: '2008-10-17', Statement: statement } })],
    ['raw', (s, b) => new CfnResource(s, 'P', { type: 'AWS::S3::BucketPolicy', properties: { Bucket: b.ref, PolicyDocument: { Version: '2008-10-17', Statement: [statement] } } })],
    ['a document', (s, b) => new s3.CfnBucketPolicy(s, 'P', { bucket: b.ref, policyDocument: iam.PolicyDocument.fromJson({ Version: '2008-10-17', Statement: [statement] }) })],
    ['an override', (s, b) => new s3.CfnBucketPolicy(s, 'P', { bucket: b.ref, policyDocument: {} }).addPropertyOverride('PolicyDocument', { Version: '2008-10-17', Statement: [statement] })],
    ['an override of a statement', (s, b) => new s3.CfnBucketPolicy(s, 'P', { bucket: b.ref, policyDocument: { Version: '2008-10-17', Statement: [{ ...statement, Sid: 'Wrong' }] } }).addPropertyOverride('PolicyDocument.Statement.0.Sid', 'Theirs')],
  ])('%s: written into', (_, policy) => {
    const { stack, bucket } = bucketWith(policy);
    const before = documentOf(resourcesOfType(templateOf(stack), 'AWS::S3::BucketPolicy')[0]);
    const again = bucketWith(policy);
    write(S3, again.bucket);
    const [after, ...more] = resourcesOfType(templateOf(again.stack), 'AWS::S3::BucketPolicy').map(documentOf);
    expect(more).toEqual([]);
    expect([after.Statement].flat().map((s: any) => s.Sid)).toEqual(['Theirs', 'ZeroTrustReads']);
    expect(after.Statement[0]).toEqual([before.Statement].flat()[0]);
    expect(after.Version).toBe(before.Version ?? '2012-10-17');
    expect(S3.policy!.read(storeOf(S3, bucket)).map((s) => s.Action)).toEqual([['s3:GetObject']]);
  });
  test('an override\'s own object is not written into', () => {
    const shared = { Version: '2012-10-17', Statement: [statement] };
    const { bucket } = bucketWith((s, b) => new s3.CfnBucketPolicy(s, 'P', { bucket: b.ref, policyDocument: {} }).addPropertyOverride('PolicyDocument', shared));
    write(S3, bucket);
    expect(shared).toEqual({ Version: '2012-10-17', Statement: [statement] });
  });
  test('in another stack of the app', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env: ENV }));
    const bucket = new s3.CfnBucket(one, 'B');
    new s3.CfnBucketPolicy(two, 'P', { bucket: bucket.ref, policyDocument: { Statement: [statement] } });
    expect(write(S3, bucket).node.path).toBe('Two/P');
    expect(sids(S3, two)).toEqual([['Theirs', 'ZeroTrustReads']]);
    expect(sids(S3, one)).toEqual([]);
  });
  test('of an imported bucket', () => {
    const stack = newStack();
    const bucket = s3.Bucket.fromBucketName(stack, 'B', 'the-bucket');
    new s3.BucketPolicy(stack, 'P', { bucket }).document.addStatements(allow('Theirs'));
    write(S3, bucket);
    expect(sids(S3, stack)).toEqual([['Theirs', 'ZeroTrustReads']]);
  });
  test('an L1 without one gets one beside it, and again the same', () => {
    const stack = newStack();
    const bucket = new s3.CfnBucket(stack, 'B');
    write(S3, bucket);
    write(S3, bucket, [{ ...DENY, Sid: 'ZeroTrustWrites' }]);
    expect(sids(S3, stack)).toEqual([['ZeroTrustWrites']]);
    expect(resourcesOfType(templateOf(stack), 'AWS::S3::BucketPolicy')[0].Properties.Bucket).toEqual({ Ref: 'B' });
  });
  test('within one index, what is made meanwhile is found', () => {
    const stack = newStack();
    const bucket = new s3.CfnBucket(stack, 'B');
    withPolicyIndex(stack, () => [0, 1].forEach(() => write(S3, bucket)));
    expect(sids(S3, stack)).toEqual([['ZeroTrustReads']]);
  });
});

describe('mistakes', () => {
  const code = (run: () => unknown): string => {
    try {
      run();
      return 'none';
    } catch (error) {
      return (error as { findings: { code: string }[] }).findings[0].code;
    }
  };
  const stack = newStack();
  test('an imported store without a policy here', () => expect(code(() => write(S3, s3.Bucket.fromBucketName(stack, 'Imported', 'the-bucket')))).toBe('StorePolicyNotOurs'));
  test('an imported key', () => expect(code(() => write(KMS, kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1')))).toBe('StorePolicyNotOurs'));
  test('two policies', () => {
    const bucket = new s3.CfnBucket(stack, 'Two');
    for (const id of ['P1', 'P2']) new s3.CfnBucketPolicy(stack, id, { bucket: bucket.ref, policyDocument: {} });
    expect(code(() => write(S3, bucket))).toBe('StorePolicyAmbiguous');
  });
  test('one policy of two stores', () => {
    const queues = ['Q1', 'Q2'].map((id) => new sqs.Queue(stack, id));
    new sqs.QueuePolicy(stack, 'P', { queues });
    expect(code(() => write(SQS, queues[0]))).toBe('StorePolicyAmbiguous');
  });
  test.each<[string, any]>([['a text', '{}'], ['an intrinsic', { 'Fn::Transform': {} }], ['a list of statements that is chosen later', { Statement: { 'Fn::If': ['A', [], []] } }]])('%s', (_, policyDocument) => {
    const own = newStack();
    const bucket = new s3.CfnBucket(own, 'B');
    new s3.CfnBucketPolicy(own, 'P', { bucket: bucket.ref, policyDocument });
    expect(code(() => write(S3, bucket))).toBe('StorePolicyUnreadable');
    expect(close(only(S3, 's3.tls'), bucket)[0]).toMatchObject({ is: 'unknown', finding: { code: 'ClosingUnknown' } });
  });
});

test('a key without a policy keeps its account as administrator', () => {
  const stack = newStack();
  write(KMS, new kms.CfnKey(stack, 'K'), [{ ...DENY, Action: ['kms:Decrypt'] }]);
  expect(documentOf(resourcesOfType(templateOf(stack), 'AWS::KMS::Key')[0]).Statement).toEqual([
    expect.objectContaining({ Sid: 'ZeroTrustReads' }), expect.objectContaining({ Effect: 'Allow', Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']] } }, Action: ['kms:*'] }),
  ]);
});

test('a key\'s own policy stays, also what is added later', () => {
  const stack = newStack();
  const key = new kms.Key(stack, 'K');
  write(KMS, key, [{ ...DENY, Action: ['kms:Decrypt'] }]);
  key.addToResourcePolicy(allow('After'));
  const [, ...rest] = documentOf(resourcesOfType(templateOf(stack), 'AWS::KMS::Key')[0]).Statement;
  expect(rest.map((s: any) => s.Sid)).toEqual(['After', 'ZeroTrustReads']);
});

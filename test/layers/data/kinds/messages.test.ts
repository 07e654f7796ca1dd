/** Queues, topics and streams, closing by closing. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { KINESIS } from '../../../../lib/layers/data/kinds/kinesis';
import { SNS } from '../../../../lib/layers/data/kinds/sns';
import { SQS } from '../../../../lib/layers/data/kinds/sqs';
import { type Build, close, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testActions, testClosings } from './harness';

const jewel = { isJewel: true, keyArn: KEY_ARN };
const everybody = (action: string): iam.PolicyStatement => new iam.PolicyStatement({ actions: [action], resources: ['*'], principals: [new iam.AnyPrincipal()] });
const own = (action: string): iam.PolicyStatement => new iam.PolicyStatement({ actions: [action], resources: ['*'], principals: [new iam.AnyPrincipal()], conditions: { ArnEquals: { 'aws:SourceArn': 'arn:aws:s3:::bucket' } } });
const conditional = { 'Fn::If': ['C', '*', { AWS: '111122223333' }] };

const queue = (props: sqs.QueueProps = {}): Build => (stack) => new sqs.Queue(stack, 'X', props);
const cfnQueue = (props: sqs.CfnQueueProps = {}): Build => (stack) => new sqs.CfnQueue(stack, 'X', props);
const queueWith = (statement: any): Build => (stack) => {
  const x = new sqs.CfnQueue(stack, 'X');
  new sqs.CfnQueuePolicy(stack, 'P', { queues: [x.ref], policyDocument: { Statement: [statement(x)] } });
  return x;
};
const with_ = <T extends { addToResourcePolicy(s: iam.PolicyStatement): unknown }>(make: (stack: Stack) => T, statement: iam.PolicyStatement) => (stack: Stack): T => {
  const store = make(stack);
  store.addToResourcePolicy(statement);
  return store;
};
const xArn = { 'Fn::GetAtt': [expect.stringMatching(/^X/), 'Arn'] };

testActions(SQS);
testClosings(SQS, [
  {
    id: 'sqs.encrypted', notForJewels: true, naive: { L2: queue({ encryption: sqs.QueueEncryption.UNENCRYPTED }), L1: cfnQueue({ sqsManagedSseEnabled: false }) },
    closed: { 'by itself': cfnQueue(), 'L2': queue({ encryption: sqs.QueueEncryption.SQS_MANAGED }) },
    token: (stack) => cfnQueue({ sqsManagedSseEnabled: parameter(stack) })(stack),
    becomes: ['AWS::SQS::Queue', { Properties: { SqsManagedSseEnabled: true } }],
  },
  {
    id: 'sqs.key', context: jewel,
    naive: { 'L2': queue(), 'L1': cfnQueue(), 'a key of SQS': queue({ encryption: sqs.QueueEncryption.SQS_MANAGED }), 'a key of AWS': queue({ encryption: sqs.QueueEncryption.KMS_MANAGED }) },
    closed: { 'L2': (stack) => queue({ encryptionMasterKey: new kms.Key(stack, 'K') })(stack), 'L1': cfnQueue({ kmsMasterKeyId: 'alias/mine' }), 'a conditional, both own': (stack) => { const x = cfnQueue()(stack); (x as sqs.CfnQueue).addPropertyOverride('KmsMasterKeyId', { 'Fn::If': ['C', 'alias/a', 'alias/b'] }); return x; } },
    token: (stack) => cfnQueue({ kmsMasterKeyId: parameter(stack) })(stack),
    becomes: ['AWS::SQS::Queue', { Properties: { KmsMasterKeyId: KEY_ARN } }],
  },
  {
    id: 'sqs.tls', naive: { 'L2': queue(), 'L1': cfnQueue(), 'sending only': queueWith((x: sqs.CfnQueue) => ({ Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: x.attrArn, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })) },
    closed: { 'L2': queue({ enforceSSL: true }), 'L1 policy': queueWith(() => ({ Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })) },
    token: (stack) => { const x = new sqs.CfnQueue(stack, 'X'); new sqs.CfnQueuePolicy(stack, 'P', { queues: [x.ref], policyDocument: parameter(stack) }); return x; },
    becomes: ['AWS::SQS::QueuePolicy', { Properties: { PolicyDocument: { Version: '2012-10-17', Statement: expect.arrayContaining([{
      Sid: 'RequireTls', Effect: 'Deny', Principal: { AWS: '*' }, Resource: [xArn], Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      Action: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:PurgeQueue', 'sqs:ReceiveMessage', 'sqs:SendMessage', 'sqs:StartMessageMoveTask'],
    }]) } } }],
  },
  {
    id: 'sqs.no-public-policy', refused: 'StorePolicyPublic', naive: { L2: with_((s) => new sqs.Queue(s, 'X'), everybody('sqs:SendMessage')), L1: queueWith(() => ({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sqs:*', Resource: '*' })) },
    closed: { 'L2': queue(), 'a source': with_((s) => new sqs.Queue(s, 'X'), own('sqs:SendMessage')) },
    token: queueWith(() => ({ Effect: 'Allow', Principal: conditional, Action: 'sqs:*', Resource: '*' })),
  },
  { id: 'sqs.retained', naive: { L2: queue(), L1: cfnQueue() }, closed: { L2: queue({ removalPolicy: RemovalPolicy.RETAIN }) }, becomes: ['AWS::SQS::Queue', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }] },
]);

test('a key takes the place of SQS\'s own encryption: both are refused by SQS', () => {
  const stack = newStack();
  close(only(SQS, 'sqs.key'), new sqs.Queue(stack, 'X', { encryption: sqs.QueueEncryption.SQS_MANAGED }), jewel);
  expect(resourcesOfType(templateOf(stack), 'AWS::SQS::Queue')[0].Properties).toEqual({ KmsMasterKeyId: KEY_ARN, SqsManagedSseEnabled: false });
});

test('a queue\'s policy statement has at most seven actions (SQS quota), its policy 8,192 bytes', () => {
  expect(SQS.read.length + SQS.write.length + SQS.other.length).toBeLessThanOrEqual(7);
  expect(SQS.policy!.limit).toBe(8192);
});

const topic = (props: sns.TopicProps = {}): Build => (stack) => new sns.Topic(stack, 'X', props);
const cfnTopic = (props: sns.CfnTopicProps = {}): Build => (stack) => new sns.CfnTopic(stack, 'X', props);
const topicWith = (statement: any): Build => (stack) => {
  const x = new sns.CfnTopic(stack, 'X');
  new sns.CfnTopicPolicy(stack, 'P', { topics: [x.ref], policyDocument: { Statement: [statement(x)] } });
  return x;
};
const xRef = { Ref: expect.stringMatching(/^X/) };

testActions(SNS);
testClosings(SNS, [
  {
    id: 'sns.key', context: { keyArn: KEY_ARN }, naive: { 'L2': topic(), 'L1': cfnTopic(), 'a key of AWS': cfnTopic({ kmsMasterKeyId: 'alias/aws/sns' }) },
    closed: { L2: (stack) => topic({ masterKey: new kms.Key(stack, 'K') })(stack), imported: (stack) => topic({ masterKey: kms.Key.fromKeyArn(stack, 'K', KEY_ARN) })(stack) },
    token: (stack) => cfnTopic({ kmsMasterKeyId: parameter(stack) })(stack),
    becomes: ['AWS::SNS::Topic', { Properties: { KmsMasterKeyId: KEY_ARN } }],
  },
  {
    id: 'sns.tls', naive: { L2: topic(), L1: cfnTopic() },
    closed: { 'L2': topic({ enforceSSL: true }), 'L1 policy': topicWith((x: sns.CfnTopic) => ({ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: x.ref, Condition: { Bool: { 'aws:SecureTransport': 'false' } } })) },
    becomes: ['AWS::SNS::TopicPolicy', { Properties: { PolicyDocument: { Version: '2012-10-17', Statement: expect.arrayContaining([{ Sid: 'RequireTls', Effect: 'Deny', Principal: { AWS: '*' }, Action: ['sns:ListSubscriptionsByTopic', 'sns:Publish', 'sns:Subscribe'], Resource: [xRef], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]) } } }],
  },
  {
    id: 'sns.tls-delivery', naive: { 'L2': topic({ enforceSSL: true }), 'L1': cfnTopic(), 'another protocol': topicWith(() => ({ Effect: 'Deny', Principal: '*', Action: 'sns:Subscribe', Resource: '*', Condition: { StringEquals: { 'sns:Protocol': 'email' } } })) },
    closed: { 'L1 policy': topicWith(() => ({ Effect: 'Deny', Principal: '*', Action: 'SNS:Subscribe', Resource: '*', Condition: { StringEquals: { 'sns:Protocol': ['http', 'email'] } } })) },
    becomes: ['AWS::SNS::TopicPolicy', { Properties: { PolicyDocument: { Version: '2012-10-17', Statement: expect.arrayContaining([{ Sid: 'RequireTlsDelivery', Effect: 'Deny', Principal: { AWS: '*' }, Action: ['sns:Subscribe'], Resource: [xRef], Condition: { StringEquals: { 'sns:Protocol': 'http' } } }]) } } }],
  },
  {
    id: 'sns.no-public-policy', refused: 'StorePolicyPublic', naive: { L2: with_((s) => new sns.Topic(s, 'X'), everybody('sns:Publish')) }, closed: { 'L2': topic(), 'a source': with_((s) => new sns.Topic(s, 'X'), own('sns:Publish')) },
    token: topicWith(() => ({ Effect: 'Allow', Principal: conditional, Action: 'sns:Publish', Resource: '*' })),
  },
]);

test('topics: a sandbox and a key of AWS are enough for what is no jewel; else a key is asked', () => {
  const row = only(SNS, 'sns.key');
  const [plain, aws] = [topic()(newStack()), cfnTopic({ kmsMasterKeyId: 'alias/aws/sns' })(newStack())];
  expect(judge(row, plain, { posture: 'sandbox' })[0].is).toBe('not-asked');
  expect(judge(row, plain, { posture: 'standard' })[0].finding).toMatchObject({ code: 'StoreNeedsKey' });
  expect(judge(row, aws, { posture: 'standard' })[0].is).toBe('not-asked');
  expect(judge(row, aws, { posture: 'sandbox', isJewel: true })[0].finding).toMatchObject({ code: 'JewelNeedsKey' });
});

test('a first policy takes AWS\'s default away: alarms that publish by it get a statement', () => {
  const stack = newStack();
  const [used, unused] = ['Used', 'Unused'].map((id) => new sns.Topic(stack, id));
  new cloudwatch.Alarm(stack, 'A', { metric: new cloudwatch.Metric({ namespace: 'N', metricName: 'M' }), threshold: 1, evaluationPeriods: 1 }).addAlarmAction(new actions.SnsAction(used));
  for (const t of [used, unused]) close(only(SNS, 'sns.tls'), t);
  const policies = resourcesOfType(templateOf(stack), 'AWS::SNS::TopicPolicy').map((r) => r.Properties.PolicyDocument.Statement.map((s: any) => s.Sid));
  expect(policies).toEqual([['RequireTls', 'CloudWatchAlarms'], ['RequireTls']]);
});

const stream = (props: kinesis.StreamProps = {}): Build => (stack) => new kinesis.Stream(stack, 'X', props);
const cfnStream = (props: kinesis.CfnStreamProps = { shardCount: 1 }): Build => (stack) => new kinesis.CfnStream(stack, 'X', props);
const streamWith = (statement: any): Build => (stack) => {
  const x = new kinesis.CfnStream(stack, 'X');
  new kinesis.CfnResourcePolicy(stack, 'P', { resourceArn: x.attrArn, resourcePolicy: { Statement: [statement] } });
  return x;
};
/** CDK's default in a stack without a region: `Fn::If` around all of the encryption. */
const anywhere: Build = () => new kinesis.Stream(new Stack(new App(), 'Anywhere'), 'X');

testActions(KINESIS);
testClosings(KINESIS, [
  {
    id: 'kinesis.encrypted', notForJewels: true, naive: { L1: cfnStream(), L2: stream({ encryption: kinesis.StreamEncryption.UNENCRYPTED }) }, closed: { L2: stream({ encryption: kinesis.StreamEncryption.MANAGED }), own: stream({ encryption: kinesis.StreamEncryption.KMS }) },
    token: (stack) => cfnStream({ streamEncryption: { encryptionType: 'KMS', keyId: parameter(stack) } })(stack),
    becomes: ['AWS::Kinesis::Stream', { Properties: { StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' } } }],
  },
  {
    id: 'kinesis.key', context: jewel, naive: { 'L1': cfnStream(), 'a key of AWS': stream({ encryption: kinesis.StreamEncryption.MANAGED }) }, closed: { L2: stream({ encryption: kinesis.StreamEncryption.KMS }) },
    token: (stack) => cfnStream({ streamEncryption: { encryptionType: 'KMS', keyId: parameter(stack) } })(stack),
    becomes: ['AWS::Kinesis::Stream', { Properties: { StreamEncryption: { EncryptionType: 'KMS', KeyId: KEY_ARN } } }],
  },
  {
    id: 'kinesis.no-public-policy', refused: 'StorePolicyPublic', naive: { L2: with_((s) => new kinesis.Stream(s, 'X'), everybody('kinesis:GetRecords')), L1: streamWith({ Effect: 'Allow', Principal: '*', Action: 'kinesis:PutRecord', Resource: '*' }) },
    closed: { L2: stream() }, token: streamWith({ Effect: 'Allow', Principal: conditional, Action: 'kinesis:PutRecord', Resource: '*' }),
  },
  { id: 'kinesis.retained', naive: { L1: cfnStream(), L2: stream({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { L2: stream() }, becomes: ['AWS::Kinesis::Stream', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }] },
]);

test('a stream that is encrypted in some regions only is open, and closed in all', () => {
  const x = anywhere(newStack());
  expect(judge(only(KINESIS, 'kinesis.encrypted'), x)[0].is).toBe('open');
  expect(close(only(KINESIS, 'kinesis.key'), x, jewel)[0]).toMatchObject({ was: 'open', is: 'closed' });
  expect(resourcesOfType(templateOf(Stack.of(x)), 'AWS::Kinesis::Stream')[0].Properties.StreamEncryption).toEqual({ EncryptionType: 'KMS', KeyId: KEY_ARN });
});

test('consumers are resources below their stream', () => {
  const store = storeOf(KINESIS, kinesis.Stream.fromStreamArn(newStack(), 'X', 'arn:aws:kinesis:eu-west-1:111122223333:stream/s'));
  expect(KINESIS.resources(store, ['kinesis:GetRecords'], [])).toEqual([store.arn]);
  expect(KINESIS.resources(store, ['kinesis:GetRecords', 'kinesis:SubscribeToShard'], ['fraud'])).toEqual([store.arn, `${store.arn}/consumer/fraud:*`]);
});

test.each([
  ['sqs', SQS, (s: Stack) => new sqs.Queue(s, 'A'), (s: Stack) => new sqs.CfnQueue(s, 'B'), (s: Stack) => sqs.Queue.fromQueueArn(s, 'C', 'arn:aws:sqs:eu-west-1:999988887777:q')],
  ['sns', SNS, (s: Stack) => new sns.Topic(s, 'A'), (s: Stack) => new sns.CfnTopic(s, 'B'), (s: Stack) => sns.Topic.fromTopicArn(s, 'C', 'arn:aws:sns:eu-west-1:999988887777:t')],
  ['kinesis', KINESIS, (s: Stack) => new kinesis.Stream(s, 'A'), (s: Stack) => new kinesis.CfnStream(s, 'B'), (s: Stack) => kinesis.Stream.fromStreamArn(s, 'C', 'arn:aws:kinesis:eu-west-1:999988887777:stream/s')],
] as const)('%s: resolves L1, L2 and imported', (_, kind, l2, l1, imported) => {
  const stack = newStack();
  expect(storeOf(kind, l2(stack)).resource?.node.path).toBe('S/A/Resource');
  expect(storeOf(kind, l1(stack)).resource?.node.path).toBe('S/B');
  const found = storeOf(kind, imported(stack));
  expect(found).toMatchObject({ account: '999988887777', arn: expect.stringMatching(/^arn:aws:/) });
  expect(found.resource).toBeUndefined();
  expect(kind.resources(found, [kind.read[0]], [])).toEqual([found.arn]);
});

/**
 * AWS services and the key of a store: who writes to the store by its policy writes with its key, from the same source, and no
 * stack needs itself for that.
 */
import { Aspects, type CfnResource, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as cwActions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as s3n from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CloseStore, CrownJewel, DataProtection } from 'cdk-zero-trust';
import { type Json, newApp, resourcesOf, resourcesOfType, synthesize, type Templates } from '../../support/apps/synthesize';
import { Deployed } from '../../support/iam/deployed';
import { may } from '../../support/iam/evaluate';

jest.setTimeout(120_000);

const ACCOUNT = '111122223333';
const ENV = { account: ACCOUNT, region: 'us-east-1' };
const crownJewel = CrownJewel.restricted();

interface Scene {
  readonly stack: Stack;
  readonly data: DataProtection;
}

interface Result {
  readonly templates: Templates;
  readonly warnings: readonly string[];
  /** Statements of the key that encrypts a store, for services. */
  readonly services: (key?: string) => readonly Json[];
  /** May this service use the key, asking from there? */
  readonly uses: (service: string, action: string, context?: Record<string, string>) => boolean;
}

function synth(declare: (scene: Scene) => void): Result {
  const app = newApp();
  const stack = new Stack(app, 'App', { env: ENV });
  declare({ stack, data: new DataProtection(stack, 'Data') });
  const { templates, warnings } = synthesize(app);
  assertNoCircle(templates.App);
  const keys = resourcesOf(templates).filter(([, r]) => r.Type === 'AWS::KMS::Key');
  const services = (name = ''): Json[] => keys.filter(([id]) => id.includes(name)).flatMap(([, r]) => r.Properties.KeyPolicy.Statement.filter((s: Json) => s.Principal.Service !== undefined));
  const deployed = new Deployed([{ stackName: 'App', template: templates.App }] as never, ACCOUNT);
  const [key] = deployed.ofType('AWS::KMS::Key');
  const uses = (service: string, action: string, context = {}): boolean => may({ principal: { service }, action, resource: deployed.arn(key), context }, { identity: [], policy: deployed.policyOf(key), account: ACCOUNT, needsDelegation: true });
  return { templates, warnings, services, uses };
}

/** CloudFormation refuses resources that need each other. */
function assertNoCircle({ Resources }: Json): void {
  const needs = (id: string): string[] => [...JSON.stringify(Resources[id]).matchAll(/"(?:Ref|Fn::GetAtt)":(?:\["([^"]+)"|"([^"]+)")/g)].map((m) => m[1] ?? m[2]).concat(Resources[id].DependsOn ?? []).filter((n) => n in Resources && n !== id);
  const done = new Set<string>();
  const visit = (id: string, way: readonly string[]): void => {
    if (way.includes(id)) throw new Error(`circle: ${[...way, id].join(' -> ')}`);
    if (done.has(id)) return;
    for (const next of needs(id)) visit(next, [...way, id]);
    done.add(id);
  };
  for (const id of Object.keys(Resources)) visit(id, []);
}

const queueOf = ({ stack, data }: Scene, props: sqs.QueueProps = {}): sqs.Queue => {
  const queue = new sqs.Queue(stack, 'Queue', props);
  data.addStore('orders', { resource: queue, crownJewel });
  return queue;
};

const USE = ['kms:Decrypt', 'kms:GenerateDataKey*'];

test('a topic that delivers to a queue: from this topic alone', () => {
  const { services, uses, templates } = synth((s) => new sns.Topic(s.stack, 'Topic', { enforceSSL: true }).addSubscription(new subscriptions.SqsSubscription(queueOf(s))));
  const topic = Object.keys(templates.App.Resources).find((id) => templates.App.Resources[id].Type === 'AWS::SNS::Topic') as string;
  expect(services()).toEqual([{ Sid: expect.stringMatching(/^ServiceUse/), Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: USE, Resource: ['*'], Condition: { ArnEquals: { 'aws:SourceArn': { Ref: topic } } } }]);
  const from = (arn: string): boolean[] => ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:Encrypt'].map((a) => uses('sns.amazonaws.com', a, { 'aws:SourceArn': arn }));
  expect(from(topic)).toEqual([true, true, false]);
  expect(from('arn:aws:sns:us-east-1:999988887777:theirs')).toEqual([false, false, false]);
  expect(uses('s3.amazonaws.com', 'kms:Decrypt', { 'aws:SourceArn': topic })).toBe(false);
});

test('a topic of the same key needs the key first, though somebody says so late: any source of the account, and no circle', () => {
  const { services, uses } = synth((s) => {
    const queue = queueOf(s);
    new sns.Topic(s.stack, 'Topic', { enforceSSL: true }).addSubscription(new subscriptions.SqsSubscription(queue));
    Aspects.of(s.stack).add({ visit: (n) => { if (n instanceof sns.CfnTopic) n.kmsMasterKeyId = (queue.node.defaultChild as sqs.CfnQueue).kmsMasterKeyId; } }, { priority: 900 });
  });
  expect(services()).toEqual([expect.objectContaining({ Principal: { Service: 'sns.amazonaws.com' }, Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:*:*:${ACCOUNT}:*`]] } } } })]);
  const from = (account: string): boolean => uses('sns.amazonaws.com', 'kms:Decrypt', { 'aws:SourceArn': `arn:aws:sns:us-east-1:${account}:news` });
  expect([from(ACCOUNT), from('999988887777')]).toEqual([true, false]);
});

test('objects that are created: S3 says so to the queue, with its account where the bucket needs the queue', () => {
  const l2 = synth((s) => new s3.Bucket(s.stack, 'Bucket').addEventNotification(s3.EventType.OBJECT_CREATED, new s3n.SqsDestination(queueOf(s))));
  expect(l2.services()).toEqual([expect.objectContaining({ Principal: { Service: 's3.amazonaws.com' }, Action: USE, Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(/^Bucket/), 'Arn'] } } } })]);
  const l1 = synth((s) => {
    const queue = queueOf(s);
    const bucket = new s3.CfnBucket(s.stack, 'Bucket', { notificationConfiguration: { queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn }] } });
    new sqs.CfnQueuePolicy(s.stack, 'Policy', { queues: [queue.queueUrl], policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queue.queueArn, Condition: { ArnEquals: { 'aws:SourceArn': `arn:aws:s3:::${bucket.ref}` } } }] } });
    // The policy names the bucket, which names the queue: the policy stands beside.
  });
  expect(l1.services()).toEqual([expect.objectContaining({ Principal: { Service: 's3.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } })]);
  expect([l1.uses('s3.amazonaws.com', 'kms:GenerateDataKey', { 'aws:SourceAccount': ACCOUNT }), l1.uses('s3.amazonaws.com', 'kms:GenerateDataKey', { 'aws:SourceAccount': '999988887777' })]).toEqual([true, false]);
});

test('a rule of EventBridge: its service, without a source, which it does not send to KMS', () => {
  const { services, uses } = synth((s) => new events.Rule(s.stack, 'Rule', { schedule: events.Schedule.expression('rate(1 day)') }).addTarget(new targets.SqsQueue(queueOf(s))));
  expect(services()).toEqual([{ Sid: expect.any(String), Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: USE, Resource: ['*'] }]);
  expect(uses('events.amazonaws.com', 'kms:GenerateDataKey')).toBe(true);
});

test('an alarm that publishes by the default policy alone', () => {
  const { services } = synth(({ stack, data }) => {
    const topic = new sns.Topic(stack, 'Topic');
    const alarm = new cloudwatch.Alarm(stack, 'Alarm', { metric: new cloudwatch.Metric({ namespace: 'App', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 });
    alarm.addAlarmAction(new cwActions.SnsAction(topic));
    data.addStore('alarms', { resource: topic, crownJewel });
  });
  expect(services()).toEqual([expect.objectContaining({ Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: USE, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } })]);
});

test('CloudFront reads: decryption alone, from a distribution of the account, because the distribution needs the bucket', () => {
  const { services, uses } = synth(({ stack, data }) => {
    const bucket = new s3.Bucket(stack, 'Site');
    new cloudfront.Distribution(stack, 'Distribution', { defaultBehavior: { origin: origins.S3BucketOrigin.withOriginAccessControl(bucket) } });
    data.addStore('site', { resource: bucket, crownJewel });
  });
  expect(services()).toEqual([expect.objectContaining({ Principal: { Service: 'cloudfront.amazonaws.com' }, Action: ['kms:Decrypt'], Condition: { ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:*:*:${ACCOUNT}:*`]] } } } })]);
  const from = (account: string): boolean => uses('cloudfront.amazonaws.com', 'kms:Decrypt', { 'aws:SourceArn': `arn:aws:cloudfront::${account}:distribution/E1` });
  expect([from(ACCOUNT), from('999988887777')]).toEqual([true, false]);
});

test('log delivery to a bucket; checking its ACL needs no key', () => {
  const { services } = synth(({ stack, data }) => {
    const bucket = new s3.Bucket(stack, 'Flows');
    const principals = [new iam.ServicePrincipal('delivery.logs.amazonaws.com')];
    bucket.addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:PutObject'], principals, resources: [bucket.arnForObjects('*')], conditions: { StringEquals: { 'aws:SourceAccount': ACCOUNT, 's3:x-amz-acl': 'bucket-owner-full-control' } } }));
    bucket.addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:GetBucketAcl'], principals: [new iam.ServicePrincipal('config.amazonaws.com')], resources: [bucket.bucketArn] }));
    data.addStore('flows', { resource: bucket, crownJewel });
  });
  expect(services()).toEqual([expect.objectContaining({ Principal: { Service: 'delivery.logs.amazonaws.com' }, Action: USE, Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } } })]);
});

test('a service that an aspect lets in after all was built', () => {
  const { services } = synth((s) => {
    const queue = queueOf(s);
    let isDone = false;
    Aspects.of(s.stack).add({ visit: () => {
      if (isDone) return;
      isDone = true;
      queue.addToResourcePolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], principals: [new iam.ServicePrincipal('scheduler.amazonaws.com')], resources: [queue.queueArn] }));
    } }, { priority: 900 });
  });
  expect(services().map((s) => s.Principal.Service)).toEqual(['scheduler.amazonaws.com']);
});

describe('a key of one\'s own', () => {
  const pick = (warnings: readonly string[]): string[] => warnings.filter((w) => w.startsWith('KeyRefusesService'));
  const build = (change: (key: kms.Key, queue: sqs.Queue) => void) => synth((s) => {
    const key = new kms.Key(s.stack, 'Key');
    const queue = new sqs.Queue(s.stack, 'Queue', {});
    (queue.node.defaultChild as CfnResource).addPropertyOverride('KmsMasterKeyId', key.keyArn); // CDK would write the key's policy itself
    new sns.Topic(s.stack, 'Topic', { enforceSSL: true }).addSubscription(new subscriptions.SqsSubscription(queue));
    change(key, queue);
    s.data.addStore('orders', { resource: queue, crownJewel });
  });

  test('its policy lacks the service: told once, with what to paste', () => {
    const { warnings, services } = build(() => undefined);
    expect(services()).toEqual([]);
    expect(pick(warnings)).toHaveLength(1);
    expect(pick(warnings)[0]).toContain('"Principal":{"Service":"sns.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":["*"],"Condition":{"ArnEquals":{"aws:SourceArn":"<');
    expect(pick(warnings)[0]).not.toContain('Token[');
  });

  test.each<[string, string[], boolean]>([['all of it', ['kms:Decrypt', 'kms:GenerateDataKey*'], false], ['a wildcard', ['kms:*'], false], ['decryption alone', ['kms:Decrypt'], true]])('its policy has %s', (_, actions, told) => {
    const { warnings, uses } = build((key) => key.addToResourcePolicy(new iam.PolicyStatement({ actions, principals: [new iam.ServicePrincipal('sns.amazonaws.com')], resources: ['*'] })));
    expect(pick(warnings).length > 0).toBe(told);
    expect(uses('sns.amazonaws.com', 'kms:Decrypt')).toBe(true); // the Deny of the undeclared is not of services
  });

  test('given by the mixin', () => {
    const app = newApp();
    const stack = new Stack(app, 'App', { env: ENV });
    const queue = new sqs.Queue(stack, 'Queue');
    new sns.Topic(stack, 'Topic').addSubscription(new subscriptions.SqsSubscription(queue));
    queue.with(new CloseStore({ key: new kms.Key(stack, 'Key') }));
    const { warnings, templates } = synthesize(app);
    expect(pick(warnings)).toEqual([expect.stringMatching(/^KeyRefusesService: the policy of store `App\/Queue` lets `sns.amazonaws.com` in/)]);
    expect(resourcesOfType(templates, 'AWS::SQS::Queue')[0].Properties.KmsMasterKeyId).toBeDefined();
  });

  test('imported: nobody can read its policy', () => {
    const { warnings } = synth((s) => {
      const queue = new sqs.Queue(s.stack, 'Queue', { encryptionMasterKey: kms.Key.fromKeyArn(s.stack, 'Key', `arn:aws:kms:us-east-1:${ACCOUNT}:key/abc`) });
      new sns.Topic(s.stack, 'Topic', { enforceSSL: true }).addSubscription(new subscriptions.SqsSubscription(queue));
      new kms.Key(s.stack, 'Other');
      s.data.addStore('orders', { resource: queue, crownJewel });
    });
    expect(pick(warnings)).toEqual([expect.stringContaining('an imported key')]);
  });
});

/** Topics: encrypted, TLS only at both ends, nobody public. A topic holds messages only until they are delivered. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { readIfPossible, resolveValue, resourcesIn, targetOf } from '../../network/members/read';
import type { StoreKind } from '../kind';
import type { Statement, StoreResource } from '../model';
import { customerKey, keyIn, policyResource, requireTls, type ResourceHome, resolveStore, type StoreShape } from './helpers';
import { noPublicPolicy } from './public';

const types = ['AWS::SNS::Topic'];
const GUIDE = 'https://docs.aws.amazon.com/sns/latest/dg/';
const KEY = 'KmsMasterKeyId';

const SHAPE: StoreShape = {
  type: 'sns', cfnTypes: types,
  arn: (topic) => topic.ref,
  key: (topic) => keyIn(topic, KEY),
  imported: { arn: 'topicArn', ref: 'topicRef', key: 'masterKey' },
};

/**
 * A topic without a policy has AWS's default, by which everybody in the account may publish. Ours takes its place, so alarms
 * that publish there by that default alone get a statement of their own.
 */
const alarmsOf = (topic: CfnResource): Statement[] => {
  const names = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];
  const publishes = resourcesIn(topic.node.root).some((alarm) => /^AWS::CloudWatch::(CompositeAlarm|Alarm)$/.test(alarm.cfnResourceType)
    && names.some((name) => [readIfPossible(alarm, name)].flat().some((action) => targetOf(alarm, action) === topic)));
  return !publishes ? [] : [{
    Sid: 'CloudWatchAlarms', Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: ['sns:Publish'], Resource: [topic.ref],
    Condition: { StringEquals: { 'aws:SourceAccount': Stack.of(topic).account } },
  }];
};

/** 30 KB, 100 statements, the topic's own ARN as the only resource ("Policy quotas" of the page below). */
const HOME: ResourceHome = {
  cfnType: 'AWS::SNS::TopicPolicy', storeAt: 'Topics', documentAt: 'PolicyDocument', limit: 30_720, source: `${GUIDE}sns-access-policy-language-api-permissions-reference.html`,
  names: (topic: CfnResource) => ({ Topics: [topic.ref] }),
  also: alarmsOf,
};

const read = ['sns:Subscribe'];
const write = ['sns:Publish'];
// A topic's policy takes these alone: others are "out of service scope".
const other = ['sns:ListSubscriptionsByTopic'];
const store = (topic: CfnResource): StoreResource => SNS.resolve(topic) as StoreResource;
const common = { types, aspect: 'tls' as const, property: 'AWS::SNS::TopicPolicy PolicyDocument', home: HOME, store, resources: (topic: CfnResource): unknown[] => [resolveValue(topic, topic.ref)] };

export const SNS: StoreKind = {
  type: 'sns', name: 'SNS topic', cfnTypes: types, prefix: 'sns', endpoint: 'sns', authentication: ['sigv4'],
  read, write, other,
  resources: ({ arn }) => [arn],
  key: { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: 'sns' },
  policy: policyResource(HOME),
  resolve: (construct) => resolveStore(construct, SHAPE),
  closings: [
    customerKey({
      id: 'sns.key', types, aspect: 'encryption', path: KEY, value: 'a key of your own', hasDefault: false,
      says: 'Messages are encrypted while SNS holds them; by itself it does not. The key `alias/aws/sns` would shut out services that publish.', source: `${GUIDE}sns-server-side-encryption.html`,
      notAsked: (_topic, context) => context.posture === 'sandbox' && !context.isJewel && context.keyArn === undefined,
      write: (topic, keyArn) => topic.addPropertyOverride(KEY, keyArn),
    }),
    requireTls({
      ...common, id: 'sns.tls', value: 'Deny where `aws:SecureTransport` is false',
      says: 'Requests over plain HTTP are refused. AWS\'s default policy, by which everybody in the account may publish and subscribe, goes with it.', source: `${GUIDE}sns-security-best-practices.html#enforce-encryption-data-in-transit`,
      actions: [...write], condition: { operator: 'Bool', key: 'aws:SecureTransport', value: 'false' },
      statement: (topic) => ({ Sid: 'RequireTls', Effect: 'Deny', Principal: { AWS: '*' }, Action: [...read, ...write, ...other].sort(), Resource: [topic.ref], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    }),
    requireTls({
      ...common, id: 'sns.tls-delivery', value: 'Deny of `sns:Subscribe` where `sns:Protocol` is `http`',
      says: 'Nobody subscribes a plain HTTP endpoint, to which messages would be delivered in the clear.', source: `${GUIDE}sns-access-policy-use-cases.html`,
      actions: ['sns:Subscribe'], condition: { operator: 'StringEquals', key: 'sns:Protocol', value: 'http' },
      statement: (topic) => ({ Sid: 'RequireTlsDelivery', Effect: 'Deny', Principal: { AWS: '*' }, Action: ['sns:Subscribe'], Resource: [topic.ref], Condition: { StringEquals: { 'sns:Protocol': 'http' } } }),
    }),
    noPublicPolicy({
      id: 'sns.no-public-policy', types, property: 'AWS::SNS::TopicPolicy PolicyDocument', home: HOME, store,
      says: 'The topic\'s policy allows nobody who is everybody.', source: `${GUIDE}sns-security-best-practices.html`,
    }),
  ],
  byItself: [
    { aspect: 'recovery', says: 'A topic keeps no messages once they are delivered (a FIFO topic may archive them).', source: `${GUIDE}fifo-message-archiving-replay.html` },
    { aspect: 'deletion', says: 'With a topic no data goes, only its subscriptions.', source: `${GUIDE}sns-delete-subscription-topic.html` },
    { aspect: 'access-log', says: 'A topic keeps no log of who published; CloudTrail logs `Publish` as data events where the account asks for them.', source: `${GUIDE}logging-using-cloudtrail.html` },
  ],
};

/**
 * The bus with its archive, the topic with its key, and the queue for what got lost: the parts of a `SignalBus` that hold something.
 *
 * EventBridge gives no condition keys when it uses a KMS key ("Adding the aws:SourceAccount and aws:SourceArn to a AWS KMS policy is not supported for
 * EventBridge-to-encrypted topics": SNS developer guide, "Key management", as awslabs/landing-zone-accelerator-on-aws issue 407 cites it). So its service principal is let in
 * nowhere: rules publish with a role, which only they can assume. AWS recommends roles for all targets (What's New, March 2025; aws/aws-cdk pull request 34259 tests SNS on an
 * account). Of "Using resource-based policies for Amazon EventBridge" two stored copies disagree: one says that a role may fail with encrypted topics, the other that SNS takes
 * either; which is younger is unverified. What fails lies in the dead-letter queue, whose alarm pages. CloudWatch gives both keys, in both policies. (All looked up 2026-11-22.)
 */
import { CfnDeletionPolicy, Lazy, Names, Stack } from 'aws-cdk-lib';
import { CfnArchive, CfnEventBus, CfnEventBusPolicy } from 'aws-cdk-lib/aws-events';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { CfnQueue, CfnQueuePolicy } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { SIGNAL_SOURCE } from '../../contract/signal';
import type { Posture } from '../../intent';

const VERSION = '2012-10-17';

export function emitBus(scope: Construct, { posture, days }: { readonly posture: Posture; readonly days: number }): CfnEventBus {
  const bus = new CfnEventBus(scope, 'Bus', { name: Names.uniqueResourceName(scope, { maxLength: 200, separator: '-' }), description: 'Signals of zero trust: alarms and findings in one shape, zero-trust.signal/1' });
  const archive = new CfnArchive(scope, 'Archive', { sourceArn: bus.attrArn, description: 'Signals as they were raised', eventPattern: { source: [SIGNAL_SOURCE] }, retentionDays: days });
  archive.cfnOptions.deletionPolicy = archive.cfnOptions.updateReplacePolicy = posture === 'sandbox' ? CfnDeletionPolicy.DELETE : CfnDeletionPolicy.RETAIN;
  return bus;
}

/** `writers`: ARNs of the roles that may put events, asked for when the app is synthesized; at least one is known by now. */
export function emitBusPolicy(scope: Construct, bus: CfnEventBus, writers: () => readonly string[]): void {
  new CfnEventBusPolicy(scope, 'BusPolicy', {
    eventBusName: bus.ref, statementId: 'OnlyTheRelayPutsEvents',
    statement: {
      Sid: 'OnlyTheRelayPutsEvents', Effect: 'Deny', Principal: '*', Action: 'events:PutEvents', Resource: bus.attrArn,
      // Only of those who are somebody of IAM: a replay of the archive, which the service does by itself, has no principal's ARN.
      Condition: { ArnNotEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => [...writers()] }) }, Null: { 'aws:PrincipalArn': 'false' } },
    },
  });
}

/** What CloudWatch needs of the key of an encrypted topic. (SNS developer guide, "Key management", compatibility with event sources.) */
export function alarmsUseKey(scope: Construct): object {
  return { Sid: 'AlarmsOfThisAccount', Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*', Condition: alarmsHere(scope) };
}

function alarmsHere(scope: Construct): object {
  const { account, partition, region } = Stack.of(scope);
  return { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` } };
}

export function emitKey(scope: Construct): CfnKey {
  const { account, partition } = Stack.of(scope);
  const key = new CfnKey(scope, 'Key', {
    description: 'Encrypts the topic of signals', enableKeyRotation: true,
    keyPolicy: { Version: VERSION, Statement: [
      { Sid: 'Account', Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
      alarmsUseKey(scope),
    ] },
  });
  // Nothing lies under it: messages of the topic are on their way. KMS waits 30 days before it deletes.
  key.cfnOptions.deletionPolicy = key.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.DELETE;
  return key;
}

export function emitTopic(scope: Construct, keyArn: string): CfnTopic {
  const topic = new CfnTopic(scope, 'Topic', { displayName: 'Zero trust signals', kmsMasterKeyId: keyArn, signatureVersion: '2' });
  new CfnTopicPolicy(scope, 'TopicPolicy', {
    topics: [topic.ref],
    policyDocument: { Version: VERSION, Statement: [
      { Sid: 'AlarmsOfThisAccount', Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' }, Action: 'sns:Publish', Resource: topic.ref, Condition: alarmsHere(scope) },
      { Sid: 'OnlyByTls', Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: topic.ref, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ] },
  });
  return topic;
}

/** What neither a rule nor a function could deliver, for 14 days. It may be all that is left of an attack: it stays when the bus goes, and costs nothing once it is empty. */
export function emitDeadLetters(scope: Construct, posture: Posture): CfnQueue {
  const queue = new CfnQueue(scope, 'DeadLetters', { sqsManagedSseEnabled: true, messageRetentionPeriod: 1_209_600 });
  queue.cfnOptions.deletionPolicy = queue.cfnOptions.updateReplacePolicy = posture === 'sandbox' ? CfnDeletionPolicy.DELETE : CfnDeletionPolicy.RETAIN;
  return queue;
}

/** `rules`: ARNs of the rules that send to it, asked for when the app is synthesized; at least one is known by now. */
export function emitDeadLettersPolicy(scope: Construct, queue: CfnQueue, rules: () => readonly string[]): void {
  new CfnQueuePolicy(scope, 'DeadLettersPolicy', {
    queues: [queue.ref],
    policyDocument: { Version: VERSION, Statement: [
      // (EventBridge user guide, "Using dead-letter queues": SQS is given the rule's ARN.)
      { Sid: 'OwnRules', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queue.attrArn, Condition: { ArnEquals: { 'aws:SourceArn': Lazy.list({ produce: () => [...rules()] }) } } },
      { Sid: 'OnlyByTls', Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: queue.attrArn, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
    ] },
  });
}

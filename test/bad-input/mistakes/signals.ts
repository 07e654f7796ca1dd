/** Mistakes with signals, chats and the baseline of an account. */
import { CfnResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AccountBaseline, type AccountBaselineProps, AccountSetting } from '../../../lib/layers/baseline';
import { SignalBus } from '../../../lib/layers/detection/signal-bus';
import { ChatFormat, type ChatWebhookProps, type SignalBusProps } from '../../../lib/layers/detection/signal-bus-props';
import type { World } from '../world';
import type { Mistake } from './types';

const bus = (w: World, props: SignalBusProps = {}): SignalBus => new SignalBus(w.stack, 'Signals', props);
const chat = (w: World, props: Partial<ChatWebhookProps> = {}, id = 'Security'): void => {
  bus(w).addChatWebhook(id, { secret: Secret.fromSecretNameV2(w.stack, 'Webhook', 'hooks/security'), chat: ChatFormat.SLACK, ...props });
};
const baseline = (w: World, props: AccountBaselineProps = {}): AccountBaseline => new AccountBaseline(w.stack, 'Baseline', props);
const elsewhere = (w: World): Stack => new Stack(w.app, 'Elsewhere', { env: { account: '111122223333', region: 'us-east-1' } });

export const SIGNALS: readonly Mistake[] = [
  { name: 'an address of a chat in plain text', code: 'WebhookInPlainText', words: ['`secret` of chat `Security`', 'of another kind', '`Secret.fromSecretNameV2'], where: 'signals.ts', build: (w) => { chat(w, { secret: 'https://hooks.example.com/hunter2' as never }); } },
  { name: 'an address for a field', code: 'WebhookFieldInvalid', words: ['chat `Security`', 'not the address itself', '`url`'], build: (w) => { chat(w, { secretField: 'https://hooks.example.com/hunter2' }); } },
  { name: 'a chat that nobody knows', code: 'ChatFormatUnknown', words: ['`slak`', '`slack`'], build: (w) => { chat(w, { chat: 'slak' as never }); } },
  { name: 'a chat with spaces', code: 'SubscriberIdInvalid', words: ['`our chat`', 'letters, digits and single hyphens'], build: (w) => { chat(w, {}, 'our chat'); } },
  { name: 'a chat and a subscription of one name', code: 'SubscriberIdTaken', words: ['`Responder`', 'rename one'], build: (w) => {
    const made = bus(w);
    const target = { bind: () => ({ arn: 'arn:aws:sqs:eu-west-1:111122223333:queue' }) };
    made.subscribe('Responder', target);
    made.subscribe('Responder', target);
  } },
  { name: 'a function for a target', code: 'SignalTargetInvalid', words: ['subscription `Responder`', '`new LambdaFunction(responder)`'], build: (w) => { bus(w).subscribe('Responder', w.function('responder', null) as never); } },
  { name: 'a topic that nobody encrypts', code: 'TopicNotEncrypted', words: ['topic `App/Topic`', '`masterKey`'], build: (w) => { bus(w, { topic: new sns.Topic(w.stack, 'Topic') }); } },
  { name: 'a topic with a key that CloudWatch cannot use', code: 'TopicNotEncrypted', words: ['`alias/aws/sns`', 'a key of your own'], build: (w) => { bus(w, { topic: new sns.CfnTopic(w.stack, 'Topic', { kmsMasterKeyId: 'alias/aws/sns' }) }); } },
  { name: 'a topic that lets nobody in', code: 'TopicRefusesAlarms', words: ['topic `App/Topic/Resource`', '`cloudwatch.amazonaws.com`'], build: (w) => { const encryptionKey = new kms.Key(w.stack, 'Key'); bus(w, { topic: new sns.Topic(w.stack, 'Topic', { masterKey: encryptionKey, enforceSSL: true }), encryptionKey }); } },
  { name: 'a writer that stands for many', code: 'SignalPartInvalid', words: ['`arn:aws:iam::111122223333:role/*`', 'name it'], build: (w) => { bus(w).addWriter(iam.Role.fromRoleArn(w.stack, 'All', 'arn:aws:iam::111122223333:role/*')); } },
  { name: 'a topic without its key', code: 'TopicKeyMissing', words: ['topic `App/Topic`', '`encryptionKey`'], build: (w) => { bus(w, { topic: new sns.Topic(w.stack, 'Topic', { masterKey: new kms.Key(w.stack, 'Key') }) }); } },
  { name: 'a topic of elsewhere', code: 'TopicEncryptionUnknown', level: 'warning', words: ['topic `App/Topic`', '`encryptionKey`'], build: (w) => { bus(w, { topic: sns.Topic.fromTopicArn(w.stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:people') }); } },
  { name: 'a key of somebody else', code: 'KeyPolicyNotOurs', level: 'warning', words: ['key `App/Key`', '"Service":"cloudwatch.amazonaws.com"', '"kms:GenerateDataKey*"'], build: (w) => { bus(w, { encryptionKey: kms.Key.fromKeyArn(w.stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef') }); } },
  { name: 'a bus of another region', code: 'SignalBusElsewhere', words: ['`us-east-1`', '`eu-west-1`'], build: (w) => { bus(w, { bus: EventBus.fromEventBusArn(elsewhere(w), 'Bus', 'arn:aws:events:us-east-1:111122223333:event-bus/central') }); } },
  { name: 'a bus by its name', code: 'SignalPartInvalid', words: ['the string `central`', '`EventBus.fromEventBusName'], build: (w) => { bus(w, { bus: 'central' as never }); } },
  { name: 'a writer by its ARN', code: 'SignalPartInvalid', words: ['a writer of `App/Signals`', '`Role.fromRoleArn'], build: (w) => { bus(w).addWriter('arn:aws:iam::111122223333:role/responder' as never); } },
  { name: 'a service without findings', code: 'FindingServiceUnknown', words: ['`guardduty`', '`guardDuty`'], build: (w) => { bus(w, { findingServices: ['guardduty' as never] }); } },
  { name: 'a severity that is none', code: 'SeverityUnknown', words: ['`findingSeverity`', '`hihg`', '`high`'], build: (w) => { bus(w, { findingSeverity: 'hihg' as never }); } },
  { name: 'a chat for a severity that is none', code: 'SeverityUnknown', words: ['`minimumSeverity` of chat `Security`', '`urgent`'], build: (w) => { chat(w, { minimumSeverity: 'urgent' as never }); } },
  { name: 'every alarm of the account', code: 'AlarmPrefixInvalid', words: ['beginning ``', '3 to 200 characters'], build: (w) => { bus(w, { alarmPrefixes: [''] }); } },
  { name: 'an archive of somebody else', code: 'RetentionOfForeignBus', words: ['`retention`', 'its owner\'s'], build: (w) => { bus(w, { bus: EventBus.fromEventBusName(w.stack, 'Bus', 'central'), retention: Duration.days(7) }); } },
  { name: 'half a day', code: 'RetentionInvalid', words: ['0.5 days', 'whole days'], build: (w) => { bus(w, { retention: Duration.hours(12) }); } },
  { name: 'days as a number', code: 'RetentionInvalid', words: ['`30`', '`Duration.days(365)`'], build: (w) => { bus(w, { retention: 30 as never }); } },
  { name: 'half a function', code: 'ConcurrencyInvalid', words: ['2.5', 'from 0'], build: (w) => { bus(w, { reservedConcurrency: 2.5 }); } },
  { name: 'a topic that is opened later', code: 'SignalBusChanged', words: ['`App/Signals/TopicPolicy`', '`PolicyDocument.Statement'], build: (w) => { (bus(w).node.findChild('TopicPolicy') as CfnResource).addPropertyOverride('PolicyDocument.Statement.0.Principal', '*'); } },
  { name: 'a second baseline', code: 'SecondAccountBaseline', many: true, words: ['`App/Baseline`', '`App/Again`', 'account `111122223333`, region `eu-west-1`'], build: (w) => { baseline(w); new AccountBaseline(w.stack, 'Again', { noTrailBecause: 'the first has one' }); } },
  { name: 'a password policy by CloudFormation', code: 'NoCloudFormationType', words: ['`passwordPolicy`', 'aws iam update-account-password-policy --minimum-password-length 14', '--allow-users-to-change-password', '`byHand`'], build: (w) => { baseline(w, { passwordPolicy: {} }); } },
  { name: 'closed buckets by CloudFormation', code: 'NoCloudFormationType', words: ['`s3PublicAccessBlock`', 'aws s3control put-public-access-block'], build: (w) => { baseline(w, { s3PublicAccessBlock: true }); } },
  { name: 'encrypted volumes by CloudFormation', code: 'NoCloudFormationType', words: ['`ebsEncryption`', 'aws ec2 enable-ebs-encryption-by-default'], build: (w) => { baseline(w, { ebsEncryption: true }); } },
  { name: 'metadata by CloudFormation', code: 'NoCloudFormationType', words: ['`instanceMetadata`', 'aws ec2 modify-instance-metadata-defaults --http-tokens required'], build: (w) => { baseline(w, { instanceMetadata: true }); } },
  { name: 'a setting that is none', code: 'AccountSettingUnknown', words: ['`passwordPolice`', '`passwordPolicy`'], build: (w) => { baseline(w, { byHand: ['passwordPolice' as never] }); } },
  { name: 'a short password', code: 'PasswordPolicyInvalid', words: ['`minimumLength`', '6', '8 to 128'], build: (w) => { baseline(w, { passwordPolicy: { minimumLength: 6 }, byHand: [AccountSetting.PASSWORD_POLICY] }); } },
  { name: 'no trail, for no reason', code: 'NoTrailReasonMissing', words: ['`noTrailBecause`', 'is empty'], build: (w) => { baseline(w, { noTrailBecause: ' ' }); } },
  { name: 'a trail, and a reason against it', code: 'TrailContradicted', words: ['`trail` and `noTrailBecause`'], build: (w) => { baseline(w, { trail: {}, noTrailBecause: 'the organization has one' }); } },
  { name: 'a retention that logs do not have', code: 'TrailRetentionInvalid', words: ['100 days', '`Duration.days(120)`'], build: (w) => { baseline(w, { trail: { logRetention: Duration.days(100) } }); } },
  { name: 'a feature that GuardDuty does not have', code: 'GuardDutyFeatureUnknown', words: ['`S3_DATA_EVENT`', '`S3_DATA_EVENTS`'], build: (w) => { baseline(w, { guardDuty: { features: ['S3_DATA_EVENT' as never] } }); } },
  { name: 'unused for two years', code: 'UnusedAccessInvalid', words: ['730 days', '1 to 365'], build: (w) => { baseline(w, { unusedAccess: { after: Duration.days(730) } }); } },
  { name: 'standards without a recorder', code: 'SecurityHubNeedsConfig', level: 'warning', words: ['`App/Baseline`', '`configRecorder`'], build: (w) => { baseline(w, { securityHub: {} }); } },
  { name: 'a detector of two owners', code: 'AccountSettingTaken', words: ['`App/Detector`', '`guardDuty` of `App/Baseline`'], build: (w) => { new CfnDetector(w.stack, 'Detector', { enable: true }); baseline(w, { guardDuty: {} }); } },
  { name: 'a trail beside the trail', code: 'SecondTrail', level: 'warning', words: ['`App/Trail`', '2 USD'], build: (w) => { new CfnTrail(w.stack, 'Trail', { isLogging: true, s3BucketName: 'logs-of-the-team' }); baseline(w); } },
  { name: 'a trail that is stopped later', code: 'AccountBaselineChanged', words: ['`App/Baseline/Trail/Trail`', '`IsLogging`'], build: (w) => { (baseline(w).node.findChild('Trail').node.findChild('Trail') as CfnResource).addPropertyOverride('IsLogging', false); } },
  { name: 'a bucket of logs that goes', code: 'AccountBaselineNotKept', words: ['`App/Baseline/Trail/Bucket`', 'posture SANDBOX'], build: (w) => { (baseline(w).node.findChild('Trail').node.findChild('Bucket') as CfnResource).applyRemovalPolicy(RemovalPolicy.DESTROY); } },
  { name: 'a log of no trail', code: 'BaselineWithoutTrail', words: ['`App/Baseline`', '`trailLogGroupName`'], build: (w) => { void baseline(w, { noTrailBecause: 'the organization has one' }).trailLogGroupName; } },
];

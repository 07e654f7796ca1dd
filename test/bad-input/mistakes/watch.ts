/** Mistakes with a watch and with what it observes. */
import { CfnParameter, CfnResource, Duration, Stack, Token } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnAlarm, CfnAlarmMuteRule } from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { AppClient, DoorProfile, FrontDoor, IdentityFoundation, type MuteOptions, type ObserveOptions, Posture, RouteHandler, SignalBus, SignalSeverity, Truststore, Watch, WatchedKind, type WatchProps } from 'cdk-zero-trust';
import { AccountBaseline } from '../../../lib/layers/baseline';
import type { World } from '../world';
import type { Mistake } from './types';

const watch = (w: World, props: Partial<WatchProps> = {}): Watch => new Watch(w.stack, 'Watch', { owner: 'platform team', noTrailBecause: 'the organization has one', ...props });
const queue = (w: World, id = 'Queue'): sqs.Queue => new sqs.Queue(w.stack, id);
const observing = (what: (w: World) => unknown, options: ObserveOptions = {}, props: Partial<WatchProps> = {}) => (w: World): void => { watch(w, props).observe(what(w) as never, options); };
const raw = (type: string, properties: Record<string, unknown> = {}) => (w: World): CfnResource => new CfnResource(w.stack, 'Thing', { type, properties });
const mute = (more: Partial<MuteOptions>, id = 'releases') => (w: World): void => {
  const made = watch(w);
  made.observe(queue(w));
  made.muteDuring(id, { schedule: 'cron(0 2 * * SUN)', duration: Duration.hours(1), because: 'releases', ...more });
};
function door(w: World, more: object = {}, route = 'GET /documents'): FrontDoor {
  const identity = new IdentityFoundation(w.stack, 'Identity');
  identity.addClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/signed-in'] }));
  const made = new FrontDoor(w.stack, 'Door', { identity, ...more });
  made.addRoute(route, { handler: RouteHandler.function(w.function('read', null)), scopes: ['documents/read'] });
  return made;
}

export const WATCH: readonly Mistake[] = [
  { name: 'a table by its name', code: 'ObservedKindUnknown', words: ['`documents` is no construct', '`Table.fromTableName'], where: 'watch.ts', build: observing(() => 'documents') },
  { name: 'a parameter', code: 'ObservedKindUnknown', words: ['`App/Thing`', '`AWS::SSM::Parameter`', 'a table of DynamoDB'], build: observing(raw('AWS::SSM::Parameter')) },
  { name: 'a network load balancer', code: 'ObservedKindUnsupported', words: ['`App/Thing`', '`network`'], build: observing(raw('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network' })) },
  { name: 'a WebSocket API', code: 'ObservedKindUnsupported', words: ['WebSocket', '`addSignal`'], build: observing(raw('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' })) },
  { name: 'a queue of another region', code: 'ObservedElsewhere', words: ['`Elsewhere/Queue`', 'region `us-east-1`', 'make one there'], build: observing((w) => new sqs.Queue(new Stack(w.app, 'Elsewhere', { env: { account: '111122223333', region: 'us-east-1' } }), 'Queue')) },
  { name: 'a distribution from afar', code: 'ObservedElsewhere', words: ['`App/Thing`', 'region `us-east-1`'], build: observing(raw('AWS::CloudFront::Distribution')) },
  { name: 'a flow log of a queue', code: 'FlowLogWithoutVpc', words: ['`App/Queue`', '`writeFlowLog`'], build: observing((w) => queue(w), { writeFlowLog: true }) },
  { name: 'a flow log in another format', code: 'FlowLogFormatUnread', level: 'warning', words: ['`App/Flows`', '`Watch.FLOW_LOG_FORMAT`', '`writeFlowLog`'], build: observing((w) => {
    new ec2.CfnFlowLog(w.stack, 'Flows', { resourceId: w.vpc.vpcId, resourceType: 'VPC', trafficType: 'ALL', logGroupName: 'flows', deliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/flows' });
    return w.vpc;
  }) },
  { name: 'rules of a web ACL that nobody knows yet', code: 'FirewallRulesUnseen', level: 'warning', words: ['`App/Thing`', 'as a whole'], build: observing((w) => raw('AWS::WAFv2::WebACL', { Scope: 'REGIONAL', VisibilityConfig: { MetricName: 'acl' }, Rules: Token.asAny({ 'Fn::If': ['Strict', [], []] }) })(w)) },
  { name: 'a trail without a log', code: 'TrailWithoutLog', words: ['`App/Thing`', '`holds: ObservedLog.CLOUD_TRAIL`'], build: observing(raw('AWS::CloudTrail::Trail', { IsLogging: true, S3BucketName: 'logs' })) },
  { name: 'a trail of data events alone', code: 'TrailBlind', words: ['`App/Thing`', 'records no management events'], build: observing((w) => raw('AWS::CloudTrail::Trail', { IsLogging: true, IsMultiRegionTrail: true, S3BucketName: 'logs', CloudWatchLogsLogGroupArn: 'arn:aws:logs:eu-west-1:111122223333:log-group:trail:*', EventSelectors: [{ IncludeManagementEvents: false }] })(w), {}, { noTrailBecause: undefined }) },
  { name: 'a dimension in small letters', code: 'DimensionUnknown', words: ['`queueName`', '`App/Queue`', 'did you mean `QueueName`?'], where: 'watch.ts', build: observing((w) => queue(w), { dimensions: { queueName: 'imports' } }) },
  { name: 'no trail', code: 'TrailNotObserved', level: 'warning', words: ['`account.rootUsed`', '`noTrailBecause`'], build: observing((w) => queue(w), {}, { noTrailBecause: undefined }) },
  { name: 'no trail, for no reason', code: 'WatchTrailReasonMissing', words: ['`App/Watch`', 'is empty'], build: observing((w) => queue(w), {}, { noTrailBecause: ' ' }) },
  { name: 'a trail, and a reason against it', code: 'WatchTrailContradicted', words: ['`noTrailBecause`', 'leave one out'], build: observing((w) => new AccountBaseline(w.stack, 'Baseline')) },
  { name: 'a route of any method', code: 'RouteNotWatched', level: 'warning', words: ['`ANY /documents`', 'door `Door`', 'for each method'], build: observing((w) => door(w, {}, 'ANY /documents')) },
  { name: 'a truststore that nobody reads', code: 'TruststoreNotWatched', level: 'warning', words: ['door `Door`', '`Truststore.fromFile`'], build: observing((w) => door(w, { profile: DoorProfile.DEVICE_CERTIFICATE, domain: { domainName: 'api.example.com', certificate: Certificate.fromCertificateArn(w.stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c'), truststore: Truststore.fromS3('s3://devices/truststore.pem', { version: 'v1' }) } })) },
  { name: 'an owner that nobody knows yet', code: 'WatchTextUnknown', words: ['`owner` of watch `App/Watch`', 'known only at deployment'], build: (w) => { watch(w, { owner: new CfnParameter(w.stack, 'Owner').valueAsString }).observe(queue(w)); } },
  { name: 'runbooks as a number', code: 'WatchTextUnknown', words: ['`runbooks`', '`7`'], build: (w) => { watch(w, { runbooks: 7 as never }).observe(queue(w)); } },
  { name: 'a bus and a topic', code: 'WatchTopicOfBus', words: ['`SignalBus`'], build: (w) => { watch(w, { bus: new SignalBus(w.stack, 'Signals'), topic: sns.Topic.fromTopicArn(w.stack, 'Topic', 'arn:aws:sns:eu-west-1:111122223333:people') }).observe(queue(w)); } },
  { name: 'a dear watch', code: 'WatchCostExceeded', words: ['USD a month', 'at most 1', '`dashboard` 3.00 USD', '`maxMonthlyCost`'], build: observing((w) => queue(w), {}, { maxMonthlyCost: 1 }) },
  { name: 'findings that the bus leaves out', code: 'FindingsNotRelayed', level: 'warning', words: ['`App/Signals`', '`guardDuty.finding`', '`findingSeverity`'], build: (w) => {
    watch(w, { bus: new SignalBus(w.stack, 'Signals', { findingSeverity: SignalSeverity.CRITICAL }), noTrailBecause: undefined }).observe(new AccountBaseline(w.stack, 'Baseline'));
  } },
  { name: 'a full stack', code: 'WatchStackFull', words: ['stack `App`', 'at most 500', '`nestedStacks` to'], build: (w) => { const made = watch(w, { posture: Posture.HIGH }); for (let i = 0; i < 85; i++) made.observe(queue(w, `Queue${i}`)); } },
  { name: 'a change for something else', code: 'SubjectNotObserved', words: ['`queue.received`', '`App/Other`'], build: (w) => { const made = watch(w); made.observe(queue(w)); made.override('queue.received', { subject: queue(w, 'Other'), ceiling: 3 }); } },
  { name: 'a change for two things', code: 'SubjectSaidTwice', words: ['`queue.received`', '`subjectId`'], build: (w) => { const made = watch(w); const q = queue(w); made.observe(q); made.override('queue.received', { subject: q, subjectId: 'App/Queue', ceiling: 3 }); } },
  { name: 'a signal of nothing', code: 'SignalSourceInvalid', words: ['`queue.emptied`', '`SignalSource.metric`'], build: (w) => {
    const made = watch(w);
    made.observe(queue(w));
    made.addSignal('queue.emptied', { about: WatchedKind.QUEUE, title: 'Deletions', source: 'AWS/SQS', ceiling: 1, severity: SignalSeverity.LOW, why: 'w', firstStep: 'f' } as never);
  } },
  { name: 'a mute rule without a reason', code: 'MuteInvalid', words: ['`releases`', '`because`'], build: mute({ because: '' }) },
  { name: 'a mute rule of six fields', code: 'MuteInvalid', words: ['`cron(0 2 * * ? *)`', 'five fields'], build: mute({ schedule: 'cron(0 2 * * ? *)' }) },
  { name: 'a mute rule of a month', code: 'MuteInvalid', words: ['43200 minutes', '15 days'], build: mute({ duration: Duration.days(30) }) },
  { name: 'a mute rule without end', code: 'MuteInvalid', words: ['`releases`', '100 % of the year', 'at most 50 %'], build: mute({ duration: Duration.days(15) }) },
  { name: 'a mute rule of a 25th hour', code: 'MuteInvalid', words: ['`cron(0 25 * * SUN)`', 'as hour', '0 to 23'], build: mute({ schedule: 'cron(0 25 * * SUN)' }) },
  { name: 'a mute rule with spaces', code: 'MuteInvalid', words: ['`our releases`', 'rename it'], build: mute({}, 'our releases') },
  { name: 'a mute rule for something else', code: 'SubjectNotObserved', words: ['`releases`', '`App/Other`'], build: (w) => { mute({ subjects: [queue(w, 'Other')] })(w); } },
  { name: 'an alarm that is changed later', code: 'WatchChanged', words: ['`Threshold`', '`override`'], build: (w) => {
    const made = watch(w);
    made.observe(queue(w));
    made._build();
    (made.node.findAll().find((c) => c instanceof CfnAlarm && c.threshold === 200000) as CfnAlarm).addPropertyOverride('Threshold', 1e12);
  } },
  { name: 'an alarm that somebody else mutes', code: 'WatchMutedByOther', words: ['`App/Mute`', '`muteDuring`'], build: (w) => {
    const made = watch(w);
    made.observe(queue(w));
    new CfnAlarmMuteRule(w.stack, 'Mute', { rule: { schedule: { expression: 'cron(0 2 * * *)', duration: 'PT1H' } }, muteTargets: { alarmNames: [`${made.watchId}/any@App/Queue`] } });
  } },
];

/** What would be observed and could never ring: trails that record little, flow logs without the tag, firewalls whose scope or log is another, clusters by role. It is told. */
import { CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct, type IConstruct } from 'constructs';
import { Posture } from '../../../lib/layers/declaration';
import { type ObserveOptions, Watch } from '../../../lib/layers/detection';
import type { ClosedVpc } from '../../../lib';
import { facadeApp } from './facade-app';
import { ENV, type Json, make, type Made } from './watch-app';

const observing = (thing: (stack: Stack) => IConstruct, options: ObserveOptions = {}, props: object = { noTrailBecause: 'elsewhere' }, env: typeof ENV | null = ENV): Made => make(props, (watch, stack) => { watch.observe(thing(stack), options); }, env);
const codes = (made: Made): string[] => [...new Set(made.told().map((t) => t.split(':')[0]))].filter((code) => !code.startsWith('No cross-stack') && code !== 'WatchWithoutSubjects').sort();
const alarmsOf = (made: Made, signal: string): Json[] => made.of('AWS::CloudWatch::Alarm').map((a) => a.Properties as Json).filter((a) => (a.AlarmName as string).includes(`/${signal}@`));

const trail = (properties: object) => (stack: Stack): CfnResource => new CfnResource(stack, 'Trail', { type: 'AWS::CloudTrail::Trail', properties: {
  S3BucketName: 'logs', IsLogging: true, IsMultiRegionTrail: true, CloudWatchLogsLogGroupArn: new logs.CfnLogGroup(stack, 'Log').attrArn, ...properties,
} });
const ADVANCED = (...fields: readonly object[]): object => ({ AdvancedEventSelectors: [{ FieldSelectors: fields }] });
const MANAGEMENT = { Field: 'eventCategory', Equals: ['Management'] };

test.each<[string, object, 'error' | 'warning' | undefined, string?]>([
  ['all', {}, undefined], ['all, and data', { EventSelectors: [{ DataResources: [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }] }] }, undefined], ['all, advanced', ADVANCED(MANAGEMENT), undefined],
  ['one region', { IsMultiRegionTrail: false }, undefined],
  ['nothing', { IsLogging: false }, 'error', '`IsLogging`'], ['nothing, as a text', { IsLogging: 'false' }, 'error', '`IsLogging`'], ['no management events', { EventSelectors: [{ IncludeManagementEvents: false }] }, 'error', '`EventSelectors`'],
  ['data alone, of L1', { advancedEventSelectors: undefined, AdvancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equalTo: ['Data'] }] }] }, 'error', '`AdvancedEventSelectors`'],
  ['data alone, advanced', ADVANCED({ Field: 'eventCategory', Equals: ['Data'] }), 'error', '`AdvancedEventSelectors`'],
  ['reads alone', { EventSelectors: [{ ReadWriteType: 'ReadOnly' }] }, 'warning', 'reads or writes'], ['writes alone, advanced', ADVANCED(MANAGEMENT, { Field: 'readOnly', Equals: ['false'] }), 'warning', 'some of the management events'],
  ['no keys', { EventSelectors: [{ ExcludeManagementEventSources: ['kms.amazonaws.com'] }] }, 'warning', 'leaves services out'], ['no global services', { IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false }, 'warning', 'global services'],
])('a trail that records %s', (_, properties, level, words = '') => {
  const made = observing(trail(properties), {}, {});
  expect(codes(made)).toEqual(level === undefined ? [] : ['TrailBlind']);
  expect(made.told().join()).toContain(words);
  if (level === 'error') expect(() => made.app.synth()).toThrow('TrailBlind');
});

const KEYS = (...TagKeys: readonly string[]): readonly object[] => [{ ResourceType: 'network-interface', TagKeys }];

test.each<[string, readonly object[] | undefined, boolean]>([
  ['the tag', KEYS('zero-trust:segment'), true], ['the tag, and another', KEYS('zero-trust:segment', 'Name'), true], ['another tag first', KEYS('Name', 'zero-trust:segment'), false], ['no tag', undefined, false],
  ['the tag of instances', [{ ResourceType: 'instance', TagKeys: ['zero-trust:segment'] }], false],
])('segments by a flow log with %s', (_, specification, isRight) => {
  const made = facadeApp({}, ({ stack }) => {
    const { vpc } = stack.node.findChild('Network') as ClosedVpc;
    new CfnResource(stack, 'Flows', { type: 'AWS::EC2::FlowLog', properties: { ResourceId: vpc.vpcId, ResourceType: 'VPC', TrafficType: 'ALL', LogGroupName: 'flows', LogFormat: Watch.FLOW_LOG_FORMAT, ...(specification === undefined ? {} : { TagFieldSpecifications: specification }) } });
  });
  const told = made.told().filter((t) => t.startsWith('FlowLogFormatUnread') && t.includes('interface-tag'));
  expect([told.length > 0, alarmsOf(made, 'segment.rejected').length > 0, alarmsOf(made, 'vpc.rejected').length > 0]).toEqual([!isRight, isRight, true]);
});

const acl = (Scope: (stack: Stack) => unknown, filter?: object) => (stack: Stack): IConstruct => {
  const made = new CfnResource(stack, 'Acl', { type: 'AWS::WAFv2::WebACL', properties: { Scope: Scope(stack), DefaultAction: { Allow: {} }, VisibilityConfig: { MetricName: 'acl', CloudWatchMetricsEnabled: true, SampledRequestsEnabled: false } } });
  new CfnResource(stack, 'Logging', { type: 'AWS::WAFv2::LoggingConfiguration', properties: { ResourceArn: made.getAtt('Arn'), LogDestinationConfigs: [`arn:aws:logs:${stack.region}:${stack.account}:log-group:aws-waf-logs-acl`], ...(filter === undefined ? {} : { LoggingFilter: filter }) } });
  return made;
};
const KEEP = (...actions: readonly string[]): object => ({ DefaultBehavior: 'DROP', Filters: [{ Behavior: 'KEEP', Requirement: 'MEETS_ANY', Conditions: actions.map((Action) => ({ ActionCondition: { Action } })) }] });
const US = { account: ENV.account, region: 'us-east-1' };

test('a web ACL by its scope', () => {
  const dimensions = (made: Made): string[] => alarmsOf(made, 'firewall.blocked')[0].Dimensions.map((d: Json) => d.Name as string).sort();
  expect(dimensions(observing(acl(() => 'REGIONAL')))).toEqual(['Region', 'Rule', 'WebACL']);
  expect(dimensions(observing(acl(() => 'CLOUDFRONT'), {}, { noTrailBecause: 'elsewhere' }, US))).toEqual(['Rule', 'WebACL']);
  expect(codes(observing(acl(() => 'CLOUDFRONT')))).toEqual(['ObservedElsewhere']);
  expect(codes(observing(acl(() => 'CLOUDFRONT'), {}, { noTrailBecause: 'elsewhere' }, null))).toEqual(['ObservedElsewhere']);
  expect(codes(observing(acl((stack) => new CfnParameter(stack, 'Scope').valueAsString)))).toEqual(['ObservedElsewhere']);
});

test.each<[string, object | undefined, boolean]>([
  ['everything', undefined, true], ['what acted', KEEP('BLOCK', 'COUNT'), true], ['what was blocked', KEEP('BLOCK'), false], ['all but what was allowed', { DefaultBehavior: 'KEEP', Filters: [] }, true], ['what was counted by overrides', KEEP('BLOCK', 'EXCLUDED_AS_COUNT'), true],
])('a firewall log of %s', (_, filter, isRight) => {
  const made = observing(acl(() => 'REGIONAL', filter));
  expect(codes(made)).toEqual(isRight ? [] : ['SignalValueMissing']);
  expect(alarmsOf(made, 'firewall.attackAllowed').length).toBe(isRight ? 1 : 0);
});

test('an imported web ACL, by its ARN', () => {
  class Imported extends Construct { public readonly env = ENV; public readonly webAclRef: object; constructor(stack: Stack, webAclArn: string) { super(stack, 'Imported'); this.webAclRef = { webAclArn, webAclId: '1', webAclName: 'acl' }; } }
  const arn = (place: string): string => `arn:aws:wafv2:us-east-1:111122223333:${place}/webacl/acl/1`;
  const of = (stack: Stack, text: string): IConstruct => new Imported(stack, text);
  expect(codes(observing((stack) => of(stack, arn('global')), { dimensions: { WebACL: 'acl' } }))).toEqual(['ObservedElsewhere']);
  expect(codes(observing((stack) => of(stack, arn('regional')), { dimensions: { WebACL: 'acl' } }))).toEqual(['SignalLogMissing']);
  expect(codes(observing((stack) => of(stack, new CfnParameter(stack, 'Arn').valueAsString), { dimensions: { WebACL: 'acl' } }))).toEqual(['ObservedElsewhere', 'SignalLogMissing']);
});

test('metrics of one region alone, in a stack of any', () => {
  expect(codes(observing((stack) => new CfnResource(stack, 'D', { type: 'AWS::CloudFront::Distribution' }), {}, { noTrailBecause: 'elsewhere' }, null))).toEqual(['ObservedElsewhere']);
  expect(codes(observing((stack) => new cloudfront.CfnDistribution(stack, 'D', { distributionConfig: { enabled: true } as cloudfront.CfnDistribution.DistributionConfigProperty }), {}, { noTrailBecause: 'elsewhere' }, US))).toEqual([]);
  expect(codes(observing((stack) => acm.Certificate.fromCertificateArn(stack, 'C', 'arn:aws:acm:us-east-1:111122223333:certificate/a')))).toEqual(['ObservedElsewhere']);
});

test('a cluster by its role: what writes, and what reads where there is more than one', () => {
  const cluster = (readers: number) => (stack: Stack): IConstruct => {
    const made = new rds.CfnDBCluster(stack, 'Cluster', { engine: 'aurora-postgresql' });
    for (let i = 0; i <= readers; i++) new rds.CfnDBInstance(stack, `I${i}`, { dbClusterIdentifier: made.ref, dbInstanceClass: 'db.r7g.large', engine: 'aurora-postgresql' });
    return made;
  };
  const roles = (made: Made, signal: string): (string | undefined)[] => alarmsOf(made, signal).filter((a) => a.Dimensions !== undefined).map((a) => (a.Dimensions as Json[]).find((d) => d.Name === 'Role')?.Value as string | undefined).sort();
  for (const signal of ['database.connections', 'database.sent']) {
    expect([signal, roles(observing(cluster(0)), signal), roles(observing(cluster(1)), signal)]).toEqual([signal, ['WRITER'], ['READER', 'WRITER']]);
    expect(roles(observing(cluster(0), { dimensions: { Role: 'READER' } }), signal)).toEqual(['READER']);
    expect(roles(observing((stack) => rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'C', { clusterIdentifier: 'documents' })), signal)).toEqual(['WRITER']);
    expect(roles(observing((stack) => new rds.CfnDBInstance(stack, 'Db', { dbInstanceClass: 'db.t4g.micro', engine: 'postgres' })), signal)).toEqual([undefined]);
  }
});

test('of a trail that records all nothing is told in posture HIGH, either', () => {
  expect(codes(observing(trail({}), {}, { posture: Posture.HIGH }))).toEqual([]);
});

/** Every type that can be observed: as L1, as raw resource, imported; with what its signals read, or told why not. */
import { CfnResource, SecretValue, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { IConstruct } from 'constructs';
import { CATALOGUE } from '../../../lib/layers/detection/catalogue';
import { missingValues } from '../../../lib/layers/detection/compiler/resolve';
import type { ObserveOptions, WatchProps } from '../../../lib/layers/detection';
import { ObservedLog, Watch } from '../../../lib/layers/detection';
import { OBSERVED } from '../../../lib/layers/detection/subjects/observe';
import { accessLogFormat } from '../../../lib/layers/front-door/access-log';
import { Posture } from '../../../lib/layers/declaration';
import { type Json, make, type Made } from './watch-app';

jest.setTimeout(120_000);
const ARN = 'arn:aws:logs:eu-west-1:111122223333:log-group:elsewhere:*';

function observe(build: (stack: Stack) => IConstruct, options: ObserveOptions = {}, props: Partial<WatchProps> = {}): Made & { readonly subjects: readonly Json[] } {
  const made = make({ noTrailBecause: 'elsewhere', ...props }, (watch, stack) => { watch.observe(build(stack), options); });
  const { plan } = made.watch._build();
  return { ...made, subjects: [...new Map((plan?.signals ?? []).map((s) => [s.subject.id, s.subject])).values()] as unknown as Json[] };
}
const raw = (type: string, properties: Json = {}) => (stack: Stack): IConstruct => new CfnResource(stack, 'Thing', { type, properties });
const kindsOf = (made: { readonly subjects: readonly Json[] }): string[] => made.subjects.map((s) => s.kind as string);

/** Properties that a type needs to be watched at all. */
const PROPERTIES: Readonly<Record<string, Json>> = {
  'AWS::ApiGateway::RestApi': { Name: 'api' }, 'AWS::ApiGateway::Stage': { RestApiId: 'abcde12345', StageName: 'prod' }, 'AWS::ApiGatewayV2::Api': { Name: 'api', ProtocolType: 'HTTP' }, 'AWS::ApiGatewayV2::Stage': { ApiId: 'abcde12345', StageName: '$default' },
  'AWS::WAFv2::WebACL': { Scope: 'REGIONAL', VisibilityConfig: { MetricName: 'acl' }, Rules: [{ Name: 'a', VisibilityConfig: { MetricName: 'a' } }] }, 'AWS::S3::Bucket': { MetricsConfigurations: [{ Id: 'All' }] },
  'AWS::EC2::VPCEndpoint': { VpcEndpointType: 'Interface', VpcId: 'vpc-1', ServiceName: 'com.amazonaws.eu-west-1.sqs' }, 'AWS::Route53Resolver::FirewallRuleGroupAssociation': { FirewallRuleGroupId: 'rslvr-frg-1', VpcId: 'vpc-1' },
  'AWS::NetworkFirewall::Firewall': { FirewallName: 'inspection', SubnetMappings: [] }, 'AWS::CloudTrail::Trail': { IsLogging: true, S3BucketName: 'b', CloudWatchLogsLogGroupArn: ARN },
};
const OPTIONS: Readonly<Record<string, ObserveOptions>> = {
  'AWS::ApiGateway::RestApi': { dimensions: { Stage: 'prod' } }, 'AWS::ApiGateway::Stage': { dimensions: { ApiName: 'api', Stage: 'prod' } }, 'AWS::ApiGatewayV2::Api': { dimensions: { Stage: '$default' } }, 'AWS::ApiGatewayV2::Stage': { dimensions: { ApiId: 'abcde12345', Stage: '$default' } },
  'AWS::NetworkFirewall::Firewall': { dimensions: { AvailabilityZone: 'eu-west-1a' } },
};

describe('every type in the table', () => {
  const types = OBSERVED.flatMap((t) => t.types);

  test.each(types.filter((t) => t !== 'AWS::CloudFront::Distribution'))('%s, as a raw resource, has every value that its signals read', (type) => {
    const made = observe(raw(type, PROPERTIES[type]), OPTIONS[type], { posture: Posture.HIGH, ...(type === 'AWS::CloudTrail::Trail' ? { noTrailBecause: undefined } : {}) });
    const told = made.told();
    expect(told.filter((t) => !/^(SignalLogMissing|SubjectUnwatched|FindingsNotRelayed)/.test(t))).toEqual([]);
    if (type === 'AWS::EC2::VPC' || type === 'AWS::KMS::Key') return; // all of their signals read logs
    expect(made.subjects.length).toBeGreaterThan(0);
    for (const s of made.subjects) for (const row of CATALOGUE) if (row.subject === s.kind && row.source.kind === 'metric') expect([row.id, missingValues(row.source, s as never)]).toEqual([row.id, []]);
  });

  test('of CloudFront, where its metrics are', () => {
    expect(observe(raw('AWS::CloudFront::Distribution')).told()[0]).toMatch(/^ObservedElsewhere: metrics of `App\/Thing` are in region `us-east-1`/);
    const made = make({ noTrailBecause: 'elsewhere' }, (watch, stack) => { watch.observe(raw('AWS::CloudFront::Distribution')(stack)); }, { account: '111122223333', region: 'us-east-1' });
    expect(made.told()).toEqual([]);
  });
});

test.each<[string, (stack: Stack) => IConstruct, ObserveOptions, string]>([
  ['a table', (s) => dynamodb.Table.fromTableName(s, 'I', 'documents'), {}, 'table'], ['a bucket', (s) => s3.Bucket.fromBucketName(s, 'I', 'documents'), { dimensions: { FilterId: 'All' } }, 'bucket'],
  ['a queue', (s) => sqs.Queue.fromQueueArn(s, 'I', 'arn:aws:sqs:eu-west-1:111122223333:imports'), {}, 'queue'], ['a stream', (s) => kinesis.Stream.fromStreamArn(s, 'I', 'arn:aws:kinesis:eu-west-1:111122223333:stream/events'), {}, 'stream'],
  ['a pool', (s) => cognito.UserPool.fromUserPoolId(s, 'I', 'eu-west-1_AbCdEf'), {}, 'userPool'], ['a web ACL', (s) => new wafv2.CfnWebACL(s, 'I', { defaultAction: { allow: {} }, scope: 'REGIONAL', visibilityConfig: { metricName: 'm', cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true } }), {}, 'firewall'],
  ['a certificate', (s) => Certificate.fromCertificateArn(s, 'I', 'arn:aws:acm:eu-west-1:111122223333:certificate/a'), {}, 'certificate'], ['a log group', (s) => logs.LogGroup.fromLogGroupName(s, 'I', '/app'), {}, 'logGroup'],
  ['a REST API', (s) => apigateway.RestApi.fromRestApiId(s, 'I', 'abcde'), { dimensions: { ApiName: 'documents', Stage: 'prod' } }, 'restApi'], ['an HTTP API', (s) => apigatewayv2.HttpApi.fromHttpApiAttributes(s, 'I', { httpApiId: 'abcde' }), { dimensions: { Stage: '$default' } }, 'httpApi'],
  ['a load balancer', (s) => elb.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(s, 'I', { loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc6c495c0c9188', securityGroupId: 'sg-1' }), {}, 'loadBalancer'],
])('imported: %s', (_, build, options, kind) => {
  const made = observe(build, options);
  expect(made.told().filter((t) => !/^SignalLogMissing/.test(t))).toEqual([]);
  expect(kindsOf(made)).toContain(kind);
  for (const s of made.subjects) expect(JSON.stringify(s.values)).not.toMatch(/undefined|"":/);
});

test('the names in metrics of imports', () => {
  const values = (build: (stack: Stack) => IConstruct): Json => observe(build).subjects[0].values as Json;
  expect(values((s) => sqs.Queue.fromQueueArn(s, 'I', 'arn:aws:sqs:eu-west-1:111122223333:imports'))).toEqual({ QueueName: 'imports' });
  expect(values((s) => elb.ApplicationLoadBalancer.fromApplicationLoadBalancerAttributes(s, 'I', { loadBalancerArn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc', securityGroupId: 'sg-1' }))).toEqual({ LoadBalancer: 'app/web/50dc' });
});

describe('access logs of others', () => {
  const api = (format: apigateway.AccessLogFormat) => (stack: Stack): IConstruct => {
    const made = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, deployOptions: { accessLogDestination: new apigateway.LogGroupLogDestination(new logs.LogGroup(stack, 'Log')), accessLogFormat: format } });
    made.root.addMethod('GET', new apigateway.MockIntegration());
    return made;
  };
  const signals = (made: Made): string[] => (made.watch._build().plan?.signals ?? []).map((s) => s.signal);

  test('in our format are read', () => {
    const made = observe(api(apigateway.AccessLogFormat.custom(accessLogFormat())));
    expect(made.told()).toEqual([]);
    expect(signals(made)).toEqual(expect.arrayContaining(['restApi.denied', 'restApi.firewallUnreachable']));
    expect(made.of('AWS::Logs::MetricFilter').map((f) => f.Properties.LogGroupName.Ref)).toEqual([expect.stringMatching(/^Log/), expect.stringMatching(/^Log/)]);
  });

  test('are read as far as they go, and what they lack is told', () => {
    const made = observe(api(apigateway.AccessLogFormat.jsonWithStandardFields()));
    expect(made.told()).toEqual([expect.stringMatching(/^SignalValueMissing: `App\/Api` is not watched by `restApi.firewallUnreachable`: the access log of stage .*`"wafStatus":"\$context.waf.status"`.*; add that to its format/)]);
    expect(signals(made)).toContain('restApi.denied');
  });

  test('in no JSON, or with another status, are not', () => {
    for (const format of [apigateway.AccessLogFormat.clf(), apigateway.AccessLogFormat.custom('{"requestId":"$context.requestId","status":"$context.integration.status","wafStatus":"$context.waf.status"}')]) {
      const made = observe(api(format));
      expect(made.told()[0]).toMatch(/^SignalValueMissing: .*`restApi.denied`/);
      expect(signals(made)).not.toContain('restApi.denied');
    }
  });
});

describe('flow logs', () => {
  const vpc = (log?: (stack: Stack, vpc: ec2.Vpc) => void) => (stack: Stack): IConstruct => { const v = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 }); log?.(stack, v); return v; };
  const flowLog = (more: Partial<ec2.CfnFlowLogProps>) => (stack: Stack, { vpcId }: ec2.Vpc): void => { new ec2.CfnFlowLog(stack, 'Flows', { resourceId: vpcId, resourceType: 'VPC', trafficType: 'ALL', logGroupName: new logs.CfnLogGroup(stack, 'FlowLog').ref, deliverLogsPermissionArn: 'arn:aws:iam::111122223333:role/flows', logFormat: Watch.FLOW_LOG_FORMAT, ...more }); };
  const rejected = (made: Made): boolean => (made.watch._build().plan?.signals ?? []).some((s) => s.signal === 'vpc.rejected');

  test('are found, with the NAT gateway of the VPC', () => {
    const made = observe(vpc(flowLog({})));
    expect([made.told(), kindsOf(made).sort()]).toEqual([[], ['natGateway', 'vpc']]);
  });
  test('in another format are told, and not read', () => { const made = observe(vpc(flowLog({ logFormat: undefined }))); expect([made.told()[0].slice(0, 20), rejected(made)]).toEqual(['FlowLogFormatUnread:', false]); });
  test('of accepted flows alone are told, and not read', () => { const made = observe(vpc(flowLog({ trafficType: 'ACCEPT' }))); expect([made.told()[0].slice(0, 20), rejected(made)]).toEqual(['FlowLogFormatUnread:', false]); });
  test('of refused flows alone are told where accepted ones are read', () => { const made = observe(vpc(flowLog({ trafficType: 'REJECT' })), {}, { posture: Posture.HIGH }); expect([made.told()[0], rejected(made)]).toEqual([expect.stringContaining('has refused flows alone'), true]); });
  test('in a bucket are not there', () => { const made = observe(vpc(flowLog({ logDestinationType: 's3', logGroupName: undefined, logDestination: 'arn:aws:s3:::b' }))); expect([made.told()[0].slice(0, 17), rejected(made)]).toEqual(['SignalLogMissing:', false]); });
  test('can be written', () => { const made = observe(vpc(), { writeFlowLog: true }); expect([made.told(), rejected(made)]).toEqual([[], true]); });
  test('of an imported VPC as well', () => { const made = observe((stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123', availabilityZones: ['eu-west-1a'] }), { writeFlowLog: true }); expect([made.told(), rejected(made)]).toEqual([[], true]); });
});

describe('the trail', () => {
  const TRAIL = { noTrailBecause: undefined };
  test('by its log group, whatever way it is named', () => {
    const trail = (log: (stack: Stack) => Partial<cloudtrail.CfnTrailProps>) => observe((stack) => new cloudtrail.CfnTrail(stack, 'Trail', { isLogging: true, s3BucketName: 'b', ...log(stack) }), {}, TRAIL);
    for (const log of [(s: Stack) => ({ cloudWatchLogsLogGroupArn: new logs.LogGroup(s, 'Log').logGroupArn }), () => ({ cloudWatchLogsLogGroupArn: ARN })]) expect([trail(log).told(), kindsOf(trail(log)).sort()]).toEqual([[], ['account', 'logGroup']]);
    expect(trail(() => ({})).told()[0]).toMatch(/^TrailWithoutLog/);
    expect(observe((stack) => new cloudtrail.Trail(stack, 'Trail', { sendToCloudWatchLogs: true }), {}, TRAIL).told()).toEqual([]);
    expect(kindsOf(observe((stack) => logs.LogGroup.fromLogGroupName(stack, 'Log', 'trail'), { holds: ObservedLog.CLOUD_TRAIL }, TRAIL)).sort()).toEqual(['account', 'logGroup']);
  });

  test('that is not there is told, signal by signal, once', () => {
    const told = observe((stack) => new kms.Key(stack, 'Key'), {}, TRAIL).told();
    expect(told.find((t) => t.startsWith('Trail'))).toMatch(/^TrailNotObserved: watch `App\/Watch` observes no trail, so nobody watches `account.alarmsSilenced`, .*`key.decrypts`, `key.denied`; expected `observe` of/);
    expect(told.filter((t) => t.startsWith('SignalLogMissing'))).toEqual([]);
    expect(observe((stack) => new kms.Key(stack, 'Key')).told()).toEqual([expect.stringMatching(/^SubjectUnwatched/)]); // with a reason
  });

  test('is needed where somebody asks for what reads it', () => {
    expect(observe((stack) => new kms.Key(stack, 'Key'), {}, { signals: ['key.denied'] }).told()[0]).toMatch(/^SignalLogMissing: `App\/Key` has no log `cloudTrail`/);
  });
});

test('who reads data is watched where the trail is seen to record it', () => {
  const told = (props: Partial<cloudtrail.CfnTrailProps>, options: ObserveOptions = {}): string[] => make({ posture: Posture.HIGH }, (watch, stack) => {
    watch.observe(new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }));
    watch.observe(new cloudtrail.CfnTrail(stack, 'Trail', { isLogging: true, s3BucketName: 'b', cloudWatchLogsLogGroupArn: ARN, ...props }), options);
  }).told();
  expect(told({})).toEqual([expect.stringMatching(/^SignalValueMissing: `App\/Table` is not watched by `table.denied`: the trail is not seen to record data events of `AWS::DynamoDB::Table`/)]);
  expect(told({ advancedEventSelectors: [{ fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] }, { fieldSelectors: [{ field: 'eventCategory', equalTo: ['Data'] }, { field: 'resources.type', equalTo: ['AWS::DynamoDB::Table'] }] }] })).toEqual([]);
  expect(told({}, { dataEvents: true })).toEqual([]);
});

test('rules and labels of a web ACL, the function behind an authorizer, clients of a pool', () => {
  const acl = observe(raw('AWS::WAFv2::WebACL', PROPERTIES['AWS::WAFv2::WebACL']), { labels: ['awswaf:managed:aws:bot-control:bot:verified'] }, { posture: Posture.HIGH });
  expect(acl.subjects.map((s) => [s.kind, s.id, s.values])).toEqual([
    ['firewall', 'App/Thing', { WebACL: 'acl', Region: 'eu-west-1' }],
    ['firewallLabel', 'App/Thing label awswaf:managed:aws:bot-control:bot:verified', { WebACL: 'acl', Region: 'eu-west-1', LabelNamespace: 'awswaf:managed:aws:bot-control:bot', LabelName: 'verified' }],
    ['firewallRule', 'App/Thing rule a', { WebACL: 'acl', Region: 'eu-west-1', Rule: 'a' }],
  ].sort((a, b) => String(a[0]).localeCompare(String(b[0]))));
  const api = observe((stack) => {
    const fn = new lambda.Function(stack, 'Authorizer', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('//') });
    const rest = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false });
    rest.root.addMethod('GET', new apigateway.MockIntegration(), { authorizer: new apigateway.TokenAuthorizer(stack, 'Auth', { handler: fn }) });
    return rest;
  });
  expect(kindsOf(api).sort()).toEqual(['authorizerFunction', 'restApi']);
  const pool = observe((stack) => { const p = new cognito.UserPool(stack, 'Pool'); p.addClient('web'); return p; });
  expect(pool.subjects.map((s) => s.id).sort()).toEqual(['App/Pool', 'App/Pool/web']);
});

test.each<[string, (stack: Stack) => unknown, ObserveOptions, RegExp]>([
  ['a name', () => 'documents', {}, /^ObservedKindUnknown: `documents` is no construct/], ['nothing', () => undefined, {}, /^ObservedKindUnknown: `undefined` is no construct/],
  ['a stack', (s) => s, {}, /^ObservedKindUnknown: `App` is of no type that is known/], ['a parameter', raw('AWS::SSM::Parameter'), {}, /^ObservedKindUnknown: `App\/Thing` is of type `AWS::SSM::Parameter`, of which no signal is known; expected a front door, .*a table of DynamoDB/],
  ['a network load balancer', raw('AWS::ElasticLoadBalancingV2::LoadBalancer', { Type: 'network' }), {}, /^ObservedKindUnsupported/], ['a WebSocket API', raw('AWS::ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET' }), {}, /^ObservedKindUnsupported/],
  ['a gateway endpoint', raw('AWS::EC2::VPCEndpoint', { VpcId: 'vpc-1', ServiceName: 'com.amazonaws.eu-west-1.s3' }), {}, /^ObservedKindUnsupported/], ['a flow log of a table', raw('AWS::DynamoDB::Table'), { writeFlowLog: true }, /^FlowLogWithoutVpc/],
])('not observed: %s', (_, build, options, expected) => {
  expect(observe(build as (stack: Stack) => IConstruct, options).told()[0]).toMatch(expected);
});

test('nothing lazy is frozen, and nothing of a secret is read', () => {
  const made = observe((stack) => {
    const pool = new cognito.UserPool(stack, 'Pool');
    new cognito.UserPoolIdentityProviderOidc(stack, 'Idp', { userPool: pool, clientId: 'a', clientSecretValue: SecretValue.secretsManager('idp'), issuerUrl: 'https://idp.example.com' } as never);
    return pool;
  });
  expect(made.told()).toEqual([]);
});

/** One subject of each kind, as the fixtures in test/fixtures/recorded know them, and a watch over them. */
import type { SubjectFacts, SubjectKind, WatchFacts } from '../../../lib/layers/detection/model';

const API = { ApiName: 'documents', ApiId: 'a1b2c3d4e5', Stage: 'prod' };
const ROUTE = { Method: 'GET', Resource: '/documents/{id}', Route: 'GET /documents/{id}' };
const POOL = { UserPoolId: 'us-west-2_EXAMPLE', UserPool: 'us-west-2_EXAMPLE', UserPoolClient: '1example23456789' };
const FIREWALL = { WebACL: 'api', Region: 'us-east-1' };
const READER = 'arn:aws:iam::111122223333:role/documents-reader';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

export const VALUES: Readonly<Record<SubjectKind, Readonly<Record<string, string>>>> = {
  account: {}, firewall: FIREWALL, firewallRule: { ...FIREWALL, Rule: 'common' }, firewallLabel: { ...FIREWALL, LabelNamespace: 'awswaf:managed:aws:bot-control:bot', LabelName: 'verified' },
  restApi: API, httpApi: API, route: ROUTE, httpRoute: ROUTE, persona: { ...ROUTE, scope: 'documents/read' }, httpPersona: { ...ROUTE, scope: 'documents/read' },
  authorizer: {}, authorizerFunction: { FunctionName: 'authorizer' }, function: { FunctionName: 'read-documents' }, userPool: POOL, appClient: POOL,
  vpc: { VpcId: 'vpc-abcdefab012345678' }, segment: { segment: 'documents' }, natGateway: { NatGatewayId: 'nat-05dba92075d71c408' },
  endpoint: { 'VPC Id': 'vpc-abcdefab012345678', 'VPC Endpoint Id': 'vpce-EXAMPLE08c1b6b9b7', 'Service Name': 'com.amazonaws.us-east-1.secretsmanager' },
  dnsFirewall: { FirewallRuleGroupId: 'rslvr-frg-01234567890abcdef', VpcId: 'vpc-7example' }, networkFirewall: { FirewallName: 'inspection', AvailabilityZone: 'us-east-1a' },
  table: { TableName: 'Documents', TableArn: 'arn:aws:dynamodb:us-east-1:111122223333:table/Documents' }, tableReader: { Table: 'arn:aws:dynamodb:us-east-1:111122223333:table/Documents', Reader: READER },
  bucket: { BucketName: 'doc-example-bucket', FilterId: 'EntireBucket' }, bucketReader: { Bucket: 'doc-example-bucket', Reader: READER },
  database: { DBInstanceIdentifier: 'documents' }, queue: { QueueName: 'imports' }, stream: { StreamName: 'events' }, key: { Key: KEY, KeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' }, keyUser: { Key: KEY, Principal: READER },
  loadBalancer: { LoadBalancer: 'app/web/50dc6c495c0c9188' }, certificate: { CertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/a' }, truststore: { ...API, notAfterEpoch: '1800000000' },
  logGroup: { LogGroupName: '/api/access' }, graphqlApi: { GraphQLAPIId: 'abcdefghij' }, distribution: { DistributionId: 'EDFDVBD6EXAMPLE' },
};

const LOGS: SubjectFacts['logs'] = { cloudTrail: 'trail', accessLog: 'access', flowLog: 'flows', firewallLog: 'aws-waf-logs-api', resolverLog: 'queries', userActivity: 'activity' };

export function subject(kind: SubjectKind, more: Partial<SubjectFacts> = {}): SubjectFacts {
  return { kind, id: `the ${kind}`, title: `the ${kind}`, values: VALUES[kind], logs: LOGS, flows: [], routes: [], where: 'app.ts:1', ...more };
}

export const ALL: readonly SubjectFacts[] = (Object.keys(VALUES) as SubjectKind[]).map((kind) => subject(kind));

export function watch(more: Partial<WatchFacts> = {}): WatchFacts {
  return { id: 'watch', path: 'App/Watch', posture: 'standard', owner: 'platform team', subjects: ALL, overrides: [], extra: [], isComposite: true, ...more };
}

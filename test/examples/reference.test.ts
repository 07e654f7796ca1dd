/**
 * The documents service: who may reach whom, rule by rule, and what makes it a template that works once it is deployed.
 */
import { rmSync } from 'node:fs';
import { loadApp, REFERENCE } from './apps';
import { Assembly } from './assembly';

const { directory } = loadApp(REFERENCE).synth();
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const assembly = new Assembly(directory);
const only = (type: string): any => {
  const found = assembly.resources(type);
  expect(found).toHaveLength(1);
  return found[0].properties;
};

test('lets in exactly these', () => {
  expect(assembly.rules('Ingress')).toStrictEqual([
    '10.20.0.0/16 -> web tcp/443',
    'api -> docs tcp/5432',
    'api -> inside tcp/443',
    'api -> zero-trust endpoint ecr.api tcp/443',
    'api -> zero-trust endpoint ecr.dkr tcp/443',
    'api -> zero-trust endpoint logs tcp/443',
    'api -> zero-trust endpoint secretsmanager tcp/443',
    'reports -> docs tcp/5432',
    'reports -> inside tcp/443',
    'web -> api tcp/8443',
  ]);
});

test('lets out exactly these', () => {
  expect(assembly.rules('Egress')).toStrictEqual([
    'api -> 10.80.12.0/28 tcp/2121',
    'api -> docs tcp/5432',
    'api -> inside tcp/443',
    'api -> pl-6da54004 tcp/443',
    'api -> zero-trust endpoint ecr.api tcp/443',
    'api -> zero-trust endpoint ecr.dkr tcp/443',
    'api -> zero-trust endpoint logs tcp/443',
    'api -> zero-trust endpoint secretsmanager tcp/443',
    'handlers -> pl-6da54004 tcp/443',
    'handlers -> pl-6fa54006 tcp/443',
    'reports -> docs tcp/5432',
    'reports -> inside tcp/443',
    'reports -> pl-6da54004 tcp/443',
    'web -> api tcp/8443',
  ]);
});

test('every flow says why, and what is only needed to boot is marked as that', () => {
  for (const flow of assembly.intent.flows) expect(flow.because.length).toBeGreaterThan(15);
  const implied = assembly.intent.flows.filter((f: any) => f.implied !== undefined).map((f: any) => f.id);
  expect(implied).toStrictEqual([
    'api.container-logs.logs', 'api.image-pull.ecr-api', 'api.image-pull.ecr-api.2', 'api.image-pull.ecr-dkr', 'api.image-pull.s3',
  ]);
});

/** Actions and resources of what a role may do by data flows, in words. */
const granted = (role: RegExp): string[] => assembly.resources('AWS::IAM::RolePolicy')
  .filter((p) => role.test(p.properties.RoleName.Ref))
  .flatMap((p) => p.properties.PolicyDocument.Statement.map((s: any) => `${[s.Action].flat().join(', ')} on ${s.Resource.map(textOf).join(', ')}${s.Condition === undefined ? '' : ` by ${Object.values<any>(s.Condition.StringEquals)[0]}`}`));
const textOf = (value: any): string => {
  if (typeof value === 'string') return value;
  if (value.Ref !== undefined) return value.Ref.startsWith('AWS::') ? '' : value.Ref.replace(/[0-9A-F]{8}$/, '');
  if (value['Fn::GetAtt'] !== undefined) return value['Fn::GetAtt'].join('.').replace(/[0-9A-F]{8}\./, '.');
  return value['Fn::Join'][1].map(textOf).join(value['Fn::Join'][0]);
};

test('data flows and routes alone say who may use which data: no grant is written by hand', () => {
  expect(granted(/^ApiTaskTaskRole/)).toStrictEqual([
    'rds-db:connect on arn::rds-db:eu-west-1::dbuser:Database.DBClusterResourceId/api',
    'secretsmanager:GetSecretValue on SealingKey',
    'kms:Decrypt on DataKey.Arn by secretsmanager.eu-west-1.amazonaws.com',
    'execute-api:Invoke on arn::execute-api:eu-west-1::ZeroTrustInsideApi/live/GET/documents/*',
  ]);
  expect(granted(/^ReportsJobServiceRole/)).toStrictEqual([
    's3:PutObject on Reports.Arn/daily/*',
    'kms:Decrypt, kms:GenerateDataKey on DataKey.Arn by s3.eu-west-1.amazonaws.com',
    'rds-db:connect on arn::rds-db:eu-west-1::dbuser:Database.DBClusterResourceId/reports',
    'execute-api:Invoke on arn::execute-api:eu-west-1::ZeroTrustInsideApi/live/POST/reports',
  ]);
  const byHand = JSON.stringify(assembly.resources('AWS::IAM::Policy').map((p) => p.properties.PolicyDocument));
  expect(byHand).not.toMatch(/rds-db:|s3:|secretsmanager:|kms:/);
});

test('the bucket, the secret and the key of the data refuse everybody who is not declared', () => {
  const refused = (type: string, document: string): any[] => assembly.resources(type).flatMap((r) => r.properties[document].Statement).filter((s: any) => s.Effect === 'Deny' && s.Sid?.startsWith('ZeroTrustDeny'));
  const admitted = (statements: any[], action: string): string[] => statements.filter((s) => s.Action.includes(action)).flatMap((s) => s.Condition.ArnNotLike['aws:PrincipalArn']).filter((arn: any) => arn['Fn::GetAtt'] !== undefined).map((arn: any) => arn['Fn::GetAtt'][0].replace(/[0-9A-F]{8}$/, ''));
  const bucket = refused('AWS::S3::BucketPolicy', 'PolicyDocument');
  expect(admitted(bucket, 's3:PutObject')).toStrictEqual(['ReportsJobServiceRole']);
  expect(admitted(bucket, 's3:GetObject')).toStrictEqual(['HandlersDownloadRole']);
  expect(admitted(bucket, 's3:DeleteObject')).toStrictEqual([]);
  expect(admitted(refused('AWS::SecretsManager::ResourcePolicy', 'ResourcePolicy'), 'secretsmanager:GetSecretValue')).toStrictEqual(['ApiTaskTaskRole']);
  const key = refused('AWS::KMS::Key', 'KeyPolicy');
  const ofTable = ['HandlersAnnounceRole', 'HandlersCatalogueRole', 'HandlersHeldRole', 'HandlersHoldsRole', 'HandlersScansRole'];
  expect(admitted(key, 'kms:Decrypt').sort()).toStrictEqual(['ApiTaskTaskRole', 'HandlersDownloadRole', 'ReportsJobServiceRole', ...ofTable].sort());
  expect(admitted(key, 'kms:GenerateDataKey').sort()).toStrictEqual(['ReportsJobServiceRole', 'HandlersAnnounceRole', 'HandlersHoldsRole', 'HandlersScansRole'].sort());
  expect(admitted(key, 'kms:CreateGrant')).toStrictEqual([]);
});

test('the job may write its reports through the endpoint, and nothing else', () => {
  const [s3] = assembly.resources('AWS::EC2::VPCEndpoint').filter((e) => e.metadata['zero-trust']?.service === 's3');
  const statement = s3.properties.PolicyDocument.Statement.find((s: any) => s.Sid === 'ReportsActsOnDailyReportsOverNetwork');
  expect(statement).toMatchObject({ Effect: 'Allow', Action: 's3:PutObject', Condition: { StringEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } } });
  expect(statement.Resource).toStrictEqual({ 'Fn::Join': ['', [{ 'Fn::GetAtt': [expect.stringMatching(/^Reports/), 'Arn'] }, '/daily/*']] });
});

test('nothing leads to or from the internet', () => {
  expect(assembly.resources('AWS::EC2::InternetGateway', 'AWS::EC2::NatGateway', 'AWS::EC2::EgressOnlyInternetGateway', 'AWS::EC2::EIP')).toStrictEqual([]);
  expect(only('AWS::ElasticLoadBalancingV2::LoadBalancer').Scheme).toBe('internal');
});

test('the way to the data centre is there: its routes come from the virtual private gateway', () => {
  const tables = only('AWS::EC2::VPNGatewayRoutePropagation').RouteTableIds.map((id: any) => id.Ref).sort();
  expect(tables).toStrictEqual(assembly.resources('AWS::EC2::RouteTable').map((t) => t.logicalId).sort());
});

test('health checks use the port of the flow', () => {
  const group = only('AWS::ElasticLoadBalancingV2::TargetGroup');
  expect(group).toMatchObject({ Port: 8443, Protocol: 'HTTPS', HealthCheckProtocol: 'HTTPS', TargetType: 'ip' });
  expect(group.HealthCheckPort ?? 'traffic-port').toBe('traffic-port');
  expect(only('AWS::ECS::Service').LoadBalancers[0].ContainerPort).toBe(8443);
});

test('the database is encrypted, asks for IAM tokens and TLS, and its password is in no template', () => {
  const cluster = only('AWS::RDS::DBCluster');
  expect(cluster).toMatchObject({ StorageEncrypted: true, EnableIAMDatabaseAuthentication: true, ManageMasterUserPassword: true, DeletionProtection: true });
  expect(cluster.MasterUserPassword).toBeUndefined();
  expect(only('AWS::RDS::DBClusterParameterGroup').Parameters).toStrictEqual({ 'rds.force_ssl': '1', 'log_connections': '1', 'log_disconnections': '1' });
});

test('log delivery stands in the bucket policy, so that no later update takes it away', () => {
  const [flowLog] = assembly.resources('AWS::EC2::FlowLog');
  const bucket = assembly.target(flowLog.template, flowLog.properties.LogDestination)!;
  const policy = assembly.resources('AWS::S3::BucketPolicy').find((p) => p.properties.Bucket.Ref === bucket.logicalId)!;
  const allowed = policy.properties.PolicyDocument.Statement.filter((s: any) => s.Effect === 'Allow' && s.Principal.Service === 'delivery.logs.amazonaws.com').flatMap((s: any) => s.Action);
  expect(allowed.sort()).toStrictEqual(['s3:GetBucketAcl', 's3:ListBucket', 's3:PutObject']);
});

test('what the api needs to boot is there before it starts', () => {
  const [service] = assembly.resources('AWS::ECS::Service');
  const after = assembly.templates.get(service.template)!.Resources[service.logicalId].DependsOn as string[];
  // Two endpoints are not among them: the api reads the secret when it seals, and calls the door within when somebody asks. The functions alone use the table.
  const LATER = /\.(secretsmanager|execute-api|dynamodb)$/;
  const needed = assembly.resources().filter((r) => r.metadata['zero-trust']?.implied === true || (r.type === 'AWS::EC2::VPCEndpoint' && !LATER.test(r.properties.ServiceName))).map((r) => r.logicalId);
  expect(needed.length).toBeGreaterThan(10);
  expect(needed.filter((id) => !after.includes(id))).toStrictEqual([]);
});

test('what it costs while idle stays below its limit', () => {
  const [{ idleCost }] = assembly.network.scopes;
  expect(idleCost.monthlyUsd).toBeGreaterThan(50);
  expect(idleCost.monthlyUsd).toBeLessThanOrEqual(idleCost.maximumUsd);
});

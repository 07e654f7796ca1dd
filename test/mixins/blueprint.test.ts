/** The blueprint: what CDK leaves open, closed in what is made later; explicit values; other people's injectors. */
import { App, type IPropertyInjector, PropertyInjectors, Stack, type StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ClosedStoresGuard, Posture, SealedGroupsGuard, ZeroTrustBlueprint, type ZeroTrustBlueprintProps } from 'cdk-zero-trust';
import { classes } from '../../lib/mixins/blueprint/classes';
import { codes, newStack, template, told } from './support';

const made = (build: (stack: Stack) => void, props?: ZeroTrustBlueprintProps): Stack => {
  const stack = newStack({ propertyInjectors: ZeroTrustBlueprint.injectors(props) });
  build(stack);
  return stack;
};
const vpcOf = (s: Stack): ec2.IVpc => ec2.Vpc.fromVpcAttributes(s, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-1', 'subnet-2'] });
const first = (stack: Stack, type: string): any => Object.values<any>(template(stack).Resources).find((r) => r.Type === type)?.Properties;
const POSTGRES = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 });
const statements = (policy: any): string[] => policy.PolicyDocument.Statement.map((s: any) => JSON.stringify(s.Condition));

/** [class, what its user writes, type, what the template then says]. */
const CLOSED: readonly (readonly [string, (s: Stack) => unknown, string, object])[] = [
  ['SecurityGroup', (s) => new ec2.SecurityGroup(s, 'X', { vpc: vpcOf(s) }), 'AWS::EC2::SecurityGroup', { SecurityGroupEgress: [{ CidrIp: '255.255.255.255/32' }] }],
  ['Vpc', (s) => new ec2.Vpc(s, 'X', { maxAzs: 1, natGateways: 0 }), 'Custom::VpcRestrictDefaultSG', {}],
  ['Bucket', (s) => new s3.Bucket(s, 'X'), 'AWS::S3::Bucket', { PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true }, VersioningConfiguration: { Status: 'Enabled' } }],
  ['Table', (s) => new dynamodb.Table(s, 'X', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }), 'AWS::DynamoDB::Table', { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true }],
  ['TableV2', (s) => new dynamodb.TableV2(s, 'X', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }), 'AWS::DynamoDB::GlobalTable', { Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true }, DeletionProtectionEnabled: true }] }],
  ['Key', (s) => new kms.Key(s, 'X'), 'AWS::KMS::Key', { EnableKeyRotation: true }],
  ['DatabaseInstance', (s) => new rds.DatabaseInstance(s, 'X', { engine: POSTGRES, vpc: vpcOf(s) }), 'AWS::RDS::DBInstance', { StorageEncrypted: true, EnableIAMDatabaseAuthentication: true, DeletionProtection: true, PubliclyAccessible: false }],
  ['DatabaseCluster', (s) => new rds.DatabaseCluster(s, 'X', { engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_4 }), vpc: vpcOf(s), writer: rds.ClusterInstance.serverlessV2('W') }), 'AWS::RDS::DBCluster', { StorageEncrypted: true, EnableIAMDatabaseAuthentication: true, DeletionProtection: true }],
  ['DocDB cluster', (s) => new docdb.DatabaseCluster(s, 'X', { masterUser: { username: 'owner' }, instanceType: new ec2.InstanceType('r6g.large'), vpc: vpcOf(s) }), 'AWS::DocDB::DBCluster', { StorageEncrypted: true, DeletionProtection: true }],
  ['FileSystem', (s) => new efs.FileSystem(s, 'X', { vpc: vpcOf(s) }), 'AWS::EFS::FileSystem', { Encrypted: true }],
  ['Domain', (s) => new opensearch.Domain(s, 'X', { version: opensearch.EngineVersion.OPENSEARCH_2_19 }), 'AWS::OpenSearchService::Domain', { DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' }, EncryptionAtRestOptions: { Enabled: true }, NodeToNodeEncryptionOptions: { Enabled: true } }],
  ['LogGroup', (s) => new logs.LogGroup(s, 'X'), 'AWS::Logs::LogGroup', { RetentionInDays: 365 }],
  ['UserPool', (s) => new cognito.UserPool(s, 'X'), 'AWS::Cognito::UserPool', { MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SOFTWARE_TOKEN_MFA'], DeletionProtection: 'ACTIVE' }],
  ['UserPoolClient', (s) => new cognito.UserPool(s, 'X').addClient('C'), 'AWS::Cognito::UserPoolClient', { PreventUserExistenceErrors: 'ENABLED', AllowedOAuthFlowsUserPoolClient: false }],
  ['UserPoolClient with OAuth', (s) => new cognito.UserPool(s, 'X').addClient('C', { oAuth: { callbackUrls: ['https://app.example.com'] } }), 'AWS::Cognito::UserPoolClient', { AllowedOAuthFlows: ['code'] }],
];

describe.each(CLOSED)('%s', (_, build, type, properties) => {
  test('is closed', () => {
    const stack = made(build);
    expect(first(stack, type)).toMatchObject(properties);
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
  });

  test('and is open as CDK makes it', () => {
    const stack = newStack();
    build(stack);
    if (type === 'AWS::EFS::FileSystem') return; // CDK encrypts file systems by itself now
    const made = Object.values<any>(template(stack).Resources).filter((r) => r.Type === type);
    for (const { Properties = {} } of made) expect(Properties).not.toMatchObject(properties);
  });
});

test('policies ask for TLS: buckets, queues, topics', () => {
  const stack = made((s) => { new s3.Bucket(s, 'B'); new sqs.Queue(s, 'Q'); new sns.Topic(s, 'T'); });
  expect(statements(first(stack, 'AWS::S3::BucketPolicy'))).toStrictEqual(['{"Bool":{"aws:SecureTransport":"false"}}', '{"NumericLessThan":{"s3:TlsVersion":1.2}}']);
  for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy']) expect(statements(first(stack, type))).toStrictEqual(['{"Bool":{"aws:SecureTransport":"false"}}']);
});

test('an interface endpoint lets nobody in until a rule does', () => {
  const stack = made((s) => new ec2.InterfaceVpcEndpoint(s, 'E', { vpc: vpcOf(s), service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER, subnets: { subnets: vpcOf2(s) } }));
  expect(first(stack, 'AWS::EC2::SecurityGroup').SecurityGroupIngress).toBeUndefined();
});
const vpcOf2 = (s: Stack): ec2.ISubnet[] => (s.node.findChild('Vpc') as ec2.IVpc).privateSubnets;

test('an API with a name of its own loses the other; one without keeps the only one it has', () => {
  const api = (domainName?: string): Stack => made((s) => new apigateway.RestApi(s, 'A', domainName === undefined ? {} : { domainName: { domainName, certificate: acm.Certificate.fromCertificateArn(s, 'C', 'arn:aws:acm:eu-west-1:111122223333:certificate/1') } }).root.addMethod('GET', undefined, { authorizationType: apigateway.AuthorizationType.IAM }));
  expect(first(api('api.example.com'), 'AWS::ApiGateway::RestApi').DisableExecuteApiEndpoint).toBe(true);
  expect(first(api(), 'AWS::ApiGateway::RestApi').DisableExecuteApiEndpoint).toBeUndefined();
});

describe('what is written', () => {
  const open = (s: Stack): unknown => [
    new ec2.SecurityGroup(s, 'G', { vpc: vpcOf(s), allowAllOutbound: true }),
    new s3.Bucket(s, 'B', { versioned: false, enforceSSL: false, publicReadAccess: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ACLS_ONLY }),
    new dynamodb.Table(s, 'T', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, pointInTimeRecovery: false }),
  ];

  test('and opens is closed, and told, value by value', () => {
    const stack = made(open);
    expect(first(stack, 'AWS::EC2::SecurityGroup').SecurityGroupEgress[0].CidrIp).toBe('255.255.255.255/32');
    expect(first(stack, 'AWS::S3::Bucket').VersioningConfiguration).toStrictEqual({ Status: 'Enabled' });
    expect(first(stack, 'AWS::DynamoDB::Table').PointInTimeRecoverySpecification).toStrictEqual({ PointInTimeRecoveryEnabled: true });
    const { warnings } = told(stack);
    expect(codes(warnings).every((c) => c === 'BlueprintOverrides')).toBe(true);
    expect(warnings.map((w) => /^\w+: `([^`]+)` asks for `(\w+)`/.exec(w)!.slice(1).join(' ')).sort()).toStrictEqual([
      'App/B blockPublicAccess', 'App/B enforceSSL', 'App/B publicReadAccess', 'App/B versioned', 'App/G allowAllOutbound', 'App/T pointInTimeRecovery',
    ]);
  });

  test('stays with `keepExplicitValues`; the rest is filled in', () => {
    const stack = made(open, { keepExplicitValues: true });
    expect(first(stack, 'AWS::EC2::SecurityGroup').SecurityGroupEgress[0].CidrIp).toBe('0.0.0.0/0');
    const bucket = first(stack, 'AWS::S3::Bucket');
    expect(bucket.VersioningConfiguration).toBeUndefined();
    expect(first(stack, 'AWS::DynamoDB::Table').DeletionProtectionEnabled).toBe(true);
    expect(told(stack).warnings).toStrictEqual([]);
  });

  test('stays where it is as strict or stricter, or a matter of taste', () => {
    const stack = made((s) => {
      new s3.Bucket(s, 'B', { enforceSSL: true, minimumTLSVersion: 1.3, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL });
      new logs.LogGroup(s, 'L', { retention: logs.RetentionDays.ONE_WEEK });
      new dynamodb.Table(s, 'T', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 7 } });
    });
    expect(statements(first(stack, 'AWS::S3::BucketPolicy'))[1]).toContain('1.3');
    expect(first(stack, 'AWS::Logs::LogGroup').RetentionInDays).toBe(7);
    expect(first(stack, 'AWS::DynamoDB::Table').PointInTimeRecoverySpecification.RecoveryPeriodInDays).toBe(7);
    expect(told(stack).warnings).toStrictEqual([]);
  });

  test('is left alone where the service has no such thing', () => {
    const stack = made((s) => {
      new kms.Key(s, 'K', { keySpec: kms.KeySpec.RSA_2048, keyUsage: kms.KeyUsage.SIGN_VERIFY });
      new rds.DatabaseInstance(s, 'D', { engine: rds.DatabaseInstanceEngine.sqlServerSe({ version: rds.SqlServerEngineVersion.VER_16 }), vpc: vpcOf(s) });
    });
    expect(first(stack, 'AWS::KMS::Key').EnableKeyRotation).toBeUndefined();
    expect(first(stack, 'AWS::RDS::DBInstance').EnableIAMDatabaseAuthentication).toBeUndefined();
  });
});

test('it acts on constructs that are made later, and on L2s alone', () => {
  const stack = newStack();
  new s3.Bucket(stack, 'Before');
  ZeroTrustBlueprint.addTo(stack);
  new s3.Bucket(stack, 'After');
  new s3.CfnBucket(stack, 'Raw');
  const versioned = Object.entries<any>(template(stack).Resources).filter(([, r]) => r.Properties?.VersioningConfiguration !== undefined).map(([id]) => id);
  expect(versioned).toStrictEqual([expect.stringMatching(/^After/)]);
});

test('postures: sandbox asks for no recovery, high for a second factor', () => {
  const sandbox = made((s) => { new s3.Bucket(s, 'B'); new dynamodb.Table(s, 'T', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }); }, { posture: Posture.SANDBOX });
  expect(first(sandbox, 'AWS::S3::Bucket').VersioningConfiguration).toBeUndefined();
  expect(first(sandbox, 'AWS::DynamoDB::Table').DeletionProtectionEnabled).toBeUndefined();
  expect(first(made((s) => new cognito.UserPool(s, 'P'), { posture: Posture.HIGH }), 'AWS::Cognito::UserPool').MfaConfiguration).toBe('ON');
});

test('of what is deployed nothing is replaced', () => {
  const stack = made((s) => {
    new rds.DatabaseInstance(s, 'D', { engine: POSTGRES, vpc: vpcOf(s) });
    new cognito.UserPool(s, 'P');
  }, { isDeployed: true, posture: Posture.HIGH });
  const database = first(stack, 'AWS::RDS::DBInstance');
  expect([database.StorageEncrypted, database.DeletionProtection]).toStrictEqual([undefined, true]);
  expect(first(stack, 'AWS::Cognito::UserPool').MfaConfiguration).toBe('OPTIONAL');
});

describe('injectors of others', () => {
  const named = (name: string): IPropertyInjector => ({ constructUniqueId: s3.Bucket.PROPERTY_INJECTION_ID, inject: (props) => ({ versioned: false, ...props, bucketName: name }) });
  const bucket = (stack: Stack): any => { new s3.Bucket(stack, 'B'); return first(stack, 'AWS::S3::Bucket'); };
  const closedAnd = (name: string): object => ({ BucketName: name, VersioningConfiguration: { Status: 'Enabled' } });

  test('of the same scope are asked first', () => {
    const stack = newStack();
    PropertyInjectors.of(stack).add(named('theirs-bucket'));
    ZeroTrustBlueprint.addTo(stack);
    ZeroTrustBlueprint.addTo(stack);
    expect(bucket(stack)).toMatchObject(closedAnd('theirs-bucket'));
    expect(told(stack).warnings).toHaveLength(1); // `versioned: false`, once
  });

  test('given by `also`, of classes of ours and of others', () => {
    const topic: IPropertyInjector = { constructUniqueId: 'aws-cdk-lib.aws-lambda.Function', inject: (props) => props };
    const injectors = ZeroTrustBlueprint.injectors({ also: [named('mine-bucket'), topic] });
    expect(injectors).toContain(topic);
    expect(new Set(injectors.map((i) => i.constructUniqueId)).size).toBe(injectors.length);
    expect(bucket(newStack({ propertyInjectors: injectors }))).toMatchObject(closedAnd('mine-bucket'));
  });

  test('of a scope further out are asked first, which CDK would not do', () => {
    const nested = (props: StackProps): Stack => new Stack(new App({ analyticsReporting: false, propertyInjectors: [named('outer-bucket')] }), 'App', props);
    expect(bucket(nested({ propertyInjectors: ZeroTrustBlueprint.injectors() }))).toMatchObject(closedAnd('outer-bucket'));
  });

  test('two blueprints: the nearest says what is asked', () => {
    const app = new App({ analyticsReporting: false, propertyInjectors: ZeroTrustBlueprint.injectors() });
    expect(bucket(new Stack(app, 'App', { propertyInjectors: ZeroTrustBlueprint.injectors({ posture: Posture.SANDBOX }) })).VersioningConfiguration).toBeUndefined();
  });

  test('added to the same scope afterwards take its place, as in CDK', () => {
    const stack = newStack({ propertyInjectors: ZeroTrustBlueprint.injectors() });
    PropertyInjectors.of(stack.node.root).add(named('late-bucket'));
    expect(bucket(stack).VersioningConfiguration).toBeUndefined();
  });
});

test.each([[true, []], [false, ['s3.acls-off']]])('buckets and groups of the blueprint leave to the guard what only the user can say (flag for access logs: %s)', (flag, more) => {
  const stack = newStack({ propertyInjectors: ZeroTrustBlueprint.injectors(), context: { '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': flag } });
  ClosedStoresGuard.enable(stack);
  SealedGroupsGuard.enable(stack);
  new s3.Bucket(stack, 'Logs', { serverAccessLogsBucket: new s3.Bucket(stack, 'Store') }); // either way CDK makes it
  new ec2.SecurityGroup(stack, 'Group', { vpc: vpcOf(stack) });
  const open = told(stack).errors.map((e) => /\(`([\w.-]+)`\)/.exec(e)?.[1] ?? e);
  expect([...new Set(open)]).toStrictEqual(more);
});

test('every class is one that CDK injects into, once', () => {
  const ids = classes().map((c) => c.id);
  expect(ids.every((id) => /^aws-cdk-lib\.aws-[\w-]+\.\w+$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
});

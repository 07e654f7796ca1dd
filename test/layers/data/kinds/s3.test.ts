/** Buckets, closing by closing. */
import { App, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataProtection } from 'cdk-zero-trust';
import { globMatches } from '../../../../lib/layers/data/guarded-statements';
import { S3 } from '../../../../lib/layers/data/kinds/s3';
import { VERBS } from '../../../../lib/layers/data/kinds/s3/tls';
import { mistakesOf, newApp } from '../../../support/apps/synthesize';
import { close, ENV, iamActions, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testActions, testClosings } from './harness';

const l2 = (props: s3.BucketProps = {}) => (stack: Stack) => new s3.Bucket(stack, 'B', props);
const l1 = (props: s3.CfnBucketProps = {}) => (stack: Stack) => new s3.CfnBucket(stack, 'B', props);
const raw = (properties: any = {}) => (stack: Stack) => new CfnResource(stack, 'B', { type: 'AWS::S3::Bucket', properties });

const tls = (operator: string, condition: any, Action: any = 's3:*') => (stack: Stack) => {
  const bucket = new s3.CfnBucket(stack, 'B');
  new s3.CfnBucketPolicy(stack, 'P', { bucket: bucket.ref, policyDocument: { Statement: [{ Effect: 'Deny', Principal: '*', Action, Resource: [bucket.attrArn, `${bucket.attrArn}/*`], Condition: { [operator]: condition } }] } });
  return bucket;
};
const bucketArn = { 'Fn::GetAtt': [expect.stringMatching(/^B/), 'Arn'] };
const deny = (condition: any): readonly [string, unknown] => ['AWS::S3::BucketPolicy', {
  Properties: { PolicyDocument: { Version: '2012-10-17', Statement: expect.arrayContaining([expect.objectContaining({ Effect: 'Deny', Principal: { AWS: '*' }, Action: VERBS, Resource: [bucketArn, { 'Fn::Join': ['', [bucketArn, '/*']] }], Condition: condition })]) } },
}];
const withPolicy = (statement: any) => (stack: Stack) => {
  const bucket = new s3.CfnBucket(stack, 'B');
  new s3.CfnBucketPolicy(stack, 'P', { bucket: bucket.ref, policyDocument: { Statement: [statement] } });
  return bucket;
};
const everybody = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
const allFour = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };

testClosings(S3, [
  {
    id: 's3.public-access-block',
    naive: { 'L2': l2(), 'L1': l1(), 'raw': raw(), 'one of four': l1({ publicAccessBlockConfiguration: { blockPublicAcls: true } }), 'off': l2({ blockPublicAccess: new s3.BlockPublicAccess({ blockPublicAcls: true, blockPublicPolicy: false, ignorePublicAcls: true, restrictPublicBuckets: true }) }) },
    closed: { L2: l2({ blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL }), raw: raw({ PublicAccessBlockConfiguration: { ...allFour, BlockPublicAcls: 'true' } }) },
    token: (stack) => raw({ PublicAccessBlockConfiguration: { ...allFour, BlockPublicAcls: parameter(stack) } })(stack),
    becomes: ['AWS::S3::Bucket', { Properties: { PublicAccessBlockConfiguration: allFour } }],
  },
  {
    id: 's3.acls-off',
    naive: { 'L2': l2(), 'L1': l1(), 'ACLs on': l2({ objectOwnership: s3.ObjectOwnership.OBJECT_WRITER }), 'a public ACL': l1({ accessControl: 'PublicRead', ownershipControls: { rules: [{ objectOwnership: 'ObjectWriter' }] } }) },
    closed: { L2: l2({ objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED }), L1: l1({ accessControl: 'Private', ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] } }) },
    token: (stack) => l1({ ownershipControls: { rules: [{ objectOwnership: parameter(stack) }] } })(stack),
    becomes: ['AWS::S3::Bucket', { Properties: { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } } }],
  },
  {
    id: 's3.no-public-policy', refused: 'StorePolicyPublic',
    naive: { 'everybody': withPolicy(everybody), 'every AWS account': withPolicy({ ...everybody, Principal: { AWS: ['*'] } }), 'all but one': withPolicy({ Effect: 'Allow', NotPrincipal: { AWS: '111122223333' }, Action: 's3:GetObject', Resource: '*' }), 'a condition that names nobody': withPolicy({ ...everybody, Condition: { StringLike: { 'aws:PrincipalArn': '*' } } }), 'from an address': withPolicy({ ...everybody, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), 'everybody with L2': (stack) => { const b = new s3.Bucket(stack, 'B'); b.grantPublicAccess(); return b; } },
    closed: { 'no policy': l2(), 'an organization': withPolicy({ ...everybody, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }), 'a role': withPolicy({ ...everybody, Principal: { AWS: 'arn:aws:iam::111122223333:role/r' } }), 'a Deny': withPolicy({ ...everybody, Effect: 'Deny' }) },
    token: (stack) => withPolicy({ ...everybody, Principal: { 'Fn::If': ['C', '*', { AWS: '1' }] } })(stack),
  },
  {
    id: 's3.key', context: { isJewel: true, keyArn: KEY_ARN },
    naive: { 'L2': l2(), 'L1': l1(), 'a key of S3': l2({ encryption: s3.BucketEncryption.S3_MANAGED }), 'a key of AWS': l2({ encryption: s3.BucketEncryption.KMS_MANAGED }), 'its alias': l1({ bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'alias/aws/s3' } }] } }) },
    closed: {
      'L2': (stack) => new s3.Bucket(stack, 'B', { encryptionKey: new kms.Key(stack, 'K') }), 'L2 that makes a key': l2({ encryption: s3.BucketEncryption.KMS }), 'imported key': (stack) => new s3.Bucket(stack, 'B', { encryptionKey: kms.Key.fromKeyArn(stack, 'K', KEY_ARN) }),
      'alias of a key': (stack) => l1({ bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: new kms.CfnAlias(stack, 'A', { aliasName: 'alias/x', targetKeyId: new kms.CfnKey(stack, 'K').ref }).ref } }] } })(stack),
    },
    token: (stack) => l1({ bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: parameter(stack) } }] } })(stack),
    becomes: ['AWS::S3::Bucket', { Properties: { BucketEncryption: { ServerSideEncryptionConfiguration: [expect.objectContaining({ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: KEY_ARN } })] } } }],
  },
  {
    id: 's3.tls',
    naive: { 'L2': l2(), 'L1': l1(), 'raw': raw(), 'another condition beside': tls('Bool', { 'aws:SecureTransport': 'false', 'aws:ViaAWSService': 'false' }), 'another operator beside': withPolicy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }), 'another value': tls('Bool', { 'aws:SecureTransport': 'true' }), 'reads only': tls('Bool', { 'aws:SecureTransport': 'false' }, 's3:Get*') },
    closed: { 'L2': l2({ enforceSSL: true }), 'L1 policy': tls('Bool', { 'aws:SecureTransport': 'false' }), 'a boolean': tls('Bool', { 'aws:SecureTransport': false }) },
    becomes: deny({ Bool: { 'aws:SecureTransport': 'false' } }),
  },
  {
    id: 's3.tls-version',
    naive: { 'L2': l2(), 'L1': l1(), 'TLS, any version': l2({ enforceSSL: true }), 'below 1.1 only': tls('NumericLessThan', { 's3:TlsVersion': 1.1 }) },
    closed: { 'L2': l2({ enforceSSL: true, minimumTLSVersion: 1.2 }), 'L1 policy': tls('NumericLessThan', { 's3:TlsVersion': '1.3' }) },
    becomes: deny({ NumericLessThan: { 's3:TlsVersion': '1.2' } }),
  },
  {
    id: 's3.versioning', naive: { L2: l2(), L1: l1(), suspended: l1({ versioningConfiguration: { status: 'Suspended' } }) }, closed: { L2: l2({ versioned: true }) },
    token: (stack) => l1({ versioningConfiguration: { status: parameter(stack) } })(stack),
    becomes: ['AWS::S3::Bucket', { Properties: { VersioningConfiguration: { Status: 'Enabled' } } }],
  },
  {
    id: 's3.retained', naive: { L1: l1(), L2: l2({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { L2: l2(), snapshot: (stack) => { const b = l1()(stack); b.applyRemovalPolicy(RemovalPolicy.RETAIN); return b; } },
    becomes: ['AWS::S3::Bucket', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }],
  },
  { id: 's3.no-auto-delete', refused: 'BucketDeletesObjects', naive: { L2: l2({ autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY }) }, closed: { L2: l2(), L1: l1() } },
  {
    id: 's3.access-log', context: { logBucketName: 'the-logs' }, naive: { L2: l2(), L1: l1() },
    closed: { 'L2': (stack) => new s3.Bucket(stack, 'B', { serverAccessLogsBucket: new s3.Bucket(stack, 'Logs') }), 'into itself': l2({ serverAccessLogsPrefix: 'logs/' }), 'L1': l1({ loggingConfiguration: { destinationBucketName: 'others' } }) },
    token: (stack) => l1({ loggingConfiguration: { destinationBucketName: parameter(stack) } })(stack),
    becomes: ['AWS::S3::Bucket', { Properties: { LoggingConfiguration: { DestinationBucketName: 'the-logs', LogFilePrefix: expect.stringMatching(/^\w{8}\/$/) } } }],
  },
]);

test('postures: a sandbox may be thrown away, and what is no jewel may be encrypted by S3', () => {
  const is = Object.fromEntries(judge(S3, new s3.Bucket(newStack(), 'B'), { posture: 'sandbox' }).map((r) => [r.closing.id, r.is]));
  expect(is).toEqual({
    's3.public-access-block': 'open', 's3.acls-off': 'open', 's3.no-public-policy': 'closed', 's3.key': 'not-asked', 's3.tls': 'open', 's3.tls-version': 'open',
    's3.versioning': 'not-asked', 's3.retained': 'not-asked', 's3.no-auto-delete': 'not-asked', 's3.access-log': 'not-asked',
  });
});

test('access logs: `high` refuses a bucket without, `standard` takes them where a bucket is given, and the log bucket gets the statement that S3 needs', () => {
  const row = only(S3, 's3.access-log');
  const stack = newStack();
  const [bucket, logs] = [new s3.Bucket(stack, 'B'), new s3.Bucket(stack, 'Logs')];
  expect(judge(row, bucket, { posture: 'high' })[0].finding).toMatchObject({ code: 'StoreNeedsAccessLogs' });
  expect(judge(row, bucket, { posture: 'standard' })[0].is).toBe('not-asked');
  expect(close(row, bucket, { posture: 'standard', logBucketName: logs.bucketName })[0].is).toBe('closed');
  expect(close(row, logs, { posture: 'standard', logBucketName: logs.bucketName })[0].is).toBe('not-asked');
  close(row, new s3.CfnBucket(stack, 'Other'), { posture: 'standard', logBucketName: logs.bucketName });
  const [policy] = resourcesOfType(templateOf(stack), 'AWS::S3::BucketPolicy');
  expect(policy.Properties.PolicyDocument.Statement).toEqual([expect.objectContaining({ Sid: 'S3ServerAccessLogs', Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: ['s3:PutObject'] })]);
});

test('a canned ACL that a service needs is refused, not dropped', () => {
  const [report] = judge(only(S3, 's3.acls-off'), new s3.CfnBucket(newStack(), 'B', { accessControl: 'LogDeliveryWrite' }));
  expect(report.finding).toMatchObject({ code: 'BucketUsesAcl' });
});

test('a public ACL is gone from the template', () => {
  const stack = newStack();
  close(only(S3, 's3.acls-off'), new s3.CfnBucket(stack, 'B', { accessControl: 'PublicRead' }));
  expect(resourcesOfType(templateOf(stack), 'AWS::S3::Bucket')[0].Properties).toEqual({ OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } });
});

test('a jewel without a key is refused, and a key of the layer is one\'s own', () => {
  const stack = newStack();
  const bucket = new s3.Bucket(stack, 'B');
  expect(judge(only(S3, 's3.key'), bucket, { isJewel: true })[0].finding).toMatchObject({ code: 'JewelNeedsKey' });
  expect(close(only(S3, 's3.key'), bucket, { isJewel: true, keyArn: new kms.Key(stack, 'K').keyArn })[0].is).toBe('closed');
  expect(storeOf(S3, bucket).key?.resource?.node.path).toBe('S/K/Resource');
});

test('all of S3: nothing stays open, in one policy, and again changes nothing', () => {
  const stack = newStack();
  const bucket = new s3.Bucket(stack, 'B', { removalPolicy: RemovalPolicy.DESTROY });
  const context = { isJewel: true, keyArn: KEY_ARN, logBucketName: 'the-logs' };
  expect(close(S3, bucket, context).map((r) => r.is).filter((is) => is !== 'closed')).toEqual([]);
  const once = templateOf(stack);
  expect(close(S3, bucket, context).map((r) => r.was).filter((was) => was !== 'closed')).toEqual([]);
  expect(templateOf(stack)).toEqual(once);
  expect(resourcesOfType(once, 'AWS::S3::BucketPolicy')).toHaveLength(1);
  expect(JSON.stringify(once)).not.toContain('"s3:*"');
  // Aspects of others see it on the typed L1 as well.
  const { publicAccessBlockConfiguration, loggingConfiguration } = bucket.node.defaultChild as s3.CfnBucket;
  expect({ publicAccessBlockConfiguration, loggingConfiguration }).toMatchObject({ publicAccessBlockConfiguration: { blockPublicAcls: true }, loggingConfiguration: { destinationBucketName: 'the-logs' } });
});

testActions(S3);

test('actions: all that IAM knows on objects, and every one begins with a verb of the TLS statement', () => {
  const iamData = iamActions('s3');
  const all = [...S3.read, ...S3.write, ...S3.other];
  const onObjects = iamData.filter((a) => a.resourceTypes.some((r) => r.name === 'object')).map((a) => `s3:${a.name}`);
  expect(onObjects.filter((a) => !all.includes(a))).toEqual([]);
  const onBuckets = iamData.filter((a) => a.resourceTypes.some((r) => ['object', 'bucket'].includes(r.name))).map((a) => `s3:${a.name}`).filter((a) => !/^s3:(Tag|Untag|Allow)/.test(a));
  expect(onBuckets.filter((a) => !VERBS.some((v) => globMatches(v, a)))).toEqual([]);
});

describe('resources of a flow', () => {
  const { arn } = { arn: 'arn:aws:s3:::b' };
  const store = { type: 's3', cfnType: 'AWS::S3::Bucket', path: 'S/B', arn } as const;
  test('listing is on the bucket, the rest on objects, narrowed to parts', () => {
    expect(S3.resources(store, ['s3:GetObject'], [])).toEqual([`${arn}/*`]);
    expect(S3.resources(store, ['s3:ListBucket'], ['daily/*'])).toEqual([arn]);
    expect(S3.resources(store, ['s3:GetObject', 's3:ListBucket'], ['b/*', 'a/*'])).toEqual([arn, `${arn}/a/*`, `${arn}/b/*`]);
  });
});

describe('resolve', () => {
  test('L1, L2, imported by ARN, name and attributes, and as a reference', () => {
    const stack = newStack();
    const key = new kms.Key(stack, 'K');
    expect(S3.resolve(new s3.CfnBucket(stack, 'L1'))).toMatchObject({ cfnType: 'AWS::S3::Bucket', path: 'S/L1' });
    expect(S3.resolve(new s3.Bucket(stack, 'L2', { encryptionKey: key }))).toMatchObject({ path: 'S/L2', key: { resource: key.node.defaultChild } });
    expect(S3.resolve(s3.Bucket.fromBucketArn(stack, 'Arn', 'arn:aws:s3:::bucket'))).toMatchObject({ arn: 'arn:aws:s3:::bucket', name: 'bucket', account: ENV.account });
    expect(S3.resolve(s3.Bucket.fromBucketAttributes(stack, 'Attributes', { bucketName: 'bucket', account: '999988887777', encryptionKey: key }))).toMatchObject({ name: 'bucket', account: '999988887777', key: { resource: key.node.defaultChild } });
    expect(S3.resolve(s3.CfnBucket.fromBucketName(stack, 'Ref', 'bucket'))).toMatchObject({ name: 'bucket' });
  });
  test('nothing else, and no exception', () => {
    const stack = newStack();
    for (const other of [undefined, null, 'x', {}, stack, new App(), new iam.Role(stack, 'R', { assumedBy: new iam.AnyPrincipal() })]) expect(S3.resolve(other)).toBeUndefined();
  });
  test('an imported bucket is unknown: once, an error for a jewel', () => {
    const bucket = s3.Bucket.fromBucketName(newStack(), 'B', 'bucket');
    expect(new Set(judge(S3, bucket, { isJewel: true }).map((r) => `${r.is} ${r.finding?.code} ${r.finding?.level}`))).toEqual(new Set(['unknown StoreImported error']));
    expect(judge(S3, bucket)[0].finding?.level).toBe('warning');
  });
});

describe('a bucket into which access logs are written takes no KMS key', () => {
  const jewel = { isJewel: true, keyArn: KEY_ARN };
  const judged = (into: (stack: Stack, logs: s3.Bucket) => unknown, context: object = jewel, props: s3.BucketProps = {}): string => {
    const stack = newStack();
    const logs = new s3.Bucket(stack, 'Logs', { bucketName: 'the-logs', ...props });
    into(stack, logs);
    const [{ is, finding }] = judge(only(S3, 's3.key'), logs, context);
    return `${is} ${finding?.code ?? ''}`.trim();
  };
  const balancer = (Type: string, Key: string) => (stack: Stack, logs: s3.Bucket) => new CfnResource(stack, 'LB', { type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', properties: { Type, LoadBalancerAttributes: [{ Key: 'idle_timeout.timeout_seconds', Value: '60' }, { Key, Value: logs.bucketName }] } });
  test.each<[string, (stack: Stack, logs: s3.Bucket) => unknown]>([
    ['by a bucket', (stack, logs) => new s3.Bucket(stack, 'B', { serverAccessLogsBucket: logs })],
    ['by a bucket that knows its name', (stack) => new s3.CfnBucket(stack, 'B', { loggingConfiguration: { destinationBucketName: 'the-logs' } })],
    ['by itself', (_, logs) => { (logs.node.defaultChild as s3.CfnBucket).loggingConfiguration = { logFilePrefix: 'mine/' }; }],
    ['by an Application Load Balancer', balancer('application', 'access_logs.s3.bucket')],
    ['its connections', balancer('application', 'connection_logs.s3.bucket')],
    ['by a Classic Load Balancer', (stack, logs) => new CfnResource(stack, 'LB', { type: 'AWS::ElasticLoadBalancing::LoadBalancer', properties: { AccessLoggingPolicy: { Enabled: true, S3BucketName: logs.bucketName } } })],
  ])('%s', (_, into) => {
    expect(judged(into)).toBe('refused LogsNeedS3Encryption');
    expect(judged(into, { isJewel: true })).toBe('refused LogsNeedS3Encryption');
    expect(judged(into, { keyArn: KEY_ARN })).toBe('refused LogsNeedS3Encryption');
    expect(judged(into, {})).toBe('not-asked');
  });
  test('nobody, a Network Load Balancer, another bucket: asked for as ever', () => {
    const others = [() => undefined, balancer('network', 'access_logs.s3.bucket'), (stack: Stack) => new s3.Bucket(stack, 'B', { serverAccessLogsBucket: new s3.Bucket(stack, 'More') })];
    for (const into of others) expect([judged(into), judged(into, { isJewel: true })]).toEqual(['open StoreOpen', 'refused JewelNeedsKey']);
  });
  test('its owner gave it a key and calls it no jewel: that is his to know', () => {
    const into = (stack: Stack, logs: s3.Bucket): unknown => new s3.CfnBucket(stack, 'B', { loggingConfiguration: { destinationBucketName: logs.bucketName } });
    expect([judged(into, {}, { encryption: s3.BucketEncryption.KMS }), judged(into, { isJewel: true }, { encryption: s3.BucketEncryption.KMS })]).toEqual(['closed', 'refused LogsNeedS3Encryption']);
  });
  test('a store that is to log there says so before it is closed: no key is made', () => {
    const app = newApp();
    const stack = new Stack(app, 'App', { env: ENV });
    const data = new DataProtection(stack, 'Data');
    const logs = new s3.Bucket(stack, 'Logs');
    data.addStore('a-logs', { resource: logs, crownJewel: CrownJewel.restricted() });
    data.addStore('documents', { resource: new s3.Bucket(stack, 'Documents'), accessLogs: logs });
    expect(mistakesOf(app)).toEqual([expect.stringMatching(/^LogsNeedS3Encryption: .*`App\/Documents` writes its access logs here/)]);
    expect(stack.node.findAll().filter((c) => CfnResource.isCfnResource(c) && c.cfnResourceType === 'AWS::KMS::Key')).toEqual([]);
  });
});

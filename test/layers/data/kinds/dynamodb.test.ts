/** Tables, closing by closing. */
import { App, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { DYNAMODB } from '../../../../lib/layers/data/kinds/dynamodb';
import { close, contextOf, ENV, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testClosings } from './harness';

// CDK's own TableV2 uses what CDK deprecates, and says so on every call.
process.env.JSII_DEPRECATED = 'quiet';

const TABLE = 'AWS::DynamoDB::Table';
const GLOBAL = 'AWS::DynamoDB::GlobalTable';
const US_KEY = KEY_ARN.replace('eu-west-1', 'us-east-1');
const partitionKey = { name: 'pk', type: dynamodb.AttributeType.STRING };

const l2 = (props: Partial<dynamodb.TableProps> = {}) => (stack: Stack) => new dynamodb.Table(stack, 'T', { partitionKey, ...props });
const l1 = (props: Partial<dynamodb.CfnTableProps> = {}) => (stack: Stack) => new dynamodb.CfnTable(stack, 'T', { keySchema: [{ attributeName: 'pk', keyType: 'HASH' }], ...props });
const raw = (properties: any = {}) => (stack: Stack) => new CfnResource(stack, 'T', { type: TABLE, properties });
const v2 = (props: Partial<dynamodb.TablePropsV2> = {}) => (stack: Stack) => new dynamodb.TableV2(stack, 'T', { partitionKey, ...props });
const g1 = (replicas: any[], properties: any = {}) => (stack: Stack) => new CfnResource(stack, 'T', { type: GLOBAL, properties: { KeySchema: [], Replicas: replicas, ...properties } });
const here = (more: any = {}) => ({ Region: 'eu-west-1', ...more });
const there = (more: any = {}) => ({ Region: 'us-east-1', ...more });
const says = (type: string, Properties: any): readonly [string, unknown] => [type, { Properties }];

const everybody = { Effect: 'Allow', Principal: '*', Action: 'dynamodb:GetItem', Resource: '*' };
const document = (...Statement: any[]) => ({ PolicyDocument: { Version: '2012-10-17', Statement } });
const tls = (more: any = {}) => ({ Effect: 'Deny', Principal: '*', Action: 'dynamodb:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } }, ...more });
const withPolicy = (...statements: any[]) => raw({ ResourcePolicy: document(...statements) });
const demanded = expect.objectContaining({ Sid: 'RequireTls', Effect: 'Deny', Principal: '*', Resource: ['*'], Condition: { Bool: { 'aws:SecureTransport': 'false' } } });
const pitr = (value: any) => ({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: value } });
const key = (arn: any) => ({ SSESpecification: { KMSMasterKeyId: arn } });

testClosings(DYNAMODB, [
  {
    id: 'dynamodb.key', context: { isJewel: true, keyArn: KEY_ARN }, naive: { 'L2': l2(), 'L1': l1(), 'raw': raw(), 'a key of AWS': l2({ encryption: dynamodb.TableEncryption.AWS_MANAGED }), 'its alias': l1({ sseSpecification: { sseEnabled: true, kmsMasterKeyId: 'alias/aws/dynamodb' } }) },
    closed: { 'L2': (stack) => l2({ encryptionKey: new kms.Key(stack, 'K') })(stack), 'L2 that makes a key': l2({ encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED }) }, token: (stack) => l1({ sseSpecification: { sseEnabled: true, kmsMasterKeyId: parameter(stack) } })(stack),
    becomes: says(TABLE, { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY_ARN } }),
  },
  {
    id: 'dynamodb.replicas.key', context: { isJewel: true, keyArn: KEY_ARN }, naive: { 'L2': v2(), 'raw': g1([here()]), 'a key of AWS': v2({ encryption: dynamodb.TableEncryptionV2.awsManagedKey() }), 'the other region has one': g1([there(key(US_KEY)), here()], { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' } }) },
    closed: { L2: (stack) => v2({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'K')) })(stack), both: (stack) => v2({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(new kms.Key(stack, 'K'), { 'us-east-1': US_KEY }), replicas: [{ region: 'us-east-1' }] })(stack) },
    token: (stack) => g1([here(key(parameter(stack)))], { SSESpecification: { SSEEnabled: true } })(stack), becomes: says(GLOBAL, { SSESpecification: { SSEEnabled: true, SSEType: 'KMS' }, Replicas: expect.arrayContaining([expect.objectContaining(here(key(KEY_ARN)))]) }),
  },
  {
    id: 'dynamodb.tls', naive: { 'L2': l2(), 'L1': l1(), 'L2 with a statement': (stack) => { const t = l2()(stack); t.addToResourcePolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], principals: [new iam.AccountRootPrincipal()], resources: ['*'] })); return t; }, 'reads only': withPolicy(tls({ Action: ['dynamodb:GetItem'] })), 'for one principal': withPolicy(tls({ Principal: { AWS: 'arn:aws:iam::111122223333:root' } })), 'another value': withPolicy(tls({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })) },
    closed: { raw: withPolicy(tls()), replica: g1([here({ ResourcePolicy: document(tls()) })]) }, token: (stack) => l1({ resourcePolicy: { policyDocument: parameter(stack) } })(stack),
    becomes: says(TABLE, { ResourcePolicy: { PolicyDocument: { Version: '2012-10-17', Statement: expect.arrayContaining([demanded]) } } }),
  },
  {
    id: 'dynamodb.no-public-policy', refused: 'StorePolicyPublic', naive: { 'everybody': withPolicy(everybody), 'another replica': g1([here(), there({ ResourcePolicy: document(everybody) })]), 'L2': (stack) => { const t = l2()(stack); t.addToResourcePolicy(new iam.PolicyStatement({ actions: ['dynamodb:GetItem'], principals: [new iam.AnyPrincipal()], resources: ['*'] })); return t; } },
    closed: { 'no policy': l2(), 'an organization': withPolicy({ ...everybody, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }), 'TableV2': v2() }, token: (stack) => { parameter(stack); return withPolicy({ ...everybody, Principal: { Ref: 'Chosen' } })(stack); },
  },
  { id: 'dynamodb.replicas.policy', refused: 'ReplicaWithoutPolicy', naive: { 'L2': v2({ replicas: [{ region: 'us-east-1' }] }), 'raw': g1([there(), here({ ResourcePolicy: document() })]) }, closed: { raw: g1([here(), there({ ResourcePolicy: document() })]) }, token: (stack) => g1(parameter(stack))(stack) },
  { id: 'dynamodb.pitr', naive: { L2: l2(), L1: l1(), off: l2({ pointInTimeRecovery: false }) }, closed: { L2: l2({ pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true } }) }, token: (stack) => raw(pitr(parameter(stack)))(stack), becomes: says(TABLE, pitr(true)) },
  {
    id: 'dynamodb.replicas.pitr', naive: { 'L2': v2(), 'raw': g1([here()]), 'one of two': g1([there(pitr(true)), here(pitr(false))]) }, closed: { L2: v2({ pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }, replicas: [{ region: 'us-east-1' }] }) }, token: (stack) => g1([here(pitr(parameter(stack)))])(stack),
    becomes: says(GLOBAL, { Replicas: expect.arrayContaining([expect.objectContaining(here(pitr(true)))]) }),
  },
  { id: 'dynamodb.deletion-protection', naive: { L2: l2(), L1: l1() }, closed: { L2: l2({ deletionProtection: true }) }, token: (stack) => raw({ DeletionProtectionEnabled: parameter(stack) })(stack), becomes: says(TABLE, { DeletionProtectionEnabled: true }) },
  {
    id: 'dynamodb.replicas.deletion-protection', naive: { L2: v2(), raw: g1([here()]) }, closed: { L2: v2({ deletionProtection: true }) }, token: (stack) => g1([here({ DeletionProtectionEnabled: parameter(stack) })])(stack),
    becomes: says(GLOBAL, { Replicas: expect.arrayContaining([expect.objectContaining(here({ DeletionProtectionEnabled: true }))]) }),
  },
  { id: 'dynamodb.retained', naive: { 'L1': l1(), 'L2 that is destroyed': l2({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { 'L2': l2(), 'TableV2': v2() }, becomes: [TABLE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }] },
]);

describe('global tables', () => {
  test('a replica that is added after closing is closed too, whatever its place', () => {
    const stack = newStack();
    const table = v2()(stack);
    close({ ...DYNAMODB, closings: DYNAMODB.closings.filter((c) => c.id !== 'dynamodb.replicas.policy') }, table, { keyArn: KEY_ARN, isJewel: true });
    table.addReplica({ region: 'us-east-1', contributorInsights: true });
    const { Replicas } = resourcesOfType(templateOf(stack), GLOBAL)[0].Properties;
    expect(Replicas).toHaveLength(2);
    for (const replica of Replicas) expect(replica).toMatchObject({ ...pitr(true), DeletionProtectionEnabled: true });
    const [other, own] = ['us-east-1', 'eu-west-1'].map((region) => Replicas.find((r: any) => r.Region === region));
    expect(own).toMatchObject(key(KEY_ARN));
    expect(own.ResourcePolicy.PolicyDocument.Statement).toEqual([demanded]);
    expect(other.SSESpecification).toBeUndefined();
    expect(other.ResourcePolicy).toBeUndefined();
    expect(judge(only(DYNAMODB, 'dynamodb.replicas.key'), table, { isJewel: true, keyArn: KEY_ARN })[0].finding?.code).toBe('ReplicaNeedsKey');
    expect(judge(only(DYNAMODB, 'dynamodb.replicas.key'), v2()(newStack()), { isJewel: true })[0].finding?.code).toBe('JewelNeedsKey');
  });
  test('one that its owner gave a policy gets our statements as well', () => {
    const stack = newStack();
    const own = { Sid: 'Mine', Effect: 'Deny', Principal: '*', Action: ['dynamodb:Scan'], Resource: ['*'] };
    close(only(DYNAMODB, 'dynamodb.tls'), g1([here(), there({ ResourcePolicy: document(own) })])(stack));
    const { Replicas } = resourcesOfType(templateOf(stack), GLOBAL)[0].Properties;
    expect(Replicas[1].ResourcePolicy.PolicyDocument.Statement).toEqual([own, demanded]);
  });
  test.each([
    ['standard', false, 'unknown', 'warning'], ['high', false, 'refused', 'error'], ['standard', true, 'refused', 'error'], ['sandbox', true, 'refused', 'error'], ['sandbox', false, 'not-asked', undefined],
  ] as const)('without a policy, at %s, as a jewel %s, is %s: %s', (posture, isJewel, is, level) => {
    const [report] = judge(only(DYNAMODB, 'dynamodb.replicas.policy'), v2({ replicas: [{ region: 'us-east-1' }] })(newStack()), { posture, isJewel });
    expect([report.is, report.finding?.level]).toEqual([is, level]);
    if (is === 'unknown') expect(report.finding?.message).toMatch(/may be open \(`dynamodb.replicas.policy`\): got no `ResourcePolicy` in `us-east-1`/);
  });
  test('of a stack without a region: the one of `AWS::Region`', () => {
    const stack = new Stack(new App(), 'S');
    close(only(DYNAMODB, 'dynamodb.tls'), v2()(stack));
    expect(resourcesOfType(templateOf(stack), GLOBAL)[0].Properties.Replicas[0].ResourcePolicy.PolicyDocument.Statement).toEqual([demanded]);
  });
  test('of a stack without a region: the only one there is, whatever its region', () => {
    const stack = new Stack(new App(), 'S');
    expect(close(only(DYNAMODB, 'dynamodb.tls'), g1([here()])(stack))[0].is).toBe('closed');
  });
  test('twice is once', () => {
    const [once, twice] = [newStack(), newStack()];
    close(DYNAMODB, v2()(once), { keyArn: KEY_ARN });
    const table = v2()(twice);
    close(DYNAMODB, table, { keyArn: KEY_ARN });
    close(DYNAMODB, table, { keyArn: KEY_ARN });
    expect(templateOf(twice)).toEqual(templateOf(once));
  });
  test('what its owner wrote over the replicas before stays', () => {
    const stack = newStack();
    const table = v2()(stack);
    (table.node.defaultChild as CfnResource).addPropertyOverride('Replicas.0.TableClass', 'STANDARD_INFREQUENT_ACCESS');
    close(only(DYNAMODB, 'dynamodb.replicas.pitr'), table);
    expect(resourcesOfType(templateOf(stack), GLOBAL)[0].Properties.Replicas).toEqual([expect.objectContaining({ TableClass: 'STANDARD_INFREQUENT_ACCESS', ...pitr(true) })]);
  });
});

test('what was closed stands on the typed L1 too, beside what its owner said there', () => {
  const stack = newStack();
  const table = l1({ pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false, recoveryPeriodInDays: 9 } })(stack);
  close(DYNAMODB, table, { isJewel: true, keyArn: KEY_ARN });
  expect(table).toMatchObject({ deletionProtectionEnabled: true, pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: 9 }, sseSpecification: { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: KEY_ARN } });
  expect(resourcesOfType(templateOf(stack), TABLE)[0].Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 9 });
});

describe('the policy of the layer', () => {
  const statement = (Sid: string, Action: string[]): any => ({ Sid, Effect: 'Deny', Principal: '*', Action, Resource: ['arn:aws:dynamodb:eu-west-1:111122223333:table/x'] });
  test.each([['Table', l2(), (p: any) => p.ResourcePolicy], ['TableV2', v2(), (p: any) => p.Replicas[0].ResourcePolicy]] as const)('%s: names no table, leaves out streams and backups, keeps TLS and what others say; a second call replaces the first', (_, build, at) => {
    const stack = newStack();
    const table = build(stack);
    close(only(DYNAMODB, 'dynamodb.tls'), table);
    const store = storeOf(DYNAMODB, table);
    const { policy } = DYNAMODB;
    policy?.write(store, [statement('ZeroTrustOld', ['dynamodb:GetItem'])], stack);
    expect(policy?.write(store, [statement('ZeroTrustRead', ['dynamodb:GetItem', 'dynamodb:GetRecords', 'dynamodb:RestoreTableFromBackup']), statement('ZeroTrustStreams', ['dynamodb:GetRecords'])], stack)).toBe(store.resource);
    const { Statement } = at(resourcesOfType(templateOf(stack), (store.resource as CfnResource).cfnResourceType)[0].Properties).PolicyDocument;
    expect(Statement.map((s: any) => s.Sid).sort()).toEqual(['RequireTls', 'ZeroTrustRead']);
    expect(Statement.find((s: any) => s.Sid === 'ZeroTrustRead')).toMatchObject({ Action: ['dynamodb:GetItem'], Resource: ['*'] });
    expect(policy?.read(store).map((s) => s.Sid).sort()).toEqual(['RequireTls', 'ZeroTrustRead']);
  });
  test('of an imported table it cannot be written', () => {
    const stack = newStack();
    const store = storeOf(DYNAMODB, dynamodb.Table.fromTableName(stack, 'T', 'x'));
    expect(() => DYNAMODB.policy?.write(store, [statement('ZeroTrustRead', ['dynamodb:GetItem'])], stack)).toThrow(/StorePolicyNotOurs/);
    expect(DYNAMODB.policy?.read(store)).toEqual([]);
  });
});

describe('the store as facts', () => {
  const ARN = 'arn:aws:dynamodb:eu-west-1:111122223333:table/x';
  const store = (stack: Stack) => storeOf(DYNAMODB, dynamodb.Table.fromTableArn(stack, 'T', ARN));
  test.each([
    [DYNAMODB.read, [], [ARN, `${ARN}/index/*`]], [DYNAMODB.write, [], [ARN]], [['dynamodb:Query'], ['byOwner'], [`${ARN}/index/byOwner`]], [['dynamodb:GetItem'], ['byOwner'], []], [['dynamodb:GetRecords'], [], [`${ARN}/stream/*`]],
    [['dynamodb:GetRecords', 'dynamodb:Query'], ['byOwner'], [`${ARN}/index/byOwner`, `${ARN}/stream/*`]], [['dynamodb:RestoreTableFromBackup'], [], [ARN, `${ARN}/backup/*`]],
  ])('%j of %j', (actions, parts, expected) => {
    expect(DYNAMODB.resources(store(newStack()), actions, parts)).toEqual(expected);
  });
  test('L1, L2, imported', () => {
    const stack = newStack();
    const k = new kms.Key(stack, 'K');
    expect(storeOf(DYNAMODB, l2({ encryptionKey: k })(stack)).key?.resource).toBe(k.node.defaultChild);
    const other = newStack();
    const k2 = new kms.Key(other, 'K');
    expect(storeOf(DYNAMODB, v2({ encryption: dynamodb.TableEncryptionV2.customerManagedKey(k2) })(other)).key?.resource).toBe(k2.node.defaultChild);
    expect(other.resolve(storeOf(DYNAMODB, other.node.findChild('T')).arn)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
    expect(store(newStack())).toMatchObject({ cfnType: TABLE, arn: ARN, name: 'x', account: '111122223333' });
    expect(DYNAMODB.resolve(k)).toBeUndefined();
  });
  test('a global table whose replicas a token chooses resolves, and is unknown', () => {
    const stack = new Stack(new App(), 'S', { env: ENV });
    const table = g1(parameter(stack))(stack);
    expect(storeOf(DYNAMODB, table).key).toBeUndefined();
    for (const closing of DYNAMODB.closings.filter((c) => c.types.includes(GLOBAL) && c.id !== 'dynamodb.retained')) expect(closing.judge(table, contextOf()).is).toBe('unknown');
  });
});

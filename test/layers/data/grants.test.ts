/**
 * Grants of the app that a store refuses are told before the deployment: what CDK writes for deployments of files, event sources,
 * rotations, backups; and what AWS needs beside data flows is admitted: replication, execution roles, emptying in a sandbox.
 */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sources from 'aws-cdk-lib/aws-lambda-event-sources';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as deployment from 'aws-cdk-lib/aws-s3-deployment';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CrownJewel, DataAccess, DataProtection, type DataStore, OwnerRows, Posture, type StoreProps } from 'cdk-zero-trust';
import { mistakesOf, newApp, synthesize } from '../../support/apps/synthesize';
import { Deployed } from '../../support/iam/deployed';
import { may, type PlainStatement } from '../../support/iam/evaluate';

jest.setTimeout(120_000);

const ACCOUNT = '111122223333';
const ENV = { account: ACCOUNT, region: 'us-east-1' };
const EVERYTHING: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

interface Scene {
  readonly app: App;
  readonly stack: Stack;
  readonly data: DataProtection;
}

function scene(posture?: Posture): Scene {
  const app = newApp();
  const stack = new Stack(app, 'App', { env: ENV });
  return { app, stack, data: new DataProtection(stack, 'Data', posture === undefined ? {} : { posture }) };
}

const role = (scope: Stack, id: string, props: Partial<iam.RoleProps> = {}): iam.Role => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });
const handler = (stack: Stack): lambda.Function => new lambda.Function(stack, 'Handler', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;') });
const tableOf = (stack: Stack): dynamodb.Table => new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
const told = (app: App, code = 'GrantRefused'): string[] => synthesize(app).warnings.filter((w) => w.includes(code));

/** What a role is refused, as `role: actions`. */
function refused(build: (s: Scene) => unknown, props: Partial<StoreProps> = {}): string[] {
  const s = scene();
  const resource = build(s) as StoreProps['resource'];
  s.data.addStore('documents', { resource, ...props });
  return told(s.app).map((w) => {
    const [, path, what, of] = /role `([^`]+)` is allowed (.*?) on (store|the key of store) `documents` by `/.exec(w) ?? [];
    return `${path}: ${what} (${of})`;
  });
}

describe('told', () => {
  test.each<[string, string[], (s: Scene) => unknown]>([
    ['a grant of an L2', ['App/Reader/Resource: `s3:GetObject`'], ({ stack }) => { const b = new s3.Bucket(stack, 'B'); b.grantRead(role(stack, 'Reader')); return b; }],
    ['a function that is granted writing', ['App/Handler/ServiceRole/Resource: `'], ({ stack }) => { const t = tableOf(stack); t.grantWriteData(handler(stack)); return t; }],
    ['an event source of a queue', ['App/Handler/ServiceRole/Resource: `sqs:'], ({ stack }) => { const q = new sqs.Queue(stack, 'Q'); handler(stack).addEventSource(new sources.SqsEventSource(q)); return q; }],
    ['an event source of a stream', ['App/Handler/ServiceRole/Resource: `kinesis:'], ({ stack }) => { const k = new kinesis.Stream(stack, 'K'); handler(stack).addEventSource(new sources.KinesisEventSource(k, { startingPosition: lambda.StartingPosition.LATEST })); return k; }],
    ['the key behind a table\'s stream', ['App/Handler/ServiceRole/Resource: `kms:Decrypt` (the key of store)'], ({ stack }) => {
      const t = new dynamodb.Table(stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE, encryptionKey: new kms.Key(stack, 'Key') });
      handler(stack).addEventSource(new sources.DynamoEventSource(t, { startingPosition: lambda.StartingPosition.LATEST }));
      return t;
    }],
    ['a proxy\'s or rotation\'s role that reads a secret', ['App/Proxy/Resource: `secretsmanager:GetSecretValue`'], ({ stack }) => { const secret = new secretsmanager.Secret(stack, 'S'); secret.grantRead(role(stack, 'Proxy')); return secret; }],
    ['a deployment of files', ['App/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/ServiceRole/Resource: `s3:'], ({ stack }) => {
      const b = new s3.Bucket(stack, 'B');
      new deployment.BucketDeployment(stack, 'Deploy', { destinationBucket: b, sources: [deployment.Source.data('a.txt', 'a')] });
      return b;
    }],
    ['an inline policy of an L1 role', ['App/Role: `s3:PutObject`'], ({ stack }) => {
      const b = new s3.CfnBucket(stack, 'B');
      new iam.CfnRole(stack, 'Role', { assumeRolePolicyDocument: {}, policies: [{ policyName: 'p', policyDocument: { Statement: { Effect: 'Allow', Action: 's3:PutObject', Resource: `${b.attrArn}/*` } } }] });
      return b;
    }],
    ['a managed policy that the role names', ['App/Role/Resource: `s3:GetObject`'], ({ stack }) => {
      const b = new s3.Bucket(stack, 'B');
      role(stack, 'Role', { managedPolicies: [new iam.ManagedPolicy(stack, 'Managed', { statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [b.arnForObjects('*')] })] })] });
      return b;
    }],
    ['a literal arn of a store with a name', ['App/Role/Resource: `s3:GetObject`'], ({ stack }) => {
      const b = new s3.Bucket(stack, 'B', { bucketName: 'the-documents' });
      role(stack, 'Role').addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::the-documents/*'] }));
      return b;
    }],
    ['the store\'s own policy', ['App/Role/Resource: `s3:GetObject`'], ({ stack }) => {
      const b = new s3.Bucket(stack, 'B');
      b.addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], principals: [role(stack, 'Role')], resources: [b.arnForObjects('*')] }));
      return b;
    }],
    ['a role of another stack', ['Other/Role/Resource: `s3:GetObject`'], ({ app, stack }) => { const b = new s3.Bucket(stack, 'B'); b.grantRead(role(new Stack(app, 'Other', { env: ENV }), 'Role')); return b; }],
    ['a backup with a role', ['App/Plan/Selection/Role/Resource: `dynamodb:CreateBackup`'], ({ stack }) => {
      const t = tableOf(stack);
      backup.BackupPlan.dailyMonthly1YearRetention(stack, 'Plan').addSelection('Selection', { resources: [backup.BackupResource.fromDynamoDbTable(t)] });
      return t;
    }],
  ])('%s', (_, expected, build) => {
    const found = refused(build);
    expect(found).toHaveLength(expected.length);
    expected.forEach((text, i) => expect(found[i]).toContain(text));
  });

  test('with what to write; of a crown jewel it is a mistake', () => {
    const build = (jewel: boolean): App => {
      const { app, stack, data } = scene();
      const b = new s3.Bucket(stack, 'B', { encryptionKey: new kms.Key(stack, 'Key') });
      b.grantPut(role(stack, 'Writer'));
      data.addStore('documents', { resource: b, ...(jewel ? { crownJewel: CrownJewel.restricted() } : {}) });
      return app;
    };
    const [warning] = told(build(false));
    expect(warning).toMatch(/`addDataFlow\({ source: role, store, access: DataAccess\.(writes\(\)|actions\(\[.*'s3:PutObject'.*\]\)), because: '...' }\)`.*`exemptions: \[{ roleArn, because }\]`/);
    expect(mistakesOf(build(true))).toEqual([expect.stringMatching(/^GrantRefused: role `App\/Writer\/Resource` is allowed /)]);
  });

  test('a declared reader that is granted writing: the writing', () => {
    const { app, stack, data } = scene();
    const [b, both] = [new s3.Bucket(stack, 'B'), role(stack, 'Both')];
    b.grantReadWrite(both);
    data.addDataFlow({ source: both, store: data.addStore('documents', { resource: b }), access: DataAccess.reads(), because: 'reads' });
    const [warning, ...more] = told(app);
    expect([more, warning.includes('`s3:DeleteObject`'), warning.includes('`s3:GetObject`')]).toEqual([[], true, false]);
  });
});

describe('not told', () => {
  const s3Store = (s: Scene, props: Partial<StoreProps> = {}): { b: s3.Bucket; store: DataStore } => {
    const b = new s3.Bucket(s.stack, 'B', { encryptionKey: new kms.Key(s.stack, 'Key') });
    return { b, store: s.data.addStore('documents', { resource: b, ...props }) };
  };

  test.each<[string, (s: Scene) => void]>([
    ['what data flows wrote', (s) => { s.data.addDataFlow({ source: role(s.stack, 'R'), store: s3Store(s).store, access: DataAccess.readsAndWrites(), because: 'x' }); }],
    ['a grant beside the data flow that says the same', (s) => {
      const { b, store } = s3Store(s);
      const r = role(s.stack, 'R');
      b.grantReadWrite(r);
      s.data.addDataFlow({ source: r, store, access: DataAccess.readsAndWrites(), because: 'x' });
    }],
    ['a wildcard', (s) => { s3Store(s); role(s.stack, 'R').addToPolicy(new iam.PolicyStatement({ actions: ['s3:*', 'kms:*'], resources: ['*'] })); }],
    ['another bucket', (s) => { s3Store(s); new s3.Bucket(s.stack, 'Other').grantReadWrite(role(s.stack, 'R')); }],
    ['administration', (s) => { const { b } = s3Store(s); role(s.stack, 'R').addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetBucketPolicy', 's3:PutBucketTagging'], resources: [b.bucketArn] })); }],
    ['a Deny', (s) => { const { b } = s3Store(s); role(s.stack, 'R').addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['s3:GetObject'], resources: [b.arnForObjects('*')] })); }],
    ['an exempt role, by reference', (s) => { const r = role(s.stack, 'R'); const { b } = s3Store(s, { exemptions: [{ roleArn: r.roleArn, because: 'x' }] }); b.grantRead(r); }],
    ['an exempt role, by its name', (s) => { const r = role(s.stack, 'R', { roleName: 'ops-backup' }); const { b } = s3Store(s, { exemptions: [{ roleArn: `arn:aws:iam::${ACCOUNT}:role/ops-*`, because: 'x' }] }); b.grantRead(r); }],
    ['who claims an offer in another façade', (s) => {
      const { b, store } = s3Store(s, { offers: [{ id: 'read', access: DataAccess.reads(), because: 'x' }] });
      const other = new Stack(s.app, 'Other', { env: ENV });
      const r = role(other, 'R');
      b.grantRead(r);
      new DataProtection(other, 'Data').addDataClaim({ source: r, store, offer: 'read', because: 'x' });
    }],
    ['a kind whose policy says nothing of streams', (s) => { const t = tableOf(s.stack); handler(s.stack).addEventSource(new sources.DynamoEventSource(t, { startingPosition: lambda.StartingPosition.LATEST })); s.data.addStore('documents', { resource: t }); }],
  ])('%s', (_, build) => {
    const s = scene();
    build(s);
    expect(told(s.app)).toEqual([]);
  });
});

/** Whether a role that is allowed everything gets through the policies of a store or key. */
function asks(app: App): (roleId: string, action: string, storeId: string, below?: string, context?: Record<string, string>) => boolean {
  const account = new Deployed(app.synth().stacks, ACCOUNT);
  return (roleId, action, storeId, below = '', context = {}) => {
    const name = account.named(storeId);
    return may({ principal: account.role(account.named(roleId)).principal, action, resource: `${account.arn(name)}${below}`, context: { 'aws:CurrentTime': '2027-01-01T00:00:00Z', ...context } }, { identity: EVERYTHING, policy: account.policyOf(name), account: ACCOUNT, needsDelegation: storeId.includes('Key') });
  };
}

describe('what AWS needs is admitted, and nothing more', () => {
  test('the role that a bucket replicates with, on both ends and their keys', () => {
    const { app, stack, data } = scene();
    const [source, target] = ['Source', 'Target'].map((id) => new s3.Bucket(stack, id, { versioned: true, encryptionKey: new kms.Key(stack, `Key${id}`) }));
    const replicator = role(stack, 'Replicator', { assumedBy: new iam.ServicePrincipal('s3.amazonaws.com') });
    (source.node.defaultChild as s3.CfnBucket).replicationConfiguration = { role: replicator.roleArn, rules: [{ status: 'Enabled', destination: { bucket: target.bucketArn } }] };
    replicator.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObjectVersionForReplication'], resources: [source.arnForObjects('*')] }));
    replicator.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ReplicateObject'], resources: [target.arnForObjects('*')] }));
    replicator.addToPolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: [source.encryptionKey!.keyArn] }));
    for (const [id, resource] of [['source', source], ['target', target]] as const) data.addStore(id, { resource });
    const ask = asks(app);
    const via = { 'kms:ViaService': 's3.us-east-1.amazonaws.com' };
    expect([ask('Replicator', 's3:GetObjectVersionForReplication', 'Source', '/a'), ask('Replicator', 's3:ReplicateObject', 'Target', '/a'), ask('Replicator', 'kms:Decrypt', 'KeySource', '', via), ask('Replicator', 'kms:GenerateDataKey', 'KeyTarget', '', via)]).toEqual([true, true, true, true]);
    expect([ask('Replicator', 's3:GetObject', 'Source', '/a'), ask('Replicator', 's3:PutObject', 'Target', '/a'), ask('Replicator', 's3:ReplicateObject', 'Source', '/a'), ask('Replicator', 'kms:Decrypt', 'KeyTarget', '', via)]).toEqual([false, false, false, false]);
    expect(app.synth().stacks[0].messages.filter((m) => JSON.stringify(m.entry.data).includes('GrantRefused'))).toEqual([]);
  });

  const taskOf = (declared: boolean, until?: string): Scene => {
    const s = scene();
    const secret = new secretsmanager.Secret(s.stack, 'Secret', { encryptionKey: new kms.Key(s.stack, 'Key') });
    const task = new ecs.FargateTaskDefinition(s.stack, 'Task');
    task.addContainer('c', { image: ecs.ContainerImage.fromRegistry('x'), secrets: { PASSWORD: ecs.Secret.fromSecretsManager(secret, 'password') } });
    const store = s.data.addStore('password', { resource: secret });
    if (declared) s.data.addDataFlow({ source: task, store, access: DataAccess.reads(), because: 'logs in', until });
    return s;
  };

  test('the execution role of a task whose role has a data flow to the secret', () => {
    const ask = asks(taskOf(true).app);
    const via = { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' };
    expect([ask('TaskExecutionRole', 'secretsmanager:GetSecretValue', 'Secret'), ask('TaskExecutionRole', 'kms:Decrypt', 'Key', '', via), ask('TaskExecutionRole', 'secretsmanager:PutSecretValue', 'Secret')]).toEqual([true, true, false]);
    expect(told(taskOf(true).app)).toEqual([]);
    const late = asks(taskOf(true, '2026-12-31').app);
    expect([late('TaskExecutionRole', 'secretsmanager:GetSecretValue', 'Secret'), late('TaskExecutionRole', 'kms:Decrypt', 'Key', '', via)]).toEqual([false, false]);
  });

  test('without one it is refused, and told', () => {
    expect(asks(taskOf(false).app)('TaskExecutionRole', 'secretsmanager:GetSecretValue', 'Secret')).toBe(false);
    expect(told(taskOf(false).app)).toEqual([expect.stringContaining('role `App/Task/ExecutionRole/Resource` is allowed `secretsmanager:GetSecretValue` on store `password`')]);
  });

  test('emptying a bucket before it is deleted, in a sandbox; elsewhere that is left open it is told', () => {
    const build = (posture: Posture, props: Partial<StoreProps> = {}): App => {
      const { app, stack, data } = scene(posture);
      data.addStore('scratch', { resource: new s3.Bucket(stack, 'Scratch', { autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY }), ...props });
      return app;
    };
    const ask = asks(build(Posture.SANDBOX));
    const provider = 'CustomS3AutoDeleteObjectsCustomResourceProviderRole';
    expect(['s3:ListBucketVersions', 's3:ListBucket'].map((a) => ask(provider, a, 'Scratch'))).toEqual([true, true]);
    expect(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject', 's3:PutObject'].map((a) => ask(provider, a, 'Scratch', '/a'))).toEqual([true, true, false, false]);
    expect(told(build(Posture.SANDBOX))).toEqual([]);
    const kept = { exceptClosings: ['s3.no-auto-delete', 's3.retained'].map((closing) => ({ closing, because: 'a preview' })) };
    expect(told(build(Posture.STANDARD, kept))).toEqual([expect.stringContaining('role `App/Custom::S3AutoDeleteObjectsCustomResourceProvider/Role` is allowed `s3:')]);
  });
});

describe('rows of sessions without tags', () => {
  const rowsOf = (props: Partial<iam.RoleProps>, tag?: string): string[] => {
    const { app, stack, data } = scene();
    const source = role(stack, 'Session', props);
    if (tag !== undefined) (source.node.defaultChild as iam.CfnRole).tags.setTag(tag, 'alice');
    data.addDataFlow({ id: 'rows', source, store: data.addStore('notes', { resource: tableOf(stack) }), access: DataAccess.reads(), because: 'x', rows: OwnerRows.byTag('sub') });
    return told(app, 'RowsWithoutSessionTags');
  };

  test('are told, unless tags may come in', () => {
    expect(rowsOf({})).toEqual([expect.stringMatching(/RowsWithoutSessionTags: data flow `rows` gives role `App\/Session` the rows of tag `sub`/)]);
    expect(rowsOf({ assumedBy: new iam.SessionTagsPrincipal(new iam.AccountRootPrincipal()) })).toEqual([]);
    expect([rowsOf({}, 'sub'), rowsOf({}, 'team').length]).toEqual([[], 1]);
  });
});

/**
 * An attacker, and a careless colleague, in the same app: each tries to give a role data that no data flow declares. Either synth
 * fails, or an IAM evaluator over the templates says that the role has nothing. And nobody who must keep his way in loses it.
 */
import { App, Aspects, CfnCondition, CfnResource, Fn, Lazy, NestedStack, Stack, Stage, Tags } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, DataProtection, type DataStore } from 'cdk-zero-trust';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mistakesOf, newApp, resourcesOf, resourcesOfType, synthesize } from '../../support/apps/synthesize';
import { Deployed } from '../../support/iam/deployed';
import { may, type PlainStatement, type Principal } from '../../support/iam/evaluate';

jest.setTimeout(120_000);

const ACCOUNT = '111122223333';
const ENV = { account: ACCOUNT, region: 'us-east-1' };
const BREAK_GLASS = `arn:aws:iam::${ACCOUNT}:role/break-glass`;
const EVERYTHING: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
const role = (scope: Stack, id: string, props: Partial<iam.RoleProps> = {}): iam.Role => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });

interface Scene {
  readonly app: App;
  readonly stack: Stack;
  readonly data: DataProtection;
  readonly key: kms.Key;
  readonly bucket: s3.Bucket;
  readonly documents: DataStore;
  /** Declared. */
  readonly reader: iam.Role;
  /** Not declared. */
  readonly evil: iam.Role;
}

/** The layer comes first in the tree, so that aspects of the app reach the store after it. */
function scene(isJewel = true): Scene {
  const app = newApp();
  const stack = new Stack(app, 'App', { env: ENV });
  const data = new DataProtection(stack, 'Data', { breakGlassRoles: [BREAK_GLASS] });
  const key = new kms.Key(stack, 'Key');
  const bucket = new s3.Bucket(stack, 'Documents', { encryptionKey: key });
  const [reader, evil] = ['Reader', 'Evil'].map((id) => role(stack, id));
  const documents = data.addStore('documents', { resource: bucket, ...(isJewel ? { crownJewel: CrownJewel.restricted() } : {}) });
  data.addDataFlow({ id: 'reads', source: reader, store: documents, access: DataAccess.reads(), because: 'shows documents' });
  return { app, stack, data, key, bucket, documents, reader, evil };
}

/** After the layer, whoever is visited. */
function later({ app }: Scene, type: string, change: (resource: CfnResource) => void): void {
  const done = new Set<unknown>();
  Aspects.of(app).add({ visit: (node) => {
    if (!CfnResource.isCfnResource(node) || node.cfnResourceType !== type || done.has(node)) return;
    done.add(node);
    change(node);
  } }, { priority: 900 });
}

const outsideReader = ({ app, data, documents }: Scene): iam.Role => {
  const outsider = role(new Stack(app, 'Other', { env: ENV }), 'Outsider');
  data.addDataFlow({ id: 'outside', source: outsider, store: documents, access: DataAccess.reads(), because: 'reports' });
  return outsider;
};
const declare = (s: Scene, source: iam.IRole | CfnResource): void => s.data.addDataFlow({ id: 'more', source, store: s.documents, access: DataAccess.reads(), because: 'reads as well' });
const GUARDED = 'zero-trust:App.Data.documents';
const allow = (...actions: string[]): iam.PolicyStatement => new iam.PolicyStatement({ actions, principals: [new iam.AnyPrincipal()], resources: ['*'] });

describe('synth fails', () => {
  test.each<[string, string, (s: Scene) => void]>([
    ['a later override of all statements', 'PolicyChanged', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => p.addPropertyOverride('PolicyDocument.Statement', []))],
    ['a later override of the document', 'PolicyChanged', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => p.addPropertyOverride('PolicyDocument', { Version: '2012-10-17', Statement: [] }))],
    ['a deletion of the document', 'PolicyChanged', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => p.addPropertyDeletionOverride('PolicyDocument'))],
    ['a policy that is moved to another bucket', 'PolicyChanged', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => p.addPropertyOverride('Bucket', 'other'))],
    ['a policy that is made something else', 'PolicyChanged', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => p.addOverride('Type', 'AWS::CloudFormation::WaitConditionHandle'))],
    ['a policy that is made under a condition', 'PolicyChanged', (s) => {
      const never = new CfnCondition(s.stack, 'Never', { expression: Fn.conditionEquals('a', 'b') });
      later(s, 'AWS::S3::BucketPolicy', (p) => { p.cfnOptions.condition = never; });
    }],
    ['the same by an override', 'PolicyChanged', (s) => {
      new CfnCondition(s.stack, 'Never', { expression: Fn.conditionEquals('a', 'b') });
      later(s, 'AWS::S3::BucketPolicy', (p) => p.addOverride('Condition', 'Never'));
    }],
    ['a policy that is taken out of the tree', 'PolicyChanged', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => s.bucket.node.tryRemoveChild(p.node.scope!.node.id))],
    ['a second policy of the bucket', 'PolicyChanged', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => {
      if (p.node.id !== 'Second') new s3.CfnBucketPolicy(s.stack, 'Second', { bucket: s.bucket.bucketName, policyDocument: { Version: '2012-10-17', Statement: [] } });
    })],
    ['a key policy that is written over', 'PolicyChanged', (s) => later(s, 'AWS::KMS::Key', (k) => k.addPropertyOverride('KeyPolicy.Statement', [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'kms:*', Resource: '*' }]))],
    ['a grant that is turned to another role', 'PolicyChanged', (s) => later(s, 'AWS::IAM::RolePolicy', (p) => { (p as iam.CfnRolePolicy).roleName = s.evil.roleName; })],
    ['a grant that is made wider', 'PolicyChanged', (s) => later(s, 'AWS::IAM::RolePolicy', (p) => { (p as iam.CfnRolePolicy).policyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }; })],
    ['public access that is switched on later', 'StoreOpen', (s) => later(s, 'AWS::S3::Bucket', (b) => b.addPropertyOverride('PublicAccessBlockConfiguration.BlockPublicPolicy', false))],
    ['a statement for everybody, before', 'StorePolicyPublic', (s) => { s.bucket.addToResourcePolicy(allow('s3:GetObject')); }],
    ['a statement for everybody, later', 'StorePolicyPublic', (s) => later(s, 'AWS::S3::Bucket', () => { s.bucket.addToResourcePolicy(allow('s3:GetObject')); })],
    ['a statement for everybody but one', 'StorePolicyPublic', (s) => { s.bucket.addToResourcePolicy(iam.PolicyStatement.fromJson({ Effect: 'Allow', NotPrincipal: { AWS: BREAK_GLASS }, Action: 's3:GetObject', Resource: '*' })); }],
    ['a key whose policy anybody may change', 'StorePolicyPublic', (s) => { s.key.addToResourcePolicy(allow('kms:PutKeyPolicy')); }],
    ['the same, later', 'StorePolicyPublic', (s) => later(s, 'AWS::KMS::Key', () => { s.key.addToResourcePolicy(allow('kms:*')); })],
    ['two policies of one bucket', 'StorePolicyAmbiguous', (s) => ['One', 'Two'].forEach((id) => new s3.CfnBucketPolicy(s.stack, id, { bucket: s.bucket.bucketName, policyDocument: { Version: '2012-10-17', Statement: [] } }))],
    ['a wildcard for a role', 'PrincipalAmbiguous', (s) => declare(s, iam.Role.fromRoleArn(s.stack, 'Any', `arn:aws:iam::${ACCOUNT}:role/*`))],
    ['a wildcard in the name of a role', 'PrincipalAmbiguous', (s) => declare(s, iam.Role.fromRoleName(s.stack, 'Any', 'App-?*'))],
    ['a wildcard that is made late', 'PrincipalAmbiguous', (s) => declare(s, iam.Role.fromRoleArn(s.stack, 'Any', Lazy.string({ produce: () => `arn:aws:iam::${ACCOUNT}:role/*` })))],
    ['a function with a wildcard for its role', 'PrincipalAmbiguous', (s) => declare(s, new CfnResource(s.stack, 'Fn', { type: 'AWS::Lambda::Function', properties: { Role: `arn:aws:iam::${ACCOUNT}:role/*` } }))],
    ['a function whose role is the account', 'PrincipalUnknown', (s) => declare(s, new CfnResource(s.stack, 'Fn', { type: 'AWS::Lambda::Function', properties: { Role: `arn:aws:iam::${ACCOUNT}:root` } }))],
    ['the guarded tag on all roles', 'GuardedTagStray', (s) => { outsideReader(s); Tags.of(s.app).add(GUARDED, '/read/'); }],
    ['the guarded tag in capitals', 'GuardedTagStray', (s) => { outsideReader(s); Tags.of(s.evil).add(GUARDED.toUpperCase(), '/read/'); }],
    ['the guarded tag by an override', 'GuardedTagStray', (s) => { outsideReader(s); (s.evil.node.defaultChild as CfnResource).addPropertyOverride('Tags', [{ Key: GUARDED, Value: '/read/' }]); }],
    ['the guarded tag on a user', 'GuardedTagStray', (s) => { outsideReader(s); Tags.of(new iam.User(s.stack, 'Mallory')).add(GUARDED, '/read/'); }],
    ['more in the guarded tag than was declared', 'GuardedTagStray', (s) => Tags.of(outsideReader(s)).add(GUARDED, '/read/write/', { priority: 5_000 })],
    ['a tag that admits to a store of another repository', 'GuardedTagStray', (s) => Tags.of(s.evil).add('zero-trust:Payroll.Data.salaries', '/read/')],
    ['a role that may tag itself', 'TagKeySettable', (s) => { outsideReader(s); s.evil.addToPolicy(new iam.PolicyStatement({ actions: ['iam:Tag*'], resources: ['*'] })); }],
    ['a role that is named as the deployer is', 'RoleNamedAsDeployer', (s) => { role(s.stack, 'Named', { roleName: 'cdk-hnb659fds-cfn-exec-role-evil' }); }],
    ['a stack whose roles are', 'RoleNamedAsDeployer', (s) => { role(new Stack(s.app, 'Named', { env: ENV, stackName: 'cdk-hnb659fds-deploy-role-x' }), 'Evil'); }],
    ['one resource as two stores', 'StoreDeclaredTwice', (s) => { s.data.addStore('again', { resource: s.bucket.node.defaultChild! }); }],
    ['one resource in two façades', 'StoreDeclaredTwice', (s) => { new DataProtection(s.stack, 'Second').addStore('again', { resource: s.bucket }); }],
    ['a validation that opens, before ours', 'PolicyChanged', (s) => s.stack.node.addValidation({ validate: () => {
      (s.bucket.policy!.node.defaultChild as CfnResource).addPropertyOverride('PolicyDocument.Statement', []);
      return [];
    } })],
  ])('%s (%s)', (_, code, attack) => {
    const s = scene();
    attack(s);
    expect([...new Set(mistakesOf(s.app).map((m) => m.split(':')[0]))]).toContain(code);
  });

  test.each([
    ...['*', 'arn:aws:*:*:*:*', 'arn:aws:iam::*:role/*', `arn:aws:iam::${ACCOUNT}:role/*`, 'arn:aws:iam::*:role/admin', `arn:aws:iam::${ACCOUNT}:*`, `arn:aws:iam::${ACCOUNT}:r*`].map((arn) => [arn, 'ExemptionTooWide'] as const),
    ...['BreakGlass2', '', `arn:aws:sts::${ACCOUNT}:assumed-role/break-glass/me`, `arn:aws:iam::${ACCOUNT}:user/me`, `arn:aws:iam::${ACCOUNT}:group/us`, `arn:aws:iam::${ACCOUNT}:root`, 'arn:aws:sts::*:*', 'arn:aws:s3:::bucket', 'arn:*', `arn:aws:iam::${ACCOUNT}:break-glass`].map((arn) => [arn, 'ExemptionNotARole'] as const),
  ])('an exemption of everybody, or of nobody: %s (%s)', (roleArn, code) => {
    const codes = (arn: string): string[] => {
      const app = newApp();
      const stack = new Stack(app, 'App', { env: ENV });
      new DataProtection(stack, 'Data', { breakGlassRoles: [arn] }).addStore('documents', { resource: new s3.CfnBucket(stack, 'B'), exemptions: [{ roleArn: arn, because: 'a test' }] });
      return mistakesOf(app).map((m) => m.split(':')[0]);
    };
    expect(codes(roleArn)).toEqual([code, code]);
    for (const fine of [BREAK_GLASS, `arn:aws:iam::${ACCOUNT}:role/ops/break-glass-*`, `arn:aws:iam::${ACCOUNT}:role/*-break-glass`]) expect(codes(fine)).toEqual([]);
  });

  test.each(['', '  ', undefined])('an exemption without a reason: `%s` (EmptyText)', (because) => {
    const app = newApp();
    const stack = new Stack(app, 'App', { env: ENV });
    new DataProtection(stack, 'Data').addStore('documents', { resource: new s3.CfnBucket(stack, 'B'), exemptions: [{ roleArn: BREAK_GLASS, because: because as string }] });
    expect(mistakesOf(app)).toEqual([expect.stringMatching(/^EmptyText: `because` of the exemption of `.*break-glass` from store `documents` is empty/)]);
  });

  test('a key of the layer\'s that is to go with its stack (StoreOpen)', () => {
    const app = newApp();
    const stack = new Stack(app, 'App', { env: ENV });
    new DataProtection(stack, 'Data').addStore('documents', { resource: new s3.CfnBucket(stack, 'B'), crownJewel: CrownJewel.restricted() });
    Aspects.of(stack).add({ visit: (n) => { if (n instanceof kms.CfnKey) n.addOverride('DeletionPolicy', 'Delete'); } }, { priority: 900 });
    expect(mistakesOf(app)).toEqual([expect.stringMatching(/^StoreOpen: store `App\/Data\/Keys\/documents` is open \(`kms.retained`\)/)]);
  });
});

/** What anybody can do with the store in the templates, with every permission of IAM. */
function deployed({ app }: Scene): { readonly reads: (principal: Principal) => boolean; readonly decrypts: (principal: Principal) => boolean; readonly asks: (principal: Principal, of: 'Documents' | 'Key', action: string) => boolean; readonly role: (id: string) => Principal } {
  const account = new Deployed(app.synth().stacks, ACCOUNT);
  rmSync(app.outdir, { recursive: true, force: true });
  const asks = (principal: Principal, of: 'Documents' | 'Key', action: string): boolean => {
    const name = account.named(of);
    const resource = `${account.arn(name)}${/^s3:(Get|Put)Object$/.test(action) ? '/a' : ''}`;
    return may({ principal, action, resource, context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } }, { identity: EVERYTHING, policy: account.policyOf(name), account: ACCOUNT, needsDelegation: of === 'Key' });
  };
  return { reads: (p) => asks(p, 'Documents', 's3:GetObject'), decrypts: (p) => asks(p, 'Key', 'kms:Decrypt'), asks, role: (id) => account.role(account.named(id)).principal };
}

/** They give somebody what the store refuses him: told, and of a crown jewel a mistake. */
const GRANTS: [string, (s: Scene) => void][] = [
  ['`grantRead` of the bucket and `grantDecrypt` of the key', (s) => { s.bucket.grantReadWrite(s.evil); s.key.grantEncryptDecrypt(s.evil); }],
  ['a statement of the bucket\'s and of the key\'s own policy', (s) => {
    s.bucket.addToResourcePolicy(new iam.PolicyStatement({ actions: ['s3:*'], principals: [s.evil], resources: ['*'] }));
    s.key.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:*'], principals: [s.evil], resources: ['*'] }));
  }],
  ['a policy of the owner\'s, as L1, made after the store was declared', (s) => { new s3.CfnBucketPolicy(s.stack, 'Theirs', { bucket: s.bucket.bucketName, policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: s.evil.roleArn }, Action: 's3:GetObject', Resource: s.bucket.arnForObjects('*') }] } }); }],
];

describe('a grant beside data flows', () => {
  test.each(GRANTS)('%s: a mistake (GrantRefused)', (_, attack) => {
    const s = scene();
    attack(s);
    expect(mistakesOf(s.app)).toEqual([expect.stringMatching(/^GrantRefused: role `App\/Evil\/Resource` is allowed /)]);
  });

  test.each(GRANTS)('%s: where the store is no crown jewel there is nothing to be had', (_, attack) => {
    const s = scene(false);
    attack(s);
    const { reads, decrypts, role: of } = deployed(s);
    expect([reads(of('Evil')), decrypts(of('Evil'))]).toEqual([false, false]);
    expect([reads(of('Reader')), decrypts(of('Reader'))]).toEqual([true, true]);
  });
});

describe('synth passes, and there is nothing to be had', () => {
  test.each<[string, (s: Scene) => void]>([
    ['nothing was tried', () => undefined],
    ['the document of the L1 that is put in place of the first', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => { (p as s3.CfnBucketPolicy).policyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 's3:*', Resource: '*' }] }; })],
    ['the policy of the L1 key that is put in place of the first', (s) => later(s, 'AWS::KMS::Key', (k) => { (k as kms.CfnKey).keyPolicy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }] }; })],
    ['an override into one of our statements', (s) => later(s, 'AWS::S3::BucketPolicy', (p) => p.addPropertyOverride('PolicyDocument.Statement.2.Effect', 'Allow'))],
    ['statements with our Sids, written before', (s) => { s.bucket.addToResourcePolicy(new iam.PolicyStatement({ sid: 'ZeroTrustDenyRead', actions: ['s3:GetObject'], principals: [s.evil], resources: ['*'] })); }],
    ['a tag that is nearly the guarded one', (s) => { outsideReader(s); Tags.of(s.evil).add('zero-trust.App.Data.documents', '/read/'); }],
  ])('%s', (_, attack) => {
    const s = scene();
    attack(s);
    const { reads, decrypts, role: of } = deployed(s);
    expect([reads(of('Evil')), decrypts(of('Evil'))]).toEqual([false, false]);
    expect([reads(of('Reader')), decrypts(of('Reader'))]).toEqual([true, true]);
  });

  test('a role that is renamed stays who it is', () => {
    const s = scene();
    (s.reader.node.defaultChild as iam.CfnRole).overrideLogicalId('AnotherReader');
    const { reads, role: of } = deployed(s);
    expect([reads(of('AnotherReader')), reads(of('Evil'))]).toEqual([true, false]);
  });

  test('a template that is included: its bucket, its policy, its role', () => {
    const directory = mkdtempSync(join(tmpdir(), 'zero-trust-include-'));
    const templateFile = join(directory, 'template.json');
    writeFileSync(templateFile, JSON.stringify({ Resources: {
      Documents: { Type: 'AWS::S3::Bucket', Properties: {} },
      Policy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Documents' }, PolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: 'Theirs', Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': ['Evil', 'Arn'] } }, Action: 's3:GetObject', Resource: '*' }] } } },
      ...Object.fromEntries(['Reader', 'Evil'].map((id) => [id, { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] } } }])),
    } }));
    const app = newApp();
    const stack = new Stack(app, 'App', { env: ENV });
    const include = new CfnInclude(stack, 'Include', { templateFile });
    const data = new DataProtection(stack, 'Data');
    const documents = data.addStore('documents', { resource: include.getResource('Documents') });
    data.addDataFlow({ source: include.getResource('Reader'), store: documents, access: DataAccess.reads(), because: 'shows documents' });
    const account = new Deployed(app.synth().stacks, ACCOUNT);
    for (const path of [directory, app.outdir]) rmSync(path, { recursive: true, force: true });
    const reads = (id: string): boolean => may({ principal: account.role(`App.${id}`).principal, action: 's3:GetObject', resource: 'arn:aws:s3:::documents/a' }, { identity: EVERYTHING, policy: account.policyOf('App.Documents'), account: ACCOUNT });
    expect([reads('Reader'), reads('Evil')]).toEqual([true, false]);
    expect(account.policyOf('App.Documents').map((p) => p.Sid)).toContain('Theirs');
  });

  test('a store in a nested stack: its policy is there, and knows the role of the parent by its tag', () => {
    const app = newApp();
    const stack = new Stack(app, 'App', { env: ENV });
    const data = new DataProtection(stack, 'Data');
    const table = new dynamodb.Table(new NestedStack(stack, 'Nested'), 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
    data.addDataFlow({ source: role(stack, 'Reader'), store: data.addStore('records', { resource: table }), access: DataAccess.reads(), because: 'shows records' });
    const { templates } = synthesize(app);
    const [made] = resourcesOfType(templates, 'AWS::DynamoDB::Table');
    const deny = made.Properties.ResourcePolicy.PolicyDocument.Statement.find((s: PlainStatement) => s.Sid === 'ZeroTrustDenyRead');
    expect(deny.Condition.StringNotLike).toEqual({ 'aws:PrincipalTag/zero-trust:App.Data.records': ['*/read/*'] });
    expect(resourcesOf(templates).find(([id]) => id.includes('Reader') && !id.includes('Roles'))![1].Properties.Tags).toEqual([{ Key: 'zero-trust:App.Data.records', Value: '/read/' }]);
  });

  test('a façade in a stage tells its mistakes too', () => {
    const app = newApp();
    const stack = new Stack(new Stage(app, 'Production', { env: ENV }), 'App');
    const data = new DataProtection(stack, 'Data');
    const documents = data.addStore('documents', { resource: new s3.CfnBucket(stack, 'B') });
    data.addDataFlow({ source: iam.Role.fromRoleArn(stack, 'Any', `arn:aws:iam::${ACCOUNT}:role/*`), store: documents, access: DataAccess.reads(), because: 'reads' });
    expect(mistakesOf(app)).toEqual([expect.stringMatching(/^PrincipalAmbiguous: /)]);
  });
});

describe('nobody is locked out', () => {
  const s = scene();
  const { asks } = deployed(s);
  const who = (arn: string): Principal => ({ arn, account: ACCOUNT });
  const deployer = who(`arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`);
  const breakGlass = who(BREAK_GLASS);
  const root = who(`arn:aws:iam::${ACCOUNT}:root`);
  const backup = who(`arn:aws:iam::${ACCOUNT}:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup`);

  test.each([['deployer', deployer], ['break-glass', breakGlass], ['root', root], ['an administrator', who(`arn:aws:iam::${ACCOUNT}:role/admin`)]] as const)('%s administers the bucket and the key', (_, principal) => {
    for (const action of ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:PutBucketPublicAccessBlock', 's3:DeleteBucket', 's3:PutEncryptionConfiguration']) expect([action, asks(principal, 'Documents', action)]).toEqual([action, true]);
    for (const action of ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:CancelKeyDeletion', 'kms:EnableKey', 'kms:DescribeKey']) expect([action, asks(principal, 'Key', action)]).toEqual([action, true]);
  });

  test('deployer, break-glass and backup keep the data; root and administrators do not have it', () => {
    for (const principal of [deployer, breakGlass, backup]) expect([asks(principal, 'Documents', 's3:GetObject'), asks(principal, 'Key', 'kms:Decrypt'), asks(principal, 'Key', 'kms:CreateGrant')]).toEqual([true, true, true]);
    for (const principal of [root, who(`arn:aws:iam::${ACCOUNT}:role/admin`)]) expect([asks(principal, 'Documents', 's3:GetObject'), asks(principal, 'Key', 'kms:Decrypt')]).toEqual([false, false]);
  });
});

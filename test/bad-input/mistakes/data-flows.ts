/** Mistakes in data flows: who, what and where it cannot be written. */
import { CfnParameter, Stack } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { DataAccess, type DataFlowProps, DataProtection, type DataStore, OwnerRows, type OwnerRowsProps, type ZeroTrust } from 'cdk-zero-trust';
import { Construct, type IConstruct } from 'constructs';
import type { World } from '../world';
import type { Mistake } from './types';

/** A façade with a store, and a data flow to it. */
function flow(w: World, more: Partial<DataFlowProps> = {}, resource?: IConstruct): { readonly zt: ZeroTrust; readonly store: DataStore } {
  const { zt } = w.zeroTrust();
  const store = zt.addStore('documents', { resource: resource ?? new s3.CfnBucket(w.stack, 'Bucket') });
  zt.addDataFlow({ id: 'reads', source: more.source ?? w.function('reader'), store, access: DataAccess.reads(), because: 'shows documents', ...more });
  return { zt, store };
}

function table(w: World): dynamodb.Table {
  return new dynamodb.Table(w.stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
}

function rows(w: World, props: OwnerRowsProps, tag = 'sub', more: Partial<DataFlowProps> = {}): void {
  flow(w, { rows: OwnerRows.byTag(tag, props), ...more }, table(w));
}

function roleIn(stack: Stack, id: string, props: Partial<iam.RoleProps> = {}): iam.Role {
  return new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });
}

/** A store with many readers, without a network that would take long. */
function readers(w: World, count: number, name: (n: number) => string): void {
  const data = new DataProtection(w.stack, 'Data');
  const store = data.addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket') });
  for (let n = 0; n < count; n++) data.addDataFlow({ id: `reads-${n}`, source: iam.Role.fromRoleArn(w.stack, `R${n}`, `arn:aws:iam::111122223333:role/${name(n)}`), store, access: DataAccess.reads(), because: 'shows documents' });
}

/** Another façade's store in another stack, with one offer. */
function owned(w: World): { readonly store: DataStore; readonly data: DataProtection } {
  const owner = new DataProtection(new Stack(w.app, 'Owner', { env: { account: '111122223333', region: 'eu-west-1' } }), 'Data');
  const store = owner.addStore('documents', { resource: new s3.CfnBucket(Stack.of(owner), 'Bucket'), offers: [{ id: 'read', access: DataAccess.reads(), because: 'reports' }] });
  return { store, data: new DataProtection(w.stack, 'Data') };
}

function documentDb(w: World, access: DataAccess): void {
  flow(w, { access }, new docdb.CfnDBCluster(w.stack, 'Documents', { engineVersion: '5.0.0', storageEncrypted: true }));
}

const ACCESS = (actions: string[]): Partial<DataFlowProps> => ({ access: DataAccess.actions(actions) });

export const DATA_FLOWS: readonly Mistake[] = [
  { name: 'an action that the service does not have', code: 'DataActionUnknown', words: ['`s3:GetObjects`', 'did you mean `s3:GetObject`?'], build: (w) => flow(w, ACCESS(['s3:GetObjects'])) },
  { name: 'an action that administers the store', code: 'DataActionNotOfStore', words: ['`s3:PutBucketPolicy`', 'administers'], build: (w) => flow(w, ACCESS(['s3:PutBucketPolicy'])) },
  { name: 'a data flow that IAM cannot carry', code: 'DataFlowGrantsNothing', level: 'warning', words: ['`reads`', 'IAM has no action', 'DocumentDB cluster'], build: (w) => documentDb(w, DataAccess.reads()) },
  { name: 'listed actions where IAM has none', code: 'DataActionNotOfStore', words: ['lists `docdb:Find`', '`readsAndWrites()`'], build: (w) => documentDb(w, DataAccess.actions(['docdb:Find'])) },
  { name: 'a database by SigV4', code: 'AuthenticationNotOfStore', words: ['data flow `reads` authenticates by `sigv4`', '`rds-iam` or `token`'], build: (w) => {
    flow(w, { access: DataAccess.reads().on('reader') }, new rds.CfnDBInstance(w.stack, 'Database', { engine: 'postgres', engineVersion: '17.2', storageEncrypted: true }));
  } },
  { name: 'a pattern of actions', code: 'DataActionWildcard', words: ['`s3:Get*`', '`reads()`'], build: (w) => flow(w, ACCESS(['s3:Get*'])) },
  { name: 'parts of a store that has none', code: 'StoreWithoutParts', words: ['`a/*`', 'has no parts'], build: (w) => flow(w, { access: DataAccess.reads().on('a/*') }, new secretsmanager.Secret(w.stack, 'Secret')) },
  { name: 'a source that has no role', code: 'PrincipalUnknown', words: ['`App/Other`', '`AWS::S3::Bucket`', 'pass the role'], build: (w) => flow(w, { source: new s3.CfnBucket(w.stack, 'Other') }) },
  { name: 'a task definition without a role', code: 'PrincipalWithoutRole', words: ['`App/Task`', 'give it one'], build: (w) => flow(w, { source: new ecs.CfnTaskDefinition(w.stack, 'Task') }) },
  { name: 'a source with two roles', code: 'PrincipalAmbiguous', words: ['`App/Both`', 'expected one'], build: (w) => {
    const both = new Construct(w.stack, 'Both');
    for (const id of ['A', 'B']) new ecs.FargateTaskDefinition(both, id).addContainer('c', { image: ecs.ContainerImage.fromRegistry('x') });
    flow(w, { source: both });
  } },
  { name: 'a role of which nobody knows the account', code: 'CrossAccountWithoutAccount', words: ['`App/Reader`', 'twelve digits'], build: (w) => flow(w, { source: iam.Role.fromRoleArn(w.stack, 'Reader', new CfnParameter(w.stack, 'ReaderArn').valueAsString) }) },
  { name: 'a role of which nobody knows whether it is of this account', code: 'AccountNotSaid', words: ['account `999988887777`', 'stack `Anywhere` does not say its own', 'by its name'], build: (w) => {
    const anywhere = new Stack(w.app, 'Anywhere');
    const data = new DataProtection(anywhere, 'Data');
    const store = data.addStore('documents', { resource: new s3.CfnBucket(anywhere, 'Bucket') });
    data.addDataFlow({ id: 'reads', source: iam.Role.fromRoleArn(anywhere, 'Reader', 'arn:aws:iam::999988887777:role/partner'), store, access: DataAccess.reads(), because: 'reports' });
  } },
  { name: 'a role of another account', code: 'RolePolicyNotOurs', level: 'warning', words: ['`999988887777`', '"s3:GetObject"'], build: (w) => flow(w, { source: iam.Role.fromRoleArn(w.stack, 'Reader', 'arn:aws:iam::999988887777:role/partner') }) },
  { name: 'a Scan with rows', code: 'RowsNotLimited', words: ['`dynamodb:Scan`', 'without `rows`'], build: (w) => rows(w, { prefix: 'USER#' }, 'sub', ACCESS(['dynamodb:GetItem', 'dynamodb:Scan'])) },
  { name: 'rows of a secret', code: 'RowsNotSupported', words: ['a table or a bucket'], build: (w) => flow(w, { rows: OwnerRows.byTag('sub') }, new secretsmanager.Secret(w.stack, 'Secret')) },
  { name: 'rows that overlap', code: 'RowsOverlap', words: ['`U`', '`USER#`'], build: (w) => rows(w, { prefix: 'U', shared: [{ tag: 'team', prefix: 'USER#' }] }) },
  { name: 'a pattern in the key of rows', code: 'RowsPrefixInvalid', words: ['`USER*`', 'literal text'], build: (w) => rows(w, { prefix: 'USER*' }) },
  { name: 'rows of a tag that no session has', code: 'RowsTagInvalid', words: ['`aws:userid`', '`sub`'], build: (w) => rows(w, { prefix: 'USER#' }, 'aws:userid') },
  { name: 'rows of sessions that have no tags', code: 'RowsWithoutSessionTags', level: 'warning', words: ['data flow `reads`', 'tag `sub`', '`new iam.SessionTagsPrincipal(...)`'], build: (w) => flow(w, { source: roleIn(w.stack, 'Session'), rows: OwnerRows.byTag('sub', { prefix: 'USER#' }) }, table(w)) },
  { name: 'limits that do not fit into the policy of a store', code: 'LimitsNotInPolicy', level: 'warning', words: ['the policy of `App/Bucket`', '`reads-0`', 'split the store'], build: (w) => {
    const data = new DataProtection(w.stack, 'Data');
    const store = data.addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket') });
    for (let n = 0; n < 40; n++) data.addDataFlow({ id: `reads-${n}`, source: roleIn(w.stack, `R${n}`), store, access: DataAccess.reads().on(`part-${n}/*`), because: 'shows its part' });
  } },
  { name: 'parts of a bucket and rows', code: 'RowsWithParts', words: ['`prefix` of the rows'], build: (w) => flow(w, { access: DataAccess.reads().on('daily/*'), rows: OwnerRows.byTag('sub', { prefix: 'users/' }) }) },
  { name: 'another façade\'s store without a claim', code: 'DataFlowWithoutOffer', words: ['`Owner/Data`', '`addDataClaim`'], build: (w) => {
    const { store, data } = owned(w);
    data.addDataFlow({ id: 'reads', source: roleIn(w.stack, 'Reader'), store, access: DataAccess.reads(), because: 'reports' });
  } },
  { name: 'a claim by a role that this app cannot tag', code: 'RoleTagNotOurs', level: 'warning', words: ['`zero-trust:Owner.Data.documents` = `/read/`'], build: (w) => {
    const { store, data } = owned(w);
    data.addDataClaim({ id: 'reads', source: iam.Role.fromRoleArn(w.stack, 'Reader', 'arn:aws:iam::111122223333:role/legacy'), store, offer: 'read', because: 'reports' });
  } },
  { name: 'a claim across accounts', code: 'CrossAccountClaim', level: 'warning', words: ['`999988887777`', 'from this role\'s arn'], build: (w) => {
    const data = new DataProtection(w.stack, 'Data');
    const store = data.offeredStore({ scope: 'Owner/Data', storeId: 'documents', arn: 'arn:aws:s3:::documents', type: 'AWS::S3::Bucket', accountId: '999988887777', offers: [{ id: 'read', access: DataAccess.reads(), because: 'reports' }] });
    data.addDataClaim({ id: 'reads', source: roleIn(w.stack, 'Reader'), store, offer: 'read', because: 'reports' });
  } },
  { name: 'a role that may tag itself', code: 'TagKeySettable', words: ['`App/Reader/DefaultPolicy/Resource`', '`iam:TagRole`', '`aws:TagKeys`'], build: (w) => {
    const { store, data } = owned(w);
    const reader = roleIn(w.stack, 'Reader');
    reader.addToPolicy(new iam.PolicyStatement({ actions: ['iam:TagRole'], resources: ['*'] }));
    data.addDataClaim({ id: 'reads', source: reader, store, offer: 'read', because: 'reports' });
  } },
  { name: 'more stores of other stacks than a role has tags', code: 'GuardedTagsTooMany', words: ['51 tags', 'at most 50'], build: (w) => {
    const data = new DataProtection(w.stack, 'Data');
    const source = roleIn(w.stack, 'Reader');
    for (let n = 0; n < 51; n++) {
      const store = data.offeredStore({ scope: 'Owner/Data', storeId: `store${n}`, arn: `arn:aws:s3:::store${n}`, type: 'AWS::S3::Bucket', offers: [{ id: 'read', access: DataAccess.reads(), because: 'reports' }] });
      data.addDataClaim({ source, store, offer: 'read', because: 'reports' });
    }
  } },
  { name: 'a bucket policy above 20 kB', code: 'ResourcePolicyTooLong', words: ['`App/Bucket`', 'at most 20480', '`reads-100` (90)'], build: (w) => readers(w, 230, (n) => `${'a-very-long-name-of-a-role-'.repeat(2)}${n}`) },
  { name: 'more than a role\'s policies hold', code: 'RolePoliciesTooLong', words: ['`App/Reader`', 'beside 10 of its own', 'a role of their own'], build: (w) => {
    const data = new DataProtection(w.stack, 'Data');
    const source = roleIn(w.stack, 'Reader', { managedPolicies: Array.from({ length: 10 }, (_, n) => iam.ManagedPolicy.fromManagedPolicyArn(w.stack, `P${n}`, `arn:aws:iam::aws:policy/P${n}`)) });
    for (let n = 0; n < 100; n++) data.addDataFlow({ source, store: data.addStore(`store${n}`, { resource: new s3.CfnBucket(w.stack, `Bucket${n}`) }), access: DataAccess.reads(), because: 'shows documents' });
  } },
  { name: 'a key that locks its owner out', code: 'KeyLocksOut', words: ['`App/Key`', '`kms:PutKeyPolicy`', 'root'], build: (w) => {
    const key = new kms.CfnKey(w.stack, 'Key', { keyPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: ['kms:Decrypt'], Resource: '*' }] } });
    flow(w, {}, new s3.Bucket(w.stack, 'Encrypted', { encryptionKey: kms.Key.fromCfnKey(key) }));
  } },
  { name: 'an imported key', code: 'KeyPolicyNotOurs', level: 'warning', words: ['"Sid":"ZeroTrust', 'its owner has to add'], build: (w) => flow(w, {}, new s3.Bucket(w.stack, 'Encrypted', { encryptionKey: kms.Key.fromKeyArn(w.stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/11112222-3333-4444-5555-666677778888') })) },
];

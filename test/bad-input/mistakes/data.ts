/** Mistakes in declaring stores. */
import { AspectPriority, Aspects, CfnResource, CliCredentialsStackSynthesizer, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CrownJewel, DataAccess, DataProtection, FlowAuthentication, Posture, ZeroTrust } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

function reader(w: World, access: DataAccess): void {
  const { zt } = w.zeroTrust();
  const store = zt.addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket') });
  zt.addDataFlow({ id: 'reads', source: w.function('reader'), store, access, because: 'shows documents' });
}

function database(w: World): rds.DatabaseInstance {
  return new rds.DatabaseInstance(w.stack, 'Database', { engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_9 }), iamAuthentication: true, storageEncrypted: true, vpc: w.vpc, vpcSubnets: { subnets: w.vpc.isolatedSubnets } });
}

export const DATA: readonly Mistake[] = [
  { name: 'a list of no actions', code: 'AccessContradicted', words: ['data flow `reads`', '`[s3:GetObject]`'], build: (w) => reader(w, DataAccess.actions([])) },
  { name: 'a data flow that no network flow leads to', code: 'DataFlowWithoutNetwork', level: 'warning', words: ['segment `api`', 'no segment of this façade holds it', '`addFlow`'], build: (w) => {
    const { zt, api } = w.zeroTrust();
    const store = zt.addStore('documents', { resource: database(w) });
    zt.addDataFlow({ source: api, store, access: DataAccess.reads().on('api'), authentication: FlowAuthentication.RDS_IAM, because: 'shows documents' });
  } },
  { name: 'a closing that is left out', code: 'ClosingExcepted', level: 'warning', words: ['without closing `s3.versioning` (recovery), because made anew each night'], build: (w) => {
    w.zeroTrust().zt.addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket'), exceptClosings: [{ closing: 's3.versioning', because: 'made anew each night' }] });
  } },
  { name: 'a jewel that others may read', code: 'JewelClosingExcepted', words: ['without closing `s3.tls` (tls)', 'old scanners'], build: (w) => {
    w.zeroTrust().zt.addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket'), crownJewel: CrownJewel.restricted(), exceptClosings: [{ closing: 's3.tls', because: 'old scanners' }] });
  } },
  { name: 'an exemption of everybody', code: 'ExemptionTooWide', words: ['store `documents` exempts `arn:aws:iam::111122223333:role/*`', 'name the role'], build: (w) => {
    w.zeroTrust().zt.addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket'), exemptions: [{ roleArn: 'arn:aws:iam::111122223333:role/*', because: 'operations' }] });
  } },
  { name: 'a grant that the store refuses', code: 'GrantRefused', level: 'warning', words: ['role `App/Reader/Resource` is allowed `s3:GetObject`', 'on store `documents`', '`addDataFlow({ source: role, store, access: DataAccess.reads(), because: \'...\' })`'], build: (w) => {
    const bucket = new s3.Bucket(w.stack, 'Documents');
    bucket.grantRead(new iam.Role(w.stack, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
    new DataProtection(w.stack, 'Data').addStore('documents', { resource: bucket });
  } },
  { name: 'a break-glass role by its name', code: 'ExemptionNotARole', words: ['`breakGlassRoles` exempts `BreakGlass2`, which is a name', '`arn:aws:iam::111122223333:role/break-glass`'], build: (w) => {
    new DataProtection(w.stack, 'Data', { breakGlassRoles: ['BreakGlass2'] }).addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket') });
  } },
  { name: 'an exemption of a user', code: 'ExemptionNotARole', words: ['store `documents` exempts `arn:aws:iam::111122223333:user/me`, which is a user'], build: (w) => {
    new DataProtection(w.stack, 'Data').addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket'), exemptions: [{ roleArn: 'arn:aws:iam::111122223333:user/me', because: 'operations' }] });
  } },
  { name: 'an exemption of a session', code: 'ExemptionNotARole', words: ['which is the session of a role'], build: (w) => {
    new DataProtection(w.stack, 'Data', { deployerRoles: ['arn:aws:sts::111122223333:assumed-role/ci/main'] }).addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket') });
  } },
  { name: 'nobody who deploys', code: 'DeployerUnknown', words: ['stack `Plain`', '`CliCredentialsStackSynthesizer`', '`deployerRoles`'], build: (w) => {
    const plain = new Stack(w.app, 'Plain', { synthesizer: new CliCredentialsStackSynthesizer() });
    new DataProtection(plain, 'Data').addStore('documents', { resource: new s3.CfnBucket(plain, 'Bucket') });
  } },
  { name: 'users with passwords', code: 'InternalUsersRefused', level: 'warning', words: ['domain `App/Domain` has users of its own', '`fineGrainedAccessControl: { masterUserArn }`'], build: (w) => {
    const resource = new opensearch.CfnDomain(w.stack, 'Domain', { advancedSecurityOptions: { enabled: true, internalUserDatabaseEnabled: true } });
    new DataProtection(w.stack, 'Data', { posture: Posture.SANDBOX }).addStore('documents', { resource });
  } },
  { name: 'a service that the key does not know', code: 'KeyRefusesService', level: 'warning', words: ['store `orders` lets `sns.amazonaws.com` in', '`App/Key', '"Action":["kms:Decrypt","kms:GenerateDataKey*"]'], build: (w) => {
    const queue = new sqs.CfnQueue(w.stack, 'Queue', { kmsMasterKeyId: new kms.Key(w.stack, 'Key').keyArn });
    new sqs.CfnQueuePolicy(w.stack, 'Policy', { queues: [queue.ref], policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'sns.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queue.attrArn }] } });
    new DataProtection(w.stack, 'Data').addStore('orders', { resource: queue });
  } },
  { name: 'a key that encrypts something else', code: 'KeyUsedElsewhere', level: 'warning', words: ['`App/Disk`', 'of store `documents`', 'give it a key of its own'], build: (w) => {
    const encryptionKey = new kms.Key(w.stack, 'Key');
    new ec2.CfnVolume(w.stack, 'Disk', { availabilityZone: 'eu-west-1a', size: 1, encrypted: true, kmsKeyId: encryptionKey.keyArn });
    new DataProtection(w.stack, 'Data').addStore('documents', { resource: new s3.Bucket(w.stack, 'Bucket', { encryptionKey }) });
  } },
  { name: 'a guarded tag that no data flow gave', code: 'GuardedTagStray', words: ['carries tag `zero-trust:App.Data.documents` = `/read/`', 'remove the tag'], build: (w) => {
    new DataProtection(w.stack, 'Data').addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket') });
    Tags.of(w.function('other')).add('zero-trust:App.Data.documents', '/read/', { includeResourceTypes: ['AWS::IAM::Role'] });
  } },
  { name: 'a crown jewel that is no store', code: 'JewelNotAStore', level: 'warning', words: ['crown jewel `vault`', '`App/Database`', '`addStore`'], build: (w) => {
    w.zeroTrust().zt.addSegment('vault', { members: [database(w)], crownJewel: CrownJewel.restricted() });
  } },
  { name: 'a key of stores of two façades', code: 'KeyOfTwoFacades', words: ['key `App/Key', '`App/A`', '`App/B`'], build: (w) => {
    const encryptionKey = new kms.Key(w.stack, 'Key');
    for (const id of ['A', 'B']) new DataProtection(w.stack, id).addStore('documents', { resource: new s3.Bucket(w.stack, `Bucket${id}`, { encryptionKey }) });
  } },
  { name: 'a resource that is two stores', code: 'StoreDeclaredTwice', words: ['`App/Bucket`', 'store `documents` of `App/Data`', 'store `papers`'], build: (w) => {
    const [data, resource] = [new DataProtection(w.stack, 'Data'), new s3.CfnBucket(w.stack, 'Bucket')];
    for (const id of ['documents', 'papers']) data.addStore(id, { resource });
  } },
  { name: 'parts that were computed, and came out empty', code: 'PartsEmpty', words: ['data flow `reads` is limited to parts of the store and names none', '`.on(...)`'], build: (w) => reader(w, DataAccess.reads().on()) },
  { name: 'an aspect that changes a policy of the layer', code: 'PolicyChanged', words: ['`App/ZeroTrust/Data/Roles', 'declare what is to be permitted'], build: (w) => {
    reader(w, DataAccess.reads());
    const widen = { visit: (node: unknown) => { if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::IAM::RolePolicy') (node as CfnResource).addPropertyOverride('PolicyDocument.Statement.0.Resource', '*'); } };
    Aspects.of(w.stack).add(widen, { priority: AspectPriority.READONLY });
  } },
  { name: 'a role that is named as the deployer is', code: 'RoleNamedAsDeployer', words: ['is named `cdk-hnb659fds-deploy-role-x`', 'expected another name'], build: (w) => {
    reader(w, DataAccess.reads());
    new iam.Role(w.stack, 'Named', { roleName: 'cdk-hnb659fds-deploy-role-x', assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  } },
  { name: 'a store that is none', code: 'StoreUnknown', words: ['`App/Fn-reader`', 'of store `documents`'], build: (w) => { w.zeroTrust().zt.addStore('documents', { resource: w.function('reader') }); } },
  { name: 'a store that only a file declares', code: 'StoreWithoutResource', words: ['store `documents`', '`addStore(\'documents\''], build: (w) => { new ZeroTrust(w.stack, 'ZeroTrust', { vpc: w.vpc, intentFile: w.file('schema: zero-trust/intent/1\nstores:\n  - id: documents\n...\n') }); } },
];

/** Mistakes in stores: what cannot be closed, and what nobody can say is closed. */
import { Aspects, CfnParameter, CfnResource, Lazy } from 'aws-cdk-lib';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import { CrownJewel, DataAccess, Posture } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

const jewel = { crownJewel: CrownJewel.restricted() };

/** A store of this resource, in a façade of its own. */
function store(w: World, resource: CfnResource | { readonly node: { readonly path: string } }, more: object = {}, facade: object = {}): void {
  w.zeroTrust(facade).zt.addStore('documents', { resource: resource as CfnResource, ...more });
}

/** The same, and a function that reads it. */
function read(w: World, resource: { readonly node: { readonly path: string } }): void {
  const { zt } = w.zeroTrust();
  zt.addDataFlow({ source: w.function('reader'), store: zt.addStore('documents', { resource: resource as CfnResource }), access: DataAccess.reads(), because: 'shows documents' });
}

const bucket = (w: World, props: s3.CfnBucketProps = {}): s3.CfnBucket => new s3.CfnBucket(w.stack, 'Bucket', props);

export const STORES: readonly Mistake[] = [
  { name: 'a closing that would replace the resource', code: 'ClosingReplaces', words: ['`App/Files`', '`allowReplacement`'], build: (w) => store(w, new efs.CfnFileSystem(w.stack, 'Files')) },
  { name: 'a jewel without a key where setting one replaces it', code: 'JewelNeedsKey', words: ['`App/Files`', 'no `KmsKeyId`', 'pass `key`'], build: (w) => store(w, new efs.CfnFileSystem(w.stack, 'Files', { encrypted: true }), jewel) },
  { name: 'a topic that nothing encrypts', code: 'StoreNeedsKey', words: ['`App/Topic`', 'no `KmsMasterKeyId`', 'pass `key`'], build: (w) => store(w, new sns.Topic(w.stack, 'Topic')) },
  { name: 'a jewel into which access logs are written', code: 'LogsNeedS3Encryption', words: ['`App/Bucket`', '`App/Site` writes its access logs here', 'without `crownJewel`'], build: (w) => { const b = bucket(w); new s3.CfnBucket(w.stack, 'Site', { loggingConfiguration: { destinationBucketName: b.ref } }); store(w, b, jewel); } },
  { name: 'a replica without a key', code: 'ReplicaNeedsKey', words: ['`eu-central-1`', '`encryptionKey`'], build: (w) => store(w, new secretsmanager.Secret(w.stack, 'Secret', { replicaRegions: [{ region: 'eu-central-1' }] }), jewel) },
  { name: 'a secret in the template', code: 'SecretInTemplate', words: ['a literal `SecretString`', '`generateSecretString`'], build: (w) => store(w, new secretsmanager.CfnSecret(w.stack, 'Secret', { secretString: 'hunter2' })) },
  { name: 'a bucket that is emptied with its stack', code: 'BucketDeletesObjects', words: ['`autoDeleteObjects`', 'posture `sandbox`'], build: (w) => store(w, new s3.Bucket(w.stack, 'Bucket', { autoDeleteObjects: true, removalPolicy: 'destroy' as any })) },
  { name: 'a canned ACL that a service needs', code: 'BucketUsesAcl', words: ['`LogDeliveryWrite`', 'bucket policy'], build: (w) => store(w, bucket(w, { accessControl: 'LogDeliveryWrite' })) },
  { name: 'no access log where the posture asks for one', code: 'StoreNeedsAccessLogs', words: ['`LoggingConfiguration.DestinationBucketName`', 'pass `accessLogs`'], build: (w) => store(w, bucket(w), {}, { posture: Posture.HIGH }) },
  { name: 'a policy that allows everybody', code: 'StorePolicyPublic', words: ['allows everybody', '`Public`', 'declare a data flow'], build: (w) => {
    const b = new s3.Bucket(w.stack, 'Bucket');
    b.addToResourcePolicy(new iam.PolicyStatement({ sid: 'Public', actions: ['s3:GetObject'], resources: [b.arnForObjects('*')], principals: [new iam.AnyPrincipal()] }));
    store(w, b);
  } },
  { name: 'two policies of one bucket', code: 'StorePolicyAmbiguous', many: true, words: ['has 2 policies', '`App/P1`', 'merge them'], build: (w) => {
    const b = bucket(w);
    for (const id of ['P1', 'P2']) new s3.CfnBucketPolicy(w.stack, id, { bucket: b.ref, policyDocument: { Statement: [] } });
    store(w, b);
  } },
  { name: 'a policy that cannot be read', code: 'StorePolicyUnreadable', words: ['`App/Bucket`', '`iam.PolicyDocument`'], build: (w) => {
    const b = bucket(w);
    new s3.CfnBucketPolicy(w.stack, 'Policy', { bucket: b.ref, policyDocument: new CfnParameter(w.stack, 'Document').valueAsString });
    read(w, b);
  } },
  { name: 'a value that only the deployment knows, of a jewel', code: 'ClosingUnknown', words: ['may be open', 'which only the deployment knows'], build: (w) => store(w, bucket(w, { versioningConfiguration: { status: new CfnParameter(w.stack, 'Status').valueAsString } }), jewel) },
  { name: 'a value that only the deployment knows', code: 'ClosingUnknown', level: 'warning', words: ['as a literal'], build: (w) => store(w, bucket(w, { versioningConfiguration: { status: new CfnParameter(w.stack, 'Status').valueAsString } })) },
  { name: 'an imported jewel', code: 'StoreImported', words: ['`App/Bucket` is imported', 'claim its offer'], build: (w) => store(w, s3.Bucket.fromBucketName(w.stack, 'Bucket', 'the-bucket'), jewel) },
  { name: 'an imported store whose policy cannot be changed', code: 'StorePolicyNotOurs', level: 'warning', words: ['`App/Bucket`', 'offer access there'], build: (w) => read(w, s3.Bucket.fromBucketName(w.stack, 'Bucket', 'the-bucket')) },
  { name: 'a property that something else writes', code: 'ClosingFailed', words: ['still is after it was closed', 'something else writes'], build: (w) => {
    const b = bucket(w);
    b.addPropertyOverride('VersioningConfiguration', Lazy.any({ produce: () => ({ Status: 'Suspended' }) }));
    store(w, b);
  } },
  { name: 'an aspect that opens what was closed', code: 'StoreOpen', words: ['`s3.versioning`', '`Suspended`'], build: (w) => {
    const b = bucket(w);
    const { zt } = w.zeroTrust();
    zt.addStore('documents', { resource: b });
    Aspects.of(zt).add({ visit: () => b.addPropertyOverride('VersioningConfiguration.Status', 'Suspended') }, { priority: 900 });
  } },
];

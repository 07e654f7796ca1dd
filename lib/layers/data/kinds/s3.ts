/** Buckets: who may reach objects is the bucket policy's and IAM's to say alone, over TLS 1.2, encrypted, versioned and kept. */
import type { CfnResource } from 'aws-cdk-lib';
import type { StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { keyIn, policyResource, resolveStore, type StoreShape } from './helpers';
import { KEY_PATH, s3Closings } from './s3/closings';
import { HOME } from './s3/home';

const SHAPE: StoreShape = {
  type: 's3', cfnTypes: ['AWS::S3::Bucket'],
  name: (bucket) => bucket.ref,
  key: (bucket) => keyIn(bucket, KEY_PATH),
  imported: { arn: 'bucketArn', name: 'bucketName', ref: 'bucketRef', key: 'encryptionKey' },
};

/** Actions on the bucket itself; all others are on objects. */
const ON_BUCKET = new Set(['s3:ListBucket', 's3:ListBucketMultipartUploads', 's3:ListBucketVersions']);

const read = ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging', 's3:GetObjectVersion', 's3:ListBucket'];
const write = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:ListMultipartUploadParts', 's3:PutObject', 's3:PutObjectTagging'];
const other = [
  's3:BypassGovernanceRetention', 's3:DeleteObjectAnnotation', 's3:DeleteObjectTagging', 's3:DeleteObjectVersion', 's3:DeleteObjectVersionAnnotation', 's3:DeleteObjectVersionTagging', 's3:GetObjectAcl',
  's3:GetObjectAnnotation', 's3:GetObjectLegalHold', 's3:GetObjectRetention', 's3:GetObjectTorrent', 's3:GetObjectVersionAcl', 's3:GetObjectVersionAnnotation', 's3:GetObjectVersionAnnotationForReplication',
  's3:GetObjectVersionAttributes', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging', 's3:GetObjectVersionTorrent', 's3:InitiateReplication', 's3:ListBucketMultipartUploads',
  's3:ListBucketVersions', 's3:ListObjectAnnotations', 's3:ListObjectVersionAnnotations', 's3:ObjectOwnerOverrideToBucketOwner', 's3:PutObjectAcl', 's3:PutObjectAnnotation', 's3:PutObjectLegalHold',
  's3:PutObjectRetention', 's3:PutObjectVersionAcl', 's3:PutObjectVersionAnnotation', 's3:PutObjectVersionTagging', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateObjectAnnotation',
  's3:ReplicateTags', 's3:RestoreObject', 's3:UpdateObjectEncryption',
];

/**
 * Names, versions, tags, locks and grants of objects are not encrypted with the bucket's key, and who deletes reads nothing. (S3 user
 * guide, "Using server-side encryption with AWS KMS keys (SSE-KMS)": the key is asked for data of objects, checksums and uploads in parts.)
 */
const BESIDE_DATA: readonly string[] = [
  ...ON_BUCKET, 's3:AbortMultipartUpload', 's3:BypassGovernanceRetention', 's3:DeleteObject', 's3:DeleteObjectTagging', 's3:DeleteObjectVersion', 's3:DeleteObjectVersionTagging', 's3:GetObjectAcl', 's3:GetObjectLegalHold',
  's3:GetObjectRetention', 's3:GetObjectTagging', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging', 's3:PutObjectAcl', 's3:PutObjectLegalHold', 's3:PutObjectRetention', 's3:PutObjectTagging', 's3:PutObjectVersionAcl', 's3:PutObjectVersionTagging',
];

export const S3: StoreKind = {
  type: 's3', name: 'S3 bucket', cfnTypes: SHAPE.cfnTypes, prefix: 's3', endpoint: 's3', authentication: ['sigv4'],
  read, write, other,
  parts: 'object keys, e.g. `daily/*`',
  resources: (store, actions, parts) => {
    const onBucket = actions.some((a) => ON_BUCKET.has(a));
    const onObjects = actions.some((a) => !ON_BUCKET.has(a));
    return [...(onBucket ? [store.arn] : []), ...(onObjects ? (parts.length === 0 ? ['*'] : [...parts].sort()).map((key) => `${store.arn}/${key}`) : [])];
  },
  key: { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: 's3', unused: BESIDE_DATA },
  policy: policyResource(HOME),
  resolve: (construct) => resolveStore(construct, SHAPE),
  closings: s3Closings((bucket: CfnResource) => S3.resolve(bucket) as StoreResource, [...read, ...write, ...other]),
};

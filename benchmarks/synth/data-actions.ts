/** The actions that somebody who writes these policies by hand has to look up: what is granted, what is denied, for each kind. */
import type { Kind } from './data-shape';

export type Json = Record<string, unknown>;
/** Whom a Deny leaves alone: readers, writers, both, nobody. */
export type Named = 'read' | 'write' | 'both' | 'other';
/** Denials in the order of their first action. */
export type Classes = readonly (readonly [Named, readonly string[]])[];
type Grants = readonly (readonly [actions: readonly string[], suffixes: readonly string[]])[];

interface Actions {
  /** For `kms:ViaService`. */
  readonly service: string;
  readonly serviceRoles: readonly string[];
  /** What is denied without TLS. */
  readonly tls: readonly string[];
  readonly classes: Classes;
  readonly grants: Readonly<Record<'read' | 'write', Grants>>;
  readonly key: Readonly<Record<'read' | 'write', readonly string[]>>;
}

const BACKUP = 'backup.amazonaws.com/AWSServiceRoleForBackup';
const CRYPT = { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'] };

const WRITE_OBJECTS = ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:ListMultipartUploadParts', 's3:PutObject', 's3:PutObjectTagging'];
const READ_OBJECTS = ['s3:GetObject', 's3:GetObjectAttributes', 's3:GetObjectTagging', 's3:GetObjectVersion'];
const READ_ITEMS = ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'];
const WRITE_ITEMS = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:PartiQLDelete', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const OTHER_ITEMS = ['dynamodb:CreateBackup', 'dynamodb:EnableKinesisStreamingDestination', 'dynamodb:ExportTableToPointInTime', 'dynamodb:RestoreTableToPointInTime'];
const RECEIVE = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'];
const OTHER_MESSAGES = ['sqs:PurgeQueue', 'sqs:StartMessageMoveTask'];
const PUT_SECRET = ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'];
const OTHER_OBJECTS = [
  's3:BypassGovernanceRetention', 's3:DeleteObjectAnnotation', 's3:DeleteObjectTagging', 's3:DeleteObjectVersion', 's3:DeleteObjectVersionAnnotation', 's3:DeleteObjectVersionTagging', 's3:GetObjectAcl',
  's3:GetObjectAnnotation', 's3:GetObjectLegalHold', 's3:GetObjectRetention', 's3:GetObjectTorrent', 's3:GetObjectVersionAcl', 's3:GetObjectVersionAnnotation', 's3:GetObjectVersionAnnotationForReplication',
  's3:GetObjectVersionAttributes', 's3:GetObjectVersionForReplication', 's3:GetObjectVersionTagging', 's3:GetObjectVersionTorrent', 's3:InitiateReplication', 's3:ListBucketMultipartUploads',
  's3:ListBucketVersions', 's3:ListObjectAnnotations', 's3:ListObjectVersionAnnotations', 's3:ObjectOwnerOverrideToBucketOwner', 's3:PutObjectAcl', 's3:PutObjectAnnotation', 's3:PutObjectLegalHold',
  's3:PutObjectRetention', 's3:PutObjectVersionAcl', 's3:PutObjectVersionAnnotation', 's3:PutObjectVersionTagging', 's3:ReplicateDelete', 's3:ReplicateObject', 's3:ReplicateObjectAnnotation',
  's3:ReplicateTags', 's3:RestoreObject', 's3:UpdateObjectEncryption',
];

export const ACTIONS: Readonly<Record<Kind, Actions>> = {
  bucket: {
    service: 's3', serviceRoles: [BACKUP], key: CRYPT,
    tls: ['Abort', 'Bypass', 'Create', 'Delete', 'Get', 'Initiate', 'List', 'ObjectOwner', 'Pause', 'Put', 'Replicate', 'Restore', 'Update'].map((verb) => `s3:${verb}*`),
    classes: [['write', WRITE_OBJECTS], ['other', OTHER_OBJECTS], ['read', [...READ_OBJECTS, 's3:ListBucket']]],
    grants: { read: [[READ_OBJECTS, ['/*']], [['s3:ListBucket'], ['']]], write: [[WRITE_OBJECTS, ['/*']]] },
  },
  table: {
    service: 'dynamodb',
    serviceRoles: [
      BACKUP, 'kinesisreplication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBKinesisDataStreamsReplication', 'replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication',
    ],
    key: { read: ['kms:Decrypt', 'kms:DescribeKey'], write: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'] },
    tls: [...READ_ITEMS, ...WRITE_ITEMS, ...OTHER_ITEMS].sort(),
    classes: [['read', READ_ITEMS], ['write', WRITE_ITEMS], ['other', OTHER_ITEMS]],
    grants: { read: [[READ_ITEMS, ['']], [['dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'], ['/index/*']]], write: [[WRITE_ITEMS, ['']]] },
  },
  queue: {
    service: 'sqs', serviceRoles: [], key: CRYPT,
    tls: [...RECEIVE, 'sqs:GetQueueAttributes', 'sqs:SendMessage', ...OTHER_MESSAGES].sort(),
    classes: [['read', RECEIVE], ['other', OTHER_MESSAGES], ['write', ['sqs:SendMessage']]],
    grants: { read: [[[...RECEIVE, 'sqs:GetQueueAttributes'].sort(), ['']]], write: [[['sqs:SendMessage'], ['']]] },
  },
  secret: {
    service: 'secretsmanager', serviceRoles: ['secretsmanager.amazonaws.com/AWSServiceRoleForSecretsManager'], key: CRYPT,
    tls: [],
    classes: [
      ['other', ['secretsmanager:CancelRotateSecret', 'secretsmanager:ReplicateSecretToRegions', 'secretsmanager:RestoreSecret', 'secretsmanager:RotateSecret', 'secretsmanager:UpdateSecret']],
      ['read', ['secretsmanager:GetSecretValue']], ['write', PUT_SECRET],
    ],
    grants: { read: [[['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds'], ['']]], write: [[PUT_SECRET, ['']]] },
  },
};

const USE = [
  'kms:CreateGrant', 'kms:Decrypt', 'kms:DeriveSharedSecret', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair', 'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:GenerateDataKeyWithoutPlaintext', 'kms:GenerateMac', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:Sign', 'kms:Verify', 'kms:VerifyMac',
];

function keyClasses({ key }: Actions): Classes {
  const writes = key.write.filter((a) => !key.read.includes(a));
  return [['other', USE.filter((a) => !key.write.includes(a))], ['both', ['kms:Decrypt']], ['write', writes]];
}

/** For keys: whoever reads decrypts, whoever writes does both. */
export const KEY_CLASSES: Readonly<Record<Kind, Classes>> = {
  bucket: keyClasses(ACTIONS.bucket), table: keyClasses(ACTIONS.table), queue: keyClasses(ACTIONS.queue), secret: keyClasses(ACTIONS.secret),
};

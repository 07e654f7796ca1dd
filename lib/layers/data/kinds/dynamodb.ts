/**
 * DynamoDB tables, global ones too: items by IAM action, indexes as parts.
 *
 *   DYNAMODB.resources(store, ['dynamodb:Query'], ['byOwner'])   // …:table/Documents/index/byOwner alone
 *
 * PartiQL reaches the same items by actions of its own, so they stand beside GetItem and PutItem. Streams, exports and restores
 * reach the data by other ways: they are no part of reading or writing and have to be listed.
 */
import { Token } from 'aws-cdk-lib';
import type { StoreKind } from '../kind';
import { closingsOf, localKey } from './dynamodb/closings';
import { NOT_IN_POLICY, POLICY, STREAM_ACTIONS, TABLE } from './dynamodb/policy';
import { GLOBAL } from './dynamodb/replicas';
import { keyIn, keyNamed } from './keys';
import { resolveStore } from './resolve';

const READ = ['dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem', 'dynamodb:GetItem', 'dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'];
const WRITE = ['dynamodb:BatchWriteItem', 'dynamodb:DeleteItem', 'dynamodb:PartiQLDelete', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const OTHER = [
  'dynamodb:CreateBackup', 'dynamodb:DescribeStream', 'dynamodb:EnableKinesisStreamingDestination', 'dynamodb:ExportTableToPointInTime', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator',
  'dynamodb:RestoreTableFromBackup', 'dynamodb:RestoreTableToPointInTime',
];
/** Actions that IAM also knows on an index: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html */
const ON_INDEX = ['dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'];
const ON_BACKUP = ['dynamodb:RestoreTableFromBackup'];
const TYPES = [TABLE, GLOBAL];

export const DYNAMODB: StoreKind = {
  type: 'dynamodb',
  name: 'DynamoDB table',
  cfnTypes: TYPES,
  prefix: 'dynamodb',
  endpoint: 'dynamodb',
  authentication: ['sigv4'],
  read: READ,
  write: WRITE,
  other: OTHER,
  resources: ({ arn }, actions, parts) => {
    const indexed = actions.some((a) => ON_INDEX.includes(a));
    const streams = actions.some((a) => STREAM_ACTIONS.includes(a));
    const backups = actions.some((a) => ON_BACKUP.includes(a));
    const elsewhere = actions.some((a) => !STREAM_ACTIONS.includes(a) && !ON_BACKUP.includes(a));
    // An index has no items of its own to get or put: what is not a query there has no resource, and is not granted.
    if (parts.length > 0) return [...(indexed ? [...parts].sort().map((index) => `${arn}/index/${index}`) : []), ...(streams ? [`${arn}/stream/*`] : [])];
    return [...(elsewhere || backups ? [arn] : []), ...(backups ? [`${arn}/backup/*`] : []), ...(indexed ? [`${arn}/index/*`] : []), ...(streams ? [`${arn}/stream/*`] : [])];
  },
  parts: 'index names, e.g. `byOwner`; the flow then reaches these indexes and not the table',
  // The permissions of who calls are what DynamoDB uses the key with: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
  key: { read: ['kms:Decrypt', 'kms:DescribeKey'], write: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'], viaService: 'dynamodb' },
  closings: closingsOf([...READ, ...WRITE, ...OTHER.filter((a) => !NOT_IN_POLICY.includes(a))].sort()),
  policy: POLICY,
  byItself: [
    { aspect: 'access-log', says: 'A table keeps no log of its own; CloudTrail logs reads and writes as data events where the account asks for them.', source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html' },
    { aspect: 'identity', says: 'A stream has a policy of its own, which no stream can have while it is made, so IAM alone says who reads it.', source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html' },
  ],
  resolve: (construct) => resolveStore(construct, {
    type: 'dynamodb', cfnTypes: TYPES,
    name: (table) => Token.asString(table.ref),
    key: (table) => (table.cfnResourceType === GLOBAL ? keyNamed(table, localKey(table)) : keyIn(table, 'SSESpecification.KMSMasterKeyId')),
    imported: { arn: 'tableArn', name: 'tableName', ref: 'tableRef', key: 'encryptionKey' },
  }),
};

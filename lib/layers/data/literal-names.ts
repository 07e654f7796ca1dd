/**
 * How a literal ARN names a store of this app: ``literalNamesOf(bucket)`` matches `arn:aws:s3:::documents/*` where the bucket is
 * named so. Stores whose names CloudFormation makes have none.
 */
import { readIfPossible } from '../network/members/read';
import type { StoreResource, StoreType } from './model';

/** Property of the name, and what stands before and after it in an ARN. */
const NAMED: Readonly<Partial<Record<StoreType, readonly [property: string, before: string, after: string]>>> = {
  s3: ['BucketName', 's3:::', '(/.*)?'],
  dynamodb: ['TableName', 'dynamodb:[^:]*:[^:]*:table/', '(/.*)?'],
  sqs: ['QueueName', 'sqs:[^:]*:[^:]*:', ''],
  sns: ['TopicName', 'sns:[^:]*:[^:]*:', ''],
  kinesis: ['Name', 'kinesis:[^:]*:[^:]*:stream/', '(/.*)?'],
  secretsmanager: ['Name', 'secretsmanager:[^:]*:[^:]*:secret:', '-[A-Za-z0-9?*]{1,6}'],
  opensearch: ['DomainName', 'es:[^:]*:[^:]*:domain/', '(/.*)?'],
};

export function literalNamesOf({ type, resource }: StoreResource): readonly RegExp[] {
  const row = NAMED[type];
  const name = row === undefined || resource === undefined ? undefined : readIfPossible(resource, row[0]);
  if (row === undefined || typeof name !== 'string') return [];
  return [new RegExp(`^arn:[^:]*:${row[1]}${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}${row[2]}$`)];
}

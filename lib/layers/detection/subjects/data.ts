/** Stores and keys: tables, buckets, databases, queues, streams, keys, functions. */
import type { CfnResource } from 'aws-cdk-lib';
import { readIfPossible } from '../../network/members/read';
import { type Draft, type ObservedType, type Thing, value } from './draft';

/** Of an ARN, or of a construct that knows its name. */
function queueName({ construct, resource }: Thing): string | undefined {
  return resource?.getAtt('QueueName').toString() ?? (construct as { readonly queueName?: string }).queueName;
}

const REQUEST_METRICS = 'it has no metrics configuration, and S3 publishes request metrics for those alone; give the bucket one without a filter (`metrics: [{ id: \'EntireBucket\' }]`; each of its metrics is billed as a custom metric)';

/** The id of a metrics configuration that covers the whole bucket. */
function wholeBucket(resource: CfnResource): string | undefined {
  const all = readIfPossible(resource, 'MetricsConfigurations');
  if (!Array.isArray(all)) return undefined;
  const whole = (all as Record<string, unknown>[]).find((c) => typeof c === 'object' && c !== null && ['prefix', 'Prefix', 'tagFilters', 'TagFilters', 'accessPointArn', 'AccessPointArn'].every((k) => c[k] === undefined));
  const id = whole?.id ?? whole?.Id;
  return typeof id === 'string' ? id : undefined;
}

/** What writes, and what reads where this app has more than one instance: a metric of readers that are not there never comes. `dimensions: { Role: 'READER' }` says it otherwise. */
function clusterDrafts(thing: Thing): readonly Draft[] {
  const DBClusterIdentifier = value(thing, 'dbClusterIdentifier');
  const instances = thing.resource === undefined ? [] : thing.look.pointing('AWS::RDS::DBInstance', 'DBClusterIdentifier', thing.resource);
  return [
    { kind: 'database', values: { DBClusterIdentifier, Role: 'WRITER' } },
    ...(instances.length < 2 ? [] : [{ kind: 'database' as const, part: 'readers', values: { DBClusterIdentifier, Role: 'READER' }, within: true as const }]),
  ];
}

export const DATA: readonly ObservedType[] = [
  {
    types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], words: 'a table of DynamoDB', refs: ['tableRef', 'globalTableRef'],
    read: (thing) => [{ kind: 'table', values: { TableName: value(thing, 'tableName'), TableArn: thing.ref?.tableArn ?? thing.ref?.globalTableArn ?? value(thing, 'tableArn', 'Arn') } }],
  },
  {
    types: ['AWS::S3::Bucket'], words: 'a bucket', refs: ['bucketRef'],
    read: (thing) => {
      const FilterId = thing.options.dimensions?.FilterId ?? (thing.resource === undefined ? undefined : wholeBucket(thing.resource));
      return [{ kind: 'bucket', values: { BucketName: value(thing, 'bucketName'), FilterId }, ...(FilterId === undefined ? { lacks: { FilterId: REQUEST_METRICS } } : {}) }];
    },
  },
  { types: ['AWS::RDS::DBInstance'], words: 'a database of RDS', refs: ['dbInstanceRef'], read: (thing) => [{ kind: 'database', values: { DBInstanceIdentifier: value(thing, 'dbInstanceIdentifier') } }] },
  { types: ['AWS::RDS::DBCluster'], words: 'a cluster of RDS', refs: ['dbClusterRef'], read: clusterDrafts },
  { types: ['AWS::SQS::Queue'], words: 'a queue', refs: ['queueRef'], read: (thing) => [{ kind: 'queue', values: { QueueName: queueName(thing) } }] },
  { types: ['AWS::Kinesis::Stream'], words: 'a stream of Kinesis', refs: ['streamRef'], read: (thing) => [{ kind: 'stream', values: { StreamName: value(thing, 'streamName') } }] },
  { types: ['AWS::KMS::Key'], words: 'a KMS key', refs: ['keyRef'], read: (thing) => [{ kind: 'key', values: { Key: value(thing, 'keyArn', 'Arn'), KeyId: value(thing, 'keyId') } }] },
  { types: ['AWS::Lambda::Function'], words: 'a function', refs: ['functionRef'], read: (thing) => [{ kind: 'function', values: { FunctionName: value(thing, 'functionName') } }] },
];


/**
 * Stores: how much is read, by whom, and who was refused.
 *
 * Rows by reader read CloudTrail's data events, which a trail records only where it was told to (`dataEvents` of the trail); S3's request
 * metrics need a metrics configuration on the bucket (`FilterId`). Not modelled: which items were read.
 */
import { atLeast, lines, metric, type Row, row, sparse } from './build';
import { guide, TABLE } from './sources';

const DYNAMO = `${guide('Amazon DynamoDB developer guide, "DynamoDB metrics and dimensions"', 'amazon-dynamodb-developer-guide@21cfcaf')}: by the minute, only when not zero; ${TABLE}`;
const S3 = `${guide('Amazon S3 user guide, "Metrics and dimensions"', 'amazon-s3-userguide@0bd3dc3')}: where a metrics configuration asks for them; ${guide('"Monitoring metrics with Amazon CloudWatch"', 'amazon-s3-userguide@09fc221')}: at one-minute intervals. Whether zeros come it does not say, and nothing hangs on it: a missing period does not ring; ${TABLE}`;
const RDS = `${guide('Amazon RDS user guide, "Amazon CloudWatch metrics for Amazon RDS"', 'amazon-rds-user-guide@1ebd032')}; ${guide('"Overview of Amazon RDS and Amazon CloudWatch"', 'amazon-rds-user-guide@88ba46f')}: in one-minute periods; ${TABLE}`;
const SQS = `${guide('Amazon SQS developer guide, "Available CloudWatch metrics for Amazon SQS"', 'amazon-sqs-developer-guide@2a92372')}; ${guide('"Monitoring Amazon SQS queues using CloudWatch"', 'amazon-sqs-developer-guide@92b1c2d')}: at one-minute intervals, of queues that were used within six hours; ${TABLE}`;
const KINESIS = `${guide('Amazon Kinesis Data Streams developer guide, "Basic stream-level metrics"', 'amazon-kinesis-data-streams-developer-guide@14ff366')}: every minute; ${TABLE}`;
const DATA_EVENTS = 'AWS CloudTrail user guide, "Logging data events", and "CloudTrail record contents"';
const TABLE_EVENTS = `${guide('Amazon DynamoDB developer guide, "Understanding DynamoDB log file entries"', 'amazon-dynamodb-developer-guide@6717f49')}: data events of writes, with readOnly, resources and sessionIssuer; ${DATA_EVENTS}`;
const BUCKET_EVENTS = `${DATA_EVENTS}; records of PutObject that others published (of 2021-06-22 and 2022-02-11) have readOnly and bucketName`;
const DENIED_OBJECTS = 'no denied call of an object was found: errorCode and bucketName as in other records';
const DENIED_EVENTS = 'that a denied call names the table in the text of its error alone: written after IAM\'s texts; an event of a call that failed otherwise names it in `resources`, too';
const CLUSTERS = 'that clusters which are not Aurora\'s publish by `Role`, too';
const ISSUER = '$.userIdentity.sessionContext.sessionIssuer.arn';
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** Of a cluster the instances that write, or those that read: `Role`. */
const DATABASE = ['DBInstanceIdentifier?', 'DBClusterIdentifier?', 'Role?'];
const ROLE = 'Amazon Aurora user guide, "Amazon CloudWatch dimensions for Aurora" (stored copy without a date, looked up 2026-11-22): DBClusterIdentifier, Role (WRITER/READER)';
const BUCKET = ['BucketName', 'FilterId'];

export const DATA: readonly Row[] = [
  row(sparse('AWS/DynamoDB', 'ConsumedReadCapacityUnits', ['TableName']), {
    id: 'table.read', subject: 'table', title: 'What is read from a table (read capacity)', ceiling: atLeast(1000000, 300000, 150000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Much more is read than usual: the table is copied.', first: 'See in CloudTrail which role reads; narrow or revoke it.', from: 'standard', reference: DYNAMO,
  }),
  row(sparse('AWS/DynamoDB', 'ReturnedItemCount', ['TableName', 'Operation=Scan']), {
    id: 'table.scanned', subject: 'table', title: 'Items that scans of a table returned', ceiling: atLeast(1000000, 100000, 20000), band: 3, severity: 'high',
    why: 'A scan reads everything; few programs need one.', first: 'See in CloudTrail which role scans, and whether it should.', from: 'standard', reference: DYNAMO,
  }),
  row(sparse('AWS/DynamoDB', 'ReadThrottleEvents', ['TableName']), {
    id: 'table.throttled', subject: 'table', title: 'Reads of a table that were throttled', ceiling: atLeast(5000, 1000, 500), band: 3, datapoints: [2, 3], severity: 'low',
    why: 'Somebody reads so much that others are refused.', first: 'See in CloudTrail which role reads.', from: 'high', reference: DYNAMO,
  }),
  row(lines('cloudTrail', '{ ($.eventSource = "dynamodb.amazonaws.com") && ($.errorCode = "AccessDenied*") && ($.errorMessage = "*<TableArn>*") }'), {
    id: 'table.denied', subject: 'table', title: 'Denied calls on a table', ceiling: atLeast(20, 1, 1), severity: 'high',
    why: 'A principal that is not declared tries to read or write.', first: 'See in CloudTrail which principal and from where; revoke its sessions.', from: 'high', reference: TABLE_EVENTS, unverified: DENIED_EVENTS,
  }),
  row(lines('cloudTrail', `{ ($.eventSource = "dynamodb.amazonaws.com") && ($.readOnly IS TRUE) && ($.resources[0].ARN = "*") && (${ISSUER} = "*") }`, { Table: '$.resources[0].ARN', Reader: ISSUER }), {
    id: 'tableReader.reads', subject: 'tableReader', title: 'Reads of a table by one role', ceiling: atLeast(500000, 100000, 50000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'A declared reader reads much more than it does: its credentials are used by somebody else.', first: 'See in CloudTrail from where the role is used; revoke its sessions.', from: 'high', reference: TABLE_EVENTS,
  }),
  row(sparse('AWS/S3', 'BytesDownloaded', BUCKET), {
    id: 'bucket.downloaded', subject: 'bucket', title: 'Bytes downloaded from a bucket', ceiling: atLeast(100 * GIB, 20 * GIB, 5 * GIB), band: 3, datapoints: [2, 3], severity: 'high',
    why: 'The bucket is copied.', first: 'See in CloudTrail or the access log which principal downloads; revoke it.', from: 'standard', reference: S3,
  }),
  row(sparse('AWS/S3', 'GetRequests', BUCKET), {
    id: 'bucket.reads', subject: 'bucket', title: 'Reads of a bucket', ceiling: atLeast(1000000, 200000, 50000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Many more objects are read than usual.', first: 'See in CloudTrail or the access log which principal reads.', from: 'high', reference: S3,
  }),
  row(sparse('AWS/S3', 'DeleteRequests', BUCKET), {
    id: 'bucket.deletes', subject: 'bucket', title: 'Requests that delete in a bucket (one may delete a thousand objects)', ceiling: atLeast(50000, 5000, 1000), band: 3, severity: 'high',
    why: 'Objects are destroyed.', first: 'Stop the principal that CloudTrail names; versions can be brought back.', from: 'standard', reference: S3,
  }),
  row(sparse('AWS/S3', '4xxErrors', BUCKET), {
    id: 'bucket.refused', subject: 'bucket', title: 'Requests that a bucket refused', ceiling: atLeast(5000, 500, 100), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Somebody looks for objects, or is no declared reader.', first: 'See in CloudTrail or the access log which principal asks.', from: 'standard', reference: S3,
  }),
  row(lines('cloudTrail', '{ ($.eventSource = "s3.amazonaws.com") && ($.errorCode = "AccessDenied*") && ($.requestParameters.bucketName = "<BucketName>") }'), {
    id: 'bucket.denied', subject: 'bucket', title: 'Denied calls on a bucket', ceiling: atLeast(20, 1, 1), severity: 'high',
    why: 'A principal that is not declared tries to read or write.', first: 'See in CloudTrail which principal and from where; revoke its sessions.', from: 'high', reference: BUCKET_EVENTS, unverified: DENIED_OBJECTS,
  }),
  row(lines('cloudTrail', `{ ($.eventSource = "s3.amazonaws.com") && ($.readOnly IS TRUE) && ($.requestParameters.bucketName = "*") && (${ISSUER} = "*") }`, { Bucket: '$.requestParameters.bucketName', Reader: ISSUER }), {
    id: 'bucketReader.reads', subject: 'bucketReader', title: 'Reads of a bucket by one role', ceiling: atLeast(500000, 100000, 50000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'A declared reader reads much more than it does: its credentials are used by somebody else.', first: 'See in CloudTrail from where the role is used; revoke its sessions.', from: 'high', reference: BUCKET_EVENTS,
  }),
  row(metric('AWS/RDS', 'DatabaseConnections', DATABASE, 'Maximum'), {
    id: 'database.connections', subject: 'database', title: 'Connections to a database', ceiling: atLeast(1000, 500, 300), band: 3, datapoints: [3, 3], severity: 'medium',
    why: 'More clients than usual, or ones that should not be there.', first: 'List the sessions of the database by user and address.', from: 'standard', reference: `${RDS}; ${ROLE}`, unverified: CLUSTERS,
  }),
  row(metric('AWS/RDS', 'NetworkTransmitThroughput', DATABASE, 'Average'), {
    id: 'database.sent', subject: 'database', title: 'What a database sends (bytes a second)', ceiling: atLeast(200 * MIB, 100 * MIB, 50 * MIB), band: 3, datapoints: [2, 3], severity: 'high',
    why: 'Tables are copied out.', first: 'List the running queries by user and address; end the one that copies.', from: 'standard', reference: `${RDS}; ${ROLE}`, unverified: CLUSTERS,
  }),
  row(metric('AWS/SQS', 'NumberOfMessagesReceived', ['QueueName'], 'Sum'), {
    id: 'queue.received', subject: 'queue', title: 'Messages taken from a queue', ceiling: atLeast(1000000, 200000, 100000), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Somebody else takes messages, too.', first: 'See which principals may receive, and where they run.', from: 'standard', reference: SQS,
  }),
  row(metric('AWS/SQS', 'ApproximateAgeOfOldestMessage', ['QueueName'], 'Maximum'), {
    id: 'queue.age', subject: 'queue', title: 'Age of the oldest message of a queue (seconds)', ceiling: atLeast(86400, 3600, 1800), datapoints: [3, 3], severity: 'low',
    why: 'Nobody takes the messages: the consumer was cut off, by us or by somebody else.', first: 'Look at the consumer\'s errors, and at the last change of its flows.', from: 'high', reference: SQS,
  }),
  row(metric('AWS/Kinesis', 'GetRecords.Bytes', ['StreamName'], 'Sum'), {
    id: 'stream.read', subject: 'stream', title: 'Bytes read from a stream', ceiling: atLeast(20 * GIB, 5 * GIB, 2 * GIB), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'One reader more than there should be, or one that reads from the beginning.', first: 'List the consumers of the stream, and the roles that may read.', from: 'standard', reference: KINESIS,
  }),
  row(metric('AWS/Kinesis', 'ReadProvisionedThroughputExceeded', ['StreamName'], 'Sum'), {
    id: 'stream.throttled', subject: 'stream', title: 'Reads of a stream that were throttled', ceiling: atLeast(5000, 500, 200), band: 3, datapoints: [2, 3], severity: 'low',
    why: 'Another reader takes the throughput of the declared ones.', first: 'List the consumers of the stream.', from: 'high', reference: KINESIS,
  }),
];

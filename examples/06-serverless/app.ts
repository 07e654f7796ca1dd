/**
 * Documents without a VPC: one function takes them in, another indexes them. There is no network to close, so identity and data
 * say everything: who may do what with the bucket, the queue and the table.
 */
import { App, aws_dynamodb as dynamodb, aws_lambda as lambda, aws_s3 as s3, aws_sqs as sqs, Duration, Stack } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CrownJewel, DataAccess, DataProtection, ZeroTrustValidator } from 'cdk-zero-trust';
import { acknowledge } from './acknowledged';
import { INDEXER, INTAKE } from './functions';

export const app = new App();
const stack = new Stack(app, 'Serverless', { env: { region: 'eu-west-1' } });

// Nothing here says how any of these is closed: the data layer does it.
const bucket = new s3.Bucket(stack, 'Documents');
const failed = new sqs.Queue(stack, 'Failures', { retentionPeriod: Duration.days(14) });
const queue = new sqs.Queue(stack, 'Arrivals', { retentionPeriod: Duration.days(4), visibilityTimeout: Duration.minutes(3), deadLetterQueue: { queue: failed, maxReceiveCount: 5 } });
const table = new dynamodb.Table(stack, 'Words', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });

const common = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', timeout: Duration.seconds(30) };
const intake = new lambda.Function(stack, 'Intake', {
  ...common, code: lambda.Code.fromInline(INTAKE), environment: { BUCKET: bucket.bucketName, QUEUE: queue.queueUrl },
});
const indexer = new lambda.Function(stack, 'Indexer', {
  ...common, code: lambda.Code.fromInline(INDEXER), environment: { BUCKET: bucket.bucketName, TABLE: table.tableName },
});
indexer.addEventSource(new SqsEventSource(queue)); // Lambda polls the queue as the function's role

const data = new DataProtection(stack, 'Data');
const documents = data.addStore('documents', { resource: bucket, crownJewel: CrownJewel.confidential('what customers send in') });
const arrivals = data.addStore('arrivals', { resource: queue });
const words = data.addStore('words', { resource: table });
data.addStore('failures', { resource: failed }); // SQS itself moves messages there; nobody else has a way

data.addDataFlow({ source: intake, store: documents, access: DataAccess.actions(['s3:PutObject']).on('documents/*'), because: 'documents are taken in' });
data.addDataFlow({ source: intake, store: arrivals, access: DataAccess.writes(), because: 'arrivals are announced' });
data.addDataFlow({ source: indexer, store: arrivals, access: DataAccess.reads(), because: 'arrivals are indexed' });
data.addDataFlow({ source: indexer, store: documents, access: DataAccess.actions(['s3:GetObject']).on('documents/*'), because: 'documents are indexed' });
data.addDataFlow({ source: indexer, store: words, access: DataAccess.actions(['dynamodb:PutItem']), because: 'the words of each are counted' });

ZeroTrustValidator.enable(app);
acknowledge(stack, { bucket, table, intake, indexer });

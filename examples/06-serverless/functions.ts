/** Code of the two functions, with the AWS SDK that the runtime brings. */

/** Puts a document into the bucket and says so in the queue. */
export const INTAKE = `
const { S3Client, PutObjectCommand } = require('@aws-sdk/client-s3');
const { SQSClient, SendMessageCommand } = require('@aws-sdk/client-sqs');
const [s3, sqs] = [new S3Client(), new SQSClient()];
exports.handler = async ({ id, text }) => {
  const key = 'documents/' + id;
  await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: key, Body: text }));
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: JSON.stringify({ id, key }) }));
  return { key };
};
`;

/** Counts the words of each document that the queue names, into the table. */
export const INDEXER = `
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const [s3, dynamodb] = [new S3Client(), new DynamoDBClient()];
exports.handler = async ({ Records }) => {
  for (const { body } of Records) {
    const { id, key } = JSON.parse(body);
    const text = await (await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: key }))).Body.transformToString();
    const words = text.split(' ').length;
    await dynamodb.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: id }, words: { N: String(words) } } }));
  }
};
`;

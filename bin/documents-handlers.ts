/** Code of the functions behind the doors, with the AWS SDK that the runtime brings. */

/** Says that it is there. */
export const HEALTH = `
exports.handler = async () => ({ statusCode: 200, body: '{"ok":true}' });
`;

const DYNAMODB = `
const { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const [db, TableName] = [new DynamoDBClient(), process.env.TABLE];
const answer = (statusCode, body) => ({ statusCode, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const keyOf = (id) => ({ kind: { S: 'document' }, id: { S: id } });
`;

/** All documents, or one. */
export const CATALOGUE = `${DYNAMODB}
exports.handler = async ({ pathParameters }) => {
  if (pathParameters) {
    const { Item } = await db.send(new GetItemCommand({ TableName, Key: keyOf(pathParameters.id) }));
    return Item ? answer(200, { id: Item.id.S, hold: Item.hold?.BOOL === true }) : answer(404, { message: 'no such document' });
  }
  const { Items } = await db.send(new QueryCommand({ TableName, Limit: 50, KeyConditionExpression: 'kind = :k', ExpressionAttributeValues: { ':k': { S: 'document' } } }));
  return answer(200, Items.map((i) => i.id.S));
};
`;

/** Puts a document on hold, or ends that. */
export const HOLDS = `${DYNAMODB}
exports.handler = async ({ httpMethod, pathParameters: { id } }) => {
  const hold = httpMethod === 'PUT';
  await db.send(new UpdateItemCommand({ TableName, Key: keyOf(id), UpdateExpression: 'SET hold = :h', ExpressionAttributeValues: { ':h': { BOOL: hold } } }));
  return answer(200, { id, hold });
};
`;

/** Files a scan or a report. */
export const REGISTER = `${DYNAMODB}
exports.handler = async ({ body, requestContext: { requestId } }) => {
  await db.send(new PutItemCommand({ TableName, Item: { kind: { S: process.env.KIND }, id: { S: requestId }, body: { S: body || '{}' } } }));
  return answer(201, { id: requestId });
};
`;

/** The days of which there are reports. */
export const LISTING = `
const { S3Client, ListObjectsV2Command } = require('@aws-sdk/client-s3');
const s3 = new S3Client();
exports.handler = async () => {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: process.env.BUCKET, Prefix: 'daily/' }));
  return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(Contents.map((c) => c.Key)) };
};
`;

/** The report of a day. */
export const DOWNLOAD = `
const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3');
const s3 = new S3Client();
exports.handler = async ({ pathParameters: { day } }) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: process.env.BUCKET, Key: 'daily/' + day }));
  return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: await Body.transformToString() };
};
`;

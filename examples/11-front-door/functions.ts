/** Code of the handlers, with the AWS SDK that the runtime brings. */

const COMMON = `
const { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, ScanCommand, UpdateItemCommand } = require('@aws-sdk/client-dynamodb');
const { randomUUID } = require('node:crypto');
const [db, TableName] = [new DynamoDBClient(), process.env.TABLE];
const answer = (statusCode, body) => ({ statusCode, headers: { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': 'https://shop.example.com' }, body: JSON.stringify(body) });
`;

/** Whoever orders is who the token says, and no parameter of the request. */
export const ORDERS = `${COMMON}
exports.handler = async ({ httpMethod, body, requestContext: { authorizer: { claims: { sub } } } }) => {
  if (httpMethod === 'POST') {
    const id = randomUUID();
    await db.send(new PutItemCommand({ TableName, Item: { customer: { S: sub }, id: { S: id }, article: { S: JSON.parse(body).article } } }));
    return answer(201, { id });
  }
  const { Items } = await db.send(new QueryCommand({ TableName, KeyConditionExpression: 'customer = :c', ExpressionAttributeValues: { ':c': { S: sub } } }));
  return answer(200, Items.map(({ id, article }) => ({ id: id.S, article: article.S })));
};
`;

export const SUPPORT = `${COMMON}
exports.handler = async ({ httpMethod, pathParameters: { customer, id } }) => {
  const Key = { customer: { S: customer }, id: { S: id } };
  if (httpMethod === 'GET') {
    const { Item } = await db.send(new GetItemCommand({ TableName, Key }));
    return Item ? answer(200, { article: Item.article.S }) : answer(404, { message: 'no such order' });
  }
  await db.send(new UpdateItemCommand({ TableName, Key, UpdateExpression: 'SET refunded = :yes', ExpressionAttributeValues: { ':yes': { BOOL: true } } }));
  return answer(200, { refunded: true });
};
`;

export const REVENUE = `${COMMON}
exports.handler = async () => {
  const { Count } = await db.send(new ScanCommand({ TableName, Select: 'COUNT' }));
  return answer(200, { orders: Count });
};
`;

export const HEALTH = `
exports.handler = async () => ({ statusCode: 200, body: '{"ok":true}' });
`;

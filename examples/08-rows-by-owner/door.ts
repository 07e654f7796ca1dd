/**
 * Code of the door. In a real service `sub` and `team` are claims of a token that an authorizer has verified; here they come with the
 * event, so that you can try what somebody else's name gets you.
 */
export const DOOR = `
const { STSClient, AssumeRoleCommand } = require('@aws-sdk/client-sts');
const { DynamoDBClient, PutItemCommand, QueryCommand } = require('@aws-sdk/client-dynamodb');
const sts = new STSClient();
exports.handler = async ({ sub, team, rows, note }) => {
  const tags = [{ Key: 'sub', Value: sub }, ...(team ? [{ Key: 'team', Value: team }] : [])];
  const { Credentials: c } = await sts.send(new AssumeRoleCommand({ RoleArn: process.env.ROLE, RoleSessionName: sub, DurationSeconds: 900, Tags: tags }));
  const credentials = { accessKeyId: c.AccessKeyId, secretAccessKey: c.SecretAccessKey, sessionToken: c.SessionToken };
  const dynamodb = new DynamoDBClient({ credentials });
  try {
    if (note) await dynamodb.send(new PutItemCommand({ TableName: process.env.TABLE, Item: { pk: { S: rows }, sk: { S: new Date().toISOString() }, note: { S: note } } }));
    const found = await dynamodb.send(new QueryCommand({ TableName: process.env.TABLE, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: rows } } }));
    return found.Items.map((i) => i.note.S);
  } catch (error) {
    return error.name; // AccessDeniedException
  }
};
`;

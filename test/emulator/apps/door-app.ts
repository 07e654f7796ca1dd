/**
 * A documents API: people sign in, a program signs in as itself, a function of the same account signs its requests. Who may call
 * what is said route by route at the end; what each handler may do with the table is said there too.
 */
import { App, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AppClient, CrownJewel, DataAccess, DataProtection, FrontDoor, HandlerBoundary, HandlerRole, IdentityFoundation, Posture, RouteHandler } from 'cdk-zero-trust';
import type { Construct } from 'constructs';

/** Does what its method says, or what `?try=` asks for, and tells how that went. */
const CODE = `
const { DynamoDBClient, DeleteItemCommand, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
const TableName = process.env.TABLE;
const calls = {
  GET: (pk) => new GetItemCommand({ TableName, Key: { pk } }),
  PUT: (pk) => new PutItemCommand({ TableName, Item: { pk } }),
  POST: (pk) => new PutItemCommand({ TableName, Item: { pk } }),
  DELETE: (pk) => new DeleteItemCommand({ TableName, Key: { pk } }),
};
const answer = (body) => ({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
exports.handler = async (event) => {
  const did = event.queryStringParameters?.try ?? event.httpMethod;
  const claims = event.requestContext.authorizer?.claims;
  const { userArn } = event.requestContext.identity ?? {};
  try {
    const { Item } = await db.send(calls[did]({ S: event.pathParameters?.id ?? 'a' }));
    return answer({ did, found: Item !== undefined, claims, userArn });
  } catch (error) {
    return answer({ failed: error.name });
  }
};`;

class Documents extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
    });
    const boundary = new HandlerBoundary(this, 'Boundary');
    const read = this.handler('Read', boundary, table.tableName);
    const manage = this.handler('Manage', boundary, table.tableName);
    const health = this.handler('Health', boundary, table.tableName);
    const batch = this.handler('Batch', boundary, table.tableName);

    const data = new DataProtection(this, 'Data', { breakGlassRoles: [this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'door-break-glass' })] });
    const store = data.addStore('documents', { resource: table, crownJewel: CrownJewel.restricted('personal files') });

    const identity = new IdentityFoundation(this, 'Identity', {
      posture: Posture.SANDBOX, // the pool goes with its stack
      selfSignUpBecause: 'whoever has an address of the company',
      sdkSignIn: { because: 'the app for phones has its own pages', scopes: ['documents/read', 'documents/write'], passwords: true },
      clients: {
        app: AppClient.mobile({ callbackUrls: ['https://app.example.com/signed-in'] }),
        nightly: AppClient.service({ scopes: ['documents/import'] }),
      },
    });
    const employee = identity.addPersona('employee', { groups: ['staff'] });
    const admin = identity.addPersona('admin', { groups: ['admins'] });

    const door = new FrontDoor(this, 'Door', { identity, dataProtection: data, posture: Posture.SANDBOX, personaThrottles: [{ persona: admin, rate: 20, burst: 40 }] });
    door.addPersona('employee', { groups: ['staff'] });
    door.addPersona('admin', { groups: ['admins'] });
    const [reading, managing, healthy] = [read, manage, health].map((f) => RouteHandler.function(f));
    const body = { type: 'object', required: ['title'], properties: { title: { type: 'string' } }, additionalProperties: false };
    door.addRoute('GET /documents/{id}', { handler: reading, personas: [employee], scopes: ['documents/read'], data: [{ store, access: DataAccess.reads() }], because: 'documents are shown' });
    door.addRoute('PUT /documents/{id}', { handler: managing, personas: [admin], scopes: ['documents/write'], data: [{ store, access: DataAccess.actions(['dynamodb:PutItem']) }], validation: { body } });
    door.addRoute('DELETE /documents/{id}', { handler: managing, personas: [admin], scopes: ['documents/write'], data: [{ store, access: DataAccess.actions(['dynamodb:DeleteItem']) }], throttle: { rate: 0.05, burst: 2 } });
    door.addRoute('POST /imports', { handler: managing, scopes: ['documents/import'], because: 'documents come in at night' });
    door.addRoute('POST /internal/rebuild', { handler: managing, callers: [batch], because: 'the index is made anew' });
    door.addRoute('GET /health', { handler: healthy, publicBecause: 'the status page asks' });
  }

  private handler(id: string, boundary: HandlerBoundary, table: string): lambda.Function {
    const role = new HandlerRole(this, `${id}Role`, { boundary, logGroup: new LogGroup(this, `${id}Logs`, { retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY }) });
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(CODE),
      environment: { TABLE: table },
      role,
      logGroup: role.logGroup,
    });
  }
}

export const app = new App();
new Documents(app, 'DoorApp', { env: { region: 'eu-west-1' } });

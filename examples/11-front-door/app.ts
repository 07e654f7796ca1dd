/**
 * A shop without a VPC: customers order, support refunds, accountants count. Who may call what is said by seven routes; the pool of
 * users, the API, its authorizer and one role for each function are made of them.
 */
import { App, aws_dynamodb as dynamodb, aws_iam as iam, aws_lambda as lambda, Duration, Stack } from 'aws-cdk-lib';
import { AppClient, CrownJewel, DataAccess, DataProtection, FrontDoor, HandlerRole, IdentityFoundation, RouteHandler, ZeroTrustValidator } from 'cdk-zero-trust';
import { acknowledge } from './acknowledged';
import { HEALTH, ORDERS, REVENUE, SUPPORT } from './functions';

export const app = new App();
const stack = new Stack(app, 'Shop', { env: { region: 'eu-west-1' } });
const text = (name: string): dynamodb.Attribute => ({ name, type: dynamodb.AttributeType.STRING });
const table = new dynamodb.Table(stack, 'Orders', { partitionKey: text('customer'), sortKey: text('id'), billingMode: dynamodb.BillingMode.PAY_PER_REQUEST });

function handler(id: string, code: string): lambda.Function {
  const role = new HandlerRole(stack, `${id}Role`); // may write its log, and what its routes say of data
  return new lambda.Function(stack, id, {
    role, logGroup: role.logGroup, runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(code),
    timeout: Duration.seconds(10), environment: { TABLE: table.tableName },
  });
}
const [orders, support, revenue] = [handler('OrdersHandler', ORDERS), handler('SupportHandler', SUPPORT), handler('RevenueHandler', REVENUE)];
const [closing, health] = [handler('ClosingHandler', REVENUE), handler('HealthHandler', HEALTH)]; // one for each kind of caller
const ledger = new iam.Role(stack, 'Ledger', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com'), description: 'the nightly closing of the books' });

const data = new DataProtection(stack, 'Data');
const store = data.addStore('orders', { resource: table, crownJewel: CrownJewel.confidential('who bought what') });
const may = (...actions: string[]): { store: typeof store; access: DataAccess }[] => [{ store, access: DataAccess.actions(actions.map((a) => `dynamodb:${a}`)) }];

const identity = new IdentityFoundation(stack, 'Identity');
identity.addClient('shop', AppClient.web({ callbackUrls: ['https://shop.example.com/signed-in'] }));
const door = new FrontDoor(stack, 'Door', { identity, dataProtection: data, cors: { origins: ['https://shop.example.com'] } });
const [customer, agent, accountant] = ['customer', 'agent', 'accountant'].map((id) => door.addPersona(id, { groups: [`${id}s`] }));

const article = { type: 'object', required: ['article'], properties: { article: { type: 'string', maxLength: 100 } }, additionalProperties: false };
door.addRoute('GET /orders', { handler: RouteHandler.function(orders), personas: [customer], scopes: ['orders/own'], data: may('Query'), because: 'customers see what they ordered' });
door.addRoute('POST /orders', { handler: RouteHandler.function(orders), personas: [customer], scopes: ['orders/own'], data: may('PutItem'), because: 'customers order', validation: { body: article }, throttle: { rate: 20, burst: 40 } });
door.addRoute('GET /customers/{customer}/orders/{id}', { handler: RouteHandler.function(support), personas: [agent], scopes: ['orders/support'], data: may('GetItem'), because: 'support looks at the order that a customer calls about' });
door.addRoute('PUT /customers/{customer}/orders/{id}/refund', { handler: RouteHandler.function(support), personas: [agent], scopes: ['orders/support'], data: may('UpdateItem'), because: 'support refunds' });
door.addRoute('GET /revenue', { handler: RouteHandler.function(revenue), personas: [accountant], scopes: ['books/read'], data: may('Scan'), because: 'accountants count' });
door.addRoute('GET /revenue/closing', { handler: RouteHandler.function(closing), callers: [ledger], data: may('Scan'), because: 'the books are closed every night' });
door.addRoute('GET /health', { handler: RouteHandler.function(health), publicBecause: 'the status page asks whether the shop is open' });

ZeroTrustValidator.enable(app);
acknowledge(stack, table);

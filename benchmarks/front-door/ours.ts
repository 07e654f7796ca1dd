/** The library's side: routes are declared with what they do with data; API, permissions, roles and policies are its work. */
import { App, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { DataAccess, DataProtection, FrontDoor, HandlerRole, IdentitySource, RouteHandler, RoutesPlacement } from '../../lib';
import { ACTION, CODE, collectionId, collectionsOf, ENV, personaOf, PERSONAS, routeOf, SCHEMA, scopeOf, shardsOf, usage } from './shape';

const [routes, outdir, hasData] = [Number(process.argv[2]), process.argv[3], process.argv[4] === 'data'];
// Neither side is validated: this measures synth.
const app = new App({ outdir, context: { 'zero-trust:validate': false } });
const stack = new Stack(app, 'Stack', { env: ENV });
const pool = new cognito.CfnUserPool(stack, 'Pool');
const batch = new iam.Role(stack, 'Batch', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const dataProtection = hasData ? new DataProtection(stack, 'Data') : undefined;
const stores = dataProtection === undefined ? [] : Array.from({ length: PERSONAS }, (_, p) => dataProtection.addStore(`things-${p}`, {
  resource: new dynamodb.Table(stack, `Things${p}`, { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, billingMode: dynamodb.BillingMode.PAY_PER_REQUEST }),
}));

const shards = shardsOf(routes);
const door = new FrontDoor(stack, 'Door', {
  identity: IdentitySource.fromUserPool(pool, { clientIds: ['portal'], personasEnforcedBecause: 'each persona has a client of its own' }),
  ...(dataProtection === undefined ? {} : { dataProtection }), ...(shards === undefined ? {} : { routesPlacement: RoutesPlacement.sharded(shards) }),
});
const personas = Array.from({ length: PERSONAS }, (_, p) => door.addPersona(`persona-${p}`, { groups: [`group-${p}`] }));
const handlers = Array.from({ length: collectionsOf(routes) }, (_, c) => {
  const id = collectionId(c);
  const role = new HandlerRole(stack, `${id}-role`);
  return RouteHandler.function(new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline(CODE), role, logGroup: role.logGroup }));
});
for (let i = 0; i < routes; i++) {
  const route = routeOf(i);
  const persona = personaOf(route.collection);
  const common = {
    handler: handlers[route.collection],
    ...(route.method === 'POST' ? { validation: { body: SCHEMA } } : {}),
    ...(hasData ? { data: [{ store: stores[persona], access: DataAccess.actions([ACTION[route.method]]) }] } : {}),
  };
  if (route.access === 'public') door.addRoute(route.id, { handler: common.handler, publicBecause: 'the status page asks' });
  else if (route.access === 'signed') door.addRoute(route.id, { ...common, callers: [batch] });
  else door.addRoute(route.id, { ...common, scopes: [scopeOf(route)], personas: [personas[persona]] });
}
app.synth();
process.stdout.write(usage());

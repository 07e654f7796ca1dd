/** Mistakes in routes: what they are called, who may call them, and what cannot be judged yet. */
import { Duration } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { AppClient, FrontDoor, type FrontDoorProps, IdentityFoundation, IdentitySource, ObjectRule, Persona, RouteHandler, type RouteProps, TrustTier } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

/** A door that takes tokens of a pool whose scopes are known. */
function door(w: World, props: FrontDoorProps = {}): FrontDoor {
  const pool = cognito.UserPool.fromUserPoolId(w.stack, 'Pool', 'eu-west-1_AbCdEf123');
  const identity = IdentitySource.fromUserPool(pool, { clientIds: ['1a2b3c'], scopes: ['documents/read', 'documents/write'], personasEnforcedBecause: 'a pre-token hook of the owner' });
  return new FrontDoor(w.stack, 'Door', { identity, ...props });
}

function routes(w: World, all: readonly (readonly [route: string, more?: Partial<RouteProps>])[], props?: FrontDoorProps): void {
  const made = door(w, props);
  const handler = RouteHandler.function(w.function('read', null));
  for (const [route, more] of all) made.addRoute(route, { handler, scopes: ['documents/read'], ...more });
}

const one = (route: string) => (w: World): void => { routes(w, [[route]]); };
const who = (more: Partial<RouteProps>) => (w: World): void => { routes(w, [['GET /documents/{id}', more]]); };
const two = (a: string, b: string) => (w: World): void => { routes(w, [[a], [b]]); };
const withPersona = (id: string, groups: string[], more: Partial<RouteProps> = {}) => (w: World): void => {
  const made = door(w);
  made.addRoute('GET /documents/{id}', { handler: RouteHandler.function(w.function('read', null)), scopes: ['documents/read'], personas: [made.addPersona(id, { groups })], ...more });
};
const withClient = (id: string, client: AppClient) => (w: World): void => {
  const identity = new IdentityFoundation(w.stack, 'Identity');
  identity.addScope('documents/import');
  identity.addClient(id, client);
  new FrontDoor(w.stack, 'Door', { identity }).addRoute('GET /documents', { handler: RouteHandler.function(w.function('read', null)), scopes: ['documents/read'], personas: [identity.addPersona('employee', { groups: ['staff'] })] });
};
const PUBLIC = { scopes: undefined, publicBecause: 'the status page asks' };

export const ROUTES: readonly Mistake[] = [
  { name: 'a door without a route', code: 'DoorWithoutRoutes', words: ['door `Door`', '`addRoute`'], build: (w) => { door(w); } },
  { name: 'a route twice', code: 'DuplicateRoute', words: ['`GET /documents`', 'twice'], build: two('GET /documents', 'GET /documents') },
  { name: 'a tier of device', code: 'NeedsPolicyEngine', words: ['`minimumTier` `MANAGED`', 'policy engine'], build: (w) => { who({ minimumTier: TrustTier.MANAGED })(w); } },
  { name: 'the owner of an object', code: 'NeedsPolicyEngine', words: ['`objectRule` `own`'], build: (w) => { who({ objectRule: ObjectRule.OWN })(w); } },
  { name: 'a recent sign-in', code: 'NeedsPolicyEngine', words: ['`stepUpAge` `300`'], build: who({ stepUpAge: Duration.minutes(5) }) },
  { name: 'personas of a public route', code: 'PersonasWithoutScopes', words: ['`employee`', 'instead of `publicBecause`'], build: withPersona('employee', ['staff'], PUBLIC) },
  { name: 'a persona that nobody can be', code: 'PersonaOfNobody', words: ['persona `ghost`', 'no groups'], build: withPersona('ghost', []) },
  { name: 'a persona of a pool to which no people sign in', code: 'PersonaOfNobody', words: ['persona `employee`', 'has no client for people', '`addClient('], build: withClient('nightly', AppClient.service({ scopes: ['documents/import'] })) },
  { name: 'a persona whose scope no client asks for', code: 'PersonaOfNobody', words: ['persona `employee`', 'asks for `documents/read`', '`portal`, which list other scopes'], build: withClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/signed-in'], scopes: ['documents/import'] })) },
  { name: 'a persona that is not declared', code: 'UnknownPersona', words: ['persona `employee`', '`addPersona`'], build: who({ personas: [new Persona('employee')] }) },
  { name: 'the id of a persona', code: 'UnknownPersona', words: ['`employee`', 'not its id'], build: who({ personas: ['employee'] as never }) },
  { name: 'public without a reason', code: 'PublicWithoutReason', words: ['`publicBecause` is empty'], build: who({ scopes: undefined, publicBecause: '' }) },
  { name: 'scopes and public', code: 'RouteAccessContradicted', words: ['`scopes`, `publicBecause`'], build: who({ publicBecause: 'why not' }) },
  { name: 'no access rule', code: 'RouteWithoutAccess', words: ['does not say who may call it'], build: who({ scopes: undefined }) },
  { name: 'an empty list of scopes', code: 'RouteWithoutAccess', words: ['does not say who may call it'], build: who({ scopes: [] }) },
  { name: 'something behind a greedy parameter', code: 'RouteGreedyNotLast', words: ['`{proxy+}`', '`{proxy}`'], build: one('GET /{proxy+}/parts') },
  { name: 'a path without a method', code: 'RouteInvalid', words: ['has no method', '`GET /documents`'], build: one('/documents') },
  { name: 'a mistyped method', code: 'RouteMethodUnknown', words: ['`GTE`', 'did you mean `GET`?'], build: one('GTE /documents') },
  { name: 'a route in a file', code: 'RouteNeedsCode', where: 'intent.yaml:3:5', words: ['route `GET /documents`', '`addRoute`'], build: (w) => { w.intentFile('schema: zero-trust/intent/1\nroutes:\n  - { door: Door, route: GET /documents, scopes: [documents/read] }\n...\n'); } },
  { name: 'a door in a file', code: 'RouteNeedsCode', words: ['door `Door`'], build: (w) => { w.intentFile('schema: zero-trust/intent/1\ndoors:\n  - { id: Door, profile: tls13 }\n...\n'); } },
  { name: 'an identity in a file', code: 'RouteNeedsCode', words: ['identity `Pool`'], build: (w) => { w.intentFile('schema: zero-trust/intent/1\nidentities:\n  - { path: Pool, kind: user-pool }\n...\n'); } },
  { name: 'any method beside single ones', code: 'RouteOverlaps', words: ['`ANY /documents`', '`GET /documents`'], build: two('GET /documents', 'ANY /documents') },
  { name: 'a parameter under two names', code: 'RouteParametersDiffer', words: ['`{documentId}`', 'write `{id}` in both'], build: two('GET /documents/{id}', 'PUT /documents/{documentId}') },
  { name: 'a greedy parameter beside another', code: 'RouteParametersDiffer', words: ['`{proxy+}`'], build: two('GET /documents/{id}', 'ANY /documents/{proxy+}') },
  { name: 'two parameters of one name', code: 'RouteParameterTwice', words: ['two parameters `{id}`'], build: one('GET /documents/{id}/parts/{id}') },
  { name: 'a slash at the end', code: 'RoutePathInvalid', words: ['ends with `/`', 'write `GET /documents`'], build: one('GET /documents/') },
  { name: 'a parameter as Express writes it', code: 'RoutePathInvalid', words: ['write `GET /documents/{id}`'], build: one('GET /documents/:id') },
  { name: 'the path of API Gateway\'s health check', code: 'RoutePathReserved', level: 'warning', words: ['`GET /ping`', '`/health`'], build: one('GET /ping') },
  { name: 'scopes without an identity', code: 'RouteWithoutIdentity', words: ['door `Door` has no identity'], build: (w) => { routes(w, [['GET /documents']], { identity: undefined }); } },
  { name: 'a scope without a server', code: 'ScopeInvalid', words: ['`documents:read`', '`documents/read`'], build: who({ scopes: ['documents:read'] }) },
  { name: 'a scope that everybody has', code: 'ScopeOfEverybody', words: ['`openid`', 'everybody'], build: who({ scopes: ['openid'] }) },
  { name: 'a mistyped scope', code: 'UnknownScope', words: ['`documents/reed`', 'did you mean `documents/read`?'], build: who({ scopes: ['documents/reed'] }) },
  { name: 'a scope that the pool does not have', code: 'UnknownScope', words: ['`reports/read`', 'known scopes'], build: (w) => { routes(w, [['GET /health', PUBLIC], ['GET /reports', { scopes: ['reports/read'] }]]); } },
];

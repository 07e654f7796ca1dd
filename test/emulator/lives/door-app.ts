/**
 * A front door with its user pool: people and programs sign in, and every route is asked with each kind of token, good and bad.
 */
import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { strict as assert } from 'node:assert';
import { closed, did, Door, keyValue } from '../door-deployed';
import { type Edit, Project } from '../project';
import { borrowed, refused, withCredentials } from '../sessions';
import { claimsOf, forged, Pool, tampered, type Tokens, unsigned } from '../sign-in';
import { failing, Life, type World } from './life';

const FILE = 'door-app.ts';
const STACK = 'DoorApp';
const CALLBACK = 'https://app.example.com/signed-in';
const LAST = "publicBecause: 'the status page asks' });";
const ADD_ROUTE: Edit = { file: FILE, was: LAST, is: `${LAST}\n    door.addRoute('GET /documents/{id}/history', { handler: reading, personas: [employee], scopes: ['documents/read'] });` };
const CLOSED = "handler: healthy, personas: [employee], scopes: ['documents/read'] });";
const CLOSE: Edit = { file: FILE, was: `handler: healthy, ${LAST}`, is: CLOSED };
const FAIL: readonly Edit[] = [
  { file: FILE, was: 'import * as kms from', is: "import * as iam from 'aws-cdk-lib/aws-iam';\nimport * as kms from" },
  { file: FILE, was: CLOSED, is: `handler: healthy, publicBecause: 'nobody knows' });\n    door.addRoute('GET /leak', { handler: healthy, publicBecause: 'nobody knows' });\n    ${failing('this', 'door')}` },
];

export async function doorApp(world: World): Promise<void> {
  const { emulator, scratch, report } = world;
  const project = new Project(emulator, scratch, 'door-app', 'test/emulator/apps', [FILE], FILE);
  const life = new Life(world, project, [STACK]);
  await report.must('deploys', async () => { await life.deploy('first'); });

  const id = (logicalId: string): Promise<string> => life.stacks.physicalId(STACK, logicalId);
  const [api, poolId, app, nightly, table, keyId] = await Promise.all(['DoorApi696D3722', 'IdentityPool280102ED', 'IdentityClientappF83E6CCD', 'IdentityClientnightlyBD78010D', 'TableCD117FA1', 'DoorApiKeyadmind3526ef06BAD7B0C'].map(id));
  const [readRole, manageRole, healthRole, batchRole] = await Promise.all(['ReadRoleF724156F', 'ManageRole06615960', 'HealthRole64BB80D1', 'BatchRoleC28B5511'].map(id));
  const door = new Door(emulator, api, 'live');
  const pool = new Pool(emulator, poolId);
  const key = await keyValue(emulator, keyId);
  const document = { title: 'a' };

  await report.check('methods, and what each asks for, are those of the intent', () => door.compareRoutes(project.intent));

  const people: Record<'employee' | 'admin' | 'stranger', Tokens> = {} as never;
  let service = '';
  await report.must('people sign up and sign in by SDK, never without a second factor; a program signs in as itself', async () => {
    for (const [name, groups] of Object.entries({ employee: ['staff'], admin: ['admins'], stranger: [] })) {
      const user = `${name}@example.com`;
      await pool.signUp(app, user, groups);
      people[name as keyof typeof people] = await pool.signIn(app, user, await pool.enrol(app, user));
    }
    await assert.rejects(pool.password(app, 'employee@example.com', 'Wrong-horse-42!'), { name: 'NotAuthorizedException' });
    const { status, body } = await pool.service(nightly, 'documents/import');
    assert.equal(status, 200, JSON.stringify(body));
    service = body.access_token;
    assert.equal((await pool.service(nightly, 'documents/read')).status, 400);
  });
  const { employee, admin, stranger } = people;

  await report.check('tokens carry the scopes that the personas of their subject may carry, and no others', async () => {
    const of = (token: string): readonly unknown[] => [String(claimsOf(token).scope).split(' ').sort().join(' '), claimsOf(token)['zt:personas'], claimsOf(token)['zt:subject']];
    assert.deepStrictEqual(of(employee.AccessToken), ['documents/read', ['employee'], 'user']);
    assert.deepStrictEqual(of(admin.AccessToken), ['documents/write', ['admin'], 'user']);
    assert.deepStrictEqual(of(stranger.AccessToken), ['', [], 'user']);
    assert.deepStrictEqual(of(service), ['documents/import', [], 'service']);
    const asked = await pool.signInAtPages(app, 'employee@example.com', CALLBACK, 'openid documents/read documents/write');
    assert.deepStrictEqual(of(asked.AccessToken), ['documents/read openid', ['employee'], 'user']);
    await assert.rejects(pool.call('GetUser', { AccessToken: employee.AccessToken }), { name: 'NotAuthorizedException' });
  });

  const other = await tokenOfAnotherPool(pool);
  /** Whatever is no token of the pool that carries the scope. */
  const bad = (good: string, scope: string, rest: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string | undefined>> => ({
    'no token': undefined, 'a garbage token': 'garbage', 'a garbage token of three parts': 'Bearer a.b.c', 'a forged token': `Bearer ${forged(good)}`,
    'a token with another payload': tampered(rest['a token without the scope'] ?? '', { scope }), 'a token without a signature': unsigned(good), 'an ID token': employee.IdToken,
    'a token of another pool': forged(good, { ...claimsOf(good), iss: claimsOf(other).iss as string }), 'a token that another pool issued': other, ...rest,
  });
  const ROUTES = {
    'GET /documents/a': { scope: 'documents/read', good: employee.AccessToken, without: { 'a token without the scope': admin.AccessToken, 'a token of a program': service, 'a token of nobody': stranger.AccessToken } },
    'PUT /documents/a': { scope: 'documents/write', good: admin.AccessToken, key, body: document, without: { 'a token without the scope': employee.AccessToken, 'a token of a program': service } },
    'DELETE /documents/a': { scope: 'documents/write', good: admin.AccessToken, key, without: { 'a token without the scope': employee.AccessToken, 'a token of a program': service } },
    'POST /imports': { scope: 'documents/import', good: service, without: { 'a token without the scope': employee.AccessToken, 'a token of an administrator': admin.AccessToken } },
  };
  for (const [route, { scope, good, without, ...carried }] of Object.entries(ROUTES)) {
    await report.check(`${route}: 200 for a good token; 401 for no token, a garbage token, a forged one, an ID token, a token without the scope`, async () => {
      for (const [what, token] of Object.entries(bad(good, scope, without))) closed(await door.ask(route, { ...carried, ...(token === undefined ? {} : { token }) }), 401, `${route} with ${what}`);
      did(await door.ask(route, { ...carried, token: `Bearer ${good}` }), route.split(' ')[0], route);
    });
  }
  await report.check('a signed route: 200 for the caller that it names; 403 for whoever else, with a signature or without', async () => {
    const route = 'POST /internal/rebuild';
    const batch = await borrowed(emulator, batchRole);
    for (const token of [undefined, 'garbage', `Bearer ${employee.AccessToken}`, `Bearer ${service}`]) assert.equal((await door.ask(route, token === undefined ? {} : { token })).status, 403, `${route} with ${token}`);
    for (const role of [readRole, manageRole, healthRole]) assert.equal((await door.ask(route, { as: await borrowed(emulator, role) })).status, 403, `${route} as ${role}`);
    assert.equal((await door.ask(route, { as: { ...batch, secretAccessKey: 'wrong' } })).status, 403);
    const answer = await door.ask(route, { as: batch });
    did(answer, 'POST', route);
    assert.match(answer.body.userArn, new RegExp(`:assumed-role/${batchRole}/`));
    closed(await door.ask('GET /documents/a', { as: batch }), 401, 'a signature where a token is asked for');
    assert.equal((await door.ask('GET /internal/rebuild', { as: batch })).status, 403);
  });
  await report.check('a public route is open; what is no route is not, and neither says why', async () => {
    assert.equal((await door.ask('GET /health')).status, 200);
    assert.equal((await door.ask('GET /health', { token: 'garbage' })).status, 200);
    for (const route of ['GET /', 'GET /nothing', 'POST /health', 'GET /documents', 'PATCH /documents/a', 'OPTIONS /documents/a', 'GET /documents/a/b', 'GET /internal']) closed(await door.ask(route, { token: admin.AccessToken, key }), 403, route);
  });
  await report.check('an API key meters beside a token: neither is enough alone', async () => {
    const token = admin.AccessToken;
    closed(await door.ask('PUT /documents/a', { token, body: document }), 403, 'no key');
    closed(await door.ask('PUT /documents/a', { token, key: 'wrong', body: document }), 403, 'a wrong key');
    closed(await door.ask('PUT /documents/a', { key, body: document }), 401, 'a key and no token');
  });
  await report.check('bodies that are not of the schema are refused, after the token was looked at', async () => {
    for (const body of [{}, { title: 1 }, { title: 'a', more: true }, 'text']) closed(await door.ask('PUT /documents/a', { token: admin.AccessToken, key, body }), 400, JSON.stringify(body));
    closed(await door.ask('PUT /documents/a', { key, body: {} }), 401, 'no token');
  });
  await report.check('a route with a throttle of its own refuses what is beyond it', async () => {
    const asked: number[] = [];
    for (let i = 0; i < 4; i += 1) asked.push((await door.ask('DELETE /documents/b', { token: admin.AccessToken, key })).status);
    assert.equal(asked[0], 200);
    assert.equal(asked[3], 429);
    assert.equal((await door.ask('GET /documents/a', { token: employee.AccessToken })).status, 200);
  });

  const denied = { failed: 'AccessDeniedException' };
  await report.check('handlers do what their routes say with data, and are refused everything else', async () => {
    for (const method of ['PUT', 'DELETE']) assert.deepStrictEqual((await door.ask(`GET /documents/a?try=${method}`, { token: employee.AccessToken })).body, denied, method);
    assert.deepStrictEqual((await door.ask('POST /imports?try=GET', { token: service })).body, denied);
    for (const method of ['GET', 'PUT', 'DELETE']) assert.deepStrictEqual((await door.ask(`GET /health?try=${method}`)).body, denied, method);
    const Key = { pk: { S: 'a' } };
    const [reads, manages, nothing] = await Promise.all([readRole, manageRole, healthRole].map(async (role) => withCredentials(emulator, await borrowed(emulator, role))));
    await reads.dynamodb.send(new GetItemCommand({ TableName: table, Key }));
    await refused(reads.dynamodb.send(new PutItemCommand({ TableName: table, Item: Key })));
    await manages.dynamodb.send(new PutItemCommand({ TableName: table, Item: Key }));
    await manages.dynamodb.send(new DeleteItemCommand({ TableName: table, Key }));
    await refused(manages.dynamodb.send(new GetItemCommand({ TableName: table, Key })));
    await refused(nothing.dynamodb.send(new GetItemCommand({ TableName: table, Key })));
  });

  const history = 'GET /documents/a/history';
  await report.must('a route more changes its own resources, the deployment and the stage, and is served', async () => {
    closed(await door.ask(history, { token: employee.AccessToken }), 403, history);
    project.edit(ADD_ROUTE);
    const routes = 'GET /documents/{id}/history';
    const changed = (await life.deploy('add-route'))[STACK].filter((c) => !c.startsWith('Look at '));
    const beside = changed.filter((c) => !c.endsWith(` for ${routes}`));
    assert.deepStrictEqual(changed.filter((c) => !beside.includes(c)), ['AWS::ApiGateway::Method', 'AWS::ApiGateway::Resource', 'AWS::Lambda::Permission'].map((type) => `Add ${type} for ${routes}`));
    // Paths say in their metadata which routes go through them.
    const through = `Modify AWS::ApiGateway::Resource Metadata for DELETE /documents/{id}, GET /documents/{id}, ${routes}, PUT /documents/{id}`;
    assert.deepStrictEqual(beside, ['Add AWS::ApiGateway::Deployment for no flow', through, through, 'Modify AWS::ApiGateway::Stage DeploymentId for no flow', 'Remove AWS::ApiGateway::Deployment for no flow']);
    await door.compareRoutes(project.intent);
    closed(await door.ask(history), 401, history);
    did(await door.ask(history.replace('/a/', '/b/'), { token: employee.AccessToken }), 'GET', history);
    did(await door.ask('GET /documents/a', { token: employee.AccessToken }), 'GET', 'the route before');
  });
  await report.must('a public route that is closed is closed at the stage, with nothing else changed', async () => {
    project.edit(CLOSE);
    const changed = (await life.deploy('close'))[STACK].filter((c) => !c.startsWith('Look at '));
    assert.deepStrictEqual(changed, [
      'Add AWS::ApiGateway::Deployment for no flow', 'Modify AWS::ApiGateway::Method AuthorizationScopes, AuthorizationType, AuthorizerId for GET /health',
      'Modify AWS::ApiGateway::Stage DeploymentId for no flow', 'Remove AWS::ApiGateway::Deployment for no flow',
    ]);
    closed(await door.ask('GET /health'), 401, 'GET /health');
    assert.equal((await door.ask('GET /health', { token: employee.AccessToken })).status, 200);
  });
  await life.failUpdate(FAIL, STACK, async () => {
    const open = await Promise.all(['GET /health', 'GET /leak', 'GET /documents/a', history].map(async (route) => (await door.ask(route)).status));
    assert.deepStrictEqual(open, [401, 403, 401, 401]);
    return [open, (await door.ask('GET /documents/a', { token: employee.AccessToken })).status];
  });
  await report.check('is destroyed, and answers no more', async () => {
    life.succeeded(await project.destroy());
    assert.deepStrictEqual(await life.statuses(), [undefined]);
    assert.notEqual((await door.ask('GET /documents/a', { token: employee.AccessToken })).status, 200);
    await assert.rejects(pool.password(app, 'employee@example.com'));
  });
}

/** From a pool of the same account, for a scope of the same name. */
async function tokenOfAnotherPool(pool: Pool): Promise<string> {
  const { UserPool: { Id } } = await pool.call('CreateUserPool', { PoolName: 'another' });
  await pool.call('CreateResourceServer', { UserPoolId: Id, Identifier: 'documents', Name: 'documents', Scopes: ['read', 'write', 'import'].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })) });
  const scopes = ['documents/read', 'documents/write', 'documents/import'];
  const { UserPoolClient: { ClientId } } = await pool.call('CreateUserPoolClient', { UserPoolId: Id, ClientName: 'another', GenerateSecret: true, AllowedOAuthFlowsUserPoolClient: true, AllowedOAuthFlows: ['client_credentials'], AllowedOAuthScopes: scopes });
  const { status, body } = await pool.of(Id as string).service(ClientId as string, scopes.join(' '));
  assert.equal(status, 200, JSON.stringify(body));
  return body.access_token as string;
}

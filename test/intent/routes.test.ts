/** What a route may say and what it is told, one mistake at a time; and routes side by side. */
import { type FrontDoorFacts, type Intent, joinDoorFacts, mergeIntents, normaliseIntent, type NormaliseOptions, type RouteData } from '../../lib/intent';
import { codesOf, defined, expectFinding, expectStyle, type Json } from './support';

const HANDLER = { kind: 'function', path: 'App/Read' };
const ROUTE = { door: 'Door', route: 'GET /documents/{id}', handler: HANDLER, scopes: ['documents/read'] };
const PUBLIC = { scopes: undefined, publicBecause: 'the status page asks' };
const IDENTITY = { path: 'App/Identity', kind: 'user-pool', clients: [{ id: 'web', kind: 'web', scopes: ['documents/read'] }], scopes: ['documents/write', 'documents/read'] };
const DOOR = { id: 'Door', protocol: 'rest', profile: 'tls13', identity: 'App/Identity' };
const PERSONAS = [{ id: 'employee', groups: ['staff'] }, { id: 'auditor', groups: ['audit'] }, { id: 'ghost' }];

function intentOf(routes: readonly Json[], more: Json = {}): Json {
  return { personas: PERSONAS, doors: [DOOR], identities: [IDENTITY], routes: routes.map((r) => defined({ ...ROUTE, ...r })), ...more };
}

const facts = (some: Partial<FrontDoorFacts>): NormaliseOptions => ({ doors: joinDoorFacts([some]) });

function accepted(input: Json, options: NormaliseOptions = {}): Intent {
  const { intent, findings } = normaliseIntent(input, options);
  expect(findings).toEqual([]);
  return intent;
}
const only = (change: Json, more: Json = {}, options: NormaliseOptions = {}): RouteData => (accepted(intentOf([change], more), options).routes as RouteData[])[0];

/** One route with one change: exactly one finding within it. */
const refuses = (change: Json, code: string, within: string, words: readonly string[], more: Json = {}): void => expectFinding(intentOf([change], more), code, `/routes/0${within}`, words);

test('a route says who may call what, and what answers', () => {
  expect(only({ personas: ['employee', 'auditor'], because: 'shows documents', purpose: 'case work', scopes: ['documents/write', 'documents/read', 'documents/read'] })).toStrictEqual({
    scope: '', door: 'Door', id: 'GET /documents/{id}', method: 'GET', path: '/documents/{id}', handler: HANDLER, access: 'scopes',
    personas: ['auditor', 'employee'], scopes: ['documents/read', 'documents/write'], callers: [], because: 'shows documents', purpose: 'case work',
  });
});

test('a public route keeps its reason, and what it is for beside it', () => {
  expect(only(PUBLIC)).toMatchObject({ access: 'public', because: 'the status page asks', scopes: [], personas: [], callers: [] });
  expect(only({ ...PUBLIC, because: 'shows health' }).because).toBe('the status page asks; shows health');
});

test('callers are who stands behind them, each once and sorted', () => {
  const callers = [{ path: 'App/B' }, { path: 'App/A' }, { path: 'App/B' }, { path: 'App/Twin' }];
  const route = only({ scopes: undefined, callers }, {}, facts({ callerOf: (path) => (path === 'App/Twin' ? { path: 'App/A', logicalId: 'ARole', template: 'App.template.json' } : path === 'App/A' ? { path, logicalId: 'ARole', template: 'App.template.json' } : undefined) }));
  expect(route).toMatchObject({ access: 'iam', callers: [{ path: 'App/A', logicalId: 'ARole', template: 'App.template.json' }, { path: 'App/B' }] });
});

test('what constructs know is added, and what they do not know wipes nothing out', () => {
  const intent = accepted({ personas: PERSONAS, doors: [{ id: 'Door', profile: 'private' }], routes: [ROUTE] }, facts({
    doorOf: (id) => (id === 'Door' ? { identity: 'App/Pool', path: 'App/Door', logicalId: 'Api', stage: undefined } : undefined),
    handlerOf: ({ path }, { door, id }) => ({ logicalId: `${path}:${door}:${id}`, arn: undefined }),
    identityOf: (path) => ({ path, kind: 'existing-pool', clients: [{ id: 'b', kind: 'web', scopes: ['z/z', 'a/a'] }, { id: 'a', kind: 'service', scopes: [] }], scopes: ['documents/read', 'a/a'] }),
  }));
  expect(intent.doors).toStrictEqual([{ scope: '', id: 'Door', displayName: 'Door', protocol: 'rest', profile: 'private', identity: 'App/Pool', path: 'App/Door', logicalId: 'Api' }]);
  expect(intent.routes?.[0].handler).toStrictEqual({ ...HANDLER, logicalId: 'App/Read:Door:GET /documents/{id}' });
  expect(intent.identities).toStrictEqual([{ path: 'App/Pool', kind: 'existing-pool', clients: [{ id: 'a', kind: 'service', scopes: [] }, { id: 'b', kind: 'web', scopes: ['a/a', 'z/z'] }], scopes: ['a/a', 'documents/read'] }]);
});

test('an intent without a door reads as it always did', () => {
  expect(Object.keys(accepted({ personas: PERSONAS })).sort()).toEqual(['enclaves', 'flows', 'guarantees', 'personas', 'schema', 'scopes', 'segments']);
});

describe('the path of a route', () => {
  test.each(['GET /', 'ANY /{proxy+}', 'DELETE /a.b/c_d/e-f:g$h/{x}', 'PATCH /documents/{id}/parts/{part}', 'OPTIONS /x', 'HEAD /{a}/{b+}'])('may be `%s`', (route) => {
    expect(only({ route }).id).toBe(route);
  });

  test.each<[string, string, string, readonly string[]]>([
    ['/documents', 'RouteInvalid', 'a path alone', ['has no method', '`GET /documents`']],
    ['GET', 'RouteInvalid', 'a method alone', ['has no path']],
    ['GET /a b', 'RouteInvalid', 'a space in it', ['spaces']],
    ['GET  /a', 'RouteInvalid', 'two spaces', ['write `GET /a`']],
    ['$default', 'RouteInvalid', 'what catches everything', ['whatever nobody declared']],
    ['GTE /a', 'RouteMethodUnknown', 'a mistyped method', ['`GTE`', 'did you mean `GET`?', '`PATCH`']],
    ['get /a', 'RouteMethodUnknown', 'a method in small letters', ['did you mean `GET`?']],
    ['CONNECT /a', 'RouteMethodUnknown', 'a method that no API has', ['`CONNECT`', 'expected one of']],
    ['GET documents', 'RoutePathInvalid', 'no slash', ['does not begin with `/`', 'write `GET /documents`']],
    ['GET /documents/', 'RoutePathInvalid', 'a slash at the end', ['ends with `/`', 'write `GET /documents`']],
    ['GET /a//b', 'RoutePathInvalid', 'an empty segment', ['empty segment', 'write `GET /a/b`']],
    ['GET //', 'RoutePathInvalid', 'nothing but slashes', ['write `GET /`']],
    ['GET /a?x=1', 'RoutePathInvalid', 'a query string', ['query string', 'write `GET /a`']],
    ['GET /a/:id', 'RoutePathInvalid', 'a parameter of Express', ['`:id`', 'write `GET /a/{id}`']],
    ['GET /a/*', 'RoutePathInvalid', 'a wildcard', ['write `GET /a/{proxy+}`']],
    ['GET /a/../b', 'RoutePathInvalid', 'a way up', ['clients resolve']],
    ['GET /a%20b', 'RoutePathInvalid', 'something encoded', ['decoded']],
    ['GET /doc-{id}', 'RoutePathInvalid', 'half a parameter', ['a whole segment']],
    ['GET /{}', 'RoutePathInvalid', 'a parameter without name', ['whose name is none']],
    ['GET /{a+b}', 'RoutePathInvalid', 'a parameter with a sign', ['whose name is none']],
    ['GET /ü', 'RoutePathInvalid', 'other letters', ['`ü`', 'other characters']],
    ['GET /{proxy+}/a', 'RouteGreedyNotLast', 'something behind the rest', ['`{proxy+}`', '`{proxy}`']],
    ['GET /{id}/{id}', 'RouteParameterTwice', 'a name twice', ['`{id}`', 'its own']],
    ['GET /{id}/{id+}', 'RouteParameterTwice', 'a name twice, once greedy', ['`{id}`']],
  ])('may not be `%s`: %s', (route, code, _, words) => {
    refuses({ route }, code, '/route', words);
    expect(normaliseIntent(intentOf([{ route }])).intent.routes).toEqual([]);
  });

  test('tells a bad method and a bad path at once', () => {
    expect(codesOf(normaliseIntent(intentOf([{ route: 'FETCH /a/' }])).findings)).toEqual(['RouteMethodUnknown /routes/0/route', 'RoutePathInvalid /routes/0/route']);
  });
});

describe('who may call', () => {
  test.each<[string, Json, string, string, readonly string[]]>([
    ['nobody', { scopes: undefined }, 'RouteWithoutAccess', '', ['route `GET /documents/{id}` does not say who may call it', '`publicBecause`']],
    ['no scope', { scopes: [] }, 'RouteWithoutAccess', '', ['does not say']],
    ['no caller', { scopes: undefined, callers: [] }, 'RouteWithoutAccess', '', ['does not say']],
    ['personas alone', { scopes: undefined, personas: ['employee'] }, 'RouteWithoutAccess', '', ['personas alone do not']],
    ['two rules', { publicBecause: 'why not' }, 'RouteAccessContradicted', '/publicBecause', ['`scopes`, `publicBecause`', 'two routes']],
    ['scopes and callers', { callers: [{ path: 'App/A' }] }, 'RouteAccessContradicted', '/callers', ['`scopes`, `callers`']],
    ['no reason', { scopes: undefined, publicBecause: ' ' }, 'PublicWithoutReason', '/publicBecause', ['is empty', 'the reason']],
    ['a yes for a reason', { scopes: undefined, publicBecause: true }, 'PublicWithoutReason', '/publicBecause', ['the boolean `true`']],
    ['nothing for a reason', { scopes: undefined, publicBecause: null }, 'PublicWithoutReason', '/publicBecause', ['the reason']],
    ['a persona with callers', { scopes: undefined, callers: [{ path: 'App/A' }], personas: ['employee'] }, 'PersonasWithoutScopes', '/personas', ['`employee`', 'instead of `callers`']],
    ['a persona in public', { ...PUBLIC, personas: ['employee'] }, 'PersonasWithoutScopes', '/personas', ['instead of `publicBecause`']],
    ['a mistyped persona', { personas: ['employe'] }, 'UnknownPersona', '/personas/0', ['`employe`', 'did you mean `employee`?', '`auditor`']],
    ['a persona that nobody can be', { personas: ['ghost'] }, 'PersonaOfNobody', '/personas', ['`ghost`', 'no groups', '`addPersona(\'ghost\', ...)`']],
    ['a caller without a path', { scopes: undefined, callers: [{}] }, 'MissingField', '/callers/0', ['a caller of route']],
    ['scopes that are no list', { scopes: 'documents/read' }, 'WrongType', '/scopes', ['expected a list']],
  ])('%s', (_, change, code, within, words) => refuses(change, code, within, words));

  test.each<[string, string, readonly string[]]>([
    ['read', 'ScopeInvalid', ['names no resource server', '`documents/read`']],
    ['documents:read', 'ScopeInvalid', ['`documents/read`']],
    ['/read', 'ScopeInvalid', ['half a scope']],
    ['documents/', 'ScopeInvalid', ['half a scope']],
    ['documents/read documents/write', 'ScopeInvalid', ['a space', '`documents/read`, `documents/write`']],
    ['dokumente/löschen', 'ScopeInvalid', ['printable ASCII']],
    ['a"b/c', 'ScopeInvalid', ['quotes']],
    [`documents/${'x'.repeat(257)}`, 'ScopeInvalid', ['256']],
    ['aws.cognito.x/read', 'ScopeInvalid', ['of Cognito itself']],
    ['openid', 'ScopeOfEverybody', ['everybody who signs in', '`documents/read`']],
    ['aws.cognito.signin.user.admin', 'ScopeOfEverybody', ['everybody']],
    ['documents/reed', 'UnknownScope', ['`App/Identity`', 'did you mean `documents/read`?', '`documents/write`']],
  ])('scope `%s` is refused: %s', (scope, code, words) => refuses({ scopes: [scope] }, code, '/scopes/0', words));

  test('a scope may have a URL before its last slash', () => {
    const scopes = [`https://documents.example.com/${'v'.repeat(200)}/${'r'.repeat(100)}`, 'https://documents.example.com/v1/read'];
    expect(normaliseIntent(intentOf([{ scopes: [`https://${'x'.repeat(257)}/read`] }])).findings.map((f) => f.code)).toEqual(['ScopeInvalid']);
    expect(only({ scopes }, { identities: [{ ...IDENTITY, scopes }] }).scopes).toEqual([...scopes].sort());
  });

  test('an issuer that is no pool has scopes of any form, but none of everybody', () => {
    const issuer = { identities: [{ path: 'App/Identity', kind: 'issuer' }] };
    expect(only({ scopes: ['read:documents', 'Documents.Read.All'] }, issuer).scopes).toEqual(['Documents.Read.All', 'read:documents']);
    refuses({ scopes: ['offline_access'] }, 'ScopeOfEverybody', '/scopes/0', ['everybody'], issuer);
  });

  test('where nobody says which scopes there are, none is unknown', () => {
    expect(only({ scopes: ['x/y'] }, { identities: [{ path: 'App/Identity', kind: 'existing-pool' }] }).scopes).toEqual(['x/y']);
  });

  test('a door without an identity takes no scopes', () => {
    const door = { doors: [{ id: 'Door', profile: 'tls13' }], identities: [] };
    refuses({}, 'RouteWithoutIdentity', '/scopes', ['door `Door` has no identity'], door);
    expect(only(PUBLIC, door).access).toBe('public');
  });

  test('a persona without groups is fine where the identity knows who it is, and told once else', () => {
    expect(only({ personas: ['ghost'] }, {}, facts({ isPersonaPossible: ({ id }) => id === 'ghost' })).personas).toEqual(['ghost']);
    const { findings } = normaliseIntent(intentOf([{ personas: ['ghost'] }, { personas: ['ghost', 'employee'], route: 'GET /b' }]));
    expect(codesOf(findings)).toEqual(['PersonaOfNobody /routes/0/personas']);
  });

  test.each<[string, unknown, string]>([['minimumTier', 'MANAGED', '`minimumTier` `MANAGED`'], ['objectRule', 'own', '`objectRule` `own`'], ['stepUpSeconds', 300, '`stepUpAge` `300`']])('%s needs the policy engine', (field, value, words) => {
    refuses({ [field]: value }, 'NeedsPolicyEngine', `/${field}`, [words, 'policy engine']);
  });

  test.each<[string, unknown, string, string]>([['stepUpSeconds', Number.POSITIVE_INFINITY, 'WrongType', 'above 0'], ['minimumTier', 'MANAGE', 'UnknownValue', 'did you mean `MANAGED`?'], ['objectRule', 'all', 'UnknownValue', '`shared`'], ['stepUpSeconds', 0, 'WrongType', 'above 0'], ['stepUpSeconds', Number.NaN, 'WrongType', 'above 0'], ['stepUpSeconds', '5', 'WrongType', 'above 0']])('%s may not be %s', (field, value, code, words) => {
    const { findings } = normaliseIntent(intentOf([{ [field]: value }]));
    expect(codesOf(findings)).toEqual([`${code} /routes/0/${field}`]);
    expect(findings[0].message).toContain(words);
  });

  test('all that is wrong is told at once', () => {
    const { findings } = normaliseIntent(intentOf([{ route: 'GET /a/', scopes: ['x'], personas: ['nobody'], minimumTier: 'HARDENED', door: 'Dor', handler: { kind: 'lambda', path: 'App/Read' }, colour: 'red' }]));
    expect(findings.map((f) => f.code).sort()).toEqual(['DoorWithoutRoutes', 'NeedsPolicyEngine', 'RoutePathInvalid', 'ScopeInvalid', 'UnknownField', 'UnknownPersona', 'UnknownValue', 'UnknownValue']);
    findings.forEach((f) => expectStyle(f.message));
  });
});

describe('other fields', () => {
  test.each<[string, Json, string, string, readonly string[]]>([
    ['no door', { door: undefined }, 'MissingField', '', ['`door`']],
    ['no route', { route: undefined }, 'MissingField', '', ['`route`']],
    ['no handler', { handler: undefined }, 'MissingField', '', ['`handler`', 'what answers']],
    ['a handler without a path', { handler: { kind: 'function' } }, 'MissingField', '/handler', ['handler of route']],
    ['a handler of another kind', { handler: { kind: 'functoin', path: 'x' } }, 'UnknownValue', '/handler/kind', ['did you mean `function`?']],
  ])('%s', (_, change, code, within, words) => {
    const { findings } = normaliseIntent(intentOf([change, { route: 'GET /other' }]));
    expect(codesOf(findings)).toEqual([`${code} /routes/0${within}`]);
    for (const word of words) expect(findings[0].message).toContain(word);
  });
});

describe('routes side by side', () => {
  const codes = (routes: readonly string[], more: Json = {}): string[] => codesOf(normaliseIntent(intentOf(routes.map((route) => ({ route })), more)).findings);

  test.each([
    [['GET /documents/{id}', 'GET /documents/search']],
    [['GET /documents/{id}', 'PUT /documents/{id}', 'GET /documents/{id}/parts/{part}']],
    [['GET /documents/{id}', 'GET /people/{name}']],
    [['ANY /{proxy+}', 'GET /documents', 'GET /documents/a']],
    [['GET /', 'POST /']],
    [['ANY /a', 'GET /a/b']],
    [['GET /Documents', 'GET /documents']],
  ])('%j are fine', (routes) => expect(codes(routes)).toEqual([]));

  test.each<[readonly string[], string, readonly string[]]>([
    [['GET /a', 'GET /a'], 'DuplicateRoute /routes/1/route', ['`GET /a`', 'twice']],
    [['GET /documents/{id}', 'PUT /documents/{documentId}'], 'RouteParametersDiffer /routes/1/route', ['`{documentId}`', 'has `{id}`', 'write `{id}` in both']],
    [['GET /d/{id}/parts', 'PUT /d/{name}/owner/{x}'], 'RouteParametersDiffer /routes/1/route', ['`{name}`']],
    [['GET /d/{id}/{part}', 'PUT /d/{name}/{piece}'], 'RouteParametersDiffer /routes/1/route', ['`{name}`']],
    [['GET /d/{id}', 'GET /d/{proxy+}'], 'RouteParametersDiffer /routes/1/route', ['`{proxy+}`', '`{id}`']],
    [['GET /d', 'ANY /d', 'PUT /d'], 'RouteOverlaps /routes/1/route', ['`ANY /d`', '`GET /d`, `PUT /d`', 'one by one']],
  ])('%j are told once', (routes, place, words) => {
    const { findings } = normaliseIntent(intentOf(routes.map((route) => ({ route }))));
    expect(codesOf(findings)).toEqual([place]);
    for (const word of words) expect(findings[0].message).toContain(word);
    expectStyle(findings[0].message);
  });

  test('a name that differs is told once, however often it is written', () => {
    expect(codes(['GET /d/{id}', 'PUT /d/{name}', 'DELETE /d/{name}', 'GET /d/{name}/x', 'GET /d/{other}'])).toEqual(['RouteParametersDiffer /routes/1/route', 'RouteParametersDiffer /routes/4/route']);
  });

  test('an HTTP API takes a greedy parameter beside another, but not two names', () => {
    const http = { doors: [{ ...DOOR, protocol: 'http' }] };
    expect(codes(['GET /d/{id}', 'GET /d/{proxy+}'], http)).toEqual([]);
    expect(codes(['GET /d/{id}', 'GET /d/{name}'], http)).toEqual(['RouteParametersDiffer /routes/1/route']);
    expect(codes(['GET /d/{a+}', 'GET /d/{b+}'], http)).toEqual(['RouteParametersDiffer /routes/1/route']);
  });

  test('routes of two doors do not meet', () => {
    const two = intentOf([{ route: 'GET /d/{id}' }, { route: 'GET /d/{id}', door: 'Back' }, { route: 'ANY /d/{name}', door: 'Side' }], { doors: [DOOR, { ...DOOR, id: 'Back' }, { ...DOOR, id: 'Side' }] });
    expect(accepted(two).routes?.map((r) => `${r.door} ${r.id}`)).toEqual(['Back GET /d/{id}', 'Door GET /d/{id}', 'Side ANY /d/{name}']);
  });

  test('a route that is wrong otherwise is compared as well', () => {
    expect(codes(['GET /d/{id}']).length).toBe(0);
    const { findings } = normaliseIntent(intentOf([{}, { scopes: undefined }]));
    expect(codesOf(findings)).toEqual(['RouteWithoutAccess /routes/1', 'DuplicateRoute /routes/1/route']);
  });

  test('the path of a health check of API Gateway is warned of', () => {
    const { findings } = normaliseIntent(intentOf([{ route: 'GET /ping' }, { route: 'GET /v1/ping' }]));
    expect(findings.map((f) => [f.level, f.code, f.pointer])).toEqual([['warning', 'RoutePathReserved', '/routes/0/route']]);
  });
});

describe('doors and identities', () => {
  test.each<[string, Json, string, string, readonly string[]]>([
    ['a door without a route', { routes: [] }, 'DoorWithoutRoutes', '/doors/0', ['`Door`', '`addRoute`']],
    ['a mistyped door', { doors: [DOOR], routes: [ROUTE, { ...ROUTE, door: 'Dor', route: 'GET /b' }] }, 'UnknownValue', '/routes/1/door', ['did you mean `Door`?']],
    ['a door with the name of a persona', { doors: [{ ...DOOR, id: 'employee' }], routes: [{ ...ROUTE, door: 'employee' }] }, 'NameTaken', '/doors/0/id', ['first in `personas`']],
    ['a door without a profile', { doors: [{ id: 'Door' }] }, 'MissingField', '/doors/0', ['`profile`', '`private`']],
    ['an unknown profile', { doors: [{ ...DOOR, profile: 'tls14' }] }, 'UnknownValue', '/doors/0/profile', ['did you mean `tls1']],
    ['an unknown protocol', { doors: [{ ...DOOR, protocol: 'soap' }] }, 'UnknownValue', '/doors/0/protocol', ['`http`']],
    ['a door with an unusable name', { doors: [{ ...DOOR, id: 'my door' }], routes: [{ ...ROUTE, door: 'my door' }] }, 'IdInvalid', '/doors/0/id', ['`my-door`']],
    ['an identity of an unknown kind', { identities: [{ ...IDENTITY, kind: 'pool' }] }, 'UnknownValue', '/identities/0/kind', ['`user-pool`']],
    ['an identity without a path', { identities: [IDENTITY, { kind: 'issuer' }] }, 'MissingField', '/identities/1', ['an identity', '`path`']],
    ['an identity twice', { identities: [IDENTITY, IDENTITY] }, 'NameTaken', '/identities/1/path', ['`App/Identity`', 'twice']],
    ['a client of an unknown kind', { identities: [{ ...IDENTITY, clients: [{ id: 'cli', kind: 'native' }] }] }, 'UnknownValue', '/identities/0/clients/0/kind', ['client `cli` of identity `App/Identity`']],
    ['routes that are no list', { doors: [], routes: {} }, 'WrongType', '/routes', ['expected a list']],
  ])('%s', (_, more, code, pointer, words) => expectFinding(intentOf([{}], more), code, pointer, words));

  test('façades of one stage are merged: sorted, and an identity that both name stands once', () => {
    const one = normaliseIntent(intentOf([{ route: 'GET /b' }, { route: 'POST /a' }, { route: 'GET /a' }]), { scope: 'A' }).intent;
    const two = normaliseIntent(intentOf([{}]), { scope: 'B' }).intent;
    const merged = mergeIntents([two, one]);
    expect(merged.routes?.map((r) => `${r.scope} ${r.id}`)).toEqual(['A GET /a', 'A POST /a', 'A GET /b', 'B GET /documents/{id}']);
    expect(merged.doors?.map((d) => d.scope)).toEqual(['A', 'B']);
    expect(merged.identities?.map((i) => i.path)).toEqual(['App/Identity']);
    expect(Object.keys(mergeIntents([normaliseIntent({}).intent]))).not.toContain('doors');
  });
});

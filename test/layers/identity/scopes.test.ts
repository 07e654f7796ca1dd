/** Scopes that follow from routes: the hook's table, resource servers, and what no token could tell apart. */
import { readTokenTable } from '../../../lib/contract/token-claims';
import { AppClient } from '../../../lib/layers/identity';
import type { IdentityHost } from '../../../lib/layers/identity/identity-source';
import type { ScopeDemand } from '../../../lib/layers/identity/model';
import { partsOf } from '../../../lib/layers/identity/scopes';
import { type Json, type Made, make, ofType, one, PORTAL } from './app';

const host = ({ identity }: Made): IdentityHost => identity.identityHost as IdentityHost;
const ask = (made: Made, ...demands: ScopeDemand[]): void => { for (const d of demands) host(made).demand(d); };
const demand = (scope: string, personas: string[] = [], route = `GET /${scope}`, purpose?: string): ScopeDemand => ({ scope, personas, route, ...(purpose === undefined ? {} : { purpose }) });
const tableOf = (template: Json): unknown => readTokenTable(one(template, 'AWS::Lambda::Function').Environment.Variables.ZERO_TRUST_TOKEN_TABLE as string);

test('routes of a door: one resource server for each word, one rule for each scope', () => {
  const made = make({ clients: { portal: PORTAL() } }, (m) => {
    host(m).addPersona({ id: 'employee', groups: [] });
    host(m).addPersona({ id: 'employee', groups: ['staff', 'interns', 'staff'] });
    ask(m, demand('documents/read', ['employee'], 'GET /documents', 'support-case'), demand('documents/read', ['employee'], 'GET /documents/{id}', 'audit'), demand('https://api.example.com/v1/write', ['employee']));
  });
  const template = made.template();
  const servers = ofType(template, 'AWS::Cognito::UserPoolResourceServer').map(([, s]) => [s.Properties.Identifier as string, s.Properties.Scopes.map((x: Json) => x.ScopeName as string)]);
  expect(servers).toEqual([['documents', ['read']], ['https://api.example.com/v1', ['write']]]);
  expect(tableOf(template)).toMatchObject({ personas: { employee: ['interns', 'staff'] }, scopes: { 'documents/read': { personas: ['employee'], purposes: ['audit', 'support-case'] } } });
  expect(ofType(template, 'AWS::Cognito::UserPoolGroup').map(([, g]) => g.Properties.GroupName as string).sort()).toEqual(['interns', 'staff']);
  expect(host(made).facts()).toMatchObject({ kind: 'user-pool', enforcesPersonas: true, scopes: ['documents/read', 'https://api.example.com/v1/write'] });
  expect(host(made).data()).toMatchObject({ path: 'App/Identity', kind: 'user-pool', template: 'App.template.json', clients: [{ id: 'portal', kind: 'web', scopes: ['documents/read', 'https://api.example.com/v1/write'] }] });
});

test('one scope for two sets of people is refused, with both routes', () => {
  const made = make({}, (m) => {
    host(m).addPersona({ id: 'employee', groups: ['staff'] });
    host(m).addPersona({ id: 'manager', groups: ['leads'] });
    ask(m, demand('documents/read', ['employee'], 'GET /a'), demand('documents/read', ['manager', 'employee'], 'GET /b'), demand('documents/read', [], 'GET /c'));
  });
  expect(made.errors()).toEqual(['ScopeOfTwoPersonas']);
  for (const word of ['`GET /a` for `employee`', '`GET /b` for `employee`, `manager`', '`GET /c` for everybody', 'policy engine']) expect(made.text()).toContain(word);
  expect(make({}, (m) => { ask(m, demand('a/b', ['x']), demand('a/b', ['x', 'y'])); }).errors()).toEqual(['ScopeOfTwoPersonas']);
  expect(make({}, (m) => { ask(m, demand('a/b', ['x']), demand('a/b')); }).errors()).toEqual(['ScopeOfTwoPersonas']);
  expect(make({}, (m) => { ask(m, demand('a/b', ['x', 'y']), demand('a/b', ['y', 'x', 'x'])); }).errors()).toEqual([]);
});

test('what asks without personas means those that addScope said, and widens nothing', () => {
  const template = make({}, (m) => {
    m.identity.addScope('documents/read', [m.identity.addPersona('employee', { groups: ['staff'] })]);
    ask(m, demand('documents/read', [], 'Api GET /documents'));
  }).template();
  expect(tableOf(template)).toMatchObject({ scopes: { 'documents/read': { personas: ['employee'] } } });
});

test('a persona that nobody declared is nobody in the table: the hook gives its scope to none', () => {
  const template = make({}, (m) => { ask(m, demand('documents/read', ['ghost'])); }).template();
  expect(tableOf(template)).toMatchObject({ personas: {}, scopes: { 'documents/read': { personas: ['ghost'] } } });
});

test('a scope without personas is given by name alone', () => {
  const made = make({ clients: { portal: PORTAL(), named: AppClient.web({ callbackUrls: ['https://x.example.com/'], scopes: ['status/read'] }) } }, (m) => { ask(m, demand('status/read'), demand('status/write')); });
  expect(made.errors()).toEqual([]);
  const clients = ofType(made.template(), 'AWS::Cognito::UserPoolClient').map(([, c]) => [c.Metadata['zero-trust'].client as string, c.Properties.AllowedOAuthScopes as string[]]);
  expect(Object.fromEntries(clients)).toEqual({ portal: ['openid'], named: ['openid', 'status/read'] });
  expect(made.warnings().join()).toMatch(/ScopeOfNoClient: scope `status\/write`/);
});

test('limits of Cognito, told before the deployment', () => {
  const many = make({ clients: { portal: PORTAL() } }, (m) => {
    const p = m.identity.addPersona('p', { groups: ['g'] });
    for (let n = 0; n < 101; n++) m.identity.addScope(`documents/s${n}`, [p]);
  });
  expect(many.errors()).toEqual(['ScopesTooMany', 'ScopesTooMany']);
  expect(many.text()).toContain('101 scopes; expected at most 100');
  expect(many.text()).toContain('101 scopes; expected at most 50');
  const fine = make({}, (m) => { for (let n = 0; n < 100; n++) m.identity.addScope(`documents/s${n}`); });
  expect(fine.errors()).toEqual([]);
});

test.each<[string, ReturnType<typeof partsOf>]>([
  ['documents/read', { server: 'documents', name: 'read' }],
  ['https://api.example.com/read', { server: 'https://api.example.com', name: 'read' }],
  ['read', undefined], ['/read', undefined], ['documents/', undefined], ['a b/read', undefined], ['a"/read', undefined], ['aws.cognito.signin.user/admin', undefined], [`${'a'.repeat(257)}/x`, undefined],
])('scope %s', (scope, parts) => {
  expect(partsOf(scope)).toEqual(parts);
});

test('what is declared too late is lost for nobody', () => {
  const made = make();
  made.template();
  expect(() => { ask(made, demand('a/b')); }).toThrow('DeclaredTooLate');
  expect(() => { made.identity.addClient('x', PORTAL()); }).toThrow('DeclaredTooLate');
});

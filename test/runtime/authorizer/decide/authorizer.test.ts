/**
 * Whole decisions, from the event to the answer and the line in the log: what routes ask for, what is revoked, what breaks. The safety of the rest is in the tests of the
 * parts; here each part is made to fail in turn, and nothing is ever let in by it.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { readObservation } from '../../../../lib/contract/access/observation';
import type { Parts } from '../../../../lib/runtime/authorizer/decide/parts';
import { deviceKey, sessionKey, subjectKey } from '../../../../lib/runtime/authorizer/stores/keys';
import { certificate } from '../support/certificates';
import { eventOf, KINDS, type Told } from '../support/events';
import { access, COGNITO, ISSUER, type Json, LIMITS, mint, NOW, RSA } from '../support/tokens';
import { answered, type Engine, engine, FACTS, ROUTE } from './engine';

const SUB = String(access().sub);
const DEVICE = certificate({ name: 'laptop-17' });
const THUMB = createHash('sha256').update(DEVICE.der).digest('base64url');
const handed = { clientCertPem: DEVICE.pem, subjectDN: 'CN=laptop-17', issuerDN: 'CN=laptop-17', serialNumber: new X509Certificate(DEVICE.der).serialNumber };
const device = (more: Json = {}): any => ({ pk: deviceKey(THUMB), tier: 'MANAGED', reportedAt: NOW - 60, revoked: false, posture: {}, ...more });
const subject = (more: Json = {}): any => ({ pk: subjectKey(ISSUER, SUB), riskScore: 0, updatedAt: NOW - 5, recentDenials: 0, velocity: 1, devices: [], places: [], ...more });

interface Asked extends Told {
  readonly token?: Json | string | null;
}

const event = (kind: 'rest' | 'http', { token = {}, ...told }: Asked = {}): any => eventOf(kind, {
  ...told, headers: { ...(token === null ? {} : { Authorization: `Bearer ${typeof token === 'string' ? token : mint(access(token))}` }), ...told.headers },
});

async function ask(of: Engine, asked: Asked = {}): Promise<{ readonly outcome: string; readonly reasons: readonly string[] }> {
  const outcomes = [];
  for (const kind of KINDS) {
    const answer = await answered(of, event(kind, asked));
    const { outcome, reasons, mode } = of.last();
    expect(answer === 'Allow').toBe(outcome === 'allow' || mode === 'observe');
    outcomes.push({ outcome, reasons });
  }
  expect(outcomes[0]).toEqual(outcomes[1]);
  return outcomes[0];
}

test('who may come in does, and what stands behind the door is told who it is', async () => {
  const of = engine();
  const [rest, http] = [await of.authorizer.handle(event('rest')), await of.authorizer.handle(event('http'))] as any[];
  const context = { schema: 'zero-trust/context/1', outcome: 'allow', tier: 'BASIC', score: expect.any(Number), route: 'GET /documents/{id}', sub: SUB, issuer: ISSUER, client: '1example23456789', kind: 'user', scopes: 'documents/read', personas: 'employee', username: 'ann' };
  expect(rest).toEqual({ principalId: SUB, context, policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: 'arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/prod/GET/documents/42' }] } });
  expect(http).toEqual({ isAuthorized: true, context });
});

test('the line in the log is the one that is promised, and holds no token and no name', async () => {
  const of = engine();
  of.table.rows.set(deviceKey(THUMB), device());
  expect(await ask(of, { route: '/managed/{id}', path: '/managed/7', certificate: handed })).toEqual({ outcome: 'allow', reasons: ['permitted'] });
  expect(of.last()).toMatchObject({
    schema: 'zero-trust/decision/1', outcome: 'allow', reasons: ['permitted'], policies: ['route.Documents.GET /managed/{id}'], tier: 'MANAGED', subject: expect.stringMatching(/^h:[\w-]{22}$/), device: `x5t#S256${THUMB}`,
    action: 'GET /managed/{id}', resource: 'managed/7', purpose: null, bundle: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), stepUp: null, mode: 'enforce', requestId: 'r-1', sequence: 2, door: 'App/Documents',
    facts: { 'device.posture': { asOf: '2026-11-22T11:59:00.000Z', state: 'fresh' }, 'subject': { state: 'absent' } },
  });
  for (const secret of [SUB, 'ann', '198.51.100.7', mint(access()).split('.')[2], 'laptop-17']) expect(of.lines.join('')).not.toContain(secret);
});

type Rows = readonly any[];
test('the scorer reads whose row it is from the line, and nobody without the key does', async () => {
  const of = engine();
  await ask(of);
  const key = Buffer.alloc(32, 7);
  expect(readObservation(of.lines[of.lines.length - 1], key).observation).toMatchObject({ source: 'test', sequence: 2, row: subjectKey(ISSUER, SUB), outcome: 'allow', reasons: ['permitted'] });
  expect(readObservation(of.lines[of.lines.length - 1], Buffer.alloc(32, 8)).observation).toBeUndefined();
  await ask(of, { token: null });
  expect(of.last().seal).toBeUndefined();
});

const DENIALS: [what: string, asked: Asked, reasons: readonly string[], rows: Rows | undefined][] = ([
  ['no token', { token: null }, ['token-missing']],
  ['an expired token', { token: { iat: NOW - 2_000, exp: NOW - 100 } }, ['token-expired']],
  ['no scope', { token: { scope: 'documents/write' } }, ['scope-missing']],
  ['no persona', { token: { 'cognito:groups': [] } }, ['persona-missing']],
  ['neither', { token: { 'scope': '', 'cognito:groups': ['staffx'] } }, ['scope-missing', 'persona-missing']],
  ['a route that is not there', { route: '/secrets', path: '/secrets', parameters: null }, ['route-unknown']],
  ['a method that is not there', { method: 'POST' }, ['route-unknown']],
  ['a route called constructor', { route: '/constructor', path: '/constructor', parameters: null }, ['route-unknown']],
  ['14: the execute-api host', { host: 'abcdef1234.execute-api.eu-west-1.amazonaws.com' }, ['host-not-allowed']],
  ['18: a path of two readings', { path: '/admin/../documents/42', parameters: { id: '42' } }, ['path-ambiguous']],
  ['18: a method in a header', { headers: { 'X-HTTP-Method-Override': 'GET' }, method: 'DELETE', token: {} }, ['scope-missing']],
  ['16: no certificate', { route: '/managed/{id}', path: '/managed/7' }, ['certificate-missing']],
  ['16: a device of no inventory', { route: '/managed/{id}', path: '/managed/7', certificate: handed }, ['device-unknown']],
  ['16: a revoked device', { route: '/managed/{id}', path: '/managed/7', certificate: handed }, ['device-revoked'], [device({ revoked: true })]],
  ['16: a revoked device on a route that asks for none', { certificate: handed }, ['device-revoked'], [device({ revoked: true })]],
  ['16: a device that has not reported for two days', { route: '/managed/{id}', path: '/managed/7', certificate: handed }, ['posture-stale'], [device({ reportedAt: NOW - 172_800 })]],
  ['16: a device of a lower tier', { route: '/managed/{id}', path: '/managed/7', certificate: handed }, ['tier-too-low'], [device({ tier: 'KNOWN' })]],
  ['17: a subject whose tokens were revoked', {}, ['token-revoked'], [subject({ revokedBefore: NOW - 50 })]],
  ['17: a session that was ended', {}, ['token-revoked'], [{ pk: sessionKey(ISSUER, 'o-1'), revokedAt: NOW - 10 }]],
  ['19: a risk above the floor', {}, ['risk-too-high'], [subject({ riskScore: 90 })]],
  ['19: not at this time', { route: '/office', path: '/office', parameters: null }, ['outside-hours']],
  ['an object of somebody else', { route: '/people/{sub}/documents', path: '/people/bob/documents', parameters: { sub: 'bob' } }, ['object-of-another']],
  ['a row that nobody can read', {}, ['store-unreachable'], [subject({ riskScore: 'low' })]],
] as (readonly [string, Asked, readonly string[], Rows?])[]).map(([what, asked, reasons, rows]) => [what, asked, reasons, rows]);

test.each(DENIALS)('denied: %s', async (_, asked, reasons, rows = []) => {
  const of = engine();
  for (const row of rows) of.table.rows.set(row.pk, row);
  expect(await ask(of, asked)).toEqual({ outcome: 'deny', reasons });
});

const ALLOWED: readonly (readonly [string, Asked, Rows?])[] = [
  ['a device that reported', { route: '/managed/{id}', path: '/managed/7', certificate: handed }, [device()]],
  ['an own object', { route: '/people/{sub}/documents', path: `/people/${SUB}/documents`, parameters: { sub: SUB } }],
  ['a method of a route for any', { route: '/files/{proxy+}', path: '/files/a/b', parameters: { proxy: 'a/b' } }],
  ['17: a token that was issued after the revocation', {}, [subject({ revokedBefore: NOW - 200 })]],
  ['a public route, without a token', { route: '/health', path: '/health', parameters: null, token: null }],
  ['a public route, with a token of nobody', { route: '/health', path: '/health', parameters: null, token: 'a.b.c' }],
  ['a jewel, whose facts are there', { route: '/jewels/{id}', path: '/jewels/1' }],
];

test.each(ALLOWED.map(([what, asked, rows = []]): [string, Asked, Rows] => [what, asked, rows]))('let in: %s', async (_, asked, rows) => {
  const of = engine();
  for (const row of rows) of.table.rows.set(row.pk, row);
  expect((await ask(of, asked)).outcome).toBe('allow');
});

test('a 401 asks for a token, a 403 is final', async () => {
  const of = engine();
  expect(await answered(of, event('rest', { token: null }))).toBe('401');
  expect(await answered(of, event('rest', { token: { scope: 'x' } }))).toBe('Deny');
});

describe('step-up', () => {
  const asked = (token: Json): Asked => ({ method: 'DELETE', token: { scope: 'documents/delete', ...token } });
  test('who signed in long ago is asked to do so again, and comes in right afterwards', async () => {
    const of = engine();
    expect(await ask(of, asked({ auth_time: NOW - 400, iat: NOW - 400 }))).toEqual({ outcome: 'step-up', reasons: ['step-up-needed'] });
    expect(of.last().stepUp).toEqual({ maxAge: 300 });
    const answer = await of.authorizer.handle(event('rest', asked({ auth_time: NOW - 400, iat: NOW - 400 }))) as any;
    expect(answer.context.challenge).toContain('error="insufficient_user_authentication"');
    expect(answer.context.challenge).toContain('max_age="300"');
    expect((await ask(of, asked({ auth_time: NOW - 10, iat: NOW - 10 }))).outcome).toBe('allow');
  });
  test('who may not do it anyway is not sent to sign in', async () => {
    expect(await ask(engine(), asked({ 'auth_time': NOW - 400, 'iat': NOW - 400, 'cognito:groups': [] }))).toEqual({ outcome: 'deny', reasons: ['persona-missing', 'step-up-needed'] });
  });
  test('a token that does not say when is too old', async () => {
    expect(await ask(engine(), asked({ auth_time: undefined }))).toEqual({ outcome: 'step-up', reasons: ['step-up-needed'] });
  });
});

test('policies of users permit and forbid beside those of the routes', async () => {
  const of = engine({ policies: { 'own.cedar': '@id("night") forbid (principal, action, resource) when { context.trust.score < 0 };\n@id("audit") permit (principal in Group::"auditors", action == Action::"GET /documents/{id}", resource);\n@id("not-42") forbid (principal, action, resource == Resource::"documents/13");' } });
  expect((await ask(of, { token: { 'scope': '', 'cognito:groups': ['auditors'] } })).outcome).toBe('allow');
  expect(of.last().policies).toEqual(['audit']);
  expect(await ask(of, { path: '/documents/13' })).toEqual({ outcome: 'deny', reasons: ['policy-forbids'] });
});

describe('a policy that forbids and cannot be evaluated', () => {
  // 20: the attribute is optional; a policy that reads it without asking is skipped by Cedar.
  const policies = { 'own.cedar': '@id("broken") forbid (principal, action, resource) when { context.token.ageSeconds * 9223372036854775807 > 1 };' };
  test('denies', async () => { expect(await ask(engine({ policies }))).toEqual({ outcome: 'deny', reasons: ['policy-error'] }); });
  test('is skipped where strictness is off', async () => { expect((await ask(engine({ policies, strict: false }))).outcome).toBe('allow'); });
});

describe('while a route only observes', () => {
  const asked: Asked = { route: '/legacy', path: '/legacy', parameters: null };
  test('what would be refused passes, and is told', async () => {
    const of = engine();
    expect(await ask(of, { ...asked, token: null })).toEqual({ outcome: 'deny', reasons: ['token-missing', 'observed'] });
    expect(of.last().mode).toBe('observe');
    expect((await of.authorizer.handle(event('http', { ...asked, token: null })) as any)).toEqual({ isAuthorized: true, context: expect.objectContaining({ outcome: 'deny', observed: 'token-missing' }) });
    of.time += 86_400_000;
    expect(await ask(of, { ...asked, token: null })).toEqual({ outcome: 'deny', reasons: ['token-missing'] });
  });
  test.each<[string, Asked]>([['a path of two readings', { ...asked, path: '/x/../legacy' }], ['another host', { ...asked, host: 'evil.example' }]])('%s does not', async (_, wrong) => {
    for (const kind of KINDS) expect(await answered(engine(), event(kind, wrong))).toBe('Deny');
  });
});

/** Each thing that is called in a decision, made to throw. */
const THROWS: Readonly<Record<string, (parts: Parts) => Parts>> = {
  'the verifier': (p) => ({ ...p, verifier: { verify: () => { throw new Error('x'); } } as never }),
  'the verifier, later': (p) => ({ ...p, verifier: { verify: async () => Promise.reject(new Error('x')) } as never }),
  'the verifier, with nothing': (p) => ({ ...p, verifier: { verify: async () => Promise.reject(undefined) } as never }),
  'the reader of certificates': (p) => ({ ...p, certificates: { read: () => { throw new Error('x'); } } as never }),
  'the store': (p) => ({ ...p, stores: { ...p.stores!, rows: { read: () => { throw new Error('x'); } } as never } }),
  'the store, later': (p) => ({ ...p, stores: { ...p.stores!, rows: { read: async () => Promise.reject(new Error('x')) } as never } }),
  'the store, with rows of nothing': (p) => ({ ...p, stores: { ...p.stores!, rows: { read: () => ({}) } as never } }),
  'the trust': (p) => ({ ...p, trust: undefined as never }),
  'the policies': (p) => ({ ...p, evaluator: { evaluate: () => { throw new Error('x'); } } }),
  'the policies, later': (p) => ({ ...p, evaluator: { evaluate: async () => Promise.reject(new Error('x')) } }),
  'the policies, with nothing': (p) => ({ ...p, evaluator: { evaluate: () => undefined as never } }),
  'the bundle': (p) => ({ ...p, bundle: undefined as never }),
  'the limits': (p) => ({ ...p, bundle: { ...p.bundle, limits: undefined as never } }),
  'the routes': (p) => ({ ...p, bundle: { ...p.bundle, routes: undefined as never } }),
};

test.each(Object.keys(THROWS))('%s throws: denied, and told', async (what) => {
  const of = engine({ parts: THROWS[what] });
  for (const kind of KINDS) {
    expect(await answered(of, event(kind, { certificate: handed }))).toBe('Deny');
    expect(of.last()).toMatchObject({ outcome: 'deny', reasons: ['internal-error'] });
  }
  expect(of.lines.join('')).not.toContain(mint(access()).split('.')[2]);
});

test.each<[string, Parameters<typeof engine>[0]]>([
  ['the bundle is cut off', { text: '{"schema":"zero-trust/policy-bundle/1"' }], ['the bundle is of another version', { text: '{"schema":"zero-trust/policy-bundle/2"}' }], ['the bundle is empty', { text: '' }],
  ['nothing can be opened', { parts: () => { throw new Error('no region'); } }], ['nothing is thrown', { parts: () => { throw undefined; } }],
])('%s: denied, and told each time', async (_, options) => {
  const of = engine(options);
  for (const kind of [...KINDS, ...KINDS]) {
    expect(await answered(of, event(kind))).toBe('Deny');
    expect(of.last()).toMatchObject({ outcome: 'deny', reasons: ['bundle-invalid'] });
  }
});

test('a line that cannot be written is a decision that was not made', async () => {
  const of = engine({ write: () => { throw new Error('no space'); } });
  for (const kind of KINDS) expect(await answered(of, event(kind))).toBe('Deny');
});

test('a key of the audit log that cannot be had leaves the subject out', async () => {
  for (const auditKey of [(): undefined => undefined, (): never => { throw new Error('x'); }, async (): Promise<never> => Promise.reject(new Error('x'))]) {
    const of = engine({ auditKey });
    expect((await ask(of)).outcome).toBe('allow');
    expect(of.last().subject).toBeNull();
  }
});

const never = async (): Promise<never> => new Promise(() => undefined);
const down = async (): Promise<never> => Promise.reject(new Error('down'));

test('an issuer that does not answer in time', async () => {
  const of = engine({ fetch: never, limits: { ...LIMITS, deadlineMs: 60 } });
  expect(await ask(of)).toEqual({ outcome: 'deny', reasons: ['deadline'] });
});

test('an issuer that is down, from the first request on, and later', async () => {
  const of = engine();
  const [before] = of.sets.values();
  of.sets.clear();
  expect(await ask(of)).toEqual({ outcome: 'deny', reasons: ['keys-unavailable'] });
  of.sets.set(COGNITO.jwksUri, before);
  of.time += 10_000;
  expect((await ask(of)).outcome).toBe('allow');
  of.sets.clear();
  of.time += 7_200_000;
  const later = { iat: NOW + 7_200, exp: NOW + 7_900, auth_time: NOW + 7_200 };
  expect((await ask(of, { token: later })).outcome).toBe('allow');
});

describe('the table', () => {
  test.each<[string, () => Promise<never>]>([['down', down], ['silent', never]])('%s: a route that rests on it is closed, another goes on', async (_, fault) => {
    const of = engine({ limits: { ...LIMITS, deadlineMs: 60 } });
    of.table.fault = fault;
    const jewel = await ask(of, { route: '/jewels/{id}', path: '/jewels/1' });
    expect(jewel.outcome).toBe('deny');
    expect(['store-unreachable', 'deadline']).toContain(jewel.reasons[0]);
    if (fault === down) expect((await ask(of)).outcome).toBe('allow');
  });
  test('p: down for a moment, with a snapshot that is young enough', async () => {
    const of = engine();
    of.table.rows.set(deviceKey(THUMB), device());
    const asked: Asked = { route: '/managed/{id}', path: '/managed/7', certificate: handed };
    expect((await ask(of, asked)).outcome).toBe('allow');
    of.table.fault = down;
    of.time += 60_000;
    expect((await ask(of, asked)).outcome).toBe('allow');
    of.time += 300_000;
    expect((await ask(of, asked)).outcome).toBe('deny');
  });
  test('a revocation counts within ten seconds', async () => {
    const of = engine();
    expect((await ask(of)).outcome).toBe('allow');
    of.table.rows.set(subjectKey(ISSUER, SUB), subject({ revokedBefore: NOW }));
    of.time += 11_000;
    expect(await ask(of)).toEqual({ outcome: 'deny', reasons: ['token-revoked'] });
  });
});

test('clocks five minutes apart: a token of the future is refused, one of the past goes as far as it lasts', async () => {
  const of = engine();
  of.time -= 300_000;
  expect(await ask(of)).toEqual({ outcome: 'deny', reasons: ['token-not-yet'] });
  of.time += 600_000;
  expect((await ask(of)).outcome).toBe('allow');
});

test('network location alone changes nothing', async () => {
  const of = engine();
  const outcomes = [];
  for (const sourceIp of ['203.0.113.9', '198.51.100.7', '10.0.0.1', '2001:db8::1']) {
    await ask(of, { sourceIp });
    const { outcome, tier, score } = of.last();
    outcomes.push({ outcome, tier, score });
  }
  expect(new Set(outcomes.map((o) => JSON.stringify(o))).size).toBe(1);
});

test('facts of the bundle are what the test says', () => { expect([FACTS.routes.length, ROUTE.minimumTier, RSA.alg]).toEqual([9, 'BASIC', 'RS256']); });

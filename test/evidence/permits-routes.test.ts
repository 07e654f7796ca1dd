/** What the text says of doors, routes and identities, line by line; what could be abused; and a door that stands alone. */
import { intentShape } from '../../lib/cli/input/intent-shape';
import { joinPermits, scopesApart } from '../../lib/evidence';
import { type Intent, mergeIntents, normaliseIntent, type Threat, threatTable } from '../../lib/intent';
import { networkOf, render, reportOf, SCOPE, sectionOf, textOf } from './support';

const HANDLER = { kind: 'function', path: 'Docs/Read' };
const route = (over: object = {}): object => ({ door: 'Door', route: 'GET /documents/{id}', handler: HANDLER, scopes: ['documents/read'], ...over });
const IDENTITY = { path: 'Docs/Identity', kind: 'user-pool', clients: [{ id: 'web', kind: 'web', scopes: ['documents/read'] }, { id: 'job', kind: 'service', scopes: ['documents/read'] }], scopes: ['documents/write', 'documents/read'] };
const BASE = {
  personas: [{ id: 'employee', groups: ['staff'] }, { id: 'partner', groups: ['partners'] }],
  doors: [{ id: 'Door', profile: 'tls13', identity: 'Docs/Identity' }],
  identities: [IDENTITY],
};
function doorOf(routes: readonly object[], more: object = {}, scope = SCOPE): Intent {
  const { intent, findings } = normaliseIntent({ ...BASE, routes, ...more }, { scope });
  expect(findings.filter((f) => f.level === 'error').map((f) => f.message)).toEqual([]);
  return intent;
}
const alone = (...intents: Intent[]): string => render(joinPermits([{ stage: '', intent: mergeIntents(intents), network: networkOf() }], { threats: false }));

test('a door says its protocol and profile; a route says who, what answers, and why; one for anybody is loud about its reason', () => {
  const text = alone(doorOf([
    route({ personas: ['partner', 'employee'], because: 'shows documents', purpose: 'case work' }),
    route({ route: 'PUT /documents/{id}', scopes: ['documents/write', 'documents/read'] }),
    route({ route: 'GET /health', scopes: undefined, publicBecause: 'the status page asks' }),
    route({ route: 'POST /imports', scopes: undefined, callers: [{ path: 'Docs/Batch' }], handler: { kind: 'service', path: 'sqs:SendMessage' } }),
    route({ route: 'ANY /legacy/{proxy+}', handler: { kind: 'http', path: 'Docs/Link' } }),
  ].map((r) => JSON.parse(JSON.stringify(r)) as object)));
  expect(sectionOf(text, 'Routes of Door')).toEqual([
    'Routes of Door: who may call what; nothing else answers',
    '  REST API; TLS 1.3; tokens of Docs/Identity',
    '  METHOD  PATH              WHO MAY CALL                              HANDLER',
    '  GET     /documents/{id}   employee, partner with documents/read     Docs/Read',
    '      shows documents',
    '      purpose: case work',
    '  PUT     /documents/{id}   whoever has documents/read or             Docs/Read',
    '                            documents/write',
    '  GET     /health           ANYBODY                                   Docs/Read',
    '      public, because the status page asks',
    '  POST    /imports          SigV4: Docs/Batch                         service action sqs:SendMessage',
    '  ANY     /legacy/{proxy+}  whoever has documents/read                HTTP through Docs/Link',
  ]);
  expect(text.split('\n')[2]).toBe('posture standard, 1 door, 5 routes, 1 of them public');
  expect(sectionOf(text, 'Identities')).toEqual([
    'Identities: who issues tokens, to which clients, with which scopes',
    '  IDENTITY       KIND       CLIENTS',
    '  Docs/Identity  user pool  job (service), web (web)',
    '      scopes: documents/read, documents/write',
    '      job calls by itself, without a user, with documents/read',
  ]);
});

test('behind client certificates nobody is anybody: any device may call what asks for nothing more', () => {
  const text = alone(doorOf([JSON.parse(JSON.stringify(route({ route: 'POST /telemetry', scopes: undefined, publicBecause: 'devices show their certificate' })))], { doors: [{ id: 'Door', profile: 'device-certificate' }] }));
  expect(sectionOf(text, 'Routes of Door').slice(3)).toEqual(['  POST    /telemetry  ANY DEVICE    Docs/Read', '      nothing more is asked, because devices show their certificate']);
  expect(text).not.toMatch(/ANYBODY|public,/);
  expect(text).toContain('1 route, 0 of them public');
});

test('an issuer that does not say its scopes is loud about it, and what the policy engine will judge is said', () => {
  const intent = doorOf([route()], { identities: [{ path: 'Docs/Identity', kind: 'issuer' }] });
  expect(alone(intent)).toContain('scopes: not known here; the issuer decides');
  const asked: Intent = { ...intent, routes: intent.routes?.map((r) => ({ ...r, minimumTier: 'MANAGED', objectRule: 'own', stepUpSeconds: 300 })) };
  expect(sectionOf(alone(asked), 'Routes of Door')).toContain('      device at least MANAGED; own objects only; signed in at most 300 seconds ago');
});

test('an identity stands with the doors that take its tokens, and one that no door takes stands once', () => {
  const other = doorOf([route()], { identities: [{ ...IDENTITY, path: 'Docs/Other' }, { path: 'Docs/Spare', kind: 'existing-pool' }], doors: [{ id: 'Door', displayName: 'Side entrance', profile: 'private', identity: 'Docs/Other' }] }, 'Zweite');
  const text = alone(doorOf([route()]), other);
  const [first, second] = text.split('Zweite');
  expect(first).toMatch(/Docs\/Identity +user pool/);
  expect(first).toMatch(/Docs\/Spare +user pool that exists/);
  expect(first).not.toMatch(/Docs\/Other +user pool/);
  expect(second).toMatch(/Docs\/Other +user pool/);
  expect(second).not.toMatch(/Docs\/Spare/);
  expect(second).toContain('Routes of Door (Side entrance)');
});

test('each door of a façade has its own routes, by path and method', () => {
  const doors = [{ id: 'Front', profile: 'tls13', identity: 'Docs/Identity' }, { id: 'Back', profile: 'private', protocol: 'http', identity: 'Docs/Identity' }];
  const text = alone(doorOf(['PUT /b', 'GET /b', 'GET /a'].map((r) => route({ route: r, door: 'Front' })).concat(route({ door: 'Back' })), { doors }));
  expect(sectionOf(text, 'Routes of Back')).toEqual([expect.any(String), '  HTTP API; private: through interface endpoints alone; tokens of Docs/Identity', expect.stringContaining('METHOD'), expect.stringContaining('/documents/{id}')]);
  expect(sectionOf(text, 'Routes of Front').slice(3).map((line) => line.trim().split(/\s+/).slice(0, 2).join(' '))).toEqual(['GET /a', 'GET /b', 'PUT /b']);
  expect(text.match(/^Identities/gm)).toHaveLength(1);
});

describe('a front door without a network', () => {
  test('needs no report of one, and says nothing of one', () => {
    const intent = doorOf([route()]);
    expect(scopesApart({ intent, network: networkOf() })).toEqual([]);
    expect(alone(intent)).not.toMatch(/Flows:|Idle|Budgets|Endpoints|FLOW LOG|segment/);
  });

  test('nor does an identity alone', () => {
    expect(scopesApart({ intent: doorOf([], { doors: [] }), network: networkOf() })).toEqual([]);
  });

  test('but what has segments and no report does, and a stray route is told', () => {
    const half = doorOf([route()], { segments: [{ id: 'api' }] });
    expect(scopesApart({ intent: half, network: networkOf() })).toEqual([{ file: 'intent', pointer: '/scopes/0/scope', scope: SCOPE }]);
    const stray: Intent = { ...half, routes: half.routes?.map((r) => ({ ...r, scope: 'Stray' })) };
    expect(scopesApart({ intent: stray, network: networkOf(reportOf()) })).toEqual([{ file: 'intent', pointer: '/routes/0/scope', scope: 'Stray' }]);
  });
});

test('without a door the text and the data say nothing of one', () => {
  expect(textOf({ segments: [{ id: 'api' }] })).not.toMatch(/door|route|Identit/);
  const { stages: [stage] } = joinPermits([{ stage: '', intent: normaliseIntent({}, { scope: SCOPE }).intent, network: networkOf(reportOf()) }], { threats: true });
  expect([Object.keys(stage), Object.keys(stage.scopes[0])].flat()).toEqual(expect.not.arrayContaining(['doors', 'routes', 'identities']));
});

test('the command line reads what is written, and tells what has another shape', () => {
  const intent = JSON.parse(JSON.stringify(doorOf([route()]))) as Intent;
  expect(intentShape(intent, '')).toBeUndefined();
  const [first] = intent.routes ?? [];
  expect(intentShape({ ...intent, routes: [{ ...first, access: 'all' }] }, '')).toMatchObject({ pointer: '/routes/0/access' });
  expect(intentShape({ ...intent, doors: [{ id: 'Door' }] }, '')).toMatchObject({ pointer: '/doors/0/scope' });
  expect(intentShape({ ...intent, identities: [{ path: 1 }] }, '')).toMatchObject({ pointer: '/identities/0/path' });
});

describe('threats of a route', () => {
  const table = (over: object, more: object = {}): Threat[] => threatTable(doorOf([JSON.parse(JSON.stringify(route(over))) as object], more), { flowLogs: false, serviceAccess: {} });
  const stoppedBy = (rows: readonly Threat[], kind: string): string | undefined => rows.find((t) => t.kind === kind)?.stoppedBy;

  test('say who, what stops them, and what watches them', () => {
    const rows = table({ personas: ['employee'] });
    expect(rows.map((t) => [t.kind, t.stoppedBy])).toEqual([
      ['exposure', 'API Gateway turns other callers away before `Docs/Read` is asked'],
      ['impersonation', 'API Gateway verifies the token and asks for `documents/read`'],
      ['interception', 'TLS 1.3'],
      ['other-objects', 'nothing but what `Docs/Read` checks itself'],
      ['theft', 'nothing until the token expires: whoever carries it is taken for its owner'],
    ]);
    expect(new Set(rows.map((t) => `${t.flow}; ${t.edge}; ${t.watchedBy}`))).toEqual(new Set(['Door GET /documents/{id}; employee -> Docs/Read; the access log of the door']));
  });

  test('a public route stops nobody, in so many words', () => {
    const rows = table({ scopes: undefined, publicBecause: 'the status page asks' });
    expect(stoppedBy(rows, 'impersonation')).toBe('nothing: public, because the status page asks');
    expect(stoppedBy(rows, 'exposure')).toBe('nothing but what `Docs/Read` checks itself');
    expect(rows.map((t) => t.kind)).not.toContain('theft');
  });

  test('signed requests cannot be stolen, and name roles', () => {
    const rows = table({ scopes: undefined, callers: [{ path: 'Docs/Batch' }] });
    expect(stoppedBy(rows, 'impersonation')).toContain('SigV4');
    expect(rows.map((t) => t.kind)).not.toContain('theft');
    expect(rows[0].edge).toBe('Docs/Batch -> Docs/Read');
  });

  test('a path without a parameter names nobody\'s object; a certificate and a private door stop thieves in part', () => {
    expect(table({ route: 'GET /documents' }).map((t) => t.kind)).not.toContain('other-objects');
    const of = (profile: string): Threat[] => table({}, { doors: [{ id: 'Door', profile, identity: 'Docs/Identity' }] });
    expect(stoppedBy(of('device-certificate'), 'theft')).toContain('mTLS');
    expect(stoppedBy(of('private'), 'theft')).toContain('interface endpoints');
    expect(of('private').find((t) => t.kind === 'exposure')?.abuser).toContain('interface endpoints');
  });

  test('are printed where they are asked for, of a door alone as well', () => {
    const text = render(joinPermits([{ stage: '', intent: doorOf([route()]), network: networkOf() }], { threats: true }), { width: 160 });
    expect(sectionOf(text, 'Threats').join('\n')).toContain('whoever has documents/read -> Docs/Read (Door GET /documents/{id})');
  });
});

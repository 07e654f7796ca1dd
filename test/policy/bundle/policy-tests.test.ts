/** Policy tests: rows of the intent, read strictly, run by the evaluator, told in sentences. */
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { Findings } from '../../../lib/intent';
import type { PolicyTestData } from '../../../lib/intent/model-policy-test';
import { POLICY_TEST_SCHEMA } from '../../../lib/intent/policy-test-schema';
import { readPolicyTests } from '../../../lib/intent/read-policy-test';
import { policyTestFindings, runPolicyTests } from '../../../lib/policy/bundle';
import { matchRoute } from '../../../lib/policy/bundle/match-route';
import { runs } from '../../algebra/support';
import { expectStyle } from '../../intent/support';
import { bundleOf, FACTS, MONDAY, ROUTE, ROW } from './support';

const OWN = '@id("own.office") forbid (principal, action == Action::"GET /people/{sub}/documents", resource) unless { context.location.sets.contains("office") };';
const bundle = bundleOf({
  policies: { 'own.cedar': OWN },
  routes: [...FACTS.routes, { id: 'GET /jewels/{id}', config: { ...ROUTE, certificate: true, required: ['device'], purpose: 'support-case' } }],
  trust: { ...FACTS.trust, countryHeader: 'cloudfront-viewer-country', behaviour: { maximumRisk: 60, maximumVelocity: 100, maximumRecentDenials: 5, maximumSpeed: 900 } },
});
const { who } = ROW;
const remover = { ...who, scopes: ['documents/delete'], signedIn: 60 };

const ROWS: readonly [string, Partial<PolicyTestData>, PolicyTestData['expect'], string?][] = [
  ['read from a managed device', {}, 'allow'],
  ['read from a device that last reported two days ago', { device: { tier: 'MANAGED', reported: 172_800, posture: {} } }, 'deny', 'not met: `context.trust.tier >= 2`'],
  ['a hardened device that went silent for two hours is still managed', { device: { tier: 'HARDENED', reported: 7_200, posture: {} } }, 'allow'],
  ['no device', { device: undefined }, 'deny', 'not met: `context.trust.tier >= 2`'],
  ['a partner', { who: { ...who, personas: ['partner'] } }, 'deny', 'not met: `principal in Persona::"employee"`'],
  ['no scope', { who: { ...who, scopes: ['openid'] } }, 'deny', 'not met: `context.token.scopes.contains("documents/read")`'],
  ['a service that is an employee', { who: { ...who, kind: 'service', subject: 'batch' } }, 'allow'],
  ['own, from the office', { what: 'GET /people/ada/documents', where: { address: '203.0.113.9' } }, 'allow'],
  ['own, from the office, by IPv6', { what: 'GET /people/ada/documents', where: { address: '2001:db8::7' } }, 'allow'],
  ['own, from a coffee shop', { what: 'GET /people/ada/documents' }, 'deny', 'decided by `own.office`'],
  ['another\'s', { what: 'GET /people/bob/documents', where: { address: '203.0.113.9' } }, 'deny', 'not met: `context.path.sub == principal.sub`'],
  ['own, encoded', { what: 'GET /people/%61da/documents', where: { address: '203.0.113.9' } }, 'allow'],
  ['delete, signed in a minute ago', { what: 'DELETE /documents/42', who: remover }, 'allow'],
  ['delete, signed in an hour ago', { what: 'DELETE /documents/42', who: { ...remover, signedIn: 3_600 } }, 'step-up', 'got step-up; not met: `context.token has authAgeSeconds && context.token.authAgeSeconds <= 300`'],
  ['delete, nobody says when signed in', { what: 'DELETE /documents/42', who: { ...who, scopes: ['documents/delete'] } }, 'step-up', 'got step-up'],
  ['delete on a Sunday', { what: 'DELETE /documents/42', who: remover, when: '2026-11-22T10:00:00Z' }, 'deny', 'not met: `context.time.windows.contains("office")`'],
  ['delete at 17:59 in Berlin', { what: 'DELETE /documents/42', who: remover, when: '2026-11-23T17:59:59+01:00' }, 'allow'],
  ['delete at 18:00 in Berlin', { what: 'DELETE /documents/42', who: remover, when: '2026-11-23T18:00:00+01:00' }, 'deny', 'office'],
  ['delete at 06:30 UTC in summer, 08:30 in Berlin', { what: 'DELETE /documents/42', who: remover, when: '2026-07-20T06:30:00Z' }, 'allow'],
  ['delete at 06:30 UTC in winter, 07:30 in Berlin', { what: 'DELETE /documents/42', who: remover, when: '2026-11-23T06:30:00Z' }, 'deny', 'office'],
  ['public, by anybody', { what: 'GET /health', who: { ...who, personas: [], scopes: [] }, device: undefined }, 'allow'],
  ['a jewel for a purpose', { what: 'GET /jewels/1', purpose: 'support-case' }, 'allow'],
  ['a jewel for another', { what: 'GET /jewels/1', purpose: 'curiosity' }, 'deny', 'purpose'],
  ['a jewel for none', { what: 'GET /jewels/1' }, 'deny', 'not met: `context has purpose && context.purpose == "support-case"`'],
  ['a jewel without a certificate', { what: 'GET /jewels/1', purpose: 'support-case', device: undefined }, 'deny', 'before any policy: certificate-missing'],
  ['at risk', { behaviour: { riskScore: 61, velocity: 0, recentDenials: 0 } }, 'deny', 'before any policy: risk-too-high'],
  ['refused too often', { behaviour: { riskScore: 0, velocity: 0, recentDenials: 6 } }, 'deny', 'before any policy: risk-too-high'],
  ['too fast', { behaviour: { riskScore: 0, velocity: 101, recentDenials: 0 } }, 'deny', 'before any policy: velocity-too-high'],
  ['too far', { behaviour: { riskScore: 0, velocity: 0, recentDenials: 0, travelSpeed: 901 } }, 'deny', 'before any policy: travel-impossible'],
  ['at the floors', { behaviour: { riskScore: 60, velocity: 100, recentDenials: 5, travelSpeed: 900 } }, 'allow'],
];
const rowOf = (it: string, changes: Partial<PolicyTestData>, expected: PolicyTestData['expect']): PolicyTestData => JSON.parse(JSON.stringify({ ...ROW, ...changes, it, expect: expected })) as PolicyTestData;

test.each(ROWS.map((row) => [row[0], row] as const))('%s', (it, [, changes, expected, words]) => {
  const [good] = runPolicyTests(bundle, [rowOf(it, changes, expected)], { personas: FACTS.personas });
  expect(good).toMatchObject({ passed: true, got: expected });
  expect(good.message).toBeUndefined();
  // The opposite fails, and says why.
  const wrong = expected === 'allow' ? 'deny' : 'allow';
  const [bad] = runPolicyTests(bundle, [rowOf(it, changes, wrong)], { personas: FACTS.personas });
  expect(bad).toMatchObject({ passed: false, got: expected });
  expect(bad.message).toContain(`policy test \`${it}\`: expected ${wrong}, got ${expected}`);
  if (words !== undefined) expect(bad.message).toContain(words);
  if (expected === 'allow' && it !== 'public, by anybody') expect(bad.message).toContain('decided by `route.Documents.');
});

test.each<[string, Partial<PolicyTestData>, string]>([
  ['an unknown route', { what: 'GET /document/42' }, '`GET /document/42` is for no route of door `Documents`; did you mean `GET /documents/{id}`?'],
  ['an unknown method', { what: 'PATCH /documents/42' }, 'is for no route'],
  ['a path that can be read in two ways', { what: 'GET /documents/%2e%2e' }, 'is for no route'],
  ['an unknown persona', { who: { ...who, personas: ['employe'] } }, '`who` is the unknown persona `employe`; did you mean `employee`?'],
  ['an address that is none', { where: { address: '1.2.3' } }, '`where` is `1.2.3`; expected an address'],
  ['a range', { where: { address: '10.0.0.0/8' } }, 'expected an address'],
])('%s fails, whatever it expects', (_, changes, words) => {
  for (const expected of ['allow', 'deny', 'step-up'] as const) {
    const [result] = runPolicyTests(bundle, [rowOf('x', changes, expected)]);
    expect(result.passed).toBe(false);
    expect(result.message).toContain(`policy test \`x\` tests nothing: `);
    expect(result.message).toContain(words);
  }
});

test('failures are findings, each with its row', () => {
  const rows = [rowOf('a', {}, 'allow'), rowOf('b', {}, 'deny'), rowOf('c', { what: 'GET /x' }, 'deny')];
  const findings = policyTestFindings(runPolicyTests(bundle, rows));
  expect(findings.map((f) => [f.code, f.level, f.pointer])).toStrictEqual([['PolicyTestFailed', 'error', '/policyTests/1'], ['PolicyTestFailed', 'error', '/policyTests/2']]);
  for (const { message } of findings) expectStyle(message);
});

test('a route without a purpose says none, whatever the row says: so does the authorizer', () => {
  const said = bundleOf({ policies: { 'own.cedar': 'forbid (principal, action, resource) when { context has purpose };' } });
  expect(runPolicyTests(said, [rowOf('x', { purpose: 'curiosity' }, 'allow')])[0]).toMatchObject({ passed: true });
});

test('a policy that could not be evaluated is told', () => {
  const broken = bundleOf({ policies: { 'own.cedar': '@id("own.age") forbid (principal, action, resource) when { context.token.ageSeconds * 9223372036854775807 < 0 };' } });
  const [result] = runPolicyTests(broken, [rowOf('x', { who: { ...who, tokenAge: 2 } }, 'allow')]);
  expect(result).toMatchObject({ passed: false, got: 'deny', policies: [], errors: [{ id: 'own.age' }] });
  expect(result.message).toContain('policy `own.age` could not be evaluated');
});

test('routes are matched as API Gateway matches them', () => {
  const routes = ['GET /a/{id}', 'GET /a/b', 'ANY /a/{id}', 'ANY /{proxy+}', 'GET /', 'POST /a/b/{rest+}'];
  const match = (request: string): unknown => { const { route, parameters } = matchRoute(routes, request) ?? {}; return route === undefined ? undefined : [route, { ...parameters }]; };
  expect(match('GET /a/b')).toStrictEqual(['GET /a/b', {}]);
  expect(match('GET /a/c%20d')).toStrictEqual(['GET /a/{id}', { id: 'c d' }]);
  expect(match('POST /a/c')).toStrictEqual(['ANY /a/{id}', { id: 'c' }]);
  expect(match('POST /a/b/c/d')).toStrictEqual(['POST /a/b/{rest+}', { rest: 'c/d' }]);
  expect(match('GET /a/b/c')).toStrictEqual(['ANY /{proxy+}', { proxy: 'a/b/c' }]);
  expect(match('GET /')).toStrictEqual(['GET /', {}]);
  expect(match('POST /')).toBeUndefined();
  for (const odd of ['GET /a/../b', 'GET /a/%2e', 'GET /a//b', 'GET /a/', 'GET /a/%2fb', 'GET /a/%zz']) expect(match(odd)).toBeUndefined();
});

const FILE = { it: 'a row', who: { subject: 'ada', personas: ['employee'], scopes: ['documents/read'] }, device: { tier: 'MANAGED' }, when: MONDAY, what: 'GET /documents/42', expect: 'allow' };
const read = (value: unknown): { readonly rows: readonly PolicyTestData[]; readonly told: readonly string[] } => {
  const findings = new Findings();
  const rows = readPolicyTests(value, '/policyTests', findings);
  return { rows, told: findings.all().map((f) => { expectStyle(f.message); return `${f.code} ${f.pointer} ${f.message}`; }) };
};

test('a row of a file is read, with what it leaves out left out', () => {
  expect(read([FILE])).toStrictEqual({ rows: [{ ...ROW, where: { address: '192.0.2.1' } }], told: [] });
  expect(read(undefined)).toStrictEqual({ rows: [], told: [] });
  // YAML makes a date of it.
  expect(read([{ ...FILE, when: new Date(MONDAY) }]).rows[0].when).toBe('2026-11-23T10:00:00.000Z');
  const all = { ...FILE, who: { kind: 'service', subject: 's', client: 'c', personas: [], groups: ['g'], scopes: [], tokenAge: 3, signedIn: 4, acr: 'mfa', amr: ['otp'] }, device: { tier: 'KNOWN', reported: 5, posture: { a: true, b: 'x', c: 1 } }, where: { address: '::1', country: 'DE' }, behaviour: { riskScore: 1, velocity: 2, recentDenials: 3, newDevice: true, travelSpeed: 4 }, score: 50, purpose: 'p' };
  expect(read([all])).toStrictEqual({ rows: [all], told: [] });
});

const WRONG: readonly (readonly [string, object, RegExp])[] = [
  ['an unknown field', { device: undefined, divice: { tier: 'MANAGED' } }, /^UnknownField \/policyTests\/0\/divice .*unknown field `divice`; did you mean `device`\?/],
  ['an unknown field of who', { who: { subject: 'ada', scope: ['x'] } }, /^UnknownField \/policyTests\/0\/who\/scope .*did you mean `scopes`\?/],
  ['an unknown tier', { device: { tier: 'MANGED' } }, /^UnknownValue \/policyTests\/0\/device\/tier .*did you mean `MANAGED`\?/],
  ['an unknown outcome', { expect: 'stepup' }, /^UnknownValue \/policyTests\/0\/expect .*did you mean `step-up`\?/],
  ['no expectation', { expect: undefined }, /^MissingField \/policyTests\/0 .*no `expect`/],
  ['nobody', { who: undefined }, /^MissingField .*no `who`/],
  ['a subject that is none', { who: { subject: 7 } }, /^WrongType \/policyTests\/0\/who\/subject/],
  ['a day', { when: '2026-11-23' }, /^WrongType \/policyTests\/0\/when .*expected an instant with an offset/],
  ['a time without an offset', { when: '2026-11-23T10:00:00' }, /^WrongType \/policyTests\/0\/when/],
  ['a day that is none', { when: '2026-13-23T10:00:00Z' }, /^WrongType \/policyTests\/0\/when/],
  ['a query string', { what: 'GET /documents/42?x=1' }, /^WrongType \/policyTests\/0\/what/],
  ['no method', { what: '/documents/42' }, /^WrongType \/policyTests\/0\/what/],
  ['a country in words', { where: { country: 'Germany' } }, /^WrongType \/policyTests\/0\/where\/country/],
  ['an age below nothing', { who: { subject: 'ada', signedIn: -1 } }, /^WrongType \/policyTests\/0\/who\/signedIn/],
  ['part of a number', { score: 1.5 }, /^WrongType \/policyTests\/0\/score/],
  ['a posture that is nested', { device: { tier: 'KNOWN', posture: { os: { version: 1 } } } }, /^WrongType \/policyTests\/0\/device\/posture\/os/],
  ['a flag that is a word', { behaviour: { newDevice: 'yes' } }, /^WrongType \/policyTests\/0\/behaviour\/newDevice/],
];
const validate = new Ajv().compile(POLICY_TEST_SCHEMA);

test.each(WRONG)('refused: %s', (_, changes, words) => {
  const row = JSON.parse(JSON.stringify({ ...FILE, ...changes })) as object;
  const { told } = read([row]);
  expect(told.some((t) => words.test(t))).toBe(true);
  // So does an editor, but for what no pattern says.
  if (!/2026-13/.test(JSON.stringify(row))) expect(validate(row)).toBe(false);
});

test('rows that are no list, and rows that are none', () => {
  expect(read({}).told).toEqual([expect.stringMatching(/^WrongType \/policyTests `policyTests` is an object; expected a list of rows$/)]);
  expect(read([null, 7, [], 'x']).told).toHaveLength(4);
});

test('the JSON schema refuses what the reader refuses, and takes what it takes', () => {
  const seen = { both: 0, neither: 0 };
  const value = fc.oneof(fc.constantFrom(...[FILE.who, FILE.device, 'allow', 'deny', MONDAY, 'GET /', 0, 1, 100, 101, -1, 'x', '', ' ', true, null, [], ['a'], [1], {}, 'MANAGED', 'DE', { address: '::1' }]), fc.jsonValue({ maxDepth: 1 }));
  const fieldsOf = ['it', 'who', 'device', 'when', 'where', 'behaviour', 'score', 'purpose', 'what', 'expect', 'other', 'who/subject', 'who/kind', 'who/scopes', 'who/signedIn', 'who/acr', 'device/tier', 'device/reported', 'device/posture', 'behaviour/newDevice', 'behaviour/riskScore', 'where/country', 'where/address'];
  fc.assert(fc.property(fc.constantFrom(...fieldsOf), value, (field, v) => {
    const row = JSON.parse(JSON.stringify({ ...FILE, where: {}, behaviour: {} })) as Record<string, any>;
    const [first, second] = field.split('/');
    if (second === undefined) row[first] = v;
    else row[first][second] = v;
    const isRead = read([row]).told.length === 0;
    seen[isRead ? 'both' : 'neither']++;
    expect(`${field} ${JSON.stringify(v)} ${validate(row)}`).toBe(`${field} ${JSON.stringify(v)} ${isRead}`);
  }), runs(600));
  expect(Math.min(seen.both, seen.neither)).toBeGreaterThan(50);
});

/** lib/policy/routes/schema.ts: Cedar reads it, every request fits it, policies of users are held to it with file, line and column. */
import * as fc from 'fast-check';
import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { compilePolicies } from '../../../lib/policy/compile';
import { schemaOf } from '../../../lib/policy/routes';
import { cedarRequest } from '../../../lib/policy/request';
import { runs } from '../../algebra/support';
import { hostile, randomRequests, requestTo, ROUTE_ID } from '../bundle/support';

const ROUTES = [ROUTE_ID, 'POST /documents', 'ANY /files/{proxy+}'];
const SCHEMA = schemaOf([{ id: 'Documents', routes: ROUTES }], { personas: ['employee', 'partner', 'auditor'], posture: { diskEncrypted: 'Bool', osVersion: 'String', patchLevel: 'Long' } });

test('Cedar reads it, and the order in which things are said does not matter', () => {
  expect(cedar.checkParseSchema(SCHEMA)).toMatchObject({ type: 'success' });
  expect(schemaOf([{ id: 'B', routes: ['GET /b', 'GET /a'] }, { id: 'A', routes: ['GET /a'] }], { personas: ['y', 'x', 'x'], posture: { b: 'Long', a: 'Bool' } }))
    .toBe(schemaOf([{ id: 'A', routes: ['GET /a', 'GET /a'] }, { id: 'B', routes: ['GET /a', 'GET /b'] }], { personas: ['x', 'y'], posture: { a: 'Bool', b: 'Long' } }));
  expect(cedar.checkParseSchema(schemaOf([]))).toMatchObject({ type: 'success' });
});

test('no name breaks out of it', () => {
  fc.assert(fc.property(hostile, fc.array(hostile, { maxLength: 3 }), hostile, hostile, fc.array(hostile, { minLength: 1, maxLength: 3 }), (door, routes, word, parameter, personas) => {
    const names = [door, ...routes, word, parameter, ...personas];
    fc.pre(names.every((t) => !/\p{Cs}/u.test(t)) && !/[{}/]/.test(parameter) && parameter !== '' && parameter !== '+');
    const withParameter = `GET /{${parameter}}`;
    const text = schemaOf([{ id: door, routes: [...routes, withParameter] }], { personas, posture: { [word]: 'Bool' } });
    const json = cedar.schemaToJson(text);
    if (json.type !== 'success') throw new Error(JSON.stringify(json.errors));
    const { actions, entityTypes, commonTypes } = (json.json as any)[''];
    expect(Object.keys(actions).sort()).toStrictEqual([...new Set([...routes, withParameter])].sort());
    expect(entityTypes.Persona.enum).toStrictEqual([...new Set(personas)].sort());
    expect(entityTypes.Door.enum).toStrictEqual([door]);
    expect(Object.keys(commonTypes.Posture.attributes)).toStrictEqual([word]);
    expect(Object.keys(actions[withParameter].appliesTo.context.attributes.path.attributes)).toStrictEqual([parameter.replace(/\+$/, '')]);
  }), runs(200));
});

test('every request fits it, by Cedar\'s own check of contexts and entities', () => {
  fc.assert(fc.property(randomRequests, (random) => {
    const { action, context, entities } = requestTo(ROUTE_ID, 'Documents', random);
    expect(cedar.checkParseContext({ context: context as never, schema: SCHEMA, action })).toStrictEqual({ type: 'success' });
    expect(cedar.checkParseEntities({ entities: entities as never, schema: SCHEMA })).toStrictEqual({ type: 'success' });
  }), runs(50));
  const { context, entities } = cedarRequest({ kind: 'user', subject: 'ada', client: 'c', scopes: [], personas: [], groups: ['staff'] }, { door: 'Documents', route: 'POST /documents', resource: '', owner: 'bob' }, {
    http_request: { http_method: 'POST', hostname: 'h', path: '/', client_ip: { __extn: { fn: 'ip', arg: '::1' } }, user_agent: 'curl' }, path: {}, token: { scopes: ['s'], client: 'c', ageSeconds: 1, authAgeSeconds: 2, acr: 'mfa', amr: ['pwd'] },
    trust: { tier: 3, score: 100 }, device: { tier: 3, ageSeconds: 1, enrolled: true, posture: { diskEncrypted: true, osVersion: '15', patchLevel: 3 } }, location: { sets: ['office'], country: 'DE' },
    behaviour: { riskScore: 1, velocity: 2, recentDenials: 3, newDevice: true, travelSpeed: 4 }, time: { windows: ['office'], weekday: 7, minuteOfDay: 1_439 }, purpose: 'p',
  });
  expect(cedar.checkParseContext({ context: context as never, schema: SCHEMA, action: { type: 'Action', id: 'POST /documents' } })).toStrictEqual({ type: 'success' });
  expect(cedar.checkParseEntities({ entities: entities as never, schema: SCHEMA })).toStrictEqual({ type: 'success' });
  // The check can fail.
  expect(cedar.checkParseContext({ context: { ...context, path: { id: '42' } } as never, schema: SCHEMA, action: { type: 'Action', id: 'POST /documents' } })).toMatchObject({ type: 'failure' });
});

test.each([
  ['a field that is not there', 'forbid (principal, action, resource)\nwhen { context.device.tier < 2 };', 'own.cedar:2:8', /unable to guarantee safety of access to optional attribute `device`/],
  ['a misspelt field', 'forbid (principal, action, resource)\nwhen { context.trust.teir < 2 };', 'own.cedar:2:8', /attribute `trust.teir` .*not found.*did you mean `tier`/],
  ['a parameter of another route', 'permit (principal, action == Action::"POST /documents", resource)\nwhen { context.path.id == principal.sub };', 'own.cedar:2:8', /attribute `path.id` .*not found/],
  ['a type that does not fit', 'forbid (principal, action, resource)\nwhen { context.trust.tier < "2" };', 'own.cedar:2:29', /expected.*Long/],
  ['an unknown action', 'permit (principal, action == Action::"POST /document", resource);', 'own.cedar:1:30', /unrecognized action .*did you mean `Action::"POST \/documents"`/],
  ['an unknown persona', 'permit (principal in Persona::"employe", action, resource);', 'own.cedar:1:22', /valid entity eids: "auditor", "employee", "partner"/],
  ['an unknown door', 'permit (principal, action, resource in Door::"Document");', 'own.cedar:1:40', /valid entity eids: "Documents"/],
  ['an unknown word of a device', 'forbid (principal, action, resource)\nwhen { context has device && !context.device.posture.diskEncrypted };', 'own.cedar:2:31', /optional attribute `posture.diskEncrypted`|diskEncrypted/],
  ['a group of a service', 'permit (principal is Service in Group::"staff", action, resource);', 'own.cedar:1:1', /impossible|unable to find/],
  ['no Cedar', 'allow everybody;', 'own.cedar:1:7', /unexpected token `everybody`/],
])('refused: %s', (_, text, place, words) => {
  const { findings } = compilePolicies({ files: { 'own.cedar': text }, schema: SCHEMA });
  expect(findings.map(({ file, line, column }) => `${file}:${line}:${column}`)).toContain(place);
  expect(findings.map((f) => f.message).join('\n')).toMatch(words);
});

test('without enumerations for engines that know none', () => {
  const open = schemaOf([{ id: 'D', routes: ROUTES }], { personas: ['a'], open: true });
  expect(open).not.toContain('enum');
  expect(cedar.checkParseSchema(open)).toMatchObject({ type: 'success' });
});

/** Security event tokens: what is taken, what is refused, what is acknowledged and only told; rows in any order of events. Examples are those of CAEP 1.0. */
import * as fc from 'fast-check';
import { deviceKey, sessionKey, subjectKey } from '../../../lib/runtime/authorizer/stores/keys';
import { readDevice, readSession, readSubject } from '../../../lib/runtime/authorizer/stores/rows';
import { behaviourOf } from '../../../lib/runtime/authorizer/facts/behaviour';
import { CAEP } from '../../../lib/runtime/signals-in/events/caep';
import { certificate } from '../authorizer/support/certificates';
import { EC, ISSUER, type Json, mint, mintHmac, NOW, RSA, setOf, STRANGER } from '../authorizer/support/tokens';
import { AUTHORITY, errorOf, IDP, iso, Setup } from './support/endpoint';

const SESSION = 'dMTlD|1600802906337.16|16008.16';
const user = { format: 'iss_sub', iss: ISSUER, sub: 'ann' };
const session = { format: 'opaque', id: SESSION };
const event = (name: string, more: Json = {}, sub: Json | undefined = user): Json => ({ sub_id: sub, events: { [`${CAEP}${name}`]: { event_timestamp: NOW - 20, ...more } } });
const revoked = (at: number, sub: Json = user): Json => event('session-revoked', { event_timestamp: at }, sub);
const before = ({ table }: Setup, subject = 'ann'): number | undefined => readSubject(table.rows.get(subjectKey(ISSUER, subject)), NOW).fact.value?.revokedBefore;
const ended = ({ table }: Setup): number | undefined => readSession(table.rows.get(sessionKey(ISSUER, SESSION)), NOW).fact.value?.revokedAt;
const reasons = ({ told }: Setup): unknown[] => told.filter(({ kind }) => kind === 'event').map(({ outcome }) => outcome);

test.each<[string, Json, Partial<{ before: number; ended: number; told: readonly string[] }>]>([
  ['a session', revoked(NOW - 20, { format: 'complex', session }), { ended: NOW - 20 }],
  ['a session of a user of a tenant: the session alone', revoked(NOW - 20, { format: 'complex', session, user, tenant: { format: 'opaque', id: '123456789' } }), { ended: NOW - 20 }],
  ['a user', revoked(NOW - 20), { before: NOW - 19 }],
  ['a user on a device: the user', revoked(NOW - 20, { format: 'complex', user, device: { format: 'opaque', id: 'x' } }), { before: NOW - 19 }],
  ['in the milliseconds of earlier drafts', revoked((NOW - 20) * 1_000 + 643), { before: NOW - 19 }],
  ['without a time: of the token', { sub_id: user, events: { [`${CAEP}session-revoked`]: {} } }, { before: NOW - 9 }],
  ['one of several names', revoked(NOW - 20, { format: 'aliases', identifiers: [{ format: 'email', email: 'ann@example.com' }, user] }), { before: NOW - 19 }],
  ['an opaque id that nobody says of what it is', revoked(NOW - 20, session), { told: ['subject-unmapped'] }],
  ['a user of another issuer', revoked(NOW - 20, { ...user, iss: 'https://other.example.com' }), { told: ['subject-unmapped'] }],
  ['an email', revoked(NOW - 20, { format: 'email', email: 'ann@example.com' }), { told: ['subject-unmapped'] }],
  ['an account', revoked(NOW - 20, { format: 'account', uri: 'acct:ann@example.com' }), { told: ['subject-unmapped'] }],
  ['aliases of aliases', revoked(NOW - 20, { format: 'aliases', identifiers: [{ format: 'aliases', identifiers: [user] }] }), { told: ['subject-unmapped'] }],
  ['a format of the prototype', revoked(NOW - 20, { format: 'constructor' }), { told: ['subject-unmapped'] }],
  ['nobody', event('session-revoked', {}, {}), { told: ['subject-unmapped'] }],
  ['of the future', revoked(NOW + 61), { told: ['event-in-future'] }],
  ['a time that is a text', revoked('x' as never), { told: ['event-malformed'] }],
  ['a password that was changed', event('credential-change', { credential_type: 'password', change_type: 'update' }), { before: NOW - 19 }],
  ['a key that was taken away', event('credential-change', { credential_type: 'fido2-roaming', change_type: 'revoke' }), { before: NOW - 19 }],
  ['a key that was added', event('credential-change', { credential_type: 'fido2-roaming', change_type: 'create' }), { told: ['no-action'] }],
  ['a change that is none', event('credential-change', { credential_type: 'password', change_type: 'toString' }), { told: ['event-malformed'] }],
  ['a weaker assurance', event('assurance-level-change', { namespace: 'NIST-AAL', current_level: 'nist-aal1', change_direction: 'decrease' }), { before: NOW - 19 }],
  ['an assurance of a direction that nobody says', event('assurance-level-change', { namespace: 'Retinal Scan', current_level: 'hi-res-scan' }), { before: NOW - 19 }],
  ['a stronger assurance', event('assurance-level-change', { namespace: 'NIST-AAL', current_level: 'nist-aal2', change_direction: 'increase' }), { told: ['no-action'] }],
  ['a device that nobody enrolled', event('device-compliance-change', { previous_status: 'compliant', current_status: 'not-compliant' }, { format: 'complex', device: { format: 'opaque', id: 'x' } }), { told: ['device-unknown'] }],
  ['a status that is none', event('device-compliance-change', { current_status: 'maybe' }), { told: ['event-malformed'] }],
  ['an event that nobody knows', { sub_id: user, events: { 'https://example.com/secevent/x': {} } }, { told: ['event-unknown'] }],
  ['claims that changed', event('token-claims-change', { claims: { role: 'ro-admin' } }), { told: ['event-unknown'] }],
  ['a verification', { sub_id: { format: 'opaque', id: 's' }, events: { 'https://schemas.openid.net/secevent/ssf/event-type/verification': { state: 'x' } } }, { told: ['no-action'] }],
  ['two events, one of them unknown', { sub_id: user, events: { x: {}, [`${CAEP}session-revoked`]: {} } }, { before: NOW - 9, told: ['event-unknown'] }],
])('acknowledged: %s', async (_, payload, expected) => {
  const setup = new Setup();
  expect(await setup.push(payload)).toMatchObject({ statusCode: 202, body: '' });
  expect({ before: before(setup), ended: ended(setup), told: reasons(setup) }).toEqual({ before: undefined, ended: undefined, told: [], ...expected });
  if (expected.before === undefined && expected.ended === undefined) expect(Object.keys(setup.table.content()).filter((key) => !key.startsWith('signal#'))).toEqual([]);
});

const GOOD = { iss: IDP, aud: ['x', 'https://sp.example.com/caep'], iat: NOW - 10, jti: 'j', ...revoked(NOW - 20) };
const token = (more: Json = {}, header: Json = {}, key = RSA): string => mint({ ...GOOD, ...more }, key, { typ: 'secevent+jwt', ...header });
test.each<[string, string, string, string]>([
  ['an access token', token({}, { typ: 'at+jwt' }), 'token-type', 'invalid_request'], ['without a type', token({}, { typ: undefined }), 'token-type', 'invalid_request'],
  ['a full media type is one', token({}, { typ: 'application/secevent+jwt' }), '', ''],
  ['none', mint(GOOD, RSA, { typ: 'secevent+jwt', alg: 'none' }), 'algorithm-not-allowed', 'invalid_request'], ['a secret of the public key', mintHmac(GOOD, JSON.stringify(RSA.jwk), { typ: 'secevent+jwt' }), 'algorithm-not-allowed', 'invalid_request'],
  ['an algorithm that the transmitter does not use', token({}, {}, EC), 'algorithm-not-allowed', 'invalid_request'], ['a key of its own', token({}, { jwk: STRANGER.jwk }, STRANGER), 'algorithm-not-allowed', 'invalid_request'],
  ['crit', token({}, { crit: ['exp'] }), 'algorithm-not-allowed', 'invalid_request'], ['a stranger of the same key id', token({}, {}, STRANGER), 'signature-invalid', 'authentication_failed'],
  ['a key that nobody knows', token({}, { kid: '../x' }), 'key-unknown', 'invalid_key'], ['another issuer', token({ iss: ISSUER }), 'issuer-unknown', 'invalid_issuer'], ['a list of issuers', token({ iss: [IDP] }), 'issuer-unknown', 'invalid_issuer'],
  ['meant for others', token({ aud: 'https://sp.example.com/caep2' }), 'audience-wrong', 'invalid_audience'], ['meant for nobody', token({ aud: undefined }), 'audience-wrong', 'invalid_audience'],
  ['of the future', token({ iat: NOW + 61 }), 'issued-in-future', 'invalid_request'], ['too old', token({ iat: NOW - 361 }), 'issued-too-long-ago', 'invalid_request'], ['ended', token({ exp: NOW - 61 }), 'issued-too-long-ago', 'invalid_request'],
  ['without an id', token({ jti: undefined }), 'claims-malformed', 'invalid_request'], ['without a time', token({ iat: undefined }), 'claims-malformed', 'invalid_request'], ['with a sub', token({ sub: 'ann' }), 'claims-malformed', 'invalid_request'],
  ['without events', token({ events: {} }), 'claims-malformed', 'invalid_request'], ['events in a list', token({ events: [] }), 'claims-malformed', 'invalid_request'],
  ['cut off', token().slice(0, -1), 'token-malformed', 'invalid_request'], ['padded', `${token()}=`, 'token-malformed', 'invalid_request'], ['two', `${token()},${token()}`, 'token-malformed', 'invalid_request'], ['empty', '', 'token-malformed', 'invalid_request'],
])('refused, and nothing is written: %s', async (_, raw, error, err) => {
  const setup = new Setup();
  const answer = await setup.pushRaw(raw);
  if (error === '') expect([answer.statusCode, before(setup)]).toEqual([202, NOW - 19]);
  else {
    expect([errorOf(answer), (JSON.parse(answer.body) as Json).err]).toEqual([`400 ${error}`, err]);
    expect(setup.table.writes).toBe(0);
  }
});

test('the same token again is acknowledged and changes nothing; its id with other events is refused', async () => {
  const setup = new Setup();
  await setup.pushRaw(token());
  const { writes } = setup.table;
  expect((await setup.pushRaw(token(), NOW + 299)).statusCode).toBe(202);
  expect(errorOf(await setup.pushRaw(token({ ...revoked(NOW) })))).toBe('400 id-reused');
  expect([setup.table.writes, before(setup)]).toEqual([writes, NOW - 19]);
  // As long as it would be taken it is remembered.
  expect((setup.table.rows.get([...setup.table.rows.keys()].find((key) => key.startsWith('signal#')) as string) as Json).expiresAt).toBeGreaterThan(NOW - 10 + 360);
});

test('any order of the same events, as often as they come, gives the same rows; `revokedBefore` is of the latest', async () => {
  const events = [revoked(NOW - 20), revoked(NOW - 300), event('credential-change', { credential_type: 'password', change_type: 'update', event_timestamp: NOW - 5 }), revoked(NOW - 40, { format: 'complex', session }), revoked(NOW - 10, { format: 'complex', session }), event('assurance-level-change', { current_level: 'x', event_timestamp: NOW - 100 })];
  const run = async (list: readonly Json[]): Promise<object> => {
    const setup = new Setup();
    for (const one of list) expect((await setup.push(one)).statusCode).toBe(202);
    expect([before(setup), ended(setup)]).toEqual([NOW - 4, NOW - 40]);
    return { ...setup.table.content('subject#'), ...setup.table.content('session#') };
  };
  const expected = await run(events);
  await fc.assert(fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), fc.subarray(events), async (shuffled, again) => { expect(await run([...again, ...shuffled, ...again])).toEqual(expected); }), { numRuns: 25, seed: 8 });
});

test('the authorizer reads the row: a token of the second of the event is refused, one of the next second is not', async () => {
  const setup = new Setup();
  await setup.push(revoked(NOW - 20));
  const subject = readSubject(setup.table.rows.get(subjectKey(ISSUER, 'ann')), NOW).fact;
  const floors = (issuedAt: number): readonly string[] => behaviourOf({ subject, session: { missing: 'absent' } }, { issuedAt }, { missing: 'unasked' }, undefined, { maximumRisk: 70, maximumVelocity: 100, maximumRecentDenials: 10 }, NOW).floors;
  expect([floors(NOW - 20), floors(NOW - 19)]).toEqual([['token-revoked'], []]);
});

test('a device that is not compliant falls at once, and rises to the cap of the transmitter when it is', async () => {
  const setup = new Setup();
  const laptop = certificate({ issuer: AUTHORITY });
  await setup.send([{ kind: 'enrol', certificate: laptop.pem, ceiling: 'HARDENED', at: iso(NOW - 900), id: 'e9297990' }]);
  const key = [...setup.table.rows.keys()].find((one) => one.startsWith('device#')) as string;
  const tier = (): string | undefined => readDevice(setup.table.rows.get(deviceKey(key.slice(7))), NOW).fact.value?.tier;
  const device = { format: 'complex', user, device: { format: 'iss_sub', iss: IDP, sub: 'e9297990' } };
  await setup.push(event('device-compliance-change', { current_status: 'compliant' }, device));
  expect(tier()).toBe('MANAGED');
  await setup.push(event('device-compliance-change', { current_status: 'not-compliant', event_timestamp: NOW - 15 }, device));
  expect(tier()).toBe('BASIC');
  await setup.push(event('device-compliance-change', { current_status: 'compliant', event_timestamp: NOW - 16 }, device));
  expect(tier()).toBe('BASIC');
});

test('faults: keys that nobody can fetch and a table that is down are 503, and the token is taken when all is well', async () => {
  const setup = new Setup();
  setup.isIdpDown = true;
  expect(errorOf(await setup.pushRaw(token()))).toBe('503 keys-unavailable');
  setup.isIdpDown = false;
  setup.table.down.add(subjectKey(ISSUER, 'ann'));
  expect(errorOf(await setup.pushRaw(token(), NOW + 5))).toBe('503 unavailable');
  setup.table.down.clear();
  expect((await setup.pushRaw(token(), NOW + 6)).statusCode).toBe(202);
  expect(before(setup)).toBe(NOW - 19);
  setup.keySet = setOf();
});

/** Signed messages: who may say what; replays; rows of devices in any order of events; revocation by certificate; faults. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { deviceKey, subjectKey } from '../../../lib/runtime/authorizer/stores/keys';
import { readDevice, readSubject } from '../../../lib/runtime/authorizer/stores/rows';
import { keyOf, verifySignature } from '../../../lib/runtime/signals-in/webhook/signature';
import { SecretKeys } from '../../../lib/runtime/signals-in/webhook/secrets';
import { tierOf } from '../../../lib/runtime/state/device';
import { TIERS } from '../../../lib/contract/access/facts';
import { certificate, SERVER_AUTH } from '../authorizer/support/certificates';
import { ISSUER, type Json, NOW } from '../authorizer/support/tokens';
import { crl, seq, tlv } from './support/crl';
import { AUTHORITY, errorOf, iso, OLD_SECRET, SECRET, type Sent, Setup, signed } from './support/endpoint';

const LAPTOP = certificate({ issuer: AUTHORITY, serial: 'a1b2c3d4' });
const THUMBPRINT = createHash('sha256').update(LAPTOP.der).digest('base64url');
const enrol = (more: Json = {}): Json => ({ kind: 'enrol', certificate: LAPTOP.pem, ceiling: 'HARDENED', at: iso(NOW - 900), id: 'mdm-1', ...more });
const posture = (tier: string, at: number, more: Json = {}): Json => ({ kind: 'posture', device: { thumbprint: THUMBPRINT }, tier, at: iso(at), posture: { osVersion: '15.1' }, ...more });
const revoked = (...serials: readonly string[]): Json => ({ kind: 'crl', der: crl({ authority: AUTHORITY, revoked: serials }).toString('base64') });
const device = ({ table }: Setup, thumbprint = THUMBPRINT): ReturnType<typeof readDevice>['fact']['value'] => readDevice(table.rows.get(deviceKey(thumbprint)), NOW).fact.value;

test('the vector of Standard Webhooks', () => {
  const headers: Record<string, string> = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=' };
  const request = { body: Buffer.from('{"test": 2432232314}'), header: (name: string): string | undefined => headers[name] };
  const keys = [keyOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw') as Buffer];
  expect(verifySignature(request, keys, 1_614_265_330, { clockSkew: 0, maximumAge: 0 })).toEqual({ id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: 1_614_265_330 });
  expect(verifySignature({ ...request, body: Buffer.from('{"test": 2432232315}') }, keys, 1_614_265_330, { clockSkew: 0, maximumAge: 0 })).toEqual({ refusal: 'signature-invalid' });
});

const BODY = JSON.stringify({ schema: 'zero-trust/signals/1', signals: [enrol()] });
const bend = (sent: Sent, more: object): object => ({ ...signed({ body: BODY, ...sent }), ...more });
test.each<[string, object, string]>([
  ['the old key of a rotation', bend({ keys: [OLD_SECRET] }, {}), '202'],
  ['two signatures, one of a key that is not known yet', bend({ keys: [Buffer.alloc(32, 9), SECRET] }, {}), '202'],
  ['as late as it may be', bend({ at: NOW - 360 }, {}), '202'],
  ['in base64', bend({}, { body: Buffer.from(BODY).toString('base64'), isBase64Encoded: true }), '202'],
  ['payload 1.0', { ...signed({ body: BODY }), version: '1.0', rawPath: undefined, requestContext: {}, httpMethod: 'POST', path: '/signals/mdm' }, '202'],
  ['too late', bend({ at: NOW - 361 }, {}), '401 timestamp-stale'],
  ['of the future', bend({ at: NOW + 61 }, {}), '401 timestamp-future'],
  ['another key', bend({ keys: [Buffer.alloc(32, 9)] }, {}), '401 signature-invalid'],
  ['no signature', bend({ headers: { 'webhook-signature': undefined } }, {}), '401 signature-missing'],
  ['an empty one', bend({ headers: { 'webhook-signature': 'v1,' } }, {}), '401 signature-invalid'],
  ['one of another version', bend({ headers: { 'webhook-signature': 'v1a,AAAA' } }, {}), '401 signature-invalid'],
  ['another id than was signed', bend({ headers: { 'webhook-id': 'other' } }, {}), '401 signature-invalid'],
  ['an id with a dot moved into it', bend({ headers: { 'webhook-id': `m.${NOW}`, 'webhook-timestamp': '' } }, {}), '401 signature-missing'],
  ['another time than was signed', bend({ headers: { 'webhook-timestamp': String(NOW + 1) } }, {}), '401 signature-invalid'],
  ['a time that is none', bend({ headers: { 'webhook-timestamp': '1e9' } }, {}), '401 signature-invalid'],
  ['another body than was signed', bend({}, { body: `${BODY} ` }), '401 signature-invalid'],
  ['an id twice', bend({}, { version: '1.0', rawPath: undefined, path: '/signals/mdm', httpMethod: 'POST', requestContext: {}, multiValueHeaders: { 'content-type': ['application/json'], 'webhook-id': ['m', 'm'], 'webhook-timestamp': [String(NOW)], 'webhook-signature': ['v1,x'] } }), '401 signature-missing'],
  ['another provider', bend({ provider: 'nobody' }, {}), '401 provider-unknown'],
  ['a provider of the prototype', bend({ provider: '__proto__' }, {}), '401 provider-unknown'],
  ['a provider that may not', bend({ provider: 'edr' }, {}), '400 message-malformed'],
  ['another content', bend({ headers: { 'content-type': 'text/plain' } }, {}), '415 content-type'],
  ['a GET', bend({}, { requestContext: { http: { method: 'GET' } } }), '405 method-not-allowed'],
  ['too long', bend({}, { body: 'x'.repeat(4_000_001) }), '413 body-too-large'],
  ['no event', { x: 1 }, '400 request-malformed'],
])('%s', async (_, event, expected) => {
  const setup = new Setup();
  expect(errorOf(await setup.endpoint.handle(event, NOW))).toBe(expected);
  expect(device(setup) !== undefined).toBe(expected === '202');
  if (expected !== '202') expect(setup.table.writes).toBe(0);
});

test.each<[string, Json | string, string]>([
  ['no JSON', '{', ' not-json'], ['another schema', '{"schema":"x"}', '/schema schema-unknown'], ['no signals', '{"schema":"zero-trust/signals/1","signals":[]}', '/signals not-a-list-of-1-to-100'],
  ['a kind that nobody knows', { kind: 'constructor' }, '/signals/1/kind kind-unknown'], ['a tier that is none', posture('GOLD', NOW), '/signals/1/tier tier-unknown'],
  ['of the future', posture('KNOWN', NOW + 61), '/signals/1/at in-the-future'], ['no time', posture('KNOWN', NOW, { at: 5 }), '/signals/1/at not-a-time'],
  ['two names of a device', posture('KNOWN', NOW, { device: { thumbprint: THUMBPRINT, id: 'x' } }), '/signals/1/device not-one-thumbprint-or-id'],
  ['a nested posture', posture('KNOWN', NOW, { posture: { a: {} } }), '/signals/1/posture not-flat-words-of-which-at-most-32'],
  ['a word that policies cannot say', posture('KNOWN', NOW, { posture: JSON.parse('{"__proto__":1}') as Json }), '/signals/1/posture not-flat-words-of-which-at-most-32'],
  ['too much risk', { kind: 'risk', subject: { issuer: ISSUER, subject: 'ann' }, points: 101, at: iso(NOW) }, '/signals/1/points not-0-to-100'],
  ['no certificate', enrol({ certificate: 'x' }), '/signals/1/certificate certificate-malformed'],
  ['a certificate for servers', enrol({ certificate: certificate({ issuer: AUTHORITY, usage: [SERVER_AUTH] }).pem }), '/signals/1/certificate certificate-not-for-clients'],
  ['a certificate that is past', enrol({ certificate: certificate({ issuer: AUTHORITY, notAfter: '2026-11-01T00:00:00Z' }).pem }), '/signals/1/certificate certificate-expired'],
  ['a certificate of an authority of the same name', enrol({ certificate: certificate({ issuer: certificate({ name: 'devices', ca: true }) }).pem }), '/signals/1/certificate certificate-of-stranger'],
  ['a list of nobody', { kind: 'crl', der: 'AAAA' }, '/signals/1/der crl-malformed'],
])('one mistake and nothing of the message is done: %s', async (_, wrong, expected) => {
  const setup = new Setup();
  const answer = typeof wrong === 'string' ? await setup.send([], { body: wrong }) : await setup.send([enrol(), wrong]);
  expect(answer.statusCode).toBe(400);
  expect((JSON.parse(answer.body) as { mistakes: { at: string; reason: string }[] }).mistakes.map(({ at, reason }) => `${at} ${reason}`)).toEqual([expected]);
  expect(setup.table.writes).toBe(0);
});

test.each<[string, readonly (readonly [string, string, number])[], string, number]>([
  ['nobody reported yet', [], 'KNOWN', NOW - 900],
  ['a raise is cut to the cap of who says it', [['mdm', 'HARDENED', NOW - 60]], 'MANAGED', NOW - 60],
  ['a raise of who may say less', [['edr', 'HARDENED', NOW - 60]], 'KNOWN', NOW - 60],
  ['a lower is never cut', [['mdm', 'HARDENED', NOW - 60], ['edr', 'BASIC', NOW - 50]], 'BASIC', NOW - 50],
  ['who may say KNOWN keeps no MANAGED alive', [['mdm', 'HARDENED', NOW - 600], ['edr', 'HARDENED', NOW - 5]], 'MANAGED', NOW - 600],
  ['an older report changes nothing', [['mdm', 'BASIC', NOW - 60], ['mdm', 'MANAGED', NOW - 120]], 'BASIC', NOW - 60],
  ['of two of one second the worse', [['mdm', 'KNOWN', NOW - 60], ['mdm', 'MANAGED', NOW - 60]], 'KNOWN', NOW - 60],
])('%s', async (_, reports, tier, reportedAt) => {
  const setup = new Setup();
  await setup.send([enrol()]);
  for (const [provider, said, at] of reports) await setup.send([posture(said, at)], { provider });
  expect(device(setup)).toMatchObject({ tier, reportedAt, revoked: false });
});

test('no report ever raises above the cap of its provider or the ceiling of the enrolment, and none keeps a lower from lowering', () => {
  const tier = fc.constantFrom(...TIERS);
  fc.assert(fc.property(tier, fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.record({ at: fc.nat(100), tier, posture: fc.constant({}) }), { minKeys: 1 }), fc.dictionary(fc.constantFrom('a', 'b', 'c'), tier), (ceiling, reports, caps) => {
    const rank = (one: string): number => (TIERS as readonly string[]).indexOf(one);
    const got = rank(tierOf({ provider: 'x', at: 0, ceiling }, reports, caps).tier);
    expect(got).toBeLessThanOrEqual(rank(ceiling));
    expect(got).toBeLessThanOrEqual(Math.max(...Object.keys(reports).map((name) => rank(caps[name] ?? 'BASIC'))));
    for (const report of Object.values(reports)) expect(got).toBeLessThanOrEqual(rank(report.tier));
  }), { numRuns: 500, seed: 8 });
});

const EVENTS: readonly (readonly [string, Json])[] = [
  ['mdm', posture('HARDENED', NOW - 300)], ['mdm', posture('KNOWN', NOW - 200, { posture: { diskEncrypted: false } })], ['edr', posture('KNOWN', NOW - 100)], ['mdm', posture('MANAGED', NOW - 100)], ['mdm', revoked('a1b2c3d4')],
  ['mdm', { kind: 'revoke', device: { id: 'mdm-1' }, at: iso(NOW - 50) }], ['mdm', enrol({ ceiling: 'MANAGED', at: iso(NOW - 20) })], ['edr', { kind: 'risk', subject: { issuer: ISSUER, subject: 'ann' }, points: 40, at: iso(NOW - 9) }],
  ['edr', { kind: 'risk', subject: { issuer: ISSUER, subject: 'ann' }, points: 10, at: iso(NOW - 5) }],
];
test('any order of the same events, sent once or often, gives the same rows; the device stays revoked', async () => {
  const run = async (events: readonly (readonly [string, Json])[]): Promise<object> => {
    const setup = new Setup();
    await setup.send([enrol()]);
    for (const [provider, signal] of events) expect((await setup.send([signal], { provider })).statusCode).toBe(202);
    expect(device(setup)?.revoked).toBe(true);
    return { ...setup.table.content('device#'), ...setup.table.content('subject#'), ...setup.table.content('certificate#') };
  };
  const expected = await run(EVENTS);
  await fc.assert(fc.asyncProperty(fc.shuffledSubarray([...EVENTS], { minLength: EVENTS.length }), fc.subarray([...EVENTS]), async (shuffled, again) => {
    expect(await run([...again, ...shuffled, ...again])).toEqual(expected);
  }), { numRuns: 25, seed: 8 });
});

test('the same message again changes nothing; its id with another body is refused', async () => {
  const setup = new Setup();
  await setup.send([enrol()], { id: 'one' });
  await setup.send([posture('BASIC', NOW)]);
  const [before, { writes }] = [setup.table.content(), setup.table];
  expect(errorOf(await setup.send([enrol()], { id: 'one' }, NOW + 30))).toBe('202');
  expect([setup.table.content(), setup.table.writes]).toEqual([before, writes]);
  expect(setup.told.at(-1)).toMatchObject({ sender: 'mdm', outcome: 'replayed' });
  expect(errorOf(await setup.send([posture('HARDENED', NOW)], { id: 'one' }))).toBe('409 id-reused');
  expect((await setup.send([posture('KNOWN', NOW)], { id: 'one', provider: 'edr' })).statusCode).toBe(202);
});

test('a certificate is revoked by its list before or after it is enrolled, and another of the same authority is not', async () => {
  const [before, after] = [new Setup(), new Setup()];
  await before.send([revoked('a1b2c3d4', '05')]);
  await before.send([enrol()]);
  await after.send([enrol()]);
  await after.send([revoked('a1b2c3d4', '05')]);
  expect([device(before)?.revoked, device(after)?.revoked]).toEqual([true, true]);
  const other = certificate({ issuer: AUTHORITY, serial: 'a1b2c3d5' });
  await after.send([enrol({ certificate: other.pem })]);
  expect(device(after, createHash('sha256').update(other.der).digest('base64url'))?.revoked).toBe(false);
  // By the id of its manager both of its certificates are meant.
  await after.send([{ kind: 'revoke', device: { id: 'mdm-1' }, at: iso(NOW) }]);
  expect(device(after, createHash('sha256').update(other.der).digest('base64url'))?.revoked).toBe(true);
});

test.each<[string, () => Buffer, string]>([
  ['of another authority', () => crl({ authority: certificate({ name: 'others', ca: true }) }), 'crl-of-stranger'],
  ['of another authority in its name', () => crl({ authority: certificate({ name: 'x', ca: true }), issuerName: 'devices', revoked: ['01'] }), 'crl-signature'],
  ['bent', () => { const der = crl({ authority: AUTHORITY, revoked: ['01'] }); der[der.indexOf(Buffer.from('devices')) - 30] ^= 0; der.writeUInt8(2, der.indexOf(Buffer.from('261119')) - 3); return der; }, 'crl-signature'],
  ['of the future', () => crl({ authority: AUTHORITY, thisUpdate: '2026-11-23T00:00:00Z' }), 'crl-future'],
  ['a delta', () => crl({ authority: AUTHORITY, critical: [['2.5.29.27', tlv(2, Buffer.from([1]))]] }), 'crl-unsupported'],
  ['an indirect one', () => crl({ authority: AUTHORITY, critical: [['2.5.29.28', seq(tlv(0x84, Buffer.from([0xff])))]] }), 'crl-unsupported'],
  ['with a critical entry', () => crl({ authority: AUTHORITY, revoked: ['01'], entryCritical: '2.5.29.29' }), 'crl-unsupported'],
  ['too long', () => crl({ authority: AUTHORITY, revoked: Array.from({ length: 2_001 }, (_, i) => (i + 0x1000).toString(16)) }), 'crl-too-long'],
  ['cut off', () => crl({ authority: AUTHORITY }).subarray(0, -1), 'crl-malformed'],
  ['with something behind it', () => Buffer.concat([crl({ authority: AUTHORITY }), Buffer.from([0])]), 'crl-malformed'],
  ['a certificate', () => LAPTOP.der, 'crl-malformed'],
])('a revocation list that is %s is refused whole', async (_, der, reason) => {
  const setup = new Setup();
  expect((await setup.send([{ kind: 'crl', der: der().toString('base64') }])).body).toContain(`"${reason}"`);
  expect(setup.table.writes).toBe(0);
});

test('a list of a partition is taken (a critical distribution point that is not indirect), and one that is past too', async () => {
  const setup = new Setup();
  await setup.send([enrol()]);
  const der = crl({ authority: AUTHORITY, revoked: ['a1b2c3d4'], nextUpdate: '2026-11-21T00:00:00Z', critical: [['2.5.29.28', seq(tlv(0x81, Buffer.from([0xff])))]] });
  expect((await setup.send([{ kind: 'crl', der: der.toString('base64') }])).statusCode).toBe(202);
  expect(device(setup)?.revoked).toBe(true);
});

test('no bytes of a list that are changed are taken, and none throw', async () => {
  const setup = new Setup();
  const der = crl({ authority: AUTHORITY, revoked: ['a1b2c3d4'] });
  for (let i = 0; i < der.length; i += 1) {
    const bent = Buffer.from(der);
    bent[i] ^= 0x41;
    expect((await setup.send([{ kind: 'crl', der: bent.toString('base64') }])).statusCode).toBe(400);
  }
  expect(setup.table.writes).toBe(0);
});

test('a report of a device that nobody enrolled makes no row', async () => {
  const setup = new Setup();
  expect((await setup.send([posture('HARDENED', NOW), posture('BASIC', NOW, { device: { id: 'x' } })])).body).toBe('{"outcomes":["device-unknown","device-unknown"]}');
  expect(Object.keys(setup.table.content('device#'))).toEqual([]);
});

test('faults: 503 and nothing remembered, and the same message is taken when all is well', async () => {
  const setup = new Setup();
  setup.secretsDown = true;
  expect(errorOf(await setup.send([enrol()], { id: 'one' }))).toBe('503 unavailable');
  setup.secretsDown = false;
  setup.table.down.add(deviceKey(THUMBPRINT));
  expect(errorOf(await setup.send([enrol()], { id: 'one' }))).toBe('503 unavailable');
  setup.table.down.clear();
  setup.table.isDown = true;
  expect(errorOf(await setup.send([enrol()], { id: 'one' }))).toBe('503 unavailable');
  setup.table.isDown = false;
  setup.table.losesAnswers = 2;
  expect(errorOf(await setup.send([enrol()], { id: 'one' }))).toBe('202');
  expect(device(setup)).toMatchObject({ tier: 'KNOWN', revoked: false });
});

test('a row that cannot be read is told and left', async () => {
  const setup = new Setup();
  setup.table.rows.set(subjectKey(ISSUER, 'ann'), 'malformed');
  setup.table.rows.set(deviceKey(THUMBPRINT), { pk: 'x', tier: 'GOLD' });
  expect((await setup.send([enrol(), { kind: 'risk', subject: { issuer: ISSUER, subject: 'ann' }, points: 1, at: iso(NOW) }])).body).toBe('{"outcomes":["row-malformed","row-malformed"]}');
  expect(setup.table.rows.get(subjectKey(ISSUER, 'ann'))).toBe('malformed');
  expect(readSubject(setup.table.rows.get(subjectKey(ISSUER, 'ann')), NOW).fact).toEqual({ missing: 'malformed' });
});

test('nothing of whom a message is about is told', async () => {
  const setup = new Setup();
  await setup.send([enrol(), { kind: 'risk', subject: { issuer: ISSUER, subject: 'ann' }, points: 1, at: iso(NOW) }]);
  expect(JSON.stringify(setup.told)).not.toMatch(/ann|mdm-1|BEGIN|thumbprint/);
  expect(setup.told).toEqual([{ schema: 'zero-trust/signal-in/1', sender: 'mdm', kind: 'webhook', outcome: 'taken', status: 202 }]);
});

test('secrets are read once for all who ask, anew after a minute, and no longer than eleven without an answer', async () => {
  let [reads, isDown] = [0, false];
  const secrets = new SecretKeys(async () => { reads += 1; if (isDown) throw new Error('down'); return JSON.stringify({ mdm: [SECRET.toString('base64'), `whsec_${OLD_SECRET.toString('base64')}`, 'third'], short: 'AAAA' }); });
  const [keys] = await Promise.all([secrets.of('mdm', NOW), secrets.of('mdm', NOW)]);
  expect([keys, await secrets.of('short', NOW), await secrets.of('constructor', NOW), reads]).toEqual([[SECRET, OLD_SECRET], [], [], 1]);
  isDown = true;
  expect(await secrets.of('mdm', NOW + 660)).toHaveLength(2);
  await expect(secrets.of('mdm', NOW + 661)).rejects.toThrow('cannot be read');
});

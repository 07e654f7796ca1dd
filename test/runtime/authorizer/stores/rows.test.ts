/** Rows of the table as facts: what is right comes through whole, and one wrong thing makes a row none. Keys: two things never share one. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { deviceKey, proofKey, sessionKey, subjectKey } from '../../../../lib/runtime/authorizer/stores/keys';
import { at, type Found, readDevice, readSession, readSubject } from '../../../../lib/runtime/authorizer/stores/rows';
import { DEVICE, deviceRow, sessionRow, SUBJECT, subjectRow } from '../support/rows';
import { ISSUER, NOW, OTHER_ISSUER } from '../support/tokens';

const READ = { device: (row: Found) => at(readDevice(row, NOW), NOW), subject: (row: Found) => at(readSubject(row, NOW), NOW), session: (row: Found) => at(readSession(row, NOW), NOW) };
const GOOD = { device: deviceRow, subject: subjectRow, session: sessionRow };

test('rows come through whole, without what nobody here knows', () => {
  expect(READ.device(deviceRow({ subjects: ['x#ann'], note: 'of a newer writer' }))).toEqual({ value: { ...DEVICE, subjects: ['x#ann'] }, asOf: NOW });
  expect(READ.subject(subjectRow({ revokedBefore: 7, places: [{ country: 'DE', at: 1, latitude: 52.5, longitude: 13.4 }] }))).toEqual({ value: { ...SUBJECT, revokedBefore: 7, places: [{ country: 'DE', at: 1, latitude: 52.5, longitude: 13.4 }] }, asOf: NOW });
  expect(READ.session(sessionRow())).toEqual({ value: { revokedAt: NOW - 5 }, asOf: NOW });
});

const x = 'x'.repeat(43);
test.each<[keyof typeof GOOD, object]>([
  ...[undefined, 'managed', 'ROOT', 3, '__proto__', 'constructor'].map((tier) => ['device', { tier }] as [keyof typeof GOOD, object]),
  ...[undefined, -1, 1e12, '1795348800', Infinity, NaN].map((reportedAt) => ['device', { reportedAt }] as [keyof typeof GOOD, object]),
  ...[undefined, 'false', 0, 'true'].map((revoked) => ['device', { revoked }] as [keyof typeof GOOD, object]),
  ...[undefined, 'x', [], { ['a b']: 1 }, { __proto: {} }, { ['']: 1 }, { a: [1] }, { a: { b: 1 } }, { a: 'y'.repeat(513) }, Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`p${i}`, 1]))].map((posture) => ['device', { posture }] as [keyof typeof GOOD, object]),
  ...['ann', [1], [''], Array(201).fill('a'), {}].map((subjects) => ['device', { subjects }] as [keyof typeof GOOD, object]),
  ...[undefined, -1, 101, '5', NaN].map((riskScore) => ['subject', { riskScore }] as [keyof typeof GOOD, object]),
  ...[undefined, -1, '0'].flatMap((n) => [['subject', { recentDenials: n }], ['subject', { velocity: n }], ['subject', { updatedAt: n }]] as [keyof typeof GOOD, object][]),
  ...[-1, 'yesterday', true].map((revokedBefore) => ['subject', { revokedBefore }] as [keyof typeof GOOD, object]),
  ...[undefined, x, ['short'], [7], Array(51).fill(x)].map((devices) => ['subject', { devices }] as [keyof typeof GOOD, object]),
  ...[undefined, {}, [[]], ['DE'], [{ country: 'de', at: 1 }], [{ country: 'DE' }], [{ country: 'DE', at: 1, latitude: 1 }], [{ country: 'DE', at: 1, latitude: 91, longitude: 0 }], [{ country: 'DE', at: 1, latitude: 0, longitude: 181 }], Array(21).fill({ country: 'DE', at: 1 })].map((places) => ['subject', { places }] as [keyof typeof GOOD, object]),
  ...[undefined, '5', -1, true].map((revokedAt) => ['session', { revokedAt }] as [keyof typeof GOOD, object]),
  ...(['device', 'subject', 'session'] as const).flatMap((kind) => ['soon', -1, true].map((expiresAt) => [kind, { expiresAt }] as [keyof typeof GOOD, object])),
])('a %s with %j is malformed', (kind, wrong) => {
  expect(READ[kind](GOOD[kind]())).toHaveProperty('value');
  expect(READ[kind](GOOD[kind](wrong))).toEqual({ missing: 'malformed' });
});

test.each(['device', 'subject', 'session'] as const)('a %s past its end is not there, though the table still has it', (kind) => {
  expect(READ[kind](GOOD[kind]({ expiresAt: NOW + 1 }))).toHaveProperty('value');
  expect(READ[kind](GOOD[kind]({ expiresAt: NOW }))).toEqual({ missing: 'absent' });
  expect(READ[kind](undefined)).toEqual({ missing: 'absent' });
  expect(READ[kind]('malformed')).toEqual({ missing: 'malformed' });
});

test('half a row is malformed, whichever half', () => {
  for (const kind of ['device', 'subject', 'session'] as const) {
    for (const name of Object.keys(GOOD[kind]()).filter((one) => one !== 'pk')) {
      const { [name]: _, ...rest } = GOOD[kind]();
      expect([kind, name, READ[kind](rest)]).toEqual([kind, name, { missing: 'malformed' }]);
    }
  }
});

test('keys are what they are said to be', () => {
  const hash = createHash('sha256').update(ISSUER).digest('base64url');
  expect([deviceKey(x), subjectKey(ISSUER, 'ann'), sessionKey(ISSUER, 'o-1'), proofKey('k#j')]).toEqual([`device#${x}`, `subject#${hash}#ann`, `session#${hash}#o-1`, 'proof#k#j']);
});

test('two subjects never share a key, and no key is too long for the table', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.constantFrom('a#b', '#', 'sha256:x'), fc.string({ minLength: 500, maxLength: 2_048, unit: 'binary' }));
  const who = fc.tuple(fc.constantFrom(subjectKey, sessionKey), fc.constantFrom(ISSUER, OTHER_ISSUER), text);
  fc.assert(fc.property(who, who, (one, other) => {
    const [a, b] = [one, other].map(([key, issuer, name]) => key(issuer, name));
    expect(a === b).toBe(one.every((part, i) => part === other[i]));
    expect(Buffer.byteLength(a)).toBeLessThanOrEqual(2_048);
  }));
  // Somebody who is called like the hash of another.
  const long = 'y'.repeat(600);
  expect(subjectKey(ISSUER, subjectKey(ISSUER, long).split('#')[2])).not.toBe(subjectKey(ISSUER, long));
});

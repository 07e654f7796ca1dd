/** Items 12, 13 and 15 of what must be denied, and e, g, h of what must not (reference/runtime.md, 7 and 8), over both versions of the event. */
import { createHash, X509Certificate } from 'node:crypto';
import * as fc from 'fast-check';
import { bind, type Binding } from '../../../../lib/runtime/authorizer/binding/bind';
import { CertificateReader } from '../../../../lib/runtime/authorizer/binding/certificate';
import { readEvent } from '../../../../lib/runtime/authorizer/event/read-event';
import { readToken } from '../../../../lib/runtime/authorizer/token/grammar';
import { certificate, type CertificateOptions, CLIENT_AUTH, type Made, SERVER_AUTH } from '../support/certificates';
import { eventOf, KINDS, type Told } from '../support/events';
import { access, b64, EC, ecKey, ED, edKey, type Json, LIMITS, mint, NOW, RSA, rsaKey, signature, type SigningKey } from '../support/tokens';

const TOKEN = mint(access());
const CA = certificate({ name: 'Device CA', ca: true, usage: [] });
const DEVICE = certificate({ issuer: CA });
const thumb = ({ der }: Made): string => createHash('sha256').update(der).digest('base64url');

/** What API Gateway hands over of a certificate. */
function handed({ pem, der }: Made): NonNullable<Told['certificate']> {
  const read = new X509Certificate(der);
  return { clientCertPem: pem, subjectDN: read.subject, issuerDN: read.issuer, serialNumber: read.serialNumber.replace(/(..)(?=.)/g, '$1:') };
}

interface Asked extends Told {
  readonly boundTo?: { readonly certificate?: string; readonly key?: string };
  readonly scheme?: string;
  readonly needed?: boolean;
  readonly now?: number;
}

function judge({ boundTo = {}, scheme = 'Bearer', needed = false, now = NOW, ...told }: Asked): Binding | string {
  const verdicts = KINDS.map((kind): Binding | string => {
    const { request, refusal } = readEvent(eventOf(kind, { ...told, headers: { Authorization: `${scheme} ${TOKEN}`, ...told.headers } }));
    if (request === undefined) return refusal;
    const given = readToken(request).token!;
    const reader = new CertificateReader();
    const first = bind(request, given, { boundTo }, reader, needed, LIMITS, now);
    expect(bind(request, given, { boundTo }, reader, needed, LIMITS, now)).toEqual(first); // what is remembered judges alike
    return first.refusal ?? first;
  });
  expect(verdicts[0]).toEqual(verdicts[1]);
  return verdicts[0];
}

test('a device is its thumbprint', () => {
  expect(judge({ certificate: handed(DEVICE) })).toEqual({ bound: { thumbprint: thumb(DEVICE) } });
  expect(judge({ certificate: handed(DEVICE), boundTo: { certificate: thumb(DEVICE) }, needed: true })).toEqual({ bound: { thumbprint: thumb(DEVICE) } });
  expect(judge({})).toEqual({ bound: {} });
});

test('e: both certificates of a renewal are good for who is bound to neither, serial numbers in any spelling', () => {
  const renewed = certificate({ issuer: CA, serial: 'a1b2c3d5', notBefore: '2026-11-01T00:00:00Z' });
  for (const made of [DEVICE, renewed]) {
    for (const spell of [(s: string): string => s, (s: string): string => s.toLowerCase(), (s: string): string => s.replace(/:/g, ''), (s: string): string => `00:${s}`]) {
      const told = handed(made);
      expect(judge({ certificate: { ...told, serialNumber: spell(told.serialNumber!) } })).toEqual({ bound: { thumbprint: thumb(made) } });
    }
  }
});

test.each<[string, Asked, string]>([
  ['12: a bound token without a certificate', { boundTo: { certificate: thumb(DEVICE) } }, 'certificate-missing'],
  ['12: a bound token with another device', { boundTo: { certificate: thumb(DEVICE) }, certificate: handed(certificate({ issuer: CA })) }, 'certificate-mismatch'],
  ['12: the same names, another key', { boundTo: { certificate: thumb(DEVICE) }, certificate: handed(certificate({ issuer: CA, serial: 'a1b2c3d4' })) }, 'certificate-mismatch'],
  ['14: a route that needs one, by the other host', { needed: true }, 'certificate-missing'],
  ['14: a certificate in a header', { needed: true, headers: { 'X-Amzn-Mtls-Clientcert': encodeURIComponent(DEVICE.pem), 'X-Client-Cert': 'x' } }, 'certificate-missing'],
  ['15: expired', { certificate: handed(DEVICE), now: Date.parse('2027-01-01T00:00:01Z') / 1_000 }, 'certificate-invalid'],
  ['15: not valid yet', { certificate: handed(DEVICE), now: Date.parse('2025-12-31T23:59:59Z') / 1_000 }, 'certificate-invalid'],
  ['15: a CA', { certificate: handed(CA) }, 'certificate-invalid'],
  ['15: of a server', { certificate: handed(certificate({ usage: [SERVER_AUTH] })) }, 'certificate-invalid'],
  ['15: another serial number than API Gateway read', { certificate: { ...handed(DEVICE), serialNumber: '01' } }, 'certificate-invalid'],
  ['no PEM', { certificate: { ...handed(DEVICE), clientCertPem: 'x' } }, 'certificate-invalid'],
  ['two certificates', { certificate: { ...handed(DEVICE), clientCertPem: `${DEVICE.pem}${CA.pem}` } }, 'certificate-invalid'],
  ['half a certificate', { certificate: { ...handed(DEVICE), clientCertPem: DEVICE.pem.replace(/\n.{64}\n/, '\n') } }, 'certificate-invalid'],
  ['more behind it', { certificate: { ...handed(DEVICE), clientCertPem: `-----BEGIN CERTIFICATE-----\n${Buffer.concat([DEVICE.der, Buffer.from('more')]).toString('base64')}\n-----END CERTIFICATE-----` } }, 'certificate-invalid'],
  ['a key in its place', { certificate: { ...handed(DEVICE), clientCertPem: DEVICE.key.export({ type: 'pkcs8', format: 'pem' }).toString() } }, 'certificate-invalid'],
  ['a bad certificate that nobody asked for', { certificate: handed(certificate({ ca: true })) }, 'certificate-invalid'],
])('refused: %s', (_, asked, reason) => { expect(judge(asked)).toBe(reason); });

test.each<[string, CertificateOptions]>([['for clients and servers', { usage: [SERVER_AUTH, CLIENT_AUTH] }], ['for everything', { usage: [] }], ['with a serial number that begins with zeros', { serial: '01a2' }]])('taken: a certificate %s', (_, options) => {
  const made = certificate({ ...options, issuer: CA });
  expect(judge({ certificate: handed(made) })).toEqual({ bound: { thumbprint: thumb(made) } });
});

const jkt = ({ jwk }: SigningKey): string => createHash('sha256').update(JSON.stringify(Object.fromEntries(Object.entries(jwk).filter(([k]) => ['crv', 'e', 'kty', 'n', 'x', 'y'].includes(k)).sort(([a], [b]) => (a < b ? -1 : 1))))).digest('base64url');
const publicOf = ({ jwk: { kid: _, alg: __, use: ___, ...rest } }: SigningKey): Json => rest;
const ath = createHash('sha256').update(TOKEN).digest('base64url');

interface Proof { readonly claims?: Json; readonly header?: Json; readonly key?: SigningKey }
function proof({ claims = {}, header = {}, key = EC }: Proof = {}): string {
  const input = `${b64({ typ: 'dpop+jwt', alg: key.alg, jwk: publicOf(key), ...header })}.${b64({ jti: 'one', htm: 'GET', htu: 'https://api.example.com/documents/42', iat: NOW - 5, ath, ...claims })}`;
  return `${input}.${b64(signature(input, key))}`;
}
const withProof = (given: Proof | string, more: Asked = {}): Asked => ({ scheme: 'DPoP', boundTo: { key: jkt(EC) }, headers: { DPoP: typeof given === 'string' ? given : proof(given) }, ...more });

test('a proof is for the store to remember until it is of no use', () => {
  expect(judge(withProof({}))).toEqual({ bound: { replay: { id: `${jkt(EC)}#${createHash('sha256').update('one').digest('base64url')}`, until: NOW + 56 } } });
  // RFC 7638, 3.1: the example's own thumbprint.
  const example = { kty: 'RSA', n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw', e: 'AQAB' };
  expect(jkt({ ...RSA, jwk: example })).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
});

test.each<[string, Asked]>([
  ['g: with the default port', withProof({ claims: { htu: 'https://api.example.com:443/documents/42' } })],
  ['g: with a query', withProof({ claims: { htu: 'https://api.example.com/documents/42?full=yes#x' } })],
  ['g: of an upper-case host', withProof({ claims: { htu: 'https://API.Example.COM/documents/42' } })],
  ['g: behind a base path', withProof({ claims: { htu: 'https://api.example.com/v1/documents/42' } }, { path: '/v1/documents/42', parameters: { id: '42' } })],
  ['of another spelling of the scheme', withProof({}, { scheme: 'dpop' })],
  ['by Ed25519', withProof({ key: ED }, { boundTo: { key: jkt(ED) } })],
  ['by RSA', withProof({ key: RSA }, { boundTo: { key: jkt(RSA) } })],
  ['a minute old', withProof({ claims: { iat: NOW - 60 } })],
])('taken: a proof %s', (_, asked) => { expect(judge(asked)).toMatchObject({ bound: { replay: {} } }); });

test('h: ids of two keys are two', () => {
  const other = ecKey('other');
  const ids = [EC, other].map((key) => (judge(withProof({ key }, { boundTo: { key: jkt(key) } })) as Binding).bound?.replay?.id);
  expect(new Set(ids).size).toBe(2);
});

test.each<[string, Asked, string]>([
  ['as Bearer', { boundTo: { key: jkt(EC) }, headers: { DPoP: proof() } }, 'proof-missing'],
  ['as Bearer without a proof', { boundTo: { key: jkt(EC) } }, 'proof-missing'],
  ['no proof', { scheme: 'DPoP', boundTo: { key: jkt(EC) } }, 'proof-missing'],
  ['DPoP for a token that is bound to nothing', withProof({}, { boundTo: {} }), 'proof-invalid'],
  ['two proofs', withProof({}, { headers: { DPoP: [proof(), proof()] } }), 'proof-invalid'],
  ['another method', withProof({ claims: { htm: 'POST' } }), 'proof-invalid'],
  ['a method of lower case', withProof({ claims: { htm: 'get' } }), 'proof-invalid'],
  ['another path', withProof({ claims: { htu: 'https://api.example.com/documents/43' } }), 'proof-invalid'],
  ['another host', withProof({ claims: { htu: 'https://evil.example/documents/42' } }), 'proof-invalid'],
  ['a host before ours', withProof({ claims: { htu: 'https://api.example.com.evil.example/documents/42' } }), 'proof-invalid'],
  ['a host as user name', withProof({ claims: { htu: 'https://api.example.com@evil.example/documents/42' } }), 'proof-invalid'],
  ['http', withProof({ claims: { htu: 'http://api.example.com/documents/42' } }), 'proof-invalid'],
  ['another port', withProof({ claims: { htu: 'https://api.example.com:8443/documents/42' } }), 'proof-invalid'],
  ['a relative address', withProof({ claims: { htu: '/documents/42' } }), 'proof-invalid'],
  ['for another token', withProof({ claims: { ath: createHash('sha256').update('x').digest('base64url') } }), 'proof-invalid'],
  ['for no token', withProof({ claims: { ath: undefined } }), 'proof-invalid'],
  ['by another key', withProof({ key: ecKey('other') }), 'proof-invalid'],
  ['by another key that shows ours', withProof({ key: ecKey('other'), header: { jwk: publicOf(EC) } }), 'proof-invalid'],
  ['too old', withProof({ claims: { iat: NOW - 61 } }), 'proof-invalid'],
  ['of the future', withProof({ claims: { iat: NOW + 61 } }), 'proof-invalid'],
  ['an iat that is a text', withProof({ claims: { iat: String(NOW) } }), 'proof-invalid'],
  ['no id', withProof({ claims: { jti: undefined } }), 'proof-invalid'],
  ['an id that is a list', withProof({ claims: { jti: ['one'] } }), 'proof-invalid'],
  ['another type', withProof({ header: { typ: 'JWT' } }), 'proof-invalid'],
  ['alg none', withProof({ header: { alg: 'none' } }), 'proof-invalid'],
  ['alg HS256', withProof({ header: { alg: 'HS256' } }), 'proof-invalid'],
  ['crit', withProof({ header: { crit: ['exp'] } }), 'proof-invalid'],
  ['a private key in it', withProof({ header: { jwk: { ...publicOf(EC), d: 'x' } } }), 'proof-invalid'],
  ['a weak key', withProof({ key: rsaKey('weak', 1_024) }, { boundTo: { key: 'x' } }), 'proof-invalid'],
  ['a curve that is not of the algorithm', withProof({ key: edKey('e'), header: { alg: 'ES256' } }), 'proof-invalid'],
  ['no JWS', withProof('x'), 'proof-invalid'],
  ['padding', withProof(`${proof()}=`), 'proof-invalid'],
  ['empty', withProof(''), 'proof-invalid'],
])('13: refused: %s', (_, asked, reason) => { expect(judge(asked)).toBe(reason); });

test('no certificate crashes the reader, and no byte of one may change', () => {
  fc.assert(fc.property(fc.nat(DEVICE.der.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
    const der = Buffer.from(DEVICE.der);
    der[at] ^= by;
    const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----`;
    const read = new CertificateReader().read({ pem, subjectDn: '', issuerDn: 'x', serialNumber: 'a1b2c3d4' }, NOW);
    expect(read.thumbprint === thumb(DEVICE)).toBe(false);
  }));
});

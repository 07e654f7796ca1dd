/**
 * Truststores: what API Gateway would refuse, and what would let strangers in. The certificates were made with openssl for this test;
 * their keys were thrown away. The public ones are those that Node brings along.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { hasOid, signatureOid } from '../../../lib/layers/front-door/certificate-der';
import { Said } from '../../../lib/layers/front-door/compiler/say';
import { DoorProfile, Truststore } from '../../../lib/layers/front-door';
import { checkTruststore } from '../../../lib/layers/front-door/truststore-check';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { codes, made, type Made, ofType } from './made';

const NOW = '2026-12-22T00:00:00Z';
const file = (name: string): string => path.join(__dirname, 'certificates', `${name}.pem`);
const pem = (name: string): string => readFileSync(file(name), 'utf8');

function told(text: string, now: string | null = NOW): string[] {
  const said = new Said();
  checkTruststore(text, { name: 'devices.pem', ...(now === null ? {} : { now }) }, said);
  return said.all.map((f) => `${f.level} ${f.code}`).sort();
}

test.each([
  ['root', []], ['ec', []], ['chain4', []],
  ['weak', ['error TruststoreWeak']], ['sha1', ['error TruststoreWeak']], ['curve', ['error TruststoreWeak']], ['ed25519', ['error TruststoreWeak']],
  ['expired', ['error TruststoreExpired']], ['forum', ['error TruststorePublicAuthority']], ['chain5', ['error TruststoreChainTooLong']],
  ['subject-twice', ['error TruststoreSubjectTwice']], ['leaf', ['warning TruststoreNotAuthority']],
])('%s: %j', (name, expected) => {
  expect(told(pem(name))).toEqual(expected);
});

test('without the time expiry is not judged, and that is said', () => {
  expect(told(pem('expired'), null)).toEqual(['warning TruststoreExpiryNotJudged']);
  expect(told(pem('root'), 'yesterday')).toEqual(['warning TruststoreExpiryNotJudged']);
  expect(told(pem('root'), '2020-01-01T00:00:00Z')).toEqual(['warning TruststoreNotYetValid']);
});

test('every root of a public authority is known, also beside others', () => {
  const strong = rootCertificates.filter((r) => new X509Certificate(r).ca);
  for (const root of strong.slice(0, 10)) expect(told(`${pem('root')}${root}`, null)).toContain('error TruststorePublicAuthority');
});

test('what a public root signed is public, though its key is another', () => {
  // Cross-signed roots of the list itself: issued by another of its members.
  const all = rootCertificates.map((r) => new X509Certificate(r));
  const signed = all.filter((c) => c.issuer !== c.subject);
  expect(signed.every((c) => told(c.toString(), null).includes('error TruststorePublicAuthority'))).toBe(true);
});

test.each([
  ['nothing', ''], ['no PEM', 'hello'], ['half a certificate', pem('root').slice(0, 400)], ['a broken one', pem('root').replace(/[A-Za-z]{20}/, 'AAAAAAAAAAAAAAAAAAAA')], ['binary', '\u0000\u0001\u0002'],
])('%s cannot be read', (_, text) => {
  expect(told(text)).toContain('error TruststoreUnreadable');
});

test('a private key is never uploaded', () => {
  expect(told(`${pem('root')}-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n`)).toEqual(['error TruststoreHoldsKey']);
});

test('identifiers are read from the certificate', () => {
  const raw = (name: string): Buffer => new X509Certificate(pem(name)).raw;
  expect([signatureOid(raw('root')), signatureOid(raw('sha1')), signatureOid(raw('ec'))]).toEqual(['1.2.840.113549.1.1.11', '1.2.840.113549.1.1.5', '1.2.840.10045.4.3.2']);
  expect([hasOid(raw('forum'), '2.23.140.1'), hasOid(raw('root'), '2.23.140.1')]).toEqual([true, false]);
  expect(signatureOid(new Uint8Array([0x30, 0x85, 1]))).toBeUndefined();
});

describe('of a door', () => {
  const door = (truststore: Truststore, context: Record<string, unknown> = { 'zero-trust:now': NOW }): Made => made((d, w) => d.addRoute('GET /a', { handler: w.handler('Read'), scopes: ['documents/read'] }), {
    context,
    props: (w) => ({ profile: DoorProfile.DEVICE_CERTIFICATE, domain: { domainName: 'api.example.com', certificate: Certificate.fromCertificateArn(w.stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c'), truststore } }),
  });

  test('a file becomes an object named by its content', () => {
    const uri = (name: string): string => (ofType(door(Truststore.fromFile(file(name))), 'AWS::ApiGateway::DomainName')[0][1].Properties as { MutualTlsAuthentication: { TruststoreUri: string } }).MutualTlsAuthentication.TruststoreUri;
    expect(uri('root')).toMatch(/^s3:\/\/cdk-hnb659fds-assets-111122223333-eu-west-1\/[0-9a-f]{64}\.pem$/);
    expect(uri('ec')).not.toBe(uri('root'));
  });

  test('the host of the API is off, and its TLS is 1.2', () => {
    const result = door(Truststore.fromS3('s3://bucket/devices.pem', { version: 'v1' }));
    expect(ofType(result, 'AWS::ApiGateway::RestApi')[0][1].Properties).toMatchObject({ DisableExecuteApiEndpoint: true, SecurityPolicy: 'TLS_1_2' });
    expect(ofType(result, 'AWS::ApiGateway::DomainName')[0][1].Properties).toMatchObject({ SecurityPolicy: 'TLS_1_2', MutualTlsAuthentication: { TruststoreUri: 's3://bucket/devices.pem', TruststoreVersion: 'v1' } });
  });

  test.each([
    [Truststore.fromFile('/nowhere/devices.pem'), 'TruststoreUnreadable'], [Truststore.fromFile(file('weak')), 'TruststoreWeak'],
    [Truststore.fromS3('https://bucket/devices.pem', { version: 'v1' }), 'TruststoreUnreadable'], [Truststore.fromS3('s3://bucket/devices.pem', { version: '' }), 'TruststoreUnreadable'],
  ])('%# is refused', (truststore, code) => {
    const { errors } = door(truststore);
    expect(codes(errors)).toEqual([code]);
    expect(errors.join()).not.toContain('/nowhere');
  });

  test('a directory of this machine is in no template', () => {
    expect(JSON.stringify(door(Truststore.fromFile(file('root'))).template)).not.toContain(__dirname);
  });
});

test('a bundle of public authorities is told by its first five, and counted', () => {
  const said = new Said();
  checkTruststore(rootCertificates.slice(0, 20).join('\n'), { name: 'all.pem', now: NOW }, said);
  const mine = said.all.filter((f) => f.code === 'TruststorePublicAuthority');
  expect(mine).toHaveLength(6);
  expect(mine[5].message).toMatch(/^15 more certificates of truststore `all\.pem`/);
});

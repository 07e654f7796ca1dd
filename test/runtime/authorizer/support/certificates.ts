/**
 * X.509 certificates as tests need them, made in memory: ``certificate({ name: 'laptop-17', serial: 'a1b2' })``. Node reads certificates and makes none, so the few lines of DER
 * stand here (RFC 5280); what they make is checked by Node's own reader and, as a server's, by its TLS.
 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface CertificateOptions {
  readonly name?: string;
  /** Hex, an even number of digits. */
  readonly serial?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly ca?: boolean;
  /** OIDs of the extended key usage; absent: without that extension. */
  readonly usage?: readonly string[];
  readonly ip?: readonly number[];
  readonly issuer?: Made;
}

export interface Made {
  readonly pem: string;
  readonly der: Buffer;
  readonly key: KeyObject;
  readonly name: string;
}

export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const n = body.length;
  return Buffer.concat([Buffer.from(n < 128 ? [tag, n] : n < 256 ? [tag, 0x81, n] : [tag, 0x82, n >> 8, n & 255]), body]);
};
const seq = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts);
const set = (...parts: readonly Buffer[]): Buffer => tlv(0x31, ...parts);
const octets = (body: Buffer): Buffer => tlv(0x04, body);
const bits = (body: Buffer): Buffer => tlv(0x03, Buffer.from([0]), body);
const oid = (text: string): Buffer => {
  const [a, b, ...rest] = text.split('.').map(Number);
  return tlv(0x06, Buffer.from([40 * a + b, ...rest.flatMap((n) => { const digits = [n & 127]; for (let m = n >> 7; m > 0; m >>= 7) digits.unshift((m & 127) | 128); return digits; })]));
};
const time = (iso: string): Buffer => tlv(0x18, Buffer.from(`${iso.slice(0, 19).replace(/[-T:]/g, '')}Z`));
const integer = (hex: string): Buffer => { const body = Buffer.from(hex, 'hex'); return tlv(0x02, body[0] > 127 ? Buffer.concat([Buffer.from([0]), body]) : body); };
const nameOf = (text: string): Buffer => seq(set(seq(oid('2.5.4.3'), tlv(0x0c, Buffer.from(text)))));
const extension = (id: string, isCritical: boolean, value: Buffer): Buffer => seq(oid(id), ...(isCritical ? [tlv(0x01, Buffer.from([0xff]))] : []), octets(value));

export function certificate({ name = 'laptop-17', serial = 'a1b2c3d4', notBefore = '2026-01-01T00:00:00Z', notAfter = '2027-01-01T00:00:00Z', ca = false, usage = [CLIENT_AUTH], ip, issuer }: CertificateOptions = {}): Made {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = seq(oid('1.2.840.10045.4.3.2'));
  const extensions = [
    extension('2.5.29.19', true, seq(...(ca ? [tlv(0x01, Buffer.from([0xff]))] : []))),
    ...(usage.length === 0 ? [] : [extension('2.5.29.37', false, seq(...usage.map(oid)))]),
    ...(ip === undefined ? [] : [extension('2.5.29.17', false, seq(tlv(0x87, Buffer.from(ip))))]),
  ];
  const body = seq(tlv(0xa0, integer('02')), integer(serial), algorithm, nameOf(issuer?.name ?? name), seq(time(notBefore), time(notAfter)), nameOf(name), publicKey.export({ type: 'spki', format: 'der' }), tlv(0xa3, seq(...extensions)));
  const der = seq(body, algorithm, bits(sign('sha256', body, issuer?.key ?? privateKey)));
  const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')}\n-----END CERTIFICATE-----\n`;
  return { pem, der, key: privateKey, name };
}

/** Revocation lists as tests need them, made in memory: ``crl({ authority, revoked: ['a1b2'] })``. (RFC 5280, 5.1.) */
import { sign } from 'node:crypto';
import type { Made } from '../../authorizer/support/certificates';

export interface CrlOptions {
  readonly authority: Made;
  /** The name that it says, where that is another's. */
  readonly issuerName?: string;
  readonly revoked?: readonly string[];
  readonly thisUpdate?: string;
  readonly nextUpdate?: string;
  /** OID and value of critical extensions. */
  readonly critical?: readonly (readonly [string, Buffer])[];
  readonly entryCritical?: string;
}

export const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const n = body.length;
  return Buffer.concat([Buffer.from(n < 128 ? [tag, n] : n < 256 ? [tag, 0x81, n] : n < 65_536 ? [tag, 0x82, n >> 8, n & 255] : [tag, 0x83, n >> 16, (n >> 8) & 255, n & 255]), body]);
};
export const seq = (...parts: readonly Buffer[]): Buffer => tlv(0x30, ...parts);
const oid = (text: string): Buffer => {
  const [a, b, ...rest] = text.split('.').map(Number);
  return tlv(0x06, Buffer.from([40 * a + b, ...rest.flatMap((n) => { const digits = [n & 127]; for (let m = n >> 7; m > 0; m >>= 7) digits.unshift((m & 127) | 128); return digits; })]));
};
const time = (iso: string): Buffer => tlv(0x17, Buffer.from(`${iso.slice(2, 19).replace(/[-T:]/g, '')}Z`));
const integer = (hex: string): Buffer => { const body = Buffer.from(hex, 'hex'); return tlv(0x02, body[0] > 127 ? Buffer.concat([Buffer.from([0]), body]) : body); };
const extension = (id: string, value: Buffer): Buffer => seq(oid(id), tlv(0x01, Buffer.from([0xff])), tlv(0x04, value));

export function crl({ authority, issuerName = authority.name, revoked = [], thisUpdate = '2026-11-20T00:00:00Z', nextUpdate = '2026-12-20T00:00:00Z', critical = [], entryCritical }: CrlOptions): Buffer {
  const algorithm = seq(oid('1.2.840.10045.4.3.2'));
  const name = seq(tlv(0x31, seq(oid('2.5.4.3'), tlv(0x0c, Buffer.from(issuerName)))));
  const entries = revoked.map((serial) => seq(integer(serial), time('2026-11-19T00:00:00Z'), ...(entryCritical === undefined ? [] : [seq(extension(entryCritical, seq()))])));
  const body = seq(integer('01'), algorithm, name, time(thisUpdate), time(nextUpdate), ...(entries.length === 0 ? [] : [seq(...entries)]), ...(critical.length === 0 ? [] : [tlv(0xa0, seq(...critical.map(([id, value]) => extension(id, value))))]));
  return seq(body, algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, authority.key)])));
}

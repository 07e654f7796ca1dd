/**
 * A revocation list (RFC 5280, 5): ``readCrl(der, authorities, now)`` -> `{ issuerHash, revoked: [{ serial, at }] }` or why it is not taken.
 *
 * Its authority is one that is configured, and has signed it. A list that is past its `nextUpdate` is taken: what it revoked stays revoked, and a row that a list revoked is never
 * lifted by a later one, certificates on hold included. Refused: delta and indirect lists, and what has a critical extension that is not read here, as the RFC demands.
 * Not modelled: OCSP; fetching lists from distribution points.
 */
import { constants, type KeyObject, verify } from 'node:crypto';
import { type Authority, issuerHash } from './certificate';
import { children, type Der, DerError, oidOf, read, serialOf, TAG, timeOf } from './der';

export interface Crl {
  readonly issuerHash: string;
  readonly thisUpdate: number;
  readonly isPast: boolean;
  readonly revoked: readonly { readonly serial: string; readonly at: number }[];
}

export type CrlRefusal = 'crl-malformed' | 'crl-of-stranger' | 'crl-signature' | 'crl-future' | 'crl-too-long' | 'crl-unsupported';
export type CrlReading = { readonly crl: Crl; readonly refusal?: undefined } | { readonly refusal: CrlRefusal; readonly crl?: undefined };

export const MOST_REVOKED = 2_000;
/** RFC 3279, 4055, 5758, 8410. RSA-PSS is not read. */
const HASHES: Readonly<Record<string, { readonly hash: string | null; readonly type: string }>> = {
  '1.2.840.113549.1.1.11': { hash: 'sha256', type: 'rsa' }, '1.2.840.113549.1.1.12': { hash: 'sha384', type: 'rsa' }, '1.2.840.113549.1.1.13': { hash: 'sha512', type: 'rsa' },
  '1.2.840.10045.4.3.2': { hash: 'sha256', type: 'ec' }, '1.2.840.10045.4.3.3': { hash: 'sha384', type: 'ec' }, '1.2.840.10045.4.3.4': { hash: 'sha512', type: 'ec' },
  '1.3.101.112': { hash: null, type: 'ed25519' },
};
const DISTRIBUTION_POINT = '2.5.29.28';
/** `[4] indirectCRL` of an IssuingDistributionPoint. */
const INDIRECT = 0x84;
const EXTENSIONS = 0xa0;

class Unsupported extends Error {}

export function readCrl(der: Buffer, authorities: readonly Authority[], now: number, clockSkew = 0): CrlReading {
  try {
    const [body, algorithm, signature, ...more] = children(read(der));
    if (signature === undefined || more.length > 0 || signature.tag !== TAG.bits || signature.body[0] !== 0) return { refusal: 'crl-malformed' };
    const fields = [...children(body)];
    if (fields[0]?.tag === TAG.integer) fields.shift();
    const [inner, issuer, thisUpdate, ...rest] = fields;
    if (thisUpdate === undefined || !inner.whole.equals(algorithm.whole) || issuer.tag !== TAG.sequence) return { refusal: 'crl-malformed' };
    const known = authorities.filter(({ subject }) => subject.equals(issuer.whole));
    if (known.length === 0) return { refusal: 'crl-of-stranger' };
    if (!known.some(({ certificate }) => isSigned(body.whole, algorithm, signature.body.subarray(1), certificate.publicKey))) return { refusal: 'crl-signature' };
    const from = timeOf(thisUpdate);
    if (from > now + clockSkew) return { refusal: 'crl-future' };
    const nextUpdate = isTime(rest[0]) ? timeOf(rest.shift() as Der) : Infinity;
    const list = rest[0]?.tag === TAG.sequence ? children(rest.shift() as Der) : [];
    checkExtensions(rest[0]?.tag === EXTENSIONS ? children(rest.shift() as Der, EXTENSIONS) : []);
    if (rest.length > 0) return { refusal: 'crl-malformed' };
    if (list.length > MOST_REVOKED) return { refusal: 'crl-too-long' };
    return { crl: { issuerHash: issuerHash(issuer.whole), thisUpdate: from, isPast: nextUpdate < now, revoked: list.map(entryOf) } };
  } catch (error) {
    return { refusal: error instanceof Unsupported ? 'crl-unsupported' : 'crl-malformed' };
  }
}

function isSigned(body: Buffer, algorithm: Der, signature: Buffer, key: KeyObject): boolean {
  const oid = oidOf(children(algorithm)[0]);
  const known = Object.hasOwn(HASHES, oid) ? HASHES[oid] : undefined;
  if (known === undefined || key.asymmetricKeyType !== known.type) return false;
  try {
    return verify(known.hash, body, known.type === 'rsa' ? { key, padding: constants.RSA_PKCS1_PADDING } : key, signature);
  } catch {
    return false;
  }
}

function entryOf(entry: Der): { readonly serial: string; readonly at: number } {
  const [serial, at, extensions] = children(entry);
  if (at === undefined) throw new DerError('an entry without a time');
  // Of an entry none has to be understood but those that make it another authority's.
  for (const [, isCritical] of extensions === undefined ? [] : children(extensions).map(extensionOf)) if (isCritical) throw new Unsupported();
  return { serial: serialOf(serial), at: timeOf(at) };
}

function checkExtensions(wrapped: readonly Der[]): void {
  if (wrapped.length === 0) return;
  for (const [oid, isCritical, value] of children(wrapped[0]).map(extensionOf)) {
    if (!isCritical) continue;
    if (oid !== DISTRIBUTION_POINT) throw new Unsupported();
    if (children(read(value)).some(({ tag, body }) => tag === INDIRECT && body[0] !== 0)) throw new Unsupported();
  }
}

function extensionOf(extension: Der): readonly [string, boolean, Buffer] {
  const parts = children(extension);
  const isCritical = parts[1]?.tag === TAG.boolean && parts[1].body[0] !== 0;
  const value = parts[parts[1]?.tag === TAG.boolean ? 2 : 1];
  if (value?.tag !== TAG.octets) throw new DerError('an extension without a value');
  return [oidOf(parts[0]), isCritical, value.body];
}

function isTime(of: Der | undefined): boolean {
  return of?.tag === TAG.utcTime || of?.tag === TAG.generalizedTime;
}

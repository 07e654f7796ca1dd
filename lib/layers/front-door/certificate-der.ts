/**
 * The little of a certificate's DER that Node 20 does not tell: ``signatureOid(certificate.raw)``, ``hasOid(certificate.raw, '2.23.140.1')``.
 *
 * Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER, ... }, signature } (RFC 5280, 4.1).
 * What does not read like one gives `undefined` or false, never an exception.
 */

interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

const SEQUENCE = 0x30;
const OBJECT_IDENTIFIER = 0x06;

/** Of the algorithm that the issuer signed with. */
export function signatureOid(der: Uint8Array): string | undefined {
  const certificate = elementAt(der, 0);
  const body = certificate?.tag === SEQUENCE ? elementAt(der, certificate.start) : undefined;
  const algorithm = body === undefined ? undefined : elementAt(der, body.end);
  const oid = algorithm?.tag === SEQUENCE ? elementAt(der, algorithm.start) : undefined;
  return oid?.tag === OBJECT_IDENTIFIER ? textOf(der.subarray(oid.start, oid.end)) : undefined;
}

/** Whether an object identifier that begins so stands in one of the certificate's policies, or anywhere else. */
export function hasOid(der: Uint8Array, prefix: string): boolean {
  const bytes = bytesOf(prefix);
  for (let i = 0; i + 2 + bytes.length <= der.length; i++) {
    if (der[i] === OBJECT_IDENTIFIER && der[i + 1] >= bytes.length && der[i + 1] < 0x80 && bytes.every((b, k) => der[i + 2 + k] === b)) return true;
  }
  return false;
}

function elementAt(der: Uint8Array, at: number): Element | undefined {
  const [tag, first] = [der[at], der[at + 1]];
  if (tag === undefined || first === undefined) return undefined;
  if (first < 0x80) return { tag, start: at + 2, end: at + 2 + first };
  const count = first & 0x7f;
  if (count === 0 || count > 4) return undefined;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (der[at + 2 + i] ?? 0);
  return { tag, start: at + 2 + count, end: at + 2 + count + length };
}

function textOf(bytes: Uint8Array): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of bytes) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (parts.length === 0) parts.push(Math.min(2, Math.floor(value / 40)), value - 40 * Math.min(2, Math.floor(value / 40)));
    else parts.push(value);
    value = 0;
  }
  return parts.join('.');
}

function bytesOf(oid: string): number[] {
  const [first, second, ...rest] = oid.split('.').map(Number);
  return [first * 40 + second, ...rest].flatMap((value) => {
    const bytes = [value & 0x7f];
    for (let left = value >> 7; left > 0; left >>= 7) bytes.unshift((left & 0x7f) | 0x80);
    return bytes;
  });
}

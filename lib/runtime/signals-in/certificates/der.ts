/**
 * DER, as much of it as certificates and revocation lists need: ``children(read(bytes))``.
 *
 * Definite lengths in their shortest form alone (X.690, 10.1), no tags above 30, nothing left over; anything else throws a `DerError`. A value is a view into the bytes: nothing is
 * copied, and nothing is read that its parent does not hold.
 */
export class DerError extends Error {}

export interface Der {
  readonly tag: number;
  /** With tag and length, as it was signed. */
  readonly whole: Buffer;
  readonly body: Buffer;
}

export const TAG = { boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, enumerated: 0x0a, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30 } as const;
const MOST = 200_000;

/** Exactly one value. */
export function read(bytes: Buffer): Der {
  const [value, ...rest] = all(bytes, 1);
  if (value === undefined || rest.length > 0) throw new DerError('nothing, or more than one value');
  return value;
}

export function children(of: Der, tag: number = TAG.sequence): readonly Der[] {
  if (of.tag !== tag || (tag & 0x20) === 0) throw new DerError(`expected tag ${tag}, got ${of.tag}`);
  return all(of.body, MOST);
}

function all(bytes: Buffer, most: number): readonly Der[] {
  const values: Der[] = [];
  for (let at = 0; at < bytes.length;) {
    if (values.length === most) throw new DerError('too many values');
    const tag = bytes[at];
    if ((tag & 0x1f) === 0x1f) throw new DerError('a tag of more than one byte');
    const [start, length] = lengthAt(bytes, at + 1);
    if (start + length > bytes.length) throw new DerError('a value is longer than what holds it');
    values.push({ tag, whole: bytes.subarray(at, start + length), body: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return values;
}

/** Where the body begins, and how long it is. */
function lengthAt(bytes: Buffer, at: number): readonly [number, number] {
  const first = bytes[at];
  if (first === undefined) throw new DerError('cut off');
  if (first < 0x80) return [at + 1, first];
  const count = first & 0x7f;
  if (count === 0 || count > 4 || at + count >= bytes.length) throw new DerError('a length that is none');
  const length = bytes.readUIntBE(at + 1, count);
  if (length < 0x80 || (count > 1 && length < 2 ** (8 * (count - 1)))) throw new DerError('a length that is longer than it has to be');
  return [at + 1 + count, length];
}

/** Lower-case hex without leading zeros, as serial numbers are compared. (X.690, 8.3.2: no needless first byte; not negative.) */
export function serialOf({ tag, body }: Der): string {
  if (tag !== TAG.integer || body.length === 0 || body.length > 64 || body[0] > 0x7f || (body.length > 1 && body[0] === 0 && body[1] < 0x80)) throw new DerError('a serial number that is none');
  return body.toString('hex').replace(/^0+(?=.)/, '');
}

export function oidOf({ tag, body }: Der): string {
  if (tag !== TAG.oid || body.length === 0 || body.length > 64 || body[body.length - 1] > 0x7f) throw new DerError('an object identifier that is none');
  const parts: number[] = [];
  let value = 0;
  for (const byte of body) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) { parts.push(value); value = 0; }
  }
  const [first, ...rest] = parts;
  const top = Math.min(2, Math.floor(first / 40));
  return [top, first - 40 * top, ...rest].join('.');
}

/** Seconds since 1970. (RFC 5280, 4.1.2.5: always `Z`, always seconds; years from 50 on are of the last century.) */
export function timeOf({ tag, body }: Der): number {
  const text = body.toString('latin1');
  const digits = tag === TAG.utcTime && /^\d{12}Z$/.test(text) ? `${Number(text.slice(0, 2)) >= 50 ? '19' : '20'}${text}` : tag === TAG.generalizedTime && /^\d{14}Z$/.test(text) ? text : undefined;
  const iso = digits?.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6.000Z');
  const at = iso === undefined ? NaN : Date.parse(iso);
  if (iso === undefined || Number.isNaN(at) || new Date(at).toISOString() !== iso) throw new DerError('a time that is none');
  return at / 1_000;
}

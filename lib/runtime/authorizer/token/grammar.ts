/**
 * The one token of a request, in its one spelling: ``readToken(request)``.
 *
 * Stricter than any JWT library: one `Authorization` header with one value; three parts of canonical base64url and nothing else; a header that names an algorithm and
 * a key and brings neither a key of its own (`jwk`, `jku`, `x5u`, `x5c`) nor an extension that has to be understood (`crit`, `b64`). (RFC 7515, 4.1 and 5.2; RFC
 * 6750; RFC 9449.) So a token has one cache key, and nobody behind us finds another one in the same request. Nothing is verified here.
 */
import type { AccessRequest } from '../../../contract/access/request';
import type { Reason } from '../../../contract/access/reasons';
import { isRecord } from '../../../contract/token-claims';
import { own } from '../event/plain';

export interface TokenHeader {
  readonly alg: string;
  readonly kid: string;
  /** Lower-case, without `application/`; empty where there is none. */
  readonly typ: string;
}

export interface GivenToken {
  readonly scheme: 'bearer' | 'dpop';
  readonly raw: string;
  readonly header: TokenHeader;
}

export type TokenReading = { readonly token: GivenToken; readonly refusal?: undefined } | { readonly refusal: Reason; readonly token?: undefined };

/** API Gateway passes on 10,240 bytes of headers. */
const LONGEST = 10_240;
const HEADER = /^(bearer|dpop) ([A-Za-z0-9_-]{4,})\.([A-Za-z0-9_-]{2,})\.([A-Za-z0-9_-]{4,})$/i;
/** Headers that bring a key or ask for something to be understood. */
const REFUSED = ['b64', 'crit', 'jku', 'jwk', 'x5c', 'x5u', 'zip'];
/** Last digits of base64url whose unused bits are zero, by the length of the text modulo 4. */
const LAST: Readonly<Record<number, RegExp>> = { 0: /[A-Za-z0-9_-]$/, 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ };

export function readToken({ headers, query }: Pick<AccessRequest, 'headers' | 'query'>): TokenReading {
  const values = own(headers, 'authorization') ?? [];
  // RFC 6750, 2: a client uses one way alone. A token in an address stands in logs.
  if (values.length > 1 || own(query, 'access_token') !== undefined) return { refusal: 'token-ambiguous' };
  if (values.length === 0 || values[0].trim() === '') return { refusal: 'token-missing' };
  const [value] = values;
  // Gateways join what came twice by commas.
  if (value.includes(',')) return { refusal: 'token-ambiguous' };
  const [, scheme, header, payload, signature] = (value.length > LONGEST ? undefined : HEADER.exec(value)) ?? [];
  if (scheme === undefined || ![header, payload, signature].every(isCanonical)) return { refusal: 'token-malformed' };
  const read = readHeader(header);
  if (read === undefined) return { refusal: 'token-malformed' };
  if (typeof read === 'string') return { refusal: read };
  return { token: { scheme: scheme.toLowerCase() as GivenToken['scheme'], raw: `${header}.${payload}.${signature}`, header: read } };
}

/** Base64url that decodes, and encodes to the same again. */
export function isCanonical(part: string): boolean {
  return LAST[part.length % 4]?.test(part) === true;
}

/** Most tokens of an issuer have the same header. */
const known = new Map<string, TokenHeader>();
const MOST_KNOWN = 32;

/** A word where it is a header, and one that is refused; undefined where it is none. */
function readHeader(part: string): TokenHeader | Reason | undefined {
  const before = known.get(part);
  if (before !== undefined) return before;
  const value = decodeJson(part);
  if (value === undefined) return undefined;
  const { alg, kid, typ = '' } = value;
  if (REFUSED.some((name) => Object.hasOwn(value, name))) return 'token-algorithm';
  if (typeof alg !== 'string' || !/^(RS|ES)(256|384|512)$|^EdDSA$/.test(alg)) return 'token-algorithm';
  if (typeof kid !== 'string' || kid === '' || kid.length > 256) return 'token-key-unknown';
  if (typeof typ !== 'string' || typ.length > 64) return 'token-malformed';
  const header = { alg, kid, typ: typ.toLowerCase().replace(/^application\//, '') };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(part, header);
  return header;
}

/** Made once: making one costs more than most tokens take to decode. It keeps nothing between two calls. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** An object, or undefined. */
export function decodeJson(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(Buffer.from(part, 'base64url')));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

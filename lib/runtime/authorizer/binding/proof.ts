/**
 * A DPoP proof (RFC 9449): ``readProof(request, token, now, maxAge)``.
 *
 * A token that is bound to a key is good only together with a proof by that key, made for this request and this token, lately and once. Whether it was used before is the
 * store's to say (`replay`): its id counts together with the key, as each client chooses its own ids. `htu` is compared with the host that API Gateway says the client came
 * by, without query and default port; behind a custom domain with a base path the path that the client sent is what counts (section 8, g).
 * Not modelled: nonces that a server hands out.
 */
import { createHash, createPublicKey, type JsonWebKey, timingSafeEqual, verify } from 'node:crypto';
import type { AccessRequest } from '../../../contract/access/request';
import type { Reason } from '../../../contract/access/reasons';
import { isRecord } from '../../../contract/token-claims';
import { own } from '../event/plain';
import { decodeJson, isCanonical } from '../token/grammar';

export type ProofReading =
  /** `replay` names the proof for the store; it is of no use after `until`. */
  | { readonly key: string; readonly replay: { readonly id: string; readonly until: number }; readonly refusal?: undefined }
  | { readonly refusal: Reason; readonly key?: undefined };

const SHAPE = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;
const LONGEST = 4_096;
/** Members of a public key, in the order of its thumbprint. (RFC 7638, 3.2.) */
const MEMBERS: Readonly<Record<string, readonly string[]>> = { EC: ['crv', 'kty', 'x', 'y'], OKP: ['crv', 'kty', 'x'], RSA: ['e', 'kty', 'n'] };
const PRIVATE = ['d', 'dp', 'dq', 'k', 'oth', 'p', 'q', 'qi'];

interface Algorithm {
  readonly kty: string;
  readonly crv?: string;
  readonly hash: string | null;
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  ES256: { kty: 'EC', crv: 'P-256', hash: 'sha256' }, ES384: { kty: 'EC', crv: 'P-384', hash: 'sha384' }, EdDSA: { kty: 'OKP', crv: 'Ed25519', hash: null }, RS256: { kty: 'RSA', hash: 'sha256' },
};

export function readProof(request: Pick<AccessRequest, 'headers' | 'host' | 'method' | 'path'>, token: string, boundTo: string, now: number, maxAge: number): ProofReading {
  const values = own(request.headers, 'dpop') ?? [];
  if (values.length === 0) return { refusal: 'proof-missing' };
  const parts = values.length > 1 || values[0].length > LONGEST ? null : SHAPE.exec(values[0]);
  if (parts === null || !parts.slice(1).every(isCanonical)) return { refusal: 'proof-invalid' };
  const [, head, body, signature] = parts;
  const [header, payload] = [decodeJson(head), decodeJson(body)];
  if (header === undefined || payload === undefined) return { refusal: 'proof-invalid' };
  const thumbprint = signedBy(header, `${head}.${body}`, signature);
  if (thumbprint === undefined || !isSame(thumbprint, boundTo)) return { refusal: 'proof-invalid' };
  const { htm, htu, iat, jti, ath } = payload;
  if (htm !== request.method || typeof htu !== 'string' || !isHere(htu, request)) return { refusal: 'proof-invalid' };
  if (typeof iat !== 'number' || !Number.isFinite(iat) || Math.abs(now - iat) > maxAge) return { refusal: 'proof-invalid' };
  if (typeof jti !== 'string' || jti === '' || jti.length > 256) return { refusal: 'proof-invalid' };
  if (typeof ath !== 'string' || !isSame(ath, createHash('sha256').update(token).digest('base64url'))) return { refusal: 'proof-invalid' };
  return { key: thumbprint, replay: { id: `${thumbprint}#${createHash('sha256').update(jti).digest('base64url')}`, until: Math.ceil(iat + maxAge) + 1 } };
}

/** The thumbprint of the key that signed; undefined where the header or the signature is not as it has to be. */
function signedBy(header: Readonly<Record<string, unknown>>, input: string, signature: string): string | undefined {
  const { typ, alg, jwk } = header;
  if (typ !== 'dpop+jwt' || typeof alg !== 'string' || !Object.hasOwn(ALGORITHMS, alg) || !isRecord(jwk) || Object.hasOwn(header, 'crit')) return undefined;
  const { kty, crv, hash } = ALGORITHMS[alg];
  const members = MEMBERS[kty];
  if (jwk.kty !== kty || (crv !== undefined && jwk.crv !== crv) || PRIVATE.some((name) => Object.hasOwn(jwk, name)) || !members.every((name) => typeof jwk[name] === 'string')) return undefined;
  const plain = Object.fromEntries(members.map((name) => [name, jwk[name]]));
  try {
    const key = createPublicKey({ key: plain as JsonWebKey, format: 'jwk' });
    if (kty === 'RSA' && (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2_048) return undefined;
    if (!verify(hash, Buffer.from(input), kty === 'EC' ? { key, dsaEncoding: 'ieee-p1363' } : key, Buffer.from(signature, 'base64url'))) return undefined;
  } catch {
    return undefined;
  }
  return createHash('sha256').update(JSON.stringify(plain)).digest('base64url');
}

function isHere(htu: string, { host, path }: Pick<AccessRequest, 'host' | 'path'>): boolean {
  try {
    const url = new URL(htu);
    if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hostname.toLowerCase() !== host || url.port !== '') return false;
    return url.pathname === new URL(`https://${host}${path}`).pathname;
  } catch {
    return false;
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

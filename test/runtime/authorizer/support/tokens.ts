/** Tokens as issuers make them, and as nobody should: every part can be set by hand. Keys are made once, and are no secrets. */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { IssuerConfig, LimitsConfig } from '../../../../lib/contract/access/bundle';

export const NOW = 1_795_348_800; // 2026-11-22T12:00:00Z
export const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI';
export const OTHER_ISSUER = 'https://login.example.com';
export const CLIENT = '1example23456789';

export const LIMITS: LimitsConfig = { clockSkew: 60, deadlineMs: 1_500, snapshotMaxAge: 10, snapshotMaxStale: 300, keysMaxAge: 3_600, keysMaxStale: 21_600, proofMaxAge: 60 };

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: KeyObject;
  readonly jwk: Readonly<Record<string, unknown>>;
}

function keyOf(kid: string, alg: string, pair: { publicKey: KeyObject; privateKey: KeyObject }): SigningKey {
  return { kid, alg, privateKey: pair.privateKey, jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } };
}

export const rsaKey = (kid: string, bits = 2_048): SigningKey => keyOf(kid, 'RS256', generateKeyPairSync('rsa', { modulusLength: bits }));
export const ecKey = (kid: string): SigningKey => keyOf(kid, 'ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' }));
export const edKey = (kid: string): SigningKey => keyOf(kid, 'EdDSA', generateKeyPairSync('ed25519'));

export const RSA = rsaKey('rsa-1');
export const EC = ecKey('ec-1');
export const ED = edKey('ed-1');
export const STRANGER = rsaKey('rsa-1');

export const COGNITO: IssuerConfig = {
  issuer: ISSUER, kind: 'cognito', jwksUri: `${ISSUER}/.well-known/jwks.json`, audiences: [CLIENT], algorithms: ['RS256'], maximumLifetime: 3_600, types: ['', 'JWT'], personas: { employee: ['staff'] },
};
export const OIDC: IssuerConfig = {
  issuer: OTHER_ISSUER, kind: 'oidc', jwksUri: `${OTHER_ISSUER}/jwks`, audiences: ['api'], algorithms: ['ES256', 'EdDSA'], maximumLifetime: 3_600, types: ['at+jwt'], groupsClaim: 'groups', personas: { employee: ['staff'] },
};

export type Json = Readonly<Record<string, unknown>>;
export const b64 = (value: string | Buffer | Json): string => Buffer.from(typeof value === 'string' || Buffer.isBuffer(value) ? value as string : JSON.stringify(value)).toString('base64url');

/** An access token of Cognito, at NOW. */
export const access = (more: Json = {}): Json => ({
  sub: 'aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee', iss: ISSUER, client_id: CLIENT, token_use: 'access', scope: 'documents/read', auth_time: NOW - 100, iat: NOW - 100, exp: NOW + 800,
  origin_jti: 'o-1', jti: 'j-1', username: 'ann', ['cognito:groups']: ['staff'], ...more,
});
/** Of an OpenID Connect issuer, RFC 9068. */
export const bearer = (more: Json = {}): Json => ({ sub: 'bob', iss: OTHER_ISSUER, aud: 'api', client_id: 'portal', scope: 'documents/read', iat: NOW - 100, exp: NOW + 800, jti: 'j-2', groups: ['staff'], ...more });

export function signature(input: string, key: SigningKey, alg = key.alg): Buffer {
  if (alg === 'EdDSA') return sign(null, Buffer.from(input), key.privateKey);
  const hash = `sha${alg.slice(2)}`;
  return sign(hash, Buffer.from(input), alg.startsWith('ES') ? { key: key.privateKey, dsaEncoding: 'ieee-p1363' } : key.privateKey);
}

/** `header` is added to `{ alg, kid }`; a value `undefined` takes away. */
export function mint(payload: Json | string, key: SigningKey = RSA, header: Json = {}, alg = key.alg): string {
  const input = `${b64({ alg, kid: key.kid, ...header })}.${b64(payload)}`;
  return `${input}.${b64(signature(input, key, alg))}`;
}

/** Whose signature is of a shared secret. */
export function mintHmac(payload: Json, secret: string | Buffer, header: Json = {}): string {
  const input = `${b64({ alg: 'HS256', kid: RSA.kid, ...header })}.${b64(payload)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

export const setOf = (...keys: readonly SigningKey[]): string => JSON.stringify({ keys: keys.map((k) => k.jwk) });

/** What the issuers of the tests answer; may be changed while a test runs. */
export function keySets(): Map<string, string> {
  return new Map([[COGNITO.jwksUri, setOf(RSA)], [OIDC.jwksUri, setOf(EC, ED)]]);
}

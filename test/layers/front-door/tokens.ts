/**
 * Tokens of a test key, and what API Gateway's own authorizers make of them, by its documentation and by nothing of the library:
 *
 *   const issuer = new Issuer('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_a');
 *   scopesOf(issuer.token({ scope: 'documents/read', exp: now + 900 }), authorizer, issuer, now)   // ['documents/read']
 *
 * An HTTP API's JWT authorizer: `kid`, an RSA signature, `iss`, `aud` (or `client_id`), `exp`, `nbf`, `iat`, then scopes. (API Gateway
 * developer guide, "Control access to HTTP APIs with JWT authorizers".) A REST API's for user pools: the same of a token of the pool;
 * with scopes on the method an access token. (The same, "Control access to REST APIs using Amazon Cognito user pools".)
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Json } from './made';

export class Issuer {
  /** What stands at `/.well-known/jwks.json`. */
  public readonly jwks: { readonly keys: readonly (JsonWebKey & { readonly kid: string })[] };
  private readonly key: KeyObject;

  constructor(public readonly url: string, private readonly kid = 'test-key') {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.key = createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' }));
    this.jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid }] };
  }

  public token(claims: Json, header: Json = {}): string {
    const text = [{ alg: 'RS256', typ: 'JWT', kid: this.kid, ...header }, { iss: this.url, token_use: 'access', client_id: 'web', sub: 'somebody', ...claims }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), this.key).toString('base64url')}`;
  }
}

/** Scopes of a token that passes; undefined for one that is refused. `authorizer`: its properties in the template. `now`: seconds. */
export function scopesOf(token: string, authorizer: Json, { jwks, url }: Issuer, now: number): string[] | undefined {
  const [head, body, signature] = token.split('.');
  const [header, claims] = [head, body].map((part) => JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Json);
  const key = jwks.keys.find((k) => k.kid === header.kid);
  if (header.alg !== 'RS256' || key === undefined || !verify('RSA-SHA256', Buffer.from(`${head}.${body}`), createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url'))) return undefined;
  if (claims.iss !== url || typeof claims.exp !== 'number' || claims.exp <= now || (typeof claims.nbf === 'number' && claims.nbf > now) || (typeof claims.iat === 'number' && claims.iat > now)) return undefined;
  if (authorizer.Type === 'COGNITO_USER_POOLS') {
    const [, pool] = /userpool\/(.+)$/.exec(String(authorizer.ProviderARNs?.[0])) ?? [];
    if (!url.endsWith(`/${pool}`) || claims.token_use !== 'access') return undefined;
  } else if (authorizer.AuthorizerType !== 'JWT' || authorizer.JwtConfiguration.Issuer !== url || ![claims.aud, claims.client_id].flat().some((a) => (authorizer.JwtConfiguration.Audience as string[]).includes(a as string))) return undefined;
  return String(claims.scope ?? '').split(' ').filter((s) => s !== '');
}

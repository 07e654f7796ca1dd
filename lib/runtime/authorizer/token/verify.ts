/**
 * A token, verified: ``await new TokenVerifier(issuers, limits, fetch).verify(given, now)``.
 *
 * The signature is aws-jwt-verify's work. Around it stands what that library leaves open (reference/runtime.md, 2): the grammar before (grammar.ts), keys that age
 * (keys.ts), and claims that have to be there (claims.ts). Its own checks of times are switched off, because they read the clock; ours take the time of the caller.
 */
import { JwtParseError } from 'aws-jwt-verify/error';
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import type { IssuerConfig, LimitsConfig } from '../../../contract/access/bundle';
import { readClaims, type ClaimsReading } from './claims';
import { decodeJson, type GivenToken } from './grammar';
import { IssuerKeys, type Key } from './keys';

export class TokenVerifier {
  private readonly issuers: ReadonlyMap<string, { readonly config: IssuerConfig; readonly keys: IssuerKeys }>;

  constructor(issuers: readonly IssuerConfig[], private readonly limits: Pick<LimitsConfig, 'clockSkew' | 'keysMaxAge' | 'keysMaxStale'>, fetch: (uri: string) => Promise<string>) {
    this.issuers = new Map(issuers.map((config) => [config.issuer, {
      config, keys: new IssuerKeys({ uri: config.jwksUri, algorithms: config.algorithms, maxAge: limits.keysMaxAge, maxStale: limits.keysMaxStale, fetch }),
    }]));
  }

  public verify({ raw, header }: GivenToken, now: number): ClaimsReading | Promise<ClaimsReading> {
    // Which issuer's keys to look in is all that is read before the signature holds.
    const payload = decodeJson(raw.slice(raw.indexOf('.') + 1, raw.lastIndexOf('.')));
    if (payload === undefined) return { refusal: 'token-malformed' };
    const issuer = typeof payload.iss === 'string' ? this.issuers.get(payload.iss) : undefined;
    if (issuer === undefined) return { refusal: 'token-issuer' };
    if (!issuer.config.algorithms.includes(header.alg)) return { refusal: 'token-algorithm' };
    const found = issuer.keys.find(header.kid, header.alg, now);
    const next = (finding: Awaited<typeof found>): ClaimsReading => (finding.key === undefined ? { refusal: finding.refusal } : this.signed(raw, header, finding.key, issuer.config, now));
    return found instanceof Promise ? found.then(next) : next(found);
  }

  private signed(raw: string, header: GivenToken['header'], key: Key, config: IssuerConfig, now: number): ClaimsReading {
    let payload: Readonly<Record<string, unknown>>;
    try {
      // Times are judged below, by the time of the caller.
      payload = verifyJwtSync(raw, key.jwk as never, { issuer: config.issuer, audience: null, graceSeconds: Infinity }, () => key.object() as never) as never;
    } catch (error) {
      return { refusal: error instanceof JwtParseError ? 'token-claims' : 'token-signature' };
    }
    return readClaims(payload, config, header.typ, now, this.limits.clockSkew);
  }
}

/**
 * A security event token, verified: ``await verifier.verify(raw, now)`` -> `{ transmitter, token }` or why not.
 *
 * RFC 8417 with the rules of SSF 1.0: `typ` is `secevent+jwt`, so that no other kind of token passes for one; `iss` of a transmitter, `aud` ours, `jti`, `iat` not from the future and
 * not too old, `events` an object, no `sub` and no `exp` in the past. The grammar of the token, its keys and its signature are checked as an access token's are.
 */
import { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
import type { SignalsConfig, TransmitterConfig } from '../../../contract/access/signals-config';
import { own, record, text, type Json } from '../../authorizer/event/plain';
import { decodeJson, readToken } from '../../authorizer/token/grammar';
import { IssuerKeys } from '../../authorizer/token/keys';

export interface EventToken {
  readonly id: string;
  readonly issuedAt: number;
  readonly events: Json;
  readonly subject: Json | undefined;
}

export type EventRefusal = 'token-malformed' | 'token-type' | 'issuer-unknown' | 'algorithm-not-allowed' | 'key-unknown' | 'keys-unavailable' | 'signature-invalid' | 'audience-wrong' | 'claims-malformed' | 'issued-in-future' | 'issued-too-long-ago';

export type EventReading = { readonly transmitter: TransmitterConfig; readonly token: EventToken; readonly refusal?: undefined } | { readonly refusal: EventRefusal; readonly token?: undefined };

const MOST_EVENTS = 10;

export class EventVerifier {
  private readonly keys: ReadonlyMap<string, { readonly transmitter: TransmitterConfig; readonly keys: IssuerKeys }>;

  constructor(private readonly config: SignalsConfig, fetch: (uri: string) => Promise<string>) {
    this.keys = new Map(config.transmitters.map((transmitter) => [transmitter.issuer, {
      transmitter, keys: new IssuerKeys({ uri: transmitter.jwksUri, algorithms: transmitter.algorithms, maxAge: config.keysMaxAge, maxStale: config.keysMaxStale, fetch }),
    }]));
  }

  public async verify(raw: string, now: number): Promise<EventReading> {
    const given = readToken({ headers: { authorization: [`Bearer ${raw}`] }, query: {} });
    if (given.token === undefined) return { refusal: given.refusal === 'token-algorithm' ? 'algorithm-not-allowed' : 'token-malformed' };
    const { header } = given.token;
    if (header.typ !== 'secevent+jwt') return { refusal: 'token-type' };
    const payload = decodeJson(raw.split('.')[1]);
    const issuer = own(payload, 'iss');
    const known = typeof issuer === 'string' ? this.keys.get(issuer) : undefined;
    if (payload === undefined || known === undefined) return { refusal: payload === undefined ? 'token-malformed' : 'issuer-unknown' };
    if (!known.transmitter.algorithms.includes(header.alg)) return { refusal: 'algorithm-not-allowed' };
    const { key, refusal } = await known.keys.find(header.kid, header.alg, now);
    if (key === undefined) return { refusal: refusal === 'keys-unavailable' ? 'keys-unavailable' : refusal === 'token-algorithm' ? 'algorithm-not-allowed' : 'key-unknown' };
    try {
      // Times are judged below, by the time of the caller.
      verifyJwtSync(given.token.raw, key.jwk as never, { issuer: known.transmitter.issuer, audience: null, graceSeconds: Infinity }, () => key.object() as never);
    } catch {
      return { refusal: 'signature-invalid' };
    }
    return this.claims(payload, known.transmitter, now);
  }

  private claims(payload: Json, transmitter: TransmitterConfig, now: number): EventReading {
    const { clockSkew, maximumAge } = this.config;
    const [aud, id, issuedAt, exp, subject, events] = [own(payload, 'aud'), text(own(payload, 'jti'), 256), own(payload, 'iat'), own(payload, 'exp'), own(payload, 'sub_id'), record(own(payload, 'events'))];
    const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
    if (!audiences.some((one) => typeof one === 'string' && transmitter.audiences.includes(one))) return { refusal: 'audience-wrong' };
    const names = events === undefined ? [] : Object.keys(events);
    const isWhole = id !== undefined && typeof issuedAt === 'number' && Number.isFinite(issuedAt) && names.length > 0 && names.length <= MOST_EVENTS && own(payload, 'sub') === undefined
      && (exp === undefined || typeof exp === 'number') && (subject === undefined || record(subject) !== undefined);
    if (!isWhole || events === undefined) return { refusal: 'claims-malformed' };
    if (issuedAt > now + clockSkew) return { refusal: 'issued-in-future' };
    if (issuedAt < now - maximumAge - clockSkew || (exp !== undefined && (exp as number) + clockSkew <= now)) return { refusal: 'issued-too-long-ago' };
    return { transmitter, token: { id, issuedAt, events, subject: record(subject) } };
  }
}

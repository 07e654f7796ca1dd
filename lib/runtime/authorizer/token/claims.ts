/**
 * What a token whose signature holds says, checked: ``readClaims(payload, issuer, typ, now, skew)``.
 *
 * The library checks what is there; this asks for what has to be there (RFC 9068, RFC 8725): an end and an issue time, a lifetime that the issuer may give, an
 * audience that is us, and that it is an access token: not an ID token, a logout or event token, or a proof.
 */
import type { IssuerConfig } from '../../../contract/access/bundle';
import type { Reason } from '../../../contract/access/reasons';
import { isRecord, isTexts, readTokenClaims } from '../../../contract/token-claims';

export interface VerifiedToken {
  readonly issuer: string;
  readonly subject: string;
  /** The client that the token was issued to; the subject itself of a service. */
  readonly client: string;
  readonly kind: 'user' | 'service';
  readonly username?: string;
  readonly scopes: readonly string[];
  readonly groups: readonly string[];
  readonly personas: readonly string[];
  /** Purposes that the hook stamped; absent where there is no hook. */
  readonly purposes?: readonly string[];
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When the subject signed in; absent where nobody says. */
  readonly authTime?: number;
  readonly acr?: string;
  readonly amr: readonly string[];
  /** What a revocation of the session names. */
  readonly session?: string;
  readonly tokenId?: string;
  /** It may be used only with this certificate or key. */
  readonly boundTo: { readonly certificate?: string; readonly key?: string };
}

export type ClaimsReading = { readonly token: VerifiedToken; readonly refusal?: undefined } | { readonly refusal: Reason; readonly token?: undefined };

type Payload = Readonly<Record<string, unknown>>;

const LONGEST = 2_048;
const MOST = 2_000;
/** Claims that only other kinds of tokens have: ID tokens, back-channel logout and security event tokens, DPoP proofs. */
const NOT_OF_ACCESS = ['nonce', 'at_hash', 'c_hash', 's_hash', 'events', 'htm', 'htu', 'ath'];

export function readClaims(payload: Payload, issuer: IssuerConfig, typ: string, now: number, skew: number): ClaimsReading {
  const refusal = wrongTimes(payload, issuer, now, skew) ?? wrongUse(payload, issuer, typ) ?? wrongAudience(payload, issuer);
  return refusal === undefined ? read(payload, issuer) : { refusal };
}

function wrongTimes({ exp, iat, nbf, auth_time: authTime }: Payload, { maximumLifetime }: IssuerConfig, now: number, skew: number): Reason | undefined {
  if (!isTime(iat) || !isTime(exp) || (nbf !== undefined && !isTime(nbf)) || (authTime !== undefined && !isTime(authTime))) return exp === undefined || iat === undefined ? 'token-lifetime' : 'token-claims';
  if (exp + skew <= now) return 'token-expired';
  if (iat > now + skew || (nbf !== undefined && nbf > now + skew) || (authTime !== undefined && authTime > now + skew)) return 'token-not-yet';
  return exp - iat > maximumLifetime || exp <= iat ? 'token-lifetime' : undefined;
}

function wrongUse(payload: Payload, { kind, types }: IssuerConfig, typ: string): Reason | undefined {
  if (!types.some((t) => t.toLowerCase() === typ) || NOT_OF_ACCESS.some((name) => Object.hasOwn(payload, name))) return 'token-use';
  // Cognito says what it is; others by `typ` and by what they carry.
  return (kind === 'cognito' ? payload.token_use === 'access' : payload.token_use === undefined || payload.token_use === 'access') ? undefined : 'token-use';
}

function wrongAudience({ iss, aud, client_id: clientId }: Payload, { issuer, kind, audiences }: IssuerConfig): Reason | undefined {
  if (iss !== issuer) return 'token-issuer';
  const said: readonly unknown[] = kind === 'cognito' ? [clientId] : Array.isArray(aud) ? aud : [aud];
  return said.some((one) => typeof one === 'string' && audiences.includes(one)) ? undefined : 'token-audience';
}

function read(payload: Payload, issuer: IssuerConfig): ClaimsReading {
  const { sub, client_id: clientId, azp, username, acr, jti, origin_jti: origin, sid, auth_time: authTime } = payload;
  const [subject, scopes, groups, amr, boundTo] = [text(sub), scopesOf(payload), groupsOf(payload, issuer), payload.amr === undefined ? [] : payload.amr, bindingOf(payload.cnf)];
  const client = text(clientId) ?? text(azp) ?? '';
  const optional = [clientId, azp, username, acr, jti, origin, sid].every((v) => v === undefined || text(v) !== undefined);
  if (subject === undefined || scopes === undefined || groups === undefined || !isTexts(amr) || amr.length > MOST || boundTo === undefined || !optional) return { refusal: 'token-claims' };
  const stamped = readTokenClaims(payload);
  const kind = stamped?.subject ?? (subject === client ? 'service' : 'user');
  const session = text(origin) ?? text(sid);
  return { token: {
    issuer: issuer.issuer, subject, client, kind, scopes, groups, amr, boundTo,
    personas: personasOf(stamped?.personas, groups, issuer),
    ...given('purposes', stamped?.purposes),
    issuedAt: payload.iat as number, expiresAt: payload.exp as number,
    ...(authTime === undefined ? {} : { authTime: authTime as number }),
    ...given('username', text(username)), ...given('acr', text(acr)), ...given('session', session), ...given('tokenId', text(jti)),
  } };
}

/** Those of the hook; where the issuer has none, those whose groups the subject is in. */
function personasOf(stamped: readonly string[] | undefined, groups: readonly string[], { personas }: IssuerConfig): readonly string[] {
  if (stamped !== undefined) return stamped;
  const own = new Set(groups);
  return Object.keys(personas).filter((id) => personas[id].some((group) => own.has(group))).sort();
}

function scopesOf({ scope, scp }: Payload): readonly string[] | undefined {
  const said = scope ?? scp;
  if (said === undefined) return [];
  const list: unknown = typeof said === 'string' ? said.split(' ').filter((s) => s !== '') : said;
  return isTexts(list) && list.length <= MOST ? list : undefined;
}

function groupsOf(payload: Payload, { kind, groupsClaim }: IssuerConfig): readonly string[] | undefined {
  const name = groupsClaim ?? (kind === 'cognito' ? 'cognito:groups' : undefined);
  const said = name !== undefined && Object.hasOwn(payload, name) ? payload[name] : [];
  return isTexts(said) && said.length <= MOST ? said : undefined;
}

/** RFC 7800. A binding of another kind is one that cannot be checked. */
function bindingOf(cnf: unknown): VerifiedToken['boundTo'] | undefined {
  if (cnf === undefined) return {};
  if (!isRecord(cnf)) return undefined;
  const { 'x5t#S256': certificate, jkt: key, ...others } = cnf;
  if (Object.keys(others).length > 0 || (certificate === undefined && key === undefined)) return undefined;
  if (![certificate, key].every((v) => v === undefined || (typeof v === 'string' && /^[A-Za-z0-9_-]{43}$/.test(v)))) return undefined;
  return { ...given('certificate', certificate as string | undefined), ...given('key', key as string | undefined) };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1e11;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : undefined;
}

function given<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : { [key]: value } as Partial<Record<K, V>>;
}

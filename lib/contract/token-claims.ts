/**
 * What the pre-token hook stamps into tokens, and the table that it decides by: agreed between synth, the hook and whoever reads tokens.
 *
 *   readTokenTable('{"schema":1,"personas":{"employee":["staff"]},"scopes":{"documents/read":{"personas":["employee"]}}}')
 *   readTokenClaims(payload)   // { personas: ['employee'], purposes: ['support-case'], subject: 'user', origin: 'local' }
 *
 * The claims stand in access tokens and ID tokens alike. Nothing of a request is copied into them: what a client says of itself
 * (`clientMetadata`) or a user may write into his own attributes is no fact. The reader takes a token's payload that somebody has verified.
 */

/** All begin with `zt:`, which no attribute of a user pool can (they are standard names, or begin with `custom:` or `dev:`). */
export const CLAIM_SCHEMA = 'zt:schema';
/** Ids of the personas that the subject is, sorted: a list of texts. Empty for a service client. */
export const CLAIM_PERSONAS = 'zt:personas';
/** Purposes of the routes whose scopes the token carries, sorted: a list of texts. */
export const CLAIM_PURPOSES = 'zt:purposes';
/** `user` or `service`. */
export const CLAIM_SUBJECT = 'zt:subject';
/** `local` (the pool knows the password or passkey), `service`, or `federated:` with the name of the provider. */
export const CLAIM_ORIGIN = 'zt:origin';
export const TOKEN_CLAIMS = [CLAIM_ORIGIN, CLAIM_PERSONAS, CLAIM_PURPOSES, CLAIM_SCHEMA, CLAIM_SUBJECT] as const;

/** Scope of tokens that may use Cognito's own API for users: change attributes, passwords, factors. */
export const SELF_SERVICE_SCOPE = 'aws.cognito.signin.user.admin';
/** Say what of a profile may be read, and admit to no route. (OpenID Connect core, 5.4.) */
export const PROFILE_SCOPES: readonly string[] = ['email', 'openid', 'phone', 'profile'];

/** Attribute that holds the groups of a federated subject as its provider says them. Not more than 20 characters after `custom:`. */
export const FEDERATED_GROUPS = 'custom:zt_groups';

export interface ScopeRule {
  /** Ids of the personas that may carry it, sorted; empty: every subject to whose client it is given. */
  readonly personas: readonly string[];
  readonly purposes?: readonly string[];
}

/** What the hook decides by. Only what stands here is ever left in an access token. */
export interface TokenTable {
  readonly schema: 1;
  /** Groups whose members are the persona. */
  readonly personas: Readonly<Record<string, readonly string[]>>;
  readonly scopes: Readonly<Record<string, ScopeRule>>;
  /** Scopes that a sign-in by SDK, which can ask for none, is given as far as the subject's personas permit. */
  readonly sdkScopes?: readonly string[];
  /** Tokens of sign-ins by SDK may change the subject's own attributes and factors. */
  readonly selfService?: boolean;
  /** Groups that each identity provider may say of its subjects. */
  readonly providers?: Readonly<Record<string, readonly string[]>>;
}

export interface TokenClaims {
  readonly personas: readonly string[];
  readonly purposes: readonly string[];
  readonly subject: 'user' | 'service';
  readonly origin: string;
}

/** Throws for anything that is not exactly such a table: a hook without one refuses every token. */
export function readTokenTable(text: string): TokenTable {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value.schema !== 1) throw new Error('the table of the pre-token hook is of another schema');
  const unknown = Object.keys(value).filter((k) => !['personas', 'providers', 'schema', 'scopes', 'sdkScopes', 'selfService'].includes(k));
  if (unknown.length > 0) throw new Error(`the table of the pre-token hook has \`${unknown[0]}\`, which this hook does not know`);
  const scopes = Object.entries(records(value.scopes, 'scopes')).map(([scope, rule]) => {
    if (!isRecord(rule)) throw new Error(`scope \`${scope}\` has no rule`);
    return [scope, { personas: texts(rule.personas, scope), purposes: rule.purposes === undefined ? [] : texts(rule.purposes, scope) }] as const;
  });
  return {
    schema: 1,
    personas: lists(value.personas, 'personas'),
    scopes: dictionary(scopes),
    sdkScopes: value.sdkScopes === undefined ? [] : texts(value.sdkScopes, 'sdkScopes'),
    selfService: value.selfService === true,
    providers: value.providers === undefined ? dictionary([]) : lists(value.providers, 'providers'),
  };
}

/** The hook's claims of a verified token; undefined where it is not one that the hook stamped. */
export function readTokenClaims(payload: Readonly<Record<string, unknown>>): TokenClaims | undefined {
  const { [CLAIM_SCHEMA]: schema, [CLAIM_PERSONAS]: personas, [CLAIM_PURPOSES]: purposes, [CLAIM_SUBJECT]: subject, [CLAIM_ORIGIN]: origin } = payload;
  if (schema !== '1' || !isTexts(personas) || !isTexts(purposes) || typeof origin !== 'string' || (subject !== 'user' && subject !== 'service')) return undefined;
  return { personas, purposes, subject, origin };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((v) => typeof v === 'string');
}

function texts(value: unknown, of: string): string[] {
  if (!isTexts(value)) throw new Error(`\`${of}\` is not a list of texts`);
  return value;
}

function records(value: unknown, of: string): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`\`${of}\` is not an object`);
  return value;
}

function lists(value: unknown, of: string): Record<string, readonly string[]> {
  return dictionary(Object.entries(records(value, of)).map(([key, list]) => [key, texts(list, key)] as const));
}

/** Without a prototype: a scope or group may be called `constructor`. */
function dictionary<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));
}

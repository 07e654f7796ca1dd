/**
 * Reads who asks for a token from Cognito's event: `readSubject(event, table)`, undefined where any of it is not as Cognito writes it.
 *
 * Groups are those of the pool. Where a provider may say groups of its subjects, they come from an attribute that sign-in through
 * that provider alone fills: it counts for subjects of exactly one provider, and only for the groups that this provider may say.
 */
import { FEDERATED_GROUPS, isRecord, isTexts, SELF_SERVICE_SCOPE, type TokenTable } from '../../contract/token-claims';

export interface Subject {
  readonly kind: 'user' | 'service';
  readonly groups: ReadonlySet<string>;
  readonly origin: string;
  /** Signed in by an API call that names no scopes, not by the login pages. */
  readonly isSdk: boolean;
}

/** A user is in at most 100 groups, a client has at most 50 scopes. (Cognito developer guide, "Quotas".) Ten times as many are no event of Cognito's. */
const MOST = 1_000;

const SERVICE = 'TokenGeneration_ClientCredentials';
const HOSTED = 'TokenGeneration_HostedAuth';
const USERS = [HOSTED, 'TokenGeneration_Authentication', 'TokenGeneration_NewPasswordChallenge', 'TokenGeneration_AuthenticateDevice', 'TokenGeneration_RefreshTokens'];

/** What was asked for. Whatever is no text, or too many, is left out, and then the list is not complete. */
export function scopesIn(event: Readonly<Record<string, unknown>>): { readonly requested: readonly string[]; readonly isComplete: boolean } {
  const scopes = isRecord(event.request) ? event.request.scopes : undefined;
  if (scopes === undefined || scopes === null) return { requested: [], isComplete: isRecord(event.request) };
  if (!Array.isArray(scopes)) return { requested: [], isComplete: false };
  const requested = [...new Set(scopes.filter((s): s is string => typeof s === 'string'))];
  return { requested, isComplete: scopes.length <= MOST && isTexts(scopes) };
}

export function readSubject(event: Readonly<Record<string, unknown>>, table: TokenTable): Subject | undefined {
  const { triggerSource, request } = event;
  if (!isRecord(request)) return undefined;
  if (triggerSource === SERVICE) return { kind: 'service', groups: new Set(), origin: 'service', isSdk: false };
  if (typeof triggerSource !== 'string' || !USERS.includes(triggerSource)) return undefined;
  const own = groupsOfPool(request.groupConfiguration);
  const attributes = request.userAttributes ?? {};
  if (own === undefined || !isRecord(attributes)) return undefined;
  const provider = providerOf(attributes);
  if (provider === undefined) return undefined;
  const said = provider === '' ? [] : groupsOfProvider(attributes[FEDERATED_GROUPS], allowedGroups(provider, table));
  // Tokens of the login pages never carry the scope: no client is given it.
  const isSdk = triggerSource !== HOSTED && Array.isArray(request.scopes) && request.scopes.includes(SELF_SERVICE_SCOPE);
  return { kind: 'user', groups: new Set([...own, ...said]), origin: provider === '' ? 'local' : `federated:${provider}`, isSdk };
}

function groupsOfPool(configuration: unknown): readonly string[] | undefined {
  if (configuration === undefined || configuration === null) return [];
  if (!isRecord(configuration)) return undefined;
  const groups = configuration.groupsToOverride ?? [];
  return isTexts(groups) && groups.length <= MOST ? groups : undefined;
}

/** Empty for a local user. One who is known to several providers could have been told groups by any of them: undefined. */
function providerOf(attributes: Readonly<Record<string, unknown>>): string | undefined {
  const isExternal = attributes['cognito:user_status'] === 'EXTERNAL_PROVIDER';
  // A local user may be linked to a provider; what that provider says of groups does not count for him.
  if (!isExternal) return '';
  let identities: unknown;
  try {
    identities = typeof attributes.identities === 'string' && attributes.identities.length <= 65_536 ? JSON.parse(attributes.identities) : undefined;
  } catch {
    return undefined;
  }
  if (!Array.isArray(identities) || identities.length !== 1 || !isRecord(identities[0])) return undefined;
  const { providerName } = identities[0];
  return typeof providerName === 'string' && providerName !== '' ? providerName : undefined;
}

function allowedGroups(provider: string, { providers }: TokenTable): readonly string[] {
  return providers !== undefined && Object.hasOwn(providers, provider) ? providers[provider] : [];
}

/** `staff`, `["staff","audit"]`, or as Cognito writes lists of SAML: `[staff, audit]`. */
function groupsOfProvider(value: unknown, allowed: readonly string[]): readonly string[] {
  if (typeof value !== 'string' || value.length > 65_536) return [];
  const list = parsed(value) ?? (/^\[.*\]$/s.test(value) ? value.slice(1, -1).split(', ') : [value]);
  return list.length > MOST ? [] : list.filter((group) => allowed.includes(group));
}

function parsed(value: string): readonly string[] | undefined {
  try {
    const json: unknown = JSON.parse(value);
    return isTexts(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

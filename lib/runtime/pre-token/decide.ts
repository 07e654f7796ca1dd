/**
 * Which scopes and claims a token gets: `decide(event, table)`.
 *
 *   an employee asks for documents/read and documents/delete   // the second is suppressed: only a manager may carry it
 *   a service client asks for a scope of a persona             // suppressed: no persona is a service
 *   a sign-in by SDK                                           // gets the scopes of `sdkScopes` that the subject may carry
 *
 * INVARIANT: a scope that admits to a route is left in, or added to, a token only if it stands in the table and the subject is one of
 * its personas (or it names none). Everything that is not understood (groups that are no texts, an event of another kind, lists
 * beyond what Cognito has) leaves no such scope. An event of version 1 cannot suppress scopes, so it gets no token at all.
 * Pure: no clock, no network, no state.
 */
import { CLAIM_ORIGIN, CLAIM_PERSONAS, CLAIM_PURPOSES, CLAIM_SCHEMA, CLAIM_SUBJECT, isRecord, PROFILE_SCOPES, SELF_SERVICE_SCOPE, type TokenClaims, type TokenTable } from '../../contract/token-claims';
import { readSubject, scopesIn, type Subject } from './event';

export type TokenDecision =
  | { readonly outcome: 'stamp'; readonly claims: TokenClaims; readonly add: readonly string[]; readonly suppress: readonly string[] }
  /** No token at all. */
  | { readonly outcome: 'refuse'; readonly because: string };

export function decide(event: unknown, table: TokenTable): TokenDecision {
  if (!isRecord(event)) return { outcome: 'refuse', because: 'the event is not an object' };
  // Only these versions are asked for scopes. (Cognito developer guide, "Pre token generation Lambda trigger".)
  if (event.version !== '2' && event.version !== '3') return { outcome: 'refuse', because: 'the event is of a version that cannot suppress scopes' };
  const { requested, isComplete } = scopesIn(event);
  const subject = isComplete ? readSubject(event, table) : undefined;
  return subject === undefined ? nothing(requested, event, table) : stamp(subject, requested, table);
}

function stamp(subject: Subject, requested: readonly string[], table: TokenTable): TokenDecision {
  const personas = Object.keys(table.personas).filter((id) => table.personas[id].some((group) => subject.groups.has(group))).sort();
  const may = (scope: string): boolean => mayCarry(scope, subject, personas, table);
  const kept = requested.filter((scope) => isProfile(scope, subject) || may(scope) || (scope === SELF_SERVICE_SCOPE && table.selfService === true && subject.isSdk));
  const add = subject.isSdk ? [...new Set(table.sdkScopes ?? [])].filter((scope) => may(scope) && !kept.includes(scope)).sort() : [];
  const carried = new Set([...kept, ...add]);
  const purposes = new Set([...carried].flatMap((scope) => (may(scope) ? table.scopes[scope].purposes ?? [] : [])));
  return {
    outcome: 'stamp',
    claims: { personas, purposes: [...purposes].sort(), subject: subject.kind, origin: subject.origin },
    add,
    suppress: [...new Set(requested.filter((scope) => !carried.has(scope)))].sort(),
  };
}

function mayCarry(scope: string, subject: Subject, personas: readonly string[], table: TokenTable): boolean {
  if (!Object.hasOwn(table.scopes, scope)) return false;
  const allowed = table.scopes[scope].personas;
  return allowed.length === 0 || (subject.kind === 'user' && allowed.some((id) => personas.includes(id)));
}

function isProfile(scope: string, subject: Subject): boolean {
  return subject.kind === 'user' && PROFILE_SCOPES.includes(scope);
}

/** Nothing that admits anywhere: whatever was asked for, and whatever the table knows in case the list could not be read. */
function nothing(requested: readonly string[], event: Readonly<Record<string, unknown>>, table: TokenTable): TokenDecision {
  const kind = event.triggerSource === 'TokenGeneration_ClientCredentials' ? 'service' : 'user';
  const known = [...Object.keys(table.scopes), ...(table.sdkScopes ?? []), SELF_SERVICE_SCOPE];
  const suppress = [...new Set([...requested.filter((scope) => !PROFILE_SCOPES.includes(scope)), ...known])].sort();
  return { outcome: 'stamp', claims: { personas: [], purposes: [], subject: kind, origin: 'unknown' }, add: [], suppress };
}

/** As Cognito wants it. Claims that hold lists need an event of version 2 or 3. */
export function responseOf(decision: Extract<TokenDecision, { readonly outcome: 'stamp' }>): object {
  const { claims, add, suppress } = decision;
  const claimsToAddOrOverride = {
    [CLAIM_SCHEMA]: '1', [CLAIM_PERSONAS]: [...claims.personas], [CLAIM_PURPOSES]: [...claims.purposes], [CLAIM_SUBJECT]: claims.subject, [CLAIM_ORIGIN]: claims.origin,
  };
  return {
    claimsAndScopeOverrideDetails: {
      // A service client gets no ID token.
      ...(claims.subject === 'user' ? { idTokenGeneration: { claimsToAddOrOverride } } : {}),
      accessTokenGeneration: { claimsToAddOrOverride, scopesToAdd: [...add], scopesToSuppress: [...suppress] },
    },
  };
}

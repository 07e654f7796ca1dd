/**
 * What a way in asks, so that two can be compared: `covers(wide, narrow)` says that whoever may take the narrow one may take the wide one.
 *
 *   covers({ ...nothing }, token)          // true: anybody gets in there
 *   covers(tokenWithScope, tokenWithout)   // false: a scope is asked for
 *
 * Not told apart: an ID token from an access token (without scopes a REST API takes the one, with scopes the other: who has a scope
 * is taken to have both), what the code of a Lambda authorizer asks, and what a truststore holds.
 */
import type { Auth, Door, Policy, Statement } from '../../world/exposure/model';
import { shownText } from '../../world/exposure/text';
import { resourceMatters, type Asked } from './policy';

export interface Demand {
  /** `stranger`: a signature of any account's principal. `unknown`: nobody can say. */
  readonly auth: Auth['kind'] | 'stranger';
  /** Of tokens: who gives them, and for whom they are. */
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  /** One of them suffices; empty: any token. */
  readonly scopes: readonly string[];
  /** Of a Lambda authorizer: which one, and what it keeps; of what is not known, its tokens. */
  readonly by: string;
  /** Seconds for which a Lambda authorizer's answer is kept. */
  readonly ttl: number;
  readonly certificate: boolean;
  readonly apiKey: boolean;
  /** A web firewall that stops something stands before it. */
  readonly firewall?: boolean;
  /** Undefined: there is no policy. */
  readonly policy?: { readonly allows: readonly string[]; readonly denies: readonly string[]; readonly keys: readonly string[] };
}

/** `rename` takes the names of the templates out of ids. */
export function demandOf(door: Door, auth: Auth, policy: Policy, asked: Asked, rename: (text: string) => string): Omit<Demand, 'certificate' | 'apiKey' | 'firewall'> {
  const { authorizer } = auth;
  const by = auth.kind === 'lambda' ? [authorizer?.id ?? '', ...[...authorizer?.identitySources ?? []].sort()].join('\n') : auth.kind === 'unknown' ? auth.unknowns.map((u) => u.token).sort().join('\n') : '';
  return {
    auth: auth.kind, issuers: (authorizer?.issuers ?? []).map(rename), audiences: (authorizer?.audiences ?? []).map(rename), scopes: auth.scopes.map(rename), by: rename(by),
    ttl: auth.kind === 'lambda' ? authorizer?.ttl ?? Infinity : 0,
    ...policyOf(door, policy, asked, rename),
  };
}

function policyOf({ id }: Door, { statements, unknowns }: Policy, asked: Asked, rename: (text: string) => string): Pick<Demand, 'policy'> {
  if (statements === undefined && unknowns.length === 0) return {};
  const own = (statements ?? []).filter((s) => resourceMatters(s, asked));
  const text = (s: Statement): string => rename(JSON.stringify([s.effect, sorted(s.principals), sorted(s.notPrincipals), sorted(s.actions), sorted(s.notActions), s.conditions.map((c) => [c.operator, c.key.toLowerCase(), [...c.values].sort()].join(' ')).sort(), s.unknowns.map((u) => u.token).sort()])).replaceAll(id, '');
  // What cannot be read may deny, and allows nothing.
  return { policy: { allows: own.filter((s) => s.effect === 'Allow').map(text).sort(), denies: [...own.filter((s) => s.effect !== 'Allow').map(text), ...unknowns.map((u) => rename(`unknown ${u.token}`))].sort(), keys: [...new Set(own.flatMap((s) => s.conditions.map((c) => c.key)))].sort() } };
}

function sorted(list: readonly string[] | undefined): readonly string[] | null {
  return list === undefined ? null : [...list].sort();
}

export function covers(wide: Demand, narrow: Demand): boolean {
  return authCovers(wide, narrow) && (!wide.certificate || narrow.certificate) && (!wide.apiKey || narrow.apiKey) && (wide.firewall !== true || narrow.firewall === true) && policyCovers(wide, narrow);
}

function authCovers(wide: Demand, narrow: Demand): boolean {
  switch (wide.auth) {
    case 'none': return true;
    case 'stranger': return narrow.auth === 'stranger' || narrow.auth === 'iam';
    // Further modes of a GraphQL API stand beside it.
    case 'iam': return narrow.auth === 'iam' && within(narrow.issuers, wide.issuers);
    case 'cognito': case 'jwt': return narrow.auth === wide.auth && within(narrow.issuers, wide.issuers) && within(narrow.audiences, wide.audiences) && (wide.scopes.length === 0 || (narrow.scopes.length > 0 && within(narrow.scopes, wide.scopes)));
    case 'lambda': return narrow.auth === 'lambda' && narrow.by === wide.by && within(narrow.issuers, wide.issuers) && narrow.ttl <= wide.ttl;
    case 'unknown': return narrow.auth === 'unknown' && narrow.by === wide.by;
  }
}

/** Fewer denials and more permissions let more in; for a signature of the own account IAM alone suffices, for everybody else no policy does. */
function policyCovers(wide: Demand, narrow: Demand): boolean {
  if (wide.policy === undefined && wide.auth !== 'iam') return true;
  const none = { allows: [], denies: [] };
  const [w, n] = [wide.policy ?? none, narrow.policy ?? none];
  if (narrow.policy === undefined && wide.auth !== 'iam') return false;
  return within(w.denies, n.denies) && within(n.allows, w.allows);
}

function within(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((p) => whole.includes(p));
}

/** Who may take it, in words. */
export function whoText({ auth, issuers, audiences, scopes, by, ttl, certificate, apiKey, firewall, policy }: Demand): string {
  const name = (text: string): string => shownText(text).replace(/\$\{(?:[^}.]*\.)?([^}]*)\}/g, '$1');
  const token = `whoever has a token${issuers.length === 0 ? '' : ` of ${issuers.map(name).join(' or ')}`}${audiences.length === 0 ? '' : ` for ${audiences.map(name).join(' or ')}`}${scopes.length === 0 ? audiences.length === 0 ? ', of any client' : ', with any scope' : ` with ${scopes.map(name).join(' or ')}`}`;
  const words: Readonly<Record<Demand['auth'], string>> = {
    none: 'anybody', stranger: 'anybody with an AWS account', iam: `whoever IAM lets in${issuers.length === 0 ? '' : `, or has a token of ${issuers.map(name).join(' or ')}`}`, cognito: token, jwt: token, unknown: 'somebody (what is asked is not known)',
    lambda: `whoever the code of ${name(by.split('\n')[0]).replace(/^.*\./, '')} lets in${ttl === 0 ? '' : Number.isFinite(ttl) ? `, asked every ${ttl} s` : ', asked nobody knows when'}`,
  };
  const more = [...certificate ? ['a client certificate'] : [], ...apiKey ? ['an API key'] : []];
  return `${words[auth]}${more.length === 0 ? '' : `, with ${more.join(' and ')}`}${policy === undefined ? '' : `, where the resource policy lets them${policy.keys.length === 0 ? '' : ` (${policy.keys.join(', ')})`}`}${firewall === true ? ', past a web firewall' : ''}`;
}

/**
 * Which requests somebody's signature is good for: `signs(signer, { door, route, stage, ... })`, as bounds on texts `API/STAGE/METHOD/PATH`.
 *
 *   may     an Allow that may apply, and no Deny that surely does
 *   must    one that surely applies, and no Deny that may
 *
 * In one account a policy of the caller or of the API has to allow it; a caller of another account needs both. (API Gateway developer
 * guide, "How API Gateway resource policies affect authorization workflow", tables A and B, 2026-11.) A boundary narrows what his own
 * policies allow.
 */
import { PatternSet } from '../../algebra/pattern-set';
import type { Condition, Door, Policy, Route, Signer, Stage, Statement } from '../../world/exposure/model';
import { fieldsOf, isOpaque } from '../../world/exposure/text';
import type { Guard } from '../../world/guard';
import { type Answer, conditionHolds, negated, or } from './conditions';
import type { Caller } from './model';
import { like, ofPartition } from './permits';

export type Requests = PatternSet<'resource'>;
export type Bound = 'may' | 'must';

const [ALL, NONE] = [PatternSet.all('resource'), PatternSet.none('resource')];
const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];

/** Requests that the route answers, and no other one of its door. */
export function requestsOf(door: Door, route: Route, stage: Stage): Requests {
  const { routes } = door;
  const methods = route.method === 'ANY' || route.path === '$default' ? METHODS : [route.method];
  return PatternSet.unionOf('resource', methods.map((method) => {
    const before = routes.filter((o) => o !== route && (o.method === method || o.method === 'ANY') && goesBefore(o, route));
    return language(door, stage, method, route.path).difference(PatternSet.unionOf('resource', before.map((o) => language(door, stage, method, o.path))));
  }));
}

function goesBefore(other: Route, route: Route): boolean {
  if (other.path === '$default') return false;
  const [a, b] = [rank(other.path), rank(route.path)];
  return a === b ? other.method !== 'ANY' && route.method === 'ANY' : a > b;
}

function rank(path: string): string {
  return path === '$default' ? '' : path.split('/').map((p) => (/\+\}$/.test(p) ? '0' : /^\{.*\}$/.test(p) ? '1' : '2')).join('');
}

/** A `*` goes on across slashes, and a parameter does not: what has more parts, or an empty one, is taken away. */
function language(door: Door, stage: Stage, method: string, path: string): Requests {
  const parts = path === '$default' ? ['', '{proxy+}'] : path.split('/');
  const pattern = (at: number, instead: string): Requests => exactly(door, stage, method, parts.map((p, i) => (i === at ? instead : /^\{.*\}$/.test(p) ? '*' : p)).join('/'));
  const others = parts.flatMap((p, i) => (!/^\{.*\}$/.test(p) ? [] : /\+\}$/.test(p) ? [pattern(i, '')] : [pattern(i, ''), pattern(i, '*/*')]));
  return pattern(-1, '').difference(PatternSet.unionOf('resource', others));
}

function exactly(door: Door, { name }: Stage, method: string, pattern: string): Requests {
  return PatternSet.ofParts('resource', [{ literal: `${idOf(door)}/` }, isOpaque(name) ? '*' : { literal: name }, { literal: `/${method}` }, ...pattern.split(/(\*)/).map((p) => (p === '*' ? p : { literal: p }))]);
}

/** As resources name it. */
export function idOf({ id }: Door): string {
  return `\u0001api:${id}\u0002`;
}

export interface Signing {
  readonly door: Door;
  readonly stage: Stage;
  /** Under which all of it is looked at: a policy that may be there under it counts for `may`. */
  readonly guard: Guard;
  readonly caller: Caller;
  /** Whom the API's own policy means by a principal: certain, perhaps, or not. */
  readonly isMeant: (principal: string) => Answer;
}

export function signs(signer: Signer, signing: Signing, bound: Bound): Requests {
  const { door, guard } = signing;
  const other: Bound = bound === 'may' ? 'must' : 'may';
  const there = (policies: readonly Policy[], b: Bound): readonly Policy[] => policies.filter((p) => (b === 'may' ? !p.guard.and(guard).isNever() : guard.implies(p.guard)));
  const own = granted(there(signer.policies, bound), signer, signing, bound, 'Allow').intersection(bounded(signer, signing, bound));
  const api = granted(there(door.policies, bound), door, signing, bound, 'Allow', signing.isMeant);
  const foreign = isForeign(signer, door);
  // Of whom only the API's policy knows, that policy says all that its owner can.
  const allowed = signer.id.startsWith('principal:') ? api : foreign === false ? own.union(api) : foreign === true || bound === 'must' ? own.intersection(api) : own.union(api);
  const denied = granted(there(signer.policies, other), signer, signing, other, 'Deny').union(granted(there(door.policies, other), door, signing, other, 'Deny', signing.isMeant));
  return allowed.difference(denied);
}

/** A literal that both templates say; where one does not, they may be two. */
function isForeign({ account }: Signer, door: Door): Answer {
  const [a, b] = [account, door.account].map((x) => (x !== undefined && /^\d{12}$/.test(x) ? x : undefined));
  return a === b ? false : a === undefined || b === undefined ? undefined : true;
}

/** What the boundary leaves; none leaves all. */
function bounded(signer: Signer, signing: Signing, bound: Bound): Requests {
  const other: Bound = bound === 'may' ? 'must' : 'may';
  const sets = signer.boundaries.filter((b) => !b.guard.and(signing.guard).isNever()).map((b) => {
    if (b.statements === undefined && b.unknowns.length === 0) return ALL;
    return granted([b], signer, signing, bound, 'Allow').difference(granted([b], signer, signing, other, 'Deny'));
  });
  if (sets.length === 0) return ALL;
  return bound === 'may' ? PatternSet.unionOf('resource', sets) : sets.reduce((a, b) => a.intersection(b));
}

type Place = Pick<Signer, 'account' | 'region'>;

/** What statements of an effect name: at most, or for certain. A policy that nobody can read may say anything. */
function granted(policies: readonly Policy[], place: Place, signing: Signing, bound: Bound, effect: 'Allow' | 'Deny', isMeant?: Signing['isMeant']): Requests {
  return PatternSet.unionOf('resource', policies.flatMap(({ statements, unknowns }) => {
    if (statements === undefined) return unknowns.length > 0 && bound === 'may' ? [ALL] : [];
    return statements.filter((s) => s.effect === effect || (s.effect === 'unknown' && bound === 'may')).map((s) => {
      const applies = [acts(s), ...(isMeant === undefined ? [] : [means(s, isMeant)]), ...s.conditions.map((c) => met(c, signing)), ...(s.unknowns.length > 0 ? [undefined] : [])];
      if (applies.includes(false) || (bound === 'must' && applies.includes(undefined))) return NONE;
      return named(s, place, signing, bound);
    });
  }));
}

/** Quick: most policies say nothing of APIs. */
export function mayActOnApis({ policies }: Signer): boolean {
  return policies.some((p) => (p.statements === undefined ? p.unknowns.length > 0 : p.statements.some((s) => s.effect !== 'Deny' && acts(s) !== false)));
}

function acts({ actions, notActions }: Statement): Answer {
  const one = (p: string): Answer => (isOpaque(p) ? undefined : like(p.toLowerCase(), 'execute-api:invoke'));
  return actions !== undefined ? or(actions.map(one)) : notActions === undefined ? false : negated(or(notActions.map(one)));
}

function means({ principals, notPrincipals }: Statement, isMeant: Signing['isMeant']): Answer {
  return principals !== undefined ? or(principals.map(isMeant)) : notPrincipals === undefined ? false : negated(or(notPrincipals.map(isMeant)));
}

/** Keys of who signs are not known (`aws:PrincipalTag` of a role, names of sessions), but for what a policy names him by. */
function met(condition: Condition, { caller }: Signing): Answer {
  return caller.context[condition.key.toLowerCase()] === undefined && /^aws:(principal|userid|username|source(account|arn|org)|federatedprovider|multifactorauth)/i.test(condition.key) ? undefined : conditionHolds(condition, caller);
}

function named({ resources, notResources }: Statement, place: Place, signing: Signing, bound: Bound): Requests {
  const union = (list: readonly string[], b: Bound): Requests => PatternSet.unionOf('resource', list.map((p) => patternOf(p, place, signing, b)));
  if (resources !== undefined) return union(resources, bound);
  return notResources === undefined ? (bound === 'may' ? ALL : NONE) : union(notResources, bound === 'may' ? 'must' : 'may').complement();
}

const [PARTITION, SERVICE, REGION, ACCOUNT, RESOURCE] = [1, 2, 3, 4, 5];

/** What a pattern names of this API. */
function patternOf(pattern: string, place: Place, signing: Signing, bound: Bound): Requests {
  const { door } = signing;
  const unsure = bound === 'may' ? ALL : NONE;
  if (pattern === '*') return ALL;
  const [, short] = /^execute-api:\/(.*)$/s.exec(pattern) ?? [];
  if (short !== undefined) return textually(`${idOf(door)}/${short}`, signing, bound);
  const fields = fieldsOf(pattern);
  if (fields[0] !== 'arn' || fields.length <= RESOURCE) return /[*?\u0001]/.test(pattern) ? unsure : NONE;
  const wanted = { [SERVICE]: 'execute-api', [REGION]: placed(door.region, 'AWS::Region'), [ACCOUNT]: placed(door.account, 'AWS::AccountId') };
  const answers = [SERVICE, REGION, ACCOUNT].map((i) => field(i === REGION && fields[i].includes('AWS::Region') ? placed(place.region, 'AWS::Region') : i === ACCOUNT && fields[i].includes('AWS::AccountId') ? placed(place.account, 'AWS::AccountId') : fields[i], wanted[i]));
  answers.push(ofPartition(fields[PARTITION], partitionOf(door.region)));
  if (answers.includes(false)) return NONE;
  if (answers.includes(undefined) && bound === 'must') return NONE;
  return textually(fields.slice(RESOURCE).join(':'), signing, bound);
}

/** A literal id is none of what these templates make, and a part of one may be. Variables of IAM and tokens may be any text. */
function textually(text: string, { door }: Signing, bound: Bound): Requests {
  const isVague = isOpaque(text) || text.includes('${') || (!text.startsWith('*') && !text.startsWith(idOf(door)) && /[*?]/.test(text.split('/')[0]));
  if (!isVague) return PatternSet.resource(text);
  if (bound === 'must') return NONE;
  const [head] = text.split('/');
  const wide = text.replace(/\u0001\?[^\u0002]*\u0002|\$\{[^}]*\}/g, '*');
  return /[*?]/.test(head) && !text.startsWith('*') ? ALL : PatternSet.resource(wide);
}

function partitionOf(region: string | undefined): string {
  const [, abroad] = /^(cn|us-gov)-/.exec(region ?? '') ?? [];
  return abroad !== undefined ? `aws-${abroad}` : placed(region, 'AWS::Region').startsWith('\u0001') ? '\u0001pseudo:AWS::Partition\u0002' : 'aws';
}

function placed(value: string | undefined, pseudo: string): string {
  return value !== undefined && /^(\d{12}|[a-z]{2}(-[a-z]+)+-\d)$/.test(value) ? value : `\u0001pseudo:${pseudo}\u0002`;
}

function field(pattern: string, text: string): Answer {
  if (pattern === text || pattern === '*') return true;
  if (pattern.includes('\u0001') || text.includes('\u0001')) return undefined;
  return like(pattern, text);
}

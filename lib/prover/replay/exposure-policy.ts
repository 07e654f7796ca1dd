/**
 * Whether a policy surely lets this one caller in: `lets(statements, caller, request)`; what is not certain is no.
 *
 * One request, so no bounds: each statement surely applies, surely does not, or refuses the whole (`undefined`). An explicit denial that
 * may apply denies; an Allow has to apply for certain.
 */
import type { Condition, Statement } from '../../world/exposure/model';
import type { Caller } from '../exposure/model';
import { isToken, partsOf, wildcard } from './wildcard';

export interface PolicyRequest {
  readonly action: string;
  readonly stage: string;
  readonly method: string;
  readonly path: string;
  readonly api: string;
  readonly isPrivate: boolean;
}

export type Answer = boolean | undefined;

export function lets(statements: readonly Statement[], caller: Caller, request: PolicyRequest): boolean {
  if (caller.is === 'stranger' && !isStrange(statements, caller.context)) return false;
  let allowed = false;
  for (const s of statements) {
    const applies = every([whose(s, caller), what(s, request), ...s.conditions.map((c) => condition(c, caller.context))]);
    if (s.effect !== 'Allow' && applies !== false) return false;
    if (s.effect === 'Allow' && applies === true) allowed = true;
  }
  return allowed;
}

/** Whoever opened an account himself has the id that AWS gave it, names it in his ARN, and no organisation but his own: none that the policy spells out. */
function isStrange(statements: readonly Statement[], context: Caller['context']): boolean {
  const [account, arn, organisation] = [context['aws:principalaccount'] ?? '', context['aws:principalarn'] ?? '', context['aws:principalorgid']];
  const spelled = statements.flatMap((s) => s.conditions).flatMap((c) => c.values).join(' ');
  return /^\d{12}$/.test(account) && new RegExp(`^arn:aws:iam::${account}:(role|user)/[^*?]+$`).test(arn) && !spelled.includes(account)
    && (organisation === undefined || !spelled.includes(organisation)) && context['aws:principalorgpaths'] === undefined && !/^A[A-Z]{3}[A-Z0-9]{12}/.test(context['aws:userid'] ?? '');
}

export function every(answers: readonly Answer[]): Answer {
  return answers.some((a) => a === false) ? false : answers.every((a) => a === true) ? true : undefined;
}

export function some(answers: readonly Answer[]): Answer {
  return answers.some((a) => a === true) ? true : answers.every((a) => a === false) ? false : undefined;
}

export function flip(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}

/** A caller whom nobody knows is meant by `*` alone. */
function whose({ principals, notPrincipals }: Statement, { is }: Caller): Answer {
  const names = (p: string): Answer => (p === '*' ? true : p === 'other:*' || /^aws:[^\u0001]*[*?]/.test(p) ? undefined : isToken(p) ? (is === 'anonymous' && p.startsWith('aws:arn:') ? false : undefined) : false);
  if (principals !== undefined) return some(principals.map(names));
  return notPrincipals === undefined ? false : flip(some(notPrincipals.map(names)));
}

function what(s: Statement, request: PolicyRequest): Answer {
  const action = (p: string): Answer => (isToken(p) ? undefined : wildcard(p.toLowerCase(), request.action.toLowerCase()));
  const resource = (p: string): Answer => onResource(p, request);
  const actions = s.actions !== undefined ? some(s.actions.map(action)) : s.notActions === undefined ? false : flip(some(s.notActions.map(action)));
  const resources = s.resources !== undefined ? some(s.resources.map(resource)) : s.notResources === undefined ? undefined : flip(some(s.notResources.map(resource)));
  return every([actions, resources]);
}

function onResource(pattern: string, { action, stage, method, path, api }: PolicyRequest): Answer {
  if (pattern === '*') return true;
  if (!action.startsWith('execute-api:')) return undefined;
  const wanted = `${stage}/${method}${path}`;
  const short = pattern.startsWith('execute-api:/') ? pattern.slice('execute-api:/'.length) : undefined;
  if (short !== undefined) return wildcard(short, wanted) || (isToken(short) || isToken(wanted) ? undefined : false);
  const parts = partsOf(pattern);
  if (parts.length < 6) return undefined;
  const rest = parts.slice(5).join(':');
  // Whose region and account the API has, the pattern's author knew; where it says so by a literal, nobody is sure.
  const isPlaced = [1, 3, 4].every((i) => parts[i] === '*' || parts[i].startsWith('\u0001pseudo:') || (i === 1 && parts[i] === 'aws'));
  if (wildcard(rest, `\u0001api:${api}\u0002/${wanted}`)) return isPlaced ? true : undefined;
  return isToken(rest) || isToken(wanted) || !isPlaced ? undefined : false;
}

const NEGATIVE = ['StringNotEquals', 'StringNotEqualsIgnoreCase', 'StringNotLike', 'ArnNotEquals', 'ArnNotLike', 'NotIpAddress', 'NumericNotEquals', 'DateNotEquals'];
const POSITIVE = ['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike', 'IpAddress', 'Bool', 'Null', 'BinaryEquals', ...['Numeric', 'Date'].flatMap((t) => ['Equals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((o) => t + o))];
const ABSENT_WITHOUT_SIGNATURE = /^aws:(principal(account|arn|orgid|orgpaths|type|tag\/.*)|userid|username|source(account|arn|orgid|orgpaths)|federatedprovider|multifactorauth.*|principalservicename.*)$/;
const OF_REQUESTS = /^aws:(sourceip|vpcsourceip|sourcevpce?|securetransport|viaawsservice|principalisawsservice)$/;

export function condition({ operator, key, values }: Condition, context: Readonly<Record<string, string>>): Answer {
  const name = key.toLowerCase();
  if (!ABSENT_WITHOUT_SIGNATURE.test(name) && !OF_REQUESTS.test(name)) return undefined;
  const [isAll, isAny] = [operator.startsWith('ForAllValues:'), operator.startsWith('ForAnyValue:')];
  const base = operator.replace(/^For(All|Any)Values?:/, '').replace(/IfExists$/, '');
  if (![...NEGATIVE, ...POSITIVE].includes(base)) return undefined;
  const given = context[name];
  if (name === 'aws:principaltype' && context['aws:principalaccount'] === undefined) return undefined;
  if (base === 'Null') return values.some(isToken) ? undefined : values.some((v) => v.toLowerCase() === (given === undefined ? 'true' : 'false'));
  if (given === undefined) return operator.endsWith('IfExists') || isAll || (!isAny && NEGATIVE.includes(base));
  const hit = some(values.map((v) => test(base.replace('Not', ''), v, given)));
  return NEGATIVE.includes(base) ? flip(hit) : hit;
}

function test(operator: string, wanted: string, given: string): Answer {
  if (wanted === given) return true;
  if (isToken(wanted) || isToken(given)) return undefined;
  switch (operator) {
    case 'StringEquals': return false;
    case 'StringEqualsIgnoreCase': case 'Bool': return wanted.toLowerCase() === given.toLowerCase();
    case 'StringLike': return wildcard(wanted, given);
    case 'ArnEquals': case 'ArnLike': return arnFits(wanted, given);
    case 'IpAddress': return inside(wanted, given);
    default: return undefined;
  }
}

/** Part by part, the last with its colons. */
function arnFits(pattern: string, arn: string): boolean {
  const [mine, theirs] = [pattern, arn].map((a) => partsOf(a)).map((p) => [...p.slice(0, 5), p.slice(5).join(':')]);
  return mine.length === theirs.length && mine.every((m, i) => wildcard(m, theirs[i]) || (i === 1 && m.startsWith('\u0001pseudo:')));
}

/** Bit by bit. */
function inside(block: string, address: string): Answer {
  const [network, length] = block.split('/');
  const [a, b] = [bitsOf(network), bitsOf(address)];
  if (a === undefined || b === undefined) return undefined;
  if (a.length !== b.length) return false;
  const n = length === undefined ? a.length : Number(length);
  return Number.isInteger(n) && n >= 0 && n <= a.length ? a.slice(0, n) === b.slice(0, n) : undefined;
}

function bitsOf(address: string): string | undefined {
  if (!address.includes(':')) {
    const parts = address.split('.');
    return parts.length === 4 && parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) < 256) ? parts.map((p) => Number(p).toString(2).padStart(8, '0')).join('') : undefined;
  }
  const [head, tail] = address.split('::');
  const groups = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(':'));
  const [left, right] = [groups(head), groups(tail)];
  const all = tail === undefined ? left : [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right];
  return all.length === 8 && all.every((g) => /^[0-9a-f]{1,4}$/i.test(g)) ? all.map((g) => parseInt(g, 16).toString(2).padStart(16, '0')).join('') : undefined;
}

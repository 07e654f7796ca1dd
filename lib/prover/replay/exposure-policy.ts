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

type Answer = boolean | undefined;

export function lets(statements: readonly Statement[], caller: Caller, request: PolicyRequest): boolean {
  let allowed = false;
  for (const s of statements) {
    const applies = every([whose(s, caller), what(s, request), ...s.conditions.map((c) => condition(c, caller.context))]);
    if (s.effect !== 'Allow' && applies !== false) return false;
    if (s.effect === 'Allow' && applies === true) allowed = true;
  }
  return allowed;
}

function every(answers: readonly Answer[]): Answer {
  return answers.some((a) => a === false) ? false : answers.every((a) => a === true) ? true : undefined;
}

function some(answers: readonly Answer[]): Answer {
  return answers.some((a) => a === true) ? true : answers.every((a) => a === false) ? false : undefined;
}

function flip(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}

/** A caller whom nobody knows is meant by `*` alone. */
function whose({ principals, notPrincipals }: Statement, { is }: Caller): Answer {
  const names = (p: string): Answer => (p === '*' ? true : isToken(p) ? (is === 'anonymous' && p.startsWith('aws:arn:') ? false : undefined) : false);
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

function onResource(pattern: string, { stage, method, path, api }: PolicyRequest): Answer {
  if (pattern === '*') return true;
  const wanted = `${stage}/${method}${path}`;
  const short = pattern.startsWith('execute-api:/') ? pattern.slice('execute-api:/'.length) : undefined;
  if (short !== undefined) return wildcard(short, wanted) || (isToken(short) || isToken(wanted) ? undefined : false);
  const parts = partsOf(pattern);
  if (parts.length < 6) return undefined;
  const rest = parts.slice(5).join(':');
  // Whose region and account the API has, the pattern's author knew; where it says so by a literal, nobody is sure.
  const isPlaced = [3, 4].every((i) => parts[i] === '*' || parts[i].startsWith('\u0001pseudo:'));
  if (wildcard(rest, `\u0001api:${api}\u0002/${wanted}`)) return isPlaced ? true : undefined;
  return isToken(rest) || isToken(wanted) || !isPlaced ? undefined : false;
}

const NEGATIVE = ['StringNotEquals', 'StringNotEqualsIgnoreCase', 'StringNotLike', 'ArnNotEquals', 'ArnNotLike', 'NotIpAddress'];
const ABSENT_WITHOUT_SIGNATURE = /^aws:(principal(account|arn|orgid|orgpaths|type|tag\/.*)|userid|username|source(account|arn|orgid|orgpaths)|federatedprovider|multifactorauth.*|principalservicename.*)$/;
const OF_REQUESTS = /^aws:(sourceip|vpcsourceip|sourcevpce?|securetransport|viaawsservice|principalisawsservice)$/;

function condition({ operator, key, values }: Condition, context: Readonly<Record<string, string>>): Answer {
  const name = key.toLowerCase();
  if (!ABSENT_WITHOUT_SIGNATURE.test(name) && !OF_REQUESTS.test(name)) return undefined;
  const isAll = operator.startsWith('ForAllValues:');
  const base = operator.replace(/^For(All|Any)Values?:/, '').replace(/IfExists$/, '');
  const given = context[name];
  if (base === 'Null') return values.some((v) => (v.toLowerCase() === 'true') === (given === undefined));
  if (given === undefined) return operator.endsWith('IfExists') || isAll || NEGATIVE.includes(base);
  const hit = some(values.map((v) => test(base.replace('Not', ''), v, given)));
  return NEGATIVE.includes(base) ? flip(hit) : hit;
}

function test(operator: string, wanted: string, given: string): Answer {
  if (wanted === given) return true;
  if (isToken(wanted) || isToken(given)) return undefined;
  switch (operator) {
    case 'StringEquals': return false;
    case 'StringEqualsIgnoreCase': case 'Bool': return wanted.toLowerCase() === given.toLowerCase();
    case 'StringLike': case 'ArnEquals': case 'ArnLike': return wildcard(wanted, given);
    case 'IpAddress': return inside(wanted, given);
    default: return undefined;
  }
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

/**
 * Whether a policy of a door lets nobody through: `letsNobody(policy, request)` tries callers at every place that the policy names.
 *
 *   anonymous   no signature: keys of principals are absent, and a negated condition about an absent key holds
 *   stranger    a principal of an account that anybody can open: keys of principals are there, and are none of the policy's own
 *
 * Addresses, VPCs, endpoints and time are where a request comes from, not who sends it: any that the policy names can be had. What a
 * token hides is neither true nor false. Source of the rules: IAM reference, "Condition operators" and "Evaluating conditions with
 * multiple keys or values", 2026-11.
 */
import { AddressSet } from '../../algebra/address-set';
import { formatAddress } from '../../algebra/address-text';
import { parseCidr } from '../../algebra/cidr';
import { PatternSet } from '../../algebra/pattern-set';
import type { Condition, Policy, Statement } from '../../world/exposure/model';
import { isOpaque } from '../../world/exposure/text';
import type { Unknown } from '../../world/facts';
import type { Caller } from './model';
import { covers, like } from './permits';

export interface Asked {
  /** `execute-api:Invoke`. */
  readonly action: string;
  /** `prod/GET/documents/x`: what stands behind the API's id; encoded. */
  readonly resource: string;
  /** The same for every request of the route: `prod/GET/documents/*`. */
  readonly every: string;
  /** The whole ARN, encoded. */
  readonly arn: string;
  readonly isSigned: boolean;
  /** Through interface endpoints: then it comes from one, and from a private address. */
  readonly isPrivate: boolean;
}

export interface Lets {
  /** Undefined: nobody can say. */
  readonly answer: boolean | undefined;
  /** The caller who gets through, or may. */
  readonly caller?: Caller;
  readonly unknowns: readonly Unknown[];
}

export const STRANGER_ACCOUNT = '999999999999';
const [SOMEWHERE, INSIDE] = ['198.51.100.7', '10.0.0.7'];

/** `isAllowNeeded`: without an explicit Allow it is refused. */
export function letsNobody({ statements, unknowns }: Policy, asked: Asked, isAllowNeeded: boolean): Lets {
  const plain = callers([], asked)[0];
  if (statements === undefined) return unknowns.length > 0 ? { answer: undefined, caller: plain, unknowns } : { answer: !isAllowNeeded, caller: plain, unknowns };
  let possible: Lets | undefined;
  const all = callers(statements, asked);
  for (const caller of all) {
    const answer = decide(statements, caller, asked);
    if (answer === true) return { answer, caller, unknowns: [] };
    if (answer === undefined) possible ??= { answer, caller, unknowns: statements.flatMap((s) => s.unknowns) };
  }
  if (possible !== undefined) return possible;
  // No: for this request. Others of the route have other words in their paths, and methods.
  const other = all.find((caller) => mayLetAnother(statements, caller, asked));
  if (other === undefined && all.length < MOST) return { answer: false, unknowns: [] };
  return { answer: undefined, caller: other ?? plain, unknowns: [] };
}

/** At every place that a condition names, and elsewhere. */
function callers(statements: readonly Statement[], { isSigned, isPrivate }: Asked): Caller[] {
  const named = (key: string): string[] => [...new Set(statements.flatMap((s) => s.conditions.filter((c) => c.key.toLowerCase() === key).flatMap((c) => c.values)))];
  const addresses = [isPrivate ? INSIDE : SOMEWHERE, ...[...named('aws:sourceip'), ...named('aws:vpcsourceip')].flatMap(addressesAt), '0.0.0.0', '::'];
  const endpoints = isPrivate ? ['vpce-elsewhere', ...named('aws:sourcevpce')] : [undefined];
  const vpcs = isPrivate ? ['vpc-elsewhere', ...named('aws:sourcevpc')] : [undefined];
  const who: Record<string, string> = isSigned ? { 'aws:principalaccount': STRANGER_ACCOUNT, 'aws:principalarn': `arn:aws:iam::${STRANGER_ACCOUNT}:role/stranger`, 'aws:principalorgid': 'o-stranger0000', 'aws:principaltype': 'AssumedRole', 'aws:userid': 'AROASTRANGER:session' } : {};
  const out: Caller[] = [];
  for (const address of new Set(addresses)) {
    for (const endpoint of new Set(endpoints)) {
      for (const vpc of new Set(vpcs)) {
        if (out.length >= MOST) return out;
        out.push({
          is: isSigned ? 'stranger' : 'anonymous',
          context: { ...who, 'aws:securetransport': 'true', 'aws:viaawsservice': 'false', 'aws:principalisawsservice': 'false', [isPrivate ? 'aws:vpcsourceip' : 'aws:sourceip']: address, ...endpoint === undefined ? {} : { 'aws:sourcevpce': endpoint }, ...vpc === undefined ? {} : { 'aws:sourcevpc': vpc } },
        });
      }
    }
  }
  return out;
}

const MOST = 2_000;

/** The first address of a block and the first behind it: each part that blocks cut out of all addresses begins at one of these. A token stands for an address of its own. */
function addressesAt(block: string): string[] {
  const parsed = parseCidr(block.includes('/') ? block : `${block}/${block.includes(':') ? 128 : 32}`);
  if (!parsed.ok) return [block];
  const { ipv4, ipv6 } = AddressSet.cidr(parsed.value.text);
  return [...ipv4.filter((v) => v <= MAX4).map((v) => formatAddress({ family: 4, value: v })), ...ipv6.filter((v) => v <= MAX6).map((v) => formatAddress({ family: 6, value: v }))];
}

const [MAX4, MAX6] = [2 ** 32 - 1, (1n << 128n) - 1n];

type Answer = boolean | undefined;

function decide(statements: readonly Statement[], caller: Caller, asked: Asked): Answer {
  let allowed: Answer = false;
  let denied: Answer = false;
  for (const s of statements) {
    const applies = and([action(s, asked), resource(s, asked), principal(s, caller), ...s.conditions.map((c) => condition(c, caller)), ...s.effect === 'unknown' ? [undefined] : []]);
    if (applies === false) continue;
    if (s.effect !== 'Deny') allowed = or([allowed, applies]);
    if (s.effect !== 'Allow') denied = or([denied, applies]);
  }
  if (denied === true || allowed === false) return false;
  return denied === undefined || allowed === undefined ? undefined : true;
}

/** Whether some request of the route may be allowed and is not surely denied. */
function mayLetAnother(statements: readonly Statement[], caller: Caller, asked: Asked): boolean {
  const rest = (s: Statement): Answer => and([action(s, asked), principal(s, caller), ...s.conditions.map((c) => condition(c, caller)), ...s.effect === 'unknown' ? [undefined] : []]);
  const allowed = statements.filter((s) => s.effect !== 'Deny' && rest(s) !== false).map((s) => requestsOf(s, 'may'));
  const denied = statements.filter((s) => s.effect === 'Deny' && rest(s) === true).map((s) => requestsOf(s, 'must'));
  try {
    return !PatternSet.resource(asked.every).intersection(PatternSet.unionOf('resource', allowed)).difference(PatternSet.unionOf('resource', denied)).isEmpty();
  } catch {
    return true; // grown over the budget
  }
}

/** Requests as `STAGE/METHOD/PATH` that the resources of a statement name: at most (`may`), for certain (`must`). */
function requestsOf({ resources, notResources }: Statement, bound: 'may' | 'must'): PatternSet<'resource'> {
  const other = bound === 'may' ? 'must' : 'may';
  if (resources !== undefined) return PatternSet.unionOf('resource', resources.map((p) => requestsNamed(p, bound)));
  return notResources === undefined ? bounded(bound) : PatternSet.unionOf('resource', notResources.map((p) => requestsNamed(p, other))).complement();
}

function requestsNamed(pattern: string, bound: 'may' | 'must'): PatternSet<'resource'> {
  if (pattern === '*') return PatternSet.all('resource');
  const [, short] = /^execute-api:\/(.*)$/s.exec(pattern) ?? [];
  return short === undefined || isOpaque(short) ? bounded(bound) : PatternSet.resource(short);
}

function bounded(bound: 'may' | 'must'): PatternSet<'resource'> {
  return bound === 'may' ? PatternSet.all('resource') : PatternSet.none('resource');
}

function and(answers: readonly Answer[]): Answer {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

function or(answers: readonly Answer[]): Answer {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function negated(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}

function action({ actions, notActions }: Statement, { action: wanted }: Asked): Answer {
  const one = (pattern: string): Answer => (isOpaque(pattern) ? undefined : like(pattern.toLowerCase(), wanted.toLowerCase()));
  return actions !== undefined ? or(actions.map(one)) : notActions !== undefined ? negated(or(notActions.map(one))) : false;
}

function resource({ resources, notResources }: Statement, asked: Asked): Answer {
  const one = (pattern: string): Answer => {
    const [, short] = /^execute-api:\/(.*)$/s.exec(pattern) ?? [];
    return short === undefined ? covers(pattern, asked.arn) : texts(short, asked.resource);
  };
  if (resources !== undefined) return or(resources.map(one));
  return notResources !== undefined ? negated(or(notResources.map(one))) : undefined;
}

function texts(pattern: string, text: string): Answer {
  if (pattern === text || like(pattern, text)) return true;
  return isOpaque(pattern) || isOpaque(text) ? undefined : false;
}

function principal({ principals, notPrincipals }: Statement, caller: Caller): Answer {
  const one = (p: string): Answer => {
    if (p === '*') return true;
    if (!p.startsWith('aws:')) return p.startsWith('\u0001') ? undefined : false;
    if (isOpaque(p)) return caller.is === 'anonymous' ? (p.replace(/^aws:\u0001\?[^\u0002]*\u0002$/, '') === '' ? undefined : false) : undefined;
    return false;
  };
  if (principals !== undefined) return or(principals.map(one));
  return notPrincipals !== undefined ? negated(or(notPrincipals.map(one))) : false;
}

const NEGATED = /^(StringNotEquals|StringNotEqualsIgnoreCase|StringNotLike|ArnNotEquals|ArnNotLike|NotIpAddress)$/;

function condition({ operator, key, values }: Condition, { context }: Caller): Answer {
  const [, qualifier = '', plain = operator] = /^(ForAllValues:|ForAnyValue:)?(.*?)(?:IfExists)?$/.exec(operator) ?? [];
  const name = key.toLowerCase();
  if (plain === 'Null') {
    const wanted = values.map((v) => v.toLowerCase());
    if (!KNOWN.test(name)) return undefined;
    return wanted.includes(context[name] === undefined ? 'true' : 'false');
  }
  const value = context[name];
  if (value === undefined) {
    // A request decides what else it carries, and when it comes.
    if (!KNOWN.test(name)) return undefined;
    if (operator.endsWith('IfExists') || qualifier === 'ForAllValues:') return true;
    return NEGATED.test(plain);
  }
  const hit = or(values.map((v) => compare(plain, v, value)));
  return NEGATED.test(plain) ? negated(hit) : hit;
}

/** Keys of which it is known whether a request carries them. */
const KNOWN = /^aws:(principal(account|arn|orgid|orgpaths|type|tag\/.*|isawsservice|servicename.*)|userid|username|sourceip|vpcsourceip|sourcevpce?|securetransport|viaawsservice|source(account|arn|orgid|orgpaths)|federatedprovider|multifactorauth.*)$/;

function compare(operator: string, wanted: string, value: string): Answer {
  if (/^String(Not)?Equals(IgnoreCase)?$/.test(operator)) return same(operator.endsWith('IgnoreCase') ? wanted.toLowerCase() : wanted, operator.endsWith('IgnoreCase') ? value.toLowerCase() : value);
  if (/^String(Not)?Like$/.test(operator)) return texts(wanted, value);
  if (/^Arn(Not)?(Equals|Like)$/.test(operator)) return covers(wanted, value);
  if (operator === 'Bool') return isOpaque(wanted) ? undefined : wanted.toLowerCase() === value.toLowerCase();
  if (operator === 'IpAddress' || operator === 'NotIpAddress') return within(wanted, value);
  return undefined;
}

function same(a: string, b: string): Answer {
  if (a === b) return true;
  return isOpaque(a) || isOpaque(b) ? undefined : false;
}

/** A token is a block of which one address was taken. */
function within(block: string, address: string): Answer {
  if (block === address) return true;
  if (isOpaque(block) || isOpaque(address)) return undefined;
  const parsed = parseCidr(block.includes('/') ? block : `${block}/${block.includes(':') ? 128 : 32}`);
  const one = parseCidr(`${address}/${address.includes(':') ? 128 : 32}`);
  return parsed.ok && one.ok ? AddressSet.cidr(parsed.value.text).contains(address) : undefined;
}

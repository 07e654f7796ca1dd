/**
 * Whether a policy of a door lets nobody through: `letsNobody(policy, request)` tries callers at every place that the policy names.
 *
 *   anonymous   no signature: keys of principals are absent, and a negated condition about an absent key holds
 *   stranger    a principal of an account that anybody can open, in an organisation of his own or none; how his roles are called and
 *               tagged is his affair (conditions.ts). First all of them at once, then those that the policy's own words make (strangers.ts)
 *
 * Addresses, VPCs, endpoints and time are where a request comes from, not who sends it: any that the policy names can be had. What a
 * token hides is neither true nor false. Source of the rules: IAM reference, "Condition operators" and "Evaluating conditions with
 * multiple keys or values", 2026-11.
 */
import { AddressSet } from '../../algebra/address-set';
import { formatAddress } from '../../algebra/address-text';
import { parseCidr } from '../../algebra/cidr';
import { PatternSet } from '../../algebra/pattern-set';
import type { Policy, Statement } from '../../world/exposure/model';
import { isOpaque } from '../../world/exposure/text';
import type { Unknown } from '../../world/facts';
import { and, type Answer, conditionHolds, negated, or, texts } from './conditions';
import type { Caller } from './model';
import { covers, like } from './permits';
import { SOMEBODY, strangersOf } from './strangers';

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

const [SOMEWHERE, INSIDE] = ['198.51.100.7', '10.0.0.7'];

/** `isAllowNeeded`: without an explicit Allow it is refused. */
export function letsNobody({ statements, unknowns }: Policy, asked: Asked, isAllowNeeded: boolean): Lets {
  const plain = callers([], asked)[0];
  if (statements === undefined) return unknowns.length > 0 ? { answer: undefined, caller: plain, unknowns } : { answer: !isAllowNeeded, caller: plain, unknowns };
  let possible: Lets | undefined;
  let tried = 0;
  const all = callers(statements, asked);
  const strangers = asked.isSigned ? strangersOf(statements) : [];
  for (const caller of all) {
    const answer = decide(statements, caller, asked);
    if (answer === false) continue;
    for (const who of strangers) {
      if (tried++ > MOST) break;
      const one: Caller = { is: 'stranger', context: { ...caller.context, ...who } };
      if (decide(statements, one, asked) === true) return { answer: true, caller: one, unknowns: [] };
    }
    if (answer === true && !asked.isSigned) return { answer, caller, unknowns: [] };
    possible ??= { answer: undefined, caller: plainly(caller, strangers), unknowns: statements.flatMap((s) => s.unknowns) };
  }
  if (possible !== undefined) return possible;
  // No: for this request. Others of the route have other words in their paths, and methods.
  const other = all.find((caller) => mayLetAnother(statements, caller, asked));
  if (other === undefined && all.length < MOST) return { answer: false, unknowns: [] };
  return { answer: undefined, caller: plainly(other ?? plain, strangers), unknowns: [] };
}

/** To be shown: one of them. */
function plainly({ is, context }: Caller, [first]: readonly Readonly<Record<string, string>>[]): Caller {
  return { is, context: { ...context, ...first } };
}

/** At every place that a condition names, and elsewhere. */
export function callers(statements: readonly Statement[], { isSigned, isPrivate }: Asked): Caller[] {
  const named = (key: string): string[] => [...new Set(statements.flatMap((s) => s.conditions.filter((c) => c.key.toLowerCase() === key).flatMap((c) => c.values)))];
  const addresses = [isPrivate ? INSIDE : SOMEWHERE, ...[...named('aws:sourceip'), ...named('aws:vpcsourceip')].flatMap(addressesAt), '0.0.0.0', '::'];
  const endpoints = isPrivate ? ['vpce-elsewhere', ...named('aws:sourcevpce')] : [undefined];
  const vpcs = isPrivate ? ['vpc-elsewhere', ...named('aws:sourcevpc')] : [undefined];
  const out: Caller[] = [];
  for (const address of new Set(addresses)) {
    for (const endpoint of new Set(endpoints)) {
      for (const vpc of new Set(vpcs)) {
        if (out.length >= MOST) return out;
        out.push({
          ...isSigned ? SOMEBODY : { is: 'anonymous' as const },
          context: { 'aws:securetransport': 'true', 'aws:viaawsservice': 'false', 'aws:principalisawsservice': 'false', [isPrivate ? 'aws:vpcsourceip' : 'aws:sourceip']: address, ...endpoint === undefined ? {} : { 'aws:sourcevpce': endpoint }, ...vpc === undefined ? {} : { 'aws:sourcevpc': vpc } },
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

function decide(statements: readonly Statement[], caller: Caller, asked: Asked): Answer {
  let allowed: Answer = false;
  let denied: Answer = false;
  for (const s of statements) {
    const applies = and([action(s, asked), resource(s, asked), principal(s, caller), ...s.conditions.map((c) => conditionHolds(c, caller)), ...s.effect === 'unknown' ? [undefined] : []]);
    if (applies === false) continue;
    if (s.effect !== 'Deny') allowed = or([allowed, applies]);
    if (s.effect !== 'Allow') denied = or([denied, applies]);
  }
  if (denied === true || allowed === false) return false;
  return denied === undefined || allowed === undefined ? undefined : true;
}

/** A statement that may be about a request of the route. */
export function resourceMatters(s: Statement, asked: Asked): boolean {
  if (resource(s, asked) !== false) return true;
  try {
    return !PatternSet.resource(asked.every).intersection(requestsOf(s, 'may')).isEmpty();
  } catch {
    return true;
  }
}

/** Whether some request of the route may be allowed and is not surely denied. */
function mayLetAnother(statements: readonly Statement[], caller: Caller, asked: Asked): boolean {
  const rest = (s: Statement): Answer => and([action(s, asked), principal(s, caller), ...s.conditions.map((c) => conditionHolds(c, caller)), ...s.effect === 'unknown' ? [undefined] : []]);
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

function action({ actions, notActions }: Statement, { action: wanted }: Asked): Answer {
  const one = (pattern: string): Answer => (isOpaque(pattern) ? undefined : like(pattern.toLowerCase(), wanted.toLowerCase()));
  return actions !== undefined ? or(actions.map(one)) : notActions !== undefined ? negated(or(notActions.map(one))) : false;
}

function resource({ resources, notResources }: Statement, asked: Asked): Answer {
  const one = (pattern: string): Answer => {
    // Of a service of VPC Lattice nobody here knows the id.
    if (!asked.action.startsWith('execute-api:')) return pattern === '*' ? true : undefined;
    const [, short] = /^execute-api:\/(.*)$/s.exec(pattern) ?? [];
    return short === undefined ? covers(pattern, asked.arn) : texts(short, asked.resource);
  };
  if (resources !== undefined) return or(resources.map(one));
  return notResources !== undefined ? negated(or(notResources.map(one))) : undefined;
}

function principal({ principals, notPrincipals }: Statement, caller: Caller): Answer {
  const one = (p: string): Answer => {
    if (p === '*') return true;
    if (p === 'other:*' || /^aws:[^\u0001]*[*?]/.test(p)) return undefined;
    if (!p.startsWith('aws:')) return p.startsWith('\u0001') ? undefined : false;
    if (isOpaque(p)) return caller.is === 'anonymous' ? (p.replace(/^aws:\u0001\?[^\u0002]*\u0002$/, '') === '' ? undefined : false) : undefined;
    return false;
  };
  if (principals !== undefined) return or(principals.map(one));
  return notPrincipals !== undefined ? negated(or(notPrincipals.map(one))) : false;
}

/**
 * Conditions of IAM about one request: `conditionHolds(condition, caller)`, true, false, or undefined where nobody can say.
 *
 *   anonymous   keys of principals are absent, and a negated condition about an absent key holds
 *   somebody    a stranger of whom it is not known which one (`caller.somebody`): true where it is true of every one, false of every one
 *
 * What a stranger chooses: the names of his roles and users, their tags, his type and session, whether he has a second factor and an
 * organisation. What is somebody else's: accounts, organisations and unique ids that are literals, and whatever these templates make.
 * Sources: IAM reference, "Condition operators", "Conditions with multiple context keys or values", "Global condition context keys"; 2026-11.
 */
import { AddressSet } from '../../algebra/address-set';
import { parseCidr } from '../../algebra/cidr';
import type { Condition } from '../../world/exposure/model';
import { fieldsOf, isOpaque } from '../../world/exposure/text';
import type { Caller } from './model';
import { covers, like } from './permits';

export type Answer = boolean | undefined;

export function and(answers: readonly Answer[]): Answer {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

export function or(answers: readonly Answer[]): Answer {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

export function negated(answer: Answer): Answer {
  return answer === undefined ? undefined : !answer;
}

const OPERATORS = /^(String(Not)?Equals(IgnoreCase)?|String(Not)?Like|Arn(Not)?(Equals|Like)|Bool|(Not)?IpAddress|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|BinaryEquals)$/;

interface Operator {
  readonly qualifier: string;
  readonly plain: string;
  readonly isNegated: boolean;
  readonly ifExists: boolean;
}

export function operatorOf(operator: string): Operator | undefined {
  const [, qualifier = '', plain = '', ifExists] = /^(ForAllValues:|ForAnyValue:)?(.*?)(IfExists)?$/s.exec(operator) ?? [];
  return plain === 'Null' || OPERATORS.test(plain) ? { qualifier, plain, isNegated: /Not/.test(plain), ifExists: ifExists !== undefined } : undefined;
}

export function conditionHolds({ operator, key, values }: Condition, { context, is, somebody }: Caller): Answer {
  const how = operatorOf(operator);
  const name = key.toLowerCase();
  // A request decides what else it carries, and when it comes; nobody documents the type of whoever does not sign.
  if (how === undefined || !KNOWN.test(name) || (is === 'anonymous' && name === 'aws:principaltype')) return undefined;
  if (somebody === true && OF_SIGNERS.test(name)) return ofSomebody(how, name, values);
  const value = context[name];
  return value === undefined ? absent(how, values) : present(how, values, or(values.map((v) => compare(how.plain, v, value))));
}

/** A set without members has none that matches. */
function absent({ qualifier, plain, isNegated, ifExists }: Operator, values: readonly string[]): Answer {
  if (plain === 'Null') return isNull(values, true);
  if (ifExists || qualifier === 'ForAllValues:') return true;
  return qualifier === 'ForAnyValue:' ? false : isNegated;
}

function present({ plain, isNegated }: Operator, values: readonly string[], hit: Answer): Answer {
  if (plain === 'Null') return isNull(values, false);
  return isNegated ? negated(hit) : hit;
}

function isNull(values: readonly string[], isAbsent: boolean): Answer {
  return or(values.map((v) => (isOpaque(v) ? undefined : v.toLowerCase() === String(isAbsent))));
}

/** Keys of which it is known whether a request carries them. */
const KNOWN = /^aws:(principal(account|arn|orgid|orgpaths|type|tag\/.*|isawsservice|servicename.*)|userid|username|sourceip|vpcsourceip|sourcevpce?|securetransport|viaawsservice|source(account|arn|owner|orgid|orgpaths)|federatedprovider|multifactorauth.*)$/;
/** Those that tell who signed. */
export const OF_SIGNERS = /^aws:(principal(account|arn|orgid|orgpaths|type|tag\/.*)|userid|username|federatedprovider|multifactorauth.*|sourceowner)$/;
/** Those that each of his requests has. */
const ALWAYS_THERE = /^aws:(principal(account|arn|type)|userid|sourceowner)$/;

function ofSomebody(how: Operator, name: string, values: readonly string[]): Answer {
  const there = present(how, values, or(values.map((v) => anybodys(how.plain, name, v))));
  return ALWAYS_THERE.test(name) ? there : there === absent(how, values) ? there : undefined;
}

/** Whether a value is one that a stranger may have: of every one, of none, or of some. */
function anybodys(operator: string, name: string, value: string): Answer {
  if (isOpaque(value)) return undefined;
  if (/Like$|^Arn/.test(operator) && /^\*+$/.test(value)) return true;
  return isOthers(operator, name, value) ? false : undefined;
}

/** Somebody's in particular, who is no stranger. */
function isOthers(operator: string, name: string, value: string): boolean {
  if (/^aws:(principal(account|arn|orgid|orgpaths)|userid|sourceowner)$/.test(name) && /^\u0001(pseudo|res):/.test(value)) return true;
  const isPattern = /Like$|^Arn/.test(operator);
  if (!isPattern && !/^String/.test(operator)) return false;
  const literal = isPattern ? value.split(/[*?]/)[0] : value;
  const isWhole = literal === value;
  switch (name) {
    case 'aws:principalaccount': case 'aws:sourceowner': return isWhole;
    case 'aws:principalorgid': return isWhole;
    case 'aws:principalorgpaths': return isWhole || /^o-[a-z0-9]+\//.test(literal);
    // The id of a role or user, or the account that a session begins with.
    case 'aws:userid': return /^(A[A-Z]{3}[A-Z0-9]{12,}|\d{12})(:|$)/.test(literal);
    case 'aws:principalarn': case 'aws:federatedprovider': return isOthersArn(value, literal, /^Arn/.test(operator), isWhole && name === 'aws:principalarn');
    default: return false;
  }
}

/** ARN operators look at each part by itself; those for texts let `*` go on across colons. */
function isOthersArn(value: string, literal: string, byParts: boolean, isWhole: boolean): boolean {
  const [arn, , , , account = '', ...rest] = fieldsOf(byParts ? value : literal);
  if (arn !== 'arn' || (rest.length === 0 && !byParts)) return isWhole;
  return isWhole || (account !== '' && !/[*?]/.test(account));
}

function compare(operator: string, wanted: string, value: string): Answer {
  if (/^String(Not)?Equals(IgnoreCase)?$/.test(operator)) return same(operator.endsWith('IgnoreCase') ? wanted.toLowerCase() : wanted, operator.endsWith('IgnoreCase') ? value.toLowerCase() : value);
  if (/^String(Not)?Like$/.test(operator)) return texts(wanted, value);
  if (/^Arn(Not)?(Equals|Like)$/.test(operator)) return covers(wanted, value);
  if (operator === 'Bool') return isOpaque(wanted) ? undefined : wanted.toLowerCase() === value.toLowerCase();
  if (operator === 'IpAddress' || operator === 'NotIpAddress') return within(wanted, value);
  return undefined;
}

export function texts(pattern: string, text: string): Answer {
  if (pattern === text || like(pattern, text)) return true;
  return isOpaque(pattern) || isOpaque(text) ? undefined : false;
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

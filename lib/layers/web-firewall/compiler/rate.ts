/**
 * Rate rules, each with its twin: the same limit and window, by address, for requests that leave out what the rule counts by.
 *
 * Limits: "Rate-based rules per web ACL: 10" (AWS WAF developer guide, "AWS WAF quotas"); limit from 10 to 2,000,000,000 and window of 60, 120, 300 or 600
 * seconds (CloudFormation, RateBasedStatement; WAF API, RateBasedStatement); at most five keys (API: `CustomKeys`, array members 1 to 5). Names are as long as what
 * matches requests without them may be (API: FieldToMatchData 64, CookieNames 60; botocore 1.43.11, read 2026-11-22).
 */
import { Token } from 'aws-cdk-lib';
import { didYouMean, Findings } from '../../../intent';
import { RULE_USD } from '../managed/table';
import type { FirewallFacts, Properties, RateKeyFacts, RateRule, StatementFacts } from '../model';
import { rateCapacity } from '../statement/capacity';
import { isForwardedHeader, isToken } from '../statement/names';
import { transformationFacts } from '../statement/transformation';
import { countOf, list, placed } from './draft';
import type { Parts } from './own';

export const MOST_RATE_RULES = 10;
const KEYS = 5;
const [LEAST, MOST] = [10, 2_000_000_000];
const WINDOWS = [60, 120, 300, 600];
/** Of the twin's name, which is the rule's with it. */
export const TWIN = '-absent';

/** The value is the caller's to choose, anew with each request. */
const FORGEABLE: readonly RateKeyFacts['kind'][] = ['header', 'cookie', 'queryArgument', 'queryString', 'uriPath', 'ja3Fingerprint', 'ja4Fingerprint'];
const NAMED: Readonly<Partial<Record<RateKeyFacts['kind'], string>>> = { forwardedIp: 'header', header: 'header', cookie: 'cookie', queryArgument: 'argument', labelNamespace: 'namespace' };
/** Whether it can be the name of such a key, and what is expected. */
const NAMES: Readonly<Partial<Record<RateKeyFacts['kind'], readonly [isName: (name: string) => boolean, expected: string]>>> = {
  forwardedIp: [(name) => isForwardedHeader(name, 64), '1 to 64 letters, digits and hyphens, e.g. `X-Forwarded-For`'], header: [(name) => isToken(name, 64), '1 to 64 letters, digits, hyphens and what else a token of RFC 9110 has, e.g. `x-api-key`'],
  cookie: [(name) => isToken(name, 60), '1 to 60 letters, digits, hyphens and what else a token of RFC 9110 has, e.g. `session-id`'], queryArgument: [(name) => name.length <= 64, '1 to 64 characters, e.g. `user`'],
};
/** Property of `CustomKeys`, and whether it takes transformations. */
const PROPERTIES: Readonly<Record<RateKeyFacts['kind'], readonly [property: string, isTransformed: boolean]>> = {
  ip: ['IP', false], forwardedIp: ['ForwardedIP', false], httpMethod: ['HTTPMethod', false], asn: ['ASN', false],
  header: ['Header', true], cookie: ['Cookie', true], queryArgument: ['QueryArgument', true], queryString: ['QueryString', true], uriPath: ['UriPath', true],
  labelNamespace: ['LabelNamespace', false], ja3Fingerprint: ['JA3Fingerprint', false], ja4Fingerprint: ['JA4Fingerprint', false],
};

/** The rule, then its twin where a request can leave a key out. */
export function rateParts(rule: RateRule, isObserving: boolean): readonly Parts[] {
  const { keys, scopeDown } = rule;
  const absent = keys.flatMap((key) => key.absent ?? []);
  const kinds = keys.map((key) => key.kind);
  const isPlain = kinds.length === 1 && (kinds[0] === 'ip' || kinds[0] === 'forwardedIp');
  const header = keys.find((key) => key.kind === 'forwardedIp')?.name;
  const first = part(rule, isObserving, {
    AggregateKeyType: !isPlain ? 'CUSTOM_KEYS' : kinds[0] === 'ip' ? 'IP' : 'FORWARDED_IP',
    ...(isPlain ? {} : { CustomKeys: keys.map(customKey) }),
    // A header that holds no address is stopped: not to count it would be an escape.
    ...(header === undefined ? {} : { ForwardedIPConfig: { HeaderName: header, FallbackBehavior: 'MATCH' } }),
  }, isPlain ? 0 : keys.length, scopeDown, keys.flatMap((key) => (key.kind === 'labelNamespace' && key.name !== undefined ? [key.name] : [])));
  return absent.length === 0 ? [first] : [first, part(rule, isObserving, { AggregateKeyType: 'IP' }, 0, both(scopeDown, anyOf(absent)), [])];
}

function part(rule: RateRule, isObserving: boolean, by: Properties, customKeys: number, scope: StatementFacts | undefined, reads: readonly string[]): Parts {
  const { action, limit, windowSeconds } = rule;
  return {
    statement: { RateBasedStatement: { ...by, EvaluationWindowSec: windowSeconds, Limit: limit, ...(scope === undefined ? {} : { ScopeDownStatement: scope.json }) } },
    acts: { Action: isObserving ? countOf(action) : action.json }, actions: isObserving ? [] : [action],
    capacity: rateCapacity(customKeys, scope?.capacity ?? 0), labels: [], reads: [...new Set([...reads, ...scope?.reads ?? []])].sort(), monthlyUsd: RULE_USD,
  };
}

function customKey({ kind, name, transformations }: RateKeyFacts): Properties {
  const [property, isTransformed] = PROPERTIES[kind];
  if (kind === 'labelNamespace') return { [property]: { Namespace: name } };
  // As with the forwarded address: one without a fingerprint is counted by the twin, and not stopped at once.
  if (kind === 'ja3Fingerprint' || kind === 'ja4Fingerprint') return { [property]: { FallbackBehavior: 'NO_MATCH' } };
  return { [property]: isTransformed ? { ...(NAMED[kind] === undefined ? {} : { Name: name }), TextTransformations: textTransformations(transformations) } : {} };
}

function textTransformations(types: readonly string[] = []): readonly Properties[] {
  return (types.length === 0 ? ['NONE'] : types).map((Type, Priority) => ({ Priority, Type }));
}

function anyOf(statements: readonly StatementFacts[]): StatementFacts {
  return statements.length === 1 ? statements[0] : joined('OrStatement', statements);
}

function both(one: StatementFacts | undefined, other: StatementFacts): StatementFacts {
  return one === undefined ? other : joined('AndStatement', [one, other]);
}

/** And, or: the sum of what is nested. (AWS WAF developer guide, "AND rule statement": "WCUs - Depends on the nested statements".) */
function joined(property: string, all: readonly StatementFacts[]): StatementFacts {
  return {
    json: { [property]: { Statements: all.map((s) => s.json) } }, capacity: all.reduce((sum, s) => sum + s.capacity, 0),
    reads: all.flatMap((s) => s.reads), depth: Math.max(...all.map((s) => s.depth)) + 1, findings: [],
  };
}

export function checkRate(rule: RateRule, pointer: string, { protects }: FirewallFacts, findings: Findings): void {
  const { id, keys, limit, windowSeconds, action } = rule;
  if (!Token.isUnresolved(limit) && (!Number.isInteger(limit) || limit < LEAST || limit > MOST)) findings.error('RateLimitInvalid', pointer, `limit of rate rule \`${id}\` is \`${limit}\` requests; expected a whole number from ${LEAST} to 2,000,000,000; change it`);
  if (!Token.isUnresolved(windowSeconds) && !WINDOWS.includes(windowSeconds)) findings.error('RateWindowInvalid', pointer, `window of rate rule \`${id}\` is \`${windowSeconds}\` seconds; expected ${WINDOWS.slice(0, 3).join(', ')} or 600, which is how far back WAF looks; take one of them`);
  if (action.kind === 'allow') findings.error('RateActionInvalid', pointer, `rate rule \`${id}\` allows what is over its limit; expected \`block\`, \`count\`, \`captcha\` or \`challenge\`, because WAF takes no \`allow\` of rate rules; change the action`);
  if (keys.length === 0 || keys.length > KEYS) findings.error('RateKeysInvalid', pointer, `rate rule \`${id}\` counts by ${keys.length} keys; expected 1 to ${KEYS}; ${keys.length === 0 ? 'leave `keys` out to count by address' : 'leave some out'}`);
  const seen = new Set<string>();
  for (const { kind, name, transformations } of keys) {
    const what = NAMED[kind];
    // ForwardedIPConfig is the rule's, not the key's: one header.
    const same = kind === 'forwardedIp' ? kind : `${kind} ${name ?? ''}`;
    if (what !== undefined && (name ?? '').trim() === '') findings.error('RateKeysInvalid', pointer, `a key of rate rule \`${id}\` is a ${what} without a name; expected e.g. \`${kind === 'labelNamespace' ? 'tenant:' : 'x-api-key'}\`; name it`);
    else if (seen.has(same)) findings.error('RateKeysInvalid', pointer, `rate rule \`${id}\` counts by ${what === undefined ? `\`${kind}\`` : `${what} \`${name}\``} twice; expected each key once; remove one`);
    else if (name !== undefined && !Token.isUnresolved(name) && NAMES[kind]?.[0](name) === false) findings.error('RateKeysInvalid', pointer, `\`${name}\` of rate rule \`${id}\` cannot be the name of a ${what}; expected ${NAMES[kind]![1]}; correct it`);
    else if (kind === 'labelNamespace' && !Token.isUnresolved(name) && name?.endsWith(':') === false) findings.error('RateKeysInvalid', pointer, `namespace \`${name}\` of rate rule \`${id}\` does not end in a colon; expected \`${name}:\`, because labels of it begin so; add it`);
    seen.add(same);
    if (transformations !== undefined) {
      const inner = new Findings();
      transformationFacts(transformations, inner);
      findings.append(placed(inner.all(), pointer, rule.where));
      if (!PROPERTIES[kind][1]) findings.error('RateKeysInvalid', pointer, `key \`${kind}\` of rate rule \`${id}\` is to be transformed; expected no transformations, because WAF takes it as it is${didYouMean(kind, Object.keys(PROPERTIES).filter((k) => PROPERTIES[k as RateKeyFacts['kind']][1]), 'keys that are transformed')}; leave them out`);
    }
  }
  const fingerprint = keys.find(({ kind }) => kind === 'ja3Fingerprint' || kind === 'ja4Fingerprint');
  if (fingerprint !== undefined && protects.length > 0 && !protects.includes('distribution') && !protects.includes('loadBalancer')) {
    findings.error('RateKeyUnavailable', pointer, `rate rule \`${id}\` counts by \`${fingerprint.kind}\`, which requests to ${list(protects)} never have; expected a distribution or a load balancer, the only ones with fingerprints of TLS; count by another key`);
  }
}

/** Over all of them: how many there are, and which of them a caller walks around by changing what he says. */
export function checkRates(rules: readonly { readonly rule: RateRule; readonly pointer: string }[], total: number, findings: Findings): void {
  if (total > MOST_RATE_RULES) {
    const twins = rules.filter(({ rule }) => rule.keys.some((k) => k.absent !== undefined)).map(({ rule }) => rule.id);
    findings.error('RateRulesTooMany', '', `the firewall has ${total} rate rules${twins.length === 0 ? '' : `, of which ${twins.length} are twins for requests that leave out what ${list(twins)} count${twins.length === 1 ? 's' : ''} by`}; expected at most ${MOST_RATE_RULES}, which is what WAF takes of a web ACL; join rules that have one limit, or remove some`);
  }
  // A rule by forwarded address has a twin by address.
  if (rules.some(({ rule: { keys } }) => keys.length === 1 && (keys[0].kind === 'ip' || keys[0].kind === 'forwardedIp'))) return;
  for (const { rule, pointer } of rules) {
    const forgeable = rule.keys.filter((key) => FORGEABLE.includes(key.kind));
    if (forgeable.length > 0) findings.warning('RateKeyForgeable', pointer, `rate rule \`${rule.id}\` counts by ${list(forgeable.map((k) => k.name ?? k.kind))}, which callers choose: who sends another value each time is never counted twice; expected a rate rule by address beside it; add one with \`RateKey.address()\``);
  }
}

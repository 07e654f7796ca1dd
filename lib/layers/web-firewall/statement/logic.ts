/**
 * Statements of statements. Their capacity is the sum of what they hold
 * (https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statements-logical.html, read 2026-11-22).
 *
 * WAF refuses AND and OR of a single statement («an OR statement with only one nested statement»,
 * https://github.com/hashicorp/terraform-provider-aws/issues/34320): one alone stands for itself. How deep statements may be nested AWS does not say.
 */
import { compareText, type Finding } from '../../../intent';
import { below, type Draft, joined } from './draft';

/** Nobody has read further; AWS publishes no limit. */
const DEEP = 10;

export function allOf(drafts: readonly Draft[]): Draft {
  return combined('AndStatement', '`allOf`', drafts);
}

export function anyOf(drafts: readonly Draft[]): Draft {
  return combined('OrStatement', '`anyOf`', drafts);
}

function combined(name: string, words: string, drafts: readonly Draft[]): Draft {
  if (drafts.length === 1) return drafts[0];
  const empty = drafts.length === 0 ? [finding('StatementEmpty', 'error', `${words} holds no statement; expected at least one; add it, or leave the rule out`)] : [];
  return merged({ [name]: { Statements: drafts.map((draft) => draft.json) } }, drafts, drafts.map((draft, i) => below(`/${name}/Statements/${i}`, draft.findings)), empty);
}

export function noStatement(got: unknown): Draft {
  return invalid(`got \`${typeof got}\` for a statement; expected one of \`FirewallStatement\`; write e.g. \`FirewallStatement.geo(['DE'])\``);
}

/** Of JavaScript: `allOf(a, b)`, `allOf(a)`, `allOf([a], b)`, `negate(a, b)`. */
export function notOne(name: string, given: readonly unknown[]): Draft {
  const many = given.filter((one) => one !== undefined).length;
  const isOne = name === 'negate';
  const got = many > 1 ? `${many} values side by side` : given[0] === undefined || given[0] === null ? 'nothing' : 'what is no list';
  const expected = isOne ? 'one statement, because the others would be forgotten' : many > 1 ? 'one list of statements, because all but the first would be forgotten' : 'a list of statements';
  return invalid(`\`${name}\` got ${got}; expected ${expected}; write \`FirewallStatement.${name}(${isOne ? 'FirewallStatement.anyOf([a, b])' : '[a, b]'})\``);
}

/** Something must stand there, so that all other mistakes are told with this one. */
function invalid(message: string): Draft {
  return { json: { GeoMatchStatement: { CountryCodes: [] } }, capacity: 0, reads: [], depth: 1, findings: [finding('StatementInvalid', 'error', message)] };
}

export function negate(draft: Draft): Draft {
  return merged({ NotStatement: { Statement: draft.json } }, [draft], [below('/NotStatement/Statement', draft.findings)], []);
}

function merged(json: Draft['json'], drafts: readonly Draft[], findings: readonly (readonly Finding[])[], own: readonly Finding[]): Draft {
  const scopes = [...new Set(drafts.flatMap(({ only }) => only ?? []))].sort(compareText);
  const depth = 1 + Math.max(0, ...drafts.map((draft) => draft.depth));
  const told = [...own];
  if (scopes.length > 1) told.push(finding('StatementScopesMixed', 'error', `sets of a statement are of ${scopes.map((scope) => `\`${scope}\``).join(' and ')}; expected one scope, that of the firewall; make the other set there as well`));
  if (depth === DEEP + 1) told.push(finding('StatementDeep', 'warning', `statements are nested ${depth} deep; AWS publishes no limit, and people read no further than ${DEEP}; give a part of it a rule of its own that counts and puts a label on, and read the label`));
  const onlyFor = drafts.find((draft) => draft.onlyFor !== undefined)?.onlyFor;
  return {
    json, depth, capacity: drafts.reduce((sum, draft) => sum + draft.capacity, 0), reads: [...new Set(drafts.flatMap(({ reads }) => reads))].sort(compareText),
    ...(scopes.length === 1 ? { only: scopes[0] } : {}),
    ...(onlyFor === undefined ? {} : { onlyFor }),
    findings: joined(...findings, told),
  };
}

function finding(code: string, level: Finding['level'], message: string): Finding {
  return { code, level, pointer: '', where: '', message };
}

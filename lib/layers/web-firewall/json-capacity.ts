/**
 * What rules that others wrote take, from the template's JSON: `jsonCapacity(rule, groups)`.
 *
 * By the figures of statement/capacity.ts. Undefined where nobody can know: a rule group by a literal ARN, a statement of a kind that is not known here, a value of the
 * deployment. What is not known is never taken for zero.
 */
import { isObject } from '../network/members/read';
import { managedGroup } from './managed/table';
import { type CapacityKind, matchCapacity, rateCapacity, wcu } from './statement/capacity';

type Json = Readonly<Record<string, unknown>>;
/** Capacity of a rule group that this app makes, by what its ARN is in the template. */
export type CapacityOfGroup = (arn: unknown) => number | undefined;

const MATCHES: Readonly<Record<string, (s: Json) => CapacityKind | undefined>> = {
  ByteMatchStatement: (s) => (['EXACTLY', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CONTAINS_WORD'] as const).map((p) => `byteMatch.${p}` as const).find((kind) => kind === `byteMatch.${String(s.PositionalConstraint)}`),
  RegexMatchStatement: () => 'regex',
  RegexPatternSetReferenceStatement: () => 'regexSet',
  SizeConstraintStatement: () => 'size',
  SqliMatchStatement: (s) => (s.SensitivityLevel === 'HIGH' ? 'sqlInjection.HIGH' : s.SensitivityLevel === undefined || s.SensitivityLevel === 'LOW' ? 'sqlInjection.LOW' : undefined),
  XssMatchStatement: () => 'xss',
};
const LEAVES: Readonly<Record<string, CapacityKind>> = { GeoMatchStatement: 'geo', AsnMatchStatement: 'asn', LabelMatchStatement: 'label' };

/** Of a rule of a web ACL or of a rule group. */
export function jsonCapacity(rule: unknown, groups: CapacityOfGroup): number | undefined {
  return isObject(rule) ? statement(rule.Statement, groups) : undefined;
}

function statement(value: unknown, groups: CapacityOfGroup): number | undefined {
  if (!isObject(value)) return undefined;
  const said = Object.entries(value).filter(([, v]) => v !== undefined);
  if (said.length !== 1 || !isObject(said[0][1])) return undefined;
  const [kind, s] = said[0] as [string, Json];
  if (Object.hasOwn(MATCHES, kind)) return match(MATCHES[kind](s), s);
  if (Object.hasOwn(LEAVES, kind)) return wcu(LEAVES[kind]);
  const scope = s.ScopeDownStatement === undefined ? 0 : statement(s.ScopeDownStatement, groups);
  switch (kind) {
    case 'IPSetReferenceStatement': return wcu('ipSet') + (isObject(s.IPSetForwardedIPConfig) && s.IPSetForwardedIPConfig.Position === 'ANY' ? wcu('ipSet.anyPosition') : 0);
    case 'NotStatement': return statement(s.Statement, groups);
    case 'AndStatement':
    case 'OrStatement': return Array.isArray(s.Statements) ? sum(s.Statements.map((inner) => statement(inner, groups))) : undefined;
    case 'RateBasedStatement': return scope === undefined || (s.CustomKeys !== undefined && !Array.isArray(s.CustomKeys)) ? undefined : rateCapacity((s.CustomKeys as unknown[] | undefined ?? []).length, scope);
    case 'ManagedRuleGroupStatement': return sum([managedGroup(String(s.VendorName), String(s.Name))?.capacity, scope]);
    case 'RuleGroupReferenceStatement': return groups(s.Arn);
    default: return undefined;
  }
}

function match(kind: CapacityKind | undefined, { FieldToMatch, TextTransformations }: Json): number | undefined {
  if (kind === undefined || !isObject(FieldToMatch) || !Array.isArray(TextTransformations)) return undefined;
  const costly = TextTransformations.filter((t) => !(isObject(t) && t.Type === 'NONE')).length;
  return matchCapacity(wcu(kind), { isJsonBody: 'JsonBody' in FieldToMatch, isAllQueryArguments: 'AllQueryArguments' in FieldToMatch }, costly);
}

export function sum(all: readonly (number | undefined)[]): number | undefined {
  return all.includes(undefined) ? undefined : (all as number[]).reduce((a, b) => a + b, 0);
}

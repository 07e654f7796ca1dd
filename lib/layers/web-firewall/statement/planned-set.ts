/**
 * Sets that the library makes: they stand in a statement's JSON in the place of their ARN until a construct puts it there.
 *
 *   const { sets, findings } = plannedSets(plan.rules.map((rule) => rule.json));
 *   const json = withArns(rule.json, (set) => made.get(set.path).attrArn);
 *
 * INVARIANT: `path` hangs on the set's id or, without one, on its values and nothing else: no other rule can move it, and equal sets are one. A
 * set with an id is changed in place; one without is made anew beside the old one, which goes when no rule reads it.
 */
import { createHash } from 'node:crypto';
import { compareText, type Finding, Findings } from '../../../intent';
import { isStruct } from '../../network/members/read'; // tokens of CDK lead to constructs, which lead everywhere

export type SetKind = 'ipv4' | 'ipv6' | 'regex';

/** Stands for the ARN of an `AWS::WAFv2::IPSet` or `AWS::WAFv2::RegexPatternSet` that is yet to be made. */
export class PlannedSet {
  /** Unique in the firewall: id of the construct and of its logical id. */
  public readonly path: string;

  constructor(
    public readonly kind: SetKind,
    /** Canonical, sorted, each once: their order says nothing. */
    public readonly values: readonly string[],
    id?: string,
  ) {
    this.path = `${PREFIX[kind]}-${id ?? createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)}`;
  }

  /** Type and properties in a template's casing; the scope is the firewall's. */
  public resource(scope: 'REGIONAL' | 'CLOUDFRONT'): { readonly type: string; readonly properties: Readonly<Record<string, unknown>> } {
    if (this.kind === 'regex') return { type: 'AWS::WAFv2::RegexPatternSet', properties: { RegularExpressionList: this.values, Scope: scope } };
    return { type: 'AWS::WAFv2::IPSet', properties: { Addresses: this.values, IPAddressVersion: this.kind === 'ipv4' ? 'IPV4' : 'IPV6', Scope: scope } };
  }
}

const PREFIX: Readonly<Record<SetKind, string>> = { ipv4: 'Ipv4Set', ipv6: 'Ipv6Set', regex: 'RegexSet' };

/** Those in the values, by path, each once; one path with two contents is told. */
export function plannedSets(values: readonly unknown[]): { readonly sets: readonly PlannedSet[]; readonly findings: readonly Finding[] } {
  const byPath = new Map<string, PlannedSet>();
  const findings = new Findings();
  const visit = (value: unknown): void => {
    if (value instanceof PlannedSet) {
      const known = byPath.get(value.path);
      if (known === undefined) byPath.set(value.path, value);
      else if (JSON.stringify(known.values) !== JSON.stringify(value.values)) findings.error('SetIdTaken', '', `set \`${value.path}\` is declared twice, with ${known.values.length} and with ${value.values.length} values that differ; expected one content for each id; rename one of them`);
    } else if (Array.isArray(value) || isStruct(value)) Object.values(value).forEach(visit);
  };
  values.forEach(visit);
  return { sets: [...byPath.values()].sort((a, b) => compareText(a.path, b.path)), findings: findings.all() };
}

/** The same value with ARNs for sets. Everything that is no plain list or object stays as it is, e.g. what CDK resolves later. */
export function withArns(value: unknown, arnOf: (set: PlannedSet) => unknown): unknown {
  if (value instanceof PlannedSet) return arnOf(value);
  if (Array.isArray(value)) return value.map((inner) => withArns(inner, arnOf));
  return isStruct(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withArns(inner, arnOf)])) : value;
}

/**
 * Sets that exist: what is known of them here. One that this app makes as an L1 is looked into, because WAF judges its contents only at deployment;
 * of another nothing is known but its ARN.
 */
import type { aws_wafv2 as waf } from 'aws-cdk-lib/interfaces';
import type { Findings } from '../../../intent';
import type { FirewallScopeName } from '../model';
import { isLate } from './draft';

export interface ExistingSet {
  /** Token or literal. */
  readonly arn: string;
  /** Of its construct. */
  readonly path: string;
  readonly scope?: FirewallScopeName;
  /** `IPV4`, `IPV6`; of a set of addresses that this app makes. */
  readonly version?: string;
  /** Literal ones, of a set that this app makes. */
  readonly values: readonly string[];
}

export function existing(kind: 'IPSet' | 'RegexPatternSet', set: waf.IIPSetRef | waf.IRegexPatternSetRef, told: Findings): ExistingSet {
  const ref = referenceOf(kind, set);
  if (ref === undefined) {
    told.error('SetInvalid', '/Arn', `got \`${typeof set}\` for a set of WAF; expected an \`AWS::WAFv2::${kind}\`; pass \`${kind === 'IPSet' ? 'CfnIPSet' : 'CfnRegexPatternSet'}\` or an import of one, or write its values with \`${kind === 'IPSet' ? 'addresses' : 'regexPatterns'}\``);
    return { arn: '', path: '', values: [] };
  }
  const made = set as { readonly addresses?: unknown; readonly regularExpressionList?: unknown; readonly ipAddressVersion?: unknown };
  const values = kind === 'IPSet' ? made.addresses : made.regularExpressionList;
  return {
    arn: ref.arn, path: set.node.path,
    ...(ref.scope === 'REGIONAL' || ref.scope === 'CLOUDFRONT' ? { scope: ref.scope } : {}),
    ...(typeof made.ipAddressVersion === 'string' && !isLate(made.ipAddressVersion) ? { version: made.ipAddressVersion } : {}),
    values: Array.isArray(values) && !isLate(values) ? values.filter((value): value is string => typeof value === 'string' && !isLate(value)) : [],
  };
}

/** What the factories by ARN make; a construct has no `arn` and a `node`. */
export function isArn(set: object): set is { readonly arn: string } {
  return typeof set === 'object' && set !== null && 'arn' in set && !('node' in set);
}

/** One of which nothing but the ARN is known: `arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/office/0a1b2c3d-...`; may be a token. */
export function byArn(kind: 'IPSet' | 'RegexPatternSet', arn: string, told: Findings): ExistingSet {
  const scope = isLate(arn) ? undefined : new RegExp(`^arn:[\\w-]+:wafv2:[\\w-]+:\\d{12}:(regional|global)/${kind.toLowerCase()}/[\\w-]{1,128}/[\\w-]{1,36}$`).exec(String(arn))?.[1];
  if (scope === undefined && !isLate(arn)) told.error('SetInvalid', '/Arn', `\`${String(arn)}\` is no ARN of an \`AWS::WAFv2::${kind}\`; expected \`arn:aws:wafv2:REGION:ACCOUNT:regional/${kind.toLowerCase()}/NAME/ID\`, or \`global\` for CloudFront; copy it from WAF`);
  return { arn, path: '', values: [], ...(scope === undefined ? {} : { scope: scope === 'global' ? 'CLOUDFRONT' : 'REGIONAL' }) };
}

/** An L1 says its scope as a property; its reference holds a token for it. */
function referenceOf(kind: 'IPSet' | 'RegexPatternSet', set: unknown): { readonly arn: string; readonly scope: unknown } | undefined {
  if (typeof set !== 'object' || set === null) return undefined;
  const said = (set as { readonly scope?: unknown }).scope;
  if (kind === 'IPSet') {
    const ref = (set as Partial<waf.IIPSetRef>).ipSetRef;
    return ref === undefined ? undefined : { arn: ref.ipSetArn, scope: said ?? ref.scope };
  }
  const ref = (set as Partial<waf.IRegexPatternSetRef>).regexPatternSetRef;
  return ref === undefined ? undefined : { arn: ref.regexPatternSetArn, scope: said ?? ref.scope };
}

/** It becomes a part of logical ids. */
export function checkSetId(id: string | undefined, told: Findings): void {
  if (id === undefined || (!isLate(id) && /^[A-Za-z0-9_-]{1,64}$/.test(id))) return;
  told.error('SetIdInvalid', '/Arn', `\`${id}\` cannot be the id of a set; expected 1 to 64 letters, digits, \`_\` and \`-\`, written out; rename it`);
}

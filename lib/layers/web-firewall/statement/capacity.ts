/**
 * What statements cost, in web ACL capacity units (WCU), as AWS publishes it:
 *
 *   wcu('xss')                                           // 40
 *   matchCapacity(wcu('byteMatch.CONTAINS'), part, 2)    // 10, doubled for a JSON body, + 10 for all query arguments, + 10 for each transformation
 *
 * The sum of statements is what AWS documents for a rule, and an upper bound of what it counts for a web ACL: it takes off what it saves where
 * rules transform one part of requests alike (`waf-capacity-units` below), and publishes no formula for that. Not modelled: that saving, and
 * what transformations of a rate rule's keys cost, of which AWS says nothing.
 */

const GUIDE = 'https://docs.aws.amazon.com/waf/latest/developerguide/';
const page = (name: string): string => `${GUIDE}${name}.html`;

interface CapacityRow {
  readonly wcu: number;
  /** Where AWS says so. All were read on 2026-11-22. */
  readonly source: string;
}

/** By kind of statement and what its base cost depends on; then what is added. */
export const CAPACITIES = {
  'byteMatch.EXACTLY': { wcu: 2, source: page('waf-rule-statement-type-string-match') },
  'byteMatch.STARTS_WITH': { wcu: 2, source: page('waf-rule-statement-type-string-match') },
  'byteMatch.ENDS_WITH': { wcu: 2, source: page('waf-rule-statement-type-string-match') },
  'byteMatch.CONTAINS': { wcu: 10, source: page('waf-rule-statement-type-string-match') },
  'byteMatch.CONTAINS_WORD': { wcu: 10, source: page('waf-rule-statement-type-string-match') },
  'regex': { wcu: 3, source: page('waf-rule-statement-type-regex-match') },
  'regexSet': { wcu: 25, source: page('waf-rule-statement-type-regex-pattern-set-match') },
  'size': { wcu: 1, source: page('waf-rule-statement-type-size-constraint-match') },
  'sqlInjection.LOW': { wcu: 20, source: page('waf-rule-statement-type-sqli-match') },
  'sqlInjection.HIGH': { wcu: 30, source: page('waf-rule-statement-type-sqli-match') },
  'xss': { wcu: 40, source: page('waf-rule-statement-type-xss-match') },
  'geo': { wcu: 1, source: page('waf-rule-statement-type-geo-match') },
  'asn': { wcu: 1, source: page('waf-rule-statement-type-asn-match') },
  'label': { wcu: 1, source: page('waf-rule-statement-type-label-match') },
  /** In 2023 it was 2. */
  'ipSet': { wcu: 1, source: page('waf-rule-statement-type-ipset-match') },
  /** Added where a forwarded address is looked for at any place of its header. */
  'ipSet.anyPosition': { wcu: 4, source: page('waf-rule-statement-type-ipset-match') },
  /** Added; all statements that look at a part of requests alike. */
  'allQueryArguments': { wcu: 10, source: page('waf-rule-statement-fields-list') },
  /** Added for each, but for `NONE`, which transforms nothing. */
  'transformation': { wcu: 10, source: page('waf-rule-statement-transformation') },
  'rate': { wcu: 2, source: page('waf-rule-statement-type-rate-based') },
  /** Added for each custom key: any but the address and the forwarded address alone. */
  'rate.customKey': { wcu: 30, source: page('waf-rule-statement-type-rate-based') },
  /** For every five labels, begun or full, that rules of a web ACL put onto requests. */
  'labels.ofFive': { wcu: 1, source: page('waf-rule-label-add') },
} as const satisfies Readonly<Record<string, CapacityRow>>;

export type CapacityKind = keyof typeof CAPACITIES;

/** A JSON body doubles the base cost, and nothing of what is added. `waf-rule-statement-fields-list`, JSON body. */
const JSON_BODY_FACTOR = 2;

export function wcu(kind: CapacityKind): number {
  return CAPACITIES[kind].wcu;
}

/** A statement that looks at a part of requests. */
export function matchCapacity(base: number, part: { readonly isJsonBody: boolean; readonly isAllQueryArguments: boolean }, transformations: number): number {
  return base * (part.isJsonBody ? JSON_BODY_FACTOR : 1) + (part.isAllQueryArguments ? wcu('allQueryArguments') : 0) + transformations * wcu('transformation');
}

/** A rate rule: `customKeys` counts neither the address nor the forwarded address where it stands alone. */
export function rateCapacity(customKeys: number, scopeDown: number): number {
  return wcu('rate') + customKeys * wcu('rate.customKey') + scopeDown;
}

/** The table of capacities against the sentences of AWS's developer guide, read 2026-11-22: numbers are taken out of the sentences. */
import { CAPACITIES, type CapacityKind, matchCapacity, rateCapacity, wcu } from '../../../../lib/layers/web-firewall/statement/capacity';

/**
 * What each page says. Where only a translation of the current page was at hand, the sentence is that of the English page of the guide's last public
 * source (awsdocs/aws-waf-and-shield-advanced-developer-guide), and the number the current one: of IP sets it went from 2 to 1.
 */
const SAYS: Readonly<Record<CapacityKind, readonly [page: string, sentence: string, number: RegExp]>> = {
  'byteMatch.EXACTLY': ['waf-rule-statement-type-string-match', 'Exactly matches string – 2', /– (\d+)/],
  'byteMatch.STARTS_WITH': ['waf-rule-statement-type-string-match', 'Starts with string – 2', /– (\d+)/],
  'byteMatch.ENDS_WITH': ['waf-rule-statement-type-string-match', 'Ends with string – 2', /– (\d+)/],
  'byteMatch.CONTAINS': ['waf-rule-statement-type-string-match', 'Contains string – 10', /– (\d+)/],
  'byteMatch.CONTAINS_WORD': ['waf-rule-statement-type-string-match', 'Contains word – 10', /– (\d+)/],
  'regex': ['waf-rule-statement-type-regex-match', 'WCUs – 3 WCUs, as a base cost.', /– (\d+) WCU/],
  'regexSet': ['waf-rule-statement-type-regex-pattern-set-match', 'WCUs – 25 WCUs per regex pattern set, as a base cost.', /– (\d+) WCU/],
  'size': ['waf-rule-statement-type-size-constraint-match', 'WCUs – 1 WCU, as a base cost.', /– (\d+) WCU/],
  'sqlInjection.LOW': ['waf-rule-statement-type-sqli-match', 'The base cost depends on the sensitivity level setting for the rule statement: Low costs 20 and High costs 30.', /Low costs (\d+)/],
  'sqlInjection.HIGH': ['waf-rule-statement-type-sqli-match', 'The base cost depends on the sensitivity level setting for the rule statement: Low costs 20 and High costs 30.', /High costs (\d+)/],
  'xss': ['waf-rule-statement-type-xss-match', 'WCUs – 40 WCUs, as a base cost.', /– (\d+) WCU/],
  'geo': ['waf-rule-statement-type-geo-match', 'WCUs – 1 WCU.', /– (\d+) WCU/],
  'asn': ['waf-rule-statement-type-asn-match', 'WCUs – 1 WCU', /– (\d+) WCU/],
  'label': ['waf-rule-statement-type-label-match', 'WCUs – 1 WCU', /– (\d+) WCU/],
  'ipSet': ['waf-rule-statement-type-ipset-match', 'WCUs – 1 WCU for most. If you configure the statement to use forwarded IP addresses and specify a position of ANY, increase the WCU usage by 4.', /– (\d+) WCU/],
  'ipSet.anyPosition': ['waf-rule-statement-type-ipset-match', 'WCUs – 1 WCU for most. If you configure the statement to use forwarded IP addresses and specify a position of ANY, increase the WCU usage by 4.', /by (\d+)/],
  'allQueryArguments': ['waf-rule-statement-fields-list', 'Choosing this option adds 10 WCUs to the base cost.', /adds (\d+)/],
  'transformation': ['waf-rule-statement-transformation', 'WCUs – Each text transformation is 10 WCUs.', /is (\d+) WCU/],
  'rate': ['waf-rule-statement-type-rate-based', 'WCUs – 2, as a base cost. For each custom aggregation key that you specify, add 30 WCUs. If you use a scope-down statement in the rule, calculate and add the WCUs for that.', /– (\d+),/],
  'rate.customKey': ['waf-rule-statement-type-rate-based', 'WCUs – 2, as a base cost. For each custom aggregation key that you specify, add 30 WCUs. If you use a scope-down statement in the rule, calculate and add the WCUs for that.', /add (\d+)/],
  'labels.ofFive': ['waf-rule-label-add', 'WCUs – 1 WCU for every 5 labels that you define in your protection pack (web ACL) or rule group rules.', /– (\d+) WCU for every 5/],
};

test.each(Object.entries(SAYS) as [CapacityKind, (typeof SAYS)[CapacityKind]][])('%s is what AWS says', (kind, [page, sentence, number]) => {
  expect(wcu(kind)).toBe(Number((number.exec(sentence) as RegExpExecArray)[1]));
  expect(CAPACITIES[kind].source).toBe(`https://docs.aws.amazon.com/waf/latest/developerguide/${page}.html`);
});

test('every row has its sentence', () => expect(Object.keys(CAPACITIES).sort()).toEqual(Object.keys(SAYS).sort()));

const TEXT = { isJsonBody: false, isAllQueryArguments: false };

test.each([
  ['a part', 5, TEXT, 0, 5],
  // "if the match statement base cost is 5 WCUs without JSON parsing, using JSON parsing doubles the cost to 10 WCUs"
  ['a JSON body', 5, { ...TEXT, isJsonBody: true }, 0, 10],
  ['a JSON body with a transformation: it doubles the base cost alone', 5, { ...TEXT, isJsonBody: true }, 1, 20],
  ['all query arguments', 3, { ...TEXT, isAllQueryArguments: true }, 0, 13],
  ['all query arguments, transformed twice', 3, { ...TEXT, isAllQueryArguments: true }, 2, 33],
] as const)('a statement about %s', (_, base, part, transformations, expected) => expect(matchCapacity(base, part, transformations)).toBe(expected));

test('a rate rule: base, custom keys, and what narrows it', () => {
  expect(rateCapacity(0, 0)).toBe(2);
  expect(rateCapacity(2, 13)).toBe(2 + 60 + 13);
});

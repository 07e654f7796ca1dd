/** Properties of the compiler of web firewalls, over random sets of rules. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { compileFirewall } from '../../lib/layers/web-firewall/compiler/compile';
import { type AccountTakeoverOptions, BotInspection } from '../../lib/layers/web-firewall/managed/config';
import { ManagedRuleGroup, managedRuleFacts } from '../../lib/layers/web-firewall/managed/managed-rule-group';
import type { ActionKind, FirewallFacts, RuleFacts, StatementFacts } from '../../lib/layers/web-firewall/model';
import { RateKey, rateRuleFacts } from '../../lib/layers/web-firewall/rate-key';
import { action, labelled, path as pathOf } from '../layers/web-firewall/compiler/facts';

jest.setTimeout(120_000);

const LOGIN: AccountTakeoverOptions = { loginPath: '/login' };
const GROUPS = [
  ManagedRuleGroup.COMMON, ManagedRuleGroup.KNOWN_BAD_INPUTS, ManagedRuleGroup.SQL_INJECTION, ManagedRuleGroup.LINUX, ManagedRuleGroup.IP_REPUTATION, ManagedRuleGroup.ANONYMOUS_IP,
  ManagedRuleGroup.botControl({ inspection: BotInspection.TARGETED }), ManagedRuleGroup.accountTakeover(LOGIN), ManagedRuleGroup.antiDdos(), ManagedRuleGroup.other({ vendor: 'F5', name: 'OWASP', capacity: 1000, rules: ['A', 'B'] }),
];
const KEYS = [RateKey.address(), RateKey.header('x-api-key'), RateKey.cookie('session'), RateKey.queryArgument('q'), RateKey.queryString(), RateKey.method(), RateKey.uriPath(), RateKey.asn(), RateKey.ja4(), RateKey.forwardedAddress('X-Forwarded-For')];
const KINDS: readonly ActionKind[] = ['allow', 'block', 'count', 'captcha', 'challenge'];

const leaf: fc.Arbitrary<StatementFacts> = fc.oneof(fc.constantFrom('/a', '/b/c').map((p) => pathOf(p)), fc.constantFrom('awswaf:clientip:geo:country:DE', 'awswaf:111122223333:rulegroup:theirs:').map(labelled));
const statement: fc.Arbitrary<StatementFacts> = fc.oneof(leaf, fc.array(leaf, { minLength: 2, maxLength: 3 }).map((all) => ({
  json: { OrStatement: { Statements: all.map((s) => s.json) } }, capacity: all.reduce((sum, s) => sum + s.capacity, 0), reads: all.flatMap((s) => s.reads), depth: 2, findings: [],
})));
const where = 'app.ts:1';
const unnamed: fc.Arbitrary<(id: string) => RuleFacts> = fc.oneof(
  fc.record({ statement, kind: fc.constantFrom(...KINDS), labels: fc.subarray(['app:a', 'app:b', 'x']) }).map(({ statement: s, kind, labels }) => (id: string): RuleFacts => ({ kind: 'own', id, where, statement: s, action: action(kind, kind === 'captcha' ? { immunitySeconds: 300 } : {}), labels })),
  fc.record({ keys: fc.subarray(KEYS, { minLength: 1, maxLength: 5 }), limit: fc.integer({ min: 10, max: 5000 }), scope: fc.option(statement, { nil: undefined }) }).map(({ keys, limit, scope }) => (id: string): RuleFacts => ({ ...rateRuleFacts(id, { keys, limit }, where), scopeDown: scope })),
  fc.record({ group: fc.constantFrom(...GROUPS), scope: fc.option(statement, { nil: undefined }) }).map(({ group, scope }) => (id: string): RuleFacts => ({ ...managedRuleFacts(id, group, {}, where), scopeDown: scope })),
  fc.constantFrom(undefined, 'X-Forwarded-For').map((forwardedHeader) => (id: string): RuleFacts => ({ kind: 'blockSet', id, where, ipv4Arn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/four/1', ipv6Arn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/six/1', forwardedHeader, action: action() })),
  fc.integer({ min: 1, max: 500 }).map((capacity) => (id: string): RuleFacts => ({ kind: 'ruleGroup', id, where, arn: 'arn:aws:wafv2:eu-west-1:111122223333:regional/rulegroup/mine/1', capacity, overrides: {}, rules: ['A'] })),
);
/** Ids hang on the rule and not on its index, as in an app. */
const rules = fc.array(fc.tuple(unnamed, fc.integer({ min: 0, max: 999_999 })), { maxLength: 12 })
  .map((all) => [...new Map(all.map(([make, n]) => [n, make(`rule-${n}`)])).values()]);
const mode = fc.constantFrom<FirewallFacts['mode']>({ kind: 'enforce' }, { kind: 'observe', until: '2027-01-31' });

const facts = (all: readonly RuleFacts[], m: FirewallFacts['mode'] = { kind: 'enforce' }): FirewallFacts => ({ id: 'F', path: 'F', scope: 'REGIONAL', mode: m, now: '2026-11-22T00:00:00Z', protects: [], rules: all });
const byName = (f: FirewallFacts): Map<string, string> => new Map(compileFirewall(f).rules.map((r) => [r.name, JSON.stringify(r)]));

test('adding, removing and reordering a rule changes no other', () => {
  fc.assert(fc.property(rules, mode, fc.nat(), (all, m, n) => {
    const whole = byName(facts(all, m));
    expect(byName(facts([...all].reverse(), m))).toEqual(whole);
    if (all.length === 0) return;
    const gone = all[n % all.length];
    const less = byName(facts(all.filter((r) => r !== gone), m));
    for (const [name, json] of less) expect(whole.get(name)).toBe(json);
    expect([...whole.keys()].filter((name) => !less.has(name)).every((name) => [gone.id, `${gone.id}-absent`, `${gone.id}-forwarded`].includes(name))).toBe(true);
  }), { numRuns: 300 });
});

test('the mode changes actions and overrides, never names, places, labels, metrics or capacity', () => {
  fc.assert(fc.property(rules, (all) => {
    const shape = (m: FirewallFacts['mode']): unknown => compileFirewall(facts(all, m)).rules.map(({ name, priority, capacity, metricName, json: { RuleLabels } }) => ({ name, priority, capacity, metricName, RuleLabels }));
    expect(shape({ kind: 'observe', until: '2027-01-31' })).toEqual(shape({ kind: 'enforce' }));
  }), { numRuns: 100 });
});

test('nothing acts while it observes', () => {
  fc.assert(fc.property(rules, (all) => {
    for (const { json } of compileFirewall(facts(all, { kind: 'observe', until: '2027-01-31' })).rules) {
      expect(json.Action ?? json.OverrideAction).toEqual(json.Action === undefined ? { None: {} } : { Count: {} });
      const group = (json.Statement as { ManagedRuleGroupStatement?: { RuleActionOverrides: { ActionToUse: unknown }[] } }).ManagedRuleGroupStatement;
      for (const { ActionToUse } of group?.RuleActionOverrides ?? []) expect(ActionToUse).toEqual({ Count: {} });
      if (group !== undefined) expect(group.RuleActionOverrides.length).toBeGreaterThan(0);
    }
  }), { numRuns: 100 });
});

/** What AWS documents for each statement, typed anew, over the template's JSON: AWS WAF developer guide, the page of each statement, 2026-11. */
function wcu(json: Record<string, any>): number {
  const [kind] = Object.keys(json);
  const of = json[kind];
  switch (kind) {
    case 'AndStatement': case 'OrStatement': return of.Statements.reduce((sum: number, s: Record<string, any>) => sum + wcu(s), 0);
    case 'NotStatement': return wcu(of.Statement);
    case 'ByteMatchStatement': return 2;
    case 'SizeConstraintStatement': case 'LabelMatchStatement': return 1;
    case 'IPSetReferenceStatement': return of.IPSetForwardedIPConfig?.Position === 'ANY' ? 5 : 1;
    case 'RateBasedStatement': return 2 + 30 * (of.CustomKeys ?? []).length + (of.ScopeDownStatement === undefined ? 0 : wcu(of.ScopeDownStatement));
    case 'ManagedRuleGroupStatement': {
      const own: Record<string, number> = { AWSManagedRulesCommonRuleSet: 700, AWSManagedRulesKnownBadInputsRuleSet: 200, AWSManagedRulesSQLiRuleSet: 200, AWSManagedRulesLinuxRuleSet: 200, AWSManagedRulesAmazonIpReputationList: 25, OWASP: 1000 };
      return (own[of.Name] ?? 50) + (of.ScopeDownStatement === undefined ? 0 : wcu(of.ScopeDownStatement));
    }
    default: throw new Error(kind);
  }
}

test('capacity is the sum over the template, and one unit for five labels', () => {
  fc.assert(fc.property(rules, mode, fc.nat({ max: 1000 }), (all, m, takenCapacity) => {
    const plan = compileFirewall({ ...facts(all, m), takenCapacity });
    const groups = new Map(all.flatMap((r) => (r.kind === 'ruleGroup' ? [[r.id, r.capacity] as const] : [])));
    for (const { name, capacity, json } of plan.rules) expect(capacity).toBe(groups.get(name) ?? wcu(json.Statement as Record<string, any>));
    const labels = plan.rules.reduce((sum, { json }) => sum + ((json.RuleLabels as unknown[] | undefined)?.length ?? 0), 0);
    expect(plan.capacity).toBe(plan.rules.reduce((sum, r) => sum + r.capacity, takenCapacity) + Math.ceil(labels / 5));
  }), { numRuns: 300 });
});

test('the template is what CloudFormation\'s schema takes', () => {
  const VisibilityConfig = { CloudWatchMetricsEnabled: true, SampledRequestsEnabled: true, MetricName: 'acl' };
  const acl = (Rules: unknown): object => ({ Type: 'AWS::WAFv2::WebACL', Properties: { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, VisibilityConfig, Rules } });
  const sets = fc.sample(fc.tuple(rules, mode), 25).map(([all, m]) => compileFirewall(facts(all, m)).rules.map((r) => r.json));
  const Resources = Object.fromEntries(sets.map((Rules, i) => [`Acl${i}`, acl(Rules)]));
  const told = (template: object): string[] => {
    const directory = mkdtempSync(path.join(tmpdir(), 'zero-trust-schema-'));
    const templatePath = path.join(directory, 't.template.json');
    writeFileSync(templatePath, JSON.stringify(template));
    const report = new CloudFormationValidatePlugin().validate({ appConstruct: undefined as never, stackTemplates: [{ stackConstructPath: 'S', templatePath }], templatePaths: [templatePath] } as never);
    rmSync(directory, { recursive: true });
    return report.violations.map((v) => `${v.ruleName}: ${v.description}`);
  };
  expect(told({ Resources })).toEqual([]);
  // It can fail.
  expect(told({ Resources: { Acl: acl([{ Name: 'a', Priority: 'x', Statement: {}, VisibilityConfig }]) } }).length).toBeGreaterThan(0);
});

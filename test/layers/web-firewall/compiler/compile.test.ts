/** What becomes of each kind of rule: its JSON, its place, what it takes and costs; observed and enforced. */
import { Duration } from 'aws-cdk-lib';
import { compileFirewall } from '../../../../lib/layers/web-firewall/compiler/compile';
import { ManagedRuleGroup, managedRuleFacts } from '../../../../lib/layers/web-firewall/managed/managed-rule-group';
import { MANAGED_GROUPS, managedGroup } from '../../../../lib/layers/web-firewall/managed/table';
import { FirewallMode } from '../../../../lib/layers/web-firewall/mode';
import type { BlockSetRule, FirewallFacts, FirewallPlan, PlannedRule } from '../../../../lib/layers/web-firewall/model';
import { FirewallPreset, presetFacts, strayLimits } from '../../../../lib/layers/web-firewall/preset';
import { RateKey, rateRuleFacts } from '../../../../lib/layers/web-firewall/rate-key';
import { FirewallAction } from '../../../../lib/layers/web-firewall/statement/action';
import { action, firewall, labelled, managed, own, path, rate } from './facts';

const COUNT = { Count: {} };
const NOW = '2026-11-22T12:00:00Z';
const observe: Pick<FirewallFacts, 'mode' | 'now'> = { mode: { kind: 'observe', until: '2027-01-31' }, now: NOW };
const BLOCK_SET: BlockSetRule = { kind: 'blockSet', id: 'block-set', where: '', ipv4Arn: 'arn:4', ipv6Arn: 'arn:6', action: action() };

function good(facts: FirewallFacts): FirewallPlan {
  const plan = compileFirewall(facts);
  expect(plan.findings).toEqual([]);
  return plan;
}

function one(plan: FirewallPlan, name: string): PlannedRule {
  const found = plan.rules.filter((r) => r.name === name);
  expect(found).toHaveLength(1);
  return found[0];
}

/** Overrides of a group in a template, by rule. */
function overridden(rule: PlannedRule): Record<string, unknown> {
  const { ManagedRuleGroupStatement } = rule.json.Statement as { ManagedRuleGroupStatement: { RuleActionOverrides?: { Name: string; ActionToUse: unknown }[] } };
  return Object.fromEntries((ManagedRuleGroupStatement.RuleActionOverrides ?? []).map((o) => [o.Name, o.ActionToUse]));
}

test('a rule of our own, whole', () => {
  const rule = own('admin', { priority: 7, labels: ['app:admin', 'app:a'], action: action('captcha', { immunitySeconds: 600 }) });
  const { rules: [planned], capacity, monthlyUsd } = good(firewall([rule]));
  expect(planned).toEqual({
    rule: 'admin', name: 'admin', metricName: 'admin', priority: 7_000_007, capacity: 2, isObserving: false, monthlyUsd: 1,
    json: {
      Name: 'admin', Priority: 7_000_007, Statement: path('/admin').json, Action: { Captcha: {} }, RuleLabels: [{ Name: 'app:a' }, { Name: 'app:admin' }],
      CaptchaConfig: { ImmunityTimeProperty: { ImmunityTime: 600 } },
      VisibilityConfig: { CloudWatchMetricsEnabled: true, MetricName: 'admin', SampledRequestsEnabled: true },
    },
  });
  // Two labels cost as much as five.
  expect({ capacity, monthlyUsd }).toEqual({ capacity: 3, monthlyUsd: 6 });
});

test('a challenge has its own immunity', () => {
  expect(good(firewall([own('a', { action: action('challenge', { immunitySeconds: 300 }) })])).rules[0].json).toMatchObject({ ChallengeConfig: { ImmunityTimeProperty: { ImmunityTime: 300 } } });
});

test('bands are in their order, whatever the order of rules', () => {
  const ddos = managedRuleFacts('floods', ManagedRuleGroup.antiDdos(), {}, '');
  const group = { kind: 'ruleGroup', id: 'group', where: '', arn: 'arn:g', capacity: 100, overrides: {} } as const;
  const rules = [own('blocks'), group, managed('common'), managed('reputation', 'AWSManagedRulesAmazonIpReputationList'), rate('rate'), own('allows', { action: action('allow') }), BLOCK_SET, ddos];
  const names = (list: FirewallFacts['rules']): string[] => good(firewall(list)).rules.map((r) => r.name);
  expect(names(rules)).toEqual(['floods', 'block-set', 'allows', 'rate', 'reputation', 'common', 'group', 'blocks']);
  expect(names([...rules].reverse())).toEqual(names(rules));
  expect(good(firewall(rules)).rules.map((r) => Math.floor(r.priority / 1_000_000))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(good(firewall(rules, { firstPriority: 50 })).rules[0].priority).toBe(150);
});

test('paid groups come after those without a price by request', () => {
  const bots = managedRuleFacts('bots', ManagedRuleGroup.botControl(), {}, '');
  expect(good(firewall([bots, managed('common'), managed('sql', 'AWSManagedRulesSQLiRuleSet')])).rules.map((r) => [r.name, r.priority])).toEqual([['common', 5_000_200], ['sql', 5_000_400], ['bots', 5_001_200]]);
});

test('a group: version, configuration, scope, overrides, none of it as an action', () => {
  const rule = managedRuleFacts('logins', ManagedRuleGroup.accountTakeover({ loginPath: '/login' }), { overrides: { VolumetricSession: FirewallAction.count() } }, '');
  const { json, capacity, monthlyUsd } = good(firewall([{ ...rule, scopeDown: path('/login') }])).rules[0];
  expect(json).toMatchObject({
    OverrideAction: { None: {} },
    Statement: { ManagedRuleGroupStatement: {
      VendorName: 'AWS', Name: 'AWSManagedRulesATPRuleSet', ManagedRuleGroupConfigs: [{ AWSManagedRulesATPRuleSet: { LoginPath: '/login' } }],
      RuleActionOverrides: [{ Name: 'VolumetricSession', ActionToUse: COUNT }], ScopeDownStatement: path('/login').json,
    } },
  });
  expect(json).not.toHaveProperty('Action');
  expect({ capacity, monthlyUsd }).toEqual({ capacity: 52, monthlyUsd: 11 });
});

test.each([['Version_1.19', undefined], ['Version_1.99', '2026-11-20']])('version %s, seen %s, is pinned', (version, versionSeen) => {
  expect(good(firewall([managed('common', undefined, { version, versionSeen })])).rules[0].json).toMatchObject({ Statement: { ManagedRuleGroupStatement: { Version: version } } });
});

test.each(MANAGED_GROUPS.map((row) => [row.is, row] as const))('%s observes rule by rule, with no override of the group', (_, row) => {
  const configs = row.config === undefined ? [] : [{ [row.config.key]: Object.fromEntries(row.config.required.map((name) => [name, name === 'InspectionLevel' ? 'COMMON' : name.endsWith('Path') ? '/x' : {}])) }];
  const plan = good(firewall([managed('group', row.name, { configs })], observe));
  const rule = one(plan, 'group');
  expect(rule.isObserving).toBe(true);
  expect(rule.json).toMatchObject({ OverrideAction: { None: {} } });
  expect(overridden(rule)).toEqual(Object.fromEntries(row.rules.map(([name]) => [name, COUNT])));
  expect(plan.capacity).toBe(row.capacity);
});

test('observing keeps labels and headers that are added, and takes answers away', () => {
  const answer = action('block', { json: { Block: { CustomResponse: { ResponseCode: 429, CustomResponseBodyKey: 'slow' } } }, bodies: { slow: { Content: 'slow down', ContentType: 'TEXT_PLAIN' } } });
  const headers = action('count', { json: { Count: { CustomRequestHandling: { InsertHeaders: [{ Name: 'seen', Value: 'yes' }] } } } });
  const rules = [own('answers', { action: answer, labels: ['app:seen'] }), own('marks', { action: headers }), BLOCK_SET, rate('rate'), managed('common', undefined, { overrides: { NoUserAgent_HEADER: action('block'), SizeRestrictions_BODY: headers } })];
  const plan = good(firewall(rules, observe));
  expect(plan.bodies).toEqual({});
  expect(one(plan, 'answers').json).toMatchObject({ Action: COUNT, RuleLabels: [{ Name: 'app:seen' }] });
  expect(one(plan, 'marks').json).toMatchObject({ Action: headers.json });
  expect(one(plan, 'block-set').json).toMatchObject({ Action: COUNT });
  expect(one(plan, 'rate').json).toMatchObject({ Action: COUNT });
  expect(overridden(one(plan, 'common'))).toMatchObject({ NoUserAgent_HEADER: COUNT, SizeRestrictions_BODY: headers.json, CrossSiteScripting_BODY: COUNT });
  const acting = good(firewall(rules));
  expect(acting.bodies).toEqual({ slow: { Content: 'slow down', ContentType: 'TEXT_PLAIN' } });
  expect(one(acting, 'answers').json).toMatchObject({ Action: answer.json });
  // Names, places and what is taken are the same, so that to enforce is to change actions and nothing else.
  const shape = ({ rules: all, capacity }: FirewallPlan): unknown => [capacity, all.map((r) => [r.name, r.priority, r.metricName, r.capacity])];
  expect(shape(plan)).toEqual(shape(acting));
});

test('a rule alone observes in a firewall that enforces', () => {
  const plan = good(firewall([own('new', { observeUntil: '2027-01-31' }), own('old')], { now: NOW }));
  expect(plan.rules.map((r) => [r.name, r.isObserving, r.json.Action]).sort()).toEqual([['new', true, COUNT], ['old', false, { Block: {} }]]);
});

test('a group of one\'s own observes by the names of its rules', () => {
  const group = { kind: 'ruleGroup', id: 'group', where: '', arn: 'arn:g', capacity: 100, overrides: { A: action('allow') }, rules: ['B', 'A'] } as const;
  expect(good(firewall([group], observe)).rules[0].json).toMatchObject({ OverrideAction: { None: {} }, Statement: { RuleGroupReferenceStatement: { Arn: 'arn:g', RuleActionOverrides: [{ Name: 'A', ActionToUse: COUNT }, { Name: 'B', ActionToUse: COUNT }] } } });
  expect(good(firewall([group])).rules[0].json).toMatchObject({ Statement: { RuleGroupReferenceStatement: { RuleActionOverrides: [{ Name: 'A', ActionToUse: { Allow: {} } }] } } });
});

test.each([['the day before its end', '2027-01-31T23:59:59Z', false], ['its end', '2027-02-01T00:00:00Z', true]])('%s, a date is over: %s', (_, now, isOver) => {
  expect(compileFirewall(firewall([own('a')], { ...observe, now })).findings.map((f) => f.code)).toEqual(isOver ? ['FirewallObserveEnded'] : []);
});

test('modes are facts', () => {
  expect([FirewallMode.ENFORCE._facts, FirewallMode.observe('2027-01-31')._facts]).toEqual([{ kind: 'enforce' }, { kind: 'observe', until: '2027-01-31' }]);
});

test('a block set is over both versions, and behind a proxy over every address of its header', () => {
  expect(good(firewall([BLOCK_SET])).rules[0]).toMatchObject({ capacity: 2, json: { Statement: { OrStatement: { Statements: [{ IPSetReferenceStatement: { Arn: 'arn:4' } }, { IPSetReferenceStatement: { Arn: 'arn:6' } }] } } } });
  const plan = good(firewall([{ ...BLOCK_SET, forwardedHeader: 'X-Forwarded-For' }]));
  const config = { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'MATCH', Position: 'ANY' };
  // Two rules: one that joined both would not be asked of a request without the header.
  expect(plan.rules.map((r) => r.name).sort()).toEqual(['block-set', 'block-set-forwarded']);
  expect(one(plan, 'block-set').json.Statement).toEqual({ OrStatement: { Statements: [{ IPSetReferenceStatement: { Arn: 'arn:4' } }, { IPSetReferenceStatement: { Arn: 'arn:6' } }] } });
  expect(one(plan, 'block-set-forwarded')).toMatchObject({ capacity: 5 + 5, json: { Statement: { OrStatement: { Statements: [
    { IPSetReferenceStatement: { Arn: 'arn:4', IPSetForwardedIPConfig: config } }, { IPSetReferenceStatement: { Arn: 'arn:6', IPSetForwardedIPConfig: config } },
  ] } } } });
});

describe('rate rules', () => {
  const statement = (rule: PlannedRule): Record<string, unknown> => (rule.json.Statement as { RateBasedStatement: Record<string, unknown> }).RateBasedStatement;
  const ADDRESS = rate('address');

  test('by address, alone', () => {
    const { rules } = good(firewall([rateRuleFacts('address', { limit: 100, window: Duration.minutes(1) }, '')]));
    expect(rules).toHaveLength(1);
    expect(statement(rules[0])).toEqual({ AggregateKeyType: 'IP', EvaluationWindowSec: 60, Limit: 100 });
    expect(rules[0].json.Action).toEqual({ Block: { CustomResponse: { ResponseCode: 429 } } });
  });

  test.each([
    ['forwardedAddress', RateKey.forwardedAddress('X-Forwarded-For'), 'FORWARDED_IP', undefined, 2, { NotStatement: { Statement: { SizeConstraintStatement: { FieldToMatch: { SingleHeader: { Name: 'X-Forwarded-For' } } } } } }],
    ['header', RateKey.header('x-api-key'), 'CUSTOM_KEYS', { Header: { Name: 'x-api-key' } }, 32, { NotStatement: { Statement: { SizeConstraintStatement: { FieldToMatch: { SingleHeader: { Name: 'x-api-key' } }, ComparisonOperator: 'GT', Size: 0 } } } }],
    ['cookie', RateKey.cookie('session'), 'CUSTOM_KEYS', { Cookie: { Name: 'session' } }, 32, { NotStatement: { Statement: { SizeConstraintStatement: { FieldToMatch: { Cookies: { MatchPattern: { IncludedCookies: ['session'] } } } } } } }],
    ['queryArgument', RateKey.queryArgument('q'), 'CUSTOM_KEYS', { QueryArgument: { Name: 'q' } }, 32, { NotStatement: { Statement: { SizeConstraintStatement: { FieldToMatch: { SingleQueryArgument: { Name: 'q' } } } } } }],
    ['queryString', RateKey.queryString(), 'CUSTOM_KEYS', { QueryString: { TextTransformations: [{ Priority: 0, Type: 'NONE' }] } }, 32, { NotStatement: { Statement: { SizeConstraintStatement: { FieldToMatch: { QueryString: {} } } } } }],
    ['tokenInHeader', RateKey.tokenInHeader(), 'CUSTOM_KEYS', { Header: { Name: 'Authorization' } }, 32, { NotStatement: {} }],
    ['tokenInCookie', RateKey.tokenInCookie(), 'CUSTOM_KEYS', { Cookie: { Name: 'aws-waf-token' } }, 32, { NotStatement: {} }],
    ['ja3', RateKey.ja3(), 'CUSTOM_KEYS', { JA3Fingerprint: { FallbackBehavior: 'NO_MATCH' } }, 32, { ByteMatchStatement: { FieldToMatch: { JA3Fingerprint: { FallbackBehavior: 'MATCH' } }, PositionalConstraint: 'EXACTLY' } }],
    ['ja4', RateKey.ja4(), 'CUSTOM_KEYS', { JA4Fingerprint: { FallbackBehavior: 'NO_MATCH' } }, 32, { ByteMatchStatement: { FieldToMatch: { JA4Fingerprint: { FallbackBehavior: 'MATCH' } }, PositionalConstraint: 'EXACTLY' } }],
  ])('%s: who leaves it out is counted by address, under the same limit', (_, key, by, customKey, capacity, absent) => {
    const plan = good(firewall([ADDRESS, rateRuleFacts('keyed', { keys: [key], limit: 50, action: FirewallAction.challenge() }, '')], { protects: ['loadBalancer'] }));
    const [keyed, twin] = [one(plan, 'keyed'), one(plan, 'keyed-absent')];
    expect(statement(keyed)).toMatchObject({ AggregateKeyType: by, Limit: 50, EvaluationWindowSec: 300, ...(customKey === undefined ? {} : { CustomKeys: [customKey] }) });
    expect(keyed.capacity).toBe(capacity);
    expect(statement(twin)).toMatchObject({ AggregateKeyType: 'IP', Limit: 50, EvaluationWindowSec: 300, ScopeDownStatement: absent });
    expect(twin).toMatchObject({ rule: 'keyed', metricName: 'keyed-absent', json: { Action: { Challenge: {} } } });
    expect(Math.floor(twin.priority / 1_000_000)).toBe(3);
  });

  test.each([['method', RateKey.method(), { HTTPMethod: {} }], ['uriPath', RateKey.uriPath(), { UriPath: { TextTransformations: [{ Priority: 0, Type: 'NONE' }] } }], ['asn', RateKey.asn(), { ASN: {} }]])('%s is in every request: no twin', (_, key, customKey) => {
    const plan = good(firewall([ADDRESS, rateRuleFacts('keyed', { keys: [key], limit: 50 }, '')]));
    expect(plan.rules).toHaveLength(2);
    expect(statement(one(plan, 'keyed'))).toMatchObject({ AggregateKeyType: 'CUSTOM_KEYS', CustomKeys: [customKey] });
  });

  test('labels of a namespace that stand before', () => {
    const plan = good(firewall([ADDRESS, own('tenants', { action: action('allow'), labels: ['tenant:a'] }), rateRuleFacts('keyed', { keys: [RateKey.labelNamespace('tenant:')], limit: 50 }, '')]));
    expect(statement(one(plan, 'keyed'))).toMatchObject({ CustomKeys: [{ LabelNamespace: { Namespace: 'tenant:' } }] });
    expect(statement(one(plan, 'keyed-absent'))).toMatchObject({ ScopeDownStatement: { NotStatement: { Statement: { LabelMatchStatement: { Scope: 'NAMESPACE', Key: 'tenant:' } } } } });
  });

  test('several keys, of which any can be left out, within a scope', () => {
    const keys = [RateKey.address(), RateKey.header('x-api-key'), RateKey.cookie('session'), RateKey.forwardedAddress('X-Forwarded-For')];
    const plan = good(firewall([ADDRESS, { ...rateRuleFacts('keyed', { keys, limit: 50 }, ''), scopeDown: path('/login') }]));
    const [keyed, twin] = [one(plan, 'keyed'), one(plan, 'keyed-absent')];
    expect(Object.keys(statement(keyed))).toEqual(['AggregateKeyType', 'CustomKeys', 'ForwardedIPConfig', 'EvaluationWindowSec', 'Limit', 'ScopeDownStatement']);
    expect((statement(keyed).CustomKeys as object[]).map((k) => Object.keys(k)[0])).toEqual(['IP', 'Header', 'Cookie', 'ForwardedIP']);
    expect(statement(keyed)).toMatchObject({ ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'MATCH' }, ScopeDownStatement: path('/login').json });
    expect(keyed.capacity).toBe(2 + 4 * 30 + 2);
    const { AndStatement: { Statements: [scope, { OrStatement: { Statements: absent } }] } } = statement(twin).ScopeDownStatement as { AndStatement: { Statements: [unknown, { OrStatement: { Statements: unknown[] } }] } };
    expect(scope).toEqual(path('/login').json);
    expect(absent).toHaveLength(3);
    expect(twin.capacity).toBe(2 + 2 + 3);
  });

  test('twins count: five rules by header and one by address are eleven', () => {
    const keyed = (n: number): FirewallFacts['rules'][number][] => Array.from({ length: n }, (_, i) => rateRuleFacts(`keyed-${i}`, { keys: [RateKey.header('k')], limit: 50 }, ''));
    expect(compileFirewall(firewall(keyed(5))).findings.filter((f) => f.level === 'error')).toEqual([]);
    const [told] = compileFirewall(firewall([ADDRESS, ...keyed(5)])).findings;
    expect(told).toMatchObject({ code: 'RateRulesTooMany' });
    expect(told.message).toContain('has 11 rate rules, of which 5 are twins');
  });
});

describe('presets', () => {
  const PRESETS = [FirewallPreset.BASELINE, FirewallPreset.API, FirewallPreset.LOGIN, FirewallPreset.STATIC];
  const facts = (preset: FirewallPreset, more: Partial<FirewallFacts> = {}): FirewallFacts => firewall(presetFacts(preset, { ipv4Arn: 'arn:4', ipv6Arn: 'arn:6' }, 'app.ts:1'), more);

  test.each([
    ['BASELINE', 929, 10, 1, ['block-set', 'rate-address', 'ip-reputation', 'known-bad-inputs', 'common']],
    ['API', 1164, 13, 3, ['block-set', 'rate-address', 'rate-token', 'rate-token-absent', 'ip-reputation', 'known-bad-inputs', 'common', 'sql-injection']],
    ['LOGIN', 979, 11, 1, ['block-set', 'rate-address', 'ip-reputation', 'anonymous-ip', 'known-bad-inputs', 'common']],
    ['STATIC', 229, 9, 1, ['block-set', 'rate-address', 'ip-reputation', 'known-bad-inputs']],
  ])('%s: %d capacity units, %d USD a month, %d rate rules', (name, capacity, monthlyUsd, rates, names) => {
    const preset = PRESETS.find((p) => p.name === name)!;
    const plan = good(facts(preset));
    expect(plan).toMatchObject({ capacity, monthlyUsd });
    expect(plan.rules.map((r) => r.name).sort()).toEqual([...names].sort());
    expect(plan.rules.filter((r) => 'RateBasedStatement' in (r.json.Statement as object))).toHaveLength(rates);
    const observed = good(facts(preset, observe));
    expect(observed.rules.every((r) => r.isObserving)).toBe(true);
    for (const rule of observed.rules) expect(rule.json.Action ?? rule.json.OverrideAction).toEqual(rule.json.Action === undefined ? { None: {} } : COUNT);
    expect(observed.rules.map((r) => [r.name, r.priority])).toEqual(plan.rules.map((r) => [r.name, r.priority]));
  });

  test('login and its groups go to a user pool', () => {
    good(facts(FirewallPreset.LOGIN, { protects: ['userPool'] }));
  });

  test('what clients of an API do in good faith is counted', () => {
    expect(overridden(one(good(facts(FirewallPreset.API)), 'common'))).toEqual({ NoUserAgent_HEADER: COUNT, SizeRestrictions_BODY: COUNT });
  });

  test('a limit is set by the rule\'s id, and the preset stays as it is', () => {
    const wide = FirewallPreset.API.limited({ 'rate-address': 9000 }).limited({ 'rate-token': 70 });
    const limits = (p: FirewallPreset): unknown => good(facts(p)).rules.flatMap((r) => (r.json.Statement as { RateBasedStatement?: { Limit: number } }).RateBasedStatement?.Limit ?? []).sort();
    expect(limits(wide)).toEqual([70, 70, 9000]);
    expect(limits(FirewallPreset.API)).toEqual([1000, 1000, 2000]);
    expect(strayLimits(wide.limited({ 'rate-adress': 1 }))).toEqual(['rate-adress']);
  });

  test('behind a proxy callers are told apart by its header, and who comes past it by address', () => {
    const sets = { ipv4Arn: 'arn:4', ipv6Arn: 'arn:6', forwardedHeader: 'X-Forwarded-For' };
    const plan = good(firewall(presetFacts(FirewallPreset.API, sets, 'app.ts:1')));
    const by = (name: string): unknown => (one(plan, name).json.Statement as { RateBasedStatement: { AggregateKeyType: string } }).RateBasedStatement.AggregateKeyType;
    expect([by('rate-address'), by('rate-address-absent'), by('rate-token')]).toEqual(['FORWARDED_IP', 'IP', 'CUSTOM_KEYS']);
    expect([one(plan, 'block-set').capacity, one(plan, 'block-set-forwarded').capacity]).toEqual([2, 10]);
  });

  test('every rule says why', () => {
    for (const preset of PRESETS) for (const row of preset._rows) expect(row.because.length).toBeGreaterThan(15);
  });
});

test('capacity and price beside what stands in a web ACL already', () => {
  const taken = [{ priority: 1, name: 'theirs' }];
  expect(good(firewall([managed('common')], { taken, takenCapacity: 300, firstPriority: 10 }))).toMatchObject({ capacity: 1000, monthlyUsd: 1, rules: [{ priority: 5_000_210 }] });
});

test('labels that are read behind who puts them on', () => {
  const bots = managedRuleFacts('bots', ManagedRuleGroup.botControl(), {}, '');
  good(firewall([own('a', { priority: 1, action: action('count'), labels: ['app:login'] }), own('b', { priority: 2, statement: labelled('app:login') }), own('c', { priority: 3, statement: labelled('app:') }), own('d', { priority: 4, statement: labelled('awswaf:111122223333:webacl:Firewall:app:login') })]));
  good(firewall([bots, own('scrapers', { statement: labelled('awswaf:managed:aws:bot-control:bot:category:seo') })]));
  expect(managedGroup('AWS', bots.group)?.namespace).toBe('awswaf:managed:aws:bot-control:');
});

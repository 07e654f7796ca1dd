/** What WAF takes and a firewall may say: references, groups of AWS, names of headers, far ends, labels that rates count by. */
import { compileFirewall } from '../../../../lib/layers/web-firewall/compiler/compile';
import { ManagedRuleGroup, managedRuleFacts } from '../../../../lib/layers/web-firewall/managed/managed-rule-group';
import type { FirewallFacts, RuleFacts } from '../../../../lib/layers/web-firewall/model';
import { RateKey, rateRuleFacts } from '../../../../lib/layers/web-firewall/rate-key';
import { FirewallStatement as S, RequestPart } from '../../../../lib/layers/web-firewall/statement';
import { action, firewall, labelled, managed, own, path, rate } from './facts';

function told(rules: readonly RuleFacts[], more: Partial<FirewallFacts> = {}): string[] {
  return compileFirewall(firewall(rules, more)).findings.map((f) => `${f.level} ${f.code}`);
}

function messages(rules: readonly RuleFacts[], more: Partial<FirewallFacts> = {}): string {
  return compileFirewall(firewall(rules, more)).findings.map((f) => f.message).join('\n');
}

describe('reference statements: 50 of a web ACL and of a rule group', () => {
  const sets = (n: number): RuleFacts => own('sets', { statement: S.anyOf(Array.from({ length: n }, (_, i) => S.ipSetByArn(`arn:aws:wafv2:eu-west-1:111122223333:regional/ipset/s${i}/1`)))._facts() });
  const pattern = own('pattern', { statement: S.negate(S.regexPatterns(['^/a$'], { part: RequestPart.uriPath() }))._facts() });
  const group: RuleFacts = { kind: 'ruleGroup', id: 'group', where: '', arn: 'arn', capacity: 10, overrides: {} };
  const scoped = { ...rate('scoped'), scopeDown: S.addresses(['192.0.2.0/24'])._facts() };
  const blocks: RuleFacts = { kind: 'blockSet', id: 'block-set', where: '', ipv4Arn: '4', ipv6Arn: '6', action: action() };

  test.each<[number, string[]]>([[45, []], [46, ['error FirewallReferencesExceeded']]])('%i beside five', (n, expected) => {
    expect(told([sets(n), pattern, group, scoped, blocks])).toEqual(expected);
  });

  test('the rules that have most of them are named', () => {
    const text = messages([sets(49), pattern, group]);
    expect(text).toContain('51 statements refer');
    expect(text).toContain('`sets` 49, `group` 1, `pattern` 1');
    expect(messages([sets(3)], { takenReferences: 48 })).toContain('rules that stand in it already 48, `sets` 3');
  });

  test('whether managed groups count AWS does not say: over 50 with them it is a warning', () => {
    expect(told([sets(50)])).toEqual([]);
    expect(told([sets(50), managed('common')])).toEqual(['warning FirewallReferencesExceeded']);
  });
});

describe('a group of AWS by `other`', () => {
  const other = (name: string, more: object = {}): RuleFacts => managedRuleFacts(name, ManagedRuleGroup.other({ vendor: 'AWS', name, capacity: 700, ...more }), {}, '');

  test('a name that the table has not is an error with the nearest', () => {
    expect(told([other('AWSManagedRulesComonRuleSet')])).toEqual(['error ManagedGroupUnknown']);
    expect(messages([other('AWSManagedRulesComonRuleSet')])).toContain('did you mean `AWSManagedRulesCommonRuleSet`?');
    expect(messages([other('AWSManagedRulesComonRuleSet')])).toContain('`seen`');
  });

  test('who says when AWS listed it is believed, and told so', () => {
    expect(told([other('AWSManagedRulesNewRuleSet', { seen: '2026-12-01' })])).toEqual(['warning ManagedGroupNotInTable']);
    expect(told([other('AWSManagedRulesNewRuleSet', { seen: 'yesterday' })])).toContain('error UntilNotIso');
  });

  test('a vendor of the Marketplace is believed without', () => {
    expect(told([managedRuleFacts('f5', ManagedRuleGroup.other({ vendor: 'F5', name: 'OWASP', capacity: 700 }), {}, '')])).toEqual([]);
  });
});

describe('names in rate keys are tokens of RFC 9110', () => {
  const keyed = (key: RateKey): RuleFacts[] => [rate('address'), rateRuleFacts('keyed', { keys: [key], limit: 100 }, '')];

  test.each<[string, RateKey]>([
    ['a header with spaces', RateKey.header('X Api Key')], ['a header with a colon', RateKey.header('x-api-key:')], ['a header that is too long', RateKey.header('x'.repeat(65))], ['another alphabet', RateKey.header('x-schlüssel')],
    ['a forwarded header with spaces', RateKey.forwardedAddress('X Forwarded For')], ['a forwarded header with an underscore, which WAF does not take', RateKey.forwardedAddress('X_Forwarded_For')],
    ['a cookie with a semicolon', RateKey.cookie('session;')], ['a cookie that is too long', RateKey.cookie('x'.repeat(61))], ['an argument that is too long', RateKey.queryArgument('x'.repeat(65))],
  ])('%s', (_, key) => {
    expect(told(keyed(key))).toEqual(['error RateKeysInvalid']);
  });

  test.each<[string, RateKey]>([['a header', RateKey.header('X-Api_Key.1')], ['a token', RateKey.tokenInHeader()], ['a forwarded header', RateKey.forwardedAddress('X-Forwarded-For')], ['a cookie', RateKey.tokenInCookie()], ['an argument', RateKey.queryArgument('user[name]')]])('%s is one', (_, key) => {
    expect(told(keyed(key))).toEqual([]);
  });
});

describe('an end that is far', () => {
  const now = '2026-11-22T12:00:00Z';
  const until = (day: string): string[] => told([own('a')], { mode: { kind: 'observe', until: day }, now });

  test.each<[string, string[]]>([['2027-11-22', []], ['2027-11-23', ['warning FirewallObserveLong']], ['2099-01-31', ['warning FirewallObserveLong']], ['2026-11-21', ['error FirewallObserveEnded']]])('%s', (day, expected) => {
    expect(until(day)).toEqual(expected);
  });

  test('of one rule as well; without the time nobody looked', () => {
    expect(told([own('a', { observeUntil: '2099-01-31' })], { now })).toEqual(['warning FirewallObserveLong']);
    expect(told([own('a', { observeUntil: '2099-01-31' })])).toEqual(['warning FirewallObserveNotJudged']);
  });
});

describe('rates by labels', () => {
  const tenants = own('tenants', { action: action('count'), labels: ['tenant:a'] });
  const byLabel = rateRuleFacts('keyed', { keys: [RateKey.labelNamespace('tenant:')], limit: 50 }, '');

  test('they see labels of every rule, because they stand behind all', () => {
    const plan = compileFirewall(firewall([rate('address'), tenants, managed('common'), byLabel]));
    expect(plan.findings).toEqual([]);
    expect(plan.rules.map((r) => r.name).slice(0, 3)).toEqual(['address', 'common', 'tenants']);
    expect(plan.rules.slice(3).map((r) => [r.rule, Math.floor(r.priority / 1_000_000)])).toEqual([['keyed', 8], ['keyed', 8]]);
  });

  test('all other rates stand where they stood, whatever their scope reads', () => {
    const scoped = rate('scoped', { scopeDown: labelled('awswaf:managed:aws:anti-ddos:event-detected') });
    const ddos = managedRuleFacts('floods', ManagedRuleGroup.antiDdos(), {}, '');
    const keys = [RateKey.address(), RateKey.header('a'), RateKey.cookie('a'), RateKey.queryArgument('a'), RateKey.uriPath(), RateKey.method()].map((key, i) => rateRuleFacts(`k${i}`, { keys: [key], limit: 50, priority: i }, ''));
    for (const rule of [scoped, ...keys]) expect(compileFirewall(firewall([ddos, rule])).rules.filter((r) => r.rule === rule.id).map((r) => Math.floor(r.priority / 1_000_000))).toEqual(rule.id === 'scoped' || ['k0', 'k4', 'k5'].includes(rule.id) ? [3] : [3, 3]);
    expect(compileFirewall(firewall([rateRuleFacts('k', { keys: [RateKey.address()], limit: 50, priority: 7 }, '')])).rules[0].priority).toBe(3_000_007);
  });

  test('a scope that reads what comes later is an error with a way that works', () => {
    const text = messages([tenants, rate('scoped', { scopeDown: labelled('tenant:a') })]);
    expect(text).toContain('match what `tenants` matches');
    expect(text).not.toContain('an action that does not allow');
    expect(text).toContain('`RateKey.labelNamespace(\'tenant:\')`');
    // And it does.
    expect(told([tenants, rate('address'), { ...rateRuleFacts('scoped', { keys: [RateKey.address(), RateKey.labelNamespace('tenant:')], limit: 50 }, ''), scopeDown: labelled('tenant:a') }])).toEqual([]);
  });
});

test('a path of rates stays what it was', () => {
  expect(told([rate('a', { scopeDown: path('/login') })])).toEqual([]);
});

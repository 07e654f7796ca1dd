/**
 * Floods through rate rules as they are emitted, on a simulated clock: the limit holds for who calls too often, also for who leaves out what he is counted by,
 * and for nobody else.
 */
import { Duration } from 'aws-cdk-lib';
import type { ModeFacts, RuleFacts } from '../../../lib/layers/web-firewall/model';
import { FirewallPreset, presetFacts } from '../../../lib/layers/web-firewall/preset';
import { RateKey, rateRuleFacts } from '../../../lib/layers/web-firewall/rate-key';
import { FirewallAction } from '../../../lib/layers/web-firewall/statement';
import { emitted, OWN_RULES } from '../../fixtures/web-firewall/own-rules';
import { AT_HOME } from '../../fixtures/web-firewall/requests';
import { type Conditions, type Outcome, WebAcl, type WafRequest } from '../../support/waf-evaluator';

const ENFORCE: ModeFacts = { kind: 'enforce' };
const READINGS: readonly Conditions[] = [{ emptyKeys: 'counted' }, { emptyKeys: 'omitted' }];
const SETS = { ipv4Arn: 'arn:blocked-v4', ipv6Arn: 'arn:blocked-v6' };
type Call = Partial<WafRequest>;

function flood(rules: readonly RuleFacts[], calls: readonly (readonly [at: number, call: Call])[], more: Conditions = {}, mode = ENFORCE): readonly Outcome[] {
  const { acl, conditions } = emitted(rules, mode);
  const firewall = new WebAcl(acl, { ...conditions, ...more });
  return calls.map(([at, { headers, ...call }]) => firewall.handle({ target: '/', ip: AT_HOME, ...call, headers: { 'Host': 'www.example.com', 'User-Agent': 'x', ...headers } }, at));
}

/** `10 passed, login` : how many passed, and who stopped the others. */
function told(found: readonly Outcome[]): string {
  const by = [...new Set(found.filter(({ action }) => action !== 'allow').map((outcome) => outcome.by))].sort();
  return `${found.filter(({ action }) => action === 'allow').length} passed${by.length === 0 ? '' : `, ${by.join(' ')}`}`;
}

const every = (seconds: number, count: number, call: (i: number) => Call): (readonly [number, Call])[] => Array.from({ length: count }, (_, i) => [i * seconds, call(i)]);
const login = (cookie?: string, more: Call = {}): Call => ({ target: '/login', method: 'POST', ...more, headers: cookie === undefined ? {} : { cookie } });

test.each<[string, number, number, (i: number) => Call, string]>([
  ['one session', 1, 30, () => login('session=a'), '10 passed, login'],
  ['nobody’s session: the twin', 1, 30, () => login(), '10 passed, login-absent'],
  ['another cookie only', 1, 30, () => login('theme=dark'), '10 passed, login-absent'],
  ['a path that is disguised', 1, 30, () => login('session=a', { target: '/%6cogin' }), '10 passed, login'],
  ['as slow as allowed', 6, 60, () => login('session=a'), '60 passed'],
  ['a little faster', 5.9, 60, () => login('session=a'), '10 passed, login'],
  ['three people who share an address', 2, 30, (i) => login(`session=${i % 3}`), '30 passed'],
  ['one session at three addresses', 2, 30, (i) => login('session=a', { ip: `203.0.113.${20 + (i % 3)}` }), '30 passed'],
  ['pages, not logins', 1, 60, () => ({ target: '/shop' }), '60 passed'],
  ['a login page that is read', 1, 60, () => ({ target: '/login' }), '60 passed'],
  ['with and without in turn: each has its limit', 1, 60, (i) => login(i % 2 === 0 ? 'session=a' : undefined), '20 passed, login login-absent'],
  ['a session that is made up anew each time is stopped by address alone', 0.15, 320, (i) => login(`session=${i}`), '300 passed, address'],
  ['a flood from one address', 0.15, 320, () => ({ target: '/shop' }), '300 passed, address'],
  ['a monitor, whose rule stands before those that count', 0.15, 320, () => ({ target: '/health', ip: '203.0.113.201' }), '320 passed'],
  ['one key of the API at many addresses', 0.2, 110, (i) => ({ target: '/api/orders', ip: `203.0.113.${i}`, headers: { 'X-Api-Key': 'k' } }), '100 passed, api-key'],
  ['the API without a key', 0.2, 110, () => ({ target: '/api/orders' }), '100 passed, api-key-absent'],
])('own rules: %s', (_, seconds, count, call, expected) => {
  for (const more of READINGS) expect(told(flood(OWN_RULES, every(seconds, count, call), more))).toBe(expected);
});

test('own rules: an empty session is counted by one of the two, however WAF reads it', () => {
  const counts = READINGS.map((more) => told(flood(OWN_RULES, every(1, 30, () => login('session=')), more)));
  expect(counts).toEqual(['10 passed, login', '10 passed, login-absent']);
});

test('own rules: after a minute of rest it is as before', () => {
  const calls = [...every(1, 15, () => login('session=a')), ...every(1, 15, () => login('session=a')).map(([at, call]) => [at + 75, call] as const)];
  expect(told(flood(OWN_RULES, calls))).toBe('20 passed, login');
});

test('own rules while they observe: nobody is stopped, and each that is over is counted', () => {
  const found = flood(OWN_RULES, every(1, 15, () => login()), {}, { kind: 'observe', until: '2027-01-31' });
  expect(told(found)).toBe('15 passed');
  expect(found.map(({ counted }) => counted.includes('login-absent'))).toEqual([...Array(10).fill(false), ...Array(5).fill(true)]);
});

/** What has the key, what has it empty, what has it not. */
const KEYS: readonly [string, RateKey, Call, Call | undefined, Call][] = [
  ['header', RateKey.header('X-Key'), { headers: { 'x-key': 'a' } }, { headers: { 'x-key': '' } }, {}],
  ['token in a header', RateKey.tokenInHeader(), { headers: { authorization: 'Bearer a' } }, { headers: { authorization: '' } }, { headers: { Authentication: 'a' } }],
  ['cookie', RateKey.cookie('c'), { headers: { cookie: 'c=a' } }, { headers: { cookie: 'c=' } }, { headers: { cookie: 'C=a' } }],
  ['query argument', RateKey.queryArgument('k'), { target: '/?k=a' }, { target: '/?k=' }, { target: '/?kk=a' }],
  ['query string', RateKey.queryString(), { target: '/?a' }, { target: '/?' }, { target: '/' }],
  ['JA3', RateKey.ja3(), { ja3: 'a' }, undefined, {}],
  ['JA4', RateKey.ja4(), { ja4: 'a' }, undefined, {}],
  ['forwarded address', RateKey.forwardedAddress('X-Forwarded-For'), { headers: { 'x-forwarded-for': '198.51.100.1' } }, { headers: { 'x-forwarded-for': '' } }, {}],
];
const one = (...keys: RateKey[]): RuleFacts[] => [rateRuleFacts('rate', { keys, limit: 10, window: Duration.minutes(1), action: FirewallAction.block() }, 'floods.test.ts')];

test.each(KEYS)('key %s: to leave it out, or to leave it empty, is no escape', (_, key, present, empty, absent) => {
  for (const more of READINGS) {
    expect(told(flood(one(key), every(1, 30, () => present), more))).toBe('10 passed, rate');
    expect(told(flood(one(key), every(1, 30, () => absent), more))).toBe('10 passed, rate-absent');
    if (empty !== undefined) expect(Number.parseInt(told(flood(one(key), every(1, 30, () => empty), more)), 10)).toBeLessThanOrEqual(10);
    // Beside another that a request can leave out: one, the other, both.
    const both = one(key, RateKey.header('X-Other'));
    const other = (call: Call): Call => ({ ...call, headers: { ...call.headers, 'x-other': 'a' } });
    expect([other(present), present, other(absent), absent].map((call) => told(flood(both, every(1, 30, () => call), more)))).toEqual(['10 passed, rate', ...Array(3).fill('10 passed, rate-absent')]);
  }
});

test.each<[string, RateKey, Call]>([['address', RateKey.address(), {}], ['method', RateKey.method(), {}], ['path', RateKey.uriPath(), {}], ['network', RateKey.asn(), {}]])('key %s: every request has it, and there is no twin', (_, key, call) => {
  expect(emitted(one(key), ENFORCE).acl.rules).toHaveLength(1);
  expect(told(flood(one(key), every(1, 30, () => call)))).toBe('10 passed, rate');
});

test('labels of a namespace: who has none is counted by address', () => {
  const tenant = { kind: 'own' as const, id: 'tenant', where: '', labels: ['tenant:a'], action: FirewallAction.count()._facts(), statement: { json: { ByteMatchStatement: { FieldToMatch: { UriPath: {} }, PositionalConstraint: 'STARTS_WITH', SearchString: '/a', TextTransformations: [{ Priority: 0, Type: 'NONE' }] } }, capacity: 2, reads: [], depth: 1, findings: [] } };
  // Rules that count stand behind rate rules, so the label is another's: of the group that stands in front.
  const { acl, conditions } = emitted([tenant, ...one(RateKey.labelNamespace('tenant:'))], ENFORCE);
  const rules = acl.rules.map((rule) => (rule.Name === 'tenant' ? { ...rule, Priority: 0 } : rule));
  const run = (target: string): string => {
    const firewall = new WebAcl({ rules }, conditions);
    return told(every(1, 30, () => ({})).map(([at]) => firewall.handle({ target, ip: AT_HOME }, at)));
  };
  expect([run('/a'), run('/b')]).toEqual(['10 passed, rate', '10 passed, rate-absent']);
});

test.each<[string, FirewallPreset, number]>([['BASELINE', FirewallPreset.BASELINE, 2000], ['API', FirewallPreset.API, 2000], ['LOGIN', FirewallPreset.LOGIN, 100], ['STATIC', FirewallPreset.STATIC, 10_000]])('preset %s: a flood from one address stops at its limit in five minutes, also behind a proxy', (_, preset, own) => {
  const rates = (rules: readonly RuleFacts[]): unknown[] => emitted(rules, ENFORCE).acl.rules.filter((rule) => rule.Name.startsWith('rate-address')).map(({ Statement: { RateBasedStatement: rate } }) => [rate.Limit, rate.EvaluationWindowSec]);
  const proxy = { ...SETS, forwardedHeader: 'X-Forwarded-For' };
  expect([rates(presetFacts(preset, SETS, '')), rates(presetFacts(preset, proxy, ''))]).toEqual([[[own, 300]], [[own, 300], [own, 300]]]);
  // The same with a limit that is soon reached.
  const less = preset.limited({ 'rate-address': 50 });
  const [direct, proxied] = [presetFacts(less, SETS, ''), presetFacts(less, proxy, '')];
  const calls = every(5.5, 53, (i) => ({ headers: { Authorization: `Bearer ${i}` } }));
  const via = (addressOf: (i: number) => string): typeof calls => calls.map(([at, { headers }], i) => [at, { headers: { ...headers, 'X-Forwarded-For': addressOf(i) } }]);
  expect(told(flood(direct, calls))).toBe('50 passed, rate-address');
  expect(told(flood(proxied, via(() => '198.51.100.7')))).toBe('50 passed, rate-address');
  expect(told(flood(proxied, via((i) => `198.51.100.${i % 7}`)))).toBe('53 passed');
  expect(told(flood(proxied, calls))).toBe('50 passed, rate-address-absent');
  expect(told(flood(proxied, via(() => 'nobody')))).toBe('0 passed, block-set-forwarded'); // which comes first and lets nobody pass
});

const blocked = (missingHeader: 'rule' | 'statement', call: Call): string => told(flood(presetFacts(FirewallPreset.BASELINE, { ...SETS, forwardedHeader: 'X-Forwarded-For' }, ''), [[0, call]], { missingHeader }));

test.each(['rule', 'statement'] as const)('block set behind a proxy: any address of the header is stopped, and one that connects with the header (%s)', (reading) => {
  const via = (value: string, ip = AT_HOME): string => blocked(reading, { ip, headers: { 'X-Forwarded-For': value } });
  expect([via('192.0.2.66'), via('203.0.113.9, 192.0.2.66'), via('2001:db8:666::1'), via('203.0.113.9', '192.0.2.66'), via('203.0.113.9')]).toEqual([...Array(3).fill('0 passed, block-set-forwarded'), '0 passed, block-set', '1 passed']);
});

test('block set behind a proxy: one that connects without the header is stopped, if WAF passes over the statement alone', () => {
  expect(blocked('statement', { ip: '192.0.2.66' })).toBe('0 passed, block-set');
});

// «If the specified header isn't present in the request, AWS WAF doesn't apply the rule to the web request at all» (CloudFormation, IPSetForwardedIPConfiguration).
// By these words one rule that joined both statements by OR would let a blocked address pass that connects past the proxy. Two rules do not.
test('block set behind a proxy: one that connects without the header is stopped, as AWS words it', () => {
  expect(blocked('rule', { ip: '192.0.2.66' })).toBe('0 passed, block-set');
});

test('preset API: one token at many addresses, and no token', () => {
  const rules = presetFacts(FirewallPreset.API, SETS, '');
  expect(told(flood(rules, every(0.2, 1005, (i) => ({ ip: `203.0.${i % 200}.9`, headers: { Authorization: 'Bearer a' } }))))).toBe('1000 passed, rate-token');
  expect(told(flood(rules, every(0.2, 1005, () => ({}))))).toBe('1000 passed, rate-token-absent');
});

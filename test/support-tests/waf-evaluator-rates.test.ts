/** Rate rules of the evaluator on a simulated clock, by hand. */
import { type Conditions, WebAcl, type WafRequest } from '../support/waf-evaluator';
import type { Json } from '../support/waf-evaluator/unmodelled';

const NONE = [{ Priority: 0, Type: 'NONE' }];
const acl = (statement: Json, conditions: Conditions = {}, before: readonly Json[] = []): WebAcl => new WebAcl({ rules: [...before, { Name: 'rate', Priority: 9, Statement: { RateBasedStatement: { Limit: 3, EvaluationWindowSec: 60, ...statement } }, Action: { Block: {} } }] }, conditions);
/** `.` passed, `x` was blocked. */
const run = (firewall: WebAcl, requests: readonly (readonly [at: number, request: Partial<WafRequest>])[]): string => {
  let clock = 0; // it stands where a second series begins anew
  return requests.map(([at, request]) => (firewall.handle({ target: '/', ip: '192.0.2.1', ...request }, clock = Math.max(clock, at)).action === 'block' ? 'x' : '.')).join('');
};
const times = (count: number, request: Partial<WafRequest>, every = 1, from = 0): (readonly [number, Partial<WafRequest>])[] => Array.from({ length: count }, (_, i) => [from + i * every, request]);
const custom = (...CustomKeys: Json[]): Json => ({ AggregateKeyType: 'CUSTOM_KEYS', CustomKeys });
const IP = { AggregateKeyType: 'IP' };

test('three a minute pass, the fourth does not, and when the first is a minute old there is room', () => {
  expect(run(acl(IP), times(5, {}))).toBe('...xx');
  expect(run(acl(IP), [[0, {}], [1, {}], [2, {}], [59.9, {}], [60, {}], [61, {}], [200, {}]])).toBe('...xxx.');
  expect(run(acl(IP), times(9, {}, 20))).toBe('.........');
  expect(run(acl({ ...IP, EvaluationWindowSec: undefined }), times(5, {}, 90))).toBe('...xx'); // five minutes
});

test('the clock never goes back', () => {
  const firewall = acl(IP);
  firewall.handle({ target: '/', ip: '192.0.2.1' }, 5);
  expect(() => firewall.handle({ target: '/', ip: '192.0.2.1' }, 4)).toThrow('clock');
});

test('what is blocked counts on: who does not stop stays blocked', () => {
  expect(run(acl(IP), times(20, {}, 10))).toBe(`...${'x'.repeat(17)}`);
});

test('each address is counted by itself; all together with CONSTANT', () => {
  const two = [...times(3, { ip: '192.0.2.1' }), ...times(3, { ip: '192.0.2.2' }), ...times(1, { ip: '192.0.2.1' })];
  expect(run(acl(IP), two)).toBe('......x');
  expect(run(acl({ AggregateKeyType: 'CONSTANT' }), two)).toBe('...xxxx');
});

test.each<[string, Json, Partial<WafRequest>, Partial<WafRequest>]>([
  ['header', { Header: { Name: 'X-Key', TextTransformations: NONE } }, { headers: { 'x-key': 'a' } }, { headers: { 'x-key': 'b' } }],
  ['cookie', { Cookie: { Name: 'c', TextTransformations: NONE } }, { headers: { cookie: 'z=1; c=a' } }, { headers: { cookie: 'z=1; c=b' } }],
  ['argument', { QueryArgument: { Name: 'k', TextTransformations: NONE } }, { target: '/?k=a&x=1' }, { target: '/?k=b' }],
  ['query string', { QueryString: { TextTransformations: NONE } }, { target: '/?a' }, { target: '/?b' }],
  ['path', { UriPath: { TextTransformations: NONE } }, { target: '/a?x' }, { target: '/b?x' }],
  ['method', { HTTPMethod: {} }, { method: 'GET' }, { method: 'POST' }],
  ['JA3', { JA3Fingerprint: { FallbackBehavior: 'NO_MATCH' } }, { ja3: 'a' }, { ja3: 'b' }],
  ['JA4', { JA4Fingerprint: { FallbackBehavior: 'NO_MATCH' } }, { ja4: 'a' }, { ja4: 'b' }],
  ['network', { ASN: {} }, { ip: '192.0.2.1' }, { ip: '198.51.100.1' }],
  ['address', { IP: {} }, { ip: '192.0.2.1' }, { ip: '192.0.2.2' }],
])('key: %s', (_, key, one, other) => {
  const conditions: Conditions = { asnOf: (address) => (address.startsWith('192.') ? 1 : 2) };
  expect(run(acl(custom(key), conditions), [...times(4, one), ...times(4, other)])).toBe('...x...x');
  // A compound key: requests that agree in both.
  const both = (request: Partial<WafRequest>): Partial<WafRequest> => ({ ...request, headers: { ...request.headers, 'x-both': 'v' } });
  expect(run(acl(custom(key, { Header: { Name: 'x-both', TextTransformations: NONE } }), conditions), [...times(3, both(one)), ...times(3, both(other)), ...times(1, both(one)), ...times(9, one)])).toBe('......x.........');
});

test('a request without the key is not counted; an empty one is what `emptyKeys` says', () => {
  const keys = custom({ Header: { Name: 'k', TextTransformations: NONE } }, { IP: {} });
  expect(run(acl(keys), times(9, {}))).toBe('.........');
  expect(run(acl(keys), times(9, { headers: { k: '' } }))).toBe('.........');
  expect(run(acl(keys, { emptyKeys: 'counted' }), times(5, { headers: { k: '' } }))).toBe('...xx');
  const fallback = (FallbackBehavior: string): string => run(acl(custom({ JA3Fingerprint: { FallbackBehavior } })), times(5, {}));
  expect([fallback('MATCH'), fallback('NO_MATCH')]).toEqual(['xxxxx', '.....']);
});

test('keys are transformed before they are told apart', () => {
  const lower = custom({ Header: { Name: 'k', TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }] } });
  expect(run(acl(lower), ['a', 'A', 'a', 'A'].map((k, i) => [i, { headers: { k } }]))).toBe('...x');
});

test('a forwarded address: the first in the header; without the header it is not counted, without an address it is what the fallback says', () => {
  const via = (FallbackBehavior: string): WebAcl => acl({ AggregateKeyType: 'FORWARDED_IP', ForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior } });
  const of = (value: string): Partial<WafRequest> => ({ headers: { 'x-forwarded-for': value } });
  expect(run(via('MATCH'), [...times(4, of('198.51.100.1, 10.0.0.1')), ...times(1, of('198.51.100.2, 198.51.100.1'))])).toBe('...x.');
  expect(run(via('MATCH'), times(9, {}))).toBe('.........');
  expect([run(via('MATCH'), times(2, of('?'))), run(via('NO_MATCH'), times(9, of('?')))]).toEqual(['xx', '.........']);
});

test('labels of a namespace are a key, and a scope-down leaves the rest uncounted', () => {
  const put = (name: string, priority: number): Json => ({ Name: name, Priority: priority, Action: { Count: {} }, RuleLabels: [{ Name: `tenant:${name}` }], Statement: { ByteMatchStatement: { FieldToMatch: { UriPath: {} }, PositionalConstraint: 'STARTS_WITH', SearchString: `/${name}`, TextTransformations: NONE } } });
  const tenants = acl(custom({ LabelNamespace: { Namespace: 'tenant:' } }), {}, [put('a', 1), put('b', 2)]);
  expect(run(tenants, [...times(4, { target: '/a' }), ...times(3, { target: '/b' }), ...times(9, { target: '/c' })])).toBe('...x............');
  const logins = acl({ ...IP, ScopeDownStatement: { ByteMatchStatement: { FieldToMatch: { UriPath: {} }, PositionalConstraint: 'EXACTLY', SearchString: '/login', TextTransformations: NONE } } });
  expect(run(logins, [...times(9, { target: '/' }), ...times(4, { target: '/login' }), ...times(1, { target: '/' })])).toBe('............x.');
});

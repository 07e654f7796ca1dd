/**
 * Edges of the language, one condition each, decided by Cedar and by us: the same truth or the same error in the same words. What is expected is written nowhere here:
 * Cedar says it, and the counts below show that truths, untruths and errors all occur.
 */
import { withCedar } from '../../../lib/policy/cedar';
import { holds, request, type Ask } from '../support';

const ENTITIES: Ask['entities'] = {
  'User::ada': {
    in: ['Group::staff', 'Group::nobody'], tags: { t: '1', ['__proto__']: 'p' },
    attrs: { s: 'x', n: 1, b: true, set: [1], rec: { q: 1 }, d: { __extn: { fn: 'decimal', arg: '1.0' } }, e: { __entity: { type: 'B', id: 'zz"\n' } }, at: { __extn: { fn: 'offset', args: [{ __extn: { fn: 'datetime', arg: '1970-01-01' } }, { __extn: { fn: 'duration', arg: '5ms' } }] } } },
  },
  'Group::staff': { in: ['Group::everybody'] },
};
const CONTEXT = { a: 1, dt: { __extn: { fn: 'datetime', arg: '2024-01-01' } }, du: { __extn: { fn: 'duration', arg: '1h' } }, ids: [{ __entity: { type: 'Group', id: 'everybody' } }], big: 9007199254740993n };

const called = (name: string, texts: readonly string[]): string[] => texts.map((text) => `${name}("${text}") == 1`);

const CONDITIONS = [
  // attributes, records, sets
  'context.b', 'context["b c"].d', 'principal.zz', 'resource.zz', 'principal.e.x', 'principal["__proto__"] == 1', 'context["constructor"] == 1', '{"__proto__": 1}["__proto__"] == 1', '{a: 1}.toString == 1', '{"__proto__": 1} == {"__proto__": 1}',
  '{"__proto__": 1} has "__proto__"', '{a: 1} has constructor', '{} has "__proto__"', 'principal.s.a', 'principal.set.a', '1.a == 1', 'principal.rec.q.r.s == 1', '{a: 1, b: 2} == {b: 2, a: 1}', '{a: 1} == {a: 1, b: 2}', '{a: 1} == {"a": 2}',
  'principal has e.x', 'context has a.b', 'principal has rec.q', 'principal has rec.q.z', 'resource has a.b.c', 'principal.n has a', 'principal.set has a', '[1, 2, 2] == [2, 1]', '[1] == [1, 2]', '[1, 2] == [1]', '[[1], [2, 1]] == [[1, 2], [1]]', '[] == []', '[[1], [2]] == [[1], [3]]', '[{a: 1}] == [{a: 2}]', '[[1]].contains([2])', '[[1, 2]].contains([2, 1])', '[[[1]], [[2]]] == [[[2]], [[1]], [[2]]]', '[].isEmpty()',
  '[1, "1", true].contains("1")', '[1, "1", true].contains("true")', '["a", User::"ada"].contains(principal)', '[{a: [1]}].contains({a: [1, 1]})', 'principal.set.containsAll(1)', '1.containsAll([1])', 'principal.contains(1)', 'principal.set.containsAny(principal)', 'principal.s.isEmpty()',
  '[1].containsAll([])', '[1].containsAny([])', '[].containsAll([])', '[ip("::1")].contains(ip("0::1"))', '[decimal("1.0")].contains(decimal("1.00"))', '[context.z, 1 + true] == 1', '{a: context.z, b: 1 + true} == 1', '{b: 1 + true, a: context.z} == 1',
  // logic
  '1', '"a" && true', 'true && 1', 'true || 1', 'false || 1', '1 || true', 'false && 1', 'false && context.z', 'true || context.z', 'if 1 then true else false', 'if true then true else context.z', 'if false then 1 else true', '!1', '!!true', 'true && (1 == 1 || context.z) && !false',
  // numbers
  '-context == 1', '-principal.s == 1', 'principal.s + 1 == 2', '1 + principal.s == 2', '1 + true == 2', '9223372036854775807 + 1 == 2', '-9223372036854775808 - 1 == 2', '9223372036854775807 * 2 == 2', '-9223372036854775808 * -1 == 2', '-(context.a - 9223372036854775807 - 2) == 1',
  '9223372036854775807 == 9223372036854775807', '9223372036854775807 == 9223372036854775806', '9007199254740993 == 9007199254740992', '9007199254740992 + 1 == 9007199254740993', '3037000500 * 3037000500 == 1', '3037000499 * 3037000499 == 9223372030926249001',
  'context.big == 9007199254740993', 'context.big < 9007199254740994', '-9223372036854775808 < 0', '0 * -5 == 0', '[0].contains(0 * -5)', '9223372036854775807 > 9223372036854775806', '-9223372036854775808 <= -9223372036854775808', '(-9223372036854775807) - 1 == -9223372036854775808',
  'principal.s < 1', '1 < principal.s', 'principal.s < principal.s', 'context.dt < context.du', 'context.dt < 1', '1 < context.dt', 'principal.d < principal.d', 'context.dt < "a"', '"a" < context.dt', 'principal.rec < 1', 'principal.set < principal', 'context.dt >= context.dt', '"a" >= true', 'true > "a"', 'true <= "a"', '"a" < context.du', 'context.du >= context.dt', 'context.du > duration("59m")',
  // equality over types
  '1 == "1"', '1 == true', 'principal == "User::ada"', 'User::"ada" == principal', 'A::"a" == a::"a"', 'decimal("1.0") == 1', 'datetime("1970-01-01") == duration("0ms")', 'ip("1.2.3.4") != "1.2.3.4"', '1 != 2', 'context == context', 'principal.e == B::"zz\\"\\n"',
  // hierarchy and types
  'principal in Group::"staff"', 'principal in Group::"everybody"', 'principal in Group::"nobody"', 'principal in Group::"none"', 'principal in principal', 'resource in resource', 'resource in Group::"staff"', 'Group::"staff" in [User::"x", Group::"everybody"]', 'principal in []', 'principal in context.ids',
  'principal.set in principal', 'principal in 1', 'principal in [principal, 1]', 'principal in [1, principal]', '1 in principal', '1 in 2', 'context.a in [User::"a", 1]', 'principal is User', 'principal is Group', 'principal is User in Group::"everybody"', 'principal is Group in 3', 'principal is User in 3', '1 is User', '1 is User in Group::"b"',
  'principal is User in [Group::"x", Group::"everybody"]', 'action == Action::"read"', 'action in Action::"read"',
  // tags
  'principal.hasTag("t")', 'principal.hasTag("__proto__")', 'principal.hasTag("toString")', 'principal.hasTag(1)', '1.hasTag("a")', 'resource.hasTag("zz")', 'resource.hasTag(1)', 'principal.getTag("t") == "1"', 'principal.getTag("zz") == "a"', 'resource.getTag("zz") == "a"', 'principal.getTag(1) == 1', '1.getTag(2) == 1',
  // like
  'principal.n like "a*"', '"a*b" like "a\\*b"', '"axb" like "a\\*b"', '"aab" like "a*a*b"', '"ab" like "a*ab"', '"" like "*"', '"" like ""', '"😀x" like "*x"', '"😀" like "*\\u{1F600}*"', '"aXbXc" like "a*X*c"', '"aXc" like "a*X*X*c"', '"aXb" like "a*Xb*b"', '"aXbb" like "a*Xb*b"', '"__proto__" like "__*"',
  // decimals
  ...called('decimal', ['a', '1.23456', '922337203685477.5808', '922337203685477.5807', '-922337203685477.5808', '-922337203685477.5809', '00000000000000000000000000000000001.0', '-0.5', '0.00000', '9223372036854775808.0', '-00.1', '1.0 ', '--1.0', '+1.0', '.5', '1.', '1e1.0', '99999999999999999999999.12345', '٣.0', '1.٣', '']),
  'decimal("-0.0") == decimal("0.0")', 'decimal("-0.5").lessThan(decimal("0.0"))', 'decimal("1.0").lessThanOrEqual(decimal("1.00"))', 'decimal("922337203685477.5807").greaterThan(decimal("922337203685477.5806"))', 'decimal("1.1").greaterThanOrEqual(decimal("1.2"))', 'decimal(1) == 1', 'principal.d.lessThan(1)', '1.lessThan(principal.d)',
  'ip("1.2.3.4").lessThan(principal.d)', 'principal.d.lessThan(ip("1.2.3.4"))',
  // addresses
  ...called('ip', ['a', '1.2.3.4/33', '1.2.3.4/03', '::1.2.3.4', '::ffff:1.2.3.4', '010.0.0.1', '00.0.0.0', '1.2.3.4/', '1.2.3.4/a', '1.2.3.4/100', '1.2.3.4/-1', '1.2.3.4/0', '::/0', '::/129', '::/1000', '::/00', '1.2.3', '1.2.3.4.5', '256.1.1.1', '1.2.3.4/1/2', '::1::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1::2:3:4:5:6:7:8', '1:2:3:4:5:6:7::8',
    '::2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8::', ':1:2:3:4:5:6:7', '1:2:3:4:5:6:7:', '', '.', '...', '1..2.3', '1.2.3.', '.1.2.3', 'g::', '::é', 'a'.repeat(47), '0000:0000:0000:0000:0000:0000:0000:0001/128', '0000:0000:0000:0000:0000:0000:0000:0001/1280', '1.2.3.4:80', '１.2.3.4', '1.2.3.4/１', 'é'.repeat(22), ' 1.2.3.4', '::%1', '00000::', '/', '/8', 'a/8', 'a/999', '1.2.3/8', '::1.2', ':1.2.3', '1:2::3.4/8', ':', '::', ':::', '0.0.0.0', '255.255.255.255', '1.2.3.4 ', '0x1.2.3.4', '1.2.3.04']),
  'ip("1:2:3:4:5:6:7::") == ip("1:2:3:4:5:6:7:0")', 'ip("127.0.0.1/8").isLoopback()', 'ip("127.0.0.1/7").isLoopback()', 'ip("128.0.0.1").isLoopback()', 'ip("::1").isLoopback()', 'ip("::1/127").isLoopback()', 'ip("::2").isLoopback()', 'ip("224.0.0.0/3").isMulticast()', 'ip("224.0.0.0/4").isMulticast()', 'ip("239.255.255.255").isMulticast()', 'ip("240.0.0.0").isMulticast()',
  'ip("ff00::/8").isMulticast()', 'ip("ff00::/7").isMulticast()', 'ip("fe00::").isMulticast()', 'ip("10.0.0.1/24") == ip("10.0.0.0/24")', 'ip("10.0.0.1") == ip("10.0.0.1/32")', 'ip("10.0.0.1/24").isInRange(ip("10.0.0.0/24"))', 'ip("10.0.0.0/23").isInRange(ip("10.0.0.0/24"))', 'ip("10.0.1.0/24").isInRange(ip("10.0.0.0/23"))', 'ip("10.0.2.0/24").isInRange(ip("10.0.0.0/23"))',
  'ip("255.255.255.255").isInRange(ip("0.0.0.0/0"))', 'ip("::1").isInRange(ip("0.0.0.0/0"))', 'ip("1.2.3.4").isInRange(ip("::/0"))', 'ip("2001:db8:8000::").isInRange(ip("2001:db8::/33"))', 'ip("2001:db8:7fff:ffff::").isInRange(ip("2001:db8::/33"))', 'ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").isInRange(ip("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127"))',
  'ip("ffff::/128").isIpv6()', 'ip("1.2.3.4").isIpv6()', 'ip("1.2.3.4").isIpv4()', '1.isIpv4()', 'principal.d.isIpv4()', 'principal.b.isInRange(1)', 'ip("::1").isInRange(1)', 'ip(context.z).isInRange(1 + true)', 'ip(1) == 1',
  // moments and spans
  ...called('datetime', ['a', '2024-02-30', '2024-02-29', '2023-02-29', '1900-02-29', '2000-02-29', '2024-00-01', '2024-13-01', '2024-01-00', '2024-04-31', '2024-01-01T', '2024-01-01T00:00:00', '2024-13-01T99:99:99Z', '2024-01-01T99:00:00', '2024-01-01T99:00:00+9900', '2024-01-01 ', '2024-01-01Z', '２024-01-01', '+002024-01-01', '2024-01-01T24:00:00Z', '2024-01-01T00:00:60Z', '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:00.000+0060', '2024-01-01T00:00:00.000+2400', '2024-01-01T00:00:00.00Z', '2024-01-01T00:00:00.0000Z', '2024-01-01t00:00:00z', '2024-01-01T00:00:00+00:00', '2024-01-01T00:00:00Z\\n', '', '-2024-01-01', '12024-01-01']),
  'datetime("2024-01-01T00:00:00Z") == context.dt', 'datetime("2024-01-01T00:00:00.000+0000") == context.dt', 'datetime("2024-01-01T05:30:00+0530") == context.dt', 'datetime("2023-12-31T18:30:00-0530") == context.dt', 'datetime("0000-01-01") < datetime("0001-01-01")', 'datetime("0000-03-01").durationSince(datetime("0000-02-29")) == duration("1d")', 'datetime("0099-01-01") < datetime("1999-01-01")',
  'datetime("9999-12-31T23:59:59.999-2359").durationSince(datetime("1970-01-01")).toMilliseconds() == 253402387139999', 'datetime("1969-12-31T23:59:59.999Z").toDate() == datetime("1969-12-31")', 'datetime("1969-12-31T23:59:59.999Z").toTime() == duration("23h59m59s999ms")', 'datetime("1969-12-31").toTime() == duration("0ms")', 'principal.at == datetime("1970-01-01T00:00:00.005Z")',
  'context.dt.offset(duration("9223372036854775807ms")) == 1', 'datetime("0001-01-01").offset(duration("-9223372036854775808ms")) == 1', 'datetime("1970-01-01").offset(duration("-9223372036854775808ms")).toDate() == 1', 'datetime("1970-01-01").offset(duration("-9223372036854775808ms")).toTime() == duration("16h47m4s192ms")',
  'datetime("1970-01-02").durationSince(datetime("1970-01-01").offset(duration("-9223372036854775808ms"))) == 1', 'context.dt.offset(1) == 1', '1.offset(context.du) == 1', 'context.dt.durationSince(1) == 1', 'context.du.toDate() == 1', '1.toDays() == 1', 'context.dt.toDays() == 1',
  ...called('duration', ['a', '', '-', '1h1d', '9999999999999999999d', '9223372036854775807ms', '9223372036854775808ms', '-9223372036854775808ms', '18446744073709551616ms', '106751991167d', '106751991168d', '-106751991167d7h12m55s808ms', '-106751991167d7h12m55s809ms', '0000000000000000000000000000001ms', '1ms1s', '1d ', '-1', '1m1ms', '--1ms', '+1ms', '-0ms', '99999999999999999999999999999999999999h', '1w', '1.5h', '1D', '１d']),
  'duration("-1d1h") == duration("-25h")', 'duration("-9223372036854775808ms").toMilliseconds() == -9223372036854775808', 'duration("-1ms").toSeconds() == 0', 'duration("-1999ms").toSeconds() == -1', 'duration("-61s").toMinutes() == -1', 'duration("25h").toDays() == 1', 'duration("-9223372036854775808ms").toDays() == -106751991167', 'duration("90m").toHours() == 1', 'duration("1d") > duration("23h59m59s999ms")',
];

test('every edge is decided as Cedar decides it', () => {
  const ask: Ask = { entities: ENTITIES, context: CONTEXT };
  const kinds = { yes: 0, no: 0, error: 0 };
  const wrong: string[] = [];
  for (const condition of CONDITIONS) {
    const answer = withCedar((cedar) => cedar.isAuthorized({ ...request(ask), policies: { staticPolicies: `permit (principal, action, resource) when { ${condition} };` } }));
    if (answer?.type !== 'success') throw new Error(`${condition}: ${JSON.stringify(answer)}`);
    const { decision, diagnostics } = answer.response;
    const expected = diagnostics.errors.length > 0 ? diagnostics.errors[0].error.message : decision === 'allow';
    kinds[typeof expected === 'string' ? 'error' : expected ? 'yes' : 'no']++;
    const got = holds(condition, ask);
    if (got !== expected) wrong.push(`${condition}\n  ours: ${got}\n  Cedar: ${expected}`);
  }
  expect(wrong).toEqual([]);
  expect(kinds.yes).toBeGreaterThan(80);
  expect(kinds.no).toBeGreaterThan(60);
  expect(kinds.error).toBeGreaterThan(120);
});

/** Sets that the library makes: found, told, and replaced by ARNs. */
import { Lazy, Stack } from 'aws-cdk-lib';
import { FirewallStatement as S, RequestPart } from '../../../../lib/layers/web-firewall/statement';
import { PlannedSet, plannedSets, withArns } from '../../../../lib/layers/web-firewall/statement/planned-set';

const office = S.addresses(['2001:db8::/32', '192.0.2.0/24', '192.0.2.0/24']);
const paths = S.regexPatterns(['^/a', '^/b'], { part: RequestPart.uriPath(), id: 'paths' });

test('one for each IP version and content, by path, with its resource', () => {
  const { sets, findings } = plannedSets([paths._facts().json, office._facts().json, { again: [S.negate(office)._facts().json] }]);
  expect(findings).toEqual([]);
  expect(sets.map((set) => [set.path, set.resource('REGIONAL')])).toEqual([
    [expect.stringMatching(/^Ipv4Set-[0-9a-f]{16}$/), { type: 'AWS::WAFv2::IPSet', properties: { Addresses: ['192.0.2.0/24'], IPAddressVersion: 'IPV4', Scope: 'REGIONAL' } }],
    [expect.stringMatching(/^Ipv6Set-[0-9a-f]{16}$/), { type: 'AWS::WAFv2::IPSet', properties: { Addresses: ['2001:db8::/32'], IPAddressVersion: 'IPV6', Scope: 'REGIONAL' } }],
    ['RegexSet-paths', { type: 'AWS::WAFv2::RegexPatternSet', properties: { RegularExpressionList: ['^/a', '^/b'], Scope: 'REGIONAL' } }],
  ]);
  expect(sets[0].resource('CLOUDFRONT').properties.Scope).toBe('CLOUDFRONT');
});

test('ids of sets are pinned: a change of them replaces what is deployed', () => {
  expect(plannedSets([office._facts().json]).sets.map(({ path }) => path)).toEqual(['Ipv4Set-6b83584e2c934871', 'Ipv6Set-14820e8e67dc2a65']);
});

test('the order in which values are written changes nothing', () => {
  const of = (cidrs: string[]): unknown => S.addresses(cidrs)._facts().json;
  expect(of(['198.51.100.0/24', '192.0.2.0/24', '2001:db8::/32'])).toEqual(of(['2001:db8::/32', '192.0.2.0/24', '198.51.100.0/24']));
  const patterns = (list: string[]): unknown => S.regexPatterns(list, { part: RequestPart.uriPath() })._facts().json;
  expect(patterns(['^/b', '^/a'])).toEqual(patterns(['^/a', '^/b']));
});

test('an id with two contents is told', () => {
  const other = S.regexPatterns(['^/c'], { part: RequestPart.uriPath(), id: 'paths' });
  expect(plannedSets([paths._facts().json, other._facts().json]).findings).toEqual([expect.objectContaining({ code: 'SetIdTaken', message: expect.stringContaining('`RegexSet-paths`') })]);
  expect(plannedSets([paths._facts().json, paths._facts().json]).findings).toEqual([]);
});

test('ARNs take their places, and nothing else changes', () => {
  const stack = new Stack();
  const late = Lazy.any({ produce: () => stack.node });
  const json = { statement: office._facts().json, late };
  const written = withArns(json, (set) => `arn:${set.path}`) as typeof json;
  expect(JSON.stringify(written.statement)).toContain('"Arn":"arn:Ipv4Set-6b83584e2c934871"');
  expect(plannedSets([written]).sets).toEqual([]);
  expect(written.late).toBe(late);
  expect(JSON.stringify(json.statement)).toBe(JSON.stringify(office._facts().json));
  expect(withArns(new PlannedSet('ipv4', []), () => 'arn')).toBe('arn');
});

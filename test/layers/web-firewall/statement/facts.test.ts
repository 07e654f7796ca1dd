/** What statements become, one by one, and mistakes: told as findings with their place, never thrown. */
import { App, Lazy, Stack } from 'aws-cdk-lib';
import { CfnIPSet, CfnRegexPatternSet } from 'aws-cdk-lib/aws-wafv2';
import {
  AddressPosition, FirewallStatement as S, OversizeHandling, PositionalConstraint, RequestPart as P, SizeComparison, SqlInjectionSensitivity, TextTransformation as T,
} from '../../../../lib/layers/web-firewall/statement';

const stack = (): Stack => new Stack(new App(), 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
const late = (): string => Lazy.string({ produce: () => 'x' });
const told = (s: S): string[] => s._facts().findings.map((f) => `${f.code} ${f.pointer}`);
const path = { part: P.uriPath() };
const text = (t: unknown, more: object = {}): S => S.byteMatch({ ...path, position: PositionalConstraint.CONTAINS, text: t as string, ...more });
const ips = (...addresses: string[]): CfnIPSet => new CfnIPSet(stack(), 'Set', { addresses, ipAddressVersion: 'IPV4', scope: 'REGIONAL' });

test('one alone is no combination; others are, in their order', () => {
  const [a, b] = [S.geo(['DE']), S.label('x')];
  expect(S.allOf([a])._facts()).toEqual(a._facts());
  expect(S.anyOf([a])._facts()).toEqual(a._facts());
  expect(S.allOf([b, a])._facts()).toMatchObject({ json: { AndStatement: { Statements: [{ LabelMatchStatement: { Key: 'x' } }, { GeoMatchStatement: { CountryCodes: ['DE'] } }] } }, depth: 2, capacity: 2, reads: ['x'] });
});

test('labels that are read are told, sorted, each once; a namespace ends with a colon', () => {
  expect(S.allOf([S.label('b'), S.labelNamespace('a'), S.negate(S.label('b'))])._facts().reads).toEqual(['a:', 'b']);
  expect(S.labelNamespace('a:b')._facts().json).toEqual({ LabelMatchStatement: { Key: 'a:b:', Scope: 'NAMESPACE' } });
  expect(S.labelNamespace('a:b:')._facts().json).toEqual({ LabelMatchStatement: { Key: 'a:b:', Scope: 'NAMESPACE' } });
});

test('a part that is missing is one that has no size', () => {
  expect(S.missing(P.header('Authorization'))._facts()).toMatchObject({ json: { NotStatement: { Statement: { SizeConstraintStatement: { ComparisonOperator: 'GE', FieldToMatch: { SingleHeader: { Name: 'authorization' } }, Size: 0 } } } }, capacity: 1 });
});

test('addresses of both versions are two sets, one of them one', () => {
  const json = S.addresses(['2001:db8::/32', '192.0.2.0/24'], { forwarded: { header: 'X-Forwarded-For', position: AddressPosition.LAST } })._facts().json as any;
  expect(json.OrStatement.Statements.map((s: any) => s.IPSetReferenceStatement)).toEqual([
    { Arn: expect.objectContaining({ kind: 'ipv4', values: ['192.0.2.0/24'] }), IPSetForwardedIPConfig: { FallbackBehavior: 'MATCH', HeaderName: 'X-Forwarded-For', Position: 'LAST' } },
    { Arn: expect.objectContaining({ kind: 'ipv6', values: ['2001:db8::/32'] }), IPSetForwardedIPConfig: { FallbackBehavior: 'MATCH', HeaderName: 'X-Forwarded-For', Position: 'LAST' } },
  ]);
  expect(Object.keys(S.addresses(['192.0.2.0/24'])._facts().json)).toEqual(['IPSetReferenceStatement']);
});

test('sets that exist: their ARN, and the scope where alone they can be read', () => {
  const set = ips('192.0.2.0/24');
  expect(S.ipSet(set)._facts()).toMatchObject({ json: { IPSetReferenceStatement: { Arn: set.attrArn } }, only: 'REGIONAL', capacity: 1, findings: [] });
  const patterns = new CfnRegexPatternSet(stack(), 'Set', { regularExpressionList: ['^/a'], scope: 'CLOUDFRONT' });
  expect(S.regexSet(patterns, path)._facts()).toMatchObject({ json: { RegexPatternSetReferenceStatement: { Arn: patterns.attrArn } }, only: 'CLOUDFRONT', capacity: 25, findings: [] });
  expect(S.allOf([S.ipSet(set), S.geo(['DE'])])._facts().only).toBe('REGIONAL');
  expect(told(S.allOf([S.ipSet(set), S.regexSet(patterns, path)]))).toEqual(['StatementScopesMixed ']);
});

test('sets of which the ARN alone is known: it says their scope', () => {
  const arn = (kind: string, scope = 'regional'): string => `arn:aws:wafv2:us-east-1:111122223333:${scope}/${kind}/theirs/0a1b2c3d-0000-4000-8000-000000000000`;
  expect(S.ipSetByArn(arn('ipset'))._facts()).toMatchObject({ json: { IPSetReferenceStatement: { Arn: arn('ipset') } }, only: 'REGIONAL', findings: [] });
  expect(S.regexSetByArn(arn('regexpatternset', 'global'), path)._facts()).toMatchObject({ only: 'CLOUDFRONT', capacity: 25, findings: [] });
  const unknown = S.ipSetByArn(late())._facts();
  expect([unknown.only, unknown.findings]).toEqual([undefined, []]);
});

test('fingerprints are compared as a whole, where there are any', () => {
  const ja4 = 't13d1516h2_8daaf6152771_b186095e22b6';
  const s = S.byteMatch({ part: P.ja4Fingerprint(), position: PositionalConstraint.EXACTLY, text: ja4 });
  expect(S.negate(s)._facts()).toMatchObject({ onlyFor: ['distribution', 'loadBalancer'], findings: [] });
  expect(S.geo(['DE'])._facts().onlyFor).toBeUndefined();
});

test('the last word on what is unseen is the user\'s', () => {
  const s = S.negate(text('x', { part: P.body({ oversize: OversizeHandling.CONTINUE }) }));
  expect(JSON.stringify(s._facts().json)).toContain('"OversizeHandling":"CONTINUE"');
});

test.each<[name: string, s: S, told: string[]]>([
  ['no statement', S.allOf([]), ['StatementEmpty ']],
  ['something else for a statement', S.anyOf([S.geo(['DE']), 'x' as never]), ['StatementInvalid /OrStatement/Statements/1']],
  ['nothing to negate', S.negate(undefined as never), ['StatementInvalid /NotStatement/Statement']],
  ['a country that is none', S.geo(['DE', 'UK']), ['CountryUnknown /GeoMatchStatement/CountryCodes/1']],
  ['no country', S.geo([]), ['CountryUnknown /GeoMatchStatement/CountryCodes']],
  ['a country in small letters', S.geo(['de']), ['CountryUnknown /GeoMatchStatement/CountryCodes/0']],
  ['no network', S.asn([]), ['AsnInvalid /AsnMatchStatement/AsnList']],
  ['too many networks', S.asn(Array.from({ length: 101 }, (_, i) => i)), ['AsnInvalid /AsnMatchStatement/AsnList']],
  ['networks out of range', S.asn([-1, 4_294_967_296, 1.5, 'AS1' as never]), [0, 1, 2, 3].map((i) => `AsnInvalid /AsnMatchStatement/AsnList/${i}`)],
  ['a header of forwarded addresses that is none', S.geo(['DE'], { forwarded: { header: 'X Forwarded' } }), ['ForwardedHeaderInvalid /GeoMatchStatement/ForwardedIPConfig/HeaderName']],
  ['the same of addresses, told once', S.addresses(['192.0.2.0/24', '2001:db8::/32'], { forwarded: { header: '', position: AddressPosition.ANY } }), ['ForwardedHeaderInvalid /IPSetForwardedIPConfig/HeaderName']],
  ['everybody', S.addresses(['0.0.0.0/0', '::/0']), ['AddressesEverybody /0', 'AddressesEverybody /1']],
  ['no network address', S.addresses(['10.0.0.1/8']), ['CidrHostBitsSet /0']],
  ['an address without a mask', S.addresses(['192.0.2.1']), ['CidrMaskMissing /0']],
  ['no address', S.addresses([]), ['AddressesInvalid ']],
  ['too many addresses', S.addresses(Array.from({ length: 10_001 }, (_, i) => `10.${Math.floor(i / 65536)}.${Math.floor(i / 256) % 256}.${i % 256}/32`)), ['AddressesInvalid ']],
  ['an address that is known only at deployment', S.addresses([late()]), ['ValueNotLiteral /0']],
  ['a set whose id is none', S.addresses(['192.0.2.0/24'], { id: 'a b' }), ['SetIdInvalid /Arn']],
  ['everybody in a set of the app', S.ipSet(ips('0.0.0.0/0')), ['AddressesEverybody /IPSetReferenceStatement/Arn/0']],
  ['IPv6 in a set of IPv4', S.ipSet(ips('192.0.2.0/24', '2001:db8::/32')), ['IpSetVersionMixed /IPSetReferenceStatement/Arn/1']],
  ['the ARN of something else', S.ipSetByArn('arn:aws:wafv2:eu-west-1:111122223333:regional/regexpatternset/a/b'), ['SetInvalid /IPSetReferenceStatement/Arn']],
  ['the ARN of a web ACL', S.regexSetByArn('arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b', path), ['SetInvalid /RegexPatternSetReferenceStatement/Arn']],
  ['nothing for a set', S.regexSet(undefined as never, path), ['SetInvalid /RegexPatternSetReferenceStatement/Arn']],
  ['addresses that are known only at deployment', S.addresses(Lazy.list({ produce: () => [] })), ['ValueNotLiteral /0']],
  ['something else for a set', S.ipSet('arn:aws:wafv2' as never), ['SetInvalid /IPSetReferenceStatement/Arn']],
  ['a pattern in a set of the app', S.regexSet(new CfnRegexPatternSet(stack(), 'Set', { regularExpressionList: ['(?=a)'], scope: 'REGIONAL' }), path), ['RegexUnsupported /RegexPatternSetReferenceStatement/Arn/0']],
  ['too many patterns', S.regexPatterns(Array.from({ length: 11 }, (_, i) => `a${i}`), path), ['RegexSetInvalid /RegexPatternSetReferenceStatement/Arn']],
  ['no pattern', S.regexPatterns([], path), ['RegexSetInvalid /RegexPatternSetReferenceStatement/Arn']],
  ['a pattern that is known only at deployment', S.regexPatterns([late()], path), ['ValueNotLiteral /RegexPatternSetReferenceStatement/Arn']],
  ['look-ahead', S.regex('a(?!b)', path), ['RegexUnsupported /RegexMatchStatement/RegexString']],
  ['a group that is open', S.regex('(a', path), ['RegexInvalid /RegexMatchStatement/RegexString']],
  ['a pattern of nothing', S.regex('', path), ['RegexInvalid /RegexMatchStatement/RegexString']],
  ['a pattern that is too long', S.regex('a'.repeat(201), path), ['RegexTooLong /RegexMatchStatement/RegexString']],
  ['no text', S.byteMatch({ ...path, position: PositionalConstraint.EXACTLY }), ['SearchTextInvalid /ByteMatchStatement']],
  ['text and bytes', text('a', { base64: 'YQ==' }), ['SearchTextInvalid /ByteMatchStatement']],
  ['an empty text', text(''), ['SearchTextInvalid /ByteMatchStatement/SearchString']],
  ['a number for a text', text(7), ['WrongType /ByteMatchStatement']],
  ['more than 200 bytes', text('ü'.repeat(101)), ['SearchTextInvalid /ByteMatchStatement/SearchString']],
  ['no word', text('a-b', { position: PositionalConstraint.CONTAINS_WORD }), ['SearchTextInvalid /ByteMatchStatement/SearchString']],
  ['capitals among small letters', text('Admin', { transformations: [T.URL_DECODE, T.LOWERCASE] }), ['SearchTextInvalid /ByteMatchStatement/SearchString']],
  ['no Base64', text(undefined, { base64: 'a' }), ['SearchTextInvalid /ByteMatchStatement/SearchStringBase64']],
  ['too many bytes', text(undefined, { base64: Buffer.alloc(201).toString('base64') }), ['SearchTextInvalid /ByteMatchStatement/SearchStringBase64']],
  ['a place that WAF does not know', text('a', { position: 'NEAR' }), ['UnknownValue /ByteMatchStatement']],
  ['a part of a fingerprint', text('a', { part: P.ja3Fingerprint() }), ['FingerprintInvalid /ByteMatchStatement/FieldToMatch', 'FingerprintInvalid /ByteMatchStatement/SearchString']],
  ['the size of a fingerprint', S.missing(P.ja4Fingerprint()), ['FingerprintInvalid /NotStatement/Statement/SizeConstraintStatement/FieldToMatch']],
  ['a size that is none', S.size({ ...path, operator: SizeComparison.GT, bytes: -1 }), ['SizeInvalid /SizeConstraintStatement/Size']],
  ['a size out of range', S.size({ ...path, operator: SizeComparison.GT, bytes: 21_474_836_481 }), ['SizeInvalid /SizeConstraintStatement/Size']],
  ['a comparison that WAF does not know', S.size({ ...path, operator: '>' as never, bytes: 1 }), ['UnknownValue /SizeConstraintStatement']],
  ['a sensitivity that WAF does not know', S.sqlInjection({ ...path, sensitivity: 'MEDIUM' as never }), ['UnknownValue /SqliMatchStatement']],
  ['too many transformations', S.crossSiteScripting({ ...path, transformations: Array.from({ length: 11 }, () => T.URL_DECODE) }), ['TransformationsTooMany /XssMatchStatement/TextTransformations']],
  ['a transformation that is none', S.crossSiteScripting({ ...path, transformations: ['URL_DECOD' as never] }), ['TransformationInvalid /XssMatchStatement']],
  ['nothing beside something', S.crossSiteScripting({ ...path, transformations: [T.NONE, T.LOWERCASE] }), ['TransformationInvalid /XssMatchStatement/TextTransformations']],
  ['no part', S.crossSiteScripting({} as never), ['MissingField /XssMatchStatement']],
  ['a header without a name', text('a', { part: P.header('') }), ['RequestPartInvalid /ByteMatchStatement/FieldToMatch/SingleHeader/Name']],
  ['a header with a space', text('a', { part: P.header('user agent') }), ['RequestPartInvalid /ByteMatchStatement/FieldToMatch/SingleHeader/Name']],
  ['a header that is too long', text('a', { part: P.header('a'.repeat(65)) }), ['RequestPartInvalid /ByteMatchStatement/FieldToMatch/SingleHeader/Name']],
  ['an argument without a name', text('a', { part: P.queryArgument(' ') }), ['RequestPartInvalid /ByteMatchStatement/FieldToMatch/SingleQueryArgument/Name']],
  ['headers limited twice', text('a', { part: P.headers({ included: ['a'], excluded: ['b'] }) }), ['RequestPartInvalid /ByteMatchStatement/FieldToMatch/Headers/MatchPattern']],
  ['no cookie', text('a', { part: P.cookies({ included: [] }) }), ['RequestPartInvalid /ByteMatchStatement/FieldToMatch/Cookies/MatchPattern/IncludedCookies']],
  ['too many cookies', text('a', { part: P.cookies({ excluded: Array.from({ length: 200 }, (_, i) => `c${i}`) }) }), ['RequestPartInvalid /ByteMatchStatement/FieldToMatch/Cookies/MatchPattern/ExcludedCookies']],
  ['a path in JSON that is none', text('a', { part: P.jsonBody({ paths: ['user.name', '/a~2'] }) }), [0, 1].map((i) => `RequestPartInvalid /ByteMatchStatement/FieldToMatch/JsonBody/MatchPattern/IncludedPaths/${i}`)],
  ['a label with a reserved word', S.label('aws:x'), ['LabelInvalid /LabelMatchStatement/Key']],
  ['a label with a space', S.label('a b'), ['LabelInvalid /LabelMatchStatement/Key']],
  ['a namespace for a label', S.label('a:'), ['LabelInvalid /LabelMatchStatement/Key']],
  ['too many namespaces', S.label('a:b:c:d:e:f:g'), ['LabelInvalid /LabelMatchStatement/Key']],
  ['a part of a label that is too long', S.label('a'.repeat(129)), ['LabelInvalid /LabelMatchStatement/Key']],
  ['a label in full that is none', S.label('awswaf:managed::x'), ['LabelInvalid /LabelMatchStatement/Key']],
  ['no label', S.labelNamespace(''), ['LabelInvalid /LabelMatchStatement/Key']],
  ['statements eleven deep, told once', Array.from({ length: 12 }).reduce<S>((s) => S.negate(s), S.geo(['DE'])), ['StatementDeep /NotStatement/Statement/NotStatement/Statement']],
])('%s', (_, s, expected) => {
  expect(told(s)).toEqual(expected);
  expect(told(s)).toEqual(told(s));
  for (const { message, level, code } of s._facts().findings) {
    expect(message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
    expect(level).toBe(code === 'StatementDeep' ? 'warning' : 'error');
  }
});

test.each([
  ['UK', '`GB`'], ['usa', '`US`'], ['de', '`DE`'], ['Germany', 'known codes'], ['ZZ', 'known codes'],
])('country %s is told with %s', (code, hint) => expect(S.geo([code])._facts().findings[0].message).toContain(hint));

test('what is known only at deployment is not read', () => {
  const number = Lazy.number({ produce: () => 7 });
  expect(told(S.allOf([
    text(late()), text(undefined, { base64: late() }), S.regex(late(), path), S.size({ ...path, operator: SizeComparison.EQ, bytes: number }), S.asn([number]), S.geo([late()], { forwarded: { header: late() } }), S.geo(Lazy.list({ produce: () => [] })),
    S.label(late()), S.labelNamespace(late()), S.missing(P.header(late())), S.missing(P.queryArgument(late())), S.missing(P.cookies({ included: [late()] })), S.missing(P.headers({ excluded: Lazy.list({ produce: () => [] }) })),
    text('a', { part: P.jsonBody({ paths: [late()] }) }), S.ipSet(new CfnIPSet(stack(), 'Set', { addresses: Lazy.list({ produce: () => [] }), ipAddressVersion: late(), scope: 'REGIONAL' })),
  ]))).toEqual([]);
});

test('SQL injection is looked for as AWS recommends, where nothing else is said', () => {
  expect(S.sqlInjection(path)._facts()).toMatchObject({ json: { SqliMatchStatement: { SensitivityLevel: 'HIGH' } }, capacity: 30 });
  expect(S.sqlInjection({ ...path, sensitivity: SqlInjectionSensitivity.LOW })._facts().capacity).toBe(20);
});

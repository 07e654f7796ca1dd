/** Random statements without mistakes: `aStatement(depth)`. Parts, transformations and forwarded addresses of all kinds. */
import * as fc from 'fast-check';
import {
  AddressPosition, FallbackBehavior, FirewallStatement, JsonFallbackBehavior, MatchScope, OversizeHandling, PositionalConstraint, RequestPart, SizeComparison, SqlInjectionSensitivity, TextTransformation,
} from '../../../../lib/layers/web-firewall/statement';

const ofEnum = <T extends string>(e: Readonly<Record<string, T>>): fc.Arbitrary<T> => fc.constantFrom(...Object.values(e));
const maybe = <T>(a: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(a, { nil: undefined });
const name = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9-]{0,20}$/);
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 4 });

/** `isExplicit`: false leaves out what is said of things that WAF cannot see, so that the defaults show. */
export function aPart(isExplicit = true): fc.Arbitrary<RequestPart> {
  const said = <T>(a: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => (isExplicit ? maybe(a) : fc.constant(undefined));
  const oversize = said(ofEnum(OversizeHandling));
  const filter = fc.tuple(fc.constantFrom('all', 'included', 'excluded'), names, maybe(ofEnum(MatchScope)), oversize)
    .map(([which, list, scope, o]) => ({ ...(which === 'all' ? {} : { [which]: list }), scope, oversize: o }));
  return fc.oneof(
    fc.constantFrom(RequestPart.method(), RequestPart.uriPath(), RequestPart.queryString(), RequestPart.allQueryArguments()),
    said(ofEnum(FallbackBehavior)).map((fallback) => RequestPart.uriFragment({ fallback })),
    name.map((n) => RequestPart.header(n)),
    name.map((n) => RequestPart.queryArgument(n)),
    filter.map((f) => RequestPart.headers(f)),
    filter.map((f) => RequestPart.cookies(f)),
    oversize.map((o) => RequestPart.body({ oversize: o })),
    oversize.map((o) => RequestPart.headerOrder({ oversize: o })),
    fc.tuple(maybe(fc.uniqueArray(fc.constantFrom('/a', '/a/b', '/users/0/name', '/x~1y'), { minLength: 1 })), maybe(ofEnum(MatchScope)), oversize, said(ofEnum(JsonFallbackBehavior)))
      .map(([paths, scope, o, invalid]) => RequestPart.jsonBody({ paths, scope, oversize: o, invalid })),
  );
}

const transformations = maybe(fc.array(ofEnum(TextTransformation).filter((t) => t !== TextTransformation.NONE), { maxLength: 10 }));
/** What no transformation can make impossible. */
const text = fc.stringMatching(/^[a-z0-9_]{1,40}$/);
const pattern = fc.constantFrom('^/admin', 'a{2,3}b+?', '(?i)select\\b.*\\bfrom', '[^a-z0-9_-]{20}', '(a|b)*c', '\\x{41}[[:alpha:]]', '\\Qa.b\\E$');
const cidr = fc.oneof(
  fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 32 })).map(([value, mask]) => {
    const first = Number((BigInt(value) >> BigInt(32 - mask)) << BigInt(32 - mask));
    return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${mask}`;
  }),
  fc.tuple(fc.nat(0xffff), fc.integer({ min: 16, max: 128 })).map(([group, mask]) => `${(0x2000 + (group % 0x1000)).toString(16)}::/${mask}`),
);

export function aLeaf(isExplicit = true): fc.Arbitrary<FirewallStatement> {
  const match = fc.record({ part: aPart(isExplicit), transformations });
  const fallback = isExplicit ? maybe(ofEnum(FallbackBehavior)) : fc.constant(undefined);
  const forwarded = fc.tuple(name, fallback).map(([header, f]) => ({ header, fallback: f }));
  const positioned = fc.tuple(forwarded, ofEnum(AddressPosition)).map(([f, position]) => ({ ...f, position }));
  return fc.oneof(
    fc.tuple(match, ofEnum(PositionalConstraint), text).map(([m, position, t]) => FirewallStatement.byteMatch({ ...m, position, text: t })),
    fc.tuple(match, fc.uint8Array({ minLength: 1, maxLength: 200 })).map(([m, bytes]) => FirewallStatement.byteMatch({ ...m, position: PositionalConstraint.CONTAINS, base64: Buffer.from(bytes).toString('base64') })),
    fc.tuple(match, pattern).map(([m, p]) => FirewallStatement.regex(p, m)),
    fc.tuple(match, fc.uniqueArray(pattern, { minLength: 1 }), maybe(name)).map(([m, p, id]) => FirewallStatement.regexPatterns(p, { ...m, id })),
    fc.tuple(match, ofEnum(SizeComparison), fc.nat()).map(([m, operator, bytes]) => FirewallStatement.size({ ...m, operator, bytes })),
    fc.tuple(match, maybe(ofEnum(SqlInjectionSensitivity))).map(([m, sensitivity]) => FirewallStatement.sqlInjection({ ...m, sensitivity })),
    match.map((m) => FirewallStatement.crossSiteScripting(m)),
    aPart(isExplicit).map((part) => FirewallStatement.missing(part)),
    fc.constantFrom('suspicious', 'a:b:c', 'awswaf:managed:aws:bot-control:bot:verified').map((key) => FirewallStatement.label(key)),
    fc.constantFrom('tenant', 'tenant:', 'awswaf:managed:aws:').map((key) => FirewallStatement.labelNamespace(key)),
    fc.tuple(fc.uniqueArray(fc.constantFrom('DE', 'FR', 'US', 'XK'), { minLength: 1 }), maybe(forwarded)).map(([codes, f]) => FirewallStatement.geo(codes, { forwarded: f })),
    fc.tuple(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 5 }), maybe(forwarded)).map(([asns, f]) => FirewallStatement.asn(asns, { forwarded: f })),
    fc.tuple(fc.uniqueArray(cidr, { minLength: 1, maxLength: 5 }), maybe(positioned), maybe(name)).map(([cidrs, f, id]) => FirewallStatement.addresses(cidrs, { forwarded: f, id })),
  );
}

export function aStatement(depth: number, isExplicit = true): fc.Arbitrary<FirewallStatement> {
  if (depth <= 1) return aLeaf(isExplicit);
  const inner = aStatement(depth - 1, isExplicit);
  return fc.oneof(
    { weight: 2, arbitrary: aLeaf(isExplicit) },
    { weight: 1, arbitrary: inner.map((s) => FirewallStatement.negate(s)) },
    { weight: 2, arbitrary: fc.array(inner, { minLength: 1, maxLength: 4 }).map((s) => FirewallStatement.allOf(s)) },
    { weight: 2, arbitrary: fc.array(inner, { minLength: 1, maxLength: 4 }).map((s) => FirewallStatement.anyOf(s)) },
  );
}

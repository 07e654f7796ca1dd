/** lib/contract/access/read-bundle.ts and canonical.ts: a bundle is whole and of this version, or refused with a stable code and the place. */
import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { BUNDLE_PROBLEMS, bundleProblems, pathParameters } from '../../lib/contract/access/bundle-shape';
import { bundleHash, canonicalJson, DEEPEST } from '../../lib/contract/access/canonical';
import { readBundle } from '../../lib/contract/access/read-bundle';
import { bundleText } from '../../lib/policy/bundle';
import { runs } from '../algebra/support';
import { bundleOf, ISSUER } from '../policy/bundle/support';

/** RFC 8785's own vectors: cyberphone/json-canonicalization (Apache-2.0), testdata, as they stand there. */
const VECTORS: readonly (readonly [string, string, string])[] = [
  ['arrays', '[\n  56,\n  {\n    "d": true,\n    "10": null,\n    "1": [ ]\n  }\n]', '[56,{"1":[],"10":null,"d":true}]'],
  ['french', '{\n  "peach": "This sorting order",\n  "péché": "is wrong according to French",\n  "pêche": "but canonicalization MUST",\n  "sin":   "ingnore locale"\n}\n', '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ingnore locale"}'],
  ['structures', '{\n  "1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0},\n  "10": { },\n  "": "empty",\n  "a": { },\n  "111": [ { } ],\n  "A": { }\n}', '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{}],"A":{},"a":{}}'],
  ['values', '{\n  "numbers": [1E30, 4.50, 333333333.33333329, 2e-3, 0.000000000000000000000000001],\n  "escaping": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",\n  "literals": [null, true, false]\n}', '{"escaping":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/","literals":[null,true,false],"numbers":[1e+30,4.5,333333333.3333333,0.002,1e-27]}'],
  ['weird', '{\n  "\\u20ac": "Euro Sign",\n  "1": "One",\n  "\\u0080": "Control\\u007f",\n  "\\ud83d\\ude02": "Smiley",\n  "\\u00f6": "Latin Small Letter O With Diaeresis",\n  "\\ufb33": "Hebrew Letter Dalet With Dagesh",\n  "</script>": "Browser Challenge"\n}\n', '{"1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}'],
];
test.each(VECTORS)('canonical JSON of RFC 8785: %s', (_, input, output) => {
  expect(canonicalJson(JSON.parse(input))).toBe(output);
});

test('canonical JSON: order does not matter, content does, and what is no JSON throws', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
  }), runs(200));
  expect(canonicalJson({ b: 1, a: undefined, __proto__: null })).toBe('{"b":1}');
  expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"x":2}}'))).toBe('{"__proto__":{"x":2},"b":1}');
  for (const value of [NaN, Infinity, 1n, undefined, () => 1, [undefined]]) expect(() => canonicalJson(value)).toThrow(TypeError);
});

const good = bundleOf();
type Tree = any;
/** Changed, and with the hash of what it became. */
const changed = (change: (bundle: Tree) => void): string => {
  const copy = JSON.parse(bundleText(good)) as Tree;
  change(copy);
  copy.hash = bundleHash(copy);
  return JSON.stringify(copy);
};

test('a whole bundle is read, and its hash is that of its content', () => {
  const text = bundleText(good);
  const { bundle } = readBundle(text);
  expect(bundle).toEqual(good);
  const { hash: _, ...content } = JSON.parse(text) as Tree;
  expect(good.hash).toBe(`sha256:${createHash('sha256').update(canonicalJson(content)).digest('hex')}`);
  // The order of fields and blanks are no content.
  expect(readBundle(JSON.stringify(Object.fromEntries(Object.entries(good).reverse()), null, 2)).bundle).toEqual(good);
});

test('names of objects are names: nothing is inherited', () => {
  const { bundle } = readBundle(changed((b) => { b.trust.windows = JSON.parse(`{"__proto__":${JSON.stringify(b.trust.windows.office)},"office":${JSON.stringify(b.trust.windows.office)}}`); }));
  expect(Object.keys(bundle!.trust.windows).sort()).toStrictEqual(['__proto__', 'office']);
  for (const record of [bundle!.routes, bundle!.trust.windows, bundle!.trust.addressSets, bundle!.issuers[0].personas]) {
    expect(Object.getPrototypeOf(record)).toBeNull();
    expect((record as Tree).constructor).toBeUndefined();
  }
});

const REFUSED: readonly (readonly [string, string, string, (b: Tree) => void])[] = [
  ['a field of a wrong type', 'BundleFieldWrong', '`/routes/GET ~1documents~1{id}/scopes/0` is the number `7`; expected a text', (b) => { b.routes['GET /documents/{id}'].scopes = [7]; }],
  ['a field that is missing', 'BundleFieldWrong', '`/limits/deadlineMs` is missing; expected a whole number from 1 to 300000', (b) => { delete b.limits.deadlineMs; }],
  ['a field that nobody knows', 'BundleFieldWrong', '`/trust/decays` is unknown; known fields: `addressSets`', (b) => { b.trust.decays = {}; }],
  ['a field of the prototype', 'BundleFieldWrong', '`/toString` is unknown', (b) => { b.toString = 1; }],
  ['a number as text', 'BundleFieldWrong', '`/limits/clockSkew` is the string `60`', (b) => { b.limits.clockSkew = '60'; }],
  ['a number that is none', 'BundleFieldWrong', '`/limits/clockSkew` is null', (b) => { b.limits.clockSkew = null; }],
  ['strictness that is a word', 'BundleFieldWrong', '`/strict` is the string `false`; expected `true` or `false`', (b) => { b.strict = 'false'; }],
  ['no door', 'BundleFieldWrong', '`/door` is the string ``; expected a text that is not empty', (b) => { b.door = ''; }],
  ['half a character', 'BundleFieldWrong', '`/door` is', (b) => { b.door = '\ud800'; }],
  ['an issuer without audience', 'BundleFieldWrong', '`/issuers/0/audiences` is a list of 0; expected one of 1 to', (b) => { b.issuers[0].audiences = []; }],
  ['the algorithm none', 'BundleFieldWrong', '`/issuers/0/algorithms/0` is the string `none`; expected one of', (b) => { b.issuers[0].algorithms = ['none']; }],
  ['an algorithm whose secret would be a public key', 'BundleFieldWrong', '`/issuers/0/algorithms/0` is the string `HS256`', (b) => { b.issuers[0].algorithms = ['HS256']; }],
  ['a token without a lifetime', 'BundleFieldWrong', '`/issuers/0/maximumLifetime` is the number `0`', (b) => { b.issuers[0].maximumLifetime = 0; }],
  ['two issuers with one name', 'BundleIssuerTwice', '`/issuers/1/issuer` is `https://cognito', (b) => { b.issuers.push({ ...ISSUER, jwksUri: 'https://elsewhere.example/jwks' }); }],
  ['keys over http', 'BundleKeysNotHttps', '`/issuers/0/jwksUri` is the string `http://idp.example.com/jwks`; expected an address that begins with `https://`', (b) => { b.issuers[0].jwksUri = 'http://idp.example.com/jwks'; }],
  ['keys of a user at a host', 'BundleKeysNotHttps', '`/issuers/0/jwksUri`', (b) => { b.issuers[0].jwksUri = 'https://idp.example.com@evil.example/jwks'; }],
  ['keys behind a backslash', 'BundleKeysNotHttps', '`/issuers/0/jwksUri`', (b) => { b.issuers[0].jwksUri = 'https://idp.example.com\\@evil.example/jwks'; }],
  ['an unknown window', 'BundleWindowUnknown', 'is the unknown window `ofice`; known windows: `night`, `office`', (b) => { b.routes['GET /documents/{id}'].hours = ['ofice']; }],
  ['a window of the prototype', 'BundleWindowUnknown', 'the unknown window `constructor`', (b) => { b.routes['GET /documents/{id}'].hours = ['constructor']; }],
  ['an unknown tier', 'BundleTierUnknown', 'is the string `MANGED`; expected one of `BASIC`, `KNOWN`, `MANAGED`, `HARDENED`', (b) => { b.routes['GET /documents/{id}'].minimumTier = 'MANGED'; }],
  ['a tier that is a number', 'BundleTierUnknown', 'is the number `2`', (b) => { b.routes['GET /documents/{id}'].minimumTier = 2; }],
  ['a parameter that the path does not have', 'BundleParameterUnknown', 'is `sub`, which the path does not have; its parameters: `id`', (b) => { b.routes['GET /documents/{id}'].objectRule = { kind: 'own', by: 'path', parameter: 'sub' }; }],
  ['an object rule without its parameter', 'BundleFieldWrong', '/objectRule/parameter` is missing', (b) => { b.routes['GET /documents/{id}'].objectRule = { kind: 'own', by: 'path' }; }],
  ['a guard with a parameter', 'BundleFieldWrong', '/objectRule/parameter` is unknown', (b) => { b.routes['GET /documents/{id}'].objectRule = { kind: 'own', by: 'guard', parameter: 'id' }; }],
  ['a route without a policy', 'BundleRouteWithoutPolicy', 'route `GET /documents/{id}` has no policy that permits it', (b) => { b.policies.policies = b.policies.policies.filter((p: Tree) => !p.id.endsWith('GET /documents/{id}')); }],
  ['a route whose only policy forbids', 'BundleRouteWithoutPolicy', 'route `GET /documents/{id}`', (b) => { b.policies.policies.find((p: Tree) => p.id.endsWith('GET /documents/{id}')).effect = 'forbid'; }],
  ['a route whose policy is another\'s', 'BundleRouteWithoutPolicy', 'route `GET /documents/{id}`', (b) => { b.policies.policies.find((p: Tree) => p.id.endsWith('GET /documents/{id}')).action.entity.id = 'GET /documents'; }],
  ['two policies with one id', 'BundleFieldWrong', 'expected one id per policy', (b) => { b.policies.policies.push(b.policies.policies[0]); }],
  ['a policy without a condition list', 'BundleFieldWrong', '`/policies/policies/0/conditions` is missing', (b) => { delete b.policies.policies[0].conditions; }],
  ['a policy with an unknown scope', 'BundleFieldWrong', '`/policies/policies/0/principal/op` is the string `any`', (b) => { b.policies.policies[0].principal = { op: 'any' }; }],
  ['a policy table of another version', 'BundleFieldWrong', '`/policies/schema`', (b) => { b.policies.schema = 'zero-trust/policy-table/2'; }],
  ['a step-up of no age', 'BundleFieldWrong', '/stepUp/maxAge` is the number `0`', (b) => { b.routes['GET /documents/{id}'].stepUp = { maxAge: 0 }; }],
  ['a challenge with a quote', 'BundleFieldWrong', '/stepUp/acrValues/0`', (b) => { b.routes['GET /documents/{id}'].stepUp = { acrValues: ['a"b'] }; }],
  ['a window that is empty', 'BundleFieldWrong', '`/trust/windows/office` begins and ends at', (b) => { b.trust.windows.office.until = b.trust.windows.office.since; }],
  ['a day that is none', 'BundleFieldWrong', '`/trust/windows/office/days/0` is the number `0`', (b) => { b.trust.windows.office.days = [0]; }],
  ['an address set that is no list of ranges', 'BundleFieldWrong', '`/trust/addressSets/office/0`', (b) => { b.trust.addressSets.office = ['10.0.0.1']; }],
  ['a country in small letters', 'BundleFieldWrong', '`/trust/deniedCountries/0` is the string `de`', (b) => { b.trust.deniedCountries = ['de']; }],
  ['a host in capitals', 'BundleFieldWrong', '`/hosts/0` is the string `API.example.com`', (b) => { b.hosts = ['API.example.com']; }],
  ['a route that is none', 'BundleFieldWrong', 'expected a method, a blank and a path', (b) => { b.routes.x = b.routes['GET /health']; }],
];
test.each(REFUSED)('refused: %s', (_, code, words, change) => {
  const reading = readBundle(changed(change));
  expect(reading.bundle).toBeUndefined();
  expect(reading).toMatchObject({ problem: code });
  expect((reading as { message: string }).message).toContain(words);
});

test('all mistakes at once, each with its place', () => {
  const { message } = readBundle(changed((b) => { b.strict = 1; b.door = 2; b.limits = []; })) as { message: string };
  expect(message).toMatch(/`\/door`.*`\/limits`.*`\/strict`/);
  const many = bundleProblems(JSON.parse(changed((b) => { b.hosts = Array(100).fill(1); })));
  expect(many).toHaveLength(100);
  expect((readBundle(changed((b) => { b.hosts = Array(100).fill(1); })) as { message: string }).message).toMatch(/; and 90 more$/);
});

test.each([
  ['another version', 'BundleVersion', changed((b) => { b.schema = 'zero-trust/policy-bundle/2'; })],
  ['no version', 'BundleVersion', changed((b) => { delete b.schema; })],
  ['changed afterwards', 'BundleHash', bundleText(good).replace('"strict":true', '"strict":false')],
  ['another hash', 'BundleHash', JSON.stringify({ ...good, hash: `sha256:${'0'.repeat(64)}` })],
  ['no hash', 'BundleFieldWrong', JSON.stringify({ ...good, hash: undefined })],
  ['nothing', 'BundleUnreadable', ''], ['null', 'BundleUnreadable', 'null'], ['a list', 'BundleUnreadable', '[]'], ['a number', 'BundleUnreadable', '1'],
  ['no text', 'BundleUnreadable', undefined], ['an object', 'BundleUnreadable', {}],
  ['deeper than a stack', 'BundleUnreadable', `{"schema":"zero-trust/policy-bundle/1","x":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ['as wide as it is long', 'BundleFieldWrong', changed((b) => { b.hosts = Array(200_000).fill('a'); })],
])('refused: %s', (_, problem, text) => {
  expect(readBundle(text as string)).toMatchObject({ problem });
});

test('a policy may be nested as deeply as is said, and no deeper', () => {
  const nested = (levels: number): string => changed((b) => {
    let body: Tree = { Value: true };
    for (let i = 0; i < levels; i++) body = { '!': { arg: body } };
    b.policies.policies[0].conditions[0].body = body;
  });
  expect(readBundle(nested(DEEPEST / 2 - 10)).bundle).toBeDefined();
  expect(() => nested(DEEPEST / 2 + 10)).toThrow(RangeError);
});

test('cut off anywhere it is refused', () => {
  const text = bundleText(good);
  for (let i = 0; i < text.length; i += 13) expect(readBundle(text.slice(0, i))).toMatchObject({ problem: 'BundleUnreadable' });
});

/** Every place of a value. */
function places(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, v]) => places(v, [...path, Array.isArray(value) ? Number(key) : key])) : [];
  return [path, ...inner];
}

test('hostile JSON: whatever stands in any place, nothing throws, and what is read has a known code', () => {
  const all = places(JSON.parse(bundleText(good)));
  const values = fc.oneof(fc.jsonValue(), fc.constantFrom(null, '', 0, -1, 1e308, [], {}, [[]], JSON.parse('{"__proto__":{"x":1}}') as Tree, '\ud800', 'x'.repeat(5_000), true));
  const seen = new Set<string>();
  fc.assert(fc.property(fc.constantFrom(...all.slice(1)), values, fc.boolean(), (place, value, rehash) => {
    const copy = JSON.parse(bundleText(good)) as Tree;
    let at: Tree = copy;
    for (const step of place.slice(0, -1)) at = at[step];
    at[place[place.length - 1]] = value;
    if (rehash) copy.hash = bundleHash(copy);
    const reading = readBundle(JSON.stringify(copy));
    if (reading.bundle === undefined) expect(BUNDLE_PROBLEMS).toContain(reading.problem);
    seen.add(reading.problem ?? 'read');
    // Without its hash only what was there before is what it was.
    if (!rehash && reading.bundle !== undefined) expect(reading.bundle).toEqual(good);
  }), runs(800));
  expect([...seen].sort()).toEqual(expect.arrayContaining(['BundleFieldWrong', 'BundleHash', 'read']));
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => { expect(readBundle(text).bundle).toBeUndefined(); }), runs(500));
});

test('parameters of paths', () => {
  expect(pathParameters('GET /documents/{id}/{rest+}')).toStrictEqual(['id', 'rest']);
  expect(pathParameters('GET /')).toStrictEqual([]);
  expect(pathParameters('ANY /{a.b}/x{y}/{z}z')).toStrictEqual(['a.b']);
});

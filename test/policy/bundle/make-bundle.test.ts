/** lib/policy/bundle: what is declared becomes a bundle that the reader takes, the same bytes each time, or findings that say what, where and how to fix it. */
import * as fc from 'fast-check';
import { TIERS } from '../../../lib/contract/access/facts';
import { readBundle } from '../../../lib/contract/access/read-bundle';
import type { Finding } from '../../../lib/intent';
import { type BundleFacts, bundleText, cedarOfRoutes, makeBundle, ROUTES_FILE } from '../../../lib/policy/bundle';
import { loadPolicies } from '../../../lib/policy/evaluate';
import { prepareTrust } from '../../../lib/runtime/authorizer/facts/prepare';
import { runs } from '../../algebra/support';
import { expectStyle } from '../../intent/support';
import { bundleOf, FACTS, facts, hostile, ISSUER, ROUTE } from './support';

const told = (changes: Partial<BundleFacts>): readonly Finding[] => {
  const { bundle, findings } = makeBundle(facts(changes));
  expect(bundle === undefined).toBe(findings.some((f) => f.level === 'error'));
  return findings;
};
const route = (config: Partial<typeof ROUTE>, more: object = {}): Partial<BundleFacts> => ({ routes: [{ id: 'GET /documents/{id}', config: { ...ROUTE, ...config }, ...more }] });
const OIDC = { ...ISSUER, issuer: 'https://login.example.com', kind: 'oidc' as const };
const { trust } = FACTS;

test('a bundle that the reader and the evaluator take, with the policies of routes and of users', () => {
  const bundle = bundleOf({ policies: { 'own.cedar': '@id("own.office")\nforbid (principal, action, resource) unless { context.location.sets.contains("office") };' } });
  expect(readBundle(bundleText(bundle)).bundle).toEqual(bundle);
  expect(bundle.policies.policies.map((p) => p.id)).toStrictEqual(['own.office', 'route.Documents.DELETE /documents/{id}', 'route.Documents.GET /documents/{id}', 'route.Documents.GET /people/{sub}/documents']);
  expect(() => loadPolicies(bundle.policies, { strict: true })).not.toThrow();
  expect(bundle.cedar).toBeUndefined();
  expect(bundle).toMatchObject({ engine: 'compiled', strict: true, door: 'Documents' });
});

test('other engines get the text', () => {
  const bundle = bundleOf({ engine: 'cedar-wasm', strict: false, policies: { 'own.cedar': 'forbid (principal, action, resource) when { context.trust.score < 10 };' } });
  expect(bundle).toMatchObject({ engine: 'cedar-wasm', strict: false });
  expect(bundle.cedar).toStrictEqual({ 'own.cedar': 'forbid (principal, action, resource) when { context.trust.score < 10 };', [ROUTES_FILE]: cedarOfRoutes(FACTS) });
  expect(readBundle(bundleText(bundle)).bundle).toEqual(bundle);
});

test('the same facts are the same bytes, in whatever order they are said, and the hash names the rules', () => {
  const turn = <T>(list: readonly T[]): T[] => [...list].reverse();
  const swapped = <T>(of: Readonly<Record<string, T>>): Record<string, T> => Object.fromEntries(turn(Object.entries(of)));
  const base = facts({ hosts: ['a.example', 'b.example'], issuers: [ISSUER, OIDC], routes: [...FACTS.routes, { id: 'PUT /x', config: { ...ROUTE, scopes: ['a', 'b'], personas: ['employee', 'partner'], hours: ['night', 'office'], required: ['device', 'session'] } }], policies: { 'a.cedar': 'permit (principal, action, resource);', 'b.cedar': '// nothing\n' } });
  const other: BundleFacts = {
    ...base, hosts: turn(base.hosts), issuers: turn(base.issuers).map((i) => swapped(i as never)) as never, personas: turn(base.personas), policies: swapped(base.policies!),
    trust: { ...trust, windows: Object.fromEntries(turn(Object.entries(trust.windows)).map(([k, w]) => [k, { ...w, days: turn(w.days) }])), addressSets: { office: turn(trust.addressSets.office) } },
    routes: turn(base.routes).map((r) => ({ ...r, config: { ...r.config, scopes: turn(r.config.scopes), personas: turn([...r.config.personas, ...r.config.personas]), hours: turn(r.config.hours), required: turn(r.config.required) } })),
  };
  const [one, two] = [makeBundle(base), makeBundle(other)];
  expect(bundleText(two.bundle!)).toBe(bundleText(one.bundle!));
  expect(makeBundle({ ...base, limits: { ...base.limits, clockSkew: 61 } }).bundle!.hash).not.toBe(one.bundle!.hash);
});

const CASES: readonly (readonly [string, Partial<BundleFacts>, string, string, 'error' | 'warning'])[] = [
  ['a policy that does not validate', { policies: { 'own.cedar': '\nforbid (principal, action, resource) when { context.device.tier < 1 };' } }, 'PolicyInvalid', 'unable to guarantee safety of access to optional attribute `device`', 'error'],
  ['a policy that is none', { policies: { 'own.cedar': 'permit (principal, action, resource)' } }, 'PolicySyntax', 'unexpected end of input', 'error'],
  ['an unknown persona in a policy', { policies: { 'own.cedar': 'permit (principal in Persona::"emploee", action, resource);' } }, 'PolicyInvalid', 'did you mean `employee`?', 'error'],
  ['an unknown window in a policy', { policies: { 'own.cedar': '@id("own") forbid (principal, action, resource) when { !context.time.windows.containsAny(["ofice", "night"]) };' } }, 'WindowUnknown', 'policy `own` asks whether `context.time.windows` holds `ofice`, which is never so; did you mean `office`?', 'error'],
  ['an unknown address set in a policy', { policies: { 'own.cedar': 'forbid (principal, action, resource) unless { context.location.sets.contains("hq") };' } }, 'AddressSetUnknown', 'policy `own.cedar#1` asks whether `context.location.sets` holds `hq`, which is never so; known address sets: `office`', 'error'],
  ['a policy with the id of a route\'s', { policies: { 'own.cedar': '@id("route.Documents.GET /documents/{id}") permit (principal, action, resource);' } }, 'PolicyIdDuplicate', 'is taken by the policy at', 'error'],
  ['a file with the name of ours', { policies: { [ROUTES_FILE]: '' } }, 'PolicyFileReserved', 'give it another name', 'error'],
  ['a route without a policy', route({ scopes: [], personas: [] }), 'RouteWithoutPolicy', 'route `GET /documents/{id}` has no policy that permits it, so nobody could call it; expected scopes or personas, or a policy of your own with `action == Action::"GET /documents/{id}"`', 'error'],
  ['rules of a route that nobody may call', route({ scopes: [], personas: [], minimumTier: 'KNOWN' }), 'RouteWithoutPolicy', 'names neither scopes nor personas, so no policy is written for it and its rules (`minimumTier`) would hold for nobody', 'error'],
  ['a tier without a device source', { ...route({ minimumTier: 'MANAGED' }), sources: { devices: false, subjects: true, sessions: true } }, 'TierWithoutDeviceSource', 'asks for tier `MANAGED` and nothing reports devices, so that each is `BASIC` for good', 'error'],
  ['facts without a source', { ...route({ required: ['session', 'device'] }), sources: { devices: true, subjects: false, sessions: false } }, 'FactWithoutSource', 'lets nobody in without facts of `session`, and nothing writes any', 'error'],
  ['a step-up on tokens that never say auth_time', { ...route({ stepUp: { maxAge: 300 } }), issuers: [OIDC] }, 'StepUpWithoutAuthTime', 'asks for a sign-in of at most 300 seconds ago, and access tokens of `https://login.example.com` never say `auth_time`: nobody could ever call it', 'error'],
  ['the same, of one of two issuers', { ...route({ stepUp: { maxAge: 300 } }), issuers: [OIDC, ISSUER] }, 'StepUpWithoutAuthTime', 'none of their subjects could ever call it', 'warning'],
  ['a way of signing in that user pools never say', route({ stepUp: { acrValues: ['phr'] } }), 'StepUpWithoutAcr', 'never say `acr`: nobody could ever call it', 'error'],
  ['an observe without an end', route({}, { observe: true }), 'ObserveWithoutEnd', 'route `GET /documents/{id}` only observes, without an end: it would let everything pass for good', 'error'],
  ['an unknown window', route({ hours: ['offfice'] }), 'WindowUnknown', 'route `GET /documents/{id}` is open in the unknown window `offfice`; did you mean `office`?', 'error'],
  ['an unknown persona', route({ personas: ['employe'] }), 'UnknownPersona', 'route `GET /documents/{id}` is for the unknown persona `employe`; did you mean `employee`?', 'error'],
  ['an unknown parameter', route({ objectRule: { kind: 'own', by: 'path', parameter: 'ids' } }), 'RouteParameterUnknown', 'compares its path parameter `ids` with the subject and has none of that name; did you mean `id`?', 'error'],
  ['an unknown tier', route({ minimumTier: 'MANAGD' as never }), 'BundleTierUnknown', 'is the string `MANAGD`; expected one of `BASIC`, `KNOWN`, `MANAGED`, `HARDENED`', 'error'],
  ['a route twice', { routes: [FACTS.routes[0], FACTS.routes[0]] }, 'DuplicateRoute', 'is there 2 times', 'error'],
  ['two issuers with one name', { issuers: [ISSUER, { ...ISSUER, audiences: ['x'] }] }, 'BundleIssuerTwice', 'each issuer once', 'error'],
  ['keys over http', { issuers: [{ ...ISSUER, jwksUri: 'http://x.example/jwks' }] }, 'BundleKeysNotHttps', 'begins with `https://`', 'error'],
  ['a fact of a wrong type', { hosts: 'api.example.com' as never }, 'BundleFieldWrong', '`/hosts` is the string `api.example.com`; expected a list', 'error'],
  ['a fact that nobody knows', { windows: {} } as never, 'BundleFieldWrong', '`/windows` is unknown', 'error'],
  ['a zone that nobody knows', { trust: { ...trust, windows: { ...trust.windows, late: { ...trust.windows.night, timeZone: 'Europe/Berln' } } } }, 'WindowInvalid', 'window `late` is in the unknown time zone `Europe/Berln`', 'error'],
  ['a range with bits beyond its prefix', { trust: { ...trust, addressSets: { hq: ['203.0.113.7/24'] } } }, 'AddressSetInvalid', 'address set `hq` has `203.0.113.7/24`', 'error'],
  ['a range that is none', { trust: { ...trust, addressSets: { hq: ['2001:db8::/129'] } } }, 'AddressSetInvalid', 'address set `hq` has `2001:db8::/129`', 'error'],
  ['countries that nobody says', { trust: { ...trust, deniedCountries: ['XX'] } }, 'LocationWithoutHeader', '`deniedCountries` asks from which country a request comes, and nothing says it', 'error'],
  ['own objects of two issuers', { issuers: [ISSUER, OIDC] }, 'SubjectsOfTwoIssuers', 'subjects of 2 issuers may have the same', 'warning'],
];
test.each(CASES)('told: %s', (_, changes, code, words, level) => {
  const found = told(changes);
  const one = found.find((f) => f.code === code && f.message.includes(words));
  if (one === undefined) throw new Error(JSON.stringify(found, null, 1));
  expect(one.level).toBe(level);
  // Cedar's own words keep Cedar's style.
  for (const { message } of found.filter((f) => !/^Policy(?!FileReserved)/.test(f.code))) expectStyle(message);
});

test('Cedar\'s words come with the place', () => {
  expect(told({ policies: { 'own.cedar': '\n\nforbid (principal, action, resource) when { context.trust.teir < 1 };' } })).toEqual([{
    code: 'PolicyInvalid', level: 'error', pointer: '/policies/own.cedar', where: 'own.cedar:3:45',
    message: 'for policy `own.cedar#1`, attribute `trust.teir` in context for Action::"DELETE /documents/{id}" not found: did you mean `tier`?; the same of 2 more actions',
  }]);
});

test('all mistakes at once', () => {
  const codes = told({
    routes: [{ id: 'GET /a/{id}', config: { ...ROUTE, hours: ['x'], personas: ['nobody'], stepUp: { acrValues: ['phr'] } }, observe: true }], trust: { ...trust, addressSets: { hq: ['1.2.3.4/8'] } },
    policies: { 'a.cedar': 'permit (principal, action, resource) when { context.location.sets.contains("y") };', 'b.cedar': 'forbid (principal, action, resource) when { context.nothing };', 'c.cedar': 'oops' },
  }).map((f) => f.code);
  expect([...new Set(codes)].sort()).toEqual(expect.arrayContaining(['AddressSetInvalid', 'ObserveWithoutEnd', 'PolicyInvalid', 'PolicySyntax', 'StepUpWithoutAcr', 'UnknownPersona', 'WindowUnknown']));
});

test('what there is nothing to say of is quiet: tiers that somebody reports, a route of own policies, tokens that say what they are asked', () => {
  for (const changes of [
    { ...route({ minimumTier: 'KNOWN' as const }), sources: { devices: false, subjects: true, sessions: false } },
    { ...route({ scopes: [], personas: [] }), policies: { 'own.cedar': 'permit (principal in Persona::"partner", action == Action::"GET /documents/{id}", resource);' } },
    { ...route({ scopes: [], personas: [] }), policies: { 'own.cedar': 'permit (principal in Persona::"partner", action, resource);' } },
    { ...route({ stepUp: { maxAge: 300, acrValues: ['phr'] } }), claims: { [ISSUER.issuer]: ['auth_time' as const, 'acr' as const] } },
    { ...route({ observeUntil: 1_800_000_000 }, { observe: true }) },
    { trust: { ...trust, countryHeader: 'cloudfront-viewer-country', deniedCountries: ['AQ'], behaviour: { maximumSpeed: 1_000 } } },
  ]) expect(told(changes)).toStrictEqual([]);
});

test('facts of every wrong type are told, and never thrown', () => {
  const wrong = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, null, 0, '', [], {}, [null], [{}], { a: null }));
  fc.assert(fc.property(fc.constantFrom(...Object.keys(FACTS), 'policies', 'posture', 'claims', 'engine', 'strict'), wrong, (field, value) => {
    const { bundle, findings } = makeBundle({ ...FACTS, [field]: value } as never);
    expect(bundle === undefined).toBe(findings.some((f) => f.level === 'error'));
  }), runs(150));
  for (const nothing of [undefined, null, [], 'x']) expect(makeBundle(nothing as never).findings[0].code).toBe('BundleFieldWrong');
});

test('whatever is called however: a bundle that the reader, the evaluator and the authorizer take, or a finding', () => {
  const seen = { made: 0, told: 0 };
  fc.assert(fc.property(hostile, fc.array(hostile, { minLength: 1, maxLength: 2 }), hostile, hostile, fc.constantFrom(...TIERS), (door, personas, scope, window, minimumTier) => {
    const { bundle, findings } = makeBundle(facts({
      door, personas, trust: { ...trust, windows: Object.fromEntries([[window, trust.windows.office]]), addressSets: Object.fromEntries([[window, ['10.0.0.0/8']]]) },
      routes: [{ id: 'GET /x', config: { ...ROUTE, personas, scopes: [scope], hours: [window], minimumTier }, because: scope }],
    }));
    if (bundle === undefined) return void (expect(findings.some((f) => f.level === 'error')).toBe(true), seen.told++);
    seen.made++;
    const read = readBundle(bundleText(bundle)).bundle!;
    expect(read).toEqual(JSON.parse(JSON.stringify(bundle)));
    expect(() => prepareTrust(read.trust, read.limits)).not.toThrow();
    expect(loadPolicies(read.policies, { strict: true })).toBeDefined();
  }), runs(120));
  expect(seen.made).toBeGreaterThan(40);
  expect(seen.told).toBeGreaterThan(5);
});

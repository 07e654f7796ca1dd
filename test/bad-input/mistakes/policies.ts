/** Mistakes in policies, in what a bundle is made of, and in bundles. */
import { bundleHash } from '../../../lib/contract/access/canonical';
import { readBundle } from '../../../lib/contract/access/read-bundle';
import { type BundleFacts, bundleText, makeBundle, policyTestFindings, runPolicyTests } from '../../../lib/policy/bundle';
import { compilePolicies } from '../../../lib/policy/compile';
import { openParts } from '../../../lib/runtime/authorizer/decide/parts';
import { FACTS, ISSUER, ROUTE, ROW } from '../../policy/bundle/facts';
import type { ProvingMistake } from '../proving';

type Told = readonly { readonly code: string; readonly message: string }[];

const said = (code: string, told: Told): Promise<string | undefined> => {
  const one = told.find((t) => t.code === code);
  return Promise.resolve(one === undefined ? undefined : `${code}: ${one.message}`);
};
const made = (name: string, code: string, words: readonly string[], changes: Partial<BundleFacts>, level: ProvingMistake['level'] = 'error'): ProvingMistake => ({
  name, code, words, level, tell: () => said(code, makeBundle({ ...FACTS, ...changes }).findings),
});
const own = (text: string): Partial<BundleFacts> => ({ policies: { 'own.cedar': text } });
const route = (config: Partial<typeof ROUTE>, more: object = {}): Partial<BundleFacts> => ({ routes: [{ id: 'GET /documents/{id}', config: { ...ROUTE, ...config }, ...more }] });
const OIDC = { ...ISSUER, issuer: 'https://login.example.com', kind: 'oidc' as const };
const { trust } = FACTS;

/** A bundle as it is made, changed by hand; `again` gives it the hash of what it then is. */
const read = (name: string, code: string, words: readonly string[], change: (bundle: any) => unknown, again = true): ProvingMistake => ({
  name, code, words, level: 'error',
  tell: () => {
    const bundle = JSON.parse(bundleText(makeBundle(FACTS).bundle!)) as Record<string, unknown>;
    const changed = change(bundle) ?? bundle;
    const text = typeof changed === 'string' ? changed : JSON.stringify(again ? { ...bundle, hash: bundleHash(bundle) } : bundle);
    const { problem, message } = readBundle(text) as { problem?: string; message?: string };
    return said(code, problem === undefined ? [] : [{ code: problem, message: message! }]);
  },
});

export const POLICIES: readonly ProvingMistake[] = [
  made('a policy that is none', 'PolicySyntax', ['unexpected end of input'], own('permit (principal, action, resource)')),
  made('an unknown window in a policy', 'WindowUnknown', ['`ofice`', 'did you mean `office`?'], own('forbid (principal, action, resource) when { !context.time.windows.contains("ofice") };')),
  made('an unknown address set in a policy', 'AddressSetUnknown', ['`hq`', '`office`'], own('forbid (principal, action, resource) unless { context.location.sets.contains("hq") };')),
  made('the id of a route', 'PolicyIdDuplicate', ['is taken'], own('@id("route.Documents.GET /documents/{id}") permit (principal, action, resource);')),
  made('the name of our file', 'PolicyFileReserved', ['give it another name'], { policies: { 'zero-trust.routes.cedar': '' } }),
  made('brackets in brackets', 'PolicyTooLarge', ['split it'], own(`permit (principal, action, resource) when { ${'('.repeat(3_000)}true${')'.repeat(3_000)} };`)),
  made('what the compiled engine does not know', 'PolicyUnsupported', ['`ip` takes 1 value'], own('permit (principal, action, resource) when { ip("1.2.3.4", "a").isIpv4() };')),
  made('a route that nobody may call', 'RouteWithoutPolicy', ['`GET /documents/{id}`', 'nobody could call it'], route({ scopes: [], personas: [] })),
  made('a tier without devices', 'TierWithoutDeviceSource', ['`MANAGED`'], { ...route({ minimumTier: 'MANAGED' }), sources: { devices: false, subjects: true, sessions: true } }),
  made('facts without a source', 'FactWithoutSource', ['`session`'], { ...route({ required: ['session'] }), sources: { devices: true, subjects: false, sessions: false } }),
  made('a step-up on tokens that never say when', 'StepUpWithoutAuthTime', ['`auth_time`'], { ...route({ stepUp: { maxAge: 300 } }), issuers: [OIDC] }),
  made('the same, of one of two issuers', 'StepUpWithoutAuthTime', ['none of their subjects'], { ...route({ stepUp: { maxAge: 300 } }), issuers: [OIDC, ISSUER] }, 'warning'),
  made('a way of signing in that is never named', 'StepUpWithoutAcr', ['`acr`'], route({ stepUp: { acrValues: ['phr'] } })),
  made('an observe without an end', 'ObserveWithoutEnd', ['without an end'], route({}, { observe: true })),
  made('an unknown parameter', 'RouteParameterUnknown', ['`ids`', 'did you mean `id`?'], route({ objectRule: { kind: 'own', by: 'path', parameter: 'ids' } })),
  made('own objects of two issuers', 'SubjectsOfTwoIssuers', ['may have the same'], { issuers: [ISSUER, OIDC] }, 'warning'),
  made('keys over http', 'BundleKeysNotHttps', ['`https://`'], { issuers: [{ ...ISSUER, jwksUri: 'http://login.example.com/jwks' }] }),
  made('a text in place of a list', 'BundleFieldWrong', ['`/hosts`', 'expected a list'], { hosts: 'api.example.com' as never }),
  made('a zone that there is not', 'WindowInvalid', ['`Europe/Berln`'], { trust: { ...trust, windows: { ...trust.windows, late: { ...trust.windows.night, timeZone: 'Europe/Berln' } } } }),
  made('bits beyond a prefix', 'AddressSetInvalid', ['`203.0.113.7/24`'], { trust: { ...trust, addressSets: { hq: ['203.0.113.7/24'] } } }),
  made('countries that nobody says', 'LocationWithoutHeader', ['nothing says it'], { trust: { ...trust, deniedCountries: ['AQ'] } }),
  { name: 'a schema that is none', code: 'PolicySchemaInvalid', words: ['unexpected'], level: 'error', tell: () => said('PolicySchemaInvalid', compilePolicies({ files: { 'own.cedar': 'permit (principal, action, resource);' }, schema: 'entity' }).findings) },
  { name: 'a row that expects another answer', code: 'PolicyTestFailed', words: ['expected deny, got allow'], level: 'error', tell: () => said('PolicyTestFailed', policyTestFindings(runPolicyTests(makeBundle(FACTS).bundle!, [{ ...ROW, expect: 'deny' }]))) },
  read('a bundle that was cut off', 'BundleUnreadable', ['cut off'], (b) => JSON.stringify(b).slice(0, 100)),
  read('a bundle of another version', 'BundleVersion', ['`zero-trust/policy-bundle/2`'], (b) => { b.schema = 'zero-trust/policy-bundle/2'; }),
  read('a bundle that was changed', 'BundleHash', ['was changed afterwards'], (b) => { b.strict = false; }, false),
  read('a window that was taken away', 'BundleWindowUnknown', ['`office`'], (b) => { delete b.trust.windows.office; }),
  read('a parameter that was renamed', 'BundleParameterUnknown', ['`whose`'], (b) => { b.routes['GET /people/{sub}/documents'].objectRule.parameter = 'whose'; }),
  read('a policy that was taken away', 'BundleRouteWithoutPolicy', ['`GET /documents/{id}`'], (b) => { b.policies.policies = b.policies.policies.filter((p: { id: string }) => p.id !== 'route.Documents.GET /documents/{id}'); }),
  {
    name: 'an engine that is not there', code: 'BundleEngine', words: ['`cedar-wasm`'], level: 'error',
    tell: () => {
      try {
        openParts(bundleText(makeBundle({ ...FACTS, engine: 'cedar-wasm' }).bundle!), { fetch: async () => '' });
        return Promise.resolve(undefined);
      } catch (error) {
        return said('BundleEngine', [error as { code: string; message: string }]);
      }
    },
  },
];

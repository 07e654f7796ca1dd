/** Routes, requests and bundles for the tests of lib/policy/routes, request and bundle. */
import * as fc from 'fast-check';
import type { PolicyBundle, RouteConfig } from '../../../lib/contract/access/bundle';
import { TIERS } from '../../../lib/contract/access/facts';
import type { CedarRequest } from '../../../lib/contract/access/policy-table';
import { type BundleFacts, makeBundle } from '../../../lib/policy/bundle';
import { type AccessContext, type AccessSubject, cedarRequest } from '../../../lib/policy/request';
import { FACTS, ISSUER, MONDAY, ROUTE, ROW } from './facts';

jest.setTimeout(600_000);

export { FACTS, ISSUER, MONDAY, ROUTE, ROW };

export function facts(changes: Partial<BundleFacts>): BundleFacts {
  return { ...FACTS, ...changes };
}

/** Throws what is wrong. */
export function bundleOf(changes: Partial<BundleFacts> = {}): PolicyBundle {
  const { bundle, findings } = makeBundle(facts(changes));
  if (bundle === undefined) throw new Error(JSON.stringify(findings, null, 1));
  return bundle;
}

/** Names that try to be code: quotes, escapes, comments, line ends, directions, templates, what JavaScript's objects inherit. */
const NASTY = [
  '"', '\\', '\\"', '");', '"); permit(principal, action, resource);//', '\n', '\r\n', '\u2028', '\u202e', '\0', '\\u{22}', '\\x22', '// x', '/* */', '*', '?principal', '@id("x")', '${a}', '${Token[1]}', '`', '\'',
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'in', 'is', 'has', 'like', 'if', 'true', '__cedar', 'é', '😀', '\ufeff', '\u200d', '\u0000x', 'a b', ' ', '}', '{id}', '{{', '::', 'User::"x"', '',
];
export const hostile = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 12 }), fc.array(fc.constantFrom(...NASTY), { maxLength: 4 }).map((parts) => parts.join('')));

const PERSONAS = ['employee', 'partner', 'auditor'];
const SCOPES = ['documents/read', 'documents/write', 'x'];
const WINDOWS = ['office', 'night'];
const some = <T>(of: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...of]);
const rarely = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: of });
const often = <T>(all: readonly T[]): fc.Arbitrary<T[]> => fc.oneof({ weight: 3, arbitrary: fc.constant<T[]>([...all]) }, { weight: 1, arbitrary: some(all) });

/** Routes over few names and few rules, so that requests meet them. */
export const routeConfigs: fc.Arbitrary<RouteConfig> = fc.record({
  access: fc.constantFrom(...Array<'scopes'>(9).fill('scopes'), 'public' as const), scopes: some(SCOPES), personas: some(PERSONAS), minimumTier: fc.constantFrom('BASIC' as const, 'BASIC' as const, ...TIERS),
  certificate: fc.boolean(), hours: rarely(some(WINDOWS)).map((hours) => hours ?? []), required: fc.constant([]),
  purpose: rarely(fc.constantFrom('support', 'audit')),
  objectRule: rarely(fc.constantFrom({ kind: 'own' as const, by: 'path' as const, parameter: 'id' }, { kind: 'shared' as const, by: 'path' as const, parameter: 'doc-id' }, { kind: 'own' as const, by: 'guard' as const })),
  stepUp: rarely(fc.record({ maxAge: fc.constantFrom(60, 900), acrValues: fc.constantFrom(['mfa'], ['phr', 'mfa'], []) }, { requiredKeys: [] })),
}).map((config) => JSON.parse(JSON.stringify(config)) as RouteConfig);

export interface RandomRequest {
  readonly who: AccessSubject;
  readonly context: AccessContext;
}

export const randomRequests: fc.Arbitrary<RandomRequest> = fc.record({
  kind: fc.constantFrom('user' as const, 'user' as const, 'service' as const), subject: fc.constantFrom('ada', 'ada', 'bob', 'ada ', 'portal'),
  personas: often(PERSONAS), scopes: often(SCOPES), groups: some(['staff', 'employee']), tier: fc.constantFrom(3, 3, 3, 2, 1, 0), windows: often(WINDOWS),
  authAge: fc.option(fc.constantFrom(0, 59, 60, 61, 900, 901), { nil: undefined }), acr: fc.option(fc.constantFrom('mfa', 'phr', 'pwd'), { nil: undefined }),
  purpose: fc.option(fc.constantFrom('support', 'audit', 'other'), { nil: undefined }), id: fc.constantFrom('ada', 'ada', 'bob', 'ADA'), other: fc.constantFrom('ada', 'ada', 'bob'),
  device: fc.boolean(), behaviour: fc.boolean(),
}).map(({ kind, subject, personas, scopes, groups, tier, windows, authAge, acr, purpose, id, other, device, behaviour }) => ({
  who: { kind, subject, client: 'portal', personas, scopes, groups },
  context: {
    http_request: { http_method: 'GET', hostname: 'api.example.com', path: '/documents/ada/ada', client_ip: { __extn: { fn: 'ip', arg: '192.0.2.1' } } },
    path: { 'id': id, 'doc-id': other },
    token: { scopes, client: 'portal', ageSeconds: 1, amr: [], ...(authAge === undefined ? {} : { authAgeSeconds: authAge }), ...(acr === undefined ? {} : { acr }) },
    trust: { tier, score: 50 }, ...(device ? { device: { tier, ageSeconds: 5, enrolled: true, posture: { diskEncrypted: true } } } : {}),
    location: { sets: [] }, ...(behaviour ? { behaviour: { riskScore: 0, velocity: 1, recentDenials: 0, newDevice: false } } : {}),
    time: { windows, weekday: 1, minuteOfDay: 600 }, ...(purpose === undefined ? {} : { purpose }),
  },
}));

/** A route with the parameters that `routeConfigs` names. */
export const ROUTE_ID = 'GET /documents/{id}/{doc-id}';

export function requestTo(route: string, door: string, { who, context }: RandomRequest): CedarRequest {
  return cedarRequest(who, { door, route, resource: 'documents/ada/ada' }, context);
}

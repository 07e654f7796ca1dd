/** One door with its routes, and one row of a policy test, for tests of policies and of mistakes in them. Without jest: scripts read it too. */
import type { IssuerConfig, RouteConfig } from '../../../lib/contract/access/bundle';
import type { PolicyTestData } from '../../../lib/intent/model-policy-test';
import type { BundleFacts } from '../../../lib/policy/bundle';

export const ROUTE: RouteConfig = { access: 'scopes', scopes: ['documents/read'], personas: ['employee'], minimumTier: 'BASIC', certificate: false, hours: [], required: [] };
export const ISSUER: IssuerConfig = {
  issuer: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_A', kind: 'cognito', jwksUri: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_A/.well-known/jwks.json',
  audiences: ['portal'], algorithms: ['RS256'], maximumLifetime: 900, types: ['', 'JWT'], personas: {},
};

export const FACTS: BundleFacts = {
  door: 'Documents', personas: ['employee', 'partner'], hosts: ['api.example.com'], issuers: [ISSUER],
  trust: {
    decay: { KNOWN: 604_800, MANAGED: 86_400, HARDENED: 3_600 }, addressSets: { office: ['203.0.113.0/24', '2001:db8::/32'] }, deniedCountries: [],
    windows: { office: { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5], since: 480, until: 1_080 }, night: { timeZone: 'UTC', days: [5], since: 1_320, until: 360 } }, behaviour: {},
  },
  limits: { clockSkew: 60, deadlineMs: 3_000, snapshotMaxAge: 10, snapshotMaxStale: 60, keysMaxAge: 3_600, keysMaxStale: 86_400, proofMaxAge: 60 },
  sources: { devices: true, subjects: true, sessions: true },
  routes: [
    { id: 'GET /documents/{id}', config: { ...ROUTE, minimumTier: 'MANAGED' }, because: 'employees read documents' },
    { id: 'GET /people/{sub}/documents', config: { ...ROUTE, objectRule: { kind: 'own', by: 'path', parameter: 'sub' } } },
    { id: 'DELETE /documents/{id}', config: { ...ROUTE, scopes: ['documents/delete'], stepUp: { maxAge: 300 }, hours: ['office'], objectRule: { kind: 'own', by: 'guard' } } },
    { id: 'GET /health', config: { ...ROUTE, access: 'public', scopes: [], personas: [] } },
  ],
};

/** Monday, 11:00 in Berlin. */
export const MONDAY = '2026-11-23T10:00:00Z';

export const ROW: PolicyTestData = {
  it: 'a row', who: { kind: 'user', subject: 'ada', personas: ['employee'], groups: [], scopes: ['documents/read'], tokenAge: 0, amr: [] }, device: { tier: 'MANAGED', reported: 0, posture: {} },
  when: MONDAY, where: { address: '192.0.2.1' }, score: 0, what: 'GET /documents/42', expect: 'allow',
};

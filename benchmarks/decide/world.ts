// What the benchmark decides about: a door with 100 policies, 50 people with bound tokens and devices that reported, warm rows. Written as files, so that whoever is measured loads no compiler.
//   node -r ./scripts/ts.cjs benchmarks/decide/world.ts OUT
import { createHash, X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { RouteConfig } from '../../lib/contract/access/bundle';
import { bundleText, type BundleFacts, makeBundle, schemaOfFacts, cedarOfRoutes } from '../../lib/policy/bundle';
import { marshal } from '../../lib/runtime/authorizer/stores/attributes';
import { deviceKey, enrolledName, subjectKey } from '../../lib/runtime/authorizer/stores/keys';
import { certificate } from '../../test/runtime/authorizer/support/certificates';
import { eventOf } from '../../test/runtime/authorizer/support/events';
import { access, COGNITO, ISSUER, LIMITS, mint, NOW, RSA, setOf } from '../../test/runtime/authorizer/support/tokens';

const [, , out] = process.argv;
const PEOPLE = 50;
const ROUTES = 95;

const route = (i: number): RouteConfig => ({ access: 'scopes', scopes: [`things-${i}/read`], personas: ['employee'], minimumTier: 'MANAGED', certificate: true, hours: ['office'], required: ['device'] });
const policies = {
  'own.cedar': [
    '@id("a") forbid (principal, action, resource) when { context.location has country && ["IR", "KP", "SY"].contains(context.location.country) };',
    '@id("b") forbid (principal, action, resource) when { context has behaviour && context.behaviour.riskScore > 80 };',
    '@id("c") forbid (principal, action, resource) when { context has behaviour && context.behaviour.velocity > 600 };',
    '@id("d") forbid (principal, action, resource) when { context.http_request.client_ip.isInRange(ip("192.0.2.0/24")) };',
    '@id("e") forbid (principal, action, resource) when { context.trust.score < 20 };',
  ].join('\n'),
};
const facts: BundleFacts = {
  door: 'Documents', personas: ['employee'], hosts: ['api.example.com'], issuers: [COGNITO], policies,
  trust: {
    decay: { KNOWN: 604_800, MANAGED: 86_400, HARDENED: 3_600 }, addressSets: { office: ['203.0.113.0/24', '2001:db8::/32'], vpn: ['198.51.100.0/28', '198.51.100.16/28'] }, countryHeader: 'cloudfront-viewer-country', deniedCountries: ['KP'],
    windows: { office: { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5, 6, 7], since: 360, until: 1_320 }, night: { timeZone: 'America/New_York', days: [1, 2, 3, 4, 5], since: 1_320, until: 360 } },
    behaviour: { maximumRisk: 80, maximumVelocity: 600, maximumRecentDenials: 50, maximumSpeed: 1_000 },
  },
  limits: LIMITS, sources: { devices: true, subjects: true, sessions: true }, routes: Array.from({ length: ROUTES }, (_, i) => ({ id: `GET /things-${i}/{id}`, config: route(i) })),
};
const { bundle, findings } = makeBundle(facts);
if (bundle === undefined) throw new Error(JSON.stringify(findings));

const person = (i: number, groups: number): { event: unknown; token: string; rows: readonly object[] } => {
  const subject = `${String(i).padStart(8, '0')}-bbbb-4ccc-8ddd-eeeeeeeeeeee`;
  const { pem, der } = certificate({ name: `laptop-${i}`, serial: (0xa1b2c3d4 + i).toString(16) });
  const thumbprint = createHash('sha256').update(der).digest('base64url');
  const all = ['staff', ...Array.from({ length: groups - 1 }, (_, g) => `distribution-list-${g}`)];
  const n = i % ROUTES;
  const token = mint(access({ sub: subject, scope: `openid things-${n}/read`, origin_jti: `o-${i}`, jti: `j-${i}`, ['cognito:groups']: all, cnf: { 'x5t#S256': thumbprint } }));
  const event: unknown = eventOf('rest', {
    route: `/things-${n}/{id}`, path: `/things-${n}/${i}`, certificate: { clientCertPem: pem, serialNumber: new X509Certificate(der).serialNumber },
    headers: { 'Authorization': `Bearer ${token}`, 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'Accept': 'application/json', 'CloudFront-Viewer-Country': 'DE', 'X-Forwarded-For': '198.51.100.7, 10.0.0.1', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '443', 'X-Amzn-Trace-Id': 'Root=1-5e1b4151-5ac6c58f5ac6c58f5ac6c58f', 'Accept-Language': 'de-DE,de;q=0.9', 'Accept-Encoding': 'gzip, deflate, br' },
  });
  const rows = [
    { pk: deviceKey(thumbprint), tier: 'MANAGED', reportedAt: NOW - 600, revoked: false, subjects: [enrolledName(ISSUER, subject)], posture: { diskEncrypted: true, osVersion: '15.1', patchDays: 3 } },
    { pk: subjectKey(ISSUER, subject), riskScore: 5, updatedAt: NOW - 30, recentDenials: 0, velocity: 4, devices: [thumbprint], places: [{ country: 'DE', at: NOW - 3_600 }, { country: 'FR', at: NOW - 86_400 }] },
  ];
  return { event, token, rows };
};
const few = Array.from({ length: PEOPLE }, (_, i) => person(i, 2));
const many = Array.from({ length: PEOPLE }, (_, i) => person(i, 100));

const write = (name: string, content: string): void => { writeFileSync(path.join(out, name), content); };
write('bundle.json', bundleText(bundle));
write('world.json', JSON.stringify({ now: NOW, keys: setOf(RSA), jwk: RSA.jwk, few: few.map(({ event, token }) => ({ event, token })), many: many.map(({ event, token }) => ({ event, token })), rows: [...few, ...many].flatMap(({ rows }) => rows), items: few.flatMap(({ rows }) => rows.map((row) => marshal(row as never))) }));
write('policies.json', JSON.stringify({ schema: schemaOfFacts(facts), staticPolicies: `${policies['own.cedar']}\n${cedarOfRoutes(facts)}`, count: bundle.policies.policies.length }));

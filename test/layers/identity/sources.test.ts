/** Pools and issuers that exist: what is said of them is taken, and nothing else. */
import { App, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { IdentitySource } from '../../../lib/layers/identity';
import type { IdentityHost } from '../../../lib/layers/identity/identity-source';
import { ENV } from './app';

const hostOf = (source: IdentitySource): IdentityHost => source.identityHost as IdentityHost;
const stackOf = (env = true): Stack => new Stack(new App(), 'App', env ? ENV : {});

test.each<[string, (stack: Stack) => cognito.IUserPoolRef]>([
  ['L1', (stack) => new cognito.CfnUserPool(stack, 'Pool')],
  ['L2', (stack) => new cognito.UserPool(stack, 'Pool')],
  ['imported', (stack) => cognito.UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_abc')],
])('a user pool: %s', (kind, pool) => {
  const stack = stackOf();
  const host = hostOf(IdentitySource.fromUserPool(pool(stack), { clientIds: ['1a2b'], scopes: ['b/y', 'a/x', 'a/x'] }));
  const facts = host.facts();
  expect(facts).toMatchObject({ kind: 'existing-pool', clientIds: ['1a2b'], scopes: ['a/x', 'b/y'], enforcesPersonas: false });
  const issuer = JSON.stringify(stack.resolve(facts.issuer));
  expect(issuer).toContain(kind === 'imported' ? 'https://cognito-idp.eu-west-1.' : 'cognito-idp.eu-west-1.');
  if (kind === 'imported') expect(issuer).toContain('/eu-west-1_abc');
  expect(host.data()).toMatchObject({ path: 'App/Pool', kind: 'existing-pool', clients: [] });
  expect(host.findings()).toEqual([]);
});

test('scopes that nobody said are not known, which is not none', () => {
  expect(hostOf(IdentitySource.fromIssuer({ issuer: 'https://login.example.com', audiences: ['api'] })).facts()).toEqual({ kind: 'issuer', issuer: 'https://login.example.com', clientIds: ['api'], enforcesPersonas: false });
});

test('personas only where somebody says what enforces them', () => {
  const source = hostOf(IdentitySource.fromIssuer({ issuer: 'https://login.example.com', audiences: ['api'], personasEnforcedBecause: 'scopes follow from groups at the issuer' }));
  expect(source.facts().enforcesPersonas).toBe(true);
  source.demand({ scope: 'a/read', personas: ['employee'], route: 'GET /a' });
  expect(source.findings()).toEqual([]);
  source.demand({ scope: 'a/read', personas: ['manager'], route: 'GET /b' });
  expect(source.findings().map((f) => f.code)).toEqual(['ScopeOfTwoPersonas']);
  const blank = hostOf(IdentitySource.fromIssuer({ issuer: 'https://login.example.com', audiences: ['api'], personasEnforcedBecause: ' ' }));
  expect(blank.facts().enforcesPersonas).toBe(false);
  expect(blank.findings().map((f) => f.code)).toEqual(['IdentityReasonMissing']);
});

test.each(['http://login.example.com', 'login.example.com', 'https://', 'https://a@b', 'https://login.example.com/#x', '${Token[TOKEN.1]}'])('no issuer: %s', (issuer) => {
  expect(hostOf(IdentitySource.fromIssuer({ issuer, audiences: ['api'] })).findings().map((f) => f.code)).toEqual(['IssuerNotHttps']);
});

test('the place of the call is told', () => {
  expect(hostOf(IdentitySource.fromIssuer({ issuer: 'http://x', audiences: [] })).findings()[0].where).toMatch(/^sources\.test\.ts:\d+$/);
});

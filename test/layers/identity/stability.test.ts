/**
 * A route, scope, persona, client or provider more touches its own resources and no other, and nothing ever replaces the pool: whatever is declared, in whatever
 * order, the properties that CloudFormation replaces a resource for stay as they were.
 */
import * as fc from 'fast-check';
import { SecretValue } from 'aws-cdk-lib';
import { AppClient, Federation } from '../../../lib/layers/identity';
import { type Json, make, PORTAL } from './app';

interface Declared {
  readonly personas: readonly string[];
  readonly scopes: readonly (readonly [string, readonly string[]])[];
  readonly services: readonly string[];
  readonly listed?: readonly string[];
  readonly providers?: readonly string[];
}

function templateOf({ personas, scopes, services, listed, providers = [] }: Declared): Json {
  return make({
    federation: providers.map((name) => Federation.oidc(name, { issuer: 'https://idp.example.com', clientId: name, clientSecret: SecretValue.secretsManager(name) })),
  }, ({ identity }) => {
    identity.addClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/in'], ...(listed === undefined ? {} : { scopes: [...listed] }) }));
    const known = new Map(personas.map((id) => [id, identity.addPersona(id, { groups: [`${id}s`] })]));
    for (const [scope, ids] of scopes) identity.addScope(scope, ids.map((id) => known.get(id)!));
    for (const id of services) identity.addClient(id, AppClient.service({ scopes: ['api/import'] }));
  }).template();
}

const BASE: Declared = { personas: ['employee', 'manager'], scopes: [['documents/read', ['employee']], ['documents/delete', ['manager']], ['api/import', []]], services: ['nightly'] };

/** Logical ids, with what changed of each. */
function changes(before: Json, after: Json): Record<string, string> {
  const ids = [...new Set([...Object.keys(before.Resources), ...Object.keys(after.Resources)])].sort();
  return Object.fromEntries(ids.flatMap((id): [string, string][] => {
    const [was, is] = [before.Resources[id], after.Resources[id]] as (Json | undefined)[];
    if (was === undefined) return [[is!.Type, 'new']];
    if (is === undefined) return [[was.Type, 'gone']];
    const properties = Object.keys({ ...was.Properties, ...is.Properties }).filter((p) => JSON.stringify(was.Properties[p]) !== JSON.stringify(is.Properties[p]));
    const rest = JSON.stringify({ ...was, Properties: 0 }) === JSON.stringify({ ...is, Properties: 0 }) ? [] : ['(attributes)'];
    return properties.length + rest.length === 0 ? [] : [[is.Type, [...properties, ...rest].join(' ')]];
  }));
}

const FUNCTION = { 'AWS::Lambda::Function': 'Environment' };

test.each<[string, Declared, Record<string, string>]>([
  ['a route with a scope of a known server', { ...BASE, scopes: [...BASE.scopes, ['documents/share', ['employee']]] }, { ...FUNCTION, 'AWS::Cognito::UserPoolResourceServer': 'Scopes', 'AWS::Cognito::UserPoolClient': 'AllowedOAuthScopes' }],
  ['a route with a scope that is there', { ...BASE, scopes: [...BASE.scopes, ['documents/read', ['employee']]] }, {}],
  ['a route with a scope of a new server', { ...BASE, scopes: [...BASE.scopes, ['reports/read', ['manager']]] }, { ...FUNCTION, 'AWS::Cognito::UserPoolResourceServer': 'new', 'AWS::Cognito::UserPoolClient': 'AllowedOAuthScopes (attributes)' }],
  ['a persona', { ...BASE, personas: [...BASE.personas, 'auditor'] }, { ...FUNCTION, 'AWS::Cognito::UserPoolGroup': 'new' }],
  ['a service client', { ...BASE, services: ['nightly', 'weekly'] }, { 'AWS::Cognito::UserPoolClient': 'new' }],
  ['the first service client, for which the hook is asked as well', { ...BASE, services: [] }, { 'AWS::Cognito::UserPool': 'LambdaConfig', 'AWS::Cognito::UserPoolClient': 'gone' }],
  ['the same in another order', { personas: [...BASE.personas].reverse(), scopes: [...BASE.scopes].reverse(), services: BASE.services }, {}],
])('%s', (_, after, expected) => {
  expect(changes(templateOf(BASE), templateOf(after))).toEqual(expected);
});

test('a client that lists its scopes is not touched by the scopes of others', () => {
  const listed = { ...BASE, listed: ['documents/read'] };
  const after = changes(templateOf(listed), templateOf({ ...listed, scopes: [...BASE.scopes, ['reports/read', ['manager']]] }));
  expect(after).toEqual({ ...FUNCTION, 'AWS::Cognito::UserPoolResourceServer': 'new' });
});

test('a provider more is its own resource, and what clients offer', () => {
  const one = { ...BASE, providers: ['Okta'] };
  expect(changes(templateOf(one), templateOf({ ...one, providers: ['Okta', 'Entra'] }))).toEqual({ 'AWS::Cognito::UserPoolIdentityProvider': 'new', 'AWS::Cognito::UserPoolClient': 'SupportedIdentityProviders (attributes)' });
});

/** For these CloudFormation replaces, or Cognito refuses the change. (createOnlyProperties of the resource schemas; "cannot be updated" in the docs of the pool.) */
const FIXED: Readonly<Record<string, readonly string[]>> = {
  'AWS::Cognito::UserPool': ['UserPoolName', 'UsernameAttributes', 'AliasAttributes', 'UsernameConfiguration', 'Schema'],
  'AWS::Cognito::UserPoolClient': ['GenerateSecret', 'UserPoolId'],
  'AWS::Cognito::UserPoolResourceServer': ['Identifier', 'UserPoolId'],
  'AWS::Cognito::UserPoolGroup': ['GroupName', 'UserPoolId'],
  'AWS::Cognito::UserPoolDomain': ['Domain', 'UserPoolId'],
  'AWS::Lambda::Function': ['FunctionName'],
};

test('whatever is declared beside: what is there stays, with all that would replace it', () => {
  const before = templateOf(BASE);
  const names = fc.subarray(['a', 'b', 'c']);
  fc.assert(fc.property(names, names, fc.subarray(['documents', 'reports', 'api']), fc.boolean(), (personas, scopes, servers, reversed) => {
    const more = servers.flatMap((server) => scopes.map((s): [string, string[]] => [`${server}/x-${s}`, personas.length === 0 ? ['manager'] : [...personas]]));
    const all = { personas: [...BASE.personas, ...personas], scopes: [...BASE.scopes, ...more], services: [...BASE.services, ...scopes.map((s) => `service-${s}`)] };
    const after = templateOf(reversed ? { personas: all.personas.reverse(), scopes: all.scopes.reverse(), services: all.services.reverse() } : all);
    for (const [id, was] of Object.entries<Json>(before.Resources)) {
      const is = after.Resources[id] as Json | undefined;
      expect(is?.Type).toBe(was.Type);
      for (const property of FIXED[was.Type as string] ?? []) expect(is!.Properties[property]).toEqual(was.Properties[property]);
    }
  }), { numRuns: 25 });
});

test('another way to reach the same', () => {
  const byProps = make({ clients: { portal: PORTAL() } }).template();
  const byCall = make({}, ({ identity }) => { identity.addClient('portal', PORTAL()); }).template();
  expect(byProps.Resources).toEqual(byCall.Resources);
});

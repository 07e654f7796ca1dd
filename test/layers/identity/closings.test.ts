/**
 * Every row of the table of docs/identity.md: the template has it, and whoever undoes it later is told by its name. A row that nobody undoes here fails
 * the last test; a closing that the layer forgets to write fails all of them, because its own row is judged at every synth.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CfnDeletionPolicy, CfnResource, Duration } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { AppClient, Federation, IdentityFoundation, Mfa } from '../../../lib/layers/identity';
import { BESIDE, type Closing, POOL_CLOSINGS } from '../../../lib/layers/identity/closings';
import { CLIENT_CLOSINGS } from '../../../lib/layers/identity/closings-of-clients';
import { full, type Json, type Made, make, ofType, one, PORTAL } from './app';

const ROWS: readonly Closing<any>[] = [...POOL_CLOSINGS, ...CLIENT_CLOSINGS, ...Object.values(BESIDE).flat()];

const find = ({ identity }: Made, path_: string): CfnResource => {
  const found = path_.split('/').reduce<any>((at, id) => at.node.findChild(id), identity);
  return found as CfnResource;
};
type Undo = (made: Made) => void;
const set = (resource: string, property: string, value: unknown): Undo => (made) => { find(made, resource).addPropertyOverride(property, value); };
const drop = (resource: string, property: string): Undo => (made) => { find(made, resource).addPropertyDeletionOverride(property); };
/** What is made when the app is synthesized is changed by an aspect that runs later. */
const late = (resource: string, property: string, value: unknown): Undo => (made) => {
  const { Aspects, AspectPriority } = jest.requireActual<typeof import('aws-cdk-lib')>('aws-cdk-lib');
  Aspects.of(made.stack).add({ visit: (node) => { if (node === made.identity) find(made, resource).addPropertyOverride(property, value); } }, { priority: AspectPriority.DEFAULT });
};

const UNDONE: readonly (readonly [string, string, Undo])[] = [
  ['pool.self-sign-up', 'open to everybody', set('Pool', 'AdminCreateUserConfig.AllowAdminCreateUserOnly', false)],
  ['pool.self-sign-up', 'left to Cognito\'s default', drop('Pool', 'AdminCreateUserConfig')],
  ['pool.self-sign-up', 'chosen at deployment', set('Pool', 'AdminCreateUserConfig.AllowAdminCreateUserOnly', { Ref: 'Parameter' })],
  ['pool.mfa', 'optional', set('Pool', 'MfaConfiguration', 'OPTIONAL')],
  ['pool.mfa', 'gone', drop('Pool', 'MfaConfiguration')],
  ['pool.no-sms', 'by SMS', set('Pool', 'EnabledMfas', ['SOFTWARE_TOKEN_MFA', 'SMS_MFA'])],
  ['pool.no-sms', 'a sender of SMS', set('Pool', 'SmsConfiguration', { SnsCallerArn: 'arn:aws:iam::111122223333:role/x' })],
  ['pool.passkeys-verify', 'preferred', set('Pool', 'WebAuthnUserVerification', 'preferred')],
  ['pool.passkeys-mfa', 'single', set('Pool', 'WebAuthnFactorConfiguration', 'SINGLE_FACTOR')],
  ['pool.password', 'short', set('Pool', 'Policies.PasswordPolicy.MinimumLength', 8)],
  ['pool.recovery', 'by phone', set('Pool', 'AccountRecoverySetting.RecoveryMechanisms', [{ Name: 'verified_phone_number', Priority: 1 }])],
  ['pool.recovery', 'legacy', drop('Pool', 'AccountRecoverySetting')],
  ['pool.verified-email', 'not verified', drop('Pool', 'UserAttributeUpdateSettings')],
  ['pool.hook', 'gone', late('Pool', 'LambdaConfig', undefined)],
  ['pool.hook', 'another', late('Pool', 'LambdaConfig.PreTokenGenerationConfig.LambdaArn', 'arn:aws:lambda:eu-west-1:111122223333:function:mine')],
  ['pool.hook', 'of version 1', late('Pool', 'LambdaConfig.PreTokenGenerationConfig.LambdaVersion', 'V1_0')],
  ['pool.hook', 'of version 2 with a service client', late('Pool', 'LambdaConfig.PreTokenGenerationConfig.LambdaVersion', 'V2_0')],
  ['pool.hook', 'the old property', late('Pool', 'LambdaConfig.PreTokenGeneration', 'arn:aws:lambda:eu-west-1:111122223333:function:mine')],
  ['pool.threat-protection', 'observing only', set('Pool', 'UserPoolAddOns.AdvancedSecurityMode', 'AUDIT')],
  ['pool.deletion-protection', 'off', set('Pool', 'DeletionProtection', 'INACTIVE')],
  ['pool.retained', 'by its options', (made) => { find(made, 'Pool').cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE; }],
  ['pool.retained', 'by an override', (made) => { find(made, 'Pool').addOverride('UpdateReplacePolicy', 'Delete'); }],
  ['pool.user-names', 'phones', set('Pool', 'UsernameAttributes', ['email', 'phone_number'])],
  ['pool.user-names', 'aliases', set('Pool', 'AliasAttributes', ['preferred_username'])],
  ['pool.user-names', 'case', set('Pool', 'UsernameConfiguration.CaseSensitive', true)],
  ['pool.schema', 'without the attribute', set('Pool', 'Schema', [])],
  ['pool.no-name', 'named', set('Pool', 'UserPoolName', 'users')],
  ['client.grant', 'implicit', set('Client-portal', 'AllowedOAuthFlows', ['code', 'implicit'])],
  ['client.grant', 'code of a service', set('Client-nightly', 'AllowedOAuthFlows', ['client_credentials', 'code'])],
  ['client.scopes', 'Cognito\'s own API', late('Client-portal', 'AllowedOAuthScopes', ['openid', 'documents/read', 'aws.cognito.signin.user.admin'])],
  ['client.scopes', 'of a service', late('Client-nightly', 'AllowedOAuthScopes', ['documents/import', 'documents/read'])],
  ['client.auth-flows', 'refresh without rotation', set('Client-portal', 'ExplicitAuthFlows', ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'])],
  ['client.auth-flows', 'left to Cognito\'s default', drop('Client-portal', 'ExplicitAuthFlows')],
  ['client.auth-flows', 'of a service', drop('Client-nightly', 'ExplicitAuthFlows')],
  ['client.rotation', 'off', set('Client-portal', 'RefreshTokenRotation.Feature', 'DISABLED')],
  ['client.rotation', 'a minute of grace', set('Client-portal', 'RefreshTokenRotation.RetryGracePeriodSeconds', 60)],
  ['client.lifetimes', 'an hour', set('Client-portal', 'AccessTokenValidity', 60)],
  ['client.lifetimes', 'hours', set('Client-portal', 'TokenValidityUnits.AccessToken', 'hours')],
  ['client.lifetimes', 'Cognito\'s default', set('Client-portal', 'RefreshTokenValidity', 0)],
  ['client.lifetimes', 'of ID tokens', drop('Client-nightly', 'IdTokenValidity')],
  ['client.revocation', 'off', set('Client-portal', 'EnableTokenRevocation', false)],
  ['client.existence', 'legacy', set('Client-portal', 'PreventUserExistenceErrors', 'LEGACY')],
  ['client.existence', 'gone', drop('Client-nightly', 'PreventUserExistenceErrors')],
  ['client.callbacks', 'another', set('Client-portal', 'CallbackURLs', ['https://app.example.com/in', 'http://localhost'])],
  ['client.callbacks', 'a default', set('Client-portal', 'DefaultRedirectURI', 'https://evil.example.com')],
  ['client.secret', 'none of a service', set('Client-nightly', 'GenerateSecret', false)],
  ['client.secret', 'of another pool', set('Client-portal', 'UserPoolId', 'eu-west-1_other')],
  ['client.attributes', 'more', set('Client-portal', 'WriteAttributes', ['email', 'custom:zt_groups', 'custom:tenant'])],
  ['client.attributes', 'Cognito\'s default', drop('Client-nightly', 'WriteAttributes')],
  ['client.providers', 'the pool\'s own users', set('Client-portal', 'SupportedIdentityProviders', ['Okta', 'COGNITO'])],
  ['domain.managed-login', 'classic', set('Domain', 'ManagedLoginVersion', 1)],
  ['risk.responses', 'no action', set('Risk', 'AccountTakeoverRiskConfiguration.Actions.HighAction.EventAction', 'NO_ACTION')],
  ['risk.responses', 'leaks', set('Risk', 'CompromisedCredentialsRiskConfiguration.Actions.EventAction', 'NO_ACTION')],
  ['risk.responses', 'an address that is never judged', set('Risk', 'RiskExceptionConfiguration', { SkippedIPRangeList: ['0.0.0.0/0'] })],
  ['provider.secret', 'in plain text', set('Provider-Okta', 'ProviderDetails.client_secret', 'hunter2hunter2')],
  ['hook.permission', 'everybody', late('Hook/Permission', 'SourceArn', undefined)],
  ['hook.permission', 'another principal', late('Hook/Permission', 'Principal', '*')],
  ['hook.table', 'wider', late('Hook/Function', 'Environment.Variables.ZERO_TRUST_TOKEN_TABLE', '{"schema":1,"personas":{},"scopes":{"documents/read":{"personas":[]}}}')],
  ['hook.code', 'code in place', late('Hook/Function', 'Code', { ZipFile: 'exports.handler = async (e) => e;' })],
  ['hook.code', 'a layer', late('Hook/Function', 'Layers', ['arn:aws:lambda:eu-west-1:444455556666:layer:x:1'])],
  ['hook.permission', 'of another account', late('Hook/Permission', 'SourceAccount', '444455556666')],
  ['log.no-key', 'a key', set('Activity', 'KmsKeyId', 'arn:aws:kms:eu-west-1:111122223333:key/x')],
  ['sessions.signed-in', 'guests', set('Sessions/Pool', 'AllowUnauthenticatedIdentities', true)],
  ['sessions.no-classic-flow', 'classic', set('Sessions/Pool', 'AllowClassicFlow', true)],
  ['sessions.token-check', 'off', late('Sessions/Pool', 'CognitoIdentityProviders.0.ServerSideTokenCheck', false)],
  ['sessions.only-this-pool', 'another issuer', set('Sessions/Pool', 'SupportedLoginProviders', { 'graph.facebook.com': '1' })],
  ['sessions.ambiguous', 'the default role', late('Sessions/Roles', 'RoleMappings.portal.AmbiguousRoleResolution', 'AuthenticatedRole')],
  ['sessions.tags', 'one that admits to a store', late('Sessions/Tags', 'PrincipalTags', { 'sub': 'sub', 'zero-trust:App.Data.documents': 'custom:x' })],
];

test('what nobody undid is closed', () => {
  expect(full().text()).toBe('');
});

test.each(UNDONE)('%s: %s', (id, _, undo) => {
  const text = full(undo).text();
  expect(text).toContain(`(\`${id}\`)`);
  expect(text).toMatch(/Identity(Open|Replaced): /);
});

test('every row is undone above, and stands in the docs as it is', () => {
  expect([...new Set(UNDONE.map(([id]) => id))].sort()).toEqual(ROWS.map((r) => r.id).sort());
  const docs = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'identity.md'), 'utf8');
  const lines = ROWS.map(({ id, says, property, value, optOut, source }) => `| \`${id}\` | ${says} | \`${property.split(', ').join('`, `')}\` | ${value} | ${optOut} | ${source} |`);
  expect(lines.filter((l) => !docs.includes(l))).toEqual([]);
});

test('stricter than asked is welcome', () => {
  const stricter = make({ mfa: Mfa.optional('kiosks, risk R-3'), clients: { portal: PORTAL() } }, (made) => {
    const pool = find(made, 'Pool');
    pool.addPropertyOverride('MfaConfiguration', 'ON');
    pool.addPropertyOverride('Policies.PasswordPolicy.MinimumLength', 20);
    find(made, 'Client-portal').addPropertyOverride('AccessTokenValidity', 5);
    find(made, 'Client-portal').addPropertyOverride('RefreshTokenRotation.RetryGracePeriodSeconds', 0);
  });
  expect(stricter.text()).toBe('');
});

test('a client, resource server or provider beside ours is told, of ours alone', () => {
  const told = make({ clients: { portal: PORTAL() } }, ({ stack, identity }) => {
    const imported = cognito.UserPool.fromUserPoolId(stack, 'Imported', identity.userPool.userPoolRef.userPoolId);
    imported.addClient('Naive');
    new cognito.CfnUserPoolResourceServer(stack, 'Server', { userPoolId: identity.userPool.userPoolRef.userPoolId, identifier: 'x', name: 'x', scopes: [] });
    new cognito.UserPool(stack, 'Other').addClient('Fine');
  });
  expect(told.errors()).toEqual(['IdentityStray', 'IdentityStray']);
  expect(told.text()).toContain('App/Imported/Naive');
});

test('the template in full: what people look for first', () => {
  const template = full().template();
  const pool = one(template, 'AWS::Cognito::UserPool');
  expect(pool).toMatchObject({ UserPoolTier: 'PLUS', MfaConfiguration: 'ON', DeletionProtection: 'ACTIVE', AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } });
  expect(pool).not.toHaveProperty('UserPoolName');
  const clients = Object.fromEntries(ofType(template, 'AWS::Cognito::UserPoolClient').map(([, c]) => [c.Metadata['zero-trust'].client, c.Properties as Json]));
  expect(clients.portal).toMatchObject({ AllowedOAuthFlows: ['code'], AllowedOAuthScopes: ['documents/read', 'openid'], ExplicitAuthFlows: ['ALLOW_USER_AUTH'], AccessTokenValidity: 15, RefreshTokenValidity: 720, GenerateSecret: false, SupportedIdentityProviders: ['Okta'], WriteAttributes: ['custom:zt_groups', 'email'] });
  expect(clients.nightly).toMatchObject({ AllowedOAuthFlows: ['client_credentials'], AllowedOAuthScopes: ['documents/import'], ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'], GenerateSecret: true });
  expect(clients.nightly).not.toHaveProperty('CallbackURLs');
  // Managed login shows nothing for a client without a style; a service has no pages.
  expect(ofType(template, 'AWS::Cognito::ManagedLoginBranding')).toHaveLength(1);
  expect(JSON.stringify(template)).not.toMatch(/ClientSecret|implicit|aws\.cognito\.signin\.user\.admin/);
});

test('the hook writes its own log and nothing else', () => {
  const template = full().template();
  const [[, role]] = ofType(template, 'AWS::IAM::Role').filter(([id]) => id.includes('Hook'));
  expect(role.Properties.Policies[0].PolicyDocument.Statement).toEqual([{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringContaining('HookLog'), 'Arn'] } }]);
  expect(role.Properties).not.toHaveProperty('ManagedPolicyArns');
  const table: unknown = JSON.parse(one(template, 'AWS::Lambda::Function').Environment.Variables.ZERO_TRUST_TOKEN_TABLE as string);
  expect(table).toEqual({ schema: 1, personas: { employee: ['staff'] }, providers: { Okta: ['staff'] }, scopes: { 'documents/import': { personas: [] }, 'documents/read': { personas: ['employee'] } } });
});

test('a secret by its construct is a reference; lifetimes with a reason are taken', () => {
  const made = make({}, ({ stack }) => {
    const secret = new secretsmanager.Secret(stack, 'Secret');
    new IdentityFoundation(stack, 'Other', {
      clients: { portal: AppClient.mobile({ callbackUrls: ['https://app.example.com/in'], lifetimes: { access: Duration.hours(1), refresh: Duration.days(30), longerBecause: 'field crews without a network' } }) },
      federation: [Federation.oidc('Okta', { issuer: 'https://acme.okta.com', clientId: '0oa1', clientSecret: secret.secretValueFromJson('secret') })],
    });
  });
  expect(made.text()).toBe('');
  expect(one(made.template(), 'AWS::Cognito::UserPoolClient')).toMatchObject({ AccessTokenValidity: 60, RefreshTokenValidity: 43_200 });
});

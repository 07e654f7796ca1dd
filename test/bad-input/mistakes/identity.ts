/** Mistakes in saying who people and programs are. */
import { Duration, SecretValue, Stack } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { AppClient, FeaturePlan, Federation, IdentityFoundation, type IdentityFoundationProps, LoginDomain, Mfa, type OidcFederationProps, Posture, ThreatProtection, type UserClientProps } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

const CALLBACK = 'https://app.example.com/in';

function identity(w: World, props: IdentityFoundationProps = {}): IdentityFoundation {
  return new IdentityFoundation(w.stack, 'Identity', props);
}

function client(w: World, props: Partial<UserClientProps>, more: IdentityFoundationProps = {}): void {
  identity(w, { ...more, clients: { portal: AppClient.web({ callbackUrls: [CALLBACK], ...props }) } });
}

function oidc(w: World, props: Partial<OidcFederationProps>, name = 'Okta'): IdentityFoundation {
  return identity(w, { federation: [Federation.oidc(name, { issuer: 'https://acme.okta.com', clientId: '0oa1', clientSecret: SecretValue.secretsManager('okta'), ...props })] });
}

function sessions(w: World, tags: Record<string, string>): void {
  const made = identity(w, { sessions: { tags }, clients: { portal: AppClient.web({ callbackUrls: [CALLBACK] }) } });
  made.sessionRole(made.addPersona('employee', { groups: ['staff'] }));
}

function override(w: World, id: string, property: string, value: unknown): void {
  const made = identity(w, { clients: { portal: AppClient.web({ callbackUrls: [CALLBACK] }) } });
  (made.node.findChild(id) as cognito.CfnUserPool).addPropertyOverride(property, value);
}

export const IDENTITY: readonly Mistake[] = [
  { name: 'a client without a callback', code: 'CallbackMissing', words: ['`portal`', '`callbackUrls`'], build: (w) => { client(w, { callbackUrls: [] }); } },
  { name: 'a callback over http', code: 'CallbackNotHttps', words: ['`http://app.example.com/in`', '`https://app.example.com/in`'], where: 'identity.ts', build: (w) => { client(w, { callbackUrls: ['http://app.example.com/in'] }); } },
  { name: 'a callback to the developer\'s machine', code: 'CallbackNotHttps', words: ['`http://localhost:3000/`', 'SANDBOX'], build: (w) => { client(w, { callbackUrls: ['http://localhost:3000/'] }); } },
  { name: 'a callback to a scheme of its own', code: 'CallbackNotHttps', words: ['`acme://in`', 'App Links'], build: (w) => { client(w, { callbackUrls: ['acme://in'] }); } },
  { name: 'a callback that only begins like one', code: 'CallbackNotHttps', words: ['`http://localhost.evil.example/`'], build: (w) => { client(w, { callbackUrls: ['http://localhost.evil.example/'] }, { posture: Posture.SANDBOX }); } },
  { name: 'a callback with a user in it', code: 'CallbackNotHttps', words: ['https://host/path'], build: (w) => { client(w, { callbackUrls: ['https://app.example.com@evil.example/'] }); } },
  { name: 'a logout address over http', code: 'CallbackNotHttps', words: ['logout address `http://app.example.com/`'], build: (w) => { client(w, { logoutUrls: ['http://app.example.com/'] }); } },
  { name: 'too many callbacks', code: 'CallbacksTooMany', words: ['101', '100'], build: (w) => { client(w, { callbackUrls: Array.from({ length: 101 }, (_, n) => `${CALLBACK}/${n}`) }); } },
  { name: 'two clients of one id', code: 'ClientIdInvalid', words: ['`portal`', 'there twice'], where: 'identity.ts', build: (w) => { const made = identity(w); for (let n = 0; n < 2; n++) made.addClient('portal', AppClient.web({ callbackUrls: [CALLBACK] })); } },
  { name: 'an id with a space', code: 'ClientIdInvalid', words: ['`my portal`', 'letter first'], build: (w) => { identity(w).addClient('my portal', AppClient.web({ callbackUrls: [CALLBACK] })); } },
  { name: 'a service without scopes', code: 'ClientWithoutScopes', words: ['`nightly`', '`scopes`'], build: (w) => { identity(w, { clients: { nightly: AppClient.service({ scopes: [] }) } }); } },
  { name: 'a group with a space', code: 'GroupInvalid', words: ['`all staff`', '`employee`'], build: (w) => { identity(w).addPersona('employee', { groups: ['all staff'] }); } },
  { name: 'a group of two roles', code: 'GroupOfTwoRoles', words: ['`staff`', '`employee` and `manager`'], build: (w) => { const made = identity(w, { clients: { portal: AppClient.web({ callbackUrls: [CALLBACK] }) } }); for (const id of ['employee', 'manager']) made.sessionRole(made.addPersona(id, { groups: ['staff'] })); } },
  { name: 'a pool that is opened by an override', code: 'IdentityOpen', words: ['`App/Identity/Pool`', '`pool.self-sign-up`', '`false`', '`selfSignUpBecause`'], build: (w) => { override(w, 'Pool', 'AdminCreateUserConfig.AllowAdminCreateUserOnly', false); } },
  { name: 'a client with Cognito\'s own flows', code: 'IdentityOpen', words: ['`client.auth-flows`', 'ALLOW_REFRESH_TOKEN_AUTH'], build: (w) => { override(w, 'Client-portal', 'ExplicitAuthFlows', ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']); } },
  { name: 'a value of the deployment', code: 'IdentityOpen', words: ['only the deployment knows'], build: (w) => { override(w, 'Pool', 'MfaConfiguration', { Ref: 'AWS::Region' }); } },
  { name: 'a reason that is empty', code: 'IdentityReasonMissing', words: ['`selfSignUpBecause`'], build: (w) => { identity(w, { selfSignUpBecause: ' ' }); } },
  { name: 'second factors that nobody needs, for no reason', code: 'IdentityReasonMissing', words: ['`mfa`', '`Mfa.required()`'], build: (w) => { identity(w, { mfa: Mfa.none('') }); } },
  { name: 'user names that change', code: 'IdentityReplaced', words: ['`pool.user-names`', 'phone_number', 'all users'], build: (w) => { override(w, 'Pool', 'UsernameAttributes', ['phone_number']); } },
  { name: 'a property that no row names', code: 'IdentityChanged', words: ['`App/Identity/Pool`', '`DeviceConfiguration', 'nothing'], build: (w) => { override(w, 'Pool', 'DeviceConfiguration', { DeviceOnlyRememberedOnUserPrompt: false }); } },
  { name: 'a resource that was taken away', code: 'IdentityChanged', words: ['`App/Identity/Domain`', 'no longer in the tree'], build: (w) => { identity(w).node.tryRemoveChild('Domain'); } },
  { name: 'an identity that nobody can sign in to', code: 'IdentityWithoutClients', level: 'warning', words: ['`App/Identity`', '`addClient('], build: (w) => { identity(w); } },
  { name: 'a group by another way', code: 'IdentityStray', words: ['`App/Admins`', '`addPersona`'], build: (w) => { new cognito.CfnUserPoolGroup(w.stack, 'Admins', { userPoolId: identity(w).userPool.userPoolRef.userPoolId, groupName: 'admins' }); } },
  { name: 'a client by another way', code: 'IdentityStray', words: ['`App/Naive/Resource`', '`addClient`'], build: (w) => { new cognito.UserPoolClient(w.stack, 'Naive', { userPool: cognito.UserPool.fromUserPoolId(w.stack, 'Same', identity(w).userPool.userPoolRef.userPoolId) }); } },
  { name: 'an issuer over http', code: 'IssuerNotHttps', words: ['`http://acme.okta.com`', '`Okta`'], build: (w) => { oidc(w, { issuer: 'http://acme.okta.com' }); } },
  { name: 'a prefix that Cognito refuses', code: 'LoginDomainInvalid', words: ['`my-cognito`', 'without `aws`'], build: (w) => { identity(w, { domain: LoginDomain.prefix('my-cognito') }); } },
  { name: 'a certificate of the pool\'s region', code: 'LoginDomainInvalid', words: ['`eu-west-1`', '`us-east-1`'], build: (w) => { identity(w, { domain: LoginDomain.custom('auth.example.com', acm.Certificate.fromCertificateArn(w.stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/x')) }); } },
  { name: 'a scope of personas without the hook', code: 'NeedsTokenHook', words: ['`documents/read`', '`noTokenHookBecause`'], build: (w) => { const made = identity(w, { noTokenHookBecause: 'tokens are only looked at' }); made.addScope('documents/read', [made.addPersona('employee', { groups: ['staff'] })]); } },
  { name: 'observing that is over', code: 'ObserveEnded', words: ['`2026-06-30`', '`ThreatProtection.enforce()`'], build: (w) => { const stack = new Stack(w.app, 'Timed'); stack.node.setContext('zero-trust:now', '2026-11-22T09:00:00Z'); new IdentityFoundation(stack, 'Identity', { threatProtection: ThreatProtection.observe('2026-06-30') }); } },
  { name: 'an end of observing that is no date', code: 'UntilNotIso', words: ['`next summer`'], build: (w) => { identity(w, { threatProtection: ThreatProtection.observe('next summer') }); } },
  { name: 'passkeys on the classic pages', code: 'PasskeysNeedManagedLogin', words: ['`passkeys: false`'], build: (w) => { identity(w, { classicLoginBecause: 'an old application' }); } },
  { name: 'more passwords than Cognito remembers', code: 'PasswordHistoryInvalid', words: ['50', '24'], build: (w) => { identity(w, { passwordHistory: 50 }); } },
  { name: 'a persona that nobody can be', code: 'PersonaOfNobody', words: ['`documents/read`', '`ghost`', '`groups`'], build: (w) => { const made = identity(w); made.addScope('documents/read', [made.addPersona('ghost')]); } },
  { name: 'a persona of other groups', code: 'PersonaOfTwoGroups', words: ['`employee`', '`staff`', '`guests`'], where: 'identity.ts', build: (w) => { const made = identity(w); for (const group of ['staff', 'guests']) made.addPersona('employee', { groups: [group] }); } },
  { name: 'threat protection without the plan', code: 'PlanTooLow', words: ['`ESSENTIALS`', 'threat protection', '`PLUS`'], build: (w) => { identity(w, { plan: FeaturePlan.ESSENTIALS, threatProtection: ThreatProtection.enforce() }); } },
  { name: 'a group that no persona has', code: 'ProviderGroupUnused', level: 'warning', words: ['`stuff`', 'did you mean `staff`?'], build: (w) => { oidc(w, { groupsClaim: 'groups', groups: ['stuff'] }).addPersona('employee', { groups: ['staff'] }); } },
  { name: 'a provider with a name of Cognito\'s', code: 'ProviderInvalid', words: ['`Google`', 'rename'], build: (w) => { oidc(w, {}, 'Google'); } },
  { name: 'two providers of one name', code: 'ProviderInvalid', words: ['`Okta`', 'there twice'], build: (w) => { identity(w, { federation: [1, 2].map(() => Federation.saml('Okta', { metadataUrl: 'https://acme.okta.com/metadata' })) }); } },
  { name: 'SAML without metadata', code: 'ProviderInvalid', words: ['no metadata', '`metadataUrl`'], build: (w) => { identity(w, { federation: [Federation.saml('Okta', {})] }); } },
  { name: 'groups without a claim', code: 'ProviderInvalid', words: ['`groupsClaim`'], build: (w) => { oidc(w, { groups: ['staff'] }).addPersona('employee', { groups: ['staff'] }); } },
  { name: 'passkeys for another domain', code: 'RelyingPartyMismatch', words: ['`example.com`', '`auth.example.com`'], build: (w) => { identity(w, { relyingParty: 'example.com', domain: LoginDomain.custom('auth.example.com', acm.Certificate.fromCertificateArn(w.stack, 'Certificate', 'arn:aws:acm:us-east-1:111122223333:certificate/x')) }); } },
  { name: 'risk that asks for what nobody has', code: 'RiskAsksForMfa', words: ['`MFA_REQUIRED`', '`Mfa.none`'], build: (w) => { identity(w, { mfa: Mfa.none('kiosks, risk R-3'), threatProtection: ThreatProtection.enforce() }); } },
  { name: 'a scope that is no scope', code: 'ScopeInvalid', words: ['`read`', '`documents/read`'], build: (w) => { identity(w).addScope('read'); } },
  { name: 'a scope that nobody may ask for', code: 'ScopeOfNoClient', level: 'warning', words: ['`status/read`', '`scopes`'], build: (w) => { const made = identity(w, { clients: { portal: AppClient.web({ callbackUrls: [CALLBACK] }) } }); made.addScope('status/read'); } },
  { name: 'one scope for two kinds of people', code: 'ScopeOfTwoPersonas', words: ['`documents/read`', '`employee`', '`manager`', 'policy engine'], build: (w) => { const made = identity(w); for (const id of ['employee', 'manager']) made.addScope('documents/read', [made.addPersona(id, { groups: [id] })]); } },
  { name: 'more scopes than a resource server has', code: 'ScopesTooMany', words: ['101', '100', '`documents`'], build: (w) => { const made = identity(w); for (let n = 0; n < 101; n++) made.addScope(`documents/s${n}`); } },
  { name: 'a client secret in plain text', code: 'SecretInPlainText', words: ['`Okta`', '`secret.secretValue`'], build: (w) => { oidc(w, { clientSecret: SecretValue.unsafePlainText('hunter2hunter2') }); } },
  { name: 'a client secret of Systems Manager', code: 'SecretInPlainText', words: ['Secrets Manager'], build: (w) => { oidc(w, { clientSecret: SecretValue.ssmSecure('/okta') }); } },
  { name: 'a service that wants to be a person', code: 'ServiceIsNoPersona', words: ['`nightly`', '`documents/read`', '`employee`'], build: (w) => { const made = identity(w, { clients: { nightly: AppClient.service({ scopes: ['documents/read'] }) } }); made.addScope('documents/read', [made.addPersona('employee', { groups: ['staff'] })]); } },
  { name: 'a session tag that admits to a store', code: 'SessionTagGuarded', words: ['`Zero-Trust:App.Data.documents`', '`zero-trust:`'], build: (w) => { sessions(w, { 'Zero-Trust:App.Data.documents': 'sub' }); } },
  { name: 'a session tag of AWS', code: 'SessionTagInvalid', words: ['`aws:owner`'], build: (w) => { sessions(w, { 'aws:owner': 'sub' }); } },
  { name: 'an owner who names himself', code: 'SessionTagWritable', words: ['`owner`', '`nickname`', '`sub`'], build: (w) => { sessions(w, { owner: 'nickname' }); } },
  { name: 'tokens that live a second', code: 'TokenLifetimeInvalid', words: ['5', '1440'], build: (w) => { client(w, { lifetimes: { access: Duration.minutes(1) } }); } },
  { name: 'tokens that live long', code: 'TokenLivesLong', words: ['60 minutes', '`longerBecause`'], build: (w) => { client(w, { lifetimes: { access: Duration.hours(1) } }); } },
  { name: 'a persona of nobody\'s', code: 'UnknownPersona', words: ['`employe`', 'did you mean `employee`?'], build: (w) => { const made = identity(w); made.addPersona('employee', { groups: ['staff'] }); made.addScope('documents/read', [new IdentityFoundation(w.stack, 'Other').addPersona('employe', { groups: ['x'] })]); } },
  { name: 'a provider that the pool has not', code: 'UnknownProvider', words: ['`Octa`'], build: (w) => { client(w, { identityProviders: ['Octa'] }); } },
  { name: 'a scope that no resource server has', code: 'UnknownScope', words: ['`documents/reed`', 'did you mean `documents/read`?'], build: (w) => { const made = identity(w, { clients: { portal: AppClient.web({ callbackUrls: [CALLBACK], scopes: ['documents/reed', 'documents/read'] }) } }); made.addScope('documents/read'); } },
];

/**
 * What is closed on the pool and beside it, row by row: the table of docs/identity.md, and the judges that verify.ts runs when the app is synthesized.
 *
 *   { id: 'pool.self-sign-up', property: 'AdminCreateUserConfig.AllowAdminCreateUserOnly', value: 'true', says: 'nobody makes an account for himself', optOut: 'selfSignUpBecause', ... }
 *
 * A row passes only for a value that it knows: what only the deployment knows is open. Rows of clients are in closings-of-clients.ts.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { HOOK_CODE } from '../../contract/hook-mark';
import { read, ReferenceTo } from '../network/members/read';
import type { EmittedHook } from './emit-hook';
import { responses } from './emit-logs';
import { PASSWORD_LENGTH, type PoolSettings } from './emit-pool';
import { isSecretReference } from './secrets';
import type { Sessions } from './sessions';
import { rendered, type Written } from './written';

export interface Closing<Facts> {
  /** Stable, e.g. `pool.self-sign-up`. */
  readonly id: string;
  /** Where CloudFormation says it. */
  readonly property: string;
  /** What is expected, in words. */
  readonly value: string;
  /** A sentence for people: what is closed by it. */
  readonly says: string;
  /** How to open it, with a reason; `-` where there is no way. */
  readonly optOut: string;
  /** Where AWS says so. */
  readonly source: string;
  /** CloudFormation would replace the resource, or refuse the change. */
  readonly fixed?: boolean;
  readonly holds: (resource: CfnResource, facts: Facts) => boolean;
}

export interface PoolFacts extends PoolSettings {
  readonly hook?: EmittedHook;
  readonly hookVersion: string;
}

const POOL = 'CloudFormation, AWS::Cognito::UserPool';
type Json = Readonly<Record<string, unknown>>;
const lists = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
/** As the template will say them: lists of objects are spelled in two ways before. */
const propertiesOf = (r: CfnResource): Json => rendered(r).Properties ?? {};
const texts = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export const POOL_CLOSINGS: readonly Closing<PoolFacts>[] = [
  { id: 'pool.self-sign-up', property: 'AdminCreateUserConfig.AllowAdminCreateUserOnly', value: '`true`', says: 'nobody makes an account for himself', optOut: '`selfSignUpBecause`', source: POOL, holds: (r, f) => f.mayRegister || read(r, 'AdminCreateUserConfig.AllowAdminCreateUserOnly') === true },
  { id: 'pool.mfa', property: 'MfaConfiguration', value: '`ON`', says: 'everybody has a second factor, or a passkey that checks its owner', optOut: '`Mfa.optional(because)`, `Mfa.none(because)`', source: `${POOL}; developer guide, "Adding MFA to a user pool"`, holds: (r, f) => [f.mfa.mode, 'ON'].includes(String(read(r, 'MfaConfiguration'))) },
  { id: 'pool.no-sms', property: 'EnabledMfas', value: 'no `SMS_MFA`', says: 'no second factor travels by SMS, which whoever takes over a number receives', optOut: '-', source: 'NIST SP 800-63B-4, 3.1.3.3', holds: (r, f) => (f.mfa.mode === 'OFF' || texts(read(r, 'EnabledMfas')).length > 0) && texts(read(r, 'EnabledMfas')).every((m) => m === 'SOFTWARE_TOKEN_MFA' || m === 'EMAIL_OTP') && read(r, 'SmsConfiguration') === undefined },
  { id: 'pool.passkeys-verify', property: 'WebAuthnUserVerification', value: '`required`', says: 'a passkey asks for its owner, not only for the device', optOut: '`passkeys: false` for none', source: POOL, holds: (r, f) => !f.passkeys || read(r, 'WebAuthnUserVerification') === 'required' },
  { id: 'pool.passkeys-mfa', property: 'WebAuthnFactorConfiguration', value: '`MULTI_FACTOR_WITH_USER_VERIFICATION`', says: 'passkeys count where a second factor is required; else nobody could use one', optOut: '`passkeys: false` for none', source: 'API reference, WebAuthnConfigurationType', holds: (r, f) => !f.passkeys || f.mfa.mode === 'OFF' || read(r, 'WebAuthnFactorConfiguration') === 'MULTI_FACTOR_WITH_USER_VERIFICATION' },
  { id: 'pool.password', property: 'Policies.PasswordPolicy.MinimumLength', value: `at least ${PASSWORD_LENGTH}`, says: 'passwords are long', optOut: '-', source: POOL, holds: (r) => { const n: unknown = read(r, 'Policies.PasswordPolicy.MinimumLength'); return typeof n === 'number' && n >= PASSWORD_LENGTH; } },
  { id: 'pool.recovery', property: 'AccountRecoverySetting', value: 'verified e-mail or the administrator', says: 'a phone number does not bring a lost password back', optOut: '-', source: POOL, holds: (r) => { const m = lists((propertiesOf(r).AccountRecoverySetting as Json | undefined)?.RecoveryMechanisms); return m.length > 0 && m.every((x) => ['verified_email', 'admin_only'].includes(String(x.Name))); } },
  { id: 'pool.verified-email', property: 'UserAttributeUpdateSettings', value: '`email`', says: 'an address counts only once it was verified', optOut: '-', source: POOL, holds: (r) => texts(read(r, 'UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate')).includes('email') },
  { id: 'pool.hook', property: 'LambdaConfig.PreTokenGenerationConfig', value: 'the hook of this layer, and no other', says: 'a token carries only scopes that one of the subject\'s personas may carry', optOut: '`noTokenHookBecause`', source: 'developer guide, "Pre token generation Lambda trigger"', holds: hookHolds },
  { id: 'pool.threat-protection', property: 'UserPoolAddOns.AdvancedSecurityMode', value: 'as `threatProtection` says', says: 'sign-ins that look like somebody else\'s are answered', optOut: 'asked for; by default of posture HIGH alone', source: POOL, holds: (r, f) => f.threatProtection === undefined || ['ENFORCED', f.threatProtection.mode].includes(String(read(r, 'UserPoolAddOns.AdvancedSecurityMode'))) },
  { id: 'pool.deletion-protection', property: 'DeletionProtection', value: '`ACTIVE`', says: 'nobody deletes all users with one call', optOut: 'posture SANDBOX', source: POOL, holds: (r, f) => f.posture === 'sandbox' || read(r, 'DeletionProtection') === 'ACTIVE' },
  { id: 'pool.retained', property: 'DeletionPolicy, UpdateReplacePolicy', value: '`Retain`', says: 'users outlive the stack', optOut: 'posture SANDBOX', source: 'CloudFormation, DeletionPolicy attribute', holds: (r, f) => f.posture === 'sandbox' || isRetained(r) },
  { id: 'pool.user-names', property: 'UsernameAttributes, AliasAttributes, UsernameConfiguration', value: '`email`, none, not case-sensitive', says: 'one address is one user; Cognito cannot change it later', optOut: '-', source: `${POOL}: "cannot be updated", "immutable"`, fixed: true, holds: (r) => JSON.stringify([read(r, 'UsernameAttributes'), read(r, 'AliasAttributes') ?? [], read(r, 'UsernameConfiguration.CaseSensitive')]) === '[["email"],[],false]' },
  { id: 'pool.schema', property: 'Schema', value: 'with the attribute for groups of providers, where it was', says: 'an attribute that is there stays: Cognito takes none away', optOut: '-', source: `${POOL}, Schema`, fixed: true, holds: (r, f) => !f.hasFederatedGroups || lists(propertiesOf(r).Schema).some((a) => a.Name === 'zt_groups' && a.AttributeDataType === 'String' && a.Mutable === true && a.Required !== true && (a.StringAttributeConstraints as Json | undefined)?.MinLength === '0' && (a.StringAttributeConstraints as Json).MaxLength === '2048') },
  { id: 'pool.no-name', property: 'UserPoolName', value: 'none', says: 'a rename replaces nothing, because there is nothing to rename', optOut: '-', source: POOL, holds: (r) => read(r, 'UserPoolName') === undefined },
];

function hookHolds(r: CfnResource, { hook, hookVersion }: PoolFacts): boolean {
  if (hook === undefined) return true;
  const isOurs = (value: unknown): boolean => value instanceof ReferenceTo && value.target === hook.handler;
  const old: unknown = read(r, 'LambdaConfig.PreTokenGeneration');
  return isOurs(read(r, 'LambdaConfig.PreTokenGenerationConfig.LambdaArn')) && read(r, 'LambdaConfig.PreTokenGenerationConfig.LambdaVersion') === hookVersion && (old === undefined || isOurs(old));
}

function isRetained(r: CfnResource): boolean {
  const { rawOverrides = {} } = r as unknown as { readonly rawOverrides?: Readonly<Record<string, unknown>> };
  const now = (key: 'DeletionPolicy' | 'UpdateReplacePolicy', option: unknown): unknown => (key in rawOverrides ? rawOverrides[key] : option);
  return now('DeletionPolicy', r.cfnOptions.deletionPolicy) === 'Retain' && now('UpdateReplacePolicy', r.cfnOptions.updateReplacePolicy) === 'Retain';
}

const CODE: readonly string[] = HOOK_CODE;
const GUIDE = 'developer guide of Cognito identity pools';

export const BESIDE: {
  readonly domain: readonly Closing<PoolFacts>[];
  readonly risk: readonly Closing<PoolFacts>[];
  readonly provider: readonly Closing<{ readonly hasSecret: boolean }>[];
  readonly permission: readonly Closing<{ readonly pool: CfnResource; readonly handler: CfnResource; readonly written: Written }>[];
  readonly handler: readonly Closing<{ readonly table: string; readonly variable: string; readonly inFile: boolean; readonly written: Written }>[];
  readonly log: readonly Closing<undefined>[];
  readonly identityPool: readonly Closing<undefined>[];
  readonly roles: readonly Closing<undefined>[];
  readonly tags: readonly Closing<Sessions>[];
} = {
  domain: [{ id: 'domain.managed-login', property: 'ManagedLoginVersion', value: '`2`', says: 'people sign in on managed login, where passkeys are', optOut: '`classicLoginBecause`', source: 'CloudFormation, AWS::Cognito::UserPoolDomain', holds: (r, f) => f.hasClassicLogin || read(r, 'ManagedLoginVersion') === 2 }],
  risk: [{ id: 'risk.responses', property: 'AccountTakeoverRiskConfiguration, CompromisedCredentialsRiskConfiguration', value: 'as `threatProtection` says; passwords from leaks are refused', says: 'risk has an answer', optOut: '`RiskResponse.NO_ACTION`, `ThreatProtection.observe(until)`', source: 'CloudFormation, AWS::Cognito::UserPoolRiskConfigurationAttachment', holds: riskHolds }],
  provider: [{ id: 'provider.secret', property: 'ProviderDetails.client_secret', value: 'a reference to Secrets Manager', says: 'no secret stands in a template', optOut: '-', source: 'CloudFormation, dynamic references', holds: (r, f) => (read(r, 'ProviderDetails.client_secret') === undefined ? !f.hasSecret : isSecretReference(r, read(r, 'ProviderDetails.client_secret'))) }],
  permission: [{ id: 'hook.permission', property: 'SourceArn, SourceAccount', value: 'this pool, this account', says: 'nobody else calls the hook', optOut: '-', source: 'Lambda developer guide, resource-based policies', holds: (r, { pool, handler, written }) => isRef(read(r, 'SourceArn'), pool) && isRef(read(r, 'FunctionName'), handler) && read(r, 'Principal') === 'cognito-idp.amazonaws.com' && written.changesOf(r).length === 0 }],
  handler: [
    { id: 'hook.table', property: 'Environment', value: 'the table of scopes and personas', says: 'the hook decides by what the routes ask for', optOut: '-', source: 'lib/contract/token-claims.ts', holds: (r, { table, variable, inFile }) => { const variables = read(r, 'Environment.Variables') as Record<string, unknown> | undefined; return inFile ? variables?.[variable] === undefined : variables?.[variable] === table; } },
    { id: 'hook.code', property: 'Code, Handler, Runtime, Role, Layers, Environment', value: 'those of this layer, no layers, and no variable but the table', says: 'nobody else\'s code says what stands in tokens', optOut: '-', source: 'Lambda developer guide, "Lambda layers", "environment variables" (`NODE_OPTIONS`)', holds: (r, { written }) => !written.changesOf(r).some(({ path }) => CODE.includes(path.split('.')[0])) },
  ],
  log: [{ id: 'log.no-key', property: 'KmsKeyId', value: 'none', says: 'Cognito can write the log of activity: it does not write to a group with a key', optOut: '-', source: 'CloudFormation, AWS::Cognito::LogDeliveryConfiguration', holds: (r) => read(r, 'KmsKeyId') === undefined }],
  identityPool: [
    { id: 'sessions.signed-in', property: 'AllowUnauthenticatedIdentities', value: '`false`', says: 'nobody has credentials without signing in', optOut: '-', source: GUIDE, holds: (r) => read(r, 'AllowUnauthenticatedIdentities') === false },
    { id: 'sessions.no-classic-flow', property: 'AllowClassicFlow', value: '`false`', says: 'nobody chooses a role for himself', optOut: '-', source: GUIDE, holds: (r) => (read(r, 'AllowClassicFlow') ?? false) === false },
    { id: 'sessions.token-check', property: 'CognitoIdentityProviders.ServerSideTokenCheck', value: '`true`', says: 'who was signed out everywhere gets no new credentials', optOut: '-', source: GUIDE, holds: (r) => lists(propertiesOf(r).CognitoIdentityProviders).every((p) => p.ServerSideTokenCheck === true) },
    { id: 'sessions.only-this-pool', property: 'OpenIdConnectProviderARNs, SamlProviderARNs, SupportedLoginProviders, DeveloperProviderName', value: 'none', says: 'no other issuer signs people in', optOut: '-', source: GUIDE, holds: (r) => ['OpenIdConnectProviderARNs', 'SamlProviderARNs', 'SupportedLoginProviders', 'DeveloperProviderName'].every((p) => read(r, p) === undefined) },
  ],
  roles: [{ id: 'sessions.ambiguous', property: 'RoleMappings.AmbiguousRoleResolution', value: '`Deny`', says: 'who has two roles has none', optOut: '-', source: GUIDE, holds: (r) => { const all = lists(Object.values((propertiesOf(r).RoleMappings ?? {}) as Json)); return all.length > 0 && all.every((m) => m.AmbiguousRoleResolution === 'Deny' && m.Type === 'Token'); } }],
  tags: [{ id: 'sessions.tags', property: 'PrincipalTags', value: 'those of `sessions.tags`', says: 'sessions carry the tags that rows are told apart by, and none that admits to a store', optOut: '-', source: GUIDE, holds: (r, sessions) => read(r, 'UseDefaults') === false && JSON.stringify(read(r, 'PrincipalTags')) === JSON.stringify(sessions.tags) }],
};

function riskHolds(r: CfnResource, { threatProtection }: PoolFacts): boolean {
  if (threatProtection === undefined) return true;
  const { high, medium, low } = responses(threatProtection);
  const takeover = 'AccountTakeoverRiskConfiguration.Actions';
  return read(r, 'ClientId') === 'ALL' && read(r, 'RiskExceptionConfiguration') === undefined
    && read(r, `${takeover}.HighAction.EventAction`) === high && read(r, `${takeover}.MediumAction.EventAction`) === medium && read(r, `${takeover}.LowAction.EventAction`) === low
    && read(r, 'CompromisedCredentialsRiskConfiguration.Actions.EventAction') === 'BLOCK';
}

function isRef(value: unknown, target: CfnResource): boolean {
  return value instanceof ReferenceTo && value.target === target;
}

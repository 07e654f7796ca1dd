/**
 * The user pool, its domain, and what does not depend on routes: `emitPool(identity, settings)`.
 *
 * INVARIANT: no property here follows from routes, scopes, personas or clients but for the hook's version and the plan, which Cognito changes in place.
 * The pool has no name: a name that another pool has stops a replacement. Cognito cannot change how users are named
 * (`UsernameAttributes`, `AliasAttributes`, case) nor take an attribute away; verify.ts refuses whoever tries by an override.
 * (API reference, UpdateUserPool; CloudFormation, AWS::Cognito::UserPool.)
 */
import { Aws, CfnDeletionPolicy, Stack, Token } from 'aws-cdk-lib';
import { CfnUserPool, CfnUserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { certificateArnOf } from './certificate-arn';
import { FEDERATED_GROUPS } from '../../contract/token-claims';
import type { Posture } from '../../intent';
import { wordHash } from '../../contract/guarded-tag';
import { relativePath } from '../network/segment';
import { writeMetadata } from '../network/verbatim';
import type { LoginDomain, Mfa, ThreatProtection } from './sign-in';

export interface PoolSettings {
  readonly posture: Posture;
  readonly mfa: Mfa;
  readonly passkeys: boolean;
  readonly relyingParty?: string;
  readonly domain?: LoginDomain;
  readonly hasClassicLogin: boolean;
  readonly passwordHistory: number;
  readonly mayRegister: boolean;
  readonly threatProtection?: ThreatProtection;
  /** Some provider says groups of its subjects. */
  readonly hasFederatedGroups: boolean;
}

export interface EmittedPool {
  readonly pool: CfnUserPool;
  readonly domain: CfnUserPoolDomain;
  /** Host of the login pages and the token endpoint; may hold tokens. */
  readonly host: string;
}

/** Characters; beside a second factor NIST asks for 8. (SP 800-63B-4, 3.1.1.2.) The rules about letters are what auditors' tools look for. */
export const PASSWORD_LENGTH = 12;
/** Days in which an invitation is good. */
const INVITATION_DAYS = 3;

export function emitPool(scope: Construct, settings: PoolSettings): EmittedPool {
  const { region } = Stack.of(scope);
  const keep = settings.posture !== 'sandbox';
  const prefix = settings.domain?.domainName ?? `zt-${wordHash(placeOf(scope))}-${Aws.ACCOUNT_ID}`;
  const host = settings.domain?.certificate === undefined ? `${prefix}.auth.${region}.amazoncognito.com` : prefix;
  const pool = new CfnUserPool(scope, 'Pool', {
    adminCreateUserConfig: { allowAdminCreateUserOnly: !settings.mayRegister },
    usernameAttributes: ['email'],
    usernameConfiguration: { caseSensitive: false },
    autoVerifiedAttributes: ['email'],
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] },
    accountRecoverySetting: { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] },
    policies: {
      passwordPolicy: {
        minimumLength: PASSWORD_LENGTH, requireLowercase: true, requireUppercase: true, requireNumbers: true, requireSymbols: true, temporaryPasswordValidityDays: INVITATION_DAYS,
        ...(settings.passwordHistory === 0 ? {} : { passwordHistorySize: settings.passwordHistory }),
      },
      ...(settings.passkeys ? { signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } } : {}),
    },
    mfaConfiguration: settings.mfa.mode,
    ...(settings.mfa.mode === 'OFF' ? {} : { enabledMfas: ['SOFTWARE_TOKEN_MFA'] }),
    ...(settings.passkeys ? {
      webAuthnRelyingPartyId: settings.relyingParty ?? host,
      webAuthnUserVerification: 'required',
      // Else a pool that requires a second factor takes no passkeys. (API reference, WebAuthnConfigurationType.)
      ...(settings.mfa.mode === 'OFF' ? {} : { webAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION' }),
    } : {}),
    ...(settings.threatProtection === undefined ? {} : { userPoolAddOns: { advancedSecurityMode: settings.threatProtection.mode } }),
    ...(settings.hasFederatedGroups ? { schema: [{ name: FEDERATED_GROUPS.replace(/^custom:/, ''), attributeDataType: 'String', mutable: true, required: false, stringAttributeConstraints: { minLength: '0', maxLength: '2048' } }] } : {}),
    deletionProtection: keep ? 'ACTIVE' : 'INACTIVE',
  });
  pool.cfnOptions.deletionPolicy = pool.cfnOptions.updateReplacePolicy = keep ? CfnDeletionPolicy.RETAIN : CfnDeletionPolicy.DELETE;
  const domain = new CfnUserPoolDomain(scope, 'Domain', {
    userPoolId: pool.ref,
    domain: prefix,
    managedLoginVersion: settings.hasClassicLogin ? 1 : 2,
    ...(settings.domain?.certificate === undefined ? {} : { customDomainConfig: { certificateArn: certificateArnOf(settings.domain.certificate) } }),
  });
  writeMetadata(pool, 'zero-trust', { identity: relativePath(scope, scope.node.path) });
  return { pool, domain, host };
}

/** The same app, deployed twice into an account under other names of stacks, wants two prefixes. Names of nested stacks are known at deployment only. */
function placeOf(scope: Construct): string {
  const { stackName } = Stack.of(scope);
  return Token.isUnresolved(stackName) ? scope.node.path : `${stackName}/${scope.node.path}`;
}

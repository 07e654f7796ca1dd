/**
 * A client of the pool: `emitClient(scope, 'portal', data, pool)` when it is declared, its scopes when all routes are known.
 *
 * INVARIANT: what a client has depends on the client, on the names of the identity providers and, where it lists no scopes, on the scopes of
 * the routes. Nothing that follows from routes is one of the properties that replace a client (`GenerateSecret`, `UserPoolId`).
 */
import type { Duration } from 'aws-cdk-lib';
import { CfnManagedLoginBranding, CfnUserPoolClient, type CfnUserPool } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { writeMetadata } from '../network/verbatim';
import type { ClientData } from './app-client';
import type { FederationData } from './federation';

export interface ClientSettings {
  readonly passkeys: boolean;
  /** Flows of sign-ins by SDK; none where only the login pages are used. */
  readonly sdkFlows: readonly string[];
  readonly federation: readonly FederationData[];
  readonly hasManagedLogin: boolean;
}

export const ACCESS_MINUTES = 15;
export const REFRESH_MINUTES = 12 * 60;
/** A client whose answer was lost may ask once more in this time. */
export const GRACE_SECONDS = 10;

export function emitClient(scope: Construct, id: string, data: ClientData, pool: CfnUserPool, settings: ClientSettings): CfnUserPoolClient {
  const isService = data.kind === 'service';
  const client = new CfnUserPoolClient(scope, `Client-${id}`, {
    userPoolId: pool.ref,
    generateSecret: data.hasSecret,
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: [isService ? 'client_credentials' : 'code'],
    allowedOAuthScopes: [],
    explicitAuthFlows: [...flowsOf(data, settings)],
    enableTokenRevocation: true,
    preventUserExistenceErrors: 'ENABLED',
    accessTokenValidity: minutes(data.lifetimes.access, ACCESS_MINUTES),
    idTokenValidity: minutes(data.lifetimes.access, ACCESS_MINUTES),
    refreshTokenValidity: minutes(data.lifetimes.refresh, REFRESH_MINUTES),
    tokenValidityUnits: { accessToken: 'minutes', idToken: 'minutes', refreshToken: 'minutes' },
    ...(isService ? {} : {
      refreshTokenRotation: { feature: 'ENABLED', retryGracePeriodSeconds: GRACE_SECONDS },
      callbackUrLs: [...data.callbackUrls],
      ...(data.logoutUrls.length === 0 ? {} : { logoutUrLs: [...data.logoutUrls] }),
      supportedIdentityProviders: [...providersOf(data, settings)],
      readAttributes: [...data.readableAttributes],
    }),
    writeAttributes: [...writable(data, settings)],
  });
  writeMetadata(client, 'zero-trust', { client: id });
  if (!isService && settings.hasManagedLogin) {
    // Managed login shows no page for a client without a style.
    new CfnManagedLoginBranding(scope, `Login-${id}`, { userPoolId: pool.ref, clientId: client.ref, useCognitoProvidedValues: true });
  }
  return client;
}

/**
 * Stated always, because Cognito's own default would bring back `ALLOW_REFRESH_TOKEN_AUTH`, by which refresh tokens are used without being rotated.
 * A service has no user: custom authentication needs a trigger that the pool has not, so it lets nobody in.
 */
export function flowsOf(data: ClientData, { passkeys, sdkFlows }: ClientSettings): readonly string[] {
  if (data.kind === 'service') return ['ALLOW_CUSTOM_AUTH'];
  return [...new Set([passkeys ? 'ALLOW_USER_AUTH' : 'ALLOW_USER_SRP_AUTH', ...sdkFlows])].sort();
}

export function providersOf(data: ClientData, { federation }: ClientSettings): readonly string[] {
  return data.identityProviders ?? (federation.length === 0 ? ['COGNITO'] : federation.map((f) => f.name).sort());
}

/** What Cognito itself has to write at sign-in through a provider, and no more: what is not listed no user can write. (CreateUserPoolClient, WriteAttributes.) */
export function writable(data: ClientData, settings: ClientSettings): readonly string[] {
  const offered = providersOf(data, settings);
  const mapped = data.kind === 'service' ? [] : settings.federation.filter((f) => offered.includes(f.name)).flatMap((f) => Object.keys(mappingOf(f)));
  return [...new Set(['email', ...mapped.filter((name) => name !== 'username')])].sort();
}

/** Attributes of the pool that a provider fills, and from what. */
export function mappingOf(f: FederationData): Readonly<Record<string, string>> {
  return { email: f.emailClaim, ...(f.groupsClaim === undefined ? {} : { 'custom:zt_groups': f.groupsClaim }) };
}

export function minutes(duration: Duration | undefined, otherwise: number): number {
  return duration === undefined ? otherwise : duration.toMinutes({ integral: false });
}

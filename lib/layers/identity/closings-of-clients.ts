/** What is closed on each client, row by row: see closings.ts. */
import type { CfnResource } from 'aws-cdk-lib';
import { read, ReferenceTo } from '../network/members/read';
import type { ClientData } from './app-client';
import type { Closing } from './closings';
import { ACCESS_MINUTES, type ClientSettings, flowsOf, GRACE_SECONDS, minutes, providersOf, REFRESH_MINUTES, writable } from './emit-clients';

export interface ClientFacts extends ClientSettings {
  readonly data: ClientData;
  readonly pool: CfnResource;
  /** In full, sorted. */
  readonly scopes: readonly string[];
}

const CLIENT = 'CloudFormation, AWS::Cognito::UserPoolClient';
const said = (value: unknown): string => JSON.stringify(Array.isArray(value) ? [...(value as unknown[])].sort() : value);
const isUser = ({ data }: ClientFacts): boolean => data.kind !== 'service';

export const CLIENT_CLOSINGS: readonly Closing<ClientFacts>[] = [
  { id: 'client.grant', property: 'AllowedOAuthFlows', value: '`code`; of a service `client_credentials`', says: 'no token travels in an address (implicit grant)', optOut: '-', source: 'RFC 9700, 2.1.2', holds: (r, f) => said(read(r, 'AllowedOAuthFlows')) === said([isUser(f) ? 'code' : 'client_credentials']) && read(r, 'AllowedOAuthFlowsUserPoolClient') === true },
  { id: 'client.scopes', property: 'AllowedOAuthScopes', value: '`openid`, and scopes that routes ask for', says: 'it asks for nothing that no route needs, nor for Cognito\'s own API', optOut: '`selfServiceBecause`, for sign-in by SDK', source: CLIENT, holds: (r, f) => said(read(r, 'AllowedOAuthScopes')) === said(f.scopes) },
  { id: 'client.auth-flows', property: 'ExplicitAuthFlows', value: 'stated, without `ALLOW_REFRESH_TOKEN_AUTH`', says: 'refresh tokens are used by rotation alone', optOut: '`sdkSignIn` adds flows', source: `${CLIENT}: where it is absent, ALLOW_REFRESH_TOKEN_AUTH is there`, holds: (r, f) => said(read(r, 'ExplicitAuthFlows')) === said([...flowsOf(f.data, f)]) },
  { id: 'client.rotation', property: 'RefreshTokenRotation', value: `\`ENABLED\`, at most ${GRACE_SECONDS} seconds of grace`, says: 'a refresh token that was stolen is good for one use, and its use shows', optOut: '-', source: CLIENT, holds: (r, f) => !isUser(f) || (read(r, 'RefreshTokenRotation.Feature') === 'ENABLED' && atMost(read(r, 'RefreshTokenRotation.RetryGracePeriodSeconds'), GRACE_SECONDS)) },
  { id: 'client.lifetimes', property: 'AccessTokenValidity, IdTokenValidity, RefreshTokenValidity, TokenValidityUnits', value: `${ACCESS_MINUTES} minutes, ${REFRESH_MINUTES / 60} hours`, says: 'a token that was revoked passes no longer than that', optOut: '`lifetimes.longerBecause`', source: CLIENT, holds: lifetimesHold },
  { id: 'client.revocation', property: 'EnableTokenRevocation', value: '`true`', says: 'refresh tokens can be revoked', optOut: '-', source: CLIENT, holds: (r) => read(r, 'EnableTokenRevocation') === true },
  { id: 'client.existence', property: 'PreventUserExistenceErrors', value: '`ENABLED`', says: 'nobody finds out who has an account', optOut: '-', source: CLIENT, holds: (r) => read(r, 'PreventUserExistenceErrors') === 'ENABLED' },
  { id: 'client.callbacks', property: 'CallbackURLs, LogoutURLs', value: 'those that were declared, by `https`', says: 'codes go where they were meant to go', optOut: 'posture SANDBOX: `http://localhost`', source: 'RFC 9700, 2.1', holds: (r, f) => said(read(r, 'CallbackURLs') ?? []) === said(f.data.callbackUrls) && said(read(r, 'LogoutURLs') ?? []) === said(f.data.logoutUrls) && read(r, 'DefaultRedirectURI') === undefined },
  { id: 'client.secret', property: 'GenerateSecret', value: '`true` of a service', says: 'Cognito makes the secret, so that no template holds it', optOut: '-', source: CLIENT, fixed: true, holds: (r, f) => (read(r, 'GenerateSecret') ?? false) === f.data.hasSecret && pointsTo(read(r, 'UserPoolId'), f.pool) },
  { id: 'client.attributes', property: 'WriteAttributes', value: '`email`, and what providers fill', says: 'users write nothing that somebody decides by', optOut: '-', source: CLIENT, holds: (r, f) => said(read(r, 'WriteAttributes')) === said([...writable(f.data, f)]) },
  { id: 'client.providers', property: 'SupportedIdentityProviders', value: 'all of `federation`, else `COGNITO`', says: 'staff sign in where their accounts end', optOut: '`identityProviders`', source: CLIENT, holds: (r, f) => !isUser(f) || said(read(r, 'SupportedIdentityProviders')) === said([...providersOf(f.data, f)]) },
];

function lifetimesHold(r: CfnResource, f: ClientFacts): boolean {
  const { access, refresh } = f.data.lifetimes;
  const units = ['AccessToken', 'IdToken', 'RefreshToken'].map((u) => read(r, `TokenValidityUnits.${u}`));
  return units.every((u) => u === 'minutes') && atMost(read(r, 'AccessTokenValidity'), minutes(access, ACCESS_MINUTES)) && atMost(read(r, 'IdTokenValidity'), minutes(access, ACCESS_MINUTES))
    && atMost(read(r, 'RefreshTokenValidity'), minutes(refresh, REFRESH_MINUTES));
}

/** Zero is Cognito's own word for its default, which is longer. */
function atMost(value: unknown, most: number): boolean {
  return typeof value === 'number' && value <= most && (value > 0 || most === GRACE_SECONDS);
}

function pointsTo(value: unknown, pool: CfnResource): boolean {
  return value instanceof ReferenceTo && value.target === pool;
}

/** Every option of an identity, its clients and providers by name and kind: what `readOptions` compares them with. A test holds it against the interfaces. */
import { DURATION, FLAG, having, type Kind, listOf, mapOf, needed, NUMBER, oneOf, POSTURE, reference, type Shape, struct, TEXT, TEXTS } from '../declaration/options';

export { readEarly, type Told } from '../declaration/options';

const RISK_RESPONSE = oneOf(['BLOCK', 'MFA_REQUIRED', 'MFA_IF_CONFIGURED', 'NO_ACTION'], 'RiskResponse');
const CLIENT_HINT = '`AppClient.web(...)`, `AppClient.mobile(...)` or `AppClient.service(...)`; put it in there';

export const PERSONA = having('personaId', 'Persona', 'what `addPersona` returns, not its id; pass that', { code: 'UnknownPersona' });
export const PERSONAS = listOf(PERSONA, 'a list of what `addPersona` returns', { code: 'UnknownPersona' });
export const CLIENT: Kind = { ...having('_data', 'AppClient', CLIENT_HINT), is: (v) => ['web', 'mobile', 'service'].includes(dataOf(v).kind as string) };
const FEDERATION_KIND: Kind = { ...having('_data', 'Federation', '`Federation.oidc(...)` or `Federation.saml(...)`; put it in there'), is: (v) => ['OIDC', 'SAML'].includes(dataOf(v).type as string) };
const DOMAIN: Kind = { ...having('domainName', 'LoginDomain', '`LoginDomain.prefix(...)`, or `LoginDomain.custom(...)` with a certificate'), is: (v) => isDomain(v) };
export const POOL = reference('userPoolRef', 'cognito.IUserPoolRef', 'a user pool; import it, e.g. with `UserPool.fromUserPoolId`');

export const RISK: Shape = { highRisk: RISK_RESPONSE, mediumRisk: RISK_RESPONSE, lowRisk: RISK_RESPONSE };
export const SDK_SIGN_IN: Shape = { because: needed(TEXT), scopes: needed(TEXTS), passwords: FLAG };
export const SESSIONS: Shape = { tags: mapOf(TEXT, 'an object with a claim for each tag'), longest: DURATION };
export const LIFETIMES: Shape = { access: DURATION, refresh: DURATION, longerBecause: TEXT };
const USER_CLIENT: Shape = { callbackUrls: TEXTS, logoutUrls: TEXTS, scopes: TEXTS, identityProviders: TEXTS, readableAttributes: TEXTS, lifetimes: struct(LIFETIMES, 'TokenLifetimeProps') };
const FEDERATION: Shape = { emailClaim: TEXT, groupsClaim: TEXT, groups: TEXTS };

export const OPTIONS = {
  IdentityFoundationProps: {
    posture: POSTURE, clients: mapOf(CLIENT, 'an object with a client for each id'), federation: listOf(FEDERATION_KIND, 'a list of providers'), plan: oneOf(['LITE', 'ESSENTIALS', 'PLUS'], 'FeaturePlan'),
    mfa: having('mode', 'Mfa', '`Mfa.required()`, `Mfa.optional(because)` or `Mfa.none(because)`'), passkeys: FLAG, relyingParty: TEXT, domain: DOMAIN,
    threatProtection: having('risk', 'ThreatProtection', '`ThreatProtection.enforce(...)` or `ThreatProtection.observe(until)`'), activityLogs: FLAG, passwordHistory: NUMBER,
    sdkSignIn: struct(SDK_SIGN_IN, 'SdkSignInProps'), sessions: struct(SESSIONS, 'SessionProps'), selfSignUpBecause: TEXT, selfServiceBecause: TEXT, classicLoginBecause: TEXT, noTokenHookBecause: TEXT,
  },
  SdkSignInProps: SDK_SIGN_IN, SessionProps: SESSIONS, RiskProps: RISK, TokenLifetimeProps: LIFETIMES,
  UserClientProps: USER_CLIENT, WebClientProps: { ...USER_CLIENT, confidential: FLAG }, ServiceClientProps: { scopes: TEXTS, lifetimes: struct(LIFETIMES, 'TokenLifetimeProps') },
  FederationProps: FEDERATION,
  OidcFederationProps: { ...FEDERATION, issuer: needed(TEXT), clientId: needed(TEXT), clientSecret: needed({ ...having('unsafeUnwrap', 'SecretValue', '`secret.secretValue` of a secret of Secrets Manager; put it there', { code: 'SecretInPlainText' }), isSecret: true }) },
  SamlFederationProps: { ...FEDERATION, metadataUrl: TEXT, metadata: TEXT, encryptedAssertions: FLAG },
  ExistingUserPoolProps: { clientIds: needed(TEXTS), scopes: TEXTS, personasEnforcedBecause: TEXT },
  IssuerProps: { issuer: needed(TEXT), audiences: needed(TEXTS), scopes: TEXTS, personasEnforcedBecause: TEXT },
} satisfies Readonly<Record<string, Shape>>;

function dataOf(value: unknown): Record<string, unknown> {
  return ((typeof value === 'object' && value !== null ? (value as { _data?: unknown })._data : undefined) ?? {}) as Record<string, unknown>;
}

function isDomain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { domainName, certificate } = value as { domainName?: unknown; certificate?: unknown };
  return typeof domainName === 'string' && (certificate === undefined || (typeof certificate === 'object' && certificate !== null && 'certificateRef' in certificate));
}

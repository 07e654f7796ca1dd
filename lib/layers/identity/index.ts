export { AppClient, type ServiceClientProps, type TokenLifetimeProps, type UserClientProps, type WebClientProps } from './app-client';
export { Federation, type FederationProps, type OidcFederationProps, type SamlFederationProps } from './federation';
export { IdentityFoundation, type IdentityFoundationProps } from './identity-foundation';
export { type ExistingUserPoolProps, IdentitySource, type IIdentitySource, type IssuerProps } from './identity-source';
export { type SessionProps } from './sessions';
export { FeaturePlan, LoginDomain, Mfa, RiskResponse, type RiskProps, type SdkSignInProps, ThreatProtection } from './sign-in';

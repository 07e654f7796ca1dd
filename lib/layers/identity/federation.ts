/**
 * Who else may say who somebody is: the first choice for staff, whose accounts end where they are kept.
 *
 *   Federation.oidc('Okta', { issuer: 'https://acme.okta.com', clientId: '0oa...', clientSecret: secret.secretValue, groupsClaim: 'groups', groups: ['staff'] })
 *   Federation.saml('Entra', { metadataUrl: 'https://login.microsoftonline.com/.../federationmetadata.xml' })
 *
 * A provider says groups of its own subjects only, and only those that are listed here: a partner's provider cannot make an administrator.
 * Groups of SAML come as one text, `[staff, audit]`; where names there may hold a comma, send one group per subject.
 */
import type { SecretValue } from 'aws-cdk-lib';
import { OPTIONS, readEarly, type Told } from './options';

/** What every provider says of its subjects. */
export interface FederationProps {
  /**
   * Claim or SAML attribute that holds the subject's e-mail address.
   * @default - `email`; of SAML http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress
   */
  readonly emailClaim?: string;
  /**
   * Claim or SAML attribute that holds the subject's groups.
   * @default - it says none: subjects are put into groups of the pool
   */
  readonly groupsClaim?: string;
  /**
   * Groups that it may say of its subjects. Any other that it says counts for nothing.
   * @default - none
   */
  readonly groups?: string[];
}

/** A provider of OpenID Connect. */
export interface OidcFederationProps extends FederationProps {
  /** `https` address of the issuer. */
  readonly issuer: string;
  /** Id that it gave to this user pool. */
  readonly clientId: string;
  /** Secret that it gave, from Secrets Manager: `secret.secretValue`. Anything else is refused (`SecretInPlainText`). */
  readonly clientSecret: SecretValue;
}

/** A provider of SAML 2.0. */
export interface SamlFederationProps extends FederationProps {
  /**
   * `https` address of its metadata.
   * @default - `metadata`
   */
  readonly metadataUrl?: string;
  /**
   * Its metadata, where it has no address.
   * @default - `metadataUrl`
   */
  readonly metadata?: string;
  /**
   * It encrypts what it says.
   * @default false
   */
  readonly encryptedAssertions?: boolean;
}

/** @internal */
export interface FederationData {
  readonly name: string;
  readonly type: 'OIDC' | 'SAML';
  readonly emailClaim: string;
  readonly groupsClaim?: string;
  readonly groups: readonly string[];
  /** In the words of CloudFormation; tokens stay. */
  readonly details: Readonly<Record<string, string>>;
  /** Addresses that must be `https`, by property. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly hasMetadata: boolean;
  /** Some options are of another kind. */
  readonly told?: Told;
}

/** Who else may say who somebody is. */
export class Federation {
  /** `name` is shown to people, and is the identity of the provider: another name is another provider. */
  public static oidc(name: string, props: OidcFederationProps): Federation {
    const { options, told } = readEarly(props, OPTIONS.OidcFederationProps);
    const { issuer = '', clientId = '', clientSecret } = options;
    return new Federation({
      name, type: 'OIDC', emailClaim: options.emailClaim ?? 'email', ...groupsOf(options), hasMetadata: true, addresses: { issuer },
      details: { attributes_request_method: 'GET', authorize_scopes: 'openid email profile', client_id: clientId, client_secret: clientSecret?.unsafeUnwrap() ?? '', oidc_issuer: issuer },
      ...(told === undefined ? {} : { told }),
    });
  }

  /** Sign-in begins here, never at the provider: an answer that nobody asked for is not taken. */
  public static saml(name: string, props: SamlFederationProps): Federation {
    const { options, told } = readEarly(props, OPTIONS.SamlFederationProps);
    return new Federation({
      name, type: 'SAML', emailClaim: options.emailClaim ?? 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress', ...groupsOf(options),
      hasMetadata: (options.metadataUrl === undefined) !== (options.metadata === undefined), addresses: options.metadataUrl === undefined ? {} : { metadataUrl: options.metadataUrl },
      details: {
        IDPInit: 'false', IDPSignout: 'true', RequestSigningAlgorithm: 'rsa-sha256', EncryptedResponses: String(options.encryptedAssertions ?? false),
        ...(options.metadataUrl === undefined ? {} : { MetadataURL: options.metadataUrl }), ...(options.metadata === undefined ? {} : { MetadataFile: options.metadata }),
      },
      ...(told === undefined ? {} : { told }),
    });
  }

  /** @internal */
  public readonly _data: FederationData;

  private constructor(data: FederationData) {
    this._data = data;
  }
}

function groupsOf({ groupsClaim, groups }: FederationProps): Pick<FederationData, 'groups' | 'groupsClaim'> {
  return { groups: [...groups ?? []].sort(), ...(groupsClaim === undefined ? {} : { groupsClaim }) };
}

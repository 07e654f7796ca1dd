/**
 * An application that asks for tokens.
 *
 *   identity.addClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/signed-in'] }));
 *   identity.addClient('nightly', AppClient.service({ scopes: ['documents/import'] }));
 *
 * People sign in with an authorization code and PKCE alone; there is no implicit grant. A secret is made by Cognito and stands in no
 * template: read it with `cognito-idp:DescribeUserPoolClient` where it is needed. Not enforced, because Cognito cannot: that a client
 * really uses PKCE.
 */
import type { Duration } from 'aws-cdk-lib';
import { OPTIONS, readEarly, type Told } from './options';

/** How long tokens live. */
export interface TokenLifetimeProps {
  /**
   * Of access and ID tokens: 5 minutes to 1 day. A token that was revoked passes API Gateway until it ends.
   * @default Duration.minutes(15)
   */
  readonly access?: Duration;
  /**
   * Of refresh tokens: 60 minutes to 10 years. Each is good for one use.
   * @default Duration.hours(12)
   */
  readonly refresh?: Duration;
  /**
   * Why tokens live longer than by default.
   * @default - they do not
   */
  readonly longerBecause?: string;
}

/** An application that people sign in to. */
export interface UserClientProps {
  /** Where the login pages send people back to: `https` only; an app for phones claims such a link (App Links, Universal Links). */
  readonly callbackUrls: string[];
  /**
   * Where they go after they sign out.
   * @default - nowhere
   */
  readonly logoutUrls?: string[];
  /**
   * Scopes that it may ask for. What a token really carries follows from the subject's personas.
   * @default - all that routes leave to personas; a scope without personas is given by name alone
   */
  readonly scopes?: string[];
  /**
   * Names of the identity providers that its login page offers; `COGNITO` is the pool's own users.
   * @default - all of `federation`; the pool's own users where there is none
   */
  readonly identityProviders?: string[];
  /**
   * Attributes that the application may read of the signed-in user.
   * @default - email, email_verified, name
   */
  readonly readableAttributes?: string[];
  /** @default - 15 minutes and 12 hours */
  readonly lifetimes?: TokenLifetimeProps;
}

/** An application in a browser or behind a server. */
export interface WebClientProps extends UserClientProps {
  /**
   * It has a server that keeps a secret. Cannot be changed later: another client is made then.
   * @default false
   */
  readonly confidential?: boolean;
}

/** A program that signs in as itself. */
export interface ServiceClientProps {
  /** Scopes that it gets. None may be one that routes leave to personas. */
  readonly scopes: string[];
  /** @default - 15 minutes; there are no refresh tokens */
  readonly lifetimes?: TokenLifetimeProps;
}

/** What a client is, to the layer. @internal */
export interface ClientData {
  readonly kind: 'web' | 'mobile' | 'service';
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  readonly scopes?: readonly string[];
  readonly identityProviders?: readonly string[];
  readonly readableAttributes: readonly string[];
  readonly hasSecret: boolean;
  readonly lifetimes: TokenLifetimeProps;
  /** Some options are of another kind. */
  readonly told?: Told;
}

/** An application that asks for tokens: web, mobile or service. */
export class AppClient {
  /** Runs in a browser, or behind a server that keeps a secret (`confidential`). Code and PKCE. */
  public static web(props: WebClientProps): AppClient {
    const { options, told } = readEarly(props, OPTIONS.WebClientProps);
    return new AppClient({ kind: 'web', ...userClient(options), hasSecret: options.confidential ?? false, ...(told === undefined ? {} : { told }) });
  }

  /** Runs on people's own devices, and keeps no secret. Code and PKCE. */
  public static mobile(props: UserClientProps): AppClient {
    const { options, told } = readEarly(props, OPTIONS.UserClientProps);
    return new AppClient({ kind: 'mobile', ...userClient(options), hasSecret: false, ...(told === undefined ? {} : { told }) });
  }

  /** Acts for nobody but itself (client credentials), with a secret that Cognito makes. Billed by client and token request. (Cognito pricing, machine-to-machine.) */
  public static service(props: ServiceClientProps): AppClient {
    const { options: { scopes = [], lifetimes = {} }, told } = readEarly(props, OPTIONS.ServiceClientProps);
    return new AppClient({ kind: 'service', callbackUrls: [], logoutUrls: [], scopes: [...scopes], readableAttributes: [], hasSecret: true, lifetimes, ...(told === undefined ? {} : { told }) });
  }

  /** @internal */
  public readonly _data: ClientData;

  private constructor(data: ClientData) {
    this._data = data;
  }
}

function userClient(props: Partial<UserClientProps>): Omit<ClientData, 'kind' | 'hasSecret'> {
  return {
    callbackUrls: [...props.callbackUrls ?? []], // nothing in JavaScript says that it is required: `CallbackMissing` does
    logoutUrls: [...props.logoutUrls ?? []], lifetimes: props.lifetimes ?? {},
    readableAttributes: [...props.readableAttributes ?? ['email', 'email_verified', 'name']],
    ...(props.scopes === undefined ? {} : { scopes: [...props.scopes] }),
    ...(props.identityProviders === undefined ? {} : { identityProviders: [...props.identityProviders] }),
  };
}

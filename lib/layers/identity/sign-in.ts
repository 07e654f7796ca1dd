/**
 * How people sign in, and what happens where it looks wrong.
 *
 *   mfa: Mfa.required()
 *   threatProtection: ThreatProtection.enforce({ mediumRisk: RiskResponse.MFA_REQUIRED })
 *   domain: LoginDomain.custom('auth.example.com', certificate)
 */
import type { aws_certificatemanager as acm } from 'aws-cdk-lib/interfaces';

/** Plans of a user pool, by price. */
export enum FeaturePlan {
  LITE = 'LITE',
  ESSENTIALS = 'ESSENTIALS',
  PLUS = 'PLUS',
}

/** A second factor for the pool's own users: an authenticator app, or a passkey that checks its owner. Federated users bring their provider's. */
export class Mfa {
  /** Everybody has one. */
  public static required(): Mfa {
    return new Mfa('ON', '');
  }

  /** Whoever has one is asked for it, for a reason that will be shown to reviewers. */
  public static optional(because: string): Mfa {
    return new Mfa('OPTIONAL', because);
  }

  /** Nobody has one, for a reason that will be shown to reviewers. */
  public static none(because: string): Mfa {
    return new Mfa('OFF', because);
  }

  private constructor(
    /** `ON`, `OPTIONAL` or `OFF`. */
    public readonly mode: string,
    /** Why it is not required. */
    public readonly because: string,
  ) {}
}

/** What Cognito does with a sign-in that looks like somebody else's. */
export enum RiskResponse {
  BLOCK = 'BLOCK',
  /** A second factor, or no sign-in. */
  MFA_REQUIRED = 'MFA_REQUIRED',
  /** A second factor for whoever has one; all others pass. */
  MFA_IF_CONFIGURED = 'MFA_IF_CONFIGURED',
  NO_ACTION = 'NO_ACTION',
}

/** Answers to risk. */
export interface RiskProps {
  /** @default RiskResponse.BLOCK */
  readonly highRisk?: RiskResponse;
  /** @default RiskResponse.MFA_REQUIRED */
  readonly mediumRisk?: RiskResponse;
  /** @default RiskResponse.NO_ACTION */
  readonly lowRisk?: RiskResponse;
}

/** Adaptive sign-in and refusal of passwords that are known from leaks. Needs the plan PLUS, which bills every monthly active user. */
export class ThreatProtection {
  /** Risky sign-ins are answered as said; passwords from leaks are refused. Nobody is notified by mail. */
  public static enforce(props: RiskProps = {}): ThreatProtection {
    return new ThreatProtection('ENFORCED', props);
  }

  /** Risks are recorded and nothing is done, until the given end: an ISO-8601 date or instant. */
  public static observe(until: string): ThreatProtection {
    return new ThreatProtection('AUDIT', {}, until);
  }

  private constructor(
    /** `ENFORCED` or `AUDIT`. */
    public readonly mode: string,
    /** Of `ENFORCED`. */
    public readonly risk: RiskProps,
    /** Of `AUDIT`. */
    public readonly until?: string,
  ) {}
}

/** Where the login pages and the token endpoint are. It cannot be renamed: another domain is made then. */
export class LoginDomain {
  /** `https://NAME.auth.REGION.amazoncognito.com`. The name is unique in its region among all accounts. */
  public static prefix(name: string): LoginDomain {
    return new LoginDomain(name);
  }

  /** A domain of one's own, with its certificate in us-east-1. A record for it, and one for its parent, are made elsewhere. (Cognito developer guide, "Using your own domain for managed login".) */
  public static custom(domainName: string, certificate: acm.ICertificateRef): LoginDomain {
    return new LoginDomain(domainName, certificate);
  }

  private constructor(
    /** The prefix, or the whole name of a domain of one's own. */
    public readonly domainName: string,
    /** Of a domain of one's own. */
    public readonly certificate?: acm.ICertificateRef,
  ) {}
}

/** Sign-in by an SDK instead of the login pages. Such a sign-in cannot ask for scopes: the hook gives them. */
export interface SdkSignInProps {
  /** Why the login pages do not do. */
  readonly because: string;
  /** Scopes that it gives, whatever the client, as far as the subject's personas permit. */
  readonly scopes: string[];
  /**
   * Applications may send the password itself (`USER_PASSWORD_AUTH`), not only a proof of it (SRP).
   * @default false
   */
  readonly passwords?: boolean;
}

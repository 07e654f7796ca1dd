/** What a door is told when it is made. */
import type { Duration } from 'aws-cdk-lib';
import type { aws_apigateway as apigateway, aws_certificatemanager as acm, aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib/interfaces';
import type { Construct } from 'constructs';
import type { DataProtection } from '../data/data-protection';
import type { Persona } from '../declaration/people';
import type { Posture } from '../declaration/posture';
import type { IIdentitySource } from '../identity/identity-source';
import type { DoorProfile, DoorProtocol, RoutesPlacement } from './profiles';
import type { ThrottleProps } from './route';
import type { Truststore } from './truststore';

/** A name of your own for a door. The API's own host is off wherever there is one. */
export interface DoorDomainProps {
  /** One host in lower case, e.g. `api.example.com`. Its DNS record is yours to make. */
  readonly domainName: string;
  /**
   * Certificate of the host, in the region of the door. Needed but beside `existing`.
   * @default - that of `existing`
   */
  readonly certificate?: acm.ICertificateRef;
  /**
   * A domain that is there: of another door (`door.customDomain`), of an API of this app, or imported. Then `domainName` says its name,
   * `basePath` what of it is this door's, and what it asks of who connects has to be what the profile of this door says.
   * @default - the door makes its own
   */
  readonly existing?: apigateway.IDomainNameRef;
  /**
   * What an `existing` domain that this app does not make asks of who connects. It is believed; the proof, which sees templates alone,
   * leaves client certificates of such a domain unknown.
   * @default - read from the domain; one that is imported is refused
   */
  readonly existingProfile?: DoorProfile;
  /**
   * Who issues certificates of devices. With it, and with `DoorProfile.DEVICE_CERTIFICATE` only, nobody connects without one.
   * @default - no client certificates
   */
  readonly truststore?: Truststore;
  /**
   * A public certificate of ACM that proves that the name is yours; needed beside a truststore where `certificate` was imported or is
   * of a private authority, and to be kept valid.
   * @default - none
   */
  readonly ownershipCertificate?: acm.ICertificateRef;
  /**
   * First segment of paths there, without slashes.
   * @default - all of the domain
   */
  readonly basePath?: string;
}

/** Which pages may call a door from a browser. Handlers say `Access-Control-Allow-Origin` in their own answers. */
export interface CorsProps {
  /** In full: `https://app.example.com`. */
  readonly origins: string[];
  /**
   * Headers that pages may send.
   * @default - `Authorization`, `Content-Type`, `X-Api-Key`
   */
  readonly headers?: string[];
  /**
   * How long a browser may remember.
   * @default Duration.minutes(10)
   */
  readonly maxAge?: Duration;
  /**
   * Cookies and client certificates.
   * @default false
   */
  readonly allowCredentials?: boolean;
}

/** How much one persona may ask for, counted by an API key that its clients send (`x-api-key`). A key meters; it proves no identity. */
export interface PersonaThrottleProps {
  /** Whose requests. */
  readonly persona: Persona;
  /** Requests per second, on the average. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
  /**
   * Requests a day.
   * @default - no quota
   */
  readonly quotaPerDay?: number;
}

/** How a front door is built. */
export interface FrontDoorProps {
  /**
   * Who issues the tokens that it takes: an `IdentityFoundation`, or `IdentitySource` of what exists.
   * @default - none; then no route can ask for scopes
   */
  readonly identity?: IIdentitySource;
  /** @default DoorProfile.TLS13 */
  readonly profile?: DoorProfile;
  /** @default DoorProtocol.REST */
  readonly protocol?: DoorProtocol;
  /**
   * A name of your own.
   * @default - the API's own host
   */
  readonly domain?: DoorDomainProps;
  /**
   * Interface endpoints for `execute-api`, of `DoorProfile.PRIVATE`.
   * @default - none
   */
  readonly vpcEndpoints?: ec2.IVPCEndpointRef[];
  /**
   * Which pages may call it from a browser.
   * @default - none
   */
  readonly cors?: CorsProps;
  /**
   * Of all its routes together.
   * @default - 100 requests per second, 200 at once
   */
  readonly throttle?: ThrottleProps;
  /**
   * Of single personas. Routes of these personas ask for an API key beside the token.
   * @default - none
   */
  readonly personaThrottles?: PersonaThrottleProps[];
  /**
   * Part of the path at the API's own host. Changing it replaces the stage.
   * @default live
   */
  readonly stageName?: string;
  /**
   * Where methods live. Choose before the first deployment.
   * @default RoutesPlacement.together()
   */
  readonly routesPlacement?: RoutesPlacement;
  /**
   * Where the policies of callers live: a scope in a stack that nobody depends on. Needed where callers and handlers share a stack
   * that is not the door's. Choose it before the first deployment.
   * @default - the stack of each caller's role
   */
  readonly policiesScope?: Construct;
  /** @default - the id */
  readonly displayName?: string;
  /**
   * Encrypts the logs. Its policy must let CloudWatch Logs use it.
   * @default - a key of CloudWatch Logs
   */
  readonly logKey?: kms.IKeyRef;
  /**
   * The data layer that routes' `data` is declared to.
   * @default - that of the façade; none where the door stands alone
   */
  readonly dataProtection?: DataProtection;
  /**
   * How long logs are kept: a week (SANDBOX), a year (STANDARD), two (HIGH); but in SANDBOX they stay when the door goes.
   * @default - that of the façade, else Posture.STANDARD
   */
  readonly posture?: Posture;
}

/**
 * The front door of the declared relation: which routes there are, who may call each, and what stands behind it.
 *
 * As lib/intent/model.ts this is pure data and stands in `zero-trust.intent.json`. A route that is not in `routes` is not there; one
 * without an access rule is a mistake.
 */
import type { PrincipalData } from './model-data';

/** `scopes`: a token of the identity with one of the scopes. `iam`: SigV4 by one of the callers. `public`: anybody, and it says why. */
export type RouteAccessKind = 'scopes' | 'iam' | 'public';

export type DoorProtocol = 'rest' | 'http';
/** `device-certificate`: mTLS, TLS 1.2. `tls13`: TLS 1.3 only. `tls12`: of HTTP APIs, which have no newer one. `private`: reached through interface endpoints alone. */
export type DoorProfileKind = 'device-certificate' | 'tls13' | 'tls12' | 'private';

/** What answers a route. */
export interface HandlerData {
  readonly kind: 'function' | 'http' | 'service';
  /** Construct path of the function or VPC link; the name of the service's action, e.g. `sqs:SendMessage`. */
  readonly path: string;
  readonly template?: string;
  readonly logicalId?: string;
  /** Of a function that this app does not create. May be an intrinsic. */
  readonly arn?: unknown;
}

export interface RouteData {
  readonly scope: string;
  /** Id of the door. */
  readonly door: string;
  /** `GET /documents/{id}`: the identity of the route within its door. */
  readonly id: string;
  /** `GET`, `POST`, ..., or `ANY`. */
  readonly method: string;
  /** `/documents/{id}`, `/files/{proxy+}`, `/`. */
  readonly path: string;
  readonly handler: HandlerData;
  readonly access: RouteAccessKind;
  /** Ids of personas, sorted. Empty: whoever has the scope. */
  readonly personas: readonly string[];
  /** Full names, sorted: `documents/read`. One of them suffices. */
  readonly scopes: readonly string[];
  /** Who may sign requests. Sorted by path. */
  readonly callers: readonly PrincipalData[];
  /** Why it is public; why it is there. */
  readonly because?: string;
  readonly purpose?: string;
  /** Names of trust tiers, lowest first: `BASIC`, `KNOWN`, `MANAGED`, `HARDENED`. Only the policy engine can ask for one. */
  readonly minimumTier?: string;
  /** Only the policy engine can ask. */
  readonly objectRule?: 'own' | 'shared';
  /** How long ago the subject may have signed in. Only the policy engine can ask. */
  readonly stepUpSeconds?: number;
}

export interface DoorData {
  readonly scope: string;
  readonly id: string;
  readonly displayName: string;
  readonly protocol: DoorProtocol;
  readonly profile: DoorProfileKind;
  /** Construct path of the identity whose tokens it takes. */
  readonly identity?: string;
  /** Construct path of the API. */
  readonly path?: string;
  readonly template?: string;
  readonly logicalId?: string;
  /** Logical id of the stage that serves it. */
  readonly stage?: string;
}

export interface IdentityClientData {
  readonly id: string;
  readonly kind: 'web' | 'mobile' | 'service';
  readonly scopes: readonly string[];
}

export interface IdentityData {
  /** Construct path of the identity. */
  readonly path: string;
  readonly kind: 'user-pool' | 'existing-pool' | 'issuer';
  /** May be an intrinsic. */
  readonly issuer?: unknown;
  readonly template?: string;
  readonly logicalId?: string;
  readonly clients: readonly IdentityClientData[];
  /** All that tokens may carry, sorted. Absent where nobody said. */
  readonly scopes?: readonly string[];
}

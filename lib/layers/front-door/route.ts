/**
 * A route: who may call what, under which conditions.
 *
 *   door.addRoute('GET /documents/{id}', { handler: RouteHandler.function(read), personas: [employee], scopes: ['documents/read'] });
 *   door.addRoute('GET /health', { handler: RouteHandler.function(health), publicBecause: 'the load balancer of the status page asks' });
 *   door.addRoute('POST /imports', { handler: RouteHandler.function(importer), callers: [batch] });
 */
import type { Duration } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { DataAccess } from '../data/access';
import type { DataStore } from '../data/data-store';
import type { OwnerRows } from '../data/rows';
import type { Persona } from '../declaration/people';
import type { RouteHandler } from './handler';

/** How far a device is trusted, lowest first. A route that asks for one needs the policy engine. */
export enum TrustTier {
  /** Nothing is known of the device. */
  BASIC = 'BASIC',
  /** It has been seen with this subject before. */
  KNOWN = 'KNOWN',
  /** It is in the inventory and reports its posture. */
  MANAGED = 'MANAGED',
  /** Managed, and its keys cannot be copied. */
  HARDENED = 'HARDENED',
}

/** Whose objects a caller may name in the path. A route that asks for one needs the policy engine. */
export enum ObjectRule {
  /** His own. */
  OWN = 'own',
  /** His own, and those that are shared with him. */
  SHARED = 'shared',
}

/** Requests per second, and at once. */
export interface ThrottleProps {
  /** Requests per second, on the average. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** What API Gateway checks of a request before anything is called. */
export interface RequestValidationProps {
  /**
   * JSON schema (draft 4) of the body.
   * @default - the body is not looked at
   */
  readonly body?: any;
  /**
   * Names of query strings that must be there.
   * @default - none
   */
  readonly queryStrings?: string[];
  /**
   * Names of headers that must be there.
   * @default - none
   */
  readonly headers?: string[];
}

/** What a route's handler does with data: becomes a data flow from its role to the store. */
export interface RouteDataProps {
  /** The store. */
  readonly store: DataStore;
  /** What is permitted. */
  readonly access: DataAccess;
  /**
   * Only the rows of the caller.
   * @default - all rows
   */
  readonly rows?: OwnerRows;
}

/** Who may call a route, and what answers. One of `scopes`, `callers` and `publicBecause` says who. */
export interface RouteProps {
  /** What answers. */
  readonly handler: RouteHandler;
  /**
   * Scopes of which a token must carry one, in full: `documents/read`.
   * @default - none; then `callers` or `publicBecause` must be said
   */
  readonly scopes?: string[];
  /**
   * Who may carry the scopes.
   * @default - every subject to whose client the scope is given
   */
  readonly personas?: Persona[];
  /**
   * Services that call with SigV4: roles, or what has one (functions, task definitions, instances).
   * @default - none
   */
  readonly callers?: IConstruct[];
  /**
   * Why anybody may call it, without a token.
   * @default - nobody may
   */
  readonly publicBecause?: string;
  /**
   * What it is for.
   * @default - none
   */
  readonly because?: string;
  /**
   * The business purpose, for audits.
   * @default - none
   */
  readonly purpose?: string;
  /**
   * The lowest tier of device. Needs the policy engine.
   * @default - any device
   */
  readonly minimumTier?: TrustTier;
  /**
   * Whose objects. Needs the policy engine.
   * @default - all of them
   */
  readonly objectRule?: ObjectRule;
  /**
   * How long ago the caller may have signed in. Needs the policy engine.
   * @default - as long as the token lasts
   */
  readonly stepUpAge?: Duration;
  /**
   * What is checked of a request before the handler is called.
   * @default - nothing
   */
  readonly validation?: RequestValidationProps;
  /** @default - that of the door */
  readonly throttle?: ThrottleProps;
  /**
   * What the handler does with data on this route. Its role gets the union of its routes.
   * @default - nothing
   */
  readonly data?: RouteDataProps[];
}

/**
 * The ways in, as templates make them: what answers which requests at which hosts, what is checked before, and what is called.
 *
 *   const world = readExposure(readTemplates(['cdk.out'], { cwd }));
 *   world.doors[0].routes[0].auths[0].kind    // 'cognito'
 *
 * Facts only: who gets through is the prover's question (prover/exposure). A door is an API, a function URL, the listener of a
 * balancer, a service of VPC Lattice, a GraphQL API, a distribution. Whatever else calls a function is a trigger or a permission.
 *
 * Texts are *encoded*: what is no text of the template stands in them as a mark (text.ts), equal marks are equal values.
 */
import type { Bounds, Place, Unknown } from '../facts';
import type { Guard } from '../guard';
import type { FirewallWorld } from './firewall-model';

export type Id = string;

/** When something is so: at most under `may`, for certain under `must`. */
export type Holds = Bounds<Guard>;

/** What is called: `App.Fn`, `external:...` for a function that these templates do not make, else what an integration names. */
export interface Target {
  readonly kind: 'function' | 'service' | 'http' | 'unknown';
  readonly id: Id;
  /** For people: the logical id, the name, `sqs SendMessage`. */
  readonly label: string;
  /** Encoded alias or version; empty for the function itself, undefined where nobody can say. */
  readonly qualifier?: string;
  /** Of one that a token names. */
  readonly unknown?: Unknown;
  /** Functions of these templates that may be meant instead (function-names.ts); never those for which there is a certain one. */
  readonly mayBe?: readonly MayBe[];
}

/** A function that an expression may mean. */
export interface MayBe {
  readonly id: Id;
  readonly guard: Guard;
  readonly unknown: Unknown;
}

export type AuthorizerType = 'cognito' | 'jwt' | 'lambda';

export interface Authorizer {
  readonly id: Id;
  readonly type: AuthorizerType;
  readonly label: string;
  /** Encoded: ARNs of user pools, or the issuer. */
  readonly issuers: readonly string[];
  /** Encoded. */
  readonly audiences: readonly string[];
  /** Seconds for which a decision is kept; undefined where it is not known. */
  readonly ttl?: number;
  /** What a decision is kept by; encoded. */
  readonly identitySources: readonly string[];
  readonly place: Place;
}

/** What a route asks of a request. The guards of all of a route's cover the route's. */
export interface Auth {
  readonly guard: Guard;
  /** `unknown`: a token, or what is written wrongly. */
  readonly kind: 'none' | 'iam' | AuthorizerType | 'unknown';
  /** Encoded; one of them suffices. Empty: any token. */
  readonly scopes: readonly string[];
  readonly authorizer?: Authorizer;
  readonly unknowns: readonly Unknown[];
  readonly place: Place;
}

/** How the door may call what it calls. */
export type Need =
  /** By a role that it takes on, or because the service itself holds the connection. */
  | { readonly kind: 'role' }
  /** By a statement of the function's policy. `sources`: ARNs that the call may come from, encoded, `{stage}` for the stage's name. */
  | { readonly kind: 'permission'; readonly service: string; readonly sources: readonly string[] }
  /** By statements for everybody, as function URLs need them. */
  | { readonly kind: 'url' };

export interface RouteTarget {
  readonly guard: Guard;
  readonly target: Target;
  readonly need: Need;
  readonly place: Place;
}

export interface Route {
  readonly id: Id;
  /** `GET /documents/{id}`. */
  readonly label: string;
  /** `GET`, `ANY`; of WebSocket APIs the route key. */
  readonly method: string;
  /** `/documents/{id}`, `/files/{proxy+}`, `$default`. */
  readonly path: string;
  readonly guard: Guard;
  readonly place: Place;
  readonly auths: readonly Auth[];
  readonly apiKey: Holds;
  /** Why anybody may call it, as its author wrote into the metadata. */
  readonly publicBecause?: string;
  readonly targets: readonly RouteTarget[];
  /** By stage: when it is served there exactly as it is written. `may` without `must`: perhaps as it once was. */
  readonly served: ReadonlyMap<Id, Holds>;
  /** Rules of a balancer: one that comes before may answer instead. Absent: nothing does. */
  readonly reached?: Holds;
}

export interface Stage {
  readonly id: Id;
  /** Encoded. */
  readonly name: string;
  readonly guard: Guard;
  readonly place: Place;
}

export interface Host {
  /** For people and for the witness: `execute-api host of Api`, `api.example.com`. */
  readonly name: string;
  /** `default`: what AWS gives; `domain`: a custom domain; `private`: by interface endpoints; `outside`: a domain that other templates may map. */
  readonly kind: 'default' | 'domain' | 'private' | 'outside';
  /** When it takes requests for the door. */
  readonly open: Holds;
  /** When it wants a client certificate of the truststore. */
  readonly certificate: Holds;
  /** The only stage that it leads to; absent: all. */
  readonly stage?: Id;
  /** Encoded; empty where there is none. */
  readonly basePath: string;
  readonly place: Place;
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  /** Encoded. */
  readonly values: readonly string[];
}

/** A statement of a policy; lists are encoded, `undefined` where not written. `unknowns`: parts that could not be read. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny' | 'unknown';
  /** `*`, `aws:ARN-or-account`, `service:NAME`, `other:...`. */
  readonly principals?: readonly string[];
  readonly notPrincipals?: readonly string[];
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: readonly Condition[];
  readonly unknowns: readonly Unknown[];
}

/** One alternative of a policy: none is written where `statements` is undefined and nothing is unknown. */
export interface Policy {
  readonly guard: Guard;
  readonly statements?: readonly Statement[];
  readonly unknowns: readonly Unknown[];
  readonly place: Place;
}

export type DoorKind = 'rest' | 'http' | 'websocket' | 'url' | 'balancer' | 'lattice' | 'graphql' | 'distribution';

export interface Door {
  readonly id: Id;
  readonly kind: DoorKind;
  readonly label: string;
  /** Of its template, where they are known. */
  readonly account?: string;
  readonly region?: string;
  readonly guard: Guard;
  readonly place: Place;
  readonly hosts: readonly Host[];
  readonly stages: readonly Stage[];
  readonly routes: readonly Route[];
  /** Guards cover the door's. Of a REST API its resource policy, of a service of VPC Lattice its auth policy. */
  readonly policies: readonly Policy[];
  /** Routes that it may have and nobody can name: an OpenAPI document elsewhere. */
  readonly hidden: readonly Unknown[];
  /** Functions that those may call by a role of their own; absent: none. */
  readonly mayCall?: readonly MayBe[];
}

/** A statement of a function's policy; each under its guard, with every field known or encoded. */
export interface Permission {
  readonly id: Id;
  readonly guard: Guard;
  readonly place: Place;
  readonly target: Target;
  readonly action: string;
  readonly principal: string;
  readonly sourceArn?: string;
  readonly sourceAccount?: string;
  readonly organisation?: string;
  readonly eventToken?: string;
  readonly urlAuthType?: string;
  readonly viaUrl?: string;
  /** Account of its template, where that is known. */
  readonly account?: string;
  readonly unknowns: readonly Unknown[];
}

/** Something that calls a function on behalf of whoever may write to it. */
export interface Trigger {
  readonly id: Id;
  readonly type: string;
  readonly label: string;
  readonly guard: Guard;
  readonly place: Place;
  readonly target: Target;
  /** `service`: AWS calls, for whom IAM let write; `iam`: a principal of the account may; `authorizer`: it is the check itself; `unmodelled`: nobody knows. */
  readonly kind: 'service' | 'iam' | 'authorizer' | 'unmodelled';
  /** One clause for the reader. */
  readonly text: string;
  readonly unknown?: Unknown;
  /** What it brings events of, where that is known. */
  readonly sources?: readonly Id[];
}

/** What events come from: `App.Queue`, `default` for the account's own bus, `text:...` for one that a text names. */
export interface Source {
  readonly id: Id;
  readonly label: string;
  /** By which somebody writes to it. */
  readonly actions: readonly string[];
  /** Its own of these templates. */
  readonly policies: readonly Policy[];
  /** Routes that write to it, or to one of its service that they do not name. */
  readonly routes: readonly { readonly door: Id; readonly route: Id; readonly guard: Guard }[];
  /** Other sources that write into it. */
  readonly feeds: readonly Id[];
}

export interface FunctionFact {
  readonly id: Id;
  readonly guard: Guard;
  readonly place: Place;
}

/** Whose signature IAM may let in: what his own policies say. */
export interface Signer {
  /** Of a role, user or group; `external:...` for one that the templates only put a policy on. */
  readonly id: Id;
  readonly label: string;
  /** By which policies and ARNs name it. */
  readonly names: readonly string[];
  readonly guard: Guard;
  readonly place: Place;
  readonly account?: string;
  readonly region?: string;
  readonly policies: readonly Policy[];
  /** Alternatives; one that is not written has no statements and no unknowns. Empty: none. */
  readonly boundaries: readonly Policy[];
}

/** A role that somebody outside the account may take on: who, its trust policy says. */
export interface Guest extends Signer {
  readonly trust: readonly Policy[];
}

export interface ExposureWorld {
  readonly doors: readonly Door[];
  readonly permissions: readonly Permission[];
  readonly triggers: readonly Trigger[];
  /** Functions of the templates, sorted by id. */
  readonly functions: ReadonlyMap<Id, FunctionFact>;
  /** Sorted by id; read where a route asks for a signature. */
  readonly signers: readonly Signer[];
  /** Roles whose trust policy names everybody, or who comes by an identity provider; read where there is something to call. */
  readonly guests: readonly Guest[];
  /** Identity pools that give credentials to whoever has no identity, or may. */
  readonly guestPools: ReadonlySet<Id>;
  /** Of triggers, and of what writes into those. */
  readonly sources: ReadonlyMap<Id, Source>;
  /** What takes requests from the internet, and the web ACLs before it; read when somebody asks. */
  readonly firewalls: FirewallWorld;
  readonly conditions: ReadonlyMap<string, Guard>;
  /** What may hide any way in: macros, templates that are missing. */
  readonly unknowns: readonly Unknown[];
}

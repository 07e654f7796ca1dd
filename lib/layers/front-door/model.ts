/**
 * The front door between its halves: facts (what the app declares, with tokens) -> `compileDoor` (pure) -> `DoorPlan` -> emit.
 * FIXED between the files of lib/layers/front-door and lib/mixins; additions only.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Finding, Posture } from '../../intent';
import type { DoorProfileKind, DoorProtocol, RouteData } from '../../intent/model-front-door';
import type { PrincipalFacts } from '../data/model';
import type { IdentityFacts } from '../identity/model';

/** Plain CloudFormation: properties in a template's casing; values may be tokens. */
export type Properties = Readonly<Record<string, unknown>>;

/** What answers, as the integration of a method. */
export interface HandlerFacts {
  readonly kind: 'function' | 'http' | 'service';
  /** Stable name in logical ids and messages: the construct path of the function. */
  readonly path: string;
  readonly construct?: IConstruct;
  /** The L1 behind it, where this app makes it. */
  readonly resource?: CfnResource;
  /** Token or literal. Of functions. */
  readonly functionArn?: string;
  /** `AWS::ApiGateway::Method.Integration` but for what the route itself says; HTTP APIs read `http` and `function` alone. */
  readonly integration: Properties;
  /** Role that API Gateway assumes for a service's action, or makes from the route. */
  readonly credentials?: { readonly actions: readonly string[]; readonly resources: readonly unknown[]; readonly service: string };
}

export interface ThrottleFacts {
  /** Requests per second. */
  readonly rate: number;
  /** Requests at once. */
  readonly burst: number;
}

/** JSON schemas and names that API Gateway checks before the handler is called. */
export interface ValidationFacts {
  readonly body?: unknown;
  /** Names of required query strings and headers. */
  readonly queryStrings: readonly string[];
  readonly headers: readonly string[];
}

export interface RouteFacts {
  readonly data: RouteData;
  readonly handler: HandlerFacts;
  /** ARNs of the callers of an `iam` route; tokens or literals. */
  readonly callerArns: readonly string[];
  /** The same roles with what a policy of theirs needs, sorted by path. */
  readonly callers?: readonly PrincipalFacts[];
  readonly throttle?: ThrottleFacts;
  readonly validation?: ValidationFacts;
  /** Where it was declared, for findings. */
  readonly where: string;
}

export interface DomainFacts {
  readonly domainName: string;
  readonly certificateArn: string;
  /** `s3://bucket/key`, with the version that is loaded; of mTLS. */
  readonly truststoreUri?: string;
  readonly truststoreVersion?: string;
  readonly ownershipCertificateArn?: string;
  readonly basePath?: string;
  /** One that is there: how a mapping names it, and what it is said to ask of who connects. Then nothing but a mapping is made. */
  readonly existing?: { readonly name: string; readonly profile?: DoorProfileKind; readonly isHere: boolean };
}

export interface CorsFacts {
  /** Origins in full: `https://app.example.com`. */
  readonly origins: readonly string[];
  readonly headers: readonly string[];
  readonly maxAgeSeconds: number;
  readonly allowCredentials: boolean;
}

export interface DoorFacts {
  readonly id: string;
  /** Of the door's construct within its stage. */
  readonly path: string;
  readonly protocol: DoorProtocol;
  readonly profile: DoorProfileKind;
  readonly identity?: IdentityFacts;
  readonly domain?: DomainFacts;
  /** Ids of interface endpoints; tokens or literals. Of private doors. */
  /** Those of `vpcEndpointIds` that are of another service than `execute-api`, as far as this app makes them: path and service. */
  readonly otherEndpoints?: readonly { readonly path: string; readonly service: string }[];
  readonly vpcEndpointIds: readonly string[];
  readonly cors?: CorsFacts;
  /** Of the whole stage. */
  readonly throttle: ThrottleFacts;
  /** By id of the persona. */
  readonly personaThrottles: Readonly<Record<string, ThrottleFacts & { readonly quotaPerDay?: number }>>;
  readonly stageName: string;
  /** `together`, or the number of nested stacks over which methods are spread by a hash of their route. Fixed before the first deployment. */
  readonly shards?: number;
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  /** For people; names of the API and of what hangs on it. @default - the id */
  readonly displayName?: string;
  /** How long logs are kept. @default 'standard' */
  readonly posture?: Posture;
  /** Of the log groups. */
  readonly logKeyArn?: string;
}

/** One resource of the plan. */
export interface PlannedResource {
  /** Unique in the plan and stable: nothing else of the plan shows in it. Logical ids are made from it. */
  readonly key: string;
  readonly type: string;
  /** Values may be `Planned` references to other resources of the plan. */
  readonly properties: Properties;
  /** Keys of resources that must be there before. */
  readonly dependsOn: readonly string[];
  /** Index of the nested stack; absent: beside the API. */
  readonly shard?: number;
  /** Ids of the routes that it serves, sorted; written into the metadata. */
  readonly routes: readonly string[];
  /** Path of the caller (`PrincipalFacts`) whose policy it is: it stands in the stack of that role. */
  readonly caller?: string;
  /** It stays when the stack goes. */
  readonly retained?: true;
}

/** A reference in properties of a plan: `Ref` without an attribute. */
export class Planned {
  constructor(public readonly key: string, public readonly attribute?: string) {}
}

/** Text with references in it, e.g. an ARN: `new PlannedText(['arn:aws:execute-api:', new Planned('Api'), '/live/GET/'])`. */
export class PlannedText {
  constructor(public readonly parts: readonly (string | Planned)[]) {}
}

export interface DoorPlan {
  readonly resources: readonly PlannedResource[];
  readonly findings: readonly Finding[];
  /** Keys of the API, its deployment and its stage. */
  readonly api: string;
  readonly deployment: string;
  readonly stage: string;
}

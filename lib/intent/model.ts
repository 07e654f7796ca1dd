/**
 * The declared relation, normalised: sorted, ids resolved, deny by default. What is not in `flows` is not permitted.
 *
 * This is the shape of `zero-trust.intent.json` in a cloud assembly. It is pure data: the compilers of all layers, the
 * prover, the command line and the documentation read it, and none of them needs CDK for that.
 *
 * Not in here: how a layer builds it (groups, rules, endpoints: `zero-trust.network.json`), and any secret.
 */
import type { DataFlowData, StoreData } from './model-data';
import type { DoorData, IdentityData, RouteData } from './model-front-door';

export const INTENT_SCHEMA = 'zero-trust/intent/1';

export type EndpointData =
  | { readonly kind: 'segment'; readonly scope: string; readonly segment: string }
  | { readonly kind: 'enclave'; readonly enclave: string; readonly cidrs: readonly string[] }
  | { readonly kind: 'internet'; readonly ipVersions: readonly (4 | 6)[] }
  | { readonly kind: 'cidr'; readonly cidr: string }
  | { readonly kind: 'prefixList'; readonly name: string; readonly prefixListId: unknown; readonly maxEntries?: number }
  | {
    readonly kind: 'service';
    readonly service: string;
    readonly actions: readonly string[];
    readonly resources: readonly unknown[];
  }
  | { readonly kind: 'account'; readonly accountId: string; readonly securityGroupId?: string; readonly cidr?: string }
  /** A segment of another repository, by the group that its owner gave it. The id may be an intrinsic; names of rules are made from scope and segment. */
  | { readonly kind: 'offered'; readonly scope: string; readonly segment: string; readonly securityGroupId: unknown; readonly accountId?: string };

export interface ConnectionData {
  /** `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or a protocol number as text. */
  readonly protocol: string;
  /** First port, or ICMP type; absent where the protocol has none or all are meant. */
  readonly fromPort?: number;
  readonly toPort?: number;
}

export interface AssuranceData {
  /** Authentication: `sigv4`, `mtls`, `rds-iam`, `token`, `none`. Encryption: `tls`, `none`. */
  readonly method: string;
  /** Why there is none. Only with `none`. */
  readonly because?: string;
}

export type Cadence = 'continuous' | 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly' | 'disaster-recovery';

export interface FlowData {
  readonly scope: string;
  readonly id: string;
  readonly source: EndpointData;
  readonly destination: EndpointData;
  readonly connections: readonly ConnectionData[];
  readonly authentication: AssuranceData;
  readonly encryption: AssuranceData;
  readonly because: string;
  readonly purpose?: string;
  /** ISO-8601 date or instant, from the caller. */
  readonly until?: string;
  readonly cadence: Cadence;
  /** The flow is from a segment to itself, and that is meant. */
  readonly withinSegment?: true;
  /** Made from a claim on this offer. */
  readonly claims?: { readonly scope: string; readonly segment: string; readonly offer: string };
  /** Not written by anybody: what a compute type needs to boot. */
  readonly implied?: { readonly segment: string; readonly profile: string; readonly name: string; readonly anonymous?: true };
}

export interface OfferData {
  readonly id: string;
  readonly connections: readonly ConnectionData[];
  readonly authentication: AssuranceData;
  readonly encryption: AssuranceData;
  readonly because: string;
}

export interface MemberData {
  /** Construct path. */
  readonly path: string;
  /** CloudFormation type; `imported` for what this app does not create. */
  readonly type: string;
  /** Template file in the assembly. */
  readonly template?: string;
  readonly logicalId?: string;
  /** Ids of the groups that an imported member keeps. */
  readonly groups?: readonly unknown[];
}

export interface SegmentData {
  readonly scope: string;
  readonly id: string;
  readonly displayName: string;
  readonly description?: string;
  readonly crownJewel?: { readonly classification: string; readonly because?: string };
  readonly offers: readonly OfferData[];
  readonly members: readonly MemberData[];
  /** Names of implied flows that were left out, and of opt-in ones that were asked for. */
  readonly implied: { readonly leaveOut: readonly string[]; readonly add: readonly string[] };
}

export interface EnclaveData {
  readonly scope: string;
  readonly id: string;
  readonly displayName: string;
  readonly cidrs: readonly string[];
  readonly owner: string;
  readonly until: string;
  readonly compensation: string;
}

export interface PersonaData {
  readonly scope: string;
  readonly id: string;
  readonly displayName: string;
  readonly description?: string;
  readonly groups: readonly string[];
}

/** As in CONTRACTS.md, "Guarantees file". Judged by the prover; names are checked here. */
export interface GuaranteeData {
  readonly scope: string;
  readonly kind: 'denies' | 'permits' | 'onlyVia' | 'only' | 'identified' | 'firewalled';
  readonly source?: string;
  readonly destination?: string;
  readonly over?: string;
  readonly level?: 'packet' | 'pivot';
  readonly via?: readonly string[];
  readonly principals?: readonly string[];
  readonly resource?: string;
  readonly actions?: readonly string[];
  readonly target?: string;
}

export type Posture = 'sandbox' | 'standard' | 'high';

export interface Intent {
  readonly schema: typeof INTENT_SCHEMA;
  /** One per façade, by construct path within its stage. */
  readonly scopes: readonly { readonly scope: string; readonly posture: Posture }[];
  readonly segments: readonly SegmentData[];
  readonly enclaves: readonly EnclaveData[];
  readonly personas: readonly PersonaData[];
  readonly flows: readonly FlowData[];
  readonly guarantees: readonly GuaranteeData[];
  /** Absent in files of releases that knew no data plane, and where no store is declared. */
  readonly stores?: readonly StoreData[];
  readonly dataFlows?: readonly DataFlowData[];
  /** Absent where no door and no identity is declared. */
  readonly doors?: readonly DoorData[];
  readonly routes?: readonly RouteData[];
  readonly identities?: readonly IdentityData[];
}

/**
 * What the network layer will build, as pure data: groups, rules, endpoints. Unit-tested without a CDK App.
 *
 *   const plan = compileNetwork(intent, facts);
 *   plan.rules.filter((r) => r.flows.includes('web-to-api'));   // exactly two: one on each side
 */
import type { ConnectionData, Finding, FlowData } from '../../../intent';
import type { BootProfile, ImpliedCondition } from '../catalogue';

/**
 * `segment:SCOPE#ID` is a segment's own group, `imported:SCOPE#ID/NAME` a group that an imported member keeps,
 * `endpoint:SERVICE` the group of an interface endpoint, `existing:ID` that of endpoints that the VPC has already.
 */
export type GroupKey = string;

export type PeerPlan =
  | { readonly kind: 'group'; readonly group: GroupKey }
  | { readonly kind: 'cidr'; readonly cidr: string; readonly ipVersion: 4 | 6 }
  | { readonly kind: 'prefixList'; readonly name: string; readonly prefixListId: unknown; readonly maxEntries?: number }
  | { readonly kind: 'servicePrefixList'; readonly service: string }
  /** Of a segment of another repository; its id may be a token, so the rule is called by `SCOPE#ID`. */
  | { readonly kind: 'offeredGroup'; readonly segment: string; readonly securityGroupId: unknown }
  | { readonly kind: 'foreignGroup'; readonly accountId: string; readonly securityGroupId: string };

export interface RulePlan {
  /** A hash of what the rule permits and nothing else: it never changes while the permission stays. */
  readonly id: string;
  readonly direction: 'ingress' | 'egress';
  readonly group: GroupKey;
  readonly peer: PeerPlan;
  readonly connection: ConnectionData;
  /** Ids of the flows that need the rule, sorted. */
  readonly flows: readonly string[];
  readonly description: string;
  /** The segment in whose shard the rule lives. */
  readonly shard: string;
  readonly implied: boolean;
}

export type ServiceAccessKind = 'create' | 'existing' | 'sharedHub' | 'nat';

export interface EndpointStatement {
  readonly flow: string;
  readonly actions: readonly string[];
  /** Texts with `{partition}`, `{region}`, `{account}`, or tokens. */
  readonly resources: readonly unknown[];
  /** Only principals of this account. Off for calls that an AWS service signs itself. */
  readonly ownPrincipals: boolean;
  /** Only resources of this account. */
  readonly ownResources: boolean;
}

export interface EndpointPlan {
  readonly service: string;
  readonly kind: 'gateway' | 'interface';
  readonly access: ServiceAccessKind;
  readonly flows: readonly string[];
  readonly statements: readonly EndpointStatement[];
}

export interface NetworkPlan {
  readonly rules: readonly RulePlan[];
  readonly endpoints: readonly EndpointPlan[];
  /** Declared flows of this scope and the implied ones that were added. */
  readonly flows: readonly FlowData[];
  /** What aggregation merged, one sentence each. */
  readonly aggregated: readonly string[];
  readonly findings: readonly Finding[];
}

export interface SegmentFacts {
  /** At least one member takes the segment's own group. A segment without members has one too. */
  readonly hasOwnGroup: boolean;
  /** Stable names of the groups that imported members keep. */
  readonly importedGroups: readonly string[];
  readonly bootProfiles: readonly BootFacts[];
}

/** What a definition shows that its compute will need. */
export type BootUse = Exclude<ImpliedCondition, 'always' | 'opt-in'>;

/** What one kind of compute in a segment needs, as far as its definition shows. */
export interface BootFacts {
  readonly profile: BootProfile;
  readonly uses: readonly BootUse[];
}

export interface NetworkFacts {
  readonly scope: string;
  /** By segment id of this scope, and by `SCOPE#ID` of others. */
  readonly segments: ReadonlyMap<string, SegmentFacts>;
  readonly access: (service: string, kind: 'gateway' | 'interface') => ServiceAccessKind;
  /** Key of the group of a service's interface endpoint: endpoints that share a group share the key. */
  readonly endpointGroup?: (service: string) => GroupKey;
  /** Where a shared hub's endpoints live. */
  readonly hubCidrs: (service: string) => readonly string[];
  readonly aggregate: boolean;
}

/** A concrete network: what stands in the templates under one valuation, no choice left but where a resource lands. */
import type { Address, Range } from './addresses';

/** `protocol` -1: every one. Ports for tcp and udp, type and code for icmp and icmpv6; absent: all. */
export interface Connections {
  readonly protocol: number;
  readonly from?: number;
  readonly to?: number;
}

export interface Rule extends Connections {
  /** Either of the two. */
  readonly ranges?: readonly Range[];
  readonly group?: string;
}

export interface Group {
  readonly id: string;
  readonly vpc: string;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

export interface Vpc {
  readonly id: string;
  readonly ranges: readonly Range[];
}

export interface Subnet {
  readonly id: string;
  readonly vpc: string;
  readonly ranges: readonly Range[];
  readonly mapsPublic: boolean;
  readonly assigns6: boolean;
  readonly routes: readonly Route[];
  /** Undefined: the default list of the VPC, which a template may have changed. */
  readonly list: readonly Entry[];
}

export interface Route {
  readonly range: Range;
  readonly target: { readonly kind: 'gateway' | 'nat' | 'egressOnly' | 'peering' | 'transit' | 'other'; readonly id: string };
}

/** Ascending by number; what no entry matches is denied. */
export interface Entry {
  readonly number: number;
  readonly egress: boolean;
  readonly allow: boolean;
  readonly range: Range;
  readonly connections: Connections;
}

export interface Placement {
  readonly subnet: string;
  /** Only these; else any of the subnet. */
  readonly fixed?: readonly Address[];
  readonly public4: boolean;
  readonly has6: boolean;
}

export interface Interface {
  readonly id: string;
  readonly type: string;
  readonly vpc: string;
  /** Undefined: rules of groups do not apply. */
  readonly groups?: readonly string[];
  readonly placements: readonly Placement[];
  /** Listeners of a balancer; undefined: everything. */
  readonly accepts?: readonly Connections[];
  /** No VPC: reaches the internet, and nothing reaches it. */
  readonly outside: boolean;
}

/** A balancer to one of its targets. */
export interface Forward {
  readonly source: string;
  readonly target: string;
  readonly protocol: number;
  readonly port: number;
  readonly listens: Connections;
}

export type Gateway =
  | { readonly kind: 'internet' | 'vpn'; readonly vpcs: readonly string[] }
  | { readonly kind: 'egressOnly'; readonly vpc: string }
  | { readonly kind: 'nat'; readonly subnet: string; readonly isPrivate: boolean }
  | { readonly kind: 'peering'; readonly vpcs: readonly [string, string] };

export interface Transit {
  readonly attachments: readonly { readonly id: string; readonly vpc?: string; readonly table?: string }[];
  readonly routes: readonly { readonly table: string; readonly range: Range; readonly attachment?: string }[];
}

export interface Network {
  readonly vpcs: ReadonlyMap<string, Vpc>;
  readonly subnets: ReadonlyMap<string, Subnet>;
  readonly groups: ReadonlyMap<string, Group>;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly transits: ReadonlyMap<string, Transit>;
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly forwards: readonly Forward[];
  /** VPC block public access. */
  readonly block: 'off' | 'ingress' | 'bidirectional';
  /** Subnets and VPCs that are exempt. */
  readonly exempt: ReadonlyMap<string, 'bidirectional' | 'egress'>;
  readonly groupsCrossTransit: boolean;
  readonly privateNetworksCarryPublic: boolean;
}

/**
 * The network of a world: what stands in it, and every rule that lets or keeps packets. Plain data, whatever it was read from.
 *
 *   const world: NetworkWorld = readNetwork(templates);
 *   world.interfaces.get('App.Db')!.attachments;
 *
 * Everything carries the guard under which it exists and the place where it is written. What a token hides is a `Bounds` or an
 * `Unknown`. Ids of resources are `STACK.LogicalId` (the template's key, see TemplateWorld), so that they are one namespace;
 * what exists outside (a literal `sg-0123`, an opaque parameter) has an id that begins with `external:`.
 *
 * Not modelled, and listed under `coverage` where present: Network Firewall, Gateway Load Balancers and other middle boxes,
 * Outposts, Wavelength, Local Zones, Verified Access, Client VPN authorization rules, DNS.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { Bounds, Place, Unknown } from '../facts';
import type { Guard } from '../guard';

/** `STACK.LogicalId`, or `external:...`. */
export type Id = string;

export interface Guarded {
  readonly guard: Guard;
}

export interface Located {
  readonly place: Place;
}

export interface NetworkWorld {
  readonly vpcs: ReadonlyMap<Id, Vpc>;
  readonly subnets: ReadonlyMap<Id, Subnet>;
  readonly routeTables: ReadonlyMap<Id, RouteTable>;
  readonly acls: ReadonlyMap<Id, Acl>;
  readonly groups: ReadonlyMap<Id, SecurityGroup>;
  readonly prefixLists: ReadonlyMap<Id, PrefixList>;
  /** Gateways of every kind, by id. */
  readonly gateways: ReadonlyMap<Id, Gateway>;
  readonly interfaces: ReadonlyMap<Id, InterfaceClass>;
  /** Something that takes connections on one side and makes its own on the other: listener to target, VPC link, API. */
  readonly forwards: readonly Forward[];
  readonly endpoints: ReadonlyMap<Id, VpcEndpoint>;
  /**
   * Classes by which a resource stands in the network, where that is not one class of its own id: a file system by its mount
   * targets, a launch template by what is started from it, an instance of a cluster by the cluster's class, `App.Asg` by
   * `App.Asg` and `App.Asg#2`. Sorted.
   */
  readonly aliases?: ReadonlyMap<Id, readonly Id[]>;
  /** Classes that are interfaces of one machine: who controls it sends from each of them. */
  readonly machines?: readonly (readonly Id[])[];
  /** Resources that stand in the templates and are never there: for who asks about one of them. */
  readonly never?: ReadonlyMap<Id, Place & { readonly condition?: string }>;
  /** What is assumed of routes that come over BGP, and counts somewhere: `{ from: 'App.Vgw', said: 'propagates:10.8.0.0/14' }`. Sorted. */
  readonly learned?: readonly { readonly from: string; readonly said: string }[];
  /** Conditions of the templates by qualified name (`App.IsProd`), for showing a valuation in the user's words. */
  readonly conditions: ReadonlyMap<string, Guard>;
  readonly coverage: Coverage;
  /** What holds for the whole world and could not be read: a macro that hides resources, a nested template that is missing. */
  readonly unknowns: readonly Unknown[];
}

export interface Coverage {
  readonly resources: number;
  readonly modelled: number;
  /** Sorted by type. `could open a path` where the type can hold an interface, a group, a route or a target; `no effect on the network` else. */
  readonly notModelled: readonly { readonly type: string; readonly count: number; readonly effect: string; readonly places: readonly Place[] }[];
}

// ---- places -------------------------------------------------------------------------------------------------------------

export interface Vpc extends Guarded, Located {
  readonly id: Id;
  /** Not made by these templates: its routes, lists and groups are not known. */
  readonly external: boolean;
  readonly addresses: Bounds<AddressSet>;
  readonly mainRouteTable: Id;
  readonly defaultAcl: Id;
  readonly defaultGroup: Id;
  /** VPCs of these templates that an external one may be: a token of one template may name what another makes. */
  readonly mayBe?: ReadonlySet<Id>;
  /** VPC block public access, by direction: what may not pass an internet gateway. */
  readonly blocked: readonly (Guarded & Located & { readonly direction: 'both' | 'ingress' })[];
}

export interface Subnet extends Guarded, Located {
  readonly id: Id;
  /** Alternatives; several under conditions, none where a token hides it (then `external`). */
  readonly vpc: Id;
  readonly external: boolean;
  readonly addresses: Bounds<AddressSet>;
  /** Alternatives under their guards; where no guard holds, the main table and the default list of the VPC count. */
  readonly routeTables: readonly (Guarded & { readonly routeTable: Id })[];
  readonly acls: readonly (Guarded & { readonly acl: Id })[];
  /** Exempt from block public access. */
  readonly exemptions: readonly (Guarded & { readonly direction: 'both' | 'egress' })[];
}

export interface RouteTable extends Guarded, Located {
  readonly id: Id;
  readonly vpc: Id;
  /** Without the local routes, which every table has for every block of its VPC. */
  readonly routes: readonly Route[];
  /** Routes of it may exist that are not here (external table, propagation from outside). */
  readonly open: readonly Unknown[];
}

export interface Route extends Guarded, Located {
  /** Addresses and the length that decides between overlapping routes; a prefix list counts by its entries, or as unknown. */
  readonly destination:
    | { readonly kind: 'cidr'; readonly addresses: AddressSet; readonly prefixLength: number }
    | { readonly kind: 'prefixList'; readonly list: Id }
    /** `within`: it holds no address beyond. */
    | { readonly kind: 'opaque'; readonly unknown: Unknown; readonly within?: AddressSet };
  readonly target: RouteTarget;
  /** Learned, not written: a written one to the same destination goes before it. */
  readonly propagated?: true;
}

export type RouteTarget =
  | { readonly kind: 'local' }
  | { readonly kind: 'gateway'; readonly gateway: Id }
  | { readonly kind: 'endpoint'; readonly endpoint: Id }
  | { readonly kind: 'interface'; readonly interface: Id }
  | { readonly kind: 'unknown'; readonly unknown: Unknown };

export interface Acl extends Guarded, Located {
  readonly id: Id;
  /** External, or a default list that a template cannot describe fully: entries may exist that are not here. */
  readonly open: readonly Unknown[];
  /** Ascending by number within each direction; the final deny is not listed. */
  readonly entries: readonly AclEntry[];
}

export interface AclEntry extends Guarded, Located {
  readonly direction: 'ingress' | 'egress';
  /** Undefined where a token hides it: its place in the order is not known. */
  readonly number: number | undefined;
  readonly allow: Bounds<boolean>;
  readonly addresses: Bounds<AddressSet>;
  readonly connections: Bounds<ConnectionSet>;
}

// ---- groups -------------------------------------------------------------------------------------------------------------

export interface SecurityGroup extends Guarded, Located {
  readonly id: Id;
  readonly vpc: Id;
  /** Rules of it may exist that are not here: it is external, or a token stands where its rules should. */
  readonly open: readonly Unknown[];
  readonly rules: readonly GroupRule[];
  /** Further VPCs whose interfaces may have it (AWS::EC2::SecurityGroupVpcAssociation). */
  readonly alsoIn?: readonly (Guarded & Located & { readonly vpc: Id })[];
}

export interface GroupRule extends Guarded, Located {
  readonly direction: 'ingress' | 'egress';
  readonly peer: RulePeer;
  readonly connections: Bounds<ConnectionSet>;
  /** Not written by anybody and perhaps not there: counts in MAY and not in MUST (the default egress rule beside standalone ones). */
  readonly hearsay?: Unknown;
}

export type RulePeer =
  | { readonly kind: 'addresses'; readonly addresses: AddressSet; readonly text: string }
  /** A group of this world or an external one (literal id, another account). */
  | { readonly kind: 'group'; readonly group: Id }
  | { readonly kind: 'prefixList'; readonly list: Id }
  /** A token: any addresses, or any group at all (`groups`). `atom` is its identity: equal atoms are equal values. */
  | { readonly kind: 'opaque'; readonly atom: string; readonly of: 'addresses' | 'groups'; readonly unknown: Unknown };

export interface PrefixList extends Located {
  /** A resource, `external:pl-...`, or `external:aws/REGION/s3` style for lists that AWS keeps (name known, entries not). */
  readonly id: Id;
  /** `com.amazonaws.eu-west-1.s3` where it is one of AWS's. */
  readonly awsName?: string;
  readonly entries: Bounds<AddressSet>;
  /** Entry by entry, where nothing but conditions keeps the two bounds apart. */
  readonly parts?: readonly (Guarded & Located & { readonly addresses: AddressSet; readonly prefixLength: number })[];
}

// ---- what sends and takes packets ---------------------------------------------------------------------------------------

/**
 * One resource as it stands in the network: in one or several subnets, with one list of groups. A resource that has several
 * such (an EKS cluster and its nodes) is several classes: `App.Cluster`, `App.Cluster#nodes`.
 */
export interface InterfaceClass extends Guarded, Located {
  readonly id: Id;
  /** CloudFormation type. */
  readonly type: string;
  /** What it is to a reader of the default pack. */
  readonly role: 'workload' | 'store' | 'balancer' | 'endpoint' | 'link' | 'other';
  /** Tags with literal values, for `tag:app=web`. */
  readonly tags: Readonly<Record<string, string>>;
  /** No VPC at all (a Lambda function outside): it reaches the internet by AWS's own network and nothing reaches it. */
  readonly outside: boolean;
  /** It stands in no VPC and still takes connections from the internet, as its policy says: the service's own endpoint. */
  readonly answers?: Unknown;
  readonly vpc: Id;
  /**
   * All groups that it has, each under its guard. Where no guard of any attachment holds, the VPC's default group counts.
   * An `opaque` attachment is a token in the list: MAY everything, MUST nothing.
   */
  readonly attachments: readonly (Guarded & Located & ({ readonly group: Id; readonly unknown?: undefined } | { readonly group?: undefined; readonly unknown: Unknown }))[];
  /** It has no groups and no rules of groups apply (a Network Load Balancer without groups, a NAT gateway). */
  readonly ungrouped: boolean;
  /** Its groups' rules are not asked about what comes by PrivateLink: an attribute of Network Load Balancers says so for certain. */
  readonly linksUnasked?: true;
  readonly placements: readonly Placement[];
  /** What it takes at all, before any rule: listeners of a balancer; everything for most. */
  readonly accepts: Bounds<ConnectionSet>;
  /** `accepts` of a balancer, listener by listener: exact, where a condition keeps the two bounds apart. */
  readonly listeners?: readonly (Guarded & Located & { readonly connections: Bounds<ConnectionSet> })[];
}

/** One subnet that it may stand in. */
export interface Placement extends Guarded {
  readonly subnet: Id;
  /** A fixed private address (or a few); else any of the subnet. */
  readonly addresses?: Bounds<AddressSet>;
  /** Has a public IPv4 address. `maybe` with the token that hides it. */
  readonly publicIpv4: Exposure;
  /** Has an IPv6 address (public by nature). */
  readonly ipv6: Exposure;
  /** What decided the two, for the witness. */
  readonly because: readonly Place[];
}

export type Exposure = { readonly is: 'yes' | 'no' } | { readonly is: 'maybe'; readonly unknown: Unknown };

export type Gateway = Guarded & Located & { readonly id: Id } & (
  /** `attached`: to which VPCs. An internet gateway that is attached to nothing carries nothing. */
  | { readonly kind: 'internet'; readonly attached: readonly (Guarded & Located & { readonly vpc: Id })[] }
  | { readonly kind: 'egressOnly'; readonly vpc: Id }
  /** Where it stands; connections go out through the routes of that subnet. `private` ones reach no internet. */
  | { readonly kind: 'nat'; readonly subnet: Id; readonly private: boolean }
  /** Two VPCs; either may be external. */
  | { readonly kind: 'peering'; readonly requester: Id; readonly accepter: Id }
  /** Which VPCs hang on it and what they see of each other. */
  | { readonly kind: 'transit'; readonly attachments: readonly TransitAttachment[]; readonly open: readonly Unknown[] }
  /** A virtual private gateway: a way to and from networks outside. */
  | { readonly kind: 'vpn'; readonly attached: readonly (Guarded & Located & { readonly vpc: Id })[] }
  /** A carrier, local or any other gateway of which only the id is known. */
  | { readonly kind: 'unknown'; readonly unknown: Unknown }
);

export interface TransitAttachment extends Guarded, Located {
  readonly id: Id;
  /** Undefined: a VPN, a Direct Connect gateway, a peering: networks outside. */
  readonly vpc?: Id;
  /** Routes of the table it is associated with: to which attachment a destination goes. */
  readonly routes: readonly (Guarded & Located & { readonly addresses: Bounds<AddressSet>; readonly prefixLength: number; readonly attachment: Id | undefined; /** As of a route of a table. */ readonly propagated?: true })[];
}

export interface VpcEndpoint extends Guarded, Located {
  readonly id: Id;
  readonly vpc: Id;
  readonly kind: 'interface' | 'gateway' | 'gatewayLoadBalancer' | 'other';
  /** `com.amazonaws.eu-west-1.s3`, or the token. */
  readonly service: string | Unknown;
  /** Its interface class, for interface endpoints. */
  readonly interface?: Id;
  /** Gateway endpoints write routes into these tables. */
  readonly routeTables: readonly (Guarded & { readonly routeTable: Id })[];
  /** The policy document as it stands (intrinsics unresolved), for the identity plane. Undefined: full access. */
  readonly policy?: unknown;
}

/** A balancer to its targets, an API to its VPC link, a VPC link to a balancer, a Lattice service to its targets. */
export interface Forward extends Guarded, Located {
  /** Interface class of the proxy, or an entry that is no interface: `entry:App.Api` (then the internet reaches it, with `entry`). */
  readonly source: Id;
  /** Who reaches the entry: its addresses, where it is no interface of its own. */
  readonly entry?: {
    readonly reachableFrom: Bounds<AddressSet>;
    readonly connections: Bounds<ConnectionSet>;
    /** VPCs whose interfaces may reach it from inside, if their rules let them send to the service's addresses: MAY only. */
    readonly inside?: { readonly vpcs: readonly Id[]; readonly unknown: Unknown };
  };
  /** Interface classes; `unlisted` targets (registered at run time, given by a token) are an unknown. */
  readonly targets: readonly Id[];
  readonly unlisted: readonly Unknown[];
  /** On the side of the targets. */
  readonly connections: Bounds<ConnectionSet>;
  /** What the proxy takes for this forward. */
  readonly listens: Bounds<ConnectionSet>;
  /** Of a balancer: where that is written. */
  readonly listener?: Place;
  /** The client's address arrives at the target (Network Load Balancer with client IP preservation): the target's rules see the client, not the proxy. */
  readonly preservesClient: boolean;
  /**
   * Where no packet of the source arrives at the target but the service hands over by itself: whom the target's rules see.
   * `client`: the client (an accelerator that keeps its address). `service`: an address of the service, not known which. `link`:
   * whoever comes by PrivateLink, if they are asked at all. `lattice`: VPC Lattice, MAY only. Absent, at an entry: nobody asks them.
   */
  readonly sees?: 'client' | 'service' | 'link' | 'lattice';
}

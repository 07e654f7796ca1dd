/**
 * The shape of the table: where a CloudFormation type keeps its groups, subnets and public flag, and what it is.
 *
 *   { type: 'AWS::Lambda::Function', role: 'workload', subnets: ['VpcConfig.SubnetIds'], groups: ['VpcConfig.SecurityGroupIds'], without: 'outside' }
 *
 * Paths are CloudFormation names; `*` stands for every element of a list. A test compares each path with the resource schemas that
 * aws-cdk-lib was generated from, and asks for a row or a reason for each type there that has a property named like these.
 */
import type { InterfaceClass } from '../model';

export type Role = InterfaceClass['role'];

/** A property that decides whether there is an address of a kind. */
export interface Flag {
  readonly path: string;
  /** Texts (any case) that mean yes; `true` by default; `any`: that it is written at all. */
  readonly yes?: readonly string[] | 'any';
  /** What counts where it is not written; `subnet`: what the subnet gives to new interfaces. */
  readonly absent: 'yes' | 'no' | 'maybe' | 'subnet';
  /** Why it is not known where it is not written. */
  readonly why?: string;
}

export interface InterfaceRow {
  readonly type: string;
  readonly role: Role;
  /** One class for each item there (`Targets.*.EcsParameters...`); the paths below are relative to it. Without: the resource. */
  readonly each?: string;
  /** The class's id is that of the resource and this: `nodes` is `App.Cluster#nodes`. */
  readonly part?: string;
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  /** The property that names a subnet group. */
  readonly subnetGroup?: string;
  /** A property that names the VPC, where there may be no subnet. */
  readonly vpc?: string;
  /** Where it is without a subnet: no VPC of the account's, the default VPC, the VPC above, or nowhere at all. */
  readonly without: 'outside' | 'default-vpc' | 'vpc' | 'nothing';
  /** `maybe`: the type decides by itself. */
  readonly publicIpv4?: Flag | 'subnet' | 'maybe';
  readonly ipv6?: Flag | 'subnet' | 'maybe';
  /** `always`: it takes no groups. `without`: no group, no rules. Else the VPC's default group counts. */
  readonly ungrouped?: 'always' | 'without';
  /** AWS makes a group for it, or takes one that the template does not say: MAY everything, MUST nothing. */
  readonly hiddenGroups?: 'always' | 'without';
  /** It has a way to the internet beside its interface in the VPC. */
  readonly alsoOutside?: Flag;
  /** Outside of every VPC it has a public endpoint of its own. */
  readonly answersOutside?: true;
  /** It only sends: nothing listens. Counted as the groups say all the same (docs/semantics.md, 6). */
  readonly note?: string;
}

/** A type that is read by code of its own. */
export interface ReadRow {
  readonly type: string;
  readonly what: string;
}

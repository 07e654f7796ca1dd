/**
 * The world while it is being read: the shapes of model.ts with lists that still grow. Each reader adds its part; ids come from
 * here, so that two readers that speak of the main table of a VPC mean the same one.
 */
import type { Unknown } from '../facts';
import type { Acl, AclEntry, Forward, Gateway, GroupRule, Id, InterfaceClass, PrefixList, Route, RouteTable, SecurityGroup, Subnet, Vpc, VpcEndpoint } from './model';

type Growing<T, K extends keyof T> = Omit<T, K> & { -readonly [P in K]: T[P] extends readonly (infer E)[] ? E[] : T[P] };

export type VpcDraft = Growing<Vpc, 'addresses' | 'blocked'>;
export type SubnetDraft = Growing<Subnet, 'vpc' | 'addresses' | 'routeTables' | 'acls' | 'exemptions'>;
export type TableDraft = Growing<RouteTable, 'routes' | 'open'>;
export type AclDraft = Omit<Acl, 'entries' | 'open'> & { entries: AclEntry[]; open: Unknown[] };
export type GroupDraft = Omit<SecurityGroup, 'vpc' | 'rules' | 'open'> & { vpc: Id; rules: GroupRule[]; open: Unknown[] };
export type TableRoute = Route;

export class Draft {
  public readonly vpcs = new Map<Id, VpcDraft>();
  public readonly subnets = new Map<Id, SubnetDraft>();
  public readonly routeTables = new Map<Id, TableDraft>();
  public readonly acls = new Map<Id, AclDraft>();
  public readonly groups = new Map<Id, GroupDraft>();
  public readonly prefixLists = new Map<Id, PrefixList>();
  public readonly gateways = new Map<Id, Gateway>();
  public readonly interfaces = new Map<Id, InterfaceClass>();
  public readonly forwards: Forward[] = [];
  /** Forwards to a target group, for what else may register targets in it. */
  public readonly behind = new Map<Id, Forward[]>();
  public readonly endpoints = new Map<Id, VpcEndpoint>();
  /** Classes by which a resource stands in the network, where they are not one of its own id. */
  public readonly aliases = new Map<Id, Id[]>();
  public readonly unknowns: Unknown[] = [];
  /** Classes that are interfaces of one machine, by its resource. */
  public readonly machines = new Map<Id, Id[]>();

  public machine(resource: Id, classId: Id): void {
    put(this.machines, resource, classId);
  }

  public alias(resource: Id, classId: Id): void {
    put(this.aliases, resource, classId);
  }
}

function put(map: Map<Id, Id[]>, key: Id, id: Id): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [id]);
  else if (!known.includes(id)) known.push(id);
}

export const mainTableOf = (vpc: Id): Id => `${vpc}#main-table`;
export const defaultAclOf = (vpc: Id): Id => `${vpc}#default-acl`;
export const defaultGroupOf = (vpc: Id): Id => `${vpc}#default-group`;
/** The group that EKS makes for a cluster and its nodes. */
export const clusterGroupOf = (cluster: Id): Id => `${cluster}#cluster-group`;
export const vpcOfUnknown = (id: Id): Id => `external:vpc-of:${id.replace(/^external:/, '')}`;

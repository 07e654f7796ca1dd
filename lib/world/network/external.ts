/**
 * What these templates only refer to: `externals.vpc('external:vpc-0123', ...)` is made when it is first spoken of.
 *
 * Nothing is known of it: every address in MAY and none in MUST, tables and lists to which anything may be added. `--assume
 * vpc-0123=flat` says of a VPC that inside it the local route and open lists hold: then its tables and lists are exactly that;
 * `flat:10.0.0.0/16` also says which addresses it has.
 *
 * Not known either is in which VPC an external subnet or group is. EC2 takes groups and subnets of one VPC only, so the VPC of a
 * group that stands beside it is exact; the readers pass it as `near`. Where nothing stands beside it, the one external VPC that
 * is said to be flat takes literal subnets; any other gets a VPC of its own.
 *
 * INVARIANT: an id from outside (a literal, a parameter, an import) names nothing that these templates make; the semantics
 * page assumes that for literals, and the readers treat parameters of one template as unknown for the groups of the others.
 */
import { AddressSet } from '../../algebra/address-set';
import type { Bounds, Place, Unknown } from '../facts';
import type { Flat } from '../flat';
import { Guard } from '../guard';
import { Draft, defaultAclOf, defaultGroupOf, mainTableOf, vpcOfUnknown, type AclDraft, type GroupDraft, type SubnetDraft, type TableDraft, type VpcDraft } from './draft';
import type { Id, PrefixList } from './model';
import { ALL_ADDRESSES, ALL_CONNECTIONS, ALL_IPV4, ALL_IPV6, NO_ADDRESSES, PUBLIC_IPV6 } from './sets';
import { exactly } from '../facts';
import type { AclEntry } from './model';

/** Gateway endpoints and CloudFront have public addresses only; Lattice has link-local ones. */
const PUBLIC = ALL_IPV4.difference(AddressSet.unionOf(['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3'].map((c) => AddressSet.cidr(c)))).union(PUBLIC_IPV6);

/** Literal ids, and the default VPC of an account: no template makes these. */
const NOT_OURS = /^external:(?:default-vpc:|(?:vpc-of:)?(?:vpc|subnet|sg|rtb|acl|eni|i)-[0-9a-z]+$)/;

export class Externals {
  /** Names that `flat` may use for an id: `vpc-0123`, `Ref VpcId`, `VpcId`, `App.VpcId`. */
  private readonly names = new Map<Id, Set<string>>();

  constructor(private readonly draft: Draft, private readonly flat: ReadonlyMap<string, Flat>) {}

  public isFlat(id: Id): boolean {
    if (this.flat.size === 0) return false;
    return this.flat.has(id.replace(/^external:/, '')) || [...this.names.get(id) ?? []].some((name) => this.flat.has(name));
  }

  /** Its addresses, where they are assumed. */
  private addressesOf(id: Id): AddressSet | undefined {
    if (this.flat.size === 0) return undefined;
    for (const name of [id.replace(/^external:/, ''), ...[...this.names.get(id) ?? []].sort()]) {
      const said = this.flat.get(name)?.addresses;
      if (said !== undefined) return said;
    }
    return undefined;
  }

  /** Of a VPC exactly what is assumed; a subnet has some of its VPC's addresses, and which ones is not known. */
  private addresses(id: Id, unknown: Unknown, vpc?: Id): Bounds<AddressSet> {
    const own = this.addressesOf(id);
    if (own !== undefined) return exactly(own);
    const around = vpc === undefined ? undefined : this.addressesOf(vpc);
    return { may: around ?? ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [unknown] };
  }

  /** Remembers the words in which a token may be assumed. */
  public name(id: Id, token: string): void {
    const names = this.names.get(id) ?? new Set<string>();
    this.names.set(id, names.add(token).add(token.replace(/^Ref /, '')));
  }

  /** As a verdict prints it first. */
  public namesOf(id: Id): readonly string[] {
    return [...this.names.get(id) ?? []];
  }

  public vpc(id: Id, unknown: Unknown, place: Place): VpcDraft {
    const known = this.draft.vpcs.get(id);
    if (known !== undefined) return known;
    const flat = this.isFlat(id);
    const open = flat ? [] : [flattened(unknown)];
    const vpc: VpcDraft = {
      id, external: true, guard: Guard.ALWAYS, place, blocked: [],
      addresses: this.addresses(id, unknown),
      mainRouteTable: mainTableOf(id), defaultAcl: defaultAclOf(id), defaultGroup: defaultGroupOf(id),
    };
    this.draft.vpcs.set(id, vpc);
    this.draft.routeTables.set(vpc.mainRouteTable, { id: vpc.mainRouteTable, vpc: id, guard: Guard.ALWAYS, place, routes: [], open });
    this.draft.acls.set(vpc.defaultAcl, { id: vpc.defaultAcl, guard: Guard.ALWAYS, place, open, entries: allowAll(place) });
    this.draft.groups.set(vpc.defaultGroup, { id: vpc.defaultGroup, vpc: id, guard: Guard.ALWAYS, place, rules: [], open: [unknown] });
    return vpc;
  }

  public subnet(id: Id, unknown: Unknown, place: Place, near?: Id): SubnetDraft {
    const known = this.draft.subnets.get(id);
    if (known !== undefined) return known;
    const vpc = near ?? this.onlyFlatVpc(id, unknown, place) ?? this.vpc(vpcOfUnknown(id), unknown, place).id;
    const subnet: SubnetDraft = { id, vpc, external: true, guard: Guard.ALWAYS, place, addresses: this.addresses(id, unknown, vpc), routeTables: [], acls: [], exemptions: [] };
    this.draft.subnets.set(id, subnet);
    if (!this.isFlat(vpc) || this.draft.vpcs.get(vpc)?.external !== true) {
      // One word for the VPC settles all of its subnets.
      const literal = this.draft.vpcs.get(vpc)?.external === true && /^external:vpc-[0-9a-z]+$/.test(vpc) ? vpc.slice('external:'.length) : undefined;
      const open = this.isFlat(id) ? [] : [literal === undefined ? flattened(unknown) : { ...unknown, assume: `${literal}=flat` }];
      const [routeTable, acl] = [`${id}#table`, `${id}#acl`];
      this.draft.routeTables.set(routeTable, { id: routeTable, vpc, guard: Guard.ALWAYS, place, routes: [], open });
      this.draft.acls.set(acl, { id: acl, guard: Guard.ALWAYS, place, open, entries: allowAll(place) });
      subnet.routeTables.push({ guard: Guard.ALWAYS, routeTable });
      subnet.acls.push({ guard: Guard.ALWAYS, acl });
    }
    return subnet;
  }

  public group(id: Id, unknown: Unknown, place: Place, near?: Id): GroupDraft {
    let group = this.draft.groups.get(id);
    if (group === undefined) {
      group = { id, vpc: '', guard: Guard.ALWAYS, place, rules: [], open: [unknown] };
      this.draft.groups.set(id, group);
    }
    if (near !== undefined && group.vpc === '') group.vpc = near;
    return group;
  }

  public table(id: Id, unknown: Unknown, place: Place, near?: Id): TableDraft {
    const known = this.draft.routeTables.get(id);
    if (known !== undefined) return known;
    const table: TableDraft = { id, vpc: near ?? this.vpc(vpcOfUnknown(id), unknown, place).id, guard: Guard.ALWAYS, place, routes: [], open: this.isFlat(id) ? [] : [unknown] };
    this.draft.routeTables.set(id, table);
    return table;
  }

  public acl(id: Id, unknown: Unknown, place: Place): AclDraft {
    const known = this.draft.acls.get(id);
    if (known !== undefined) return known;
    const acl: AclDraft = { id, guard: Guard.ALWAYS, place, entries: allowAll(place), open: [unknown] };
    this.draft.acls.set(id, acl);
    return acl;
  }

  public prefixList(id: Id, unknown: Unknown, place: Place, awsName?: string): PrefixList {
    const known = this.draft.prefixLists.get(id);
    if (known !== undefined) return known;
    const list: PrefixList = { id, place, ...awsName === undefined ? {} : { awsName }, entries: { may: awsName === undefined || awsName.endsWith('.vpc-lattice') ? ALL_ADDRESSES : PUBLIC, must: NO_ADDRESSES, unknowns: [unknown] } };
    this.draft.prefixLists.set(id, list);
    return list;
  }

  /** Groups that nothing stood beside, and which VPCs of other templates a token may name. */
  public finish(): void {
    for (const group of this.draft.groups.values()) {
      if (group.vpc === '') group.vpc = this.vpc(vpcOfUnknown(group.id), group.open[0], group.place).id;
    }
    const own = [...this.draft.vpcs.values()].filter((v) => !v.external);
    for (const vpc of this.draft.vpcs.values()) {
      if (!vpc.external || NOT_OURS.test(vpc.id)) continue;
      const [unknown] = vpc.addresses.unknowns;
      // What a template makes has no id yet when its parameters are given; a custom resource may look anything up.
      const mayBe = own.filter((v) => v.place.template !== unknown.template || /\bGetAtt |\bFn::/.test(unknown.token) || /^external:vpc-of:pcx-/.test(vpc.id)).map((v) => v.id);
      if (mayBe.length > 0) this.draft.vpcs.set(vpc.id, { ...vpc, mayBe: new Set(mayBe) });
    }
  }

  private onlyFlatVpc(id: Id, unknown: Unknown, place: Place): Id | undefined {
    const vpcs = [...this.flat.keys()].filter((name) => /^vpc-/.test(name)).map((name) => `external:${name}`);
    for (const known of this.draft.vpcs.values()) if (known.external && this.isFlat(known.id) && !vpcs.includes(known.id)) vpcs.push(known.id);
    return vpcs.length === 1 && /^external:subnet-/.test(id) ? this.vpc(vpcs[0], unknown, place).id : undefined;
  }
}

/** The default list: everything in, everything out. */
export function allowAll(place: Place): AclEntry[] {
  return (['ingress', 'egress'] as const).flatMap((direction) => [ALL_IPV4, ALL_IPV6].map((addresses, i): AclEntry => ({
    guard: Guard.ALWAYS, place, direction, number: 100 + i, allow: exactly(true), addresses: exactly(addresses), connections: exactly(ALL_CONNECTIONS),
  })));
}

function flattened(unknown: Unknown): Unknown {
  return { ...unknown, assume: `${unknown.token}=flat` };
}

/**
 * Interface classes of the types in the table: one for each row and resource.
 *
 *   world.interfaces.get('App.Db')!.attachments;
 *
 * Instances and what starts them: instances.ts. Clusters of Kubernetes: eks.ts. Databases follow their cluster: databases.ts.
 */
import type { AddressSet } from '../../algebra/address-set';
import { AddressSet as Addresses } from '../../algebra/address-set';
import { parseAddress } from '../../algebra/address-text';
import { exactly, type Bounds } from '../facts';
import type { Resource } from '../template/model';
import { asText } from '../template/walk';
import type { ClassBuilder, Facing } from './classes';
import type { Context } from './context';
import { exposures, maybe, type ExposureAlternative } from './exposure';
import type { Id } from './model';
import { choices, viewInto, viewOf, type View } from './read';
import { like, type Ref } from './refs';
import { INTERFACE_TABLE } from './table';
import type { InterfaceRow } from './table/model';

/** Rows that code of their own reads, with the row at hand. */
const ELSEWHERE: ReadonlySet<string> = new Set(['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::DocDB::DBCluster', 'AWS::Neptune::DBCluster', 'AWS::EC2::VPCEndpoint', 'AWS::EFS::MountTarget', 'AWS::S3Files::MountTarget', 'AWS::EC2::ClientVpnEndpoint']);

export function readInterfaces(context: Context, builder: ClassBuilder): void {
  for (const row of INTERFACE_TABLE) if (!ELSEWHERE.has(row.type)) for (const r of context.ofType(row.type)) addRow(context, builder, row, r);
  endpoints(context, builder);
  clientVpn(context, builder);
  mountTargets(context, builder);
}

/** The classes of one resource by one row; `extra` subnets or facings where another resource says more. */
export function addRow(context: Context, builder: ClassBuilder, row: InterfaceRow, r: Resource, extra: { readonly subnets?: readonly Ref[]; readonly facings?: readonly Facing[]; readonly groups?: readonly Ref[]; readonly addresses?: Bounds<AddressSet> } = {}): readonly Id[] {
  const whole = viewOf(r);
  const views: readonly View[] = row.each === undefined ? [whole] : whole.items(row.each).map(viewInto);
  return views.flatMap((view) => builder.add({
    resource: r, id: row.part === undefined ? r.id : `${r.id}#${row.part}`, role: row.role, guard: view.guard, place: row.each === undefined ? r.place : view.place,
    subnets: [...subnetsOf(context, view, row, r), ...extra.subnets ?? []],
    groups: [...row.groups.flatMap((path) => context.refs.all('group', view.items(path))), ...extra.groups ?? []],
    vpcs: row.vpc === undefined ? [] : context.refs.all('vpc', view.items(row.vpc)),
    without: row.without, ungrouped: row.ungrouped, hiddenGroups: row.hiddenGroups,
    facings: extra.facings ?? [facingOf(context, view, row)],
    ...row.alsoOutside === undefined ? {} : { alsoOutside: exposures(context, view, row.alsoOutside) },
    ...extra.addresses === undefined ? {} : { addresses: extra.addresses },
    ...row.answersOutside === true ? { answersOutside: true as const } : {},
  }));
}

/** IPv6 addresses are public by nature, but managed services may keep internet gateways from theirs: that is not certain. */
export function facingOf(context: Context, view: View, row: InterfaceRow): Facing {
  const ipv6 = exposures(context, view, row.ipv6);
  const kept = row.role === 'workload' ? ipv6 : ipv6.map((a): ExposureAlternative => (a.exposure !== 'subnet' && a.exposure.is === 'yes'
    ? { ...a, exposure: maybe(context.unknown('IPv6 address', a.place ?? view.place, 'the service may keep internet gateways from its IPv6 addresses')) } : a));
  return { guard: view.guard, publicIpv4: exposures(context, view, row.publicIpv4), ipv6: ipv6.length === 1 && kept[0] === ipv6[0] ? ipv6 : kept };
}

function subnetsOf(context: Context, view: View, row: InterfaceRow, r: Resource): readonly Ref[] {
  const out = row.subnets.flatMap((path) => context.refs.all('subnet', view.items(path)));
  if (row.subnetGroup === undefined) return out;
  for (const ref of context.refs.all('subnetGroup', view.items(row.subnetGroup))) {
    const group = ref.unknown === undefined ? context.templates.resource(ref.id) : undefined;
    if (group === undefined) {
      // A literal name of a group outside is one external subnet that stands for them all.
      const text = ref.id.replace(/^external:/, '');
      if (text !== 'default') out.push(like(ref, { id: `external:subnets-of:${text}`, unknown: ref.unknown ?? context.typeUnknown(r, 'a subnet group outside these templates') }));
      continue;
    }
    const inside = context.refs.all('subnet', viewOf(group).items('SubnetIds'));
    for (const subnet of inside) {
      const guard = subnet.guard.and(ref.guard);
      if (!guard.isNever()) out.push(like(subnet, { guard }));
    }
  }
  return out;
}

const ROW = (type: string): InterfaceRow => INTERFACE_TABLE.find((row) => row.type === type)!;

function endpoints(context: Context, builder: ClassBuilder): void {
  for (const r of context.ofType('AWS::EC2::VPCEndpoint')) {
    const kind = context.draft.endpoints.get(r.id)?.kind;
    if (kind === 'gateway') continue;
    addRow(context, builder, kind === 'gatewayLoadBalancer' ? { ...ROW(r.type), ungrouped: 'always' } : ROW(r.type), r);
  }
}

/** Its subnets are those of its associations. */
function clientVpn(context: Context, builder: ClassBuilder): void {
  const associations = context.ofType('AWS::EC2::ClientVpnTargetNetworkAssociation');
  context.ofType('AWS::EC2::ClientVpnAuthorizationRule', 'AWS::EC2::ClientVpnRoute');
  for (const r of context.ofType('AWS::EC2::ClientVpnEndpoint')) {
    const subnets = associations.filter((a) => context.refs.all('any', viewOf(a).items('ClientVpnEndpointId')).some((ref) => ref.id === r.id)).flatMap((a) => context.refs.all('subnet', viewOf(a).items('SubnetId')));
    addRow(context, builder, ROW(r.type), r, { subnets });
  }
}

function mountTargets(context: Context, builder: ClassBuilder): void {
  for (const type of ['AWS::EFS::MountTarget', 'AWS::S3Files::MountTarget']) {
    for (const r of context.ofType(type)) {
      const ids = addRow(context, builder, ROW(type), r, fixedAddress(viewOf(r), ['IpAddress', 'Ipv4Address']));
      for (const ref of context.refs.all('cluster', viewOf(r).items('FileSystemId'))) if (ref.unknown === undefined) for (const id of ids) context.draft.alias(ref.id, id);
    }
  }
  context.ofType('AWS::EFS::FileSystem', 'AWS::S3Files::FileSystem');
}

/** What gives an interface addresses beside its primary one. */
const SECONDARY: ReadonlySet<string> = new Set(['PrivateIpAddresses', 'SecondaryPrivateIpAddressCount', 'Ipv4Prefixes', 'Ipv4PrefixCount', 'SecondaryPrivateIpAddresses']);
const ANY_OF_SUBNET = {};

/** A private address that is written as a literal under every condition, and the only one; else it has any of the subnet. */
export function fixedAddress(view: View, paths: readonly string[]): { readonly addresses?: Bounds<AddressSet> } {
  if (view.hasAny(SECONDARY) && [...SECONDARY].some((path) => view.items(path).length > 0)) return ANY_OF_SUBNET;
  for (const path of paths) {
    if (view.items(path).length === 0) continue;
    const found = choices(view, path);
    const text = found.length === 1 ? asText(found[0].value) : undefined;
    if (text !== undefined && parseAddress(text).ok) return { addresses: exactly(Addresses.address(text)) };
  }
  return ANY_OF_SUBNET;
}


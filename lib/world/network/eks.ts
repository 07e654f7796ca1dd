/**
 * EKS: the cluster's interfaces, its node groups, its Fargate pods, and the public end of its API server.
 *
 *   world.interfaces.get('App.Cluster');          // control plane
 *   world.forwards.find((f) => f.source === 'entry:App.Cluster');
 *
 * The group that EKS makes for a cluster lets its own members in and everything out, and stands on the control plane and on
 * managed nodes whose launch template names no groups. Remote access makes a group that lets port 22 in, from everywhere where no
 * source is written. Not modelled: groups for pods, network policies (the Kubernetes plane), load balancers that controllers make.
 */
import { ConnectionSet } from '../../algebra/connection-set';
import { exactly } from '../facts';
import type { Resource } from '../template/model';
import type { ClassBuilder } from './classes';
import type { Context } from './context';
import { clusterGroupOf } from './draft';
import { BY_SUBNET } from './exposure';
import { add, fromTemplates, type Nic } from './instances';
import type { GroupRule, Id } from './model';
import { Guard } from '../guard';
import { asBoolean, choices, unknownOf, viewOf, type View } from './read';
import { like, type Ref } from './refs';
import { ALL_IPV4, ANY_CONNECTION, joined, NO_ADDRESSES } from './sets';

interface Paths { readonly type: string; readonly config: string; readonly subnets: string; readonly groups: string; readonly access: string; readonly cidrs: string }

const CLUSTERS: readonly Paths[] = [
  { type: 'AWS::EKS::Cluster', config: 'ResourcesVpcConfig', subnets: 'SubnetIds', groups: 'SecurityGroupIds', access: 'EndpointPublicAccess', cidrs: 'PublicAccessCidrs' },
  { type: 'Custom::AWSCDK-EKS-Cluster', config: 'Config.resourcesVpcConfig', subnets: 'subnetIds', groups: 'securityGroupIds', access: 'endpointPublicAccess', cidrs: 'publicAccessCidrs' },
];
const PROFILES: readonly (readonly [string, string, string])[] = [
  ['AWS::EKS::FargateProfile', 'Subnets', 'ClusterName'], ['Custom::AWSCDK-EKS-FargateProfile', 'Config.subnets', 'Config.clusterName'],
];
const HTTPS = exactly(ConnectionSet.tcp(443));

export function readEks(context: Context, builder: ClassBuilder): void {
  for (const paths of CLUSTERS) for (const r of context.ofType(paths.type)) cluster(context, builder, r, paths);
  for (const r of context.ofType('AWS::EKS::Nodegroup')) nodes(context, builder, r);
  for (const [type, subnets, name] of PROFILES) {
    for (const r of context.ofType(type)) {
      const view = viewOf(r);
      builder.add({ resource: r, id: r.id, role: 'workload', guard: r.guard, place: r.place, subnets: context.refs.all('subnet', view.items(subnets)), groups: clusterGroups(context, view, name), without: 'nothing' });
    }
  }
}

function cluster(context: Context, builder: ClassBuilder, r: Resource, paths: Paths): void {
  const view = viewOf(r);
  const at = (name: string): string => `${paths.config}.${name}`;
  const group: Ref = { guard: r.guard, place: r.place, id: clusterGroupOf(r.id) };
  const ids = builder.add({
    resource: r, id: r.id, role: 'workload', guard: r.guard, place: r.place, without: 'nothing',
    subnets: context.refs.all('subnet', view.items(at(paths.subnets))), groups: [...context.refs.all('group', view.items(at(paths.groups))), group],
  });
  const auto = choices(view, 'ComputeConfig.Enabled').filter((c) => c.value !== undefined && asBoolean(c.value) !== false);
  for (const c of auto) {
    builder.add({
      resource: r, id: `${r.id}#nodes`, role: 'workload', guard: asBoolean(c.value) === true ? c.guard : Guard.UNSURE, place: c.place, without: 'nothing',
      subnets: context.refs.all('subnet', view.items(at(paths.subnets))), groups: [group], facings: [{ guard: Guard.ALWAYS, publicIpv4: BY_SUBNET, ipv6: BY_SUBNET }],
    });
  }
  for (const access of choices(view, at(paths.access))) {
    const known = access.value === undefined ? true : asBoolean(access.value);
    if (known === false) continue;
    const cidrs = view.items(at(paths.cidrs));
    const from = cidrs.length === 0 ? exactly(ALL_IPV4) : joined(NO_ADDRESSES, access.guard, cidrs.map((c) => ({ guard: c.guard, place: c.place, bounds: context.sets.addresses(c.value, c.place, ALL_IPV4) })));
    const reachableFrom = known === undefined ? { may: from.may, must: NO_ADDRESSES, unknowns: [...from.unknowns, unknownOf(access.value, access.place, 'not a flag')] } : from;
    context.draft.forwards.push({
      guard: access.guard, place: r.place, source: `entry:${r.id}`, entry: { reachableFrom, connections: HTTPS }, targets: ids, unlisted: [], connections: ANY_CONNECTION, listens: HTTPS, preservesClient: false,
    });
  }
}

/** The cluster's own group, by the cluster's name. */
function clusterGroups(context: Context, view: View, path: string): readonly Ref[] {
  return context.refs.all('cluster', view.items(path)).map((ref) => (ref.unknown === undefined ? like(ref, { id: clusterGroupOf(ref.id) }) : like(ref, { token: true })));
}

function nodes(context: Context, builder: ClassBuilder, r: Resource): void {
  const view = viewOf(r);
  const subnets = context.refs.all('subnet', view.items('Subnets'));
  const groups = [...clusterGroups(context, view, 'ClusterName'), ...remoteAccess(context, r)];
  const plain: Nic = { guard: r.guard, view, groups, subnets, facing: { guard: Guard.ALWAYS, publicIpv4: BY_SUBNET, ipv6: BY_SUBNET } };
  const nics = fromTemplates(context, view, ['LaunchTemplate']);
  if (nics.length === 0) add(context, builder, r, plain);
  else for (const nic of nics) add(context, builder, r, { ...nic, subnets, groups: nic.groups.length > 0 ? nic.groups : groups });
}

/** The group that a node group with an SSH key gets. */
function remoteAccess(context: Context, r: Resource): readonly Ref[] {
  const view = viewOf(r);
  const key = view.items('RemoteAccess.Ec2SshKey');
  if (key.length === 0) return [];
  const id: Id = `${r.id}#remote-access`;
  const sources = context.refs.all('group', view.items('RemoteAccess.SourceSecurityGroups'));
  const ssh = exactly(ConnectionSet.tcp(22));
  const rules: GroupRule[] = sources.map((ref) => {
    if (ref.unknown !== undefined && !ref.token) context.externals.group(ref.id, ref.unknown, ref.place);
    return { direction: 'ingress', guard: ref.guard, place: ref.place, connections: ssh, peer: ref.token ? { kind: 'opaque', atom: ref.id.replace(/^external:/, ''), of: 'groups', unknown: ref.unknown! } : { kind: 'group', group: ref.id } };
  });
  if (sources.length === 0) rules.push({ direction: 'ingress', guard: r.guard, place: r.place, connections: ssh, peer: { kind: 'addresses', addresses: ALL_IPV4, text: '0.0.0.0/0' } });
  rules.push({ direction: 'egress', guard: r.guard, place: r.place, connections: ANY_CONNECTION, peer: { kind: 'addresses', addresses: ALL_IPV4, text: '0.0.0.0/0' } });
  context.draft.groups.set(id, { id, vpc: '', guard: r.guard, place: r.place, open: [], rules });
  return key.map((k) => ({ guard: k.guard, place: k.place, id }));
}

/**
 * Ways into a VPC that are no interface of it: private links of other accounts, Global Accelerator, CloudFront's VPC origins, App
 * Runner services with a VPC connector, and services of VPC Lattice. Each is an `entry:` that forwards.
 *
 *   world.forwards.find((f) => f.source === 'entry:App.Accelerator');
 *
 * An accelerator hands packets over inside the VPC: no route and no public address is needed, and balancers and instances see the
 * client's address unless the endpoint says otherwise. Lattice is in MAY only: what its groups, its link-local addresses and its
 * policies let through is not modelled.
 */
import type { AddressSet } from '../../algebra/address-set';
import { ConnectionSet } from '../../algebra/connection-set';
import type { Bounds, Place, Unknown } from '../facts';
import { exactly } from '../facts';
import { Guard } from '../guard';
import { Sym, Text } from '../template/value';
import { asText, isMap, symsIn } from '../template/walk';
import { push } from './apis';
import type { ClassBuilder } from './classes';
import type { Context } from './context';
import type { Id } from './model';
import { anyOf, asBoolean, asNumber, choices, rest, unknownOf, viewInto, viewOf } from './read';
import { ALL_ADDRESSES, ALL_CONNECTIONS, ALL_IPV4, ANY_CONNECTION, joined, NO_ADDRESSES, NO_CONNECTIONS, portOf } from './sets';

const HTTPS = exactly(ConnectionSet.tcp(443));

export function readEntries(context: Context, builder: ClassBuilder): void {
  endpointServices(context);
  accelerators(context);
  vpcOrigins(context);
  appRunner(context, builder);
  lattice(context);
  remoteAccess(context);
}

/**
 * Users from anywhere whom a service lets in by their identity: instance connect endpoints, client VPN, verified access, resources
 * that are shared over VPC Lattice. What they reach then is what the groups of the service's interfaces let them.
 */
function remoteAccess(context: Context): void {
  for (const r of context.ofType('AWS::EC2::InstanceConnectEndpoint', 'AWS::EC2::ClientVpnEndpoint', 'AWS::EC2::VerifiedAccessEndpoint', 'AWS::VpcLattice::ResourceGateway')) {
    const unknown = context.typeUnknown(r, 'who may connect through it is a matter of identities');
    const any: Bounds<ConnectionSet> = { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [unknown] };
    const targets = classesOf(context, r.id);
    push(context, { guard: r.guard, place: r.place, source: `entry:${r.id}`, entry: { reachableFrom: { may: ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [unknown] }, connections: any }, targets, unlisted: [], connections: any, listens: any });
    for (const source of targets) push(context, { guard: r.guard, place: r.place, source, targets: [], unlisted: [unknown], connections: any, listens: any });
  }
}

function classesOf(context: Context, id: Id): readonly Id[] {
  return context.draft.aliases.get(id) ?? [];
}

/** AWS PrivateLink: consumers reach the balancers of a service through their own endpoints. */
function endpointServices(context: Context): void {
  context.ofType('AWS::EC2::VPCEndpointServicePermissions', 'AWS::EC2::VPCEndpointConnectionNotification');
  for (const r of context.ofType('AWS::EC2::VPCEndpointService')) {
    const named = context.refs.all('balancer', viewOf(r).items('NetworkLoadBalancerArns'));
    const targets = named.filter((n) => n.unknown === undefined).flatMap((n) => classesOf(context, n.id));
    const unlisted = named.flatMap((n) => (n.unknown === undefined ? [] : [n.unknown]));
    const accepts = listenedBy(context, targets);
    const unknown = context.unknown('PrivateLink consumers', r.place, 'who has an endpoint for this service is not known here');
    const entry = { reachableFrom: { may: ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [unknown] }, connections: accepts };
    const guard = anyOf(named.map((n) => n.guard)).and(r.guard);
    push(context, { guard, place: r.place, source: `entry:${r.id}`, entry, targets, unlisted, connections: accepts, listens: accepts });
    for (const e of context.draft.endpoints.values()) {
      if (e.interface === undefined || !namesService(context, e.id, r.id)) continue;
      push(context, { guard: guard.and(e.guard), place: e.place, source: e.interface, targets, unlisted, connections: accepts, listens: accepts });
    }
  }
}

function namesService(context: Context, endpoint: Id, service: Id): boolean {
  const resource = context.templates.resource(endpoint.replace(/#vpc\d+$/, ''));
  const value = resource?.value('ServiceName');
  if (value instanceof Sym || value instanceof Text) return symsIn(value).some((s) => s.resource === service);
  return false;
}

function listenedBy(context: Context, targets: readonly Id[]): Bounds<ConnectionSet> {
  const parts = targets.map((t) => context.draft.interfaces.get(t)).filter((c) => c !== undefined).map((c) => ({ guard: Guard.ALWAYS, place: c.place, bounds: c.accepts }));
  return parts.length === 0 ? { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [{ token: 'targets', template: '', pointer: '', why: 'no target is known' }] } : joined(NO_CONNECTIONS, Guard.ALWAYS, parts);
}

function accelerators(context: Context): void {
  context.ofType('AWS::GlobalAccelerator::Accelerator');
  const listeners = new Map<Id, Bounds<ConnectionSet>>();
  const owner = new Map<Id, Id>();
  for (const r of context.ofType('AWS::GlobalAccelerator::Listener')) {
    const view = viewOf(r);
    const udp = choices(view, 'Protocol').map((p) => asText(p.value)?.toUpperCase());
    const protocol = udp.every((p) => p === 'UDP') ? 'udp' as const : udp.every((p) => p === 'TCP' || p === undefined) ? 'tcp' as const : 'both' as const;
    const parts = view.items('PortRanges').map((item) => ({ guard: item.guard, place: item.place, bounds: portRange(protocol, isMap(item.value) ? [asNumber(item.value.FromPort as never), asNumber(item.value.ToPort as never)] : [], item.place) }));
    listeners.set(r.id, joined(NO_CONNECTIONS, r.guard, parts));
    for (const ref of context.refs.all('accelerator', view.items('AcceleratorArn'))) owner.set(r.id, ref.id);
  }
  /** An accelerator with IPv6 addresses, or one of which that is not known. */
  const dual = (listener: Id): boolean => {
    const accelerator = context.templates.resource(owner.get(listener) ?? listener);
    return accelerator === undefined || viewOf(accelerator).items('IpAddressType').some((t) => t.value !== 'IPV4');
  };
  for (const r of context.ofType('AWS::GlobalAccelerator::EndpointGroup')) {
    const view = viewOf(r);
    for (const listener of context.refs.all('accelerator', view.items('ListenerArn'))) {
      const listens = listeners.get(listener.id) ?? { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: listener.unknown === undefined ? [] : [listener.unknown] };
      const source = `entry:${owner.get(listener.id) ?? listener.id}`;
      const overrides = view.items('PortOverrides');
      const connections = overrides.length === 0 ? listens : { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [context.unknown('PortOverrides', overrides[0].place, 'which port an override leads to is not read')] };
      for (const item of view.items('EndpointConfigurations')) {
        const endpoint = viewInto(item);
        const keeps = choices(endpoint, 'ClientIPPreservationEnabled');
        for (const ref of context.refs.all('any', endpoint.items('EndpointId'))) {
          const type = context.templates.resource(ref.id)?.type;
          const targets = ref.unknown === undefined ? type === 'AWS::EC2::EIP' ? elasticTargets(context, ref.id) : classesOf(context, ref.id) : [];
          for (const keep of keeps) {
            const byDefault = type !== 'AWS::ElasticLoadBalancingV2::LoadBalancer' || asText(context.templates.resource(ref.id)?.value('Type')) !== 'network';
            const known = keep.value === undefined ? byDefault : asBoolean(keep.value);
            for (const preservesClient of known === undefined ? [true, false] : [known]) {
              push(context, {
                guard: (known === undefined ? Guard.UNSURE : keep.guard).and(ref.guard).and(listener.guard), place: item.place, source, entry: { reachableFrom: dual(listener.id) ? exactly(ALL_ADDRESSES) : exactly(ALL_IPV4), connections: listens },
                targets, unlisted: targets.length > 0 ? [] : [ref.unknown ?? context.unknown(`Ref ${ref.id}`, item.place, 'what it names has no interface that is known')], connections, listens, preservesClient,
              });
            }
          }
        }
      }
    }
  }
}

function elasticTargets(context: Context, eip: Id): readonly Id[] {
  const resource = context.templates.resource(eip);
  return resource === undefined ? [] : context.refs.all('interface', viewOf(resource).items('InstanceId')).flatMap((ref) => classesOf(context, ref.id));
}

function portRange(protocol: 'tcp' | 'udp' | 'both', [from, to]: readonly (number | undefined)[], place: Place): Bounds<ConnectionSet> {
  if (from === undefined || to === undefined || from < 1 || to > 65535 || from > to) return { ...portOf(protocol, undefined, place) };
  const sets = [...protocol === 'udp' ? [] : [ConnectionSet.tcp(from, to)], ...protocol === 'tcp' ? [] : [ConnectionSet.udp(from, to)]];
  return exactly(ConnectionSet.unionOf(sets));
}

/** Distributions reach an internal balancer or instance through interfaces that CloudFront makes. */
function vpcOrigins(context: Context): void {
  for (const r of context.ofType('AWS::CloudFront::VpcOrigin')) {
    const view = viewOf(r);
    for (const ref of context.refs.all('any', view.items('VpcOriginEndpointConfig.Arn'))) {
      const unknown = context.unknown('CloudFront distributions', r.place, 'which distributions use the origin is not read');
      const connections = exactly(ConnectionSet.unionOf(['HTTPPort', 'HTTPSPort'].flatMap((name, i) => choices(view, `VpcOriginEndpointConfig.${name}`).map((p) => (p.value === undefined ? ConnectionSet.tcp(i === 0 ? 80 : 443) : portOf('tcp', p.value, p.place).may)))));
      const web = ConnectionSet.tcp(80).union(ConnectionSet.tcp(443));
      push(context, {
        guard: ref.guard, place: r.place, source: `entry:${r.id}`, entry: { reachableFrom: { may: ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [unknown] }, connections: exactly(web) },
        targets: ref.unknown === undefined ? classesOf(context, ref.id) : [], unlisted: ref.unknown === undefined ? [] : [ref.unknown], connections, listens: exactly(web),
      });
    }
  }
}

/** A service takes requests from the internet by itself, and connects out by its connector, or by the internet. */
function appRunner(context: Context, builder: ClassBuilder): void {
  for (const r of context.ofType('AWS::AppRunner::Service')) {
    const view = viewOf(r);
    const connectors = context.refs.all('any', view.items('NetworkConfiguration.EgressConfiguration.VpcConnectorArn'));
    const classes = connectors.flatMap((ref) => (ref.unknown === undefined ? classesOf(context, ref.id) : []));
    for (const id of classes) context.draft.alias(r.id, id);
    const alone = rest(r.guard, connectors);
    const own = alone.isNever() ? [] : builder.add({ resource: r, id: r.id, role: 'workload', guard: alone, place: r.place, subnets: [], groups: [], without: 'outside' });
    const targets = [...classes, ...own];
    for (const access of choices(view, 'NetworkConfiguration.IngressConfiguration.IsPubliclyAccessible')) {
      const known = access.value === undefined ? true : asBoolean(access.value);
      if (known === false) continue;
      const unknown = known === undefined ? [unknownOf(access.value, access.place, 'not a flag')] : [];
      push(context, {
        guard: access.guard, place: r.place, source: `entry:${r.id}`, entry: { reachableFrom: { may: ALL_ADDRESSES, must: known === undefined ? NO_ADDRESSES : ALL_ADDRESSES, unknowns: unknown }, connections: HTTPS },
        targets, unlisted: connectors.flatMap((ref) => (ref.unknown === undefined ? [] : [ref.unknown])), connections: HTTPS, listens: HTTPS,
      });
    }
  }
}

/** Services, their listeners and target groups, and the VPCs whose clients reach them. */
function lattice(context: Context): void {
  context.ofType('AWS::VpcLattice::Rule', 'AWS::VpcLattice::ServiceNetwork', 'AWS::VpcLattice::ResourceConfiguration', 'AWS::VpcLattice::ServiceNetworkResourceAssociation');
  const clients: { readonly addresses: AddressSet; readonly unknown: Unknown }[] = [];
  for (const r of context.ofType('AWS::VpcLattice::ServiceNetworkVpcAssociation')) {
    for (const ref of context.refs.all('vpc', viewOf(r).items('VpcIdentifier'))) {
      clients.push({ addresses: ref.unknown === undefined ? context.draft.vpcs.get(ref.id)?.addresses.may ?? ALL_ADDRESSES : ALL_ADDRESSES, unknown: context.typeUnknown(r, 'what VPC Lattice lets through is not modelled') });
    }
  }
  const networks = context.ofType('AWS::VpcLattice::ServiceNetworkServiceAssociation');
  const listeners = context.ofType('AWS::VpcLattice::Listener');
  const groups = context.ofType('AWS::VpcLattice::TargetGroup');
  for (const r of context.ofType('AWS::VpcLattice::Service')) {
    const unknown = context.typeUnknown(r, 'what VPC Lattice lets through is not modelled');
    const isShared = networks.some((n) => symsIn(n.value('ServiceIdentifier')).some((s) => s.resource === r.id));
    // Without a network of these templates anybody's may hold the service.
    const reach = isShared && clients.length > 0 ? clients.reduce((sum, c) => sum.union(c.addresses), NO_ADDRESSES) : ALL_ADDRESSES;
    const own = listeners.filter((l) => symsIn(l.value('ServiceIdentifier')).some((s) => s.resource === r.id));
    const ports = own.flatMap((l) => choices(viewOf(l), 'Port').map((p) => (p.value === undefined ? ConnectionSet.tcp(80).union(ConnectionSet.tcp(443)) : portOf('tcp', p.value, p.place).may)));
    const listens: Bounds<ConnectionSet> = { may: own.length === 0 ? ALL_CONNECTIONS : ConnectionSet.unionOf(ports), must: NO_CONNECTIONS, unknowns: [unknown] };
    const targets = [...new Set(groups.flatMap((g) => viewOf(g).items('Targets').flatMap((t) => (isMap(t.value) ? symsIn(t.value.Id) : symsIn(t.value)).flatMap((s) => (s.resource === undefined ? [] : classesOf(context, s.resource))))))].sort();
    const services = context.ofType('AWS::ECS::Service').filter((s) => viewOf(s).items('VpcLatticeConfigurations').length > 0).flatMap((s) => classesOf(context, s.id));
    push(context, {
      guard: r.guard, place: r.place, source: `entry:${r.id}`, entry: { reachableFrom: { may: reach, must: NO_ADDRESSES, unknowns: [unknown] }, connections: listens },
      targets: [...targets, ...services.filter((s) => !targets.includes(s))], unlisted: [unknown], connections: { may: ANY_CONNECTION.may, must: NO_CONNECTIONS, unknowns: [unknown] }, listens,
    });
  }
}

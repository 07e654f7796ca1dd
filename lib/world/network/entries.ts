/**
 * Ways into a VPC that are no interface of it: private links of other accounts, Global Accelerator, CloudFront's VPC origins, App
 * Runner services with a VPC connector, and endpoints of stores. Each but the last is an `entry:` that forwards.
 *
 *   world.forwards.find((f) => f.source === 'entry:App.Accelerator');
 *
 * An accelerator hands packets over inside the VPC: no route and no public address is needed, and balancers and instances see the
 * client's address unless the endpoint says otherwise. Lattice has a file of its own (lattice.ts); endpoints that a store makes for
 * its clients are here, because they lead to it in the same way.
 */
import { ConnectionSet } from '../../algebra/connection-set';
import type { Bounds, Place } from '../facts';
import { exactly } from '../facts';
import { Guard } from '../guard';
import { Sym, Text } from '../template/value';
import { asText, isMap, symsIn } from '../template/walk';
import type { Resource } from '../template/model';
import { push } from './apis';
import type { ClassBuilder } from './classes';
import type { Context } from './context';
import { type LatticeClients, readLattice } from './lattice';
import type { Id } from './model';
import type { Ref } from './refs';
import { anyOf, asBoolean, asNumber, choices, rest, unknownOf, viewInto, viewOf } from './read';
import { ALL_ADDRESSES, ALL_CONNECTIONS, ALL_IPV4, NO_ADDRESSES, NO_CONNECTIONS, type Part, portOf } from './sets';

const HTTPS = exactly(ConnectionSet.tcp(443));

export function readEntries(context: Context, builder: ClassBuilder): void {
  endpointServices(context);
  accelerators(context);
  vpcOrigins(context);
  appRunner(context, builder);
  remoteAccess(context, readLattice(context));
  managedEndpoints(context);
}

/**
 * Users from anywhere whom a service lets in by their identity: instance connect endpoints, client VPN, verified access, resources
 * that are shared over VPC Lattice. What they reach then is what the groups of the service's interfaces let them.
 */
function remoteAccess(context: Context, clients: LatticeClients): void {
  for (const r of context.ofType('AWS::EC2::InstanceConnectEndpoint', 'AWS::EC2::ClientVpnEndpoint', 'AWS::EC2::VerifiedAccessEndpoint', 'AWS::VpcLattice::ResourceGateway')) {
    const unknown = context.typeUnknown(r, 'who may connect through it is a matter of identities');
    const any: Bounds<ConnectionSet> = { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [unknown] };
    const targets = classesOf(context, r.id);
    const inside = r.type === 'AWS::VpcLattice::ResourceGateway' ? clients : undefined;
    push(context, { guard: r.guard, place: r.place, source: `entry:${r.id}`, entry: { reachableFrom: { may: ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [unknown] }, connections: any, ...inside === undefined ? {} : { inside } }, targets, unlisted: [], connections: any, listens: any });
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
    const unknown = context.unknown('PrivateLink consumers', r.place, 'who has an endpoint for this service is not known here');
    const behind = anyOf(named.map((n) => n.guard)).and(r.guard);
    // A connection arrives on the port that it was opened for.
    for (const { guard: written, connections } of listenedBy(context, targets)) {
      const guard = behind.and(written);
      const entry = { reachableFrom: { may: ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [unknown] }, connections };
      push(context, { guard, place: r.place, source: `entry:${r.id}`, entry, targets, unlisted, connections, listens: connections, sees: 'link' });
      for (const e of context.draft.endpoints.values()) {
        if (e.interface === undefined || !namesService(context, e.id, r.id)) continue;
        push(context, { guard: guard.and(e.guard), place: e.place, source: e.interface, targets, unlisted, connections, listens: connections, sees: 'link' });
      }
    }
  }
}

function namesService(context: Context, endpoint: Id, service: Id): boolean {
  const resource = context.templates.resource(endpoint.replace(/#vpc\d+$/, ''));
  const value = resource?.value('ServiceName');
  if (value instanceof Sym || value instanceof Text) return symsIn(value).some((s) => s.resource === service);
  return false;
}

function listenedBy(context: Context, targets: readonly Id[]): readonly { readonly guard: Guard; readonly connections: Bounds<ConnectionSet> }[] {
  const classes = targets.map((t) => context.draft.interfaces.get(t)).filter((c) => c !== undefined);
  if (classes.length === 0) return [{ guard: Guard.ALWAYS, connections: { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [{ token: 'targets', template: '', pointer: '', why: 'no target is known' }] } }];
  return classes.flatMap((c): readonly { readonly guard: Guard; readonly connections: Bounds<ConnectionSet> }[] => c.listeners ?? [{ guard: Guard.ALWAYS, connections: c.accepts }]);
}

function accelerators(context: Context): void {
  context.ofType('AWS::GlobalAccelerator::Accelerator');
  const listeners = new Map<Id, readonly Pick<Part<ConnectionSet>, 'guard' | 'bounds'>[]>();
  const owner = new Map<Id, Id>();
  for (const r of context.ofType('AWS::GlobalAccelerator::Listener')) {
    const view = viewOf(r);
    listeners.set(r.id, choices(view, 'Protocol').flatMap(({ guard, value }) => {
      const text = asText(value)?.toUpperCase();
      const protocol = text === 'UDP' ? 'udp' as const : text === 'TCP' || value === undefined ? 'tcp' as const : 'both' as const;
      return view.items('PortRanges').map((item) => ({ guard: guard.and(item.guard), bounds: portRange(protocol, isMap(item.value) ? [asNumber(item.value.FromPort as never), asNumber(item.value.ToPort as never)] : [], item.place) }));
    }));
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
      const ports = listeners.get(listener.id) ?? [{ guard: Guard.ALWAYS, bounds: { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: listener.unknown === undefined ? [] : [listener.unknown] } }];
      const source = `entry:${owner.get(listener.id) ?? listener.id}`;
      const overrides = view.items('PortOverrides');
      const elsewhere: Bounds<ConnectionSet> | undefined = overrides.length === 0 ? undefined : { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [context.unknown('PortOverrides', overrides[0].place, 'which port an override leads to is not read')] };
      for (const item of view.items('EndpointConfigurations')) {
        const endpoint = viewInto(item);
        const keeps = choices(endpoint, 'ClientIPPreservationEnabled');
        for (const ref of context.refs.all('any', endpoint.items('EndpointId'))) {
          const type = context.templates.resource(ref.id)?.type;
          const targets = ref.unknown === undefined ? type === 'AWS::EC2::EIP' ? elasticTargets(context, ref.id) : classesOf(context, ref.id) : [];
          for (const keep of keeps) {
            const byDefault = type !== 'AWS::EC2::EIP' && (type !== 'AWS::ElasticLoadBalancingV2::LoadBalancer' || asText(context.templates.resource(ref.id)?.value('Type')) !== 'network');
            const known = keep.value === undefined ? byDefault : asBoolean(keep.value);
            for (const [preservesClient, { guard, bounds: listens }] of (known === undefined ? [true, false] : [known]).flatMap((keeps) => ports.map((p) => [keeps, p] as const))) {
              push(context, {
                guard: (known === undefined ? Guard.UNSURE : keep.guard).and(ref.guard).and(listener.guard).and(guard), place: item.place, source, entry: { reachableFrom: dual(listener.id) ? exactly(ALL_ADDRESSES) : exactly(ALL_IPV4), connections: listens },
                targets, unlisted: targets.length > 0 ? [] : [ref.unknown ?? context.unknown(`Ref ${ref.id}`, item.place, 'what it names has no interface that is known')], connections: elsewhere ?? listens, listens, preservesClient, sees: preservesClient ? 'client' : 'service',
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

/** Endpoints that a store makes for its clients: PrivateLink to the store, whatever the store's own groups say. */
const STORE_ENDPOINTS = [
  ['AWS::Redshift::EndpointAccess', 'ClusterIdentifier', 'AWS::Redshift::Cluster', 'ClusterIdentifier'],
  ['AWS::MSK::VpcConnection', 'TargetClusterArn', 'AWS::MSK::Cluster', 'ClusterName'],
  ['AWS::MSK::VpcConnection', 'TargetClusterArn', 'AWS::MSK::ServerlessCluster', 'ClusterName'],
] as const;

function managedEndpoints(context: Context): void {
  for (const [type, path, store, name] of STORE_ENDPOINTS) {
    for (const r of context.ofType(type)) {
      const unknown = context.typeUnknown(r, 'it leads to its cluster by PrivateLink, and what that lets through is not modelled');
      const any: Bounds<ConnectionSet> = { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [unknown] };
      for (const ref of context.refs.all('any', viewOf(r).items(path))) {
        const targets = ref.unknown === undefined ? [ref.id] : context.ofType(store).filter((c) => mayBeNamed(ref, c, name)).map((c) => c.id).concat(ref.token ? context.strangers(r, store) : []);
        const classes = [...new Set(targets.flatMap((id) => classesOf(context, id)))].sort();
        for (const source of classesOf(context, r.id)) push(context, { guard: ref.guard.and(r.guard), place: r.place, source, targets: classes, unlisted: [], connections: any, listens: any, sees: 'link' });
      }
    }
  }
}

/** A name that is written is the cluster of that name; one that a token hides, on either side, may be any that has a name written. */
function mayBeNamed(ref: Ref, cluster: Resource, property: string): boolean {
  return choices(viewOf(cluster), property).some(({ value }) => {
    if (value === undefined) return false;
    const text = asText(value);
    return text === undefined || ref.token === true || ref.id.toLowerCase().split(/[:/]/).includes(text.toLowerCase());
  });
}

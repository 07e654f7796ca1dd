/**
 * VPC Lattice: services, what they forward to, and who reaches them.
 *
 *   world.forwards.find((f) => f.source === 'entry:App.Service')!.entry!.inside   // { vpcs: ['App.Clients'], ... }
 *
 * Clients are the VPCs that an association joins to a service network, and endpoints of a service network or a resource. Which
 * network holds which service, policies and link-local addresses are not modelled: whoever is a client of one may reach them all,
 * in MAY only. Targets see Lattice's own addresses, so their rules are asked about those (prover, handed-over.ts).
 */
import type { AddressSet } from '../../algebra/address-set';
import { ConnectionSet } from '../../algebra/connection-set';
import type { Bounds } from '../facts';
import { isMap, symsIn } from '../template/walk';
import { push } from './apis';
import type { Context } from './context';
import type { Forward, Id } from './model';
import { choices, viewOf } from './read';
import { ALL_ADDRESSES, ALL_CONNECTIONS, ANY_CONNECTION, NO_ADDRESSES, NO_CONNECTIONS, portOf } from './sets';

/** Of an entry: whoever of these templates' VPCs may come in. Undefined where none does. */
export type LatticeClients = NonNullable<Forward['entry']>['inside'];

export function readLattice(context: Context): LatticeClients {
  context.ofType('AWS::VpcLattice::Rule', 'AWS::VpcLattice::ServiceNetwork', 'AWS::VpcLattice::ResourceConfiguration', 'AWS::VpcLattice::ServiceNetworkResourceAssociation');
  const vpcs = new Set<Id>();
  let [reach, isAnybody]: [AddressSet, boolean] = [NO_ADDRESSES, true];
  let inside: LatticeClients;
  for (const r of context.ofType('AWS::VpcLattice::ServiceNetworkVpcAssociation')) {
    for (const ref of context.refs.all('vpc', viewOf(r).items('VpcIdentifier'))) {
      vpcs.add(context.vpcRef(ref).id);
      reach = reach.union(ref.unknown === undefined ? context.draft.vpcs.get(ref.id)?.addresses.may ?? ALL_ADDRESSES : ALL_ADDRESSES);
      isAnybody = false;
      inside = { vpcs: [...vpcs].sort(), unknown: context.typeUnknown(r, 'what VPC Lattice lets through is not modelled') };
    }
  }
  const networks = context.ofType('AWS::VpcLattice::ServiceNetworkServiceAssociation');
  const listeners = context.ofType('AWS::VpcLattice::Listener');
  const groups = context.ofType('AWS::VpcLattice::TargetGroup');
  for (const r of context.ofType('AWS::VpcLattice::Service')) {
    const unknown = context.typeUnknown(r, 'what VPC Lattice lets through is not modelled');
    const isShared = networks.some((n) => symsIn(n.value('ServiceIdentifier')).some((s) => s.resource === r.id));
    const own = listeners.filter((l) => symsIn(l.value('ServiceIdentifier')).some((s) => s.resource === r.id));
    const ports = own.flatMap((l) => choices(viewOf(l), 'Port').map((p) => (p.value === undefined ? ConnectionSet.tcp(80).union(ConnectionSet.tcp(443)) : portOf('tcp', p.value, p.place).may)));
    const listens: Bounds<ConnectionSet> = { may: own.length === 0 ? ALL_CONNECTIONS : ConnectionSet.unionOf(ports), must: NO_CONNECTIONS, unknowns: [unknown] };
    const targets = [...new Set(groups.flatMap((g) => viewOf(g).items('Targets').flatMap((t) => (isMap(t.value) ? symsIn(t.value.Id) : symsIn(t.value)).flatMap((s) => (s.resource === undefined ? [] : context.draft.aliases.get(s.resource) ?? [])))))].sort();
    const services = context.ofType('AWS::ECS::Service').filter((s) => viewOf(s).items('VpcLatticeConfigurations').length > 0).flatMap((s) => context.draft.aliases.get(s.id) ?? []);
    const forward: Omit<Forward, 'source' | 'preservesClient'> = {
      guard: r.guard, place: r.place, targets: [...targets, ...services.filter((s) => !targets.includes(s))], unlisted: [unknown],
      connections: { may: ANY_CONNECTION.may, must: NO_CONNECTIONS, unknowns: [unknown] }, listens, sees: 'lattice',
    };
    // Without a network of these templates anybody's may hold the service.
    const entry: Forward['entry'] = { reachableFrom: { may: isShared && !isAnybody ? reach : ALL_ADDRESSES, must: NO_ADDRESSES, unknowns: [unknown] }, connections: listens, ...inside === undefined ? {} : { inside } };
    push(context, { ...forward, source: `entry:${r.id}`, entry });
    for (const source of endpointsOf(context)) push(context, { ...forward, source });
  }
  for (const r of context.ofType('AWS::VpcLattice::ResourceGateway')) {
    const any: Bounds<ConnectionSet> = { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [context.typeUnknown(r, 'what VPC Lattice lets through is not modelled')] };
    for (const source of endpointsOf(context)) push(context, { guard: r.guard, place: r.place, source, targets: context.draft.aliases.get(r.id) ?? [], unlisted: [], connections: any, listens: any, sees: 'link' });
  }
  return inside;
}

/** Endpoints of a service network or of a resource, or of a kind that a token hides. */
function endpointsOf({ draft }: Context): readonly Id[] {
  return [...draft.endpoints.values()].flatMap((e) => (e.kind === 'other' && e.interface !== undefined ? [e.interface] : []));
}

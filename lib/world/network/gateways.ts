/**
 * Gateways: what a route may lead to, and what it joins.
 *
 *   world.gateways.get('App.Igw');   // { kind: 'internet', attached: [{ vpc: 'App.Vpc', ... }] }
 *
 * A literal id has a gateway of its kind that joins what it must: EC2 takes an internet gateway in a route only where it is
 * attached to the table's VPC, and a NAT gateway only where it stands in it. A `GatewayId` that is a token is unknown: it could
 * be an internet gateway or a virtual private one. A gateway with a route table of its own (ingress routing to an appliance)
 * carries in MAY and not in MUST. Regional NAT gateways bring a table with a route to the VPC's internet gateway.
 */
import type { Place } from '../facts';
import { Guard } from '../guard';
import { asText } from '../template/walk';
import type { Resource } from '../template/model';
import type { Context } from './context';
import type { Gateway, Id, RouteTarget } from './model';
import { choices, unknownOf, viewOf, type Item } from './read';
import type { Ref } from './refs';
import { ALL_IPV4, NO_ADDRESSES } from './sets';

type Attached = { readonly guard: Guard; readonly place: Place; readonly vpc: Id };

export function readGateways(context: Context): void {
  const { draft } = context;
  const attached = attachments(context);
  for (const [type, kind] of [['AWS::EC2::InternetGateway', 'internet'], ['AWS::EC2::VPNGateway', 'vpn']] as const) {
    for (const r of context.ofType(type)) draft.gateways.set(r.id, { kind, id: r.id, guard: r.guard, place: r.place, attached: attached.get(r.id) ?? [] });
  }
  for (const r of context.ofType('AWS::EC2::EgressOnlyInternetGateway')) {
    for (const { id, guard, vpc } of context.split(r)) draft.gateways.set(id, { kind: 'egressOnly', id, guard, place: r.place, vpc });
  }
  for (const r of context.ofType('AWS::EC2::CarrierGateway')) {
    draft.gateways.set(r.id, { kind: 'unknown', id: r.id, guard: r.guard, place: r.place, unknown: context.typeUnknown(r, 'carrier networks are not modelled') });
  }
  for (const r of context.ofType('AWS::EC2::VPCPeeringConnection')) peering(context, r);
  for (const r of context.ofType('AWS::EC2::NatGateway')) nat(context, r);
}

/** VPCs of internet and virtual private gateways. */
function attachments(context: Context): ReadonlyMap<Id, Attached[]> {
  const byGateway = new Map<Id, Attached[]>();
  const routed = new Set(context.ofType('AWS::EC2::GatewayRouteTableAssociation').flatMap((r) => viewOf(r).items('GatewayId').map((i) => context.refs.idOf('any', i.value) ?? '')));
  for (const r of context.ofType('AWS::EC2::VPCGatewayAttachment')) {
    const view = viewOf(r);
    const vpcs = context.vpcs(view, 'VpcId', r);
    for (const property of ['InternetGatewayId', 'VpnGatewayId']) {
      for (const item of view.items(property)) {
        for (const gateway of context.refs.of('any', item)) {
          for (const vpc of vpcs) {
            const both = gateway.guard.and(vpc.guard);
            if (both.isNever()) continue;
            const list = byGateway.get(gateway.id) ?? [];
            list.push({ guard: routed.has(gateway.id) ? Guard.UNSURE : both, place: r.place, vpc: vpc.id });
            if (vpc.token) for (const id of context.strangers(r, 'AWS::EC2::VPC')) list.push({ guard: Guard.UNSURE, place: r.place, vpc: id });
            byGateway.set(gateway.id, list);
          }
          if (gateway.token) {
            for (const id of context.strangers(r, property === 'VpnGatewayId' ? 'AWS::EC2::VPNGateway' : 'AWS::EC2::InternetGateway')) {
              for (const vpc of vpcs) byGateway.set(id, [...byGateway.get(id) ?? [], { guard: Guard.UNSURE, place: r.place, vpc: vpc.id }]);
            }
          }
          if (gateway.unknown !== undefined) external(context, property === 'VpnGatewayId' ? 'vpn' : 'internet', gateway, byGateway.get(gateway.id) ?? []);
        }
      }
    }
  }
  return byGateway;
}

function peering(context: Context, r: Resource): void {
  const view = viewOf(r);
  const [requesters, accepters] = [context.vpcs(view, 'VpcId', r), context.vpcs(view, 'PeerVpcId', r)];
  let n = 0;
  const variants: { guard: Guard; id: Id }[] = [];
  for (const requester of requesters) {
    for (const accepter of accepters) {
      const guard = requester.guard.and(accepter.guard);
      if (guard.isNever()) continue;
      const id = n++ === 0 ? r.id : `${r.id}#${n}`;
      variants.push({ guard, id });
      context.draft.gateways.set(id, { kind: 'peering', id, guard, place: r.place, requester: requester.id, accepter: accepter.id });
    }
  }
  if (variants.length > 1) context.refs.variants.set(r.id, variants);
}

function nat(context: Context, r: Resource): void {
  const view = viewOf(r);
  const variants: { guard: Guard; id: Id }[] = [];
  const add = (guard: Guard, subnet: Id, isPrivate: boolean): void => {
    const id = variants.length === 0 ? r.id : `${r.id}#${variants.length + 1}`;
    variants.push({ guard, id });
    context.draft.gateways.set(id, { kind: 'nat', id, guard, place: r.place, subnet, private: isPrivate });
  };
  const kinds = choices(view, 'ConnectivityType').flatMap(({ guard, value }) => {
    if (value === undefined || value === 'public') return [{ guard, isPrivate: false }];
    if (value === 'private') return [{ guard, isPrivate: true }];
    return [{ guard: Guard.UNSURE, isPrivate: false }];
  });
  for (const kind of kinds) {
    for (const ref of context.refs.all('subnet', view.items('SubnetId'))) {
      const guard = kind.guard.and(ref.guard);
      if (guard.isNever()) continue;
      if (ref.unknown !== undefined) context.externals.subnet(ref.id, ref.unknown, ref.place);
      add(guard, ref.id, kind.isPrivate);
    }
    if (view.items('SubnetId').length > 0) continue;
    for (const vpc of context.vpcs(view, 'VpcId', r)) if (!vpc.guard.and(kind.guard).isNever()) add(vpc.guard.and(kind.guard), regional(context, r, vpc.id), kind.isPrivate);
  }
  if (variants.length > 1) context.refs.variants.set(r.id, variants);
}

/** The part of a VPC where a regional NAT gateway stands, with the route that AWS writes there. */
function regional(context: Context, r: Resource, vpc: Id): Id {
  const { draft } = context;
  const [id, routeTable] = [`${r.id}#regional`, `${r.id}#regional-table`];
  const acl = draft.vpcs.get(vpc)?.defaultAcl ?? '';
  draft.routeTables.set(routeTable, {
    id: routeTable, vpc, guard: r.guard, place: r.place, open: [],
    routes: [...draft.gateways.values()].filter((g) => g.kind === 'internet' && g.attached.some((a) => a.vpc === vpc)).map((g) => ({
      guard: g.guard.and(r.guard), place: r.place, destination: { kind: 'cidr', addresses: ALL_IPV4, prefixLength: 0 }, target: { kind: 'gateway', gateway: g.id },
    })),
  });
  draft.subnets.set(id, {
    id, vpc, external: false, guard: r.guard, place: r.place, addresses: { may: NO_ADDRESSES, must: NO_ADDRESSES, unknowns: [] },
    routeTables: [{ guard: Guard.ALWAYS, routeTable }], acls: [{ guard: Guard.ALWAYS, acl }], exemptions: [],
  });
  return id;
}

const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  internet: ['igw-'], vpn: ['vgw-'], nat: ['nat-'], transit: ['tgw-'], peering: ['pcx-'], egressOnly: ['eigw-'],
};

/** The gateway that stands for one outside, joined to what the table of `vpc` says. */
function external(context: Context, kind: 'internet' | 'vpn' | 'nat' | 'transit' | 'peering' | 'egressOnly', ref: Ref, attached: readonly Attached[], vpc?: Id): void {
  const { draft } = context;
  const { id, place } = ref;
  const unknown = ref.unknown!;
  const known = draft.gateways.get(id);
  if (known !== undefined && known.kind !== 'internet' && known.kind !== 'vpn') return;
  const base = { id, place, guard: Guard.ALWAYS };
  const joins = vpc === undefined ? attached : [...attached, ...known?.attached.some((a) => a.vpc === vpc) ? [] : [{ guard: Guard.ALWAYS, place, vpc }]];
  const all: readonly Attached[] = known === undefined ? joins : [...known.attached, ...joins.filter((j) => !known.attached.includes(j))];
  const made = (): Gateway => {
    switch (kind) {
      case 'internet': case 'vpn': return { ...base, kind, attached: all };
      case 'egressOnly': return { ...base, kind, vpc: vpc ?? '' };
      case 'nat': return { ...base, kind, private: false, subnet: context.externals.subnet(`external:subnet-of:${id.replace(/^external:/, '')}`, unknown, place, vpc).id };
      case 'peering': {
        const far = `external:vpc-of:${id.replace(/^external:/, '')}`;
        context.externals.vpc(far, unknown, place);
        return { ...base, kind, requester: vpc ?? far, accepter: far };
      }
      case 'transit': return { ...base, kind, attachments: [], open: [unknown] };
    }
  };
  draft.gateways.set(id, made());
}

const BY_PROPERTY: Readonly<Record<string, 'nat' | 'transit' | 'peering' | 'egressOnly' | 'vpn'>> = {
  VpnGatewayId: 'vpn',
  NatGatewayId: 'nat', TransitGatewayId: 'transit', VpcPeeringConnectionId: 'peering', EgressOnlyInternetGatewayId: 'egressOnly',
};

/** What a property of a route names. `vpc` is that of the route's table. */
export function gatewayTarget(context: Context, property: string, item: Item, vpc: Id): readonly { readonly guard: Guard; readonly target: RouteTarget }[] {
  const text = asText(item.value);
  if (text === 'local') return [{ guard: item.guard, target: { kind: 'local' } }];
  const unknown = (why: string): RouteTarget => ({ kind: 'unknown', unknown: unknownOf(item.value, item.place, why) });
  if (property === 'NetworkInterfaceId' || property === 'InstanceId') {
    return context.refs.of('interface', item).map((ref) => ({ guard: ref.guard, target: ref.unknown === undefined ? { kind: 'interface', interface: ref.id } : unknown('an interface outside these templates') }));
  }
  return context.refs.of('any', item).map((ref) => {
    const { guard } = ref;
    if (ref.unknown === undefined) {
      // Transit gateways are read after the routes.
      if (context.draft.gateways.has(ref.id) || context.templates.resource(ref.id)?.type === 'AWS::EC2::TransitGateway') return { guard, target: { kind: 'gateway', gateway: ref.id } };
      if (context.templates.resource(ref.id)?.type === 'AWS::EC2::VPCEndpoint') return { guard, target: { kind: 'endpoint', endpoint: ref.id } };
      return { guard, target: unknown(`a route to \`${context.templates.resource(ref.id)?.type ?? ref.id}\` is not modelled`) };
    }
    const byPrefix = text === undefined ? undefined : (Object.keys(PREFIXES) as (keyof typeof PREFIXES)[]).find((kind) => PREFIXES[kind].some((p) => text.startsWith(p)));
    const kind = (BY_PROPERTY[property] ?? byPrefix) as Parameters<typeof external>[1] | undefined;
    if (kind === undefined) return { guard, target: unknown('what the route leads to is not known') };
    external(context, kind, ref, [], vpc);
    return { guard, target: { kind: 'gateway', gateway: ref.id } };
  });
}

/**
 * Route tables, their routes, and which subnet uses which: `world.routeTables.get('App.Public')!.routes`.
 *
 * Routes that virtual private gateways propagate are known where every VPN connection of the gateway has static routes, or an
 * assumption says them (`App.Vgw=propagates:10.8.0.0/14`); else one route to anywhere stands for them. EC2 takes one target for each route: a route with two leads nobody knows where.
 * A custom resource that takes a route table may write to it (unmodelled.ts).
 */
import type { Place, Unknown } from '../facts';
import { Guard } from '../guard';
import { asText } from '../template/walk';
import type { Resource } from '../template/model';
import type { Context } from './context';
import type { TableDraft } from './draft';
import { gatewayTarget } from './gateways';
import type { Id, Route, RouteTarget } from './model';
import { absent, asBoolean, choices, unknownOf, viewOf, type Item, type View } from './read';
import { prefixListRef } from './prefix-lists';

/** First: other readers refer to tables. */
export function declareTables(context: Context): void {
  for (const r of context.ofType('AWS::EC2::RouteTable')) {
    for (const { id, guard, vpc } of context.split(r)) context.draft.routeTables.set(id, { id, vpc, guard, place: r.place, routes: [], open: [] });
  }
}

export function readRouting(context: Context): void {
  associations(context);
  const strangers: { readonly resource: Resource; readonly unknown: Unknown }[] = [];
  for (const r of context.ofType('AWS::EC2::Route')) {
    for (const { guard, table, unknown } of tablesOf(context, viewOf(r), 'RouteTableId')) {
      if (unknown !== undefined && !strangers.some((s) => s.unknown.token === unknown.token && s.resource.template === r.template)) strangers.push({ resource: r, unknown });
      for (const route of routesOf(context, r, guard, table)) table.routes.push(route);
    }
  }
  propagation(context);
  // A table that is a token of one template may be one of another's.
  for (const { resource, unknown } of strangers) {
    for (const id of context.strangers(resource, 'AWS::EC2::RouteTable')) context.draft.routeTables.get(id)?.open.push(unknown);
  }
}

/** `unknown`: the table is a token. */
function tablesOf(context: Context, view: View, path: string): readonly { readonly guard: Guard; readonly table: TableDraft; readonly unknown?: Unknown }[] {
  return context.refs.all('table', view.items(path)).flatMap((ref) => {
    const table = ref.unknown === undefined ? context.draft.routeTables.get(ref.id) : context.externals.table(ref.id, ref.unknown, ref.place);
    return table === undefined ? [] : [{ guard: ref.guard, table, ...ref.token ? { unknown: ref.unknown } : {} }];
  });
}

function associations(context: Context): void {
  for (const r of context.ofType('AWS::EC2::SubnetRouteTableAssociation')) {
    const view = viewOf(r);
    for (const { guard, table } of tablesOf(context, view, 'RouteTableId')) {
      for (const ref of context.refs.all('subnet', view.items('SubnetId'))) {
        const both = guard.and(ref.guard);
        if (both.isNever()) continue;
        const subnet = ref.unknown === undefined ? context.draft.subnets.get(ref.id) : context.externals.subnet(ref.id, ref.unknown, ref.place, table.vpc);
        // The table that a template gives an external subnet is the one that it has.
        if (subnet?.external && subnet.routeTables.some((t) => t.routeTable === `${subnet.id}#table`)) subnet.routeTables.splice(0);
        subnet?.routeTables.push({ guard: both, routeTable: table.id });
        if (ref.token) for (const id of context.strangers(r, 'AWS::EC2::Subnet')) context.draft.subnets.get(id)?.routeTables.push({ guard: Guard.UNSURE, routeTable: table.id });
      }
    }
  }
}

const DESTINATIONS = ['DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'] as const;

function routesOf(context: Context, r: Resource, guard: Guard, table: TableDraft): readonly Route[] {
  const view = viewOf(r, guard);
  const targets = targetsOf(context, view, table);
  const out: Route[] = [];
  let written = Guard.NEVER;
  for (const property of DESTINATIONS) {
    for (const item of view.items(property)) {
      written = written.or(item.guard);
      for (const d of destinationsOf(context, property, item)) {
        for (const t of targets) {
          const both = d.guard.and(t.guard).and(guard);
          if (!both.isNever()) out.push({ guard: both, place: r.place, destination: d.destination, target: t.target });
        }
      }
    }
  }
  const none = guard.and(written.not());
  if (!none.isNever()) {
    const unknown = context.unknown('no destination', r.place, 'EC2 creates no route without a destination');
    for (const t of targets) if (!t.guard.and(none).isNever()) out.push({ guard: t.guard.and(none), place: r.place, destination: { kind: 'opaque', unknown }, target: t.target });
  }
  return out;
}

function destinationsOf(context: Context, property: string, item: Item): readonly { readonly guard: Guard; readonly destination: Route['destination'] }[] {
  if (property === 'DestinationPrefixListId') {
    return prefixListRef(context, item).map(({ guard, peer }) => ({
      guard,
      destination: peer.kind === 'prefixList' ? { kind: 'prefixList' as const, list: peer.list } : { kind: 'opaque' as const, unknown: peer.kind === 'opaque' ? peer.unknown : unknownOf(item.value, item.place, 'not a prefix list') },
    }));
  }
  const text = asText(item.value);
  const read = text === undefined ? undefined : context.sets.cidr(text);
  if (read?.ok) return [{ guard: item.guard, destination: { kind: 'cidr', addresses: read.addresses, prefixLength: read.prefixLength } }];
  return [{ guard: item.guard, destination: { kind: 'opaque', unknown: unknownOf(item.value, item.place, read?.why ?? 'not a CIDR') } }];
}

const TARGETS = ['GatewayId', 'NatGatewayId', 'TransitGatewayId', 'VpcPeeringConnectionId', 'VpcEndpointId', 'NetworkInterfaceId', 'InstanceId', 'EgressOnlyInternetGatewayId', 'CarrierGatewayId', 'LocalGatewayId', 'CoreNetworkArn', 'OdbNetworkArn'];

function targetsOf(context: Context, view: View, table: TableDraft): readonly { readonly guard: Guard; readonly target: RouteTarget }[] {
  const found: { guard: Guard; target: RouteTarget }[] = [];
  for (const property of TARGETS) for (const item of view.items(property)) found.push(...gatewayTarget(context, property, item, table.vpc));
  const two = found.some((a, i) => found.some((b, j) => j > i && !a.guard.and(b.guard).isNever()));
  const none = absent(view, found);
  const target = (token: string, why: string): RouteTarget => ({ kind: 'unknown', unknown: context.unknown(token, view.place, why) });
  if (two) return [{ guard: view.guard, target: target('two targets', 'EC2 takes one target for each route') }];
  return none.isNever() ? found : [...found, { guard: none, target: target('no target', 'EC2 creates no route without a target') }];
}

/** What virtual private gateways write into tables. */
function propagation(context: Context): void {
  const connections = context.ofType('AWS::EC2::VPNConnection');
  const routes = context.ofType('AWS::EC2::VPNConnectionRoute');
  for (const r of context.ofType('AWS::EC2::VPNGatewayRoutePropagation')) {
    const view = viewOf(r);
    for (const item of view.items('VpnGatewayId')) {
      const id = gatewayIdOf(context, item);
      const own = id === undefined ? [] : connections.filter((c) => viewOf(c).items('VpnGatewayId').some((g) => gatewayIdOf(context, g) === id));
      const isStatic = own.length > 0 && own.every((c) => choices(viewOf(c), 'StaticRoutesOnly').every((s) => asBoolean(s.value) === true));
      for (const { guard, table } of tablesOf(context, view, 'RouteTableIds')) {
        for (const { guard: g, target } of gatewayTarget(context, 'VpnGatewayId', item, table.vpc)) {
          const both = guard.and(g);
          if (both.isNever()) continue;
          if (!isStatic) for (const destination of learned(context, id ?? gatewayOf(target), r.place)) table.routes.push({ guard: both, place: r.place, target, destination, propagated: true });
          for (const s of routes) {
            if (!viewOf(s).items('VpnConnectionId').some((c) => own.some((o) => o.id === context.refs.idOf('any', c.value)))) continue;
            for (const d of viewOf(s).items('DestinationCidrBlock')) {
              for (const { guard: dg, destination } of destinationsOf(context, 'DestinationCidrBlock', d)) if (!dg.and(both).isNever()) table.routes.push({ guard: dg.and(both), place: s.place, target, destination, propagated: true });
            }
          }
        }
      }
    }
  }
}

/** What BGP brings: what is said of it, or anything. */
function learned(context: Context, gateway: Id, place: Place): readonly Route['destination'][] {
  const { said, unknown } = context.propagated(gateway, place);
  return said?.routes?.map((r) => ({ kind: 'cidr', ...r })) ?? [{ kind: 'opaque', unknown, ...said === undefined ? {} : { within: said.addresses } }];
}

function gatewayOf(target: RouteTarget): Id {
  return target.kind === 'gateway' ? target.gateway : '';
}

function gatewayIdOf(context: Context, item: Item): Id | undefined {
  return context.refs.idOf('any', item.value);
}


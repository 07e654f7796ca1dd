/**
 * Where the route table of a subnet leads: the most specific route decides, conditions split.
 *
 *   leads(world, 'App.Private', addressesOutside, 'may');   // [{ guard, addresses, target, route }, ...]
 *
 * Addresses inside the VPC are not asked for here: its local route is always there, and only a route to an appliance or a NAT
 * gateway can be more specific (`localHolds`). A destination that a token hides leads any address there in MAY and takes every
 * address away in MUST. Routes that a gateway endpoint writes are no part of this (`lists of AWS`, see legs.ts).
 */
import { AddressSet } from '../../algebra/address-set';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Id, Route, RouteTable, RouteTarget, Subnet } from '../../world/network/model';
import type { Reading } from './acl';
import type { Prepared } from './prepare';
import { ANYWHERE } from './sets';

export interface Lead {
  readonly guard: Guard;
  readonly addresses: AddressSet;
  readonly target: RouteTarget;
  readonly route?: Route;
}

const WORLDS = 64;

export function tablesOf(world: Prepared, subnet: Subnet): readonly { readonly guard: Guard; readonly id: Id; readonly table: RouteTable | undefined }[] {
  let rest: Guard = Guard.ALWAYS;
  const out = subnet.routeTables.filter((t) => !t.guard.isNever()).map(({ guard, routeTable }) => {
    rest = guard === Guard.ALWAYS ? Guard.NEVER : rest.and(guard.not());
    return { guard, id: routeTable, table: world.network.routeTables.get(routeTable) };
  });
  if (rest.isNever()) return out;
  const main = world.network.vpcs.get(subnet.vpc)?.mainRouteTable ?? '';
  return [...out, { guard: rest, id: main, table: world.network.routeTables.get(main) }];
}

/** For addresses outside the VPC of the subnet. */
export function leads(world: Prepared, subnetId: Id, destination: AddressSet, reading: Reading): readonly Lead[] {
  const subnet = world.network.subnets.get(subnetId);
  if (subnet === undefined) return reading === 'may' ? [anything(destination, { token: subnetId || 'subnet', template: '', pointer: '', why: 'the subnet is not known' })] : [];
  const vpc = world.network.vpcs.get(subnet.vpc);
  const own = reading === 'may' ? vpc?.addresses.must : vpc?.addresses.unknowns.length === 0 ? vpc.addresses.may : vpc?.addresses.must;
  const outside = own === undefined || own.isEmpty() ? destination : destination.difference(own);
  if (outside.isEmpty()) return [];
  const tables = tablesOf(world, subnet);
  // A table that it perhaps has, it has instead of every other.
  if (reading !== 'may' && tables.some((t) => !t.guard.isSure)) return [];
  return tables.flatMap(({ guard, table }) =>
    tableLeads(world, table, outside, reading).map((lead) => (guard === Guard.ALWAYS ? lead : { ...lead, guard: lead.guard.and(guard) }))).filter((lead) => !lead.guard.isNever());
}

function anything(addresses: AddressSet, unknown: Unknown): Lead {
  return { guard: Guard.ALWAYS, addresses, target: { kind: 'unknown', unknown } };
}

/** Only the id of a literal is a name that its reader knows. */
function outsideName(vpc: Id): string {
  const [, literal] = /^external:(vpc-[0-9a-z]+)$/.exec(vpc) ?? [];
  return `route table of ${literal ?? 'a VPC outside'}`;
}

interface State {
  readonly guard: Guard;
  readonly remaining: AddressSet;
}

function tableLeads(world: Prepared, table: RouteTable | undefined, destination: AddressSet, reading: Reading): Lead[] {
  if (table === undefined) return reading === 'may' ? [anything(destination, { token: 'route table', template: '', pointer: '', why: 'the route table is not known' })] : [];
  // A route that is not here may be more specific than every one that is.
  if (table.open.length > 0 && reading === 'must') return [];
  const out: Lead[] = (reading === 'must' ? [] : table.open).map((unknown) => anything(destination, unknown));
  // A VPC outside that is assumed to be flat says something of its inside alone; where else its tables lead stays open.
  if (reading === 'may' && out.length === 0 && table.id.startsWith('external:')) out.push(anything(destination, { token: outsideName(table.vpc), template: table.place.template, pointer: table.place.pointer, why: '`flat` says where its routes lead inside, and not where else' }));
  let states: State[] = [{ guard: Guard.ALWAYS, remaining: destination }];
  for (const { route, guard, addresses, takes } of ordered(world, table, reading)) {
    if (guard.isNever()) continue;
    const next: State[] = [];
    for (const state of states) {
      const hit = state.remaining.intersection(addresses);
      const sure = guard.isSure;
      const under = state.guard.and(guard);
      if (!hit.isEmpty() && !under.isNever() && (reading === 'may' || (sure && takes !== 'only'))) out.push({ guard: under, addresses: hit, target: route.target, route });
      const left = takes === 'none' || (!sure && reading === 'may') ? state.remaining : state.remaining.difference(addresses);
      if (guard === Guard.ALWAYS || !sure) next.push({ guard: state.guard, remaining: left });
      else {
        if (!under.isNever()) next.push({ guard: under, remaining: left });
        const without = state.guard.and(guard.not());
        if (!without.isNever()) next.push({ guard: without, remaining: state.remaining });
      }
    }
    states = next.filter((s) => !s.remaining.isEmpty());
    if (states.length > WORLDS) {
      const unknown: Unknown = { token: 'budget', template: table.place.template, pointer: table.place.pointer, why: `a route table has more than ${WORLDS} ways to stand under its conditions` };
      return reading === 'may' ? [anything(destination, unknown)] : [];
    }
  }
  return out;
}

/** `none`: adds a way and takes no address from the routes behind it. `only`: takes addresses and leads nowhere for certain. */
interface Step {
  readonly route: Route;
  readonly guard: Guard;
  readonly addresses: AddressSet;
  readonly length: number;
  readonly takes: 'addresses' | 'none' | 'only';
}

function ordered(world: Prepared, table: RouteTable, reading: Reading): Step[] {
  const key = `routes ${reading} ${table.id}`;
  const known = world.memo.get(key) as Step[] | undefined;
  if (known !== undefined) return known;
  const steps = table.routes.flatMap((route): Step[] => {
    const { destination, guard } = route;
    if (destination.kind === 'cidr') return [{ route, guard, addresses: destination.addresses, length: destination.prefixLength, takes: 'addresses' }];
    const list = destination.kind === 'prefixList' ? world.network.prefixLists.get(destination.list) : undefined;
    if (list?.parts !== undefined) return list.parts.map((p) => ({ route, guard: guard.and(p.guard), addresses: p.addresses, length: p.prefixLength, takes: 'addresses' }));
    if (list !== undefined && list.entries.unknowns.length === 0) {
      return list.entries.may.toCidrs().map((cidr) => ({ route, guard, addresses: AddressSet.cidr(cidr), length: Number(cidr.slice(cidr.indexOf('/') + 1)), takes: 'addresses' }));
    }
    return [{ route, guard, addresses: destination.kind === 'opaque' ? destination.within ?? ANYWHERE : list?.entries.may ?? ANYWHERE, length: 129, takes: reading === 'may' ? 'none' : 'only' }];
  });
  const made = steps.map((s, i) => [s, i] as const).sort(([a, i], [b, j]) => b.length - a.length || isLearned(a.route) - isLearned(b.route) || i - j).map(([s]) => s);
  world.memo.set(key, made);
  return made;
}

/** Of two routes to one destination the one that somebody wrote counts. */
export function isLearned({ propagated }: { readonly propagated?: true }): number {
  return propagated === true ? 1 : 0;
}

/** Guards and addresses for which packets inside the VPC go by the local route. */
export function localHolds(world: Prepared, subnetId: Id, reading: Reading): readonly { readonly guard: Guard; readonly addresses: AddressSet }[] {
  if (reading === 'may') return EVERYWHERE;
  const key = `local ${subnetId}`;
  const known = world.memo.get(key) as typeof EVERYWHERE | undefined;
  if (known !== undefined) return known;
  const made = makeLocal(world, subnetId);
  world.memo.set(key, made);
  return made;
}

const EVERYWHERE: readonly { readonly guard: Guard; readonly addresses: AddressSet }[] = [{ guard: Guard.ALWAYS, addresses: ANYWHERE }];

function makeLocal(world: Prepared, subnetId: Id): typeof EVERYWHERE {
  const subnet = world.network.subnets.get(subnetId);
  const vpc = subnet && world.network.vpcs.get(subnet.vpc);
  if (subnet === undefined || vpc === undefined) return [];
  const isForeign = vpc.external || subnet.external;
  const out: { guard: Guard; addresses: AddressSet }[] = [];
  for (const { guard, table } of tablesOf(world, subnet)) {
    if (!guard.isSure && (table === undefined || table.routes.some((route) => overrides(world, route, vpc.addresses.may)))) return [];
    if (!guard.isSure || table === undefined || (isForeign && table.open.length > 0)) continue;
    let states: State[] = [{ guard, remaining: ANYWHERE }];
    for (const route of table.routes) {
      if (!overrides(world, route, vpc.addresses.may)) continue;
      const taken = route.destination.kind === 'cidr' ? route.destination.addresses : ANYWHERE;
      states = states.flatMap((s) => [
        { guard: s.guard, remaining: s.remaining.difference(taken) },
        ...(route.guard.isSure && route.guard !== Guard.ALWAYS ? [{ guard: s.guard.and(route.guard.not()), remaining: s.remaining }] : []),
      ]).filter((s) => !s.guard.isNever() && !s.remaining.isEmpty());
      if (states.length > WORLDS) return [];
    }
    out.push(...states.map((s) => ({ guard: s.guard, addresses: s.remaining })));
  }
  return out.length === 1 && out[0].guard === Guard.ALWAYS && out[0].addresses === ANYWHERE ? EVERYWHERE : out;
}

/** A route more specific than the local one; AWS takes only these targets for it. */
function overrides(world: Prepared, { destination, target }: Route, vpc: AddressSet): boolean {
  const gateway = target.kind === 'gateway' ? world.network.gateways.get(target.gateway) : undefined;
  const endpoint = target.kind === 'endpoint' ? world.network.endpoints.get(target.endpoint) : undefined;
  const canBe = target.kind === 'interface' || target.kind === 'unknown' || (target.kind === 'endpoint' && endpoint?.kind !== 'gateway')
    || (target.kind === 'gateway' && (gateway === undefined || gateway.kind === 'nat' || gateway.kind === 'unknown'));
  if (!canBe) return false;
  if (destination.kind === 'cidr') {
    // Blocks of a VPC are /16 to /28, or /44 to /60 with IPv6: a wider route is never the more specific one.
    const { addresses, prefixLength } = destination;
    return prefixLength >= (addresses.ipv6.length === 0 ? 16 : 44) && addresses.isSubsetOf(vpc);
  }
  const list = destination.kind === 'prefixList' ? world.network.prefixLists.get(destination.list) : undefined;
  return list?.awsName === undefined;
}

/** The same everywhere: nothing that is more specific stands in the way of the local route. */
export function isLocal(world: Prepared, subnetId: Id, reading: Reading): boolean {
  return localHolds(world, subnetId, reading) === EVERYWHERE;
}

/**
 * Which way a subnet sends a packet: `follow(world, moment, subnet, destination, (target) => ...)`.
 *
 * The most specific route wins. Where a token leaves open which one that is, every target that could win has to lead to the
 * destination. The local route takes what is in the VPC; only a more specific route to an appliance, an endpoint or a NAT gateway
 * can take that away from it, because EC2 accepts no others.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Id, NetworkWorld, PrefixList, Route, RouteTable, RouteTarget, Subnet, Vpc } from '../../world/network/model';
import { type Address, networkOf, type Spot } from './address';
import type { Moment } from './moment';
import { refuse } from './refusal';

export interface Destination {
  readonly name: string;
  readonly spot?: Spot;
  /** A prefix list that the address is taken from. */
  readonly list?: Id;
}

interface Candidate {
  readonly target: RouteTarget;
  readonly isSure: boolean;
  /** The prefix length, as far as it is known. */
  readonly atLeast: number;
  readonly atMost: number;
  readonly pointer: string;
  readonly isLearned?: boolean;
}

/** `leads` refuses what does not lead there. */
export type Leads = (target: RouteTarget) => void;

/** To what is not in the VPC. Of two routes to one destination the one that is written counts, not the one that is learned. */
export function follow(world: NetworkWorld, moment: Moment, at: { readonly subnet: Subnet; readonly vpc: Vpc }, to: Destination, leads: Leads): void {
  if (to.spot?.isIn(at.vpc.addresses.must) === true) refuse('route', `${to.name} is an address of \`${at.vpc.id}\` itself`);
  for (const table of tablesOf(world, moment, at)) {
    if (table.open.length > 0) refuse('route', `\`${table.id}\` may have routes that are not here`);
    const candidates = [...candidatesIn(world, moment, table, to), ...endpointRoutes(world, moment, table, to)];
    const floor = candidates.reduce((most, c) => (c.isSure ? Math.max(most, c.atLeast) : most), -1);
    if (floor < 0) refuse('route', `\`${table.id}\` of \`${at.subnet.id}\` has no sure route to ${to.name}`);
    for (const c of candidates) if (c.atMost >= floor && !(c.isLearned === true && candidates.some((w) => w.isSure && w.isLearned !== true && w.atLeast >= c.atMost))) leads(c.target);
  }
}

/** To what is in the VPC: by the local route, unless a more specific one may lead away. */
export function followLocal(world: NetworkWorld, moment: Moment, at: { readonly subnet: Subnet; readonly vpc: Vpc }, to: Destination): void {
  for (const table of tablesOf(world, moment, at)) {
    if (table.open.length > 0 && (at.vpc.external || at.subnet.external)) refuse('route', `\`${table.id}\` may have routes that are not here`);
    for (const c of candidatesIn(world, moment, table, to)) {
      if (c.target.kind !== 'local' && canReplaceLocal(world, c.target) && isNarrower(at.vpc, to, c)) {
        refuse('route', `the route at ${c.pointer} of \`${table.id}\` may take ${to.name} away from the local route`);
      }
    }
  }
}

function tablesOf(world: NetworkWorld, moment: Moment, { subnet, vpc }: { readonly subnet: Subnet; readonly vpc: Vpc }): readonly RouteTable[] {
  const possible = subnet.routeTables.filter((r) => moment.possibly(r.guard));
  const isSure = possible.some((r) => moment.surely(r.guard));
  const ids = [...possible.map((r) => r.routeTable), ...isSure ? [] : [vpc.mainRouteTable]];
  return ids.map((id) => world.routeTables.get(id) ?? refuse('route', `there is no route table \`${id}\``));
}

function candidatesIn(world: NetworkWorld, moment: Moment, table: RouteTable, to: Destination): Candidate[] {
  const out: Candidate[] = [];
  for (const route of table.routes) {
    if (!moment.possibly(route.guard)) continue;
    const match = matchOf(world, moment, route, to);
    if (match === undefined) continue;
    out.push({ target: route.target, isSure: match.isSure && moment.surely(route.guard), atLeast: match.atLeast, atMost: match.atMost, pointer: route.place.pointer, isLearned: route.propagated === true });
  }
  return out;
}

function matchOf(world: NetworkWorld, moment: Moment, { destination }: Route, to: Destination): Pick<Candidate, 'isSure' | 'atLeast' | 'atMost'> | undefined {
  switch (destination.kind) {
    case 'cidr': {
      const { addresses, prefixLength } = destination;
      if (to.spot === undefined) return { isSure: false, atLeast: prefixLength, atMost: prefixLength };
      return to.spot.mayBeIn(addresses) ? { isSure: to.spot.isIn(addresses), atLeast: prefixLength, atMost: prefixLength } : undefined;
    }
    case 'prefixList': {
      if (to.list === destination.list) return { isSure: true, atLeast: 1, atMost: 128 };
      const list = world.prefixLists.get(destination.list);
      if (list?.parts !== undefined && to.spot !== undefined) return matchOfParts(moment, list.parts, to.spot);
      // No list of AWS's holds the whole internet: an address that is said to be of none is of none.
      if (list?.awsName !== undefined || (list !== undefined && to.spot !== undefined && !to.spot.mayBeIn(list.entries.may))) return undefined;
      if (list === undefined || to.spot === undefined || !to.spot.isIn(list.entries.must)) return { isSure: false, atLeast: 1, atMost: 128 };
      const length = list.entries.unknowns.length === 0 ? lengthIn(list.entries.must, to.spot.address) : undefined;
      return { isSure: true, atLeast: length ?? 1, atMost: length ?? 128 };
    }
    case 'opaque': return destination.within === undefined || to.spot === undefined || to.spot.mayBeIn(destination.within) ? { isSure: false, atLeast: 0, atMost: 128 } : undefined;
  }
}

/** Of a list whose entries stand under conditions, those that are there. */
function matchOfParts(moment: Moment, parts: NonNullable<PrefixList['parts']>, spot: Spot): ReturnType<typeof matchOf> {
  const possible = parts.filter((p) => moment.possibly(p.guard) && spot.mayBeIn(p.addresses));
  if (possible.length === 0) return undefined;
  const sure = possible.filter((p) => moment.surely(p.guard) && spot.isIn(p.addresses));
  return { isSure: sure.length > 0, atLeast: Math.max(...(sure.length > 0 ? sure : possible).map((p) => p.prefixLength)), atMost: Math.max(...possible.map((p) => p.prefixLength)) };
}

/** The widest network around the address that the list holds, as far as its two ends say. */
function lengthIn(entries: AddressSet, address: Address): number {
  let length = address.family === 4 ? 32 : 128;
  while (length > 0) {
    const wider = networkOf(address, length - 1);
    if (!wider.every((end) => entries.contains(end))) break;
    length--;
  }
  return length;
}

/** Routes that a gateway endpoint writes: to the addresses of its service. */
function endpointRoutes(world: NetworkWorld, moment: Moment, table: RouteTable, to: Destination): Candidate[] {
  const out: Candidate[] = [];
  for (const endpoint of world.endpoints.values()) {
    if (endpoint.kind !== 'gateway' || !moment.possibly(endpoint.guard)) continue;
    const written = endpoint.routeTables.filter((r) => r.routeTable === table.id && moment.possibly(r.guard));
    if (written.length === 0) continue;
    const list = to.list === undefined ? undefined : world.prefixLists.get(to.list);
    // Addresses that are taken from no list, or from another service's, are no addresses of the service.
    if (list?.awsName === undefined || list.awsName !== endpoint.service) continue;
    const isSure = moment.surely(endpoint.guard) && written.some((r) => moment.surely(r.guard));
    out.push({ target: { kind: 'endpoint', endpoint: endpoint.id }, isSure, atLeast: 1, atMost: 128, pointer: endpoint.place.pointer });
  }
  return out;
}

/** EC2 takes routes into a VPC's own blocks to middle boxes only. */
function canReplaceLocal(world: NetworkWorld, target: RouteTarget): boolean {
  if (target.kind !== 'gateway') return true;
  const kind = world.gateways.get(target.gateway)?.kind;
  return kind === undefined || kind === 'nat' || kind === 'unknown';
}

/** Blocks of a VPC are /16 to /28, or /44 to /60 with IPv6: a wider route is never the more specific one. */
function isNarrower(vpc: Vpc, { spot }: Destination, { atLeast, atMost }: Candidate): boolean {
  if (spot === undefined || atLeast !== atMost) return true;
  const family = spot.address.family;
  if (atMost < (family === 4 ? 16 : 44)) return false;
  const [first, last] = networkOf(spot.address, atMost);
  return vpc.addresses.may.contains(first) && vpc.addresses.may.contains(last);
}

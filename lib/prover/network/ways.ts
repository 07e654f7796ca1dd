/**
 * The ways of a subnet to and from everything that is no interface of its VPC: through internet, egress-only and NAT gateways, VPN,
 * peering and transit gateways.
 *
 *   crossings(world, 'App.Public', 'out', 'may');   // [{ kind: 'internet', guard, addresses, ... }]
 *   arrives(world, target, from, to, addresses, 'must');
 *
 * Not followed: an appliance, a Network Firewall, a Gateway Load Balancer, a private NAT gateway (MAY everything, MUST nothing), and
 * what another VPC behind a transit gateway does with packets for the internet (MAY out).
 */
import type { AddressSet } from '../../algebra/address-set';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Gateway, Id, RouteTarget, TransitAttachment } from '../../world/network/model';
import type { Reading } from './acl';
import { isOneVpc, type Prepared } from './prepare';
import { isLearned, leads } from './routes';
import { ALL_IPV4, ANYWHERE, NAT64, PUBLIC, PUBLIC_IPV4, PUBLIC_IPV6 } from './sets';

export interface Crossing {
  /** `internet`: needs a public address. `nat`: IPv4 out. `egressOnly`: IPv6 out. `private`: as it is. `unknown`: anything. */
  readonly kind: 'internet' | 'nat' | 'egressOnly' | 'private' | 'unknown';
  readonly guard: Guard;
  readonly addresses: AddressSet;
  readonly natSubnet?: Id;
  readonly nat?: Id;
  readonly unknowns: readonly Unknown[];
}

const NONE: readonly Unknown[] = [];
const WORLDS = 64;

/** Addresses outside the world, as sources (`in`) or destinations (`out`) of the subnet. */
export function crossings(world: Prepared, subnetId: Id, direction: 'in' | 'out', reading: Reading): readonly Crossing[] {
  const key = `ways ${direction} ${reading} ${subnetId}`;
  const known = world.memo.get(key) as Crossing[] | undefined;
  if (known !== undefined) return known;
  // Another VPC that nothing joins to this one may have the addresses of a network outside: routes decide.
  const outside = reading === 'may' ? ANYWHERE : ANYWHERE.difference(world.insideMay).difference(world.insideMust);
  const made = leads(world, subnetId, outside, reading).flatMap((lead) => crossing(world, subnetId, lead.target, lead.guard, lead.addresses, direction, reading))
    .filter((c) => !c.guard.isNever() && !c.addresses.isEmpty() && (reading === 'may' || c.guard.isSure));
  world.memo.set(key, made);
  return made;
}

function crossing(world: Prepared, subnetId: Id, target: RouteTarget, guard: Guard, addresses: AddressSet, direction: 'in' | 'out', reading: Reading): Crossing[] {
  const may = (unknown: Unknown): Crossing[] => (reading === 'may' ? [{ kind: 'unknown', guard, addresses, unknowns: [unknown] }] : []);
  const subnet = world.network.subnets.get(subnetId);
  switch (target.kind) {
    case 'local': return [];
    case 'unknown': return may(target.unknown);
    case 'endpoint': {
      const endpoint = world.network.endpoints.get(target.endpoint);
      if (endpoint?.kind === 'gateway') return [];
      return may({ token: `type ${endpoint === undefined ? target.endpoint : 'AWS::EC2::VPCEndpoint'}`, template: endpoint?.place.template ?? '', pointer: endpoint?.place.pointer ?? '', why: 'what stands behind the endpoint on the route is not followed' });
    }
    case 'interface': return may({ token: target.interface, template: '', pointer: '', why: 'an appliance on the route passes on what it likes' });
    case 'gateway': {
      const gateway = world.network.gateways.get(target.gateway);
      if (gateway === undefined) return may({ token: target.gateway, template: '', pointer: '', why: 'the gateway on the route is not known' });
      const under = guard.and(gateway.guard);
      return gatewayCrossing(world, gateway, subnet?.vpc ?? '', subnetId, under, addresses, direction, reading);
    }
  }
}

function gatewayCrossing(world: Prepared, gateway: Gateway, vpc: Id, subnetId: Id, guard: Guard, addresses: AddressSet, direction: 'in' | 'out', reading: Reading): Crossing[] {
  // What a private network passes on from or to public addresses is its own affair.
  const privately = (under: Guard, set = addresses, unknowns = NONE): Crossing => ({ kind: 'private', guard: under, addresses: reading === 'may' ? set : set.difference(PUBLIC), unknowns });
  switch (gateway.kind) {
    case 'internet': return gateway.attached.filter((a) => a.vpc === vpc).map((a) => ({
      kind: 'internet', guard: guard.and(a.guard).and(passesBlock(world, vpc, subnetId, direction, 'internet', reading)), addresses: addresses.intersection(PUBLIC), unknowns: NONE,
    }));
    case 'egressOnly': return !isOneVpc(world, gateway.vpc, vpc, reading) || direction === 'in' ? [] : [{ kind: 'egressOnly', guard: guard.and(passesBlock(world, vpc, subnetId, 'out', 'egressOnly', reading)), addresses: addresses.intersection(PUBLIC_IPV6), unknowns: NONE }];
    case 'nat': return direction === 'in' ? [] : natCrossing(world, gateway, vpc, subnetId, guard, addresses, reading);
    case 'vpn': return gateway.attached.filter((a) => a.vpc === vpc).map((a) => privately(guard.and(a.guard)));
    case 'peering': {
      const others = [[gateway.requester, gateway.accepter], [gateway.accepter, gateway.requester]].filter(([near]) => isOneVpc(world, near, vpc, reading)).map(([, far]) => world.network.vpcs.get(far));
      return others.some((far) => far === undefined || far.external) ? [privately(guard)] : [];
    }
    case 'transit': return transitLeads(world, gateway, vpc, addresses, reading).flatMap(({ guard: under, addresses: set, attachment, unknowns }): Crossing[] => {
      const both = guard.and(under);
      if (attachment === undefined) return [{ kind: 'unknown', guard: both, addresses: set, unknowns }];
      if (attachment.vpc === undefined) return [privately(both, set, unknowns)];
      if (reading === 'may' && (world.network.vpcs.get(attachment.vpc)?.external ?? true)) return [privately(both, set, [...unknowns, { token: attachment.vpc, template: gateway.place.template, pointer: gateway.place.pointer, why: 'the VPC behind the transit gateway is not in the given templates' }])];
      return reading === 'may' && direction === 'out'
        ? [{ kind: 'unknown', guard: both, addresses: set, unknowns: [{ token: attachment.vpc, template: gateway.place.template, pointer: gateway.place.pointer, why: 'what that VPC does with packets for addresses outside is not followed' }] }]
        : [];
    });
    case 'unknown': return reading === 'may' ? [{ kind: 'unknown', guard, addresses, unknowns: [gateway.unknown] }] : [];
  }
}

function natCrossing(world: Prepared, gateway: Extract<Gateway, { kind: 'nat' }>, vpc: Id, subnetId: Id, guard: Guard, addresses: AddressSet, reading: Reading): Crossing[] {
  const from = world.network.subnets.get(gateway.subnet);
  if (gateway.private) return reading === 'may' ? [{ kind: 'unknown', guard, addresses, unknowns: [{ token: gateway.id, template: gateway.place.template, pointer: gateway.place.pointer, why: 'where a private NAT gateway leads is not followed' }] }] : [];
  if (from === undefined) return reading === 'may' ? [{ kind: 'nat', guard, addresses: addresses.intersection(PUBLIC_IPV4), unknowns: [{ token: gateway.subnet, template: gateway.place.template, pointer: gateway.place.pointer, why: 'the subnet of the NAT gateway is not known' }] }] : [];
  if (from.vpc !== vpc && reading === 'must') return [];
  if (gateway.subnet === subnetId) return []; // a NAT gateway whose own route leads to itself
  const wanted = reading === 'may' ? addresses.intersection(PUBLIC_IPV4).union(addresses.intersection(NAT64)) : addresses.intersection(PUBLIC_IPV4);
  return leads(world, gateway.subnet, wanted, reading).flatMap((lead): Crossing[] => {
    if (lead.target.kind === 'unknown') return reading === 'may' ? [{ kind: 'nat', guard: guard.and(lead.guard), addresses: lead.addresses, natSubnet: gateway.subnet, nat: gateway.id, unknowns: [lead.target.unknown] }] : [];
    return crossing(world, gateway.subnet, lead.target, lead.guard, lead.addresses, 'out', reading)
      .filter((c) => c.kind !== 'egressOnly' && c.kind !== 'nat')
      .map((c) => ({ kind: 'nat', guard: guard.and(c.guard).and(c.kind === 'internet' ? passesBlock(world, from.vpc, gateway.subnet, 'out', 'nat', reading) : Guard.ALWAYS), addresses: c.addresses, natSubnet: gateway.subnet, nat: gateway.id, unknowns: c.unknowns }));
  });
}

/** Under which VPC block public access lets packets pass (VPC guide, "Block public access to VPCs and subnets"). */
function passesBlock(world: Prepared, vpc: Id, subnetId: Id, direction: 'in' | 'out', by: 'internet' | 'egressOnly' | 'nat', reading: Reading): Guard {
  let blocked: Guard = Guard.NEVER;
  for (const block of world.network.vpcs.get(vpc)?.blocked ?? []) {
    // Ingress-only: what NAT and egress-only gateways carry is allowed. Whether an instance with a public address may still open
    // connections itself, the guide denies in one sentence and its name promises: neither is relied on.
    if (block.direction === 'ingress' && direction === 'out' && (by !== 'internet' || reading === 'may')) continue;
    blocked = blocked.or(block.guard);
  }
  if (blocked.isNever()) return Guard.ALWAYS;
  let exempt: Guard = Guard.NEVER;
  for (const exemption of world.network.subnets.get(subnetId)?.exemptions ?? []) {
    if (exemption.direction === 'both' || (direction === 'out' && (by !== 'internet' || reading === 'may'))) exempt = exempt.or(exemption.guard);
  }
  return blocked.not().or(exempt);
}

/** To which attachment a transit gateway sends packets of this VPC. */
function transitLeads(world: Prepared, gateway: Extract<Gateway, { kind: 'transit' }>, vpc: Id, destination: AddressSet, reading: Reading): { guard: Guard; addresses: AddressSet; attachment?: TransitAttachment; unknowns: readonly Unknown[] }[] {
  const out: { guard: Guard; addresses: AddressSet; attachment?: TransitAttachment; unknowns: readonly Unknown[] }[] = [];
  if (gateway.open.length > 0) {
    if (reading === 'must') return [];
    out.push({ guard: Guard.ALWAYS, addresses: destination, unknowns: gateway.open });
  }
  // A route that a token hides may be more specific than every one that is written; in MUST it takes all that it can be.
  const rank = (r: TransitAttachment['routes'][number]): number => (r.addresses.unknowns.length > 0 ? 129 : r.prefixLength);
  for (const own of gateway.attachments.filter((a) => a.vpc !== undefined && isOneVpc(world, a.vpc, vpc, reading))) {
    let states: { guard: Guard; remaining: AddressSet }[] = [{ guard: own.guard, remaining: destination }];
    for (const route of [...own.routes].sort((a, b) => rank(b) - rank(a) || isLearned(a) - isLearned(b))) {
      const may = route.addresses.may;
      const catches = reading === 'may' ? may : route.addresses.must;
      const takes = reading === 'may' ? route.addresses.must : may;
      const next: typeof states = [];
      for (const state of states) {
        const under = state.guard.and(route.guard);
        const hit = state.remaining.intersection(catches);
        const attachment = gateway.attachments.find((a) => a.id === route.attachment);
        if (!hit.isEmpty() && !under.isNever() && attachment !== undefined) out.push({ guard: under.and(attachment.guard), addresses: hit, attachment, unknowns: route.addresses.unknowns });
        else if (!hit.isEmpty() && route.attachment !== undefined && reading === 'may') out.push({ guard: under, addresses: hit, unknowns: [{ token: route.attachment, template: route.place.template, pointer: route.place.pointer, why: 'the attachment is not in the given templates' }] });
        if (!under.isNever()) next.push({ guard: under, remaining: reading === 'may' && !route.guard.isSure ? state.remaining : state.remaining.difference(takes) });
        const without = route.guard.isSure && route.guard !== Guard.ALWAYS ? state.guard.and(route.guard.not()) : Guard.NEVER;
        if (!without.isNever()) next.push({ guard: without, remaining: state.remaining });
      }
      states = next.filter((s) => !s.remaining.isEmpty());
      if (states.length > WORLDS) {
        // Too many ways to stand: in MAY what is left may go anywhere, in MUST nowhere.
        if (reading === 'may') out.push({ guard: Guard.ALWAYS, addresses: destination, unknowns: [{ token: 'budget', template: gateway.place.template, pointer: gateway.place.pointer, why: `a transit gateway has more than ${WORLDS} ways to stand under its conditions` }] });
        break;
      }
    }
  }
  return out;
}

export interface Arrival {
  readonly guard: Guard;
  readonly addresses: AddressSet;
  readonly groups: 'yes' | 'may';
  /** Under the address of a NAT gateway: replies come back to that one, and none goes this way. */
  readonly translated?: true;
  readonly unknowns: readonly Unknown[];
}

/** Which of these addresses of the VPC `to` a route target of the VPC `from` leads to. */
export function arrives(world: Prepared, target: RouteTarget, from: Id, to: Id, addresses: AddressSet, reading: Reading, depth = 0, through: readonly Id[] = []): readonly Arrival[] {
  const may = (unknown: Unknown): Arrival[] => (reading === 'may' ? [{ guard: Guard.ALWAYS, addresses, groups: 'may', unknowns: [unknown] }] : []);
  if (target.kind === 'local') return [];
  if (target.kind === 'unknown') return may(target.unknown);
  if (target.kind === 'interface') return may({ token: target.interface, template: '', pointer: '', why: 'an appliance on the route passes on what it likes' });
  if (target.kind === 'endpoint') return world.network.endpoints.get(target.endpoint)?.kind === 'gateway' ? [] : may({ token: target.endpoint, template: '', pointer: '', why: 'what stands behind the endpoint on the route is not followed' });
  const gateway = world.network.gateways.get(target.gateway);
  if (gateway === undefined) return may({ token: target.gateway, template: '', pointer: '', why: 'the gateway on the route is not known' });
  switch (gateway.kind) {
    case 'peering':
      return (isOneVpc(world, gateway.requester, from, reading) && isOneVpc(world, gateway.accepter, to, reading)) || (isOneVpc(world, gateway.requester, to, reading) && isOneVpc(world, gateway.accepter, from, reading)) ? [{ guard: gateway.guard, addresses, groups: 'yes', unknowns: NONE }] : [];
    case 'transit': return transitLeads(world, gateway, from, addresses, reading).flatMap((l): Arrival[] => {
      const guard = gateway.guard.and(l.guard);
      if (l.attachment === undefined || (l.attachment.vpc !== undefined && isOneVpc(world, l.attachment.vpc, to, reading))) return [{ guard, addresses: l.addresses, groups: 'may', unknowns: l.unknowns }];
      if (reading === 'must') return [];
      if (l.attachment.vpc === undefined) return isHybrid(world, to) ? [{ guard, addresses: l.addresses, groups: 'may', unknowns: [...l.unknowns, routersOf(gateway)] }] : [];
      return onward(world, l.attachment.vpc, from, to, l.addresses, depth, through).map((a) => ({ ...a, guard: guard.and(a.guard), unknowns: [...l.unknowns, ...a.unknowns] }));
    });
    case 'vpn': return reading === 'must' || !isHybrid(world, to) ? [] : gateway.attached.filter((a) => isOneVpc(world, a.vpc, from, reading)).map((a) => ({ guard: gateway.guard.and(a.guard), addresses, groups: 'may', unknowns: [routersOf(gateway)] }));
    case 'nat': {
      if (reading === 'must' || depth > 0) return [];
      // With the gateway's address; MAY does not ask whether rules take that one.
      return leads(world, gateway.subnet, addresses.intersection(ALL_IPV4), reading).flatMap((lead) => arrives(world, lead.target, world.network.subnets.get(gateway.subnet)?.vpc ?? from, to, lead.addresses, reading, depth + 1)
        .map((a) => ({ ...a, guard: a.guard.and(lead.guard), groups: 'may' as const, translated: true as const, unknowns: [...a.unknowns, { token: gateway.id, template: gateway.place.template, pointer: gateway.place.pointer, why: 'it leads to another VPC under its own address' }] })));
    }
    case 'unknown': return may(gateway.unknown);
    default: return [];
  }
}

function routersOf({ id, place }: Gateway): Unknown {
  return { token: id, template: place.template, pointer: place.pointer, why: 'what a network outside does with packets for another VPC is its own affair' };
}

/** A network outside reaches it: by VPN or Direct Connect, at its own gateway or at a transit gateway. */
function isHybrid(world: Prepared, vpc: Id): boolean {
  if (world.network.vpcs.get(vpc)?.external ?? true) return true;
  return [...world.network.gateways.values()].some((g) => (g.kind === 'vpn' && g.attached.some((a) => a.vpc === vpc))
    || (g.kind === 'transit' && g.attachments.some((a) => a.vpc === vpc) && (g.open.length > 0 || g.attachments.some((a) => a.vpc === undefined))));
}

/** A VPC on the way (inspection, a hub) sends on by the routes of any of its subnets what a transit gateway brings. */
function onward(world: Prepared, via: Id, from: Id, to: Id, addresses: AddressSet, depth: number, through: readonly Id[]): readonly Arrival[] {
  if (via === from || through.includes(via)) return [];
  const unknown: Unknown = { token: via, template: world.network.vpcs.get(via)?.place.template ?? '', pointer: world.network.vpcs.get(via)?.place.pointer ?? '', why: 'whether that VPC sends on what it is not the end of depends on what stands in it' };
  const key = `onward ${via} ${from} ${to} ${depth} ${through.join()} ${addresses}`;
  const known = world.memo.get(key) as readonly Arrival[] | undefined;
  if (known !== undefined) return known;
  const made = world.network.vpcs.get(via)?.external ?? true
    ? [{ guard: Guard.ALWAYS, addresses, groups: 'may' as const, unknowns: [unknown] }]
    : [...world.network.subnets.values()].filter((s) => s.vpc === via).flatMap((s) => leads(world, s.id, addresses, 'may').flatMap((lead) => arrives(world, lead.target, via, to, lead.addresses, 'may', depth, [...through, from])
      .map((a) => ({ ...a, guard: a.guard.and(lead.guard).and(s.guard), groups: 'may' as const, unknowns: [unknown, ...a.unknowns] })))).filter((a) => !a.guard.isNever());
  world.memo.set(key, made);
  return made;
}

/** Something joins the two VPCs at all: for classes whose subnets nobody knows. */
export function areJoined(world: Prepared, a: Id, b: Id): boolean {
  if (a === b) return true;
  const external = (v: Id): boolean => world.network.vpcs.get(v)?.external ?? true;
  if (external(a) || external(b)) return true;
  for (const gateway of world.network.gateways.values()) {
    if (gateway.kind === 'peering' && [gateway.requester, gateway.accepter].includes(a) && [gateway.requester, gateway.accepter].includes(b)) return true;
    if (gateway.kind === 'transit' && (gateway.open.length > 0 || (gateway.attachments.some((t) => t.vpc === a) && gateway.attachments.some((t) => t.vpc === b)))) return true;
    if (gateway.kind === 'unknown') return true;
  }
  return isHybrid(world, a) && isHybrid(world, b);
}

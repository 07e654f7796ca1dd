/**
 * The internet's side of a VPC: docs/semantics.md, 2.6. `goOut` for what a workload sends, `goIn` for what reaches it.
 *
 * Public are both ends: a gateway of the internet carries no packet from or to a private address of somebody else.
 */
import type { Connection } from '../../algebra/connection-set';
import type { Gateway, NetworkWorld, RouteTarget, Subnet, Vpc } from '../../world/network/model';
import type { PathHop } from '../path';
import { passes } from './acl';
import { isPublic, type Spot } from './address';
import type { Inside } from './ends';
import type { Moment } from './moment';
import { refuse } from './refusal';
import { type Destination, follow } from './routes';

const TCP = 6;
type Packet = Pick<PathHop, 'connection' | 'sourcePort'>;

export function goOut(world: NetworkWorld, moment: Moment, gateway: Gateway, from: Inside, to: Destination, packet: Packet): void {
  const family = familyOf(to);
  switch (gateway.kind) {
    case 'internet':
      attached(moment, gateway, from.vpc);
      publicAddress(from, family);
      return notBlocked(moment, from, 'direct', 'out');
    case 'egressOnly':
      if (family !== 6) refuse('internet', `egress-only gateway \`${gateway.id}\` carries IPv6 alone`);
      if (gateway.vpc !== from.vpc.id) refuse('internet', `egress-only gateway \`${gateway.id}\` belongs to \`${gateway.vpc}\``);
      return notBlocked(moment, from, 'outward', 'out');
    case 'nat': return throughNat(world, moment, gateway, from, to, packet);
    default: return refuse('internet', `\`${gateway.id}\` (${gateway.kind}) does not surely lead to ${to.name}`);
  }
}

export function goIn(moment: Moment, gateway: Gateway, to: Inside, from: Destination): void {
  const family = familyOf(from);
  if (gateway.kind !== 'internet') return refuse('internet', `nothing comes in from ${from.name} by \`${gateway.id}\` (${gateway.kind})`);
  attached(moment, gateway, to.vpc);
  publicAddress(to, family);
  notBlocked(moment, to, 'direct', 'in');
}

function throughNat(world: NetworkWorld, moment: Moment, gateway: Extract<Gateway, { readonly kind: 'nat' }>, from: Inside, to: Destination, packet: Packet): void {
  if (familyOf(to) !== 4) refuse('internet', `NAT gateway \`${gateway.id}\` carries no IPv6`);
  if (gateway.private) refuse('internet', `NAT gateway \`${gateway.id}\` is private`);
  const subnet = world.subnets.get(gateway.subnet) ?? refuse('internet', `there is no subnet \`${gateway.subnet}\``);
  if (!moment.surely(subnet.guard)) refuse('internet', `subnet \`${subnet.id}\` need not exist`);
  if (subnet.vpc !== from.vpc.id) refuse('internet', `NAT gateway \`${gateway.id}\` stands in \`${subnet.vpc}\``);
  follow(world, moment, { subnet, vpc: from.vpc }, to, (target: RouteTarget) => {
    const next = target.kind === 'gateway' ? world.gateways.get(target.gateway) : undefined;
    if (next?.kind !== 'internet' || !moment.surely(next.guard)) return refuse('internet', `the subnet of NAT gateway \`${gateway.id}\` has no sure route to the internet`);
    attached(moment, next, from.vpc);
  });
  notBlocked(moment, { subnet, vpc: from.vpc }, 'outward', 'out');
  natLists(world, moment, { subnet, vpc: from.vpc }, from, to.spot!, packet);
}

/** A NAT gateway takes a port of its own, and nobody knows which one of these. */
const NAT_PORTS = [1024, 1025, 4999, 5000, 32767, 32768, 49151, 49152, 61000, 65535];

/** The lists of the gateway's subnet see the packet twice: as it comes from the client and as it goes on. */
function natLists(world: NetworkWorld, moment: Moment, nat: Pick<Inside, 'subnet' | 'vpc'>, from: Inside, to: Spot, { connection, sourcePort }: Packet): void {
  const reply = (port: number | undefined): Connection => ({ protocol: TCP, port });
  const isTcp = connection.protocol === TCP;
  passes(world, moment, nat, 'egress', to, connection, 'packet behind the NAT gateway');
  if (isTcp) for (const port of NAT_PORTS) passes(world, moment, nat, 'ingress', to, reply(port), 'reply to the NAT gateway');
  if (from.subnet.id === nat.subnet.id) return;
  passes(world, moment, nat, 'ingress', from.spot, connection, 'packet to the NAT gateway');
  if (isTcp) passes(world, moment, nat, 'egress', from.spot, reply(sourcePort), 'reply of the NAT gateway');
}

function attached(moment: Moment, gateway: Extract<Gateway, { readonly kind: 'internet' }>, vpc: Vpc): void {
  if (!gateway.attached.some((a) => a.vpc === vpc.id && moment.surely(a.guard))) refuse('internet', `internet gateway \`${gateway.id}\` is not surely attached to \`${vpc.id}\``);
}

function publicAddress({ name, placement }: Inside, family: 4 | 6): void {
  if ((family === 4 ? placement.publicIpv4 : placement.ipv6).is !== 'yes') refuse('public address', `\`${name}\` need not have a public IPv${family} address in \`${placement.subnet}\``);
}

function familyOf({ name, spot }: Destination): 4 | 6 {
  if (spot === undefined || !isPublic(spot.address)) return refuse('internet', `${name} is no address of the internet`);
  return spot.address.family;
}

/**
 * Block public access. Where ingress alone is blocked, NAT and egress-only gateways still carry; an exemption for egress is one
 * from the ban in both directions only.
 */
function notBlocked(moment: Moment, { subnet, vpc }: { readonly subnet: Subnet; readonly vpc: Vpc }, by: 'direct' | 'outward', direction: 'in' | 'out'): void {
  for (const block of vpc.blocked) {
    if (!moment.possibly(block.guard) || (block.direction === 'ingress' && by === 'outward')) continue;
    const exempt = subnet.exemptions.some((e) => moment.surely(e.guard) && (e.direction === 'both' || (block.direction === 'both' && direction === 'out')));
    if (!exempt) refuse('block public access', `\`${block.place.resource}\` blocks ${direction === 'in' ? 'what comes in from' : 'what goes out to'} the internet in \`${subnet.id}\``);
  }
}

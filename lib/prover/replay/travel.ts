/**
 * How a packet gets from one end to the other, or refusal: docs/semantics.md, 2.5 to 2.7.
 *
 *   const way = travel(world, moment, api, db, hop);   // 'local': groups name each other
 */
import type { Gateway, Id, NetworkWorld, RouteTarget, TransitAttachment, Vpc } from '../../world/network/model';
import type { PathHop } from '../path';
import { isPublic, type Spot } from './address';
import type { Inside, Standing } from './ends';
import { goIn, goOut } from './internet';
import type { Moment } from './moment';
import { refuse } from './refusal';
import { type Destination, follow, followLocal } from './routes';

const TCP = 6;

/** `local` and `peered` stay on private addresses, and groups may name groups; over `transit` they are not sure to match. */
export type Way = 'local' | 'peered' | 'transit' | 'outside';

type Packet = Pick<PathHop, 'connection' | 'sourcePort'>;

export function travel(world: NetworkWorld, moment: Moment, from: Standing, to: Standing, packet: Packet): Way {
  const needsReply = packet.connection.protocol === TCP;
  if (from.kind === 'inside') {
    if (to.kind === 'inside') return between(world, moment, from, to, needsReply);
    return to.kind === 'outside' ? leave(world, moment, from, to, packet) : toGroup(world, moment, from, to);
  }
  if (to.kind === 'inside') return from.kind === 'outside' ? arrive(world, moment, from, to) : toGroup(world, moment, to, from);
  if (from.kind === 'nowhere' && to.kind === 'outside') {
    if (!isPublic(to.spot.address)) refuse('internet', `${to.name} is no address of the internet, and \`${from.name}\` is in no VPC`);
    return 'outside';
  }
  return refuse('route', `neither end, \`${from.name}\` and \`${to.name}\`, stands in a VPC of this world`);
}

function between(world: NetworkWorld, moment: Moment, from: Inside, to: Inside, needsReply: boolean): Way {
  if (from.vpc.id === to.vpc.id) {
    followLocal(world, moment, from, to);
    if (needsReply) followLocal(world, moment, to, from);
    return 'local';
  }
  const ways = new Set<Way>();
  const leads = (a: Vpc, b: Vpc, end: Inside) => (target: RouteTarget): void => { ways.add(crossing(world, moment, target, a.id, b.id, end)); };
  follow(world, moment, from, to, leads(from.vpc, to.vpc, to));
  if (needsReply) follow(world, moment, to, from, leads(to.vpc, from.vpc, from));
  return ways.has('transit') ? 'transit' : 'peered';
}

/** To or from an interface outside that has a group: it stands in the group's VPC. */
function toGroup(world: NetworkWorld, moment: Moment, end: Inside, other: Exclude<Standing, { readonly kind: 'inside' }>): Way {
  if (other.kind !== 'group') return refuse('route', `nothing leads to or from \`${other.name}\` but its own forwards`);
  if (other.group.vpc === end.vpc.id) {
    followLocal(world, moment, end, other);
    return 'local';
  }
  const ways = new Set<Way>();
  follow(world, moment, end, other, (target) => { ways.add(crossing(world, moment, target, end.vpc.id, other.group.vpc, other)); });
  return ways.has('transit') ? 'transit' : 'peered';
}

/** A route target on the way from one VPC to another. */
function crossing(world: NetworkWorld, moment: Moment, target: RouteTarget, a: Id, b: Id, to: Destination): Way {
  const gateway = gatewayOf(world, moment, target);
  if (gateway.kind === 'peering') {
    const sides = [gateway.requester, gateway.accepter];
    return sides.includes(a) && sides.includes(b) ? 'peered' : refuse('route', `peering \`${gateway.id}\` does not join \`${a}\` and \`${b}\``);
  }
  if (gateway.kind !== 'transit') return refuse('route', `\`${gateway.id}\` (${gateway.kind}) does not lead from \`${a}\` to \`${b}\``);
  for (const next of attachmentsTowards(moment, gateway, a, to)) {
    if (next.vpc !== b) refuse('route', `transit gateway \`${gateway.id}\` sends ${to.name} to \`${next.vpc ?? next.id}\``);
  }
  return 'transit';
}

/** Where a transit gateway may send what comes from a VPC. Refuses where no route is sure. */
function attachmentsTowards(moment: Moment, gateway: Extract<Gateway, { readonly kind: 'transit' }>, from: Id, to: Destination): TransitAttachment[] {
  if (gateway.open.length > 0) refuse('route', `transit gateway \`${gateway.id}\` may have attachments and routes that are not here`);
  const own = gateway.attachments.filter((x) => x.vpc === from && moment.possibly(x.guard));
  if (!own.some((x) => moment.surely(x.guard))) refuse('route', `\`${from}\` is not surely attached to \`${gateway.id}\``);
  return own.flatMap((x) => {
    const matching = x.routes.filter((r) => moment.possibly(r.guard) && (to.spot === undefined || to.spot.mayBeIn(r.addresses.may)));
    const sure = matching.filter((r) => moment.surely(r.guard) && to.spot !== undefined && to.spot.isIn(r.addresses.must));
    if (sure.length === 0) refuse('route', `attachment \`${x.id}\` of \`${gateway.id}\` has no sure route to ${to.name}`);
    const floor = Math.max(...sure.map((r) => r.prefixLength));
    const isBeaten = (r: typeof matching[number]): boolean => r.propagated === true && r.addresses.unknowns.length === 0 && sure.some((s) => s.propagated !== true && s.prefixLength >= r.prefixLength);
    return matching.filter((r) => (r.prefixLength >= floor || !sure.includes(r)) && !isBeaten(r)).map((r) => {
      const next = gateway.attachments.find((candidate) => candidate.id === r.attachment);
      if (next === undefined || !moment.surely(next.guard)) return refuse('route', `\`${gateway.id}\` drops ${to.name}, or sends it where nobody can say`);
      return next;
    });
  });
}

function leave(world: NetworkWorld, moment: Moment, from: Inside, to: Extract<Standing, { readonly kind: 'outside' }>, packet: Packet): Way {
  follow(world, moment, from, to, (target) => {
    if (target.kind === 'endpoint') return reachService(world, target.endpoint, from, to);
    const gateway = gatewayOf(world, moment, target);
    if (!isPrivateWay(world, moment, gateway, from, to)) goOut(world, moment, gateway, from, to, packet);
  });
  return 'outside';
}

function arrive(world: NetworkWorld, moment: Moment, from: Extract<Standing, { readonly kind: 'outside' }>, to: Inside): Way {
  follow(world, moment, to, from, (target) => {
    const gateway = gatewayOf(world, moment, target);
    if (!isPrivateWay(world, moment, gateway, to, from)) goIn(moment, gateway, to, from);
  });
  return 'outside';
}

/** The way leads to a network outside: VPN, Direct Connect, a transit gateway, the external side of a peering. */
function isPrivateWay(world: NetworkWorld, moment: Moment, gateway: Gateway, end: Inside, other: Destination): boolean {
  if (gateway.kind !== 'vpn' && gateway.kind !== 'peering' && gateway.kind !== 'transit') return false;
  if (other.spot !== undefined && isPublic(other.spot.address)) refuse('route', `whether \`${gateway.id}\` carries packets for ${other.name}, an address of the internet, is its other side's affair`);
  const isOurs = (vpc: Id): boolean => world.vpcs.get(vpc)?.external === false;
  if (gateway.kind === 'vpn') {
    if (!gateway.attached.some((a) => a.vpc === end.vpc.id && moment.surely(a.guard))) refuse('route', `\`${gateway.id}\` is not attached to \`${end.vpc.id}\``);
  } else if (gateway.kind === 'peering') {
    const far = gateway.requester === end.vpc.id ? gateway.accepter : gateway.accepter === end.vpc.id ? gateway.requester : undefined;
    if (far === undefined || isOurs(far)) refuse('route', `peering \`${gateway.id}\` does not lead out of \`${end.vpc.id}\` and this world`);
  } else {
    for (const next of attachmentsTowards(moment, gateway, end.vpc.id, other)) {
      if (next.vpc !== undefined && isOurs(next.vpc)) refuse('route', `transit gateway \`${gateway.id}\` sends ${other.name} to \`${next.vpc}\``);
    }
  }
  return true;
}

/** A gateway endpoint carries what goes to its service, and nothing comes in by it. */
function reachService(world: NetworkWorld, id: Id, from: Inside, to: { readonly name: string; readonly list?: Id; readonly spot: Spot }): void {
  const endpoint = world.endpoints.get(id) ?? refuse('route', `there is no endpoint \`${id}\``);
  if (endpoint.kind !== 'gateway') refuse('route', `endpoint \`${id}\` is ${endpoint.kind}: what it does with packets is not known`);
  if (endpoint.vpc !== from.vpc.id) refuse('route', `endpoint \`${id}\` is in \`${endpoint.vpc}\``);
  const name = to.list === undefined ? undefined : world.prefixLists.get(to.list)?.awsName;
  if (name === undefined || name !== endpoint.service) refuse('route', `${to.name} is not said to be an address of the service behind \`${id}\``);
}

function gatewayOf(world: NetworkWorld, moment: Moment, target: RouteTarget): Gateway {
  if (target.kind !== 'gateway') return refuse('route', target.kind === 'unknown' ? `it leads to \`${target.unknown.token}\`` : `it leads to a target of kind \`${target.kind}\``);
  const gateway = world.gateways.get(target.gateway) ?? refuse('route', `there is no gateway \`${target.gateway}\``);
  if (!moment.surely(gateway.guard)) refuse('route', `gateway \`${gateway.id}\` need not exist`);
  return gateway;
}

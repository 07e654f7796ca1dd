/**
 * Who stands at the two ends of a hop, looked up and checked: the class exists under the valuation, stands in that subnet, and has
 * that address there.
 *
 *   const end = standing(world, moment, hop.source);
 *
 * Outside are addresses, groups that somebody else's interfaces have, entries of managed services, and workloads that run in no VPC:
 * nothing of their own limits them here.
 */
import type { Id, InterfaceClass, NetworkWorld, Placement, SecurityGroup, Subnet, Vpc } from '../../world/network/model';
import type { HopEnd } from '../path';
import { type Address, readAddress, Spot } from './address';
import type { Moment } from './moment';
import { refuse } from './refusal';

/** An interface class in a subnet of a VPC. */
export interface Inside {
  readonly kind: 'inside';
  readonly name: string;
  readonly face: InterfaceClass;
  readonly placement: Placement;
  readonly subnet: Subnet;
  readonly vpc: Vpc;
  readonly spot: Spot;
}

export type Standing =
  | Inside
  | { readonly kind: 'outside'; readonly name: string; readonly spot: Spot; readonly list?: Id }
  | { readonly kind: 'group'; readonly name: string; readonly group: SecurityGroup; readonly spot?: Spot }
  /** `entry:App.Api`: a managed service takes the connection. */
  | { readonly kind: 'entry'; readonly name: Id }
  /** It runs in AWS's own network. */
  | { readonly kind: 'nowhere'; readonly name: string; readonly face: InterfaceClass };

export function standing(world: NetworkWorld, moment: Moment, end: HopEnd): Standing {
  if (end.kind === 'outside') return { kind: 'outside', name: end.address, spot: Spot.known(known(end.address)), list: end.list };
  if (end.kind === 'group') {
    const group = world.groups.get(end.id) ?? refuse('end', `there is no group \`${end.id}\``);
    if (!moment.surely(group.guard)) refuse('end', `group \`${end.id}\` need not exist`);
    return { kind: 'group', name: end.id, group, spot: end.address === undefined ? undefined : Spot.known(known(end.address)) };
  }
  if (world.forwards.some((f) => f.entry !== undefined && f.source === end.id)) return { kind: 'entry', name: end.id };
  const face = world.interfaces.get(end.id) ?? refuse('end', `there is no interface \`${end.id}\``);
  if (!moment.surely(face.guard)) refuse('end', `\`${end.id}\` need not exist`);
  return face.outside ? { kind: 'nowhere', name: end.id, face } : inside(world, moment, end, face);
}

function inside(world: NetworkWorld, moment: Moment, end: Extract<HopEnd, { readonly kind: 'interface' }>, face: InterfaceClass): Inside {
  const placement = face.placements[end.placement] ?? refuse('end', `\`${end.id}\` has no placement ${end.placement}`);
  if (!moment.surely(placement.guard)) refuse('end', `\`${end.id}\` need not stand in \`${placement.subnet}\``);
  const subnet = world.subnets.get(placement.subnet) ?? refuse('end', `there is no subnet \`${placement.subnet}\``);
  if (!moment.surely(subnet.guard)) refuse('end', `subnet \`${subnet.id}\` need not exist`);
  const vpc = world.vpcs.get(subnet.vpc) ?? refuse('end', `there is no VPC \`${subnet.vpc}\``);
  if (!moment.surely(vpc.guard)) refuse('end', `VPC \`${vpc.id}\` need not exist`);
  if (face.vpc !== subnet.vpc) refuse('end', `\`${end.id}\` is in \`${face.vpc}\` and its subnet in \`${subnet.vpc}\``);
  const address = known(end.address);
  if (address.family === 6 && placement.ipv6.is !== 'yes') refuse('address', `\`${end.id}\` need not have an IPv6 address`);
  // A fixed IPv4 address says nothing of the IPv6 one, and the other way round.
  const isFixed = placement.addresses?.may[address.family === 4 ? 'ipv4' : 'ipv6'].length !== 0;
  const spot = Spot.among(address, isFixed ? placement.addresses ?? subnet.addresses : subnet.addresses, `\`${end.id}\` in \`${subnet.id}\``);
  return { kind: 'inside', name: end.id, face, placement, subnet, vpc, spot };
}

function known(text: string): Address {
  return readAddress(text) ?? refuse('address', `\`${text}\` is no address`);
}

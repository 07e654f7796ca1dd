/**
 * Somebody in the VPC whom the given templates do not show: another stack's instance, a console user's. It has no group that these
 * templates make (assumption 1), but an address of the VPC it has, and a rule that takes addresses takes it.
 *
 *   neighbourTerms(world, db, 'may', 'in')     // 10.0.0.0/16 -> db tcp/5432
 *
 * Nobody is certain to be there: MAY only, so what rests on it alone is `unknown`, and the rule that takes the addresses is named.
 */
import { AddressSet } from '../../algebra/address-set';
import type { Unknown } from '../../world/facts';
import type { Id, Vpc } from '../../world/network/model';
import { subnetAdmission } from './acl';
import { FREE } from './legs';
import { type Gate, throughLists, type Way } from './lists';
import { TAKES_ALL } from './accepts';
import { entriesOf, type Prepared, type Node, type Spot } from './prepare';
import type { Leg } from './lists';
import { ANYWHERE } from './sets';
import type { Mode } from './lists';
import { pushOutside } from './outside';
import { leads } from './routes';
import type { Term } from './term';
import { areJoined, arrives } from './ways';

export function neighbourTerms(world: Prepared, node: Node, mode: Mode, direction: 'in' | 'out'): Term[] {
  if (mode !== 'may' || node.outside || node.face === undefined || (node.proxy && direction === 'out')) return [];
  const wide = (direction === 'in' ? node.ingress : node.egress).wide.filter((g) => g.peer.kind !== 'opaque' || g.peer.of === 'addresses');
  if (wide.length === 0) return [];
  return [...world.network.vpcs.values()].flatMap((vpc) => {
    // Of a VPC outside whose range is not known every address may be one of it; what the templates cannot say of it is told of them already.
    if ((vpc.external && vpc.addresses.unknowns.length > 0) || !areJoined(world, node.vpc, vpc.id)) return [];
    const unknown: Unknown = { token: `others in ${vpc.id}`, template: vpc.place.template, pointer: vpc.place.pointer, why: 'what the given templates do not show may stand in the VPC, and the rule takes its address' };
    return node.spots.flatMap((spot) => {
      const out: Term[] = [];
      for (const leg of vpc.id === node.vpc ? legs(world, spot, vpc.addresses.may, direction) : across(world, spot, node.vpc, vpc, direction)) {
        for (const grant of wide) {
          const far = grant.peer.kind === 'addresses' ? grant.peer.addresses : grant.peer.kind === 'prefixList' ? entriesOf(world.network, grant.peer)?.may ?? ANYWHERE : ANYWHERE;
          pushOutside(out, { spot, at: { kind: 'node', node, spot }, grant, leg, mode, direction, placed: node.guard.and(spot.guard), far, farEnd: { kind: 'outside' }, accepted: direction === 'out' ? TAKES_ALL : node.accepts, unknowns: grant.unknowns.length > 0 ? grant.unknowns : [unknown] });
        }
      }
      return out;
    });
  });
}

/** In a VPC that is joined to this one: outwards where the routes lead there; inwards somebody's own routes may lead here. */
function across(world: Prepared, spot: Spot, from: Id, to: Vpc, direction: 'in' | 'out'): readonly Leg[] {
  const range = to.addresses.may;
  if (direction === 'in' || spot.subnet === '') return beyond(world, spot, range, direction);
  const led = leads(world, spot.subnet, range, 'may').flatMap((lead) => arrives(world, lead.target, from, to.id, lead.addresses, 'may')).map((a) => a.addresses);
  return led.length === 0 ? [] : beyond(world, spot, AddressSet.unionOf(led), direction);
}

/** Through the lists of the subnet, but for who stands in it too. */
function legs(world: Prepared, spot: Spot, range: AddressSet, direction: 'in' | 'out'): readonly Leg[] {
  const within: Leg = direction === 'in' ? { ...FREE, source: spot.may, groups: 'no' } : { ...FREE, destination: spot.may, groups: 'no' };
  return spot.subnet === '' ? beyond(world, spot, range, direction) : [within, ...beyond(world, spot, range, direction)];
}

function beyond(world: Prepared, spot: Spot, range: AddressSet, direction: 'in' | 'out'): readonly Leg[] {
  if (spot.subnet === '') return [direction === 'in' ? { ...FREE, source: range, groups: 'no' } : { ...FREE, destination: range, groups: 'no' }];
  const gate = (d: 'ingress' | 'egress'): Gate => ({ admission: subnetAdmission(world, spot.subnet, d, 'may'), by: direction === 'in' ? 'source' : 'destination' });
  const way: Way = { guard: FREE.guard, source: direction === 'in' ? range : ANYWHERE, destination: direction === 'in' ? ANYWHERE : range, groups: 'no', unknowns: [] };
  return throughLists(way, [gate(direction === 'in' ? 'ingress' : 'egress')], [gate(direction === 'in' ? 'egress' : 'ingress')], 'may');
}

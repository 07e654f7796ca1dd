/**
 * Somebody in the VPC whom the given templates do not show: another stack's instance, a console user's. It has no group that these
 * templates make (assumption 1), but an address of the VPC it has, and a rule that takes addresses takes it.
 *
 *   neighbourTerms(world, db, 'may', 'in')     // 10.0.0.0/16 -> db tcp/5432
 *
 * Nobody is certain to be there: MAY only, so what rests on it alone is `unknown`, and the rule that takes the addresses is named.
 */
import type { Unknown } from '../../world/facts';
import type { PrefixList } from '../../world/network/model';
import { subnetAdmission } from './acl';
import { FREE } from './legs';
import { type Gate, throughLists, type Way } from './lists';
import type { Prepared, Node, Spot } from './prepare';
import type { Leg } from './lists';
import { ANYWHERE, EVERYTHING } from './sets';
import type { Mode } from './lists';
import { pushOutside } from './outside';
import type { Term } from './term';

export function neighbourTerms(world: Prepared, node: Node, mode: Mode, direction: 'in' | 'out'): Term[] {
  if (mode !== 'may' || node.outside || node.face === undefined || (node.proxy && direction === 'out')) return [];
  const vpc = world.network.vpcs.get(node.vpc);
  // Of a VPC whose range is not known every address may be one of it; what its own templates cannot say is told of them already.
  if (vpc === undefined || vpc.addresses.unknowns.length > 0) return [];
  const wide = (direction === 'in' ? node.ingress : node.egress).wide.filter((g) => g.peer.kind === 'addresses' || g.peer.kind === 'prefixList');
  if (wide.length === 0) return [];
  const unknown: Unknown = { token: `others in ${node.vpc.replace(/^external:/, '')}`, template: vpc.place.template, pointer: vpc.place.pointer, why: 'what the given templates do not show may stand in the VPC, and the rule takes its address' };
  const out: Term[] = [];
  for (const spot of node.spots) {
    const placed = node.guard.and(spot.guard);
    for (const leg of legs(world, spot, vpc.addresses.may, direction)) {
      for (const grant of wide) {
        const far = grant.peer.kind === 'addresses' ? grant.peer.addresses : entriesOf(world, grant.peer).may;
        pushOutside(out, { spot, at: { kind: 'node', node, spot }, grant, leg, mode, direction, placed, far, farEnd: { kind: 'outside' }, accepted: direction === 'out' ? EVERYTHING : node.acceptsMay, unknowns: [unknown] });
      }
    }
  }
  return out;
}

function entriesOf(world: Prepared, peer: { readonly kind: string; readonly list?: string }): PrefixList['entries'] {
  return world.network.prefixLists.get(peer.list ?? '')?.entries ?? { may: ANYWHERE, must: ANYWHERE, unknowns: [] };
}

/** Through the lists of the subnet, but for who stands in it too. */
function legs(world: Prepared, spot: Spot, range: Way['source'], direction: 'in' | 'out'): readonly Leg[] {
  const within: Leg = direction === 'in' ? { ...FREE, source: spot.may, groups: 'no' } : { ...FREE, destination: spot.may, groups: 'no' };
  if (spot.subnet === '') return [direction === 'in' ? { ...FREE, source: range, groups: 'no' } : { ...FREE, destination: range, groups: 'no' }];
  const gate = (d: 'ingress' | 'egress'): Gate => ({ admission: subnetAdmission(world, spot.subnet, d, 'may'), by: direction === 'in' ? 'source' : 'destination' });
  const way: Way = { guard: FREE.guard, source: direction === 'in' ? range : ANYWHERE, destination: direction === 'in' ? ANYWHERE : range, groups: 'no', unknowns: [] };
  return [within, ...throughLists(way, [gate(direction === 'in' ? 'ingress' : 'egress')], [gate(direction === 'in' ? 'egress' : 'ingress')], 'may')];
}

/**
 * What is not known of where a class stands: for verdicts that a missing route or list keeps from being certain.
 */
import type { Unknown } from '../../world/facts';
import { aclsOf } from './acl';
import type { Node, Prepared } from './prepare';
import { tablesOf } from './routes';

export function placeUnknowns(world: Prepared, node: Node): Unknown[] {
  const out: Unknown[] = [];
  for (const [, unknown] of node.opaque) out.push(unknown);
  for (const spot of node.spots) {
    out.push(...spot.unknowns);
    const subnet = world.network.subnets.get(spot.subnet);
    if (subnet === undefined) {
      out.push({ token: spot.subnet || `subnets of ${node.id}`, template: node.written.place.template, pointer: node.written.place.pointer, why: 'the subnet is not known' });
      continue;
    }
    for (const { table, id } of tablesOf(world, subnet)) {
      for (const { destination, target } of table?.routes ?? []) for (const way of [destination, target]) if (way.kind === 'opaque' || way.kind === 'unknown') out.push(way.unknown);
      out.push(...table?.open ?? [{ token: id, template: subnet.place.template, pointer: subnet.place.pointer, why: 'the route table is not known' }]);
    }
    for (const { acl } of aclsOf(world, subnet)) out.push(...acl?.open ?? [{ token: `network ACL of ${subnet.id}`, template: subnet.place.template, pointer: subnet.place.pointer, why: 'the network ACL is not known' }]);
  }
  for (const group of node.groups.keys()) out.push(...world.network.groups.get(group)?.open ?? []);
  return out;
}

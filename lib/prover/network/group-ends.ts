/**
 * Groups whose interfaces are not in the world: those of another account, and those that imported members keep.
 *
 *   groupTerms(world, db, 'external:sg-0123', 'in', 'may')   // somebody who has that group reaches Db
 *
 * Their own rules are not known, so an edge to or from one is MAY at most. What the world's side says of it is exact
 * (`groupGrants`): that is what "nothing less" asks.
 */
import { Guard } from '../../world/guard';
import type { Id } from '../../world/network/model';
import { broken, type End, type Term } from './term';
import type { Mode } from './lists';
import { TAKES_ALL } from './accepts';
import type { Grant, Node, Prepared } from './prepare';
import { ANY_PORT, ANYWHERE, isNothing, meet } from './sets';
import { areJoined } from './ways';

/** Grants of the class that name the group, or may mean it. */
export function groupGrants(node: Node, group: Id, direction: 'in' | 'out', mode: Mode): readonly Grant[] {
  const grants = direction === 'in' ? node.ingress : node.egress;
  const named = grants.byGroup.get(group) ?? [];
  // Where its interfaces stand is not known: any rule of addresses may mean them.
  return mode === 'may' ? [...named, ...grants.wide] : named;
}

export function groupTerms(world: Prepared, node: Node, group: Id, direction: 'in' | 'out', mode: Mode): Term[] {
  if (mode !== 'may' || node.outside || node.face === undefined || (node.proxy && direction === 'out')) return [];
  const theirs = world.network.groups.get(group);
  if (theirs !== undefined && !areJoined(world, theirs.vpc, node.vpc)) return [];
  const unknowns = theirs?.open.length ? theirs.open : [{ token: group, template: '', pointer: '', why: 'the rules of this group are not in the given templates' }];
  try {
    return groupGrants(node, group, direction, mode).flatMap((grant) => (direction === 'in' ? node.accepts : TAKES_ALL).map((accepted) => [grant, accepted] as const)).flatMap(([grant, accepted]): Term[] => {
      const over = meet(grant.may, accepted.may);
      if (isNothing(over)) return [];
      const there: End = { kind: 'group', id: group };
      return node.spots.map((spot): Term => {
        const here: End = { kind: 'node', node, spot };
        return {
          guard: node.guard.and(spot.guard).and(grant.guard).and(accepted.guard), source: direction === 'in' ? ANYWHERE : spot.may, destination: direction === 'in' ? spot.may : ANYWHERE, over, ports: ANY_PORT,
          from: direction === 'in' ? there : here, to: direction === 'in' ? here : there, ...direction === 'in' ? { ingress: grant } : { egress: grant }, unknowns: [...grant.unknowns, ...accepted.unknowns, ...unknowns],
        };
      }).filter((t) => !t.guard.isNever());
    });
  } catch (error) {
    return broken(node, node, mode, error).map((t) => ({ ...t, guard: Guard.ALWAYS, ...direction === 'in' ? { from: { kind: 'group', id: group } as End } : { to: { kind: 'group', id: group } as End } }));
  }
}

/** Groups of somebody else that rules name: not made by these templates. */
export function isForeign(world: Prepared, group: Id): boolean {
  const known = world.network.groups.get(group);
  return known === undefined || (group.startsWith('external:') && !world.holders.has(group)) || (known.open.length > 0 && !world.holders.has(group));
}

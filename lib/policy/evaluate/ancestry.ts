/**
 * What an entity is in: transitive over the parents that the request lists.
 *
 *   const above = climb(user, upper);
 *   isAbove(above, target)
 *
 * A cycle of parents is a malformed request, as in Cedar; here only where it is met.
 */
import type { CedarEntity, EntityUid } from '../../contract/access/policy-table';
import { find, type ByType } from './entities';
import { PolicyRequestError } from './errors';
import type { Interest, Interests } from './interests';

/** Everything above one entity, itself not among it. */
export interface Ancestry {
  readonly lists: readonly (readonly EntityUid[])[];
  /** What of it the policies name: looked up once it is asked for often enough. */
  named?: readonly Interest[];
  /** How many they named then. */
  count: number;
  asked: number;
}

/** Comparing a hundred groups with one is cheaper than looking them all up, for a few times. */
const OFTEN = 4;

export function isAbove({ lists }: Ancestry, target: EntityUid): boolean {
  for (const list of lists) {
    let type: string | undefined;
    let wanted = false;
    for (const parent of list) {
      if (checked(parent).type !== type) wanted = (type = parent.type) === target.type;
      if (wanted && parent.id === target.id) return true;
    }
  }
  return false;
}

/** The same of what the policies name. */
export function isNamedAbove(ancestry: Ancestry, target: Interest, interests: Interests): boolean {
  if (ancestry.named === undefined && ancestry.asked++ < OFTEN) return isAbove(ancestry, target);
  return namedAbove(ancestry, interests).includes(target);
}

export function namedAbove(ancestry: Ancestry, interests: Interests): readonly Interest[] {
  if (ancestry.named !== undefined && ancestry.count === interests.count) return ancestry.named;
  const named: Interest[] = [];
  for (const list of ancestry.lists) {
    let type: string | undefined;
    let ids: ReadonlyMap<string, Interest> | undefined;
    for (const parent of list) {
      if (checked(parent).type !== type) ids = interests.idsOf(type = parent.type);
      const interest = ids?.get(parent.id);
      if (interest !== undefined) named.push(interest);
    }
  }
  ancestry.count = interests.count;
  return ancestry.named = named;
}

/** `above`: what has parents itself, of the request and of the schema. */
export function climb(start: CedarEntity, above: readonly ByType[]): Ancestry {
  const lists: (readonly EntityUid[])[] = [];
  // Usually nothing but the entity that is asked for.
  const alone = above.every((byType) => byType.size === 0 || (byType.size === 1 && byType.get(start.uid.type)?.size === 1 && find(byType, start.uid) === start));
  if (alone) {
    if (start.parents.length > 0) lists.push(start.parents);
    return { lists, asked: 0, count: 0 };
  }
  const first = uppers(start, above, lists);
  if (first.length === 0) return { lists, asked: 0, count: 0 };
  const done = new Map<CedarEntity, boolean>([[start, false]]);
  const way = [{ entity: start, uppers: first, next: 0 }];
  while (way.length > 0) {
    const here = way[way.length - 1];
    if (here.next === here.uppers.length) {
      done.set(here.entity, true);
      way.pop();
      continue;
    }
    const entity = here.uppers[here.next++];
    const state = done.get(entity);
    if (state === true) continue;
    // It stands on the way that led here.
    if (state === false) throw new PolicyRequestError('the parents of the entities form a cycle');
    done.set(entity, false);
    way.push({ entity, uppers: uppers(entity, above, lists), next: 0 });
  }
  return { lists, asked: 0, count: 0 };
}

/** Notes the parents of one entity, and returns those that have parents themselves. */
function uppers({ parents }: CedarEntity, above: readonly ByType[], lists: (readonly EntityUid[])[]): readonly CedarEntity[] {
  if (parents.length === 0) return [];
  lists.push(parents);
  const found: CedarEntity[] = [];
  let type: string | undefined;
  let higher = false;
  for (const parent of parents) {
    // Malformed ones are of no type that has parents; whoever compares them refuses them.
    if (parent?.type !== type) {
      type = parent?.type;
      higher = above.some((byType) => byType.has(type!));
    }
    if (!higher) continue;
    for (const byType of above) {
      const upper = find(byType, parent);
      if (upper !== undefined) found.push(upper);
    }
  }
  return found;
}

/** Looked at where it is read anyway: a hundred of them would cost more than the question. */
function checked(parent: EntityUid): EntityUid {
  if (typeof parent === 'object' && parent !== null && typeof parent.id === 'string' && typeof parent.type === 'string') return parent;
  throw new PolicyRequestError('a parent is no entity: expected { type, id } of two texts');
}

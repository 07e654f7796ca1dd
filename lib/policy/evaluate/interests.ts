/**
 * Entities that policies name: in scopes, and on the right of `in`. Of the ancestors of a user only those matter, so that a hundred groups cost one look each.
 *
 *   const staff = interests.of({ type: 'Group', id: 'staff' })   // when a policy is read
 *   interests.find('Group', 'staff') === staff                   // when a request is judged
 *
 * INVARIANT: one object per entity and table, compared by identity.
 */
import type { EntityUid } from '../../contract/access/policy-table';

export class Interest {
  constructor(public readonly type: string, public readonly id: string) {}
}

export class Interests {
  private readonly types = new Map<string, Map<string, Interest>>();
  /** Grows while conditions are read: what was looked up before knows nothing of those that came since. */
  public count = 0;

  public of({ type, id }: EntityUid): Interest {
    let ids = this.types.get(type);
    if (ids === undefined) this.types.set(type, ids = new Map());
    let interest = ids.get(id);
    if (interest === undefined) {
      ids.set(id, interest = new Interest(type, id));
      this.count++;
    }
    return interest;
  }

  public find(type: string, id: string): Interest | undefined {
    return this.types.get(type)?.get(id);
  }

  public idsOf(type: string): ReadonlyMap<string, Interest> | undefined {
    return this.types.get(type);
  }
}

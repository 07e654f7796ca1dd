/**
 * The actions of a schema with the groups that they are in, as Cedar adds them to the entities of every request that it judges by a schema.
 *
 *   schemaActions({ '': { entityTypes: {}, actions: { read: { memberOf: [{ id: 'any' }] } } } })   // [{ uid: { type: 'Action', id: 'read' }, ... }]
 */
import type { CedarEntity, EntityUid } from '../../contract/access/policy-table';

interface ActionJson {
  readonly memberOf?: readonly { readonly id: string; readonly type?: string }[] | null;
}

type SchemaJson = Readonly<Record<string, { readonly actions?: Readonly<Record<string, ActionJson>> }>>;

/** Sorted. `json` is Cedar's own, with resolved types. */
export function schemaActions(json: unknown): CedarEntity[] {
  const found: CedarEntity[] = [];
  for (const [namespace, { actions }] of Object.entries(json as SchemaJson)) {
    const own = namespace === '' ? 'Action' : `${namespace}::Action`;
    for (const [id, { memberOf }] of Object.entries(actions ?? {})) {
      found.push({ uid: { type: own, id }, attrs: {}, parents: (memberOf ?? []).map((group): EntityUid => ({ type: group.type ?? own, id: group.id })) });
    }
  }
  return found.sort((a, b) => (a.uid.type < b.uid.type || (a.uid.type === b.uid.type && a.uid.id < b.uid.id) ? -1 : 1));
}

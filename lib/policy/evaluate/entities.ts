/**
 * Entities by type and id, each once: two different entries for one are a malformed request, as in Cedar. The same entry twice is what a list of groups with duplicates
 * gives, and says nothing wrong.
 */
import type { CedarEntity, EntityUid } from '../../contract/access/policy-table';
import { PolicyRequestError } from './errors';

/** By type, then id: a list of a hundred groups asks for the type once. */
export type ByType = Map<string, Map<string, CedarEntity>>;

export function file(byType: ByType, entity: CedarEntity): void {
  const { type, id } = entity.uid;
  let ids = byType.get(type);
  if (ids === undefined) byType.set(type, ids = new Map());
  ids.set(id, sole(ids.get(id), entity));
}

export function find(byType: ByType, { type, id }: EntityUid): CedarEntity | undefined {
  return byType.get(type)?.get(id);
}

/** `entity`, where nothing else was said about it before. */
export function sole(before: CedarEntity | undefined, entity: CedarEntity): CedarEntity {
  if (before === undefined || before === entity || JSON.stringify(before, plain) === JSON.stringify(entity, plain)) return entity;
  throw new PolicyRequestError(`two different entries for the entity \`${entity.uid.type}::${JSON.stringify(entity.uid.id)}\``);
}

function plain(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

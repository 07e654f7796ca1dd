/** The exact actions that an access stands for at a kind of store: ``actionsFor(kind, 'read', [])``. */
import { compareText, type DataAccessKind } from '../../intent';

export function actionsFor(kind: { readonly read: readonly string[]; readonly write: readonly string[] }, access: DataAccessKind, listed: readonly string[]): readonly string[] {
  const actions = { 'read': kind.read, 'write': kind.write, 'read-write': [...kind.read, ...kind.write], 'actions': listed }[access] ?? [];
  return [...new Set(actions)].sort(compareText);
}

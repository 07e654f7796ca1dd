/** Statements that differ in their resources only become one: ``mergeStatements([readsA, readsB])``. In the order of the first of each. */
import type { Statement } from '../model';

export function mergeStatements(statements: readonly Statement[]): Statement[] {
  const merged = new Map<string, Statement>();
  for (const statement of statements) {
    const { Resource: resources = [], ...rest } = statement;
    const key = JSON.stringify(rest);
    const known = merged.get(key);
    merged.set(key, known === undefined ? { ...statement, Resource: distinct(resources) } : { ...known, Resource: distinct([...known.Resource ?? [], ...resources]) });
  }
  return [...merged.values()];
}

/** Without repetitions, in their order: names of tokens are no order, they change with every token that is made before. */
export function distinct<T>(values: readonly T[]): T[] {
  const seen = new Set<string>();
  return values.filter((v) => {
    const key = typeof v === 'string' ? v : JSON.stringify(v);
    return seen.has(key) ? false : (seen.add(key), true);
  });
}

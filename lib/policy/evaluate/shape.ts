/** How the JSON of an expression has to look: one key, and under it the operands of that key and nothing else. */
import { ExpressionProblem } from './errors';

export function onlyKey(expression: unknown): [string, unknown] {
  if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) throw new ExpressionProblem('an expression is no object');
  const entries = Object.entries(expression);
  if (entries.length !== 1) throw new ExpressionProblem(`an expression has ${entries.length} keys; expected one`);
  return entries[0] as [string, unknown];
}

/** The fields that are asked for, all there, and no others but `optional` ones. */
export function fieldsOf<K extends string, O extends string = never>(body: unknown, name: string, fields: readonly K[], optional: readonly O[] = []): Record<K, unknown> & Partial<Record<O, unknown>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new ExpressionProblem(`\`${name}\` without its operands`);
  const keys = Object.keys(body);
  const known: readonly string[] = [...fields, ...optional];
  if (keys.some((key) => !known.includes(key)) || fields.some((field) => !keys.includes(field))) {
    throw new ExpressionProblem(`\`${name}\` has the fields ${keys.join(', ')}; expected ${fields.join(', ')}`);
  }
  return body as Record<K, unknown> & Partial<Record<O, unknown>>;
}

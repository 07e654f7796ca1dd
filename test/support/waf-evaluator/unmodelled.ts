/** Reads JSON strictly: what the evaluator does not know is an error, and never a quiet «does not match». */
export type Json = Readonly<Record<string, any>>;

/** `unknown`: AWS alone can say. */
export type Truth = 'yes' | 'no' | 'unknown';

export function truth(value: boolean): Truth {
  return value ? 'yes' : 'no';
}

/** Something of WAF that is not modelled here. */
export class NotModelled extends Error {}

/** The one key of an object that is a choice, with its value. */
export function choice(value: unknown, what: string): readonly [string, any] {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length !== 1) throw new NotModelled(`${what}: expected one key, got ${JSON.stringify(value)}`);
  return entries[0];
}

export function onlyKeys(value: unknown, known: readonly string[], what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotModelled(`${what}: expected an object, got ${JSON.stringify(value)}`);
  const strange = Object.keys(value).filter((key) => !known.includes(key));
  if (strange.length > 0) throw new NotModelled(`${what}: \`${strange.join('`, `')}\``);
  return value;
}

export function oneOf<T extends string>(value: unknown, known: readonly T[], what: string): T {
  if (!known.includes(value as T)) throw new NotModelled(`${what}: ${JSON.stringify(value)}`);
  return value as T;
}

/**
 * What is read again and again while nothing changes: ``readingOnce(() => ... once(bucket, 'store', () => ...))``.
 *
 * Judging one store reads its policy and its key for every row. Outside of `readingOnce` everything is read anew.
 */
let known: Map<object, Map<string, unknown>> | undefined;

/** While `during` runs, things are read once; who writes says so with `forget`, and others must not write. */
export function readingOnce<T>(during: () => T): T {
  const before = known;
  known = new Map();
  try {
    return during();
  } finally {
    known = before;
  }
}

/** Of one resource, or of all. */
export function forget(of?: object): void {
  if (of === undefined) known?.clear();
  else known?.delete(of);
}

/** An exception is not remembered. */
export function once<T>(of: object, what: string, read: () => T): T {
  if (known === undefined) return read();
  let all = known.get(of);
  if (all === undefined) known.set(of, (all = new Map()));
  if (all.has(what)) return all.get(what) as T;
  const value = read();
  (known.get(of) ?? all).set(what, value);
  return value;
}

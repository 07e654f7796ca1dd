/**
 * Makes it possible to write: "between these addresses this value holds": a function from an ordered axis to values,
 * constant between finitely many places where it changes.
 *
 * `TrafficSet` is two of these in one another: source address -> (destination address -> connections). Does not model:
 * points where the function has no value but `undefined`; beyond the ends it is `undefined` too.
 */
import { Boundaries, Ordinal } from './boundaries';

export interface Steps<K extends Ordinal, V> {
  /** Where the value changes, strictly increasing. */
  readonly at: readonly K[];
  /** The value from `at[i]` to before `at[i + 1]`; the last one is undefined. */
  readonly values: readonly (V | undefined)[];
}

// INVARIANT: neighbouring values differ (by `same`), the first is defined and the last is not. So one function has one
// representation however it was built, and equality is comparison step by step.

export function constant<K extends Ordinal, V>(where: Boundaries<K>, value: V | undefined): Steps<K, V> {
  if (value === undefined) return { at: [], values: [] };
  return { at: where, values: where.map((_, i) => (i % 2 === 0 ? value : undefined)) };
}

/** Pointwise, in one merge: the operation is called at most once for each pair of steps that overlap. */
export function combineSteps<K extends Ordinal, V>(
  f: Steps<K, V>,
  g: Steps<K, V>,
  operation: (a: V | undefined, b: V | undefined) => V | undefined,
  same: (a: V, b: V) => boolean,
): Steps<K, V> {
  const at: K[] = [];
  const values: (V | undefined)[] = [];
  let i = 0;
  let j = 0;
  let a: V | undefined;
  let b: V | undefined;
  let current: V | undefined;
  while (i < f.at.length || j < g.at.length) {
    const takeF = j >= g.at.length || (i < f.at.length && f.at[i] <= g.at[j]);
    const takeG = i >= f.at.length || (j < g.at.length && g.at[j] <= f.at[i]);
    const here = takeF ? f.at[i] : g.at[j];
    if (takeF) a = f.values[i++];
    if (takeG) b = g.values[j++];
    const next = a === undefined && b === undefined ? undefined : operation(a, b);
    if (!sameValue(current, next, same)) {
      at.push(here);
      values.push(next);
      current = next;
    }
  }
  return { at, values };
}

export function sameSteps<K extends Ordinal, V>(f: Steps<K, V>, g: Steps<K, V>, same: (a: V, b: V) => boolean): boolean {
  if (f === g) return true;
  return f.at.length === g.at.length && f.at.every((at, i) => at === g.at[i]) && f.values.every((value, i) => sameValue(value, g.values[i], same));
}

/** The value at one point, by binary search. */
export function valueAt<K extends Ordinal, V>(f: Steps<K, V>, point: K): V | undefined {
  let low = 0;
  let high = f.at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (f.at[middle] <= point) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : f.values[low - 1];
}

/** Where the function has any value. */
export function support<K extends Ordinal, V>(f: Steps<K, V>): Boundaries<K> {
  return f.at.filter((_, i) => i === 0 || (f.values[i] === undefined) !== (f.values[i - 1] === undefined));
}

/** The values that occur, each with the places that have it, in the order of first occurrence. */
export function byValue<K extends Ordinal, V>(f: Steps<K, V>, keyOf: (value: V) => string): { value: V; where: Boundaries<K> }[] {
  const groups = new Map<string, { value: V; where: K[] }>();
  f.values.forEach((value, i) => {
    if (value === undefined) return;
    const key = keyOf(value);
    const group = groups.get(key) ?? { value, where: [] };
    groups.set(key, group);
    // equal values are never neighbours, so the pieces of one group have gaps between them
    group.where.push(f.at[i], f.at[i + 1]);
  });
  return [...groups.values()];
}

function sameValue<V>(a: V | undefined, b: V | undefined, same: (a: V, b: V) => boolean): boolean {
  return a === b || (a !== undefined && b !== undefined && same(a, b));
}

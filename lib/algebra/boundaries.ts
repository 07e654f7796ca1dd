/**
 * Makes it possible to write: `combine(a, b, Keep.DIFFERENCE)` for sets of numbers or bigints of any size.
 *
 * A set is the sorted list of the places where membership flips: `[10, 20, 30, 31]` is 10..19 and 30. Half-open ends
 * need no `+ 1`, so one merge serves IPv4 (number), IPv6 (bigint), ports and protocols. Does not model: unbounded
 * sets; every set ends inside its universe.
 */

export type Ordinal = number | bigint;

// INVARIANT: strictly increasing and of even length. Two lists denote the same set exactly if they are equal
// element by element: adjacent intervals cannot stay unmerged, because a shared boundary would stand twice.
export type Boundaries<K extends Ordinal> = readonly K[];

/** Truth tables of two-set operations: bit (inA + 2 * inB) says whether the result holds the point. Bit 0 is always 0. */
export const Keep = { UNION: 0b1110, INTERSECTION: 0b1000, DIFFERENCE: 0b0010 } as const;

/** Linear merge. `atMost` stops early, for questions that need only the first boundary. */
export function combine<K extends Ordinal>(a: Boundaries<K>, b: Boundaries<K>, keep: number, atMost = Infinity): K[] {
  const out: K[] = [];
  let i = 0;
  let j = 0;
  let sides = 0; // which of the two sets the current point is in
  let inside = 0;
  while ((i < a.length || j < b.length) && out.length < atMost) {
    const takeA = j >= b.length || (i < a.length && a[i] <= b[j]);
    const takeB = i >= a.length || (j < b.length && b[j] <= a[i]);
    const at = takeA ? a[i] : b[j];
    if (takeA) {
      i++;
      sides ^= 1;
    }
    if (takeB) {
      j++;
      sides ^= 2;
    }
    const now = (keep >> sides) & 1;
    if (now !== inside) {
      out.push(at);
      inside = now;
    }
  }
  return out;
}

/** Stops at the first point of `a` outside `b`. */
export function isSubset<K extends Ordinal>(a: Boundaries<K>, b: Boundaries<K>): boolean {
  return combine(a, b, Keep.DIFFERENCE, 1).length === 0;
}

export function isEqual<K extends Ordinal>(a: Boundaries<K>, b: Boundaries<K>): boolean {
  return a.length === b.length && a.every((at, i) => at === b[i]);
}

/** Binary search: inside if an odd number of boundaries lies at or before the point. */
export function has<K extends Ordinal>(set: Boundaries<K>, point: K): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (set[middle] <= point) low = middle + 1;
    else high = middle;
  }
  return low % 2 === 1;
}

/** Half-open intervals, ascending, with gaps between them. */
export function* intervals<K extends Ordinal>(set: Boundaries<K>): Generator<readonly [K, K]> {
  for (let i = 0; i < set.length; i += 2) yield [set[i], set[i + 1]];
}

/** Union of many sets at once by sorting: O(n log n) where one union after the other would be quadratic. */
export function unionOf<K extends Ordinal>(sets: Iterable<Boundaries<K>>): Boundaries<K> {
  const all: (readonly [K, K])[] = [];
  let count = 0;
  let only: Boundaries<K> = [];
  for (const set of sets) {
    if (set.length === 0) continue;
    [count, only] = [count + 1, set];
    for (const interval of intervals(set)) all.push(interval);
  }
  if (count <= 1) return only;
  all.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const out: K[] = [];
  for (const [low, high] of all) {
    const last = out.length - 1;
    if (last < 0 || out[last] < low) out.push(low, high);
    else if (out[last] < high) out[last] = high;
  }
  return out;
}

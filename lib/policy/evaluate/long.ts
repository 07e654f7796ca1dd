/**
 * Cedar's `long`: 64 bits with a sign, and every overflow an error.
 *
 *   add(1, 2)                          // 3
 *   add(9223372036854775807n, 1)       // undefined: does not fit
 *
 * INVARIANT: a value is a `number` where it is a safe integer and a `bigint` where it is not, so that `===`, `<` and keys of sets work on it as it is. Never -0.
 */
export type Long = number | bigint;

const MINIMUM = -(2n ** 63n);
const MAXIMUM = 2n ** 63n - 1n;

/** Undefined where it does not fit into 64 bits. */
export function toLong(value: bigint): Long | undefined {
  if (value >= -9007199254740991n && value <= 9007199254740991n) return Number(value);
  return value >= MINIMUM && value <= MAXIMUM ? value : undefined;
}

export function add(a: Long, b: Long): Long | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toLong(BigInt(a) + BigInt(b));
}

export function subtract(a: Long, b: Long): Long | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return toLong(BigInt(a) - BigInt(b));
}

export function multiply(a: Long, b: Long): Long | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    // A product that is not exact is at least 2^53 after rounding too.
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return toLong(BigInt(a) * BigInt(b));
}

export function negate(a: Long): Long | undefined {
  return typeof a === 'number' ? 0 - a : toLong(-a);
}

/** Towards zero. */
export function divide(a: Long, by: number): Long {
  if (typeof a === 'number') return (a - (a % by)) / by + 0;
  return toLong(a / BigInt(by))!;
}

/** Of the floor: never negative. */
export function modulo(a: Long, by: number): number {
  const rest = typeof a === 'number' ? a % by : Number(a % BigInt(by));
  return rest < 0 ? rest + by : rest + 0;
}

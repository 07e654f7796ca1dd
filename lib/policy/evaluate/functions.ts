/**
 * Functions and methods of Cedar's extension types, by the names that they have in Cedar's JSON.
 *
 *   FUNCTIONS.isInRange.call([address, range])   // true
 *
 * A text that does not parse, a value of another type and an overflow are errors of the policy.
 */
import { Datetime, Decimal, Duration, IpAddress } from './extension';
import { kindOf, wrongType } from './kind';
import type { Value } from './value';

interface CedarFunction {
  readonly arity: number;
  call(values: readonly Value[]): Value;
}

const text = (value: Value): string => {
  if (typeof value === 'string') return value;
  throw wrongType('string', value);
};
const decimal = (value: Value): Decimal => {
  if (value instanceof Decimal) return value;
  throw wrongType('decimal', value);
};
const address = (value: Value): IpAddress => {
  if (value instanceof IpAddress) return value;
  throw wrongType('ipaddr', value);
};
const moment = (value: Value): Datetime => {
  if (value instanceof Datetime) return value;
  throw wrongType('datetime', value);
};
const span = (value: Value): Duration => {
  if (value instanceof Duration) return value;
  throw wrongType('duration', value);
};

const one = (call: (value: Value) => Value): CedarFunction => ({ arity: 1, call: ([value]) => call(value) });
const two = <T, U>(left: (value: Value) => T, right: (value: Value) => U, call: (a: T, b: U) => Value): CedarFunction => ({
  arity: 2,
  call: ([a, b]) => {
    const first = left(a);
    return call(first, right(b));
  },
});

export const FUNCTIONS: Readonly<Record<string, CedarFunction>> = {
  decimal: one((v) => Decimal.parse(text(v))),
  lessThan: two(decimal, decimal, (a, b) => a.value < b.value),
  lessThanOrEqual: two(decimal, decimal, (a, b) => a.value <= b.value),
  greaterThan: two(decimal, decimal, (a, b) => a.value > b.value),
  greaterThanOrEqual: two(decimal, decimal, (a, b) => a.value >= b.value),
  ip: one((v) => IpAddress.parse(text(v))),
  isIpv4: one((v) => address(v).isV4),
  isIpv6: one((v) => !address(v).isV4),
  isLoopback: one((v) => address(v).isLoopback),
  isMulticast: one((v) => address(v).isMulticast),
  isInRange: two(address, address, (a, b) => a.isIn(b)),
  datetime: one((v) => Datetime.parse(text(v))),
  offset: two(moment, span, (a, b) => a.offset(b)),
  durationSince: two(moment, moment, (a, b) => a.since(b)),
  toDate: one((v) => moment(v).date()),
  toTime: one((v) => moment(v).time()),
  duration: one((v) => Duration.parse(text(v))),
  toMilliseconds: one((v) => span(v).value),
  toSeconds: one((v) => span(v).per(1_000)),
  toMinutes: one((v) => span(v).per(60_000)),
  toHours: one((v) => span(v).per(3_600_000)),
  toDays: one((v) => span(v).per(86_400_000)),
};

/** Below, or equal where `orEqual`: of numbers, moments and spans. */
export function below(a: Value, b: Value, orEqual: boolean): boolean {
  if (isLong(a) && isLong(b)) return orEqual ? a <= b : a < b;
  const [x, y] = [ordered(a), ordered(b)];
  if (x !== undefined && y !== undefined && x.constructor === y.constructor) return orEqual ? x.value <= y.value : x.value < y.value;
  // Cedar's order: whoever has a number, or a moment or span, says what the other should have been.
  if (isLong(a)) throw wrongType('long', b);
  if (isLong(b)) throw wrongType('long', a);
  if (x !== undefined) throw wrongType(kindOf(x), b);
  if (y !== undefined) throw wrongType(kindOf(y), a);
  throw wrongType('one of [long, datetime, duration]', a);
}

export function isLong(value: Value): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function ordered(value: Value): Datetime | Duration | undefined {
  return value instanceof Datetime || value instanceof Duration ? value : undefined;
}

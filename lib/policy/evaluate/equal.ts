/**
 * Equality of Cedar: over all types, by value, never an error. And sets, whose members are found by it.
 *
 *   equal(a, b) ; contains(set, value) ; containsAll(set, others)
 *
 * Values of different types are unequal. Small sets are compared one by one, large ones by keys: two values have one key exactly where they are equal.
 */
import { Datetime, Decimal, Duration, IpAddress } from './extension';
import { CedarRecord, CedarSet, EntityRef, type Value } from './value';

/** From here on, looking up keys is cheaper than comparing each with each. */
const LARGE = 64;

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  // Texts, numbers and truth values are equal only where they are the same.
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  if (a instanceof EntityRef) return b instanceof EntityRef && a.id === b.id && a.type === b.type;
  if (a instanceof CedarRecord) return b instanceof CedarRecord && sameFields(a, b);
  if (a instanceof CedarSet) return b instanceof CedarSet && sameMembers(a, b);
  if (a instanceof IpAddress) return b instanceof IpAddress && a.equals(b);
  if (a instanceof Decimal) return b instanceof Decimal && a.value === b.value;
  if (a instanceof Datetime) return b instanceof Datetime && a.value === b.value;
  return b instanceof Duration && a.value === b.value;
}

function sameMembers(a: CedarSet, b: CedarSet): boolean {
  // Each in the other is two questions per level, and 2^50 of them for sets fifty deep: nested ones are compared by their keys, which are made once.
  if (a.items().some(isNested) || b.items().some(isNested)) return keyOf(a) === keyOf(b);
  return containsAll(a, b) && containsAll(b, a);
}

function isNested(value: Value): boolean {
  return value instanceof CedarSet || value instanceof CedarRecord;
}

function sameFields(a: CedarRecord, b: CedarRecord): boolean {
  const names = a.names();
  if (names.length !== b.names().length) return false;
  for (const name of names) if (!b.has(name) || !equal(a.get(name)!, b.get(name)!)) return false;
  return true;
}

export function contains(set: CedarSet, value: Value): boolean {
  if (set.keys !== undefined) return set.keys.has(keyOf(value));
  const items = set.items();
  if (typeof value !== 'object') return items.includes(value);
  for (const item of items) if (equal(item, value)) return true;
  return false;
}

export function containsAll(set: CedarSet, others: CedarSet): boolean {
  prepare(set, others);
  for (const item of others.items()) if (!contains(set, item)) return false;
  return true;
}

export function containsAny(set: CedarSet, others: CedarSet): boolean {
  prepare(set, others);
  for (const item of others.items()) if (contains(set, item)) return true;
  return false;
}

function prepare(set: CedarSet, others: CedarSet): void {
  if (set.keys === undefined && set.size * others.size > LARGE) index(set);
}

/** For sets that are asked often: those of the policies themselves. */
export function index(set: CedarSet): void {
  set.keys = new Set(set.items().map(keyOf));
}

/** Each part says how long it is, so that no two values run into one key. */
function keyOf(value: Value): string {
  switch (typeof value) {
    case 'string': return `s${value}`;
    case 'boolean': return value ? 't' : 'f';
    case 'number':
    case 'bigint': return `n${value}`;
    default: return keyOfObject(value);
  }
}

function keyOfObject(value: Exclude<Value, boolean | number | bigint | string>): string {
  if (value instanceof EntityRef) return `e${value.type.length}:${value.type}${value.id}`;
  if (value instanceof CedarSet) return value.key ??= `S${[...new Set(value.items().map(keyOf))].sort().map(sized).join('')}`;
  if (value instanceof CedarRecord) return `R${value.names().sort().map((name) => sized(name) + sized(keyOf(value.get(name)!))).join('')}`;
  if (value instanceof IpAddress) return `i${value.prefix}/${value.groups.join(':')}`;
  if (value instanceof Decimal) return `d${value.value}`;
  return value instanceof Datetime ? `D${value.value}` : `P${value.value}`;
}

function sized(text: string): string {
  return `${text.length}:${text}`;
}

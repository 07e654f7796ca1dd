/**
 * Values as DynamoDB writes them: ``marshal({ pk: 'device#x', revoked: true })`` -> ``{ pk: { S: 'device#x' }, revoked: { BOOL: true } }``, and back.
 *
 * Texts, numbers, truth values, lists, maps and sets of texts, a few levels deep: what our rows are made of. Anything else (binary, sets of numbers, null) is a row that
 * nobody of ours wrote, and is not read. Records come back without a prototype, so a name such as `constructor` or `__proto__` is a name. ("AttributeValue", API reference.)
 */
import { own, record, type Json } from '../event/plain';

export type Value = string | number | boolean | readonly Value[] | { readonly [name: string]: Value };
export type Row = Readonly<Record<string, Value>>;
type Attribute = Readonly<Record<string, unknown>>;

/** Row, list of places, place. */
const DEEPEST = 4;
const MOST = 1_000;
/** "Numbers are presented as strings", with up to 38 digits. */
const NUMBER = /^-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?$/;

export function marshal(row: Row): Attribute {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, attributeOf(value)]));
}

export function attributeOf(value: Value): Attribute {
  switch (typeof value) {
    case 'string': return { S: value };
    case 'boolean': return { BOOL: value };
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`a row holds finite numbers, got \`${value}\``);
      return { N: String(value) };
    default: return isList(value) ? { L: value.map(attributeOf) } : { M: marshal(value) };
  }
}

/** Undefined where it is no row. */
export function unmarshal(item: unknown): Row | undefined {
  const attributes = record(item);
  return attributes === undefined ? undefined : map(attributes, DEEPEST);
}

function valueOf(attribute: unknown, depth: number): Value | undefined {
  const given = record(attribute);
  const names = given === undefined ? [] : Object.keys(given);
  if (names.length !== 1 || depth === 0) return undefined;
  const value = own(given, names[0]);
  switch (names[0]) {
    case 'S': return typeof value === 'string' ? value : undefined;
    case 'BOOL': return typeof value === 'boolean' ? value : undefined;
    case 'N': return typeof value === 'string' && NUMBER.test(value) && Number.isFinite(Number(value)) ? Number(value) : undefined;
    case 'SS': return Array.isArray(value) && value.length <= MOST && value.every((one) => typeof one === 'string') ? value as string[] : undefined;
    case 'L': return list(value, depth - 1);
    case 'M': return map(record(value), depth - 1);
    default: return undefined;
  }
}

function list(value: unknown, depth: number): readonly Value[] | undefined {
  if (!Array.isArray(value) || value.length > MOST) return undefined;
  const read = value.map((one: unknown) => valueOf(one, depth));
  return read.every((one) => one !== undefined) ? read : undefined;
}

function map(value: Json | undefined, depth: number): Row | undefined {
  if (value === undefined) return undefined;
  const names = Object.keys(value);
  if (names.length > MOST) return undefined;
  const row = Object.create(null) as Record<string, Value>;
  for (const name of names) {
    const read = valueOf(own(value, name), depth);
    if (read === undefined) return undefined;
    row[name] = read;
  }
  return row;
}

function isList(value: readonly Value[] | { readonly [name: string]: Value }): value is readonly Value[] {
  return Array.isArray(value);
}

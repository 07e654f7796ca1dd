/**
 * Cedar's values, and how they are read from Cedar's JSON: one level at a time, when a policy asks.
 *
 *   readValue({ __entity: { type: 'User', id: 'ada' } })   // EntityRef
 *   readValue([1, 2])                                      // CedarSet, its elements unread
 *
 * JSON comes from outside: only own properties are looked at, `null`, fractions, numbers beyond 2^53 (a `bigint` is exact) and anything that is no plain JSON are
 * refused as a malformed request, as Cedar does; a value that no policy touches is never read. `undefined` is a field that is not there.
 */
import { PolicyRequestError } from './errors';
import type { Extension } from './extension';
import { readExtension } from './extension';
import { toLong, type Long } from './long';

export type Value = boolean | Long | string | EntityRef | CedarSet | CedarRecord | Extension;

const DEEPEST = 64;
const LONGEST = 100_000;

export class EntityRef {
  constructor(public readonly type: string, public readonly id: string) {}
}

/** Duplicates may stand in it: nothing that can be asked of a set tells. */
export class CedarSet {
  private read?: readonly Value[];
  /** Of every element, for large sets; lib/policy/evaluate/equal.ts makes it. */
  public keys?: ReadonlySet<string>;
  /** Of the set itself. */
  public key?: string;

  constructor(private readonly raw: readonly unknown[], private readonly depth = 0) {
    if (raw.length > LONGEST) throw new PolicyRequestError(`a set of ${raw.length} elements; expected at most ${LONGEST}`);
  }

  public get size(): number {
    return this.raw.length;
  }

  public items(): readonly Value[] {
    if (this.read !== undefined) return this.read;
    const items: Value[] = [];
    for (const item of this.raw) items.push(readValue(item, this.depth + 1));
    return this.read = items;
  }
}

export class CedarRecord {
  private made?: Map<string, Value>;

  constructor(private readonly raw: Readonly<Record<string, unknown>>, private readonly depth = 0) {}

  public has(name: string): boolean {
    return Object.hasOwn(this.raw, name) && this.raw[name] !== undefined;
  }

  public get(name: string): Value | undefined {
    if (!Object.hasOwn(this.raw, name)) return undefined;
    const raw = this.raw[name];
    if (typeof raw === 'string' || typeof raw === 'boolean') return raw;
    if (raw === undefined) return undefined;
    const made = this.made?.get(name);
    if (made !== undefined) return made;
    const value = readValue(raw, this.depth + 1);
    if (typeof value === 'object') (this.made ??= new Map()).set(name, value);
    return value;
  }

  public names(): string[] {
    const names = Object.keys(this.raw);
    if (names.length > LONGEST) throw new PolicyRequestError(`a record of ${names.length} fields; expected at most ${LONGEST}`);
    return names.filter((name) => this.raw[name] !== undefined);
  }
}

export function readValue(raw: unknown, depth = 0): Value {
  switch (typeof raw) {
    case 'string':
    case 'boolean':
      return raw;
    case 'number':
      if (Number.isSafeInteger(raw)) return raw + 0;
      throw new PolicyRequestError(`the number ${raw} is no integer of at most 2^53 - 1; expected one, or a bigint of 64 bits`);
    case 'bigint': {
      const long = toLong(raw);
      if (long !== undefined) return long;
      throw new PolicyRequestError(`the number ${raw} does not fit into 64 bits`);
    }
    case 'object':
      return readObject(raw, depth);
    default:
      throw new PolicyRequestError(`a ${typeof raw} is no value of Cedar`);
  }
}

function readObject(raw: object | null, depth: number): Value {
  if (raw === null) throw new PolicyRequestError('null is no value of Cedar; leave the field out');
  if (depth > DEEPEST) throw new PolicyRequestError(`values nested deeper than ${DEEPEST} levels`);
  if (Array.isArray(raw)) return new CedarSet(raw, depth);
  if (raw instanceof EntityRef || raw instanceof CedarSet || raw instanceof CedarRecord) return raw;
  const prototype: unknown = Object.getPrototypeOf(raw);
  // Of another realm too: what has no further prototype.
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    const extension = readExtension(raw, false);
    if (extension !== undefined) return extension;
    throw new PolicyRequestError('an object of a class is no value of Cedar');
  }
  const escape = Object.hasOwn(raw, '__entity') || Object.hasOwn(raw, '__extn');
  if (escape && Object.keys(raw).length !== 1) throw new PolicyRequestError('`__entity` and `__extn` stand alone in their object');
  if (Object.hasOwn(raw, '__entity')) {
    const uid = (raw as { __entity: unknown }).__entity;
    if (typeof uid !== 'object' || uid === null || !Object.hasOwn(uid, 'type') || !Object.hasOwn(uid, 'id')) throw new PolicyRequestError('`__entity` without `type` and `id`');
    return readUid(uid as { type: unknown; id: unknown }, '`__entity`');
  }
  if (escape) return readExtension(raw, true)!;
  if (Object.hasOwn(raw, '__expr')) throw new PolicyRequestError('`__expr` is no longer a part of Cedar');
  return new CedarRecord(raw as Record<string, unknown>, depth);
}

export function readUid(raw: { readonly type: unknown; readonly id: unknown }, where: string): EntityRef {
  const { type, id } = raw;
  if (typeof type !== 'string' || typeof id !== 'string') throw new PolicyRequestError(`${where} is no entity: expected { type, id } of two texts`);
  return new EntityRef(type, id);
}

/**
 * Looking into values without knowing what they are made of:
 *
 *   for (const { guard, value } of alternativesOf(resource.value('CidrIp'), resource.guard)) asText(value) ?? unknownsIn(value);
 *
 * All of these take any Value (and undefined, for what is not written) and never throw.
 */
import type { Bounds, Unknown } from '../facts';
import { Guard } from '../guard';
import { Absent, Choice, Sym, Text, type Value, type ValueMap } from './value';

/** A value that is no Choice and not Absent at its top. */
export type Plain = Exclude<Value, Choice | Absent>;

export interface Alternative {
  readonly guard: Guard;
  readonly value: Plain;
}

/** A Choice as its alternatives, each under `guard` as well; those that cannot be and those that are Absent are left out. */
export function alternativesOf(value: Value | undefined, guard: Guard = Guard.ALWAYS): readonly Alternative[] {
  if (value === undefined || value instanceof Absent || guard.isNever()) return [];
  if (!(value instanceof Choice)) return [{ guard, value }];
  const out: Alternative[] = [];
  for (const a of value.alternatives) {
    const both = guard.and(a.guard);
    if (!both.isNever()) out.push(...alternativesOf(a.value, both));
  }
  return out;
}

/** Where it is not written at all: AWS::NoValue, or undefined. INVARIANT: with the guards of `alternativesOf` this is `guard`. */
export function absentUnder(value: Value | undefined, guard: Guard = Guard.ALWAYS): Guard {
  if (value === undefined || value instanceof Absent) return guard;
  if (!(value instanceof Choice)) return Guard.NEVER;
  return value.alternatives.reduce((sum, a) => sum.or(absentUnder(a.value, guard.and(a.guard))), Guard.NEVER);
}

/** The text that CloudFormation would send; undefined for what is no known text or number. */
export function asText(value: Value | undefined): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
}

export function isSym(value: Value | undefined): value is Sym {
  return value instanceof Sym;
}

/** A map of properties: no list, no Sym, Text, Choice or Absent. */
export function isMap(value: Value | undefined): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    && !(value instanceof Sym || value instanceof Text || value instanceof Choice || value instanceof Absent);
}

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

/** Every Sym that stands anywhere in it, in order. */
export function symsIn(value: Value | undefined): readonly Sym[] {
  if (value === undefined || value === null || typeof value !== 'object' || value instanceof Absent) return [];
  if (value instanceof Sym) return [value];
  if (value instanceof Text) return value.parts.filter((p) => p instanceof Sym);
  if (value instanceof Choice) return value.alternatives.flatMap((a) => symsIn(a.value));
  return (Array.isArray(value) ? value as readonly Value[] : Object.values(value as ValueMap)).flatMap(symsIn);
}

/** Why it is not known: one entry for each token and place. */
export function unknownsIn(value: Value | undefined): readonly Unknown[] {
  const found = new Map<string, Unknown>();
  for (const { unknown } of symsIn(value)) found.set(`${unknown.token}\n${unknown.template}\n${unknown.pointer}`, unknown);
  return [...found.values()];
}

/**
 * When it is true: `may` includes every valuation where it could be, `must` those where it is for certain.
 * CloudFormation takes `true` and `'true'` alike; `absent` is what counts where it is not written.
 */
export function guardOfBoolean(value: Value | undefined, absent = false): Bounds<Guard> {
  let may = absent ? absentUnder(value) : Guard.NEVER;
  let must = may;
  const unknowns: Unknown[] = [];
  for (const a of alternativesOf(value)) {
    const known = typeof a.value === 'boolean' ? a.value : typeof a.value === 'string' ? BOOLEANS[a.value.toLowerCase()] : undefined;
    if (known === false) continue;
    may = may.or(a.guard);
    if (known === true) must = must.or(a.guard);
    else unknowns.push(...or(unknownsIn(a.value), { token: keyOf(a.value), template: '', pointer: '', why: 'it is neither true nor false' }));
  }
  return { may, must, unknowns };
}

function or(unknowns: readonly Unknown[], otherwise: Unknown): readonly Unknown[] {
  return unknowns.length > 0 ? unknowns : [otherwise];
}

const BOOLEANS: Readonly<Record<string, boolean | undefined>> = { __proto__: null, true: true, false: false } as never;

/** The same text for equal values and for no others: an atom's identity. */
export function keyOf(value: Value | undefined): string {
  if (value === undefined || value instanceof Absent) return 'absent';
  if (value instanceof Sym) return `<${value.key}>`;
  if (value instanceof Text) return value.parts.map((p) => (typeof p === 'string' ? JSON.stringify(p) : `<${p.key}>`)).join('+');
  if (value instanceof Choice) return `(${value.alternatives.map((a) => `${a.guard.toString()}: ${keyOf(a.value)}`).join(' | ')})`;
  if (Array.isArray(value)) return `[${(value as readonly Value[]).map(keyOf).join(',')}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => `${JSON.stringify(k)}:${keyOf(v as Value)}`).join(',')}}`;
  return JSON.stringify(value);
}

/**
 * Arithmetic of `Holds`: facts that are so at most (`may`) and for certain (`must`).
 *
 *   both(open, not(certificate)).must.isNever()
 *
 * INVARIANT: `must` is sure: a formula that nobody can decide counts as true in `may` and as false in `must`.
 */
import type { Place, Unknown } from '../facts';
import { Guard } from '../guard';
import { guardOfBoolean } from '../template/walk';
import type { Value } from '../template/value';
import type { Holds } from './model';

const NO_UNKNOWNS: readonly Unknown[] = [];

export const ALWAYS: Holds = { may: Guard.ALWAYS, must: Guard.ALWAYS, unknowns: NO_UNKNOWNS };
export const NEVER: Holds = { may: Guard.NEVER, must: Guard.NEVER, unknowns: NO_UNKNOWNS };

/** Exactly under a guard. One that is not sure may hold and is never certain. */
export function when(guard: Guard): Holds {
  return guard === Guard.ALWAYS ? ALWAYS : guard.isNever() ? NEVER : { may: guard, must: surely(guard), unknowns: NO_UNKNOWNS };
}

/** Nobody can say, under the guard at most. */
export function perhaps(guard: Guard, ...unknowns: readonly Unknown[]): Holds {
  return guard.isNever() ? NEVER : { may: guard, must: Guard.NEVER, unknowns };
}

export function both(a: Holds, b: Holds): Holds {
  if (a === ALWAYS || b === NEVER) return b;
  if (b === ALWAYS || a === NEVER) return a;
  const may = a.may.and(b.may);
  return may.isNever() ? NEVER : { may, must: surely(a.must.and(b.must)), unknowns: joined(a.unknowns, b.unknowns) };
}

export function either(a: Holds, b: Holds): Holds {
  if (a === NEVER) return b;
  if (b === NEVER) return a;
  return { may: a.may.or(b.may), must: surely(a.must.or(b.must)), unknowns: joined(a.unknowns, b.unknowns) };
}

export function not(a: Holds): Holds {
  if (a === ALWAYS) return NEVER;
  if (a === NEVER) return ALWAYS;
  return { may: a.must.not(), must: surely(a.may.not()), unknowns: a.unknowns };
}

export function anyOf(list: readonly Holds[]): Holds {
  return list.reduce(either, NEVER);
}

export function allOf(list: readonly Holds[]): Holds {
  return list.reduce(both, ALWAYS);
}

/** A property that is true or false; where a token has no place of its own, `place` is it. */
export function whenTrue(value: Value | undefined, guard: Guard, place: Place, absent = false): Holds {
  const { may, must, unknowns } = guardOfBoolean(value, absent);
  return both(when(guard), { may, must: surely(must), unknowns: unknowns.map((u) => (u.template === '' ? { ...u, template: place.template, pointer: place.pointer } : u)) });
}

function surely(guard: Guard): Guard {
  return guard.isSure ? guard : Guard.NEVER;
}

function joined(a: readonly Unknown[], b: readonly Unknown[]): readonly Unknown[] {
  if (a.length === 0 || a === b) return b;
  return b.length === 0 ? a : [...a, ...b.filter((u) => !a.includes(u))];
}

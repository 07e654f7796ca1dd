/**
 * Checks that a value out of a file has the shape of a type, and says where it has not:
 *
 *   const flow = fields<Flow>({ id: text, until: optional(text) });
 *   flow({ id: 7 }, '/flows/0');   // { pointer: '/flows/0/id', what: 'is the number `7`; expected text' }
 *
 * The compiler holds the checks against the type: a field without a check does not compile. A field that nobody knows is
 * accepted: a later version of the same schema may add some. Not here: whether what is said makes sense.
 */
import { didYouMean } from '../../intent/nearest';
import { list as names, typeName } from '../../intent/reader';

export interface Problem {
  readonly pointer: string;
  readonly what: string;
}

export interface Check<T> {
  (value: unknown, pointer: string): Problem | undefined;
  /** Never there; it ties the check to the type that it stands for. */
  readonly of?: T;
}

function simple<T>(expected: string, holds: (value: unknown) => boolean): Check<T> {
  return (value, pointer) => (holds(value) ? undefined : wrong(value, pointer, expected));
}

function wrong(value: unknown, pointer: string, expected: string): Problem {
  return { pointer, what: `${value === undefined ? 'is missing' : `is ${typeName(value)}`}; expected ${expected}` };
}

export const text: Check<string> = simple('text', (v) => typeof v === 'string');
export const figure: Check<number> = simple('a number', (v) => typeof v === 'number' && Number.isFinite(v));
export const flag: Check<boolean> = simple('`true` or `false`', (v) => typeof v === 'boolean');
/** Whatever a template may hold there, e.g. a reference. */
export const anything: Check<unknown> = simple('a value', (v) => v !== undefined);

export function oneOf<T extends string | number | boolean>(...values: readonly T[]): Check<T> {
  return simple(`${values.length === 1 ? '' : 'one of '}${names(values.map(String))}`, (v) => (values as readonly unknown[]).includes(v));
}

export function optional<T>(check: Check<T>): Check<T | undefined> {
  return (value, pointer) => (value === undefined ? undefined : check(value, pointer));
}

export function list<T>(item: Check<T>): Check<readonly T[]> {
  return (value, pointer) => {
    if (!Array.isArray(value)) return wrong(value, pointer, 'a list');
    for (const [i, v] of value.entries()) {
      const problem = item(v, `${pointer}/${i}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function fields<T extends object>(checks: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  return (value, pointer) => {
    if (!isObject(value)) return wrong(value, pointer, 'an object');
    for (const [name, check] of Object.entries<Check<unknown>>(checks)) {
      const problem = check(value[name], `${pointer}/${escape(name)}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** The same, and no field beside them: of a file in which a name that is mistyped would say nothing. */
export function exactly<T extends object>(checks: { readonly [K in keyof T]-?: Check<T[K]> }): Check<T> {
  const rest = fields(checks);
  return (value, pointer) => {
    const known = Object.keys(checks);
    const stray = isObject(value) ? Object.keys(value).find((name) => !known.includes(name)) : undefined;
    return stray === undefined ? rest(value, pointer) : { pointer: `${pointer}/${escape(stray)}`, what: `is unknown${didYouMean(stray, known, 'fields')}` };
  };
}

/** An object whose keys are names. */
export function record<T>(item: Check<T>): Check<Readonly<Record<string, T>>> {
  return (value, pointer) => {
    if (!isObject(value)) return wrong(value, pointer, 'an object');
    for (const [name, v] of Object.entries(value)) {
      const problem = item(v, `${pointer}/${escape(name)}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** Objects of several kinds, told apart by one field. */
export function variant<K extends string, T extends Readonly<Record<K, string>>>(key: K, kinds: { readonly [V in T[K]]: Check<Extract<T, Readonly<Record<K, V>>>> }): Check<T> {
  return (value, pointer) => {
    if (!isObject(value)) return wrong(value, pointer, 'an object');
    const kind = value[key];
    const known = Object.keys(kinds).sort();
    if (typeof kind !== 'string' || !known.includes(kind)) return wrong(kind, `${pointer}/${key}`, `one of ${names(known)}`);
    return (kinds as Readonly<Record<string, Check<unknown>>>)[kind](value, pointer);
  };
}

/** `/flows/2/source` as people write it: `flows[2].source`. */
export function pathText(pointer: string): string {
  return pointer.split('/').slice(1).map((part, i) => {
    const name = part.replace(/~1/g, '/').replace(/~0/g, '~');
    if (/^\d+$/.test(name)) return `[${name}]`;
    return `${i === 0 ? '' : '.'}${name}`;
  }).join('');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escape(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}

/**
 * Values from outside, checked against what they should be, each mistake with its place:
 *
 *   const check = fields({ name: text(), size: integer(0, 9) }, { tags: listOf(text()) });
 *   checkShape(check, { name: '', sise: 3 })   // `/name` is empty; `/size` is missing; `/sise` is unknown
 *
 * Own properties alone; lengths are bounded; nothing throws.
 */
import { isRecord } from '../token-claims';
export interface ShapeProblem {
  /** JSON pointer. */
  readonly pointer: string;
  readonly message: string;
  /** Of mistakes that have a code of their own. */
  readonly code?: string;
}

/** Written out where something is wrong with it only: a bundle has thousands of places, and every cold start looks at each. */
export interface Place {
  readonly up?: Place;
  readonly field?: string | number;
}

export type Check = (value: unknown, place: Place, problems: ShapeProblem[]) => void;

const MOST = 100_000;

export const at = (pointer: string, field: string | number): string => `${pointer}/${String(field).replace(/~/g, '~0').replace(/\//g, '~1')}`;

export function pointerOf({ up, field }: Place): string {
  return up === undefined || field === undefined ? '' : at(pointerOf(up), field);
}

export function checkShape(check: Check, value: unknown): ShapeProblem[] {
  const problems: ShapeProblem[] = [];
  check(value, {}, problems);
  return problems;
}

/** What a person sees of a value: its kind, and the value where it is short. */
export function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const text = String(value);
  return `the ${typeof value} \`${text.length > 60 ? `${text.slice(0, 60)}…` : text}\``;
}

export function wrong(problems: ShapeProblem[], place: Place, value: unknown, expected: string, code?: string): void {
  const pointer = pointerOf(place);
  problems.push({ pointer, message: `\`${pointer}\` is ${shown(value)}; expected ${expected}`, ...(code === undefined ? {} : { code }) });
}

export function text(pattern?: RegExp, expected = 'a text that is not empty', options: { readonly empty?: boolean; readonly longest?: number; readonly code?: string } = {}): Check {
  const { empty = false, longest = 2_048, code } = options;
  return (value, place, problems) => {
    const fits = typeof value === 'string' && (empty || value !== '') && value.length <= longest && !HALF.test(value) && (pattern === undefined || pattern.test(value));
    if (!fits) wrong(problems, place, value, expected, code);
  };
}

/** Half a character: a lone surrogate. */
const HALF = /[\ud800-\udfff]/u;

export function oneOf(words: readonly string[], code?: string): Check {
  return (value, place, problems) => {
    if (typeof value !== 'string' || !words.includes(value)) wrong(problems, place, value, `one of ${words.map((w) => `\`${w}\``).join(', ')}`, code);
  };
}

export function integer(least: number, most: number): Check {
  return (value, place, problems) => {
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) wrong(problems, place, value, `a whole number from ${least} to ${most}`);
  };
}

export const flag: Check = (value, place, problems) => {
  if (typeof value !== 'boolean') wrong(problems, place, value, '`true` or `false`');
};

export function listOf(item: Check, least = 0): Check {
  return (value, place, problems) => {
    if (!Array.isArray(value)) return wrong(problems, place, value, `a list of ${least} to ${MOST} entries`);
    if (value.length < least || value.length > MOST) {
      const pointer = pointerOf(place);
      return void problems.push({ pointer, message: `\`${pointer}\` is a list of ${value.length}; expected one of ${least} to ${MOST} entries` });
    }
    for (let i = 0; i < value.length; i++) item(value[i], { up: place, field: i }, problems);
  };
}

/** `{ [name]: item }`. */
export function recordOf(item: Check, name: Check = text()): Check {
  return (value, place, problems) => {
    if (!isRecord(value)) return wrong(problems, place, value, 'an object');
    for (const key of Object.keys(value)) {
      const inner = { up: place, field: key };
      name(key, inner, problems);
      item(value[key], inner, problems);
    }
  };
}

/** Exactly these fields. What is `undefined` is not there. */
export function fields(required: Readonly<Record<string, Check>>, optional: Readonly<Record<string, Check>> = {}): Check {
  const [must, may] = [Object.entries(required), Object.entries(optional)];
  return (value, place, problems) => {
    if (!isRecord(value)) return wrong(problems, place, value, 'an object');
    for (const [name, check] of must) check(Object.hasOwn(value, name) ? value[name] : undefined, { up: place, field: name }, problems);
    for (const [name, check] of may) if (Object.hasOwn(value, name) && value[name] !== undefined) check(value[name], { up: place, field: name }, problems);
    for (const name of Object.keys(value)) {
      if (Object.hasOwn(required, name) || Object.hasOwn(optional, name)) continue;
      const pointer = pointerOf({ up: place, field: name });
      problems.push({ pointer, message: `\`${pointer}\` is unknown; known fields: ${[...Object.keys(required), ...Object.keys(optional)].sort().map((n) => `\`${n}\``).join(', ')}` });
    }
  };
}

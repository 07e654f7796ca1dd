/**
 * What a compiler of TypeScript would have refused, said in words: names that nobody knows, and values of another kind.
 *
 *   const DOOR: Shape = { throttle: struct({ rate: needed(NUMBER), burst: needed(NUMBER) }), logKey: reference('keyRef', 'a key of KMS') };
 *   const { options, wrong } = readOptions(props, DOOR, 'door `Door`', report);   // `options` holds what is right, and nothing else
 *
 * Callers of JavaScript have no compiler, and a struct that is a variable takes any other name in TypeScript as well: a mistyped `throttle`
 * would leave the door without one. Each mistake is told; what is wrong is left out, so that nothing reads it, and whoever asked builds
 * nothing beside it. Codes are those of intent files. Tokens pass: a text, a number and a list of CDK's are one before they are resolved; where one
 * may not be, the kind is `known`.
 *
 * Cheap, because every route comes by: own keys are looked at, once. Not judged: whether a value is a good one; that is its reader's.
 */
import { Token } from 'aws-cdk-lib';
import { compareText, type Finding } from '../../intent';
import { cleanText } from '../../intent/clean';
import { nearest } from '../../intent/nearest';
import { list, meant, typeName } from '../../intent/reader';

/** What one option may be. */
export interface Kind {
  /** After `expected`. */
  readonly expected: string;
  /** The type in TypeScript, for the test that compares tables with interfaces; empty: any. */
  readonly type: string;
  readonly code?: string;
  readonly isNeeded?: true;
  /** It is never shown. */
  readonly isSecret?: true;
  /** What only the deployment knows is refused. */
  readonly isKnown?: true;
  /** Of a list: nothing stands in it twice. */
  readonly isSet?: true;
  readonly is?: (value: unknown) => boolean;
  readonly words?: readonly string[];
  readonly each?: Kind;
  readonly values?: Kind;
  readonly shape?: Shape;
}

/** Another code than `WrongType` and `UnknownValue`. */
type Coded = Pick<Kind, 'code'>;

export type Shape = Readonly<Record<string, Kind>>;
export type Tell = (code: string, message: string) => void;

export interface Options<T> {
  /** What is right. */
  readonly options: Partial<T>;
  /** Names of options that were there and are left out, in whole or in part. */
  readonly wrong: ReadonlySet<string>;
}

/** Judged by its reader. */
export const ANY: Kind = { expected: 'a value', type: '' };
export const TEXT: Kind = { expected: 'text', type: 'string', is: (v) => typeof v === 'string' };
export const NUMBER: Kind = { expected: 'a number', type: 'number', is: (v) => typeof v === 'number' };
export const FLAG: Kind = { expected: '`true` or `false`', type: 'boolean', is: (v) => typeof v === 'boolean' };
export const DURATION: Kind = { expected: 'a duration, e.g. `Duration.minutes(5)`', type: 'Duration', is: (v) => has(v, 'toSeconds') };

/** A list; `expected` says what of. */
export function listOf(each: Kind, expected = 'a list of texts', more: Coded = {}): Kind {
  return { expected, type: `${each.type}[]`, each, ...more };
}

export const TEXTS = listOf(TEXT);

export function mapOf(values: Kind, expected: string): Kind {
  return { expected, type: `{ [id: string]: ${values.type} }`, values };
}

export function struct(shape: Shape, type: string): Kind {
  return { expected: `an object with ${list(Object.keys(shape))}`, type, shape };
}

export function oneOf(words: readonly string[], type: string, more: Coded = {}): Kind {
  return { expected: `one of ${list(words)}`, type, words, ...more };
}

/** What has a member of that name: classes of two copies of a package are not the same one, and CDK's interfaces are no classes at all. */
export function having(member: string, type: string, expected: string, more: Coded = {}): Kind {
  return { expected, type, is: (v) => has(v, member), ...more };
}

/** A construct that CDK's interface of that member describes: L1, L2 or imported. */
export function reference(member: string, type: string, expected: string, more: Coded = {}): Kind {
  return { ...having(member, type, expected, more), is: (v) => has(v, member) && isConstruct(v as object) };
}

/** What a class of this library makes. The class is asked for when it is needed, because its module may need these tables. */
export function instanceOf(made: () => Function, type: string, expected: string, more: Coded = {}): Kind {
  return { expected, type, is: (v) => v instanceof made(), ...more };
}

export function needed(kind: Kind): Kind {
  return { ...kind, isNeeded: true };
}

/** The value itself: names, ids, limits and texts are made from it now. */
export function known(kind: Kind): Kind {
  return { ...kind, isKnown: true };
}

/** A list of which each entry stands there once. */
export function setOf(each: Kind, expected: string, more: Coded = {}): Kind {
  return { ...listOf(each, expected, more), isSet: true };
}

export const POSTURE = oneOf(['sandbox', 'standard', 'high'], 'Posture');
export const PERSONA_OPTIONS: Shape = { displayName: TEXT, description: TEXT, groups: TEXTS };

export function readOptions<T extends object>(value: T | null | undefined, shape: Shape, what: string, tell: Tell): Options<T> {
  if (value !== undefined && isRightStruct(value, shape)) return { options: value!, wrong: NONE };
  const options: Record<string, unknown> = {};
  const wrong = new Set<string>();
  const said = (code: string, message: string): void => tell(code, cleanText(message));
  if (value !== undefined && value !== null && (typeof value !== 'object' || Array.isArray(value) || isConstruct(value) || isLate(value))) {
    said('WrongType', `options of ${what} are ${worded(value)}; expected an object with ${list(Object.keys(shape))}`);
    for (const name of Object.keys(shape)) wrong.add(name);
    return { options: {}, wrong };
  }
  const from = (value ?? {}) as Record<string, unknown>;
  for (const name of namesOf(from, shape)) {
    const one = from[name];
    if (one === undefined) continue; // other languages hand over what was not set
    const kind = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (kind === undefined) {
      const known = Object.keys(shape);
      said('UnknownField', `${what} has an unknown option \`${name}\`${meant(nearest(name, known))}; known options: ${list([...known].sort(compareText))}`);
      wrong.add(name);
      continue;
    }
    const { taken, isWhole } = take(one, kind, `\`${name}\` of ${what}`, said);
    if (!isWhole) wrong.add(name);
    if (taken !== undefined) options[name] = taken;
  }
  for (const [name, { isNeeded, expected }] of Object.entries(shape)) {
    if (isNeeded !== true || from[name] !== undefined) continue;
    said('MissingField', `${what} has no \`${name}\`; expected ${expected}`);
    wrong.add(name);
  }
  return { options: options as Partial<T>, wrong };
}

/** One value by itself, e.g. an argument; undefined where it is wrong. */
export function readOption<T>(value: T, kind: Kind, what: string, tell: Tell): T | undefined {
  return take(value, kind, what, (code, message) => tell(code, cleanText(message))).taken as T | undefined;
}

/** Tells what is wrong with something, once it is known how it is called. */
export type Told = (what: string, tell: Tell) => void;

/** Options of what is made before anybody knows where it will stand: `told` is there where some are wrong. */
export function readEarly<T extends object>(props: T | null | undefined, shape: Shape): Options<T> & { readonly told?: Told } {
  const read = readOptions(props, shape, '', () => undefined);
  return read.wrong.size === 0 ? read : { ...read, told: (what, tell) => { readOptions(props, shape, what, tell); } };
}

/** Options, and what is wrong with them as findings of a place. */
export function readAt<T extends object>(props: T | null | undefined, shape: Shape, what: string, where = ''): Options<T> & { readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const read = readOptions(props, shape, what, (code, message) => findings.push({ code, level: 'error', pointer: '', where, message }));
  return { ...read, findings };
}

const NONE: ReadonlySet<string> = new Set();

/** What most are, without a word for anybody. */
function isRight(value: unknown, { words, each, values, shape, is, isKnown, isSet }: Kind): boolean {
  if ((isKnown === true && isLate(value)) || (isSet === true && twiceIn(value) !== undefined)) return false;
  if (words !== undefined) return typeof value === 'string' && words.includes(value);
  if (each !== undefined) return Array.isArray(value) && value.every((one) => isRight(one, each));
  if (shape !== undefined) return isRightStruct(value, shape);
  return values === undefined && (is === undefined || is(value));
}

function isRightStruct(value: unknown, shape: Shape): boolean {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype || 'node' in value) return false;
  for (const name of Object.keys(value)) {
    const one = (value as Record<string, unknown>)[name];
    if (one !== undefined && !(Object.hasOwn(shape, name) && isRight(one, shape[name]))) return false;
  }
  for (const name of neededOf(shape)) if ((value as Record<string, unknown>)[name] === undefined) return false;
  return true;
}

const NEEDED = new WeakMap<Shape, readonly string[]>();

function neededOf(shape: Shape): readonly string[] {
  const known = NEEDED.get(shape);
  if (known !== undefined) return known;
  const names = Object.keys(shape).filter((name) => shape[name].isNeeded === true);
  NEEDED.set(shape, names);
  return names;
}

interface Taken {
  /** Undefined: nothing of it can be used. */
  readonly taken: unknown;
  readonly isWhole: boolean;
}

function take(value: unknown, kind: Kind, what: string, said: Tell): Taken {
  const { words, each, values, shape } = kind;
  const refuse = (): Taken => {
    said(kind.code ?? 'WrongType', `${what} is ${kind.isSecret === true ? 'of another kind' : worded(value)}; expected ${kind.expected}`);
    return { taken: undefined, isWhole: false };
  };
  if (kind.isKnown === true && isLate(value)) {
    said(kind.code ?? 'ValueNotLiteral', `${what} is known only at deployment; expected ${kind.expected}, known now; write the value itself`);
    return { taken: undefined, isWhole: false };
  }
  if (words !== undefined) {
    if (typeof value !== 'string') return refuse();
    if (words.includes(value)) return { taken: value, isWhole: true };
    said(kind.code ?? 'UnknownValue', `${what} is \`${value}\`${meant(nearest(value, words))}; expected one of ${list(words)}`);
    return { taken: undefined, isWhole: false };
  }
  if (each !== undefined) {
    if (!Array.isArray(value)) return refuse();
    const all = value.map((one: unknown) => take(one, each, `an entry of ${what}`, said));
    const twice = kind.isSet === true ? twiceIn(value) : undefined;
    if (twice !== undefined) said('ValueRepeated', `${what} has ${nameOf(twice)} twice; expected each once; remove one`);
    const isWhole = all.every((t) => t.isWhole) && twice === undefined;
    return { taken: isWhole && each.shape === undefined ? value : all.flatMap((t) => (t.taken === undefined ? [] : [t.taken])), isWhole };
  }
  if (values === undefined && shape === undefined) return kind.is === undefined || kind.is(value) ? { taken: value, isWhole: true } : refuse();
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isConstruct(value)) return refuse();
  if (values !== undefined) {
    const all = Object.entries(value).filter(([, one]) => one !== undefined).map(([name, one]) => [name, take(one, values, `\`${name}\` of ${what}`, said)] as const);
    return { taken: Object.fromEntries(all.flatMap(([name, t]) => (t.taken === undefined ? [] : [[name, t.taken]]))), isWhole: all.every(([, t]) => t.isWhole) };
  }
  const read = readOptions(value, shape!, what, said);
  // Without what it needs, its readers could not read it.
  const isUsable = !Object.entries(shape!).some(([name, k]) => k.isNeeded === true && read.wrong.has(name) && !(name in read.options));
  return { taken: isUsable ? read.options : undefined, isWhole: read.wrong.size === 0 };
}

/** Of a class, its accessors as well. */
function namesOf(value: object, shape: Shape): readonly string[] {
  const own = Object.keys(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return own;
  return [...own, ...Object.keys(shape).filter((name) => !Object.hasOwn(value, name) && name in value)];
}

function has(value: unknown, member: string): boolean {
  return typeof value === 'object' && value !== null && member in value;
}

function isConstruct(value: object): boolean {
  return 'node' in value && typeof (value as { node?: { path?: unknown } }).node?.path === 'string';
}

/** Only the deployment knows it: texts, numbers and lists that are tokens, durations of one, and tokens themselves. */
function isLate(value: unknown): boolean {
  if (Token.isUnresolved(value)) return true;
  const { isUnresolved } = (typeof value === 'object' && value !== null ? value : {}) as { isUnresolved?: unknown };
  return typeof isUnresolved === 'function' && (value as { isUnresolved(): boolean }).isUnresolved();
}

function twiceIn(value: unknown): unknown {
  return Array.isArray(value) ? value.find((one, i) => one !== undefined && value.indexOf(one) < i) as unknown : undefined;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? (isConstruct(value) ? `\`${(value as { node: { path: string } }).node.path}\`` : 'an entry') : `\`${String(value)}\``;
}

/** Classes of CDK have other names once they are bundled: paths say more. */
export function worded(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeName(value);
  if (isConstruct(value)) return `\`${(value as { node: { path: string } }).node.path}\` itself`;
  if (isLate(value)) return 'known only at deployment';
  const { personaId } = value as { personaId?: unknown };
  return typeof personaId === 'string' ? `persona \`${personaId}\`` : typeName(value);
}

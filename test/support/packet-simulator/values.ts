import type { Resource } from './assembly';

/** What a template value becomes once its intrinsics are resolved: literals, and tokens for what only a deployment knows. */
export type Value = undefined | string | number | boolean | null | Token | Text | readonly Value[] | { readonly [key: string]: Value };

/** Anything that the simulator will not answer, because it would have to guess. */
export class SimulationError extends Error {
  public readonly name = 'SimulationError';
}

export function refuse(where: string, why: string): never {
  throw new SimulationError(`${where}: ${why}`);
}

/**
 * One unknown value, named by its text. Two tokens with the same text are the same value; two with different texts are
 * different only if `origin` is a resource of the templates (CloudFormation makes a fresh id for each).
 */
export class Token {
  constructor(
    public readonly text: string,
    public readonly origin: 'resource' | 'elsewhere',
    public readonly resource?: Resource,
    /** undefined for the resource's own id (`Ref`) */
    public readonly attribute?: string,
  ) {}

  public toString(): string { return this.text; }
}

/** A string with tokens inside it. Never empty, never a lone token. */
export class Text {
  constructor(public readonly parts: readonly (string | Token)[]) {}
  public toString(): string { return this.parts.map(part => typeof part === 'string' ? part : `\${${part.text}}`).join(''); }
}

export function isRecord(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Token) && !(value instanceof Text);
}

export function isObject(value: Value): value is { readonly [key: string]: Value } {
  return isRecord(value);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isIntrinsic(value: unknown): value is Record<string, any> {
  return isRecord(value) && Object.keys(value).length === 1 && /^(Ref|Fn::.*)$/.test(Object.keys(value)[0]);
}

/** Secrets and parameters that CloudFormation fetches at deployment. */
export function dynamicReference(text: string): Value {
  if (!text.includes('{{resolve:')) return text;
  return concat(text.split(/(\{\{resolve:[^}]*\}\})/).map((part, i) => i % 2 === 0 ? part : new Token(part, 'elsewhere')), text);
}

/** Concatenates; gives back the simplest form: a string, a lone token, or a text. */
export function concat(values: readonly Value[], where: string): Value {
  const parts: (string | Token)[] = [];
  for (const part of values.flatMap(value => scalarParts(value, where))) {
    const last = parts.length - 1;
    if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] += part;
    else if (part !== '') parts.push(part);
  }
  if (parts.length === 0) return '';
  return parts.length === 1 ? parts[0] : new Text(parts);
}

export function join(delimiter: string, values: readonly Value[], where: string): Value {
  return concat(values.flatMap((value, i) => i === 0 ? [value] : [delimiter, value]), where);
}

export function split(delimiter: string, value: Value, where: string): readonly Value[] {
  if (delimiter === '') refuse(where, 'Fn::Split with an empty delimiter');
  const pieces: Value[][] = [[]];
  for (const part of scalarParts(value, where)) {
    if (typeof part === 'string') {
      const [first, ...rest] = part.split(delimiter);
      pieces[pieces.length - 1].push(first);
      pieces.push(...rest.map(piece => [piece]));
    } else if (isAtomic(part, delimiter)) {
      pieces[pieces.length - 1].push(part);
    } else {
      refuse(where, `cannot split ${part.text} at ${JSON.stringify(delimiter)} before deployment`);
    }
  }
  return pieces.map(piece => concat(piece, where));
}

/** The text without tokens, or a refusal. */
export function literal(value: Value, where: string, what = 'a literal text'): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return refuse(where, `expected ${what}, found ${show(value)}`);
}

export function show(value: Value): string {
  if (value instanceof Token || value instanceof Text) return `${value}`;
  return JSON.stringify(value, (_key, inner) => inner instanceof Token || inner instanceof Text ? `${inner}` : inner) ?? 'nothing';
}

/** Whether the deployed value surely holds no delimiter: ids of resources hold neither commas nor bars. */
function isAtomic(token: Token, delimiter: string): boolean {
  return token.origin === 'resource' && /^[,|]+$/.test(delimiter) && (token.attribute === undefined || /Id$/.test(token.attribute));
}

function scalarParts(value: Value, where: string): readonly (string | Token)[] {
  if (value instanceof Text) return value.parts;
  if (value instanceof Token) return [value];
  return [literal(value, where)];
}

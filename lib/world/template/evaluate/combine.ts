/**
 * Values made of values, where some are symbols and some depend on conditions:
 *
 *   lift([a, b], ([x, y]) => concat([x, y], fail), fail)      // for every way that the conditions of a and b can hold together
 *
 * A product of alternatives that grows over its budget is given up for one symbol: it could be anything, and says so.
 */
import { Guard } from '../../guard';
import { Absent, Choice, Sym, Text, type Value } from '../value';

/** No Choice at its top; Absent is possible. */
export type Flat = Exclude<Value, Choice>;

interface Branch<T> {
  readonly guard: Guard;
  readonly value: T;
}

const MOST_BRANCHES = 64;
/** Texts of templates are small; one that doubles itself is stopped here. */
const LONGEST = 200_000;
const MOST_PARTS = 2_000;

/** As `alternativesOf`, with Absent. */
export function branchesOf(value: Value): readonly Branch<Flat>[] {
  return value instanceof Choice ? value.alternatives as readonly Branch<Flat>[] : [{ guard: Guard.ALWAYS, value }];
}

/** INVARIANT: what it is given excludes each other and always holds together. Equal values become one. */
export function choice(branches: readonly Branch<Value>[]): Value {
  const merged = new Map<Flat, Guard>();
  for (const { guard, value } of branches) {
    if (guard.isNever()) continue;
    for (const inner of branchesOf(value)) {
      const both = guard.and(inner.guard);
      if (!both.isNever()) merged.set(inner.value, merged.get(inner.value)?.or(both) ?? both);
    }
  }
  if (merged.size === 0) return Absent.VALUE;
  if (merged.size === 1) return [...merged.keys()][0];
  return new Choice([...merged].map(([value, guard]) => ({ guard, value })));
}

/** `f` for every combination that can be. */
export function lift(values: readonly Value[], f: (flat: readonly Flat[]) => Value, fail: (why: string) => Value): Value {
  if (!values.some((v) => v instanceof Choice)) return f(values as readonly Flat[]);
  let rows: Branch<Flat[]>[] = [{ guard: Guard.ALWAYS, value: [] }];
  for (const value of values) {
    const next: Branch<Flat[]>[] = [];
    for (const row of rows) {
      for (const branch of branchesOf(value)) {
        const guard = row.guard.and(branch.guard);
        if (!guard.isNever()) next.push({ guard, value: [...row.value, branch.value] });
      }
    }
    if (next.length > MOST_BRANCHES) return fail('it depends on too many conditions at once');
    rows = next;
  }
  return choice(rows.map(({ guard, value }) => ({ guard, value: f(value) })));
}

/** As CloudFormation writes it into a text; undefined for what is no scalar. */
export function scalarText(value: Value): string | undefined {
  switch (typeof value) {
    case 'string': return value;
    case 'number': case 'boolean': return String(value);
    default: return undefined;
  }
}

/** Pieces one after the other: a text where all are known, a Sym where it is the only piece, else a Text. */
export function concat(pieces: readonly Flat[], fail: (why: string) => Value): Value {
  const parts: (string | Sym)[] = [];
  let length = 0;
  for (const piece of pieces) {
    const known = scalarText(piece);
    if (known === undefined && !(piece instanceof Sym || piece instanceof Text)) return fail(piece instanceof Absent ? 'a part of the text is AWS::NoValue' : 'a part of the text is no text');
    for (const part of piece instanceof Text ? piece.parts : [known ?? piece as Sym]) {
      const last = parts.length - 1;
      if (part === '') continue;
      length += typeof part === 'string' ? part.length : 1;
      if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] = parts[last] + part;
      else parts.push(part);
    }
    if (length > LONGEST || parts.length > MOST_PARTS) return fail('the text is longer than any that CloudFormation takes');
  }
  if (parts.length === 0) return '';
  if (parts.length === 1) return parts[0];
  return new Text(parts);
}

/** One Sym for what an operation makes of another: the same operation on the same value is the same value. */
export function derived(operation: string, from: Sym, type = ''): Sym {
  return new Sym(from.kind, `${operation}(${from.key})`, type, { ...from.unknown, token: `${operation} of ${from.unknown.token}` });
}

/** Made by `derived` of a text: it does not vary independently of what it is made of. */
export function isDerived(sym: Sym): boolean {
  return sym.key.endsWith(')');
}

export function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<') || type.startsWith('AWS::SSM::Parameter::Value<List') || type === 'AWS::SSM::Parameter::Value<CommaDelimitedList>';
}

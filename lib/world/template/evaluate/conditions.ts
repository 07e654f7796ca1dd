/**
 * Conditions as formulas over parameters: `!Equals [!Ref Stage, prod]` holds where `App.Stage` is `prod`.
 *
 * A value that is compared is a variable of the formula, so far as it varies by itself. What is compared otherwise (a text with
 * two unknown parts, a piece cut out of a parameter) is unsure: it may hold, and nobody can say when.
 */
import { Guard } from '../../guard';
import { isRaw } from '../read/body';
import { Absent, Sym, Text, type Value } from '../value';
import { keyOf } from '../walk';
import { branchesOf, isDerived, isListType, scalarText, type Flat } from './combine';
import type { Scope } from './scope';

const MOST_COMPARED = 256;

export function conditionOf(scope: Scope, raw: unknown, pointer: string): Guard {
  if (raw === true || raw === 'true') return Guard.ALWAYS;
  if (raw === false || raw === 'false') return Guard.NEVER;
  if (!isRaw(raw)) return Guard.UNSURE;
  const keys = Object.keys(raw);
  if (keys.length !== 1) return Guard.UNSURE;
  const [name] = keys;
  const argument = raw[name];
  if (name === 'Condition') return typeof argument === 'string' ? scope.condition(argument) : Guard.UNSURE;
  if (!Array.isArray(argument) || scope.links.depth > DEEPEST) return Guard.UNSURE;
  scope.links.depth += 1;
  const guard = combined(scope, name, argument, `${pointer}/${name}`);
  scope.links.depth -= 1;
  return guard;
}

const DEEPEST = 300;

function combined(scope: Scope, name: string, argument: readonly unknown[], pointer: string): Guard {
  const inner = (i: number): Guard => conditionOf(scope, argument[i], `${pointer}/${i}`);
  switch (name) {
    case 'Fn::Not': return argument.length === 1 ? inner(0).not() : Guard.UNSURE;
    case 'Fn::And': return argument.length === 0 ? Guard.UNSURE : argument.reduce((sum: Guard, _, i) => sum.and(inner(i)), Guard.ALWAYS);
    case 'Fn::Or': return argument.length === 0 ? Guard.UNSURE : argument.reduce((sum: Guard, _, i) => sum.or(inner(i)), Guard.NEVER);
    case 'Fn::Equals': return argument.length === 2 ? equals(scope, scope.evaluate(argument[0], `${pointer}/0`), scope.evaluate(argument[1], `${pointer}/1`)) : Guard.UNSURE;
    default: return Guard.UNSURE;
  }
}

function equals(scope: Scope, a: Value, b: Value): Guard {
  let sum: Guard = Guard.NEVER;
  const left = branchesOf(a);
  const right = branchesOf(b);
  if (left.length * right.length > MOST_COMPARED) return Guard.UNSURE;
  for (const x of left) {
    for (const y of right) {
      const both = x.guard.and(y.guard);
      if (!both.isNever()) sum = sum.or(both.and(same(scope, x.value, y.value)));
    }
  }
  return sum;
}

function same(scope: Scope, a: Flat, b: Flat): Guard {
  const x = scalarText(a);
  const y = scalarText(b);
  if (x !== undefined && y !== undefined) return x === y ? Guard.ALWAYS : Guard.NEVER;
  if (x !== undefined) return matches(scope, b, x);
  if (y !== undefined) return matches(scope, a, y);
  if (keyOf(a) === keyOf(b) && !(a instanceof Absent)) return Guard.ALWAYS;
  return Guard.UNSURE;
}

/** When a value with unknown parts is this text. */
function matches(scope: Scope, value: Flat, text: string): Guard {
  if (value instanceof Sym) return variable(scope, value, text);
  if (!(value instanceof Text)) return Guard.UNSURE;
  const [first, ...rest] = value.parts;
  const last = rest[rest.length - 1];
  const before = typeof first === 'string' ? first : '';
  const after = typeof last === 'string' ? last : '';
  if (!text.startsWith(before) || !text.endsWith(after) || text.length < before.length + after.length) return Guard.NEVER;
  const unknown = value.parts.filter((p) => p instanceof Sym);
  return unknown.length === 1 ? variable(scope, unknown[0], text.slice(before.length, text.length - after.length)) : Guard.UNSURE;
}

function variable(scope: Scope, sym: Sym, text: string): Guard {
  if (sym.kind === 'unevaluated' || (isDerived(sym) && !ofList(sym))) return Guard.UNSURE;
  return Guard.oneOf(sym.key, [text], scope.links.domains.get(sym.key));
}

/** A list is only ever compared by what is made of it: that varies by itself. */
function ofList(sym: Sym): boolean {
  return isListType(sym.type.replace(/^of /, ''));
}

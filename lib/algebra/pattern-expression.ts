/**
 * Makes it possible to read: `(s3:get*, s3:put*) except (s3:getobject)`, the form in which a `PatternSet` is kept.
 *
 * Boolean expressions over patterns: cheap to build, printed sorted, decided only when asked (`PatternAutomaton`).
 * Does not model: equality of languages: two expressions of one language may print differently.
 */
import { Glob, matches, parseGlob } from './glob';

export type Expression =
  | { readonly kind: 'glob'; readonly glob: Glob }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression };

export const NOTHING: Expression = { kind: 'or', of: [] };
export const EVERYTHING: Expression = { kind: 'glob', glob: parseGlob('*') };

// INVARIANT: an `or` holds no `or` and an `and` no `and`; neither holds one operand only, nor the same pattern twice
export function either(operands: readonly Expression[]): Expression {
  const of = flatten('or', operands);
  if (of.some(isEverything)) return EVERYTHING;
  return of.length === 1 ? of[0] : { kind: 'or', of };
}

export function both(operands: readonly Expression[]): Expression {
  const of = flatten('and', operands).filter((operand) => !isEverything(operand));
  if (of.some(isNothing)) return NOTHING;
  return of.length === 0 ? EVERYTHING : of.length === 1 ? of[0] : { kind: 'and', of };
}

export function negation(operand: Expression): Expression {
  if (operand.kind === 'not') return operand.of;
  return isEverything(operand) ? NOTHING : isNothing(operand) ? EVERYTHING : { kind: 'not', of: operand };
}

export function holds(expression: Expression, text: readonly number[]): boolean {
  switch (expression.kind) {
    case 'glob':
      return matches(expression.glob, text);
    case 'and':
      return expression.of.every((operand) => holds(operand, text));
    case 'or':
      return expression.of.some((operand) => holds(operand, text));
    case 'not':
      return !holds(expression.of, text);
  }
}

export function expressionText(expression: Expression): string {
  switch (expression.kind) {
    case 'glob':
      return expression.glob.text === '' ? '(the empty string)' : expression.glob.text;
    case 'or':
      return isNothing(expression) ? 'none' : sorted(expression.of.map(operandText)).join(', ');
    case 'not':
      return `* except ${operandText(expression.of)}`;
    case 'and': {
      const permitted = sorted(expression.of.filter((operand) => operand.kind !== 'not').map(operandText));
      const excluded = sorted(expression.of.flatMap((operand) => (operand.kind === 'not' ? [operandText(operand.of)] : [])));
      return [permitted.length ? permitted.join(' and ') : '*', ...(excluded.length ? [`except ${excluded.join(', ')}`] : [])].join(' ');
    }
  }
}

function operandText(expression: Expression): string {
  return expression.kind === 'glob' ? expressionText(expression) : `(${expressionText(expression)})`;
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function flatten(kind: 'and' | 'or', operands: readonly Expression[]): Expression[] {
  const seen = new Set<unknown>();
  return operands
    .flatMap((operand) => (operand.kind === kind ? operand.of : [operand]))
    .filter((operand) => {
      const identity = operand.kind === 'glob' ? operand.glob.key : operand;
      return !seen.has(identity) && seen.add(identity);
    });
}

function isEverything(expression: Expression): boolean {
  return expression.kind === 'glob' && expression.glob.key === '-1';
}

function isNothing(expression: Expression): boolean {
  return expression.kind === 'or' && expression.of.length === 0;
}

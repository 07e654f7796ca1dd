/**
 * Makes it possible to write: `shortestMatch(expression, budget)`: a shortest string of a language, or the certainty
 * that there is none.
 *
 * Breadth-first search over residuals, exploring only what the question reaches, with a symbolic alphabet: the
 * characters that the patterns name, and one OTHER for all the rest. Two things keep "these 40 patterns lie within those
 * 40" small: alternatives past a `*` are followed one by one, and a state that permits less than one already seen is
 * dropped (the antichain method for inclusion of automata). Does not model: approximations; deciding this is
 * PSPACE-complete, so a question may exceed its budget, and then it throws instead of guessing.
 */
import { AlgebraBudgetError } from './errors';
import { Expression, expressionText } from './pattern-expression';
import { isPastStar, isPatternWithin, OTHER, Residual, Residuals } from './residual';

/** Containment between any two statements of 45 public templates took fewer than 200 states (28,800 pairs). */
export const DEFAULT_STATE_BUDGET = 20_000;

/** How OTHER reads in a counterexample: the first of these that no pattern names. */
const PLACEHOLDERS = 'xyzabcdefghijklmnopqrstuvw0123456789-_';

/** Comparisons with states seen before: the earliest permit most, so more rarely drop more. */
const COMPARISONS = 32;

interface Visit {
  readonly state: Residual;
  readonly letter: number;
  readonly from?: Visit;
}

/**
 * A shortest string of the language. Deterministic: the same patterns in any order give the same string.
 *
 * @throws AlgebraBudgetError after `budget` states: the answer is unknown
 */
export function shortestMatch(expression: Expression, budget: number): string | undefined {
  const residuals = new Residuals();
  const seen = new Antichain();
  const queue: Visit[] = [];
  const enqueue = (state: Residual, letter: number, from?: Visit): void => {
    for (const alternative of alternatives(state, residuals)) {
      if (alternative.kind === 'nothing' || !seen.add(alternative)) continue;
      if (seen.size > budget) throw new AlgebraBudgetError(budget, expressionText(expression));
      queue.push({ state: alternative, letter, from });
    }
  };
  enqueue(compile(expression, residuals), OTHER);
  for (let visit = 0; visit < queue.length; visit++) {
    const { state } = queue[visit];
    if (state.nullable) return spell(queue[visit], expression);
    for (const letter of [OTHER, ...[...state.letters].sort((a, b) => a - b)]) {
      enqueue(residuals.after(state, letter), letter, queue[visit]);
    }
  }
  return undefined;
}

// INVARIANT: a state is dropped only if its language lies within that of a state queued before it, at the same depth or
// less. So a shortest match of a dropped state is a match, at most as long, of one that is kept: nothing is lost.
class Antichain {
  private readonly states = new Set<Residual>();
  private readonly byPermitted = new Map<string, { excluded: readonly Residual[] }[]>();

  public get size(): number {
    return this.states.size;
  }

  /** False where the state adds nothing. */
  public add(state: Residual): boolean {
    if (this.states.has(state)) return false;
    const operands = state.kind === 'and' ? state.operands : [state];
    const permitted = operands.filter((operand) => operand.kind !== 'not');
    const excluded = operands.filter((operand) => operand.kind === 'not').map((operand) => operand.operands[0]);
    const key = permitted.map((operand) => operand.id).join();
    const earlier = this.byPermitted.get(key) ?? [];
    this.byPermitted.set(key, earlier);
    const known = new Set(excluded);
    const covers = (pattern: Residual): boolean => known.has(pattern) || excluded.some((wider) => isPatternWithin(pattern, wider));
    for (const other of earlier.slice(0, COMPARISONS)) if (other.excluded.every(covers)) return false;
    earlier.push({ excluded });
    this.states.add(state);
    return true;
  }
}

/**
 * States whose union is the state. Alternatives that still read literals stay together: they die or advance in step, so
 * thousands of ARNs share one path through their common prefix.
 */
function alternatives(state: Residual, residuals: Residuals): Residual[] {
  if (state.kind === 'or') {
    const inStep = state.operands.filter((operand) => operand.kind === 'pattern' && !isPastStar(operand));
    if (inStep.length === state.operands.length) return [state];
    const rest = state.operands.filter((operand) => !inStep.includes(operand));
    return [...rest.flatMap((operand) => alternatives(operand, residuals)), residuals.or(inStep)];
  }
  if (state.kind !== 'and') return [state];
  for (const operand of state.operands) {
    const parts = operand.kind === 'or' ? alternatives(operand, residuals) : [operand];
    if (parts.length < 2) continue;
    const others = state.operands.filter((other) => other !== operand);
    return parts.flatMap((part) => alternatives(residuals.and([part, ...others]), residuals));
  }
  return [state];
}

/** An expression that stands in several places is compiled once. */
function compile(expression: Expression, residuals: Residuals, done = new Map<Expression, Residual>()): Residual {
  const known = done.get(expression);
  if (known) return known;
  const residual = (() => {
    switch (expression.kind) {
      case 'glob':
        return residuals.pattern(expression.glob.tokens);
      case 'not':
        return residuals.not(compile(expression.of, residuals, done));
      case 'and':
      case 'or':
        return residuals[expression.kind](inOrder(expression.of).map((operand) => compile(operand, residuals, done)));
    }
  })();
  done.set(expression, residual);
  return residual;
}

/** By text, so that the order in which a set was built does not show in its witness. */
function inOrder(operands: readonly Expression[]): Expression[] {
  const keyed = operands.map((operand) => ({ operand, key: expressionText(operand) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ operand }) => operand);
}

function spell(last: Visit, expression: Expression): string {
  const other = placeholder(expression);
  const points: number[] = [];
  for (let visit = last; visit.from; visit = visit.from) points.push(visit.letter === OTHER ? other : visit.letter);
  return String.fromCodePoint(...points.reverse());
}

function placeholder(expression: Expression): number {
  const named = new Set<number>();
  const collect = (part: Expression): void => {
    if (part.kind === 'glob') part.glob.tokens.forEach((token) => named.add(token));
    else if (part.kind === 'not') collect(part.of);
    else part.of.forEach(collect);
  };
  collect(expression);
  const familiar = Array.from(PLACEHOLDERS, (character) => character.codePointAt(0)!).find((point) => !named.has(point));
  if (familiar !== undefined) return familiar;
  let point = 0x3b1; // Greek letters, then whatever follows: the patterns are finite
  while (named.has(point)) point++;
  return point;
}

/** Shared by the algebra's tests: naive models that share no code with the library, and the laws every set obeys. */
import * as fc from 'fast-check';

export interface SetLike<S> {
  union(other: S): S;
  intersection(other: S): S;
  difference(other: S): S;
  complement(): S;
  isSubsetOf(other: S): boolean;
  equals(other: S): boolean;
  isEmpty(): boolean;
  toString(): string;
}

jest.setTimeout(600_000); // a loaded machine, or a long night of FUZZ, is no failure

/** Few by default; `FUZZ=20 npx jest test/property/algebra` for a long night. */
export function runs(numRuns: number): { numRuns: number } {
  return { numRuns: numRuns * Number(process.env.FUZZ ?? 1) };
}

/** Laws of a Boolean algebra, and what ties difference, subset and emptiness together. `canonical`: equal sets print equally. */
export function expectLaws<S extends SetLike<S>>(a: S, b: S, c: S, none: S, all: S, canonical: boolean): void {
  const same = (x: S, y: S): void => {
    expect(x.equals(y)).toBe(true);
    if (canonical) expect(x.toString()).toBe(y.toString());
  };
  same(a.union(b), b.union(a));
  same(a.intersection(b), b.intersection(a));
  same(a.union(b).union(c), a.union(b.union(c)));
  same(a.intersection(b.union(c)), a.intersection(b).union(a.intersection(c)));
  same(a.difference(b), a.intersection(b.complement()));
  same(a.difference(b).union(a.intersection(b)), a);
  same(a.union(b).complement(), a.complement().intersection(b.complement()));
  same(a.complement().complement(), a);
  same(a.union(a.complement()), all);
  same(a.union(none), a);
  expect(a.difference(b).intersection(b).isEmpty()).toBe(true);
  expect(a.intersection(b).isSubsetOf(a)).toBe(true);
  expect(a.isSubsetOf(a.union(b))).toBe(true);
  expect(a.isSubsetOf(b)).toBe(a.difference(b).isEmpty());
  expect(a.isSubsetOf(b)).toBe(a.union(b).equals(b));
  expect(a.equals(b)).toBe(a.isSubsetOf(b) && b.isSubsetOf(a));
  expect(a.isEmpty()).toBe(a.equals(none));
}

/** A formula over named sets, evaluated by the library and, point by point, by the model. */
export type Formula = { op: 'set'; index: number } | { op: 'union' | 'intersection' | 'difference'; a: Formula; b: Formula } | { op: 'complement'; a: Formula };

export function formulas(sets: number): fc.Arbitrary<Formula> {
  const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'formula' },
      fc.record({ op: fc.constant('set' as const), index: fc.nat(sets - 1) }),
      fc.record({ op: fc.constantFrom('union' as const, 'intersection' as const, 'difference' as const), a: tie('formula'), b: tie('formula') }),
      fc.record({ op: fc.constant('complement' as const), a: tie('formula') }),
    ),
  }));
  return formula;
}

export function evaluate<S extends SetLike<S>>(formula: Formula, sets: readonly S[]): S {
  if (formula.op === 'set') return sets[formula.index];
  if (formula.op === 'complement') return evaluate(formula.a, sets).complement();
  return evaluate(formula.a, sets)[formula.op](evaluate(formula.b, sets));
}

export function holds(formula: Formula, member: (index: number) => boolean): boolean {
  switch (formula.op) {
    case 'set':
      return member(formula.index);
    case 'complement':
      return !holds(formula.a, member);
    case 'union':
      return holds(formula.a, member) || holds(formula.b, member);
    case 'intersection':
      return holds(formula.a, member) && holds(formula.b, member);
    case 'difference':
      return holds(formula.a, member) && !holds(formula.b, member);
  }
}

/** Recursion straight from the definition of `*` and `?`. */
export function naiveMatch(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') return naiveMatch(pattern.slice(1), text) || (text !== '' && naiveMatch(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naiveMatch(pattern.slice(1), text.slice(1));
}

/** Every string over the alphabet, shortest first. */
export function allStrings(alphabet: string, maxLength: number): string[] {
  const out = [''];
  for (let start = 0, length = 0; length < maxLength; length++) {
    const end = out.length;
    for (; start < end; start++) for (const letter of alphabet) out.push(out[start] + letter);
  }
  return out;
}

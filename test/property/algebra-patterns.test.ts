import * as fc from 'fast-check';
import { AlgebraBudgetError, PatternKind, PatternSet } from '../../lib/algebra';
import { allStrings, evaluate, expectLaws, Formula, formulas, holds, naiveMatch, runs } from '../algebra/support';

/** Patterns name a and b; c is a letter that no pattern names. */
const STRINGS = allStrings('abc', 5);
const pattern = fc.array(fc.constantFrom('a', 'b', '*', '*', '?'), { maxLength: 5 }).map((tokens) => tokens.join(''));
const patterns = fc.array(pattern, { maxLength: 3 });
const three = fc.array(patterns, { minLength: 3, maxLength: 3 });

function expectAgreement<K extends PatternKind>(result: PatternSet<K>, strings: readonly string[], member: (text: string) => boolean): void {
  const expected = strings.filter(member);
  expect(strings.filter((text) => result.contains(text))).toEqual(expected);
  const witness = result.witness();
  expect(result.isEmpty()).toBe(witness === undefined);
  if (witness === undefined) {
    expect(expected).toEqual([]);
    return;
  }
  expect([witness, member(witness), result.contains(witness)]).toEqual([witness, true, true]);
  const shortest = expected[0]?.length ?? Infinity;
  const longest = strings[strings.length - 1].length;
  expect(witness.length).toBe(shortest <= longest ? shortest : witness.length);
  expect(witness.length).toBeGreaterThan(shortest <= longest ? -1 : longest);
}

describe('resource patterns against a naive matcher', () => {
  const member = (sets: readonly string[][], formula: Formula) => (text: string): boolean =>
    holds(formula, (index) => sets[index].some((each) => naiveMatch(each, text)));

  test('any formula has the members that recursion finds, and its witness is the shortest', () => {
    fc.assert(
      fc.property(three, formulas(3), (sets, formula) => {
        expectAgreement(evaluate(formula, sets.map((set) => PatternSet.resources(set))), STRINGS, member(sets, formula));
      }),
      runs(250),
    );
  });

  test('containment between two lists of patterns, both ways', () => {
    let contained = 0;
    fc.assert(
      fc.property(patterns, patterns, (p, q) => {
        const [x, y] = [PatternSet.resources(p), PatternSet.resources(q)];
        const missing = STRINGS.some((text) => p.some((each) => naiveMatch(each, text)) && !q.some((each) => naiveMatch(each, text)));
        const within = x.isSubsetOf(y);
        if (within) expect([p, q, missing]).toEqual([p, q, false]);
        else expectAgreement(x.difference(y), STRINGS, (text) => p.some((each) => naiveMatch(each, text)) && !q.some((each) => naiveMatch(each, text)));
        contained += within ? 1 : 0;
      }),
      runs(250),
    );
    expect(contained).toBeGreaterThan(20); // the generator must reach both answers
  });

  test('laws', () => {
    fc.assert(
      fc.property(three, ([a, b, c]) =>
        expectLaws(PatternSet.resources(a), PatternSet.resources(b), PatternSet.resources(c), PatternSet.none('resource'), PatternSet.all('resource'), false),
      ),
      runs(60),
    );
  });

  test('the order in which patterns were added shows neither in the text nor in the witness', () => {
    fc.assert(
      fc.property(patterns, patterns, (p, q) => {
        const one = PatternSet.resources(p).difference(PatternSet.resources(q));
        const other = PatternSet.resources([...p].reverse()).difference(PatternSet.resources([...q].reverse()));
        expect([one.toString(), one.witness()]).toEqual([other.toString(), other.witness()]);
      }),
      runs(60),
    );
  });

  test('a budget changes the answer only to "unknown"', () => {
    let exceeded = 0;
    fc.assert(
      fc.property(patterns, patterns, fc.integer({ min: 1, max: 6 }), (p, q, budget) => {
        const [x, y] = [PatternSet.resources(p), PatternSet.resources(q)];
        try {
          expect(x.isSubsetOf(y, budget)).toBe(x.isSubsetOf(y));
        } catch (error) {
          if (!(error instanceof AlgebraBudgetError)) throw error;
          exceeded++;
        }
      }),
      runs(200),
    );
    expect(exceeded).toBeGreaterThan(5);
  });
});

describe('action patterns against a naive matcher', () => {
  const action = fc.array(fc.constantFrom('a', 'A', 'b', ':', ':', '*', '?'), { maxLength: 6 }).map((tokens) => tokens.join(''));
  const actions = fc.array(action, { maxLength: 3 });
  /** As above, c is a letter that no pattern names: without it the shortest member may hold a letter that is not here. */
  const strings = allStrings('aBc:', 5);
  const isAction = (text: string): boolean => text.indexOf(':') > 0 && text.indexOf(':') < text.length - 1;

  test('any formula, without case, among strings of the form service:name', () => {
    fc.assert(
      fc.property(fc.array(actions, { minLength: 3, maxLength: 3 }), formulas(3), (sets, formula) => {
        const member = (text: string): boolean =>
          isAction(text) && holds(formula, (index) => sets[index].some((each) => naiveMatch(each.toLowerCase(), text.toLowerCase())));
        expectAgreement(evaluate(formula, sets.map((set) => PatternSet.actions(set))), strings, member);
      }),
      runs(150),
    );
  });
});

/**
 * Formulas over conditions against brute force: every valuation of three variables, one of them with a known domain.
 */
import * as fc from 'fast-check';
import { Guard } from '../../lib/world/guard';

/** A third value that no formula names stands for all the others. */
const VALUES = { a: ['1', '2', 'other'], b: ['1', '2', 'other'], c: ['yes', 'no'] } as const;
const DOMAIN = ['yes', 'no'];

type Formula = { readonly kind: 'atom'; readonly variable: keyof typeof VALUES; readonly values: readonly string[] } | { readonly kind: 'and' | 'or'; readonly left: Formula; readonly right: Formula } | { readonly kind: 'not'; readonly of: Formula };

const atom: fc.Arbitrary<Formula> = fc.constantFrom('a' as const, 'b' as const, 'c' as const)
  .chain((variable) => fc.subarray(variable === 'c' ? ['yes', 'no'] : ['1', '2']).map((values) => ({ kind: 'atom' as const, variable, values })));
const formula: fc.Arbitrary<Formula> = fc.letrec<{ f: Formula }>((tie) => ({
  f: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atom,
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), left: tie('f'), right: tie('f') }),
    fc.record({ kind: fc.constant('not' as const), of: tie('f') }),
  ),
})).f;

function build(f: Formula): Guard {
  switch (f.kind) {
    case 'atom': return Guard.oneOf(f.variable, f.values, f.variable === 'c' ? DOMAIN : undefined);
    case 'and': return build(f.left).and(build(f.right));
    case 'or': return build(f.left).or(build(f.right));
    case 'not': return build(f.of).not();
  }
}

function decide(f: Formula, valuation: ReadonlyMap<string, string>): boolean {
  switch (f.kind) {
    case 'atom': return f.values.includes(valuation.get(f.variable)!);
    case 'and': return decide(f.left, valuation) && decide(f.right, valuation);
    case 'or': return decide(f.left, valuation) || decide(f.right, valuation);
    case 'not': return !decide(f.of, valuation);
  }
}

const VALUATIONS = VALUES.a.flatMap((a) => VALUES.b.flatMap((b) => VALUES.c.map((c) => new Map([['a', a], ['b', b], ['c', c]] as [string, string][]))));

test('a guard holds exactly where its formula does', () => {
  fc.assert(fc.property(formula, (f) => {
    const guard = build(f);
    expect(guard.isSure).toBe(true);
    const truth = VALUATIONS.map((v) => decide(f, v));
    expect(VALUATIONS.map((v) => guard.holds(v))).toEqual(truth);
    expect(guard.isNever()).toBe(!truth.includes(true));
    expect(guard.isAlways()).toBe(!truth.includes(false));
    const witness = guard.witness();
    expect(witness === undefined).toBe(guard.isNever());
    if (witness !== undefined) expect(guard.holds(witness)).toBe(true);
  }), { numRuns: 500 });
});

test('implication is inclusion', () => {
  fc.assert(fc.property(formula, formula, (f, g) => {
    expect(build(f).implies(build(g))).toBe(VALUATIONS.every((v) => !decide(f, v) || decide(g, v)));
  }), { numRuns: 300 });
});

test('what grows over its budget is unsure: it may hold and is never certain', () => {
  let guard = Guard.ALWAYS;
  for (let i = 0; i < 12; i++) guard = guard.and(Guard.oneOf(`x${i}`, ['1']).or(Guard.oneOf(`y${i}`, ['1'])));
  expect(guard.isSure).toBe(false);
  expect(guard.isNever()).toBe(false);
  expect(guard.isAlways()).toBe(false);
  expect(guard.not().isSure).toBe(false);
  expect(guard.not().isNever()).toBe(false);
  expect(Guard.ALWAYS.implies(guard)).toBe(false);
  expect(guard.and(Guard.NEVER)).toBe(Guard.NEVER);
  expect(guard.or(Guard.ALWAYS)).toBe(Guard.ALWAYS);
});

test.each<[string, Guard, boolean]>([
  ['a value outside the domain never holds', Guard.oneOf('p', ['x'], ['a', 'b']), true],
  ['nothing asked for never holds', Guard.oneOf('p', []), true],
  ['two constants of one parameter exclude each other', Guard.oneOf('p', ['a']).and(Guard.oneOf('p', ['b'])), true],
  ['a condition and its opposite exclude each other', Guard.oneOf('p', ['a']).and(Guard.oneOf('p', ['a']).not()), true],
  ['unsure and its opposite may both hold', Guard.UNSURE.and(Guard.UNSURE.not()), false],
])('%s', (_, guard, never) => {
  expect(guard.isNever()).toBe(never);
});

test('the whole domain is always', () => {
  expect(Guard.oneOf('p', ['b', 'a'], ['a', 'b'])).toBe(Guard.ALWAYS);
  expect(Guard.oneOf('p', ['a'], ['a', 'b']).or(Guard.oneOf('p', ['b'], ['a', 'b'])).isAlways()).toBe(true);
});

test('a guard has one text', () => {
  expect(Guard.oneOf('App.Stage', ['prod']).and(Guard.oneOf('App.Size', ['s', 'm']).not()).toString()).toBe('App.Size not in {m, s} and App.Stage in {prod}');
});

import { AlgebraBudgetError, AlgebraError, DEFAULT_STATE_BUDGET, PatternSet } from '../../lib/algebra';

const { resource, resources, action, actions } = PatternSet;

describe('resource patterns', () => {
  test('a wildcard is not a prefix: the residual has a shortest witness', () => {
    const excess = resource('arn:aws:s3:::reports/*').difference(resource('arn:aws:s3:::reports/public/*'));
    expect(excess.witness()).toBe('arn:aws:s3:::reports/');
    expect(resource('arn:aws:s3:::reports/public/*').isSubsetOf(resource('arn:aws:s3:::reports/*'))).toBe(true);
  });

  test('a hole in a deny is found', () => {
    const denied = resources(['*secret*', '*Secret*']);
    expect(resource('prod-*').difference(denied).intersection(resource('*ecret*')).witness()).toBe('prod-ecret');
  });

  test('upper and lower case differ', () => {
    expect(resource('A').intersection(resource('a')).isEmpty()).toBe(true);
    expect(resource('arn:aws:iam::*:user/Bob').contains('arn:aws:iam::1:user/bob')).toBe(false);
  });

  test('two patterns together may cover what neither covers', () => {
    const short = resources(['', '?']);
    expect(resource('*').isSubsetOf(short.union(resource('??*')))).toBe(true);
    expect(resource('*').isSubsetOf(resources(['?*']))).toBe(false);
    expect(resource('*').difference(resource('?*')).witness()).toBe('');
    expect(resource('a*').isSubsetOf(resources(['a', 'a?', 'a?*?']))).toBe(true);
  });

  test('OTHER reads as a letter that no pattern names', () => {
    expect(resource('?').difference(resources(['a', 'b'])).witness()).toBe('x');
    expect(resource('?').difference(resources(['x', 'y', 'z'])).witness()).toBe('a');
    const familiar = 'abcdefghijklmnopqrstuvwxyz0123456789-_';
    expect(resource('?').difference(resources([...familiar])).witness()).toBe('α');
    expect(resource('?').difference(resources([...familiar, 'α', 'β'])).witness()).toBe('γ');
  });

  test('of several shortest witnesses the same one is told, however the set was built', () => {
    expect([resources(['*a', '*b']).witness(), resources(['*b', '*a']).witness()]).toEqual(['a', 'a']);
    const [p, q] = [resource('*a').difference(resource('c*')), resource('*b').difference(resource('d*'))];
    expect([p.union(q).witness(), q.union(p).witness()]).toEqual(['a', 'a']);
  });

  test('a character is a code point', () => {
    expect(resource('?').contains('😀')).toBe(true);
    expect(resource('??').contains('😀')).toBe(false);
    expect(resource('😀*').difference(resource('😀?*')).witness()).toBe('😀');
  });

  test('literal wildcards are themselves', () => {
    const literal = PatternSet.ofParts('resource', [{ literal: 'a*' }, '*', { literal: '?' }]);
    expect(literal.toString()).toBe('a${*}*${?}');
    expect([literal.contains('a*b?'), literal.contains('ab?'), literal.contains('a*bc')]).toEqual([true, false, false]);
    expect(literal.isSubsetOf(resource('a**?'))).toBe(true);
    expect(resource('a**?').isSubsetOf(literal)).toBe(false);
    expect(PatternSet.ofParts('resource', ['?', '*', '?']).equals(resource('*??'))).toBe(true);
    expect(PatternSet.ofParts('action', [{ literal: 'S3:' }, '*']).equals(action('s3:*'))).toBe(true);
  });

  test('a complement is what NotResource covers', () => {
    const rest = resource('arn:aws:s3:::logs/*').complement();
    expect(rest.contains('arn:aws:s3:::logs')).toBe(true);
    expect(rest.contains('arn:aws:s3:::logs/x')).toBe(false);
    expect(rest.complement().equals(resource('arn:aws:s3:::logs/*'))).toBe(true);
  });
});

describe('action patterns', () => {
  test('case does not matter, and the witness is in lower case', () => {
    expect(action('S3:GetObject').equals(action('s3:getobject'))).toBe(true);
    expect(action('s3:Get*').contains('S3:GETOBJECT')).toBe(true);
    expect(action('s3:Get*').difference(action('s3:GetObject')).witness()).toBe('s3:get');
    expect(actions(['iam:Pass*', 'iam:*Role']).intersection(action('iam:PassRole')).toString()).toBe('(iam:*role, iam:pass*) and iam:passrole');
  });

  test('only A to Z fold: `?` goes on meaning one character', () => {
    expect(action('s3:İ').contains('s3:İ')).toBe(true);
    expect(action('s3:?').contains('s3:İ')).toBe(true);
    expect(action('s3:ä').contains('s3:Ä')).toBe(false);
  });

  test('every action has a service and a name', () => {
    expect(action('*').isSubsetOf(action('*:*'))).toBe(true);
    expect(action('*').equals(PatternSet.all('action'))).toBe(true);
    expect(action('s3').isEmpty()).toBe(true);
    expect([action('*').contains('s3'), action('*').contains(':x'), action('*').contains('x:')]).toEqual([false, false, false]);
    expect(action('s3:*').complement().witness()).toBe('x:x');
    expect(action('*').difference(action('?*:?*')).isEmpty()).toBe(true);
  });

  test('actions and resources do not mix', () => {
    const mixed = resource('a') as unknown as PatternSet<'action'>;
    expect(() => action('a:b').union(mixed)).toThrow(AlgebraError);
    expect(() => action('a:b').union(mixed)).toThrow(expect.objectContaining({ code: 'PatternKindsMixed' }));
  });
});

describe('text', () => {
  test.each([
    [resources(['b*', 'a', 'b**', 'a']), 'a, b*'],
    [resource('a*?*b'), 'a?*b'],
    [resources(['b', 'a']).difference(resources(['d', 'c'])), '(a, b) except (c, d)'],
    [resource('*').difference(resource('a')), '* except a'],
    [resource('a').union(PatternSet.all('resource')), '*'],
    [resource('a').intersection(PatternSet.none('resource')), 'none'],
    [resource('a').union(PatternSet.none('resource')), 'a'],
    [PatternSet.unionOf('resource', [resource('b'), resource('a')]), 'a, b'],
    [resource(''), '(the empty string)'],
    [PatternSet.all('resource').complement(), 'none'],
  ])('%s', (set, text) => {
    expect(set.toString()).toBe(text);
    expect(JSON.stringify([set])).toBe(JSON.stringify([text]));
  });
});

describe('budget', () => {
  const hard = resource(`*a${'?'.repeat(18)}`); // the deterministic automaton has 2^19 states

  test('past the budget a question throws, and says that the answer is unknown', () => {
    const ask = (): boolean => hard.isSubsetOf(resource('*b'), 500);
    expect(ask).toThrow(AlgebraBudgetError);
    expect(ask).toThrow(expect.objectContaining({ code: 'StateBudgetExceeded', budget: 500 }));
    expect(ask).toThrow(/^the question needs more than 500 automaton states: got `.*`, expected .*; answer `unknown`/);
  });

  test('what does not need the budget is answered within it', () => {
    expect(hard.isSubsetOf(PatternSet.all('resource'), 1)).toBe(true);
    expect(hard.contains(`ba${'c'.repeat(18)}`)).toBe(true);
    expect(DEFAULT_STATE_BUDGET).toBe(20_000);
  });

  test('questions of the size of real policies are answered: forty statements, many stars', () => {
    const teams = Array.from({ length: 40 }, (_, i) => `arn:aws:s3:::*team${i}*/data-${i % 7}*`);
    expect(resources(teams).isSubsetOf(resources(teams.map((each) => each.replace('/data', '*'))))).toBe(true);
    expect(resources(teams).difference(resources(teams.slice(1))).witness()).toBe('arn:aws:s3:::team0/data-0');
    const denies = Array.from({ length: 20 }, (_, i) => `*s${i}*t${i}*`);
    expect(resource('arn:*').difference(resources(denies)).isSubsetOf(resource('*s3*t3*').complement())).toBe(true);
    expect(resource('arn:*').difference(resources(denies)).isSubsetOf(resource('*s3*').complement())).toBe(false);
  });

  test('thousands of names share one path through their common prefix', () => {
    const buckets = Array.from({ length: 2000 }, (_, i) => `arn:aws:s3:::bucket-${i * 37}/*`);
    expect(resources(buckets).isSubsetOf(resource('arn:aws:s3:::bucket-*'), 5000)).toBe(true);
    expect(resources(buckets).difference(resources(buckets.slice(1))).witness()).toBe('arn:aws:s3:::bucket-0/');
  });
});

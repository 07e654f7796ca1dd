/** A thousand mutants of every campaign, seeded; `npm run test:fuzz` makes a hundred thousand. */
import { CORPUS, seeds } from './seeds';
import { existsSync } from 'node:fs';
import { mutant, newTally, run } from './campaign';

const { seeds: from, corpus } = seeds();

test('a thousand mutants: an answer or one clear line, never a crash', () => {
  const tally = newTally();
  for (let i = 0; i < 1000; i++) run(from, 4, i, tally);
  expect(tally.failures.map(({ mutant: number, seed, why }) => `mutant ${number} of ${seed}: ${why}`)).toStrictEqual([]);
  // Neither all broken nor all harmless: otherwise nothing is tried.
  expect(tally.read).toBeGreaterThan(500);
  expect(tally.refused).toBeGreaterThan(50);
}, 120_000);

test('a mutant can be made again', () => {
  for (const index of [0, 17, 999]) expect(JSON.stringify(mutant(from, 4, index))).toBe(JSON.stringify(mutant(from, 4, index)));
  expect(JSON.stringify(mutant(from, 4, 1))).not.toBe(JSON.stringify(mutant(from, 5, 1)));
});

(existsSync(CORPUS) ? test : test.skip)('the corpus is among the seeds (skipped where ../shared/corpus is absent)', () => {
  expect(corpus).toBe(true);
  expect(from.length).toBeGreaterThanOrEqual(45 + 30);
});

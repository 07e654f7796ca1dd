/** A thousand random policy sets and requests, decided by Cedar and by us; `npm run test:fuzz` makes a hundred thousand. */
import { makeCase } from './case';
import { newTally, run } from './judge';

test('a thousand random policy sets: the same decision, reasons, errors and messages as Cedar', () => {
  const tally = newTally();
  for (let i = 0; i < 1000; i++) run(42, i, tally);
  expect(tally.failures.slice(0, 5).map(({ index, why }) => `case ${index}: ${why}`)).toEqual([]);
  // Otherwise nothing is tried: allows as often as denies, errors, and forbids that strictness turns.
  expect(tally.compiled).toBeGreaterThan(980);
  expect(tally.allowed / tally.requests).toBeGreaterThan(0.35);
  expect(tally.allowed / tally.requests).toBeLessThan(0.65);
  expect(tally.withErrors / tally.requests).toBeGreaterThan(0.1);
  expect(tally.taken).toBeGreaterThan(5);
}, 180_000);

test('a case can be made again', () => {
  const text = (campaign: number, index: number): string => JSON.stringify(makeCase(campaign, index), (_, v: unknown) => (typeof v === 'bigint' ? `${v}` : v));
  for (const index of [0, 17, 999]) expect(text(42, index)).toBe(text(42, index));
  expect(text(42, 1)).not.toBe(text(43, 1));
});

/** Mistakes with offers, claims, and data across stacks, one by one: told once, with what was got and what to do. */
import { CODES_OF_OFFERS } from './codes-of-offers';
import { OFFER_REASONS, OFFERS } from './mistakes/offers';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(OFFERS.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { words, build }) => {
  const { errors, stdout } = tell(build);
  expect(errors.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(errors[0].message).toContain(word);
  expect(errors[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(stdout).toBe('');
});

test.each(OFFER_REASONS.map((m) => [m.name, m.code, m] as const))('%s: %s', async (_, code, { words, tell: said }) => {
  const text = await said();
  expect(text).toMatch(new RegExp(`^${code}: [a-z\`]`));
  for (const word of words) expect(text).toContain(word);
});

test('every code is shown by a mistake', () => {
  expect([...new Set(OFFERS.map((m) => m.code))].sort()).toEqual([...Object.keys(CODES_OF_OFFERS['Offers, claims and data across stacks']), 'EmptyText'].sort());
});

/** Mistakes in declaring stores, one by one: told once, with what was got and what to do. */
import { CODES_OF_DATA } from './codes-of-data';
import { DATA } from './mistakes/data';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(DATA.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of declarations is shown by a mistake', () => {
  expect([...new Set(DATA.map((m) => m.code))].sort()).toEqual(Object.keys(CODES_OF_DATA['Declaring stores and data flows']));
});

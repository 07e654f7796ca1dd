/** Mistakes with existing stacks, one by one: told with what was got and what to do. */
import { CODES_OF_MIXINS } from './codes-of-mixins';
import { MIXINS } from './mistakes/mixins';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(MIXINS.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, many = false, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(many ? [...new Set(told.map((t) => t.code))] : told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of mixins is shown by a mistake', () => {
  expect(new Set(MIXINS.map((m) => m.code))).toEqual(new Set([...Object.keys(Object.values(CODES_OF_MIXINS)[0]), 'StoreImported', 'StoreOpen']));
});

/** Mistakes with a watch, one by one: told once, with what was got and what to do. */
import { CODES_OF_WATCH } from './codes-of-watch';
import { WATCH } from './mistakes/watch';
import { tell } from './world';

jest.setTimeout(120_000);

test.each(WATCH.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, where, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  if (where !== undefined) expect(told[0].where).toMatch(new RegExp(`^${where}:\\d+$`));
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of the construct is shown by a mistake', () => {
  const shown = new Set(WATCH.map((m) => m.code));
  expect(Object.keys(CODES_OF_WATCH['The watch as a construct']).filter((code) => !shown.has(code))).toEqual([]);
  expect([...shown].filter((code) => !(code in CODES_OF_WATCH['The watch as a construct']))).toEqual([]);
});

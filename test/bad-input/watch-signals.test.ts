/** Mistakes in what a watch is told, one by one: told once, with what was got and what to do. */
import { CODES_OF_WATCH } from './codes-of-watch';
import { WATCH_SIGNALS } from './mistakes/watch-signals';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(WATCH_SIGNALS.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of the signals of a watch is shown by a mistake', () => {
  const shown = new Set(WATCH_SIGNALS.map((m) => m.code));
  expect(Object.keys(CODES_OF_WATCH['The watch: its signals']).filter((code) => !shown.has(code))).toEqual([]);
});

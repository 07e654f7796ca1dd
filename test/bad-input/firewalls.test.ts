/** Mistakes in what a web firewall protects, logs and changes, one by one: told once, with what was got and what to do. */
import { CODES_OF_WATCH } from './codes-of-watch';
import { FIREWALLS } from './mistakes/firewalls';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(FIREWALLS.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, build, many }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  if (many === true) expect(told.map((t) => t.code)).toContain(code);
  else expect(told.map((t) => t.code)).toEqual([code]);
  const [first] = told.filter((t) => t.code === code);
  for (const word of words) expect(first.message).toContain(word);
  expect(first.message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of web firewalls is shown by a mistake', () => {
  const shown = new Set(FIREWALLS.map((m) => m.code));
  expect(Object.keys(CODES_OF_WATCH['Web firewall: where it stands, and what it logs']).filter((code) => !shown.has(code))).toEqual([]);
});

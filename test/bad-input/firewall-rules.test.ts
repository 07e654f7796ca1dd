/** Mistakes in the rules of a web firewall, one by one: told once, with what was got and what to do. */
import { CODES_OF_WATCH } from './codes-of-watch';
import { FIREWALL_RULES } from './mistakes/firewall-rules';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(FIREWALL_RULES.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of the rules of web firewalls is shown by a mistake', () => {
  const shown = new Set(FIREWALL_RULES.map((m) => m.code));
  expect(Object.keys(CODES_OF_WATCH['Web firewall: its rules together']).filter((code) => !shown.has(code))).toEqual([]);
});

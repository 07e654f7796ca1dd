/** Mistakes in statements and actions of web firewalls, one by one: told once, with what was got and what to do. */
import { CODES_OF_WATCH } from './codes-of-watch';
import { FIREWALL_STATEMENTS } from './mistakes/firewall-statements';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(FIREWALL_STATEMENTS.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, many = false, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  if (!many) expect(told.map((t) => t.code)).toEqual([code]);
  const one = told.find((t) => t.code === code);
  for (const word of words) expect(one?.message).toContain(word);
  expect(one?.message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of statements and actions is shown by a mistake', () => {
  const shown = new Set(FIREWALL_STATEMENTS.map((m) => m.code));
  expect(Object.keys(CODES_OF_WATCH['Web firewall: what a rule looks for, and what it does']).filter((code) => !shown.has(code))).toEqual([]);
});

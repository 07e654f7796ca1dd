/** Mistakes with APIs that exist, HTTP doors and roles of handlers, one by one: told with what was got and what to do. */
import { CODES_OF_DOORS } from './codes-of-doors';
import { APIS, HANDLERS } from './mistakes/apis';
import { tell } from './world';

jest.setTimeout(60_000);

test.each([...APIS, ...HANDLERS].map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, many = false, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = (level === 'error' ? errors : warnings).filter((t) => t.code === code);
  expect(told.length).toBeGreaterThan(0);
  if (!many) expect((level === 'error' ? errors : told).map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of these sections is shown by a mistake', () => {
  const shown = new Set([...APIS, ...HANDLERS].map((m) => m.code));
  for (const section of ['Existing APIs', 'HTTP doors', 'Roles of handlers']) expect(Object.keys(CODES_OF_DOORS[section]).filter((c) => !shown.has(c))).toEqual([]);
});

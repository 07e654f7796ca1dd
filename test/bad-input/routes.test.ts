/** Mistakes in routes, one by one: told once, with what was got and what to do. */
import { CODES_OF_DOORS } from './codes-of-doors';
import { ROUTES } from './mistakes/routes';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(ROUTES.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, where, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  if (where !== undefined) expect(told[0].where).toContain(where);
  else if (level === 'error') expect(told[0].where).toMatch(/^(test\/bad-input\/mistakes\/routes\.ts|routes\.ts|intent\.yaml):\d+/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of routes is shown by a mistake', () => {
  expect([...new Set(ROUTES.map((m) => m.code))].sort()).toEqual(Object.keys(CODES_OF_DOORS.Routes).sort());
});

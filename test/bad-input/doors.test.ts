/** Mistakes in front doors and truststores, one by one: told once, with what was got and what to do. */
import { CODES_OF_DOORS } from './codes-of-doors';
import { DOORS } from './mistakes/doors';
import { tell } from './world';

jest.setTimeout(60_000);

test.each(DOORS.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, many = false, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect([...new Set(told.map((t) => t.code))]).toEqual([code]);
  if (!many) expect(told.length).toBe(1);
  for (const word of words) expect(told[0].message).toContain(word);
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  if (level === 'error' && code !== 'DoorWithoutDomain') expect(told[0].where).toMatch(/^doors\.ts:\d+/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of doors and truststores is shown by a mistake', () => {
  expect([...new Set(DOORS.map((m) => m.code))].sort()).toEqual([...Object.keys(CODES_OF_DOORS.Doors), ...Object.keys(CODES_OF_DOORS.Truststores)].sort());
});

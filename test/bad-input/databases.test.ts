/** Mistakes in databases, caches and file systems, one by one: told once, with what was got and what to do. */
import { CODES_OF_DATABASES } from './codes-of-databases';
import { DATABASES } from './mistakes/databases';
process.env.JSII_DEPRECATED = 'quiet'; // CDK's own TableV2 uses what CDK deprecates
import { tell } from './world';

jest.setTimeout(60_000);

test.each(DATABASES.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, many = false, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(many ? [...new Set(told.map((t) => t.code))] : told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$|\.\.\.`$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of databases is shown by a mistake', () => {
  expect([...new Set(DATABASES.map((m) => m.code))].sort()).toEqual(Object.keys(CODES_OF_DATABASES['Closing databases']));
});

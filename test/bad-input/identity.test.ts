/** Mistakes in saying who people and programs are, one by one: told once, with what was got and what to do. */
import { CODES_OF_DOORS } from './codes-of-doors';
import { IDENTITY } from './mistakes/identity';
import { tell } from './world';

jest.setTimeout(120_000);

test.each(IDENTITY.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, where, build }) => {
  const { errors, warnings, stdout } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told[0].message).toContain(word);
  if (where !== undefined) expect(told[0].where).toMatch(new RegExp(`^${where}:\\d+$`));
  expect(told[0].message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
});

test('every code of identities is shown by a mistake', () => {
  const shown = new Set(IDENTITY.map((m) => m.code));
  expect(Object.keys(CODES_OF_DOORS.Identities).filter((c) => !shown.has(c))).toEqual([]);
});

test('all at once, and no secret in what is told', () => {
  const { errors, text } = tell((w) => { for (const id of ['client secret in plain text', 'callback over http', 'threat protection without the plan']) IDENTITY.find((m) => m.name.includes(id))!.build(Object.create(w, { stack: { value: new (jest.requireActual<typeof import('aws-cdk-lib')>('aws-cdk-lib').Stack)(w.app, id.replace(/ /g, '')) } }) as typeof w); });
  expect(errors.map((e) => e.code).sort()).toEqual(['CallbackNotHttps', 'PlanTooLow', 'SecretInPlainText']);
  expect(text).not.toContain('hunter2');
});

/** Mistakes with signals and the baseline of an account, one by one: told once, with what was got and what to do, and without a word of a secret. */
import { CODES_OF_WATCH } from './codes-of-watch';
import { SIGNALS } from './mistakes/signals';
import { tell } from './world';

jest.setTimeout(120_000);

test.each(SIGNALS.map((m) => [m.name, m.code, m] as const))('%s: %s', (_, code, { level = 'error', words, where, many = false, build }) => {
  const { errors, warnings, stdout, text } = tell(build);
  const told = level === 'error' ? errors : warnings.filter((w) => w.code === code);
  expect(many ? [...new Set(told.map((t) => t.code))] : told.map((t) => t.code)).toEqual([code]);
  for (const word of words) expect(told.map((t) => t.message).join('\n')).toContain(word);
  if (where !== undefined) expect(told[0].where).toMatch(new RegExp(`^${where}:\\d+$`));
  for (const { message } of told) expect(message).toMatch(/^[a-z`0-9][^\n]*[^.\s]$/);
  expect(errors.length > 0).toBe(level === 'error');
  expect(stdout).toBe('');
  expect(text).not.toContain('hunter2');
});

test('every code of signals and of the baseline is shown by a mistake', () => {
  const shown = new Set(SIGNALS.map((m) => m.code));
  const codes = [...Object.keys(CODES_OF_WATCH['Signals, chats, and where they go']), ...Object.keys(CODES_OF_WATCH['The baseline of an account'])];
  expect(codes.filter((c) => !shown.has(c))).toEqual([]);
  expect([...shown].filter((c) => !codes.includes(c))).toEqual([]);
});

test('all at once', () => {
  const { errors } = tell((w) => { for (const name of ['an address of a chat in plain text', 'a password policy by CloudFormation']) SIGNALS.find((m) => m.name === name)!.build(w); });
  expect(errors.map((e) => e.code).sort()).toEqual(['NoCloudFormationType', 'WebhookInPlainText']);
});

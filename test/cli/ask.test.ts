/** `zero-trust ask reach`: one question, one answer. */
import type { AnswerFile } from '../../lib/contract/verdicts';
import { template } from './prove-support';
import { folder, run } from './support';

const cwdOf = (parts: Parameters<typeof template>[0] = {}): string => folder({ 'app.yaml': template(parts) });
const ask = (cwd: string, source: string, destination: string, ...argv: string[]): ReturnType<typeof run> => run(['ask', 'reach', 'app.yaml', '--source', source, '--destination', destination, ...argv], { cwd });
async function answer(...args: Parameters<typeof ask>): Promise<AnswerFile> {
  const { code, stdout, stderr } = await ask(...args, '--format', 'json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as AnswerFile;
}

test.each<[string, string, string[], AnswerFile['answer']]>([
  ['internet', 'Web', [], 'reachable'],
  ['internet', 'Web', ['--over', 'tcp/443'], 'reachable'],
  ['internet', 'Web', ['--over', 'tcp/22'], 'unreachable'],
  ['internet', 'Db', [], 'unreachable'],
  ['internet', 'Db', ['--level', 'packet'], 'unreachable'],
  ['internet', 'Db', ['--level', 'pivot'], 'reachable'],
  ['internet', 'Db', ['--level', 'pivot', '--over', 'tcp/5432'], 'reachable'],
  ['internet', 'Db', ['--level', 'pivot', '--over', 'tcp/22'], 'unreachable'],
  ['Web', 'app.Db', ['--over', 'tcp/5432'], 'reachable'],
  ['Db', 'Web', [], 'unreachable'],
])('%s to %s %j: %s', async (source, destination, argv, expected) => {
  const reply = await answer(cwdOf(), source, destination, ...argv);
  expect(reply.schema).toBe('zero-trust/answer/1');
  expect(reply.answer).toBe(expected);
  if (expected === 'reachable') expect(reply.witness?.hops.length).toBeGreaterThan(0);
  else expect(reply.blockedBy.length).toBeGreaterThan(0);
});

test('the path, and what stands in the way, are drawn', async () => {
  expect((await ask(cwdOf(), 'internet', 'Db', '--level', 'pivot')).stdout).toMatch(/: REACHABLE\n=+\n\nPath, the shortest there is\n {2}1\. internet => .*Web : tcp\/443\n/);
  expect((await ask(cwdOf(), 'internet', 'Web', '--over', 'tcp/22')).stdout).toMatch(/: UNREACHABLE\n=+\n\nWhat stands in the way\n {2}blocked: /);
});

test('an answer that a token hides is unknown, names what settles it, and ends with 3 only where that was asked for', async () => {
  const cwd = cwdOf({ web: '!Ref ClientCidr' });
  const args = ['internet', 'Web', '--over', 'tcp/443'] as const;
  const reply = await answer(cwd, ...args);
  expect(reply.answer).toBe('unknown');
  expect(reply.unknowns[0]?.assume).toMatch(/^ClientCidr=/);
  expect((await ask(cwd, ...args, '--fail-on', 'unknown')).code).toBe(3);
  expect((await ask(cwd, ...args, '--fail-on', 'unknown', '--assume', 'ClientCidr=172.16.0.0/12')).code).toBe(0);
  expect((await answer(cwd, ...args, '--assume', 'ClientCidr=172.16.0.0/12')).answer).toBe('unreachable');
});

test.each<[string, string, RegExp]>([
  ['internet', 'Dbb', /`Dbb`.*did you mean `Db`\?/],
  ['intrnet', 'Db', /`intrnet`.*did you mean `internet`\?/],
  ['10.0.0.1/8', 'Db', /10\.0\.0\.1\/8/],
  ['tag:app=web', 'Db', /nothing has the tag `app=web`/],
])('%s to %s names nothing: 2 and one line', async (source, destination, message) => {
  const { code, stdout, stderr } = await ask(cwdOf(), source, destination);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr.split('\n')).toHaveLength(2);
});

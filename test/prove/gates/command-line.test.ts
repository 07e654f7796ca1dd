/**
 * Ways past `zero-trust prove` that were open once: an assembly that lost its intent, a guarantee that nobody judges, and what was
 * assumed without a word.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { main } from '../../../lib/cli/main';
import { synth } from '../../validation/support';
import { declared } from './app';

async function prove(directory: string, ...words: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: '', err: '' };
  const code = await main(['prove', directory, ...words], { stdout: { write: (t) => { said.out += t; } }, stderr: { write: (t) => { said.err += t; } }, env: {}, cwd: '/' });
  return { code, ...said };
}

function assembly(): string {
  const { app } = declared();
  synth(app);
  return app.outdir;
}

test('an assembly whose intent is lost is refused', async () => {
  const directory = assembly();
  expect((await prove(directory)).code).toBe(0);
  rmSync(path.join(directory, 'zero-trust.intent.json'));
  expect(await prove(directory)).toMatchObject({ code: 2, err: expect.stringContaining('has no zero-trust.intent.json, and its manifest.json names one') });
});

test('a template that is named without its assembly is judged without what was declared, and that is said', async () => {
  const directory = assembly();
  const { err } = await prove(path.join(directory, 'App.template.json'));
  expect(err).toBe('zero-trust: warning: `App.template.json` was made from an intent, and is judged without it: nothing of what was declared is proved; give its cloud assembly, e.g. `zero-trust prove cdk.out`\n');
  expect((await prove(directory)).err).toBe('');
});

test('an assembly with look-ups still to be made proves nothing of a segment', async () => {
  const directory = assembly();
  const file = path.join(directory, 'manifest.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...manifest, missing: [{ key: 'vpc', provider: 'vpc-provider', props: { account: '111111111111', region: 'eu-west-1', filter: {} } }] }));
  expect(await prove(directory)).toMatchObject({ code: 3, out: expect.stringContaining('context vpc') });
});

test('a guarantee of a kind that nobody judges is refused', async () => {
  const directory = assembly();
  const file = path.join(directory, 'zero-trust.intent.json');
  const intent = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...intent, guarantees: [{ scope: 'App/ZeroTrust', kind: 'forbids', source: 'web', destination: 'db' }] }));
  expect(await prove(directory)).toMatchObject({ code: 2, err: expect.stringContaining('`guarantees[0].kind` is `forbids`; expected `denies` or') });
});

test('a proof says what was assumed', async () => {
  const directory = assembly();
  const { code, out } = await prove(directory, '--assume', 'AWS::AccountId=111111111111', '--format', 'json');
  expect(code).toBe(0);
  const { verdicts } = JSON.parse(out) as { verdicts: { assumptions: string[] }[] };
  for (const { assumptions } of verdicts) expect(assumptions).toContain('`AWS::AccountId` is `111111111111` (assumed)');
  expect((await prove(directory, '--assume', 'AWS::AccountId=111111111111')).out.replace(/\s+/g, ' ')).toContain('`AWS::AccountId` is `111111111111` (assumed)');
});

/** Where the hook's table stands: in the environment as long as it fits, in the code's asset beyond, and the same either way. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { readTokenTable } from '../../../lib/contract/token-claims';
import { IdentityFoundation } from '../../../lib/layers/identity';
import { ENV, type Json, one } from './app';

const folders: string[] = [];
afterAll(() => folders.forEach((f) => rmSync(f, { recursive: true, force: true })));

function synth(count: number): { readonly template: Json; readonly outdir: string } {
  const outdir = mkdtempSync(path.join(tmpdir(), 'zero-trust-hook-'));
  folders.push(outdir);
  const app = new App({ outdir, analyticsReporting: false });
  const stack = new Stack(app, 'App', ENV);
  const identity = new IdentityFoundation(stack, 'Identity');
  const p = identity.addPersona('employee', { groups: ['staff'] });
  for (let n = 0; n < count; n++) identity.addScope(`documents/scope-number-${n}`, [p]);
  return { template: app.synth().getStackByName('App').template as Json, outdir };
}

test('a short table is text that a diff shows', () => {
  const { template } = synth(3);
  const { Environment: { Variables } } = one(template, 'AWS::Lambda::Function');
  expect(Object.keys(readTokenTable(Variables.ZERO_TRUST_TOKEN_TABLE as string).scopes)).toHaveLength(3);
});

test('a long one stands beside the code, all of it, and twice the same', () => {
  const { template, outdir } = synth(100);
  const hook = one(template, 'AWS::Lambda::Function');
  expect(hook).not.toHaveProperty('Environment');
  const files = (readdirSync(outdir, { recursive: true }) as string[]).filter((f) => f.endsWith('token-table.json'));
  expect(files).toHaveLength(1);
  const table = readTokenTable(readFileSync(path.join(outdir, files[0]), 'utf8'));
  expect(Object.keys(table.scopes)).toHaveLength(100);
  expect(readFileSync(path.join(outdir, path.dirname(files[0]), 'index.js')).length).toBeGreaterThan(1_000);
  expect(one(synth(100).template, 'AWS::Lambda::Function').Code).toEqual(hook.Code);
  expect(one(synth(99).template, 'AWS::Lambda::Function').Code).not.toEqual(hook.Code);
});

/**
 * The command as it ships: bin/zero-trust, its bundle and package.json in an empty directory, without node_modules. The bundles are made here as scripts/bundle-assets.mjs makes them, so that no stale one is judged.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import type { Metafile } from 'esbuild';
import { bundleCli } from '../../scripts/bundle-cli.cjs';
import { template } from './prove-support';
import { assembly, folder, run } from './support';

const ROOT = path.join(__dirname, '..', '..');
jest.setTimeout(60_000); // processes start slowly on a busy machine

let home: string;
let inputs: { readonly entry: Metafile['inputs']; readonly main: Metafile['inputs'] };

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'zero-trust-bin-'));
  mkdirSync(path.join(home, 'bin'));
  copyFileSync(path.join(ROOT, 'bin/zero-trust'), path.join(home, 'bin/zero-trust'));
  copyFileSync(path.join(ROOT, 'package.json'), path.join(home, 'package.json'));
  cpSync(path.join(ROOT, 'assets/vendor'), path.join(home, 'assets/vendor'), { recursive: true });
  const { entry, main } = await bundleCli(path.join(home, 'assets/cli'));
  inputs = { entry: entry.inputs, main: main.inputs };
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

function bin(...argv: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(path.join(home, 'bin/zero-trust'), argv, { encoding: 'utf8', cwd: home });
  return { code: status, stdout, stderr };
}

test('is two lines and executable', () => {
  expect(readFileSync(path.join(ROOT, 'bin/zero-trust'), 'utf8').trimEnd().split('\n').length).toBe(2);
  expect(statSync(path.join(ROOT, 'bin/zero-trust')).mode & 0o111).toBe(0o111);
});

test('answers as it does in this process', async () => {
  const dir = assembly();
  for (const argv of [['intent', dir, '--threats'], ['intent', dir, '--format', 'json'], ['--version'], ['intent', '--help']]) expect(bin(...argv)).toEqual(await run(argv));
});

test('ends with its exit code, and names the place of a mistake', () => {
  expect(bin('intent', 'nowhere').code).toBe(2);
  const dir = assembly({ 'zero-trust.intent.json': '{\n  "schema": 7\n}' });
  expect(bin('intent', dir)).toEqual({ code: 2, stdout: '', stderr: `zero-trust: ${dir}/zero-trust.intent.json:2:3: \`schema\` is the number \`7\`; expected \`zero-trust/intent/1\`\n` });
});

test('does not mind a reader that goes away', () => {
  const { status, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${JSON.stringify(path.join(home, 'bin/zero-trust'))} intent ${JSON.stringify(assembly())} | true`], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

// A device that is always full: Linux has one.
(existsSync('/dev/full') ? test : test.skip)('an answer that cannot be written is not a yes', () => {
  const { status, stderr } = spawnSync('bash', ['-c', `${JSON.stringify(path.join(home, 'bin/zero-trust'))} intent ${JSON.stringify(assembly())} > /dev/full`], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: 'zero-trust: the answer cannot be written (ENOSPC); expected an output that takes it\n' });
});

test('holds no layer, no CDK and no construct', () => {
  expect(Object.keys(inputs.main).filter((file) => /lib\/layers|lib\/zero-trust|lib\/validation|aws-cdk-lib|node_modules\/constructs/.test(file))).toEqual([]);
  expect(Object.keys(inputs.main)).toContain('lib/cli/commands/prove.ts');
});

test('answers `--version` without loading anything else, in a process that starts nearly as fast as an empty one', () => {
  expect(Object.keys(inputs.entry).sort()).toEqual(['lib/cli/entry.ts', 'lib/cli/version.ts']);
  // Whatever else is loaded would fail here.
  const bare = mkdtempSync(path.join(tmpdir(), 'zero-trust-bare-'));
  for (const file of ['bin/zero-trust', 'package.json', 'assets/cli/index.js']) cpSync(path.join(home, file), path.join(bare, file));
  const { status, stdout } = spawnSync(path.join(bare, 'bin/zero-trust'), ['--version'], { encoding: 'utf8' });
  rmSync(bare, { recursive: true });
  expect({ status, stdout }).toEqual({ status: 0, stdout: bin('--version').stdout });
});

test('finds the parsers and the layout of pictures where they ship', () => {
  const dir = folder({ 'a.yaml': 'Resources:\n  Vpc:\n    Type: AWS::EC2::VPC\n    Properties: { CidrBlock: 10.0.0.0/16 }\n' });
  expect(bin('prove', path.join(dir, 'a.yaml'), '--format', 'svg')).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^<svg /) });
  const { runs: [{ results }] } = JSON.parse(bin('prove', path.join(folder({ 'a.yaml': template() }), 'a.yaml'), '--format', 'sarif').stdout) as any;
  expect(results[0].locations[0].physicalLocation.region.startLine).toBeGreaterThan(1);
});

/**
 * The command as it ships: bin/zero-trust, its bundle and package.json in an empty directory, without node_modules. The bundle is built here with the options of scripts/bundle-assets.mjs, so that no stale one is judged.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { assembly, run } from './support';

const ROOT = path.join(__dirname, '..', '..');
jest.setTimeout(60_000); // processes start slowly on a busy machine

let home: string;
let inputs: Metafile['inputs'];

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'zero-trust-bin-'));
  mkdirSync(path.join(home, 'bin'));
  copyFileSync(path.join(ROOT, 'bin/zero-trust'), path.join(home, 'bin/zero-trust'));
  copyFileSync(path.join(ROOT, 'package.json'), path.join(home, 'package.json'));
  inputs = buildSync({
    absWorkingDir: ROOT, entryPoints: ['lib/cli/main.ts'], outfile: path.join(home, 'assets/cli/index.js'),
    bundle: true, platform: 'node', format: 'cjs', target: 'node20', charset: 'utf8', metafile: true,
  }).metafile.inputs;
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
  expect(Object.keys(inputs).filter((file) => /lib\/layers|lib\/zero-trust|aws-cdk-lib|node_modules\/constructs/.test(file))).toEqual([]);
  expect(Object.keys(inputs)).toContain('lib/cli/commands/intent.ts');
});

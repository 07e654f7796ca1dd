/** docs/front-door.md and README's chapters on doors and the watch: the programs compile and synthesize, and the codes that they name are codes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { DoorProfile } from '../../lib';

jest.setTimeout(120_000);

const ROOT = path.join(__dirname, '..', '..');
const doc = readFileSync(path.join(ROOT, 'docs', 'front-door.md'), 'utf8');
const readme = /## The front door[\s\S]*?(?=\n## )/.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))![0];
const watch = /## The web firewall and the watch[\s\S]*?(?=\n## )/.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))![0];
const programs = [doc, readme, watch].flatMap((text) => [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => m[1]));

const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-docs-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
programs.forEach((program, i) => writeFileSync(path.join(directory, `program-${i}.ts`), program));

test('the programs compile', () => {
  writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify({
    extends: path.join(ROOT, 'tsconfig.json'),
    compilerOptions: { noEmit: true, rootDir: '/', composite: false, incremental: false, tsBuildInfoFile: null, isolatedModules: true, types: ['node'], typeRoots: [path.join(ROOT, 'node_modules', '@types')], paths: { 'cdk-zero-trust': [path.join(ROOT, 'lib', 'index.ts')] } },
    include: ['program-*.ts'], exclude: [],
  }));
  const { stdout } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules', 'typescript7', 'bin', 'tsc'), '-p', directory], { encoding: 'utf8' });
  expect(programs).toHaveLength(4);
  expect(stdout.split('\n').filter((line) => line.includes('program-'))).toStrictEqual([]);
});

test.each(programs.map((_, i) => i))('program %i synthesizes, and prints nothing', (i) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', path.join(ROOT, 'scripts', 'ts.cjs'), '-e', `require('./program-${i}.ts')`], {
    cwd: directory, encoding: 'utf8', env: { ...process.env, CDK_OUTDIR: path.join(directory, `out-${i}`), CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: '{}' },
  });
  expect({ status, stdout, stderr: status === 0 ? '' : stderr }).toStrictEqual({ status: 0, stdout: '', stderr: '' });
});

test('every code that the doc names is explained, and every profile is in its table', () => {
  const errors = readFileSync(path.join(ROOT, 'docs', 'errors.md'), 'utf8');
  const named = [...doc.matchAll(/\(`([A-Z][A-Za-z0-9]+)`/g)].map((m) => m[1]);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((code) => !errors.includes(`| \`${code}\` |`))).toStrictEqual([]);
  for (const profile of Object.keys(DoorProfile)) expect(doc).toContain(`| \`${profile}\``);
});

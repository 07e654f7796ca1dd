/**
 * Programs of pages, as a reader would paste them:
 *
 *   const programs = programsOf(doc('watch.md'), doc('web-firewall.md'));
 *   const { errors, run } = laidOut(programs);          // a folder of their own, gone when the tests are done
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

export function textOf(...parts: readonly string[]): string {
  return readFileSync(path.join(ROOT, ...parts), 'utf8');
}

export function programsOf(...texts: readonly string[]): string[] {
  return texts.flatMap((text) => [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => m[1]));
}

export interface LaidOut {
  /** What the compiler says of them. */
  errors(): string[];
  /** Synthesizes one. Nothing is expected on either stream. */
  run(index: number): { readonly status: number | null; readonly stdout: string; readonly stderr: string };
}

export function laidOut(programs: readonly string[]): LaidOut {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'zero-trust-docs-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'));
  programs.forEach((program, i) => writeFileSync(path.join(directory, `program-${i}.ts`), program));
  return {
    errors: () => {
      writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify({
        extends: path.join(ROOT, 'tsconfig.json'),
        compilerOptions: { noEmit: true, rootDir: '/', composite: false, incremental: false, tsBuildInfoFile: null, isolatedModules: true, types: ['node'], typeRoots: [path.join(ROOT, 'node_modules', '@types')], paths: { 'cdk-zero-trust': [path.join(ROOT, 'lib', 'index.ts')] } },
        include: ['program-*.ts'], exclude: [],
      }));
      const { stdout } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules', 'typescript7', 'bin', 'tsc'), '-p', directory], { encoding: 'utf8' });
      return stdout.split('\n').filter((line) => line.includes('program-'));
    },
    run: (i) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', path.join(ROOT, 'scripts', 'ts.cjs'), '-e', `require('./program-${i}.ts')`], {
        cwd: directory, encoding: 'utf8', env: { ...process.env, CDK_OUTDIR: path.join(directory, `out-${i}`), CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: '{}' },
      });
      if (status === 0 && !existsSync(path.join(directory, `out-${i}`, 'manifest.json'))) throw new Error(`program ${i} synthesizes nothing`);
      return { status, stdout, stderr: status === 0 ? '' : stderr };
    },
  };
}

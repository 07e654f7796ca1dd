// Docs that compile and stay true: API.md is what the sources say, and the code of README and docstrings compiles.
//   node scripts/check-docs.mjs [--update]     (--update rewrites API.md)
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workCopy } from './workcopy.mjs';

const update = process.argv.includes('--update');
const { root, work, copy } = workCopy('docs');
const env = { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '1' };
const run = (name, ...args) => execFileSync(path.join(root, 'node_modules', '.bin', name), args, { cwd: copy, env, stdio: 'inherit' });
let wrong = false;
try {
  run('jsii', '--silence-warnings=reserved-word');
  run('jsii-docgen', '-o', 'API.md');
  run('jsii-rosetta', 'extract', '--compile', '--fail', '--strict');
  const made = path.join(copy, 'API.md');
  if (update) cpSync(made, 'API.md');
  else if (!existsSync('API.md') || readFileSync('API.md', 'utf8') !== readFileSync(made, 'utf8')) {
    console.error('API.md is not what the sources say; run `node scripts/check-docs.mjs --update`');
    wrong = true;
  }
} catch (error) {
  console.error(error.message);
  wrong = true;
}
rmSync(work, { recursive: true, force: true });
process.exitCode = wrong ? 1 : 0;

// What proving costs, each time against a floor of the same run: CPU of whole processes, alternating pairs, medians.
//   npm run benchmark:prove [-- --pairs 9 --only corpus,peers,worlds,validator,version --sizes 200,1000,5000]
import { build } from 'esbuild';
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleProver } from '../../scripts/bundle-prover.mjs';
import { writeLazyIndex } from '../../scripts/lazy-index.mjs';
import { corpus, linters, startUp, validator, worlds } from './parts.mjs';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '9' }, sizes: { type: 'string', default: '200,1000,5000' }, only: { type: 'string', default: 'corpus,peers,worlds,validator,version' } } });
const pairs = Number(values.pairs);
const only = values.only.split(',');

const out = path.join('benchmarks', 'out', 'prove');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const typescript = (folder) => readdirSync(folder, { recursive: true }).map(String).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).map((f) => path.join(folder, f));
await build({ entryPoints: ['lib', 'bin', 'benchmarks/prove'].flatMap(typescript), outdir: out, outbase: '.', format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' });
await bundleProver(out); // as `npm run compile` does
await writeLazyIndex(out);
// `cdk-zero-trust` is this library, as for users.
mkdirSync(path.join(out, 'node_modules', 'cdk-zero-trust'), { recursive: true });
writeFileSync(path.join(out, 'node_modules', 'cdk-zero-trust', 'index.js'), "module.exports = require('../../lib/index.js');\n");
cpSync(path.join('assets', 'vendor'), path.join(out, 'assets', 'vendor'), { recursive: true });
// The programs that people run are one file each; modules are not what is measured.
await build({ entryPoints: ['corpus-ours', 'corpus-floor', 'world-ours', 'world-floor'].map((f) => `benchmarks/prove/${f}.ts`), outdir: path.join(out, 'bundled', 'programs'), bundle: true, format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' });

const templates = path.join('..', 'shared', 'corpus', 'cloudformation');
const context = { out, pairs, sizes: values.sizes.split(',').map(Number), templates };
const parts = [];
if (only.includes('corpus')) parts.push(existsSync(templates) ? corpus(context) : skipped('corpus', 'there is no ../shared/corpus/cloudformation'));
if (only.includes('peers')) parts.push(existsSync(templates) ? linters(context) : skipped('linters', 'there is no ../shared/corpus/cloudformation'));
if (only.includes('worlds')) parts.push(worlds(context));
if (only.includes('validator')) parts.push(validator(context));
if (only.includes('version')) parts.push(startUp(context));

function skipped(name, why) {
  console.log(`${name}: skipped, because ${why}`);
  return { figures: [`${name} skipped`], holds: true };
}

const holds = parts.every((p) => p.holds);
console.log(`${holds ? 'holds' : 'falls short'}: ${parts.flatMap((p) => p.figures).join('; ')}`);
process.exitCode = holds ? 0 : 1;

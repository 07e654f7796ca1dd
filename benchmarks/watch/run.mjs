// A watch with the library against a plain CDK app that writes the same alarms by hand, as literals: CPU and peak memory, as ratios in one run. Both stand beside the same door
// with N routes, 20 tables and a signal bus, which the library makes on both sides; `alone` is what is left when that floor is subtracted.
//   npm run benchmark:watch [-- --pairs 9 --routes 100]
import { build } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeLazyIndex } from '../../scripts/lazy-index.mjs';
import { canonical, counts } from '../front-door/same.mjs';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '9' }, routes: { type: 'string', default: '100' } } });
const [pairs, routes] = [Number(values.pairs), Number(values.routes)];
const LIMIT = 1.25;
/** Of CloudFormation, in one template: resources, parameters, bytes. */
const [RESOURCES, PARAMETERS, BYTES] = [500, 200, 1_000_000];

const out = path.join('benchmarks', 'out', 'watch');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const sources = readdirSync('lib', { recursive: true }).map(String).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).map((f) => path.join('lib', f));
const programs = ['base', 'ours', 'twin', 'floor'].map((f) => `benchmarks/watch/${f}.ts`);
await build({ entryPoints: [...sources, ...programs], outdir: out, outbase: '.', format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' });
await writeLazyIndex(out); // as the package has it
cpSync('assets', path.join(out, 'assets'), { recursive: true }); // code of the signal bus

const dirOf = (program) => path.join(out, program);
const env = { ...process.env, CDK_VALIDATION: 'false' };
const argumentsOf = (program, more) => [path.join(out, 'benchmarks', 'watch', `${program}.js`), String(routes), dirOf(program), ...more];
function run(program, ...more) {
  rmSync(dirOf(program), { recursive: true, force: true });
  return JSON.parse(execFileSync(process.execPath, argumentsOf(program, more), { env, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'] }));
}

// What the twin's author would have typed.
const recorded = path.join(out, 'recorded.json');
const { stderr, status } = spawnSync(process.execPath, argumentsOf('ours', [recorded]), { env, encoding: 'utf8' });
if (status !== 0) throw new Error(stderr);
const { id, usd } = JSON.parse(/\{"id".*$/m.exec(stderr)[0]);
writeFileSync(recorded, JSON.stringify([{ prefix: `${id}/` }, ...JSON.parse(readFileSync(recorded, 'utf8'))]));

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const results = [];
for (let p = 0; p < pairs; p++) {
  // Who goes first alternates, so that a machine that gets busier or idler favours neither.
  const order = p % 2 === 0 ? ['ours', 'twin', 'floor'] : ['floor', 'twin', 'ours'];
  const pair = Object.fromEntries(order.map((program) => [program, run(program, ...(program === 'twin' ? [recorded] : []))]));
  if (p === 0 && canonical(dirOf('ours')) !== canonical(dirOf('twin'))) {
    console.error(`the templates of both sides differ at ${routes} routes: the comparison means nothing`);
    process.exit(1);
  }
  results.push(pair);
}
const templates = counts(dirOf('ours')).map((t) => ({ ...t, bytes: statSync(path.join(dirOf('ours'), t.file)).size }));
const most = (what) => Math.max(...templates.map((t) => t[what]));
const cpu = median(results.map((r) => r.ours.cpuMs / r.twin.cpuMs));
const memory = median(results.map((r) => r.ours.peakMb / r.twin.peakMb));
const alone = (median(results.map((r) => r.ours.cpuMs)) - median(results.map((r) => r.floor.cpuMs))) / (median(results.map((r) => r.twin.cpuMs)) - median(results.map((r) => r.floor.cpuMs)));
const ms = (side) => median(results.map((r) => r[side].cpuMs)).toFixed(0);
console.log(`watch, ${routes} routes, 20 tables, ${pairs} pairs, medians; load ${loadavg().map((l) => l.toFixed(1)).join(' ')}`);
console.log(`  cpu ratio ${cpu.toFixed(2)} (alone ${alone.toFixed(2)}), memory ratio ${memory.toFixed(2)}; cpu ms: ours ${ms('ours')}, twin ${ms('twin')}, floor ${ms('floor')}`);
console.log(`  ${templates.length} templates, at most ${most('resources')} resources, ${most('parameters')} parameters, ${(most('bytes') / 1000).toFixed(0)} kB each; ${usd.map((c) => `${c.quantity} x ${c.item} ${c.monthlyUsd.toFixed(2)} USD`).join(', ')}: ${usd.reduce((sum, c) => sum + c.monthlyUsd, 0).toFixed(2)} USD a month`);
const holds = cpu <= LIMIT && most('resources') <= RESOURCES && most('parameters') <= PARAMETERS && most('bytes') <= BYTES;
console.log(`${holds ? 'holds' : 'falls short'}: cpu ${cpu.toFixed(2)} (limit ${LIMIT}), at most ${most('resources')} resources a template (limit ${RESOURCES})`);
process.exitCode = holds ? 0 : 1;

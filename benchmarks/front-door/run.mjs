// A front door with the library against a plain CDK app that writes the same API, permissions, roles and policies by hand: CPU and
// peak memory, as ratios in one run; and how many resources and parameters each template has.
// Two profiles: routes with their handlers and roles, and the same with five closed tables and a data flow for each route.
//   npm run benchmark:front-door [-- --pairs 9 --sizes 10,100,250 --data 250]
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeLazyIndex } from '../../scripts/lazy-index.mjs';
import { canonical, counts } from './same.mjs';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '9' }, sizes: { type: 'string', default: '10,100,250' }, data: { type: 'string', default: '250' } } });
const pairs = Number(values.pairs);
const [sizes, withData] = [values.sizes, values.data].map((list) => list.split(',').filter((n) => n !== '').map(Number));
const LIMIT = 1.25;
/** Of CloudFormation, in one template. */
const RESOURCES = 500;
const PARAMETERS = 200;

const out = path.join('benchmarks', 'out', 'front-door');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const sources = readdirSync('lib', { recursive: true }).map(String).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).map((f) => path.join('lib', f));
const programs = ['front-door/shape', 'front-door/ours', 'front-door/twin', 'synth/data-actions', 'synth/data-shape'].map((f) => `benchmarks/${f}.ts`);
await build({ entryPoints: [...sources, ...programs], outdir: out, outbase: '.', format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' });
await writeLazyIndex(out); // as the package has it

function run(program, size, profile) {
  const dir = path.join(out, `${program}-${size}${profile}`);
  rmSync(dir, { recursive: true, force: true });
  const text = execFileSync(process.execPath, [path.join(out, 'benchmarks', 'front-door', `${program}.js`), String(size), dir, profile], {
    env: { ...process.env, CDK_VALIDATION: 'false' }, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { ...JSON.parse(text), dir };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

function compare(n, profile) {
  const results = [];
  for (let p = 0; p < pairs; p++) {
    // Who goes first alternates, so that a machine that gets busier or idler favours neither.
    const [first, second] = p % 2 === 0 ? ['ours', 'twin'] : ['twin', 'ours'];
    const pair = { [first]: run(first, n, profile), [second]: run(second, n, profile) };
    if (p === 0 && canonical(pair.ours.dir) !== canonical(pair.twin.dir)) {
      console.error(`the templates of both sides differ at ${n} routes${profile === '' ? '' : ` with ${profile}`}: the comparison means nothing`);
      process.exit(1);
    }
    results.push(pair);
  }
  const templates = counts(results[0].ours.dir);
  return {
    n, profile, templates: templates.length,
    resources: Math.max(...templates.map((t) => t.resources)), parameters: Math.max(...templates.map((t) => t.parameters)),
    cpu: median(results.map((r) => r.ours.cpuMs / r.twin.cpuMs)),
    memory: median(results.map((r) => r.ours.peakMb / r.twin.peakMb)),
    ours: median(results.map((r) => r.ours.cpuMs)),
    twin: median(results.map((r) => r.twin.cpuMs)),
    peak: median(results.map((r) => r.ours.peakMb)),
  };
}

const rows = [...sizes.map((n) => compare(n, '')), ...withData.map((n) => compare(n, 'data'))];
console.log(`front door, ${pairs} pairs, medians; floor: the same resources by hand`);
console.log('  routes  cpu ratio  memory ratio  ours cpu ms  twin cpu ms  ours peak MB  templates  most resources  most parameters');
for (const r of rows) {
  console.log([`${r.n}${r.profile === '' ? '' : ` ${r.profile}`}`.padStart(8), r.cpu.toFixed(2).padStart(10), r.memory.toFixed(2).padStart(13), r.ours.toFixed(0).padStart(12), r.twin.toFixed(0).padStart(12), r.peak.toFixed(0).padStart(13), String(r.templates).padStart(10), String(r.resources).padStart(15), String(r.parameters).padStart(16)].join(' '));
}
const figures = `${rows.map((r) => `${r.n} routes${r.profile === '' ? '' : ` with ${r.profile}`}: cpu ${r.cpu.toFixed(2)}, memory ${r.memory.toFixed(2)}, at most ${r.resources} resources a template`).join('; ')} (limits: cpu ${LIMIT}, resources ${RESOURCES})`;
const holds = rows.every((r) => r.cpu <= LIMIT && r.resources < RESOURCES && r.parameters < PARAMETERS);
console.log(`${holds ? 'holds' : 'falls short'}: ${figures}`);
process.exitCode = holds ? 0 : 1;

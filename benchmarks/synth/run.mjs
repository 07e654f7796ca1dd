// Synth with the library against a plain CDK app that writes the same resources by hand: CPU and peak memory, as ratios in one run.
// Two profiles: a network of segments and flows, and crown jewels with data flows.
//   npm run benchmark:synth [-- --pairs 9 --sizes 10,100,1000 --jewels 100]
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeLazyIndex } from '../../scripts/lazy-index.mjs';
import { canonical } from './same.mjs';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '9' }, sizes: { type: 'string', default: '10,100,1000' }, jewels: { type: 'string', default: '100' } } });
const pairs = Number(values.pairs);
const [sizes, jewels] = [values.sizes, values.jewels].map((list) => list.split(',').filter((n) => n !== '').map(Number));
const LIMIT = 1.25;
const GROWTH = 1.2;

const out = path.join('benchmarks', 'out', 'synth');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const sources = readdirSync('lib', { recursive: true }).map(String).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).map((f) => path.join('lib', f));
const programs = ['shape', 'ours', 'twin', 'data-shape', 'data-actions', 'data-ours', 'data-twin'].map((f) => `benchmarks/synth/${f}.ts`);
await build({ entryPoints: [...sources, ...programs], outdir: out, outbase: '.', format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' });
await writeLazyIndex(out); // as the package has it

function run(program, size) {
  const dir = path.join(out, `${program}-${size}`);
  rmSync(dir, { recursive: true, force: true });
  const text = execFileSync(process.execPath, [path.join(out, 'benchmarks', 'synth', `${program}.js`), String(size), dir], {
    env: { ...process.env, CDK_VALIDATION: 'false' }, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { ...JSON.parse(text), dir };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

function compare(prefix, n, what) {
  const results = [];
  for (let p = 0; p < pairs; p++) {
    // Who goes first alternates, so that a machine that gets busier or idler favours neither.
    const [first, second] = p % 2 === 0 ? ['ours', 'twin'] : ['twin', 'ours'];
    const pair = { [first]: run(`${prefix}${first}`, n), [second]: run(`${prefix}${second}`, n) };
    if (p === 0 && canonical(pair.ours.dir) !== canonical(pair.twin.dir)) {
      console.error(`the templates of both sides differ at ${n} ${what}: the comparison means nothing`);
      process.exit(1);
    }
    results.push(pair);
  }
  return {
    n,
    cpu: median(results.map((r) => r.ours.cpuMs / r.twin.cpuMs)),
    memory: median(results.map((r) => r.ours.peakMb / r.twin.peakMb)),
    ours: median(results.map((r) => r.ours.cpuMs)),
    twin: median(results.map((r) => r.twin.cpuMs)),
    peak: median(results.map((r) => r.ours.peakMb)),
  };
}

function print(head, rows) {
  console.log(`${head}  flows  cpu ratio  memory ratio  ours cpu ms  twin cpu ms  ours peak MB`);
  for (const r of rows) {
    console.log([String(r.n).padStart(8), String(r.n * 5).padStart(6), r.cpu.toFixed(2).padStart(10), r.memory.toFixed(2).padStart(13), r.ours.toFixed(0).padStart(12), r.twin.toFixed(0).padStart(12), r.peak.toFixed(0).padStart(13)].join(' '));
  }
}

const rows = sizes.map((n) => compare('', n, 'segments'));
const dataRows = jewels.map((n) => compare('data-', n, 'jewels'));
console.log(`synth, ${pairs} pairs, medians; floor: the same resources by hand`);
print('segments', rows);
print('  jewels', dataRows);
const [small, big] = [rows.find((r) => r.n === 100), rows.find((r) => r.n === 1000)];
// Start-up is paid once whatever the size: growth is that of the work, so the smallest size stands for it.
const growth = small && big ? (big.ours / small.ours) / (big.n / small.n) : undefined;
const said = (what) => (r) => `${r.n}${what}: cpu ${r.cpu.toFixed(2)}, memory ${r.memory.toFixed(2)}`;
const figures = `${[...rows.map(said('')), ...dataRows.map(said(' jewels'))].join('; ')}${growth === undefined ? '' : `; growth 100 to 1000: ${growth.toFixed(2)} x linear`} (limits ${LIMIT}, ${LIMIT}, ${GROWTH})`;
const holds = [...rows, ...dataRows].every((r) => r.cpu <= LIMIT && r.memory <= LIMIT) && (growth === undefined || growth <= GROWTH);
console.log(`${holds ? 'holds' : 'falls short'}: ${figures}`);
process.exitCode = holds ? 0 : 1;

// Synth with the library against a plain CDK app that writes the same resources by hand: CPU and peak memory, as ratios in one run.
//   npm run benchmark:synth [-- --pairs 9 --sizes 10,100,1000]
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { canonical } from './same.mjs';

const { values } = parseArgs({ options: { pairs: { type: 'string', default: '9' }, sizes: { type: 'string', default: '10,100,1000' } } });
const pairs = Number(values.pairs);
const sizes = values.sizes.split(',').map(Number);
const LIMIT = 1.25;
const GROWTH = 1.2;

const out = path.join('benchmarks', 'out', 'synth');
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const sources = readdirSync('lib', { recursive: true }).map(String).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).map((f) => path.join('lib', f));
const programs = ['shape', 'ours', 'twin'].map((f) => `benchmarks/synth/${f}.ts`);
await build({ entryPoints: [...sources, ...programs], outdir: out, outbase: '.', format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' });

function run(side, segments) {
  const dir = path.join(out, `${side}-${segments}`);
  rmSync(dir, { recursive: true, force: true });
  const text = execFileSync(process.execPath, [path.join(out, 'benchmarks', 'synth', `${side}.js`), String(segments), dir], {
    env: { ...process.env, CDK_VALIDATION: 'false' }, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { ...JSON.parse(text), dir };
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const rows = [];
for (const n of sizes) {
  const results = [];
  for (let p = 0; p < pairs; p++) {
    // Who goes first alternates, so that a machine that gets busier or idler favours neither.
    const [first, second] = p % 2 === 0 ? ['ours', 'twin'] : ['twin', 'ours'];
    const pair = { [first]: run(first, n), [second]: run(second, n) };
    if (p === 0 && canonical(pair.ours.dir) !== canonical(pair.twin.dir)) {
      console.error(`the templates of both sides differ at ${n} segments: the comparison means nothing`);
      process.exit(1);
    }
    results.push(pair);
  }
  rows.push({
    n,
    cpu: median(results.map((r) => r.ours.cpuMs / r.twin.cpuMs)),
    memory: median(results.map((r) => r.ours.peakMb / r.twin.peakMb)),
    ours: median(results.map((r) => r.ours.cpuMs)),
    twin: median(results.map((r) => r.twin.cpuMs)),
    peak: median(results.map((r) => r.ours.peakMb)),
  });
}

console.log(`synth, ${pairs} pairs, medians; floor: the same resources by hand`);
console.log('segments  flows  cpu ratio  memory ratio  ours cpu ms  twin cpu ms  ours peak MB');
for (const r of rows) {
  console.log([String(r.n).padStart(8), String(r.n * 5).padStart(6), r.cpu.toFixed(2).padStart(10), r.memory.toFixed(2).padStart(13), r.ours.toFixed(0).padStart(12), r.twin.toFixed(0).padStart(12), r.peak.toFixed(0).padStart(13)].join(' '));
}
const [small, big] = [rows.find((r) => r.n === 100), rows.find((r) => r.n === 1000)];
// Start-up is paid once whatever the size: growth is that of the work, so the smallest size stands for it.
const growth = small && big ? (big.ours / small.ours) / (big.n / small.n) : undefined;
const figures = `${rows.map((r) => `${r.n}: cpu ${r.cpu.toFixed(2)}, memory ${r.memory.toFixed(2)}`).join('; ')}${growth === undefined ? '' : `; growth 100 to 1000: ${growth.toFixed(2)} x linear`} (limits ${LIMIT}, ${LIMIT}, ${GROWTH})`;
const holds = rows.every((r) => r.cpu <= LIMIT && r.memory <= LIMIT) && (growth === undefined || growth <= GROWTH);
console.log(`${holds ? 'holds' : 'falls short'}: ${figures}`);
process.exitCode = holds ? 0 : 1;

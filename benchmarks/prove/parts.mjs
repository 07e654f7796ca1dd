// The parts of the benchmark; each prints its table and answers its figures and whether its limits hold.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { median, medianOf, pairsOf, program, ratioOf, table } from './measure.mjs';
import { cpuOf, peers } from './peers.mjs';

const LIMITS = { corpusCpu: 1.5, corpusMb: 150, peers: 0.2, growth: 1.3, worldCpu: 4, worldAt: 1000, validator: 1.15, version: 2 };
const ms = (n) => n.toFixed(0);
const bundled = ({ out }, name) => path.join(out, 'bundled', 'programs', `${name}.js`);

/** Every template of the corpus: read, network, standing questions; against the YAML library alone on the same bytes. */
export function corpus(context) {
  const files = readdirSync(context.templates).filter((f) => /\.(ya?ml|json)$/.test(f));
  const bytes = files.reduce((n, f) => n + statSync(path.join(context.templates, f)).size, 0);
  const results = pairsOf(context.pairs, () => program(bundled(context, 'corpus-ours'), [context.templates]), () => program(bundled(context, 'corpus-floor'), [path.join('assets', 'vendor', 'yaml.js'), context.templates]));
  const [{ ours }] = results;
  const [cpu, peak] = [ratioOf(results, 'cpuMs'), medianOf(results, 'ours', 'peakMb')];
  table(`corpus: ${files.length} templates, ${(bytes / 1e6).toFixed(2)} MB; ${context.pairs} pairs, medians; floor: the YAML library parses the same bytes`, [
    { '': 'whole analysis', 'read': `${ours.files - ours.failures.length}/${files.length}`, 'cpu ms': ms(medianOf(results, 'ours', 'cpuMs')), 'peak MB': ms(peak), 'verdicts': ours.verdicts },
    { '': 'YAML library', 'read': '', 'cpu ms': ms(medianOf(results, 'floor', 'cpuMs')), 'peak MB': ms(medianOf(results, 'floor', 'peakMb')), 'verdicts': '' },
  ]);
  for (const failure of ours.failures) console.log(`  not read: ${failure}`);
  return {
    figures: [`corpus ${ours.files - ours.failures.length}/${files.length} read, cpu ${cpu.toFixed(2)} x the YAML library (limit ${LIMITS.corpusCpu}), peak ${ms(peak)} MB (limit ${LIMITS.corpusMb})`],
    holds: ours.failures.length === 0 && ours.files === files.length && cpu <= LIMITS.corpusCpu && peak <= LIMITS.corpusMb,
  };
}

/** The same templates through the linters of today: whole processes, each once, ours beside each. */
export function linters(context) {
  const files = readdirSync(context.templates).filter((f) => /\.(ya?ml|json)$/.test(f)).map((f) => path.resolve(context.templates, f));
  const ours = () => cpuOf([process.execPath, bundled(context, 'corpus-ours')], [context.templates]);
  const rows = [];
  for (const { name, skipped, command, takes } of peers()) {
    if (skipped !== undefined) rows.push({ 'linter': `${name}: skipped, because ${skipped}`, 'cpu ms': '', 'ours ms': '', 'share': '' });
    else {
      const beside = median([ours(), ours(), ours()]);
      const cpu = cpuOf(command, takes(files));
      rows.push({ 'linter': name, 'cpu ms': ms(cpu), 'ours ms': ms(beside), 'share': (beside / cpu).toFixed(3) });
    }
  }
  table(`linters on the same ${files.length} templates, whole processes, user and system`, rows);
  const shares = rows.filter((r) => r.share !== '');
  if (shares.length === 0) return { figures: ['linters skipped'], holds: true };
  const cheapest = shares.reduce((a, b) => (Number(a['cpu ms']) < Number(b['cpu ms']) ? a : b));
  return { figures: [`${cheapest.share} of ${cheapest.linter}, the cheapest of ${shares.length} linters (limit ${LIMITS.peers})`], holds: Number(cheapest.share) <= LIMITS.peers };
}

/**
 * Worlds of growing size: from the text to all pairs, against JSON.parse of the text. Both are whole processes, which is what
 * somebody waits for; `work ratio` is without their start, where compiling our code for the first time counts as work.
 */
export function worlds(context) {
  const { worldText, truth } = createRequire(import.meta.url)(path.resolve(context.out, 'benchmarks', 'prove', 'worlds.js'));
  const rows = context.sizes.map((n) => {
    const file = path.join(context.out, `world-${n}.json`);
    writeFileSync(file, worldText(n));
    const results = pairsOf(context.pairs, () => program(bundled(context, 'world-ours'), [file]), () => program(bundled(context, 'world-floor'), [file]));
    const [{ ours }] = results;
    const { edges, pairs } = truth(n);
    if (ours.pairs !== pairs || ours.certain !== pairs) throw new Error(`at ${n} segments the prover finds ${ours.certain} to ${ours.pairs} pairs, and a plain search ${pairs}: the figures mean nothing`);
    const m = (key) => medianOf(results, 'ours', key);
    return { n, edges, pairs, mb: statSync(file).size / 1e6, work: m('workMs'), read: m('readMs'), network: m('networkMs'), all: m('pairsMs'), peak: m('peakMb'), parse: medianOf(results, 'floor', 'workMs'), cpu: m('cpuMs'), floor: medianOf(results, 'floor', 'cpuMs'), process: ratioOf(results, 'cpuMs'), ratio: ratioOf(results, 'workMs') };
  });
  table(`worlds: 10 rules a segment, all pairs at pivot level; ${context.pairs} pairs, medians, CPU ms; floor: a process that reads the text and parses it`, rows.map((r) => ({
    'segments': r.n, 'edges': r.edges, 'pairs': r.pairs, 'text MB': r.mb.toFixed(1), 'read': ms(r.read), 'network': ms(r.network), 'all pairs': ms(r.all), 'work': ms(r.work), 'JSON.parse': ms(r.parse), 'work ratio': r.ratio.toFixed(2), 'process': ms(r.cpu), 'floor': ms(r.floor), 'process ratio': r.process.toFixed(2), 'peak MB': ms(r.peak),
  })));
  const steps = rows.slice(1).map((r, i) => ({ from: rows[i].n, to: r.n, growth: (r.work / rows[i].work) / (r.edges / rows[i].edges) }));
  const at = rows.find((r) => r.n === LIMITS.worldAt);
  return {
    figures: [
      ...steps.map((s) => `${s.from} to ${s.to} segments: ${s.growth.toFixed(2)} x linear in edges (limit ${LIMITS.growth})`),
      ...(at === undefined ? [] : [`${at.n} segments: ${at.process.toFixed(2)} x a process that parses the JSON (limit ${LIMITS.worldCpu}), ${ms(at.peak)} MB`]),
    ],
    holds: steps.every((s) => s.growth <= LIMITS.growth) && (at === undefined || at.process <= LIMITS.worldCpu),
  };
}

/** The reference app with the validator, against the same app with a plugin that does nothing. */
export function validator(context) {
  const run = (side) => {
    const outdir = path.join(context.out, `reference-${side}`);
    rmSync(outdir, { recursive: true, force: true });
    return program(path.join(context.out, 'benchmarks', 'prove', 'reference.js'), [side, outdir]);
  };
  const results = pairsOf(context.pairs, () => run('ours'), () => run('floor'));
  const cpu = ratioOf(results, 'cpuMs');
  table(`the reference app, ${context.pairs} pairs, medians; floor: a validation plugin that does nothing`, [
    { '': 'with the validator', 'cpu ms': ms(medianOf(results, 'ours', 'cpuMs')), 'peak MB': ms(medianOf(results, 'ours', 'peakMb')) },
    { '': 'a plugin that does nothing', 'cpu ms': ms(medianOf(results, 'floor', 'cpuMs')), 'peak MB': ms(medianOf(results, 'floor', 'peakMb')) },
  ]);
  return { figures: [`validator ${cpu.toFixed(2)} x the synth (limit ${LIMITS.validator})`], holds: cpu <= LIMITS.validator };
}

/** `zero-trust --version` against a node program that is empty. */
export function startUp(context) {
  const empty = path.join(context.out, 'empty.js');
  writeFileSync(empty, '');
  const results = pairsOf(context.pairs * 2 + 1, () => ({ cpuMs: cpuOf([process.execPath], [path.join('bin', 'zero-trust'), '--version']) }), () => ({ cpuMs: cpuOf([process.execPath], [empty]) }));
  if (spawnSync(process.execPath, [path.join('bin', 'zero-trust'), '--version']).status !== 0) throw new Error('`zero-trust --version` fails; run `node scripts/bundle-assets.mjs` first');
  const cpu = ratioOf(results, 'cpuMs');
  table('start-up, whole processes', [
    { '': 'zero-trust --version', 'cpu ms': ms(medianOf(results, 'ours', 'cpuMs')) },
    { '': 'an empty program', 'cpu ms': ms(medianOf(results, 'floor', 'cpuMs')) },
  ]);
  return { figures: [`--version ${cpu.toFixed(2)} x an empty program (limit ${LIMITS.version})`], holds: cpu <= LIMITS.version };
}

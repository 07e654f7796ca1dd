/**
 *   npm run test:fuzz                                     # 100,000 mutants on all cores
 *   npm run test:fuzz -- --mutants 1000 --campaign 7
 *   npm run test:fuzz -- --only 4711                      # one mutant again: what went in, and what came out
 *
 * The last line is `N passed, N failed`. A corpus that is absent is said; the composed cases are mutated all the same.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { mutant, newTally, run, type Tally } from './campaign';
import { seeds } from './seeds';

const { values } = parseArgs({ options: { mutants: { type: 'string', default: '100000' }, campaign: { type: 'string', default: '1' }, only: { type: 'string' }, share: { type: 'string' } } });
const [mutants, campaign] = [Number(values.mutants), Number(values.campaign)];
const { seeds: from, corpus } = seeds();

if (values.only !== undefined) {
  const tally = newTally();
  console.log(typeof mutant(from, campaign, Number(values.only)).input === 'string' ? mutant(from, campaign, Number(values.only)).input : JSON.stringify(mutant(from, campaign, Number(values.only)).input, undefined, 1));
  run(from, campaign, Number(values.only), tally);
  finish(tally);
} else if (values.share !== undefined) {
  const [part, parts] = values.share.split('/').map(Number);
  const tally = newTally();
  for (let i = part; i < mutants; i += parts) run(from, campaign, i, tally);
  process.send!({ ...tally, failures: tally.failures.slice(0, 20).map((f) => ({ ...f, input: undefined })), failed: tally.failures.length }, () => process.exit());
} else {
  if (!corpus) console.log('the corpus (../shared/corpus/cloudformation) is not here: only the composed cases of this project are mutated');
  void inParallel();
}

async function inParallel(): Promise<void> {
  const parts = Math.max(1, Math.min(availableParallelism(), 8));
  const started = performance.now();
  const tallies = await Promise.all([...Array(parts).keys()].map((part) => new Promise<Tally & { failed: number }>((resolve) => {
    const child = fork(__filename, ['--mutants', String(mutants), '--campaign', String(campaign), '--share', `${part}/${parts}`], { execArgv: ['-r', require.resolve('../../scripts/ts.cjs')] });
    let got: (Tally & { failed: number }) | undefined;
    child.on('message', (tally) => { got = tally as Tally & { failed: number }; });
    // A process that dies took the rest of its share along: that is a crash.
    child.on('exit', (code, signal) => resolve(got ?? { ...newTally(), failed: 1, failures: [{ mutant: -1, seed: '', why: `the process of share ${part}/${parts} ended with ${signal ?? code}`, input: undefined }] }));
  })));
  const sum = (key: 'passed' | 'read' | 'refused' | 'failed'): number => tallies.reduce((n, t) => n + t[key], 0);
  console.log(`${mutants} mutants of ${from.length} templates in ${((performance.now() - started) / 1000).toFixed(0)} s: ${sum('read')} judged, ${sum('refused')} refused; the slowest took ${Math.max(...tallies.map((t) => t.slowestMs)).toFixed(0)} ms`);
  report(tallies.flatMap((t) => t.failures), sum('passed'), sum('failed'));
}

function finish(tally: Tally): void {
  report(tally.failures, tally.passed, tally.failures.length);
}

function report(failures: Tally['failures'], passed: number, failed: number): void {
  for (const { mutant: number, seed, why } of failures.slice(0, 20)) console.log(`FAILED: mutant ${number} (npm run test:fuzz -- --campaign ${campaign} --only ${number}) of ${seed}: ${why}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

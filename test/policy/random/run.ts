/**
 *   node -r ./scripts/ts.cjs test/policy/random/run.ts                         # 100,000 cases on all cores
 *   node -r ./scripts/ts.cjs test/policy/random/run.ts --cases 1000 --campaign 7
 *   node -r ./scripts/ts.cjs test/policy/random/run.ts --only 4711             # one case again
 *
 * Random policies and requests, decided by Cedar and by the compiled engine. The last line is `N passed, N failed`.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { makeCase } from './case';
import { newTally, run, type Tally } from './judge';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '100000' }, campaign: { type: 'string', default: '1' }, only: { type: 'string' }, share: { type: 'string' } } });
/** Cases per process. */
const SHARE = 5_000;
const [cases, campaign] = [Number(values.cases), Number(values.campaign)];

if (values.only !== undefined) {
  const tally = newTally();
  console.log(makeCase(campaign, Number(values.only)).policies.join('\n'));
  run(campaign, Number(values.only), tally);
  finish([tally]);
} else if (values.share !== undefined) {
  const [from, to] = values.share.split('-').map(Number);
  const tally = newTally();
  for (let i = from; i < to; i++) run(campaign, i, tally);
  process.send!(tally, () => process.exit());
} else {
  const shares = Array.from({ length: Math.ceil(cases / SHARE) }, (_, i) => `${i * SHARE}-${Math.min(cases, (i + 1) * SHARE)}`);
  const tallies: Tally[] = [];
  const work = async (): Promise<void> => {
    for (let share = shares.shift(); share !== undefined; share = shares.shift()) tallies.push(await inProcess(share));
  };
  void Promise.all(Array.from({ length: Math.max(1, Math.min(availableParallelism(), 8)) }, work)).then(() => finish(tallies));
}

function inProcess(share: string): Promise<Tally> {
  return new Promise((resolve) => {
    const child = fork(__filename, ['--campaign', String(campaign), '--share', share], { execArgv: ['-r', require.resolve('../../../scripts/ts.cjs')] });
    let got: Tally | undefined;
    child.on('message', (tally) => { got = tally as Tally; });
    // A process that dies took its cases along: that is a crash.
    child.on('exit', (code, signal) => resolve(got ?? { ...newTally(), cases: 1, failures: [{ index: Number(share.split('-')[0]), why: `the process of the cases ${share} ended with ${signal ?? code}` }] }));
  });
}

function finish(tallies: readonly Tally[]): void {
  const sum = (key: Exclude<keyof Tally, 'failures'>): number => tallies.reduce((n, t) => n + t[key], 0);
  const failures = tallies.flatMap((t) => t.failures);
  for (const { index, why } of failures.slice(0, 20)) console.log(`FAILED: case ${index} (--campaign ${campaign} --only ${index}): ${why}`);
  console.log(`${sum('cases')} random policy sets against Cedar: ${sum('compiled')} compiled, ${sum('requests')} requests, ${sum('allowed')} allowed, ${sum('withErrors')} with a policy in error, ${sum('taken')} refused by strictness alone`);
  console.log(`${sum('cases') - new Set(failures.map((f) => f.index)).size} passed, ${new Set(failures.map((f) => f.index)).size} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

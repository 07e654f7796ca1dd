/**
 *   npm run test:worlds                        # 10,000 random worlds on all cores, the prover against the simulator
 *   npm run test:worlds -- 200 4000            # 200 of them, from seed 4000
 *   npm run test:worlds -- 1 2785              # one again; where the two disagree, the smallest template that still does
 *
 * The last line is `N passed, N failed`; exit 1 where they disagree.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { checkWorld } from './worlds';

const [count = 10000, first = 0, part, parts] = process.argv.slice(2).map(Number);
const SHOWN = Number(process.env.SHOWN ?? 5);

interface Share {
  readonly tally: [string, number][];
  readonly failed: number;
  readonly shown: string[];
}

if (part !== undefined) process.send!(share(part, parts), () => process.exit());
else if (count < 20) report([share(0, 1)]);
else void inParallel().then(report);

/** Every `step`th world from the `from`th. A world that throws disagrees. */
function share(from: number, step: number): Share {
  const tally = new Map<string, number>();
  const shown: string[] = [];
  let failed = 0;
  for (let seed = first + from; seed < first + count; seed += step) {
    let says: (() => string) | undefined;
    try {
      const { verdicts, isPlain, failures: [failure] } = checkWorld(seed);
      for (const verdict of verdicts) for (const key of isPlain ? [verdict, `plain ${verdict}`] : [verdict]) tally.set(key, (tally.get(key) ?? 0) + 1);
      if (failure !== undefined) says = () => `${failure.what}\n  ${failure.says}\n${JSON.stringify(failure.shrunk().templates)}`;
    } catch (error) {
      says = () => String((error as Error).stack);
    }
    if (says === undefined) continue;
    failed++;
    if (shown.length < SHOWN) shown.push(`seed ${seed}: ${says()}`);
  }
  return { tally: [...tally], failed, shown };
}

function inParallel(): Promise<Share[]> {
  const processes = Math.max(1, Math.min(availableParallelism(), 8));
  return Promise.all([...Array(processes).keys()].map((i) => new Promise<Share>((resolve) => {
    const child = fork(__filename, [count, first, i, processes].map(String), { execArgv: ['-r', require.resolve('../../../scripts/ts.cjs')] });
    let got: Share | undefined;
    child.on('message', (message) => { got = message as Share; });
    // A process that dies took the rest of its share along.
    child.on('exit', (code, signal) => resolve(got ?? { tally: [], failed: 1, shown: [`the process of share ${i} of ${processes} ended with ${signal ?? code}`] }));
  })));
}

function report(shares: readonly Share[]): void {
  const tally = new Map<string, number>();
  for (const [key, n] of shares.flatMap((s) => s.tally)) tally.set(key, (tally.get(key) ?? 0) + n);
  // Without "nothing more": of others in a VPC nobody is certain, and every rule that takes a range of it says so.
  const decided = (prefix: string): string => {
    const of = (kind: string): number => [...tally].filter(([k]) => k.startsWith(prefix) && k.endsWith(kind) && !k.includes('nothing-more')).reduce((sum, [, n]) => sum + n, 0);
    const [closed, open] = [of('proved') + of('violated'), of('unknown')];
    return `${closed} of ${closed + open} (${((100 * closed) / Math.max(1, closed + open)).toFixed(1)} %)`;
  };
  for (const [key, n] of [...tally].filter(([k]) => !k.startsWith('plain')).sort()) console.log(`${String(n).padStart(7)}  ${key}`);
  console.log(`decided: ${decided('')}; where nothing is open: ${decided('plain ')}`);
  for (const text of shares.flatMap((s) => s.shown)) console.log(text);
  const failed = shares.reduce((sum, s) => sum + s.failed, 0);
  console.log(`${count - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

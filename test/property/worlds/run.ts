/**
 * `npm run test:worlds [-- COUNT [FIRST_SEED]]`: random worlds, the prover against the simulator. 10,000 by default; exit 1 where
 * they disagree, with the seed and the smallest template that still does. The last line is `N passed, N failed`.
 */
import { checkWorld } from './worlds';

const [count = 10000, first = 0] = process.argv.slice(2).map(Number);
const SHOWN = Number(process.env.SHOWN ?? 5);
const tally = new Map<string, number>();
let [failed, shown] = [0, 0];

for (let seed = first; seed < first + count; seed++) {
  let report: ReturnType<typeof checkWorld>;
  try {
    report = checkWorld(seed);
  } catch (error) {
    failed++;
    if (shown++ < SHOWN) console.log(`seed ${seed}: ${(error as Error).stack}`);
    continue;
  }
  for (const verdict of report.verdicts) {
    for (const key of [verdict, report.isPlain ? `plain ${verdict}` : undefined]) if (key !== undefined) tally.set(key, (tally.get(key) ?? 0) + 1);
  }
  if (report.failures.length === 0) continue;
  failed++;
  const [failure] = report.failures;
  if (shown++ < SHOWN) console.log(`seed ${seed}: ${failure.what}\n  ${failure.says}\n${JSON.stringify(failure.shrunk().templates)}`);
}

const share = (prefix: string): string => {
  const of = (kind: string): number => [...tally].filter(([k]) => k.startsWith(prefix) && k.endsWith(kind)).reduce((sum, [, n]) => sum + n, 0);
  const [decided, open] = [of('proved') + of('violated'), of('unknown')];
  return `${decided} of ${decided + open} (${((100 * decided) / Math.max(1, decided + open)).toFixed(1)} %)`;
};
for (const [key, n] of [...tally].filter(([k]) => !k.startsWith('plain')).sort()) console.log(`${String(n).padStart(7)}  ${key}`);
console.log(`decided: ${share('')}; where nothing is open: ${share('plain ')}`);
console.log(`${count - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

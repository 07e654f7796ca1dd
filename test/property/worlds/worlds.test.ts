/**
 * Random worlds: the prover and a simulator that shares no code with it do not disagree. 300 here; `npm run test:worlds` runs
 * 10,000. Where this fails: `npm run test:worlds -- 1 SEED` prints the smallest template that still does.
 */
import { checkWorld } from './worlds';

const WORLDS = 300;

test(`${WORLDS} worlds, no disagreement`, () => {
  const reports = Array.from({ length: WORLDS }, (_, i) => checkWorld(1_000_000 + i));
  expect(reports.flatMap((r) => r.failures.map((f) => `seed ${r.seed}: ${f.what}: ${f.says}`))).toEqual([]);
  // the worlds are not so poor that there is nothing to disagree about
  const count = (verdict: string): number => reports.flatMap((r) => r.verdicts).filter((v) => v === verdict).length;
  for (const verdict of ['denies proved', 'denies violated', 'permits proved', 'permits violated', 'onlyVia proved', 'onlyVia violated', 'nothing-less proved', 'nothing-less violated']) {
    expect([verdict, count(verdict) > 10]).toEqual([verdict, true]);
  }
}, 120_000);

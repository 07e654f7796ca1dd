/**
 * A world that permits exactly what its intent says is proved; one rule wider and "nothing more" is not, one rule less and
 * "nothing less" is not.
 */
import { changed, type TidyWorld, tidyWorld, widenings } from '../../support/worlds/tidy';
import type { RandomWorld } from '../../support/worlds/model';
import { Asked } from './prover';

const SEEDS = Array.from({ length: 25 }, (_, i) => i);

function verdictsOf(world: RandomWorld, { intent }: TidyWorld, kind: string): string[] {
  return [...new Set(new Asked(world).intent(intent).map((a) => a.verdict).filter((v) => v.kind === kind).map((v) => v.verdict))].sort();
}

test('worlds that permit exactly their flows are proved', () => {
  const open = SEEDS.map(tidyWorld).filter((tidy) => ['nothing-more', 'nothing-less'].some((kind) => verdictsOf(tidy.world, tidy, kind).join() !== 'proved'));
  expect(open.map((t) => t.world.seed)).toEqual([]);
});

test('one rule wider: something more is found', () => {
  const cases = SEEDS.map(tidyWorld).flatMap((tidy) => widenings(tidy).map((w) => ({ tidy, ...w })));
  expect(cases.length).toBeGreaterThan(200);
  const missed = cases.filter(({ tidy, rule, change }) => !verdictsOf(changed(tidy, rule, change), tidy, 'nothing-more').includes('violated'));
  expect(missed.map((c) => c.what)).toEqual([]);
});

test('one rule less: its flow is found broken', () => {
  const cases = SEEDS.map(tidyWorld).flatMap((tidy) => tidy.rules.map((rule) => ({ tidy, rule })));
  expect(cases.length).toBeGreaterThan(60);
  const missed = cases.filter(({ tidy, rule }) => {
    const broken = new Asked(changed(tidy, rule, () => undefined)).intent(tidy.intent).filter((a) => a.verdict.kind === 'nothing-less' && a.verdict.verdict === 'violated');
    return !broken.some((a) => a.verdict.flows?.some((f) => f === rule.flow || f.endsWith(`#${rule.flow}`)));
  });
  expect(missed.map(({ tidy, rule }) => `seed ${tidy.world.seed}, ${rule.flow}`)).toEqual([]);
});

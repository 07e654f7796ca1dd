/**
 * The order in which things are declared is nothing to what is built:
 *
 *   synthesize(any order of members, segments and flows) = synthesize(intent)
 *
 * Byte for byte apart from the order of resources in a template; the intent file and the network file entirely. The same
 * order twice is the same to the last byte. Runs: 25 worlds, each synthesized twice.
 */
import * as fc from 'fast-check';
import { runs } from '../algebra/support';
import { textOf } from '../support/apps/compare';
import { type RandomWorld, randomWorlds, synthesizeWorld } from '../support/apps/random-app';

/** A permutation by a seed (Fisher and Yates, with the generator of Park and Miller). */
function shuffled<T>(list: readonly T[], seed: number): T[] {
  const out = [...list];
  let state = (seed % 2147483646) + 1;
  for (let i = out.length - 1; i > 0; i--) {
    state = (state * 48271) % 2147483647;
    const j = state % (i + 1);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}

function reordered(world: RandomWorld, seed: number): RandomWorld {
  const { segments, enclaves, flows } = world.intent;
  return {
    ...world,
    intent: { segments: shuffled(segments, seed), enclaves, flows: shuffled(flows, seed + 1) },
    members: Object.fromEntries(shuffled(Object.entries(world.members), seed + 2).map(([id, list]) => [id, shuffled(list, seed + 3)])),
  };
}

test('any order of members, segments and flows gives the same templates and the same intent (25 runs)', () => {
  fc.assert(fc.property(randomWorlds, fc.nat(1_000_000), (world, seed) => {
    const [a, b] = [world, reordered(world, seed)].map((w) => synthesizeWorld(w));
    expect(textOf(b.templates)).toEqual(textOf(a.templates));
    expect(b.intents).toEqual(a.intents);
    expect(b.networks).toEqual(a.networks);
  }), runs(25));
});

test('the same order twice is the same to the last byte (5 runs)', () => {
  fc.assert(fc.property(randomWorlds, (world) => {
    const [a, b] = [world, world].map((w) => JSON.stringify(synthesizeWorld(w)));
    expect(b).toBe(a);
  }), runs(5));
});

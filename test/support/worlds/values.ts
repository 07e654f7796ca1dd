/** Valuations of a world: every token gets a value, every hearsay a reading. */
import { PLAIN, type Valuation } from '../world-simulator';
import type { Draw } from './draw';
import type { RandomWorld } from './model';

export function drawValuation(world: RandomWorld, draw: Draw): Valuation {
  const of = (kind: string): Record<string, string> => Object.fromEntries(world.tokens.filter((t) => t.kind === kind).map((t) => [t.name, draw.pick(t.values)]));
  return {
    ...PLAIN, parameters: of('parameter'), imports: of('import'), attributes: of('attribute'), outside: world.outside,
    standaloneEgressStripsDefault: draw.chance(0.5), groupsCrossTransit: draw.chance(0.5), privateNetworksCarryPublic: draw.chance(0.5), interfacesTakePublic: draw.chance(0.5), tasksTakeIpv6: draw.chance(0.5), databasesArePublicByDefault: draw.chance(0.5),
  };
}

/** How many valuations are worth drawing: several values of each token; two where only readings are open. */
export function samples(world: RandomWorld, n: number): number {
  return world.tokens.length === 0 && world.isPlain ? Math.min(n, 2) : n;
}

export function sampleValuations(world: RandomWorld, draw: Draw, n: number): Valuation[] {
  return Array.from({ length: samples(world, n) }, () => drawValuation(world, draw));
}

/**
 * How far apart two places are at least, in kilometres: ``leastDistance({ country: 'DE' }, { country: 'AU' })``.
 *
 * Of two places in one country that is 0, whatever coordinates say: a telephone on the network of its operator appears at the operator's gateway, hundreds of kilometres from
 * where it is, and changes between IPv6 and shared IPv4 addresses while it lies on a table (section 8, f). Of places in two countries it is the great circle between their
 * coordinates, less what look-ups of addresses err, or, where one has none, between the circles that cover the countries (countries.ts). What is said is never more than the
 * truth, so a neighbour is 0 away, and nothing is said of a country that nobody knows.
 * Not modelled: journeys inside one country.
 */
import type { Place } from '../../../contract/access/facts';
import { circlesOf } from './countries';

export type Spot = Pick<Place, 'country' | 'latitude' | 'longitude'>;

/** Mean radius of the earth. (IUGG.) */
const RADIUS = 6_371.0088;
/** What a look-up may err inside a country. */
const ERROR = 250;
const MOST_PAIRS = 2_000;

export function greatCircle(from: readonly [number, number], to: readonly [number, number]): number {
  const [a, b, c, d] = [...from, ...to].map((degrees) => (degrees * Math.PI) / 180);
  const h = Math.sin((c - a) / 2) ** 2 + Math.cos(a) * Math.cos(c) * Math.sin((d - b) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Undefined where one of the countries is unknown. */
export function leastDistance(one: Spot, other: Spot): number | undefined {
  if (one.country === other.country) return 0;
  const [from, to] = [pointOf(one), pointOf(other)];
  if (from !== undefined && to !== undefined) return Math.max(0, greatCircle(from, to) - 2 * ERROR);
  return betweenCountries(...([one.country, other.country].sort() as [string, string]));
}

const pairs = new Map<string, number | undefined>();

function betweenCountries(one: string, other: string): number | undefined {
  const key = one + other;
  if (pairs.has(key)) return pairs.get(key);
  const [from, to] = [circlesOf(one), circlesOf(other)];
  let least: number | undefined;
  for (const a of from ?? []) {
    for (const b of to ?? []) {
      const apart = Math.max(0, greatCircle([a.latitude, a.longitude], [b.latitude, b.longitude]) - a.radius - b.radius);
      least = least === undefined ? apart : Math.min(least, apart);
    }
  }
  if (pairs.size >= MOST_PAIRS) pairs.clear();
  pairs.set(key, least);
  return least;
}

function pointOf({ latitude, longitude }: Spot): readonly [number, number] | undefined {
  return latitude === undefined || longitude === undefined ? undefined : [latitude, longitude];
}

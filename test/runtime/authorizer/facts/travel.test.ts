/** How far apart places are at least: airports of every country (OurAirports) hold the circles to account, and published distances the arithmetic. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { circlesOf } from '../../../../lib/runtime/authorizer/facts/countries';
import { greatCircle, leastDistance } from '../../../../lib/runtime/authorizer/facts/distance';

const AIRPORTS = readFileSync(path.join(__dirname, 'airports.txt'), 'utf8').trim().split('\n').slice(1).map((line) => line.split(' '))
  .map(([country, name, latitude, longitude]) => ({ country, name, latitude: Number(latitude), longitude: Number(longitude) }));
const airport = (country: string): (typeof AIRPORTS)[number] => AIRPORTS.find((one) => one.country === country)!;

test.each<[string, readonly [number, number], readonly [number, number], number]>([
  // Land's End to John o' Groats: movable-type.co.uk, "Calculate distance, bearing and more between latitude/longitude points". London to Arlington: Stack Overflow 365826.
  ['the length of Britain', [50.066389, -5.714722], [58.643889, -3.07], 968.9],
  ['London to Arlington', [51.5, 0], [38.8, -77.1], 5_918.2],
  ['a quarter of the earth', [0, 0], [0, 90], 10_007.6],
  ['pole to pole', [90, 0], [-90, 77], 20_015.1],
  ['over the date line', [0, 179.5], [0, -179.5], 111.2],
  ['nowhere', [52, 13], [52, 13], 0],
])('%s', (_, from, to, kilometres) => { expect(Math.abs(greatCircle(from, to) - kilometres)).toBeLessThan(0.2); });

test('every country has its circles, and its airports lie in them', () => {
  expect(new Set(AIRPORTS.map(({ country }) => country)).size).toBeGreaterThan(225);
  const outside = AIRPORTS.filter(({ country, latitude, longitude }) => !circlesOf(country)?.some((circle) => greatCircle([circle.latitude, circle.longitude], [latitude, longitude]) <= circle.radius));
  expect(outside.map(({ country, name }) => `${country} ${name}`)).toEqual([]);
});

test('what is said is never more than the truth, and is the same both ways', () => {
  let far = 0;
  for (const one of AIRPORTS) {
    for (const other of AIRPORTS) {
      const truth = greatCircle([one.latitude, one.longitude], [other.latitude, other.longitude]);
      const said = leastDistance({ country: one.country }, { country: other.country })!;
      if (said > truth || said !== leastDistance({ country: other.country }, { country: one.country })) throw new Error(`${one.name} ${other.name}: ${said} of ${truth}`);
      if (said >= 500) far += 1;
    }
  }
  // And it says something: most pairs of countries are far apart.
  expect(far / AIRPORTS.length ** 2).toBeGreaterThan(0.75);
});

test.each<[string, string, number, number]>([
  ['DE', 'AU', 9_000, 12_000], ['DE', 'US', 4_000, 6_500], ['GB', 'JP', 7_000, 9_000], ['FR', 'RE', 7_500, 9_500], ['ES', 'NZ', 13_000, 18_500], ['BR', 'ZA', 3_500, 6_500], ['DE', 'IN', 4_500, 6_000],
  ['DE', 'FR', 0, 0], ['DE', 'AT', 0, 0], ['DE', 'PL', 0, 0], ['US', 'CA', 0, 0], ['US', 'MX', 0, 0], ['RU', 'NO', 0, 0], ['CN', 'KZ', 0, 0], ['ES', 'MA', 0, 0], ['DE', 'DE', 0, 0], ['RU', 'RU', 0, 0],
])('%s to %s: between %d and %d km', (one, other, least, most) => {
  const said = leastDistance({ country: one }, { country: other })!;
  expect(said).toBeGreaterThanOrEqual(least);
  expect(said).toBeLessThanOrEqual(most);
});

test('coordinates count between countries, and never inside one', () => {
  const german = airport('DE');
  expect(leastDistance(german, airport('AU'))).toBeGreaterThan(12_000);
  expect(leastDistance({ country: 'US', latitude: 40.7, longitude: -74 }, { country: 'US', latitude: 34, longitude: -118.2 })).toBe(0);
  // Of one side alone they are not used.
  expect(leastDistance(german, { country: 'AU' })).toBe(leastDistance({ country: 'DE' }, { country: 'AU' }));
  // Strasbourg and Kehl.
  expect(leastDistance({ country: 'FR', latitude: 48.58, longitude: 7.75 }, { country: 'DE', latitude: 48.57, longitude: 7.81 })).toBe(0);
});

test('nothing is said of a country that nobody knows', () => {
  for (const country of ['QQ', '', '__', 'constructor', '__proto__']) expect([country, leastDistance({ country }, { country: 'DE' })]).toEqual([country, undefined]);
});

test('great circles: symmetric, and by a third place never shorter', () => {
  const point = fc.tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }));
  fc.assert(fc.property(point, point, point, (a, b, c) => {
    expect(Math.abs(greatCircle(a, b) - greatCircle(b, a))).toBeLessThan(1e-6);
    expect(greatCircle(a, b)).toBeLessThanOrEqual(greatCircle(a, c) + greatCircle(c, b) + 1e-4);
  }));
});

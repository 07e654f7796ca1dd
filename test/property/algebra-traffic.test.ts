import * as fc from 'fast-check';
import { AddressSet, Connection, ConnectionSet, Packet, TCP, TrafficSet, UDP } from '../../lib/algebra';
import { evaluate, expectLaws, formulas, holds, runs } from '../algebra/support';

/** A universe of 2 * 8 * 8 * 5 packets, at the ends of both families and of the ports. */
const ADDRESSES = {
  4: (n: number): string => (n < 4 ? `0.0.0.${n}` : `255.255.255.${248 + n}`),
  6: (n: number): string => (n < 4 ? `::${n}` : `ffff:ffff:ffff:ffff:ffff:ffff:ffff:fff${(8 + n).toString(16)}`),
};
const CONNECTIONS: Connection[] = [{ protocol: TCP, port: 0 }, { protocol: TCP, port: 443 }, { protocol: TCP, port: 65535 }, { protocol: UDP, port: 0 }, { protocol: 7 }];
const SETS = [ConnectionSet.tcp(0, 0), ConnectionSet.tcp(443), ConnectionSet.tcp(65535), ConnectionSet.udp(0, 0), ConnectionSet.protocol(7)];
type Family = 4 | 6;

interface Box {
  readonly family: Family;
  readonly source: readonly number[];
  readonly destination: readonly number[];
  readonly over: readonly number[];
}

const some = (size: number): fc.Arbitrary<number[]> => fc.uniqueArray(fc.nat(size - 1), { maxLength: size });
const box: fc.Arbitrary<Box> = fc.record({ family: fc.constantFrom<Family>(4, 6), source: some(8), destination: some(8), over: some(5) });
const boxes = fc.array(box, { maxLength: 4 });

const addresses = (family: Family, numbers: readonly number[]): AddressSet => AddressSet.unionOf(numbers.map((n) => AddressSet.address(ADDRESSES[family](n))));
const build = ({ family, source, destination, over }: Box): TrafficSet =>
  TrafficSet.box(addresses(family, source), addresses(family, destination), ConnectionSet.unionOf(over.map((i) => SETS[i])));
const buildAll = (list: readonly Box[]): TrafficSet => TrafficSet.unionOf(list.map(build));
const inBox = (b: Box, family: Family, s: number, d: number, c: number): boolean => b.family === family && b.source.includes(s) && b.destination.includes(d) && b.over.includes(c);

function eachPacket(visit: (packet: Packet, family: Family, s: number, d: number, c: number) => void): void {
  for (const family of [4, 6] as const) {
    for (let s = 0; s < 8; s++) {
      for (let d = 0; d < 8; d++) {
        for (let c = 0; c < CONNECTIONS.length; c++) {
          visit({ source: ADDRESSES[family](s), destination: ADDRESSES[family](d), connection: CONNECTIONS[c] }, family, s, d, c);
        }
      }
    }
  }
}

describe('traffic against brute force', () => {
  test('any formula has the members that the model enumerates', () => {
    fc.assert(
      fc.property(fc.array(boxes, { minLength: 3, maxLength: 3 }), formulas(3), (sets, formula) => {
        const result = evaluate(formula, sets.map(buildAll));
        let wrong = '';
        eachPacket((packet, family, s, d, c) => {
          const expected = holds(formula, (index) => sets[index].some((b) => inBox(b, family, s, d, c)));
          if (result.contains(packet) !== expected) wrong = JSON.stringify(packet);
        });
        expect(wrong).toBe('');
        const witness = result.witness();
        expect(witness === undefined).toBe(result.isEmpty());
        if (witness) expect(result.contains(witness)).toBe(true);
      }),
      runs(50),
    );
  });

  test('laws', () => {
    fc.assert(
      fc.property(boxes, boxes, boxes, (a, b, c) => expectLaws(buildAll(a), buildAll(b), buildAll(c), TrafficSet.none(), TrafficSet.all(), true)),
      runs(25),
    );
  });

  test('equal sets are equal values: boxes give the set back, are disjoint, and do not show the order of construction', () => {
    fc.assert(
      fc.property(boxes, (list) => {
        const set = buildAll(list);
        const parts = set.boxes().map(({ source, destination, connections }) => TrafficSet.box(source, destination, connections));
        expect(TrafficSet.unionOf(parts).equals(set)).toBe(true);
        parts.forEach((x, i) => parts.slice(i + 1).forEach((y) => expect(x.intersection(y).isEmpty()).toBe(true)));
        const onceMore = [...list].reverse().reduce((sum, b) => sum.union(build(b)), TrafficSet.none());
        expect(onceMore.toString()).toBe(set.toString());
      }),
      runs(50),
    );
  });

  test('projections hold what some packet has', () => {
    fc.assert(
      fc.property(boxes, (list) => {
        const set = buildAll(list);
        const full = list.filter((b) => b.source.length && b.destination.length && b.over.length);
        expect(set.sources().equals(AddressSet.unionOf(full.map((b) => addresses(b.family, b.source))))).toBe(true);
        expect(set.destinations().equals(AddressSet.unionOf(full.map((b) => addresses(b.family, b.destination))))).toBe(true);
        expect(set.connections().equals(ConnectionSet.unionOf(full.flatMap((b) => b.over.map((i) => SETS[i]))))).toBe(true);
      }),
      runs(30),
    );
  });
});

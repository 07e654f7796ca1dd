import * as fc from 'fast-check';
import { Connection, ConnectionSet, ICMP, ICMPV6, parseConnections, PortSet, ruleToConnections, SCTP, TCP, UDP } from '../../lib/algebra';
import { evaluate, expectLaws, Formula, formulas, holds, runs } from '../algebra/support';

/** A set described twice: for the library, and as a predicate. */
interface Described {
  readonly set: ConnectionSet;
  readonly has: (c: Connection) => boolean;
}

const PORT = fc.oneof(fc.constantFrom(0, 1, 2, 442, 443, 444, 65533, 65534, 65535), fc.nat(65535));
const BYTE = fc.oneof(fc.constantFrom(0, 1, 2, 8, 128, 254, 255), fc.nat(255));
const described: fc.Arbitrary<Described> = fc.oneof(
  fc.tuple(fc.constantFrom(TCP, UDP, SCTP), PORT, PORT).map(([protocol, x, y]) => {
    const [first, last] = [Math.min(x, y), Math.max(x, y)];
    return { set: ConnectionSet.ofPorts(protocol, PortSet.range(first, last)), has: (c: Connection) => c.protocol === protocol && c.port! >= first && c.port! <= last };
  }),
  fc.tuple(fc.constantFrom(ICMP, ICMPV6), fc.option(BYTE, { nil: -1 }), fc.option(BYTE, { nil: -1 })).map(([protocol, type, anyCode]) => {
    const code = type === -1 ? -1 : anyCode;
    const set = protocol === ICMP ? ConnectionSet.icmp(type, code) : ConnectionSet.icmpv6(type, code);
    return { set, has: (c: Connection) => c.protocol === protocol && (type === -1 || c.type === type) && (code === -1 || c.code === code) };
  }),
  BYTE.map((protocol) => ({ set: ConnectionSet.protocol(protocol), has: (c: Connection) => c.protocol === protocol })),
);
const three = fc.array(described, { minLength: 3, maxLength: 3 });

/** Every protocol number, with the numbers beside each boundary of any set in the test. */
function probes(sets: readonly Described[]): Connection[] {
  const rests = new Set(sets.flatMap(({ set }) => set.boundaries.flatMap((at) => [at - 1, at, at + 1])).map((at) => ((at % 65536) + 65536) % 65536));
  [0, 443, 2048, 32768, 65535].forEach((rest) => rests.add(rest));
  return Array.from({ length: 256 }, (_, protocol) => protocol).flatMap((protocol): Connection[] => {
    if ([TCP, UDP, SCTP].includes(protocol)) return [...rests].map((port) => ({ protocol, port }));
    if ([ICMP, ICMPV6].includes(protocol)) return [...rests].map((rest) => ({ protocol, type: Math.floor(rest / 256), code: rest % 256 }));
    return [{ protocol }];
  });
}

const expected = (formula: Formula, sets: readonly Described[], c: Connection): boolean => holds(formula, (index) => sets[index].has(c));

describe('connections against brute force', () => {
  test('any formula has the members that the model has, over every protocol', () => {
    fc.assert(
      fc.property(three, formulas(3), (sets, formula) => {
        const result = evaluate(formula, sets.map(({ set }) => set));
        for (const probe of probes(sets)) {
          if (result.contains(probe) !== expected(formula, sets, probe)) throw new Error(`${JSON.stringify(probe)} in ${result}`);
        }
        const witness = result.witness();
        expect(witness === undefined).toBe(result.isEmpty());
        if (witness) expect([result.contains(witness), expected(formula, sets, witness)]).toEqual([true, true]);
      }),
      runs(60),
    );
  });

  test('laws', () => {
    fc.assert(fc.property(three, ([a, b, c]) => expectLaws(a.set, b.set, c.set, ConnectionSet.none(), ConnectionSet.all(), true)), runs(60));
  });

  test('what is printed is read back', () => {
    fc.assert(
      fc.property(three, formulas(3), (sets, formula) => {
        const set = evaluate(formula, sets.map((each) => each.set));
        const parsed = parseConnections(set.toString());
        if (set.isEmpty()) expect(parsed.ok).toBe(false); // a question over nothing would hold for nothing
        else expect(parsed.ok && parsed.value.equals(set)).toBe(true);
      }),
      runs(100),
    );
  });

  test('a protocol that has no ports is never cut in two', () => {
    fc.assert(
      fc.property(three, formulas(3), (sets, formula) => {
        const set = evaluate(formula, sets.map((each) => each.set));
        for (const protocol of [0, 2, 50, 255]) expect(['all', 'none']).toContain(set.ports(protocol).toString());
        expect(set.protocols()).toEqual([...set.protocols()].sort((a, b) => a - b));
      }),
      runs(40),
    );
  });

  test('port sets agree with a boolean array', () => {
    const ranges = fc.array(fc.tuple(PORT, PORT), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(ranges, { minLength: 3, maxLength: 3 }), formulas(3), (sets, formula) => {
        const build = (set: [number, number][]): PortSet => set.reduce((sum, [x, y]) => sum.union(PortSet.range(Math.min(x, y), Math.max(x, y))), PortSet.none());
        const result = evaluate(formula, sets.map(build));
        const members = sets.map((set) => {
          const out = new Uint8Array(65536);
          for (const [x, y] of set) out.fill(1, Math.min(x, y), Math.max(x, y) + 1);
          return out;
        });
        const wrong: number[] = [];
        for (let port = 0; port < 65536; port++) if (result.contains(port) !== holds(formula, (index) => members[index][port] === 1)) wrong.push(port);
        expect(wrong).toEqual([]);
        const [a, b, c] = sets.map(build);
        expectLaws(a, b, c, PortSet.none(), PortSet.all(), true);
        expect(result.ranges().reduce((sum, { first, last }) => sum.union(PortSet.range(first, last)), PortSet.none()).equals(result)).toBe(true);
      }),
      runs(8),
    );
  });

  test('a security-group rule is read or refused, never thrown, and never covers another protocol', () => {
    const number = fc.oneof(fc.integer({ min: -3, max: 70000 }), fc.constantFrom(-1, 0, 255, 256, 65535, 65536));
    const value = fc.oneof(number, number.map(String), fc.constantFrom('', 'x', '1.5', '007'));
    const protocol = fc.oneof(fc.constantFrom('tcp', 'UDP', 'icmp', 'icmpv6', '-1', -1, 'sctp', 'all', 6, '17', 58, 132, '256'), value);
    fc.assert(
      fc.property(protocol, fc.option(value, { nil: undefined }), fc.option(value, { nil: undefined }), (ipProtocol, fromPort, toPort) => {
        const parsed = ruleToConnections({ ipProtocol, fromPort, toPort });
        if (!parsed.ok) return;
        expect(parsed.value.isEmpty()).toBe(false);
        if (String(ipProtocol) === '-1') expect(parsed.value.equals(ConnectionSet.all())).toBe(true);
        else expect(parsed.value.protocols()).toHaveLength(1);
      }),
      runs(300),
    );
  });

  test('reading over-texts never throws', () => {
    const soup = fc.array(fc.constantFrom('tcp', 'udp', 'icmp', 'ip', 'all', 'all except ', '/', '-', ',', ' ', '0', '8', '443', '99999'), { maxLength: 8 }).map((p) => p.join(''));
    fc.assert(fc.property(soup, (text) => void parseConnections(text)), runs(500));
  });
});

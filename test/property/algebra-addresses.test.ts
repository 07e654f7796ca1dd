import * as net from 'node:net';
import * as fc from 'fast-check';
import { AddressSet, formatAddress, parseAddress, parseCidr } from '../../lib/algebra';
import { evaluate, expectLaws, formulas, holds, runs } from '../algebra/support';

/** Windows of 256 addresses, at both ends of each family and in the middle. */
const WINDOWS: ((n: number) => string)[] = [
  (n) => `0.0.0.${n}`,
  (n) => `10.20.30.${n}`,
  (n) => `255.255.255.${n}`,
  (n) => `::${n.toString(16)}`,
  (n) => `2001:db8:0:ffff:ffff:ffff:ffff:ff${n.toString(16).padStart(2, '0')}`,
  (n) => `ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff${n.toString(16).padStart(2, '0')}`,
];
const RANGES = fc.array(
  fc.tuple(fc.nat(WINDOWS.length - 1), fc.nat(255), fc.nat(255)).map(([window, x, y]) => ({ window, first: Math.min(x, y), last: Math.max(x, y) })),
  { maxLength: 6 },
);
type Ranges = { window: number; first: number; last: number }[];

const build = (ranges: Ranges): AddressSet => AddressSet.unionOf(ranges.map((r) => AddressSet.range(WINDOWS[r.window](r.first), WINDOWS[r.window](r.last))));
const inRanges = (ranges: Ranges, window: number, n: number): boolean => ranges.some((r) => r.window === window && r.first <= n && n <= r.last);
const windowSet = AddressSet.unionOf(WINDOWS.map((address) => AddressSet.range(address(0), address(255))));

describe('addresses against brute force', () => {
  test('any formula has exactly the members that the model enumerates', () => {
    fc.assert(
      fc.property(fc.array(RANGES, { minLength: 3, maxLength: 3 }), formulas(3), (sets, formula) => {
        const result = evaluate(formula, sets.map(build)).intersection(windowSet);
        let count = 0n;
        let lowest: string | undefined;
        WINDOWS.forEach((address, window) => {
          for (let n = 0; n < 256; n++) {
            const expected = holds(formula, (index) => inRanges(sets[index], window, n));
            if (expected !== result.contains(address(n))) throw new Error(`${address(n)}: expected ${expected}`);
            if (expected) {
              count++;
              lowest ??= formatted(address(n));
            }
          }
        });
        expect(result.size()).toBe(count);
        expect(result.isEmpty()).toBe(count === 0n);
        expect(result.witness()).toBe(lowest);
      }),
      runs(30),
    );
  });

  test('laws', () => {
    fc.assert(
      fc.property(RANGES, RANGES, RANGES, (x, y, z) => expectLaws(build(x), build(y), build(z), AddressSet.none(), AddressSet.all(), true)),
      runs(30),
    );
  });

  test('toCidrs gives the same set back, with the fewest CIDRs', () => {
    fc.assert(
      fc.property(RANGES, (ranges) => {
        const set = build(ranges);
        const cidrs = set.toCidrs();
        expect(AddressSet.unionOf(cidrs.map((cidr) => AddressSet.cidr(cidr))).equals(set)).toBe(true);
        expect(cidrs.reduce((sum, cidr) => sum + AddressSet.cidr(cidr).size(), 0n)).toBe(set.size()); // disjoint
        const fewest = WINDOWS.map((_, window) => leaves(0, 256, (n) => inRanges(ranges, window, n))).reduce((a, b) => a + b);
        expect(cidrs).toHaveLength(fewest);
      }),
      runs(60),
    );
  });

  test('large sets: probes at and beside every boundary, and anywhere', () => {
    const address = fc.nat(0xffffffff);
    const ranges = fc.array(fc.tuple(address, address).map(([x, y]) => [Math.min(x, y), Math.max(x, y)]), { maxLength: 8 });
    const text = (value: number): string => formatAddress({ family: 4, value });
    fc.assert(
      fc.property(fc.array(ranges, { minLength: 3, maxLength: 3 }), formulas(3), fc.array(address, { minLength: 20, maxLength: 20 }), (sets, formula, anywhere) => {
        const result = evaluate(formula, sets.map((set) => AddressSet.unionOf(set.map(([x, y]) => AddressSet.range(text(x), text(y))))));
        const edges = sets.flat(2).flatMap((at) => [at - 1, at, at + 1]).filter((at) => at >= 0 && at <= 0xffffffff);
        for (const probe of [...edges, ...anywhere]) {
          expect(result.contains(text(probe))).toBe(holds(formula, (index) => sets[index].some(([x, y]) => x <= probe && probe <= y)));
        }
      }),
      runs(30),
    );
  });

  test('the order of a union does not matter, and one by one gives what all at once gives', () => {
    fc.assert(
      fc.property(RANGES, (ranges) => {
        const one = ranges.map((r) => build([r])).reduceRight((sum, set) => sum.union(set), AddressSet.none());
        expect(one.toString()).toBe(build(ranges).toString());
      }),
      runs(30),
    );
  });
});

describe('address text against other readers', () => {
  const ipv4 = fc.array(fc.oneof(fc.nat(255).map(String), fc.constantFrom('00', '01', '256', '', '0x1', '1e1', '-1', '+1', ' 1')), { minLength: 3, maxLength: 5 }).map((o) => o.join('.'));
  const group = fc.oneof({ weight: 5, arbitrary: fc.nat(0xffff).map((n) => n.toString(16)) }, fc.constantFrom('', '0', '0', '', '00ff', '12345', 'g', 'FFFF', '1.2.3.4', '01.2.3.4'));
  const ipv6 = fc.array(group, { minLength: 1, maxLength: 10 }).map((groups) => groups.join(':'));
  const soup = fc.array(fc.constantFrom(...'0123456789abcF:./% '), { maxLength: 20 }).map((c) => c.join(''));

  test('accepts what node accepts, and nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(ipv4, ipv6, soup, fc.ipV6()), (text) => {
        const parsed = parseAddress(text);
        const expected = text.includes('%') ? 0 : net.isIP(text);
        expect(parsed.ok ? parsed.value.family : 0).toBe(expected);
      }),
      runs(1000),
    );
  });

  test('prints what a URL prints, but for mapped addresses', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 0xffffn })), { minLength: 8, maxLength: 8 }), (groups) => {
        const value = groups.reduce((sum, g) => (sum << 16n) | g, 0n);
        const full = groups.map((g) => g.toString(16)).join(':');
        const printed = formatAddress({ family: 6, value });
        expect(parseAddress(printed)).toEqual({ ok: true, value: { family: 6, value } });
        if (value >> 32n !== 0xffffn) expect(`[${printed}]`).toBe(new URL(`http://[${full}]/`).hostname);
      }),
      runs(200),
    );
  });

  test('parseCidr never throws, and what it suggests is accepted', () => {
    const mask = fc.oneof(fc.nat(140).map(String), fc.constantFrom('', '-1', '08', '+8', '255.255.0.0', '255.0.255.0', '0.0.0.0', '1e1', '/8', '8/8'));
    const cidr = fc.tuple(fc.oneof(fc.ipV4(), fc.ipV6(), ipv4, soup), mask, fc.boolean()).map(([a, m, slash]) => (slash ? `${a}/${m}` : a));
    fc.assert(
      fc.property(fc.oneof(cidr, cidr, fc.string(), fc.anything()), (text) => {
        const parsed = parseCidr(text);
        if (parsed.ok) {
          expect(parseCidr(parsed.value.text)).toEqual(parsed);
          expect(AddressSet.cidr(parsed.value.text).toCidrs()).toEqual([parsed.value.text]);
        } else if (parsed.error.suggestion !== undefined) {
          expect(parseCidr(parsed.error.suggestion).ok).toBe(true);
        }
      }),
      runs(800),
    );
  });

  test('a network holds exactly the addresses that share its first bits', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), fc.nat(32), fc.nat(31), (value, prefixLength, flip) => {
        const bits = value.toString(2).padStart(32, '0');
        const first = parseInt(bits.slice(0, prefixLength).padEnd(32, '0'), 2);
        const set = AddressSet.cidr(`${formatAddress({ family: 4, value: first })}/${prefixLength}`);
        const flipped = [...bits].map((bit, i) => (i === flip ? (bit === '0' ? '1' : '0') : bit)).join('');
        expect(set.contains(formatAddress({ family: 4, value }))).toBe(true);
        expect(set.contains(formatAddress({ family: 4, value: parseInt(flipped, 2) }))).toBe(flip >= prefixLength);
        expect(set.size()).toBe(2n ** BigInt(32 - prefixLength));
      }),
      runs(100),
    );
  });
});

function formatted(text: string): string {
  const parsed = parseAddress(text);
  return parsed.ok ? formatAddress(parsed.value) : 'not an address';
}

/** The fewest aligned blocks of a window, by halving: full, empty, or both halves. */
function leaves(first: number, size: number, member: (n: number) => boolean): number {
  const points = Array.from({ length: size }, (_, i) => member(first + i));
  if (!points.includes(true)) return 0;
  if (!points.includes(false)) return 1;
  return leaves(first, size / 2, member) + leaves(first + size / 2, size / 2, member);
}

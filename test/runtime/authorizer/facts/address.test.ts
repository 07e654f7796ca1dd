/** Addresses and ranges: every pair of forms by hand, and random ones against `BlockList` of Node. */
import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { AddressSet, readAddress, readRange } from '../../../../lib/runtime/authorizer/facts/address';

const has = (range: string, address: string): boolean => new AddressSet([readRange(range)!]).has(readAddress(address)!);

test.each<[string, string, boolean]>([
  ['10.0.0.0/8', '10.255.255.255', true], ['10.0.0.0/8', '11.0.0.0', false], ['10.0.0.0/8', '::ffff:10.1.2.3', true], ['10.0.0.0/8', '::ffff:a01:203', true], ['10.0.0.0/8', '0:0:0:0:0:FFFF:0A01:0203', true],
  ['0.0.0.0/0', '255.255.255.255', true], ['0.0.0.0/0', '2001:db8::1', false], ['::/0', '2001:db8::1', true], ['::/0', '10.0.0.1', false], ['::/0', '::ffff:10.0.0.1', false],
  ['::ffff:0:0/96', '10.0.0.1', true], ['::ffff:10.0.0.0/104', '10.9.9.9', true], ['::ffff:10.0.0.0/104', '11.9.9.9', false],
  ['203.0.113.7', '203.0.113.7', true], ['203.0.113.7', '203.0.113.6', false], ['2001:db8::/32', '2001:0DB8:ffff::', true], ['2001:db8::/32', '2001:db9::', false], ['2001:db8:1::/48', '2001:db8:1:ffff::1', true], ['2001:db8:1::/48', '2001:db8:2::', false],
  ['::/128', '::', true], ['::1', '::1', true], ['fe80::/10', 'febf::1', true], ['fe80::/10', 'fec0::1', false], ['::10.0.0.0/104', '10.0.0.1', false], ['128.0.0.0/1', '200.0.0.1', true], ['128.0.0.0/1', '127.0.0.1', false],
])('%s and %s: %s', (range, address, expected) => { expect(has(range, address)).toBe(expected); });

test.each(['', '1.2.3', '1.2.3.4.5', '01.2.3.4', '256.1.1.1', '1.2.3.4 ', ' 1.2.3.4', '0x7f.1', '127.1', '1.2.3.-4', '1e1.1.1.1', ':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7::8', 'g::', '12345::', 'fe80::1%eth0', '[::1]', '::1:80:x', '::1.2.3', '::01.2.3.4', '1.2.3.4::', '::ffff:1.2.3.4:5', 'x'.repeat(1_000), '1'.repeat(40)])('`%s` is no address', (text) => {
  expect(readAddress(text)).toBeUndefined();
});

test.each(['10.0.0.1/8', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/', '10.0.0.0/08', '10.0.0.0/8/8', '2001:db8::1/32', '::/129', '::ffff:10.0.0.0/8', '::ffff:10.0.0.0/95', '::ffff:0:0/95', '::/95/', 'office', '10.0.0.0/8 '])('`%s` is no range', (text) => {
  expect(readRange(text)).toBeUndefined();
});

test('as BlockList of Node: any address, any prefix', () => {
  const four = fc.ipV4();
  const six = fc.ipV6().filter((text) => !text.includes('.'));
  fc.assert(fc.property(fc.boolean(), fc.nat(128), fc.tuple(four, four), fc.tuple(six, six), fc.nat(), (isSix, n, fours, sixes, seed) => {
    const family = isSix ? 'ipv6' : 'ipv4';
    const [network, other] = isSix ? sixes : fours;
    const prefix = isSix ? n : n % 33;
    const { words, bits } = readAddress(network)!;
    if (bits !== (isSix ? 128 : 32)) return;
    // The network of the prefix, and an address that differs in one bit alone.
    const masked = words.map((word, i) => { const kept = Math.min(32, Math.max(0, prefix - 32 * i)); return kept === 0 ? 0 : (word & (-1 << (32 - kept))) >>> 0; });
    const bit = seed % bits;
    const near = words.map((word, i) => (i === Math.floor(bit / 32) ? (word ^ (1 << (31 - (bit % 32)))) >>> 0 : word));
    const text = (of: readonly number[]): string => (isSix ? of.map((word) => `${(word >>> 16).toString(16)}:${(word & 0xffff).toString(16)}`).join(':') : [24, 16, 8, 0].map((shift) => (of[0] >>> shift) & 255).join('.'));
    const list = new BlockList();
    list.addSubnet(text(masked), prefix, family);
    for (const address of [network, other, text(near)]) {
      if (readAddress(address)!.bits !== bits) continue;
      expect([text(masked), prefix, address, has(`${text(masked)}/${prefix}`, address)]).toEqual([text(masked), prefix, address, list.check(address, family)]);
    }
  }), { numRuns: 1_000 });
});

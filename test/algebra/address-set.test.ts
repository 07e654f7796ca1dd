import { AddressSet, AlgebraError, parseCidr } from '../../lib/algebra';

const cidrs = (...texts: string[]): AddressSet => AddressSet.unionOf(texts.map((text) => AddressSet.cidr(text)));

describe('AddressSet', () => {
  test('two halves are the whole internet', () => {
    const halves = cidrs('0.0.0.0/1', '128.0.0.0/1');
    expect(halves.equals(AddressSet.allIpv4())).toBe(true);
    expect(halves.toString()).toBe('0.0.0.0/0');
    expect(AddressSet.all().difference(halves).toString()).toBe('::/0');
  });

  test('the residual of a subnet is exact', () => {
    const rest = AddressSet.cidr('10.0.0.0/8').difference(AddressSet.cidr('10.1.0.0/16'));
    expect(rest.toCidrs()).toEqual(['10.0.0.0/16', '10.2.0.0/15', '10.4.0.0/14', '10.8.0.0/13', '10.16.0.0/12', '10.32.0.0/11', '10.64.0.0/10', '10.128.0.0/9']);
    expect(rest.size()).toBe(2n ** 24n - 2n ** 16n);
    expect(rest.contains('10.1.255.255')).toBe(false);
    expect(rest.contains('10.2.0.0')).toBe(true);
  });

  test('the worst IPv4 range takes 62 cidrs and the worst IPv6 range 254', () => {
    expect(AddressSet.range('0.0.0.1', '255.255.255.254').toCidrs()).toHaveLength(62);
    expect(AddressSet.range('::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe').toCidrs()).toHaveLength(254);
  });

  test('families never mix', () => {
    expect(AddressSet.cidr('::ffff:0.0.0.0/96').intersection(AddressSet.allIpv4()).isEmpty()).toBe(true);
    expect(AddressSet.cidr('::/0').equals(AddressSet.allIpv6())).toBe(true);
    expect(AddressSet.allIpv6().complement().equals(AddressSet.allIpv4())).toBe(true);
    expect(AddressSet.cidr('::/0').contains('10.0.0.1')).toBe(false);
    expect(AddressSet.cidr('::/0').contains('::ffff:10.0.0.1')).toBe(true);
  });

  test('the witness is the lowest address, IPv4 first', () => {
    expect(cidrs('2001:db8::/32', '10.0.0.0/8', '9.0.0.0/8').witness()).toBe('9.0.0.0');
    expect(AddressSet.cidr('2001:db8::/32').witness()).toBe('2001:db8::');
    expect(AddressSet.none().witness()).toBeUndefined();
  });

  test('text and JSON are sorted, whatever the order of construction', () => {
    const set = cidrs('2001:db8::/32', '192.168.0.0/16', '10.0.0.0/8', '10.0.0.0/9');
    expect(set.toString()).toBe('10.0.0.0/8, 192.168.0.0/16, 2001:db8::/32');
    expect(JSON.stringify(set)).toBe('["10.0.0.0/8","192.168.0.0/16","2001:db8::/32"]');
    expect(AddressSet.none().toString()).toBe('none');
    expect(AddressSet.all().size()).toBe(2n ** 32n + 2n ** 128n);
  });

  test('thousands of cidrs', () => {
    const hosts = Array.from({ length: 4000 }, (_, i) => AddressSet.cidr(`10.${i >> 6}.${(i & 63) * 4}.0/24`));
    const [even, odd] = [0, 1].map((rest) => AddressSet.unionOf(hosts.filter((_, i) => i % 2 === rest)));
    expect(even.intersection(odd).isEmpty()).toBe(true);
    expect(even.union(odd).toCidrs()).toHaveLength(4000);
    expect(even.union(odd).difference(odd).equals(even)).toBe(true);
  });

  test.each([
    ['FamiliesMixed', () => AddressSet.range('10.0.0.1', '::1')],
    ['RangeReversed', () => AddressSet.range('10.0.0.2', '10.0.0.1')],
    ['MaskUnexpected', () => AddressSet.address('10.0.0.0/8')],
    ['NotAnAddress', () => AddressSet.all().contains('db.internal')],
    ['HostBitsSet', () => AddressSet.cidr('10.0.0.1/8')],
  ])('%s is thrown, with the refusal as data', (code, act) => {
    expect(act).toThrow(AlgebraError);
    expect(act).toThrow(expect.objectContaining({ code, refusal: expect.objectContaining({ code }) }));
  });
});

test('a message says what, got, expected and the fix: lower case, one line, the user\'s words in backticks', () => {
  expect(() => AddressSet.cidr('10.0.0.1/24')).toThrow(
    'cidr has host bits set: got `10.0.0.1/24`, expected no bit of the address beyond the mask; write `10.0.0.0/24` for the network or `10.0.0.1/32` for this one address',
  );
  const parsed = parseCidr(`10.0.0.0/8\n${'x'.repeat(500)}`);
  const message = parsed.ok ? '' : new AlgebraError(parsed.error).message;
  expect(message).not.toMatch(/\n|\.$/);
  expect(message.length).toBeLessThan(300);
});

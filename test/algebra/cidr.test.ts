import { AlgebraErrorCode, formatAddress, parseAddress, parseCidr } from '../../lib/algebra';

describe('a cidr that is accepted is printed in its one canonical spelling', () => {
  test.each([
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['255.255.255.255/32', '255.255.255.255/32'],
    ['128.0.0.0/1', '128.0.0.0/1'],
    ['::/0', '::/0'],
    ['::1/128', '::1/128'],
    ['2001:DB8::/32', '2001:db8::/32'],
    ['2001:0db8:0000:0000:0000:0000:0000:0000/32', '2001:db8::/32'],
    ['1:0:0:2:0:0:0:0/64', '1:0:0:2::/64'],
    ['::ffff:10.0.0.0/104', '::ffff:10.0.0.0/104'],
    ['::ffff:0a00:0/104', '::ffff:10.0.0.0/104'],
    ['64:ff9b::192.0.2.0/120', '64:ff9b::c000:200/120'],
    ['1:2:3:4:5:6:7::/112', '1:2:3:4:5:6:7:0/112'],
  ])('%s', (text, canonical) => {
    expect(parseCidr(text)).toMatchObject({ ok: true, value: { text: canonical } });
  });
});

describe('a cidr that is refused says why and, where it is safe, what was meant', () => {
  const vectors: [text: string, code: AlgebraErrorCode, suggestion?: string][] = [
    ['', 'NotAnAddress'],
    ['0.0.0.0.0/0', 'NotAnAddress'],
    ['10.0.0/8', 'NotAnAddress'],
    ['10.0.0.256/32', 'NotAnAddress'],
    ['0x0a.0.0.0/8', 'NotAnAddress'],
    ['167772160/8', 'NotAnAddress'],
    ['1e1.0.0.0/8', 'NotAnAddress'],
    ['-1.0.0.0/8', 'NotAnAddress'],
    ['10.0.0.0 /8', 'NotAnAddress'],
    ['10.0.0.0/8 ', 'NotAnAddress', '10.0.0.0/8'],
    [' 10.0.0.0/8', 'NotAnAddress', '10.0.0.0/8'],
    ['１０.0.0.0/8', 'NotAnAddress'],
    ['example.com/24', 'NotAnAddress'],
    ['sg-0123', 'NotAnAddress'],
    [':::/0', 'NotAnAddress'],
    ['1::2::3/128', 'NotAnAddress'],
    ['1:2:3:4:5:6:7:8::/128', 'NotAnAddress'],
    ['1:2:3:4:5:6:7/128', 'NotAnAddress'],
    ['12345::/16', 'NotAnAddress'],
    ['::1.2.3.4:5/128', 'NotAnAddress'],
    ['[::1]/128', 'NotAnAddress'],
    ['10.0.0.1', 'MaskMissing', '10.0.0.1/32'],
    ['10.0.0.1/', 'MaskMissing', '10.0.0.1/32'],
    ['2001:DB8::1', 'MaskMissing', '2001:db8::1/128'],
    ['::ffff:10.0.0.1', 'MaskMissing', '::ffff:10.0.0.1/128'],
    ['10.0.0.0/33', 'MaskOutOfRange'],
    ['10.0.0.0/-1', 'MaskOutOfRange'],
    ['::/129', 'MaskOutOfRange'],
    ['10.0.0.0/255.0.0.0', 'MaskNotANumber', '10.0.0.0/8'],
    ['10.1.2.3/255.255.0.0', 'MaskNotANumber', '10.1.0.0/16'],
    ['10.0.0.0/255.0.255.0', 'MaskNotANumber'],
    ['10.0.0.0/0.0.0.0', 'MaskNotANumber'], // a netmask of nothing, or a wildcard mask of one host
    ['::/255.0.0.0', 'MaskNotANumber'],
    ['10.0.0.0/+8', 'MaskNotANumber'],
    ['10.0.0.0/8/8', 'MaskNotANumber'],
    ['10.0.0.0/8.0', 'MaskNotANumber'],
    ['10.0.0.0/08', 'LeadingZeros', '10.0.0.0/8'],
    ['10.0.0.1/24', 'HostBitsSet', '10.0.0.0/24'],
    ['0.0.0.1/0', 'HostBitsSet', '0.0.0.0/0'],
    ['255.255.255.255/31', 'HostBitsSet', '255.255.255.254/31'],
    ['2001:db8::1/64', 'HostBitsSet', '2001:db8::/64'],
    ['010.0.0.0/8', 'LeadingZeros'],
    ['10.0.0.00/8', 'LeadingZeros'],
    ['::ffff:010.0.0.1/128', 'LeadingZeros'],
    ['fe80::1%eth0/64', 'ZoneId'],
    ['fe80::1%25eth0', 'ZoneId'],
  ];

  test.each(vectors.map(([text, code, suggestion]) => ({ text, code, suggestion })))('$text is $code', ({ text, code, suggestion }) => {
    const parsed = parseCidr(text);
    expect(parsed.ok ? 'accepted' : parsed.error.code).toBe(code);
    expect(parsed.ok ? undefined : parsed.error.suggestion).toBe(suggestion);
    expect(parsed.ok ? undefined : parsed.error.got).toBe(text);
  });

  test.each([undefined, null, 10, {}, ['10.0.0.0/8'], { Ref: 'Cidr' }])('%p is not a cidr', (value) => {
    expect(parseCidr(value)).toMatchObject({ ok: false, error: { code: 'NotAnAddress' } });
  });
});

describe('addresses', () => {
  test('an IPv4-mapped address stays an IPv6 address', () => {
    expect(parseAddress('::ffff:10.0.0.1')).toEqual({ ok: true, value: { family: 6, value: 0xffff0a000001n } });
  });

  test.each([
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'], // RFC 5952 section 4.2.3: the first of two equal runs
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'], // section 4.2.2: one group is not shortened
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['ABCD:EF01:2345:6789:ABCD:EF01:2345:6789', 'abcd:ef01:2345:6789:abcd:ef01:2345:6789'],
    ['::13.1.68.3', '::d01:4403'],
    ['::FFFF:129.144.52.38', '::ffff:129.144.52.38'],
  ])('%s prints as %s', (text, printed) => {
    const parsed = parseAddress(text);
    expect(parsed.ok && formatAddress(parsed.value)).toBe(printed);
  });
});

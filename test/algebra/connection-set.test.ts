import { AlgebraError, ConnectionSet, parseConnections, PortSet, protocolName, protocolNumber, SCTP, TCP, UDP } from '../../lib/algebra';

const of = (...sets: ConnectionSet[]): ConnectionSet => ConnectionSet.unionOf(sets);

describe('ConnectionSet prints what a reviewer can diff', () => {
  test.each([
    ['tcp/443, udp/53-54', of(ConnectionSet.udp(53, 54), ConnectionSet.tcp(443))],
    ['tcp/443-445', of(ConnectionSet.tcp(445), ConnectionSet.tcp(443, 444))],
    ['icmp, tcp, udp, icmpv6, sctp', of(ConnectionSet.sctp(), ConnectionSet.icmpv6(), ConnectionSet.udp(), ConnectionSet.tcp(), ConnectionSet.icmp())],
    ['icmp/8/0', ConnectionSet.icmp(8, 0)],
    ['icmp/8', ConnectionSet.icmp(8)],
    ['icmp/0, icmp/8-9', of(ConnectionSet.icmp(8), ConnectionSet.icmp(9), ConnectionSet.icmp(0))],
    ['icmp/8/1-255', ConnectionSet.icmp(8).difference(ConnectionSet.icmp(8, 0))],
    ['icmp/0-7, icmp/8/1-255, icmp/9-255', ConnectionSet.icmp().difference(ConnectionSet.icmp(8, 0))],
    ['tcp/65535, ip/7', of(ConnectionSet.tcp(65535), ConnectionSet.protocol(7))],
    ['ip/50-51', of(ConnectionSet.protocol(51), ConnectionSet.protocol(50))],
    ['tcp/0-21, tcp/23-65535', ConnectionSet.tcp().difference(ConnectionSet.tcp(22))],
    ['all except tcp/22', ConnectionSet.tcp(22).complement()],
    ['all except icmp, tcp/22-23', of(ConnectionSet.tcp(22, 23), ConnectionSet.icmp()).complement()],
    ['all', ConnectionSet.all()],
    ['none', ConnectionSet.none()],
  ])('%s', (text, set) => {
    expect(set.toString()).toBe(text);
    expect(JSON.stringify(set)).toBe(JSON.stringify(text));
    if (text !== 'none') expect(parseConnections(text)).toMatchObject({ ok: true, value: { boundaries: set.boundaries } });
  });
});

describe('ConnectionSet', () => {
  test.each([
    [ConnectionSet.all(), { protocol: 6, port: 443 }],
    [ConnectionSet.tcp().difference(ConnectionSet.tcp(443)), { protocol: 6, port: 80 }],
    [of(ConnectionSet.protocol(2), ConnectionSet.udp(53)), { protocol: 17, port: 53 }],
    [ConnectionSet.tcp(0, 0), { protocol: 6, port: 0 }],
    [of(ConnectionSet.tcp(0, 0), ConnectionSet.tcp(5432)), { protocol: 6, port: 5432 }],
    [ConnectionSet.tcp(0, 10), { protocol: 6, port: 1 }],
    [ConnectionSet.icmp(), { protocol: 1, type: 8, code: 0 }],
    [ConnectionSet.icmpv6(), { protocol: 58, type: 128, code: 0 }],
    [ConnectionSet.icmp(3, 4), { protocol: 1, type: 3, code: 4 }],
    [ConnectionSet.protocol(50), { protocol: 50 }],
    [ConnectionSet.none(), undefined],
  ])('witness of %s', (set, witness) => {
    expect(set.witness()).toEqual(witness);
  });

  test('a connection that is not one is in no set', () => {
    for (const connection of [{ protocol: TCP }, { protocol: TCP, port: 65536 }, { protocol: UDP, port: -1 }, { protocol: 1, type: 8 }, { protocol: 256 }, { protocol: 6.5, port: 1 }]) {
      expect(ConnectionSet.all().contains(connection)).toBe(false);
    }
    expect(ConnectionSet.all().contains({ protocol: 50 })).toBe(true);
  });

  test('ports of one protocol', () => {
    const set = of(ConnectionSet.tcp(443), ConnectionSet.udp(53));
    expect(set.ports(TCP).toString()).toBe('443');
    expect(set.ports(SCTP).isEmpty()).toBe(true);
    expect(set.protocols()).toEqual([TCP, UDP]);
    expect(ConnectionSet.all().protocols()).toHaveLength(256);
    expect(ConnectionSet.ofPorts(UDP, set.ports(UDP)).equals(ConnectionSet.udp(53))).toBe(true);
  });

  test.each([
    ['PortOutOfRange', () => ConnectionSet.tcp(65536)],
    ['PortOutOfRange', () => ConnectionSet.udp(2, 1)],
    ['PortOutOfRange', () => PortSet.port(0.5)],
    ['IcmpOutOfRange', () => ConnectionSet.icmp(256)],
    ['IcmpOutOfRange', () => ConnectionSet.icmp(-1, 0)],
    ['ProtocolOutOfRange', () => ConnectionSet.protocol(256)],
    ['ProtocolWithoutPorts', () => ConnectionSet.ofPorts(50, PortSet.all())],
  ])('%s', (code, act) => {
    expect(act).toThrow(AlgebraError);
    expect(act).toThrow(expect.objectContaining({ code }));
  });
});

describe('parseConnections reads the `over` of a contract', () => {
  test.each([
    ['tcp/5432', ConnectionSet.tcp(5432)],
    ['tcp/8000-8100', ConnectionSet.tcp(8000, 8100)],
    ['tcp/0-65535', ConnectionSet.tcp()],
    ['udp/53', ConnectionSet.udp(53)],
    ['icmp', ConnectionSet.icmp()],
    ['icmpv6/128', ConnectionSet.icmpv6(128)],
    ['icmp/8/0-3', ConnectionSet.icmp(8).intersection(of(...[0, 1, 2, 3].map((code) => ConnectionSet.icmp(8, code))))],
    ['sctp/3868', ConnectionSet.sctp(3868)],
    ['ip/6', ConnectionSet.tcp()],
    ['tcp/443,udp/443', of(ConnectionSet.tcp(443), ConnectionSet.udp(443))],
    ['all', ConnectionSet.all()],
  ])('%s', (text, set) => {
    const parsed = parseConnections(text);
    expect(parsed.ok && parsed.value.toString()).toBe(set.toString());
  });

  test.each([
    ['', undefined],
    ['none', undefined],
    ['TCP/443', 'tcp/443'],
    ['All', 'all'],
    ['https', undefined],
    ['443', undefined],
    ['tcp/', undefined],
    ['tcp/*', undefined],
    ['tcp/0443', undefined],
    ['tcp/65536', undefined],
    ['tcp/100-99', undefined],
    ['tcp/1/2', undefined],
    ['tcp/443 udp/53', undefined],
    ['tcp/443, ', undefined],
    ['icmp/256', undefined],
    ['icmp/8/256', undefined],
    ['icmp/8-9/0', undefined],
    ['ip', undefined],
    ['ip/256', undefined],
    ['all, tcp/1', undefined],
    ['all except ', undefined],
    ['all except all', undefined],
  ])('refuses `%s`', (text, suggestion) => {
    const parsed = parseConnections(text);
    expect(parsed).toMatchObject({ ok: false, error: { code: 'ConnectionsUnreadable' } });
    expect(parsed.ok || parsed.error.suggestion).toBe(suggestion);
  });
});

test('PortSet', () => {
  const set = PortSet.range(8000, 8100).union(PortSet.port(443));
  expect(set.toString()).toBe('443, 8000-8100');
  expect(set.complement().toString()).toBe('0-442, 444-7999, 8101-65535');
  expect(set.ranges()).toEqual([{ first: 443, last: 443 }, { first: 8000, last: 8100 }]);
  expect([PortSet.all().toString(), PortSet.none().toString(), PortSet.none().witness()]).toEqual(['all', 'none', undefined]);
  expect(JSON.stringify({ set })).toBe('{"set":"443, 8000-8100"}');
  expect([set.contains(8050), set.contains(8050.5), set.contains(-1), set.contains(70000)]).toEqual([true, false, false, false]);
});

test('protocol names', () => {
  expect(['icmp', 'tcp', 'udp', 'icmpv6', 'sctp', 'esp'].map(protocolNumber)).toEqual([1, 6, 17, 58, 132, undefined]);
  expect([1, 6, 17, 58, 132, 50].map(protocolName)).toEqual(['icmp', 'tcp', 'udp', 'icmpv6', 'sctp', undefined]);
});

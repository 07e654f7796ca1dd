import { AlgebraErrorCode, RuleFields, ruleToConnections } from '../../lib/algebra';

const rule = (ipProtocol: string | number, fromPort?: string | number, toPort?: string | number): RuleFields => ({ ipProtocol, fromPort, toPort });

describe('a security-group rule is read as EC2 reads it', () => {
  test.each([
    [rule('tcp', 443, 443), 'tcp/443'],
    [rule('6', '8000', '8100'), 'tcp/8000-8100'],
    [rule(6, 0, 65535), 'tcp'],
    [rule('TCP', 22, 22), 'tcp/22'],
    [rule('udp', 53, 53), 'udp/53'],
    [rule('17', 0, 0), 'udp/0'],
    [rule('-1'), 'all'],
    [rule(-1, 443, 443), 'all'], // any port range is ignored
    [rule('-1', 'x', 99999), 'all'],
    [rule('icmp', -1, -1), 'icmp'],
    [rule('1', 8, -1), 'icmp/8'],
    [rule('icmp', 8, 0), 'icmp/8/0'],
    [rule('icmp', 3, 4), 'icmp/3/4'], // type and code, not a range
    [rule('icmpv6'), 'icmpv6'], // the one protocol of four that may omit its ports
    [rule('58', 128, 0), 'icmpv6/128/0'],
    [rule('icmpv6', -1, -1), 'icmpv6'],
    [rule('50', 50, 50), 'ip/50'],
    [rule(50), 'ip/50'],
    [rule('132', 3868, 3868), 'sctp'], // EC2 divides no other protocol: the ports are ignored
    [rule('0'), 'ip/0'],
  ])('%j covers %s', (fields, text) => {
    const parsed = ruleToConnections(fields);
    expect(parsed.ok && parsed.value.toString()).toBe(text);
  });

  const refusals: [RuleFields, AlgebraErrorCode][] = [
    [rule('tcp'), 'PortsMissing'],
    [rule('tcp', 443), 'PortsMissing'],
    [rule('udp', undefined, 53), 'PortsMissing'],
    [rule('icmp'), 'PortsMissing'],
    [rule('icmpv6', 128), 'PortsMissing'],
    [rule('tcp', -1, -1), 'PortOutOfRange'],
    [rule('tcp', 0, 65536), 'PortOutOfRange'],
    [rule('tcp', 443, 80), 'PortOutOfRange'],
    [rule('tcp', '0443', '0443'), 'PortOutOfRange'],
    [rule('icmp', -1, 0), 'IcmpOutOfRange'],
    [rule('icmp', 0, 65535), 'IcmpOutOfRange'],
    [rule('icmpv6', 256, -1), 'IcmpOutOfRange'],
    [rule('all'), 'ProtocolUnknown'],
    [rule('sctp'), 'ProtocolUnknown'],
    [rule('256'), 'ProtocolUnknown'],
    [rule('-2'), 'ProtocolUnknown'],
    [rule('06', 1, 1), 'ProtocolUnknown'],
    [rule(''), 'ProtocolUnknown'],
  ];
  test.each(refusals)('%j is refused', (fields, code) => {
    const parsed = ruleToConnections(fields);
    expect(parsed.ok ? parsed.value.toString() : parsed.error.code).toBe(code);
  });

  test('null stands for absent, as in JSON', () => {
    const fields = { ipProtocol: 'icmpv6', fromPort: null, toPort: null } as unknown as RuleFields;
    expect(ruleToConnections(fields).ok).toBe(true);
  });
});

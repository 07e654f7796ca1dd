import { ConnectionSet, parseConnections, ruleToConnections } from '../../lib/algebra';
import { connectionSlug, connectionText, type ConnectionData } from '../../lib/intent';
import { accepted, expectFinding, withFlows } from './support';

const over = (value: unknown): readonly ConnectionData[] => accepted(withFlows({ over: value })).flows[0].connections;

describe('read', () => {
  test.each([
    ['tcp/443', 'tcp/443', 'tcp-443'],
    ['TCP/443', 'tcp/443', 'tcp-443'],
    [' udp/53 ', 'udp/53', 'udp-53'],
    ['tcp/8000-8100', 'tcp/8000-8100', 'tcp-8000to8100'],
    ['tcp/0-65535', 'tcp', 'tcp'],
    ['tcp', 'tcp', 'tcp'],
    ['tcp/0', 'tcp/0', 'tcp-0'],
    ['icmp', 'icmp', 'icmp'],
    ['icmp/8', 'icmp/8', 'icmp-type8'],
    ['icmp/3/4', 'icmp/3/4', 'icmp-type3code4'],
    ['icmpv6/128', 'icmpv6/128', 'icmpv6-type128'],
    ['ip/50', 'ip/50', 'protocol50'],
    ['protocol/50', 'ip/50', 'protocol50'],
    ['ip/6', 'tcp', 'tcp'],
    ['ip/58', 'icmpv6', 'icmpv6'],
    ['all', 'all', 'all'],
    [{ protocol: 'tcp', fromPort: 443, toPort: 443 }, 'tcp/443', 'tcp-443'],
    [{ protocol: 'tcp', fromPort: 443 }, 'tcp/443', 'tcp-443'],
    [{ protocol: '6', fromPort: 1, toPort: 2 }, 'tcp/1-2', 'tcp-1to2'],
    [{ protocol: 'icmp', fromPort: 8 }, 'icmp/8', 'icmp-type8'],
    [{ protocol: 'icmp', fromPort: -1, toPort: -1 }, 'icmp', 'icmp'],
    [{ protocol: 'icmp', fromPort: 3, toPort: 4 }, 'icmp/3/4', 'icmp-type3code4'],
    [{ protocol: '-1' }, 'all', 'all'],
    // CDK's `Port.esp()` and `Port.ah()` repeat the protocol as a port.
    [{ protocol: '50', fromPort: 50, toPort: 50 }, 'ip/50', 'protocol50'],
    [{ protocol: '47', fromPort: -1, toPort: -1 }, 'ip/47', 'protocol47'],
  ])('%j is %s', (value, text, slug) => {
    const [connection, ...more] = over(value);
    expect(more).toEqual([]);
    expect(connectionText(connection)).toBe(text);
    expect(connectionSlug(connection)).toBe(slug);
    // The text means in the algebra what EC2 makes of the rule.
    const { protocol, fromPort, toPort } = connection;
    const icmp = protocol.startsWith('icmp');
    const rule = ruleToConnections({ ipProtocol: protocol === 'all' ? '-1' : protocol, fromPort: fromPort ?? (icmp ? -1 : undefined), toPort: toPort ?? (icmp ? -1 : undefined) });
    expect(algebra(text).equals((rule as { value: ConnectionSet }).value)).toBe(true);
  });

  test('several, sorted and once', () => {
    expect(over(['udp/53', 'tcp/443', 'tcp/80', 'TCP/443']).map(connectionText)).toEqual(['tcp/80', 'tcp/443', 'udp/53']);
  });
});

const algebra = (text: string): ConnectionSet => {
  const parsed = parseConnections(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error.what}`);
  return parsed.value;
};

describe('refused', () => {
  test.each<[unknown, string, string[]]>([
    ['tcp/65536', 'PortOutOfRange', ['`tcp/65536`', '0 to 65535']],
    ['tcp/-1', 'PortOutOfRange', ['`tcp/-1`']],
    ['tcp/99999999999', 'ConnectionInvalid', ['cannot be read']],
    ['tcp/8100-8000', 'PortOutOfRange', ['ends before it begins', '`tcp/8000-8100`']],
    ['tcp/444-443', 'PortOutOfRange', ['`tcp/443-444`']],
    ['tcp/0443', 'ConnectionInvalid', ['`tcp/443`']],
    ['tcp/443/1', 'ConnectionInvalid', ['cannot be read']],
    ['tpc/443', 'ProtocolUnknown', ['did you mean `tcp`?', '`ip/NUMBER`']],
    ['https', 'ProtocolUnknown', ['`https`']],
    ['443', 'ConnectionInvalid', ['`tcp/443` for a port', '`ip/443`']],
    ['tcp:443', 'ConnectionInvalid', ['`tcp:443`']],
    ['', 'ConnectionInvalid', ['cannot be read']],
    ['icmp/256', 'PortOutOfRange', ['0 to 255']],
    ['icmp/8/256', 'PortOutOfRange', ['0 to 255']],
    ['icmp/3-4', 'ConnectionInvalid', ['`icmp/3/4` for type 3 with code 4', '`icmp/TYPE`']],
    ['ip/256', 'ProtocolUnknown', ['0 to 255']],
    ['ip/-1', 'ProtocolUnknown', ['0 to 255']],
    ['ip', 'ConnectionInvalid', ['one number']],
    ['ip/50-51', 'ConnectionInvalid', ['one number']],
    [443, 'WrongType', ['the number `443`', 'write `tcp/443`']],
    [1.5, 'WrongType', ['the number `1.5`']],
    [null, 'WrongType', ['empty', '`tcp/443`']],
    [true, 'WrongType', ['boolean']],
    [{ fromPort: 443 }, 'MissingField', ['`protocol`']],
    [{ protocol: 'tcp', toPort: 443 }, 'ConnectionInvalid', ['`fromPort`', 'every port']],
    [{ protocol: 'tcp', fromPort: '443' }, 'PortNotLiteral', ['the string `443`', 'literal number']],
    [{ protocol: 'tcp', fromPort: -1.8881545897087546e289, toPort: -1.8881545897087546e289 }, 'PortNotLiteral', ['known only at deployment']],
    [{ protocol: 'tcp', fromPort: 1.5, toPort: 1.5 }, 'PortOutOfRange', ['whole numbers']],
    [{ protocol: 'all', fromPort: 443, toPort: 443 }, 'ConnectionInvalid', ['`tcp/443`', 'ignores']],
    [{ protocol: 'icmp', fromPort: -1, toPort: 4 }, 'PortOutOfRange', ['0 to 255']],
    [{ protocol: '47', fromPort: 443, toPort: 443 }, 'ConnectionInvalid', ['protocol `47`', '`ip/47`']],
    [{ protocol: '50', fromPort: 51, toPort: 51 }, 'ConnectionInvalid', ['`ip/50`']],
  ])('%j as %s', (value, code, words) => expectFinding(withFlows({ over: value }), code, '/flows/0/over', words));

  test('one of a list, at its place', () => expectFinding(withFlows({ over: ['tcp/443', 'tcp/70000'] }), 'PortOutOfRange', '/flows/0/over/1', ['70000']));
  test('an empty list', () => expectFinding(withFlows({ over: [] }), 'MissingField', '/flows/0/over', ['empty list', '`tcp/443`']));
  test('nothing', () => expectFinding(withFlows({ over: undefined }), 'MissingField', '/flows/0', ['no `over`', '`port` in code']));
  test('a protocol that is no text', () => expectFinding(withFlows({ over: { protocol: 6 } }), 'WrongType', '/flows/0/over/protocol', ['the number `6`', '`"6"`']));
  test('an unknown field of a connection', () => expectFinding(withFlows({ over: { protocol: 'tcp', from: 1 } }), 'UnknownField', '/flows/0/over/from', ['`from`', '`fromPort`']));
});

test.each([
  [['tcp/1-100', 'tcp/50'], '/flows/0/over/1', '`tcp/50`'],
  [['all', 'udp/53'], '/flows/0/over/1', '`udp/53`'],
  [['icmp/8/0', 'icmp/8'], '/flows/0/over/1', '`icmp/8/0`'],
])('what a flow permits twice costs rules, and is mentioned: %j', (value, pointer, word) => expectFinding(withFlows({ over: value }), 'ConnectionRepeated', pointer, [word, 'costs a rule']));

test('ports that only touch are not the same', () => {
  accepted(withFlows({ over: ['tcp/1-10', 'tcp/11-20', 'udp/1-10', 'icmp/8', 'icmp/0'] }));
});

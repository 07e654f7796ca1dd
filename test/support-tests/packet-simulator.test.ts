import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnOutput, CfnParameter, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as fc from 'fast-check';
import { SimulationError, describeRule, fromTemplates, loadAssembly, type PacketSimulator } from '../support/packet-simulator';

// ---- hand-written templates -------------------------------------------------------------------------------------

type Json = Record<string, any>;
const CLOSED = [{ IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' }];
const ref = (id: string) => ({ Ref: id });
const att = (id: string, attribute = 'GroupId') => ({ 'Fn::GetAtt': [id, attribute] });
const tcp = (port: number, peer: Json) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peer });
/** A group without inline egress rules. */
const openSg = (ingress: Json[] = [], more: Json = {}) =>
  ({ Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x', VpcId: 'vpc-1', SecurityGroupIngress: ingress, ...more } });
const sg = (ingress: Json[] = [], egress: Json[] = CLOSED) => openSg(ingress, { SecurityGroupEgress: egress });
const fn = (...groups: unknown[]) => ({ Type: 'AWS::Lambda::Function', Properties: { VpcConfig: { SecurityGroupIds: groups, SubnetIds: ['subnet-1'] } } });
const rule = (direction: 'Ingress' | 'Egress', Properties: Json) => ({ Type: `AWS::EC2::SecurityGroup${direction}`, Properties });
const app = (Resources: Json, rest: Json = {}, options = {}) => fromTemplates({ App: { Resources, ...rest } }, options);
/** Two functions, each in its own group. */
const pair = (client: Json, server: Json, more: Json = {}) => ({ ClientSg: client, ServerSg: server, Client: fn(att('ClientSg')), Server: fn(att('ServerSg')), ...more });
const ask = (sim: PacketSimulator, source: string, destination: string, port = 443, more: Json = {}) =>
  sim.permits({ source, destination, protocol: 'tcp', port, ...more }).allowed;

describe('two groups', () => {
  const toServer = tcp(443, { DestinationSecurityGroupId: att('ServerSg') });
  const fromClient = tcp(443, { SourceSecurityGroupId: att('ClientSg') });

  test('a packet passes only where both sides have a rule', () => {
    const both = app(pair(sg([], [toServer]), sg([fromClient])));
    const verdict = both.permits({ source: 'App/Client', destination: 'App/Server', protocol: 'tcp', port: 443 });
    expect(verdict).toMatchObject({
      allowed: true,
      egressRule: { id: 'App/ClientSg/SecurityGroupEgress/0', origin: 'inline', group: 'App/ClientSg', logicalId: 'ClientSg', stack: 'App' },
      ingressRule: { id: 'App/ServerSg/SecurityGroupIngress/0' },
    });
    expect(verdict.reason).toContain('tcp 443 to App/ServerSg');
    expect(ask(both, 'App/Client', 'App/Server', 444)).toBe(false);
    expect(both.permits({ source: 'App/Client', destination: 'App/Server', protocol: 'udp', port: 443 }).allowed).toBe(false);
    expect(ask(both, 'App/Server', 'App/Client')).toBe(false);

    const egressOnly = app(pair(sg([], [toServer]), sg()));
    expect(egressOnly.permits({ source: 'Client', destination: 'Server', protocol: 'tcp', port: 443 })).toEqual({
      allowed: false, egressRule: expect.anything(), ingressRule: undefined,
      reason: 'App/Client -> App/Server: no ingress rule of App/ServerSg permits it',
    });
    expect(ask(app(pair(sg(), sg([fromClient]))), 'Client', 'Server')).toBe(false);
  });

  test('standalone rules count like inline ones, and carry their metadata', () => {
    const sim = app(pair(sg(), sg(), {
      Out: { ...rule('Egress', { GroupId: att('ClientSg'), ...toServer }), Metadata: { flows: ['a'] } },
      In: rule('Ingress', { GroupId: att('ServerSg'), ...fromClient }),
    }));
    expect(sim.permits({ source: 'Client', destination: 'Server', protocol: 'tcp', port: 443 }))
      .toMatchObject({ allowed: true, egressRule: { id: 'App/Out', metadata: { flows: ['a'] } }, ingressRule: { id: 'App/In' } });
    expect(sim.openRules().filter(({ noTraffic }) => !noTraffic).map(({ id, group }) => [id, group])).toEqual([['App/In', 'App/ServerSg'], ['App/Out', 'App/ClientSg']]);
    expect(describeRule(sim.openRules().find(({ id }) => id === 'App/In')!)).toBe('App/In (App/ServerSg: tcp 443 from App/ClientSg)');
  });

  test('a group refers to itself', () => {
    const self = app({
      Sg: sg(), In: rule('Ingress', { GroupId: att('Sg'), ...tcp(7, { SourceSecurityGroupId: ref('Sg') }) }),
      Out: rule('Egress', { GroupId: ref('Sg'), ...tcp(7, { DestinationSecurityGroupId: att('Sg') }) }), A: fn(att('Sg')), B: fn(ref('Sg')),
    });
    expect(ask(self, 'A', 'B', 7)).toBe(true);
    expect(ask(self, 'A', 'A', 7)).toBe(true);
    expect(ask(self, 'A', 'B', 8)).toBe(false);
  });

  test('one of several groups is enough', () => {
    const sim = app({ ...pair(sg([], [toServer]), sg([fromClient])), Other: sg(), Both: fn(att('Other'), att('ClientSg')), Neither: fn(att('Other')) });
    expect(ask(sim, 'Both', 'Server')).toBe(true);
    expect(ask(sim, 'Neither', 'Server')).toBe(false);
    expect(sim.groupsOf('Both')).toEqual(['App/ClientSg', 'App/Other']);
  });
});

describe('protocols and ports', () => {
  const open = (ingress: Json) => app(pair(openSg(), sg([{ CidrIp: '0.0.0.0/0', ...ingress }, { CidrIpv6: '::/0', ...ingress }])));
  const arrives = (ingress: Json, packet: Json) => {
    const address = packet.ipVersion === 6 ? '2001:db8::1' : '203.0.113.9';
    return open(ingress).permits({ source: address, destination: 'Server', ...packet } as any).allowed;
  };

  test.each<[string, Json, Json, boolean]>([
    ['-1 is everything', { IpProtocol: '-1' }, { protocol: 'udp', port: 9 }, true],
    ['-1 as a number', { IpProtocol: -1 }, { protocol: 50 }, true],
    ['-1 ignores ports', { IpProtocol: '-1', FromPort: 1, ToPort: 1 }, { protocol: 'tcp', port: 9 }, true],
    ['a name in capitals', { IpProtocol: 'TCP', FromPort: 1, ToPort: 9 }, { protocol: 'tcp', port: 9 }, true],
    ['a number for a name', { IpProtocol: '6', FromPort: 1, ToPort: 9 }, { protocol: 'tcp', port: 1 }, true],
    ['ports as texts', { IpProtocol: 'tcp', FromPort: '1', ToPort: '9' }, { protocol: 6, port: 5 }, true],
    ['below the range', { IpProtocol: 'tcp', FromPort: 1, ToPort: 9 }, { protocol: 'tcp', port: 0 }, false],
    ['above the range', { IpProtocol: 'tcp', FromPort: 1, ToPort: 9 }, { protocol: 'tcp', port: 10 }, false],
    ['tcp is not udp', { IpProtocol: 'tcp', FromPort: 1, ToPort: 9 }, { protocol: 'udp', port: 5 }, false],
    ['another protocol has no ports', { IpProtocol: '50', FromPort: 1, ToPort: 9 }, { protocol: 50 }, true],
    ['another protocol is not the next', { IpProtocol: '50' }, { protocol: 51 }, false],
    ['every ICMP', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, { protocol: 'icmp', icmpType: 8 }, true],
    ['a type with every code', { IpProtocol: 'icmp', FromPort: 3, ToPort: -1 }, { protocol: 'icmp', icmpType: 3, icmpCode: 4 }, true],
    ['a type and a code', { IpProtocol: 'icmp', FromPort: 3, ToPort: 4 }, { protocol: 'icmp', icmpType: 3, icmpCode: 4 }, true],
    ['another code', { IpProtocol: 'icmp', FromPort: 3, ToPort: 4 }, { protocol: 'icmp', icmpType: 3, icmpCode: 3 }, false],
    ['another type', { IpProtocol: 'icmp', FromPort: 3, ToPort: -1 }, { protocol: 'icmp', icmpType: 8 }, false],
    ['ICMPv6 without a type', { IpProtocol: 'icmpv6' }, { protocol: 'icmpv6', icmpType: 128, ipVersion: 6 }, true],
    ['ICMP is not ICMPv6', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, { protocol: 'icmpv6', icmpType: 128, ipVersion: 6 }, false],
    ['58 is ICMPv6', { IpProtocol: '58', FromPort: 128, ToPort: 0 }, { protocol: 58, icmpType: 128, ipVersion: 6 }, true],
  ])('%s', (_name, ingress, packet, expected) => expect(arrives(ingress, packet)).toBe(expected));

  test.each<[string, Json]>([
    ['tcp without ports', { IpProtocol: 'tcp' }],
    ['icmp without a type', { IpProtocol: 'icmp' }],
    ['a range that runs backwards', { IpProtocol: 'tcp', FromPort: 9, ToPort: 1 }],
    ['-1 as a port', { IpProtocol: 'tcp', FromPort: -1, ToPort: -1 }],
    ['a port too high', { IpProtocol: 'udp', FromPort: 1, ToPort: 65536 }],
    ['a port that is a word', { IpProtocol: 'udp', FromPort: 'dns', ToPort: 'dns' }],
    ['a code without a type', { IpProtocol: 'icmp', FromPort: -1, ToPort: 4 }],
    ['an unknown protocol', { IpProtocol: 'quic', FromPort: 1, ToPort: 1 }],
    ['no protocol', { FromPort: 1, ToPort: 1 }],
    ['an unknown key', { IpProtocol: '-1', Sort: 1 }],
  ])('refuses a rule with %s', (_name, ingress) => expect(() => open(ingress)).toThrow(SimulationError));

  test.each<[string, Json]>([
    ['tcp without a port', { protocol: 'tcp' }],
    ['icmp with a port', { protocol: 'icmp', icmpType: 8, port: 1 }],
    ['icmp without a type', { protocol: 'icmp' }],
    ['an unknown protocol', { protocol: 'quic' }],
    ['icmp over IPv6', { protocol: 'icmp', icmpType: 8, ipVersion: 6 }],
  ])('refuses a packet of %s', (_name, packet) => expect(() => arrives({ IpProtocol: '-1' }, packet)).toThrow(SimulationError));
});

describe('addresses', () => {
  test('only the inside counts when the other end is outside', () => {
    const sim = app(pair(sg([], [tcp(443, { CidrIp: '203.0.113.0/24' })]), sg([tcp(22, { CidrIp: '198.51.100.7/32' })])));
    expect(ask(sim, 'Client', '203.0.113.9')).toBe(true);
    expect(ask(sim, 'Client', '203.0.114.9')).toBe(false);
    expect(ask(sim, '198.51.100.7', 'Server', 22)).toBe(true);
    expect(ask(sim, '198.51.100.8', 'Server', 22)).toBe(false);
    expect(() => ask(sim, '198.51.100.8', '198.51.100.9')).toThrow('both ends are outside');
  });

  test('IPv4 and IPv6 are apart', () => {
    const sim = app(pair(sg([], [tcp(443, { CidrIp: '0.0.0.0/0' })]), sg([tcp(443, { CidrIpv6: '2001:db8:1::/48' })])));
    expect(ask(sim, 'Client', '1.2.3.4')).toBe(true);
    expect(ask(sim, 'Client', '2001:db8::1')).toBe(false);
    expect(ask(sim, '2001:db8:1:ffff::1', 'Server')).toBe(true);
    expect(ask(sim, '2001:db8:2::1', 'Server')).toBe(false);
    expect(ask(sim, '2001:db8:1::1', 'Server', 443, { ipVersion: 6 })).toBe(true);
    expect(() => ask(sim, '2001:db8:1::1', 'Server', 443, { ipVersion: 4 })).toThrow('IPv4 and IPv6 at once');
  });

  test('bits beyond the prefix do not count, as in EC2', () => {
    const sim = app(pair(sg(), sg([tcp(443, { CidrIp: '100.68.0.18/18' })])));
    expect([ask(sim, '100.68.63.255', 'Server'), ask(sim, '100.68.64.0', 'Server')]).toEqual([true, false]);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '::/0', '10.0.0.0/8/8', 'everywhere', '10.0.0.0/'])('refuses the CidrIp %s', text =>
    expect(() => app(pair(sg(), sg([tcp(443, { CidrIp: text })])))).toThrow('is no IPv4 CIDR'));
  test.each(['0.0.0.0/0', '::/129', '::ffff:1.2.3.4/128', '::ffff:102:304/128', 'fe80::1%eth0/64'])('refuses the CidrIpv6 %s', text =>
    expect(() => app(pair(sg(), sg([tcp(443, { CidrIpv6: text })])))).toThrow('is no IPv6 CIDR'));

  const between = () => app(pair(sg([], [tcp(443, { CidrIp: '10.0.1.0/24' })]), sg([tcp(443, { CidrIp: '10.0.2.0/24' }), tcp(443, { CidrIpv6: 'fd00::/8' })])));

  test('between two interfaces the addresses decide, for both rules', () => {
    const sim = between().place('Client', ['10.0.2.5']).place('Server', ['10.0.1.5']);
    expect(ask(sim, 'Client', 'Server')).toBe(true);
    expect(ask(between().place('Client', ['10.0.3.5']).place('Server', ['10.0.1.5']), 'Client', 'Server')).toBe(false);
    expect(ask(between().place('Client', ['10.0.2.5']).place('Server', ['10.0.4.5']), 'Client', 'Server')).toBe(false);
    expect(ask(between().place('Client', ['10.0.2.5']).place('Server', ['10.0.4.5', '10.0.1.5']), 'Client', 'Server')).toBe(true);
    const twoAddresses = between().place('Client', ['10.0.2.5']).place('Server', ['10.0.4.5', '10.0.1.5']);
    expect([ask(twoAddresses, 'Client', '10.0.4.5'), ask(twoAddresses, 'Client', '10.0.1.5')]).toEqual([false, true]);
    // an address at which somebody was placed is that interface: its own groups count
    expect(ask(sim, 'Client', '10.0.1.5')).toBe(true);
    expect(ask(sim, 'Client', '10.0.1.6')).toBe(true);
    expect(ask(sim, 'Client', '10.0.1.5', 444)).toBe(false);
    expect(ask(sim, '10.0.2.9', '10.0.1.5')).toBe(true);
    expect(ask(sim, 'Server', '10.0.2.5')).toBe(false);
  });

  test('an answer that depends on where an unplaced interface lies is refused', () => {
    expect(() => ask(between(), 'Client', 'Server')).toThrow('whether App/Server lies in 10.0.1.0/24: place() it');
    expect(ask(between(), 'Client', 'Server', 80)).toBe(false);
    const sim = app(pair(openSg(), sg([tcp(443, { CidrIp: '0.0.0.0/0' }), tcp(444, { CidrIp: '203.0.113.0/24' })])));
    expect([ask(sim, 'Client', 'Server'), ask(sim, 'Client', 'Server', 444)]).toEqual([true, false]);
    expect(() => ask(between(), 'Client', 'Server', 443, { ipVersion: 6 })).not.toThrow(); // no IPv6 egress rule at all
  });

  test('an unplaced interface lies in private space or in a VPC of the templates', () => {
    const vpc = (Properties: Json) => ({ Vpc: { Type: 'AWS::EC2::VPC', Properties } });
    const to = (CidrIp: string, more: Json = {}) => () =>
      ask(app(pair(sg([], [tcp(443, { CidrIp })]), sg([tcp(443, { CidrIp: '0.0.0.0/0' })]), more)), 'Client', 'Server');
    for (const range of ['9.0.0.0/8', '11.0.0.0/8', '172.32.0.0/11', '192.169.0.0/16', '100.128.0.0/9', '255.255.255.255/32']) {
      expect([range, to(range)()]).toEqual([range, false]);
    }
    for (const range of ['10.9.9.9/32', '8.0.0.0/5', '172.16.0.0/12', '192.168.1.0/24', '100.127.0.0/16', '128.0.0.0/1']) expect(to(range)).toThrow('place() it');
    expect(to('9.1.2.0/24', vpc({ CidrBlock: '9.1.0.0/16' }))).toThrow('place() it');
    expect(to('9.1.2.0/24', vpc({ CidrBlock: '9.2.0.0/16' }))()).toBe(false);
    expect(to('9.1.2.0/24', vpc({ Ipv4IpamPoolId: 'pool' }))).toThrow('place() it');
    const six = { Six: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { AmazonProvidedIpv6CidrBlock: true } } };
    expect(to('9.1.2.0/24', { ...vpc({ CidrBlock: '10.0.0.0/16' }), ...six })()).toBe(false);
  });

  test('ranges hold what arithmetic says they hold', () => {
    const word = fc.nat(0xffff);
    const number = (words: number[]) => words.reduce((sum, part) => sum * 65536n + BigInt(part), 0n);
    const text = (value: bigint) => Array.from({ length: 8 }, (_, i) => (value >> BigInt(112 - 16 * i) & 0xffffn).toString(16)).join(':');
    const range = fc.record({ words: fc.array(word, { minLength: 8, maxLength: 8 }), prefix: fc.nat(128), flip: fc.nat(127) });
    fc.assert(fc.property(range, ({ words, prefix, flip }) => {
      words[0] |= 0x2000; // away from ::ffff:0:0/96
      const base = number(words);
      const other = base ^ 1n << BigInt(flip); // differs in one bit: inside exactly if that bit lies beyond the prefix
      const sim = app({ Sg: sg([tcp(443, { CidrIpv6: `${text(base)}/${prefix}` })]), Fn: fn(att('Sg')) });
      return ask(sim, text(base), 'Fn') && (flip === 125 || ask(sim, text(other), 'Fn') === 127 - flip >= prefix);
    }), { numRuns: 200 });
  });

  test('placeAll is deterministic, and leaves the placed alone', () => {
    const sim = between().place('Server', ['10.0.1.5']).placeAll('10.0.2.0/24', 'fd00:1::/64');
    expect(sim.allInterfaces().map(({ id, addresses }) => [id, addresses])).toEqual([['App/Client', ['10.0.2.10', 'fd00:1::a']], ['App/Server', ['10.0.1.5']]]);
    expect(ask(sim, 'Client', 'Server')).toBe(true);
    expect(() => ask(sim, 'Client', 'Server', 443, { ipVersion: 6 })).toThrow('has no IPv6 address');
    expect(() => sim.place('Client', ['10.0.1.5'])).toThrow('is the address of App/Server');
    expect(() => sim.place('Client', ['host'])).toThrow('no address');
    expect(() => between().placeAll('10.0.2.0/28')).not.toThrow();
    expect(() => between().placeAll('10.0.2.0/29')).toThrow('too small');
  });
});

describe('prefix lists', () => {
  const client = (peer: unknown) => pair(sg([], [tcp(443, { DestinationPrefixListId: peer })]), sg([tcp(443, { SourcePrefixListId: peer })]));

  test('a list of AWS has the members that the test gives', () => {
    const sim = app(client('pl-63a5400a'), {}, { prefixLists: { 'pl-63a5400a': ['3.5.140.0/22', '2600:1f00::/40'] } });
    expect([ask(sim, 'Client', '3.5.143.255'), ask(sim, 'Client', '3.5.144.0')]).toEqual([true, false]);
    expect([ask(sim, '2600:1f00::1', 'Server'), ask(sim, '2601::1', 'Server')]).toEqual([true, false]);
  });

  test('a list of the templates has its entries', () => {
    const list = { Type: 'AWS::EC2::PrefixList', Properties: { AddressFamily: 'IPv4', Entries: [{ Cidr: '192.0.2.0/24' }, { Cidr: '198.51.100.0/24' }] } };
    for (const peer of [att('List', 'PrefixListId'), ref('List')]) {
      const sim = app({ ...client(peer), List: list });
      expect([ask(sim, 'Client', '198.51.100.1'), ask(sim, 'Client', '203.0.113.1')]).toEqual([true, false]);
    }
  });

  test('refuses a list that nobody described, only where it matters', () => {
    const sim = app(client('pl-1'));
    expect(() => ask(sim, 'Client', '3.5.140.1')).toThrow('what pl-1 holds');
    expect(ask(sim, 'Client', '3.5.140.1', 80)).toBe(false);
  });
});

describe('default egress', () => {
  const loose = { Sg: openSg(), Fn: fn(att('Sg')) };
  const withEgress = { ...loose, Out: rule('Egress', { GroupId: att('Sg'), ...tcp(443, { CidrIp: '203.0.113.0/24' }) }) };

  test('no SecurityGroupEgress is all egress; the placeholder of CDK is none', () => {
    expect([ask(app(loose), 'Fn', '1.2.3.4', 25), ask(app(loose), 'Fn', '2600::1', 25)]).toEqual([true, true]);
    expect(ask(app(loose, {}, { defaultEgressIpv6: false }), 'Fn', '2600::1', 25)).toBe(false);
    expect(ask(app({ Sg: openSg([], { SecurityGroupEgress: ref('AWS::NoValue') }), Fn: fn(att('Sg')) }), 'Fn', '1.2.3.4')).toBe(true);
    const closed = app({ Sg: sg(), Fn: fn(att('Sg')), Other: fn(att('Sg')) });
    expect([ask(closed, 'Fn', '1.2.3.4'), ask(closed, 'Fn', 'Other')]).toEqual([false, false]);
    expect(closed.permits({ source: 'Fn', destination: '1.2.3.4', protocol: 'icmp', icmpType: 8 }).allowed).toBe(false);
    expect(closed.openRules()).toMatchObject([{ noTraffic: true }]);
    expect(app(loose).openRules().map(({ id, origin, certain, noTraffic }) => [id, origin, certain, noTraffic])).toEqual([
      ['App/Sg/default egress', 'default', true, false], ['App/Sg/default egress IPv6', 'default', true, false],
    ]);
    expect(() => app({ Sg: sg([], []) })).toThrow('empty SecurityGroupEgress');
  });

  test('whether a standalone egress strips the default is an option', () => {
    const [strips, keeps, unsaid] = [true, false, undefined].map(standaloneEgressStripsDefault => app(withEgress, {}, { standaloneEgressStripsDefault }));
    for (const sim of [strips, keeps, unsaid]) expect(ask(sim, 'Fn', '203.0.113.1')).toBe(true);
    expect([ask(strips, 'Fn', '1.2.3.4'), ask(keeps, 'Fn', '1.2.3.4')]).toEqual([false, true]);
    expect(() => ask(unsaid, 'Fn', '1.2.3.4')).toThrow('AWS may or may not have this rule');
    // neither a rule on another group nor an ingress rule strips anything
    const lone = { Lone: openSg(), Alone: fn(att('Lone')), In: rule('Ingress', { GroupId: att('Lone'), ...tcp(443, { CidrIp: '203.0.113.0/24' }) }) };
    const elsewhere = app({ ...withEgress, ...lone }, {}, { standaloneEgressStripsDefault: true });
    expect(ask(elsewhere, 'Alone', '1.2.3.4')).toBe(true);
  });
});

describe('the default group of a VPC', () => {
  const network = {
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc') } },
    SubnetGroup: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds: [ref('Subnet')] } },
    Db: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'postgres', DBSubnetGroupName: ref('SubnetGroup') } },
    Endpoint: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcId: ref('Vpc'), VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.sqs' } },
    Task: { Type: 'AWS::ECS::Service', Properties: { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Subnet')] } } } },
  };
  const group = 'App/Vpc.DefaultSecurityGroup';

  test('serves whoever names no group', () => {
    const sim = app(network);
    for (const name of ['Db', 'Endpoint', 'Task']) expect(sim.groupsOf(name)).toEqual([group]);
    expect([ask(sim, 'Task', 'Db'), ask(sim, 'Task', '1.2.3.4'), ask(sim, '1.2.3.4', 'Db')]).toEqual([true, true, false]);
    expect(() => ask(sim, 'Task', '2600::1')).toThrow('AWS may or may not');
    expect(sim.openRules().map(({ origin }) => origin)).toEqual(['vpc-default', 'vpc-default', 'vpc-default']);
  });

  test('is closed by the custom resource of CDK', () => {
    const sim = app({ ...network, Restrict: { Type: 'Custom::VpcRestrictDefaultSG', Properties: { DefaultSecurityGroupId: att('Vpc', 'DefaultSecurityGroup') } } });
    expect([ask(sim, 'Task', 'Db'), ask(sim, 'Task', '1.2.3.4')]).toEqual([false, false]);
    expect(sim.notSimulated()).toEqual([]);
  });

  test('is refused where the VPC is not known', () => {
    const sim = app({ Db: { Type: 'AWS::RDS::DBInstance', Properties: { DBSubnetGroupName: 'default' } }, Fn: fn() });
    expect(() => sim.groupsOf('Db')).toThrow('"default" is not in the templates');
    expect(() => sim.groupsOf('Fn')).toThrow('names no security group');
    expect(() => sim.allInterfaces()).toThrow(SimulationError);
  });
});

describe('groups outside the templates', () => {
  const legacy = {
    ...pair(openSg(), sg([tcp(443, { SourceSecurityGroupId: 'sg-legacy' })])),
    Old: fn('sg-legacy'), In: rule('Ingress', { GroupId: 'sg-legacy', ...tcp(443, { SourceSecurityGroupId: att('ClientSg') }) }),
  };

  test('their known rules permit; what they do not permit is refused, unless all their rules are given', () => {
    expect(ask(app(legacy), 'Client', 'Old')).toBe(true);
    expect(() => ask(app(legacy), 'Client', 'Old', 80)).toThrow('the rules of sg-legacy are not in the templates');
    expect(() => ask(app(legacy), 'Old', 'Server')).toThrow('the rules of sg-legacy');
    expect(ask(app(legacy), 'Old', 'Server', 80)).toBe(false); // the server refuses it anyway
    const rules = { SecurityGroupIngress: [tcp(80, { SourceSecurityGroupId: 'App/ClientSg' })], SecurityGroupEgress: [tcp(443, { CidrIp: '0.0.0.0/0' })] };
    const known = app(legacy, {}, { groups: { 'sg-legacy': rules } });
    expect([ask(known, 'Old', 'Server'), ask(known, 'Client', 'Old', 80)]).toEqual([true, true]);
    expect([ask(known, 'Client', 'Old', 81), ask(known, '9.9.9.9', 'Old', 80)]).toEqual([false, false]);
  });

  test('attach() adds an interface that no template makes', () => {
    const sim = app(legacy).attach('outsider', ['sg-other']).attach('twin', ['ClientSg'], ['10.9.9.9']);
    expect([ask(sim, 'twin', 'Old'), ask(sim, '10.9.9.9', 'Old')]).toEqual([true, true]);
    expect(() => ask(sim, 'outsider', 'Server', 443)).not.toThrow();
    expect(ask(sim, 'outsider', 'Server')).toBe(false);
    expect(() => sim.attach('Client', ['sg-1'])).toThrow('there is one already');
    expect(() => sim.attach('x', ['Nowhere'])).toThrow('is not in the templates');
    expect(sim.allInterfaces().map(({ id }) => id)).toEqual(['App/Client', 'App/Old', 'App/Server', 'outsider', 'twin']);
  });

  test('a parameter may name any group: refused where it matters, unless the test says', () => {
    const resources = { ...pair(openSg(), sg([tcp(443, { SourceSecurityGroupId: ref('Peer') })])), ViaParameter: fn(ref('Peer')) };
    const rest = { Parameters: { Peer: { Type: 'AWS::EC2::SecurityGroup::Id', Default: 'sg-ignored' } } };
    expect(app(resources, rest).groupsOf('ViaParameter')).toEqual(['App/Peer']);
    expect(() => ask(app(resources, rest), 'Client', 'Server')).toThrow('whether App/Peer is one of App/ClientSg');
    expect(() => ask(app(resources, rest), 'ViaParameter', 'Server')).toThrow('the rules of App/Peer');
    expect(ask(app(resources, rest, { tokensAreDistinct: true }), 'Client', 'Server')).toBe(false);
    const groups = { 'App/Peer': { SecurityGroupIngress: [], SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] } };
    const fromGroup = { ...resources, ...pair(openSg(), sg([tcp(443, { SourceSecurityGroupId: att('ClientSg') })])) };
    expect(() => ask(app(fromGroup, rest, { groups }), 'ViaParameter', 'Server')).toThrow('whether App/ClientSg is one of App/Peer');
    expect(ask(app(fromGroup, rest, { groups, tokensAreDistinct: true }), 'ViaParameter', 'Server')).toBe(false);
    expect(ask(app(resources, rest, { parameters: { Peer: 'App/ClientSg' } }), 'Client', 'Server')).toBe(true);
    expect(ask(app(resources, rest, { parameters: { 'App/Peer': 'sg-1' } }), 'Client', 'Server')).toBe(false);
  });

  test('a rule on a parameter may be a rule of any group', () => {
    const rest = { Parameters: { Target: { Type: 'String' } } };
    const resources = { ...pair(openSg(), sg()), In: rule('Ingress', { GroupId: ref('Target'), ...tcp(443, { CidrIp: '0.0.0.0/0' }) }) };
    expect(() => ask(app(resources, rest), '1.1.1.1', 'Server')).toThrow('whether App/Target is one of App/ServerSg');
    expect(ask(app(resources, rest, { tokensAreDistinct: true }), '1.1.1.1', 'Server')).toBe(false);
    const out = { ...pair(openSg(), sg()), Out: rule('Egress', { GroupId: ref('Target'), ...tcp(443, { CidrIp: '1.1.1.1/32' }) }) };
    expect(() => ask(app(out, rest), 'Client', '2.2.2.2')).toThrow('may or may not');
    expect(ask(app(out, rest, { standaloneEgressStripsDefault: false }), 'Client', '2.2.2.2')).toBe(true);
  });

  test('a custom resource may give the id of any group', () => {
    const lookup = { Lookup: { Type: 'Custom::FindGroup', Properties: {} } };
    const sim = app({ ...lookup, ...pair(openSg(), sg([tcp(443, { SourceSecurityGroupId: att('Lookup', 'SecurityGroupId') })])) });
    expect(() => ask(sim, 'Client', 'Server')).toThrow('whether App/Lookup.SecurityGroupId is one of App/ClientSg');
  });

  test('an owner must be the account of the group', () => {
    const template = { Resources: { ...pair(openSg(), sg([tcp(443, { SourceSecurityGroupId: att('ClientSg'), SourceSecurityGroupOwnerId: '222222222222' })])) } };
    expect(() => fromTemplates({ App: template }, { environments: { App: 'aws://111111111111/eu-west-1' } })).toThrow('belongs to 111111111111, not to 222222222222');
    for (const environment of ['aws://222222222222/eu-west-1', 'aws://unknown-account/unknown-region']) {
      const sim = fromTemplates({ App: template }, { environments: { App: environment } });
      expect(sim.permits({ source: 'Client', destination: 'Server', protocol: 'tcp', port: 443 })).toMatchObject({ allowed: true, ingressRule: { peer: { owner: '222222222222' } } });
    }
  });
});

describe('across stacks', () => {
  const exporting = (Value: unknown, Name: unknown = 'server-sg') => ({
    Resources: { Sg: sg([tcp(443, { CidrIp: '10.0.0.0/8' })]), Server: fn(att('Sg')) }, Outputs: { Out: { Value, Export: { Name } } },
  });
  const imported = { 'Fn::ImportValue': 'server-sg' };
  const importing = { Resources: { Sg: sg([], [tcp(443, { DestinationSecurityGroupId: imported })]), Client: fn(att('Sg')), Twin: fn(imported) } };

  test('an import is the export of the other stack', () => {
    const sim = fromTemplates({ Server: exporting(att('Sg')), Client: importing }).place('Client/Client', ['10.0.0.1']);
    expect(sim.groupsOf('Twin')).toEqual(['Server/Sg']);
    expect([ask(sim, 'Client/Client', 'Server/Server'), ask(sim, 'Client/Client', 'Server/Server', 80)]).toEqual([true, false]);
    expect(ask(sim, 'Client/Client', '10.0.0.9')).toBe(false);
    for (const name of ['Nobody', 'erver', 'lient/Client']) expect(() => sim.groupsOf(name)).toThrow('is not in the templates');
  });

  test('an export name may hold the stack name; a missing, doubled or foreign export is refused', () => {
    const named = fromTemplates({ server: exporting(att('Sg'), { 'Fn::Sub': '${AWS::StackName}-sg' }), Client: importing });
    expect(named.groupsOf('Twin')).toEqual(['server/Sg']);
    expect(() => fromTemplates({ Client: importing })).toThrow('no stack exports server-sg');
    expect(fromTemplates({ Client: importing }, { exports: { 'server-sg': 'sg-9' } }).groupsOf('Twin')).toEqual(['sg-9']);
    expect(() => fromTemplates({ A: exporting(att('Sg')), B: exporting(att('Sg')), Client: importing })).toThrow('several stacks export server-sg');
    const environments = { A: 'aws://1/us-east-1', Client: 'aws://1/us-east-2' };
    expect(() => fromTemplates({ A: exporting(att('Sg')), Client: importing }, { environments })).toThrow('no stack exports');
  });

  test('a stack output is read by stack name and region', () => {
    const environments = { Server: 'aws://1/us-east-1', Client: 'aws://1/eu-west-1' };
    const client = (call: Json) => ({ Resources: { Twin: fn({ 'Fn::GetStackOutput': call }) } });
    const read = (call: Json) => fromTemplates({ Server: exporting(att('Sg')), Client: client(call) }, { environments }).groupsOf('Twin');
    expect(read({ StackName: 'Server', Region: 'us-east-1', OutputName: 'Out' })).toEqual(['Server/Sg']);
    expect(() => read({ StackName: 'Server', OutputName: 'Out' })).toThrow('0 stacks are called Server in eu-west-1');
    expect(() => read({ StackName: 'Server', Region: 'us-east-1', OutputName: 'Other' })).toThrow('has no output Other');
  });

  test('a cross-region export is the one that was written for the region', () => {
    const writer = (region: string, value: string) =>
      ({ Type: 'Custom::CrossRegionExportWriter', Properties: { WriterProps: { region, exports: { '/cdk/exports/West/x': value } } } });
    const producer = { Resources: { W: writer('us-west-2', 'sg-west'), E: writer('eu-west-1', 'sg-europe') } };
    const consumer = { Resources: { Reader: { Type: 'Custom::CrossRegionExportReader', Properties: {} }, Fn: fn(att('Reader', '/cdk/exports/West/x')) } };
    const read = (region: string) =>
      fromTemplates({ East: producer, West: consumer }, { environments: { East: 'aws://1/us-east-1', West: `aws://1/${region}` } }).groupsOf('Fn');
    expect([read('us-west-2'), read('eu-west-1')]).toEqual([['sg-west'], ['sg-europe']]);
    expect(() => read('eu-west-2')).toThrow('0 stacks write /cdk/exports/West/x');
  });

  test('nested stacks: parameters down, outputs up, one group per nesting', () => {
    const nested = {
      Parameters: { Peers: { Type: 'CommaDelimitedList' }, Port: { Type: 'Number', Default: '443' } },
      Resources: {
        Sg: sg([{ IpProtocol: 'tcp', FromPort: ref('Port'), ToPort: ref('Port'), SourceSecurityGroupId: { 'Fn::Select': [1, ref('Peers')] } }]),
        Server: fn(att('Sg')),
      },
      Outputs: { Group: { Value: att('Sg') } },
    };
    const stack = (Parameters: Json) => ({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'x', Parameters } });
    const parent = {
      Resources: {
        ...pair(openSg(), openSg()),
        One: stack({ Peers: { 'Fn::Join': [',', [att('ServerSg'), att('ClientSg')]] } }),
        Two: stack({ Peers: 'sg-1,sg-2', Port: 80 }),
        Member: fn(att('One', 'Outputs.Group')),
      },
    };
    const sim = fromTemplates({ App: parent, 'App/One': nested, 'App/Two': nested });
    expect([sim.groupsOf('Member'), sim.groupsOf('Two/Server')]).toEqual([['App/One/Sg'], ['App/Two/Sg']]);
    expect([ask(sim, 'Client', 'One/Server'), ask(sim, 'App/Server', 'One/Server'), ask(sim, 'Client', 'One/Server', 80)]).toEqual([true, false, false]);
    expect([ask(sim, 'Client', 'Two/Server', 80), ask(sim, 'Client', 'Member')]).toEqual([false, true]);
    expect(() => sim.groupsOf('Server')).toThrow('ambiguous: App/Server, App/One/Server, App/Two/Server');
    expect(() => fromTemplates({ App: parent, 'App/One': nested })).toThrow('no template for this nested stack');
    expect(() => fromTemplates({ App: { Resources: { One: stack({}) } }, 'App/One': nested })).toThrow('passes no value for App/One/Peers');
  });
});

describe('tokens', () => {
  const ingressPeer = (sim: PacketSimulator): any => sim.openRules().find(({ direction, origin }) => direction === 'ingress' && origin === 'inline')!.peer;
  const group = (peer: unknown) => ingressPeer(app(pair(openSg(), sg([tcp(443, { SourceSecurityGroupId: peer })]))));
  const vpc = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { 'Fn::Join': ['/', ['10.7.0.0', 16]] } } };
  const cidrs = (CidrIp: unknown, rest: Json = {}, options = {}) => ingressPeer(app({ Sg: sg([tcp(443, { CidrIp })]), Vpc: vpc }, rest, options)).cidr.text;
  const rest = {
    Mappings: { Sites: { office: { cidr: '10.1.0.0/16' } } },
    Parameters: { Site: { Type: 'String', Default: '10.2.0.0/16' }, Many: { Type: 'CommaDelimitedList' } },
  };

  test.each<[string, unknown, Json, string]>([
    ['an attribute that repeats a property', att('Vpc', 'CidrBlock'), {}, '10.7.0.0/16'],
    ['an attribute in short form', { 'Fn::GetAtt': 'Vpc.CidrBlock' }, {}, '10.7.0.0/16'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sites', 'office', 'cidr'] }, {}, '10.1.0.0/16'],
    ['Fn::FindInMap with a default', { 'Fn::FindInMap': ['Sites', 'home', 'cidr', { DefaultValue: '10.9.0.0/16' }] }, {}, '10.9.0.0/16'],
    ['a given parameter', ref('Site'), { parameters: { Site: '10.3.0.0/16' } }, '10.3.0.0/16'],
    ['Fn::Select of a given list', { 'Fn::Select': ['1', ref('Many')] }, { parameters: { Many: '10.4.0.0/16,10.5.0.0/16' } }, '10.5.0.0/16'],
    ['Fn::Split and Fn::Select', { 'Fn::Select': [0, { 'Fn::Split': [';', '10.6.0.0/16;x'] }] }, {}, '10.6.0.0/16'],
    ['Fn::Sub', { 'Fn::Sub': ['${Base}/${Bits}', { Base: '10.8.0.0', Bits: 16 }] }, {}, '10.8.0.0/16'],
    ['Fn::Sub of an attribute', { 'Fn::Sub': '${Vpc.CidrBlock}' }, {}, '10.7.0.0/16'],
    ['Fn::If', { 'Fn::If': ['Wide', '0.0.0.0/0', '10.0.0.0/8'] }, { conditions: { Wide: false } }, '10.0.0.0/8'],
    ['a given attribute', att('Vpc', 'Ipv4Pool'), { attributes: { 'App/Vpc.Ipv4Pool': '10.11.0.0/16' } }, '10.11.0.0/16'],
  ])('%s', (_name, value, options, expected) => expect(cidrs(value, rest, options)).toBe(expected));

  test.each<[string, unknown, string]>([
    ['a parameter, in spite of its default', ref('Site'), 'found App/Site'],
    ['an attribute that only a deployment knows', att('Vpc', 'Ipv4Pool'), 'found App/Vpc.Ipv4Pool'],
    ['a condition', { 'Fn::If': ['Wide', '0.0.0.0/0', '10.0.0.0/8'] }, 'depends on the condition App/Wide'],
    ['a text with a token inside', { 'Fn::Sub': '${Site}/8' }, 'found ${App/Site}/8'],
    ['a pseudo parameter', ref('AWS::Region'), 'found AWS::Region'],
    ['a secret', '{{resolve:ssm:/cidr:1}}', 'found {{resolve:ssm:/cidr:1}}'],
    ['an unknown name', ref('Nothing'), 'no resource or parameter Nothing'],
    ['an unknown map', { 'Fn::FindInMap': ['Sites', 'home', 'cidr'] }, 'nothing in the map'],
    ['a split of a token', { 'Fn::Select': [0, { 'Fn::Split': ['/', ref('Site')] }] }, 'cannot split App/Site'],
    ['a split of a list with a token', { 'Fn::Select': [1, { 'Fn::Split': [',', { 'Fn::Join': [',', [ref('Site'), '10.0.0.0/8']] }] }] }, 'cannot split App/Site'],
    ['a split of an id at its own dash', { 'Fn::Select': [0, { 'Fn::Split': ['-', ref('Vpc')] }] }, 'cannot split App/Vpc'],
    ['an element too far', { 'Fn::Select': [2, ['a', 'b']] }, 'Fn::Select 2'],
    ['Fn::Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, 'Fn::Cidr is not simulated'],
    ['a circle', { 'Fn::ImportValue': 'x' }, 'circle'],
  ])('refuses %s', (_name, value, message) => {
    const circle = _name === 'a circle' ? { Outputs: { X: { Value: { 'Fn::ImportValue': 'x' }, Export: { Name: 'x' } } } } : {};
    expect(() => cidrs(value, { ...rest, ...circle })).toThrow(message);
  });

  test('a group is the same however it is referred to', () => {
    const short = [{ 'Fn::GetAtt': 'ClientSg.GroupId' }, { 'Fn::Sub': '${ClientSg.GroupId}' }, { 'Fn::Join': ['', ['', att('ClientSg')]] }];
    for (const peer of [ref('ClientSg'), att('ClientSg'), att('ClientSg', 'Id'), ...short]) {
      expect(group(peer)).toEqual({ kind: 'group', group: 'App/ClientSg' });
    }
    expect(group('{{resolve:ssm:/sg}}')).toMatchObject({ group: '{{resolve:ssm:/sg}}' });
    expect(group({ 'Fn::Select': [0, { 'Fn::Split': ['||', { 'Fn::Join': ['||', [att('ClientSg'), 'sg-1']] }] }] })).toMatchObject({ group: 'App/ClientSg' });
  });

  test.each<[string, unknown]>([
    ['another resource', ref('Client')],
    ['another attribute', att('ClientSg', 'VpcId')],
    ['a name', 'default'],
    ['an arn', { 'Fn::Sub': 'arn:${ClientSg}' }],
    ['a list', ['sg-1']],
    ['the region', ref('AWS::Region')],
  ])('refuses %s for a group', (_name, peer) => expect(() => group(peer)).toThrow(SimulationError));

  test('ports of databases: set, documented, or refused', () => {
    const port = (Type: string, attribute: string, Properties: Json, options = {}) => {
      const group = sg([{ IpProtocol: 'tcp', FromPort: att('Db', attribute), ToPort: att('Db', attribute), CidrIp: '10.0.0.0/8' }]);
      return app({ Db: { Type, Properties }, Sg: group }, {}, options).openRules()[1].from;
    };
    expect(port('AWS::RDS::DBInstance', 'Endpoint.Port', { Engine: 'postgres', Port: '6000' })).toBe(6000);
    expect(port('AWS::RDS::DBInstance', 'Endpoint.Port', { Engine: 'postgres' })).toBe(5432);
    expect(port('AWS::RDS::DBInstance', 'Endpoint.Port', { Engine: 'sqlserver-ex' })).toBe(1433);
    expect(port('AWS::ElastiCache::ReplicationGroup', 'PrimaryEndPoint.Port', {})).toBe(6379);
    expect(() => port('AWS::RDS::DBInstance', 'Endpoint.Port', { Engine: 'aurora-postgresql' })).toThrow('expected a number');
    expect(() => port('AWS::RDS::DBCluster', 'Endpoint.Port', { Engine: 'aurora-postgresql' })).toThrow('found App/Db.Endpoint.Port');
    expect(port('AWS::RDS::DBCluster', 'Endpoint.Port', {}, { attributes: { 'App/Db.Endpoint.Port': 5432 } })).toBe(5432);
  });

  test('a resource with a condition is there only if the condition is given as true', () => {
    const resources = {
      ...pair(openSg(), sg()), Meta: { Type: 'AWS::CDK::Metadata', Condition: 'Unknown' },
      In: { ...rule('Ingress', { GroupId: att('ServerSg'), ...tcp(443, { CidrIp: '0.0.0.0/0' }) }), Condition: 'Wide' },
    };
    expect(() => app(resources)).toThrow('condition App/Wide');
    expect([true, false].map(Wide => ask(app(resources, {}, { conditions: { Wide } }), 'Client', 'Server'))).toEqual([true, false]);
    expect(app(resources, {}, { conditions: { 'App/Wide': false } }).notSimulated()).toEqual([]);
  });

  test.each<[string, Json]>([
    ['a macro', { Resources: {}, Transform: 'AWS::Serverless-2016-10-31' }],
    ['a loop', { Resources: { 'Fn::ForEach::Groups': ['x', ['a'], {}] } }],
    ['two peers', { Resources: { Sg: sg([tcp(1, { CidrIp: '10.0.0.0/8', CidrIpv6: '::/0' })]) } }],
    ['no peer', { Resources: { Sg: sg([tcp(1, {})]) } }],
    ['a group by name', { Resources: { Sg: sg([tcp(1, { SourceSecurityGroupName: 'default' })]) } }],
    ['a rule of a group by name', { Resources: { In: rule('Ingress', { GroupName: 'default', ...tcp(1, { CidrIp: '10.0.0.0/8' }) }) } }],
    ['a peer of the wrong direction', { Resources: { Sg: sg([tcp(1, { DestinationSecurityGroupId: 'sg-1' })]) } }],
    ['rules that are no list', { Resources: { Sg: sg(tcp(1, { CidrIp: '10.0.0.0/8' }) as any) } }],
  ])('refuses %s', (_name, template) => expect(() => fromTemplates({ App: template })).toThrow(SimulationError));
});

describe('network interfaces', () => {
  const G = [att('Sg')];
  const net = { SecurityGroups: G, Subnets: ['subnet-1'] };
  const template = (LaunchTemplateData: Json) => ({ Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateName: 'lt', LaunchTemplateData } });
  const use = { LaunchTemplateId: ref('Lt'), Version: att('Lt', 'LatestVersionNumber') };
  const lt = { Lt: template({ SecurityGroupIds: G }) };
  const lc = { Lc: { Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: { SecurityGroups: G } } };
  const cluster = { Cluster: { Type: 'AWS::EKS::Cluster', Properties: { ResourcesVpcConfig: { SubnetIds: [] } } } };

  test.each<[string, Json, Json?]>([
    ['AWS::ECS::Service', { NetworkConfiguration: { AwsvpcConfiguration: net } }],
    ['AWS::ECS::TaskSet', { NetworkConfiguration: { AwsVpcConfiguration: net } }],
    ['AWS::EC2::Instance', { SecurityGroupIds: G }],
    ['AWS::EC2::Instance', { NetworkInterfaces: [{ DeviceIndex: '0', GroupSet: G }] }],
    ['AWS::EC2::Instance', { NetworkInterfaces: [{ NetworkInterfaceId: ref('Eni') }] }, { Eni: { Type: 'AWS::EC2::NetworkInterface', Properties: { GroupSet: G } } }],
    ['AWS::EC2::Instance', { LaunchTemplate: use }, lt],
    ['AWS::EC2::LaunchTemplate', { LaunchTemplateData: { NetworkInterfaces: [{ Groups: G }] } }],
    ['AWS::AutoScaling::AutoScalingGroup', { LaunchTemplate: use }, lt],
    ['AWS::AutoScaling::AutoScalingGroup', { LaunchTemplate: { LaunchTemplateName: 'lt', Version: '$Latest' } }, lt],
    ['AWS::AutoScaling::AutoScalingGroup', { MixedInstancesPolicy: { LaunchTemplate: { LaunchTemplateSpecification: use } } }, lt],
    ['AWS::AutoScaling::AutoScalingGroup', { LaunchConfigurationName: ref('Lc') }, lc],
    ['AWS::EKS::Nodegroup', { ClusterName: ref('Cluster'), LaunchTemplate: { Id: ref('Lt'), Version: '1' } }, { ...lt, ...cluster }],
    ['AWS::RDS::DBInstance', { VPCSecurityGroups: G }],
    ['AWS::RDS::DBInstance', { DBClusterIdentifier: ref('Db') }, { Db: { Type: 'AWS::RDS::DBCluster', Properties: { VpcSecurityGroupIds: G } } }],
    ['AWS::RDS::DBCluster', { VpcSecurityGroupIds: G }],
    ['AWS::RDS::DBProxy', { VpcSecurityGroupIds: G }],
    ['AWS::DocDB::DBCluster', { VpcSecurityGroupIds: G }],
    ['AWS::DocDB::DBInstance', { DBClusterIdentifier: ref('Db') }, { Db: { Type: 'AWS::DocDB::DBCluster', Properties: { VpcSecurityGroupIds: G } } }],
    ['AWS::Neptune::DBCluster', { VpcSecurityGroupIds: G }],
    ['AWS::Redshift::Cluster', { VpcSecurityGroupIds: G }],
    ['AWS::ElastiCache::CacheCluster', { VpcSecurityGroupIds: G }],
    ['AWS::ElastiCache::ReplicationGroup', { SecurityGroupIds: G }],
    ['AWS::ElastiCache::ServerlessCache', { SecurityGroupIds: G }],
    ['AWS::OpenSearchService::Domain', { VPCOptions: { SecurityGroupIds: G } }],
    ['AWS::EFS::MountTarget', { SecurityGroups: G }],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', { SecurityGroups: G }],
    ['AWS::ElasticLoadBalancing::LoadBalancer', { SecurityGroups: G }],
    ['AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', SecurityGroupIds: G }],
    ['AWS::MSK::Cluster', { BrokerNodeGroupInfo: { SecurityGroups: G } }],
    ['AWS::Synthetics::Canary', { VPCConfig: { SecurityGroupIds: G } }],
    ['AWS::CodeBuild::Project', { VpcConfig: { SecurityGroupIds: G } }],
  ])('%s %j', (Type, Properties, more = {}) => {
    const sim = app({ Sg: sg(), It: { Type, Properties }, ...more });
    expect(sim.groupsOf('It')).toEqual(['App/Sg']);
    expect(sim.notSimulated()).toEqual([]);
  });

  test('an EKS cluster has a group of its own, that only the test knows', () => {
    const sim = app({ Sg: sg(), Fn: fn(...G), Nodes: { Type: 'AWS::EKS::Nodegroup', Properties: { ClusterName: ref('Cluster') } }, ...cluster });
    expect([sim.groupsOf('Nodes'), sim.groupsOf('Cluster')]).toEqual([['App/Cluster.ClusterSecurityGroupId'], ['App/Cluster.ClusterSecurityGroupId']]);
    expect(() => ask(sim, '1.1.1.1', 'Nodes')).toThrow('the rules of App/Cluster.ClusterSecurityGroupId');
  });

  test('several interfaces: any pair may carry the packet, each can be asked', () => {
    const Instance = { Type: 'AWS::EC2::Instance', Properties: { NetworkInterfaces: [{ GroupSet: [att('Shut')] }, { GroupSet: [att('Open')] }] } };
    const sim = app({ Shut: sg(), Open: openSg(), Instance });
    expect([ask(sim, 'Instance', '1.1.1.1'), ask(sim, 'Instance#0', '1.1.1.1'), ask(sim, 'Instance#1', '1.1.1.1')]).toEqual([true, false, true]);
    expect(sim.groupsOf('Instance')).toEqual(['App/Open', 'App/Shut']);
    expect(() => sim.place('Instance', ['10.0.0.1'])).toThrow('has 2 interfaces');
    expect(ask(sim.place('Instance#1', ['10.0.0.1']), '10.0.0.1', '1.1.1.1')).toBe(true);
    expect(() => ask(sim, 'Instance#2', '1.1.1.1')).toThrow('has 2 interfaces');
  });

  test('a network load balancer without groups filters nothing', () => {
    const Nlb = { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'network' } };
    const sim = app({ Nlb, ...pair(sg(), sg([tcp(443, { CidrIp: '0.0.0.0/0' })])) });
    expect([ask(sim, '1.1.1.1', 'Nlb', 1), ask(sim, 'Nlb', 'Server'), ask(sim, 'Nlb', 'Client')]).toEqual([true, true, false]);
  });

  test('no interface in a VPC, or not simulated', () => {
    const Studio = { Type: 'AWS::SageMaker::Model', Properties: { VpcConfig: { SecurityGroupIds: ['sg-1'] } } };
    const sim = app({ Fn: { Type: 'AWS::Lambda::Function' }, Lt: template({}), Task: { Type: 'AWS::ECS::Service', Properties: {} }, Studio });
    expect(sim.allInterfaces()).toEqual([]);
    for (const name of ['Fn', 'Task']) expect(() => sim.groupsOf(name)).toThrow('no network interface in a VPC');
    expect(() => sim.groupsOf('Studio')).toThrow('not of a type that is simulated');
    expect(sim.notSimulated()).toEqual(['App/Studio (AWS::SageMaker::Model)']);
    const launched = (LaunchTemplate: Json) => ({ Type: 'AWS::EC2::Instance', Properties: { LaunchTemplate } });
    const refused = app({
      Sg: sg(), ...lt, Old: { Type: 'AWS::EC2::Instance', Properties: { SecurityGroupIds: G, SecurityGroups: ['default'] } },
      Foreign: launched({ LaunchTemplateId: 'lt-1' }), Unknown: launched({ LaunchTemplateName: 'other' }), Third: launched({ LaunchTemplateId: ref('Lt'), Version: 3 }),
      Pool: { Type: 'AWS::EKS::Nodegroup', Properties: { RemoteAccess: {} } },
      Gwlb: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'GatewayLoadBalancer' } },
    });
    expect(() => refused.groupsOf('Old')).toThrow('SecurityGroups is not simulated');
    expect(() => refused.groupsOf('Foreign')).toThrow('"lt-1" is not in the templates');
    expect(() => refused.groupsOf('Unknown')).toThrow('the launch template "other" is not in the templates');
    expect(() => refused.groupsOf('Third')).toThrow('version 3 of a launch template');
    expect(() => refused.groupsOf('Pool')).toThrow('RemoteAccess makes a group of its own');
    expect(() => refused.groupsOf('Gwlb')).toThrow('GatewayLoadBalancer');
  });

  test('VPC endpoints by service', () => {
    const endpoint = (Properties: Json) => ({ Type: 'AWS::EC2::VPCEndpoint', Metadata: { flows: [1] }, Properties: { VpcId: 'vpc-1', ...Properties } });
    const sim = app({
      Sg: sg(), S3: endpoint({ ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', ref('AWS::Region'), '.s3']] }, PolicyDocument: { Statement: [] } }),
      Dkr: endpoint({ ServiceName: 'com.amazonaws.eu-west-1.ecr.dkr', VpcEndpointType: 'Interface', SecurityGroupIds: G }),
    });
    expect(sim.vpcEndpointFor('s3')).toEqual([{
      id: 'App/S3', path: undefined, type: 'Gateway', serviceName: 'com.amazonaws.${AWS::Region}.s3',
      policyDocument: { Statement: [] }, groups: [], metadata: { flows: [1] },
    }]);
    expect(sim.vpcEndpointFor('ecr.dkr')).toMatchObject([{ id: 'App/Dkr', type: 'Interface', groups: ['App/Sg'], policyDocument: undefined }]);
    expect([sim.vpcEndpointFor('dkr'), sim.vpcEndpointFor('com.amazonaws.eu-west-1.ecr.dkr').length]).toEqual([[], 1]);
  });
});

// ---- templates made by CDK --------------------------------------------------------------------------------------

const scratch = mkdtempSync(join(tmpdir(), 'packet-simulator-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const synth = (build: (app: App) => void) => {
  const root = new App({ outdir: mkdtempSync(join(scratch, 'cdk.out-')), context: { '@aws-cdk/aws-ec2:restrictDefaultSecurityGroup': true } });
  build(root);
  return root.synth().directory;
};
const makeFn = (scope: Stack, id: string, vpc: ec2.IVpc, props: Partial<lambda.FunctionProps> = {}) =>
  new lambda.Function(scope, id, { vpc, runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('//'), allowAllOutbound: false, ...props });

describe('assemblies of CDK', () => {
  const directory = synth(root => {
    const network = new Stack(root, 'Network');
    const vpc = new ec2.Vpc(network, 'Vpc', { maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'in', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    vpc.addInterfaceEndpoint('Secrets', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });
    vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    const data = new Stack(root, 'Data');
    const db = new rds.DatabaseCluster(data, 'Db', {
      vpc, vpcSubnets: { subnets: vpc.isolatedSubnets },
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_4 }),
      writer: rds.ClusterInstance.serverlessV2('Writer'),
    });
    const api = new Stack(root, 'Api');
    const handler = makeFn(api, 'Handler', vpc);
    const worker = makeFn(api, 'Worker', vpc);
    handler.connections.allowTo(worker, ec2.Port.tcp(8080));
    handler.connections.allowToDefaultPort(db);
    const nested = new NestedStack(api, 'Inner');
    const deeper = new NestedStack(nested, 'Deeper');
    const inner = makeFn(deeper, 'Fn', vpc);
    inner.connections.allowFrom(handler, ec2.Port.tcp(9090));
    inner.connections.allowFrom(ec2.Peer.ipv6('2001:db8::/32'), ec2.Port.udp(53));
    const fleet = new autoscaling.AutoScalingGroup(api, 'Asg', {
      vpc, vpcSubnets: { subnets: vpc.isolatedSubnets },
      instanceType: new ec2.InstanceType('t4g.nano'), machineImage: ec2.MachineImage.genericLinux({}, {}),
    });
    fleet.connections.allowFromAnyIpv4(ec2.Port.tcp(22));

    const stage = new Stage(root, 'Prod', { env: { account: '111111111111', region: 'eu-west-1' } });
    const staged = new Stack(stage, 'Api');
    const stagedVpc = new ec2.Vpc(staged, 'Vpc', { maxAzs: 1, natGateways: 0 });
    makeFn(staged, 'Handler', stagedVpc, { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, allowAllOutbound: true });
  });
  const load = (options = {}) => loadAssembly(directory, { standaloneEgressStripsDefault: true, ...options });

  test('connections within a stack and across stacks', () => {
    const sim = load();
    expect(ask(sim, 'Api/Handler', 'Api/Worker', 8080)).toBe(true);
    expect(ask(sim, 'Api/Handler', 'Api/Worker', 8081)).toBe(false);
    expect(ask(sim, 'Api/Worker', 'Api/Handler', 8080)).toBe(false);
    expect(ask(sim, 'Api/Handler', 'Data/Db', 5432)).toBe(true);
    expect(ask(sim, 'Api/Handler', 'Data/Db/Writer', 5432)).toBe(true);
    expect(ask(sim, 'Api/Worker', 'Data/Db', 5432)).toBe(false);
    expect(sim.groupsOf('Data/Db')).toEqual([sim.group('Data/Db/SecurityGroup')]);
  });

  test('the group that CDK leaves without inline egress is the one that hearsay decides', () => {
    expect(ask(load(), 'Api/Handler', '1.1.1.1')).toBe(false);
    expect(ask(load({ standaloneEgressStripsDefault: false }), 'Api/Handler', '1.1.1.1')).toBe(true);
    expect(() => ask(load({ standaloneEgressStripsDefault: undefined }), 'Api/Handler', '1.1.1.1')).toThrow('may or may not');
    expect(ask(load({ standaloneEgressStripsDefault: undefined }), 'Api/Worker', '1.1.1.1')).toBe(false);
  });

  test('nested stacks, two deep', () => {
    const sim = load();
    expect(sim.allInterfaces().find(({ path }) => path === 'Api/Inner/Deeper/Fn/Resource')?.id).toMatch(/^Api\/Inner\/Deeper\/Fn[0-9A-F]{8}$/);
    expect(ask(sim, 'Api/Handler', 'Inner/Deeper/Fn', 9090)).toBe(true);
    expect(ask(sim, 'Api/Worker', 'Inner/Deeper/Fn', 9090)).toBe(false);
    expect(sim.permits({ source: '2001:db8::9', destination: 'Deeper/Fn', protocol: 'udp', port: 53 }).allowed).toBe(true);
    expect(sim.permits({ source: '2001:db9::9', destination: 'Deeper/Fn', protocol: 'udp', port: 53 }).allowed).toBe(false);
  });

  test('the endpoint of CDK is open to the addresses of the VPC', () => {
    const sim = load().place('Asg/ASG', ['10.0.3.4']);
    const [{ path }] = sim.vpcEndpointFor('secretsmanager');
    expect(path).toBe('Network/Vpc/Secrets/Resource');
    expect(ask(sim, 'Asg/ASG', 'Vpc/Secrets')).toBe(true);
    expect(ask(sim, '10.1.0.1', 'Vpc/Secrets')).toBe(false);
    expect(sim.vpcEndpointFor('s3')).toMatchObject([{ path: 'Network/Vpc/S3/Resource', type: 'Gateway', policyDocument: undefined }]);
  });

  test('stages, auto scaling, and what is left', () => {
    const sim = load();
    expect([ask(sim, 'Prod/Api/Handler', '1.1.1.1'), ask(sim, '1.1.1.1', 'Api/Asg', 22), ask(sim, '1.1.1.1', 'Api/Asg', 23)]).toEqual([true, true, false]);
    expect(ask(sim, 'Prod/Api/Handler', 'Api/Asg', 22)).toBe(true); // no VPC boundaries here
    expect(sim.notSimulated()).toEqual([]);
    expect(sim.allInterfaces().map(({ type }) => type).sort()).toEqual([
      'AWS::AutoScaling::AutoScalingGroup', 'AWS::EC2::VPCEndpoint', ...Array(4).fill('AWS::Lambda::Function'), 'AWS::RDS::DBCluster', 'AWS::RDS::DBInstance',
    ]);
    expect(sim.openRules().filter(({ origin }) => origin === 'vpc-default').every(({ certain }) => !certain)).toBe(true);
  });

  test('a nested template is found by its asset metadata too, and missed loudly', () => {
    const copy = synth(root => {
      const outer = new Stack(root, 'Outer');
      new ec2.SecurityGroup(new NestedStack(outer, 'In'), 'Sg', { vpc: ec2.Vpc.fromVpcAttributes(outer, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'] }) });
    });
    const file = join(copy, 'Outer.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8'));
    const [owner] = Object.values<any>(template.Resources);
    expect(loadAssembly(copy).group('Outer/In/Sg')).toMatch(/^Outer\/In\/Sg/);
    const nestedFile = JSON.parse(readFileSync(join(copy, 'Outer.assets.json'), 'utf8'));
    owner.Metadata = { 'aws:asset:path': Object.values<any>(nestedFile.files).find(({ source }) => /nested/.test(source.path)).source.path };
    owner.Properties.TemplateURL = 'https://elsewhere/x.json';
    writeFileSync(file, JSON.stringify(template));
    expect(loadAssembly(copy).group('Outer/In/Sg')).toMatch(/^Outer\/In\/Sg/);
    delete owner.Metadata;
    writeFileSync(file, JSON.stringify(template));
    expect(() => loadAssembly(copy)).toThrow('the template of this nested stack is not in the assembly');
    expect(() => loadAssembly(join(copy, 'none'))).toThrow(SimulationError);
  });

  test('the same logical id in a nested stack and around it, in whatever order the metadata come', () => {
    const twins = synth(root => {
      const outer = new Stack(root, 'Outer');
      const vpc = ec2.Vpc.fromVpcAttributes(outer, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a'] });
      for (const scope of [new NestedStack(new NestedStack(outer, 'In'), 'In'), outer]) new ec2.SecurityGroup(scope, 'Sg', { vpc });
    });
    const metadata = Object.entries(JSON.parse(readFileSync(join(twins, 'Outer.metadata.json'), 'utf8')));
    for (const entries of [metadata, metadata.reverse()]) {
      writeFileSync(join(twins, 'Outer.metadata.json'), JSON.stringify(Object.fromEntries(entries)));
      const sim = loadAssembly(twins);
      const logicalId = sim.group('Outer/Sg').replace('Outer/', '');
      expect([sim.group('Outer/Sg/Resource'), sim.group('Outer/In/In/Sg')]).toEqual([`Outer/${logicalId}`, `Outer/In/In/${logicalId}`]);
    }
  });

  test('cross-region references: custom resources, and Fn::GetStackOutput', () => {
    for (const strength of ['strong', 'weak', 'both']) {
      const sim = loadAssembly(synth(root => {
        root.node.setContext('@aws-cdk/core:defaultCrossStackReferences', strength);
        const [east, west] = ['us-east-1', 'us-west-2'].map(region => new Stack(root, region, { env: { account: '111111111111', region }, crossRegionReferences: true }));
        const vpc = new ec2.Vpc(east, 'Vpc', { natGateways: 0, ipAddresses: ec2.IpAddresses.cidr('10.77.0.0/16') });
        const group = new ec2.SecurityGroup(west, 'Sg', { vpc: new ec2.Vpc(west, 'Vpc', { natGateways: 0 }) });
        group.addIngressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.HTTPS);
      }));
      const rules = sim.openRules().filter(({ group, direction }) => group === sim.group('us-west-2/Sg') && direction === 'ingress');
      expect([strength, ...rules.map(describeRule)]).toEqual([strength, expect.stringContaining('tcp 443 from 10.77.0.0/16')]);
    }
  });

  test('lists and parameters across stacks', () => {
    const sim = loadAssembly(synth(root => {
      const one = new Stack(root, 'One');
      const vpc = new ec2.Vpc(one, 'Vpc', { natGateways: 0 });
      const groups = ['A', 'B'].map(id => new ec2.SecurityGroup(one, id, { vpc }));
      new CfnOutput(one, 'Groups', { value: Fn.join(',', groups.map(({ securityGroupId }) => securityGroupId)), exportName: 'groups' });
      const two = new Stack(root, 'Two');
      const chosen = new CfnParameter(two, 'Chosen', { type: 'AWS::SSM::Parameter::Value<AWS::EC2::SecurityGroup::Id>', default: '/sg' });
      const securityGroupIds = [Fn.select(1, Fn.split(',', Fn.importValue('groups'))), chosen.valueAsString];
      new lambda.CfnFunction(two, 'Fn', { role: 'r', code: {}, vpcConfig: { securityGroupIds, subnetIds: ['subnet-1'] } });
    }));
    expect(sim.groupsOf('Two/Fn')).toEqual([sim.group('One/B'), 'Two/Chosen'].sort());
  });
});

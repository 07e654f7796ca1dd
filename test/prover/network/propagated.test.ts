/** Routes that come over BGP decide a question where an assumption says them, and a route that is written goes before them. */
import { proveNetwork } from '../../../lib/prover/network';
import { replay } from '../../../lib/prover/replay';
import { BASE, INTERNET, network, ref, type, type Resources } from '../../world/network/support';

const VPN: Resources = {
  ...BASE, ...INTERNET,
  Table: type('EC2::RouteTable', { VpcId: ref('Vpc') }),
  On: type('EC2::SubnetRouteTableAssociation', { SubnetId: ref('A'), RouteTableId: ref('Table') }),
  Vgw: type('EC2::VPNGateway', { Type: 'ipsec.1' }),
  VgwOn: type('EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), VpnGatewayId: ref('Vgw') }),
  Learned: type('EC2::VPNGatewayRoutePropagation', { VpnGatewayId: ref('Vgw'), RouteTableIds: [ref('Table')] }),
  Open: type('EC2::SecurityGroup', { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] }),
  Web: type('EC2::Instance', { SubnetId: ref('A'), SecurityGroupIds: [ref('Open')], NetworkInterfaces: undefined }),
};

function ask(question: string, assume: Readonly<Record<string, string>> = {}, resources: Resources = {}): string {
  const world = network({ ...VPN, ...resources }, { assume });
  const [kind, source, , destination, over] = question.split(' ');
  const { verdicts, paths } = proveNetwork({ world, intents: [], guarantees: [{ scope: '', kind: kind as 'denies', source, destination, over, level: 'packet' }], scope: 'declared' });
  const verdict = verdicts.find((v) => v.kind === kind)!;
  const path = paths?.get(verdict.id);
  if (path !== undefined) expect(replay(world, path)).toEqual({ accepted: true });
  return verdict.verdict === 'unknown' ? `unknown ${verdict.unknowns.map((u) => u.assume ?? u.token).join(', ')}` : verdict.verdict;
}

const OFFICE = '10.20.0.0/16';
test.each<[string, Readonly<Record<string, string>>, string]>([
  [`permits ${OFFICE} -> Web tcp/443`, {}, 'unknown App.Vgw=propagates:<CIDR>'],
  [`permits ${OFFICE} -> Web tcp/443`, { Vgw: `propagates:${OFFICE}` }, 'proved'],
  [`permits Web -> ${OFFICE} tcp/443`, { Vgw: 'propagates:10.20.0.0/17,10.20.128.0/17' }, 'proved'],
  [`permits ${OFFICE} -> Web tcp/443`, { Vgw: 'propagates:10.20.0.0/17' }, 'violated'],
  [`denies ${OFFICE} -> Web tcp/443`, { Vgw: `propagates:${OFFICE}` }, 'violated'],
  [`denies ${OFFICE} -> Web tcp/443`, { Vgw: 'propagates:10.30.0.0/16' }, 'proved'],
  [`denies ${OFFICE} -> Web tcp/443`, { Vgw: 'propagates-within:10.30.0.0/16' }, 'proved'],
  [`denies ${OFFICE} -> Web tcp/443`, { Vgw: 'propagates-within:10.0.0.0/8' }, 'unknown App.Vgw=propagates:<CIDR>'],
  [`permits ${OFFICE} -> Web tcp/443`, { Vgw: 'propagates-within:10.0.0.0/8' }, 'unknown App.Vgw=propagates:<CIDR>'],
])('%s with %j: %s', (question, assume, expected) => {
  expect(ask(question, assume)).toBe(expected);
});

test('a verdict says what it rests on', () => {
  const assumed = (assume: Readonly<Record<string, string>>): string[] => proveNetwork({ world: network(VPN, { assume }), intents: [], guarantees: [{ scope: '', kind: 'denies', source: OFFICE, destination: 'Web', over: 'tcp/443', level: 'packet' }], scope: 'declared' })
    .verdicts.find((v) => v.kind === 'denies')!.assumptions.filter((a) => a.includes('BGP'));
  expect(assumed({ Vgw: 'propagates:10.30.0.0/16,10.31.0.0/16' })).toEqual(['exactly these routes come over BGP from `App.Vgw`: 10.30.0.0/16, 10.31.0.0/16 (assumed: propagates)']);
  expect(assumed({ Vgw: 'propagates-within:10.30.0.0/16' })).toEqual(['no route beyond these comes over BGP from `App.Vgw`: 10.30.0.0/16 (assumed: propagates)']);
  expect(assumed({})).toEqual([]);
});

describe('a route that is written', () => {
  const WRITTEN: Resources = {
    Peer: type('EC2::VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: 'vpc-0far' }),
    Route: type('EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: OFFICE, VpcPeeringConnectionId: ref('Peer') }),
  };
  const by = (assume: string): string[] => {
    const world = network({ ...VPN, ...WRITTEN }, { assume: { Vgw: assume } });
    const { verdicts, paths } = proveNetwork({ world, intents: [], guarantees: [{ scope: '', kind: 'denies', source: 'Web', destination: OFFICE, over: 'tcp/443', level: 'packet' }], scope: 'declared' });
    const verdict = verdicts.find((v) => v.kind === 'denies')!;
    expect(replay(world, paths!.get(verdict.id)!)).toEqual({ accepted: true });
    return verdict.witness!.hops[0].because.filter((b) => b.what === 'route').map((b) => b.resource);
  };

  test('goes before one to the same destination', () => expect(by(`propagates:${OFFICE}`)).toEqual(['Route']));
  test('goes before it for the replay, too', () => {
    const Route = type('EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '203.0.113.0/24', GatewayId: ref('Igw') });
    const A = type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true });
    // A private gateway is no certain way to public addresses.
    expect(ask('denies Web -> 203.0.113.0/24 tcp/443', { Vgw: 'propagates:203.0.113.0/24' }, { Route, A })).toBe('violated');
  });

  test('does not go before a more specific one', () => expect(by('propagates:10.20.0.0/17,10.20.128.0/17')).toEqual(['Learned']));
});

/**
 * Packets between two VPCs that something in the middle passes on with their own addresses: routers of a network outside, a peered
 * transit gateway, a VPC for inspection. And a balancer of two faces.
 */
import { attacks, att, cidr, group, groupId, instance, net, PASSES, REACHABLE, ref, resource, subnet, table, tcp, UNKNOWN, UNREACHABLE, vpc, type Props, type Resources } from './templates';

const question = { from: 'App.I', to: 'App.D' } as const;
const side = (id: string, n: number, route: Props | undefined): Resources => ({
  [id]: vpc(`10.${n}.0.0/16`), [`S${id}`]: subnet(id, `10.${n}.0.0/24`), ...table(`Rt${id}`, id, `S${id}`, route === undefined ? {} : { '10.0.0.0/8': route }),
});
const two = (a: Props | undefined, b: Props | undefined): Resources => ({
  ...side('A', 1, a), ...side('B', 2, b), GA: group([], { of: ref('A') }), GB: group([tcp(5432, cidr('10.0.0.0/8'))], { of: ref('B') }), I: instance(['GA'], ref('SA')), D: instance(['GB'], ref('SB')),
});

const attached = (id: string, to = 'Tgw'): Resources => ({ [`T${id}`]: resource('AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: ref(to), VpcId: ref(id), SubnetIds: [ref(`S${id}`)] }) });
const tgw = (id = 'Tgw'): Props => ({ TransitGatewayId: ref(id) });

const udp = group([{ ...tcp(53, cidr('10.0.0.0/8')), IpProtocol: 'udp' }], { of: ref('B') });

describe('a network outside', () => {
  const gateway = (id: string, of: string): Resources => ({ [id]: resource('AWS::EC2::VPNGateway', { Type: 'ipsec.1' }), [`${id}Of`]: resource('AWS::EC2::VPCGatewayAttachment', { VpcId: ref(of), VpnGatewayId: ref(id) }) });
  attacks([
    { why: 'two VPCs with a VPN each', given: { ...two({ GatewayId: ref('VA') }, { GatewayId: ref('VB') }), ...gateway('VA', 'A'), ...gateway('VB', 'B') }, ...question, answers: UNKNOWN },
    { why: 'one with a VPN, one without', given: { ...two({ GatewayId: ref('VA') }, undefined), ...gateway('VA', 'A') }, ...question, answers: UNREACHABLE },
    { why: 'the other has one, and no route to it', given: { ...two({ GatewayId: ref('VA') }, undefined), ...gateway('VA', 'A'), ...gateway('VB', 'B') }, ...question, answers: UNREACHABLE },
    { why: 'and udp needs none', given: { ...two({ GatewayId: ref('VA') }, undefined), ...gateway('VA', 'A'), ...gateway('VB', 'B'), GB: udp }, ...question, over: 'udp/53', answers: UNKNOWN },
    { why: 'but a network that leads there', given: { ...two({ GatewayId: ref('VA') }, undefined), ...gateway('VA', 'A'), GB: udp }, ...question, over: 'udp/53', answers: UNREACHABLE },
    { why: 'also behind a transit gateway', given: { ...two(tgw(), undefined), Tgw: resource('AWS::EC2::TransitGateway'), ...attached('A'), Vpn: resource('AWS::EC2::VPNConnection', { Type: 'ipsec.1', CustomerGatewayId: 'cgw-1', TransitGatewayId: ref('Tgw') }), GB: udp }, ...question, over: 'udp/53', answers: UNREACHABLE },
  ]);
});

describe('a peered transit gateway', () => {
  const route = (of: string, to: string): Props => resource('AWS::EC2::TransitGatewayRoute', { TransitGatewayRouteTableId: att(of, 'AssociationDefaultRouteTableId'), DestinationCidrBlock: to, TransitGatewayAttachmentId: ref('Pe') });
  const peered: Resources = {
    ...two(tgw('T1'), tgw('T2')), T1: resource('AWS::EC2::TransitGateway'), T2: resource('AWS::EC2::TransitGateway'), ...attached('A', 'T1'), ...attached('B', 'T2'),
    Pe: resource('AWS::EC2::TransitGatewayPeeringAttachment', { TransitGatewayId: ref('T1'), PeerTransitGatewayId: ref('T2'), PeerAccountId: '1', PeerRegion: 'x' }),
  };
  attacks([
    { why: 'with routes', given: { ...peered, There: route('T1', '10.2.0.0/16'), Back: route('T2', '10.1.0.0/16') }, ...question, answers: UNKNOWN },
    { why: 'without routes: a peering propagates none', given: peered, ...question, answers: UNREACHABLE },
  ]);
});

describe('a VPC between two others', () => {
  const routes = (id: string, of: readonly string[], known: readonly string[], otherwise?: string): Resources => ({
    [id]: resource('AWS::EC2::TransitGatewayRouteTable', { TransitGatewayId: ref('Tgw') }),
    ...Object.fromEntries(of.map((x) => [`${id}Of${x}`, resource('AWS::EC2::TransitGatewayRouteTableAssociation', { TransitGatewayAttachmentId: ref(`T${x}`), TransitGatewayRouteTableId: ref(id) })])),
    ...Object.fromEntries(known.map((x) => [`${id}To${x}`, resource('AWS::EC2::TransitGatewayRouteTablePropagation', { TransitGatewayAttachmentId: ref(`T${x}`), TransitGatewayRouteTableId: ref(id) })])),
    ...otherwise === undefined ? {} : { [`${id}Else`]: resource('AWS::EC2::TransitGatewayRoute', { TransitGatewayRouteTableId: ref(id), DestinationCidrBlock: '0.0.0.0/0', TransitGatewayAttachmentId: ref(`T${otherwise}`) }) },
  });
  const spokes: Resources = { ...two(tgw(), tgw()), Tgw: resource('AWS::EC2::TransitGateway', { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' }), ...attached('A'), ...attached('B') };
  attacks([
    { why: 'it sends on', given: { ...spokes, ...side('E', 9, tgw()), ...attached('E'), ...routes('Spokes', ['A', 'B'], [], 'E'), ...routes('Firewall', ['E'], ['A', 'B']) }, ...question, answers: UNKNOWN },
    { why: 'it sends on through an endpoint of a firewall', given: { ...spokes, ...side('E', 9, { VpcEndpointId: 'vpce-0123' }), ...attached('E'), ...routes('Spokes', ['A', 'B'], [], 'E'), ...routes('Firewall', ['E'], ['A', 'B']) }, ...question, answers: UNKNOWN },
    { why: 'it has no route back', given: { ...spokes, ...side('E', 9, undefined), ...attached('E'), ...routes('Spokes', ['A', 'B'], [], 'E'), ...routes('Firewall', ['E'], ['A', 'B']) }, ...question, answers: UNREACHABLE },
    { why: 'packets that go round in a circle', given: { ...spokes, ...side('E', 9, tgw()), ...attached('E'), ...routes('Spokes', ['A', 'E'], [], 'E'), ...routes('Others', ['B'], [], 'E') }, ...question, answers: UNREACHABLE },
    { why: 'tables without routes', given: { ...spokes, ...routes('Spokes', ['A', 'B'], []) }, ...question, answers: UNREACHABLE },
    { why: 'tables with routes', given: { ...spokes, ...routes('Spokes', ['A', 'B'], ['A', 'B']) }, ...question, answers: REACHABLE },
  ]);
});

describe('a Network Load Balancer with groups under a condition', () => {
  const LB = 'AWS::ElasticLoadBalancingV2::';
  const when = (groups: unknown, otherwise: unknown): Props => ({ 'Fn::If': ['C', groups, otherwise] });
  const given = (list: Props): { readonly Parameters: Props; readonly Conditions: Props; readonly Resources: Resources } => ({
    Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [ref('P'), 'x'] } },
    Resources: {
      ...net(), A: group(), N: group(), I: instance(['A']), D: resource(`${LB}LoadBalancer`, { Type: 'network', Scheme: 'internal', Subnets: [ref('Sub')], SecurityGroups: list }),
      L: resource(`${LB}Listener`, { LoadBalancerArn: ref('D'), Port: 5432, Protocol: 'TCP', DefaultActions: [{ Type: 'fixed-response' }] }),
    },
  });
  attacks([
    { why: 'has none under the other', given: given(when([groupId('N')], ref('AWS::NoValue'))), ...question, answers: REACHABLE },
    { why: 'has none under the other, by an empty list', given: given(when([groupId('N')], [])), ...question, answers: PASSES },
    { why: 'has others under the other', given: given(when([groupId('N')], [groupId('N')])), ...question, answers: UNREACHABLE },
  ]);
});

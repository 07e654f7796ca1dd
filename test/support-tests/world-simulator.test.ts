/**
 * The judge of the prover is judged by hand: for each feature of AWS's network packets that pass and packets that do not, decided
 * from AWS's documentation by a person and not by any code.
 */
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { address, deploy, type End, judge, type Network, type Packet, PLAIN, reach, type Seat, type Template, type Valuation } from '../support/world-simulator';

type Resources = Record<string, Template>;
const ref = (Ref: string): Template => ({ Ref });
const att = (...parts: string[]): Template => ({ 'Fn::GetAtt': parts });
const all = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };
const tcp = (port: number, peer: Template): Template => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...peer });
const group = (ingress: Template[], egress?: Template[]): Template => ({
  Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupIngress: ingress, ...(egress && { SecurityGroupEgress: egress }) },
});
const route = (table: string, destination: string, target: Template): Template => ({
  Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref(table), [destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: destination, ...target },
});
const subnet = (vpc: string, block: string, more: Template = {}): Template => ({ Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref(vpc), CidrBlock: block, ...more } });
const table = (vpc: string): Template => ({ Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref(vpc) } });
const associated = (sub: string, tab: string): Template => ({ Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref(sub), RouteTableId: ref(tab) } });
const instance = (sub: string, groups: string[], more: Template = {}): Template => ({
  Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref(sub), SecurityGroupIds: groups.map((g) => att(g, 'GroupId')), ...more },
});
const entry = (number: number, egress: boolean, action: string, block: string, protocol = -1, ports?: [number, number]): Template => ({
  Type: 'AWS::EC2::NetworkAclEntry',
  Properties: {
    NetworkAclId: ref('List'), RuleNumber: number, Egress: egress, RuleAction: action, [block.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock']: block, Protocol: protocol,
    ...(ports && { PortRange: { From: ports[0], To: ports[1] } }),
  },
});
const listed = (sub: string): Resources => ({
  List: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: ref('Vpc') } },
  ListOf: { Type: 'AWS::EC2::SubnetNetworkAclAssociation', Properties: { SubnetId: ref(sub), NetworkAclId: ref('List') } },
});

/** A public, a private and an isolated subnet with IPv6; Web, App and Db in them; Db takes 5432 from App's group alone. */
const BASE: Resources = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Six: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: ref('Vpc'), Ipv6CidrBlock: '2600:1f18:1::/56', Ipv6Pool: 'p' } },
  Igw: { Type: 'AWS::EC2::InternetGateway' },
  IgwOn: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Igw') } },
  Eigw: { Type: 'AWS::EC2::EgressOnlyInternetGateway', Properties: { VpcId: ref('Vpc') } },
  Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('Pub'), AllocationId: att('Eip', 'AllocationId') } },
  Eip: { Type: 'AWS::EC2::EIP' },
  Pub: subnet('Vpc', '10.0.0.0/24', { MapPublicIpOnLaunch: true, Ipv6CidrBlock: '2600:1f18:1::/64', AssignIpv6AddressOnCreation: true }),
  Priv: subnet('Vpc', '10.0.1.0/24', { Ipv6CidrBlock: '2600:1f18:1:1::/64', AssignIpv6AddressOnCreation: true }),
  Iso: subnet('Vpc', '10.0.2.0/24'),
  PubT: table('Vpc'), PubTOn: associated('Pub', 'PubT'), PrivT: table('Vpc'), PrivTOn: associated('Priv', 'PrivT'),
  PubR: route('PubT', '0.0.0.0/0', { GatewayId: ref('Igw') }), PubR6: route('PubT', '::/0', { GatewayId: ref('Igw') }),
  PrivR: route('PrivT', '0.0.0.0/0', { NatGatewayId: ref('Nat') }), PrivR6: route('PrivT', '::/0', { EgressOnlyInternetGatewayId: ref('Eigw') }),
  WebG: group([tcp(443, { CidrIp: '0.0.0.0/0' }), tcp(443, { CidrIpv6: '::/0' })]),
  AppG: group([tcp(8080, { SourceSecurityGroupId: att('WebG', 'GroupId') })]),
  DbG: group([tcp(5432, { SourceSecurityGroupId: att('AppG', 'GroupId') })], [tcp(1, { CidrIp: '127.0.0.1/32' })]),
  Web: instance('Pub', ['WebG']), App: instance('Priv', ['AppG']),
  DbS: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds: [ref('Iso'), ref('Priv')] } },
  Db: { Type: 'AWS::RDS::DBInstance', Properties: { DBSubnetGroupName: ref('DbS'), VPCSecurityGroups: [att('DbG', 'GroupId')], PubliclyAccessible: false } },
};

/** A second VPC with one instance; how the two meet is the row's. */
const SECOND: Resources = {
  Vpc2: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
  Far: subnet('Vpc2', '10.1.0.0/24'), FarT: table('Vpc2'), FarTOn: associated('Far', 'FarT'),
  FarG: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', VpcId: ref('Vpc2'), SecurityGroupIngress: [tcp(80, { CidrIp: '10.0.0.0/16' }), tcp(81, { SourceSecurityGroupId: att('AppG', 'GroupId') })] } },
  FarI: instance('Far', ['FarG']),
};
const PEERED: Resources = {
  ...SECOND, Pcx: { Type: 'AWS::EC2::VPCPeeringConnection', Properties: { VpcId: ref('Vpc'), PeerVpcId: ref('Vpc2') } },
  There: route('PrivT', '10.1.0.0/16', { VpcPeeringConnectionId: ref('Pcx') }), Back: route('FarT', '10.0.0.0/16', { VpcPeeringConnectionId: ref('Pcx') }),
};
const TRANSIT: Resources = {
  ...SECOND, Tgw: { Type: 'AWS::EC2::TransitGateway', Properties: {} },
  T1: { Type: 'AWS::EC2::TransitGatewayAttachment', Properties: { TransitGatewayId: ref('Tgw'), VpcId: ref('Vpc'), SubnetIds: [ref('Priv')] } },
  T2: { Type: 'AWS::EC2::TransitGatewayVpcAttachment', Properties: { TransitGatewayId: ref('Tgw'), VpcId: ref('Vpc2'), SubnetIds: [ref('Far')] } },
  There: route('PrivT', '10.1.0.0/16', { TransitGatewayId: ref('Tgw') }), Back: route('FarT', '10.0.0.0/16', { TransitGatewayId: ref('Tgw') }),
};
const BALANCED: Resources = {
  AlbG: group([{ ...all }]),
  Alb: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Subnets: [ref('Pub'), ref('Iso')], SecurityGroups: [att('AlbG', 'GroupId')] } },
  Lis: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: ref('Alb'), Port: 443, Protocol: 'HTTPS', DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }] } },
  Tg: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Port: 8080, VpcId: ref('Vpc'), Targets: [{ Id: ref('App') }] } },
  AppIn: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: att('AppG', 'GroupId'), IpProtocol: 'tcp', FromPort: 8080, ToPort: 9000, SourceSecurityGroupId: att('AlbG', 'GroupId') } },
};

interface Row {
  readonly resources?: Resources;
  readonly sections?: Template;
  readonly others?: Record<string, Template>;
  readonly valuation?: Partial<Valuation>;
  /** `SOURCE > DESTINATION PROTOCOL/PORT[:SOURCEPORT]`; `Web/6` is its IPv6 address, `Db@1` its second placement, `Web#9` the tenth address. */
  readonly passes?: readonly string[];
  readonly stops?: readonly string[];
}

function networkOf({ resources, sections, others, valuation }: Row): Network {
  const merged = Object.fromEntries(Object.entries({ ...BASE, ...resources }).filter(([, r]) => r !== undefined));
  return deploy({ App: { Resources: merged, ...sections }, ...others }, { ...PLAIN, ...valuation });
}

function endOf(network: Network, text: string, usual = '10'): End {
  const parts = /^([A-Z][\w./]*?)(?:@(\d))?(\/6)?(?:#(\d+))?$/.exec(text);
  if (parts === null) return address(text);
  const [, name, placement = '0', six, index = usual] = parts;
  const id = name.includes('.') ? name : `App.${name}`;
  const place = network.interfaces.get(id)!.placements[Number(placement)];
  const [range] = network.subnets.get(place.subnet)!.ranges.filter((r) => r.version === (six ? 6 : 4));
  return { id, placement: Number(placement), address: place.fixed?.[0] ?? { version: range.version, n: range.low + BigInt(index) } };
}

function packetOf(network: Network, text: string): Packet {
  const [, from, to, protocol, port, sourcePort = '40000', replies] = /^(\S+) > (\S+) (\w+)(?:\/(\d+))?(?::(\d+))?(!)?$/.exec(text)!;
  const number = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58, gre: 47 }[protocol]!;
  const what = number === 6 || number === 17 ? { port: Number(port), sourcePort: Number(sourcePort) } : number === 47 ? {} : { type: Number(port), code: 0 };
  return { source: endOf(network, from), destination: endOf(network, to, '20'), protocol: number, ...what, replies: replies === '!' };
}

const ROWS: Record<string, Row> = {
  'groups: a rule that names a group takes its holders, over its port, from nobody else': {
    passes: ['App > Db tcp/5432', 'App > Db@1 tcp/5432', 'Web > App tcp/8080'], stops: ['App > Db tcp/5433', 'Web > Db tcp/5432', 'Db > App tcp/8080', 'App > Db udp/5432', 'App > Web tcp/80'],
  },
  'groups: egress that is written is all there is': { resources: { AppG: group([], [tcp(5432, { DestinationSecurityGroupId: att('DbG', 'GroupId') })]) }, passes: ['App > Db tcp/5432'], stops: ['App > Web tcp/443', 'App > 8.8.8.8 tcp/443'] },
  'groups: a standalone egress rule keeps the default in one reading': { resources: standaloneEgress(), passes: ['App > Web tcp/443', 'App > Db tcp/5432'] },
  'groups: and strips it in the other': { resources: standaloneEgress(), valuation: { standaloneEgressStripsDefault: true }, passes: ['App > Db tcp/5432', 'Web > 8.8.8.8 tcp/80'], stops: ['App > Web tcp/443'] },
  'groups: without any, the default group of the VPC': {
    resources: { A: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Priv') } }, B: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Iso') } } },
    passes: ['A > B udp/9', 'A > 8.8.8.8 tcp/25'], stops: ['App > A tcp/22'],
  },
  'groups: the default group restricted': {
    resources: { R: { Type: 'Custom::VpcRestrictDefaultSG', Properties: { DefaultSecurityGroupId: att('Vpc', 'DefaultSecurityGroup') } }, A: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Priv') } }, B: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Iso') } } },
    stops: ['A > B udp/9', 'A > 8.8.8.8 tcp/25'],
  },
  'groups: the default group restricted, with a rule of one\'s own': {
    resources: { R: { Type: 'Custom::VpcRestrictDefaultSG', Properties: { DefaultSecurityGroupId: att('Vpc', 'DefaultSecurityGroup') } }, O: { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { GroupId: att('Vpc', 'DefaultSecurityGroup'), ...all } }, A: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Priv') } }, B: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Iso') } } },
    stops: ['A > B udp/9'], passes: ['A > 8.8.8.8 tcp/25'],
  },
  'groups: protocols and ICMP types': {
    resources: { AppG: group([{ IpProtocol: 'icmp', FromPort: 8, ToPort: -1, CidrIp: '10.0.0.0/8' }, { IpProtocol: '47', CidrIp: '10.0.0.0/8' }, { IpProtocol: 'udp', FromPort: 50, ToPort: 60, CidrIp: '10.0.0.0/30' }]) },
    passes: ['Web > App icmp/8', 'Web > App gre', 'Web#3 > App udp/60'], stops: ['Web > App icmp/0', 'Web#4 > App udp/60', 'Web#3 > App udp/61'],
  },
  'groups: host bits of a block do not count': { resources: { AppG: group([tcp(80, { CidrIp: '10.0.0.99/24' })]) }, passes: ['Web > App tcp/80'] },
  'groups: two halves of the internet are all of it': {
    resources: { WebG: group([tcp(22, { CidrIp: '0.0.0.0/1' }), tcp(22, { CidrIp: '128.0.0.0/1' })]) }, passes: ['8.8.8.8 > Web tcp/22', '200.1.1.1 > Web tcp/22'], stops: ['2600::1 > Web/6 tcp/22'],
  },
  'groups: prefix lists count by their entries': {
    resources: { Pl: { Type: 'AWS::EC2::PrefixList', Properties: { Entries: [{ Cidr: '203.0.113.0/25' }] } }, WebG: group([tcp(22, { SourcePrefixListId: ref('Pl') })]) },
    passes: ['203.0.113.127 > Web tcp/22'], stops: ['203.0.113.128 > Web tcp/22'],
  },
  'lists: through a NAT gateway those of its subnet count, with a port of its own': {
    resources: { ...listed('Pub'), In: entry(10, false, 'allow', '10.0.1.0/24', 6, [443, 443]), Out: entry(10, true, 'allow', '0.0.0.0/0', 6, [443, 443]), Back: entry(20, false, 'allow', '0.0.0.0/0', 6, [1024, 2000]), On: entry(20, true, 'allow', '10.0.1.0/24', 6, [40000, 40000]) },
    passes: ['App > 8.8.8.8 tcp/443'], stops: ['App > 8.8.8.8 tcp/443:40001', 'App > 8.8.8.8 tcp/80'],
  },
  'lists: and where they do not let its replies in': {
    resources: { ...listed('Pub'), In: entry(10, false, 'allow', '10.0.1.0/24'), Out: entry(10, true, 'allow', '0.0.0.0/0'), Back: entry(20, false, 'allow', '0.0.0.0/0', 6, [2000, 65535]) }, stops: ['App > 8.8.8.8 tcp/443'],
  },
  'lists: of ICMP an echo has a reply, of the rest nothing': {
    resources: { ...listed('Iso'), I: entry(10, false, 'allow', '0.0.0.0/0'), DbG: group([{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, CidrIp: '10.0.0.0/8' }]) }, passes: ['App > Db icmp/8', 'App > Db icmp/3!'], stops: ['App > Db icmp/8!'],
  },
  'IPv6 open while IPv4 is closed': { resources: { WebG: group([tcp(22, { CidrIpv6: '::/0' })]) }, passes: ['2600::1 > Web/6 tcp/22'], stops: ['8.8.8.8 > Web tcp/22'] },
  'internet: public subnets both ways, private ones outwards, isolated ones neither': {
    resources: { IsoI: instance('Iso', ['WebG']) },
    passes: ['8.8.8.8 > Web tcp/443', 'Web > 8.8.8.8 tcp/80', 'App > 8.8.8.8 tcp/80', 'App/6 > 2600::1 tcp/80', '2600::1 > Web/6 tcp/443'],
    stops: ['8.8.8.8 > IsoI tcp/443', 'IsoI > 8.8.8.8 tcp/80', '8.8.8.8 > Web tcp/22'],
  },
  'internet: NAT and egress-only gateways carry nothing in': { resources: { AppG: group([{ ...all }, { IpProtocol: '-1', CidrIpv6: '::/0' }]) }, stops: ['8.8.8.8 > App tcp/443', '2600::1 > App/6 tcp/443'] },
  'internet: a gateway that is not attached': { resources: { IgwOn: undefined as never }, stops: ['8.8.8.8 > Web tcp/443', 'Web > 8.8.8.8 tcp/80', 'App > 8.8.8.8 tcp/80'], passes: ['App/6 > 2600::1 tcp/80'] },
  'internet: a private address is not carried': { resources: { WebG: group([{ ...all }]) }, stops: ['192.168.1.1 > Web tcp/443', 'Web > 172.16.0.1 tcp/443'] },
  'internet: without a public address': { resources: { Web: instance('Pub', ['WebG'], { SubnetId: undefined, SecurityGroupIds: undefined, NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: ref('Pub'), GroupSet: [att('WebG', 'GroupId')], AssociatePublicIpAddress: false }] }) }, stops: ['8.8.8.8 > Web tcp/443', 'Web > 8.8.8.8 tcp/443'] },
  'internet: an elastic address is one': {
    resources: { Web: instance('Pub', ['WebG']), Pub: subnet('Vpc', '10.0.0.0/24'), E: { Type: 'AWS::EC2::EIPAssociation', Properties: { InstanceId: ref('Web'), AllocationId: att('Eip', 'AllocationId') } } },
    passes: ['8.8.8.8 > Web tcp/443'],
  },
  'internet: an isolated subnet on the public route table': { resources: { IsoI: instance('Iso', ['WebG']), IsoOn: associated('Iso', 'PubT'), Iso: subnet('Vpc', '10.0.2.0/24', { MapPublicIpOnLaunch: true }) }, passes: ['8.8.8.8 > IsoI tcp/443'] },
  'internet: NAT in a subnet that leads nowhere': { resources: { Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('Iso') } } }, stops: ['App > 8.8.8.8 tcp/443'] },
  'a database in two subnets of which one is public': {
    resources: { DbS: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds: [ref('Iso'), ref('Pub')] } }, Db: { Type: 'AWS::RDS::DBInstance', Properties: { DBSubnetGroupName: ref('DbS'), VPCSecurityGroups: [att('WebG', 'GroupId')], PubliclyAccessible: true } } },
    passes: ['8.8.8.8 > Db@1 tcp/443'], stops: ['8.8.8.8 > Db tcp/443'],
  },
  'routes: the longest prefix wins': {
    resources: { More: route('PubT', '8.8.0.0/16', { NatGatewayId: ref('Nat') }), Most: route('PubT', '8.8.8.0/24', { GatewayId: ref('Igw') }) },
    passes: ['8.8.8.8 > Web tcp/443', '8.9.0.1 > Web tcp/443'], stops: ['8.8.9.9 > Web tcp/443'],
  },
  'routes: two halves': { resources: { PubR: route('PubT', '0.0.0.0/1', { GatewayId: ref('Igw') }) }, passes: ['8.8.8.8 > Web tcp/443'], stops: ['200.1.1.1 > Web tcp/443'] },
  'routes: a prefix list': { resources: { PubR: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref('PubT'), DestinationPrefixListId: ref('Pl'), GatewayId: ref('Igw') } }, Pl: { Type: 'AWS::EC2::PrefixList', Properties: { Entries: [{ Cidr: '8.0.0.0/8' }] } } }, passes: ['8.8.8.8 > Web tcp/443'], stops: ['9.9.9.9 > Web tcp/443'] },
  'lists: what no entry allows is denied, and the reply too': {
    resources: { ...listed('Iso'), I: entry(10, false, 'allow', '10.0.1.0/24', 6, [5432, 5432]), O: entry(10, true, 'allow', '0.0.0.0/0', 6, [32768, 60999]) },
    passes: ['App > Db tcp/5432', 'App > Db@1 tcp/5432:1024', 'App > Db tcp/5432:60999'], stops: ['App > Db tcp/5432:1024', 'App > Db tcp/5432:61000'],
  },
  'lists: the first entry that matches decides': {
    resources: { ...listed('Iso'), A: entry(20, false, 'allow', '0.0.0.0/0'), D: entry(10, false, 'deny', '10.0.1.128/25'), O: entry(5, true, 'allow', '0.0.0.0/0') },
    passes: ['App#127 > Db tcp/5432'], stops: ['App#128 > Db tcp/5432'],
  },
  'lists: the other order': { resources: { ...listed('Iso'), A: entry(10, false, 'allow', '0.0.0.0/0'), D: entry(20, false, 'deny', '10.0.1.128/25'), O: entry(5, true, 'allow', '0.0.0.0/0') }, passes: ['App#128 > Db tcp/5432'] },
  'lists: udp needs no reply unless it is asked': {
    resources: { ...listed('Iso'), I: entry(10, false, 'allow', '0.0.0.0/0'), DbG: group([{ IpProtocol: 'udp', FromPort: 53, ToPort: 53, CidrIp: '10.0.0.0/16' }]) },
    passes: ['App > Db udp/53'], stops: ['App > Db udp/53!', 'App > Db tcp/5432'],
  },
  'lists: within one subnet they do not count': { resources: { ...listed('Priv'), Db: { Type: 'AWS::RDS::DBInstance', Properties: { DBSubnetGroupName: ref('DbS'), VPCSecurityGroups: [att('DbG', 'GroupId')], PubliclyAccessible: false } } }, passes: ['App > Db@1 tcp/5432'], stops: ['App > Db tcp/5432'] },
  'lists: IPv6 has entries of its own': { resources: { ...listed('Pub'), I: entry(10, false, 'allow', '0.0.0.0/0'), O: entry(10, true, 'allow', '0.0.0.0/0') }, passes: ['8.8.8.8 > Web tcp/443'], stops: ['2600::1 > Web/6 tcp/443'] },
  'lists: an entry in the default list': { resources: { D: { Type: 'AWS::EC2::NetworkAclEntry', Properties: { NetworkAclId: att('Vpc', 'DefaultNetworkAcl'), RuleNumber: 50, Egress: false, RuleAction: 'deny', CidrBlock: '8.0.0.0/8', Protocol: -1 } } }, passes: ['9.9.9.9 > Web tcp/443'], stops: ['8.8.8.8 > Web tcp/443'] },
  'peering: routes on both sides, groups count': { resources: { ...PEERED, Nobody: route('PrivT', '172.16.0.0/12', { VpcPeeringConnectionId: ref('Pcx') }) }, passes: ['App > FarI tcp/80', 'App > FarI tcp/81'], stops: ['Web > FarI tcp/80', 'App > FarI tcp/82', 'App > 172.16.0.1 tcp/80'] },
  'peering: without the way back tcp does not, udp does': {
    resources: { ...PEERED, Back: undefined as never, FarG: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc2'), SecurityGroupIngress: [{ ...all }] } } }, passes: ['App > FarI udp/80'], stops: ['App > FarI tcp/80', 'App > FarI udp/80!'],
  },
  'peering: none': { resources: SECOND, stops: ['App > FarI tcp/80'] },
  'peering: not through a third VPC': {
    resources: { ...PEERED, Vpc3: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.2.0.0/16' } }, Third: subnet('Vpc3', '10.2.0.0/24'), ThirdG: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc3'), SecurityGroupIngress: [{ ...all }] } }, ThirdI: instance('Third', ['ThirdG']), On: route('PrivT', '10.2.0.0/16', { VpcPeeringConnectionId: ref('Pcx') }) },
    stops: ['App > ThirdI udp/80'],
  },
  'transit: every attachment sees every other by default; groups are hearsay': { resources: TRANSIT, passes: ['App > FarI tcp/80'], stops: ['App > FarI tcp/81', 'Web > FarI tcp/80'] },
  'transit: groups in the other reading': { resources: TRANSIT, valuation: { groupsCrossTransit: true }, passes: ['App > FarI tcp/81'] },
  'transit: without the default table': { resources: { ...TRANSIT, Tgw: { Type: 'AWS::EC2::TransitGateway', Properties: { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' } } }, stops: ['App > FarI tcp/80'] },
  'transit: without propagation, and with a table that leads nowhere': { resources: { ...TRANSIT, Tgw: { Type: 'AWS::EC2::TransitGateway', Properties: { DefaultRouteTablePropagation: 'disable' } } }, stops: ['App > FarI tcp/80'] },
  'transit: the table of the attachment counts': {
    resources: { ...TRANSIT, Tt: { Type: 'AWS::EC2::TransitGatewayRouteTable', Properties: { TransitGatewayId: ref('Tgw') } }, Ta: { Type: 'AWS::EC2::TransitGatewayRouteTableAssociation', Properties: { TransitGatewayRouteTableId: ref('Tt'), TransitGatewayAttachmentId: ref('T1') } } },
    stops: ['App > FarI tcp/80'],
  },
  'transit: a table of its own': {
    resources: {
      ...TRANSIT, Tgw: { Type: 'AWS::EC2::TransitGateway', Properties: { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' } }, Tt: { Type: 'AWS::EC2::TransitGatewayRouteTable', Properties: { TransitGatewayId: ref('Tgw') } },
      Ta1: { Type: 'AWS::EC2::TransitGatewayRouteTableAssociation', Properties: { TransitGatewayRouteTableId: ref('Tt'), TransitGatewayAttachmentId: ref('T1') } },
      Ta2: { Type: 'AWS::EC2::TransitGatewayRouteTableAssociation', Properties: { TransitGatewayRouteTableId: ref('Tt'), TransitGatewayAttachmentId: ref('T2') } },
      Tp: { Type: 'AWS::EC2::TransitGatewayRouteTablePropagation', Properties: { TransitGatewayRouteTableId: ref('Tt'), TransitGatewayAttachmentId: ref('T1') } },
      Tr: { Type: 'AWS::EC2::TransitGatewayRoute', Properties: { TransitGatewayRouteTableId: ref('Tt'), DestinationCidrBlock: '10.1.0.0/16', TransitGatewayAttachmentId: ref('T2') } },
    },
    passes: ['App > FarI tcp/80'],
  },
  'others in the VPC: a rule that takes their address takes them, they have no group': {
    resources: { ...listed('Iso'), I: entry(10, false, 'allow', '0.0.0.0/0'), O: entry(10, true, 'allow', '10.0.0.0/24') },
    passes: ['10.0.9.9 > Web tcp/443', '10.0.2.99 > Web tcp/443', 'Web > 10.0.1.99 tcp/25', 'Web > 10.0.2.99 tcp/25'], stops: ['10.0.9.9 > App tcp/8080', '10.0.1.99 > Db tcp/5432', '10.0.9.9 > Web tcp/22', 'App > 10.0.2.99 tcp/25'],
  },
  'others in a VPC that is peered': { resources: PEERED, passes: ['App > 10.1.0.99 tcp/22', '10.0.1.99 > FarI tcp/80'], stops: ['Web > 10.1.0.99 tcp/22', '10.0.0.99 > FarI tcp/80', '10.0.1.99 > FarI tcp/81'] },
  'vpn: networks outside, where the route leads': {
    resources: { Vgw: { Type: 'AWS::EC2::VPNGateway' }, VgwOn: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), VpnGatewayId: ref('Vgw') } }, V: route('PrivT', '192.168.0.0/16', { GatewayId: ref('Vgw') }), AppG: group([tcp(22, { CidrIp: '192.168.0.0/16' })]) },
    passes: ['192.168.3.4 > App tcp/22', 'App > 192.168.3.4 tcp/80'], stops: ['172.16.0.1 > App tcp/22', '192.168.3.4 > Web tcp/443'],
  },
  'vpn: what it passes on from public addresses is hearsay': {
    resources: { ...vpnEverywhere() }, stops: ['8.8.8.8 > App tcp/22', 'App > 8.8.8.8 tcp/80'],
  },
  'vpn: in the other reading': { resources: { ...vpnEverywhere() }, valuation: { privateNetworksCarryPublic: true }, passes: ['8.8.8.8 > App tcp/22', 'App > 8.8.8.8 tcp/80'] },
  'public access blocked, exempt outwards': {
    resources: { Bpa: { Type: 'AWS::EC2::VPCBlockPublicAccessOptions', Properties: { InternetGatewayBlockMode: 'block-bidirectional' } }, Ex: { Type: 'AWS::EC2::VPCBlockPublicAccessExclusion', Properties: { SubnetId: ref('Pub'), InternetGatewayExclusionMode: 'allow-egress' } } },
    passes: ['App > 8.8.8.8 tcp/80', 'Web > 8.8.8.8 tcp/80'], stops: ['8.8.8.8 > Web tcp/443', 'App/6 > 2600::1 tcp/80'],
  },
  'public access blocked both ways': { resources: { Bpa: { Type: 'AWS::EC2::VPCBlockPublicAccessOptions', Properties: { InternetGatewayBlockMode: 'block-bidirectional' } } }, stops: ['8.8.8.8 > Web tcp/443', 'App > 8.8.8.8 tcp/80', 'App/6 > 2600::1 tcp/80'], passes: ['Web > App tcp/8080'] },
  'public access blocked inwards': { resources: { Bpa: { Type: 'AWS::EC2::VPCBlockPublicAccessOptions', Properties: { InternetGatewayBlockMode: 'block-ingress' } } }, stops: ['8.8.8.8 > Web tcp/443', 'Web > 8.8.8.8 tcp/80'], passes: ['App > 8.8.8.8 tcp/80', 'App/6 > 2600::1 tcp/80'] },
  'public access blocked, the VPC exempt': {
    resources: { Bpa: { Type: 'AWS::EC2::VPCBlockPublicAccessOptions', Properties: { InternetGatewayBlockMode: 'block-bidirectional' } }, Ex: { Type: 'AWS::EC2::VPCBlockPublicAccessExclusion', Properties: { VpcId: ref('Vpc'), InternetGatewayExclusionMode: 'allow-bidirectional' } } },
    passes: ['8.8.8.8 > Web tcp/443', 'App > 8.8.8.8 tcp/80'],
  },
  'balancers take what they have listeners for, on public addresses': { resources: BALANCED, passes: ['8.8.8.8 > Alb tcp/443', 'App > Alb@1 tcp/443', 'Alb > App tcp/8080'], stops: ['8.8.8.8 > Alb tcp/80', '8.8.8.8 > Alb icmp/8', '8.8.8.8 > Alb@1 tcp/443', 'Alb > App tcp/9000', 'Alb > 8.8.8.8 tcp/8080', 'Alb > Web tcp/8080'] },
  'balancers inside have none': { resources: { ...BALANCED, Alb: { ...BALANCED.Alb, Properties: { ...BALANCED.Alb.Properties, Scheme: 'internal' } } }, stops: ['8.8.8.8 > Alb tcp/443'], passes: ['App > Alb tcp/443'] },
  'network balancers without groups are not limited by any': {
    resources: { ...BALANCED, Alb: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: 'network', Subnets: [ref('Pub')] } }, Lis: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: ref('Alb'), Port: 53, Protocol: 'TCP_UDP', DefaultActions: [] } } },
    passes: ['8.8.8.8 > Alb tcp/53', '8.8.8.8 > Alb udp/53'], stops: ['8.8.8.8 > Alb tcp/54', 'Alb > App tcp/8080'],
  },
  'functions and services': {
    resources: {
      Fn: { Type: 'AWS::Lambda::Function', Properties: { VpcConfig: { SubnetIds: [ref('Pub'), ref('Priv')], SecurityGroupIds: [att('AppG', 'GroupId')] } } }, Out: { Type: 'AWS::Lambda::Function', Properties: {} },
      Svc: { Type: 'AWS::ECS::Service', Properties: { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Pub')], SecurityGroups: [att('WebG', 'GroupId')], AssignPublicIp: 'ENABLED' } } } },
    },
    passes: ['Fn > Db tcp/5432', 'Fn@1 > 8.8.8.8 tcp/443', '8.8.8.8 > Svc tcp/443', 'Web > Fn tcp/8080'], stops: ['Fn > 8.8.8.8 tcp/443'],
  },
  'conditions on rules, and their opposite': {
    sections: { Parameters: { Stage: { Type: 'String' } }, Conditions: { IsDev: { 'Fn::Not': [{ 'Fn::Equals': [ref('Stage'), 'prod'] }] } } }, resources: { In: { Condition: 'IsDev', Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: ref('WebG'), ...tcp(22, { CidrIp: '0.0.0.0/0' }) } } },
    valuation: { parameters: { 'App.Stage': 'dev' } }, passes: ['8.8.8.8 > Web tcp/22'],
  },
  'conditions that do not hold, Fn::If and AWS::NoValue': {
    sections: { Parameters: { Stage: { Type: 'String' } }, Conditions: { IsDev: { 'Fn::Equals': [ref('Stage'), 'dev'] } } }, valuation: { parameters: { 'App.Stage': 'prod' } },
    resources: { In: { Condition: 'IsDev', Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: ref('WebG'), ...tcp(22, { CidrIp: '0.0.0.0/0' }) } }, AppG: group([{ 'Fn::If': ['IsDev', all, ref('AWS::NoValue')] } as Template, tcp(80, { CidrIp: { 'Fn::If': ['IsDev', '0.0.0.0/0', '10.0.0.0/24'] } })]) },
    passes: ['Web > App tcp/80'], stops: ['8.8.8.8 > Web tcp/22', 'Web > App tcp/81'],
  },
  'intrinsics: Sub, Join, Select, Split, FindInMap, Cidr, GetAtt of a block': {
    sections: { Mappings: { M: { eu: { port: 9000 } } } },
    resources: {
      AppG: group([
        tcp(1, { CidrIp: { 'Fn::Sub': '${Vpc.CidrBlock}' } }), tcp(2, { CidrIp: { 'Fn::Join': ['/', ['10.0.0.0', '24']] } }), tcp(3, { CidrIp: { 'Fn::Select': [1, { 'Fn::Split': [',', '1.1.1.1/32,10.0.0.0/24'] }] } }),
        { IpProtocol: 'tcp', FromPort: { 'Fn::FindInMap': ['M', 'eu', 'port'] }, ToPort: 9001, CidrIp: '10.0.0.0/24' }, tcp(5, { CidrIp: { 'Fn::Select': ['1', { 'Fn::Cidr': [att('Vpc', 'CidrBlock'), 3, 8] }] } }), tcp(6, { CidrIp: { 'Fn::Sub': ['${A}.0/24', { A: '10.0.0' }] } }),
      ]),
    },
    passes: ['Web > App tcp/1', 'Web > App tcp/2', 'Web > App tcp/3', 'Web > App tcp/9000', 'App > Db@1 tcp/5432', 'Web > App tcp/6'], stops: ['Web > App tcp/8999', 'Web > App tcp/5'],
  },
  'exports, imports and nested stacks': {
    sections: { Outputs: { G: { Value: att('WebG', 'GroupId'), Export: { Name: { 'Fn::Sub': '${AWS::StackName}-web' } } }, S: { Value: ref('Priv'), Export: { Name: 'priv' } } } },
    others: {
      Other: { Resources: { In: { Type: 'AWS::EC2::SecurityGroupIngress', Properties: { GroupId: { 'Fn::ImportValue': 'App-web' }, ...tcp(22, { CidrIp: '0.0.0.0/0' }) } }, Nest: { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters: { Sub: { 'Fn::ImportValue': 'priv' }, Group: { 'Fn::ImportValue': 'App-web' } } } }, I2: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: { 'Fn::ImportValue': 'priv' }, SecurityGroupIds: [att('Nest', 'Outputs.Id')] } } } },
      'Other/Nest': { Parameters: { Sub: { Type: 'String' }, Group: { Type: 'String' } }, Resources: { I: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Sub'), SecurityGroupIds: [ref('Group')] } } }, Outputs: { Id: { Value: ref('Group') } } },
    },
    passes: ['8.8.8.8 > Web tcp/22', 'App > Other/Nest.I tcp/443', 'App > Other.I2 tcp/443'], stops: ['App > Other/Nest.I tcp/444'],
  },
  'what exists already is a template of the valuation': {
    sections: { Parameters: { Sub: { Type: 'String' }, Group: { Type: 'String' } } }, resources: { In: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Sub'), SecurityGroupIds: [ref('Group'), 'sg-0123'] } } },
    valuation: {
      parameters: { 'App.Sub': 'outside.S', 'App.Group': 'outside.G' }, aliases: { 'sg-0123': 'outside.H' },
      outside: { Resources: { V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.9.0.0/16' } }, S: subnet('V', '10.9.0.0/24', { MapPublicIpOnLaunch: true }), T: table('V'), TOn: associated('S', 'T'), Ig: { Type: 'AWS::EC2::InternetGateway' }, IgOn: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('V'), InternetGatewayId: ref('Ig') } }, R: route('T', '0.0.0.0/0', { GatewayId: ref('Ig') }), G: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('V'), SecurityGroupIngress: [tcp(22, { CidrIp: '0.0.0.0/0' })] } }, H: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('V'), SecurityGroupIngress: [tcp(23, { CidrIp: '0.0.0.0/0' })] } } } },
    },
    passes: ['8.8.8.8 > In tcp/22', '8.8.8.8 > In tcp/23'], stops: ['8.8.8.8 > In tcp/24'],
  },
  'a secondary block of the VPC is local too': { resources: { B2: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: ref('Vpc'), CidrBlock: '100.64.0.0/16' } }, S2: subnet('Vpc', '100.64.1.0/24'), I: instance('S2', ['AppG']) }, passes: ['I > Db tcp/5432', 'Web > I tcp/8080'] },
  'an interface is a resource of its own, with a fixed address': {
    resources: { Eni: { Type: 'AWS::EC2::NetworkInterface', Properties: { SubnetId: ref('Pub'), GroupSet: [att('WebG', 'GroupId')], PrivateIpAddress: '10.0.0.77' } }, Web: { Type: 'AWS::EC2::Instance', Properties: { NetworkInterfaces: [{ DeviceIndex: '0', NetworkInterfaceId: ref('Eni') }] } }, AppG: group([tcp(80, { CidrIp: '10.0.0.77/32' })]) },
    passes: ['Eni > App tcp/80'], stops: ['8.8.8.8 > Eni tcp/443'],
  },
};

function standaloneEgress(): Resources {
  return { Out: { Type: 'AWS::EC2::SecurityGroupEgress', Properties: { GroupId: ref('AppG'), ...tcp(5432, { DestinationSecurityGroupId: ref('DbG') }) } } };
}

function vpnEverywhere(): Resources {
  return {
    Vgw: { Type: 'AWS::EC2::VPNGateway' }, VgwOn: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), VpnGatewayId: ref('Vgw') } }, PrivR: route('PrivT', '0.0.0.0/0', { GatewayId: ref('Vgw') }),
    AppG: group([tcp(22, { CidrIp: '0.0.0.0/0' })]),
  };
}

describe.each(Object.entries(ROWS))('%s', (_, row) => {
  const network = networkOf(row);
  if (row.passes?.length) test.each(row.passes)('passes: %s', (text) => expect(judge(network, packetOf(network, text))).toBeUndefined());
  if (row.stops?.length) test.each(row.stops)('stops: %s', (text) => expect(judge(network, packetOf(network, text))).toEqual(expect.any(String)));
});

describe('in several hops', () => {
  const search = (row: Row): ((from: string, to: string, port: number, without?: string) => string[] | undefined) => {
    const network = networkOf(row);
    const seats = [...network.interfaces.keys()].map((id) => endOf(network, id) as Seat);
    const end = (text: string): End => seats.find((s) => s.id === `App.${text}`) ?? address(text);
    const probes = [443, 5432, 8080].map((port) => ({ protocol: 6, port, sourcePort: 40000 }));
    return (from, to, port, without) => reach({ network, seats, probes }, [end(from)], [end(to)], probes.filter((p) => p.port === port), new Set(without === undefined ? [] : [`App.${without}`]))
      ?.map((p) => (p.destination as Seat).id);
  };

  test('a chain of groups', () => {
    const ask = search({});
    expect(ask('8.8.8.8', 'Db', 5432)).toEqual(['App.Web', 'App.App', 'App.Db']);
    expect(ask('8.8.8.8', 'Db', 443)).toBeUndefined();
    expect(ask('8.8.8.8', 'Db', 5432, 'App')).toBeUndefined();
  });

  test('a balancer forwards what the listener took, not what another would', () => {
    const resources: Resources = {
      ...BALANCED, Web: undefined as never, AlbG: group([tcp(8080, { CidrIp: '0.0.0.0/0' })]),
      Other: { ...BALANCED.Lis, Properties: { ...BALANCED.Lis.Properties, Port: 8080, DefaultActions: [{ Type: 'fixed-response' }] } },
    };
    expect(search({ resources })('8.8.8.8', 'Alb', 8080)).toEqual(['App.Alb']);
    expect(search({ resources })('8.8.8.8', 'App', 8080)).toBeUndefined();
  });

  test('a balancer goes on to its targets only', () => {
    const ask = search({ resources: { ...BALANCED, Web: undefined as never } });
    expect(ask('8.8.8.8', 'Db', 5432)).toEqual(['App.Alb', 'App.App', 'App.Db']);
    expect(search({ resources: { ...BALANCED, Web: undefined as never, Tg: { ...BALANCED.Tg, Properties: { ...BALANCED.Tg.Properties, Targets: [] } } } })('8.8.8.8', 'Db', 5432)).toBeUndefined();
  });
});

test('the judge shares no code with what it judges', () => {
  const folder = path.join(__dirname, '..', 'support', 'world-simulator');
  const imports = readdirSync(folder).flatMap((f) => [...readFileSync(path.join(folder, f), 'utf8').matchAll(/from '([^']+)'/g)].map((m) => m[1]));
  expect(imports.filter((i) => !/^\.\/[\w-]+$/.test(i))).toEqual([]);
});

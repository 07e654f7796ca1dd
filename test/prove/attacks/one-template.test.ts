/**
 * Groups, addresses, machines and routes in one template: packets that AWS lets pass, and that were once said to be stopped; and
 * some that it stops.
 */
import { attacks, att, cidr, from, group, groupId, instance, net, online, PASSES, REACHABLE, ref, resource, subnet, table, tcp, UNKNOWN, UNREACHABLE, vpc, type Props, type Resources } from './templates';

const client: Resources = { A: group(), I: instance(['A']) };
const narrow: Resources = { A: group([], { egress: [tcp(5432, cidr('10.0.0.9/32'))] }), I: instance(['A']) };
const nic = (groups: readonly string[], more: Props = {}): Props => resource('AWS::EC2::NetworkInterface', { SubnetId: ref('Sub'), GroupSet: groups.map(groupId), ...more });
const bastion: Props = { DeviceIndex: '0', AssociatePublicIpAddress: true, SubnetId: ref('Sub'), GroupSet: [groupId('P')] };
const homes: Resources = { ...net(), ...online(), P: group([tcp(22, cidr('0.0.0.0/0'))]), A: group(), B: group([tcp(5432, from('A'))]), D: instance(['B']) };
const far = { SourceSecurityGroupId: 'sg-0far', SourceSecurityGroupOwnerId: '111111111111' };
const list = (entries: readonly Props[], id = 'Acl'): Resources => ({
  [id]: resource('AWS::EC2::NetworkAcl', { VpcId: ref('Vpc') }), [`${id}Of`]: resource('AWS::EC2::SubnetNetworkAclAssociation', { SubnetId: ref('Sub'), NetworkAclId: ref(id) }),
  ...Object.fromEntries(entries.map((e, i) => [`${id}${i}`, resource('AWS::EC2::NetworkAclEntry', { NetworkAclId: ref(id), Protocol: -1, RuleAction: 'allow', RuleNumber: 100, CidrBlock: '0.0.0.0/0', ...e })])),
});
const across: Resources = { ...net(), Sub2: subnet('Vpc', '10.0.1.0/24'), A: group(), B: group([{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }]), I: instance(['A'], ref('Sub2')), D: instance(['B']) };

describe('groups', () => {
  attacks([
    { why: 'the default group by its name', given: { B: resource('AWS::EC2::SecurityGroup', { GroupDescription: 'x', SecurityGroupIngress: [tcp(5432, { SourceSecurityGroupName: 'default' })] }), I: resource('AWS::EC2::Instance'), D: resource('AWS::EC2::Instance', { SecurityGroups: [ref('B')] }) }, from: 'App.I', to: 'App.D', answers: PASSES },
    { why: 'two groups of one name', given: { ...net(), V2: vpc('10.1.0.0/16'), A: group([], { GroupName: 'web' }), A2: group([], { of: ref('V2'), GroupName: 'web' }), B: group([tcp(5432, { SourceSecurityGroupName: 'web' })]), I: instance(['A']), D: instance(['B']) }, from: 'App.I', to: 'App.D', answers: PASSES },
    { why: 'the default group of a VPC outside has a literal id', given: { B: group([tcp(5432, { SourceSecurityGroupId: 'sg-0def' })], { of: 'vpc-0123' }), I: instance(undefined, 'subnet-01'), D: instance(['B'], 'subnet-01') }, from: 'App.I', to: 'App.D', answers: UNKNOWN },
    { why: 'a launch template gives groups where the instance, under a condition, gives none', given: { Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [ref('P'), 'x'] } }, Resources: { ...net(), ...client, N: group(), B: group([tcp(5432, from('A'))]), Lt: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { SecurityGroupIds: [groupId('B')] } }), D: instance({ 'Fn::If': ['C', [groupId('N')], ref('AWS::NoValue')] }, ref('Sub'), { LaunchTemplate: { LaunchTemplateId: ref('Lt'), Version: '1' } }) } }, from: 'App.I', to: 'App.D', answers: REACHABLE },
    { why: 'EMR adds rules among the groups that it manages', given: { ...net(), ...client, B: group(), Em: resource('AWS::EMR::Cluster', { Instances: { Ec2SubnetId: ref('Sub'), EmrManagedMasterSecurityGroup: groupId('B'), EmrManagedSlaveSecurityGroup: groupId('A') } }), D: instance(['B']) }, from: 'App.I', to: 'App.D', answers: UNKNOWN },
    { why: 'a host of a peered VPC outside has the group that a rule names', given: { ...net(), Px: resource('AWS::EC2::VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: 'vpc-0far', PeerOwnerId: '111111111111' }), ...table('Rt', 'Vpc', 'Sub', { '10.9.0.0/16': { VpcPeeringConnectionId: ref('Px') } }), B: group([tcp(5432, far)]), D: instance(['B']) }, from: '10.9.0.0/16', to: 'App.D', answers: UNKNOWN },
    { why: 'and none on the internet has it', given: { ...net(), ...online(), B: group([tcp(5432, far)]), D: instance(['B'], ref('Sub')) }, from: 'internet', to: 'App.D', answers: UNREACHABLE },
    { why: 'a custom resource that is given the VPC may write to its default group', given: { ...net(), ...client, Cr: resource('Custom::X', { ServiceToken: 'x', V: ref('Vpc') }), D: instance(undefined) }, from: 'App.I', to: 'App.D', answers: UNKNOWN },
  ]);
});

describe('addresses', () => {
  attacks([
    { why: 'secondary addresses by count', given: { ...net(), ...narrow, B: group([tcp(5432, cidr('10.0.0.0/8'))]), D: nic(['B'], { PrivateIpAddress: '10.0.0.5', SecondaryPrivateIpAddressCount: 2 }) }, from: 'App.I', to: 'App.D', answers: PASSES },
    { why: 'secondary addresses by name', given: { ...net(), ...narrow, B: group([tcp(5432, cidr('10.0.0.0/8'))]), D: nic(['B'], { PrivateIpAddress: '10.0.0.5', PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.5', Primary: true }, { PrivateIpAddress: '10.0.0.9', Primary: false }] }) }, from: 'App.I', to: 'App.D', answers: PASSES },
    { why: 'one fixed address is the only one', given: { ...net(), ...narrow, B: group([tcp(5432, cidr('10.0.0.0/8'))]), D: nic(['B'], { PrivateIpAddress: '10.0.0.5' }) }, from: 'App.I', to: 'App.D', answers: UNREACHABLE },
    { why: 'a custom resource finds the interface of an Elastic IP', given: { ...net(), ...online(), Cr: resource('Custom::FindEni', { ServiceToken: 'x' }), As: resource('AWS::EC2::EIPAssociation', { AllocationId: 'eipalloc-1', NetworkInterfaceId: att('Cr', 'Id') }), B: group([tcp(5432, cidr('0.0.0.0/0'))]), D: instance(['B']) }, from: 'internet', to: 'App.D', answers: UNKNOWN },
    { why: 'a custom resource may give the instance that it is given an address', given: { ...net(), ...online(), Cr: resource('Custom::Eip', { ServiceToken: 'x', I: ref('D') }), B: group([tcp(5432, cidr('0.0.0.0/0'))]), D: instance(['B']) }, from: 'internet', to: 'App.D', answers: UNKNOWN },
    { why: 'a network outside has the addresses of a VPC that nothing joins', given: { ...net(), Dev: vpc('10.8.0.0/16'), Vgw: resource('AWS::EC2::VPNGateway', { Type: 'ipsec.1' }), VgwOf: resource('AWS::EC2::VPCGatewayAttachment', { VpcId: ref('Vpc'), VpnGatewayId: ref('Vgw') }), ...table('Rt', 'Vpc', 'Sub', { '10.0.0.0/8': { GatewayId: ref('Vgw') } }), B: group([tcp(5432, cidr('10.0.0.0/8'))]), D: instance(['B']) }, from: '10.8.0.0/16', to: 'App.D', answers: PASSES },
    { why: 'a replica stands in the subnets of its source', given: { ...net(), ...client, Sng: resource('AWS::RDS::DBSubnetGroup', { SubnetIds: [ref('Sub')] }), Db: resource('AWS::RDS::DBInstance', { DBSubnetGroupName: ref('Sng'), PubliclyAccessible: false }), Rep: resource('AWS::RDS::DBInstance', { SourceDBInstanceIdentifier: ref('Db'), PubliclyAccessible: false }), Rule: resource('AWS::EC2::SecurityGroupIngress', { GroupId: att('Vpc', 'DefaultSecurityGroup'), ...tcp(5432, cidr('10.0.0.0/16')) }) }, from: 'App.I', to: 'App.Rep', answers: PASSES },
    { why: 'a domain without a VPC has a public endpoint', given: { D: resource('AWS::OpenSearchService::Domain') }, from: 'internet', to: 'App.D', over: 'tcp/443', answers: PASSES },
    { why: 'a server without a VPC has a public endpoint', given: { D: resource('AWS::Transfer::Server', { EndpointType: 'PUBLIC' }) }, from: 'internet', to: 'App.D', over: 'tcp/22', answers: PASSES },
    { why: 'a function without a VPC has none', given: { D: resource('AWS::Lambda::Function', { Runtime: 'nodejs20.x' }) }, from: 'internet', to: 'App.D', over: 'tcp/443', answers: UNREACHABLE },
  ]);
});

describe('machines with two interfaces', () => {
  attacks([
    { why: 'in by one, out by the other', given: { ...homes, Bastion: resource('AWS::EC2::Instance', { NetworkInterfaces: [bastion, { DeviceIndex: '1', SubnetId: ref('Sub'), GroupSet: [groupId('A')] }] }) }, from: 'internet', to: 'App.D', level: 'pivot', answers: PASSES },
    { why: 'the other one is attached', given: { ...homes, Eni: nic(['A']), Att: resource('AWS::EC2::NetworkInterfaceAttachment', { InstanceId: ref('Bastion'), NetworkInterfaceId: ref('Eni'), DeviceIndex: '1' }), Bastion: resource('AWS::EC2::Instance', { NetworkInterfaces: [bastion] }) }, from: 'internet', to: 'App.D', level: 'pivot', answers: PASSES },
    { why: 'two machines of one launch template are two', given: { ...homes, Lt: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: {} }), Bastion: resource('AWS::EC2::Instance', { NetworkInterfaces: [bastion], LaunchTemplate: { LaunchTemplateId: ref('Lt'), Version: '1' } }), Other: instance(['A'], ref('Sub'), { LaunchTemplate: { LaunchTemplateId: ref('Lt'), Version: '1' } }) }, from: 'internet', to: 'App.D', level: 'pivot', answers: UNREACHABLE },
  ]);
});

describe('lists and routes', () => {
  const transit = (block: Props, inside: Props): Resources => ({
    A: vpc(), SA: subnet('A'), B: resource('AWS::EC2::VPC', block), SB: inside, E: vpc('10.2.0.0/16'), SE: subnet('E', '10.2.0.0/24'),
    Tgw: resource('AWS::EC2::TransitGateway', { DefaultRouteTableAssociation: 'disable', DefaultRouteTablePropagation: 'disable' }), Trt: resource('AWS::EC2::TransitGatewayRouteTable', { TransitGatewayId: ref('Tgw') }),
    ...Object.fromEntries(['A', 'B', 'E'].flatMap((x) => [
      [`T${x}`, resource('AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: ref('Tgw'), VpcId: ref(x), SubnetIds: [ref(`S${x}`)] })],
      ...['Association', 'Propagation'].map((part) => [`${part}${x}`, resource(`AWS::EC2::TransitGatewayRouteTable${part}`, { TransitGatewayAttachmentId: ref(`T${x}`), TransitGatewayRouteTableId: ref('Trt') })]),
    ])),
    Default: resource('AWS::EC2::TransitGatewayRoute', { TransitGatewayRouteTableId: ref('Trt'), DestinationCidrBlock: '0.0.0.0/0', TransitGatewayAttachmentId: ref('TE') }),
    ...table('RtA', 'A', 'SA', { '0.0.0.0/0': { TransitGatewayId: ref('Tgw') } }), ...table('RtB', 'B', 'SB', { '0.0.0.0/0': { TransitGatewayId: ref('Tgw') } }),
    GA: group([], { of: ref('A') }), GB: group([tcp(5432, cidr('10.0.0.0/8'))], { of: ref('B') }), I: instance(['GA'], ref('SA')), D: instance(['GB'], ref('SB')),
  });
  const pooled = resource('AWS::EC2::Subnet', { VpcId: ref('B'), CidrBlock: { 'Fn::Select': [0, { 'Fn::Cidr': [att('B', 'CidrBlock'), 4, 8] }] } });
  attacks([
    { why: 'a propagated block that a pool gives is more specific than the default route', given: transit({ Ipv4IpamPoolId: 'ipam-1', Ipv4NetmaskLength: 16 }, pooled), from: 'App.I', to: 'App.D', answers: UNKNOWN },
    { why: 'a propagated block that is written', given: transit({ CidrBlock: '10.1.0.0/16' }, subnet('B', '10.1.0.0/24')), from: 'App.I', to: 'App.D', answers: REACHABLE },
    { why: 'of two lists on one subnet nobody knows which counts', given: { ...across, ...list([{ Egress: true }]), ...list([{ Egress: true }, { Egress: false }], 'Acl2') }, from: 'App.I', to: 'App.D', answers: UNKNOWN },
    { why: 'ports of an entry for all protocols say nothing', given: { ...across, ...list([{ Egress: true }, { Egress: false, PortRange: { From: 80, To: 80 } }]) }, from: 'App.I', to: 'App.D', answers: REACHABLE },
    { why: 'a deny of one type and code leaves the others', given: { ...across, ...list([{ Egress: true }, { RuleNumber: 50, RuleAction: 'deny', Protocol: 1, Icmp: { Type: 8, Code: 0 } }, {}]) }, from: 'App.I', to: 'App.D', over: 'icmp/8/1', answers: REACHABLE },
  ]);
});

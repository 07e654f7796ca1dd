/**
 * Ways into a VPC that a managed service opens: private links, remote access, targets that somebody registers.
 */
import { attacks, att, cidr, from, group, groupId, instance, net, online, PASSES, REACHABLE, ref, resource, subnet, table, tcp, UNKNOWN, UNREACHABLE, vpc, type Props, type Resources } from './templates';

const LB = 'AWS::ElasticLoadBalancingV2::';
const balancer = (more: Props = {}): Resources => ({
  Nlb: resource(`${LB}LoadBalancer`, { Type: 'network', Scheme: 'internal', Subnets: [ref('Sub')], ...more }),
  L: resource(`${LB}Listener`, { LoadBalancerArn: ref('Nlb'), Port: 80, Protocol: 'TCP', DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }] }),
  Tg: resource(`${LB}TargetGroup`, { Port: 8080, Protocol: 'TCP', TargetType: 'instance', VpcId: ref('Vpc'), Targets: [{ Id: ref('D') }] }),
  B: group([tcp(8080, cidr('10.0.0.0/16'))]), D: instance(['B']),
});
const service = resource('AWS::EC2::VPCEndpointService', { NetworkLoadBalancerArns: [ref('Nlb')], AcceptanceRequired: false });
const api: Resources = {
  Api: resource('AWS::ApiGateway::RestApi', { Name: 'x' }), Link: resource('AWS::ApiGateway::VpcLink', { Name: 'l', TargetArns: [ref('Nlb')] }),
  M: resource('AWS::ApiGateway::Method', { RestApiId: ref('Api'), ResourceId: 'x', HttpMethod: 'ANY', Integration: { Type: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: ref('Link'), Uri: 'http://x.com:80/' } }),
};
const web = (action: Props, more: Resources): Resources => ({
  ...net(), ...online(), Alb: resource(`${LB}LoadBalancer`, { Scheme: 'internet-facing', Subnets: [ref('Sub')], SecurityGroups: [groupId('A')] }), A: group([tcp(80, cidr('0.0.0.0/0'))]),
  L: resource(`${LB}Listener`, { LoadBalancerArn: ref('Alb'), Port: 80, Protocol: 'HTTP', DefaultActions: [action] }), B: group([tcp(5432, from('A'))]), ...more,
});
const targets = (kind: string, of: Props): Props => resource(`${LB}TargetGroup`, { Port: 5432, Protocol: 'HTTP', TargetType: kind, VpcId: ref('Vpc'), Targets: [of] });
const forward: Props = { Type: 'forward', TargetGroupArn: ref('Tg') };
const fixed: Props = { Type: 'fixed-response' };
const remote: Resources = { ...net(), E: group(), B: group([tcp(5432, from('E'))]), D: instance(['B']) };

/** The consumer stands in another VPC, which no route joins to the balancer's. */
const consumer: Resources = {
  C: vpc('10.5.0.0/16'), SC: subnet('C', '10.5.0.0/24'), GC: group([], { of: ref('C') }), GE: group([tcp(80, cidr('10.5.0.0/16'))], { of: ref('C') }), I: instance(['GC'], ref('SC')),
};
const linked: Resources = { Svc: service, ...consumer, E: resource('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', VpcId: ref('C'), SubnetIds: [ref('SC')], SecurityGroupIds: [groupId('GE')], ServiceName: { 'Fn::Sub': 'com.amazonaws.vpce.${AWS::Region}.${Svc}' } }) };
const grouped = (ingress: readonly Props[], more: Props = {}): Resources => ({ ...net(), N: group(ingress), ...balancer({ SecurityGroups: [groupId('N')], ...more }) });
const every = [tcp(80, cidr('0.0.0.0/0'))];
const off: Props = { EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' };

describe('private links', () => {
  const byLink = { from: 'App.I', to: 'App.Nlb', over: 'tcp/80', level: 'pivot' } as const;
  const byApi = { ...byLink, from: 'internet' } as const;
  attacks([
    { why: 'what comes by an API has the address of the balancer', given: { ...net(), ...api, ...balancer() }, from: 'internet', to: 'App.D', over: 'tcp/8080', level: 'pivot', answers: PASSES },
    { why: 'a consumer in another VPC needs no route', given: { ...net(), ...balancer(), ...linked }, from: 'App.I', to: 'App.D', over: 'tcp/8080', level: 'pivot', answers: PASSES },
    { why: 'an API and a balancer without groups', given: { ...net(), ...api, ...balancer() }, ...byApi, answers: REACHABLE },
    { why: 'an API and a balancer whose groups admit nobody', given: { ...grouped([]), ...api }, ...byApi, answers: UNKNOWN },
    { why: 'an API and a balancer whose groups admit some', given: { ...grouped([tcp(80, cidr('10.0.0.0/8'))]), ...api }, ...byApi, answers: UNKNOWN },
    { why: 'an API and a balancer whose groups admit everybody', given: { ...grouped(every), ...api }, ...byApi, answers: REACHABLE },
    { why: 'an API and a balancer that does not ask its groups', given: { ...grouped([], off), ...api }, ...byApi, answers: REACHABLE },
    { why: 'an API and a balancer of which a token says whether it asks', given: { Parameters: { P: { Type: 'String' } }, Resources: { ...grouped([], { EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: ref('P') }), ...api } }, ...byApi, answers: UNKNOWN },
    { why: 'a consumer and a balancer whose groups admit nobody', given: { ...grouped([]), ...linked }, ...byLink, answers: UNKNOWN },
    { why: 'a consumer and a balancer whose groups admit everybody', given: { ...grouped(every), ...linked }, ...byLink, answers: REACHABLE },
    { why: 'a consumer and a balancer that does not ask its groups', given: { ...grouped([], off), ...linked }, ...byLink, answers: REACHABLE },
  ]);
});

const accelerated = (ingress: readonly Props[], { lb = { Scheme: 'internal' }, endpoint = {}, more = {} }: { readonly lb?: Props; readonly endpoint?: Props; readonly more?: Resources } = {}): Resources => ({
  ...net(), ...online(), Alb: resource(`${LB}LoadBalancer`, { Subnets: [ref('Sub')], SecurityGroups: [groupId('A')], ...lb }), A: group(ingress),
  L: resource(`${LB}Listener`, { LoadBalancerArn: ref('Alb'), Port: 443, Protocol: 'HTTP', DefaultActions: [{ Type: 'fixed-response' }] }),
  Acc: resource('AWS::GlobalAccelerator::Accelerator', { Name: 'a' }), AL: resource('AWS::GlobalAccelerator::Listener', { AcceleratorArn: ref('Acc'), PortRanges: [{ FromPort: 443, ToPort: 443 }], Protocol: 'TCP' }),
  EG: resource('AWS::GlobalAccelerator::EndpointGroup', { ListenerArn: ref('AL'), EndpointGroupRegion: 'eu-west-1', EndpointConfigurations: [{ EndpointId: ref('Alb'), ...endpoint }] }), ...more,
});
const closed: Resources = { Acl: resource('AWS::EC2::NetworkAcl', { VpcId: ref('Vpc') }), AclOf: resource('AWS::EC2::SubnetNetworkAclAssociation', { SubnetId: ref('Sub'), NetworkAclId: ref('Acl') }) };

describe('accelerators', () => {
  const byIt = { from: 'internet', to: 'App.Alb', over: 'tcp/443', level: 'pivot' } as const;
  const some = [tcp(443, cidr('198.51.100.0/24'))];
  const hidden = { lb: { Scheme: 'internal' }, endpoint: { ClientIPPreservationEnabled: false } };
  attacks([
    { why: 'a balancer whose groups admit nobody', given: accelerated([]), ...byIt, answers: UNREACHABLE },
    { why: 'a balancer whose groups admit everybody', given: accelerated([tcp(443, cidr('0.0.0.0/0'))]), ...byIt, answers: REACHABLE },
    { why: 'a balancer whose groups admit one of the clients', given: accelerated(some), ...byIt, answers: REACHABLE },
    { why: 'and another client', given: accelerated(some), ...byIt, from: '8.8.0.0/16', answers: UNREACHABLE },
    { why: 'a balancer whose groups name a list', given: accelerated([tcp(443, { SourcePrefixListId: 'pl-0123' })]), ...byIt, answers: UNKNOWN },
    { why: 'a balancer whose groups name the group that the accelerator made', given: accelerated([tcp(443, { SourceSecurityGroupId: 'sg-0acc' })]), ...byIt, answers: UNKNOWN },
    { why: 'a balancer behind lists that admit nobody', given: accelerated([tcp(443, cidr('0.0.0.0/0'))], { more: closed }), ...byIt, answers: UNKNOWN },
    { why: 'without the address of the client: groups that admit everybody', given: accelerated([tcp(443, cidr('0.0.0.0/0'))], hidden), ...byIt, answers: REACHABLE },
    { why: 'without the address of the client: groups that admit some', given: accelerated(some, hidden), ...byIt, answers: UNKNOWN },
  ]);
});

const lattice: Resources = {
  ...net(), ...consumer, Sn: resource('AWS::VpcLattice::ServiceNetwork'), As: resource('AWS::VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetworkIdentifier: ref('Sn'), VpcIdentifier: ref('C') }),
  Ls: resource('AWS::VpcLattice::Service'), Ss: resource('AWS::VpcLattice::ServiceNetworkServiceAssociation', { ServiceNetworkIdentifier: ref('Sn'), ServiceIdentifier: ref('Ls') }),
  Li: resource('AWS::VpcLattice::Listener', { ServiceIdentifier: ref('Ls'), Port: 80, Protocol: 'HTTP', DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: ref('Lt') }] } } }),
  Lt: resource('AWS::VpcLattice::TargetGroup', { Type: 'INSTANCE', Config: { Port: 5432, Protocol: 'HTTP', VpcIdentifier: ref('Vpc') }, Targets: [{ Id: ref('D'), Port: 5432 }] }),
  B: group([tcp(5432, { SourcePrefixListId: 'pl-0lattice' })]), D: instance(['B']),
};
const shared: Resources = {
  ...net(), ...consumer, Gw: resource('AWS::VpcLattice::ResourceGateway', { Name: 'x', VpcIdentifier: ref('Vpc'), SubnetIds: [ref('Sub')], SecurityGroupIds: [groupId('G')] }), G: group(),
  Rc: resource('AWS::VpcLattice::ResourceConfiguration', { Name: 'r', ResourceConfigurationType: 'SINGLE', ResourceGatewayId: ref('Gw'), PortRanges: ['5432'], ResourceConfigurationDefinition: { IpResource: '10.0.0.9' } }),
  B: group([tcp(5432, from('G'))]), D: instance(['B']),
};
const endpoint = (more: Props): Props => resource('AWS::EC2::VPCEndpoint', { VpcId: ref('C'), SubnetIds: [ref('SC')], SecurityGroupIds: [groupId('GE')], ...more });

describe('VPC Lattice, from inside the world', () => {
  const inside = { from: 'App.I', to: 'App.D', level: 'pivot' } as const;
  attacks([
    { why: 'a client of the network reaches a target of the service', given: lattice, ...inside, answers: UNKNOWN },
    { why: 'a client whose groups admit no such way', given: { ...lattice, GC: group([], { of: ref('C'), egress: [tcp(443, cidr('10.5.0.0/16'))] }) }, ...inside, answers: UNREACHABLE },
    { why: 'a target whose groups admit no such way', given: { ...lattice, B: group([tcp(5432, cidr('10.0.0.0/16'))]) }, ...inside, answers: UNREACHABLE },
    { why: 'a VPC that is no client', given: { ...lattice, As: resource('AWS::VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetworkIdentifier: ref('Sn'), VpcIdentifier: ref('Vpc') }) }, ...inside, answers: UNREACHABLE },
    { why: 'an endpoint of the service network', given: { ...lattice, As: endpoint({ VpcEndpointType: 'ServiceNetwork', ServiceNetworkArn: ref('Sn') }) }, ...inside, answers: UNKNOWN },
    { why: 'a shared resource', given: { ...shared, Sn: lattice.Sn, As: lattice.As, Ra: resource('AWS::VpcLattice::ServiceNetworkResourceAssociation', { ServiceNetworkId: ref('Sn'), ResourceConfigurationId: ref('Rc') }) }, ...inside, answers: UNKNOWN },
    { why: 'an endpoint of a resource', given: { ...shared, Ep: endpoint({ VpcEndpointType: 'Resource', ResourceConfigurationArn: ref('Rc') }) }, ...inside, answers: UNKNOWN },
  ]);
});

describe('endpoints that a store makes', () => {
  const clients: Resources = { ...net(), A: group(), I: instance(['A']), B: group(), E: group([tcp(5439, from('A'))]), Sng: resource('AWS::Redshift::ClusterSubnetGroup', { SubnetIds: [ref('Sub')] }) };
  const redshift = (name: unknown, more: Props = {}): Resources => ({
    ...clients, D: resource('AWS::Redshift::Cluster', { ClusterSubnetGroupName: ref('Sng'), VpcSecurityGroupIds: [groupId('B')], PubliclyAccessible: false, ...more }),
    Ea: resource('AWS::Redshift::EndpointAccess', { ClusterIdentifier: name, EndpointName: 'e', SubnetGroupName: ref('Sng'), VpcSecurityGroupIds: [groupId('E')] }),
  });
  const inside = { from: 'App.I', to: 'App.D', over: 'tcp/5439', level: 'pivot' } as const;
  attacks([
    { why: 'of Redshift', given: redshift(ref('D')), ...inside, answers: UNKNOWN },
    { why: 'of Redshift, by the name of the cluster', given: redshift('dw', { ClusterIdentifier: 'DW' }), ...inside, answers: UNKNOWN },
    { why: 'of Redshift, of another cluster', given: redshift('other', { ClusterIdentifier: 'dw' }), ...inside, answers: UNREACHABLE },
    { why: 'of Redshift, by a token', given: { Parameters: { P: { Type: 'String' } }, Resources: redshift(ref('P'), { ClusterIdentifier: ref('P') }) }, ...inside, answers: UNKNOWN },
    { why: 'of Redshift, which nobody reaches', given: { ...redshift(ref('D')), E: group() }, ...inside, answers: UNREACHABLE },
    { why: 'of MSK', given: { ...clients, D: resource('AWS::MSK::Cluster', { BrokerNodeGroupInfo: { ClientSubnets: [ref('Sub')], SecurityGroups: [groupId('B')] } }), Vc: resource('AWS::MSK::VpcConnection', { TargetClusterArn: ref('D'), ClientSubnets: [ref('Sub')], SecurityGroups: [groupId('E')], VpcId: ref('Vpc') }) }, ...inside, answers: UNKNOWN },
  ]);
});

describe('a balancer that keeps the address of the client', () => {
  const kept = (rule: Props): Resources => ({ ...grouped([tcp(80, cidr('10.0.0.0/16'))]), A: group(), I: instance(['A']), B: group([tcp(8080, rule)]) });
  const inside = { from: 'App.I', to: 'App.D', over: 'tcp/8080', level: 'pivot' } as const;
  attacks([
    { why: 'whether a rule for the group of the client matches is not documented', given: { ...kept(from('A')), A: group([], { egress: [tcp(80, cidr('10.0.0.0/16'))] }) }, ...inside, answers: UNKNOWN },
    { why: 'a rule for the group of somebody else does not', given: { ...kept(from('X')), X: group(), A: group([], { egress: [tcp(80, cidr('10.0.0.0/16'))] }) }, ...inside, answers: UNREACHABLE },
  ]);
});

describe('users from anywhere', () => {
  attacks([
    { why: 'instance connect endpoint', given: { ...remote, X: resource('AWS::EC2::InstanceConnectEndpoint', { SubnetId: ref('Sub'), SecurityGroupIds: [groupId('E')] }) }, from: 'internet', to: 'App.D', level: 'pivot', answers: UNKNOWN },
    { why: 'client VPN', given: { ...remote, X: resource('AWS::EC2::ClientVpnEndpoint', { ClientCidrBlock: '10.99.0.0/22', SecurityGroupIds: [groupId('E')], VpcId: ref('Vpc') }), Of: resource('AWS::EC2::ClientVpnTargetNetworkAssociation', { ClientVpnEndpointId: ref('X'), SubnetId: ref('Sub') }) }, from: 'internet', to: 'App.D', level: 'pivot', answers: UNKNOWN },
    { why: 'verified access', given: { ...remote, X: resource('AWS::EC2::VerifiedAccessEndpoint', { EndpointType: 'cidr', AttachmentType: 'vpc', SecurityGroupIds: [groupId('E')], CidrOptions: { Cidr: '10.0.0.0/16', SubnetIds: [ref('Sub')] } }) }, from: 'internet', to: 'App.D', level: 'pivot', answers: UNKNOWN },
    { why: 'resource gateway', given: { ...remote, X: resource('AWS::VpcLattice::ResourceGateway', { Name: 'x', VpcIdentifier: ref('Vpc'), SubnetIds: [ref('Sub')], SecurityGroupIds: [groupId('E')] }) }, from: '192.168.0.0/16', to: 'App.D', level: 'pivot', answers: UNKNOWN },
    { why: 'an accelerator with IPv6 addresses', given: { ...net(), Alb: resource(`${LB}LoadBalancer`, { Scheme: 'internal', Subnets: [ref('Sub')], SecurityGroups: [groupId('A')] }), A: group([tcp(443, { CidrIpv6: '::/0' })]), L: resource(`${LB}Listener`, { LoadBalancerArn: ref('Alb'), Port: 443, Protocol: 'HTTP', DefaultActions: [fixed] }), Acc: resource('AWS::GlobalAccelerator::Accelerator', { Name: 'a', IpAddressType: 'DUAL_STACK' }), AL: resource('AWS::GlobalAccelerator::Listener', { AcceleratorArn: ref('Acc'), PortRanges: [{ FromPort: 443, ToPort: 443 }], Protocol: 'TCP' }), EG: resource('AWS::GlobalAccelerator::EndpointGroup', { ListenerArn: ref('AL'), EndpointGroupRegion: 'eu-west-1', EndpointConfigurations: [{ EndpointId: ref('Alb') }] }) }, from: '2600::/16', to: 'App.Alb', over: 'tcp/443', level: 'pivot', answers: PASSES },
  ]);
});

describe('targets', () => {
  attacks([
    { why: 'an Auto Scaling group by its traffic sources', given: web(forward, { Tg: targets('instance', { Id: ref('W') }), W: instance(['B']), Lt: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { SecurityGroupIds: [groupId('B')] } }), Asg: resource('AWS::AutoScaling::AutoScalingGroup', { VPCZoneIdentifier: [ref('Sub')], LaunchTemplate: { LaunchTemplateId: ref('Lt'), Version: '1' }, TrafficSources: [{ Identifier: ref('Tg'), Type: 'elbv2' }] }) }), from: 'internet', to: 'App.Asg', level: 'pivot', answers: PASSES },
    { why: 'an address that is a token, in a peered VPC', given: { Parameters: { Ip: { Type: 'String' } }, Resources: { ...web(forward, { Tg: targets('ip', { Id: ref('Ip'), AvailabilityZone: 'all' }) }), V2: vpc('10.1.0.0/16'), S2: subnet('V2', '10.1.0.0/24'), Px: resource('AWS::EC2::VPCPeeringConnection', { VpcId: ref('Vpc'), PeerVpcId: ref('V2') }), There: resource('AWS::EC2::Route', { RouteTableId: ref('Rt'), DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: ref('Px') }), ...table('Back', 'V2', 'S2', { '10.0.0.0/16': { VpcPeeringConnectionId: ref('Px') } }), G2: group([tcp(5432, cidr('10.0.0.0/16'))], { of: ref('V2') }), D: instance(['G2'], ref('S2')) } }, from: 'internet', to: 'App.D', level: 'pivot', answers: UNKNOWN },
    { why: 'a custom resource registers', given: web(forward, { Tg: targets('instance', { Id: ref('W') }), W: instance(['B']), Cr: resource('Custom::Register', { ServiceToken: 'x', Tg: ref('Tg') }), D: instance(['B']) }), from: 'internet', to: 'App.D', level: 'pivot', answers: UNKNOWN },
    { why: 'a custom resource adds a rule to a listener', given: web(fixed, { Cr: resource('Custom::AddRule', { ServiceToken: 'x', L: ref('L') }), D: instance(['B']) }), from: 'internet', to: 'App.D', level: 'pivot', answers: UNKNOWN },
    { why: 'a custom resource adds a listener', given: web(fixed, { Cr: resource('Custom::AddListener', { ServiceToken: 'x', Lb: ref('Alb') }), D: instance(['B']) }), from: 'internet', to: 'App.Alb', over: 'tcp/80', answers: PASSES },
    { why: 'an Elastic IP on the interface of an endpoint', given: { ...net(), ...online(), E: group([tcp(443, cidr('0.0.0.0/0'))]), D: resource('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', VpcId: ref('Vpc'), SubnetIds: [ref('Sub')], SecurityGroupIds: [groupId('E')], ServiceName: 'com.amazonaws.eu-west-1.transfer.server' }), As: resource('AWS::EC2::EIPAssociation', { AllocationId: 'eipalloc-1', NetworkInterfaceId: { 'Fn::Select': [0, att('D', 'NetworkInterfaceIds')] } }) }, from: 'internet', to: 'App.D', over: 'tcp/443', answers: UNKNOWN },
  ]);
});

/**
 * Ways into a VPC that a managed service opens: private links, remote access, targets that somebody registers.
 */
import { attacks, att, cidr, from, group, groupId, instance, net, online, PASSES, ref, resource, subnet, table, tcp, UNKNOWN, vpc, type Props, type Resources } from './templates';

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

describe('private links', () => {
  attacks([
    { why: 'what comes by an API has the address of the balancer', given: { ...net(), ...api, ...balancer() }, from: 'internet', to: 'App.D', over: 'tcp/8080', level: 'pivot', answers: PASSES },
    { why: 'a consumer in another VPC needs no route', given: { ...net(), ...balancer(), Svc: service, C: vpc('10.5.0.0/16'), SC: subnet('C', '10.5.0.0/24'), GC: group([], { of: ref('C') }), GE: group([tcp(80, cidr('10.5.0.0/16'))], { of: ref('C') }), I: instance(['GC'], ref('SC')), E: resource('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', VpcId: ref('C'), SubnetIds: [ref('SC')], SecurityGroupIds: [groupId('GE')], ServiceName: { 'Fn::Sub': 'com.amazonaws.vpce.${AWS::Region}.${Svc}' } }) }, from: 'App.I', to: 'App.D', over: 'tcp/8080', level: 'pivot', answers: PASSES },
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

/** What stands in the way: one template for each reason. */
import { blocked, type Files, type ProvingMistake, reason } from '../proving';
import { guarantees } from './proving';

const ref = (Ref: string): { readonly Ref: string } => ({ Ref });
const HTTPS = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
const vpc = (CidrBlock: string): unknown => ({ Type: 'AWS::EC2::VPC', Properties: { CidrBlock } });
const subnet = (CidrBlock: string, VpcId = 'Vpc'): unknown => ({ Type: 'AWS::EC2::Subnet', Properties: { CidrBlock, VpcId: ref(VpcId) } });
const group = (rules: readonly unknown[] = [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }], VpcId = 'Vpc'): unknown => ({ Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'x', VpcId: ref(VpcId), SecurityGroupIngress: rules } });
const instance = (SubnetId: string, SecurityGroupId: string, more: Files = {}): unknown => ({ Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref(SubnetId), SecurityGroupIds: [ref(SecurityGroupId)], ...more } });
const route = (table: string, target: Files, DestinationCidrBlock = '0.0.0.0/0'): unknown => ({ Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref(table), DestinationCidrBlock, ...target } });
const tableOf = (name: string, VpcId = 'Vpc'): Files => ({
  [`${name}Table`]: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref(VpcId) } },
  [`${name}InTable`]: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref(name), RouteTableId: ref(`${name}Table`) } },
});

const PAIR: Files = { Vpc: vpc('10.0.0.0/16'), Near: subnet('10.0.1.0/24'), Far: subnet('10.0.2.0/24'), Open: group(), Client: instance('Near', 'Open'), Server: instance('Far', 'Open') };
const GATEWAY: Files = { Gateway: { Type: 'AWS::EC2::InternetGateway' }, Out: route('FarTable', { GatewayId: ref('Gateway') }), ...tableOf('Far') };
const ATTACHED: Files = { ...GATEWAY, Attached: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') } } };
const TARGETS: Files = {
  Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme: 'internal', Subnets: [ref('Near'), ref('Far')], SecurityGroups: [ref('Open')] } },
  Listener: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: ref('Balancer'), Port: 443, Protocol: 'HTTPS', DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Targets') }] } },
  Targets: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Port: 8080, Protocol: 'HTTP', VpcId: ref('Vpc'), TargetType: 'instance', Targets: [{ Id: ref('Client') }] } },
};
const NAT: Files = {
  Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('Far'), AllocationId: 'eipalloc-0123456789abcdef0' } },
  ...tableOf('Near'), NearOut: route('NearTable', { NatGatewayId: ref('Nat') }),
};
const ACL: Files = {
  Acl: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: ref('Vpc') } },
  FarAcl: { Type: 'AWS::EC2::SubnetNetworkAclAssociation', Properties: { SubnetId: ref('Far'), NetworkAclId: ref('Acl') } },
  In: { Type: 'AWS::EC2::NetworkAclEntry', Properties: { NetworkAclId: ref('Acl'), RuleNumber: 100, Protocol: 6, RuleAction: 'allow', CidrBlock: '0.0.0.0/0', PortRange: { From: 443, To: 443 } } },
};

const why = (name: string, code: string, words: readonly string[], ...ask: [resources: Files, source: string, destination: string, over?: string]): ProvingMistake =>
  ({ name, code, level: 'reason', words, tell: () => blocked(code, ...ask) });

export const BLOCKED: readonly ProvingMistake[] = [
  why('a group without rules', 'SG_HAS_NO_RULES', ['`Server`', 'ingress'], { ...PAIR, Closed: group([]), Server: instance('Far', 'Closed') }, 'Client', 'Server', 'tcp/443'),
  why('a rule for another port', 'ENI_SG_RULES_MISMATCH', ['tcp/22', '`Client`'], { ...PAIR, Web: group([{ ...HTTPS, CidrIp: '10.0.0.0/8' }]), Server: instance('Far', 'Web') }, 'Client', 'Server', 'tcp/22'),
  why('a list without replies', 'SUBNET_ACL_RESTRICTION', ['`Far`', 'replies'], { ...PAIR, ...ACL }, 'Client', 'Server', 'tcp/443'),
  why('a VPC of its own', 'NO_ROUTE_TO_DESTINATION', ['`Near`', '`Server`'], { ...PAIR, Other: vpc('10.1.0.0/16'), Far: subnet('10.1.0.0/24', 'Other'), There: group(undefined, 'Other'), Server: instance('Far', 'There') }, 'Client', 'Server'),
  why('a NAT gateway without a way out', 'CANNOT_ROUTE', ['`Near`', 'internet'], { ...PAIR, ...NAT }, 'Client', 'internet'),
  why('a gateway that is not attached', 'BAD_STATE_ATTACHMENT', ['`Gateway`', '`Server`'], { ...PAIR, ...GATEWAY }, 'internet', 'Server'),
  why('no public address, inwards', 'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS', ['`Server`', '`Far`'], { ...PAIR, ...ATTACHED }, 'internet', 'Server'),
  why('no public address, outwards', 'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS', ['`Server`', 'NAT gateway'], { ...PAIR, ...ATTACHED }, 'Server', 'internet'),
  why('block public access', 'VPC_BLOCK_PUBLIC_ACCESS_ENABLED', ['`Far`'], {
    ...PAIR, ...ATTACHED,
    Server: { Type: 'AWS::EC2::Instance', Properties: { NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: ref('Far'), GroupSet: [ref('Open')], AssociatePublicIpAddress: true }] } },
    Blocked: { Type: 'AWS::EC2::VPCBlockPublicAccessOptions', Properties: { InternetGatewayBlockMode: 'block-bidirectional' } },
  }, 'internet', 'Server'),
  why('a port without a listener', 'ELBV2_LISTENERS_MISMATCH', ['`Balancer`', 'tcp/8443'], { ...PAIR, ...TARGETS }, 'Client', 'Balancer', 'tcp/8443'),
  why('a target that is not registered', 'ELBV2_LISTENER_REQUIRES_TG_ACCEPT', ['`Balancer`', '`Server`'], { ...PAIR, ...TARGETS }, 'Balancer', 'Server', 'tcp/8080'),
  why('an endpoint as a source', 'NO_POSSIBLE_DESTINATION', ['`Endpoint`', '`Server`'], { ...PAIR, Endpoint: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Interface', ServiceName: 'com.amazonaws.eu-west-1.sqs', VpcId: ref('Vpc'), SubnetIds: [ref('Near')], SecurityGroupIds: [ref('Open')] } } }, 'Endpoint', 'Server'),
  {
    name: 'a chain that nobody made', code: 'NO_PATH', level: 'reason', words: ['no chain of hops', '`Server`'],
    tell: () => reason('NO_PATH', { 'a.json': { Resources: { ...PAIR, Closed: group([]), Server: instance('Far', 'Closed') } }, 'g.yaml': guarantees('permits: { source: Client, destination: Server, over: tcp/443, level: pivot }') }, ['prove', 'a.json', '--guarantees', 'g.yaml']),
  },
];

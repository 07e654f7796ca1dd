/**
 * What random worlds once found, as small as it was: templates that the prover and the simulator did not agree about, with the
 * answer that docs/semantics.md gives.
 */
import type { Template } from '../../support/world-simulator';
import type { PlainIntent } from '../../support/worlds/intents';
import { Asked } from './prover';
import type { Question } from './search';

const ref = (Ref: string): Template => ({ Ref });
const VPC: Record<string, Template> = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Six: { Type: 'AWS::EC2::VPCCidrBlock', Properties: { VpcId: ref('Vpc'), Ipv6CidrBlock: '2600:1f18:0::/56', Ipv6Pool: 'pool' } },
  Igw: { Type: 'AWS::EC2::InternetGateway', Properties: {} },
  IgwOn: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Igw') } },
  Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  Route4: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Igw') } },
  Route6: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref('Table'), DestinationIpv6CidrBlock: '::/0', GatewayId: ref('Igw') } },
  Old: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true } },
  Dual: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.1.0/24', Ipv6CidrBlock: '2600:1f18:0:1::/64' } },
  OldOn: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Old'), RouteTableId: ref('Table') } },
  DualOn: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Dual'), RouteTableId: ref('Table') } },
  Open: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, { IpProtocol: '-1', CidrIpv6: '::/0' }] } },
};
const instance = (subnet: string, group = 'Open'): Template => ({ Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref(subnet), SecurityGroupIds: [ref(group)] } });
const interfaceIn = (subnet: string, more: Template = {}): Template => ({ Type: 'AWS::EC2::NetworkInterface', Properties: { SubnetId: ref(subnet), GroupSet: [ref('Open')], ...more } });

function ask(resources: Record<string, Template>, question: Partial<Question>, parameters: Template = {}): ReturnType<Asked['answer']> {
  return new Asked({ templates: { App: { Parameters: parameters, Resources: { ...VPC, ...resources } } } }).answer({ kind: 'denies', level: 'packet', source: 'internet', destination: 'App.Web', over: 'tcp/443', ...question });
}

test('a default route to a NAT gateway does not take the local route away, IPv6 block or not', () => {
  const resources = {
    Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: ref('Old'), AllocationId: 'eipalloc-0123' } },
    Route4: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref('Private'), DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: ref('Nat') } },
    Private: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
    DualOn: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Dual'), RouteTableId: ref('Private') } },
    Web: instance('Old'), App: instance('Dual'),
  };
  expect(ask(resources, { source: 'App.App', destination: 'App.Web' }).verdict.verdict).toBe('violated');
});

test('a token that opens two edges, one of them of a member: the segment has something more', () => {
  const intent: PlainIntent = { segments: [{ id: 's0', members: ['App.Member'] }], flows: [] };
  const resources = {
    ...VPC, Web: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Dual'), SecurityGroupIds: [ref('Given')] } }, Anybody: instance('Dual', 'Shut'), Member: instance('Dual', 'Shut'),
    Shut: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '10.0.0.0/16' }] } },
  };
  const answers = new Asked({ templates: { App: { Parameters: { Given: { Type: 'AWS::EC2::SecurityGroup::Id' } }, Resources: resources } } }).intent(intent);
  expect(answers.filter((a) => a.verdict.kind === 'nothing-more').map((a) => [a.verdict.verdict, a.verdict.severity])).toContainEqual(['unknown', 'error']);
});

test('without an address of the version nothing is permitted', () => {
  const fn = { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: 'x' }, Role: 'r', VpcConfig: { SubnetIds: [ref('Old')], SecurityGroupIds: [ref('Open')], Ipv6AllowedForDualStack: true } } };
  expect(ask({ Fn: fn }, { kind: 'permits', destination: 'App.Fn' }).verdict.verdict).toBe('violated');
  expect(ask({ Web: instance('Old') }, { kind: 'permits', source: '2600::/16' }).verdict.verdict).toBe('violated');
  expect(ask({ Web: instance('Old') }, { kind: 'permits', source: '203.0.113.0/24' }).verdict.verdict).toBe('proved');
});

test('two interfaces of one path have two addresses', () => {
  const { path } = ask({ Web: instance('Old'), Eni: interfaceIn('Old', { PrivateIpAddress: '10.0.0.11' }) }, { source: 'App.Eni' });
  const [{ source, destination }] = path!.hops;
  expect((source as { address: string }).address).toBe('10.0.0.11');
  expect((destination as { address: string }).address).not.toBe('10.0.0.11');
});

test('whether a task has an IPv6 address is a setting of the account', () => {
  const service = { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 't', NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Dual')], SecurityGroups: [ref('Open')] } } } };
  expect(ask({ Svc: service }, { destination: 'App.Svc', source: '2a00::/16' }).verdict.verdict).toBe('unknown');
  expect(ask({ Svc: { ...service, Properties: { NetworkConfiguration: { AwsvpcConfiguration: { Subnets: [ref('Old')], SecurityGroups: [ref('Open')] } } } } }, { destination: 'App.Svc', source: '2a00::/16' }).verdict.verdict).toBe('proved');
});

test('whether a subnet gives a public address to an interface without an instance is not known', () => {
  expect(ask({ Eni: interfaceIn('Old') }, { destination: 'App.Eni' }).verdict.verdict).toBe('unknown');
  expect(ask({ Web: instance('Old') }, {}).verdict.verdict).toBe('violated');
});

test('block public access and what is exempt from it open nothing by themselves', () => {
  const resources = {
    Block: { Type: 'AWS::EC2::VPCBlockPublicAccessOptions', Properties: { InternetGatewayBlockMode: 'block-bidirectional' } },
    Exempt: { Type: 'AWS::EC2::VPCBlockPublicAccessExclusion', Properties: { SubnetId: ref('Dual'), InternetGatewayExclusionMode: 'allow-bidirectional' } },
    Web: instance('Old'),
  };
  expect(ask(resources, {}).verdict.verdict).toBe('proved');
  expect(ask(resources, { source: 'App.Web', destination: 'internet', level: 'pivot' }).verdict.verdict).toBe('proved');
});

/**
 * A token of one template may name what another template of the world makes: a subnet, a VPC, a gateway, a group. Each row was
 * once answered `unreachable`.
 */
import { attacks, cidr, from, group, groupId, imported, instance, net, PASSES, ref, resource, subnet, table, tcp, UNKNOWN, vpc, type Props, type Resources } from './templates';

const shared: Resources = { ...net(), B: group([tcp(5432, cidr('10.0.0.0/16'))]), D: instance(['B']) };
const hub: Resources = {
  A: vpc(), SA: subnet('A'), Tgw: resource('AWS::EC2::TransitGateway'), TA: resource('AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: ref('Tgw'), VpcId: ref('A'), SubnetIds: [ref('SA')] }),
  ...table('Rt', 'A', 'SA', { '0.0.0.0/0': { TransitGatewayId: ref('Tgw') } }), GA: group([], { of: ref('A') }), I: instance(['GA'], ref('SA')),
};
const spoke = (gateway: unknown): Resources => ({
  B: vpc('10.1.0.0/16'), SB: subnet('B', '10.1.0.0/24'), TB: resource('AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: gateway, VpcId: ref('B'), SubnetIds: [ref('SB')] }),
  ...table('Rt', 'B', 'SB', { '0.0.0.0/0': { TransitGatewayId: gateway } }), GB: group([tcp(5432, cidr('10.0.0.0/8'))], { of: ref('B') }), D: instance(['GB'], ref('SB')),
});
const side = (name: string, block: string, far: string, by: unknown, ingress: readonly Props[] = []): Resources => ({
  [name]: vpc(block), [`S${name}`]: subnet(name, block.replace('/16', '/24')), ...table(`Rt${name}`, name, `S${name}`, { [far]: { VpcPeeringConnectionId: by } }),
  [`G${name}`]: group(ingress, { of: ref(name) }), [`I${name}`]: instance([`G${name}`], ref(`S${name}`)),
});
const open = [tcp(5432, cidr('10.0.0.0/8'))];

attacks([
  { why: 'subnet and group are parameters', given: { stacks: { Net: shared, Use: { Parameters: { S: { Type: 'AWS::EC2::Subnet::Id' }, G: { Type: 'AWS::EC2::SecurityGroup::Id' } }, Resources: { I: resource('AWS::EC2::Instance', { SubnetId: ref('S'), SecurityGroupIds: [ref('G')] }) } } } }, from: 'Use.I', to: 'Net.D', answers: UNKNOWN },
  { why: 'subnet and VPC are parameters', given: { stacks: { Net: shared, Use: { Parameters: { S: { Type: 'String' }, V: { Type: 'String' } }, Resources: { G: group([], { of: ref('V') }), I: instance(['G'], ref('S')) } } } }, from: 'Use.I', to: 'Net.D', answers: UNKNOWN },
  { why: 'a rule on a group that is a parameter', given: { stacks: { Net: { ...shared, B: group() }, Use: { Parameters: { S: { Type: 'String' }, V: { Type: 'String' }, Db: { Type: 'String' } }, Resources: { G: group([], { of: ref('V') }), I: instance(['G'], ref('S')), Rule: resource('AWS::EC2::SecurityGroupIngress', { GroupId: ref('Db'), ...tcp(5432, from('G')) }) } } } }, from: 'Use.I', to: 'Net.D', answers: UNKNOWN },
  { why: 'a rule on a parameter may be meant for the default group of a VPC', given: { stacks: { Net: { ...net(), A: group(), I: instance(['A']), D: instance(undefined) }, Use: { Parameters: { G: { Type: 'String' } }, Resources: { Rule: resource('AWS::EC2::SecurityGroupIngress', { GroupId: ref('G'), ...tcp(5432, cidr('10.0.0.0/16')) }) } } } }, from: 'Net.I', to: 'Net.D', answers: UNKNOWN },
  { why: 'a transit gateway by parameter', given: { stacks: { Hub: hub, Spoke: { Parameters: { T: { Type: 'String' } }, Resources: spoke(ref('T')) } } }, from: 'Hub.I', to: 'Spoke.D', answers: UNKNOWN },
  { why: 'a transit gateway by a dynamic reference', given: { stacks: { Hub: hub, Spoke: spoke('{{resolve:ssm:/tgw}}') } }, from: 'Hub.I', to: 'Spoke.D', answers: UNKNOWN },
  { why: 'a transit gateway by an export', given: { stacks: { Hub: { Resources: hub, Outputs: { O: { Value: ref('Tgw'), Export: { Name: 'tgw' } } } }, Spoke: spoke(imported('tgw')) } }, from: 'Hub.I', to: 'Spoke.D', answers: PASSES },
  { why: 'a peering of which each side knows a parameter', given: { stacks: { One: { Parameters: { P: { Type: 'String' } }, Resources: { ...side('A', '10.0.0.0/16', '10.1.0.0/16', ref('Px')), Px: resource('AWS::EC2::VPCPeeringConnection', { VpcId: ref('A'), PeerVpcId: ref('P') }) } }, Two: { Parameters: { X: { Type: 'String' } }, Resources: side('B', '10.1.0.0/16', '10.0.0.0/16', ref('X'), open) } } }, from: 'One.IA', to: 'Two.IB', answers: UNKNOWN },
  { why: 'one literal peering in the routes of two templates', given: { stacks: { One: side('A', '10.0.0.0/16', '10.1.0.0/16', 'pcx-0123'), Two: side('B', '10.1.0.0/16', '10.0.0.0/16', 'pcx-0123', open) } }, from: 'One.IA', to: 'Two.IB', answers: UNKNOWN },
  { why: 'one literal peering in the routes of one template', given: { ...side('A', '10.0.0.0/16', '10.1.0.0/16', 'pcx-0123'), ...side('B', '10.1.0.0/16', '10.0.0.0/16', 'pcx-0123', open) }, from: 'App.IA', to: 'App.IB', answers: UNKNOWN },
  { why: 'a custom resource looks up a group of its own template', given: { ...net(), Cr: resource('Custom::AWS', { ServiceToken: 'x' }), Rule: resource('AWS::EC2::SecurityGroupIngress', { GroupId: { 'Fn::GetAtt': ['Cr', 'SecurityGroups.0.GroupId'] }, ...tcp(5432, cidr('10.0.0.0/16')) }), A: group(), I: instance(['A']), D: instance(undefined) }, from: 'App.I', to: 'App.D', answers: UNKNOWN },
  { why: 'a stack set may write to the group that it is given', given: { ...net(), A: group(), B: group(), Ss: resource('AWS::CloudFormation::StackSet', { StackSetName: 'x', PermissionModel: 'SELF_MANAGED', TemplateURL: 'x', Parameters: [{ ParameterKey: 'G', ParameterValue: groupId('B') }] }), I: instance(['A']), D: instance(['B']) }, from: 'App.I', to: 'App.D', answers: UNKNOWN },
  { why: 'a type of another registry may write to the group that it is given', given: { ...net(), A: group(), B: group(), Mine: resource('MyOrg::Net::Rule', { Group: groupId('B') }), I: instance(['A']), D: instance(['B']) }, from: 'App.I', to: 'App.D', answers: UNKNOWN },
  { why: 'the same two stacks without a token in them stay apart', given: { stacks: { Net: shared, Use: { ...net(), G: group(), I: instance(['G']) } } }, from: 'Use.I', to: 'Net.D', answers: ['unreachable'] },
]);

/**
 * "Nothing more" of members whose network is more than their own resource: interfaces that something else attaches, and services
 * that only hand over. Every violated verdict is replayed.
 */
import { proveNetwork } from '../../../lib/prover/network';
import type { BoundIntent } from '../../../lib/prover/network/model';
import { interfacesOf } from '../../../lib/prover/bind-members';
import { replayed } from '../../../lib/prover/judge-replay';
import { replay } from '../../../lib/prover/replay';
import { templatesOf } from '../../../lib/world/template';
import { readNetwork } from '../../../lib/world/network';
import { boundOf, SCOPE } from '../../prover/network/intent';
import { att, cidr, from, group, groupId, instance, net, online, ref, resource, subnet, tcp, vpc, type Body, type Props, type Resources } from './templates';

/** What is told beyond the declared, of a segment `web` with one member and no flows. */
function more(given: Resources | Body, member: string): string[] {
  const body = ('Resources' in given ? given : { Resources: given }) as Body;
  const templates = templatesOf([{ key: 'App', body }]);
  const world = readNetwork(templates);
  const bound: BoundIntent = { ...boundOf({ segments: { web: [] } }), members: new Map([[`${SCOPE}#web`, interfacesOf(templates.resource(`App.${member}`)!, templates, world)]]) };
  const verdicts = replayed(world, proveNetwork({ world, intents: [bound], guarantees: [], scope: 'declared' }), replay);
  return verdicts.map((v) => `${v.verdict}: ${v.question.replace('nothing more: ', '')}`);
}

const nic = resource('AWS::EC2::NetworkInterface', { SubnetId: ref('Sub'), GroupSet: [groupId('A')] });
const attached = (instanceId: unknown, id: unknown): Props => resource('AWS::EC2::NetworkInterfaceAttachment', { InstanceId: instanceId, NetworkInterfaceId: id, DeviceIndex: '1' });
const network: Resources = { ...net(), ...online(), P: group([], { egress: [tcp(443, cidr('192.0.2.1/32'))] }), A: group([tcp(22, from('C'))], { egress: [tcp(443, cidr('192.0.2.1/32'))] }), C: group(), I: instance(['C']) };
const bastion: Resources = { ...network, Bastion: instance(['P']), Eni: nic };
const lookup: Resources = { Cr: resource('Custom::Find', { ServiceToken: 'x' }) };

describe('an interface that is attached is the member\'s', () => {
  test.each<[string, Resources]>([
    ['by a resource', { ...bastion, Att: attached(ref('Bastion'), ref('Eni')) }],
    ['by attributes', { ...bastion, Att: attached(att('Bastion', 'InstanceId'), att('Eni', 'Id')) }],
    ['by the instance', { ...bastion, Bastion: resource('AWS::EC2::Instance', { NetworkInterfaces: [{ NetworkInterfaceId: ref('Eni'), DeviceIndex: '0' }] }) }],
    ['by the launch template', { ...bastion, Lt: resource('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { NetworkInterfaces: [{ NetworkInterfaceId: ref('Eni'), DeviceIndex: 0 }] } }), Bastion: resource('AWS::EC2::Instance', { LaunchTemplate: { LaunchTemplateId: ref('Lt'), Version: '1' } }) }],
  ])('%s', (_, given) => {
    expect(more(given, 'Bastion')).toContain('violated: I -> web tcp/22');
  });

  test.each<[string, Resources | Body]>([
    ['somebody looks the instance up', { ...bastion, ...lookup, Att: attached(att('Cr', 'Id'), ref('Eni')) }],
    ['somebody looks the interface up', { ...bastion, ...lookup, Att: attached(ref('Bastion'), att('Cr', 'Id')) }],
  ])('it may be: %s', (_, given) => {
    expect(more(given, 'Bastion')).toContain('unknown: I -> web tcp/22');
  });

  const two = resource('AWS::EC2::Instance', { NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: ref('Sub'), GroupSet: [groupId('P')] }, { DeviceIndex: '1', NetworkInterfaceId: 'eni-0123' }] });
  test.each<[string, Resources | Body]>([
    ['a literal id', { ...network, Bastion: instance(['P']), Att: attached(ref('Bastion'), 'eni-0123') }],
    ['a parameter', { Parameters: { P1: { Type: 'String' } }, Resources: { ...network, Bastion: instance(['P']), Att: attached(ref('Bastion'), ref('P1')) } }],
    ['a literal id in the instance', { ...network, Bastion: two }],
  ])('one that is outside has groups that nobody knows: %s', (_, given) => {
    const told = more(given, 'Bastion');
    expect(told.filter((t) => !t.startsWith('unknown'))).toEqual([]);
    expect(told.filter((t) => /^unknown: web -> groups of /.test(t))).toHaveLength(1);
  });

  test('and nobody else\'s', () => {
    expect(more({ ...bastion, Other: instance(['P']), Att: attached(ref('Other'), ref('Eni')) }, 'Bastion')).toContain('proved: web');
  });
});

describe('a service that only hands over', () => {
  const LB = 'AWS::ElasticLoadBalancingV2::';
  const balancer = (ingress: readonly Props[], more: Props = {}): Resources => ({
    Lb: resource(`${LB}LoadBalancer`, { Scheme: 'internal', Subnets: [ref('Sub')], SecurityGroups: [groupId('G')], ...more }), G: group(ingress),
    Li: resource(`${LB}Listener`, { LoadBalancerArn: ref('Lb'), Port: 443, Protocol: more.Type === 'network' ? 'TCP' : 'HTTP', DefaultActions: [{ Type: 'fixed-response' }] }),
  });
  const accelerator: Resources = {
    Acc: resource('AWS::GlobalAccelerator::Accelerator', { Name: 'a' }), AL: resource('AWS::GlobalAccelerator::Listener', { AcceleratorArn: ref('Acc'), PortRanges: [{ FromPort: 443, ToPort: 443 }], Protocol: 'TCP' }),
    EG: resource('AWS::GlobalAccelerator::EndpointGroup', { ListenerArn: ref('AL'), EndpointGroupRegion: 'eu-west-1', EndpointConfigurations: [{ EndpointId: ref('Lb') }] }),
  };

  test('the witness begins with who gets to it', () => {
    expect(more({ ...net(), ...online(), ...balancer([tcp(443, cidr('198.51.100.0/24'))]), ...accelerator }, 'Lb')).toContain('violated: Acc -> web tcp/443');
  });

  test('not to a balancer whose groups take nobody', () => {
    expect(more({ ...net(), ...online(), ...balancer([]), ...accelerator }, 'Lb').filter((t) => t.includes('web'))).toEqual(['proved: web']);
  });

  test('nothing is certain of one that nobody certainly gets to', () => {
    expect(more({ ...net(), ...balancer([]), Vo: resource('AWS::CloudFront::VpcOrigin', { VpcOriginEndpointConfig: { Name: 'x', Arn: ref('Lb') } }) }, 'Lb')).toEqual(['unknown: Vo -> web tcp/443']);
  });

  test('by the endpoint of a consumer', () => {
    const consumer: Resources = {
      Svc: resource('AWS::EC2::VPCEndpointService', { NetworkLoadBalancerArns: [ref('Lb')] }), C: vpc('10.5.0.0/16'), SC: subnet('C', '10.5.0.0/24'), GC: group([], { of: ref('C') }), GE: group([tcp(443, cidr('10.5.0.0/16'))], { of: ref('C') }), I: instance(['GC'], ref('SC')),
      E: resource('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface', VpcId: ref('C'), SubnetIds: [ref('SC')], SecurityGroupIds: [groupId('GE')], ServiceName: { 'Fn::Sub': 'com.amazonaws.vpce.${AWS::Region}.${Svc}' } }),
    };
    expect(more({ ...net(), ...balancer([], { Type: 'network', EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' }), ...consumer }, 'Lb')).toContain('violated: E -> web tcp/443');
    expect(more({ ...net(), ...balancer([], { Type: 'network' }), ...consumer }, 'Lb')).toContain('unknown: E -> web tcp/443');
  });
});

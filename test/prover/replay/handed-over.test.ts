/**
 * Paths by services that hand over: what the prover finds in one world is accepted there, and refused where a group, a list or an
 * attribute of the target says otherwise.
 */
import { readNetwork } from '../../../lib/world/network';
import type { NetworkWorld } from '../../../lib/world/network/model';
import { templatesOf } from '../../../lib/world/template';
import { askReach } from '../../../lib/prover/network';
import { replay } from '../../../lib/prover/replay';
import { cidr, group, groupId, net, online, ref, resource, tcp, type Props, type Resources } from '../../prove/attacks/templates';

const LB = 'AWS::ElasticLoadBalancingV2::';
const worldOf = (given: Resources): NetworkWorld => readNetwork(templatesOf([{ key: 'App', body: { Resources: given } }]));

function judged(open: Resources, over: string, other: Resources): string {
  const world = worldOf(open);
  const { answer, path } = askReach(world, [], { source: 'internet', destination: 'App.Lb', over, level: 'pivot' });
  expect(answer).toBe('reachable');
  expect(replay(world, path!)).toEqual({ accepted: true });
  const there = replay(worldOf(other), path!);
  return there.accepted ? 'accepted' : there.why;
}

const balancer = (ingress: readonly Props[], more: Props = {}, list: Resources = {}): Resources => ({
  ...net(), ...online(), Lb: resource(`${LB}LoadBalancer`, { Scheme: 'internal', Subnets: [ref('Sub')], SecurityGroups: [groupId('G')], ...more }), G: group(ingress),
  Li: resource(`${LB}Listener`, { LoadBalancerArn: ref('Lb'), Port: 443, Protocol: more.Type === 'network' ? 'TCP' : 'HTTP', DefaultActions: [{ Type: 'fixed-response' }] }), ...list,
});
const closed: Resources = { Acl: resource('AWS::EC2::NetworkAcl', { VpcId: ref('Vpc') }), AclOf: resource('AWS::EC2::SubnetNetworkAclAssociation', { SubnetId: ref('Sub'), NetworkAclId: ref('Acl') }) };
const everybody = [tcp(443, cidr('0.0.0.0/0'))];
const half = [tcp(443, cidr('0.0.0.0/1'))];

describe('an accelerator', () => {
  const accelerated = (keeps: boolean): Resources => ({
    Acc: resource('AWS::GlobalAccelerator::Accelerator', { Name: 'a' }), AL: resource('AWS::GlobalAccelerator::Listener', { AcceleratorArn: ref('Acc'), PortRanges: [{ FromPort: 443, ToPort: 443 }], Protocol: 'TCP' }),
    EG: resource('AWS::GlobalAccelerator::EndpointGroup', { ListenerArn: ref('AL'), EndpointGroupRegion: 'eu-west-1', EndpointConfigurations: [{ EndpointId: ref('Lb'), ClientIPPreservationEnabled: keeps }] }),
  });
  test.each<[string, boolean, Resources, RegExp]>([
    ['that keeps the address of the client: its group', true, balancer([]), /ingress: no ingress rule/],
    ['that keeps the address of the client: somebody else\'s', true, balancer([tcp(443, cidr('198.51.100.0/24'))]), /ingress: no ingress rule/],
    ['that keeps the address of the client: its lists', true, balancer(everybody, {}, closed), /network ACL/],
    ['that does not: every address', false, balancer(half), /ingress: no ingress rule/],
    ['that does not: its lists', false, balancer(everybody, {}, closed), /network ACL/],
  ])('%s', (_, keeps, other, why) => {
    expect(judged({ ...balancer(everybody), ...accelerated(keeps) }, 'tcp/443', { ...other, ...accelerated(keeps) })).toMatch(why);
  });
});

describe('the private link of an API', () => {
  const api: Resources = {
    Api: resource('AWS::ApiGateway::RestApi', { Name: 'x' }), Link: resource('AWS::ApiGateway::VpcLink', { Name: 'l', TargetArns: [ref('Lb')] }),
    M: resource('AWS::ApiGateway::Method', { RestApiId: ref('Api'), ResourceId: 'x', HttpMethod: 'ANY', Integration: { Type: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: ref('Link'), Uri: 'https://x.com/' } }),
  };
  const network: Props = { Type: 'network' };
  test.each<[string, Resources, RegExp]>([
    ['groups that take nobody', balancer([], network), /ingress: no ingress rule/],
    ['groups that take some', balancer(half, network), /ingress: no ingress rule/],
    ['an attribute that says so', balancer([], { ...network, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'off' }), /^accepted$/],
    ['an attribute that says the default', balancer([], { ...network, EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: 'on' }), /ingress: no ingress rule/],
  ])('%s', (_, other, why) => {
    expect(judged({ ...balancer(everybody, network), ...api }, 'tcp/443', { ...other, ...api })).toMatch(why);
  });
});

/**
 * The bounds for all pairs at once hold what the search finds pair by pair: MAY is never narrower.
 */
import { pivotClosure } from '../../../lib/prover/network';
import { Names } from '../../../lib/prover/network/names';
import { prepare } from '../../../lib/prover/network/prepare';
import { search } from '../../../lib/prover/network/reach';
import { EVERYTHING } from '../../../lib/prover/network/sets';
import { readNetwork } from '../../../lib/world/network';
import { templatesOf } from '../../../lib/world/template';
import { att, cidr, from, group, groupId, instance, net, online, ref, resource, tcp, type Props, type Resources } from '../../prove/attacks/templates';

function pairs(given: Resources): { readonly found: readonly string[]; readonly bound: readonly string[] } {
  const network = readNetwork(templatesOf([{ key: 'App', body: { Resources: given } }]));
  const world = prepare(network);
  const names = new Names(world, []);
  const closure = pivotClosure(network);
  const found: string[] = [];
  for (const source of [names.resolve('internet'), ...world.nodes.map((n) => names.ofNodes(n.id, [n]))]) {
    for (const to of world.nodes) if (search(world, source, names.ofNodes(to.id, [to]), { over: EVERYTHING, level: 'pivot', mode: 'may' }).found !== undefined) found.push(`${source.label} ${to.id}`);
  }
  return { found, bound: [...closure.pairs('may')].map((p) => p.join(' ')) };
}

const LB = 'AWS::ElasticLoadBalancingV2::';
const inOne: Props = { DeviceIndex: '0', AssociatePublicIpAddress: true, SubnetId: ref('Sub'), GroupSet: [groupId('P')] };
const homes: Resources = { ...net(), ...online(), P: group([tcp(22, cidr('0.0.0.0/0'))], { egress: [] }), A: group(), B: group([tcp(5432, from('A'))]), D: instance(['B']) };

test.each<[string, Resources, string]>([
  ['a machine with two interfaces', { ...homes, Bastion: resource('AWS::EC2::Instance', { NetworkInterfaces: [inOne, { DeviceIndex: '1', SubnetId: ref('Sub'), GroupSet: [groupId('A')] }] }) }, 'internet App.D'],
  ['a service with a public endpoint', { D: resource('AWS::Transfer::Server', { EndpointType: 'PUBLIC' }) }, 'internet App.D'],
  ['a group that is not of these templates', { B: group([tcp(5432, { SourceSecurityGroupId: 'sg-0def' })], { of: 'vpc-0123' }), I: instance(undefined, 'subnet-01'), D: instance(['B'], 'subnet-01') }, 'App.I App.D'],
  ['a balancer that keeps the client\'s address', {
    ...net(), A: group([], { egress: [tcp(80, cidr('10.0.0.0/16'))] }), I: instance(['A']), N: group([tcp(80, from('A'))]), B: group([tcp(8080, from('A'))]), D: instance(['B']),
    Nlb: resource(`${LB}LoadBalancer`, { Type: 'network', Scheme: 'internal', Subnets: [ref('Sub')], SecurityGroups: [groupId('N')] }),
    L: resource(`${LB}Listener`, { LoadBalancerArn: ref('Nlb'), Port: 80, Protocol: 'TCP', DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('Tg') }] }),
    Tg: resource(`${LB}TargetGroup`, { Port: 8080, Protocol: 'TCP', TargetType: 'instance', VpcId: ref('Vpc'), Targets: [{ Id: ref('D') }] }),
  }, 'App.I App.D'],
  ['a client of VPC Lattice', {
    ...net(), A: group(), I: instance(['A']), B: group([tcp(80, { SourcePrefixListId: 'pl-0lattice' })]), D: instance(['B']), Svc: resource('AWS::VpcLattice::Service'), Sn: resource('AWS::VpcLattice::ServiceNetwork'),
    As: resource('AWS::VpcLattice::ServiceNetworkVpcAssociation', { ServiceNetworkIdentifier: ref('Sn'), VpcIdentifier: att('Vpc', 'VpcId') }),
  }, 'App.I App.D'],
])('%s', (_, given, pair) => {
  const { found, bound } = pairs(given);
  expect(found).toContain(pair);
  expect(bound).toEqual(expect.arrayContaining([...found]));
});

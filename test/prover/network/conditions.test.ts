/**
 * Conditions are exact: listeners, targets, ports and entries of prefix lists that stand under one are decided for each of its values,
 * and whatever is shown passes the replay under the value that is shown with it.
 */
import { proveNetwork } from '../../../lib/prover/network';
import type { VerdictData } from '../../../lib/contract/verdicts';
import { replay } from '../../../lib/prover/replay';
import { boundOf } from './intent';
import { att, BASE, INTERNET, network, PROD, ref, type, when, type Resources } from '../../world/network/support';

const anywhere = (port: number): object => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp: '0.0.0.0/0' });
const PUBLIC: Resources = {
  ...BASE, ...INTERNET,
  Table: type('EC2::RouteTable', { VpcId: ref('Vpc') }),
  Route: type('EC2::Route', { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Igw') }),
  On: type('EC2::SubnetRouteTableAssociation', { SubnetId: ref('A'), RouteTableId: ref('Table') }),
  Sg: type('EC2::SecurityGroup', { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupIngress: [anywhere(443), anywhere(8443)] }),
  Other: type('EC2::SecurityGroup', { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupIngress: [80, 8080, 9090].map((port) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, SourceSecurityGroupId: ref('Sg') })) }),
  Lb: type('ElasticLoadBalancingV2::LoadBalancer', { Subnets: [ref('A')], SecurityGroups: [ref('Sg')] }),
  Web: type('EC2::Instance', { SubnetId: ref('B'), SecurityGroupIds: [ref('Other')] }),
  Api: type('EC2::Instance', { SubnetId: ref('B'), SecurityGroupIds: [ref('Other')] }),
  Tg: type('ElasticLoadBalancingV2::TargetGroup', { VpcId: ref('Vpc'), Protocol: 'HTTP', Port: 8080, Targets: [{ Id: ref('Web') }] }),
};
const listener = (Port: unknown, more: object = {}, group = 'Tg'): unknown => type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Lb'), Protocol: 'HTTPS', Port, DefaultActions: [{ Type: 'forward', TargetGroupArn: ref(group) }] }, more);
const CONDITIONS = { ...PROD, Conditions: { ...PROD.Conditions, Test: { 'Fn::Not': [{ Condition: 'Prod' }] } } };

/** `denies internet -> Lb tcp/443`: the verdict, and which conditions hold where it is violated. */
function ask(resources: Resources, question: string): [verdict: string, conditions?: Readonly<Record<string, boolean>>, hops?: number] {
  const world = network({ ...PUBLIC, ...resources }, CONDITIONS);
  const [, kind, source, destination, over, level = 'packet'] = /^(\w+) (\S+) -> (\S+) (\S+)(?: (\w+))?$/.exec(question)! as unknown as [string, 'denies' | 'permits', string, string, string, 'packet' | 'pivot' | undefined];
  const { verdicts, paths } = proveNetwork({ world, intents: [], guarantees: [{ scope: '', kind, source, destination, over, level }], scope: 'declared' });
  const verdict = verdicts.find((v) => v.kind === kind)!;
  const path = paths?.get(verdict.id);
  if (path !== undefined) expect(replay(world, path)).toEqual({ accepted: true });
  return [shown(verdict), ...verdict.witness === undefined ? [] : [verdict.witness.conditions, ...verdict.witness.hops.length > 0 ? [verdict.witness.hops.length] : []]] as ReturnType<typeof ask>;
}

const shown = (v: VerdictData): string => (v.verdict === 'unknown' ? `unknown: ${v.unknowns.map((u) => u.token).join(', ')}` : v.verdict);
const IN_PROD = { 'App.Prod': true, 'App.Test': false };
const IN_TEST = { 'App.Prod': false, 'App.Test': true };

describe('listeners', () => {
  const One = listener(443);
  test.each<[string, Resources, string, unknown[]]>([
    ['that are there', { One }, 'permits internet -> Lb tcp/443', ['proved']],
    ['in production: reached there', { Two: listener(8443, { Condition: 'Prod' }), One }, 'denies internet -> Lb tcp/8443', ['violated', IN_PROD, 1]],
    ['in production: not open elsewhere', { Two: listener(8443, { Condition: 'Prod' }), One }, 'permits internet -> Lb tcp/8443', ['violated', IN_TEST]],
    ['in production or elsewhere', { Two: listener(8443, { Condition: 'Prod' }), Three: listener(8443, { Condition: 'Test' }) }, 'permits internet -> Lb tcp/8443', ['proved']],
    ['on a port by condition', { One: listener(when('Prod', 443, 8443)) }, 'permits internet -> Lb tcp/443', ['violated', IN_TEST]],
    ['on a port by condition, which is one of two', { One: listener(when('Prod', 443, 8443)) }, 'denies internet -> Lb tcp/80', ['proved']],
    ['with the condition of their balancer', { One: listener(443, { Condition: 'Prod' }), Lb: type('ElasticLoadBalancingV2::LoadBalancer', { Subnets: [ref('A')], SecurityGroups: [ref('Sg')] }, { Condition: 'Prod' }) }, 'permits internet -> Lb tcp/443', ['proved']],
    ['that exclude their target', { One: listener(443, { Condition: 'Prod' }), Tg: type('ElasticLoadBalancingV2::TargetGroup', { VpcId: ref('Vpc'), Protocol: 'HTTP', Port: 8080, Targets: [when('Test', { Id: ref('Web') })] }) }, 'denies internet -> Web tcp/8080 pivot', ['proved']],
    ['whose group is chosen', { One: listener(443, { Condition: 'Prod' }), Two: listener(443, { Condition: 'Test' }, 'Tg2'), Tg2: type('ElasticLoadBalancingV2::TargetGroup', { VpcId: ref('Vpc'), Protocol: 'HTTP', Port: 8080, Targets: [{ Id: ref('Api') }] }) }, 'denies internet -> Api tcp/8080 pivot', ['violated', IN_TEST, 2]],
  ])('%s', (_, resources, question, expected) => {
    expect(ask(resources, question)).toEqual(expected);
  });

  test('the way that is shown names the listener that takes it', () => {
    const world = network({ ...PUBLIC, One, Two: listener(8443) });
    const { verdicts } = proveNetwork({ world, intents: [], guarantees: [{ scope: '', kind: 'denies', source: 'internet', destination: 'Lb', over: 'tcp/8443', level: 'packet' }], scope: 'declared' });
    expect(verdicts.find((v) => v.kind === 'denies')!.witness!.hops[0].because.filter((b) => b.what === 'listener').map((b) => b.resource)).toEqual(['Two']);
  });

  test('what blocks names the listeners, not their targets', () => {
    const world = network({ ...PUBLIC, One, Two: listener(8443) });
    const { verdicts } = proveNetwork({ world, intents: [], guarantees: [{ scope: '', kind: 'permits', source: 'Lb', destination: 'Api', over: 'tcp/8080', level: 'packet' }], scope: 'declared' });
    const [verdict] = verdicts.filter((v) => v.kind === 'permits');
    expect(verdict.blockedBy!.find((b) => b.code === 'ELBV2_LISTENER_REQUIRES_TG_ACCEPT')!.because.map((b) => `${b.what} ${b.resource}`)).toEqual(['listener One', 'listener Two', 'resource Lb']);
  });

  test('what blocks says which port nobody listens on where the condition does not hold', () => {
    const world = network({ ...PUBLIC, One, Two: listener(8443, { Condition: 'Prod' }) }, CONDITIONS);
    const { verdicts } = proveNetwork({ world, intents: [], guarantees: [{ scope: '', kind: 'permits', source: 'internet', destination: 'Lb', over: 'tcp/8443', level: 'packet' }], scope: 'declared' });
    expect(verdicts.find((v) => v.kind === 'permits')!.blockedBy!.map((b) => b.text)).toEqual(['`Lb` has no listener for tcp/8443']);
  });
});

describe('targets', () => {
  const tg = (Targets: unknown[], more: object = {}): unknown => type('ElasticLoadBalancingV2::TargetGroup', { VpcId: ref('Vpc'), Protocol: 'HTTP', Port: 8080, Targets, ...more });
  test.each<[string, Resources, string, unknown[]]>([
    ['on a port by condition', { Tg: tg([{ Id: ref('Web'), Port: when('Prod', 9090) }]) }, 'denies Lb -> Web tcp/9090', ['violated', IN_PROD, 1]],
    ['on a port by condition, elsewhere the group\'s', { Tg: tg([{ Id: ref('Web'), Port: when('Prod', 9090) }]) }, 'permits Lb -> Web tcp/8080', ['violated', IN_PROD]],
    ['on the port of a group by condition', { Tg: tg([{ Id: ref('Web') }], { Port: when('Prod', 8080, 9090) }) }, 'permits Lb -> Web tcp/8080', ['violated', IN_TEST]],
    ['one of two', { Tg: tg([{ Id: when('Prod', ref('Web'), ref('Api')) }]) }, 'denies Lb -> Api tcp/8080', ['violated', IN_TEST, 1]],
    ['one of two, and not the other', { Tg: tg([{ Id: when('Prod', ref('Web'), ref('Api')) }]) }, 'permits Lb -> Web tcp/8080', ['violated', IN_TEST]],
  ])('%s', (_, resources, question, expected) => {
    // Asked by itself a balancer has to be reached first: over any number of hops.
    const [kind, , , destination, over] = question.split(' ');
    expect(ask({ One: listener(443), ...resources }, kind === 'denies' ? `denies internet -> ${destination} ${over} pivot` : question)).toEqual(kind === 'denies' ? [expected[0], expected[1], 2] : expected);
  });
});

describe('entries of a prefix list', () => {
  const list = (Entries: unknown): Resources => ({
    List: type('EC2::PrefixList', { PrefixListName: 'l', AddressFamily: 'IPv4', MaxEntries: 5, Entries }),
    Sg: type('EC2::SecurityGroup', { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourcePrefixListId: att('List', 'PrefixListId') }] }),
    One: listener(443),
  });
  const OFFICE = { Cidr: '198.51.100.0/24' };
  const HOME = { Cidr: '203.0.113.0/24' };

  test.each<[string, Resources, string, unknown[]]>([
    ['that are there', list([OFFICE, HOME]), 'permits 203.0.113.0/24 -> Lb tcp/443', ['proved']],
    ['in production: reached there', list([OFFICE, when('Prod', HOME)]), 'denies 203.0.113.0/24 -> Lb tcp/443', ['violated', IN_PROD, 1]],
    ['in production: not open elsewhere', list([OFFICE, when('Prod', HOME)]), 'permits 203.0.113.0/24 -> Lb tcp/443', ['violated', IN_TEST]],
    ['beside one that always is', list([OFFICE, when('Prod', HOME)]), 'permits 198.51.100.0/24 -> Lb tcp/443', ['proved']],
    ['of which one is there', list([{ Cidr: when('Prod', '198.51.100.0/24', '203.0.113.0/24') }]), 'denies 192.0.2.0/24 -> Lb tcp/443', ['proved']],
    ['under opposite conditions', list([when('Prod', HOME), when('Test', HOME)]), 'permits 203.0.113.0/24 -> Lb tcp/443', ['proved']],
  ])('%s', (_, resources, question, expected) => {
    expect(ask(resources, question)).toEqual(expected);
  });

  test('of a route', () => {
    const by = (Entries: unknown): Resources => ({
      List: type('EC2::PrefixList', { PrefixListName: 'l', AddressFamily: 'IPv4', MaxEntries: 5, Entries }), One: listener(443),
      Route: type('EC2::Route', { RouteTableId: ref('Table'), DestinationPrefixListId: att('List', 'PrefixListId'), GatewayId: ref('Igw') }),
    });
    expect(ask(by([OFFICE, when('Prod', HOME)]), 'denies 203.0.113.0/24 -> Lb tcp/443')).toEqual(['violated', IN_PROD, 1]);
    expect(ask(by([OFFICE, when('Prod', HOME)]), 'permits 203.0.113.0/24 -> Lb tcp/443')).toEqual(['violated', IN_TEST]);
    expect(ask(by([OFFICE, when('Prod', HOME)]), 'permits 198.51.100.0/24 -> Lb tcp/443')).toEqual(['proved']);
  });
});

describe('a flow from a list with entries under conditions', () => {
  const listed = (Entries: unknown, more: object[] = []): string[] => {
    const world = network({
      ...PUBLIC, One: listener(443),
      List: type('EC2::PrefixList', { PrefixListName: 'l', AddressFamily: 'IPv4', MaxEntries: 5, Entries }),
      Sg: type('EC2::SecurityGroup', { GroupDescription: 'g', VpcId: ref('Vpc'), SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourcePrefixListId: att('List', 'PrefixListId') }, ...more], SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: '255.255.255.255/32' }] }),
    }, CONDITIONS);
    const { verdicts } = proveNetwork({ world, intents: [boundOf({ segments: { web: ['Lb'] }, flows: [['list:List', 'web', 'tcp/443', 'f']] })], guarantees: [], scope: 'declared' });
    return verdicts.filter((v) => v.kind === 'nothing-more' || v.kind === 'nothing-less').map((v) => `${v.kind} ${shown(v)}`).sort();
  };
  const HOME = { Cidr: '203.0.113.0/24' };

  test.each<[string, unknown, object[], string[]]>([
    ['as it is', [HOME], [], ['nothing-less proved', 'nothing-more proved']],
    ['under a condition', [HOME, when('Prod', { Cidr: '198.51.100.0/24' })], [], ['nothing-less proved', 'nothing-more proved']],
    // What a rule of its own opens is on the list in production only.
    ['beside a rule of addresses', [HOME, when('Prod', { Cidr: '198.51.100.0/24' })], [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '198.51.100.0/24' }], ['nothing-less proved', 'nothing-more violated']],
  ])('%s', (_, entries, more, expected) => {
    expect(listed(entries, more)).toEqual(expected);
  });
});

/**
 * docs/semantics.md, 2, row by row: each test opens everything but one step, and closes or breaks that one.
 */
import { askReach } from '../../../lib/prover/network';
import type { ReachAnswer } from '../../../lib/prover/network/model';
import { replay } from '../../../lib/prover/replay';
import { Guard } from '../../../lib/world/guard';
import type { NetworkWorld } from '../../../lib/world/network/model';
import { token, worldOf, type WorldSpec } from './world';

function ask(world: NetworkWorld, source: string, destination: string, over = 'tcp/443', level: 'packet' | 'pivot' = 'packet'): ReachAnswer {
  const answer = askReach(world, [], { source, destination, over, level });
  // Whatever is said to be reachable passes the other judge.
  if (answer.path !== undefined) expect(replay(world, answer.path)).toEqual({ accepted: true });
  expect(answer.answer === 'reachable').toBe(answer.path !== undefined);
  if (answer.answer === 'unknown') expect(answer.unknowns.length).toBeGreaterThan(0);
  if (answer.answer === 'unreachable') expect(answer.blockedBy.length).toBeGreaterThan(0);
  return answer;
}

const codes = (a: ReachAnswer): string[] => a.blockedBy.map((b) => b.code);

/** Two workloads of which nothing keeps one from the other; a spec that is laid over it breaks one thing. */
function pair(over: WorldSpec = {}): NetworkWorld {
  return worldOf({
    groups: { A: { egress: [['internet', 'all']] }, B: { ingress: [['10.0.0.0/8', 'all']] }, ...over.groups },
    interfaces: { Client: { groups: ['A'] }, Server: { groups: ['B'] }, ...over.interfaces },
    ...Object.fromEntries(Object.entries(over).filter(([k]) => k !== 'groups' && k !== 'interfaces')),
  });
}

test('nothing in the way', () => {
  expect(ask(pair(), 'Client', 'Server').answer).toBe('reachable');
  expect(ask(pair(), 'Server', 'Client').answer).toBe('unreachable');
});

describe('1 and 2: groups', () => {
  test('egress keeps it in', () => {
    const world = pair({ groups: { A: { egress: [['10.9.0.0/16', 'all']] }, B: { ingress: [['10.0.0.0/8', 'all']] } } });
    expect(codes(ask(world, 'Client', 'Server'))).toEqual(['ENI_SG_RULES_MISMATCH']);
  });

  test('ingress keeps it out, by port and by peer', () => {
    expect(ask(pair({ groups: { B: { ingress: [['10.0.0.0/8', 'tcp/80']] } } }), 'Client', 'Server').answer).toBe('unreachable');
    expect(ask(pair({ groups: { B: { ingress: [['10.0.9.0/24', 'all']] } } }), 'Client', 'Server').answer).toBe('unreachable');
    expect(codes(ask(pair({ groups: { B: { ingress: [] } } }), 'Client', 'Server'))).toEqual(['SG_HAS_NO_RULES']);
  });

  test('a rule that names a group covers who has it', () => {
    expect(ask(pair({ groups: { B: { ingress: [['A', 'tcp/443']] } } }), 'Client', 'Server').answer).toBe('reachable');
    expect(ask(pair({ groups: { B: { ingress: [['B', 'tcp/443']] } } }), 'Client', 'Server').answer).toBe('unreachable');
  });

  test('rules of several groups add up', () => {
    const world = pair({ groups: { A: { egress: [] }, A2: { egress: [['internet', 'tcp/443']] } }, interfaces: { Client: { groups: ['A', 'A2'] } } });
    expect(ask(world, 'Client', 'Server').answer).toBe('reachable');
    expect(ask(world, 'Client', 'Server', 'tcp/80').answer).toBe('unreachable');
  });

  test('without groups of its own a resource has the default group', () => {
    const world = worldOf({ interfaces: { One: {}, Two: {} } });
    expect(ask(world, 'One', 'Two', 'udp/53').answer).toBe('reachable');
    expect(ask(world, 'internet', 'Two').answer).toBe('unreachable');
  });

  test('a class that takes no groups is not limited', () => {
    expect(ask(pair({ interfaces: { Server: { ungrouped: true } } }), 'Client', 'Server').answer).toBe('reachable');
  });

  test('a rule of part of the subnet reaches from that part', () => {
    const answer = ask(pair({ groups: { B: { ingress: [['10.0.1.128/25', 'tcp/443']] } } }), 'Client', 'Server');
    expect(answer.witness!.hops[0].sourceAddress).toBe('10.0.1.138');
  });
});

test('a hundred thousand rules, and the one that lets the packet through', () => {
  const cidr = (i: number): string => `${100 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}.0/24`;
  const world = pair({
    groups: { A: {}, B: { ingress: [...Array.from({ length: 100_000 }, (_, i) => [cidr(i), `tcp/${1 + (i % 7)}`] as const), ['10.0.1.0/24', 'tcp/443']] } },
    interfaces: { Client: { groups: ['A'], subnets: ['Private', 'Private2'] }, Server: { groups: ['B'], subnets: ['Public'], publicIpv4: true } },
  });
  const started = process.cpuUsage();
  expect(ask(world, 'Client', 'Server').witness!.hops[0].because.map((b) => b.pointer)).toContain('/Resources/B/Properties/SecurityGroupIngress/100000');
  expect(ask(world, '100.0.9.0/24', 'Server', 'tcp/3').witness!.hops[0].because[0].pointer).toBe('/Resources/B/Properties/SecurityGroupIngress/9');
  expect(ask(world, 'Client', 'Server', 'tcp/3').answer).toBe('unreachable');
  expect(process.cpuUsage(started).user / 1e6).toBeLessThan(30);
});

test('3: a balancer takes what it has listeners for', () => {
  const world = pair({ interfaces: { Server: { groups: ['B'], role: 'balancer', accepts: 'tcp/80' } } });
  expect(ask(world, 'Client', 'Server', 'tcp/80').answer).toBe('reachable');
  expect(codes(ask(world, 'Client', 'Server', 'tcp/443'))).toEqual(['ELBV2_LISTENERS_MISMATCH']);
});

describe('4: network ACLs', () => {
  const apart = (entries: NonNullable<WorldSpec['acls']>[string]['entries']): NetworkWorld => pair({
    acls: { Acl: { entries } },
    subnets: { Private: { cidr: '10.0.1.0/24' }, Data: { cidr: '10.0.2.0/24', acl: 'Acl' } },
    interfaces: { Server: { groups: ['B'], subnets: ['Data'] } },
  });
  const out = [100, 'egress', 'allow', 'any', 'all'] as const;

  test('first match wins, by number and not by place', () => {
    expect(ask(apart([[200, 'ingress', 'deny', 'any', 'all'], [100, 'ingress', 'allow', '10.0.0.0/8', 'tcp/443'], out]), 'Client', 'Server').answer).toBe('reachable');
    expect(codes(ask(apart([[100, 'ingress', 'deny', '10.0.1.0/24', 'tcp'], [200, 'ingress', 'allow', 'any', 'all'], out]), 'Client', 'Server'))).toEqual(['SUBNET_ACL_RESTRICTION']);
  });

  test('a reply needs the source port', () => {
    const world = apart([[100, 'ingress', 'allow', 'any', 'all'], [100, 'egress', 'allow', 'any', 'tcp/40000-40010']]);
    const answer = ask(world, 'Client', 'Server');
    expect(answer.witness!.hops[0].sourcePort).toBe(40000);
    expect(ask(apart([[100, 'ingress', 'allow', 'any', 'all']]), 'Client', 'Server').answer).toBe('unreachable');
    // only tcp needs one to be delivered
    expect(ask(apart([[100, 'ingress', 'allow', 'any', 'all']]), 'Client', 'Server', 'udp/53').answer).toBe('reachable');
  });

  test('an attacker may take a low port for its own', () => {
    expect(ask(apart([[100, 'ingress', 'allow', 'any', 'all'], [100, 'egress', 'allow', 'any', 'tcp/53']]), 'Client', 'Server').witness!.hops[0].sourcePort).toBe(53);
  });

  test('within one subnet lists do not apply', () => {
    const world = pair({ acls: { Acl: { entries: [] } }, subnets: { Private: { cidr: '10.0.1.0/24', acl: 'Acl' } } });
    expect(ask(world, 'Client', 'Server').answer).toBe('reachable');
  });

  test('an entry under a condition splits the list', () => {
    const prod = Guard.oneOf('Stage', ['prod']);
    const world = apart([[50, 'ingress', 'deny', 'any', 'all', prod], [100, 'ingress', 'allow', 'any', 'all'], out]);
    const answer = ask(world, 'Client', 'Server');
    expect(answer.path!.valuation.get('Stage')).toBe('other');
  });

  test('an entry with an unknown number may stand anywhere', () => {
    expect(ask(apart([[undefined, 'ingress', 'deny', 'any', 'tcp/443'], [100, 'ingress', 'allow', 'any', 'all'], out]), 'Client', 'Server').answer).toBe('unknown');
    expect(ask(apart([[undefined, 'ingress', 'allow', 'any', 'tcp/443'], [100, 'ingress', 'deny', 'any', 'all'], out]), 'Client', 'Server').answer).toBe('unknown');
    expect(ask(apart([[undefined, 'ingress', 'allow', 'any', 'tcp/80'], [100, 'ingress', 'deny', 'any', 'all'], out]), 'Client', 'Server').answer).toBe('unreachable');
  });

  test('tokens: a deny may deny all, and an allow may allow none', () => {
    expect(ask(apart([[50, 'ingress', 'deny', '?Bad', 'all'], [100, 'ingress', 'allow', 'any', 'all'], out]), 'Client', 'Server').answer).toBe('unknown');
    expect(ask(apart([[100, 'ingress', 'allow', '?Good', 'all'], out]), 'Client', 'Server').answer).toBe('unknown');
    expect(ask(apart([[50, 'ingress', 'allow', '?Good', 'all'], [100, 'ingress', 'allow', 'any', 'all'], out]), 'Client', 'Server').answer).toBe('reachable');
    expect(ask(apart([[50, 'ingress', 'token', 'any', 'all'], [100, 'ingress', 'allow', 'any', 'all'], out]), 'Client', 'Server').answer).toBe('unknown');
  });

  test('a list to which entries may be added says nothing', () => {
    const world = pair({
      acls: { Acl: { entries: [], open: [token('Acl')] } },
      subnets: { Private: { cidr: '10.0.1.0/24' }, Data: { cidr: '10.0.2.0/24', acl: 'Acl' } },
      interfaces: { Server: { groups: ['B'], subnets: ['Data'] } },
    });
    expect(ask(world, 'Client', 'Server').unknowns.map((u) => u.token)).toEqual(['Ref Acl']);
  });
});

describe('5: routes', () => {
  const two = (over: Partial<WorldSpec> = {}, back: readonly (readonly [string, string])[] = [['10.0.0.0/16', 'Peer']], there: readonly (readonly [string, string])[] = [['10.1.0.0/16', 'Peer']]): NetworkWorld => worldOf({
    vpcs: { One: { cidr: '10.0.0.0/16' }, Two: { cidr: '10.1.0.0/16' } },
    subnets: { Private: { vpc: 'One', cidr: '10.0.1.0/24', routes: there }, Far: { vpc: 'Two', cidr: '10.1.1.0/24', routes: back } },
    gateways: { Peer: { kind: 'peering', requester: 'One', accepter: 'Two' } },
    groups: { A: { vpc: 'One' }, B: { vpc: 'Two', ingress: [['A', 'tcp/443'], ['10.0.0.0/8', 'udp']] } },
    interfaces: { Client: { groups: ['A'] }, Server: { groups: ['B'], subnets: ['Far'] } },
    ...over,
  });

  test('a peering leads both ways, and groups are seen across it', () => {
    expect(ask(two(), 'Client', 'Server').answer).toBe('reachable');
  });

  test('without a way there, or for tcp back, there is no edge', () => {
    expect(codes(ask(two({}, undefined, []), 'Client', 'Server'))).toContain('NO_ROUTE_TO_DESTINATION');
    expect(codes(ask(two({}, []), 'Client', 'Server'))).toContain('NO_ROUTE_TO_DESTINATION');
    expect(ask(two({}, []), 'Client', 'Server', 'udp/53').answer).toBe('reachable');
  });

  test('the most specific route decides', () => {
    const world = two({ gateways: { Peer: { kind: 'peering', requester: 'One', accepter: 'Two' }, Vpn: { kind: 'vpn', vpcs: ['One'] } } }, undefined, [['10.1.0.0/16', 'Peer'], ['10.1.1.0/24', 'Vpn']]);
    expect(ask(world, 'Client', 'Server').answer).toBe('unreachable');
  });

  test('a transit gateway leads, and groups across it may match', () => {
    const gateways: WorldSpec['gateways'] = { Peer: { kind: 'transit', attachments: [{ id: 'T1', vpc: 'One', routes: [['10.1.0.0/16', 'T2']] }, { id: 'T2', vpc: 'Two', routes: [['10.0.0.0/16', 'T1']] }] } };
    expect(ask(two({ gateways }), 'Client', 'Server', 'udp/53').answer).toBe('reachable');
    expect(ask(two({ gateways }), 'Client', 'Server', 'tcp/443').answer).toBe('unknown');
    const oneWay: WorldSpec['gateways'] = { Peer: { kind: 'transit', attachments: [{ id: 'T1', vpc: 'One', routes: [] }, { id: 'T2', vpc: 'Two', routes: [['10.0.0.0/16', 'T1']] }] } };
    expect(ask(two({ gateways: oneWay }), 'Client', 'Server', 'udp/53').answer).toBe('unreachable');
  });

  test('a target that nobody knows may lead there', () => {
    expect(ask(two({}, undefined, [['10.1.0.0/16', '?Gateway']]), 'Client', 'Server', 'udp/53').answer).toBe('unknown');
    expect(ask(two({}, undefined, [['?Cidr', 'Peer']]), 'Client', 'Server', 'udp/53').answer).toBe('unknown');
  });

  test('a route that is not here may be more specific than every one that is', () => {
    const open = worldOf({
      subnets: { Public: { cidr: '10.0.0.0/24', routes: [['0.0.0.0/0', 'Igw']], openRoutes: [token('Propagation')] }, Data: { cidr: '10.0.2.0/24', openRoutes: [token('Propagation')] } },
      groups: { A: { ingress: [['internet', 'all']] } },
      interfaces: { Client: { groups: ['A'], subnets: ['Public'], publicIpv4: true }, Server: { groups: ['A'], subnets: ['Data'] } },
    });
    expect(ask(open, 'internet', 'Client').unknowns.map((u) => u.token)).toEqual(['Ref Propagation']);
    expect(ask(open, 'Client', 'internet').answer).toBe('unknown');
    // the local route is there all the same
    expect(ask(open, 'Client', 'Server').answer).toBe('reachable');
  });

  test('an appliance on a route inside the VPC passes on what it likes', () => {
    const world = pair({ subnets: { Private: { cidr: '10.0.1.0/24', routes: [['10.0.2.0/24', 'interface:Box']] }, Data: { cidr: '10.0.2.0/24' } }, interfaces: { Server: { groups: ['B'], subnets: ['Data'] } } });
    expect(ask(world, 'Client', 'Server').answer).toBe('unknown');
  });

  test('two VPCs that nothing joins', () => {
    expect(ask(two({ gateways: {} }, [], []), 'Client', 'Server', 'udp').answer).toBe('unreachable');
  });

  test('an external VPC leads everywhere and nowhere, unless it is flat', () => {
    const imported = (flat: boolean): NetworkWorld => worldOf({
      vpcs: { 'external:vpc-1': { external: true, ...flat ? { flat: true } : {} } },
      subnets: { 'external:subnet-1': { external: true }, 'external:subnet-2': { external: true } },
      groups: { A: {}, B: { ingress: [['A', 'tcp/443']] } },
      interfaces: { Client: { groups: ['A'], subnets: ['external:subnet-1'] }, Server: { groups: ['B'], subnets: ['external:subnet-2'] } },
    });
    expect(ask(imported(false), 'Client', 'Server').answer).toBe('unknown');
    const answer = ask(imported(true), 'Client', 'Server');
    expect(answer.answer).toBe('reachable');
    expect(answer.assumptions.join()).toContain('vpc-1` the local route and open network ACLs hold (assumed: flat)');
    expect(ask(imported(true), 'Client', 'internet').answer).toBe('unknown');
  });
});

describe('6: the internet', () => {
  const open: WorldSpec['groups'] = { B: { ingress: [['internet', 'all']] } };
  const shown = (over: WorldSpec, server: NonNullable<WorldSpec['interfaces']>[string], groups = open): NetworkWorld => worldOf({ ...over, groups, interfaces: { Server: { groups: ['B'], subnets: ['Public'], ...server } } });

  test('in: gateway, route and public address', () => {
    expect(ask(shown({}, { publicIpv4: true }), 'internet', 'Server').answer).toBe('reachable');
    expect(codes(ask(shown({}, {}), 'internet', 'Server'))).toEqual(['IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS']);
    expect(codes(ask(shown({}, { publicIpv4: true, subnets: ['Private'] }), 'internet', 'Server'))).toEqual(['NO_ROUTE_TO_DESTINATION']);
    expect(codes(ask(shown({ gateways: { Igw: { kind: 'internet', vpcs: [] } } }, { publicIpv4: true }), 'internet', 'Server'))).toEqual(['BAD_STATE_ATTACHMENT']);
    const elsewhere = shown({ vpcs: { Vpc: { cidr: '10.0.0.0/16' }, Other: { cidr: '10.1.0.0/16' } }, gateways: { Igw: { kind: 'internet', vpcs: ['Other'] } }, subnets: { Public: { cidr: '10.0.0.0/24', routes: [['0.0.0.0/0', 'Igw']] } } }, { publicIpv4: true });
    expect(codes(ask(elsewhere, 'internet', 'Server'))).toEqual(['BAD_STATE_ATTACHMENT']);
    expect(ask(shown({}, { publicIpv4: token('Public') }), 'internet', 'Server').unknowns.map((u) => u.token)).toEqual(['Ref Public']);
  });

  test('two halves are the whole internet, and each of them is a way in', () => {
    const halves: WorldSpec['groups'] = { B: { ingress: [['0.0.0.0/1', 'tcp/443'], ['128.0.0.0/1', 'tcp/443']] } };
    for (const source of ['internet', '8.8.8.0/24', '200.1.0.0/16']) expect(ask(shown({}, { publicIpv4: true }, halves), source, 'Server').answer).toBe('reachable');
  });

  test('private addresses do not come in by an internet gateway', () => {
    expect(ask(shown({}, { publicIpv4: true }, { B: { ingress: [['192.168.0.0/16', 'all']] } }), 'internet', 'Server').answer).toBe('unreachable');
    expect(ask(shown({}, { publicIpv4: true }, { B: { ingress: [['192.168.0.0/16', 'all']] } }), '192.168.0.0/16', 'Server').answer).toBe('unreachable');
  });

  test('IPv6 is open while IPv4 is closed', () => {
    const spec: WorldSpec = { vpcs: { Vpc: { cidr: '10.0.0.0/16', ipv6: '2600:1f18::/56' } }, gateways: { Igw: { kind: 'internet', vpcs: ['Vpc'] } }, subnets: { Public: { cidr: '10.0.0.0/24', ipv6: '2600:1f18::/64', routes: [['0.0.0.0/0', 'Igw'], ['::/0', 'Igw']] } } };
    const groups: WorldSpec['groups'] = { B: { ingress: [['::/0', 'tcp/443']] } };
    expect(ask(shown(spec, { publicIpv4: true }, groups), 'internet', 'Server').answer).toBe('unreachable');
    const answer = ask(shown(spec, { publicIpv4: true, ipv6: true }, groups), 'internet', 'Server');
    expect(answer.witness!.hops[0]).toMatchObject({ sourceAddress: '2001:4860:4860::8888', destinationAddress: '2600:1f18::b' });
    expect(ask(shown(spec, { publicIpv4: true, ipv6: true }, groups), 'internet-ipv4', 'Server').answer).toBe('unreachable');
  });

  test('out: a public address, or a NAT gateway whose subnet leads out', () => {
    const nat = (routes: readonly (readonly [string, string])[]): NetworkWorld => worldOf({
      gateways: { Igw: { kind: 'internet', vpcs: ['Vpc'] }, Nat: { kind: 'nat', subnet: 'Public' } },
      subnets: { Public: { cidr: '10.0.0.0/24', routes }, Private: { cidr: '10.0.1.0/24', routes: [['0.0.0.0/0', 'Nat']] } },
      groups: { A: {}, B: { ingress: [['internet', 'all']] } },
      interfaces: { Client: { groups: ['A'] }, Server: { groups: ['B'], publicIpv4: true } },
    });
    expect(ask(nat([['0.0.0.0/0', 'Igw']]), 'Client', 'internet').answer).toBe('reachable');
    expect(codes(ask(nat([]), 'Client', 'internet'))).toEqual(['CANNOT_ROUTE']);
    // a NAT gateway lets nothing in, public address or not
    expect(codes(ask(nat([['0.0.0.0/0', 'Igw']]), 'internet', 'Server'))).toEqual(['NO_ROUTE_TO_DESTINATION']);
    const bare = worldOf({ groups: { A: {} }, interfaces: { Client: { groups: ['A'], subnets: ['Public'] } } });
    expect(codes(ask(bare, 'Client', 'internet'))).toEqual(['IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS']);
  });

  test('the lists of a NAT gateway\'s subnet count', () => {
    const nat = (ports: string): NetworkWorld => worldOf({
      acls: { Acl: { entries: [[100, 'egress', 'allow', 'any', 'all'], [100, 'ingress', 'allow', '10.0.0.0/8', 'all'], [110, 'ingress', 'allow', 'any', ports]] } },
      gateways: { Igw: { kind: 'internet', vpcs: ['Vpc'] }, Nat: { kind: 'nat', subnet: 'Public' } },
      subnets: { Public: { cidr: '10.0.0.0/24', acl: 'Acl', routes: [['0.0.0.0/0', 'Igw']] }, Private: { cidr: '10.0.1.0/24', routes: [['0.0.0.0/0', 'Nat']] } },
      groups: { A: {} },
      interfaces: { Client: { groups: ['A'] } },
    });
    expect(ask(nat('tcp/1024-65535'), 'Client', 'internet').answer).toBe('reachable');
    expect(ask(nat('tcp/80'), 'Client', 'internet').answer).toBe('unreachable');
  });

  test('an egress-only gateway leads IPv6 out and nothing in', () => {
    const world = worldOf({
      vpcs: { Vpc: { cidr: '10.0.0.0/16', ipv6: '2600:1f18::/56' } },
      gateways: { Out: { kind: 'egressOnly', vpc: 'Vpc' } },
      subnets: { Private: { cidr: '10.0.1.0/24', ipv6: '2600:1f18:0:1::/64', routes: [['::/0', 'Out'], ['0.0.0.0/0', 'Out']] } },
      groups: { A: { ingress: [['internet', 'all']] } },
      interfaces: { Client: { groups: ['A'], ipv6: true, publicIpv4: true } },
    });
    expect(ask(world, 'Client', 'internet').witness!.hops[0].destinationAddress).toBe('2001:4860:4860::8888');
    expect(ask(world, 'Client', 'internet-ipv4').answer).toBe('unreachable');
    expect(ask(world, 'internet', 'Client').answer).toBe('unreachable');
  });

  test('block public access stops it, unless the subnet is exempt', () => {
    const blocked = (direction: 'both' | 'ingress', exempt?: 'both' | 'egress'): NetworkWorld => worldOf({
      vpcs: { Vpc: { cidr: '10.0.0.0/16', blocked: direction } }, gateways: { Igw: { kind: 'internet', vpcs: ['Vpc'] } },
      subnets: { Public: { cidr: '10.0.0.0/24', routes: [['0.0.0.0/0', 'Igw']], ...exempt === undefined ? {} : { exempt } } },
      groups: open, interfaces: { Server: { groups: ['B'], subnets: ['Public'], publicIpv4: true } },
    });
    expect(codes(ask(blocked('both'), 'internet', 'Server'))).toEqual(['VPC_BLOCK_PUBLIC_ACCESS_ENABLED']);
    expect(ask(blocked('ingress'), 'internet', 'Server').answer).toBe('unreachable');
    expect(ask(blocked('both', 'both'), 'internet', 'Server').answer).toBe('reachable');
    expect(ask(blocked('both', 'egress'), 'internet', 'Server').answer).toBe('unreachable');
    expect(ask(blocked('both'), 'Server', 'internet').answer).toBe('unreachable');
  });

  test('a workload in no VPC reaches the internet, and nothing reaches it', () => {
    const world = worldOf({ groups: open, interfaces: { Fn: { outside: true, type: 'AWS::Lambda::Function' }, Server: { groups: ['B'], ungrouped: true } } });
    expect(ask(world, 'Fn', 'internet').answer).toBe('reachable');
    expect(ask(world, 'Fn', 'Server').answer).toBe('unreachable');
    expect(ask(world, 'Server', 'Fn').answer).toBe('unreachable');
    expect(ask(world, 'internet', 'Fn').answer).toBe('unreachable');
  });
});

describe('7: private networks outside', () => {
  const office = (via: 'vpn' | 'transit' | 'peering'): NetworkWorld => worldOf({
    vpcs: { Vpc: { cidr: '10.0.0.0/16' }, 'external:vpc-9': { external: true } },
    gateways: {
      Way: via === 'vpn' ? { kind: 'vpn', vpcs: ['Vpc'] }
        : via === 'peering' ? { kind: 'peering', requester: 'Vpc', accepter: 'external:vpc-9' }
          : { kind: 'transit', attachments: [{ id: 'Mine', vpc: 'Vpc', routes: [['0.0.0.0/0', 'Theirs']] }, { id: 'Theirs', routes: [] }] },
    },
    subnets: { Private: { vpc: 'Vpc', cidr: '10.0.1.0/24', routes: [['192.168.0.0/16', 'Way'], ['0.0.0.0/0', 'Way']] } },
    groups: { B: { ingress: [['internet', 'all']] } },
    interfaces: { Server: { groups: ['B'] } },
  });

  test.each(['vpn', 'transit', 'peering'] as const)('%s', (via) => {
    expect(ask(office(via), '192.168.7.0/24', 'Server').answer).toBe('reachable');
    expect(ask(office(via), 'Server', '192.168.7.0/24').answer).toBe('reachable');
    // what it passes on from the internet is its own affair
    expect(ask(office(via), 'internet', 'Server').answer).toBe('unknown');
  });

  test('without a route nothing comes', () => {
    expect(ask(worldOf({ groups: { B: { ingress: [['internet', 'all']] } }, interfaces: { Server: { groups: ['B'] } } }), '192.168.7.0/24', 'Server').answer).toBe('unreachable');
  });
});

describe('what is not known', () => {
  test.each<[string, WorldSpec]>([
    ['a token in a CIDR', { groups: { B: { ingress: [['?Cidr', 'all']] } } }],
    ['a token for a group', { groups: { B: { ingress: [['??Group', 'all']] } } }],
    ['a token in a list of groups', { interfaces: { Server: { opaqueGroups: [token('Groups')] } } }],
    ['a group to which rules may be added', { groups: { B: { ingress: [], open: [token('B')] } } }],
    ['the default egress rule beside standalone ones', { groups: { A: { egress: [['10.9.0.0/16', 'all']], hearsayEgress: true }, B: { ingress: [['10.0.0.0/8', 'all']] } } }],
    ['a class whose subnets are not known', { interfaces: { Server: { groups: ['B'], subnets: [] } } }],
    ['a prefix list of unknown entries', { groups: { B: { ingress: [['pl:List', 'all']] } }, prefixLists: { List: {} } }],
  ])('%s is MAY and not MUST', (_, spec) => {
    expect(ask(pair(spec), 'Client', 'Server').answer).toBe('unknown');
  });

  test('a token in the list of groups of the source may be the group that is let in', () => {
    const world = pair({ groups: { A: { egress: [] }, B: { ingress: [['A', 'all']] } }, interfaces: { Client: { opaqueGroups: [token('Groups')] } } });
    expect(ask(world, 'Client', 'Server').answer).toBe('unknown');
  });

  test('a known list is its entries', () => {
    const world = pair({ groups: { B: { ingress: [['pl:List', 'all']] } }, prefixLists: { List: { entries: ['10.0.1.0/24'] } } });
    expect(ask(world, 'Client', 'Server').answer).toBe('reachable');
  });

  test('a hidden address is whatever it is: only rules that cover them all count', () => {
    const hidden = (ingress: string): NetworkWorld => pair({ groups: { B: { ingress: [[ingress, 'all']] } }, subnets: { Private: {} } });
    expect(ask(hidden('10.0.0.0/16'), 'Client', 'Server').answer).toBe('reachable');
    expect(ask(hidden('10.0.1.0/24'), 'Client', 'Server').answer).toBe('unknown');
  });
});

describe('conditions', () => {
  const prod = Guard.oneOf('Stage', ['prod']);
  const world = (egress: Guard, ingress: Guard): NetworkWorld => worldOf({
    groups: { A: { egress: [['internet', 'all', egress]] }, B: { ingress: [['A', 'all', ingress]] } },
    interfaces: { Client: { groups: ['A'] }, Server: { groups: ['B'] } },
    conditions: { 'App.IsProd': prod },
  });

  test('two that exclude each other are no edge', () => {
    expect(ask(world(prod, prod.not()), 'Client', 'Server').answer).toBe('unreachable');
    expect(ask(world(prod, prod), 'Client', 'Server').witness!.conditions).toEqual({ 'App.IsProd': true });
    expect(ask(world(prod.not(), Guard.ALWAYS), 'Client', 'Server').witness!.conditions).toEqual({ 'App.IsProd': false });
  });

  test('a formula that was given up may hold and is not certain', () => {
    expect(ask(world(Guard.UNSURE, Guard.ALWAYS), 'Client', 'Server').answer).toBe('unknown');
  });

  test('on a path of several hops', () => {
    const chain = worldOf({
      groups: { A: {}, B: { ingress: [['A', 'tcp', prod]] }, C: { ingress: [['B', 'tcp']] }, D: { ingress: [['C', 'tcp', prod.not()]] } },
      interfaces: { One: { groups: ['A'] }, Two: { groups: ['B'] }, Three: { groups: ['C'] }, Four: { groups: ['D'] } },
    });
    expect(ask(chain, 'One', 'Four', 'tcp', 'pivot').answer).toBe('unreachable');
    expect(ask(chain, 'One', 'Three', 'tcp', 'pivot').answer).toBe('reachable');
    expect(ask(chain, 'Two', 'Four', 'tcp', 'pivot').answer).toBe('reachable');
  });

  test('a path goes on from where it arrived', () => {
    const world = worldOf({
      acls: { Shut: { entries: [[100, 'ingress', 'allow', 'any', 'all']] } },
      subnets: { Public: { cidr: '10.0.0.0/24', acl: 'Shut' }, Private: { cidr: '10.0.1.0/24' }, Data: { cidr: '10.0.2.0/24' } },
      groups: { A: {}, B: { ingress: [['A', 'udp']] }, C: { ingress: [['10.0.1.0/24', 'tcp']] } },
      // One reaches Two in the subnet whose list lets nothing out; in the other Two is not let in
      interfaces: { One: { groups: ['A'], subnets: ['Data'] }, Two: { groups: ['B'], subnets: ['Public'] }, Three: { groups: ['C'], subnets: ['Data'] } },
    });
    expect(ask(world, 'One', 'Two', 'udp').answer).toBe('reachable');
    expect(ask(world, 'One', 'Three', 'tcp', 'pivot').answer).toBe('unreachable');
  });
});

describe('proxies', () => {
  const shop = (over: Partial<NonNullable<WorldSpec['forwards']>[number]> = {}, api: WorldSpec['groups'] = { Api: { ingress: [['Alb', 'tcp/8080']], egress: [] } }): NetworkWorld => worldOf({
    groups: { Alb: { ingress: [['internet', 'tcp/443']], egress: [['internet', 'all']] }, Other: { ingress: [['Alb', 'all']] }, ...api },
    interfaces: {
      Alb: { groups: ['Alb'], subnets: ['Public'], publicIpv4: true, role: 'balancer', accepts: 'tcp/443', type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
      Api: { groups: ['Api'] },
      Other: { groups: ['Other'] },
    },
    forwards: [{ source: 'Alb', targets: ['Api'], listens: 'tcp/443', connections: 'tcp/8080', ...over }],
  });

  test('a balancer forwards what its listener took, and nothing else', () => {
    const answer = ask(shop(), 'internet', 'Api', 'tcp/8080', 'pivot');
    expect(answer.witness!.hops.map((h) => [h.source, h.destination, h.port, h.via])).toEqual([['internet', 'Alb', 443, undefined], ['Alb', 'Api', 8080, 'proxy']]);
    expect(ask(shop(), 'internet', 'Other', 'all', 'pivot').answer).toBe('unreachable');
    expect(ask(shop({ listens: 'tcp/80' }), 'internet', 'Api', 'tcp/8080', 'pivot').answer).toBe('unreachable');
    expect(codes(ask(shop(), 'Alb', 'Other', 'tcp/8080'))).toContain('ELBV2_LISTENER_REQUIRES_TG_ACCEPT');
  });

  test('targets that are registered at run time may be any interface of the VPC', () => {
    expect(ask(shop({ targets: [], unlisted: [token('Targets')] }), 'internet', 'Other', 'tcp/8080', 'pivot').unknowns.map((u) => u.token)).toContain('Ref Targets');
  });

  test('where the client\'s address is kept, the target\'s rules see the client', () => {
    const kept = (ingress: string): NetworkWorld => shop({ preservesClient: true }, { Api: { ingress: [[ingress, 'tcp/8080']], egress: [] } });
    expect(ask(kept('internet'), 'internet', 'Api', 'tcp/8080', 'pivot').answer).toBe('reachable');
    expect(ask(kept('192.168.0.0/16'), 'internet', 'Api', 'tcp/8080', 'pivot').answer).toBe('unreachable');
    const narrow = ask(kept('198.51.100.0/24'), 'internet', 'Api', 'tcp/8080', 'pivot');
    expect(narrow.witness!.hops[0].sourceAddress).toMatch(/^198\.51\.100\./);
  });

  test('an entry that is no interface', () => {
    const world = worldOf({
      groups: { Link: { egress: [['internet', 'all']] }, Nlb: { ingress: [['Link', 'tcp/80']] } },
      interfaces: { Link: { groups: ['Link'], role: 'link' }, Nlb: { groups: ['Nlb'], role: 'balancer', accepts: 'tcp/80' } },
      forwards: [
        { source: 'entry:App.Api', targets: ['Link'], listens: 'tcp/443', connections: 'tcp/80', entry: ['internet', 'tcp/443'] },
        { source: 'Link', targets: ['Nlb'], listens: 'tcp/80', connections: 'tcp/80' },
      ],
    });
    expect(ask(world, 'internet', 'Nlb', 'tcp/80', 'pivot').witness!.hops.map((h) => [h.source, h.destination])).toEqual([['internet', 'Api'], ['Api', 'Link'], ['Link', 'Nlb']]);
  });

  test('an interface endpoint starts nothing', () => {
    const world = worldOf({ groups: { E: { ingress: [['internet', 'all']] }, B: { ingress: [['E', 'all']] } }, interfaces: { Endpoint: { groups: ['E'], role: 'endpoint' }, Server: { groups: ['B'] }, Client: { groups: ['E'] } } });
    expect(ask(world, 'Endpoint', 'Server').answer).toBe('unreachable');
    expect(ask(world, 'Client', 'Endpoint').answer).toBe('reachable');
  });
});

describe('paths', () => {
  const chain = (names: readonly string[]): NetworkWorld => worldOf({
    groups: Object.fromEntries(names.map((n, i) => [n, { ingress: i === 0 ? [['internet', 'tcp/22']] : [[names[i - 1], 'tcp/22']] }])) as WorldSpec['groups'],
    interfaces: Object.fromEntries(names.map((n, i) => [n, { groups: [n], ...i === 0 ? { subnets: ['Public'], publicIpv4: true } : {} }])),
  });

  test('a chain of groups over three segments, and it is the shortest', () => {
    const answer = ask(chain(['Web', 'Ops', 'Data']), 'internet', 'Data', 'tcp/22', 'pivot');
    expect(answer.witness!.hops.map((h) => h.destination)).toEqual(['Web', 'Ops', 'Data']);
    expect(answer.witness!.hops.map((h) => h.via)).toEqual([undefined, 'compromise', 'compromise']);
    expect(ask(chain(['Web', 'Ops', 'Data']), 'internet', 'Data', 'tcp/22', 'packet').answer).toBe('unreachable');
  });

  test('a path never leads through the internet', () => {
    const world = worldOf({
      groups: { A: {}, B: { ingress: [['internet', 'all']] } },
      subnets: { Public: { cidr: '10.0.0.0/24', routes: [['0.0.0.0/0', 'Igw']] } },
      interfaces: { Client: { outside: true }, Server: { groups: ['B'], subnets: ['Public'], publicIpv4: true } },
    });
    expect(ask(world, 'Client', 'Server', 'all', 'pivot').answer).toBe('unreachable');
  });

  test('an exception is no "no edge"', () => {
    const world = chain(['Web', 'Ops']);
    (world.groups.get('App.Ops')!.rules[0] as { connections: unknown }).connections = { may: { get boundaries() { throw new Error('boom'); } }, must: null, unknowns: [{}] };
    expect(() => askReach(world, [], { source: 'Web', destination: 'Ops', over: 'tcp/22', level: 'packet' })).toThrow('boom');
  });
});

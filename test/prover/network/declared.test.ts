/**
 * docs/semantics.md, 3 and 4: nothing more, nothing less, and what counts as declared.
 */
import type { VerdictData } from '../../../lib/contract/verdicts';
import { proveNetwork } from '../../../lib/prover/network';
import { replay } from '../../../lib/prover/replay';
import { Guard } from '../../../lib/world/guard';
import type { NetworkWorld } from '../../../lib/world/network/model';
import { boundOf, type IntentSpec } from './intent';
import { token, worldOf, type WorldSpec } from './world';

function prove(world: NetworkWorld, spec: IntentSpec, scope: 'declared' | 'assembly' = 'declared'): readonly VerdictData[] {
  const { verdicts, paths } = proveNetwork({ world, intents: [boundOf(spec)], guarantees: [], scope });
  for (const v of verdicts) {
    expect(v.id).toMatch(/^[a-z-]+\.[0-9a-f]{16}$/);
    if (v.verdict === 'unknown') expect(v.unknowns.length).toBeGreaterThan(0);
    if (v.verdict === 'violated' && (v.witness?.hops.length ?? 0) > 0) expect(replay(world, paths!.get(v.id)!)).toEqual({ accepted: true });
  }
  return verdicts;
}

const more = (vs: readonly VerdictData[]): string[] => vs.filter((v) => v.kind === 'nothing-more' && v.severity === 'error').map((v) => `${v.verdict} ${v.question.slice(14)}`).sort();
const less = (vs: readonly VerdictData[]): string[] => vs.filter((v) => v.kind === 'nothing-less').map((v) => `${v.verdict} ${v.question.slice(14)}`).sort();

const shop = (over: WorldSpec['groups'] = {}, rest: WorldSpec = {}): NetworkWorld => worldOf({
  ...rest,
  groups: { WebSg: { ingress: [], egress: [['DbSg', 'tcp/5432']] }, DbSg: { ingress: [['WebSg', 'tcp/5432']], egress: [] }, ...over },
  interfaces: { Web: { groups: ['WebSg'] }, Db: { groups: ['DbSg'], role: 'store', type: 'AWS::RDS::DBInstance' }, ...rest.interfaces },
});
const intent: IntentSpec = { segments: { web: ['Web'], db: { members: ['Db'], jewel: true } }, flows: [['web', 'db', 'tcp/5432', 'f1']] };

test('exactly what was declared', () => {
  const verdicts = prove(shop(), intent);
  expect(more(verdicts)).toEqual(['proved db', 'proved web']);
  expect(less(verdicts)).toEqual(['proved web -> db tcp/5432 (f1)']);
  expect(verdicts.every((v) => v.assumptions.length >= 3)).toBe(true);
  expect(verdicts.find((v) => v.question === 'nothing more: db')!.strict).toBe(true);
});

test('a port more is shown, with the rule and what to do', () => {
  const verdicts = prove(shop({ WebSg: { egress: [['DbSg', 'tcp/5432-5433']] }, DbSg: { ingress: [['WebSg', 'tcp/5432-5433']], egress: [] } }), intent);
  expect(more(verdicts)).toEqual(['violated web -> db tcp/5433']);
  const v = verdicts.find((x) => x.verdict === 'violated')!;
  expect(v.witness!.hops).toMatchObject([{ source: 'web', destination: 'db', protocol: 'tcp', port: 5433 }]);
  expect(v.witness!.hops[0].because.map((b) => b.what)).toEqual(['egress rule', 'ingress rule']);
  expect(v).toMatchObject({ severity: 'error', strict: true, at: { resource: 'DbSg' }, subject: { source: 'web', destination: 'db', over: 'tcp/5433' } });
  expect(v.fix).toBe('remove or narrow the ingress rule of `DbSg` (/Resources/DbSg/Properties/SecurityGroupIngress/0), or declare a flow from web to db over tcp/5433');
});

test('a token more is unknown, and named by itself', () => {
  const verdicts = prove(shop({ DbSg: { ingress: [['WebSg', 'tcp/5432'], ['?ClientCidr', 'tcp/22']], egress: [] } }, { interfaces: { Ops: {}, Ops2: {} } }), intent);
  expect(more(verdicts)).toEqual(['proved web', 'unknown Ref ClientCidr -> db tcp/22']);
  expect(verdicts.find((v) => v.verdict === 'unknown')!.unknowns).toEqual([{ token: 'Ref ClientCidr', pointer: '/Parameters/ClientCidr', template: 'App.template.json', assume: 'ClientCidr=<value>', why: 'a parameter that nobody sets' }]);
});

test('two halves of the internet are the internet', () => {
  const world = shop({ WebSg: { ingress: [['0.0.0.0/1', 'tcp/443'], ['128.0.0.0/1', 'tcp/443']], egress: [['DbSg', 'tcp/5432']] } }, { interfaces: { Web: { groups: ['WebSg'], subnets: ['Public'], publicIpv4: true } } });
  expect(more(prove(world, intent))).toEqual(['proved db', 'violated internet -> web tcp/443']);
  expect(more(prove(world, { ...intent, flows: [...intent.flows!, ['internet', 'web', 'tcp/443']] }))).toEqual(['proved db', 'proved web']);
  // half of it is not all of it
  expect(more(prove(world, { ...intent, flows: [...intent.flows!, ['0.0.0.0/1', 'web', 'tcp/443']] }))).toEqual(['proved db', 'violated 128.0.0.0/2, 192.0.0.0/9, 192.128.0.0/11 and 10 more ranges -> web tcp/443'].map((t) => (t.startsWith('violated') ? expect.stringMatching(/^violated (internet|128\.0\.0\.0.*) -> web tcp\/443$/) : t)));
});

test('excess of others is a warning, or an error of the assembly', () => {
  const world = shop({}, { interfaces: { One: {}, Two: {} } });
  const at = (scope: 'declared' | 'assembly'): string[] => prove(world, intent, scope).filter((v) => v.kind === 'nothing-more' && v.verdict === 'violated').map((v) => `${v.severity} ${v.question.slice(14)}`);
  expect(at('declared')).toEqual(expect.arrayContaining(['warning One -> Two all', 'warning Two -> One all']));
  expect(at('assembly')).toEqual(expect.arrayContaining(['error One -> Two all']));
  expect(at('declared').some((t) => t.startsWith('error'))).toBe(false);
});

describe('declared by address', () => {
  const wide = shop({ WebSg: { ingress: [], egress: [['internet', 'tcp/443']] }, DbSg: { ingress: [['10.0.0.0/16', 'tcp/443']], egress: [] } });

  test('both sides have to say so', () => {
    const flows = (...list: NonNullable<IntentSpec['flows']>): IntentSpec => ({ ...intent, flows: list });
    expect(more(prove(wide, flows(['10.0.0.0/16', 'db', 'tcp/443'])))).toContain('violated web -> db tcp/443');
    expect(more(prove(wide, flows(['web', 'internet', 'tcp/443'])))).toContain('violated web -> db tcp/443');
    expect(more(prove(wide, flows(['10.0.0.0/16', 'db', 'tcp/443'], ['web', 'internet', 'tcp/443'])))).not.toContain('violated web -> db tcp/443');
    // addresses that do not hold all that web can have
    expect(more(prove(wide, flows(['10.0.1.0/25', 'db', 'tcp/443'], ['web', 'internet', 'tcp/443'])))).toContain('violated web -> db tcp/443');
  });

  test('a side that is no member needs no flow', () => {
    const other = shop({ WebSg: { ingress: [], egress: [] }, DbSg: { ingress: [['10.0.0.0/16', 'tcp/443']], egress: [] } }, { interfaces: { Ops: {} } });
    expect(more(prove(other, { ...intent, flows: [] }))).toContain('violated Ops -> db tcp/443');
    expect(more(prove(other, { ...intent, flows: [['10.0.0.0/16', 'db', 'tcp/443']] }))).toEqual(['proved db', 'proved web']);
  });
});

describe('services', () => {
  const world = (endpoint: boolean): NetworkWorld => worldOf({
    gateways: { Igw: { kind: 'internet', vpcs: ['Vpc'] }, Nat: { kind: 'nat', subnet: 'Public' } },
    subnets: { Public: { cidr: '10.0.0.0/24', routes: [['0.0.0.0/0', 'Igw']] }, Private: { cidr: '10.0.1.0/24', routes: endpoint ? [] : [['0.0.0.0/0', 'Nat']] } },
    prefixLists: { 'external:aws/eu-west-1/s3': { awsName: 'com.amazonaws.eu-west-1.s3' } },
    groups: { WebSg: { ingress: [], egress: endpoint ? [['LogsSg', 'tcp/443'], ['pl:external:aws/eu-west-1/s3', 'tcp/443']] : [['0.0.0.0/0', 'tcp/443']] }, LogsSg: { ingress: [['WebSg', 'tcp/443']], egress: [] } },
    interfaces: { Web: { groups: ['WebSg'] }, ...endpoint ? { Logs: { groups: ['LogsSg'], role: 'endpoint' as const } } : {} },
    endpoints: endpoint ? { LogsEndpoint: { kind: 'interface', service: 'com.amazonaws.eu-west-1.logs', interface: 'Logs' }, S3: { kind: 'gateway', service: 'com.amazonaws.eu-west-1.s3', routeTables: ['Private'] } } : {},
  });
  const spec = (access: string, service = 'logs'): IntentSpec => ({ segments: { web: ['Web'] }, flows: [['web', `service:${service}`, 'tcp/443', service, 'implied']], endpoints: [{ service, kind: service === 's3' ? 'gateway' : 'interface', access }] });

  test('an interface endpoint, and a gateway endpoint', () => {
    const both: IntentSpec = { segments: { web: ['Web'] }, flows: [['web', 'service:logs', 'tcp/443', 'logs', 'implied'], ['web', 'service:s3', 'tcp/443', 's3']], endpoints: [{ service: 'logs', kind: 'interface', access: 'create' }, { service: 's3', kind: 'gateway', access: 'create' }] };
    const verdicts = prove(world(true), both);
    expect(more(verdicts)).toEqual(['proved web']);
    expect(less(verdicts)).toEqual(['proved web -> service:logs tcp/443 (logs)', 'proved web -> service:s3 tcp/443 (s3)']);
    expect(verdicts.filter((v) => v.implied).map((v) => v.flows)).toEqual([['logs']]);
    // a service that nobody declared
    expect(more(prove(world(true), spec('create')))).toEqual(['violated web -> service:s3 tcp/443']);
    expect(more(prove(world(true), spec('create', 's3')))).toEqual(['violated web -> Logs tcp/443']);
  });

  test('over NAT every address is permitted, and the verdict says so', () => {
    const verdicts = prove(world(false), spec('nat'));
    expect(more(verdicts)).toEqual(['proved web']);
    expect(less(verdicts)).toEqual(['proved web -> service:logs tcp/443 (logs)']);
    expect(verdicts.every((v) => v.assumptions.join().includes('NAT'))).toBe(true);
    expect(more(prove(world(false), spec('create')))).toEqual(['violated web -> internet tcp/443']);
  });

  test('a shared hub is its addresses; an existing endpoint its group', () => {
    const hub = worldOf({ gateways: { Way: { kind: 'vpn', vpcs: ['Vpc'] } }, vpcs: { Vpc: {} }, subnets: { Private: { cidr: '10.0.1.0/24', routes: [['172.16.0.0/16', 'Way']] } }, groups: { WebSg: { egress: [['172.16.0.0/24', 'tcp/443']] } }, interfaces: { Web: { groups: ['WebSg'] } } });
    const flows: IntentSpec = { segments: { web: ['Web'] }, flows: [['web', 'service:logs', 'tcp/443', 'logs']], endpoints: [{ service: 'logs', kind: 'interface', access: 'sharedHub', addresses: ['172.16.0.0/24'] }] };
    expect([...more(prove(hub, flows)), ...less(prove(hub, flows))]).toEqual(['proved web', 'proved web -> service:logs tcp/443 (logs)']);
    const existing = worldOf({ groups: { WebSg: { egress: [['external:sg-9', 'tcp/443']] }, 'external:sg-9': { external: true, egress: [] } }, interfaces: { Web: { groups: ['WebSg'] } } });
    const at: IntentSpec = { ...flows, endpoints: [{ service: 'logs', kind: 'interface', access: 'existing', group: 'sg-9' }] };
    expect([...more(prove(existing, at)), ...less(prove(existing, at))]).toEqual(['proved web', 'proved web -> service:logs tcp/443 (logs)']);
  });

  test('without a way there it is broken', () => {
    const cut = worldOf({ groups: { WebSg: { egress: [['0.0.0.0/0', 'tcp/443']] } }, interfaces: { Web: { groups: ['WebSg'] } } });
    const verdicts = prove(cut, spec('nat'));
    expect(less(verdicts)).toEqual(['violated web -> service:logs tcp/443 (logs)']);
    expect(verdicts.find((v) => v.kind === 'nothing-less')!.blockedBy!.map((b) => b.code)).toEqual(['NO_ROUTE_TO_DESTINATION']);
  });
});

describe('lists and groups of others', () => {
  test('a token is declared by the same token', () => {
    const world = (lists: WorldSpec['prefixLists']): NetworkWorld => worldOf({ prefixLists: lists, groups: { WebSg: { ingress: [['pl:Partners', 'tcp/443']], egress: [] } }, interfaces: { Web: { groups: ['WebSg'], subnets: ['Public'], publicIpv4: true } } });
    const declared: IntentSpec = { segments: { web: ['Web'] }, flows: [['list:Partners', 'web', 'tcp/443', 'f']] };
    expect(more(prove(world({ Partners: {} }), declared))).toEqual(['proved web']);
    expect(more(prove(world({ Partners: {} }), { ...declared, flows: [['list:Other', 'web', 'tcp/443', 'f']] }))).toEqual(['violated Partners -> web tcp/443'].map(() => expect.stringContaining('-> web tcp/443')));
    expect(less(prove(world({ Partners: { entries: ['203.0.113.0/24'] } }), declared))).toEqual(['proved Partners -> web tcp/443 (f)']);
  });

  test('a group of another account: judged on the side that is here', () => {
    const world = worldOf({ groups: { WebSg: { ingress: [['external:sg-7', 'tcp/443']], egress: [] }, 'external:sg-7': { external: true, egress: [] } }, interfaces: { Web: { groups: ['WebSg'] } } });
    const declared: IntentSpec = { segments: { web: ['Web'] }, flows: [['account:111122223333/sg-7', 'web', 'tcp/443', 'f']] };
    const verdicts = prove(world, declared);
    expect([...more(verdicts), ...less(verdicts)]).toEqual(['proved web', 'proved account:111122223333/sg-7 -> web tcp/443 (f)']);
    expect(verdicts.find((v) => v.kind === 'nothing-less')!.assumptions.join()).toContain('judged on the side that is');
    expect(more(prove(world, { segments: { web: ['Web'] } }))).toEqual(['unknown sg-7 -> web tcp/443']);
    expect(less(prove(world, { ...declared, flows: [['account:111122223333/sg-7', 'web', 'tcp/444', 'f']] }))).toEqual(['violated account:111122223333/sg-7 -> web tcp/444 (f)']);
  });

  test('imported members: their own rules are not known', () => {
    const world = worldOf({ groups: { WebSg: { ingress: [], egress: [['external:sg-7', 'tcp/5432']] }, 'external:sg-7': { external: true, egress: [], ingress: [['WebSg', 'tcp/5432']] } }, interfaces: { Web: { groups: ['WebSg'] } } });
    const verdicts = prove(world, { segments: { web: ['Web'], db: { groups: ['external:sg-7'], jewel: true } }, flows: [['web', 'db', 'tcp/5432', 'f']] });
    expect(more(verdicts)).toEqual(['proved web', 'unknown db']);
    expect(less(verdicts)).toEqual(['proved web -> db tcp/5432 (f)']);
    expect(verdicts.find((v) => v.question === 'nothing more: db')).toMatchObject({ strict: true });
  });
});

describe('nothing less', () => {
  const broken = (groups: WorldSpec['groups'], rest: WorldSpec = {}): VerdictData => prove(shop(groups, rest), intent).find((v) => v.kind === 'nothing-less')!;

  test('egress that blocks', () => {
    const v = broken({ WebSg: { egress: [] } });
    expect(v).toMatchObject({ verdict: 'violated', flows: ['f1'], blockedBy: [{ code: 'SG_HAS_NO_RULES', text: 'the security groups of `web` have no egress rules' }] });
    expect(v.fix).toBe('the security groups of `web` have no egress rules: open it, or remove flow `f1`');
    expect(v.blockedBy![0].because[0]).toMatchObject({ resource: 'WebSg', what: 'security group' });
  });

  test('a token that only may be the group is unknown', () => {
    expect(broken({ DbSg: { ingress: [['??Group', 'tcp/5432']], egress: [] } })).toMatchObject({ verdict: 'unknown', unknowns: [{ token: 'Ref Group' }] });
  });

  test('one of two subnets is cut off', () => {
    const world: WorldSpec = { acls: { Shut: { entries: [] } }, subnets: { Private: { cidr: '10.0.1.0/24' }, Data: { cidr: '10.0.2.0/24', acl: 'Shut' }, Data2: { cidr: '10.0.3.0/24' } }, interfaces: { Db: { groups: ['DbSg'], subnets: ['Data', 'Data2'] } } };
    expect(broken({}, world)).toMatchObject({ verdict: 'violated', blockedBy: [{ code: 'SUBNET_ACL_RESTRICTION' }] });
  });

  test('replies on every ephemeral port, and of udp too', () => {
    const world = (ports: string): WorldSpec => ({ acls: { Acl: { entries: [[1, 'ingress', 'allow', 'any', 'all'], [1, 'egress', 'allow', 'any', ports]] } }, subnets: { Private: { cidr: '10.0.1.0/24' }, Data: { cidr: '10.0.2.0/24', acl: 'Acl' } }, interfaces: { Db: { groups: ['DbSg'], subnets: ['Data'] } } });
    expect(broken({}, world('tcp/1024-65535')).verdict).toBe('proved');
    expect(broken({}, world('tcp/32768-65535')).verdict).toBe('violated');
    const udp = { WebSg: { egress: [['DbSg', 'udp/53']] }, DbSg: { ingress: [['WebSg', 'udp/53']] } } as WorldSpec['groups'];
    const dns: IntentSpec = { ...intent, flows: [['web', 'db', 'udp/53', 'f1']] };
    expect(less(prove(shop(udp, world('tcp')), dns))).toEqual(['unknown web -> db udp/53 (f1)']);
    expect(less(prove(shop(udp, world('udp/1024-65535')), dns))).toEqual(['proved web -> db udp/53 (f1)']);
  });

  test('under a condition it is broken under the other, and the choice is shown', () => {
    const prod = Guard.oneOf('Stage', ['prod'], ['prod', 'test']);
    const v = broken({ DbSg: { ingress: [['WebSg', 'tcp/5432', prod]], egress: [] } }, { conditions: { 'App.IsProd': prod } });
    expect(v).toMatchObject({ verdict: 'violated', witness: { hops: [], conditions: { 'App.IsProd': false }, parameters: { Stage: 'test' } } });
    const opposite = shop({ DbSg: { ingress: [['WebSg', 'tcp/5432', prod], ['10.0.0.0/8', 'tcp/5432', prod.not()]], egress: [] } });
    expect(less(prove(opposite, intent))).toEqual(['proved web -> db tcp/5432 (f1)']);
    // where one of the two does not exist there is nothing to work
    expect(broken({ DbSg: { ingress: [['WebSg', 'tcp/5432', prod]], egress: [] } }, { interfaces: { Db: { groups: ['DbSg'], guard: prod } } }).verdict).toBe('proved');
  });

  test('from the internet: each family that the member has', () => {
    const world = (rules: readonly string[], over: object): NetworkWorld => worldOf({
      vpcs: { Vpc: { cidr: '10.0.0.0/16', ipv6: '2600:1f18::/56' } }, gateways: { Igw: { kind: 'internet', vpcs: ['Vpc'] } },
      subnets: { Public: { cidr: '10.0.0.0/24', ipv6: '2600:1f18::/64', routes: [['0.0.0.0/0', 'Igw'], ['::/0', 'Igw']] } },
      groups: { WebSg: { ingress: rules.map((r) => [r, 'tcp/443'] as const), egress: [] } }, interfaces: { Web: { groups: ['WebSg'], subnets: ['Public'], ...over } },
    });
    const flow: IntentSpec = { segments: { web: ['Web'] }, flows: [['internet', 'web', 'tcp/443', 'f']] };
    const verdict = (w: NetworkWorld): string => less(prove(w, flow))[0].split(' ')[0];
    expect(verdict(world(['0.0.0.0/0', '::/0'], { publicIpv4: true, ipv6: true }))).toBe('proved');
    expect(verdict(world(['0.0.0.0/0'], { publicIpv4: true }))).toBe('proved');
    expect(verdict(world(['0.0.0.0/0'], { publicIpv4: true, ipv6: true }))).toBe('violated');
    expect(verdict(world(['0.0.0.0/0', '::/0'], {}))).toBe('violated');
    // told to have IPv6 in a subnet without any
    const plain = worldOf({ groups: { WebSg: { ingress: [['internet', 'tcp/443']], egress: [] } }, interfaces: { Web: { groups: ['WebSg'], subnets: ['Public'], ipv6: true } } });
    expect(verdict(plain)).toBe('violated');
    expect(verdict(world(['0.0.0.0/1'], { publicIpv4: true }))).toBe('violated');
    const six: IntentSpec = { ...flow, flows: [['internet-ipv6', 'web', 'tcp/443', 'f']] };
    expect(less(prove(world(['::/0'], { publicIpv4: true }), six))).toEqual(['violated internet-ipv6 -> web tcp/443 (f)']);
    expect(less(prove(world(['::/0'], { ipv6: true }), six))).toEqual(['proved internet-ipv6 -> web tcp/443 (f)']);
  });

  test('behind a proxy that keeps the client\'s address it works for everybody who gets to the proxy', () => {
    const world = (ingress: string, client = true): NetworkWorld => worldOf({
      groups: { C: {}, ApiSg: { ingress: [[ingress, 'tcp/8080']], egress: [] } },
      interfaces: { Nlb: { ungrouped: true, role: 'balancer', accepts: 'tcp/80', subnets: ['Public'], publicIpv4: client }, Client: { groups: ['C'] }, Api: { groups: ['ApiSg'] } },
      forwards: [{ source: 'Nlb', targets: ['Api'], listens: 'tcp/80', connections: 'tcp/8080', preservesClient: true }],
    });
    const flow: IntentSpec = { segments: { nlb: ['Nlb'], api: ['Api'] }, flows: [['nlb', 'api', 'tcp/8080', 'f']] };
    expect(less(prove(world('0.0.0.0/0'), flow))).toEqual(['proved nlb -> api tcp/8080 (f)']);
    expect(less(prove(world('10.0.0.0/16'), flow))).toEqual(['unknown nlb -> api tcp/8080 (f)']);
    expect(less(prove(world('10.0.0.0/16', false), flow))).toEqual(['proved nlb -> api tcp/8080 (f)']);
    expect(less(prove(world('192.168.0.0/16', false), flow))).toEqual(['unknown nlb -> api tcp/8080 (f)']);
  });

  test('a segment without members has no end, and the verdict says so', () => {
    const [v] = prove(shop(), { segments: { web: ['Web'], empty: [] }, flows: [['web', 'empty', 'tcp/1', 'f']] }).filter((x) => x.kind === 'nothing-less');
    expect(v.verdict).toBe('proved');
    expect(v.assumptions.join()).toContain('segment `empty` has no members');
  });

  test('a member that was not found is unknown, never left out', () => {
    const verdicts = prove(shop(), { ...intent, segments: { web: ['Web'], db: { members: ['Db'], unbound: ['App/Cache'] } } });
    expect([...more(verdicts), ...less(verdicts)]).toEqual(['proved web', 'unknown db', 'unknown web -> db tcp/5432 (f1)']);
  });

  test('excess hides nothing that was not found', () => {
    const verdicts = prove(shop({ WebSg: { egress: [['DbSg', 'all']] }, DbSg: { ingress: [['WebSg', 'tcp/5432-5433']], egress: [] } }), { ...intent, segments: { web: ['Web'], db: { members: ['Db'], unbound: ['App/Cache'] } } });
    expect(more(verdicts)).toEqual(['unknown db', 'violated web -> db tcp/5433']);
  });

  test('a macro that may hide resources proves nothing', () => {
    const verdicts = prove(shop({}, { unknowns: [{ ...token('x'), token: 'Transform AWS::Include' }] }), intent);
    expect(verdicts.map((v) => v.verdict)).toEqual(verdicts.map(() => 'unknown'));
  });
});

test('two stages with one name each', () => {
  const world = shop();
  const { verdicts } = proveNetwork({ world, intents: [boundOf({ ...intent, stage: 'Prod' }), boundOf({ ...intent, stage: 'Test', segments: { web: [], db: [] } })], guarantees: [], scope: 'declared' });
  expect(more(verdicts)).toEqual(['proved Prod/App/ZeroTrust#db', 'proved Prod/App/ZeroTrust#web', 'proved Test/App/ZeroTrust#db', 'proved Test/App/ZeroTrust#web']);
  expect(new Set(verdicts.map((v) => v.id)).size).toBe(verdicts.length);
});

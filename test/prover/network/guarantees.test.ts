/** docs/semantics.md, 3: the table of verdicts for what somebody wrote down. */
import type { VerdictData } from '../../../lib/contract/verdicts';
import type { GuaranteeData } from '../../../lib/intent/model';
import { proveNetwork } from '../../../lib/prover/network';
import { replay } from '../../../lib/prover/replay';
import { Guard } from '../../../lib/world/guard';
import type { NetworkWorld } from '../../../lib/world/network/model';
import { boundOf } from './intent';
import { token, worldOf, type WorldSpec } from './world';

function judge(world: NetworkWorld, g: Omit<GuaranteeData, 'scope'>, segments: Readonly<Record<string, readonly string[]>> = {}): VerdictData {
  const intents = Object.keys(segments).length === 0 ? [] : [boundOf({ segments, guarantees: [g] })];
  const { verdicts, paths } = proveNetwork({ world, intents, guarantees: intents.length > 0 ? [] : [{ scope: '', ...g }], scope: 'declared' });
  const [verdict] = verdicts.filter((v) => v.kind === g.kind);
  expect(verdict).toMatchObject({ strict: true, severity: 'error' });
  if ((verdict.witness?.hops.length ?? 0) > 0) expect(replay(world, paths!.get(verdict.id)!)).toEqual({ accepted: true });
  if (verdict.verdict === 'unknown') expect(verdict.unknowns.length).toBeGreaterThan(0);
  return verdict;
}

/** internet -> Web -> Api -> Db, and an Ops that may send to Db and nobody lets in. */
const shop = (over: WorldSpec['groups'] = {}): NetworkWorld => worldOf({
  groups: { Web: { ingress: [['internet', 'tcp/443']] }, Api: { ingress: [['Web', 'tcp/8080']], egress: [['Db', 'all']] }, Db: { ingress: [['Api', 'tcp/5432']], egress: [] }, Ops: { egress: [['Db', 'all']] }, ...over },
  interfaces: { Web: { groups: ['Web'], subnets: ['Public'], publicIpv4: true }, Api: { groups: ['Api'] }, Db: { groups: ['Db'], role: 'store' }, Ops: { groups: ['Ops'] } },
});

test('denies: packet and pivot are two questions', () => {
  expect(judge(shop(), { kind: 'denies', source: 'internet', destination: 'Db', over: 'tcp/5432', level: 'packet' }).verdict).toBe('proved');
  const pivot = judge(shop(), { kind: 'denies', source: 'internet', destination: 'Db', over: 'tcp/5432' });
  expect(pivot).toMatchObject({ verdict: 'violated', level: 'pivot', question: 'denies internet -> Db tcp/5432 pivot' });
  expect(pivot.witness!.hops.map((h) => h.destination)).toEqual(['Web', 'Api', 'Db']);
  expect(pivot.fix).toContain('ingress rule of `Db`');
  expect(judge(shop(), { kind: 'denies', source: 'Ops', destination: 'Db' }).verdict).toBe('proved');
});

test('denies over several ports asks for any, permits for each', () => {
  expect(judge(shop(), { kind: 'denies', source: 'Api', destination: 'Db', over: 'tcp/22, tcp/5432' }).verdict).toBe('violated');
  expect(judge(shop(), { kind: 'denies', source: 'Api', destination: 'Db', over: 'tcp/22' }).verdict).toBe('proved');
  expect(judge(shop(), { kind: 'permits', source: 'Api', destination: 'Db', over: 'tcp/5432' }).verdict).toBe('proved');
  expect(judge(shop(), { kind: 'permits', source: 'Api', destination: 'Db', over: 'tcp/22, tcp/5432' })).toMatchObject({ verdict: 'violated', level: 'packet', blockedBy: [{ code: 'ENI_SG_RULES_MISMATCH', text: 'no ingress rule of `Db` allows tcp/22 from `Api`' }] });
});

test('a token makes both unknown, and says which', () => {
  const world = shop({ Db: { ingress: [['?Cidr', 'tcp/5432']], egress: [] } });
  expect(judge(world, { kind: 'denies', source: 'Ops', destination: 'Db' })).toMatchObject({ verdict: 'unknown', unknowns: [{ token: 'Ref Cidr', assume: 'Cidr=<value>' }] });
  expect(judge(world, { kind: 'permits', source: 'Ops', destination: 'Db', over: 'tcp/5432' })).toMatchObject({ verdict: 'unknown', unknowns: [{ token: 'Ref Cidr' }] });
});

describe('onlyVia', () => {
  const only = (world: NetworkWorld, via: readonly string[]): VerdictData => judge(world, { kind: 'onlyVia', source: 'internet', destination: 'Db', via });

  test('no way but through', () => expect(only(shop(), ['Api']).verdict).toBe('proved'));
  test('several, of which one is enough', () => expect(only(shop(), ['Ops', 'Web']).verdict).toBe('proved'));
  test('a way around is shown', () => {
    const v = only(shop({ Db: { ingress: [['Api', 'tcp/5432'], ['Web', 'tcp/5432']], egress: [] } }), ['Api']);
    expect(v.witness!.hops.map((h) => h.destination)).toEqual(['Web', 'Db']);
    expect(v.fix).toContain('so that only Api leads there');
  });
  test('a way around that a token may open', () => expect(only(shop({ Db: { ingress: [['Api', 'tcp/5432'], ['??Group', 'tcp/5432']], egress: [] } }), ['Api']).verdict).toBe('unknown'));
});

test('a segment is each of its members', () => {
  const world = shop();
  expect(judge(world, { kind: 'permits', source: 'front', destination: 'db', over: 'tcp/5432' }, { front: ['Api'], db: ['Db'] }).verdict).toBe('proved');
  expect(judge(world, { kind: 'permits', source: 'front', destination: 'db', over: 'tcp/5432' }, { front: ['Api', 'Web'], db: ['Db'] }).verdict).toBe('violated');
  expect(judge(world, { kind: 'denies', source: 'front', destination: 'db' }, { front: ['Ops', 'Api'], db: ['Db'] }).verdict).toBe('violated');
});

test('permits from and to addresses', () => {
  expect(judge(shop(), { kind: 'permits', source: 'internet-ipv4', destination: 'Web', over: 'tcp/443' }).verdict).toBe('proved');
  expect(judge(shop(), { kind: 'permits', source: '203.0.113.0/24', destination: 'Web', over: 'tcp/443' }).verdict).toBe('proved');
  expect(judge(shop({ Web: { ingress: [['203.0.113.0/25', 'tcp/443']] } }), { kind: 'permits', source: '203.0.113.0/24', destination: 'Web', over: 'tcp/443' }).verdict).toBe('violated');
  expect(judge(shop(), { kind: 'permits', source: 'Web', destination: 'internet-ipv4', over: 'tcp/443' }).verdict).toBe('proved');
  expect(judge(shop(), { kind: 'permits', source: 'Api', destination: 'internet', over: 'tcp/443' }).verdict).toBe('violated');
});

test('permits at pivot level', () => {
  expect(judge(shop(), { kind: 'permits', source: 'internet', destination: 'Db', over: 'tcp/5432', level: 'pivot' }).verdict).toBe('proved');
  expect(judge(shop(), { kind: 'permits', source: 'Ops', destination: 'Db', over: 'tcp/5432', level: 'pivot' }).verdict).toBe('violated');
});

test('conditions: a path for some choice violates, permits needs every', () => {
  const prod = Guard.oneOf('Stage', ['prod']);
  const world = shop({ Db: { ingress: [['Ops', 'tcp/22', prod]], egress: [] } });
  expect(judge(world, { kind: 'denies', source: 'Ops', destination: 'Db' })).toMatchObject({ verdict: 'violated', witness: { parameters: { Stage: 'prod' } } });
  expect(judge(world, { kind: 'permits', source: 'Ops', destination: 'Db', over: 'tcp/22' }).verdict).toBe('violated');
});

test('a macro that may hide resources leaves no denial proved', () => {
  const world = { ...shop(), unknowns: [{ ...token('x'), token: 'Transform' }] };
  expect(judge(world, { kind: 'denies', source: 'Ops', destination: 'Db' })).toMatchObject({ verdict: 'unknown', unknowns: [{ token: 'Transform' }] });
});

test('ids are stable and tell questions apart', () => {
  const id = (g: Omit<GuaranteeData, 'scope'>): string => judge(shop(), g).id;
  expect(id({ kind: 'denies', source: 'Ops', destination: 'Db' })).toBe(id({ kind: 'denies', source: 'Ops', destination: 'Db' }));
  expect(new Set([id({ kind: 'denies', source: 'Ops', destination: 'Db' }), id({ kind: 'denies', source: 'Db', destination: 'Ops' }), id({ kind: 'denies', source: 'Ops', destination: 'Db', over: 'tcp/22' }), id({ kind: 'denies', source: 'Ops', destination: 'Db', level: 'packet' })]).size).toBe(4);
});

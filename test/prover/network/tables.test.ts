/** All pairs, the list of edges, and the standing questions. */
import { edges, pivotClosure, standingQuestions } from '../../../lib/prover/network';
import { Draw } from './draw';
import { replay } from '../../../lib/prover/replay';
import { Guard } from '../../../lib/world/guard';
import { boundOf } from './intent';
import { token, worldOf, type WorldSpec } from './world';

const shop = (): ReturnType<typeof worldOf> => worldOf({
  groups: { Web: { ingress: [['internet', 'tcp/443']] }, Api: { ingress: [['Web', 'tcp/8080']], egress: [['Db', 'all']] }, Db: { ingress: [['Api', 'tcp/5432'], ['?Cidr', 'tcp/22']], egress: [] } },
  interfaces: { Web: { groups: ['Web'], subnets: ['Public'], publicIpv4: true }, Api: { groups: ['Api'] }, Db: { groups: ['Db'], role: 'store', type: 'AWS::RDS::DBInstance' } },
});

describe('closure', () => {
  test('MAY and MUST', () => {
    const closure = pivotClosure(shop());
    expect(closure.reaches('internet', 'App.Db', 'must')).toBe(true);
    expect(closure.reaches('App.Db', 'App.Web')).toBe(false);
    expect([...closure.pairs('must')].map((p) => p.join(' '))).toEqual(['App.Api App.Db', 'App.Web App.Api', 'App.Web App.Db', 'internet App.Api', 'internet App.Db', 'internet App.Web']);
    expect(closure.count('must')).toBe(6);
    expect(closure.reaches('nobody', 'App.Db')).toBe(false);
  });

  test('conditions: MAY ignores them, MUST follows only what always holds', () => {
    const prod = Guard.oneOf('Stage', ['prod']);
    const closure = pivotClosure(worldOf({ groups: { A: {}, B: { ingress: [['A', 'all', prod]] } }, interfaces: { One: { groups: ['A'] }, Two: { groups: ['B'] } } }));
    expect([closure.reaches('App.One', 'App.Two', 'may'), closure.reaches('App.One', 'App.Two', 'must')]).toEqual([true, false]);
  });

  test('a rule of addresses: none, some and all of a class', () => {
    const reach = (cidr: string): boolean[] => {
      const closure = pivotClosure(worldOf({ groups: { A: {}, B: { ingress: [[cidr, 'tcp/1']], egress: [] } }, interfaces: { One: { groups: ['A'], subnets: ['Private', 'Private2'] }, Two: { groups: ['B'] } } }));
      return [closure.reaches('App.One', 'App.Two', 'may'), closure.reaches('App.One', 'App.Two', 'must')];
    };
    expect(reach('10.0.9.0/24')).toEqual([false, false]);
    expect(reach('10.0.1.0/24')).toEqual([true, false]);
    expect(reach('10.0.0.0/16')).toEqual([true, true]);
  });

  test('against the definition, on random graphs with cycles', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const draw = new Draw(seed);
      const names = Array.from({ length: 3 + draw.below(12) }, (_, i) => `N${i}`);
      const arrows = new Set<string>();
      for (const from of names) for (const to of names) if (draw.below(6) === 0) arrows.add(`${from} ${to}`);
      const spec: WorldSpec = {
        groups: Object.fromEntries(names.map((n) => [n, { ingress: names.filter((m) => arrows.has(`${m} ${n}`)).map((m) => [m, 'tcp/1'] as const) }])),
        interfaces: Object.fromEntries(names.map((n) => [n, { groups: [n], type: 'AWS::ECS::Service' }])),
      };
      const closure = pivotClosure(worldOf(spec));
      const reach = new Set(arrows);
      for (const k of names) for (const i of names) for (const j of names) if (reach.has(`${i} ${k}`) && reach.has(`${k} ${j}`)) reach.add(`${i} ${j}`);
      expect([...closure.pairs()].map((p) => p.map((x) => x.slice(4)).join(' ')).sort()).toEqual([...reach].sort());
      expect(closure.count()).toBe(reach.size);
      expect(closure.count('must')).toBe(reach.size);
    }
  });
});

test('edges: between segments where there are, with what declares them', () => {
  const world = shop();
  const list = edges(world, [boundOf({ segments: { web: ['Web'], api: ['Api'] }, flows: [['internet', 'web', 'tcp/443', 'in'], ['web', 'api', 'tcp/8080', 'f', 'implied']] })]);
  expect(list.map((e) => `${e.source} -> ${e.destination} ${e.over} ${e.certain ? 'certain' : 'possible'} ${e.declared ? 'declared' : 'undeclared'} ${e.flows.join()}`)).toEqual([
    'api -> Db tcp/22 possible undeclared ',
    'api -> Db tcp/5432 certain undeclared ',
    'internet -> web tcp/443 certain declared in',
    'web -> Db tcp/22 possible undeclared ',
    'web -> api tcp/8080 certain declared f',
    'web -> internet all certain undeclared ',
  ]);
  expect(list.find((e) => e.destination === 'api')!.implied).toBe(true);
  expect(list.find((e) => e.destination === 'api')!.because.map((b) => b.what).sort()).toEqual(['egress rule', 'ingress rule']);
  expect(edges(world, [])).toEqual(edges(shop(), []));
});

test('edges: a balancer starts what it forwards and nothing else', () => {
  const world = worldOf({
    groups: { Alb: { ingress: [['internet', 'tcp/443']] }, Api: { ingress: [['Alb', 'all']], egress: [] } },
    interfaces: { Alb: { groups: ['Alb'], subnets: ['Public'], publicIpv4: true, role: 'balancer', accepts: 'tcp/443' }, Api: { groups: ['Api'] }, Other: { groups: ['Api'] } },
    forwards: [{ source: 'Alb', targets: ['Api'], listens: 'tcp/443', connections: 'tcp/80' }],
  });
  expect(edges(world, []).map((e) => `${e.source} -> ${e.destination} ${e.over}`)).toEqual(['Alb -> Api tcp/80', 'internet -> Alb tcp/443']);
});

describe('standing questions', () => {
  const asked = (world: ReturnType<typeof worldOf>): string[] => {
    const { verdicts, paths } = standingQuestions(world);
    for (const v of verdicts) if (v.verdict === 'violated') expect(replay(world, paths!.get(v.id)!)).toEqual({ accepted: true });
    return verdicts.map((v) => `${v.verdict} ${v.severity} ${v.question}`).sort();
  };

  test('what the internet reaches, what reaches each store, the widest rules', () => {
    expect(asked(shop())).toEqual([
      'proved error internet reaches data store Db',
      'proved warning wide ingress rule of Web: ::/0 over tcp/443 (nothing outside gets to it)',
      'violated error internet reaches data store Db over any number of hops',
      'violated warning internet reaches Web over tcp/443',
      'violated warning wide ingress rule of Web: 0.0.0.0/0 over tcp/443',
    ]);
  });

  test('a database in two subnets of which one is public', () => {
    const world = worldOf({ groups: { Db: { ingress: [['0.0.0.0/0', 'tcp/5432']], egress: [] } }, interfaces: { Db: { groups: ['Db'], subnets: ['Private', 'Public'], publicIpv4: true, role: 'store' } } });
    expect(asked(world)).toContain('violated error internet reaches data store Db');
  });

  test('a token leaves it open', () => {
    const world = worldOf({ groups: { Db: { ingress: [['?Cidr', 'tcp/5432']], egress: [] } }, interfaces: { Db: { groups: ['Db'], subnets: ['Public'], publicIpv4: true, role: 'store' } } });
    expect(standingQuestions(world).verdicts.filter((v) => v.verdict === 'unknown').map((v) => v.unknowns[0].token)).toEqual(['Ref Cidr', 'Ref Cidr']);
    expect(asked({ ...shop(), unknowns: [{ ...token('x'), token: 'Transform' }] })).toContain('unknown error internet reaches data store Db');
  });

  test('nothing to ask of nothing', () => expect(standingQuestions(worldOf({})).verdicts).toEqual([]));
});

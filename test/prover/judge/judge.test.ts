/** From templates to a file of verdicts: what is asked, what is replayed, what is not proved, and how it ends. */
import type { VerdictData, VerdictFile } from '../../../lib/contract/verdicts';
import type { GuaranteeData } from '../../../lib/intent/model';
import { DisagreementError } from '../../../lib/prover/disagreement';
import { openWith } from '../../../lib/prover/judge-with';
import { NameError } from '../../../lib/prover/network/names';
import { replay } from '../../../lib/prover/replay';
import { exitCodeOf } from '../../../lib/prover/summary';
import { InputError } from '../../../lib/world/input-error';
import type { NetworkWorld } from '../../../lib/world/network/model';
import { makeFace, shop, token } from '../replay/shop';
import { emptyWorld, type Fake, fakeTools, firstHop, intentFile, segment, templatesWith, verdict, violated, witness, worldWith } from './fakes';

const RESOURCES = { Web: { Type: 'AWS::ECS::Service', Metadata: { 'aws:cdk:path': 'App/Web/Service' } }, Db: { Type: 'AWS::RDS::DBInstance', Metadata: { 'aws:cdk:path': 'App/Db/Resource' } } };
const templates = (...files: readonly ReturnType<typeof intentFile>[]): ReturnType<typeof templatesWith> => templatesWith([{ key: 'App', body: { Resources: RESOURCES } }], files);
const denies: GuaranteeData = { scope: '', kind: 'denies', source: 'internet', destination: '10.0.0.0/8', over: 'all', level: 'pivot' };
const judged = (fake: Fake, file = intentFile(), guarantees: readonly GuaranteeData[] = []): VerdictFile => openWith(fakeTools(fake), templates(file)).judge({ guarantees });

describe('what is asked', () => {
  const standing = { verdicts: [verdict({ id: 'standing.1', kind: 'standing' })] };
  const proof = { verdicts: [verdict()] };
  const ids = (file: VerdictFile): string[] => file.verdicts.map((v) => v.id);

  test('without intent and guarantees the standing questions', () => {
    const tools = fakeTools({ standing, proof });
    expect(ids(openWith(tools, templates()).judge())).toEqual(['standing.1']);
    expect(tools.questions).toEqual([]);
  });
  test('with guarantees alone both', () => {
    const tools = fakeTools({ standing, proof });
    expect(ids(openWith(tools, templates()).judge({ guarantees: [denies] }))).toEqual(['denies.1', 'standing.1']);
    expect(tools.questions[0]).toMatchObject({ guarantees: [denies], intents: [], scope: 'declared' });
  });
  test('with an intent its questions, and no standing ones', () => {
    const tools = fakeTools({ standing, proof });
    expect(ids(openWith(tools, templates(intentFile())).judge({ scope: 'assembly' }))).toEqual(['denies.1']);
    expect(tools.questions[0]).toMatchObject({ scope: 'assembly', guarantees: [] });
  });
});

describe('every counterexample is replayed', () => {
  const world = shop().world as unknown as NetworkWorld;
  const paths = (path = firstHop()): ReadonlyMap<string, ReturnType<typeof firstHop>> => new Map([['denies.1', path]]);
  const run = (v: VerdictData, over: Partial<Fake> = {}, p: ReadonlyMap<string, ReturnType<typeof firstHop>> | undefined = paths()): (() => VerdictFile) => () => judged({ world, replay, proof: { verdicts: [v], paths: p }, ...over });

  test('one that is accepted is told', () => expect(run(violated())().summary).toMatchObject({ violated: 1 }));

  test.each<[string, VerdictData, string, ReturnType<typeof firstHop>?]>([
    ['is refused', violated(), 'denies.1` (hop 1 of 1: ingress', { ...firstHop(), hops: [{ ...firstHop().hops[0], connection: { protocol: 6, port: 22 } }] }],
    ['comes without witness', violated({ witness: undefined }), 'without a witness'],
    ['is not the one that is shown', violated({ witness: { ...witness!, hops: [{ ...witness!.hops[0], port: 8443 }] } }), 'shows port 8443'],
    ['has another protocol', violated({ witness: { ...witness!, hops: [{ ...witness!.hops[0], protocol: 'udp' }] } }), 'shows protocol udp'],
    ['has more hops than are shown', violated({ witness: { ...witness!, hops: [] } }), '0 hops, the path 1'],
    ['is about another connection', violated({ subject: { source: 'internet', destination: 'docs', over: 'tcp/5432' } }), 'none of `tcp/5432`'],
    ['goes on by another means', violated({ witness: { ...witness!, hops: [{ ...witness!.hops[0], via: 'proxy' }] } }), 'shows `proxy`'],
  ])('one that %s is a bug of ours', (_, v, words, path = firstHop()) => {
    expect(run(v, {}, paths(path))).toThrow(DisagreementError);
    expect(run(v, {}, paths(path))).toThrow(words);
  });

  test('one without a path is a bug of ours', () => expect(run(violated(), {}, new Map())).toThrow('without the path'));
  test('what is violated by absence has no path', () => {
    expect(run(violated({ kind: 'permits', witness: undefined }))().summary).toMatchObject({ violated: 1 });
    expect(run(violated({ kind: 'nothing-less', witness: undefined }))().summary).toMatchObject({ violated: 1 });
  });
  test('the message says whose bug it is', () => expect(new DisagreementError('denies.1', 'hop 1').message).toMatch(/^this is a bug of zero-trust, not of your app: .*`denies\.1` \(hop 1\)/));
});

describe('what cannot be read is not proved', () => {
  const hidden = { token: 'Transform Macro', template: 'App.template.json', pointer: '/Transform', assume: 'Macro=none', why: 'it may make any resource' };

  test('beside resources that a macro hides', () => {
    const { verdicts, summary } = judged({ world: emptyWorld({ unknowns: [hidden] }), proof: { verdicts: [verdict(), violated({ id: 'x', witness: { hops: [{ ...witness!.hops[0] }], conditions: {} } })], paths: new Map([['x', firstHop()]]) } });
    expect(verdicts.map((v) => v.verdict)).toEqual(['unknown', 'violated']);
    expect(verdicts[0].unknowns).toEqual([hidden]);
    expect(summary).toMatchObject({ proved: 0, unknown: 1, violated: 1 });
  });

  const lost = intentFile({ segments: [segment('docs', [{ path: 'App/Gone', type: 'AWS::X', template: 'App.template.json', logicalId: 'Gone' }], { crownJewel: { classification: 'secret' } })] });
  test('of a segment one of whose members is nowhere', () => {
    const file = judged({ proof: { verdicts: [verdict(), verdict({ id: 'denies.2', subject: { source: 'internet', destination: 'web', over: 'all' } }), verdict({ id: 'denies.3', level: 'pivot', subject: { source: 'internet', destination: 'web', over: 'all' } })] } }, lost);
    expect(file.verdicts.map((v) => [v.id.split('.')[0], v.verdict, v.strict])).toEqual([['denies', 'unknown', false], ['denies', 'proved', false], ['denies', 'unknown', false], ['member', 'violated', true]]);
    expect(file.verdicts[3]).toMatchObject({ question: 'member App/Gone of docs stands in the network', at: { template: 'App.template.json', resource: 'Gone' } });
    expect(file.verdicts[3].id).toMatch(/^[A-Za-z0-9.-]+$/);
    expect(exitCodeOf(file)).toBe(1);
  });
});

describe('guarantees of other planes', () => {
  const only: GuaranteeData = { scope: '', kind: 'only', principals: ['ApiRole'], resource: 'Table', actions: ['dynamodb:GetItem'] };
  const identified: GuaranteeData = { scope: '', kind: 'identified', target: 'Fn' };
  test('are unknown, strict, and say why, wherever they stand', () => {
    const tools = fakeTools();
    const file = openWith(tools, templates(intentFile({ guarantees: [identified] }))).judge({ guarantees: [only] });
    expect(file.verdicts.map((v) => [v.kind, v.verdict, v.strict, v.unknowns[0].why])).toEqual([
      ['identified', 'unknown', true, 'judged by the identity plane, which this version does not have'],
      ['only', 'unknown', true, 'judged by the identity plane, which this version does not have'],
    ]);
    expect(exitCodeOf(file)).toBe(3);
    expect(tools.questions[0].guarantees).toEqual([]);
  });
});

describe('names of guarantees', () => {
  const web = makeFace('App.Web', [], [], { tags: { app: 'web' }, place: { template: '', pointer: '', resource: 'Web', constructPath: 'App/Web/Service' } });
  const world = emptyWorld({ interfaces: new Map([['App.Web', web]]) });
  const asked = (over: Partial<GuaranteeData>) => (): unknown => openWith(fakeTools({ world }), templates(intentFile({ segments: [segment('shop', [])], enclaves: [{ scope: '', id: 'legacy', displayName: '', cidrs: [], owner: '', until: '', compensation: '' }] }))).judge({ guarantees: [{ ...denies, destination: 'shop', ...over }] });

  test.each(['internet', 'internet-ipv4', '10.0.0.0/8', '2001:db8::/32', 'shop', 'App/ZeroTrust#shop', 'legacy', 'Web', 'App.Web', 'App/Web/Service', 'App/Web', 'tag:app=web'])('`%s` is one', (name) => {
    expect(asked({ source: name })).not.toThrow();
  });
  test.each([['Wep', 'did you mean `Web`?'], ['App.Webb', 'did you mean `App.Web`?'], ['tag:app=wep', 'did you mean `tag:app=web`?'], ['10.0.0.1/8', 'host bits'], ['nowhere-near-anything', 'unknown name `nowhere-near-anything`']])('`%s` is none', (name, words) => {
    for (const run of [asked({ source: name }), asked({ destination: name }), asked({ kind: 'onlyVia', via: [name] })]) {
      expect(run).toThrow(InputError);
      expect(run).toThrow(words);
    }
    expect(asked({ source: name })).toThrow('a guarantee `denies`: ');
  });
});

describe('the file', () => {
  test('counts each verdict once, sorts them, and covers what was read', () => {
    const list = [verdict({ id: 'b' }), verdict({ id: 'a', implied: true }), violated({ id: 'w', severity: 'warning' }), verdict({ id: 'u', verdict: 'unknown' })];
    const world = emptyWorld({ coverage: { resources: 9, modelled: 7, notModelled: [{ type: 'AWS::X::Y', count: 2, effect: 'could open a path', places: [] }] } });
    expect(judged({ world, proof: { verdicts: list, paths: new Map([['w', firstHop()]]) } })).toMatchObject({
      schema: 'zero-trust/verdicts/1',
      summary: { proved: 1, violated: 0, unknown: 1, implied: 1, baselined: 0, warnings: 1 },
      coverage: { resources: 9, modelled: 7, notModelled: [{ type: 'AWS::X::Y', count: 2, effect: 'could open a path' }] },
      verdicts: [{ id: 'a' }, { id: 'b' }, { id: 'u' }, { id: 'w' }],
    });
  });
  test('keeps the worse of two answers to one question, and both of two questions of one id', () => {
    const file = judged({ proof: { verdicts: [verdict(), violated(), verdict({ question: 'another' })], paths: new Map([['denies.1', firstHop()]]) } });
    expect(file.verdicts.map((v) => v.verdict)).toEqual(['proved', 'violated']);
    expect(judged({ proof: { verdicts: [verdict({ verdict: 'unknown' }), verdict()] } }).verdicts.map((v) => v.verdict)).toEqual(['unknown']);
  });

  const exits = (over: Partial<VerdictData>, failOn?: 'violated' | 'unknown'): number => exitCodeOf({ ...judged({}), verdicts: [verdict(), verdict(over)] }, failOn);
  test.each<[number, Partial<VerdictData>, ('violated' | 'unknown')?]>([
    [0, {}], [0, {}, 'unknown'],
    [1, { verdict: 'violated' }], [1, { verdict: 'violated' }, 'violated'],
    [0, { verdict: 'violated', severity: 'warning' }], [0, { verdict: 'violated', severity: 'warning' }, 'unknown'],
    [0, { verdict: 'violated', baselined: true }],
    [0, { verdict: 'unknown' }], [3, { verdict: 'unknown' }, 'unknown'], [3, { verdict: 'unknown', strict: true }], [0, { verdict: 'unknown', strict: true }, 'violated'],
    [0, { verdict: 'unknown', strict: true, baselined: true }], [0, { verdict: 'unknown', baselined: true }, 'unknown'],
  ])('ends with %i for %j, --fail-on %s', (code, over, failOn = undefined) => expect(exits(over, failOn)).toBe(code));
});

describe('ask', () => {
  const base = { schema: 'zero-trust/answer/1', question: 'reach internet -> alb', blockedBy: [], entries: [], unknowns: [], assumptions: [] } as const;
  const ask = (answer: Fake['answer'], over: Partial<Fake> = {}, text = 'tcp/443'): ReturnType<ReturnType<typeof openWith>['ask']> =>
    openWith(fakeTools({ answer, world: shop().world as unknown as NetworkWorld, replay, ...over }), templates()).ask({ source: 'internet', destination: 'Web', over: text });

  test('a witness is replayed and the path taken off', () => {
    const answer = ask({ ...base, answer: 'reachable', witness, path: firstHop() });
    expect(answer).toEqual({ ...base, answer: 'reachable', witness });
    expect(() => ask({ ...base, answer: 'reachable', witness })).toThrow(DisagreementError);
    expect(() => ask({ ...base, answer: 'reachable', witness, path: firstHop() }, {}, 'tcp/80')).toThrow(DisagreementError);
  });
  test('nothing is unreachable beside what a macro hides', () => {
    expect(ask({ ...base, answer: 'unreachable' })).toMatchObject({ answer: 'unreachable' });
    expect(ask({ ...base, answer: 'unreachable' }, { world: emptyWorld({ unknowns: [token] }) })).toMatchObject({ answer: 'unknown', unknowns: [{ token: 'Ref Hidden' }] });
  });
  test('a name that means nothing is the user\'s to correct', () => {
    const tools = fakeTools();
    const asking = openWith({ ...tools, prover: { ...tools.prover, askReach: () => { throw new NameError('UnknownName', 'Wbe', 'unknown name `Wbe`; did you mean `Web`?'); } } }, templates());
    expect(() => asking.ask({ source: 'Wbe', destination: 'Web' })).toThrow(InputError);
    expect(() => asking.ask({ source: 'Wbe', destination: 'Web' })).toThrow('unknown name `Wbe`; did you mean `Web`?');
  });
  test('connections that cannot be read are refused', () => expect(() => ask({ ...base, answer: 'unknown' }, {}, 'tcp/99999')).toThrow(InputError));
});

test('check judges these guarantees alone', () => {
  const tools = fakeTools({ world: worldWith('App.Web'), proof: { verdicts: [verdict(), verdict({ id: 'nothing-more.1', kind: 'nothing-more' })] } });
  const trial = openWith(tools, templates(intentFile({ guarantees: [denies] })));
  expect(trial.check([denies]).map((v) => v.id)).toEqual(['denies.1']);
  expect(tools.questions[0].intents[0].intent.guarantees).toEqual([]);
  expect(trial.check([])).toEqual([]);
});

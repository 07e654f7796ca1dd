/** A claim needs an owner who still offers it, in some assembly that was given. */
import type { VerdictFile } from '../../../lib/contract/verdicts';
import type { FlowData, Intent, OfferData, SegmentData } from '../../../lib/intent/model';
import { openWith } from '../../../lib/prover/judge-with';
import { exitCodeOf } from '../../../lib/prover/summary';
import type { IntentFile } from '../../../lib/world/template/model';
import { fakeTools, intentFile, segment, templatesWith } from './fakes';

const read: OfferData = { id: 'read', connections: [{ protocol: 'tcp', fromPort: 5432, toPort: 5440 }], authentication: { method: 'token' }, encryption: { method: 'tls' }, because: 'x' };
const claim = (over: Partial<FlowData> = {}): FlowData => ({
  scope: 'Shop/ZeroTrust', id: 'reports-claims-docs-read', source: { kind: 'segment', scope: 'Shop/ZeroTrust', segment: 'reports' }, destination: { kind: 'segment', scope: 'Docs/ZeroTrust', segment: 'docs' },
  connections: [{ protocol: 'tcp', fromPort: 5432, toPort: 5432 }], authentication: { method: 'token' }, encryption: { method: 'tls' }, because: 'x', cadence: 'continuous',
  claims: { scope: 'Docs/ZeroTrust', segment: 'docs', offer: 'read' }, ...over,
});
const owner = (over: Partial<SegmentData> = {}, file: Partial<IntentFile> = {}): IntentFile => intentFile({ scopes: [{ scope: 'Docs/ZeroTrust', posture: 'standard' }], segments: [segment('docs', [], { scope: 'Docs/ZeroTrust', offers: [read], ...over })] }, { file: 'docs/zero-trust.intent.json', ...file });
const user = (over: Partial<FlowData> = {}, file: Partial<IntentFile> = {}): IntentFile => intentFile({ flows: [claim(over)] }, { file: 'shop/zero-trust.intent.json', ...file });
const judged = (...files: readonly IntentFile[]): VerdictFile => openWith(fakeTools(), templatesWith([{ key: 'App', body: { Resources: {} } }], files)).judge();
const why = (...files: readonly IntentFile[]): readonly (string | undefined)[] => judged(...files).verdicts.map((v) => v.blockedBy?.[0].text);

test('a claim that is offered, in this assembly or another one, is no matter', () => {
  expect(why(owner(), user())).toEqual([]);
  expect(why(user(), owner())).toEqual([]);
  expect(why(owner({}, { stage: 'Other' }), user({}, { stage: 'Prod' }))).toEqual([]);
});

test.each<[string, readonly IntentFile[], string]>([
  ['the segment is called otherwise', [owner({ id: 'doc' }), user()], 'is in none of the given assemblies; did you mean `doc`?'],
  ['the offer is gone', [owner({ offers: [] }), user()], 'does not offer `read`; there are no offers yet'],
  ['the offer is called otherwise', [owner({ offers: [{ ...read, id: 'reed' }] }), user()], 'does not offer `read`; did you mean `reed`?'],
  ['the offer is narrower', [owner({ offers: [{ ...read, connections: [{ protocol: 'tcp', fromPort: 5433, toPort: 5433 }] }] }), user()], 'is over tcp/5433, and the claim over tcp/5432'],
  ['the offer cannot be read', [owner({ offers: [{ ...read, connections: [{ protocol: 'nonsense' }] }] }), user()], 'the claim over tcp/5432'],
  ['the claim is not authenticated as offered', [owner(), user({ authentication: { method: 'none', because: 'x' } })], 'wants authentication `token`, and the claim has `none`'],
  // Of two stages of one app the claim is held against the owner in its own.
  ['its own stage does not offer it', [owner({}, { stage: 'Dev' }), intentFile({ scopes: [{ scope: 'Docs/ZeroTrust', posture: 'standard' }], flows: [claim()], segments: [segment('docs', [], { scope: 'Docs/ZeroTrust' })] }, { stage: 'Prod' })], 'does not offer `read`'],
])('fails where %s', (_, files, words) => {
  expect(why(...files)).toEqual([expect.stringContaining(words)]);
});

test('it fails prove', () => {
  const file = judged(owner({ offers: [] }), user());
  expect(file.verdicts[0]).toMatchObject({ kind: 'claim', verdict: 'violated', strict: true, question: 'claim reports-claims-docs-read: reports uses `read` of docs', flows: ['reports-claims-docs-read'] });
  expect(file.verdicts[0].id).toMatch(/^claim\.[0-9a-f]{16}$/);
  expect(exitCodeOf(file)).toBe(1);
});

test('without the owner nobody can say, which fails only who asks for it', () => {
  const file = judged(user());
  expect(file.verdicts).toMatchObject([{ kind: 'claim', verdict: 'unknown', strict: false, unknowns: [{ why: '`Docs/ZeroTrust` is in none of the given assemblies; give the assembly of its owner as well: `zero-trust prove cdk.out OTHER/cdk.out`' }] }]);
  expect([exitCodeOf(file), exitCodeOf(file, 'unknown')]).toEqual([0, 3]);
});

describe('of stages with the same paths', () => {
  const closed = (stage: string, file?: string): IntentFile => owner({ offers: [] }, { stage, ...(file === undefined ? {} : { file }) });
  const open = (stage: string, file?: string): IntentFile => owner({}, { stage, ...(file === undefined ? {} : { file }) });

  test('a claim means the owner of its own stage, also in another app', () => {
    expect(why(open('Dev'), closed('Prod'), user({}, { stage: 'Prod' }))).toEqual(['segment `docs` does not offer `read`; there are no offers yet']);
    expect(why(closed('Dev'), open('Prod'), user({}, { stage: 'Prod' }))).toEqual([]);
  });

  test('where it may mean several, all of them have to offer it', () => {
    expect(why(open('Dev'), closed('Prod'), user())).toEqual(['segment `docs` does not offer `read`; there are no offers yet (of stage `Prod`)']);
    expect(why(open('', 'a/zero-trust.intent.json'), closed('', 'b/zero-trust.intent.json'), user())).toEqual([expect.stringMatching(/ \(of `b\/zero-trust\.intent\.json`\)$/)]);
    expect(why(open('Dev'), open('Prod'), user())).toEqual([]);
  });
});

describe('of another repository', () => {
  const group = { kind: 'offered' as const, scope: 'Docs/ZeroTrust', segment: 'docs', securityGroupId: 'sg-0aaaaaaaaaaaaaaa1' };
  const opened = (over: Partial<FlowData> = {}): FlowData => ({ ...claim(), claims: undefined, scope: 'Docs/ZeroTrust', id: 'reports-in', source: { kind: 'cidr', cidr: '10.9.0.0/16' }, destination: { kind: 'segment', scope: 'Docs/ZeroTrust', segment: 'docs' }, ...over });
  const withFlow = (...flows: readonly FlowData[]): IntentFile => {
    const file = owner();
    return { ...file, intent: { ...(file.intent as Intent), flows } };
  };

  test('it is proved where the owner offers it and lets somebody from outside in', () => {
    const { verdicts } = judged(withFlow(opened()), user({ destination: group }));
    expect(verdicts).toMatchObject([{ kind: 'claim', plane: 'network', verdict: 'proved', assumptions: ['the group that claim `reports-claims-docs-read` names is that of segment `docs` of `Docs/ZeroTrust`, and what its owner\'s flow lets in is `reports`'] }]);
  });

  test.each<[string, readonly FlowData[]]>([
    ['nothing', []],
    ['another port', [opened({ connections: [{ protocol: 'tcp', fromPort: 443, toPort: 443 }] })]],
    ['another segment of its own', [opened({ source: { kind: 'segment', scope: 'Docs/ZeroTrust', segment: 'web' } })]],
    ['another destination', [opened({ destination: { kind: 'segment', scope: 'Docs/ZeroTrust', segment: 'web' } })]],
  ])('it is violated where the owner opens %s', (_, flows) => {
    expect(judged(withFlow(...flows), user({ destination: group })).verdicts).toMatchObject([{ verdict: 'violated', blockedBy: [{ code: 'OFFER_NOT_OPENED', text: expect.stringContaining('over tcp/5432') }], fix: expect.stringContaining('`Endpoint.account`') }]);
  });
});

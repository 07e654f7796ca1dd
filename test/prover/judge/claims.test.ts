/** A claim needs an owner who still offers it, in some assembly that was given. */
import type { FlowData, OfferData, SegmentData } from '../../../lib/intent/model';
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
const owner = (over: Partial<SegmentData> = {}, file: Partial<IntentFile> = {}): IntentFile => intentFile({ segments: [segment('docs', [], { scope: 'Docs/ZeroTrust', offers: [read], ...over })] }, { file: 'docs/zero-trust.intent.json', ...file });
const user = (over: Partial<FlowData> = {}, file: Partial<IntentFile> = {}): IntentFile => intentFile({ flows: [claim(over)] }, { file: 'shop/zero-trust.intent.json', ...file });
const why = (...files: readonly IntentFile[]): readonly (string | undefined)[] => {
  const { verdicts } = openWith(fakeTools(), templatesWith([{ key: 'App', body: { Resources: {} } }], files)).judge();
  return verdicts.map((v) => v.blockedBy?.[0].text);
};

test('a claim that is offered, in this assembly or another one, is no matter', () => {
  expect(why(owner(), user())).toEqual([]);
  expect(why(user(), owner())).toEqual([]);
  expect(why(owner({}, { stage: 'Other' }), user({}, { stage: 'Prod' }))).toEqual([]);
});

test.each<[string, readonly IntentFile[], string]>([
  ['the owner is not given', [user()], 'segment `docs` of `Docs/ZeroTrust` is in none of the given assemblies; give the assembly of its owner as well'],
  ['the segment is called otherwise', [owner({ id: 'doc' }), user()], 'is in none of the given assemblies; did you mean `doc`?'],
  ['the offer is gone', [owner({ offers: [] }), user()], 'does not offer `read`; there are no offers yet'],
  ['the offer is called otherwise', [owner({ offers: [{ ...read, id: 'reed' }] }), user()], 'does not offer `read`; did you mean `reed`?'],
  ['the offer is narrower', [owner({ offers: [{ ...read, connections: [{ protocol: 'tcp', fromPort: 5433, toPort: 5433 }] }] }), user()], 'is over tcp/5433, and the claim over tcp/5432'],
  ['the offer cannot be read', [owner({ offers: [{ ...read, connections: [{ protocol: 'nonsense' }] }] }), user()], 'the claim over tcp/5432'],
  ['the claim is not authenticated as offered', [owner(), user({ authentication: { method: 'none', because: 'x' } })], 'wants authentication `token`, and the claim has `none`'],
  // Of two stages of one app the claim is held against the owner in its own.
  ['its own stage does not offer it', [owner({}, { stage: 'Dev' }), intentFile({ flows: [claim()], segments: [segment('docs', [], { scope: 'Docs/ZeroTrust' })] }, { stage: 'Prod' })], 'does not offer `read`'],
])('fails where %s', (_, files, words) => {
  expect(why(...files)).toEqual([expect.stringContaining(words)]);
});

test('it fails prove', () => {
  const file = openWith(fakeTools(), templatesWith([{ key: 'App', body: { Resources: {} } }], [user()])).judge();
  expect(file.verdicts[0]).toMatchObject({ kind: 'claim', verdict: 'violated', strict: true, question: 'claim reports-claims-docs-read: reports uses `read` of docs', flows: ['reports-claims-docs-read'] });
  expect(file.verdicts[0].id).toMatch(/^claim\.[0-9a-f]{16}$/);
  expect(exitCodeOf(file)).toBe(1);
});

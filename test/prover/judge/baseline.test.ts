/** The ratchet: what it reads, what it accepts, and what it writes. */
import type { BaselineFile, VerdictFile } from '../../../lib/contract/verdicts';
import { applyBaseline, expiredEntries, graced, lastingEntries, readBaseline, strayEntries, unownedEntries, updateBaseline } from '../../../lib/prover/baseline';
import { exitCodeOf, summaryOf } from '../../../lib/prover/summary';
import { InputError } from '../../../lib/world/input-error';
import { verdict } from './fakes';

type Entry = BaselineFile['accepted'][number];
const wrong = verdict({ verdict: 'violated' });
const entry = (over: Partial<Entry> = {}): Entry => ({ id: 'denies.1', question: wrong.question, verdict: 'violated', owner: 'ana', until: '2026-12-31', ...over });
const baseline = (...accepted: readonly Entry[]): BaselineFile => ({ schema: 'zero-trust/baseline/1', accepted });
const file = (...verdicts: VerdictFile['verdicts']): VerdictFile => ({ schema: 'zero-trust/verdicts/1', summary: summaryOf(verdicts), coverage: { resources: 0, modelled: 0, notModelled: [] }, verdicts });
const TODAY = '2026-11-22';
const unsure = verdict({ verdict: 'unknown', strict: true });

test('a good file is read as it is', () => {
  const good = baseline(entry({ because: 'legacy' }), entry({ id: 'x', verdict: 'unknown', until: '2026-12-31T10:00:00Z' }));
  expect(readBaseline(JSON.parse(JSON.stringify(good)), 'b.json')).toEqual(good);
});

test.each<[unknown, string]>([
  [null, 'it is empty; expected a baseline'],
  [[], 'it is a list'],
  [{ schema: 'zero-trust/baseline/2', accepted: [] }, '`schema` is `zero-trust/baseline/2`; expected `zero-trust/baseline/1`'],
  [{ accepted: [] }, '`schema` is missing'],
  [{ schema: 'zero-trust/baseline/1' }, '`accepted` is missing; expected a list'],
  [{ ...baseline(), acepted: [] }, 'unknown field `acepted`'],
  [{ ...baseline(), accepted: ['denies.1'] }, '`accepted[0]` is `denies.1`; expected an object'],
  [baseline(entry(), entry({ owner: ' ' })), '`accepted[1].owner` is ` `; expected text'],
  [baseline(entry({ verdict: 'proved' as never })), '`accepted[0].verdict` is `proved`; expected `violated` or `unknown`'],
  [baseline(entry({ until: '31.12.2026' })), '`accepted[0].until` is `31.12.2026`; expected a date'],
  [baseline(entry({ until: '2026-02-30' })), '`accepted[0].until` is `2026-02-30`'],
  [baseline(entry(), entry({ id: 'denies.1a2b3c4d' })), '`accepted[1].id` is `denies.1a2b3c4d`, of an earlier version; expected 16 letters after the kind: remove the file and write it anew with `--update-baseline`'],
  [baseline({ ...entry(), reason: 'x' } as never), '`accepted[0]` has an unknown field `reason`'],
  [baseline(entry({ because: 7 as never })), '`accepted[0].because` is `7`'],
])('%j is refused', (value, words) => {
  expect(() => readBaseline(value, 'b.json')).toThrow(InputError);
  expect(() => readBaseline(value, 'b.json')).toThrow(`file \`b.json\`: `);
  expect(() => readBaseline(value, 'b.json')).toThrow(words);
});

describe('it accepts', () => {
  test.each<[string, boolean, VerdictFile['verdicts'][number], Entry]>([
    ['what it names', true, wrong, entry()],
    ['until the last day', true, wrong, entry({ until: TODAY })],
    ['until the last day of an instant', true, wrong, entry({ until: `${TODAY}T00:00:00Z` })],
    ['not a day longer', false, wrong, entry({ until: '2026-11-21' })],
    ['nothing else', false, wrong, entry({ id: 'denies.2' })],
    ['nothing else by the same id', false, wrong, entry({ question: 'denies internet -> till tcp/443 packet' })],
    ['never worse than it says', false, wrong, entry({ verdict: 'unknown' })],
    ['what has become better', true, unsure, entry({ verdict: 'violated' })],
    ['what is unknown', true, unsure, entry({ verdict: 'unknown' })],
    ['nothing of what is proved', false, verdict(), entry()],
  ])('%s', (_, accepted, v, e) => {
    const out = applyBaseline(file(v), baseline(e), TODAY);
    expect(out.verdicts[0].baselined === true).toBe(accepted);
    expect(out.summary.baselined).toBe(accepted ? 1 : 0);
    expect(exitCodeOf(out)).toBe(accepted || v.verdict === 'proved' ? 0 : v === wrong ? 1 : 3);
  });

  test('an expired entry does not stand in the way of one that has not', () => {
    expect(applyBaseline(file(wrong), baseline(entry({ until: '2026-01-01' }), entry()), TODAY).verdicts[0].baselined).toBe(true);
  });
  test('what has expired can be told', () => expect(expiredEntries(baseline(entry(), entry({ until: '2026-01-01' })), TODAY)).toEqual([entry({ until: '2026-01-01' })]));
  test('for two weeks more, where that is asked for', () => {
    const of = (today: string): unknown => applyBaseline(file(wrong), baseline(entry({ until: '2026-11-30' })), graced(today)).verdicts[0].baselined;
    expect([of('2026-12-14'), of('2026-12-15')]).toEqual([true, undefined]);
  });
  test('what is accepted for more than a year can be told', () => {
    const [year, more, ever] = ['2027-11-23', '2027-11-24', '9999-12-31'].map((until) => entry({ until }));
    expect(lastingEntries(baseline(year, more, ever), TODAY)).toEqual([more, ever]);
  });
  test('what nobody answers for can be told', () => expect(unownedEntries(baseline(entry(), entry({ owner: ' Unassigned' }))).map((e) => e.owner)).toEqual([' Unassigned']));
  test('what is of another question can be told', () => {
    const other = entry({ question: 'old words' });
    expect(strayEntries(file(wrong), baseline(entry(), other, entry({ id: 'gone', question: 'old words' })))).toEqual([{ entry: other, question: wrong.question }]);
    expect(strayEntries(file(verdict()), baseline(other))).toEqual([]);
  });
  test('a day that is none is refused', () => expect(() => applyBaseline(file(wrong), baseline(), 'today')).toThrow('date `today` cannot be read'));
});

describe('it is updated', () => {
  const next = (f: VerdictFile, b?: BaselineFile): readonly Entry[] => updateBaseline(f, b, TODAY).accepted;
  const fresh = { id: 'denies.1', question: wrong.question, verdict: 'violated', owner: 'unassigned', until: '2027-02-20' };

  test('from nothing: 90 days, and nobody\'s', () => expect(next(file(wrong, verdict({ id: 'ok' })))).toEqual([fresh]));
  test('what still applies keeps owner, date and reason', () => expect(next(file(wrong), baseline(entry({ because: 'legacy' })))).toEqual([{ ...fresh, owner: 'ana', until: '2026-12-31', because: 'legacy' }]));
  test('what has become better is tightened', () => expect(next(file(unsure), baseline(entry()))).toEqual([{ ...fresh, verdict: 'unknown', owner: 'ana', until: '2026-12-31' }]));
  test('what has expired or become worse starts anew, with its owner', () => {
    expect(next(file(wrong), baseline(entry({ until: '2026-01-01' })))).toEqual([{ ...fresh, owner: 'ana' }]);
    expect(next(file(wrong), baseline(entry({ verdict: 'unknown' })))).toEqual([{ ...fresh, owner: 'ana' }]);
  });
  test('what is proved by now is dropped; warnings need no entry', () => expect(next(file(verdict(), verdict({ id: 'w', verdict: 'violated', severity: 'warning' })), baseline(entry()))).toEqual([]));
  test('sorted, and accepted from then on', () => {
    const f = file(verdict({ id: 'b', verdict: 'violated' }), verdict({ id: 'a', verdict: 'unknown', strict: true }));
    const updated = updateBaseline(f, undefined, `${TODAY}T12:00:00+02:00`);
    expect(updated.accepted.map((e) => e.id)).toEqual(['a', 'b']);
    expect(exitCodeOf(applyBaseline(f, readBaseline(updated, 'b.json'), TODAY), 'unknown')).toBe(0);
  });
});

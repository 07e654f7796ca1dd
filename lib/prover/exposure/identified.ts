/**
 * The guarantee `identified: { target }` and the question `ask invoke`: every way in, and what each asks.
 *
 *   proved     nobody gets in, whatever the templates leave open
 *   violated   a request without an identity surely does, under some valuation: the witness
 *   unknown    else; what hides routes or functions (a macro) hides ways in
 *
 * A token of any client of a pool is an identity, and a weak one: the answer says so, the guarantee holds.
 */
import { ANSWER_SCHEMA, type AnswerFile, type UnknownData } from '../../contract/verdicts';
import type { GuaranteeData } from '../../intent/model';
import { unknownData } from '../network/verdict';
import type { Entry, ExposurePath } from './model';
import { type Known, resolveTarget } from './names';
import { exposureProof, type ExposureFinding, fixOf } from './verdict';
import { answerOf, entryData, pathOf, witnessOf } from './witness';

export function identifiedFinding(guarantee: GuaranteeData, known: Known): ExposureFinding {
  const target = guarantee.target ?? '';
  const question = `identified: whoever enters ${target}`;
  const { entries } = resolveTarget(target, known);
  const open = entries.filter((e) => !e.open.may.isNever());
  const surely = open.find((e) => e.ways.length > 0);
  const base = { kind: 'identified', key: [guarantee.scope, question].join('\n'), question, source: 'everybody', destination: target, over: 'all', strict: true, assumptions: entries.flatMap((e) => e.assumptions) } as const;
  if (surely !== undefined) return { ...base, verdict: 'violated', way: { entry: surely, way: surely.ways[0] }, fix: fixOf(surely), at: surely.because[0] };
  const unknowns = [...open.flatMap((e) => e.open.unknowns), ...known.world.unknowns];
  if (open.length === 0 && unknowns.length === 0) return { ...base, verdict: 'proved' };
  return { ...base, verdict: 'unknown', unknowns };
}

/** The path is the witness as the replay judges it; it is taken off before anybody sees the answer. */
export interface InvokeAnswer extends AnswerFile {
  readonly path?: ExposurePath;
}

/** `now`: the day by which a firewall that counts is judged. */
export function askInvoke(target: string, known: Known, now?: string): InvokeAnswer {
  const { world } = known;
  const { label, entries: all } = resolveTarget(target, known);
  const entries = all.filter((e) => !e.reached.may.isNever());
  const surely = entries.find((e) => e.ways.length > 0);
  const open = entries.filter((e) => !e.open.may.isNever());
  const unknowns: UnknownData[] = surely !== undefined ? [] : unknownData([...open.flatMap((e) => e.open.unknowns), ...world.unknowns]);
  const answer = surely !== undefined ? 'unidentified' : open.length > 0 || unknowns.length > 0 ? 'unknown' : entries.length === 0 ? 'unreachable' : 'identified';
  const { verdicts } = exposureProof(world, [{ kind: 'identified', key: '', question: '', verdict: 'proved', source: '', destination: '', over: '', assumptions: entries.flatMap((e) => e.assumptions) }]);
  return {
    schema: ANSWER_SCHEMA, question: `invoke ${label}`, answer,
    ...surely === undefined ? {} : { witness: witnessOf(world, surely, surely.ways[0]), path: pathOf(world, surely.ways[0]) },
    blockedBy: answer !== 'unreachable' ? [] : [{ code: 'NO_ENTRY', text: `no door, no statement and no policy of these templates leads to \`${label}\``, because: [] }],
    entries: [...entries].sort(byAnswer).map((e) => entryData(world, e, now)), unknowns, assumptions: verdicts[0].assumptions,
  };
}

const ORDER = ['unidentified', 'unknown', 'weak', 'identified'];

function byAnswer(a: Entry, b: Entry): number {
  return ORDER.indexOf(answerOf(a)) - ORDER.indexOf(answerOf(b)) || (a.key < b.key ? -1 : 1);
}

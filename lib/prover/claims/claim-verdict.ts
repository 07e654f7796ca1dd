/**
 * The verdicts about offers and claims, of every plane, in one shape: ``claimVerdict({ plane: 'data', key, question, ... })``.
 *
 * Names come from the files of other people: they are shown with control characters as escapes. Whatever is wrong is an error;
 * what the owner's assembly would settle is unknown and no failure, because nobody has it at synth.
 */
import type { BecauseData, BlockedBy, UnknownData, VerdictData } from '../../contract/verdicts';
import type { Place } from '../../world/facts';
import { printable } from '../../world/input-error';
import type { Resource } from '../../world/template/model';
import { shortHash } from '../short-hash';

export interface ClaimFinding {
  readonly plane: VerdictData['plane'];
  /** Names in full: the id is made from them. */
  readonly key: readonly string[];
  readonly question: string;
  readonly subject: VerdictData['subject'];
  /** What is wrong, each with its code. */
  readonly wrong?: readonly { readonly code: string; readonly text: string; readonly at?: readonly Resource[] }[];
  readonly unknowns?: readonly UnknownData[];
  /** Unknown is not a pass: it is about a crown jewel, and the templates that were given leave it open. */
  readonly strict?: boolean;
  readonly fix?: string;
  readonly flows?: readonly string[];
  readonly assumptions?: readonly string[];
  /** The resource that a reader must change. */
  readonly at?: Resource;
}

export function claimVerdict({ plane, key, question, subject, wrong = [], unknowns = [], strict = false, fix, flows, assumptions = [], at }: ClaimFinding): VerdictData {
  const verdict = wrong.length > 0 ? 'violated' : unknowns.length > 0 ? 'unknown' : 'proved';
  return {
    id: `claim.${shortHash([...(plane === 'network' ? [] : [plane]), ...key].join('\n'))}`,
    question: printable(question),
    plane, level: 'packet', verdict, kind: 'claim', severity: 'error', strict: verdict !== 'unknown' || strict,
    subject: { source: printable(subject.source), destination: printable(subject.destination), over: printable(subject.over) },
    ...(wrong.length === 0 ? {} : { blockedBy: wrong.map(({ code, text, at: places = [] }): BlockedBy => ({ code, text: printable(text), because: places.map((r) => becauseOf(r.place, r.type)) })) }),
    unknowns: verdict === 'unknown' ? unknowns.map((u) => ({ ...u, token: printable(u.token), ...(u.why === undefined ? {} : { why: printable(u.why) }) })) : [],
    assumptions: assumptions.map(printable),
    ...(flows === undefined ? {} : { flows }),
    ...(fix === undefined || verdict !== 'violated' ? {} : { fix: printable(fix) }),
    ...(at === undefined ? {} : { at: { template: at.place.template, resource: at.logicalId, ...(at.place.constructPath === undefined ? {} : { constructPath: at.place.constructPath }) } }),
  };
}

function becauseOf({ template, pointer, resource, constructPath, flows }: Place, type: string): BecauseData {
  return { template, pointer, resource, what: type, ...(constructPath === undefined ? {} : { constructPath }), ...(flows === undefined ? {} : { flows }) };
}

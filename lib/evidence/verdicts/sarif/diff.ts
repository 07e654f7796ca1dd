/**
 * A change, for code scanning: each edge that it opens and that nobody declared is a result.
 *
 *   diffSarif(diff, { version, informationUri, locate, fallback });
 */
import type { DiffFile } from '../../../contract/verdicts';
import { edgeText, isUndeclared } from '../terms';
import { becauseText, distinct, locationOf, plain, sarifLog, type SarifOptions, type SarifResult } from './log';

/** Ids stay what they were: `edge` is the word for both. */
const OPENS = { id: 'zero-trust/opens', name: 'OpensUndeclaredEdge', short: 'This change opens an edge that nobody declared', full: 'An edge or a way in that the old templates did not permit, and that no intent declares.' };

export function diffSarif(diff: DiffFile, options: SarifOptions): object {
  return sarifLog(options, [OPENS], diff.added.filter(isUndeclared).map((edge): SarifResult => {
    const [first, ...others] = edge.because.map((b) => locationOf(b, options, becauseText(b)));
    const id = `${edge.plane}:${edge.source}>${edge.destination}:${edge.over}`;
    return {
      ruleId: OPENS.id,
      ruleIndex: 0,
      level: edge.certain ? 'error' : 'warning',
      message: { text: plain(`${edgeText(edge)}: this change opens it${edge.certain ? '' : ', depending on a token'}, and nobody declared it.`) },
      locations: [first ?? locationOf({ template: options.fallback, pointer: '', resource: '' }, options)],
      ...(others.length === 0 ? {} : { relatedLocations: distinct(others).map((l, i) => ({ ...l, id: i + 1 })) }),
      partialFingerprints: { 'zeroTrust/v1': plain(id), 'primaryLocationLineHash': `${plain(id)}:1` },
    };
  }));
}

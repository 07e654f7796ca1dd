/**
 * "What this change opens and closes, in sentences": a comment on a pull request.
 *
 *   diffMarkdown(diff);   // '- `internet` can now reach `web` over `tcp/443`. **Nobody declared it.**'
 *                         // '- `anybody` can now call `Read` by `GET /docs of Api at the execute-api host`. **Nobody declared it.**'
 */
import type { DiffFile, EdgeData } from '../../../contract/verdicts';
import { some } from '../../words';
import { diffSummary } from '../diff-text';
import { assumeText, isUndeclared, placeText, ruleText, unknownText } from '../terms';
import { code, prose } from './escape';
import { fit, type Item } from './fit';

export function diffMarkdown(diff: DiffFile): string {
  return fit({
    head: `## What this change opens and closes\n\nThis change ${verb(diff)}.`,
    sections: [
      { heading: '### Opens, and nobody declared it', items: diff.added.filter(isUndeclared).map(opened) },
      { heading: '### Opens', items: diff.added.filter((e) => !isUndeclared(e)).map(opened) },
      { heading: '### Closes', items: diff.removed.map(closed) },
      { heading: '### Not known: it may open or close more', items: diff.unknowns.map((u) => same(`- ${prose(unknownText(u))} at ${code(placeText(u))}${u.assume === undefined ? '' : `; settled by ${code(assumeText(u.assume))}`}`)) },
    ],
    tail: '',
  }, (left) => `**${left} more** ${left === 1 ? 'has' : 'have'} no room in this comment; \`zero-trust diff\` prints them all.`);
}

function verb(diff: DiffFile): string {
  const text = diffSummary(diff);
  return text.startsWith('no ') ? 'opens and closes no network edge and no way in' : text;
}

type Change = DiffFile['added'][number];

function opened(edge: Change): Item {
  const verb = verbOf(edge);
  const can = edge.certain ? `can now ${verb}` : `may now be able to ${verb}`;
  const who = edge.implied === true ? ' It is implied: compute needs it to boot.' : edge.declared ? ` Declared${edge.flows.length === 0 ? '' : ` by ${some(edge.flows.map(code), 6)}`}.` : ' **Nobody declared it.**';
  const short = `- ${ends(edge, can)}.${who}`;
  return { text: [short, ...because(edge)].join('\n'), short };
}

function closed(edge: Change): Item {
  const flows = edge.flows.length === 0 ? '' : ` It served ${some(edge.flows.map(code), 6)}.`;
  return same(`- ${edge.certain ? ends(edge, `can no longer ${verbOf(edge)}`) : `${ends(edge, `may have been able to ${verbOf(edge)}`)}, and no longer is`}.${flows}`);
}

function verbOf({ plane }: Change): string {
  return plane === 'exposure' ? 'call' : 'reach';
}

function ends({ source, destination, over, plane }: Change, how: string): string {
  if (plane === 'exposure') return `${code(source)} ${how} ${code(destination)} by ${code(over)}`;
  return `${code(source)} ${how} ${code(destination)} over ${over === 'all' ? 'any protocol and port' : code(over)}`;
}

function because(edge: EdgeData): string[] {
  return edge.because.map((b) => `  - ${prose(ruleText(b))}: ${code(placeText(b))}`);
}

function same(text: string): Item {
  return { text, short: text };
}

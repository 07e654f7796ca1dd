/**
 * What was judged, as a comment on a pull request: a table of figures, what is violated as sentences with the path folded away,
 * and what has to be known.
 *
 *   proofMarkdown(file);   // '## Zero trust: 1 violated ...'
 */
import type { VerdictData, VerdictFile, WitnessData } from '../../../contract/verdicts';
import { count, some } from '../../words';
import { assumeText, checkText, connectionOf, edgeText, onwardText, packetOf, placeText, requestText, ruleText, sortVerdicts, subjectText, unknownText, verdictSentence, whenText } from '../terms';
import { isStanding, standingGroups, standingLine } from '../standing-text';
import { code, prose } from './escape';
import { fit, type Item } from './fit';

export function proofMarkdown(file: VerdictFile): string {
  const { violated, strict, unknown, warnings, baselined } = sortVerdicts({ ...file, verdicts: file.verdicts.filter((v) => !isStanding(v)) });
  return fit({
    head: [`## Zero trust: ${headline(file)}`, table(file)].join('\n\n'),
    sections: [
      { heading: '### Violated', items: violated.map(itemOf) },
      { heading: '### Unknown, and not a pass: a written guarantee or a crown jewel', items: strict.map(itemOf) },
      { heading: '### Unknown', items: unknown.map(itemOf) },
      { heading: '### Warnings: excess that touches no declared segment', items: warnings.map(itemOf) },
      ...standingGroups(file).map((group) => ({ heading: `### ${group.heading}`, items: [...group.verdicts.map(standingItem), ...group.notes.map(noteItem)] })),
      { heading: '### Accepted by the baseline', items: baselined.map((v) => ({ text: shortOf(v), short: shortOf(v) })) },
    ],
    tail: coverage(file),
  }, (left) => `**${left} more** ${left === 1 ? 'has' : 'have'} no room in this comment; \`zero-trust prove\` prints them all.`);
}

function headline({ summary: { violated, unknown } }: VerdictFile): string {
  if (violated > 0) return `${violated} violated`;
  return unknown > 0 ? `nothing violated, ${unknown} unknown` : 'nothing violated, nothing unknown';
}

function table({ summary: { violated, unknown, proved, implied, baselined, warnings = 0 } }: VerdictFile): string {
  const figures = [violated, unknown, proved, implied, warnings, baselined];
  return ['| violated | unknown | proved | implied | warnings | accepted by the baseline |', `|${figures.map(() => '---:|').join('')}`, `| ${figures.join(' | ')} |`].join('\n');
}

function itemOf(v: VerdictData): Item {
  const details = detailsOf(v);
  const fix = v.fix === undefined ? '' : `\n  Fix: ${prose(v.fix)}.`;
  const text = [`${shortOf(v)}${fix}`, ...(details.length === 0 ? [] : [fold(v.witness === undefined ? 'why' : v.witness.entry === undefined ? 'path' : 'request', details)])].join('\n\n');
  return { text, short: shortOf(v) };
}

function detailsOf(v: VerdictData): string[] {
  return [
    ...(v.witness === undefined ? [] : pathLines(v.witness)),
    ...(v.blockedBy ?? []).map((b) => `- blocked: ${prose(b.text)} (${code(b.code)})${placesOf(b.because)}`),
    ...v.unknowns.map((u) => `- not known: ${prose(unknownText(u))} at ${code(placeText(u))}${u.assume === undefined ? '' : `; settled by ${code(assumeText(u.assume))}`}`),
  ];
}

/** The path of what nobody accepted, and a line for the rest. */
function standingItem(v: VerdictData): Item {
  const { subject, says } = standingLine(v);
  const short = `- ${subject === undefined ? '' : `${code(subject)}: `}${prose(says)} (${code(v.id)})`;
  if (v.verdict === 'proved' || v.baselined === true) return { text: short, short };
  const details = detailsOf(v);
  return { text: details.length === 0 ? short : `${short}\n\n${fold(v.witness === undefined ? 'why' : v.witness.entry === undefined ? 'path' : 'request', details)}`, short };
}

function noteItem(note: string): Item {
  const text = `- ${prose(note)}`;
  return { text, short: text };
}

/** `- **internet => Db : tcp/5432**: internet reaches Db ...`, one list item. */
function shortOf(v: VerdictData): string {
  return `- ${code(subjectText(v))}: ${sentence(v)} (${code(v.id)})`;
}

/** Names in the sentence are escaped with it. */
function sentence(v: VerdictData): string {
  return prose(verdictSentence(v));
}

/** Of a way in: the request, what is asked, and where it is written. */
function wayLines({ entry, target = '', request, checks = [], because = [] }: WitnessData): string[] {
  if (entry === undefined) return [];
  return [
    `- ${code(entry)}${target === '' ? '' : ` calls ${code(target)}`}${request === undefined ? '' : `: ${prose(requestText(request))}`}`,
    ...checks.map((c) => `  - ${prose(checkText(c))}`),
    ...because.map((b) => `  - ${prose(ruleText(b))}${flowsOf(b.flows)}: ${code(placeText(b))}`),
  ];
}

function pathLines(witness: WitnessData): string[] {
  const lines = witness.hops.flatMap((hop, i) => {
    const onward = onwardText(hop);
    const packet = packetOf(hop);
    return [
      `${i + 1}. ${code(edgeText({ ...hop, over: connectionOf(hop) }))}${onward === undefined ? '' : ` (${prose(onward)})`}${packet === undefined ? '' : `, for example ${code(packet)}`}`,
      ...hop.because.map((b) => `   - ${prose(ruleText(b))}${flowsOf(b.flows)}: ${code(placeText(b))}`),
    ];
  });
  lines.unshift(...wayLines(witness));
  const when = whenText(witness);
  return when === '' ? lines : [...lines, '', `When ${prose(when)}.`];
}

function placesOf(because: readonly { readonly template: string; readonly pointer: string }[]): string {
  return because.length === 0 ? '' : `: ${because.map((b) => code(placeText(b))).join(', ')}`;
}

function flowsOf(flows: readonly string[] = []): string {
  return flows.length === 0 ? '' : `, ${flows.length === 1 ? 'flow' : 'flows'} ${flows.map(code).join(', ')}`;
}

/** Blank lines around the list: GitHub reads Markdown inside of a tag only after one. */
function fold(summary: string, lines: readonly string[]): string {
  return `  <details><summary>${summary}</summary>\n\n${lines.map((l) => (l === '' ? '' : `  ${l}`)).join('\n')}\n\n  </details>`;
}

function coverage({ coverage: { resources, modelled, notModelled } }: VerdictFile): string {
  const open = notModelled.filter((t) => t.effect === 'could open a path').map((t) => `${code(t.type)} (${t.count})`);
  return `Of the network: ${modelled} of ${count(resources, 'resource')} modelled${open.length === 0 ? '' : `; not modelled, and could open a path: ${some(open, 12)}`}.`;
}

/**
 * What was judged, as a page for a reviewer: what is violated first, each with its path, then what is not known, then the rest.
 *
 *   proofText(file, { width: 100, colour: false });
 *
 * The same input gives the same text: sorted, without timestamps and paths of a machine.
 */
import type { CoverageData, VerdictData, VerdictFile } from '../../contract/verdicts';
import { compareText } from '../../intent';
import { Page } from '../text/page';
import { COLOUR, type Paint, PLAIN } from '../text/paint';
import { count, some } from '../words';
import { firewallNotes } from './firewall-words';
import { drawBlocks, drawPath, drawUnknowns, FEW } from './path-text';
import { drawStanding, isStanding } from './standing-text';
import { assumesOf, assumeText, assumptionsOf, claimText, fixText, sortVerdicts, subjectText, unique, viaOf } from './terms';

export interface ProofTextOptions {
  readonly width: number;
  readonly colour: boolean;
}

export function proofText(file: VerdictFile, { width, colour }: ProofTextOptions): string {
  const page = new Page(width, colour ? COLOUR : PLAIN);
  const sorted = sortVerdicts(file);
  const told = new Set<string>();
  const judged = (list: readonly VerdictData[]): VerdictData[] => list.filter((v) => !isStanding(v));
  page.title(summaryText(file));
  section(page, 'Violated', '', judged(sorted.violated), (v) => drawVerdict(page, v, 'loud', told));
  section(page, 'Unknown, and not a pass', ': a written guarantee or a crown jewel', judged(sorted.strict), (v) => drawVerdict(page, v, 'loud', told));
  section(page, 'Unknown', '', judged(sorted.unknown), (v) => drawVerdict(page, v, 'jewel', told));
  section(page, 'Warnings', ': excess that touches no declared segment', judged(sorted.warnings), (v) => drawVerdict(page, v, 'jewel', told));
  drawStanding(page, file, told);
  section(page, 'Accepted by the baseline', '', judged(sorted.baselined), (v) => page.prose(`${subjectText(v)}  ${v.verdict}  ${v.id}`, { hang: 4 }));
  drawTable(page, 'Proved', '', judged(sorted.proved));
  drawImplied(page, judged(sorted.implied));
  if (file.verdicts.length + firewallNotes(file).length === 0) {
    page.space();
    page.prose(NOTHING, { indent: 0 });
  }
  drawAssumes(page, file.verdicts);
  drawCoverage(page, file.coverage);
  drawAssumptions(page, file.verdicts);
  return page.text();
}

/** `1 violated, 0 unknown, 3 proved, 4 implied`. */
export function summaryText({ summary: { violated, unknown, proved, implied, baselined, warnings = 0 } }: VerdictFile): string {
  return [
    `${violated} violated`, `${unknown} unknown`, `${proved} proved`, `${implied} implied`,
    ...(warnings === 0 ? [] : [count(warnings, 'warning')]),
    ...(baselined === 0 ? [] : [`${baselined} accepted by the baseline`]),
  ].join(', ');
}

function section(page: Page, heading: string, rest: string, verdicts: readonly VerdictData[], draw: (v: VerdictData) => void): void {
  if (verdicts.length === 0) return;
  page.heading(heading, rest);
  for (const v of verdicts) draw(v);
}

/** `internet => web : tcp/443  VIOLATED  via Alb > Api`, and why. */
function drawVerdict(page: Page, v: VerdictData, style: keyof Paint, told: Set<string>): void {
  const via = v.witness === undefined || v.witness.entry !== undefined ? [] : viaOf(v.witness);
  const word = `${v.verdict.toUpperCase()}${v.baselined === true ? ', accepted by the baseline' : ''}`;
  page.prose(`${subjectText(v)}  ${word}${via.length === 0 ? '' : `  via ${via.join(' > ')}`}`, { hang: 4, style });
  page.prose([claimText(v), v.id, ...restOf(v)].join('; '), { indent: 6, hang: 2, style: 'quiet' });
  if (v.witness !== undefined) drawPath(page, v.witness, 6);
  drawBlocks(page, v.blockedBy ?? [], 6);
  drawUnknowns(page, v.unknowns, 6, FEW, told);
  if (v.fix !== undefined) page.prose(`fix: ${fixText(v)}`, { indent: 6, hang: 5 });
}

/** What the headline does not say: through what alone a way may lead, and which flows are meant. */
function restOf({ kind, question, flows = [] }: VerdictData): string[] {
  return [...(kind === 'onlyVia' ? [question] : []), ...(flows.length === 0 ? [] : [`${flows.length === 1 ? 'flow' : 'flows'} ${flows.join(', ')}`])];
}

function drawTable(page: Page, heading: string, rest: string, verdicts: readonly VerdictData[]): void {
  if (verdicts.length === 0) return;
  page.heading(`${heading}`, rest);
  page.rows(page.lay({ heads: ['WHAT', 'CLAIM', 'ID'], rows: verdicts.map((v) => [subjectText(v), claimText(v), { text: v.id, style: 'quiet' as const }]), indent: 2 }));
}

const MOST_NAMES = 12;

/** What has one piece of advice for all is one line: a function says no more than the next. */
function drawImplied(page: Page, verdicts: readonly VerdictData[]): void {
  if (verdicts.length === 0) return;
  const others = verdicts.filter((v) => v.fix === undefined);
  const heading = ': what compute needs to boot and nobody wrote; proved to work';
  if (others.length > 0) drawTable(page, 'Implied', heading, others);
  else page.heading('Implied', heading);
  for (const advice of unique(verdicts.flatMap((v) => v.fix ?? []))) {
    const same = verdicts.filter((v) => v.fix === advice);
    page.prose(`${count(same.length, 'function')} (${some(same.map((v) => v.subject.source).sort(compareText), MOST_NAMES)}): ${advice}`, { hang: 2 });
  }
}

const NOTHING = 'Nothing to judge: no intent and no guarantee; no network interface of these templates takes connections from the internet, none is a data store, and none has a wide rule. Not judged are rules of groups that no resource here has, and what AWS runs outside of every VPC but functions and what calls them (buckets, queues): that is about identity.';
const MOST_ASSUMES = 20;

function drawAssumes(page: Page, verdicts: readonly VerdictData[]): void {
  const assumes = assumesOf(verdicts.filter((v) => v.verdict === 'unknown' && v.baselined !== true));
  if (assumes.length === 0) return;
  page.heading('What somebody has to say', ': it settles what is unknown, or part of it');
  for (const { assume, verdicts: n } of assumes.slice(0, MOST_ASSUMES)) page.prose(`${assumeText(assume)}  (${count(n, 'verdict')})`, { hang: 4 });
  if (assumes.length > MOST_ASSUMES) page.prose(`and ${assumes.length - MOST_ASSUMES} more; all are in --format json`);
}

const OPENS = 'could open a path';
const MOST_TYPES = 12;

function drawCoverage(page: Page, { resources, modelled, notModelled }: CoverageData): void {
  const open = notModelled.filter((t) => t.effect === OPENS);
  const harmless = notModelled.filter((t) => t.effect !== OPENS);
  page.heading('Coverage', ` of the network: ${modelled} of ${count(resources, 'resource')} ${modelled === 1 ? 'is' : 'are'} modelled`);
  for (const { type, count: n } of open) page.prose(`${type} (${n}) ${OPENS}, and is not modelled`, { hang: 2, style: 'loud' });
  if (harmless.length > 0) page.prose(`no effect on the network: ${some(harmless.map(({ type, count: n }) => `${type} (${n})`), MOST_TYPES)}`, { hang: 2 });
}

function drawAssumptions(page: Page, verdicts: readonly VerdictData[]): void {
  const assumptions = assumptionsOf(verdicts);
  if (assumptions.length === 0) return;
  page.heading('Assumptions', ': what every verdict rests on, unless it says which');
  assumptions.forEach(({ text, of }, i) => page.prose(`${i + 1}. ${text}${of.length === 0 ? '' : ` (${some(of, 3)})`}`, { hang: 3 }));
}

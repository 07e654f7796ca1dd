/**
 * The standing questions, asked of every assembly: what the internet reaches, what reaches each data store, the widest rules.
 *
 *   internet => Web : tcp/443 REACHABLE
 *       - ingress rule of WebSg
 *         app.yaml#/Resources/WebSg/Properties/SecurityGroupIngress/0
 *
 * Nobody forbade any of it, so nothing is called a violation but what fails. A path is drawn whole where it is the news: to data
 * stores, and where it fails. Of the others stands what lets them through.
 */
import type { VerdictData } from '../../contract/verdicts';
import { compareText } from '../../intent';
import type { Page } from '../text/page';
import { drawPath, drawRule, drawUnknowns, FEW } from './path-text';
import { edgeText, isOnce, viaOf } from './terms';

export function isStanding({ kind }: VerdictData): boolean {
  return kind === 'standing';
}

export interface StandingGroup {
  readonly is: keyof typeof HEADINGS;
  readonly heading: string;
  readonly verdicts: readonly VerdictData[];
}

const HEADINGS = { internet: 'What the internet reaches', stores: 'What reaches each data store', rules: 'The widest rules' };

/** In the order in which a reviewer asks; empty groups are left out. */
export function standingGroups(verdicts: readonly VerdictData[]): StandingGroup[] {
  return (Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]).map((is) => ({
    is,
    heading: HEADINGS[is],
    verdicts: verdicts.filter((v) => groupOf(v) === is).sort((a, b) => compareText(a.subject.destination, b.subject.destination) || compareText(a.subject.source, b.subject.source) || compareText(a.level, b.level) || compareText(a.id, b.id)),
  })).filter((g) => g.verdicts.length > 0);
}

function groupOf({ question }: VerdictData): keyof typeof HEADINGS {
  if (/\brule of\b/.test(question)) return 'rules';
  return /\bdata store\b/.test(question) ? 'stores' : 'internet';
}

/** `REACHABLE`, `out of reach`, `UNKNOWN`; of a wide rule `OPEN`, or that nothing gets to it. */
export function standingWord({ verdict, baselined, ...v }: VerdictData): string {
  const isRule = groupOf({ verdict, ...v }) === 'rules';
  const word = { violated: isRule ? 'OPEN' : 'REACHABLE', proved: isRule ? 'nothing outside gets to it' : 'out of reach', unknown: 'UNKNOWN' }[verdict];
  const hops = isRule ? '' : v.level === 'pivot' ? ' over any number of hops' : ' in one hop';
  return `${word}${groupOf({ verdict, ...v }) === 'stores' ? hops : ''}${baselined === true ? ', accepted by the baseline' : ''}`;
}

export function drawStanding(page: Page, verdicts: readonly VerdictData[]): void {
  for (const { is, heading, verdicts: group } of standingGroups(verdicts)) {
    page.heading(heading);
    for (const v of group) draw(page, v, is);
  }
}

function draw(page: Page, v: VerdictData, is: StandingGroup['is']): void {
  const isLoud = v.verdict !== 'proved' && v.severity === 'error' && v.baselined !== true;
  const stops = v.baselined !== true && v.witness !== undefined && v.witness.hops.length > 1 ? ` via ${viaOf(v.witness).join(' > ')}` : '';
  page.prose(`${edgeText(v.subject)} ${standingWord(v)}${stops}`, { hang: 4, ...(isLoud ? { style: 'loud' as const } : v.verdict === 'proved' ? {} : { style: 'jewel' as const }) });
  if (v.verdict === 'proved' || v.baselined === true) return;
  page.prose(v.id, { indent: 6, style: 'quiet' });
  if (v.witness !== undefined) {
    if (is === 'stores' || isLoud) drawPath(page, v.witness, 6);
    else for (const because of v.witness.hops[0].because.filter(isOnce((b) => b.pointer)).slice(0, is === 'rules' ? 1 : undefined)) drawRule(page, because, 6);
  }
  drawUnknowns(page, v.unknowns, 6, FEW);
  if (v.fix !== undefined) page.prose(`fix: ${v.fix}`, { indent: 6, hang: 5 });
}

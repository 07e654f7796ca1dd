/**
 * The standing questions, asked of every assembly: what the internet reaches, what reaches each data store, the widest rules.
 *
 *   internet => Web : tcp/443 REACHABLE
 *       - ingress rule of WebSg
 *         app.yaml#/Resources/WebSg/Properties/SecurityGroupIngress/0
 *
 * Nobody forbade any of it, so nothing is called a violation but what fails. A rule that stands above with its door is not drawn twice. A path is drawn whole where it is the news: to data
 * stores, and where it fails. Of the others stands what lets them through.
 */
import type { VerdictData, VerdictFile } from '../../contract/verdicts';
import { compareText } from '../../intent';
import type { Page } from '../text/page';
import { firewallLine, firewallNotes, isAboutFirewalls } from './firewall-words';
import { drawPath, drawRule, drawUnknowns, FEW, shownOnce } from './path-text';
import { edgeText, fixText, placeText, subjectText, viaOf } from './terms';

export function isStanding({ kind }: VerdictData): boolean {
  return kind === 'standing';
}

export interface StandingGroup {
  readonly is: keyof typeof HEADINGS;
  readonly heading: string;
  readonly verdicts: readonly VerdictData[];
  /** Information beside them. */
  readonly notes: readonly string[];
}

const HEADINGS = { internet: 'What the internet reaches', entries: 'Ways in, and whether they ask who comes', firewalls: 'Web firewalls, and what they stop', stores: 'What reaches each data store', rules: 'The widest rules' };

/** In the order in which a reviewer asks; empty groups are left out. */
export function standingGroups(file: VerdictFile): StandingGroup[] {
  const verdicts = file.verdicts.filter(isStanding);
  return (Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]).map((is) => ({
    is,
    heading: HEADINGS[is],
    verdicts: verdicts.filter((v) => groupOf(v) === is).sort((a, b) => compareText(a.subject.destination, b.subject.destination) || compareText(a.subject.source, b.subject.source) || compareText(a.level, b.level) || compareText(a.id, b.id)),
    notes: is === 'firewalls' ? firewallNotes(file) : [],
  })).filter((g) => g.verdicts.length + g.notes.length > 0);
}

function groupOf({ kind, question, plane }: VerdictData): keyof typeof HEADINGS {
  if (plane === 'exposure') return isAboutFirewalls({ kind, question }) ? 'firewalls' : 'entries';
  if (/\brule of\b/.test(question)) return 'rules';
  return /\bdata store\b/.test(question) ? 'stores' : 'internet';
}

/** What was asked and what came out, where that is no sentence of its own: `internet => Web : tcp/443` and `REACHABLE`. */
export function standingLine(v: VerdictData): { readonly subject?: string; readonly says: string } {
  if (groupOf(v) === 'firewalls') return { says: firewallLine(v) };
  return { subject: v.plane === 'exposure' ? subjectText(v) : edgeText(v.subject), says: standingWord(v) };
}

/** `REACHABLE`, `out of reach`, `UNKNOWN`; of a wide rule `OPEN`, or that nothing gets to it. */
function standingWord({ verdict, baselined, ...v }: VerdictData): string {
  if (v.plane === 'exposure') return `${{ violated: /^cached/.test(v.question) ? 'NOT ASKED EACH TIME' : /^token/.test(v.question) ? 'ANY CLIENT' : 'NO IDENTITY', proved: 'identified', unknown: 'UNKNOWN' }[verdict]}${baselined === true ? ', accepted by the baseline' : ''}`;
  const isRule = groupOf({ verdict, ...v }) === 'rules';
  const word = { violated: isRule ? 'OPEN' : 'REACHABLE', proved: isRule ? 'nothing outside gets to it' : 'out of reach', unknown: 'UNKNOWN' }[verdict];
  const hops = isRule ? '' : v.level === 'pivot' ? ' over any number of hops' : ' in one hop';
  return `${word}${groupOf({ verdict, ...v }) === 'stores' ? hops : ''}${baselined === true ? ', accepted by the baseline' : ''}`;
}

export function drawStanding(page: Page, file: VerdictFile, told: Set<string>): void {
  const groups = standingGroups(file);
  /** Rules of the doors above, by their places. */
  const doors = new Map(groups.filter((g) => g.is === 'internet').flatMap((g) => g.verdicts).flatMap((v) => (v.witness?.hops[0]?.because ?? []).map((b): [string, string] => [placeText(b), v.id])));
  for (const { is, heading, verdicts: group, notes } of groups) {
    page.heading(heading);
    for (const v of group.filter((one) => !group.some((other) => coversAlone(other, one)))) draw(page, v, { is, told, doors, before: firewallBefore(v, is, file) });
    for (const note of notes) page.prose(note, { hang: 4 });
  }
}

/** What is out of reach over any number of hops is so in one. */
function coversAlone(other: VerdictData, v: VerdictData): boolean {
  return v.level === 'packet' && other.level === 'pivot' && v.verdict === 'proved' && other.verdict === 'proved' && groupOf(v) === 'stores' && v.subject.destination === other.subject.destination && v.subject.source === other.subject.source;
}

/** What stands before a balancer that the internet reaches. Of two of one name nobody knows which is meant. */
function firewallBefore({ verdict, subject }: VerdictData, is: StandingGroup['is'], { firewalls = [] }: VerdictFile): string | undefined {
  if (is !== 'internet' || verdict !== 'violated') return undefined;
  const found = firewalls.filter((f) => f.kind === 'balancer' && f.entry === `balancer ${subject.destination}`);
  return found.length === 1 ? found[0].text : undefined;
}

interface Drawing {
  readonly is: StandingGroup['is'];
  readonly told: Set<string>;
  readonly doors: ReadonlyMap<string, string>;
  readonly before: string | undefined;
}

function draw(page: Page, v: VerdictData, { is, told, doors, before }: Drawing): void {
  const isLoud = v.verdict !== 'proved' && v.severity === 'error' && v.baselined !== true;
  const stops = v.baselined !== true && v.witness !== undefined && v.witness.hops.length > 1 ? ` via ${viaOf(v.witness).join(' > ')}` : '';
  const [rule] = is === 'rules' ? v.witness?.hops[0]?.because ?? [] : [];
  const door = rule === undefined || v.verdict !== 'violated' || v.baselined === true ? undefined : doors.get(placeText(rule));
  const { subject, says } = standingLine(v);
  page.prose(`${subject === undefined ? '' : `${subject} `}${says}${stops}${door === undefined ? '' : `, as ${door} above`}`, { hang: 4, ...(isLoud ? { style: 'loud' as const } : v.verdict === 'proved' ? {} : { style: 'jewel' as const }) });
  if (v.verdict === 'proved' || v.baselined === true) return;
  page.prose(v.id, { indent: 6, style: 'quiet' });
  if (door !== undefined) return;
  if (v.witness !== undefined) {
    if (is === 'stores' || v.plane === 'exposure' || isLoud) drawPath(page, v.witness, 6);
    else for (const because of shownOnce(v.witness.hops[0].because).slice(0, is === 'rules' ? 1 : undefined)) drawRule(page, because, 6);
  }
  if (before !== undefined) page.prose(`before it: ${before}`, { indent: 6, hang: 2 });
  drawUnknowns(page, v.unknowns, 6, FEW, told);
  if (v.fix !== undefined) page.prose(`fix: ${fixText(v)}`, { indent: 6, hang: 5 });
}

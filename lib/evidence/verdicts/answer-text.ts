/**
 * The answer to one question, for people:
 *
 *   answerText(answer, { width: 100, colour: false });   // 'reach internet -> Db tcp/5432 pivot: UNREACHABLE ...'
 */
import type { AnswerFile } from '../../contract/verdicts';
import { Page } from '../text/page';
import { COLOUR, PLAIN } from '../text/paint';
import { drawBlocks, drawPath, drawRequest, drawRule, drawUnknowns, FEW, shownOnce } from './path-text';

export function answerText({ question, answer, witness, blockedBy, entries, unknowns, assumptions }: AnswerFile, { width, colour }: { readonly width: number; readonly colour: boolean }): string {
  const page = new Page(width, colour ? COLOUR : PLAIN);
  page.title(`${question}: ${answer.toUpperCase()}`);
  drawEntries(page, entries);
  if (witness !== undefined && witness.entry === undefined) {
    page.heading('Path', answer === 'reachable' ? ', the shortest there is' : '');
    drawPath(page, witness, 2);
  }
  if (blockedBy.length > 0) {
    page.heading('What stands in the way');
    drawBlocks(page, blockedBy, 2);
  }
  if (unknowns.length > 0) {
    page.heading('What is not known', answer === 'unknown' ? ': settle it, and ask again' : '');
    drawUnknowns(page, unknowns, 2);
  }
  if (assumptions.length > 0) {
    page.heading('Assumptions');
    assumptions.forEach((text, i) => page.prose(`${i + 1}. ${text}`, { hang: 3 }));
  }
  return page.text();
}

/** Those that ask for no identity first, each with the request that shows it. */
function drawEntries(page: Page, entries: AnswerFile['entries']): void {
  if (entries.length === 0) return;
  page.heading('Ways in', ', and what each asks for');
  for (const { entry, answer, checks, because, request, firewall, unknowns } of entries) {
    page.prose(`${entry}  ${answer === 'identified' ? answer : answer.toUpperCase()}`, { hang: 4, ...(answer === 'unidentified' ? { style: 'loud' as const } : answer === 'identified' ? {} : { style: 'jewel' as const }) });
    for (const c of checks) page.prose(c.text, { indent: 6, hang: 2 });
    drawRequest(page, request, 6);
    if (firewall !== undefined) page.prose(`before it: ${firewall.text}`, { indent: 6, hang: 2 });
    for (const b of shownOnce(because)) drawRule(page, b, 6);
    drawUnknowns(page, unknowns, 6, FEW);
  }
}

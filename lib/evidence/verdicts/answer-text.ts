/**
 * The answer to one question, for people:
 *
 *   answerText(answer, { width: 100, colour: false });   // 'reach internet -> Db tcp/5432 pivot: UNREACHABLE ...'
 */
import type { AnswerFile } from '../../contract/verdicts';
import { Page } from '../text/page';
import { COLOUR, PLAIN } from '../text/paint';
import { drawBlocks, drawPath, drawUnknowns } from './path-text';

export function answerText({ question, answer, witness, blockedBy, unknowns, assumptions }: AnswerFile, { width, colour }: { readonly width: number; readonly colour: boolean }): string {
  const page = new Page(width, colour ? COLOUR : PLAIN);
  page.title(`${question}: ${answer.toUpperCase()}`);
  if (witness !== undefined) {
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

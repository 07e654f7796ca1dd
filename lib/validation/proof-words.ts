/**
 * Verdicts and answers in the words of a test report. Loaded when a test asks.
 */
import type { AnswerFile, VerdictData } from '../contract/verdicts';
import { Page } from '../evidence/text/page';
import { PLAIN } from '../evidence/text/paint';
import { drawBlocks, drawPath, drawUnknowns } from '../evidence/verdicts/path-text';
import { describe } from './findings';
import type { ProofViolation } from './proof-result';

const WIDTH = 120;

export function proofViolation(v: VerdictData): ProofViolation {
  return { id: v.id, verdict: v.verdict, text: describe(v) };
}

export function answerText({ answer, question, witness, blockedBy, unknowns }: AnswerFile): string {
  const page = new Page(WIDTH, PLAIN);
  page.prose(`${answer}: ${question}`, { indent: 0, hang: 2 });
  if (witness !== undefined) drawPath(page, witness, 2);
  drawBlocks(page, blockedBy, 2);
  drawUnknowns(page, unknowns, 2);
  return page.text().trimEnd();
}

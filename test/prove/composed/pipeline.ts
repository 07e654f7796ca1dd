/** The whole way from files to answers, as the command line goes it. Every witness is replayed on the way. */
import * as path from 'node:path';
import type { AnswerFile, VerdictData } from '../../../lib/contract/verdicts';
import { openTemplates, type Trial } from '../../../lib/prover';
import { readTemplates } from '../../../lib/world/template';
import type { Question } from './expectation';

const trials = new Map<string, Trial>();

/** What was read once under the same assumptions is not read again. */
function trialOf(cwd: string, paths: readonly string[], assume: Readonly<Record<string, string>>): Trial {
  const key = JSON.stringify([cwd, paths, assume]);
  const known = trials.get(key) ?? openTemplates(readTemplates(paths, { cwd, assume }), { assume });
  trials.set(key, known);
  return known;
}

export function prove(cwd: string, paths: readonly string[], question: Question): readonly VerdictData[] {
  const trial = trialOf(cwd, paths, question.assume);
  const { kind, source, destination, over, level, via } = question;
  if (kind === 'standing') return trial.judge().verdicts;
  if (kind === 'reach') throw new Error('`reach` is asked, not proved');
  return trial.check([{ scope: '', kind, source, destination, over, level: level ?? (kind === 'permits' ? 'packet' : 'pivot'), ...(via.length > 0 && { via }) }]);
}

export function ask(cwd: string, paths: readonly string[], { source, destination, over, level = 'packet', assume }: Question): AnswerFile {
  return trialOf(cwd, paths, assume).ask({ source, destination, over, level });
}

export const CORPUS = path.join(__dirname, '..', '..', '..', '..', 'shared', 'corpus', 'cloudformation');

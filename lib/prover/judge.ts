/**
 * The prover for everybody outside this room: the command line, the validator, tests.
 *
 *   const { file } = judge(readTemplates(['cdk.out'], { cwd, assume }), { assume });
 *   process.exitCode = exitCodeOf(file);
 *
 * Nothing here reads a file, a clock or the environment. What templates hide is not proved; what is violated was replayed; where
 * prover and replay disagree, DisagreementError, and nobody is told a verdict.
 */
import type { AnswerFile, DiffFile, VerdictFile } from '../contract/verdicts';
import { hasWaysIn, readExposure } from '../world/exposure';
import { readNetwork } from '../world/network';
import type { NetworkWorld } from '../world/network/model';
import type { TemplateWorld } from '../world/template/model';
import { askInvoke, checkIdentified, proveExposure } from './exposure';
import { diffOf } from './judge-diff';
import { type JudgeOptions, openWith, type Tools, type Trial, type WorldOptions } from './judge-with';
import { askReach, edges, proveNetwork, standingQuestions } from './network';
import type { BoundIntent, ReachQuestion } from './network/model';
import { replay } from './replay';
import { replayExposure } from './replay/exposure';

const TOOLS: Tools = {
  prover: { proveNetwork, askReach, edges, standingQuestions }, readNetwork, replay,
  exposure: { read: readExposure, hasWaysIn, prove: proveExposure, check: checkIdentified, ask: askInvoke, replay: replayExposure },
};

export interface Judgement {
  readonly file: VerdictFile;
  readonly world: NetworkWorld;
  readonly intents: readonly BoundIntent[];
}

export function openTemplates(templates: TemplateWorld, options: WorldOptions = {}, tools: Tools = TOOLS): Trial {
  return openWith(tools, templates, options);
}

export function judge(templates: TemplateWorld, options: JudgeOptions & Pick<WorldOptions, 'assume'> = {}, tools: Tools = TOOLS): Judgement {
  const trial = openWith(tools, templates, options);
  return { file: trial.judge(options), world: trial.world, intents: trial.intents };
}

export function ask(templates: TemplateWorld, question: Partial<ReachQuestion> & Pick<ReachQuestion, 'source' | 'destination'>, options: Pick<WorldOptions, 'assume'> = {}, tools: Tools = TOOLS): AnswerFile {
  return openWith(tools, templates, options).ask(question);
}

/** `ask invoke`: every way into a function. */
export function invoke(templates: TemplateWorld, target: string, options: Pick<WorldOptions, 'assume'> = {}, tools: Tools = TOOLS): AnswerFile {
  return openWith(tools, templates, options).invoke(target);
}

export interface DiffOptions {
  readonly assume?: { readonly before?: Readonly<Record<string, string>>; readonly after?: Readonly<Record<string, string>> };
}

/** Both sides in the words of the new intent, or of the old one where the new templates carry none. */
export function diff(before: TemplateWorld, after: TemplateWorld, { assume = {} }: DiffOptions = {}, tools: Tools = TOOLS): DiffFile {
  const intents = after.intents.length > 0 ? after.intents : before.intents;
  const side = (templates: TemplateWorld, assumed?: Readonly<Record<string, string>>): Parameters<typeof diffOf>[0] => {
    const trial = openWith(tools, templates, { assume: assumed, intents });
    return { world: trial.world, edges: trial.edges() };
  };
  return diffOf(side(before, assume.before), side(after, assume.after));
}

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
import { hasEntrances, hasWaysIn, mayHaveFirewalls, readExposure } from '../world/exposure';
import { readNetwork } from '../world/network';
import type { NetworkWorld } from '../world/network/model';
import type { TemplateWorld } from '../world/template/model';
import { askInvoke, checkIdentified, explainedOf, firewallsOf, proveExposure, waysDiff } from './exposure';
import { diffOf } from './judge-diff';
import { type JudgeOptions, openWith, type Tools, type Trial, type WorldOptions } from './judge-with';
import { askReach, edges, proveNetwork, standingQuestions } from './network';
import type { Known } from './exposure';
import type { BoundIntent, ReachQuestion } from './network/model';
import { replay } from './replay';
import { replayExposure } from './replay/exposure';

const TOOLS: Tools = {
  prover: { proveNetwork, askReach, edges, standingQuestions }, readNetwork, replay,
  exposure: { read: readExposure, hasWaysIn, prove: proveExposure, check: checkIdentified, ask: askInvoke, explained: explainedOf, replay: replayExposure, firewalls: { of: firewallsOf, has: hasEntrances, may: mayHaveFirewalls } },
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
export function invoke(templates: TemplateWorld, target: string, { now, ...options }: Pick<WorldOptions, 'assume'> & Pick<JudgeOptions, 'now'> = {}, tools: Tools = TOOLS): AnswerFile {
  return openWith(tools, templates, options).invoke(target, now);
}

export interface DiffOptions {
  readonly assume?: { readonly before?: Readonly<Record<string, string>>; readonly after?: Readonly<Record<string, string>> };
}

/** Both sides in the words of the new intent, or of the old one where the new templates carry none. */
export function diff(before: TemplateWorld, after: TemplateWorld, { assume = {} }: DiffOptions = {}, tools: Tools = TOOLS): DiffFile {
  const intents = after.intents.length > 0 ? after.intents : before.intents;
  const [old, next] = [openWith(tools, before, { assume: assume.before, intents }), openWith(tools, after, { assume: assume.after, intents })];
  const side = ({ world, edges: all }: Trial): Parameters<typeof diffOf>[0] => ({ world, edges: all() });
  const [was, is] = [old.waysIn(), next.waysIn()];
  const nothing = ({ templates }: Trial): Known => ({ world: readExposure(templates), templates, intents: [] });
  return diffOf(side(old), side(next), was === undefined && is === undefined ? undefined : waysDiff(was ?? nothing(old), is ?? nothing(next)));
}

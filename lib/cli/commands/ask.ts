/**
 * `zero-trust ask reach [PATH...] --source X --destination Y`: one question, one answer, with the path or with what blocks it.
 * `zero-trust ask invoke [PATH...] --target F`: every way into a function, and what each asks.
 *
 * The exit code is 0 with any answer: whoever asks wants to know. `--fail-on unknown` makes it 3 where nobody can say.
 */
import { parseConnections } from '../../algebra/connection-parse';
import { answerText } from '../../evidence';
import { ask, invoke } from '../../prover/judge';
import { Exit, UsageError } from '../exit';
import { readInputs } from '../input/templates';
import { answer, lookOf } from '../io';
import { json } from '../json';
import { type Assumed, assumeOption, choiceOption, formatOption, outOption, pathsArgument } from '../options';
import type { CommandAdder } from './command';

interface ReachOptions {
  readonly source: string;
  readonly destination: string;
  readonly over: string;
  readonly level: 'packet' | 'pivot';
  readonly assume: Assumed;
  readonly failOn?: 'unknown';
  readonly format: 'text' | 'json';
  readonly out?: string;
}

interface InvokeOptions extends Pick<ReachOptions, 'assume' | 'failOn' | 'format' | 'out'> {
  readonly target: string;
  readonly today?: string;
}

const NAMES = '`internet`, a CIDR, a segment, a logical id, `Stack.LogicalId`, a construct path, a Parameter that holds an ARN, or `tag:app=web`';

export const addAskCommand: CommandAdder = (program, { io, finish }) => {
  const group = program.command('ask').summary('ask one question about templates').description('Asks one question about cloud assemblies and CloudFormation templates.');
  group.command('reach')
    .summary('does X reach Y on the network?')
    .description(`Does the source reach the destination? The answer is \`reachable\` with the shortest path, \`unreachable\` with what blocks it, or \`unknown\` with what would settle it. Ends are named as ${NAMES}.`)
    .addArgument(pathsArgument())
    .requiredOption('--source <name>', 'who connects')
    .requiredOption('--destination <name>', 'to whom')
    .option('--over <connection>', 'on which protocol and port, e.g. tcp/5432; any by default', 'all')
    .addOption(choiceOption('--level <packet|pivot>', 'in one hop, or also through whatever can be reached on the way', ['packet', 'pivot']).default('packet'))
    .addOption(assumeOption())
    .addOption(choiceOption('--fail-on <unknown>', 'end with 3 where the answer is `unknown`', ['unknown']))
    .addOption(formatOption(['text', 'json']))
    .addOption(outOption())
    .action((paths: readonly string[], { source, destination, over, level, assume, failOn, format, out }: ReachOptions) => {
      checkOver(over);
      const reply = ask(readInputs(paths, { cwd: io.cwd, assume }), { source, destination, over, level }, { assume });
      answer(io, format === 'json' ? json(reply) : answerText(reply, lookOf(io, out)), out);
      finish(failOn === 'unknown' && reply.answer === 'unknown' ? Exit.UNKNOWN : Exit.DONE);
    });
  group.command('invoke')
    .summary('who gets into F, and what is asked of them?')
    .description('Lists every way into the target, and what each asks of a request. The answer is `unidentified` where some way in asks for no identity (with the request), `identified`, `unreachable`, or `unknown` with what would settle it. The target is a function, an alias, an API, or a segment, named by a logical id, `Stack.LogicalId`, a construct path, or a Parameter that holds an ARN.')
    .addArgument(pathsArgument())
    .requiredOption('--target <name>', 'what is called')
    .option('--today <date>', 'the day on which firewalls that count until a date are judged, e.g. 2026-11-22; today by default')
    .addOption(assumeOption())
    .addOption(choiceOption('--fail-on <unknown>', 'end with 3 where the answer is `unknown`', ['unknown']))
    .addOption(formatOption(['text', 'json']))
    .addOption(outOption())
    .action((paths: readonly string[], { target, today, assume, failOn, format, out }: InvokeOptions) => {
      const reply = invoke(readInputs(paths, { cwd: io.cwd, assume }), target, { assume, now: today ?? new Date().toISOString() });
      answer(io, format === 'json' ? json(reply) : answerText(reply, lookOf(io, out)), out);
      finish(failOn === 'unknown' && reply.answer === 'unknown' ? Exit.UNKNOWN : Exit.DONE);
    });
  return group;
};

function checkOver(over: string): void {
  const parsed = parseConnections(over.trim());
  if (parsed.ok) return;
  const { what, got, expected, fix } = parsed.error;
  throw new UsageError(`\`--over\` is \`${over}\`: ${what} in \`${got}\`; expected ${expected}; ${fix}`);
}

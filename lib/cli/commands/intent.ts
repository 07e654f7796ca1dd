/**
 * `zero-trust intent [DIR]`: what the intent of a synthesized app permits.
 *
 * It reads what synth wrote beside the templates; it judges nothing, and needs no account.
 */
import { joinPermits, permitsText } from '../../evidence';
import { Exit } from '../exit';
import { answer, lookOf } from '../io';
import { readAssembly } from '../input/assembly';
import { formatOption, outOption } from '../options';
import type { CommandAdder } from './command';

interface IntentOptions {
  readonly threats?: true;
  readonly budgets?: true;
  readonly format: 'text' | 'json';
  readonly out?: string;
}

export const addIntentCommand: CommandAdder = (program, { io, finish }) => program
  .command('intent')
  .summary('what the intent of an app permits: who, what, how, why, until')
  .description('Prints what the intent of a synthesized app permits: who may reach what, how, why and until when; what is implied; limits, endpoints and idle cost.')
  .argument('[dir]', 'a cloud assembly, as `cdk synth` writes it; its stages are read too', 'cdk.out')
  .option('--threats', 'add the threat table: who could abuse each edge, what stops them, what watches it')
  .option('--budgets', 'show every limit of AWS with the flows that cost most (text)')
  .addOption(formatOption(['text', 'json']))
  .addOption(outOption())
  .action((dir: string, { threats, budgets, format, out }: IntentOptions) => {
    const permits = joinPermits(readAssembly(dir, io.cwd), { threats: threats === true });
    const text = format === 'json' ? `${JSON.stringify(permits, undefined, 2)}\n` : permitsText(permits, { ...lookOf(io, out), allBudgets: budgets === true });
    answer(io, text, out);
    finish(Exit.DONE);
  });

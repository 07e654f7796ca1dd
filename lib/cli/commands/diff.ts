/**
 * `zero-trust diff OLD NEW`: which edges and ways in a change opens and closes.
 *
 * It fails where an edge was opened that NEW's intent does not declare (OLD's where NEW has none; with neither, any opened edge).
 */
import { diff } from '../../prover/judge';
import { exitCodeOfDiff } from '../../prover/summary';
import { InputError } from '../../world/input-error';
import type { TemplateWorld } from '../../world/template';
import { readInputs } from '../input/templates';
import { answer, lookOf } from '../io';
import { type Assumed, assumeOption, formatOption, outOption } from '../options';
import { diffAs, PROOF_FORMATS, type ProofFormat } from '../proof-formats';
import type { CommandAdder } from './command';

interface DiffCommandOptions {
  readonly assume: Assumed;
  readonly format: ProofFormat;
  readonly out?: string;
}

export const addDiffCommand: CommandAdder = (program, { io, finish }) => program
  .command('diff')
  .summary('what a change opens and closes')
  .description('Compares what two assemblies or templates permit, and says which edges of the network and which ways into functions the second one opens and closes. Fails where it opens one that no intent declares.')
  .argument('<old>', 'the assembly or template before the change')
  .argument('<new>', 'the same after it')
  .addOption(assumeOption())
  .addOption(formatOption(PROOF_FORMATS))
  .addOption(outOption())
  .action((old: string, next: string, { assume, format, out }: DiffCommandOptions) => {
    const [before, after] = [old, next].map((path) => readSide(path, io.cwd, assume));
    for (const [name, error] of after.unknown) if (before.unknown.has(name)) throw error;
    const found = diff(before.templates, after.templates, { assume: { before: before.assume, after: after.assume } });
    answer(io, diffAs(format, { diff: found, before: before.templates, after: after.templates, path: next, cwd: io.cwd, look: lookOf(io, out) }), out);
    finish(exitCodeOfDiff(found));
  });

interface Side {
  readonly templates: TemplateWorld;
  readonly assume: Assumed;
  /** Assumed names that this side does not know, each with what was said of it. */
  readonly unknown: ReadonlyMap<string, InputError>;
}

/** A parameter that a change adds is in one side alone: assuming it is a mistake only where neither knows it. */
function readSide(path: string, cwd: string, assume: Assumed): Side {
  const known = { ...assume };
  const unknown = new Map<string, InputError>();
  for (;;) {
    try {
      return { templates: readInputs([path], { cwd, assume: known }), assume: known, unknown };
    } catch (error) {
      const name = error instanceof InputError && error.code === 'UnknownName' ? Object.keys(known).find((n) => error.message.startsWith(`nothing is named \`${n}\` `)) : undefined;
      if (name === undefined) throw error;
      unknown.set(name, error as InputError);
      delete known[name];
    }
  }
}

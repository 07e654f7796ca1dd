/**
 * `zero-trust prove [PATH...]`: what templates permit, held against what was declared, with a counterexample.
 *
 * Without any intent the standing questions are asked: what the internet reaches, what reaches each data store, the widest rules.
 * A baseline accepts today's answers and fails on what gets worse.
 */
import { Option } from 'commander';
import type { BaselineFile, VerdictFile } from '../../contract/verdicts';
import { applyBaseline, expiredEntries, GRACE_DAYS, graced, lastingEntries, strayEntries, UNASSIGNED, unownedEntries, updateBaseline } from '../../prover/baseline';
import { openTemplates } from '../../prover/judge';
import { exitCodeOf, type FailOn } from '../../prover/summary';
import { UsageError } from '../exit';
import { readBaselineFile, writeBaselineFile } from '../input/baseline-file';
import { type GuaranteesFile, readGuarantees } from '../input/guarantees-file';
import { readInputs } from '../input/templates';
import { answer, type Io, lookOf, warn } from '../io';
import { type Assumed, assumeOption, choiceOption, formatOption, outOption, pathsArgument } from '../options';
import { proofAs, PROOF_FORMATS, type ProofFormat } from '../proof-formats';
import type { CommandAdder } from './command';

interface ProveOptions {
  readonly guarantees?: string;
  readonly assume: Assumed;
  readonly snapshot?: string;
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly today?: string;
  readonly failOn?: FailOn;
  readonly format: ProofFormat;
  readonly out?: string;
}

export const addProveCommand: CommandAdder = (program, { io, finish }) => program
  .command('prove')
  .summary('judge what templates permit: nothing more than declared, nothing less, and every guarantee')
  .description('Judges cloud assemblies and CloudFormation templates (JSON or YAML), all linked: every edge that touches a declared segment, every flow, every guarantee. What is violated is shown with its path. Without an intent it lists what the internet reaches, what reaches each data store, and the widest rules. Nothing is sent anywhere.')
  .addArgument(pathsArgument())
  .option('--guarantees <file>', 'judge these guarantees too (YAML or JSON)')
  .addOption(assumeOption())
  .addOption(new Option('--snapshot <file>', 'judge a snapshot of an account').hideHelp())
  .option('--baseline <file>', 'accept what this file lists, and fail on what is new or worse')
  .option('--update-baseline', 'write what is not proved today into the baseline; an entry lasts 90 days')
  .option('--today <date>', 'the day on which entries of the baseline, and firewalls that count until a date, are judged, e.g. 2026-11-22; today by default')
  .addOption(choiceOption('--fail-on <violated|unknown>', 'what ends with 3: nothing, or anything unknown; by default a written guarantee or a crown jewel that is unknown', ['violated', 'unknown']))
  .addOption(formatOption(PROOF_FORMATS))
  .addOption(outOption())
  .action((paths: readonly string[], options: ProveOptions) => {
    if (options.snapshot !== undefined) throw new UsageError('`--snapshot` is not read by this version; expected cloud assemblies or templates, e.g. `zero-trust prove cdk.out`');
    if (options.updateBaseline && options.baseline === undefined) throw new UsageError('`--update-baseline` has no file to write; expected `--baseline FILE --update-baseline`');
    const written = options.guarantees === undefined ? undefined : readGuarantees(options.guarantees, io.cwd);
    for (const warning of written?.warnings ?? []) warn(io, warning);
    const assume = { ...written?.assume, ...options.assume };
    const placed: GuaranteesFile['placed'] = written?.placed ?? ((work) => work());
    const trial = openTemplates(placed(() => readInputs(paths, { cwd: io.cwd, assume })), { assume });
    for (const file of trial.templates.lone ?? []) warn(io, `\`${file}\` was made from an intent, and is judged without it: nothing of what was declared is proved; give its cloud assembly, e.g. \`zero-trust prove cdk.out\``);
    const judged = placed(() => trial.judge({ guarantees: written?.guarantees, now: options.today ?? new Date().toISOString() }));
    const { file, save } = baselined(judged, options, io);
    answer(io, proofAs(options.format, { file, trial, paths, cwd: io.cwd, look: lookOf(io, options.out) }), options.out);
    save();
    finish(exitCodeOf(file, options.failOn));
  });

/** The verdicts with what is accepted marked, and what is left to do when they have been written. */
function baselined(file: VerdictFile, { baseline: name, updateBaseline: isUpdate, today: day }: ProveOptions, io: Io): { readonly file: VerdictFile; readonly save: () => void } {
  if (name === undefined) return { file, save: () => undefined };
  const known = readBaselineFile(name, io.cwd, { mayBeMissing: isUpdate === true });
  const today = day ?? new Date().toISOString().slice(0, 10);
  const baseline = isUpdate === true ? updateBaseline(file, known, today) : known!;
  if (isUpdate !== true) for (const warning of warningsAbout(baseline, file, name, today)) warn(io, warning);
  return {
    file: applyBaseline(file, baseline, graced(today)),
    save: () => {
      if (isUpdate !== true) return;
      writeBaselineFile(name, io.cwd, baseline);
      const { accepted } = baseline;
      const nobody = unownedEntries(baseline).length;
      io.stderr.write(`zero-trust: \`${name}\` accepts ${accepted.length}${nobody === 0 ? '' : `; ${nobody} of them without an owner: write a name in the place of \`${UNASSIGNED}\``}\n`);
    },
  };
}

function warningsAbout(baseline: BaselineFile, file: VerdictFile, name: string, today: string): string[] {
  const of = ({ id, owner }: BaselineFile['accepted'][number]): string => `\`${id}\` of \`${name}\` (owner \`${owner}\`)`;
  const again = 'put it right, or accept it again with `--update-baseline`';
  const ended = new Set(expiredEntries(baseline, graced(today)));
  const unowned = unownedEntries(baseline);
  return [
    ...expiredEntries(baseline, today).map((e) => `${of(e)} ended on ${e.until}${ended.has(e) ? '' : ` and accepts nothing ${GRACE_DAYS} days after that`}; ${again}`),
    ...strayEntries(file, baseline).map(({ entry, question }) => `${of(entry)} accepts nothing: it was \`${entry.question}\`, and is \`${question}\` now; ${again}`),
    ...lastingEntries(baseline, today).map((e) => `${of(e)} ends on ${e.until}, in more than a year; write a nearer end, so that somebody looks again`),
    ...unowned.length === 0 ? [] : [`${unowned.length} of \`${name}\` ${unowned.length === 1 ? 'is' : 'are'} accepted in nobody's name; write a name in the place of \`${UNASSIGNED}\``],
  ];
}

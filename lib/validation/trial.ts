/**
 * One synthesized assembly before the prover: read and judged once, open to further questions.
 *
 *   const trial = openTrial('cdk.out', { assume: {}, scope: 'declared' });
 *   trial.file.verdicts;
 *   trial.check([{ kind: 'denies', source: 'internet', destination: 'docs', scope: '' }]);
 *
 * Places are relative to the assembly, stages and nested templates included.
 */
import type { VerdictFile } from '../contract/verdicts';
import { openTemplates } from '../prover/judge';
import type { Trial as OpenTrial } from '../prover/judge-with';
import { readTemplates } from '../world/template';

export interface Trial extends Pick<OpenTrial, 'check' | 'ask' | 'edges' | 'intents'> {
  readonly file: VerdictFile;
  /** Look-ups that the CDK CLI makes before it synthesizes once more: until then placeholders stand in the templates. */
  readonly pending: number;
  /** Intents that an earlier synth left behind, and that nobody believes. */
  readonly stale: readonly string[];
}

export interface TrialOptions {
  readonly assume: Readonly<Record<string, string>>;
  readonly scope: 'declared' | 'assembly';
  /** ISO-8601. @default - firewalls that count until a date are not judged, and it is said */
  readonly now?: string;
}

export function openTrial(outdir: string, { assume, scope, now }: TrialOptions): Trial {
  const templates = readTemplates(['.'], { cwd: outdir, assume, staleIntents: 'drop' });
  const trial = openTemplates(templates, { assume });
  return {
    pending: templates.unknowns.filter((u) => u.token.startsWith('context ')).length,
    stale: templates.stale ?? [],
    file: trial.judge({ scope, ...now === undefined ? {} : { now } }),
    intents: trial.intents,
    check: (guarantees) => trial.check(guarantees),
    ask: (question) => trial.ask(question),
    edges: () => trial.edges(),
  };
}

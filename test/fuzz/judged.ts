/**
 * A mutant through everything that a user could ask of it: verdicts, edges, a question between two of its ends. Answers what
 * a terminal would get to see.
 */
import type { VerdictFile } from '../../lib/contract/verdicts';
import { proofText } from '../../lib/evidence';
import { openTemplates } from '../../lib/prover';
import { templatesOf } from '../../lib/world/template';
import type { Random } from './random';

export function judged(input: unknown, random: Random): string {
  const trial = openTemplates(templatesOf([{ key: 'Mutant', body: input, region: 'eu-west-1' }]));
  const file: VerdictFile = trial.judge();
  check(file);
  const ends = [...trial.world.interfaces.keys()];
  const named = (): string => (ends.length === 0 || random.chance(0.3) ? 'internet' : random.pick(ends));
  const [source, destination] = [named(), named()];
  const { answer } = trial.ask({ source, destination, over: random.pick(['all', 'tcp/443', 'udp/53']), level: random.pick(['packet', 'pivot']) });
  if (!['reachable', 'unreachable', 'unknown'].includes(answer)) throw new Error(`the answer is ${answer}`);
  const edges = random.chance(0.3) ? trial.edges().length : 0;
  return `${proofText(file, { width: 100, colour: false })}\n${edges}`;
}

/** What every file of verdicts keeps, whatever it is about. */
function check({ verdicts, summary, coverage }: VerdictFile): void {
  if (Object.values(summary).reduce((sum, n) => sum + n, 0) !== verdicts.length) throw new Error('the summary counts otherwise');
  if (verdicts.some((v) => v.verdict === 'unknown' && v.unknowns.length === 0)) throw new Error('unknown, and nothing says why');
  if (verdicts.some((v) => !/^[A-Za-z0-9.-]+$/.test(v.id))) throw new Error('an id holds what it must not');
  if (coverage.modelled > coverage.resources) throw new Error('more is modelled than is there');
}

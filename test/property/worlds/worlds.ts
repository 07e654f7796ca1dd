/** One random world through everything: questions, an intent, and how often an answer was found at all. */
import { Draw } from '../../support/worlds/draw';
import { generateWorld } from '../../support/worlds/generate';
import { drawIntent } from '../../support/worlds/intents';
import type { RandomWorld } from '../../support/worlds/model';
import { shrink } from '../../support/worlds/shrink';
import { checkQuestion } from './check';
import { checkIntent } from './declared';
import { Asked } from './prover';
import { drawQuestions } from './questions';

export interface Report {
  readonly seed: number;
  readonly isPlain: boolean;
  /** `permits proved` and so on. */
  readonly verdicts: readonly string[];
  readonly failures: readonly Failure[];
}

export interface Failure {
  readonly what: string;
  readonly says: string;
  /** The same world, as small as it still fails. */
  readonly shrunk: () => RandomWorld;
}

const QUESTIONS = 6;

export function checkWorld(seed: number): Report {
  const world = generateWorld(seed);
  const draw = new Draw(seed + 1);
  const verdicts: string[] = [];
  const failures: Failure[] = [];
  const asked = new Asked(world);
  for (const question of drawQuestions(world, draw, QUESTIONS)) {
    const check = (w: RandomWorld, a: Asked): string | undefined => checkQuestion(w, a, question, new Draw(seed + 2)).disagreement;
    const { verdict, disagreement } = checkQuestion(world, asked, question, new Draw(seed + 2));
    verdicts.push(`${question.kind} ${verdict}`);
    if (disagreement !== undefined) failures.push({ what: JSON.stringify(question), says: disagreement, shrunk: () => shrunk(world, (w) => check(w, new Asked(w))) });
  }
  // a resource whose condition never holds is nobody's member
  const intent = drawIntent({ ...world, actors: world.actors.filter((id) => asked.network.interfaces.has(id)) }, draw);
  const tally = checkIntent(world, asked, intent, new Draw(seed + 3));
  verdicts.push(...tally.verdicts);
  for (const says of tally.disagreements.slice(0, 1)) {
    failures.push({ what: JSON.stringify(intent), says, shrunk: () => shrunk(world, (w) => {
      const again = new Asked(w);
      const isWhole = intent.segments.every((s) => s.members.every((m) => again.network.interfaces.has(m) || !asked.network.interfaces.has(m)));
      return isWhole ? checkIntent(w, again, intent, new Draw(seed + 3)).disagreements.find((d) => kindOf(d) === kindOf(says)) : undefined;
    }) });
  }
  return { seed, isPlain: world.isPlain, verdicts, failures };
}

const kindOf = (says: string | undefined): string | undefined => says?.replace(/\[.*|\d+/gs, '').split(' ').slice(0, 6).join(' ');

/** The same kind of disagreement: its first words, without names and numbers. */
function shrunk(world: RandomWorld, check: (world: RandomWorld) => string | undefined): RandomWorld {
  const kind = kindOf(check(world));
  return shrink(world, (w) => kindOf(check(w)) === kind);
}

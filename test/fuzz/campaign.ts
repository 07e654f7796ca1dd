/**
 * Mutants through the whole pipeline: read, network, standing questions, one question between two of its ends, text. Whatever
 * comes in, an answer comes out, or an InputError of one line that is safe for a terminal. Everything else is a crash.
 */
import { InputError } from '../../lib/world/input-error';
import { judged } from './judged';
import { mutateText } from './mutate-text';
import { mutateValue } from './mutate-value';
import { Random } from './random';
import type { Seed } from './seeds';

/** One mutant; longer than that is as bad as a crash. */
const PATIENCE_MS = 10_000;
const RAW_CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

export interface Failure {
  readonly mutant: number;
  readonly seed: string;
  readonly why: string;
  readonly input: unknown;
}

export interface Tally {
  passed: number;
  /** Of the passed ones: how many were read, and how many were refused with an InputError. */
  read: number;
  refused: number;
  slowestMs: number;
  readonly failures: Failure[];
}

export function newTally(): Tally {
  return { passed: 0, read: 0, refused: 0, slowestMs: 0, failures: [] };
}

/** Mutant number `index` of a campaign: the same on every machine. */
export function mutant(seeds: readonly Seed[], campaign: number, index: number): { readonly seed: Seed; readonly input: unknown } {
  const random = new Random(campaign * 1_000_003 + index);
  // Two draws, the shorter one wins: most mutants are small.
  const [a, b, other] = [random.pick(seeds), random.pick(seeds), random.pick(seeds)];
  const seed = a.text.length < b.text.length ? a : b;
  return { seed, input: random.chance(0.2) ? mutateText(seed.text, random) : mutateValue(seed.value, other.value, random) };
}

export function run(seeds: readonly Seed[], campaign: number, index: number, tally: Tally): void {
  const { seed, input } = mutant(seeds, campaign, index);
  const fail = (why: string): void => void tally.failures.push({ mutant: index, seed: seed.name, why, input });
  const from = performance.now();
  let refused = false;
  try {
    const text = judged(input, new Random(index));
    const raw = RAW_CONTROL.exec(text);
    if (raw !== null) return fail(`a raw control character would reach the terminal: ${JSON.stringify(text.slice(Math.max(0, raw.index - 40), raw.index + 40))}`);
  } catch (error) {
    if (!(error instanceof InputError)) return fail(error instanceof Error ? (error.stack ?? error.message).slice(0, 1500) : `threw ${String(error)}`);
    if (error.message === '' || error.message.includes('\n') || RAW_CONTROL.test(error.message)) return fail(`the message is no clear line: ${JSON.stringify(error.message)}`);
    refused = true;
  }
  const ms = performance.now() - from;
  tally.slowestMs = Math.max(tally.slowestMs, ms);
  if (ms > PATIENCE_MS) return fail(`took ${(ms / 1000).toFixed(1)} s`);
  tally.passed++;
  if (refused) tally.refused++;
  else tally.read++;
}

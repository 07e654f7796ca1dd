/**
 * Which façades a verdict is about: their posture decides whether it fails.
 *
 *   isSandbox(verdict, intents);   // every one of them is for trials
 *
 * By the segments and flows that it names. A verdict that names none is about all façades of the assembly.
 */
import type { VerdictData } from '../contract/verdicts';
import type { BoundIntent } from '../prover/network/model';
import type { ConstructIndex } from './construct-index';

type Intents = readonly Pick<BoundIntent, 'stage' | 'intent'>[];

interface Facade {
  /** Construct path in the app. */
  readonly path: string;
  readonly posture: string;
}

export function isSandbox(v: VerdictData, intents: Intents): boolean {
  const facades = facadesOf(v, intents);
  return facades.length > 0 && facades.every((f) => f.posture === 'sandbox');
}

/** Where a verdict that names no resource is told: at its façade; at the app where there is none. */
export function scopePathOf(v: VerdictData, intents: Intents, constructs: ConstructIndex): string {
  return facadesOf(v, intents).find((f) => constructs.at(f.path) !== undefined)?.path ?? '';
}

/** Whoever writes such guarantees may have written this one: its own posture counts, whosever segments it names. */
function facadesOf({ kind, subject, segments = [], flows = [] }: VerdictData, intents: Intents): Facade[] {
  const all = intents.flatMap(({ stage, intent }) => intent.scopes.map(({ scope, posture }): Facade & { readonly isNamed: boolean } => {
    const isNamed = intent.segments.some((s) => s.scope === scope && [s.id, `${scope}#${s.id}`, `${stage}/${scope}#${s.id}`].some((name) => name === subject.source || name === subject.destination || segments.includes(name)))
      || intent.flows.some((f) => f.scope === scope && flows.includes(f.id))
      || intent.guarantees?.some((g) => g.scope === scope && g.kind === kind);
    return { path: stage === '' ? scope : `${stage}/${scope}`, posture, isNamed };
  }));
  const named = all.filter((f) => f.isNamed);
  return named.length > 0 ? named : all;
}

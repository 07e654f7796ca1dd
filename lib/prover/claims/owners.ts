/**
 * Whose offer a claim means: ``ownersOf('Docs/ZeroTrust', own, intents)``.
 *
 * A claim names a façade by its path within its stage, and a stage of the app or another app may have one of the same path. It
 * means the one of its own stage; else those of the same stage elsewhere (Prod claims from Prod); else it may mean any of them, and
 * then all of them have to agree.
 */
import type { BoundIntent } from '../network/model';

export function ownersOf(scope: string, own: BoundIntent, intents: readonly BoundIntent[]): readonly BoundIntent[] {
  const all = intents.filter((b) => b.intent.scopes.some((s) => s.scope === scope));
  if (all.includes(own)) return [own];
  const same = all.filter((b) => b.stage === own.stage);
  return same.length > 0 ? same : all;
}

/** Of several: which one is meant. */
export function ofStage(owner: BoundIntent, owners: readonly BoundIntent[]): string {
  if (owners.length < 2) return '';
  return owner.stage === '' ? ` (of \`${owner.file ?? ''}\`)` : ` (of stage \`${owner.stage}\`)`;
}

/** Stages of one app are one assembly. */
export function assemblyOf({ file = '' }: BoundIntent): string {
  return file.replace(/(assembly-[^/]+\/)*[^/]*$/, '');
}

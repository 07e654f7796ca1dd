/**
 * One intent and one network file per stage, whatever the number of façades in it.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { type ISynthesisSession, Stack, Stage, Token } from 'aws-cdk-lib';
import { ArtifactType } from 'aws-cdk-lib/cloud-assembly-schema';
import type { Construct } from 'constructs';
import { compareText, type Finding, formatFinding, type Intent, mergeIntents } from '../../intent';
import { facadesOf } from '../declaration/declaration';
import { INTENT_ARTIFACT, INTENT_FILE, NETWORK_FILE, NETWORK_SCHEMA, type NetworkFile, type NetworkReport } from './network-file';

/** What declares something of its own: a network, or a data layer that stands alone. */
export interface StageFacade extends Construct {
  _build(): BuiltFacade;
  /** The same when everything else is built. */
  _finish?(): BuiltFacade;
}

interface BuiltFacade {
  readonly intent: Intent;
  readonly report?: NetworkReport;
  readonly findings: readonly Finding[];
}

export function writeStageFiles(facade: StageFacade, { assembly }: Pick<ISynthesisSession, 'assembly'>): void {
  const stage = Stage.of(facade);
  const all = facadesOf(facade.node.root).filter((f): f is StageFacade => '_build' in f && Stage.of(f) === stage);
  if (all[0] !== facade) return; // the first one writes for all
  const stack = Stack.of(facade);
  const built = all.map((f) => f._finish?.() ?? f._build());
  // CDK skips the validation where it is told to; an intent with mistakes would be judged without what they are about.
  const mistakes = built.flatMap((b) => b.findings).filter((f) => f.level === 'error');
  if (mistakes.length > 0) throw new Error(mistakes.map(formatFinding).join('\n'));
  const intent = textOf(mergeIntents(built.map((b) => b.intent)), stack);
  const scopes = built.flatMap((b) => b.report ?? []).sort((a, b) => compareText(a.scope, b.scope));
  const digest = createHash('sha256').update(intent).update(textOf(scopes, stack)).digest('hex');
  const network: NetworkFile = { schema: NETWORK_SCHEMA, digest, scopes };
  writeFileSync(path.join(assembly.outdir, INTENT_FILE), intent);
  writeFileSync(path.join(assembly.outdir, NETWORK_FILE), textOf(network, stack));
  // Whoever has this in the manifest is whom these files are about. CDK and its CLI pass over what they do not know.
  assembly.addArtifact(INTENT_ARTIFACT, { type: ArtifactType.NONE, properties: { file: INTENT_FILE, digest } as { file: string } });
}

/** Tokens are few and anywhere: each is resolved where it stands, as CloudFormation would read it. */
function textOf(value: unknown, stack: Stack): string {
  return `${JSON.stringify(value, (_, v: unknown) => (Token.isUnresolved(v) ? (stack.resolve(v) as unknown) : v), 2)}\n`;
}

/**
 * One intent and one network file per stage, whatever the number of façades in it.
 */
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Stack, Stage, Token } from 'aws-cdk-lib';
import { compareText, mergeIntents } from '../../intent';
import { facadesOf } from '../declaration/declaration';
import { Microsegmentation } from './microsegmentation';
import { INTENT_FILE, NETWORK_FILE, NETWORK_SCHEMA, type NetworkFile } from './network-file';

export function writeStageFiles(facade: Microsegmentation, outdir: string): void {
  const stage = Stage.of(facade);
  const all = facadesOf(facade.node.root).filter((f): f is Microsegmentation => f instanceof Microsegmentation && Stage.of(f) === stage);
  if (all[0] !== facade) return; // the first one writes for all
  const stack = Stack.of(facade);
  const built = all.map((f) => f._build());
  const network: NetworkFile = { schema: NETWORK_SCHEMA, scopes: built.map((b) => b.report).sort((a, b) => compareText(a.scope, b.scope)) };
  write(path.join(outdir, INTENT_FILE), mergeIntents(built.map((b) => b.intent)), stack);
  write(path.join(outdir, NETWORK_FILE), network, stack);
}

/** Tokens are few and anywhere: each is resolved where it stands, as CloudFormation would read it. */
function write(file: string, value: unknown, stack: Stack): void {
  const text = JSON.stringify(value, (_, v: unknown) => (Token.isUnresolved(v) ? (stack.resolve(v) as unknown) : v), 2);
  writeFileSync(file, `${text}\n`);
}

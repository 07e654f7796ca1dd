/**
 * What synth wrote about the intent: one pair of files per stage of a cloud assembly.
 *
 *   readAssembly('cdk.out', process.cwd());   // [{ stage: '', intent, network }, { stage: 'Prod', ... }]
 *
 * Stages are found by the manifest, not by the names of directories: an old stage that nobody removed is not read.
 */
import { existsSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { INTENT_ARTIFACT, INTENT_FILE, NETWORK_FILE, type NetworkFile } from '../../contract/network-report';
import { scopesApart, type StageFiles } from '../../evidence';
import { compareText, type Intent } from '../../intent';
import { UsageError } from '../exit';
import { intentShape } from './intent-shape';
import { readJson } from './json-file';
import { networkShape } from './network-shape';
import { anything, fields, optional, pathText, record, text } from './shape';

interface Manifest {
  readonly artifacts?: Readonly<Record<string, { readonly type: string; readonly properties?: unknown }>>;
}
interface NestedAssembly {
  readonly directoryName: string;
  /** Path of the stage. */
  readonly displayName?: string;
}
const manifestShape = fields<Manifest>({ artifacts: optional(record(fields<{ readonly type: string; readonly properties?: unknown }>({ type: text, properties: optional(anything) }))) });
const nestedShape = fields<NestedAssembly>({ directoryName: text, displayName: optional(text) });

const ASSEMBLY = 'a cloud assembly, as `cdk synth` writes it';

export function readAssembly(dir: string, cwd: string): StageFiles[] {
  const root = path.resolve(cwd, dir);
  const shown = dir.replace(/[\\/]+$/, '') || dir;
  if (!existsSync(root)) throw new UsageError(`directory \`${dir}\` does not exist; expected ${ASSEMBLY}: run \`cdk synth\` first, or name its directory`);
  if (!statSync(root).isDirectory()) throw new UsageError(`\`${dir}\` is a file; expected the directory of ${ASSEMBLY}`);
  const stages: StageFiles[] = [];
  visit({ root, folder: '', stage: '', shown }, stages, new Set());
  if (stages.length === 0) {
    throw new UsageError(`no \`${INTENT_FILE}\` in \`${dir}\` or its stages; expected an app that declares its intent: add \`new ZeroTrust(stack, 'ZeroTrust', { vpc })\` of cdk-zero-trust, then run \`cdk synth\``);
  }
  return stages;
}

interface Place {
  readonly root: string;
  /** Below the root, with `/`. */
  readonly folder: string;
  readonly stage: string;
  readonly shown: string;
}

function visit(place: Place, stages: StageFiles[], seen: Set<string>): void {
  const here = path.join(place.root, place.folder);
  seen.add(here);
  const { value: manifest, refuse } = readJson<Manifest>({ file: path.join(here, 'manifest.json'), shown: shownFile(place, 'manifest.json'), shape: manifestShape, expected: ASSEMBLY });
  const files = readPair(place, here);
  const digest = (manifest.artifacts?.[INTENT_ARTIFACT]?.properties as { readonly digest?: unknown } | undefined)?.digest;
  if (files !== undefined && files.network.digest !== digest) throw new UsageError(`\`${shownFile(place, INTENT_FILE)}\` is of another synth than the manifest beside it; remove it and \`${NETWORK_FILE}\`, and run \`cdk synth\` again`);
  if (files !== undefined) stages.push(files);
  for (const [id, artifact] of Object.entries(manifest.artifacts ?? {}).sort(([a], [b]) => compareText(a, b))) {
    if (artifact.type !== 'cdk:cloud-assembly') continue;
    const pointer = `/artifacts/${id.replace(/~/g, '~0').replace(/\//g, '~1')}/properties`;
    const problem = nestedShape(artifact.properties, pointer);
    if (problem !== undefined) throw refuse(problem.pointer, `\`${pathText(problem.pointer)}\` ${problem.what}`);
    const { directoryName, displayName } = artifact.properties as NestedAssembly;
    const next = path.resolve(here, directoryName);
    // A manifest may come from anywhere: it leads to directories below it, each once.
    if (!next.startsWith(place.root + path.sep) || seen.has(next)) throw refuse(`${pointer}/directoryName`, `stage \`${id}\` is in \`${directoryName}\`; expected a directory of its own within the assembly`);
    visit({ ...place, folder: path.relative(place.root, next).split(path.sep).join('/'), stage: displayName ?? id }, stages, seen);
  }
}

function readPair(place: Place, here: string): StageFiles | undefined {
  const has = (name: string): boolean => existsSync(path.join(here, name));
  if (!has(INTENT_FILE) && !has(NETWORK_FILE)) return undefined;
  for (const [name, other] of [[INTENT_FILE, NETWORK_FILE], [NETWORK_FILE, INTENT_FILE]]) {
    if (!has(name)) throw new UsageError(`\`${shownFile(place, name)}\` is missing beside \`${other}\`; expected both, as one synth writes them: run \`cdk synth\` again`);
  }
  const intent = readJson<Intent>({ file: path.join(here, INTENT_FILE), shown: shownFile(place, INTENT_FILE), shape: intentShape, expected: 'the intent that `cdk synth` writes' });
  const network = readJson<NetworkFile>({ file: path.join(here, NETWORK_FILE), shown: shownFile(place, NETWORK_FILE), shape: networkShape, expected: 'the report that `cdk synth` writes beside the intent' });
  const [apart] = scopesApart({ intent: intent.value, network: network.value });
  if (apart !== undefined) {
    const file = apart.file === 'intent' ? intent : network;
    throw file.refuse(apart.pointer, `scope \`${apart.scope}\` does not stand in both files of the intent; expected both from one synth: run \`cdk synth\` again`);
  }
  return { stage: place.stage, intent: intent.value, network: network.value };
}

function shownFile({ shown, folder }: Place, name: string): string {
  return [shown, folder, name].filter((part) => part !== '' && part !== '.').join('/');
}

/**
 * How verdicts are printed: `proofAs('sarif', { file, trial, paths, cwd, look })`.
 */
import type { DiffFile, VerdictFile } from '../contract/verdicts';
import { diffMarkdown, diffPicture, diffSarif, diffText, edgesPicture, pictureSvg, type PictureOptions, proofMarkdown, proofSarif, proofText, type SarifOptions } from '../evidence';
import type { Intent } from '../intent';
import type { Trial } from '../prover/judge-with';
import type { TemplateWorld } from '../world/template';
import { locator } from './input/locate';
import type { Look } from './io';
import { json } from './json';
import { packageOf } from './version';

export const PROOF_FORMATS = ['text', 'json', 'sarif', 'markdown', 'svg'] as const;
export type ProofFormat = (typeof PROOF_FORMATS)[number];

export interface ProofToPrint {
  readonly file: VerdictFile;
  readonly trial: Pick<Trial, 'templates' | 'edges' | 'intents'>;
  readonly paths: readonly string[];
  readonly cwd: string;
  readonly look: Look;
}

export function proofAs(format: ProofFormat, { file, trial, paths, cwd, look }: ProofToPrint): string {
  switch (format) {
    case 'text': return proofText(file, look);
    case 'json': return json(file);
    case 'markdown': return proofMarkdown(file);
    case 'sarif': return json(proofSarif(file, sarifOptions(trial.templates, paths, cwd)));
    case 'svg': return pictureSvg(edgesPicture(trial.edges(), pictureOptions('Who reaches whom', trial.intents)));
  }
}

export interface DiffToPrint {
  readonly diff: DiffFile;
  readonly before: TemplateWorld;
  readonly after: TemplateWorld;
  /** Of what is new. */
  readonly path: string;
  readonly cwd: string;
  readonly look: Look;
}

export function diffAs(format: ProofFormat, { diff, before, after, path, cwd, look }: DiffToPrint): string {
  switch (format) {
    case 'text': return diffText(diff, look);
    case 'json': return json(diff);
    case 'markdown': return diffMarkdown(diff);
    case 'sarif': return json(diffSarif(diff, sarifOptions(after, [path], cwd)));
    case 'svg': return pictureSvg(diffPicture(diff, pictureOptions('What this change opens and closes', (after.intents.length > 0 ? after : before).intents as readonly { readonly stage: string; readonly intent: Intent }[])));
  }
}

function sarifOptions({ templates }: TemplateWorld, paths: readonly string[], cwd: string): SarifOptions {
  const { version, home } = packageOf();
  return { version, informationUri: home, locate: locator(paths, cwd), fallback: templates[0]?.file ?? paths[0] };
}

/** As the prover names segments: by id, with the façade where two have one of that id, and with the stage where that is not enough. */
function pictureOptions(title: string, intents: readonly { readonly stage: string; readonly intent: Intent }[]): PictureOptions {
  const segments = intents.flatMap(({ stage, intent }) => intent.segments.map(({ scope, id, crownJewel }) => {
    const local = `${scope}#${id}`;
    return { names: [id, local, stage === '' ? local : `${stage}/${local}`], jewel: crownJewel !== undefined };
  }));
  const times = (n: number, name: string): number => segments.filter((s) => s.names[n] === name).length;
  return { title, segments: segments.map(({ names: [id, local, key], jewel }) => ({ name: times(0, id) === 1 ? id : times(1, local) === 1 ? local : key, jewel })) };
}

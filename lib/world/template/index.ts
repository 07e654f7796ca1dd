/**
 * Templates in, a linked and evaluated world of resources out: see model.ts.
 *
 *   const world = readTemplates(['cdk.out'], { cwd, assume: { ClientCidr: '10.0.0.0/8' } });
 *   const inMemory = templatesOf([{ key: 'App', body: { Resources: {} } }]);
 */
import type { TemplateWorld } from './model';
import { checkBody, readBody } from './read/body';
import { NESTED } from './read/nested';
import { readPaths } from './read/paths';
import type { Source } from './read/source';
import { linked } from './world';

export { absentUnder, alternativesOf, asText, guardOfBoolean, isList, isMap, isSym, keyOf, symsIn, unknownsIn, type Alternative as PlainAlternative, type Plain } from './walk';
export { Absent, Choice, Sym, Text, type SymKind, type Value, type ValueMap } from './value';
export type { Alternative, IntentFile, Resource, TemplateFile, TemplateWorld } from './model';

export interface ReadOptions {
  /** Names are relative to it; `.` by default. Paths in messages and places are relative to what was read, never absolute. */
  readonly cwd?: string;
  /** Parameters, imports and other tokens that are settled: `{ ClientCidr: '10.0.0.0/8', 'App.Stage': 'prod' }`. */
  readonly assume?: Readonly<Record<string, string>>;
  /** Takes every parameter's default as its value. For figures, never for verdicts: a default is a suggestion. */
  readonly defaults?: boolean;
  /** Intents that another synth left in the directory: refused (an InputError), or left out and told in `stale`. `refuse` by default. */
  readonly staleIntents?: 'refuse' | 'drop';
}

export interface TemplateInput {
  readonly key: string;
  /** The parsed template, or its text (JSON or YAML). */
  readonly body: unknown;
  readonly region?: string;
  readonly account?: string;
  readonly stage?: string;
  /** `KEY.template.json` by default. */
  readonly file?: string;
}

/** Cloud assemblies (directories with a manifest.json) and templates, linked. Throws InputError for what cannot be read. */
export function readTemplates(paths: readonly string[], options: ReadOptions = {}): TemplateWorld {
  return linked(readPaths(paths, options.cwd ?? '.', options.staleIntents), options.assume ?? {}, options.defaults === true);
}

/** Templates in memory, linked as an assembly would be; `App/Nested` is the nested stack that the resource `Nested` of `App` makes. */
export function templatesOf(templates: readonly TemplateInput[], options: ReadOptions = {}): TemplateWorld {
  const sources = new Map<string, Source>();
  for (const input of [...templates].sort((a, b) => (a.key < b.key ? -1 : 1))) {
    const name = input.file ?? `${input.key}.template.${typeof input.body === 'string' && !/^\s*[{[]/.test(input.body) ? 'yaml' : 'json'}`;
    const body = typeof input.body === 'string' ? readBody(input.body, name, { alone: false }) : checkBody(input.body, name, { alone: false });
    const slash = input.key.lastIndexOf('/');
    const outer = sources.get(input.key.slice(0, Math.max(0, slash)));
    const logicalId = input.key.slice(slash + 1);
    const parent = outer?.body.types.get(NESTED)?.includes(logicalId) === true ? { key: outer.file.key, logicalId } : undefined;
    const { region, account } = parent === undefined || outer === undefined ? input : outer.file;
    sources.set(input.key, {
      file: { key: input.key, file: name, stage: input.stage ?? '', ...(account === undefined ? {} : { account }), ...(region === undefined ? {} : { region }) },
      body,
      stackName: input.key,
      ...(parent === undefined ? {} : { parent }),
    });
  }
  const unknowns = [...sources.values()].flatMap(({ file, body }) => (body.types.get(NESTED) ?? [])
    .filter((id) => !sources.has(`${file.key}/${id}`))
    .map((id) => ({ token: `template of ${id}`, template: file.file, pointer: `/Resources/${id}/Properties/TemplateURL`, why: 'the nested template is not among the files: it may make any resource' })));
  return linked({ sources: [...sources.values()], intents: [], unknowns, stale: [], lone: [] }, options.assume ?? {}, options.defaults === true);
}

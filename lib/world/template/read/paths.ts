/**
 * What the user names becomes sources: directories are cloud assemblies, files are templates; names are made unique.
 *
 *   readPaths(['cdk.out', 'legacy.yaml'], '/abs/cwd')
 */
import * as path from 'node:path';
import { InputError } from '../../input-error';
import { isMadeFromIntent, readAssembly } from './assembly';
import { readBody } from './body';
import { kindOf, readBytes } from './files';
import { addNested } from './nested';
import type { Source, Sources, StaleIntents } from './source';

export function readPaths(paths: readonly string[], cwd: string, staleIntents: StaleIntents = 'refuse'): Sources {
  if (paths.length === 0) throw new InputError('NothingToRead', 'no template is named; expected a cloud assembly such as `cdk.out`, or the names of templates');
  const files = [...new Set(paths.map((p) => path.resolve(cwd, p)))];
  const several = files.length > 1;
  const all: Sources = { sources: [], intents: [], unknowns: [], stale: [], lone: [] };
  const taken = new Set<string>();
  const alone = new Map<Source, string>();
  for (const file of files) {
    const shown = label(file, cwd);
    const read = kindOf(file) === 'directory' ? readAssembly(file, shown, several ? `${shown}/` : '', staleIntents) : readAlone(file, shown, several, taken, alone);
    all.sources.push(...unique(read.sources, new Set(all.sources.map((s) => s.file.key)), alone));
    all.intents.push(...read.intents);
    all.unknowns.push(...read.unknowns);
    all.stale.push(...read.stale);
    all.lone.push(...read.lone);
  }
  // A template that another one nests is part of that one.
  const dropped = new Set(all.sources.filter((s) => taken.has(alone.get(s) ?? '')).map((s) => s.file.key));
  const sources = all.sources.filter((s) => ![...dropped].some((key) => s.file.key === key || s.file.key.startsWith(`${key}/`)));
  return { ...all, sources: sources.length === 0 ? all.sources : sources };
}

function readAlone(file: string, shown: string, several: boolean, taken: Set<string>, alone: Map<Source, string>): Sources {
  const out: Sources = { sources: [], intents: [], unknowns: [], stale: [], lone: [] };
  const name = several ? shown : path.basename(file);
  const body = readBody(readBytes(file, shown), name, { alone: true });
  const source: Source = { file: { key: path.basename(file).replace(/(\.template)?\.(json|ya?ml|template|cfn)$/i, ''), file: name, stage: '' }, body };
  out.sources.push(source);
  if (isMadeFromIntent(body)) out.lone.push(name);
  alone.set(source, file);
  const prefix = name.slice(0, name.length - path.basename(file).length);
  addNested(source, { directory: path.dirname(file), prefix, shown: path.posix.dirname(shown), taken }, out);
  return out;
}

/** Relative to where the user is, or the last part of the name: never a path of this machine. */
function label(file: string, cwd: string): string {
  const relative = path.relative(cwd, file).split(path.sep).join('/');
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? path.basename(file) : relative;
}

/** `App`, and `App#2` for the next one of that name. */
function unique(sources: readonly Source[], taken: ReadonlySet<string>, alone: Map<Source, string>): Source[] {
  const renamed = new Map<string, string>();
  return sources.map((source) => {
    const { parent, file } = source;
    let key = file.key;
    if (parent === undefined) {
      for (let n = 2; taken.has(key); n += 1) key = `${file.key}#${n}`;
    } else key = `${renamed.get(parent.key) ?? parent.key}/${parent.logicalId}`;
    renamed.set(file.key, key);
    if (key === file.key) return source;
    const copy: Source = { ...source, file: { ...file, key }, ...(parent === undefined ? {} : { parent: { ...parent, key: renamed.get(parent.key) ?? parent.key } }) };
    const where = alone.get(source);
    if (where !== undefined) alone.set(copy, where);
    return copy;
  });
}

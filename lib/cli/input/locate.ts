/**
 * The line of a template that a JSON pointer names, for reports that open an editor:
 *
 *   const locate = locator(['cdk.out'], process.cwd());
 *   locate('App.template.json', '/Resources/Db');   // { file: 'cdk.out/App.template.json', line: 120, column: 5 }
 *
 * A pointer that leads to nothing written (a default) is its nearest parent. What cannot be read any more is line 1: a report
 * without a line is worth more than none.
 */
import { readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { parseDocument } from '../../document';
import { loadYaml } from '../../document/yaml-parser';

export interface Line {
  /** From where the command runs, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** Line and column of a pointer. */
type Finder = (pointer: string) => { readonly line: number; readonly column: number } | undefined;

export function locator(paths: readonly string[], cwd: string): (template: string, pointer: string) => Line {
  const finders = new Map<string, { readonly file: string; readonly find: Finder }>();
  return (template, pointer) => {
    let entry = finders.get(template);
    if (entry === undefined) {
      const file = fileOf(template, paths, cwd);
      entry = { file: relative(file, cwd), find: finderOf(file) };
      finders.set(template, entry);
    }
    return { file: entry.file, ...entry.find(pointer) ?? { line: 1 } };
  };
}

/** Names in places are relative to what was read: an assembly, or the folder of a template; of several, to where the command runs. */
function fileOf(template: string, paths: readonly string[], cwd: string): string {
  const folders = paths.map((p) => path.resolve(cwd, p)).flatMap((p) => [p, path.dirname(p)]);
  const candidates = (paths.length > 1 ? [path.resolve(cwd), ...folders] : folders).map((folder) => path.join(folder, template));
  return candidates.find(isFile) ?? candidates[0];
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false; // not there, or below something that is no folder
  }
}

/** What stands outside of where the command runs keeps its last parts only: no path of the machine gets into a report. */
function relative(file: string, cwd: string): string {
  const shown = path.relative(path.resolve(cwd), file).split(path.sep).join('/');
  return shown.startsWith('../') || path.isAbsolute(shown) ? file.split(path.sep).slice(-2).join('/') : shown;
}

function finderOf(file: string): Finder {
  try {
    const text = readFileSync(file, 'utf8');
    return /^\s*\{/.test(text) ? jsonFinder(text) : yamlFinder(text);
  } catch {
    return () => undefined;
  }
}

function jsonFinder(text: string): Finder {
  const { where } = parseDocument(text, 'template.json');
  return (pointer) => {
    const [, line, column] = /:(\d+):(\d+)$/.exec(where(pointer)) ?? [];
    return line === undefined ? undefined : { line: Number(line), column: Number(column) };
  };
}

function yamlFinder(text: string): Finder {
  const yaml = loadYaml();
  const { contents } = yaml.parseDocument(text, { schema: 'failsafe', logLevel: 'silent', uniqueKeys: false, prettyErrors: false, strict: false });
  return (pointer) => {
    let node: unknown = contents;
    let offset = startOf(node, 0);
    for (const part of pointer.split('/').slice(1).map((p) => p.replace(/~1/g, '/').replace(/~0/g, '~'))) {
      // `!If [...]` stands for `{ "Fn::If": [...] }`: the pointer has a step more than the text.
      if (/^(Fn::.*|Ref|Condition)$/.test(part) && yaml.isNode(node) && node.tag?.startsWith('!') === true) continue;
      const pair = yaml.isMap(node) ? node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === part) : undefined;
      const item: unknown = yaml.isSeq(node) ? node.items[Number(part)] : undefined;
      if (pair === undefined && item === undefined) break;
      offset = startOf(pair?.key ?? item, offset);
      node = pair === undefined ? item : pair.value;
    }
    const before = text.slice(0, offset);
    return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
  };
}

function startOf(node: unknown, otherwise: number): number {
  return (node as { readonly range?: readonly number[] | null } | null | undefined)?.range?.[0] ?? otherwise;
}

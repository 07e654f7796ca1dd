/**
 * Goldens: what an app synthesizes to, in a form that only changes when the result does.
 *
 *   const differences = compareWithGoldens(folder, normalisedFiles(assembly));   // [] or a few lines per file
 *
 * Written only where ZERO_TRUST_UPDATE_GOLDENS=1 asks for it (`npm run test:update`); a run that checks writes nothing.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';

const SHOWN = 12;

/** Templates (nested ones too) and the intent of an assembly, by file name, as text. */
export function normalisedFiles(directory: string): Map<string, string> {
  const files = readdirSync(directory).filter((name) => name.endsWith('.template.json') || name === 'zero-trust.intent.json').sort();
  return new Map(files.map((name) => [name, normalise(readFileSync(path.join(directory, name), 'utf8'))]));
}

/** Every file of an assembly, assets included. */
export function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Asset hashes say which bytes are deployed beside the template, and change with every release of aws-cdk-lib. */
export function normalise(json: string): string {
  const value: unknown = JSON.parse(json, (_, v: unknown) => (typeof v === 'string' ? v.replace(/[0-9a-f]{64}/g, '<asset>') : v));
  return `${JSON.stringify(sortKeys(value), undefined, 2)}\n`;
}

export function compareWithGoldens(folder: string, files: ReadonlyMap<string, string>): string[] {
  if (process.env.ZERO_TRUST_UPDATE_GOLDENS === '1') {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of files) writeFileSync(path.join(folder, name), text);
    return [];
  }
  const goldens = existsSync(folder) ? readdirSync(folder).sort() : [];
  const gone = goldens.filter((name) => !files.has(name)).map((name) => `${name}: is a golden, but is not synthesized any more`);
  const differing = [...files].flatMap(([name, text]) => {
    if (!goldens.includes(name)) return [`${name}: there is no golden; look at it, then run \`npm run test:update\``];
    const golden = readFileSync(path.join(folder, name), 'utf8');
    return golden === text ? [] : shortened(name, differences(JSON.parse(golden), JSON.parse(text)));
  });
  return [...gone, ...differing];
}

/** The same for a text, line by line: `[]`, or the lines that were and the lines that are. */
export function compareWithTextGolden(file: string, text: string): string[] {
  const name = path.basename(file);
  if (process.env.ZERO_TRUST_UPDATE_GOLDENS === '1') {
    writeFileSync(file, text);
    return [];
  }
  if (!existsSync(file)) return [`${name}: there is no golden; look at it, then run \`npm run test:update\``];
  const golden = readFileSync(file, 'utf8');
  if (golden === text) return [];
  const [was, is] = [golden.split('\n'), text.split('\n')];
  const lines = [...was.filter((line) => !is.includes(line)).map((line) => `- ${line}`), ...is.filter((line) => !was.includes(line)).map((line) => `+ ${line}`)];
  const more = lines.length - SHOWN;
  return [`${name}:`, ...(lines.length === 0 ? ['  the same lines in another order'] : lines.slice(0, SHOWN).map((line) => `  ${line}`)), ...(more > 0 ? [`  and ${more} more lines`] : [])];
}

/** `- Resources/Group/Properties/VpcId: "vpc-1"`, one line per value that was, is, or is another. */
export function differences(was: unknown, is: unknown, at = ''): string[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (isTree(was) && isTree(is) && Array.isArray(was) === Array.isArray(is)) {
    const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
    return keys.flatMap((key) => differences(was[key], is[key], at === '' ? key : `${at}/${key}`));
  }
  return [...(was === undefined ? [] : [`- ${at}: ${clip(was)}`]), ...(is === undefined ? [] : [`+ ${at}: ${clip(is)}`])];
}

function shortened(name: string, lines: readonly string[]): string[] {
  const more = lines.length - SHOWN;
  return [
    `${name}:`,
    ...(lines.length === 0 ? ['  the same values in another form; the golden was edited by hand'] : lines.slice(0, SHOWN).map((line) => `  ${line}`)),
    ...(more > 0 ? [`  and ${more} more lines`] : []),
  ];
}

function clip(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Objects only: the order of a list means something. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])]));
}

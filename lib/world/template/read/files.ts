/**
 * Opening files without surprises: names stay below the directory that names them, errors name the file as the user did.
 *
 *   const bytes = readBytes('/abs/cdk.out/App.template.json', 'App.template.json');
 */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { InputError } from '../../input-error';
import { jsonProblem } from './json-text';

/** Far above CloudFormation's megabyte; below what would take the machine along. */
const LARGEST = 256 * 1024 * 1024;

export type Kind = 'file' | 'directory' | 'missing';

export function kindOf(file: string): Kind {
  try {
    const stat = statSync(file);
    return stat.isDirectory() ? 'directory' : stat.isFile() ? 'file' : 'missing';
  } catch {
    return 'missing';
  }
}

export function readBytes(file: string, shown: string, expected = 'a CloudFormation template'): Uint8Array {
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) throw new InputError('FileUnreadable', `file \`${shown}\` is a directory; expected ${expected}`);
    if (!stat.isFile()) throw new InputError('FileUnreadable', `file \`${shown}\` is no regular file; expected ${expected}`);
    if (stat.size > LARGEST) throw new InputError('FileUnreadable', `file \`${shown}\` is larger than ${LARGEST / 1024 / 1024} MiB; expected ${expected}`);
    return readFileSync(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('FileUnreadable', `file \`${shown}\` ${reasonOf((error as { code?: string }).code)}; expected ${expected}`);
  }
}

/** A file that may be missing, as JSON; undefined where it is not there. */
export function readJson(file: string, shown: string, expected: string): unknown {
  if (kindOf(file) === 'missing') return undefined;
  const text = new TextDecoder().decode(readBytes(file, shown, expected));
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const { sentence, place } = jsonProblem(text, error as Error);
    throw new InputError('NotJson', `file \`${shown}\`${place === undefined ? '' : ` (${place})`}: ${text.trim() === '' ? 'the file is empty' : sentence}; expected ${expected}`);
  }
}

/** A name in a manifest as a path below its directory. */
export function below(directory: string, name: unknown, shown: string): string {
  if (typeof name !== 'string' || name === '') throw new InputError('ManifestInvalid', `file \`${shown}\`: a name of a file is missing; expected one below the directory`);
  const normal = path.posix.normalize(name.replace(/\\/g, '/'));
  if (normal === '..' || normal.startsWith('../') || path.isAbsolute(name) || normal.startsWith('/') || normal.includes('\0') || /^[A-Za-z]:/.test(normal)) {
    throw new InputError('PathOutside', `file \`${shown}\`: the name \`${name}\` leaves the directory; expected one below it`);
  }
  return path.join(directory, ...normal.split('/'));
}

/** The directory behind links, for telling whether it was entered already. */
export function realPath(directory: string, shown: string): string {
  try {
    return realpathSync(directory);
  } catch (error) {
    throw new InputError('FileUnreadable', `directory \`${shown}\` ${reasonOf((error as { code?: string }).code)}; expected a cloud assembly`);
  }
}

function reasonOf(code: string | undefined): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  if (code === 'ELOOP') return 'is a link that leads back to itself';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read';
  return `cannot be read (${code ?? 'unknown reason'})`;
}

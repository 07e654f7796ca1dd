/**
 * A JSON file of a known shape, or a refusal that names the file, line and column, and what was expected.
 *
 *   const intent = readJson<Intent>({ file, shown: 'cdk.out/zero-trust.intent.json', shape: intentShape });
 *
 * The place of a mistake is looked for when there is one: a file without any is parsed once, by the fast parser.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { DocumentError, parseDocument } from '../../document';
import { UsageError } from '../exit';
import { type Check, pathText } from './shape';

export interface JsonSource<T> {
  readonly file: string;
  /** The file in the user's words. */
  readonly shown: string;
  readonly shape: Check<T>;
  /** What the file is, for the case that it cannot be read. */
  readonly expected: string;
}

export interface JsonFile<T> {
  readonly value: T;
  /** The error for a place in this file. */
  readonly refuse: (pointer: string, what: string) => UsageError;
}

export function readJson<T>({ file, shown, shape, expected }: JsonSource<T>): JsonFile<T> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`\`${shown}\` cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); expected ${expected}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${syntaxError(text, shown, error as Error)}; expected ${expected}`);
  }
  const refuse = (pointer: string, what: string): UsageError => new UsageError(`${placeOf(text, shown, pointer)}: ${what}`);
  const problem = shape(value, '');
  if (problem !== undefined) throw refuse(problem.pointer, `${problem.pointer === '' ? 'the file' : `\`${pathText(problem.pointer)}\``} ${problem.what}`);
  return { value: value as T, refuse };
}

function syntaxError(text: string, shown: string, error: Error): string {
  try {
    parseDocument(text, shown);
  } catch (found) {
    if (found instanceof DocumentError) return `${withFolder(found.problems[0].where, shown)}: ${found.problems[0].message}`;
  }
  return `${shown}: ${error.message}`;
}

function placeOf(text: string, shown: string, pointer: string): string {
  try {
    return withFolder(parseDocument(text, shown).where(pointer), shown);
  } catch {
    return shown; // JSON that only the strict reader refuses, e.g. for a key that stands twice: the pointer must do
  }
}

/** The document reader names a file by its last part. */
function withFolder(where: string, shown: string): string {
  const folder = path.dirname(shown);
  return folder === '.' ? where : `${folder}/${where}`;
}

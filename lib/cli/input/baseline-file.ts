/**
 * The file of a baseline: what is accepted today, until when, under whose name.
 *
 *   const baseline = readBaselineFile('zero-trust.baseline.json', process.cwd());   // undefined where there is none yet
 */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { BaselineFile } from '../../contract/verdicts';
import { DocumentError, parseDocument } from '../../document';
import { readBaseline } from '../../prover/baseline';
import { UsageError } from '../exit';
import { json } from '../json';
import { writeWhole } from '../whole-file';

export function readBaselineFile(file: string, cwd: string, { mayBeMissing }: { readonly mayBeMissing: boolean }): BaselineFile | undefined {
  const where = path.resolve(cwd, file);
  if (!existsSync(where)) {
    if (mayBeMissing) return undefined;
    throw new UsageError(`file \`${file}\` does not exist; expected a baseline: write one with \`--baseline ${file} --update-baseline\``);
  }
  let text: string;
  try {
    text = readFileSync(where, 'utf8');
  } catch (error) {
    throw new UsageError(`file \`${file}\` cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); expected a baseline`);
  }
  try {
    return readBaseline(parseDocument(text, 'baseline.json').value, file);
  } catch (error) {
    if (!(error instanceof DocumentError)) throw error;
    const [{ where: at, message }] = error.problems;
    throw new UsageError(`${at.replace('baseline.json', file)}: ${message}; expected a baseline`);
  }
}

export function writeBaselineFile(file: string, cwd: string, baseline: BaselineFile): void {
  try {
    writeWhole(path.resolve(cwd, file), json(baseline));
  } catch (error) {
    throw new UsageError(`file \`${file}\` cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); expected a file in a directory that exists and may be written`);
  }
}

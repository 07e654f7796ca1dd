/**
 * Makes it possible to write: `expect(problemsOf('a: 1\na: 2\n')).toEqual(['DuplicateKey 2:1 ...'])`.
 */
import { DocumentError, type DocumentProblem, parseDocument } from '../../lib/document';

/** Why a file is refused; empty where it is read. Anything but a DocumentError is a bug and is thrown on. */
export function problemsOf(content: string | Uint8Array, file = 'intent.yaml'): readonly DocumentProblem[] {
  try {
    parseDocument(content, file);
    return [];
  } catch (error) {
    if (error instanceof DocumentError) return error.problems;
    throw error;
  }
}

/** One row of a table of refusals: what it is called, the text, `CODE line:column`, and words that the message must have. */
export type Refused = readonly [name: string, text: string | Uint8Array, expected: string, words?: readonly string[]];

export function expectRefused(file: string, [, text, expected, words = []]: Refused): void {
  const problems = problemsOf(text, file);
  expect(problems.map((p) => `${p.code} ${p.where.replace(`${file}:`, '')}`)).toEqual([expected]);
  for (const word of words) expect(problems[0].message).toContain(word);
  // What, and what to do: lower case, one line, no full stop.
  expect(problems[0].message).toMatch(/^[a-z`][^\n]*[^.\n]$|\.\.\.`$/);
}

/**
 * A text with several policies, cut where one ends: at each `;` that stands in no string and no comment. And where in the text a byte of one of them is.
 *
 *   const [first] = splitPolicies('@id("a") permit (principal, action, resource);');
 *   placeOf(text, lineStarts(text), first.start, 4)   // { line: 1, column: 5 }
 *
 * Cedar itself gives the parts of a text sorted by id and without their places.
 */

export interface PolicySource {
  readonly text: string;
  /** Of the whole text, in UTF-16 units. */
  readonly start: number;
  /** Where the policy begins, past blanks and comments before it. */
  readonly begins: number;
  /** Brackets that are open at once, at most. */
  readonly nested: number;
}

/** Strings with escapes, comments, brackets, the end of a policy, blanks, a run of anything else. The quote of a string that does not end is one character. */
const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*"|\/\/[^\n\r]*|[([{]|[)\]}]|;|\s+|[^"/()[\]{};\s]+|[^]/gu;

export function splitPolicies(text: string): PolicySource[] {
  const found: PolicySource[] = [];
  let [start, begins, depth, nested] = [0, -1, 0, 0];
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    if (/^\s|^\/\//.test(token)) continue;
    if (begins < 0) begins = match.index;
    if (/^[([{]/.test(token)) nested = Math.max(nested, ++depth);
    else if (/^[)\]}]/.test(token)) depth--;
    if (token !== ';') continue;
    const end = match.index + 1;
    found.push({ text: text.slice(start, end), start, begins, nested });
    [start, begins, depth, nested] = [end, -1, 0, 0];
  }
  // The rest: blanks and comments, or a policy that does not end.
  if (begins >= 0) found.push({ text: text.slice(start), start, begins, nested });
  return found;
}

/** Where each line begins: made once per text. */
export function lineStarts(text: string): readonly number[] {
  return [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
}

/** Of a byte of UTF-8 that is counted from `start`. */
export function placeOf(text: string, starts: readonly number[], start: number, bytes: number): { readonly line: number; readonly column: number } {
  let at = start;
  for (let left = bytes; left > 0 && at < text.length;) {
    const code = text.codePointAt(at)!;
    left -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += code < 0x10000 ? 1 : 2;
  }
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= at) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: at - starts[low] + 1 };
}

/**
 * Makes it possible to write: `matches(parseGlob('arn:aws:s3:::logs-*'), 'arn:aws:s3:::logs-2026')`.
 *
 * One IAM pattern: `*` is any string including the empty one, `?` exactly one character, everything else itself.
 * Characters are Unicode code points. Does not model: policy variables such as `${aws:username}` (the caller cuts them
 * out and says what they may be, with parts), and the documented limit that a `*` in the middle of an ARN segment stops
 * at the colon: here it goes on, which is wider than IAM, so right for MAY-allow and too wide for MUST-allow or a deny.
 */

export const ANY = -1;
export const ONE = -2;
/** A code point, `ANY` or `ONE`. */
export type Token = number;

/** A piece of a pattern that was taken apart: `*` and `?` are wildcards, a literal is itself whatever it holds. */
export type PatternPart = '*' | '?' | { readonly literal: string };

export interface Glob {
  // INVARIANT: in a run of wildcards every `?` stands before the only `*`, so `*?*` and `?*` are one pattern
  readonly tokens: readonly Token[];
  /** The pattern as text; literal wildcards as `${*}` and `${?}`, as IAM writes them. */
  readonly text: string;
  /** Equal for equal patterns only. */
  readonly key: string;
}

export function parseGlob(text: string): Glob {
  return globOf(codePoints(text).map((point) => (point === STAR ? ANY : point === QUESTION_MARK ? ONE : point)));
}

export function globOfParts(parts: readonly PatternPart[]): Glob {
  return globOf(parts.flatMap((part) => (part === '*' ? [ANY] : part === '?' ? [ONE] : codePoints(part.literal))));
}

/**
 * A to Z only: IAM compares action names without case, and they are ASCII. Full Unicode lower-casing may change the
 * number of characters, and with it what `?` means.
 */
export function asciiLowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export function codePoints(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

/** Greedy, with one step back to the latest `*`: O(pattern * text). Shares nothing with the automaton on purpose. */
export function matches({ tokens }: Glob, text: readonly number[]): boolean {
  let t = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < text.length; ) {
    if (t < tokens.length && (tokens[t] === ONE || tokens[t] === text[i])) {
      t++;
      i++;
    } else if (tokens[t] === ANY) {
      star = t++;
      resume = i;
    } else if (star >= 0) {
      t = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (tokens[t] === ANY) t++;
  return t === tokens.length;
}

const STAR = '*'.codePointAt(0)!;
const QUESTION_MARK = '?'.codePointAt(0)!;

function globOf(raw: readonly Token[]): Glob {
  const tokens: Token[] = [];
  let stars = false;
  for (const token of raw) {
    if (token === ANY) {
      stars = true;
      continue;
    }
    if (stars && token !== ONE) {
      tokens.push(ANY);
      stars = false;
    }
    tokens.push(token);
  }
  if (stars) tokens.push(ANY);
  return { tokens, text: tokens.map(tokenText).join(''), key: tokens.join() };
}

function tokenText(token: Token): string {
  if (token === ANY) return '*';
  if (token === ONE) return '?';
  return token === STAR || token === QUESTION_MARK ? `\${${String.fromCodePoint(token)}}` : String.fromCodePoint(token);
}

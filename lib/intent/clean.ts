/**
 * Makes any text safe to stand in a report: ``unknown segment `api\u001b[2J` `` on one line, of bounded length, the same on every run.
 *
 * Intent files come from pull requests and reports go to terminals: control characters and the marks that reverse the
 * direction of text are shown by their numbers. CDK's tokens are numbered by the order of construction, so they are named, not shown.
 */

const TOKEN = /[$#@]\{Token\[[^\]]*\]\}/;
const TOKENS = new RegExp(TOKEN, 'g');
/** C0, C1, line and paragraph separators, zero-width and bidirectional marks, byte order mark. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const LONGEST = 120;

/** A value that CDK fills in later: a parameter, an attribute, an import. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

export function cleanText(text: string): string {
  return text
    .replace(TOKENS, '<known only at deployment>')
    .replace(HIDDEN, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/`([^`]+)`/g, (quoted, inner: string) => (inner.length > LONGEST ? `\`${inner.slice(0, LONGEST - 3)}...\`` : quoted));
}

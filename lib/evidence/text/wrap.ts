/**
 * Text in lines of at most so many columns:
 *
 *   wrap('reads documents; until 2027-06-30', 20);   // ['reads documents;', 'until 2027-06-30']
 *
 * Text of an intent comes from people whom the reader may not trust: nothing in it moves the cursor, reorders what is
 * shown, or makes a line of its own. Not modelled: combining marks and emoji sequences (they may be counted too wide).
 */

/** One line without control and direction characters and halves of a surrogate pair. They are shown, not dropped, because somebody put them there. */
export function clean(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff\u{e0000}-\u{e007f}]/gu, (c) => `\\u${(c.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
    .trim();
}

/** Columns on a terminal. */
export function columns(text: string): number {
  let sum = 0;
  for (const c of text) sum += isWide(c.codePointAt(0) ?? 0) ? 2 : 1;
  return sum;
}

function isWide(code: number): boolean {
  return code >= 0x1100 && (
    code <= 0x115f || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff)
    || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff)
    || (code >= 0x20000 && code <= 0x3fffd)
  );
}

/** Breaks at spaces; a word that is longer than a line breaks after a separator, or where the line ends. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(width, 4);
  const lines: string[] = [];
  let line = '';
  for (const word of clean(text).split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (columns(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = breakWord(word, room);
    lines.push(...parts.slice(0, -1));
    line = parts[parts.length - 1];
  }
  return [...lines, line];
}

function breakWord(word: string, width: number): string[] {
  const parts: string[] = [];
  let part = '';
  for (const c of word) {
    if (columns(part) + columns(c) > width) {
      // From the middle on, a separator is a better end than the edge of the column.
      const cut = [...part.matchAll(/[-/.:#,_]/g)].map((m) => m.index + 1).filter((i) => i >= part.length / 2).pop() ?? part.length;
      parts.push(part.slice(0, cut));
      part = part.slice(cut);
    }
    part += c;
  }
  return [...parts, part];
}

/** A paragraph with an indent; later lines hang by `hang` more columns. */
export function paragraph(text: string, width: number, indent: number, hang = 0): string[] {
  const [first, ...rest] = wrap(text, width - indent);
  if (rest.length === 0) return first === '' ? [] : [' '.repeat(indent) + first];
  if (hang === 0) return [first, ...rest].map((l) => ' '.repeat(indent) + l);
  const tail = wrap(clean(text).slice(first.length), width - indent - hang);
  return [' '.repeat(indent) + first, ...tail.map((l) => ' '.repeat(indent + hang) + l)];
}

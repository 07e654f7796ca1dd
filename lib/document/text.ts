/**
 * Bytes of a file become text with places: `new SourceText(bytes, 'intent.yaml').place(17)` is `intent.yaml:2:5`.
 *
 * Text that an editor does not show (control characters, marks that reverse the direction of text) is refused: what a
 * reviewer reads is what the parser reads. Lines end with LF or CRLF; columns count UTF-16 code units, as editors do.
 */
import { DocumentError, type DocumentProblem } from './problem';

// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]|\r(?!\n)/;

export class SourceText {
  public readonly text: string;
  private readonly lineStarts: number[] = [0];

  constructor(content: string | Uint8Array, public readonly name: string) {
    this.text = typeof content === 'string' ? content.replace(/^\ufeff/, '') : decode(content, name);
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) this.lineStarts.push(at + 1);
    const hidden = HIDDEN.exec(this.text);
    if (hidden) {
      const number = hidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      const what = hidden[0] === '\r' ? 'a carriage return without a line feed' : `the character U+${number}, which editors do not show`;
      throw this.refusal('DocumentInvalid', hidden.index, `the file holds ${what}; remove it, or write it as an escape in double quotes`);
    }
  }

  public place(offset: number): string {
    const { line, column } = this.position(offset);
    return `${this.name}:${line}:${column}`;
  }

  public line(offset: number): number {
    return this.position(offset).line;
  }

  public problem(code: string, offset: number, message: string): DocumentProblem {
    return { code, message, where: this.place(offset) };
  }

  public refusal(code: string, offset: number, message: string): DocumentError {
    return new DocumentError([this.problem(code, offset, message)]);
  }

  private position(offset: number): { line: number; column: number } {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    for (let high = this.lineStarts.length; low + 1 < high;) {
      const middle = (low + high) >> 1;
      if (this.lineStarts[middle] <= at) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: at - this.lineStarts[low] + 1 };
  }
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    const readable = new SourceText(isUtf16 ? '' : new TextDecoder('utf-8').decode(bytes).split('\ufffd')[0], name);
    const end = readable.text.length;
    if (isCut(bytes)) throw readable.refusal('DocumentTruncated', end, 'the file ends in the middle of a character; it may be truncated: restore it');
    throw readable.refusal('DocumentInvalid', end, `the file is not UTF-8${isUtf16 ? ' but UTF-16' : ''}; save it as UTF-8`);
  }
}

/** Whether only the last character is incomplete. */
function isCut(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

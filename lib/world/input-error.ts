/**
 * What cannot be read: one line that names the file and the place, and what was expected.
 *
 *   throw new InputError('NotATemplate', 'file `a.json` (3:1): ...; expected ...');
 *
 * The message is safe for a terminal: control characters of names and texts are shown as escapes.
 */
export class InputError extends Error {
  constructor(public readonly code: string, message: string) {
    super(printable(message));
    this.name = 'InputError';
  }
}

/** Control characters, bidirectional overrides and lone surrogates as `\u....`. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * Names of users in Cedar's text, so that none can end its own string:
 *
 *   quote('say "hi"')                 // "say \"hi\""
 *   entity('Persona', 'employee')     // Persona::"employee"
 *   field('context.path', 'doc-id')   // context.path["doc-id"]
 *
 * Quotes, backslashes and whatever does not show on a screen (controls, directions, joiners, blanks of other kinds, line separators) are written as escapes, so that
 * a reviewer sees what Cedar sees. A lone surrogate is no character, and nothing that Cedar could read: it is refused.
 */

/** Characters that are seen, and the plain blank. */
const HIDDEN = /["\\]|[\p{C}\p{Z}](?<! )/gu;
const SHORT: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' };

export class PolicyTextError extends Error {
  public readonly code = 'PolicyTextInvalid';

  constructor(message: string) {
    super(message);
    this.name = 'PolicyTextError';
  }
}

export function isCedarText(text: unknown): text is string {
  return typeof text === 'string' && !/\p{Cs}/u.test(text);
}

export function quote(text: string): string {
  if (!isCedarText(text)) throw new PolicyTextError(typeof text === 'string' ? `${JSON.stringify(text)} holds half a character (a lone surrogate); expected whole ones` : `a ${typeof text} stands where a text belongs`);
  return `"${text.replace(HIDDEN, (c) => (Object.hasOwn(SHORT, c) ? SHORT[c] : `\\u{${c.codePointAt(0)!.toString(16)}}`))}"`;
}

/** Numbers are written by us alone: a text that came in place of one would be code. */
export function long(value: number): string {
  if (!Number.isSafeInteger(value)) throw new PolicyTextError(`\`${String(value)}\` stands where a whole number belongs`);
  return String(value);
}

export function entity(type: string, id: string): string {
  return `${type}::${quote(id)}`;
}

export function set(items: readonly string[]): string {
  return `[${items.join(', ')}]`;
}

/** Words that Cedar keeps for itself: they can be names of fields in quotes only. */
const RESERVED = ['true', 'false', 'if', 'then', 'else', 'in', 'is', 'like', 'has', '__cedar'];
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function isIdentifier(name: string): boolean {
  return IDENTIFIER.test(name) && !RESERVED.includes(name);
}

export function field(of: string, name: string): string {
  return isIdentifier(name) ? `${of}.${name}` : `${of}[${quote(name)}]`;
}

/** In a schema or behind `has`. */
export function fieldName(name: string): string {
  return isIdentifier(name) ? name : quote(name);
}

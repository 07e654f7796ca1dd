/**
 * An answer as JSON: indented, and nothing in it that a terminal would act on.
 *
 *   json({ name: 'a\u009bm' });   // '{\n  "name": "a\\u009bm"\n}\n'
 */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2).replace(/[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}

/**
 * Strict JSON (RFC 8259) with the place of every field:
 *
 *   parseJson(text).offsetOf('/flows/2/over')
 *
 * Stricter than `JSON.parse` in that a key stands once in an object and nesting has a limit. Accepts nothing that
 * `JSON.parse` refuses, and gives the same value (test: document/json).
 */
import type { SourceText } from './text';
import { childPointer, type Tree } from './tree';

/** Deeper than any intent; shallow enough for every recursion that reads one. */
export const DEEPEST = 64;

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

export function parseJson(source: SourceText): Tree {
  const offsets = new Map<string, number>();
  const value = new JsonReader(source, offsets).document();
  const offsetOf = (pointer: string): number => offsets.get(pointer) ?? (pointer === '' ? 0 : offsetOf(pointer.slice(0, pointer.lastIndexOf('/'))));
  return { value, offsetOf };
}

class JsonReader {
  private at = 0;
  /** Where what is open now began, for files that end too early. */
  private readonly open: { readonly what: string; readonly offset: number }[] = [];

  constructor(private readonly source: SourceText, private readonly offsets: Map<string, number>) {}

  public document(): unknown {
    this.space();
    if (this.at === this.source.text.length) throw this.source.refusal('DocumentEmpty', 0, 'the file is empty; expected an object such as `{ "segments": [], "flows": [] }`');
    const value = this.value('');
    this.space();
    if (this.at < this.source.text.length) throw this.source.refusal('DocumentInvalid', this.at, `not JSON: \`${this.here()}\` after the end of the document; expected one object and nothing else`);
    return value;
  }

  private value(pointer: string): unknown {
    this.space();
    if (!this.offsets.has(pointer)) this.offsets.set(pointer, this.at); // a field keeps the place of its name
    const c = this.source.text[this.at];
    if (c === '{') return this.object(pointer);
    if (c === '[') return this.array(pointer);
    if (c === '"') return this.string();
    const number = this.match(NUMBER);
    if (number !== undefined) return Number(number);
    const word = /^[A-Za-z]+/.exec(this.source.text.slice(this.at, this.at + 10))?.[0];
    if (word !== undefined && Object.hasOwn(WORDS, word)) {
      this.at += word.length;
      return WORDS[word];
    }
    throw this.unexpected('a value');
  }

  private object(pointer: string): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const keys = new Map<string, number>();
    this.enter('object');
    for (this.space(); this.take('}') === undefined; this.space()) {
      if (keys.size > 0) this.comma('}');
      const offset = this.at;
      if (this.source.text[offset] !== '"') throw this.unexpected('a field name in double quotes');
      const key = this.string();
      const first = keys.get(key);
      if (first !== undefined) throw this.source.refusal('DuplicateKey', offset, `\`${key}\` stands twice, first in line ${this.source.line(first)}; remove one`);
      keys.set(key, offset);
      const inner = childPointer(pointer, key);
      this.offsets.set(inner, offset);
      this.space();
      if (this.take(':') === undefined) throw this.unexpected(`\`:\` after the field name \`${key}\``);
      // A field named `__proto__` is a field.
      Object.defineProperty(result, key, { value: this.value(inner), enumerable: true, configurable: true, writable: true });
    }
    this.open.pop();
    return result;
  }

  private array(pointer: string): unknown[] {
    const result: unknown[] = [];
    this.enter('list');
    for (this.space(); this.take(']') === undefined; this.space()) {
      if (result.length > 0) this.comma(']');
      result.push(this.value(`${pointer}/${result.length}`));
    }
    this.open.pop();
    return result;
  }

  private enter(what: string): void {
    if (this.open.length >= DEEPEST) throw this.source.refusal('DocumentInvalid', this.at, `the file is nested more than ${DEEPEST} levels deep; no intent is`);
    this.open.push({ what, offset: this.at });
    this.at += 1;
  }

  private comma(end: string): void {
    const offset = this.at;
    if (this.take(',') === undefined) throw this.unexpected(`\`,\` or \`${end}\``);
    this.space();
    if (this.source.text[this.at] === end) throw this.source.refusal('DocumentInvalid', offset, `not JSON: a comma before \`${end}\`; remove it`);
  }

  private string(): string {
    const start = this.at;
    const text = this.match(STRING);
    if (text !== undefined) return JSON.parse(text) as string;
    const end = /^"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/.exec(this.source.text.slice(start))?.[0].length ?? 0;
    const rest = this.source.text.slice(start + end);
    if (/^(\\(u[0-9a-fA-F]{0,3})?)?$/.test(rest)) throw this.truncated([...this.open, { what: 'text', offset: start }]);
    throw this.source.refusal('DocumentInvalid', start + end, rest.startsWith('\\') ? 'not JSON: an unknown escape in a text; expected `\\n`, `\\"`, `\\\\`, `\\u0000` and the like' : 'not JSON: a line break or tab inside a text; write `\\n` or `\\t`, or close the quotes');
  }

  private unexpected(expected: string): Error {
    const rest = this.source.text.slice(this.at);
    const opened = this.open.at(-1);
    // A number or word that ends with the file may be half of one.
    if (opened !== undefined && (rest === '' || /^-?[\w.+-]*$/.test(rest))) return this.truncated(this.open);
    const why = rest.startsWith('//') || rest.startsWith('/*') || rest.startsWith('#') ? 'JSON has no comments: remove it, or use a YAML file' : rest.startsWith('\'') ? 'write text in double quotes' : `expected ${expected}`;
    return this.source.refusal('DocumentInvalid', this.at, `not JSON: \`${this.here()}\`; ${why}`);
  }

  private truncated(open: readonly { readonly what: string; readonly offset: number }[]): Error {
    const { what, offset } = open[open.length - 1];
    return this.source.refusal('DocumentTruncated', this.source.text.length, `the file ends inside the ${what} that begins in line ${this.source.line(offset)}; it may be truncated: restore it, or close the ${what}`);
  }

  private here(): string {
    return /^[^\s,[\]{}"]{1,20}|^./su.exec(this.source.text.slice(this.at, this.at + 20))?.[0] ?? '';
  }

  private space(): void {
    this.match(/[ \t\n\r]*/y);
  }

  private take(c: string): string | undefined {
    if (this.source.text[this.at] !== c) return undefined;
    this.at += 1;
    return c;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.source.text)?.[0];
    this.at += text?.length ?? 0;
    return text;
  }
}

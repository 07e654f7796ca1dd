/**
 * Reads one YAML or JSON file strictly, and knows the line and column of everything in it:
 *
 *   const document = readDocument('intent.yaml');
 *   document.where('/flows/2/over');   // 'intent.yaml:14:11'
 *
 * Truncated text, a key that stands twice, tags and several documents in one file are refused. The parser is prebundled in
 * assets/vendor and loaded on first use. Not here: what the content means.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type * as Yaml from 'yaml';

const VENDOR = path.join(__dirname, '..', '..', 'assets', 'vendor', 'yaml.js');

export class DocumentError extends Error {
  constructor(public readonly code: string, message: string) {
    super(`${code}: ${message}`);
    this.name = 'DocumentError';
  }
}

export function readDocument(file: string): SourceDocument {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as { code?: string };
    throw new DocumentError('FileUnreadable', `file \`${file}\` cannot be read (${code ?? 'unknown reason'}); expected a YAML or JSON file`);
  }
  return parseDocument(text, file);
}

export function parseDocument(text: string, file: string): SourceDocument {
  const name = path.basename(file);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const yaml = require(VENDOR) as typeof Yaml;
  const lines = new yaml.LineCounter();
  const document = yaml.parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true, prettyErrors: false, stringKeys: true });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong !== undefined) {
    throw new DocumentError(wrong.code === 'DUPLICATE_KEY' ? 'DuplicateKey' : 'DocumentInvalid', `${place(wrong.pos[0])}: ${sentence(wrong, text)}`);
  }
  if (file.endsWith('.json')) checkJson(text, place);
  if (document.contents === null) throw new DocumentError('DocumentEmpty', `${name}:1:1: the file is empty; expected fields such as \`segments\` and \`flows\``);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new DocumentError('DocumentInvalid', `${name}:1:1: ${(error as Error).message.toLowerCase()}`);
  }
  return new SourceDocument(value, name, (pointer) => place(offsetOf(document, pointer, yaml)));
}

export class SourceDocument {
  constructor(public readonly value: unknown, public readonly name: string, public readonly where: (pointer: string) => string) {}

  /** The top level as an object that has these fields at most. */
  public object(fields: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      throw new DocumentError('WrongType', `${this.where('')}: the file is not an object; expected fields ${fields.map((f) => `\`${f}\``).join(', ')}`);
    }
    const unknown = Object.keys(this.value).find((key) => !fields.includes(key));
    if (unknown !== undefined) {
      throw new DocumentError('UnknownField', `${this.where(`/${unknown}`)}: unknown field \`${unknown}\`; known fields: ${fields.map((f) => `\`${f}\``).join(', ')}`);
    }
    return this.value as Record<string, unknown>;
  }

  public list(field: string): readonly unknown[] {
    const value = (this.value as Record<string, unknown>)[field];
    if (Array.isArray(value)) return value;
    throw new DocumentError('WrongType', `${this.where(`/${field}`)}: \`${field}\` is not a list; expected entries that begin with \`-\``);
  }

  public expectText(pointer: string, expected: string): void {
    const got = (this.value as Record<string, unknown>)[pointer.slice(1)];
    if (got !== expected) throw new DocumentError('SchemaUnknown', `${this.where(pointer)}: \`${pointer.slice(1)}\` is \`${String(got)}\`; expected \`${expected}\``);
  }
}

/** JSON is stricter than YAML: no comments, no trailing comma, no bare words. */
function checkJson(text: string, place: (offset: number) => string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    const { message } = error as Error;
    const position = /position (\d+)/.exec(message);
    const offset = position ? Number(position[1]) : text.length;
    throw new DocumentError('DocumentInvalid', `${place(offset)}: not JSON: ${message.charAt(0).toLowerCase()}${message.slice(1)}`);
  }
}

function sentence(error: Yaml.YAMLError, text: string): string {
  const message = error.message.replace(/\s+/g, ' ').replace(/\.$/, '');
  const lower = `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  if (error.code === 'DUPLICATE_KEY') return `a key stands twice (${lower}); remove one`;
  return error.pos[0] >= text.trimEnd().length ? `the file ends too early (${lower}); it may be truncated` : lower;
}

/** Where the value of a pointer begins; the key where the value is missing or unknown; the nearest parent else. */
function offsetOf(document: Yaml.Document.Parsed, pointer: string, yaml: typeof Yaml): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const part of pointer.split('/').slice(1).map((p) => p.replace(/~1/g, '/').replace(/~0/g, '~'))) {
    if (yaml.isAlias(node)) node = node.resolve(document);
    if (yaml.isMap(node)) {
      const pair = node.items.find((item) => (yaml.isScalar(item.key) ? String(item.key.value) : String(item.key)) === part);
      if (pair === undefined) return offset;
      offset = (pair.key as Yaml.Scalar).range?.[0] ?? offset;
      node = pair.value;
    } else if (yaml.isSeq(node)) {
      node = node.items[Number(part)];
      offset = (node as Yaml.Node | undefined)?.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}

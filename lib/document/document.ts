/**
 * One file, read strictly, that knows the line and column of everything in it:
 *
 *   const document = readDocument('intent.yaml');
 *   document.where('/flows/2/over');   // 'intent.yaml:14:11'
 *
 * A file is refused as a whole: truncated, with a key that stands twice, or with fields at its top that nobody reads.
 * Not here: what the content means.
 */
import { readFileSync, readdirSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { parseJson } from './json';
import { DocumentError, type DocumentProblem } from './problem';
import { SourceText } from './text';
import { childPointer } from './tree';
import { parseYaml } from './yaml';

/** Thousands of flows; more is not an intent. */
const LARGEST = 8 * 1024 * 1024;

export function readDocument(file: string): SourceDocument {
  const refuse = (why: string): DocumentError => new DocumentError([{ code: 'FileUnreadable', where: '', message: `file \`${file}\` ${why}; expected a YAML or JSON file` }]);
  let content: Uint8Array;
  try {
    const { size } = statSync(file);
    if (size > LARGEST) throw refuse(`is larger than ${LARGEST / 1024 / 1024} MiB`);
    content = readFileSync(file);
  } catch (error) {
    if (error instanceof DocumentError) throw error;
    throw refuse(reasonOf(error as { code?: string }, file));
  }
  return parseDocument(content, file);
}

/** `.json` is read as JSON, any other name as YAML. */
export function parseDocument(content: string | Uint8Array, file: string): SourceDocument {
  const source = new SourceText(content, path.basename(file));
  if (/\.json$/i.test(file)) {
    const { value, offsetOf } = parseJson(source);
    return new SourceDocument(value, source.name, (pointer) => source.place(offsetOf(pointer)), []);
  }
  const { value, offsetOf, isWhole } = parseYaml(source);
  const end = source.text.trimEnd().length;
  const unmarked = source.problem('DocumentEndUnmarked', end, 'nothing marks the end of the file, so that a file which was cut after a line would be read as a shorter one; end it with a line `...`');
  return new SourceDocument(value, source.name, (pointer) => source.place(offsetOf(pointer)), isWhole ? [] : [unmarked]);
}

/** ``; did you mean `flows`? known fields: `flows` ``: whoever knows how to find the nearest name says so. */
export type Hint = (got: string, known: readonly string[], kind: string) => string;

export class SourceDocument {
  constructor(
    public readonly value: unknown,
    public readonly name: string,
    /** Place of what a JSON pointer names, or of the nearest parent. */
    public readonly where: (pointer: string) => string,
    /** What should be changed although the file can be read. */
    public readonly warnings: readonly DocumentProblem[],
  ) {}

  /** The top level as an object that has these fields at most; `hint` completes the message for one that is unknown. */
  public object(fields: readonly string[], hint: Hint = (_, known) => `; known fields: ${[...known].sort().map((f) => `\`${f}\``).join(', ')}`): Readonly<Record<string, unknown>> {
    if (typeof this.value !== 'object' || this.value === null || Array.isArray(this.value)) {
      throw this.refusal([['WrongType', '', `the file is not an object; expected fields ${fields.map((f) => `\`${f}\``).join(', ')}`]]);
    }
    const unknown = Object.keys(this.value).filter((key) => !fields.includes(key));
    if (unknown.length > 0) throw this.refusal(unknown.map((key) => ['UnknownField', childPointer('', key), `the file has an unknown field \`${key}\`${hint(key, fields, 'fields')}`]));
    return this.value as Record<string, unknown>;
  }

  public list(field: string): readonly unknown[] {
    const value = (this.value as Record<string, unknown>)[field];
    if (Array.isArray(value)) return value;
    throw this.refusal([['WrongType', `/${field}`, `\`${field}\` is ${value === null ? 'empty' : 'not a list'}; expected entries that begin with \`-\`, or \`[]\``]]);
  }

  public expectText(pointer: string, expected: string): void {
    const got = (this.value as Record<string, unknown>)[pointer.slice(1)];
    if (got !== expected) throw this.refusal([['SchemaUnknown', pointer, `\`${pointer.slice(1)}\` is \`${String(got)}\`; expected \`${expected}\``]]);
  }

  private refusal(problems: readonly (readonly [code: string, pointer: string, message: string])[]): DocumentError {
    return new DocumentError(problems.map(([code, pointer, message]) => ({ code, message, where: this.where(pointer) })));
  }
}

function reasonOf({ code }: { code?: string }, file: string): string {
  if (code === 'ENOENT') {
    const beside = namesBeside(file).map((name) => `\`${name}\``).join(', ');
    return `does not exist${beside === '' ? '' : `; its folder holds ${beside}`}`;
  }
  if (code === 'EISDIR') return 'is a directory';
  return `cannot be read (${code ?? 'unknown reason'})`;
}

/** A few files of the same kind in the same folder. */
function namesBeside(file: string): string[] {
  try {
    return readdirSync(path.dirname(file)).filter((name) => path.extname(name) === path.extname(file)).sort().slice(0, 5);
  } catch {
    return [];
  }
}

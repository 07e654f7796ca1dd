/**
 * Strict YAML 1.2 (core schema) with the place of every field. The parser is prebundled in assets/vendor and loaded on first use.
 *
 * Of YAML only what an intent needs: maps, lists, text, and anchors for repeated parts. Refused: tags, directives (`%YAML 1.1`
 * would turn dates into objects and `yes` into `true`), merge keys, several documents, aliases that multiply or contain
 * themselves, deep nesting.
 *
 * A YAML file that was cut at the end of a line can be valid and shorter, and no parser can tell. So: text must end with a
 * line break (a cut inside a line has none) or with the end marker `...`; without the marker the reader warns, unless
 * brackets close the document. A file with the marker is whole.
 */
import { DEEPEST } from './json';
import { DocumentError, type DocumentProblem } from './problem';
import type { SourceText } from './text';
import { pointerParts, type Tree } from './tree';
import { loadYaml, type Yaml } from './yaml-parser';

/** How often aliases may repeat one part, all levels multiplied; and how many may stand in a file at all. */
const MOST_REPEATS = 1000;
const MOST_ALIASES = 1000;

export function parseYaml(source: SourceText): Tree & { readonly isWhole: boolean } {
  const yaml = loadYaml();
  const { text } = source;
  checkDepth(source, yaml);
  const document = yaml.parseDocument(text, { uniqueKeys: false, strict: true, prettyErrors: false, stringKeys: true, schema: 'core', merge: false, resolveKnownTags: false });
  const { anchors, problems } = inspect(document, source, yaml);
  // One slip makes several errors in a row: the first one is the slip.
  const [slip] = [...document.errors, ...document.warnings];
  if (slip !== undefined) problems.push(problemOf(slip, source));
  if (problems.length > 0) throw new DocumentError(problems);

  const value = valueOf(document, source);
  if (value === null || value === undefined) throw source.refusal('DocumentEmpty', 0, 'the file is empty; expected fields such as `segments` and `flows`');
  const isWhole = hasEndMarker(text) || (yaml.isCollection(document.contents) && document.contents.flow === true);
  if (!isWhole && !text.endsWith('\n')) {
    throw source.refusal('DocumentTruncated', text.length, 'the last line has no line break, as in a file that was cut; restore the rest of the file, or end it with a line `...`');
  }
  return { value, isWhole, offsetOf: (pointer) => offsetOf(document, pointer, anchors, yaml) };
}

/** A last line `...`, but for empty lines and comments. */
function hasEndMarker(text: string): boolean {
  const last = text.split('\n').filter((line) => !/^\s*(#.*)?$/.test(line)).at(-1);
  return last !== undefined && /^\.\.\.\s*(#.*)?$/.test(last);
}

function valueOf(document: Yaml.Document.Parsed, source: SourceText): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_REPEATS });
  } catch {
    throw source.refusal('DocumentInvalid', 0, `the file repeats parts by aliases (\`*name\`) more than ${MOST_REPEATS} times over; write the parts out`);
  }
}

/** The parser itself recurses, and a stack that overflows in it takes the process along: count first, without recursion. */
function checkDepth(source: SourceText, yaml: typeof Yaml): void {
  const parser = new yaml.Parser();
  for (const lexeme of new yaml.Lexer().lex(source.text)) {
    for (const _ of parser.next(lexeme)); // documents are not wanted here
    // Each level is a collection and, for scalars, a node of its own; the stream and the document are two more.
    if (parser.stack.length > DEEPEST + 2) throw source.refusal('DocumentInvalid', parser.offset, `the file is nested more than ${DEEPEST} levels deep; no intent is`);
  }
}

/** The parser's errors that people make, in our words. */
const SENTENCES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab indents the line; YAML indents with spaces',
  MULTIPLE_DOCS: 'a second document begins here; expected one per file: remove the `---`, or what follows `...`',
  TAG_RESOLVE_FAILED: 'a tag such as `!Ref` stands here; tags are not read: write the value itself',
  BAD_ALIAS: 'an alias is not readable; expected `*` and the name of an anchor (`&name`) above',
  BLOCK_AS_IMPLICIT_KEY: 'a map begins where none can; indent the line as its neighbours, or put text that holds `: ` in quotes',
  BAD_INDENT: 'the indentation does not fit what is open above; indent with the same number of spaces as its neighbours, or close the bracket',
  BAD_SCALAR_START: 'text cannot begin with this character; put it in quotes',
  NON_STRING_KEY: 'a field name is not text; expected a word before the `:`',
  BAD_DIRECTIVE: 'a directive (`%...`) is not readable; remove it',
};

function problemOf(error: Yaml.YAMLError, source: SourceText): DocumentProblem {
  const message = error.message.replace(/\s+/g, ' ').replace(/\.$/, '');
  const sentence = SENTENCES[error.code] ?? `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
  const { text } = source;
  const isAtEnd = error.pos[0] >= text.trimEnd().length || (!text.endsWith('\n') && error.pos[0] > text.lastIndexOf('\n'));
  if (!isAtEnd || hasEndMarker(text) || error.code === 'MULTIPLE_DOCS') return source.problem('DocumentInvalid', error.pos[0], sentence);
  return source.problem('DocumentTruncated', error.pos[0], `the file ends too early (${sentence.replace(/^not YAML: /, '')}); it may be truncated: restore it, or complete its last line`);
}

type Anchors = ReadonlyMap<Yaml.Alias, Yaml.Node>;

/** What YAML could do and an intent does without, keys that stand twice, and what each alias repeats. */
function inspect(document: Yaml.Document.Parsed, source: SourceText, yaml: typeof Yaml): { readonly anchors: Anchors; readonly problems: DocumentProblem[] } {
  const problems: DocumentProblem[] = [];
  const refuse = (node: unknown, message: string, code = 'DocumentInvalid'): void => { problems.push(source.problem(code, startOf(node), message)); };
  const anchors = new Map<Yaml.Alias, Yaml.Node>();
  const named = new Map<string, Yaml.Node>();
  const { directives } = document;
  if (directives?.yaml.explicit === true || Object.keys(directives?.tags ?? {}).some((handle) => handle !== '!!')) {
    refuse(undefined, 'the file begins with a directive (`%...`), which may change the meaning of words; remove it');
  }
  yaml.visit(document, {
    Alias: (_, alias, ancestors) => {
      const target = named.get(alias.source);
      if (target === undefined) refuse(alias, `there is no anchor \`&${alias.source}\` above this alias; define it first, or write the value itself`);
      else if (ancestors.includes(target as never)) refuse(alias, `the alias \`*${alias.source}\` stands inside of what it repeats; write the value itself`);
      else anchors.set(alias, target);
      if (anchors.size <= MOST_ALIASES) return undefined;
      refuse(alias, `the file holds more than ${MOST_ALIASES} aliases (\`*name\`); write the parts out`);
      return yaml.visit.BREAK;
    },
    Value: (_, node) => {
      if (node.tag !== undefined && document.errors.length + document.warnings.length === 0) refuse(node, SENTENCES.TAG_RESOLVE_FAILED);
      if (node.anchor !== undefined) named.set(node.anchor, node);
      if (!yaml.isMap(node)) return;
      const keys = new Map<unknown, number>();
      for (const { key } of node.items) {
        if (!yaml.isScalar(key)) continue;
        const first = keys.get(key.value);
        if (first !== undefined) refuse(key, `\`${String(key.value)}\` stands twice, first in line ${source.line(first)}; remove one`, 'DuplicateKey');
        else keys.set(key.value, startOf(key));
        if (key.value === '<<') refuse(key, 'the merge key `<<` is not read; repeat the fields, or use an alias for a whole value');
      }
    },
  });
  return { anchors, problems };
}

function offsetOf(document: Yaml.Document.Parsed, pointer: string, anchors: Anchors, yaml: typeof Yaml): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const part of pointerParts(pointer)) {
    if (yaml.isAlias(node)) node = anchors.get(node);
    if (yaml.isMap(node)) {
      const pair = node.items.find(({ key }) => yaml.isScalar(key) && String(key.value) === part);
      if (pair === undefined) return offset;
      offset = startOf(pair.key);
      node = pair.value;
    } else {
      const item: unknown = yaml.isSeq(node) ? node.items[Number(part)] : undefined;
      if (item === undefined) return offset;
      offset = startOf(item);
      node = item;
    }
  }
  return offset;
}

function startOf(node: unknown): number {
  return (node as { range?: Yaml.Range | null } | undefined)?.range?.[0] ?? 0;
}

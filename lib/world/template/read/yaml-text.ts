/**
 * Templates in YAML as CloudFormation reads them, as the JSON that they stand for:
 *
 *   A: !Sub "${B}-c"     ->  { "A": { "Fn::Sub": "${B}-c" } }
 *   A: !GetAtt B.C.D     ->  { "A": { "Fn::GetAtt": ["B", "C.D"] } }
 *
 * A key that stands twice is refused among sections, resources and their attributes; below, where CloudFormation takes it and
 * documents nothing, its value is unknown. A file is parsed once. Plain words are read as YAML 1.1 has
 * them, which is what CloudFormation does: `yes`, `no`, `on`, `off` are booleans, `y` and `n` are not, `0755` is octal. A number
 * that would change when it is written back (`1.10`, `012345678901`) stays the text that it is. Dates stay texts. Merge keys
 * (`<<`) and aliases are read, because packaging tools resolve them; a file that aliases blow up is refused.
 */
import { loadYaml, type Yaml } from '../../../document/yaml-parser';
import type { TemplateText } from './source-text';

/** Deeper than any template, shallow enough for every recursion that reads one. */
const DEEPEST = 200;
/** Sections, entries of sections and attributes of resources are above. */
const DEPTH_OF_PROPERTIES = 3;
/** Parts of a file with all aliases written out. */
const LARGEST = 2_000_000;

const TAGS = /(?<![\w"'])!([A-Za-z][\w:-]*)/g;

export function parseYamlText(source: TemplateText): unknown {
  const yaml = loadYaml();
  const { text } = source;
  const documents = [...new yaml.Composer(options(text)).compose(tokens(source, yaml), true, text.length)];
  const [document, second] = documents;
  const slip = documents.flatMap((d) => d.errors).sort((a, b) => a.pos[0] - b.pos[0])[0];
  if (slip !== undefined) throw source.refusal('NotYaml', slip.pos[0], `not YAML: ${sentence(slip.message)}`);
  if (second !== undefined) throw source.refusal('NotATemplate', second.range[0], 'a second document begins here; expected one template per file');
  return new Converter(source, yaml).value(document.contents, 0);
}

/** Only the tags that occur: each is looked for at each plain word. */
function options(text: string): Yaml.ParseOptions & Yaml.DocumentOptions & Yaml.SchemaOptions {
  const names = new Set([...text.matchAll(TAGS)].map((m) => m[0]));
  const customTags = [...names].flatMap((tag): Yaml.Tags => [
    { tag, resolve: (word: string) => word },
    { tag, collection: 'map' },
    { tag, collection: 'seq' },
  ] as Yaml.Tags);
  return { schema: 'failsafe', customTags, uniqueKeys: false, prettyErrors: false, strict: false, logLevel: 'silent' };
}

/** The composer recurses, and a stack that overflows in it takes the process along: the depth is counted on the way. */
function* tokens(source: TemplateText, yaml: typeof Yaml): Generator<Yaml.CST.Token> {
  const parser = new yaml.Parser();
  for (const lexeme of new yaml.Lexer().lex(source.text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > DEEPEST) throw source.refusal('NotATemplate', parser.offset, `the file is nested more than ${DEEPEST} levels deep; no template is`);
  }
  yield* parser.end();
}

function sentence(message: string): string {
  const line = message.replace(/\s+/g, ' ').replace(/\.$/, '');
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}

class Converter {
  private size = 0;
  private readonly anchors = new Map<string, { readonly value: unknown; readonly size: number }>();

  constructor(private readonly source: TemplateText, private readonly yaml: typeof Yaml) {}

  public value(node: unknown, depth: number): unknown {
    const { yaml } = this;
    const before = this.size;
    this.size += 1;
    if (this.size > LARGEST) throw this.source.refusal('NotATemplate', startOf(node), 'aliases (`*name`) blow the file up; write the parts out');
    if (node === null || node === undefined) return null;
    if (yaml.isAlias(node)) return this.repeated(node);
    let value: unknown;
    if (yaml.isScalar(node)) value = isLocal(node.tag) || node.type !== 'PLAIN' ? textOf(node) : node.tag === 'tag:yaml.org,2002:str' ? textOf(node) : plain(textOf(node));
    else if (yaml.isMap(node)) value = this.map(node as Yaml.YAMLMap, depth);
    else if (yaml.isSeq(node)) value = node.items.map((item) => this.value(item, depth + 1));
    else value = null;
    const { tag, anchor } = node as Yaml.Node & { tag?: string; anchor?: string };
    const whole = isLocal(tag) ? intrinsic(tag.slice(1), value) : value;
    if (anchor !== undefined) this.anchors.set(anchor, { value: whole, size: this.size - before });
    return whole;
  }

  private repeated(alias: Yaml.Alias): unknown {
    const target = this.anchors.get(alias.source);
    if (target === undefined) throw this.source.refusal('NotYaml', startOf(alias), `not YAML: there is no anchor \`&${alias.source}\` that ends above this alias; define it first, or write the value itself`);
    this.size += target.size;
    if (this.size > LARGEST) throw this.source.refusal('NotATemplate', startOf(alias), 'aliases (`*name`) blow the file up; write the parts out');
    return target.value;
  }

  private map(node: Yaml.YAMLMap, depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (const { key, value } of node.items) {
      if (!this.yaml.isScalar(key) || isLocal(key.tag)) throw this.source.refusal('NotATemplate', startOf(key) ?? startOf(node), 'a key is not text; expected a word before the `:`');
      const name = textOf(key);
      if (name === '<<' && key.type === 'PLAIN') {
        merged.push(this.value(value, depth + 1));
        continue;
      }
      const isTwice = Object.hasOwn(result, name);
      if (isTwice && depth < DEPTH_OF_PROPERTIES) throw this.source.refusal('DuplicateKey', startOf(key), `\`${name}\` stands twice in one map; remove one`);
      const converted = this.value(value, depth + 1);
      put(result, name, isTwice ? { 'Fn::DuplicateKey': name } : converted);
    }
    // What a map says itself wins over what it merges, and an earlier merge over a later one.
    for (const part of merged.flat()) {
      if (typeof part !== 'object' || part === null) throw this.source.refusal('NotATemplate', startOf(node), 'the merge key `<<` takes a map; write the fields out');
      for (const [name, value] of Object.entries(part)) if (!Object.hasOwn(result, name)) put(result, name, value);
    }
    return result;
  }
}

/** A key named `__proto__` is a key. */
function put(map: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
  else map[name] = value;
}

function isLocal(tag: string | undefined): tag is string {
  return tag !== undefined && tag.startsWith('!') && tag.length > 1;
}

function intrinsic(name: string, value: unknown): unknown {
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    if (dot > 0) return { 'Fn::GetAtt': [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [`Fn::${name}`]: value };
}

function textOf(node: Yaml.Scalar): string {
  return typeof node.value === 'string' ? node.value : node.source ?? '';
}

function startOf(node: unknown): number | undefined {
  return (node as { range?: Yaml.Range | null } | undefined | null)?.range?.[0];
}

const WORDS: Readonly<Record<string, boolean | null | undefined>> = {
  ...{ '~': null, null: null, Null: null, NULL: null, '': null },
  ...Object.fromEntries(['true', 'yes', 'on'].flatMap(spellings).map((w) => [w, true])),
  ...Object.fromEntries(['false', 'no', 'off'].flatMap(spellings).map((w) => [w, false])),
};

function spellings(word: string): string[] {
  return [word, word.charAt(0).toUpperCase() + word.slice(1), word.toUpperCase()];
}

function plain(word: string): unknown {
  const c = word.charCodeAt(0);
  if ((c >= 48 && c <= 57) || c === 43 || c === 45 || c === 46) { // a digit, `+`, `-`, `.`
    if (/^0[0-7]+$/.test(word)) return parseInt(word, 8);
    if (/^0x[0-9a-fA-F]+$/.test(word)) return parseInt(word, 16);
    if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(word)) return word;
    const number = Number(word);
    return String(number) === word.replace(/^\+/, '') ? number : word;
  }
  return word.length <= 5 && Object.hasOwn(WORDS, word) ? WORDS[word] : word;
}

/**
 * Which functions of the templates an expression may mean: `names.meant('arn:...:function:my-fn:live', place)`.
 *
 *   'my-fn', '${Env}-fn'                   the function whose `FunctionName` is the same, of its own template before all others
 *   'prod-fn' beside '${Env}-fn'           perhaps that one: a token may be any text
 *   a parameter, an import, a stage variable   perhaps each with a name, and each of another template
 *   'App-Fn-1A2B3C4D5E6F'                  perhaps what CloudFormation named so
 *   a part of a function's ARN             perhaps that function
 *
 * What nobody named gets its name when it is made, so that no parameter of its own template is it. A name stands for one function in
 * one account and region: of two in two stacks neither is meant for certain, unless the accounts or regions are known and differ.
 */
import type { Place, Unknown } from '../facts';
import type { Guard } from '../guard';
import type { Resource, TemplateFile } from '../template/model';
import { symsIn } from '../template/walk';
import type { Context } from './context';
import type { Id, MayBe } from './model';
import { fieldsOf, isOpaque } from './text';

/** Where stage variables get their values. */
const VARIABLES = [['AWS::ApiGateway::Stage', 'Variables'], ['AWS::ApiGateway::Deployment', 'StageDescription'], ['AWS::ApiGatewayV2::Stage', 'StageVariables']] as const;

interface Named {
  readonly resource: Resource;
  readonly guard: Guard;
  /** Undefined: CloudFormation gives it one. */
  readonly text: string | undefined;
  /** Its only one. */
  readonly isAlways: boolean;
}

export interface Meant {
  /** For certain. */
  readonly id?: Id;
  readonly mayBe: readonly MayBe[];
}

const NOBODY: Meant = { mayBe: [] };

export class FunctionNames {
  private readonly all: readonly Named[];
  /** Of literal names. */
  private readonly literals = new Map<string, Named[]>();
  private readonly others: readonly Named[];

  constructor(private readonly context: Context, functions: readonly Resource[]) {
    this.all = functions.flatMap((resource) => {
      const names = context.each(resource, 'FunctionName');
      return names.map(({ guard, value }): Named => ({ resource, guard, text: context.text(value), isAlways: names.length === 1 }));
    });
    for (const named of this.all) if (named.text !== undefined && !named.text.includes('\u0001')) this.literals.set(named.text, [...this.literals.get(named.text) ?? [], named]);
    this.others = this.all.filter((n) => n.text === undefined || n.text.includes('\u0001'));
  }

  /** Some function has a name of its own. */
  public get hasAny(): boolean {
    return this.all.some((n) => n.text !== undefined);
  }

  /** Those whose literal name stands as a word in a text. */
  public within(text: string, place: Place): readonly MayBe[] {
    const words = text.includes('\u0001') ? [] : text.split(/[^\w-]+/);
    return [...new Set(words)].flatMap((word) => this.literals.get(word) ?? []).map((n) => mayBe(n, this.unknown(text, place)));
  }

  public meant(text: string, place: Place): Meant {
    if (this.all.length === 0) return NOBODY;
    const asked = text.replace(/\$\{[^}]*\}/g, '\u0001?variable\u0002');
    const own = this.all.filter((n) => n.resource.place.template === place.template && n.text !== undefined && isNamed(asked, n.text) && !this.isApart(n, asked, place));
    if (own.length === 1 && own[0].isAlways) return { id: own[0].resource.id, mayBe: [] };
    const candidates = this.candidates(asked, place).filter((n) => !this.isApart(n, asked, place));
    const [only] = candidates;
    if (candidates.length === 1 && only.isAlways && only.text !== undefined && isNamed(asked, only.text) && !only.text.includes('\u0001')) return { id: only.resource.id, mayBe: [] };
    return { mayBe: [...candidates.map((n) => mayBe(n, this.unknown(text, place))), ...this.mentioned(text, place, new Set(candidates.map((n) => n.resource.id)))] };
  }

  private candidates(asked: string, { template }: Place): readonly Named[] {
    if (!asked.includes('\u0001')) {
      const name = literalName(asked);
      if (name === undefined) return [];
      const pattern = lettersOf(name);
      return [...this.literals.get(name) ?? [], ...this.others.filter((n) => (n.text !== undefined || /-[0-9A-Za-z]{12,}$/.test(name)) && meet(pattern, nameOf(n)))];
    }
    // What follows the last `function:` is the name, whatever the tokens before it are.
    const [, tail] = /^.*(?:^|:)function:(.*)$/s.exec(asked) ?? [];
    const pattern = lettersOf(tail ?? asked);
    return this.all.filter((n) => (n.text !== undefined || n.resource.place.template !== template) && formsOf(nameOf(n), tail !== undefined).some((form) => meet(pattern, form)));
  }

  /** A part of what a function of the same template is known by, or what a resource returns that is told of it. */
  private mentioned(text: string, place: Place, known: ReadonlySet<Id>): MayBe[] {
    if (!text.includes('\u0001') && !text.includes('${')) return [];
    const values = [...text.matchAll(/\u0001res:([^\u0002:]+)/g)].map(([, id]) => this.context.templates.resource(id)?.value());
    if (text.includes('${')) values.push(...VARIABLES.flatMap(([type, ...path]) => this.context.ofType(type).map((r) => r.value(...path))));
    const told = new Set(values.flatMap((v) => symsIn(v).map((s) => s.resource)));
    return this.all.filter(({ resource: { id } }) => !known.has(id) && (text.includes(`<${id}:`) || text.includes(`(${id}:`) || told.has(id) || this.isAliased(id, text, told))).map((n) => mayBe(n, this.unknown(text, place)));
  }

  private isAliased(id: Id, text: string, told: ReadonlySet<Id | undefined>): boolean {
    return ['AWS::Lambda::Alias', 'AWS::Lambda::Version'].some((type) => this.context.ofType(type).some((r) => (text.includes(`<${r.id}:`) || text.includes(`(${r.id}:`) || told.has(r.id)) && symsIn(r.value('FunctionName')).some((s) => s.resource === id)));
  }

  /** In another account or region than the one that is asked for. */
  private isApart({ resource: { template } }: Named, text: string, place: Place): boolean {
    const fields = fieldsOf(text);
    const isArn = fields[0] === 'arn' && fields[5] === 'function';
    const from: TemplateFile | undefined = this.context.templates.templates.find((t) => t.file === place.template);
    const [region, account] = isArn ? [fields[3], fields[4]] : [from?.region, from?.account];
    return differ(template.region, region, from?.region) || differ(template.account, account, from?.account);
  }

  private unknown(text: string, { template, pointer }: Place): Unknown {
    return { token: text.replace(/[\u0001\u0002]/g, '').slice(0, 120), template, pointer, why: isOpaque(text) ? 'which function is called is not known' : 'which function has this name is not known' };
  }
}

function mayBe({ resource: { id }, guard }: Named, unknown: Unknown): MayBe {
  return { id, guard, unknown };
}

/** `own`: what a token of the stack stands for. */
function differ(a: string | undefined, b: string | undefined, own: string | undefined): boolean {
  const other = b === undefined || b === '' || /^\u0001pseudo:/.test(b) ? own : b;
  return a !== undefined && other !== undefined && !/[\u0001?*]|^unknown/.test(a) && !/[\u0001?*]|^unknown/.test(other) && a !== other;
}

/** The name itself, or an ARN of it, with whatever may follow. */
function isNamed(text: string, name: string): boolean {
  for (const head of ['', ...text.includes('function:') ? [text.slice(0, text.lastIndexOf('function:') + 'function:'.length)] : []]) {
    if (!text.startsWith(head + name) || (head !== '' && !/(^|:)function:$/.test(head))) continue;
    const rest = text.slice(head.length + name.length);
    if (rest === '' || rest.startsWith(':') || (head !== '' && rest.startsWith('/'))) return true;
  }
  return false;
}

function literalName(text: string): string | undefined {
  const [, name] = /(?:^|:)function:([\w-]+)(?=[:/]|$)/.exec(text) ?? /^([\w-]+)(?::[\w$-]+)?$/.exec(text) ?? [];
  return name;
}

/** A letter, any text, or letters and digits. */
type Letter = string | typeof ANY | typeof WORD;
const ANY = 1;
const WORD = 2;

/** Each mark is any text. */
function lettersOf(text: string): Letter[] {
  return text.split(/(\u0001[^\u0002]*\u0002)/).flatMap((part): Letter[] => (part.startsWith('\u0001') ? [ANY] : [...part]));
}

/** `STACK-LogicalId-1A2B3C4D5E6F`, with parts cut off. */
function nameOf({ text, resource: { logicalId } }: Named): Letter[] {
  return text !== undefined ? lettersOf(text) : [ANY, '-', ...logicalId.slice(0, 12), ...logicalId.length > 12 ? [ANY as Letter] : [], '-', WORD];
}

/** As it may stand in what names a function. */
function formsOf(name: readonly Letter[], isTail: boolean): readonly (readonly Letter[])[] {
  const arn: Letter[] = [ANY, ...':function:'];
  const own: (readonly Letter[])[] = [name, [...name, ':', ANY], [...name, '/', ANY]];
  return isTail ? own : [...own, ...own.map((form) => [...arn, ...form])];
}

/** Whether some text fits both. */
function meet(a: readonly Letter[], b: readonly Letter[]): boolean {
  const seen = new Set<number>();
  const left: [number, number][] = [[0, 0]];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const [i, j] = at;
    const key = i * (b.length + 1) + j;
    if (seen.has(key)) continue;
    seen.add(key);
    if (i === a.length && j === b.length) return true;
    const [x, y] = [a[i], b[j]];
    const [isX, isY] = [typeof x === 'number', typeof y === 'number'];
    if (isX) left.push([i + 1, j]);
    if (isY) left.push([i, j + 1]);
    if (x === undefined || y === undefined) continue;
    if (!fit(x, y)) continue;
    left.push([isX ? i : i + 1, isY ? j : j + 1]);
  }
  return false;
}

function fit(x: Letter, y: Letter): boolean {
  if (x === ANY || y === ANY) return true;
  if (x === WORD) return y === WORD || /[0-9A-Za-z]/.test(y);
  return y === WORD ? /[0-9A-Za-z]/.test(x) : x === y;
}

/**
 * What every reader of ways in needs: templates, encoded texts, and who is meant by a name of a function or an API.
 *
 *   context.target(value)    // { kind: 'function', id: 'App.Fn', qualifier: '' }
 *   context.api(value)       // 'App.Api'
 */
import type { Place, Unknown } from '../facts';
import { type Guard } from '../guard';
import { choices, viewOf } from '../network/read';
import type { Resource, TemplateFile, TemplateWorld } from '../template/model';
import { Absent, Choice, type Value } from '../template/value';
import { alternativesOf, symsIn, unknownsIn, type Plain } from '../template/walk';
import { FunctionNames } from './function-names';
import type { Door, FunctionFact, Id, MayBe, Permission, Target, Trigger } from './model';
import { Encoder, isOpaque, shownText } from './text';

const NONE: readonly Resource[] = [];
const FUNCTION_TYPES = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];

export interface Alternative {
  readonly guard: Guard;
  /** Undefined where it is not written. */
  readonly value: Plain | undefined;
  readonly place: Place;
}

export class Context {
  public readonly doors: Door[] = [];
  public readonly permissions: Permission[] = [];
  public readonly triggers: Trigger[] = [];
  public readonly functions: ReadonlyMap<Id, FunctionFact>;
  private readonly encoder: Encoder;
  private readonly present: ReadonlySet<string>;
  private named?: FunctionNames;

  constructor(public readonly templates: TemplateWorld) {
    this.encoder = new Encoder(templates);
    this.present = new Set(templates.typeNames ?? templates.resources.map((r) => r.type));
    this.functions = new Map(FUNCTION_TYPES.flatMap((type) => this.ofType(type)).map((r): [Id, FunctionFact] => [r.id, { id: r.id, guard: r.guard, place: r.place }]).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  public ofType(type: string): readonly Resource[] {
    return this.present.has(type) ? this.templates.ofType(type) : NONE;
  }

  /** Alternatives of a property, and `undefined` where it is not written: guards cover the resource's. */
  public each(resource: Resource, path: string): readonly Alternative[] {
    return choices(viewOf(resource), path);
  }

  public text(value: Value | undefined): string | undefined {
    return this.encoder.encode(value);
  }

  /** The function, the service or the address that an integration names. */
  public target(value: Value | undefined, place: Place): Target {
    const text = this.text(value);
    if (text === undefined) return this.strange(value, place);
    const [, id, after = ''] = /\u0001fn:([^\u0002]+)\u0002(.*)$/s.exec(text) ?? [];
    if (id !== undefined) {
      const qualifier = qualifierIn(after);
      return { kind: 'function', id, label: labelOf(id), ...qualifier === undefined ? {} : { qualifier } };
    }
    // API Gateway calls the API of Lambda by its path.
    const named = text.replace(/^.*:lambda:path\/[\d-]+\/functions\/(.*?)(?:\/invocations)?$/s, '$1');
    const { id: own, mayBe } = this.names.meant(named, place);
    const perhaps = mayBe.length === 0 ? {} : { mayBe };
    const [, literal, rest = ''] = /(?:^|:)function:([\w-]+)((?:[:/].*)?)$/s.exec(named) ?? /^([\w-]+)((?::[\w$-]+)?)$/.exec(named) ?? [];
    const qualifier = qualifierIn(own === undefined || literal !== undefined ? rest : afterName(named, this.templates.resource(own), this));
    if (own !== undefined) return { kind: 'function', id: own, label: labelOf(own), ...qualifier === undefined ? {} : { qualifier } };
    // A stage variable may name any, and so may what a resource returns that is no function.
    if (literal === undefined && (text.includes('${') || isOpaque(text) || text.includes('\u0001res:'))) return { ...this.strange(value, place), ...perhaps };
    if (literal === undefined) return { kind: 'function', id: `external:${text}`, label: shownText(text), qualifier: '', ...perhaps };
    return { kind: 'function', id: `external:${literal}`, label: literal, ...qualifier === undefined ? {} : { qualifier }, ...perhaps };
  }

  /** Id of an API of these templates; undefined where it is none, or nobody knows. */
  public api(value: Value | undefined): { readonly id?: Id; readonly text: string; readonly isOpaque: boolean } {
    const text = this.text(value) ?? '';
    const [, id] = /^\u0001api:([^\u0002]+)\u0002$/.exec(text) ?? [];
    return { ...id === undefined ? {} : { id }, text, isOpaque: text === '' || isOpaque(text) };
  }

  public unknown(value: Value | undefined, place: Place, why: string, token = 'value'): Unknown {
    const [first] = unknownsIn(value);
    return first ?? { token, template: place.template, pointer: place.pointer, why };
  }

  /** What a document that is not read may call: whatever it is told of, and what somebody can name. */
  public anything(place: Place, ...documents: readonly (Value | undefined)[]): readonly MayBe[] {
    const syms = documents.flatMap(symsIn);
    // An include takes references of the template that it stands in.
    const isInclude = syms.some((s) => s.kind === 'unevaluated');
    const told = new Set(syms.flatMap((s) => functionsOf(this, s.resource)));
    const named = this.names.meant('\u0001?document\u0002', place).mayBe;
    const [first] = syms.filter((s) => s.kind !== 'attribute');
    const unknown = first?.unknown ?? { token: 'document', template: place.template, pointer: place.pointer, why: 'which functions it calls is not known' };
    const own = [...this.functions.values()].filter((f) => !named.some((m) => m.id === f.id) && (told.has(f.id) || (isInclude && f.place.template === place.template)));
    return [...named, ...own.map(({ id, guard }): MayBe => ({ id, guard, unknown }))];
  }

  private strange(value: Value | undefined, place: Place): Target {
    const unknown = this.unknown(value, place, 'which function is called is not known', 'target');
    const text = this.text(value);
    return { kind: 'unknown', id: `external:${text ?? unknown.token}`, label: shownText(text ?? unknown.token), unknown };
  }

  /** Who is meant by a name. */
  public get names(): FunctionNames {
    return this.named ??= new FunctionNames(this, FUNCTION_TYPES.flatMap((type) => this.ofType(type)));
  }
}

/** `App.Api` is `Api` for people. */
export function labelOf(id: Id): string {
  return id.replace(/^[^#]*?\.(?=[^./]+$)/, '');
}

/** Where a template is deployed, as far as it says. */
export function located({ account, region }: TemplateFile): { readonly account?: string; readonly region?: string } {
  return { ...account === undefined ? {} : { account }, ...region === undefined ? {} : { region } };
}

/** Every alternative of a value that may hold conditions, each a plain one. */
export function spread(value: Value | undefined, guard: Guard): readonly { readonly guard: Guard; readonly value: Plain }[] {
  return value === undefined || value instanceof Absent ? [] : value instanceof Choice ? alternativesOf(value, guard) : [{ guard, value: value as Plain }];
}

/** The function itself, or the one of an alias or a version. */
function functionsOf(context: Context, id: Id | undefined): Id[] {
  const resource = id === undefined ? undefined : context.templates.resource(id);
  if (resource === undefined) return [];
  return /^AWS::Lambda::(Alias|Version)$/.test(resource.type) ? symsIn(resource.value('FunctionName')).flatMap((s) => s.resource ?? []) : [resource.id];
}

/** What follows the name of a function in a text that holds it, tokens and all. */
function afterName(text: string, resource: Resource | undefined, context: Context): string {
  for (const { value } of resource?.alternatives('FunctionName') ?? []) {
    const name = context.text(value as Value);
    if (name !== undefined && text.includes(name)) return text.slice(text.lastIndexOf(name) + name.length);
  }
  return '\u0001?';
}

/** What follows the function's ARN: `:alias`, `/invocations`; undefined where nobody can say. */
function qualifierIn(rest: string): string | undefined {
  const [, qualifier = ''] = /^(?::([^/]+))?(?:\/.*)?$/s.exec(rest) ?? [];
  if (rest !== '' && qualifier === '' && !rest.startsWith('/')) return undefined;
  return qualifier.includes('${') || isOpaque(qualifier) ? undefined : qualifier === '$LATEST' ? '' : qualifier;
}

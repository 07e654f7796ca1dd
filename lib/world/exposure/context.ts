/**
 * What every reader of ways in needs: templates, encoded texts, and who is meant by a name of a function or an API.
 *
 *   context.target(value)    // { kind: 'function', id: 'App.Fn', qualifier: '' }
 *   context.api(value)       // 'App.Api'
 */
import type { Place, Unknown } from '../facts';
import { type Guard } from '../guard';
import { choices, viewOf } from '../network/read';
import type { Resource, TemplateWorld } from '../template/model';
import { Absent, Choice, type Value } from '../template/value';
import { alternativesOf, unknownsIn, type Plain } from '../template/walk';
import type { Door, FunctionFact, Id, Permission, Target, Trigger } from './model';
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
  private names?: ReadonlyMap<string, Id | undefined>;

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
    // A stage variable may name any.
    if (text.includes('${')) return this.strange(value, place);
    const [, name, rest] = /(?:^|:)function:([\w-]+)(.*)$/s.exec(text) ?? /^([\w-]+)((?::[\w$-]+)?)$/.exec(text) ?? [];
    if (name === undefined) return isOpaque(text) ? this.strange(value, place) : { kind: 'function', id: `external:${text}`, label: shownText(text), qualifier: '' };
    const own = this.named(name);
    const qualifier = qualifierIn(rest);
    return { kind: 'function', id: own ?? `external:${name}`, label: own === undefined ? name : labelOf(own), ...qualifier === undefined ? {} : { qualifier } };
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

  private strange(value: Value | undefined, place: Place): Target {
    const unknown = this.unknown(value, place, 'which function is called is not known', 'target');
    const text = this.text(value);
    return { kind: 'unknown', id: `external:${text ?? unknown.token}`, label: shownText(text ?? unknown.token), unknown };
  }

  /** Some function has an explicit name. */
  public get hasNames(): boolean {
    this.named('');
    return this.names !== undefined && this.names.size > 0;
  }

  /** A function of these templates by its explicit name; two of one name stand in two accounts, and neither is meant for certain. */
  private named(name: string): Id | undefined {
    if (this.names === undefined) {
      const names = new Map<string, Id | undefined>();
      for (const type of FUNCTION_TYPES) {
        for (const r of this.ofType(type)) {
          const text = this.text(r.value('FunctionName'));
          if (text !== undefined) names.set(text, names.has(text) ? undefined : r.id);
        }
      }
      this.names = names;
    }
    return this.names.get(name);
  }
}

/** `App.Api` is `Api` for people. */
export function labelOf(id: Id): string {
  return id.replace(/^[^#]*?\.(?=[^./]+$)/, '');
}

/** Every alternative of a value that may hold conditions, each a plain one. */
export function spread(value: Value | undefined, guard: Guard): readonly { readonly guard: Guard; readonly value: Plain }[] {
  return value === undefined || value instanceof Absent ? [] : value instanceof Choice ? alternativesOf(value, guard) : [{ guard, value: value as Plain }];
}

/** What follows the function's ARN: `:alias`, `/invocations`; undefined where nobody can say. */
function qualifierIn(rest: string): string | undefined {
  const [, qualifier = ''] = /^(?::([^/]+))?(?:\/.*)?$/s.exec(rest) ?? [];
  if (rest !== '' && qualifier === '' && !rest.startsWith('/')) return undefined;
  return qualifier.includes('${') || isOpaque(qualifier) ? undefined : qualifier === '$LATEST' ? '' : qualifier;
}

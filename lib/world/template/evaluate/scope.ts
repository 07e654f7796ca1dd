/**
 * One template and the meaning of its expressions:
 *
 *   scope.evaluate({ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, '/Resources/Sg/Properties/CidrIp')   // '10.0.0.0/16'
 *
 * Lazy and memoised: nothing is looked at before somebody asks, and JSON without expressions is returned as it stands. Circles and
 * depths end in a symbol that says so. A nested stack that is used twice has two scopes over one template.
 */
import { Guard } from '../../guard';
import type { TemplateFile } from '../model';
import type { Body, RawResource } from '../read/body';
import { isRaw, own, resourceIn } from '../read/body';
import { childPointer } from '../../../document/tree';
import { Absent, Sym, type SymKind, type Value } from '../value';
import { determined } from './attributes';
import { derived } from './combine';
import { conditionOf } from './conditions';
import { dynamicReferences, RESOLVE } from './dynamic';
import { INTRINSICS } from './intrinsics';
import type { Links } from './links';
import { parameterValue, pseudoValue } from './parameters';

/** Expressions within each other and references that lead on: more than any template, less than the stack takes. */
const DEEPEST = 300;

const NO_PROPERTIES = {};

export class Scope {
  public readonly root: Scope;
  private readonly values = new Map<object, Value>();
  private readonly parameters = new Map<string, Value>();
  private readonly attributes = new Map<string, Map<string, Value>>();
  private readonly guards = new Map<string, Guard>();

  constructor(
    public readonly file: TemplateFile,
    public readonly body: Body,
    public readonly links: Links,
    public readonly stackName: string | undefined,
    /** The resource that makes this nested stack. */
    public readonly parent?: { readonly scope: Scope; readonly logicalId: string },
  ) {
    this.root = parent?.scope.root ?? this;
  }

  public get key(): string {
    return this.file.key;
  }

  public evaluate(raw: unknown, pointer: string): Value {
    if (typeof raw === 'string') return raw.includes(RESOLVE) ? dynamicReferences(this, raw, pointer) : raw;
    if (typeof raw !== 'object' || raw === null) return (raw ?? Absent.VALUE) as Value;
    if (this.links.depth > DEEPEST) return this.tooDeep(pointer);
    this.links.depth += 1;
    const value = Array.isArray(raw) ? this.list(raw, pointer) : this.object(raw as Readonly<Record<string, unknown>>, pointer);
    this.links.depth -= 1;
    return value;
  }

  /** What was found before, for the two expressions that templates are full of: no place has to be named. */
  public known(raw: unknown): Value | undefined {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return undefined;
    const { Ref: name, 'Fn::GetAtt': attribute } = raw as { readonly Ref?: unknown; readonly 'Fn::GetAtt'?: unknown };
    if (typeof name === 'string') return isAlone(raw) ? this.attributes.get(name)?.get('Ref') : undefined;
    return Array.isArray(attribute) && attribute.length === 2 && isAlone(raw) ? this.attributes.get(attribute[0] as string)?.get(attribute[1] as string) : undefined;
  }

  /** Under which valuations a condition holds. A circle (refused before) and what is not evaluated are unsure. */
  public condition(name: string): Guard {
    const known = this.guards.get(name);
    if (known !== undefined) return known;
    const busy = `${this.key} condition ${name}`;
    if (this.links.busy.has(busy) || this.links.depth > DEEPEST || !Object.hasOwn(this.body.Conditions, name)) return Guard.UNSURE;
    const guard = this.during(busy, () => conditionOf(this, this.body.Conditions[name], childPointer('/Conditions', name)));
    this.guards.set(name, guard);
    return guard;
  }

  /** Under which valuations a resource exists: its own condition, and those of the nested stacks around it. */
  public existence(resource: RawResource): Guard {
    const outer = this.parent === undefined ? Guard.ALWAYS : this.parent.scope.existence(this.parent.scope.body.Resources[this.parent.logicalId]);
    return typeof resource.Condition === 'string' ? outer.and(this.condition(resource.Condition)) : outer;
  }

  public reference(name: string, pointer: string): Value {
    if (name.startsWith('AWS::')) return pseudoValue(this, name, pointer);
    if (Object.hasOwn(this.body.Parameters, name)) {
      const known = this.parameters.get(name);
      if (known !== undefined) return known instanceof Sym ? this.standingAt(known, pointer) : known;
      const value = this.circled(`parameter ${name}`, `Ref ${name}`, pointer, () => parameterValue(this, name, pointer));
      this.parameters.set(name, value);
      return value;
    }
    if (resourceIn(this.body, name) !== undefined) return this.attribute(name, 'Ref', pointer);
    return this.unevaluated(`Ref ${name}`, pointer, `there is no parameter and no resource \`${name}\` in the template${this.orMacro()}`);
  }

  public attribute(logicalId: string, attribute: string, pointer: string): Value {
    let known = this.attributes.get(logicalId);
    if (known === undefined) this.attributes.set(logicalId, known = new Map());
    const value = known.get(attribute);
    if (value !== undefined) return value;
    const token = attribute === 'Ref' ? `Ref ${logicalId}` : `GetAtt ${logicalId}.${attribute}`;
    if (resourceIn(this.body, logicalId) === undefined) return this.unevaluated(token, pointer, `there is no resource \`${logicalId}\` in the template${this.orMacro()}`);
    const found = this.plainAttribute(logicalId, attribute, token, pointer) ?? this.circled(`attribute ${logicalId}.${attribute}`, token, pointer, () => this.attributeOf(logicalId, attribute, token, pointer));
    known.set(attribute, found);
    return found;
  }

  public output(name: string): Value | undefined {
    const output = own(this.body.Outputs, name);
    if (!isRaw(output)) return undefined;
    const pointer = childPointer('/Outputs', name);
    return this.circled(`output ${name}`, `output ${name}`, pointer, () => this.evaluate(own(output, 'Value'), `${pointer}/Value`));
  }

  /** A symbol, or what is assumed of it. */
  public symbol(kind: SymKind, key: string, type: string, token: string, pointer: string, why: string, assume?: string, resource?: string, attribute?: string): Value {
    const template = this.file.file;
    const sym = new Sym(kind, key, type, assume === undefined ? { token, template, pointer, why } : { token, template, pointer, assume, why }, resource, attribute);
    return this.links.assumptions.settle(sym);
  }

  /** What an operation makes of a symbol, or what is assumed of that. */
  public derived(operation: string, from: Sym, type = ''): Value {
    return this.links.assumptions.settle(derived(operation, from, type));
  }

  /** One value of its own: nothing is known of it, not even whether it equals another. */
  public unevaluated(token: string, pointer: string, why: string): Sym {
    return new Sym('unevaluated', `${this.key}#${pointer} ${token}`, '', { token, template: this.file.file, pointer, why });
  }

  private orMacro(): string {
    return this.body.Transform === undefined && this.body.generators.length === 0 ? '' : ', unless a macro makes it';
  }

  /** The same value, named where it is used now. */
  private standingAt(sym: Sym, pointer: string): Sym {
    if (sym.unknown.template !== this.file.file || sym.unknown.pointer === pointer) return sym;
    return new Sym(sym.kind, sym.key, sym.type, { ...sym.unknown, pointer }, sym.resource, sym.attribute);
  }

  /** Of a resource that is made here, as most are asked for: it leads no further, so no circle has to be noticed. */
  private plainAttribute(logicalId: string, attribute: string, token: string, pointer: string): Value | undefined {
    const { Type: type, Properties: properties } = this.body.Resources[logicalId];
    if (this.links.depth >= DEEPEST || !type.startsWith('AWS::EC2::')) return undefined;
    const { is } = determined(type, attribute, properties ?? NO_PROPERTIES);
    if (is === 'reference') return this.attribute(logicalId, 'Ref', pointer);
    return is === 'symbol' ? this.attributeSymbol(logicalId, attribute, type, token) : undefined;
  }

  private attributeSymbol(logicalId: string, attribute: string, type: string, token: string): Value {
    const id = `${this.key}.${logicalId}`;
    return this.symbol('attribute', `${id}:${attribute}`, type, token, childPointer('/Resources', logicalId), 'it is known only after the deployment', undefined, id, attribute);
  }

  private attributeOf(logicalId: string, attribute: string, token: string, pointer: string): Value {
    const resource = this.body.Resources[logicalId];
    const { Type: type } = resource;
    const properties = isRaw(resource.Properties) ? resource.Properties : {};
    if (type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.')) {
      const nested = this.links.scopes.get(`${this.key}/${logicalId}`);
      const name = attribute.slice('Outputs.'.length);
      if (nested !== undefined) return nested.output(name) ?? this.unevaluated(token, pointer, `the nested stack \`${logicalId}\` has no output \`${name}\``);
    }
    if (type === 'Custom::CrossRegionExportReader' && attribute.startsWith('/')) {
      const carried = this.links.carriedOver(attribute, this);
      if (carried !== undefined) return carried;
    }
    const fact = determined(type, attribute, properties);
    if (fact.is === 'reference') return this.attribute(logicalId, 'Ref', pointer);
    if (fact.is === 'property') {
      const value = Object.hasOwn(properties, fact.name) ? this.evaluate(properties[fact.name], childPointer(`${childPointer('/Resources', logicalId)}/Properties`, fact.name)) : Absent.VALUE;
      if (!(value instanceof Absent)) return value;
      if (fact.otherwise !== undefined) return fact.otherwise;
    }
    return this.attributeSymbol(logicalId, attribute, type, token);
  }

  private list(raw: readonly unknown[], pointer: string): Value {
    let out: Value[] | undefined;
    for (let i = 0; i < raw.length; i += 1) {
      const item = raw[i];
      const value = typeof item === 'object' && item !== null ? this.evaluate(item, `${pointer}/${i}`) : this.evaluate(item, pointer);
      if (out === undefined && value !== item) out = raw.slice(0, i) as Value[];
      if (!(value instanceof Absent)) out?.push(value);
    }
    return out ?? raw as readonly Value[];
  }

  private object(raw: Readonly<Record<string, unknown>>, pointer: string): Value {
    const name = intrinsicIn(raw);
    if (name !== undefined) return this.intrinsic(name, raw, pointer);
    let out: Record<string, Value> | undefined;
    for (const key of Object.keys(raw)) {
      const inner = raw[key];
      const value = typeof inner === 'object' && inner !== null ? this.evaluate(inner, childPointer(pointer, key)) : this.evaluate(inner, pointer);
      if (out === undefined && value !== inner) out = { ...raw } as Record<string, Value>;
      if (out !== undefined) Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
    }
    return out ?? raw as Value;
  }

  private intrinsic(name: string, raw: Readonly<Record<string, unknown>>, pointer: string): Value {
    if (!isAlone(raw)) return this.unevaluated(name, pointer, `\`${name}\` stands beside other keys, which only a macro can read`);
    const argument = raw[name];
    if (name === 'Ref') {
      return typeof argument === 'string' ? this.reference(argument, pointer) : this.unevaluated('Ref', pointer, '`Ref` takes the name of a parameter or resource');
    }
    if (name === 'Fn::GetAtt' && Array.isArray(argument) && argument.length === 2 && typeof argument[0] === 'string' && typeof argument[1] === 'string') return this.attribute(argument[0], argument[1], pointer);
    const known = this.values.get(raw);
    if (known !== undefined) return known;
    const value = Object.hasOwn(INTRINSICS, name)
      ? INTRINSICS[name](this, argument, `${pointer}/${name}`)
      : this.unevaluated(name, pointer, `\`${name}\` is not evaluated`);
    this.values.set(raw, value);
    return value;
  }

  private tooDeep(pointer: string): Sym {
    return this.unevaluated('nesting', pointer, 'expressions are nested deeper than any template');
  }

  private circled(what: string, token: string, pointer: string, f: () => Value): Value {
    const busy = `${this.key} ${what}`;
    if (this.links.busy.has(busy)) return this.unevaluated(token, pointer, 'its value is made of itself');
    return this.links.depth > DEEPEST ? this.tooDeep(pointer) : this.during(busy, f);
  }

  private during<T>(busy: string, f: () => T): T {
    this.links.busy.add(busy);
    this.links.depth += 1;
    const value = f();
    this.links.depth -= 1;
    this.links.busy.delete(busy);
    return value;
  }
}

function isAlone(raw: object): boolean {
  let count = 0;
  for (const _ in raw) if ((count += 1) > 1) return false;
  return true;
}

/** The key that makes an object an expression. */
export function intrinsicIn(raw: Readonly<Record<string, unknown>>): string | undefined {
  for (const key in raw) {
    const c = key.charCodeAt(0);
    if (c === 82 ? key === 'Ref' : c === 70 && key.startsWith('Fn::')) return key;
  }
  return undefined;
}

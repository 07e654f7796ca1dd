/**
 * Templates under one valuation: every intrinsic is worth one plain value, every condition is true or false, a resource exists
 * or does not.
 *
 *   const stacks = new Stacks({ App: template }, valuation);
 *   stacks.resources('AWS::EC2::VPC')[0].property('CidrBlock');      // '10.0.0.0/16'
 *
 * The id of a resource is `KEY.LogicalId`; `Ref` and every attribute that is an id or ARN are that text. Nested stacks have the
 * key `PARENT/LogicalId`. Not evaluated, so refused: macros, Fn::ForEach, dynamic references.
 */
import { addressText, range, refuse } from './addresses';
import { attributeOf } from './attributes';
import type { Template, Valuation } from './valuation';

export const NO_VALUE = Symbol('AWS::NoValue');
const PSEUDO: Record<string, string> = {
  'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333', 'AWS::Partition': 'aws', 'AWS::URLSuffix': 'amazonaws.com',
};

export class Stacks {
  private readonly stacks = new Map<string, Stack>();
  private byType?: Map<string, Resource[]>;

  constructor(templates: Readonly<Record<string, Template>>, public readonly valuation: Valuation) {
    const all = valuation.outside === undefined ? templates : { ...templates, outside: valuation.outside };
    for (const [key, template] of Object.entries(all)) this.stacks.set(key, new Stack(this, key, template));
  }

  /** Everything of these types that exists. */
  public resources(...types: string[]): Resource[] {
    if (this.byType === undefined) {
      this.byType = new Map();
      for (const r of [...this.stacks.values()].filter((s) => s.exists()).flatMap((s) => s.existing())) this.byType.set(r.type, [...this.byType.get(r.type) ?? [], r]);
    }
    return types.flatMap((t) => this.byType!.get(t) ?? []);
  }

  public stack(key: string): Stack | undefined {
    return this.stacks.get(key);
  }

  public imported(name: string): unknown {
    for (const stack of this.stacks.values()) {
      if (!stack.exists()) continue;
      for (const [output, { Export, Value, Condition }] of Object.entries<Template>(stack.template.Outputs ?? {})) {
        if (Export === undefined || (Condition !== undefined && !stack.condition(Condition))) continue;
        if (stack.evaluate(Export.Name) === name) return Value === undefined ? refuse(`output ${output} has no value`) : stack.evaluate(Value);
      }
    }
    return this.valuation.imports[name] ?? refuse(`no stack exports ${name}`);
  }

  public alias(id: string): string {
    return this.valuation.aliases[id] ?? id;
  }
}

export class Resource {
  public readonly id: string;
  public readonly type: string;
  private readonly values = new Map<string, unknown>();

  constructor(public readonly stack: Stack, public readonly logicalId: string, private readonly raw: Template) {
    this.id = `${stack.key}.${logicalId}`;
    this.type = raw.Type;
  }

  /** Undefined where it is not written or AWS::NoValue. */
  public property(name: string): any {
    if (!this.values.has(name)) {
      const value = name in (this.raw.Properties ?? {}) ? this.stack.evaluate(this.raw.Properties[name]) : undefined;
      this.values.set(name, value === NO_VALUE ? undefined : value);
    }
    return this.values.get(name);
  }

  public list(name: string): any[] {
    const value = this.property(name);
    return value === undefined ? [] : [value].flat(2);
  }

  public flag(name: string): boolean | undefined {
    const value = this.property(name);
    return value === undefined ? undefined : String(value) === 'true';
  }

  public exists(): boolean {
    return this.raw.Condition === undefined || this.stack.condition(this.raw.Condition);
  }
}

export class Stack {
  private readonly conditions = new Map<string, boolean>();
  private readonly parameters = new Map<string, unknown>();
  private living?: Resource[];
  private readonly declared: readonly Resource[];

  constructor(private readonly world: Stacks, public readonly key: string, public readonly template: Template) {
    this.declared = Object.entries<Template>(template.Resources ?? {}).map(([id, raw]) => new Resource(this, id, raw));
  }

  public existing(): Resource[] {
    return this.living ??= this.declared.filter((r) => r.exists());
  }

  /** A nested stack exists where its resource does. */
  public exists(): boolean {
    const owner = this.owner();
    return owner === undefined || (owner.stack.exists() && owner.exists());
  }

  public condition(name: string): boolean {
    if (!this.conditions.has(name)) {
      if (!(name in (this.template.Conditions ?? {}))) refuse(`no condition ${name}`);
      this.conditions.set(name, this.holds(this.template.Conditions[name]));
    }
    return this.conditions.get(name)!;
  }

  public evaluate(node: unknown): any {
    if (Array.isArray(node)) return node.map((n) => this.evaluate(n)).filter((v) => v !== NO_VALUE);
    if (typeof node !== 'object' || node === null) {
      return typeof node === 'string' && node.includes('{{resolve:') ? refuse(`dynamic reference ${node}`) : typeof node === 'string' ? this.world.alias(node) : node;
    }
    const entries = Object.entries(node);
    if (entries.length === 1 && (entries[0][0] === 'Ref' || entries[0][0].startsWith('Fn::'))) return this.intrinsic(entries[0][0], entries[0][1]);
    return Object.fromEntries(entries.map(([k, v]) => [k, this.evaluate(v)]).filter(([, v]) => v !== NO_VALUE));
  }

  public output(name: string): unknown {
    const { Value } = this.template.Outputs?.[name] ?? refuse(`${this.key} has no output ${name}`);
    return this.evaluate(Value);
  }

  private owner(): Resource | undefined {
    const cut = this.key.lastIndexOf('/');
    const parent = cut < 0 ? undefined : this.world.stack(this.key.slice(0, cut));
    return parent?.declared.find((r) => r.logicalId === this.key.slice(cut + 1) && r.type === 'AWS::CloudFormation::Stack');
  }

  private intrinsic(name: string, argument: any): any {
    switch (name) {
      case 'Ref': return this.reference(argument);
      case 'Fn::GetAtt': return this.attribute(Array.isArray(argument) ? argument.join('.') : argument);
      case 'Fn::If': return this.evaluate(argument[this.condition(argument[0]) ? 1 : 2]);
      case 'Fn::Join': return [this.evaluate(argument[1])].flat(2).join(argument[0]);
      case 'Fn::Sub': return this.substitute(argument);
      case 'Fn::Select': {
        const list = [this.evaluate(argument[1])].flat();
        const index = Number(this.evaluate(argument[0]));
        return index in list ? list[index] : refuse(`Fn::Select: no item ${index} of ${list.length}`);
      }
      case 'Fn::Split': return String(this.evaluate(argument[1])).split(argument[0]);
      case 'Fn::ImportValue': return this.world.imported(String(this.evaluate(argument)));
      case 'Fn::FindInMap': {
        const [map, first, second] = (argument as unknown[]).map((a) => this.evaluate(a));
        return this.evaluate(this.template.Mappings?.[map]?.[first]?.[second] ?? refuse(`no mapping ${map}.${first}.${second}`));
      }
      case 'Fn::Cidr': return this.blocks(this.evaluate(argument));
      case 'Fn::GetAZs': return ['a', 'b', 'c'].map((z) => `${PSEUDO['AWS::Region']}${z}`);
      case 'Fn::Base64': return this.evaluate(argument);
      default: return refuse(`${name} is not simulated`);
    }
  }

  private reference(name: string): unknown {
    if (name === 'AWS::NoValue') return NO_VALUE;
    if (name in PSEUDO) return PSEUDO[name];
    if (name === 'AWS::StackName') return this.key;
    if (name in (this.template.Parameters ?? {})) return this.parameter(name);
    return name in (this.template.Resources ?? {}) ? `${this.key}.${name}` : refuse(`${this.key}: nothing is called ${name}`);
  }

  private parameter(name: string): unknown {
    if (!this.parameters.has(name)) {
      const given = this.owner()?.property('Parameters')?.[name] ?? this.world.valuation.parameters[`${this.key}.${name}`];
      const value = given ?? refuse(`parameter ${this.key}.${name} has no value`);
      const isList = /^(List<|CommaDelimitedList)/.test(this.template.Parameters[name].Type);
      this.parameters.set(name, isList && typeof value === 'string' ? value.split(',') : value);
    }
    return this.parameters.get(name);
  }

  private attribute(text: string): unknown {
    const cut = text.indexOf('.');
    const [id, attribute] = [text.slice(0, cut), text.slice(cut + 1)];
    const resource = this.declared.find((r) => r.logicalId === id) ?? refuse(`${this.key}: no resource ${id}`);
    if (attribute.startsWith('Outputs.')) {
      return (this.world.stack(`${this.key}/${id}`) ?? refuse(`no template for ${this.key}/${id}`)).output(attribute.slice('Outputs.'.length));
    }
    return this.world.valuation.attributes[`${this.key}.${text}`] ?? attributeOf(resource, attribute, this.world);
  }

  private substitute(argument: string | [string, Record<string, unknown>]): string {
    const [text, own] = Array.isArray(argument) ? argument : [argument, {}];
    return text.replace(/\$\{([^}]*)\}/g, (_, inner: string) => {
      if (inner.startsWith('!')) return `\${${inner.slice(1)}}`;
      if (Object.hasOwn(own, inner)) return String(this.evaluate(own[inner]));
      return String(inner.includes('.') ? this.attribute(inner) : this.reference(inner));
    });
  }

  private blocks([block, count, bits]: [string, unknown, unknown]): string[] {
    const { version, low, high } = range(String(block));
    const size = 1n << BigInt(Number(bits));
    const length = (version === 4 ? 32 : 128) - Number(bits);
    const all = Array.from({ length: Number(count) }, (_, i) => low + BigInt(i) * size);
    if (all.some((n) => n + size - 1n > high)) refuse(`Fn::Cidr: ${block} is too small`);
    return all.map((n) => `${addressText({ version, n })}/${length}`);
  }

  private holds(node: any): boolean {
    if (typeof node === 'boolean') return node;
    const [[name, argument]] = Object.entries<any>(node);
    switch (name) {
      case 'Fn::Equals': return String(this.evaluate(argument[0])) === String(this.evaluate(argument[1]));
      case 'Fn::And': return (argument as unknown[]).every((a) => this.holds(a));
      case 'Fn::Or': return (argument as unknown[]).some((a) => this.holds(a));
      case 'Fn::Not': return !this.holds(argument[0]);
      case 'Condition': return this.condition(argument);
      default: return refuse(`condition ${name} is not simulated`);
    }
  }
}

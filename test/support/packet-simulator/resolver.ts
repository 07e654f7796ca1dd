import type { Resource, Stack } from './assembly';
import { isId, originOf, repeatedProperty } from './attributes';
import { Outputs } from './outputs';
import { Text, Token, concat, dynamicReference, isIntrinsic, isList, isObject, isRecord, join, literal, refuse, show, split, type Value } from './values';

/** What a deployment would know and the test says instead. Keys may leave out the stack where that is unambiguous to the reader. */
export interface Givens {
  /** `Stack/Parameter` or `Parameter` -> value. Defaults of a top-level stack's parameters are never assumed. */
  readonly parameters?: Readonly<Record<string, string | number | readonly string[]>>;
  /** `Stack/Condition` or `Condition` -> value. */
  readonly conditions?: Readonly<Record<string, boolean>>;
  /** `Stack/LogicalId.Attribute` -> value. */
  readonly attributes?: Readonly<Record<string, string | number | readonly string[]>>;
  /** Exports of stacks outside the templates: name -> value. */
  readonly exports?: Readonly<Record<string, string>>;
}

/** Resolves template values. A value of a deployment becomes a token; what cannot be followed is refused. */
export class Resolver {
  private depth = 0;
  private readonly outputs: Outputs;

  constructor(private readonly stacks: readonly Stack[], private readonly givens: Givens) {
    this.outputs = new Outputs(stacks, this, givens.exports ?? {});
  }

  /** Resources that exist under the given conditions. */
  public resources(wanted: (resource: Resource) => boolean): Resource[] {
    return this.stacks.flatMap(stack => [...stack.resources.values()]).filter(resource => wanted(resource) && this.exists(resource));
  }

  /** The resolved property at a path such as `VpcConfig.SecurityGroupIds`. */
  public property(resource: Resource, path = ''): Value {
    const where = path ? `${resource.id}.${path}` : resource.id;
    let value: unknown = resource.raw.Properties;
    for (const key of path ? path.split('.') : []) {
      if (isIntrinsic(value)) value = this.value(resource.stack, value, where);
      if (value === undefined || value === null) return undefined;
      if (!isRecord(value)) refuse(where, `expected an object around ${key}, found ${show(value as Value)}`);
      value = value[key];
    }
    return this.value(resource.stack, value, where);
  }

  public value(stack: Stack, value: unknown, where: string): Value {
    if (this.depth > 200) refuse(where, 'the references go round in a circle');
    this.depth += 1;
    try {
      if (value instanceof Token || value instanceof Text) return value;
      if (typeof value === 'string') return dynamicReference(value);
      if (Array.isArray(value)) return value.map(item => this.value(stack, item, where)).filter(item => item !== undefined);
      if (!isRecord(value)) return value as Value;
      if (isIntrinsic(value)) return this.intrinsic(stack, value, where);
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.value(stack, inner, `${where}.${key}`)]));
    } finally {
      this.depth -= 1;
    }
  }

  private intrinsic(stack: Stack, call: Record<string, any>, where: string): Value {
    const [name] = Object.keys(call);
    const raw = call[name];
    const list = (): readonly Value[] => {
      const resolved = this.value(stack, raw, where);
      return isList(resolved) ? resolved : refuse(where, `${name} without a list`);
    };
    switch (name) {
      case 'Ref': return this.ref(stack, raw, where);
      case 'Fn::GetAtt': return Array.isArray(raw)
        ? this.attribute(stack, raw[0], literal(this.value(stack, raw[1], where), where, 'a literal attribute'), where)
        : this.attribute(stack, String(raw).split('.')[0], String(raw).split('.').slice(1).join('.'), where);
      case 'Fn::ImportValue': return this.outputs.imported(stack, literal(this.value(stack, raw, where), where, 'a literal export name'), where);
      case 'Fn::GetStackOutput': return this.outputs.ofStack(stack, this.value(stack, raw, where), where);
      case 'Fn::Join': {
        const [delimiter, values] = list();
        if (values instanceof Token) return new Token(`Fn::Join(${show(delimiter)}, ${values.text})`, 'elsewhere');
        return join(literal(delimiter, where), isList(values) ? values : refuse(where, 'Fn::Join without a list'), where);
      }
      case 'Fn::Split': return split(literal(list()[0], where), list()[1], where);
      case 'Fn::Select': {
        const [index, values] = list();
        if (values instanceof Token) return new Token(`${values.text}[${show(index)}]`, 'elsewhere');
        return isList(values) && values[Number(literal(index, where))] !== undefined
          ? values[Number(index)]
          : refuse(where, `Fn::Select ${show(index)} of ${show(values)}`);
      }
      case 'Fn::Sub': return this.substitute(stack, raw, where);
      case 'Fn::FindInMap': {
        const [map, first, second, otherwise] = list();
        const found = stack.template.Mappings?.[literal(map, where)]?.[literal(first, where)]?.[literal(second, where)];
        if (found !== undefined) return found;
        return isObject(otherwise) && 'DefaultValue' in otherwise ? otherwise.DefaultValue : refuse(where, `nothing in the map ${show([map, first, second])}`);
      }
      case 'Fn::If': return this.value(stack, this.condition(stack, raw[0], where) ? raw[1] : raw[2], where);
      default: return refuse(where, `${name} is not simulated`);
    }
  }

  private ref(stack: Stack, name: string, where: string): Value {
    switch (name) {
      case 'AWS::NoValue': return undefined;
      case 'AWS::Region': return stack.region ?? new Token('AWS::Region', 'elsewhere');
      case 'AWS::AccountId': return stack.account ?? new Token('AWS::AccountId', 'elsewhere');
      case 'AWS::StackName': return stack.name ?? new Token(`${stack.path}.AWS::StackName`, 'elsewhere');
      case 'AWS::Partition': case 'AWS::URLSuffix': case 'AWS::StackId': case 'AWS::NotificationARNs': return new Token(name, 'elsewhere');
    }
    const parameter = stack.template.Parameters?.[name];
    if (parameter) return this.parameter(stack, name, parameter, where);
    const resource = this.find(stack, name, where);
    return new Token(resource.id, originOf(resource), resource);
  }

  private parameter(stack: Stack, name: string, { Type, Default }: Record<string, any>, where: string): Value {
    const isListType = /^(CommaDelimitedList|List<|AWS::SSM::Parameter::Value<(List|CommaDelimitedList))/.test(Type);
    const asList = (value: Value) =>
      isListType && !isList(value) && !(value instanceof Token && value.origin === 'elsewhere') ? split(',', value, where) : value;
    const key = `${stack.path}/${name}`;
    if (stack.owner) {
      const passed = this.property(stack.owner, 'Parameters') ?? {};
      if (isObject(passed) && name in passed) return asList(passed[name]);
      return Default === undefined ? refuse(where, `the parent passes no value for ${key}`) : asList(dynamicReference(String(Default)));
    }
    const given = this.givens.parameters?.[key] ?? this.givens.parameters?.[name];
    return given === undefined ? new Token(key, 'elsewhere') : asList(given);
  }

  private attribute(stack: Stack, logicalId: string, attribute: string, where: string): Value {
    const resource = this.find(stack, logicalId, where);
    const key = `${resource.id}.${attribute}`;
    const given = this.givens.attributes?.[key];
    if (given !== undefined) return given;
    if (isId(resource, attribute)) return new Token(resource.id, 'resource', resource);
    const repeated = this.value(stack, repeatedProperty(resource, attribute), key);
    if (repeated !== undefined) return repeated;
    if (resource.type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.')) {
      const nested = this.stacks.find(({ owner }) => owner === resource) ?? refuse(where, `no template for ${resource.id}`);
      return this.outputs.value(nested, attribute.slice('Outputs.'.length), where);
    }
    if (resource.type === 'Custom::CrossRegionExportReader') return this.outputs.crossRegion(resource, attribute, where);
    return new Token(key, originOf(resource), resource, attribute);
  }

  private substitute(stack: Stack, raw: unknown, where: string): Value {
    const [text, variables] = (Array.isArray(raw) ? raw : [raw, {}]) as [string, Record<string, unknown>];
    const parts = text.split(/\$\{([^}]*)\}/).map((part, i) => {
      if (i % 2 === 0) return part;
      if (part.startsWith('!')) return `\${${part.slice(1)}}`;
      const name = part.trim();
      if (name in variables) return this.value(stack, variables[name], where);
      return this.intrinsic(stack, name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, where);
    });
    return concat(parts, where);
  }

  public condition(stack: Stack, name: string, where: string): boolean {
    const given = this.givens.conditions?.[`${stack.path}/${name}`] ?? this.givens.conditions?.[name];
    return given ?? refuse(where, `depends on the condition ${stack.path}/${name}: give it in \`conditions\``);
  }

  private exists(resource: Resource): boolean {
    const { raw, stack, id } = resource;
    return (!raw.Condition || this.condition(stack, raw.Condition, id)) && (!stack.owner || this.exists(stack.owner));
  }

  private find(stack: Stack, logicalId: string, where: string): Resource {
    const resource = stack.resources.get(logicalId) ?? refuse(where, `${stack.path} has no resource or parameter ${logicalId}`);
    if (!this.exists(resource)) refuse(where, `${resource.id} is conditioned away`);
    return resource;
  }
}

import type { Resource, Stack } from './assembly';
import type { Resolver } from './resolver';
import { isObject, literal, refuse, show, type Value } from './values';

/** Values that pass between stacks: outputs, exports, stack outputs, CDK's cross-region parameters. */
export class Outputs {
  private exports?: ReadonlyMap<string, readonly { readonly producer: Stack; readonly output: string }[]>;

  constructor(private readonly stacks: readonly Stack[], private readonly resolver: Resolver, private readonly outside: Readonly<Record<string, string>>) {}

  public value(stack: Stack, name: string, where: string): Value {
    const output = stack.template.Outputs?.[name] ?? refuse(where, `${stack.path} has no output ${name}`);
    if (output.Condition && !this.resolver.condition(stack, output.Condition, where)) refuse(where, `the output ${stack.path}.${name} is conditioned away`);
    return this.resolver.value(stack, output.Value, `${stack.path}.Outputs.${name}`);
  }

  /** Fn::ImportValue */
  public imported(stack: Stack, name: string, where: string): Value {
    this.exports ??= this.indexExports();
    const matches = this.exports.get(exportKey(stack, name)) ?? [];
    if (matches.length > 1) refuse(where, `several stacks export ${name}: ${matches.map(({ producer }) => producer.path).join(', ')}`);
    if (matches.length === 1) return this.value(matches[0].producer, matches[0].output, where);
    return this.outside[name] ?? refuse(where, `no stack exports ${name} in the same account and region: give it in \`exports\``);
  }

  /** Fn::GetStackOutput */
  public ofStack(stack: Stack, call: Value, where: string): Value {
    if (!isObject(call)) return refuse(where, 'Fn::GetStackOutput without an object');
    const name = literal(call.StackName, where);
    const region = call.Region === undefined ? stack.region : literal(call.Region, where);
    const matches = this.stacks.filter(candidate => candidate.name === name && candidate.region === region
      && (call.RoleArn !== undefined || candidate.account === stack.account));
    if (matches.length !== 1) refuse(where, `${matches.length} stacks are called ${name} in ${region}`);
    return this.value(matches[0], literal(call.OutputName, where), where);
  }

  /** CDK's pair of custom resources: what the writer puts into a parameter of the other region is what the reader's attribute gives. */
  public crossRegion(reader: Resource, key: string, where: string): Value {
    const found = this.resolver.resources(({ type, stack }) => type === 'Custom::CrossRegionExportWriter' && stack.account === reader.stack.account)
      .filter(writer => this.resolver.property(writer, 'WriterProps.region') === reader.stack.region)
      .map(writer => this.resolver.property(writer, 'WriterProps.exports'))
      .flatMap(exports => isObject(exports) && exports[key] !== undefined ? [exports[key]] : []);
    return found.length === 1 ? found[0] : refuse(where, `${found.length} stacks write ${key} for this region`);
  }

  private indexExports(): NonNullable<Outputs['exports']> {
    const index = new Map<string, { producer: Stack; output: string }[]>();
    for (const producer of this.stacks) {
      for (const [output, { Export }] of Object.entries<any>(producer.template.Outputs ?? {})) {
        if (!Export) continue;
        const key = exportKey(producer, this.resolver.value(producer, Export.Name, `${producer.path}.Outputs.${output}`));
        index.set(key, [...index.get(key) ?? [], { producer, output }]);
      }
    }
    return index;
  }
}

/** Export names are unique per account and region. */
function exportKey({ account, region }: Stack, name: Value): string {
  return JSON.stringify([account, region, show(name)]);
}

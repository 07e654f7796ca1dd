/**
 * What tests ask of a synthesized assembly: resources by type, where a value really comes from, which stack waits for which.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

type Json = Record<string, any>;

export interface FoundResource {
  readonly template: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Json;
  readonly metadata: Json;
}

export class Assembly {
  public readonly templates: ReadonlyMap<string, Json>;
  public readonly intent: Json;
  public readonly network: Json;
  private readonly manifest: Json;

  constructor(directory: string) {
    const read = (name: string): Json => JSON.parse(readFileSync(path.join(directory, name), 'utf8'));
    this.templates = new Map(readdirSync(directory).filter((name) => name.endsWith('.template.json')).sort().map((name) => [name, read(name)]));
    // An identity or a mixin alone declares nothing.
    const hasIntent = existsSync(path.join(directory, 'zero-trust.intent.json'));
    this.intent = hasIntent ? read('zero-trust.intent.json') : { segments: [], flows: [] };
    this.network = hasIntent ? read('zero-trust.network.json') : { scopes: [] };
    this.manifest = read('manifest.json');
  }

  public resources(...types: string[]): FoundResource[] {
    return [...this.templates].flatMap(([template, { Resources }]) => Object.entries(Resources as Json)
      .filter(([, { Type }]) => types.length === 0 || types.includes(Type))
      .map(([logicalId, r]) => ({ template, logicalId, type: r.Type, properties: r.Properties ?? {}, metadata: r.Metadata ?? {} })));
  }

  public resource(template: string, logicalId: string): FoundResource {
    const found = this.resources().find((r) => r.template === template && r.logicalId === logicalId);
    if (found === undefined) throw new Error(`${template} has no ${logicalId}`);
    return found;
  }

  /** The resource that `Fn::GetAtt` or `Ref` names, across stacks; undefined for what is no reference. */
  public target(template: string, value: any): FoundResource | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (value['Fn::GetAtt'] !== undefined) return this.resource(template, value['Fn::GetAtt'][0]);
    if (typeof value.Ref === 'string' && !value.Ref.startsWith('AWS::')) return this.resource(template, value.Ref);
    const name = value['Fn::ImportValue'];
    if (name === undefined) return undefined;
    for (const [exporter, { Outputs = {} }] of this.templates) {
      const output = Object.values(Outputs as Json).find((o) => o.Export?.Name === name);
      if (output !== undefined) return this.target(exporter, output.Value);
    }
    throw new Error(`nobody exports ${name}`);
  }

  /** The segment whose group a value names. */
  public segmentOf(template: string, value: any): string | undefined {
    const group = this.target(template, value);
    return group?.type === 'AWS::EC2::SecurityGroup' ? group.metadata['zero-trust']?.segment : undefined;
  }

  /** Names of the stacks that are deployed before this one. */
  public dependencies(stack: string): string[] {
    return (this.manifest.artifacts[stack].dependencies as string[] ?? []).filter((d) => this.manifest.artifacts[d].type === 'aws:cloudformation:stack');
  }

  /** `api -> docs tcp/5432` for each rule, seen from the side it stands on. */
  public rules(direction: 'Ingress' | 'Egress'): string[] {
    return this.resources(`AWS::EC2::SecurityGroup${direction}`).map(({ template, properties: p }) => {
      const name = (value: any): string => (typeof value === 'string' ? value : this.segmentOf(template, value) ?? this.target(template, value)?.properties.GroupDescription ?? JSON.stringify(value));
      const peer = name(p.SourceSecurityGroupId ?? p.DestinationSecurityGroupId ?? p.SourcePrefixListId ?? p.DestinationPrefixListId ?? p.CidrIp ?? p.CidrIpv6);
      const own = name(p.GroupId);
      const [source, destination] = direction === 'Ingress' ? [peer, own] : [own, peer];
      return `${source} -> ${destination} ${p.IpProtocol}/${p.FromPort}${p.FromPort === p.ToPort ? '' : `-${p.ToPort}`}`;
    }).sort();
  }
}

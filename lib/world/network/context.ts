/**
 * What every reader of the network needs: the templates, what is read already, references, and words for what is outside.
 */
import type { Place, Unknown } from '../facts';
import { readFlat, type Flat } from '../flat';
import { type Propagation, readPropagation } from '../propagation';
import { Guard } from '../guard';
import { Sym } from '../template/value';
import { asText, symsIn } from '../template/walk';
import type { Resource, TemplateWorld } from '../template/model';
import { Draft } from './draft';
import { Externals } from './external';
import type { Id } from './model';
import { choices, viewOf, type View } from './read';
import { Refs, type Kind, type Ref } from './refs';
import { Sets } from './sets';

/** Explicit names by which templates refer to a resource that they make. */
const NAME_PROPERTIES: Readonly<Record<string, readonly [Kind, string]>> = {
  'AWS::EC2::SecurityGroup': ['group', 'GroupName'],
  'AWS::EC2::LaunchTemplate': ['launch', 'LaunchTemplateName'],
  'AWS::AutoScaling::LaunchConfiguration': ['launch', 'LaunchConfigurationName'],
  'AWS::RDS::DBSubnetGroup': ['subnetGroup', 'DBSubnetGroupName'],
  'AWS::DocDB::DBSubnetGroup': ['subnetGroup', 'DBSubnetGroupName'],
  'AWS::Neptune::DBSubnetGroup': ['subnetGroup', 'DBSubnetGroupName'],
  'AWS::ElastiCache::SubnetGroup': ['subnetGroup', 'CacheSubnetGroupName'],
  'AWS::MemoryDB::SubnetGroup': ['subnetGroup', 'SubnetGroupName'],
  'AWS::DAX::SubnetGroup': ['subnetGroup', 'SubnetGroupName'],
  'AWS::DMS::ReplicationSubnetGroup': ['subnetGroup', 'ReplicationSubnetGroupIdentifier'],
  'AWS::RDS::DBCluster': ['cluster', 'DBClusterIdentifier'],
  'AWS::RDS::DBInstance': ['cluster', 'DBInstanceIdentifier'],
  'AWS::DocDB::DBCluster': ['cluster', 'DBClusterIdentifier'],
  'AWS::Neptune::DBCluster': ['cluster', 'DBClusterIdentifier'],
  'AWS::RDS::DBProxy': ['cluster', 'DBProxyName'],
  'AWS::EKS::Cluster': ['cluster', 'Name'],
  'AWS::ElasticLoadBalancing::LoadBalancer': ['balancer', 'LoadBalancerName'],
};

const NONE: readonly Resource[] = [];

export class Context {
  public readonly draft = new Draft();
  public readonly sets = new Sets();
  public readonly externals: Externals;
  public readonly refs: Refs;
  private readonly present: ReadonlySet<string>;
  /** Lists that are said to be a service's: `--assume pl-0123=com.amazonaws.me-central-1.s3`. */
  public readonly listNames: ReadonlyMap<string, string>;
  /** What is assumed of routes and counts, by what they come from. */
  public readonly learned = new Map<string, string>();
  private readonly propagations: ReadonlyMap<string, Propagation>;
  private names?: Map<string, Id | null>;

  constructor(public readonly templates: TemplateWorld, private readonly assume: Readonly<Record<string, string>>) {
    this.listNames = new Map(Object.entries(assume).filter(([name, value]) => name.startsWith('pl-') && value.startsWith('com.amazonaws.')));
    this.present = new Set(templates.typeNames ?? templates.resources.map((r) => r.type));
    const flat = new Map(Object.keys(assume).sort().flatMap((name): [string, Flat][] => {
      const said = readFlat(name, assume[name]);
      return said === undefined ? [] : [[name, said]];
    }));
    this.propagations = new Map(Object.keys(assume).sort().flatMap((name): [string, Propagation][] => {
      const said = readPropagation(name, assume[name]);
      return said === undefined ? [] : [[name.replace(/^Ref /, ''), said]];
    }));
    this.externals = new Externals(this.draft, flat);
    this.refs = new Refs((id, token) => this.externals.name(id, token));
    this.refs.byName = (kind, name) => this.named(kind, name);
    this.refs.vpcOf = (id) => this.draft.subnets.get(id)?.vpc ?? this.draft.groups.get(id)?.vpc;
  }

  public ofType(...types: readonly string[]): readonly Resource[] {
    if (types.length === 1) return this.present.has(types[0]) ? this.templates.ofType(types[0]) : NONE;
    return types.flatMap((type) => (this.present.has(type) ? this.templates.ofType(type) : NONE));
  }

  /** VPCs that a property names, made where they are outside. The default VPC of the account where it is not written. */
  public vpcs(view: View, path: string, resource: Resource): readonly Ref[] {
    const out: Ref[] = [];
    for (const { guard, value, place } of choices(view, path)) {
      if (value === undefined) out.push({ guard, place, ...this.defaultVpc(resource) });
      else for (const ref of this.refs.of('vpc', { guard, value, place })) out.push(this.vpcRef(ref));
    }
    return out;
  }

  public vpcRef(ref: Ref): Ref {
    if (ref.unknown !== undefined) this.externals.vpc(ref.id, ref.unknown, ref.place);
    return ref;
  }

  /** The VPC that every account has unless somebody deleted it. */
  public defaultVpc(resource: Resource): { readonly id: Id; readonly unknown: Unknown } {
    const { account, region, key } = resource.template;
    const where = account === undefined && region === undefined ? key : `${account ?? 'account'}/${region ?? 'region'}`;
    const id = `external:default-vpc:${where}`;
    const unknown: Unknown = { token: 'default VPC', template: resource.place.template, pointer: resource.place.pointer, why: 'it names no VPC, so it stands in the default VPC of the account' };
    this.externals.name(id, 'default-vpc');
    this.externals.vpc(id, unknown, resource.place);
    return { id, unknown };
  }

  /** One resource in each VPC that a condition may put it in: `App.Subnet`, `App.Subnet#vpc2`. */
  public split(resource: Resource, path = 'VpcId'): readonly { readonly id: Id; readonly guard: Guard; readonly vpc: Id }[] {
    const value = resource.value(path);
    const only = value instanceof Sym ? this.refs.idOf('vpc', value) : undefined;
    if (only !== undefined) return [{ id: resource.id, guard: resource.guard, vpc: only }];
    const byVpc = new Map<Id, Guard>();
    for (const ref of this.vpcs(viewOf(resource), path, resource)) byVpc.set(ref.id, (byVpc.get(ref.id) ?? Guard.NEVER).or(ref.guard));
    const out = [...byVpc].map(([vpc, guard], i) => ({ id: i === 0 ? resource.id : `${resource.id}#vpc${i + 1}`, guard, vpc }));
    if (out.length > 1) {
      this.refs.variants.set(resource.id, out);
      for (const { id } of out) this.draft.alias(resource.id, id);
    }
    return out;
  }

  /**
   * Resources of other templates that a token of this one may stand for. Never of its own: what a template makes has no id yet
   * when its parameters are given; but a custom resource may look it up, a name may be that of a group of its own, and an
   * expression that is not evaluated (`Fn::Select` by a parameter, a macro) may choose among its own.
   */
  public strangers(resource: Resource, ...types: readonly string[]): readonly Id[] {
    const isLookedUp = /SecurityGroup(?:In|E)gress$/.test(resource.type) && resource.value('GroupName') !== undefined
      || symsIn(resource.value()).some((s) => s.kind === 'unevaluated' || s.kind === 'attribute' && (s.resource === undefined || /^(?!AWS::)|::CustomResource$/.test(s.type)));
    if (this.templates.templates.length < 2 && !isLookedUp) return [];
    return types.flatMap((type) => this.templates.ofType(type)).filter((r) => isLookedUp || r.template.key !== resource.template.key)
      .flatMap((r) => this.refs.variants.get(r.id)?.map((v) => v.id) ?? [r.id]);
  }

  /** Routes that come over BGP from a gateway or an attachment: what is said of them, and what is not known without. */
  public propagated(id: Id, place: Place): { readonly said?: Propagation; readonly unknown: Unknown } {
    const names = [id.replace(/^external:/, ''), ...id.startsWith('external:') ? this.externals.namesOf(id) : [id.slice(id.lastIndexOf('.') + 1)]];
    const said = this.propagations.size === 0 ? undefined : names.map((name) => this.propagations.get(name)).find((p) => p !== undefined);
    if (said !== undefined) this.learned.set(names[0], said.text);
    return { ...said === undefined ? {} : { said }, unknown: this.unknown('propagated routes', place, 'routes that come over BGP are not known before deployment', `${names[1] !== undefined && id.startsWith('external:') ? names[1] : names[0]}=propagates:<CIDR>`) };
  }

  /** Of the stack, or what is assumed of it. */
  public regionOf({ template }: Place): string | undefined {
    const file = this.templates.templates.find((t) => t.file === template);
    const root = file?.key.split('/')[0];
    return file?.region ?? this.assume[`${root}.AWS::Region`] ?? this.assume['AWS::Region'] ?? this.assume['Ref AWS::Region'];
  }

  /** An unknown about a whole resource or a part of it. */
  public unknown(token: string, place: Place, why: string, assume?: string): Unknown {
    return { token, template: place.template, pointer: place.pointer, why, ...assume === undefined ? {} : { assume } };
  }

  public typeUnknown(resource: Resource, why: string): Unknown {
    return this.unknown(`type ${resource.type}`, resource.place, why);
  }

  private named(kind: Kind, name: string): Id | undefined {
    if (this.names === undefined) {
      this.names = new Map();
      for (const [type, [of, property]] of Object.entries(NAME_PROPERTIES)) {
        for (const r of this.ofType(type)) {
          const text = asText(r.value(property));
          if (text === undefined) continue;
          const key = `${of} ${text.toLowerCase()}`;
          // Two of one name stand in two accounts or regions: neither is meant for certain.
          this.names.set(key, this.names.has(key) ? null : r.id);
        }
      }
    }
    return this.names.get(`${kind} ${name.toLowerCase()}`) ?? undefined;
  }
}

/** What stands for a value in identities: equal atoms are equal values. */
export function atomOf(ref: Ref): string {
  return ref.id.replace(/^external:/, '');
}

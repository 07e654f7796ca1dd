/**
 * From a property to the resource that it names: `refs.of('group', item)`.
 *
 * A reference is a symbol of a resource of these templates, a literal id, or a token. The first becomes the resource's id
 * (`App.Sg`, or a part of it: `App.Vpc#default-group`), the others `external:...`. A resource whose VPC depends on a condition
 * stands for one resource in each: a reference to it is one to each, under its guard.
 */
import type { Place, Unknown } from '../facts';
import type { Guard } from '../guard';
import { Sym, Text, type Value } from '../template/value';
import { asText, keyOf, unknownsIn } from '../template/walk';
import { clusterGroupOf, defaultAclOf, defaultGroupOf } from './draft';
import type { Id } from './model';
import { shown, type Item } from './read';

export interface Ref {
  readonly guard: Guard;
  readonly place: Place;
  readonly id: Id;
  /** Set where it is none of these templates' own. */
  readonly unknown?: Unknown;
  /** It is a token, not a literal id: anything of its kind could be meant. */
  readonly token?: true;
}

const NONE: readonly Ref[] = [];

/** A reference whose place nobody may ask for. */
class Named implements Ref {
  constructor(public readonly guard: Guard, public readonly id: Id, private readonly item: Item) {}

  public get place(): Place {
    return this.item.place;
  }
}

/** The same reference with something else about it. */
export function like(ref: Ref, change: Partial<Ref>): Ref {
  const { guard, place, id, unknown, token } = ref;
  return { guard, place, id, ...unknown === undefined ? {} : { unknown }, ...token === undefined ? {} : { token }, ...change };
}

export type Kind = 'acl' | 'accelerator' | 'api' | 'cluster' | 'eip' | 'group' | 'interface' | 'launch' | 'list' | 'listener' | 'balancer' | 'subnet' | 'subnetGroup' | 'table' | 'target' | 'vpc' | 'any';

/** Types that a kind of reference names, and the attributes that are its id beside `Ref`. */
const NAMES: Readonly<Record<Exclude<Kind, 'any'>, ReadonlyMap<string, RegExp>>> = {
  acl: new Map([['AWS::EC2::NetworkAcl', /^(Id|NetworkAclId)$/]]),
  accelerator: new Map([['AWS::GlobalAccelerator::Accelerator', /Arn$/], ['AWS::GlobalAccelerator::Listener', /Arn$/]]),
  api: new Map([['AWS::ApiGateway::RestApi', /^RestApiId$/], ['AWS::ApiGatewayV2::Api', /^ApiId$/], ['AWS::Serverless::Api', /^RestApiId$/], ['AWS::Serverless::HttpApi', /^ApiId$/]]),
  cluster: new Map([
    ['AWS::RDS::DBCluster', /^(DBClusterArn|DBClusterResourceId)$/], ['AWS::DocDB::DBCluster', /^$/], ['AWS::Neptune::DBCluster', /^(ClusterResourceId)$/], ['AWS::RDS::DBInstance', /^DBInstanceArn$/],
    ['AWS::EKS::Cluster', /^(Arn|Id)$/], ['Custom::AWSCDK-EKS-Cluster', /^Arn$/], ['AWS::EFS::FileSystem', /^(FileSystemId|Arn)$/], ['AWS::S3Files::FileSystem', /Id$|Arn$/], ['AWS::RDS::DBProxy', /Arn$/], ['AWS::ECS::Service', /Arn$|^Name$/],
  ]),
  eip: new Map([['AWS::EC2::EIP', /^(AllocationId|PublicIp)$/]]),
  group: new Map([['AWS::EC2::SecurityGroup', /^(GroupId|Id)$/]]),
  interface: new Map([['AWS::EC2::NetworkInterface', /^Id$/], ['AWS::EC2::Instance', /^(InstanceId|PrivateIp|PublicIp)$/]]),
  launch: new Map([['AWS::EC2::LaunchTemplate', /^LaunchTemplateId$/], ['AWS::AutoScaling::LaunchConfiguration', /^$/]]),
  list: new Map([['AWS::EC2::PrefixList', /^(PrefixListId|Arn)$/]]),
  listener: new Map([['AWS::ElasticLoadBalancingV2::Listener', /^ListenerArn$/], ['AWS::VpcLattice::Listener', /Arn$|Id$/]]),
  balancer: new Map([['AWS::ElasticLoadBalancingV2::LoadBalancer', /^(LoadBalancerArn|LoadBalancerName|LoadBalancerFullName)$/], ['AWS::ElasticLoadBalancing::LoadBalancer', /^$/]]),
  subnet: new Map([['AWS::EC2::Subnet', /^SubnetId$/]]),
  subnetGroup: new Map(['AWS::RDS::DBSubnetGroup', 'AWS::DocDB::DBSubnetGroup', 'AWS::Neptune::DBSubnetGroup', 'AWS::ElastiCache::SubnetGroup', 'AWS::Redshift::ClusterSubnetGroup', 'AWS::MemoryDB::SubnetGroup', 'AWS::DAX::SubnetGroup', 'AWS::DMS::ReplicationSubnetGroup'].map((type) => [type, /./])),
  table: new Map([['AWS::EC2::RouteTable', /^RouteTableId$/]]),
  target: new Map([['AWS::ElasticLoadBalancingV2::TargetGroup', /^(TargetGroupArn|TargetGroupName|TargetGroupFullName)$/], ['AWS::VpcLattice::TargetGroup', /Arn$|Id$/]]),
  vpc: new Map([['AWS::EC2::VPC', /^VpcId$/]]),
};

export class Refs {
  /** Resources that stand once in each of several VPCs: id -> what it is called in each. */
  public readonly variants = new Map<Id, readonly { readonly guard: Guard; readonly id: Id }[]>();
  /** `GetAtt Subnet.VpcId` and the like. */
  public vpcOf: (id: Id) => Id | undefined = () => undefined;
  /** Explicit names of resources that are referred to by name. */
  public byName: (kind: Kind, name: string) => Id | undefined = () => undefined;
  private readonly literals = new Map<string, Unknown>();

  constructor(private readonly named: (id: Id, token: string) => void) {}

  public all(kind: Kind, items: readonly Item[]): readonly Ref[] {
    if (items.length === 0) return NONE;
    return items.length === 1 ? this.of(kind, items[0]) : items.flatMap((item) => this.of(kind, item));
  }

  public of(kind: Kind, item: Item): readonly Ref[] {
    const { guard, value } = item;
    const id = this.idOf(kind, value);
    if (id === undefined) {
      const ref = this.external(value, guard, item.place);
      // A name says which group only where these templates have one of that name: the default groups of all VPCs are called alike.
      return [kind === 'group' && ref.token === undefined && !/^external:sg-/.test(ref.id) ? like(ref, { token: true }) : ref];
    }
    const variants = this.variants.get(id);
    if (variants === undefined) return [new Named(guard, id, item)];
    return variants.map((v) => ({ guard: guard.and(v.guard), place: item.place, id: v.id })).filter((r) => !r.guard.isNever());
  }

  /** The id in these templates; undefined for what is outside or not known. */
  public idOf(kind: Kind, value: Value): Id | undefined {
    if (value instanceof Sym) return this.ofSym(kind, value);
    // arn:aws:ec2:REGION:ACCOUNT:security-group/ID
    if (value instanceof Text) {
      const last = value.parts[value.parts.length - 1];
      const before = value.parts[value.parts.length - 2];
      return last instanceof Sym && typeof before === 'string' && before.endsWith('/') ? this.ofSym(kind, last) : undefined;
    }
    const text = asText(value);
    return text === undefined ? undefined : this.byName(kind, text);
  }

  private ofSym(kind: Kind, sym: Sym): Id | undefined {
    const { resource, attribute = 'Ref', type } = sym;
    if (sym.kind !== 'attribute' || resource === undefined) return undefined;
    if (kind === 'any') return resource;
    if (kind === 'group') {
      if (type === 'AWS::EC2::VPC' && attribute === 'DefaultSecurityGroup') return defaultGroupOf(resource);
      if (/EKS-Cluster$|^AWS::EKS::Cluster$/.test(type) && attribute === 'ClusterSecurityGroupId') return clusterGroupOf(resource);
    }
    if (kind === 'acl' && type === 'AWS::EC2::VPC' && attribute === 'DefaultNetworkAcl') return defaultAclOf(resource);
    if (kind === 'vpc' && attribute === 'VpcId' && type !== 'AWS::EC2::VPC') return this.vpcOf(resource);
    const attributes = NAMES[kind].get(type);
    return attributes !== undefined && (attribute === 'Ref' || attributes.test(attribute)) ? resource : undefined;
  }

  private external(value: Value, guard: Guard, place: Place): Ref {
    const text = asText(value);
    if (text !== undefined && text !== '') {
      const id = `external:${text.slice(text.lastIndexOf('/') + 1)}`;
      let unknown = this.literals.get(text);
      if (unknown === undefined) this.literals.set(text, unknown = { token: shown(text), template: place.template, pointer: place.pointer, why: 'it is not made by these templates' });
      return { guard, place, id, unknown };
    }
    const [unknown] = unknownsIn(value);
    const id = value instanceof Sym ? `external:${value.key}` : `external:${keyOf(value)}`;
    if (unknown !== undefined) this.named(id, unknown.token);
    if (value instanceof Sym) this.named(id, value.key);
    return { guard, place, id, token: true, unknown: unknown ?? { token: shown(value), template: place.template, pointer: place.pointer, why: 'not an id' } };
  }
}

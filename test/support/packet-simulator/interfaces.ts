import type { Resource } from './assembly';
import type { Groups } from './groups';
import { CLASSIC, INTERFACE_TYPES } from './interface-types';
import type { Resolver } from './resolver';
import { Token, isList, isObject, refuse, show, type Value } from './values';

/** Ids of the groups of one network interface. `unfiltered`: the interface takes no groups, every packet passes. */
export type Membership = readonly string[] | 'unfiltered';

type Reader = (resource: Resource) => readonly Membership[];

/** Launch templates and configurations are drafts of interfaces: they can be asked about, but launch nothing. */
export const DRAFTS = ['AWS::EC2::LaunchTemplate', 'AWS::AutoScaling::LaunchConfiguration'];

/** Reads which security groups the network interfaces of a resource have. */
export class Interfaces {
  private readonly readers: Readonly<Record<string, Reader>> = {
    'AWS::AutoScaling::AutoScalingGroup': resource => this.scalingGroup(resource),
    'AWS::AutoScaling::LaunchConfiguration': resource => [this.required(this.groups(resource, 'SecurityGroups'), resource)],
    'AWS::EC2::Instance': resource => this.instance(resource),
    'AWS::EC2::LaunchTemplate': resource => this.launchTemplate(resource),
    'AWS::EC2::VPCEndpoint': resource => this.endpoint(resource),
    'AWS::EKS::Cluster': resource => [[...this.groups(resource, 'ResourcesVpcConfig.SecurityGroupIds'), this.clusterGroup(resource)]],
    'AWS::EKS::Nodegroup': resource => this.nodegroup(resource),
    'AWS::ElasticLoadBalancingV2::LoadBalancer': resource => [this.loadBalancer(resource)],
  };

  private readonly cache = new Map<string, readonly Membership[]>();

  constructor(private readonly resolver: Resolver, private readonly securityGroups: Groups) {}

  /** Whether a resource of this type may have interfaces. */
  public reads(type: string): boolean {
    return type in this.readers || type in INTERFACE_TYPES;
  }

  /** One entry per interface with its own groups; none if the resource is in no VPC. */
  public of(resource: Resource): readonly Membership[] {
    const known = this.cache.get(resource.id) ?? this.read(resource);
    this.cache.set(resource.id, known);
    return known;
  }

  private read(resource: Resource): readonly Membership[] {
    const classic = (CLASSIC[resource.type] ?? []).find(path => this.resolver.property(resource, path) !== undefined);
    if (classic) refuse(resource.id, `${classic} is not simulated: it names groups, not ids`);
    return this.readers[resource.type]?.(resource) ?? this.tableRow(resource);
  }

  private tableRow(resource: Resource): readonly Membership[] {
    const { within, groups: path, cluster, required, ...vpc } = INTERFACE_TYPES[resource.type];
    if (within && this.resolver.property(resource, within) === undefined) return [];
    const groups = path ? this.groups(resource, path) : [];
    if (groups.length > 0) return [groups];
    const owner = cluster ? this.resolver.property(resource, cluster) : undefined;
    if (owner !== undefined) return this.of(this.resourceOf(owner, `${resource.id}.${cluster}`));
    return [required ? this.required(groups, resource) : [this.defaultGroup(resource, vpc)]];
  }

  private instance(resource: Resource): readonly Membership[] {
    const inline = this.groups(resource, 'SecurityGroupIds');
    if (inline.length > 0) return [inline];
    const specified = this.networkInterfaces(resource, 'NetworkInterfaces', 'GroupSet');
    if (specified.length > 0) return specified;
    const template = this.resolver.property(resource, 'LaunchTemplate');
    const launched = template === undefined ? [] : this.of(this.launchTemplateOf(template, resource)).filter(groups => groups.length > 0);
    return launched.length > 0 ? launched : [[this.defaultGroup(resource, { subnets: 'SubnetId' })]];
  }

  /** No groups in the template: whoever launches it decides. */
  private launchTemplate(resource: Resource): readonly Membership[] {
    const specified = this.networkInterfaces(resource, 'LaunchTemplateData.NetworkInterfaces', 'Groups');
    return specified.length > 0 ? specified : [this.groups(resource, 'LaunchTemplateData.SecurityGroupIds')];
  }

  private networkInterfaces(resource: Resource, path: string, groupsKey: string): readonly Membership[] {
    const list = this.resolver.property(resource, path) ?? [];
    if (!isList(list)) return refuse(`${resource.id}.${path}`, `no list: ${show(list)}`);
    return list.flatMap((item, i): readonly Membership[] => {
      const where = `${resource.id}.${path}.${i}`;
      if (!isObject(item)) return refuse(where, `no interface: ${show(item)}`);
      if (item.NetworkInterfaceId !== undefined) return this.of(this.resourceOf(item.NetworkInterfaceId, where));
      const groups = this.ids(item[groupsKey], where);
      return [groups.length > 0 ? groups : [this.defaultGroupOfSubnet(item.SubnetId, where)]];
    });
  }

  private scalingGroup(resource: Resource): readonly Membership[] {
    const configuration = this.resolver.property(resource, 'LaunchConfigurationName');
    if (configuration !== undefined) return this.of(this.resourceOf(configuration, resource.id));
    const mixed = 'MixedInstancesPolicy.LaunchTemplate';
    const overrides = this.resolver.property(resource, `${mixed}.Overrides`) ?? [];
    const templates = [
      this.resolver.property(resource, 'LaunchTemplate'),
      this.resolver.property(resource, `${mixed}.LaunchTemplateSpecification`),
      ...(isList(overrides) ? overrides : []).map(override => isObject(override) ? override.LaunchTemplateSpecification : undefined),
    ].filter(template => template !== undefined);
    if (templates.length === 0) refuse(resource.id, 'no launch template or launch configuration');
    return templates.flatMap(template => this.of(this.launchTemplateOf(template, resource))).map(groups => this.required(groups, resource));
  }

  /** A launch template's groups replace the cluster's own group. */
  private nodegroup(resource: Resource): readonly Membership[] {
    const template = this.resolver.property(resource, 'LaunchTemplate');
    const launched = template === undefined ? [] : this.of(this.launchTemplateOf(template, resource)).filter(groups => groups.length > 0);
    if (launched.length > 0) return launched;
    if (this.resolver.property(resource, 'RemoteAccess') !== undefined) refuse(resource.id, 'RemoteAccess makes a group of its own: not simulated');
    return [[this.clusterGroup(this.resourceOf(this.resolver.property(resource, 'ClusterName'), resource.id))]];
  }

  private loadBalancer(resource: Resource): Membership {
    const groups = this.groups(resource, 'SecurityGroups');
    if (groups.length > 0) return groups;
    const type = this.resolver.property(resource, 'Type') ?? 'application';
    if (type === 'network' || type === 'gateway') return 'unfiltered';
    return [this.defaultGroup(resource, { subnets: 'Subnets' })];
  }

  private endpoint(resource: Resource): readonly Membership[] {
    const type = this.resolver.property(resource, 'VpcEndpointType') ?? 'Gateway';
    if (type === 'Gateway') return [];
    if (type !== 'Interface') refuse(resource.id, `endpoints of type ${show(type)} are not simulated`);
    const groups = this.groups(resource, 'SecurityGroupIds');
    return [groups.length > 0 ? groups : [this.defaultGroup(resource, { vpc: 'VpcId' })]];
  }

  private clusterGroup(cluster: Resource): string {
    return this.securityGroups.groupId(new Token(`${cluster.id}.ClusterSecurityGroupId`, 'resource', cluster, 'ClusterSecurityGroupId'), cluster.id);
  }

  private launchTemplateOf(specification: Value, user: Resource): Resource {
    if (!isObject(specification)) return refuse(user.id, `no launch template: ${show(specification)}`);
    const version = specification.Version ?? '$Default';
    const isFirst = version instanceof Token || /^(1|\$Latest|\$Default)$/.test(`${version}`);
    if (!isFirst) refuse(user.id, `version ${show(version)} of a launch template is not in the templates`);
    const id: Value = specification.LaunchTemplateId ?? specification.Id;
    if (id !== undefined) return this.resourceOf(id, user.id);
    const name: Value = specification.LaunchTemplateName ?? specification.Name;
    if (name instanceof Token && name.resource) return this.resourceOf(name, user.id);
    return this.resolver.resources(({ type }) => type === 'AWS::EC2::LaunchTemplate')
      .find(template => typeof name === 'string' && this.resolver.property(template, 'LaunchTemplateName') === name)
      ?? refuse(user.id, `the launch template ${show(name)} is not in the templates`);
  }

  private resourceOf(value: Value, where: string): Resource {
    return value instanceof Token && value.resource ? value.resource : refuse(where, `${show(value)} is not in the templates`);
  }

  private groups(resource: Resource, path: string): readonly string[] {
    return this.ids(this.resolver.property(resource, path), `${resource.id}.${path}`);
  }

  private ids(value: Value, where: string): readonly string[] {
    if (value === undefined) return [];
    return isList(value) ? value.map(item => this.securityGroups.groupId(item, where)) : refuse(where, `no list of groups: ${show(value)}`);
  }

  private required(groups: Membership, resource: Resource): Membership {
    return groups.length > 0 ? groups : refuse(resource.id, 'names no security group');
  }

  private defaultGroup(resource: Resource, from: { vpc?: string; subnets?: string; subnetGroup?: string }): string {
    if (from.vpc) return this.securityGroups.vpcDefault(this.resolver.property(resource, from.vpc), resource.id);
    const holder = from.subnetGroup ? this.resourceOf(this.resolver.property(resource, from.subnetGroup), `${resource.id}.${from.subnetGroup}`) : resource;
    const subnets = this.resolver.property(holder, from.subnetGroup ? 'SubnetIds' : from.subnets);
    return this.defaultGroupOfSubnet(isList(subnets) ? subnets[0] : subnets, resource.id);
  }

  private defaultGroupOfSubnet(subnet: Value, where: string): string {
    const vpc = subnet instanceof Token && subnet.resource?.type === 'AWS::EC2::Subnet' ? this.resolver.property(subnet.resource, 'VpcId') : undefined;
    return vpc === undefined
      ? refuse(where, `names no security group, and its VPC is not known (${show(subnet)})`)
      : this.securityGroups.vpcDefault(vpc, where);
  }
}

import { PRIVATE, cidr, nthAddress, versionOf, type Cidr, type IpVersion } from './addresses';
import type { Resource, Stack } from './assembly';
import { Groups, type GroupOptions } from './groups';
import { DRAFTS, Interfaces, type Membership } from './interfaces';
import { opinion, readFlow, type End, type Flow, type FlowInput } from './matching';
import { Names } from './names';
import { Resolver, type Givens } from './resolver';
import { PROTOCOLS, type Rule } from './rules';
import { namesGroups } from './unread';
import { SimulationError, refuse, show } from './values';
import { readVpcEndpoints, type VpcEndpoint } from './vpc-endpoints';

export interface SimulatorOptions extends Givens, GroupOptions {}

export interface Packet extends FlowInput {
  /** A resource (`Stack/LogicalId`, construct path, unique suffix; `#1` for its second interface) or an address. */
  readonly source: string;
  readonly destination: string;
  /** Default: that of the address or of ICMP, else 4. */
  readonly ipVersion?: IpVersion;
}

export interface Verdict {
  readonly allowed: boolean;
  readonly egressRule?: Rule;
  readonly ingressRule?: Rule;
  readonly reason: string;
}

export interface NetworkInterface {
  /** `Stack/LogicalId`, with `#0`, `#1` if the resource has several. */
  readonly id: string;
  readonly type: string;
  readonly path?: string;
  readonly groups: Membership;
  /** Undefined until placed. */
  readonly addresses?: readonly string[];
}

/**
 * Judges single packets by the security groups of synthesized templates, as a fresh deployment of exactly these templates
 * would. Only groups count: no routes, no network ACLs, no VPC boundaries, no listeners. Stateful: a reply to a permitted
 * packet passes. What the templates do not determine is refused with a `SimulationError`, never guessed.
 */
export class PacketSimulator {
  private readonly resolver: Resolver;
  private readonly securityGroups: Groups;
  private readonly interfaces: Interfaces;
  private readonly names: Names;
  private readonly groupNames: Names;
  /** Where an interface may be that no test has placed. */
  private readonly areas: readonly Cidr[];
  private readonly places = new Map<string, readonly string[]>();
  private readonly attached = new Map<string, Membership>();

  constructor(stacks: readonly Stack[], options: SimulatorOptions = {}) {
    this.resolver = new Resolver(stacks, options);
    this.securityGroups = new Groups(this.resolver, options);
    this.interfaces = new Interfaces(this.resolver, this.securityGroups);
    this.names = new Names(this.resolver.resources(({ type }) => this.interfaces.reads(type)), DRAFTS);
    this.groupNames = new Names(this.securityGroups.resources());
    this.areas = [...PRIVATE, ...vpcRanges(this.resolver)];
  }

  public permits(packet: Packet): Verdict {
    const version = this.version(packet);
    const flow = readFlow(packet, version);
    const [sources, destinations] = [packet.source, packet.destination].map(name => this.ends(name, version));
    if ([...sources, ...destinations].every(({ groups }) => groups === undefined)) refuse('packet', 'both ends are outside: nothing to judge');
    const verdicts = sources.flatMap(source => destinations.map(destination => this.judge(source, destination, flow)));
    const allowed = verdicts.find(verdict => !(verdict instanceof SimulationError) && verdict.allowed);
    const verdict = allowed ?? verdicts.find(candidate => candidate instanceof SimulationError) ?? verdicts[0];
    if (verdict instanceof SimulationError) throw verdict;
    return verdict;
  }

  /** Gives an interface its addresses. Whatever depends on the address of an unplaced interface is refused. */
  public place(name: string, addresses: readonly string[]): this {
    const { id } = this.only(name);
    for (const address of addresses) {
      if (versionOf(address) === undefined) refuse(id, `no address: ${address}`);
      const taken = this.interfaceAt(address);
      if (taken !== undefined && taken !== id) refuse(id, `${address} is the address of ${taken}`);
    }
    this.places.set(id, [...addresses]);
    return this;
  }

  /** Places every interface that is not placed: the n-th by id gets the n-th usable address of each range. */
  public placeAll(...ranges: readonly string[]): this {
    const areas = ranges.map(range => cidr(range, versionOf(range.split('/')[0]) ?? 4, 'placeAll'));
    this.allInterfaces().forEach(({ id, addresses }, n) => addresses ?? this.place(id, areas.map(area => nthAddress(area, n))));
    return this;
  }

  /** Adds an interface that no template makes: a member of a group, on this side or in another account. */
  public attach(name: string, groups: readonly string[], addresses?: readonly string[]): this {
    if (this.attached.has(name) || this.names.has(name)) refuse(name, 'there is one already');
    this.attached.set(name, groups.map(group => this.group(group)));
    return addresses ? this.place(name, addresses) : this;
  }

  /** Identity of a security group, by identity, construct path or unique suffix. */
  public group(name: string): string {
    if (name.startsWith('sg-') || this.securityGroups.isDescribed(name)) return this.securityGroups.groupId(name, name);
    return this.groupNames.find(name).id;
  }

  /** Identities of the groups of all interfaces of a resource, sorted. */
  public groupsOf(name: string): readonly string[] {
    return [...new Set(this.named(name).flatMap(({ groups }) => groups === 'unfiltered' ? [] : groups))].sort();
  }

  /** Every interface that the templates make, and those attached. Launch templates and configurations are drafts, not interfaces. */
  public allInterfaces(): readonly NetworkInterface[] {
    const made = this.names.resources.filter(({ type }) => !DRAFTS.includes(type)).flatMap(resource => this.of(resource));
    return [...made, ...[...this.attached.keys()].flatMap(name => this.named(name))].sort((a, b) => a.id < b.id ? -1 : 1);
  }

  /** Every effective rule of every group, sorted by id: defaults of AWS and placeholders of CDK included and marked. */
  public openRules(): readonly Rule[] {
    return this.securityGroups.rules;
  }

  /** Endpoints of a service: `s3`, `ecr.dkr`, or the whole service name. */
  public vpcEndpointFor(service: string): readonly VpcEndpoint[] {
    return readVpcEndpoints(this.resolver, this.interfaces, service);
  }

  /** Resources that name security groups, but whose interfaces this simulator does not read. */
  public notSimulated(): readonly string[] {
    return this.resolver.resources(resource => !this.interfaces.reads(resource.type) && namesGroups(resource)).map(({ id, type }) => `${id} (${type})`);
  }

  private judge(source: End, destination: End, flow: Flow): Verdict | SimulationError {
    const egress = opinion(this.securityGroups, 'egress', source, destination, flow);
    const ingress = opinion(this.securityGroups, 'ingress', destination, source, flow);
    const opinions = [egress, ingress];
    const reasons = (kind: string) => opinions.filter(side => side.kind === kind).map(({ reason }) => reason).join('; ');
    const rules = { egressRule: egress.kind === 'permits' ? egress.rule : undefined, ingressRule: ingress.kind === 'permits' ? ingress.rule : undefined };
    const label = `${source.label} -> ${destination.label}`;
    if (reasons('denies')) return { allowed: false, ...rules, reason: `${label}: ${reasons('denies')}` };
    if (reasons('unknown')) return new SimulationError(`${label}: cannot be known: ${reasons('unknown')}`);
    return { allowed: true, ...rules, reason: `${label}: ${reasons('permits')}` };
  }

  private version({ source, destination, protocol, ipVersion }: Packet): IpVersion {
    const implied = [...new Set<IpVersion>(([
      versionOf(source), versionOf(destination), ipVersion,
      protocol === 'icmp' || protocol === PROTOCOLS.icmp ? 4 : protocol === 'icmpv6' || protocol === PROTOCOLS.icmpv6 ? 6 : undefined,
    ] as const).filter(version => version !== undefined))];
    return implied.length > 1 ? refuse('packet', `of IPv4 and IPv6 at once: ${show([source, destination, protocol])}`) : implied[0] ?? 4;
  }

  private ends(name: string, version: IpVersion): readonly End[] {
    const isAddress = versionOf(name) !== undefined;
    const owner = isAddress ? this.interfaceAt(name) : name;
    if (owner === undefined) return [{ label: name, addresses: [name], areas: [] }];
    const usable = this.named(owner).map(({ id, groups, addresses }) =>
      ({ label: id, groups, areas: this.areas, addresses: isAddress ? [name] : addresses?.filter(address => versionOf(address) === version) }))
      .filter(({ addresses }) => addresses?.length !== 0);
    return usable.length > 0 ? usable : refuse(name, `has no IPv${version} address: place() it with one`);
  }

  private only(name: string): NetworkInterface {
    const found = this.named(name);
    return found.length === 1 ? found[0] : refuse(name, `has ${found.length} interfaces: ${found.map(({ id }) => id).join(', ')}`);
  }

  private named(name: string): readonly NetworkInterface[] {
    const attached = this.attached.get(name);
    if (attached) return [{ id: name, type: 'attached', groups: attached, addresses: this.places.get(name) }];
    const [, resource, index] = /^(.*?)(?:#(\d+))?$/.exec(name)!;
    const found = this.of(this.names.find(resource));
    if (found.length === 0) refuse(name, 'has no network interface in a VPC');
    return index === undefined ? found : [found[Number(index)] ?? refuse(name, `has ${found.length} interfaces`)];
  }

  private of(resource: Resource): readonly NetworkInterface[] {
    const memberships = this.interfaces.of(resource);
    return memberships.map((groups, i) => {
      const id = memberships.length > 1 ? `${resource.id}#${i}` : resource.id;
      return { id, type: resource.type, path: resource.path, groups, addresses: this.places.get(id) };
    });
  }

  private interfaceAt(address: string): string | undefined {
    const same = cidr(`${address}/${versionOf(address) === 6 ? 128 : 32}`, versionOf(address)!, address);
    return [...this.places].find(([, addresses]) => addresses.some(candidate => same.contains(candidate)))?.[0];
  }
}

/** A VPC may have public addresses too; one whose range a pool gives may have any. */
function vpcRanges(resolver: Resolver): Cidr[] {
  return resolver.resources(({ type }) => /^AWS::EC2::VPC(CidrBlock)?$/.test(type)).flatMap(vpc => {
    const range = resolver.property(vpc, 'CidrBlock') ?? resolver.property(vpc, 'Ipv4IpamPoolId');
    return range === undefined ? [] : [cidr(typeof range === 'string' && range.includes('/') ? range : '0.0.0.0/0', 4, vpc.id)];
  });
}

/**
 * Everything that has an address in a VPC, and balancers with their targets. One table says where each type keeps its subnets
 * and groups. Not modelled: launch templates, Auto Scaling, gateways' own interfaces, endpoints of services.
 */
import { address, refuse } from './addresses';
import type { Connections, Forward, Interface, Placement, Subnet } from './model';
import type { Resource, Stacks } from './stacks';

interface Seat {
  readonly subnets: readonly string[];
  /** Undefined: none is written, so the VPC's default group; `none`: rules of groups do not apply. */
  readonly groups?: readonly string[] | 'none';
  readonly place: (subnet: Subnet) => Omit<Placement, 'subnet'>;
  readonly accepts?: readonly Connections[];
}

type Reader = (resource: Resource, world: Stacks, has: Facts) => Seat | undefined;

export interface Facts {
  /** The VPC has an attached internet gateway. */
  readonly gateway: (vpc: string) => boolean;
}

const isTrue = (value: unknown): boolean => String(value) === 'true';
const has6 = (subnet: Subnet): boolean => subnet.ranges.some((r) => r.version === 6);

/** Elastic addresses of an instance or an interface. */
function hasElastic(world: Stacks, id: string): boolean {
  return world.resources('AWS::EC2::EIP', 'AWS::EC2::EIPAssociation').some((r) => r.property('InstanceId') === id || r.property('NetworkInterfaceId') === id);
}

/** Counts and addresses that are asked for, else what the subnet assigns. */
function wants6(spec: (name: string) => any, subnet: Subnet): boolean {
  const [count, list] = [spec('Ipv6AddressCount'), spec('Ipv6Addresses')];
  if (!has6(subnet)) return false;
  return count === undefined && list === undefined ? subnet.assigns6 : Number(count ?? 0) > 0 || (list ?? []).length > 0;
}

const fixed = (value: unknown): Placement['fixed'] => (value === undefined ? undefined : [address(String(value))]);

const READERS: Record<string, Reader> = {
  'AWS::EC2::NetworkInterface': (r, world) => ({
    subnets: [r.property('SubnetId')], groups: r.property('GroupSet'),
    place: (s) => ({
      public4: hasElastic(world, r.id) || attachedElastic(world, r.id) || (s.mapsPublic && world.valuation.interfacesTakePublic), has6: wants6((n) => r.property(n), s), fixed: fixed(r.property('PrivateIpAddress')),
    }),
  }),
  'AWS::EC2::Instance': (r, world) => {
    const [first] = r.list('NetworkInterfaces').filter((n) => String(n.DeviceIndex) === '0');
    if (first?.NetworkInterfaceId !== undefined) return undefined; // the interface is a resource of its own
    const spec = (name: string): any => (first === undefined ? r.property(name) : first[name]);
    return {
      subnets: [spec('SubnetId')], groups: first === undefined ? r.property('SecurityGroupIds') : first.GroupSet,
      place: (s) => ({
        public4: hasElastic(world, r.id) || (first?.AssociatePublicIpAddress === undefined ? s.mapsPublic : isTrue(first.AssociatePublicIpAddress)),
        has6: wants6(spec, s), fixed: fixed(spec('PrivateIpAddress')),
      }),
    };
  },
  'AWS::RDS::DBInstance': (r, world, facts) => {
    const group = world.resources('AWS::RDS::DBSubnetGroup').find((g) => g.id === r.property('DBSubnetGroupName')) ?? refuse(`${r.id}: DBSubnetGroupName`);
    return {
      subnets: group.list('SubnetIds'), groups: r.property('VPCSecurityGroups'),
      place: (s) => ({ public4: r.flag('PubliclyAccessible') ?? (world.valuation.databasesArePublicByDefault && facts.gateway(s.vpc)), has6: false }),
    };
  },
  'AWS::Lambda::Function': (r) => {
    const config = r.property('VpcConfig');
    if (config === undefined || (config.SubnetIds ?? []).length === 0) return { subnets: [], place: () => ({ public4: false, has6: false }) };
    return {
      subnets: [config.SubnetIds].flat(), groups: config.SecurityGroupIds,
      place: (s) => ({ public4: false, has6: isTrue(config.Ipv6AllowedForDualStack) && has6(s) }),
    };
  },
  'AWS::ECS::Service': (r, world) => {
    const config = r.property('NetworkConfiguration')?.AwsvpcConfiguration ?? refuse(`${r.id}: NetworkConfiguration`);
    return { subnets: [config.Subnets].flat(), groups: config.SecurityGroups, place: (s) => ({ public4: config.AssignPublicIp === 'ENABLED', has6: has6(s) && world.valuation.tasksTakeIpv6 }) };
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (r, world) => {
    const isPublic = (r.property('Scheme') ?? 'internet-facing') === 'internet-facing';
    const isNetwork = r.property('Type') === 'network';
    const hasDual = r.property('IpAddressType') === 'dualstack';
    return {
      subnets: [...r.list('Subnets'), ...r.list('SubnetMappings').map((m) => m.SubnetId)],
      groups: r.property('SecurityGroups') ?? (isNetwork ? 'none' : undefined),
      place: (s) => ({ public4: isPublic, has6: hasDual && has6(s) }),
      accepts: world.resources('AWS::ElasticLoadBalancingV2::Listener').filter((l) => l.property('LoadBalancerArn') === r.id).flatMap(listens),
    };
  },
};

function attachedElastic(world: Stacks, id: string): boolean {
  return world.resources('AWS::EC2::Instance').some((i) =>
    i.list('NetworkInterfaces').some((n) => n.NetworkInterfaceId === id && String(n.DeviceIndex) === '0') && hasElastic(world, i.id));
}

function listens(listener: Resource): Connections[] {
  const port = Number(listener.property('Port'));
  const text = String(listener.property('Protocol') ?? 'TCP');
  const protocols = text === 'TCP_UDP' ? [6, 17] : text === 'UDP' ? [17] : [6];
  return protocols.map((protocol) => ({ protocol, from: port, to: port }));
}

export function interfacesOf(world: Stacks, subnets: ReadonlyMap<string, Subnet>, facts: Facts): Map<string, Interface> {
  const found = new Map<string, Interface>();
  for (const resource of world.resources(...Object.keys(READERS))) {
    const seat = READERS[resource.type](resource, world, facts);
    if (seat === undefined) continue;
    const places = seat.subnets.map((id) => subnets.get(id) ?? refuse(`${resource.id}: no subnet ${id}`));
    const vpc = places[0]?.vpc ?? '';
    const written = seat.groups;
    found.set(resource.id, {
      id: resource.id, type: resource.type, vpc, outside: places.length === 0,
      groups: written === 'none' ? undefined : written === undefined || written.length === 0 ? [`${vpc}/default-group`] : [written].flat(2).map(String),
      placements: places.map((s) => ({ subnet: s.id, ...seat.place(s) })), accepts: seat.accepts,
    });
  }
  return found;
}

/** Listener to target group to targets, ECS services included. */
export function forwardsOf(world: Stacks, interfaces: ReadonlyMap<string, Interface>): Forward[] {
  const out: Forward[] = [];
  const listeners = world.resources('AWS::ElasticLoadBalancingV2::Listener');
  const groups = new Map(world.resources('AWS::ElasticLoadBalancingV2::TargetGroup').map((g) => [g.id, g]));
  const services = world.resources('AWS::ECS::Service').flatMap((s) => s.list('LoadBalancers').map((l) => ({ id: s.id, group: l.TargetGroupArn, port: Number(l.ContainerPort) })));
  for (const listener of listeners) {
    const rules = world.resources('AWS::ElasticLoadBalancingV2::ListenerRule').filter((r) => r.property('ListenerArn') === listener.id);
    const actions = [...listener.list('DefaultActions'), ...rules.flatMap((r) => r.list('Actions'))].filter((a) => a.Type === 'forward');
    for (const id of actions.flatMap((a) => [a.TargetGroupArn, ...[a.ForwardConfig?.TargetGroups ?? []].flat().map((g: any) => g.TargetGroupArn)])) {
      const group = id === undefined ? undefined : groups.get(id) ?? refuse(`no target group ${id}`);
      if (group === undefined) continue;
      const targets = [
        ...group.list('Targets').map((t) => ({ id: String(t.Id), port: Number(t.Port ?? group.property('Port')) })),
        ...services.filter((s) => s.group === group.id),
      ];
      for (const target of targets.filter((t) => interfaces.has(t.id))) {
        for (const connection of listens(listener)) {
          out.push({ source: listener.property('LoadBalancerArn'), target: target.id, protocol: connection.protocol, port: target.port, listens: connection });
        }
      }
    }
  }
  return out.filter((f) => interfaces.has(f.source));
}

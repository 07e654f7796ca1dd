/**
 * Templates and a valuation to a concrete network:
 *
 *   const network = deploy({ App: template }, { ...PLAIN, parameters: { 'App.Stage': 'prod' } });
 *
 * Not modelled, so refused or left out: middle boxes, Lattice, API Gateway, private NAT, peering to another region.
 */
import { type Range, range, refuse } from './addresses';
import { blocks6 } from './attributes';
import { groupsOf, prefixListsOf } from './groups';
import { forwardsOf, interfacesOf } from './interfaces';
import type { Entry, Gateway, Network, Route, Subnet, Transit, Vpc } from './model';
import { type Resource, Stacks } from './stacks';
import type { Template, Valuation } from './valuation';

export function deploy(templates: Readonly<Record<string, Template>>, valuation: Valuation): Network {
  const world = new Stacks(templates, valuation);
  const vpcs = new Map(world.resources('AWS::EC2::VPC').map((r): [string, Vpc] => [r.id, { id: r.id, ranges: blocksOf(world, r) }]));
  const subnets = subnetsOf(world);
  const gateways = gatewaysOf(world);
  const hasGateway = (vpc: string): boolean => [...gateways.values()].some((g) => g.kind === 'internet' && g.vpcs.includes(vpc));
  const interfaces = interfacesOf(world, subnets, { gateway: hasGateway });
  const [options] = world.resources('AWS::EC2::VPCBlockPublicAccessOptions');
  const mode = String(options?.property('InternetGatewayBlockMode') ?? 'off').replace('block-', '');
  return {
    vpcs, subnets, gateways, interfaces, groups: groupsOf(world, vpcs), transits: transitsOf(world, vpcs), forwards: forwardsOf(world, interfaces),
    block: mode as Network['block'],
    exempt: new Map(world.resources('AWS::EC2::VPCBlockPublicAccessExclusion').map((r) =>
      [String(r.property('SubnetId') ?? r.property('VpcId')), String(r.property('InternetGatewayExclusionMode')).replace('allow-', '') as 'bidirectional' | 'egress'])),
    groupsCrossTransit: valuation.groupsCrossTransit, privateNetworksCarryPublic: valuation.privateNetworksCarryPublic,
  };
}

function blocksOf(world: Stacks, vpc: Resource): Range[] {
  const more = world.resources('AWS::EC2::VPCCidrBlock').filter((r) => r.property('VpcId') === vpc.id && r.property('CidrBlock') !== undefined);
  return [vpc.property('CidrBlock'), ...more.map((r) => r.property('CidrBlock')), ...blocks6(world, vpc.id)].map((t) => range(String(t)));
}

function subnetsOf(world: Stacks): Map<string, Subnet> {
  const lists = prefixListsOf(world);
  const routes = world.resources('AWS::EC2::Route').flatMap((r) => routesOf(r, lists).map((route) => ({ table: r.property('RouteTableId'), route })));
  const entries = world.resources('AWS::EC2::NetworkAclEntry').map((r) => ({ list: r.property('NetworkAclId'), entry: entryOf(r) }));
  const inOrder = (list: Entry[]): Entry[] => list.sort((a, b) => a.number - b.number);
  return new Map(world.resources('AWS::EC2::Subnet').map((r): [string, Subnet] => {
    const vpc = r.property('VpcId');
    const associated = (type: string, property: string): string | undefined => world.resources(type).find((a) => a.property('SubnetId') === r.id)?.property(property);
    const table = associated('AWS::EC2::SubnetRouteTableAssociation', 'RouteTableId');
    const list = associated('AWS::EC2::SubnetNetworkAclAssociation', 'NetworkAclId') ?? `${vpc}/default-list`;
    const own = entries.filter((e) => e.list === list).map((e) => e.entry);
    return [r.id, {
      id: r.id, vpc,
      ranges: [r.property('CidrBlock'), r.property('Ipv6CidrBlock')].filter((b) => b !== undefined).map((b) => range(String(b))),
      mapsPublic: r.flag('MapPublicIpOnLaunch') ?? false,
      assigns6: r.flag('AssignIpv6AddressOnCreation') ?? false,
      routes: table === undefined ? [] : routes.filter((x) => x.table === table).map((x) => x.route),
      list: inOrder(list === `${vpc}/default-list` ? [...own, ...DEFAULT_LIST.filter((d) => !own.some((o) => o.number === d.number && o.egress === d.egress))] : own),
    }];
  }));
}

/** The default list has 100 for IPv4 and 101 for IPv6, both ways. */
const DEFAULT_LIST: readonly Entry[] = [true, false].flatMap((egress) => [
  { number: 100, egress, allow: true, range: range('0.0.0.0/0'), connections: { protocol: -1 } },
  { number: 101, egress, allow: true, range: range('::/0'), connections: { protocol: -1 } },
]);

const TARGETS: readonly (readonly [string, Route['target']['kind']])[] = [
  ['GatewayId', 'gateway'], ['NatGatewayId', 'nat'], ['EgressOnlyInternetGatewayId', 'egressOnly'], ['VpcPeeringConnectionId', 'peering'],
  ['TransitGatewayId', 'transit'], ['NetworkInterfaceId', 'other'], ['InstanceId', 'other'], ['VpcEndpointId', 'other'],
];

function routesOf(r: Resource, lists: ReadonlyMap<string, Range[]>): Route[] {
  const list = r.property('DestinationPrefixListId');
  const text = r.property('DestinationCidrBlock') ?? r.property('DestinationIpv6CidrBlock');
  const [name, kind] = TARGETS.find(([n]) => r.property(n) !== undefined) ?? refuse(`${r.id}: route to nowhere`);
  const target = { kind, id: String(r.property(name)) };
  const ranges = list === undefined ? [range(String(text))] : lists.get(list) ?? refuse(`entries of ${list}`);
  return ranges.map((one) => ({ range: one, target }));
}

function entryOf(r: Resource): Entry {
  const protocol = Number(r.property('Protocol'));
  const [ports, icmp] = [r.property('PortRange'), r.property('Icmp')];
  const number = (v: unknown): number | undefined => (v === undefined || Number(v) === -1 ? undefined : Number(v));
  const limits = [6, 17].includes(protocol) && ports !== undefined ? { from: Number(ports.From), to: Number(ports.To) }
    : [1, 58].includes(protocol) && icmp !== undefined ? { from: number(icmp.Type), to: number(icmp.Code) } : {};
  return {
    number: Number(r.property('RuleNumber')), egress: r.flag('Egress') ?? false, allow: r.property('RuleAction') === 'allow',
    range: range(String(r.property('CidrBlock') ?? r.property('Ipv6CidrBlock'))), connections: { protocol, ...limits },
  };
}

function gatewaysOf(world: Stacks): Map<string, Gateway> {
  const attached = (property: string, id: string): string[] =>
    world.resources('AWS::EC2::VPCGatewayAttachment').filter((a) => a.property(property) === id).map((a) => a.property('VpcId'));
  const out = new Map<string, Gateway>();
  for (const { id } of world.resources('AWS::EC2::InternetGateway')) out.set(id, { kind: 'internet', vpcs: attached('InternetGatewayId', id) });
  for (const { id } of world.resources('AWS::EC2::VPNGateway')) out.set(id, { kind: 'vpn', vpcs: attached('VpnGatewayId', id) });
  for (const r of world.resources('AWS::EC2::EgressOnlyInternetGateway')) out.set(r.id, { kind: 'egressOnly', vpc: r.property('VpcId') });
  for (const r of world.resources('AWS::EC2::NatGateway')) {
    out.set(r.id, { kind: 'nat', subnet: r.property('SubnetId'), isPrivate: r.property('ConnectivityType') === 'private' });
  }
  for (const r of world.resources('AWS::EC2::VPCPeeringConnection')) out.set(r.id, { kind: 'peering', vpcs: [r.property('VpcId'), r.property('PeerVpcId')] });
  return out;
}

/** A gateway that does not say otherwise has one table: every attachment is associated with it and propagates into it. */
function transitsOf(world: Stacks, vpcs: ReadonlyMap<string, Vpc>): Map<string, Transit> {
  const isOn = (r: Resource, property: string): boolean => r.property(property) !== 'disable';
  return new Map(world.resources('AWS::EC2::TransitGateway').map((r): [string, Transit] => {
    const normal = `${r.id}/default-table`;
    const tables = new Set([normal, ...world.resources('AWS::EC2::TransitGatewayRouteTable').filter((t) => t.property('TransitGatewayId') === r.id).map((t) => t.id)]);
    const members = world.resources('AWS::EC2::TransitGatewayAttachment', 'AWS::EC2::TransitGatewayVpcAttachment', 'AWS::EC2::VPNConnection')
      .filter((a) => a.property('TransitGatewayId') === r.id)
      .map((a) => ({ id: a.id, vpc: a.type === 'AWS::EC2::VPNConnection' ? undefined : String(a.property('VpcId')) }));
    const on = (type: string, attachment: string): string[] => world.resources(type)
      .filter((x) => x.property('TransitGatewayAttachmentId') === attachment).map((x) => x.property('TransitGatewayRouteTableId'));
    const propagated = members.flatMap((m) => [
      ...(isOn(r, 'DefaultRouteTablePropagation') ? [normal] : []), ...on('AWS::EC2::TransitGatewayRouteTablePropagation', m.id),
    ].flatMap((table) => (vpcs.get(m.vpc ?? '')?.ranges ?? []).map((one) => ({ table, range: one, attachment: m.id }))));
    const fixed = world.resources('AWS::EC2::TransitGatewayRoute').filter((x) => tables.has(x.property('TransitGatewayRouteTableId'))).map((x) => ({
      table: x.property('TransitGatewayRouteTableId'), range: range(String(x.property('DestinationCidrBlock'))),
      attachment: x.flag('Blackhole') === true ? undefined : String(x.property('TransitGatewayAttachmentId')),
    }));
    return [r.id, {
      attachments: members.map((m) => ({ ...m, table: on('AWS::EC2::TransitGatewayRouteTableAssociation', m.id)[0] ?? (isOn(r, 'DefaultRouteTableAssociation') ? normal : undefined) })),
      routes: [...fixed, ...propagated], // a static route comes before a propagated one of the same length
    }];
  }));
}

/**
 * Random worlds: `generateWorld(42)` is the same for ever. Biased towards near misses: rules that are one port or one prefix
 * bit off, gateways that are not attached, a way back that is forgotten, lists in the wrong order.
 */
import type { Template } from '../world-simulator';
import { Draw } from './draw';
import { layOut, type Whole } from './layout';
import type { RandomWorld, Token, Wish } from './model';
import { addNetworks } from './networks';
import { Sketch } from './sketch';
import { addWorkloads } from './workloads';

/** What exists already and parameters may name: groups, prefix lists, a VPC with an open, an isolated and a shut subnet. */
const OUTSIDE: Template = {
  Resources: {
    Open: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'outside', SecurityGroupIngress: [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }, { IpProtocol: '-1', CidrIpv6: '::/0' }] } },
    Shut: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'outside', SecurityGroupIngress: [], SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 9, ToPort: 9, CidrIp: '127.0.0.1/32' }] } },
    All: { Type: 'AWS::EC2::PrefixList', Properties: { Entries: [{ Cidr: '0.0.0.0/0' }] } },
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.200.0.0/16' } },
    Igw: { Type: 'AWS::EC2::InternetGateway', Properties: {} },
    IgwOn: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: { Ref: 'Vpc' }, InternetGatewayId: { Ref: 'Igw' } } },
    Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    Route: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: 'Igw' } } },
    Public: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.200.0.0/24', MapPublicIpOnLaunch: true } },
    Isolated: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.200.1.0/24' } },
    Mute: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.200.2.0/24', MapPublicIpOnLaunch: true } },
    PublicOn: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Public' }, RouteTableId: { Ref: 'Table' } } },
    MuteOn: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Mute' }, RouteTableId: { Ref: 'Table' } } },
    List: { Type: 'AWS::EC2::NetworkAcl', Properties: { VpcId: { Ref: 'Vpc' } } },
    ListOn: { Type: 'AWS::EC2::SubnetNetworkAclAssociation', Properties: { SubnetId: { Ref: 'Mute' }, NetworkAclId: { Ref: 'List' } } },
    Few: { Type: 'AWS::EC2::PrefixList', Properties: { Entries: [{ Cidr: '198.51.100.7/32' }] } },
  },
};

/** A world before it is cut into stacks. */
export interface Raw extends Whole {
  readonly tokens: readonly Token[];
  readonly wishes: readonly Wish[];
  readonly actors: readonly string[];
  readonly isPlain: boolean;
}

export function sketchWorld(seed: number): { readonly raw: Raw; readonly draw: Draw } {
  const draw = new Draw(seed);
  const s = new Sketch(draw);
  addNetworks(s);
  const { actors, wishes } = addWorkloads(s);
  const raw = {
    resources: s.resources, parameters: s.parameters, conditions: s.conditions,
    tokens: s.tokens, wishes, actors: actors.map((a) => a.id), isPlain: s.isPlain,
  };
  return { raw: JSON.parse(JSON.stringify(raw)), draw };
}

export function generateWorld(seed: number): RandomWorld {
  const { raw, draw } = sketchWorld(seed);
  return cut(seed, raw, homeOf(raw, draw));
}

/** One stack, a stack of networks beside one of the rest, or the rest nested in the first. */
function homeOf(raw: Raw, draw: Draw): (id: string) => string {
  const layout = draw.pick(['one', 'one', 'one', 'one', 'two', 'nested', 'scattered'] as const);
  const place = (id: string): string => raw.resources[id].Type;
  const isNetwork = (id: string): boolean => /^AWS::EC2::(VPC|Subnet|RouteTable|Route|InternetGateway|NatGateway|Egress|Network?Acl|Transit|EIP$)/.test(place(id)) && place(id) !== 'AWS::EC2::EIPAssociation' && raw.resources[id].Properties.InstanceId === undefined;
  if (layout === 'two') return (id) => (isNetwork(id) ? 'Net' : 'App');
  if (layout === 'nested') return (id) => (isNetwork(id) ? 'App' : 'App/Nest');
  if (layout === 'scattered') {
    const homes = new Map(Object.keys(raw.resources).map((id) => [id, isNetwork(id) ? 'Net' : /Egress|Ingress$/.test(place(id)) ? draw.pick(['App', 'Rules']) : 'App']));
    return (id) => homes.get(id)!;
  }
  return () => 'App';
}

export function cut(seed: number, raw: Raw, home: (id: string) => string): RandomWorld {
  const templates = layOut(raw, home);
  const id = (name: string): string => (name in raw.resources ? `${home(name)}.${name}` : name);
  const tokens = raw.tokens.flatMap((t): Token[] => (t.kind !== 'parameter' ? [t] : Object.keys(templates)
    .filter((key) => t.name in (templates[key].Parameters ?? {}) && !isGiven(templates, key, t.name))
    .map((key) => ({ ...t, name: `${key}.${t.name}` }))));
  return {
    seed, templates, tokens, outside: OUTSIDE, aliases: {},
    actors: raw.actors.map(id), wishes: raw.wishes.map((w) => ({ ...w, source: id(w.source), destination: id(w.destination) })),
    isPlain: raw.isPlain, hasConditions: raw.tokens.some((t) => t.isChoice),
  };
}

function isGiven(templates: Readonly<Record<string, Template>>, key: string, name: string): boolean {
  const at = key.lastIndexOf('/');
  return at >= 0 && name in (templates[key.slice(0, at)].Resources[key.slice(at + 1)].Properties.Parameters ?? {});
}

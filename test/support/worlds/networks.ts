/** VPCs with subnets, routes, gateways and network ACLs; most are sound, many miss something. */
import type { Template } from '../world-simulator';
import { att, type Net, ref, type Sketch, type Sub } from './sketch';

export function addNetworks(s: Sketch): void {
  const { draw } = s;
  const n = draw.pick([1, 1, 1, 1, 1, 2, 2, 3]);
  for (let i = 0; i < n; i++) s.nets.push(addNet(s, i));
  if (n > 1) connect(s);
  if (draw.chance(0.12)) addVpn(s);
  if (draw.chance(0.06)) blockPublicAccess(s);
}

function addNet(s: Sketch, i: number): Net {
  const { draw } = s;
  const block = `10.${i}.0.0/16`;
  const vpc = s.add('Vpc', 'AWS::EC2::VPC', { CidrBlock: block });
  const block6 = draw.chance(0.3) ? (s.opens(0.2) ? 'amazon' as const : 'written' as const) : undefined;
  if (block6 === 'amazon') s.isPlain = false;
  if (block6 !== undefined) {
    s.add('Six', 'AWS::EC2::VPCCidrBlock', { VpcId: ref(vpc), ...(block6 === 'written' ? { Ipv6CidrBlock: `2600:1f18:${i}::/56`, Ipv6Pool: 'pool' } : { AmazonProvidedIpv6CidrBlock: true }) });
  }
  const hasSecond = draw.chance(0.1);
  if (hasSecond) s.add('Second', 'AWS::EC2::VPCCidrBlock', { VpcId: ref(vpc), CidrBlock: `100.${64 + i}.0.0/16` });
  const gateway = draw.chance(0.9) ? s.add('Igw', 'AWS::EC2::InternetGateway', {}) : undefined;
  if (gateway !== undefined && draw.chance(0.93)) s.add('IgwOn', 'AWS::EC2::VPCGatewayAttachment', { VpcId: ref(vpc), InternetGatewayId: ref(gateway) }, s.maybe());

  const kinds = draw.some<Sub['kind']>(['public', 'private', 'isolated', draw.pick(['public', 'private'])], 1 + draw.below(4));
  const subnets = kinds.map((kind, j): Sub => {
    const block4 = hasSecond && draw.chance(0.3) ? `100.${64 + i}.${j}.0/24` : draw.chance(0.8) ? `10.${i}.${j}.0/24` : `10.${i}.${j}.64/26`;
    const has6 = block6 !== undefined && draw.chance(0.8);
    const v6 = block6 === 'written' ? `2600:1f18:${i}:${j}::/64` : { 'Fn::Select': [j, { 'Fn::Cidr': [{ 'Fn::Select': [0, att(vpc, 'Ipv6CidrBlocks')] }, 8, 64] }] };
    const isPublic = kind === 'public' ? draw.chance(0.85) : draw.chance(0.08);
    const id = s.add('Subnet', 'AWS::EC2::Subnet', {
      VpcId: ref(vpc), CidrBlock: draw.chance(0.1) && block4.startsWith(`10.${i}.${j}.0/24`) ? { 'Fn::Select': [j, { 'Fn::Cidr': [att(vpc, 'CidrBlock'), 8, 8] }] } : block4,
      ...(has6 && { Ipv6CidrBlock: v6, ...(draw.chance(0.6) && { AssignIpv6AddressOnCreation: true }) }),
      ...(isPublic && { MapPublicIpOnLaunch: s.either<unknown>(true, false) }),
    });
    return { id, vpc, block: block4, kind, has6 };
  });
  const net: Net = { vpc, block, block6, subnets, gateway };
  addRoutes(s, net);
  if (draw.chance(0.35)) addLists(s, net);
  return net;
}

function addRoutes(s: Sketch, { vpc, subnets, gateway, block6 }: Net): void {
  const { draw } = s;
  const nats = subnets.filter((x) => x.kind === 'public').slice(0, 1).map((x) => s.add('Nat', 'AWS::EC2::NatGateway', { SubnetId: ref(draw.chance(0.95) ? x.id : draw.pick(subnets).id), AllocationId: att(s.add('NatIp', 'AWS::EC2::EIP', {}), 'AllocationId') }));
  const eigw = block6 !== undefined && draw.chance(0.6) ? s.add('Eigw', 'AWS::EC2::EgressOnlyInternetGateway', { VpcId: ref(vpc) }) : undefined;
  const tables: Record<string, string> = {};
  for (const sub of subnets) {
    if (sub.kind === 'isolated' && draw.chance(0.4)) continue; // main route table
    const isShared = tables[sub.kind] !== undefined && draw.chance(0.6);
    const table = isShared ? tables[sub.kind] : s.add('Table', 'AWS::EC2::RouteTable', { VpcId: ref(vpc) });
    tables[sub.kind] = table;
    // the near miss of issue 4: an isolated subnet on the public table
    const wrong = sub.kind === 'isolated' && tables.public !== undefined && draw.chance(0.15);
    s.add('Assoc', 'AWS::EC2::SubnetRouteTableAssociation', { SubnetId: ref(sub.id), RouteTableId: ref(wrong ? tables.public : table) }, s.maybe(0.04));
    if (isShared) continue;
    const way4 = sub.kind === 'public' && gateway !== undefined ? { GatewayId: ref(gateway) } : sub.kind === 'private' && nats.length > 0 ? { NatGatewayId: ref(nats[0]) } : undefined;
    const way6 = sub.kind === 'public' && gateway !== undefined ? { GatewayId: ref(gateway) } : sub.kind === 'private' && eigw !== undefined ? { EgressOnlyInternetGatewayId: ref(eigw) } : undefined;
    if (way4 !== undefined && draw.chance(0.95)) {
      for (const destination of draw.pick([['0.0.0.0/0'], ['0.0.0.0/0'], ['0.0.0.0/0'], ['0.0.0.0/1', '128.0.0.0/1'], ['128.0.0.0/1']])) addRoute(s, table, destination, way4);
      if (draw.chance(0.08)) addRoute(s, table, '8.0.0.0/8', draw.pick([{ NatGatewayId: ref(nats[0] ?? gateway ?? '') }, way4].filter((w) => !JSON.stringify(w).includes('"Ref":""'))));
    }
    if (way6 !== undefined && block6 !== undefined && draw.chance(0.8)) addRoute(s, table, '::/0', way6);
  }
}

function addRoute(s: Sketch, table: string, destination: string, target: Template): void {
  s.add('Route', 'AWS::EC2::Route', { RouteTableId: ref(table), [destination.includes(':') ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: destination, ...target }, s.maybe());
}

/** One list for some of the subnets; entries in conflict, and replies that are often too narrow. */
function addLists(s: Sketch, net: Net): void {
  const { draw } = s;
  const isDefault = draw.chance(0.15);
  const list: unknown = isDefault ? att(net.vpc, 'DefaultNetworkAcl') : ref(s.add('List', 'AWS::EC2::NetworkAcl', { VpcId: ref(net.vpc) }));
  if (!isDefault) for (const sub of draw.some(net.subnets, 1 + draw.below(2))) s.add('ListOf', 'AWS::EC2::SubnetNetworkAclAssociation', { SubnetId: ref(sub.id), NetworkAclId: list }, s.maybe(0.05));
  const blocks = ['0.0.0.0/0', '0.0.0.0/0', net.block, '0.0.0.0/1', ...net.subnets.map((x) => x.block), '203.0.113.0/24', ...(net.block6 === undefined ? [] : ['::/0', '::/0'])];
  const limits = [{ Protocol: -1 }, { Protocol: -1 }, { Protocol: 6, PortRange: { From: 0, To: 65535 } }, { Protocol: 6, PortRange: { From: 443, To: 443 } }, { Protocol: 6, PortRange: { From: 5432, To: 8080 } }, { Protocol: '6', PortRange: { From: 1024, To: 65535 } }, { Protocol: 6, PortRange: { From: 32768, To: 60999 } }, { Protocol: 17, PortRange: { From: 53, To: 53 } }, { Protocol: 1, Icmp: { Type: 8, Code: -1 } }];
  const used = new Set(['100', '101']);
  for (const egress of [true, false]) {
    const n = 1 + draw.below(4);
    for (let i = 0; i < n; i++) {
      const number = 10 + draw.below(60);
      if (used.has(`${egress}${number}`)) continue;
      used.add(`${egress}${number}`);
      const block = i === n - 1 && draw.chance(0.6) ? '0.0.0.0/0' : draw.pick(blocks);
      const limit = i === n - 1 && draw.chance(0.6) ? { Protocol: -1 } : draw.pick(limits);
      s.add('Entry', 'AWS::EC2::NetworkAclEntry', {
        NetworkAclId: list, RuleNumber: number, Egress: egress, RuleAction: i === n - 1 ? 'allow' : draw.pick(['allow', 'allow', 'deny']),
        [block.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock']: block, ...limit,
      }, s.maybe(0.05));
    }
  }
}

/** Peered, over a transit gateway, or not at all; a way back is sometimes forgotten. */
function connect(s: Sketch): void {
  const { draw, nets } = s;
  const how = draw.pick(['peering', 'peering', 'peering', s.isOpen ? 'transit' : 'peering', 'none']);
  const tablesOf = (net: Net): string[] => Object.entries(s.resources).filter(([, r]) => r.Type === 'AWS::EC2::RouteTable' && r.Properties.VpcId.Ref === net.vpc).map(([id]) => id);
  if (how === 'transit') {
    const tgw = s.add('Tgw', 'AWS::EC2::TransitGateway', { ...(draw.chance(0.1) && { DefaultRouteTablePropagation: 'disable' }) });
    for (const net of nets) {
      if (draw.chance(0.9)) s.add('TgwOn', 'AWS::EC2::TransitGatewayAttachment', { TransitGatewayId: ref(tgw), VpcId: ref(net.vpc), SubnetIds: [ref(net.subnets[0].id)] }, s.maybe(0.04));
      for (const table of tablesOf(net)) for (const other of nets) if (other !== net && draw.chance(0.85)) addRoute(s, table, draw.chance(0.7) ? other.block : '10.0.0.0/8', { TransitGatewayId: ref(tgw) });
    }
    s.isPlain = false; // whether groups match over it is hearsay
  }
  for (let i = 1; how === 'peering' && i < nets.length; i++) {
    const [a, b] = [nets[i - 1], nets[i]];
    const peering = s.add('Peering', 'AWS::EC2::VPCPeeringConnection', { VpcId: ref(a.vpc), PeerVpcId: ref(b.vpc) }, s.maybe(0.04));
    for (const [from, to] of [[a, b], [b, a]]) {
      for (const table of tablesOf(from)) if (draw.chance(0.85)) addRoute(s, table, draw.chance(0.8) ? to.block : draw.pick(to.subnets).block, { VpcPeeringConnectionId: ref(peering) });
    }
  }
  dropDoubleRoutes(s);
}

function addVpn(s: Sketch): void {
  const { draw } = s;
  const net = draw.pick(s.nets);
  const vgw = s.add('Vgw', 'AWS::EC2::VPNGateway', { Type: 'ipsec.1' });
  if (draw.chance(0.9)) s.add('VgwOn', 'AWS::EC2::VPCGatewayAttachment', { VpcId: ref(net.vpc), VpnGatewayId: ref(vgw) }, s.maybe(0.05));
  for (const [id, r] of Object.entries(s.resources)) {
    if (r.Type === 'AWS::EC2::RouteTable' && r.Properties.VpcId.Ref === net.vpc && draw.chance(0.6)) addRoute(s, id, draw.pick(['192.168.0.0/16', '192.168.0.0/17', '172.16.0.0/12']), { GatewayId: ref(vgw) });
  }
}

function blockPublicAccess(s: Sketch): void {
  const { draw } = s;
  const mode = draw.pick(['block-bidirectional', 'block-ingress']);
  if (mode === 'block-ingress') s.isPlain = false; // whether it stops what a public instance opens itself, AWS says in one sentence and denies by the name
  s.add('Block', 'AWS::EC2::VPCBlockPublicAccessOptions', { InternetGatewayBlockMode: mode });
  if (draw.chance(0.5)) {
    const net = draw.pick(s.nets);
    s.add('Exempt', 'AWS::EC2::VPCBlockPublicAccessExclusion', { ...(draw.chance(0.5) ? { VpcId: ref(net.vpc) } : { SubnetId: ref(draw.pick(net.subnets).id) }), InternetGatewayExclusionMode: 'allow-bidirectional' });
  }
}

/** EC2 refuses two routes of one table for one destination. */
function dropDoubleRoutes(s: Sketch): void {
  const seen = new Set<string>();
  for (const [id, { Type, Properties: p }] of Object.entries(s.resources)) {
    if (Type !== 'AWS::EC2::Route') continue;
    const key = `${p.RouteTableId.Ref} ${p.DestinationCidrBlock ?? p.DestinationIpv6CidrBlock}`;
    if (seen.has(key)) delete s.resources[id];
    seen.add(key);
  }
}

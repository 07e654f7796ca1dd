/** Groups, what stands in them, and rules: most of them make a wish work, many by a hair do not. */
import type { Template } from '../world-simulator';
import type { Wish } from './model';
import { att, type Net, ref, type Sketch, type Sub } from './sketch';

export interface Actor {
  readonly id: string;
  readonly net: Net;
  readonly group?: string;
}

const PORTS = [22, 80, 443, 443, 5432, 5432, 8080];
const OUTSIDE = ['outside.Open', 'outside.Shut'];

export function addWorkloads(s: Sketch): { readonly actors: readonly Actor[]; readonly wishes: readonly Wish[] } {
  const { draw } = s;
  const groups = new Map<Net, string[]>();
  const n = 1 + draw.below(6);
  for (let i = 0; i < n; i++) {
    const net = draw.pick(s.nets);
    // a group without written egress beside standalone egress rules is hearsay: most say something
    const hasEgress = draw.chance(0.5);
    const id = s.add('Group', 'AWS::EC2::SecurityGroup', {
      GroupDescription: 'g', VpcId: ref(net.vpc), SecurityGroupIngress: [], ...(hasEgress && { SecurityGroupEgress: draw.chance(0.5) ? [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }] : [{ IpProtocol: 'tcp', FromPort: 9, ToPort: 9, CidrIp: '255.255.255.255/32' }] }),
    });
    groups.set(net, [...groups.get(net) ?? [], id]);
  }
  const actors: Actor[] = [];
  const many = 2 + draw.below(6);
  for (let i = 0; i < many; i++) actors.push(addActor(s, draw.pick(s.nets), groups));
  if (draw.chance(0.3)) addBalancer(s, draw.pick(s.nets), groups, actors);
  const wishes = Array.from({ length: 2 + draw.below(6) }, () => wish(s, actors)).filter((w) => w !== undefined);
  for (const w of wishes) grant(s, w, actors);
  for (let i = draw.below(3); i > 0; i--) noise(s, [...groups.values()].flat());
  return s.opens(0.35) ? addElsewhere(s, actors, wishes) : { actors, wishes };
}

/** Two workloads in a VPC that exists already, in subnets that parameters name. */
function addElsewhere(s: Sketch, actors: readonly Actor[], wishes: readonly Wish[]): ReturnType<typeof addWorkloads> {
  const { draw } = s;
  const vpc = s.token('VpcParam', 'AWS::EC2::VPC::Id', ['outside.Vpc']);
  const group = s.add('Group', 'AWS::EC2::SecurityGroup', { GroupDescription: 'g', VpcId: vpc, SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: draw.pick(['0.0.0.0/0', '203.0.113.0/24']) }] });
  s.add('Ingress', 'AWS::EC2::SecurityGroupIngress', { GroupId: att(group, 'GroupId'), IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: att(group, 'GroupId') });
  const ids = ['Web', 'Web'].map((prefix) => s.add(prefix, 'AWS::EC2::Instance', {
    SubnetId: s.token('SubnetParam', 'AWS::EC2::Subnet::Id', ['outside.Public', 'outside.Isolated', 'outside.Mute']), SecurityGroupIds: [att(group, 'GroupId')],
  }));
  const net: Net = { vpc: '', block: '10.200.0.0/16', subnets: [] };
  return {
    actors: [...actors, ...ids.map((id) => ({ id, net, group }))],
    wishes: [...wishes, { source: 'internet', destination: ids[0], protocol: 'tcp', port: 443 }, { source: ids[0], destination: ids[1], protocol: 'tcp', port: 5432 }],
  };
}

function groupsFor(s: Sketch, net: Net, groups: ReadonlyMap<Net, readonly string[]>): { readonly list: Template[]; readonly first?: string } {
  const { draw } = s;
  const mine = draw.some(groups.get(net) ?? [], draw.chance(0.8) ? 1 : 2);
  const list: Template[] = mine.map((g) => (draw.chance(0.7) ? att(g, 'GroupId') : ref(g)));
  if (s.opens(0.08)) list.push(s.token('GroupParam', 'AWS::EC2::SecurityGroup::Id', OUTSIDE));
  if (list.length > 1 && draw.chance(0.1)) list[1] = { 'Fn::If': [s.condition(), list[1], ref('AWS::NoValue')] };
  return { list, first: mine[0] };
}

function addActor(s: Sketch, net: Net, groups: ReadonlyMap<Net, readonly string[]>): Actor {
  const { draw } = s;
  const { list, first } = groupsFor(s, net, groups);
  const open = net.subnets.filter((x) => x.kind === 'public');
  const sub = open.length > 0 && draw.chance(0.45) ? draw.pick(open) : draw.pick(net.subnets);
  const subs = draw.some(net.subnets, 1 + draw.below(2)).map((x) => ref(x.id));
  const id = (() => {
    switch (draw.chance(0.04) ? 'outside' : draw.pick(['instance', 'instance', 'instance', 'face', 'database', 'database', 'function', 'service', 'eni'] as const)) {
      case 'instance': return s.add('Web', 'AWS::EC2::Instance', { SubnetId: ref(sub.id), ...(list.length > 0 && { SecurityGroupIds: list }), ...six(s, sub) }, s.maybe(0.05));
      case 'face': return s.add('Web', 'AWS::EC2::Instance', {
        NetworkInterfaces: [{ DeviceIndex: '0', SubnetId: ref(sub.id), ...(list.length > 0 && { GroupSet: list }), ...(draw.chance(0.7) && { AssociatePublicIpAddress: s.either<unknown>(draw.chance(0.6), false) }), ...six(s, sub) }],
      });
      case 'database': {
        const group = s.add('DbSubnets', 'AWS::RDS::DBSubnetGroup', { DBSubnetGroupDescription: 'd', SubnetIds: subs });
        const says = !s.opens(0.06);
        if (!says) s.isPlain = false; // AWS documents both
        return s.add('Db', 'AWS::RDS::DBInstance', { Engine: 'postgres', DBSubnetGroupName: ref(group), ...(list.length > 0 && { VPCSecurityGroups: list }), ...(says && { PubliclyAccessible: s.either<unknown>(draw.chance(0.3), false) }) });
      }
      case 'function': return s.add('Fn', 'AWS::Lambda::Function', { Code: { ZipFile: 'x' }, Role: 'arn:aws:iam::111122223333:role/r', VpcConfig: { SubnetIds: subs, SecurityGroupIds: list, ...(draw.chance(0.1) && { Ipv6AllowedForDualStack: true }) } });
      case 'service':
        return s.add('Svc', 'AWS::ECS::Service', { LaunchType: 'FARGATE', TaskDefinition: 't', NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subs, ...(list.length > 0 && { SecurityGroups: list }), AssignPublicIp: draw.pick(['ENABLED', 'DISABLED', 'DISABLED']) } } });
      case 'eni': {
        const eni = s.add('Eni', 'AWS::EC2::NetworkInterface', { SubnetId: ref(sub.id), ...(list.length > 0 && { GroupSet: list }), ...(draw.chance(0.3) && { PrivateIpAddress: sub.block.replace(/\d+\/\d+$/, String(64 + (Object.keys(s.resources).length % 60))) }) });
        if (draw.chance(0.5)) {
          const ip = s.add('Eip', 'AWS::EC2::EIP', {});
          s.add('EipOn', 'AWS::EC2::EIPAssociation', { AllocationId: att(ip, 'AllocationId'), NetworkInterfaceId: ref(eni) }, s.maybe());
        }
        return eni;
      }
      case 'outside': return s.add('Fn', 'AWS::Lambda::Function', { Code: { ZipFile: 'x' }, Role: 'arn:aws:iam::111122223333:role/r' });
    }
  })();
  if (s.resources[id].Type === 'AWS::EC2::Instance' && draw.chance(0.1)) s.add('Eip', 'AWS::EC2::EIP', { InstanceId: ref(id) }, s.maybe());
  const isOutside = s.resources[id].Type === 'AWS::Lambda::Function' && s.resources[id].Properties.VpcConfig === undefined;
  return { id, net, group: isOutside ? undefined : first };
}

function six(s: Sketch, sub: Sub): Template {
  return sub.has6 && s.draw.chance(0.4) ? { Ipv6AddressCount: s.draw.below(2) } : {};
}

function addBalancer(s: Sketch, net: Net, groups: ReadonlyMap<Net, readonly string[]>, actors: Actor[]): void {
  const { draw } = s;
  if (!actors.some((a) => a.net === net && /^(Web|Svc)/.test(a.id)) && draw.chance(0.8)) return;
  const { list, first } = groupsFor(s, net, groups);
  const subs = draw.some(net.subnets, 2);
  const isDual = subs.some((x) => x.has6) && draw.chance(0.3);
  const alb = s.add('Alb', 'AWS::ElasticLoadBalancingV2::LoadBalancer', {
    Subnets: subs.map((x) => ref(x.id)), ...(list.length > 0 && { SecurityGroups: list }), ...(draw.chance(0.8) && { Scheme: draw.pick(['internet-facing', 'internet-facing', 'internal']) }), ...(isDual && { IpAddressType: 'dualstack' }),
  });
  const targets = actors.filter((a) => a.net === net && /^Web/.test(a.id) && s.resources[a.id].Type === 'AWS::EC2::Instance');
  const services = actors.filter((a) => a.net === net && /^Svc/.test(a.id));
  if (targets.length === 0 && services.length === 0) s.isPlain = false; // whoever registers does so at run time
  const target = s.add('Tg', 'AWS::ElasticLoadBalancingV2::TargetGroup', {
    Port: 8080, Protocol: 'HTTP', VpcId: ref(net.vpc), TargetType: services.length > 0 ? 'ip' : 'instance', ...(services.length === 0 && { Targets: draw.some(targets, 1).map((t) => s.either<unknown>({ Id: ref(t.id), ...(draw.chance(0.3) && { Port: s.either<unknown>(80, 8080) }) }, ref('AWS::NoValue'))) }),
  });
  for (const service of services.slice(0, 1)) s.resources[service.id].Properties.LoadBalancers = [{ TargetGroupArn: ref(target), ContainerName: 'c', ContainerPort: 8080 }];
  for (const port of draw.some([443, 80, 8443], 1 + draw.below(2))) {
    const under = s.maybe(0.06);
    s.add('Listener', 'AWS::ElasticLoadBalancingV2::Listener', {
      LoadBalancerArn: ref(alb), Port: s.either<unknown>(port, 8080, 0.04), Protocol: port === 80 ? 'HTTP' : 'HTTPS', DefaultActions: [draw.chance(0.85) ? { Type: 'forward', TargetGroupArn: ref(target) } : { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }, under);
  }
  actors.push({ id: alb, net, group: first });
}

// ---- wishes and the rules that grant them ------------------------------------------------------------------------------

function wish(s: Sketch, actors: readonly Actor[]): Wish | undefined {
  const { draw } = s;
  const hasVpn = Object.values(s.resources).some((r) => r.Type === 'AWS::EC2::VPNGateway');
  const other = draw.pick(['internet', 'internet', hasVpn ? '192.168.0.0/16' : '203.0.113.0/24', undefined, undefined, undefined, undefined]);
  // inwards to what can be reached at all, most of the time
  const [first, second] = draw.some(actors, 2);
  const open = actors.filter((x) => isOpen(s, x));
  const a = other !== undefined && open.length > 0 && draw.chance(0.7) ? draw.pick(open) : first;
  const near = actors.filter((x) => x !== a && x.net === a.net);
  const b = near.length > 0 && draw.chance(0.75) ? draw.pick(near) : second;
  const [source, destination] = other === undefined ? [a.id, b?.id] : draw.chance(0.65) ? [other, a.id] : [a.id, other];
  if (destination === undefined || source === destination) return undefined;
  const isBalanced = /^Alb/.test(destination);
  const protocol = isBalanced || /^Alb/.test(source) ? 'tcp' : draw.pick(['tcp', 'tcp', 'tcp', 'tcp', 'udp', 'icmp'] as const);
  const port = protocol === 'icmp' ? 8 : protocol === 'udp' ? 53 : isBalanced ? draw.pick([443, 80]) : /^Alb/.test(source) ? 8080 : draw.pick(PORTS);
  return { source, destination, protocol, port };
}

/** Likely to have a public address, and a way to use it. */
function isOpen(s: Sketch, { id, net }: Actor): boolean {
  const text = JSON.stringify(s.resources[id].Properties);
  return /internet-facing|ENABLED|AssociatePublicIpAddress":true|PubliclyAccessible":true|DeviceIndex|"SubnetId"/.test(text) && net.subnets.some((x) => x.kind === 'public' && text.includes(`"${x.id}"`));
}

function grant(s: Sketch, { source, destination, protocol, port }: Wish, actors: readonly Actor[]): void {
  const { draw } = s;
  const [a, b] = [source, destination].map((name) => actors.find((x) => x.id === name));
  const off = draw.chance(0.08) ? draw.pick([1, -1]) : 0; // a near miss
  const limits = limitsOf(s, protocol, port + off);
  if (b?.group !== undefined && draw.chance(0.97)) addRule(s, b.group, 'Ingress', { ...limits, ...peer(s, 'Source', source, a) });
  if (a?.group !== undefined && draw.chance(0.93)) addRule(s, a.group, 'Egress', { ...limitsOf(s, protocol, port), ...peer(s, 'Destination', destination, b) });
}

function limitsOf(s: Sketch, protocol: string, port: number): Template {
  const { draw } = s;
  if (draw.chance(0.06)) return { IpProtocol: '-1' };
  if (protocol === 'icmp') return { IpProtocol: draw.pick(['icmp', '1']), FromPort: port, ToPort: -1 };
  if (s.opens(0.08)) {
    const p = s.token('PortParam', 'Number', ['0', '22', '443', '5432', '8080', '65535', String(port)]);
    return { IpProtocol: protocol, FromPort: p, ToPort: p };
  }
  const [from, to] = draw.pick([[port, port], [port, port], [port, port], [0, 65535], [Math.max(0, port - 3), port + 2], [1024, 65535]]);
  return { IpProtocol: draw.chance(0.9) ? protocol : protocol === 'tcp' ? '6' : '17', FromPort: from, ToPort: to };
}

function peer(s: Sketch, side: 'Source' | 'Destination', name: string, actor: Actor | undefined): Template {
  const { draw } = s;
  const six = name.includes(':') || (actor === undefined ? draw.chance(0.25) : actor.net.block6 !== undefined && draw.chance(0.15));
  if (s.opens(0.1)) {
    const values = ['0.0.0.0/0', '10.0.0.0/8', '203.0.113.0/24', '8.8.8.8/32', '127.0.0.1/32', ...s.nets.flatMap((n) => n.subnets.map((x) => x.block))];
    return { CidrIp: s.token('CidrParam', 'String', values) };
  }
  if (s.opens(0.06)) return { [`${side}SecurityGroupId`]: s.token('GroupParam', 'AWS::EC2::SecurityGroup::Id', OUTSIDE) };
  if (s.opens(0.04)) return { [`${side}SecurityGroupId`]: s.foreign('Shared:Group', OUTSIDE) };
  if (s.opens(0.05)) return { [`${side}PrefixListId`]: s.token('ListParam', 'String', ['outside.All', 'outside.Few']) };
  if (actor?.group !== undefined && draw.chance(0.65)) return { [`${side}SecurityGroupId`]: draw.chance(0.8) ? att(actor.group, 'GroupId') : ref(actor.group) };
  if (six) return { CidrIpv6: actor === undefined ? draw.pick(['::/0', '::/0', '2600::/16']) : draw.pick(['::/0', `2600:1f18:${actor.net.block.split('.')[1]}::/56`]) };
  if (actor !== undefined) {
    const sub = draw.pick(actor.net.subnets);
    return { CidrIp: draw.pick<unknown>([att(actor.net.vpc, 'CidrBlock'), actor.net.block, sub.block, sub.block.replace(/0\/24$/, '0/25'), '10.0.0.0/8', '0.0.0.0/0', { 'Fn::Sub': `\${${actor.net.vpc}.CidrBlock}` }]) };
  }
  const block = name === 'internet' ? '0.0.0.0/0' : name;
  if (draw.chance(0.06)) return { [`${side}PrefixListId`]: ref(s.add('List', 'AWS::EC2::PrefixList', { PrefixListName: 'l', AddressFamily: 'IPv4', MaxEntries: 5, Entries: draw.pick([[block], ['0.0.0.0/1', '203.0.113.0/25'], ['198.51.100.0/24']]).map((Cidr) => s.either<unknown>({ Cidr }, ref('AWS::NoValue'), 0.2)) })) };
  return { CidrIp: s.either(draw.pick([block, block, block, block, '0.0.0.0/1', '128.0.0.0/1', block.replace(/\/24$/, '/25').replace(/\/16$/, '/17')]), '127.0.0.1/32') };
}

function addRule(s: Sketch, group: string, direction: 'Ingress' | 'Egress', rule: Template): void {
  const { draw } = s;
  const properties = s.resources[group].Properties;
  const inline: unknown[] | undefined = properties[`SecurityGroup${direction}`];
  const isFree = namesOnlyEarlier(group, rule);
  if (inline !== undefined && isFree && draw.chance(0.5)) inline.push(draw.chance(0.08) ? { 'Fn::If': [s.condition(), rule, ref('AWS::NoValue')] } : rule);
  else if (direction === 'Ingress' || inline !== undefined) s.add(direction, `AWS::EC2::SecurityGroup${direction}`, { GroupId: draw.chance(0.8) ? att(group, 'GroupId') : ref(group), ...rule }, s.maybe(0.07));
  else if (s.opens(0.3)) {
    s.isPlain = false; // whether the default stays beside it is hearsay
    s.add(direction, 'AWS::EC2::SecurityGroupEgress', { GroupId: att(group, 'GroupId'), ...rule });
  } else if (isFree && draw.chance(0.4)) properties.SecurityGroupEgress = [rule];
}

/** CloudFormation refuses cycles: inside a group a rule names only groups that were made before it. */
export function namesOnlyEarlier(group: string, rule: Template): boolean {
  const number = (id: string): number => Number(/\d+$/.exec(id)?.[0]);
  return [...JSON.stringify(rule).matchAll(/(?:"Ref":|"Fn::GetAtt":\[)"([A-Za-z]+\d+)"/g)].every(([, id]) => !id.startsWith('Group') || id.startsWith('GroupParam') || number(id) < number(group));
}

/** Rules that nobody wished for. */
function noise(s: Sketch, groups: readonly string[]): void {
  const { draw } = s;
  const group = draw.pick(groups);
  const rule = { ...limitsOf(s, draw.pick(['tcp', 'tcp', 'udp']), draw.pick(PORTS)), ...(draw.chance(0.4) ? { SourceSecurityGroupId: att(draw.chance(0.5) ? group : draw.pick(groups), 'GroupId') } : { CidrIp: draw.pick(['0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/16', '198.51.100.0/24', '0.0.0.0/0']) }) };
  addRule(s, group, 'Ingress', rule);
}

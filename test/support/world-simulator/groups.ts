/**
 * Security groups with all their rules: inline, standalone, the default egress, the default group of each VPC.
 * Not modelled: groups by name, EC2-Classic, rules of groups that no template makes (a valuation gives those as `outside`).
 */
import { type Range, range, refuse } from './addresses';
import type { Group, Rule, Vpc } from './model';
import type { Resource, Stacks } from './stacks';

const PROTOCOLS: Record<string, number> = { 'icmp': 1, 'tcp': 6, 'udp': 17, 'icmpv6': 58, '-1': -1 };
const EVERYWHERE = [range('0.0.0.0/0'), range('::/0')];

export function groupsOf(world: Stacks, vpcs: ReadonlyMap<string, Vpc>): Map<string, Group> {
  const lists = prefixListsOf(world);
  const standalone = world.resources('AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress');
  const added = (group: string, direction: 'Ingress' | 'Egress'): Rule[] =>
    standalone.filter((r) => r.type.endsWith(direction) && r.property('GroupId') === group).map((r) => ruleOf((name) => r.property(name), direction, lists));
  const groups = new Map<string, Group>();

  for (const resource of world.resources('AWS::EC2::SecurityGroup')) {
    const { id } = resource;
    const egress = inline(resource, 'Egress', lists);
    const more = added(id, 'Egress');
    const isStripped = more.length > 0 && world.valuation.standaloneEgressStripsDefault;
    const base = resource.property('SecurityGroupEgress') === undefined ? (isStripped ? [] : [{ protocol: -1, ranges: EVERYWHERE }]) : egress;
    groups.set(id, { id, vpc: resource.property('VpcId'), ingress: [...inline(resource, 'Ingress', lists), ...added(id, 'Ingress')], egress: [...base, ...more] });
  }
  for (const vpc of vpcs.keys()) {
    const id = `${vpc}/default-group`;
    const isRestricted = world.resources('Custom::VpcRestrictDefaultSG').some((r) => r.property('DefaultSecurityGroupId') === id);
    groups.set(id, {
      id, vpc,
      ingress: [...(isRestricted ? [] : [{ protocol: -1, group: id }]), ...added(id, 'Ingress')],
      egress: [...(isRestricted ? [] : [{ protocol: -1, ranges: EVERYWHERE }]), ...added(id, 'Egress')],
    });
  }
  return groups;
}

export function prefixListsOf(world: Stacks): Map<string, Range[]> {
  return new Map(world.resources('AWS::EC2::PrefixList').map((r) => [r.id, r.list('Entries').map((e) => range(String(e.Cidr)))]));
}

function inline(resource: Resource, direction: 'Ingress' | 'Egress', lists: ReadonlyMap<string, Range[]>): Rule[] {
  return resource.list(`SecurityGroup${direction}`).map((item) => ruleOf((name) => item[name], direction, lists));
}

function ruleOf(property: (name: string) => any, direction: 'Ingress' | 'Egress', lists: ReadonlyMap<string, Range[]>): Rule {
  const text = String(property('IpProtocol'));
  const protocol = PROTOCOLS[text] ?? (/^\d+$/.test(text) ? Number(text) : refuse(`no protocol: ${text}`));
  const end = direction === 'Ingress' ? 'Source' : 'Destination';
  const group = property(`${end}SecurityGroupId`);
  const list = property(`${end}PrefixListId`);
  const cidr = property('CidrIp') ?? property('CidrIpv6');
  const peer = group !== undefined ? { group: String(group) }
    : list !== undefined ? { ranges: lists.get(list) ?? refuse(`entries of prefix list ${list} are not known`) }
      : { ranges: [range(String(cidr))] };
  return { protocol, ...portsOf(protocol, property('FromPort'), property('ToPort')), ...peer };
}

/** -1 and nothing at all mean all ports, types or codes; only tcp, udp, icmp and icmpv6 have any. */
function portsOf(protocol: number, from: unknown, to: unknown): { from?: number; to?: number } {
  if (![1, 6, 17, 58].includes(protocol)) return {};
  const number = (v: unknown): number | undefined => (v === undefined || Number(v) === -1 ? undefined : Number(v));
  return { from: number(from), to: number(to) };
}

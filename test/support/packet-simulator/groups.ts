import type { Cidr } from './addresses';
import type { Resource, Template } from './assembly';
import type { Resolver } from './resolver';
import { readCidrs, readRule, type Direction, type Rule, type RuleContext } from './rules';
import { Token, isList, isObject, refuse, show, type Value } from './values';

export interface GroupOptions {
  /**
   * Whether a standalone egress rule strips the allow-all egress that AWS gives a group without inline egress. Hearsay:
   * left out, an answer that depends on it is refused.
   */
  readonly standaloneEgressStripsDefault?: boolean;
  /** AWS documents that the default egress covers IPv6; cloudformation-coverage-roadmap#2241 saw IPv4 only. Default: true. */
  readonly defaultEgressIpv6?: boolean;
  /** Id of a prefix list -> its CIDRs. Those that the templates make are read from there. */
  readonly prefixLists?: Readonly<Record<string, readonly string[]>>;
  /** All rules of groups outside the templates, as CloudFormation spells them inline. */
  readonly groups?: Readonly<Record<string, { readonly SecurityGroupIngress: readonly Template[]; readonly SecurityGroupEgress: readonly Template[] }>>;
  /** Takes parameters, imports and other tokens for groups of their own: none of the templates', no two the same. */
  readonly tokensAreDistinct?: boolean;
}

const ANY = { IpProtocol: '-1' };
const IPV4 = { ...ANY, CidrIp: '0.0.0.0/0' };
const IPV6 = { ...ANY, CidrIpv6: '::/0' };
const RULES: Record<string, Direction> = { 'AWS::EC2::SecurityGroupIngress': 'ingress', 'AWS::EC2::SecurityGroupEgress': 'egress' };

/** Every security group that the templates make or mention, and every rule that they give it. */
export class Groups implements RuleContext {
  public readonly rules: readonly Rule[];
  /** Groups whose rules are all known. */
  private readonly declared: ReadonlyMap<string, Resource>;
  private readonly described = new Set<string>();
  /** Groups behind tokens that might name any group. */
  private readonly aliases = new Set<string>();
  private readonly index = new Map<string, Rule[]>();

  constructor(private readonly resolver: Resolver, private readonly options: GroupOptions) {
    this.declared = new Map(resolver.resources(({ type }) => type === 'AWS::EC2::SecurityGroup').map(group => [group.id, group]));
    const vpcs = resolver.resources(({ type }) => type === 'AWS::EC2::VPC');
    for (const id of [...this.declared.keys(), ...vpcs.map(vpcDefault), ...Object.keys(options.groups ?? {})]) this.described.add(id);
    const standalone = resolver.resources(({ type }) => type in RULES).map(holder => this.standalone(holder));
    this.rules = [
      ...[...this.declared.values()].flatMap(group => this.inline(group, standalone)),
      ...standalone,
      ...vpcs.flatMap(vpc => this.vpcDefaultRules(vpc)),
      ...Object.entries(options.groups ?? {}).flatMap(([id, rules]) => this.read(id, 'given', rules)),
    ].sort((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
    for (const rule of this.rules) {
      const key = `${rule.direction} ${rule.group}`;
      this.index.set(key, [...this.index.get(key) ?? [], rule]);
    }
  }

  /** The rules that are, or might be, rules of these groups. */
  public candidates(direction: Direction, groups: readonly string[]): readonly Rule[] {
    if (this.aliases.size > 0 && !this.options.tokensAreDistinct) return this.rules.filter(rule => rule.direction === direction);
    return groups.flatMap(group => this.index.get(`${direction} ${group}`) ?? []);
  }

  /** Identity of a group: `Stack/LogicalId`, `sg-...`, or the text of the token that stands for it. */
  public groupId(value: Value, where: string): string {
    if (typeof value === 'string' && (/^sg-[\w-]+$/.test(value) || this.described.has(value))) return value;
    if (!(value instanceof Token) || value.text.startsWith('AWS::')) return refuse(where, `no security group: ${show(value)}`);
    if (value.origin === 'elsewhere') this.aliases.add(value.text);
    else if (!this.described.has(value.text) && !/SecurityGroup(Id)?$/.test(value.attribute ?? '')) refuse(where, `no security group: ${value.text}`);
    return value.text;
  }

  /** The default group of a VPC. */
  public vpcDefault(vpc: Value, where: string): string {
    if (vpc instanceof Token || typeof vpc === 'string') {
      const origin = vpc instanceof Token ? vpc.origin : 'elsewhere';
      return this.groupId(new Token(`${vpc}.DefaultSecurityGroup`, origin, undefined, 'DefaultSecurityGroup'), where);
    }
    return refuse(where, `no VPC: ${show(vpc)}`);
  }

  public prefixList(value: Value, where: string): { readonly id: string; readonly cidrs?: readonly Cidr[] } {
    if (typeof value !== 'string' && !(value instanceof Token)) return refuse(where, `no prefix list: ${show(value)}`);
    const id = `${value}`;
    const made = value instanceof Token && value.resource?.type === 'AWS::EC2::PrefixList' && value.attribute === undefined ? value.resource : undefined;
    if (!made) return { id, cidrs: this.options.prefixLists?.[id] && readCidrs(this.options.prefixLists[id], where) };
    const entries = this.resolver.property(made, 'Entries') ?? [];
    const texts = (isList(entries) ? entries : []).map(entry =>
      isObject(entry) && typeof entry.Cidr === 'string' ? entry.Cidr : refuse(where, `no entry: ${show(entry)}`));
    return { id, cidrs: readCidrs(texts, where) };
  }

  public accountOf(group: string): string | undefined {
    return this.declared.get(group)?.stack.account;
  }

  /** Whether all its rules are known. */
  public isDescribed(group: string): boolean {
    return this.described.has(group);
  }

  /** Group ids of the templates by their resources, for look-ups by name. */
  public resources(): readonly Resource[] {
    return [...this.declared.values()];
  }

  public same(a: string, b: string): 'yes' | 'no' | 'unknown' {
    if (a === b) return 'yes';
    return !this.options.tokensAreDistinct && (this.aliases.has(a) || this.aliases.has(b)) ? 'unknown' : 'no';
  }

  private standalone(holder: Resource): Rule {
    const direction = RULES[holder.type];
    const properties = this.resolver.property(holder);
    if (!isObject(properties) || properties.GroupId === undefined) return refuse(holder.id, 'GroupId is required (group names are not simulated)');
    const group = this.groupId(properties.GroupId, `${holder.id}.GroupId`);
    return readRule({ id: holder.id, direction, group, origin: 'standalone', holder }, properties, this);
  }

  private inline(group: Resource, standalone: readonly Rule[]): Rule[] {
    const ingress = this.resolver.property(group, 'SecurityGroupIngress') ?? [];
    const egress = this.resolver.property(group, 'SecurityGroupEgress');
    if (isList(egress) && egress.length === 0) refuse(group.id, 'what AWS makes of an empty SecurityGroupEgress is not known');
    const own = this.read(group.id, 'inline', { SecurityGroupIngress: ingress, SecurityGroupEgress: egress ?? [] }, group);
    return egress === undefined ? [...own, ...this.defaultEgress(group, standalone)] : own;
  }

  private defaultEgress(group: Resource, standalone: readonly Rule[]): Rule[] {
    const strips = this.options.standaloneEgressStripsDefault;
    const added = standalone.filter(({ direction }) => direction === 'egress').map(rule => this.same(rule.group, group.id));
    if (strips && added.includes('yes')) return [];
    const certain = strips === false || added.every(same => same === 'no');
    const rules = this.options.defaultEgressIpv6 === false ? [IPV4] : [IPV4, IPV6];
    const seed = { direction: 'egress', group: group.id, origin: 'default', holder: group, certain } as const;
    return rules.map(rule => readRule({ ...seed, id: `${group.id}/default egress${rule === IPV6 ? ' IPv6' : ''}` }, rule, this));
  }

  /** AWS makes it with the VPC: members reach each other, and everything. CDK's custom resource takes both away. */
  private vpcDefaultRules(vpc: Resource): Rule[] {
    const group = vpcDefault(vpc);
    const isRestricted = this.resolver.resources(({ type }) => type === 'Custom::VpcRestrictDefaultSG')
      .some(restriction => `${this.resolver.property(restriction, 'DefaultSecurityGroupId')}` === group);
    const seed = { group, origin: 'vpc-default', holder: vpc } as const;
    const open = isRestricted ? [] : [
      readRule({ ...seed, id: `${group}/ingress`, direction: 'ingress' }, { ...ANY, SourceSecurityGroupId: group }, this),
      readRule({ ...seed, id: `${group}/egress`, direction: 'egress' }, IPV4, this),
    ];
    // there only once the VPC has IPv6, and the custom resource leaves it
    return [...open, readRule({ ...seed, id: `${group}/egress IPv6`, direction: 'egress', certain: false }, IPV6, this)];
  }

  private read(group: string, origin: Rule['origin'], lists: { SecurityGroupIngress: Value; SecurityGroupEgress: Value }, holder?: Resource): Rule[] {
    return (['SecurityGroupIngress', 'SecurityGroupEgress'] as const).flatMap(key => {
      const list = lists[key];
      if (!isList(list)) return refuse(`${group}.${key}`, `no list: ${show(list)}`);
      const direction = key === 'SecurityGroupIngress' ? 'ingress' : 'egress';
      return list.map((rule, i) => readRule({ id: `${group}/${key}/${i}`, direction, group, origin, holder }, rule, this));
    });
  }
}

function vpcDefault(vpc: Resource): string {
  return `${vpc.id}.DefaultSecurityGroup`;
}

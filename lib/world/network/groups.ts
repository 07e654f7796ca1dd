/**
 * Security groups and their rules: inline, standalone, and the ones that nobody writes.
 *
 *   world.groups.get('App.DbSg')!.rules.filter((r) => r.direction === 'ingress');
 *
 * The default egress rule (all of IPv4 and IPv6) is there where a template writes no egress rule. Beside standalone egress
 * rules, and with a list that is written empty, AWS's behaviour is hearsay: the rule counts in MAY, not in MUST. The default
 * group of a VPC lets its own members in and everything out; `Custom::VpcRestrictDefaultSG` of CDK takes both away, which is
 * code that runs at deployment: hearsay as well.
 *
 * A standalone rule on a group that is a token of one template may be meant for a group of another: there it is hearsay. It is
 * never meant for a group of its own template, whose id does not exist when the parameter is given.
 *
 * Not modelled: names of groups that stand for a group in EC2-Classic, which is gone.
 */
import { exactly } from '../facts';
import type { Place, Unknown } from '../facts';
import { Guard } from '../guard';
import { Choice, Sym, type ValueMap } from '../template/value';
import { alternativesOf, isMap, type Plain } from '../template/walk';
import { intrinsicIn } from '../template/evaluate/scope';
import type { Resource } from '../template/model';
import { atomOf, type Context } from './context';
import type { GroupDraft } from './draft';
import { clusterGroupOf, defaultGroupOf } from './draft';
import type { GroupRule, Id, RulePeer } from './model';
import { anyOf, shown, unknownOf, viewOf } from './read';
import { prefixListRef } from './prefix-lists';
import { ALL_CONNECTIONS, ALL_IPV4, ALL_IPV6 } from './sets';

type Direction = GroupRule['direction'];
type Fields = (name: string) => Plain | undefined;

const ALL = exactly(ALL_CONNECTIONS);
const EVERYWHERE: readonly RulePeer[] = [{ kind: 'addresses', addresses: ALL_IPV4, text: '0.0.0.0/0' }, { kind: 'addresses', addresses: ALL_IPV6, text: '::/0' }];
const COMMON = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'CidrIpv6'] as const;
const PEERS: Readonly<Record<Direction, readonly string[]>> = {
  ingress: ['SourcePrefixListId', 'SourceSecurityGroupId', 'SourceSecurityGroupName'],
  egress: ['DestinationPrefixListId', 'DestinationSecurityGroupId'],
};
const TYPES: Readonly<Record<Direction, string>> = { ingress: 'AWS::EC2::SecurityGroupIngress', egress: 'AWS::EC2::SecurityGroupEgress' };
/** More alternatives than these in one rule are read as a token. */
const BRANCHES = 256;

/** First: other readers refer to groups. */
export function declareGroups(context: Context): void {
  for (const r of context.ofType('AWS::EC2::SecurityGroup')) {
    for (const { id, guard, vpc } of context.split(r)) context.draft.groups.set(id, { id, vpc, guard, place: r.place, rules: [], open: [] });
  }
  for (const r of context.ofType('AWS::EKS::Cluster', 'Custom::AWSCDK-EKS-Cluster')) {
    const id = clusterGroupOf(r.id);
    context.draft.groups.set(id, { id, vpc: '', guard: r.guard, place: r.place, open: [], rules: [rule('ingress', { kind: 'group', group: id }, r.guard, r.place), ...EVERYWHERE.map((peer) => rule('egress', peer, r.guard, r.place))] });
  }
}

export function readGroups(context: Context): void {
  const reader = new RuleReader(context);
  const inlineEgress = new Map<Id, Guard>();
  for (const r of context.ofType('AWS::EC2::SecurityGroup')) inlineEgress.set(r.id, reader.inline(r));
  const standalone = reader.standalone();
  for (const r of context.ofType('AWS::EC2::SecurityGroup')) defaultEgress(context, r, inlineEgress.get(r.id)!, standalone);
  defaultGroups(context);
  emrGroups(context);
  associations(context);
}

/** EMR adds rules to the groups that it is given to manage: traffic among them. */
function emrGroups(context: Context): void {
  for (const r of context.ofType('AWS::EMR::Cluster')) {
    const unknown = context.typeUnknown(r, 'EMR adds rules to the groups that it manages');
    const managed = ['EmrManagedMasterSecurityGroup', 'EmrManagedSlaveSecurityGroup', 'ServiceAccessSecurityGroup'].flatMap((name) => context.refs.all('group', viewOf(r).items(`Instances.${name}`))).filter((ref) => ref.unknown === undefined);
    for (const of of managed) {
      for (const peer of managed) {
        for (const direction of ['ingress', 'egress'] as const) context.draft.groups.get(of.id)?.rules.push(rule(direction, { kind: 'group', group: peer.id }, of.guard.and(peer.guard), r.place, unknown));
      }
    }
  }
}

function rule(direction: Direction, peer: RulePeer, guard: Guard, place: Place, hearsay?: Unknown): GroupRule {
  return { direction, peer, guard, place, connections: ALL, ...hearsay === undefined ? {} : { hearsay } };
}

/** There may be very many: the place is made when somebody asks. */
class StandaloneRule implements GroupRule {
  public readonly guard: Guard;
  readonly #resource: Resource;

  constructor(public readonly direction: Direction, resource: Resource, public readonly peer: RulePeer, public readonly connections: GroupRule['connections']) {
    this.guard = resource.guard;
    this.#resource = resource;
  }

  public get place(): Place {
    return this.#resource.place;
  }
}

/** Where an entry of a group's own list stands. */
class Entry {
  constructor(public readonly resource: Resource, private readonly property: string, private readonly index: number) {}

  public get place(): Place {
    return this.resource.placeOf(this.property, String(this.index));
  }
}

class InlineRule implements GroupRule {
  public readonly guard: Guard;
  readonly #at: Entry;

  constructor(public readonly direction: Direction, at: Entry, public readonly peer: RulePeer, public readonly connections: GroupRule['connections']) {
    this.guard = at.resource.guard;
    this.#at = at;
  }

  public get place(): Place {
    return this.#at.place;
  }
}

function groupsOf(context: Context, id: Id): readonly GroupDraft[] {
  const variants = context.refs.variants.get(id);
  const group = context.draft.groups.get(id);
  if (variants === undefined) return group === undefined ? NO_GROUPS : [group];
  return variants.map((v) => context.draft.groups.get(v.id)).filter((g) => g !== undefined);
}

const NO_GROUPS: readonly GroupDraft[] = [];
const INLINE = [['SecurityGroupIngress', 'ingress'], ['SecurityGroupEgress', 'egress']] as const;

class RuleReader {
  private readonly literalPeers = new Map<string, RulePeer>();
  private readonly groupPeers = new Map<Id, RulePeer>();
  /** What a symbol means where a group is named: many rules name few groups. */
  private readonly symbols = new Map<Sym, { readonly group?: GroupDraft; readonly peer?: RulePeer }>();

  constructor(private readonly context: Context) {}

  /** Adds the inline rules; answers when there is an egress rule among them. */
  public inline(r: Resource): Guard {
    const groups = groupsOf(this.context, r.id);
    const guards: Guard[] = [];
    for (const [property, direction] of INLINE) {
      if (r.written !== undefined && !Object.hasOwn(r.written, property)) continue;
      if (this.literals(r, property, direction, groups)) {
        if (direction === 'egress') guards.push(r.guard);
        continue;
      }
      if (r.value(property) === undefined) continue;
      for (const item of viewOf(r).items(property)) {
        if (direction === 'egress') guards.push(item.guard);
        const { value } = item;
        if (isMap(value)) this.inlineRule(direction, value, item.guard, item.place, groups);
        else for (const g of groups) g.open.push(unknownOf(value, item.place, 'not a rule'));
      }
    }
    return anyOf(guards);
  }

  /** The common case, without a detour: a list of literal CIDRs over literal ports, as CDK writes it. */
  private literals(r: Resource, property: string, direction: Direction, groups: readonly GroupDraft[]): boolean {
    const list = r.written?.[property];
    if (!Array.isArray(list) || list.length === 0 || r.guard.isNever()) return false;
    for (let i = 0; i < list.length; i++) if (!isLiteral(list[i], direction)) return false;
    for (let i = 0; i < list.length; i++) {
      const raw = list[i] as LiteralRule;
      const at = new Entry(r, property, i);
      const read = new InlineRule(direction, at, this.addresses(raw.CidrIp, 4, at), this.context.sets.rule(raw.IpProtocol, raw.FromPort, raw.ToPort, at));
      for (const g of groups) g.rules.push(read);
    }
    return true;
  }

  private inlineRule(direction: Direction, value: ValueMap, guard: Guard, place: Place, groups: readonly GroupDraft[]): void {
    this.rules(direction, (field) => (Object.hasOwn(value, field) ? value[field] as Plain : undefined), guard, place, groups);
  }

  /** Adds the standalone rules; answers when a group has an egress rule among them. */
  public standalone(): ReadonlyMap<Id, Guard> {
    const egress = new Map<Id, Guard>();
    const strangers: { readonly resource: Resource; readonly rules: readonly GroupRule[]; readonly unknown: Unknown }[] = [];
    for (const direction of ['ingress', 'egress'] as const) {
      for (const r of this.context.ofType(TYPES[direction])) {
        const own = r.value('GroupId');
        const known = own instanceof Sym ? this.named(own).group : undefined;
        if (known !== undefined && this.plain(r, direction, known)) {
          if (direction === 'egress') {
            const before = egress.get(known.id);
            if (before !== Guard.ALWAYS) egress.set(known.id, before === undefined ? r.guard : before.or(r.guard));
          }
          continue;
        }
        const items = r.alternatives('GroupId') as readonly { guard: Guard; value: Plain; place: Place }[];
        const named = items.length > 0 ? items : r.alternatives('GroupName') as typeof items;
        for (const ref of this.context.refs.all('group', named)) {
          const group = ref.unknown === undefined ? this.context.draft.groups.get(ref.id) : this.context.externals.group(ref.id, ref.unknown, ref.place);
          if (group === undefined) continue;
          const before = group.rules.length;
          this.rules(direction, (name) => r.value(name) as Plain | undefined, ref.guard, r.place, [group]);
          if (direction === 'egress') egress.set(ref.id, (egress.get(ref.id) ?? Guard.NEVER).or(ref.guard));
          if (ref.token) strangers.push({ resource: r, rules: group.rules.slice(before), unknown: ref.unknown! });
        }
      }
    }
    this.spread(strangers);
    return egress;
  }

  /** A group of these templates that stands in one VPC: itself, and as a peer. Nothing for any other symbol. */
  private named(sym: Sym): { readonly group?: GroupDraft; readonly peer?: RulePeer } {
    let known = this.symbols.get(sym);
    if (known === undefined) {
      const id = this.context.refs.idOf('group', sym);
      known = id === undefined || this.context.refs.variants.has(id) ? {} : { group: this.context.draft.groups.get(id), peer: this.groupPeer(id) };
      this.symbols.set(sym, known);
    }
    return known;
  }

  /** The common case, without a detour: literal ports, and one group or one literal CIDR as the peer. */
  private plain(r: Resource, direction: Direction, group: GroupDraft): boolean {
    const { written } = r;
    if (written === undefined) return false;
    const isIn = direction === 'ingress';
    const { IpProtocol: protocol, FromPort: from, ToPort: to, CidrIp: cidr } = written;
    if (typeof protocol !== 'string' || typeof from !== 'number' || typeof to !== 'number' || protocol.includes('{{') || written.CidrIpv6 !== undefined) return false;
    if ((isIn ? written.SourcePrefixListId : written.DestinationPrefixListId) !== undefined || (isIn && written.SourceSecurityGroupName !== undefined)) return false;
    const field = isIn ? 'SourceSecurityGroupId' : 'DestinationSecurityGroupId';
    const isGroup = written[field] !== undefined;
    let peer: RulePeer | undefined;
    if (isGroup && cidr === undefined) {
      const value = r.value(field);
      if (value instanceof Sym) peer = this.named(value).peer;
    } else if (!isGroup && typeof cidr === 'string' && !cidr.includes('{{')) peer = this.addresses(cidr, 4, r);
    if (peer === undefined) return false;
    group.rules.push(new StandaloneRule(direction, r, peer, this.context.sets.rule(protocol, from, to, r)));
    return true;
  }

  /** Rules on a group that is a token: perhaps one of another template. */
  private spread(strangers: readonly { readonly resource: Resource; readonly rules: readonly GroupRule[]; readonly unknown: Unknown }[]): void {
    if (strangers.length === 0) return;
    // One copy for each kind of rule and template; past a hundred, one that stands for them all.
    const copies = new Map<string, { readonly resource: Resource; readonly rule: GroupRule }>();
    for (const { resource, rules, unknown } of strangers) {
      for (const r of rules) {
        const wide = copies.size >= 100;
        const copy: GroupRule = { direction: r.direction, guard: r.guard, place: r.place, peer: r.peer, connections: r.connections, ...wide ? { peer: { kind: 'opaque', atom: `any ${unknown.token}`, of: 'groups', unknown }, connections: ALL } : {}, hearsay: unknown };
        const key = wide ? `${resource.template.key} ${r.direction}` : `${resource.template.key} ${r.direction} ${JSON.stringify([copy.peer.kind === 'addresses' ? copy.peer.text : copy.peer, copy.connections.may.toString()])}`;
        if (!copies.has(key)) copies.set(key, { resource, rule: copy });
      }
    }
    for (const { resource, rule: copy } of copies.values()) {
      const ids = [...this.context.strangers(resource, 'AWS::EC2::SecurityGroup'), ...this.context.strangers(resource, 'AWS::EC2::VPC').map(defaultGroupOf), ...this.context.strangers(resource, 'AWS::EKS::Cluster', 'Custom::AWSCDK-EKS-Cluster').map(clusterGroupOf)];
      for (const id of ids) this.context.draft.groups.get(id)?.rules.push(copy);
    }
  }

  private rules(direction: Direction, fields: Fields, guard: Guard, place: Place, groups: readonly GroupDraft[]): void {
    for (const branch of this.branches(direction, fields, guard)) {
      const connections = this.context.sets.rule(branch.fields('IpProtocol'), branch.fields('FromPort'), branch.fields('ToPort'), { place });
      const peers = this.peers(direction, branch.fields, branch.guard, place);
      const hearsay = peers.length > 1 && peers.every((p) => p.guard === branch.guard) ? this.context.unknown('two peers', place, 'EC2 takes one peer for each rule') : undefined;
      for (const { peer, guard: both } of peers) {
        const read: GroupRule = hearsay === undefined ? { direction, guard: both, place, peer, connections } : { direction, guard: both, place, peer, connections, hearsay };
        for (const group of groups) group.rules.push(read);
      }
    }
  }

  private peers(direction: Direction, fields: Fields, guard: Guard, place: Place): readonly { readonly guard: Guard; readonly peer: RulePeer }[] {
    const out: { guard: Guard; peer: RulePeer }[] = [];
    for (const family of [4, 6] as const) {
      const cidr = fields(family === 4 ? 'CidrIp' : 'CidrIpv6');
      if (cidr !== undefined && cidr !== null) out.push({ guard, peer: this.addresses(cidr, family, { place }) });
    }
    const [listField, groupField, nameField] = PEERS[direction];
    const list = fields(listField);
    if (list !== undefined && list !== null) for (const ref of prefixListRef(this.context, { guard, value: list, place })) out.push({ guard: ref.guard, peer: ref.peer });
    for (const field of [groupField, nameField]) {
      const group = field === undefined ? undefined : fields(field);
      if (group !== undefined && group !== null) for (const ref of this.context.refs.of('group', { guard, value: group, place })) out.push({ guard: ref.guard, peer: this.group(ref) });
    }
    if (out.length > 0) return out;
    return [{ guard, peer: { kind: 'opaque', atom: `${place.template}${place.pointer}`, of: 'addresses', unknown: this.context.unknown('no peer', place, 'EC2 creates no rule without a CIDR, a prefix list or a group') } }];
  }

  private addresses(value: Plain, family: 4 | 6, at: { readonly place: Place }): RulePeer {
    if (typeof value === 'string') {
      const known = this.literalPeers.get(`${family}${value}`);
      if (known !== undefined) return known;
      const read = this.context.sets.cidr(value);
      if (read.ok && read.family === family) {
        const peer: RulePeer = { kind: 'addresses', addresses: read.addresses, text: value };
        this.literalPeers.set(`${family}${value}`, peer);
        return peer;
      }
      const why = read.ok ? `not an IPv${family} CIDR` : read.why;
      const { place } = at;
      return { kind: 'opaque', atom: value, of: 'addresses', unknown: { token: shown(value), template: place.template, pointer: place.pointer, why } };
    }
    const { place } = at;
    const ref = this.context.refs.of('any', { guard: Guard.ALWAYS, value, place })[0];
    return { kind: 'opaque', atom: ref.unknown === undefined ? `${ref.id}` : atomOf(ref), of: 'addresses', unknown: unknownOf(value, place, 'not a CIDR') };
  }

  private group(ref: { readonly id: Id; readonly token?: true; readonly unknown?: Unknown; readonly place: Place; readonly guard: Guard }): RulePeer {
    if (ref.token) return { kind: 'opaque', atom: atomOf(ref), of: 'groups', unknown: ref.unknown! };
    if (ref.unknown !== undefined) this.context.externals.group(ref.id, ref.unknown, ref.place);
    return this.groupPeer(ref.id);
  }

  private groupPeer(id: Id): RulePeer {
    let peer = this.groupPeers.get(id);
    if (peer === undefined) this.groupPeers.set(id, peer = { kind: 'group', group: id });
    return peer;
  }

  /** A rule whose fields depend on conditions is one rule for each combination. */
  private branches(direction: Direction, fields: Fields, guard: Guard): readonly { readonly guard: Guard; readonly fields: Fields }[] {
    const chosen = [...COMMON, ...PEERS[direction]].filter((name) => fields(name) as unknown instanceof Choice);
    if (chosen.length === 0) return [{ guard, fields }];
    let out: { guard: Guard; values: ReadonlyMap<string, Plain | undefined> }[] = [{ guard, values: new Map() }];
    for (const name of chosen) {
      const value = fields(name);
      const present = alternativesOf(value as never, Guard.ALWAYS);
      const none = anyOf(present.map((p) => p.guard)).not();
      const options = [...present, ...none.isNever() ? [] : [{ guard: none, value: undefined }]];
      const next = out.flatMap((o) => options.map((p) => ({ guard: o.guard.and(p.guard), values: new Map([...o.values, [name, p.value]]) })).filter((o2) => !o2.guard.isNever()));
      if (next.length > BRANCHES) return [{ guard, fields }];
      out = next;
    }
    return out.map((o) => ({ guard: o.guard, fields: (name) => (o.values.has(name) ? o.values.get(name) : fields(name)) }));
  }
}

interface LiteralRule { readonly IpProtocol: string; readonly FromPort: number; readonly ToPort: number; readonly CidrIp: string }

/** Nothing in it that means anything is an expression. */
function isLiteral(raw: unknown, direction: Direction): raw is LiteralRule {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || intrinsicIn(raw as Readonly<Record<string, unknown>>) !== undefined) return false;
  const rule = raw as Readonly<Record<string, unknown>>;
  const { IpProtocol: protocol, FromPort: from, ToPort: to, CidrIp: cidr } = rule;
  if (typeof protocol !== 'string' || typeof from !== 'number' || typeof to !== 'number' || typeof cidr !== 'string' || rule.CidrIpv6 !== undefined || protocol.includes('{{') || cidr.includes('{{')) return false;
  for (const peer of PEERS[direction]) if (rule[peer] !== undefined) return false;
  return true;
}

function defaultEgress(context: Context, r: Resource, inline: Guard, standalone: ReadonlyMap<Id, Guard>): void {
  if (inline === Guard.ALWAYS) return;
  for (const group of groupsOf(context, r.id)) {
    const without = group.guard.and(inline.not());
    if (without.isNever()) continue;
    const beside = (standalone.get(group.id) ?? Guard.NEVER).and(without);
    const isWritten = r.value('SecurityGroupEgress') !== undefined;
    const alone = without.and(beside.not());
    const place = group.place;
    if (!alone.isNever()) {
      const hearsay = isWritten ? context.unknown('default egress rule', place, 'the list of egress rules is empty: whether the default rule stays is not documented') : undefined;
      for (const peer of EVERYWHERE) group.rules.push(rule('egress', peer, alone, place, hearsay));
    }
    if (!beside.isNever()) {
      const hearsay = context.unknown('default egress rule', place, 'AWS is said to strip the default egress rule of a group that has standalone ones');
      for (const peer of EVERYWHERE) group.rules.push(rule('egress', peer, beside, place, hearsay));
    }
  }
}

function defaultGroups(context: Context): void {
  const restricted = new Map<Id, { guard: Guard; unknown: Unknown }>();
  for (const r of context.ofType('Custom::VpcRestrictDefaultSG')) {
    for (const ref of context.refs.all('group', viewOf(r).items('DefaultSecurityGroupId'))) {
      restricted.set(ref.id, { guard: (restricted.get(ref.id)?.guard ?? Guard.NEVER).or(ref.guard), unknown: context.typeUnknown(r, 'a custom resource takes the rules of the default group away') });
    }
  }
  for (const r of context.ofType('AWS::EC2::VPC')) {
    const id = defaultGroupOf(r.id);
    const group = context.draft.groups.get(id);
    if (group === undefined) continue;
    const taken = restricted.get(id);
    for (const [guard, hearsay] of [[r.guard.and((taken?.guard ?? Guard.NEVER).not()), undefined], [r.guard.and(taken?.guard ?? Guard.NEVER), taken?.unknown]] as const) {
      if (guard.isNever()) continue;
      group.rules.push(rule('ingress', { kind: 'group', group: id }, guard, r.place, hearsay), ...EVERYWHERE.map((peer) => rule('egress', peer, guard, r.place, hearsay)));
    }
  }
}

/** A group that further VPCs may use. */
function associations(context: Context): void {
  for (const r of context.ofType('AWS::EC2::SecurityGroupVpcAssociation')) {
    const vpcs = context.vpcs(viewOf(r), 'VpcId', r);
    for (const ref of context.refs.all('group', viewOf(r).items('GroupId'))) {
      if (ref.unknown !== undefined) context.externals.group(ref.id, ref.unknown, ref.place);
      const group = context.draft.groups.get(ref.id) as GroupDraft & { alsoIn?: { guard: Guard; place: Place; vpc: Id }[] } | undefined;
      if (group !== undefined) (group.alsoIn ??= []).push(...vpcs.map((v) => ({ guard: v.guard.and(ref.guard), place: r.place, vpc: v.id })));
    }
  }
}

/**
 * The world as the prover walks it: interface classes with their grants (every rule of every group that they have, each under its
 * guard), indexed by the group that a rule names; and what stands where.
 *
 *   const world = prepare(network);           // once per world
 *   world.byId.get('App.Web')!.ingress.byGroup.get('App.AlbSg');
 *
 * A fact that is missing (a group, a subnet, a VPC that nothing describes) is a fact that is not known: everything in MAY, nothing
 * in MUST.
 */
import { AddressSet } from '../../algebra/address-set';
import type { Connection, ConnectionSet } from '../../algebra/connection-set';
import { type Bounds, exactly, type Place, type Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Forward, GroupRule, Id, InterfaceClass, NetworkWorld, RulePeer, SecurityGroup, Vpc } from '../../world/network/model';
import { type Accepted, acceptedBy, TAKES_ALL } from './accepts';
import { merged } from './merge';
import { ALL_IPV4, ALL_IPV6, ANYWHERE, EVERYTHING, intern, NOTHING, NOWHERE } from './sets';
import { type Spot, spotsOf } from './spots';

export type { Spot };

/** What a rule lets through, as one class has it. */
export class Grant {
  constructor(
    public readonly guard: Guard,
    /** `any`: nobody can say whom. `part`: the entries of a list that stand under the grant's guard. */
    public readonly peer: Exclude<RulePeer, { readonly kind: 'prefixList' }> | { readonly kind: 'prefixList'; readonly list: Id; readonly part?: AddressSet } | { readonly kind: 'any' },
    public readonly may: ConnectionSet,
    /** Nothing, where it counts in MAY only. */
    public readonly must: ConnectionSet,
    private readonly written: { readonly place: Place },
    public readonly group: Id | undefined,
    public readonly unknowns: readonly Unknown[],
    /** The rules that it stands for, where it is several. */
    public readonly parts?: readonly Grant[],
  ) {}

  /** Worked out where it is shown: most rules are never. */
  public get place(): Place {
    return this.written.place;
  }

  public under(guard: Guard): Grant {
    return guard === Guard.ALWAYS ? this : new Grant(this.guard.and(guard), this.peer, this.may, this.must, this.written, this.group, this.unknowns, this.parts);
  }

  /** Many rules in one. */
  public standingFor(peer: Grant['peer'], over: ConnectionSet, parts: readonly Grant[]): Grant {
    return new Grant(this.guard, peer, over, over, this.written, this.group, this.unknowns, parts);
  }

  /** The rule that takes a packet from or to this address. */
  public partFor(address: string | undefined, connection: Connection): Grant {
    return this.parts?.find(({ peer, may }) => may.contains(connection) && (peer.kind !== 'addresses' || (address !== undefined && address !== '' && peer.addresses.contains(address)))) ?? this;
  }
}

export interface Grants {
  readonly byGroup: ReadonlyMap<Id, readonly Grant[]>;
  /** Grants that name no group. */
  readonly wide: readonly Grant[];
}

export interface Node {
  readonly index: number;
  readonly id: Id;
  /** Undefined for an entry that is no interface. */
  readonly face?: InterfaceClass;
  readonly guard: Guard;
  readonly vpc: Id;
  readonly outside: boolean;
  /** Whose place is worked out where it is shown. */
  readonly written: { readonly place: Place };
  /** It starts only what it forwards. */
  readonly proxy: boolean;
  /** Every grant of it is certain and always there: MAY and MUST are one. */
  readonly exact: boolean;
  /** One interface, and so none beside it to talk to. */
  readonly single: boolean;
  readonly groups: ReadonlyMap<Id, Guard>;
  /** Under which it has groups that nobody can name. */
  readonly opaque: readonly (readonly [Guard, Unknown])[];
  readonly ungrouped: boolean;
  readonly spots: readonly Spot[];
  readonly egress: Grants;
  readonly ingress: Grants;
  /** A connection has to be in one of them. */
  readonly accepts: readonly Accepted[];
  readonly forwards: readonly IndexedForward[];
  /** Forwards by which something reaches it that is no interface. */
  readonly entry: readonly Forward[];
}

export interface IndexedForward {
  readonly index: number;
  readonly forward: Forward;
}

export interface Prepared {
  readonly network: NetworkWorld;
  readonly nodes: readonly Node[];
  readonly byId: ReadonlyMap<Id, Node>;
  /** Classes that have a group, by group. */
  readonly holders: ReadonlyMap<Id, readonly Node[]>;
  /** Classes with a token in their list of groups. */
  readonly opaqueHolders: readonly Node[];
  /** Addresses of VPCs of this world: what is certainly theirs, and what may be. */
  readonly insideMust: AddressSet;
  readonly insideMay: AddressSet;
  readonly memo: Map<string, unknown>;
  /** By index of a class, the other interfaces of its machine. */
  readonly siblings: ReadonlyMap<number, readonly Node[]>;
}

const PREPARED = new WeakMap<NetworkWorld, Prepared>();
/** Types of which one resource is one network interface at a time. */
const SINGLE: ReadonlySet<string> = new Set(['AWS::EC2::Instance', 'AWS::EC2::NetworkInterface', 'AWS::RDS::DBInstance']);
const PROXIES: ReadonlySet<string> = new Set(['balancer', 'link', 'endpoint']);

export function prepare(network: NetworkWorld): Prepared {
  const known = PREPARED.get(network);
  if (known !== undefined) return known;
  const forwards = new Map<Id, IndexedForward[]>();
  network.forwards.forEach((forward, index) => {
    const list = forwards.get(forward.source);
    if (list === undefined) forwards.set(forward.source, [{ index, forward }]);
    else list.push({ index, forward });
  });
  const shared: Shared = { rules: new Map(), spots: new Map() };
  const nodes: Node[] = [];
  for (const id of [...network.interfaces.keys()].sort()) nodes.push(interfaceNode(network, network.interfaces.get(id)!, nodes.length, forwards.get(id) ?? NO_FORWARDS, shared));
  for (const [id, list] of [...forwards].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!network.interfaces.has(id)) nodes.push(entryNode(id, nodes.length, list));
  }
  const holders = new Map<Id, Node[]>();
  for (const node of nodes) {
    for (const group of node.groups.keys()) {
      const list = holders.get(group);
      if (list === undefined) holders.set(group, [node]);
      else list.push(node);
    }
  }
  const own = [...network.vpcs.values()];
  const byId = new Map(nodes.map((n) => [n.id, n]));
  const prepared: Prepared = {
    network,
    nodes,
    byId,
    siblings: siblingsOf(network, byId),
    holders,
    opaqueHolders: nodes.filter((n) => n.opaque.length > 0),
    insideMust: AddressSet.unionOf(own.filter((v) => v.guard.isAlways()).map((v) => v.addresses.must)),
    // A VPC whose range a token hides may have any; the internet is not in it all the same.
    insideMay: AddressSet.unionOf(own.flatMap(({ addresses: { may, must, unknowns } }) => [ALL_IPV4, ALL_IPV6].map((of) => (unknowns.length > 0 && must.intersection(of).isEmpty() ? NOWHERE : may.intersection(of))))),
    memo: new Map(),
  };
  PREPARED.set(network, prepared);
  return prepared;
}

function siblingsOf(network: NetworkWorld, byId: ReadonlyMap<Id, Node>): ReadonlyMap<number, readonly Node[]> {
  const out = new Map<number, readonly Node[]>();
  for (const machine of network.machines ?? []) {
    const nodes = machine.map((id) => byId.get(id)).filter((n) => n !== undefined);
    for (const node of nodes) out.set(node.index, [...out.get(node.index) ?? [], ...nodes.filter((n) => n !== node)]);
  }
  return out;
}

/** A VPC carries no broadcast: the rule that closes a group (CDK's too) names an address that nobody has. */
const NOBODY = AddressSet.cidr('255.255.255.255/32');

const NO_FORWARDS: readonly IndexedForward[] = [];

interface RuleSet {
  readonly ingress: readonly Grant[];
  readonly egress: readonly Grant[];
  /** The same, for whoever has this group alone. */
  alone?: { readonly ingress: Grants; readonly egress: Grants; readonly exact: boolean };
}

/** What several classes have in common, made once. */
interface Shared {
  readonly rules: Map<Id, RuleSet>;
  readonly spots: Map<InterfaceClass['placements'], readonly Spot[]>;
}

/** Grants of a group, whoever has it. */
function rulesOfGroup(network: NetworkWorld, id: Id, { rules: memo }: Shared): RuleSet {
  const known = memo.get(id);
  if (known !== undefined) return known;
  const group = network.groups.get(id);
  const open = openGrants(group, id);
  const made: { ingress: Grant[]; egress: Grant[] } = { ingress: [...open], egress: [...open] };
  for (const rule of group?.rules ?? []) {
    const guard = group!.guard.and(rule.guard);
    if (guard.isNever() || (rule.peer.kind === 'addresses' && rule.peer.addresses.isSubsetOf(NOBODY))) continue;
    if (rule.peer.kind === 'prefixList') for (const [under, peer] of peersOf(network, rule.peer)) made[rule.direction].push(grantOf(rule, guard.and(under), peer, id));
    else made[rule.direction].push(grantOf(rule, guard, rule.peer, id));
  }
  const few: RuleSet = { ingress: merged(made.ingress), egress: merged(made.egress) };
  memo.set(id, few);
  return few;
}

function grantOf(rule: GroupRule, guard: Guard, peer: Grant['peer'], id: Id): Grant {
  const may = intern(rule.connections.may);
  const { unknowns } = rule.connections;
  if (unknowns.length === 0 && rule.hearsay === undefined && peer.kind !== 'opaque') return new Grant(guard, peer, may, may, rule, id, NO_UNKNOWNS);
  const must = rule.hearsay !== undefined || peer.kind === 'opaque' ? NOTHING : intern(rule.connections.must);
  return new Grant(guard, peer, may, must, rule, id, [...rule.hearsay === undefined ? [] : [rule.hearsay], ...peer.kind === 'opaque' ? [peer.unknown] : [], ...unknowns]);
}

/** A list with entries under conditions is as many rules as it has of these. */
function peersOf(network: NetworkWorld, peer: RulePeer): readonly (readonly [Guard, Grant['peer']])[] {
  const parts = peer.kind === 'prefixList' ? network.prefixLists.get(peer.list)?.parts : undefined;
  return parts === undefined ? [[Guard.ALWAYS, peer]] : parts.map((p) => [p.guard, { ...peer, part: p.addresses } as Grant['peer']] as const);
}

/** What a rule that names a list means by it. */
export function entriesOf(network: NetworkWorld, { list, part }: { readonly list: Id; readonly part?: AddressSet }): Bounds<AddressSet> | undefined {
  return part === undefined ? network.prefixLists.get(list)?.entries : exactly(part);
}

const NO_UNKNOWNS: readonly Unknown[] = [];
const NOWHERE_WRITTEN = { place: { template: '', pointer: '', resource: '' } };

function openGrants(group: SecurityGroup | undefined, id: Id): Grant[] {
  const missing: Unknown = { token: id, template: '', pointer: '', why: 'the rules of this group are not in the given templates' };
  if (group !== undefined && group.open.length === 0) return [];
  return [new Grant(group?.guard ?? Guard.ALWAYS, { kind: 'any' }, EVERYTHING, NOTHING, group ?? NOWHERE_WRITTEN, id, group?.open ?? [missing])];
}

function interfaceNode(network: NetworkWorld, face: InterfaceClass, index: number, forwards: readonly IndexedForward[], shared: Shared): Node {
  const vpc = network.vpcs.get(face.vpc);
  const groups = new Map<Id, Guard>();
  const opaque: (readonly [Guard, Unknown])[] = [];
  let rest: Guard = face.ungrouped || face.outside ? Guard.NEVER : Guard.ALWAYS;
  for (const attachment of face.attachments) {
    if (attachment.group === undefined) opaque.push([attachment.guard, attachment.unknown]);
    else groups.set(attachment.group, (groups.get(attachment.group) ?? Guard.NEVER).or(attachment.guard));
    if (!rest.isNever()) rest = attachment.guard === Guard.ALWAYS ? Guard.NEVER : rest.and(attachment.guard.not());
  }
  if (!rest.isNever()) {
    if (vpc === undefined) opaque.push([rest, { token: face.vpc, template: face.place.template, pointer: face.place.pointer, why: 'its VPC, and so its default group, is not known' }]);
    else groups.set(vpc.defaultGroup, (groups.get(vpc.defaultGroup) ?? Guard.NEVER).or(rest));
    // The default group of a VPC outside has an id that rules may name.
    if (vpc?.external === true) opaque.push([rest, vpc.addresses.unknowns[0]]);
  }
  const { ingress, egress, exact } = grantsOf(network, face, groups, opaque, shared);
  return {
    index, id: face.id, face, guard: face.guard, vpc: face.vpc, outside: face.outside, written: face,
    proxy: PROXIES.has(face.role),
    single: SINGLE.has(face.type),
    exact: exact && face.guard === Guard.ALWAYS && face.accepts.unknowns.length === 0 && opaque.length === 0,
    groups, opaque, ungrouped: face.ungrouped, forwards, entry: [],
    spots: face.outside ? [] : spotsIn(network, face, vpc, shared),
    egress, ingress,
    accepts: acceptedBy(face),
  };
}

/** Classes that stand in the same subnets share their places. */
function spotsIn(network: NetworkWorld, face: InterfaceClass, vpc: Vpc | undefined, { spots }: Shared): readonly Spot[] {
  if (face.placements.length === 0) return spotsOf(network, face, vpc);
  let known = spots.get(face.placements);
  if (known === undefined) spots.set(face.placements, known = spotsOf(network, face, vpc));
  return known;
}

/** All that its groups let through; `exact` where that is certain. */
function grantsOf(network: NetworkWorld, face: InterfaceClass, groups: Node['groups'], opaque: Node['opaque'], shared: Shared): Pick<Node, 'ingress' | 'egress' | 'exact'> {
  const free = face.ungrouped || face.outside;
  if (groups.size === 1 && !free && opaque.length === 0) {
    const [[id, guard]] = groups;
    const rules = rulesOfGroup(network, id, shared);
    if (guard === Guard.ALWAYS) return (rules.alone ??= { ingress: indexed(rules.ingress), egress: indexed(rules.egress), exact: rules.egress.every(isExact) && rules.ingress.every(isExact) });
  }
  const egress: Grant[] = [];
  const ingress: Grant[] = [];
  if (free) {
    const grant = new Grant(Guard.ALWAYS, { kind: 'addresses', addresses: ANYWHERE, text: 'any' }, EVERYTHING, EVERYTHING, face, undefined, NO_UNKNOWNS);
    egress.push(grant);
    ingress.push(grant);
  }
  for (const [guard, unknown] of opaque) {
    const grant = new Grant(guard, { kind: 'any' }, EVERYTHING, NOTHING, face, undefined, [unknown]);
    egress.push(grant);
    ingress.push(grant);
  }
  for (const [id, guard] of groups) {
    const rules = rulesOfGroup(network, id, shared);
    for (const grant of rules.egress) egress.push(grant.under(guard));
    for (const grant of rules.ingress) ingress.push(grant.under(guard));
  }
  return { ingress: indexed(ingress), egress: indexed(egress), exact: egress.every(isExact) && ingress.every(isExact) };
}

function entryNode(id: Id, index: number, list: readonly IndexedForward[]): Node {
  return {
    index, id, guard: list.map((f) => f.forward.guard).reduce((a, b) => a.or(b)), vpc: '', outside: false, written: list[0].forward, proxy: true, single: true, exact: false,
    groups: new Map(), opaque: [], ungrouped: true, spots: [], egress: NO_GRANTS, ingress: NO_GRANTS, accepts: TAKES_ALL, forwards: list,
    entry: list.map((f) => f.forward).filter((f) => f.entry !== undefined),
  };
}

function isExact(grant: Grant): boolean {
  return grant.guard === Guard.ALWAYS && grant.may === grant.must;
}

/** MAY: an external VPC that a token names may be one that another template makes. */
export function isOneVpc(world: Prepared, a: Id, b: Id, mode: 'may' | 'must' | 'sure'): boolean {
  if (a === b || mode !== 'may') return a === b;
  const { vpcs } = world.network;
  return vpcs.get(a)?.mayBe?.has(b) === true || vpcs.get(b)?.mayBe?.has(a) === true;
}

const NO_GRANTS: Grants = { byGroup: new Map(), wide: [] };

function indexed(grants: readonly Grant[]): Grants {
  const byGroup = new Map<Id, Grant[]>();
  const wide: Grant[] = [];
  for (const grant of grants) {
    if (grant.guard.isNever()) continue;
    if (grant.peer.kind !== 'group') wide.push(grant);
    else {
      const list = byGroup.get(grant.peer.group);
      if (list === undefined) byGroup.set(grant.peer.group, [grant]);
      else list.push(grant);
    }
  }
  return { byGroup, wide };
}

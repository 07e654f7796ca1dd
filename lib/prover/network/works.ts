/**
 * Whether a connection from one end to another works for every choice, pair by pair: the meaning of `permits` and of "nothing
 * less". What is required of each pair is made here, what its hops carry comes from hop.ts, and permits.ts compares the two.
 *
 *   const works = new Works(names);
 *   works.between(web, db, over)          // two classes
 *   works.outwards(web, PUBLIC, over)     // from a class to addresses
 *
 * Addresses: over IPv4 where both ends have it. Towards the internet every public address of the families that both have.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import { TrafficSet } from '../../algebra/traffic-set';
import type { BlockedBy } from '../../contract/verdicts';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Id, PrefixList } from '../../world/network/model';
import { blockedBetween, blockedByRules, blockedInwards, blockedOutwards } from './blocked';
import { groupGrants } from './group-ends';
import { terms } from './hop';
import { inTerms, outTerms } from './outside';
import type { Term } from './term';
import type { Names } from './names';
import { type Judged, permits, type Required, type Rest } from './permits';
import { entriesOf, type Grant, type Node, type Prepared, type Spot } from './prepare';
import { placeUnknowns } from './place-unknowns';
import { ALL_IPV4, ALL_IPV6, ANY_PORT, ANYWHERE, NOWHERE, PUBLIC, PUBLIC_IPV4 } from './sets';

export interface Outcome {
  readonly verdict: 'proved' | 'violated' | 'unknown';
  readonly unknowns: readonly Unknown[];
  readonly blockedBy: readonly BlockedBy[];
  /** Of a violated one: under which choice it does not work. */
  readonly rest?: Rest;
  readonly nodes: readonly Node[];
}

const PROVED: Outcome = { verdict: 'proved', unknowns: [], blockedBy: [], nodes: [] };

/** The worst of them; nothing at all is proved. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  const violated = outcomes.find((o) => o.verdict === 'violated');
  if (violated !== undefined) return violated;
  const unknown = outcomes.filter((o) => o.verdict === 'unknown');
  return unknown.length === 0 ? PROVED : { ...unknown[0], unknowns: unknown.flatMap((o) => o.unknowns) };
}

/** What stands in the way where this guard holds. */
type Because = (under?: Guard) => BlockedBy[];

export class Works {
  private readonly world: Prepared;

  constructor(private readonly names: Names) {
    this.world = names.world;
  }

  public between(from: Node, to: Node, over: ConnectionSet): Outcome {
    const exists = from.guard.and(to.guard);
    if (exists.isNever() || (from === to && from.single)) return PROVED;
    const sure = terms(this.world, from, to, 'sure');
    const may = terms(this.world, from, to, 'may');
    const nodes = [from, to];
    const because: Because = (under) => blockedBetween(this.names, from, to, over, under);
    if (from.outside || to.outside) return { verdict: exists.isSure ? 'violated' : 'unknown', unknowns: [], blockedBy: because(), rest: { guard: exists, traffic: NO_TRAFFIC }, nodes };
    return worst(spotsOf(from).flatMap((a) => spotsOf(to).map((b): Outcome => {
      const guard = exists.and(a?.guard ?? Guard.ALWAYS).and(b?.guard ?? Guard.ALWAYS);
      if (guard.isNever()) return PROVED;
      const isHere = (t: Term): boolean => t.from.kind === 'node' && t.from.spot === a && t.to.kind === 'node' && t.to.spot === b;
      return this.judged({ guard, near: a, far: b, over, sure: sure.filter(isHere), may: may.filter(isHere), because, nodes });
    })));
  }

  private judged({ guard, near, far, over, sure, may, because, nodes }: { guard: Guard; near?: Spot; far?: Spot; over: ConnectionSet; sure: readonly Term[]; may: readonly Term[]; because: Because; nodes: readonly Node[] }): Outcome {
    const family = (near?.may.ipv4.length ?? 1) > 0 && (far?.may.ipv4.length ?? 1) > 0 ? ALL_IPV4 : ALL_IPV6;
    const all = (spot: Spot | undefined): AddressSet => (spot?.may ?? ANYWHERE).intersection(family);
    const certain = (spot: Spot | undefined): AddressSet => (spot?.must ?? ANYWHERE).intersection(family);
    const required: Required = { guard: guard.isSure ? guard : Guard.ALWAYS, source: all(near), destination: all(far), over };
    const isHidden = [near, far].some((spot) => spot !== undefined && !spot.hidden.intersection(family).isEmpty());
    const certainly: Required | undefined = !guard.isSure || near?.index === -1 || far?.index === -1 || (isHidden && may.length > 0) ? undefined : { guard, source: certain(near), destination: certain(far), over };
    return this.outcome(permits(required, certainly, sure, may), may, because, nodes);
  }

  private outcome(judged: Judged, may: readonly Term[], because: Because, nodes: readonly Node[]): Outcome {
    if (judged.verdict === 'proved') return { ...PROVED, nodes };
    if (judged.verdict === 'violated') return { verdict: 'violated', unknowns: [], blockedBy: because(judged.rest.guard), rest: judged.rest, nodes };
    const unknowns = [...may.flatMap((t) => t.unknowns), ...nodes.flatMap((n) => placeUnknowns(this.world, n))];
    const [first] = nodes;
    // Everything is known, and still MAY and MUST differ: only what replies need does that.
    if (unknowns.length === 0) unknowns.push({ token: 'replies', template: first?.written.place.template ?? '', pointer: first?.written.place.pointer ?? '', why: 'lists or routes stop replies of a protocol without connections; whether it needs them is not known' });
    return { verdict: 'unknown', unknowns, blockedBy: [], nodes };
  }

  /** From a class to addresses outside; what of them lies in a VPC of the world is a matter of rules alone. */
  public outwards(from: Node, addresses: AddressSet, over: ConnectionSet, where: string): Outcome {
    return this.outside(from, addresses, over, where, 'out');
  }

  public inwards(to: Node, addresses: AddressSet, over: ConnectionSet, where: string): Outcome {
    return this.outside(to, addresses, over, where, 'in');
  }

  /** `under`: where it is asked at all. */
  private outside(node: Node, addresses: AddressSet, over: ConnectionSet, where: string, direction: 'in' | 'out', under: Guard = Guard.ALWAYS): Outcome {
    const exists = node.guard.and(under);
    if (exists.isNever()) return PROVED;
    const ours = this.world.insideMay.union(this.world.insideMust);
    const open = addresses.intersection(PUBLIC);
    const far = (open.isEmpty() ? addresses : open).difference(ours);
    const inner = addresses.intersection(ours);
    const because: Because = (when) => (direction === 'in' ? blockedInwards(this.names, node, far, where, over, when) : blockedOutwards(this.names, node, far, where, over, when));
    const isOutside = (t: Term): boolean => { const end = direction === 'in' ? t.from : t.to; return end.kind === 'outside' && end.list === undefined; };
    const sure = (direction === 'in' ? inTerms : outTerms)(this.world, node, 'sure').filter(isOutside);
    const may = (direction === 'in' ? inTerms : outTerms)(this.world, node, 'may').filter(isOutside);
    if (node.outside && direction === 'in') return { verdict: exists.isSure && node.face?.answers === undefined ? 'violated' : 'unknown', unknowns: node.face?.answers === undefined ? [] : [node.face.answers], blockedBy: because(), rest: { guard: exists, traffic: NO_TRAFFIC }, nodes: [node] };
    const outcomes = far.isEmpty() ? [] : spotsOf(node).flatMap((spot) => familiesOf(spot, far, !open.isEmpty(), direction).map((part): Outcome => {
      const guard = exists.and(spot?.guard ?? Guard.ALWAYS);
      if (guard.isNever()) return PROVED;
      const isHere = (t: Term): boolean => { const end = direction === 'in' ? t.to : t.from; return end.kind === 'node' && end.spot === spot; };
      const [all, must] = [(spot?.may ?? ANYWHERE), (spot?.must ?? ANYWHERE)].map((s) => s.intersection(part.ipv4.length > 0 ? ALL_IPV4 : ALL_IPV6));
      const need = (g: Guard, near: AddressSet): Required => (direction === 'in' ? { guard: g, source: part, destination: near, over } : { guard: g, source: near, destination: part, over });
      const here = may.filter(isHere);
      const certainly = !guard.isSure || spot?.index === -1 || (spot !== undefined && !spot.hidden.intersection(part.ipv4.length > 0 ? ALL_IPV4 : ALL_IPV6).isEmpty() && here.length > 0) ? undefined : need(guard, must.isEmpty() ? all : must);
      return this.outcome(permits(need(guard.isSure ? guard : Guard.ALWAYS, all), certainly, sure.filter(isHere), here), here, because, [node]);
    }));
    // Somebody else inside a VPC: who that is nobody declared; the rule has to take them.
    if (!inner.isEmpty() && open.isEmpty()) outcomes.push(this.byRules(node, inner, over, where, direction, exists));
    return worst(outcomes);
  }

  private byRules(node: Node, far: AddressSet, over: ConnectionSet, where: string, direction: 'in' | 'out', guard: Guard): Outcome {
    const grants = direction === 'in' ? node.ingress.wide : node.egress.wide;
    const sides = (mode: 'sure' | 'may'): Term[] => grants.map((g) => asTerm(this.world, g, mode, direction, node));
    const need: Required = direction === 'in' ? { guard, source: far, destination: ANYWHERE, over } : { guard, source: ANYWHERE, destination: far, over };
    const because: Because = () => blockedByRules(this.names, node, direction === 'in' ? 'ingress' : 'egress', where, grants, over);
    return this.outcome(permits(need, guard.isSure ? need : undefined, sides('sure'), sides('may')), sides('may'), because, [node]);
  }

  /** To a prefix list of unknown entries, or from one. */
  public list(node: Node, list: PrefixList, over: ConnectionSet, where: string, direction: 'in' | 'out'): Outcome {
    if (list.parts !== undefined) return worst(list.parts.map((p) => this.outside(node, p.addresses, over, where, direction, p.guard)));
    if (list.entries.unknowns.length === 0) return this.outside(node, list.entries.may, over, where, direction);
    const isIt = (t: Term): boolean => { const end = direction === 'in' ? t.from : t.to; return end.kind === 'outside' && end.list === list.id; };
    const sure = (direction === 'in' ? inTerms : outTerms)(this.world, node, 'sure').filter(isIt);
    const may = (direction === 'in' ? inTerms : outTerms)(this.world, node, 'may').filter(isIt);
    const because: Because = (when) => (direction === 'in' ? blockedInwards(this.names, node, PUBLIC_IPV4, where, over, when) : blockedOutwards(this.names, node, PUBLIC_IPV4, where, over, when));
    if (node.outside && direction === 'out') return { ...PROVED, nodes: [node] };
    return worst(spotsOf(node).map((spot): Outcome => {
      const guard = node.guard.and(spot?.guard ?? Guard.ALWAYS);
      if (guard.isNever()) return PROVED;
      const isHere = (t: Term): boolean => { const end = direction === 'in' ? t.to : t.from; return end.kind === 'node' && end.spot === spot; };
      const near = (spot?.may ?? ANYWHERE).intersection(ALL_IPV4);
      const need = (g: Guard): Required => (direction === 'in' ? { guard: g, source: PUBLIC_IPV4, destination: near, over } : { guard: g, source: near, destination: PUBLIC_IPV4, over });
      const here = may.filter(isHere);
      // What its entries are nobody knows: it is certainly cut off only where nothing at all passes.
      const certainly = guard.isSure && here.length === 0 && spot?.index !== -1 ? need(guard) : undefined;
      return this.outcome(permits(need(guard.isSure ? guard : Guard.ALWAYS), certainly, sure.filter(isHere), here), here, because, [node]);
    }));
  }

  /** To or from a group of somebody else: what the world's own rules say of it. */
  public group(node: Node, group: Id, over: ConnectionSet, where: string, direction: 'in' | 'out'): Outcome {
    if (node.guard.isNever()) return PROVED;
    if (node.ungrouped && !node.outside) return { ...PROVED, nodes: [node] };
    const sides = (mode: 'sure' | 'may'): Term[] => groupGrants(node, group, direction, mode).filter((g) => mode === 'may' || g.peer.kind === 'group').map((g) => ({ ...asTerm(this.world, g, mode, direction, node), source: ANYWHERE, destination: ANYWHERE }));
    const need: Required = { guard: node.guard, source: ANYWHERE, destination: ANYWHERE, over };
    const because: Because = () => blockedByRules(this.names, node, direction === 'in' ? 'ingress' : 'egress', where, groupGrants(node, group, direction, 'must'), over);
    return this.outcome(permits(need, node.guard.isSure ? need : undefined, sides('sure'), sides('may')), sides('may'), because, [node]);
  }
}

const NO_TRAFFIC = TrafficSet.none();

/** A class without places (an entry, a workload in no VPC) is one place without addresses. */
function spotsOf(node: Node): readonly (Spot | undefined)[] {
  return node.spots.length === 0 ? [undefined] : node.spots;
}

/** The families in which the class can have such a connection at all; all that are asked for where it can in none. */
function familiesOf(spot: Spot | undefined, far: AddressSet, isPublic: boolean, direction: 'in' | 'out'): AddressSet[] {
  const parts = [far.intersection(ALL_IPV4), far.intersection(ALL_IPV6)].filter((p) => !p.isEmpty());
  if (spot === undefined || parts.length < 2) return parts;
  const able = parts.filter((p) => (p.ipv4.length > 0 ? spot.may.ipv4.length > 0 && (direction === 'out' || !isPublic || spot.publicIpv4.is !== 'no') : spot.may.ipv6.length > 0 && spot.ipv6.is !== 'no'));
  return able.length === 0 ? parts : able;
}

/** A grant by itself, as if packets got everywhere. */
function asTerm(world: Prepared, grant: Grant, mode: 'sure' | 'may', direction: 'in' | 'out', node: Node): Term {
  const { peer } = grant;
  const entries = peer.kind === 'prefixList' ? entriesOf(world.network, peer) : undefined;
  const far = peer.kind === 'addresses' ? peer.addresses : mode === 'may' ? entries?.may ?? ANYWHERE : entries?.must ?? NOWHERE;
  return {
    guard: grant.guard, source: direction === 'in' ? far : ANYWHERE, destination: direction === 'in' ? ANYWHERE : far, over: mode === 'may' ? grant.may : grant.must, ports: ANY_PORT,
    from: { kind: 'node', node }, to: { kind: 'node', node }, unknowns: grant.unknowns,
  };
}

/**
 * Edges that nobody declared, gathered by their two ends:
 *
 *   const excess = new ExcessBook(context);
 *   excess.look(mayTerms, mustTerms)
 *   excess.all()      // one entry for each pair of ends
 *
 * An edge in MUST is certain; what MAY adds to it is not. Outside ends are named by what is open to them: `internet` where all of it
 * is, else their CIDRs; what only a token opens is named by the token and the segments that it may be, so that one unknown rule is
 * one entry. Keys tell what a name leaves out: whoever accepted a part of something has not accepted the rest.
 */
import { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { TrafficSet } from '../../algebra/traffic-set';
import type { Unknown } from '../../world/facts';
import type { Declared } from './declared';
import type { End, Term } from './term';
import type { Names, Segment } from './names';
import type { Prepared } from './prepare';
import { intern, isNothing, join, NOTHING, PUBLIC_IPV4, PUBLIC_IPV6 } from './sets';
import { compare } from './verdict';

export interface Left {
  readonly term: Term;
  readonly over: ConnectionSet;
  readonly traffic?: TrafficSet;
}

export interface Excess {
  readonly source: Label;
  readonly destination: Label;
  readonly segments: Segment[];
  certain: ConnectionSet;
  possible: ConnectionSet;
  readonly must: Left[];
  readonly may: Left[];
  readonly unknowns: Unknown[];
}

export interface Label {
  readonly label: string;
  readonly key: string;
  /** Of a token: the end that is whatever it is. */
  readonly side?: Side;
}

type Side = 'source' | 'destination';

const MOST_NAMES = 3;

export class ExcessBook {
  private readonly book = new Map<string, Excess>();

  constructor(private readonly names: Names, private readonly declared: Declared) {}

  public look(may: readonly Term[], must: readonly Term[]): void {
    const certain = this.left(must);
    // What is certain already needs no second word.
    const possible = this.left(may).filter((l) => !certain.some((c) => isSaid(l, c, this.names.world)));
    for (const [ends, list] of this.grouped(certain, false)) {
      const entry = this.entry(ends);
      for (const l of list) {
        entry.must.push(l);
        entry.certain = join(entry.certain, l.over);
      }
    }
    for (const [ends, list] of this.grouped(possible, true)) {
      const over = list.reduce((sum, l) => join(sum, l.over), NOTHING);
      const known = this.book.get(keyOf(ends));
      const more = known === undefined ? over : intern(over.difference(known.certain));
      if (isNothing(more)) continue;
      const entry = this.entry(ends);
      entry.may.push(...list);
      entry.possible = join(entry.possible, more);
      entry.unknowns.push(...list.flatMap((l) => [...l.term.unknowns, ...l.term.guard.isSure ? [] : [UNSURE], ...othersAt(l, this.names.world)]));
    }
  }

  public all(): readonly Excess[] {
    return [...this.book.values()].map((e) => ({ ...e, source: this.named(e.source, e), destination: this.named(e.destination, e) }));
  }

  /** `Ref GroupId (db, web)`: a token, with the segments that it may stand for. */
  private named({ label, key, side }: Label, { may }: Excess): Label {
    if (side === undefined) return { label, key };
    const segments = [...new Map(may.flatMap((l) => this.declared.segmentsOf(l.term[END[side]])).map((s) => [s.key, s.label]))].sort(([a], [b]) => compare(a, b));
    const names = segments.map(([, name]) => name);
    const shown = names.length <= MOST_NAMES ? names.join(', ') : `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
    return { label: names.length === 0 ? label : `${label} (${shown})`, key: [key, ...segments.map(([k]) => k)].join(' ') };
  }

  private left(terms: readonly Term[]): Left[] {
    return terms.flatMap((term): Left[] => {
      const left = this.declared.left(term);
      return left === undefined ? [] : [{ term, ...left }];
    });
  }

  private entry(ends: Ends): Excess {
    const key = keyOf(ends);
    const known = this.book.get(key);
    if (known !== undefined) {
      // One name may stand for several ends: a token, of which any one may be a member's.
      known.segments.push(...ends.segments.filter((s) => !known.segments.includes(s)));
      return known;
    }
    const made: Excess = { ...ends, certain: NOTHING, possible: NOTHING, must: [], may: [], unknowns: [] };
    this.book.set(key, made);
    return made;
  }

  /** By the names of the two ends. */
  private grouped(left: readonly Left[], byToken: boolean): [Ends, Left[]][] {
    const groups = new Map<string, [Ends, Left[]]>();
    const add = (source: Label, destination: Label, l: Left): void => {
      const ends: Ends = { source, destination, segments: [...this.declared.segmentsOf(l.term.from), ...this.declared.segmentsOf(l.term.to)] };
      const group = groups.get(keyOf(ends));
      if (group === undefined) groups.set(keyOf(ends), [ends, [l]]);
      else {
        group[0].segments.push(...ends.segments.filter((s) => !group[0].segments.includes(s)));
        group[1].push(l);
      }
    };
    const inwards: Left[] = [];
    const outwards: Left[] = [];
    // What an address rule opens towards the internet holds the addresses of every list: one finding, not two.
    const wide = new Set(left.filter((l) => isAddresses(l.term.to)).map((l) => l.term.egress));
    for (const l of left) {
      if (l.term.to.kind === 'outside' && l.term.to.list !== undefined && l.term.egress?.peer.kind === 'addresses' && wide.has(l.term.egress)) continue;
      const token = byToken ? tokenOf(l.term, this.declared) : undefined;
      if (token !== undefined) add(token.side === 'source' ? token : this.nameOf(l.term.from), token.side === 'source' ? this.nameOf(l.term.to) : token, l);
      else if (isAddresses(l.term.from)) inwards.push(l);
      else if (isAddresses(l.term.to)) outwards.push(l);
      else add(this.nameOf(l.term.from), this.nameOf(l.term.to), l);
    }
    for (const { label, parts } of byAddresses(inwards, 'source', this.names.world)) for (const l of parts) add(label, this.nameOf(l.term.to), l);
    for (const { label, parts } of byAddresses(outwards, 'destination', this.names.world)) for (const l of parts) add(this.nameOf(l.term.from), label, l);
    return [...groups.values()];
  }

  private nameOf(end: End): Label {
    if (end.kind === 'node') return this.names.of(end.node);
    if (end.kind === 'group') return this.names.ofGroup(end.id);
    return end.list === undefined ? { label: 'internet', key: 'internet' } : this.names.ofList(end.list);
  }
}

type Ends = Pick<Excess, 'source' | 'destination' | 'segments'>;

const UNSURE: Unknown = { token: 'condition', template: '', pointer: '', why: 'whether its conditions hold together cannot be said' };

function keyOf({ source, destination }: Ends): string {
  return `${source.key} -> ${destination.key}`;
}

function isSameKind(a: End, b: End): boolean {
  if (a.kind !== b.kind) return false;
  return a.kind === 'node' ? a.node === (b as typeof a).node : a.kind === 'group' ? a.id === (b as typeof a).id : a.list === (b as typeof a).list;
}

function isAddresses(end: End): boolean {
  return end.kind === 'outside' && end.list === undefined;
}

const END = { source: 'from', destination: 'to' } as const;

/** Addresses outside may be more in MAY than in MUST: who is told of the certain ones has not heard of the others. */
function isSaid(possible: Left, certain: Left, world: Prepared): boolean {
  const isSame = possible.over.isSubsetOf(certain.over) && isSameKind(possible.term.from, certain.term.from) && isSameKind(possible.term.to, certain.term.to);
  return isSame && (['source', 'destination'] as const).every((side) => !isAddresses(possible.term[END[side]]) || addressesOf(possible, side).isSubsetOf(withOwn(addressesOf(certain, side), world)));
}

/** Who takes all of the internet minds no public addresses of these VPCs beside it. */
function withOwn(addresses: AddressSet, world: Prepared): AddressSet {
  const { ipv4, ipv6 } = internetOf(world);
  const own = [[PUBLIC_IPV4, ipv4], [PUBLIC_IPV6, ipv6]].filter(([, internet]) => !internet.isEmpty() && internet.isSubsetOf(addresses)).map(([all, internet]) => all.difference(internet));
  return own.length === 0 ? addresses : AddressSet.unionOf([addresses, ...own]);
}

/** Public addresses of a VPC of these templates, over the internet: its interfaces are ends of their own, and others may stand there. */
function othersAt(left: Left, world: Prepared): Unknown[] {
  const far = (['source', 'destination'] as const).filter((side) => isAddresses(left.term[END[side]])).map((side) => addressesOf(left, side));
  if (left.term.unknowns.length > 0 || far.length === 0) return [];
  return [...world.network.vpcs.values()].filter((vpc) => !vpc.external && far.some((set) => !set.isEmpty() && set.isSubsetOf(vpc.addresses.may))).map((vpc) => (
    { token: `others in ${vpc.id}`, template: vpc.place.template, pointer: vpc.place.pointer, why: 'what the given templates do not show may stand in the VPC, and the rule takes its address' }
  ));
}

function addressesOf({ term, traffic }: Left, side: Side): AddressSet {
  return traffic === undefined ? term[side] : side === 'source' ? traffic.sources() : traffic.destinations();
}

/** The token that alone opens an edge of a member. */
function tokenOf({ to, ingress, egress }: Term, declared: Declared): Label | undefined {
  const opaque = (grant: Term['ingress']): string | undefined => (grant !== undefined && (grant.peer.kind === 'opaque' || grant.peer.kind === 'any') ? grant.unknowns[0]?.token : undefined);
  const [into, outOf] = [opaque(ingress), opaque(egress)];
  if (into !== undefined && (outOf === undefined || declared.segmentsOf(to).length > 0)) return { label: into, key: `token ${into}`, side: 'source' };
  if (outOf !== undefined) return { label: outOf, key: `token ${outOf}`, side: 'destination' };
  return undefined;
}

/** For each connection the addresses that have it, and connections with the same addresses under one name. */
function byAddresses(list: readonly Left[], side: Side, world: Prepared): { readonly label: Label; readonly parts: Left[] }[] {
  if (list.length === 0) return [];
  const sets = list.map((l) => addressesOf(l, side));
  let atoms: ConnectionSet[] = [];
  for (const { over } of list) {
    const next: ConnectionSet[] = [];
    let rest = over;
    for (const atom of atoms) {
      for (const part of [atom.intersection(over), atom.difference(over)]) if (!part.isEmpty()) next.push(part);
      rest = rest.difference(atom);
    }
    if (!rest.isEmpty()) next.push(rest);
    atoms = next;
    if (atoms.length > 64) break;
  }
  const groups = new Map<string, { label: Label; parts: Left[] }>();
  for (const atom of atoms) {
    const having = list.map((l, i) => [l, sets[i]] as const).filter(([l]) => !l.over.intersection(atom).isEmpty());
    const label = addressLabel(AddressSet.unionOf(having.map(([, set]) => set)), world);
    const group = groups.get(label.key) ?? { label, parts: [] };
    groups.set(label.key, group);
    for (const [l] of having) group.parts.push({ ...l, over: intern(l.over.intersection(atom)) });
  }
  return [...groups.values()];
}

/** What the internet is to the world: without the addresses that its own VPCs have. */
interface Internet {
  readonly ipv4: AddressSet;
  readonly ipv6: AddressSet;
  readonly sizes: readonly [ipv4: bigint, ipv6: bigint];
}

function internetOf(world: Prepared): Internet {
  const known = world.memo.get('internet') as Internet | undefined;
  if (known !== undefined) return known;
  const inside = world.insideMay.union(world.insideMust);
  const [ipv4, ipv6] = [PUBLIC_IPV4.difference(inside), PUBLIC_IPV6.difference(inside)];
  const made: Internet = { ipv4, ipv6, sizes: [ipv4.size(), ipv6.size()] };
  world.memo.set('internet', made);
  return made;
}

export function addressLabel(addresses: AddressSet, world: Prepared): Label {
  const internet = internetOf(world);
  const [ipv4, ipv6] = [addresses.intersection(internet.ipv4), addresses.intersection(internet.ipv6)];
  const [size4, size6] = [ipv4.size(), ipv6.size()];
  const [all4, all6] = [size4 === internet.sizes[0], size6 === internet.sizes[1]];
  // Private networks beside all that is public change no name: nobody minds them who takes the internet.
  if (all4 || (ipv4.isEmpty() && all6)) return { label: all4 ? 'internet' : 'internet-ipv6', key: [...all4 ? ['internet'] : [], ...all6 ? ['internet-ipv6'] : ipv6.toCidrs()].join(' ') };
  if (size4 * 2n > internet.sizes[0] || (ipv4.isEmpty() && size6 * 2n > internet.sizes[1])) {
    const most = ipv4.isEmpty() ? ipv6 : ipv4.union(ipv6);
    return { label: `most of ${ipv4.isEmpty() ? 'internet-ipv6' : 'internet'} (${cidrText(most)})`, key: most.toCidrs().join(' ') };
  }
  return { label: cidrText(addresses), key: addresses.toCidrs().join(', ') };
}

function cidrText(addresses: AddressSet): string {
  const cidrs = addresses.toCidrs();
  return cidrs.length <= MOST_NAMES ? cidrs.join(', ') : `${cidrs[0]} and ${cidrs.length - 1} more ranges`;
}

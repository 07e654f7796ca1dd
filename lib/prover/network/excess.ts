/**
 * Edges that nobody declared, gathered by their two ends:
 *
 *   const excess = new ExcessBook(context);
 *   excess.look(mayTerms, mustTerms)
 *   excess.all()      // one entry for each pair of ends
 *
 * An edge in MUST is certain; what MAY adds to it is not. Outside ends are named by what is open to them: `internet` where most of
 * it is, else their CIDRs; what only a token opens is named by the token, so that one unknown rule is one entry.
 */
import { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { TrafficSet } from '../../algebra/traffic-set';
import type { Unknown } from '../../world/facts';
import type { Declared } from './declared';
import type { End, Term } from './term';
import type { Names, Segment } from './names';
import { intern, isNothing, join, NOTHING, PUBLIC_IPV4, PUBLIC_IPV6 } from './sets';

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
}

const HALF_OF_IPV4 = PUBLIC_IPV4.size() / 2n;
const HALF_OF_IPV6 = PUBLIC_IPV6.size() / 2n;

export class ExcessBook {
  private readonly book = new Map<string, Excess>();

  constructor(private readonly names: Names, private readonly declared: Declared) {}

  public look(may: readonly Term[], must: readonly Term[]): void {
    const certain = this.left(must);
    const possible = this.left(may);
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
      // What is certain already needs no second word.
      const isSaid = certain.length > 0 && list.every((l) => certain.some((c) => l.over.isSubsetOf(c.over) && isSameKind(l.term.from, c.term.from) && isSameKind(l.term.to, c.term.to)));
      if (isNothing(more) || isSaid) continue;
      const entry = this.entry(ends);
      entry.may.push(...list);
      entry.possible = join(entry.possible, more);
      entry.unknowns.push(...list.flatMap((l) => [...l.term.unknowns, ...l.term.guard.isSure ? [] : [UNSURE]]));
    }
  }

  public all(): readonly Excess[] {
    return [...this.book.values()];
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
    for (const { label, parts } of byAddresses(inwards, 'source')) for (const l of parts) add(label, this.nameOf(l.term.to), l);
    for (const { label, parts } of byAddresses(outwards, 'destination')) for (const l of parts) add(this.nameOf(l.term.from), label, l);
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

/** The token that alone opens an edge of a member. */
function tokenOf({ to, ingress, egress }: Term, declared: Declared): (Label & { readonly side: 'source' | 'destination' }) | undefined {
  const opaque = (grant: Term['ingress']): string | undefined => (grant !== undefined && (grant.peer.kind === 'opaque' || grant.peer.kind === 'any') ? grant.unknowns[0]?.token : undefined);
  const [into, outOf] = [opaque(ingress), opaque(egress)];
  if (into !== undefined && (outOf === undefined || declared.segmentsOf(to).length > 0)) return { label: into, key: `token ${into}`, side: 'source' };
  if (outOf !== undefined) return { label: outOf, key: `token ${outOf}`, side: 'destination' };
  return undefined;
}

/** For each connection the addresses that have it, and connections with the same addresses under one name. */
function byAddresses(list: readonly Left[], side: 'source' | 'destination'): { readonly label: Label; readonly parts: Left[] }[] {
  if (list.length === 0) return [];
  const sets = list.map((l) => l.traffic === undefined ? l.term[side] : side === 'source' ? l.traffic.sources() : l.traffic.destinations());
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
    const label = addressLabel(AddressSet.unionOf(having.map(([, set]) => set)));
    const group = groups.get(label.key) ?? { label, parts: [] };
    groups.set(label.key, group);
    for (const [l] of having) group.parts.push({ ...l, over: intern(l.over.intersection(atom)) });
  }
  return [...groups.values()];
}

export function addressLabel(addresses: AddressSet): Label {
  const isIpv4 = addresses.intersection(PUBLIC_IPV4).size() > HALF_OF_IPV4;
  const isIpv6 = addresses.intersection(PUBLIC_IPV6).size() > HALF_OF_IPV6;
  const text = isIpv4 ? 'internet' : isIpv6 ? 'internet-ipv6' : cidrText(addresses);
  return { label: text, key: text };
}

function cidrText(addresses: AddressSet): string {
  const cidrs = addresses.toCidrs();
  return cidrs.length <= 3 ? cidrs.join(', ') : `${cidrs[0]} and ${cidrs.length - 1} more ranges`;
}

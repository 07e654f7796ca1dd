/**
 * The declared relation, as the prover asks for it: docs/semantics.md, 4.
 *
 *   const declared = new Declared(names);
 *   declared.left(term)     // what of an edge nobody declared
 *
 * A flow declares between segments; two flows by address declare what both of them hold; a flow to a service declares its
 * endpoint, its prefix list, and every address on its port where the service is reached over NAT.
 */
import { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import { parseConnections } from '../../algebra/connection-parse';
import { TrafficSet } from '../../algebra/traffic-set';
import { connectionText } from '../../intent/connection-text';
import { addressesOf } from '../../intent/endpoint-text';
import type { ConnectionData, EndpointData, FlowData } from '../../intent/model';
import type { EndpointReport } from '../../contract/network-report';
import type { Id } from '../../world/network/model';
import { ownersOf } from '../claims/owners';
import type { End, Term } from './term';
import { type BoundIntent, type Explained, writtenAt } from './model';
import { listIdOf, type Names, type Segment } from './names';
import { entriesOf, type Grant, type Node } from './prepare';
import { ALL_IPV4, ANYWHERE, EVERYTHING, intern, isNothing, join, meet, NOTHING } from './sets';

export interface Declaration {
  readonly flow: FlowData;
  readonly bound: BoundIntent;
  readonly over: ConnectionSet;
}

/** What flows say of one segment, beside other segments. */
interface Outside {
  readonly addresses: { readonly addresses: AddressSet; readonly declaration: Declaration }[];
  readonly lists: { readonly list: Id; readonly declaration: Declaration }[];
  readonly groups: { readonly group: Id; readonly declaration: Declaration }[];
  readonly services: { readonly service: string; readonly declaration: Declaration }[];
}

export class Declared {
  public readonly flows: readonly Declaration[];
  private readonly between = new Map<string, Declaration[]>();
  private readonly into = new Map<Segment, Outside>();
  private readonly outOf = new Map<Segment, Outside>();
  private readonly byKey = new Map<string, Segment>();

  constructor(public readonly names: Names, private readonly explained?: Explained) {
    for (const segment of names.segments) {
      this.byKey.set(keyOf(segment.bound, segment.data.scope, segment.data.id), segment);
      this.into.set(segment, { addresses: [], lists: [], groups: [], services: [] });
      this.outOf.set(segment, { addresses: [], lists: [], groups: [], services: [] });
    }
    this.flows = names.intents.flatMap((bound) => bound.intent.flows.map((flow): Declaration => ({ flow, bound, over: connectionsOf(flow.connections) })));
    for (const declaration of this.flows) this.record(declaration);
  }

  public segment(bound: BoundIntent, end: EndpointData): Segment | undefined {
    return end.kind === 'segment' ? this.byKey.get(keyOf(bound, end.scope, end.segment)) : undefined;
  }

  private record(declaration: Declaration): void {
    const { flow, bound } = declaration;
    const [source, destination] = [this.segment(bound, flow.source), this.segment(bound, flow.destination)];
    if (source !== undefined && destination !== undefined) {
      const key = `${source.key} ${destination.key}`;
      const list = this.between.get(key);
      if (list === undefined) this.between.set(key, [declaration]);
      else list.push(declaration);
      return;
    }
    if (source !== undefined && flow.destination.kind === 'offered') this.recordClaimed(source, flow.destination, declaration);
    if (destination !== undefined) this.recordOutside(this.into.get(destination)!, flow.source, declaration);
    if (source !== undefined) this.recordOutside(this.outOf.get(source)!, flow.destination, declaration);
  }

  /** A claim on another repository, where its owner was given as well: whatever leads to that segment on these terms is declared. */
  private recordClaimed(source: Segment, { scope, segment }: Extract<EndpointData, { kind: 'offered' }>, declaration: Declaration): void {
    for (const owner of ownersOf(scope, declaration.bound, this.names.intents)) {
      const claimed = this.byKey.get(keyOf(owner, scope, segment));
      if (claimed === undefined) continue;
      const key = `${source.key} ${claimed.key}`;
      this.between.set(key, [...this.between.get(key) ?? [], declaration]);
    }
  }

  private recordOutside(to: Outside, end: EndpointData, declaration: Declaration): void {
    const addresses = addressesOf(end);
    if (addresses !== undefined) to.addresses.push({ addresses, declaration });
    if (end.kind === 'prefixList') {
      const list = listIdOf(end, declaration.flow.scope, declaration.bound, this.names.world);
      if (list !== undefined) to.lists.push({ list, declaration });
    }
    if (end.kind === 'account' && end.securityGroupId !== undefined) to.groups.push({ group: end.securityGroupId, declaration });
    if (end.kind === 'offered') {
      const group = offeredGroup(end, declaration);
      if (group !== undefined) to.groups.push({ group, declaration });
    }
    if (end.kind !== 'service') return;
    to.services.push({ service: end.service, declaration });
    const report = reportOf(declaration, end.service);
    const group = report?.group === undefined ? undefined : declaration.bound.symbol?.(declaration.flow.scope, report.group) ?? (typeof report.group === 'string' ? report.group : undefined);
    if (group !== undefined) to.groups.push({ group, declaration });
    if (report?.access === 'nat') to.addresses.push({ addresses: ALL_IPV4, declaration });
    if (report?.access === 'sharedHub') to.addresses.push({ addresses: AddressSet.unionOf((report.addresses ?? []).map((c) => AddressSet.cidr(c))), declaration });
  }

  /** Flows from a segment of the one to a segment of the other. */
  public flowsBetween(from: readonly Segment[], to: readonly Segment[]): readonly Declaration[] {
    if (from.length === 0 || to.length === 0) return NONE;
    return from.flatMap((a) => to.flatMap((b) => this.between.get(`${a.key} ${b.key}`) ?? NONE));
  }

  public overBetween(from: readonly Segment[], to: readonly Segment[]): ConnectionSet {
    return this.flowsBetween(from, to).reduce((sum, d) => join(sum, d.over), NOTHING);
  }

  /** What of a term nobody declared; undefined for nothing. */
  public left(term: Term): { readonly over: ConnectionSet; readonly traffic?: TrafficSet } | undefined {
    if (this.isDoorway(term)) return undefined;
    const [from, to] = [this.segmentsOf(term.from), this.segmentsOf(term.to)];
    const named = join(this.overBetween(from, to), this.overOutside(term, from, to));
    const over = named === NOTHING ? term.over : intern(term.over.difference(named));
    if (isNothing(over)) return undefined;
    const region = this.byAddress(term, from, to);
    const box = TrafficSet.box(term.source, term.destination, over);
    // Ends without addresses of their own: all or nothing.
    if (term.from.kind === 'group' || term.to.kind === 'group') return { over };
    if (region === undefined) return { over, traffic: box };
    const traffic = box.difference(region);
    return traffic.isEmpty() ? undefined : { over: intern(traffic.connections()), traffic };
  }

  /**
   * The network's part of a declared route: to its API, and from there to the VPC link that it names (a link of a REST API has no
   * interfaces of its own: to its balancer, unless somebody put that into a segment). What the link goes on to is judged as ever.
   */
  private isDoorway({ from, to, entry, forward }: Term): boolean {
    const doorways = this.explained?.doorways;
    if (doorways === undefined || to.kind !== 'node') return false;
    if (from.kind === 'outside') return entry !== undefined && doorways.has(writtenAt(entry.place));
    if (from.kind !== 'node' || from.node.face !== undefined || forward === undefined) return false;
    const link = doorways.get(writtenAt(forward.forward.place));
    const path = to.node.written.place.constructPath;
    return link !== undefined && (this.segmentsOf(to).length === 0 || path === link || path?.startsWith(`${link}/`) === true);
  }

  /** Flows that declare some of it: for tables and pictures. */
  public declaring(term: Term): readonly Declaration[] {
    const [from, to] = [this.segmentsOf(term.from), this.segmentsOf(term.to)];
    const touching = (list: readonly { readonly addresses: AddressSet; readonly declaration: Declaration }[], set: AddressSet): Declaration[] => list.filter((x) => !x.addresses.intersection(set).isEmpty()).map((x) => x.declaration);
    return [
      ...this.flowsBetween(from, to),
      ...this.outsideMatches(term, from, to),
      ...touching(this.saidBy(this.into, to, term.ingress), term.source),
      ...touching(this.saidBy(this.outOf, from, term.egress), term.destination),
    ].filter((d) => !isNothing(meet(d.over, term.over)));
  }

  public segmentsOf(end: End): readonly Segment[] {
    if (end.kind === 'node') return this.names.segmentsOf(end.node);
    return end.kind === 'group' ? this.names.segmentsOfGroup(end.id) : NO_SEGMENTS;
  }

  private overOutside(term: Term, from: readonly Segment[], to: readonly Segment[]): ConnectionSet {
    return this.outsideMatches(term, from, to).reduce((sum, d) => join(sum, d.over), NOTHING);
  }

  /** By a name that is no address: a list, a group of somebody else, an endpoint of a service. */
  private outsideMatches({ from: source, to: destination, ingress, egress }: Term, from: readonly Segment[], to: readonly Segment[]): readonly Declaration[] {
    const out: Declaration[] = [];
    for (const s of to) {
      const said = this.into.get(s)!;
      if (source.kind === 'outside') {
        const atom = ingress?.peer.kind === 'opaque' ? ingress.peer.atom : undefined;
        for (const l of said.lists) if (l.list === source.list || l.list === atom) out.push(l.declaration);
      }
      if (source.kind === 'group') for (const g of said.groups) if (isGroup(source.id, g.group)) out.push(g.declaration);
    }
    for (const s of from) {
      const said = this.outOf.get(s)!;
      if (destination.kind === 'outside') {
        const atom = egress?.peer.kind === 'opaque' ? egress.peer.atom : undefined;
        for (const l of said.lists) if (l.list === destination.list || l.list === atom) out.push(l.declaration);
        const name = destination.list === undefined ? undefined : this.names.world.network.prefixLists.get(destination.list)?.awsName;
        if (name !== undefined) for (const x of said.services) if (name.endsWith(`.${x.service}`)) out.push(x.declaration);
      }
      if (destination.kind === 'group') for (const g of said.groups) if (isGroup(destination.id, g.group)) out.push(g.declaration);
      if (destination.kind === 'node' && destination.node.face?.role === 'endpoint') for (const x of said.services) if (this.isEndpointOf(destination.node, x.service)) out.push(x.declaration);
    }
    return out;
  }

  /** Services of which the segment's flows go over NAT. */
  public natServices(segment: Segment): string[] {
    return [...new Set(this.outOf.get(segment)!.services.filter(({ service, declaration }) => reportOf(declaration, service)?.access === 'nat').map((s) => s.service))].sort();
  }

  /** The class is the interface of an endpoint for the service. */
  public isEndpointOf(node: Node, service: string): boolean {
    for (const endpoint of this.names.world.network.endpoints.values()) {
      if (endpoint.interface === node.id && typeof endpoint.service === 'string' && endpoint.service.endsWith(`.${service}`)) return true;
    }
    return false;
  }

  /** Addresses that flows of the segments name, by themselves or as the list that the rule names: its entries where the rule holds. */
  private saidBy(of: ReadonlyMap<Segment, Outside>, segments: readonly Segment[], rule: Grant | undefined): Outside['addresses'] {
    const { network } = this.names.world;
    const { peer } = rule ?? {};
    return segments.flatMap((s) => {
      const { addresses, lists } = of.get(s)!;
      if (peer?.kind !== 'prefixList' || lists.length === 0) return addresses;
      const entries = entriesOf(network, peer)?.must;
      return entries === undefined ? addresses : [...addresses, ...lists.filter((l) => l.list === peer.list).map(({ declaration }) => ({ addresses: entries, declaration }))];
    });
  }

  /** Both sides by address; a side that is no member needs no flow. */
  private byAddress(term: Term, from: readonly Segment[], to: readonly Segment[]): TrafficSet | undefined {
    if (from.length === 0 && to.length === 0) return undefined;
    const [into, outOf] = [this.saidBy(this.into, to, term.ingress), this.saidBy(this.outOf, from, term.egress)];
    if (into.length + outOf.length === 0) return undefined;
    const all = TrafficSet.box(ANYWHERE, ANYWHERE, EVERYTHING);
    const isTo = to.length === 0 ? all : TrafficSet.unionOf(into.map((x) => TrafficSet.box(x.addresses, ANYWHERE, x.declaration.over)));
    const isFrom = from.length === 0 ? all : TrafficSet.unionOf(outOf.map((x) => TrafficSet.box(ANYWHERE, x.addresses, x.declaration.over)));
    // A list that the other side names is an end outside: only the side that is a member has to say so.
    return term.from.kind === 'outside' ? isTo : term.to.kind === 'outside' ? isFrom : isTo.intersection(isFrom);
  }
}

const NONE: readonly Declaration[] = [];
const NO_SEGMENTS: readonly Segment[] = [];

function keyOf(bound: BoundIntent, scope: string, segment: string): string {
  return `${bound.stage}\n${scope}\n${segment}`;
}

export function connectionsOf(list: readonly ConnectionData[]): ConnectionSet {
  return list.reduce((sum, c) => {
    const parsed = parseConnections(connectionText(c));
    // What cannot be read declares nothing.
    return parsed.ok ? join(sum, intern(parsed.value)) : sum;
  }, NOTHING);
}

export function reportOf({ flow, bound }: Pick<Declaration, 'flow' | 'bound'>, service: string): EndpointReport | undefined {
  return bound.network.find((r) => r.scope === flow.scope)?.endpoints.find((e) => e.service === service);
}

/** The group of a segment of another repository, as rules of the world name it: a literal, or the token that stands in them. */
export function offeredGroup({ securityGroupId: raw }: Extract<EndpointData, { kind: 'offered' }>, { flow, bound }: Pick<Declaration, 'flow' | 'bound'>): Id | undefined {
  return bound.symbol?.(flow.scope, raw) ?? (typeof raw === 'string' ? `external:${raw}` : undefined);
}

/** `sg-0123` of an intent is `external:sg-0123` in the world, perhaps with its account before it. */
export function isGroup(id: Id, wanted: string): boolean {
  return id === wanted || id === `external:${wanted}` || (id.startsWith('external:') && (id.endsWith(`/${wanted}`) || id.endsWith(`:${wanted}`)));
}

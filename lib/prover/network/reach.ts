/**
 * Who reaches whom, exactly and by the shortest way:
 *
 *   search(world, names.resolve('internet'), names.resolve('Db'), { over, level: 'pivot', mode: 'must' })
 *
 * Breadth first over places: an interface class in one of its subnets, with the addresses that it can have there and the guard under
 * which all hops so far hold. A place that was reached before under a wider guard with more addresses is not walked again. At pivot
 * level whoever is reached goes on over anything; a proxy passes on what its listener took. A path never leads through outside.
 *
 * More places than the budget: MAY has to take everything as reached, MUST nothing (`gaveUp`).
 */
import { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import { Guard } from '../../world/guard';
import type { Unknown } from '../../world/facts';
import type { Id } from '../../world/network/model';
import { graphOf } from './graph';
import { groupTerms } from './group-ends';
import { type Client, oneForward, terms } from './hop';
import { neighbourTerms } from './neighbours';
import { foreignTerms, inTerms, outTerms } from './outside';
import { type End, isCertain, type Step, type Term } from './term';
import type { Mode } from './lists';
import type { EndSet } from './names';
import type { Node, Prepared, Spot } from './prepare';
import { ANYWHERE, canTalk, EVERYTHING, intern, isNothing, meet, meetAddresses } from './sets';

export interface Found {
  readonly steps: readonly Step[];
  readonly guard: Guard;
}

export interface SearchOptions {
  readonly over: ConnectionSet;
  readonly level: 'packet' | 'pivot';
  readonly mode: Mode;
  /** Classes that no path may touch. */
  readonly avoid?: ReadonlySet<number>;
}

export interface SearchResult {
  readonly found?: Found;
  readonly gaveUp: boolean;
}

interface State {
  readonly end: End;
  readonly addresses: AddressSet;
  readonly guard: Guard;
  readonly previous?: State;
  readonly step?: Step;
}

const PLACES = 40_000;

export function search(world: Prepared, source: EndSet, destination: EndSet, options: SearchOptions): SearchResult {
  return new Search(world, options).run(source, destination);
}

/** The first arrival at every class, over any protocol. */
export function explore(world: Prepared, source: EndSet, mode: Mode): { readonly arrivals: ReadonlyMap<number, Found>; readonly gaveUp: boolean } {
  const walk = new Search(world, { over: EVERYTHING, level: 'pivot', mode });
  const gaveUp = walk.run(source, undefined).gaveUp;
  return { arrivals: walk.arrivals, gaveUp };
}

class Search {
  public readonly arrivals = new Map<number, Found>();
  private readonly visited = new Map<string, State[]>();
  private places = 0;

  constructor(private readonly world: Prepared, private readonly options: SearchOptions) {}

  public run(source: EndSet, destination: EndSet | undefined): SearchResult {
    let layer: State[] = this.starts(source);
    while (layer.length > 0) {
      const next: State[] = [];
      for (const state of layer) {
        if (destination !== undefined) {
          const last = this.lastStep(state, destination);
          if (last !== undefined) return { found: last, gaveUp: false };
        }
        if (this.options.level === 'packet' && destination !== undefined) continue;
        for (const reached of this.expand(state)) {
          if (!this.keep(reached)) continue;
          next.push(reached);
          if (++this.places > PLACES) return { gaveUp: true };
          const node = reached.end.kind === 'node' ? reached.end.node.index : -1;
          if (destination === undefined && !this.arrivals.has(node)) this.arrivals.set(node, trace(reached));
        }
      }
      layer = next;
    }
    return { gaveUp: false };
  }

  private starts(source: EndSet): State[] {
    const out: State[] = [];
    if (!source.outside.isEmpty()) out.push({ end: { kind: 'outside', ...source.named === true ? { named: true } : {} }, addresses: source.outside, guard: Guard.ALWAYS });
    for (const list of source.lists) out.push({ end: { kind: 'outside', list }, addresses: ANYWHERE, guard: Guard.ALWAYS });
    for (const id of source.groups) if (this.options.mode === 'may') out.push({ end: { kind: 'group', id }, addresses: ANYWHERE, guard: Guard.ALWAYS });
    for (const { node, addresses } of source.nodes) {
      if (this.options.avoid?.has(node.index) === true || (node.face === undefined && this.options.mode !== 'may')) continue;
      if (node.spots.length === 0) out.push({ end: { kind: 'node', node }, addresses: ANYWHERE, guard: node.guard });
      for (const spot of node.spots) {
        const own = this.options.mode === 'may' ? spot.may : spot.must;
        const left = addresses === undefined ? own : meetAddresses(own, addresses);
        // An address that a token hides is no choice: in MUST it is one of these only where it can be no other.
        if (this.options.mode !== 'may' && left !== own && !spot.hidden.isEmpty() && !own.isSubsetOf(left)) continue;
        if (!left.isEmpty()) out.push({ end: { kind: 'node', node, spot }, addresses: left, guard: node.guard.and(spot.guard) });
      }
    }
    return out.filter((s) => isCertain(this.options.mode, s.guard));
  }

  private lastStep(state: State, destination: EndSet): Found | undefined {
    for (const step of this.steps(state, (node) => destination.nodes.some((d) => d.node === node), destination)) {
      const over = meet(step.over, this.options.over);
      if (isNothing(over) || !arrives(step.term, step.destination, destination, this.options.mode)) continue;
      const guard = state.guard.and(step.term.guard);
      if (!isCertain(this.options.mode, guard)) continue;
      const narrowed = narrow(step, destination);
      return { steps: [...trace(state).steps.slice(0, -1), ...this.before(state, step.term), { ...narrowed, over }], guard };
    }
    return undefined;
  }

  /** The step that led here, narrowed to what the next one needs: the listener of a proxy, the client that its target sees. */
  private before(state: State, next: Term): Step[] {
    if (state.step === undefined) return [];
    return [this.narrowedBefore(state.step, next)];
  }

  private narrowedBefore(step: Step, next: Term): Step {
    const isProxied = next.forward !== undefined && step.term.to.kind === 'node' && step.term.to.node === (next.from as Extract<End, { kind: 'node' }>).node;
    if (!isProxied) return step;
    const { forward } = next.forward!;
    const listens = intern(this.options.mode === 'may' ? forward.listens.may : forward.listens.must);
    return { ...step, over: meet(step.over, listens), source: next.client === undefined ? step.source : meetAddresses(step.source, next.client) };
  }

  private *expand(state: State): Generator<State> {
    for (const step of this.steps(state, () => true, undefined)) {
      const { term } = step;
      if (term.to.kind !== 'node' || this.options.avoid?.has(term.to.node.index) === true) continue;
      const guard = state.guard.and(term.guard);
      if (!isCertain(this.options.mode, guard)) continue;
      const previous = state.step === undefined ? state : { ...state, step: this.narrowedBefore(state.step, term) };
      yield { end: term.to, addresses: arrived(term.to.spot, step.destination, this.options.mode), guard, previous, step };
      if (this.options.mode === 'may' && !term.to.node.proxy) yield* this.beside(term.to.node, guard, previous, step);
    }
  }

  /** The other interfaces of a machine that is reached. A witness has no hop for that, so MUST does not go there. */
  private *beside(node: Node, under: Guard, previous: State, step: Step): Generator<State> {
    for (const other of this.world.siblings.get(node.index) ?? []) {
      if (this.options.avoid?.has(other.index) === true) continue;
      const unknown: Unknown = { token: `interfaces of ${other.id}`, template: other.written.place.template, pointer: other.written.place.pointer, why: 'one machine has both interfaces, and whoever controls it sends from each' };
      const told = { ...step, term: { ...step.term, unknowns: [...step.term.unknowns, unknown] } };
      if (other.spots.length === 0) yield { end: { kind: 'node', node: other }, addresses: ANYWHERE, guard: under.and(other.guard), previous, step: told };
      for (const spot of other.spots) {
        const guard = under.and(other.guard).and(spot.guard);
        if (!guard.isNever()) yield { end: { kind: 'node', node: other, spot }, addresses: spot.may, guard, previous, step: told };
      }
    }
  }

  /** All single hops from here, to classes that are wanted or to outside ends. */
  private *steps(state: State, wanted: (node: Node) => boolean, outside: EndSet | undefined): Generator<Step> {
    const via = state.step === undefined ? undefined : ('compromise' as const);
    for (const term of this.candidates(state, wanted, outside)) {
      const source = meetAddresses(term.source, state.addresses);
      // Hidden addresses are all or nothing; a term has seen to that already.
      if (term.from.kind === 'node' && term.from.spot !== undefined && !canTalk(source, term.destination)) continue;
      if (term.from.kind === 'outside' && !canTalk(source, term.destination)) continue;
      const isProxied = via !== undefined && term.forward !== undefined;
      yield { term, over: term.over, source: term.from.kind === 'group' ? term.source : source, destination: term.destination, ...via === undefined ? {} : { via: isProxied ? 'proxy' as const : via } };
    }
  }

  private *candidates(state: State, wanted: (node: Node) => boolean, outside: EndSet | undefined): Generator<Term> {
    const { mode } = this.options;
    const { end } = state;
    if (end.kind === 'outside') {
      for (const node of this.world.nodes) {
        if (!wanted(node) || this.options.avoid?.has(node.index) === true) continue;
        yield* foreignTerms(this.world, node, mode, 'in');
        if (end.named === true) yield* neighbourTerms(this.world, node, mode, 'in');
        if (node.entry.length === 0 && node.ingress.wide.length === 0) continue;
        for (const term of inTerms(this.world, node, mode)) if (term.from.kind === 'outside' && sameList(term.from.list, end.list, mode)) yield term;
      }
      return;
    }
    if (end.kind === 'group') {
      for (const node of this.world.nodes) if (wanted(node) && this.options.avoid?.has(node.index) !== true) yield* groupTerms(this.world, node, end.id, 'in', mode);
      return;
    }
    const { node } = end;
    const isHere = (term: Term): boolean => term.from.kind === 'node' && term.from.spot === end.spot;
    for (const edge of graphOf(this.world).out[node.index]) {
      const to = this.world.nodes[edge.to];
      if (!wanted(to) || (mode !== 'may' && edge.must.length === 0 && !hasKeptClient(node))) continue;
      if (!node.proxy) for (const term of terms(this.world, node, to, mode)) if (isHere(term) && term.forward === undefined) yield term;
      yield* this.proxied(state, node, to, isHere);
    }
    if (outside === undefined) return;
    if (!outside.outside.isEmpty() || outside.lists.length > 0) for (const term of outTerms(this.world, node, mode)) if (isHere(term)) yield term;
    if (!outside.outside.isEmpty()) for (const term of [...foreignTerms(this.world, node, mode, 'out'), ...outside.named === true ? neighbourTerms(this.world, node, mode, 'out') : []]) if (isHere(term)) yield term;
    for (const group of outside.groups) for (const term of groupTerms(this.world, node, group, 'out', mode)) if (isHere(term)) yield term;
  }

  private *proxied(state: State, from: Node, to: Node, isHere: (term: Term) => boolean): Generator<Term> {
    const { mode } = this.options;
    for (const indexed of from.forwards) {
      const { forward } = indexed;
      const listens = intern(mode === 'may' ? forward.listens.may : forward.listens.must);
      if (state.step !== undefined && isNothing(meet(state.step.over, listens))) continue;
      // By PrivateLink a Network Load Balancer shows its own address, whatever it does with others.
      const managed = state.step !== undefined && isManaged(state.step.term);
      if (managed && forward.preservesClient && mode !== 'may' && state.step!.term.forward!.forward.preservesClient) continue;
      const client = state.step === undefined || managed || !forward.preservesClient ? undefined : clientOf(state.step);
      for (const term of oneForward(this.world, from, to, mode, indexed, client)) if (isHere(term)) yield term;
    }
  }

  /** Not where the same place was reached before, no later and under a wider guard. */
  private keep(state: State): boolean {
    if (state.end.kind !== 'node') return false;
    const { node, spot } = state.end;
    const key = `${node.index} ${spot?.index ?? -1}`;
    const before = this.visited.get(key) ?? [];
    const proxies = node.forwards.length > 0;
    for (const other of before) {
      if (!(this.options.mode === 'may' ? state.guard.mayImply(other.guard) : state.guard.implies(other.guard)) || !(state.addresses === other.addresses || state.addresses.isSubsetOf(other.addresses))) continue;
      if (!proxies || (state.step!.over.isSubsetOf(other.step!.over) && (!hasKeptClient(node) || sameClient(state.step!, other.step!)))) return false;
    }
    before.push(state);
    this.visited.set(key, before);
    return true;
  }
}

function hasKeptClient(node: Node): boolean {
  return node.forwards.some((f) => f.forward.preservesClient);
}

function isManaged({ from, forward }: Term): boolean {
  return forward !== undefined && from.kind === 'node' && (from.node.face === undefined || forward.forward.sees === 'link');
}

function clientOf(step: Step): Client {
  return { addresses: step.source, ...step.term.from.kind === 'node' ? { node: step.term.from.node } : {} };
}

function sameClient(a: Step, b: Step): boolean {
  const [x, y] = [a.term.from, b.term.from];
  return x.kind === y.kind && (x.kind !== 'node' || x.node === (y as typeof x).node) && a.source.isSubsetOf(b.source);
}

/** A list's addresses may be anywhere outside, and somebody there may be on the list. */
function sameList(term: Id | undefined, start: Id | undefined, mode: Mode): boolean {
  return term === start || (mode === 'may' && start === undefined);
}

/** Where an interface goes on from: the address at which it was reached, and its address of the other family. */
function arrived(spot: Spot | undefined, destination: AddressSet, mode: Mode): AddressSet {
  if (spot === undefined) return ANYWHERE;
  const own = mode === 'may' ? spot.may : spot.must;
  if (destination === own) return own;
  const ipv4 = destination.ipv4.length > 0 ? destination.ipv4 : own.ipv4;
  const ipv6 = destination.ipv6.length > 0 ? destination.ipv6 : own.ipv6;
  return AddressSet.ofBoundaries(ipv4, ipv6);
}

function arrives(term: Term, destination: AddressSet, wanted: EndSet, mode: Mode): boolean {
  const { to } = term;
  if (to.kind === 'node') return wanted.nodes.some((d) => d.node === to.node && (d.addresses === undefined || isAmong(destination, d.addresses, mode !== 'may' && to.spot?.hidden.isEmpty() === false)));
  if (to.kind === 'group') return wanted.groups.includes(to.id);
  if (to.list !== undefined) return wanted.lists.includes(to.list) || (mode === 'may' && !meetAddresses(destination, wanted.outside).isEmpty());
  return !meetAddresses(destination, wanted.outside).isEmpty();
}

/** An address that a token hides is certainly among these only where it can be no other. */
function isAmong(destination: AddressSet, named: AddressSet, isHidden: boolean): boolean {
  return isHidden ? destination.isSubsetOf(named) : !meetAddresses(destination, named).isEmpty();
}

function narrow(step: Step, wanted: EndSet): Step {
  const { to } = step.term;
  if (to.kind === 'outside' && to.list === undefined) return { ...step, destination: meetAddresses(step.destination, wanted.outside) };
  const given = to.kind === 'node' ? wanted.nodes.find((d) => d.node === to.node)?.addresses : undefined;
  return given === undefined ? step : { ...step, destination: meetAddresses(step.destination, given) };
}

function trace(state: State): Found {
  const steps: Step[] = [];
  for (let at: State | undefined = state; at?.step !== undefined; at = at.previous) steps.unshift(at.step);
  return { steps, guard: state.guard };
}

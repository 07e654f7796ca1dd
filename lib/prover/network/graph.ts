/**
 * All edges between interface classes, found through indexes and never by trying every pair:
 *
 *   const graph = graphOf(prepare(network));
 *   graph.out[web.index]          // [{ to: db.index, may: [{ guard, over }], must: [...] }]
 *
 * A rule that names a group leads to those that have it; a rule of addresses to the subnets that it touches (an interval index). A
 * pair is looked at where both sides admit the other. Most pairs stand in one VPC whose lists are open: there an edge is the
 * meeting of two rules, a few microseconds; all others are worked out term by term (hop.ts).
 */
import type { ConnectionSet } from '../../algebra/connection-set';
import { Guard } from '../../world/guard';
import { isInside } from './handed-over';
import { grantsFor, terms } from './hop';
import { isCertain, type Term } from './term';
import { isPlain } from './legs';
import type { Mode } from './lists';
import { type Grant, isOneVpc, type Node, type Prepared, type Spot } from './prepare';
import { SubnetIndex } from './subnet-index';
import { areJoined } from './ways';
import { canTalk, isNothing, join, meet, NOTHING } from './sets';

export interface Link {
  readonly guard: Guard;
  readonly over: ConnectionSet;
  /** From whichever of its subnets, to whichever: no choice of placement breaks it. */
  readonly everywhere: boolean;
}

export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly may: readonly Link[];
  readonly must: readonly Link[];
}

export interface Graph {
  readonly world: Prepared;
  /** By index of the source; ascending by destination. */
  readonly out: readonly (readonly Edge[])[];
  readonly count: number;
}

const NO_LINKS: readonly Link[] = [];
const NO_EDGES: readonly Edge[] = [];

export function graphOf(world: Prepared): Graph {
  const known = world.memo.get('graph') as Graph | undefined;
  if (known !== undefined) return known;
  const made = build(world);
  world.memo.set('graph', made);
  return made;
}

function build(world: Prepared): Graph {
  const { nodes } = world;
  const index = new SubnetIndex(world);
  const bySpots = new Map<readonly Spot[], Standing>();
  const standing = nodes.map((n) => standingOf(world, n, bySpots));
  const seen = new Int32Array(nodes.length).fill(-1);
  const out: (readonly Edge[])[] = [];
  // Entries that somebody comes into from inside a VPC.
  const inside = nodes.filter((n) => n.entry.some((f) => f.entry?.inside !== undefined));
  let count = 0;
  for (const from of nodes) {
    const edges: Edge[] = [];
    for (const to of candidates(world, index, from, seen, inside)) {
      const edge = edgeOf(world, from, to, standing);
      if (edge !== undefined) edges.push(edge);
    }
    if (edges.length > 1) edges.sort((a, b) => a.to - b.to);
    count += edges.length;
    out.push(edges.length === 0 ? NO_EDGES : edges);
  }
  return { world, out, count };
}

/** Classes that some rule of the source could mean, each once. */
function candidates(world: Prepared, index: SubnetIndex, from: Node, seen: Int32Array, inside: readonly Node[]): Node[] {
  const found: Node[] = [];
  const add = (node: Node): void => put(node, from, seen, found);
  for (const { forward } of from.forwards) {
    for (const target of forward.targets) {
      const node = world.byId.get(target);
      if (node !== undefined) add(node);
    }
    if (forward.unlisted.length > 0) for (const node of world.nodes) if (from.vpc === '' || forward.sees === 'lattice' || isOneVpc(world, node.vpc, from.vpc, 'may') || areJoined(world, node.vpc, from.vpc)) add(node);
  }
  for (const entry of inside) if (isInside(world, from, entry)) found.push(entry);
  if (from.proxy || from.outside) return found;
  // By what the source may send, or by who admits the source: whichever names fewer.
  const sent = index.reached(from.egress);
  if (sent !== 'all' && size(sent) <= FEW) {
    for (let i = 0; i < sent.length; i++) for (let j = 0; j < sent[i].length; j++) put(sent[i][j], from, seen, found);
    return found;
  }
  const admitted = index.admitting(from);
  if (admitted !== 'all' && (sent === 'all' || size(admitted) <= size(sent))) for (const list of admitted) list.forEach(add);
  else if (sent !== 'all') for (const list of sent) list.forEach(add);
  else world.nodes.forEach(add);
  return found;
}

function put(node: Node, from: Node, seen: Int32Array, found: Node[]): void {
  if (seen[node.index] === from.index || node.outside || node.face === undefined) return;
  seen[node.index] = from.index;
  found.push(node);
}

const FEW = 64;

function size(lists: readonly (readonly Node[])[]): number {
  let sum = 0;
  for (let i = 0; i < lists.length; i++) sum += lists[i].length;
  return sum;
}

/** What edges ask of the places of a class. */
interface Standing {
  /** Nothing but rules decides there. */
  readonly may: boolean;
  readonly must: boolean;
  /** A token hides an address of it. */
  readonly hidden: boolean;
}

function standingOf(world: Prepared, { spots }: Node, known: Map<readonly Spot[], Standing>): Standing {
  let found = known.get(spots);
  if (found === undefined) {
    const isPlainIn = (mode: Mode): boolean => spots.length > 0 && spots.every((s) => s.subnet !== '' && isPlain(world, s.subnet, mode));
    known.set(spots, found = { may: isPlainIn('may'), must: isPlainIn('must'), hidden: spots.some((s) => !s.hidden.isEmpty()) });
  }
  return found;
}

function edgeOf(world: Prepared, from: Node, to: Node, standing: readonly Standing[]): Edge | undefined {
  const a = standing[from.index];
  const b = standing[to.index];
  if (from === to && from.single) return undefined;
  const isSimple = from.vpc === to.vpc && !from.proxy && from.forwards.length === 0;
  const may = isSimple && a.may && b.may ? quick(world, from, to, 'may') : linksOf(terms(world, from, to, 'may'));
  if (may.length === 0) return undefined;
  // Rules alone decide, and all of them are certain.
  if (isSimple && a.must && b.must && from.exact && to.exact && !a.hidden && !b.hidden) return { from: from.index, to: to.index, may, must: may };
  const must = isSimple && a.must && b.must ? quick(world, from, to, 'must', may) : linksOf(terms(world, from, to, 'must'));
  return { from: from.index, to: to.index, may, must };
}

/** Two classes of one VPC with nothing but rules between them. */
function quick(world: Prepared, from: Node, to: Node, mode: Mode, may?: readonly Link[]): readonly Link[] {
  const egress = grantsFor(from.egress, to, mode);
  const ingress = grantsFor(to.ingress, from, mode);
  const base = from.guard === Guard.ALWAYS ? to.guard : from.guard.and(to.guard);
  let always: ConnectionSet = NOTHING;
  let more: Link[] | undefined;
  if (to.accepts.length !== 1 || to.accepts[0].guard !== Guard.ALWAYS) return linksOf(terms(world, from, to, mode));
  const accepted = mode === 'may' ? to.accepts[0].may : to.accepts[0].must;
  // Plain loops and no destructuring: this runs a few times for each edge of the largest worlds, mostly before it is compiled.
  for (let x = 0; x < egress.length; x++) {
    const e = egress[x];
    const sent = meet(mode === 'may' ? e.may : e.must, accepted);
    if (isNothing(sent)) continue;
    for (let y = 0; y < ingress.length; y++) {
      const i = ingress[y];
      const over = meet(mode === 'may' ? i.may : i.must, sent);
      if (isNothing(over)) continue;
      // A rule that covers some of the addresses, and guards of placements, ask for the whole story.
      const there = coverOf(e, to);
      const here = coverOf(i, from);
      if (there === 'none' || here === 'none') continue;
      if (there === 'some' || here === 'some' || !isPlaced(from) || !isPlaced(to)) return linksOf(terms(world, from, to, mode));
      const guard = isAlways(base, e, i, from, to) ? base : base.and(e.guard).and(i.guard).and(groupGuard(to, e, mode)).and(groupGuard(from, i, mode));
      if (guard === Guard.ALWAYS) always = join(always, over);
      else if (isCertain(mode, guard)) (more ??= []).push({ guard, over, everywhere: true });
    }
  }
  if (more === undefined) {
    if (isNothing(always)) return NO_LINKS;
    return may !== undefined && may.length === 1 && may[0].guard === Guard.ALWAYS && may[0].over === always ? may : alwaysOver(always);
  }
  return isNothing(always) ? more : [...alwaysOver(always), ...more];
}

const links = new WeakMap<ConnectionSet, readonly Link[]>();

/** One list for all edges over the same connections. */
function alwaysOver(over: ConnectionSet): readonly Link[] {
  let known = links.get(over);
  if (known === undefined) links.set(over, known = [{ guard: Guard.ALWAYS, over, everywhere: true }]);
  return known;
}

function isAlways(base: Guard, e: Grant, i: Grant, from: Node, to: Node): boolean {
  return base === Guard.ALWAYS && e.guard === Guard.ALWAYS && i.guard === Guard.ALWAYS
    && (e.peer.kind !== 'group' || to.groups.get(e.peer.group) === Guard.ALWAYS) && (i.peer.kind !== 'group' || from.groups.get(i.peer.group) === Guard.ALWAYS);
}

/** How much of the class a grant covers, whichever group it names. */
function coverOf({ peer }: Grant, node: Node): 'all' | 'some' | 'none' {
  if (peer.kind === 'group' || peer.kind === 'any') return 'all';
  if (peer.kind !== 'addresses') return 'some';
  let isAll = true;
  let isNone = true;
  for (const { may } of node.spots) {
    if (may.isSubsetOf(peer.addresses)) isNone = false;
    else {
      isAll = false;
      if (isNone && canTalk(may.intersection(peer.addresses), peer.addresses)) isNone = false;
    }
  }
  return isAll ? 'all' : isNone ? 'none' : 'some';
}

const placed = new WeakMap<readonly Spot[], boolean>();

/** Every place that it may have is there whenever it is, with IPv4 everywhere. */
function isPlaced({ spots }: Node): boolean {
  let known = placed.get(spots);
  if (known === undefined) placed.set(spots, known = spots.every((s) => s.guard === Guard.ALWAYS && s.may.ipv4.length > 0));
  return known;
}

function groupGuard(node: Node, grant: Grant, mode: Mode): Guard {
  if (grant.peer.kind !== 'group') return Guard.ALWAYS;
  const has = node.groups.get(grant.peer.group);
  if (has !== undefined) return has;
  return mode === 'may' ? node.opaque.reduce((g, [h]) => g.or(h), Guard.NEVER as Guard) : Guard.NEVER;
}

/** Terms without their addresses. */
function linksOf(list: readonly Term[]): readonly Link[] {
  if (list.length === 0) return NO_LINKS;
  const byGuard = new Map<Guard, ConnectionSet>();
  for (const t of list) byGuard.set(t.guard, join(byGuard.get(t.guard) ?? NOTHING, t.over));
  return [...byGuard].map(([guard, over]) => ({ guard, over, everywhere: false }));
}

export function overOf(links: readonly Link[]): ConnectionSet {
  return links.reduce((sum, l) => join(sum, l.over), NOTHING);
}


/**
 * All packet-level edges between named ends, one line for each pair: what a difference of two worlds, a picture and a table are
 * made of.
 */
import type { ConnectionSet } from '../../algebra/connection-set';
import type { BecauseData, EdgeData } from '../../contract/verdicts';
import type { NetworkWorld } from '../../world/network/model';
import { reasonOf } from './cdk-providers';
import { Context } from './context';
import type { Declaration } from './declared';
import { addressLabel } from './excess';
import { graphOf } from './graph';
import { groupTerms, isForeign } from './group-ends';
import { terms } from './hop';
import { inTerms, outTerms } from './outside';
import type { End, Term } from './term';
import type { BoundIntent, Explained } from './model';
import { intern, isNothing, join, NOTHING } from './sets';
import { compare } from './verdict';
import { becauseOf } from './witness';

interface Line {
  readonly source: string;
  readonly destination: string;
  certain: ConnectionSet;
  possible: ConnectionSet;
  undeclared: boolean;
  /** A function outside of every VPC makes it, and nobody has to write that. */
  readonly isImplied: boolean;
  readonly declarations: Map<string, Declaration>;
  readonly because: Map<string, BecauseData>;
}

const REASONS = 6;

export function edges(network: NetworkWorld, intents: readonly BoundIntent[], explained?: Explained): EdgeData[] {
  const context = new Context(network, intents, explained);
  const lines = new Map<string, Line>();
  const { world } = context;
  const graph = graphOf(world);
  for (const node of world.nodes) {
    for (const edge of graph.out[node.index]) {
      const to = world.nodes[edge.to];
      put(context, lines, terms(world, node, to, 'may'), edge.must.length === 0 ? [] : terms(world, node, to, 'must'));
    }
    put(context, lines, inTerms(world, node, 'may'), inTerms(world, node, 'must'));
    put(context, lines, outTerms(world, node, 'may'), outTerms(world, node, 'must'));
    for (const [direction, grants] of [['in', node.ingress], ['out', node.egress]] as const) {
      for (const group of grants.byGroup.keys()) if (isForeign(world, group)) put(context, lines, groupTerms(world, node, group, direction, 'may').filter((t) => (direction === 'in' ? t.ingress : t.egress)?.peer.kind === 'group'), []);
    }
  }
  return [...lines.values()].flatMap(lineData).sort((a, b) => compare(a.source, b.source) || compare(a.destination, b.destination) || compare(a.over, b.over));
}

function put(context: Context, lines: Map<string, Line>, may: readonly Term[], must: readonly Term[]): void {
  for (const [list, isCertain] of [[must, true], [may, false]] as const) {
    for (const term of list) {
      const source = label(context, term, 'from');
      const destination = label(context, term, 'to');
      const key = `${source}\n${destination}`;
      let line = lines.get(key);
      if (line === undefined) lines.set(key, line = { source, destination, certain: NOTHING, possible: NOTHING, undeclared: false, isImplied: isImplied(context, term), declarations: new Map(), because: new Map() });
      if (isCertain) line.certain = join(line.certain, term.over);
      line.possible = join(line.possible, term.over);
      if (!line.undeclared && !line.isImplied && context.declared.left(term) !== undefined) line.undeclared = true;
      for (const d of context.declared.declaring(term)) line.declarations.set(d.flow.id, d);
      for (const grant of [term.egress, term.ingress]) {
        if (grant?.group !== undefined && grant.place.pointer !== '' && line.because.size < REASONS) line.because.set(`${grant.place.template} ${grant.place.pointer}`, becauseOf(grant.place, grant === term.egress ? 'egress rule' : 'ingress rule'));
      }
    }
  }
}

/** As nothing-more.ts: to addresses outside, from what no segment has. */
function isImplied({ explained, names }: Context, { from, to }: Term): boolean {
  return from.kind === 'node' && to.kind === 'outside' && names.segmentsOf(from.node).length === 0 && reasonOf(from.node, explained) !== undefined;
}

function label({ names, world }: Context, term: Term, side: 'from' | 'to'): string {
  const end: End = term[side];
  if (end.kind === 'node') return names.of(end.node).label;
  if (end.kind === 'group') return names.ofGroup(end.id).label;
  if (end.list !== undefined) return names.ofList(end.list).label;
  return addressLabel(side === 'from' ? term.source : term.destination, world).label;
}

/** What is certain, and what a token may add, are two edges. */
function lineData(line: Line): EdgeData[] {
  const flows = [...line.declarations.keys()].sort(compare);
  const isImplied = line.isImplied || flows.length > 0 && [...line.declarations.values()].every((d) => d.flow.implied !== undefined);
  const base = {
    source: line.source, destination: line.destination, declared: !line.undeclared, flows,
    ...isImplied ? { implied: true as const } : {},
    because: [...line.because].sort(([a], [b]) => compare(a, b)).map(([, b]) => b),
  };
  const more = intern(line.possible.difference(line.certain));
  return [
    ...isNothing(line.certain) ? [] : [{ ...base, over: line.certain.toString(), certain: true }],
    ...isNothing(more) ? [] : [{ ...base, over: more.toString(), certain: false }],
  ];
}

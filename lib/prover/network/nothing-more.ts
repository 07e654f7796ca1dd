/**
 * "Nothing more": every edge that touches a declared segment is declared. One verdict for each pair of ends with excess, and one
 * for each segment without any.
 *
 * Excess among resources that no segment has is a warning, unless the scope is `assembly`.
 */
import type { ConnectionSet } from '../../algebra/connection-set';
import type { Unknown } from '../../world/facts';
import { assumptionsOf } from './assumptions';
import { reasonOf } from './cdk-providers';
import type { Context } from './context';
import { type Excess, ExcessBook, type Left } from './excess';
import { graphOf, overOf } from './graph';
import { groupTerms, isForeign } from './group-ends';
import { isHandedOver } from './handed-over';
import { before, terms } from './hop';
import { neighbourTerms } from './neighbours';
import { inTerms, outTerms } from './outside';
import type { Segment } from './names';
import { entriesOf, type Node } from './prepare';
import type { Found } from './reach';
import { advice } from './guarantees';
import { isNothing, meet } from './sets';
import type { Term } from './term';
import type { Finding } from './verdict';
import { pathOf, witnessOf } from './witness';

export function judgeExcess(context: Context, scope: 'declared' | 'assembly'): void {
  const { names, declared } = context;
  const book = new ExcessBook(names, declared);
  gather(context, book);
  const touched = new Set<Segment>();
  for (const excess of book.all()) {
    for (const segment of excess.segments) touched.add(segment);
    tell(context, excess, scope);
  }
  for (const segment of names.segments) settle(context, segment, touched.has(segment));
}

function gather(context: Context, book: ExcessBook): void {
  const { world, names, declared } = context;
  const graph = graphOf(world);
  for (const node of world.nodes) {
    const from = names.segmentsOf(node);
    for (const edge of graph.out[node.index]) {
      const to = world.nodes[edge.to];
      // Most edges are declared from segment to segment: no need to look at their packets.
      if (overOf(edge.may).isSubsetOf(declared.overBetween(from, names.segmentsOf(to)))) continue;
      book.look(terms(world, node, to, 'may'), edge.must.length === 0 ? [] : terms(world, node, to, 'must'));
    }
    book.look(inTerms(world, node, 'may'), inTerms(world, node, 'must'));
    book.look(outTerms(world, node, 'may'), outTerms(world, node, 'must'));
    // Of others in the VPC only what opens a declared segment is told: every group that takes the VPC's range would be, else.
    if (from.length > 0) book.look(neighboursOf(context, node), []);
    if (node.face === undefined) continue;
    // Groups of somebody else: only where a rule names them; what else their holders may do is their own side's affair.
    for (const [direction, grants] of [['in', node.ingress], ['out', node.egress]] as const) {
      for (const group of grants.byGroup.keys()) {
        if (isForeign(world, group)) book.look(groupTerms(world, node, group, direction, 'may').filter((t) => (direction === 'in' ? t.ingress : t.egress)?.peer.kind === 'group'), []);
      }
    }
  }
}

/** But for rules that are told already, because they open the class to addresses outside, too; a list is declared as a list. */
function neighboursOf({ world, declared }: Context, node: Node): Term[] {
  const told = new Set([...inTerms(world, node, 'must'), ...outTerms(world, node, 'must')].filter((t) => declared.left(t) !== undefined).flatMap((t) => [t.ingress, t.egress]));
  return (['in', 'out'] as const).flatMap((direction) => neighbourTerms(world, node, 'may', direction)).filter((t) => {
    const grant = t.ingress ?? t.egress;
    return !told.has(grant) && (grant?.peer.kind !== 'prefixList' || entriesOf(world.network, grant.peer)?.unknowns.length === 0);
  });
}

function tell(context: Context, excess: Excess, scope: 'declared' | 'assembly'): void {
  const { world, verdicts, names } = context;
  const isOurs = excess.segments.length > 0 || scope === 'assembly';
  const nodes = nodesOf(excess);
  const base = (over: ConnectionSet): Pick<Finding, 'kind' | 'level' | 'subject' | 'segments' | 'question' | 'severity' | 'strict'> => ({
    kind: 'nothing-more', level: 'packet',
    subject: { source: excess.source.label, destination: excess.destination.label, over: over.toString() },
    segments: [...new Set(excess.segments.map((s) => s.key))].sort(),
    question: `nothing more: ${excess.source.label} -> ${excess.destination.label} ${over}`,
    severity: isOurs ? 'error' : 'warning',
    strict: excess.segments.some((s) => s.data.crownJewel !== undefined),
  });
  const key = `${excess.source.key} -> ${excess.destination.key}`;
  const [only] = nodes;
  const implied = excess.segments.length === 0 && nodes.length === 1 && excess.source.key === only.id ? reasonOf(only, context.explained) : undefined;
  if (implied !== undefined) {
    const { reason, advice: then } = implied;
    verdicts.add({
      ...base(excess.certain), key, verdict: 'proved', implied: true, ...then === undefined ? {} : { fix: then },
      assumptions: assumptionsOf(world, 'nothing-more', 'proved', nodes, [reason(excess.source.label)]),
    });
    return;
  }
  if (!isNothing(excess.certain)) {
    const found = shown(context, excess.must);
    const path = pathOf(names, found);
    const { fix, at } = advice(path);
    verdicts.add({
      // With the ports: who accepts one of them has not accepted the next.
      ...base(excess.certain), key: `${key} ${excess.certain}`, verdict: 'violated', witness: witnessOf(names, path, found.guard),
      assumptions: assumptionsOf(world, 'nothing-more', 'violated', nodes),
      fix: `${fix ?? `close the way from ${excess.source.label} to ${excess.destination.label}`}, or declare a flow from ${excess.source.label} to ${excess.destination.label} over ${excess.certain}`,
      at: at ?? placeOf(nodes),
    }, path);
  }
  if (isNothing(excess.possible) || !isOurs) return;
  verdicts.add({
    ...base(excess.possible), key: `${key} may ${excess.possible}`, verdict: 'unknown', unknowns: excess.unknowns,
    assumptions: assumptionsOf(world, 'nothing-more', 'unknown', nodes),
    at: ruleOf(excess.may) ?? placeOf(nodes),
  });
}

/** One packet of what is left over. */
function shown({ world }: Context, left: readonly Left[]): Found {
  const [first] = left;
  const box = first.traffic?.boxes().find((b) => !isNothing(meet(b.connections, first.over))) ?? { source: first.term.source, destination: first.term.destination, connections: first.over };
  const step = { term: first.term, over: meet(box.connections, first.over), source: box.source, destination: box.destination };
  // A service that only hands over needs somebody who gets to it.
  const entered = first.term.from.kind === 'node' && first.term.to.kind === 'node' && first.term.forward !== undefined && isHandedOver(first.term.from.node, first.term.to.node, first.term.forward.forward) ? before(world, first.term) : undefined;
  return entered === undefined ? { steps: [step], guard: first.term.guard } : { steps: [entered, { ...step, via: 'proxy' }], guard: first.term.guard.and(entered.term.guard) };
}

function nodesOf(excess: Excess): Node[] {
  return [...new Set([...excess.must, ...excess.may].flatMap(({ term }) => [term.from, term.to].flatMap((e) => (e.kind === 'node' ? [e.node] : []))))];
}

function placeOf(nodes: readonly Node[]): Finding['at'] {
  const place = nodes[0]?.written.place;
  return place === undefined ? undefined : { template: place.template, resource: place.resource, ...place.constructPath === undefined ? {} : { constructPath: place.constructPath } };
}

function ruleOf(left: readonly Left[]): Finding['at'] {
  const grant = left.map(({ term }) => (term.ingress?.group !== undefined ? term.ingress : term.egress)).find((g) => g?.group !== undefined);
  return grant === undefined ? undefined : { template: grant.place.template, resource: grant.place.resource, ...grant.place.constructPath === undefined ? {} : { constructPath: grant.place.constructPath } };
}

/** A segment without excess; or one of which not everything is known. */
function settle({ world, verdicts, declared }: Context, segment: Segment, isTouched: boolean): void {
  const missing: Unknown[] = [...segment.unbound, ...world.network.unknowns];
  for (const group of segment.groups) {
    const open = world.network.groups.get(group)?.open ?? [{ token: group, template: '', pointer: '', why: 'not in the given templates' }];
    missing.push(...open.map((u) => ({ ...u, why: 'the rules of a group that an imported member keeps are not in the given templates' })));
  }
  if (missing.length === 0 && isTouched) return;
  const verdict = missing.length === 0 ? 'proved' : 'unknown';
  verdicts.add({
    kind: 'nothing-more', level: 'packet', verdict,
    key: `segment ${segment.key}`,
    question: `nothing more: ${segment.label}`,
    subject: { source: segment.label, destination: segment.label, over: 'all' },
    // A macro beside a member may open it to anybody, whatever the template says.
    strict: segment.data.crownJewel !== undefined || isHidden(world, segment),
    unknowns: missing,
    assumptions: assumptionsOf(world, 'nothing-more', verdict, segment.nodes, [...overNat(declared, segment), ...holderless(world, segment)]),
  });
}

/** A macro may change the template of a member or of its groups; before look-ups are made, placeholders stand in any template. */
function isHidden({ network }: Context['world'], segment: Segment): boolean {
  const groups = [...segment.groups, ...segment.nodes.flatMap((n) => [...n.groups.keys()])];
  const own = new Set([...segment.nodes.map((n) => n.written.place.template), ...groups.map((g) => network.groups.get(g)?.place.template), ...segment.unbound.map((u) => u.template)]);
  return network.unknowns.some((u) => u.token.startsWith('context ') || (u.template !== '' && own.has(u.template)));
}

function overNat(declared: Context['declared'], segment: Segment): string[] {
  return declared.natServices(segment).map((s) => `flows of \`${segment.label}\` to service \`${s}\` go over NAT and permit every address on its port`);
}

/** Groups that rules of the segment name and that no interface of the world has. */
function holderless(world: Context['world'], segment: Segment): string[] {
  const out = new Set<string>();
  for (const node of segment.nodes) {
    for (const grants of [node.ingress, node.egress]) for (const group of grants.byGroup.keys()) if (!world.holders.has(group) && !isForeign(world, group)) out.add(`nothing outside the given templates has the group \`${group}\``);
  }
  return [...out].sort();
}

/**
 * What somebody wrote down to hold: `denies`, `permits`, `onlyVia`.
 *
 *   judgeGuarantee(context, { kind: 'denies', source: 'internet', destination: 'Db', over: 'tcp/5432', level: 'pivot' })
 *
 * docs/semantics.md, 3 is the table of verdicts. Guarantees of other planes (`only`, `identified`) are not judged here.
 */
import { parseConnections } from '../../algebra/connection-parse';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { Level } from '../../contract/verdicts';
import type { GuaranteeData } from '../../intent/model';
import type { Path } from '../path';
import type { Unknown } from '../../world/facts';
import { assumptionsOf } from './assumptions';
import type { Context } from './context';
import { type EndSet, NameError } from './names';
import { placeUnknowns } from './place-unknowns';
import type { Node, Prepared } from './prepare';
import { search, type SearchResult } from './reach';
import { EVERYTHING, intern } from './sets';
import type { Finding } from './verdict';
import { pathOf, witnessOf } from './witness';
import { type Outcome, worst } from './works';

export function isNetworkGuarantee(g: GuaranteeData): boolean {
  return g.kind === 'denies' || g.kind === 'permits' || g.kind === 'onlyVia';
}

export function readOver(text: string | undefined): ConnectionSet {
  if (text === undefined) return EVERYTHING;
  const parsed = parseConnections(text.trim());
  if (parsed.ok) return intern(parsed.value);
  const { what, got, expected, fix } = parsed.error;
  throw new NameError('UnknownName', text, `\`over\` is \`${text}\`: ${what} in \`${got}\`; expected ${expected}; ${fix}`);
}

/** Throws NameError where a name means nothing. */
export function judgeGuarantee(context: Context, g: GuaranteeData, bound?: string): void {
  const { names } = context;
  const resolve = (name: string): EndSet => names.resolve(qualified(context, name, g.scope, bound));
  const [source, destination] = [resolve(g.source ?? ''), resolve(g.destination ?? '')];
  const over = readOver(g.over);
  const level = g.level ?? (g.kind === 'permits' ? 'packet' : 'pivot');
  if (g.kind === 'permits') return permitsGuarantee(context, source, destination, over, level);
  const via = (g.via ?? []).map(resolve);
  denial(context, source, destination, over, level, g.kind === 'onlyVia' ? via : undefined);
}

/** A plain name in an intent means the segment of its own scope. */
function qualified(context: Context, name: string, scope: string, stage: string | undefined): string {
  if (stage === undefined) return name;
  const own = context.names.segments.find((s) => s.bound.stage === stage && s.data.scope === scope && s.data.id === name);
  return own?.key ?? name;
}

function denial({ names, world, verdicts }: Context, source: EndSet, destination: EndSet, over: ConnectionSet, level: Level, via: readonly EndSet[] | undefined): void {
  const kind = via === undefined ? 'denies' : 'onlyVia';
  const avoid = new Set((via ?? []).flatMap((v) => v.nodes.map((n) => n.node.index)));
  const ends = { source: source.label, destination: destination.label, over: over.toString() };
  const text = `${source.label} -> ${destination.label} ${over}${via === undefined ? '' : ` via ${via.map((v) => v.label).join(', ')}`}`;
  const base = {
    kind, level, subject: ends, strict: true, question: `${kind} ${text} ${level}`,
    key: `${source.key} ${destination.key} ${over} ${level} ${(via ?? []).map((v) => v.key).join(' ')}`,
  } as const;
  const may = search(world, source, destination, { over, level, mode: 'may', avoid });
  const nodes = nodesOf(source, destination);
  if (may.found === undefined && !may.gaveUp) {
    const missing = [...source.missing, ...destination.missing, ...world.network.unknowns];
    const verdict = missing.length === 0 ? 'proved' : 'unknown';
    verdicts.add({ ...base, verdict, unknowns: missing, assumptions: assumptionsOf(world, kind, verdict, nodes) });
    return;
  }
  const must = search(world, source, destination, { over, level, mode: 'must', avoid });
  if (must.found !== undefined) {
    const path = pathOf(names, must.found);
    verdicts.add({ ...base, verdict: 'violated', witness: witnessOf(names, path, must.found.guard), assumptions: assumptionsOf(world, kind, 'violated', nodes), ...advice(path, via === undefined ? undefined : via.map((v) => v.label).join(', ')) }, path);
    return;
  }
  verdicts.add({ ...base, verdict: 'unknown', unknowns: unknownsOf(world, may, must), assumptions: assumptionsOf(world, kind, 'unknown', nodes) });
}

/** What keeps a possible path from being certain. */
export function unknownsOf(world: Prepared, may: SearchResult, must: SearchResult): Unknown[] {
  const found = may.found?.steps.flatMap(({ term }) => [...term.unknowns, ...[term.from, term.to].flatMap((e) => (e.kind === 'node' ? placeUnknowns(world, e.node) : []))]) ?? [];
  const unsure = may.found !== undefined && !may.found.guard.isSure ? [{ token: 'condition', template: '', pointer: '', why: 'whether the conditions on the path hold together cannot be said' }] : [];
  const gaveUp = may.gaveUp || must.gaveUp ? [{ token: 'budget', template: '', pointer: '', why: 'more places than the prover walks' }] : [];
  return [...found, ...unsure, ...gaveUp];
}

/** What to change: the rule that lets the last hop in, or the first one that lets anybody in. */
export function advice({ hops }: Path, via?: string): Pick<Finding, 'fix' | 'at'> {
  const last = hops[hops.length - 1].because;
  const rule = ['ingress rule', 'egress rule'].map((what) => last.find((b) => b.what === what)).find((b) => b !== undefined) ?? hops.flatMap((h) => h.because).find((b) => b.what === 'ingress rule');
  if (rule === undefined) return {};
  const { template, resource, constructPath, pointer, flows, what } = rule;
  const flow = flows === undefined || flows.length === 0 ? '' : `, which serves ${flows.map((f) => `flow \`${f}\``).join(', ')}`;
  return { fix: `remove or narrow the ${what} of \`${constructPath ?? resource}\` (${pointer})${flow}${via === undefined ? '' : `, so that only ${via} leads there`}`, at: { template, resource, ...constructPath === undefined ? {} : { constructPath } } };
}

function nodesOf(...ends: readonly EndSet[]): Node[] {
  return ends.flatMap((e) => e.nodes.map((n) => n.node));
}

/** Of a CIDR's interfaces those that certainly have one of its addresses: who only may have one asks for nothing. */
function certainly(end: EndSet): EndSet {
  return { ...end, nodes: end.nodes.filter(({ node, addresses }) => addresses === undefined || node.spots.every((s) => s.may.isSubsetOf(addresses))) };
}

function permitsGuarantee(context: Context, from: EndSet, to: EndSet, over: ConnectionSet, level: Level): void {
  const [source, destination] = [certainly(from), certainly(to)];
  const { verdicts, world } = context;
  const outcome = level === 'pivot' ? pivotPermits(context, source, destination, over) : worst([
    ...source.nodes.flatMap((a) => destination.nodes.map((b) => context.works.between(a.node, b.node, over))),
    ...destination.outside.isEmpty() ? [] : source.nodes.map((a) => context.works.outwards(a.node, destination.outside, over, destination.label)),
    ...source.outside.isEmpty() ? [] : destination.nodes.map((b) => context.works.inwards(b.node, source.outside, over, source.label)),
    ...destination.groups.flatMap((g) => source.nodes.map((a) => context.works.group(a.node, g, over, destination.label, 'out'))),
    ...source.groups.flatMap((g) => destination.nodes.map((b) => context.works.group(b.node, g, over, source.label, 'in'))),
  ]);
  const missing = [...source.missing, ...destination.missing, ...world.network.unknowns];
  const verdict = outcome.verdict === 'proved' && missing.length > 0 ? 'unknown' : outcome.verdict;
  const isEmpty = [source, destination].filter((e) => e.nodes.length + e.groups.length === 0 && e.outside.isEmpty());
  verdicts.add({
    kind: 'permits', level, verdict, strict: true,
    key: `${source.key} ${destination.key} ${over} ${level}`,
    question: `permits ${source.label} -> ${destination.label} ${over} ${level}`,
    subject: { source: source.label, destination: destination.label, over: over.toString() },
    unknowns: verdict === 'unknown' ? [...outcome.unknowns, ...missing] : [],
    blockedBy: outcome.blockedBy,
    assumptions: assumptionsOf(world, 'permits', verdict, nodesOf(source, destination), isEmpty.map((e) => `\`${e.label}\` has no members in these templates: there is nothing to judge`)),
    ...choice(context, outcome),
    ...outcome.verdict === 'violated' ? repair(outcome) : {},
  });
}

/** Over any number of hops, under every condition. */
function pivotPermits({ world }: Context, source: EndSet, destination: EndSet, over: ConnectionSet): Outcome {
  const may = search(world, source, destination, { over, level: 'pivot', mode: 'may' });
  if (may.found === undefined && !may.gaveUp) return { verdict: 'violated', unknowns: [], blockedBy: [{ code: 'NO_PATH', text: `no chain of hops leads from \`${source.label}\` to \`${destination.label}\``, because: [] }], nodes: [] };
  const must = search(world, source, destination, { over, level: 'pivot', mode: 'must' });
  return { verdict: must.found?.guard.isAlways() === true ? 'proved' : 'unknown', unknowns: unknownsOf(world, may, must), blockedBy: [], nodes: [] };
}

/** Under which conditions it does not work, where it does under others. */
export function choice({ world }: Context, outcome: Outcome): Pick<Finding, 'witness'> {
  const guard = outcome.rest?.guard;
  if (guard === undefined || guard.variables().length === 0) return {};
  const conditions: Record<string, boolean> = {};
  for (const [name, condition] of [...world.network.conditions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (!condition.isSure || !condition.variables().some((v) => guard.variables().includes(v))) continue;
    if (guard.implies(condition)) conditions[name] = true;
    else if (guard.implies(condition.not())) conditions[name] = false;
  }
  return { witness: { hops: [], conditions, parameters: Object.fromEntries(guard.witness() ?? []) } };
}

export function repair({ blockedBy, nodes }: Outcome): Pick<Finding, 'fix' | 'at'> {
  const [first] = blockedBy;
  if (first === undefined) return {};
  const [where] = first.because;
  const node = nodes[0]?.written.place;
  const at = where !== undefined ? { template: where.template, resource: where.resource, ...where.constructPath === undefined ? {} : { constructPath: where.constructPath } }
    : node !== undefined ? { template: node.template, resource: node.resource, ...node.constructPath === undefined ? {} : { constructPath: node.constructPath } } : undefined;
  return { fix: `${first.text}: open it${where === undefined ? '' : ` at \`${where.constructPath ?? where.resource}\``}, or take back what asks for it`, ...at === undefined ? {} : { at } };
}

/**
 * What a change opens and closes: `diffOf(before, after)`.
 *
 * Both sides are named and judged by one intent: the new one, or the old one where the new assembly carries none; so a resource that
 * joined a segment has not moved. What was merely possible before and is certain now counts as opened: an unknown excuses nothing.
 * Ways in are compared by exposure/ways-diff.ts, and stand behind the edges of the network.
 */
import { ConnectionSet } from '../algebra/connection-set';
import { parseConnections } from '../algebra/connection-parse';
import { DIFF_SCHEMA, type DiffFile, type EdgeData, type UnknownData } from '../contract/verdicts';
import type { WaysDiff } from './exposure';
import type { NetworkWorld } from '../world/network/model';
import { unknownData } from './judge-unknowns';

export interface Side {
  readonly world: NetworkWorld;
  readonly edges: readonly EdgeData[];
}

export function diffOf(before: Side, after: Side, ways: WaysDiff = { added: [], removed: [], unknowns: [] }): DiffFile {
  const added = [...beyond(after.edges, before.edges, (edge, other) => other.certain || !edge.certain), ...waysOf(ways.added)];
  const removed = [...beyond(before.edges, after.edges, () => true), ...waysOf(ways.removed)];
  return {
    schema: DIFF_SCHEMA,
    summary: { added: added.length, removed: removed.length, undeclared: added.filter((e) => !e.declared && e.implied !== true).length },
    added, removed,
    unknowns: once([...before.world.unknowns, ...after.world.unknowns, ...ways.unknowns].map(unknownData)),
  };
}

function waysOf(edges: readonly EdgeData[]): DiffFile['added'][number][] {
  return edges.map((edge) => ({ ...edge, plane: 'exposure' as const })).sort((a, b) => compare(sortKey(a), sortKey(b)));
}

/** What of each edge is in no edge of the other side that counts. */
function beyond(edges: readonly EdgeData[], others: readonly EdgeData[], counts: (edge: EdgeData, other: EdgeData) => boolean): DiffFile['added'][number][] {
  const byEnds = new Map<string, EdgeData[]>();
  for (const other of others) byEnds.set(keyOf(other), [...byEnds.get(keyOf(other)) ?? [], other]);
  const out: DiffFile['added'][number][] = [];
  for (const edge of edges) {
    const same = (byEnds.get(keyOf(edge)) ?? []).filter((other) => counts(edge, other));
    const rest = setOf(edge.over, ConnectionSet.all()).difference(ConnectionSet.unionOf(same.map((other) => setOf(other.over, ConnectionSet.none()))));
    if (!rest.isEmpty()) out.push({ ...edge, over: rest.toString(), plane: 'network' });
  }
  return out.sort((a, b) => compare(sortKey(a), sortKey(b)));
}

function setOf(over: string, unreadable: ConnectionSet): ConnectionSet {
  const parsed = parseConnections(over);
  return parsed.ok ? parsed.value : unreadable;
}

function keyOf({ source, destination }: EdgeData): string {
  return `${source}\n${destination}`;
}

function sortKey({ source, destination, over, certain, flows }: EdgeData): string {
  return [source, destination, over, certain ? '0' : '1', ...flows].join('\n');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function once(unknowns: readonly UnknownData[]): UnknownData[] {
  return [...new Map(unknowns.map((u) => [[u.token, u.template, u.pointer].join('\n'), u])).values()];
}

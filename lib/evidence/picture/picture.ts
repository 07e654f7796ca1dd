/**
 * What is drawn: who is there, and who reaches whom.
 *
 *   edgesPicture(edges, { title: 'cdk.out', segments: [{ name: 'web', jewel: false }] });
 *   diffPicture(diff);
 *
 * Edges between the same two ends that differ in nothing but their ports are one arrow. What is worst is drawn first, so that a
 * picture that gets too full leaves out what is harmless, and says how much.
 */
import type { DiffFile, EdgeData } from '../../contract/verdicts';
import { compareText } from '../../intent';

export type ArrowKind = 'excess' | 'possible' | 'declared' | 'implied' | 'opened' | 'permitted' | 'closed';
export type NodeKind = 'jewel' | 'segment' | 'resource' | 'outside';

export interface PictureNode {
  readonly name: string;
  readonly kind: NodeKind;
}

export interface Arrow {
  readonly source: string;
  readonly destination: string;
  readonly kind: ArrowKind;
  /** Connections, each once. */
  readonly over: readonly string[];
  readonly flows: readonly string[];
}

export interface Picture {
  readonly title: string;
  readonly nodes: readonly PictureNode[];
  readonly arrows: readonly Arrow[];
  /** Arrows that have no room. */
  readonly leftOut: number;
}

export interface PictureOptions {
  readonly title: string;
  /** Names as the edges have them. Shown even where nothing reaches them. */
  readonly segments: readonly { readonly name: string; readonly jewel: boolean }[];
}

/** Worst first. */
export const ARROWS: readonly ArrowKind[] = ['excess', 'opened', 'possible', 'declared', 'permitted', 'implied', 'closed'];
/** Beyond this nobody finds an arrow, and the layout takes long. */
const MOST = 250;

export function edgesPicture(edges: readonly EdgeData[], options: PictureOptions): Picture {
  return pictureOf(edges.map((edge) => ({ edge, kind: kindOf(edge) })), options);
}

export function diffPicture({ added, removed }: DiffFile, options: PictureOptions): Picture {
  const callers = new Set([...added, ...removed].filter((e) => e.plane === 'exposure').map((e) => e.source));
  const picture = pictureOf([
    ...added.map((edge) => ({ edge, kind: edge.declared || edge.implied === true ? 'permitted' as const : 'opened' as const })),
    ...removed.map((edge) => ({ edge, kind: 'closed' as const })),
  ], { ...options, segments: options.segments.filter(({ name }) => [...added, ...removed].some((e) => e.source === name || e.destination === name)) });
  // Who comes by a way in stands outside.
  return { ...picture, nodes: picture.nodes.map((n) => (n.kind === 'resource' && callers.has(n.name) ? { ...n, kind: 'outside' } : n)) };
}

function kindOf({ declared, implied, certain }: EdgeData): ArrowKind {
  if (implied === true) return 'implied';
  if (declared) return 'declared';
  return certain ? 'excess' : 'possible';
}

function pictureOf(edges: readonly { readonly edge: EdgeData; readonly kind: ArrowKind }[], { title, segments }: PictureOptions): Picture {
  const arrows = new Map<string, { source: string; destination: string; kind: ArrowKind; over: Set<string>; flows: Set<string> }>();
  for (const { edge, kind } of edges) {
    const key = JSON.stringify([edge.source, edge.destination, kind]);
    const arrow = arrows.get(key) ?? { source: edge.source, destination: edge.destination, kind, over: new Set(), flows: new Set() };
    arrows.set(key, arrow);
    for (const part of /^[\w/, -]+$/.test(edge.over) ? edge.over.split(/, */) : [edge.over]) arrow.over.add(part);
    for (const flow of edge.flows) arrow.flows.add(flow);
  }
  const sorted = [...arrows.values()]
    .sort((a, b) => ARROWS.indexOf(a.kind) - ARROWS.indexOf(b.kind) || compareText(a.source, b.source) || compareText(a.destination, b.destination))
    .map(({ over, flows, ...ends }): Arrow => ({ ...ends, over: [...over], flows: [...flows].sort(compareText) }));
  const shown = sorted.slice(0, MOST);
  return { title, nodes: nodesOf(shown, segments), arrows: shown, leftOut: sorted.length - shown.length };
}

function nodesOf(arrows: readonly Arrow[], segments: PictureOptions['segments']): PictureNode[] {
  const kinds = new Map(segments.map((s) => [s.name, s.jewel ? 'jewel' : 'segment'] as [string, NodeKind]));
  for (const name of arrows.flatMap((a) => [a.source, a.destination])) if (!kinds.has(name)) kinds.set(name, isOutside(name) ? 'outside' : 'resource');
  return [...kinds].sort(([a], [b]) => compareText(a, b)).map(([name, kind]) => ({ name, kind }));
}

/** `internet`, addresses, prefix lists, what another account has. */
function isOutside(name: string): boolean {
  return /^(internet|pl-|account:|external:|service:|[\d.]+(\/\d+)?$|[0-9a-f]*:[0-9a-f:.]*(\/\d+)?$)/i.test(name);
}

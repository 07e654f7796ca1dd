/**
 * Where everything stands: boxes as wide as their names, and room for the label of every arrow.
 *
 * Widths are those of a fixed-width font, so that a text fits its box on a machine without ours.
 */
import { type LaidEdge, type LaidNode, newGraph } from '../dagre';
import { clean, columns, wrap } from '../text/wrap';
import type { Arrow, Picture, PictureNode } from './picture';

/** Pixels. */
export const FONT = { size: 12, advance: 7.3, line: 15 };
const NODE_COLUMNS = 22;
const NODE_LINES = 3;
const LABEL_COLUMNS = 20;

export interface Laid {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly { readonly node: PictureNode; readonly lines: readonly string[]; readonly at: LaidNode }[];
  readonly arrows: readonly { readonly arrow: Arrow; readonly label: string; readonly at: LaidEdge }[];
}

/** From left to right, as one reads; a long chain from top to bottom, where a page has room for it. */
export function layOut(picture: Picture): Laid {
  const across = laid(picture, { rankdir: 'LR', ranksep: 54 });
  if (across.width <= WIDEST || across.width < LONG * across.height) return across;
  const down = laid(picture, { rankdir: 'TB', ranksep: 34 });
  return down.width < across.width / 2 ? down : across;
}

const WIDEST = 1600;
const LONG = 2;

function laid({ nodes, arrows }: Picture, direction: { readonly rankdir: 'LR' | 'TB'; readonly ranksep: number }): Laid {
  const { graph, layout } = newGraph();
  graph.setGraph({ ...direction, nodesep: 22, edgesep: 14, marginx: 16, marginy: 16 });
  const boxes = nodes.map((node, i) => ({ node, id: `n${i}`, lines: nameLines(node.name) }));
  for (const { id, lines } of boxes) {
    graph.setNode(id, { width: Math.max(...lines.map(columns), 6) * FONT.advance + 24, height: lines.length * FONT.line + 16 });
  }
  const ids = new Map(boxes.map(({ node, id }) => [node.name, id]));
  const lines = arrows.map((arrow, i) => {
    const label = labelOf(arrow);
    const edge = { v: ids.get(arrow.source) ?? '', w: ids.get(arrow.destination) ?? '', name: `e${i}` };
    graph.setEdge(edge, { width: columns(label) * FONT.advance + 10, height: FONT.line + 4, labelpos: 'c' });
    return { arrow, label, edge };
  });
  layout();
  const { width, height } = graph.graph();
  return {
    // An empty graph has no size.
    width: Number.isFinite(width) ? width : 0,
    height: Number.isFinite(height) ? height : 0,
    nodes: boxes.map(({ node, id, lines: text }) => ({ node, lines: text, at: graph.node(id) })),
    arrows: lines.map(({ arrow, label, edge }) => ({ arrow, label, at: graph.edge(edge) })),
  };
}

/** Broken where a word of a name ends: `ZeroTrustNetwork`, `EndpointsLogs`. */
function nameLines(name: string): string[] {
  const lines: string[] = [];
  for (const part of clean(name).split(/(?<=[a-z0-9])(?=[A-Z])|(?<=[-_./:# ])/).flatMap((p) => wrap(p, NODE_COLUMNS))) {
    const last = lines[lines.length - 1];
    if (last !== undefined && columns(last) + columns(part) <= NODE_COLUMNS) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines.length <= NODE_LINES ? lines : [...lines.slice(0, NODE_LINES - 1), `${lines[NODE_LINES - 1].slice(0, NODE_COLUMNS - 2)}…`];
}

/** A sign before the ports says what the colour says. */
export const SIGNS: Readonly<Record<Arrow['kind'], string>> = { excess: '! ', possible: '? ', declared: '', implied: '', opened: '+! ', permitted: '+ ', closed: '- ' };

function labelOf({ kind, over }: Arrow): string {
  const parts = over.map((o) => (o === 'all' ? 'any' : clean(o)));
  for (let n = parts.length; n > 0; n--) {
    const text = `${SIGNS[kind]}${parts.slice(0, n).join(', ')}${n < parts.length ? ` +${parts.length - n}` : ''}`;
    if (columns(text) <= LABEL_COLUMNS) return text;
  }
  return `${SIGNS[kind]}${parts.length === 1 ? `${parts[0].slice(0, LABEL_COLUMNS - 4)}…` : `${parts.length} connections`}`;
}

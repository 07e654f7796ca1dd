/**
 * A picture as SVG that stands alone: no script, no font, no address of anything else, readable on light and dark ground.
 *
 *   pictureSvg(edgesPicture(edges, { title: 'cdk.out', segments }));
 *
 * Kinds of arrows differ by line, thickness, head and a sign in the label, so that nobody needs the colours. The whole name and
 * all ports stand in the tooltip.
 */
import type { Point } from '../dagre';
import { clean, columns } from '../text/wrap';
import { FONT, type Laid, layOut, SIGNS } from './layout';
import { ARROWS, type Arrow, type ArrowKind, type NodeKind, type Picture, type PictureNode } from './picture';
import { STYLE } from './style';

const ARROW_WORDS: Readonly<Record<ArrowKind, string>> = {
  excess: 'reachable, nobody declared it',
  possible: 'perhaps reachable: a token decides',
  declared: 'declared',
  implied: 'implied: needed to boot',
  opened: 'opened, nobody declared it',
  permitted: 'opened, declared',
  closed: 'closed',
};
const NODE_WORDS: Readonly<Record<NodeKind, string>> = { jewel: 'crown jewel', segment: 'segment', resource: 'resource without a segment', outside: 'outside' };
const NODES: readonly NodeKind[] = ['jewel', 'segment', 'resource', 'outside'];

const LEGEND = { row: 20, top: 44, sample: 46, gap: 26, column: 360 };

export function pictureSvg(picture: Picture): string {
  const laid = layOut(picture);
  const arrows = ARROWS.filter((kind) => picture.arrows.some((a) => a.kind === kind));
  const nodes = NODES.filter((kind) => picture.nodes.some((n) => n.kind === kind));
  const notes = [
    ...(picture.arrows.length === 0 ? ['Nothing reaches anything.'] : []),
    ...(picture.leftOut === 0 ? [] : [`${picture.leftOut} more arrows have no room; the worst are drawn.`]),
  ];
  const rows = Math.max(arrows.length, nodes.length) + notes.length;
  const top = LEGEND.top + rows * LEGEND.row;
  const title = clean(picture.title);
  const width = round(Math.max(laid.width, LEGEND.column + 16 + 250, columns(title) * 8.6 + 32));
  const height = round(top + laid.height);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${xml(title)}">`,
    `<title>${xml(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<defs>${ARROWS.map(markerOf).join('')}</defs>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="16" y="26">${xml(title)}</text>`,
    ...arrows.map((kind, i) => arrowLegend(kind, LEGEND.top + i * LEGEND.row)),
    ...nodes.map((kind, i) => nodeLegend(kind, LEGEND.top + i * LEGEND.row)),
    ...notes.map((note, i) => `<text class="note" x="16" y="${LEGEND.top + (rows - notes.length + i) * LEGEND.row + 4}">${xml(note)}</text>`),
    `<g transform="translate(${round((width - laid.width) / 2)} ${top})">`,
    ...drawn(laid),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Arrows below boxes, labels above both. */
function drawn({ nodes, arrows }: Laid): string[] {
  return [
    ...[...arrows].reverse().map(({ arrow, at }) => `<g class="${arrow.kind}"><title>${xml(tipOf(arrow))}</title><path class="line" d="${curve(at.points)}" marker-end="url(#head-${arrow.kind})"/></g>`),
    ...nodes.map(({ node, lines, at }) => boxOf(node, lines, at)),
    ...[...arrows].reverse().filter(({ at }) => at.x !== undefined && at.y !== undefined).map(({ arrow, label, at }) => {
      const [x, y] = [at.x ?? 0, at.y ?? 0];
      const wide = columns(label) * FONT.advance + 6;
      return `<g class="${arrow.kind}"><title>${xml(tipOf(arrow))}</title><rect class="ground" x="${round(x - wide / 2)}" y="${round(y - 9)}" width="${round(wide)}" height="18" rx="3"/><text class="label" x="${round(x)}" y="${round(y + 4)}">${xml(label)}</text></g>`;
    }),
  ];
}

function boxOf({ name, kind }: PictureNode, lines: readonly string[], { x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  const text = lines.map((line, i) => `<tspan x="${round(x)}" y="${round(y + 4 + (i - (lines.length - 1) / 2) * FONT.line)}">${xml(line)}</tspan>`).join('');
  return `<g class="${kind}"><title>${xml(`${clean(name)} (${NODE_WORDS[kind]})`)}</title>${shapeOf(kind, x, y, width, height)}<text class="name">${text}</text></g>`;
}

/** A jewel has a double frame, a segment a plain one, a resource square corners, and what is outside round ends and a dashed frame. */
function shapeOf(kind: NodeKind, x: number, y: number, width: number, height: number): string {
  const rect = (inset: number, rx: number): string => `<rect class="box" x="${round(x - width / 2 + inset)}" y="${round(y - height / 2 + inset)}" width="${round(width - 2 * inset)}" height="${round(height - 2 * inset)}" rx="${rx}"/>`;
  if (kind === 'jewel') return rect(0, 8) + rect(3.5, 5);
  return rect(0, kind === 'segment' ? 8 : kind === 'outside' ? round(height / 2) : 0);
}

function arrowLegend(kind: ArrowKind, y: number): string {
  return `<g class="${kind}"><path class="line" d="M16 ${y}H${16 + LEGEND.sample}" marker-end="url(#head-${kind})"/><text class="legend" x="${16 + LEGEND.sample + LEGEND.gap / 2}" y="${y + 4}">${xml(`${SIGNS[kind]}${ARROW_WORDS[kind]}`)}</text></g>`;
}

function nodeLegend(kind: NodeKind, y: number): string {
  return `<g class="${kind}">${shapeOf(kind, LEGEND.column + 17, y, 34, 14)}<text class="legend" x="${LEGEND.column + 44}" y="${y + 4}">${NODE_WORDS[kind]}</text></g>`;
}

const HEADS: Readonly<Partial<Record<ArrowKind, string>>> = { excess: 'M0 0L10 5L0 10L3 5Z', opened: 'M0 0L10 5L0 10L3 5Z', implied: 'M1 1L9 5L1 9', possible: 'M1 1L9 5L1 9', closed: 'M1 1L9 5L1 9' };

function markerOf(kind: ArrowKind): string {
  const size = kind === 'excess' || kind === 'opened' ? 14 : 9;
  return `<marker id="head-${kind}" class="${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="${size}" markerHeight="${size}" markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="${HEADS[kind] ?? 'M0 0L10 5L0 10Z'}"/></marker>`;
}

function tipOf({ source, destination, kind, over, flows }: Arrow): string {
  return clean(`${source} => ${destination} : ${over.join(', ')} (${ARROW_WORDS[kind]}${flows.length === 0 ? '' : `; ${flows.join(', ')}`})`);
}

const BEND = 26;

/** Along the way, with rounded corners; it stays near every corner, because the label stands at one. */
function curve(points: readonly Point[]): string {
  const at = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;
  const towards = (a: Point, b: Point): Point => {
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const part = length === 0 ? 0 : Math.min(BEND, length / 2) / length;
    return { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * part };
  };
  const bends = points.slice(1, -1).map((p, i) => `L${at(towards(p, points[i]))}Q${at(p)} ${at(towards(p, points[i + 2]))}`);
  return `M${at(points[0])}${bends.join('')}L${at(points[points.length - 1])}`;
}

function round(n: number): number {
  return Math.round(n * 10) / 10;
}

/** Names are cleaned before: no control character is in them, and what XML cannot hold is not either. */
function xml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

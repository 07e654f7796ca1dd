/**
 * The library that lays graphs out: @dagrejs/dagre, prebundled in assets/vendor and loaded on first use, so that the package has
 * no dependency. Of its interface what a picture needs.
 *
 * This file stands two levels below the package, as the bundle of the command line does: both find the library at one path.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Positions are of centres. */
export interface LaidNode extends Point {
  readonly width: number;
  readonly height: number;
}

export interface LaidEdge {
  readonly points: readonly Point[];
  /** Centre of the label, where it has a size. */
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

export interface Graph {
  setGraph(options: { readonly rankdir: 'LR' | 'TB'; readonly nodesep: number; readonly edgesep: number; readonly ranksep: number; readonly marginx: number; readonly marginy: number }): void;
  setNode(name: string, size: { readonly width: number; readonly height: number }): void;
  setEdge(edge: { readonly v: string; readonly w: string; readonly name: string }, label: { readonly width: number; readonly height: number; readonly labelpos: 'c'; readonly weight?: number }): void;
  graph(): { readonly width: number; readonly height: number };
  node(name: string): LaidNode;
  edge(edge: { readonly v: string; readonly w: string; readonly name: string }): LaidEdge;
}

interface Dagre {
  readonly graphlib: { readonly Graph: new (options: { readonly directed: true; readonly multigraph: true }) => Graph };
  readonly layout: (graph: Graph) => void;
}

export function newGraph(): { readonly graph: Graph; readonly layout: () => void } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const dagre = require(`${__dirname}/../../assets/vendor/dagre.js`) as Dagre;
  const graph = new dagre.graphlib.Graph({ directed: true, multigraph: true });
  return { graph, layout: () => dagre.layout(graph) };
}

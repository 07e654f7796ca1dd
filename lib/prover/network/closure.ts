/**
 * Who reaches whom over any number of hops, for all pairs at once:
 *
 *   const closure = pivotClosure(network);
 *   closure.reaches('internet', 'App.Db', 'may');
 *
 * Strongly connected components (Tarjan) and one bit set of components for each. Bounds, not verdicts: MAY follows every edge that
 * holds under some condition, even where two of them exclude each other, and from one interface of a machine to the others; MUST only
 * edges that hold under every condition and from every subnet. Who asks about one pair gets the exact answer (reach.ts).
 */
import { Guard } from '../../world/guard';
import type { Id, NetworkWorld } from '../../world/network/model';
import type { Reading } from './acl';
import { graphOf, type Link } from './graph';
import { inTerms } from './outside';
import { prepare, type Prepared } from './prepare';

export interface PivotClosure {
  /** Ids of interface classes, or `internet`. Nothing reaches itself in no hops. */
  reaches(source: Id, destination: Id, reading?: Reading): boolean;
  /** All pairs, by source and destination. */
  pairs(reading?: Reading): Generator<readonly [source: Id, destination: Id]>;
  /** How many pairs there are. */
  count(reading?: Reading): number;
}

const INTERNET = 'internet';

export function pivotClosure(network: NetworkWorld): PivotClosure {
  return closureOf(prepare(network));
}

function closureOf(world: Prepared): PivotClosure {
  const ids = [...world.nodes.map((n) => n.id), INTERNET];
  let indexOf: ReadonlyMap<Id, number> | undefined;
  const made: Partial<Record<Reading, Components>> = {};
  const next: Partial<Record<Reading, readonly (readonly number[])[]>> = {};
  const successorsOf = (reading: Reading): readonly (readonly number[])[] => (next[reading] ??= successors(world, reading));
  const components = (reading: Reading): Components => {
    const known = made[reading];
    if (known !== undefined) return known;
    // Where nothing is unknown the two are one.
    const other = made[reading === 'may' ? 'must' : 'may'];
    return (made[reading] = other !== undefined && (successorsOf('may') === successorsOf('must') || isSame(successorsOf('may'), successorsOf('must'))) ? other : componentsOf(successorsOf(reading)));
  };
  return {
    reaches(source, destination, reading = 'may') {
      indexOf ??= new Map(ids.map((id, i) => [id, i]));
      const [a, b] = [indexOf.get(source), indexOf.get(destination)];
      return a !== undefined && b !== undefined && components(reading).reaches(a, b);
    },
    *pairs(reading = 'may') {
      const c = components(reading);
      for (let a = 0; a < ids.length; a++) for (let b = 0; b < ids.length; b++) if (c.reaches(a, b)) yield [ids[a], ids[b]];
    },
    count(reading = 'may') {
      return components(reading).count();
    },
  };
}

/** The internet is the last node: it has successors and is nobody's. */
function successors(world: Prepared, reading: Reading): readonly (readonly number[])[] {
  const graph = graphOf(world);
  const key = `successors ${reading}`;
  const known = world.memo.get(key) as readonly (readonly number[])[] | undefined;
  if (known !== undefined) return known;
  let isUniform = true;
  const out: number[][] = [];
  for (let from = 0; from < graph.out.length; from++) {
    const list: number[] = [];
    const edges = graph.out[from];
    for (let i = 0; i < edges.length; i++) {
      const edge = edges[i];
      const isCertain = !world.nodes[from].proxy && holds(edge.must);
      if (!isCertain) isUniform = false;
      if (reading === 'may' || isCertain) list.push(edge.to);
    }
    const beside = world.nodes[from].proxy ? undefined : world.siblings.get(from);
    if (beside !== undefined) {
      isUniform = false;
      if (reading === 'may') for (const other of beside) list.push(other.index);
    }
    out.push(list);
  }
  const first: number[] = [];
  for (const node of world.nodes) {
    if (node.entry.length === 0 && node.ingress.wide.length === 0) continue;
    const isOpen = inTerms(world, node, 'may').length > 0;
    const isCertain = inTerms(world, node, 'must').some((t) => t.guard === Guard.ALWAYS);
    if (isOpen !== isCertain) isUniform = false;
    if (reading === 'may' ? isOpen : isCertain) first.push(node.index);
  }
  out.push(first);
  world.memo.set(key, out);
  // Where nothing is unknown the two are one.
  if (isUniform) world.memo.set(`successors ${reading === 'may' ? 'must' : 'may'}`, out);
  return out;
}

/** Under every condition, and from wherever to wherever the two stand. */
function holds(links: readonly Link[]): boolean {
  for (let i = 0; i < links.length; i++) if (links[i].everywhere && links[i].guard === Guard.ALWAYS) return true;
  return false;
}

function isSame(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean {
  return a.every((list, i) => list.length === b[i].length && list.every((v, k) => v === b[i][k]));
}

class Components {
  private readonly reach: Uint32Array[] = [];
  private readonly words: number;

  constructor(private readonly of: Int32Array, private readonly members: readonly (readonly number[])[], private readonly cyclic: readonly boolean[], next: readonly (readonly number[])[]) {
    this.words = (members.length + 31) >> 5;
    // Tarjan numbers components in reverse topological order: whatever one leads to is ready before it.
    members.forEach((nodes, c) => {
      const bits = new Uint32Array(this.words);
      for (let n = 0; n < nodes.length; n++) {
        const list = next[nodes[n]];
        for (let k = 0; k < list.length; k++) {
          const d = of[list[k]];
          if (d === c || (bits[d >> 5] & (1 << (d & 31))) !== 0) continue;
          bits[d >> 5] |= 1 << (d & 31);
          const other = this.reach[d];
          for (let w = 0; w < this.words; w++) bits[w] |= other[w];
        }
      }
      if (this.cyclic[c]) bits[c >> 5] |= 1 << (c & 31);
      this.reach.push(bits);
    });
  }

  public reaches(a: number, b: number): boolean {
    const d = this.of[b];
    return (this.reach[this.of[a]][d >> 5] & (1 << (d & 31))) !== 0;
  }

  public count(): number {
    const large = this.members.flatMap((nodes, d) => (nodes.length > 1 ? [[d, nodes.length - 1] as const] : []));
    let sum = 0;
    this.members.forEach((nodes, c) => {
      const bits = this.reach[c];
      let reached = 0;
      for (let w = 0; w < this.words; w++) if (bits[w] !== 0) reached += ones(bits[w]);
      for (const [d, more] of large) if ((bits[d >> 5] & (1 << (d & 31))) !== 0) reached += more;
      sum += reached * nodes.length;
    });
    return sum;
  }
}

function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Tarjan's algorithm without recursion: worlds are deep. */
function componentsOf(next: readonly (readonly number[])[]): Components {
  const n = next.length;
  const order = new Int32Array(n).fill(-1);
  const low = new Int32Array(n);
  const component = new Int32Array(n).fill(-1);
  const cursor = new Int32Array(n);
  const members: number[][] = [];
  const cyclic: boolean[] = [];
  const stack: number[] = [];
  const work: number[] = [];
  let counter = 0;
  for (let root = 0; root < n; root++) {
    if (order[root] >= 0) continue;
    work.push(root);
    while (work.length > 0) {
      const v = work[work.length - 1];
      if (order[v] < 0) {
        order[v] = low[v] = counter++;
        stack.push(v);
      }
      let descended = false;
      while (cursor[v] < next[v].length) {
        const w = next[v][cursor[v]++];
        if (order[w] < 0) {
          work.push(w);
          descended = true;
          break;
        }
        if (component[w] < 0 && order[w] < low[v]) low[v] = order[w];
      }
      if (descended) continue;
      work.pop();
      if (work.length > 0) {
        const parent = work[work.length - 1];
        if (low[v] < low[parent]) low[parent] = low[v];
      }
      if (low[v] !== order[v]) continue;
      const nodes: number[] = [];
      for (;;) {
        const w = stack.pop()!;
        component[w] = members.length;
        nodes.push(w);
        if (w === v) break;
      }
      cyclic.push(nodes.length > 1 || next[v].includes(v));
      members.push(nodes);
    }
  }
  return new Components(component, members, cyclic, next);
}

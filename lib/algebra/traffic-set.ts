/**
 * Makes it possible to write: `permitted.difference(declared).witness()`, which is a packet that nobody asked for, and
 * `hop.intersection(routed).isEmpty()`.
 *
 * Exact sets of packets (source address, destination address, connection): any finite union of boxes. Does not model:
 * packets from one address family to the other (there are none: a box of IPv4 sources and IPv6 destinations is empty),
 * source ports, and anything stateful; replies are the prover's question.
 *
 * Representation: source -> (destination -> connections), two step functions in one another, so equal sets are equal
 * values however they were built and nothing grows with the history of operations. Cost, for s source steps, d
 * destination steps under one source, and c intervals of connections: an operation is O((s1 + s2) * (d1 + d2) * c),
 * with equal rows combined once. A union of n boxes of k address intervals has at most 2nk source steps; n boxes with
 * disjoint sources stay O(n). The worst case, n boxes that all overlap, is O(n^2) steps and not exponential, as lists
 * of differences would be.
 */
import { formatAddress, parseAddress } from './address-text';
import { AddressSet } from './address-set';
import { Boundaries, Ordinal, unionOf } from './boundaries';
import { Connection, ConnectionSet } from './connection-set';
import { orThrow } from './errors';
import { byValue, combineSteps, constant, sameSteps, Steps, support, valueAt } from './steps';

export interface Packet {
  readonly source: string;
  readonly destination: string;
  readonly connection: Connection;
}

export interface TrafficBox {
  readonly source: AddressSet;
  readonly destination: AddressSet;
  readonly connections: ConnectionSet;
}

// INVARIANT: no step holds an empty row and no row an empty connection set: what is not permitted is undefined
type Row<K extends Ordinal> = Steps<K, ConnectionSet>;
type Plane<K extends Ordinal> = Steps<K, Row<K>>;
type OperationName = 'union' | 'intersection' | 'difference';
type Operation<V> = (a: V | undefined, b: V | undefined) => V | undefined;

export class TrafficSet {
  public static none(): TrafficSet {
    return new TrafficSet({ at: [], values: [] }, { at: [], values: [] });
  }

  public static all(): TrafficSet {
    return TrafficSet.box(AddressSet.all(), AddressSet.all(), ConnectionSet.all());
  }

  public static box(source: AddressSet, destination: AddressSet, connections: ConnectionSet): TrafficSet {
    const value = connections.isEmpty() ? undefined : connections;
    return new TrafficSet(product(source.ipv4, destination.ipv4, value), product(source.ipv6, destination.ipv6, value));
  }

  /** Pairs of halves: each box takes part in log n unions instead of n. */
  public static unionOf(sets: Iterable<TrafficSet>): TrafficSet {
    let round = [...sets];
    while (round.length > 1) {
      round = round.flatMap((set, i) => (i % 2 === 1 ? [] : i + 1 < round.length ? [set.union(round[i + 1])] : [set]));
    }
    return round[0] ?? TrafficSet.none();
  }

  private constructor(
    private readonly ipv4: Plane<number>,
    private readonly ipv6: Plane<bigint>,
  ) {}

  public union(other: TrafficSet): TrafficSet {
    return this.combine('union', other);
  }

  public intersection(other: TrafficSet): TrafficSet {
    return this.combine('intersection', other);
  }

  public difference(other: TrafficSet): TrafficSet {
    return this.combine('difference', other);
  }

  /** Relative to every packet within one address family. */
  public complement(): TrafficSet {
    return TrafficSet.all().difference(this);
  }

  public isSubsetOf(other: TrafficSet): boolean {
    return this.difference(other).isEmpty();
  }

  public equals(other: TrafficSet): boolean {
    return sameSteps(this.ipv4, other.ipv4, sameRow) && sameSteps(this.ipv6, other.ipv6, sameRow);
  }

  public isEmpty(): boolean {
    return this.ipv4.at.length === 0 && this.ipv6.at.length === 0;
  }

  /** @throws AlgebraError where an address is not one */
  public contains({ source, destination, connection }: Packet): boolean {
    const [from, to] = [orThrow(parseAddress(source)), orThrow(parseAddress(destination))];
    const connections =
      from.family === 4 && to.family === 4
        ? lookUp(this.ipv4, from.value, to.value)
        : from.family === 6 && to.family === 6
          ? lookUp(this.ipv6, from.value, to.value)
          : undefined;
    return connections?.contains(connection) ?? false;
  }

  /** The lowest source, from there the lowest destination, IPv4 before IPv6, and a familiar connection between them. */
  public witness(): Packet | undefined {
    const ipv4 = lowest(this.ipv4);
    if (ipv4) return packet(formatAddress({ family: 4, value: ipv4.from }), formatAddress({ family: 4, value: ipv4.to }), ipv4.over);
    const ipv6 = lowest(this.ipv6);
    if (ipv6) return packet(formatAddress({ family: 6, value: ipv6.from }), formatAddress({ family: 6, value: ipv6.to }), ipv6.over);
    return undefined;
  }

  /** Every source of any packet in the set. */
  public sources(): AddressSet {
    return AddressSet.ofBoundaries(support(this.ipv4), support(this.ipv6));
  }

  public destinations(): AddressSet {
    return AddressSet.ofBoundaries(destinationsOf(this.ipv4), destinationsOf(this.ipv6));
  }

  public connections(): ConnectionSet {
    return ConnectionSet.unionOf([...connectionsOf(this.ipv4), ...connectionsOf(this.ipv6)]);
  }

  /**
   * Disjoint boxes whose union is the set, by lowest source, then lowest destination; sources that may do exactly the
   * same stand together. The same for every equal set; not always the fewest.
   */
  public boxes(): TrafficBox[] {
    const ipv4 = boxesOf(this.ipv4).map(([source, destination, connections]) => ({
      source: AddressSet.ofBoundaries(source, []),
      destination: AddressSet.ofBoundaries(destination, []),
      connections,
    }));
    const ipv6 = boxesOf(this.ipv6).map(([source, destination, connections]) => ({
      source: AddressSet.ofBoundaries([], source),
      destination: AddressSet.ofBoundaries([], destination),
      connections,
    }));
    return [...ipv4, ...ipv6];
  }

  /** `10.0.0.0/8 -> 10.1.0.0/16 : tcp/443; ...` */
  public toString(): string {
    if (this.isEmpty()) return 'none';
    return this.boxes().map((box) => `${box.source} -> ${box.destination} : ${box.connections}`).join('; ');
  }

  public toJSON(): TrafficBox[] {
    return this.boxes();
  }

  private combine(name: OperationName, other: TrafficSet): TrafficSet {
    return new TrafficSet(combinePlanes(name, this.ipv4, other.ipv4), combinePlanes(name, this.ipv6, other.ipv6));
  }
}

function product<K extends Ordinal>(source: Boundaries<K>, destination: Boundaries<K>, connections: ConnectionSet | undefined): Plane<K> {
  const row: Row<K> = constant(destination, connections);
  return constant(source, row.at.length === 0 ? undefined : row);
}

function combinePlanes<K extends Ordinal>(name: OperationName, f: Plane<K>, g: Plane<K>): Plane<K> {
  const connections = operation<ConnectionSet>(name, (a, b) => {
    const result = a[name](b);
    return result.isEmpty() ? undefined : result;
  });
  const known = new Map<Row<K>, Map<Row<K>, Row<K> | undefined>>();
  const rows = operation<Row<K>>(name, (a, b) => {
    const byB = known.get(a) ?? new Map<Row<K>, Row<K> | undefined>();
    known.set(a, byB);
    if (!byB.has(b)) {
      const result = combineSteps(a, b, connections, sameConnections);
      byB.set(b, result.at.length === 0 ? undefined : result);
    }
    return byB.get(b);
  });
  return combineSteps(f, g, rows, sameRow);
}

/** The rules that hold at every level where one side is empty or both are one object; `both` does the rest. */
function operation<V>(name: OperationName, both: (a: V, b: V) => V | undefined): Operation<V> {
  return (a, b) => {
    if (a !== undefined && b !== undefined) {
      if (a !== b) return both(a, b);
      return name === 'difference' ? undefined : a;
    }
    if (name === 'intersection') return undefined;
    return name === 'union' ? a ?? b : a;
  };
}

function sameConnections(a: ConnectionSet, b: ConnectionSet): boolean {
  return a.equals(b);
}

function sameRow<K extends Ordinal>(a: Row<K>, b: Row<K>): boolean {
  return sameSteps(a, b, sameConnections);
}

function lookUp<K extends Ordinal>(plane: Plane<K>, from: K, to: K): ConnectionSet | undefined {
  const row = valueAt(plane, from);
  return row && valueAt(row, to);
}

function lowest<K extends Ordinal>({ at, values }: Plane<K>): { from: K; to: K; over: ConnectionSet } | undefined {
  const row = values[0];
  return row && { from: at[0], to: row.at[0], over: row.values[0]! };
}

function packet(source: string, destination: string, over: ConnectionSet): Packet {
  return { source, destination, connection: over.witness()! };
}

function rowsOf<K extends Ordinal>({ values }: Plane<K>): Row<K>[] {
  return [...new Set(values)].filter((row) => row !== undefined);
}

function destinationsOf<K extends Ordinal>(plane: Plane<K>): Boundaries<K> {
  return unionOf(rowsOf(plane).map(support));
}

function connectionsOf<K extends Ordinal>(plane: Plane<K>): ConnectionSet[] {
  return [...new Set(rowsOf(plane).flatMap((row) => row.values))].filter((connections) => connections !== undefined);
}

function boxesOf<K extends Ordinal>(plane: Plane<K>): [Boundaries<K>, Boundaries<K>, ConnectionSet][] {
  const connectionsKey = (connections: ConnectionSet): string => connections.boundaries.join();
  const rowKey = (row: Row<K>): string => `${row.at.join()};${row.values.map((value) => value && connectionsKey(value)).join(';')}`;
  return byValue(plane, rowKey).flatMap(({ value: row, where: source }) =>
    byValue(row, connectionsKey).map(({ value, where }): [Boundaries<K>, Boundaries<K>, ConnectionSet] => [source, where, value]),
  );
}

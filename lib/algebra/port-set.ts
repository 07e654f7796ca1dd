/**
 * Makes it possible to write: `PortSet.range(8000, 8100).isSubsetOf(PortSet.all())`.
 *
 * Sets of the sixteen-bit numbers that follow a protocol: destination ports of tcp, udp and sctp. Does not model:
 * source ports (security groups cannot name them), names of services, or which ports are ephemeral.
 */
import { Boundaries, combine, has, intervals, isEqual, isSubset, Keep } from './boundaries';
import { AlgebraError } from './errors';

/** The first number after the last port. */
export const PORT_END = 65536;

/** Ports that a reader of a counterexample recognises, before falling back to the lowest. */
const FAMILIAR_PORTS = [443, 80, 22];

export class PortSet {
  public static none(): PortSet {
    return new PortSet([]);
  }

  /** 0 to 65535: port 0 is a port to a security group. */
  public static all(): PortSet {
    return new PortSet([0, PORT_END]);
  }

  public static port(port: number): PortSet {
    return PortSet.range(port, port);
  }

  /** Both ends included. */
  public static range(first: number, last: number): PortSet {
    if (!isPort(first) || !isPort(last) || first > last) throw portError(`${first}-${last}`);
    return new PortSet([first, last + 1]);
  }

  /** For the other sets of this room, which keep the invariant of `Boundaries` themselves. */
  public static ofBoundaries(boundaries: Boundaries<number>): PortSet {
    return new PortSet(boundaries);
  }

  // INVARIANT: within [0, PORT_END)
  private constructor(public readonly boundaries: Boundaries<number>) {}

  public union(other: PortSet): PortSet {
    return new PortSet(combine(this.boundaries, other.boundaries, Keep.UNION));
  }

  public intersection(other: PortSet): PortSet {
    return new PortSet(combine(this.boundaries, other.boundaries, Keep.INTERSECTION));
  }

  public difference(other: PortSet): PortSet {
    return new PortSet(combine(this.boundaries, other.boundaries, Keep.DIFFERENCE));
  }

  public complement(): PortSet {
    return PortSet.all().difference(this);
  }

  public isSubsetOf(other: PortSet): boolean {
    return isSubset(this.boundaries, other.boundaries);
  }

  public equals(other: PortSet): boolean {
    return isEqual(this.boundaries, other.boundaries);
  }

  public isEmpty(): boolean {
    return this.boundaries.length === 0;
  }

  public contains(port: number): boolean {
    return Number.isInteger(port) && has(this.boundaries, port);
  }

  /** A familiar port where there is one, else the lowest above 0. */
  public witness(): number | undefined {
    const familiar = FAMILIAR_PORTS.find((port) => this.contains(port));
    if (familiar !== undefined) return familiar;
    const [first, end, next] = this.boundaries;
    return first === 0 ? (end > 1 ? 1 : next ?? 0) : first;
  }

  /** First and last port of each range, both included, ascending. */
  public ranges(): { readonly first: number; readonly last: number }[] {
    return [...intervals(this.boundaries)].map(([low, high]) => ({ first: low, last: high - 1 }));
  }

  public toString(): string {
    if (this.isEmpty()) return 'none';
    if (this.equals(PortSet.all())) return 'all';
    return this.ranges().map(({ first, last }) => rangeText(first, last)).join(', ');
  }

  public toJSON(): string {
    return this.toString();
  }
}

export function rangeText(first: number, last: number): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port < PORT_END;
}

function portError(got: string): AlgebraError {
  return new AlgebraError({
    code: 'PortOutOfRange',
    what: 'port range is not valid',
    got,
    expected: 'whole numbers from 0 to 65535, the lower first',
    fix: 'correct the ports',
  });
}

/**
 * Makes it possible to write: `ConnectionSet.all().difference(ConnectionSet.tcp(443))` and
 * `offered.isSubsetOf(parsed)`, over every IP protocol at once.
 *
 * A connection is an IP protocol number and, for tcp, udp and sctp, a destination port; for icmp and icmpv6 a type and
 * a code; every other protocol is all or nothing, because no AWS rule can divide it. Does not model: source ports,
 * TCP flags, fragments, connection tracking (the prover decides what a reply needs), or application protocols.
 */
import { Boundaries, combine, has, intervals, isEqual, isSubset, Keep, unionOf } from './boundaries';
import { connectionsText } from './connection-text';
import { AlgebraError } from './errors';
import { PORT_END, PortSet } from './port-set';
import { ICMP, ICMPV6, PROTOCOLS, protocolShape, SCTP, TCP, UDP } from './protocol';

/** One connection attempt: `port` for tcp, udp and sctp, `type` and `code` for icmp and icmpv6, else neither. */
export interface Connection {
  readonly protocol: number;
  readonly port?: number;
  readonly type?: number;
  readonly code?: number;
}

/** Counterexamples name a protocol that readers know, if there is one. */
const FAMILIAR_PROTOCOLS = [TCP, UDP, ICMP, ICMPV6, SCTP];
/** Echo request, as type * 256 + code. */
const PING: ReadonlyMap<number, number> = new Map([[ICMP, 8 * 256], [ICMPV6, 128 * 256]]);

export class ConnectionSet {
  public static none(): ConnectionSet {
    return new ConnectionSet([]);
  }

  public static all(): ConnectionSet {
    return new ConnectionSet([0, PROTOCOLS * PORT_END]);
  }

  /** One port, a range with both ends, or without arguments all of tcp. */
  public static tcp(first?: number, last?: number): ConnectionSet {
    return ConnectionSet.ofPorts(TCP, portsOf(first, last));
  }

  public static udp(first?: number, last?: number): ConnectionSet {
    return ConnectionSet.ofPorts(UDP, portsOf(first, last));
  }

  public static sctp(first?: number, last?: number): ConnectionSet {
    return ConnectionSet.ofPorts(SCTP, portsOf(first, last));
  }

  /** One type and code, every code of a type, or everything; -1 means all, as in a security group. */
  public static icmp(type = -1, code = -1): ConnectionSet {
    return ConnectionSet.ofTypes(ICMP, type, code);
  }

  public static icmpv6(type = -1, code = -1): ConnectionSet {
    return ConnectionSet.ofTypes(ICMPV6, type, code);
  }

  /** All of one protocol. */
  public static protocol(protocol: number): ConnectionSet {
    if (!Number.isInteger(protocol) || protocol < 0 || protocol >= PROTOCOLS) {
      throw new AlgebraError({
        code: 'ProtocolOutOfRange',
        what: 'protocol number is out of range',
        got: `${protocol}`,
        expected: 'a whole number from 0 to 255',
        fix: 'write the IANA number of the protocol',
      });
    }
    return new ConnectionSet([protocol * PORT_END, (protocol + 1) * PORT_END]);
  }

  /** These ports of tcp, udp or sctp. */
  public static ofPorts(protocol: number, ports: PortSet): ConnectionSet {
    if (protocolShape(protocol) !== 'ports') {
      throw new AlgebraError({
        code: 'ProtocolWithoutPorts',
        what: 'protocol has no ports',
        got: `${protocol}`,
        expected: 'tcp (6), udp (17) or sctp (132)',
        fix: 'name the whole protocol instead',
      });
    }
    return new ConnectionSet(ports.boundaries.map((port) => protocol * PORT_END + port));
  }

  public static unionOf(sets: Iterable<ConnectionSet>): ConnectionSet {
    return new ConnectionSet(unionOf([...sets].map((set) => set.boundaries)));
  }

  private static ofTypes(protocol: number, type: number, code: number): ConnectionSet {
    const valid = (n: number): boolean => Number.isInteger(n) && n >= -1 && n <= 255;
    if (!valid(type) || !valid(code) || (type === -1 && code !== -1)) {
      throw new AlgebraError({
        code: 'IcmpOutOfRange',
        what: 'icmp type and code are not valid',
        got: `${type}/${code}`,
        expected: 'numbers from 0 to 255, or -1 for all; all types means all codes',
        fix: 'correct the type and the code',
      });
    }
    if (type === -1) return ConnectionSet.protocol(protocol);
    const first = protocol * PORT_END + type * 256 + Math.max(code, 0);
    return new ConnectionSet([first, first + (code === -1 ? 256 : 1)]);
  }

  // INVARIANT: a point is protocol * 65536 + rest, where rest is the port, or type * 256 + code, or anything. A protocol
  // of shape `whole` is in with all its 65536 points or with none; every operation keeps that, since it acts pointwise.
  private constructor(public readonly boundaries: Boundaries<number>) {}

  public union(other: ConnectionSet): ConnectionSet {
    return new ConnectionSet(combine(this.boundaries, other.boundaries, Keep.UNION));
  }

  public intersection(other: ConnectionSet): ConnectionSet {
    return new ConnectionSet(combine(this.boundaries, other.boundaries, Keep.INTERSECTION));
  }

  public difference(other: ConnectionSet): ConnectionSet {
    return new ConnectionSet(combine(this.boundaries, other.boundaries, Keep.DIFFERENCE));
  }

  public complement(): ConnectionSet {
    return ConnectionSet.all().difference(this);
  }

  public isSubsetOf(other: ConnectionSet): boolean {
    return isSubset(this.boundaries, other.boundaries);
  }

  public equals(other: ConnectionSet): boolean {
    return isEqual(this.boundaries, other.boundaries);
  }

  public isEmpty(): boolean {
    return this.boundaries.length === 0;
  }

  public contains(connection: Connection): boolean {
    const point = pointOf(connection);
    return point !== undefined && has(this.boundaries, point);
  }

  /** The ports of tcp, udp or sctp; for icmp and icmpv6 type * 256 + code; all or none for the rest. */
  public ports(protocol: number): PortSet {
    const base = protocol * PORT_END;
    return PortSet.ofBoundaries(combine(this.boundaries, [base, base + PORT_END], Keep.INTERSECTION).map((at) => at - base));
  }

  /** The numbers of the protocols of which at least one connection is in. */
  public protocols(): number[] {
    const out = new Set<number>();
    for (const [low, high] of intervals(this.boundaries)) {
      for (let protocol = Math.floor(low / PORT_END); protocol * PORT_END < high; protocol++) out.add(protocol);
    }
    return [...out];
  }

  /** A familiar protocol and port where there is one: tcp before udp, 443 before 80 before 22, an echo request. */
  public witness(): Connection | undefined {
    if (this.isEmpty()) return undefined;
    const present = this.protocols();
    const protocol = FAMILIAR_PROTOCOLS.find((familiar) => present.includes(familiar)) ?? present[0];
    const rest = this.ports(protocol);
    if (protocolShape(protocol) === 'ports') return { protocol, port: rest.witness() };
    if (protocolShape(protocol) === 'whole') return { protocol };
    const ping = PING.get(protocol)!;
    const point = rest.contains(ping) ? ping : rest.boundaries[0];
    return { protocol, type: point >> 8, code: point & 255 };
  }

  /** `tcp/443, udp/53-54`, `icmp/8/0`, `ip/50`, `all`, `none`, or `all except ...` where that is shorter. */
  public toString(): string {
    return connectionsText(this.boundaries);
  }

  public toJSON(): string {
    return this.toString();
  }
}

function portsOf(first?: number, last = first): PortSet {
  return first === undefined || last === undefined ? PortSet.all() : PortSet.range(first, last);
}

function pointOf({ protocol, port, type, code }: Connection): number | undefined {
  const within = (n: number | undefined, end: number): n is number => n !== undefined && Number.isInteger(n) && n >= 0 && n < end;
  if (!within(protocol, PROTOCOLS)) return undefined;
  const base = protocol * PORT_END;
  switch (protocolShape(protocol)) {
    case 'ports':
      return within(port, PORT_END) ? base + port : undefined;
    case 'icmp':
      return within(type, 256) && within(code, 256) ? base + type * 256 + code : undefined;
    case 'whole':
      return base;
  }
}

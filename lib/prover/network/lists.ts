/**
 * A way between two places and the network ACLs along it: which packets pass, and on which source ports their replies do.
 *
 *   throughLists(way, forward, replies, 'must')   // legs
 *
 * Tcp needs its reply in every mode; the others only where a flow has to work for sure (`sure`): udp and sctp on the source port, an
 * echo its echo reply, other kinds of icmp nothing, every other protocol itself.
 */
import type { AddressSet } from '../../algebra/address-set';
import { ConnectionSet } from '../../algebra/connection-set';
import type { PortSet } from '../../algebra/port-set';
import { ICMP, ICMPV6, SCTP, TCP, UDP } from '../../algebra/protocol';
import type { Unknown } from '../../world/facts';
import type { Guard } from '../../world/guard';
import type { Admission, Reading } from './acl';
import { ALL_TCP, ANY_PORT, canTalk, EPHEMERAL, EVERYTHING, intern, isNothing, meet, meetAddresses, meetPorts, NOT_TCP } from './sets';

/** `sure`: as MUST, and replies of every protocol. */
export type Mode = 'may' | 'must' | 'sure';

export function readingOf(mode: Mode): Reading {
  return mode === 'may' ? 'may' : 'must';
}

/** Packets that get from one place to another; what rules say comes on top. */
export interface Leg {
  readonly guard: Guard;
  readonly source: AddressSet;
  readonly destination: AddressSet;
  readonly over: ConnectionSet;
  /** Source ports of the client for which the reply passes. */
  readonly ports: PortSet;
  /** Rules that name groups match: the packet stays on private addresses of VPCs that see each other's groups. */
  readonly groups: 'yes' | 'may' | 'no';
  readonly unknowns: readonly Unknown[];
}

/** One list on the way; `by`: which end is the far one for it. */
export interface Gate {
  readonly admission: Admission;
  readonly by: 'source' | 'destination';
  /** The reply comes to the port of a NAT gateway, not of the client; what is not known then: which one it takes. */
  readonly nat?: Unknown;
}

export type Way = Pick<Leg, 'guard' | 'source' | 'destination' | 'groups' | 'unknowns'>;

const LEGS = 512;
const PORTED_PROTOCOLS = [TCP, UDP, SCTP];
const ECHO = ConnectionSet.icmp(8);
const ECHO_V6 = ConnectionSet.icmpv6(128);
const OTHER_ICMP = ConnectionSet.protocol(ICMP).union(ConnectionSet.protocol(ICMPV6)).difference(ECHO).difference(ECHO_V6);
const WHOLE = EVERYTHING.difference(ConnectionSet.unionOf([TCP, UDP, SCTP, ICMP, ICMPV6].map((p) => ConnectionSet.protocol(p))));

export function throughLists(way: Way, forward: readonly Gate[], replies: readonly Gate[], mode: Mode): Leg[] {
  let legs: Leg[] = [{ ...way, over: EVERYTHING, ports: ANY_PORT }];
  for (const gate of forward) legs = passed(legs, gate, mode, (leg, over) => ({ ...leg, over: meet(leg.over, over) }));
  const gates = replies.filter((r) => !r.admission.open);
  if (gates.length === 0) return legs;
  const out: Leg[] = [];
  for (const protocol of mode === 'sure' ? PORTED_PROTOCOLS : [TCP]) {
    let tcp = legs.map((leg) => ({ ...leg, over: meet(leg.over, protocol === TCP ? ALL_TCP : intern(ConnectionSet.protocol(protocol))) })).filter((leg) => !isNothing(leg.over));
    for (const gate of gates) {
      tcp = passed(tcp, gate, mode, (leg, over) => {
        const ports = over.ports(protocol);
        if (gate.nat !== undefined) {
          if (EPHEMERAL.isSubsetOf(ports)) return leg;
          return mode === 'may' && !ports.intersection(EPHEMERAL).isEmpty() ? { ...leg, unknowns: [...leg.unknowns, gate.nat] } : undefined;
        }
        const both = meetPorts(ports, leg.ports);
        return both.isEmpty() ? undefined : { ...leg, ports: both };
      });
    }
    out.push(...tcp);
  }
  let rest = legs.map((leg) => ({ ...leg, over: meet(leg.over, mode === 'sure' ? NOT_PORTED : NOT_TCP) })).filter((leg) => !isNothing(leg.over));
  if (mode === 'sure') for (const gate of gates) rest = passed(rest, gate, mode, (leg, over) => ({ ...leg, over: meet(leg.over, answered(over)) }));
  return [...out, ...rest];
}

const NOT_PORTED = EVERYTHING.difference(ConnectionSet.unionOf(PORTED_PROTOCOLS.map((p) => ConnectionSet.protocol(p))));

/** Connections of protocols without ports whose replies are in the set. */
function answered(over: ConnectionSet): ConnectionSet {
  const sets = [OTHER_ICMP, WHOLE.intersection(over)];
  if (over.contains({ protocol: ICMP, type: 0, code: 0 })) sets.push(ECHO);
  if (over.contains({ protocol: ICMPV6, type: 129, code: 0 })) sets.push(ECHO_V6);
  return intern(ConnectionSet.unionOf(sets));
}

function passed(legs: readonly Leg[], gate: Gate, mode: Mode, by: (leg: Leg, over: ConnectionSet) => Leg | undefined): Leg[] {
  if (gate.admission.open) return [...legs];
  const out: Leg[] = [];
  for (const leg of legs) {
    for (const piece of gate.admission.pieces) {
      const guard = leg.guard.and(piece.guard);
      if (guard.isNever() || (mode !== 'may' && !guard.isSure)) continue;
      const narrowed = by(leg, piece.over);
      if (narrowed === undefined || isNothing(narrowed.over)) continue;
      const source = gate.by === 'source' ? meetAddresses(leg.source, piece.remote) : leg.source;
      const destination = gate.by === 'destination' ? meetAddresses(leg.destination, piece.remote) : leg.destination;
      if (!canTalk(source, destination)) continue;
      out.push({ ...narrowed, guard, source, destination, unknowns: gate.admission.unknowns.length === 0 ? narrowed.unknowns : [...narrowed.unknowns, ...gate.admission.unknowns] });
    }
    // Too many ways through lists: none of them is certain, all of them may be.
    if (out.length > LEGS) return mode === 'may' ? legs.map((l) => ({ ...l, unknowns: [...l.unknowns, BUDGET] })) : out.slice(0, LEGS);
  }
  return out;
}

const BUDGET: Unknown = { token: 'budget', template: '', pointer: '', why: `network ACLs on the way cut it into more than ${LEGS} pieces` };

/**
 * A counterexample as the prover finds it and the replay judges it: ids and concrete packets, no sets.
 *
 *   replay(world, path);   // { accepted: true }
 *
 * The verdict's witness (contract/verdicts.ts) is made from it by adding names and places.
 */
import type { Connection } from '../algebra/connection-set';
import type { Place } from '../world/facts';
import type { Id } from '../world/network/model';

export type HopEnd =
  | {
    readonly kind: 'interface';
    readonly id: Id;
    /** Index into its placements. */
    readonly placement: number;
    /** The private address (IPv6: the address) that it has in this witness. Behind an internet gateway the public one stands for it. */
    readonly address: string;
  }
  /** A group that an imported member keeps: some interface outside the templates has it. */
  | { readonly kind: 'group'; readonly id: Id; readonly address?: string }
  | {
    readonly kind: 'outside';
    readonly address: string;
    /** The address is taken from this prefix list, whose entries are not known. */
    readonly list?: Id;
  };

export interface PathHop {
  readonly source: HopEnd;
  readonly destination: HopEnd;
  readonly connection: Connection;
  /** Of tcp, udp and sctp: the port that the client takes; replies go there. */
  readonly sourcePort?: number;
  /** Absent on the first hop. `proxy`: by this forward of the world. */
  readonly via?: 'compromise' | 'proxy';
  /** Index into world.forwards, for a hop that a proxy makes. */
  readonly forward?: number;
  /** What lets it through, in the order egress, ingress, listener, network ACLs, routes, gateways, public address. */
  readonly because: readonly (Place & { readonly what: string })[];
}

/**
 * INVARIANT: the destination of each hop is the source of the next: same id and placement, and the same address where both are of
 * one family (an interface has one address of each).
 */
export interface Path {
  readonly hops: readonly PathHop[];
  /** Values of the variables of guards; those that are left out do not matter. */
  readonly valuation: ReadonlyMap<string, string>;
}

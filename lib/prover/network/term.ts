/**
 * A term: one box of packets between two ends, with its guard and with the two rules that let it through. A hop is a union of terms.
 */
import { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import type { PortSet } from '../../algebra/port-set';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { Forward, Id } from '../../world/network/model';
import type { Mode } from './lists';
import type { Grant, IndexedForward, Node, Spot } from './prepare';
import { ANY_PORT, ANYWHERE, EVERYTHING, meetAddresses } from './sets';

export type End =
  | { readonly kind: 'node'; readonly node: Node; readonly spot?: Spot }
  | { readonly kind: 'outside'; readonly list?: Id; readonly named?: true }
  | { readonly kind: 'group'; readonly id: Id };

export interface Term {
  readonly guard: Guard;
  readonly source: AddressSet;
  readonly destination: AddressSet;
  readonly over: ConnectionSet;
  readonly ports: PortSet;
  readonly from: End;
  readonly to: End;
  readonly egress?: Grant;
  readonly ingress?: Grant;
  readonly forward?: IndexedForward;
  /** By which somebody outside gets to what is no interface: an API. */
  readonly entry?: Forward;
  /** Behind a proxy that keeps the client's address: which ones get through. */
  readonly client?: AddressSet;
  readonly unknowns: readonly Unknown[];
}

/** What of a term is left on a path. */
export interface Step {
  readonly term: Term;
  /** What is left of the term's connections: what was asked for, or what the next proxy listens for. */
  readonly over: ConnectionSet;
  readonly source: AddressSet;
  readonly destination: AddressSet;
  readonly via?: 'compromise' | 'proxy';
}

export function isCertain(mode: Mode, guard: Guard): boolean {
  return mode === 'may' ? !guard.isNever() : guard.isSure && !guard.isNever();
}

/** Everything between the two, in MAY: for what goes wrong in here. */
export function broken(from: Node, to: Node, mode: Mode, error: unknown): Term[] {
  if (mode !== 'may') return [];
  const unknown: Unknown = { token: 'internal error', template: to.written.place.template, pointer: to.written.place.pointer, why: String(error) };
  return [{ guard: Guard.ALWAYS, source: ANYWHERE, destination: ANYWHERE, over: EVERYTHING, ports: ANY_PORT, from: { kind: 'node', node: from }, to: { kind: 'node', node: to }, unknowns: [unknown] }];
}

/** Addresses of a spot that stay when a rule or a leg narrows them; hidden ones count only where all that they can be do. */
export function remain(spot: Spot, mode: Mode, ...narrowing: readonly AddressSet[]): AddressSet | undefined {
  const own = mode === 'may' ? spot.may : spot.must;
  let left = narrowing.reduce(meetAddresses, own);
  if (mode !== 'may' && left !== own && !spot.hidden.isEmpty()) {
    const isWhole4 = spot.hidden.ipv4.length === 0 || sameBoundaries(left.ipv4, own.ipv4);
    const isWhole6 = spot.hidden.ipv6.length === 0 || sameBoundaries(left.ipv6, own.ipv6);
    if (!isWhole4 || !isWhole6) left = AddressSet.ofBoundaries(isWhole4 ? left.ipv4 : [], isWhole6 ? left.ipv6 : []);
  }
  return left.isEmpty() ? undefined : left;
}

function sameBoundaries<K>(a: readonly K[], b: readonly K[]): boolean {
  return a.length === b.length && a.every((at, i) => at === b[i]);
}

/**
 * Whether a connection works whatever is chosen: every condition, every subnet, every address, every source port.
 *
 *   permits(world, required, terms)   // { verdict: 'proved' } or what is left over
 *
 * What is required is a set of packets under a guard. Terms take away what they carry; in `sure` (MUST, with replies) nothing may be
 * left for a proof, in `may` something must be left for a counterexample.
 */
import type { AddressSet } from '../../algebra/address-set';
import type { ConnectionSet } from '../../algebra/connection-set';
import { TrafficSet } from '../../algebra/traffic-set';
import { Guard } from '../../world/guard';
import type { Term } from './term';
import type { Mode } from './lists';
import { EPHEMERAL } from './sets';

export interface Required {
  readonly guard: Guard;
  readonly source: AddressSet;
  readonly destination: AddressSet;
  readonly over: ConnectionSet;
}

export interface Rest {
  readonly guard: Guard;
  readonly traffic: TrafficSet;
}

const RESTS = 256;

/** What the terms leave over of what is required; undefined: too much to say. */
function leftOver(required: Required, terms: readonly Term[], mode: Mode): readonly Rest[] | undefined {
  const all = TrafficSet.box(required.source, required.destination, required.over);
  // Two ends without a family in common: nothing can work between them.
  if (all.isEmpty()) return [{ guard: required.guard, traffic: all }];
  const usable = terms.filter((t) => EPHEMERAL.isSubsetOf(t.ports) && (mode === 'may' || t.guard.isSure));
  const guardOf = (t: Term): Guard => (t.guard.isSure ? t.guard : Guard.ALWAYS); // MAY: whoever says it may not hold cannot show when
  for (const t of usable) {
    if (required.over.isSubsetOf(t.over) && required.guard.implies(guardOf(t)) && required.source.isSubsetOf(t.source) && required.destination.isSubsetOf(t.destination)) return [];
  }
  let rests: Rest[] = [{ guard: required.guard, traffic: all }];
  for (const t of usable) {
    const box = TrafficSet.box(t.source, t.destination, t.over);
    const guard = guardOf(t);
    const next: Rest[] = [];
    for (const rest of rests) {
      const under = rest.guard.and(guard);
      if (under.isNever()) {
        next.push(rest);
        continue;
      }
      const traffic = rest.traffic.difference(box);
      if (!traffic.isEmpty()) next.push({ guard: under, traffic });
      if (guard !== Guard.ALWAYS && !rest.guard.implies(guard)) {
        const without = rest.guard.and(guard.not());
        if (!without.isNever()) next.push({ guard: without, traffic: rest.traffic });
      }
    }
    rests = next;
    if (rests.length === 0) return rests;
    if (rests.length > RESTS) return undefined;
  }
  return rests;
}

export type Judged =
  | { readonly verdict: 'proved' }
  | { readonly verdict: 'violated'; readonly rest: Rest }
  | { readonly verdict: 'unknown' };

/** `certain`: the part of the requirement of which it is certain that it can come about. */
export function permits(required: Required, certain: Required | undefined, sure: readonly Term[], may: readonly Term[]): Judged {
  // An end without an address of the version has no such connection: nothing is required only where nobody asks.
  if (required.source.isEmpty() || required.destination.isEmpty()) {
    return certain === undefined ? { verdict: 'unknown' } : { verdict: 'violated', rest: { guard: certain.guard, traffic: TrafficSet.none() } };
  }
  const left = leftOver(required, sure, 'sure');
  if (left?.length === 0) return { verdict: 'proved' };
  if (certain === undefined) return { verdict: 'unknown' };
  const missing = leftOver(certain, may, 'may')?.find((r) => r.guard.isSure && !r.guard.isNever());
  return missing === undefined ? { verdict: 'unknown' } : { verdict: 'violated', rest: missing };
}

/**
 * What a class takes before any rule is asked: everything, or listeners, each under the guard under which it is there.
 *
 *   acceptedBy(alb)   // [{ guard: ALWAYS, may: tcp/443, ... }, { guard: IsDebug, may: tcp/8443, ... }]
 */
import type { ConnectionSet } from '../../algebra/connection-set';
import type { Unknown } from '../../world/facts';
import { Guard } from '../../world/guard';
import type { InterfaceClass } from '../../world/network/model';
import { EVERYTHING, intern, join, NOTHING } from './sets';

export interface Accepted {
  readonly guard: Guard;
  readonly may: ConnectionSet;
  readonly must: ConnectionSet;
  readonly unknowns: readonly Unknown[];
}

export const TAKES_ALL: readonly Accepted[] = [{ guard: Guard.ALWAYS, may: EVERYTHING, must: EVERYTHING, unknowns: [] }];

/** A connection has to be in one of them. Listeners that are there whenever the class is are one: most are. */
export function acceptedBy({ accepts, listeners, guard }: InterfaceClass): readonly Accepted[] {
  if (accepts.unknowns.length === 0 || listeners === undefined) {
    const may = intern(accepts.may);
    if (accepts.unknowns.length === 0) return may === EVERYTHING ? TAKES_ALL : [{ guard: Guard.ALWAYS, may, must: may, unknowns: accepts.unknowns }];
    return [{ guard: Guard.ALWAYS, may, must: intern(accepts.must), unknowns: accepts.unknowns }];
  }
  const sometimes: Accepted[] = [];
  let always: Accepted | undefined;
  for (const { guard: under, connections: { may, must, unknowns } } of listeners) {
    const one: Accepted = { guard: under, may: intern(may), must: intern(must), unknowns };
    if (!guard.implies(under)) sometimes.push(one);
    else always = { guard: Guard.ALWAYS, may: join(always?.may ?? NOTHING, one.may), must: join(always?.must ?? NOTHING, one.must), unknowns: [...always?.unknowns ?? [], ...unknowns] };
  }
  return always === undefined ? sometimes : [always, ...sometimes];
}

/** All that it may take, under whichever condition. */
export function acceptedAtAll(accepts: readonly Accepted[]): ConnectionSet {
  return accepts.reduce((sum, a) => join(sum, a.may), NOTHING);
}

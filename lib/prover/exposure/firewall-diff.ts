/**
 * Web firewalls that a change takes away. A firewall that only counts stops nothing, and is none.
 *
 *   unfiltered(side, other, ...)  requests that no firewall stops where no route says so: at user pools, balancers, distributions, and stages whose routes lead nowhere
 *   firewallLost(before, after)   whether a stage lost the one it had; its routes are opened whatever the intent declares, because no intent declares that a firewall goes
 *
 * Routes of APIs carry theirs as a check (demand.ts). A stage that is new is compared with those that its API had.
 */
import type { Door, ExposureWorld, Holds, Stage } from '../../world/exposure/model';
import type { Entrance } from '../../world/exposure/firewall-model';
import { allOf, both, NEVER, not } from '../../world/exposure/holds';
import { Guard } from '../../world/guard';
import { guarded, stopsAt } from './firewall-states';

export interface Unfiltered {
  readonly id: string;
  readonly holds: Holds;
  readonly past: PastFirewall;
  readonly entrance: Entrance;
}

/** In words: whether one stands there, and counts. */
export type PastFirewall = 'past no web firewall' | 'past no web firewall that stops';

export function pastFirewall(when: Guard, stands: Holds): PastFirewall {
  return when.and(stands.may).isNever() ? 'past no web firewall' : 'past no web firewall that stops';
}

/** As much of a side of a change as is read here. */
export interface FirewallSide {
  readonly known: { readonly world: ExposureWorld };
  readonly rename: (text: string) => string;
}

/** By the names of both sides: entrances by which some route of theirs leads somewhere. */
export function routedEntrances({ known: { world }, rename }: FirewallSide, ways: readonly { readonly door: string; readonly stage: string }[]): ReadonlySet<string> {
  const seen = new Set(ways.flatMap(({ door, stage }) => [door, `${door}\n${stage}`]));
  return new Set(world.firewalls.entrances.filter((e) => e.doors.some((d) => seen.has(e.stage === undefined ? rename(d) : `${rename(d)}\n${rename(e.stage)}`))).map((e) => rename(e.id)));
}

/** `mine`, `theirs`: routed entrances of the sides. Where both have routes these say it; where one has none, requests of the two are compared whatever they ask for. */
export function unfiltered(side: FirewallSide, other: FirewallSide, mine: ReadonlySet<string>, theirs: ReadonlySet<string>): Unfiltered[] {
  const { firewalls } = side.known.world;
  const others = other.known.world.firewalls;
  if (!firewalls.hasAny && !others.hasAny) return [];
  const known = new Set(others.entrances.map((e) => other.rename(e.id)));
  return firewalls.entrances.filter((e) => e.takesFirewall).flatMap((entrance) => {
    const id = side.rename(entrance.id);
    const { stops, has } = guarded(firewalls, entrance);
    const open = both(entrance.open, not(stops));
    const holds = known.has(id) ? open : lostAt(open, stagesBeside(entrance, side, other));
    if (mine.has(id) && (theirs.has(id) || !known.has(id))) return [];
    return holds.may.isNever() ? [] : [{ id, holds, past: pastFirewall(holds.may, has), entrance }];
  });
}

/** Of a stage that the other side does not have: what stands before every stage of the same API there. */
function stagesBeside({ stage, doors }: Entrance, { rename }: FirewallSide, other: FirewallSide): Holds {
  const { firewalls } = other.known.world;
  const wanted = new Set(doors.map(rename));
  const beside = stage === undefined ? [] : firewalls.entrances.filter((e) => e.stage !== undefined && e.doors.some((d) => wanted.has(other.rename(d))));
  return beside.length === 0 ? NEVER : allOf(beside.map((e) => guarded(firewalls, e).stops));
}

function lostAt(open: Holds, was: Holds): Holds {
  const lost = open.must.and(was.may).or(open.may.and(was.must));
  return { ...open, may: open.may.and(lost), must: open.must.and(lost) };
}

/** Under which conditions: for certain gone where it may have been, or perhaps gone where it was for certain. What nobody could say before, and cannot now, is no loss. */
export type FirewallLost = (door: Door, stage: Stage) => Guard;

export function firewallLost(before: FirewallSide & { doorsById(): ReadonlyMap<string, Door> }, after: FirewallSide): FirewallLost {
  if (!before.known.world.firewalls.hasAny) return () => Guard.NEVER;
  const doors = before.doorsById();
  return (door, stage) => {
    const old = doors.get(after.rename(door.id));
    if (old === undefined) return Guard.NEVER;
    const was = stoppedBefore(before, old, after.rename(stage.id));
    const open = not(stopsAt(after.known.world, door, stage));
    return open.must.and(was.may).or(open.may.and(was.must));
  };
}

function stoppedBefore({ known: { world }, rename }: FirewallSide, door: Door, stage: string): Holds {
  const same = door.stages.find((s) => rename(s.id) === stage);
  if (same !== undefined) return stopsAt(world, door, same);
  // Of a stage that is new: what stood before every one that there was.
  return door.stages.length === 0 ? NEVER : allOf(door.stages.map((s) => stopsAt(world, door, s)));
}

/**
 * What stands before an entrance, in both readings: `guarded(world, entrance)`.
 *
 *   naked.must      for certain no web ACL looks at its requests
 *   idle.must       one does, and for certain none of its rules stops anything
 *   stops.may       never: nothing is stopped, whatever the templates leave open
 *
 * A web ACL stops where a rule stops (and no rule before it lets everybody by), or where its default action blocks. What a token, a group that is not in the table or a web ACL of
 * other templates does is MAY and never MUST.
 */
import type { Entrance, FirewallWorld, WebAcl } from '../../world/exposure/firewall-model';
import { stopsInOrder } from '../../world/exposure/firewall-order';
import { ALWAYS, anyOf, both, NEVER, not, perhaps } from '../../world/exposure/holds';
import type { Door, ExposureWorld, Holds, Stage } from '../../world/exposure/model';

export interface Guarded {
  /** A web ACL stands before it. */
  readonly has: Holds;
  /** One that stops something. */
  readonly stops: Holds;
  /** It takes requests from the internet, and no web ACL looks at them on any way. */
  readonly naked: Holds;
  /** It takes requests from the internet, and the web ACL stops nothing. */
  readonly idle: Holds;
  /** What makes it turn away whoever comes round a distribution: sentences that `naked` rests on. */
  readonly assumptions: readonly string[];
}

const STATES = new WeakMap<FirewallWorld, Map<Entrance, Guarded>>();

export function guarded(world: FirewallWorld, entrance: Entrance): Guarded {
  let known = STATES.get(world);
  if (known === undefined) STATES.set(world, known = new Map());
  const cached = known.get(entrance);
  if (cached !== undefined) return cached;
  const { open } = entrance;
  const has = hasAcl(entrance);
  const each = entrance.acls.map((a) => ({ holds: a.holds, stops: stopsOf(world.acls.get(a.acl)) }));
  const [good, bad] = [anyOf(each.map((e) => both(e.holds, e.stops))), anyOf(each.map((e) => both(e.holds, not(e.stops))))];
  // One stands there at a time: where a second one may, it may be the one.
  const stops = both(good, not(bad));
  const idle = both(open, bad);
  const shelter = sheltered(world, entrance);
  const bare = both(open, not(has));
  const found: Guarded = { has, stops, naked: both(bare, not(shelter.holds)), idle: { ...idle, must: both(idle, not(good)).must }, assumptions: bare.may.isNever() ? [] : shelter.assumptions };
  known.set(entrance, found);
  return found;
}

/** Of a door, at one stage: a web ACL of its own that stops something. */
export function stopsAt(world: ExposureWorld, door: Door, stage: Stage): Holds {
  return at(world, door, stage)?.stops ?? NEVER;
}

/** The same of one that need not stop anything. */
export function standsAt(world: ExposureWorld, door: Door, stage: Stage): Holds {
  return at(world, door, stage)?.has ?? NEVER;
}

function at({ firewalls }: ExposureWorld, door: Door, stage: Stage): Guarded | undefined {
  const entrance = firewalls.hasAny ? firewalls.entrances.find((e) => e.doors.includes(door.id) && (e.stage === undefined || e.stage === stage.id)) : undefined;
  return entrance === undefined ? undefined : guarded(firewalls, entrance);
}

export function hasAcl({ acls }: Entrance): Holds {
  return anyOf(acls.map((a) => a.holds));
}

/** Some request is stopped, by a rule or by default. A rule that nobody can read may let everybody by before all others. */
export function stopsOf(acl: WebAcl | undefined): Holds {
  if (acl === undefined) return NEVER;
  const stops = stopsInOrder(acl.rules, acl.blocksByDefault);
  if (acl.hidden.length === 0) return stops;
  const hidden = perhaps(ALWAYS.may, ...acl.hidden);
  return both(anyOf([stops, hidden]), not(hidden));
}

/** Whoever comes to an origin without what its distribution shows is turned away; distributions with a web ACL alone count. */
function sheltered(world: FirewallWorld, entrance: Entrance): { readonly holds: Holds; readonly assumptions: readonly string[] } {
  const { wants } = entrance;
  const found: Holds[] = [];
  const assumptions = new Set<string>();
  for (const front of world.entrances) {
    for (const way of front.leadsTo) {
      if (way.entrance !== entrance.id) continue;
      const guard = both(way.holds, hasAcl(front));
      for (const { name, holds } of wants.headers) {
        if (!way.headers.includes(name)) continue;
        found.push(both(guard, holds));
        assumptions.add(`the value of the header \`${name}\` that ${entrance.label} wants is a secret of ${front.label}`);
      }
      const signed = allHold([guard, wants.signature, way.signs]);
      if (signed.may.isNever()) continue;
      found.push(signed);
      assumptions.add(`IAM lets nobody but ${front.label} sign requests to ${entrance.label}`);
    }
  }
  const direct = both(entrance.open, not(entrance.direct));
  // Nobody comes from the internet at large: still no firewall, and no way round one that is certain.
  return { holds: anyOf([...found, ...isOrigin(world, entrance) ? [direct] : []]), assumptions: [...assumptions] };
}

function isOrigin({ entrances }: FirewallWorld, { id }: Entrance): boolean {
  return entrances.some((e) => e.leadsTo.some((w) => w.entrance === id && !hasAcl(e).may.isNever()));
}

function allHold(list: readonly Holds[]): Holds {
  return list.reduce(both, ALWAYS);
}

/** A front with a web ACL whose protection this entrance leads round: they lead to the same, and this one is naked. `only`: this front. */
export function roundOf(world: FirewallWorld, entrance: Entrance, only?: Entrance): { readonly front: Entrance; readonly holds: Holds } | undefined {
  const { naked } = guarded(world, entrance);
  if (naked.may.isNever()) return undefined;
  const fronts = only === undefined ? world.entrances : [only];
  const found = fronts.filter((front) => front !== entrance && !hasAcl(front).may.isNever()).flatMap((front) => {
    const holds = allHold([naked, hasAcl(front), front.open, shares(world, front, entrance)]);
    return holds.may.isNever() ? [] : [{ front, holds }];
  });
  return found.find((f) => !f.holds.must.isNever()) ?? found[0];
}

/** Entrances that lead round this one's firewall. */
export function roundsOf(world: FirewallWorld, front: Entrance): { readonly entrance: Entrance; readonly holds: Holds }[] {
  return world.entrances.flatMap((entrance) => {
    const round = entrance === front ? undefined : roundOf(world, entrance, front);
    return round === undefined ? [] : [{ entrance, holds: round.holds }];
  });
}

/** What a front leads to, directly or by its origins. */
export function shares(world: FirewallWorld, front: Entrance, entrance: Entrance): Holds {
  const leads = front.leadsTo.filter((w) => w.entrance === entrance.id).map((w) => w.holds);
  const behind = [...front.behind, ...front.leadsTo.flatMap((w) => (world.entrances.find((e) => e.id === w.entrance)?.behind ?? []).map((b) => ({ ...b, holds: both(b.holds, w.holds) })))];
  return anyOf([...leads, ...behind.flatMap((b) => entrance.behind.filter((o) => o.id === b.id).map((o) => both(b.holds, o.holds)))]);
}

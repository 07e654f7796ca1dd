/**
 * The three sections of a front door, read together, because routes name doors and doors name identities.
 *
 *   const { doors, routes, identities } = readFrontDoor(sections, { scope, personas, ... }, findings);
 */
import { checkDoors, checkRoutes } from './check-routes';
import { idsOf } from './check-names';
import { type FrontDoorFacts } from './door-facts';
import { compareText, type Findings } from './finding';
import type { Intent, PersonaData } from './model';
import type { DoorData, IdentityData, RouteData } from './model-front-door';
import { readDoor, readIdentity, sortedIdentity } from './read-door';
import { type KnownDoors, readRoute } from './read-route';
import type { ObjectReader } from './reader';

type FrontDoorSections = Pick<Intent, 'doors' | 'routes' | 'identities'>;

interface FrontDoorContext {
  readonly scope: string;
  readonly personas: readonly PersonaData[];
  readonly facts: FrontDoorFacts;
}

export function readFrontDoor(r: ObjectReader, { scope, personas, facts }: FrontDoorContext, findings: Findings): FrontDoorSections {
  const each = <T>(section: string, read: (value: unknown, pointer: string) => T | undefined): NonNullable<T>[] =>
    r.items(section).map((v, i) => read(v, `/${section}/${i}`)).filter((v): v is NonNullable<typeof v> => v !== undefined);
  const declared = each('doors', (value, pointer) => {
    const door = readDoor(value, scope, pointer, facts, findings);
    return door && { door, pointer };
  });
  const doors = declared.map((d) => d.door);
  const issuing = new Map<string, IdentityData>();
  each('identities', (value, pointer) => {
    const identity = readIdentity(value, pointer, facts, findings);
    if (identity === undefined) return;
    if (issuing.has(identity.path)) findings.error('NameTaken', `${pointer}/path`, `identity \`${identity.path}\` is declared twice; expected it once, whatever the number of doors that take its tokens`);
    else issuing.set(identity.path, identity);
  });
  const identities = identitiesOf([...issuing.values()], doors, facts);
  const known: KnownDoors = {
    scope,
    doors: new Map(doors.map((d) => [d.id, d])),
    named: new Set(idsOf(r.raw('doors'))),
    personas: new Map(personas.map((p) => [p.id, p])),
    namedPersonas: new Set(idsOf(r.raw('personas'))),
    identities: new Map(identities.map((i) => [i.path, i])),
  };
  const routes = each('routes', (value, pointer) => readRoute(value, pointer, known, facts, findings));
  checkRoutes(routes, known, facts, findings);
  const written = Array.isArray(r.value.routes) ? (r.value.routes as unknown[]) : [];
  const led = new Set(written.map((route) => (route as { door?: unknown } | null | undefined)?.door).filter((d): d is string => typeof d === 'string').map((d) => d.trim()));
  checkDoors(declared.map(({ door: { id }, pointer }) => ({ id, pointer })), led, findings);
  return frontDoorOf(doors, routes.flatMap((read) => read.route ?? []), identities);
}

/** Those that were declared, and those whose tokens a door takes: a pool that exists is declared by nobody. */
function identitiesOf(declared: readonly IdentityData[], doors: readonly DoorData[], facts: FrontDoorFacts): IdentityData[] {
  const named = doors.flatMap(({ identity }) => (identity === undefined ? [] : facts.identityOf(identity) ?? []));
  return [...declared, ...named.map(sortedIdentity)];
}

/** Left out where nothing is said of it: an intent without a door reads as it always did. */
export function frontDoorOf(doors: readonly DoorData[], routes: readonly RouteData[], identities: readonly IdentityData[]): FrontDoorSections {
  if (doors.length === 0 && routes.length === 0 && identities.length === 0) return {};
  return { doors: sortDoors(doors), routes: sortRoutes(routes), identities: sortIdentities(identities) };
}

function sortDoors(doors: readonly DoorData[]): DoorData[] {
  return [...doors].sort((a, b) => compareText(a.scope, b.scope) || compareText(a.id, b.id));
}

/** By path, then method, so that what belongs together stands together. */
function sortRoutes(routes: readonly RouteData[]): RouteData[] {
  return [...routes].sort((a, b) => compareText(a.scope, b.scope) || compareText(a.door, b.door) || compareText(a.path, b.path) || compareText(a.method, b.method));
}

/** Each once: two doors, or two façades of a stage, may take tokens of one. */
function sortIdentities(identities: readonly IdentityData[]): IdentityData[] {
  return [...new Map(identities.map((i) => [i.path, i])).values()].sort((a, b) => compareText(a.path, b.path));
}

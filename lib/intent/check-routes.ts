/**
 * What can only be seen with all routes side by side: duplicates, overlaps, parameters at one place that differ in name only,
 * personas that nobody can be, doors that lead nowhere.
 *
 * Fine beside each other: `/documents/{id}` and `/documents/search`, where the literal wins, and `/{proxy+}` beside anything
 * longer or more literal (API Gateway developer guide, "Routing API requests").
 */
import { type FrontDoorFacts } from './door-facts';
import { type Findings } from './finding';
import type { KnownDoors, ReadRoute } from './read-route';
import { list } from './reader';

/** API Gateway answers there itself, where the API has a custom domain (developer guide, "Important notes"). */
const RESERVED = ['/ping', '/sping'];

export function checkRoutes(routes: readonly ReadRoute[], known: KnownDoors, facts: FrontDoorFacts, findings: Findings): void {
  const byDoor = new Map<string, ReadRoute[]>();
  for (const route of routes) byDoor.set(route.door, [...byDoor.get(route.door) ?? [], route]);
  for (const [door, all] of byDoor) {
    checkTwins(all, findings);
    checkAny(all, findings);
    checkParameters(all, known.doors.get(door)?.protocol === 'http', findings);
    for (const { parsed, pointer } of all) {
      if (RESERVED.includes(parsed.path)) findings.warning('RoutePathReserved', `${pointer}/route`, `route \`${parsed.id}\` is where API Gateway answers its own health check on a custom domain, so that the handler may never be asked; choose another path, e.g. \`/health\``);
    }
  }
  checkPersonas(routes, known, facts, findings);
}

/** CloudFormation creates the API and API Gateway refuses to deploy it: it has no methods. `named` holds what any route names, usable or not. */
export function checkDoors(doors: readonly { readonly id: string; readonly pointer: string }[], named: ReadonlySet<string>, findings: Findings): void {
  for (const { id, pointer } of doors) {
    if (!named.has(id)) findings.error('DoorWithoutRoutes', pointer, `door \`${id}\` has no route, and API Gateway deploys no API without methods; add one with \`addRoute\`, or leave the door out`);
  }
}

function checkTwins(routes: readonly ReadRoute[], findings: Findings): void {
  const seen = new Map<string, ReadRoute>();
  for (const route of routes) {
    const { parsed: { id }, pointer, door } = route;
    const first = seen.get(id);
    if (first === undefined) seen.set(id, route);
    else findings.error('DuplicateRoute', `${pointer}/route`, `route \`${id}\` of door \`${door}\` is declared twice${findings.at(first.pointer)}; remove one, or give both handlers' work to one`);
  }
}

function checkAny(routes: readonly ReadRoute[], findings: Findings): void {
  for (const path of new Set(routes.map((r) => r.parsed.path))) {
    const here = routes.filter((r) => r.parsed.path === path);
    const any = here.find((r) => r.parsed.method === 'ANY');
    const others = [...new Set(here.filter((r) => r.parsed.method !== 'ANY').map((r) => r.parsed.id))].sort();
    if (any === undefined || others.length === 0) continue;
    findings.error('RouteOverlaps', `${any.pointer}/route`, `route \`${any.parsed.id}\` of door \`${any.door}\` overlaps ${list(others)}: API Gateway takes the method where there is one and \`ANY\` for all others, also those that nobody thought of; expected the methods one by one instead of \`ANY\``);
  }
}

/**
 * A resource of a REST API has one parameter among its children, be it greedy or not ("A sibling of this resource already has a
 * variable path part -- only one is allowed"). An HTTP API takes a greedy one beside another.
 */
function checkParameters(routes: readonly ReadRoute[], isHttp: boolean, findings: Findings): void {
  const places = new Map<string, { readonly name: string; readonly route: ReadRoute; readonly told: Set<string> }>();
  for (const route of routes) {
    let before = '';
    for (const { text, kind } of route.parsed.segments) {
      if (kind !== 'literal') {
        const key = isHttp && kind === 'greedy' ? `${before}+` : before;
        const first = places.get(key);
        if (first === undefined) places.set(key, { name: text, route, told: new Set() });
        else if (first.name !== text && !first.told.has(text)) {
          first.told.add(text);
          findings.error('RouteParametersDiffer', `${route.pointer}/route`, `route \`${route.parsed.id}\` has \`${text}\` where route \`${first.route.parsed.id}\`${findings.at(first.route.pointer)} has \`${first.name}\`, and API Gateway takes one parameter in a place; write \`${first.name}\` in both`);
        }
      }
      before = `${before}/${text}`;
    }
  }
}

/** Told once for each persona without groups, where a route first counts on it; of one whom no token reaches, for each reason once. */
function checkPersonas(routes: readonly ReadRoute[], known: KnownDoors, facts: FrontDoorFacts, findings: Findings): void {
  const told = new Set<string>();
  for (const { route, pointer, parsed, door } of routes) {
    for (const id of route?.personas ?? []) {
      const persona = known.personas.get(id);
      if (persona === undefined) continue;
      const key = { door, id: parsed.id };
      const why = persona.groups.length === 0 ? undefined : facts.whyNobody(persona, { ...key, scopes: route?.scopes ?? [] });
      if (why !== undefined && !told.has(`${id} ${door} ${why}`)) {
        told.add(`${id} ${door} ${why}`);
        findings.error('PersonaOfNobody', `${pointer}/personas`, `route \`${parsed.id}\` is for persona \`${id}\`, which nobody can be there: ${why}`);
      }
      if (persona.groups.length > 0 || told.has(id) || facts.isPersonaPossible(persona, key) === true) continue;
      told.add(id);
      findings.error('PersonaOfNobody', `${pointer}/personas`, `route \`${parsed.id}\` is for persona \`${id}\`, which nobody can be: it has no groups; expected \`groups\` of the identity provider on \`addPersona('${id}', ...)\``);
    }
  }
}

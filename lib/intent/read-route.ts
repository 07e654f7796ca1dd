/**
 * A route as the door layer declares it:
 *
 *   { door: Door, route: 'GET /documents/{id}', handler: { kind: function, path: App/Read }, scopes: [documents/read], personas: [employee] }
 *   { door: Door, route: 'GET /health', handler: ..., publicBecause: 'the load balancer of the status page asks' }
 *   { door: Door, route: 'POST /imports', handler: ..., callers: [{ path: App/Batch }] }
 *
 * Exactly one of `scopes`, `callers` and `publicBecause` says who may call it: what is not said is closed, and a route that is
 * closed to everybody is a mistake.
 */
import { type FrontDoorFacts, type RouteKey } from './door-facts';
import { compareText, type Findings } from './finding';
import type { PersonaData } from './model';
import type { PrincipalData } from './model-data';
import type { DoorData, HandlerData, IdentityData, RouteAccessKind, RouteData } from './model-front-door';
import { didYouMean } from './nearest';
import { defined } from './read-door';
import { list, ObjectReader, typeName } from './reader';
import { type ParsedRoute, readRoutePath } from './route-path';
import { readScopes } from './route-scopes';

const TRUST_TIERS = ['BASIC', 'KNOWN', 'MANAGED', 'HARDENED'] as const;
export const OBJECT_RULES = ['own', 'shared'] as const;
export const HANDLER_KINDS: readonly HandlerData['kind'][] = ['function', 'http', 'service'];
export const ROUTE_ACCESS: readonly RouteAccessKind[] = ['scopes', 'iam', 'public'];
const RULES: Readonly<Record<string, RouteAccessKind>> = { scopes: 'scopes', callers: 'iam', publicBecause: 'public' };

export interface KnownDoors {
  readonly scope: string;
  readonly doors: ReadonlyMap<string, DoorData>;
  /** Ids of doors and personas, usable or not: whoever names one of these is not told that it is unknown. */
  readonly named: ReadonlySet<string>;
  readonly personas: ReadonlyMap<string, PersonaData>;
  readonly namedPersonas: ReadonlySet<string>;
  /** By construct path. */
  readonly identities: ReadonlyMap<string, IdentityData>;
}

export interface ReadRoute {
  readonly pointer: string;
  readonly door: string;
  readonly parsed: ParsedRoute;
  /** Absent where something else is wrong with it. */
  readonly route?: RouteData;
}

export function readRoute(value: unknown, pointer: string, known: KnownDoors, facts: FrontDoorFacts, findings: Findings): ReadRoute | undefined {
  const text = (value as { route?: unknown } | null | undefined)?.route;
  const r = new ObjectReader(value, pointer, typeof text === 'string' && text.trim() !== '' ? `route \`${text.trim()}\`` : 'a route', findings);
  if (!r.isObject) return undefined;
  const door = readDoorOf(r, known, findings);
  const written = r.text('route', 'a method and a path, e.g. `GET /documents/{id}`');
  const parsed = written === undefined ? undefined : readRoutePath(written, r.at('route'), findings);
  const identity = known.identities.get(known.doors.get(door ?? '')?.identity ?? '');
  const handler = readHandler(r, findings);
  const access = readAccess(r, findings);
  const scopes = readScopes(r, identity, findings).sort(compareText);
  const personas = readPersonas(r, access, known, findings, (id) => (door === undefined || parsed === undefined ? undefined : facts.whosePersona(id, { door, id: parsed.id })));
  const callers = readCallers(r, findings);
  const publicBecause = access === 'public' ? r.optionalText('publicBecause') : undefined;
  const because = r.optionalText('because');
  const purpose = r.optionalText('purpose');
  const asked = readPolicyDemands(r, findings);
  r.done();
  const found = known.doors.get(door ?? '');
  if (access === 'scopes' && found !== undefined && found.identity === undefined) findings.error('RouteWithoutIdentity', r.at('scopes'), `${r.what} asks for scopes and door \`${found.id}\` has no identity whose tokens carry any; expected \`identity\` on the door, or \`callers\` or \`publicBecause\` on the route`);
  if (door === undefined || parsed === undefined) return undefined;
  const read = { pointer, door, parsed };
  const isWhole = access === 'scopes' ? scopes.length > 0 : access === 'iam' ? callers.length > 0 : publicBecause !== undefined;
  if (handler === undefined || access === undefined || !isWhole) return read;
  const key: RouteKey = { door, id: parsed.id };
  const reasons = [publicBecause, because].filter((b) => b !== undefined);
  return {
    ...read,
    route: {
      scope: known.scope, door, id: parsed.id, method: parsed.method, path: parsed.path,
      handler: { ...handler, ...defined(facts.handlerOf(handler, key)) },
      access, personas, scopes,
      callers: principals(callers.map((path) => facts.callerOf(path, key) ?? { path })),
      ...(reasons.length === 0 ? {} : { because: reasons.join('; ') }),
      ...(purpose === undefined ? {} : { purpose }),
      ...asked,
    },
  };
}

function readDoorOf(r: ObjectReader, known: KnownDoors, findings: Findings): string | undefined {
  const door = r.text('door', 'the id of the door that it belongs to');
  if (door === undefined || known.named.has(door)) return door;
  findings.error('UnknownValue', r.at('door'), `${r.what} is of the unknown door \`${door}\`${didYouMean(door, known.doors.keys(), 'doors')}`);
  return undefined;
}

function readHandler(route: ObjectReader, findings: Findings): HandlerData | undefined {
  if (!route.has('handler')) {
    findings.error('MissingField', route.pointer, `${route.what} has no \`handler\`; expected what answers it`);
    return undefined;
  }
  const r = new ObjectReader(route.raw('handler'), route.at('handler'), `handler of ${route.what}`, findings);
  if (!r.isObject) return undefined;
  const kind = r.has('kind') ? r.oneOf('kind', HANDLER_KINDS) : 'function';
  const path = r.text('path', 'the construct path of a function or VPC link, or the action of a service');
  r.done();
  return kind === undefined || path === undefined ? undefined : { kind: kind as HandlerData['kind'], path };
}

/** An empty list says nothing: it closes the route to everybody. */
function readAccess(r: ObjectReader, findings: Findings): RouteAccessKind | undefined {
  const said = Object.keys(RULES).filter((field) => r.has(field) && !(Array.isArray(r.value[field]) && (r.value[field] as unknown[]).length === 0));
  const expected = 'expected one of `scopes` (a token of the identity), `callers` (who signs requests) and `publicBecause` (anybody, with the reason)';
  if (said.length === 0) findings.error('RouteWithoutAccess', r.pointer, `${r.what} does not say who may call it${r.has('personas') ? '; personas alone do not, because API Gateway looks at scopes' : ''}; ${expected}`);
  if (said.length > 1) findings.error('RouteAccessContradicted', r.at(said[1]), `${r.what} has ${list(said)}, and API Gateway asks for one of them only; ${expected}; for two kinds of callers declare two routes`);
  if (said.includes('publicBecause')) {
    const reason = r.value.publicBecause;
    if (typeof reason !== 'string' || reason.trim() === '') {
      findings.error('PublicWithoutReason', r.at('publicBecause'), `${r.what} is public and \`publicBecause\` is ${typeof reason === 'string' ? 'empty' : typeName(reason)}; expected the reason why anybody may call it, in a sentence`);
      return undefined;
    }
  }
  return said.length === 1 ? RULES[said[0]] : undefined;
}

function readPersonas(r: ObjectReader, access: RouteAccessKind | undefined, known: KnownDoors, findings: Findings, whose: (id: string) => string | undefined): string[] {
  const personas = [...r.textsAt('personas')].filter(([id, pointer]) => {
    if (known.namedPersonas.has(id)) return true;
    const owner = whose(id);
    if (owner !== undefined) findings.error('UnknownPersona', pointer, `${r.what} is for persona \`${id}\` of \`${owner}\`, whose tokens the door does not take; expected a persona of the door's own identity; declare it there with \`addPersona\`, or give the door that identity`);
    else findings.error('UnknownPersona', pointer, `${r.what} is for the unknown persona \`${id}\`${didYouMean(id, known.namedPersonas, 'personas')}; declare it with \`addPersona\``);
    return false;
  }).map(([id]) => id).sort(compareText);
  if (personas.length > 0 && (access === 'iam' || access === 'public')) findings.error('PersonasWithoutScopes', r.at('personas'), `${r.what} is for ${personas.length === 1 ? 'persona' : 'personas'} ${list(personas)} and takes no token that could show it; expected \`scopes\` instead of \`${access === 'iam' ? 'callers' : 'publicBecause'}\`, or no \`personas\``);
  return personas;
}

function readCallers(route: ObjectReader, findings: Findings): string[] {
  const paths = route.items('callers').map((caller, i) => {
    const r = new ObjectReader(caller, `${route.at('callers')}/${i}`, `a caller of ${route.what}`, findings);
    const path = r.isObject ? r.text('path', 'the construct path of a role, or of what has one') : undefined;
    if (r.isObject) r.done();
    return path;
  });
  return [...new Set(paths.filter((p): p is string => p !== undefined))];
}

/** Two callers may share their role. */
function principals(all: readonly PrincipalData[]): PrincipalData[] {
  return [...new Map(all.map((p) => [p.path, p])).values()].sort((a, b) => compareText(a.path, b.path));
}

/** What API Gateway's own authorizers cannot judge is refused, not left out: without it the route would be open wider than it reads. */
function readPolicyDemands(r: ObjectReader, findings: Findings): Pick<RouteData, 'minimumTier' | 'objectRule' | 'stepUpSeconds'> {
  const minimumTier = r.oneOf('minimumTier', TRUST_TIERS);
  const objectRule = r.oneOf('objectRule', OBJECT_RULES) as RouteData['objectRule'];
  const seconds = r.raw('stepUpSeconds');
  const isAge = typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0;
  if (seconds !== undefined && !isAge) findings.error('WrongType', r.at('stepUpSeconds'), `\`stepUpSeconds\` of ${r.what} is ${typeName(seconds)}; expected a number of seconds above 0`);
  const asked = { ...(minimumTier === undefined ? {} : { minimumTier }), ...(objectRule === undefined ? {} : { objectRule }), ...(isAge ? { stepUpSeconds: seconds } : {}) };
  for (const [field, value] of Object.entries(asked)) {
    findings.error('NeedsPolicyEngine', r.at(field), `${r.what} asks for \`${field === 'stepUpSeconds' ? 'stepUpAge' : field}\` \`${String(value)}\`, which only the policy engine can judge: API Gateway's own authorizers see scopes and signatures; leave it out until the door has a policy engine, and narrow the route by \`scopes\` and \`personas\``);
  }
  return asked;
}

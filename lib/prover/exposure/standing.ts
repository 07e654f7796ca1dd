/**
 * What is asked of any template: which ways in check no identity.
 *
 *   GET /documents of Api checks no identity     an error: there is no intent that says why
 *   the same, with a reason in its metadata      a warning: somebody meant it
 *   GET /documents of Api takes any client       a warning: an ID token of whatever client of the pool
 *   Auth is asked about every method             a warning: it keeps what it said of one for the others
 *   every way into Fn checks an identity         proved
 *
 * Beside an intent the same is a warning, for what is no door and no handler of the intent.
 */
import { keptBy } from '../../world/exposure/auth';
import { anyOf, both, when } from '../../world/exposure/holds';
import type { Authorizer, Door, ExposureWorld, Holds, Route } from '../../world/exposure/model';
import { allEntries } from './entries';
import type { Entry, Shown } from './model';
import { type ExposureFinding, fixOf } from './verdict';

export interface StandingOptions {
  /** `warning` beside an intent. */
  readonly severity: 'error' | 'warning';
  /** Entries and targets that the intent answers for. */
  readonly isDeclared: (entry: Entry) => boolean;
}

export function standingFindings(world: ExposureWorld, { severity, isDeclared }: StandingOptions): ExposureFinding[] {
  const out: ExposureFinding[] = [];
  for (const [id, entries] of allEntries(world)) {
    const mine = entries.filter((e) => !isDeclared(e) && !e.reached.may.isNever());
    const open = mine.filter((e) => !e.open.may.isNever());
    for (const entry of open) out.push(openFinding(world, entry, severity));
    for (const entry of mine) if (!entry.weak.may.isNever()) out.push(weakFinding(entry));
    // What CloudFormation and queues call alone is nobody's door.
    if (open.length === 0 && mine.some((e) => e.door !== undefined || e.permission !== undefined) && severity === 'error') out.push(provedFinding(world, id, mine));
  }
  for (const door of world.doors) out.push(...cached(door));
  return out;
}

function openFinding(world: ExposureWorld, entry: Entry, severity: 'error' | 'warning'): ExposureFinding {
  const [way] = entry.ways;
  const base = { kind: 'standing', key: `entry ${entry.key}`, question: `entry without identity: ${entry.entry} reaches ${entry.target.label}`, source: entry.entry, destination: entry.target.label, over: 'all', severity: entry.route?.publicBecause === undefined ? severity : 'warning', assumptions: entry.assumptions, at: entry.because[0] } as const;
  if (way !== undefined) return { ...base, verdict: 'violated', way: { entry, way }, fix: fixOf(entry) };
  return { ...base, verdict: 'unknown', unknowns: [...entry.open.unknowns, ...world.unknowns] };
}

function weakFinding(entry: Entry): ExposureFinding {
  const [way] = entry.weakWays;
  const base = { kind: 'standing', key: `weak ${entry.key}`, question: `token of any client: ${entry.entry} reaches ${entry.target.label}`, source: entry.entry, destination: entry.target.label, over: 'all', severity: 'warning', assumptions: entry.assumptions, at: entry.because[0] } as const;
  return way === undefined ? { ...base, verdict: 'unknown', unknowns: entry.weak.unknowns } : { ...base, verdict: 'violated', way: { entry, way }, fix: 'set `AuthorizationScopes`: then an access token with one of them is asked for' };
}

function provedFinding(world: ExposureWorld, id: string, entries: readonly Entry[]): ExposureFinding {
  const isHidden = world.unknowns.length > 0;
  const { label } = entries[0].target;
  return { kind: 'standing', key: `entries ${id}`, question: `every entry to ${label} checks an identity`, verdict: isHidden ? 'unknown' : 'proved', unknowns: world.unknowns, source: 'everybody', destination: label, over: 'all', severity: 'warning', assumptions: entries.flatMap((e) => e.assumptions) };
}

/** Authorizers that keep what they said of one route for another. */
function cached(door: Door): ExposureFinding[] {
  const byAuthorizer = new Map<string, { readonly authorizer: Authorizer; readonly routes: Route[] }>();
  for (const route of door.routes) {
    for (const { authorizer, kind } of route.auths) {
      if (kind !== 'lambda' || authorizer === undefined || authorizer.ttl === 0 || authorizer.id.startsWith('external:')) continue;
      const known = byAuthorizer.get(authorizer.id);
      if (known === undefined) byAuthorizer.set(authorizer.id, { authorizer, routes: [route] });
      else if (!known.routes.includes(route)) known.routes.push(route);
    }
  }
  return [...byAuthorizer.values()].flatMap(({ authorizer, routes }): ExposureFinding[] => {
    const by = keptBy(authorizer) ?? { path: false, method: false };
    const keyOf = (r: Route): string => `${by.path ? r.path : ''} ${by.method ? r.method : ''}`;
    const pair = routes.flatMap((a, i) => routes.slice(i + 1).filter((b) => keyOf(a) === keyOf(b)).map((b) => [a, b] as const)).at(0);
    return pair === undefined ? [] : [cacheFinding(door, authorizer, pair)];
  });
}

function cacheFinding(door: Door, authorizer: Authorizer, [first, second]: readonly [Route, Route]): ExposureFinding {
  const base = { kind: 'standing', key: `cache ${door.id} ${authorizer.id}`, question: `cached decision: ${authorizer.label} of ${door.label} is asked about every method`, source: door.label, destination: authorizer.label, over: 'all', severity: 'warning', at: authorizer.place } as const;
  const holds = both(asks(first, authorizer), asks(second, authorizer));
  if (authorizer.ttl === undefined || holds.must.isNever() || keptBy(authorizer) === undefined) return { ...base, verdict: 'unknown', unknowns: [{ token: 'AuthorizerResultTtlInSeconds', template: authorizer.place.template, pointer: authorizer.place.pointer, why: 'for how long and for what a decision is kept is not known' }] };
  const entry: Shown = { entry: `${second.label} of ${door.label}`, target: { kind: 'function', id: authorizer.id, label: authorizer.label }, checks: [{ kind: 'lambda-authorizer', identity: 'weak', text: `what \`${authorizer.label}\` said of ${first.label}, for ${authorizer.ttl} s` }] };
  return { ...base, verdict: 'violated', way: { entry, way: { way: { kind: 'cache', door: door.id, first: first.id, second: second.id, authorizer: authorizer.id }, holds, because: [{ ...authorizer.place, what: 'authorizer' }] } }, fix: 'set `AuthorizerResultTtlInSeconds: 0`, or add `context.resourcePath` and `context.httpMethod` to its identity sources' };
}

function asks(route: Route, { id }: Authorizer): Holds {
  return anyOf(route.auths.filter((a) => a.authorizer?.id === id).map((a) => when(a.guard)));
}

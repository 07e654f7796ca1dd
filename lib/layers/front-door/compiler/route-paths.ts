/**
 * The paths of routes: as a tree of API Gateway's resources, and as languages of what IAM sees.
 *
 *   treeOf(['/documents/{id}'])                 // '/documents', '/documents/{id}'
 *   patternOf('GET', '/documents/{id}')         // 'GET/documents/*', as ARNs say it
 *   served(route, all)                          // exactly the requests that reach the route
 *
 * A `*` of IAM goes on across slashes: `GET/documents/*` also matches `GET/documents/42/pages`. API Gateway's parameters do not,
 * and of two paths that match it takes the one that is literal earlier (API Gateway developer guide, "Understand how API Gateway
 * routes requests"). Not modelled: characters that clients encode.
 */
import type { PatternSet } from '../../../algebra';
import { compareText } from '../../../intent';

/** `/`: none. */
export function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}

/** Every path that a resource is needed for, parents first; without the root, which each API has. */
export function treeOf(paths: Iterable<string>): string[] {
  const all = new Set<string>();
  for (const path of paths) {
    const parts = partsOf(path);
    for (let i = 1; i <= parts.length; i++) all.add(`/${parts.slice(0, i).join('/')}`);
  }
  return [...all].sort(compareText);
}

export function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Names of parameters, without braces and `+`. */
export function parametersOf(path: string): string[] {
  return partsOf(path).filter(isParameter).map((part) => part.slice(1, -1).replace(/\+$/, ''));
}

/** As the ARN of `execute-api` ends, after the stage: parameters are `*`, and so is `ANY`. */
export function patternOf(method: string, path: string): string {
  return `${method === 'ANY' ? '*' : method}/${partsOf(path).map((part) => (isParameter(part) ? '*' : part)).join('/')}`;
}

export interface RoutePath {
  readonly method: string;
  readonly path: string;
}

/** Requests as `METHOD/path` that reach the route and no other one. */
export function served(route: RoutePath, all: readonly RoutePath[]): PatternSet<'resource'> {
  const others = [...new Set(all.map((r) => r.path))].filter((path) => path !== route.path && isBefore(path, route.path));
  let set = matching(route.method, route.path);
  for (const path of others) set = set.difference(matching('ANY', path));
  return set;
}

/** Whether the pattern of one matches a request that reaches the other. A quick look first: most do not. */
export function reaches(pattern: string, route: RoutePath, all: readonly RoutePath[]): boolean {
  return mayMeet(pattern, route) && !patterns().resource(pattern).intersection(served(route, all)).isEmpty();
}

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

function matching(method: string, path: string): PatternSet<'resource'> {
  if (method === 'ANY') return patterns().unionOf('resource', METHODS.map((one) => matching(one, path)));
  const parts = partsOf(path);
  const isGreedy = parts.at(-1)?.endsWith('+}') === true;
  const pattern = `${method}/${parts.map((part) => (isParameter(part) ? '?*' : part)).join('/')}`;
  const all = patterns().resource(pattern);
  // A parameter ends at a slash: as many slashes as are written, at least one of them behind the method.
  return isGreedy ? all : all.difference(patterns().resource(`${'*/'.repeat(Math.max(parts.length, 1) + 1)}*`));
}

/** Necessary for a meeting, and cheap: literal beginnings agree as far as both are literal. */
function mayMeet(pattern: string, { method, path }: RoutePath): boolean {
  const other = patternOf(method, path);
  const [a, b] = [pattern.indexOf('*'), other.indexOf('*')];
  const [one, two] = [a < 0 ? pattern : pattern.slice(0, a), b < 0 ? other : other.slice(0, b)];
  return one.startsWith(two) || two.startsWith(one);
}

/** Whether API Gateway prefers the first where both match: literal before parameter before greedy, from the left. */
function isBefore(path: string, other: string): boolean {
  const [mine, theirs] = [partsOf(path), partsOf(other)];
  for (let i = 0; i < Math.min(mine.length, theirs.length); i++) {
    const [a, b] = [rank(mine[i]), rank(theirs[i])];
    if (a !== b) return a < b && mayBoth(mine, theirs);
    if (a === 0 && mine[i] !== theirs[i]) return false;
  }
  return false;
}

function mayBoth(mine: readonly string[], theirs: readonly string[]): boolean {
  return mine.length === theirs.length || mine.at(-1)?.endsWith('+}') === true || theirs.at(-1)?.endsWith('+}') === true;
}

function rank(part: string): number {
  return !isParameter(part) ? 0 : part.endsWith('+}') ? 2 : 1;
}

function isParameter(part: string): boolean {
  return part.startsWith('{');
}

/** Most doors have no signed routes, and nothing to tell apart. */
function patterns(): typeof PatternSet {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../../../algebra') as typeof import('../../../algebra')).PatternSet;
}

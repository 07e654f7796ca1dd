/**
 * A request that a route answers, and no other of its door: `concrete(door, route)`.
 *
 * API Gateway takes the most specific path (a literal before a parameter before a greedy one), then the method before `ANY`. So a
 * parameter gets a word that no sibling has, and `ANY` a method that nobody else takes. `answering(door, request)`: the other way round.
 */
import { ALWAYS, anyOf, both, not, perhaps, when } from '../../world/exposure/holds';
import type { Door, Holds, Route } from '../../world/exposure/model';

export interface Request {
  readonly method: string;
  /** With a `/` in front. */
  readonly path: string;
  /** It surely gets to this route. */
  readonly isCertain: boolean;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const WORDS = ['x1', 'zq7', 'k-9-k'];

export function concrete(door: Door, route: Route): Request {
  const isApi = door.kind === 'rest' || door.kind === 'http';
  if (!isApi) return { method: route.method === 'ANY' || door.kind === 'websocket' ? 'GET' : route.method, path: route.path.replaceAll('*', 'x1'), isCertain: true };
  const others = door.routes.filter((r) => r.id !== route.id && r.path !== '$default');
  for (const word of WORDS) {
    for (const method of route.method === 'ANY' || route.path === '$default' ? METHODS : [route.method]) {
      const path = route.path === '$default' ? `/${word}/${word}` : route.path.replace(/\{[^}]*\}/g, word);
      if (!others.some((o) => goesBefore(o, route, method, path))) return { method, path, isCertain: true };
    }
  }
  return { method: route.method === 'ANY' ? 'GET' : route.method, path: route.path.replace(/\{[^}]*\}/g, WORDS[0]), isCertain: false };
}

/** A route that answers a request, as far as no other one does before it. */
export interface Answering {
  readonly route: Route;
  readonly holds: Holds;
}

/** Who answers, first the most specific: where that one is there under a condition alone, the next one answers else. */
export function answering(door: Door, { method, path }: Pick<Request, 'method' | 'path'>): readonly Answering[] {
  const rank = (r: Route): string => (r.path === '$default' ? '' : `${specificity(r.path)} ${r.method === 'ANY' ? 0 : 1}`);
  const fitting = door.routes.filter((r) => r.path === '$default' || fits(r.path, path));
  const out: Answering[] = [];
  let left: Holds = ALWAYS;
  for (const next of [...new Set(fitting.map(rank))].sort().reverse()) {
    const here = fitting.filter((r) => rank(r) === next);
    const mine = here.filter((r) => r.path === '$default' || r.method === method || r.method === 'ANY');
    if (left.may.isNever()) break;
    out.push(...mine.map((route) => ({ route, holds: left })));
    left = both(left, not(anyOf(mine.map((r) => when(r.guard)))));
    // A path that has other methods alone: whether a wider path takes the rest is not documented.
    if (mine.length < here.length) left = perhaps(left.may, { token: `methods of ${here[0].label.replace(/^\S+ /, '')}`, template: here[0].place.template, pointer: here[0].place.pointer, why: 'whether a wider path takes the methods that it does not have is not known' });
  }
  return out;
}

/** The other route takes the request, and before this one. */
function goesBefore(other: Route, route: Route, method: string, path: string): boolean {
  if ((other.method !== method && other.method !== 'ANY') || !fits(other.path, path)) return false;
  if (route.path === '$default') return true;
  const [a, b] = [specificity(other.path), specificity(route.path)];
  return a === b ? other.method !== 'ANY' || route.method === 'ANY' : a > b;
}

function fits(pattern: string, path: string): boolean {
  const [parts, words] = [pattern.split('/'), path.split('/')];
  const greedy = /\{[^}]*\+\}$/.test(pattern);
  if (greedy ? words.length < parts.length : words.length !== parts.length) return false;
  return parts.every((p, i) => /^\{.*\}$/.test(p) || p === words[i]);
}

/** Text that sorts as API Gateway prefers: part by part. */
function specificity(path: string): string {
  return path.split('/').map((p) => (/\+\}$/.test(p) ? '0' : /^\{.*\}$/.test(p) ? '1' : '2')).join('');
}

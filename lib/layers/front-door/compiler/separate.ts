/**
 * Who may sign which requests, said in patterns of IAM though these are wider than routes:
 *
 *   separate(allowed, others, all)   // { allow: ['GET/documents/*'], deny: ['GET/documents/*' + '/pages'] }
 *
 * What a pattern of an allowed route reaches beside its own requests is denied again, where that is a route with signed requests.
 * A denial that would hit an allowed request as well cannot be said: `clashes` names both routes.
 */
import { patternOf, reaches, type RoutePath } from './route-paths';

export interface Separated<R> {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  /** The routes that `deny` is for. */
  readonly denied: readonly R[];
  /** An allowed route, and one that no pattern tells from it. */
  readonly clashes: readonly { readonly allowed: R; readonly other: R }[];
}

export function separate<R extends RoutePath>(allowed: readonly R[], others: readonly R[], all: readonly RoutePath[]): Separated<R> {
  const allow = [...new Set(allowed.map((r) => patternOf(r.method, r.path)))].sort();
  const denied = others.filter((other) => allow.some((pattern) => reaches(pattern, other, all)));
  const clashes: { allowed: R; other: R }[] = [];
  for (const other of denied) {
    const hit = allowed.find((route) => reaches(patternOf(other.method, other.path), route, all));
    if (hit !== undefined) clashes.push({ allowed: hit, other });
  }
  return { allow, deny: [...new Set(denied.map((r) => patternOf(r.method, r.path)))].sort(), denied, clashes };
}

/**
 * Which route a request is for, as API Gateway would match it: ``matchRoute(['GET /documents/{id}'], 'GET /documents/42')`` -> the route, and `{ id: '42' }`.
 *
 * Segment by segment a literal wins over a parameter, and that over the rest of the path; a method wins over `ANY`. (API Gateway developer guide, "Routes for HTTP APIs".)
 * For policy tests alone: at run time API Gateway says what it matched. Not modelled: stages and base paths.
 */
export interface MatchedRoute {
  readonly route: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** `documents/42`. */
  readonly resource: string;
}

export function matchRoute(routes: readonly string[], request: string): MatchedRoute | undefined {
  const [method, path] = parts(request);
  const given = segmentsOf(path).map(decoded);
  if (given.includes(undefined)) return undefined;
  let best: { readonly rank: string; readonly route: string; readonly values: readonly (readonly [string, string])[] } | undefined;
  for (const route of routes) {
    const [verb, template] = parts(route);
    if (verb !== method && verb !== 'ANY') continue;
    const found = compare(segmentsOf(template), given as string[]);
    if (found === undefined) continue;
    const rank = `${found.rank}${verb === 'ANY' ? 1 : 0}`;
    if (best === undefined || rank < best.rank) best = { rank, route, values: found.values };
  }
  return best === undefined ? undefined : { route: best.route, parameters: Object.fromEntries(best.values), resource: given.join('/') };
}

/** `rank`: what each segment is, lower is more exact. */
function compare(template: readonly string[], given: readonly string[]): { readonly rank: string; readonly values: readonly (readonly [string, string])[] } | undefined {
  let rank = '';
  const values: (readonly [string, string])[] = [];
  for (const [i, part] of template.entries()) {
    const [, name, greedy] = /^\{([^{}]+?)(\+?)\}$/.exec(part) ?? [];
    if (i >= given.length) return undefined;
    if (greedy === '+') return { rank: `${rank}2`, values: [...values, [name, given.slice(i).join('/')]] };
    if (name === undefined && part !== given[i]) return undefined;
    if (name !== undefined) values.push([name, given[i]]);
    rank += name === undefined ? '0' : '1';
  }
  return given.length === template.length ? { rank, values } : undefined;
}

function parts(route: string): readonly [string, string] {
  const blank = route.indexOf(' ');
  return [route.slice(0, blank), route.slice(blank + 1)];
}

function segmentsOf(path: string): readonly string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}

/** Once, and nothing that could be read in another way. */
function decoded(segment: string): string | undefined {
  try {
    const value = decodeURIComponent(segment);
    return value === '' || /^\.+$|[/\\]/.test(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

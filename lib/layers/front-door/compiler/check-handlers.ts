/**
 * Handlers with a view over all routes: who shares one. A handler has the rights of all its routes together, and whoever gets at its
 * code through one of them has them all.
 */
import { compareText } from '../../../intent';
import type { RouteFacts } from '../model';
import { list, type Said } from './say';

export function checkHandlers(routes: readonly RouteFacts[], said: Said): void {
  const byHandler = new Map<string, RouteFacts[]>();
  for (const route of routes) {
    if (route.handler.kind !== 'function') continue;
    const known = byHandler.get(route.handler.path);
    if (known === undefined) byHandler.set(route.handler.path, [route]);
    else known.push(route);
  }
  for (const [path, mine] of [...byHandler].sort(([a], [b]) => compareText(a, b))) {
    const callers = new Map(mine.map((r) => [whoOf(r), r]));
    if (callers.size < 2) continue;
    said.warning('HandlerOfMixedPersonas', mine[0].where, `handler \`${path}\` answers routes of different callers: ${[...callers].map(([who, r]) => `\`${r.data.id}\` of ${who}`).join(', ')}; its role has the rights of all of them, whoever calls; expected one handler for each group of callers`);
  }
}

function whoOf({ data }: RouteFacts): string {
  switch (data.access) {
    case 'public': return 'everybody';
    case 'iam': return `services that sign (${data.callers.length})`;
    case 'scopes': return data.personas.length === 0 ? 'every signed-in subject' : `${data.personas.length === 1 ? 'persona' : 'personas'} ${list(data.personas, 20)}`;
  }
}

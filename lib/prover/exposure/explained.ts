/**
 * What doors explain to the network plane: `explainedOf(known)`.
 *
 *   handlers   functions outside of every VPC that answer doors and nothing else, where each way in is a declared route, asks who calls,
 *              or says why it is public: that they reach the internet is how Lambda runs them, and nobody has to write it
 *   doorways   integrations of declared routes through a VPC link: a way of the network that the route is
 *
 * A function is left to the judge of the network where anything is in doubt: it has a `VpcConfig` under any condition, something else
 * may call it, its role is not in these templates or reaches a crown jewel (declared, or by a policy that names the store), or a macro
 * may change any of this. Segments are asked there. Not read: wildcards of a role's policies (synth warns of these: `HandlerRoleTooWide`).
 */
import type { Id } from '../../world/network/model';
import type { Resource, TemplateWorld } from '../../world/template/model';
import { Sym } from '../../world/template/value';
import { symsIn } from '../../world/template/walk';
import { resourceIn, rolesBehind } from '../data/admitted';
import { rolesOf } from '../data/roles';
import { type BoundIntent, type Explained, writtenAt } from '../network/model';
import { boundDoors, type BoundRoute, boundRoutes } from './bind-doors';
import { entriesOf } from './entries';
import type { Known } from './names';

export function explainedOf(known: Known): Explained {
  const routes = boundRoutes(known, boundDoors(known)).filter((r) => r.door?.door !== undefined);
  return { handlers: handlersOf(known, routes), doorways: doorwaysOf(known, routes) };
}

function handlersOf(known: Known, routes: readonly BoundRoute[]): ReadonlySet<Id> {
  const { world, templates, intents } = known;
  if (world.unknowns.length > 0) return new Set();
  const jewels = jewelsOf(intents, templates);
  return new Set([...world.functions.keys()].filter((id) => {
    const resource = templates.resource(id);
    return resource?.type === 'AWS::Lambda::Function' && resource.value('VpcConfig') === undefined && answersAlone(known, id, routes) && !jewels(resource);
  }));
}

/** Whatever may call it is a declared route of which it is the handler, or one of another API of these templates that lets nobody in unasked. */
function answersAlone({ world }: Known, id: Id, routes: readonly BoundRoute[]): boolean {
  const mine = routes.filter((r) => r.target === id);
  const entries = entriesOf(world, id).filter((e) => !e.reached.may.isNever());
  return entries.length > 0 && entries.every(({ door, route, open, weak }) => {
    if (door === undefined || route === undefined) return false;
    if (mine.some((r) => r.door?.door === door && r.data.method === route.method && r.data.path === route.path)) return true;
    const isDeclared = routes.some((r) => r.door?.door === door);
    return !isDeclared && (route.publicBecause !== undefined || (open.may.isNever() && weak.may.isNever()));
  });
}

/** Whether a function may reach a crown jewel with its role; where that cannot be said, it may. */
function jewelsOf(intents: readonly BoundIntent[], templates: TemplateWorld): (fn: Resource) => boolean {
  const stores = intents.flatMap((bound) => (bound.intent.stores ?? []).map((data) => ({ data, resource: resourceIn(bound, data, templates) })));
  const named = new Set(stores.flatMap(({ data, resource }) => (data.crownJewel === undefined || resource === undefined ? [] : [resource.id])));
  const isJewel = (scope: string, id: string): boolean => {
    const found = stores.filter(({ data }) => data.scope === scope && data.id === id);
    return found.length === 0 || found.some(({ data }) => data.crownJewel !== undefined);
  };
  const readers = new Set(intents.flatMap((bound) => (bound.intent.dataFlows ?? []).filter((f) => isJewel(f.store.scope, f.store.store)).flatMap((f) => rolesBehind(bound, f, templates)).flatMap((b) => b.role?.resource.id ?? [])));
  return (fn) => {
    const roles = fn.alternatives('Role').map(({ value }) => (value instanceof Sym && value.resource !== undefined ? rolesOf(templates).get(value.resource) : undefined));
    return roles.length === 0 || roles.some((role) => role === undefined || readers.has(role.resource.id) || role.policies.some(({ document }) => document !== undefined && symsIn(document).some((s) => s.resource !== undefined && named.has(s.resource))));
  };
}

/** By the resource that is the integration; one that another route takes as well is no declared way. */
function doorwaysOf({ world }: Known, routes: readonly BoundRoute[]): Explained['doorways'] {
  const declared = new Map<string, string>();
  const others = new Set<string>();
  for (const door of world.doors) {
    for (const route of door.routes) {
      const bound = routes.find((r) => r.door?.door === door && r.data.method === route.method && r.data.path === route.path && r.data.handler.kind === 'http');
      for (const { place } of route.targets) {
        const key = writtenAt(place);
        if (bound === undefined) others.add(key);
        else declared.set(key, `${bound.bound.stage === '' ? '' : `${bound.bound.stage}/`}${bound.data.handler.path}`);
      }
    }
  }
  return new Map([...declared].filter(([key]) => !others.has(key)));
}

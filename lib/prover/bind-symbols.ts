/**
 * What a token of an intent is in the world: `symbol('App/ZeroTrust', { 'Fn::ImportValue': 'Shared:List' })`.
 *
 * The intent keeps references as CloudFormation reads them in the stack of the façade, so they are evaluated there. That stack is
 * the template whose resources share the longest way of construct paths with the façade; where two do, nothing is said.
 */
import type { TemplateFile, TemplateWorld } from '../world/template/model';
import type { NetworkWorld } from '../world/network/model';
import { Sym, type Value } from '../world/template/value';

export type SymbolOf = (scope: string, raw: unknown) => string | undefined;

export function symbolsOf(stage: string, templates: TemplateWorld, world: NetworkWorld): SymbolOf {
  const stacks = new Map<string, TemplateFile | undefined>();
  return (scope, raw) => {
    if (typeof raw === 'string') return literal(raw);
    if (templates.evaluateIn === undefined) return undefined;
    if (!stacks.has(scope)) stacks.set(scope, stackOf(scope, stage, templates));
    const stack = stacks.get(scope);
    return stack === undefined ? undefined : identity(templates.evaluateIn(stack.key, raw), world);
  };
}

/** Equal texts are equal values. A text of several parts, or one under conditions, has no identity that could be compared. */
export function identity(value: Value, world: NetworkWorld): string | undefined {
  if (typeof value === 'string') return literal(value);
  if (!(value instanceof Sym)) return undefined;
  const { resource, attribute } = value;
  if (resource === undefined) return value.key;
  if (attribute === 'DefaultSecurityGroup') return world.vpcs.get(resource)?.defaultGroup;
  // A group that a cluster makes by itself is a part of it.
  if (attribute === 'ClusterSecurityGroupId') return [...world.groups.keys()].find((id) => id.startsWith(`${resource}#`));
  return resource;
}

/** An id, or an ARN that ends with it. */
function literal(text: string): string {
  return `external:${text.slice(text.lastIndexOf('/') + 1)}`;
}

function stackOf(scope: string, stage: string, templates: TemplateWorld): TemplateFile | undefined {
  const wanted = [...stage === '' ? [] : stage.split('/'), ...scope.split('/')];
  const candidates = templates.templates.filter((t) => t.stage === stage && !t.key.includes('/'));
  if (candidates.length === 1) return candidates[0];
  const shared = new Map<TemplateFile, number>();
  for (const { template, place } of templates.resources) {
    if (place.constructPath === undefined || !candidates.includes(template)) continue;
    const path = place.constructPath.split('/');
    let same = 0;
    while (same < wanted.length && path[same] === wanted[same]) same++;
    if (same > (shared.get(template) ?? 0)) shared.set(template, same);
  }
  const most = Math.max(0, ...shared.values());
  const best = [...shared].filter(([, same]) => same === most);
  return most > 0 && best.length === 1 ? best[0][0] : undefined;
}

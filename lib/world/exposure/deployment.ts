/**
 * What a stage serves: `served(context, stage, routeIds)` says of each method whether the stage's deployment holds it as it is
 * written.
 *
 * A deployment is a snapshot. It holds a method for certain where it is made after it: by `DependsOn`, by a reference, or by a chain
 * of both; else perhaps not, or as it once was. That it is made anew whenever a method changes is assumed, and said: CloudFormation
 * does not see to it (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-apigateway-deployment.html).
 */
import type { Resource } from '../template/model';
import { Sym } from '../template/value';
import { symsIn } from '../template/walk';
import type { Context } from './context';
import { anyOf, both, perhaps, when, whenTrue } from './holds';
import type { Holds, Id } from './model';

const REACHES = new WeakMap<Context, Map<Id, ReadonlySet<Id>>>();

/** Everything that is there before this resource is: ids, and `KEY/Nested` for whole nested stacks. */
function before(context: Context, resource: Resource): ReadonlySet<Id> {
  let known = REACHES.get(context);
  if (known === undefined) REACHES.set(context, known = new Map());
  const cached = known.get(resource.id);
  if (cached !== undefined) return cached;
  const found = new Set<Id>();
  const left = [resource];
  for (let r = left.pop(); r !== undefined; r = left.pop()) {
    const ids = [...(r.dependsOn ?? []).map((id) => `${r.template.key}.${id}`), ...symsIn(r.value()).flatMap((s) => s.resource ?? [])];
    for (const id of ids) {
      // What another stack makes is there before only where this stack takes a value of it.
      if (found.has(id)) continue;
      found.add(id);
      const next = context.templates.resource(id);
      if (next !== undefined) left.push(next);
    }
  }
  known.set(resource.id, found);
  return found;
}

/** By its id, or by the nested stack that makes it. */
function holds(ids: ReadonlySet<Id>, id: Id, key: string): boolean {
  if (ids.has(id)) return true;
  const parts = key.split('/');
  return parts.slice(1).some((name, i) => ids.has(`${parts.slice(0, i + 1).join('/')}.${name}`));
}

/** `AutoDeploy` of HTTP and WebSocket APIs serves whatever is there. */
export function servedBy(context: Context, stage: Resource, routes: readonly { readonly id: Id; readonly resource: Resource }[]): ReadonlyMap<Id, Holds> {
  const auto = stage.type === 'AWS::ApiGatewayV2::Stage' ? whenTrue(stage.value('AutoDeploy'), stage.guard, stage.place) : perhaps(stage.guard.and(stage.guard.not()));
  const deployments = stage.type.endsWith('::Deployment') ? [{ guard: stage.guard, resource: stage as Resource | undefined }] : context.each(stage, 'DeploymentId').map(({ guard, value }) => ({
    guard, resource: value instanceof Sym && value.resource !== undefined ? context.templates.resource(value.resource) : undefined,
  }));
  return new Map(routes.map(({ id, resource }): [Id, Holds] => {
    const unknown = { token: `deployment of ${stage.logicalId}`, template: stage.place.template, pointer: stage.place.pointer, why: `it is not certain that the stage serves \`${resource.logicalId}\` as it is written: no deployment that depends on it` };
    const by = deployments.map(({ guard, resource: deployment }) => (deployment?.type.endsWith('::Deployment') === true && holds(before(context, deployment), resource.id, resource.template.key) ? both(when(guard), when(deployment.guard)) : perhaps(guard, unknown)));
    return [id, both(anyOf([auto, ...by]), when(resource.guard))];
  }));
}

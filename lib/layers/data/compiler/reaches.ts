/**
 * Whether a role needs a resource before it can be made: ``reaches(role, table)``. Then the policy inside that resource cannot name the
 * role by reference: CloudFormation refuses a circle. (A managed policy that the table's stack attaches to the role is enough.)
 *
 * Looked for in references and dependencies within one stack. What cannot be resolved counts as needing.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { ReferenceTo, resolveValue } from '../../network/members/read';

interface Internals {
  readonly cfnProperties?: unknown;
  readonly _cfnProperties?: unknown;
  readonly rawOverrides?: unknown;
}

const NEEDS = new WeakMap<CfnResource, ReadonlySet<CfnResource> | undefined>();

export function reaches(role: CfnResource, resource: CfnResource): boolean {
  if (!NEEDS.has(role)) NEEDS.set(role, closure(role));
  const needs = NEEDS.get(role);
  return needs === undefined || needs.has(resource);
}

/** Undefined where something cannot be resolved. */
function closure(start: CfnResource): ReadonlySet<CfnResource> | undefined {
  const seen = new Set<CfnResource>();
  const queue = [start];
  try {
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const next of needsOf(at)) {
        if (seen.has(next) || Stack.of(next) !== Stack.of(start)) continue;
        seen.add(next);
        queue.push(next);
      }
    }
  } catch {
    return undefined;
  }
  return seen;
}

/** Resources that it names or waits for, in whatever stack. Throws where something cannot be resolved. */
export function needsOf(resource: CfnResource): CfnResource[] {
  const { cfnProperties, _cfnProperties, rawOverrides } = resource as unknown as Internals;
  const named: CfnResource[] = [];
  const collect = (value: unknown): void => {
    if (value instanceof ReferenceTo) {
      if (CfnResource.isCfnResource(value.target)) named.push(value.target);
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(resolveValue(resource, cfnProperties ?? _cfnProperties ?? {}));
  collect(resolveValue(resource, rawOverrides ?? {}));
  const awaited = resource.obtainDependencies().filter((d): d is CfnResource => CfnResource.isCfnResource(d));
  // `a.node.addDependency(b)` waits for every resource below b.
  const below = resource.node.scopes.flatMap((s) => s.node.dependencies).flatMap((d) => d.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c)));
  return [...named, ...awaited, ...below];
}

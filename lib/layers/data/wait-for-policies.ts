/**
 * A workload that is named as the source of a data flow starts when its role may do what the flow says:
 *
 *   waitForPolicies(protection, flows, made)     // the function's `DependsOn` names the policy of its role
 *
 * CDK's own grants do the same. It waits for one policy whatever is granted: the inline one, which waits for all others of the role, and
 * whose logical id stays. So the first data flow of a workload adds a `DependsOn` to it, which is no update of the resource, and later
 * ones add nothing. Where a role has managed policies alone, whose number may change, nobody waits.
 *
 * Left out: what stands in another stack than the policy, and what the policy needs itself, by its store or its key: CloudFormation
 * refuses a circle. (A bucket that notifies the function which reads it.) Not seen: references that are added after all that was built.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { DataSource, Intent } from '../../intent';
import { readIfPossible, resourcesIn, targetOf } from '../network/members/read';
import { Segment } from '../network/segment';
import { needsOf } from './compiler/reaches';
import type { DataProtection } from './data-protection';
import { constructBehind, principalsBehind } from './facts';
import { holderOf } from './principals';
import { roleValues } from './role-holders';

/** Members of a segment that begin to run when they are made. */
const START = [
  'AWS::AppRunner::Service', 'AWS::AutoScaling::AutoScalingGroup', 'AWS::EC2::Instance', 'AWS::ECS::Service', 'AWS::Lambda::Function', 'AWS::Pipes::Pipe',
  'AWS::SageMaker::NotebookInstance', 'AWS::StepFunctions::StateMachine', 'AWS::Synthetics::Canary',
];
/** They stand for a function. */
const OF_FUNCTION = ['AWS::Lambda::Alias', 'AWS::Lambda::Version'];

/** `made`: policies of roles, by the role's path and the leaf, as emitRoles returns them. */
export function waitForPolicies(protection: DataProtection, { dataFlows = [] }: Pick<Intent, 'dataFlows'>, made: ReadonlyMap<string, CfnResource>): void {
  const needs = new Needs();
  const seen = new Set<string>();
  for (const { scope, source } of dataFlows) {
    const key = source.kind === 'segment' ? `segment:${source.segment}` : source.path;
    if (scope !== protection._declaration.scope || seen.has(key)) continue;
    seen.add(key);
    for (const { workload, policy } of pairsOf(protection, source, made)) {
      if (Stack.of(workload) === Stack.of(policy) && needs.permit(workload, policy)) workload.addResourceDependency(policy);
    }
  }
}

interface Pair {
  readonly workload: CfnResource;
  readonly policy: CfnResource;
}

function pairsOf(protection: DataProtection, source: DataSource, made: ReadonlyMap<string, CfnResource>): Pair[] {
  const construct = constructBehind(protection, source);
  if (construct === undefined) return [];
  const policies = principalsBehind(protection, source).flatMap(({ path, resource }) => {
    const policy = made.get(`${path} `); // the inline one
    return policy === undefined ? [] : [{ role: resource, policy }];
  });
  if (!(construct instanceof Segment)) {
    const workload = workloadOf(construct);
    return workload === undefined ? [] : policies.map(({ policy }) => ({ workload, policy }));
  }
  const started = construct._owned.flatMap((m) => m.resources.map((r) => r.resource)).filter((r) => START.includes(r.cfnResourceType));
  return started.flatMap((workload) => {
    const roles = roleValues(workload).map((value) => targetOf(workload, value));
    return policies.filter(({ role }) => role !== undefined && roles.includes(role)).map(({ policy }) => ({ workload, policy }));
  });
}

function workloadOf(construct: IConstruct): CfnResource | undefined {
  const holder = holderOf(construct);
  if (holder === undefined || !OF_FUNCTION.includes(holder.cfnResourceType)) return holder;
  return targetOf(holder, readIfPossible(holder, 'FunctionName'));
}

/** Who needs whom, each resource looked at once. */
class Needs {
  private readonly direct = new Map<CfnResource, readonly CfnResource[]>();
  /** What was permitted, which may have come after somebody looked. */
  private readonly waiting = new Map<CfnResource, CfnResource[]>();

  /** Whether the policy can be there before the workload. What cannot be resolved may need anything. */
  public permit(workload: CfnResource, policy: CfnResource): boolean {
    const home = Stack.of(policy);
    const seen = new Set([policy]);
    const queue = [policy];
    try {
      for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
        if (at === workload) return false;
        for (const next of [...this.of(at), ...this.waiting.get(at) ?? [], ...(Stack.of(at) === home ? [] : besides(at))]) {
          if (seen.has(next) || topOf(next) !== topOf(policy)) continue;
          seen.add(next);
          queue.push(next);
        }
      }
    } catch {
      return false;
    }
    this.waiting.set(workload, [...this.waiting.get(workload) ?? [], policy]);
    return true;
  }

  private of(resource: CfnResource): readonly CfnResource[] {
    const known = this.direct.get(resource) ?? needsOf(resource);
    this.direct.set(resource, known);
    return known;
  }
}

/** A nested stack is one resource of its parent: what needs something in it waits for all of it. */
function besides(resource: CfnResource): readonly CfnResource[] {
  const stack = Stack.of(resource);
  return stack.nestedStackResource === undefined ? [] : [stack.nestedStackResource, ...resourcesIn(stack)];
}

function topOf(construct: IConstruct): Stack {
  let stack = Stack.of(construct);
  while (stack.nestedStackParent !== undefined) stack = stack.nestedStackParent;
  return stack;
}

/**
 * What CloudFormation allows in one template, counted before it refuses: resources, parameters of nested stacks, outputs.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { compareText } from '../../intent';
import { QUOTAS } from './catalogue';
import { type Budget, dearest } from './compiler/budget';
import type { NetworkPlan } from './compiler/plan';
import { type MadeEndpoint, policyDocument } from './emit-endpoints';
import { RulesPlacement } from './emit-rules';
import { type Microsegmentation } from './microsegmentation';

export function stackBudgets(network: Microsegmentation, plan: NetworkPlan): Budget[] {
  const perSegment = network._props.rulesPlacement === RulesPlacement.PER_SEGMENT;
  const budgets: Budget[] = [];
  const rulesStack = Stack.of(network._props.rulesScope ?? network);
  for (const stack of new Set([Stack.of(network), rulesStack])) {
    budgets.push({
      name: 'resources of a template',
      subject: `stack ${stack.stackName}`,
      used: stack.node.findAll().filter((c) => CfnResource.isCfnResource(c) && Stack.of(c) === stack).length,
      limit: QUOTAS.templateResources.value,
      relief: perSegment
        ? 'give parts of the intent their own stack with their own `ZeroTrust`, and connect them by claims'
        : 'set `rulesPlacement: RulesPlacement.PER_SEGMENT` before the first deployment, or follow docs/rules-placement.md afterwards',
      flows: stack === rulesStack && !perSegment ? costOf(plan) : [],
    });
  }
  const exported = exportedGroups(network, rulesStack);
  if (exported > 0) {
    budgets.push({ name: 'outputs of a template', subject: `stack ${Stack.of(network).stackName}`, used: exported, limit: QUOTAS.templateOutputs.value, relief: 'put members and rules of some segments into the stack of `ZeroTrust`, or give parts of the intent their own stack with their own `ZeroTrust`', flows: [] });
  }
  if (perSegment) budgets.push(...shardBudgets(plan));
  return budgets;
}

/** Groups that another stack names, for members or for rules: each is an output. */
function exportedGroups(network: Microsegmentation, rulesStack: Stack): number {
  const top = (stack: Stack): Stack => (stack.nestedStackParent === undefined ? stack : top(stack.nestedStackParent));
  const home = top(Stack.of(network));
  const all = top(rulesStack) !== home;
  return [...network._segments.values()].filter((s) => s._hasOwnGroup && (all || s._owned.some((m) => m.resources.some(({ resource }) => top(Stack.of(resource)) !== home)))).length;
}

/** A nested stack takes each group that its rules name as a parameter. */
function shardBudgets(plan: NetworkPlan): Budget[] {
  const shards = new Map<string, { rules: number; groups: Set<string> }>();
  for (const rule of plan.rules) {
    const shard = shards.get(rule.shard) ?? { rules: 0, groups: new Set<string>() };
    shards.set(rule.shard, shard);
    shard.rules += 1;
    shard.groups.add(rule.group);
    if (rule.peer.kind === 'group') shard.groups.add(rule.peer.group);
  }
  const relief = 'split the segment';
  const ofShard = (id: string): NetworkPlan => ({ ...plan, rules: plan.rules.filter((r) => r.shard === id) });
  return [...shards].sort(([a], [b]) => compareText(a, b)).flatMap(([id, { rules, groups }]) => [
    { name: 'resources of a template', subject: `nested stack of segment ${id}`, used: rules, limit: QUOTAS.templateResources.value, relief, flows: rules > 400 ? costOf(ofShard(id)) : [] },
    { name: 'parameters of a template', subject: `nested stack of segment ${id}`, used: groups.size, limit: QUOTAS.templateParameters.value, relief, flows: groups.size > 160 ? costOf(ofShard(id)) : [] },
  ]);
}

function costOf(plan: NetworkPlan): Budget['flows'] {
  const costs = new Map<string, number>();
  for (const rule of plan.rules) for (const flow of rule.flows) costs.set(flow, (costs.get(flow) ?? 0) + 1);
  return dearest(costs);
}

/** The policy of an endpoint holds a statement per flow. */
export function policyBudgets(network: Microsegmentation, endpoints: ReadonlyMap<string, MadeEndpoint>): Budget[] {
  return [...endpoints].filter(([, made]) => made.statements.length > 0).map(([service, made]) => {
    const stack = Stack.of(network);
    const size = (statements: readonly MadeEndpoint['statements'][number][]): number => JSON.stringify(stack.resolve(policyDocument(statements, stack))).length;
    return {
      name: 'characters of endpoint policy',
      subject: `endpoint ${service}`,
      used: size(made.statements),
      limit: QUOTAS.endpointPolicyCharacters.value,
      relief: 'name fewer or shorter resources in the flows to this service',
      flows: made.statements.map((s) => ({ flow: s.flow, cost: size([s]) })).sort((a, b) => b.cost - a.cost || compareText(a.flow, b.flow)).slice(0, 5),
    };
  });
}

/**
 * What CloudFormation allows in one template, counted before anything is made, and dependencies that would go round in a circle.
 */
import { CfnResource, Stack } from 'aws-cdk-lib';
import { type Finding } from '../../intent';
import { list, Said } from './compiler/say';
import type { FrontDoor } from './front-door';
import { type DoorPlan, Planned, type PlannedResource, PlannedText, type RouteFacts } from './model';

/** CloudFormation user guide, "CloudFormation quotas". */
const RESOURCES = 500;
const PARAMETERS = 200;

export function checkStacks(door: FrontDoor, plan: DoorPlan, routes: readonly RouteFacts[]): readonly Finding[] {
  const said = new Said();
  const { shards } = { shards: door._props.routesPlacement?.stacks };
  checkTogether(door, plan, shards, said);
  const byShard = new Map<number, PlannedResource[]>();
  for (const resource of plan.resources) {
    if (resource.shard === undefined) continue;
    const known = byShard.get(resource.shard);
    if (known === undefined) byShard.set(resource.shard, [resource]);
    else known.push(resource);
  }
  for (const [shard, mine] of [...byShard].sort(([a], [b]) => a - b)) checkShard(shard, mine, routes, said);
  checkCallers(door, routes, said);
  return said.all;
}

function checkTogether(door: FrontDoor, plan: DoorPlan, shards: number | undefined, said: Said): void {
  const stack = Stack.of(door);
  const there = stack.node.findAll().filter((c) => CfnResource.isCfnResource(c) && Stack.of(c) === stack).length;
  const own = Object.values(door._known).length;
  const planned = plan.resources.filter((r) => r.shard === undefined && r.caller === undefined).length + new Set(plan.resources.flatMap((r) => r.shard ?? [])).size;
  said.limit(`resources of stack \`${stack.stackName}\``, there - own + planned, RESOURCES, shards === undefined
    ? `set \`routesPlacement: RoutesPlacement.sharded(${Math.max(2, Math.ceil(planned / 200))})\` of door \`${door.doorId}\` before the first deployment; afterwards move routes to a door of their own`
    : `paths stay in the stack of door \`${door.doorId}\` whatever \`routesPlacement\` says; move what else is in the stack, or some routes to a door of their own`);
}

/** A nested stack takes what it names of others as parameters. */
function checkShard(shard: number, mine: readonly PlannedResource[], routes: readonly RouteFacts[], said: Said): void {
  const relief = 'choose more nested stacks with `routesPlacement` before the first deployment; afterwards move routes to a door of their own';
  said.limit(`resources of nested stack ${shard} of routes`, mine.length, RESOURCES, relief);
  const inside = new Set(mine.map((r) => r.key));
  const named = new Set<string>();
  for (const { properties } of mine) collect(properties, inside, named);
  const served = new Set(mine.flatMap((m) => m.routes));
  const handlers = new Set(routes.filter((r) => served.has(r.data.id)).map((r) => r.handler.path));
  said.limit(`parameters of nested stack ${shard} of routes`, named.size + handlers.size, PARAMETERS, relief);
}

function collect(value: unknown, inside: ReadonlySet<string>, named: Set<string>): void {
  if (value instanceof Planned) {
    if (!inside.has(value.key)) named.add(`${value.key} ${value.attribute ?? ''}`);
  } else if (value instanceof PlannedText) value.parts.forEach((p) => collect(p, inside, named));
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach((v) => collect(v, inside, named));
}

/** A caller's policy names the API, and the API names its handlers. */
function checkCallers(door: FrontDoor, routes: readonly RouteFacts[], said: Said): void {
  if (door._props.policiesScope !== undefined) return;
  const own = topOf(Stack.of(door));
  const handlers = new Map(routes.flatMap((r) => (r.handler.construct === undefined ? [] : [[topOf(Stack.of(r.handler.construct)), r.data.id] as const])));
  for (const route of routes) {
    const { data, callers = [] } = route;
    for (const { resource, path } of callers) {
      const stack = resource === undefined ? undefined : topOf(Stack.of(resource));
      const handled = stack === undefined || stack === own ? undefined : handlers.get(stack);
      if (stack === undefined || handled === undefined) continue;
      said.error('CallersNeedScope', route.where, `caller \`${path}\` of route \`${data.id}\` lives in stack \`${stack.stackName}\`, on which door \`${door.doorId}\` depends, because the handler of ${list([handled])} lives there too; the policy of the caller would depend on the door and go round in a circle; pass \`policiesScope\`, a construct in the stack of the door or in one that nobody depends on`);
    }
  }
}

function topOf(stack: Stack): Stack {
  return stack.nestedStackParent === undefined ? stack : topOf(stack.nestedStackParent);
}

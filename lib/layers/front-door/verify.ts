/**
 * The last look, when the app is synthesized: what was written stands as it was written, nobody opened a second way to the API or to
 * a handler, and no function can be called past the door. Aspects, overrides and escape hatches come later than the door is built.
 */
import { CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { type Finding } from '../../intent';
import { warn } from '../layer';
import { readIfPossible, resourcesIn, typeOf } from '../network/members/read';
import type { BuiltDoor } from './build';
import { tooManyAuthorizers } from './authorizer-limit';
import { list, Said } from './compiler/say';
import { apiOf } from './deployment-hash';
import { isFollowing } from './deployment-follow';
import { checkExistingDomain } from './existing-domain';
import type { FrontDoor } from './front-door';
import { names } from './mentions';
import type { RouteFacts } from './model';
import { checkRoles } from './roles/check-roles';
import { functionOf, isNamedBy, otherWayOf, PERMISSION, URL, widthOfPermission } from './roles/function-ways';
import { changesOf, changesOfNested } from './written';

/** What was in the tree when it was looked at. */
const STOOD = new WeakMap<FrontDoor, ReadonlySet<CfnResource>>();

/**
 * Once more when the template is written, after all validations: those of others are code as well. Whether what the door wrote stands,
 * and whether anything is new in the app; where something is, everything is looked at again. (Of all, at all times, it would be a
 * twentieth of the synth: benchmarks/front-door.)
 */
export function verifyAgain(door: FrontDoor, built: BuiltDoor): readonly Finding[] {
  const stood = STOOD.get(door);
  if (stood === undefined) return [];
  const said = new Said();
  const now = resourcesIn(Stage.of(door) ?? door.node.root);
  if (now.length !== stood.size || now.some((r) => !stood.has(r))) return verifyDoor(door, built);
  checkWritten(door, built, stood, said);
  return atDoor(said, door);
}

export function verifyDoor(door: FrontDoor, built: BuiltDoor): readonly Finding[] {
  const { emitted, routes } = built;
  const said = new Said();
  const standing = resourcesIn(Stage.of(door) ?? door.node.root);
  const there = new Set(standing);
  STOOD.set(door, there);
  checkWritten(door, built, there, said);
  const mine = new Set([...emitted.values()].map((e) => e.resource));
  const others = standing.filter((r) => !mine.has(r));
  for (const other of others) checkOther(other, door, said);
  const authorizers = tooManyAuthorizers(door._api);
  if (authorizers !== undefined) said.error('DoorLimitExceeded', '', `authorizers of the API of door \`${door.doorId}\`: ${authorizers}`);
  checkExistingDomain(door, standing, said);
  checkHandlers(door, routes, others, said);
  const roles = checkRoles(routes);
  warn(door, roles);
  said.all.push(...roles.filter((f) => f.level === 'error'));
  return atDoor(said, door);
}

function atDoor(said: Said, door: FrontDoor): readonly Finding[] {
  const where = door._site.toString();
  return said.all.map((f) => (f.where === '' ? { ...f, where } : f));
}

/** Everything that the door wrote. */
function checkWritten(door: FrontDoor, { emitted }: BuiltDoor, there: ReadonlySet<CfnResource>, said: Said): void {
  const { deployment } = door._known;
  const nested = new Set<CfnResource>();
  for (const { planned, resource, properties, props } of emitted.values()) {
    for (let r = Stack.of(resource).nestedStackResource; CfnResource.isCfnResource(r) && !nested.has(r); r = Stack.of(r).nestedStackResource) nested.add(r);
    const changed = there.has(resource) ? changesOf(resource, properties, props) : ['all'];
    if (changed.length === 0) continue;
    const whose = planned.routes.length === 0 ? `door \`${door.doorId}\`` : `${planned.routes.length === 1 ? 'route' : 'routes'} ${list(planned.routes)}`;
    said.error('DoorChanged', '', `${list(changed)} of \`${resource.node.path}\`, which serves ${whose}, was changed after the door was built; expected it as the routes say; declare what is to be permitted on the route or the door, and remove the override or aspect that changes it`);
  }
  if (!isFollowing(deployment)) said.error('DoorChanged', '', `logical id of \`${deployment.node.path}\` was changed after the door was built: a change of the API would not be deployed any more; remove the override`);
  for (const stack of nested) {
    const changed = changesOfNested(stack);
    if (changed.length > 0) said.error('DoorChanged', '', `${list(changed)} of the nested stack \`${stack.node.path}\`, in which parts of door \`${door.doorId}\` stand, was changed after the door was built: what is deployed there is no longer what the routes say; remove the override`);
  }
}

const METHODS = ['AWS::ApiGateway::Method', 'AWS::ApiGatewayV2::Route'];
const STAGES = ['AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage', 'AWS::ApiGateway::Deployment', 'AWS::ApiGatewayV2::Deployment'];
const MAPPINGS = ['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGateway::BasePathMappingV2', 'AWS::ApiGatewayV2::ApiMapping'];
const RULE = 'AWS::ApiGatewayV2::RoutingRule';
const RESPONSE = 'AWS::ApiGateway::GatewayResponse';

/** What somebody else made of the door's API. */
function checkOther(other: CfnResource, door: FrontDoor, said: Said): void {
  const type = typeOf(other);
  // A rule of a domain names its API within its actions.
  const isMine = (): boolean => (type === RULE ? names(other, readIfPossible(other, 'Actions'), door._api) : apiOf(other, [door._api]) !== undefined);
  if (![...METHODS, ...STAGES, ...MAPPINGS, RULE, RESPONSE].includes(type) || !isMine()) return;
  if (METHODS.includes(type)) said.error('MethodNotDeclared', '', `\`${other.node.path}\` adds a method to the API of door \`${door.doorId}\`, and no route says who may call it; expected \`addRoute\`; remove it`);
  else if (STAGES.includes(type)) said.error('StageNotDeclared', '', `\`${other.node.path}\` serves the API of door \`${door.doorId}\` a second time, without its throttle and its log; expected its own stage alone; remove it`);
  else if (type === RESPONSE) said.error('GatewayResponseNotDeclared', '', `\`${other.node.path}\` changes what the API of door \`${door.doorId}\` answers itself, where every refusal reads alike; expected its own responses alone; remove it`);
  else said.error('DomainNotDeclared', '', `\`${other.node.path}\` serves the API of door \`${door.doorId}\` at another domain, past what its own asks of who connects; expected \`domain\` of the door alone; remove it`);
}

/** Functions of this app are looked at by roles/; here are imported ones, and permissions for the API of the door that no route made. */
function checkHandlers(door: FrontDoor, routes: readonly RouteFacts[], others: readonly CfnResource[], said: Said): void {
  const functions = routes.filter((r) => r.handler.kind === 'function');
  for (const way of others) {
    const type = typeOf(way);
    if (type !== URL && type !== PERMISSION) continue;
    const fn = functionOf(way);
    const route = functions.find((r) => (fn === undefined ? isNamed(way, r) || (r.handler.resource !== undefined && isNamedBy(way, r.handler.resource)) : r.handler.resource === fn));
    if (route === undefined) continue;
    const handler = `handler \`${route.handler.path}\` of route \`${route.data.id}\``;
    if (names(way, readIfPossible(way, 'SourceArn'), door._api)) said.error('InvokePermissionTooWide', route.where, `${handler} may be invoked by the API of door \`${door.doorId}\` beside its routes, as \`${way.node.path}\` permits; expected the permission that the route brings along, for its method and path alone; remove it`);
    if (route.handler.resource !== undefined) continue;
    if (type === URL) said.error('HandlerHasUrl', route.where, `${handler} has a function url \`${way.node.path}\`: whoever calls it there passes the door; expected none; remove it`);
    else if (widthOfPermission(way) !== undefined) said.error('InvokePermissionTooWide', route.where, `${handler} may be invoked by more than its door: got ${widthOfPermission(way)} in \`${way.node.path}\`, expected the arn and the account of what invokes it; write \`sourceArn\` and \`sourceAccount\``);
    else if (otherWayOf(way) !== undefined) said.error('HandlerHasOtherWay', route.where, `${handler} may be invoked past its door: got ${otherWayOf(way)} in \`${way.node.path}\`, expected routes of a \`FrontDoor\` alone, which ask who calls; add a route for who is meant, or put what it is for into a function of its own`);
  }
}

/** An imported function, by its ARN or the name in it. */
function isNamed(way: CfnResource, { handler: { functionArn } }: RouteFacts): boolean {
  const name = readIfPossible(way, 'TargetFunctionArn') ?? readIfPossible(way, 'FunctionName');
  return typeof name === 'string' && functionArn !== undefined && (name === functionArn || functionArn.endsWith(`:function:${name}`) || name.startsWith(`${functionArn}:`));
}

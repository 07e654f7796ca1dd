/**
 * Ways into a function beside its door, as the templates will say them:
 *
 *   checkWays(handlers)                // findings for the handlers of a door
 *   functionOf(url), widthOfPermission(permission), otherWayOf(permission)
 *
 * A function URL asks nothing of what the door asks. A permission without a source lets every API, bucket or topic of every account
 * invoke the function, if the principal is that service ("Granting Lambda function access to AWS services": confused deputy).
 * A permission for an API that no route made, or for accounts, lets in whom no route names. Sources of events that are named are no way
 * past a door: they bring no caller. APIs that bring a role along need no permission: api-ways.ts.
 * Not seen: permissions and URLs that other apps or people add; functions that are imported.
 */
import { type CfnResource, Stack, Stage } from 'aws-cdk-lib';
import { compareText, type Finding } from '../../../intent';
import { describe, readIfPossible, ReferenceTo, resourcesIn, targetOf, typeOf } from '../../network/members/read';
import { logicalId } from '../deployment-hash';
import { isMadeByDoor } from '../made-by-doors';
import { mentionsOf } from '../mentions';
import { functionsBehind, isRoleWay } from './api-ways';
import { flat } from './role-policies';
import { names } from './wide';

export interface HandlerOfRoutes {
  readonly path: string;
  readonly resource: CfnResource;
  readonly where: string;
  /** Ids of its routes, sorted. */
  readonly routes: readonly string[];
}

export const URL = 'AWS::Lambda::Url';
export const PERMISSION = 'AWS::Lambda::Permission';
const FUNCTION = 'AWS::Lambda::Function';
const LAMBDA = 'AWS::Lambda::';
const SERVICE = /\.amazonaws\.com(\.cn)?$/;

export function checkWays(handlers: readonly HandlerOfRoutes[]): Finding[] {
  if (handlers.length === 0) return [];
  const { resource } = handlers[0];
  const all = resourcesIn(Stage.of(resource) ?? resource.node.root).filter((r) => isWay(r) || isRoleWay(r));
  const byFunction = new Map(handlers.map((h) => [h.resource, h]));
  const findings = all.flatMap((way): Finding[] => {
    if (isMadeByDoor(way)) return []; // names who may invoke, and its door looks whether it still does
    const byRole = !isWay(way);
    const fn = byRole ? functionsBehind(way).find((f) => byFunction.has(f)) : functionOf(way);
    if (byRole && fn === undefined) return [];
    const handler = fn === undefined ? handlers.find((h) => isNamedBy(way, h.resource)) : byFunction.get(fn);
    if (handler === undefined) return [];
    const name = `handler \`${handler.path}\` of route ${handler.routes.map((r) => `\`${r}\``).join(', ')}`;
    const finding = (code: 'HandlerHasOtherWay' | 'HandlerHasUrl' | 'InvokePermissionTooWide', message: string): Finding[] => [{ code, level: 'error', pointer: '', where: handler.where, message: `${name} ${message}` }];
    if (byRole) return finding('HandlerHasOtherWay', `may be invoked past its door: got \`${way.node.path}\` (\`${typeOf(way)}\`), which invokes it by a role of its own and asks what its own API asks, expected routes of a \`FrontDoor\` alone; add a route for who is meant, or put what it is for into a function of its own`);
    if (typeOf(way) === URL) return finding('HandlerHasUrl', `has a function url \`${way.node.path}\`: got \`AuthType\` \`${describe(readIfPossible(way, 'AuthType') ?? 'nothing')}\`, expected none, because a url asks nothing of what the door asks; remove it, or put what it is for into a function of its own`);
    const wide = widthOfPermission(way);
    if (wide !== undefined) return finding('InvokePermissionTooWide', `may be invoked by more than its door: got ${wide} in \`${way.node.path}\`, expected the arn and the account of what invokes it; write \`sourceArn\` and \`sourceAccount\``);
    const other = otherWayOf(way);
    return other === undefined ? [] : finding('HandlerHasOtherWay', `may be invoked past its door: got ${other} in \`${way.node.path}\`, expected routes of a \`FrontDoor\` alone, which ask who calls; add a route for who is meant, or put what it is for into a function of its own`);
  });
  return findings.sort((a, b) => compareText(a.message, b.message));
}

function isWay(resource: CfnResource): boolean {
  const type = typeOf(resource);
  return type === URL || type === PERMISSION;
}

/** The function behind a URL or a permission, through its versions and aliases. Undefined: not of this app, or nobody knows. */
export function functionOf(way: CfnResource): CfnResource | undefined {
  return functionBehind(lambdaNamed(way, namedBy(way)));
}

/** All functions that a value names, e.g. a document of routes. */
export function functionsNamed(near: CfnResource, value: unknown): CfnResource[] {
  const found = new Set<CfnResource>();
  const look = (at: unknown): void => {
    const isLeaf = at instanceof ReferenceTo || typeof at === 'string' || (typeof at === 'object' && at !== null && Object.keys(at).some((k) => k === 'Ref' || k.startsWith('Fn::')));
    const fn = isLeaf && at !== '' ? functionBehind(lambdaNamed(near, at)) : undefined;
    if (fn !== undefined) found.add(fn);
    if (!isLeaf && typeof at === 'object' && at !== null) Object.values(at).forEach(look);
  };
  look(value);
  return [...found];
}

function functionBehind(named: CfnResource | undefined): CfnResource | undefined {
  let at = named;
  for (let depth = 0; at !== undefined && typeOf(at) !== FUNCTION && depth < 4; depth++) at = lambdaNamed(at, readIfPossible(at, 'FunctionName'));
  return at !== undefined && typeOf(at) === FUNCTION ? at : undefined;
}

/** A name, an ARN, an ARN with a qualifier behind it. */
function namedBy(way: CfnResource): unknown {
  return readIfPossible(way, 'TargetFunctionArn') ?? readIfPossible(way, 'FunctionName');
}

function lambdaNamed(near: CfnResource, value: unknown): CfnResource | undefined {
  if (typeof value === 'string') return targetOf(near, value);
  const { constructs, ids } = mentionsOf(value, near);
  const own = constructs.find((c): c is CfnResource => 'cfnResourceType' in c && String(c.cfnResourceType).startsWith(LAMBDA));
  if (own !== undefined || ids.every((id) => id.startsWith('AWS::'))) return own;
  // Only these are asked for their logical ids: a deployment would count its API.
  const stack = Stack.of(near);
  return resourcesIn(stack).find((r) => typeOf(r).startsWith(LAMBDA) && Stack.of(r) === stack && ids.includes(logicalId(r)));
}

/** By its physical name, alone or in an ARN, with or without a qualifier. */
export function isNamedBy(way: CfnResource, fn: CfnResource): boolean {
  const own = readIfPossible(fn, 'FunctionName');
  const value = namedBy(way);
  if (own === undefined || value === undefined) return false;
  const text = flat(value);
  const [, name = text.split(':')[0]] = /:function:([^:]+)/.exec(text) ?? [];
  return name === flat(own);
}

export function isForUrls(permission: CfnResource): boolean {
  return text(permission, 'FunctionUrlAuthType') !== '' || [true, 'true'].includes(readIfPossible(permission, 'InvokedViaFunctionUrl') as boolean) || text(permission, 'Action').includes('InvokeFunctionUrl');
}

/** What is wrong with it, in words; undefined where it names who may invoke. */
export function widthOfPermission(permission: CfnResource): string | undefined {
  if (isForUrls(permission)) return 'a permission for function urls';
  const [principal, source, account] = ['Principal', 'SourceArn', 'SourceAccount'].map((name) => text(permission, name));
  if (principal === '*' && text(permission, 'PrincipalOrgID') === '' && source === '') return '`Principal` `*`';
  if (!SERVICE.test(principal)) return undefined;
  // An API is named by its id: `arn:aws:execute-api:eu-west-1:111122223333:API/...`.
  if (principal === 'apigateway.amazonaws.com' && (source === '' || /^(\*|arn:[^:]*:execute-api:[^:]*:[^:]*:[^/]*[*?])/.test(source))) return `\`Principal\` \`${principal}\` on \`${source === '' ? 'nothing' : source}\`, which is every API`;
  // Alexa's skills are named by a token of their own.
  if (text(permission, 'EventSourceToken') !== '') return undefined;
  if (source === '' && account === '') return `\`Principal\` \`${principal}\` without a source`;
  return isEveryones(source, account) ? `\`Principal\` \`${principal}\` on \`${source}\`, which may be of every account` : undefined;
}

/** A bucket's ARN has no account in it, so its name has to say whose it is. */
function isEveryones(source: string, account: string): boolean {
  if (!/[*?]/.test(source) || (account !== '' && !/[*?]/.test(account)) || /^\$\{(?!AWS\.)/.test(source)) return false;
  const [, , , , owner, ...rest] = source.split(':');
  return rest.length === 0 || /[*?]/.test(owner) || (owner === '' && !names(source));
}

/** Who comes in past the door, in words: an API that no route made, accounts, roles. Undefined: nobody, or a source of events. */
export function otherWayOf(permission: CfnResource): string | undefined {
  if (isMadeByDoor(permission)) return undefined;
  const [principal, source] = ['Principal', 'SourceArn'].map((name) => text(permission, name));
  if (principal === '') return undefined;
  if (/^apigateway\.amazonaws\.com(\.cn)?$/.test(principal)) return `an API, \`${source}\`, that asks what its own methods ask`;
  if (SERVICE.test(principal)) return undefined;
  return `\`Principal\` \`${principal}\``;
}

function text(permission: CfnResource, name: string): string {
  const value = readIfPossible(permission, name);
  return value === undefined ? '' : flat(value);
}

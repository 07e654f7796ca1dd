/**
 * Ways into a function beside its door, as the templates will say them:
 *
 *   checkWays(handlers)                // findings for the handlers of a door
 *   functionOf(url), widthOfPermission(permission)
 *
 * A function URL asks nothing of what the door asks. A permission without a source lets every API, bucket or topic of every account
 * invoke the function, if the principal is that service ("Granting Lambda function access to AWS services": confused deputy).
 * Not seen: permissions and URLs that other apps or people add; functions that are imported.
 */
import { type CfnResource, Stage } from 'aws-cdk-lib';
import { compareText, type Finding } from '../../../intent';
import { describe, isObject, readIfPossible, ReferenceTo, resourcesIn, targetOf } from '../../network/members/read';
import { flat } from './role-policies';

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

export function checkWays(handlers: readonly HandlerOfRoutes[]): Finding[] {
  if (handlers.length === 0) return [];
  const { resource } = handlers[0];
  const all = resourcesIn(Stage.of(resource) ?? resource.node.root).filter((r) => r.cfnResourceType === URL || r.cfnResourceType === PERMISSION);
  const findings = all.flatMap((way): Finding[] => {
    const fn = functionOf(way);
    const handler = handlers.find((h) => h.resource === fn);
    if (handler === undefined) return [];
    const name = `handler \`${handler.path}\` of route ${handler.routes.map((r) => `\`${r}\``).join(', ')}`;
    const finding = (code: 'HandlerHasUrl' | 'InvokePermissionTooWide', message: string): Finding[] => [{ code, level: 'error', pointer: '', where: handler.where, message: `${name} ${message}` }];
    if (way.cfnResourceType === URL) return finding('HandlerHasUrl', `has a function url \`${way.node.path}\`: got \`AuthType\` \`${describe(readIfPossible(way, 'AuthType') ?? 'nothing')}\`, expected none, because a url asks nothing of what the door asks; remove it, or put what it is for into a function of its own`);
    const wide = widthOfPermission(way);
    return wide === undefined ? [] : finding('InvokePermissionTooWide', `may be invoked by more than its door: got ${wide} in \`${way.node.path}\`, expected the arn and the account of what invokes it; write \`sourceArn\` and \`sourceAccount\``);
  });
  return findings.sort((a, b) => compareText(a.message, b.message));
}

/** The function behind a URL or a permission, through its versions and aliases. Undefined: not of this app, or nobody knows. */
export function functionOf(way: CfnResource): CfnResource | undefined {
  let at = targetOf(way, namedBy(way));
  for (let depth = 0; at !== undefined && at.cfnResourceType !== FUNCTION && depth < 4; depth++) at = targetOf(at, readIfPossible(at, 'FunctionName'));
  return at?.cfnResourceType === FUNCTION ? at : undefined;
}

/** A name, an ARN, an ARN with a qualifier behind it. */
function namedBy(way: CfnResource): unknown {
  const value = readIfPossible(way, 'TargetFunctionArn') ?? readIfPossible(way, 'FunctionName');
  const join = isObject(value) ? value['Fn::Join'] : undefined;
  const parts = Array.isArray(join) && Array.isArray(join[1]) ? (join[1] as unknown[]) : [];
  return parts.find((part) => part instanceof ReferenceTo) ?? value;
}

export function isForUrls(permission: CfnResource): boolean {
  return text(permission, 'FunctionUrlAuthType') !== '' || [true, 'true'].includes(readIfPossible(permission, 'InvokedViaFunctionUrl') as boolean) || text(permission, 'Action').includes('InvokeFunctionUrl');
}

/** What is wrong with it, in words; undefined where it names who may invoke. */
export function widthOfPermission(permission: CfnResource): string | undefined {
  if (isForUrls(permission)) return 'a permission for function urls';
  const [principal, source, account] = ['Principal', 'SourceArn', 'SourceAccount'].map((name) => text(permission, name));
  if (principal === '*' && text(permission, 'PrincipalOrgID') === '' && source === '') return '`Principal` `*`';
  if (!/\.amazonaws\.com(\.cn)?$/.test(principal)) return undefined;
  // An API is named by its id: `arn:aws:execute-api:eu-west-1:111122223333:API/...`.
  if (principal === 'apigateway.amazonaws.com' && (source === '' || /^(\*|arn:[^:]*:execute-api:[^:]*:[^:]*:[*?])/.test(source))) return `\`Principal\` \`${principal}\` on \`${source === '' ? 'nothing' : source}\`, which is every API`;
  // Alexa's skills are named by a token of their own.
  if (text(permission, 'EventSourceToken') !== '') return undefined;
  return source === '' && account === '' ? `\`Principal\` \`${principal}\` without a source` : undefined;
}

function text(permission: CfnResource, name: string): string {
  const value = readIfPossible(permission, name);
  return value === undefined ? '' : flat(value);
}

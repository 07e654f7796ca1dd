/**
 * Guards the ways into all APIs and functions below a scope, those of tomorrow included:
 *
 *   IdentifiedApisGuard.enable(app);
 *
 * A method or route without an authorizer, one whose authorizer takes any token, an HTTP API that was made with a target, a function URL
 * that asks nobody, a permission to invoke that names no source: each fails synth, with its construct path, until it is closed or
 * accepted where it stands: `Validations.of(method).acknowledge({ id: 'cdk-zero-trust:ApiRouteOpen', ... })`. It changes nothing. Routes of
 * a `FrontDoor`, and those that `RequireIdentity` excepts, say why they are public. `zero-trust ask invoke` says what reaches a function.
 */
import { CfnResource, type IAspect, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { HTTP, REST } from '../../layers/front-door/deployment-hash';
import { isForUrls, PERMISSION, URL, widthOfPermission } from '../../layers/front-door/roles/function-ways';
import { describe, isObject, readIfPossible, typeOf } from '../../layers/network/members/read';
import { finding, type Told } from '../findings';
import { enableIn, Watch } from '../guard';
import { type Access, isRoute, routeOf } from './routes';
import { bodyOf, operationsOf } from './spec-body';

/** Fails synth where nobody is asked who he is. A READONLY aspect. */
export class IdentifiedApisGuard implements IAspect {
  /** Guards everything below `scope`, and the stages that are there already. */
  public static enable(scope: IConstruct): IdentifiedApisGuard {
    const guard = new IdentifiedApisGuard();
    enableIn(scope, guard);
    return guard;
  }

  private readonly watch = new Watch(this, (other) => other instanceof IdentifiedApisGuard, ownerOf, (resources) => resources.flatMap(open));

  /** Called by CDK. */
  public visit(node: IConstruct): void {
    this.watch.visit(node);
  }
}

const APIS: readonly string[] = [REST, HTTP];

function ownerOf(node: IConstruct): IConstruct | undefined {
  return CfnResource.isCfnResource(node) && (isRoute(node) || [...APIS, URL, PERMISSION].includes(typeOf(node))) ? node : undefined;
}

function open(construct: IConstruct): Told[] {
  const resource = construct as CfnResource;
  if (isRoute(resource)) {
    const { name, access, got } = routeOf(resource);
    return access === 'open' && isPublicOnPurpose(resource) ? [] : ofRoute(resource, name, access, got);
  }
  if (APIS.includes(typeOf(resource))) return ofApi(resource);
  const report = (id: string, message: string): Told[] => [{ id, construct: resource, finding: finding('error', id, message) }];
  if (typeOf(resource) === PERMISSION) {
    const wide = isForUrls(resource) ? undefined : widthOfPermission(resource); // the URL itself is judged
    return wide === undefined ? [] : report('InvokePermissionTooWide', `permission \`${resource.node.path}\` lets in more than one caller: got ${wide}, expected the arn and the account of what invokes; write \`sourceArn\` and \`sourceAccount\``);
  }
  const type = readIfPossible(resource, 'AuthType');
  return type === 'AWS_IAM' ? [] : report('FunctionUrlOpen', `function url \`${resource.node.path}\` asks nobody who he is: got \`AuthType\` \`${describe(type ?? 'nothing')}\`, expected \`AWS_IAM\`, or no url; write \`FunctionUrlAuthType.AWS_IAM\`, or put a route of an api in front of the function`);
}

function ofRoute(resource: CfnResource, name: string, access: Access, got?: string): Told[] {
  const what = `route \`${name}\` (\`${resource.node.path}\`)`;
  const report = (level: 'error' | 'warning', id: string, message: string): Told[] => [{ id, construct: resource, finding: finding(level, id, message) }];
  switch (access) {
    case 'open': return report('error', 'ApiRouteOpen', `${what} asks nobody who he is: got no authorizer, expected one with scopes; apply \`RequireIdentity\` to its api, or give it an authorizer`);
    case 'token': return report('error', 'ApiRouteWithoutScopes', `${what} takes any token of its issuer, ID tokens included: got an authorizer without scopes, expected scopes; write \`authorizationScopes\``);
    case 'unknown': return report('warning', 'ApiRouteUnknown', `${what} may be open: got ${got ?? 'what only the deployment knows'}, expected an authorizer with scopes; write it down`);
    default: return [];
  }
}

/** Its body, and the route that comes with a target. */
function ofApi(api: CfnResource): Told[] {
  const target = readIfPossible(api, 'Target');
  const body = bodyOf(api);
  const report = (level: 'error' | 'warning', id: string, message: string): Told => ({ id, construct: api, finding: finding(level, id, message) });
  return [
    ...(target === undefined ? [] : [report('error', 'ApiRouteOpen', `the api \`${api.node.path}\` was made with a \`Target\`, whose route asks nobody who he is; expected routes with an authorizer; write them one by one`)]),
    ...(body === 'unknown' ? [report('warning', 'ApiBodyUnseen', `the api \`${api.node.path}\` has its routes in a document that this app does not hold; expected a literal \`Body\`; write it with \`ApiDefinition.fromInline\``)] : []),
    ...(body === undefined || body === 'unknown' ? [] : operationsOf(body).flatMap((o) => ofRoute(api, o.name, o.access))),
  ];
}

/** As the template's metadata will say it: a front door declares why, and so does an exception of `RequireIdentity`. */
function isPublicOnPurpose(resource: CfnResource): boolean {
  const { Resources = {} } = Stack.of(resource).resolve((resource as unknown as { _toCloudFormation(): object })._toCloudFormation()) as { Resources?: Record<string, { Metadata?: Record<string, unknown> }> };
  return Object.values(Resources).some(({ Metadata = {} }) => {
    const said = Metadata['zero-trust'];
    return isObject(said) && Array.isArray(said.routes) && said.routes.length > 0;
  });
}

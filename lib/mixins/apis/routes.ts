/**
 * The routes of an API as its templates will say them, and what each checks: ``routesOf(api)``.
 *
 *   { name: 'GET /documents/{id}', resource, access: 'scopes' }
 *
 * Methods and routes wherever they stand in the app, and the operations of a body (spec-body.ts). `preflight` is an OPTIONS that API
 * Gateway answers itself. Not modelled: paths below a resource that another app made (`?/documents`).
 */
import { CfnResource } from 'aws-cdk-lib';
import { REST, type AnyApi, resourcesNaming } from '../../layers/front-door/deployment-hash';
import { isIntrinsic, read, readIfPossible, ReferenceTo, targetOf, typeOf, Unreadable } from '../../layers/network/members/read';

export const METHOD = 'AWS::ApiGateway::Method';
export const ROUTE = 'AWS::ApiGatewayV2::Route';

/** `scopes`: a token with one of some scopes. `token`: any token of the issuer, ID tokens included. `lambda`: a function decides. `open`: nothing. */
export type Access = 'scopes' | 'token' | 'iam' | 'lambda' | 'open' | 'preflight' | 'unknown';

export interface ApiRoute {
  /** `GET /documents/{id}`, `$default`. */
  readonly name: string;
  /** The method or route; the API itself for an operation of its body. */
  readonly resource: CfnResource;
  readonly access: Access;
  /** What was read where it is `unknown`. */
  readonly got?: string;
}

export function routesOf(api: AnyApi): ApiRoute[] {
  return resourcesNaming(api, isRoute).map(routeOf).sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function isRoute(resource: CfnResource): boolean {
  const type = typeOf(resource);
  return type === METHOD || type === ROUTE;
}

export function routeOf(resource: CfnResource): ApiRoute {
  const name = typeOf(resource) === METHOD ? `${word(resource, 'HttpMethod')} ${pathOf(resource)}` : word(resource, 'RouteKey');
  try {
    return { name, resource, access: accessOf(resource) };
  } catch (error) {
    if (error instanceof Unreadable) return { name, resource, access: 'unknown', got: `\`${error.path}\` ${error.got}` };
    throw error;
  }
}

function accessOf(resource: CfnResource): Access {
  const type = said(resource, 'AuthorizationType');
  switch (type ?? 'NONE') {
    case 'NONE': return isPreflight(resource) ? 'preflight' : 'open';
    case 'AWS_IAM': return 'iam';
    case 'CUSTOM': return 'lambda';
    case 'COGNITO_USER_POOLS': case 'JWT': return hasScopes(resource) ? 'scopes' : 'token';
    default: throw new Unreadable(resource, 'AuthorizationType', `\`${String(type)}\``);
  }
}

function hasScopes(resource: CfnResource): boolean {
  const scopes = said(resource, 'AuthorizationScopes');
  return Array.isArray(scopes) && scopes.length > 0;
}

/** A mock answers with what is written in the API; there is no handler. */
function isPreflight(resource: CfnResource): boolean {
  return said(resource, 'HttpMethod') === 'OPTIONS' && readIfPossible(resource, 'Integration.Type') === 'MOCK';
}

function said(resource: CfnResource, path: string): unknown {
  const value = read(resource, path);
  if (isIntrinsic(value)) throw new Unreadable(resource, path, 'chosen at deployment');
  return value;
}

function word(resource: CfnResource, property: string): string {
  const value = readIfPossible(resource, property);
  return typeof value === 'string' ? value : '?';
}

/** Of a method: along its resources up to the root. */
function pathOf(method: CfnResource): string {
  const parts: string[] = [];
  let at: CfnResource | undefined = method;
  let property = 'ResourceId';
  for (let depth = 0; depth < 40; depth++) {
    const value: unknown = readIfPossible(at, property);
    if (value instanceof ReferenceTo && value.attribute === 'RootResourceId') return `/${parts.join('/')}`;
    at = targetOf(at, value);
    if (at === undefined) break;
    if (at.cfnResourceType === REST) return `/${parts.join('/')}`;
    parts.unshift(word(at, 'PathPart'));
    property = 'ParentId';
  }
  return `?/${parts.join('/')}`;
}

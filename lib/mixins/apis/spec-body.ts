/**
 * The routes of an API that stands in a literal OpenAPI document (`SpecRestApi`, `Body` of an L1):
 *
 *   operationsOf(body)                              // { name: 'GET /documents', access: 'open', method: 'get', path: '/documents' }
 *   editBody(api, body, open, scopes, host, kind)   // a security scheme, and its scopes on these operations
 *
 * Swagger 2.0 keeps schemes in `securityDefinitions`, OpenAPI 3 in `components.securitySchemes`. A scheme checks something where it is an
 * authorizer of API Gateway's (`x-amazon-apigateway-authtype`, `x-amazon-apigateway-authorizer`) or `sigv4`; one that only describes
 * checks nothing. Source: API Gateway developer guide, "OpenAPI extensions". Written by overrides: nothing else of the body changes.
 * `x-amazon-apigateway-auth` beside `security`, and references (`$ref`), are unknown, which is told: no page says which of two wins.
 */
import { type CfnResource, Lazy } from 'aws-cdk-lib';
import type { IdentityHost } from '../../layers/identity/identity-source';
import { isIntrinsic, isObject, type Json, read, readIfPossible, resolveValue, Unreadable } from '../../layers/network/members/read';
import { AUTHORIZER_NAME } from './identity-authorizer';
import type { Access } from './routes';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'x-amazon-apigateway-any-method'];
const ANY = 'x-amazon-apigateway-any-method';
/** `{ type: NONE }` opens, `AWS_IAM` closes. ("x-amazon-apigateway-auth object".) */
const AUTH = 'x-amazon-apigateway-auth';

export interface Operation {
  readonly name: string;
  readonly access: Access;
  readonly method: string;
  readonly path: string;
}

/** Undefined: no document. `unknown`: one that this app does not hold. */
export function bodyOf(api: CfnResource): Json | 'unknown' | undefined {
  if (readIfPossible(api, 'BodyS3Location') !== undefined || readIfPossible(api, 'CloneFrom') !== undefined) return 'unknown';
  try {
    const body = read(api, 'Body');
    if (body === undefined) return undefined;
    return isObject(body) && !isIntrinsic(body) ? body : 'unknown';
  } catch (error) {
    if (error instanceof Unreadable) return 'unknown';
    throw error;
  }
}

export function operationsOf(body: Json): Operation[] {
  const paths = isObject(body.paths) ? body.paths : {};
  return Object.entries(paths).flatMap(([path, item]): Operation[] => {
    if (path.startsWith('x-')) return [];
    const unknown: Operation = { name: `ANY ${path}`, method: ANY, path, access: 'unknown' };
    if (!isObject(item) || isIntrinsic(item)) return [unknown];
    const known = METHODS.flatMap((method): Operation[] => {
      const operation = item[method];
      if (operation === undefined) return [];
      const name = `${method === ANY ? 'ANY' : method.toUpperCase()} ${path}`;
      return [{ name, method, path, access: isObject(operation) && !isIntrinsic(operation) ? accessOf(operation, method, body) : 'unknown' }];
    });
    return '$ref' in item ? [...known, unknown] : known;
  });
}

function accessOf(operation: Json, method: string, body: Json): Access {
  const said = operation.security ?? body.security;
  if ('$ref' in operation || AUTH in operation || AUTH in body) return 'unknown';
  if (said !== undefined && !Array.isArray(said)) return 'unknown';
  const integration = operation['x-amazon-apigateway-integration'];
  const open: Access = method === 'options' && isObject(integration) && String(integration.type).toLowerCase() === 'mock' ? 'preflight' : 'open';
  const list = (said ?? []) as readonly unknown[];
  // One of them suffices: the weakest counts.
  const each = list.flatMap((one) => (isObject(one) ? [Object.keys(one).length === 0 ? open : strongest(Object.entries(one).map(([name, scopes]) => ofScheme(name, scopes, body)))] : ['unknown' as const]));
  return each.length === 0 ? open : WEAKEST.find((a) => each.includes(a)) ?? 'unknown';
}

const WEAKEST: readonly Access[] = ['open', 'preflight', 'unknown', 'token', 'lambda', 'iam', 'scopes'];

/** All of one requirement must hold. */
function strongest(all: readonly Access[]): Access {
  return [...WEAKEST].reverse().find((a) => all.includes(a)) ?? 'open';
}

function ofScheme(name: string, scopes: unknown, body: Json): Access {
  const scheme = schemesOf(body)[name];
  if (!isObject(scheme)) return 'open';
  const type = String(scheme['x-amazon-apigateway-authtype'] ?? '').toLowerCase();
  const authorizer = scheme['x-amazon-apigateway-authorizer'];
  if (type === 'awssigv4') return 'iam';
  const kind = isObject(authorizer) ? String(authorizer.type).toLowerCase() : type === 'cognito_user_pools' ? type : undefined;
  if (kind === undefined) return 'open';
  if (kind !== 'cognito_user_pools' && kind !== 'jwt') return 'lambda';
  return Array.isArray(scopes) && scopes.length > 0 ? 'scopes' : 'token';
}

function schemesOf(body: Json): Json {
  const schemes = isOpenApi3(body) ? (isObject(body.components) ? body.components.securitySchemes : undefined) : body.securityDefinitions;
  return isObject(schemes) ? schemes : {};
}

function isOpenApi3(body: Json): boolean {
  return body.openapi !== undefined;
}

export function editBody(api: CfnResource, body: Json, operations: readonly Operation[], scopes: readonly string[], host: IdentityHost, kind: 'rest' | 'http'): void {
  const at = isOpenApi3(body) ? 'Body.components.securitySchemes' : 'Body.securityDefinitions';
  const path = `${at}.${AUTHORIZER_NAME}`;
  const scheme = kind === 'rest' ? ofPool(host) : ofIssuer(host);
  api.addPropertyOverride(path, scheme);
  SCHEMES.set(api, [path, kind === 'rest' ? ofPool(host) : ofIssuer(host)]);
  for (const { path, method } of operations) api.addPropertyOverride(`Body.paths.${path.replaceAll('.', '\\.')}.${method}.security`, [{ [AUTHORIZER_NAME]: [...scopes] }]);
}

/** What was written where; an override keeps the object that it is given, and others may change that one. */
const SCHEMES = new WeakMap<CfnResource, readonly [path: string, scheme: Json]>();

/** Whether the security scheme that `editBody` wrote says something else now: whose tokens are taken is its own to say. */
export function isSchemeChanged(api: CfnResource): boolean {
  const [path, scheme] = SCHEMES.get(api) ?? [];
  return path !== undefined && JSON.stringify(sorted(readIfPossible(api, path))) !== JSON.stringify(sorted(resolveValue(api, scheme)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  return isObject(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)])) : value;
}

function ofPool(host: IdentityHost): Json {
  return {
    'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'cognito_user_pools',
    'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [Lazy.string({ produce: () => host.facts().userPoolArn })], authorizerResultTtlInSeconds: 0 },
  };
}

function ofIssuer(host: IdentityHost): Json {
  return {
    'type': 'oauth2', 'flows': {},
    'x-amazon-apigateway-authorizer': {
      type: 'jwt', identitySource: '$request.header.Authorization',
      jwtConfiguration: { issuer: Lazy.string({ produce: () => host.facts().issuer }), audience: Lazy.list({ produce: () => [...host.facts().clientIds] }) },
    },
  };
}

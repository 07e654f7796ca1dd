/**
 * APIs that are an OpenAPI document (`Body`), as far as it stands in the template: `bodyRoutes(context, api, 'rest')`.
 *
 * Read are `paths` with `x-amazon-apigateway-any-method`, `security` (of the operation, else of the document), the schemes with
 * `x-amazon-apigateway-authtype` and `x-amazon-apigateway-authorizer`, `x-amazon-apigateway-auth`, `x-amazon-apigateway-integration`
 * and `x-amazon-apigateway-policy` (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html).
 * A document elsewhere (`BodyS3Location`, an include), one behind a token, or one of HTTP APIs with several schemes is hidden.
 */
import type { Place, Unknown } from '../facts';
import type { Guard } from '../guard';
import type { Resource } from '../template/model';
import { own } from '../template/read/body';
import { Absent, type Value, type ValueMap } from '../template/value';
import { asText, isList, isMap } from '../template/walk';
import { type Context, spread } from './context';
import { NEVER, when } from './holds';
import type { Auth, Authorizer, AuthorizerType, Policy, RouteTarget } from './model';
import { policyOf } from './policies';
import { integrationTarget, type Made, sourcesOf } from './rest';
import { mark } from './text';

export interface Body {
  readonly made: readonly Made[];
  /** Of the document, where it has one. */
  readonly policies?: readonly Policy[];
  readonly hidden: readonly Unknown[];
}

const VERBS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'x-amazon-apigateway-any-method'];

export function bodyRoutes(context: Context, api: Resource, kind: 'rest' | 'http'): Body {
  const hidden: Unknown[] = [];
  if (api.value('BodyS3Location') !== undefined) hidden.push(context.unknown(api.value('BodyS3Location'), api.placeOf('BodyS3Location'), 'the OpenAPI document is not in these templates', 'BodyS3Location'));
  if (api.value('CloneFrom') !== undefined) hidden.push(context.unknown(api.value('CloneFrom'), api.placeOf('CloneFrom'), 'the methods of the API that it is made from are not in these templates', 'CloneFrom'));
  const made: Made[] = [];
  let policies: Policy[] | undefined;
  for (const { guard, value, place } of context.each(api, 'Body')) {
    if (value === undefined) continue;
    if (!isMap(value)) {
      hidden.push(context.unknown(value, place, 'the OpenAPI document is not known', 'Body'));
      continue;
    }
    const document: Document = { context, api, kind, guard, place, body: value, hidden };
    made.push(...routesOf(document));
    const policy = value['x-amazon-apigateway-policy'];
    if (policy !== undefined && !(policy instanceof Absent)) policies = [...policies ?? [], policyOf(context, { guard, value: policy as never, place })];
  }
  return { made, ...policies === undefined || api.value('Policy') !== undefined ? {} : { policies: covering(policies, api) }, hidden };
}

/** The policy of a document under a condition leaves the API without one elsewhere. */
function covering(policies: readonly Policy[], { guard, place }: Resource): Policy[] {
  const rest = policies.reduce((left, p) => left.and(p.guard.not()), guard);
  return rest.isNever() ? [...policies] : [...policies, { guard: rest, unknowns: [], place }];
}

interface Document {
  readonly context: Context;
  readonly api: Resource;
  readonly kind: 'rest' | 'http';
  readonly guard: Guard;
  readonly place: Place;
  readonly body: ValueMap;
  readonly hidden: Unknown[];
}

function routesOf(document: Document): Made[] {
  const { context, body, hidden, place } = document;
  const paths = body.paths;
  if (paths === undefined || paths instanceof Absent) return [];
  if (!isMap(paths) || 'Fn::Transform' in body) {
    hidden.push(context.unknown(paths, place, 'the paths of the OpenAPI document are not known', 'Body'));
    return [];
  }
  return Object.entries(paths).flatMap(([path, written]) => spread(written, document.guard).flatMap(({ guard, value: item }) => {
    if (guard.isNever()) return [];
    if (!isMap(item)) {
      hidden.push(context.unknown(item, place, `the path \`${path}\` of the OpenAPI document is not known`, 'Body'));
      return [];
    }
    return itemRoutes({ ...document, guard }, path, item);
  }));
}

/** Under conditions one for each alternative; what a reference leads to is not read. */
function itemRoutes(document: Document, path: string, item: ValueMap): Made[] {
  const { context, hidden, guard, place } = document;
  if ('$ref' in item) hidden.push(context.unknown(item.$ref, place, `the path \`${path}\` of the OpenAPI document is a reference`, 'Body'));
  return Object.entries(item).filter(([verb]) => VERBS.includes(verb.toLowerCase())).flatMap(([verb, written]) => spread(written, guard).flatMap(({ guard: at, value: operation }, i): Made[] => {
    if (at.isNever()) return [];
    if (!isMap(operation) || '$ref' in operation) hidden.push(context.unknown(operation, place, `\`${verb} ${path}\` of the OpenAPI document is not known`, 'Body'));
    const made = routeOf({ ...document, guard: at }, path, verb.toLowerCase(), operation);
    return [i === 0 ? made : { ...made, route: { ...made.route, id: `${made.route.id}#${i + 1}` } }];
  }));
}

function routeOf(document: Document, path: string, key: string, operation: Value): Made {
  const { api, guard, place } = document;
  const verb = key.startsWith('x-') ? 'ANY' : key.toUpperCase();
  const at: Place = { ...place, pointer: `${place.pointer}/paths/${path.replaceAll('~', '~0').replaceAll('/', '~1')}/${key}` };
  const isDefault = path === '/$default';
  const name = isDefault ? '$default' : path;
  return {
    resource: api,
    route: {
      id: `${api.id}#${verb} ${path}`, label: isDefault ? '$default' : `${verb} ${path}`, method: verb, path: name, guard, place: at,
      auths: [authOf(document, operation, at)], apiKey: isMap(operation) && schemes(document, operation).some((s) => s.isKey) ? when(guard) : NEVER,
      targets: targetsOf(document, operation, isDefault ? '' : verb, isDefault ? '/$default' : path, at),
    },
  };
}

interface Scheme {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly isKey: boolean;
  readonly scheme: Value | undefined;
}

/** Those that the operation asks for; `api_key` is an API key unless it carries an authorizer. */
function schemes(document: Document, operation: ValueMap): Scheme[] {
  const { body, context } = document;
  const asked = operation.security instanceof Absent || operation.security === undefined ? body.security : operation.security;
  const defined = isMap(body.components) && isMap(body.components.securitySchemes) ? body.components.securitySchemes : isMap(body.securityDefinitions) ? body.securityDefinitions : {};
  return (isList(asked) ? asked : []).flatMap((one) => (isMap(one) ? Object.entries(one) : [])).map(([name, scopes]): Scheme => {
    const scheme: Value | undefined = own(defined, name);
    const isKey = isMap(scheme) && asText(scheme.type) === 'apiKey' && scheme['x-amazon-apigateway-authorizer'] === undefined && scheme['x-amazon-apigateway-authtype'] === undefined;
    return { name, scopes: isList(scopes) ? scopes.flatMap((s) => context.text(s) ?? []) : [], isKey, scheme };
  });
}

function authOf(document: Document, operation: Value, place: Place): Auth {
  const { context, guard, body } = document;
  const unknown = (value: Value | undefined, why: string): Auth => ({ guard, kind: 'unknown', scopes: [], unknowns: [context.unknown(value, place, why, 'security')], place });
  if (!isMap(operation)) return unknown(operation, 'the operation is not known');
  const security = operation.security instanceof Absent || operation.security === undefined ? body.security : operation.security;
  if (security !== undefined && !(security instanceof Absent) && !isList(security)) return unknown(security, 'what the operation asks of a request is not known');
  // The importer took none of REST APIs (aws-apigateway-importer, issue 204), and nobody documents that API Gateway does.
  if (document.kind === 'rest' && security !== operation.security && isList(security) && security.length > 0) return unknown(security, '`security` of the whole document may count for nothing in a REST API');
  const written = operation['x-amazon-apigateway-auth'];
  const type = isMap(written) ? asText(written.type)?.toUpperCase() : undefined;
  const asked = schemes(document, operation).filter((s) => !s.isKey);
  const empty = isList(security) && security.some((s) => !isMap(s) || Object.keys(s).length === 0);
  if (asked.length === 0) return type === 'AWS_IAM' ? { guard, kind: 'iam', scopes: [], unknowns: [], place } : written !== undefined && type !== 'NONE' ? unknown(written, 'what the operation asks of a request is not known') : { guard, kind: 'none', scopes: [], unknowns: [], place };
  if (written !== undefined) return unknown(written, 'the operation says twice what it asks of a request, and which of both counts is not documented');
  if (asked.length > 1 || empty) return unknown(security, 'of several ways to authorize only one is taken, and which is not known');
  return ofScheme(document, asked[0], place) ?? unknown(asked[0].scheme, `the security scheme \`${asked[0].name}\` is not known, or has no authorizer that API Gateway takes`);
}

function ofScheme({ context, guard, api, kind }: Document, { name, scopes, scheme }: Scheme, place: Place): Auth | undefined {
  if (!isMap(scheme)) return undefined;
  const authType = asText(scheme['x-amazon-apigateway-authtype'])?.toLowerCase();
  if (authType === 'awssigv4') return { guard, kind: 'iam', scopes: [], unknowns: [], place };
  const written = scheme['x-amazon-apigateway-authorizer'];
  if (!isMap(written)) return undefined;
  const type = own(TYPES, asText(written.type)?.toLowerCase() ?? '');
  if (type === undefined || (kind === 'rest' && type === 'jwt')) return undefined;
  const config = isMap(written.jwtConfiguration) ? written.jwtConfiguration : {};
  const texts = (value: Value | undefined): string[] => (isList(value) ? value : value === undefined ? [] : [value]).map((v) => context.text(v) ?? '\u0001?list\u0002');
  const ttl = asText(written.authorizerResultTtlInSeconds);
  const authorizer: Authorizer = {
    id: `${api.id}#${name}`, type, label: name, place, issuers: type === 'cognito' ? texts(written.providerARNs) : texts(config.issuer), audiences: texts(config.audience),
    ...type !== 'lambda' ? {} : ttl !== undefined && /^\d+$/.test(ttl) ? { ttl: Number(ttl) } : written.authorizerResultTtlInSeconds === undefined ? { ttl: kind === 'rest' ? 300 : 0 } : {},
    identitySources: texts(written.identitySource).flatMap((s) => s.split(',').map((one) => one.trim())),
  };
  return { guard, kind: type, scopes: [...scopes].sort(), authorizer, unknowns: [], place };
}

const TYPES: Readonly<Record<string, AuthorizerType | undefined>> = { token: 'lambda', request: 'lambda', cognito_user_pools: 'cognito', jwt: 'jwt' };

function targetsOf(document: Document, operation: Value, verb: string, path: string, place: Place): RouteTarget[] {
  const { context, api, guard, body } = document;
  const written = referred(isMap(operation) ? operation['x-amazon-apigateway-integration'] : undefined, body);
  if (written === undefined || written instanceof Absent) return [];
  // Whatever the document names, it may call.
  if (!isMap(written) || '$ref' in written) return [{ guard, need: { kind: 'role' }, place, target: { ...context.target(undefined, place), mayBe: context.anything(place, body) } }];
  const type = (asText(written.type) ?? '').toUpperCase();
  if (type === 'MOCK') return [];
  const target = integrationTarget(context, type, written.uri, place);
  const hasRole = written.credentials !== undefined && !(written.credentials instanceof Absent);
  return [{ guard, target, place, need: hasRole || target.kind === 'http' || target.kind === 'service' ? { kind: 'role' } : { kind: 'permission', service: 'apigateway.amazonaws.com', sources: sourcesOf(api.template, mark('api', api.id), verb, path, document.kind) } }];
}

/** `$ref: '#/components/x-amazon-apigateway-integrations/NAME'` of HTTP APIs. */
function referred(value: Value | undefined, body: ValueMap): Value | undefined {
  const [, pointer] = isMap(value) && typeof value.$ref === 'string' ? /^#\/(.+)$/.exec(value.$ref) ?? [] : [];
  if (pointer === undefined) return value;
  let at: Value | undefined = body;
  for (const part of pointer.split('/')) at = isMap(at) ? own(at, part.replaceAll('~1', '/').replaceAll('~0', '~')) : undefined;
  return at ?? value;
}

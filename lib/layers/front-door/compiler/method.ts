/**
 * One route of a REST API: a method, the model that its bodies are held against, the permission to call its function or the role
 * that calls a service.
 *
 * INVARIANT: everything here depends on the route and the door alone, never on another route.
 */
import { type DoorFacts, Planned, type PlannedResource, type Properties, type RouteFacts } from '../model';
import { API, keyOf, routeArn } from './arns';
import { isElsewhere } from './check-handlers';
import { requestParameters } from './cors';
import { isMetered } from './metering';
import { idHash } from './shard';

export const AUTHORIZER = 'Authorizer';
export const VALIDATOR = 'Validator';
/** Of a JSON schema as API Gateway takes it. (API Gateway developer guide, "Data models for REST APIs".) */
const DRAFT_4 = 'http://json-schema.org/draft-04/schema#';

export function planRoute(facts: DoorFacts, route: RouteFacts, resource: Planned, shard: number | undefined): PlannedResource[] {
  const { data, handler } = route;
  const common = { dependsOn: [], routes: [data.id], ...(shard === undefined ? {} : { shard }) };
  const model = keyOf('Model', data.id);
  const role = keyOf('Credentials', data.id);
  const { body } = route.validation ?? {};
  return [
    ...(body === undefined ? [] : [{ ...common, key: model, type: 'AWS::ApiGateway::Model', properties: { RestApiId: new Planned(API), ContentType: 'application/json', Schema: schemaOf(body) } }]),
    ...credentials(facts, route, role).map((planned) => ({ ...common, ...planned })),
    {
      ...common, key: keyOf('Method', data.id), type: 'AWS::ApiGateway::Method',
      properties: {
        RestApiId: new Planned(API), ResourceId: resource, HttpMethod: data.method,
        ...authorization(route),
        ApiKeyRequired: isMetered(route, facts),
        RequestValidatorId: new Planned(VALIDATOR),
        // Without `$default` a body of another content type is not looked at. (Developer guide, "Request validation for REST APIs".)
        ...(body === undefined ? {} : { RequestModels: { 'application/json': new Planned(model), '$default': new Planned(model) } }),
        ...requestParameters(data.path, required(route)),
        Integration: { ...integration(route), ...(handler.credentials === undefined ? {} : { Credentials: new Planned(role, 'Arn') }) },
        ...(handler.kind === 'service' ? { MethodResponses: statusesOf(handler.integration).map((StatusCode) => ({ StatusCode })) } : {}),
      },
    },
    ...(handler.kind === 'function' && !isElsewhere(facts, handler) ? [{ ...common, key: keyOf('Permission', data.id), type: 'AWS::Lambda::Permission', properties: permission(facts, route) }] : []),
  ];
}

function authorization({ data }: RouteFacts): Properties {
  switch (data.access) {
    case 'public': return { AuthorizationType: 'NONE' };
    case 'iam': return { AuthorizationType: 'AWS_IAM' };
    case 'scopes': return { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: new Planned(AUTHORIZER), AuthorizationScopes: [...data.scopes] };
  }
}

/** A handler says `{id}` for a parameter of the route; the rest is as it is. */
function integration({ handler }: RouteFacts): Properties {
  return handler.integration;
}

function required({ validation, handler }: RouteFacts): Record<string, boolean> {
  return Object.fromEntries([
    ...mapped(handler.integration).map((name) => [name, false] as const),
    ...(validation?.queryStrings ?? []).map((name) => [`method.request.querystring.${name}`, true] as const),
    ...(validation?.headers ?? []).map((name) => [`method.request.header.${name}`, true] as const),
  ].sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : Number(x) - Number(y)))); // what is required comes last, and stays
}

/** What an integration takes of the request has to be declared by the method, required or not. (AWS::ApiGateway::Method, `RequestParameters`.) */
function mapped({ RequestParameters = {} }: Properties): string[] {
  return Object.values(RequestParameters as object).filter((v): v is string => typeof v === 'string' && /^method\.request\.(querystring|header)\./.test(v));
}

function schemaOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && !Array.isArray(body) && !('$schema' in body) ? { $schema: DRAFT_4, ...body } : body;
}

/** One statement for one route: "the ARN of the AWS resource that invokes the function" (AWS::Lambda::Permission, `SourceArn`). */
function permission(facts: DoorFacts, { data, handler }: RouteFacts): Properties {
  return { Action: 'lambda:InvokeFunction', FunctionName: handler.functionArn, Principal: 'apigateway.amazonaws.com', SourceArn: routeArn(facts, data), SourceAccount: facts.accountId };
}

/**
 * The role of one route to one service. Who may hand a role to API Gateway is decided by `iam:PassRole`; the source account is asked
 * besides where API Gateway says it (`IfExists`, because nothing says that it always does).
 */
function credentials(facts: DoorFacts, { data, handler }: RouteFacts, key: string): Pick<PlannedResource, 'key' | 'type' | 'properties'>[] {
  if (handler.credentials === undefined) return [];
  const { actions, resources } = handler.credentials;
  const trust = { Effect: 'Allow', Principal: { Service: 'apigateway.amazonaws.com' }, Action: 'sts:AssumeRole', Condition: { StringEqualsIfExists: { 'aws:SourceAccount': facts.accountId } } };
  return [{
    key, type: 'AWS::IAM::Role',
    properties: {
      Description: `API Gateway for ${data.id.replace(/[^A-Za-z0-9/ .:_-]/g, '')} of door ${facts.id}`.slice(0, 1_000),
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      Policies: [{ PolicyName: `route-${idHash(data.id)}`, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: [...actions].sort(), Resource: resources }] } }],
    },
  }];
}

function statusesOf({ IntegrationResponses = [] }: Properties): string[] {
  return [...new Set((IntegrationResponses as { StatusCode: string }[]).map((r) => r.StatusCode))].sort();
}


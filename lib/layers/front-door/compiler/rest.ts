/**
 * A REST API: the API with its paths, one authorizer, the deployment and its stage beside it; methods and permissions there too, or
 * in nested stacks.
 */
import type { DoorFacts, DoorPlan, PlannedResource, RouteFacts } from '../model';
import { Planned } from '../model';
import { API, keyOf } from './arns';
import { planCallers } from './callers';
import { checkRest } from './check-rest';
import { checkCors, planPreflight } from './cors';
import { planDomain } from './domain';
import { gatewayResponses } from '../gateway-responses';
import { planMetering } from './metering';
import { AUTHORIZER, planRoute, VALIDATOR } from './method';
import { resourcePolicy } from './resource-policy';
import { lastPart, parentOf, treeOf } from './route-paths';
import { Said } from './say';
import { shardOf } from './shard';
import { DEPLOYMENT, planStage, STAGE } from './stage';

/** TLS 1.3 alone. (API Gateway developer guide, "Supported security policies", of REST APIs.) */
export const TLS13 = { SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT' } as const;
/** The API's own policy counts at its custom domain as well (same guide, "Choose a security policy": considerations); its default is TLS 1.0. */
export const TLS12 = { SecurityPolicy: 'TLS_1_2' } as const;

export function compileRestDoor(facts: DoorFacts, routes: readonly RouteFacts[]): DoorPlan {
  const said = new Said();
  checkRest(facts, routes, said);
  const hasCors = facts.cors !== undefined && checkCors(facts.cors, routes, said);
  const byPath = new Map<string, RouteFacts[]>();
  for (const route of routes) byPath.set(route.data.path, [...byPath.get(route.data.path) ?? [], route]);
  const paths = treeOf(byPath.keys());
  const policy = resourcePolicy(facts, routes, hasCors ? [...byPath.keys()] : [], said);
  const resources: PlannedResource[] = [
    planApi(facts, policy),
    ...planPaths(paths, routes),
    ...planShared(facts),
    ...routes.flatMap((route) => planRoute(facts, route, resourceOf(route.data.path), shardOfRoute(facts, route.data.id))),
    ...(hasCors && facts.cors !== undefined ? preflights(facts, facts.cors, byPath) : []),
    ...planCallers(facts, routes, said),
    ...planStage(facts, routes),
    ...planDomain(facts),
    ...planMetering(facts, routes, new Planned(STAGE), said),
  ];
  return { resources, findings: said.all, api: API, deployment: DEPLOYMENT, stage: STAGE };
}

function planApi(facts: DoorFacts, policy: object | undefined): PlannedResource {
  const isPrivate = facts.profile === 'private';
  return {
    key: API, type: 'AWS::ApiGateway::RestApi', dependsOn: [], routes: [],
    properties: {
      Name: facts.displayName ?? facts.id,
      EndpointConfiguration: isPrivate ? { Types: ['PRIVATE'], VpcEndpointIds: facts.vpcEndpointIds } : { Types: ['REGIONAL'] },
      DisableExecuteApiEndpoint: facts.domain !== undefined,
      ApiKeySourceType: 'HEADER',
      ...(facts.profile === 'tls13' ? TLS13 : TLS12),
      ...(policy === undefined ? {} : { Policy: policy }),
    },
  };
}

function planPaths(paths: readonly string[], routes: readonly RouteFacts[]): PlannedResource[] {
  const served = new Map<string, string[]>();
  for (const { data } of routes) {
    for (const path of treeOf([data.path])) {
      const ids = served.get(path);
      if (ids === undefined) served.set(path, [data.id]);
      else ids.push(data.id);
    }
  }
  return paths.map((path) => ({
    key: keyOf('Path', path), type: 'AWS::ApiGateway::Resource', dependsOn: [], routes: (served.get(path) ?? []).sort(),
    properties: { RestApiId: new Planned(API), ParentId: resourceOf(parentOf(path)), PathPart: lastPart(path) },
  }));
}

/** There whether a route needs it or not, so that no route's coming or going changes it. */
function planShared(facts: DoorFacts): PlannedResource[] {
  const common = { dependsOn: [], routes: [] };
  return [
    ...(facts.identity?.userPoolArn !== undefined ? [{
      ...common, key: AUTHORIZER, type: 'AWS::ApiGateway::Authorizer',
      // Nothing is kept: a token is looked at each time, which costs no call.
      properties: { RestApiId: new Planned(API), Name: `${facts.id}-tokens`, Type: 'COGNITO_USER_POOLS', IdentitySource: 'method.request.header.Authorization', ProviderARNs: [facts.identity.userPoolArn], AuthorizerResultTtlInSeconds: 0 },
    }] : []),
    { ...common, key: VALIDATOR, type: 'AWS::ApiGateway::RequestValidator', properties: { RestApiId: new Planned(API), Name: `${facts.id}-all`, ValidateRequestBody: true, ValidateRequestParameters: true } },
    ...Object.entries(gatewayResponses(facts.cors)).map(([ResponseType, properties]) => ({
      ...common, key: keyOf('Response', ResponseType), type: 'AWS::ApiGateway::GatewayResponse', properties: { RestApiId: new Planned(API), ResponseType, ...properties },
    })),
  ];
}

function preflights(facts: DoorFacts, cors: NonNullable<DoorFacts['cors']>, byPath: ReadonlyMap<string, readonly RouteFacts[]>): PlannedResource[] {
  return [...byPath].map(([path, here]) => {
    const shard = shardOfRoute(facts, `OPTIONS ${path}`);
    return { ...planPreflight(cors, path, here, resourceOf(path)), ...(shard === undefined ? {} : { shard }) };
  });
}

function resourceOf(path: string): Planned {
  return path === '/' ? new Planned(API, 'RootResourceId') : new Planned(keyOf('Path', path));
}

function shardOfRoute({ shards }: DoorFacts, id: string): number | undefined {
  return shards === undefined || !(shards >= 1) ? undefined : shardOf(id, Math.floor(shards));
}

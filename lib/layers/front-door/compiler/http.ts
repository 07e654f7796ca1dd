/**
 * A door over an HTTP API: ``compileHttpDoor(facts, routes)``. The same rules as over REST where HTTP APIs can carry them; what they
 * cannot do is refused by name (http-cannot.ts), never left out.
 *
 * Default deny: there is no `$default` route, a route without scopes has no JWT authorizer that would take any token, and a route whose
 * access rule cannot be carried is not in the plan. The deployment is a resource of its own instead of `AutoDeploy`, so that a stage
 * serves all changes of one template at once. Not modelled: WebSocket APIs, Lambda authorizers (the policy engine's).
 */
import { compareText } from '../../../intent';
import { type DoorFacts, type DoorPlan, Planned, type PlannedResource, type RouteFacts } from '../model';
import { API } from './arns';
import { planCallers } from './callers';
import { checkHttpDoor } from './http-cannot';
import { AUTHORIZER, httpRoute } from './http-route';
import { httpStage } from './http-stage';
import { Said } from './say';
import { DEPLOYMENT, STAGE } from './stage';

export function compileHttpDoor(facts: DoorFacts, routes: readonly RouteFacts[]): DoorPlan {
  const said = new Said();
  const carried = [...checkHttpDoor(facts, routes, said)].sort((a, b) => compareText(a.data.id, b.data.id));
  const parts = [...authorizer(facts, carried), ...distinct(carried.flatMap((route) => httpRoute(facts, route)))];
  const frozen = parts.filter((p) => p.type.startsWith('AWS::ApiGatewayV2::')).map((p) => p.key);
  const deployment: PlannedResource = { key: DEPLOYMENT, type: 'AWS::ApiGatewayV2::Deployment', properties: { ApiId: new Planned(API) }, dependsOn: frozen, routes: carried.map((r) => r.data.id) };
  return {
    resources: [api(facts, carried), ...parts, ...planCallers(facts, carried, said), deployment, ...httpStage(facts, carried)],
    findings: said.all, api: API, deployment: DEPLOYMENT, stage: STAGE,
  };
}

function api(facts: DoorFacts, routes: readonly RouteFacts[]): PlannedResource {
  const { cors, domain } = facts;
  return {
    key: API, type: 'AWS::ApiGatewayV2::Api', dependsOn: [], routes: routes.map((r) => r.data.id),
    properties: {
      Name: facts.displayName ?? facts.id, ProtocolType: 'HTTP',
      // The default host would be a way around the domain and its client certificates.
      DisableExecuteApiEndpoint: domain !== undefined,
      ...(cors === undefined ? {} : {
        CorsConfiguration: {
          AllowOrigins: cors.origins, AllowHeaders: cors.headers, AllowMethods: methodsOf(routes), MaxAge: cors.maxAgeSeconds,
          ...(cors.allowCredentials ? { AllowCredentials: true } : {}),
        },
      }),
    },
  };
}

function methodsOf(routes: readonly RouteFacts[]): string[] {
  const methods = new Set(routes.map((r) => r.data.method));
  return methods.has('ANY') ? ['*'] : [...methods].sort(compareText);
}

/** Checks signature, issuer, audience (`aud`, or `client_id` where there is none) and time; routes check scopes. */
function authorizer({ identity }: DoorFacts, routes: readonly RouteFacts[]): PlannedResource[] {
  const served = routes.filter((r) => r.data.access === 'scopes').map((r) => r.data.id);
  if (identity === undefined || served.length === 0) return [];
  return [{
    key: AUTHORIZER, type: 'AWS::ApiGatewayV2::Authorizer', dependsOn: [], routes: served,
    properties: {
      ApiId: new Planned(API), Name: 'Identity', AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: identity.clientIds, Issuer: identity.issuer },
    },
  }];
}

/** Routes of one handler share its integration. */
function distinct(resources: readonly PlannedResource[]): PlannedResource[] {
  const merged = new Map<string, PlannedResource>();
  for (const r of resources) {
    const known = merged.get(r.key);
    merged.set(r.key, known === undefined ? r : { ...known, routes: [...new Set([...known.routes, ...r.routes])].sort(compareText) });
  }
  return [...merged.values()];
}

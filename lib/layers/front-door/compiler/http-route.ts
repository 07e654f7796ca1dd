/**
 * One route of an HTTP API: ``httpRoute(facts, route)`` is its `Route`, the integration of its handler, and the right to invoke
 * the function for exactly this route.
 *
 * INVARIANT: keys say the route or the handler and nothing of others, so that adding or removing a route moves no other.
 * The source ARN of a function's permission holds the path as the route has it, `{id}` included (aws-cdk-lib,
 * aws-apigatewayv2-integrations/lib/http/lambda.js); what callers may sign holds `*` there, because they name a value (callers.ts).
 */
import { type DoorFacts, Planned, type PlannedResource, PlannedText, type RouteFacts } from '../model';
import { API, keyOf, patternArn } from './arns';
import { isElsewhere } from './check-handlers';
import { integrationOf } from './http-integration';
import { shardOf } from './shard';

export const AUTHORIZER = 'Authorizer';

export function httpRoute(facts: DoorFacts, { data, handler }: RouteFacts): PlannedResource[] {
  const isFunction = handler.kind === 'function';
  // A function answers all its routes in one way; the path of a URL is the route's.
  const integration = keyOf('Integration', isFunction ? handler.path : data.id);
  const shard = facts.shards === undefined ? {} : { shard: shardOf(data.id, facts.shards) };
  const routes = [data.id];
  const method = data.method === 'ANY' ? '*' : data.method;
  return [
    { key: integration, type: 'AWS::ApiGatewayV2::Integration', properties: { ApiId: new Planned(API), ...integrationOf(handler) }, dependsOn: [], routes, ...(isFunction ? {} : shard) },
    {
      key: keyOf('Route', data.id), type: 'AWS::ApiGatewayV2::Route', dependsOn: [], routes, ...shard,
      properties: { ApiId: new Planned(API), RouteKey: data.id, Target: new PlannedText(['integrations/', new Planned(integration)]), ...accessOf(data) },
    },
    ...(!isFunction || isElsewhere(facts, handler) ? [] : [{
      key: keyOf('Invoke', data.id), type: 'AWS::Lambda::Permission', dependsOn: [], routes, ...shard,
      properties: {
        Action: 'lambda:InvokeFunction', FunctionName: handler.functionArn, Principal: 'apigateway.amazonaws.com', SourceAccount: facts.accountId,
        SourceArn: patternArn(facts, `${method}${data.path}`),
      },
    }]),
  ];
}

/** A rule that says nothing was told by others; it opens nothing. */
function accessOf({ access, scopes }: RouteFacts['data']): Record<string, unknown> {
  if (access === 'scopes') return { AuthorizationType: 'JWT', AuthorizerId: new Planned(AUTHORIZER), AuthorizationScopes: scopes };
  return { AuthorizationType: access === 'iam' ? 'AWS_IAM' : 'NONE' };
}

/**
 * Authorizers of an API, whoever made them: ``tooManyAuthorizers(api)`` is the sentence where API Gateway refuses the eleventh.
 *
 * "Authorizers per API: 10" (developer guide, "Quotas for configuring and running a REST API" and the same for HTTP APIs; AWS Support raises it).
 */
import { type AnyApi, resourcesNaming } from './deployment-hash';

const MOST = 10;
const TYPES = ['AWS::ApiGateway::Authorizer', 'AWS::ApiGatewayV2::Authorizer'];

export function tooManyAuthorizers(api: AnyApi): string | undefined {
  const used = resourcesNaming(api, (r) => TYPES.includes(r.cfnResourceType)).length;
  return used <= MOST ? undefined : `got ${used}, expected at most ${MOST}; let routes share one, or put them behind another API`;
}

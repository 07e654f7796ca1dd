/** What policies are asked, from what is known: ``requestOf(door, route, request, config, token, context)``. Names and shapes are those of the schema (lib/policy/routes/schema.ts). */
import type { RouteConfig } from '../../../contract/access/bundle';
import type { CedarRequest } from '../../../contract/access/policy-table';
import type { AccessRequest } from '../../../contract/access/request';
import { cedarRequest } from '../../../policy/request';
import { own } from '../event/plain';
import type { AccessContext } from '../facts/gather';
import type { VerifiedToken } from '../token/claims';

export function requestOf(door: string, route: string, request: AccessRequest, config: RouteConfig, token: VerifiedToken, { behaviour, device, location, time, token: age, trust }: AccessContext): CedarRequest {
  const { risk, velocity, recentDenials, newDevice, travelSpeed } = behaviour;
  const agents = own(request.headers, 'user-agent') ?? [];
  const { purpose } = config;
  return cedarRequest(token, { door, route, resource: resourceOf(route, request) }, {
    http_request: { http_method: request.method, hostname: request.host, path: request.path, ...(agents.length === 1 ? { user_agent: agents[0] } : {}), client_ip: { __extn: { fn: 'ip', arg: request.sourceIp } } },
    path: request.pathParameters,
    token: {
      scopes: token.scopes, client: token.client, amr: token.amr, ageSeconds: age.ageSeconds,
      ...(age.authenticationAgeSeconds === undefined ? {} : { authAgeSeconds: age.authenticationAgeSeconds }), ...(token.acr === undefined ? {} : { acr: token.acr }),
    },
    trust, location, time,
    ...(device.known && device.ageSeconds !== undefined ? { device: { tier: device.tier, ageSeconds: device.ageSeconds, enrolled: true, posture: device.posture ?? {} } } : {}),
    // Who comes without a certificate is nobody's new device, and has a risk all the same.
    ...(risk === undefined || velocity === undefined || recentDenials === undefined ? {} : { behaviour: {
      riskScore: risk, velocity, recentDenials, ...(newDevice === undefined ? {} : { newDevice }), ...(travelSpeed === undefined ? {} : { travelSpeed }),
    } }),
    // Of an issuer with our hook a token has to carry the purpose; of another the route's own word is all there is.
    ...(purpose === undefined || (token.purposes !== undefined && !token.purposes.includes(purpose)) ? {} : { purpose }),
  });
}

/** `documents/42`: the route with its parameters filled in, without stage or base path. */
export function resourceOf(route: string, { pathParameters }: Pick<AccessRequest, 'pathParameters'>): string {
  return route.slice(route.indexOf('/') + 1).replace(/\{([^}+]+)\+?\}/g, (whole, name: string) => (Object.hasOwn(pathParameters, name) ? pathParameters[name] : whole));
}

/**
 * What API Gateway answers itself: which status, and nothing of why.
 *
 * Its own words tell a caller what is there (`Missing Authentication Token` for a path that is not, the policy that refused, the
 * part of a body that is wrong). Here every refusal reads alike and names the request, by which the access log has the reason.
 * A 401 says how to authenticate (RFC 9110, 11.6.1). Templates of these are not evaluated, only `$context` is filled in (API Gateway
 * developer guide, "Gateway responses for REST APIs").
 * Not modelled: a browser of one of several origins sees these answers as network errors, because their headers are fixed.
 */
import type { CorsFacts, Properties } from './model';

const UNAUTHORIZED = 'UNAUTHORIZED';

/** By type of response. */
export function gatewayResponses(cors: CorsFacts | undefined): Readonly<Record<string, Properties>> {
  const headers = corsHeaders(cors);
  const say = (message: string, more: Readonly<Record<string, string>> = {}): Properties => ({
    ResponseParameters: { 'gatewayresponse.header.Cache-Control': '\'no-store\'', ...more, ...headers },
    ResponseTemplates: { 'application/json': JSON.stringify({ message, requestId: '$context.requestId' }) },
  });
  return {
    DEFAULT_4XX: say('refused'),
    DEFAULT_5XX: say('failed'),
    [UNAUTHORIZED]: { ...say('unauthorized', { 'gatewayresponse.header.WWW-Authenticate': '\'Bearer\'' }), StatusCode: '401' },
  };
}

function corsHeaders(cors: CorsFacts | undefined): Readonly<Record<string, string>> {
  if (cors?.origins.length !== 1) return {};
  return {
    'gatewayresponse.header.Access-Control-Allow-Origin': `'${cors.origins[0]}'`,
    'gatewayresponse.header.Vary': '\'Origin\'',
    ...(cors.allowCredentials ? { 'gatewayresponse.header.Access-Control-Allow-Credentials': '\'true\'' } : {}),
  };
}

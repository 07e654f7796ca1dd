/**
 * Preflights: an OPTIONS method beside the routes of a path, answered by API Gateway itself for the origins that are named.
 *
 * Handlers answer the requests themselves, and say `Access-Control-Allow-Origin` there. An origin that is not named gets the first
 * one's name, which its browser refuses. `*` never stands beside credentials (Fetch standard, "CORS protocol and credentials").
 */
import { type CorsFacts, Planned, type PlannedResource, type Properties, type RouteFacts } from '../model';
import { API, keyOf } from './arns';
import { parametersOf } from './route-paths';
import { list, type Said } from './say';

const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];
const ORIGIN = /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/;
/** Browsers of developers; a page on the same machine. */
const LOCAL = /^http:\/\/(localhost|127\.0\.0\.1)(:\d{1,5})?$/;
const HEADER = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Whether preflights can be answered as they are asked for. */
export function checkCors(cors: CorsFacts, routes: readonly RouteFacts[], said: Said): boolean {
  const before = said.all.length;
  if (cors.origins.length === 0) said.error('CorsOriginInvalid', '', '`cors` names no origin; expected e.g. `https://app.example.com`, or no `cors`');
  for (const origin of cors.origins) {
    if (origin === '*') {
      if (cors.allowCredentials) said.error('CorsWildcardWithCredentials', '', 'cors permits every origin (`*`) with credentials: any page that a user visits would act in his name; expected the origins one by one, or `allowCredentials: false`');
      else if (cors.origins.length > 1) said.error('CorsOriginInvalid', '', 'cors permits every origin (`*`) beside others; expected `*` alone, or the origins one by one');
    } else if (!ORIGIN.test(origin) && !LOCAL.test(origin)) said.error('CorsOriginInvalid', '', `origin \`${origin}\` of \`cors\` is none; expected a scheme and a host in lower case without a path, e.g. \`https://app.example.com\``);
    else if (LOCAL.test(origin)) said.warning('CorsLocalOrigin', '', `origin \`${origin}\` of \`cors\` is every developer's own machine, and not encrypted; expected it in trials only`);
  }
  const wrong = cors.headers.filter((h) => !HEADER.test(h) || h.includes('\'') || h === '*');
  if (wrong.length > 0) said.error('CorsHeaderInvalid', '', `cors permits ${list(wrong)}, which is no name of a header; expected names one by one, e.g. \`Content-Type\``);
  const taken = routes.filter((r) => r.data.method === 'OPTIONS');
  for (const { data, where } of taken) said.error('CorsOptionsTaken', where, `route \`${data.id}\` answers preflights, and \`cors\` of the door does so already; remove one of the two`);
  return said.all.slice(before).every((f) => f.level === 'warning');
}

/** One for each path of a route. */
export function planPreflight(cors: CorsFacts, path: string, here: readonly RouteFacts[], resource: Planned): Omit<PlannedResource, 'shard'> {
  const asked = here.map((r) => r.data.method);
  const methods = asked.includes('ANY') ? METHODS : [...new Set(asked)].sort();
  const headers: Record<string, string> = {
    'Access-Control-Allow-Headers': [...cors.headers].sort().join(','),
    'Access-Control-Allow-Methods': methods.join(','),
    'Access-Control-Allow-Origin': cors.origins[0],
    'Access-Control-Max-Age': String(cors.maxAgeSeconds),
    'Vary': 'Origin',
    ...(cors.allowCredentials ? { 'Access-Control-Allow-Credentials': 'true' } : {}),
  };
  const named = (value: (v: string) => unknown): Properties => Object.fromEntries(Object.entries(headers).map(([k, v]) => [`method.response.header.${k}`, value(v)]));
  return {
    key: keyOf('Preflight', path), type: 'AWS::ApiGateway::Method', dependsOn: [], routes: here.map((r) => r.data.id).sort(),
    properties: {
      RestApiId: new Planned(API), ResourceId: resource, HttpMethod: 'OPTIONS', AuthorizationType: 'NONE', ApiKeyRequired: false,
      ...requestParameters(path),
      Integration: {
        Type: 'MOCK', PassthroughBehavior: 'NEVER', RequestTemplates: { 'application/json': '{"statusCode": 204}' },
        IntegrationResponses: [{ StatusCode: '204', ResponseParameters: named((v) => `'${v}'`), ...(cors.origins.length > 1 ? { ResponseTemplates: { 'application/json': echo(cors.origins) } } : {}) }],
      },
      MethodResponses: [{ StatusCode: '204', ResponseParameters: named(() => true) }],
    },
  };
}

/** The origin that asks, where it is one of the list. As `addCorsPreflight` of aws-cdk-lib does it. */
function echo(origins: readonly string[]): string {
  return [
    '#set($origin = $input.params("Origin"))',
    '#if($origin == "")',
    '  #set($origin = $input.params("origin"))',
    '#end',
    `#if(${origins.map((o) => `$origin == "${o}"`).join(' || ')})`,
    '  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)',
    '#end',
  ].join('\n');
}

/** Path parameters are declared where there are some, as consoles and imports of OpenAPI do. */
export function requestParameters(path: string, more: Readonly<Record<string, boolean>> = {}): Properties {
  const all = { ...Object.fromEntries(parametersOf(path).map((name) => [`method.request.path.${name}`, true])), ...more };
  return Object.keys(all).length === 0 ? {} : { RequestParameters: all };
}


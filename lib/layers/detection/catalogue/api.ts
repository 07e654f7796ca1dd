/**
 * APIs as a whole, their routes, and routes as one persona calls them.
 *
 * Routes are read from the access log (fields of lib/layers/front-door/access-log.ts): one filter with dimensions serves all routes of an
 * API, where a filter each would meet the quota of 100 a log group, and API Gateway's own metrics by method are off by default. Values in
 * the log are texts, so patterns compare texts: `"4*"`, and four digits for a second.
 * Not modelled: who called (the subject is in the log, and no dimension: each would be billed as a metric).
 */
import type { SubjectKind } from '../model';
import { atLeast, lines, metric, type Row, row } from './build';
import { ACCESS_LOG, guide, TABLE } from './sources';

const METRICS = `${guide('API Gateway developer guide, "Amazon API Gateway dimensions and metrics"', 'amazon-api-gateway-developer-guide@1394564')}: every minute`;
const HTTP_METRICS = `${guide('API Gateway developer guide, "Working with metrics for HTTP APIs"', 'amazon-api-gateway-developer-guide@1394564')}: every minute, dimensions ApiId and Stage; names \`4xx\`, \`5xx\`: aws-cdk-lib 2.263.0 and ${TABLE}`;
const LOG = ACCESS_LOG;
const NS = 'AWS/ApiGateway';

interface Api {
  readonly api: SubjectKind;
  readonly route: SubjectKind;
  readonly persona: SubjectKind;
  readonly dimensions: readonly string[];
  readonly clientErrors: string;
  readonly serverErrors: string;
  readonly page: string;
  /** Selectors by dimension of a route. */
  readonly routeBy: Readonly<Record<string, string>>;
}

const REST: Api = { api: 'restApi', route: 'route', persona: 'persona', dimensions: ['ApiName', 'Stage'], clientErrors: '4XXError', serverErrors: '5XXError', page: METRICS, routeBy: { Method: '$.httpMethod', Resource: '$.resourcePath' } };
const HTTP: Api = { api: 'httpApi', route: 'httpRoute', persona: 'httpPersona', dimensions: ['ApiId', 'Stage'], clientErrors: '4xx', serverErrors: '5xx', page: HTTP_METRICS, routeBy: { Route: '$.routeKey' } };

const DENIED = '(($.status = "401") || ($.status = "403"))';
/** A scope stands among others, parted by spaces. */
const SCOPE = '(($.scope = "<scope>") || ($.scope = "<scope> *") || ($.scope = "* <scope>") || ($.scope = "* <scope> *"))';

/** What is a dimension must stand in the pattern. */
function perRoute(api: Api, ...and: readonly string[]): ReturnType<typeof lines> {
  return lines('accessLog', `{ ${[...Object.values(api.routeBy).map((selector) => `(${selector} = "*")`), ...and].join(' && ')} }`, api.routeBy);
}

function apiRows(api: Api): readonly Row[] {
  const of = (name: string, statistic: string): ReturnType<typeof metric> => metric(NS, name, api.dimensions, statistic);
  return [
    row(of(api.clientErrors, 'Sum'), {
      id: `${api.api}.clientErrors`, subject: api.api, title: 'Requests that the API refused', ceiling: atLeast(5000, 1000, 500), band: 3, datapoints: [2, 3], severity: 'low',
      why: 'Somebody tries paths, tokens or inputs, or a client was broken by a release.', first: 'See in the access log which status, route and address stand out.', from: 'standard', reference: api.page,
    }),
    row(of(api.serverErrors, 'Sum'), {
      id: `${api.api}.serverErrors`, subject: api.api, title: 'Requests that the API failed to answer', ceiling: atLeast(100, 20, 5), band: 3, datapoints: [2, 3], severity: 'medium',
      why: 'An authorizer or a handler fails: callers are locked out, or an input breaks it.', first: 'Look at errors of the authorizer first, then at those of the handlers.', from: 'standard', reference: api.page,
    }),
    // The page counts by `SampleCount`; each request is a sample.
    row(of('Count', 'SampleCount'), {
      id: `${api.api}.volume`, subject: api.api, title: 'Requests to the API', ceiling: atLeast(300000, 100000, 50000), band: 4, datapoints: [3, 3], severity: 'low',
      why: 'Far more requests than on such a day: a flood, a scraper, or a client that loops.', first: 'See in the access log whose they are; lower the throttle of the route if need be.', from: 'standard', reference: api.page,
    }),
    row(of('Latency', 'p99'), {
      id: `${api.api}.latency`, subject: api.api, title: 'Latency of the API (milliseconds, of the slowest in a hundred)', ceiling: atLeast(15000, 8000, 5000), band: 3, datapoints: [3, 3], severity: 'low',
      why: 'Something exhausts what stands behind the API, or searches through it.', first: 'Compare with the latency of the integration: what is left is the authorizer and the firewall.', from: 'standard', reference: api.page,
    }),
    row(lines('accessLog', `{ ${DENIED} }`), {
      id: `${api.api}.denied`, subject: api.api, title: 'Requests denied by authentication or authorization', ceiling: atLeast(1000, 200, 100), band: 3, datapoints: [2, 3], severity: 'medium',
      why: 'Tokens are tried out, or somebody asks for what is not theirs.', first: 'See in the access log whether it is one subject, one address or one client; revoke or block that one.', from: 'standard', reference: LOG,
    }),
    row(lines('accessLog', '{ $.status = "429" }'), {
      id: `${api.api}.throttled`, subject: api.api, title: 'Requests refused because there were too many', ceiling: atLeast(5000, 1000, 500), band: 3, datapoints: [2, 3], severity: 'low',
      why: 'A flood that the throttle holds off from everybody, honest callers too.', first: 'See whose requests they are, and block or slow down that one.', from: 'high', reference: LOG,
    }),
    row(lines('accessLog', '{ ($.status = "2*") && ($.subject = "-") && ($.userArn = "-") }'), {
      id: `${api.api}.withoutIdentity`, subject: api.api, title: 'Requests answered without knowing who asked', ceiling: atLeast(1, 1, 1), severity: 'high',
      why: 'On an API without public routes nobody should be answered who was not identified.', first: 'Find the route in the access log and who changed its authorizer.', from: 'never', reference: LOG,
    }),
    row(perRoute(api, DENIED), {
      id: `${api.route}.denied`, subject: api.route, title: 'Requests denied on a route', ceiling: atLeast(500, 100, 50), band: 3, datapoints: [2, 3], severity: 'medium',
      why: 'Somebody asks this route for what is not theirs.', first: 'See in the access log which subjects and which objects; revoke their sessions if it goes on.', from: 'standard', reference: LOG,
    }),
    row(perRoute(api), {
      id: `${api.route}.volume`, subject: api.route, title: 'Requests on a route', ceiling: atLeast(100000, 30000, 15000), band: 4, datapoints: [3, 3], severity: 'medium',
      why: 'Much more is asked of this route than usual: data is collected, or an object guessed.', first: 'See in the access log whether one subject or client asks for most of it.', from: 'standard', reference: LOG,
    }),
    row(perRoute(api, '($.status = "5*")'), {
      id: `${api.route}.serverErrors`, subject: api.route, title: 'Requests that a route failed to answer', ceiling: atLeast(50, 10, 3), band: 3, datapoints: [2, 3], severity: 'medium',
      why: 'The handler of this route fails: an input breaks it, or what it needs is closed.', first: 'Read the log of the handler at that time.', from: 'high', reference: LOG,
    }),
    row(perRoute(api, '($.responseLatency = %^[0-9]{4}%)'), {
      id: `${api.route}.slow`, subject: api.route, title: 'Requests on a route that took a second or longer', ceiling: atLeast(2000, 500, 200), band: 3, datapoints: [2, 3], severity: 'low',
      why: 'Somebody makes this route work hard, or searches through what it reads.', first: 'Compare with the number of requests: more of them, or slower ones.', from: 'high', reference: LOG,
    }),
    row(perRoute(api, SCOPE), {
      id: `${api.persona}.volume`, subject: api.persona, title: 'Requests of a persona on a route', ceiling: atLeast(50000, 10000, 5000), band: 4, datapoints: [3, 3], severity: 'medium',
      why: 'People of this persona ask much more of the route than they do: a stolen session collects.', first: 'See in the access log which subject stands out; sign it out and ask its owner.', from: 'standard', reference: `${LOG}; the scope of a route tells the persona`,
    }),
    row(perRoute(api, SCOPE, DENIED), {
      id: `${api.persona}.denied`, subject: api.persona, title: 'Requests of a persona that a route denied', ceiling: atLeast(100, 20, 10), band: 3, datapoints: [2, 3], severity: 'medium',
      why: 'Somebody with the right scope is refused again and again: object after object is tried.', first: 'See in the access log which subject; sign it out and ask its owner.', from: 'standard', reference: LOG,
    }),
  ];
}

export const API: readonly Row[] = [
  ...apiRows(REST),
  ...apiRows(HTTP),
  row(lines('accessLog', '{ $.wafStatus = "5*" }'), {
    id: 'restApi.firewallUnreachable', subject: 'restApi', title: 'Requests for which the web firewall did not answer', ceiling: atLeast(10, 1, 1), severity: 'high',
    why: 'API Gateway could not ask the firewall about these requests.', first: 'See in the access log how they were answered, and on the AWS Health dashboard whether AWS WAF is impaired.', from: 'standard', reference: LOG,
  }),
];

/** What authorizers answer, the functions behind them, and functions at large. */
import type { SubjectKind } from '../model';
import { atLeast, lines, metric, type Row, row } from './build';
import { ACCESS_LOG, guide, TABLE } from './sources';

const LAMBDA = `${guide('AWS Lambda developer guide, "Types of metrics"', 'aws-lambda-developer-guide@2be81b8')}: every minute; ${TABLE}`;
const LOG = ACCESS_LOG;
const FUNCTION = ['FunctionName'];

/** An authorizer that fails answers 500 to everybody: what is a nuisance of a function is an outage of an authorizer. */
function functionRows(subject: SubjectKind, what: string, isAuthorizer: boolean): readonly Row[] {
  const from = isAuthorizer ? 'standard' : 'high';
  return [
    row(metric('AWS/Lambda', 'Errors', FUNCTION, 'Sum'), {
      id: `${subject}.errors`, subject, title: `Errors of ${what}`, ceiling: isAuthorizer ? atLeast(10, 1, 1) : atLeast(50, 10, 5), severity: isAuthorizer ? 'high' : 'medium',
      why: isAuthorizer ? 'An authorizer that fails shuts everybody out, and somebody may be looking for the input that does it.' : 'An input breaks the function, or what it needs is closed.',
      first: 'Read the log of the function at that time, beginning with the first error.', from, reference: LAMBDA,
    }),
    row(metric('AWS/Lambda', 'Throttles', FUNCTION, 'Sum'), {
      id: `${subject}.throttles`, subject, title: `Throttled calls of ${what}`, ceiling: isAuthorizer ? atLeast(10, 1, 1) : atLeast(100, 20, 10), severity: isAuthorizer ? 'high' : 'medium',
      why: 'More is asked than the concurrency that is left: a flood shuts others out.', first: 'Reserve concurrency for it, and find the flood in the access log.', from, reference: LAMBDA,
    }),
    row(metric('AWS/Lambda', 'Duration', FUNCTION, 'p99'), {
      id: `${subject}.latency`, subject, title: `Duration of ${what} (milliseconds, of the slowest in a hundred)`, ceiling: isAuthorizer ? atLeast(5000, 2000, 1000) : atLeast(30000, 20000, 15000), band: 3, datapoints: [3, 3], severity: 'low',
      why: isAuthorizer ? 'Each request waits for it; what slows it down slows down the API.' : 'Something that it calls is slow, or it is made to work hard.', first: 'See in its log or trace which call takes the time.', from, reference: LAMBDA,
    }),
    row(metric('AWS/Lambda', 'ConcurrentExecutions', FUNCTION, 'Maximum'), {
      id: `${subject}.concurrency`, subject, title: `Concurrent runs of ${what}`, ceiling: atLeast(900, 500, 300), band: 3, datapoints: [2, 3], severity: 'low',
      why: 'It takes the concurrency that others of the account need.', first: 'Reserve concurrency, and find what calls it.', from: 'high', reference: LAMBDA,
    }),
  ];
}

export const AUTHORIZER: readonly Row[] = [
  row(lines('accessLog', '{ ($.authorizeStatus = "4*") || ($.authorizerStatus = "4*") || ($.authenticateStatus = "4*") }'), {
    id: 'authorizer.denials', subject: 'authorizer', title: 'Requests that an authorizer denied', ceiling: atLeast(1000, 200, 100), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Tokens are tried out, or a session is used for what it may not.', first: 'See in the access log whether it is one subject, one address or one client.', from: 'standard', reference: LOG,
  }),
  row(lines('accessLog', '{ ($.authorizeStatus = "5*") || ($.authorizerStatus = "5*") || ($.authorizerIntegrationStatus = "5*") || ($.authenticateStatus = "5*") }'), {
    id: 'authorizer.errors', subject: 'authorizer', title: 'Requests for which an authorizer failed', ceiling: atLeast(10, 1, 1), severity: 'high',
    why: 'An authorizer that fails shuts everybody out, and somebody may be looking for the input that does it.', first: 'Read the log of its function, or the sign-in keys of its pool, at that time.', from: 'standard', reference: LOG,
  }),
  row(lines('accessLog', '{ ($.authorizerError = "*") && ($.authorizerError != "-") }'), {
    id: 'httpApi.authorizerErrors', subject: 'httpApi', title: 'Requests for which an authorizer of an HTTP API told an error', ceiling: atLeast(1000, 200, 100), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Tokens are tried out that are forged, old or of another issuer.', first: 'See in the access log which error, and which address or client.', from: 'standard', reference: 'API Gateway developer guide, "Customize HTTP API access logs"',
  }),
  ...functionRows('authorizerFunction', 'the function of an authorizer', true),
  ...functionRows('function', 'a function', false),
];

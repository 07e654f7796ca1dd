/** Other ways in: load balancers, GraphQL APIs, distributions. */
import { atLeast, metric, type Row, row, sparse } from './build';
import { guide, TABLE } from './sources';

const ALB = `${guide('User Guide for Application Load Balancers, "CloudWatch metrics for your Application Load Balancer"', 'elb-application-load-balancers-user-guide@10251a7')}: every minute with requests, most when not zero; ${TABLE}`;
const APPSYNC = `${TABLE}; canned metrics of aws-cdk-lib 2.263.0: Sum, of the latency Average`;
const CLOUDFRONT = `${guide('Amazon CloudFront developer guide, "Values for CloudFront metrics"', 'amazon-cloudfront-developer-guide@1a74ec8')}: in us-east-1 alone; ${TABLE}`;
const EVERY_MINUTE = 'that it comes every minute, and as zero too: no copy of the service\'s own page was found';
const GRAPHQL = ['GraphQLAPIId'];
const DISTRIBUTION = ['DistributionId', 'Region=Global'];

export const EDGE: readonly Row[] = [
  row(sparse('AWS/ApplicationELB', 'HTTPCode_ELB_4XX_Count', ['LoadBalancer']), {
    id: 'loadBalancer.clientErrors', subject: 'loadBalancer', title: 'Requests that the load balancer refused', ceiling: atLeast(10000, 2000, 1000), band: 3, datapoints: [2, 3], severity: 'low',
    why: 'Somebody sends what is no proper request.', first: 'See in the access log which addresses.', from: 'standard', reference: ALB,
  }),
  row(sparse('AWS/ApplicationELB', 'HTTPCode_ELB_5XX_Count', ['LoadBalancer']), {
    id: 'loadBalancer.serverErrors', subject: 'loadBalancer', title: 'Requests that the load balancer failed to answer', ceiling: atLeast(100, 20, 5), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'No target takes requests: an attack, or a flow that was cut.', first: 'Look at the health of the targets, and at the last change of their flows.', from: 'standard', reference: ALB,
  }),
  row(metric('AWS/ApplicationELB', 'RequestCount', ['LoadBalancer'], 'Sum'), {
    id: 'loadBalancer.volume', subject: 'loadBalancer', title: 'Requests to the load balancer', ceiling: atLeast(1000000, 300000, 150000), band: 4, datapoints: [3, 3], severity: 'low',
    why: 'Far more requests than on such a day.', first: 'See in the access log whose they are.', from: 'standard', reference: ALB,
  }),
  row(sparse('AWS/ApplicationELB', 'ClientTLSNegotiationErrorCount', ['LoadBalancer']), {
    id: 'loadBalancer.tlsErrors', subject: 'loadBalancer', title: 'TLS handshakes that failed', ceiling: atLeast(5000, 1000, 500), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Callers without a valid certificate, or with old TLS, try to come in.', first: 'See in the connection log which addresses and which certificates.', from: 'standard', reference: ALB,
  }),
  row(sparse('AWS/ApplicationELB', 'ELBAuthFailure', ['LoadBalancer']), {
    id: 'loadBalancer.signInFailures', subject: 'loadBalancer', title: 'Sign-ins that the identity provider refused', ceiling: atLeast(500, 100, 50), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Somebody tries to sign in who may not.', first: 'See in the identity provider\'s log who.', from: 'standard', reference: ALB,
  }),
  row(metric('AWS/AppSync', '4XXError', GRAPHQL, 'Sum'), {
    id: 'graphqlApi.clientErrors', subject: 'graphqlApi', title: 'Requests that the GraphQL API refused', ceiling: atLeast(5000, 1000, 500), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'Somebody tries queries or tokens.', first: 'See in the log of the API which identity and which query.', from: 'standard', reference: APPSYNC, unverified: EVERY_MINUTE,
  }),
  row(metric('AWS/AppSync', '5XXError', GRAPHQL, 'Sum'), {
    id: 'graphqlApi.serverErrors', subject: 'graphqlApi', title: 'Requests that the GraphQL API failed to answer', ceiling: atLeast(100, 20, 5), band: 3, datapoints: [2, 3], severity: 'medium',
    why: 'A resolver or its source fails.', first: 'See in the log of the API which resolver.', from: 'standard', reference: APPSYNC, unverified: EVERY_MINUTE,
  }),
  row(metric('AWS/AppSync', 'Latency', GRAPHQL, 'p99'), {
    id: 'graphqlApi.latency', subject: 'graphqlApi', title: 'Latency of the GraphQL API (milliseconds, of the slowest in a hundred)', ceiling: atLeast(15000, 8000, 5000), band: 3, datapoints: [3, 3], severity: 'low',
    why: 'Deep or wide queries make it work hard.', first: 'See in the log of the API which queries; limit their depth.', from: 'standard', reference: APPSYNC, unverified: EVERY_MINUTE,
  }),
  row(metric('AWS/CloudFront', 'Requests', DISTRIBUTION, 'Sum'), {
    id: 'distribution.volume', subject: 'distribution', title: 'Requests to the distribution', ceiling: atLeast(3000000, 1000000, 500000), band: 4, datapoints: [3, 3], severity: 'low',
    why: 'Far more requests than on such a day.', first: 'See in the access log whose they are.', from: 'standard', reference: CLOUDFRONT,
  }),
  row(metric('AWS/CloudFront', '4xxErrorRate', DISTRIBUTION, 'Average'), {
    id: 'distribution.clientErrors', subject: 'distribution', title: 'Requests to the distribution that were refused (percent)', ceiling: atLeast(60, 30, 20), band: 3, datapoints: [3, 3], severity: 'low',
    why: 'Somebody tries paths or tokens.', first: 'See in the access log which addresses.', from: 'standard', reference: CLOUDFRONT,
  }),
  row(metric('AWS/CloudFront', '5xxErrorRate', DISTRIBUTION, 'Average'), {
    id: 'distribution.serverErrors', subject: 'distribution', title: 'Requests to the distribution that failed (percent)', ceiling: atLeast(20, 5, 2), band: 3, datapoints: [3, 3], severity: 'medium',
    why: 'What stands behind the distribution fails.', first: 'Look at the origin.', from: 'standard', reference: CLOUDFRONT,
  }),
];

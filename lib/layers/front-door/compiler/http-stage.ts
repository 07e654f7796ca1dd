/**
 * The stage of an HTTP API with its throttles and access log, and the domain in front of it: ``httpStage(facts, routes)``.
 *
 * One JSON object a line. No token, no key and no header is in it: the fields are chosen one by one from "Customize
 * HTTP API access logs" (API Gateway Developer Guide). The domain speaks TLS 1.2, which is all that domains of HTTP APIs do.
 */
import { accessLogFormat } from '../access-log';
import { type DoorFacts, Planned, type PlannedResource, type RouteFacts } from '../model';
import { API } from './arns';
import { DEPLOYMENT, planAccessLog, STAGE } from './stage';

const DOMAIN = 'Domain';

/** By name in the log: variable of `$context`. Those of REST APIs that HTTP APIs have as well, and their own. */
export const HTTP_LOG_FIELDS: Readonly<Record<string, string>> = {
  requestId: 'requestId', extendedRequestId: 'extendedRequestId', accountId: 'accountId', apiId: 'apiId', stage: 'stage', domainName: 'domainName',
  httpMethod: 'httpMethod', routeKey: 'routeKey', path: 'path', protocol: 'protocol', status: 'status', responseLength: 'responseLength',
  requestTimeEpoch: 'requestTimeEpoch', responseLatency: 'responseLatency', integrationStatus: 'integration.status', integrationLatency: 'integration.latency', integrationError: 'integrationErrorMessage',
  sourceIp: 'identity.sourceIp', userAgent: 'identity.userAgent', user: 'identity.user', userArn: 'identity.userArn', caller: 'identity.caller',
  callerAccountId: 'identity.accountId', principalOrgId: 'identity.principalOrgId',
  certificateSubject: 'identity.clientCert.subjectDN', certificateIssuer: 'identity.clientCert.issuerDN', certificateSerial: 'identity.clientCert.serialNumber',
  certificateNotBefore: 'identity.clientCert.validity.notBefore', certificateNotAfter: 'identity.clientCert.validity.notAfter',
  subject: 'authorizer.claims.sub', clientId: 'authorizer.claims.client_id', scope: 'authorizer.claims.scope', tokenId: 'authorizer.claims.jti', authorizerError: 'authorizer.error',
  errorMessage: 'error.message', errorResponseType: 'error.responseType',
};

export function httpStage(facts: DoorFacts, routes: readonly RouteFacts[]): PlannedResource[] {
  const ids = routes.map((r) => r.data.id);
  const log = planAccessLog(facts);
  const own = routes.filter((r) => r.throttle !== undefined).map((r) => [r.data.id, throttle(r.throttle!)] as const);
  return [
    log,
    {
      key: STAGE, type: 'AWS::ApiGatewayV2::Stage', dependsOn: [], routes: ids,
      properties: {
        ApiId: new Planned(API), StageName: facts.stageName, AutoDeploy: false, DeploymentId: new Planned(DEPLOYMENT),
        AccessLogSettings: { DestinationArn: new Planned(log.key, 'Arn'), Format: accessLogFormat(HTTP_LOG_FIELDS) },
        DefaultRouteSettings: { ...throttle(facts.throttle), DetailedMetricsEnabled: true },
        ...(own.length === 0 ? {} : { RouteSettings: Object.fromEntries(own.map(([id, settings]) => [id, { ...settings, DetailedMetricsEnabled: true }])) }),
      },
    },
    ...domain(facts, ids),
  ];
}

function throttle({ rate, burst }: DoorFacts['throttle']): Record<string, number> {
  return { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst };
}

function domain({ domain: said }: DoorFacts, routes: readonly string[]): PlannedResource[] {
  if (said === undefined) return [];
  const { truststoreUri, truststoreVersion, ownershipCertificateArn, basePath, existing } = said;
  return [
    ...(existing !== undefined ? [] : [{
      key: DOMAIN, type: 'AWS::ApiGatewayV2::DomainName', dependsOn: [], routes,
      properties: {
        DomainName: said.domainName,
        DomainNameConfigurations: [{
          CertificateArn: said.certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2',
          ...(ownershipCertificateArn === undefined ? {} : { OwnershipVerificationCertificateArn: ownershipCertificateArn }),
        }],
        ...(truststoreUri === undefined ? {} : { MutualTlsAuthentication: { TruststoreUri: truststoreUri, ...(truststoreVersion === undefined ? {} : { TruststoreVersion: truststoreVersion }) } }),
      },
    }]),
    {
      key: 'DomainMapping', type: 'AWS::ApiGatewayV2::ApiMapping', dependsOn: [], routes,
      properties: { ApiId: new Planned(API), DomainName: existing?.name ?? new Planned(DOMAIN), Stage: new Planned(STAGE), ...(basePath === undefined || basePath === '' ? {} : { ApiMappingKey: basePath }) },
    },
  ];
}

/**
 * What the access log says of each request, and what it never says.
 *
 *   accessLogFormat()   // one line of JSON
 *
 * Every field of reference/aws-layers.md 2.5; source: API Gateway developer guide, "Variables for access logging for API Gateway".
 * Not in it: the Authorization header, `identity.apiKey` (a secret), query strings, bodies, the client's certificate as PEM (its
 * subject, issuer and serial number are). API Gateway writes `-` for what a request does not have.
 */

/** By name in the log: variable of `$context`. */
const FIELDS: Readonly<Record<string, string>> = {
  requestId: 'requestId', extendedRequestId: 'extendedRequestId', accountId: 'accountId', apiId: 'apiId', stage: 'stage', domainName: 'domainName',
  httpMethod: 'httpMethod', resourcePath: 'resourcePath', path: 'path', protocol: 'protocol', status: 'status', responseLength: 'responseLength',
  requestTimeEpoch: 'requestTimeEpoch', responseLatency: 'responseLatency', integrationStatus: 'integration.status', integrationLatency: 'integration.latency',
  sourceIp: 'identity.sourceIp', userAgent: 'identity.userAgent', user: 'identity.user', userArn: 'identity.userArn', caller: 'identity.caller',
  callerAccountId: 'identity.accountId', apiKeyId: 'identity.apiKeyId', principalOrgId: 'identity.principalOrgId',
  cognitoIdentityId: 'identity.cognitoIdentityId', cognitoAuthenticationType: 'identity.cognitoAuthenticationType',
  certificateSubject: 'identity.clientCert.subjectDN', certificateIssuer: 'identity.clientCert.issuerDN', certificateSerial: 'identity.clientCert.serialNumber',
  certificateNotBefore: 'identity.clientCert.validity.notBefore', certificateNotAfter: 'identity.clientCert.validity.notAfter',
  principalId: 'authorizer.principalId', subject: 'authorizer.claims.sub', clientId: 'authorizer.claims.client_id', scope: 'authorizer.claims.scope', tokenId: 'authorizer.claims.jti',
  authorizerStatus: 'authorizer.status', authorizerError: 'authorizer.error', authorizerLatency: 'authorizer.latency',
  authorizerIntegrationStatus: 'authorizer.integrationStatus', authorizerRequestId: 'authorizer.requestId',
  authorizeStatus: 'authorize.status', authorizeError: 'authorize.error', authorizeLatency: 'authorize.latency',
  authenticateStatus: 'authenticate.status', authenticateError: 'authenticate.error',
  wafStatus: 'waf.status', wafError: 'waf.error', wafLatency: 'waf.latency', wafResponseCode: 'wafResponseCode', webaclArn: 'webaclArn',
  errorMessage: 'error.message', errorResponseType: 'error.responseType', validationError: 'error.validationErrorString',
  tlsVersion: 'tlsVersion', cipherSuite: 'cipherSuite',
};

export function accessLogFormat(fields: Readonly<Record<string, string>> = FIELDS): string {
  return JSON.stringify(Object.fromEntries(Object.entries(fields).map(([name, variable]) => [name, `$context.${variable}`])));
}

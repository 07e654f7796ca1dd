/**
 * Authorizer events as API Gateway sends them, in both versions, from one description: ``eventOf('rest', { path: '/documents/42' })``.
 * Shapes: API Gateway developer guide, "Input to an API Gateway Lambda authorizer" and "Working with AWS Lambda authorizers for HTTP APIs"; a client certificate
 * stands at different places in the two (aws_lambda_events' recorded fixtures).
 */
export interface Told {
  readonly method?: string;
  readonly route?: string;
  readonly path?: string;
  readonly parameters?: Readonly<Record<string, string>> | null;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly host?: string;
  readonly sourceIp?: string;
  readonly certificate?: { readonly clientCertPem: string; readonly subjectDN?: string; readonly issuerDN?: string; readonly serialNumber?: string };
}

export type Kind = 'rest' | 'http';
export const KINDS: readonly Kind[] = ['rest', 'http'];

const VALIDITY = { notBefore: 'May 28 12:30:02 2019 GMT', notAfter: 'Aug  5 09:36:04 2036 GMT' };

/* eslint-disable-next-line @typescript-eslint/no-explicit-any */
export function eventOf(kind: Kind, told: Told = {}): any {
  const { method = 'GET', route = '/documents/{id}', path = '/documents/42', host = 'api.example.com', sourceIp = '198.51.100.7' } = told;
  const parameters = told.parameters === undefined ? { id: path.split('/').pop() } : told.parameters;
  const given = Object.entries(told.headers ?? {}).map(([name, value]) => [name, typeof value === 'string' ? [value] : [...value]] as const);
  const certificate = told.certificate === undefined ? undefined : { subjectDN: 'CN=laptop-17', issuerDN: 'CN=Example Device CA', serialNumber: 'a1:a1:a1:a1:a1:a1:a1:a1', validity: VALIDITY, ...told.certificate };
  const queries = told.query ?? {};
  if (kind === 'rest') {
    const many = Object.fromEntries(given);
    return {
      type: 'REQUEST', methodArn: `arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/prod/${method}${path}`, resource: route, path, httpMethod: method,
      headers: Object.fromEntries(given.map(([name, values]) => [name, values[values.length - 1]])), multiValueHeaders: many,
      queryStringParameters: queries, multiValueQueryStringParameters: Object.fromEntries(Object.entries(queries).map(([k, v]) => [k, [v]])),
      pathParameters: parameters, stageVariables: {},
      requestContext: {
        resourceId: 'abc123', resourcePath: route, httpMethod: method, path: `/prod${path}`, stage: 'prod', apiId: 'abcdef1234', accountId: '111122223333', requestId: 'r-1', domainName: host, domainPrefix: 'api', protocol: 'HTTP/1.1',
        identity: { sourceIp, userAgent: 'test/1', apiKey: null, ...(certificate === undefined ? {} : { clientCert: certificate }) },
      },
    };
  }
  const headers = Object.fromEntries(given.map(([name, values]) => [name.toLowerCase(), values.join(',')]));
  return {
    version: '2.0', type: 'REQUEST', routeArn: `arn:aws:execute-api:eu-west-1:111122223333:abcdef1234/prod/${method}${path}`, routeKey: `${method} ${route}`, rawPath: path, rawQueryString: '',
    identitySource: headers.authorization === undefined ? [] : [headers.authorization], headers, ...(Object.keys(queries).length === 0 ? {} : { queryStringParameters: queries }), ...(parameters === null ? {} : { pathParameters: parameters }),
    requestContext: {
      accountId: '111122223333', apiId: 'abcdef1234', domainName: host, domainPrefix: 'api', requestId: 'r-1', routeKey: `${method} ${route}`, stage: 'prod', time: '22/Nov/2026:12:00:00 +0000', timeEpoch: 1_795_348_800_000,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: 'test/1' }, ...(certificate === undefined ? {} : { authentication: { clientCert: certificate } }),
    },
  };
}

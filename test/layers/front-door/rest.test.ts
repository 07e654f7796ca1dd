/** What a REST door becomes: `compileDoor` alone, without an App. */
import { compileDoor } from '../../../lib/layers/front-door/compiler/compile';
import { shardOf } from '../../../lib/layers/front-door/compiler/shard';
import { type DoorFacts, type DoorPlan, Planned, PlannedText, type RouteFacts } from '../../../lib/layers/front-door/model';

type RouteInput = Partial<RouteFacts['data']> & { readonly id: string };

const DOOR: DoorFacts = {
  id: 'Door', path: 'App/Door', protocol: 'rest', profile: 'tls13', vpcEndpointIds: [], throttle: { rate: 100, burst: 200 }, personaThrottles: {}, stageName: 'live',
  accountId: '111122223333', region: 'eu-west-1', partition: 'aws',
  identity: { kind: 'user-pool', issuer: 'https://issuer', userPoolArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/a', clientIds: ['web'], enforcesPersonas: true },
};

function route({ id, ...more }: RouteInput, facts: Partial<RouteFacts> = {}): RouteFacts {
  const [method, path] = id.split(' ');
  return {
    data: { scope: 'App/Door', door: 'Door', id, method, path, handler: { kind: 'function', path: 'App/Read' }, access: 'scopes', personas: [], scopes: ['documents/read'], callers: [], ...more },
    handler: { kind: 'function', path: `App/${id}`, functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:read', integration: { Type: 'AWS_PROXY' } },
    callerArns: [], where: 'app.ts:1', ...facts,
  };
}

const of = (plan: DoorPlan, type: string) => plan.resources.filter((r) => r.type === `AWS::${type}`);
const one = (plan: DoorPlan, key: string) => plan.resources.find((r) => r.key === key)!;
const told = (plan: DoorPlan): string[] => plan.findings.map((f) => `${f.level} ${f.code}`);
const role = (path: string, more = {}) => ({ path, arn: `arn:aws:iam::111122223333:role/${path}`, roleName: path, ...more });

test('every method has an authorizer with scopes, a signature, or is public by its own rule', () => {
  const plan = compileDoor(DOOR, [route({ id: 'GET /a' }), route({ id: 'GET /b', access: 'iam', scopes: [] }, { callers: [role('Batch')] }), route({ id: 'GET /c', access: 'public', scopes: [], because: 'test' })]);
  expect(of(plan, 'ApiGateway::Method').map((m) => [m.properties.AuthorizationType, m.properties.AuthorizationScopes])).toEqual([['COGNITO_USER_POOLS', ['documents/read']], ['AWS_IAM', undefined], ['NONE', undefined]]);
  expect(plan.findings).toEqual([]);
});

test('a permission names the stage, the method, the path and the account', () => {
  const [permission] = of(compileDoor(DOOR, [route({ id: 'GET /documents/{id}' })]), 'Lambda::Permission');
  expect(permission.properties.SourceArn).toEqual(new PlannedText(['arn:aws:execute-api:eu-west-1:111122223333:', new Planned('Api'), '/live/GET/documents/*']));
  expect(permission.properties.SourceAccount).toBe('111122223333');
});

test('the profiles', () => {
  const domain = { domainName: 'api.example.com', certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/c', truststoreUri: 's3://b/k.pem', truststoreVersion: 'v1', basePath: 'v1' };
  const api = (facts: Partial<DoorFacts>) => one(compileDoor({ ...DOOR, ...facts }, [route({ id: 'GET /a' })]), 'Api').properties;
  expect(api({})).toMatchObject({ SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT', DisableExecuteApiEndpoint: false, ApiKeySourceType: 'HEADER' });
  expect(api({ profile: 'device-certificate', domain })).toMatchObject({ SecurityPolicy: 'TLS_1_2', DisableExecuteApiEndpoint: true, EndpointConfiguration: { Types: ['REGIONAL'] } });
  expect(api({ profile: 'private', vpcEndpointIds: ['vpce-1'] })).toMatchObject({ EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1'] }, SecurityPolicy: 'TLS_1_2' });
  const plan = compileDoor({ ...DOOR, profile: 'device-certificate', domain }, [route({ id: 'GET /a' })]);
  expect(one(plan, 'Domain').properties).toMatchObject({ SecurityPolicy: 'TLS_1_2', MutualTlsAuthentication: { TruststoreUri: 's3://b/k.pem', TruststoreVersion: 'v1' } });
  expect(one(plan, 'Mapping').properties).toMatchObject({ BasePath: 'v1', Stage: new Planned('Stage') });
  const { truststoreUri: _, truststoreVersion: __, ...plain } = domain;
  expect(one(compileDoor({ ...DOOR, domain: plain }, [route({ id: 'GET /a' })]), 'Domain').properties).toMatchObject({ SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'STRICT' });
});

test.each([
  ['device certificates without a domain', { profile: 'device-certificate' }, 'MtlsWithoutDomain'],
  ['device certificates without a truststore', { profile: 'device-certificate', domain: { domainName: 'a.example.com', certificateArn: 'c' } }, 'MtlsWithoutTruststore'],
  ['TLS 1.3 with a truststore', { domain: { domainName: 'a.example.com', certificateArn: 'c', truststoreUri: 's3://b/k' } }, 'Tls13WithMtls'],
  ['a private door with a domain', { profile: 'private', vpcEndpointIds: ['vpce-1'], domain: { domainName: 'a.example.com', certificateArn: 'c' } }, 'PrivateWithDomain'],
  ['a private door without endpoints', { profile: 'private' }, 'PrivateWithoutEndpoints'],
  ['endpoints of a public door', { vpcEndpointIds: ['vpce-1'] }, 'EndpointsWithoutPrivate'],
  ['a wildcard domain', { domain: { domainName: '*.example.com', certificateArn: 'c' } }, 'DomainInvalid'],
  ['an issuer that is no pool', { identity: { ...DOOR.identity!, userPoolArn: undefined } }, 'IssuerNeedsPolicyEngine'],
  ['half a nested stack', { shards: 1.5 }, 'ShardsInvalid'],
  ['no requests a second', { throttle: { rate: 0, burst: 1 } }, 'ThrottleInvalid'],
  ['a stage with a slash', { stageName: 'a/b' }, 'StageNameInvalid'],
  ['every origin with credentials', { cors: { origins: ['*'], headers: [], maxAgeSeconds: 1, allowCredentials: true } }, 'CorsWildcardWithCredentials'],
])('%s is refused', (_, facts, code) => {
  expect(told(compileDoor({ ...DOOR, ...facts } as DoorFacts, [route({ id: 'GET /a' })]))).toEqual([`error ${code}`]);
});

test('bodies are held against their model whatever their content type says', () => {
  const plan = compileDoor(DOOR, [route({ id: 'POST /a' }, { validation: { body: { type: 'object' }, queryStrings: ['q'], headers: ['X-A'] } })]);
  const method = one(plan, 'Method POST /a').properties;
  expect(method.RequestModels).toEqual({ 'application/json': new Planned('Model POST /a'), '$default': new Planned('Model POST /a') });
  expect(method.RequestParameters).toEqual({ 'method.request.header.X-A': true, 'method.request.querystring.q': true });
  expect(one(plan, 'Validator').properties).toMatchObject({ ValidateRequestBody: true, ValidateRequestParameters: true });
  expect(one(plan, 'Model POST /a').properties.Schema).toEqual({ $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' });
});

test('the stage writes no request down, throttles, and says everything again for a route with a throttle of its own', () => {
  const plan = compileDoor(DOOR, [route({ id: 'ANY /a/{x}' }, { throttle: { rate: 1, burst: 2 } })]);
  const settings = one(plan, 'Stage').properties.MethodSettings as Record<string, unknown>[];
  expect(settings[0]).toMatchObject({ HttpMethod: '*', ResourcePath: '/*', DataTraceEnabled: false, ThrottlingRateLimit: 100 });
  expect(settings.slice(1).map((s) => s.HttpMethod)).toEqual(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
  expect(settings[1]).toMatchObject({ ResourcePath: '/~1a~1{x}', ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2, DataTraceEnabled: false, LoggingLevel: 'ERROR', CachingEnabled: false });
  for (const key of ['AccessLog', 'ExecutionLog']) expect(one(plan, key)).toMatchObject({ retained: true, properties: { RetentionInDays: 365 } });
  expect(one(compileDoor({ ...DOOR, posture: 'sandbox' }, [route({ id: 'GET /a' })]), 'AccessLog')).toMatchObject({ properties: { RetentionInDays: 7 } });
});

test('the access log has a subject and no secret, in one line of JSON', () => {
  const { Format } = one(compileDoor(DOOR, [route({ id: 'GET /a' })]), 'Stage').properties.AccessLogSetting as { Format: string };
  expect(Format).not.toContain('\n');
  const fields = Object.values(JSON.parse(Format) as Record<string, string>);
  for (const f of ['requestId', 'identity.sourceIp', 'identity.clientCert.serialNumber', 'authorizer.claims.sub', 'authorize.error', 'waf.status', 'error.validationErrorString', 'tlsVersion', 'cipherSuite', 'identity.apiKeyId']) expect(fields).toContain(`$context.${f}`);
  expect(Format).not.toMatch(/Authorization|identity\.apiKey"|clientCertPem|\$input|queryString|body/i);
});

test('refusals say nothing of why, and a 401 says how', () => {
  const plan = compileDoor(DOOR, [route({ id: 'GET /a' })]);
  const responses = of(plan, 'ApiGateway::GatewayResponse').map((r) => r.properties);
  expect(responses.map((r) => r.ResponseType)).toEqual(['DEFAULT_4XX', 'DEFAULT_5XX', 'UNAUTHORIZED']);
  for (const r of responses) expect(JSON.stringify(r)).not.toMatch(/error\.|validationErrorString|authorizer/);
  expect(responses[2].ResponseParameters).toMatchObject({ 'gatewayresponse.header.WWW-Authenticate': '\'Bearer\'' });
});

describe('callers', () => {
  const routes = [
    route({ id: 'GET /documents/{id}', access: 'iam', scopes: [] }, { callers: [role('Reader')] }),
    route({ id: 'GET /documents/{id}/pages', access: 'iam', scopes: [] }, { callers: [role('Other')] }),
  ];
  const statements = (plan: DoorPlan, who: string): unknown => (one(plan, `Caller ${who}`).properties.PolicyDocument as { Statement: { Effect: string; Resource: PlannedText[] }[] }).Statement.map((s) => [s.Effect, s.Resource.map((r) => r.parts[2])]);

  test('a star that goes on across slashes is taken back for what others may sign', () => {
    const plan = compileDoor(DOOR, routes);
    expect(statements(plan, 'Reader')).toEqual([['Allow', ['/live/GET/documents/*']], ['Deny', ['/live/GET/documents/*/pages']]]);
    expect(statements(plan, 'Other')).toEqual([['Allow', ['/live/GET/documents/*/pages']]]);
  });

  test('what cannot be told apart is refused', () => {
    const plan = compileDoor(DOOR, [...routes, route({ id: 'GET /documents/{id}/x/{y}/pages', access: 'iam', scopes: [] }, { callers: [role('Reader')] })]);
    expect(told(plan)).toEqual(['error RoutesNotSeparable']);
  });

  test('a role of another account needs the API\'s policy, and its owner is told what to add', () => {
    const foreign = role('arn:aws:iam::999988887777:role/partner', { arn: 'arn:aws:iam::999988887777:role/partner', account: '999988887777', roleName: undefined });
    const plan = compileDoor(DOOR, [route({ id: 'POST /in', access: 'iam', scopes: [] }, { callers: [foreign] }), route({ id: 'GET /a' })]);
    expect(told(plan)).toEqual(['warning CallerPolicyNotOurs']);
    expect(plan.findings[0].message).toContain('arn:aws:execute-api:eu-west-1:111122223333:API/live/POST/in');
    expect(one(plan, 'Api').properties.Policy).toEqual({ Version: '2012-10-17', Statement: [
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: ['execute-api:/live/*/a'] },
      { Effect: 'Allow', Principal: { AWS: foreign.arn }, Action: 'execute-api:Invoke', Resource: ['execute-api:/live/POST/in'] },
    ] });
  });
});

test('a private door denies whoever comes by no endpoint of the list', () => {
  const plan = compileDoor({ ...DOOR, profile: 'private', vpcEndpointIds: ['vpce-2', 'vpce-1'] }, [route({ id: 'GET /a' })]);
  expect(one(plan, 'Api').properties.Policy).toEqual({ Version: '2012-10-17', Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: ['execute-api:/live/*'] },
    { Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: ['execute-api:/*'], Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } } },
  ] });
});

describe('throttles of personas', () => {
  const personaThrottles = { partner: { rate: 5, burst: 10, quotaPerDay: 100 } };

  test('meter by a key, beside the token', () => {
    const plan = compileDoor({ ...DOOR, personaThrottles }, [route({ id: 'GET /a', personas: ['partner'] }), route({ id: 'GET /b' })]);
    expect(one(plan, 'Method GET /a').properties).toMatchObject({ ApiKeyRequired: true, AuthorizationType: 'COGNITO_USER_POOLS', AuthorizationScopes: ['documents/read'] });
    expect(one(plan, 'Method GET /b').properties.ApiKeyRequired).toBe(false);
    expect(one(plan, 'UsagePlan partner').properties).toMatchObject({ Throttle: { RateLimit: 5, BurstLimit: 10 }, Quota: { Limit: 100, Period: 'DAY' } });
    expect(plan.findings).toEqual([]);
  });

  test('of some of a route\'s personas are refused, and of none as well', () => {
    expect(told(compileDoor({ ...DOOR, personaThrottles }, [route({ id: 'GET /a', personas: ['employee', 'partner'] })]))).toEqual(['error PersonaThrottlePartial']);
    expect(told(compileDoor({ ...DOOR, personaThrottles }, [route({ id: 'GET /a' })]))).toEqual(['error PersonaThrottleUnused']);
  });
});

test('limits are told before CloudFormation does', () => {
  const many = Array.from({ length: 300 }, (_, i) => route({ id: `GET /r${i}` }));
  expect(told(compileDoor(DOOR, many))).toEqual(['error DoorLimitExceeded']);
  expect(told(compileDoor(DOOR, many.slice(0, 250)))).toEqual(['warning DoorLimitNear']);
  expect(told(compileDoor(DOOR, [route({ id: `GET /${'a'.repeat(480)}` })]))).toEqual(['error RouteArnTooLong']);
  const shared = Array.from({ length: 60 }, (_, i) => route({ id: `GET /s${i}` }, { handler: { ...route({ id: 'GET /x' }).handler, path: 'App/One' } }));
  expect(compileDoor(DOOR, shared).findings.map((f) => f.message).join()).toContain('policy of function `App/One`');
});

test('one handler for several kinds of callers is told', () => {
  const handler = route({ id: 'GET /x' }).handler;
  const plan = compileDoor(DOOR, [route({ id: 'GET /a', personas: ['employee'] }, { handler }), route({ id: 'GET /b', personas: ['partner'] }, { handler })]);
  expect(told(plan)).toEqual(['warning HandlerOfMixedPersonas']);
});

test('personas that nobody holds the scope to are refused', () => {
  expect(told(compileDoor({ ...DOOR, identity: { ...DOOR.identity!, enforcesPersonas: false } }, [route({ id: 'GET /a', personas: ['employee'] })]))).toEqual(['error PersonasNotEnforced']);
});

test('the order of routes is of no account, and a shard depends on the route alone', () => {
  const routes = ['GET /a', 'POST /a', 'GET /b/{x}', 'GET /b/{x}/c'].map((id) => route({ id }));
  expect(compileDoor(DOOR, [...routes].reverse())).toEqual(compileDoor(DOOR, routes));
  const plan = compileDoor({ ...DOOR, shards: 4 }, routes);
  for (const { data } of routes) expect(one(plan, `Method ${data.id}`).shard).toBe(shardOf(data.id, 4));
  expect([...new Set(plan.resources.filter((r) => r.shard === undefined).map((r) => r.type.split('::')[2]))]).not.toContain('Method');
});

test('preflights name methods and origins, and never `*` with credentials', () => {
  const plan = compileDoor({ ...DOOR, cors: { origins: ['https://a.example.com', 'https://b.example.com'], headers: ['Authorization'], maxAgeSeconds: 60, allowCredentials: true } }, [route({ id: 'GET /a' }), route({ id: 'POST /a' })]);
  const { Integration, AuthorizationType } = one(plan, 'Preflight /a').properties as { Integration: { Type: string; IntegrationResponses: { ResponseParameters: Record<string, string>; ResponseTemplates: Record<string, string> }[] }; AuthorizationType: string };
  expect([Integration.Type, AuthorizationType]).toEqual(['MOCK', 'NONE']);
  expect(Integration.IntegrationResponses[0].ResponseParameters).toMatchObject({ 'method.response.header.Access-Control-Allow-Methods': '\'GET,POST\'', 'method.response.header.Access-Control-Allow-Origin': '\'https://a.example.com\'', 'method.response.header.Access-Control-Allow-Credentials': '\'true\'' });
  expect(Integration.IntegrationResponses[0].ResponseTemplates['application/json']).toContain('$origin == "https://b.example.com"');
  expect(told(compileDoor({ ...DOOR, cors: { origins: ['https://a.example.com'], headers: ['A'], maxAgeSeconds: 1, allowCredentials: false } }, [route({ id: 'OPTIONS /a' })]))).toEqual(['error CorsOptionsTaken']);
});

test('a service is called with a role of its own that may do this and nothing else', () => {
  const plan = compileDoor(DOOR, [route({ id: 'POST /in' }, { handler: { kind: 'service', path: 'sqs:SendMessage', integration: { Type: 'AWS', IntegrationResponses: [{ StatusCode: '200' }] }, credentials: { service: 'sqs', actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:eu-west-1:111122223333:q'] } } })]);
  expect(one(plan, 'Credentials POST /in').properties).toMatchObject({ Policies: [{ PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: ['arn:aws:sqs:eu-west-1:111122223333:q'] }] } }] });
  expect((one(plan, 'Method POST /in').properties.Integration as { Credentials: Planned }).Credentials).toEqual(new Planned('Credentials POST /in', 'Arn'));
  expect(of(plan, 'Lambda::Permission')).toEqual([]);
});

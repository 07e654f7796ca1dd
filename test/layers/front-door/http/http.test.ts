/** A door over an HTTP API: who may call is in the template exactly as it was said, and what HTTP APIs cannot do is refused by name. */
import * as fc from 'fast-check';
import { compileHttpDoor } from '../../../../lib/layers/front-door/compiler/http';
import { integrationOf } from '../../../../lib/layers/front-door/compiler/http-integration';
import { HTTP_LOG_FIELDS } from '../../../../lib/layers/front-door/compiler/http-stage';
import type { RouteFacts } from '../../../../lib/layers/front-door/model';
import { DOMAIN, door, IDENTITY, ISSUER, lambdaHandler, ofType, only, plain, route } from './support';

const withPersonas = (one: RouteFacts, personas: readonly string[]): RouteFacts => ({ ...one, data: { ...one.data, personas } });
const CALLER = { path: 'App/Batch', arn: 'arn:aws:iam::111122223333:role/batch', roleName: 'batch' };

describe('access', () => {
  test('scopes are checked by a JWT authorizer with issuer and audience', () => {
    const plan = compileHttpDoor(door(), [route('GET /documents/{id}')]);
    expect(plan.findings).toStrictEqual([]);
    expect(only(plan, 'ApiGatewayV2::Authorizer')).toMatchObject({ AuthorizerType: 'JWT', IdentitySource: ['$request.header.Authorization'], JwtConfiguration: { Audience: ['web', 'mobile'], Issuer: ISSUER } });
    expect(only(plan, 'ApiGatewayV2::Route')).toStrictEqual({
      ApiId: '<Api>', RouteKey: 'GET /documents/{id}', Target: 'integrations/<Integration App/Read>', AuthorizationType: 'JWT', AuthorizerId: '<Authorizer>', AuthorizationScopes: ['documents/read'],
    });
  });

  test('callers sign, and are granted exactly the route', () => {
    const plan = compileHttpDoor(door(), [route('POST /imports/{id}', { callers: [CALLER] })]);
    expect(plan.findings).toStrictEqual([]);
    expect(only(plan, 'ApiGatewayV2::Route').AuthorizationType).toBe('AWS_IAM');
    const { RoleName, PolicyDocument } = only(plan, 'IAM::RolePolicy');
    expect(RoleName).toBe('batch');
    expect(PolicyDocument.Statement).toStrictEqual([{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: ['arn:aws:execute-api:eu-west-1:111122223333:<Api>/live/POST/imports/*'] }]);
    expect(ofType(plan, 'ApiGatewayV2::Authorizer')).toStrictEqual([]);
  });

  test('a public route has a reason, and nothing else is public', () => {
    const plan = compileHttpDoor(door(), [route('GET /health', { because: 'the load balancer asks' }), route('GET /documents')]);
    expect(ofType(plan, 'ApiGatewayV2::Route').map((r) => [r.properties.RouteKey, r.properties.AuthorizationType])).toStrictEqual([['GET /documents', 'JWT'], ['GET /health', 'NONE']]);
  });

  test.each([
    ['no scopes', door(), route('GET /documents', { scopes: [] })],
    ['no identity', door({ identity: undefined }), route('GET /documents')],
    ['no callers', door(), route('GET /documents', { callers: [] })],
    ['no reason', door(), route('GET /documents', { because: ' ' })],
  ])('a rule that cannot be carried is no way in: %s', (_, facts, one) => {
    const plan = compileHttpDoor(facts, [one]);
    for (const type of ['Route', 'Integration', 'Authorizer']) expect(ofType(plan, `ApiGatewayV2::${type}`)).toStrictEqual([]);
    expect(ofType(plan, 'Lambda::Permission')).toStrictEqual([]);
  });
});

describe('handlers', () => {
  test('the right to invoke is for this stage, method and path', () => {
    const plan = compileHttpDoor(door(), [route('GET /documents/{id}'), route('ANY /files/{proxy+}')]);
    expect(ofType(plan, 'Lambda::Permission').map((p) => plain(p.properties).SourceArn)).toStrictEqual([
      'arn:aws:execute-api:eu-west-1:111122223333:<Api>/live/*/files/{proxy+}', 'arn:aws:execute-api:eu-west-1:111122223333:<Api>/live/GET/documents/{id}',
    ]);
    expect(ofType(plan, 'Lambda::Permission').every((p) => p.properties.SourceAccount === '111122223333' && p.properties.Principal === 'apigateway.amazonaws.com')).toBe(true);
  });

  test('routes of one function share its integration', () => {
    const plan = compileHttpDoor(door(), [route('GET /a'), route('GET /b'), route('GET /c', { scopes: ['documents/read'], handler: lambdaHandler('App/Other') })]);
    expect(ofType(plan, 'ApiGatewayV2::Integration').map((i) => i.routes)).toStrictEqual([['GET /a', 'GET /b'], ['GET /c']]);
  });

  test('a private service is reached at its listener, by name, with the path of its url', () => {
    const integration = { ConnectionId: 'link', IntegrationTarget: 'arn:listener', Uri: 'https://documents.internal:8443/v1/{id}/x', IntegrationHttpMethod: 'GET', TimeoutInMillis: 5000 };
    expect(integrationOf({ kind: 'http', path: 'App/Link', integration })).toStrictEqual({
      IntegrationType: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: 'link', IntegrationUri: 'arn:listener', IntegrationMethod: 'GET', PayloadFormatVersion: '1.0', TimeoutInMillis: 5000,
      TlsConfig: { ServerNameToVerify: 'documents.internal' }, RequestParameters: { 'overwrite:path': '/v1/$request.path.id/x' },
    });
    expect(integrationOf({ kind: 'http', path: 'App/Link', integration: { ...integration, Uri: 'http://documents.internal' } })).not.toHaveProperty('TlsConfig');
  });

  test('two urls behind one link are two integrations', () => {
    const at = (Uri: string) => ({ kind: 'http' as const, path: 'App/Link', integration: { ConnectionId: 'link', IntegrationTarget: 'arn:listener', Uri } });
    const plan = compileHttpDoor(door(), [route('GET /a', { scopes: ['s/x'], handler: at('https://x/a') }), route('GET /b', { scopes: ['s/x'], handler: at('https://x/b') })]);
    expect(ofType(plan, 'ApiGatewayV2::Integration')).toHaveLength(2);
  });
});

describe('stage and domain', () => {
  const plan = compileHttpDoor(door({ cors: { origins: ['https://app.example.com'], headers: ['Authorization'], maxAgeSeconds: 600, allowCredentials: true } }), [route('GET /a', { scopes: ['s/x'], throttle: { rate: 1, burst: 2 } }), route('POST /a')]);

  test('the deployment waits for all that it freezes, and the stage serves it', () => {
    const frozen = plan.resources.filter((r) => /::(Route|Integration|Authorizer)$/.test(r.type)).map((r) => r.key);
    expect([...plan.resources.find((r) => r.key === plan.deployment)!.dependsOn].sort()).toStrictEqual([...frozen].sort());
    expect(only(plan, 'ApiGatewayV2::Stage')).toMatchObject({
      StageName: 'live', AutoDeploy: false, DeploymentId: '<Deployment>', AccessLogSettings: { DestinationArn: '<AccessLog.Arn>' },
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }, RouteSettings: { 'GET /a': { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 } },
    });
  });

  test('a route of every method would take the preflights of pages', () => {
    const cors = { origins: ['https://app.example.com'], headers: ['Authorization'], maxAgeSeconds: 600, allowCredentials: true };
    const told = (facts: object): string[] => compileHttpDoor(door(facts), [route('ANY /a'), route('GET /b')]).findings.map((f) => f.message).filter((m) => m.includes('preflight'));
    expect(told({ cors })).toEqual([expect.stringContaining('`ANY /a`')]);
    expect(told({})).toEqual([]);
  });

  test('the domain asks for certificates, and the default host is off', () => {
    expect(only(plan, 'ApiGatewayV2::Api')).toMatchObject({ DisableExecuteApiEndpoint: true, CorsConfiguration: { AllowOrigins: ['https://app.example.com'], AllowMethods: ['GET', 'POST'], AllowCredentials: true, MaxAge: 600 } });
    expect(only(plan, 'ApiGatewayV2::DomainName')).toMatchObject({ MutualTlsAuthentication: { TruststoreUri: DOMAIN.truststoreUri, TruststoreVersion: 'v1' }, DomainNameConfigurations: [{ EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }] });
    expect(only(plan, 'ApiGatewayV2::ApiMapping')).toStrictEqual({ ApiId: '<Api>', DomainName: '<Domain>', Stage: '<Stage>' });
  });

  test('the log ends as the posture says, and is encrypted with the key that the door was given', () => {
    const log = (facts: object): object => only(compileHttpDoor(door(facts), [route('GET /a')]), 'Logs::LogGroup');
    expect(log({})).toEqual({ RetentionInDays: 365 });
    expect(log({ posture: 'sandbox' })).toEqual({ RetentionInDays: 7 });
    expect(log({ posture: 'high', logKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' })).toEqual({ RetentionInDays: 731, KmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/1' });
  });

  test('the log names who called, and holds no secret', () => {
    const format = only(plan, 'ApiGatewayV2::Stage').AccessLogSettings.Format as string;
    expect(JSON.parse(format)).toMatchObject({ subject: '$context.authorizer.claims.sub', sourceIp: '$context.identity.sourceIp', certificateSerial: '$context.identity.clientCert.serialNumber' });
    expect(format.length).toBeLessThan(3072);
    expect(Object.values(HTTP_LOG_FIELDS).filter((v) => /header|apiKey$|Pem|queryString|body/i.test(v))).toStrictEqual([]);
  });
});

describe('what HTTP APIs cannot do', () => {
  const told = (...args: Parameters<typeof compileHttpDoor>): string[] => compileHttpDoor(...args).findings.map((f) => `${f.level} ${f.code}: ${f.message}`);
  test.each<[string, ReturnType<typeof told>, string]>([
    ['TLS 1.3', told(door({ profile: 'tls13', domain: undefined }), [route('GET /a')]), 'insist on TLS 1.3'],
    ['private', told(door({ profile: 'private', domain: undefined, vpcEndpointIds: ['vpce-1'] }), [route('GET /a')]), 'be private'],
    ['interface endpoints', told(door({ vpcEndpointIds: ['vpce-1'] }), [route('GET /a')]), '1 interface endpoints'],
    ['usage plans', told(door({ personaThrottles: { employee: { rate: 1, burst: 1 } } }), [route('GET /a')]), 'throttles of `employee`'],
    ['validation', told(door(), [route('GET /a', { scopes: ['s/x'], validation: { queryStrings: ['q'], headers: [] } })]), 'have its requests validated'],
    ['services', told(door(), [route('GET /a', { scopes: ['s/x'], handler: { kind: 'service', path: 'sqs:SendMessage', integration: {} } })]), '`sqs:SendMessage`'],
    ['a link without listener', told(door(), [route('GET /a', { scopes: ['s/x'], handler: { kind: 'http', path: 'App/Link', integration: { ConnectionId: 'l', Uri: 'https://x/' } } })]), 'no listener behind the VPC link'],
    ['callers of other accounts', told(door(), [route('GET /a', { callers: [{ ...CALLER, account: '444455556666' }] })]), 'account `444455556666`'],
  ])('%s', (_, findings, words) => {
    expect(findings).toHaveLength(1);
    expect(findings[0]).toContain('error HttpDoorCannot: ');
    expect(findings[0]).toContain(words);
    expect(findings[0]).toContain('DoorProtocol.REST');
  });

  test('mistakes of one door are told together', () => {
    expect(told(door({ profile: 'tls13', domain: undefined, vpcEndpointIds: ['vpce-1'] }), [route('GET /a', { scopes: ['s/x'], validation: { body: {}, queryStrings: [], headers: [] } })])).toHaveLength(3);
  });

  test.each([
    ['MtlsWithoutDomain', door({ domain: undefined }), route('GET /a')],
    ['MtlsWithoutTruststore', door({ domain: { ...DOMAIN, truststoreUri: undefined } }), route('GET /a')],
    ['HttpDoorWithoutAudience', door({ identity: { ...IDENTITY, clientIds: [] } }), route('GET /a')],
    ['HttpDoorLimit', door({ identity: { ...IDENTITY, clientIds: Array.from({ length: 51 }, (_, i) => `c${i}`) } }), route('GET /a')],
    ['HttpDoorLimit', door(), route('GET /a', { scopes: Array.from({ length: 11 }, (_, i) => `s/${i}`) })],
    ['PersonasNotEnforced', door({ identity: { ...IDENTITY, enforcesPersonas: false } }), withPersonas(route('GET /a'), ['employee'])],
    ['CorsWildcardWithCredentials', door({ cors: { origins: ['*'], headers: [], maxAgeSeconds: 1, allowCredentials: true } }), route('GET /a')],
  ])('%s', (code, facts, one) => expect(told(facts, [one]).map((t) => t.split(' ')[1])).toStrictEqual([`${code}:`]));

  test('the quota of routes warns', () => {
    expect(told(door(), Array.from({ length: 301 }, (_, i) => route(`GET /r${i}`, { scopes: ['s/x'], handler: lambdaHandler(`App/F${i}`) })))).toStrictEqual([expect.stringMatching(/^warning HttpDoorLimit: .*301 routes/)]);
  });
});

test('each route is a statement of its function: too many do not fit', () => {
  const plan = compileHttpDoor(door(), Array.from({ length: 60 }, (_, i) => route(`GET /r${i}`)));
  expect(plan.findings.map((f) => f.code)).toStrictEqual(['DoorLimitExceeded']);
});

test('order is of no account, and a route moves no other', () => {
  const all = ['GET /a', 'POST /a', 'GET /b/{id}', 'ANY /c/{proxy+}', 'GET /d'].map((id) => route(id));
  fc.assert(fc.property(fc.shuffledSubarray(all, { minLength: 1 }), (some) => {
    const planned = (routes: typeof all) => new Map(compileHttpDoor(door({ shards: 3 }), routes).resources.map((r) => [r.key, r]));
    const [whole, part] = [planned(all), planned(some)];
    for (const one of some) {
      for (const key of [`Route ${one.data.id}`, `Invoke ${one.data.id}`]) expect(part.get(key)).toEqual(whole.get(key));
    }
    expect([...planned([...some].reverse()).values()]).toEqual([...part.values()]);
  }));
});

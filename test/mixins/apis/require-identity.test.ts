/** Existing APIs ask who is calling: every route that asked nobody, nothing beside it, twice the same as once, later ones told. */
import { Aspects, AspectPriority, CfnParameter, CfnResource, Mixins, NestedStack, Shims, Stack, Validations } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CloseApi, IdentityFoundation, IdentitySource, RequireIdentity, type RequireIdentityProps } from 'cdk-zero-trust';
import { changed, codes, newStack, template, told } from '../support';
import { fn, httpApi, identity, idOf, l1, ofType, plainApi, POOL, restApi, SCOPES } from './support';

const HEALTH = [{ route: 'GET /health', because: 'the load balancer asks' }];
const mixin = (stack: Stack, more: Partial<RequireIdentityProps> = {}): RequireIdentity => new RequireIdentity({ identity: identity(stack), scopes: SCOPES, ...more });
const access = (text: any): Record<string, unknown> => Object.fromEntries([...ofType(text, 'ApiGateway::Method'), ...ofType(text, 'ApiGatewayV2::Route')].map(([id, { Properties: p }]) => [id.replace(/[0-9A-F]{8}$/, ''), [p.AuthorizationType, p.AuthorizationScopes]]));

describe('a REST API', () => {
  const make = (times: number): { readonly stack: Stack; readonly text: any } => {
    const stack = newStack();
    const api = restApi(stack);
    const one = mixin(stack, { exceptRoutes: HEALTH });
    for (let i = 0; i < times; i++) api.with(i === 2 ? mixin(new Stack(), { identity: (one as any).props.identity, exceptRoutes: HEALTH }) : one);
    return { stack, text: template(stack) };
  };

  test('asks for a token with the scope; the preflight and the exception stay open', () => {
    const { stack, text } = make(1);
    expect(access(text)).toStrictEqual({
      ApidocumentsPOST: ['COGNITO_USER_POOLS', SCOPES], ApidocumentsidGET: ['COGNITO_USER_POOLS', SCOPES], ApidocumentsOPTIONS: ['NONE', undefined], ApihealthGET: ['NONE', undefined],
    });
    const authorizer = idOf(text, 'ApiGateway::Authorizer');
    expect(text.Resources[authorizer].Properties).toMatchObject({ Type: 'COGNITO_USER_POOLS', ProviderARNs: [POOL], IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: 0 });
    expect(ofType(text, 'ApiGateway::Method').filter(([, m]) => m.Properties.AuthorizerId !== undefined).map(([, m]) => m.Properties.AuthorizerId)).toStrictEqual([{ Ref: authorizer }, { Ref: authorizer }]);
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [expect.stringContaining('cannot tell clients of a user pool apart')] });
  });

  test('clients are named where they are compared, and nowhere else', () => {
    const stack = newStack();
    restApi(stack).with(mixin(stack, { identity: identity(stack, 'Scoped', SCOPES, []), exceptRoutes: HEALTH }));
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
    const second = newStack();
    httpApi(second).with(mixin(second, { exceptRoutes: HEALTH }));
    expect(codes(told(second).warnings)).not.toContain('ClientsNotToldApart');
  });

  test('changes three properties of each open method, the deployment, and nothing else', () => {
    const [before, after] = [make(0).text, make(1).text];
    const others = changed(before, after).filter((p) => !/^ApiDeployment|^ApiZeroTrustIdentity/.test(p));
    expect(others.map((p) => p.replace(/[0-9A-F]{8}(?=\/)/, ''))).toStrictEqual([
      'ApidocumentsPOST/Properties/AuthorizationScopes', 'ApidocumentsPOST/Properties/AuthorizationType', 'ApidocumentsPOST/Properties/AuthorizerId',
      'ApidocumentsidGET/Properties/AuthorizationScopes', 'ApidocumentsidGET/Properties/AuthorizationType', 'ApidocumentsidGET/Properties/AuthorizerId', 'ApihealthGET/Metadata',
    ]);
    expect(idOf(before, 'ApiGateway::Deployment')).not.toBe(idOf(after, 'ApiGateway::Deployment'));
    expect(ofType(after, 'ApiGateway::Deployment')[0][1].DependsOn).toContain(idOf(after, 'ApiGateway::Authorizer'));
  });

  test('twice is the same as once, also by another mixin of the same words', () => {
    const once = make(1).text;
    expect(make(2).text).toStrictEqual(once);
    expect(make(3).text).toStrictEqual(once);
  });

  test('a public route says why, for whoever reads the template', () => {
    const [, method] = ofType(make(1).text, 'ApiGateway::Method').find(([id]) => id.startsWith('Apihealth'))!;
    expect(method.Metadata['zero-trust']).toStrictEqual({ routes: ['GET /health'], public: 'the load balancer asks' });
  });
});

describe('what asks already stays', () => {
  test.each<[string, Partial<apigw.CfnMethodProps>, unknown]>([
    ['IAM', { authorizationType: 'AWS_IAM' }, ['AWS_IAM', undefined]],
    ['a Lambda function', { authorizationType: 'CUSTOM', authorizerId: 'a' }, ['CUSTOM', undefined]],
    ['Cognito with scopes', { authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'a', authorizationScopes: ['own/x'] }, ['COGNITO_USER_POOLS', ['own/x']]],
    ['Cognito without scopes takes ID tokens: it gets the scopes', { authorizationType: 'COGNITO_USER_POOLS', authorizerId: 'a' }, ['COGNITO_USER_POOLS', SCOPES]],
    ['nothing', {}, ['COGNITO_USER_POOLS', SCOPES]],
    ['an OPTIONS with a handler is no preflight', { httpMethod: 'OPTIONS', integration: { type: 'AWS_PROXY', uri: 'x' } }, ['COGNITO_USER_POOLS', SCOPES]],
  ])('%s', (_, props, expected) => {
    const stack = newStack();
    const { api, method } = plainApi(stack);
    method.authorizationType = undefined;
    Object.assign(method, props);
    api.with(mixin(stack));
    const text = template(stack);
    expect(access(text).Method).toStrictEqual(expected);
    if (props.authorizerId !== undefined) expect(ofType(text, 'ApiGateway::Method')[0][1].Properties.AuthorizerId).toBe('a');
  });
});

describe('L1, nested, raw', () => {
  test('an L1 alone, with its authorizer beside it and a deployment that follows', () => {
    const stack = newStack();
    const { api } = plainApi(stack);
    const before = template(stack);
    api.with(mixin(stack));
    const after = template(stack);
    expect(access(after)).toStrictEqual({ Method: ['COGNITO_USER_POOLS', SCOPES] });
    expect(idOf(after, 'ApiGateway::Deployment')).not.toBe(idOf(before, 'ApiGateway::Deployment'));
    expect(told(stack).errors).toStrictEqual([]);
  });

  test('a method in a nested stack, and one without a type', () => {
    const stack = newStack();
    const { api } = plainApi(stack);
    const routes = new NestedStack(stack, 'Routes');
    const method = new apigw.CfnMethod(routes, 'Nested', { restApiId: api.ref, resourceId: api.attrRootResourceId, httpMethod: 'GET' });
    const raw = new CfnResource(stack, 'Raw', { type: 'AWS::ApiGateway::Method', properties: { RestApiId: { Ref: 'Api' }, ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'PUT' } });
    api.with(mixin(stack));
    expect(told(stack).errors).toStrictEqual([]);
    expect(method.authorizationType).toBe('COGNITO_USER_POOLS');
    expect(access(template(stack)).Raw).toStrictEqual(['COGNITO_USER_POOLS', SCOPES]);
    expect(raw.node.path).toBe('App/Raw');
  });
});

describe('an HTTP API', () => {
  test('asks for a token of known clients with the scope', () => {
    const stack = newStack();
    httpApi(stack).with(mixin(stack, { exceptRoutes: HEALTH }));
    const text = template(stack);
    expect(Object.values(access(text)).map(String).sort()).toStrictEqual([`JWT,${SCOPES}`, `JWT,${SCOPES}`, 'NONE,']);
    expect(ofType(text, 'ApiGatewayV2::Authorizer')[0][1].Properties).toMatchObject({ AuthorizerType: 'JWT', JwtConfiguration: { Audience: ['web'], Issuer: { 'Fn::Join': ['', ['https://cognito-idp.eu-west-1.', { Ref: 'AWS::URLSuffix' }, '/eu-west-1_abc']] } } });
    expect(told(stack).errors).toStrictEqual([]);
  });

  test('of any issuer', () => {
    const stack = newStack();
    httpApi(stack).with(mixin(stack, { identity: IdentitySource.fromIssuer({ issuer: 'https://login.example.com', audiences: ['api'] }), exceptRoutes: HEALTH }));
    expect(ofType(template(stack), 'ApiGatewayV2::Authorizer')[0][1].Properties.JwtConfiguration).toStrictEqual({ Audience: ['api'], Issuer: 'https://login.example.com' });
  });

  test('what has an authorizer stays; an L1 as well', () => {
    const stack = newStack();
    const api = new v2.HttpApi(stack, 'Api', { defaultAuthorizer: new authorizers.HttpIamAuthorizer() });
    api.addRoutes({ path: '/a', methods: [v2.HttpMethod.GET], integration: new integrations.HttpLambdaIntegration('I', fn(stack)) });
    const before = template(stack);
    l1(api).with(mixin(stack));
    expect(changed(before, template(stack))).toStrictEqual([]);
  });

  test('a WebSocket API is refused', () => {
    const stack = newStack();
    new v2.WebSocketApi(stack, 'Api').with(mixin(stack));
    expect(codes(told(stack).errors)).toStrictEqual(['ApiNotClosable']);
  });
});

describe('an OpenAPI document', () => {
  const operation = (more: object = {}): object => ({ 'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: 'arn' }, ...more });
  const swagger = (stack: Stack): object => ({
    swagger: '2.0', info: { title: 't', version: '1' },
    securityDefinitions: { pool: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: ['a'] } }, docs: { type: 'apiKey', name: 'x', in: 'header' }, sig: { 'type': 'apiKey', 'name': 'Authorization', 'in': 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' } },
    paths: {
      '/open.json': { get: operation({ 'x-amazon-apigateway-integration': { type: 'aws_proxy', uri: fn(stack).functionArn } }) },
      '/described': { get: operation({ security: [{ docs: [] }] }) },
      '/token': { get: operation({ security: [{ pool: [] }] }) },
      '/either': { get: operation({ security: [{ pool: ['own/x'] }, {}] }) },
      '/scopes': { 'x-amazon-apigateway-any-method': operation({ security: [{ pool: ['own/x'] }] }) },
      '/signed': { get: operation({ security: [{ sig: [] }] }) },
      '/preflight': { options: { 'x-amazon-apigateway-integration': { type: 'mock' } } },
      '/health': { get: operation() },
    },
  });
  const spec = (stack: Stack, body: object): apigw.SpecRestApi => new apigw.SpecRestApi(stack, 'Api', { apiDefinition: apigw.ApiDefinition.fromInline(body), cloudWatchRole: false });

  test('Swagger 2.0: what is open gets the scopes, in place', () => {
    const stack = newStack();
    const api = spec(stack, swagger(stack));
    const before = ofType(template(stack), 'ApiGateway::RestApi')[0][1].Properties.Body;
    api.with(mixin(stack, { exceptRoutes: HEALTH }));
    const text = template(stack);
    const body = ofType(text, 'ApiGateway::RestApi')[0][1].Properties.Body;
    const ours = [{ ZeroTrustIdentity: SCOPES }];
    expect(Object.fromEntries(Object.entries<any>(body.paths).map(([path, item]) => [path, Object.values<any>(item)[0].security]))).toStrictEqual({
      '/open.json': ours, '/described': ours, '/token': ours, '/either': ours, '/scopes': [{ pool: ['own/x'] }], '/signed': [{ sig: [] }], '/preflight': undefined, '/health': undefined,
    });
    expect(body.securityDefinitions.ZeroTrustIdentity['x-amazon-apigateway-authorizer']).toStrictEqual({ type: 'cognito_user_pools', providerARNs: [POOL], authorizerResultTtlInSeconds: 0 });
    expect(body.securityDefinitions.pool).toStrictEqual(before.securityDefinitions.pool);
    expect(body.paths['/open.json'].get['x-amazon-apigateway-integration']).toStrictEqual(before.paths['/open.json'].get['x-amazon-apigateway-integration']);
    expect(codes(told(stack).warnings)).toStrictEqual(['ClientsNotToldApart']);
    expect(told(stack).errors).toStrictEqual([]);
  });

  test.each<[string, object]>([
    ['an authorization beside the security', { get: operation({ 'security': [{ pool: ['own/x'] }], 'x-amazon-apigateway-auth': { type: 'NONE' } }) }],
    ['a reference to an item', { $ref: '#/components/x' }],
    ['a reference beside an operation', { $ref: '#/components/x', get: operation({ security: [{ pool: ['own/x'] }] }) }],
    ['an item of the deployment', { 'Fn::Transform': { Name: 'x' } }],
  ])('%s is not known', (_, item) => {
    const stack = newStack();
    spec(stack, { ...swagger(stack), paths: { '/a': item } }).with(mixin(stack));
    expect(codes(told(stack).errors)).toStrictEqual(['ApiRouteUnknown']);
  });

  test('OpenAPI 3', () => {
    const stack = newStack();
    spec(stack, { openapi: '3.0.1', info: {}, paths: { '/a': { post: operation() } } }).with(mixin(stack));
    const { Body } = ofType(template(stack), 'ApiGateway::RestApi')[0][1].Properties;
    expect(Body.components.securitySchemes.ZeroTrustIdentity['x-amazon-apigateway-authtype']).toBe('cognito_user_pools');
    expect(Body.paths['/a'].post.security).toStrictEqual([{ ZeroTrustIdentity: SCOPES }]);
  });

  test('of an HTTP API', () => {
    const stack = newStack();
    const api = new v2.CfnApi(stack, 'Api', { body: { openapi: '3.0.1', info: {}, paths: { '/a': { get: operation() } } } });
    new v2.CfnStage(stack, 'Stage', { apiId: api.ref, stageName: '$default', autoDeploy: true });
    api.with(mixin(stack));
    const { Body } = ofType(template(stack), 'ApiGatewayV2::Api')[0][1].Properties;
    expect(Body.components.securitySchemes.ZeroTrustIdentity['x-amazon-apigateway-authorizer']).toMatchObject({ type: 'jwt', jwtConfiguration: { audience: ['web'] } });
    expect(told(stack).errors).toStrictEqual([]);
  });

  test('in S3, or a token: refused', () => {
    const stack = newStack();
    new apigw.SpecRestApi(stack, 'Api', { apiDefinition: apigw.ApiDefinition.fromAsset(__filename), cloudWatchRole: false }).with(mixin(stack));
    expect(codes(told(stack).errors)).toStrictEqual(['ApiBodyUnseen']);
    const second = newStack();
    const api = new apigw.CfnRestApi(second, 'Api', { body: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://b/k' } } } });
    new apigw.CfnDeployment(second, 'D', { restApiId: api.ref });
    api.with(mixin(second));
    expect(codes(told(second).errors)).toStrictEqual(['ApiBodyUnseen']);
  });

  test('cloned from another API: refused', () => {
    const stack = newStack();
    const api = new apigw.CfnRestApi(stack, 'Api', { name: 'api', cloneFrom: 'abcdefghij' });
    new apigw.CfnDeployment(stack, 'D', { restApiId: api.ref });
    api.with(mixin(stack));
    expect(codes(told(stack).errors)).toStrictEqual(['ApiBodyUnseen']);
  });
});

describe('what is told', () => {
  const errorsOf = (change: (api: apigw.RestApi, stack: Stack) => void, more: Partial<RequireIdentityProps> = {}): readonly string[] => {
    const stack = newStack();
    const api = restApi(stack);
    api.with(mixin(stack, { exceptRoutes: HEALTH, ...more }));
    change(api, stack);
    return told(stack).errors;
  };

  test('a method that comes later, with its path and the fix', () => {
    const errors = errorsOf((api) => { api.root.addResource('later').addMethod('DELETE'); });
    expect(codes(errors)).toStrictEqual(['ApiRouteOpen']);
    for (const word of ['`DELETE /later`', '`App/Api/Default/later/DELETE/Resource`', '`RequireIdentity`', '`exceptRoutes`', 'require-identity.test.ts:', 'cdk-zero-trust:ApiRouteOpen']) expect(errors[0]).toContain(word);
  });

  test.each<[string, (api: apigw.RestApi, stack: Stack) => void, readonly string[]]>([
    ['an override that opens it again', (api) => method(api).addPropertyOverride('AuthorizationType', 'NONE'), ['ApiRouteOpen']],
    ['an override that takes the scopes', (api) => method(api).addPropertyDeletionOverride('AuthorizationScopes'), ['ApiRouteWithoutScopes']],
    ['a type that the deployment chooses', (api, stack) => method(api).addPropertyOverride('AuthorizationType', new CfnParameter(stack, 'P').valueAsString), ['ApiRouteUnknown']],
    ['a type that is none', (api) => method(api).addPropertyOverride('AuthorizationType', 'MAGIC'), ['ApiRouteUnknown']],
    ['accepted with a reason', (api) => { method(api).addPropertyOverride('AuthorizationType', 'NONE'); Validations.of(method(api)).acknowledge({ id: 'cdk-zero-trust:ApiRouteOpen', reason: 'until March' }); }, []],
  ])('%s', (_, change, expected) => expect(codes(errorsOf(change))).toStrictEqual(expected));

  test.each<[string, Partial<RequireIdentityProps>, string, readonly string[]]>([
    ['an exception of no route', { exceptRoutes: [...HEALTH, { route: 'GET /helth', because: 'x' }] }, 'ExceptionForNoRoute', ['`GET /helth`', 'did you mean `GET /health`?']],
    ['an exception without a reason', { exceptRoutes: [{ route: 'GET /health', because: ' ' }] }, 'ExceptionWithoutReason', ['`GET /health`']],
    ['no scopes', { scopes: [] }, 'IdentityWithoutScopes', ['ID tokens']],
    ['a scope that nobody issues', { scopes: ['documents/raed'] }, 'UnknownScope', ['did you mean `documents/read`?']],
    ['an issuer for a REST API', { identity: IdentitySource.fromIssuer({ issuer: 'https://login.example.com', audiences: ['a'] }) }, 'IssuerNeedsPolicyEngine', ['HTTP API']],
    ['an issuer that is none', { identity: IdentitySource.fromIssuer({ issuer: 'http://login.example.com', audiences: ['a'] }) }, 'IssuerNotHttps', ['http://login.example.com']],
  ])('%s', (_, more, code, words) => {
    const errors = errorsOf(() => undefined, more);
    expect(codes(errors)).toContain(code);
    for (const word of words) expect(errors.find((e) => e.startsWith(code))).toContain(word);
  });

  test('an imported API: refused without a deployment, closed in its parts and told with one', () => {
    const theirs = (stack: Stack): apigw.IRestApi => apigw.RestApi.fromRestApiAttributes(stack, 'Theirs', { restApiId: 'abc123', rootResourceId: 'root' });
    const stack = newStack();
    Mixins.of(theirs(stack)).apply(mixin(stack));
    expect(codes(told(stack).errors)).toStrictEqual(['ImportedApiNotRedeployed']);
    const second = newStack();
    const api = theirs(second);
    api.root.addResource('a').addMethod('GET', new apigw.MockIntegration());
    const deployment = new apigw.Deployment(second, 'D', { api });
    new apigw.Stage(second, 'S', { deployment });
    Mixins.of(api).apply(mixin(second));
    const { errors, warnings } = told(second);
    expect([codes(errors), codes(warnings)]).toStrictEqual([[], expect.arrayContaining(['ApiPartsUnseen'])]);
    expect(Object.values(access(template(second)))).toStrictEqual([['COGNITO_USER_POOLS', SCOPES]]);
  });

  test('no API: passed over, or refused when asked directly', () => {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(mixin(stack).supports(role)).toBe(false);
    expect(() => mixin(newStack()).applyTo(role)).toThrow('ApiUnknown: `App/Role` is no api');
  });
});

test.each([[true], [false]])('as an aspect it closes what comes later, with CDK\'s stabilization %s', (stable) => {
  const stack = newStack({ context: { '@aws-cdk/core:aspectStabilization': stable } });
  Aspects.of(stack).add(Shims.asAspect(mixin(stack, { exceptRoutes: HEALTH })), { priority: AspectPriority.MUTATING });
  restApi(stack);
  expect(Object.values(access(template(stack))).filter(([type]: any) => type === 'COGNITO_USER_POOLS')).toHaveLength(2);
  expect(told(stack).errors).toStrictEqual([]);
});

test('with an identity that the library makes: its scopes follow from the API', () => {
  const stack = newStack();
  const made = new IdentityFoundation(stack, 'Identity', {});
  restApi(stack).with(new RequireIdentity({ identity: made, scopes: SCOPES, exceptRoutes: HEALTH }));
  const text = template(stack);
  expect(ofType(text, 'Cognito::UserPoolResourceServer').map(([, r]) => [r.Properties.Identifier, r.Properties.Scopes.map((s: any) => s.ScopeName)])).toStrictEqual([['documents', ['read']]]);
  expect(ofType(text, 'ApiGateway::Authorizer')[0][1].Properties.ProviderARNs).toStrictEqual([{ 'Fn::GetAtt': [idOf(text, 'Cognito::UserPool'), 'Arn'] }]);
});

test('beside `CloseApi`, in either order', () => {
  const make = (order: boolean): any => {
    const stack = newStack();
    const [one, two] = [mixin(stack, { exceptRoutes: HEALTH }), new CloseApi({ throttle: { rate: 1, burst: 2 } })];
    restApi(stack).with(...(order ? [one, two] : [two, one]));
    expect(told(stack).errors).toStrictEqual([]);
    return template(stack);
  };
  expect(make(true)).toStrictEqual(make(false));
});

test('an eleventh authorizer is told, whoever made the others', () => {
  const make = (others: number): string[] => {
    const stack = newStack();
    const api = restApi(stack);
    for (let i = 0; i < others; i++) new apigw.CfnAuthorizer(stack, `A${i}`, { restApiId: api.restApiId, name: `a${i}`, type: 'TOKEN', identitySource: 'method.request.header.Authorization', authorizerUri: 'x' });
    api.with(mixin(stack, { exceptRoutes: HEALTH }));
    return codes(told(stack).errors);
  };
  expect(make(9)).toStrictEqual([]);
  expect(make(10)).toStrictEqual(['DoorLimitExceeded']);
});

function method(api: apigw.RestApi): CfnResource {
  return l1(api.methods.find((m) => m.httpMethod === 'POST')!);
}

describe('whose tokens are taken is looked at again', () => {
  const EVIL = 'arn:aws:cognito-idp:eu-west-1:999999999999:userpool/eu-west-1_evil';
  const authorizerOf = (stack: Stack): CfnResource => stack.node.findAll().find((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType.endsWith('::Authorizer'))!;
  const methodOf = (stack: Stack, type: string): CfnResource => stack.node.findAll().find((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType === type && c.node.path.includes('documents/POST'))!;
  const METHOD = 'AWS::ApiGateway::Method';

  test.each<[string, (stack: Stack) => void, readonly string[]]>([
    ['nothing', () => undefined, []],
    ['another pool', (s) => authorizerOf(s).addPropertyOverride('ProviderARNs', [EVIL]), ['ApiAuthorizerChanged']],
    ['a pool more, in the list that is there', (s) => { (authorizerOf(s) as apigw.CfnAuthorizer).providerArns!.push(EVIL); }, ['ApiAuthorizerChanged']],
    ['a list of its class', (s) => { (authorizerOf(s) as apigw.CfnAuthorizer).providerArns = [EVIL]; }, ['ApiAuthorizerChanged']],
    ['a token from elsewhere', (s) => authorizerOf(s).addPropertyOverride('IdentitySource', 'method.request.querystring.t'), ['ApiAuthorizerChanged']],
    ['another type', (s) => authorizerOf(s).addOverride('Type', 'Custom::X'), ['ApiAuthorizerChanged']],
    ['another authorizer', (s) => methodOf(s, METHOD).addPropertyOverride('AuthorizerId', 'abc123'), ['ApiAuthorizerChanged']],
    ['another scope', (s) => methodOf(s, METHOD).addPropertyOverride('AuthorizationScopes', ['openid']), ['ApiAuthorizerChanged']],
    ['a signature instead', (s) => methodOf(s, METHOD).addPropertyOverride('AuthorizationType', 'AWS_IAM'), []],
    ['another pool, by a validation that comes last', (s) => { new Stack(s.node.root as Stack, 'Zz').node.addValidation({ validate: () => { authorizerOf(s).addPropertyOverride('ProviderARNs', [EVIL]); return []; } }); }, ['ApiAuthorizerChanged']],
    ['a method that is opened by a validation that comes last', (s) => { new Stack(s.node.root as Stack, 'Zz').node.addValidation({ validate: () => { methodOf(s, METHOD).addPropertyOverride('AuthorizationType', 'NONE'); return []; } }); }, ['ApiRouteOpen']],
  ])('a REST API: %s', (_, change, expected) => {
    const stack = newStack();
    restApi(stack).with(mixin(stack, { exceptRoutes: HEALTH }));
    change(stack);
    expect(codes(told(stack).errors)).toStrictEqual(expected);
  });

  test.each<[string, (stack: Stack) => void, readonly string[]]>([
    ['nothing', () => undefined, []],
    ['another issuer', (s) => authorizerOf(s).addPropertyOverride('JwtConfiguration.Issuer', 'https://evil.example'), ['ApiAuthorizerChanged']],
    ['another client', (s) => authorizerOf(s).addPropertyOverride('JwtConfiguration.Audience', ['evil']), ['ApiAuthorizerChanged']],
  ])('an HTTP API: %s', (_, change, expected) => {
    const stack = newStack();
    httpApi(stack).with(mixin(stack, { exceptRoutes: HEALTH }));
    change(stack);
    expect(codes(told(stack).errors)).toStrictEqual(expected);
  });

  test.each<[string, (api: CfnResource) => void, readonly string[]]>([
    ['nothing', () => undefined, []],
    ['another pool', (api) => api.addPropertyOverride('Body.components.securitySchemes.ZeroTrustIdentity.x-amazon-apigateway-authorizer.providerARNs', [EVIL]), ['ApiAuthorizerChanged']],
  ])('a document: %s', (_, change, expected) => {
    const stack = newStack();
    const api = new apigw.SpecRestApi(stack, 'Api', { cloudWatchRole: false, apiDefinition: apigw.ApiDefinition.fromInline({ openapi: '3.0.1', info: { title: 'a', version: '1' }, paths: { '/x': { get: {} } } }) });
    api.with(mixin(stack));
    change(l1(api));
    expect(codes(told(stack).errors)).toStrictEqual(expected);
  });
});

/**
 * Doors that are proved, and one change each: no check can be dropped or weakened without a verdict that flips.
 */
import { type Resources, api, att, certified, httpApi, identified, intentOf, method, permission, ref, source, type, uri, verdicts } from './support';

type Change = (r: any) => void;
const changed = (resources: Resources, change: Change): Resources => {
  const copy = JSON.parse(JSON.stringify(resources)) as Resources;
  change(copy);
  return copy;
};
/** All that a synth would tell: verdicts that fail. */
const failing = (resources: Resources, intent: object): string[] => verdicts(resources, {}, { intent }).filter((v) => v.verdict !== 'proved' && v.severity === 'error').map((v) => `${v.kind} ${v.verdict}`);

const rest = (): Resources => api({}, { Put: method({ HttpMethod: 'PUT' }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Put'] }), PutPermission: permission({ SourceArn: source('prod/PUT/docs') }) });
const put = { scope: 'App/ZeroTrust', door: 'Door', id: 'PUT /docs', method: 'PUT', path: '/docs', handler: { kind: 'function', path: 'App/Fn', template: 'App.template.json', logicalId: 'Fn' }, access: 'scopes', personas: [], scopes: ['documents/read'], callers: [] };
const bothRoutes = (): any => {
  const intent = intentOf() as any;
  return { ...intent, routes: [...intent.routes, put] };
};

const REST: readonly (readonly [string, Change, 'violated' | 'unknown'])[] = [
  ['no authorization', (r) => { r.Get.Properties.AuthorizationType = 'NONE'; }, 'violated'],
  ['the authorization is gone', (r) => { delete r.Get.Properties.AuthorizationType; }, 'violated'],
  ['a signature instead of a token', (r) => { r.Get.Properties.AuthorizationType = 'AWS_IAM'; }, 'violated'],
  ['a Lambda authorizer instead', (r) => { r.Auth.Properties.Type = 'TOKEN'; r.Get.Properties.AuthorizationType = 'CUSTOM'; }, 'unknown'],
  ['the scopes are gone', (r) => { delete r.Get.Properties.AuthorizationScopes; }, 'violated'],
  ['another scope as well', (r) => { r.Get.Properties.AuthorizationScopes.push('documents/list'); }, 'violated'],
  ['another scope instead', (r) => { r.Get.Properties.AuthorizationScopes = ['documents/list']; }, 'violated'],
  ['scopes that a token holds', (r) => { r.Get.Properties.AuthorizationScopes = ref('AWS::StackId'); }, 'unknown'],
  ['an authorizer that is none of Cognito', (r) => { r.Auth.Properties.Type = 'REQUEST'; }, 'unknown'],
  ['another pool', (r) => { r.Other = type('Cognito::UserPool'); r.Auth.Properties.ProviderARNs = [att('Other')]; }, 'violated'],
  ['another pool as well', (r) => { r.Other = type('Cognito::UserPool'); r.Auth.Properties.ProviderARNs.push(att('Other')); }, 'violated'],
  ['no authorizer is named', (r) => { delete r.Get.Properties.AuthorizerId; }, 'unknown'],
  ['the method is gone', (r) => { delete r.Get; r.Deployment.DependsOn = ['Put']; }, 'violated'],
  ['another method', (r) => { r.Get.Properties.HttpMethod = 'POST'; }, 'violated'],
  ['another path', (r) => { r.Docs.Properties.PathPart = 'doc'; }, 'violated'],
  ['the deployment does not depend on it', (r) => { r.Deployment.DependsOn = ['Put']; }, 'unknown'],
  ['the deployment depends on nothing', (r) => { delete r.Deployment.DependsOn; }, 'unknown'],
  ['the stage points to another deployment', (r) => { r.Stage.Properties.DeploymentId = 'abc123'; }, 'unknown'],
  ['the stage is gone', (r) => { delete r.Stage; }, 'violated'],
  ['another function answers', (r) => { r.Other = type('Lambda::Function'); r.Get.Properties.Integration.Uri = uri('Other'); r.OtherP = permission({ FunctionName: att('Other'), SourceArn: source('prod/GET/docs') }); }, 'violated'],
  ['it answers itself', (r) => { r.Get.Properties.Integration = { Type: 'MOCK' }; }, 'violated'],
  ['the statement is gone', (r) => { delete r.Permission; }, 'violated'],
  ['the statement is for another method', (r) => { r.Permission.Properties.SourceArn = source('prod/POST/docs'); }, 'violated'],
  ['the statement is for another stage', (r) => { r.Permission.Properties.SourceArn = source('test/GET/docs'); }, 'violated'],
  ['the statement has no source', (r) => { delete r.Permission.Properties.SourceArn; }, 'violated'],
  ['a statement for everybody', (r) => { r.P = permission({ Principal: '*' }); }, 'violated'],
  ['a statement for another account', (r) => { r.P = permission({ Principal: '999999999999' }); }, 'violated'],
  ['a statement for an API elsewhere', (r) => { r.P = permission({ SourceArn: 'arn:aws:execute-api:eu-west-1:111111111111:abcdefghij/*' }); }, 'unknown'],
  ['a statement for somebody that a token names', (r) => { r.P = permission({ Principal: ref('AWS::StackId') }); }, 'unknown'],
  ['a function URL', (r) => { r.Url = type('Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: att('Fn') }); r.UrlP = permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' }); }, 'violated'],
  ['a function URL for IAM', (r) => { r.Url = type('Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: att('Fn') }); }, 'violated'],
  ['a method that was added later', (r) => { r.Delete = method({ HttpMethod: 'DELETE' }); r.Deployment.DependsOn.push('Delete'); r.DeleteP = permission({ SourceArn: source('*/DELETE/docs') }); }, 'violated'],
  ['a method that was added later, without a deployment', (r) => { r.Delete = method({ HttpMethod: 'DELETE' }); r.DeleteP = permission({ SourceArn: source('*/DELETE/docs') }); }, 'unknown'],
  ['a second API in front', (r) => { Object.assign(r, { Api2: type('ApiGatewayV2::Api', { ProtocolType: 'HTTP', Target: att('Fn') }), P2: permission({ SourceArn: source('*/$default', 'Api2') }) }); }, 'violated'],
  ['a type that nobody knows', (r) => { r.New = type('NewService::Caller', { Function: att('Fn') }); }, 'unknown'],
];

describe('a REST API with tokens', () => {
  test('is proved', () => {
    expect(identified(rest()).verdict).toBe('proved');
    expect(failing(rest(), bothRoutes())).toEqual([]);
  });

  test.each(REST)('%s: %#', (_, change, verdict) => {
    const found = failing(changed(rest(), change), bothRoutes());
    expect(found.some((f) => f.endsWith(verdict))).toBe(true);
    if (verdict === 'unknown') expect(found.filter((f) => f.endsWith('violated'))).toEqual([]);
  });

  test.each<[string, Change]>([
    ['a queue calls', (r) => { r.Queue = type('SQS::Queue'); r.Poll = type('Lambda::EventSourceMapping', { FunctionName: att('Fn'), EventSourceArn: att('Queue') }); }],
    ['a rule calls', (r) => { r.Rule = type('Events::Rule', { Targets: [{ Id: '1', Arn: att('Fn') }] }); r.RuleP = permission({ Principal: 'events.amazonaws.com', SourceArn: att('Rule') }); }],
    ['OPTIONS is answered by itself', (r) => { r.Options = method({ HttpMethod: 'OPTIONS', AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } }); r.Deployment.DependsOn.push('Options'); }],
    ['a log group of its own', (r) => { r.Log = type('Logs::LogGroup', { LogGroupName: { 'Fn::Sub': '/aws/lambda/${Fn}' } }); }],
  ])('%s: nothing changes', (_, change) => {
    expect(failing(changed(rest(), change), bothRoutes())).toEqual([]);
    expect(identified(changed(rest(), change)).verdict).toBe('proved');
  });
});

describe('a door with client certificates, beside tokens', () => {
  const door = (): Resources => api({}, certified());
  const intent = intentOf({}, { profile: 'device-certificate' });
  test('is proved', () => expect(failing(door(), intent)).toEqual([]));
  test.each<[string, Change, string]>([
    ['the default host is on', (r) => { delete r.Api.Properties.DisableExecuteApiEndpoint; }, 'violated'],
    ['the truststore is gone', (r) => { delete r.Domain.Properties.MutualTlsAuthentication; }, 'violated'],
    ['the truststore is empty', (r) => { r.Domain.Properties.MutualTlsAuthentication.TruststoreUri = ''; }, 'violated'],
    ['a second domain', (r) => { r.D2 = type('ApiGateway::DomainName', { DomainName: 'b.example.com' }); r.M2 = type('ApiGateway::BasePathMapping', { DomainName: ref('D2'), RestApiId: ref('Api'), Stage: ref('Stage') }); }, 'violated'],
    ['a domain from elsewhere', (r) => { r.M2 = type('ApiGateway::BasePathMapping', { DomainName: 'b.example.com', RestApiId: ref('Api'), Stage: ref('Stage') }); }, 'unknown'],
    ['whether it is off is a token', (r) => { r.Api.Properties.DisableExecuteApiEndpoint = ref('AWS::StackId'); }, 'unknown'],
  ])('%s', (_, change, verdict) => expect(failing(changed(door(), change), intent)).toEqual([`nothing-less ${verdict}`]));
});

describe('a private door', () => {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' }, { Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }] };
  const door = (types: unknown): Resources => api({}, { Api: type('ApiGateway::RestApi', { EndpointConfiguration: { Types: types }, Policy: policy }) });
  const intent = intentOf({}, { profile: 'private' });
  test('is proved, and open to the internet it is not', () => {
    expect(failing(door(['PRIVATE']), intent)).toEqual([]);
    expect(failing(door(['REGIONAL']), intent)).toEqual(['nothing-less violated']);
    expect(failing(door([ref('AWS::StackId')]), intent)).toEqual(['nothing-less unknown']);
  });
});

describe('a public route and one for services', () => {
  test('public means public', () => {
    const open = intentOf({ access: 'public', scopes: [], because: 'a status page' });
    expect(failing(api({ AuthorizationType: 'NONE' }), open)).toEqual([]);
    expect(failing(api(), open)).toEqual(['nothing-less violated']);
  });

  test('a signature, of known accounts', () => {
    const iam = intentOf({ access: 'iam', scopes: [] });
    expect(failing(api({ AuthorizationType: 'AWS_IAM' }), iam)).toEqual([]);
    expect(failing(api({ AuthorizationType: 'NONE' }), iam)).toContain('nothing-less violated');
    expect(failing(api(), iam)).toEqual(['nothing-less violated']);
    const open = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*' }] };
    expect(failing(api({ AuthorizationType: 'AWS_IAM' }, { Api: type('ApiGateway::RestApi', { Policy: open }) }), iam)).toContain('nothing-less violated');
  });
});

describe('an HTTP API', () => {
  const intent = intentOf({}, { protocol: 'http' });
  test('is proved', () => expect(failing(httpApi(), intent)).toEqual([]));
  test.each<[string, Change, string]>([
    ['nothing is asked', (r) => { r.Get.Properties.AuthorizationType = 'NONE'; }, 'violated'],
    ['no scopes', (r) => { delete r.Get.Properties.AuthorizationScopes; }, 'violated'],
    ['a default route', (r) => { r.Default = type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: '$default', Target: r.Get.Properties.Target }); r.P = permission({ SourceArn: source('*/$default') }); }, 'violated'],
    ['nothing is deployed', (r) => { delete r.Stage.Properties.AutoDeploy; }, 'unknown'],
    ['a Lambda authorizer', (r) => { r.Jwt.Properties = { ApiId: ref('Api'), AuthorizerType: 'REQUEST', Name: 'x' }; r.Get.Properties.AuthorizationType = 'CUSTOM'; }, 'unknown'],
  ])('%s', (_, change, verdict) => {
    const found = failing(changed(httpApi(), change), intent);
    expect(found.some((f) => f.endsWith(verdict))).toBe(true);
  });
});

describe('handlers that are not functions', () => {
  const queue = (): Resources => api({ Integration: { Type: 'AWS', IntegrationHttpMethod: 'POST', Uri: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:sqs:path/${AWS::AccountId}/jobs' }, Credentials: 'arn:aws:iam::111111111111:role/door' } });
  test('are routes too', () => {
    const intent = intentOf({ handler: { kind: 'service', path: 'sqs:SendMessage' } });
    expect(failing(queue(), intent)).toEqual([]);
    expect(failing(changed(queue(), (r) => { r.Get.Properties.AuthorizationType = 'NONE'; }), intent)).toContain('nothing-less violated');
    expect(failing(changed(queue(), (r) => { r.Get.Properties.Integration = { Type: 'HTTP_PROXY', Uri: 'https://example.com/' }; }), intent)).toContain('nothing-less violated');
  });
});

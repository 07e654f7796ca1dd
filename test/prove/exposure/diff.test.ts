/**
 * What a change of a door opens and closes: each change is told as widened, and its reverse as narrowed; what cannot be read is told.
 */
import type { DiffFile } from '../../../lib/contract/verdicts';
import { diff } from '../../../lib/prover/judge';
import { exitCodeOfDiff } from '../../../lib/prover/summary';
import { type TemplateWorld, templatesOf } from '../../../lib/world/template';
import { api, att, certified, httpApi, intentOf, method, permission, type Part, ref, type Resources, source, type, uri, when } from './support';

type Change = (r: any) => void;

function changed(resources: Resources, change: Change): Resources {
  const copy = JSON.parse(JSON.stringify(resources)) as Resources;
  change(copy);
  return copy;
}

function compared(before: Resources, after: Resources, { intent, part = {}, keys = ['App', 'App'] }: { readonly intent?: object; readonly part?: Part; readonly keys?: readonly [string, string] } = {}): DiffFile {
  const intents = intent === undefined ? [] : [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent }];
  const [old, next] = [before, after].map((Resources, i) => Object.create(templatesOf([{ key: keys[i], body: { ...part, Resources } }]), { intents: { value: intents } }) as TemplateWorld);
  return diff(old, next);
}

const ways = (list: DiffFile['added']): string[] => list.filter((e) => e.plane === 'exposure').map((e) => `${e.source} => ${e.destination} : ${e.over}${e.certain ? '' : ' ?'}`);
const GET = 'Fn : GET /docs of Api at the execute-api host';
const SCOPED = `whoever has a token of Pool with documents/read => ${GET}`;
const ANYBODY = `anybody => ${GET}`;
const policyOf = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement });
const inside = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
const everyone = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
const catchAll = (properties: object = {}): Resources => ({
  All: type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: att('Api', 'RootResourceId'), PathPart: '{proxy+}' }),
  Any: method({ ResourceId: ref('All'), HttpMethod: 'ANY', AuthorizationType: 'NONE', ...properties }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Any'] }),
  AnyP: permission({ SourceArn: source('prod/*/*') }),
});

/** What the change opens; the way that was there before is closed where it is not named, because it is still there. */
const WIDER: readonly (readonly [string, () => Resources, Change, readonly RegExp[]])[] = [
  ['the authorizer is dropped', api, (r) => { r.Get.Properties.AuthorizationType = 'NONE'; delete r.Get.Properties.AuthorizerId; delete r.Get.Properties.AuthorizationScopes; }, [/^anybody => Fn : GET \/docs of Api at the execute-api host$/]],
  ['the scopes are dropped', api, (r) => { delete r.Get.Properties.AuthorizationScopes; }, [/^whoever has a token of Pool, of any client => Fn : GET/]],
  ['a scope more', api, (r) => { r.Get.Properties.AuthorizationScopes.push('documents/list'); }, [/^whoever has a token of Pool with documents\/list or documents\/read => Fn/]],
  ['a pool more', api, (r) => { r.Other = type('Cognito::UserPool'); r.Auth.Properties.ProviderARNs.push(att('Other')); }, [/^whoever has a token of Pool or Other with documents\/read => Fn/]],
  ['a method more', api, (r) => { r.Put = method({ HttpMethod: 'PUT' }); r.Deployment.DependsOn.push('Put'); r.PutP = permission({ SourceArn: source('prod/PUT/docs') }); }, [/^whoever has a token of Pool with documents\/read => Fn : PUT \/docs of Api at the execute-api host$/]],
  ['a path more', api, (r) => { r.More = type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: ref('Docs'), PathPart: '{id}' }); r.One = method({ ResourceId: ref('More') }); r.Deployment.DependsOn.push('One'); r.OneP = permission({ SourceArn: source('prod/GET/docs/*') }); }, [/ => Fn : GET \/docs\/\{id\} of Api/]],
  ['any method', api, (r) => { r.Get.Properties.HttpMethod = 'ANY'; r.Permission.Properties.SourceArn = source('prod/*/docs'); }, [/ => Fn : ANY \/docs of Api/]],
  ['a function behind a method more', api, (r) => { r.Other = type('Lambda::Function'); r.Put = method({ HttpMethod: 'PUT', Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: uri('Other') } }); r.Deployment.DependsOn.push('Put'); r.OtherP = permission({ FunctionName: att('Other'), SourceArn: source('prod/PUT/docs') }); }, [/ => Other : PUT/]],
  ['a function URL', api, (r) => { r.Url = type('Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: att('Fn') }); r.UrlP = permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' }); }, [/^anybody => Fn : .*Url/]],
  ['a function URL for IAM', api, (r) => { r.Url = type('Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: att('Fn') }); }, [/^whoever IAM lets in => Fn : .*Url/]],
  ['a public permission', api, (r) => { r.P = permission({ Principal: '*' }); }, [/^calls of everybody => Fn : an invoke permission$/]],
  ['a permission for another account', api, (r) => { r.P = permission({ Principal: '999999999999' }); }, [/^calls of 999999999999 => Fn : an invoke permission$/]],
  ['a permission that loses its source', () => api({}, { P: permission({ Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::mine', SourceAccount: '111111111111' }) }), (r) => { delete r.P.Properties.SourceArn; delete r.P.Properties.SourceAccount; }, [/^calls of s3\.amazonaws\.com => Fn/]],
  ['a queue', api, (r) => { r.Queue = type('SQS::Queue'); r.Poll = type('Lambda::EventSourceMapping', { FunctionName: att('Fn'), EventSourceArn: att('Queue') }); }, [/ => Fn : a call$/]],
  ['the default host of an API with a domain', () => api({}, certified()), (r) => { delete r.Api.Properties.DisableExecuteApiEndpoint; }, [/^whoever has a token of Pool with documents\/read => Fn : GET \/docs of Api at the execute-api host$/]],
  ['mTLS is dropped', () => api({}, certified()), (r) => { delete r.Domain.Properties.MutualTlsAuthentication; }, [/^whoever has a token of Pool with documents\/read => Fn : GET \/docs of Api at api\.example\.com$/]],
  ['a second domain', () => api({}, certified()), (r) => { r.D2 = type('ApiGateway::DomainName', { DomainName: 'b.example.com' }); r.M2 = type('ApiGateway::BasePathMapping', { DomainName: ref('D2'), RestApiId: ref('Api'), Stage: ref('Stage') }); }, [/at b\.example\.com$/]],
  ['the resource policy is dropped', () => api({}, { Api: type('ApiGateway::RestApi', { Policy: policyOf(inside) }) }), (r) => { delete r.Api.Properties.Policy; }, [/^whoever has a token of Pool with documents\/read => Fn : GET/]],
  ['the resource policy allows more', () => api({}, { Api: type('ApiGateway::RestApi', { Policy: policyOf(inside) }) }), (r) => { r.Api.Properties.Policy.Statement.push(everyone); }, [/where the resource policy lets them \(aws:SourceIp\) => Fn/]],
  ['the resource policy denies less', () => api({}, { Api: type('ApiGateway::RestApi', { Policy: policyOf(everyone, { ...inside, Effect: 'Deny' }) }) }), (r) => { r.Api.Properties.Policy.Statement.pop(); }, [/where the resource policy lets them => Fn/]],
  ['a policy for strangers at a signed route', () => api({ AuthorizationType: 'AWS_IAM' }), (r) => { r.Api.Properties.Policy = policyOf(everyone); }, [/^anybody with an AWS account => Fn/, /^whoever IAM lets in, where the resource policy lets them => Fn/]],
  ['an API key is dropped', () => api({ ApiKeyRequired: true }), (r) => { delete r.Get.Properties.ApiKeyRequired; }, [/^whoever has a token of Pool with documents\/read => Fn/]],
  ['a Lambda authorizer keeps its answers', () => api({ AuthorizationType: 'CUSTOM' }, { Check: type('Lambda::Function'), Auth: type('ApiGateway::Authorizer', { RestApiId: ref('Api'), Type: 'REQUEST', Name: 'a', IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: 0, AuthorizerUri: uri('Check') }) }), (r) => { r.Auth.Properties.AuthorizerResultTtlInSeconds = 300; }, [/^whoever the code of Auth lets in, asked every 300 s => Fn/]],
  ['a guarded route before an open one is dropped', () => api({}, catchAll()), (r) => { delete r.Get; r.Deployment.DependsOn = ['Any']; }, [/^anybody => Fn : GET \/docs of Api at the execute-api host$/]],
  ['a private API becomes public', () => api({}, { Api: type('ApiGateway::RestApi', { EndpointConfiguration: { Types: ['PRIVATE'] }, Policy: policyOf(everyone) }) }), (r) => { r.Api.Properties.EndpointConfiguration.Types = ['REGIONAL']; }, [/at the execute-api host$/]],
  ['an open API', () => ({ Fn: type('Lambda::Function') }), (r) => { Object.assign(r, api({ AuthorizationType: 'NONE' })); }, [/^anybody => Fn/]],
];

describe('a REST API', () => {
  test('that stays as it is: nothing', () => {
    expect(compared(api(), api())).toMatchObject({ added: [], removed: [], summary: { added: 0, removed: 0, undeclared: 0 } });
  });

  test.each(WIDER)('%s: opened, and the other way round closed', (_, of, change, opens) => {
    const [narrow, wide] = [of(), changed(of(), change)];
    const there = compared(narrow, wide);
    expect(ways(there.added)).toEqual(opens.map((o) => expect.stringMatching(o)));
    expect(exitCodeOfDiff(there)).toBe(1);
    const back = compared(wide, narrow);
    // All that was opened is closed again; what a wider way covered opens no more.
    expect(ways(back.removed)).toEqual(ways(there.added));
    expect([ways(back.added), ways(there.removed)].flat().filter((w) => !/ \?$|interface endpoint/.test(w))).toEqual([]);
  });

  test.each<[string, Change]>([
    ['another deployment', (r) => { r.Deployment2 = r.Deployment; delete r.Deployment; r.Stage.Properties.DeploymentId = ref('Deployment2'); }],
    ['another name of the authorizer', (r) => { r.Auth2 = r.Auth; delete r.Auth; r.Get.Properties.AuthorizerId = ref('Auth2'); }],
    ['another name of the method', (r) => { r.Read = r.Get; delete r.Get; r.Deployment.DependsOn = ['Read']; }],
    ['other code and tags', (r) => { r.Fn.Properties.Handler = 'j.h'; r.Api.Properties.Tags = [{ Key: 'a', Value: 'b' }]; }],
    ['a wider permission of the door', (r) => { r.Permission.Properties.SourceArn = source('*/*/*'); }],
    ['OPTIONS that answers itself', (r) => { r.Options = method({ HttpMethod: 'OPTIONS', AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } }); r.Deployment.DependsOn.push('Options'); }],
  ])('%s: nothing', (_, change) => {
    for (const [a, b] of [[api(), changed(api(), change)], [changed(api(), change), api()]]) expect(compared(a, b)).toMatchObject({ added: [], removed: [] });
  });

  test('one file and another of another name are compared all the same', () => {
    expect(compared(api(), api(), { keys: ['old', 'a b'] })).toMatchObject({ added: [], removed: [] });
    expect(ways(compared(api(), api({ AuthorizationType: 'NONE' }), { keys: ['old', 'new'] }).added)).toEqual([ANYBODY]);
  });

  test('another check instead opens one way and closes another', () => {
    const { added, removed } = compared(api(), changed(api(), (r) => { r.Get.Properties.AuthorizationType = 'AWS_IAM'; }));
    expect([ways(added), ways(removed)]).toEqual([[`whoever IAM lets in => ${GET}`], [SCOPED]]);
    const pools = compared(api(), changed(api(), (r) => { r.Other = type('Cognito::UserPool'); r.Auth.Properties.ProviderARNs = [att('Other')]; }));
    expect([ways(pools.added), ways(pools.removed)]).toEqual([[`whoever has a token of Other with documents/read => ${GET}`], [SCOPED]]);
  });

  test('another route of the policy is no change of this one', () => {
    const of = (...paths: readonly string[]): Resources => api({}, { Api: type('ApiGateway::RestApi', { Policy: policyOf(...paths.map((p) => ({ ...p === 'docs' ? everyone : inside, Resource: `execute-api:/prod/GET/${p}` }))) }) });
    expect(compared(of('docs'), of('docs', 'other'))).toMatchObject({ added: [], removed: [] });
  });
});

describe('an HTTP API', () => {
  test.each<[string, Change, RegExp]>([
    ['the authorizer is dropped', (r) => { delete r.Get.Properties.AuthorizationType; delete r.Get.Properties.AuthorizerId; delete r.Get.Properties.AuthorizationScopes; }, /^anybody => Fn : GET \/docs of Api/],
    ['the scopes are dropped', (r) => { delete r.Get.Properties.AuthorizationScopes; }, /, with any scope => Fn/],
    ['an audience more', (r) => { r.Jwt.Properties.JwtConfiguration.Audience.push('other'); }, /=> Fn/],
    ['the default route', (r) => { r.Any = type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: '$default', Target: { 'Fn::Sub': 'integrations/${Integration}' } }); r.P2 = permission({ SourceArn: source('*/$default') }); }, /^anybody => Fn : \$default of Api/],
  ])('%s: opened, and the other way round closed', (_, change, opens) => {
    const [narrow, wide] = [httpApi(), changed(httpApi(), change)];
    expect(ways(compared(narrow, wide).added)).toEqual([expect.stringMatching(opens)]);
    expect(ways(compared(wide, narrow).removed)).toEqual([expect.stringMatching(opens)]);
    expect([...ways(compared(narrow, wide).removed), ...ways(compared(wide, narrow).added)]).toEqual([]);
  });
});

describe('what cannot be read', () => {
  const hidden: readonly (readonly [string, Change])[] = [
    ['what is asked', (r) => { r.Get.Properties.AuthorizationType = ref('How'); }],
    ['the scopes', (r) => { r.Get.Properties.AuthorizationScopes = ref('How'); }],
    ['the function', (r) => { r.Get.Properties.Integration.Uri = ref('How'); }],
    ['the policy', (r) => { r.Api.Properties.Policy = ref('How'); }],
    ['the document', (r) => { r.Api.Properties.BodyS3Location = { Bucket: 'b', Key: 'k' }; }],
    ['the host', (r) => { r.Api.Properties.DisableExecuteApiEndpoint = ref('How'); }],
    ['the certificate', (r) => { Object.assign(r, certified(), { Domain: type('ApiGateway::DomainName', { DomainName: 'api.example.com', MutualTlsAuthentication: { TruststoreUri: ref('How') } }) }); }],
  ];
  const part: Part = { Parameters: { How: { Type: 'String' } } };

  test.each(hidden)('%s: is told, and names the token', (_, change) => {
    for (const [a, b] of [[api(), changed(api(), change)], [changed(api(), change), api()]]) {
      const file = compared(a, b, { part });
      expect(file.unknowns.length + file.added.length + file.removed.length).toBeGreaterThan(0);
    }
  });

  test('from known to unknown it may be open; from unknown to open it is', () => {
    const unknown = changed(api(), hidden[0][1]);
    const there = compared(api(), unknown, { part });
    expect(ways(there.added)).toEqual([`somebody (what is asked is not known) => ${GET} ?`]);
    expect(exitCodeOfDiff(there)).toBe(1);
    expect(there.unknowns.map((u) => u.token)).toContain('Ref How');
    expect(ways(compared(unknown, api({ AuthorizationType: 'NONE' }), { part }).added)).toEqual([ANYBODY]);
    // It may have been open before, so nothing surely closes.
    expect(ways(compared(api({ AuthorizationType: 'NONE' }), unknown, { part }).removed)).toEqual([]);
  });

  test('scopes that a token holds may be those that were there: nothing surely closes, and something may open', () => {
    const { added, removed } = compared(api(), changed(api(), hidden[1][1]), { part });
    expect([ways(added).length, ways(removed)]).toEqual([1, []]);
    // Of somebody without any token they keep out whom they kept out.
    expect(ways(compared(api({ AuthorizationType: 'NONE' }), changed(api(), hidden[1][1]), { part }).removed)).toEqual([ANYBODY]);
  });

  test('the same token twice is no change, and is told', () => {
    const unknown = changed(api(), hidden[0][1]);
    const file = compared(unknown, unknown, { part });
    expect([file.added, file.removed]).toEqual([[], []]);
    expect(file.unknowns.map((u) => u.token)).toContain('Ref How');
  });

  test('what was merely possible and is certain now is opened; the other way round nothing is', () => {
    const perhaps = changed(api(), hidden[5][1]);
    expect(ways(compared(perhaps, api(), { part }).added)).toEqual([SCOPED]);
    expect(compared(api(), perhaps, { part })).toMatchObject({ added: [], removed: [] });
  });

  test('a route that shields another under a condition alone shields it then alone', () => {
    const conditional: Part = { Parameters: { Open: { Type: 'String', AllowedValues: ['yes', 'no'] } }, Conditions: { IsOpen: { 'Fn::Equals': [ref('Open'), 'yes'] } } };
    const whole = api({}, catchAll());
    const some = changed(whole, (r) => { r.Get.Condition = 'IsOpen'; r.Deployment.DependsOn = ['Any', 'Get']; });
    expect(ways(compared(whole, some, { part: conditional }).added)).toEqual([ANYBODY]);
    expect(ways(compared(some, whole, { part: conditional }).removed)).toEqual([ANYBODY]);
    expect(ways(compared(whole, whole, { part: conditional }).added)).toEqual([]);
  });

  test('a path without the method: whether a wider one takes it is not documented', () => {
    const put: Resources = { Put: method({ HttpMethod: 'PUT' }), PutP: permission({ SourceArn: source('prod/PUT/docs') }) };
    const before = api({}, { ...catchAll(), ...put, Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Put', 'Any'] }) });
    expect(ways(compared(before, changed(before, (r) => { delete r.Get; r.Deployment.DependsOn = ['Put', 'Any']; })).added)).toEqual([`${ANYBODY} ?`]);
  });

  test('another token in its place is a change', () => {
    const [a, b] = ['How', 'Other'].map((p) => changed(api(), (r) => { r.Get.Properties.AuthorizationType = ref(p); }));
    expect(ways(compared(a, b, { part: { Parameters: { How: { Type: 'String' }, Other: { Type: 'String' } } } }).added)).toHaveLength(1);
  });

  test('a condition that is dropped opens what it held back', () => {
    const conditional: Part = { Parameters: { Open: { Type: 'String', AllowedValues: ['yes', 'no'] } }, Conditions: { IsOpen: { 'Fn::Equals': [ref('Open'), 'yes'] } } };
    const some = api({ AuthorizationType: when('IsOpen', 'NONE', 'COGNITO_USER_POOLS') });
    expect(ways(compared(some, api({ AuthorizationType: 'NONE' }), { part: conditional }).added)).toEqual([ANYBODY]);
    expect(ways(compared(some, some, { part: conditional }).added)).toEqual([]);
    expect(ways(compared(api(), some, { part: conditional }).added)).toEqual([ANYBODY]);
  });

  test('a stage that may serve something else may be open', () => {
    const stale = changed(api(), (r) => { delete r.Deployment.DependsOn; });
    expect(ways(compared(api(), stale).added)).toEqual([`${ANYBODY} ?`]);
  });

  test('routes of a document elsewhere are told though nothing else of the API is there', () => {
    const imported: Resources = { Fn: type('Lambda::Function'), Api: type('ApiGateway::RestApi', { BodyS3Location: { Bucket: 'b', Key: 'k' } }) };
    const file = compared(imported, imported);
    expect([file.added, file.removed, file.unknowns.length]).toEqual([[], [], 1]);
  });

  test('a macro hides what it likes', () => {
    const file = compared(api(), api(), { part: { Transform: 'Mine' } });
    expect(file.unknowns.length).toBeGreaterThan(0);
  });
});

describe('whose tokens and signatures', () => {
  const graphql = (properties: object): Resources => ({
    Fn: type('Lambda::Function'), Api: type('AppSync::GraphQLApi', properties), Source: type('AppSync::DataSource', { ApiId: att('Api', 'ApiId'), Name: 'fn', Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: att('Fn') } }), Resolver: type('AppSync::Resolver', { ApiId: att('Api', 'ApiId'), DataSourceName: 'fn' }),
  });
  const pool = (UserPoolId: string): object => ({ AuthenticationType: 'AMAZON_COGNITO_USER_POOLS', UserPoolConfig: { UserPoolId } });
  const issuer = (Issuer: string, ClientId?: string): object => ({ AuthenticationType: 'OPENID_CONNECT', OpenIDConnectConfig: { Issuer, ClientId } });
  const login = (UserPoolClientId: string): Resources => ({
    Fn: type('Lambda::Function'), Alb: type('ElasticLoadBalancingV2::LoadBalancer', {}), Group: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: att('Fn') }] }), P: permission({ Principal: 'elasticloadbalancing.amazonaws.com', SourceArn: ref('Group') }),
    Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'authenticate-cognito', Order: 1, AuthenticateCognitoConfig: { UserPoolArn: 'p', UserPoolClientId } }, { Type: 'forward', Order: 2, TargetGroupArn: ref('Group') }] }),
  });
  const signed = (rest: Resources = {}): Resources => api({ AuthorizationType: 'AWS_IAM', AuthorizerId: undefined, AuthorizationScopes: undefined }, rest);
  const role = (Resource: unknown): object => type('IAM::Role', { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource }] } }] });

  test.each<[string, Resources, Resources, RegExp | undefined, RegExp | undefined]>([
    ['another pool of a GraphQL API', graphql(pool('eu-west-1_a')), graphql(pool('eu-west-1_b')), /eu-west-1_b/, /eu-west-1_a/],
    ['another issuer', graphql(issuer('https://a')), graphql(issuer('https://b')), /https:\/\/b/, /https:\/\/a/],
    ['another client', graphql(issuer('https://a', 'x')), graphql(issuer('https://a', 'y')), /for y/, /for x/],
    ['a further issuer', graphql({ AuthenticationType: 'AWS_IAM' }), graphql({ AuthenticationType: 'AWS_IAM', AdditionalAuthenticationProviders: [issuer('https://b')] }), /IAM lets in, or has a token of OPENID_CONNECT https:\/\/b/, undefined],
    ['another client of a login', login('a'), login('b'), /for b/, /for a/],
    ['a role that may sign', signed(), signed({ Other: role('*') }), /^a signature of Other => GET \/docs of Api$/, undefined],
    ['a role that may sign for another route', signed(), signed({ Other: role(source('prod/PUT/docs')) }), undefined, undefined],
    ['a role that may sign, or not', signed(), signed({ Other: role(ref('How')) }), /^a signature of Other => GET \/docs of Api \?$/, undefined],
  ])('%s', (_, a, b, opens, closes) => {
    const file = compared(a, b, { part: { Parameters: { How: { Type: 'String' } } } });
    const one = (list: readonly string[], expected: RegExp | undefined): void => expect(list).toEqual(expected === undefined ? [] : [expect.stringMatching(expected)]);
    const short = (edges: Parameters<typeof ways>[0]): readonly string[] => ways(edges).map((w) => w.replace(/ : a signature/, ''));
    one(short(file.added), opens);
    one(short(file.removed), closes);
  });
});

describe('beside an intent', () => {
  const intent = intentOf();
  const put = { scope: 'App/ZeroTrust', door: 'Door', id: 'PUT /docs', method: 'PUT', path: '/docs', handler: { kind: 'function', path: 'App/Fn', template: 'App.template.json', logicalId: 'Fn' }, access: 'scopes', personas: [], scopes: ['documents/read'], callers: [] };
  const more = api({}, { Put: method({ HttpMethod: 'PUT' }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Put'] }), PutP: permission({ SourceArn: source('prod/PUT/docs') }) });

  test('a route that it declares ends with 0, and one that it does not with 1', () => {
    const declared = compared(api(), more, { intent: { ...intent, routes: [...(intent as any).routes, put] } });
    expect(declared.added.map((e) => e.declared)).toEqual([true]);
    expect(exitCodeOfDiff(declared)).toBe(0);
    const undeclared = compared(api(), more, { intent });
    expect(undeclared.added.map((e) => e.declared)).toEqual([false]);
    expect(exitCodeOfDiff(undeclared)).toBe(1);
  });

  test.each<[string, Change, object]>([
    ['less than was declared is asked', (r) => { r.Get.Properties.AuthorizationType = 'NONE'; }, {}],
    ['no scopes', (r) => { delete r.Get.Properties.AuthorizationScopes; }, {}],
    ['nobody knows what', (r) => { r.Get.Properties.AuthorizationType = ref('AWS::StackId'); }, {}],
    ['a URL of a handler', (r) => { r.Url = type('Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: att('Fn') }); }, {}],
    ['a host without the certificate that the door asks for', (r) => { Object.assign(r, certified()); delete r.Api.Properties.DisableExecuteApiEndpoint; delete r.Domain.Properties.MutualTlsAuthentication; }, { profile: 'device-certificate' }],
  ])('%s: not declared', (_, change, door) => {
    const file = compared(api(), changed(api(), change), { intent: intentOf({}, door) });
    expect(file.added.some((e) => !e.declared)).toBe(true);
    expect(exitCodeOfDiff(file)).toBe(1);
  });

  test('a public route is declared as one', () => {
    const file = compared(api(), api({ AuthorizationType: 'NONE' }), { intent: intentOf({ access: 'public', scopes: [], publicBecause: 'status' }) });
    expect(file.added.map((e) => [e.source, e.declared])).toEqual([['anybody', true]]);
    expect(exitCodeOfDiff(file)).toBe(0);
  });
});

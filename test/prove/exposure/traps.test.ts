/**
 * The traps of aws-layers.md, section 11, that are about who gets in: for each a naive template that is refuted, with the request that
 * shows it, beside the same template as it should be.
 */
import { api, asked, att, certified, httpApi, identified, intentOf, method, permission, ref, type Resources, said, source, sub, type, uri, verdicts } from './support';

const policy = (...Statement: object[]): object => ({ Policy: { Version: '2012-10-17', Statement } });
const allow = (more: object = {}): object => ({ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', ...more });
const withApi = (properties: object, own: object = { AuthorizationType: 'NONE' }): Resources => api(own, { Api: type('ApiGateway::RestApi', { Name: 'api', ...properties }) });
const url = (AuthType: unknown): Resources => ({ Fn: type('Lambda::Function'), Url: type('Lambda::Url', { AuthType, TargetFunctionArn: att('Fn') }) });
const everybodysUrl = (type0: string): object => permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: type0 });
const called = (properties: object): Resources => ({ Fn: type('Lambda::Function'), P: permission(properties) });
const alb = (actions: object[], more: object = {}): Resources => ({
  Fn: type('Lambda::Function'), Alb: type('ElasticLoadBalancingV2::LoadBalancer', {}), Group: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: att('Fn') }] }),
  Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [...actions, { Type: 'forward', Order: 9, TargetGroupArn: ref('Group') }], ...more }),
  P: permission({ Principal: 'elasticloadbalancing.amazonaws.com', SourceArn: ref('Group') }),
});

const TRAPS: readonly (readonly [name: string, naive: Resources, shown: RegExp, right: Resources])[] = [
  ['1: mTLS on the domain, and the execute-api host left on', api({ AuthorizationType: 'NONE' }, certified({ DisableExecuteApiEndpoint: false })), /the execute-api host of Api.*without .*a client certificate/, api({ AuthorizationType: 'NONE' }, certified())],
  ['1: a second domain without a certificate', api({ AuthorizationType: 'NONE' }, { ...certified(), Other: type('ApiGateway::DomainName', { DomainName: 'open.example.com' }), OtherMapping: type('ApiGateway::BasePathMapping', { DomainName: ref('Other'), RestApiId: ref('Api'), Stage: ref('Stage') }) }), /open\.example\.com/, api({ AuthorizationType: 'NONE' }, certified())],
  ['no authorizer', api({ AuthorizationType: 'NONE', AuthorizerId: undefined }), /GET .*\/prod\/docs, without a token and a signature/, api()],
  ['an authorizer that the method does not ask', api({ AuthorizationType: undefined }), /without a token/, api()],
  ['an API key is no identity', api({ AuthorizationType: 'NONE', ApiKeyRequired: true }), /with an API key, which everybody/, api({ ApiKeyRequired: true })],
  ['OPTIONS that calls the function', api({}, { Options: method({ HttpMethod: 'OPTIONS', AuthorizationType: 'NONE' }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Options'] }), Permission: permission({ SourceArn: source('*/*/docs') }) }), /^OPTIONS /, api({}, { Options: method({ HttpMethod: 'OPTIONS', AuthorizationType: 'NONE', Integration: { Type: 'MOCK' } }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Options'] }) })],
  ['an address is no identity', withApi(policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } } }))), /from address 203\.0\.113\.0/, withApi(policy(allow({ Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] } } })), {})],
  ['an endpoint is no identity', withApi({ EndpointConfiguration: { Types: ['PRIVATE'] }, ...policy(allow(), { ...allow({ Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }), Effect: 'Deny' }) }), /from interface endpoint vpce-1/, withApi({ EndpointConfiguration: { Types: ['PRIVATE'] }, ...policy(allow()) }, {})],
  ['IAM, and a resource policy for everybody', withApi(policy(allow()), { AuthorizationType: 'AWS_IAM' }), /a signature of a principal of any other AWS account/, withApi(policy(allow({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-0123456789' } } })), { AuthorizationType: 'AWS_IAM' })],
  ['a URL with NONE', { ...url('NONE'), P: everybodysUrl('NONE') }, /the function URL Url/, { ...url('AWS_IAM') }],
  ['a URL with IAM, for everybody', { ...url('AWS_IAM'), P: everybodysUrl('AWS_IAM') }, /any other AWS account/, { ...url('AWS_IAM'), P: permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'AWS_IAM', PrincipalOrgID: 'o-0123456789' }) }],
  ['a statement without a source', called({}), /apigateway\.amazonaws\.com.*a resource of any AWS account/, api({}, {})],
  ['a statement for S3 without a source', called({ Principal: 's3.amazonaws.com' }), /s3\.amazonaws\.com/, called({ Principal: 's3.amazonaws.com', SourceAccount: ref('AWS::AccountId') })],
  ['a statement for every topic', called({ Principal: 'sns.amazonaws.com', SourceArn: 'arn:aws:sns:*:*:*' }), /sns\.amazonaws\.com/, called({ Principal: 'sns.amazonaws.com', SourceArn: 'arn:aws:sns:eu-west-1:111111111111:*' })],
  ['a statement for everybody', called({ Principal: '*' }), /any AWS account/, called({ Principal: '*', PrincipalOrgID: 'o-0123456789' })],
  ['an HTTP API without an authorizer', httpApi({ AuthorizationType: 'NONE' }), /GET /, httpApi()],
  ['a WebSocket API whose $connect asks nothing', webSocket('NONE'), /^wss|GET/, webSocket('AWS_IAM')],
  ['a balancer that forwards at once', alb([]), /the balancer Alb/, alb([{ Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { Issuer: 'https://id.example.com' } }])],
  ['a login that lets in whoever has none', alb([{ Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { Issuer: 'https://id.example.com', OnUnauthenticatedRequest: 'allow' } }]), /the balancer Alb/, alb([], { MutualAuthentication: { Mode: 'verify', TrustStoreArn: 'arn:x' } })],
  ['a GraphQL API with a key', graphql('API_KEY'), /an API key/, graphql('AMAZON_COGNITO_USER_POOLS')],
  ['a Lattice service for everybody', lattice('NONE'), /the Lattice service Service/, lattice('AWS_IAM', { AuthPolicy: type('VpcLattice::AuthPolicy', { ResourceIdentifier: att('Service'), Policy: { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:role/caller' }, Action: 'vpc-lattice-svcs:Invoke', Resource: '*' }] } }) })],
  ['a Lattice service with an auth policy for the unsigned', lattice('AWS_IAM', { AuthPolicy: type('VpcLattice::AuthPolicy', { ResourceIdentifier: att('Service'), Policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] } }) }), /the Lattice service/, lattice('AWS_IAM')],
  ['a function at the edge', { ...edge(), Elsewhere: type('SNS::Topic') }, /the distribution Cdn/, { Fn: type('Lambda::Function') }],
];

function webSocket(AuthorizationType: string): Resources {
  return {
    Fn: type('Lambda::Function'), Api: type('ApiGatewayV2::Api', { ProtocolType: 'WEBSOCKET', RouteSelectionExpression: '$request.body.action' }), I: type('ApiGatewayV2::Integration', { ApiId: ref('Api'), IntegrationType: 'AWS_PROXY', IntegrationUri: uri('Fn') }),
    Connect: type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: '$connect', AuthorizationType }), Send: type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: 'send', Target: sub('integrations/${I}') }),
    Stage: type('ApiGatewayV2::Stage', { ApiId: ref('Api'), StageName: 'prod', AutoDeploy: true }), P: permission({ SourceArn: source('*/send') }),
  };
}

function graphql(AuthenticationType: string): Resources {
  return { Fn: type('Lambda::Function'), Api: type('AppSync::GraphQLApi', { AuthenticationType }), Source: type('AppSync::DataSource', { ApiId: att('Api', 'ApiId'), Name: 'fn', Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: att('Fn') } }), Resolver: type('AppSync::Resolver', { ApiId: att('Api', 'ApiId'), DataSourceName: att('Source', 'Name') }) };
}

function lattice(AuthType: string, rest: Resources = {}): Resources {
  return {
    Fn: type('Lambda::Function'), Service: type('VpcLattice::Service', { AuthType }), Net: type('VpcLattice::ServiceNetwork', { AuthType: 'NONE' }), In: type('VpcLattice::ServiceNetworkServiceAssociation', { ServiceIdentifier: att('Service'), ServiceNetworkIdentifier: att('Net') }),
    Group: type('VpcLattice::TargetGroup', { Type: 'LAMBDA', Targets: [{ Id: att('Fn') }] }), Listener: type('VpcLattice::Listener', { ServiceIdentifier: att('Service'), Protocol: 'HTTPS', DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: att('Group'), Weight: 100 }] } } }),
    P: permission({ Principal: 'vpc-lattice.amazonaws.com', SourceArn: att('Group') }), ...rest,
  };
}

function edge(): Resources {
  return { Fn: type('Lambda::Function'), V: type('Lambda::Version', { FunctionName: ref('Fn') }), Cdn: type('CloudFront::Distribution', { DistributionConfig: { Enabled: true, DefaultCacheBehavior: { TargetOriginId: 'o', LambdaFunctionAssociations: [{ EventType: 'viewer-request', LambdaFunctionARN: ref('V') }] } } }) };
}

describe('naive templates are refuted, with a request', () => {
  test.each(TRAPS)('%s', (_, naive, shown, right) => {
    const answer = asked(naive);
    expect(answer.answer).toBe('unidentified');
    const { method: verb, url: address, without = [], carries = [], location } = answer.witness!.request!;
    expect(`${verb} ${address}${location === undefined ? '' : `, from ${location}`}${carries.length === 0 ? '' : `, with ${carries.join(' and ')}`}, without ${without.join(' and ')}`).toMatch(shown);
    expect(answer.witness).toMatchObject({ hops: [], entry: expect.any(String), target: expect.any(String) });
    expect(identified(naive)).toMatchObject({ plane: 'exposure', kind: 'identified', verdict: 'violated', strict: true });
    // Without an intent it is an error of its own.
    expect(verdicts(naive).filter((v) => v.verdict === 'violated' && v.severity === 'error' && v.kind === 'standing').length).toBeGreaterThan(0);
    expect(['identified', 'unreachable']).toContain(said(right));
    expect(identified(right).verdict).toBe('proved');
  });
});

describe('what is weaker than it looks', () => {
  const withoutScopes = api({ AuthorizationScopes: undefined });
  test('5: without scopes the ID token of any client will do: a warning, and a route that was declared otherwise is violated', () => {
    expect(asked(withoutScopes).entries[0]).toMatchObject({ answer: 'weak', checks: [{ kind: 'cognito', identity: 'weak' }] });
    expect(verdicts(withoutScopes).filter((v) => v.verdict === 'violated' && !v.question.includes('firewall'))).toMatchObject([{ severity: 'warning', question: 'token of any client: GET /docs of Api reaches Fn', witness: { request: { carries: ['an ID token of any client of the user pool'] } } }]);
    expect(verdicts(withoutScopes, {}, { intent: intentOf() }).find((v) => v.kind === 'nothing-less')).toMatchObject({ verdict: 'violated', blockedBy: [{ code: 'ROUTE_CHECKS_LESS' }] });
    expect(verdicts(api(), {}, { intent: intentOf() }).map((v) => [v.kind, v.verdict])).toEqual([['nothing-less', 'proved'], ['nothing-more', 'proved']]);
  });

  test.each<[string, object, string | undefined]>([
    ['300 s by default', {}, 'violated'],
    ['60 s', { AuthorizerResultTtlInSeconds: 60 }, 'violated'],
    ['none', { AuthorizerResultTtlInSeconds: 0 }, undefined],
    ['the path and method are part of the key', { IdentitySource: 'method.request.header.Authorization, context.resourcePath, context.httpMethod' }, undefined],
    ['the path alone is not enough', { IdentitySource: 'method.request.header.Authorization, context.resourcePath' }, 'violated'],
    ['a token says for how long', { AuthorizerResultTtlInSeconds: ref('Ttl') }, 'unknown'],
  ])('6: a Lambda authorizer for two methods, kept for %s', (_, properties, verdict) => {
    const custom = { AuthorizationType: 'CUSTOM', AuthorizationScopes: undefined };
    const resources = api(custom, { Auth: type('ApiGateway::Authorizer', { RestApiId: ref('Api'), Type: 'REQUEST', IdentitySource: 'method.request.header.Authorization', ...properties }), Put: method({ ...custom, HttpMethod: 'PUT' }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Put'] }) });
    const found = verdicts(resources, { Parameters: { Ttl: { Type: 'Number' } } }).find((v) => v.question.startsWith('cached decision'));
    expect(found?.verdict).toBe(verdict);
    expect(found?.severity ?? 'warning').toBe('warning');
  });

  test('a Lambda authorizer is an identity on an assumption, and says so', () => {
    const answer = asked(api({ AuthorizationType: 'CUSTOM', AuthorizationScopes: undefined }, { Auth: type('ApiGateway::Authorizer', { RestApiId: ref('Api'), Type: 'TOKEN', IdentitySource: 'x', AuthorizerResultTtlInSeconds: 0 }) }));
    expect(answer.answer).toBe('identified');
    expect(answer.assumptions).toContain('the code of the authorizer `Auth` lets nobody in whom it does not know');
  });
});

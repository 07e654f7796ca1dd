/**
 * Ways in that a reader of templates can miss: a function by its name, by a token, by a document or by a type that is not read. Each
 * naive template is refuted or unknown, never proved, unreachable or identified; its right twin is proved.
 */
import type { VerdictData } from '../../../lib/contract/verdicts';
import { openTemplates } from '../../../lib/prover/judge';
import { templatesOf } from '../../../lib/world/template';
import { api, att, certified, httpApi, method, type Part, permission, ref, type Resources, source, sub, type, uri, when } from './support';

interface Stack extends Part {
  readonly key?: string;
  readonly account?: string;
  readonly resources: Resources;
  readonly Mappings?: object;
  readonly Outputs?: object;
  readonly target?: string;
}
type App = Resources | readonly Stack[];

const isStacks = (app: App): app is readonly Stack[] => Array.isArray(app);
const PARAMETERS = { Parameters: { P: { Type: 'String' }, Env: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'Env' }, 'x'] } } };

function judged(app: App, target: string): { readonly verdict: VerdictData['verdict']; readonly answer: string } {
  const stacks = isStacks(app) ? app : [{ resources: app }];
  const trial = openTemplates(templatesOf(stacks.map(({ key = 'App', resources, account, target: _, ...part }) => ({ key, body: { ...PARAMETERS, ...part, Resources: resources }, ...account === undefined ? {} : { account, region: 'eu-west-1' } }) as never)), { intents: [] });
  return { verdict: trial.check([{ scope: '', kind: 'identified', target }])[0].verdict, answer: trial.invoke(target).answer };
}

const fn = (FunctionName?: unknown): object => type('Lambda::Function', { Handler: 'i.h', ...FunctionName === undefined ? {} : { FunctionName } });
const urlOf = (name: unknown): Resources => ({
  Url: type('Lambda::Url', { TargetFunctionArn: name, AuthType: 'NONE' }), U1: type('Lambda::Permission', { Action: 'lambda:InvokeFunctionUrl', FunctionName: name, Principal: '*', FunctionUrlAuthType: 'NONE' }),
});
const everybody = (FunctionName: unknown): Resources => ({ P0: permission({ FunctionName, Principal: '*' }) });
const known = (FunctionName: unknown): Resources => ({ P0: permission({ FunctionName, Principal: '222222222222' }) });
const named = (name: unknown, other: unknown = name): [Resources, Resources] => [{ Fn: fn(name), ...everybody(other) }, { Fn: fn(name), ...known(other) }];
const stacks = (there: Resources, here: Resources = { Fn: fn() }): readonly Stack[] => [{ key: 'App', resources: here }, { key: 'B', resources: there }];
const restUri = (text: string): object => sub(`arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/${text}/invocations`);
const arn = (name: string): string => `arn:aws:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`;
const NONE = { AuthorizationType: 'NONE', AuthorizerId: undefined, AuthorizationScopes: undefined };
const role = { R: type('IAM::Role', {}) };

const graph = (properties: object = { AuthenticationType: 'AWS_IAM' }): Resources => ({ ...role, S: type('AppSync::GraphQLApi', { Name: 's', ...properties }) });
const data = (ApiId: unknown = att('S', 'ApiId'), of: unknown = att('Fn')): Resources => ({
  D: type('AppSync::DataSource', { ApiId, Name: 'd', Type: 'AWS_LAMBDA', ServiceRoleArn: att('R'), LambdaConfig: { LambdaFunctionArn: of } }), Rs: type('AppSync::Resolver', { ApiId, TypeName: 'Query', FieldName: 'x', DataSourceName: 'd' }),
});
const merged = (AuthenticationType: string, MergeType = 'AUTO_MERGE'): Resources => ({
  M: type('AppSync::GraphQLApi', { Name: 'm', ApiType: 'MERGED', AuthenticationType, MergedApiExecutionRoleArn: att('R') }),
  As: type('AppSync::SourceApiAssociation', { MergedApiIdentifier: att('M', 'ApiId'), SourceApiIdentifier: att('S', 'ApiId'), SourceApiAssociationConfig: { MergeType } }),
});
const integration = { type: 'aws_proxy', httpMethod: 'POST', uri: uri('Fn') };
const schemes = { securitySchemes: { pool: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [att('Pool')] } } } };
const document = (paths: object, more: object = {}, kind = 'ApiGateway::RestApi'): Resources => ({
  Fn: fn(), Pool: type('Cognito::UserPool'), Api: type(kind, { Body: { openapi: '3.0.1', paths, components: schemes, ...more } }),
  D: type('ApiGateway::Deployment', { RestApiId: ref('Api') }), S: type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('D'), StageName: 'p' }), Permission: permission({ SourceArn: source('*/*/*') }),
});
const asked = { security: [{ pool: ['a/b'] }], 'x-amazon-apigateway-integration': integration };
const httpDocument = (operation: object): Resources => {
  const { Get: _, Integration: __, ...rest } = httpApi();
  return { ...rest, ...role, Api: type('ApiGatewayV2::Api', { Body: { openapi: '3.0.1', paths: { '/docs': { get: operation } }, components: {
    'x-amazon-apigateway-integrations': { i: { type: 'AWS_PROXY', httpMethod: 'POST', uri: att('Fn'), payloadFormatVersion: '2.0', credentials: att('R') } },
    securitySchemes: { jwt: { type: 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt', jwtConfiguration: { issuer: 'https://id.example.com', audience: ['a'] }, identitySource: '$request.header.Authorization' } } },
  } } }) };
};
const LOGIN = { Type: 'authenticate-oidc', Order: 1, AuthenticateOidcConfig: { Issuer: 'https://id.example.com', OnUnauthenticatedRequest: 'authenticate' } };
const forward = { Type: 'forward', Order: 2, TargetGroupArn: ref('Group') };
const rule = (ListenerArn: unknown, ...Actions: object[]): object => type('ElasticLoadBalancingV2::ListenerRule', { ListenerArn, Priority: 1, Conditions: [], Actions });
const balancer = (rules: Resources): Resources => ({
  Fn: fn(), Alb: type('ElasticLoadBalancingV2::LoadBalancer', {}), Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), Port: 443, DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }] }),
  Group: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: att('Fn') }] }), Grant: permission({ Principal: 'elasticloadbalancing.amazonaws.com', SourceArn: ref('Group') }), Rule: rule(ref('Listener'), LOGIN, forward), ...rules,
});
const lattice = (ServiceIdentifier: unknown): Resources => ({
  Fn: fn(), Group: type('VpcLattice::TargetGroup', { Type: 'LAMBDA', Targets: [{ Id: att('Fn') }] }), Service: type('VpcLattice::Service', { AuthType: 'AWS_IAM' }),
  Listener: type('VpcLattice::Listener', { ServiceIdentifier, Protocol: 'HTTPS', DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: ref('Group') }] } } }), Grant: permission({ Principal: 'vpc-lattice.amazonaws.com', SourceArn: att('Group') }),
});
const ruled = (more: object): Resources => ({
  ...api(NONE), ...certified(),
  Open: type('ApiGateway::DomainName', { DomainName: 'open.example.com', RoutingMode: 'ROUTING_RULE_ONLY', RegionalCertificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1', ...more }),
  Rule: type('ApiGatewayV2::RoutingRule', { DomainNameArn: att('Open', 'DomainNameArn'), Priority: 1, Conditions: [], Actions: [{ InvokeApi: { ApiId: ref('Api'), Stage: 'prod' } }] }),
});
const staged = (Method: object, Variables: object): Resources => api({ ...NONE, ...Method }, {
  ...role, Stage: type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'prod', Variables }), Permission: permission({ SourceArn: source('prod/POST/other') }),
});
const variable = { Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Credentials: att('R'), Uri: { 'Fn::Join': ['', ['arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:${stageVariables.fn}/invocations']] } } };
const quick = (route: object): Resources => ({
  Fn: fn(), Api: type('ApiGatewayV2::Api', { Name: 'a', ProtocolType: 'HTTP', Target: 'https://example.com/', RouteKey: '$default' }),
  I: type('ApiGatewayV2::Integration', { ApiId: ref('Api'), IntegrationType: 'AWS_PROXY', IntegrationUri: att('Fn'), PayloadFormatVersion: '2.0' }), O: type('ApiGatewayV2::ApiGatewayManagedOverrides', { ApiId: ref('Api'), Route: route }), P: permission({ SourceArn: source('*/*') }),
});
const socket = (ProtocolType: unknown): Resources => ({
  Fn: fn(), Api: type('ApiGatewayV2::Api', { ProtocolType, Name: 'w' }), I: type('ApiGatewayV2::Integration', { ApiId: ref('Api'), IntegrationType: 'AWS_PROXY', IntegrationUri: uri('Fn') }), C: type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: '$connect', AuthorizationType: 'NONE' }),
  D: type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: '$default', AuthorizationType: 'AWS_IAM', Target: sub('integrations/${I}') }), S: type('ApiGatewayV2::Stage', { ApiId: ref('Api'), StageName: 'p', AutoDeploy: true }), Grant: permission({ SourceArn: source('*/*') }),
});
const restByName = (Uri: object, FunctionName: unknown, more: Resources): Resources => api({ ...NONE, Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri } }, { Permission: permission({ FunctionName, SourceArn: source('prod/GET/docs') }), ...more });
const SAM = { Transform: 'AWS::Serverless-2016-10-31' };
const serverless = (Properties: object): readonly Stack[] => [{ ...SAM, resources: { Fn: type('Serverless::Function', { Handler: 'x', ...Properties }) } }];
const mapped: Part & { Mappings: object } = { Mappings: { M: { 'eu-west-1': { n: 'x' }, 'us-east-1': { n: 'y' } } } };

const ROWS: readonly (readonly [name: string, naive: App, right: App])[] = [
  // 1: serverless functions
  ['a URL of SAM', serverless({ FunctionUrlConfig: { AuthType: 'NONE' } }), [{ resources: { Fn: fn() } }]],
  ['an API of SAM', serverless({ Events: { A: { Type: 'Api', Properties: { Path: '/x', Method: 'get' } } } }), [{ resources: { Fn: fn() } }]],
  ['a connector of SAM', [{ ...SAM, resources: { Fn: fn(), G: type('Serverless::Connector', {}) } }], [{ ...SAM, resources: { Fn: fn(), G: type('Serverless::SimpleTable', {}) } }]],
  // 2a: one expression twice
  ...([[sub('${Env}-fn')], [ref('P')], [sub('fn-${AWS::Region}')], ['{{resolve:ssm:/n}}'], [when('C', 'a', 'b')], [sub('${Env}-fn'), 'prod-fn'], [when('C', 'a', 'b'), 'a'], ['my-fn', sub('${Env}-fn')], ['my-fn', ref('P')], ['my-fn', { 'Fn::Join': ['-', ['my', ref('P')]] }], ['my-fn', { 'Fn::ImportValue': 'name' }], ['my-fn', sub(arn('my-fn'))], ['my-fn', { 'Fn::Join': [':', [ref('AWS::AccountId'), 'function', 'my-fn']] }], ['my-fn', 'my-fn:live']] as [unknown, unknown?][])
    .map(([name, other]): [string, App, App] => [`named ${JSON.stringify(name)}, and ${JSON.stringify(other ?? name)}`, ...named(name, other)]),
  ['named by a mapping', [{ ...mapped, resources: named({ 'Fn::FindInMap': ['M', ref('AWS::Region'), 'n'] })[0] }], [{ ...mapped, resources: named({ 'Fn::FindInMap': ['M', ref('AWS::Region'), 'n'] })[1] }]],
  ['a URL by the same expression', { Fn: fn(sub('${Env}-fn')), ...urlOf(sub('${Env}-fn')) }, { Fn: fn(sub('${Env}-fn')), ...urlOf('other') }],
  ['a method by the same expression', restByName(restUri(arn('${Env}-fn')), sub('${Env}-fn'), { Fn: fn(sub('${Env}-fn')) }), restByName(restUri(arn('other-fn')), 'other-fn', { Fn: fn('my-fn') })],
  ['a method by the name alone', restByName(restUri('my-fn'), 'my-fn', { Fn: fn('my-fn') }), restByName(restUri('other-fn'), 'other-fn', { Fn: fn('my-fn') })],
  ['a part of the ARN', { Fn: fn(), ...everybody({ 'Fn::Select': [6, { 'Fn::Split': [':', att('Fn')] }] }) }, { Fn: fn(), ...known({ 'Fn::Select': [6, { 'Fn::Split': [':', att('Fn')] }] }) }],
  ['what a URL returns', { Fn: fn(), U: type('Lambda::Url', { TargetFunctionArn: att('Fn'), AuthType: 'AWS_IAM' }), ...everybody(att('U', 'FunctionArn')) }, { Fn: fn(), U: type('Lambda::Url', { TargetFunctionArn: att('Fn'), AuthType: 'AWS_IAM' }), ...known(att('U', 'FunctionArn')) }],
  ['what a custom resource returns that is told of it', { Fn: fn(), C: { Type: 'Custom::X', Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:p', Function: ref('Fn') } }, ...everybody(att('C', 'Arn')) }, { Fn: fn(), C: { Type: 'Custom::X', Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:p' } }, ...everybody(att('C', 'Arn')) }],
  ['an alias under a condition', { Fn: fn(), Gn: fn(), A: type('Lambda::Alias', { FunctionName: when('C', ref('Fn'), ref('Gn')), Name: 'live' }), ...everybody(ref('A')) }, { Fn: fn(), Gn: fn(), A: type('Lambda::Alias', { FunctionName: when('C', ref('Fn'), ref('Gn')), Name: 'live' }), ...known(ref('A')) }],
  ['the name that CloudFormation gave', { Fn: fn(), ...everybody('App-Fn-1A2B3C4D5E6F') }, { Fn: fn(), ...everybody('App-Gn-1A2B3C4D5E6F') }],
  // 2b: two stacks
  ['two stacks of one name', [{ key: 'App', resources: { Fn: fn('my-fn'), ...urlOf('my-fn') } }, { key: 'B', resources: { Fn: fn('my-fn'), ...urlOf('my-fn') } }], [{ key: 'App', resources: { Fn: fn('my-fn') } }, { key: 'B', resources: { Fn: fn('my-fn'), ...urlOf('my-fn') } }]],
  ['a third stack that names both', [...stacks({ Fn: fn('my-fn') }, { Fn: fn('my-fn') }), { key: 'D', resources: everybody('my-fn') }], [...stacks({ Fn: fn('my-fn') }, { Fn: fn('my-fn') }), { key: 'D', resources: known('my-fn') }]],
  ['the same name in an account of its own', [{ key: 'App', account: '111111111111', resources: { Fn: fn('my-fn') } }, { key: 'B', account: '111111111111', resources: everybody('my-fn') }], [{ key: 'App', account: '111111111111', resources: { Fn: fn('my-fn') } }, { key: 'B', account: '222222222222', resources: everybody('my-fn') }]],
  // 2c: tokens of other stacks
  ['a statement for everybody, for a parameter', stacks(everybody(ref('P'))), stacks(known(ref('P')))],
  ['a statement without a source, for a parameter', stacks({ P0: permission({ FunctionName: ref('P') }) }), stacks({ P0: permission({ FunctionName: ref('P'), Principal: 's3.amazonaws.com', SourceAccount: ref('AWS::AccountId') }) })],
  ['a statement for everybody, for an ARN with a parameter', stacks(everybody(sub(arn('my-${P}'))), { Fn: fn('my-fn') }), stacks(everybody(sub(arn('my-${P}'))), { Fn: fn('our-fn') })],
  ['a type that is not modelled, with a parameter', stacks({ C: type('Connect::IntegrationAssociation', { IntegrationArn: ref('P') }) }), stacks({ C: type('Connect::IntegrationAssociation', { InstanceId: ref('P') }) })],
  ['a type that is not modelled, with a name', { Fn: fn('my-fn'), C: type('Connect::IntegrationAssociation', { IntegrationArn: sub(arn('my-fn')) }) }, { Fn: fn('my-fn'), C: type('Connect::IntegrationAssociation', { IntegrationArn: sub(arn('other')) }) }],
  ['a custom resource with a name', { Fn: fn('my-fn'), C: { Type: 'Custom::AWS', Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:p', Create: '{"action":"createFunctionUrlConfig","parameters":{"FunctionName":"my-fn"}}' } } }, { Fn: fn('my-fn'), C: { Type: 'Custom::AWS', Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:p', Create: '{"action":"createTopic","parameters":{"Name":"my-topic"}}' } } }],
  // 2d: by a role
  ['a stage variable, and a role', staged(variable, { fn: ref('Fn') }), staged(variable, { fn: 'other' })],
  ['a stage variable of a name, and a role', { ...staged(variable, { fn: 'my-fn' }), Fn: fn('my-fn') }, staged(variable, { fn: 'my-fn' })],
  ['a URL of a parameter in another stack', stacks(urlOf(ref('P'))), stacks({ Url: type('Lambda::Url', { TargetFunctionArn: ref('P'), AuthType: 'AWS_IAM' }) })],
  ['a statement for everybody, by a parameter of another stack, and a signed URL', stacks({ U1: type('Lambda::Permission', { Action: 'lambda:InvokeFunctionUrl', FunctionName: ref('P'), Principal: '*', FunctionUrlAuthType: 'AWS_IAM' }) }, { Fn: fn(), Url: type('Lambda::Url', { TargetFunctionArn: att('Fn'), AuthType: 'AWS_IAM' }) }), stacks({ U1: type('Lambda::Permission', { Action: 'lambda:InvokeFunctionUrl', FunctionName: ref('P'), Principal: '222222222222', FunctionUrlAuthType: 'AWS_IAM' }) }, { Fn: fn(), Url: type('Lambda::Url', { TargetFunctionArn: att('Fn'), AuthType: 'AWS_IAM' }) })],
  // 2e: references in documents
  ['an integration by a reference, with a role', httpDocument({ 'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/i' } }), httpDocument({ security: [{ jwt: [] }], 'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/i' } })],
  ['an integration by a reference that leads nowhere', httpDocument({ 'x-amazon-apigateway-integration': { $ref: '#/components/elsewhere/i' } }), httpDocument({ security: [{ jwt: [] }], 'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/i' } })],
  ['an operation under a condition', document({ '/x': { get: when('C', { 'x-amazon-apigateway-integration': integration }, asked) } }), document({ '/x': { get: when('C', asked) } })],
  ['an integration of an API elsewhere, with a role', { Fn: fn(), ...role, I: type('ApiGatewayV2::Integration', { ApiId: 'abcdefghij', IntegrationType: 'AWS_PROXY', IntegrationUri: att('Fn'), CredentialsArn: att('R') }) }, { Fn: fn(), ...role, I: type('ApiGatewayV2::Integration', { ApiId: 'abcdefghij', IntegrationType: 'HTTP_PROXY', IntegrationUri: 'https://example.com' }) }],
  // 3: AppSync
  ['a data source of an API elsewhere', { Fn: fn(), ...graph(), ...data('abcdefabcdef') }, { Fn: fn(), ...graph(), ...data() }],
  ['a data source whose API is a part of an ARN', { Fn: fn(), ...graph({ AuthenticationType: 'API_KEY' }), ...data({ 'Fn::Select': [1, { 'Fn::Split': ['/', ref('S')] }] }) }, { Fn: fn(), ...graph(), ...data() }],
  ['a data source of an Events API', { Fn: fn(), ...role, A: type('AppSync::Api', { Name: 'e' }), ...data(att('A', 'ApiId')) }, { Fn: fn(), ...graph(), ...data() }],
  ['a merged API with a key', { Fn: fn(), ...graph(), ...data(), ...merged('API_KEY') }, { Fn: fn(), ...graph(), ...data(), ...merged('AWS_IAM') }],
  ['a merged API with a key, merged by hand', { Fn: fn(), ...graph(), ...data(), ...merged('API_KEY', 'MANUAL_MERGE') }, { Fn: fn(), ...graph(), ...data(), ...merged('AWS_IAM', 'MANUAL_MERGE') }],
  ['a merged API elsewhere', { Fn: fn(), ...graph(), ...data(), As: type('AppSync::SourceApiAssociation', { MergedApiIdentifier: ref('P'), SourceApiIdentifier: att('S', 'ApiId') }) }, { Fn: fn(), ...graph(), ...data() }],
  ['a merged API of another stack, of a parameter', stacks({ ...role, ...merged('API_KEY'), As: type('AppSync::SourceApiAssociation', { MergedApiIdentifier: att('M', 'ApiId'), SourceApiIdentifier: ref('P') }) }, { Fn: fn(), ...graph(), ...data() }), stacks({ ...role, ...merged('AWS_IAM'), As: type('AppSync::SourceApiAssociation', { MergedApiIdentifier: att('M', 'ApiId'), SourceApiIdentifier: ref('P') }) }, { Fn: fn(), ...graph(), ...data() })],
  // 4: clones
  ['an API that is cloned', api({}, { Api: type('ApiGateway::RestApi', { Name: 'x', CloneFrom: 'abcdefghij' }), Permission: permission({ SourceArn: source('*/*/*') }) }), api({}, { Permission: permission({ SourceArn: source('*/*/*') }) })],
  ['an API that is cloned, and a name', { ...api({}, { Api: type('ApiGateway::RestApi', { Name: 'x', CloneFrom: 'abcdefghij' }), Permission: permission({ FunctionName: 'other', SourceArn: source('*/*/*') }) }), Fn: fn('my-fn') }, { ...api(), Fn: fn('my-fn') }],
  // 5: routing rules
  ['a routing rule of a domain without a certificate', ruled({}), ruled({ MutualTlsAuthentication: { TruststoreUri: 's3://trust/store.pem' } })],
  ['a routing rule by the ARN of the domain', { ...ruled({}), Rule: type('ApiGatewayV2::RoutingRule', { DomainNameArn: sub('arn:aws:apigateway:eu-west-1::/domainnames/${Open}'), Priority: 1, Conditions: [{ MatchHeaders: {} }], Actions: [{ InvokeApi: { ApiId: ref('Api'), Stage: 'prod' } }] }) }, { ...ruled({ MutualTlsAuthentication: { TruststoreUri: 's3://trust/store.pem' } }) }],
  // 11: listeners and services elsewhere
  ['a rule on a listener elsewhere that asks nothing', balancer({ Other: rule('arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/a/1/2', forward) }), balancer({ Other: rule('arn:aws:elasticloadbalancing:us-east-1:111111111111:listener/app/a/1/2', LOGIN, forward) })],
  ['a rule on a listener of a parameter', balancer({ Other: rule(ref('P'), forward) }), balancer({ Other: rule(ref('P'), LOGIN, forward) })],
  ['a rule on a listener elsewhere alone', balancer({ Rule: rule(ref('P'), forward) }), balancer({})],
  ['a group that another stack forwards to', stacks({ Alb: type('ElasticLoadBalancingV2::LoadBalancer', {}), L: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), DefaultActions: [{ Type: 'forward', TargetGroupArn: ref('P') }] }) }, balancer({})), stacks({ Alb: type('ElasticLoadBalancingV2::LoadBalancer', {}), L: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), DefaultActions: [LOGIN, { Type: 'forward', TargetGroupArn: ref('P') }] }) }, balancer({}))],
  ['a Lattice service elsewhere', lattice('svc-0123456789abcdef0'), lattice(ref('Service'))],
  ['a Lattice service elsewhere, and no statement', { ...lattice('svc-0123456789abcdef0'), Grant: type('SNS::Topic') }, { ...lattice(ref('Service')), Grant: type('SNS::Topic') }],
  // 12: documents
  ['security of the whole document, in a REST API', document({ '/x': { get: { 'x-amazon-apigateway-integration': integration } } }, { security: [{ pool: ['a/b'] }] }), document({ '/x': { get: asked } })],
  ['a path that is a reference', document({ '/x': { get: asked }, '/y': { $ref: '#/components/pathItems/y' } }), document({ '/x': { get: asked }, '/y': { get: asked } })],
  ['said twice', document({ '/x': { get: { ...asked, 'x-amazon-apigateway-auth': { type: 'NONE' } } } }), document({ '/x': { get: asked } })],
  // 13: quick create
  ['quick create whose route is turned to the function', quick({ Target: sub('integrations/${I}') }), quick({ OperationName: 'x' })],
  ['a protocol that a parameter names', socket(ref('P')), socket('HTTP')],
];

test.each(ROWS)('%s', (_, naive, right) => {
  const target = isStacks(naive) && naive.length > 1 ? 'App.Fn' : 'Fn';
  const [wrong, good] = [judged(naive, target), judged(right, target)];
  expect(['violated', 'unknown']).toContain(wrong.verdict);
  expect(['unidentified', 'unknown']).toContain(wrong.answer);
  expect(good.verdict).toBe('proved');
});

test.each<[string, App]>([
  ['one expression twice', named(sub('${Env}-fn'))[0]], ['a name', named('my-fn', sub(arn('my-fn')))[0]], ['what a URL returns', { Fn: fn(), U: type('Lambda::Url', { TargetFunctionArn: att('Fn'), AuthType: 'AWS_IAM' }), ...everybody(att('U', 'FunctionArn')) }],
  ['the own one of two', [{ key: 'App', resources: { Fn: fn('my-fn'), ...everybody('my-fn') } }, { key: 'B', resources: { Fn: fn('my-fn') } }]],
  ['an integration by a reference', httpDocument({ 'x-amazon-apigateway-integration': { $ref: '#/components/x-amazon-apigateway-integrations/i' } })],
])('certain: %s', (_, app) => expect(judged(app, isStacks(app) ? 'App.Fn' : 'Fn').verdict).toBe('violated'));

test('of two under one name, which one is meant hangs on the condition', () => {
  const app = { Fn: type('Lambda::Function', { FunctionName: 'my-fn' }, { Condition: 'C' }), Gn: type('Lambda::Function', { FunctionName: 'my-fn' }), ...everybody('my-fn') };
  expect([judged(app, 'Fn').verdict, judged(app, 'Gn').verdict]).toStrictEqual(['unknown', 'unknown']);
});

test('a name that its own template has under a condition is another stack\'s otherwise', () => {
  const app: App = [{ key: 'App', resources: { Fn: fn('a') } }, { key: 'B', resources: { Fn: fn(when('C', 'a', 'b')), ...everybody('a') } }];
  expect([judged(app, 'App.Fn').verdict, judged(app, 'B.Fn').verdict]).toStrictEqual(['unknown', 'unknown']);
});

describe('types that are named like members of objects', () => {
  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])('%s is unknown, and never an exception', (word) => {
    const apps: Resources[] = [
      api({ AuthorizationType: word, AuthorizerId: 'abc123' }), api({}, { Auth: type('ApiGateway::Authorizer', { RestApiId: ref('Api'), Type: word, Name: 'a' }) }),
      { Fn: fn(), ...graph({ AuthenticationType: word, AdditionalAuthenticationProviders: [{ AuthenticationType: word }] }), ...data() },
      document({ '/x': { get: { security: [{ [word]: ['a'] }], 'x-amazon-apigateway-integration': integration } } }),
      document({ '/x': { get: { security: [{ c: ['a'] }], 'x-amazon-apigateway-integration': integration } } }, { components: { securitySchemes: { c: { type: 'apiKey', 'x-amazon-apigateway-authorizer': { type: word } } } } }),
    ];
    expect(apps.map((a) => judged(a, 'Fn').verdict)).toStrictEqual(apps.map(() => 'unknown'));
  });
});

test('another method of the same API is a way of its own', () => expect(judged({ ...api(), Post: method({ HttpMethod: 'POST', ...NONE, Integration: { Type: 'AWS_PROXY', Uri: uri('Fn'), Credentials: 'arn:aws:iam::111111111111:role/r' } }) }, 'Fn').verdict).not.toBe('proved'));

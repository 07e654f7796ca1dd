/**
 * Small APIs, and short words for what the prover says of them:
 *
 *   said(api({ AuthorizationType: 'NONE' }))                     // 'unidentified'
 *   verdicts({ Resources: api() }).filter((v) => v.plane === 'exposure')
 *
 * `api()` alone is proved: a token with a scope, one stage whose deployment depends on the method, one statement for this method.
 */
import type { AnswerFile, VerdictData } from '../../../lib/contract/verdicts';
import { openTemplates } from '../../../lib/prover/judge';
import type { Trial } from '../../../lib/prover/judge-with';
import { templatesOf } from '../../../lib/world/template';

export type Resources = Record<string, any>;

export interface Part {
  readonly Parameters?: object;
  readonly Conditions?: object;
  readonly Transform?: string;
}

export const ref = (Ref: string): object => ({ Ref });
export const att = (id: string, name = 'Arn'): object => ({ 'Fn::GetAtt': [id, name] });
export const sub = (text: string): object => ({ 'Fn::Sub': text });
export const when = (condition: string, then: unknown, otherwise: unknown = { Ref: 'AWS::NoValue' }): object => ({ 'Fn::If': [condition, then, otherwise] });
export const type = (name: string, Properties: object = {}, more: object = {}): object => ({ Type: `AWS::${name}`, Properties, ...more });

export const uri = (id: string): object => sub(`arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${id}.Arn}/invocations`);
export const source = (tail: string, api = 'Api'): object => sub(`arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/${tail}`);
export const permission = (properties: object = {}, more: object = {}): object => type('Lambda::Permission', { Action: 'lambda:InvokeFunction', FunctionName: att('Fn'), Principal: 'apigateway.amazonaws.com', ...properties }, more);

export const method = (properties: object = {}, more: object = {}): object => type('ApiGateway::Method', { RestApiId: ref('Api'), ResourceId: ref('Docs'), HttpMethod: 'GET', AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: ref('Auth'), AuthorizationScopes: ['documents/read'], Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: uri('Fn') }, ...properties }, more);

export function api(properties: object = {}, rest: Resources = {}): Resources {
  return {
    Fn: type('Lambda::Function', { Handler: 'i.h' }),
    Pool: type('Cognito::UserPool'),
    Api: type('ApiGateway::RestApi', { Name: 'api' }),
    Docs: type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: att('Api', 'RootResourceId'), PathPart: 'docs' }),
    Auth: type('ApiGateway::Authorizer', { RestApiId: ref('Api'), Type: 'COGNITO_USER_POOLS', ProviderARNs: [att('Pool')], IdentitySource: 'method.request.header.Authorization', Name: 'auth' }),
    Get: method(properties),
    Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get'] }),
    Stage: type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'prod' }),
    Permission: permission({ SourceArn: source('prod/GET/docs') }),
    ...rest,
  };
}

export const httpApi = (route: object = {}, rest: Resources = {}): Resources => ({
  Fn: type('Lambda::Function', { Handler: 'i.h' }),
  Api: type('ApiGatewayV2::Api', { Name: 'api', ProtocolType: 'HTTP' }),
  Integration: type('ApiGatewayV2::Integration', { ApiId: ref('Api'), IntegrationType: 'AWS_PROXY', IntegrationUri: att('Fn'), PayloadFormatVersion: '2.0' }),
  Jwt: type('ApiGatewayV2::Authorizer', { ApiId: ref('Api'), AuthorizerType: 'JWT', Name: 'jwt', IdentitySource: ['$request.header.Authorization'], JwtConfiguration: { Issuer: 'https://id.example.com', Audience: ['app'] } }),
  Get: type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: 'GET /docs', AuthorizationType: 'JWT', AuthorizerId: ref('Jwt'), AuthorizationScopes: ['documents/read'], Target: sub('integrations/${Integration}'), ...route }),
  Stage: type('ApiGatewayV2::Stage', { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true }),
  Permission: permission({ SourceArn: source('*/*/docs') }),
  ...rest,
});

/** A domain with a client certificate, and the default host off. */
export const certified = (properties: object = {}): Resources => ({
  Api: type('ApiGateway::RestApi', { Name: 'api', DisableExecuteApiEndpoint: true, ...properties }),
  Domain: type('ApiGateway::DomainName', { DomainName: 'api.example.com', RegionalCertificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1', MutualTlsAuthentication: { TruststoreUri: 's3://trust/store.pem' } }),
  Mapping: type('ApiGateway::BasePathMapping', { DomainName: ref('Domain'), RestApiId: ref('Api'), Stage: ref('Stage') }),
});

export function opened(resources: Resources, part: Part = {}, options: { readonly assume?: Record<string, string>; readonly intent?: object } = {}): Trial {
  const templates = templatesOf([{ key: 'App', body: { ...part, Resources: resources } }], { assume: options.assume });
  const intents = options.intent === undefined ? [] : [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent: options.intent }];
  return openTemplates(templates, { assume: options.assume, intents });
}

export function asked(resources: Resources, target = 'Fn', part: Part = {}, assume?: Record<string, string>): AnswerFile {
  return opened(resources, part, { assume }).invoke(target);
}

export const said = (resources: Resources, target = 'Fn', part: Part = {}): AnswerFile['answer'] => asked(resources, target, part).answer;

export function verdicts(resources: Resources, part: Part = {}, options: { readonly intent?: object } = {}): readonly VerdictData[] {
  return opened(resources, part, options).judge().verdicts.filter((v) => v.plane === 'exposure');
}

export function identified(resources: Resources, part: Part = {}, target = 'Fn'): VerdictData {
  const [verdict] = opened(resources, part).check([{ scope: '', kind: 'identified', target }]);
  return verdict;
}

/** What the intent of a door with one route says. */
export const intentOf = (route: object = {}, door: object = {}, more: object = {}): object => ({
  schema: 'zero-trust/intent/1', scopes: [{ scope: 'App/ZeroTrust', posture: 'standard' }], segments: [], enclaves: [], personas: [], flows: [], guarantees: [],
  doors: [{ scope: 'App/ZeroTrust', id: 'Door', displayName: 'Door', protocol: 'rest', profile: 'tls13', identity: 'App/Pool', path: 'App/Api', template: 'App.template.json', logicalId: 'Api', stage: 'Stage', ...door }],
  routes: [{ scope: 'App/ZeroTrust', door: 'Door', id: 'GET /docs', method: 'GET', path: '/docs', handler: { kind: 'function', path: 'App/Fn', template: 'App.template.json', logicalId: 'Fn' }, access: 'scopes', personas: [], scopes: ['documents/read'], callers: [], ...route }],
  identities: [{ path: 'App/Pool', kind: 'user-pool', template: 'App.template.json', logicalId: 'Pool', clients: [] }],
  ...more,
});

/**
 * Random APIs, and requests of nobody that an independent simulator of the documentation lets in or not:
 *
 *   what is proved lets none of them in; what is violated lets in the request that is shown; what is unknown is told apart from both
 *
 * Each seed is one template: methods and paths that overlap, authorizers, policies, hosts, stages, statements, conditions, near misses.
 */
import type { AnswerFile } from '../../../lib/contract/verdicts';
import { reaches, type SimulatedRequest, type Template, type Values } from '../../support/door-simulator';
import { Draw } from '../../support/worlds/draw';
import { att, ref, source, type, uri, when } from './support';
import { openTemplates } from '../../../lib/prover/judge';
import { templatesOf } from '../../../lib/world/template';
import type { InvokeAnswer } from '../../../lib/prover/exposure';
import { askInvoke } from '../../../lib/prover/exposure';
import { readExposure } from '../../../lib/world/exposure';

const SEEDS = Number(process.env.DOOR_SEEDS ?? 150);
const STAGES = ['blue', 'green'];

interface Drawn extends Template {
  readonly Parameters: object;
  readonly Conditions: Record<string, object>;
}

function draw(seed: number): Drawn {
  const d = new Draw(seed);
  const R: Record<string, any> = { Fn: type('Lambda::Function'), Other: type('Lambda::Function'), Pool: type('Cognito::UserPool') };
  const maybe = (value: unknown, other: unknown = { Ref: 'AWS::NoValue' }): unknown => (d.chance(0.15) ? when('IsBlue', value, other) : d.chance(0.15) ? when('IsBlue', other, value) : value);
  const conditioned = (resource: object): object => (d.chance(0.12) ? { ...resource, Condition: 'IsBlue' } : resource);
  const isPrivate = d.chance(0.2);
  R.Api = type('ApiGateway::RestApi', {
    ...d.chance(0.4) ? { DisableExecuteApiEndpoint: maybe(true, false) } : {}, ...isPrivate ? { EndpointConfiguration: { Types: ['PRIVATE'] } } : {}, ...d.chance(0.45) || isPrivate ? { Policy: policyOf(d, isPrivate) } : {},
  });
  R.Auth = type('ApiGateway::Authorizer', { RestApiId: ref('Api'), Type: 'COGNITO_USER_POOLS', ProviderARNs: [att('Pool')] });
  R.Code = type('ApiGateway::Authorizer', { RestApiId: ref('Api'), Type: 'TOKEN', AuthorizerResultTtlInSeconds: 0 });
  const parents: object[] = [att('Api', 'RootResourceId')];
  const parts: [string, string[]][] = [['Docs', ['docs', 'files']], ['Item', ['{id}', 'count']], ['Rest', ['{proxy+}', '{name}']]];
  for (const [id, names] of parts.slice(0, 1 + d.below(3))) {
    R[id] = type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: d.pick(parents), PathPart: d.pick(names) });
    parents.push(ref(id));
  }
  const methods: string[] = [];
  for (let i = 0; i < 1 + d.below(4); i++) {
    const id = `M${i}`;
    methods.push(id);
    R[id] = conditioned(type('ApiGateway::Method', { RestApiId: ref('Api'), ResourceId: d.pick(parents), HttpMethod: d.pick(['GET', 'POST', 'ANY', 'OPTIONS']), ApiKeyRequired: d.chance(0.2), ...authorization(d, maybe), Integration: d.chance(0.1) ? { Type: 'MOCK' } : { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: uri(d.chance(0.85) ? 'Fn' : 'Other') } }));
  }
  R.Deployment = type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: d.chance(0.85) ? methods : methods.slice(1) });
  R.Stage = conditioned(type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'prod' }));
  if (!isPrivate && d.chance(0.5)) {
    R.Domain = type('ApiGateway::DomainName', { DomainName: 'api.example.com', ...d.chance(0.6) ? { MutualTlsAuthentication: maybe({ TruststoreUri: 's3://t/s.pem' }) } : {} });
    R.Mapping = conditioned(type('ApiGateway::BasePathMapping', { DomainName: ref('Domain'), RestApiId: ref('Api'), Stage: ref('Stage') }));
    R.Stage.Properties.StageName = 'prod';
  }
  const sources = [source('*/*/*'), source('prod/*/*'), source('prod/GET/*'), source('prod/POST/docs'), source('test/*/*'), source('*')];
  for (let i = 0; i < 1 + d.below(2); i++) R[`P${i}`] = conditioned(type('Lambda::Permission', statement(d, maybe, sources)));
  if (d.chance(0.25)) {
    R.Url = type('Lambda::Url', { AuthType: maybe('NONE', 'AWS_IAM'), TargetFunctionArn: att('Fn') });
    R.UrlP = conditioned(type('Lambda::Permission', { Action: 'lambda:InvokeFunctionUrl', FunctionName: att('Fn'), Principal: d.chance(0.8) ? '*' : '111111111111', ...d.chance(0.7) ? { FunctionUrlAuthType: d.pick(['NONE', 'AWS_IAM']) } : {}, ...d.chance(0.2) ? { PrincipalOrgID: 'o-own' } : {} }));
  }
  return { Parameters: { Colour: { Type: 'String', AllowedValues: STAGES } }, Conditions: { IsBlue: { 'Fn::Equals': [{ Ref: 'Colour' }, 'blue'] } }, Resources: R };
}

type Maybe = (value: unknown, other?: unknown) => unknown;

function authorization(d: Draw, maybe: Maybe): object {
  switch (d.below(5)) {
    case 0: return { AuthorizationType: maybe('NONE', 'AWS_IAM') };
    case 1: return { AuthorizationType: 'AWS_IAM' };
    case 2: return { AuthorizationType: 'COGNITO_USER_POOLS', AuthorizerId: ref('Auth'), AuthorizationScopes: maybe(['documents/read']) };
    case 3: return { AuthorizationType: 'CUSTOM', AuthorizerId: ref('Code') };
    default: return {};
  }
}

function policyOf(d: Draw, isPrivate: boolean): object {
  const resources = ['execute-api:/*', '*', 'execute-api:/prod/GET/*', 'execute-api:/*/*/docs/*', 'execute-api:/prod/*/docs/sp*', 'execute-api:/*/POST/special'];
  const conditions: readonly object[] = isPrivate ? [{ StringEquals: { 'aws:SourceVpce': ['vpce-1'] } }, { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }] : [{ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '10.0.0.0/8'] } }, { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/25'] } }, { StringEquals: { 'aws:PrincipalOrgID': 'o-own' } }, { StringNotEquals: { 'aws:PrincipalOrgID': 'o-own' } }];
  const one = (Effect: string): object => ({ Effect, Principal: d.chance(0.85) ? '*' : { AWS: 'arn:aws:iam::111111111111:role/known' }, Action: 'execute-api:Invoke', Resource: d.pick(resources), ...d.chance(0.6) ? { Condition: d.pick(conditions) } : {} });
  return { Version: '2012-10-17', Statement: [...d.chance(0.9) ? [one('Allow')] : [], ...d.chance(0.3) ? [one('Allow')] : [], ...d.chance(0.35) ? [one('Deny')] : []] };
}

function statement(d: Draw, maybe: Maybe, sources: object[]): object {
  const isOther = d.chance(0.15);
  return {
    Action: d.chance(0.85) ? 'lambda:InvokeFunction' : d.pick(['lambda:*', 'lambda:GetFunction']), FunctionName: att(d.chance(0.9) ? 'Fn' : 'Other'), Principal: isOther ? d.pick(['s3.amazonaws.com', '*', '111111111111']) : 'apigateway.amazonaws.com',
    ...isOther ? d.chance(0.5) ? { SourceAccount: '111111111111' } : {} : d.chance(0.9) ? { SourceArn: maybe(d.pick(sources), source('other/*/*')) } : {}, ...d.chance(0.1) ? { PrincipalOrgID: 'o-own' } : {},
  };
}

/** Requests of nobody, at every host, path, method and place that could matter. */
function* nobodys(template: Drawn): Generator<SimulatedRequest> {
  for (const host of ['default', 'endpoint', 'Domain']) {
    for (const path of ['/', '/docs', '/files', '/docs/x1', '/docs/count', '/docs/special', '/docs/spare', '/special', '/x1', '/count', '/docs/x1/zq7', '/x1/x1', '/docs/x1/x1', '/x1/zq7', '/files/x1']) {
      for (const method of ['GET', 'POST', 'PUT', 'OPTIONS']) {
        for (const sourceIp of ['198.51.100.7', '203.0.113.5', '203.0.113.200', '10.0.0.7']) {
          for (const sourceVpce of host === 'endpoint' ? ['vpce-1', 'vpce-2'] : [undefined]) {
            for (const signedBy of [undefined, 'stranger' as const]) yield { via: 'https', host, stage: 'prod', method, path, sourceIp, sourceVpce, signedBy, apiKey: true, token: 'garbage' };
          }
        }
      }
    }
  }
  if (template.Resources.Url !== undefined) for (const signedBy of [undefined, 'stranger' as const]) yield { via: 'url', url: 'Url', signedBy };
  yield { via: 'invoke', function: 'Fn', by: { principal: 'stranger' } };
  for (const service of ['apigateway.amazonaws.com', 's3.amazonaws.com']) yield { via: 'invoke', function: 'Fn', by: { service, sourceArn: service.startsWith('s3') ? 'arn:aws:s3:::theirs' : 'arn:aws:execute-api:eu-west-1:999999999999:theirs/prod/GET/', sourceAccount: '999999999999' } };
}

function open(template: Drawn): { readonly request: SimulatedRequest; readonly values: Values } | undefined {
  for (const Colour of STAGES) for (const request of nobodys(template)) if (reaches(template, request, 'Fn', { Colour })) return { request, values: { Colour } };
  return undefined;
}

/** The request of the witness, as the simulator takes it. */
function shown(template: Drawn, { path }: InvokeAnswer): boolean {
  const { way, valuation } = path!;
  const values = { Colour: valuation.get('App.Colour') ?? 'blue' };
  const world = readExposure(templates(template));
  const simulated = (): SimulatedRequest => {
    if (way.kind === 'permission') {
      const p = world.permissions[way.permission];
      return { via: 'invoke', function: 'Fn', by: way.caller === 'principal' ? { principal: 'stranger' } : { service: p.principal, sourceArn: `arn:aws:${p.principal.split('.')[0]}:eu-west-1:999999999999:theirs`, sourceAccount: '999999999999' } };
    }
    if (way.kind !== 'door') throw new Error('a cache is no request');
    const door = world.doors.find((x) => x.id === way.door)!;
    const { context } = way.caller;
    const signedBy = way.caller.is === 'stranger' ? 'stranger' as const : undefined;
    if (door.kind === 'url') return { via: 'url', url: 'Url', signedBy };
    const host = door.hosts[way.host];
    return { via: 'https', host: host.kind === 'default' ? 'default' : host.kind === 'private' ? 'endpoint' : 'Domain', stage: 'prod', method: way.method, path: way.path, sourceIp: context['aws:sourceip'] ?? context['aws:vpcsourceip'] ?? '198.51.100.7', sourceVpce: context['aws:sourcevpce'], signedBy, apiKey: true };
  };
  return reaches(template, simulated(), 'Fn', values);
}

const templates = (template: Drawn): ReturnType<typeof templatesOf> => templatesOf([{ key: 'App', body: template, account: '111111111111', region: 'eu-west-1' }]);

test(`${SEEDS} random APIs: proved lets nobody in, violated shows a request that gets in`, () => {
  const count: Record<AnswerFile['answer'], number> = { identified: 0, unidentified: 0, unknown: 0, unreachable: 0, reachable: 0 };
  let undecided = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const template = draw(seed);
    const world = templates(template);
    const { answer } = openTemplates(world).invoke('Fn');
    count[answer]++;
    const found = open(template);
    if (answer === 'identified' || answer === 'unreachable') expect({ seed, found }).toEqual({ seed, found: undefined });
    if (answer === 'unidentified') expect({ seed, shown: shown(template, askInvoke('Fn', { world: readExposure(world), templates: world, intents: [] })) }).toEqual({ seed, shown: true });
    if (answer === 'unknown' && found !== undefined) undecided++;
  }
  // Every kind of answer is drawn, and what the simulator lets in is nearly always shown: not where a statement is for one method of ANY.
  expect(count.identified).toBeGreaterThan(SEEDS / 20);
  expect(count.unidentified).toBeGreaterThan(SEEDS / 5);
  expect(undecided).toBeLessThanOrEqual(SEEDS / 40);
});

/** What doors explain to the network: functions outside of every VPC that answer nothing else, and integrations through a VPC link. */
import { templatesOf } from '../../../lib/world/template';
import type { VerdictData } from '../../../lib/contract/verdicts';
import { diff } from '../../../lib/prover/judge';
import { hookMark } from '../../../lib/contract/hook-mark';
import { api, att, intentOf, method, opened, permission, ref, type Resources, source, type, when, type Part } from './support';

const ROLE = { Role: type('IAM::Role', { AssumeRolePolicyDocument: {} }), Fn: type('Lambda::Function', { Handler: 'i.h', Role: att('Role') }) };
const network = (resources: Resources, intent: object, part: Part = {}): readonly VerdictData[] => opened(resources, part, { intent }).judge().verdicts.filter((v) => v.plane === 'network');
const way = (resources: Resources, intent: object = intentOf(), part: Part = {}): string | undefined => {
  const found = network(resources, intent, part).find((v) => v.subject.source === 'Fn' && v.subject.destination === 'internet');
  return found && (found.implied === true ? 'implied' : `${found.verdict} ${found.severity}`);
};
const changed = (more: Resources): Resources => ({ ...api(), ...ROLE, ...more });
const VPC = { Vpc: type('EC2::VPC', { CidrBlock: '10.0.0.0/16' }), Sn: type('EC2::Subnet', { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24' }), Sg: type('EC2::SecurityGroup', { VpcId: ref('Vpc'), GroupDescription: 'x', SecurityGroupEgress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }] }) };
const IN_VPC = { SubnetIds: [ref('Sn')], SecurityGroupIds: [att('Sg', 'GroupId')] };
const scope = { scope: 'App/ZeroTrust' };
const member = (logicalId: string, t: string): object => ({ path: `App/${logicalId}`, type: t, template: 'App.template.json', logicalId });
const flowOf = (store: string): object => ({ ...scope, id: 'f', source: { kind: 'role', path: 'App/Role' }, principals: [{ path: 'App/Role', template: 'App.template.json', logicalId: 'Role' }], store: { ...scope, store }, access: 'read', actions: ['dynamodb:GetItem'], parts: [], authentication: { method: 'sigv4' }, encryption: { method: 'tls' }, because: 'b', cadence: 'continuous' });
const storeOf = (crownJewel?: object): object => ({ ...scope, id: 'docs', displayName: 'docs', kind: 'dynamodb', path: 'App/Table', type: 'AWS::DynamoDB::Table', template: 'App.template.json', logicalId: 'Table', offers: [], ...crownJewel === undefined ? {} : { crownJewel } });
const JEWEL = { classification: 'confidential', because: 'b' };

describe('a handler outside of every VPC', () => {
  test('that answers declared routes alone is implied, with what to do about it', () => {
    const [found] = network(changed({}), intentOf()).filter((v) => v.subject.source === 'Fn');
    expect(found).toMatchObject({
      kind: 'nothing-more', verdict: 'proved', implied: true, subject: { source: 'Fn', destination: 'internet', over: 'all' },
      fix: 'a function outside a VPC reaches the internet: put it into a segment to say where it may go', assumptions: expect.arrayContaining([expect.stringMatching(/only answers doors.*what it may do with data its role says$/)]),
    });
  });

  test.each<[string, Resources, { readonly intent?: object; readonly part?: Part }]>([
    ['a queue that calls it as well', { Map: type('Lambda::EventSourceMapping', { FunctionName: ref('Fn'), EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:q' }) }, {}],
    ['a statement for another account', { P: permission({ Principal: '111122223333' }) }, {}],
    ['a URL', { Url: type('Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: att('Fn') }), UrlP: permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE' }) }, {}],
    ['a method of the door that nobody declared', { Put: method({ HttpMethod: 'PUT' }), PutP: permission({ SourceArn: source('prod/PUT/docs') }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get', 'Put'] }) }, {}],
    ['a declared route of another function', {}, { intent: intentOf({ handler: { kind: 'function', path: 'App/Other', template: 'App.template.json', logicalId: 'Other' } }) }],
    ['a role that is not in these templates', { Fn: type('Lambda::Function', { Handler: 'i.h', Role: 'arn:aws:iam::111122223333:role/x' }) }, {}],
    ['no role at all', { Fn: type('Lambda::Function', { Handler: 'i.h' }) }, {}],
    ['a macro', {}, { part: { Transform: 'Mine' } }],
    ['a data flow to a crown jewel', { Table: type('DynamoDB::Table') }, { intent: intentOf({}, {}, { stores: [storeOf(JEWEL)], dataFlows: [flowOf('docs')] }) }],
    ['a data flow to a store that nobody knows', {}, { intent: intentOf({}, {}, { stores: [], dataFlows: [flowOf('docs')] }) }],
    ['a policy that names a crown jewel', { Table: type('DynamoDB::Table'), Policy: type('IAM::Policy', { Roles: [ref('Role')], PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: [att('Table')] }] } }) }, { intent: intentOf({}, {}, { stores: [storeOf(JEWEL)], dataFlows: [] }) }],
  ])('with %s is judged as before', (_, more, { intent, part }) => {
    expect(way(changed(more), intent, part)).toMatch(/^(violated|unknown) /);
  });

  test('is an edge that nobody has to declare', () => {
    const toInternet = (intent: object): object[] => opened(changed({}), {}, { intent }).edges().filter((e) => e.source === 'Fn').map((e) => ({ declared: e.declared, implied: e.implied }));
    expect(toInternet(intentOf())).toEqual([{ declared: true, implied: true }]);
    expect(toInternet(intentOf({ handler: { kind: 'function', path: 'App/Other', template: 'App.template.json', logicalId: 'Other' } }))).toEqual([{ declared: false, implied: undefined }]);
  });

  test('a store that is no crown jewel takes nothing away', () => {
    expect(way(changed({ Table: type('DynamoDB::Table') }), intentOf({}, {}, { stores: [storeOf()], dataFlows: [flowOf('docs')] }))).toBe('implied');
  });

  test('in a segment it fails', () => {
    const segment = { ...scope, id: 'fns', displayName: 'fns', offers: [], members: [member('Fn', 'AWS::Lambda::Function')], implied: { leaveOut: [], add: [] } };
    const [found] = network(changed({}), intentOf({}, {}, { segments: [segment] })).filter((v) => v.subject.destination === 'internet');
    expect(found).toMatchObject({ verdict: 'violated', severity: 'error', subject: { source: 'fns' } });
  });

  test('with a VpcConfig, also where a condition takes it away, it is judged as before', () => {
    const part = { Parameters: { In: { Type: 'String' } }, Conditions: { In: { 'Fn::Equals': [ref('In'), 'yes'] } } };
    const fn = (VpcConfig: object): Resources => changed({ ...VPC, Fn: type('Lambda::Function', { Handler: 'i.h', Role: att('Role'), VpcConfig }) });
    expect(way(fn(IN_VPC), intentOf(), part)).toBeUndefined();
    expect(way(fn({ SubnetIds: [], SecurityGroupIds: [] }), intentOf(), part)).toBe('violated warning');
    expect(network(fn(when('In', IN_VPC)), intentOf(), part).some((v) => v.implied === true && v.subject.destination === 'internet')).toBe(false);
    expect(network(fn(when('In', IN_VPC)), intentOf(), part).some((v) => v.subject.destination === 'internet' && v.verdict === 'violated')).toBe(true);
  });
});

describe('a function of an API that no intent declares', () => {
  const other = intentOf({}, { logicalId: 'Api2' }, { routes: [] });
  test('which asks everybody who he is explains it', () => expect(way(changed({}), other)).toBe('implied'));
  test.each<[string, object]>([['nobody', { AuthorizationType: 'NONE' }], ['for a token of any client', { AuthorizationScopes: [] }], ['what nobody knows', { AuthorizationType: ref('AWS::StackId') }]])('which asks %s does not', (_, properties) => {
    expect(way({ ...api(properties), ...ROLE }, other)).toBe('violated warning');
  });
  test('nor does one that is not there', () => expect(way({ ...ROLE }, other)).toBe('violated warning'));
});

describe('a route through a VPC link', () => {
  const HTTP: Resources = {
    ...VPC,
    Link: { ...type('ApiGatewayV2::VpcLink', { Name: 'l', SubnetIds: [ref('Sn')], SecurityGroupIds: [att('Sg', 'GroupId')] }), Metadata: { 'aws:cdk:path': 'App/Link/Resource' } },
    Lb: type('ElasticLoadBalancingV2::LoadBalancer', { Scheme: 'internal', Subnets: [ref('Sn')], SecurityGroups: [att('Sg', 'GroupId')] }), Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Lb'), Port: 443, Protocol: 'HTTPS' }),
    Api: type('ApiGatewayV2::Api', { Name: 'api', ProtocolType: 'HTTP' }), Stage: type('ApiGatewayV2::Stage', { ApiId: ref('Api'), StageName: '$default', AutoDeploy: true }),
    Integration: type('ApiGatewayV2::Integration', { ApiId: ref('Api'), IntegrationType: 'HTTP_PROXY', IntegrationMethod: 'ANY', ConnectionType: 'VPC_LINK', ConnectionId: ref('Link'), IntegrationUri: ref('Listener') }),
    Get: type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: 'GET /docs', AuthorizationType: 'AWS_IAM', Target: { 'Fn::Join': ['', ['integrations/', ref('Integration')]] } }),
  };
  const intent = (route: object = {}, more: object = {}): object => intentOf({ handler: { kind: 'http', path: 'App/Link' }, access: 'iam', scopes: [], ...route }, { protocol: 'http', profile: 'tls12', identity: undefined }, more);
  const undeclared = (resources: Resources, of: object): string[] => network(resources, of).filter((v) => v.verdict === 'violated').map((v) => `${v.subject.source} => ${v.subject.destination} ${v.severity}`).sort();
  const BOTH = ['Api => Link warning', 'internet => Api warning'];
  const segment = (logicalId: string): object => ({ segments: [{ ...scope, id: 'seg', displayName: 'seg', offers: [], members: [{ ...member(logicalId, 'AWS::ApiGatewayV2::VpcLink'), path: `App/${logicalId}/Resource` }], implied: { leaveOut: [], add: [] } }] });

  test('is declared: to the API, and from there to the link', () => expect(undeclared(HTTP, intent()).filter((v) => BOTH.includes(v))).toEqual([]));
  test('in a segment too, where the route names it, and not where it names another', () => {
    expect(undeclared(HTTP, intent({}, segment('Link'))).filter((v) => v.includes('Api'))).toEqual([]);
    expect(undeclared(HTTP, intent({ handler: { kind: 'http', path: 'App/Li' } }, segment('Link'))).filter((v) => v.includes('Api'))).toEqual(['Api => seg error']);
  });
  test.each<[string, Resources, object]>([
    ['no route', HTTP, intent({}, { routes: [] })],
    ['a route of another path', HTTP, intent({ path: '/other', id: 'GET /other' })],
    ['a route that a function answers', HTTP, intent({ handler: { kind: 'function', path: 'App/Fn' } })],
    ['an integration that another route takes too', { ...HTTP, Put: type('ApiGatewayV2::Route', { ApiId: ref('Api'), RouteKey: 'PUT /docs', Target: { 'Fn::Join': ['', ['integrations/', ref('Integration')]] } }) }, intent()],
    ['another API', HTTP, intentOf({ handler: { kind: 'http', path: 'App/Link' } }, { logicalId: 'Gone', protocol: 'http', profile: 'tls12' })],
  ])('with %s is told', (_, resources, of) => expect(undeclared(resources, of).filter((v) => BOTH.includes(v))).toEqual(BOTH));

  test('the edges say so, too', () => {
    const edges = opened(HTTP, {}, { intent: intent() }).edges().filter((e) => e.source === 'Api' || e.destination === 'Api');
    expect(edges.map((e) => [e.source, e.destination, e.declared])).toEqual([['Api', 'Link', true], ['internet', 'Api', true]]);
  });
});

describe('a diff', () => {
  const compared = (before: Resources, after: Resources, intent?: object): string[] => {
    const intents = intent === undefined ? [] : [{ stage: '', directory: '', file: 'zero-trust.intent.json', intent }];
    const [a, b] = [before, after].map((r) => Object.create(templatesOf([{ key: 'App', body: { Resources: r } }]), { intents: { value: intents } }) as ReturnType<typeof templatesOf>);
    return diff(a, b).added.map((e) => `${e.source} => ${e.destination} : ${e.over} ${e.implied === true ? 'implied' : e.declared ? 'declared' : 'NOT DECLARED'}`);
  };
  const { Fn, Get, Permission, ...rest } = changed({});

  test('a handler that is added goes where Lambda lets it go', () => {
    expect(compared(rest, { ...rest, Fn, Get, Permission }, intentOf())).toContain('Fn => internet : all implied');
    expect(compared(rest, { ...rest, Fn }, intentOf())).toContain('Fn => internet : all NOT DECLARED');
  });

  const properties = { Handler: 'index.handler', Runtime: 'nodejs24.x', Code: { ZipFile: 'x' }, Role: att('Role') };
  const hook = (mark = hookMark(properties)): Resources => ({ ...type('Lambda::Function', properties), Metadata: { 'zero-trust': { hook: 'pre-token', code: mark } } });
  const pool = (more: Resources = {}): Resources => ({
    Role: ROLE.Role, Hook: hook(), Pool: type('Cognito::UserPool', { LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: att('Hook'), LambdaVersion: 'V2_0' } } }),
    P: permission({ FunctionName: att('Hook'), Principal: 'cognito-idp.amazonaws.com', SourceArn: att('Pool') }), ...more,
  });
  const calls = (more: Resources): string[] => compared({}, pool(more)).filter((l) => l.includes('Hook : '));

  test('a pool that calls its own hook is implied, with the statement that lets it', () => {
    expect(calls({})).toEqual(['Pool (AWS::Cognito::UserPool) => Hook : a call implied', 'calls of cognito-idp.amazonaws.com for ${App.Pool} => Hook : an invoke permission implied']);
  });
  test.each<[string, Resources, RegExp]>([
    ['code that somebody changed', { Hook: hook('0'.repeat(32)) }, /^Pool .* a call NOT DECLARED$/],
    ['a pool that does not name it', { Other: type('Cognito::UserPool'), Q: permission({ FunctionName: att('Hook'), Principal: 'cognito-idp.amazonaws.com', SourceArn: att('Other') }) }, /for \$\{App.Other\} => Hook : an invoke permission NOT DECLARED$/],
    ['any pool', { Q: permission({ FunctionName: att('Hook'), Principal: 'cognito-idp.amazonaws.com' }) }, /^calls of cognito-idp.amazonaws.com => Hook : an invoke permission NOT DECLARED$/],
    ['a pool elsewhere', { Q: permission({ FunctionName: att('Hook'), Principal: 'cognito-idp.amazonaws.com', SourceArn: 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/x' }) }, /userpool\/x => Hook : an invoke permission NOT DECLARED$/],
    ['another service', { Q: permission({ FunctionName: att('Hook'), Principal: 'sns.amazonaws.com', SourceArn: att('Pool') }) }, /^calls of sns.amazonaws.com .* NOT DECLARED$/],
    ['a queue', { Map: type('Lambda::EventSourceMapping', { FunctionName: ref('Hook'), EventSourceArn: 'arn:aws:sqs:eu-west-1:111122223333:q' }) }, /^Map .* a call NOT DECLARED$/],
  ])('%s is not', (_, more, line) => expect(calls(more)).toContainEqual(expect.stringMatching(line)));
});

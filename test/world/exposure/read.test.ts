/** What is read of the ways in: doors, what they ask, who may call, and what is not known. */
import { readdirSync } from 'node:fs';
import { hasWaysIn, readExposure } from '../../../lib/world/exposure';
import type { Door, ExposureWorld, Route } from '../../../lib/world/exposure/model';
import { shownText } from '../../../lib/world/exposure/text';
import { readTemplates, templatesOf } from '../../../lib/world/template';
import { api, asked, att, httpApi, identified, method, permission, ref, type Resources, said, source, sub, type, uri, when } from '../../prove/exposure/support';
import { CORPUS, corpusTemplates } from '../../prove/decisions';

const read = (Resources: Resources, part: object = {}, more: object = {}): ExposureWorld => readExposure(templatesOf([{ key: 'App', body: { ...part, Resources }, ...more }]));
const route = (world: ExposureWorld, label: string): Route => world.doors.flatMap((d) => d.routes).find((r) => r.label === label)!;
const unknownsOf = (resources: Resources, part: object = {}): string[] => asked(resources, 'Fn', part).unknowns.map((u) => `${u.token}: ${u.why}`);

describe('REST APIs', () => {
  test('methods by their paths, with what they ask and call', () => {
    const world = read(api({}, { Item: type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: ref('Docs'), PathPart: '{id}' }), Put: method({ HttpMethod: 'PUT', ResourceId: ref('Item'), AuthorizationType: 'AWS_IAM' }) }));
    expect(world.doors[0].routes.map((r) => [r.label, r.auths.map((a) => a.kind), r.targets.map((t) => t.target.id)])).toEqual([['GET /docs', ['cognito'], ['App.Fn']], ['PUT /docs/{id}', ['iam'], ['App.Fn']]]);
    expect(route(world, 'GET /docs').auths[0]).toMatchObject({ scopes: ['documents/read'], authorizer: { label: 'Auth', type: 'cognito' } });
    expect(route(world, 'GET /docs').auths[0].authorizer?.issuers.map(shownText)).toEqual(['${App.Pool}']);
  });

  test('a condition on what is asked is two alternatives, and exact', () => {
    const part = { Parameters: { Colour: { Type: 'String', AllowedValues: ['dev', 'prod'] } }, Conditions: { IsDev: { 'Fn::Equals': [ref('Colour'), 'dev'] } } };
    const open = identified(api({ AuthorizationType: when('IsDev', 'NONE', 'AWS_IAM') }), part);
    expect(open).toMatchObject({ verdict: 'violated', witness: { conditions: { 'App.IsDev': true }, parameters: { 'App.Colour': 'dev' } } });
    // Both at once never are.
    expect(identified(api({ AuthorizationType: when('IsDev', 'NONE', 'AWS_IAM') }, { Permission: permission({ SourceArn: source('*/*/docs') }, { Condition: 'IsDev' }), Stage: type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'prod' }, { Condition: 'IsProd' }) }), { ...part, Conditions: { ...part.Conditions, IsProd: { 'Fn::Not': [{ Condition: 'IsDev' }] } } }).verdict).toBe('unknown');
  });

  test.each<[string, Resources, RegExp]>([
    ['a token says what is asked', api({ AuthorizationType: ref('Type') }), /^Ref Type: /],
    ['a deployment that depends on nothing', api({}, { Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }) }), /^deployment of Stage: .*as it is written/],
    ['no stage', (({ Stage: _, ...rest }) => rest)(api({ AuthorizationType: 'NONE' })), /^stage .*no stage of these templates/],
    ['no host', api({ AuthorizationType: 'NONE' }, { Api: type('ApiGateway::RestApi', { DisableExecuteApiEndpoint: true }) }), /^custom domain of Api: /],
    ['an authorizer of another API', api({}, { Auth: type('ApiGateway::Authorizer', { RestApiId: ref('Other'), Type: 'COGNITO_USER_POOLS' }), Other: type('ApiGateway::RestApi') }), /belongs to another API/],
    ['a policy behind a token', api({ AuthorizationType: 'NONE' }, { Api: type('ApiGateway::RestApi', { Policy: ref('Type') }) }), /^Ref Type: /],
    ['an OpenAPI document elsewhere', api({}, { Api: type('ApiGateway::RestApi', { BodyS3Location: { Bucket: 'b', Key: 'k' } }) }), /OpenAPI document is not in these templates/],
    ['a stage variable names the function', api({ AuthorizationType: 'NONE', Integration: { Type: 'AWS_PROXY', Uri: sub('arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111111111111:function:${!stageVariables.fn}/invocations') } }), /which function is called is not known/],
    ['a type that nobody knows', { Fn: type('Lambda::Function'), New: type('Newest::Thing', { Arn: att('Fn') }) }, /^type AWS::Newest::Thing: /],
    ['a type named like a member of every object', { Fn: type('Lambda::Function'), New: { Type: 'constructor', Properties: { Arn: att('Fn') } } }, /^type constructor: /],
    ['a macro', api({ AuthorizationType: 'AWS_IAM' }), /macro|transform/i],
  ])('what is not known is named: %s', (name, resources, pattern) => {
    const found = unknownsOf(resources, { Parameters: { Type: { Type: 'String' } }, ...name === 'a macro' ? { Transform: 'MyMacro' } : {} });
    expect(found.find((u) => pattern.test(u))).toBeDefined();
  });

  test('a deployment holds what it depends on by any chain, nested stacks too', () => {
    const nested = { ...(api() as any) };
    delete nested.Get;
    nested.Shard = type('CloudFormation::Stack', { TemplateURL: 'x', Parameters: { Api: ref('Api'), Docs: ref('Docs'), Auth: ref('Auth'), Fn: att('Fn') } });
    nested.Deployment = type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Shard'] });
    const shard = { Parameters: { Api: { Type: 'String' }, Docs: { Type: 'String' }, Auth: { Type: 'String' }, Fn: { Type: 'String' } }, Resources: { Get: method({ Integration: { Type: 'AWS_PROXY', Uri: sub('arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn}/invocations') } }) } };
    const world = readExposure(templatesOf([{ key: 'App', body: { Resources: nested } }, { key: 'App/Shard', body: shard }]));
    const served = route(world, 'GET /docs').served.get('App.Stage')!;
    expect(served.must.isAlways()).toBe(true);
    expect(route(world, 'GET /docs').targets[0].target.id).toBe('App.Fn');
  });
});

describe('which request is shown', () => {
  const item = (PathPart: string): object => type('ApiGateway::Resource', { RestApiId: ref('Api'), ParentId: ref('Docs'), PathPart });
  const open = { AuthorizationType: 'NONE' };
  const deployed = (...DependsOn: string[]): Resources => ({ Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn }), Permission: permission({ SourceArn: source('*') }) });

  test('a word that no sibling has, and a method that nobody else takes', () => {
    const request = (resources: Resources): string => `${asked(resources).witness?.request?.method} ${asked(resources).witness?.request?.url.replace(/^.*prod/, '')}`;
    expect(request(api({}, { Id: item('{id}'), X1: item('x1'), Any: method({ ResourceId: ref('Id'), HttpMethod: 'GET', ...open }), Known: method({ ResourceId: ref('X1') }), ...deployed('Get', 'Any', 'Known') }))).toBe('GET /docs/zq7');
    expect(request(api({}, { Any: method({ HttpMethod: 'ANY', ...open }), ...deployed('Get', 'Any') }))).toBe('POST /docs');
    // Every method has its own: what is left for ANY is not certain.
    const methods = ['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
    expect(said(api({}, { Any: method({ HttpMethod: 'ANY', ...open }), ...Object.fromEntries(methods.map((m) => [m, method({ HttpMethod: m })])), ...deployed('Get', 'Any', ...methods) }))).toBe('unknown');
  });

  test('a policy for one path of many is not closed because another one is', () => {
    const policy = (Resource: string): object => ({ Api: type('ApiGateway::RestApi', { Policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource }] } }) });
    const routed = (resource: string): Resources => api({ ResourceId: ref('Id'), ...open }, { Id: item('{id}'), ...deployed('Get'), ...policy(resource) });
    expect(said(routed('execute-api:/prod/GET/docs/*'))).toBe('unidentified');
    expect(said(routed('execute-api:/prod/GET/docs/special'))).toBe('unknown');
    expect(said(routed('execute-api:/prod/GET/files/*'))).toBe('identified');
    expect(said(routed('execute-api:/prod/POST/docs/*'))).toBe('identified');
  });
});

describe('OpenAPI documents', () => {
  const integration = { 'x-amazon-apigateway-integration': { type: 'aws_proxy', httpMethod: 'POST', uri: uri('Fn') } };
  const body = (operation: object, more: object = {}): Resources => {
    const { Get: _, Docs: __, ...rest } = api();
    return { ...rest, Permission: permission({ SourceArn: source('*/*/*') }), Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }), Api: type('ApiGateway::RestApi', { Body: { openapi: '3.0.1', paths: { '/docs': { get: { ...integration, ...operation } } }, components: { securitySchemes: {
      pool: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'cognito_user_pools', 'x-amazon-apigateway-authorizer': { type: 'cognito_user_pools', providerARNs: [att('Pool')] } },
      sigv4: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' }, key: { type: 'apiKey', name: 'x-api-key', in: 'header' },
    } }, ...more } }) };
  };
  test.each<[string, object, object, string]>([
    ['nothing', {}, {}, 'unidentified'],
    ['an API key alone', { security: [{ key: [] }] }, {}, 'unidentified'],
    ['a pool with scopes', { security: [{ pool: ['documents/read'] }] }, {}, 'identified'],
    ['a pool, said for the whole document: REST APIs may not take it', {}, { security: [{ pool: ['documents/read'] }] }, 'unknown'],
    ['a pool, and IAM by its own word', { security: [{ pool: ['documents/read'] }], 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }, {}, 'unknown'],
    ['a pool for the document, and nothing for this operation', { security: [] }, { security: [{ pool: ['documents/read'] }] }, 'unidentified'],
    ['a signature', { security: [{ sigv4: [] }] }, {}, 'identified'],
    ['either of two', { security: [{ sigv4: [] }, { pool: [] }] }, {}, 'unknown'],
    ['a scheme that is not there', { security: [{ gone: [] }] }, {}, 'unknown'],
    ['IAM by its own word', { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } }, {}, 'identified'],
    ['a policy of its own that lets known principals in', { security: [] }, { 'x-amazon-apigateway-policy': { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'execute-api:Invoke', Resource: '*' }] } }, 'identified'],
  ])('%s', (_, operation, more, answer) => expect(said(body(operation, more))).toBe(answer));
});

describe('other doors and callers', () => {
  test.each<[string, Resources, string]>([
    ['quick create', { Fn: type('Lambda::Function'), Api: type('ApiGatewayV2::Api', { ProtocolType: 'HTTP', Target: att('Fn') }), P: permission({ SourceArn: source('*/$default') }) }, 'unidentified'],
    ['an alias that is called, and a statement for it', api({ AuthorizationType: 'NONE', Integration: { Type: 'AWS_PROXY', Uri: sub('arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Live}/invocations') } }, { Live: type('Lambda::Alias', { FunctionName: ref('Fn'), FunctionVersion: '1', Name: 'live' }), Permission: permission({ FunctionName: ref('Live'), SourceArn: source('*/*/docs') }) }), 'unidentified'],
    ['an alias that is called, and a statement for the function', api({ AuthorizationType: 'NONE', Integration: { Type: 'AWS_PROXY', Uri: sub('arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Live}/invocations') } }, { Live: type('Lambda::Alias', { FunctionName: ref('Fn'), FunctionVersion: '1', Name: 'live' }) }), 'unknown'],
    ['a role instead of a statement', api({ AuthorizationType: 'NONE', Integration: { Type: 'AWS_PROXY', Uri: uri('Fn'), Credentials: 'arn:aws:iam::111111111111:role/door' } }, { Permission: type('SNS::Topic') }), 'unidentified'],
    ['no statement at all', api({ AuthorizationType: 'NONE' }, { Permission: type('SNS::Topic') }), 'unknown'],
    ['a function by its name', { Fn: type('Lambda::Function', { FunctionName: 'docs' }), P: permission({ FunctionName: 'docs' }) }, 'unidentified'],
    ['by its ARN', { Fn: type('Lambda::Function', { FunctionName: 'docs' }), P: permission({ FunctionName: 'arn:aws:lambda:eu-west-1:111111111111:function:docs' }) }, 'unidentified'],
    ['a URL without a statement', { Fn: type('Lambda::Function'), Url: type('Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: att('Fn') }) }, 'unknown'],
    ['a URL of an alias', { Fn: type('Lambda::Function'), Live: type('Lambda::Alias', { FunctionName: ref('Fn'), Name: 'live' }), Url: type('Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: ref('Fn'), Qualifier: 'live' }), P: permission({ Action: 'lambda:InvokeFunctionUrl', Principal: '*', FunctionUrlAuthType: 'NONE', FunctionName: ref('Live') }) }, 'unidentified'],
    ['a distribution before a URL', { Fn: type('Lambda::Function'), Url: type('Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: att('Fn') }), Cdn: type('CloudFront::Distribution', { DistributionConfig: { Enabled: true } }), P: permission({ Action: 'lambda:InvokeFunction', Principal: 'cloudfront.amazonaws.com', SourceArn: sub('arn:aws:cloudfront::${AWS::AccountId}:distribution/${Cdn}') }) }, 'unknown'],
    ['a source that a token names', { Fn: type('Lambda::Function'), P: permission({ Principal: 's3.amazonaws.com', SourceAccount: ref('AWS::StackId') }) }, 'unknown'],
    ['a queue', { Fn: type('Lambda::Function'), Q: type('SQS::Queue'), E: type('Lambda::EventSourceMapping', { FunctionName: ref('Fn'), EventSourceArn: att('Q') }) }, 'identified'],
    ['a state machine', { Fn: type('Lambda::Function'), M: type('StepFunctions::StateMachine', { DefinitionString: sub('{"Resource":"${Fn.Arn}"}') }) }, 'identified'],
    ['a custom resource', { Fn: type('Lambda::Function'), C: { Type: 'Custom::Thing', Properties: { ServiceToken: att('Fn') } } }, 'identified'],
    ['a custom resource that is given it', { Fn: type('Lambda::Function'), C: { Type: 'Custom::Thing', Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:x', Fn: att('Fn') } } }, 'unknown'],
    ['bucket notifications of CDK', { Fn: type('Lambda::Function'), C: { Type: 'Custom::S3BucketNotifications', Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:111111111111:function:x', NotificationConfiguration: { LambdaFunctionConfigurations: [{ LambdaFunctionArn: att('Fn') }] } } } }, 'identified'],
    ['a policy that lets a role call', { Fn: type('Lambda::Function'), Role: type('IAM::Policy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: att('Fn') }] } }) }, 'identified'],
    ['a policy that lets a role look', { Fn: type('Lambda::Function'), Role: type('IAM::Policy', { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'lambda:GetFunction', Resource: att('Fn') }] } }) }, 'unreachable'],
    ['a log group and a parameter', { Fn: type('Lambda::Function'), L: type('Logs::LogGroup', { LogGroupName: sub('/aws/lambda/${Fn}') }), S: type('SSM::Parameter', { Type: 'String', Value: att('Fn') }) }, 'unreachable'],
    ['the authorizer itself', { Auth: type('Lambda::Function'), ...api({ AuthorizationType: 'AWS_IAM' }), Auth2: type('ApiGateway::Authorizer', { RestApiId: ref('Api'), Type: 'TOKEN', AuthorizerUri: uri('Fn') }) }, 'identified'],
    ['a method of an API elsewhere', { Fn: type('Lambda::Function'), M: method({ RestApiId: { 'Fn::ImportValue': 'Api' }, ResourceId: { 'Fn::ImportValue': 'Docs' }, AuthorizationType: 'NONE' }), P: permission({ SourceArn: sub('arn:aws:execute-api:eu-west-1:111111111111:*/*/GET/docs') }) }, 'unknown'],
    ['HTTP API with IAM', httpApi({ AuthorizationType: 'AWS_IAM', AuthorizerId: undefined }), 'identified'],
    ['a login of a balancer that stands behind another rule', { Fn: type('Lambda::Function') }, 'unreachable'],
  ])('%s', (_, resources, answer) => expect(said(resources)).toBe(answer));

  test('rules of a balancer are asked in order', () => {
    const alb = (conditions: object[], first: object): Resources => ({
      Fn: type('Lambda::Function'), Alb: type('ElasticLoadBalancingV2::LoadBalancer'), Group: type('ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda', Targets: [{ Id: att('Fn') }] }), P: permission({ Principal: 'elasticloadbalancing.amazonaws.com', SourceArn: ref('Group') }),
      Listener: type('ElasticLoadBalancingV2::Listener', { LoadBalancerArn: ref('Alb'), DefaultActions: [{ Type: 'fixed-response' }] }),
      First: type('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('Listener'), Priority: 1, Conditions: [first], Actions: [{ Type: 'fixed-response' }] }),
      Rule: type('ElasticLoadBalancingV2::ListenerRule', { ListenerArn: ref('Listener'), Priority: 2, Conditions: conditions, Actions: [{ Type: 'forward', TargetGroupArn: ref('Group') }] }),
    });
    const docs = { Field: 'path-pattern', Values: ['/docs'] };
    expect(said(alb([docs], { Field: 'path-pattern', Values: ['/health'] }))).toBe('unidentified');
    expect(said(alb([docs], { Field: 'host-header', Values: ['a.example.com'] }))).toBe('unidentified');
    expect(said(alb([docs], { Field: 'path-pattern', Values: ['/*'] }))).toBe('unknown');
    expect(said(alb([docs], docs))).toBe('unknown');
  });
});

describe('all of it', () => {
  test('names of types say whether there is anything to read', () => {
    expect(hasWaysIn(templatesOf([{ key: 'App', body: { Resources: { Vpc: type('EC2::VPC') } } }]))).toBe(false);
    expect(hasWaysIn(templatesOf([{ key: 'App', body: { Resources: api() } }]))).toBe(true);
  });

  const names = corpusTemplates();
  (names.length > 0 ? test : test.skip)('templates of others are read, twice alike', () => {
    const doors: Door[] = [];
    for (const name of names) {
      const once = readExposure(readTemplates([name], { cwd: CORPUS }));
      doors.push(...once.doors);
      expect(JSON.stringify(readExposure(readTemplates([name], { cwd: CORPUS })).doors)).toBe(JSON.stringify(once.doors));
    }
    expect(doors.length).toBeGreaterThan(7);
    expect(readdirSync(CORPUS).length).toBeGreaterThan(names.length - 1);
  });

  test.each([null, 7, 'x', [], {}, { Ref: 'Gone' }, { 'Fn::GetAtt': [] }, { 'Fn::If': ['Gone', 1, 2] }, [[]], { Statement: 7 }, [{ a: { b: [null] } }]])('whatever stands in a property, nothing throws and nothing is proved open: %j', (value) => {
    const base = { ...api(), ...httpApi({}, {}), ...Object.fromEntries(Object.entries(api()).map(([k, v]) => [`A${k}`, v])) } as Record<string, any>;
    for (const [id, { Properties }] of Object.entries(base)) {
      for (const property of Object.keys(Properties ?? {})) {
        const copy = JSON.parse(JSON.stringify(base)) as Record<string, any>;
        copy[id].Properties[property] = value;
        expect(() => asked(copy)).not.toThrow();
      }
    }
  });
});

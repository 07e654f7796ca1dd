/** Existing APIs are closed as docs/existing-stacks.md says, row by row; what was not open stays as it is; twice is the same as once. */
import { CfnParameter, CfnResource, type Stack, Validations } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { CloseApi, type CloseApiProps } from 'cdk-zero-trust';
import { CLOSINGS } from '../../../lib/mixins/apis/closings';
import { changed, codes, newStack as aStack, template, told } from '../support';
import { httpApi, idOf, ofType, plainApi, restApi } from './support';

const THROTTLE = { rate: 50, burst: 100 };

/** In an account whose role for logs another app made; test/layers/front-door/accepted.test.ts has those without. */
function newStack(): Stack {
  const stack = aStack();
  Validations.of(stack).acknowledge({ id: 'cdk-zero-trust:GatewayLogRoleMissing', reason: 'the platform team makes it' });
  return stack;
}

/** Everything open. */
function open(stack: Stack): apigw.RestApi {
  const api = restApi(stack, { deployOptions: { dataTraceEnabled: true, loggingLevel: apigw.MethodLoggingLevel.ERROR } });
  const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/1');
  new apigw.DomainName(stack, 'Domain', { domainName: 'api.example.com', certificate, mapping: api, securityPolicy: apigw.SecurityPolicy.TLS_1_0 });
  return api;
}

const make = (times: number, props: CloseApiProps = { throttle: THROTTLE }): { readonly stack: Stack; readonly text: any } => {
  const stack = newStack();
  const api = open(stack);
  for (let i = 0; i < times; i++) api.with(new CloseApi(props));
  return { stack, text: template(stack) };
};

describe('a REST API', () => {
  let before: any;
  let after: any;
  beforeAll(() => { before = make(0).text; after = make(1).text; });
  const stage = (text: any): any => ofType(text, 'ApiGateway::Stage')[0][1].Properties;

  test('is closed, and nothing is left to say', () => {
    expect(ofType(after, 'ApiGateway::RestApi')[0][1].Properties.DisableExecuteApiEndpoint).toBe(true);
    expect(stage(after).MethodSettings).toStrictEqual([{ HttpMethod: '*', ResourcePath: '/*', DataTraceEnabled: false, LoggingLevel: 'ERROR', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }]);
    expect(stage(after).AccessLogSetting.DestinationArn).toStrictEqual({ 'Fn::GetAtt': [idOf(after, 'Logs::LogGroup'), 'Arn'] });
    expect(JSON.parse(stage(after).AccessLogSetting.Format).sourceIp).toBe('$context.identity.sourceIp');
    expect(ofType(after, 'ApiGateway::DomainName')[0][1].Properties.SecurityPolicy).toBe('TLS_1_2');
    const unauthorized = ofType(after, 'ApiGateway::GatewayResponse').find(([, r]) => r.Properties.ResponseType === 'UNAUTHORIZED')![1].Properties;
    expect(unauthorized).toMatchObject({ StatusCode: '401', ResponseParameters: { 'gatewayresponse.header.WWW-Authenticate': '\'Bearer\'' } });
    expect(told(make(1).stack)).toStrictEqual({ errors: [], warnings: [] });
  });

  test('and nothing beside it is touched', () => {
    expect(changed(before, after).filter((p) => !p.startsWith('ApiDeployment') && !/^ApiZeroTrust|^ApiAccessLog/.test(p)).map((p) => p.replace(/[0-9A-F]{8}(?=\/)/, ''))).toStrictEqual(['Api/Properties/DisableExecuteApiEndpoint', 'Domain/Properties/SecurityPolicy']);
    const { MethodSettings: a, AccessLogSetting: _a, DeploymentId: _b, ...rest } = stage(after);
    const { MethodSettings: c, DeploymentId: _d, ...was } = stage(before);
    expect(rest).toStrictEqual(was);
    expect(a).toHaveLength(c.length);
  });

  test('twice is the same as once', () => expect(make(2).text).toStrictEqual(after));

  test('its deployment follows, and waits for the responses', () => {
    expect(idOf(after, 'ApiGateway::Deployment')).not.toBe(idOf(before, 'ApiGateway::Deployment'));
    expect(ofType(after, 'ApiGateway::Deployment')[0][1].DependsOn).toStrictEqual(expect.arrayContaining(ofType(after, 'ApiGateway::GatewayResponse').map(([id]) => id)));
  });

  test.each(CLOSINGS.map((c) => [c.id]))('`%s` can be left out', (id) => {
    const { stack, text } = make(1, { throttle: THROTTLE, exceptClosings: [id] });
    expect(changed(text, after).length).toBeGreaterThan(0);
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
  });
});

describe('what was said stays', () => {
  test('a host that is the only way in, throttles, a log, responses of its own', () => {
    const stack = newStack();
    const group = new logs.LogGroup(stack, 'Log');
    const api = restApi(stack, { deployOptions: { throttlingRateLimit: 5, throttlingBurstLimit: 6, accessLogDestination: new apigw.LogGroupLogDestination(group) } });
    for (const type of [apigw.ResponseType.UNAUTHORIZED, apigw.ResponseType.DEFAULT_4XX, apigw.ResponseType.DEFAULT_5XX]) api.addGatewayResponse(`R-${type.responseType}`, { type, responseHeaders: { 'WWW-Authenticate': '\'Bearer realm="x"\'' } });
    const before = template(stack);
    api.with(new CloseApi());
    const after = template(stack);
    expect(changed(before, after).filter((p) => !p.startsWith('ApiDeployment'))).toStrictEqual([]);
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
  });

  test('a response of its own gets the header, and keeps the rest', () => {
    const stack = newStack();
    const api = restApi(stack);
    api.addGatewayResponse('R', { type: apigw.ResponseType.UNAUTHORIZED, statusCode: '418', templates: { 'application/json': 'x' } });
    api.with(new CloseApi({ throttle: THROTTLE }));
    const all = ofType(template(stack), 'ApiGateway::GatewayResponse').map(([, r]) => r.Properties);
    expect(all.filter((r) => r.ResponseType === 'UNAUTHORIZED')).toStrictEqual([expect.objectContaining({ StatusCode: '418', ResponseTemplates: { 'application/json': 'x' }, ResponseParameters: { 'gatewayresponse.header.WWW-Authenticate': '\'Bearer\'' } })]);
  });

  test('settings of single methods keep their place', () => {
    const stack = newStack();
    const { api, stage } = plainApi(stack);
    stage.methodSettings = [{ httpMethod: 'GET', resourcePath: '/a', dataTraceEnabled: true }];
    api.with(new CloseApi({ throttle: THROTTLE }));
    expect(ofType(template(stack), 'ApiGateway::Stage')[0][1].Properties.MethodSettings).toStrictEqual([
      { HttpMethod: 'GET', ResourcePath: '/a', DataTraceEnabled: false }, { HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    ]);
  });
});

test('a stage without a class of its own', () => {
  const stack = newStack();
  const { api, deployment } = plainApi(stack);
  stack.node.tryRemoveChild('Stage');
  new CfnResource(stack, 'Raw', { type: 'AWS::ApiGateway::Stage', properties: { RestApiId: api.ref, DeploymentId: deployment.ref, StageName: 'live' } });
  api.with(new CloseApi({ throttle: THROTTLE }));
  expect(template(stack).Resources.Raw.Properties).toMatchObject({ MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }], AccessLogSetting: { Format: expect.stringContaining('$context.status') } });
  expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
});

describe('an HTTP API', () => {
  test('gets a log, a throttle and TLS 1.2 at its domain', () => {
    const stack = newStack();
    const api = httpApi(stack);
    const domain = new v2.CfnDomainName(stack, 'Domain', { domainName: 'api.example.com', domainNameConfigurations: [{ certificateArn: 'arn', endpointType: 'REGIONAL' }] });
    new v2.CfnApiMapping(stack, 'Mapping', { apiId: api.apiId, domainName: domain.ref, stage: '$default' });
    const before = template(stack);
    api.with(new CloseApi({ throttle: THROTTLE }));
    api.with(new CloseApi({ throttle: THROTTLE }));
    const after = template(stack);
    expect(changed(before, after).filter((p) => !p.startsWith('ApiAccessLog')).map((p) => p.replace(/[0-9A-F]{8}(?=\/)/, '')).sort()).toStrictEqual([
      'Api/Properties/DisableExecuteApiEndpoint', 'ApiDefaultStage/Properties/AccessLogSettings', 'ApiDefaultStage/Properties/DefaultRouteSettings', 'Domain/Properties/DomainNameConfigurations',
    ]);
    expect(after.Resources.Domain.Properties.DomainNameConfigurations[0]).toMatchObject({ CertificateArn: 'arn', SecurityPolicy: 'TLS_1_2' });
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
  });
});

describe('what is told', () => {
  test('without a throttle: how much is usual is not guessed', () => {
    const stack = newStack();
    restApi(stack).with(new CloseApi());
    const { errors, warnings } = told(stack);
    expect([errors, codes(warnings)]).toStrictEqual([[], ['ApiClosingUnknown']]);
    expect(warnings[0]).toContain('`throttle`');
  });

  test.each<[string, (parts: ReturnType<typeof plainApi>) => void, readonly string[], readonly string[]]>([
    ['who opens it again', ({ stage }) => stage.addPropertyOverride('MethodSettings.0.DataTraceEnabled', true), ['ApiOpen'], []],
    ['a setting that the deployment chooses', ({ stage }) => stage.addPropertyOverride('MethodSettings', { Ref: 'P' }), [], ['ApiClosingUnknown']],
    ['a key in the log', ({ stage }) => stage.addPropertyOverride('AccessLogSetting.Format', '{"k":"$context.identity.apiKey"}'), [], ['ApiClosingUnknown']],
    ['the id of a key in the log', ({ stage }) => stage.addPropertyOverride('AccessLogSetting.Format', '{"k":"$context.identity.apiKeyId"}'), [], []],
    ['accepted', ({ stage }) => { stage.addPropertyOverride('MethodSettings.0.DataTraceEnabled', true); Validations.of(stage).acknowledge({ id: 'cdk-zero-trust:api.data-trace', reason: 'until Friday' }); }, [], []],
  ])('%s', (_, change, errors, warnings) => {
    const stack = newStack();
    new CfnParameter(stack, 'P');
    const parts = plainApi(stack);
    parts.api.with(new CloseApi({ throttle: THROTTLE }));
    change(parts);
    const said = told(stack);
    expect([codes(said.errors), [...new Set(codes(said.warnings))]]).toStrictEqual([errors, warnings]);
  });

  test('a domain that is added afterwards', () => {
    const stack = newStack();
    const { api, stage } = plainApi(stack);
    api.with(new CloseApi({ throttle: THROTTLE }));
    new apigw.CfnBasePathMapping(stack, 'Mapping', { domainName: 'api.example.com', restApiId: api.ref, stage: stage.ref });
    const { errors } = told(stack);
    expect(codes(errors)).toStrictEqual(['ApiOpen']);
    expect(errors[0]).toContain('`api.default-host`');
  });

  test('imported, WebSocket, an unknown closing', () => {
    const stack = newStack();
    const theirs = apigw.RestApi.fromRestApiId(stack, 'Theirs', 'abc');
    (theirs as apigw.RestApi).with(new CloseApi());
    expect(codes(told(stack).errors)).toStrictEqual(['ApiImported']);
    const second = newStack();
    new v2.WebSocketApi(second, 'Api').with(new CloseApi());
    expect(codes(told(second).errors)).toStrictEqual(['ApiNotClosable']);
    expect(() => new CloseApi({ exceptClosings: ['api.tsl'] })).toThrow('ClosingNotKnown: `exceptClosings` names the unknown closing `api.tsl`; did you mean `api.tls`?');
  });
});

/** The last look: whatever comes after the door was built and opens a second way is told, and nothing is deployed. */
import { ArnFormat, Aspects, AspectPriority, CfnResource, Fn, Stack, Tags } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { FrontDoor, RouteHandler } from '../../../lib/layers/front-door';
import { codes, made, type Made, ofType, type Workshop } from './made';

function door(then: (d: FrontDoor, w: Workshop) => void, more?: (d: FrontDoor, w: Workshop) => void): Made {
  return made((d, w) => {
    d.addRoute('GET /documents', { handler: w.handler('Read'), scopes: ['documents/read'] });
    more?.(d, w);
  }, { then });
}

/** After the door was built. */
function late(d: FrontDoor, type: string, change: (r: CfnResource) => void): void {
  Aspects.of(d).add({ visit: (node) => { if (CfnResource.isCfnResource(node) && node.cfnResourceType === type) change(node); } }, { priority: AspectPriority.READONLY });
}

test.each<[string, string, (r: any) => void]>([
  ['a method without authorization', 'AWS::ApiGateway::Method', (r: apigateway.CfnMethod) => { r.authorizationType = 'NONE'; }],
  ['a method without scopes', 'AWS::ApiGateway::Method', (r: CfnResource) => r.addPropertyDeletionOverride('AuthorizationScopes')],
  ['another integration', 'AWS::ApiGateway::Method', (r: CfnResource) => r.addPropertyOverride('Integration.Uri', 'https://evil')],
  ['a permission without a source', 'AWS::Lambda::Permission', (r: CfnResource) => r.addPropertyDeletionOverride('SourceArn')],
  ['the API\'s own host', 'AWS::ApiGateway::RestApi', (r: apigateway.CfnRestApi) => { r.disableExecuteApiEndpoint = true; }],
  ['a policy of the API', 'AWS::ApiGateway::RestApi', (r: apigateway.CfnRestApi) => { r.policy = { Statement: [] }; }],
  ['an older TLS', 'AWS::ApiGateway::RestApi', (r: CfnResource) => r.addPropertyOverride('SecurityPolicy', 'TLS_1_0')],
  ['a canary', 'AWS::ApiGateway::Stage', (r: CfnResource) => r.addPropertyOverride('CanarySetting', { DeploymentId: 'old' })],
  ['traces of requests', 'AWS::ApiGateway::Stage', (r: CfnResource) => r.addPropertyOverride('MethodSettings.0.DataTraceEnabled', true)],
  ['another deployment', 'AWS::ApiGateway::Stage', (r: CfnResource) => r.addPropertyOverride('DeploymentId', 'old')],
  ['another pool', 'AWS::ApiGateway::Authorizer', (r: CfnResource) => r.addPropertyOverride('ProviderARNs', ['arn:other'])],
  ['a scope more, in the list that is there', 'AWS::ApiGateway::Method', (r: apigateway.CfnMethod) => { r.authorizationScopes!.push('other/scope'); }],
  ['a pool more, in the list that is there', 'AWS::ApiGateway::Authorizer', (r: apigateway.CfnAuthorizer) => { r.providerArns!.push('arn:aws:cognito-idp:eu-west-1:999999999999:userpool/evil'); }],
  ['a scope that differs in its case', 'AWS::ApiGateway::Method', (r: CfnResource) => r.addPropertyOverride('AuthorizationScopes', ['Documents/Read'])],
  ['a response of the gateway that is taken out', 'AWS::ApiGateway::GatewayResponse', (r: CfnResource) => { r.node.scope!.node.tryRemoveChild(r.node.id); }],
  ['a stage that the deployment brings along', 'AWS::ApiGateway::Deployment', (r: apigateway.CfnDeployment) => { r.stageName = 'open'; }],
  ['settings of a stage that the deployment brings along', 'AWS::ApiGateway::Deployment', (r: CfnResource) => r.addPropertyOverride('StageDescription', { CachingEnabled: true })],
  ['a response of the gateway with another status', 'AWS::ApiGateway::GatewayResponse', (r: CfnResource) => r.addPropertyOverride('StatusCode', '200')],
  ['a deployment that follows nothing', 'AWS::ApiGateway::Deployment', (r: CfnResource) => r.overrideLogicalId('Fixed')],
])('%s is told', (_, type, change) => {
  const { errors } = door((d) => late(d, type, change));
  expect(codes(errors)).toContain('DoorChanged');
});

test.each<[string, string, (d: FrontDoor, w: Workshop) => void]>([
  ['a method by hand', 'MethodNotDeclared', (d, { stack }) => new apigateway.CfnMethod(stack, 'Method', { restApiId: d.apiId, resourceId: d._api.getAtt('RootResourceId').toString(), httpMethod: 'GET', authorizationType: 'NONE', integration: { type: 'MOCK' } })],
  ['a method of an imported L2', 'MethodNotDeclared', (d, { stack }) => apigateway.RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: d.apiId, rootResourceId: d._api.getAtt('RootResourceId').toString() }).root.addMethod('POST', new apigateway.MockIntegration())],
  ['a stage', 'StageNotDeclared', (d, { stack }) => new apigateway.CfnStage(stack, 'Second', { restApiId: d.apiId, stageName: 'second', deploymentId: 'd' })],
  ['a domain', 'DomainNotDeclared', (d, { stack }) => new apigateway.CfnBasePathMapping(stack, 'Mapping', { domainName: 'other.example.com', restApiId: d.apiId, stage: d.stageName })],
  ['a function url', 'HandlerHasUrl', (_, w) => w.fn('Read').addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE })],
  ['a permission for every API', 'InvokePermissionTooWide', (_, w) => w.fn('Read').addPermission('All', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com') })],
  ['a method of an API that is named by Fn::Sub', 'MethodNotDeclared', (d, { stack }) => new apigateway.CfnMethod(stack, 'Method', { restApiId: Fn.sub(`\${${stack.getLogicalId(d._api)}}`), resourceId: 'abc', httpMethod: 'GET', authorizationType: 'NONE', integration: { type: 'MOCK' } })],
  ['a method of an API that is chosen from a list', 'MethodNotDeclared', (d, { stack }) => new apigateway.CfnMethod(stack, 'Method', { restApiId: Fn.select(0, [d.apiId, 'other']), resourceId: 'abc', httpMethod: 'GET', authorizationType: 'NONE', integration: { type: 'MOCK' } })],
  ['a rule of another domain', 'DomainNotDeclared', (d, { stack }) => new CfnResource(stack, 'Rule', { type: 'AWS::ApiGatewayV2::RoutingRule', properties: { DomainNameArn: 'arn:aws:apigateway:eu-west-1::/domainnames/other.example.com', Priority: 1, Conditions: [], Actions: [{ InvokeApi: { ApiId: d.apiId, Stage: d.stageName } }] } })],
  ['a response of the gateway', 'GatewayResponseNotDeclared', (d, { stack }) => new apigateway.CfnGatewayResponse(stack, 'Answer', { restApiId: d.apiId, responseType: 'ACCESS_DENIED', statusCode: '200' })],
  ['another API with the same function', 'HandlerHasOtherWay', (_, w) => new apigateway.LambdaRestApi(w.stack, 'Second', { handler: w.fn('Read'), cloudWatchRole: false })],
  ['an account that may invoke', 'HandlerHasOtherWay', (_, w) => w.fn('Read').addPermission('Account', { principal: new iam.AccountPrincipal('444455556666') })],
  ['an organization that may invoke', 'HandlerHasOtherWay', (_, w) => w.fn('Read').addPermission('Org', { principal: new iam.OrganizationPrincipal('o-1234567890') })],
  ['every topic of everybody', 'InvokePermissionTooWide', (_, w) => w.fn('Read').addPermission('Topics', { principal: new iam.ServicePrincipal('sns.amazonaws.com'), sourceArn: '*' })],
  ['a function url by Fn::Sub', 'HandlerHasUrl', (_, w) => new lambda.CfnUrl(w.stack, 'Url', { authType: 'NONE', targetFunctionArn: Fn.sub(`\${${w.stack.getLogicalId(w.fn('Read').node.defaultChild as CfnResource)}.Arn}`) })],
  ['a permission for the whole API', 'HandlerHasOtherWay', (d, w) => w.fn('Read').addPermission('Api', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: `arn:aws:execute-api:eu-west-1:111122223333:${d.apiId}/*` })],
])('%s is told', (_, code, then) => {
  const { errors } = door(then);
  expect(codes(errors)).toContain(code);
});

test('a function url that an aspect adds is told', () => {
  const { errors } = door((_, w) => Aspects.of(w.stack).add({ visit: (node) => { if (node === w.stack && node.node.tryFindChild('Late') === undefined) new lambda.CfnUrl(w.stack, 'Late', { authType: 'NONE', targetFunctionArn: w.fn('Read').functionArn }); } }, { priority: AspectPriority.READONLY }));
  expect(new Set(codes(errors))).toEqual(new Set(['HandlerHasUrl']));
});

test('a function that was imported is looked at as well', () => {
  const arn = 'arn:aws:lambda:eu-west-1:111122223333:function:old';
  const { errors } = door((_, { stack }) => { new lambda.CfnUrl(stack, 'Url', { authType: 'NONE', targetFunctionArn: arn }); }, (d, { stack }) => {
    d.addRoute('GET /old', { handler: RouteHandler.function(lambda.Function.fromFunctionArn(stack, 'Old', arn)), scopes: ['documents/read'] });
  });
  expect(codes(errors)).toEqual(['HandlerHasUrl']);
});

test.each<[string, string, (stack: Stack) => void]>([
  ['a url', 'HandlerHasUrl', (stack) => { new lambda.CfnUrl(stack, 'Url', { authType: 'NONE', targetFunctionArn: 'my-fn' }); }],
  ['a url by an ARN', 'HandlerHasUrl', (stack) => { new lambda.CfnUrl(stack, 'Url', { authType: 'NONE', targetFunctionArn: stack.formatArn({ service: 'lambda', resource: 'function', resourceName: 'my-fn', arnFormat: ArnFormat.COLON_RESOURCE_NAME }) }); }],
  ['a permission', 'InvokePermissionTooWide', (stack) => { new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', functionName: 'my-fn:live', principal: '*' }); }],
  ['a permission for an account', 'HandlerHasOtherWay', (stack) => { new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', functionName: 'my-fn', principal: '444455556666' }); }],
])('%s by the name of the function is told', (_, code, then) => {
  const { errors } = door((__, { stack }) => then(stack), (d, { stack }) => {
    const fn = new lambda.Function(stack, 'Named', { functionName: 'my-fn', code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X });
    d.addRoute('GET /named', { handler: RouteHandler.function(fn), scopes: ['documents/read'] });
  });
  expect(codes(errors)).toEqual([code]);
});

test('a domain that is routed by rules alone is told', () => {
  const { errors } = made((d, w) => {
    d.addRoute('GET /a', { handler: w.handler('Read'), scopes: ['documents/read'] });
    late(d, 'AWS::ApiGateway::DomainName', (r) => r.addPropertyOverride('RoutingMode', 'ROUTING_RULE_ONLY'));
  }, { props: (w) => ({ domain: { domainName: 'api.example.com', certificate: Certificate.fromCertificateArn(w.stack, 'C', 'arn:aws:acm:eu-west-1:111122223333:certificate/c') } }) });
  expect(codes(errors)).toEqual(['DoorChanged']);
});

test('sources of events that are named, and a second door, are no way past it', () => {
  const { errors } = door((_, w) => {
    w.fn('Read').addPermission('Topic', { principal: new iam.ServicePrincipal('sns.amazonaws.com'), sourceArn: 'arn:aws:sns:eu-west-1:111122223333:topic' });
    w.fn('Read').addPermission('Bucket', { principal: new iam.ServicePrincipal('s3.amazonaws.com'), sourceArn: 'arn:aws:s3:::*', sourceAccount: '111122223333' });
    new FrontDoor(w.stack, 'Second', { identity: w.pool }).addRoute('GET /documents', { handler: w.handler('Read'), scopes: ['documents/read'] });
  });
  expect(errors).toEqual([]);
});

test('what opens nothing is left alone', () => {
  const { errors } = door((d) => {
    Tags.of(d).add('team', 'documents');
    late(d, 'AWS::ApiGateway::Stage', (r) => r.addPropertyOverride('TracingEnabled', true));
    late(d, 'AWS::ApiGateway::Method', (r) => r.addPropertyOverride('OperationName', 'list'));
  });
  expect(errors).toEqual([]);
});

test('an alias is called by its own ARN, and what hangs on its function is seen', () => {
  const declare = (d: FrontDoor, w: Workshop): void => d.addRoute('GET /alias', { handler: RouteHandler.function(new lambda.Alias(w.stack, 'Live', { aliasName: 'live', version: w.fn('Versioned').currentVersion })), scopes: ['documents/read'] });
  const result = door(() => undefined, declare);
  expect(result.errors).toEqual([]);
  expect(ofType(result, 'AWS::Lambda::Permission').map(([, p]) => p.Properties.FunctionName)).toContain('Live');
  expect(codes(door((_, w) => w.fn('Versioned').addFunctionUrl(), declare).errors)).toContain('HandlerHasUrl');
});

test('callers live in the stack of their role; where the handlers live there too, a scope for their policies is asked for', () => {
  const elsewhere = (isHandlerThere: boolean) => made((d, w) => {
    const other = new Stack(w.stack.node.root as Stack, 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
    d.addRoute('POST /in', { handler: RouteHandler.function(w.fn('Read', isHandlerThere ? other : w.stack)), callers: [w.role('Batch', other)] });
  });
  expect(codes(elsewhere(true).errors)).toEqual(['CallersNeedScope']);
  const { errors, files } = elsewhere(false);
  expect(errors).toEqual([]);
  expect(files['Other.template.json']).toContain('execute-api:Invoke');
});

test('attributes of the door', () => {
  made((d, w) => {
    d.addRoute('GET /a', { handler: w.handler('Read'), scopes: ['documents/read'] });
    expect(d.url).toBe('https://api.example.com/v1');
    expect(w.stack.resolve(d.regionalDomainName)).toEqual({ 'Fn::GetAtt': [expect.stringContaining('DoorDomain'), 'RegionalDomainName'] });
    expect(d.stageArn).toContain('/stages/live');
    expect(w.pool.demands).toEqual([{ scope: 'documents/read', personas: [], route: 'GET /a of App/Door' }]);
  }, { props: (w) => ({ domain: { domainName: 'api.example.com', basePath: 'v1', certificate: Certificate.fromCertificateArn(w.stack, 'C', 'arn:aws:acm:eu-west-1:111122223333:certificate/c') } }) });
});

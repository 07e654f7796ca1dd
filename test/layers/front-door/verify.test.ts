/** The last look: whatever comes after the door was built and opens a second way is told, and nothing is deployed. */
import { ArnFormat, Aspects, AspectPriority, CfnCondition, CfnParameter, CfnResource, Fn, NestedStack, Stack, Tags } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { DoorProfile, DoorProtocol, FrontDoor, RouteHandler, RoutesPlacement } from '../../../lib/layers/front-door';
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
  ['a deployment that waits for nothing', 'AWS::ApiGateway::Deployment', (r: CfnResource) => r.addOverride('DependsOn', [])],
  ['a deployment whose waiting is deleted', 'AWS::ApiGateway::Deployment', (r: CfnResource) => r.addDeletionOverride('DependsOn')],
  ['a method from elsewhere', 'AWS::ApiGateway::Method', (r: CfnResource) => r.addOverride('Fn::Transform', { Name: 'AWS::Include' })],
  ['properties from elsewhere', 'AWS::Logs::LogGroup', (r: CfnResource) => r.addPropertyOverride('Fn::Transform', { Name: 'AWS::Include' })],
  ['a method under a condition', 'AWS::ApiGateway::Method', (r: CfnResource) => { r.cfnOptions.condition ??= new CfnCondition(r.stack, `C${r.node.addr}`, { expression: Fn.conditionEquals('a', 'b') }); }],
  ['an answer under a condition', 'AWS::ApiGateway::GatewayResponse', (r: CfnResource) => r.addOverride('Condition', 'C')],
  ['a method of another type', 'AWS::ApiGateway::Method', (r: CfnResource) => r.addOverride('Type', 'Custom::Nothing')],
  ['a method that outlives its route', 'AWS::ApiGateway::Method', (r: CfnResource) => r.addOverride('DeletionPolicy', 'Retain')],
  ['a deployment that follows nothing', 'AWS::ApiGateway::Deployment', (r: CfnResource) => r.overrideLogicalId('Fixed')],
])('%s is told', (_, type, change) => {
  const { errors } = door((d) => late(d, type, change));
  expect(codes(errors)).toContain('DoorChanged');
});

test.each<[string, (r: any) => void, boolean]>([
  ['another template', (r: CfnResource) => r.addPropertyOverride('TemplateURL', 'https://evil/t.json'), true],
  ['another template by its class', (r) => { r.templateUrl = 'https://evil/t.json'; }, true],
  ['other parameters', (r: CfnResource) => r.addPropertyOverride('Parameters.x', 'y'), true],
  ['a condition', (r: CfnResource) => r.addOverride('Condition', 'C'), true],
  ['a tag', (r: CfnResource) => r.addPropertyOverride('Tags', [{ Key: 'team', Value: 'documents' }]), false],
])('%s of a nested stack of routes', (_, change, isTold) => {
  const { errors } = made((d, w) => {
    d.addRoute('GET /documents', { handler: w.handler('Read'), scopes: ['documents/read'] });
    late(d, 'AWS::CloudFormation::Stack', change);
  }, { props: () => ({ routesPlacement: RoutesPlacement.sharded(2) }) });
  expect(codes(errors)).toEqual(isTold ? ['DoorChanged'] : []);
});

/** In a stack that CDK validates after the door. */
const validating = (w: Workshop, change: () => void): void => { new Stack(w.stack.node.root as Stack, 'Zz').node.addValidation({ validate: () => { change(); return []; } }); };

test.each<[string, string, (d: FrontDoor, w: Workshop) => void]>([
  ['opens a method', 'DoorChanged', (d) => { for (const c of d.node.findAll()) if (c instanceof apigateway.CfnMethod) c.authorizationType = 'NONE'; }],
  ['adds a method', 'MethodNotDeclared', (d, { stack }) => { if (stack.node.tryFindChild('Late') === undefined) new apigateway.CfnMethod(stack, 'Late', { restApiId: d.apiId, resourceId: 'abc', httpMethod: 'GET', authorizationType: 'NONE' }); }],
  ['adds a function url', 'HandlerHasUrl', (_, w) => { if (w.stack.node.tryFindChild('Late') === undefined) new lambda.CfnUrl(w.stack, 'Late', { authType: 'NONE', targetFunctionArn: w.fn('Read').functionArn }); }],
])('a validation of others that %s is told, though it comes after ours', (_, code, change) => {
  const { errors } = door((d, w) => validating(w, () => change(d, w)));
  expect(new Set(codes(errors))).toEqual(new Set([code]));
});

test.each<[string, string, (d: FrontDoor, w: Workshop) => void]>([
  ['a method whose class is another', 'MethodNotDeclared', (d, { stack }) => new CfnResource(stack, 'M', { type: 'Custom::X', properties: { RestApiId: d.apiId, ResourceId: 'abc', HttpMethod: 'PUT', AuthorizationType: 'NONE' } }).addOverride('Type', 'AWS::ApiGateway::Method')],
  ['a permission whose class is another', 'InvokePermissionTooWide', (_, w) => new CfnResource(w.stack, 'P', { type: 'Custom::X', properties: { Action: 'lambda:InvokeFunction', FunctionName: w.fn('Read').functionArn, Principal: '*' } }).addOverride('Type', 'AWS::Lambda::Permission')],
  ['a method by an export of this app', 'MethodNotDeclared', (d, { stack }) => {
    stack.exportValue(d.apiId, { name: 'DoorApi' });
    new apigateway.CfnMethod(new Stack(stack.node.root as Stack, 'Other', { env: { account: stack.account, region: stack.region } }), 'M', { restApiId: Fn.importValue('DoorApi'), resourceId: 'abc', httpMethod: 'PUT', authorizationType: 'NONE' });
  }],
  ['a method by a parameter of a nested stack', 'MethodNotDeclared', (d, { stack }) => {
    const nested = new NestedStack(stack, 'Nested', { parameters: { Api: d.apiId } });
    new apigateway.CfnMethod(nested, 'M', { restApiId: new CfnParameter(nested, 'Api').valueAsString, resourceId: 'abc', httpMethod: 'PUT', authorizationType: 'NONE' });
  }],
  ['a data source of AppSync', 'HandlerHasOtherWay', (_, w) => new CfnResource(w.stack, 'Source', { type: 'AWS::AppSync::DataSource', properties: { ApiId: 'abc', Name: 'd', Type: 'AWS_LAMBDA', ServiceRoleArn: w.role('Sync').roleArn, LambdaConfig: { LambdaFunctionArn: w.fn('Read').functionArn } } })],
  ['a method with a role of its own', 'HandlerHasOtherWay', (_, w) => new apigateway.RestApi(w.stack, 'Second', { cloudWatchRole: false }).root.addMethod('GET', new apigateway.LambdaIntegration(w.fn('Read'), { credentialsRole: w.role('Gateway') }))],
  ['a quick route with a role of its own', 'HandlerHasOtherWay', (_, w) => new CfnResource(w.stack, 'Second', { type: 'AWS::ApiGatewayV2::Api', properties: { Name: 'a', ProtocolType: 'HTTP', Target: w.fn('Read').functionArn, CredentialsArn: w.role('Gateway').roleArn } })],
  ['an integration with a role of its own, by a version', 'HandlerHasOtherWay', (_, w) => new CfnResource(w.stack, 'I', { type: 'AWS::ApiGatewayV2::Integration', properties: { ApiId: 'abc', IntegrationType: 'AWS_PROXY', IntegrationUri: new lambda.CfnVersion(w.stack, 'V', { functionName: w.fn('Read').functionName }).ref, CredentialsArn: w.role('Gateway').roleArn } })],
  ['a document of routes with a role of its own', 'HandlerHasOtherWay', (_, w) => new apigateway.CfnRestApi(w.stack, 'Second', { body: { paths: { '/': { get: { 'x-amazon-apigateway-integration': { uri: Fn.sub('arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Arn}/invocations', { Arn: w.fn('Read').functionArn }), credentials: w.role('Gateway').roleArn } } } } } })],
])('%s is told by what the template says', (_, code, then) => {
  expect(new Set(codes(door(then).errors))).toEqual(new Set([code]));
});

test('an integration of its own without a role needs a permission, and is told by that alone', () => {
  expect(door((_, w) => { new CfnResource(w.stack, 'I', { type: 'AWS::ApiGatewayV2::Integration', properties: { ApiId: 'abc', IntegrationType: 'AWS_PROXY', IntegrationUri: w.fn('Read').functionArn } }); }).errors).toEqual([]);
});

test('over HTTP too: a deployment that waits for nothing', () => {
  const { errors } = made((d, w) => {
    d.addRoute('GET /documents', { handler: w.handler('Read'), scopes: ['documents/read'] });
    late(d, 'AWS::ApiGatewayV2::Deployment', (r) => r.addDeletionOverride('DependsOn'));
  }, { props: () => ({ protocol: DoorProtocol.HTTP, profile: DoorProfile.TLS12 }) });
  expect(codes(errors)).toEqual(['DoorChanged']);
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

/** After the door was built: the role of its handler may do more. */
function widened(w: Workshop, action: string, resource: string): void {
  const role = w.fn('Read').role!.node.defaultChild as CfnResource;
  const policies = [{ PolicyName: 'more', PolicyDocument: { Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] } }];
  Aspects.of(w.stack).add({ visit: (node) => { if (node === role) role.addPropertyOverride('Policies', policies); } }, { priority: AspectPriority.READONLY });
}

test('a role that is widened after the door was built warns, or is refused', () => {
  const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/documents';
  const family = door((_, w) => widened(w, 'dynamodb:Get*', table));
  expect(family.errors).toStrictEqual([]);
  expect(family.warnings.join('\n')).toMatch(/dynamodb:Get\*.*HandlerRoleTooWide|HandlerRoleTooWide.*dynamodb:Get\*/s);
  expect(door(() => undefined).warnings.join('\n')).not.toContain('dynamodb:Get*');
  expect(codes(door((_, w) => widened(w, '*', '*')).errors)).toContain('HandlerRoleTooWide');
});

test('a role that is too wide is told beside other mistakes', () => {
  const { errors } = door(() => undefined, (d, w) => {
    w.fn('Wide').addToRolePolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] }));
    d.addRoute('GET /wide', { handler: w.handler('Wide'), scopes: ['documents/read'], throttle: { rate: -1, burst: 1 } });
  });
  expect(codes(errors)).toStrictEqual(expect.arrayContaining(['HandlerRoleTooWide', 'ThrottleInvalid']));
});

test('an eleventh authorizer on its API', () => {
  const authorizers = (count: number) => ({ apiId, node }: FrontDoor): void => {
    for (let i = 0; i < count; i++) new apigateway.CfnAuthorizer(Stack.of(node.scope!), `A${i}`, { restApiId: apiId, name: `a${i}`, type: 'TOKEN' });
  };
  const declare = (d: FrontDoor, w: Workshop): void => { d.addRoute('GET /documents', { handler: w.handler('Read'), scopes: ['documents/read'] }); };
  expect(made(declare, { then: authorizers(9) }).errors).toEqual([]);
  expect(made(declare, { then: authorizers(10) }).errors).toEqual([expect.stringMatching(/^DoorLimitExceeded: authorizers of the API of door `Door`: got 11, expected at most 10/)]);
});

/**
 * A stage serves what its deployment froze. Every property of everything that it freezes is changed, one at a time, in each of the ways in
 * which an app changes a template, and the deployment's logical id has to change with it, and to come back with the old value.
 */
import { type App, Aspects, CfnCondition, CfnMapping, CfnParameter, CfnResource, Fn, type IAspect, Lazy, Mixin, NestedStack, Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { RedeployOnChange } from 'cdk-zero-trust';
import { deploymentHash, hashOfApi } from '../../../lib/layers/front-door/deployment-hash';
import { codes, newStack, template, told } from '../support';
import { fn, httpApi, idOf, l1, ofType, plainApi, restApi } from './support';

type Change = (parts: Record<string, CfnResource>) => void;

/** An API with one of each, and its deployment, which is CDK's or a plain one. */
function build(kind: 'l2' | 'l1', change: Change = () => undefined, follow = true): { readonly stack: Stack; readonly parts: Record<string, CfnResource> } {
  const stack = newStack();
  const api = new apigw.RestApi(stack, 'Api', { cloudWatchRole: false, deploy: kind === 'l2' });
  const authorizer = new apigw.CfnAuthorizer(stack, 'Authorizer', { restApiId: api.restApiId, name: 'a', type: 'COGNITO_USER_POOLS', providerArns: ['arn:aws:cognito-idp:eu-west-1:111122223333:userpool/p'], identitySource: 'method.request.header.Authorization' });
  const validator = api.addRequestValidator('Validator', { validateRequestBody: true });
  const model = api.addModel('Model', { schema: { type: apigw.JsonSchemaType.OBJECT } });
  const response = api.addGatewayResponse('Response', { type: apigw.ResponseType.UNAUTHORIZED });
  const resource = api.root.addResource('documents');
  const method = resource.addMethod('GET', new apigw.LambdaIntegration(fn(stack)));
  const deployment = kind === 'l2' ? l1(api.latestDeployment!) : new apigw.CfnDeployment(stack, 'Deployment', { restApiId: api.restApiId });
  if (kind === 'l1') new apigw.CfnStage(stack, 'Stage', { restApiId: api.restApiId, deploymentId: deployment.ref, stageName: 'live' });
  if (follow) api.with(new RedeployOnChange());
  const parts = { api: l1(api), authorizer, validator: l1(validator), model: l1(model), response: l1(response), resource: l1(resource), method: l1(method), deployment };
  change(parts);
  return { stack, parts };
}

const idWith = (kind: 'l2' | 'l1', change?: Change): string => idOf(template(build(kind, change).stack), 'ApiGateway::Deployment');

const PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  api: ['Policy', 'BinaryMediaTypes', 'MinimumCompressionSize', 'DisableExecuteApiEndpoint', 'EndpointConfiguration', 'ApiKeySourceType', 'Body', 'SecurityPolicy', 'EndpointAccessMode', 'Description'],
  method: ['AuthorizationType', 'AuthorizerId', 'AuthorizationScopes', 'ApiKeyRequired', 'RequestValidatorId', 'RequestModels', 'RequestParameters', 'Integration', 'MethodResponses', 'OperationName', 'HttpMethod', 'ResourceId'],
  authorizer: ['Type', 'ProviderARNs', 'IdentitySource', 'IdentityValidationExpression', 'AuthorizerResultTtlInSeconds', 'AuthorizerUri', 'AuthorizerCredentials', 'Name'],
  validator: ['ValidateRequestBody', 'ValidateRequestParameters', 'Name'],
  model: ['Schema', 'ContentType', 'Name'],
  response: ['ResponseType', 'StatusCode', 'ResponseParameters', 'ResponseTemplates'],
  resource: ['PathPart', 'ParentId'],
};

describe.each(['l2', 'l1'] as const)('%s deployment', (kind) => {
  let before: string;
  beforeAll(() => { before = idWith(kind); });

  test('the same app gives the same id', () => expect(idWith(kind)).toBe(before));

  test.each(Object.entries(PROPERTIES))('each property of the %s', (part, names) => {
    const { stack, parts } = build(kind);
    const seen = new Set([hashOfApi(parts.api)]);
    for (const name of names) {
      parts[part].addPropertyOverride(name, 'changed');
      expect([name, seen.has(hashOfApi(parts.api))]).toStrictEqual([name, false]);
      seen.add(hashOfApi(parts.api));
    }
    const id = idOf(template(stack), 'ApiGateway::Deployment');
    expect(id).toMatch(new RegExp(`${hashOfApi(parts.api)}$`));
    expect(id).not.toBe(before);
  });

  test.each<[string, Change]>([
    ['a typed property', ({ method }) => { (method as apigw.CfnMethod).authorizationType = 'AWS_IAM'; }],
    ['a typed property of an integration', ({ method }) => { (method as apigw.CfnMethod).integration = { type: 'MOCK' }; }],
    ['a deep override', ({ method }) => method.addPropertyOverride('Integration.TimeoutInMillis', 1000)],
    ['an override in a list', ({ authorizer }) => authorizer.addPropertyOverride('ProviderARNs.0', 'arn:other')],
    ['a deletion', ({ authorizer }) => authorizer.addPropertyDeletionOverride('IdentitySource')],
    ['an aspect', ({ method }) => Aspects.of(method.stack).add(visitor((n) => { if (n === method) method.addPropertyOverride('ApiKeyRequired', true); }))],
    ['an aspect that comes last', ({ method }) => Aspects.of(method.node.root).add(visitor((n) => { if (n === method) method.addPropertyOverride('ApiKeyRequired', true); }), { priority: 5000 })],
    ['a mixin', ({ method }) => { method.with(new (class extends Mixin { public supports(): boolean { return true; } public applyTo(c: IConstruct): void { (c as CfnResource).addPropertyOverride('ApiKeyRequired', true); } })()); }],
    ['a lazy value', ({ method }) => method.addPropertyOverride('OperationName', Lazy.string({ produce: () => 'late' }))],
    ['another function behind it', ({ method }) => { (method as apigw.CfnMethod).integration = { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: fn(method.stack, 'Other').functionArn }; }],
    ['a reference to a parameter', ({ method }) => method.addPropertyOverride('AuthorizationType', new CfnParameter(method.stack, 'Type').valueAsString)],
    ['a resource policy by the L2', ({ api }) => (api.node.scope as apigw.RestApi).addToResourcePolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'] }))],
    ['a method by the L2', ({ api }) => { (api.node.scope as apigw.RestApi).root.addMethod('GET', new apigw.MockIntegration()); }],
    ['a method as L1', ({ api, resource }) => { new apigw.CfnMethod(api.stack, 'Late', { restApiId: api.ref, resourceId: resource.ref, httpMethod: 'PUT' }); }],
    ['a method by its logical id', ({ api, resource }) => { new CfnResource(api.stack, 'Raw', { type: 'AWS::ApiGateway::Method', properties: { RestApiId: { Ref: api.stack.resolve(api.logicalId) }, ResourceId: { Ref: resource.stack.resolve(resource.logicalId) }, HttpMethod: 'PUT' } }); }],
    ['a method that an aspect makes', ({ api, resource }) => Aspects.of(api.stack).add(visitor((n) => { if (n === resource && resource.node.tryFindChild('Made') === undefined) new apigw.CfnMethod(resource as unknown as Stack, 'Made', { restApiId: api.ref, resourceId: resource.ref, httpMethod: 'PUT' }); }))],
    ['a method whose class is another', ({ api, resource }) => { new CfnResource(api.stack, 'Raw', { type: 'Custom::X', properties: { RestApiId: api.ref, ResourceId: resource.ref, HttpMethod: 'PUT' } }).addOverride('Type', 'AWS::ApiGateway::Method'); }],
    ['a change by a validation that comes last', ({ method }) => { new Stack(method.node.root as App, 'Zz').node.addValidation({ validate: () => { method.addPropertyOverride('ApiKeyRequired', true); return []; } }); }],
    ['a method that a validation adds', ({ api, resource }) => { new Stack(api.node.root as App, 'Zz').node.addValidation({ validate: () => { if (api.stack.node.tryFindChild('Late') === undefined) new apigw.CfnMethod(api.stack, 'Late', { restApiId: api.ref, resourceId: resource.ref, httpMethod: 'PUT' }); return []; } }); }],
    ['a method that is gone', ({ method }) => { method.node.scope!.node.tryRemoveChild(method.node.id); }],
    ['a condition', ({ method }) => { method.addOverride('Condition', 'IsProd'); }],
    ['an authorizer that is replaced', ({ authorizer }) => authorizer.overrideLogicalId('Second')],
    ['a function that is replaced', ({ method }) => { for (const c of method.stack.node.findAll()) if (CfnResource.isCfnResource(c) && c.cfnResourceType === 'AWS::Lambda::Function') c.overrideLogicalId('Second'); }],
  ])('%s', (_, change) => {
    const { stack } = build(kind, change);
    const text = template(stack);
    const id = idOf(text, 'ApiGateway::Deployment');
    expect(id).not.toBe(before);
    expect(Object.values<any>(text.Resources).filter((r) => r.Type === 'AWS::ApiGateway::Stage').map((r) => r.Properties.DeploymentId)).toStrictEqual([{ Ref: id }]);
  });

  test.each<[string, Change]>([
    ['metadata', ({ method }) => method.addMetadata('a', 'b')],
    ['what is not of the API', ({ api }) => { new CfnResource(api.stack, 'Other', { type: 'AWS::SNS::Topic' }); }],
    ['a method of another API', ({ api }) => { const other = new apigw.RestApi(api.stack, 'Second', { cloudWatchRole: false, deploy: false }); other.root.addMethod('GET', new apigw.MockIntegration()); }],
  ])('and %s changes nothing', (_, change) => expect(ofType(template(build(kind, change).stack), 'ApiGateway::Deployment').map(([id]) => id)).toContain(before));

  test('it waits for what a validation adds after ours', () => {
    const { stack } = build(kind, ({ api, resource }) => { new Stack(api.node.root as App, 'Zz').node.addValidation({ validate: () => { new apigw.CfnMethod(api.stack, 'Late', { restApiId: api.ref, resourceId: resource.ref, httpMethod: 'PUT' }); return []; } }); });
    expect(ofType(template(stack), 'ApiGateway::Deployment')[0][1].DependsOn).toContain('Late');
  });

  /** One name, two meanings: the method itself says the same. */
  test.each<[string, (meaning: string) => Change]>([
    ['a condition', (m) => ({ method }) => { new CfnCondition(method.stack, 'C', { expression: Fn.conditionEquals('a', m) }); method.addPropertyOverride('AuthorizationType', Fn.conditionIf('C', 'AWS_IAM', 'NONE')); }],
    ['a condition of the method', (m) => ({ method }) => { method.cfnOptions.condition = new CfnCondition(method.stack, 'C', { expression: Fn.conditionEquals('a', m) }); }],
    ['a condition by an override', (m) => ({ method }) => { new CfnCondition(method.stack, 'C', { expression: Fn.conditionEquals('a', m) }); method.addOverride('Condition', 'C'); }],
    ['a condition in a condition', (m) => ({ method }) => {
      const inner = new CfnCondition(method.stack, 'Inner', { expression: Fn.conditionEquals('a', m) });
      method.cfnOptions.condition = new CfnCondition(method.stack, 'C', { expression: Fn.conditionNot(inner) });
    }],
    ['a mapping in a condition', (m) => ({ method }) => {
      new CfnMapping(method.stack, 'Map', { mapping: { eu: { stage: m } } });
      method.cfnOptions.condition = new CfnCondition(method.stack, 'C', { expression: Fn.conditionEquals('prod', Fn.findInMap('Map', 'eu', 'stage')) });
    }],
    ['a mapping', (m) => ({ method }) => { new CfnMapping(method.stack, 'Map', { mapping: { eu: { auth: m } } }); method.addPropertyOverride('AuthorizationType', Fn.findInMap('Map', 'eu', 'auth')); }],
    ['a mapping by a pseudo parameter', (m) => ({ method }) => { new CfnMapping(method.stack, 'Map', { mapping: { eu: { auth: 'NONE' }, us: { auth: m } } }); method.addPropertyOverride('AuthorizationType', Fn.findInMap('Map', Fn.ref('AWS::Region'), 'auth')); }],
    ['a default of a parameter', (m) => ({ method }) => method.addPropertyOverride('AuthorizationType', new CfnParameter(method.stack, 'P', { default: m }).valueAsString)],
    ['a default of a parameter in Fn::Sub', (m) => ({ method }) => { new CfnParameter(method.stack, 'P', { default: m }); method.addPropertyOverride('AuthorizationType', Fn.sub('${P}')); }],
    ['a parameter in a nested stack', (m) => ({ api, resource }) => {
      const nested = new NestedStack(api.stack, 'Nested', { parameters: { P: m } });
      new apigw.CfnMethod(nested, 'Method', { restApiId: api.ref, resourceId: resource.ref, httpMethod: 'PUT', authorizationType: new CfnParameter(nested, 'P').valueAsString });
    }],
  ])('another meaning of %s', (_, change) => {
    expect(idWith(kind, change('x'))).toBe(idWith(kind, change('x')));
    expect(idWith(kind, change('y'))).not.toBe(idWith(kind, change('x')));
  });

  test.each<[string, (meaning: string) => Change]>([
    ['a condition', (m) => ({ method }) => { new CfnCondition(method.stack, 'C', { expression: Fn.conditionEquals('a', m) }); }],
    ['a mapping', (m) => ({ method }) => { new CfnMapping(method.stack, 'Map', { mapping: { eu: { auth: m } } }); }],
    ['another row of a mapping', (m) => ({ method }) => { new CfnMapping(method.stack, 'Map', { mapping: { eu: { auth: 'NONE', other: m }, us: { auth: m } } }); method.addPropertyOverride('AuthorizationType', Fn.findInMap('Map', 'eu', 'auth')); }],
    ['a default of a parameter', (m) => ({ method }) => { new CfnParameter(method.stack, 'P', { default: m }); }],
  ])('%s that is not named changes nothing', (_, change) => expect(idWith(kind, change('y'))).toBe(idWith(kind, change('x'))));

  test('it waits for all of it', () => {
    const text = template(build(kind).stack);
    const [, deployment] = ofType(text, 'ApiGateway::Deployment')[0];
    const wanted = ['Method', 'Resource', 'Authorizer', 'RequestValidator', 'Model', 'GatewayResponse'].map((t) => idOf(text, `ApiGateway::${t}`));
    expect(deployment.DependsOn).toStrictEqual(expect.arrayContaining(wanted));
    expect(deployment.DependsOn).toHaveLength(wanted.length);
  });
});

test('without it, an override is not deployed: what the mixin is for', () => {
  const change: Change = ({ method }) => method.addPropertyOverride('AuthorizationType', 'AWS_IAM');
  for (const kind of ['l2', 'l1'] as const) {
    const [a, b] = [build(kind, undefined, false), build(kind, change, false)].map(({ stack }) => idOf(template(stack), 'ApiGateway::Deployment'));
    expect(a).toBe(b);
  }
});

describe('across stacks', () => {
  const nested = (change: boolean, deploymentIn: 'parent' | 'nested' = 'parent'): Stack => {
    const stack = newStack();
    const api = new apigw.CfnRestApi(stack, 'Api', { name: 'a' });
    const routes = new NestedStack(stack, 'Routes');
    const method = new apigw.CfnMethod(deploymentIn === 'parent' ? routes : stack, 'Method', { restApiId: api.ref, resourceId: api.attrRootResourceId, httpMethod: 'GET', authorizationType: 'NONE' });
    const deployment = new apigw.CfnDeployment(deploymentIn === 'parent' ? stack : routes, 'Deployment', { restApiId: api.ref });
    new apigw.CfnStage(deployment.stack, 'Stage', { restApiId: api.ref, deploymentId: deployment.ref, stageName: 'live' });
    api.with(new RedeployOnChange());
    if (change) method.addPropertyOverride('AuthorizationType', 'AWS_IAM');
    return stack;
  };

  test('a method in a nested stack', () => {
    const [a, b] = [template(nested(false)), template(nested(true))];
    expect(idOf(a, 'ApiGateway::Deployment')).not.toBe(idOf(b, 'ApiGateway::Deployment'));
    expect(ofType(a, 'ApiGateway::Deployment')[0][1].DependsOn).toStrictEqual([idOf(a, 'CloudFormation::Stack')]);
  });

  test('a deployment in a nested stack', () => {
    const parent = nested(false, 'nested');
    const text = template(parent);
    expect(ofType(text, 'CloudFormation::Stack')[0][1].DependsOn).toStrictEqual([idOf(text, 'ApiGateway::Method')]);
  });

  test('a deployment in a stack of its own waits for those of the methods', () => {
    const make = (type: string): { readonly id: string; readonly waits: readonly string[]; readonly errors: readonly string[] } => {
      const stack = newStack();
      const app = stack.node.root as App;
      const env = { account: '111122223333', region: 'eu-west-1' };
      const api = new apigw.CfnRestApi(stack, 'Api', { name: 'a' });
      const method = new apigw.CfnMethod(new Stack(app, 'Pets', { env }), 'Method', { restApiId: api.ref, resourceId: api.attrRootResourceId, httpMethod: 'GET', authorizationType: type });
      const last = new Stack(app, 'Deploy', { env });
      const deployment = new apigw.CfnDeployment(last, 'Deployment', { restApiId: api.ref });
      new apigw.CfnStage(last, 'Stage', { restApiId: api.ref, deploymentId: deployment.ref, stageName: 'live' });
      api.with(new RedeployOnChange());
      const { errors } = told(stack);
      const artifact = app.synth({ force: true }).getStackByName('Deploy');
      expect(method.stack.stackName).toBe('Pets');
      return { id: idOf(artifact.template, 'ApiGateway::Deployment'), waits: artifact.dependencies.map((d) => d.id), errors };
    };
    const [a, b] = [make('NONE'), make('AWS_IAM')];
    expect(a.errors).toStrictEqual([]);
    expect(a.waits).toStrictEqual(expect.arrayContaining(['App', 'Pets']));
    expect(a.id).not.toBe(b.id);
  });

  test('a method in a stack of its own comes too late, and is told', () => {
    const stack = newStack();
    const api = restApi(stack);
    api.with(new RedeployOnChange());
    const later = new Stack(stack.node.root as never, 'Later', { env: { account: '111122223333', region: 'eu-west-1' } });
    new apigw.CfnMethod(later, 'Method', { restApiId: api.restApiId, resourceId: api.restApiRootResourceId, httpMethod: 'GET' });
    const { errors } = told(stack);
    expect(codes(errors)).toStrictEqual(['PartAfterDeployment']);
    expect(errors[0]).toContain('`Later/Method`');
  });
});

describe('what is told', () => {
  const plain = (change: (p: ReturnType<typeof plainApi>) => void): readonly string[] => {
    const stack = newStack();
    const parts = plainApi(stack);
    parts.api.with(new RedeployOnChange());
    change(parts);
    return codes(told(stack).errors);
  };

  test.each<[string, (p: ReturnType<typeof plainApi>) => void, readonly string[]]>([
    ['nothing', () => undefined, []],
    ['an id that is fixed afterwards', ({ deployment }) => deployment.overrideLogicalId('Fixed'), ['DeploymentIdFixed']],
    ['a dependency that is overridden', ({ deployment }) => deployment.addOverride('DependsOn', []), ['PartAfterDeployment']],
    ['a dependency that is deleted', ({ deployment }) => deployment.addDeletionOverride('DependsOn'), ['PartAfterDeployment']],
    ['a stage that serves something else', ({ stage }) => { stage.deploymentId = 'abc123'; }, ['StageNotRedeployed']],
    ['a stage that names the old id', ({ stage }) => { stage.addPropertyOverride('DeploymentId', { Ref: 'Deployment' }); }, ['StageNotRedeployed']],
    ['a deployment that comes later', ({ api, stage }) => { const later = new apigw.CfnDeployment(api.stack, 'Later', { restApiId: api.ref }); stage.deploymentId = later.ref; }, []],
  ])('%s', (_, change, expected) => expect(plain(change)).toStrictEqual(expected));

  test.each<[string, (p: ReturnType<typeof plainApi>) => void, readonly string[]]>([
    ['a parameter', ({ method, api }) => { method.authorizationType = new CfnParameter(api.stack, 'P', { default: 'NONE' }).valueAsString; }, ['`App/P`']],
    ['a parameter in a condition', ({ method, api }) => {
      new CfnCondition(api.stack, 'C', { expression: Fn.conditionEquals(new CfnParameter(api.stack, 'P').valueAsString, 'b') });
      method.addPropertyOverride('AuthorizationType', Fn.conditionIf('C', 'AWS_IAM', 'NONE'));
    }, ['`App/P`']],
    ['a dynamic reference', ({ method }) => { method.authorizationType = '{{resolve:ssm:/auth}}'; }, ['`{{resolve:ssm:/auth}}`']],
    ['a condition of literals', ({ method, api }) => { method.cfnOptions.condition = new CfnCondition(api.stack, 'C', { expression: Fn.conditionEquals('a', 'b') }); }, []],
  ])('%s changes behind the deployment: warned of', (_, change, named) => {
    const stack = newStack();
    const parts = plainApi(stack);
    parts.api.with(new RedeployOnChange());
    change(parts);
    const { errors, warnings } = told(stack);
    expect(errors).toStrictEqual([]);
    expect(warnings.filter((w) => w.startsWith('DeploymentMayBeStale'))).toStrictEqual(named.map((n) => expect.stringContaining(n) as string));
  });

  test('a deployment that comes later follows as well', () => {
    const make = (type: string): string => {
      const stack = newStack();
      const { api, method, stage, deployment } = plainApi(stack);
      deployment.node.scope!.node.tryRemoveChild('Deployment');
      api.with(new RedeployOnChange());
      stage.deploymentId = new apigw.CfnDeployment(stack, 'Later', { restApiId: api.ref }).ref;
      method.authorizationType = type;
      return idOf(template(stack), 'ApiGateway::Deployment');
    };
    expect(make('NONE')).not.toBe(make('AWS_IAM'));
  });

  test('no deployment, and one that is exported', () => {
    const stack = newStack();
    new apigw.RestApi(stack, 'Api', { deploy: false, cloudWatchRole: false }).with(new RedeployOnChange());
    expect(codes(told(stack).errors.filter((e) => e.startsWith('Api')))).toStrictEqual(['ApiNotRedeployed']);
    const exported = newStack();
    const { api, deployment } = plainApi(exported);
    exported.exportValue(deployment.ref);
    api.with(new RedeployOnChange());
    expect(codes(told(exported).errors)).toStrictEqual(['DeploymentIdFixed']);
  });

  test('an imported API is refused, unless this app deploys it anew', () => {
    const stack = newStack();
    const api = apigw.RestApi.fromRestApiAttributes(stack, 'Theirs', { restApiId: 'abc123', rootResourceId: 'root' });
    api.with(new RedeployOnChange());
    const { errors } = told(stack);
    expect(codes(errors)).toStrictEqual(['ImportedApiNotRedeployed']);
    expect(errors[0]).toContain('`App/Theirs`');
    const make = (type: string): string => {
      const other = newStack();
      const theirs = apigw.RestApi.fromRestApiAttributes(other, 'Theirs', { restApiId: 'abc123', rootResourceId: 'root' });
      theirs.with(new RedeployOnChange());
      l1(theirs.root.addMethod('GET', new apigw.MockIntegration())).addPropertyOverride('AuthorizationType', type);
      const deployment = new apigw.Deployment(other, 'Deployment', { api: theirs });
      new apigw.Stage(other, 'Stage', { deployment });
      return idOf(template(other), 'ApiGateway::Deployment');
    };
    expect(make('NONE')).not.toBe(make('AWS_IAM'));
  });

  test('an import of an API of this app is that API', () => {
    const stack = newStack();
    const { api, method } = plainApi(stack);
    apigw.RestApi.fromRestApiId(stack, 'Again', api.ref).with(new RedeployOnChange());
    const before = idOf(template(stack), 'ApiGateway::Deployment');
    method.addPropertyOverride('AuthorizationType', 'AWS_IAM');
    expect(idOf(template(stack), 'ApiGateway::Deployment')).not.toBe(before); // synthesized a second time
  });
});

describe('HTTP APIs', () => {
  test('a stage that deploys by itself needs nothing', () => {
    const make = (times: number): any => {
      const stack = newStack();
      const api = httpApi(stack);
      for (let i = 0; i < times; i++) api.with(new RedeployOnChange());
      return template(stack);
    };
    expect(make(2)).toStrictEqual(make(0));
  });

  test('one with a deployment follows', () => {
    const make = (type: string): string => {
      const stack = newStack();
      const api = new v2.CfnApi(stack, 'Api', { name: 'a', protocolType: 'HTTP' });
      const route = new v2.CfnRoute(stack, 'Route', { apiId: api.ref, routeKey: 'GET /' });
      const deployment = new v2.CfnDeployment(stack, 'Deployment', { apiId: api.ref });
      new v2.CfnStage(stack, 'Stage', { apiId: api.ref, stageName: 'live', deploymentId: deployment.ref });
      api.with(new RedeployOnChange());
      route.authorizationType = type;
      return idOf(template(stack), 'ApiGatewayV2::Deployment');
    };
    expect(make('NONE')).not.toBe(make('AWS_IAM'));
  });
});

test('twice is the same as once, and nothing but the deployment is touched', () => {
  const make = (times: number): any => {
    const stack = newStack();
    const api = restApi(stack);
    for (let i = 0; i < times; i++) api.with(new RedeployOnChange());
    return template(stack);
  };
  const [none, once, twice] = [0, 1, 2].map(make);
  expect(twice).toStrictEqual(once);
  const others = (text: any): any => Object.fromEntries(Object.entries<any>(text.Resources).filter(([, r]) => !['AWS::ApiGateway::Deployment', 'AWS::ApiGateway::Stage'].includes(r.Type)));
  expect(others(once)).toStrictEqual(others(none));
  expect(ofType(once, 'ApiGateway::Stage')[0][1].Properties.DeploymentId).toStrictEqual({ Ref: idOf(once, 'ApiGateway::Deployment') });
});

test('whoever asks for the id early gets it as it is then, and the template as it is in the end', () => {
  const stack = newStack();
  const { api, method, deployment } = plainApi(stack);
  api.with(new RedeployOnChange());
  const early = stack.resolve(deployment.logicalId) as string;
  expect(early).toMatch(/^Deployment[0-9a-f]{16}$/);
  method.authorizationType = 'AWS_IAM';
  const assembly = (stack.node.root as App).synth({ force: true, skipValidation: true });
  expect(idOf(assembly.getStackByName('App').template, 'ApiGateway::Deployment')).toMatch(new RegExp(`${hashOfApi(api)}$`));
  expect(early).not.toMatch(new RegExp(`${hashOfApi(api)}$`));
});

test('tags are not served', () => {
  const stack = newStack();
  const { api } = plainApi(stack);
  const before = hashOfApi(api);
  api.addPropertyOverride('Tags', [{ Key: 'a', Value: 'b' }]);
  expect(hashOfApi(api)).toBe(before);
});

test('the hash is pure, and blind to order', () => {
  const parts = [{ id: 'a', type: 't', properties: { x: 1, y: { b: 1, a: [1, 2] } } }, { id: 'b', type: 't', properties: {} }];
  expect(deploymentHash(parts)).toBe(deploymentHash([parts[1], { ...parts[0], properties: { y: { a: [1, 2], b: 1 }, x: 1 } }]));
  expect(deploymentHash(parts)).not.toBe(deploymentHash([parts[1], { ...parts[0], properties: { x: 1, y: { b: 1, a: [2, 1] } } }]));
  expect(deploymentHash(parts)).toMatch(/^[0-9a-f]{16}$/);
});

function visitor(visit: (node: IConstruct) => void): IAspect {
  return { visit };
}

/** The guard sees whatever comes later, by whatever way, and says where it stands and how to close it. */
import { Aspects, CfnParameter, CfnResource, Stack, Stage, Validations } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IdentifiedApisGuard, RequireIdentity } from 'cdk-zero-trust';
import { writeMetadata } from '../../../lib/layers/network/verbatim';
import { changed, codes, newStack, template, told } from '../support';
import { fn, httpApi, identity, plainApi, restApi, SCOPES } from './support';

const guarded = (): Stack => {
  const stack = newStack();
  IdentifiedApisGuard.enable(stack);
  return stack;
};

describe('routes', () => {
  test('an open method, with its path and its construct path; a preflight passes', () => {
    const stack = guarded();
    restApi(stack);
    const { errors } = told(stack);
    expect(codes(errors)).toStrictEqual(['ApiRouteOpen', 'ApiRouteOpen', 'ApiRouteOpen']);
    for (const words of ['`GET /documents/{id}` (`App/Api/Default/documents/{id}/GET/Resource`)', '`POST /documents`', '`GET /health`']) expect(errors.join('\n')).toContain(words);
  });

  test('closed ones pass, and exceptions that say why', () => {
    const stack = guarded();
    restApi(stack).with(new RequireIdentity({ identity: identity(stack, 'Pool', SCOPES, []), scopes: SCOPES, exceptRoutes: [{ route: 'GET /health', because: 'the load balancer asks' }] }));
    expect(told(stack)).toStrictEqual({ errors: [], warnings: [] });
  });

  test.each<[string, (stack: Stack) => void, readonly string[]]>([
    ['a method that an aspect adds', (stack) => {
      const { api } = plainApi(stack);
      api.with(new RequireIdentity({ identity: identity(stack), scopes: SCOPES }));
      Aspects.of(stack).add({ visit: (n) => { if (n === api && stack.node.tryFindChild('Late') === undefined) new apigw.CfnMethod(stack, 'Late', { restApiId: api.ref, resourceId: api.attrRootResourceId, httpMethod: 'GET' }); } });
    }, ['`GET /` (`App/Late`)']],
    ['one that is opened by an override', (stack) => {
      const { api, method } = plainApi(stack);
      api.with(new RequireIdentity({ identity: identity(stack), scopes: SCOPES }));
      method.addPropertyOverride('AuthorizationType', 'NONE');
    }, ['`GET /documents` (`App/Method`)']],
    ['a method of an API of another app', (stack) => { new apigw.CfnMethod(stack, 'Theirs', { restApiId: 'abc', resourceId: 'root', httpMethod: 'GET' }); }, ['(`App/Theirs`)']],
    ['a raw method', (stack) => { new CfnResource(stack, 'Raw', { type: 'AWS::ApiGateway::Method', properties: { RestApiId: 'abc', ResourceId: 'r', HttpMethod: 'ANY', AuthorizationType: 'NONE' } }); }, ['(`App/Raw`)']],
    ['a route of an HTTP API', (stack) => { new v2.CfnRoute(stack, 'Route', { apiId: 'abc', routeKey: '$default' }); }, ['`$default` (`App/Route`)']],
    ['an HTTP API that is made with a target', (stack) => { new v2.CfnApi(stack, 'Quick', { name: 'q', protocolType: 'HTTP', target: 'https://example.com' }); }, ['`App/Quick`', '`Target`']],
    ['an operation of a document', (stack) => { new apigw.CfnRestApi(stack, 'Spec', { body: { swagger: '2.0', paths: { '/a': { get: {} } } } }); }, ['`GET /a` (`App/Spec`)']],
  ])('%s', (_, make, words) => {
    const stack = guarded();
    make(stack);
    const errors = told(stack).errors.filter((e) => e.startsWith('ApiRouteOpen') && !e.includes('of the api `App'));
    expect(errors).toHaveLength(1);
    for (const word of words) expect(errors[0]).toContain(word);
  });

  test('an authorizer without scopes, one that the deployment chooses, a document that is not here', () => {
    const stack = guarded();
    const { method } = plainApi(stack);
    method.authorizationType = 'COGNITO_USER_POOLS';
    new v2.CfnRoute(stack, 'Route', { apiId: 'abc', routeKey: 'GET /', authorizationType: new CfnParameter(stack, 'Type').valueAsString });
    new apigw.CfnRestApi(stack, 'Spec', { bodyS3Location: { bucket: 'b', key: 'k' } });
    new apigw.CfnRestApi(stack, 'Clone', { name: 'clone', cloneFrom: 'abcdefghij' });
    const said = told(stack);
    expect([codes(said.errors), codes(said.warnings).sort()]).toStrictEqual([['ApiRouteWithoutScopes'], ['ApiBodyUnseen', 'ApiBodyUnseen', 'ApiRouteUnknown']]);
  });

  test('a public route that a front door declares passes', () => {
    const stack = guarded();
    const { method } = plainApi(stack);
    writeMetadata(method, 'zero-trust', { routes: ['GET /documents'] });
    expect(told(stack).errors).toStrictEqual([]);
  });

  test('and one whose metadata says nothing of routes does not', () => {
    const stack = guarded();
    const { method } = plainApi(stack);
    writeMetadata(method, 'zero-trust', { routes: [] });
    expect(codes(told(stack).errors)).toStrictEqual(['ApiRouteOpen']);
  });

  test('HTTP APIs as CDK makes them', () => {
    const stack = guarded();
    httpApi(stack);
    expect(codes(told(stack).errors)).toStrictEqual(['ApiRouteOpen', 'ApiRouteOpen', 'ApiRouteOpen']);
  });
});

describe('functions', () => {
  test.each<[string, (f: lambda.Function, stack: Stack) => void, readonly string[]]>([
    ['a url for everybody', (f) => { f.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE }); }, ['FunctionUrlOpen']],
    ['a url for who signs', (f) => { f.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM }); }, []],
    ['every API', (f) => { f.addPermission('P', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com') }); }, ['InvokePermissionTooWide']],
    ['every bucket', (f) => { f.addPermission('P', { principal: new iam.ServicePrincipal('s3.amazonaws.com') }); }, ['InvokePermissionTooWide']],
    ['buckets of an account', (f) => { f.addPermission('P', { principal: new iam.ServicePrincipal('s3.amazonaws.com'), sourceAccount: '111122223333' }); }, []],
    ['one route, by CDK', (f, stack) => { const api = new apigw.RestApi(stack, 'A', { cloudWatchRole: false, defaultMethodOptions: { authorizationType: apigw.AuthorizationType.IAM } }); api.root.addMethod('GET', new apigw.LambdaIntegration(f)); }, []],
    ['an organization', (f, stack) => { new lambda.CfnPermission(stack, 'P', { action: 'lambda:InvokeFunction', functionName: f.functionName, principal: '*', principalOrgId: 'o-1' }); }, []],
  ])('%s', (_, make, expected) => {
    const stack = guarded();
    make(fn(stack), stack);
    expect(codes(told(stack).errors)).toStrictEqual(expected);
  });
});

test('accepted where it stands, and nowhere else', () => {
  const stack = guarded();
  const api = restApi(stack);
  const [one] = api.methods;
  Validations.of(one).acknowledge({ id: 'cdk-zero-trust:ApiRouteOpen', reason: 'legacy clients until March' });
  expect(told(stack).errors).toHaveLength(2);
});

test('it changes nothing', () => {
  const make = (guard: boolean): any => {
    const stack = newStack();
    restApi(stack).with(new RequireIdentity({ identity: identity(stack), scopes: SCOPES, exceptRoutes: [{ route: 'GET /health', because: 'x' }] }));
    if (guard) IdentifiedApisGuard.enable(stack);
    return template(stack);
  };
  expect(changed(make(false), make(true))).toStrictEqual([]);
});

test('a stage that comes later is told', () => {
  const stack = newStack();
  IdentifiedApisGuard.enable(stack.node.root);
  new Stack(new Stage(stack.node.root, 'Prod'), 'App');
  expect(codes(told(stack).errors)).toStrictEqual(['GuardMissesStage']);
});

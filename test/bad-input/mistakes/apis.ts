/** Mistakes with APIs that exist, with doors over HTTP APIs, and with the roles of handlers. */
import { Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CloseApi, DoorProtocol, FrontDoor, HandlerBoundary, HandlerRole, IdentifiedApisGuard, IdentitySource, RedeployOnChange, RequireIdentity, type RequireIdentityProps, RouteHandler } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

interface Legacy {
  readonly api: apigw.RestApi;
  readonly method: apigw.CfnMethod;
}

/** `GET /documents`, open to everybody. */
function legacy(w: World, props: apigw.RestApiProps = {}): Legacy {
  const api = new apigw.RestApi(w.stack, 'Api', { cloudWatchRole: false, ...props });
  const method = api.root.addResource('documents').addMethod('GET', new apigw.LambdaIntegration(w.function('read', null)));
  return { api, method: method.node.defaultChild as apigw.CfnMethod };
}

const identityOf = (w: World, clientIds = ['1a2b3c']): IdentitySource => IdentitySource.fromUserPool(cognito.UserPool.fromUserPoolId(w.stack, 'Pool', 'eu-west-1_AbCdEf123'), { clientIds, scopes: ['documents/read'] });

function required(w: World, more: Partial<RequireIdentityProps> = {}): Legacy {
  const made = legacy(w);
  made.api.with(new RequireIdentity({ identity: identityOf(w), scopes: ['documents/read'], ...more }));
  return made;
}

function guarded(w: World): World {
  IdentifiedApisGuard.enable(w.app);
  return w;
}

const closed = (w: World): apigw.CfnStage => {
  const { api } = legacy(w);
  api.with(new CloseApi({ throttle: { rate: 50, burst: 100 } }));
  return api.deploymentStage.node.defaultChild as apigw.CfnStage;
};

export const APIS: readonly Mistake[] = [
  { name: 'a method after the mixin', code: 'ApiRouteOpen', words: ['`POST /later`', '`RequireIdentity`', 'or accept `cdk-zero-trust:ApiRouteOpen`'], build: (w) => { required(w).api.root.addResource('later').addMethod('POST'); } },
  { name: 'an open method that the guard sees', code: 'ApiRouteOpen', words: ['`GET /documents` (`App/Api/Default/documents/GET/Resource`)'], build: (w) => { legacy(guarded(w)); } },
  { name: 'an authorizer without scopes', code: 'ApiRouteWithoutScopes', words: ['ID tokens'], build: (w) => { const { method } = legacy(guarded(w)); method.authorizationType = 'COGNITO_USER_POOLS'; } },
  { name: 'another pool in the authorizer of the mixin', code: 'ApiAuthorizerChanged', words: ['`App/Api/ZeroTrustIdentity`', '`ProviderARNs`', '`documents/read`'], build: (w) => { (required(w).api.node.findChild('ZeroTrustIdentity') as apigw.CfnAuthorizer).addPropertyOverride('ProviderARNs', ['arn:aws:cognito-idp:eu-west-1:999999999999:userpool/eu-west-1_x']); } },
  { name: 'a type that is none', code: 'ApiRouteUnknown', words: ['`MAGIC`'], build: (w) => { required(w).method.addPropertyOverride('AuthorizationType', 'MAGIC'); } },
  { name: 'an exception that is mistyped', code: 'ExceptionForNoRoute', words: ['`GET /document`', 'did you mean `GET /documents`?'], build: (w) => { required(w, { exceptRoutes: [{ route: 'GET /document', because: 'the status page asks' }] }); } },
  { name: 'an exception without a reason', code: 'ExceptionWithoutReason', words: ['`GET /documents`'], many: true, build: (w) => { required(w, { exceptRoutes: [{ route: 'GET /documents', because: '' }] }); } },
  { name: 'no scopes', code: 'IdentityWithoutScopes', words: ['`App/Api`', '`documents/read`'], build: (w) => { required(w, { scopes: [] }); } },
  { name: 'a WebSocket API', code: 'ApiNotClosable', words: ['`App/Socket`', '`$connect`'], build: (w) => { new v2.WebSocketApi(w.stack, 'Socket').with(new RequireIdentity({ identity: identityOf(w), scopes: ['documents/read'] })); } },
  { name: 'a document in S3', code: 'ApiBodyUnseen', words: ['`BodyS3Location`', '`ApiDefinition.fromInline`'], build: (w) => { new apigw.SpecRestApi(w.stack, 'Api', { cloudWatchRole: false, apiDefinition: apigw.ApiDefinition.fromAsset(__filename) }).with(new RequireIdentity({ identity: identityOf(w), scopes: ['documents/read'] })); } },
  { name: 'an imported API', code: 'ImportedApiNotRedeployed', words: ['`App/Theirs`', 'no new deployment'], build: (w) => { (apigw.RestApi.fromRestApiId(w.stack, 'Theirs', 'abc123') as apigw.RestApi).with(new RequireIdentity({ identity: identityOf(w), scopes: ['documents/read'] })); } },
  {
    name: 'an imported API that is deployed here', code: 'ApiPartsUnseen', level: 'warning', words: ['`App/Theirs`', 'apply the same mixin there'],
    build: (w) => {
      const api = apigw.RestApi.fromRestApiAttributes(w.stack, 'Theirs', { restApiId: 'abc123', rootResourceId: 'root' });
      new apigw.Stage(w.stack, 'Stage', { deployment: new apigw.Deployment(w.stack, 'Deployment', { api }) });
      (api as apigw.RestApi).with(new RequireIdentity({ identity: identityOf(w), scopes: ['documents/read'] }));
    },
  },
  { name: 'an API without a deployment', code: 'ApiNotRedeployed', words: ['`App/Api`', '`deploy`'], build: (w) => { legacy(w, { deploy: false }).api.with(new RedeployOnChange()); } },
  { name: 'a deployment whose id is fixed', code: 'DeploymentIdFixed', words: ['`Fixed`'], build: (w) => { const { api } = legacy(w); api.with(new RedeployOnChange()); (api.latestDeployment!.node.defaultChild as apigw.CfnDeployment).overrideLogicalId('Fixed'); } },
  { name: 'a stage that serves something else', code: 'StageNotRedeployed', words: ['`abc123`'], build: (w) => { const { api } = legacy(w); api.with(new RedeployOnChange()); (api.deploymentStage.node.defaultChild as apigw.CfnStage).deploymentId = 'abc123'; } },
  {
    name: 'a method in a stack of its own', code: 'PartAfterDeployment', words: ['`Later/Method`', 'move the deployment'],
    build: (w) => {
      const { api } = legacy(w);
      api.with(new RedeployOnChange());
      new apigw.CfnMethod(new Stack(w.app, 'Later', { env: { account: '111122223333', region: 'eu-west-1' } }), 'Method', { restApiId: api.restApiId, resourceId: api.restApiRootResourceId, httpMethod: 'GET' });
    },
  },
  { name: 'a mixin on a queue', code: 'ApiUnknown', words: ['`App/Queue`'], build: (w) => { new CloseApi().applyTo(new sqs.Queue(w.stack, 'Queue')); } },
  { name: 'an imported API that is to be closed', code: 'ApiImported', words: ['`App/Theirs`', 'by the same mixin'], build: (w) => { (apigw.RestApi.fromRestApiId(w.stack, 'Theirs', 'abc123') as apigw.RestApi).with(new CloseApi()); } },
  { name: 'data trace that is switched on again', code: 'ApiOpen', words: ['`MethodSettings.0.DataTraceEnabled` `true`', '`api.data-trace`'], build: (w) => { closed(w).addPropertyOverride('MethodSettings.0.DataTraceEnabled', true); } },
  { name: 'a throttle that nobody chose', code: 'ApiClosingUnknown', level: 'warning', words: ['pass `throttle`'], build: (w) => { legacy(w).api.with(new CloseApi()); } },
  { name: 'a function url for everybody', code: 'FunctionUrlOpen', words: ['`NONE`', '`AWS_IAM`'], build: (w) => { guarded(w).function('read', null).addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE }); } },
  { name: 'every API may invoke', code: 'InvokePermissionTooWide', words: ['`apigateway.amazonaws.com`', '`sourceArn`'], build: (w) => { guarded(w).function('read', null).addPermission('Api', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com') }); } },
];

/** A door with one route, whose handler has a role of its own. */
function door(w: World, change: (fn: lambda.Function) => void, protocol = DoorProtocol.REST): void {
  const role = new HandlerRole(w.stack, 'Role');
  const fn = new lambda.Function(w.stack, 'Read', { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), role, logGroup: role.logGroup });
  change(fn);
  new FrontDoor(w.stack, 'Door', { identity: identityOf(w), protocol }).addRoute('GET /documents', { handler: RouteHandler.function(fn), scopes: ['documents/read'] });
}

const httpApi = (w: World, clientIds: string[], scopes = ['documents/read']): void => {
  const api = new v2.CfnApi(w.stack, 'Api', { name: 'a', protocolType: 'HTTP' });
  new v2.CfnRoute(w.stack, 'Route', { apiId: api.ref, routeKey: 'GET /documents' });
  new v2.CfnStage(w.stack, 'Stage', { apiId: api.ref, stageName: '$default', autoDeploy: true });
  api.with(new RequireIdentity({ identity: identityOf(w, clientIds), scopes }));
};

export const HANDLERS: readonly Mistake[] = [
  { name: 'an HTTP door with the default profile', code: 'HttpDoorCannot', words: ['profile `tls13`', '`DoorProtocol.REST`'], build: (w) => { door(w, () => undefined, DoorProtocol.HTTP); } },
  { name: 'an HTTP API that knows no client', code: 'HttpDoorWithoutAudience', words: ['`clientIds`'], build: (w) => { httpApi(w, []); } },
  {
    name: 'more scopes than a route of an HTTP API takes', code: 'HttpDoorLimit', words: ['11 scopes', 'at most 10'], many: true,
    build: (w) => {
      const scopes = Array.from({ length: 11 }, (_, i) => `documents/s${i}`);
      const identity = IdentitySource.fromIssuer({ issuer: 'https://login.example.com', audiences: ['api'], scopes });
      new FrontDoor(w.stack, 'Door', { identity, protocol: DoorProtocol.HTTP }).addRoute('GET /documents', { handler: RouteHandler.function(w.function('read', null)), scopes });
    },
  },
  { name: 'a boundary with a wildcard', code: 'HandlerBoundaryTooWide', words: ['`ses:*`', '`ses:SendEmail`'], build: (w) => { new HandlerBoundary(w.stack, 'Boundary', { additionalActions: ['ses:*'] }); } },
  { name: 'a boundary that is too long', code: 'HandlerBoundaryTooLong', words: ['6144'], build: (w) => { new HandlerBoundary(w.stack, 'Boundary', { otherAccounts: Array.from({ length: 9 }, (_, i) => `44445555666${i}`) }); } },
  { name: 'a wildcard of a handler', code: 'HandlerRoleTooWide', words: ['`App/Role` of handler `App/Read`', '"s3:*"', '`data`'], build: (w) => { door(w, (fn) => { fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'] })); }); } },
  { name: 'a policy that is not here', code: 'HandlerRoleUnknown', level: 'warning', words: ['policy/theirs'], build: (w) => { door(w, (fn) => { fn.role!.addManagedPolicy(iam.ManagedPolicy.fromManagedPolicyArn(w.stack, 'Theirs', 'arn:aws:iam::111122223333:policy/theirs')); }); } },
  {
    name: 'two handlers with one role', code: 'HandlersShareRole', level: 'warning', words: ['`App/A`, `App/B`', '`App/Role`'],
    build: (w) => {
      const role = new HandlerRole(w.stack, 'Role');
      const [a, b] = ['A', 'B'].map((id) => new lambda.Function(w.stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), role, logGroup: role.logGroup }));
      const made = new FrontDoor(w.stack, 'Door', { identity: identityOf(w) });
      made.addRoute('GET /a', { handler: RouteHandler.function(a), scopes: ['documents/read'] });
      made.addRoute('GET /b', { handler: RouteHandler.function(b), scopes: ['documents/read'] });
    },
  },
  { name: 'a handler with a function url', code: 'HandlerHasUrl', words: ['`App/Read`', '`GET /documents`', '`AWS_IAM`'], many: true, build: (w) => { door(w, (fn) => { fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM }); }); } },
  { name: 'a handler of an account', code: 'HandlerHasOtherWay', words: ['past its door', '`444455556666`'], build: (w) => { door(w, (fn) => { fn.addPermission('Theirs', { principal: new iam.AccountPrincipal('444455556666') }); }); } },
  { name: 'a handler that every API may invoke', code: 'InvokePermissionTooWide', words: ['more than its door', '`apigateway.amazonaws.com`'], build: (w) => { door(w, (fn) => { fn.addPermission('Api', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com') }); }); } },
];

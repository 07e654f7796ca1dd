/** Mistakes in a front door itself: its profile, its domain, its truststore, what stands behind routes, and what is done to it later. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Aspects, AspectPriority, CfnParameter, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { DataAccess, DataProtection, type DoorDomainProps, DoorProfile, DoorProtocol, FrontDoor, type FrontDoorProps, IdentitySource, type IIdentitySource, Persona, RouteHandler, type RouteProps, RoutesPlacement, Truststore } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

const CERTIFICATES = path.join(__dirname, '..', '..', 'layers', 'front-door', 'certificates');
const certificate = (name: string): string => path.join(CERTIFICATES, `${name}.pem`);
const PUBLIC: Partial<RouteProps> = { scopes: undefined, publicBecause: 'the status page asks' };

function pool(w: World, more: { readonly personasEnforcedBecause?: string } = { personasEnforcedBecause: 'a pre-token hook of the owner' }): IIdentitySource {
  return IdentitySource.fromUserPool(cognito.UserPool.fromUserPoolId(w.stack, 'Pool', 'eu-west-1_AbCdEf123'), { clientIds: ['1a2b3c'], scopes: ['documents/read'], ...more });
}

function door(w: World, props: FrontDoorProps = {}): FrontDoor {
  return new FrontDoor(w.stack, 'Door', { identity: pool(w), ...props });
}

/** A door with one route, `GET /documents/{id}`. */
function one(w: World, props: FrontDoorProps = {}, route: Partial<RouteProps> = {}, id = 'GET /documents/{id}'): FrontDoor {
  const made = door(w, props);
  made.addRoute(id, { handler: RouteHandler.function(w.function('read', null)), scopes: ['documents/read'], ...route });
  return made;
}

function domain(w: World, more: Partial<DoorDomainProps> = {}): DoorDomainProps {
  return { domainName: 'api.example.com', certificate: Certificate.fromCertificateArn(w.stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/c'), ...more };
}

const endpoint = (w: World): ec2.IInterfaceVpcEndpoint => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(w.stack, 'Endpoint', { vpcEndpointId: 'vpce-0123456789abcdef0', port: 443 });
const devices = (truststore: (w: World) => Truststore, now: string | null = '2026-12-22T00:00:00Z') => (w: World): void => {
  // The time is known before anything is in the stack.
  const stack = new Stack(w.app, 'Devices', { env: { account: '111122223333', region: 'eu-west-1' } });
  if (now !== null) stack.node.setContext('zero-trust:now', now);
  const there = Object.create(w, { stack: { value: stack } }) as World;
  one(there, { profile: DoorProfile.DEVICE_CERTIFICATE, domain: domain(there, { truststore: truststore(w) }) });
};
const file = (name: string) => devices(() => Truststore.fromFile(certificate(name)));
const content = (text: string) => devices((w) => Truststore.fromFile(w.file(text, 'devices.pem')));
const service = (more: object = {}): RouteHandler => RouteHandler.service({ service: 'sqs', path: '111122223333/imports', actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:eu-west-1:111122223333:imports'], requestTemplate: '', ...more });
const http = (w: World, url: string): RouteHandler => RouteHandler.http({ networkLink: new apigateway.CfnVpcLink(w.stack, 'Link', { name: 'link', targetArns: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/a/b'] }), url });
const role = (scope: Stack, id: string): iam.Role => new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

const importedDomain = (w: World): apigateway.IDomainName => apigateway.DomainName.fromDomainNameAttributes(w.stack, 'Imported', { domainName: 'b.example.com', domainNameAliasHostedZoneId: 'Z', domainNameAliasTarget: 't' });

/** Behind the domain of the first door. */
function second(w: World, own: Partial<DoorDomainProps>, profile = DoorProfile.TLS13): void {
  const { customDomain } = one(w, { domain: domain(w, { basePath: 'v1' }) });
  new FrontDoor(w.stack, 'Second', { profile, domain: { domainName: 'api.example.com', existing: customDomain, ...own } }).addRoute('GET /health', { handler: RouteHandler.function(w.function('health', null)), publicBecause: 'the status page asks' });
}

function signed(w: World, routes: readonly (readonly [route: string, caller: iam.IRole])[]): void {
  const made = door(w);
  for (const [id, caller] of routes) made.addRoute(id, { handler: RouteHandler.function(w.function(id.replace(/[^a-z]/g, ''), null)), callers: [caller] });
}

export const DOORS: readonly Mistake[] = [
  { name: 'a caller by its ARN', code: 'CallerInvalid', words: ['`arn:aws:iam::111122223333:role/batch`', '`Role.fromRoleArn`'], build: (w) => { one(w, {}, { scopes: undefined, callers: ['arn:aws:iam::111122223333:role/batch'] as never }); } },
  { name: 'clients that a REST API does not see', code: 'ClientsNotToldApart', level: 'warning', words: ['`1a2b3c`', '`clientIds: []`'], build: (w) => { one(w); } },
  { name: 'a parameter behind a deployment\'s back', code: 'DeploymentMayBeStale', level: 'warning', words: ['`App/Queue`', 'door `Door`'], build: (w) => { one(w, {}, { handler: service({ requestTemplate: new CfnParameter(w.stack, 'Queue').valueAsString }) }); } },
  { name: 'a domain of two doors', code: 'DomainTaken', words: ['`api.example.com`', '`App/Door/Domain`'], build: (w) => {
    const shared = domain(w);
    one(w, { domain: shared });
    new FrontDoor(w.stack, 'Second', { domain: shared }).addRoute('GET /health', { handler: RouteHandler.function(w.function('health', null)), publicBecause: 'the status page asks' });
  } },
  { name: 'an imported domain', code: 'ExistingDomainUnknown', words: ['`b.example.com`', '`existingProfile`'], build: (w) => { one(w, { domain: { domainName: 'b.example.com', existing: importedDomain(w) } }); } },
  { name: 'an imported domain with a certificate', code: 'ExistingDomainInvalid', words: ['`certificate`', '`b.example.com`'], build: (w) => { one(w, { domain: domain(w, { domainName: 'b.example.com', existing: importedDomain(w), existingProfile: DoorProfile.TLS13 }) }); } },
  { name: 'devices at a domain that asks for none', code: 'ExistingDomainDiffers', words: ['`App/Door/Domain`', '`device-certificate`', '`tls13`'], build: (w) => { second(w, { basePath: 'v2' }, DoorProfile.DEVICE_CERTIFICATE); } },
  { name: 'one base path of two doors', code: 'BasePathTaken', words: ['`v1`', '`App/Door/Mapping`', 'door `Second`'], build: (w) => { second(w, { basePath: 'v1' }); } },
  { name: 'logs without a role of the account', code: 'GatewayLogRoleMissing', level: 'warning', words: ['door `Door`', '`AWS::ApiGateway::Account`', 'new apigateway.CfnAccount(stack'], build: (w) => { one(w); } },
  { name: 'a bucket for a truststore', code: 'TruststoreUnreadable', words: ['`App/Trust`', '`s3://BUCKET/KEY`'], build: devices((w) => Truststore.fromS3(new s3.Bucket(w.stack, 'Trust') as never, { version: 'a1' })) },
  { name: 'a number for a truststore', code: 'TruststoreUnreadable', words: ['`7`', 'PEM file'], build: devices(() => Truststore.fromFile(7 as never)) },
  { name: 'a truststore without options', code: 'TruststoreUnreadable', words: ['`s3://trust/devices.pem`', '`version`'], build: devices(() => Truststore.fromS3('s3://trust/devices.pem', undefined as never)) },
  { name: 'a version that is no text', code: 'TruststoreUnreadable', words: ['`3`', 'as a text'], build: devices(() => Truststore.fromS3('s3://trust/devices.pem', { version: 3 as never })) },
  { name: 'several segments of a base path', code: 'DomainInvalid', words: ['`a/b`', '`a-b`'], build: (w) => { one(w, { domain: domain(w, { basePath: 'a/b' }) }); } },
  { name: 'a certificate of elsewhere', code: 'DomainInvalid', words: ['`us-east-1`', '`eu-west-1`'], build: (w) => { one(w, { domain: domain(w, { certificate: Certificate.fromCertificateArn(w.stack, 'Elsewhere', 'arn:aws:acm:us-east-1:111122223333:certificate/c') }) }); } },
  { name: 'a function for a handler', code: 'HandlerInvalid', words: ['`App/Fn-other` itself', '`RouteHandler.function(...)`'], build: (w) => { one(w, {}, { handler: w.function('other', null) as never }); } },
  { name: 'a service that may do it to everything', code: 'HandlerInvalid', words: ['`arn:aws:sqs:*:*:*`'], build: (w) => { one(w, {}, { handler: service({ resources: ['arn:aws:sqs:*:*:*'] }) }); } },
  { name: 'a parameter of the path that a service does not have', code: 'HandlerParameterUnknown', words: ['`{name}`', '`{id}`'], build: (w) => { one(w, {}, { handler: service({ requestParameters: { 'integration.request.querystring.a': 'method.request.path.name' } }) }); } },
  { name: 'a function of another account', code: 'HandlerPermissionNotOurs', level: 'warning', words: ['`aws lambda add-permission', '`--source-arn arn:aws:execute-api:eu-west-1:111122223333:API/live/GET/documents/*'], build: (w) => { one(w, {}, { handler: RouteHandler.function(lambda.Function.fromFunctionArn(w.stack, 'Theirs', 'arn:aws:lambda:eu-west-1:999988887777:function:theirs')) }); } },
  { name: 'a pool for an identity', code: 'IdentityInvalid', words: ['`App/Own` itself', '`IdentitySource.fromUserPool(pool, { clientIds: [...] })`'], build: (w) => { one(w, { identity: new cognito.UserPool(w.stack, 'Own') as never }); } },
  { name: 'a caller of another account', code: 'CallerPolicyNotOurs', level: 'warning', words: ['account `999988887777`', '`arn:aws:execute-api:eu-west-1:111122223333:API/live/GET/documents`'], build: (w) => { signed(w, [['GET /documents', iam.Role.fromRoleArn(w.stack, 'Partner', 'arn:aws:iam::999988887777:role/partner')]]); } },
  { name: 'a caller where the handlers live', code: 'CallersNeedScope', words: ['stack `App`', '`policiesScope`'], build: (w) => {
    const other = new Stack(w.app, 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
    new FrontDoor(other, 'Door').addRoute('GET /documents', { handler: RouteHandler.function(w.function('read', null)), callers: [role(w.stack, 'Batch')] });
  } },
  { name: 'a header for all', code: 'CorsHeaderInvalid', words: ['`*`', '`Content-Type`'], build: (w) => { one(w, { cors: { origins: ['https://app.example.com'], headers: ['*'] } }); } },
  { name: 'pages of everybody\'s machine', code: 'CorsLocalOrigin', level: 'warning', words: ['`http://localhost:3000`', 'trials'], build: (w) => { one(w, { cors: { origins: ['http://localhost:3000'] } }); } },
  { name: 'a route for preflights', code: 'CorsOptionsTaken', words: ['`OPTIONS /documents`', 'remove one'], build: (w) => { one(w, { cors: { origins: ['https://app.example.com'] } }, PUBLIC, 'OPTIONS /documents'); } },
  { name: 'an origin with a path', code: 'CorsOriginInvalid', words: ['`https://app.example.com/`', '`https://app.example.com`'], build: (w) => { one(w, { cors: { origins: ['https://app.example.com/'] } }); } },
  { name: 'no origin', code: 'CorsOriginInvalid', words: ['names no origin'], build: (w) => { one(w, { cors: { origins: [] } }); } },
  { name: 'every origin with credentials', code: 'CorsWildcardWithCredentials', words: ['`*`', '`allowCredentials: false`'], build: (w) => { one(w, { cors: { origins: ['*'], allowCredentials: true } }); } },
  { name: 'a wildcard domain', code: 'DomainInvalid', words: ['`*.example.com`', '`api.example.com`'], build: (w) => { one(w, { domain: domain(w, { domainName: '*.example.com' }) }); } },
  { name: 'a base path with slashes', code: 'DomainInvalid', words: ['`/v1/`', '`v1`'], build: (w) => { one(w, { domain: domain(w, { basePath: '/v1/' }) }); } },
  { name: 'a second domain', code: 'DomainNotDeclared', words: ['`App/Mapping`', 'remove it'], build: (w) => {
    const made = one(w);
    new apigateway.CfnBasePathMapping(w.stack, 'Mapping', { domainName: 'other.example.com', restApiId: made.apiId, stage: made.stageName });
  } },
  { name: 'an aspect that opens a method', code: 'DoorChanged', words: ['`AuthorizationType`', 'route `GET /documents/{id}`'], build: (w) => {
    const open = { visit: (node: unknown) => { if (node instanceof apigateway.CfnMethod) node.authorizationType = 'NONE'; } };
    Aspects.of(one(w)).add(open, { priority: AspectPriority.READONLY });
  } },
  { name: 'more paths than an API has', code: 'DoorLimitExceeded', many: true, words: ['resources (paths)', 'got 301', '300'], build: (w) => {
    const made = door(w, { routesPlacement: RoutesPlacement.sharded(10) });
    const handler = service();
    for (let i = 0; i < 300; i++) made.addRoute(`POST /r${i}`, { handler, scopes: ['documents/read'] });
  } },
  { name: 'nearly as many routes as a stack has room for', code: 'DoorLimitNear', level: 'warning', words: ['resources of stack `App`', '`routesPlacement: RoutesPlacement.sharded('], build: (w) => {
    const made = door(w);
    for (let i = 0; i < 130; i++) made.addRoute(`POST /r${i}`, { handler: service(), scopes: ['documents/read'] });
  } },
  { name: 'the DNS name of no domain', code: 'DoorWithoutDomain', words: ['door `Door`', 'pass `domain`'], build: (w) => { void one(w).regionalDomainName; } },
  { name: 'endpoints of a public door', code: 'EndpointsWithoutPrivate', words: ['`profile: DoorProfile.PRIVATE`'], build: (w) => { one(w, { vpcEndpoints: [endpoint(w)] }); } },
  { name: 'a handler without a VPC link', code: 'HandlerInvalid', words: ['no VPC link', '`networkLink`'], build: (w) => { one(w, {}, { handler: RouteHandler.http({ url: 'https://documents.internal.example.com/{id}' }) }); } },
  { name: 'a service that may do everything', code: 'HandlerInvalid', words: ['`sqs:*`', 'each action'], build: (w) => { one(w, {}, { handler: service({ actions: ['sqs:*'] }) }); } },
  { name: 'an action of IAM with a slip', code: 'HandlerInvalid', words: ['`sqs:SendMesage`', 'did you mean `sqs:SendMessage`?'], build: (w) => { one(w, {}, { handler: service({ actions: ['sqs:SendMesage'] }) }); } },
  { name: 'a service with a slip', code: 'HandlerInvalid', words: ['service `sqss`', 'did you mean `sqs`?'], build: (w) => { one(w, {}, { handler: service({ service: 'sqss' }) }); } },
  { name: 'an action with a slip', code: 'HandlerInvalid', words: ['action `SendMesage`', 'did you mean `SendMessage`?'], build: (w) => { one(w, {}, { handler: service({ path: undefined, action: 'SendMesage' }) }); } },
  { name: 'an action on another service\'s ARN', code: 'HandlerInvalid', words: ['`arn:aws:s3:::imports`', 'never names'], build: (w) => { one(w, {}, { handler: service({ resources: ['arn:aws:s3:::imports'] }) }); } },
  { name: 'an ARN for a function', code: 'HandlerInvalid', words: ['the string `arn:', '`Function.fromFunctionArn`'], build: (w) => { one(w, {}, { handler: RouteHandler.function('arn:aws:lambda:eu-west-1:111122223333:function:x' as never) }); } },
  { name: 'a service by both ways', code: 'HandlerInvalid', words: ['both `action` and `path`'], build: (w) => { one(w, {}, { handler: service({ action: 'SendMessage' }) }); } },
  { name: 'a handler in the clear', code: 'HandlerNotEncrypted', words: ['`http://documents.internal.example.com/{id}`', '`unencryptedBecause`'], build: (w) => { one(w, {}, { handler: http(w, 'http://documents.internal.example.com/{id}') }); } },
  { name: 'one handler for two kinds of callers', code: 'HandlerOfMixedPersonas', level: 'warning', words: ['`App/Fn-read`', 'everybody', 'one handler for each'], build: (w) => {
    const made = door(w);
    const handler = RouteHandler.function(w.function('read', null));
    made.addRoute('GET /documents', { handler, scopes: ['documents/read'] });
    made.addRoute('GET /health', { handler, publicBecause: 'the status page asks' });
  } },
  { name: 'a parameter that the path does not have', code: 'HandlerParameterUnknown', words: ['`{name}`', '`{id}`'], build: (w) => { one(w, {}, { handler: http(w, 'https://documents.internal.example.com/{name}') }); } },
  { name: 'tokens of an issuer that is no pool', code: 'IssuerNeedsPolicyEngine', words: ['no Cognito user pool', '`protocol: DoorProtocol.HTTP`'], build: (w) => { one(w, { identity: IdentitySource.fromIssuer({ issuer: 'https://login.example.com', audiences: ['documents'], scopes: ['documents/read'] }) }); } },
  { name: 'an answer of the gateway by hand', code: 'GatewayResponseNotDeclared', words: ['`App/Answer`', 'remove it'], build: (w) => { new apigateway.CfnGatewayResponse(w.stack, 'Answer', { restApiId: one(w).apiId, responseType: 'ACCESS_DENIED', statusCode: '200' }); } },
  { name: 'a method by hand', code: 'MethodNotDeclared', words: ['`App/Method`', '`addRoute`'], build: (w) => {
    const made = one(w);
    new apigateway.CfnMethod(w.stack, 'Method', { restApiId: made.apiId, resourceId: 'abc', httpMethod: 'GET', authorizationType: 'NONE', integration: { type: 'MOCK' } });
  } },
  { name: 'client certificates without a domain', code: 'MtlsWithoutDomain', words: ['no custom domain', '`domain` with a `truststore`'], build: (w) => { one(w, { profile: DoorProfile.DEVICE_CERTIFICATE }); } },
  { name: 'client certificates of nobody', code: 'MtlsWithoutTruststore', words: ['`api.example.com`', '`truststore: Truststore.fromFile(...)`'], build: (w) => { one(w, { profile: DoorProfile.DEVICE_CERTIFICATE, domain: domain(w) }); } },
  { name: 'personas of a pool that knows none', code: 'PersonasNotEnforced', words: ['`employee`', '`documents/read`', '`IdentityFoundation`'], build: (w) => {
    const made = new FrontDoor(w.stack, 'Door', { identity: pool(w, {}) });
    made.addRoute('GET /documents', { handler: RouteHandler.function(w.function('read', null)), scopes: ['documents/read'], personas: [made.addPersona('employee', { groups: ['staff'] })] });
  } },
  { name: 'a throttle of one persona of two', code: 'PersonaThrottlePartial', words: ['`employee`, `partner`', 'only `partner`'], build: (w) => {
    const made = door(w, { personaThrottles: [{ persona: new Persona('partner'), rate: 5, burst: 10 }] });
    const personas = ['employee', 'partner'].map((id) => made.addPersona(id, { groups: [id] }));
    made.addRoute('GET /documents', { handler: RouteHandler.function(w.function('read', null)), scopes: ['documents/read'], personas });
  } },
  { name: 'a throttle of nobody', code: 'PersonaThrottleUnused', words: ['persona `partner`', 'no throttle'], build: (w) => { one(w, { personaThrottles: [{ persona: new Persona('partner'), rate: 5, burst: 10 }] }); } },
  { name: 'a private door with a domain', code: 'PrivateWithDomain', words: ['`api.example.com`', 'no `domain`'], build: (w) => { one(w, { profile: DoorProfile.PRIVATE, vpcEndpoints: [endpoint(w)], domain: domain(w) }); } },
  { name: 'an endpoint of another service', code: 'EndpointOfOtherService', words: ['`App/Queues`', 'com.amazonaws.eu-west-1.sqs', '`execute-api`'], build: (w) => { one(w, { profile: DoorProfile.PRIVATE, vpcEndpoints: [new ec2.InterfaceVpcEndpoint(w.stack, 'Queues', { vpc: w.vpc, service: ec2.InterfaceVpcEndpointAwsService.SQS })] }); } },
  { name: 'a private door without a way in', code: 'PrivateWithoutEndpoints', words: ['`vpcEndpoints`'], build: (w) => { one(w, { profile: DoorProfile.PRIVATE }); } },
  { name: 'a path that is too long', code: 'RouteArnTooLong', words: ['512', 'shorter'], build: (w) => { one(w, {}, {}, `GET /${'a'.repeat(500)}`); } },
  { name: 'data without a data layer', code: 'RouteDataWithoutLayer', words: ['`documents`', '`dataProtection`'], build: (w) => {
    const store = new DataProtection(w.stack, 'Data').addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket') });
    one(w, {}, { data: [{ store, access: DataAccess.reads() }] });
  } },
  { name: 'data of a service', code: 'RouteDataWithoutRole', words: ['`documents`', '`RouteHandler.service`'], build: (w) => {
    const dataProtection = new DataProtection(w.stack, 'Data');
    const store = dataProtection.addStore('documents', { resource: new s3.CfnBucket(w.stack, 'Bucket') });
    one(w, { dataProtection }, { handler: service(), data: [{ store, access: DataAccess.reads() }] });
  } },
  { name: 'signed routes that no policy tells apart', code: 'RoutesNotSeparable', words: ['`GET /{a}/{b}/{c}/x`', '`GET /{a}/x`', 'across slashes'], build: (w) => {
    const [first, second] = [role(w.stack, 'First'), role(w.stack, 'Second')];
    signed(w, [['GET /{a}', first], ['GET /{a}/x', second], ['GET /{a}/{b}/{c}/x', first]]);
  } },
  { name: 'half a nested stack', code: 'ShardsInvalid', words: ['`1.5`', 'never changes'], build: (w) => { one(w, { routesPlacement: RoutesPlacement.sharded(1.5) }); } },
  { name: 'a stage with a slash', code: 'StageNameInvalid', words: ['`a/b`', '`live`'], build: (w) => { one(w, { stageName: 'a/b' }); } },
  { name: 'a second stage', code: 'StageNotDeclared', words: ['`App/Stage`', 'a second time'], build: (w) => { new apigateway.CfnStage(w.stack, 'Stage', { restApiId: one(w).apiId, stageName: 'second', deploymentId: 'abc' }); } },
  { name: 'more than an account has', code: 'ThrottleAboveAccount', level: 'warning', words: ['`20000`', '10000'], build: (w) => { one(w, { throttle: { rate: 20_000, burst: 100 } }); } },
  { name: 'no requests', code: 'ThrottleInvalid', words: ['`0`', 'above 0'], build: (w) => { one(w, {}, { throttle: { rate: 0, burst: 1 } }); } },
  { name: 'a quota that is none', code: 'ThrottleInvalid', words: ['quota of persona `partner`', '`-1`'], build: (w) => {
    const made = door(w, { personaThrottles: [{ persona: new Persona('partner'), rate: 5, burst: 10, quotaPerDay: -1 }] });
    made.addRoute('GET /documents', { handler: RouteHandler.function(w.function('read', null)), scopes: ['documents/read'], personas: [made.addPersona('partner', { groups: ['p'] })] });
  } },
  { name: 'a REST door with the TLS of HTTP APIs', code: 'Tls12IsForHttp', words: ['profile `tls12`', '`profile: DoorProfile.TLS13`'], build: (w) => { one(w, { profile: DoorProfile.TLS12 }); } },
  { name: 'a truststore that nobody is asked for', code: 'Tls12WithTruststore', words: ['profile `tls12`', 'a truststore'], build: (w) => { one(w, { protocol: DoorProtocol.HTTP, profile: DoorProfile.TLS12, domain: domain(w, { truststore: Truststore.fromS3('s3://bucket/devices.pem', { version: 'v1' }) }) }); } },
  { name: 'TLS 1.3 with client certificates', code: 'Tls13WithMtls', words: ['profile `tls13`', '`profile: DoorProfile.DEVICE_CERTIFICATE`'], build: (w) => { one(w, { domain: domain(w, { truststore: Truststore.fromS3('s3://bucket/devices.pem', { version: 'v1' }) }) }); } },
  { name: 'a body that is no schema', code: 'ValidationInvalid', words: ['a string', 'JSON schema'], build: (w) => { one(w, {}, { validation: { body: 'title' } }, 'POST /documents'); } },
  { name: 'a body of another draft', code: 'ValidationInvalid', words: ['`$schema` `http://json-schema.org/draft-07/schema#`', 'draft-04'], build: (w) => { one(w, {}, { validation: { body: { $schema: 'http://json-schema.org/draft-07/schema#' } } }, 'POST /documents'); } },
  { name: 'a keyword with a slip', code: 'ValidationInvalid', words: ['`body/properties/title`', '`maxLenght`', 'did you mean `maxLength`?'], build: (w) => { one(w, {}, { validation: { body: { properties: { title: { maxLenght: 5 } } } } }, 'POST /documents'); } },
  { name: 'a type that is none', code: 'ValidationInvalid', words: ['`objekt`', 'did you mean `object`?'], build: (w) => { one(w, {}, { validation: { body: { type: 'objekt' } } }, 'POST /documents'); } },
  { name: 'a reference to nowhere', code: 'ValidationInvalid', words: ['`$ref` `#/definitions/nope`'], build: (w) => { one(w, {}, { validation: { body: { $ref: '#/definitions/nope' } } }, 'POST /documents'); } },
  { name: 'a body of a GET', code: 'ValidationInvalid', words: ['a GET has none'], build: (w) => { one(w, {}, { validation: { body: { type: 'object' } } }); } },
  { name: 'a header that is none', code: 'ValidationInvalid', words: ['`X Y`'], build: (w) => { one(w, {}, { validation: { headers: ['X Y'] } }); } },
  { name: 'a chain that is too long', code: 'TruststoreChainTooLong', words: ['chains of 5', 'at most 4'], build: file('chain5') },
  { name: 'an authority that has expired', code: 'TruststoreExpired', words: ['`Short Lived`', '`2026-11-23', '`2026-12-22T00:00:00Z`'], build: file('expired') },
  { name: 'a truststore without the time', code: 'TruststoreExpiryNotJudged', level: 'warning', words: ['`root.pem`', '`-c zero-trust:now='], build: devices(() => Truststore.fromFile(certificate('root')), null) },
  { name: 'a private key in a truststore', code: 'TruststoreHoldsKey', words: ['`devices.pem`', 'replace the key'], build: (w) => { content(`${readFileSync(certificate('root'), 'utf8')}-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n`)(w); } },
  { name: 'the certificate of a device', code: 'TruststoreNotAuthority', level: 'warning', words: ['`device-1`', 'not the devices\' own'], build: file('leaf') },
  { name: 'an authority of tomorrow', code: 'TruststoreNotYetValid', level: 'warning', words: ['`Example Devices Root`', '`2020-01-01T00:00:00Z`'], build: devices(() => Truststore.fromFile(certificate('root')), '2020-01-01T00:00:00Z') },
  { name: 'a public authority', code: 'TruststorePublicAuthority', words: ['`Looks Public`', 'AWS Private CA'], build: file('forum') },
  { name: 'a subject of two issuers', code: 'TruststoreSubjectTwice', words: ['`CN=Example Intermediate 1`', '`CN=Example EC`'], build: file('subject-twice') },
  { name: 'a thousand authorities', code: 'TruststoreTooLarge', words: ['1001 certificates', '1000'], build: (w) => { content(readFileSync(certificate('ec'), 'utf8').repeat(1_001))(w); } },
  { name: 'a truststore that is none', code: 'TruststoreUnreadable', words: ['`devices.pem`', '-----BEGIN CERTIFICATE-----'], build: (w) => { content('hello')(w); } },
  { name: 'a truststore that is not there', code: 'TruststoreUnreadable', words: ['`nowhere.pem`', 'ENOENT'], build: file('nowhere') },
  { name: 'a key that is too short', code: 'TruststoreWeak', words: ['`Weak Key`', '1024 bits'], build: file('weak') },
];

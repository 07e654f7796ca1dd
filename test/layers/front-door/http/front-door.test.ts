/** A front door over an HTTP API, from what people write to the template. */
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import { AppClient, DoorProfile, DoorProtocol, FrontDoor, type FrontDoorProps, IdentifiedApisGuard, IdentityFoundation, RouteHandler, RoutesPlacement, Truststore } from 'cdk-zero-trust';
import type { Stack } from 'aws-cdk-lib';
import { codes, newStack, told } from '../../../mixins/support';
import { fn, idOf, ofType } from '../../../mixins/apis/support';
import { HandlerRole } from '../../../../lib/layers/front-door/roles';
import { handler, template } from '../roles/support';

function door(stack: Stack, props: Partial<FrontDoorProps> = {}): FrontDoor {
  const identity = new IdentityFoundation(stack, 'Identity', {});
  identity.addClient('batch', AppClient.service({ scopes: ['documents/read'] }));
  const role = new HandlerRole(stack, 'Role');
  const read = RouteHandler.function(handler(stack, 'Read', { role, logGroup: role.logGroup }));
  const made = new FrontDoor(stack, 'Door', {
    protocol: DoorProtocol.HTTP, profile: DoorProfile.DEVICE_CERTIFICATE, identity,
    domain: { domainName: 'api.example.com', certificate: acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/1'), truststore: Truststore.fromS3('s3://trust/store.pem', { version: 'v1' }) },
    ...props,
  });
  made.addRoute('GET /documents/{id}', { handler: read, scopes: ['documents/read'] });
  made.addRoute('GET /health', { handler: read, publicBecause: 'the load balancer asks' });
  return made;
}

test('routes, authorizer, stage, domain and deployment; the guard has nothing to say', () => {
  const stack = newStack();
  IdentifiedApisGuard.enable(stack);
  door(stack);
  const text = template(stack);
  expect(ofType(text, 'ApiGatewayV2::Route').map(([, r]) => [r.Properties.RouteKey, r.Properties.AuthorizationType, r.Properties.AuthorizationScopes]).sort()).toStrictEqual([['GET /documents/{id}', 'JWT', ['documents/read']], ['GET /health', 'NONE', undefined]]);
  expect(text.Resources[idOf(text, 'ApiGatewayV2::DomainName')].Properties.MutualTlsAuthentication).toStrictEqual({ TruststoreUri: 's3://trust/store.pem', TruststoreVersion: 'v1' });
  const deployment = idOf(text, 'ApiGatewayV2::Deployment');
  expect(text.Resources[idOf(text, 'ApiGatewayV2::Stage')].Properties).toMatchObject({ AutoDeploy: false, DeploymentId: { Ref: deployment } });
  expect(text.Resources[deployment].DependsOn).toStrictEqual(expect.arrayContaining(ofType(text, 'ApiGatewayV2::Route').map(([id]) => id)));
  expect(told(stack).errors).toStrictEqual([]);
});

test('another route is another deployment, and leaves the others where they are', () => {
  const make = (more: boolean): any => {
    const stack = newStack();
    const made = door(stack);
    if (more) made.addRoute('POST /documents', { handler: RouteHandler.function(fn(stack)), scopes: ['documents/write'] });
    return template(stack);
  };
  const [before, after] = [make(false), make(true)];
  expect(idOf(before, 'ApiGatewayV2::Deployment')).not.toBe(idOf(after, 'ApiGatewayV2::Deployment'));
  for (const [id, route] of ofType(before, 'ApiGatewayV2::Route')) expect(after.Resources[id]).toStrictEqual(route);
});

test('spread over nested stacks', () => {
  const stack = newStack();
  door(stack, { routesPlacement: RoutesPlacement.sharded(2) });
  const text = template(stack);
  expect(ofType(text, 'ApiGatewayV2::Route')).toStrictEqual([]);
  expect(text.Resources[idOf(text, 'ApiGatewayV2::Deployment')].DependsOn).toStrictEqual(expect.arrayContaining(ofType(text, 'CloudFormation::Stack').map(([id]) => id)));
});

test.each<[string, Partial<FrontDoorProps>, string]>([
  ['the default profile', { profile: undefined, domain: undefined }, 'HttpDoorCannot'],
  ['private', { profile: DoorProfile.PRIVATE, domain: undefined }, 'HttpDoorCannot'],
  ['no domain', { domain: undefined }, 'MtlsWithoutDomain'],
])('%s is refused', (_, props, code) => {
  const stack = newStack();
  door(stack, props);
  expect(codes(told(stack).errors)).toStrictEqual([code]);
});

test('an override that opens a route is seen', () => {
  const stack = newStack();
  const made = door(stack);
  const text = template(stack);
  const [id] = ofType(text, 'ApiGatewayV2::Route').find(([, r]) => r.Properties.AuthorizationType === 'JWT')!;
  const route = made.node.findAll().find((c) => 'logicalId' in c && stack.resolve(c.logicalId) === id) as any;
  route.addPropertyOverride('AuthorizationType', 'NONE');
  expect(codes(told(stack).errors)).toContain('DoorChanged');
});

/** What stands behind routes: services with what they take of requests, functions of others, people whom the identity knows. */
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { FrontDoor, RouteHandler } from '../../../lib/layers/front-door';
import { AppClient, IdentityFoundation } from '../../../lib/layers/identity';
import { made, ofType, Workshop } from './made';

test('what a service takes of a request is declared by its method, and not required', () => {
  const result = made((d) => d.addRoute('GET /queues/{id}', {
    scopes: ['documents/read'], validation: { queryStrings: ['b'] },
    handler: RouteHandler.service({ service: 'sqs', path: 'x', actions: ['sqs:SendMessage'], resources: ['arn:aws:sqs:eu-west-1:111122223333:q'], requestTemplate: '', requestParameters: { 'integration.request.querystring.a': 'method.request.querystring.a', 'integration.request.header.b': 'method.request.querystring.b', 'integration.request.header.c': "'c'" } }),
  }));
  expect(result.errors).toEqual([]);
  const [[, method]] = ofType(result, 'AWS::ApiGateway::Method');
  expect(method.Properties.RequestParameters).toEqual({ 'method.request.path.id': true, 'method.request.querystring.a': false, 'method.request.querystring.b': true });
});

test('a function of another account gets no permission from here, one of this account does', () => {
  const of = (account: string): string[] => ofType(made((d, w) => d.addRoute('GET /a', { scopes: ['documents/read'], handler: RouteHandler.function(lambda.Function.fromFunctionArn(w.stack, 'Old', `arn:aws:lambda:eu-west-1:${account}:function:f`)) })), 'AWS::Lambda::Permission').map(([id]) => id);
  expect(of('999988887777')).toEqual([]);
  expect(of('111122223333').length).toBe(1);
});

test('a persona of the identity is one of the door', () => {
  const stack = new Stack(new App({ context: { 'zero-trust:validate': false } }), 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  const identity = new IdentityFoundation(stack, 'Identity');
  const employee = identity.addPersona('employee', { groups: ['staff'] });
  identity.addClient('portal', AppClient.web({ callbackUrls: ['https://app.example.com/in'] }));
  const door = new FrontDoor(stack, 'Door', { identity });
  door.addRoute('GET /a', { scopes: ['documents/read'], personas: [employee], handler: new Workshop(stack).handler('Read') });
  expect(door._build().findings.filter((f) => f.level === 'error')).toEqual([]);
  expect(door._intent.personas.map((p) => [p.id, p.groups])).toEqual([['employee', ['staff']]]);
});

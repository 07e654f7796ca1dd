/** What a method refers to is in the deployment's name: another function behind the same method is another deployment. */
import { apiOf, deploymentHash, frozen } from '../../../lib/layers/front-door/deployment-hash';
import { App, Stack } from 'aws-cdk-lib';
import * as api from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';

function hashOf(handler: string): string {
  const stack = new Stack(new App(), 'Stack');
  const functions = new Map(['Read', 'Write'].map((id) => [id, new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('x') })]));
  const rest = new api.CfnRestApi(stack, 'Api', { name: 'api' });
  const method = new api.CfnMethod(stack, 'Method', { restApiId: rest.ref, resourceId: rest.attrRootResourceId, httpMethod: 'GET', integration: { type: 'AWS_PROXY', uri: functions.get(handler)!.functionArn } });
  return deploymentHash([method].map(frozen));
}

test('another function behind the same method is another name, and the same one is the same', () => {
  expect(hashOf('Read')).toBe(hashOf('Read'));
  expect(hashOf('Write')).not.toBe(hashOf('Read'));
});

test('a part is of the API that its template names, whatever its class was told', () => {
  const stack = new Stack(new App(), 'Stack');
  const [first, second] = ['First', 'Second'].map((id) => new api.CfnRestApi(stack, id, { name: id }));
  const method = new api.CfnMethod(stack, 'Method', { restApiId: first.ref, resourceId: 'r', httpMethod: 'GET' });
  expect(apiOf(method, [second, first])).toBe(first);
  method.addPropertyOverride('RestApiId', second.ref);
  expect(apiOf(method, [first, second])).toBe(second);
  expect(apiOf(method, [first])).toBeUndefined();
});

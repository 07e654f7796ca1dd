/** APIs as people make them today, open, and an identity that issues `documents/read`. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import * as apigw from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as integrations from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IdentitySource } from 'cdk-zero-trust';

export const SCOPES = ['documents/read'];
export const POOL = 'arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc';

export function identity(stack: Stack, id = 'Pool', scopes: string[] = SCOPES, clientIds: string[] = ['web']): IdentitySource {
  return IdentitySource.fromUserPool(cognito.UserPool.fromUserPoolArn(stack, id, POOL), { clientIds, scopes });
}

export function fn(stack: Stack, id = 'Fn'): lambda.Function {
  return new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x') });
}

/** `GET /documents/{id}`, `POST /documents`, `GET /health`, and a preflight. */
export function restApi(stack: Stack, props: apigw.RestApiProps = {}): apigw.RestApi {
  const api = new apigw.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
  const documents = api.root.addResource('documents');
  const integration = new apigw.LambdaIntegration(fn(stack));
  documents.addMethod('POST', integration);
  documents.addResource('{id}').addMethod('GET', integration);
  documents.addCorsPreflight({ allowOrigins: ['https://app.example.com'] });
  api.root.addResource('health').addMethod('GET', integration);
  return api;
}

export function httpApi(stack: Stack): v2.HttpApi {
  const api = new v2.HttpApi(stack, 'Api');
  const integration = new integrations.HttpLambdaIntegration('Handler', fn(stack));
  api.addRoutes({ path: '/documents', methods: [v2.HttpMethod.GET, v2.HttpMethod.POST], integration });
  api.addRoutes({ path: '/health', methods: [v2.HttpMethod.GET], integration });
  return api;
}

export interface PlainApi {
  readonly api: apigw.CfnRestApi;
  readonly method: apigw.CfnMethod;
  readonly deployment: apigw.CfnDeployment;
  readonly stage: apigw.CfnStage;
}

/** L1s alone, as `CfnInclude` leaves them. */
export function plainApi(stack: Stack): PlainApi {
  const api = new apigw.CfnRestApi(stack, 'Api', { name: 'legacy' });
  const resource = new apigw.CfnResource(stack, 'Documents', { restApiId: api.ref, parentId: api.attrRootResourceId, pathPart: 'documents' });
  const method = new apigw.CfnMethod(stack, 'Method', { restApiId: api.ref, resourceId: resource.ref, httpMethod: 'GET', authorizationType: 'NONE', integration: { type: 'MOCK' } });
  const deployment = new apigw.CfnDeployment(stack, 'Deployment', { restApiId: api.ref });
  deployment.addResourceDependency(method);
  const stage = new apigw.CfnStage(stack, 'Stage', { restApiId: api.ref, deploymentId: deployment.ref, stageName: 'live' });
  return { api, method, deployment, stage };
}

export function ofType(text: any, type: string): [string, any][] {
  return Object.entries<any>(text.Resources).filter(([, r]) => r.Type === `AWS::${type}`);
}

export function idOf(text: any, type: string): string {
  const all = ofType(text, type);
  expect(all).toHaveLength(1);
  return all[0][0];
}

export function l1(construct: { readonly node: { readonly defaultChild?: unknown } }): CfnResource {
  return construct.node.defaultChild as CfnResource;
}

/** Handlers with roles, and what IAM says of a role with its boundary: ``allows(role, boundary, { action, resource, context })``. */
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { RouteFacts } from '../../../../lib/layers/front-door/model';
import { may, type PlainStatement } from '../../../support/iam/evaluate';

export const ACCOUNT = '111122223333';

export function newStack(): Stack {
  return new Stack(new App({ analyticsReporting: false }), 'App', { env: { account: ACCOUNT, region: 'eu-west-1' } });
}

export function handler(stack: Stack, id: string, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  return new lambda.Function(stack, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), ...props });
}

/** As the front door would hand it over. */
export function routeTo(fn: lambda.IFunction, id = 'GET /documents'): RouteFacts {
  const [method, path] = id.split(' ');
  const resource = fn.node.defaultChild;
  return {
    data: { scope: 'App', door: 'Door', id, method, path, handler: { kind: 'function', path: fn.node.path }, access: 'public', personas: [], scopes: [], callers: [], because: 'test' },
    handler: { kind: 'function', path: fn.node.path, construct: fn, functionArn: fn.functionArn, integration: {}, ...(resource !== undefined && CfnResource.isCfnResource(resource) ? { resource } : {}) },
    callerArns: [], where: 'app.ts:1',
  };
}

export function template(stack: Stack): any {
  return (stack.node.root as App).synth({ force: true }).getStackByName(stack.stackName).template;
}

/** Logical ids stand for names; pseudo parameters for the account. */
export function plain(value: any): any {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return ({ 'AWS::Partition': 'aws', 'AWS::AccountId': ACCOUNT, 'AWS::Region': 'eu-west-1' } as Record<string, string>)[value.Ref] ?? value.Ref;
  if ('Fn::Join' in value) return plain(value['Fn::Join'][1]).join(value['Fn::Join'][0]);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
}

export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** A boundary cuts what policies grant; both must allow, neither may deny. */
export function allows(identity: readonly PlainStatement[], boundary: readonly PlainStatement[] | undefined, { action, resource, context = {} }: Asked): boolean {
  const request = { principal: { arn: `arn:aws:iam::${ACCOUNT}:role/r`, account: ACCOUNT }, action, resource, context };
  const by = (statements: readonly PlainStatement[]): boolean => may(request, { identity: statements, policy: [], account: ACCOUNT });
  return by(identity) && (boundary === undefined || by(boundary));
}

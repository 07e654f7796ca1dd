/**
 * What a handler is, as the compiler reads it: ``handlerFacts(handler, route, door, refuse)``.
 *
 * A version or an alias is called by its own ARN; the function behind it is where URLs and other permissions hang.
 */
import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { aws_lambda as lambda } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { readIfPossible, resolveValue, targetOf } from '../network/members/read';
import { relativePath } from '../network/stage-path';
import { list } from './compiler/say';
import { parametersOf } from './compiler/route-paths';
import type { HandlerSource, HttpHandlerProps, RouteHandler, ServiceHandlerProps } from './handler';
import type { HandlerFacts } from './model';
import { widthOf } from './roles/wide';

export type RefuseHandler = (code: 'HandlerInvalid' | 'HandlerNotEncrypted' | 'HandlerParameterUnknown', message: string) => void;

/** API Gateway waits no longer by default. (Quota "Integration timeout for Regional APIs": 29 seconds, can be raised.) */
const TIMEOUT_MS = 29_000;
const ACTION = /^[a-z0-9-]+:[A-Za-z0-9*?]+$/;

export interface RouteOf {
  readonly id: string;
  readonly method: string;
  readonly path: string;
}

/** Kind and name, before anything is judged. */
export function handlerName(handler: RouteHandler, door: IConstruct): Pick<HandlerFacts, 'kind' | 'path'> {
  const source = handler._data as HandlerSource;
  switch (source.kind) {
    case 'function': return { kind: 'function', path: relativePath(door, source.handler.node.path) };
    case 'http': {
      const link = source.props.vpcLink ?? source.props.networkLink;
      return { kind: 'http', path: link === undefined ? 'http' : relativePath(door, link.node.path) };
    }
    case 'service': return { kind: 'service', path: source.props.actions?.[0] ?? source.props.service };
  }
}

export function handlerFacts(handler: RouteHandler, route: RouteOf, door: IConstruct, refuse: RefuseHandler): HandlerFacts {
  const source = handler._data as HandlerSource;
  const name = handlerName(handler, door);
  switch (source.kind) {
    case 'function': return { ...name, ...functionFacts(source.handler, Stack.of(door)) };
    case 'http': return { ...name, integration: httpIntegration(source.props, route, refuse) };
    case 'service': return { ...name, ...serviceFacts(source.props, route, door, refuse) };
  }
}

function functionFacts(handler: lambda.IFunctionRef, { partition, region }: Stack): Pick<HandlerFacts, 'construct' | 'resource' | 'functionArn' | 'integration'> {
  const { functionArn } = handler.functionRef;
  const resource = functionBehind(handler);
  return {
    construct: handler, ...(resource === undefined ? {} : { resource }), functionArn,
    integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations` },
  };
}

/** The function itself, where this app makes it. */
export function functionBehind(construct: IConstruct): CfnResource | undefined {
  let at = cfnOf(construct);
  for (let depth = 0; at !== undefined && depth < 5; depth++) {
    if (at.cfnResourceType === 'AWS::Lambda::Function') return at;
    if (at.cfnResourceType !== 'AWS::Lambda::Alias' && at.cfnResourceType !== 'AWS::Lambda::Version') return undefined;
    at = targetOf(at, readIfPossible(at, 'FunctionName'));
  }
  return undefined;
}

function cfnOf(construct: IConstruct): CfnResource | undefined {
  let at: IConstruct | undefined = construct;
  for (let depth = 0; at !== undefined && depth < 5; depth++) {
    if (CfnResource.isCfnResource(at)) return at;
    at = at.node.defaultChild;
  }
  return undefined;
}

function httpIntegration(props: HttpHandlerProps, { id, method, path }: RouteOf, refuse: RefuseHandler): HandlerFacts['integration'] {
  const { url, vpcLink, listener, networkLink } = props;
  const what = `http handler of route \`${id}\``;
  if ((vpcLink === undefined) === (networkLink === undefined)) refuse('HandlerInvalid', `${what} has ${vpcLink === undefined ? 'no VPC link' : 'two VPC links'}; expected \`vpcLink\` with its \`listener\`, or \`networkLink\``);
  if (vpcLink !== undefined && listener === undefined) refuse('HandlerInvalid', `${what} has a \`vpcLink\` and no \`listener\`; expected the listener of the load balancer behind it`);
  const isToken = Token.isUnresolved(url);
  const scheme = /^(https?):\/\/[^/{}]+/.exec(url)?.[1];
  if (scheme === undefined && !isToken) refuse('HandlerInvalid', `${what} has url \`${url}\`; expected \`https\`, a host and a path, e.g. \`https://documents.internal.example.com/documents/{id}\``);
  if (scheme === 'http' && (props.unencryptedBecause ?? '').trim() === '') refuse('HandlerNotEncrypted', `${what} has url \`${url}\`: tokens and data would cross the VPC in the clear; expected \`https\`, or the reason in \`unencryptedBecause\``);
  const known = parametersOf(path);
  const named = isToken ? known : [...url.matchAll(/\{([^{}]+)\}/g)].map((m) => m[1]);
  const unknown = named.filter((n) => !known.includes(n));
  if (unknown.length > 0) refuse('HandlerParameterUnknown', `${what} has url \`${url}\` with ${list(unknown.map((n) => `{${n}}`))}, which the path of the route does not have; expected ${known.length === 0 ? 'no parameter' : list(known.map((n) => `{${n}}`))}`);
  const parameters = Object.fromEntries(named.filter((n) => known.includes(n)).map((n) => [`integration.request.path.${n}`, `method.request.path.${n}`]));
  return {
    Type: 'HTTP_PROXY', ConnectionType: 'VPC_LINK', ConnectionId: (vpcLink ?? networkLink)?.vpcLinkRef.vpcLinkId,
    ...(vpcLink === undefined || listener === undefined ? {} : { IntegrationTarget: listener.listenerRef.listenerArn }),
    IntegrationHttpMethod: props.method ?? method, Uri: url, TimeoutInMillis: props.timeout?.toMilliseconds() ?? TIMEOUT_MS,
    ...(Object.keys(parameters).length === 0 ? {} : { RequestParameters: parameters }),
  };
}

function serviceFacts(props: ServiceHandlerProps, { id, path: routePath }: RouteOf, door: IConstruct, refuse: RefuseHandler): Pick<HandlerFacts, 'integration' | 'credentials'> {
  const { partition, region } = Stack.of(door);
  const { service, action, path, actions = [], resources = [], requestTemplate } = props;
  const what = `service handler of route \`${id}\``;
  if (!/^[a-z0-9.-]+$/.test(service)) refuse('HandlerInvalid', `${what} has service \`${service}\`; expected the name in the host of its API, e.g. \`sqs\``);
  if ((action === undefined) === (path === undefined)) refuse('HandlerInvalid', `${what} has ${action === undefined ? 'neither `action` nor `path`' : 'both `action` and `path`'}; expected one of them`);
  if (actions.length === 0 || resources.length === 0) refuse('HandlerInvalid', `${what} does not say what its role may do; expected \`actions\`, e.g. \`sqs:SendMessage\`, and the ARNs of \`resources\``);
  const wrong = actions.filter((a) => !ACTION.test(a));
  if (wrong.length > 0) refuse('HandlerInvalid', `${what} names ${list(wrong)}, which is no action of IAM; expected e.g. \`sqs:SendMessage\``);
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  for (const said of (require('./service-actions') as typeof import('./service-actions')).wrongInService(props)) refuse('HandlerInvalid', `${what} ${said}`); // its table is large
  // As a statement of its role would be judged. Actions that name no resource take `*`.
  const isWide = (resource: unknown): boolean => widthOf({ Effect: 'Allow', Action: actions, Resource: [resolveValue(door, resource)] }) === 'everything';
  const named = actions.filter((a) => !/[*?]/.test(a));
  const wide = [...actions.filter((a) => !named.includes(a)), ...(named.length === actions.length && actions.length > 0 ? resources.filter(isWide) : resources.filter((r) => r === '*'))];
  if (wide.length > 0) refuse('HandlerInvalid', `${what} asks for ${list(wide)}, which is more than one call needs; expected each action, and the ARNs on which it is needed`);
  const taken = Object.values(props.requestParameters ?? {}).flatMap((v) => /^method\.request\.path\.(.+)$/.exec(v)?.[1] ?? []);
  const unknown = taken.filter((n) => !parametersOf(routePath).includes(n));
  if (unknown.length > 0) refuse('HandlerParameterUnknown', `${what} takes ${list(unknown.map((n) => `{${n}}`))} of the path, which the path of the route does not have; expected ${parametersOf(routePath).length === 0 ? 'no parameter' : list(parametersOf(routePath).map((n) => `{${n}}`))}`);
  const template = (text: string): object => ({ 'application/json': text });
  return {
    integration: {
      Type: 'AWS', IntegrationHttpMethod: props.method ?? 'POST',
      Uri: `arn:${partition}:apigateway:${region}:${service}:${action === undefined ? `path/${(path ?? '').replace(/^\//, '')}` : `action/${action}`}`,
      PassthroughBehavior: 'NEVER', RequestTemplates: template(requestTemplate ?? ''),
      ...(props.requestParameters === undefined ? {} : { RequestParameters: props.requestParameters }),
      IntegrationResponses: [
        { StatusCode: '200', ResponseTemplates: template(props.responseTemplate ?? '{}') },
        { StatusCode: '400', SelectionPattern: '4\\d{2}', ResponseTemplates: template('{"message":"refused"}') },
        { StatusCode: '502', SelectionPattern: '5\\d{2}', ResponseTemplates: template('{"message":"failed"}') },
      ],
    },
    credentials: { service, actions, resources },
  };
}

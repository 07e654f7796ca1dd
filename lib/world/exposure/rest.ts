/**
 * REST APIs of API Gateway as doors: methods by their resource tree, their authorizers and integrations, stages and deployments.
 *
 * A method without a Lambda integration calls a service, an address, or (MOCK) nothing. Sources: the developer guide's pages on
 * authorization flow, permissions (`arn:...:API/STAGE/METHOD/PATH`) and deployments, as of 2026-11. Not read: request validators,
 * throttles, WAF and API keys as anything that checks an identity; canaries (they serve the same deployment or the one before).
 */
import type { Place, Unknown } from '../facts';
import { Guard } from '../guard';
import type { Resource, TemplateFile } from '../template/model';
import { Sym, type Value } from '../template/value';
import { authsOf } from './auth';
import { type Context, labelOf, located } from './context';
import { servedBy } from './deployment';
import { NEVER, perhaps, whenTrue } from './holds';
import { hostsOf, privateOf } from './hosts';
import type { Holds, Id, MayBe, Need, Route, RouteTarget, Stage, Target } from './model';
import { bodyRoutes } from './openapi';
import { policiesOf } from './policies';
import { fieldsOf, isOpaque, mark, shownText } from './text';

const SERVICE = 'apigateway.amazonaws.com';
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** A route, and the resource by which a deployment knows it. */
export interface Made {
  readonly resource: Resource;
  readonly route: Omit<Route, 'served'>;
}

export function readRestApis(context: Context): void {
  const methods = new Map<Id, Made[]>();
  const strays: { readonly method: Resource; readonly unknown: Unknown }[] = [];
  for (const method of context.ofType('AWS::ApiGateway::Method')) {
    for (const { guard, value, place } of context.each(method, 'RestApiId')) {
      const { id } = context.api(value);
      if (id !== undefined) methods.set(id, [...methods.get(id) ?? [], ...methodRoutes(context, method, id, mark('api', id), guard)]);
      else strays.push({ method, unknown: context.unknown(value, place, 'the API is not in these templates: who calls it, and where it is served, is not known', 'RestApiId') });
    }
  }
  for (const api of context.ofType('AWS::ApiGateway::RestApi')) {
    const body = bodyRoutes(context, api, 'rest');
    const made = [...methods.get(api.id) ?? [], ...body.made];
    const stages = stagesOf(context, api.id, ['AWS::ApiGateway::Stage'], 'RestApiId');
    const resources = stageResources(context, api.id, ['AWS::ApiGateway::Stage', 'AWS::ApiGateway::Deployment'], 'RestApiId');
    const served = new Map(resources.map(({ resource }) => [resource.id, servedBy(context, resource, made.map((m) => ({ id: m.route.id, resource: m.resource })))]));
    const all = [...stages, ...inlineStages(context, api.id)];
    const listed = [...all, ...elsewhere(api, all)];
    context.doors.push({
      id: api.id, kind: 'rest', label: labelOf(api.id), guard: api.guard, place: api.place, ...located(api.template),
      hosts: hostsOf(context, api, listed, privateOf(context, api)), stages: listed,
      routes: made.map(({ route }): Route => ({ ...route, served: new Map(listed.map((s) => [s.id, servedAt(served.get(s.id)?.get(route.id), s)])) })),
      policies: body.policies ?? policiesOf(context, api, 'Policy'), hidden: body.hidden, ...hiddenCalls(context, api, body.hidden),
    });
  }
  for (const { method, unknown } of strays) strayDoor(context, method, unknown);
}

/** What methods that nobody reads may call. */
export function hiddenCalls(context: Context, api: Resource, hidden: readonly Unknown[]): { readonly mayCall?: readonly MayBe[] } {
  return hidden.length === 0 ? {} : { mayCall: context.anything(api.place, api.value('Body'), api.value('BodyS3Location')) };
}

/** Without a stage of these templates it may be served by one of others, as it is or was. */
function servedAt(served: Holds | undefined, stage: Stage): Holds {
  if (served !== undefined) return served;
  return perhaps(stage.guard, { token: `stage ${labelOf(stage.id)}`, template: stage.place.template, pointer: stage.place.pointer, why: 'no stage of these templates serves the API, and others may' });
}

/** Where these templates have no stage of the API. */
export function elsewhere({ id, guard, place }: Resource, stages: readonly Stage[]): Stage[] {
  const rest = stages.reduce((left, s) => left.and(s.guard.not()), guard);
  return rest.isNever() ? [] : [{ id: `${id}#stage`, name: mark('stage', id), guard: rest, place }];
}

export function stageResources(context: Context, api: Id, types: readonly string[], property: string): { readonly resource: Resource; readonly guard: Guard }[] {
  return types.flatMap((type) => context.ofType(type)).flatMap((resource) => context.each(resource, property).filter(({ value }) => context.api(value).id === api).map(({ guard }) => ({ resource, guard })));
}

export function stagesOf(context: Context, api: Id, types: readonly string[], property: string): Stage[] {
  return stageResources(context, api, types, property).map(({ resource, guard }): Stage => ({ id: resource.id, name: context.text(resource.value('StageName')) ?? mark('stage', resource.id), guard, place: resource.place }));
}

/** A deployment with `StageName` makes a stage of its own. */
function inlineStages(context: Context, api: Id): Stage[] {
  return stageResources(context, api, ['AWS::ApiGateway::Deployment'], 'RestApiId').filter(({ resource }) => resource.value('StageName') !== undefined)
    .map(({ resource, guard }): Stage => ({ id: resource.id, name: context.text(resource.value('StageName')) ?? mark('stage', resource.id), guard, place: resource.place }));
}

function methodRoutes(context: Context, method: Resource, api: Id, name: string, guard: Guard): Made[] {
  const verb = shownText(context.text(method.value('HttpMethod')) ?? 'ANY').toUpperCase();
  return pathsOf(context, method.value('ResourceId'), method).map(({ path, guard: there }, i): Made => {
    const under = guard.and(there);
    return {
      resource: method,
      route: {
        id: i === 0 ? method.id : `${method.id}#${i + 1}`, label: `${verb} ${path}`, method: verb, path, guard: under, place: method.place, auths: authsOf(context, method, api).map((a) => ({ ...a, guard: a.guard.and(there) })),
        apiKey: whenTrue(method.value('ApiKeyRequired'), under, method.placeOf('ApiKeyRequired')), targets: integrationsOf(context, method, name, verb, path), ...onPurpose(method),
      },
    };
  });
}

export function onPurpose({ place: { publicBecause } }: Resource): Pick<Route, 'publicBecause'> {
  return publicBecause === undefined ? {} : { publicBecause };
}

/** Upwards to the root. */
function pathsOf(context: Context, value: Value | undefined, method: Resource, depth = 0): readonly { readonly path: string; readonly guard: Guard }[] {
  if (!(value instanceof Sym) || value.resource === undefined || depth > 40) return [{ path: value === undefined ? '/' : `/${shownText(context.text(value) ?? '{resource}')}`, guard: Guard.ALWAYS }];
  if (value.attribute === 'RootResourceId') return [{ path: '/', guard: Guard.ALWAYS }];
  const resource = context.templates.resource(value.resource);
  if (resource?.type !== 'AWS::ApiGateway::Resource') return [{ path: `/${shownText(context.text(value) ?? '')}`, guard: Guard.ALWAYS }];
  const part = shownText(context.text(resource.value('PathPart')) ?? '{part}');
  return pathsOf(context, resource.value('ParentId'), method, depth + 1).map(({ path, guard }) => ({ path: `${path === '/' ? '' : path}/${part}`, guard: guard.and(resource.guard) }));
}

function integrationsOf(context: Context, method: Resource, name: string, verb: string, path: string): RouteTarget[] {
  const types = method.alternatives('Integration', 'Type');
  return types.flatMap(({ guard, value }): RouteTarget[] => {
    const type = context.text(value) ?? '';
    if (type === 'MOCK') return [];
    const uris = method.alternatives('Integration', 'Uri');
    const roles = method.alternatives('Integration', 'Credentials').map((r) => r.guard).reduce((a, b) => a.or(b), Guard.NEVER);
    return uris.flatMap((uri): RouteTarget[] => {
      const at = guard.and(uri.guard);
      const target = integrationTarget(context, type, uri.value, uri.place);
      if (target.kind === 'http' || target.kind === 'service') return [{ guard: at, target, need: { kind: 'role' }, place: uri.place }];
      const permission: Need = { kind: 'permission', service: SERVICE, sources: sourcesOf(method.template, name, verb, path) };
      return [{ guard: at.and(roles), target, need: { kind: 'role' } as const, place: uri.place }, { guard: at.and(roles.not()), target, need: permission, place: uri.place }].filter((t) => !t.guard.isNever());
    });
  }).filter((t) => !t.guard.isNever());
}

/** `arn:aws:apigateway:R:lambda:path/...`, `arn:aws:apigateway:R:sqs:path/ACCOUNT/QUEUE`, `https://...`. */
export function integrationTarget(context: Context, type: string, value: Value | undefined, place: Place): Target {
  const text = context.text(value) ?? '';
  if (/^HTTP/.test(type)) return { kind: 'http', id: `http:${text}`, label: shownText(text) };
  const [, , kind, , service, ...action] = fieldsOf(text);
  if (kind === 'apigateway' && service !== 'lambda' && !isOpaque(service)) return { kind: 'service', id: `service:${text}`, label: `${service} ${shownText(action.join(':'))}` };
  return context.target(value, place);
}

/**
 * What the function's policy may see: of an HTTP API the path as the route has it, `/things/{id}` (AWS documents neither, but so CDK
 * writes its statements, method and stage open: aws-cdk-lib 2.263.0, aws-apigatewayv2-integrations/lib/http/lambda.js); of a REST API
 * that, or words for its parameters. Of `ANY`: that word or the method itself. `name`: the encoded id of the API.
 */
export function sourcesOf({ region, account }: TemplateFile, name: string, verb: string, path: string, kind: 'rest' | 'http' = 'rest'): readonly string[] {
  const base = `arn:${mark('pseudo', 'AWS::Partition')}:execute-api:${region ?? mark('pseudo', 'AWS::Region')}:${account ?? mark('pseudo', 'AWS::AccountId')}:${name}/{stage}`;
  const plain = path === '/' ? '/' : path;
  const filled = kind === 'http' ? plain : plain.replace(/\{[^}]*\}/g, 'x');
  if (verb === '') return [`${base}${path}`];
  return [...new Set((verb === 'ANY' ? ['ANY', ...METHODS] : [verb]).flatMap((v) => [`${base}/${v}${plain}`, `${base}/${v}${filled}`]))];
}

/** A method of an API elsewhere is a door of its own: nobody knows where it is served. */
function strayDoor(context: Context, method: Resource, unknown: Unknown): void {
  const id = `${method.id}#api`;
  const stage: Stage = { id: `${id}#stage`, name: mark('stage', id), guard: method.guard, place: method.place };
  const hidden = perhaps(method.guard, unknown);
  context.doors.push({
    id, kind: 'rest', label: shownText(context.text(method.value('RestApiId')) ?? 'an API elsewhere'), guard: method.guard, place: method.place, stages: [stage], hidden: [],
    hosts: [{ name: 'a host of an API elsewhere', kind: 'outside', open: hidden, certificate: NEVER, basePath: '', place: method.place }],
    routes: methodRoutes(context, method, id, context.text(method.value('RestApiId')) ?? mark('api', id), method.guard).map(({ route }): Route => ({ ...route, served: new Map([[stage.id, hidden]]) })),
    policies: [{ guard: method.guard, unknowns: [], place: method.place }],
  });
}


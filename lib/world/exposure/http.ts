/**
 * HTTP and WebSocket APIs of API Gateway as doors: routes, JWT and Lambda authorizers, integrations, stages, quick create.
 *
 * A WebSocket API asks once, on `$connect`: every other route takes what a connected client sends, so each of them asks what `$connect`
 * asks; without a `$connect` route anybody connects (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html).
 * Neither kind takes a resource policy. Routes of an API elsewhere are not served anywhere that these templates know.
 */
import { Guard } from '../guard';
import type { Resource } from '../template/model';
import { Sym, Text, type Value } from '../template/value';
import { authsOf } from './auth';
import { type Context, labelOf } from './context';
import { servedBy } from './deployment';
import { NEVER, perhaps, when, whenTrue } from './holds';
import { hostsOf } from './hosts';
import type { Auth, Holds, Id, Need, Route, RouteTarget, Stage } from './model';
import { bodyRoutes } from './openapi';
import { noPolicy } from './policies';
import { elsewhere, integrationTarget, type Made, onPurpose, sourcesOf, stageResources, stagesOf } from './rest';
import { mark, shownText } from './text';

const STAGE = 'AWS::ApiGatewayV2::Stage';

export function readHttpApis(context: Context): void {
  const routes = new Map<Id, Resource[]>();
  for (const route of context.ofType('AWS::ApiGatewayV2::Route')) {
    const named = context.api(route.value('ApiId'));
    const key = named.id ?? `external:${named.text}`;
    routes.set(key, [...routes.get(key) ?? [], route]);
  }
  for (const api of context.ofType('AWS::ApiGatewayV2::Api')) {
    readApi(context, api, routes.get(api.id) ?? []);
    routes.delete(api.id);
  }
  for (const [key, strays] of routes) strayApi(context, key, strays);
}

function readApi(context: Context, api: Resource, own: readonly Resource[]): void {
  const isWebSocket = context.text(api.value('ProtocolType')) === 'WEBSOCKET';
  const body = bodyRoutes(context, api, 'http');
  const made = [...own.map((r) => madeRoute(context, r, mark('api', api.id), api.id, isWebSocket)), ...body.made, ...quickRoute(context, api)];
  const stages = stagesOf(context, api.id, [STAGE], 'ApiId');
  const resources = stageResources(context, api.id, [STAGE], 'ApiId');
  const served = new Map(resources.map(({ resource }) => [resource.id, servedBy(context, resource, made.map((m) => ({ id: m.route.id, resource: m.resource })))]));
  // Quick create makes a stage `$default` that serves whatever is there.
  const quick: Stage[] = api.value('Target') === undefined ? [] : [{ id: `${api.id}#default`, name: '$default', guard: api.guard, place: api.place }];
  const listed = [...stages, ...quick, ...elsewhere(api, [...stages, ...quick])];
  const servedAt = (route: Id, stage: Stage): Holds => (quick.includes(stage) ? when(stage.guard) : served.get(stage.id)?.get(route) ?? perhaps(stage.guard, { token: `stage of ${labelOf(api.id)}`, template: api.place.template, pointer: api.place.pointer, why: 'no stage of these templates serves the API, and others may' }));
  const connect = isWebSocket ? connectAuths(made, api) : undefined;
  context.doors.push({
    id: api.id, kind: isWebSocket ? 'websocket' : 'http', label: labelOf(api.id), guard: api.guard, place: api.place,
    hosts: hostsOf(context, api, listed, NEVER), stages: listed,
    routes: made.map(({ route }): Route => ({ ...route, ...connect === undefined || route.path === '$connect' ? {} : { auths: connect(route.guard) }, served: new Map(listed.map((s) => [s.id, servedAt(route.id, s)])) })),
    policies: noPolicy(api.guard, api.place), hidden: body.hidden,
  });
}

/** What a connection had to show, under each guard. */
function connectAuths(made: readonly Made[], api: Resource): (guard: Guard) => readonly Auth[] {
  const asked = made.filter((m) => m.route.path === '$connect').flatMap((m) => m.route.auths);
  const none = asked.reduce((left, a) => left.and(a.guard.not()), api.guard);
  const all: readonly Auth[] = none.isNever() ? asked : [...asked, { guard: none, kind: 'none', scopes: [], unknowns: [], place: api.place }];
  return (guard) => all.map((a) => ({ ...a, guard: a.guard.and(guard) })).filter((a) => !a.guard.isNever());
}

function madeRoute(context: Context, route: Resource, name: string, api: Id, isWebSocket: boolean): Made {
  const key = shownText(context.text(route.value('RouteKey')) ?? '$default');
  const [, verb, path] = /^([A-Z]+) (\/.*)$/.exec(key) ?? [];
  return {
    resource: route,
    route: {
      id: route.id, label: key, method: verb ?? key, path: path ?? key, guard: route.guard, place: route.place, auths: authsOf(context, route, api),
      ...onPurpose(route), apiKey: whenTrue(route.value('ApiKeyRequired'), route.guard, route.placeOf('ApiKeyRequired')),
      targets: targetsOf(context, route, verb === undefined ? sourcesOf(route.template, name, '', isWebSocket ? `/${key}` : '/$default') : sourcesOf(route.template, name, verb, path)),
    },
  };
}

/** `integrations/ID`. */
function targetsOf(context: Context, route: Resource, sources: readonly string[]): RouteTarget[] {
  return context.each(route, 'Target').flatMap(({ guard, value, place }): RouteTarget[] => {
    if (value === undefined) return [];
    const integration = integrationOf(context, value);
    if (integration === undefined) return [{ guard, need: { kind: 'role' }, place, target: { kind: 'unknown', id: `external:${context.text(value) ?? 'integration'}`, label: shownText(context.text(value) ?? 'an integration elsewhere'), unknown: context.unknown(value, place, 'the integration is not in these templates', 'Target') } }];
    return integrated(context, integration, guard, sources);
  });
}

function integrationOf(context: Context, value: Value): Resource | undefined {
  const [sym] = value instanceof Text ? value.parts.filter((p) => p instanceof Sym) : value instanceof Sym ? [value] : [];
  const resource = sym?.resource === undefined ? undefined : context.templates.resource(sym.resource);
  return resource?.type === 'AWS::ApiGatewayV2::Integration' ? resource : undefined;
}

function integrated(context: Context, integration: Resource, guard: Guard, sources: readonly string[]): RouteTarget[] {
  const type = context.text(integration.value('IntegrationType')) ?? '';
  const subtype = context.text(integration.value('IntegrationSubtype'));
  const at = guard.and(integration.guard);
  if (type === 'MOCK' || at.isNever()) return [];
  if (subtype !== undefined) return [{ guard: at, need: { kind: 'role' }, place: integration.place, target: { kind: 'service', id: `service:${integration.id}`, label: shownText(subtype) } }];
  const roles = integration.alternatives('CredentialsArn').map((r) => r.guard).reduce((a, b) => a.or(b), Guard.NEVER);
  return integration.alternatives('IntegrationUri').flatMap((uri): RouteTarget[] => {
    const both = at.and(uri.guard);
    const target = integrationTarget(context, type, uri.value, uri.place);
    if (target.kind === 'http' || target.kind === 'service') return [{ guard: both, target, need: { kind: 'role' }, place: uri.place }];
    const permission: Need = { kind: 'permission', service: 'apigateway.amazonaws.com', sources };
    return [{ guard: both.and(roles), target, need: { kind: 'role' } as const, place: uri.place }, { guard: both.and(roles.not()), target, need: permission, place: uri.place }];
  }).filter((t) => !t.guard.isNever());
}

/** `Target` and `RouteKey` of the API itself. */
function quickRoute(context: Context, api: Resource): Made[] {
  return api.alternatives('Target').map(({ guard, value, place }): Made => {
    const key = shownText(context.text(api.value('RouteKey')) ?? '$default');
    const [, verb, path] = /^([A-Z]+) (\/.*)$/.exec(key) ?? [];
    const text = context.text(value) ?? '';
    const target = /^https?:/.test(text) ? integrationTarget(context, 'HTTP_PROXY', value, place) : context.target(value, place);
    const hasRole = api.value('CredentialsArn') !== undefined;
    return {
      resource: api,
      route: {
        id: `${api.id}#quick`, label: key, method: verb ?? key, path: path ?? key, guard, place, apiKey: NEVER, auths: [{ guard, kind: 'none', scopes: [], unknowns: [], place }],
        targets: [{ guard, target, place, need: hasRole || target.kind === 'http' || target.kind === 'service' ? { kind: 'role' } : { kind: 'permission', service: 'apigateway.amazonaws.com', sources: verb === undefined ? sourcesOf(api.template, mark('api', api.id), '', '/$default') : sourcesOf(api.template, mark('api', api.id), verb, path) } }],
      },
    };
  });
}

function strayApi(context: Context, key: string, routes: readonly Resource[]): void {
  const [first] = routes;
  const value = first.value('ApiId');
  const unknown = context.unknown(value, first.placeOf('ApiId'), 'the API is not in these templates: where it is served is not known', 'ApiId');
  const name = context.text(value) ?? mark('api', key);
  const stage: Stage = { id: `${key}#stage`, name: mark('stage', key), guard: Guard.ALWAYS, place: first.place };
  const hidden = perhaps(Guard.ALWAYS, unknown);
  context.doors.push({
    id: `${first.id}#api`, kind: 'http', label: shownText(name), guard: Guard.ALWAYS, place: first.place, stages: [stage], hidden: [],
    hosts: [{ name: 'a host of an API elsewhere', kind: 'outside', open: hidden, certificate: NEVER, basePath: '', place: first.place }],
    routes: routes.map((r): Route => ({ ...madeRoute(context, r, name, key, false).route, served: new Map([[stage.id, hidden]]) })),
    policies: noPolicy(Guard.ALWAYS, first.place),
  });
}

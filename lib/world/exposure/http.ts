/**
 * HTTP and WebSocket APIs of API Gateway as doors: routes, JWT and Lambda authorizers, integrations, stages, quick create.
 *
 * A WebSocket API asks once, on `$connect`: every other route takes what a connected client sends, so each of them asks what `$connect`
 * asks; without a `$connect` route anybody connects (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html).
 * Neither kind takes a resource policy. Routes of an API elsewhere are not served anywhere that these templates know.
 */
import type { Place, Unknown } from '../facts';
import { Guard } from '../guard';
import type { Resource } from '../template/model';
import { Sym, Text, type Value } from '../template/value';
import { symsIn } from '../template/walk';
import { authsOf } from './auth';
import { type Context, labelOf, located } from './context';
import { servedBy } from './deployment';
import { NEVER, perhaps, when, whenTrue } from './holds';
import { hostsOf } from './hosts';
import type { Auth, Holds, Id, Need, Route, RouteTarget, Stage } from './model';
import { bodyRoutes } from './openapi';
import { noPolicy } from './policies';
import { elsewhere, hiddenCalls, integrationTarget, type Made, onPurpose, sourcesOf, stageResources, stagesOf } from './rest';
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
  orphans(context);
}

/** An integration of an API elsewhere: which of its routes call it, and what they ask, nobody here can say. */
function orphans(context: Context): void {
  const used = new Set(context.ofType('AWS::ApiGatewayV2::Route').flatMap((r) => symsIn(r.value('Target')).flatMap((s) => s.resource ?? [])));
  for (const integration of context.ofType('AWS::ApiGatewayV2::Integration')) {
    if (used.has(integration.id)) continue;
    for (const { guard, value, place } of context.each(integration, 'ApiId')) {
      if (context.api(value).id !== undefined) continue;
      for (const { guard: at, value: uri, place: named } of integration.alternatives('IntegrationUri')) {
        if (guard.and(at).isNever()) continue;
        context.triggers.push({ id: integration.id, type: integration.type, label: labelOf(integration.id), guard: guard.and(at), place: named, target: context.target(uri as Value, named), kind: 'unmodelled', text: 'routes of an API elsewhere may call it', unknown: context.unknown(value, place, 'the API is not in these templates: which of its routes call the function is not known', 'ApiId') });
      }
    }
  }
}

function readApi(context: Context, api: Resource, own: readonly Resource[]): void {
  const protocol = context.text(api.value('ProtocolType'));
  const isWebSocket = protocol === 'WEBSOCKET';
  // Of a WebSocket API another route is asked than of an HTTP API.
  const isEither = protocol !== undefined && !['HTTP', 'WEBSOCKET'].includes(protocol);
  const body = bodyRoutes(context, api, 'http');
  const made = [...own.map((r) => madeRoute(context, r, mark('api', api.id), api.id, isWebSocket)), ...body.made, ...quickRoute(context, api)];
  const hidden = [...body.hidden, ...managedElsewhere(context, api)];
  const stages = stagesOf(context, api.id, [STAGE], 'ApiId');
  const resources = stageResources(context, api.id, [STAGE], 'ApiId');
  const served = new Map(resources.map(({ resource }) => [resource.id, servedBy(context, resource, made.map((m) => ({ id: m.route.id, resource: m.resource })))]));
  // Quick create makes a stage `$default` that serves whatever is there.
  const quick: Stage[] = api.value('Target') === undefined ? [] : [{ id: `${api.id}#default`, name: '$default', guard: api.guard, place: api.place }];
  const listed = [...stages, ...quick, ...elsewhere(api, [...stages, ...quick])];
  const servedAt = (route: Id, stage: Stage): Holds => (quick.includes(stage) ? when(stage.guard) : served.get(stage.id)?.get(route) ?? perhaps(stage.guard, { token: `stage of ${labelOf(api.id)}`, template: api.place.template, pointer: api.place.pointer, why: 'no stage of these templates serves the API, and others may' }));
  const either: Auth = { guard: api.guard, kind: 'unknown', scopes: [], place: api.place, unknowns: isEither ? [context.unknown(api.value('ProtocolType'), api.placeOf('ProtocolType'), 'whether each route is asked, or `$connect` alone, is not known', 'ProtocolType')] : [] };
  const connect = isEither ? (guard: Guard): readonly Auth[] => [{ ...either, guard }] : isWebSocket ? connectAuths(made, api) : undefined;
  context.doors.push({
    id: api.id, kind: isWebSocket ? 'websocket' : 'http', label: labelOf(api.id), guard: api.guard, place: api.place, ...located(api.template),
    hosts: hostsOf(context, api, listed, NEVER), stages: listed,
    routes: made.map(({ route }): Route => ({ ...route, ...connect === undefined || (route.path === '$connect' && !isEither) ? {} : { auths: connect(route.guard) }, served: new Map(listed.map((s) => [s.id, servedAt(route.id, s)])) })),
    policies: noPolicy(api.guard, api.place), hidden, ...hiddenCalls(context, api, hidden),
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
      targets: targetsOf(context, route, verb === undefined ? sourcesOf(route.template, name, '', isWebSocket ? `/${key}` : '/$default') : sourcesOf(route.template, name, verb, path, 'http')),
    },
  };
}

/** `integrations/ID`. */
function targetsOf(context: Context, route: Resource, sources: readonly string[]): RouteTarget[] {
  return context.each(route, 'Target').flatMap(({ guard, value, place }): RouteTarget[] => (value === undefined ? [] : targetOf(context, { guard, value, place }, sources)));
}

function targetOf(context: Context, { guard, value, place }: { readonly guard: Guard; readonly value: Value; readonly place: Place }, sources: readonly string[]): RouteTarget[] {
  const integration = integrationOf(context, value);
  if (integration === undefined) return [{ guard, need: { kind: 'role' }, place, target: { kind: 'unknown', id: `external:${context.text(value) ?? 'integration'}`, label: shownText(context.text(value) ?? 'an integration elsewhere'), unknown: context.unknown(value, place, 'the integration is not in these templates', 'Target'), mayBe: context.anything(place, value) } }];
  return integrated(context, integration, guard, sources);
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

const OVERRIDES = 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides';

/** `Target` and `RouteKey` of the API itself, and what `ApiGatewayManagedOverrides` makes of them. */
function quickRoute(context: Context, api: Resource): Made[] {
  const overrides = context.ofType(OVERRIDES).flatMap((o) => context.each(o, 'ApiId').filter(({ value }) => context.api(value).id === api.id).map(({ guard }) => ({ resource: o, guard })));
  return api.alternatives('Target').map(({ guard, value, place }): Made => {
    const key = shownText(context.text(api.value('RouteKey')) ?? '$default');
    const [, verb, path] = /^([A-Z]+) (\/.*)$/.exec(key) ?? [];
    const text = context.text(value) ?? '';
    const target = /^https?:/.test(text) ? integrationTarget(context, 'HTTP_PROXY', value, place) : context.target(value, place);
    const hasRole = api.value('CredentialsArn') !== undefined;
    const sources = verb === undefined ? sourcesOf(api.template, mark('api', api.id), '', '/$default') : sourcesOf(api.template, mark('api', api.id), verb, path, 'http');
    const turned = overrides.flatMap((o) => o.resource.alternatives('Route', 'Target').flatMap((t) => ({ guard: guard.and(o.guard).and(t.guard), value: t.value as Value, place: t.place })));
    const rest = turned.reduce((left, t) => left.and(t.guard.not()), guard);
    const asked = overrides.filter((o) => o.resource.value('Route', 'AuthorizationType') !== undefined || o.resource.value('Route') instanceof Sym);
    const none = asked.reduce((left, o) => left.and(o.guard.not()), guard);
    return {
      resource: api,
      route: {
        id: `${api.id}#quick`, label: key, method: verb ?? key, path: path ?? key, guard, place, apiKey: NEVER,
        auths: [...asked.map((o): Auth => ({ guard: guard.and(o.guard), kind: 'unknown', scopes: [], place: o.resource.place, unknowns: [context.unknown(o.resource.value('Route', 'AuthorizationType'), o.resource.place, 'what the route asks of a request is overridden', 'Route')] })), ...none.isNever() ? [] : [{ guard: none, kind: 'none', scopes: [], unknowns: [], place } as Auth]],
        targets: [
          ...rest.isNever() ? [] : [{ guard: rest, target, place, need: hasRole || target.kind === 'http' || target.kind === 'service' ? { kind: 'role' } : { kind: 'permission', service: 'apigateway.amazonaws.com', sources } } as RouteTarget],
          ...turned.filter((t) => !t.guard.isNever()).flatMap((t) => targetOf(context, t, sources)),
        ],
      },
    };
  });
}

/** Overrides of an API that a token names may be this one's, in another template. */
function managedElsewhere(context: Context, api: Resource): Unknown[] {
  if (api.value('Target') === undefined) return [];
  return context.ofType(OVERRIDES).filter((o) => o.place.template !== api.place.template).flatMap((o) => context.each(o, 'ApiId').filter(({ value }) => context.api(value).id === undefined).map(({ value, place }) => context.unknown(value, place, 'whose route is overridden is not known', 'ApiId')));
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

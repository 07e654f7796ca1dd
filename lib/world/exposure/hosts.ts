/**
 * Where an API is called: its own `execute-api` host, and the custom domains that are mapped to it.
 *
 * A custom domain may want a client certificate; the default host never does, and stays open unless `DisableExecuteApiEndpoint`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html). An API of which these templates know no
 * host may be mapped to a domain by others. Not read: which certificates a truststore holds.
 */
import type { Place, Unknown } from '../facts';
import { Guard } from '../guard';
import type { Resource } from '../template/model';
import { viewInto, viewOf } from '../network/read';
import { Sym, type Value } from '../template/value';
import { isMap } from '../template/walk';
import { type Context, labelOf } from './context';
import { ALWAYS, both, NEVER, not, perhaps, when, whenTrue } from './holds';
import type { Holds, Host, Id, Stage } from './model';
import { shownText } from './text';

const MAPPINGS = [
  ['AWS::ApiGateway::BasePathMapping', 'RestApiId', 'BasePath'], ['AWS::ApiGatewayV2::ApiMapping', 'ApiId', 'ApiMappingKey'], ['AWS::ApiGateway::BasePathMappingV2', 'RestApiId', 'BasePath'],
] as const;
const RULE = 'AWS::ApiGatewayV2::RoutingRule';
const DOMAINS = ['AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName', 'AWS::ApiGateway::DomainNameV2'];

/** `private`: by interface endpoints alone. */
export function hostsOf(context: Context, api: Resource, stages: readonly Stage[], isPrivate: Holds): Host[] {
  const disabled = whenTrue(api.value('DisableExecuteApiEndpoint'), api.guard, api.placeOf('DisableExecuteApiEndpoint'));
  const open = both(when(api.guard), not(disabled));
  const label = labelOf(api.id);
  const hosts: Host[] = [
    { name: `the execute-api host of ${label}`, kind: 'default', open: both(open, not(isPrivate)), certificate: NEVER, basePath: '', place: api.place },
    { name: `an interface endpoint for ${label}`, kind: 'private', open: both(open, isPrivate), certificate: NEVER, basePath: '', place: api.place },
    ...MAPPINGS.flatMap(([type, property, path]) => context.ofType(type).flatMap((mapping) => mapped(context, mapping, property, path, api.id, stages))),
    ...context.ofType(RULE).flatMap((rule) => ruled(context, rule, api.id, stages)),
  ].filter((h) => !h.open.may.isNever()) as Host[];
  const rest = hosts.reduce((left, h) => left.and(h.open.may.not()), api.guard);
  if (rest.isNever()) return hosts;
  const unknown: Unknown = { token: `custom domain of ${label}`, template: api.place.template, pointer: api.place.pointer, why: 'no host of these templates leads to it, and others may map one of theirs' };
  return [...hosts, { name: `a custom domain of ${label} that other templates map`, kind: 'outside', open: perhaps(rest, unknown), certificate: NEVER, basePath: '', place: api.place }];
}

function mapped(context: Context, mapping: Resource, property: string, pathProperty: string, api: Id, stages: readonly Stage[]): Host[] {
  return context.each(mapping, property).flatMap(({ guard, value, place }): Host[] => {
    const named = context.api(value);
    if (value === undefined || (named.id === undefined ? !named.isOpaque : named.id !== api)) return [];
    const open = named.id === api ? when(guard) : perhaps(guard, context.unknown(value, place, 'which API the domain leads to is not known', property));
    // What a parameter names is nothing that its own template makes.
    if (named.id === undefined && mapping.template === context.templates.resource(api)?.template) return [];
    const wanted = context.text(mapping.value('Stage'));
    const stage = stages.find((s) => s.name === wanted);
    const basePath = context.text(mapping.value(pathProperty)) ?? '';
    return domainsOf(context, mapping).map((d): Host => ({
      name: d.name, kind: d.kind, open: both(both(open, d.there), stageHolds(wanted, stage, mapping)), certificate: d.certificate, ...stage === undefined ? {} : { stage: stage.id }, basePath: shownText(basePath).replace(/^\/|\(none\)/g, ''), place: mapping.place,
    }));
  });
}

/** `Actions: [{ InvokeApi: { ApiId, Stage } }]` of a routing rule: the domain may take rules alone, or mappings beside them (developer guide, rest-api-routing-mode). */
function ruled(context: Context, rule: Resource, api: Id, stages: readonly Stage[]): Host[] {
  const template = context.templates.resource(api)?.template;
  return (viewOf(rule).items('Actions')).flatMap((action): Host[] => {
    const view = viewInto(action);
    const ids = isMap(action.value) ? view.items('InvokeApi.ApiId') : [action];
    return ids.flatMap(({ guard, value, place }): Host[] => {
      const named = context.api(value);
      if (named.id === undefined ? !named.isOpaque || rule.template === template : named.id !== api) return [];
      const open = named.id === api ? when(guard) : perhaps(guard, context.unknown(value, place, 'which API the rule leads to is not known', 'ApiId'));
      const [wanted] = (isMap(action.value) ? view.items('InvokeApi.Stage') : []).map((s) => context.text(s.value));
      const stage = stages.find((s) => s.name === wanted);
      // With another rule before it, or one whose conditions nothing fits, it need not be asked.
      return domainsOf(context, rule).map((d): Host => ({ name: d.name, kind: d.kind, open: both(both(open, d.there), both(reached(context, rule), stageHolds(wanted, stage, rule))), certificate: d.certificate, ...stage === undefined ? {} : { stage: stage.id }, basePath: '', place: rule.place }));
    });
  });
}

/** Surely only without conditions, as the one rule of its domain where rules are asked. */
function reached(context: Context, rule: Resource): Holds {
  const { guard, place } = rule;
  const domain = context.text(rule.value('DomainNameArn'));
  const isOnly = context.ofType(RULE).every((r) => r === rule || context.text(r.value('DomainNameArn')) !== domain);
  const mode = domainOf(context, rule.value('DomainNameArn'), 'DomainNameArn')?.value('RoutingMode');
  if (isOnly && rule.items('Conditions').length === 0 && typeof mode === 'string' && mode.startsWith('ROUTING_RULE')) return when(guard);
  return perhaps(guard, { token: `rules of ${labelOf(rule.id)}`, template: place.template, pointer: place.pointer, why: 'which requests the domain hands to the rule is not read' });
}

/** A mapping to a stage that is none of these. */
function stageHolds(wanted: string | undefined, stage: Stage | undefined, { guard, place }: Resource): Holds {
  if (wanted === undefined || stage !== undefined) return ALWAYS;
  return perhaps(guard, { token: 'Stage', template: place.template, pointer: place.pointer, why: `stage \`${shownText(wanted)}\` of the mapping is not in these templates` });
}

interface Domain {
  readonly name: string;
  readonly kind: 'domain' | 'private';
  readonly there: Holds;
  readonly certificate: Holds;
}

function domainsOf(context: Context, mapping: Resource): Domain[] {
  const property = mapping.type === 'AWS::ApiGateway::BasePathMappingV2' || mapping.type === RULE ? 'DomainNameArn' : 'DomainName';
  return context.each(mapping, property).map(({ guard, value, place }): Domain => {
    const text = context.text(value);
    const domain = domainOf(context, value, property);
    if (domain === undefined) {
      const unknown = context.unknown(value, place, 'whether the domain wants a client certificate is not known: it is not in these templates', property);
      return { name: text === undefined ? 'a custom domain' : shownText(text), kind: 'domain', there: when(guard), certificate: perhaps(guard, unknown) };
    }
    const isPrivate = domain.type === 'AWS::ApiGateway::DomainNameV2';
    const name = context.text(domain.value('DomainName'));
    const mode = domain.value('RoutingMode');
    const there = both(when(guard), when(domain.guard));
    // Where rules are asked, mappings come after them or not at all.
    const isAsked = mapping.type === RULE || mode === undefined || mode === 'API_MAPPING_ONLY';
    return { name: name === undefined ? labelOf(domain.id) : shownText(name), kind: isPrivate ? 'private' : 'domain', there: isAsked ? there : both(there, perhaps(guard, { token: `rules of ${labelOf(domain.id)}`, template: place.template, pointer: place.pointer, why: 'routing rules may answer instead of the mapping' })), certificate: isPrivate ? NEVER : certificateOf(context, domain) };
  });
}

/** By reference, by its name, or by an ARN that ends with it. */
function domainOf(context: Context, value: Value | undefined, property: string): Resource | undefined {
  const text = context.text(value);
  const found = (value instanceof Sym && value.resource !== undefined ? context.templates.resource(value.resource) : undefined) ?? DOMAINS.flatMap((type) => context.ofType(type)).find((d) => {
    const names = [context.text(d.value('DomainName')), `\u0001res:${d.id}\u0002`];
    return text !== undefined && names.some((name) => name !== undefined && (name === text || (property === 'DomainNameArn' && text.endsWith(`/domainnames/${name}`))));
  });
  return found !== undefined && DOMAINS.includes(found.type) ? found : undefined;
}

function certificateOf(context: Context, domain: Resource): Holds {
  const uris = domain.alternatives('MutualTlsAuthentication', 'TruststoreUri');
  let sum: Holds = NEVER;
  for (const { guard, value, place } of uris) {
    // Whatever the text is, there is a truststore; an empty one switches it off.
    const text = context.text(value);
    const one = text === '' ? NEVER : text === undefined ? perhaps(guard, context.unknown(value, place, 'the truststore is not known', 'TruststoreUri')) : when(guard);
    sum = { may: sum.may.or(one.may), must: sum.must.or(one.must), unknowns: [...sum.unknowns, ...one.unknowns] };
  }
  // A token in the place of the whole block.
  return sum;
}

/** Whether `PRIVATE` is among the types of its endpoint. */
export function privateOf(context: Context, api: Resource): Holds {
  let [may, must] = [Guard.NEVER, Guard.NEVER];
  const unknowns: Unknown[] = [];
  for (const { guard, value, place } of api.items('EndpointConfiguration', 'Types')) {
    const text = context.text(value);
    const opaque = text === undefined || text.includes('\u0001?');
    if (opaque) unknowns.push(context.unknown(value, place, 'the type of the endpoint is not known', 'EndpointConfiguration'));
    if (opaque || text?.toUpperCase() === 'PRIVATE') may = may.or(guard);
    if (!opaque && text?.toUpperCase() === 'PRIVATE') must = must.or(guard);
  }
  return { may, must: must.isSure ? must : Guard.NEVER, unknowns };
}

/** For readers of other doors. */
export function onlyHost(name: string, open: Holds, place: Place, certificate: Holds = NEVER): Host {
  return { name, kind: 'default', open, certificate, basePath: '', place };
}

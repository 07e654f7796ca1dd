/**
 * How requests of the internet get to a balancer that is internal:
 *
 *   passedOn(context, balancer)           an accelerator, or a network balancer that faces the internet, hands connections on: they arrive at the balancer itself
 *   linksOf(context, entrance, entrances) an API calls it over a VPC link, by one of its listeners: the API is the entrance (distributions: origins.ts)
 *
 * Sources: CloudFormation, AWS::GlobalAccelerator::EndpointGroup EndpointConfiguration, AWS::ElasticLoadBalancingV2::TargetGroup TargetType `alb`,
 * AWS::ApiGatewayV2::Integration ConnectionType, AWS::ApiGateway::Method Integration IntegrationTarget (2026-11). Not read: targets by address,
 * services of Cloud Map, proxies of one's own.
 */
import { viewOf } from '../network/read';
import type { Resource } from '../template/model';
import { type Context } from './context';
import type { Bare } from './entrances';
import { anyOf, both, NEVER, perhaps, when, whenTrue } from './holds';
import type { Entrance } from './firewall-model';
import type { Holds, Id } from './model';

const ELB = 'AWS::ElasticLoadBalancingV2';
type Way = Entrance['leadsTo'][number];

/** `\u0001res:App.Alb\u0002`, by whatever attribute. */
function idIn(text: string | undefined): Id | undefined {
  return /\u0001res:([^\u0002:]+)(?::[^\u0002]*)?\u0002$/.exec(text ?? '')?.[1];
}

export function passedOn(context: Context, balancer: Resource): Holds {
  const names = (r: Resource, path: string): Holds => anyOf(viewOf(r).items(path).filter(({ value }) => idIn(context.text(value)) === balancer.id).map(({ guard }) => both(when(r.guard), when(guard))));
  const accelerated = anyOf(context.ofType('AWS::GlobalAccelerator::EndpointGroup').map((group) => both(names(group, 'EndpointConfigurations.*.EndpointId'), isOn(context, group))));
  const groups = context.ofType(`${ELB}::TargetGroup`).filter((g) => g.alternatives('TargetType').some(({ value }) => context.text(value) === 'alb'));
  return anyOf([accelerated, ...groups.map((group) => both(names(group, 'Targets.*.Id'), forwardedTo(context, group)))]);
}

/** The accelerator of an endpoint group is switched on, as it is unless somebody says otherwise. */
function isOn(context: Context, group: Resource): Holds {
  const [listener] = viewOf(group).items('ListenerArn').map(({ value }) => context.templates.resource(idIn(context.text(value)) ?? ''));
  const [accelerator] = listener === undefined ? [] : viewOf(listener).items('AcceleratorArn').map(({ value }) => context.templates.resource(idIn(context.text(value)) ?? ''));
  return accelerator === undefined ? perhaps(group.guard, { token: 'accelerator', template: group.place.template, pointer: group.place.pointer, why: 'whether its accelerator is switched on is not known' }) : whenTrue(accelerator.value('Enabled'), accelerator.guard, accelerator.place, true);
}

/** By a listener of a balancer that faces the internet. */
function forwardedTo(context: Context, group: Resource): Holds {
  return anyOf(context.ofType(`${ELB}::Listener`).map((listener) => {
    const paths = ['DefaultActions.*.TargetGroupArn', 'DefaultActions.*.ForwardConfig.TargetGroups.*.TargetGroupArn'];
    const forwards = anyOf(paths.flatMap((path) => viewOf(listener).items(path)).filter(({ value }) => idIn(context.text(value)) === group.id).map(({ guard }) => both(when(listener.guard), when(guard))));
    if (forwards.may.isNever()) return NEVER;
    return both(forwards, anyOf(context.each(listener, 'LoadBalancerArn').map(({ guard, value, place }) => {
      const balancer = context.templates.resource(idIn(context.text(value)) ?? '');
      if (balancer === undefined) return perhaps(guard, context.unknown(value, place, 'whether the balancer that forwards faces the internet is not known', 'LoadBalancerArn'));
      return both(when(guard), anyOf(context.each(balancer, 'Scheme').map((scheme) => {
        const text = context.text(scheme.value);
        if (text === 'internal') return NEVER;
        return scheme.value === undefined || text === 'internet-facing' ? when(scheme.guard) : perhaps(scheme.guard, context.unknown(scheme.value, scheme.place, 'whether the balancer that forwards faces the internet is not known', 'Scheme'));
      })));
    })));
  }));
}

/** Balancers that an API calls by their listeners, which only a VPC link can where they are internal. */
export function linksOf(context: Context, entrance: Bare, entrances: readonly Bare[]): readonly Way[] {
  if (entrance.kind !== 'http' && entrance.kind !== 'rest' && entrance.kind !== 'websocket') return [];
  const [door] = entrance.doors;
  const integrations = [
    ...context.ofType('AWS::ApiGatewayV2::Integration').map((r) => ({ r, api: 'ApiId', at: 'IntegrationUri' })),
    ...context.ofType('AWS::ApiGateway::Method').map((r) => ({ r, api: 'RestApiId', at: 'Integration.IntegrationTarget' })),
  ].filter(({ r, api }) => r.alternatives(api).some(({ value }) => context.api(value).id === door));
  return integrations.flatMap(({ r, at }) => viewOf(r).items(at).flatMap(({ guard, value }): readonly Way[] => {
    const id = idIn(context.text(value)) ?? '';
    const balancer = entrances.find((e) => e.kind === 'balancer' && (e.id === id || e.doors.includes(id)));
    return balancer === undefined ? [] : [{ entrance: balancer.id, headers: [], signs: NEVER, holds: both(when(r.guard), when(guard)) }];
  }));
}

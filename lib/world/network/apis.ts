/**
 * APIs that forward into a VPC: `entry:App.Api` to a VPC link, a VPC link to a balancer.
 *
 * A REST API reaches Network Load Balancers by a private link that has no interface of its own here; an HTTP API reaches its VPC
 * link's interfaces, and these reach the balancer, a listener of it or what a service registry names, as their groups say. Who may
 * call an API is the exposure plane's question: here every address that its kind of endpoint takes is one that may come. A
 * resource policy may narrow that, so then nothing is sure. A private API is called through interface endpoints for `execute-api`.
 * Not modelled: integrations by HTTP to public addresses, functions (called, not connected to).
 */
import { AddressSet } from '../../algebra/address-set';
import { ConnectionSet } from '../../algebra/connection-set';
import type { Bounds, Place, Unknown } from '../facts';
import { exactly } from '../facts';
import { Guard } from '../guard';
import { Text } from '../template/value';
import { asText, type Plain } from '../template/walk';
import type { Resource } from '../template/model';
import type { Context } from './context';
import type { Forward, Id } from './model';
import { choices, viewOf, type Item, type View } from './read';
import { ALL_ADDRESSES, ALL_CONNECTIONS, ANY_CONNECTION, NO_ADDRESSES, NO_CONNECTIONS } from './sets';

const HTTPS = exactly(ConnectionSet.tcp(443));
/** Addresses that networks behind interface endpoints usually have. */
const PRIVATE = AddressSet.unionOf(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7'].map((cidr) => AddressSet.cidr(cidr)));

export function readApis(context: Context): void {
  restApis(context);
  httpApis(context);
}

export function push(context: Context, forward: Omit<Forward, 'preservesClient'> & { readonly preservesClient?: boolean }): void {
  if (!forward.guard.isNever()) context.draft.forwards.push({ preservesClient: false, ...forward });
}

function restApis(context: Context): void {
  context.ofType('AWS::ApiGateway::RestApi', 'AWS::Serverless::Api', 'AWS::Serverless::HttpApi');
  const links = new Map<Id, Resource>(context.ofType('AWS::ApiGateway::VpcLink').map((r) => [r.id, r]));
  for (const r of context.ofType('AWS::ApiGateway::Method')) {
    const view = viewOf(r);
    const linked = view.items('Integration.ConnectionId').map((item) => ({ item, refs: context.refs.of('any', item) })).filter(({ refs }) => refs.length > 0);
    const types = choices(view, 'Integration.ConnectionType');
    if (types.every((t) => t.value === undefined || asText(t.value) === 'INTERNET')) continue;
    const apis = context.refs.all('api', view.items('RestApiId'));
    for (const { item, refs } of linked) {
      for (const ref of refs) {
        const link = links.get(ref.id);
        for (const api of apis) {
          const guard = ref.guard.and(api.guard);
          if (guard.isNever()) continue;
          const named = link === undefined ? [] : context.refs.all('balancer', viewOf(link).items('TargetArns'));
          const targets = named.filter((t) => t.unknown === undefined).flatMap((t) => context.draft.aliases.get(t.id) ?? []);
          const unlisted: Unknown[] = link === undefined ? [ref.unknown ?? context.unknown('VPC link', item.place, 'the VPC link is not in these templates')] : named.flatMap((t) => (t.unknown === undefined ? [] : [t.unknown]));
          for (const uri of choices(view, 'Integration.Uri')) {
            const connections = portOfUri(view, uri.value);
            for (const entry of entriesOf(context, api.id, r.place)) push(context, { guard: guard.and(entry.guard).and(uri.guard), place: item.place, source: entry.source, ...entry.entry === undefined ? {} : { entry: entry.entry }, targets, unlisted, connections, listens: HTTPS, sees: 'link' });
          }
        }
      }
    }
  }
}

/** `http://nlb.example.com:8080/path`. */
function portOfUri(view: View, uri: Plain | undefined): Bounds<ConnectionSet> {
  const text = uriText(uri);
  const match = text === undefined ? null : /^(https?):\/\/[^/:]+(?::(\d{1,5}))?(?:\/|$)/.exec(text);
  if (match === null) return { may: ConnectionSet.tcp(), must: NO_CONNECTIONS, unknowns: [{ token: 'Integration.Uri', template: view.place.template, pointer: view.place.pointer, why: 'the port of the integration is not known' }] };
  const port = match[2] === undefined ? (match[1] === 'https' ? 443 : 80) : Number(match[2]);
  return exactly(port >= 1 && port <= 65535 ? ConnectionSet.tcp(port) : NO_CONNECTIONS);
}

/** The name of a balancer holds no port, whatever it is. */
function uriText(value: Plain | undefined): string | undefined {
  if (!(value instanceof Text)) return asText(value);
  return value.parts.every((p) => typeof p === 'string' || p.attribute === 'DNSName') ? value.parts.map((p) => (typeof p === 'string' ? p : 'balancer')).join('') : undefined;
}

interface Entry { readonly guard: Guard; readonly source: Id; readonly entry?: Forward['entry'] }

/** Where calls of an API come from. */
function entriesOf(context: Context, api: Id, place: Place): readonly Entry[] {
  const r = context.templates.resource(api);
  const source = `entry:${api}`;
  if (r === undefined) return [{ guard: Guard.ALWAYS, source, entry: { reachableFrom: hidden(context, place, 'the API is not in these templates', ALL_ADDRESSES), connections: HTTPS } }];
  const view = viewOf(r);
  const types = view.items(r.type === 'AWS::Serverless::Api' ? 'EndpointConfiguration.Type' : 'EndpointConfiguration.Types');
  const isPrivate = types.filter((t) => asText(t.value)?.toUpperCase() === 'PRIVATE');
  const never = isPrivate.length === 0;
  const always = isPrivate.some((t) => r.guard.implies(t.guard));
  const hasPolicy = r.value('Policy') !== undefined;
  const open: Bounds<AddressSet> = hasPolicy || types.some((t) => asText(t.value) === undefined) ? hidden(context, r.place, 'a resource policy or a token may narrow who reaches the API', ALL_ADDRESSES) : exactly(ALL_ADDRESSES);
  const out: Entry[] = [];
  if (!always) out.push({ guard: never ? Guard.ALWAYS : Guard.UNSURE, source, entry: { reachableFrom: open, connections: HTTPS } });
  if (never) return out;
  // By interface endpoints: those of these templates are sources of their own, others stand for networks outside.
  for (const e of context.draft.endpoints.values()) {
    if (e.interface !== undefined && typeof e.service === 'string' && e.service.endsWith('.execute-api')) out.push({ guard: Guard.UNSURE, source: e.interface });
  }
  out.push({ guard: Guard.UNSURE, source, entry: { reachableFrom: hidden(context, r.place, 'a private API is called through interface endpoints, of other accounts too', PRIVATE), connections: HTTPS } });
  return out;
}

function hidden(context: Context, place: Place, why: string, may: AddressSet): Bounds<AddressSet> {
  return { may, must: NO_ADDRESSES, unknowns: [context.unknown('callers of the API', place, why)] };
}

function httpApis(context: Context): void {
  context.ofType('AWS::ApiGatewayV2::Api');
  for (const r of context.ofType('AWS::ApiGatewayV2::Integration')) {
    const view = viewOf(r);
    for (const link of context.refs.all('any', view.items('ConnectionId'))) {
      const classes = link.unknown === undefined ? context.draft.aliases.get(link.id) ?? [] : [];
      const to = link.unknown === undefined ? view.items('IntegrationUri').flatMap((item) => targetsOf(context, item)) : [];
      for (const api of context.refs.all('api', view.items('ApiId'))) {
        const guard = link.guard.and(api.guard);
        const entry: Forward['entry'] = { reachableFrom: exactly(ALL_ADDRESSES), connections: HTTPS };
        push(context, { guard, place: r.place, source: `entry:${api.id}`, entry, targets: classes, unlisted: link.unknown === undefined ? [] : [link.unknown], connections: HTTPS, listens: HTTPS });
      }
      for (const source of classes) for (const t of to) push(context, { guard: link.guard.and(t.guard), place: r.place, source, targets: t.targets, unlisted: t.unlisted, connections: t.connections, listens: HTTPS });
    }
  }
}

/** A listener (then its balancer, on its port), a balancer, or a service of Cloud Map. */
function targetsOf(context: Context, item: Item): readonly { readonly guard: Guard; readonly targets: readonly Id[]; readonly unlisted: readonly Unknown[]; readonly connections: Bounds<ConnectionSet> }[] {
  return context.refs.of('any', item).flatMap((ref) => {
    const r = ref.unknown === undefined ? context.templates.resource(ref.id) : undefined;
    if (r?.type === 'AWS::ElasticLoadBalancingV2::Listener') {
      return context.refs.all('balancer', viewOf(r).items('LoadBalancerArn')).flatMap((lb) => {
        const targets = context.draft.aliases.get(lb.id) ?? [];
        const named = targets.map((t) => context.draft.interfaces.get(t)?.listeners?.filter((l) => l.place === r.place)).find((l) => l !== undefined && l.length > 0) ?? [{ guard: Guard.ALWAYS, connections: ANY_CONNECTION }];
        return named.map((l) => ({ guard: ref.guard.and(lb.guard).and(l.guard), targets, unlisted: lb.unknown === undefined ? [] : [lb.unknown], connections: l.connections }));
      });
    }
    const targets = r === undefined ? [] : context.draft.aliases.get(r.id) ?? [];
    const unknown = ref.unknown ?? context.unknown(`Ref ${r?.logicalId ?? ''}`, item.place, 'instances are registered at run time');
    const registry: Bounds<ConnectionSet> = { may: ALL_CONNECTIONS, must: NO_CONNECTIONS, unknowns: [unknown] };
    return [{ guard: ref.guard, targets, unlisted: targets.length > 0 ? [] : [unknown], connections: targets.length > 0 ? ANY_CONNECTION : registry }];
  });
}

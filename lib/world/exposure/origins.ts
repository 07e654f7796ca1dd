/**
 * What distributions call: `leadsTo(context, distribution, entrances)`, each origin that is an entrance itself.
 *
 * An origin is found by its name: the `execute-api` host of an API (with the stage in `OriginPath`), a custom domain of one, the DNS name of a balancer, the host of
 * a function URL, a GraphQL API or an App Runner service, also where `Fn::Select` and `Fn::Split` take it out of a URL, as CDK writes it. Origins in a VPC
 * (`VpcOriginConfig`) are balancers without a way from the internet. Not read: edge functions that choose an origin, names that only DNS knows.
 */
import { viewInto, viewOf, type Item } from '../network/read';
import type { Resource } from '../template/model';
import type { Context } from './context';
import type { Bare } from './entrances';
import { ALWAYS, both, NEVER, perhaps, when } from './holds';
import type { Entrance } from './firewall-model';
import type { Holds } from './model';
import { isOpaque, shownText } from './text';

export function leadsTo(context: Context, distribution: Resource, entrances: readonly Bare[]): Entrance['leadsTo'] {
  return viewOf(distribution).items('DistributionConfig.Origins').flatMap((origin) => {
    const view = viewInto(origin);
    const headers = view.items('OriginCustomHeaders.*.HeaderName').map(({ value }) => (context.text(value) ?? '').toLowerCase()).filter((n) => n !== '');
    const signs = signing(context, view.items('OriginAccessControlId'));
    return view.items('DomainName').flatMap((name) => {
      const text = context.text(name.value) ?? '';
      const path = shownText(context.text(view.items('OriginPath')[0]?.value) ?? '').replace(/^\//, '').split('/')[0];
      return entrances.flatMap((entrance) => {
        const certain = isAt(context, text, path, entrance);
        return certain === undefined ? [] : [{ entrance: entrance.id, headers, signs, holds: both(when(name.guard), certain ? ALWAYS : perhaps(name.guard, context.unknown(name.value, name.place, 'which stage the distribution calls is not known', 'OriginPath'))) }];
      });
    });
  });
}

/** `OriginAccessControl` with `SigningBehavior: always` for functions. */
function signing(context: Context, items: readonly Item[]): Holds {
  const found = items.map(({ guard, value, place }) => {
    const [, id] = /\u0001res:([^\u0002:]+)/.exec(context.text(value) ?? '') ?? [];
    const control = id === undefined ? undefined : context.templates.resource(id);
    if (control === undefined) return context.text(value) === '' ? NEVER : perhaps(guard, context.unknown(value, place, 'whether the distribution signs its requests is not known', 'OriginAccessControlId'));
    return context.text(control.value('OriginAccessControlConfig', 'SigningBehavior')) === 'always' ? when(guard) : NEVER;
  });
  return found[0] ?? NEVER;
}

/** Undefined: the name is another's. False: perhaps this one's. */
function isAt(context: Context, name: string, path: string, { id, kind, doors, stage, hosts }: Bare): boolean | undefined {
  const has = (key: string): boolean => name === `\u0001res:${key}\u0002` || (isOpaque(name) && (name.includes(`(${key})`) || name.includes(`<${key}>`)));
  const [door] = doors;
  if (kind === 'rest' || kind === 'http') {
    if (hosts.some((h) => h.name === shownText(name)) || customDomains(context, name, hosts)) return true;
    const isHost = name.startsWith(`\u0001api:${door}\u0002.execute-api.`) || has(`${door}:ApiEndpoint`) || (isOpaque(name) && name.includes(`<${door}:Ref>`) && name.includes('execute-api'));
    if (!isHost) return undefined;
    if (kind === 'http') return true;
    const called = context.doors.find((d) => d.id === door)?.stages.find((s) => s.id === stage);
    // Without a path of its own the distribution passes on what the viewer asks for, whatever the stage.
    return path === '' || called === undefined || shownText(called.name) === path ? true : path.includes('$') ? false : undefined;
  }
  if (kind === 'balancer') return has(`${id}:DNSName`) || undefined;
  if (kind === 'url') return has(`${id}:FunctionUrl`) || undefined;
  if (kind === 'graphql') return has(`${id}:GraphQLUrl`) || has(`${id}:GraphQLDns`) || undefined;
  return kind === 'app-runner' ? has(`${id}:ServiceUrl`) || undefined : undefined;
}

/** The regional name of a custom domain that is mapped to the API. */
function customDomains(context: Context, name: string, hosts: Bare['hosts']): boolean {
  const [, id] = /^\u0001res:([^\u0002:]+):(?:Regional|Distribution)DomainName\u0002$/.exec(name) ?? [];
  const domain = id === undefined ? undefined : context.text(context.templates.resource(id)?.value('DomainName'));
  return domain !== undefined && hosts.some((h) => h.name === shownText(domain));
}

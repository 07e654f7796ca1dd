/**
 * Where requests of the internet arrive, with the web ACL that stands before each: `readEntrances(context, hosts)`.
 *
 * A web ACL is put before a stage of a REST API, an Application Load Balancer, a user pool, a GraphQL API, an App Runner service, a Verified Access
 * instance and an Amplify app by `AWS::WAFv2::WebACLAssociation`, before a distribution by its own `WebACLId`; HTTP and WebSocket APIs and function URLs take none
 * (AWS WAF developer guide, "Resources that you can protect with AWS WAF", 2026-11). What Firewall Manager puts before a resource is seen by nobody here.
 * Not read: Bedrock AgentCore gateways, Network Load Balancers (they take none), web ACLs that custom resources associate, WAF Classic.
 */
import type { Place, Unknown } from '../facts';
import { viewInto, viewOf } from '../network/read';
import type { Resource } from '../template/model';
import { type Context, labelOf } from './context';
import { ALWAYS, anyOf, both, NEVER, not, perhaps, when, whenTrue } from './holds';
import type { Entrance, EntranceKind } from './firewall-model';
import type { Door, Holds, Host, Id } from './model';
import { passedOn } from './inner';
import { isOpaque, shownText } from './text';
import { onlySigned } from './urls-signed';
import { aclIn } from './web-acls';

type Association = Entrance['acls'][number];

/** Without what origins say: origins.ts. */
export type Bare = Omit<Entrance, 'leadsTo'>;

const NOTHING_WANTED: Entrance['wants'] = { headers: [], signature: NEVER };
const NO_FIREWALL_HERE = ['http', 'websocket', 'url'];

export function readEntrances(context: Context): Bare[] {
  const associations = readAssociations(context);
  const managed = byFirewallManager(context);
  const acls = (id: Id, place: Place, own: readonly Association[] = []): readonly Association[] => [...own, ...associations(id, place), ...managed(place)];
  const plain = (kind: EntranceKind, resource: Resource, label: string, open: Holds, more: Partial<Bare> = {}): Bare => ({
    id: resource.id, kind, label, place: resource.place, takesFirewall: true, doors: [], open, direct: open, hosts: [{ name: `the ${label}`, open }], acls: acls(resource.id, resource.place), behind: [], wants: NOTHING_WANTED, ...more,
  });
  return [
    ...context.doors.flatMap((door) => ofDoor(context, door, acls)),
    ...context.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer').flatMap((r) => balancer(context, r, plain)),
    ...context.ofType('AWS::AppSync::GraphQLApi').map((r) => plain('graphql', r, `GraphQL API ${labelOf(r.id)}`, unless(context, r, ['Visibility'], 'PRIVATE', ['GLOBAL']), { doors: [r.id], behind: behindOf(context.doors.filter((d) => d.id === r.id)) })),
    ...context.ofType('AWS::AppSync::Api').map((r) => plain('graphql', r, `event API ${labelOf(r.id)}`, when(r.guard), { behind: handlersOf(context, r) })),
    ...context.ofType('AWS::Cognito::UserPool').map((r) => plain('user-pool', r, `user pool ${labelOf(r.id)}`, when(r.guard))),
    ...context.ofType('AWS::AppRunner::Service').map((r) => plain('app-runner', r, `App Runner service ${labelOf(r.id)}`, whenTrue(r.value('NetworkConfiguration', 'IngressConfiguration', 'IsPubliclyAccessible'), r.guard, r.place, true))),
    ...context.ofType('AWS::EC2::VerifiedAccessInstance').map((r) => plain('verified-access', r, `Verified Access instance ${labelOf(r.id)}`, when(r.guard))),
    ...context.ofType('AWS::Amplify::App').map((r) => plain('amplify', r, `Amplify app ${labelOf(r.id)}`, when(r.guard))),
    ...context.ofType('AWS::CloudFront::Distribution').map((r) => distribution(context, r, managed)),
    ...context.ofType('AWS::CloudFront::DistributionTenant').map((r) => tenant(context, r, managed)),
  ];
}

/** Stages of REST APIs; HTTP and WebSocket APIs, and URLs, which take none. */
function ofDoor(context: Context, door: Door, acls: (id: Id, place: Place) => readonly Association[]): Bare[] {
  const { kind } = door;
  if (kind !== 'rest' && kind !== 'http' && kind !== 'websocket' && kind !== 'url') return [];
  const hosts = door.hosts.filter((h) => h.kind !== 'private');
  const behind = [{ id: `api:${door.id}`, holds: when(door.guard) }, ...behindOf([door])];
  const limits = door.policies.filter((p) => p.statements !== undefined || p.unknowns.length > 0);
  const limited = anyOf(limits.map((p) => perhaps(p.guard, { token: `policy of ${door.label}`, template: p.place.template, pointer: p.place.pointer, why: 'whether its resource policy lets a request from anywhere in is not judged here' })));
  const openOf = (own: readonly Host[]): Pick<Bare, 'open' | 'direct' | 'hosts'> => ({
    open: anyOf(own.map((h) => h.open)), hosts: own.map(({ name, open }) => ({ name, open })),
    direct: both(anyOf(own.map((h) => both(h.open, not(h.certificate)))), not(limited)),
  });
  const none = { doors: [door.id], behind, wants: NOTHING_WANTED };
  if (kind !== 'rest') {
    const signed = kind === 'url' ? anyOf(door.routes.flatMap((r) => r.auths).map((a) => (a.kind === 'iam' ? when(a.guard) : a.kind === 'unknown' ? perhaps(a.guard, ...a.unknowns) : NEVER))) : NEVER;
    const wanted = kind === 'url' ? both(signed, onlySigned(context, door)) : signed;
    const label = kind === 'url' ? `function URL ${door.label}` : `${kind === 'http' ? 'HTTP' : 'WebSocket'} API ${door.label}`;
    return [{ ...none, ...openOf(hosts), id: door.id, kind, label, place: door.place, takesFirewall: !NO_FIREWALL_HERE.includes(kind), acls: [], wants: { headers: [], signature: wanted } }];
  }
  // A stage of other templates is theirs.
  return door.stages.filter((s) => !s.id.includes('#')).map((stage): Bare => {
    const mine = hosts.filter((h) => h.stage === undefined || h.stage === stage.id).map((h) => ({ ...h, open: both(h.open, when(stage.guard)) }));
    const name = shownText(stage.name);
    return { ...none, ...openOf(mine), id: stage.id, kind, label: `stage ${name.includes('$') ? labelOf(stage.id) : name} of ${door.label}`, place: stage.place, stage: stage.id, takesFirewall: true, acls: acls(`${door.id} ${stage.name}`, stage.place) };
  });
}

function behindOf(doors: readonly Door[]): Entrance['behind'] {
  const found = new Map<Id, Holds>();
  for (const door of doors) for (const route of door.routes) for (const { target, guard } of route.targets) if (target.kind === 'function') found.set(target.id, anyOf([found.get(target.id) ?? NEVER, both(when(guard), both(when(route.guard), route.reached ?? ALWAYS))]));
  return [...found].map(([id, holds]) => ({ id, holds })).filter((b) => !b.holds.may.isNever());
}

/** Functions that handle events of an AppSync event API: its data sources. */
function handlersOf(context: Context, api: Resource): Entrance['behind'] {
  const sources = context.ofType('AWS::AppSync::DataSource').filter((s) => s.alternatives('ApiId').some(({ value }) => /\u0001res:([^\u0002:]+)/.exec(context.text(value) ?? '')?.[1] === api.id));
  return sources.flatMap((s) => viewOf(s).items('LambdaConfig.LambdaFunctionArn').flatMap(({ guard, value, place }) => {
    const target = context.target(value, place);
    return target.kind === 'function' ? [{ id: target.id, holds: both(when(s.guard), when(guard)) }] : [];
  }));
}

function balancer(context: Context, resource: Resource, plain: (kind: EntranceKind, resource: Resource, label: string, open: Holds, more?: Partial<Bare>) => Bare): Bare[] {
  const types = context.each(resource, 'Type');
  if (types.every(({ value }) => ['network', 'gateway'].includes(context.text(value) ?? ''))) return [];
  const faces = anyOf([unless(context, resource, ['Scheme'], 'internal', ['internet-facing']), passedOn(context, resource)]);
  const open = both(faces, unless(context, resource, ['Type'], 'network', ['application', 'gateway']));
  const listeners = context.ofType('AWS::ElasticLoadBalancingV2::Listener').filter((l) => l.alternatives('LoadBalancerArn').some(({ value }) => context.text(value) === `\u0001res:${resource.id}\u0002`));
  const doors = context.doors.filter((d) => listeners.some((l) => l.id === d.id));
  const isCertified = doors.length > 0 && doors.length === listeners.length;
  const certificate = isCertified ? doors.map((d) => anyOf(d.hosts.map((h) => not(h.certificate)))) : [ALWAYS];
  return [plain('balancer', resource, `balancer ${labelOf(resource.id)}`, open, { doors: listeners.map((l) => l.id), direct: both(open, anyOf(certificate)), behind: behindOf(doors), wants: { headers: headersOf(context, listeners), signature: NEVER } })];
}

/** Headers of which every rule that forwards wants one, of every listener: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html. */
function headersOf(context: Context, listeners: readonly Resource[]): Entrance['wants']['headers'] {
  const rules = context.ofType('AWS::ElasticLoadBalancingV2::ListenerRule').filter((r) => listeners.some((l) => r.alternatives('ListenerArn').some(({ value }) => context.text(value) === `\u0001res:${l.id}\u0002`)));
  const answers = (r: Resource, path: string): boolean => viewOf(r).items(`${path}.*.Type`).every(({ value }) => ['fixed-response', 'redirect'].includes(context.text(value) ?? '')) && viewOf(r).items(`${path}.*.Type`).length > 0;
  if (listeners.length === 0 || !listeners.every((l) => answers(l, 'DefaultActions'))) return [];
  const names = rules.filter((r) => !answers(r, 'Actions')).map((r) => wantedBy(context, r));
  const [first, ...others] = names;
  if (first === undefined) return [];
  const strays = [...straysOf(context, 'Listener', 'LoadBalancerArn', listeners), ...straysOf(context, 'ListenerRule', 'ListenerArn', listeners)];
  return [...first.keys()].filter((n) => others.every((o) => o.has(n))).sort().map((name) => {
    const unknowns = [...names.flatMap((n) => n.get(name) ?? []), ...strays];
    return { name, holds: unknowns.length === 0 ? ALWAYS : perhaps(ALWAYS.may, ...unknowns) };
  });
}

/** Headers of one rule, each with what makes its value no secret. A value of wildcards alone is anybody's. */
function wantedBy(context: Context, rule: Resource): ReadonlyMap<string, readonly Unknown[]> {
  const found = new Map<string, readonly Unknown[]>();
  for (const condition of viewOf(rule).items('Conditions').filter((i) => i.guard.isAlways() || i.guard === rule.guard)) {
    const view = viewInto(condition);
    const [name] = view.items('HttpHeaderConfig.HttpHeaderName').map(({ value }) => (context.text(value) ?? '').toLowerCase());
    const values = view.items('HttpHeaderConfig.Values').map(({ value }) => context.text(value) ?? '*');
    const patterns = view.items('HttpHeaderConfig.RegexValues');
    if (name === undefined || name === '' || isOpaque(name) || values.length + patterns.length === 0 || values.some((v) => /^[*?]*$/.test(v))) continue;
    const isPattern = patterns.length > 0 || values.some((v) => /[*?]/.test(v));
    found.set(name, isPattern ? [{ token: `value of ${name}`, template: condition.place.template, pointer: condition.place.pointer, why: `the header \`${name}\` may have any value of a pattern, and how many that are is not judged` }] : []);
  }
  return found;
}

/** Listeners and rules of other templates that may be of this balancer: what they forward wants nothing. */
function straysOf(context: Context, kind: string, path: string, listeners: readonly Resource[]): readonly Unknown[] {
  const [mine] = listeners;
  return context.ofType(`AWS::ElasticLoadBalancingV2::${kind}`).filter((r) => r.place.template !== mine.place.template).flatMap((r) => context.each(r, path).filter(({ value }) => isOpaque(context.text(value) ?? '')).map(({ value, place }) => context.unknown(value, place, 'which balancer it is of is not known', path)));
}

function distribution(context: Context, resource: Resource, managed: (place: Place) => readonly Association[]): Bare {
  const enabled = whenTrue(resource.value('DistributionConfig', 'Enabled'), resource.guard, resource.place);
  const open = both(enabled, unless(context, resource, ['DistributionConfig', 'ConnectionMode'], 'tenant-only', ['direct']));
  const label = `distribution ${labelOf(resource.id)}`;
  return { id: resource.id, kind: 'distribution', label, place: resource.place, takesFirewall: true, doors: [resource.id], open, direct: open, hosts: [{ name: `the ${label}`, open }], acls: [...named(context, resource, 'DistributionConfig.WebACLId'), ...managed(resource.place)], behind: [], wants: NOTHING_WANTED };
}

/** `Customizations.WebAcl`: another web ACL than the distribution's, or none. */
function tenant(context: Context, resource: Resource, managed: (place: Place) => readonly Association[]): Bare {
  const open = whenTrue(resource.value('Enabled'), resource.guard, resource.place, true);
  const label = `distribution tenant ${labelOf(resource.id)}`;
  const acls = context.each(resource, 'Customizations.WebAcl.Action').flatMap(({ guard, value, place }): readonly Association[] => {
    const action = context.text(value);
    if (action === 'disable') return [];
    if (action === 'override') return named(context, resource, 'Customizations.WebAcl.Arn');
    const of = viewOf(resource).items('DistributionId').flatMap((i) => context.templates.resource(/\u0001res:([^\u0002:]+)/.exec(context.text(i.value) ?? '')?.[1] ?? '') ?? []);
    const inherited = of.flatMap((d) => named(context, d, 'DistributionConfig.WebACLId')).map((a) => ({ ...a, holds: both(a.holds, when(guard)) }));
    const unknown: Unknown = context.unknown(value, place, 'which web ACL the tenant has is not known: its distribution is in none of the given templates', 'WebAcl');
    return value === undefined && of.length > 0 ? inherited : [{ acl: `external:of ${label}`, holds: perhaps(guard, unknown), place }];
  });
  return { id: resource.id, kind: 'distribution', label, place: resource.place, takesFirewall: true, doors: [], open, direct: open, hosts: [{ name: `the ${label}`, open }], acls: [...acls, ...managed(resource.place)], behind: [], wants: NOTHING_WANTED };
}

/** `mayBeEmpty`: a distribution takes an empty text for none, and a token may be one. */
function named(context: Context, resource: Resource, path: string, mayBeEmpty = true): Association[] {
  return viewOf(resource).items(path).flatMap(({ guard, value, place }) => {
    const acl = aclIn(context.text(value) ?? '');
    if (acl === undefined) return [];
    const isHidden = mayBeEmpty && isOpaque(acl);
    return [{ acl, holds: isHidden ? perhaps(guard, context.unknown(value, place, 'which web ACL it is, and whether it is one, is not known', 'WebACLId')) : both(when(guard), context.templates.resource(acl) === undefined ? ALWAYS : when(context.templates.resource(acl)!.guard)), place }];
  });
}

/** When a property has not the value that closes; `known` are the others that it may have, the absent one included. */
function unless(context: Context, resource: Resource, path: readonly string[], closed: string, known: readonly string[]): Holds {
  return anyOf(context.each(resource, path.join('.')).map(({ guard, value, place }) => {
    const text = context.text(value);
    if (text === closed) return NEVER;
    return value === undefined || known.includes(text ?? '') ? when(guard) : perhaps(guard, context.unknown(value, place, `whether it is \`${closed}\` is not known`, path[path.length - 1]));
  }));
}

/** By what is protected: the id of a resource, or `App.Api prod` of a stage. */
function readAssociations(context: Context): (id: Id, place: Place) => readonly Association[] {
  const known = new Map<Id, Association[]>();
  const strays: Association[] = [];
  for (const association of context.ofType('AWS::WAFv2::WebACLAssociation')) {
    const acls = named(context, association, 'WebACLArn', false);
    for (const { guard, value, place } of context.each(association, 'ResourceArn')) {
      if (value === undefined) continue;
      const text = context.text(value) ?? '';
      const [, api, stage] = /:apigateway:.*\/restapis\/\u0001api:([^\u0002]+)\u0002\/stages\/(.+)$/s.exec(text) ?? [];
      const [, resource] = /\u0001res:([^\u0002:]+)(?::[^\u0002]*)?\u0002$/.exec(text) ?? [];
      const id = api === undefined ? resource : `${api} ${stage}`;
      for (const acl of acls) {
        const holds = both(when(guard), acl.holds);
        if (id !== undefined) known.set(id, [...known.get(id) ?? [], { ...acl, holds, place: association.place }]);
        // A literal id is none of the resources that these templates make.
        else if (isOpaque(text) || text === '') strays.push({ ...acl, holds: both(holds, perhaps(guard, context.unknown(value, place, 'before what the web ACL stands is not known', 'ResourceArn'))), place: association.place });
      }
    }
  }
  // What a parameter names is nothing that its own template makes.
  return (id, place) => [...known.get(id) ?? [], ...strays.filter((s) => s.place.template !== place.template)];
}

/** A policy of Firewall Manager may put a web ACL before anything. */
function byFirewallManager(context: Context): (place: Place) => readonly Association[] {
  const policies = context.ofType('AWS::FMS::Policy').flatMap((p) => context.each(p, 'SecurityServicePolicyData.Type').filter(({ value }) => !/^(?!WAF)[A-Z0-9_]+$/.test(context.text(value) ?? '')).map(({ guard, place }) => ({ guard, place, p })));
  return () => policies.map(({ guard, place, p }): Association => ({ acl: `external:web ACL of Firewall Manager (${labelOf(p.id)})`, place, holds: perhaps(guard, { token: `policy ${labelOf(p.id)}`, template: place.template, pointer: place.pointer, why: 'Firewall Manager may put a web ACL before the resource, and which ones it takes is not known' }) }));
}

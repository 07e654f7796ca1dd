/**
 * Doors that are no APIs of API Gateway and no balancers: services of VPC Lattice, GraphQL APIs, functions at the edge.
 *
 * Lattice: a service and its service network each ask for a signature (`AWS_IAM`, then their auth policies decide, and one for `*`
 * takes the unsigned as well) or for nothing. AppSync: the default mode is for every field without a directive, further modes for
 * those that have theirs; an API key is no identity. Edge: a viewer's request runs the function, whoever he is, unless the behaviour
 * wants signed URLs. Not read: GraphQL schemas with directives, private GraphQL APIs (a network location).
 */
import type { Unknown } from '../facts';
import { viewInto, viewOf, type Item } from '../network/read';
import type { Resource } from '../template/model';
import { Sym } from '../template/value';
import { type Context, labelOf } from './context';
import { ALWAYS, anyOf, NEVER, perhaps, when, whenTrue } from './holds';
import { onlyHost } from './hosts';
import type { Auth, Policy, RouteTarget, Stage } from './model';
import { noPolicy, policiesOf } from './policies';

export function readOtherDoors(context: Context): void {
  for (const service of context.ofType('AWS::VpcLattice::Service')) lattice(context, service);
  for (const api of context.ofType('AWS::AppSync::GraphQLApi')) graphql(context, api);
  for (const distribution of context.ofType('AWS::CloudFront::Distribution')) edge(context, distribution);
}

function stageOf({ id, guard, place }: Resource): Stage {
  return { id: `${id}#stage`, name: '', guard, place };
}

function resourceOf(context: Context, value: unknown): Resource | undefined {
  return value instanceof Sym && value.resource !== undefined ? context.templates.resource(value.resource) : undefined;
}

function lattice(context: Context, service: Resource): void {
  const listeners = context.ofType('AWS::VpcLattice::Listener').filter((l) => l.alternatives('ServiceIdentifier').some(({ value }) => resourceOf(context, value) === service));
  const rules = context.ofType('AWS::VpcLattice::Rule').filter((r) => r.alternatives('ListenerIdentifier').some(({ value }) => listeners.includes(resourceOf(context, value)!)));
  const forwards = [...listeners.flatMap((l) => viewOf(l).items('DefaultAction.Forward.TargetGroups.*.TargetGroupIdentifier')), ...rules.flatMap((r) => viewOf(r).items('Action.Forward.TargetGroups.*.TargetGroupIdentifier'))];
  const targets = forwards.flatMap((f): RouteTarget[] => {
    const group = resourceOf(context, f.value);
    if (group === undefined || context.text(group.value('Type')) !== 'LAMBDA') return [];
    return (group.items('Targets') as readonly Item[]).flatMap((t) => viewInto(t).items('Id')).map((id): RouteTarget => ({ guard: f.guard.and(id.guard), target: context.target(id.value, id.place), need: { kind: 'permission', service: 'vpc-lattice.amazonaws.com', sources: [context.text(f.value) ?? ''] }, place: id.place }));
  }).filter((t) => !t.guard.isNever());
  if (targets.length === 0) return;
  const stage = stageOf(service);
  const networks = context.ofType('AWS::VpcLattice::ServiceNetworkServiceAssociation').filter((a) => a.alternatives('ServiceIdentifier').some(({ value }) => resourceOf(context, value) === service)).map((a) => resourceOf(context, a.value('ServiceNetworkIdentifier')));
  const unknown: Unknown = { token: `service networks of ${labelOf(service.id)}`, template: service.place.template, pointer: service.place.pointer, why: 'a service network asks for itself, and which ones hold the service is not known for certain' };
  // A network that asks for nothing, and is known: then the service alone decides.
  const isOpen = networks.some((n) => n !== undefined && (n.value('AuthType') === undefined || context.text(n.value('AuthType')) === 'NONE'));
  const open = isOpen ? when(service.guard) : perhaps(service.guard, unknown);
  const auths = context.each(service, 'AuthType').map(({ guard, value, place }): Auth => {
    const text = context.text(value) ?? 'NONE';
    const kind = text === 'NONE' ? 'none' : text === 'AWS_IAM' ? 'iam' : 'unknown';
    return { guard, kind, scopes: [], unknowns: kind === 'unknown' ? [context.unknown(value, place, 'what the service asks of a request is not known', 'AuthType')] : [], place };
  });
  context.doors.push({
    id: service.id, kind: 'lattice', label: labelOf(service.id), guard: service.guard, place: service.place, hidden: [], stages: [stage],
    hosts: [onlyHost(`the Lattice service ${labelOf(service.id)}`, open, service.place)],
    routes: [{ id: service.id, label: 'ANY /', method: 'ANY', path: '/', guard: service.guard, place: service.place, auths, apiKey: NEVER, targets, served: new Map([[stage.id, ALWAYS]]) }],
    policies: latticePolicies(context, service),
  });
}

function latticePolicies(context: Context, service: Resource): Policy[] {
  const own = context.ofType('AWS::VpcLattice::AuthPolicy').filter((p) => p.alternatives('ResourceIdentifier').some(({ value }) => resourceOf(context, value) === service));
  return own.length === 0 ? noPolicy(service.guard, service.place) : own.flatMap((p) => policiesOf(context, p, 'Policy'));
}

const MODES: Readonly<Record<string, Auth['kind'] | undefined>> = { API_KEY: 'none', AWS_IAM: 'iam', AMAZON_COGNITO_USER_POOLS: 'cognito', OPENID_CONNECT: 'jwt', AWS_LAMBDA: 'lambda' };

function graphql(context: Context, api: Resource): void {
  const sources = context.ofType('AWS::AppSync::DataSource').filter((d) => d.alternatives('ApiId').some(({ value }) => resourceOf(context, value) === api));
  const targets = sources.flatMap((d) => d.alternatives('LambdaConfig', 'LambdaFunctionArn').map(({ guard, value, place }): RouteTarget => ({ guard, target: context.target(value, place), need: { kind: 'role' }, place })));
  if (targets.length === 0) return;
  const stage = stageOf(api);
  const others = api.items('AdditionalAuthenticationProviders') as readonly Item[];
  const modes = others.flatMap((o) => viewInto(o).items('AuthenticationType'));
  const keys = modes.filter(({ value }) => MODES[context.text(value) ?? ''] === 'none' || MODES[context.text(value) ?? ''] === undefined);
  const auths = context.each(api, 'AuthenticationType').map(({ guard, value, place }): Auth => {
    const kind = MODES[context.text(value) ?? ''] ?? 'unknown';
    const hidden = (why: string): Auth => ({ guard, kind: 'unknown', scopes: [], unknowns: [{ token: `authentication of ${labelOf(api.id)}`, template: place.template, pointer: place.pointer, why }], place });
    if (kind === 'unknown') return { ...hidden(''), unknowns: [context.unknown(value, place, 'what the API asks of a request is not known', 'AuthenticationType')] };
    if (kind === 'none' && modes.length > 0) return hidden('the schema says which fields an API key opens');
    if (kind !== 'none' && keys.length > 0) return hidden('one of the further modes is an API key, and the schema says which fields it opens');
    const authorizer = kind === 'none' || kind === 'iam' ? {} : { authorizer: { id: `${api.id}#${kind}`, type: kind, label: `${labelOf(api.id)}'s own`, issuers: [], audiences: [], identitySources: [], place } };
    // A GraphQL API takes the tokens of its pool's clients by its own list, and looks at no scopes.
    return { guard, kind, scopes: kind === 'cognito' ? ['openid'] : [], ...authorizer, unknowns: [], place };
  });
  context.doors.push({
    id: api.id, kind: 'graphql', label: labelOf(api.id), guard: api.guard, place: api.place, hidden: [], stages: [stage],
    hosts: [onlyHost(`the GraphQL endpoint of ${labelOf(api.id)}`, when(api.guard), api.place)],
    routes: [{ id: api.id, label: 'POST /graphql', method: 'POST', path: '/graphql', guard: api.guard, place: api.place, auths, apiKey: anyOf(auths.filter((a) => a.kind === 'none').map((a) => when(a.guard))), targets, served: new Map([[stage.id, ALWAYS]]), reached: resolved(context, api, sources) }],
    policies: noPolicy(api.guard, api.place),
  });
}

/** A data source that no resolver and no function of the API names is never asked. */
function resolved(context: Context, api: Resource, sources: readonly Resource[]): ReturnType<typeof when> {
  const named = ['AWS::AppSync::Resolver', 'AWS::AppSync::FunctionConfiguration'].flatMap((type) => context.ofType(type)).flatMap((r) => r.alternatives('DataSourceName'));
  const isNamed = sources.some((s) => named.some(({ value }) => (value instanceof Sym && value.resource === s.id) || (context.text(value) !== undefined && context.text(value) === context.text(s.value('Name')))));
  return isNamed ? when(api.guard) : perhaps(api.guard, { token: `resolvers of ${labelOf(api.id)}`, template: api.place.template, pointer: api.place.pointer, why: 'no resolver of these templates asks the data source' });
}

const BEHAVIOURS = ['DistributionConfig.DefaultCacheBehavior', 'DistributionConfig.CacheBehaviors.*'];

function edge(context: Context, distribution: Resource): void {
  const stage = stageOf(distribution);
  const open = whenTrue(distribution.value('DistributionConfig', 'Enabled'), distribution.guard, distribution.place);
  const routes = BEHAVIOURS.flatMap((path) => viewOf(distribution).items(path)).flatMap((behaviour, i) => {
    const view = viewInto(behaviour);
    const targets = view.items('LambdaFunctionAssociations.*.LambdaFunctionARN').map(({ guard, value, place }): RouteTarget => ({ guard, target: context.target(value, place), need: { kind: 'role' }, place }));
    if (targets.length === 0) return [];
    const signers = [...view.items('TrustedKeyGroups'), ...view.items('TrustedSigners')];
    const auth: Auth = signers.length === 0
      ? { guard: behaviour.guard, kind: 'none', scopes: [], unknowns: [], place: behaviour.place }
      : { guard: behaviour.guard, kind: 'unknown', scopes: [], unknowns: [{ token: 'signed URLs', template: behaviour.place.template, pointer: behaviour.place.pointer, why: 'whoever holds a signed URL gets in: whom its signer gives one is not known' }], place: behaviour.place };
    return [{ id: `${distribution.id}#${i}`, label: `requests of viewers (${path0(context, view)})`, method: 'ANY', path: '/*', guard: behaviour.guard, place: behaviour.place, auths: [auth], apiKey: NEVER, targets, served: new Map([[stage.id, ALWAYS]]) }];
  });
  if (routes.length === 0) return;
  context.doors.push({
    id: distribution.id, kind: 'distribution', label: labelOf(distribution.id), guard: distribution.guard, place: distribution.place, hidden: [], stages: [stage],
    hosts: [onlyHost(`the distribution ${labelOf(distribution.id)}`, open, distribution.place)], routes, policies: noPolicy(distribution.guard, distribution.place),
  });
}

function path0(context: Context, view: ReturnType<typeof viewInto>): string {
  return context.text(view.items('PathPattern')[0]?.value) ?? '*';
}

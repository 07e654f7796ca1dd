/**
 * Doors that are no APIs of API Gateway and no balancers: services of VPC Lattice, GraphQL APIs, functions at the edge.
 *
 * Lattice: a service and its service network each ask for a signature (`AWS_IAM`, then their auth policies decide, and one for `*`
 * takes the unsigned as well) or for nothing. AppSync: the default mode is for every field without a directive, further modes for
 * those that have theirs; an API key is no identity. Edge: a viewer's request runs the function, whoever he is, unless the behaviour
 * wants signed URLs. Not read: GraphQL schemas with directives, private GraphQL APIs (a network location).
 */
import type { Unknown } from '../facts';
import type { Guard } from '../guard';
import { viewInto, viewOf, type Item } from '../network/read';
import type { Resource } from '../template/model';
import { own } from '../template/read/body';
import { Sym, type Value } from '../template/value';
import { inGroups } from './balancers';
import { type Context, labelOf } from './context';
import { ALWAYS, anyOf, NEVER, perhaps, when, whenTrue } from './holds';
import { onlyHost } from './hosts';
import type { Auth, Policy, RouteTarget, Stage } from './model';
import { noPolicy, policiesOf } from './policies';
import { isOpaque } from './text';

export function readOtherDoors(context: Context): void {
  for (const service of context.ofType('AWS::VpcLattice::Service')) lattice(context, service);
  strayLattice(context);
  strayData(context);
  for (const api of context.ofType('AWS::AppSync::GraphQLApi')) graphql(context, api);
  for (const distribution of context.ofType('AWS::CloudFront::Distribution')) edge(context, distribution);
}

function stageOf({ id, guard, place }: Resource): Stage {
  return { id: `${id}#stage`, name: '', guard, place };
}

function resourceOf(context: Context, value: unknown): Resource | undefined {
  return value instanceof Sym && value.resource !== undefined ? context.templates.resource(value.resource) : undefined;
}

const FORWARDS = [['AWS::VpcLattice::Listener', 'DefaultAction.Forward.TargetGroups.*.TargetGroupIdentifier'], ['AWS::VpcLattice::Rule', 'Action.Forward.TargetGroups.*.TargetGroupIdentifier']] as const;

function latticeTargets(context: Context, resources: readonly Resource[]): RouteTarget[] {
  const groups = new Map(context.ofType('AWS::VpcLattice::TargetGroup').filter((g) => g.alternatives('Type').some(({ value }) => context.text(value as Value) === 'LAMBDA' || isOpaque(context.text(value as Value) ?? '\u0001?'))).map((g) => [g.id, g]));
  return groups.size === 0 ? [] : resources.flatMap((r) => FORWARDS.filter(([type]) => type === r.type).flatMap(([, path]) => viewOf(r).items(path)).flatMap((f) => inGroups(context, f, groups, 'vpc-lattice.amazonaws.com')));
}

/** Listeners and rules of a service elsewhere: what it asks is not known. */
function strayLattice(context: Context): void {
  for (const [type, property, wanted] of [['AWS::VpcLattice::Listener', 'ServiceIdentifier', 'AWS::VpcLattice::Service'], ['AWS::VpcLattice::Rule', 'ListenerIdentifier', 'AWS::VpcLattice::Listener']] as const) {
    for (const resource of context.ofType(type)) {
      const strays = context.each(resource, property).filter(({ value }) => resourceOf(context, value)?.type !== wanted);
      const targets = strays.length === 0 ? [] : latticeTargets(context, [resource]);
      if (targets.length === 0) continue;
      const [{ value, place }] = strays;
      const guard = strays.reduce((sum, s) => sum.or(s.guard), strays[0].guard);
      const stage = stageOf(resource);
      const unknown = context.unknown(value, place, 'the service is not in these templates: what it asks of a request is not known', property);
      context.doors.push({
        id: `${resource.id}#service`, kind: 'lattice', label: 'a service elsewhere', guard, place: resource.place, hidden: [], stages: [stage], policies: noPolicy(guard, resource.place),
        hosts: [onlyHost('a Lattice service elsewhere', perhaps(guard, unknown), resource.place)],
        routes: [{ id: resource.id, label: `ANY / (${labelOf(resource.id)})`, method: 'ANY', path: '/', guard, place: resource.place, auths: [{ guard, kind: 'unknown', scopes: [], unknowns: [unknown], place }], apiKey: NEVER, targets, served: new Map([[stage.id, ALWAYS]]) }],
      });
    }
  }
}

function lattice(context: Context, service: Resource): void {
  const listeners = context.ofType('AWS::VpcLattice::Listener').filter((l) => l.alternatives('ServiceIdentifier').some(({ value }) => resourceOf(context, value) === service));
  const rules = context.ofType('AWS::VpcLattice::Rule').filter((r) => r.alternatives('ListenerIdentifier').some(({ value }) => listeners.includes(resourceOf(context, value)!)));
  const targets = latticeTargets(context, [...listeners, ...rules]);
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
  const policies = context.ofType('AWS::VpcLattice::AuthPolicy');
  const mine = policies.filter((p) => p.alternatives('ResourceIdentifier').some(({ value }) => resourceOf(context, value) === service));
  if (mine.length > 0) return mine.flatMap((p) => policiesOf(context, p, 'Policy'));
  // One for whatever a token names may be this one's.
  const strays = policies.filter((p) => p.place.template !== service.place.template).flatMap((p) => context.each(p, 'ResourceIdentifier')).filter(({ value }) => resourceOf(context, value) === undefined && isOpaque(context.text(value) ?? '\u0001?'));
  return strays.length === 0 ? noPolicy(service.guard, service.place) : [{ guard: service.guard, place: service.place, unknowns: strays.map(({ value, place }) => context.unknown(value, place, 'whose auth policy it is is not known', 'ResourceIdentifier')) }];
}

const MODES: Readonly<Record<string, Auth['kind'] | undefined>> = { API_KEY: 'none', AWS_IAM: 'iam', AMAZON_COGNITO_USER_POOLS: 'cognito', OPENID_CONNECT: 'jwt', AWS_LAMBDA: 'lambda' };

const SOURCE = 'AWS::AppSync::DataSource';

/** Data sources of APIs that are not read: Events APIs, and those of other templates. Nothing but a role is needed. */
function strayData(context: Context): void {
  for (const source of context.ofType(SOURCE)) {
    for (const { guard, value, place } of context.each(source, 'ApiId')) {
      const api = resourceOf(context, value);
      if (api?.type === GRAPHQL) continue;
      const why = api === undefined ? 'the API is not in these templates: what it asks of a request is not known' : `what an API of type ${api.type} asks of a request is not read`;
      for (const called of source.alternatives('LambdaConfig', 'LambdaFunctionArn')) unread(context, source, called, guard.and(called.guard), api === undefined ? context.unknown(value, place, why, 'ApiId') : { token: `type ${api.type}`, template: place.template, pointer: place.pointer, why });
    }
  }
  for (const { merged, association, sources } of mergers(context)) {
    if (merged?.type === GRAPHQL) continue;
    for (const source of sources) for (const called of source.alternatives('LambdaConfig', 'LambdaFunctionArn')) unread(context, association, called, association.guard.and(called.guard), { token: 'MergedApiIdentifier', template: association.place.template, pointer: association.place.pointer, why: 'the merged API is not in these templates: what it asks of a request is not known' });
  }
}

function unread(context: Context, { id, type, place }: Resource, called: ReturnType<Resource['alternatives']>[number], guard: Guard, unknown: Unknown): void {
  if (!guard.isNever()) context.triggers.push({ id, type, label: labelOf(id), guard, place, target: context.target(called.value as Value, called.place), kind: 'unmodelled', text: 'an API that is not read may call it', unknown });
}

const GRAPHQL = 'AWS::AppSync::GraphQLApi';

interface Merger {
  readonly merged: Resource | undefined;
  readonly association: Resource;
  readonly sources: readonly Resource[];
  /** The source API is named by what may be another's. */
  readonly unknown?: Unknown;
}

/** What answers a merged API's fields: the data sources of the APIs that are merged into it. */
function mergers(context: Context): Merger[] {
  const all = context.ofType(SOURCE);
  return context.ofType('AWS::AppSync::SourceApiAssociation').flatMap((association) => context.each(association, 'MergedApiIdentifier').flatMap(({ value: into }) => context.each(association, 'SourceApiIdentifier').map(({ value, place }): Merger => {
    const [merged, source] = [resourceOf(context, into), resourceOf(context, value)];
    const text = context.text(value) ?? '';
    const isOf = (d: Resource): boolean => d.alternatives('ApiId').some((a) => {
      const api = resourceOf(context, a.value);
      return source !== undefined ? api === source : api !== undefined && (api.place.template !== place.template || text.includes(`<${api.id}:`));
    });
    return { merged, association, sources: all.filter(isOf), ...source !== undefined ? {} : { unknown: context.unknown(value, place, 'which API is merged is not known', 'SourceApiIdentifier') } };
  })));
}

function lambdasOf(context: Context, source: Resource): RouteTarget[] {
  return source.alternatives('LambdaConfig', 'LambdaFunctionArn').map(({ guard, value, place }): RouteTarget => ({ guard, target: context.target(value, place), need: { kind: 'role' }, place }));
}

/** Those that are merged into an API: for certain where AppSync does it by itself. */
function mergedTargets(context: Context, api: Resource): RouteTarget[] {
  return mergers(context).filter((m) => m.merged === api).flatMap(({ association, sources, unknown }) => sources.flatMap((s) => lambdasOf(context, s)).map((t): RouteTarget => {
    const guard = t.guard.and(association.guard);
    const isSure = unknown === undefined && association.value('SourceApiAssociationConfig', 'MergeType') === 'AUTO_MERGE';
    if (isSure || t.target.kind !== 'function') return { ...t, guard };
    const why = unknown ?? { token: `merge of ${labelOf(association.id)}`, template: association.place.template, pointer: association.place.pointer, why: 'whether the API was merged is not known' };
    return { ...t, guard, target: { kind: 'unknown', id: `external:${association.id}`, label: labelOf(association.id), unknown: why, mayBe: [{ id: t.target.id, guard, unknown: why }, ...t.target.mayBe ?? []] } };
  })).filter((t) => !t.guard.isNever());
}

function graphql(context: Context, api: Resource): void {
  const mine = context.ofType(SOURCE).filter((d) => d.alternatives('ApiId').some(({ value }) => resourceOf(context, value) === api));
  const sources = [...mine, ...mergers(context).filter((m) => m.merged === api).flatMap((m) => m.sources)];
  const targets = [...mine.flatMap((d) => lambdasOf(context, d)), ...mergedTargets(context, api)];
  if (targets.length === 0) return;
  const stage = stageOf(api);
  const others = api.items('AdditionalAuthenticationProviders') as readonly Item[];
  const modes = others.flatMap((o) => viewInto(o).items('AuthenticationType'));
  const keys = modes.filter(({ value }) => own(MODES, context.text(value) ?? '') === 'none' || own(MODES, context.text(value) ?? '') === undefined);
  const auths = context.each(api, 'AuthenticationType').map(({ guard, value, place }): Auth => {
    const kind = own(MODES, context.text(value) ?? '') ?? 'unknown';
    const hidden = (why: string): Auth => ({ guard, kind: 'unknown', scopes: [], unknowns: [{ token: `authentication of ${labelOf(api.id)}`, template: place.template, pointer: place.pointer, why }], place });
    if (kind === 'unknown') return { ...hidden(''), unknowns: [context.unknown(value, place, 'what the API asks of a request is not known', 'AuthenticationType')] };
    if (kind === 'none' && modes.length > 0) return hidden('the schema says which fields an API key opens');
    if (kind !== 'none' && keys.length > 0) return hidden('one of the further modes is an API key, and the schema says which fields it opens');
    const further = others.flatMap((o) => { const name = context.text(viewInto(o).items('AuthenticationType')[0]?.value) ?? ''; return own(MODES, name) === undefined ? [] : [`${name} ${givenBy(context, viewInto(o)).issuers.join(' ')}`.trim()]; });
    const by = givenBy(context, viewOf(api));
    const authorizer = kind === 'none' || (kind === 'iam' && further.length === 0) ? {} : { authorizer: { id: `${api.id}#${kind}`, type: kind === 'iam' ? 'jwt' as const : kind, label: `${labelOf(api.id)}'s own`, issuers: [...kind === 'iam' ? [] : by.issuers, ...further], audiences: kind === 'iam' ? [] : by.audiences, identitySources: [], place } };
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

/** Whose tokens a mode takes, and for which clients; of a Lambda authorizer its function. */
function givenBy(context: Context, view: ReturnType<typeof viewInto>): { readonly issuers: readonly string[]; readonly audiences: readonly string[] } {
  const texts = (...paths: readonly string[]): string[] => paths.flatMap((path) => view.items(path)).flatMap(({ value }) => context.text(value) ?? []);
  return { issuers: texts('UserPoolConfig.UserPoolId', 'OpenIDConnectConfig.Issuer', 'LambdaAuthorizerConfig.AuthorizerUri'), audiences: texts('UserPoolConfig.AppIdClientRegex', 'OpenIDConnectConfig.ClientId') };
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

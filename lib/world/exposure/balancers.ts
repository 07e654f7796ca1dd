/**
 * Application Load Balancers that call functions, as doors: each rule and default action that forwards to a `lambda` target group.
 *
 * Before it forwards, an action may authenticate: `authenticate-cognito`, `authenticate-oidc` (unless `OnUnauthenticatedRequest` is
 * `allow`), `jwt-validation`; a listener may verify client certificates (`MutualAuthentication.Mode: verify`). Rules are asked in the
 * order of their priorities: one that stands before a rule may answer in its place, so a rule is reached for certain only where those
 * before it ask for another path, host or method. Groups and `Scheme` are network locations, and identify nobody.
 */
import type { Place, Unknown } from '../facts';
import type { Guard } from '../guard';
import { asNumber, viewInto, type Item } from '../network/read';
import type { Resource } from '../template/model';
import { Sym } from '../template/value';
import { asText } from '../template/walk';
import { type Context, labelOf } from './context';
import { ALWAYS, anyOf, both, NEVER, perhaps, when } from './holds';
import { onlyHost } from './hosts';
import type { Auth, Holds, Route, RouteTarget, Stage } from './model';
import { noPolicy } from './policies';
import { mark, shownText } from './text';

const ELB = 'AWS::ElasticLoadBalancingV2::';

interface Rule {
  readonly id: string;
  readonly label: string;
  readonly guard: Guard;
  readonly place: Place;
  /** Infinite for the default. */
  readonly priority: number | undefined;
  readonly conditions: ReadonlyMap<string, readonly string[]> | undefined;
  readonly actions: readonly Item[];
}

export function readBalancers(context: Context): void {
  const groups = new Map(context.ofType(`${ELB}TargetGroup`).filter((g) => g.alternatives('TargetType').some(({ value }) => asText(value) === 'lambda' || asText(value) === undefined)).map((g) => [g.id, g]));
  if (groups.size === 0) return;
  for (const listener of context.ofType(`${ELB}Listener`)) readListener(context, listener, groups);
  for (const rule of context.ofType(`${ELB}ListenerRule`)) strayRule(context, rule, groups);
}

/** A rule of a listener elsewhere is a door of its own: it asks what it says, and where it answers nobody here knows. */
function strayRule(context: Context, resource: Resource, groups: ReadonlyMap<string, Resource>): void {
  for (const { guard, value, place } of context.each(resource, 'ListenerArn')) {
    const listener = value instanceof Sym && value.resource !== undefined ? context.templates.resource(value.resource) : undefined;
    if (listener?.type === `${ELB}Listener`) continue;
    const rule: Rule = { id: resource.id, label: labelOf(resource.id), guard, place: resource.place, priority: undefined, conditions: conditionsOf(context, resource), actions: resource.items('Actions') as readonly Item[] };
    const targets = rule.actions.flatMap((a) => forwards(context, a, groups)).map((t) => ({ ...t, guard: t.guard.and(guard) })).filter((t) => !t.guard.isNever());
    if (targets.length === 0) continue;
    const id = `${resource.id}#listener`;
    const stage: Stage = { id: `${id}#stage`, name: '', guard, place: resource.place };
    const open = perhaps(guard, context.unknown(value, place, 'the listener is not in these templates: who gets to it is not known', 'ListenerArn'));
    context.doors.push({
      id, kind: 'balancer', label: 'a listener elsewhere', guard, place: resource.place, hidden: [], stages: [stage], policies: noPolicy(guard, resource.place),
      hosts: [onlyHost('a balancer elsewhere', open, resource.place)],
      routes: [{ id: rule.id, label: rule.label, method: rule.conditions?.get('http-request-method')?.[0] ?? 'ANY', path: rule.conditions?.get('path-pattern')?.[0] ?? '/*', guard, place: resource.place, auths: authsOf(context, rule), apiKey: NEVER, targets, served: new Map([[stage.id, ALWAYS]]) }],
    });
  }
}

function readListener(context: Context, listener: Resource, groups: ReadonlyMap<string, Resource>): void {
  const rules = rulesOf(context, listener);
  const stage: Stage = { id: `${listener.id}#stage`, name: '', guard: listener.guard, place: listener.place };
  const routes = rules.flatMap((rule): Route[] => {
    const targets = rule.actions.flatMap((a) => forwards(context, a, groups));
    if (targets.length === 0) return [];
    return [{ id: rule.id, label: rule.label, method: rule.conditions?.get('http-request-method')?.[0] ?? 'ANY', path: rule.conditions?.get('path-pattern')?.[0] ?? '/*', guard: rule.guard, place: rule.place, auths: authsOf(context, rule), apiKey: NEVER, targets, served: new Map([[stage.id, ALWAYS]]), reached: reachedOf(rule, rules) }];
  });
  if (routes.length === 0) return;
  const balancer = listener.value('LoadBalancerArn');
  const label = balancer instanceof Sym && balancer.resource !== undefined ? labelOf(balancer.resource) : labelOf(listener.id);
  const modes = listener.alternatives('MutualAuthentication', 'Mode').map(({ guard, value, place }) => (context.text(value) === 'verify' ? when(guard) : ['off', 'passthrough'].includes(context.text(value) ?? '') ? NEVER : perhaps(guard, context.unknown(value, place, 'whether client certificates are verified is not known', 'MutualAuthentication'))));
  context.doors.push({
    id: listener.id, kind: 'balancer', label, guard: listener.guard, place: listener.place, hidden: [], stages: [stage], routes,
    hosts: [onlyHost(`the balancer ${label}`, when(listener.guard), listener.place, anyOf(modes))], policies: noPolicy(listener.guard, listener.place),
  });
}

function rulesOf(context: Context, listener: Resource): Rule[] {
  const own = context.ofType(`${ELB}ListenerRule`).flatMap((rule) => context.each(rule, 'ListenerArn').filter(({ value }) => value instanceof Sym && value.resource === listener.id).map(({ guard }): Rule => {
    const conditions = conditionsOf(context, rule);
    return { id: rule.id, label: `${labelOf(rule.id)} of ${labelOf(listener.id)}`, guard, place: rule.place, priority: asNumber(context.each(rule, 'Priority')[0]?.value), conditions, actions: rule.items('Actions') as readonly Item[] };
  }));
  return [...own, { id: `${listener.id}#default`, label: `default action of ${labelOf(listener.id)}`, guard: listener.guard, place: listener.place, priority: Infinity, conditions: new Map(), actions: listener.items('DefaultActions') as readonly Item[] }];
}

/** Undefined where one cannot be read. */
function conditionsOf(context: Context, rule: Resource): ReadonlyMap<string, readonly string[]> | undefined {
  const found = new Map<string, string[]>();
  for (const item of rule.items('Conditions') as readonly Item[]) {
    const view = viewInto(item);
    const field = context.text(view.items('Field')[0]?.value);
    const texts = [...view.items('Values'), ...CONFIGS.flatMap((c) => view.items(`${c}.Values`)), ...view.items('SourceIpConfig.Values')].map((v) => context.text(v.value));
    if (field === undefined || texts.length === 0 || texts.includes(undefined) || texts.some((t) => t!.includes('\u0001'))) return undefined;
    found.set(field, [...found.get(field) ?? [], ...texts as string[]]);
  }
  return found;
}

const CONFIGS = ['PathPatternConfig', 'HostHeaderConfig', 'HttpRequestMethodConfig', 'HttpHeaderConfig'];
/** Fields of which a request has one value, and whose plain values tell rules apart. */
const SINGLE = ['path-pattern', 'host-header', 'http-request-method'];

/** When some request gets past the rules before it: for certain only where each of them asks for something that this one excludes. */
function reachedOf(rule: Rule, rules: readonly Rule[]): Holds {
  const others = rules.filter((r) => r !== rule && r.priority !== Infinity);
  const unknown: Unknown = { token: `rules of ${rule.label}`, template: rule.place.template, pointer: rule.place.pointer, why: 'a rule that comes before may answer instead' };
  let sum: Holds = when(rule.guard);
  for (const other of others) {
    if (rule.priority !== undefined && other.priority !== undefined && other.priority > rule.priority) continue;
    if (other.guard.and(rule.guard).isNever() || leavesRoom(other, rule)) continue;
    sum = both(sum, perhaps(rule.guard, unknown));
  }
  return sum;
}

/** Some request takes this rule and not the other. */
function leavesRoom(other: Rule, rule: Rule): boolean {
  if (other.conditions === undefined || rule.conditions === undefined) return false;
  for (const [field, values] of other.conditions) {
    if (values.some((v) => v === '*' || v === '/*')) continue;
    const mine = rule.conditions.get(field);
    // Anything else than the other's values: this one does not ask.
    if (mine === undefined) return true;
    if (SINGLE.includes(field) && mine.every((m) => !/[*?]/.test(m)) && values.every((v) => !/[*?]/.test(v)) && mine.some((m) => !values.includes(m))) return true;
  }
  return false;
}

function authsOf(context: Context, { actions, guard, place, label }: Rule): Auth[] {
  let found: Auth[] = [];
  for (const action of actions) {
    const view = viewInto(action);
    const type = context.text(view.items('Type')[0]?.value);
    if (type === 'authenticate-cognito' || type === 'authenticate-oidc') {
      const config = type === 'authenticate-cognito' ? 'AuthenticateCognitoConfig' : 'AuthenticateOidcConfig';
      const lets = view.items(`${config}.OnUnauthenticatedRequest`);
      const others = lets.filter(({ value }) => context.text(value) !== 'authenticate' && context.text(value) !== 'deny');
      const issuers = view.items(`${config}.${type === 'authenticate-cognito' ? 'UserPoolArn' : 'Issuer'}`).map(({ value }) => context.text(value) ?? '');
      const open = others.filter(({ value }) => context.text(value) === 'allow').reduce((sum, o) => sum.or(o.guard), action.guard.and(action.guard.not()));
      const strange = others.filter(({ value }) => context.text(value) !== 'allow');
      if (strange.length > 0) found.push({ guard: action.guard, kind: 'unknown', scopes: [], unknowns: strange.map((s) => context.unknown(s.value, s.place, 'what becomes of requests without a session is not known', 'OnUnauthenticatedRequest')), place: action.place });
      else found.push({ guard: action.guard.and(open.not()), kind: type === 'authenticate-cognito' ? 'cognito' : 'jwt', scopes: ['openid'], authorizer: { id: `${place.resource}#login`, type: type === 'authenticate-cognito' ? 'cognito' : 'jwt', label: `login of ${label}`, issuers, audiences: view.items(`${config}.${type === 'authenticate-cognito' ? 'UserPoolClientId' : 'ClientId'}`).map(({ value }) => context.text(value) ?? ''), identitySources: [], place: action.place }, unknowns: [], place: action.place });
    }
    if (type === 'jwt-validation') {
      const issuers = view.items('JwtValidationConfig.Issuer').map(({ value }) => context.text(value) ?? '');
      found.push({ guard: action.guard, kind: 'jwt', scopes: [], authorizer: { id: `${place.resource}#jwt`, type: 'jwt', label: `tokens of ${label}`, issuers, audiences: view.items('JwtValidationConfig.AdditionalClaims.*').map((claim) => ['Format', 'Name', 'Values.*'].flatMap((path) => viewInto(claim).items(path)).map(({ value }) => context.text(value) ?? '').join(' ')), identitySources: [], place: action.place }, unknowns: [], place: action.place });
    }
  }
  found = found.filter((a) => !a.guard.isNever());
  const rest = found.reduce((left, a) => left.and(a.guard.not()), guard);
  return rest.isNever() ? found : [...found, { guard: rest, kind: 'none', scopes: [], unknowns: [], place }];
}

function forwards(context: Context, action: Item, groups: ReadonlyMap<string, Resource>): RouteTarget[] {
  const view = viewInto(action);
  return [...view.items('TargetGroupArn'), ...view.items('ForwardConfig.TargetGroups.*.TargetGroupArn')].flatMap((ref) => inGroups(context, ref, groups, 'elasticloadbalancing.amazonaws.com'));
}

/** The functions of the group that is meant; of a token those of every group that it may be: one elsewhere, or one that it is a part of. */
export function inGroups(context: Context, ref: Item, groups: ReadonlyMap<string, Resource>, service: string): RouteTarget[] {
  const source = context.text(ref.value) ?? '';
  const named = ref.value instanceof Sym && ref.value.resource !== undefined ? context.templates.resource(ref.value.resource) : undefined;
  const ofGroup = (group: Resource): readonly Item[] => (group.items('Targets') as readonly Item[]).flatMap((t) => viewInto(t).items('Id'));
  const group = named === undefined ? undefined : groups.get(named.id);
  if (group !== undefined) {
    return ofGroup(group).map((id): RouteTarget => ({
      guard: ref.guard.and(group.guard).and(id.guard), target: context.target(id.value, id.place), place: id.place, need: { kind: 'permission', service, sources: [source] },
    })).filter((t) => !t.guard.isNever());
  }
  if (named?.type.endsWith('::TargetGroup') === true || !source.includes('\u0001')) return [];
  const unknown = context.unknown(ref.value, ref.place, 'which target group is meant is not known', 'TargetGroupArn');
  return [...groups.values()].filter((g) => g.place.template !== ref.place.template || source.includes(`<${g.id}:`)).flatMap((g) => ofGroup(g).map((id): RouteTarget => {
    const target = context.target(id.value, id.place);
    const mayBe = [...target.kind === 'function' ? [{ id: target.id, guard: id.guard, unknown }] : [], ...target.mayBe ?? []];
    return { guard: ref.guard, target: { kind: 'unknown', id: `external:${source}`, label: shownText(source), unknown, mayBe }, place: ref.place, need: { kind: 'permission', service, sources: [mark('res', g.id)] } };
  }));
}

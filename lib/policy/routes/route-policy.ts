/**
 * A route as a policy that people read: ``cedarOfRoute({ door: 'Documents', id: 'GET /documents/{id}', config })``.
 *
 *   @id("route.Documents.GET /documents/{id}")
 *   permit (
 *     principal in Persona::"employee",
 *     action == Action::"GET /documents/{id}",
 *     resource in Door::"Documents"
 *   )
 *   when { context.token.scopes.contains("documents/read") }
 *   when { context.trust.tier >= 2 } // MANAGED
 *   when { context.token has authAgeSeconds && context.token.authAgeSeconds <= 900 };
 *
 * One permit, one `when` for each rule, all of which have to hold. A fact that is missing makes a rule that asks for it not hold. Of a route that is public, or
 * that names neither scopes nor personas, nothing is written but a comment: nobody is permitted by us.
 * What is looked at before any policy (the certificate, facts that have to be there, floors) stands in a comment.
 */
import type { RouteConfig } from '../../contract/access/bundle';
import { TIERS } from '../../contract/access/facts';
import { entity, field, long, quote, set } from './quote';

export interface PolicyRoute {
  /** Id of the door. */
  readonly door: string;
  /** `GET /documents/{id}`. */
  readonly id: string;
  readonly config: RouteConfig;
  readonly because?: string;
}

export type RuleName = 'personas' | 'scopes' | 'minimumTier' | 'objectRule' | 'stepUp' | 'acrValues' | 'hours' | 'purpose';

export interface RouteRule {
  readonly name: RuleName;
  /** What stands in its `when`. */
  readonly cedar: string;
  /** Fixed words, for people. */
  readonly note?: string;
}

/** Of its policy, where it has one. */
export function routePolicyId(door: string, id: string): string {
  return `route.${door}.${id}`;
}

/** Whether a policy is written for it. */
export function namesSomebody({ access, scopes, personas }: RouteConfig): boolean {
  return access === 'scopes' && (scopes.length > 0 || personas.length > 0);
}

export function cedarOfRoute(route: PolicyRoute): string {
  const { door, id, config, because } = route;
  if (config.access === 'public') return `// ${quote(id)} is public: nobody is asked.\n`;
  if (!namesSomebody(config)) return `// ${quote(id)} names neither scopes nor personas: policies of your own permit it, or nobody does.\n`;
  const [persona] = config.personas;
  const rules = rulesOf(config);
  return [
    ...before(config).map((line) => `// ${line}`),
    `@id(${quote(routePolicyId(door, id))})`,
    ...(because === undefined ? [] : [`@because(${quote(because)})`]),
    'permit (',
    `  principal${config.personas.length === 1 ? ` in ${entity('Persona', persona)}` : ''},`,
    `  action == ${entity('Action', id)},`,
    `  resource in ${entity('Door', door)}`,
    `)${rules.length === 0 ? ';' : ''}`,
    ...rules.map(({ cedar, note }, i) => `when { ${cedar} }${i === rules.length - 1 ? ';' : ''}${note === undefined ? '' : ` // ${note}`}`),
    '',
  ].join('\n');
}

/** In the order in which they stand in the policy. A single persona stands in its head. */
export function rulesOf({ scopes, personas, minimumTier, objectRule, stepUp, hours, purpose }: RouteConfig): readonly RouteRule[] {
  const rank = TIERS.indexOf(minimumTier);
  const { maxAge, acrValues = [] } = stepUp ?? {};
  return [
    ...(personas.length > 1 ? [{ name: 'personas' as const, cedar: `principal in ${set(personas.map((p) => entity('Persona', p)))}` }] : []),
    ...(scopes.length > 0 ? [{ name: 'scopes' as const, cedar: oneOf('context.token.scopes', scopes) }] : []),
    // An unknown tier is above all there are.
    ...(rank === 0 ? [] : [{ name: 'minimumTier' as const, cedar: `context.trust.tier >= ${long(rank < 0 ? TIERS.length : rank)}`, ...(rank < 0 ? {} : { note: TIERS[rank] }) }]),
    ...(objectRule?.by === 'path' ? [{ name: 'objectRule' as const, cedar: `${field('context.path', objectRule.parameter)} == principal.sub` }] : []),
    ...(maxAge === undefined ? [] : [{ name: 'stepUp' as const, cedar: `context.token has authAgeSeconds && context.token.authAgeSeconds <= ${long(maxAge)}` }]),
    ...(acrValues.length === 0 ? [] : [{ name: 'acrValues' as const, cedar: `context.token has acr && ${set(acrValues.map(quote))}.contains(context.token.acr)` }]),
    ...(hours.length === 0 ? [] : [{ name: 'hours' as const, cedar: oneOf('context.time.windows', hours) }]),
    ...(purpose === undefined ? [] : [{ name: 'purpose' as const, cedar: `context has purpose && context.purpose == ${quote(purpose)}` }]),
  ];
}

function oneOf(of: string, names: readonly string[]): string {
  return names.length === 1 ? `${of}.contains(${quote(names[0])})` : `${of}.containsAny(${set(names.map(quote))})`;
}

/** Fixed words and numbers only: a comment ends where a line does. */
function before({ certificate, required, objectRule, observeUntil }: RouteConfig): string[] {
  return [
    ...(certificate ? ['Before any policy: a client certificate.'] : []),
    ...(required.length > 0 ? [`Before any policy: facts of ${(['device', 'session', 'subject'] as const).filter((fact) => required.includes(fact)).join(', ')}.`] : []),
    ...(objectRule?.by === 'guard' ? [`Behind the door: the guard lets in to ${objectRule.kind === 'own' ? 'own objects' : 'own and shared objects'} only.`] : []),
    ...(observeUntil === undefined ? [] : [`Only observed until ${instant(observeUntil)}.`]),
  ];
}

function instant(seconds: number): string {
  const date = new Date(Number(seconds) * 1_000);
  return Number.isNaN(date.getTime()) ? 'a time that is none' : date.toISOString();
}

/**
 * What the authorizer knows of a route, from the intent's route and what only the policy engine can ask for:
 *
 *   routeConfig(route, { hours: ['office'], objectParameter: 'sub', certificate: true })
 *
 * Undefined for routes that no token opens: what is signed with SigV4 never comes to the authorizer.
 */
import type { RouteConfig } from '../../contract/access/bundle';
import type { Tier } from '../../contract/access/facts';
import type { RouteData } from '../../intent/model-front-door';

export interface RouteDemands {
  /** Names of windows. */
  readonly hours?: readonly string[];
  /** The path parameter that is the subject's own `sub`. Without one the guard decides whose an object is. */
  readonly objectParameter?: string;
  /** Ways of authentication of which the sign-in has to be one, best first. */
  readonly acrValues?: readonly string[];
  readonly certificate?: boolean;
  readonly required?: readonly ('device' | 'subject' | 'session')[];
  /** Seconds since 1970. */
  readonly observeUntil?: number;
}

export function routeConfig(route: RouteData, { hours = [], objectParameter, acrValues, certificate = false, required = [], observeUntil }: RouteDemands = {}): RouteConfig | undefined {
  if (route.access === 'iam') return undefined;
  const { objectRule: kind, stepUpSeconds, purpose } = route;
  // Part of a second is no age that a token could say: the stricter of the two.
  const maxAge = stepUpSeconds === undefined ? undefined : Math.floor(stepUpSeconds);
  return {
    access: route.access,
    scopes: [...new Set(route.scopes)].sort(),
    personas: [...new Set(route.personas)].sort(),
    // A tier that is none is told by makeBundle.
    minimumTier: (route.minimumTier ?? 'BASIC') as Tier,
    ...(purpose === undefined ? {} : { purpose }),
    ...(kind === undefined ? {} : { objectRule: objectParameter === undefined ? { kind, by: 'guard' as const } : { kind, by: 'path' as const, parameter: objectParameter } }),
    ...(maxAge === undefined && acrValues === undefined ? {} : { stepUp: { ...(maxAge === undefined ? {} : { maxAge }), ...(acrValues === undefined ? {} : { acrValues }) } }),
    certificate,
    hours: [...new Set(hours)].sort(),
    required: [...new Set(required)].sort(),
    ...(observeUntil === undefined ? {} : { observeUntil }),
  };
}

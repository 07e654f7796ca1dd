/**
 * Why policies did not let a request in, in stable words: ``whyNot(answer, cedar, config, strict)`` -> `['scope-missing']`.
 *
 * The policies decide; this only explains what the route asks for and the request has not, for the audit log and the alarms that count reasons. Where a policy of somebody's
 * own decided, or nothing of the route explains it, the general words stand.
 */
import type { RouteConfig } from '../../../contract/access/bundle';
import { TIERS } from '../../../contract/access/facts';
import type { CedarAnswer, CedarRequest } from '../../../contract/access/policy-table';
import type { Reason } from '../../../contract/access/reasons';
import type { AccessContext } from '../../../policy/request';

export function whyNot({ determining, errors }: CedarAnswer, { principal, context, entities }: CedarRequest, config: RouteConfig, strict: boolean): readonly Reason[] {
  if (determining.length > 0) return ['policy-forbids'];
  if (strict && errors.some(({ effect }) => effect === 'forbid')) return ['policy-error'];
  const { token, trust, time, path } = context as unknown as AccessContext;
  const personas = entities[0].parents.filter(({ type }) => type === 'Persona').map(({ id }) => id);
  const lacks = (wanted: readonly string[], given: readonly string[]): boolean => wanted.length > 0 && !wanted.some((one) => given.includes(one));
  const { objectRule, stepUp } = config;
  const reasons: Reason[] = [
    ...(lacks(config.scopes, token.scopes) ? ['scope-missing' as const] : []),
    ...(lacks(config.personas, personas) ? ['persona-missing' as const] : []),
    ...(trust.tier < TIERS.indexOf(config.minimumTier) ? ['tier-too-low' as const] : []),
    ...(objectRule?.by === 'path' && !(Object.hasOwn(path, objectRule.parameter) && path[objectRule.parameter] === principal.id) ? ['object-of-another' as const] : []),
    ...(lacks(config.hours, time.windows) ? ['outside-hours' as const] : []),
    ...(stepUp !== undefined && isOld(stepUp, token) ? ['step-up-needed' as const] : []),
  ];
  return reasons.length > 0 ? reasons : ['no-policy'];
}

function isOld({ maxAge, acrValues = [] }: NonNullable<RouteConfig['stepUp']>, { authAgeSeconds, acr }: AccessContext['token']): boolean {
  return (maxAge !== undefined && !(authAgeSeconds !== undefined && authAgeSeconds <= maxAge)) || (acrValues.length > 0 && !(acr !== undefined && acrValues.includes(acr)));
}

/**
 * What no route may ask for, because nothing could ever meet it: a tier of devices that nobody reports, a fresh sign-in of tokens that never say when, a window or a
 * persona that there is not. Every one would be a door that is closed for good, found out after the deployment.
 */
import type { IssuerConfig } from '../../contract/access/bundle';
import { at } from '../../contract/access/shape';
import { didYouMean, type Findings } from '../../intent';
import { namesSomebody, pathParameters, rulesOf } from '../routes';
import type { BundleFacts, BundleRoute } from './facts';

export function checkRoutes(facts: BundleFacts, findings: Findings): void {
  const byId = new Map<string, number>();
  facts.routes.forEach((route) => byId.set(route.id, (byId.get(route.id) ?? 0) + 1));
  for (const [id, times] of byId) if (times > 1) findings.error('DuplicateRoute', at('/routes', id), `route \`${id}\` is there ${times} times; expected each once`);
  for (const route of facts.routes) checkRoute(route, facts, findings);
}

function checkRoute({ id, config, observe = false }: BundleRoute, facts: BundleFacts, findings: Findings): void {
  const pointer = at('/routes', id);
  const { personas, hours, objectRule, observeUntil, access } = config;
  for (const persona of personas) {
    if (!facts.personas.includes(persona)) findings.error('UnknownPersona', `${pointer}/personas`, `route \`${id}\` is for the unknown persona \`${persona}\`${didYouMean(persona, facts.personas, 'personas')}`);
  }
  for (const name of hours) {
    if (!Object.hasOwn(facts.trust.windows, name)) findings.error('WindowUnknown', `${pointer}/hours`, `route \`${id}\` is open in the unknown window \`${name}\`${didYouMean(name, Object.keys(facts.trust.windows), 'windows')}`);
  }
  if (objectRule?.by === 'path' && !pathParameters(id).includes(objectRule.parameter)) {
    findings.error('RouteParameterUnknown', `${pointer}/objectRule/parameter`, `route \`${id}\` compares its path parameter \`${objectRule.parameter}\` with the subject and has none of that name${didYouMean(objectRule.parameter, pathParameters(id), 'parameters')}`);
  }
  if (observe && observeUntil === undefined) findings.error('ObserveWithoutEnd', `${pointer}/observeUntil`, `route \`${id}\` only observes, without an end: it would let everything pass for good; expected the instant from which on it is enforced`);
  if (access === 'scopes') {
    checkSources({ id, config }, facts, pointer, findings);
    checkSignIn({ id, config }, facts, pointer, findings);
    if (!namesSomebody(config) && rulesOf(config).length > 0) findings.error('RouteWithoutPolicy', pointer, `route \`${id}\` names neither scopes nor personas, so no policy is written for it and its rules (${rulesOf(config).map((rule) => `\`${rule.name}\``).join(', ')}) would hold for nobody; expected scopes or personas, or these rules in a policy of your own`);
  }
}

function checkSources({ id, config }: BundleRoute, { sources }: BundleFacts, pointer: string, findings: Findings): void {
  const { minimumTier: tier, required } = config;
  const known = sources.devices || (tier === 'KNOWN' && sources.subjects);
  if (tier !== 'BASIC' && !known) findings.error('TierWithoutDeviceSource', `${pointer}/minimumTier`, `route \`${id}\` asks for tier \`${tier}\` and nothing reports devices, so that each is \`BASIC\` for good; expected an inventory or a provider of posture reports, or no \`minimumTier\``);
  const missing = required.filter((fact) => !{ device: sources.devices, subject: sources.subjects, session: sources.sessions }[fact]);
  if (missing.length > 0) findings.error('FactWithoutSource', `${pointer}/required`, `route \`${id}\` lets nobody in without facts of ${missing.map((m) => `\`${m}\``).join(' and ')}, and nothing writes any; expected whatever writes them, or not to require them`);
}

function checkSignIn({ id, config }: BundleRoute, { issuers, claims }: BundleFacts, pointer: string, findings: Findings): void {
  const { maxAge, acrValues = [] } = config.stepUp ?? {};
  const without = (claim: 'auth_time' | 'acr'): IssuerConfig[] => issuers.filter((issuer) => !saidBy(issuer, claims).includes(claim));
  const tell = (code: 'StepUpWithoutAuthTime' | 'StepUpWithoutAcr', asked: string, claim: 'auth_time' | 'acr'): void => {
    const silent = without(claim);
    if (silent.length === 0 || issuers.length === 0) return;
    const all = silent.length === issuers.length;
    const text = `route \`${id}\` asks for ${asked}, and access tokens of ${silent.map((i) => `\`${i.issuer}\``).join(', ')} never say \`${claim}\`: ${all ? 'nobody' : 'none of their subjects'} could ever call it, however often they sign in; expected an issuer that says it (state it in \`claims\`), or no such rule`;
    if (all) findings.error(code, `${pointer}/stepUp`, text);
    else findings.warning(code, `${pointer}/stepUp`, text);
  };
  if (maxAge !== undefined) tell('StepUpWithoutAuthTime', `a sign-in of at most ${maxAge} seconds ago`, 'auth_time');
  if (acrValues.length > 0) tell('StepUpWithoutAcr', 'a way of signing in', 'acr');
}

/** Access tokens of user pools say `auth_time` and no `acr`. (Cognito developer guide, "Understanding the access token".) */
function saidBy({ issuer, kind }: IssuerConfig, claims: BundleFacts['claims']): readonly string[] {
  return claims !== undefined && Object.hasOwn(claims, issuer) ? claims[issuer] : kind === 'cognito' ? ['auth_time'] : [];
}

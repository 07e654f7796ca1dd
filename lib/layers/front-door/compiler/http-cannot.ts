/**
 * What a door over an HTTP API is refused, by name and all at once: ``checkHttpDoor(facts, routes, said)`` leaves the routes that can
 * be carried.
 *
 * REST APIs alone have request validation, resource policies, private endpoints, usage plans and API keys, gateway responses, TLS 1.3
 * policies and AWS WAF (API Gateway Developer Guide, "Choose between REST APIs and HTTP APIs"; "Security policy for your HTTP API's
 * custom domain": TLS 1.2 only). WAF is no property of a door, so it is in the docs and not here.
 * Quotas: "Quotas for configuring and running an HTTP API": 300 routes (can be raised), 50 audiences, 10 scopes per route.
 */
import type { DoorFacts, RouteFacts } from '../model';
import { isForeign } from './callers';
import { checkFunctions } from './check-rest';
import { checkCors } from './cors';
import { privateTarget } from './http-integration';
import { list, type Said } from './say';

const ROUTES = 300;
const AUDIENCES = 50;
const SCOPES = 10;

export function checkHttpDoor(facts: DoorFacts, routes: readonly RouteFacts[], said: Said): RouteFacts[] {
  checkDoor(facts, routes, said);
  return routes.filter((route) => checkRoute(facts, route, said));
}

function checkDoor(facts: DoorFacts, routes: readonly RouteFacts[], said: Said): void {
  const name = `door \`${facts.id}\``;
  const cannot = (what: string, got: string, fix: string): void => said.error('HttpDoorCannot', '', `${name} over an HTTP API cannot ${what}: got ${got}, expected none of it, because AWS has it for REST APIs alone; ${fix}`);
  if (facts.profile === 'tls13') cannot('insist on TLS 1.3', 'profile `tls13`', 'use `DoorProtocol.REST`, or `DoorProfile.TLS12`');
  if (facts.profile === 'private' || facts.vpcEndpointIds.length > 0) cannot('be private', facts.profile === 'private' ? 'profile `private`' : `${facts.vpcEndpointIds.length} interface endpoints`, 'use `DoorProtocol.REST`');
  const throttled = Object.keys(facts.personaThrottles).sort();
  if (throttled.length > 0) cannot('throttle by persona, which takes usage plans', `throttles of ${list(throttled)}`, 'throttle routes instead, or use `DoorProtocol.REST`');
  if (facts.profile === 'tls12' && facts.domain?.truststoreUri !== undefined) said.error('Tls12WithTruststore', '', `${name} has profile \`tls12\` and domain \`${facts.domain.domainName}\` a truststore, which nobody would be asked for; expected \`profile: DoorProfile.DEVICE_CERTIFICATE\`, or no \`truststore\``);
  if (facts.profile === 'device-certificate' && facts.domain === undefined) said.error('MtlsWithoutDomain', '', `${name} asks devices for a certificate and has no custom domain; API Gateway asks for certificates at custom domains alone, and its own host would let everybody pass; expected \`domain\` with a \`truststore\``);
  if (facts.profile === 'device-certificate' && facts.domain !== undefined && facts.domain.existing === undefined && facts.domain.truststoreUri === undefined) said.error('MtlsWithoutTruststore', '', `${name} asks devices for a certificate and domain \`${facts.domain.domainName}\` has no truststore; expected \`truststore\` with the certificate authorities of the devices`);
  if (facts.cors !== undefined) checkCors(facts.cors, routes, said);
  if (routes.length > ROUTES) said.warning('HttpDoorLimit', '', `${name} has ${routes.length} routes; expected at most ${ROUTES} per API, which a quota of the account can raise; split the door where it was not raised`);
  checkIdentity(facts, routes, name, said);
  checkFunctions(facts, routes, said);
}

function checkIdentity({ identity }: DoorFacts, routes: readonly RouteFacts[], name: string, said: Said): void {
  if (identity === undefined) return;
  const { clientIds } = identity;
  // Of an issuer whatever is wrong with its routes beside it; a pool of ours has clients where somebody is to sign in.
  if (clientIds.length === 0 && (identity.kind === 'issuer' || routes.some((r) => r.data.access === 'scopes'))) said.error('HttpDoorWithoutAudience', '', `${name} takes tokens of \`${identity.kind}\` and knows none of its clients; expected the ids of the clients whose tokens it takes, because without an audience a token of any client would do; pass \`clientIds\``);
  if (clientIds.length > AUDIENCES) said.error('HttpDoorLimit', '', `${name} takes tokens of ${clientIds.length} clients; expected at most ${AUDIENCES}, which is what an authorizer of an HTTP API takes; split the door, or use \`DoorProtocol.REST\``);
}

/** False: not in the plan. */
function checkRoute(facts: DoorFacts, route: RouteFacts, said: Said): boolean {
  const { data, handler, validation } = route;
  const before = said.all.length;
  const cannot = (what: string, fix: string): void => said.error('HttpDoorCannot', route.where, `route \`${data.id}\` of door \`${facts.id}\` over an HTTP API cannot ${what}; ${fix}`);
  if (validation !== undefined && (validation.body !== undefined || validation.queryStrings.length + validation.headers.length > 0)) cannot('have its requests validated, which AWS does for REST APIs alone', 'validate in the handler, or use `DoorProtocol.REST`');
  if (handler.kind === 'service') cannot(`be answered by \`${handler.path}\`, because actions of AWS services are called from REST APIs here`, 'use `DoorProtocol.REST`, or a function that calls it');
  if (handler.kind === 'http' && privateTarget(handler) === undefined) cannot(`be answered by \`${handler.path}\`: got no listener behind the VPC link, expected one, because HTTP APIs reach a listener and no host name`, 'name the listener of the load balancer, or use `DoorProtocol.REST`');
  // API Gateway answers preflights itself but where a route takes the method: then the authorizer, or the handler, gets them.
  // (Developer guide, "Configure CORS for HTTP APIs", says it of `$default`; of `ANY` public reports do, 2026-11.)
  if (facts.cors !== undefined && data.method === 'ANY') cannot('be of `ANY` beside `cors`: a page\'s preflight (`OPTIONS`) would be asked for a token, or reach the handler', 'name its methods, one route each');
  for (const caller of route.callers ?? []) {
    if (isForeign(caller, facts.accountId)) cannot(`be called by \`${caller.path}\` of account \`${caller.account}\`, which takes a resource policy`, 'let it assume a role of this account, or use `DoorProtocol.REST`');
  }
  if (data.scopes.length > SCOPES) said.error('HttpDoorLimit', route.where, `route \`${data.id}\` takes ${data.scopes.length} scopes; expected at most ${SCOPES}, which is what a route of an HTTP API takes; give what they have in common a scope of its own`);
  if (facts.identity?.enforcesPersonas === false && data.access === 'scopes' && data.personas.length > 0) {
    said.error('PersonasNotEnforced', route.where, `route \`${data.id}\` is for ${list(data.personas)}, and the identity of door \`${facts.id}\` gives scope ${list(data.scopes)} to whoever asks by a client that has it: nothing keeps it to these personas; expected an \`IdentityFoundation\`, whose hook does, or no \`personas\` and a scope that only the right clients have`);
  }
  return said.all.length === before && isCarried(facts, route);
}

/** What other checks told already: without a rule that can be carried there is no way in. */
function isCarried({ identity }: DoorFacts, { data, callers = [] }: RouteFacts): boolean {
  if (data.access === 'scopes') return identity !== undefined && identity.clientIds.length > 0 && data.scopes.length > 0;
  return data.access === 'iam' ? callers.length > 0 : (data.because ?? '').trim() !== '';
}

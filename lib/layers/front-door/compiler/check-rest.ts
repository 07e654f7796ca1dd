/**
 * What a REST API cannot do, or not so much of, told before CloudFormation does.
 *
 * Limits: API Gateway developer guide, "Quotas for configuring and running a REST API in API Gateway".
 */
import { Token } from 'aws-cdk-lib';
import { compareText } from '../../../intent';
import type { IdentityFacts } from '../../identity/model';
import { type DoorFacts, type RouteFacts } from '../model';
import { wrongInSchema } from './json-schema';
import { partsOf, patternOf, treeOf } from './route-paths';
import { list, type Said } from './say';

const RESOURCES = 300;
const ARN = 512;
/** Region, account and API id of a literal length; the longest region name of today. */
const ARN_PREFIX = 'arn:aws-iso-b:execute-api:us-isob-east-1:111122223333:a1b2c3d4e5/'.length;
/** "Resource-based policy size of a function" (Lambda developer guide, "Lambda quotas"). */
const FUNCTION_POLICY = 20_480;
/** What Lambda writes for one permission beside the path, with a generated statement id. */
const STATEMENT = 520;
const HEADER = /^[A-Za-z0-9!#$%&*+.^_`|~-]+$/;
const QUERY = /^[A-Za-z0-9._$-]+$/;

export function checkRest(facts: DoorFacts, routes: readonly RouteFacts[], said: Said): void {
  const paths = treeOf(routes.map((r) => r.data.path));
  said.limit(`resources (paths) of the API of door \`${facts.id}\``, paths.length + 1, RESOURCES, 'each literal or parameter of a path is one; put parts of the API behind a door of their own, or merge paths with a parameter');
  for (const route of routes) {
    const { data } = route;
    const length = ARN_PREFIX + facts.stageName.length + 1 + patternOf(data.method, data.path).length;
    if (length > ARN) said.error('RouteArnTooLong', route.where, `route \`${data.id}\` would be named in policies by ${length} characters, and API Gateway takes ${ARN}; expected a shorter path`);
  }
  checkIdentity(facts, routes, said);
  for (const route of routes) checkValidation(route, said);
  checkFunctions(facts, routes, said);
}

function checkIdentity({ identity, id }: DoorFacts, routes: readonly RouteFacts[], said: Said): void {
  const scoped = routes.filter((r) => r.data.access === 'scopes');
  if (identity === undefined) return; // the intent refuses scopes without an identity
  // Whatever is wrong with its routes beside it.
  if (identity.userPoolArn === undefined) said.error('IssuerNeedsPolicyEngine', scoped[0]?.where ?? '', `door \`${id}\` takes tokens of an issuer that is no Cognito user pool, which no authorizer of a REST API reads${scoped.length === 0 ? '' : `: got ${list(scoped.map((r) => r.data.id))}`}; expected a user pool, \`protocol: DoorProtocol.HTTP\`, or the policy engine`);
  if (scoped.length === 0) return;
  if (clientsNotToldApart(identity)) said.warning('ClientsNotToldApart', scoped[0].where, `door \`${id}\` names ${list(identity.clientIds)} as the clients of a user pool that exists, and a REST API cannot tell clients apart: got routes that take a token of any client of the pool with a scope of theirs, ${list(scoped.map((r) => r.data.id))}; expected \`clientIds: []\`, which says that scopes alone do, and no other client with these scopes; or \`protocol: DoorProtocol.HTTP\`, which compares the client`);
  if (identity.enforcesPersonas) return;
  for (const route of scoped) {
    const { data } = route;
    if (data.personas.length > 0) said.error('PersonasNotEnforced', route.where, `route \`${data.id}\` is for ${list(data.personas)}, and the identity of door \`${id}\` gives scope ${list(data.scopes)} to whoever asks by a client that has it: nothing keeps it to these personas; expected an \`IdentityFoundation\`, whose hook does, or no \`personas\` and a scope that only the right clients have`);
  }
}

/** An authorizer of kind `COGNITO_USER_POOLS` takes pools and scopes, and no clients. (API Gateway API reference, CreateAuthorizer.) */
export function clientsNotToldApart({ kind, clientIds, userPoolArn }: IdentityFacts): boolean {
  return kind === 'existing-pool' && userPoolArn !== undefined && clientIds.length > 0;
}

function checkValidation(route: RouteFacts, said: Said): void {
  const { data, validation } = route;
  if (validation === undefined) return;
  const { body, headers, queryStrings } = validation;
  const refuse = (what: string): void => said.error('ValidationInvalid', route.where, `validation of route \`${data.id}\` ${what}`);
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) refuse(`has \`body\` ${Array.isArray(body) ? 'a list' : body === null ? 'null' : `a ${typeof body}`}; expected a JSON schema (draft 4), e.g. \`{ type: 'object', required: ['title'] }\``);
  else if (body !== undefined && !Token.isUnresolved(body)) for (const wrong of wrongInSchema(body)) refuse(wrong);
  if (body !== undefined && ['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(data.method)) refuse(`describes a body, and a ${data.method} has none; expected \`queryStrings\` or \`headers\`, or a method with a body`);
  const wrong = [...headers.filter((h) => !HEADER.test(h)), ...queryStrings.filter((q) => !QUERY.test(q))].sort(compareText);
  if (wrong.length > 0) refuse(`names ${list(wrong)}, which API Gateway cannot look for; expected names of letters, digits and \`-._\``);
}

/** Each route costs a statement in its function's policy. */
export function checkFunctions(facts: DoorFacts, routes: readonly RouteFacts[], said: Said): void {
  const sizes = new Map<string, { readonly routes: RouteFacts[]; size: number }>();
  for (const route of routes) {
    if (route.handler.kind !== 'function') continue;
    const of = sizes.get(route.handler.path) ?? { routes: [], size: 0 };
    of.routes.push(route);
    of.size += STATEMENT + partsOf(route.data.path).join('/').length + facts.stageName.length;
    sizes.set(route.handler.path, of);
  }
  for (const [path, { size, routes: mine }] of [...sizes].sort(([a], [b]) => compareText(a, b))) {
    said.limit(`policy of function \`${path}\`, in characters, for its ${mine.length} routes`, size, FUNCTION_POLICY, 'each route is a statement of its own, so that nothing else may call the function; give it fewer routes, or one with a parameter');
  }
}

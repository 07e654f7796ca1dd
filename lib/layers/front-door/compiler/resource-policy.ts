/**
 * The API's own policy, only where there must be one: a private API, or callers of other accounts.
 *
 * With such a policy every request needs an Allow of it, except those that are signed by a role of the same account whose own
 * policy allows them (API Gateway developer guide, "How API Gateway resource policies affect authorization workflow"). So requests
 * of all routes but signed ones are allowed for everybody (the method's own authorizer has looked at the token before), signed
 * ones for their foreign callers alone; and of a private API all are denied that come through no endpoint of the list.
 * A private API of signed routes alone has the denial alone: a caller of this account is allowed by his own policy (table A).
 *
 * INVARIANT: no Allow for everybody reaches a route with signed requests: there it would stand for every role of this account.
 */
import { compareText } from '../../../intent';
import type { DoorFacts, RouteFacts } from '../model';
import { ownArn } from './arns';
import { callersOf, isForeign, separated } from './callers';
import { partsOf, patternOf, reaches, type RoutePath } from './route-paths';
import type { Said } from './say';

/** Characters with what is inserted at deployment. (API Gateway developer guide, "Quotas for configuring and running a REST API".) */
const LONGEST = 8_192;
/** Of a VPC endpoint's id, where a token stands for it. */
const ID = 'vpce-0123456789abcdef0'.length;

export interface ResourcePolicy {
  readonly Version: string;
  readonly Statement: readonly object[];
}

/** `options`: paths that answer CORS preflights. */
export function resourcePolicy(facts: DoorFacts, routes: readonly RouteFacts[], options: readonly string[], said: Said): ResourcePolicy | undefined {
  const foreign = callersOf(routes).filter(({ caller }) => isForeign(caller, facts.accountId));
  if (facts.profile !== 'private' && foreign.length === 0) return undefined;
  const own = (patterns: readonly string[]): string[] => patterns.map((p) => ownArn(facts.stageName, p));
  const policy = {
    Version: '2012-10-17',
    Statement: [
      ...statement('Allow', '*', own(openPatterns(routes, options, said))),
      ...foreign.flatMap((of) => {
        const { allow, deny } = separated(of, routes);
        return [...statement('Allow', { AWS: of.caller.arn }, own(allow)), ...statement('Deny', { AWS: of.caller.arn }, own(deny))];
      }),
      ...(facts.profile === 'private' && facts.vpcEndpointIds.length > 0 ? [{ ...statement('Deny', '*', ['execute-api:/*'])[0], Condition: { StringNotEquals: { 'aws:SourceVpce': [...facts.vpcEndpointIds].sort(compareText) } } }] : []),
    ],
  };
  const length = JSON.stringify(policy).replace(/[$#@]\{Token\[[^\]]*\]\}/g, 'x'.repeat(ID)).length;
  said.limit(`resource policy of door \`${facts.id}\`, in characters`, length, LONGEST, 'signed routes and others beneath one first segment cost most; put signed routes beneath a segment of their own, e.g. `/internal/...`');
  return policy;
}

function statement(Effect: 'Allow' | 'Deny', Principal: unknown, Resource: readonly string[]): { Effect: string }[] {
  return Resource.length === 0 ? [] : [{ Effect, Principal, Action: 'execute-api:Invoke', Resource } as { Effect: string }];
}

/** Patterns that together reach every route but those with signed requests: as few as are right. */
function openPatterns(routes: readonly RouteFacts[], options: readonly string[], said: Said): string[] {
  const preflights: (RoutePath & { where: string; id: string })[] = options.map((path) => ({ method: 'OPTIONS', path, id: `OPTIONS ${path}`, where: '' }));
  const all = [...routes.map((r) => ({ ...r.data, where: r.where, isSigned: r.data.access === 'iam' })), ...preflights.map((r) => ({ ...r, isSigned: false }))];
  const signed = all.filter((r) => r.isSigned);
  const open = all.filter((r) => !r.isSigned);
  if (open.length === 0) return [];
  if (signed.length === 0) return ['*'];
  const isRight = (pattern: string): boolean => !signed.some((r) => reaches(pattern, r, all));
  const patterns = new Set<string>();
  for (const [first, beneath] of groupsOf(open)) {
    const short = first === '' ? ['*/'] : beneath.every((r) => partsOf(r.path).length === 1) ? [`*/${first}`] : [`*/${first}`, `*/${first}/*`];
    if (!first.startsWith('{') && short.every(isRight)) {
      for (const pattern of short) patterns.add(pattern);
      continue;
    }
    for (const route of beneath) {
      const pattern = patternOf(route.method, route.path);
      patterns.add(pattern);
      const hit = signed.find((r) => reaches(pattern, r, all));
      if (hit !== undefined) {
        said.error('RoutesNotSeparable', route.where, `route \`${route.id}\` is open to more callers than the signed route \`${(hit as { id: string }).id}\`, and the API's policy, which private doors and callers of other accounts need, cannot tell the two apart: its \`*\` goes on across slashes; put the signed route beneath a segment of its own, e.g. \`/internal${hit.path}\``);
      }
    }
  }
  return [...patterns].sort(compareText);
}

function groupsOf<R extends RoutePath>(routes: readonly R[]): [string, R[]][] {
  const groups = new Map<string, R[]>();
  for (const route of routes) {
    const [first = ''] = partsOf(route.path);
    const group = groups.get(first);
    if (group === undefined) groups.set(first, [route]);
    else group.push(route);
  }
  return [...groups].sort(([a], [b]) => compareText(a, b));
}

/**
 * Callers of `iam` routes get a policy of their own, for exactly these routes:
 *
 *   planCallers(facts, routes, said)   // one AWS::IAM::RolePolicy for each role
 *
 * In one account the role's policy suffices; a caller of another account needs the API's resource policy as well (resource-policy.ts)
 * and a policy that its owner writes: he is told which. (API Gateway developer guide, "How API Gateway resource policies affect
 * authorization workflow", table B.)
 */
import { Token } from 'aws-cdk-lib';
import { compareText, type RouteData } from '../../../intent';
import type { PrincipalFacts } from '../../data/model';
import type { DoorFacts, PlannedResource, PlannedText, RouteFacts } from '../model';
import { keyOf, patternArn } from './arns';
import { list, type Said } from './say';
import { separate, type Separated } from './separate';
import { idHash } from './shard';

export interface CallerRoutes {
  readonly caller: PrincipalFacts;
  readonly routes: readonly RouteFacts[];
}

/** Callers with their routes, sorted by path. */
export function callersOf(routes: readonly RouteFacts[]): CallerRoutes[] {
  const found = new Map<string, { caller: PrincipalFacts; routes: RouteFacts[] }>();
  for (const route of routes) {
    if (route.data.access !== 'iam') continue;
    for (const caller of route.callers ?? []) {
      const known = found.get(caller.path) ?? { caller, routes: [] };
      known.routes.push(route);
      found.set(caller.path, known);
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.caller.path, b.caller.path));
}

/**
 * Where the stack does not say its account, an account that is written down counts as another: then the API's own policy lets the role
 * in, which suffices in either case. A role of the same name in this account would else be granted what was meant for that one.
 */
export function isForeign({ account }: PrincipalFacts, accountId: string): boolean {
  return account !== undefined && (Token.isUnresolved(accountId) || account !== accountId);
}

/** What a caller may sign, and what its patterns would reach beside. */
export function separated({ routes }: CallerRoutes, all: readonly RouteFacts[]): Separated<RouteData> {
  const others = all.filter((r) => r.data.access === 'iam' && !routes.includes(r)).map((r) => r.data);
  return separate(routes.map((r) => r.data), others, all.map((r) => r.data));
}

export function planCallers(facts: DoorFacts, routes: readonly RouteFacts[], said: Said): PlannedResource[] {
  return callersOf(routes).flatMap((of) => {
    const { caller, routes: mine } = of;
    const { allow, deny, denied, clashes } = separated(of, routes);
    for (const { allowed, other } of clashes) {
      said.error('RoutesNotSeparable', mine.find((r) => r.data === allowed)?.where ?? '', `caller \`${caller.path}\` of route \`${allowed.id}\` cannot be kept from route \`${other.id}\`: got paths that no pattern of IAM tells apart, because its \`*\` goes on across slashes; expected routes that differ in a literal where the other has none; give one of them another path, or both the same callers`);
    }
    const statements = [
      statement('Allow', allow.map((p) => patternArn(facts, p))),
      ...(deny.length === 0 ? [] : [statement('Deny', deny.map((p) => patternArn(facts, p)))]),
    ];
    if (caller.isImmutable === true || caller.roleName === undefined || isForeign(caller, facts.accountId)) {
      const why = isForeign(caller, facts.accountId) ? `is of account \`${caller.account}\`` : 'was imported or made as one that this app does not change';
      const patterns = [`\`Allow\` \`execute-api:Invoke\` on ${list(allow.map(pasteable(facts)), 20)}`, ...(deny.length === 0 ? [] : [`\`Deny\` it on ${list(deny.map(pasteable(facts)), 20)}`])];
      said.warning('CallerPolicyNotOurs', mine[0].where, `role \`${caller.path}\` ${why}: got no way to grant it ${list(mine.map((r) => r.data.id))}, expected a role that this app may change; its owner has to add to it: ${patterns.join(', and ')}`);
      return [];
    }
    return [{
      key: keyOf('Caller', caller.path), type: 'AWS::IAM::RolePolicy', caller: caller.path, dependsOn: [],
      properties: { RoleName: caller.roleName, PolicyName: `ZeroTrustDoor-${idHash(facts.path)}`, PolicyDocument: { Version: '2012-10-17', Statement: statements } },
      routes: [...new Set([...mine.map((r) => r.data.id), ...denied.map((r) => r.id)])].sort(compareText),
    }];
  });
}

function statement(Effect: 'Allow' | 'Deny', Resource: readonly PlannedText[]): object {
  return { Effect, Action: 'execute-api:Invoke', Resource };
}

/** The API's id is known at deployment only. */
export function pasteable({ partition, region, accountId, stageName }: DoorFacts): (pattern: string) => string {
  const word = (value: string, name: string): string => (Token.isUnresolved(value) ? name : value);
  return (pattern) => `arn:${word(partition, 'aws')}:execute-api:${word(region, 'REGION')}:${word(accountId, 'ACCOUNT')}:API/${stageName}/${pattern}`;
}


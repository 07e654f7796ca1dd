/**
 * Handlers with a view over all routes: who shares one. A handler has the rights of all its routes together, and whoever gets at its
 * code through one of them has them all.
 */
import { Token } from 'aws-cdk-lib';
import { compareText } from '../../../intent';
import type { DoorFacts, HandlerFacts, RouteFacts } from '../model';
import { pasteable } from './callers';
import { patternOf } from './route-paths';
import { list, type Said } from './say';

export function checkHandlers(facts: DoorFacts, routes: readonly RouteFacts[], said: Said): void {
  for (const route of routes) {
    const { data, handler } = route;
    if (handler.kind !== 'function' || !isElsewhere(facts, handler)) continue;
    const pattern = facts.protocol === 'http' ? `${data.method === 'ANY' ? '*' : data.method}${data.path}` : patternOf(data.method, data.path);
    said.warning('HandlerPermissionNotOurs', route.where, `handler \`${handler.path}\` of route \`${data.id}\` is \`${handler.functionArn ?? ''}\`, of another account or region than the door: got no way to let the door invoke it from here, expected a permission of its owner; he has to run \`aws lambda add-permission --action lambda:InvokeFunction --principal apigateway.amazonaws.com\` with \`--function-name\` and that arn, any \`--statement-id\`, \`--source-account ${Token.isUnresolved(facts.accountId) ? 'ACCOUNT' : facts.accountId}\` and \`--source-arn ${pasteable(facts)(pattern)}\``);
  }
  const byHandler = new Map<string, RouteFacts[]>();
  for (const route of routes) {
    if (route.handler.kind !== 'function') continue;
    const known = byHandler.get(route.handler.path);
    if (known === undefined) byHandler.set(route.handler.path, [route]);
    else known.push(route);
  }
  for (const [path, mine] of [...byHandler].sort(([a], [b]) => compareText(a, b))) {
    const callers = new Map(mine.map((r) => [whoOf(r), r]));
    if (callers.size < 2) continue;
    said.warning('HandlerOfMixedPersonas', mine[0].where, `handler \`${path}\` answers routes of different callers: ${[...callers].map(([who, r]) => `\`${r.data.id}\` of ${who}`).join(', ')}; its role has the rights of all of them, whoever calls; expected one handler for each group of callers`);
  }
}

/** A permission stands where its function is: CloudFormation could not write it from here. */
export function isElsewhere({ accountId, region }: Pick<DoorFacts, 'accountId' | 'region'>, { functionArn, resource }: HandlerFacts): boolean {
  const [, theirs, account] = /^arn:[^:]+:lambda:([a-z0-9-]+):(\d{12}):/.exec(functionArn ?? '') ?? [];
  if (resource !== undefined || theirs === undefined) return false;
  return (!Token.isUnresolved(region) && theirs !== region) || (!Token.isUnresolved(accountId) && account !== accountId);
}

function whoOf({ data }: RouteFacts): string {
  switch (data.access) {
    case 'public': return 'everybody';
    case 'iam': return `services that sign (${data.callers.length})`;
    case 'scopes': return data.personas.length === 0 ? 'every signed-in subject' : `${data.personas.length === 1 ? 'persona' : 'personas'} ${list(data.personas, 20)}`;
  }
}

/** User pools with their app clients. */
import { readIfPossible } from '../../network/members/read';
import { type Draft, type ObservedType, type Thing, value } from './draft';
import { type FoundLog, idOf, logOfGroup } from './looking';

/** Where the pool's log delivery puts who signed in. */
function activityLog({ resource, look, options }: Thing): FoundLog | undefined {
  if (options.activityLog !== undefined) return logOfGroup(options.activityLog);
  if (resource === undefined) return undefined;
  for (const delivery of look.pointing('AWS::Cognito::LogDeliveryConfiguration', 'UserPoolId', resource)) {
    const all = readIfPossible(delivery, 'LogConfigurations');
    const events = Array.isArray(all) ? all.findIndex((c: Record<string, unknown>) => (c.eventSource ?? c.EventSource) === 'userAuthEvents') : -1;
    const log = events < 0 ? undefined : look.logAt(delivery, `LogConfigurations.${events}.CloudWatchLogsConfiguration.LogGroupArn`);
    if (log !== undefined) return log;
  }
  return undefined;
}

export const IDENTITY: readonly ObservedType[] = [{
  types: ['AWS::Cognito::UserPool'], words: 'a user pool', refs: ['userPoolRef'],
  read: (thing) => {
    const pool = value(thing, 'userPoolId');
    const userActivity = activityLog(thing);
    const clients = thing.resource === undefined ? [] : thing.look.pointing('AWS::Cognito::UserPoolClient', 'UserPoolId', thing.resource);
    const known = thing.options.dimensions?.UserPoolClient;
    return [
      { kind: 'userPool', values: { UserPoolId: pool, UserPool: pool }, logs: { userActivity } },
      ...clients.map((c): Draft => ({ kind: 'appClient', id: idOf(c), values: { UserPool: pool, UserPoolClient: c.ref }, within: true, isImplied: true })),
      ...(known === undefined ? [] : [{ kind: 'appClient' as const, part: `client ${known}`, values: { UserPool: pool, UserPoolClient: known }, within: true as const }]),
    ];
  },
}];

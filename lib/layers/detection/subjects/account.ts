/** The account by its trail, and log groups that should speak. */
import { type CfnResource, Token } from 'aws-cdk-lib';
import { blindSpots } from '../../baseline/blind-spots';
import { readIfPossible } from '../../network/members/read';
import { ObservedLog, type ObserveOptions } from '../watch-props';
import { type Draft, type ObservedType, value } from './draft';
import { type FoundLog, idOf } from './looking';

/** What records who reads data: of other trails nobody knows. */
const STORES: Readonly<Record<string, string>> = { table: 'AWS::DynamoDB::Table', bucket: 'AWS::S3::Object' };

/** The account and the silence of its trail. `trail`: absent where it cannot be seen. */
export function accountDrafts(log: FoundLog, { dataEvents }: ObserveOptions, trail?: CfnResource): readonly Draft[] {
  const selectors = trail === undefined ? '' : JSON.stringify([readIfPossible(trail, 'EventSelectors'), readIfPossible(trail, 'AdvancedEventSelectors')]);
  const blind = Object.entries(STORES).filter(([, type]) => dataEvents !== true && !selectors.includes(`"${type}"`));
  const lacks = Object.fromEntries(blind.map(([kind, type]) => [kind, `the trail is not seen to record data events of \`${type}\`; let it record them, or say \`dataEvents: true\` where it is observed, if it does`]));
  return [
    { kind: 'account', id: 'account', title: 'the account', values: {}, lacks, logs: { cloudTrail: log } },
    { kind: 'logGroup', id: `log ${log.id}`, values: { LogGroupName: log.name } },
  ];
}

export const ACCOUNT: readonly ObservedType[] = [
  {
    types: ['AWS::CloudTrail::Trail'], words: 'a trail that writes to CloudWatch Logs', refs: ['trailRef'],
    read: ({ construct, resource, look, options, tell }) => {
      const log = resource === undefined ? undefined : look.logAt(resource, 'CloudWatchLogsLogGroupArn');
      if (log === undefined) tell('error', 'TrailWithoutLog', `trail \`${construct.node.path}\` has no log group that can be seen here; expected a trail that writes to CloudWatch Logs, where filters read it; set its log group, or observe that one with \`holds: ObservedLog.CLOUD_TRAIL\``);
      const { nothing, something } = resource === undefined ? { nothing: [], something: [] } : blindSpots(resource);
      const told = (spots: readonly string[], words: string): string => `trail \`${construct.node.path}\` ${spots.join(', and ')}, so that ${words}; expected a trail that is on and records management events, reads and writes, of all services; change it, or observe another one`;
      if (nothing.length > 0) tell('error', 'TrailBlind', told(nothing, 'no signal that reads it would ever ring'));
      else if (something.length > 0) tell('warning', 'TrailBlind', told(something, 'signals about those would never ring'));
      return log === undefined ? [] : accountDrafts(log, options, resource);
    },
  },
  {
    types: ['AWS::Logs::LogGroup'], words: 'a log group', refs: ['logGroupRef'],
    read: (thing) => {
      const name = value(thing, 'logGroupName')!;
      const log = { name, id: Token.isUnresolved(name) ? idOf(thing.construct) : name };
      return thing.options.holds === ObservedLog.CLOUD_TRAIL ? accountDrafts(log, thing.options) : [{ kind: 'logGroup', values: { LogGroupName: name } }];
    },
  },
];

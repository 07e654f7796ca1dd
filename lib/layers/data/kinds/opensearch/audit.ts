/**
 * Audit logs of a domain: a log group, and the right of OpenSearch to write there.
 *
 * OpenSearch keeps audit logs only with fine-grained access control, so nothing is asked without it. The right is a resource
 * policy of CloudWatch Logs, of which an account may have ten in a region; a domain whose owner logs already keeps his.
 */
import { CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describe, read, readIfPossible } from '../../../network/members/read';
import type { Closing } from '../../kind';
import { CLOSED, closing, hasIntrinsic, isFalse, isTrue, LASTING, NOT_ASKED } from '../rows';
import { unknownValue } from '../related';

const AT = 'LogPublishingOptions.AUDIT_LOGS';

export const auditLogs = (types: readonly string[]): Closing => closing({
  id: 'opensearch.audit-logs', types, aspect: 'access-log', postures: LASTING, property: AT, value: 'to a log group', says: 'Who asked for what goes to CloudWatch Logs (needs audit logging switched on in the domain\'s security plugin).',
  source: 'https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html',
}, (domain, context) => {
  if (!isTrue(readIfPossible(domain, 'AdvancedSecurityOptions.Enabled'))) return NOT_ASKED;
  const enabled = read(domain, `${AT}.Enabled`);
  const group = read(domain, `${AT}.CloudWatchLogsLogGroupArn`);
  if (hasIntrinsic(enabled)) return unknownValue(`${AT}.Enabled`, enabled);
  // "Enabled: if true (default)": a group that is named is written to.
  if (group !== undefined && group !== '' && (enabled === undefined || isTrue(enabled))) return CLOSED;
  if (group !== undefined && group !== '') return { is: 'open', got: `\`${AT}.Enabled\` \`${describe(enabled)}\``, close: () => domain.addPropertyOverride(`${AT}.Enabled`, true) };
  return { is: 'open', got: isFalse(enabled) ? `\`${AT}.Enabled\` \`false\`` : `no \`${AT}\``, close: () => logTo(domain, context.scope) };
});

function logTo(domain: CfnResource, scope: IConstruct | undefined): void {
  const stack = Stack.of(domain);
  const home = (scope !== undefined && Stack.of(scope) === stack ? scope : domain.node.scope) as never;
  const id = `AuditLog${domain.node.addr.slice(-8)}`;
  const group = new CfnResource(home, id, { type: 'AWS::Logs::LogGroup', properties: { RetentionInDays: 731 } });
  group.cfnOptions.deletionPolicy = group.cfnOptions.updateReplacePolicy = 'Retain' as never;
  const arn = Token.asString(group.getAtt('Arn'));
  const right = new CfnResource(home, `${id}Policy`, {
    type: 'AWS::Logs::ResourcePolicy',
    properties: {
      PolicyName: Lazy.string({ produce: () => `${stack.stackName}-${id}` }),
      PolicyDocument: stack.toJsonString({
        Version: '2012-10-17',
        Statement: [{
          Effect: 'Allow', Principal: { Service: 'es.amazonaws.com' }, Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: [arn],
          Condition: { StringEquals: { 'aws:SourceAccount': stack.account } },
        }],
      }),
    },
  });
  domain.addPropertyOverride(AT, { CloudWatchLogsLogGroupArn: arn, Enabled: true });
  domain.addResourceDependency(right);
}

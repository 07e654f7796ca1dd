/**
 * Answers to risk, and the log of who signed in from where: `emitRisk(scope, pool, protection)`, `emitActivityLogs(scope, pool, posture)`.
 *
 * The log group has no KMS key, because Cognito does not write to one that has. (L1 documentation of LogDeliveryConfiguration.) Its name begins as AWS wants for
 * logs that services deliver, so that the account's resource policy for logs does not grow with each pool.
 * Idle neither costs anything; events cost 0.50 USD per GB in us-east-1. (CloudWatch pricing.)
 */
import { CfnDeletionPolicy, Names } from 'aws-cdk-lib';
import { CfnLogDeliveryConfiguration, type CfnUserPool, CfnUserPoolRiskConfigurationAttachment } from 'aws-cdk-lib/aws-cognito';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Posture } from '../../intent';
import { LOG_DAYS } from './emit-hook';
import { RiskResponse, type ThreatProtection } from './sign-in';

export function emitRisk(scope: Construct, pool: CfnUserPool, protection: ThreatProtection): CfnUserPoolRiskConfigurationAttachment {
  const { high, medium, low } = responses(protection);
  const action = (eventAction: RiskResponse): CfnUserPoolRiskConfigurationAttachment.AccountTakeoverActionTypeProperty => ({ eventAction, notify: false });
  return new CfnUserPoolRiskConfigurationAttachment(scope, 'Risk', {
    userPoolId: pool.ref,
    clientId: 'ALL',
    accountTakeoverRiskConfiguration: { actions: { highAction: action(high), mediumAction: action(medium), lowAction: action(low) } },
    compromisedCredentialsRiskConfiguration: { actions: { eventAction: 'BLOCK' }, eventFilter: ['PASSWORD_CHANGE', 'SIGN_IN', 'SIGN_UP'] },
  });
}

export function responses({ risk }: ThreatProtection): Readonly<Record<'high' | 'medium' | 'low', RiskResponse>> {
  return { high: risk.highRisk ?? RiskResponse.BLOCK, medium: risk.mediumRisk ?? RiskResponse.MFA_REQUIRED, low: risk.lowRisk ?? RiskResponse.NO_ACTION };
}

export function emitActivityLogs(scope: Construct, pool: CfnUserPool, posture: Posture): CfnLogGroup {
  const log = new CfnLogGroup(scope, 'Activity', { logGroupName: `/aws/vendedlogs/cognito/${Names.uniqueResourceName(scope, { maxLength: 100 })}`, retentionInDays: LOG_DAYS[posture] });
  log.cfnOptions.deletionPolicy = log.cfnOptions.updateReplacePolicy = posture === 'sandbox' ? CfnDeletionPolicy.DELETE : CfnDeletionPolicy.RETAIN;
  new CfnLogDeliveryConfiguration(scope, 'ActivityDelivery', {
    userPoolId: pool.ref,
    logConfigurations: [{ eventSource: 'userAuthEvents', logLevel: 'INFO', cloudWatchLogsConfiguration: { logGroupArn: log.attrArn } }],
  });
  return log;
}

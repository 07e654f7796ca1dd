/**
 * A flow log that filters can read, beside whatever flow log a VPC has: ``emitFlowLog(watch, vpc.vpcId, 'App/Vpc', posture)``.
 *
 * It has refused flows alone unless a signal reads accepted ones: refused are few, and each line is paid for. Role and trust are those of the Amazon VPC user
 * guide, "IAM role for publishing flow logs to CloudWatch Logs" (stored copies of its text on transit gateways, looked up 2026-11-22; the conditions of the trust are unverified),
 * narrowed to this log group. `interface-tag` is the value of the first tag key of type `network-interface`; that of a second one would be `interface-tag-2`. (EC2 API
 * reference, "TagFieldSpecificationRequest": at most two keys; hashicorp/terraform-provider-aws issue 48806, 2026-07-07: AWS refuses such a field without its key.)
 */
import { CfnDeletionPolicy, Stack } from 'aws-cdk-lib';
import { CfnFlowLog, type CfnFlowLogProps } from 'aws-cdk-lib/aws-ec2';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Posture } from '../../intent';
import { idHash } from '../front-door/compiler/shard';
import { FLOW_LOG_FORMAT } from './catalogue';

const DAYS: Readonly<Record<Posture, number>> = { sandbox: 7, standard: 90, high: 365 };
/** By which a flow log tells whose interface it is. */
export const SEGMENT_TAG = 'zero-trust:segment';

export interface EmittedFlowLog {
  readonly log: CfnLogGroup;
  readonly flowLog: CfnFlowLog;
  /** Its properties as they were written; which flows it has is settled later. */
  readonly then: Readonly<Record<string, unknown>>;
}

export function emitFlowLog(scope: Construct, vpcId: string, name: string, posture: Posture): EmittedFlowLog {
  const home = new Construct(scope, `FlowLog-${idHash(name)}`);
  const { account, partition, region } = Stack.of(scope);
  const log = new CfnLogGroup(home, 'Log', { retentionInDays: DAYS[posture] });
  log.cfnOptions.deletionPolicy = log.cfnOptions.updateReplacePolicy = posture === 'sandbox' ? CfnDeletionPolicy.DELETE : CfnDeletionPolicy.RETAIN;
  const role = new CfnRole(home, 'Role', {
    assumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{
      Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': account }, ArnLike: { 'aws:SourceArn': `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` } },
    }] },
    policies: [{ policyName: 'Write', policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'], Resource: log.attrArn }] } }],
  });
  const then = (): CfnFlowLogProps => ({
    resourceId: vpcId, resourceType: 'VPC', trafficType: 'REJECT', logDestinationType: 'cloud-watch-logs', logGroupName: log.ref, deliverLogsPermissionArn: role.attrArn,
    logFormat: FLOW_LOG_FORMAT, maxAggregationInterval: 60, tagFieldSpecifications: [{ resourceType: 'network-interface', tagKeys: [SEGMENT_TAG] }],
  });
  return { log, flowLog: new CfnFlowLog(home, 'FlowLog', then()), then: { ...then() } };
}

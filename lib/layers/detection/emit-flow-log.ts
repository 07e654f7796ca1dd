/**
 * A flow log that filters can read, beside whatever flow log a VPC has: ``emitFlowLog(watch, vpc.vpcId, 'App/Vpc', posture)``.
 *
 * It has refused flows alone unless a signal reads accepted ones: refused are few, and each line is paid for. Role and trust are those of the Amazon VPC user
 * guide, "IAM role for publishing flow logs to CloudWatch Logs", narrowed to this log group; read 2026-11-22.
 */
import { CfnDeletionPolicy, Stack } from 'aws-cdk-lib';
import { CfnFlowLog } from 'aws-cdk-lib/aws-ec2';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Posture } from '../../intent';
import { idHash } from '../front-door/compiler/shard';
import { FLOW_LOG_FORMAT } from './catalogue';

const DAYS: Readonly<Record<Posture, number>> = { sandbox: 7, standard: 90, high: 365 };
const TAG_KEY = 'zero-trust:segment';

export interface EmittedFlowLog {
  readonly log: CfnLogGroup;
  readonly flowLog: CfnFlowLog;
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
  const flowLog = new CfnFlowLog(home, 'FlowLog', {
    resourceId: vpcId, resourceType: 'VPC', trafficType: 'REJECT', logDestinationType: 'cloud-watch-logs', logGroupName: log.ref, deliverLogsPermissionArn: role.attrArn,
    logFormat: FLOW_LOG_FORMAT, maxAggregationInterval: 60, tagFieldSpecifications: [{ resourceType: 'network-interface', tagKeys: [TAG_KEY] }],
  });
  return { log, flowLog };
}

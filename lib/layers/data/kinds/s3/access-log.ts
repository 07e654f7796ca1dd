/**
 * Who read and wrote, in another bucket: S3's server access log, and the statement by which the log service may write there.
 *
 * It costs storage only and is delivered within hours, without guarantee. CloudTrail's data events are complete and cost by
 * event; a trail is the account's, not the bucket's, so it is not made here. A bucket of logs does not log into itself.
 */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { describe, isObject, read, ReferenceTo, resolveValue, targetOf } from '../../../network/members/read';
import type { Closing } from '../../kind';
import type { Statement, StoreResource } from '../../model';
import { CLOSED, closing, hasIntrinsic, LASTING, mirror, NOT_ASKED, override, statementsOf, writeInto } from '../helpers';
import { HOME } from './home';

const PATH = 'LoggingConfiguration.DestinationBucketName';
const SID = 'S3ServerAccessLogs';

export function accessLog(store: (bucket: CfnResource) => StoreResource): Closing {
  return closing({
    id: 's3.access-log', types: ['AWS::S3::Bucket'], aspect: 'access-log', property: PATH, value: 'a bucket for logs (`accessLogs`)', postures: LASTING,
    says: 'Requests are logged by S3 itself; posture `high` refuses a bucket without. CloudTrail\'s data events are the account\'s to switch on.',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html',
  }, (bucket, context) => {
    const value = read(bucket, PATH);
    if (typeof value === 'string' && value !== '') return CLOSED;
    if (value instanceof ReferenceTo && targetOf(bucket, value)?.cfnResourceType === 'AWS::S3::Bucket') return CLOSED;
    const wanted = context.logBucketName === undefined ? undefined : resolveValue(bucket, context.logBucketName);
    if (wanted !== undefined && JSON.stringify(value) === JSON.stringify(wanted)) return CLOSED;
    if (hasIntrinsic(value)) return { is: 'unknown', got: `\`${PATH}\` is \`${describe(value)}\`` };
    // Without a destination a bucket logs into itself (`serverAccessLogsPrefix` alone).
    if (isObject(read(bucket, 'LoggingConfiguration'))) return CLOSED;
    if (wanted === undefined) {
      return context.posture !== 'high' ? NOT_ASKED : {
        is: 'refused', code: 'StoreNeedsAccessLogs', got: `no \`${PATH}\``, expected: 'a bucket for access logs', fix: 'pass `accessLogs`, or set `serverAccessLogsBucket` on the bucket',
      };
    }
    const logs = targetOf(bucket, wanted);
    if (logs === bucket) return NOT_ASKED;
    return { is: 'open', got: `no \`${PATH}\``, close: () => close(bucket, logs, context.logBucketName as string, store) };
  });
}

function close(bucket: CfnResource, logs: CfnResource | undefined, name: string, store: (bucket: CfnResource) => StoreResource): void {
  override(bucket, PATH, name);
  mirror(bucket, 'loggingConfiguration', { destinationBucketName: name });
  override(bucket, 'LoggingConfiguration.LogFilePrefix', `${bucket.node.addr.slice(-8)}/`);
  if (logs !== undefined) letLogsIn(store(logs), bucket);
}

/** One statement for all buckets of the account; a bucket for logs that is imported has to have its own. */
function letLogsIn(logs: StoreResource, bucket: CfnResource): void {
  if (statementsOf(HOME, logs).some((s) => s.Sid !== SID && s.Effect === 'Allow' && isObject(s.Principal) && s.Principal.Service === 'logging.s3.amazonaws.com')) return;
  const statement: Statement = {
    Sid: SID, Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: ['s3:PutObject'], Resource: [`${logs.arn}/*`],
    Condition: { StringEquals: { 'aws:SourceAccount': Stack.of(bucket).account } },
  };
  writeInto(HOME, logs, [statement], new RegExp(`^${SID}$`), (logs.resource as CfnResource).node.scope as Construct);
}

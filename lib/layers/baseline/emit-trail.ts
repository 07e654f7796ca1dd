/**
 * The trail: all regions, digests by which a change of a file shows, a key, a closed bucket, and CloudWatch Logs, where the watch reads it.
 *
 * The key and the bucket are for exactly this trail (`aws:SourceArn`), whose name is therefore known before it is made. (CloudTrail user guide, "Configure AWS KMS key
 * policies for CloudTrail", "Amazon S3 bucket policy for CloudTrail", "Role policy document for CloudTrail to use CloudWatch Logs": stored copies, looked up 2026-11-22.)
 * Files are encrypted with the key; the bucket's own default is S3's key, because what CloudTrail writes without naming a key would not be permitted to use this one.
 */
import { CfnDeletionPolicy, type CfnResource, Names, Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Posture } from '../../intent';
import { LOG_DAYS } from '../identity/emit-hook';
import type { AccountTrailProps } from './baseline-props';

const VERSION = '2012-10-17';

export interface EmittedTrail {
  readonly trail: CfnTrail;
  readonly log: CfnLogGroup;
  readonly bucket: CfnBucket;
  readonly key: CfnKey;
}

export function emitTrail(parent: Construct, posture: Posture, { logRetention, insights = posture === 'high' }: AccountTrailProps): EmittedTrail {
  const scope = new Construct(parent, 'Trail');
  const { account, partition, region, urlSuffix } = Stack.of(scope);
  const name = Names.uniqueResourceName(scope, { maxLength: 120, separator: '-' });
  const trailArn = `arn:${partition}:cloudtrail:${region}:${account}:trail/${name}`;
  const logName = `/zero-trust/trail/${name}`;
  const cloudTrail = { Service: 'cloudtrail.amazonaws.com' };
  const ofTrail = { StringEquals: { 'aws:SourceArn': trailArn } };

  const key = new CfnKey(scope, 'Key', {
    description: `Encrypts trail ${name}`, enableKeyRotation: true,
    keyPolicy: { Version: VERSION, Statement: [
      { Sid: 'Account', Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
      { Sid: 'TrailEncrypts', Effect: 'Allow', Principal: cloudTrail, Action: 'kms:GenerateDataKey*', Resource: '*', Condition: { ...ofTrail, StringLike: { 'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${partition}:cloudtrail:*:${account}:trail/*` } } },
      { Sid: 'TrailDescribes', Effect: 'Allow', Principal: cloudTrail, Action: 'kms:DescribeKey', Resource: '*', Condition: ofTrail },
      { Sid: 'Log', Effect: 'Allow', Principal: { Service: `logs.${region}.${urlSuffix}` }, Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'], Resource: '*', Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:${logName}` } } },
    ] },
  });
  const bucket = new CfnBucket(scope, 'Bucket', {
    publicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    versioningConfiguration: { status: 'Enabled' },
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
    lifecycleConfiguration: { rules: [{ id: 'cheaper-later', status: 'Enabled', transitions: [{ storageClass: 'GLACIER_IR', transitionInDays: 90 }], abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } }] },
  });
  const policy = new CfnBucketPolicy(scope, 'BucketPolicy', {
    bucket: bucket.ref,
    policyDocument: { Version: VERSION, Statement: [
      { Sid: 'TrailLooks', Effect: 'Allow', Principal: cloudTrail, Action: 's3:GetBucketAcl', Resource: bucket.attrArn, Condition: ofTrail },
      { Sid: 'TrailWrites', Effect: 'Allow', Principal: cloudTrail, Action: 's3:PutObject', Resource: `${bucket.attrArn}/AWSLogs/${account}/*`, Condition: { StringEquals: { ...ofTrail.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' } } },
      { Sid: 'OnlyByTls', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket.attrArn, `${bucket.attrArn}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      // Whoever has the account still has to change this policy first, which the watch sees. A sandbox is cleaned up.
      ...(posture === 'sandbox' ? [] : [{ Sid: 'NobodyDeletes', Effect: 'Deny', Principal: '*', Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'], Resource: `${bucket.attrArn}/*` }]),
    ] },
  });
  const log = new CfnLogGroup(scope, 'Log', { logGroupName: logName, retentionInDays: logRetention?.toDays() ?? LOG_DAYS[posture], kmsKeyId: key.attrArn });
  const role = new CfnRole(scope, 'LogRole', {
    assumeRolePolicyDocument: { Version: VERSION, Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: cloudTrail }] },
    policies: [{ policyName: 'WriteLog', policyDocument: { Version: VERSION, Statement: [
      { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: `arn:${partition}:logs:${region}:${account}:log-group:${logName}:log-stream:${account}_CloudTrail_${region}*` },
    ] } }],
  });
  const trail = new CfnTrail(scope, 'Trail', {
    trailName: name, s3BucketName: bucket.ref, isLogging: true, isMultiRegionTrail: true, includeGlobalServiceEvents: true, enableLogFileValidation: true, kmsKeyId: key.attrArn,
    cloudWatchLogsLogGroupArn: log.attrArn, cloudWatchLogsRoleArn: role.attrArn,
    ...(insights ? { insightSelectors: [{ insightType: 'ApiCallRateInsight' }, { insightType: 'ApiErrorRateInsight' }] } : {}),
  });
  trail.node.addDependency(policy);
  if (posture !== 'sandbox') keep(key, bucket, policy, log, role, trail);
  return { trail, log, bucket, key };
}

/** Stays when the stack is deleted or the resource replaced. */
export function keep(...resources: readonly CfnResource[]): void {
  for (const { cfnOptions } of resources) cfnOptions.deletionPolicy = cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
}

/**
 * What an account and region has once, each only where it was asked for: `emitSingletons(scope, props)`.
 *
 * CloudFormation creates none of them where there is one already: then it is imported (`cdk import`), or left out here.
 */
import { Stack } from 'aws-cdk-lib';
import { CfnAnalyzer } from 'aws-cdk-lib/aws-accessanalyzer';
import { CfnAccount } from 'aws-cdk-lib/aws-apigateway';
import { CfnConfigurationRecorder, CfnDeliveryChannel } from 'aws-cdk-lib/aws-config';
import { CfnSnapshotBlockPublicAccess } from 'aws-cdk-lib/aws-ec2';
import { CfnDetector } from 'aws-cdk-lib/aws-guardduty';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnBucket, CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import { CfnHub, CfnHubV2 } from 'aws-cdk-lib/aws-securityhub';
import { Construct } from 'constructs';
import { Posture } from '../declaration/posture';
import { type AccountBaselineProps, GuardDutyFeature } from './baseline-props';
import { keep } from './emit-trail';

const VERSION = '2012-10-17';

export function emitSingletons(scope: Construct, props: AccountBaselineProps): void {
  const isKept = (props.posture ?? Posture.STANDARD) !== Posture.SANDBOX;
  const made = [
    ...(props.guardDuty === undefined ? [] : [emitGuardDuty(scope, props.guardDuty.features)]),
    ...(props.securityHub === undefined ? [] : [new CfnHub(scope, 'SecurityHub', { enableDefaultStandards: props.securityHub.defaultStandards ?? true, controlFindingGenerator: 'SECURITY_CONTROL', autoEnableControls: true })]),
    ...(props.securityHubV2 === true ? [new CfnHubV2(scope, 'SecurityHubV2')] : []),
    ...(props.externalAccessAnalyzer === true ? [new CfnAnalyzer(scope, 'ExternalAccess', { type: 'ACCOUNT' })] : []),
    ...(props.unusedAccess === undefined ? [] : [new CfnAnalyzer(scope, 'UnusedAccess', { type: 'ACCOUNT_UNUSED_ACCESS', analyzerConfiguration: { unusedAccessConfiguration: { unusedAccessAge: props.unusedAccess.after?.toDays({ integral: false }) ?? 90 } } })]),
    ...(props.snapshotPublicAccessBlock === true ? [new CfnSnapshotBlockPublicAccess(scope, 'Snapshots', { state: 'block-all-sharing' })] : []),
    ...(props.apiGatewayLogRole === true ? emitApiGateway(scope) : []),
    ...(props.configRecorder === true ? emitConfig(scope) : []),
  ];
  if (isKept) keep(...made);
}

/** Explicit on both sides: what GuardDuty turns on by itself differs by account and date. */
function emitGuardDuty(scope: Construct, features: readonly GuardDutyFeature[] = Object.values(GuardDutyFeature).filter((f) => f !== GuardDutyFeature.RUNTIME_MONITORING)): CfnDetector {
  const status = (is: boolean): string => (is ? 'ENABLED' : 'DISABLED');
  return new CfnDetector(scope, 'GuardDuty', {
    enable: true, findingPublishingFrequency: 'FIFTEEN_MINUTES',
    features: Object.values(GuardDutyFeature).sort().map((name) => ({
      name, status: status(features.includes(name)),
      ...(name === GuardDutyFeature.RUNTIME_MONITORING ? { additionalConfiguration: ['EC2_AGENT_MANAGEMENT', 'ECS_FARGATE_AGENT_MANAGEMENT', 'EKS_ADDON_MANAGEMENT'].map((agent) => ({ name: agent, status: status(features.includes(name)) })) } : {}),
    })),
  });
}

/** (API Gateway developer guide, "Permissions for CloudWatch logging": the managed policy, and the account's role.) */
function emitApiGateway(scope: Construct): readonly [CfnRole, CfnAccount] {
  const { partition } = Stack.of(scope);
  const role = new CfnRole(scope, 'ApiGatewayRole', {
    assumeRolePolicyDocument: { Version: VERSION, Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'apigateway.amazonaws.com' } }] },
    managedPolicyArns: [`arn:${partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs`],
  });
  return [role, new CfnAccount(scope, 'ApiGateway', { cloudWatchRoleArn: role.attrArn })];
}

/** Recorder, channel and a bucket of its own. (AWS Config developer guide, "Permissions for the Amazon S3 bucket", "Permissions for the IAM role".) */
function emitConfig(parent: Construct): readonly [CfnBucket, CfnBucketPolicy, CfnRole, CfnConfigurationRecorder, CfnDeliveryChannel] {
  const scope = new Construct(parent, 'Config');
  const { account, partition } = Stack.of(scope);
  const bucket = new CfnBucket(scope, 'Bucket', {
    publicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
    ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
    versioningConfiguration: { status: 'Enabled' },
    bucketEncryption: { serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }] },
  });
  const policy = new CfnBucketPolicy(scope, 'BucketPolicy', {
    bucket: bucket.ref,
    policyDocument: { Version: VERSION, Statement: [{ Sid: 'OnlyByTls', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket.attrArn, `${bucket.attrArn}/*`], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
  });
  const role = new CfnRole(scope, 'Role', {
    assumeRolePolicyDocument: { Version: VERSION, Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'config.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': account } } }] },
    managedPolicyArns: [`arn:${partition}:iam::aws:policy/service-role/AWS_ConfigRole`],
    policies: [{ policyName: 'Deliver', policyDocument: { Version: VERSION, Statement: [
      { Effect: 'Allow', Action: 's3:PutObject', Resource: `${bucket.attrArn}/AWSLogs/${account}/Config/*`, Condition: { StringLike: { 's3:x-amz-acl': 'bucket-owner-full-control' } } },
      { Effect: 'Allow', Action: ['s3:GetBucketAcl', 's3:ListBucket'], Resource: bucket.attrArn },
    ] } }],
  });
  // CloudFormation makes recorder and channel at once, as each waits for the other: no dependency between them.
  const recorder = new CfnConfigurationRecorder(scope, 'Recorder', { roleArn: role.attrArn, recordingGroup: { allSupported: true, includeGlobalResourceTypes: true } });
  const channel = new CfnDeliveryChannel(scope, 'Channel', { s3BucketName: bucket.ref });
  channel.node.addDependency(policy);
  return [bucket, policy, role, recorder, channel];
}

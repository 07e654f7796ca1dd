/** What cdk-nag says about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export function acknowledgeBucket(flowLogs: IConstruct): void {
  Validations.of(flowLogs).acknowledge(
    { id: 'AwsSolutions-S1', reason: 'holds logs itself; a log of reading logs has no end' },
    { id: 'NIST.800.53.R5-S3BucketLoggingEnabled', reason: 'holds logs itself; a log of reading logs has no end' },
    { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'an example: its flow logs may be lost' },
    { id: 'NIST.800.53.R5-S3DefaultEncryptionKMS', reason: 'encrypted with keys of S3: a key of one\'s own would have to admit log delivery' },
  );
}

export function acknowledgeService(stack: IConstruct): void {
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'CloudWatch Logs encrypts by itself; nothing in these logs needs a key of its own' },
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'the role has one policy of its own, made with it and gone with it' },
  );
}

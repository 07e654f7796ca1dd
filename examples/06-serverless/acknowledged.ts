/** What the proof and cdk-nag say about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** `ZeroTrust::nothing-more...`: the way of a function outside of a VPC to the internet, which Lambda itself gives it. */
const OUTSIDE = 'outside of a VPC Lambda reaches the internet; what a function may do with data there, its role says';
const TLS = 'TLS is demanded for each action by name; a Deny of the whole service could lock out its administrators';

export function acknowledge(stack: IConstruct, on: { readonly bucket: IConstruct; readonly table: IConstruct; readonly intake: IConstruct; readonly indexer: IConstruct }): void {
  Validations.of(on.intake).acknowledge({ id: 'ZeroTrust::nothing-more.a928ffcce61c437b', reason: OUTSIDE });
  Validations.of(on.indexer).acknowledge({ id: 'ZeroTrust::nothing-more.73f9552ae78e23fe', reason: OUTSIDE });
  Validations.of(stack).acknowledge(
    { id: 'AwsSolutions-SQS4', reason: TLS },
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'each role has policies of its own, made with it and gone with it' },
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'the account\'s limit is enough for an example' },
    { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'one is called by people, who see its failure; the other\'s messages go to the queue of failures' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'what this example is about: no VPC' },
  );
  Validations.of(on.bucket).acknowledge(
    { id: 'AwsSolutions-S1', reason: 'a trail of the account logs who reads; an example has none' },
    { id: 'AwsSolutions-S10', reason: TLS },
    { id: 'NIST.800.53.R5-S3BucketLoggingEnabled', reason: 'a trail of the account logs who reads; an example has none' },
    { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'an example: its documents may be lost with the region' },
    { id: 'NIST.800.53.R5-S3BucketSSLRequestsOnly', reason: TLS },
  );
  Validations.of(on.table).acknowledge(
    { id: 'NIST.800.53.R5-DynamoDBAutoScalingEnabled', reason: 'what little there is fits into the provisioned capacity' },
    { id: 'NIST.800.53.R5-DynamoDBInBackupPlan', reason: 'it can be restored to any second of the last days, and made again from the documents' },
  );
}

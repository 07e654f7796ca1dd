/** What the proof and cdk-nag say about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const TLS = 'TLS is demanded for each action by name; a Deny of the whole service could lock out its administrators';

export function acknowledge(stack: IConstruct, on: { readonly bucket: IConstruct; readonly door: IConstruct }): void {
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.53.R5-DynamoDBInBackupPlan', reason: 'it can be restored to any second of the last days' },
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'each role has policies of its own, made with it and gone with it' },
  );
  Validations.of(on.bucket).acknowledge(
    { id: 'AwsSolutions-S1', reason: 'a trail of the account logs who reads; an example has none' },
    { id: 'AwsSolutions-S10', reason: TLS },
    { id: 'NIST.800.53.R5-S3BucketLoggingEnabled', reason: 'a trail of the account logs who reads; an example has none' },
    { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'an example: its files may be lost with the region' },
    { id: 'NIST.800.53.R5-S3BucketSSLRequestsOnly', reason: TLS },
    { id: 'NIST.800.53.R5-S3DefaultEncryptionKMS', reason: 'no crown jewel: encrypted with keys of S3' },
  );
  Validations.of(on.door).acknowledge(
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'the account\'s limit is enough for an example' },
    { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'it is called by people, who see its failure' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'an example of data, without a network' },
    { id: 'ZeroTrust::nothing-more.198127140ad4ccb9', reason: 'outside of a VPC Lambda reaches the internet; what a session may do with data there, its role says' },
  );
}

/** What the proof and cdk-nag say about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const TLS = 'TLS is demanded for each action by name; a Deny of the whole service could lock out its administrators';

export function acknowledge(bucket: IConstruct, audit: IConstruct, auditor: IConstruct): void {
  Validations.of(bucket).acknowledge(
    { id: 'AwsSolutions-S1', reason: 'a trail of the account logs who reads; an example has none' },
    { id: 'AwsSolutions-S10', reason: TLS },
    { id: 'NIST.800.53.R5-S3BucketLoggingEnabled', reason: 'a trail of the account logs who reads; an example has none' },
    { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'an example: its papers may be lost with the region' },
    { id: 'NIST.800.53.R5-S3BucketSSLRequestsOnly', reason: TLS },
  );
  Validations.of(audit).acknowledge(
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'a function that people invoke by hand' },
    { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'a function that people invoke by hand: they see its failure' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'an example of data, without a network' },
  );
  Validations.of(auditor).acknowledge({ id: 'ZeroTrust::nothing-more.cfaf97439a2e41fb', reason: 'outside of a VPC Lambda reaches the internet; what the function may do with data there, its role says' });
}

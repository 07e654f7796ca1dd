/** What is accepted for now, each with a reason and a date that reviewers see. It gets shorter with every step. */
import { Annotations, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Orders } from './orders';

const MOVED = 'restored from an encrypted copy of its snapshot on 2027-02-06 (CHG-1182)';

/** CloudFormation would replace a database whose storage becomes encrypted: its data would stay behind. */
export function acceptedForNow(database: IConstruct): void {
  Validations.of(database).acknowledge({ id: 'cdk-zero-trust:rds.storage-encrypted', reason: MOVED });
}

/** Through NAT everybody on 443 is within reach, not SQS alone. */
export function acceptedUntilDeclared(worker: IConstruct): void {
  Validations.of(worker).acknowledge({ id: 'cdk-zero-trust:GroupEgressOpen', reason: 'jobs go out through NAT until the worker is in a segment (step 5)' });
}

/** What cdk-nag's packs say about it still, and why it is right as it is. A real service would fix more and say less. */
export function acknowledge({ vpc, worker, database, invoices, jobs }: Orders, zeroTrust: IConstruct): void {
  Annotations.of(zeroTrust).acknowledgeWarning('cdk-zero-trust:EndpointAffectsVpc', 'the worker is the only workload of this VPC');
  Validations.of(vpc).acknowledge(
    { id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'CloudWatch encrypts it with a key of its own; it holds addresses and no data' },
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'the role has one policy of its own, made with it and gone with it' },
    { id: 'NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW', reason: 'the way out of the NAT gateway, which goes when nobody needs it any more' },
  );
  Validations.of(worker).acknowledge(
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'the role has one policy of its own, made with it and gone with it' },
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'a probe that people invoke by hand' },
    { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'a probe that people invoke by hand: they see its failure' },
  );
  Validations.of(database).acknowledge(
    ...['AwsSolutions-RDS2', 'NIST.800.53.R5-RDSStorageEncrypted'].map((id) => ({ id, reason: MOVED })),
    { id: 'AwsSolutions-RDS11', reason: 'another port hides nothing from who may connect, and nobody else may' },
    ...['AwsSolutions-RDS3', 'NIST.800.53.R5-RDSMultiAZSupport', 'NIST.800.53.R5-RDSEnhancedMonitoringEnabled', 'NIST.800.53.R5-RDSInBackupPlan'].map((id) => ({ id, reason: 'how available it is and how it is backed up is not what this example changes' })),
    ...['AwsSolutions-SMG4', 'NIST.800.53.R5-SecretsManagerRotationEnabled', 'NIST.800.53.R5-SecretsManagerUsingKMSKey'].map((id) => ({ id, reason: 'goes when the worker connects with IAM tokens, which the database takes since step 3' })),
  );
  Validations.of(invoices).acknowledge(
    ...['AwsSolutions-S1', 'NIST.800.53.R5-S3BucketLoggingEnabled'].map((id) => ({ id, reason: 'asked with posture `high`, or where a bucket for logs is given' })),
    ...['AwsSolutions-S10', 'NIST.800.53.R5-S3BucketSSLRequestsOnly'].map((id) => ({ id, reason: 'its policy denies requests without TLS by the verbs of objects and buckets; the rule looks for `s3:*`, which would deny its administration too' })),
    { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'one region' },
    { id: 'NIST.800.53.R5-S3DefaultEncryptionKMS', reason: 'encrypted with a key of S3; a key of its own is for crown jewels' },
  );
  Validations.of(jobs).acknowledge(
    { id: 'AwsSolutions-SQS3', reason: 'jobs that nobody can process are looked at in the queue' },
    { id: 'AwsSolutions-SQS4', reason: 'its policy denies requests without TLS by the actions of the data plane; the rule looks for `sqs:*`' },
  );
}

export function acknowledgeTable(table: IConstruct): void {
  Validations.of(table).acknowledge({ id: 'NIST.800.53.R5-DynamoDBInBackupPlan', reason: 'it can be restored to any second of the last 35 days' });
}

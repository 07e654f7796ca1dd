/**
 * What cdk-nag's AwsSolutions and NIST 800-53 R5 packs say about the documents service, and why it is right
 * as it is. Findings of cdk-nag whose id holds `::` cannot be acknowledged with this version of aws-cdk-lib: test/nag/explained.ts has them.
 */
import { type Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export interface Acknowledged {
  readonly loadBalancer: IConstruct;
  readonly api: { readonly taskDefinition: IConstruct };
  readonly database: IConstruct;
  readonly reportsBucket: IConstruct;
  readonly accessLogs: IConstruct;
  readonly flowLogs: IConstruct;
  readonly sealingKey: IConstruct;
}

export function acknowledge(stack: Stack, on: Acknowledged): void {
  Validations.of(stack).acknowledge(
    { id: 'NIST.800.53.R5-IAMNoInlinePolicy', reason: 'each role has one policy of its own, made with it and gone with it; a managed policy could be attached to others' },
  );
  Validations.of(on.loadBalancer).acknowledge(
    { id: 'NIST.800.53.R5-ALBWAFEnabled', reason: 'internal: its only source is the corporate network' },
  );
  Validations.of(on.api.taskDefinition).acknowledge(
    { id: 'AwsSolutions-ECS2', reason: 'the variables are the host name of the database and the name of a secret, which the api reads when it seals' },
  );
  Validations.of(on.database).acknowledge(
    { id: 'NIST.800.53.R5-RDSInBackupPlan', reason: 'Aurora backs up the cluster continuously, for 35 days; an instance holds no data of its own' },
  );
  Validations.of(on.reportsBucket).acknowledge(
    { id: 'AwsSolutions-S10', reason: 'TLS is demanded for each action by name; a Deny of the whole service could lock out its administrators' },
    { id: 'NIST.800.53.R5-S3BucketSSLRequestsOnly', reason: 'TLS is demanded for each action by name; a Deny of the whole service could lock out its administrators' },
    { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'a report can be made again from the database' },
  );
  Validations.of(on.flowLogs).acknowledge(
    { id: 'AwsSolutions-S1', reason: 'holds logs itself; a log of reading logs has no end' },
    { id: 'NIST.800.53.R5-S3BucketLoggingEnabled', reason: 'holds logs itself; a log of reading logs has no end' },
  );
  for (const logs of [on.accessLogs, on.flowLogs]) {
    Validations.of(logs).acknowledge(
      { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'logs of a region that is lost are lost with it; the audit of changes is in CloudTrail' },
      { id: 'NIST.800.53.R5-S3DefaultEncryptionKMS', reason: 'encrypted with keys of S3: log delivery of load balancers takes no other' },
    );
  }
  Validations.of(on.sealingKey).acknowledge(
    { id: 'AwsSolutions-SMG4', reason: 'the mainframe holds the same key: both are changed together, by hand, once a year' },
    { id: 'NIST.800.53.R5-SecretsManagerRotationEnabled', reason: 'the mainframe holds the same key: both are changed together, by hand, once a year' },
  );
}

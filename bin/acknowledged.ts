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
  readonly catalogue: IConstruct;
  readonly handlers: IConstruct;
  readonly zt: IConstruct;
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
  acknowledgeDoors(on);
  acknowledgeWatch(on);
}

/** Below the façade: alarms, the bus, and what relays them. */
function acknowledgeWatch({ zt }: Acknowledged): void {
  Validations.of(zt.node.findChild('Watch')).acknowledge(
    { id: 'AwsSolutions-L1', reason: 'the runtime for which the relay is built and tested' },
    { id: 'NIST.800.53.R5-CloudWatchAlarmAction', reason: 'one attack is one page: alarms of one subject page as its composite alarm, and stand on the bus one by one' },
    { id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'they hold names of alarms, and addresses that were refused: no data of customers' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'the relay calls one bus of AWS, and needs no network of ours' },
    { id: 'cdk-zero-trust:ObservedKindUnknown', reason: 'who reads the sealing key stands in the trail, which the organization watches' },
    { id: 'cdk-zero-trust:SubjectUnwatched', reason: 'who uses the key of the data stands in the trail, which the organization watches' },
  );
}

/** Below the façade: the pool, its hook, both APIs. */
function acknowledgeDoors({ catalogue, handlers, zt }: Acknowledged): void {
  Validations.of(catalogue).acknowledge(
    { id: 'NIST.800.53.R5-DynamoDBInBackupPlan', reason: 'it can be restored to any second of the last 35 days' },
  );
  for (const functions of [handlers, zt.node.findChild('Identity')]) {
    Validations.of(functions).acknowledge(
      { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'the throttle of the door limits them all; a reservation would let one starve' },
      { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'called and waited for: whoever called sees the failure' },
    );
  }
  Validations.of(zt.node.findChild('Identity')).acknowledge(
    { id: 'AwsSolutions-COG8', reason: 'threat protection costs money per user; its property is `threatProtection`' },
    { id: 'AwsSolutions-L1', reason: 'the runtime for which the hook is built and tested' },
    { id: 'NIST.800.53.R5-CloudWatchLogGroupEncrypted', reason: 'holds errors of the hook, and neither tokens nor names' },
    { id: 'NIST.800.53.R5-LambdaInsideVPC', reason: 'Cognito calls it; it calls nobody, and needs no network of ours' },
  );
  Validations.of(zt.node.findChild('Inside')).acknowledge(
    { id: 'AwsSolutions-APIG3', reason: 'private: only the endpoint leads to it, and callers sign' },
    { id: 'NIST.800.53.R5-APIGWAssociatedWithWAF', reason: 'private: only the endpoint leads to it, and callers sign' },
  );
  for (const id of ['Door', 'Inside']) {
    Validations.of(zt.node.findChild(id)).acknowledge(
      { id: 'AwsSolutions-COG4', reason: 'services sign with their roles, and the status page needs no identity' },
      { id: 'NIST.800.53.R5-APIGWCacheEnabledAndEncrypted', reason: 'no cache: answers differ by who asks' },
      { id: 'NIST.800.53.R5-APIGWSSLEnabled', reason: 'behind it are functions; a client certificate is for servers that have to know API Gateway' },
    );
  }
  Validations.of(zt.node.findChild('Door')).acknowledge(
    { id: 'AwsSolutions-APIG4', reason: 'one route is public, and says why' },
  );
}

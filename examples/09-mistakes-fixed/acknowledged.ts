/** What cdk-nag says about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const TLS = 'TLS is demanded for each action by name; a Deny of the whole service could lock out its administrators';

export function acknowledgeVpc(vpc: IConstruct, isPublic: boolean): void {
  Validations.of(vpc).acknowledge(
    { id: 'AwsSolutions-VPC7', reason: 'an example that nobody runs for long' },
    { id: 'NIST.800.53.R5-VPCDefaultSecurityGroupClosed', reason: 'nothing is in the default group: each member has its segment\'s, and no other' },
    { id: 'NIST.800.53.R5-VPCFlowLogsEnabled', reason: 'an example that nobody runs for long' },
  );
  if (!isPublic) return;
  Validations.of(vpc).acknowledge(
    { id: 'NIST.800.53.R5-VPCNoUnrestrictedRouteToIGW', reason: 'the subnets are those of the mistake: what is closed is the way, not the road' },
    { id: 'NIST.800.53.R5-VPCSubnetAutoAssignPublicIpDisabled', reason: 'the subnets are those of the mistake: what is closed is the way, not the road' },
  );
}

export function acknowledgeServer(server: IConstruct): void {
  Validations.of(server).acknowledge(
    { id: 'AwsSolutions-EC28', reason: 'an example without load' },
    { id: 'AwsSolutions-EC29', reason: 'an example without data of its own' },
  );
}

export function acknowledgeDatabase(database: IConstruct): void {
  Validations.of(database).acknowledge(
    { id: 'AwsSolutions-RDS11', reason: 'another port hides nothing from who may connect, and nobody else may' },
    { id: 'NIST.800.53.R5-RDSEnhancedMonitoringEnabled', reason: 'an example without load' },
    { id: 'NIST.800.53.R5-RDSInBackupPlan', reason: 'an example without data' },
  );
}

export function acknowledgeBalancer(balancer: IConstruct): void {
  Validations.of(balancer).acknowledge(
    { id: 'AwsSolutions-ELB2', reason: 'an example that nobody runs for long' },
    { id: 'NIST.800.53.R5-ALBHttpToHttpsRedirection', reason: 'the mistake is about who gets in; a certificate would need a name' },
    { id: 'NIST.800.53.R5-ALBWAFEnabled', reason: 'internal: its only source is the portal' },
    { id: 'NIST.800.53.R5-ELBDeletionProtectionEnabled', reason: 'an example that is to be deleted again' },
    { id: 'NIST.800.53.R5-ELBLoggingEnabled', reason: 'an example that nobody runs for long' },
    { id: 'NIST.800.53.R5-ELBv2ACMCertificateRequired', reason: 'the mistake is about who gets in; a certificate would need a name' },
  );
}

export function acknowledgeSecret(secret: IConstruct): void {
  Validations.of(secret).acknowledge(
    { id: 'AwsSolutions-SMG4', reason: 'an example: what it opens is not there' },
    { id: 'NIST.800.53.R5-SecretsManagerRotationEnabled', reason: 'an example: what it opens is not there' },
  );
}

export function acknowledgeBucket(bucket: IConstruct): void {
  Validations.of(bucket).acknowledge(
    { id: 'AwsSolutions-S1', reason: 'a trail of the account logs who reads; an example has none' },
    { id: 'AwsSolutions-S10', reason: TLS },
    { id: 'NIST.800.53.R5-S3BucketLoggingEnabled', reason: 'a trail of the account logs who reads; an example has none' },
    { id: 'NIST.800.53.R5-S3BucketReplicationEnabled', reason: 'an example: its reports may be lost with the region' },
    { id: 'NIST.800.53.R5-S3BucketSSLRequestsOnly', reason: TLS },
    { id: 'NIST.800.53.R5-S3DefaultEncryptionKMS', reason: 'a key of one\'s own would have to admit the partner as well' },
  );
}

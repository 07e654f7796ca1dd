/** What cdk-nag says about this example, and why it is right as it is. A real service would fix more and say less. */
import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export function acknowledge(api: IConstruct, database: IConstruct): void {
  Validations.of(api).acknowledge(
    { id: 'NIST.800.53.R5-LambdaConcurrency', reason: 'a probe that people invoke by hand' },
    { id: 'NIST.800.53.R5-LambdaDLQ', reason: 'a probe that people invoke by hand: they see its failure' },
  );
  Validations.of(database).acknowledge(
    { id: 'AwsSolutions-RDS11', reason: 'another port hides nothing from who may connect, and nobody else may' },
    { id: 'NIST.800.53.R5-RDSEnhancedMonitoringEnabled', reason: 'an example without load' },
    { id: 'NIST.800.53.R5-RDSInBackupPlan', reason: 'an example without data' },
  );
}

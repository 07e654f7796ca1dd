/**
 * A stack as it runs today: plain CDK, no construct of this library. Everything in it works, and nothing was meant to be open:
 * CDK's defaults are, and a rule that was for one night.
 */
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { PROBE } from '../probe';

export class Orders extends Stack {
  public readonly vpc: ec2.Vpc;
  public readonly worker: lambda.Function;
  public readonly database: rds.DatabaseInstance;
  public readonly invoices: s3.Bucket;
  public readonly jobs: sqs.Queue;

  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 2,
      natGateways: 1,
    });
    this.invoices = new s3.Bucket(this, 'Invoices');
    this.jobs = new sqs.Queue(this, 'Jobs', { visibilityTimeout: Duration.seconds(60), retentionPeriod: Duration.days(4) });
    this.database = new rds.DatabaseInstance(this, 'Database', {
      engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17_9 }),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
      vpc: this.vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC },
      publiclyAccessible: true,
    });
    this.worker = new lambda.Function(this, 'Worker', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(PROBE),
      environment: { HOST: this.database.dbInstanceEndpointAddress, PORT: '5432', QUEUE: this.jobs.queueUrl },
      vpc: this.vpc,
      timeout: Duration.seconds(10),
    });
    this.jobs.grantSendMessages(this.worker);
    this.worker.connections.allowTo(this.database, ec2.Port.POSTGRES);
  }

  /** For the migration, one night. That was two years ago. */
  public openForOneNight(): void {
    this.database.connections.allowFromAnyIpv4(ec2.Port.POSTGRES, 'for the migration, one night');
  }
}

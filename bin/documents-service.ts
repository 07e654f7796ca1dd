/**
 * The workloads of the documents service: a load balancer, an API on Fargate, an Aurora database, a nightly job, and the functions
 * behind the doors.
 *
 * No line in here says who may reach whom, or who may use which data: no rule, no grant; documents-intent.ts and documents-door.ts do. The VPC
 * leads nowhere but to the data centre, whose Direct Connect or VPN attaches to the virtual private gateway. Not in here: the
 * database users `api` and `reports` (made once, by hand: `CREATE USER api; GRANT rds_iam TO api`), and names in DNS.
 */
import { ArnFormat, CfnOutput, CfnParameter, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { ClosedVpc, Posture, ZeroTrust } from 'cdk-zero-trust';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledged';
import { addDoors, DocumentsHandlers } from './documents-door';
import type { DocumentsImages } from './documents-images';
import { ANNOUNCED, API_PORT, declareDocuments } from './documents-intent';
import { addWatch, protect } from './documents-watch';

export interface DocumentsServiceProps extends StackProps {
  readonly images: DocumentsImages;
  /** Of both images. */
  readonly imageTag: string;
}

export class DocumentsService extends Stack {
  private readonly network = new ClosedVpc(this, 'Network', { dnsFirewall: {} });
  private readonly vpc = this.network.vpc;
  private readonly subnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  private readonly key = this.encryptionKey('Key', 'Logs and settings of the documents service');
  private readonly dataKey = this.encryptionKey('DataKey', 'Data of the documents service'); // its policy is made from the data flows
  private readonly accessLogs = this.bucket('AccessLogs', { encryption: s3.BucketEncryption.S3_MANAGED, enforceSSL: true, minimumTLSVersion: 1.2 }); // load balancers write with no other
  private readonly sealingKey = new Secret(this, 'SealingKey', {
    description: 'Seals documents for the archive; the mainframe holds the same key',
    encryptionKey: this.dataKey,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });

  constructor(scope: Construct, id: string, private readonly props: DocumentsServiceProps) {
    super(scope, id, props);
    this.admitLogs();
    this.vpc.enableVpnGateway({ type: ec2.VpnConnectionType.IPSEC_1, vpnRoutePropagation: [this.subnets] });
    const gateway = this.vpc.node.findChild('VpnGateway').node.defaultChild as ec2.CfnVPNGateway;
    const zt = new ZeroTrust(this, 'ZeroTrust', {
      vpc: this.vpc,
      posture: Posture.STANDARD,
      maxIdleCost: 160,
      assume: { [this.getLogicalId(gateway)]: `propagates:${ANNOUNCED.join(',')}` },
    });

    const database = this.database();
    const api = this.api(database);
    const loadBalancer = this.loadBalancer(api);
    const reportsBucket = this.bucket('Reports', {
      encryption: s3.BucketEncryption.KMS, encryptionKey: this.dataKey, bucketKeyEnabled: true,
      serverAccessLogsBucket: this.accessLogs, serverAccessLogsPrefix: 'reports/',
      metrics: [{ id: 'EntireBucket' }], // for the watch: S3 counts requests where it is told to
    });
    const reportsJob = this.reportsJob(database, reportsBucket);
    const catalogue = this.catalogue();
    const handlers = new DocumentsHandlers(this, 'Handlers', { vpc: this.vpc, vpcSubnets: this.subnets, logKey: this.key, table: catalogue.tableName, bucket: reportsBucket.bucketName });
    const endpoint = this.insideEndpoint();

    const declared = declareDocuments(zt, {
      loadBalancer, api, database, reportsJob, reportsBucket, sealingKey: this.sealingKey, catalogue, inside: endpoint,
      handlers: handlers.node.children.filter((c) => c instanceof lambda.Function),
    });
    const entries = addDoors(zt, { ...declared, handlers, api, reportsJob, endpoint, logKey: this.key });
    protect(zt, entries, this.key);
    const { bus } = addWatch(zt, this.network);
    acknowledge(this, { loadBalancer, api, database, reportsBucket, accessLogs: this.accessLogs, flowLogs: this.network.flowLogBucket, sealingKey: this.sealingKey, catalogue, handlers, zt });
    new CfnOutput(this, 'Address', { value: loadBalancer.loadBalancerDnsName, description: 'Name that the service\'s alias record points to' });
    new CfnOutput(this, 'DoorAddress', { value: entries.door.url, description: 'Where people call who are not in the offices' });
    new CfnOutput(this, 'AlarmTopic', { value: bus.topicArn, description: 'Topic of the alarms: subscribe who is on call' });
  }

  private encryptionKey(id: string, description: string): kms.Key {
    return new kms.Key(this, id, { enableKeyRotation: true, description });
  }

  /** CloudWatch Logs has to be named: it decrypts by itself. */
  private admitLogs(): void {
    this.key.addToResourcePolicy(new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal(`logs.${this.region}.amazonaws.com`)],
      actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': this.formatArn({ service: 'logs', resource: 'log-group', resourceName: '*', arnFormat: ArnFormat.COLON_RESOURCE_NAME }) } },
    }));
  }

  private logGroup(id: string): LogGroup {
    return new LogGroup(this, id, { retention: RetentionDays.ONE_YEAR, encryptionKey: this.key, removalPolicy: RemovalPolicy.RETAIN });
  }

  private bucket(id: string, props: s3.BucketProps): s3.Bucket {
    return new s3.Bucket(this, id, {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    });
  }

  private database(): rds.DatabaseCluster {
    return new rds.DatabaseCluster(this, 'Database', {
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_17_7 }),
      vpc: this.vpc,
      vpcSubnets: this.subnets,
      writer: rds.ClusterInstance.serverlessV2('Writer'),
      readers: [rds.ClusterInstance.serverlessV2('Reader', { scaleWithWriter: true })],
      defaultDatabaseName: 'documents',
      iamAuthentication: true,
      manageMasterUserPassword: true, // RDS keeps and rotates it; no service uses it
      parameters: { 'rds.force_ssl': '1' },
      storageEncryptionKey: this.dataKey,
      backup: { retention: Duration.days(35) },
      cloudwatchLogsExports: ['postgresql'],
      monitoringInterval: Duration.minutes(1),
      deletionProtection: true,
      copyTagsToSnapshot: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private api(database: rds.DatabaseCluster): ecs.FargateService {
    const task = new ecs.FargateTaskDefinition(this, 'ApiTask', {
      cpu: 512,
      memoryLimitMiB: 1024,
      runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    });
    task.addContainer('Api', {
      image: ecs.ContainerImage.fromEcrRepository(this.props.images.api, this.props.imageTag),
      portMappings: [{ containerPort: API_PORT }], // TLS with a certificate that the container makes when it starts
      readonlyRootFilesystem: true,
      user: '1000',
      environment: { DATABASE_HOST: database.clusterEndpoint.hostname, SEALING_KEY: this.sealingKey.secretArn }, // it reads the secret when it seals
      logging: ecs.LogDrivers.awsLogs({ logGroup: this.logGroup('ApiLogs'), streamPrefix: 'api' }),
    });
    return new ecs.FargateService(this, 'Api', {
      cluster: new ecs.Cluster(this, 'Cluster', { vpc: this.vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED }),
      taskDefinition: task,
      vpcSubnets: this.subnets,
      desiredCount: 2,
      minHealthyPercent: 100,
      circuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriod: Duration.minutes(1),
    });
  }

  private loadBalancer(api: ecs.FargateService): elb.ApplicationLoadBalancer {
    const certificate = new CfnParameter(this, 'CertificateArn', {
      description: 'Certificate (ACM, this region) for the name under which employees reach the service',
      allowedPattern: 'arn:[a-z-]+:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+',
    });
    const loadBalancer = new elb.ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc: this.vpc,
      vpcSubnets: this.subnets,
      internetFacing: false,
      deletionProtection: true,
      dropInvalidHeaderFields: true,
    });
    loadBalancer.logAccessLogs(this.accessLogs, 'load-balancer');
    loadBalancer.addListener('Https', {
      port: 443,
      open: false, // the flow from the corporate network opens it
      protocol: elb.ApplicationProtocol.HTTPS,
      sslPolicy: elb.SslPolicy.TLS13_12_RES_PQ,
      certificates: [elb.ListenerCertificate.fromArn(certificate.valueAsString)],
    }).addTargets('Api', {
      targets: [api],
      port: API_PORT,
      protocol: elb.ApplicationProtocol.HTTPS,
      deregistrationDelay: Duration.seconds(30),
      healthCheck: { path: '/health', protocol: elb.Protocol.HTTPS }, // on the port of the flow
    });
    return loadBalancer;
  }

  private catalogue(): dynamodb.Table {
    const text = (name: string): dynamodb.Attribute => ({ name, type: dynamodb.AttributeType.STRING });
    return new dynamodb.Table(this, 'Catalogue', { partitionKey: text('kind'), sortKey: text('id'), billingMode: dynamodb.BillingMode.PAY_PER_REQUEST, encryptionKey: this.dataKey });
  }

  /** For APIs of this account alone. */
  private insideEndpoint(): ec2.InterfaceVpcEndpoint {
    const endpoint = this.vpc.addInterfaceEndpoint('Inside', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, subnets: this.subnets, open: false });
    endpoint.addToPolicy(new iam.PolicyStatement({
      principals: [new iam.AnyPrincipal()], actions: ['execute-api:Invoke'],
      resources: [this.formatArn({ service: 'execute-api', resource: '*' })], conditions: { StringEquals: { 'aws:PrincipalAccount': this.account } },
    }));
    return endpoint;
  }

  private reportsJob(database: rds.DatabaseCluster, bucket: s3.Bucket): lambda.Function {
    const failures = new Queue(this, 'ReportsFailures', { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.days(14) });
    const job = new lambda.DockerImageFunction(this, 'ReportsJob', {
      code: lambda.DockerImageCode.fromEcr(this.props.images.reports, { tagOrDigest: this.props.imageTag }),
      architecture: lambda.Architecture.ARM_64,
      vpc: this.vpc,
      vpcSubnets: this.subnets,
      timeout: Duration.minutes(15),
      memorySize: 1024,
      reservedConcurrentExecutions: 1,
      deadLetterQueue: failures,
      environment: { DATABASE_HOST: database.clusterReadEndpoint.hostname, BUCKET: bucket.bucketName, PREFIX: 'daily/' },
      environmentEncryption: this.key,
      logGroup: this.logGroup('ReportsLogs'),
    });
    new events.Rule(this, 'Nightly', { schedule: events.Schedule.cron({ hour: '3', minute: '0' }), targets: [new LambdaFunction(job)] });
    return job;
  }
}

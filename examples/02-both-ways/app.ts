/**
 * Two services in two stacks that call each other. Who may is said in a third stack, which refers to neither, so that
 * flows both ways make no cycle between stacks.
 */
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ClosedVpc, FlowAuthentication, ZeroTrust } from 'cdk-zero-trust';
import type { Construct } from 'constructs';
import { acknowledgeBucket, acknowledgeService } from './acknowledged';

const PORT = 8443;

/** The VPC, the cluster, and who may reach whom. */
class Network extends Stack {
  public readonly cluster: ecs.Cluster;
  public readonly zeroTrust: ZeroTrust;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const { vpc, flowLogBucket } = new ClosedVpc(this, 'Vpc');
    this.cluster = new ecs.Cluster(this, 'Cluster', { vpc, containerInsightsV2: ecs.ContainerInsights.ENABLED });
    this.cluster.addDefaultCloudMapNamespace({ name: 'shop.internal', vpc });
    this.zeroTrust = new ZeroTrust(this, 'ZeroTrust', { vpc, maxIdleCost: 60 });
    acknowledgeBucket(flowLogBucket);
  }
}

/** One service, found by its name in `shop.internal`. */
class Service extends Stack {
  public readonly service: ecs.FargateService;

  constructor(scope: Construct, id: string, props: StackProps & { readonly cluster: ecs.Cluster; readonly image: string }) {
    super(scope, id, props);
    const task = new ecs.FargateTaskDefinition(this, 'Task');
    task.addContainer('Service', {
      image: ecs.ContainerImage.fromEcrRepository(Repository.fromRepositoryName(this, 'Images', props.image), '1.0.0'),
      portMappings: [{ containerPort: PORT }],
      readonlyRootFilesystem: true,
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'service', logGroup: new LogGroup(this, 'Logs', { retention: RetentionDays.ONE_YEAR }) }),
    });
    this.service = new ecs.FargateService(this, 'Service', {
      cluster: props.cluster,
      taskDefinition: task,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
      cloudMapOptions: { name: id.toLowerCase() },
    });
    acknowledgeService(this);
  }
}

export const app = new App();
const env = { region: 'eu-west-1' };
const { cluster, zeroTrust: zt } = new Network(app, 'Network', { env });
const { service: ordersService } = new Service(app, 'Orders', { env, cluster, image: 'shop/orders' });
const { service: paymentsService } = new Service(app, 'Payments', { env, cluster, image: 'shop/payments' });

const orders = zt.addSegment('orders', { members: [ordersService] });
const payments = zt.addSegment('payments', { members: [paymentsService] });
const authentication = FlowAuthentication.MTLS;
zt.addFlow({ source: orders, destination: payments, port: ec2.Port.tcp(PORT), authentication, because: 'an order is charged' });
zt.addFlow({ source: payments, destination: orders, port: ec2.Port.tcp(PORT), authentication, because: 'the charge is confirmed later' });

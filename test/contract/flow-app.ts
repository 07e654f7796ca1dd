/**
 * The world of the flow table as a CDK app: the intent in a stack of its own that references nobody, members of several
 * types in two others, some of them imported, and flows both ways between these two.
 */
import { type App, SecretValue } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import { type MicrosegmentationProps, ServiceAccess, ZeroTrust } from 'cdk-zero-trust';
import type { Construct, IConstruct } from 'constructs';
import type { PacketSimulator, SimulatorOptions } from '../support/packet-simulator';
import { declare, type PlainIntent } from '../support/apps/declare';
import { newApp, newStack, simulate, type Synthesized, synthesize } from '../support/apps/synthesize';
import { ACTORS, FOREIGN_GROUPS, INTENT, PREFIX_LISTS, SERVICE_ACCESS } from './flow-world';

type Members = Record<string, Record<string, IConstruct>>;

/** With `intentFile`, the same intent comes from that file, and code only adds members. */
export function synthesizeTableApp(props: Partial<MicrosegmentationProps> = {}, intentFile?: string): Synthesized {
  return synthesize(tableApp(props, intentFile));
}

/**
 * The app itself. Its own proof is off: the table is about groups, and its balancer without listeners, its interfaces of two IP
 * versions in subnets that nobody describes, and its mainframe without a line would all be told. prove.test.ts asks the prover row by row.
 */
export function tableApp(props: Partial<MicrosegmentationProps> = {}, intentFile?: string): App {
  const app = newApp();
  app.node.setContext('zero-trust:validate', false);
  const [intent, front, back] = ['Intent', 'Front', 'Back'].map((id) => newStack(app, id));
  const members: Members = { ...frontMembers(front), ...backMembers(back) };
  const zt = new ZeroTrust(intent, 'ZeroTrust', { vpc: importVpc(intent), serviceAccess: serviceAccess(intent), ...props, ...(intentFile === undefined ? {} : { intentFile }) });
  if (intentFile === undefined) {
    declare(zt, INTENT as PlainIntent, Object.fromEntries(Object.entries(members).map(([id, byName]) => [id, Object.values(byName)])));
  } else {
    for (const [id, byName] of Object.entries(members)) Object.values(byName).forEach((member) => zt.segment(id).addMember(member));
  }
  return app;
}

export function simulateTable(synthesized: Pick<Synthesized, 'templates' | 'environments'>, options: SimulatorOptions = {}): PacketSimulator {
  const simulator = simulate(synthesized, {
    prefixLists: Object.fromEntries(Object.entries(PREFIX_LISTS).map(([id, { cidrs }]) => [id, cidrs])), groups: FOREIGN_GROUPS, ...options,
  });
  for (const [name, { groups, addresses }] of Object.entries(ACTORS)) {
    if (groups === undefined) simulator.place(whereIs(name), addresses);
    else simulator.attach(name, groups, addresses);
  }
  return simulator;
}

/** The name that an actor has in the simulator: where its construct is. */
export function whereIs(actor: string): string {
  if (ACTORS[actor]?.groups !== undefined || !(actor in ACTORS)) return actor;
  const { segment, endpoint } = ACTORS[actor];
  if (endpoint !== undefined) return `Intent/ZeroTrust/Network/Endpoints/${endpoint}`;
  const stack = segment === 'web' || segment === 'api' ? 'Front' : 'Back';
  return `${stack}/${actor.split('.').map((word) => word[0].toUpperCase() + word.slice(1)).join('')}`;
}

function importVpc(scope: Construct): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    isolatedSubnetIds: ['subnet-0a', 'subnet-0b'], isolatedSubnetRouteTableIds: ['rtb-0a', 'rtb-0b'],
  });
}

function serviceAccess(scope: Construct): Record<string, ServiceAccess> {
  const existing = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, 'Kms', {
    vpcEndpointId: 'vpce-0123456789abcdef0', port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(scope, 'KmsGroup', SERVICE_ACCESS.kms.existing)],
  });
  return { kms: ServiceAccess.existing(existing), sqs: ServiceAccess.sharedHub({ cidrs: [...SERVICE_ACCESS.sqs.sharedHub] }), sns: ServiceAccess.nat() };
}

const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/task:1`;
const ISOLATED = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
const T3 = new ec2.InstanceType('t3.micro');

function frontMembers(stack: Construct): Members {
  const vpc = importVpc(stack);
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'TaskDefinition');
  taskDefinition.addContainer('main', { image: ecs.ContainerImage.fromRegistry(IMAGE), logging: ecs.LogDriver.awsLogs({ streamPrefix: 'task' }) });
  return {
    web: {
      balancer: new elbv2.ApplicationLoadBalancer(stack, 'WebBalancer', { vpc, vpcSubnets: ISOLATED }),
      edge: new ec2.CfnInstance(stack, 'WebEdge', { imageId: 'ami-1', instanceType: 't3.micro', subnetId: 'subnet-0a', securityGroupIds: ['sg-0ccccccccccccccc1'] }),
    },
    api: {
      handler: new lambda.Function(stack, 'ApiHandler', { vpc, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1') }),
      task: new ecs.FargateService(stack, 'ApiTask', { taskDefinition, cluster: new ecs.Cluster(stack, 'Cluster', { vpc }) }),
    },
  };
}

function backMembers(stack: Construct): Members {
  const vpc = importVpc(stack);
  const fileSystem = new efs.CfnFileSystem(stack, 'Files', {});
  const mountTarget = (id: string, subnetId: string): IConstruct => new efs.CfnMountTarget(stack, id, { fileSystemId: fileSystem.ref, subnetId, securityGroups: [] });
  return {
    docs: {
      database: new rds.DatabaseInstance(stack, 'DocsDatabase', { vpc, vpcSubnets: ISOLATED, engine: rds.DatabaseInstanceEngine.POSTGRES, credentials: rds.Credentials.fromPassword('admin', SecretValue.ssmSecure('/password', '1')) }),
      proxy: new rds.CfnDBProxy(stack, 'DocsProxy', { dbProxyName: 'docs', engineFamily: 'POSTGRESQL', roleArn: 'arn:aws:iam::111122223333:role/proxy', vpcSubnetIds: ['subnet-0a', 'subnet-0b'], auth: [] }),
    },
    jobs: {
      workers: new autoscaling.AutoScalingGroup(stack, 'JobsWorkers', { vpc, vpcSubnets: ISOLATED, instanceType: T3, machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }) }),
      cron: new lambda.CfnFunction(stack, 'JobsCron', { role: 'arn:aws:iam::111122223333:role/cron', code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x', vpcConfig: { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0ccccccccccccccc2'] } }),
    },
    cache: {
      primary: new elasticache.CfnReplicationGroup(stack, 'CachePrimary', { replicationGroupDescription: 'sessions', cacheSubnetGroupName: 'cache' }),
      replica: new elasticache.CfnCacheCluster(stack, 'CacheReplica', { cacheNodeType: 'cache.t3.micro', engine: 'redis', numCacheNodes: 1, cacheSubnetGroupName: 'cache' }),
    },
    files: { first: mountTarget('FilesFirst', 'subnet-0a'), second: mountTarget('FilesSecond', 'subnet-0b') },
    lab: { bench: new ec2.Instance(stack, 'LabBench', { vpc, vpcSubnets: ISOLATED, instanceType: T3, machineImage: ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' }) }) },
    ledger: {
      oracle: ec2.SecurityGroup.fromSecurityGroupId(stack, 'LedgerOracle', ACTORS['ledger.oracle'].groups![0]),
      archive: rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'LedgerArchive', {
        instanceIdentifier: 'archive', instanceEndpointAddress: 'archive.example', port: 1521,
        securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'LedgerArchiveGroup', ACTORS['ledger.archive'].groups![0])],
      }),
    },
  };
}

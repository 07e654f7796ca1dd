/** One or more ways to write each row of the table, as L1 (every path of the row is used once) and as L2 with defaults. */
import { CfnResource } from 'aws-cdk-lib';
import * as apigwv2 from 'aws-cdk-lib/aws-apigatewayv2';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as eks from 'aws-cdk-lib/aws-eks-v2';
import { CfnNodegroup } from 'aws-cdk-lib/aws-eks';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as elb from 'aws-cdk-lib/aws-elasticloadbalancing';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as elasticsearch from 'aws-cdk-lib/aws-elasticsearch';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as memorydb from 'aws-cdk-lib/aws-memorydb';
import * as mq from 'aws-cdk-lib/aws-amazonmq';
import * as msk from 'aws-cdk-lib/aws-msk';
import * as neptune from 'aws-cdk-lib/aws-neptune';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import * as serverless from 'aws-cdk-lib/aws-redshiftserverless';
import { Construct } from 'constructs';
import { Build, Ground, OLD } from './harness';

export interface Case {
  readonly l1: readonly Build[];
  readonly l2?: readonly Build[];
  /** Why there is no L2 case. */
  readonly noL2?: string;
  /** Open groups that belong to a neighbour and stay as they are. */
  readonly neighbours?: readonly string[];
}

const NO_L2 = 'aws-cdk-lib 2.263.0 has no L2 for it';
const SUBNETS = ['subnet-c', 'subnet-d'];
const T3 = ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO);
const IMAGE = ec2.MachineImage.genericLinux({ 'eu-west-1': 'ami-1' });

export const newFunction = ({ stack, vpc }: Ground, id = 'Member'): lambda.Function =>
  new lambda.Function(stack, id, { vpc, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') });

const cfnFunction = ({ stack }: Ground): lambda.CfnFunction =>
  new lambda.CfnFunction(stack, 'Member', { role: 'arn:aws:iam::111122223333:role/r', code: { zipFile: 'x' }, vpcConfig: { subnetIds: SUBNETS, securityGroupIds: [OLD] } });

export const newFargateService = ({ stack, vpc }: Ground, id = 'Member'): ecs.FargateService => {
  const taskDefinition = new ecs.FargateTaskDefinition(stack, `${id}Task`);
  taskDefinition.addContainer('main', { image: ecs.ContainerImage.fromRegistry('a'), portMappings: [{ containerPort: 80 }] });
  return new ecs.FargateService(stack, id, { cluster: new ecs.Cluster(stack, `${id}Cluster`, { vpc }), taskDefinition });
};

export const newEc2Service = ({ stack, vpc }: Ground, networkMode: ecs.NetworkMode): ecs.Ec2Service => {
  const taskDefinition = new ecs.Ec2TaskDefinition(stack, 'Task', { networkMode });
  taskDefinition.addContainer('main', { image: ecs.ContainerImage.fromRegistry('a'), memoryLimitMiB: 64 });
  const cluster = ecs.Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'c', vpc, hasEc2Capacity: true });
  return new ecs.Ec2Service(stack, 'Member', { cluster, taskDefinition });
};

export const newTemplate = ({ stack }: Ground, props: ec2.LaunchTemplateProps = {}, id = 'Template'): ec2.LaunchTemplate =>
  new ec2.LaunchTemplate(stack, id, { instanceType: T3, machineImage: IMAGE, ...props });

const newGroup = ({ stack, vpc }: Ground, id = 'Own'): ec2.SecurityGroup => new ec2.SecurityGroup(stack, id, { vpc, allowAllOutbound: false });

const cfnTemplate = ({ stack }: Ground, data: ec2.CfnLaunchTemplate.LaunchTemplateDataProperty, id = 'Template'): ec2.CfnLaunchTemplate =>
  new ec2.CfnLaunchTemplate(stack, id, { launchTemplateData: data, launchTemplateName: `${id}-name` });

const cfnAsg = ({ stack }: Ground, props: Partial<autoscaling.CfnAutoScalingGroupProps>): autoscaling.CfnAutoScalingGroup =>
  new autoscaling.CfnAutoScalingGroup(stack, 'Member', { minSize: '1', maxSize: '1', vpcZoneIdentifier: SUBNETS, ...props });

const launchConfiguration = ({ stack }: Ground): autoscaling.CfnLaunchConfiguration =>
  new autoscaling.CfnLaunchConfiguration(stack, 'Member1', { imageId: 'ami-1', instanceType: 't3.micro', securityGroups: [OLD], launchConfigurationName: 'lc-name', classicLinkVpcId: 'vpc-9', classicLinkVpcSecurityGroups: ['sg-9'] });

const cfnCluster = ({ stack }: Ground): rds.CfnDBCluster =>
  new rds.CfnDBCluster(stack, 'Member', { engine: 'aurora-postgresql', port: 5433, dbClusterIdentifier: 'orders', dbSubnetGroupName: 'n', sourceDbClusterIdentifier: 's', vpcSecurityGroupIds: [OLD] });

const eksCluster = ({ stack, vpc }: Ground): eks.Cluster => new eks.Cluster(stack, 'Cluster', { vpc, version: eks.KubernetesVersion.V1_32, defaultCapacityType: eks.DefaultCapacityType.NODEGROUP, defaultCapacity: 0 });

const vpcOptions = { subnetIds: SUBNETS, securityGroupIds: [OLD] };

export const CASES: Record<string, Case> = {
  'AWS::Lambda::Function': {
    l1: [cfnFunction, ({ stack }) => new CfnResource(stack, 'Member', { type: 'AWS::Lambda::Function', properties: { Code: { ZipFile: 'x' }, VpcConfig: { SubnetIds: SUBNETS, SecurityGroupIds: [OLD] } } })],
    l2: [(g) => newFunction(g), ({ stack, vpc }) => new lambda.SingletonFunction(stack, 'Member', { uuid: 'u', vpc, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x') })],
  },
  'AWS::Lambda::Alias': {
    l1: [(g) => new lambda.CfnAlias(g.stack, 'Alias', { name: 'live', functionName: cfnFunction(g).ref, functionVersion: '1' })],
    l2: [(g) => new lambda.Alias(g.stack, 'Alias', { aliasName: 'live', version: newFunction(g).currentVersion })],
  },
  'AWS::Lambda::Version': {
    l1: [(g) => new lambda.CfnVersion(g.stack, 'Version', { functionName: cfnFunction(g).ref })],
    l2: [(g) => newFunction(g).currentVersion],
  },
  'AWS::ECS::Service': {
    l1: [({ stack }) => new ecs.CfnService(stack, 'Member', { taskDefinition: 't', networkConfiguration: { awsvpcConfiguration: { subnets: SUBNETS, securityGroups: [OLD] } } })],
    l2: [(g) => newFargateService(g), (g) => newEc2Service(g, ecs.NetworkMode.AWS_VPC)],
  },
  'AWS::AutoScaling::AutoScalingGroup': {
    l1: [
      (g) => cfnAsg(g, { launchConfigurationName: launchConfiguration(g).ref }),
      (g) => (launchConfiguration(g), cfnAsg(g, { launchConfigurationName: 'lc-name' })),
      (g) => cfnAsg(g, { launchTemplate: { launchTemplateId: cfnTemplate(g, { securityGroupIds: [OLD], securityGroups: ['old'] }).ref, version: '$Latest' } }),
      (g) => (cfnTemplate(g, { securityGroupIds: [OLD] }), cfnAsg(g, { launchTemplate: { launchTemplateName: 'Template-name', version: '$Latest' } })),
      (g) => (cfnTemplate(g, { securityGroupIds: [OLD] }), cfnAsg(g, { launchTemplate: { launchTemplateId: 'Template', version: '$Latest' } })),
      (g) => cfnAsg(g, {
        mixedInstancesPolicy: {
          launchTemplate: {
            launchTemplateSpecification: { launchTemplateId: cfnTemplate(g, { networkInterfaces: [{ deviceIndex: 0, groups: [OLD] }, { deviceIndex: 1, groups: [OLD] }] }).ref, version: '$Latest' },
            overrides: [{ instanceType: 't3.micro' }, { launchTemplateSpecification: { launchTemplateId: cfnTemplate(g, { securityGroupIds: [OLD] }, 'Other').ref, version: '$Latest' } }],
          },
        },
      }),
    ],
    l2: [
      ({ stack, vpc }) => new autoscaling.AutoScalingGroup(stack, 'Member', { vpc, instanceType: T3, machineImage: IMAGE }), // launch configuration
      ({ stack, vpc }) => {
        const scope = new Construct(stack, 'Scope');
        scope.node.setContext('@aws-cdk/aws-autoscaling:generateLaunchTemplateInsteadOfLaunchConfig', true);
        return new autoscaling.AutoScalingGroup(scope, 'Member', { vpc, instanceType: T3, machineImage: IMAGE, associatePublicIpAddress: false });
      },
      (g) => new autoscaling.AutoScalingGroup(g.stack, 'Member', { vpc: g.vpc, launchTemplate: newTemplate(g) }),
      (g) => new autoscaling.AutoScalingGroup(g.stack, 'Member', { vpc: g.vpc, launchTemplate: newTemplate(g, { securityGroup: newGroup(g), associatePublicIpAddress: true }) }),
      (g) => new autoscaling.AutoScalingGroup(g.stack, 'Member', { vpc: g.vpc, mixedInstancesPolicy: { launchTemplate: newTemplate(g), launchTemplateOverrides: [{ instanceType: T3, launchTemplate: newTemplate(g, {}, 'Other') }] } }),
    ],
  },
  'AWS::AutoScaling::LaunchConfiguration': { l1: [launchConfiguration], noL2: NO_L2 },
  'AWS::EC2::LaunchTemplate': {
    l1: [(g) => cfnTemplate(g, { securityGroupIds: [OLD], securityGroups: ['old'] }), (g) => cfnTemplate(g, { networkInterfaces: [{ deviceIndex: 0, groups: [OLD] }], securityGroupIds: [OLD] })],
    l2: [(g) => newTemplate(g), (g) => newTemplate(g, { securityGroup: newGroup(g) }), (g) => newTemplate(g, { securityGroup: newGroup(g), associatePublicIpAddress: false })],
  },
  'AWS::EC2::Instance': {
    l1: [
      ({ stack }) => new ec2.CfnInstance(stack, 'Member', { imageId: 'ami-1', subnetId: 'subnet-c', securityGroupIds: [OLD], securityGroups: ['old'] }),
      ({ stack }) => new ec2.CfnInstance(stack, 'Member', { imageId: 'ami-1', networkInterfaces: [{ deviceIndex: '0', subnetId: 'subnet-c', groupSet: [OLD] }] }),
      ({ stack }) => new ec2.CfnInstance(stack, 'Member', { networkInterfaces: [{ deviceIndex: '0', networkInterfaceId: new ec2.CfnNetworkInterface(stack, 'Eni', { subnetId: 'subnet-c', groupSet: [OLD] }).ref }] }),
      (g) => new ec2.CfnInstance(g.stack, 'Member', { launchTemplate: { launchTemplateId: cfnTemplate(g, { networkInterfaces: [{ deviceIndex: 0, groups: [OLD] }] }).ref, version: '$Latest' } }),
    ],
    l2: [
      ({ stack, vpc }) => new ec2.Instance(stack, 'Member', { vpc, instanceType: T3, machineImage: IMAGE }),
      ({ stack, vpc }) => new ec2.Instance(stack, 'Member', { vpc, instanceType: T3, machineImage: IMAGE, associatePublicIpAddress: false }),
      ({ stack, vpc }) => new ec2.BastionHostLinux(stack, 'Member', { vpc, machineImage: IMAGE }),
    ],
  },
  'AWS::EC2::NetworkInterface': { l1: [({ stack }) => new ec2.CfnNetworkInterface(stack, 'Member', { subnetId: 'subnet-c', groupSet: [OLD] })], noL2: NO_L2 },
  'AWS::EKS::Nodegroup': {
    l1: [
      (g) => new CfnNodegroup(g.stack, 'Member', { clusterName: 'c', nodeRole: 'r', subnets: SUBNETS, launchTemplate: { id: cfnTemplate(g, { securityGroupIds: [OLD] }).ref } }),
      (g) => (cfnTemplate(g, { securityGroupIds: [OLD] }), new CfnNodegroup(g.stack, 'Member', { clusterName: 'c', nodeRole: 'r', subnets: SUBNETS, launchTemplate: { name: 'Template-name' } })),
    ],
    l2: [(g) => {
      const template = newTemplate(g);
      return new eks.Nodegroup(g.stack, 'Member', { cluster: eksCluster(g), launchTemplateSpec: { id: template.launchTemplateId!, version: template.latestVersionNumber } });
    }],
    neighbours: ['ClusterControlPlaneSecurityGroupD274242C'],
  },
  'AWS::CodeBuild::Project': {
    l1: [({ stack }) => new codebuild.CfnProject(stack, 'Member', {
      artifacts: { type: 'NO_ARTIFACTS' }, serviceRole: 'r', source: { type: 'NO_SOURCE' }, vpcConfig: { vpcId: 'vpc-1', subnets: SUBNETS, securityGroupIds: [OLD] },
      environment: { computeType: 'c', image: 'i', type: 't', dockerServer: { computeType: 'c', securityGroupIds: [OLD] } },
    })],
    l2: [({ stack, vpc }) => new codebuild.Project(stack, 'Member', { vpc, buildSpec: codebuild.BuildSpec.fromObject({ version: '0.2' }) })],
  },

  'AWS::RDS::DBInstance': {
    l1: [({ stack }) => new rds.CfnDBInstance(stack, 'Member', { engine: 'postgres', port: '5432', dbSubnetGroupName: 'n', sourceDbInstanceIdentifier: 's', sourceDbClusterIdentifier: 's', vpcSecurityGroups: [OLD], dbSecurityGroups: ['old'] })],
    l2: [({ stack, vpc }) => new rds.DatabaseInstance(stack, 'Member', { vpc, engine: rds.DatabaseInstanceEngine.POSTGRES })],
  },
  'AWS::RDS::DBCluster': {
    l1: [
      cfnCluster,
      (g) => {
        const cluster = cfnCluster(g);
        new rds.CfnDBInstance(g.stack, 'Writer', { dbClusterIdentifier: cluster.ref, engine: 'aurora-postgresql', vpcSecurityGroups: [OLD] });
        new rds.CfnDBInstance(g.stack, 'Reader', { dbClusterIdentifier: 'orders', engine: 'aurora-postgresql', vpcSecurityGroups: [OLD] });
        return cluster;
      },
    ],
    l2: [
      ({ stack, vpc }) => new rds.DatabaseCluster(stack, 'Member', { vpc, engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_1 }), writer: rds.ClusterInstance.serverlessV2('writer') }),
      ({ stack, vpc }) => new rds.ServerlessCluster(stack, 'Member', { vpc, engine: rds.DatabaseClusterEngine.AURORA_MYSQL }),
    ],
  },
  'AWS::ElastiCache::CacheCluster': {
    l1: [({ stack }) => new elasticache.CfnCacheCluster(stack, 'Member', { cacheNodeType: 't', engine: 'redis', numCacheNodes: 1, port: 6380, cacheSubnetGroupName: 'n', vpcSecurityGroupIds: [OLD], cacheSecurityGroupNames: ['old'] })], noL2: NO_L2,
  },
  'AWS::ElastiCache::ReplicationGroup': {
    l1: [({ stack }) => new elasticache.CfnReplicationGroup(stack, 'Member', { replicationGroupDescription: 'd', port: 6380, cacheSubnetGroupName: 'n', primaryClusterId: 'p', securityGroupIds: [OLD], cacheSecurityGroupNames: ['old'] })], noL2: NO_L2,
  },
  'AWS::ElastiCache::ServerlessCache': { l1: [({ stack }) => new elasticache.CfnServerlessCache(stack, 'Member', { engine: 'valkey', serverlessCacheName: 'n', subnetIds: SUBNETS, securityGroupIds: [OLD] })], noL2: NO_L2 },
  'AWS::OpenSearchService::Domain': {
    l1: [({ stack }) => new opensearch.CfnDomain(stack, 'Member', { vpcOptions })],
    l2: [({ stack, vpc }) => new opensearch.Domain(stack, 'Member', { vpc, vpcSubnets: [{ subnets: [vpc.privateSubnets[0]] }], version: opensearch.EngineVersion.OPENSEARCH_2_19 })],
  },
  'AWS::Elasticsearch::Domain': {
    l1: [({ stack }) => new elasticsearch.CfnDomain(stack, 'Member', { vpcOptions })],
    l2: [({ stack, vpc }) => new elasticsearch.Domain(stack, 'Member', { vpc, vpcSubnets: [{ subnets: [vpc.privateSubnets[0]] }], version: elasticsearch.ElasticsearchVersion.V7_10 })],
  },
  'AWS::EFS::FileSystem': {
    l1: [({ stack }) => {
      const fileSystem = new efs.CfnFileSystem(stack, 'Files');
      ['a', 'b'].forEach((zone) => new efs.CfnMountTarget(stack, `Target${zone}`, { fileSystemId: fileSystem.ref, subnetId: `subnet-${zone}`, securityGroups: [OLD] }));
      return fileSystem;
    }],
    l2: [({ stack, vpc }) => new efs.FileSystem(stack, 'Member', { vpc })],
  },
  'AWS::EFS::MountTarget': { l1: [({ stack }) => new efs.CfnMountTarget(stack, 'Member', { fileSystemId: 'fs-1', subnetId: 'subnet-c', securityGroups: [OLD] })], noL2: NO_L2 },
  'AWS::MSK::Cluster': {
    l1: [({ stack }) => new msk.CfnCluster(stack, 'Member', { clusterName: 'c', kafkaVersion: '3', numberOfBrokerNodes: 2, brokerNodeGroupInfo: { instanceType: 'kafka.t3.small', clientSubnets: SUBNETS, securityGroups: [OLD] } })], noL2: NO_L2,
  },
  'AWS::MSK::ServerlessCluster': {
    l1: [({ stack }) => new msk.CfnServerlessCluster(stack, 'Member', { clusterName: 'c', clientAuthentication: { sasl: { iam: { enabled: true } } }, vpcConfigs: [{ subnetIds: SUBNETS, securityGroups: [OLD] }, { subnetIds: ['subnet-x'] }] })], noL2: NO_L2,
  },
  'AWS::Redshift::Cluster': {
    l1: [({ stack }) => new redshift.CfnCluster(stack, 'Member', { clusterType: 'single-node', dbName: 'd', masterUsername: 'u', nodeType: 'n', port: 5440, clusterSubnetGroupName: 'n', vpcSecurityGroupIds: [OLD], clusterSecurityGroups: ['old'] })], noL2: NO_L2,
  },
  'AWS::RedshiftServerless::Workgroup': { l1: [({ stack }) => new serverless.CfnWorkgroup(stack, 'Member', { workgroupName: 'w', port: 5440, subnetIds: SUBNETS, securityGroupIds: [OLD] })], noL2: NO_L2 },
  'AWS::DocDB::DBCluster': {
    l1: [({ stack }) => new docdb.CfnDBCluster(stack, 'Member', { port: 27018, dbSubnetGroupName: 'n', sourceDbClusterIdentifier: 's', vpcSecurityGroupIds: [OLD] })],
    l2: [({ stack, vpc }) => new docdb.DatabaseCluster(stack, 'Member', { vpc, masterUser: { username: 'u' }, instanceType: T3 })],
  },
  'AWS::Neptune::DBCluster': { l1: [({ stack }) => new neptune.CfnDBCluster(stack, 'Member', { dbPort: 8183, dbSubnetGroupName: 'n', sourceDbClusterIdentifier: 's', vpcSecurityGroupIds: [OLD] })], noL2: NO_L2 },
  'AWS::MemoryDB::Cluster': { l1: [({ stack }) => new memorydb.CfnCluster(stack, 'Member', { aclName: 'a', clusterName: 'c', nodeType: 't', port: 6380, subnetGroupName: 'n', securityGroupIds: [OLD] })], noL2: NO_L2 },
  'AWS::AmazonMQ::Broker': {
    l1: [({ stack }) => new mq.CfnBroker(stack, 'Member', { brokerName: 'b', deploymentMode: 'SINGLE_INSTANCE', engineType: 'ACTIVEMQ', hostInstanceType: 'mq.t3.micro', publiclyAccessible: false, subnetIds: ['subnet-c'], securityGroups: [OLD] })], noL2: NO_L2,
  },

  'AWS::RDS::DBProxy': {
    l1: [({ stack }) => {
      const proxy = new rds.CfnDBProxy(stack, 'Member', { dbProxyName: 'p', engineFamily: 'POSTGRESQL', roleArn: 'r', vpcSubnetIds: SUBNETS, vpcSecurityGroupIds: [OLD] });
      new rds.CfnDBProxyEndpoint(stack, 'Reader', { dbProxyEndpointName: 'e', dbProxyName: proxy.ref, vpcSubnetIds: SUBNETS, vpcSecurityGroupIds: [OLD] });
      new rds.CfnDBProxyEndpoint(stack, 'ByName', { dbProxyEndpointName: 'f', dbProxyName: 'p', vpcSubnetIds: SUBNETS, vpcSecurityGroupIds: [OLD] });
      return proxy;
    }],
    l2: [(g) => {
      // Its instance keeps its own group: that one is not the member's.
      const database = new rds.DatabaseInstance(g.stack, 'Db', { vpc: g.vpc, engine: rds.DatabaseInstanceEngine.POSTGRES, securityGroups: [newGroup(g)] });
      const proxy = new rds.DatabaseProxy(g.stack, 'Member', { vpc: g.vpc, secrets: [database.secret!], proxyTarget: rds.ProxyTarget.fromInstance(database) });
      new rds.DatabaseProxyEndpoint(g.stack, 'Reader', { vpc: g.vpc, dbProxy: proxy });
      return proxy;
    }],
  },
  'AWS::RDS::DBProxyEndpoint': {
    l1: [({ stack }) => new rds.CfnDBProxyEndpoint(stack, 'Member', { dbProxyEndpointName: 'e', dbProxyName: 'p', vpcSubnetIds: SUBNETS, vpcSecurityGroupIds: [OLD] })],
    l2: [(g) => new rds.DatabaseProxyEndpoint(g.stack, 'Member', { vpc: g.vpc, dbProxy: new rds.CfnDBProxy(g.stack, 'Proxy', { dbProxyName: 'p', engineFamily: 'MYSQL', roleArn: 'r', vpcSubnetIds: SUBNETS }) })],
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    l1: [({ stack }) => new elbv2.CfnLoadBalancer(stack, 'Member', { type: 'application', subnets: SUBNETS, securityGroups: [OLD] })],
    l2: [
      ({ stack, vpc }) => new elbv2.ApplicationLoadBalancer(stack, 'Member', { vpc }),
      ({ stack, vpc }) => new elbv2.NetworkLoadBalancer(stack, 'Member', { vpc }),
    ],
  },
  'AWS::ElasticLoadBalancing::LoadBalancer': {
    l1: [({ stack }) => new elb.CfnLoadBalancer(stack, 'Member', { listeners: [], subnets: SUBNETS, securityGroups: [OLD] })],
    l2: [({ stack, vpc }) => new elb.LoadBalancer(stack, 'Member', { vpc, listeners: [{ externalPort: 80 }] })],
  },
  'AWS::ApiGatewayV2::VpcLink': {
    l1: [({ stack }) => new apigwv2.CfnVpcLink(stack, 'Member', { name: 'n', subnetIds: SUBNETS, securityGroupIds: [OLD] })],
    l2: [({ stack, vpc }) => new apigwv2.VpcLink(stack, 'Member', { vpc })],
  },

  'AWS::EC2::VPCEndpoint': {
    l1: [({ stack }) => new ec2.CfnVPCEndpoint(stack, 'Member', { vpcId: 'vpc-1', vpcEndpointType: 'Interface', serviceName: 'com.amazonaws.eu-west-1.sqs', subnetIds: SUBNETS, securityGroupIds: [OLD] })],
    l2: [({ stack, vpc }) => new ec2.InterfaceVpcEndpoint(stack, 'Member', { vpc, service: ec2.InterfaceVpcEndpointAwsService.SQS })],
  },
};

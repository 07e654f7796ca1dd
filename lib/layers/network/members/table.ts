/**
 * The membership table: what can be a member, and where CloudFormation keeps its security groups.
 *
 *   memberType('AWS::Lambda::Function')?.groups   // 'VpcConfig.SecurityGroupIds'
 *
 * A type that is not here is an error, not a guess. Not modelled, so not here or not followed: interfaces attached by
 * `AWS::EC2::NetworkInterfaceAttachment` (pass the interface itself), groups that an ECS task set or a CodeDeploy AppSpec
 * names, Redshift-managed and OpenSearch-managed VPC endpoints, RDS Custom, EKS clusters and self-managed pods' groups.
 * Property names were checked against the generated d.ts of aws-cdk-lib 2.263.0 (test: table.test.ts does it on every run).
 * `replacedOnChange` comes from CloudFormation's registry schema and documentation ("Update requires: Replacement").
 */
import type { MemberType } from './types';

/** Engine names begin with these; d.ts of CfnDBInstance.port lists the ports. */
const RDS_PORTS = { db2: 50000, mariadb: 3306, mysql: 3306, oracle: 1521, postgres: 5432, sqlserver: 1433 };
const LAUNCH_TEMPLATE = { target: 'AWS::EC2::LaunchTemplate', name: 'LaunchTemplateName' };

const COMPUTE: readonly MemberType[] = [
  { cfnType: 'AWS::Lambda::Function', kind: 'compute', bootProfile: 'lambda', groups: 'VpcConfig.SecurityGroupIds', subnets: 'VpcConfig.SubnetIds', inVpcWhen: { property: 'VpcConfig.SubnetIds', otherwise: 'outside' } },
  { cfnType: 'AWS::Lambda::Alias', kind: 'compute', bootProfile: 'lambda', sources: [{ path: 'FunctionName', target: 'AWS::Lambda::Function', name: 'FunctionName' }] },
  { cfnType: 'AWS::Lambda::Version', kind: 'compute', bootProfile: 'lambda', sources: [{ path: 'FunctionName', target: 'AWS::Lambda::Function', name: 'FunctionName' }] },
  // bootProfile: see checks.ts, it depends on the launch type
  { cfnType: 'AWS::ECS::Service', kind: 'compute', groups: 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups', subnets: 'NetworkConfiguration.AwsvpcConfiguration.Subnets' },
  {
    cfnType: 'AWS::AutoScaling::AutoScalingGroup', kind: 'compute', bootProfile: 'ec2', subnets: 'VPCZoneIdentifier',
    sources: [
      { path: 'LaunchConfigurationName', target: 'AWS::AutoScaling::LaunchConfiguration', name: 'LaunchConfigurationName' },
      { path: 'LaunchTemplate', ...LAUNCH_TEMPLATE },
      { path: 'MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification', ...LAUNCH_TEMPLATE },
      { path: 'MixedInstancesPolicy.LaunchTemplate.Overrides[].LaunchTemplateSpecification', ...LAUNCH_TEMPLATE },
    ],
  },
  { cfnType: 'AWS::AutoScaling::LaunchConfiguration', kind: 'compute', bootProfile: 'ec2', groups: 'SecurityGroups', clears: ['ClassicLinkVPCSecurityGroups', 'ClassicLinkVPCId'] },
  {
    cfnType: 'AWS::EC2::LaunchTemplate', kind: 'compute', bootProfile: 'ec2',
    groups: 'LaunchTemplateData.SecurityGroupIds', groupsOfInterfaces: 'LaunchTemplateData.NetworkInterfaces[].Groups', clears: ['LaunchTemplateData.SecurityGroups'],
  },
  { cfnType: 'AWS::EC2::Instance', kind: 'compute', bootProfile: 'ec2', groups: 'SecurityGroupIds', groupsOfInterfaces: 'NetworkInterfaces[].GroupSet', clears: ['SecurityGroups'], subnets: 'SubnetId' },
  { cfnType: 'AWS::EC2::NetworkInterface', kind: 'compute', groups: 'GroupSet', subnets: 'SubnetId' },
  { cfnType: 'AWS::EKS::Nodegroup', kind: 'compute', bootProfile: 'eks-node', subnets: 'Subnets', sources: [{ path: 'LaunchTemplate', ...LAUNCH_TEMPLATE }] },
  {
    cfnType: 'AWS::CodeBuild::Project', kind: 'compute', bootProfile: 'codebuild', groups: 'VpcConfig.SecurityGroupIds', alsoGroups: ['Environment.DockerServer.SecurityGroupIds'],
    subnets: 'VpcConfig.Subnets', inVpcWhen: { property: 'VpcConfig.Subnets', otherwise: 'outside' },
  },
];

const DATA: readonly MemberType[] = [
  {
    cfnType: 'AWS::RDS::DBInstance', kind: 'data', groups: 'VPCSecurityGroups', clears: ['DBSecurityGroups'], subnets: 'DBSubnetGroupName', defaultPort: { property: 'Port', byEngine: RDS_PORTS },
    inVpcWhen: { property: 'DBSubnetGroupName', otherwise: 'default-vpc', unless: ['SourceDBInstanceIdentifier', 'SourceDBClusterIdentifier'] },
  },
  {
    cfnType: 'AWS::RDS::DBCluster', kind: 'data', groups: 'VpcSecurityGroupIds', subnets: 'DBSubnetGroupName', defaultPort: { property: 'Port' },
    inVpcWhen: { property: 'DBSubnetGroupName', otherwise: 'default-vpc', unless: ['SourceDBClusterIdentifier'] },
    followers: [{ cfnType: 'AWS::RDS::DBInstance', by: 'DBClusterIdentifier', name: 'DBClusterIdentifier', clears: 'VPCSecurityGroups' }],
  },
  { cfnType: 'AWS::ElastiCache::CacheCluster', kind: 'data', groups: 'VpcSecurityGroupIds', clears: ['CacheSecurityGroupNames'], subnets: 'CacheSubnetGroupName', defaultPort: { property: 'Port', byEngine: { memcached: 11211, redis: 6379, valkey: 6379 } }, inVpcWhen: { property: 'CacheSubnetGroupName', otherwise: 'default-vpc' } },
  {
    cfnType: 'AWS::ElastiCache::ReplicationGroup', kind: 'data', groups: 'SecurityGroupIds', clears: ['CacheSecurityGroupNames'], subnets: 'CacheSubnetGroupName', defaultPort: { property: 'Port', fixed: 6379 },
    inVpcWhen: { property: 'CacheSubnetGroupName', otherwise: 'default-vpc', unless: ['PrimaryClusterId'] },
  },
  { cfnType: 'AWS::ElastiCache::ServerlessCache', kind: 'data', groups: 'SecurityGroupIds', subnets: 'SubnetIds', defaultPort: { byEngine: { memcached: 11211, redis: 6379, valkey: 6379 } }, inVpcWhen: { property: 'SubnetIds', otherwise: 'default-vpc' } },
  { cfnType: 'AWS::OpenSearchService::Domain', kind: 'data', groups: 'VPCOptions.SecurityGroupIds', subnets: 'VPCOptions.SubnetIds', defaultPort: { fixed: 443 }, inVpcWhen: { property: 'VPCOptions.SubnetIds', otherwise: 'outside' } },
  { cfnType: 'AWS::Elasticsearch::Domain', kind: 'data', groups: 'VPCOptions.SecurityGroupIds', subnets: 'VPCOptions.SubnetIds', defaultPort: { fixed: 443 }, inVpcWhen: { property: 'VPCOptions.SubnetIds', otherwise: 'outside' } },
  { cfnType: 'AWS::EFS::FileSystem', kind: 'data', defaultPort: { fixed: 2049 }, followers: [{ cfnType: 'AWS::EFS::MountTarget', by: 'FileSystemId' }] },
  { cfnType: 'AWS::EFS::MountTarget', kind: 'data', groups: 'SecurityGroups', subnets: 'SubnetId', defaultPort: { fixed: 2049 } },
  { cfnType: 'AWS::MSK::Cluster', kind: 'data', groups: 'BrokerNodeGroupInfo.SecurityGroups', subnets: 'BrokerNodeGroupInfo.ClientSubnets', replacedOnChange: true },
  { cfnType: 'AWS::MSK::ServerlessCluster', kind: 'data', groups: 'VpcConfigs[].SecurityGroups', subnets: 'VpcConfigs[].SubnetIds', defaultPort: { fixed: 9098 }, inVpcWhen: { property: 'VpcConfigs', otherwise: 'outside' }, replacedOnChange: true },
  { cfnType: 'AWS::Redshift::Cluster', kind: 'data', groups: 'VpcSecurityGroupIds', clears: ['ClusterSecurityGroups'], subnets: 'ClusterSubnetGroupName', defaultPort: { property: 'Port', fixed: 5439 }, inVpcWhen: { property: 'ClusterSubnetGroupName', otherwise: 'default-vpc' } },
  { cfnType: 'AWS::RedshiftServerless::Workgroup', kind: 'data', groups: 'SecurityGroupIds', subnets: 'SubnetIds', defaultPort: { property: 'Port', fixed: 5439 }, inVpcWhen: { property: 'SubnetIds', otherwise: 'default-vpc' } },
  { cfnType: 'AWS::DocDB::DBCluster', kind: 'data', groups: 'VpcSecurityGroupIds', subnets: 'DBSubnetGroupName', defaultPort: { property: 'Port', fixed: 27017 }, inVpcWhen: { property: 'DBSubnetGroupName', otherwise: 'default-vpc', unless: ['SourceDBClusterIdentifier'] } },
  { cfnType: 'AWS::Neptune::DBCluster', kind: 'data', groups: 'VpcSecurityGroupIds', subnets: 'DBSubnetGroupName', defaultPort: { property: 'DBPort', fixed: 8182 }, inVpcWhen: { property: 'DBSubnetGroupName', otherwise: 'default-vpc', unless: ['SourceDBClusterIdentifier'] } },
  { cfnType: 'AWS::MemoryDB::Cluster', kind: 'data', groups: 'SecurityGroupIds', subnets: 'SubnetGroupName', defaultPort: { property: 'Port', fixed: 6379 }, inVpcWhen: { property: 'SubnetGroupName', otherwise: 'default-vpc' } },
  { cfnType: 'AWS::AmazonMQ::Broker', kind: 'data', groups: 'SecurityGroups', subnets: 'SubnetIds', inVpcWhen: { property: 'SubnetIds', otherwise: 'default-vpc' } },
];

const PROXIES: readonly MemberType[] = [
  {
    cfnType: 'AWS::RDS::DBProxy', kind: 'proxy', groups: 'VpcSecurityGroupIds', subnets: 'VpcSubnetIds', defaultPort: { byEngine: { MYSQL: 3306, POSTGRESQL: 5432, SQLSERVER: 1433 } },
    followers: [{ cfnType: 'AWS::RDS::DBProxyEndpoint', by: 'DBProxyName', name: 'DBProxyName' }],
  },
  { cfnType: 'AWS::RDS::DBProxyEndpoint', kind: 'proxy', groups: 'VpcSecurityGroupIds', subnets: 'VpcSubnetIds' },
  { cfnType: 'AWS::ElasticLoadBalancingV2::LoadBalancer', kind: 'proxy', groups: 'SecurityGroups', subnets: 'Subnets' },
  { cfnType: 'AWS::ElasticLoadBalancing::LoadBalancer', kind: 'proxy', groups: 'SecurityGroups', subnets: 'Subnets', inVpcWhen: { property: 'Subnets', otherwise: 'default-vpc' } },
  { cfnType: 'AWS::ApiGatewayV2::VpcLink', kind: 'proxy', groups: 'SecurityGroupIds', subnets: 'SubnetIds', replacedOnChange: true },
];

const ENDPOINTS: readonly MemberType[] = [
  { cfnType: 'AWS::EC2::VPCEndpoint', kind: 'endpoint', groups: 'SecurityGroupIds', subnets: 'SubnetIds' }, // its port: see checks.ts
];

export const MEMBER_TYPES: readonly MemberType[] = [...COMPUTE, ...DATA, ...PROXIES, ...ENDPOINTS];

const BY_TYPE: ReadonlyMap<string, MemberType> = new Map(MEMBER_TYPES.map((type) => [type.cfnType, type]));

export function memberType(cfnType: string): MemberType | undefined {
  return BY_TYPE.get(cfnType);
}

/** The row that the reader most likely meant: same service first, then the fewest different letters. */
export function nearestMemberType(cfnTypes: readonly string[]): MemberType {
  const distance = (row: MemberType): number => Math.min(...cfnTypes.map((got) => {
    const [, service, name] = row.cfnType.split('::');
    const [, gotService = '', gotName = ''] = got.split('::');
    return 100 * (service === gotService ? 0 : 1) + 10 * (gotName.includes(name) || name.includes(gotName) ? 0 : 1) + letters(row.cfnType, got);
  }));
  return [...MEMBER_TYPES].sort((a, b) => distance(a) - distance(b) || a.cfnType.localeCompare(b.cfnType))[0];
}

/** Letters at which two names part, counted from both ends: enough to rank forty names. */
function letters(a: string, b: string): number {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  return Math.max(a.length, b.length) - head - tail;
}

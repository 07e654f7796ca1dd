/** Where CloudFormation keeps the security groups of a network interface. */
export interface InterfaceType {
  /** Without this property the resource has no interface in a VPC. */
  readonly within?: string;
  /** Path to the list of group ids. */
  readonly groups: string;
  /** Where to find the VPC whose default group serves if no group is named: one of these two. */
  readonly subnets?: string;
  readonly subnetGroup?: string;
  /** The cluster whose groups a member shares. */
  readonly cluster?: string;
  /** AWS insists on groups: no default. */
  readonly required?: boolean;
}

const database = { groups: 'VpcSecurityGroupIds', subnetGroup: 'DBSubnetGroupName' };
const awsvpc = {
  within: 'NetworkConfiguration.AwsvpcConfiguration',
  groups: 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups',
  subnets: 'NetworkConfiguration.AwsvpcConfiguration.Subnets',
};
const search = { within: 'VPCOptions', groups: 'VPCOptions.SecurityGroupIds', subnets: 'VPCOptions.SubnetIds' };

/** Types that one table row describes. The rest is in interfaces.ts. */
export const INTERFACE_TYPES: Readonly<Record<string, InterfaceType>> = {
  'AWS::AmazonMQ::Broker': { groups: 'SecurityGroups', subnets: 'SubnetIds' },
  'AWS::ApiGatewayV2::VpcLink': { groups: 'SecurityGroupIds', required: true },
  'AWS::CodeBuild::Project': { within: 'VpcConfig', groups: 'VpcConfig.SecurityGroupIds', required: true },
  'AWS::DAX::Cluster': { groups: 'SecurityGroupIds', subnetGroup: 'SubnetGroupName' },
  'AWS::DocDB::DBCluster': database,
  'AWS::DocDB::DBInstance': { groups: '', cluster: 'DBClusterIdentifier' },
  'AWS::EC2::InstanceConnectEndpoint': { groups: 'SecurityGroupIds', subnets: 'SubnetId' },
  'AWS::EC2::NetworkInterface': { groups: 'GroupSet', subnets: 'SubnetId' },
  'AWS::ECS::Service': awsvpc,
  'AWS::ECS::TaskSet': { // spelled otherwise than in a service
    within: 'NetworkConfiguration.AwsVpcConfiguration',
    groups: 'NetworkConfiguration.AwsVpcConfiguration.SecurityGroups',
    subnets: 'NetworkConfiguration.AwsVpcConfiguration.Subnets',
  },
  'AWS::EFS::MountTarget': { groups: 'SecurityGroups', subnets: 'SubnetId' },
  'AWS::ElastiCache::CacheCluster': { groups: 'VpcSecurityGroupIds', subnetGroup: 'CacheSubnetGroupName' },
  'AWS::ElastiCache::ReplicationGroup': { groups: 'SecurityGroupIds', subnetGroup: 'CacheSubnetGroupName' },
  'AWS::ElastiCache::ServerlessCache': { groups: 'SecurityGroupIds', subnets: 'SubnetIds' },
  'AWS::ElasticLoadBalancing::LoadBalancer': { groups: 'SecurityGroups', subnets: 'Subnets' },
  'AWS::Elasticsearch::Domain': search,
  'AWS::FSx::FileSystem': { groups: 'SecurityGroupIds', subnets: 'SubnetIds' },
  'AWS::Lambda::Function': { within: 'VpcConfig', groups: 'VpcConfig.SecurityGroupIds', required: true },
  'AWS::MSK::Cluster': { groups: 'BrokerNodeGroupInfo.SecurityGroups', subnets: 'BrokerNodeGroupInfo.ClientSubnets' },
  'AWS::MemoryDB::Cluster': { groups: 'SecurityGroupIds', subnetGroup: 'SubnetGroupName' },
  'AWS::Neptune::DBCluster': database,
  'AWS::Neptune::DBInstance': { groups: '', cluster: 'DBClusterIdentifier' },
  'AWS::OpenSearchService::Domain': search,
  'AWS::RDS::DBCluster': database,
  'AWS::RDS::DBInstance': { groups: 'VPCSecurityGroups', subnetGroup: 'DBSubnetGroupName', cluster: 'DBClusterIdentifier' },
  'AWS::RDS::DBProxy': { groups: 'VpcSecurityGroupIds', subnets: 'VpcSubnetIds' },
  'AWS::RDS::DBProxyEndpoint': { groups: 'VpcSecurityGroupIds', subnets: 'VpcSubnetIds' },
  'AWS::Redshift::Cluster': { groups: 'VpcSecurityGroupIds', subnetGroup: 'ClusterSubnetGroupName' },
  'AWS::RedshiftServerless::Workgroup': { groups: 'SecurityGroupIds', subnets: 'SubnetIds' },
  'AWS::Synthetics::Canary': { within: 'VPCConfig', groups: 'VPCConfig.SecurityGroupIds', required: true },
};

/** Groups by name, from the time before VPCs: a resource that sets one of these is refused. */
export const CLASSIC: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Instance': ['SecurityGroups'],
  'AWS::EC2::LaunchTemplate': ['LaunchTemplateData.SecurityGroups'],
  'AWS::ElastiCache::CacheCluster': ['CacheSecurityGroupNames'],
  'AWS::ElastiCache::ReplicationGroup': ['CacheSecurityGroupNames'],
  'AWS::RDS::DBInstance': ['DBSecurityGroups'],
  'AWS::Redshift::Cluster': ['ClusterSecurityGroups'],
};

/** What holds data: databases, caches, queues, file systems, search. */
import type { Flag, InterfaceRow } from './model';

const DUAL: Flag = { path: 'NetworkType', yes: ['dual', 'dual_stack', 'ipv6'], absent: 'no' };
const CLUSTER = { role: 'store', groups: ['VpcSecurityGroupIds'], subnets: [], subnetGroup: 'DBSubnetGroupName', without: 'default-vpc', ipv6: DUAL } as const;
const RDS: Flag = { path: 'PubliclyAccessible', absent: 'maybe', why: '`PubliclyAccessible` is not written, and AWS documents two defaults for it' };
const BROKER: Flag = { path: 'PubliclyAccessible', absent: 'no' };
/** Instances follow their cluster: databases.ts. */
export const STORES: readonly InterfaceRow[] = [
  { type: 'AWS::RDS::DBInstance', role: 'store', groups: ['VPCSecurityGroups'], subnets: [], subnetGroup: 'DBSubnetGroupName', without: 'default-vpc', publicIpv4: RDS, ipv6: DUAL, note: 'an instance of a cluster stands in the class of the cluster' },
  { type: 'AWS::RDS::DBCluster', ...CLUSTER, publicIpv4: BROKER },
  { type: 'AWS::DocDB::DBCluster', ...CLUSTER },
  { type: 'AWS::Neptune::DBCluster', ...CLUSTER },
  { type: 'AWS::DocDBElastic::Cluster', role: 'store', subnets: ['SubnetIds'], groups: ['VpcSecurityGroupIds'], without: 'default-vpc' },
  { type: 'AWS::NeptuneGraph::PrivateGraphEndpoint', role: 'store', subnets: ['SubnetIds'], groups: ['SecurityGroupIds'], vpc: 'VpcId', without: 'vpc' },
  { type: 'AWS::ElastiCache::CacheCluster', role: 'store', groups: ['VpcSecurityGroupIds'], subnets: [], subnetGroup: 'CacheSubnetGroupName', without: 'default-vpc', ipv6: DUAL },
  { type: 'AWS::ElastiCache::ReplicationGroup', role: 'store', groups: ['SecurityGroupIds'], subnets: [], subnetGroup: 'CacheSubnetGroupName', without: 'default-vpc', ipv6: DUAL },
  { type: 'AWS::ElastiCache::ServerlessCache', role: 'store', groups: ['SecurityGroupIds'], subnets: ['SubnetIds'], without: 'default-vpc', ipv6: DUAL },
  { type: 'AWS::MemoryDB::Cluster', role: 'store', groups: ['SecurityGroupIds'], subnets: [], subnetGroup: 'SubnetGroupName', without: 'default-vpc', ipv6: DUAL },
  { type: 'AWS::DAX::Cluster', role: 'store', groups: ['SecurityGroupIds'], subnets: [], subnetGroup: 'SubnetGroupName', without: 'default-vpc', ipv6: DUAL },
  { type: 'AWS::Redshift::Cluster', role: 'store', groups: ['VpcSecurityGroupIds'], subnets: [], subnetGroup: 'ClusterSubnetGroupName', without: 'default-vpc', publicIpv4: { path: 'PubliclyAccessible', absent: 'maybe', why: '`PubliclyAccessible` is not written, and its default changed in 2025' } },
  { type: 'AWS::Redshift::EndpointAccess', role: 'endpoint', groups: ['VpcSecurityGroupIds'], subnets: [], subnetGroup: 'SubnetGroupName', without: 'nothing' },
  { type: 'AWS::RedshiftServerless::Workgroup', role: 'store', groups: ['SecurityGroupIds'], subnets: ['SubnetIds'], without: 'default-vpc', publicIpv4: BROKER },
  { type: 'AWS::OpenSearchService::Domain', role: 'store', groups: ['VPCOptions.SecurityGroupIds'], subnets: ['VPCOptions.SubnetIds'], without: 'outside', answersOutside: true, ipv6: { path: 'IPAddressType', yes: ['dualstack'], absent: 'no' } },
  { type: 'AWS::Elasticsearch::Domain', role: 'store', groups: ['VPCOptions.SecurityGroupIds'], subnets: ['VPCOptions.SubnetIds'], without: 'outside', answersOutside: true },
  { type: 'AWS::OpenSearchServerless::VpcEndpoint', role: 'endpoint', groups: ['SecurityGroupIds'], subnets: ['SubnetIds'], vpc: 'VpcId', without: 'vpc' },
  { type: 'AWS::MSK::Cluster', role: 'store', groups: ['BrokerNodeGroupInfo.SecurityGroups'], subnets: ['BrokerNodeGroupInfo.ClientSubnets'], without: 'nothing', publicIpv4: { path: 'BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type', yes: ['service_provided_eips'], absent: 'no' }, ipv6: { path: 'BrokerNodeGroupInfo.ConnectivityInfo.NetworkType', yes: ['dual'], absent: 'no' } },
  { type: 'AWS::MSK::ServerlessCluster', role: 'store', each: 'VpcConfigs.*', groups: ['SecurityGroups'], subnets: ['SubnetIds'], without: 'nothing' },
  { type: 'AWS::MSK::VpcConnection', role: 'endpoint', groups: ['SecurityGroups'], subnets: ['ClientSubnets'], vpc: 'VpcId', without: 'vpc' },
  { type: 'AWS::MSK::Replicator', role: 'workload', each: 'KafkaClusters.*.VpcConfig', groups: ['SecurityGroupIds'], subnets: ['SubnetIds'], without: 'nothing' },
  { type: 'AWS::AmazonMQ::Broker', role: 'store', groups: ['SecurityGroups'], subnets: ['SubnetIds'], without: 'default-vpc', publicIpv4: BROKER },
  { type: 'AWS::EFS::MountTarget', role: 'store', groups: ['SecurityGroups'], subnets: ['SubnetId'], without: 'nothing', ipv6: { path: 'IpAddressType', yes: ['ipv6_only', 'dual_stack'], absent: 'no' } },
  { type: 'AWS::S3Files::MountTarget', role: 'store', groups: ['SecurityGroups'], subnets: ['SubnetId'], without: 'nothing', ipv6: { path: 'IpAddressType', yes: ['ipv6_only', 'dual_stack'], absent: 'no' } },
  { type: 'AWS::FSx::FileSystem', role: 'store', groups: ['SecurityGroupIds'], subnets: ['SubnetIds'], without: 'nothing', ipv6: DUAL },
  { type: 'AWS::Timestream::InfluxDBInstance', role: 'store', groups: ['VpcSecurityGroupIds'], subnets: ['VpcSubnetIds'], without: 'nothing', publicIpv4: BROKER, ipv6: DUAL },
  { type: 'AWS::Timestream::InfluxDBCluster', role: 'store', groups: ['VpcSecurityGroupIds'], subnets: ['VpcSubnetIds'], without: 'nothing', publicIpv4: BROKER, ipv6: DUAL },
  { type: 'AWS::RDS::DBProxy', role: 'balancer', groups: ['VpcSecurityGroupIds'], subnets: ['VpcSubnetIds'], without: 'nothing', ipv6: { path: 'EndpointNetworkType', yes: ['dual', 'ipv6'], absent: 'no' } },
  { type: 'AWS::RDS::DBProxyEndpoint', role: 'balancer', groups: ['VpcSecurityGroupIds'], subnets: ['VpcSubnetIds'], without: 'nothing', ipv6: { path: 'EndpointNetworkType', yes: ['dual', 'ipv6'], absent: 'no' } },
];

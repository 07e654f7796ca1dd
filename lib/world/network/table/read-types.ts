/** Types that code of their own reads: what they are to the network. A test compares this list with what the readers ask for. */
import type { ReadRow } from './model';

const rows = (what: string, ...types: readonly string[]): readonly ReadRow[] => types.map((type) => ({ type: `AWS::${type}`, what }));

export const READ_TYPES: readonly ReadRow[] = [
  ...rows('VPC and its blocks', 'EC2::VPC', 'EC2::VPCCidrBlock'),
  ...rows('subnet and its blocks', 'EC2::Subnet', 'EC2::SubnetCidrBlock'),
  ...rows('block public access', 'EC2::VPCBlockPublicAccessOptions', 'EC2::VPCBlockPublicAccessExclusion'),
  ...rows('security group and rules', 'EC2::SecurityGroup', 'EC2::SecurityGroupIngress', 'EC2::SecurityGroupEgress', 'EC2::SecurityGroupVpcAssociation'),
  ...rows('prefix list', 'EC2::PrefixList'),
  ...rows('route table and routes', 'EC2::RouteTable', 'EC2::Route', 'EC2::SubnetRouteTableAssociation', 'EC2::GatewayRouteTableAssociation', 'EC2::VPNGatewayRoutePropagation', 'EC2::VPNConnectionRoute'),
  ...rows('network ACL', 'EC2::NetworkAcl', 'EC2::NetworkAclEntry', 'EC2::SubnetNetworkAclAssociation'),
  ...rows('gateway', 'EC2::InternetGateway', 'EC2::EgressOnlyInternetGateway', 'EC2::NatGateway', 'EC2::VPNGateway', 'EC2::VPCGatewayAttachment', 'EC2::VPCPeeringConnection', 'EC2::VPNConnection'),
  ...rows('gateway; what it carries is not modelled', 'EC2::CarrierGateway'),
  ...rows('transit gateway', 'EC2::TransitGateway', 'EC2::TransitGatewayAttachment', 'EC2::TransitGatewayVpcAttachment', 'EC2::TransitGatewayPeeringAttachment', 'EC2::TransitGatewayConnect', 'EC2::TransitGatewayRouteTable', 'EC2::TransitGatewayRoute', 'EC2::TransitGatewayRouteTableAssociation', 'EC2::TransitGatewayRouteTablePropagation'),
  ...rows('endpoint service', 'EC2::VPCEndpointService', 'EC2::VPCEndpointServicePermissions', 'EC2::VPCEndpointConnectionNotification'),
  ...rows('public address', 'EC2::EIP', 'EC2::EIPAssociation'),
  ...rows('instances and what starts them', 'EC2::Instance', 'EC2::NetworkInterface', 'EC2::NetworkInterfaceAttachment', 'EC2::LaunchTemplate', 'EC2::EC2Fleet', 'EC2::SpotFleet', 'AutoScaling::AutoScalingGroup', 'AutoScaling::LaunchConfiguration', 'Batch::ComputeEnvironment', 'GameLift::GameServerGroup', 'PCS::ComputeNodeGroup'),
  ...rows('Kubernetes cluster and nodes', 'EKS::Cluster', 'EKS::Nodegroup', 'EKS::FargateProfile'),
  ...rows('file system, by its mount targets', 'EFS::FileSystem', 'S3Files::FileSystem'),
  ...rows('database of a cluster', 'DocDB::DBInstance', 'Neptune::DBInstance', 'RDS::DBShardGroup', 'RDS::DBProxyTargetGroup'),
  ...rows('subnet group', 'RDS::DBSubnetGroup', 'DocDB::DBSubnetGroup', 'Neptune::DBSubnetGroup', 'ElastiCache::SubnetGroup', 'Redshift::ClusterSubnetGroup', 'MemoryDB::SubnetGroup', 'DAX::SubnetGroup', 'DMS::ReplicationSubnetGroup'),
  ...rows('load balancer, listeners and targets', 'ElasticLoadBalancing::LoadBalancer', 'ElasticLoadBalancingV2::LoadBalancer', 'ElasticLoadBalancingV2::Listener', 'ElasticLoadBalancingV2::ListenerRule', 'ElasticLoadBalancingV2::ListenerCertificate', 'ElasticLoadBalancingV2::TargetGroup', 'ElasticLoadBalancingV2::TrustStore', 'ElasticLoadBalancingV2::TrustStoreRevocation'),
  ...rows('API that forwards into a VPC', 'ApiGateway::Method', 'ApiGateway::VpcLink', 'ApiGateway::RestApi', 'ApiGatewayV2::Api', 'ApiGatewayV2::Integration', 'Serverless::Api', 'Serverless::HttpApi'),
  ...rows('way into a VPC from elsewhere', 'GlobalAccelerator::Accelerator', 'GlobalAccelerator::Listener', 'GlobalAccelerator::EndpointGroup', 'CloudFront::VpcOrigin', 'AppRunner::Service'),
  ...rows('client VPN; who may connect is not modelled', 'EC2::ClientVpnTargetNetworkAssociation', 'EC2::ClientVpnAuthorizationRule', 'EC2::ClientVpnRoute'),
  ...rows('VPC Lattice; what it lets through is not modelled', 'VpcLattice::ServiceNetwork', 'VpcLattice::ServiceNetworkVpcAssociation', 'VpcLattice::ServiceNetworkServiceAssociation', 'VpcLattice::ServiceNetworkResourceAssociation', 'VpcLattice::ResourceConfiguration', 'VpcLattice::Service', 'VpcLattice::Listener', 'VpcLattice::Rule', 'VpcLattice::TargetGroup'),
  ...rows('nested stack, read as templates of its own', 'CloudFormation::Stack'),
  { type: 'Custom::VpcRestrictDefaultSG', what: 'takes the rules of the default group away' },
  { type: 'Custom::AWSCDK-EKS-Cluster', what: 'Kubernetes cluster and nodes' },
  { type: 'Custom::AWSCDK-EKS-FargateProfile', what: 'Kubernetes cluster and nodes' },
];

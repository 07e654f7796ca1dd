/**
 * Attributes of resources that the template decides: `GetAtt Vpc.CidrBlock` is the property CidrBlock, `GetAtt Sg.GroupId` is what
 * `Ref Sg` is, `GetAtt Db.Endpoint.Port` is the property Port or the engine's default.
 *
 * From the return values in the CloudFormation template reference and the default ports in the API references of each service,
 * as of 2026-11. An attribute that is not here is a symbol of its own: never wrong, only less known. Default ports of a restored
 * database (snapshot, replica) are those of the original and stay symbols, and so do those of Aurora PostgreSQL (documented twice,
 * differently).
 */
import type { Raw } from '../read/body';
import { own } from '../read/body';

export type Determined =
  /** What `Ref` is. */
  | { readonly is: 'reference' }
  /** The property, where it is written; else `otherwise`, or a symbol. */
  | { readonly is: 'property'; readonly name: string; readonly otherwise?: string }
  | { readonly is: 'symbol' };

const REFERENCE: Determined = { is: 'reference' };
const SYMBOL: Determined = { is: 'symbol' };
const property = (name: string, otherwise?: string): Determined => (otherwise === undefined ? { is: 'property', name } : { is: 'property', name, otherwise });

/** Attributes that are the id, the name or the ARN that `Ref` returns. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::CarrierGateway': ['CarrierGatewayId'],
  'AWS::EC2::CustomerGateway': ['CustomerGatewayId'],
  'AWS::EC2::EgressOnlyInternetGateway': ['Id'],
  'AWS::EC2::EIP': ['PublicIp'],
  'AWS::EC2::Instance': ['InstanceId'],
  'AWS::EC2::InternetGateway': ['InternetGatewayId'],
  'AWS::EC2::LaunchTemplate': ['LaunchTemplateId'],
  'AWS::EC2::NatGateway': ['NatGatewayId'],
  'AWS::EC2::NetworkAcl': ['Id'],
  'AWS::EC2::NetworkInterface': ['Id'],
  'AWS::EC2::PrefixList': ['PrefixListId'],
  'AWS::EC2::RouteTable': ['RouteTableId'],
  'AWS::EC2::SecurityGroup': ['GroupId', 'Id'],
  'AWS::EC2::Subnet': ['SubnetId'],
  'AWS::EC2::TransitGateway': ['Id'],
  'AWS::EC2::TransitGatewayAttachment': ['Id'],
  'AWS::EC2::TransitGatewayRouteTable': ['TransitGatewayRouteTableId'],
  'AWS::EC2::TransitGatewayVpcAttachment': ['Id'],
  'AWS::EC2::VPC': ['VpcId'],
  'AWS::EC2::VPCEndpoint': ['Id'],
  'AWS::EC2::VPCPeeringConnection': ['Id'],
  'AWS::EC2::VPNConnection': ['VpnConnectionId'],
  'AWS::EC2::VPNGateway': ['VPNGatewayId'],
  'AWS::EFS::FileSystem': ['FileSystemId'],
  'AWS::EFS::MountTarget': ['Id'],
  'AWS::ElasticLoadBalancingV2::Listener': ['ListenerArn'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['LoadBalancerArn'],
  'AWS::ElasticLoadBalancingV2::TargetGroup': ['TargetGroupArn'],
  'AWS::MSK::Cluster': ['Arn'],
  'AWS::VpcLattice::ResourceConfiguration': ['Arn'],
  'AWS::VpcLattice::ResourceGateway': ['Arn'],
  'AWS::VpcLattice::Service': ['Arn'],
  'AWS::VpcLattice::ServiceNetwork': ['Arn'],
  'AWS::VpcLattice::TargetGroup': ['Arn'],
};

/** Attributes that are a property of the same resource, as it is written. */
const PROPERTIES: Readonly<Record<string, Readonly<Record<string, Determined>>>> = {
  'AWS::EC2::Instance': { PrivateIp: property('PrivateIpAddress'), AvailabilityZone: property('AvailabilityZone') },
  'AWS::EC2::NetworkInterface': { PrimaryPrivateIpAddress: property('PrivateIpAddress') },
  'AWS::EC2::RouteTable': { VpcId: property('VpcId') },
  'AWS::EC2::SecurityGroup': { VpcId: property('VpcId') },
  'AWS::EC2::Subnet': { VpcId: property('VpcId'), CidrBlock: property('CidrBlock'), AvailabilityZone: property('AvailabilityZone') },
  'AWS::EC2::TransitGatewayVpcAttachment': { VpcId: property('VpcId') },
  'AWS::EC2::VPC': { CidrBlock: property('CidrBlock') },
  'AWS::ElastiCache::ReplicationGroup': {
    'PrimaryEndPoint.Port': property('Port', '6379'),
    'ReadEndPoint.Port': property('Port', '6379'),
    'ReaderEndPoint.Port': property('Port', '6379'),
    'ConfigurationEndPoint.Port': property('Port', '6379'),
  },
  'AWS::ElastiCache::CacheCluster': { 'RedisEndpoint.Port': property('Port', '6379'), 'ConfigurationEndpoint.Port': property('Port', '11211') },
  'AWS::MemoryDB::Cluster': { 'ClusterEndpoint.Port': property('Port', '6379') },
  'AWS::SSM::Parameter': { Value: property('Value'), Type: property('Type') },
};

const ENGINE_PORTS: readonly (readonly [RegExp, string])[] = [
  [/^(mysql|mariadb|aurora|aurora-mysql)$/, '3306'],
  [/^postgres$/, '5432'],
  [/^oracle-|^custom-oracle-/, '1521'],
  [/^sqlserver-|^custom-sqlserver-/, '1433'],
  [/^db2-/, '50000'],
];

/** A database that is made from another keeps the other's port. */
const ORIGINS = ['DBSnapshotIdentifier', 'SnapshotIdentifier', 'DBClusterSnapshotIdentifier', 'SourceDBInstanceIdentifier', 'SourceDBClusterIdentifier', 'SourceDbiResourceId', 'SourceDBInstanceAutomatedBackupsArn', 'DBClusterIdentifier', 'GlobalClusterIdentifier', 'RestoreToTime', 'SourceDbClusterResourceId'];

export function determined(type: string, attribute: string, properties: Raw): Determined {
  if (Object.hasOwn(REFERENCES, type) && REFERENCES[type].includes(attribute)) return REFERENCE;
  if (Object.hasOwn(PROPERTIES, type) && Object.hasOwn(PROPERTIES[type], attribute)) return PROPERTIES[type][attribute];
  switch (`${type} ${attribute}`) {
    case 'AWS::RDS::DBInstance Endpoint.Port':
    case 'AWS::RDS::DBCluster Endpoint.Port': {
      if (own(properties, 'Port') !== undefined) return property('Port');
      const engine = own(properties, 'Engine');
      const port = typeof engine === 'string' && !isRestored(properties) ? ENGINE_PORTS.find(([pattern]) => pattern.test(engine.toLowerCase()))?.[1] : undefined;
      return port === undefined ? SYMBOL : property('Port', port);
    }
    case 'AWS::DocDB::DBCluster Port': return isRestored(properties) ? property('Port') : property('Port', '27017');
    case 'AWS::Neptune::DBCluster Port': return isRestored(properties) ? property('DBPort') : property('DBPort', '8182');
    case 'AWS::Redshift::Cluster Endpoint.Port': return isRestored(properties) ? property('Port') : property('Port', '5439');
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer SecurityGroups': {
      const groups = own(properties, 'SecurityGroups');
      return Array.isArray(groups) && groups.length === 1 ? property('SecurityGroups') : SYMBOL; // of several the order is not the template's
    }
    default: return SYMBOL;
  }
}

function isRestored(properties: Raw): boolean {
  return ORIGINS.some((name) => own(properties, name) !== undefined);
}

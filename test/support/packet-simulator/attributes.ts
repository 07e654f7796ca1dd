import { isRecord } from './values';
import type { Resource } from './assembly';

/** Attributes that equal `Ref`. */
const IDS: Record<string, readonly string[]> = {
  'AWS::EC2::SecurityGroup': ['GroupId', 'Id'],
  'AWS::EC2::VPC': ['VpcId'],
  'AWS::EC2::Subnet': ['SubnetId'],
  'AWS::EC2::PrefixList': ['PrefixListId'],
  'AWS::EC2::LaunchTemplate': ['LaunchTemplateId'],
  'AWS::EC2::NetworkInterface': ['Id'],
  'AWS::EC2::VPCEndpoint': ['Id'],
};

/** Attributes that repeat a property. */
const PROPERTIES: Record<string, Record<string, string>> = {
  'AWS::EC2::SecurityGroup': { VpcId: 'VpcId' },
  'AWS::EC2::VPC': { CidrBlock: 'CidrBlock' },
  'AWS::EC2::Subnet': { VpcId: 'VpcId', CidrBlock: 'CidrBlock' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { SecurityGroups: 'SecurityGroups' },
};

/** Attributes that hold a listener's port: the property that sets it, and what AWS documents if it is left out. */
const PORTS: Record<string, readonly { attribute: string; property: string; fallback?: (properties: Record<string, any>) => number | undefined }[]> = {
  'AWS::RDS::DBInstance': [{ attribute: 'Endpoint.Port', property: 'Port', fallback: ({ Engine }) => instancePort(Engine) }],
  // the documents contradict each other about Aurora PostgreSQL's default: no fallback
  'AWS::RDS::DBCluster': [{ attribute: 'Endpoint.Port', property: 'Port' }],
  'AWS::DocDB::DBCluster': [{ attribute: 'Port', property: 'Port', fallback: () => 27017 }],
  'AWS::Neptune::DBCluster': [{ attribute: 'Port', property: 'DBPort', fallback: () => 8182 }],
  'AWS::Redshift::Cluster': [{ attribute: 'Endpoint.Port', property: 'Port', fallback: () => 5439 }],
  'AWS::ElastiCache::CacheCluster': [
    { attribute: 'RedisEndpoint.Port', property: 'Port', fallback: () => 6379 },
    { attribute: 'ConfigurationEndpoint.Port', property: 'Port', fallback: () => 11211 },
  ],
  'AWS::ElastiCache::ReplicationGroup': [
    { attribute: 'PrimaryEndPoint.Port', property: 'Port', fallback: () => 6379 },
    { attribute: 'ConfigurationEndPoint.Port', property: 'Port', fallback: () => 6379 },
  ],
};

export function isId({ type }: Resource, attribute: string): boolean {
  return IDS[type]?.includes(attribute) ?? false;
}

/** The raw property (or documented default) that an attribute repeats; undefined if only a deployment knows it. */
export function repeatedProperty({ type, raw }: Resource, attribute: string): unknown {
  const properties = isRecord(raw.Properties) ? raw.Properties : {};
  const same = PROPERTIES[type]?.[attribute];
  if (same !== undefined) return properties[same];
  const port = PORTS[type]?.find(candidate => candidate.attribute === attribute);
  return port && (properties[port.property] ?? port.fallback?.(properties));
}

/** A custom resource may give the id of something that the templates make. */
export function originOf({ type }: Resource): 'resource' | 'elsewhere' {
  return /^(Custom::|AWS::CloudFormation::CustomResource$)/.test(type) ? 'elsewhere' : 'resource';
}

function instancePort(engine: unknown): number | undefined {
  const family = /^(mysql|mariadb|postgres|oracle|custom-oracle|sqlserver|custom-sqlserver|db2)\b/.exec(String(engine))?.[1].replace('custom-', '') ?? '';
  return ({ mysql: 3306, mariadb: 3306, postgres: 5432, oracle: 1521, sqlserver: 1433, db2: 50000 } as Record<string, number>)[family];
}

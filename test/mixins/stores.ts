/** A store of each kind as people make them today, open, beside a neighbour that nobody touches. */
import { CfnResource, type Stack } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';

const vpcOf = (stack: Stack): ec2.IVpc => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['eu-west-1a', 'eu-west-1b'], isolatedSubnetIds: ['subnet-0a', 'subnet-0b'] });
const subnets = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
const key = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555';

export interface Sample {
  /** L2 where CDK has one. */
  readonly l2?: (stack: Stack) => IConstruct;
  readonly l1: (stack: Stack) => CfnResource;
  readonly imported?: (stack: Stack) => IConstruct;
  readonly cfnType: string;
  /** A closing that the L1 sample was open at, and what the template says of it afterwards. */
  readonly closed: readonly [property: string, value: unknown];
}

export const SAMPLES: Readonly<Record<string, Sample>> = {
  s3: { cfnType: 'AWS::S3::Bucket',
    l2: (s) => new s3.Bucket(s, 'Store'), l1: (s) => new s3.CfnBucket(s, 'Store'), imported: (s) => s3.Bucket.fromBucketName(s, 'Store', 'documents-bucket'),
    closed: ['VersioningConfiguration', { Status: 'Enabled' }],
  },
  dynamodb: { cfnType: 'AWS::DynamoDB::Table',
    l2: (s) => new dynamodb.Table(s, 'Store', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }),
    l1: (s) => new dynamodb.CfnTable(s, 'Store', { keySchema: [{ attributeName: 'pk', keyType: 'HASH' }], attributeDefinitions: [{ attributeName: 'pk', attributeType: 'S' }] }),
    imported: (s) => dynamodb.Table.fromTableName(s, 'Store', 'documents'),
    closed: ['PointInTimeRecoverySpecification', { PointInTimeRecoveryEnabled: true }],
  },
  rds: { cfnType: 'AWS::RDS::DBInstance',
    l2: (s) => new rds.DatabaseInstance(s, 'Store', { engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_16 }), vpc: vpcOf(s), vpcSubnets: subnets, storageEncrypted: true }),
    l1: (s) => new rds.CfnDBInstance(s, 'Store', { engine: 'postgres', engineVersion: '16', dbInstanceClass: 'db.t4g.micro', allocatedStorage: '20', storageEncrypted: true, masterUsername: 'owner', manageMasterUserPassword: true }),
    imported: (s) => rds.DatabaseInstance.fromDatabaseInstanceAttributes(s, 'Store', { instanceIdentifier: 'documents', instanceEndpointAddress: 'documents.example', port: 5432, securityGroups: [] }),
    closed: ['EnableIAMDatabaseAuthentication', true],
  },
  secretsmanager: { cfnType: 'AWS::SecretsManager::Secret',
    l2: (s) => new secretsmanager.Secret(s, 'Store'), l1: (s) => new secretsmanager.CfnSecret(s, 'Store', { generateSecretString: {} }),
    imported: (s) => secretsmanager.Secret.fromSecretNameV2(s, 'Store', 'documents'), closed: ['DeletionPolicy', 'Retain'],
  },
  kms: { cfnType: 'AWS::KMS::Key', l2: (s) => new kms.Key(s, 'Store'), l1: (s) => new kms.CfnKey(s, 'Store', { keyPolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' }] } }), imported: (s) => kms.Key.fromKeyArn(s, 'Store', key), closed: ['EnableKeyRotation', true] },
  efs: { cfnType: 'AWS::EFS::FileSystem',
    l2: (s) => new efs.FileSystem(s, 'Store', { vpc: vpcOf(s), vpcSubnets: subnets, encrypted: true }), l1: (s) => new efs.CfnFileSystem(s, 'Store', { encrypted: true }),
    imported: (s) => efs.FileSystem.fromFileSystemAttributes(s, 'Store', { fileSystemId: 'fs-0123', securityGroup: ec2.SecurityGroup.fromSecurityGroupId(s, 'Group', 'sg-0123') }),
    closed: ['BackupPolicy', { Status: 'ENABLED' }],
  },
  sqs: { cfnType: 'AWS::SQS::Queue', l2: (s) => new sqs.Queue(s, 'Store', { encryption: sqs.QueueEncryption.UNENCRYPTED }), l1: (s) => new sqs.CfnQueue(s, 'Store', { sqsManagedSseEnabled: false }), imported: (s) => sqs.Queue.fromQueueArn(s, 'Store', 'arn:aws:sqs:eu-west-1:111122223333:documents'), closed: ['SqsManagedSseEnabled', true] },
  sns: { cfnType: 'AWS::SNS::Topic', l2: (s) => new sns.Topic(s, 'Store', { masterKey: kms.Key.fromKeyArn(s, 'Key', key) }), l1: (s) => new sns.CfnTopic(s, 'Store', { kmsMasterKeyId: key }), imported: (s) => sns.Topic.fromTopicArn(s, 'Store', 'arn:aws:sns:eu-west-1:111122223333:documents'), closed: ['KmsMasterKeyId', key] },
  kinesis: { cfnType: 'AWS::Kinesis::Stream', l2: (s) => new kinesis.Stream(s, 'Store', { encryption: kinesis.StreamEncryption.UNENCRYPTED }), l1: (s) => new kinesis.CfnStream(s, 'Store', { shardCount: 1 }), imported: (s) => kinesis.Stream.fromStreamArn(s, 'Store', 'arn:aws:kinesis:eu-west-1:111122223333:stream/documents'), closed: ['StreamEncryption', { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' }] },
  opensearch: { cfnType: 'AWS::OpenSearchService::Domain',
    l2: (s) => new opensearch.Domain(s, 'Store', { version: opensearch.EngineVersion.OPENSEARCH_2_19, vpc: vpcOf(s), vpcSubnets: [{ subnets: vpcSubnets(s) }], encryptionAtRest: { enabled: true }, nodeToNodeEncryption: true }),
    l1: (s) => new opensearch.CfnDomain(s, 'Store', { engineVersion: 'OpenSearch_2.19', vpcOptions: { subnetIds: ['subnet-0a'], securityGroupIds: ['sg-0123'] }, encryptionAtRestOptions: { enabled: true }, nodeToNodeEncryptionOptions: { enabled: true } }),
    imported: (s) => opensearch.Domain.fromDomainEndpoint(s, 'Store', 'https://search-documents-abcdefgh.eu-west-1.es.amazonaws.com'),
    closed: ['DomainEndpointOptions', expect.objectContaining({ EnforceHTTPS: true })],
  },
  elasticache: { cfnType: 'AWS::ElastiCache::ReplicationGroup', l1: (s) => (new elasticache.CfnUser(s, 'App', { engine: 'valkey', userId: 'app', userName: 'app', authenticationMode: { Type: 'iam' }, accessString: 'on ~* +@read' }), new elasticache.CfnUserGroup(s, 'Users', { engine: 'valkey', userGroupId: 'users', userIds: ['app'] }), new elasticache.CfnReplicationGroup(s, 'Store', { replicationGroupDescription: 'sessions', engine: 'valkey', engineVersion: '8.0', cacheNodeType: 'cache.t4g.small', atRestEncryptionEnabled: true, transitEncryptionEnabled: true, transitEncryptionMode: 'required', numCacheClusters: 2, automaticFailoverEnabled: true, userGroupIds: ['users'] })), closed: ['DeletionPolicy', 'Snapshot'] },
  docdb: { cfnType: 'AWS::DocDB::DBCluster',
    l2: (s) => new docdb.DatabaseCluster(s, 'Store', { engineVersion: '5.0.0', masterUser: { username: 'owner' }, instanceType: ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.LARGE), vpc: vpcOf(s), vpcSubnets: subnets, storageEncrypted: true }),
    l1: (s) => new docdb.CfnDBCluster(s, 'Store', { storageEncrypted: true, engineVersion: '5.0.0', manageMasterUserPassword: true, masterUsername: 'owner' }),
    imported: (s) => docdb.DatabaseCluster.fromDatabaseClusterAttributes(s, 'Store', { clusterIdentifier: 'documents' }),
    closed: ['DeletionProtection', true],
  },
  redshift: { cfnType: 'AWS::Redshift::Cluster', l1: (s) => new redshift.CfnCluster(s, 'Store', { clusterType: 'single-node', dbName: 'documents', masterUsername: 'owner', manageMasterPassword: true, nodeType: 'ra3.large', encrypted: true, publiclyAccessible: false }), closed: ['EnhancedVpcRouting', true] },
};

function vpcSubnets(stack: Stack): ec2.ISubnet[] {
  return (stack.node.findChild('Vpc') as ec2.IVpc).isolatedSubnets.slice(0, 1);
}

/** Beside it: open as well, and none of the mixin's business. */
export function neighbour(stack: Stack): void {
  new s3.Bucket(stack, 'Neighbour');
  new sqs.Queue(stack, 'NeighbourQueue');
}

/** Mistakes in databases, caches and file systems that are stores: what cannot be closed. */
import { CfnResource } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as opensearch from 'aws-cdk-lib/aws-opensearchservice';
import * as rds from 'aws-cdk-lib/aws-rds';
import { CrownJewel, DataAccess, FlowAuthentication, Posture } from 'cdk-zero-trust';
import type { World } from '../world';
import type { Mistake } from './types';

function store(w: World, resource: { readonly node: { readonly path: string } }, more: object = {}, facade: object = {}): void {
  w.zeroTrust(facade).zt.addStore('documents', { resource: resource as CfnResource, ...more });
}

const database = (w: World, props: rds.CfnDBInstanceProps): rds.CfnDBInstance => new rds.CfnDBInstance(w.stack, 'Database', { storageEncrypted: true, ...props });

export const DATABASES: readonly Mistake[] = [
  { name: 'an engine that cannot demand TLS', code: 'EngineWithoutTls', words: ['`App/Database`', '`mysql` `5.6.51`', 'MySQL 5.7 or later'], build: (w) => store(w, database(w, { engine: 'mysql', engineVersion: '5.6.51' })) },
  { name: 'Oracle without network encryption', code: 'EngineWithoutTls', words: ['Oracle without an option group', '`NATIVE_NETWORK_ENCRYPTION`'], build: (w) => store(w, database(w, { engine: 'oracle-se2', engineVersion: '19' })) },
  { name: 'an engine version that is not stated', code: 'EngineVersionMissing', many: true, words: ['no `EngineVersion`', 'family'], build: (w) => store(w, database(w, { engine: 'postgres' })) },
  { name: 'a cache cluster', code: 'EngineWithoutEncryption', words: ['`memcached`', 'use an `AWS::ElastiCache::ReplicationGroup`'], build: (w) => store(w, new elasticache.CfnCacheCluster(w.stack, 'Cache', { engine: 'memcached', cacheNodeType: 'cache.t4g.micro', numCacheNodes: 1, transitEncryptionEnabled: true }), {}, { posture: Posture.SANDBOX }) },
  {
    name: 'a cache without users', code: 'StoreWithoutAuthentication', words: ['no `UserGroupIds`', 'everybody in the network'],
    build: (w) => store(w, new elasticache.CfnReplicationGroup(w.stack, 'Cache', { engine: 'valkey', replicationGroupDescription: 'd', transitEncryptionEnabled: true })),
  },
  { name: 'a domain on the internet', code: 'StoreOutsideVpc', words: ['no `VPCOptions.SubnetIds`', 'restore a snapshot'], build: (w) => store(w, new opensearch.CfnDomain(w.stack, 'Domain')) },
  {
    name: 'a jewel without fine-grained access control', code: 'FineGrainedAccessMissing', words: ['no `AdvancedSecurityOptions.Enabled`', 'masterUserArn'],
    build: (w) => store(w, new opensearch.CfnDomain(w.stack, 'Domain', { vpcOptions: { subnetIds: ['subnet-1'] }, encryptionAtRestOptions: { enabled: true, kmsKeyId: '0d1b3c52-0000-4000-8000-000000000001' } }), { crownJewel: CrownJewel.restricted() }),
  },
  { name: 'a replica that nothing guards', code: 'ReplicaWithoutPolicy', words: ['`eu-central-1`', 'deploy the replica first'], build: (w) => store(w, new dynamodb.TableV2(w.stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, replicas: [{ region: 'eu-central-1' }] }), {}, { posture: Posture.HIGH }) },
  {
    name: 'an imported database that nobody can name', code: 'StoreWithoutResourceId', words: ['`App/Database`', '`clusterResourceIdentifier`'],
    build: (w) => {
      const { zt } = w.zeroTrust();
      const documents = zt.addStore('documents', { resource: rds.DatabaseCluster.fromDatabaseClusterAttributes(w.stack, 'Database', { clusterIdentifier: 'c' }) });
      zt.addDataFlow({ source: w.function('reader'), store: documents, access: DataAccess.reads().on('reader'), authentication: FlowAuthentication.RDS_IAM, because: 'shows documents' });
    },
  },
];

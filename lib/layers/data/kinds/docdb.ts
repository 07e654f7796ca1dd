/**
 * DocumentDB clusters: TLS from the cluster's parameters, audit log, encrypted, kept.
 *
 * A cluster stands in a VPC and has no public address; IAM has no action for its data plane, so the network layer and the
 * cluster's own users say who gets in. Not modelled: elastic clusters (`AWS::DocDBElastic::Cluster`), roles of database users.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import { read } from '../../network/members/read';
import type { Closing, Judgement, StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { keyIn } from './keys';
import { includes } from './list-row';
import { type GroupShape, parameter } from './parameter-group';
import { literal, states } from './related';
import { resolveStore } from './resolve';
import { atLeast, customerKey, hasIntrinsic, isTrue, LASTING, override, property, retained, STRICTEST } from './rows';

const TYPE = 'AWS::DocDB::DBCluster';
const types = [TYPE];
const API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-docdb-dbcluster.html';
const GUIDE = 'https://docs.aws.amazon.com/documentdb/latest/developerguide/';

const GROUP: GroupShape = {
  property: 'DBClusterParameterGroupName', cfnType: 'AWS::DocDB::DBClusterParameterGroup', nameAt: 'Name', parametersAt: 'Parameters', form: 'map', family: familyOf, familyAt: 'Family',
};

/** `docdb5.0`: https://docs.aws.amazon.com/documentdb/latest/developerguide/cluster_parameter_groups-create.html */
function familyOf(cluster: CfnResource): string | Judgement {
  const version = literal(cluster, 'EngineVersion');
  const major = version === undefined ? null : /^(\d+\.\d+)/.exec(version);
  if (major !== null) return `docdb${major[1]}`;
  const value = read(cluster, 'EngineVersion');
  if (hasIntrinsic(value)) return { is: 'unknown', got: '`EngineVersion` is chosen at deployment' };
  return {
    is: 'refused', code: 'EngineVersionMissing', got: value === undefined ? 'no `EngineVersion`' : `\`EngineVersion\` \`${String(value)}\``,
    expected: 'a literal version such as `5.0.0`, because the family of a parameter group follows from it', fix: 'set `engineVersion`, or give the cluster a parameter group of your own',
  };
}

/** A restored cluster has the key of what it comes from. */
function unlessRestored(path: string, row: Closing): Closing {
  return {
    ...row,
    judge: (cluster, context): Judgement => (types.includes(cluster.cfnResourceType) && ['SnapshotIdentifier', 'SourceDBClusterIdentifier'].some((p) => states(cluster, p)) && !states(cluster, path)
      ? { is: 'unknown', got: `no \`${path}\`: that of the snapshot or source` }
      : row.judge(cluster, context)),
  };
}

/** `enabled` takes TLS 1.0 and 1.1 as well; the others came with engine patches of 4.0 and 5.0, which new clusters have: API_Parameter. */
const MODERN = ['tls1.2+', 'tls1.3+', 'fips-140-3'];
const TLS = ['enabled', ...MODERN];
const AUDITS = ['enabled', 'all', 'ddl'];

const closings: readonly Closing[] = [
  unlessRestored('StorageEncrypted', property({
    id: 'docdb.storage-encrypted', types, aspect: 'encryption', path: 'StorageEncrypted', value: 'true', isClosed: isTrue, write: true, replaces: true, says: 'Storage and backups are encrypted.',
    source: `${API}#cfn-docdb-dbcluster-storageencrypted`,
  })),
  unlessRestored('KmsKeyId', customerKey({
    id: 'docdb.key', types, aspect: 'encryption', path: 'KmsKeyId', value: 'a key of your own', replaces: true, hasDefault: true, says: 'The key\'s policy says who may use the data at rest.',
    source: `${API}#cfn-docdb-dbcluster-kmskeyid`,
    write: (cluster, keyArn) => {
      override(cluster, 'KmsKeyId', keyArn);
      override(cluster, 'StorageEncrypted', true);
    },
  })),
  parameter({
    id: 'docdb.tls', types, aspect: 'tls', value: '`tls` enabled, which is the default', group: GROUP, says: 'Clients without TLS are refused.', source: `${GUIDE}security.encryption.ssl.html`,
    parameter: () => ({ name: 'tls', write: () => 'enabled', isClosed: (value) => value === undefined || TLS.includes(value) }),
  }),
  parameter({
    id: 'docdb.tls-version', types, aspect: 'tls', postures: STRICTEST, value: '`tls` `tls1.2+`, `tls1.3+` or `fips-140-3` (engine 4.0 and later)', group: GROUP, says: 'Clients of TLS 1.0 and 1.1 are refused.', source: `${GUIDE}API_Parameter.html`,
    parameter: (cluster) => (literal(cluster, 'EngineVersion')?.startsWith('3.') === true ? undefined : { name: 'tls', write: () => 'tls1.2+', isClosed: (value) => value !== undefined && MODERN.includes(value) }),
  }),
  parameter({
    id: 'docdb.audit', types, aspect: 'access-log', postures: LASTING, value: '`audit_logs` enabled', group: GROUP, says: 'Connections and changes of structure are written down.', source: `${GUIDE}event-auditing.html`,
    parameter: () => ({ name: 'audit_logs', write: () => 'enabled', isClosed: (value) => value?.split(',').some((v) => AUDITS.includes(v.trim())) === true }),
  }),
  includes({
    id: 'docdb.audit-exported', types, aspect: 'access-log', postures: LASTING, path: 'EnableCloudwatchLogsExports', value: '`audit`', wanted: () => ['audit'], says: 'The audit log goes to CloudWatch Logs.', source: `${GUIDE}event-auditing.html`,
  }),
  property({
    id: 'docdb.backups', types, aspect: 'recovery', postures: LASTING, path: 'BackupRetentionPeriod', value: '7 days; 35 at HIGH', isClosed: (value, _, { posture }) => atLeast(posture === 'high' ? 35 : 7)(value),
    write: (_: CfnResource, { posture }: { posture: string }) => (posture === 'high' ? 35 : 7), says: 'The cluster can be restored to any second of that time.', source: `${API}#cfn-docdb-dbcluster-backupretentionperiod`,
  }),
  property({
    id: 'docdb.deletion-protection', types, aspect: 'deletion', postures: LASTING, path: 'DeletionProtection', value: 'true', isClosed: isTrue, write: true, says: 'A deletion is refused until somebody lifts this first.',
    source: `${API}#cfn-docdb-dbcluster-deletionprotection`,
  }),
  retained({ id: 'docdb.retained', types, says: 'A deletion with the stack leaves a snapshot.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html' }, 'Snapshot'),
];

export const DOCDB: StoreKind = {
  type: 'docdb',
  name: 'DocumentDB cluster',
  cfnTypes: types,
  prefix: 'docdb',
  // IAM identities can be users of a cluster of version 5.0 (MONGODB-AWS); no IAM action says so: https://docs.aws.amazon.com/documentdb/latest/developerguide/iam-identity-auth.html
  authentication: ['sigv4', 'token'],
  read: [],
  write: [],
  other: [],
  resources: ({ arn }) => [arn],
  // DocumentDB uses the key by a grant of its own: https://docs.aws.amazon.com/documentdb/latest/developerguide/encryption-at-rest.html
  key: { read: [], write: [], viaService: 'rds' },
  closings,
  byItself: [
    { aspect: 'public-access', says: 'A cluster stands in a VPC and has no public address.', source: 'https://docs.aws.amazon.com/documentdb/latest/developerguide/connect-from-outside-a-vpc.html' },
  ],
  resolve: resolveDocdb,
};

/** DocumentDB's ARNs are those of RDS: `arn:aws:rds:region:account:cluster:name`. */
function resolveDocdb(construct: unknown): StoreResource | undefined {
  return resolveStore(construct, {
    type: 'docdb', cfnTypes: types,
    arn: (cluster) => arnOf(cluster, cluster.ref),
    name: (cluster) => Token.asString(cluster.getAtt('ClusterResourceId')),
    key: (cluster) => keyIn(cluster, 'KmsKeyId'),
    imported: { arn: 'docdbClusterArn' },
    importedArn: (cluster) => {
      // `IDBClusterRef` of DocumentDB has an id alone; that of RDS has an ARN too.
      const { dbClusterRef } = cluster as unknown as { dbClusterRef?: { dbClusterId?: unknown } };
      const id = dbClusterRef?.dbClusterId;
      return typeof id === 'string' ? arnOf(cluster as CfnResource, id) : undefined;
    },
  });
}

function arnOf(construct: CfnResource, id: string): string {
  const { partition, region, account } = Stack.of(construct);
  return `arn:${partition}:rds:${region}:${account}:cluster:${id}`;
}

/**
 * What every engine of RDS has: encryption at rest, no public address, IAM authentication, backups, protection from deletion.
 *
 * Encryption of a database that comes from a snapshot or a source is that of where it comes from: unknown here.
 */
import type { CfnResource } from 'aws-cdk-lib';
import { readIfPossible, targetOf } from '../../../network/members/read';
import type { Closing, ClosingContext, Judgement } from '../../kind';
import { onEach, referring, states, when } from '../related';
import { atLeast, customerKey, isFalse, isTrue, LASTING, override, property, type Row, retained } from '../rows';
import { CLUSTER, flavourOf, INSTANCE, isInCluster, isRestored, unreadableEngine } from './engines';

const API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbinstance.html';
const CLUSTER_API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbcluster.html';
const IAM_ENGINES = ['postgres', 'mysql', 'mariadb', 'aurora-mysql', 'aurora-postgresql'];

const alone = (row: Closing): Closing => when((r) => !isInCluster(r), row);

/** Where the property is not stated and the database brings its own along, only the deployment knows. */
function unlessRestored(path: string, row: Closing): Closing {
  return {
    ...row,
    judge: (resource, context): Judgement => {
      if (!row.types.includes(resource.cfnResourceType) || !isRestored(resource) || states(resource, path)) return row.judge(resource, context);
      // A replica in the same app has what its source has.
      const source = sourceOf(resource);
      if (source !== undefined && ['closed', 'not-asked'].includes(row.judge(source, context).is)) return row.judge(source, context);
      return { is: 'unknown', got: `no \`${path}\`: that of the snapshot or source` };
    },
  };
}

function sourceOf(resource: CfnResource): CfnResource | undefined {
  const named = readIfPossible(resource, 'SourceDBInstanceIdentifier');
  const target = named === undefined || typeof named === 'string' ? undefined : targetOf(resource, named);
  return target?.cfnResourceType === INSTANCE && !isRestored(target) ? target : undefined;
}

/** One row for instances, one for clusters. */
function both(id: string, make: (words: Pick<Row, 'id' | 'types' | 'source'>) => Closing): Closing[] {
  return [alone(make({ id: `rds.${id}`, types: [INSTANCE], source: API })), make({ id: `rds.cluster.${id}`, types: [CLUSTER], source: CLUSTER_API })];
}

const isAurora = (resource: CfnResource): boolean => flavourOf(resource)?.startsWith('aurora-') === true;

const privateInstance = property({
  id: 'rds.not-public', types: [INSTANCE], aspect: 'public-access', path: 'PubliclyAccessible', value: 'false', isClosed: isFalse, write: false,
  says: 'The instance has no public address; where the property is absent, the subnets decide.', source: `${API}#cfn-rds-dbinstance-publiclyaccessible`,
});

/** Days of backups that a posture asks for; RDS keeps 35 at most. */
const days = ({ posture }: ClosingContext): number => (posture === 'high' ? 35 : 7);

export const BASICS: readonly Closing[] = [
  ...both('storage-encrypted', (words) => unlessRestored('StorageEncrypted', property({
    ...words, aspect: 'encryption', path: 'StorageEncrypted', value: 'true', isClosed: isTrue, write: true, replaces: true, says: 'Storage, backups and replicas are encrypted.',
  }))),
  ...both('key', (words) => unlessRestored('KmsKeyId', customerKey({
    ...words, aspect: 'encryption', path: 'KmsKeyId', value: 'a key of your own', replaces: true, hasDefault: true, says: 'The key\'s policy says who may use the data at rest.',
    write: (resource, keyArn) => {
      override(resource, 'KmsKeyId', keyArn);
      override(resource, 'StorageEncrypted', true);
    },
  }))),
  privateInstance,
  onEach({
    id: 'rds.cluster.instances-not-public', types: [CLUSTER], aspect: 'public-access', property: 'PubliclyAccessible of its AWS::RDS::DBInstance', value: 'false',
    says: 'No instance of the cluster has a public address.', source: `${API}#cfn-rds-dbinstance-publiclyaccessible`,
  }, (cluster) => referring(cluster, INSTANCE, 'DBClusterIdentifier', 'DBClusterIdentifier'), (instance, context) => privateInstance.judge(instance, context)),
  property({
    id: 'rds.cluster.not-public', types: [CLUSTER], aspect: 'public-access', path: 'PubliclyAccessible', value: 'false', write: false, replaces: true,
    notAsked: (resource) => !states(resource, 'DBClusterInstanceClass'),
    // "If DBSubnetGroup is specified, PubliclyAccessible defaults to false unless the value of DBSubnetGroup is default."
    isClosed: (value, resource) => isFalse(value) || (value === undefined && states(resource, 'DBSubnetGroupName') && readIfPossible(resource, 'DBSubnetGroupName') !== 'default'),
    says: 'A Multi-AZ cluster has no public address.', source: 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBCluster.html (PubliclyAccessible)',
  }),
  ...both('iam-authentication', (words) => property({
    ...words, aspect: 'identity', path: 'EnableIAMDatabaseAuthentication', value: 'true', isClosed: isTrue, write: true,
    notAsked: (resource) => ![...IAM_ENGINES, undefined].includes(flavourOf(resource)),
    refuse: (resource) => (flavourOf(resource) === undefined ? unreadableEngine(resource) : undefined),
    says: 'Database users can be those that IAM lets connect, without a password (MySQL, MariaDB, PostgreSQL).',
  })),
  ...both('backups', (words) => property({
    ...words, aspect: 'recovery', postures: LASTING, path: 'BackupRetentionPeriod', value: '7 days; 35 at HIGH', isClosed: (value, _, context) => atLeast(days(context))(value), write: (_: CfnResource, context: ClosingContext) => days(context),
    notAsked: (resource) => states(resource, 'SourceDBInstanceIdentifier'), says: 'The database can be restored to any second of that time.',
  })),
  ...both('backups-kept', (words) => property({
    ...words, aspect: 'recovery', postures: LASTING, path: 'DeleteAutomatedBackups', value: 'false', isClosed: isFalse, write: false,
    notAsked: (resource) => states(resource, 'SourceDBInstanceIdentifier') || (resource.cfnResourceType === CLUSTER && !isAurora(resource)), says: 'Backups outlive the database.',
  })),
  ...both('deletion-protection', (words) => property({
    ...words, aspect: 'deletion', postures: LASTING, path: 'DeletionProtection', value: 'true', isClosed: isTrue, write: true, says: 'A deletion is refused until somebody lifts this first.',
  })),
  ...both('retained', (words) => retained({ ...words, says: 'A deletion with the stack leaves a snapshot.' }, 'Snapshot')),
];

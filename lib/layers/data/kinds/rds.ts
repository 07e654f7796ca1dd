/**
 * RDS and Aurora: databases of their engines, closed instance by instance or cluster by cluster.
 *
 *   RDS.closings, RDS.resources(store, ['rds-db:connect'], ['app_reader'])  // arn:aws:rds-db:…:dbuser:cluster-ABC/app_reader
 *
 * IAM says only who may connect as which database user; what that user may read is SQL's own grants, which are not modelled.
 * There is no resource policy: the network layer and `rds-db:connect` keep the undeclared out. Not modelled: RDS Proxy, Custom.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { keyIn } from './keys';
import { refusal } from './policy-home';
import { CLUSTER, INSTANCE } from './rds/engines';
import { LOGGED } from './rds/logs';
import { BASICS } from './rds/basics';
import { TLS } from './rds/tls';
import { attempt, ownResource, resolveStore } from './resolve';

const TYPES = [CLUSTER, INSTANCE];
const CONNECT = ['rds-db:connect'];
const DATA_API = ['rds-data:BatchExecuteStatement', 'rds-data:BeginTransaction', 'rds-data:CommitTransaction', 'rds-data:ExecuteSql', 'rds-data:ExecuteStatement', 'rds-data:RollbackTransaction'];

export const RDS: StoreKind = {
  type: 'rds',
  name: 'database of RDS or Aurora',
  cfnTypes: TYPES,
  prefix: 'rds-db',
  authentication: ['rds-iam', 'token'],
  connect: CONNECT,
  read: CONNECT,
  write: CONNECT,
  other: [
    'rds:CopyDBClusterSnapshot', 'rds:CopyDBSnapshot', 'rds:CreateDBClusterSnapshot', 'rds:CreateDBSnapshot', 'rds:DownloadCompleteDBLogFile', 'rds:DownloadDBLogFilePortion',
    'rds:ModifyDBClusterSnapshotAttribute', 'rds:ModifyDBSnapshotAttribute', 'rds:RestoreDBClusterFromSnapshot', 'rds:RestoreDBClusterToPointInTime', 'rds:RestoreDBInstanceFromDBSnapshot',
    'rds:RestoreDBInstanceToPointInTime', 'rds:StartActivityStream', 'rds:StartExportTask', ...DATA_API,
  ].sort(),
  resources: (store, actions, parts) => {
    const connects = actions.some((a) => a.startsWith('rds-db:'));
    const others = actions.some((a) => !a.startsWith('rds-db:'));
    return [...(connects ? users(store, parts) : []), ...(others ? [store.arn] : [])];
  },
  parts: 'database users, e.g. `app_reader`',
  // RDS uses the key by a grant of its own: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.Encryption.Keys.html
  key: { read: [], write: [], viaService: 'rds' },
  closings: [...BASICS, ...TLS, ...LOGGED],
  resolve: (construct) => resolveRds(construct),
};

/** `arn:aws:rds-db:region:account:dbuser:DbiResourceId/user`: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html */
function users(store: StoreResource, parts: readonly string[]): string[] {
  const { name, arn } = store;
  if (name === undefined) {
    throw refusal('StoreWithoutResourceId', `\`${store.path}\` is imported without its resource id; expected \`cluster-…\` or \`db-…\`, because \`rds-db:connect\` names databases by it; state \`clusterResourceIdentifier\` or \`instanceResourceId\` on import`);
  }
  const prefix = prefixOf(store, arn);
  return (parts.length === 0 ? ['*'] : [...parts].sort()).map((user) => `${prefix}:dbuser:${name}/${user}`);
}

function prefixOf({ resource, construct }: StoreResource, arn: string): string {
  const literal = Token.isUnresolved(arn) ? undefined : /^arn:([^:]+):rds:([^:]*):([^:]*):/.exec(arn);
  if (literal !== null && literal !== undefined) return `arn:${literal[1]}:rds-db:${literal[2]}:${literal[3]}`;
  const stack = Stack.of((resource ?? construct) as IConstruct);
  return `arn:${stack.partition}:rds-db:${stack.region}:${stack.account}`;
}

const ARN: Readonly<Record<string, string>> = { [CLUSTER]: 'DBClusterArn', [INSTANCE]: 'DBInstanceArn' };
const RESOURCE_ID: Readonly<Record<string, string>> = { [CLUSTER]: 'DBClusterResourceId', [INSTANCE]: 'DbiResourceId' };

const attribute = (of: Readonly<Record<string, string>>) => (resource: CfnResource): string => Token.asString(resource.getAtt(of[resource.cfnResourceType]));

function resolveRds(construct: unknown): StoreResource | undefined {
  const own = { type: 'rds' as const, cfnTypes: TYPES, arn: attribute(ARN), name: attribute(RESOURCE_ID), key: (resource: CfnResource) => keyIn(resource, 'KmsKeyId') };
  if (isOwn(construct)) return resolveStore(construct, own);
  const cluster = resolveStore(construct, { ...own, imported: { arn: 'clusterArn', name: 'clusterResourceIdentifier' } });
  // Redshift and Neptune clusters say `clusterArn` too.
  if (cluster !== undefined && isRds(construct, cluster.arn, 'dbClusterRef')) return cluster;
  const instance = resolveStore(construct, { ...own, cfnTypes: [INSTANCE, CLUSTER], imported: { arn: 'instanceArn', name: 'instanceResourceId' } });
  return instance !== undefined && isRds(construct, instance.arn, 'dbInstanceRef') ? instance : undefined;
}

function isOwn(construct: unknown): boolean {
  return attempt(() => ownResource(construct as IConstruct, TYPES)) !== undefined;
}

function isRds(construct: unknown, arn: string, ref: string): boolean {
  return Token.isUnresolved(arn) ? attempt(() => (construct as Record<string, unknown>)[ref]) !== undefined : /^arn:[^:]+:rds:/.test(arn);
}

/**
 * Redshift: clusters, and serverless namespaces with their workgroups.
 *
 *   REDSHIFT.resources(store, ['redshift:GetClusterCredentialsWithIAM'], ['dbname/sales'])   // …:dbname:warehouse/sales
 *
 * A namespace holds the data and a workgroup is the way to it, so each is closed with the other. Reading and writing are the right
 * to log in as the database user that is the role's own; what that user may do is SQL's own grants. `GetClusterCredentials` logs in
 * as anybody, so it is no part of either and has to be listed. Not modelled: data shares, zero-ETL integrations.
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { keyIn } from './keys';
import { closings } from './redshift/closings';
import { CLUSTER, NAMESPACE, namespacesOf, WORKGROUP, workgroupsOf } from './redshift/parts';
import { resolveStore } from './resolve';

const TYPES = [CLUSTER, NAMESPACE, WORKGROUP];
const LOGIN = ['redshift-serverless:GetCredentials', 'redshift:GetClusterCredentialsWithIAM'];

export const REDSHIFT: StoreKind = {
  type: 'redshift',
  name: 'Redshift cluster or namespace',
  cfnTypes: TYPES,
  prefix: 'redshift',
  authentication: ['sigv4', 'token'],
  connect: LOGIN,
  read: LOGIN,
  write: LOGIN,
  other: [
    'redshift-data:BatchExecuteStatement', 'redshift-data:ExecuteStatement', 'redshift-serverless:ConvertRecoveryPointToSnapshot', 'redshift-serverless:CreateSnapshot', 'redshift-serverless:RestoreFromRecoveryPoint',
    'redshift-serverless:RestoreFromSnapshot', 'redshift-serverless:RestoreTableFromRecoveryPoint', 'redshift-serverless:RestoreTableFromSnapshot', 'redshift:AuthorizeDataShare', 'redshift:AuthorizeEndpointAccess',
    'redshift:AuthorizeSnapshotAccess', 'redshift:CopyClusterSnapshot', 'redshift:CreateClusterSnapshot', 'redshift:CreateClusterUser', 'redshift:GetClusterCredentials', 'redshift:JoinGroup',
    'redshift:RestoreFromClusterSnapshot', 'redshift:RestoreTableFromClusterSnapshot',
  ],
  resources,
  parts: 'databases and users of a cluster, e.g. `dbname/sales`, `dbuser/reporter`',
  // Redshift uses the key by a grant of its own: https://docs.aws.amazon.com/redshift/latest/mgmt/working-with-db-encryption.html
  key: { read: [], write: [], viaService: 'redshift' },
  closings,
  resolve: (construct) => resolveStore(construct, {
    type: 'redshift', cfnTypes: TYPES, arn: arnOf, name: (resource) => Token.asString(resource.ref), key: keyOf, imported: { arn: 'clusterNamespaceArn' },
    // An imported cluster knows its name alone (`ICluster` of aws-redshift-alpha has `clusterName` and `clusterEndpoint`).
    importedArn: (cluster) => {
      const { clusterName, clusterEndpoint, clusterArn } = cluster as unknown as Record<string, unknown>;
      return typeof clusterName === 'string' && clusterEndpoint !== undefined && clusterArn === undefined ? clusterArnOf(cluster as CfnResource, clusterName) : undefined;
    },
  }),
};

function arnOf(resource: CfnResource): string {
  if (resource.cfnResourceType === CLUSTER) return clusterArnOf(resource, resource.ref);
  return Token.asString(resource.getAtt(resource.cfnResourceType === NAMESPACE ? 'Namespace.NamespaceArn' : 'Workgroup.WorkgroupArn'));
}

function clusterArnOf(construct: CfnResource, name: string): string {
  const { partition, region, account } = Stack.of(construct);
  return `arn:${partition}:redshift:${region}:${account}:cluster:${name}`;
}

function keyOf(resource: CfnResource): StoreResource['key'] {
  const holder = resource.cfnResourceType === WORKGROUP ? namespacesOf(resource)[0] : resource;
  return holder === undefined ? undefined : keyIn(holder, 'KmsKeyId');
}

/** Which ARNs an action takes: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshift.html */
function resources(store: StoreResource, actions: readonly string[], parts: readonly string[]): string[] {
  if (store.cfnType !== CLUSTER) return serverless(store);
  const [, head, name] = /^(.*):cluster:(.*)$/.exec(store.arn) ?? [];
  const of = (kind: string): string[] => {
    const named = parts.filter((p) => p.startsWith(`${kind}/`)).map((p) => p.slice(kind.length + 1)).sort();
    return (named.length === 0 ? ['*'] : named).map((n) => `${head}:${kind}:${name}/${n}`);
  };
  const has = (...names: readonly string[]): boolean => actions.some((a) => names.includes(a));
  const asAnybody = has('redshift:GetClusterCredentials', 'redshift:CreateClusterUser');
  const onCluster = actions.some((a) => !['redshift:GetClusterCredentials', 'redshift:GetClusterCredentialsWithIAM', 'redshift:CreateClusterUser', 'redshift:JoinGroup'].includes(a) && !a.startsWith('redshift-serverless:'));
  return [
    ...(onCluster ? [store.arn] : []), ...(has('redshift:JoinGroup') ? of('dbgroup') : []),
    ...(asAnybody || has('redshift:GetClusterCredentialsWithIAM') ? of('dbname') : []), ...(asAnybody ? of('dbuser') : []),
  ];
}

/** Credentials are asked of the workgroup, snapshots of the namespace. */
function serverless(store: StoreResource): string[] {
  const { resource } = store;
  if (resource === undefined) return [store.arn];
  const near = resource.cfnResourceType === NAMESPACE ? workgroupsOf(resource) : namespacesOf(resource);
  return [store.arn, ...near.map(arnOf)];
}

/**
 * ElastiCache: replication groups and serverless caches, encrypted on the wire and at rest, for users that show who they are.
 *
 *   ELASTICACHE.resources(store, ['elasticache:Connect'], ['reporter'])   // the cache, and …:user:reporter
 *
 * A cache stands in a VPC and has no public address. A `CacheCluster` can do less: memcached has TLS and nothing else, and a single
 * Redis node has none of it, so such a store is refused with the type that can. Not modelled: what users may do (their access strings).
 */
import { type CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describe, isObject, read, resolveValue } from '../../network/members/read';
import type { Closing, Judgement, StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { keyIn, literalParts } from './keys';
import { literal, states, unknownValue } from './related';
import { resolveStore, type StoreShape } from './resolve';
import { atLeast, CLOSED, closing, customerKey, isTrue, LASTING, override, property, retained } from './rows';
import { isAtLeast } from './rds/engines';

const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const SERVERLESS = 'AWS::ElastiCache::ServerlessCache';
const CLUSTER = 'AWS::ElastiCache::CacheCluster';
const TYPES = [GROUP, SERVERLESS, CLUSTER];
const GUIDE = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/';
const API = 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html';
const CONNECT = ['elasticache:Connect'];
const USE = 'an `AWS::ElastiCache::ReplicationGroup` or `AWS::ElastiCache::ServerlessCache`';

const isMemcached = (resource: CfnResource): boolean => literal(resource, 'Engine') === 'memcached';

/** A login that nobody has to guess: users of a group, or a token that stands in Secrets Manager. */
function judgeUsers(resource: CfnResource): Judgement {
  const refused = (got: string): Judgement => ({
    is: 'refused', code: 'StoreWithoutAuthentication', got, expected: 'a user group, because everybody in the network is let in else', fix: 'set `UserGroupIds` (serverless: `UserGroupId`) to a group with users of IAM, without the open `default` user',
  });
  const path = resource.cfnResourceType === SERVERLESS ? 'UserGroupId' : 'UserGroupIds';
  const users = read(resource, path);
  if (Array.isArray(users) ? users.length > 0 : users !== undefined && users !== '' && !isChoice(users)) return CLOSED;
  if (users !== undefined && !Array.isArray(users) && users !== '') return unknownValue(path, users);
  const token = read(resource, 'AuthToken');
  if (token === undefined) return refused(`no \`${path}\` and no \`AuthToken\``);
  if (typeof token === 'string' && !token.includes('{{resolve:')) {
    return { is: 'refused', code: 'SecretInTemplate', got: 'a literal `AuthToken`', expected: 'users, or a token that only its readers can read', fix: `set \`${path}\`, or take the token from Secrets Manager` };
  }
  return typeof token === 'string' || literalParts(token)?.includes('{{resolve:') === true ? CLOSED : { is: 'unknown', got: '`AuthToken` is chosen at deployment' };
}

/** A condition may choose nobody. */
function isChoice(value: unknown): boolean {
  return isObject(value) && 'Fn::If' in value;
}

const closings: readonly Closing[] = [
  property({
    id: 'elasticache.encrypted', types: [GROUP], aspect: 'encryption', path: 'AtRestEncryptionEnabled', value: 'true', write: true, replaces: true, source: `${API} (AtRestEncryptionEnabled)`,
    isClosed: (value, group) => isTrue(value) || (value === undefined && literal(group, 'Engine') === 'valkey'), says: 'Disks and backups are encrypted; Valkey does so by default.',
  }),
  customerKey({
    id: 'elasticache.key', types: [GROUP], aspect: 'encryption', path: 'KmsKeyId', value: 'a key of your own', replaces: true, hasDefault: true, says: 'The key\'s policy says who may use the data at rest.', source: `${GUIDE}at-rest-encryption.html`,
    write: (group, keyArn) => {
      override(group, 'KmsKeyId', keyArn);
      override(group, 'AtRestEncryptionEnabled', true);
    },
  }),
  customerKey({
    id: 'elasticache.serverless.key', types: [SERVERLESS], aspect: 'encryption', path: 'KmsKeyId', value: 'a key of your own', replaces: true, hasDefault: true, says: 'The key\'s policy says who may use the data at rest; serverless caches are always encrypted.',
    source: `${GUIDE}at-rest-encryption.html`, write: (cache, keyArn) => override(cache, 'KmsKeyId', keyArn),
  }),
  property({
    id: 'elasticache.tls', types: [GROUP], aspect: 'tls', path: 'TransitEncryptionEnabled', value: 'true', isClosed: isTrue, write: true,
    says: 'Clients can use TLS; a group that runs without takes it with mode `preferred` first, in a deployment of its own.', source: `${GUIDE}in-transit-encryption.html`,
  }),
  property({
    id: 'elasticache.tls-required', types: [GROUP], aspect: 'tls', path: 'TransitEncryptionMode', value: 'required, which is the default of a new group', write: 'required', isClosed: (value) => value === undefined || value === 'required',
    says: 'Clients without TLS are refused.', source: `${API} (TransitEncryptionMode)`,
  }),
  property({
    id: 'elasticache.cluster.tls', types: [CLUSTER], aspect: 'tls', path: 'TransitEncryptionEnabled', value: 'true (memcached 1.6.12 and later)', write: true, replaces: true,
    isClosed: (value, cluster) => isTrue(value) && canTls(cluster),
    refuse: (cluster, got) => (canTls(cluster) ? undefined : { is: 'refused', code: 'EngineWithoutTls', got: `a cache cluster of engine \`${describe(read(cluster, 'Engine'))}\` (${got})`, expected: 'memcached 1.6.12 or later', fix: `use ${USE}` }),
    says: 'Clients without TLS are refused; a cluster has TLS from its creation or never.', source: `${GUIDE}in-transit-encryption-mc.html`,
  }),
  closing({
    id: 'elasticache.cluster.encrypted', types: [CLUSTER], aspect: 'encryption', property: '(none)', value: '(not possible)', says: 'Data at rest is encrypted: a cache cluster has no such thing.',
    source: `${GUIDE}at-rest-encryption.html`,
  }, (cluster) => ({ is: 'refused', code: 'EngineWithoutEncryption', got: `a cache cluster of engine \`${describe(read(cluster, 'Engine'))}\`, without encryption at rest`, expected: 'encryption at rest', fix: `use ${USE}` })),
  closing({
    id: 'elasticache.users', types: [GROUP, SERVERLESS], aspect: 'identity', postures: LASTING, property: 'UserGroupIds, UserGroupId or AuthToken', value: 'users, or a token from Secrets Manager', says: 'Nobody gets in by standing in the network alone.',
    source: `${GUIDE}Clusters.RBAC.html`,
  }, (resource) => (isMemcached(resource) ? withoutLogin() : judgeUsers(resource))),
  closing({
    id: 'elasticache.cluster.users', types: [CLUSTER], aspect: 'identity', postures: LASTING, property: '(none)', value: '(not possible)', says: 'Nobody gets in by standing in the network alone: a cache cluster cannot ask who somebody is.',
    source: `${GUIDE}Clusters.RBAC.html`,
  }, () => withoutLogin()),
  property({
    id: 'elasticache.snapshots', types: [GROUP, SERVERLESS], aspect: 'recovery', postures: LASTING, path: 'SnapshotRetentionLimit', value: '7 days; 35 at HIGH', isClosed: (value, _, { posture }) => atLeast(posture === 'high' ? 35 : 7)(value),
    write: (_: CfnResource, { posture }: { posture: string }) => (posture === 'high' ? 35 : 7), says: 'The cache can be restored from a daily snapshot.', source: `${API} (SnapshotRetentionLimit)`,
  }),
  retained({ id: 'elasticache.retained', types: [GROUP], postures: LASTING, says: 'A deletion with the stack leaves a snapshot.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html' }, 'Snapshot'),
  retained({ id: 'elasticache.serverless.retained', types: [SERVERLESS], postures: LASTING, says: 'The cache outlives its stack.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html' }),
];

function withoutLogin(): Judgement {
  return { is: 'refused', code: 'StoreWithoutAuthentication', got: 'memcached or a cache cluster, which let in everybody in the network', expected: 'an engine with users', fix: `use ${USE} with Valkey or Redis OSS` };
}

/** Redis as a single node has none; memcached from 1.6.12 on, which is what a cluster without a version gets. */
function canTls(cluster: CfnResource): boolean {
  if (!isMemcached(cluster)) return false;
  if (!states(cluster, 'EngineVersion')) return true;
  const [, major, minor, patch] = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(literal(cluster, 'EngineVersion') ?? '') ?? [];
  return major !== undefined && isAtLeast(`${major}.${minor}`, [1, 6]) && (`${major}.${minor}` !== '1.6' || Number(patch ?? 0) >= 12);
}

const KIND: Readonly<Record<string, string>> = { [GROUP]: 'replicationgroup', [CLUSTER]: 'cluster' };

const arnOf = (construct: IConstruct, kind: string, id: string): string => {
  const { partition, region, account } = Stack.of(construct);
  return `arn:${partition}:elasticache:${region}:${account}:${kind}:${id}`;
};

const SHAPE: StoreShape = {
  type: 'elasticache', cfnTypes: TYPES,
  arn: (cache) => (cache.cfnResourceType === SERVERLESS ? Token.asString(cache.getAtt('ARN')) : arnOf(cache, KIND[cache.cfnResourceType], cache.ref)),
  name: (cache) => Token.asString(cache.ref),
  key: (cache) => keyIn(cache, 'KmsKeyId'),
};

/** `IReplicationGroupRef` names no ARN. */
function importedGroup(construct: IConstruct): string | undefined {
  const { replicationGroupRef: ref } = construct as unknown as { replicationGroupRef?: { replicationGroupId?: unknown } };
  return typeof ref?.replicationGroupId === 'string' ? arnOf(construct, 'replicationgroup', ref.replicationGroupId) : undefined;
}

function resolve(construct: unknown): StoreResource | undefined {
  return resolveStore(construct, { ...SHAPE, imported: { arn: 'replicationGroupArn', name: 'replicationGroupId', ref: 'replicationGroupRef' }, importedArn: importedGroup })
    ?? resolveStore(construct, { ...SHAPE, cfnTypes: [SERVERLESS, GROUP, CLUSTER], imported: { arn: 'serverlessCacheArn', name: 'serverlessCacheName', ref: 'serverlessCacheRef' } });
}

/** Connecting asks for the cache and for the user: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html */
function usersOf({ arn, resource, construct }: StoreResource, parts: readonly string[]): string[] {
  const at = (resource ?? construct) as IConstruct | undefined;
  const whole = at === undefined || !Token.isUnresolved(arn) ? arn : describe(resolveValue(at, arn));
  const literalArn = /^arn:([^:]+):elasticache:([^:]*):(\d{12}):/.exec(whole);
  const users = parts.length === 0 ? ['*'] : [...parts].sort();
  if (literalArn !== null) return users.map((user) => `arn:${literalArn[1]}:elasticache:${literalArn[2]}:${literalArn[3]}:user:${user}`);
  return users.map((user) => arnOf(at as IConstruct, 'user', user));
}

export const ELASTICACHE: StoreKind = {
  type: 'elasticache',
  name: 'cache of ElastiCache',
  cfnTypes: TYPES,
  prefix: 'elasticache',
  authentication: ['sigv4', 'token'],
  connect: CONNECT,
  read: CONNECT,
  write: CONNECT,
  other: ['elasticache:CopyServerlessCacheSnapshot', 'elasticache:CopySnapshot', 'elasticache:CreateServerlessCacheSnapshot', 'elasticache:CreateSnapshot', 'elasticache:ExportServerlessCacheSnapshot'],
  resources: (store, actions, parts) => [store.arn, ...(actions.includes('elasticache:Connect') ? usersOf(store, parts) : [])],
  parts: 'user ids, e.g. `reporter`',
  // ElastiCache uses the key by a grant of its own: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
  key: { read: [], write: [], viaService: 'elasticache' },
  closings,
  byItself: [
    { aspect: 'access-log', says: 'A cache keeps no log of who read; its slow log and engine log are none.', source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html' },
    { aspect: 'public-access', says: 'A cache stands in a VPC and has no public address.', source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/accessing-elasticache.html' },
    { aspect: 'tls', says: 'A serverless cache takes TLS connections alone, and encrypts at rest always.', source: `${GUIDE}in-transit-encryption.html` },
  ],
  resolve,
};

/** Caches, closing by closing. */
import { CfnResource, SecretValue, Stack } from 'aws-cdk-lib';
import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import * as kms from 'aws-cdk-lib/aws-kms';
import { ELASTICACHE } from '../../../../lib/layers/data/kinds/elasticache';
import { judge, KEY_ARN, newStack, only, parameter, storeOf, testClosings } from './harness';

const GROUP = 'AWS::ElastiCache::ReplicationGroup';
const SERVERLESS = 'AWS::ElastiCache::ServerlessCache';
const CLUSTER = 'AWS::ElastiCache::CacheCluster';
const group = (props: Partial<elasticache.CfnReplicationGroupProps> = {}) => (stack: Stack) => new elasticache.CfnReplicationGroup(stack, 'C', { replicationGroupDescription: 'd', engine: 'redis', ...props });
const rawGroup = (properties: any = {}) => (stack: Stack) => new CfnResource(stack, 'C', { type: GROUP, properties: { Engine: 'redis', ...properties } });
const serverless = (props: Partial<elasticache.CfnServerlessCacheProps> = {}) => (stack: Stack) => new elasticache.CfnServerlessCache(stack, 'C', { engine: 'valkey', serverlessCacheName: 'c', ...props });
const cluster = (props: Partial<elasticache.CfnCacheClusterProps> = {}) => (stack: Stack) => new elasticache.CfnCacheCluster(stack, 'C', { cacheNodeType: 'cache.t4g.micro', engine: 'memcached', numCacheNodes: 1, ...props });
const says = (type: string, Properties: any): readonly [string, unknown] => [type, { Properties }];
const keptAs = (how: string) => ({ DeletionPolicy: how, UpdateReplacePolicy: how });
const withPolicy = (build: (stack: Stack) => CfnResource, how: string) => (stack: Stack) => {
  const resource = build(stack);
  resource.addOverride('DeletionPolicy', how);
  resource.addOverride('UpdateReplacePolicy', how);
  return resource;
};
const jewel = { isJewel: true, keyArn: KEY_ARN, allowReplacement: true };

testClosings(ELASTICACHE, [
  { id: 'elasticache.encrypted', context: { allowReplacement: true }, naive: { Redis: group(), raw: rawGroup(), off: group({ engine: 'valkey', atRestEncryptionEnabled: false }) }, closed: { Redis: group({ atRestEncryptionEnabled: true }), 'Valkey by default': group({ engine: 'valkey' }) }, token: (stack) => rawGroup({ AtRestEncryptionEnabled: parameter(stack) })(stack), becomes: says(GROUP, { AtRestEncryptionEnabled: true }) },
  { id: 'elasticache.key', context: jewel, naive: { Redis: group() }, closed: { L1: (stack) => group({ kmsKeyId: new kms.Key(stack, 'K').keyArn })(stack) }, token: (stack) => group({ kmsKeyId: parameter(stack) })(stack), becomes: says(GROUP, { KmsKeyId: KEY_ARN, AtRestEncryptionEnabled: true }) },
  { id: 'elasticache.serverless.key', context: jewel, naive: { Valkey: serverless() }, closed: { L1: (stack) => serverless({ kmsKeyId: new kms.Key(stack, 'K').keyArn })(stack) }, token: (stack) => serverless({ kmsKeyId: parameter(stack) })(stack), becomes: says(SERVERLESS, { KmsKeyId: KEY_ARN }) },
  { id: 'elasticache.tls', naive: { Redis: group(), off: group({ transitEncryptionEnabled: false }) }, closed: { Redis: group({ transitEncryptionEnabled: true }) }, token: (stack) => rawGroup({ TransitEncryptionEnabled: parameter(stack) })(stack), becomes: says(GROUP, { TransitEncryptionEnabled: true }) },
  { id: 'elasticache.tls-required', naive: { 'half way': group({ transitEncryptionEnabled: true, transitEncryptionMode: 'preferred' }) }, closed: { 'by default': group(), 'said': group({ transitEncryptionMode: 'required' }) }, token: (stack) => group({ transitEncryptionMode: parameter(stack) })(stack), becomes: says(GROUP, { TransitEncryptionMode: 'required' }) },
  { id: 'elasticache.cluster.tls', context: { allowReplacement: true }, naive: { memcached: cluster(), 'a version that can': cluster({ engineVersion: '1.6.12' }) }, closed: { memcached: cluster({ transitEncryptionEnabled: true, engineVersion: '1.6.22' }) }, token: (stack) => new CfnResource(stack, 'C', { type: CLUSTER, properties: { Engine: 'memcached', TransitEncryptionEnabled: parameter(stack) } }), becomes: says(CLUSTER, { TransitEncryptionEnabled: true }) },
  { id: 'elasticache.cluster.encrypted', refused: 'EngineWithoutEncryption', naive: { memcached: cluster(), redis: cluster({ engine: 'redis' }) }, closed: {} },
  { id: 'elasticache.users', refused: 'StoreWithoutAuthentication', naive: { 'Redis': group(), 'an empty list': group({ userGroupIds: [] }), 'serverless': serverless(), 'serverless memcached': serverless({ engine: 'memcached' }) }, closed: { 'a user group': group({ userGroupIds: ['g'] }), 'serverless': serverless({ userGroupId: 'g' }), 'a secret token': group({ authToken: SecretValue.secretsManager('s').unsafeUnwrap() }) }, token: (stack) => group({ authToken: parameter(stack) })(stack) },
  { id: 'elasticache.cluster.users', refused: 'StoreWithoutAuthentication', naive: { memcached: cluster(), redis: cluster({ engine: 'redis' }) }, closed: {} },
  { id: 'elasticache.snapshots', naive: { Redis: group(), week: group({ snapshotRetentionLimit: 7 }) }, closed: { Redis: group({ snapshotRetentionLimit: 35 }) }, token: (stack) => rawGroup({ SnapshotRetentionLimit: parameter(stack) })(stack), becomes: says(GROUP, { SnapshotRetentionLimit: 35 }) },
  { id: 'elasticache.retained', naive: { Redis: group() }, closed: { said: withPolicy(group(), 'Retain') }, becomes: [GROUP, keptAs('Snapshot')] },
  { id: 'elasticache.serverless.retained', naive: { Valkey: serverless() }, closed: { said: withPolicy(serverless(), 'Retain') }, becomes: [SERVERLESS, keptAs('Retain')] },
]);

test.each([['redis as one node', { engine: 'redis' }], ['an old memcached', { engineVersion: '1.5.16' }], ['a little older than TLS', { engineVersion: '1.6.6' }], ['even where it says that it has TLS', { engine: 'redis', transitEncryptionEnabled: true }]])('refused: %s', (_, props) => {
  expect(judge(only(ELASTICACHE, 'elasticache.cluster.tls'), cluster(props)(newStack()))[0]).toMatchObject({ is: 'refused', finding: { code: 'EngineWithoutTls' } });
});

test('a token in clear text is refused', () => {
  expect(judge(only(ELASTICACHE, 'elasticache.users'), group({ authToken: 'correct-horse-battery' })(newStack()))[0]).toMatchObject({ is: 'refused', finding: { code: 'SecretInTemplate' } });
});

describe('the store as facts', () => {
  const prefix = (rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:elasticache:eu-west-1:111122223333:${rest}`]] });
  test('L1: connecting asks for the cache and the user', () => {
    const stack = newStack();
    const store = storeOf(ELASTICACHE, group()(stack));
    expect(stack.resolve(ELASTICACHE.resources(store, ['elasticache:Connect'], ['reporter']))).toEqual([{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':elasticache:eu-west-1:111122223333:replicationgroup:', { Ref: 'C' }]] }, prefix('user:reporter')]);
    expect(stack.resolve(ELASTICACHE.resources(store, ['elasticache:CreateSnapshot'], []))).toHaveLength(1);
  });
  test('serverless, and a cluster', () => {
    const stack = newStack();
    expect(stack.resolve(storeOf(ELASTICACHE, serverless()(stack)).arn)).toEqual({ 'Fn::GetAtt': ['C', 'ARN'] });
    const other = newStack();
    expect(other.resolve(storeOf(ELASTICACHE, cluster()(other)).arn)).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':elasticache:eu-west-1:111122223333:cluster:', { Ref: 'C' }]] });
  });
  test('imported: a group by its id, a serverless cache by its ARN, which names another region', () => {
    const stack = newStack();
    const byId = storeOf(ELASTICACHE, elasticache.CfnReplicationGroup.fromReplicationGroupId(stack, 'I', 'sessions'));
    expect(byId).toMatchObject({ cfnType: GROUP, name: 'sessions' });
    expect(stack.resolve(byId.arn)).toEqual(prefix('replicationgroup:sessions'));
    const byArn = storeOf(ELASTICACHE, elasticache.CfnServerlessCache.fromServerlessCacheArn(stack, 'J', 'arn:aws:elasticache:us-east-1:444455556666:serverlesscache:s'));
    expect(byArn).toMatchObject({ cfnType: SERVERLESS, name: 's', account: '444455556666' });
    expect(ELASTICACHE.resources(byArn, ['elasticache:Connect'], ['u'])).toEqual(['arn:aws:elasticache:us-east-1:444455556666:serverlesscache:s', 'arn:aws:elasticache:us-east-1:444455556666:user:u']);
    expect(ELASTICACHE.resolve(new kms.Key(stack, 'K'))).toBeUndefined();
  });
});

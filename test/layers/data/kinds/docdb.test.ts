/** DocumentDB clusters, closing by closing. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as docdb from 'aws-cdk-lib/aws-docdb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { DOCDB } from '../../../../lib/layers/data/kinds/docdb';
import { close, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testClosings } from './harness';

const TYPE = 'AWS::DocDB::DBCluster';
const GROUP = 'AWS::DocDB::DBClusterParameterGroup';
const vpcOf = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-a', 'subnet-b'] });
const l2 = (props: Partial<docdb.DatabaseClusterProps> = {}) => (stack: Stack) => new docdb.DatabaseCluster(stack, 'D', {
  vpc: vpcOf(stack), masterUser: { username: 'u' }, instanceType: ec2.InstanceType.of(ec2.InstanceClass.R6G, ec2.InstanceSize.LARGE), engineVersion: '5.0.0', ...props,
});
const l1 = (props: docdb.CfnDBClusterProps = {}) => (stack: Stack) => new docdb.CfnDBCluster(stack, 'D', { engineVersion: '5.0.0', ...props });
const withGroup = (parameters: any, props: docdb.CfnDBClusterProps = {}) => (stack: Stack) => l1({ dbClusterParameterGroupName: new docdb.CfnDBClusterParameterGroup(stack, 'G', { family: 'docdb5.0', description: 'd', parameters }).ref, ...props })(stack);
const says = (type: string, Properties: any): readonly [string, unknown] => [type, { Properties }];

testClosings(DOCDB, [
  { id: 'docdb.storage-encrypted', context: { allowReplacement: true }, naive: { 'L2 that is told not to': l2({ storageEncrypted: false }), 'L1': l1() }, closed: { L2: l2() }, token: (stack) => l1({ storageEncrypted: parameter(stack) })(stack), becomes: says(TYPE, { StorageEncrypted: true }) },
  { id: 'docdb.key', context: { isJewel: true, keyArn: KEY_ARN, allowReplacement: true }, naive: { L2: l2(), L1: l1() }, closed: { L2: (stack) => l2({ kmsKey: new kms.Key(stack, 'K') })(stack) }, token: (stack) => l1({ kmsKeyId: parameter(stack) })(stack), becomes: says(TYPE, { KmsKeyId: KEY_ARN, StorageEncrypted: true }) },
  {
    id: 'docdb.tls', naive: { 'off': withGroup({ tls: 'disabled' }), 'L2': (stack) => l2({ parameterGroup: new docdb.ClusterParameterGroup(stack, 'G', { family: 'docdb5.0', parameters: { tls: 'disabled' } }) })(stack) },
    closed: { 'on by default': l2(), 'in a group too': withGroup({}), 'TLS 1.3': withGroup({ tls: 'tls1.3+' }), 'FIPS': withGroup({ TLS: 'fips-140-3' }) }, token: (stack) => withGroup({ tls: parameter(stack) })(stack), becomes: says(GROUP, { Parameters: { tls: 'enabled' } }),
  },
  {
    id: 'docdb.tls-version', naive: { 'L2': l2(), 'enabled': withGroup({ tls: 'enabled' }), 'off': withGroup({ tls: 'disabled' }) }, closed: { 'TLS 1.2': withGroup({ tls: 'tls1.2+' }), 'TLS 1.3': withGroup({ TLS: 'tls1.3+' }), 'FIPS': withGroup({ tls: 'fips-140-3' }) },
    token: (stack) => withGroup({ tls: parameter(stack) })(stack), becomes: says(GROUP, { Parameters: { tls: 'tls1.2+' } }),
  },
  { id: 'docdb.audit', naive: { 'L2': l2(), 'default group': l1({ dbClusterParameterGroupName: 'default.docdb5.0' }), 'off': withGroup({ audit_logs: 'disabled' }), 'reads alone': withGroup({ audit_logs: 'dml_read' }) }, closed: { on: withGroup({ audit_logs: 'enabled' }), all: withGroup({ audit_logs: 'ddl, dml' }) }, token: (stack) => withGroup({ audit_logs: parameter(stack) })(stack), becomes: says(GROUP, { Parameters: { audit_logs: 'enabled' } }) },
  { id: 'docdb.audit-exported', naive: { L2: l2(), profiler: l2({ exportProfilerLogsToCloudWatch: true }) }, closed: { L2: l2({ exportAuditLogsToCloudWatch: true }) }, token: (stack) => { const c = l1()(stack); c.addPropertyOverride('EnableCloudwatchLogsExports', [parameter(stack)]); return c; }, becomes: says(TYPE, { EnableCloudwatchLogsExports: expect.arrayContaining(['audit']) }) },
  { id: 'docdb.backups', naive: { L2: l2(), L1: l1({ backupRetentionPeriod: 1 }) }, closed: { L1: l1({ backupRetentionPeriod: 35 }) }, token: (stack) => { const c = l1()(stack); c.addPropertyOverride('BackupRetentionPeriod', parameter(stack)); return c; }, becomes: says(TYPE, { BackupRetentionPeriod: 35 }) },
  { id: 'docdb.deletion-protection', naive: { L2: l2(), L1: l1() }, closed: { L2: l2({ deletionProtection: true }) }, token: (stack) => l1({ deletionProtection: parameter(stack) })(stack), becomes: says(TYPE, { DeletionProtection: true }) },
  { id: 'docdb.retained', naive: { 'L1': l1(), 'L2 that is destroyed': l2({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { 'L2 that leaves a snapshot': l2({ removalPolicy: RemovalPolicy.SNAPSHOT }) }, becomes: [TYPE, { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }] },
]);

test.each([['5.0.0', 'docdb5.0'], ['4.0', 'docdb4.0'], ['8.0.0', 'docdb8.0']])('version %s has the family %s', (engineVersion, Family) => {
  const stack = newStack();
  close(only(DOCDB, 'docdb.audit'), l1({ engineVersion })(stack));
  expect(resourcesOfType(templateOf(stack), GROUP)[0].Properties.Family).toBe(Family);
});

test('version 3.6 has no TLS version to choose', () => {
  expect(judge(only(DOCDB, 'docdb.tls-version'), l1({ engineVersion: '3.6.0' })(newStack()))[0].is).toBe('not-asked');
});

test.each<[string, (stack: Stack) => any, object]>([
  ['no version', (stack) => new docdb.CfnDBCluster(stack, 'D'), { is: 'refused', finding: { code: 'EngineVersionMissing' } }], ['a version of a token', (stack) => l1({ engineVersion: parameter(stack) })(stack), { is: 'unknown' }], ['a group of elsewhere', l1({ dbClusterParameterGroupName: 'shared' }), { is: 'unknown' }],
])('%s', (_, build, expected) => {
  expect(judge(only(DOCDB, 'docdb.audit'), build(newStack()))[0]).toMatchObject(expected);
});

test('a restored cluster brings its encryption along', () => {
  for (const id of ['docdb.storage-encrypted', 'docdb.key']) expect(close(only(DOCDB, id), l1({ snapshotIdentifier: 's' })(newStack()), { isJewel: true, keyArn: KEY_ARN })[0].is).toBe('unknown');
});

test('the store as facts: L2 and imported, and no cluster of RDS', () => {
  const stack = newStack();
  const own = storeOf(DOCDB, l2()(stack));
  expect(stack.resolve(own.arn)).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:eu-west-1:111122223333:cluster:', { Ref: expect.stringMatching(/^D/) }]] });
  const imported = docdb.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'I', { clusterIdentifier: 'docs' });
  expect(stack.resolve(storeOf(DOCDB, imported).arn)).toEqual({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds:eu-west-1:111122223333:cluster:docs']] });
  expect(DOCDB.resolve(rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'R', { clusterIdentifier: 'c' }))).toBeUndefined();
  expect([DOCDB.read, DOCDB.write]).toEqual([[], []]);
});

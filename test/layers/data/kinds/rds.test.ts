/** Databases of RDS and Aurora, closing by closing. */
import { App, CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as rds from 'aws-cdk-lib/aws-rds';
import { RDS } from '../../../../lib/layers/data/kinds/rds';
import { close, ENV, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testClosings } from './harness';

const INSTANCE = 'AWS::RDS::DBInstance';
const CLUSTER = 'AWS::RDS::DBCluster';
const GROUP = 'AWS::RDS::DBParameterGroup';
const CLUSTER_GROUP = 'AWS::RDS::DBClusterParameterGroup';

const vpcOf = (stack: Stack) => ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a', 'eu-west-1b'], privateSubnetIds: ['subnet-a', 'subnet-b'] });
const POSTGRES_14 = rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_14 });
const MYSQL = rds.DatabaseInstanceEngine.mysql({ version: rds.MysqlEngineVersion.VER_8_0_39 });
const AURORA_PG = rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_15_4 });
const AURORA_MYSQL = rds.DatabaseClusterEngine.auroraMysql({ version: rds.AuroraMysqlEngineVersion.VER_3_07_1 });

const l2 = (props: Partial<rds.DatabaseInstanceProps> = {}) => (stack: Stack) => new rds.DatabaseInstance(stack, 'D', { vpc: vpcOf(stack), engine: POSTGRES_14, ...props });
const l1 = (props: rds.CfnDBInstanceProps = {}) => (stack: Stack) => new rds.CfnDBInstance(stack, 'D', { engine: 'postgres', engineVersion: '14.9', ...props });
const raw = (properties: any = {}) => (stack: Stack) => new CfnResource(stack, 'D', { type: INSTANCE, properties: { Engine: 'postgres', EngineVersion: '14', ...properties } });
const cluster = (props: Partial<rds.DatabaseClusterProps> = {}) => (stack: Stack) => new rds.DatabaseCluster(stack, 'D', { vpc: vpcOf(stack), engine: AURORA_PG, writer: rds.ClusterInstance.serverlessV2('w'), ...props });
const c1 = (props: rds.CfnDBClusterProps = {}) => (stack: Stack) => new rds.CfnDBCluster(stack, 'D', { engine: 'aurora-postgresql', engineVersion: '15.4', ...props });
const says = (type: string, Properties: any): readonly [string, unknown] => [type, { Properties }];
const chosen = (build: (value: any) => (stack: Stack) => any) => (stack: Stack) => build(parameter(stack))(stack);

const group = (Parameters: any, family = 'postgres14') => (stack: Stack) => new rds.CfnDBParameterGroup(stack, 'G', { family, description: 'd', parameters: Parameters });
const withGroup = (Parameters: any, props: rds.CfnDBInstanceProps = {}) => (stack: Stack) => l1({ dbParameterGroupName: group(Parameters)(stack).ref, ...props })(stack);
const withClusterGroup = (Parameters: any, props: rds.CfnDBClusterProps = {}) => (stack: Stack) => c1({ dbClusterParameterGroupName: new rds.CfnDBClusterParameterGroup(stack, 'G', { family: 'f', description: 'd', parameters: Parameters }).ref, ...props })(stack);
const oracle = (options: any[] | undefined) => (stack: Stack) => l1({
  engine: 'oracle-se2', engineVersion: '19.0.0.0.ru-2024-01.rur-2024-01.r1',
  ...(options === undefined ? {} : { optionGroupName: new rds.CfnOptionGroup(stack, 'O', { engineName: 'oracle-se2', majorEngineVersion: '19', optionGroupDescription: 'd', optionConfigurations: options }).ref }),
})(stack);
const nne = (server: string, weak = 'FALSE') => [{ optionName: 'NATIVE_NETWORK_ENCRYPTION', optionSettings: [{ name: 'SQLNET.ENCRYPTION_SERVER', value: server }, { name: 'SQLNET.ALLOW_WEAK_CRYPTO', value: weak }, { name: 'SQLNET.ALLOW_WEAK_CRYPTO_CLIENTS', value: 'FALSE' }] }];
const MYSQL_L1 = { engine: 'mysql', engineVersion: '8.0.39' };
const plugin = (options: any) => (stack: Stack) => l1({ ...MYSQL_L1, optionGroupName: new rds.CfnOptionGroup(stack, 'O', { engineName: 'mysql', majorEngineVersion: '8.0', optionGroupDescription: 'd', optionConfigurations: options }).ref })(stack);

const replacing = { allowReplacement: true };
const jewel = { isJewel: true, keyArn: KEY_ARN, allowReplacement: true };

testClosings(RDS, [
  { id: 'rds.storage-encrypted', context: replacing, naive: { L2: l2(), L1: l1(), raw: raw() }, closed: { L2: l2({ storageEncrypted: true }), raw: raw({ StorageEncrypted: 'true' }) }, token: chosen((v) => raw({ StorageEncrypted: v })), becomes: says(INSTANCE, { StorageEncrypted: true }) },
  { id: 'rds.cluster.storage-encrypted', context: replacing, naive: { L2: cluster(), L1: c1() }, closed: { L2: cluster({ storageEncrypted: true }) }, token: chosen((v) => c1({ storageEncrypted: v })), becomes: says(CLUSTER, { StorageEncrypted: true }) },
  {
    id: 'rds.key', context: jewel, naive: { 'L2': l2(), 'L1': l1(), 'a key of AWS': l2({ storageEncrypted: true }), 'its alias': l1({ storageEncrypted: true, kmsKeyId: 'alias/aws/rds' }) },
    closed: { 'L2': (stack) => l2({ storageEncryptionKey: new kms.Key(stack, 'K') })(stack), 'imported key': (stack) => l2({ storageEncryptionKey: kms.Key.fromKeyArn(stack, 'K', KEY_ARN) })(stack) },
    token: chosen((v) => l1({ kmsKeyId: v })), becomes: says(INSTANCE, { KmsKeyId: KEY_ARN, StorageEncrypted: true }),
  },
  { id: 'rds.cluster.key', context: jewel, naive: { L2: cluster(), L1: c1() }, closed: { L2: (stack) => cluster({ storageEncryptionKey: new kms.Key(stack, 'K') })(stack) }, token: chosen((v) => c1({ kmsKeyId: v })), becomes: says(CLUSTER, { KmsKeyId: KEY_ARN, StorageEncrypted: true }) },
  { id: 'rds.not-public', naive: { 'L2 in public': l2({ publiclyAccessible: true }), 'L1 that does not say': l1(), 'raw': raw({ PubliclyAccessible: 'true' }) }, closed: { L2: l2({ publiclyAccessible: false }), raw: raw({ PubliclyAccessible: 'false' }) }, token: chosen((v) => raw({ PubliclyAccessible: v })), becomes: says(INSTANCE, { PubliclyAccessible: false }) },
  {
    id: 'rds.cluster.instances-not-public', naive: { 'L2': cluster({ writer: rds.ClusterInstance.serverlessV2('w', { publiclyAccessible: true }) }), 'L1 that does not say': (stack) => { const c = c1()(stack); new rds.CfnDBInstance(stack, 'I', { dbClusterIdentifier: c.ref, engine: 'aurora-postgresql' }); return c; }, 'by name': (stack) => { const c = c1({ dbClusterIdentifier: 'docs' })(stack); new rds.CfnDBInstance(stack, 'I', { dbClusterIdentifier: 'docs' }); return c; } },
    closed: { L2: cluster({ writer: rds.ClusterInstance.serverlessV2('w', { publiclyAccessible: false }) }) },
    token: chosen((v) => (stack: Stack) => { const c = c1()(stack); new rds.CfnDBInstance(stack, 'I', { dbClusterIdentifier: c.ref, publiclyAccessible: v }); return c; }),
    becomes: says(INSTANCE, { PubliclyAccessible: false }),
  },
  {
    id: 'rds.cluster.not-public', context: replacing, naive: { 'in the default subnets': c1({ engine: 'postgres', dbClusterInstanceClass: 'db.m6gd.large' }), 'said': c1({ engine: 'postgres', dbClusterInstanceClass: 'db.m6gd.large', dbSubnetGroupName: 's', publiclyAccessible: true }) },
    closed: { said: c1({ dbClusterInstanceClass: 'db.m6gd.large', publiclyAccessible: false }), 'in subnets of its own': c1({ dbClusterInstanceClass: 'db.m6gd.large', dbSubnetGroupName: 's' }) },
    token: chosen((v) => c1({ dbClusterInstanceClass: 'db.m6gd.large', publiclyAccessible: v })), becomes: says(CLUSTER, { PubliclyAccessible: false }),
  },
  { id: 'rds.iam-authentication', naive: { L2: l2(), L1: l1(), mysql: l2({ engine: MYSQL }) }, closed: { L2: l2({ iamAuthentication: true }) }, token: chosen((v) => raw({ EnableIAMDatabaseAuthentication: v })), becomes: says(INSTANCE, { EnableIAMDatabaseAuthentication: true }) },
  { id: 'rds.cluster.iam-authentication', naive: { L2: cluster(), L1: c1() }, closed: { L2: cluster({ iamAuthentication: true }) }, token: chosen((v) => c1({ enableIamDatabaseAuthentication: v })), becomes: says(CLUSTER, { EnableIAMDatabaseAuthentication: true }) },
  { id: 'rds.backups', naive: { L2: l2(), none: l1({ backupRetentionPeriod: 0 }), week: l1({ backupRetentionPeriod: 7 }) }, closed: { L1: l1({ backupRetentionPeriod: 35 }) }, token: chosen((v) => raw({ BackupRetentionPeriod: v })), becomes: says(INSTANCE, { BackupRetentionPeriod: 35 }) },
  { id: 'rds.cluster.backups', context: { posture: 'standard' }, naive: { L2: cluster(), L1: c1() }, closed: { 'a week': c1({ backupRetentionPeriod: 7 }) }, token: chosen((v) => c1({ backupRetentionPeriod: v })), becomes: says(CLUSTER, { BackupRetentionPeriod: 7 }) },
  { id: 'rds.backups-kept', naive: { L2: l2(), L1: l1() }, closed: { L2: l2({ deleteAutomatedBackups: false }) }, token: chosen((v) => raw({ DeleteAutomatedBackups: v })), becomes: says(INSTANCE, { DeleteAutomatedBackups: false }) },
  { id: 'rds.cluster.backups-kept', naive: { L2: cluster(), L1: c1() }, closed: { L1: c1({ deleteAutomatedBackups: false }) }, token: chosen((v) => c1({ deleteAutomatedBackups: v })), becomes: says(CLUSTER, { DeleteAutomatedBackups: false }) },
  { id: 'rds.deletion-protection', naive: { L2: l2(), L1: l1() }, closed: { L2: l2({ deletionProtection: true }) }, token: chosen((v) => raw({ DeletionProtection: v })), becomes: says(INSTANCE, { DeletionProtection: true }) },
  { id: 'rds.cluster.deletion-protection', naive: { L2: cluster(), L1: c1() }, closed: { L2: cluster({ deletionProtection: true }) }, token: chosen((v) => c1({ deletionProtection: v })), becomes: says(CLUSTER, { DeletionProtection: true }) },
  { id: 'rds.retained', naive: { 'L1': l1(), 'L2 that is destroyed': l2({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { L2: l2(), kept: l2({ removalPolicy: RemovalPolicy.RETAIN }) }, becomes: [INSTANCE, { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }] },
  { id: 'rds.cluster.retained', naive: { 'L1': c1(), 'L2 that is destroyed': cluster({ removalPolicy: RemovalPolicy.DESTROY }) }, closed: { L2: cluster() }, becomes: [CLUSTER, { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }] },
  {
    id: 'rds.tls',
    naive: { 'L2': l2(), 'L1': l1(), 'a default group': l1({ dbParameterGroupName: 'default.postgres14' }), 'a group without': withGroup({ work_mem: '1' }), 'a group that allows it': withGroup({ 'rds.force_ssl': '0' }), 'a newer one that is told not to': withGroup({ 'rds.force_ssl': 0 }, { engineVersion: '16.3' }), 'L2 group': (stack) => l2({ parameterGroup: new rds.ParameterGroup(stack, 'G', { engine: POSTGRES_14 }) })(stack) },
    closed: {
      'L2 parameters': l2({ parameters: { 'rds.force_ssl': '1' } }), 'L1 group': withGroup({ 'rds.force_ssl': 1 }), 'by name': (stack) => { new rds.CfnDBParameterGroup(stack, 'G', { dbParameterGroupName: 'mine', family: 'postgres14', description: 'd', parameters: { 'rds.force_ssl': 'ON' } }); return l1({ dbParameterGroupName: 'mine' })(stack); },
      'PostgreSQL 15 by default': l1({ engineVersion: '15.4' }), 'and in a group': withGroup({}, { engineVersion: '16' }),
    },
    token: (stack) => withGroup({ 'rds.force_ssl': parameter(stack) })(stack),
    becomes: says(GROUP, { Parameters: { 'rds.force_ssl': '1' } }),
  },
  {
    id: 'rds.cluster.tls', naive: { 'L2': cluster(), 'L1': c1(), 'Aurora PostgreSQL 15 has no such default': withClusterGroup({}), 'off': withClusterGroup({ 'rds.force_ssl': '0' }) }, closed: { 'L2 parameters': cluster({ parameters: { 'rds.force_ssl': '1' } }), 'L1 group': withClusterGroup({ 'rds.force_ssl': '1' }) },
    token: (stack) => withClusterGroup({ 'rds.force_ssl': parameter(stack) })(stack), becomes: says(CLUSTER_GROUP, { Parameters: { 'rds.force_ssl': '1' } }),
  },
  {
    id: 'rds.oracle-network-encryption', refused: 'EngineWithoutTls', naive: { 'no options': oracle(undefined), 'the SSL option opens a second port': oracle([{ optionName: 'SSL', port: 2484 }]), 'asked for, not required': oracle(nne('REQUESTED')), 'weak algorithms': oracle(nne('REQUIRED', 'TRUE')), 'default group': l1({ engine: 'oracle-ee', optionGroupName: 'default:oracle-ee-19' }) },
    closed: { required: oracle(nne('REQUIRED')) }, token: (stack) => l1({ engine: 'oracle-ee', optionGroupName: parameter(stack) })(stack),
  },
  {
    id: 'rds.db2-tls', refused: 'EngineWithoutTls', naive: { 'default group': l1({ engine: 'db2-se', engineVersion: '11.5' }), 'both ports': withGroup({ DB2COMM: 'TCPIP,SSL' }, { engine: 'db2-se' }), 'a group without': withGroup({}, { engine: 'db2-ae' }) }, closed: { 'TLS alone': withGroup({ db2comm: 'SSL', ssl_svcename: '50443' }, { engine: 'db2-se' }) },
    token: (stack) => withGroup({ DB2COMM: parameter(stack) }, { engine: 'db2-se' })(stack),
  },
  { id: 'rds.log-exports', naive: { 'L2': l2(), 'L1': l1(), 'another log': l1({ enableCloudwatchLogsExports: ['upgrade'] }) }, closed: { L2: l2({ cloudwatchLogsExports: ['postgresql'] }) }, token: chosen((v) => raw({ EnableCloudwatchLogsExports: v })), becomes: says(INSTANCE, { EnableCloudwatchLogsExports: expect.arrayContaining(['postgresql']) }) },
  { id: 'rds.cluster.log-exports', naive: { L2: cluster({ engine: AURORA_MYSQL }), L1: c1({ engine: 'aurora-mysql' }) }, closed: { L2: cluster({ engine: AURORA_MYSQL, cloudwatchLogsExports: ['audit'] }) }, token: chosen((v) => c1({ engine: 'aurora-mysql', enableCloudwatchLogsExports: v })), becomes: says(CLUSTER, { EnableCloudwatchLogsExports: ['audit'] }) },
  { id: 'rds.connections-logged', naive: { L2: l2(), off: withGroup({ log_connections: '0' }) }, closed: { L2: l2({ parameters: { log_connections: '1' } }) }, token: (stack) => withGroup({ log_connections: parameter(stack) })(stack), becomes: says(GROUP, { Parameters: { log_connections: '1' } }) },
  { id: 'rds.disconnections-logged', naive: { L2: l2(), L1: l1() }, closed: { L2: l2({ parameters: { log_disconnections: 'on' } }) }, token: (stack) => withGroup({ log_disconnections: parameter(stack) })(stack), becomes: says(GROUP, { Parameters: { log_disconnections: '1' } }) },
  { id: 'rds.cluster.connections-logged', naive: { L2: cluster() }, closed: { L2: cluster({ parameters: { log_connections: '1' } }) }, token: (stack) => withClusterGroup({ log_connections: parameter(stack) })(stack), becomes: says(CLUSTER_GROUP, { Parameters: { log_connections: '1' } }) },
  { id: 'rds.cluster.disconnections-logged', naive: { L2: cluster() }, closed: { L2: cluster({ parameters: { log_disconnections: '1' } }) }, token: (stack) => withClusterGroup({ log_disconnections: parameter(stack) })(stack), becomes: says(CLUSTER_GROUP, { Parameters: { log_disconnections: '1' } }) },
  { id: 'rds.cluster.audit-logging', naive: { L2: cluster({ engine: AURORA_MYSQL }) }, closed: { L2: cluster({ engine: AURORA_MYSQL, parameters: { server_audit_logging: '1' } }) }, token: (stack) => withClusterGroup({ server_audit_logging: parameter(stack) }, { engine: 'aurora-mysql' })(stack), becomes: says(CLUSTER_GROUP, { Parameters: { server_audit_logging: '1' } }) },
  { id: 'rds.cluster.audit-events', naive: { 'L2': cluster({ engine: AURORA_MYSQL }), 'others': withClusterGroup({ server_audit_events: 'QUERY' }, { engine: 'aurora-mysql' }) }, closed: { L2: cluster({ engine: AURORA_MYSQL, parameters: { server_audit_events: 'QUERY,CONNECT' } }) }, token: (stack) => withClusterGroup({ server_audit_events: parameter(stack) }, { engine: 'aurora-mysql' })(stack), becomes: says(CLUSTER_GROUP, { Parameters: { server_audit_events: expect.stringMatching(/^CONNECT(,QUERY)?$/) } }) },
  {
    id: 'rds.audit-plugin', naive: { 'L2': l2({ engine: MYSQL }), 'L1': l1(MYSQL_L1), 'default group': l1({ ...MYSQL_L1, optionGroupName: 'default:mysql-8-0' }), 'a group with another option': plugin([{ optionName: 'MEMCACHED' }]) }, closed: { 'L1 group': plugin([{ optionName: 'MARIADB_AUDIT_PLUGIN' }]) },
    token: (stack) => l1({ ...MYSQL_L1, optionGroupName: parameter(stack) })(stack), becomes: says('AWS::RDS::OptionGroup', { OptionConfigurations: expect.arrayContaining([{ OptionName: 'MARIADB_AUDIT_PLUGIN' }]) }),
  },
]);

describe('TLS of every engine', () => {
  const closed = (build: (stack: Stack) => any, type = GROUP): any => {
    const stack = newStack();
    close(only(RDS, type === GROUP ? 'rds.tls' : 'rds.cluster.tls'), build(stack));
    return resourcesOfType(templateOf(stack), type)[0]?.Properties;
  };
  test.each([
    ['postgres', '9.6.22', 'postgres9.6', 'rds.force_ssl', '1'], ['postgres', '14', 'postgres14', 'rds.force_ssl', '1'], ['mysql', '8.0.39', 'mysql8.0', 'require_secure_transport', '1'], ['mysql', '8.4.3', 'mysql8.4', 'require_secure_transport', '1'],
    ['mariadb', '10.11.8', 'mariadb10.11', 'require_secure_transport', '1'], ['sqlserver-se', '15.00.4153.1.v1', 'sqlserver-se-15.0', 'rds.force_ssl', '1'],
  ])('%s %s', (engine, engineVersion, Family, name, value) => {
    expect(closed(l1({ engine, engineVersion }))).toMatchObject({ Family, Parameters: { [name]: value } });
  });
  test.each([['aurora-mysql', '8.0.mysql_aurora.3.04.0', 'aurora-mysql8.0', 'require_secure_transport', 'ON'], ['aurora-postgresql', '17.4', 'aurora-postgresql17', 'rds.force_ssl', '1'], ['mysql', '8.0.39', 'mysql8.0', 'require_secure_transport', '1']])('cluster of %s %s', (engine, engineVersion, Family, name, value) => {
    expect(closed(c1({ engine, engineVersion }), CLUSTER_GROUP)).toMatchObject({ Family, Parameters: { [name]: value } });
  });
  test.each([['mysql', '5.6.51'], ['mariadb', '10.4.1'], ['aurora', '5.6.10a'], ['custom-oracle-ee', '19'], ['frobnicate', '1.0']])('refused: %s %s', (engine, engineVersion) => {
    const stack = newStack();
    expect(judge(only(RDS, 'rds.tls'), l1({ engine, engineVersion })(stack))[0]).toMatchObject({ is: 'refused', finding: { code: 'EngineWithoutTls' } });
  });
  test.each([['11.8.2', 'closed'], ['11.4.4', 'open'], ['10.11.8', 'open']])('MariaDB %s with its default group is %s', (engineVersion, is) => {
    expect(judge(only(RDS, 'rds.tls'), l1({ engine: 'mariadb', engineVersion })(newStack()))[0].is).toBe(is);
  });
  test('families are those that CDK makes for the same engine', () => {
    for (const engine of [POSTGRES_14, MYSQL, rds.DatabaseInstanceEngine.sqlServerEx({ version: rds.SqlServerEngineVersion.VER_16 }), rds.DatabaseInstanceEngine.mariaDb({ version: rds.MariaDbEngineVersion.VER_10_11 })]) {
      const { Family } = closed(l2({ engine }));
      expect(Family).toBe(engine.parameterGroupFamily);
    }
    for (const engine of [AURORA_PG, AURORA_MYSQL]) expect(closed(cluster({ engine }), CLUSTER_GROUP).Family).toBe(engine.parameterGroupFamily);
  });
  test.each([['none', {}], ['without a minor part', { engine: 'mysql', engineVersion: '8' }]])('a version that names no family is refused: %s', (_, props) => {
    const stack = newStack();
    const database = new rds.CfnDBInstance(stack, 'D', { engine: 'postgres', ...props });
    expect(judge(only(RDS, 'rds.tls'), database)[0]).toMatchObject({ is: 'refused', finding: { code: 'EngineVersionMissing' } });
  });
  test.each<[string, (stack: Stack) => any]>([
    ['engine of a token', (stack) => l1({ engine: parameter(stack) })(stack)], ['version of a token', (stack) => l1({ engineVersion: parameter(stack) })(stack)], ['a snapshot', (stack) => new rds.CfnDBInstance(stack, 'D', { dbSnapshotIdentifier: 's' })],
    ['a group of elsewhere', l1({ dbParameterGroupName: 'shared' })], ['a group of a token', (stack) => l1({ dbParameterGroupName: parameter(stack) })(stack)],
    ['parameters that a condition chooses', (stack) => { const g = group({})(stack); g.addPropertyOverride('Parameters', { 'Fn::If': ['C', { 'rds.force_ssl': '1' }, {}] }); return l1({ dbParameterGroupName: g.ref })(stack); }],
  ])('unknown: %s', (_, build) => {
    const stack = newStack();
    expect(judge(only(RDS, 'rds.tls'), build(stack))[0].is).toBe('unknown');
  });
  test('one group per database holds all of its parameters, whatever the order, and twice is once', () => {
    const stack = newStack();
    const database = l2()(stack);
    close(RDS, database, { allowReplacement: true });
    const once = templateOf(stack);
    expect(resourcesOfType(once, GROUP)).toEqual([expect.objectContaining({ Properties: expect.objectContaining({ Family: 'postgres14', Parameters: { 'rds.force_ssl': '1', 'log_connections': '1', 'log_disconnections': '1' } }) })]);
    const again = newStack();
    const second = l2()(again);
    close(RDS, second, { allowReplacement: true });
    close(RDS, second, { allowReplacement: true });
    expect(templateOf(again)).toEqual(once);
  });
  test('a group keeps what its owner says later', () => {
    const stack = newStack();
    const parameterGroup = new rds.ParameterGroup(stack, 'G', { engine: POSTGRES_14, parameters: { work_mem: '1' } });
    close(only(RDS, 'rds.tls'), l2({ parameterGroup })(stack));
    parameterGroup.addParameter('timezone', 'UTC');
    expect(resourcesOfType(templateOf(stack), GROUP)[0].Properties.Parameters).toEqual({ 'work_mem': '1', 'timezone': 'UTC', 'rds.force_ssl': '1' });
  });
});

describe('what comes from elsewhere', () => {
  test.each<[string, (stack: Stack) => any]>([['snapshot', l1({ dbSnapshotIdentifier: 's' })], ['source', l1({ sourceDbInstanceIdentifier: 's' })], ['cluster snapshot', c1({ snapshotIdentifier: 's' })], ['cluster source', c1({ sourceDbClusterIdentifier: 's' })]])('encryption of a %s is unknown', (_, build) => {
    const stack = newStack();
    const database = build(stack);
    const ids = ['storage-encrypted', 'key'].map((id) => `rds.${database.cfnResourceType === CLUSTER ? 'cluster.' : ''}${id}`);
    for (const id of ids) expect(close(only(RDS, id), database, jewel)[0]).toMatchObject({ was: 'unknown', is: 'unknown' });
  });
  test('a replica of a database of this app has what its source has', () => {
    const stack = newStack();
    const source = l2({ storageEncryptionKey: new kms.Key(stack, 'K') })(stack);
    const naked = new rds.CfnDBInstance(stack, 'N', { engine: 'postgres', engineVersion: '14' });
    const replica = (of: string, id: string) => new rds.CfnDBInstance(stack, id, { sourceDbInstanceIdentifier: of, engine: 'postgres' });
    for (const id of ['rds.storage-encrypted', 'rds.key']) {
      expect(judge(only(RDS, id), replica(source.instanceIdentifier, `R${id.replace(/[^a-z]/g, '')}`), { isJewel: true })[0].is).toBe('closed');
      expect(judge(only(RDS, id), replica(naked.ref, `S${id.replace(/[^a-z]/g, '')}`), { isJewel: true })[0].is).toBe('unknown');
    }
  });
  test('an engine that only the deployment knows is unknown in every row that depends on it', () => {
    const stack = newStack();
    const instance = l1({ engine: parameter(stack) })(stack);
    const reports = judge(RDS, instance, { isJewel: true }).filter((r) => ['tls', 'identity', 'access-log'].includes(r.closing.aspect) && !/oracle|db2/.test(r.closing.id));
    expect(reports.map((r) => [r.closing.id, r.is])).toEqual(['iam-authentication', 'tls', 'log-exports', 'connections-logged', 'disconnections-logged', 'audit-plugin'].map((id) => [`rds.${id}`, 'unknown']));
    const other = newStack();
    expect(judge(RDS, c1({ engine: parameter(other) })(other), { isJewel: true }).filter((r) => ['tls', 'identity', 'access-log'].includes(r.closing.aspect)).every((r) => r.is === 'unknown')).toBe(true);
  });
  test('an instance of a cluster is asked for its address alone', () => {
    const stack = newStack();
    const instance = l1({ dbClusterIdentifier: 'c', engine: 'aurora-mysql', publiclyAccessible: true })(stack);
    expect(judge(RDS, instance, jewel).filter((r) => r.is !== 'not-asked').map((r) => r.closing.id)).toEqual(['rds.not-public']);
  });
  test('a replica backs up where its source does', () => {
    const stack = newStack();
    expect(judge(only(RDS, 'rds.backups'), l1({ sourceDbInstanceIdentifier: 's' })(stack))[0].is).toBe('not-asked');
  });
});

test('without leave nothing is replaced', () => {
  const stack = newStack();
  const before = newStack();
  l2()(before);
  const [report] = close(only(RDS, 'rds.storage-encrypted'), l2()(stack));
  expect(report.finding?.code).toBe('ClosingReplaces');
  expect(templateOf(stack)).toEqual(templateOf(before));
});

test('a jewel without a key is refused', () => {
  const stack = newStack();
  expect(close(only(RDS, 'rds.key'), l2()(stack), { isJewel: true })[0].finding?.code).toBe('JewelNeedsKey');
});

test('what was closed stands on the typed L1 too, where aspects of others look', () => {
  const stack = newStack();
  const database = l1()(stack);
  close(RDS, database, { allowReplacement: true });
  expect(database).toMatchObject({ storageEncrypted: true, publiclyAccessible: false, enableCloudwatchLogsExports: ['postgresql'] });
});

test('a sandbox keeps no backups', () => {
  const stack = newStack();
  const reports = judge(RDS, l2()(stack), { posture: 'sandbox' });
  expect(reports.filter((r) => ['recovery', 'deletion', 'access-log'].includes(r.closing.aspect)).every((r) => r.is === 'not-asked')).toBe(true);
  expect(reports.find((r) => r.closing.id === 'rds.tls')?.is).toBe('open');
});

describe('the store as facts', () => {
  test('a cluster: its users by resource id', () => {
    const stack = newStack();
    const store = storeOf(RDS, cluster()(stack));
    expect(store.cfnType).toBe(CLUSTER);
    const [user, anybody] = [RDS.resources(store, ['rds-db:connect'], ['reader']), RDS.resources(store, ['rds-db:connect'], [])].map((r) => stack.resolve(r));
    const arn = (name: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds-db:eu-west-1:111122223333:dbuser:', { 'Fn::GetAtt': [expect.any(String), 'DBClusterResourceId'] }, `/${name}`]] });
    expect([user, anybody]).toEqual([[arn('reader')], [arn('*')]]);
    expect(stack.resolve(RDS.resources(store, ['rds-data:ExecuteStatement'], []))).toEqual([{ 'Fn::GetAtt': [expect.any(String), 'DBClusterArn'] }]);
  });
  test('an instance with a key', () => {
    const stack = newStack();
    const key = new kms.Key(stack, 'K');
    const store = storeOf(RDS, l2({ storageEncryptionKey: key })(stack));
    expect(stack.resolve(store.name)).toEqual({ 'Fn::GetAtt': [expect.any(String), 'DbiResourceId'] });
    expect(store.key?.resource).toBe(key.node.defaultChild);
  });
  test('imported: by resource id, or refused', () => {
    const stack = newStack();
    const known = rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'C', { clusterIdentifier: 'c', clusterResourceIdentifier: 'cluster-ABC' });
    expect(stack.resolve(RDS.resources(storeOf(RDS, known), ['rds-db:connect'], ['u']))).toEqual([{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':rds-db:eu-west-1:111122223333:dbuser:cluster-ABC/u']] }]);
    const bare = rds.DatabaseCluster.fromDatabaseClusterAttributes(stack, 'B', { clusterIdentifier: 'c' });
    expect(() => RDS.resources(storeOf(RDS, bare), ['rds-db:connect'], ['u'])).toThrow(/StoreWithoutResourceId: `S\/B` is imported without its resource id; expected/);
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'I', { instanceIdentifier: 'i', instanceEndpointAddress: 'a', port: 1, securityGroups: [], instanceResourceId: 'db-X' });
    expect(storeOf(RDS, instance)).toMatchObject({ cfnType: INSTANCE, name: 'db-X', account: '111122223333' });
    expect(judge(RDS, known, { isJewel: true })[0].finding?.code).toBe('StoreImported');
  });
  test('what is no database is none', () => {
    const stack = new Stack(new App(), 'S', { env: ENV });
    for (const other of [undefined, null, 'x', {}, stack, new kms.Key(stack, 'K'), new CfnResource(stack, 'R', { type: 'AWS::DocDB::DBCluster' })]) expect(RDS.resolve(other)).toBeUndefined();
  });
});

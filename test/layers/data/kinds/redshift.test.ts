/** Redshift, closing by closing. */
import { CfnResource, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as redshift from 'aws-cdk-lib/aws-redshift';
import * as rs from 'aws-cdk-lib/aws-redshiftserverless';
import { REDSHIFT } from '../../../../lib/layers/data/kinds/redshift';
import { close, judge, KEY_ARN, newStack, only, parameter, resourcesOfType, storeOf, templateOf, testClosings } from './harness';

const CLUSTER = 'AWS::Redshift::Cluster';
const GROUP = 'AWS::Redshift::ClusterParameterGroup';
const NAMESPACE = 'AWS::RedshiftServerless::Namespace';
const WORKGROUP = 'AWS::RedshiftServerless::Workgroup';
const LOGS = ['connectionlog', 'useractivitylog', 'userlog'];

const l1 = (props: Partial<redshift.CfnClusterProps> = {}) => (stack: Stack) => new redshift.CfnCluster(stack, 'C', { clusterType: 'single-node', dbName: 'd', masterUsername: 'u', nodeType: 'ra3.large', ...props });
const raw = (properties: any = {}) => (stack: Stack) => new CfnResource(stack, 'C', { type: CLUSTER, properties });
const withGroup = (parameters: any) => (stack: Stack) => l1({ clusterParameterGroupName: new redshift.CfnClusterParameterGroup(stack, 'G', { description: 'd', parameterGroupFamily: 'redshift-1.0', parameters }).ref })(stack);
const one = (parameterName: string, parameterValue: any) => [{ parameterName, parameterValue }];
const listed = (name: string) => expect.arrayContaining([{ ParameterName: name, ParameterValue: 'true' }]);
const namespace = (props: Partial<rs.CfnNamespaceProps> = {}) => (stack: Stack) => new rs.CfnNamespace(stack, 'N', { namespaceName: 'docs', ...props });
const workgroup = (props: Partial<rs.CfnWorkgroupProps> = {}) => (stack: Stack) => new rs.CfnWorkgroup(stack, 'W', { workgroupName: 'w', namespaceName: 'docs', ...props });
const both = (n: Partial<rs.CfnNamespaceProps>, w: Partial<rs.CfnWorkgroupProps>, handed: 'N' | 'W' = 'N') => (stack: Stack) => {
  const name = namespace(n)(stack).ref;
  workgroup({ namespaceName: name, ...w })(stack);
  return stack.node.findChild(handed);
};
const says = (type: string, Properties: any): readonly [string, unknown] => [type, { Properties }];
const kept = (build: (stack: Stack) => CfnResource) => (stack: Stack) => {
  const resource = build(stack);
  for (const name of ['DeletionPolicy', 'UpdateReplacePolicy']) resource.addOverride(name, 'Retain');
  return resource;
};
const config = (value: any) => [{ parameterKey: 'require_ssl', parameterValue: value }, { parameterKey: 'search_path', parameterValue: 'a' }];

testClosings(REDSHIFT, [
  { id: 'redshift.encrypted', naive: { L1: l1(), off: l1({ encrypted: false }) }, closed: { L1: l1({ encrypted: true }) }, token: (stack) => raw({ Encrypted: parameter(stack) })(stack), becomes: says(CLUSTER, { Encrypted: true }) },
  { id: 'redshift.key', context: { isJewel: true, keyArn: KEY_ARN }, naive: { L1: l1(), raw: raw() }, closed: { L1: (stack) => l1({ kmsKeyId: new kms.Key(stack, 'K').keyId })(stack) }, token: (stack) => l1({ kmsKeyId: parameter(stack) })(stack), becomes: says(CLUSTER, { KmsKeyId: KEY_ARN, Encrypted: true }) },
  {
    id: 'redshift.tls', naive: { 'L1': l1(), 'default group': l1({ clusterParameterGroupName: 'default.redshift-2.0' }), 'a group without': withGroup(one('datestyle', 'x')), 'off': withGroup(one('require_ssl', 'false')) }, closed: { on: withGroup(one('require_ssl', 'true')) },
    token: (stack) => withGroup(one('require_ssl', parameter(stack)))(stack), becomes: says(GROUP, { Parameters: listed('require_ssl') }),
  },
  { id: 'redshift.not-public', naive: { 'L1 that does not say': l1(), 'public': l1({ publiclyAccessible: true }) }, closed: { L1: l1({ publiclyAccessible: false }) }, token: (stack) => raw({ PubliclyAccessible: parameter(stack) })(stack), becomes: says(CLUSTER, { PubliclyAccessible: false }) },
  { id: 'redshift.vpc-routing', naive: { L1: l1() }, closed: { L1: l1({ enhancedVpcRouting: true }) }, token: (stack) => raw({ EnhancedVpcRouting: parameter(stack) })(stack), becomes: says(CLUSTER, { EnhancedVpcRouting: true }) },
  {
    id: 'redshift.audit-log', naive: { 'L1': l1(), 'some logs': l1({ loggingProperties: { logDestinationType: 'cloudwatch', logExports: ['userlog'] } }), 'a bucket that is not used': l1({ loggingProperties: { bucketName: 'b', logDestinationType: 'cloudwatch' } }) },
    closed: { 'all logs': l1({ loggingProperties: { logDestinationType: 'cloudwatch', logExports: LOGS } }), 'a bucket': l1({ loggingProperties: { bucketName: 'b' } }) }, token: (stack) => l1({ loggingProperties: { logDestinationType: parameter(stack), bucketName: 'b' } })(stack),
    becomes: says(CLUSTER, { LoggingProperties: { LogDestinationType: 'cloudwatch', LogExports: LOGS } }),
  },
  { id: 'redshift.activity-log', naive: { L1: l1(), off: withGroup(one('enable_user_activity_logging', 'false')) }, closed: { on: withGroup(one('enable_user_activity_logging', 'true')) }, token: (stack) => withGroup(one('enable_user_activity_logging', parameter(stack)))(stack), becomes: says(GROUP, { Parameters: listed('enable_user_activity_logging') }) },
  { id: 'redshift.snapshots', naive: { L1: l1(), none: l1({ automatedSnapshotRetentionPeriod: 0 }) }, closed: { L1: l1({ automatedSnapshotRetentionPeriod: 35 }) }, token: (stack) => raw({ AutomatedSnapshotRetentionPeriod: parameter(stack) })(stack), becomes: says(CLUSTER, { AutomatedSnapshotRetentionPeriod: 35 }) },
  { id: 'redshift.retained', naive: { L1: l1() }, closed: { said: kept(l1()) }, becomes: [CLUSTER, { DeletionPolicy: 'Snapshot', UpdateReplacePolicy: 'Snapshot' }] },
  { id: 'redshift.serverless.key', context: { isJewel: true, keyArn: KEY_ARN }, naive: { namespace: namespace(), workgroup: both({}, {}, 'W') }, closed: { L1: (stack) => namespace({ kmsKeyId: new kms.Key(stack, 'K').keyArn })(stack) }, token: (stack) => namespace({ kmsKeyId: parameter(stack) })(stack), becomes: says(NAMESPACE, { KmsKeyId: KEY_ARN }) },
  {
    id: 'redshift.serverless.tls', naive: { 'workgroup': workgroup(), 'namespace': both({}, {}), 'by name': both({}, { namespaceName: 'docs' }), 'off': workgroup({ configParameters: config('false') }) }, closed: { on: workgroup({ configParameters: config('true') }) }, token: (stack) => workgroup({ configParameters: config(parameter(stack)) })(stack),
    becomes: says(WORKGROUP, { ConfigParameters: expect.arrayContaining([{ ParameterKey: 'require_ssl', ParameterValue: 'true' }]) }),
  },
  { id: 'redshift.serverless.not-public', naive: { 'workgroup': workgroup(), 'namespace': both({}, { publiclyAccessible: true }) }, closed: { workgroup: workgroup({ publiclyAccessible: false }) }, token: (stack) => workgroup({ publiclyAccessible: parameter(stack) })(stack), becomes: says(WORKGROUP, { PubliclyAccessible: false }) },
  { id: 'redshift.serverless.vpc-routing', naive: { workgroup: workgroup(), namespace: both({}, {}) }, closed: { workgroup: workgroup({ enhancedVpcRouting: true }) }, token: (stack) => workgroup({ enhancedVpcRouting: parameter(stack) })(stack), becomes: says(WORKGROUP, { EnhancedVpcRouting: true }) },
  { id: 'redshift.serverless.audit-log', naive: { namespace: namespace(), some: namespace({ logExports: ['userlog'] }), workgroup: both({}, {}, 'W') }, closed: { namespace: namespace({ logExports: LOGS }) }, token: (stack) => { const n = namespace()(stack); n.addPropertyOverride('LogExports', [parameter(stack)]); return n; }, becomes: says(NAMESPACE, { LogExports: expect.arrayContaining(LOGS) }) },
  { id: 'redshift.serverless.retained', naive: { namespace: namespace(), workgroup: both({}, {}, 'W') }, closed: { said: kept(namespace()) }, becomes: [NAMESPACE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' }] },
]);

test('one group holds both parameters beside what its owner says, and twice is once', () => {
  const [once, twice] = [newStack(), newStack()];
  close(REDSHIFT, withGroup(one('datestyle', 'ISO'))(once));
  const cluster = withGroup(one('datestyle', 'ISO'))(twice);
  close(REDSHIFT, cluster);
  close(REDSHIFT, cluster);
  expect(resourcesOfType(templateOf(once), GROUP)).toEqual([expect.objectContaining({ Properties: expect.objectContaining({
    Parameters: [{ ParameterName: 'datestyle', ParameterValue: 'ISO' }, { ParameterName: 'require_ssl', ParameterValue: 'true' }, { ParameterName: 'enable_user_activity_logging', ParameterValue: 'true' }],
  }) })]);
  expect(templateOf(twice)).toEqual(templateOf(once));
});

test('a workgroup keeps its other parameters, once each', () => {
  const stack = newStack();
  close(only(REDSHIFT, 'redshift.serverless.tls'), workgroup({ configParameters: config('false') })(stack));
  expect(resourcesOfType(templateOf(stack), WORKGROUP)[0].Properties.ConfigParameters).toEqual([{ ParameterKey: 'search_path', ParameterValue: 'a' }, { ParameterKey: 'require_ssl', ParameterValue: 'true' }]);
});

test('a workgroup whose namespace is elsewhere is unknown for what the namespace says', () => {
  const reports = judge(REDSHIFT, workgroup()(newStack()), { isJewel: true, keyArn: KEY_ARN });
  expect(reports.filter((r) => r.is === 'unknown').map((r) => r.closing.id).sort()).toEqual(['redshift.serverless.audit-log', 'redshift.serverless.key', 'redshift.serverless.retained']);
});

describe('the store as facts', () => {
  const arn = (kind: string, rest: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:redshift:eu-west-1:111122223333:${kind}:`, { Ref: 'C' }, rest]] });
  test.each([
    [['redshift:GetClusterCredentialsWithIAM'], ['dbname/sales'], [arn('dbname', '/sales')]], [['redshift:GetClusterCredentials'], ['dbuser/reporter'], [arn('dbname', '/*'), arn('dbuser', '/reporter')]],
    [['redshift:JoinGroup'], ['dbgroup/g'], [arn('dbgroup', '/g')]], [REDSHIFT.read, [], [arn('dbname', '/*')]], [['redshift-data:ExecuteStatement'], [], [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':redshift:eu-west-1:111122223333:cluster:', { Ref: 'C' }]] }]],
  ])('cluster: %j of %j', (actions, parts, expected) => {
    const stack = newStack();
    expect(stack.resolve(REDSHIFT.resources(storeOf(REDSHIFT, l1()(stack)), actions, parts))).toEqual(expected);
  });
  test('a namespace is reached by its workgroups', () => {
    const stack = newStack();
    const store = storeOf(REDSHIFT, both({}, {})(stack));
    expect(stack.resolve(REDSHIFT.resources(store, REDSHIFT.read, []))).toEqual([{ 'Fn::GetAtt': ['N', 'Namespace.NamespaceArn'] }, { 'Fn::GetAtt': ['W', 'Workgroup.WorkgroupArn'] }]);
  });
  test('the key of a workgroup is that of its namespace', () => {
    const stack = newStack();
    const key = new kms.Key(stack, 'K');
    expect(storeOf(REDSHIFT, both({ kmsKeyId: key.keyArn }, {}, 'W')(stack)).key?.resource).toBe(key.node.defaultChild);
  });
  test('what is no Redshift is none', () => {
    const stack = newStack();
    for (const other of [undefined, stack, new kms.Key(stack, 'K')]) expect(REDSHIFT.resolve(other)).toBeUndefined();
  });
});

/** What closes Redshift: key, TLS, no public address, traffic inside the VPC, logs, snapshots. */
import type { CfnResource } from 'aws-cdk-lib';
import { describe, isObject, read } from '../../../network/members/read';
import type { Closing, ClosingContext, Judgement } from '../../kind';
import { type GroupShape, parameter, setInList, valueIn } from '../parameter-group';
import { onEach, unknownValue } from '../related';
import { atLeast, CLOSED, closing, customerKey, hasIntrinsic, isFalse, isTrue, LASTING, override, property, type Row, retained } from '../rows';
import { includes } from '../list-row';
import { CLUSTER, NAMESPACE, namespacesOf, WORKGROUP, workgroupsOf } from './parts';

const API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-redshift-cluster.html';
const MGMT = 'https://docs.aws.amazon.com/redshift/latest/mgmt/';
const DELETION = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html';
const types = [CLUSTER];
const LOGS = ['connectionlog', 'useractivitylog', 'userlog'];

const GROUP: GroupShape = {
  // One family serves every version: https://docs.aws.amazon.com/redshift/latest/APIReference/API_CreateClusterParameterGroup.html
  property: 'ClusterParameterGroupName', cfnType: 'AWS::Redshift::ClusterParameterGroup', nameAt: 'ParameterGroupName', parametersAt: 'Parameters', form: 'list', family: () => 'redshift-1.0', familyAt: 'ParameterGroupFamily',
};
const isOn = (value: string | undefined): boolean => value === 'true' || value === '1' || value === 'on';

function audit(cluster: CfnResource): Judgement {
  const logging = read(cluster, 'LoggingProperties');
  if (hasIntrinsic(logging) && !isObject(logging)) return unknownValue('LoggingProperties', logging);
  const said = isObject(logging) ? logging : {};
  const at = (name: string): unknown => said[name] ?? said[name[0].toLowerCase() + name.slice(1)];
  const destination = at('LogDestinationType');
  if ('Fn::If' in said || hasIntrinsic(destination)) return unknownValue('LoggingProperties', logging);
  if (destination !== 'cloudwatch' && at('BucketName') !== undefined) return CLOSED;
  const exports = at('LogExports');
  if (destination === 'cloudwatch' && hasIntrinsic(exports)) return unknownValue('LoggingProperties.LogExports', exports);
  const missing = LOGS.filter((log) => !(Array.isArray(exports) && exports.includes(log)));
  if (destination === 'cloudwatch' && missing.length === 0) return CLOSED;
  return {
    is: 'open', got: logging === undefined ? 'no `LoggingProperties`' : `logs without ${missing.map((m) => `\`${m}\``).join(', ')}`,
    close: () => {
      override(cluster, 'LoggingProperties.LogDestinationType', 'cloudwatch');
      override(cluster, 'LoggingProperties.LogExports', LOGS);
    },
  };
}

const clusterRows: readonly Closing[] = [
  property({ id: 'redshift.encrypted', types, aspect: 'encryption', path: 'Encrypted', value: 'true', isClosed: isTrue, write: true, says: 'Tables and snapshots are encrypted.', source: `${API}#cfn-redshift-cluster-encrypted` }),
  customerKey({
    id: 'redshift.key', types, aspect: 'encryption', path: 'KmsKeyId', value: 'a key of your own', hasDefault: true, says: 'The key\'s policy says who may use the data at rest.', source: `${API}#cfn-redshift-cluster-kmskeyid`,
    write: (cluster, keyArn) => {
      override(cluster, 'KmsKeyId', keyArn);
      override(cluster, 'Encrypted', true);
    },
  }),
  parameter({
    id: 'redshift.tls', types, aspect: 'tls', value: '`require_ssl` true', group: GROUP, says: 'Clients without TLS are refused.', source: `${MGMT}connecting-ssl-support.html`,
    parameter: () => ({ name: 'require_ssl', write: () => 'true', isClosed: isOn }),
  }),
  property({
    id: 'redshift.not-public', types, aspect: 'public-access', path: 'PubliclyAccessible', value: 'false', isClosed: isFalse, write: false, says: 'The cluster has no public address.', source: `${API}#cfn-redshift-cluster-publiclyaccessible`,
  }),
  property({
    id: 'redshift.vpc-routing', types, aspect: 'public-access', path: 'EnhancedVpcRouting', value: 'true', isClosed: isTrue, write: true, says: 'COPY and UNLOAD go through the VPC, where endpoints and rules hold.', source: `${MGMT}enhanced-vpc-routing.html`,
  }),
  closing({
    id: 'redshift.audit-log', types, aspect: 'access-log', postures: LASTING, property: 'LoggingProperties', value: 'to CloudWatch Logs, or a bucket of yours', says: 'Connections, users and statements are written down outside the cluster.', source: `${MGMT}db-auditing.html`,
  }, audit),
  parameter({
    id: 'redshift.activity-log', types, aspect: 'access-log', postures: LASTING, value: '`enable_user_activity_logging` true', group: GROUP, says: 'The engine writes down statements.', source: `${MGMT}db-auditing.html`,
    parameter: () => ({ name: 'enable_user_activity_logging', write: () => 'true', isClosed: isOn }),
  }),
  property({
    id: 'redshift.snapshots', types, aspect: 'recovery', postures: LASTING, path: 'AutomatedSnapshotRetentionPeriod', value: '7 days; 35 at HIGH', isClosed: (value, _, { posture }) => atLeast(posture === 'high' ? 35 : 7)(value),
    write: (_: CfnResource, { posture }: ClosingContext) => (posture === 'high' ? 35 : 7), says: 'The cluster can be restored from snapshots of that time.', source: `${API}#cfn-redshift-cluster-automatedsnapshotretentionperiod`,
  }),
  retained({ id: 'redshift.retained', types, says: 'A deletion with the stack leaves a snapshot.', source: DELETION }, 'Snapshot'),
];

/** Of the workgroup, also where the namespace was handed in. */
function ofWorkgroup(row: Row & { readonly property: string }, judge: (workgroup: CfnResource, context: ClosingContext) => Judgement): Closing {
  return onEach({ ...row, types: [WORKGROUP, NAMESPACE] }, (resource) => (resource.cfnResourceType === WORKGROUP ? [resource] : workgroupsOf(resource)), judge);
}

/** Of the namespace, also where a workgroup was handed in; a namespace of another app is unknown. */
function ofNamespace(inner: Closing): Closing {
  return {
    ...inner, types: [NAMESPACE, WORKGROUP],
    judge: (resource, context): Judgement => {
      if (resource.cfnResourceType !== WORKGROUP) return inner.judge(resource, context);
      if (!inner.postures.includes(context.posture)) return { is: 'not-asked' };
      const [namespace] = namespacesOf(resource);
      return namespace === undefined ? { is: 'unknown', got: 'a workgroup whose namespace this app does not make' } : inner.judge(namespace, context);
    },
  };
}

const serverless = [NAMESPACE];
const WORKGROUP_API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-redshiftserverless-workgroup.html';
const NAMESPACE_API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-redshiftserverless-namespace.html';

const flag = (id: string, path: string, wanted: boolean, says: string): Closing => {
  const own = property({ id, types: [WORKGROUP], aspect: 'public-access', path, value: String(wanted), isClosed: wanted ? isTrue : isFalse, write: wanted, says, source: `${WORKGROUP_API}#cfn-redshiftserverless-workgroup-${path.toLowerCase()}` });
  return ofWorkgroup({ ...own, property: path }, (workgroup, context) => own.judge(workgroup, context));
};

const serverlessRows: readonly Closing[] = [
  ofNamespace(customerKey({
    id: 'redshift.serverless.key', types: serverless, aspect: 'encryption', path: 'KmsKeyId', value: 'a key of your own', hasDefault: true, says: 'The key\'s policy says who may use the data at rest; serverless data is always encrypted.',
    source: `${NAMESPACE_API}#cfn-redshiftserverless-namespace-kmskeyid`, write: (namespace, keyArn) => override(namespace, 'KmsKeyId', keyArn),
  })),
  ofWorkgroup({
    id: 'redshift.serverless.tls', types: [WORKGROUP], aspect: 'tls', property: 'ConfigParameters > require_ssl', value: 'true', says: 'Clients without TLS are refused.', source: `${MGMT}serverless-connecting.html`,
  }, (workgroup) => {
    const all = read(workgroup, 'ConfigParameters');
    const value = valueIn(all, 'require_ssl', { form: 'list' });
    if (hasIntrinsic(value)) return unknownValue('ConfigParameters', value);
    if (isOn(value === undefined ? undefined : String(value).toLowerCase())) return CLOSED;
    return {
      is: 'open', got: value === undefined ? 'no `require_ssl`' : `\`require_ssl\` \`${describe(value)}\``,
      close: () => setInList(workgroup, 'ConfigParameters', 'require_ssl', 'true', ['ParameterKey', 'ParameterValue']),
    };
  }),
  flag('redshift.serverless.not-public', 'PubliclyAccessible', false, 'The workgroup has no public address.'),
  flag('redshift.serverless.vpc-routing', 'EnhancedVpcRouting', true, 'COPY and UNLOAD go through the VPC, where endpoints and rules hold.'),
  ofNamespace(includes({
    id: 'redshift.serverless.audit-log', types: serverless, aspect: 'access-log', postures: LASTING, path: 'LogExports', value: 'all three logs', wanted: () => LOGS, says: 'Connections, users and statements go to CloudWatch Logs.',
    source: `${MGMT}serverless-audit-logging.html`,
  })),
  ofNamespace(retained({ id: 'redshift.serverless.retained', types: serverless, says: 'The namespace outlives its stack.', source: DELETION })),
];

export const closings: readonly Closing[] = [...clusterRows, ...serverlessRows];

/**
 * The policy of a table: on the table itself, for a global table on its replicas.
 *
 * It stands inside the resource that it is about, so it cannot name that by reference: statements say `*`, which in a table's
 * policy is the table and its indexes. DynamoDB refuses a policy on a replica that the same deployment creates in another
 * region; so the replica of the stack's region gets it, and others once their owner gave them a policy. Streams have policies of
 * their own, which no stream can have while it is created: their actions are left out here, and IAM alone grants them.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isObject, type Json } from '../../../network/members/read';
import type { ResourcePolicyHome } from '../../kind';
import type { Statement, StoreResource } from '../../model';
import { policyInProperty } from '../policy-home';
import { putStatements, statementsAt } from '../statements';
import { editReplicas, GLOBAL, isLocal, replicasOf } from './replicas';

export const TABLE = 'AWS::DynamoDB::Table';
const DOCUMENT = 'ResourcePolicy.PolicyDocument';
const SOURCE = 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-considerations.html';

export const STREAM_ACTIONS: readonly string[] = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
/** Of backups and imports, which a table's policy cannot speak of: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html */
export const NOT_IN_POLICY: readonly string[] = [...STREAM_ACTIONS, 'dynamodb:RestoreTableFromBackup', 'dynamodb:RestoreTableFromAwsBackup', 'dynamodb:StartAwsBackupJob'];

const table = policyInProperty({ path: DOCUMENT, cfnType: TABLE, limit: 20_480, source: SOURCE });
const LAYER = /^ZeroTrust/;

export const POLICY: ResourcePolicyHome = {
  limit: 20_480,
  carriedBy: TABLE,
  source: SOURCE,
  read: (store) => (store.resource === undefined ? [] : statementsOn(store.resource)),
  others: (store) => (store.resource?.cfnResourceType === GLOBAL ? statementsOn(store.resource) : table.others?.(store) ?? []),
  write: (store: StoreResource, statements: readonly Statement[], scope: Construct): CfnResource => {
    const mine = statements.map(inside).filter((s) => s.Action.length > 0);
    if (store.resource?.cfnResourceType !== GLOBAL) return table.write(store, mine, scope);
    putOn(store.resource, mine, LAYER);
    return store.resource;
  },
  isAsWritten: (store) => (store.resource?.cfnResourceType === GLOBAL ? undefined : table.isAsWritten?.(store)),
};

/** Of the table, or of the replica of this region. */
export function statementsOn(resource: CfnResource): Statement[] {
  if (resource.cfnResourceType !== GLOBAL) return statementsAt(resource, DOCUMENT);
  const replicas = replicasOf(resource);
  const own = replicas.find((r) => isLocal(resource, r, replicas.length));
  return own === undefined ? [] : statementsIn(own);
}

export function statementsIn(replica: Json): Statement[] {
  const document = isObject(replica.ResourcePolicy) ? replica.ResourcePolicy.PolicyDocument : undefined;
  const list = isObject(document) ? document.Statement : undefined;
  const all = (Array.isArray(list) ? list : list === undefined ? [] : [list]) as Json[];
  return all.map((s) => ({ ...s, ...listed(s, 'Action'), ...listed(s, 'Resource') }) as unknown as Statement);
}

function listed(statement: Json, name: string): Json {
  return statement[name] === undefined || Array.isArray(statement[name]) ? {} : { [name]: [statement[name]] };
}

/** Into the table's document, or those of the replicas that can have one. */
export function putOn(resource: CfnResource, statements: readonly Statement[], ours: RegExp): void {
  if (resource.cfnResourceType !== GLOBAL) {
    putStatements(resource, DOCUMENT, statements, ours);
    return;
  }
  editReplicas(resource, `policy ${ours.source}`, (replica, isOwn) => {
    if (!isOwn && replica.ResourcePolicy === undefined) return replica;
    const policy = isObject(replica.ResourcePolicy) ? replica.ResourcePolicy : {};
    const document = isObject(policy.PolicyDocument) ? policy.PolicyDocument : {};
    const theirs = statementsIn(replica).filter((s) => !(typeof s.Sid === 'string' && ours.test(s.Sid)));
    return { ...replica, ResourcePolicy: { ...policy, PolicyDocument: { Version: '2012-10-17', ...document, Statement: [...theirs, ...statements] } } };
  });
}

function inside(statement: Statement): Statement {
  return { ...statement, Action: statement.Action.filter((a) => !NOT_IN_POLICY.includes(a)), Resource: ['*'] };
}

/**
 * A store's own policy: data-plane actions are denied to everybody who is not declared.
 *
 *   denyUndeclared({ sid: 'ZeroTrustRead', actions, resources, admitted, exempt })
 *   // Deny Principal * unless ArnLike aws:PrincipalArn [...], or a guarded tag, or a service itself
 *
 * One statement for each set of actions that the same may use, so a declared reader is still denied writes. Nobody is locked out:
 * the actions are exact ones of the data plane, never on the policy itself or another administration, so the account's root and
 * every administrator keep these; deployer and break-glass keep data as well. AWS services that act by themselves (log delivery,
 * replication, backup) pass by `aws:PrincipalIsAWSService`, service-linked roles by their path, which only services can assume.
 * A Deny permits nothing: who passes still needs a policy that allows. Not covered: kinds without a policy of their own.
 */
import { Aws } from 'aws-cdk-lib';
import type { ActionClass } from './compiler/admission';
import type { StoreKind } from './kind';
import type { Statement, StoreType } from './model';

/** Why a role is never denied. */
export interface Exemption {
  readonly arn: string;
  readonly because: string;
}

/** Roles that CDK's bootstrap made to deploy; `qualifier` is `*` where any bootstrap of the account may deploy. */
export function deployerExemptions(qualifier = '*', account: string = Aws.ACCOUNT_ID): Exemption[] {
  return ['cfn-exec', 'deploy'].map((role) => ({
    arn: `arn:${Aws.PARTITION}:iam::${account}:role/cdk-${qualifier}-${role}-role-*`,
    because: role === 'deploy' ? 'starts the deployments of CDK' : 'CloudFormation deploys with it',
  }));
}

const BACKUP = 'backup.amazonaws.com/AWSServiceRoleForBackup';
/**
 * Service-linked roles by which AWS itself reaches the data or the key of a kind. Trusted by the one service alone: nobody can
 * assume them. (IAM user guide, "Using service-linked roles", and each service's page of the same name.)
 */
const SERVICE_ROLES: Readonly<Record<StoreType, readonly string[]>> = {
  s3: [BACKUP],
  dynamodb: [BACKUP, 'kinesisreplication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBKinesisDataStreamsReplication', 'replication.dynamodb.amazonaws.com/AWSServiceRoleForDynamoDBReplication'],
  rds: [BACKUP, 'rds.amazonaws.com/AWSServiceRoleForRDS'],
  secretsmanager: ['secretsmanager.amazonaws.com/AWSServiceRoleForSecretsManager'],
  kms: [],
  efs: [BACKUP, 'elasticfilesystem.amazonaws.com/AWSServiceRoleForAmazonElasticFileSystem'],
  sqs: [],
  sns: [],
  kinesis: [],
  opensearch: ['opensearchservice.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService'],
  elasticache: ['elasticache.amazonaws.com/AWSServiceRoleForElastiCache'],
  docdb: [BACKUP, 'rds.amazonaws.com/AWSServiceRoleForRDS'],
  redshift: [BACKUP, 'redshift.amazonaws.com/AWSServiceRoleForRedshift'],
};

export function serviceRoleExemptions(type: StoreType, account: string = Aws.ACCOUNT_ID): Exemption[] {
  return SERVICE_ROLES[type].map((path) => ({ arn: `arn:${Aws.PARTITION}:iam::${account}:role/aws-service-role/${path}`, because: `only ${path.split('/')[0]} can assume it` }));
}

/**
 * How a store is set up, not what is in it: readers are granted these, but nobody is denied them, because administrators and
 * monitors read them too.
 */
const METADATA = new Set([
  'dynamodb:DescribeStream', 'kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:ListShards', 'secretsmanager:DescribeSecret', 'secretsmanager:ListSecretVersionIds', 'sqs:GetQueueAttributes',
]);

/** The data plane of a kind, as far as the undeclared are denied it. */
export function deniedActions(kind: StoreKind): readonly string[] {
  const denied = DENIED.get(kind) ?? [...new Set([...kind.read, ...kind.write, ...kind.other])].filter((a) => !METADATA.has(a)).sort();
  DENIED.set(kind, denied);
  return denied;
}

const DENIED = new WeakMap<StoreKind, readonly string[]>();

export interface DenyOptions {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly admitted: Omit<ActionClass, 'actions'>;
  readonly exempt: readonly string[];
}

/**
 * The conditions of a statement must all hold, and a negated one holds where its key is missing: so anonymous requests, which
 * have no ARN, no tag and are no service, are denied.
 */
export function denyUndeclared({ sid, actions, resources, admitted, exempt }: DenyOptions): Statement {
  const arns = [...new Set([...exempt, ...admitted.arns])];
  const tags = Object.entries(admitted.tags).map(([key, patterns]) => [`aws:PrincipalTag/${key}`, patterns]);
  return {
    Sid: sid,
    Effect: 'Deny',
    Principal: '*',
    Action: [...actions],
    Resource: resources,
    Condition: {
      ...(arns.length === 0 ? {} : { ArnNotLike: { 'aws:PrincipalArn': arns } }),
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      ...(tags.length === 0 ? {} : { StringNotLike: Object.fromEntries(tags) }),
    },
  };
}

/**
 * In another account anybody may give a role any tag: beside a tag, the roles of other accounts are denied unless named. Needed
 * where the store's owner lets in more accounts by a statement of his own.
 */
export function denyForeignTags({ sid, actions, resources, admitted, exempt }: DenyOptions, account: string = Aws.ACCOUNT_ID): Statement {
  const { Condition: condition, ...rest } = denyUndeclared({ sid, actions, resources, admitted: { arns: admitted.arns, tags: {} }, exempt });
  return { ...rest, Condition: { ...condition, StringNotEquals: { 'aws:PrincipalAccount': account } } };
}

/** Roles of another account need the store's leave beside that of their own account, which is the principal: so the policy holds before a role exists. */
export function allowForeign(sid: string, account: string, roleArns: readonly string[], statement: Statement): Statement {
  const [first] = roleArns;
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { AWS: `arn:${first?.startsWith('arn:') === true ? first.split(':')[1] : Aws.PARTITION}:iam::${account}:root` },
    Action: statement.Action,
    Resource: statement.Resource ?? [],
    Condition: { ...statement.Condition, ArnEquals: { 'aws:PrincipalArn': [...roleArns] } },
  };
}

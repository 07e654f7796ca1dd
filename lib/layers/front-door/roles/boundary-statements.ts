/**
 * What handlers may ever do, as statements of a permissions boundary: ``boundaryStatements({ accounts, partition, also })``.
 *
 * The data planes of docs/stores.md, calls of other services, logs, traces and network interfaces, all within the accounts that are
 * named. A boundary grants nothing; it cuts what policies of the role grant. An implicit denial of a boundary does not cut what a
 * resource's own policy grants to a session by name ("Permissions boundaries for IAM entities": resource-based policies), so that
 * administration is denied in so many words.
 */
import { KINDS } from '../../data/kinds';
import { OF_NO_RESOURCE } from './no-resource';

export interface BoundaryStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

export interface BoundaryInput {
  /** Twelve digits or tokens. */
  readonly accounts: readonly string[];
  readonly partition: string;
  /** More actions, e.g. `ses:SendEmail`. */
  readonly also: readonly string[];
}

/** Beside data: what a handler starts or calls. */
const CALLS = ['events:PutEvents', 'execute-api:Invoke', 'lambda:InvokeFunction', 'ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath', 'states:StartExecution', 'states:StartSyncExecution'];
const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
/** Whoever can do one of these can do everything. */
const ADMINISTRATION = [
  'account:*', 'iam:*', 'organizations:*', 'sts:AssumeRole', 'sts:TagSession', 'kms:CreateGrant', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion',
  'lambda:AddPermission', 'lambda:CreateFunction*', 'lambda:PublishLayerVersion', 'lambda:UpdateFunction*', 'dynamodb:PutResourcePolicy',
  's3:DeleteBucket*', 's3:PutBucket*', 's3:PutAccess*', 'secretsmanager:PutResourcePolicy', 'sns:AddPermission', 'sns:SetTopicAttributes', 'sqs:AddPermission', 'sqs:SetQueueAttributes',
];

export function boundaryStatements({ accounts, partition, also }: BoundaryInput): BoundaryStatement[] {
  const data = [...new Set(KINDS.flatMap((kind) => [...kind.read, ...kind.write]))];
  const objects = data.filter((a) => a.startsWith('s3:')).sort();
  const named = [...new Set([...data.filter((a) => !a.startsWith('s3:')), ...CALLS, ...LOGS, ...also])].sort();
  const services = [...new Set(named.map((a) => a.split(':')[0]))].sort();
  return [
    // ARNs of buckets and objects hold no account.
    { Sid: 'Objects', Effect: 'Allow', Action: objects, Resource: ['*'], Condition: { StringEquals: { 'aws:ResourceAccount': accounts } } },
    // A service's part of an ARN takes no wildcard.
    { Sid: 'OfTheseAccounts', Effect: 'Allow', Action: named, Resource: services.flatMap((service) => accounts.map((account) => `arn:${partition}:${service}:*:${account}:*`)) },
    { Sid: 'OfNoResource', Effect: 'Allow', Action: OF_NO_RESOURCE, Resource: ['*'] },
    { Sid: 'NoAdministration', Effect: 'Deny', Action: ADMINISTRATION, Resource: ['*'] },
  ];
}

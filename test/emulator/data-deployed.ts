/**
 * The data plane as IAM, S3, DynamoDB and KMS describe it: what the roles' policies allow, whom the stores' policies refuse,
 * and for whom the key may be used.
 */
import { DescribeContinuousBackupsCommand, DescribeTableCommand, DynamoDBClient, GetResourcePolicyCommand } from '@aws-sdk/client-dynamodb';
import { GetPolicyCommand, GetPolicyVersionCommand, GetRolePolicyCommand, IAMClient, ListAttachedRolePoliciesCommand, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketEncryptionCommand, GetBucketPolicyCommand, GetBucketVersioningCommand, GetPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';
import { GetResourcePolicyCommand as GetSecretPolicyCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Emulator } from './emulator';

type Text = string | readonly string[];

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: Text;
  readonly Resource?: Text;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, Text>>>>;
}

export const list = (value: Text | undefined): readonly string[] => (value === undefined ? [] : typeof value === 'string' ? [value] : value);

function statements(document: string): readonly Statement[] {
  const { Statement: found } = JSON.parse(document) as { readonly Statement: Statement | readonly Statement[] };
  return Array.isArray(found) ? found : [found as Statement];
}

/** What the policies of a role say, apart from those of AWS. */
export async function policiesOf(emulator: Emulator, role: string): Promise<readonly Statement[]> {
  const iam = new IAMClient(emulator.config());
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: role }));
  const inline = await Promise.all(PolicyNames.map(async (PolicyName) => (await iam.send(new GetRolePolicyCommand({ RoleName: role, PolicyName }))).PolicyDocument!));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role }));
  const attached = await Promise.all(AttachedPolicies.map((p) => p.PolicyArn!).filter((arn) => !arn.startsWith('arn:aws:iam::aws:')).map(async (PolicyArn) => {
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    return (await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy!.DefaultVersionId }))).PolicyVersion!.Document!;
  }));
  return [...inline, ...attached].flatMap((document) => statements(decodeURIComponent(document)));
}

export async function bucketPolicy(emulator: Emulator, bucket: string): Promise<readonly Statement[]> {
  return statements((await new S3Client(emulator.config()).send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy!);
}

export async function tablePolicy(emulator: Emulator, arn: string): Promise<readonly Statement[]> {
  return statements((await new DynamoDBClient(emulator.config()).send(new GetResourcePolicyCommand({ ResourceArn: arn }))).Policy!);
}

export async function secretPolicy(emulator: Emulator, arn: string): Promise<readonly Statement[]> {
  return statements((await new SecretsManagerClient(emulator.config()).send(new GetSecretPolicyCommand({ SecretId: arn }))).ResourcePolicy!);
}

export async function keyPolicy(emulator: Emulator, key: string): Promise<readonly Statement[]> {
  return statements((await new KMSClient(emulator.config()).send(new GetKeyPolicyCommand({ KeyId: key }))).Policy!);
}

/** How the bucket is closed, as S3 describes it. */
export async function bucketClosings(emulator: Emulator, bucket: string): Promise<unknown> {
  const s3 = new S3Client(emulator.config());
  const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket: bucket }));
  const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket: bucket }));
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  const encryption = ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  return { public: PublicAccessBlockConfiguration, encryption: encryption?.SSEAlgorithm, key: encryption?.KMSMasterKeyID, versioning: Status };
}

/** How the table is closed, as DynamoDB describes it. */
export async function tableClosings(emulator: Emulator, table: string): Promise<unknown> {
  const dynamodb = new DynamoDBClient(emulator.config());
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
  const { ContinuousBackupsDescription } = await dynamodb.send(new DescribeContinuousBackupsCommand({ TableName: table }));
  return { encryption: Table?.SSEDescription?.SSEType, key: Table?.SSEDescription?.KMSMasterKeyArn, deletionProtection: Table?.DeletionProtectionEnabled, recovery: ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus };
}

export async function keyRotates(emulator: Emulator, key: string): Promise<boolean | undefined> {
  return (await new KMSClient(emulator.config()).send(new GetKeyRotationStatusCommand({ KeyId: key }))).KeyRotationEnabled;
}

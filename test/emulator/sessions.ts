/**
 * Calls as a role, with credentials of STS: what IAM decides, not what a policy says.
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateRoleCommand, GetRoleCommand, IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { strict as assert } from 'node:assert';
import { ACCOUNT, type Credentials, type Emulator } from './emulator';

const OF_THE_ACCOUNT = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'sts:AssumeRole' }] };

export interface Session {
  readonly dynamodb: DynamoDBClient;
  readonly s3: S3Client;
  readonly kms: KMSClient;
}

/**
 * As the role. The emulator's root may assume roles that only a service of AWS may assume; AWS would refuse that.
 */
export async function asRole(emulator: Emulator, role: string): Promise<Session> {
  return withCredentials(emulator, await credentialsOf(emulator, role));
}

export function withCredentials(emulator: Emulator, credentials: Credentials): Session {
  const config = emulator.config(credentials);
  return { dynamodb: new DynamoDBClient(config), s3: new S3Client(config), kms: new KMSClient(config) };
}

export async function credentialsOf(emulator: Emulator, role: string): Promise<Credentials> {
  const sts = new STSClient(emulator.config());
  const { Credentials: c } = await sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`, RoleSessionName: 'trial' }));
  return { accessKeyId: c!.AccessKeyId!, secretAccessKey: c!.SecretAccessKey!, sessionToken: c!.SessionToken! };
}

/** As a role whose trust names its own service for certain callers: the trust is widened while it is asked for credentials, and put back. */
export async function borrowed(emulator: Emulator, role: string): Promise<Credentials> {
  const iam = new IAMClient(emulator.config());
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: role }));
  const trust = decodeURIComponent(Role!.AssumeRolePolicyDocument!);
  const set = (document: string): Promise<unknown> => iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: role, PolicyDocument: document }));
  await set(JSON.stringify(OF_THE_ACCOUNT));
  try {
    return await credentialsOf(emulator, role);
  } finally {
    await set(trust);
  }
}

/** A role of somebody else in the account. */
export async function makeRole(emulator: Emulator, name: string): Promise<void> {
  await new IAMClient(emulator.config()).send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(OF_THE_ACCOUNT) }));
}

/** The role's own policy allows all data there is. */
export async function mayEverything(emulator: Emulator, role: string): Promise<void> {
  const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: ['dynamodb:*', 's3:*', 'kms:*'], Resource: '*' }] };
  await new IAMClient(emulator.config()).send(new PutRolePolicyCommand({ RoleName: role, PolicyName: 'everything', PolicyDocument: JSON.stringify(policy) }));
}

/** The call has to be denied, and for no other reason than that. */
export async function refused(call: Promise<unknown>): Promise<void> {
  let answer: unknown;
  try {
    answer = await call;
  } catch (error) {
    const { name, message } = error as Error;
    if (/^AccessDenied(Exception)?$/.test(name)) return;
    throw new Error(`expected that access is denied, got ${name}: ${message}`);
  }
  assert.fail(`expected that access is denied, got an answer: ${JSON.stringify(answer).slice(0, 300)}`);
}

/** The same calls as if they came without TLS: the emulator believes this header about the transport. */
export function speakPlainly(client: S3Client | DynamoDBClient): void {
  (client as S3Client).middlewareStack.add((next) => async (args) => {
    (args.request as { readonly headers: Record<string, string> }).headers['x-forwarded-proto'] = 'http';
    return next(args);
  }, { step: 'build', name: 'speakPlainly' });
}

/**
 * What the examples of data are there to show, asked of a small IAM evaluator over their templates: who may do what, and that
 * neither the deployer nor an administrator is locked out.
 */
import { rmSync } from 'node:fs';
import type { cx_api } from 'aws-cdk-lib';
import { Deployed } from '../support/iam/deployed';
import { may, type PlainStatement, type Principal } from '../support/iam/evaluate';
import { APPS, exampleNamed, loadApp } from './apps';
import { Assembly } from './assembly';

const ACCOUNT = '111122223333';
const ADMINISTRATOR: PlainStatement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
const STRANGER: Principal = { arn: `arn:aws:iam::${ACCOUNT}:role/admin`, account: ACCOUNT };
const DEPLOYER: Principal = { arn: `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-eu-west-1`, account: ACCOUNT };

const directories: string[] = [];
afterAll(() => directories.forEach((directory) => rmSync(directory, { recursive: true, force: true })));

function synthesized(name: string): cx_api.CloudAssembly {
  const assembly = loadApp(exampleNamed(name)).synth();
  directories.push(assembly.directory);
  return assembly;
}

type Context = Readonly<Record<string, string | readonly string[]>>;

/** Asks on a resource of the account, by the beginning of its logical id. */
function account(name: string): {
  readonly as: (role: string, tags?: Readonly<Record<string, string>>) => (action: string, resource: string, path?: string, context?: Context) => boolean;
  readonly anybody: (principal: Principal, action: string, resource: string, path?: string, context?: Context) => boolean;
} {
  const deployed = new Deployed(synthesized(name).stacks, ACCOUNT);
  const ask = (principal: Principal, identity: readonly PlainStatement[], action: string, resource: string, path = '', context: Context = {}): boolean => {
    const found = deployed.named(resource);
    return may({ principal, action, resource: `${deployed.arn(found)}${path}`, context }, { identity, policy: deployed.policyOf(found), account: ACCOUNT, needsDelegation: action.startsWith('kms:') });
  };
  return {
    as: (role, tags) => {
      const { principal, identity } = deployed.role(deployed.named(role));
      return (action, resource, path, context) => ask({ ...principal, tags: { ...principal.tags, ...tags } }, identity, action, resource, path, context);
    },
    anybody: (principal, action, resource, path, context) => ask(principal, ADMINISTRATOR, action, resource, path, context),
  };
}

describe('06-serverless', () => {
  const { as, anybody } = account('06-serverless');
  const DATA: readonly (readonly [action: string, resource: string, path?: string])[] = [
    ['s3:PutObject', 'Documents', '/documents/1'], ['s3:PutObject', 'Documents', '/other/1'], ['s3:GetObject', 'Documents', '/documents/1'], ['s3:GetObject', 'Documents', '/other/1'], ['s3:ListBucket', 'Documents'], ['s3:DeleteObject', 'Documents', '/documents/1'],
    ['sqs:SendMessage', 'Arrivals'], ['sqs:ReceiveMessage', 'Arrivals'], ['sqs:PurgeQueue', 'Arrivals'], ['sqs:ReceiveMessage', 'Failures'], ['sqs:SendMessage', 'Failures'],
    ['dynamodb:PutItem', 'Words'], ['dynamodb:GetItem', 'Words'], ['dynamodb:Scan', 'Words'],
  ];
  const permitted = (role: string): string[] => DATA.filter(([action, resource, path]) => as(role)(action, resource, path)).map((d) => d.join(' '));

  test('each function may do what its data flows say, and no more', () => {
    expect(permitted('IntakeServiceRole')).toStrictEqual(['s3:PutObject Documents /documents/1', 'sqs:SendMessage Arrivals']);
    expect(permitted('IndexerServiceRole')).toStrictEqual(['s3:GetObject Documents /documents/1', 'sqs:ReceiveMessage Arrivals', 'dynamodb:PutItem Words']);
  });

  test('the key opens through S3 alone', () => {
    const via = (service: string): Context => ({ 'kms:ViaService': `${service}.eu-west-1.amazonaws.com` });
    expect([as('IndexerServiceRole')('kms:Decrypt', 'DataKeys', '', via('s3')), as('IndexerServiceRole')('kms:Decrypt', 'DataKeys', '', via('sqs')), as('IndexerServiceRole')('kms:GenerateDataKey', 'DataKeys', '', via('s3'))]).toStrictEqual([true, false, false]);
    expect(as('IntakeServiceRole')('kms:GenerateDataKey', 'DataKeys', '', via('s3'))).toBe(true);
  });

  test('an administrator has no data, and keeps administration', () => {
    expect(DATA.filter(([action, resource, path]) => anybody(STRANGER, action, resource, path))).toStrictEqual([]);
    for (const [action, resource] of [['s3:PutBucketPolicy', 'Documents'], ['s3:DeleteBucketPolicy', 'Documents'], ['sqs:SetQueueAttributes', 'Arrivals'], ['dynamodb:UpdateTable', 'Words'], ['dynamodb:DeleteResourcePolicy', 'Words'], ['kms:PutKeyPolicy', 'DataKeys']]) {
      expect([action, anybody(STRANGER, action, resource)]).toStrictEqual([action, true]);
    }
  });

  test('the deployer keeps its way in, to data as well', () => {
    expect(DATA.filter(([action, resource, path]) => !anybody(DEPLOYER, action, resource, path))).toStrictEqual([]);
  });

  test('there is no VPC, and nothing of the network', () => {
    const assembly = new Assembly(directories[0]);
    expect(assembly.resources().filter((r) => r.type.startsWith('AWS::EC2::'))).toStrictEqual([]);
    expect(assembly.network.scopes).toStrictEqual([]);
  });
});

describe('07-shared-jewel', () => {
  const { as, anybody } = account('07-shared-jewel');

  test('the auditor may what the offer says, and no more', () => {
    const auditor = as('AuditorServiceRole');
    expect([auditor('s3:GetObject', 'Papers', '/closed/1'), auditor('s3:GetObject', 'Papers', '/open/1'), auditor('s3:ListBucket', 'Papers'), auditor('s3:PutObject', 'Papers', '/closed/1')]).toStrictEqual([true, false, false, false]);
    expect(auditor('kms:Decrypt', 'DataKeys', '', { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' })).toBe(true);
  });

  test('without the tag nobody may, whatever permissions he has; with another\'s tag neither', () => {
    const tag = (key: string, value: string): Principal => ({ ...STRANGER, tags: { [key]: value } });
    expect(anybody(STRANGER, 's3:GetObject', 'Papers', '/closed/1')).toBe(false);
    expect(anybody(tag('zero-trust:Archive.Data.other', '/86d89cdc/'), 's3:GetObject', 'Papers', '/closed/1')).toBe(false);
    expect(anybody(tag('zero-trust:Archive.Data.papers', '/read/'), 's3:GetObject', 'Papers', '/closed/1')).toBe(false);
    const foreign = { ...tag('zero-trust:Archive.Data.papers', '/86d89cdc/'), arn: 'arn:aws:iam::999988887777:role/x', account: '999988887777' };
    expect(anybody(foreign, 's3:GetObject', 'Papers', '/closed/1')).toBe(false);
  });
});

describe('08-rows-by-owner', () => {
  const { as, anybody } = account('08-rows-by-owner');
  const alice = as('Session', { sub: 'alice', team: 'red' });
  const alone = as('Session', { sub: 'alice' });
  const rows = (...keys: string[]): Context => ({ 'dynamodb:LeadingKeys': keys });

  test('each session has its own rows, its team\'s, and reads the public ones', () => {
    expect(['USER#alice', 'TEAM#red', 'PUBLIC', 'USER#bob', 'TEAM#blue'].map((key) => alice('dynamodb:Query', 'Notes', '', rows(key)))).toStrictEqual([true, true, true, false, false]);
    expect(['USER#alice', 'TEAM#red', 'PUBLIC', 'USER#bob', 'TEAM#blue'].map((key) => alice('dynamodb:PutItem', 'Notes', '', rows(key)))).toStrictEqual([true, true, false, false, false]);
    expect(alice('dynamodb:Scan', 'Notes')).toBe(false);
    expect(['USER#alice', 'TEAM#red', 'TEAM#'].map((key) => alone('dynamodb:GetItem', 'Notes', '', rows(key)))).toStrictEqual([true, false, false]);
    expect(as('Session')('dynamodb:GetItem', 'Notes', '', rows('PUBLIC'))).toBe(false);
  });

  test('and the same of files', () => {
    expect(['users/alice/a', 'teams/red/a', 'public/a', 'users/bob/a', 'teams/blue/a'].map((key) => alice('s3:GetObject', 'Files', `/${key}`))).toStrictEqual([true, true, true, false, false]);
    expect(['users/alice/a', 'teams/red/a', 'public/a', 'users/bob/a', 'teams/blue/a'].map((key) => alice('s3:PutObject', 'Files', `/${key}`))).toStrictEqual([true, true, false, false, false]);
    expect(['users/alice/', 'users/bob/', 'users/', ''].map((prefix) => alice('s3:ListBucket', 'Files', '', { 's3:prefix': prefix }))).toStrictEqual([true, false, false, false]);
  });

  test('the door itself, which may wear every name, has no data', () => {
    const door = as('DoorServiceRole');
    expect([door('dynamodb:GetItem', 'Notes', '', rows('USER#alice')), door('s3:GetObject', 'Files', '/users/alice/a')]).toStrictEqual([false, false]);
    expect(anybody(STRANGER, 'dynamodb:GetItem', 'Notes', '', rows('PUBLIC'))).toBe(false);
  });

  test('the trust policy takes two tags from the door, and nothing else', () => {
    const role = new Assembly(directories[2]).resources('AWS::IAM::Role').find((r) => r.logicalId.startsWith('Session'))!;
    expect(role.properties.AssumeRolePolicyDocument.Statement).toStrictEqual([{
      Action: ['sts:AssumeRole', 'sts:TagSession'], Effect: 'Allow', Principal: { AWS: { 'Fn::GetAtt': [expect.stringMatching(/^DoorServiceRole/), 'Arn'] } },
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['sub', 'team'] }, 'StringLike': { 'aws:RequestTag/sub': '?*' } },
    }]);
  });
});

describe.each(APPS)('$name', (example) => {
  const assembly = new Assembly(synthesized(example.name).directory);
  const statements = assembly.resources().flatMap(({ logicalId, properties }) => Object.values<any>(properties).flatMap((p) => [p, p?.PolicyDocument]).flatMap((document) => (Array.isArray(document?.Statement) ? document.Statement.map((s: any) => ({ logicalId, ...s })) : [])));

  test('no Deny of a store or key names all actions of a service, so that nobody is locked out', () => {
    const stores = new Set((assembly.intent.stores ?? []).map((s: any) => s.logicalId));
    const policies = assembly.resources('AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy').filter((r) => stores.has(r.properties.Bucket?.Ref ?? r.properties.Queues?.[0]?.Ref)).map((r) => r.logicalId);
    const wide = statements.filter((s) => s.Effect === 'Deny' && [s.Action].flat().some((a: string) => /^(\*|\w+:\*)$/.test(a)));
    expect(wide.filter((s) => stores.has(s.logicalId) || policies.includes(s.logicalId) || [s.Action].flat().includes('kms:*'))).toStrictEqual([]);
  });

  test('every statement of the data layer that denies exempts the deployer', () => {
    const ours = statements.filter((s) => s.Effect === 'Deny' && s.Sid?.startsWith('ZeroTrustDeny'));
    for (const s of ours) expect(JSON.stringify(s.Condition.ArnNotLike['aws:PrincipalArn'])).toContain('-cfn-exec-role-*');
    if ((assembly.intent.stores ?? []).some((x: any) => x.kind === 's3')) expect(ours.length).toBeGreaterThan(0);
  });
});

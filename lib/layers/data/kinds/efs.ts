/**
 * EFS file systems: mounted with IAM and TLS alone, encrypted, backed up.
 *
 * Without a policy of its own a file system lets everybody in who reaches a mount target. Any policy ends that: with the Deny of
 * what is not TLS in it, only those mount whom IAM lets. Access points narrow a mount by a condition, not by an ARN, so flows to a
 * file system have no parts. Not modelled: POSIX permissions inside the file system.
 */
import { Token } from 'aws-cdk-lib';
import type { Closing, StoreKind } from '../kind';
import type { Statement, StoreResource } from '../model';
import { keyIn } from './keys';
import { policyInProperty } from './policy-home';
import { noPublicPolicy } from './public';
import { resolveStore, type StoreShape } from './resolve';
import { customerKey, isTrue, LASTING, override, property, retained } from './rows';
import { isAsPut, putStatements, readDocument, statementsAt } from './statements';
import { requireTls } from './tls';

const TYPE = 'AWS::EFS::FileSystem';
const types = [TYPE];
const POLICY = 'FileSystemPolicy';
const API = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-efs-filesystem.html';
const IAM = 'https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html';

const READ = ['elasticfilesystem:ClientMount'];
const WRITE = ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'];
const OTHER = ['elasticfilesystem:Backup', 'elasticfilesystem:ClientRootAccess', 'elasticfilesystem:ReplicationRead', 'elasticfilesystem:ReplicationWrite', 'elasticfilesystem:Restore'];
/** What a mounted client does; backup and replication are the service's own ways, and TLS. */
const CLIENT = ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientRootAccess', 'elasticfilesystem:ClientWrite'];

const SHAPE: StoreShape = {
  type: 'efs', cfnTypes: types,
  name: (fs) => Token.asString(fs.ref),
  key: (fs) => keyIn(fs, 'KmsKeyId'),
  imported: { arn: 'fileSystemArn', name: 'fileSystemId', ref: 'fileSystemRef' },
};

const home = policyInProperty({ path: POLICY, cfnType: TYPE, limit: 20_000, source: 'https://docs.aws.amazon.com/efs/latest/ug/create-file-system-policy.html' });

/**
 * What AWS's default lets in: whoever reaches a mount target, without an identity ("Default EFS file system policy" of the page above).
 * A first policy with a Deny alone would take that from clients that run; whoever closes a file system that nobody declared keeps it, with TLS.
 */
const AS_BEFORE: Statement = {
  Sid: 'ClientsAsBefore', Effect: 'Allow', Principal: { AWS: '*' }, Action: CLIENT,
  Condition: { Bool: { 'aws:SecureTransport': 'true', 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
};
const AS_BEFORE_SID = /^ClientsAsBefore$/;

const tls = requireTls({
  id: 'efs.tls', types, aspect: 'tls', property: POLICY, value: 'Deny where `aws:SecureTransport` is false', home: POLICY, source: IAM,
  says: 'Clients without TLS are refused, and with any policy those without IAM are too; `CloseStore` of a file system that had no policy goes on letting in who reaches a mount target, until `addStore` declares who does.',
  store: (fs) => resolveStore(fs, SHAPE) as StoreResource, actions: CLIENT, resources: () => [], condition: { operator: 'Bool', key: 'aws:SecureTransport', value: 'false' },
  // Without `Resource`: the policy cannot name the file system that it stands in, and speaks of no other.
  statement: () => ({ Sid: 'RequireTls', Effect: 'Deny', Principal: { AWS: '*' }, Action: CLIENT, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
});

const noAnonymous = noPublicPolicy({
  id: 'efs.no-anonymous-clients', types, property: POLICY, home: POLICY, source: IAM, store: (fs) => resolveStore(fs, SHAPE) as StoreResource,
  says: 'No statement lets clients in that show no identity; CDK writes one with `allowAnonymousAccess`.',
  isIgnored: (statement, fs, { isDeclared }) => isDeclared !== true && isAsPut(fs, POLICY, AS_BEFORE_SID) && typeof statement.Sid === 'string' && AS_BEFORE_SID.test(statement.Sid),
});

const closings: readonly Closing[] = [
  property({
    id: 'efs.encrypted', types, aspect: 'encryption', path: 'Encrypted', value: 'true', isClosed: isTrue, write: true, replaces: true, says: 'Files and their names are encrypted at rest.',
    source: `${API}#cfn-efs-filesystem-encrypted`,
  }),
  customerKey({
    id: 'efs.key', types, aspect: 'encryption', path: 'KmsKeyId', value: 'a key of your own', replaces: true, hasDefault: true, says: 'The key\'s policy says who may use the data at rest.',
    source: `${API}#cfn-efs-filesystem-kmskeyid`,
    write: (fs, keyArn) => {
      override(fs, 'KmsKeyId', keyArn);
      override(fs, 'Encrypted', true);
    },
  }),
  {
    ...tls,
    judge: (fs, context) => {
      const found = tls.judge(fs, context);
      if (found.is !== 'open' || context.isDeclared === true || readDocument(fs, POLICY) !== undefined) return found;
      return { ...found, close: () => {
        found.close();
        putStatements(fs, POLICY, [AS_BEFORE], AS_BEFORE_SID);
      } };
    },
  },
  {
    ...noAnonymous,
    judge: (fs, context) => {
      const found = noAnonymous.judge(fs, context);
      const isOurs = context.isDeclared === true && isAsPut(fs, POLICY, AS_BEFORE_SID) && statementsAt(fs, POLICY).some((s) => s.Sid === AS_BEFORE.Sid);
      if (found.is !== 'refused' || !isOurs) return found;
      return { is: 'open', got: 'clients without an identity, whom `CloseStore` went on letting in', close: () => putStatements(fs, POLICY, [], AS_BEFORE_SID) };
    },
  },
  property({
    id: 'efs.backup', types, aspect: 'recovery', postures: LASTING, path: 'BackupPolicy.Status', value: 'ENABLED', isClosed: (value) => value === 'ENABLED', write: 'ENABLED', says: 'AWS Backup keeps daily backups.',
    source: `${API}#cfn-efs-filesystem-backuppolicy`,
  }),
  retained({ id: 'efs.retained', types, says: 'The file system outlives its stack.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html' }),
];

export const EFS: StoreKind = {
  type: 'efs',
  name: 'file system of EFS',
  cfnTypes: types,
  prefix: 'elasticfilesystem',
  authentication: ['sigv4'],
  read: READ,
  write: WRITE,
  other: OTHER,
  resources: ({ arn }) => [arn],
  // EFS uses the key by a grant of its own: https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
  key: { read: [], write: [], viaService: 'elasticfilesystem' },
  closings,
  policy: {
    ...home,
    write: (store, statements, scope) => home.write(store, statements.map(({ Resource: _, ...statement }) => ({ ...statement, ...(statement.Principal === '*' ? { Principal: { AWS: '*' } } : {}) })), scope),
  },
  byItself: [
    { aspect: 'access-log', says: 'A file system keeps no log of reads and writes; CloudTrail logs its management.', source: 'https://docs.aws.amazon.com/efs/latest/ug/logging-using-cloudtrail.html' },
  ],
  resolve: (construct) => resolveStore(construct, SHAPE),
};

/** What closes a bucket: public access, ACLs, encryption, versions, deletion; TLS and the access log stand beside (tls.ts, access-log.ts). */
import { type CfnResource } from 'aws-cdk-lib';
import { describe, read, readIfPossible } from '../../../network/members/read';
import type { Closing } from '../../kind';
import type { StoreResource } from '../../model';
import { CLOSED, closing, customerKey, hasIntrinsic, isTrue, LASTING, mirror, override, property, retained } from '../helpers';
import { noPublicPolicy } from '../public';
import { accessLog } from './access-log';
import { HOME } from './home';
import { loggedInto } from './log-target';
import { tlsRows } from './tls';

const types = ['AWS::S3::Bucket'];
const GUIDE = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/';

const RULE = 'BucketEncryption.ServerSideEncryptionConfiguration';
const BY_DEFAULT = `${RULE}.0.ServerSideEncryptionByDefault`;
export const KEY_PATH = `${BY_DEFAULT}.KMSMasterKeyID`;

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

const publicAccessBlock = closing({
  id: 's3.public-access-block', types, aspect: 'public-access', property: 'PublicAccessBlockConfiguration', value: 'all four `true`',
  says: 'No ACL and no policy can make the bucket or an object public.', source: `${GUIDE}access-control-block-public-access.html`,
}, (bucket) => {
  const values = BLOCKS.map((name) => [name, read(bucket, `PublicAccessBlockConfiguration.${name}`)] as const);
  const token = values.find(([, value]) => hasIntrinsic(value));
  if (token !== undefined) return { is: 'unknown', got: `\`PublicAccessBlockConfiguration.${token[0]}\` is \`${describe(token[1])}\`` };
  const open = values.filter(([, value]) => !isTrue(value));
  if (open.length === 0) return CLOSED;
  return {
    is: 'open', got: open.map(([name, value]) => (value === undefined ? `no \`${name}\`` : `\`${name}\` \`${describe(value)}\``)).join(', '),
    close: () => {
      open.forEach(([name]) => override(bucket, `PublicAccessBlockConfiguration.${name}`, true));
      mirror(bucket, 'publicAccessBlockConfiguration', { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true });
    },
  };
});

const PUBLIC_ACLS = ['PublicRead', 'PublicReadWrite', 'AuthenticatedRead'];

/** With ACLs off a bucket takes no canned ACL but `Private`. One for log delivery has to become a policy first: only its owner knows for whom. */
const aclsOff = closing({
  id: 's3.acls-off', types, aspect: 'public-access', property: 'OwnershipControls.Rules, AccessControl', value: '`BucketOwnerEnforced`, no canned ACL',
  says: 'ACLs count no more: the bucket owns every object, and policies alone say who may reach it.', source: `${GUIDE}about-object-ownership.html`,
}, (bucket) => {
  const acl = read(bucket, 'AccessControl');
  const owner = read(bucket, 'OwnershipControls.Rules.0.ObjectOwnership');
  const token = hasIntrinsic(acl) ? ['AccessControl', acl] : hasIntrinsic(owner) ? ['ObjectOwnership', owner] : undefined;
  if (token !== undefined) return { is: 'unknown', got: `\`${String(token[0])}\` is \`${describe(token[1])}\`` };
  const isAclGone = acl === undefined || acl === 'Private';
  if (!isAclGone && !PUBLIC_ACLS.includes(String(acl))) {
    return {
      is: 'refused', code: 'BucketUsesAcl', got: `\`AccessControl\` \`${describe(acl)}\``, expected: 'no canned ACL',
      fix: 'grant the service that writes there in the bucket policy (for S3 access logs set the feature flag `@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy`), and drop `accessControl`',
    };
  }
  const got = [
    ...(isAclGone ? [] : [`\`AccessControl\` \`${describe(acl)}\``]),
    ...(owner === 'BucketOwnerEnforced' ? [] : [owner === undefined ? 'no `ObjectOwnership`' : `\`ObjectOwnership\` \`${describe(owner)}\``]),
  ];
  if (got.length === 0) return CLOSED;
  return {
    is: 'open', got: got.join(', '),
    close: () => {
      if (!isAclGone) bucket.addPropertyDeletionOverride('AccessControl');
      if (owner !== 'BucketOwnerEnforced') override(bucket, 'OwnershipControls.Rules', [{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    },
  };
});

const key = customerKey({
  id: 's3.key', types, aspect: 'encryption', path: KEY_PATH, property: RULE, value: '`aws:kms` with a key of your own', hasDefault: true,
  says: 'Objects are encrypted with a key whose policy says who may read them. Without one S3 encrypts with a key of its own, which asks nobody. A bucket into which access logs are written takes none, and is no crown jewel.', source: `${GUIDE}default-bucket-encryption.html`,
  alsoOpen: (bucket) => {
    const algorithm = read(bucket, `${BY_DEFAULT}.SSEAlgorithm`);
    if (hasIntrinsic(algorithm)) return { is: 'unknown', got: `\`SSEAlgorithm\` is \`${describe(algorithm)}\`` };
    if (algorithm === 'aws:kms' || algorithm === 'aws:kms:dsse') return undefined;
    return { is: 'open', got: `\`SSEAlgorithm\` \`${describe(algorithm)}\` beside a key`, close: () => override(bucket, `${BY_DEFAULT}.SSEAlgorithm`, 'aws:kms') };
  },
  write: (bucket, keyArn) => {
    const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn };
    if (readIfPossible(bucket, `${RULE}.0`) === undefined) {
      override(bucket, RULE, [{ BucketKeyEnabled: true, ServerSideEncryptionByDefault: byDefault }]);
      mirror(bucket, 'bucketEncryption', { serverSideEncryptionConfiguration: [{ bucketKeyEnabled: true, serverSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn } }] });
    } else for (const [name, value] of Object.entries(byDefault)) override(bucket, `${BY_DEFAULT}.${name}`, value);
  },
});

/** A bucket of logs keeps S3's own encryption; a crown jewel cannot do with that, so nobody logs into one. */
const keyUnlessLogs: Closing = {
  ...key,
  judge: (bucket, context) => {
    const found = key.judge(bucket, context);
    if (found.is === 'not-asked' || (found.is === 'closed' && !context.isJewel && context.keyArn === undefined)) return found;
    const who = context.logsOf ?? loggedInto(bucket);
    return who === undefined ? found : {
      is: 'refused', code: 'LogsNeedS3Encryption', got: `\`${who}\` writes its access logs here`, expected: 'a bucket without a KMS key, because S3 and load balancers deliver access logs into none that has one',
      fix: 'log into a bucket of its own, which S3 encrypts by itself; declare that without `crownJewel` and without `key`',
    };
  },
};

const versions = property({
  id: 's3.versioning', types, aspect: 'recovery', path: 'VersioningConfiguration.Status', value: '`Enabled`', postures: LASTING,
  says: 'What is overwritten or deleted can be had back.', source: `${GUIDE}Versioning.html`,
  isClosed: (value) => value === 'Enabled', write: 'Enabled',
});

/** CDK's custom resource empties the bucket when the stack goes, whatever its deletion policy says. */
const noAutoDelete = closing({
  id: 's3.no-auto-delete', types, aspect: 'deletion', property: 'Custom::S3AutoDeleteObjects', value: 'absent', postures: LASTING,
  says: 'Nothing of CDK deletes the objects with the stack.', source: 'https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_s3.Bucket.html#autodeleteobjects',
}, (bucket) => {
  const around = bucket.node.scope?.node.children ?? [];
  return around.some((c) => c.node.id === 'AutoDeleteObjectsCustomResource')
    ? { is: 'refused', code: 'BucketDeletesObjects', got: '`autoDeleteObjects`', expected: 'objects that outlive the stack', fix: 'drop `autoDeleteObjects`, or use posture `sandbox`' }
    : CLOSED;
});

export function s3Closings(store: (bucket: CfnResource) => StoreResource, actions: readonly string[]): Closing[] {
  return [
    publicAccessBlock, aclsOff,
    noPublicPolicy({
      id: 's3.no-public-policy', types, property: 'AWS::S3::BucketPolicy PolicyDocument', home: HOME, store,
      says: 'The bucket policy allows nobody who is everybody; blocked public access would refuse it at deployment.', source: `${GUIDE}access-control-block-public-access.html`,
    }),
    keyUnlessLogs, ...tlsRows(store, actions), versions,
    retained({ id: 's3.retained', types, says: 'The bucket outlives its stack and a replacement.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html' }),
    noAutoDelete, accessLog(store),
  ];
}

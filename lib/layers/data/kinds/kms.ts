/** Keys as stores: who may decrypt has the data. Rotated, kept long after deletion, never out of their administrators' hands. */
import { type CfnResource, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { describe, read as readProperty, readIfPossible, targetOf } from '../../network/members/read';
import type { StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { atLeast, closing, CLOSED, hasIntrinsic, isTrue, LASTING, NOT_ASKED, override, ownResource, policyInProperty, property, resolveStore, retained, type StoreShape } from './helpers';
import { noPublicPolicy } from './public';

const types = ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'];
const CFN = 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html';
const GUIDE = 'https://docs.aws.amazon.com/kms/latest/developerguide/';

const SHAPE: StoreShape = { type: 'kms', cfnTypes: types, name: (key) => key.ref, imported: { arn: 'keyArn', name: 'keyId', ref: 'keyRef' } };

const read = ['kms:Decrypt', 'kms:DescribeKey', 'kms:GetPublicKey', 'kms:Verify', 'kms:VerifyMac'];
const write = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair', 'kms:GenerateDataKeyPairWithoutPlaintext', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:GenerateMac', 'kms:Sign'];
const other = ['kms:CreateGrant', 'kms:DeriveSharedSecret', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** An alias stands for its key. */
function aliased(construct: unknown): CfnResource | undefined {
  const alias = Construct.isConstruct(construct) ? ownResource(construct, ['AWS::KMS::Alias']) : undefined;
  return alias === undefined ? undefined : targetOf(alias, readIfPossible(alias, 'TargetKeyId'));
}

export const KMS: StoreKind = {
  type: 'kms', name: 'KMS key', cfnTypes: types, prefix: 'kms', endpoint: 'kms', authentication: ['sigv4'],
  read, write, other,
  resources: ({ arn }) => [arn],
  key: { read: [], write: [] },
  policy: policyInProperty({
    path: 'KeyPolicy', cfnType: 'AWS::KMS::Key', limit: 32_768, source: `${GUIDE}resource-limits.html`,
    // What AWS gives a key without a policy; a first policy without it would leave the key to nobody.
    also: (key) => [{ Sid: 'AccountAdministers', Effect: 'Allow', Principal: { AWS: Stack.of(key).formatArn({ service: 'iam', region: '', resource: 'root' }) }, Action: ['kms:*'], Resource: ['*'] }],
  }),
  resolve: (construct) => resolveStore(aliased(construct) ?? construct, SHAPE),
  closings: [
    closing({
      id: 'kms.rotation', types: ['AWS::KMS::Key'], aspect: 'encryption', property: 'EnableKeyRotation', value: '`true`',
      says: 'The key material changes every year. Keys that cannot rotate by themselves (asymmetric, HMAC, imported) are not asked.', source: CFN,
    }, (key) => {
      const [spec, origin] = ['KeySpec', 'Origin'].map((name) => readProperty(key, name));
      if (hasIntrinsic(spec) || hasIntrinsic(origin)) return { is: 'unknown', got: `\`KeySpec\` or \`Origin\` is \`${describe(hasIntrinsic(spec) ? spec : origin)}\`` };
      if ((spec !== undefined && spec !== 'SYMMETRIC_DEFAULT') || (origin !== undefined && origin !== 'AWS_KMS')) return NOT_ASKED;
      const value = readProperty(key, 'EnableKeyRotation');
      if (hasIntrinsic(value)) return { is: 'unknown', got: `\`EnableKeyRotation\` is \`${describe(value)}\`` };
      return isTrue(value) ? CLOSED : { is: 'open', got: value === undefined ? 'no `EnableKeyRotation`' : `\`EnableKeyRotation\` \`${describe(value)}\``, close: () => override(key, 'EnableKeyRotation', true) };
    }),
    noPublicPolicy({
      id: 'kms.no-public-policy', types, property: 'KeyPolicy', home: 'KeyPolicy', store: (key) => KMS.resolve(key) as StoreResource,
      says: 'The key policy allows nobody who is everybody.', source: `${GUIDE}key-policy-overview.html`,
    }),
    property({
      id: 'kms.lockout-check', types: ['AWS::KMS::Key'], aspect: 'identity', path: 'BypassPolicyLockoutSafetyCheck', value: 'absent or `false`',
      says: 'KMS refuses a policy that would lock out whoever writes it.', source: CFN, isClosed: (value) => !isTrue(value), write: false,
    }),
    property({
      id: 'kms.pending-window', types, aspect: 'recovery', path: 'PendingWindowInDays', value: '30, as when absent', postures: LASTING,
      says: 'A deletion can be cancelled for 30 days; after it everything that the key encrypted is gone.', source: CFN,
      isClosed: (value) => value === undefined || atLeast(30)(value), write: 30,
    }),
    retained({ id: 'kms.retained', types, says: 'The key outlives its stack and a replacement, and with it the data.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html' }),
  ],
  byItself: [
    { aspect: 'tls', says: 'The endpoints of KMS take TLS alone.', source: 'https://docs.aws.amazon.com/general/latest/gr/kms.html' },
    { aspect: 'access-log', says: 'CloudTrail logs every use of a key.', source: `${GUIDE}logging-using-cloudtrail.html` },
  ],
};

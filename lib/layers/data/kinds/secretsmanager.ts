/** Secrets: with a key of their own, no value in a template, nobody public; Secrets Manager speaks HTTPS alone and CloudTrail logs who read. */
import { type CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { read as readProperty, describe, readIfPossible, targetOf } from '../../network/members/read';
import type { StoreKind } from '../kind';
import type { StoreResource } from '../model';
import { child, closing, CLOSED, customerKey, hasIntrinsic, isTrue, keyIn, NOT_ASKED, override, ownResource, policiesOf, policyResource, type ResourceHome, resolveStore, retained, type StoreShape, whoseKey } from './helpers';
import { noPublicPolicy } from './public';

const types = ['AWS::SecretsManager::Secret'];
const GUIDE = 'https://docs.aws.amazon.com/secretsmanager/latest/userguide/';
const KEY = 'KmsKeyId';

const SHAPE: StoreShape = {
  type: 'secretsmanager', cfnTypes: types,
  arn: (secret) => secret.ref,
  key: (secret) => keyIn(secret, KEY),
  imported: { arn: 'secretFullArn', key: 'encryptionKey' },
  // Without the six characters that Secrets Manager adds, an ARN in a policy matches nothing.
  importedArn: (construct) => {
    const { secretArn, secretRef } = construct as { secretArn?: unknown; secretRef?: { secretArn?: unknown } };
    const partial = secretArn ?? secretRef?.secretArn;
    return typeof partial === 'string' ? `${partial}-??????` : undefined;
  },
};

/** 20,480 characters of JSON: the quotas of Secrets Manager. */
const HOME: ResourceHome = {
  cfnType: 'AWS::SecretsManager::ResourcePolicy', storeAt: 'SecretId', documentAt: 'ResourcePolicy', limit: 20_480, source: `${GUIDE}reference_limits.html`,
  names: (secret) => ({ SecretId: secret.ref }),
  properties: { BlockPublicPolicy: true },
  isNamed: (literal, store) => store.resource !== undefined && literal === readIfPossible(store.resource, 'Name'),
};

const read = ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds'];
const write = ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'];
const other = ['secretsmanager:CancelRotateSecret', 'secretsmanager:ReplicateSecretToRegions', 'secretsmanager:RestoreSecret', 'secretsmanager:RotateSecret', 'secretsmanager:UpdateSecret'];
const store = (secret: CfnResource): StoreResource => SECRETSMANAGER.resolve(secret) as StoreResource;

/** `secret.attach(database)` hands out an attachment; the secret is the one that it names. */
function attached(construct: unknown): CfnResource | undefined {
  const attachment = Construct.isConstruct(construct) ? ownResource(construct, ['AWS::SecretsManager::SecretTargetAttachment']) : undefined;
  return attachment === undefined ? undefined : targetOf(attachment, readIfPossible(attachment, 'SecretId'));
}

export const SECRETSMANAGER: StoreKind = {
  type: 'secretsmanager', name: 'Secrets Manager secret', cfnTypes: types, prefix: 'secretsmanager', endpoint: 'secretsmanager', authentication: ['sigv4'],
  read, write, other,
  resources: ({ arn }) => [arn],
  key: { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'], viaService: 'secretsmanager' },
  policy: policyResource(HOME),
  resolve: (construct) => resolveStore(attached(construct) ?? construct, SHAPE),
  closings: [
    customerKey({
      id: 'secretsmanager.key', types, aspect: 'encryption', path: KEY, value: 'a key of your own', hasDefault: true,
      says: 'The value is encrypted with a key whose policy says who may read it; versions from before keep their key until the value changes.', source: `${GUIDE}security-encryption.html`,
      write: (secret, keyArn) => override(secret, KEY, keyArn),
    }),
    closing({
      id: 'secretsmanager.replica-keys', types, aspect: 'encryption', property: 'ReplicaRegions[].KmsKeyId', value: 'a key of that region',
      says: 'Replicas are encrypted with a key of your own too.', source: `${GUIDE}replicate-secrets.html`,
    }, (secret, context) => {
      const replicas = readProperty(secret, 'ReplicaRegions');
      if (!context.isJewel || replicas === undefined) return NOT_ASKED;
      const list = Array.isArray(replicas) ? replicas.map((one) => ({ region: child(one, 'Region'), key: child(one, 'KmsKeyId') })) : [];
      if (list.length === 0 || list.some(({ region, key }) => hasIntrinsic(region) || whoseKey(secret, key) === 'unknown')) return { is: 'unknown', got: `\`ReplicaRegions\` is \`${describe(replicas)}\`` };
      const open = list.find(({ key }) => whoseKey(secret, key) !== 'own');
      if (open === undefined) return CLOSED;
      return { is: 'refused', code: 'ReplicaNeedsKey', got: `the replica in \`${describe(open.region)}\` without a key of your own`, expected: 'a key of your own in that region', fix: 'set `encryptionKey` on the replica' };
    }),
    closing({
      id: 'secretsmanager.no-plain-text', types, aspect: 'identity', property: 'SecretString', value: 'absent or a reference',
      says: 'The value stands in no template, where everybody who may read the stack reads it.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html',
    }, (secret) => {
      const value = readProperty(secret, 'SecretString');
      if (value === undefined || (typeof value === 'string' && /^\{\{resolve:[^}]*\}\}$/.test(value))) return CLOSED;
      if (hasIntrinsic(value)) return { is: 'unknown', got: '`SecretString` is made of references' };
      return { is: 'refused', code: 'SecretInTemplate', got: 'a literal `SecretString`', expected: 'a value that stands in no template', fix: 'use `generateSecretString`, or set the value after deployment' };
    }),
    closing({
      id: 'secretsmanager.block-public-policy', types, aspect: 'public-access', property: 'AWS::SecretsManager::ResourcePolicy BlockPublicPolicy', value: '`true`',
      says: 'Secrets Manager refuses a policy that lets everybody in, also one that is written later.', source: `${GUIDE}auth-and-access_resource-policies.html`,
    }, (secret) => {
      const policies = policiesOf(HOME, store(secret)).map((policy) => [policy, readProperty(policy, 'BlockPublicPolicy')] as const);
      if (policies.length === 0) return NOT_ASKED;
      const token = policies.find(([, value]) => hasIntrinsic(value));
      if (token !== undefined) return { is: 'unknown', got: `\`BlockPublicPolicy\` is \`${describe(token[1])}\`` };
      const open = policies.filter(([, value]) => !isTrue(value));
      return open.length === 0 ? CLOSED : { is: 'open', got: 'a policy without `BlockPublicPolicy`', close: () => open.forEach(([policy]) => policy.addPropertyOverride('BlockPublicPolicy', true)) };
    }),
    noPublicPolicy({
      id: 'secretsmanager.no-public-policy', types, property: 'AWS::SecretsManager::ResourcePolicy ResourcePolicy', home: HOME, store,
      says: 'The secret\'s policy allows nobody who is everybody.', source: `${GUIDE}auth-and-access_resource-policies.html`,
    }),
    retained({ id: 'secretsmanager.retained', types, says: 'The secret outlives its stack and a replacement.', source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html' }),
  ],
  byItself: [
    { aspect: 'tls', says: 'The endpoints of Secrets Manager take HTTPS alone.', source: 'https://docs.aws.amazon.com/general/latest/gr/asm.html' },
    { aspect: 'recovery', says: 'A secret keeps its previous version, and one that is deleted by API can be restored until its recovery window ends.', source: `${GUIDE}manage_delete-secret.html` },
    { aspect: 'access-log', says: 'CloudTrail logs every `GetSecretValue` as a management event.', source: `${GUIDE}monitoring-cloudtrail.html` },
  ],
};

/**
 * Who may use the key of a store: the roles of its data flows, through the store's service, and nobody else.
 *
 *   keyPolicy({ uses, exempt, owner })   // Allow the declared, Deny the undeclared; administration is nobody's data
 *
 * Administration stays with the account's root. A key that the library makes gives it without use (`ROOT_ADMINISTERS`); a key of
 * the user's own, whose policy hands use to IAM, gets a Deny of use by the undeclared. `locksOut` finds a policy after which nobody
 * could change it. Grants for AWS services (RDS, EFS, caches) are made with `kms:CreateGrant` by whoever creates the resource: the
 * deployer. AWS services that write to a store for somebody else (SNS to an encrypted queue) stand beside: services.ts.
 */
import { Aws } from 'aws-cdk-lib';
import { patternOfWord } from '../../contract/guarded-tag';
import { classesOf, shortHash } from './compiler/admission';
import { type LimitedUse, limitStatements } from './compiler/limits';
import type { Statement } from './model';
import { denyForeignTags, denyUndeclared } from './resource-policies';

/**
 * All that touches data or hands the key on. (Service Authorization Reference, "AWS KMS".) Not in here: description,
 * administration, and the policy itself.
 */
export const KEY_USE: readonly string[] = [
  'kms:CreateGrant', 'kms:Decrypt', 'kms:DeriveSharedSecret', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair', 'kms:GenerateDataKeyPairWithoutPlaintext',
  'kms:GenerateDataKeyWithoutPlaintext', 'kms:GenerateMac', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', 'kms:Sign', 'kms:Verify', 'kms:VerifyMac',
];

/** What an administrator does; without use of the key, and without grants, which would be use by others. */
export const KEY_ADMINISTRATION: readonly string[] = [
  'kms:CancelKeyDeletion', 'kms:CreateAlias', 'kms:DeleteAlias', 'kms:DescribeKey', 'kms:DisableKey', 'kms:DisableKeyRotation', 'kms:EnableKey', 'kms:EnableKeyRotation', 'kms:GetKeyPolicy',
  'kms:GetKeyRotationStatus', 'kms:ListAliases', 'kms:ListGrants', 'kms:ListKeyPolicies', 'kms:ListResourceTags', 'kms:ListRetirableGrants', 'kms:PutKeyPolicy', 'kms:ReplicateKey', 'kms:RevokeGrant',
  'kms:RotateKeyOnDemand', 'kms:ScheduleKeyDeletion', 'kms:TagResource', 'kms:UntagResource', 'kms:UpdateAlias', 'kms:UpdateKeyDescription', 'kms:UpdatePrimaryRegion',
];

/** For a key that the library makes: IAM policies of the account may let somebody administer the key, and nobody use it. */
export function rootAdministers(): Statement {
  return { Sid: 'RootAdministers', Effect: 'Allow', Principal: { AWS: rootOf(Aws.ACCOUNT_ID) }, Action: [...KEY_ADMINISTRATION], Resource: ['*'] };
}

/** A use of the key with the conditions under which it is granted. */
export interface KeyUse extends LimitedUse {
  readonly condition?: Statement['Condition'];
  /** The condition in words that are the same at every synth: names of tokens are not. */
  readonly label: string;
  /** Twelve digits where the role is of another account. */
  readonly account?: string;
}

export interface KeyPolicyOptions {
  readonly uses: readonly KeyUse[];
  /** Actions of the data plane beside `KEY_USE`, where the key is a store itself. */
  readonly plane?: readonly string[];
  /** ARN patterns. */
  readonly exempt: readonly string[];
  /** Whether a role is one of them. */
  readonly isExempt: (arn: string) => boolean;
  /** Account of the key. */
  readonly account?: string;
}

export function keyPolicy({ uses, plane = [], exempt, isExempt, account = Aws.ACCOUNT_ID }: KeyPolicyOptions): Statement[] {
  const actions = [...new Set([...KEY_USE, ...[...plane, ...uses.flatMap((u) => u.actions)].filter((a) => !KEY_ADMINISTRATION.includes(a))])].sort();
  const classes = classesOf(actions, uses);
  const admitted = { arns: [...new Set(classes.flatMap((c) => c.arns))], tags: {} };
  const hasTags = classes.some((c) => Object.keys(c.tags).length > 0);
  return [
    ...allowExempt(exempt, actions, account),
    ...allowDeclared(uses, account),
    ...classes.map((c) => denyUndeclared({ sid: `ZeroTrustDenyUse${shortHash(c.actions.join(' '))}`, actions: c.actions, resources: ['*'], admitted: c, exempt })),
    ...(hasTags ? [denyForeignTags({ sid: 'ZeroTrustDenyForeignTags', actions, resources: ['*'], admitted, exempt }, account)] : []),
    ...limitStatements({ uses, actions, isExempt, dimensionOf: () => 'none', resources: () => ['*'], named: () => ['*'] }),
  ];
}

/**
 * Deployer, break-glass and backup keep what IAM grants them, also where root only administers. The account is the principal and
 * the role a condition: a key policy that names a role which does not exist yet, or was made anew, is refused or void.
 */
function allowExempt(exempt: readonly string[], actions: readonly string[], account: string): Statement[] {
  if (exempt.length === 0) return [];
  return [{
    Sid: 'ZeroTrustAllowExempt', Effect: 'Allow', Principal: { AWS: rootOf(account) }, Action: [...actions, 'kms:DescribeKey'].sort(), Resource: ['*'],
    Condition: { ArnLike: { 'aws:PrincipalArn': [...exempt] } },
  }];
}

interface Group {
  readonly head: Omit<Statement, 'Sid'>;
  readonly arns: string[];
  readonly tag?: string;
  readonly patterns: string[];
}

/** Roles with the same use stand in one statement; each tag in its own, because all conditions of a statement must hold. */
function allowDeclared(uses: readonly KeyUse[], account: string): Statement[] {
  const groups = new Map<string, Group>();
  // A role that uses the key for two stores does so in an order that names of data flows have no part in.
  const sorted = uses.map((use) => ({ use, order: `${use.path} ${use.actions.join(' ')} ${use.label}` })).sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
  for (const { use } of sorted) {
    const head = { Effect: 'Allow' as const, Principal: { AWS: rootOf(use.account ?? account) }, Action: [...use.actions].sort(), Resource: ['*'], ...(use.condition === undefined ? {} : { Condition: use.condition }) };
    const key = JSON.stringify([head.Action, use.label, use.account ?? '', use.tag?.key ?? '']);
    const group: Group = groups.get(key) ?? { head, arns: [], patterns: [], ...(use.tag === undefined ? {} : { tag: use.tag.key }) };
    groups.set(key, group);
    if (use.tag !== undefined) group.patterns.push(patternOfWord(use.tag.word));
    else if (use.arn !== undefined) group.arns.push(use.arn);
  }
  return [...groups].map(([key, { head, arns, tag, patterns }]) => ({
    Sid: `ZeroTrustAllowUse${shortHash(key)}`,
    ...head,
    Condition: {
      ...head.Condition,
      ...(tag === undefined ? { ArnLike: { 'aws:PrincipalArn': [...new Set(arns)] } } : { StringLike: { ...head.Condition?.StringLike, [`aws:PrincipalTag/${tag}`]: [...new Set(patterns)].sort() } }),
    },
  }));
}

function rootOf(account: string): string {
  return `arn:${Aws.PARTITION}:iam::${account}:root`;
}

/**
 * Admission across stacks: a role of another stack carries a tag that the store's policy knows.
 *
 *   guardedTagKey('App/Data', 'documents')   // 'zero-trust:App.Data.documents'
 *
 * By its ARN the role cannot be named there (the stacks would need each other), so whoever may set this tag may read the store. A tag is a
 * way in only as long as nobody can give it to himself: not as a session tag, not by tagging a role. Within the app that is
 * checked (`TagKeySettable`); in the rest of the account `guardingPolicy()`, a service control policy, sees to it.
 * Not covered: the management account, where service control policies do not apply, and permissions boundaries.
 */
import { CfnResource, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { GUARDED_PREFIX, isGuardedKey } from '../../contract/guarded-tag';
import { isObject, type Json, readIfPossible } from '../network/members/read';
import { relativePath } from '../network/segment';
import { globMatches, isGuardedBy, statementsOf } from './guarded-statements';

export { GUARDED_PREFIX, guardedTagKey, isGuardedKey, LONGEST_TAG_VALUE } from '../../contract/guarded-tag';

/** Tags that a role takes. (IAM user guide, "IAM and AWS STS quotas".) */
export const TAGS_PER_ROLE = 50;

/** What lets a principal put the tag on itself or on another. */
const TAGGING = ['iam:TagRole', 'iam:TagUser', 'sts:TagSession'];
/** Managed policies of AWS that contain these. */
const AWS_MANAGED = /:iam::aws:policy\/(AdministratorAccess|IAMFullAccess)$/;

export interface TagMistake {
  readonly code: 'TagKeySettable';
  readonly message: string;
}

/** Owner and consumer both look; a way in is told once. */
const TOLD = new WeakMap<IConstruct, Set<CfnResource>>();

/** Every way in the app by which somebody could give himself one of the tags. */
export function checkGuardedTags(construct: IConstruct, keys: readonly string[]): TagMistake[] {
  if (keys.length === 0) return [];
  const wrong = keys.find((k) => !isGuardedKey(k));
  if (wrong !== undefined) throw new Error(`tag \`${wrong}\` is not under \`${GUARDED_PREFIX}\`, so nothing guards it`); // of our own making
  const mistakes: TagMistake[] = [];
  const stage = Stage.of(construct) ?? construct.node.root;
  const shown = [...keys].sort()[0];
  const told = TOLD.get(stage) ?? new Set<CfnResource>();
  TOLD.set(stage, told);
  for (const resource of stage.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c) && c.cfnResourceType.startsWith('AWS::IAM::') && !told.has(c))) {
    for (const { got, fix } of waysIn(resource, keys)) {
      told.add(resource);
      mistakes.push({ code: 'TagKeySettable', message: `\`${relativePath(construct, resource.node.path)}\` ${got}, so somebody could give himself tag \`${shown}\`, which admits to a store; ${fix}` });
    }
  }
  return mistakes;
}

interface WayIn {
  readonly got: string;
  readonly fix: string;
}

function waysIn(resource: CfnResource, keys: readonly string[]): WayIn[] {
  const ways: WayIn[] = [];
  const trust = statementsOf(readIfPossible(resource, 'AssumeRolePolicyDocument'));
  if (trust === undefined ? resource.cfnResourceType === 'AWS::IAM::Role' : may(trust, 'sts:TagSession', keys)) {
    ways.push({ got: 'may be assumed with any session tag (`sts:TagSession` in its trust policy)', fix: conditionFix('sts:TagSession') });
  }
  for (const document of documentsOf(resource)) {
    const statements = statementsOf(document);
    const action = statements === undefined ? 'what cannot be read before deployment' : TAGGING.find((a) => may(statements, a, keys));
    if (action !== undefined) ways.push({ got: `permits ${statements === undefined ? action : `\`${action}\``} without a condition on the tag's key`, fix: conditionFix(action) });
  }
  const managed = readIfPossible(resource, 'ManagedPolicyArns');
  const broad = (Array.isArray(managed) ? managed : []).find((arn) => AWS_MANAGED.test(typeof arn === 'string' ? arn : flat(arn)));
  if (broad !== undefined) {
    const name = AWS_MANAGED.exec(typeof broad === 'string' ? broad : flat(broad))?.[1];
    ways.push({ got: `has the managed policy \`${name}\`, which permits \`iam:TagRole\``, fix: 'give it what it needs and no more, or move the role out of this app' });
  }
  return ways;
}

function conditionFix(action: string): string {
  const name = action.includes(':') ? `\`${action}\`` : 'it';
  return `permit ${name} for named keys only: condition \`ForAllValues:StringEquals\` on \`aws:TagKeys\`, e.g. \`['sub', 'team']\``;
}

/** Policies that the resource carries: a role's, a user's or group's inline ones, or the policy itself. */
function documentsOf(resource: CfnResource): unknown[] {
  const own = readIfPossible(resource, 'PolicyDocument');
  const inline = readIfPossible(resource, 'Policies');
  return [...(own === undefined ? [] : [own]), ...(Array.isArray(inline) ? inline : []).map((p) => (isObject(p) ? p.PolicyDocument ?? p.policyDocument : p))];
}

function may(statements: readonly Json[], action: string, keys: readonly string[]): boolean {
  const covers = (s: Json): boolean => {
    const list = (v: unknown): unknown[] => (v === undefined ? [] : Array.isArray(v) ? v : [v]);
    if (s.NotAction !== undefined) return !list(s.NotAction).some((a) => typeof a === 'string' && globMatches(a, action));
    return list(s.Action).some((a) => typeof a !== 'string' || globMatches(a, action));
  };
  const permits = statements.filter((s) => s.Effect === 'Allow' && covers(s));
  return keys.some((key) => permits.some((s) => !isGuardedBy(s, key)) && !statements.some((s) => s.Effect === 'Deny' && covers(s) && isGuardedBy({ ...s, Effect: 'Deny' }, key)));
}

/** The text of an ARN whose partition is a pseudo parameter. */
function flat(value: unknown): string {
  const join = isObject(value) ? value['Fn::Join'] : undefined;
  return Array.isArray(join) && Array.isArray(join[1]) ? join[1].map((p) => (typeof p === 'string' ? p : 'aws')).join(String(join[0])) : '';
}

/** The prefix in any spelling: IAM takes keys of tags without regard to case, but compares texts with it. */
const ANY_SPELLING = '????-?????:*';

/** The service control policy that keeps the tags of a whole account for its deployer; docs/data.md shows it. */
export function guardingPolicy(deployerArns: readonly string[] = ['arn:aws:iam::*:role/cdk-*-cfn-exec-role-*']): object {
  const condition = { 'ArnNotLike': { 'aws:PrincipalArn': [...deployerArns] }, 'ForAnyValue:StringLike': { 'aws:TagKeys': [ANY_SPELLING] } };
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'GuardZeroTrustTags', Effect: 'Deny', Action: ['iam:TagRole', 'iam:TagUser', 'iam:UntagRole', 'iam:UntagUser', 'iam:CreateRole', 'iam:CreateUser'], Resource: '*', Condition: condition },
      { Sid: 'GuardZeroTrustSessionTags', Effect: 'Deny', Action: ['sts:TagSession'], Resource: '*', Condition: { 'ForAnyValue:StringLike': { 'aws:TagKeys': [ANY_SPELLING] } } },
    ],
  };
}

/**
 * What each setting changes, what it costs, and what is left when the stack is gone: `changesOf(props)`, for `plan()`, metadata and docs/account-baseline.md.
 *
 * Four settings have no type in CloudFormation (the types of aws-cdk-lib 2.263.0 and its bundled schemas were searched on 2026-11-22: `AWS::EC2::SnapshotBlockPublicAccess`
 * is there, `AWS::S3::AccountPublicAccessBlock`, EBS encryption by default, instance metadata defaults and the password policy are not). A custom resource could set
 * them, but would hold the right to unset them, and would do so when the stack is deleted. So a person runs one line.
 */
import { Posture } from '../declaration/posture';
import { type AccountBaselineProps, type AccountChange, AccountSetting, type PasswordPolicyBaselineProps } from './baseline-props';

const STAYS = 'stays: without it something would be open';
const GOES = 'goes with the stack';
const BY_HAND = 'stays: CloudFormation does not know of it';

export function changesOf(props: AccountBaselineProps): readonly AccountChange[] {
  const isKept = (props.posture ?? Posture.STANDARD) !== Posture.SANDBOX;
  const kept = isKept ? STAYS : GOES;
  const rows: readonly (readonly [boolean, AccountChange])[] = [
    [hasTrail(props), { id: 'trail', scope: 'account', changes: 'every call of AWS\'s API in all regions is recorded, in a bucket from which nobody deletes and in CloudWatch Logs, with digests', whenDeleted: kept, cost: 'a key 1.00 USD a month; CloudWatch Logs 0.50 USD per GB; a second trail of the account 2.00 USD per 100,000 events' }],
    [props.guardDuty !== undefined, { id: 'guardDuty', scope: 'region', changes: 'GuardDuty reads events, flow logs and DNS queries, and tells of threats every 15 minutes', whenDeleted: kept, cost: 'by use, after 30 days' }],
    [props.securityHub !== undefined, { id: 'securityHub', scope: 'region', changes: 'Security Hub CSPM collects findings and checks controls', whenDeleted: kept, cost: 'by use, after 30 days' }],
    [props.securityHubV2 === true, { id: 'securityHubV2', scope: 'region', changes: 'Security Hub (OCSF) correlates findings', whenDeleted: kept, cost: 'by resource, after 30 days' }],
    [props.externalAccessAnalyzer === true, { id: 'externalAccessAnalyzer', scope: 'region', changes: 'Access Analyzer tells of resources that somebody outside of the account can reach', whenDeleted: kept, cost: 'free' }],
    [props.unusedAccess !== undefined, { id: 'unusedAccess', scope: 'account', changes: 'Access Analyzer tells of roles, keys and permissions that nobody uses', whenDeleted: kept, cost: '0.20 USD a month for each role and user' }],
    [props.apiGatewayLogRole === true, { id: 'apiGatewayLogRole', scope: 'region', changes: 'API Gateway writes logs of all APIs of the region with this role, instead of the one that is set now', whenDeleted: isKept ? 'stays: APIs of others log with it' : GOES, cost: 'free' }],
    [props.snapshotPublicAccessBlock === true, { id: 'snapshotPublicAccessBlock', scope: 'region', changes: 'no EBS snapshot can be public; those that are public now are not reachable any more', whenDeleted: kept, cost: 'free' }],
    [props.configRecorder === true, { id: 'configRecorder', scope: 'region', changes: 'AWS Config records every configuration', whenDeleted: kept, cost: '0.003 USD for each change that is recorded' }],
    ...Object.values(AccountSetting).map((setting): readonly [boolean, AccountChange] => [isAsked(props, setting) || props.byHand?.includes(setting) === true, byHand(setting, props.passwordPolicy)]),
  ];
  return rows.filter(([isOn]) => isOn).map(([, change]) => change);
}

export function hasTrail({ noTrailBecause }: AccountBaselineProps): boolean {
  return noTrailBecause === undefined;
}

/** The property that asks for it. */
export function isAsked(props: AccountBaselineProps, setting: AccountSetting): boolean {
  return setting === AccountSetting.PASSWORD_POLICY ? props.passwordPolicy !== undefined : props[setting] === true;
}

function byHand(setting: AccountSetting, policy: PasswordPolicyBaselineProps = {}): AccountChange {
  const row = {
    [AccountSetting.S3_PUBLIC_ACCESS_BLOCK]: { scope: 'account', changes: 'no bucket and no access point is public any more, whatever its policy says' },
    [AccountSetting.EBS_ENCRYPTION]: { scope: 'region', changes: 'new volumes and copies of snapshots are encrypted' },
    [AccountSetting.INSTANCE_METADATA]: { scope: 'region', changes: 'new instances require IMDSv2 where their launch says nothing else' },
    [AccountSetting.PASSWORD_POLICY]: { scope: 'account', changes: 'passwords of IAM users have a length, a mix of signs and a history' },
  }[setting];
  return { id: setting, ...row, whenDeleted: BY_HAND, cost: 'free', command: commandFor(setting, policy) };
}

/** (AWS CLI: operations and parameters of the models of botocore 1.43.11, looked up 2026-11-22.) No expiry of passwords: NIST SP 800-63B, 5.1.1.2. */
export function commandFor(setting: AccountSetting, { minimumLength = 14, history = 24 }: PasswordPolicyBaselineProps = {}): string {
  switch (setting) {
    case AccountSetting.S3_PUBLIC_ACCESS_BLOCK: return 'aws s3control put-public-access-block --account-id "$(aws sts get-caller-identity --query Account --output text)" --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true';
    case AccountSetting.EBS_ENCRYPTION: return 'aws ec2 enable-ebs-encryption-by-default';
    case AccountSetting.INSTANCE_METADATA: return 'aws ec2 modify-instance-metadata-defaults --http-tokens required --http-put-response-hop-limit 2';
    case AccountSetting.PASSWORD_POLICY: return `aws iam update-account-password-policy --minimum-password-length ${minimumLength} --password-reuse-prevention ${history} --require-symbols --require-numbers --require-uppercase-characters --require-lowercase-characters --allow-users-to-change-password`;
  }
}

/**
 * What may be said of an account: each setting by itself, none implied but the trail.
 *
 *   new AccountBaseline(this, 'Baseline', { guardDuty: {}, externalAccessAnalyzer: true, byHand: [AccountSetting.PASSWORD_POLICY], passwordPolicy: {} });
 */
import type { Duration } from 'aws-cdk-lib';
import type { Posture } from '../declaration/posture';

/** Plans of protection of GuardDuty, each billed by use. (GuardDuty API, `DetectorFeature`: models of botocore 1.44.5, 2026-11-17.) */
export enum GuardDutyFeature {
  S3_DATA_EVENTS = 'S3_DATA_EVENTS',
  EKS_AUDIT_LOGS = 'EKS_AUDIT_LOGS',
  EBS_MALWARE_PROTECTION = 'EBS_MALWARE_PROTECTION',
  RDS_LOGIN_EVENTS = 'RDS_LOGIN_EVENTS',
  LAMBDA_NETWORK_LOGS = 'LAMBDA_NETWORK_LOGS',
  /** Agents on instances, tasks and nodes, which GuardDuty installs by itself. */
  RUNTIME_MONITORING = 'RUNTIME_MONITORING',
}

/** Settings of an account that CloudFormation has no type for: somebody runs the command that the error names. */
export enum AccountSetting {
  /** No bucket of the account is public, whatever its own policy says. */
  S3_PUBLIC_ACCESS_BLOCK = 's3PublicAccessBlock',
  /** New volumes of this region are encrypted. */
  EBS_ENCRYPTION = 'ebsEncryption',
  /** New instances of this region ask for a token before they hand out credentials (IMDSv2). */
  INSTANCE_METADATA = 'instanceMetadata',
  PASSWORD_POLICY = 'passwordPolicy',
}

/** The trail of the account. */
export interface AccountTrailProps {
  /**
   * How long events stay searchable in CloudWatch Logs, where the watch reads them: a number of days that CloudWatch Logs has. In S3 they stay for ever.
   * @default - 7 days for posture SANDBOX, 365 for STANDARD, 731 for HIGH
   */
  readonly logRetention?: Duration;
  /**
   * CloudTrail Insights: unusual rates of calls and of errors, 0.35 USD for 100,000 events that are looked at.
   * @default - for posture HIGH
   */
  readonly insights?: boolean;
}

/** GuardDuty in this region. */
export interface GuardDutyBaselineProps {
  /** @default - all but RUNTIME_MONITORING */
  readonly features?: GuardDutyFeature[];
}

/** Security Hub CSPM in this region. */
export interface SecurityHubBaselineProps {
  /**
   * AWS's own standards: Foundational Security Best Practices, and CIS 1.2. Their checks need AWS Config.
   * @default true
   */
  readonly defaultStandards?: boolean;
}

/** Access that nobody used, 0.20 USD a month for each role and user. */
export interface UnusedAccessProps {
  /**
   * After how long, whole days from 1 to 365.
   * @default Duration.days(90)
   */
  readonly after?: Duration;
}

/** What `aws iam update-account-password-policy` is to say. For IAM users alone, of which there should be none. */
export interface PasswordPolicyBaselineProps {
  /**
   * 8 to 128.
   * @default 14
   */
  readonly minimumLength?: number;
  /**
   * How many old passwords nobody may use again, 1 to 24.
   * @default 24
   */
  readonly history?: number;
}

/** One setting, and what it changes for everybody in the account. */
export interface AccountChange {
  /** `trail`, `guardDuty`, ... */
  readonly id: string;
  /** Whose: `account`, or `region`. */
  readonly scope: string;
  /** What changes for everybody. */
  readonly changes: string;
  /** What happens when the stack is deleted. */
  readonly whenDeleted: string;
  /** What it costs. */
  readonly cost: string;
  /**
   * Command that somebody runs by hand.
   * @default - CloudFormation does it
   */
  readonly command?: string;
}

/**
 * What an account has once. Idle: 1 USD a month for the key of the trail; all else is billed by use. (AWS price lists, us-east-1, 2026-11.)
 */
export interface AccountBaselineProps {
  /**
   * SANDBOX lets go of everything with the stack; in all others what would open something stays.
   * @default Posture.STANDARD
   */
  readonly posture?: Posture;
  /**
   * Changes: every call of AWS's API in all regions is recorded, in a bucket that nobody deletes from and in CloudWatch Logs, with digests by which a
   * change of the files shows. A second trail of management events costs 2 USD for 100,000.
   * @default - a trail
   */
  readonly trail?: AccountTrailProps;
  /**
   * Why there is no trail of this account, e.g. because the organization has one.
   * @default - there is one
   */
  readonly noTrailBecause?: string;
  /**
   * Changes: GuardDuty reads events, flow logs and DNS queries of this region, and tells of threats every 15 minutes. Fails where the region has a detector.
   * @default - nothing changes
   */
  readonly guardDuty?: GuardDutyBaselineProps;
  /**
   * Changes: Security Hub CSPM collects findings of this region. Fails where it is on.
   * @default - nothing changes
   */
  readonly securityHub?: SecurityHubBaselineProps;
  /**
   * Changes: Security Hub (the one with OCSF) is on in this region. Fails where it is on.
   * @default false
   */
  readonly securityHubV2?: boolean;
  /**
   * Changes: Access Analyzer tells of every resource of this region that somebody outside of the account can reach. Free.
   * @default false
   */
  readonly externalAccessAnalyzer?: boolean;
  /**
   * Changes: Access Analyzer tells of roles, keys and permissions that nobody uses, in the whole account.
   * @default - nothing changes
   */
  readonly unusedAccess?: UnusedAccessProps;
  /**
   * Changes: API Gateway of this region writes execution logs with this role, instead of the one that is set now.
   * @default false
   */
  readonly apiGatewayLogRole?: boolean;
  /**
   * Changes: no EBS snapshot of this region can be public; those that are public now are not reachable any more.
   * @default false
   */
  readonly snapshotPublicAccessBlock?: boolean;
  /**
   * Changes: AWS Config records every configuration in this region, 0.003 USD for each change; Security Hub CSPM needs it. Fails where there is a recorder.
   * @default false
   */
  readonly configRecorder?: boolean;
  /**
   * Changes: no bucket and no access point of the account is public any more, whatever its policy says. CloudFormation has no type for it.
   * @default false
   */
  readonly s3PublicAccessBlock?: boolean;
  /**
   * Changes: new volumes and copies of snapshots of this region are encrypted. CloudFormation has no type for it.
   * @default false
   */
  readonly ebsEncryption?: boolean;
  /**
   * Changes: new instances of this region require IMDSv2 where their launch says nothing else. CloudFormation has no type for it.
   * @default false
   */
  readonly instanceMetadata?: boolean;
  /**
   * Changes: passwords of IAM users. CloudFormation has no type for it.
   * @default - nothing changes
   */
  readonly passwordPolicy?: PasswordPolicyBaselineProps;
  /**
   * Settings that somebody has made by the command that the error names. Nobody checks it here.
   * @default - none
   */
  readonly byHand?: AccountSetting[];
}

/**
 * What is wrong with what was said of an account, and who else sets what it has once.
 *
 * Not seen: what other apps and the console set in the account.
 */
import { CfnResource, type Duration, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Findings } from '../../intent';
import { isInTree } from '../declaration/declaration';
import { relativePath, stagePath } from '../network/stage-path';
import { type AccountBaselineProps, AccountSetting } from './baseline-props';
import { commandFor, hasTrail, isAsked } from './changes';

/** Days that CloudWatch Logs has. (CloudWatch Logs API, `Days`: models of botocore 1.44.5, 2026-11-17.) */
const LOG_RETENTION: readonly number[] = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922, 3_288, 3_653];

export function checkBaseline(path: string, props: AccountBaselineProps, findings: Findings): void {
  const { noTrailBecause, trail, securityHub, configRecorder, unusedAccess, passwordPolicy, byHand = [] } = props;
  if (noTrailBecause !== undefined && noTrailBecause.trim() === '') findings.error('NoTrailReasonMissing', '', `\`noTrailBecause\` of \`${path}\` is empty; expected the reason that reviewers will read; say it, or leave it out`);
  if (noTrailBecause !== undefined && trail !== undefined) findings.error('TrailContradicted', '', `\`${path}\` has \`trail\` and \`noTrailBecause\`; expected one of both; remove one`);
  const days = daysOf(trail?.logRetention);
  if (days !== undefined && !LOG_RETENTION.includes(days)) findings.error('TrailRetentionInvalid', '', `\`logRetention\` of \`${path}\` is ${days} days; expected one of those that CloudWatch Logs has; the next is \`Duration.days(${LOG_RETENTION.find((d) => d >= days) ?? 365})\``);
  const after = daysOf(unusedAccess?.after);
  if (after !== undefined && !(Number.isInteger(after) && after >= 1 && after <= 365)) findings.error('UnusedAccessInvalid', '', `\`after\` of unused access of \`${path}\` is ${after} days; expected whole days from 1 to 365; 90 is usual`);
  if (securityHub !== undefined && (securityHub.defaultStandards ?? true) && configRecorder !== true) findings.warning('SecurityHubNeedsConfig', '', `\`${path}\` turns on standards of Security Hub CSPM and no recorder of AWS Config, without which most controls say nothing; expected both, or a recorder that is there already; set \`configRecorder\`, or acknowledge this`);
  if (passwordPolicy !== undefined) checkPasswords(path, passwordPolicy.minimumLength, passwordPolicy.history, findings);
  for (const setting of Object.values(AccountSetting).filter((s) => isAsked(props, s) && !byHand.includes(s))) {
    findings.error('NoCloudFormationType', '', `\`${setting}\` of \`${path}\` is a setting for which CloudFormation has no type, so that it cannot be deployed; expected somebody who runs it by hand; add it to \`byHand\` when this has been run: ${commandFor(setting, passwordPolicy).replace(/`/g, '')}`);
  }
}

function daysOf(duration: Duration | undefined): number | undefined {
  return duration?.toDays({ integral: false });
}

function checkPasswords(path: string, length = 14, history = 24, findings: Findings): void {
  const isIn = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most;
  if (!isIn(length, 8, 128)) findings.error('PasswordPolicyInvalid', '', `\`minimumLength\` of the password policy of \`${path}\` is ${String(length)}; expected 8 to 128; CIS asks for 14`);
  if (!isIn(history, 1, 24)) findings.error('PasswordPolicyInvalid', '', `\`history\` of the password policy of \`${path}\` is ${String(history)}; expected 1 to 24; CIS asks for 24`);
}

/** By type, the property that makes it. */
const ONCE: readonly (readonly [type: string, isMine: (props: AccountBaselineProps) => boolean, property: string])[] = [
  ['AWS::GuardDuty::Detector', (p) => p.guardDuty !== undefined, 'guardDuty'],
  ['AWS::SecurityHub::Hub', (p) => p.securityHub !== undefined, 'securityHub'],
  ['AWS::SecurityHub::HubV2', (p) => p.securityHubV2 === true, 'securityHubV2'],
  ['AWS::ApiGateway::Account', (p) => p.apiGatewayLogRole === true, 'apiGatewayLogRole'],
  ['AWS::EC2::SnapshotBlockPublicAccess', (p) => p.snapshotPublicAccessBlock === true, 'snapshotPublicAccessBlock'],
  ['AWS::Config::ConfigurationRecorder', (p) => p.configRecorder === true, 'configRecorder'],
  ['AWS::Config::DeliveryChannel', (p) => p.configRecorder === true, 'configRecorder'],
];

/** Others of this app that set the same in the same account and region: the later deployment fails, or undoes the earlier one. */
export function checkOnce(baseline: IConstruct, path: string, props: AccountBaselineProps, findings: Findings): void {
  const mine = ONCE.filter(([, isMine]) => isMine(props));
  const types = new Set(mine.map(([type]) => type));
  const others = baseline.node.root.node.findAll().filter((c): c is CfnResource => CfnResource.isCfnResource(c) && (types.has(c.cfnResourceType) || (hasTrail(props) && c.cfnResourceType === 'AWS::CloudTrail::Trail')));
  for (const other of others.filter((c) => !c.node.scopes.includes(baseline) && placeOf(c) === placeOf(baseline))) {
    const there = relativePath(other, other.node.path);
    const property = mine.find(([type]) => type === other.cfnResourceType)?.[2];
    if (property === undefined) findings.warning('SecondTrail', '', `\`${there}\` is a trail of the same account and region as that of \`${path}\`, and a second copy of management events costs 2 USD for 100,000; expected one trail; remove one, or say \`noTrailBecause\``);
    else findings.error('AccountSettingTaken', '', `\`${there}\` (\`${other.cfnResourceType}\`) is what \`${property}\` of \`${path}\` makes, and an account has it once in a region; expected one owner; remove one of both${property === 'apiGatewayLogRole' ? ' (`cloudWatchRole: false` of the API)' : ''}`);
  }
}

/** Of one app, by place. */
const baselines = new WeakMap<IConstruct, Map<IConstruct, string>>();

export function registerBaseline(baseline: IConstruct): void {
  const { root } = baseline.node;
  const known = baselines.get(root) ?? new Map<IConstruct, string>();
  baselines.set(root, known.set(baseline, baseline.node.path));
}

export function checkSecond(baseline: IConstruct, path: string, findings: Findings): void {
  for (const other of [...(baselines.get(baseline.node.root) ?? new Map<IConstruct, string>()).keys()].filter((b) => b !== baseline && isInTree(b) && placeOf(b) === placeOf(baseline))) {
    const place = isKnown(baseline) ? `account \`${Stack.of(baseline).account}\`, region \`${Stack.of(baseline).region}\`` : 'the same account and region, as far as is known now';
    findings.error('SecondAccountBaseline', '', `\`${path}\` and \`${relativePath(other, other.node.path)}\` are both the baseline of ${place}; expected one, as each sets what there is once; remove one, or give their stacks other environments`);
  }
}

/** Accounts and regions that are known; within one stage, all that are not may be the same. */
function placeOf(construct: IConstruct): string {
  const { account, region } = Stack.of(construct);
  const known = (value: string): string => (Token.isUnresolved(value) ? '?' : value);
  return isKnown(construct) ? `${account}/${region}` : `${known(account)}/${known(region)} of ${stagePath(construct)}`;
}

function isKnown(construct: IConstruct): boolean {
  const { account, region } = Stack.of(construct);
  return !Token.isUnresolved(account) && !Token.isUnresolved(region);
}

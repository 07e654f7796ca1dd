/**
 * Findings of GuardDuty, Security Hub and IAM Access Analyzer, as events of EventBridge's default bus, where the account has them.
 *
 * Security Hub imports GuardDuty's findings; they are left out there, so that one finding is told once. Best effort, and repeated: a
 * finding that goes on is sent again. An analyzer that is deleted sends its findings once more with their old status and `isDeleted`: these
 * are no news. Not in it: findings on access from inside (`Internal Access Finding`).
 */
import { event, type Row } from './build';
import { guide, MIRROR } from './sources';

const GUARDDUTY = `${guide('Amazon GuardDuty user guide, "Monitoring GuardDuty findings with Amazon CloudWatch Events"', 'amazon-guardduty-user-guide@0060138')}; "Severity levels of GuardDuty findings" (${MIRROR}): critical from 9, high from 7, medium from 4`;
const HUB = guide('AWS Security Hub user guide, "EventBridge formats for Security Hub"', 'aws-security-hub-user-guide@15bbe6d');
const ANALYZER = `IAM user guide, "Monitoring AWS Identity and Access Management Access Analyzer with Amazon EventBridge" (${MIRROR})`;

function guardDuty(...severity: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { 'source': ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], 'detail': { severity: [{ numeric: severity }] } };
}

export const FINDINGS: readonly Row[] = [
  event(guardDuty('>=', 9), {
    id: 'account.guardDutyCritical', subject: 'account', title: 'GuardDuty finding of critical severity', severity: 'critical', from: 'sandbox', reference: GUARDDUTY,
    why: 'Several signs together: an attack is under way (`AttackSequence:` among them).', first: 'Open the finding; isolate the resource and revoke the credentials that it names.',
  }),
  event(guardDuty('>=', 7, '<', 9), {
    id: 'account.guardDutyHigh', subject: 'account', title: 'GuardDuty finding of high severity', severity: 'high', from: 'standard', reference: GUARDDUTY,
    why: 'A resource or a credential is in the hands of somebody else.', first: 'Open the finding; isolate the resource, or revoke the credential that it names.',
  }),
  event(guardDuty('>=', 4, '<', 7), {
    id: 'account.guardDutyMedium', subject: 'account', title: 'GuardDuty finding of medium severity', severity: 'medium', from: 'high', reference: GUARDDUTY,
    why: 'Something behaves as it never did.', first: 'Open the finding, and see whether a release or a person explains it.',
  }),
  event({ 'source': ['aws.securityhub'], 'detail-type': ['Security Hub Findings - Imported'], 'detail': { findings: { ProductName: [{ 'anything-but': ['GuardDuty'] }], Severity: { Label: ['HIGH', 'CRITICAL'] }, Workflow: { Status: ['NEW'] }, RecordState: ['ACTIVE'] } } }, {
    id: 'account.securityHubFinding', subject: 'account', title: 'New Security Hub finding of high or critical severity', severity: 'high', from: 'standard', reference: HUB,
    why: 'A check of the account failed, or another service found something.', first: 'Open the finding, and see since when the resource is so.',
  }),
  event({ 'source': ['aws.access-analyzer'], 'detail-type': ['Access Analyzer Finding'], 'detail': { status: ['ACTIVE'], isDeleted: [false] } }, {
    id: 'account.externalAccess', subject: 'account', title: 'Access from outside, found by Access Analyzer', severity: 'high', from: 'standard', reference: ANALYZER,
    why: 'A policy lets somebody outside the account or the organization in.', first: 'Open the finding; take the principal out of the policy unless it is declared.',
  }),
  event({ 'source': ['aws.access-analyzer'], 'detail-type': ['Unused Access Finding for IAM entities'], 'detail': { status: ['ACTIVE'], isDeleted: [false] } }, {
    id: 'account.unusedAccess', subject: 'account', title: 'Access that nobody uses, found by Access Analyzer', severity: 'low', from: 'high', reference: ANALYZER,
    why: 'What nobody uses can be stolen without being missed.', first: 'Remove the role, key or permission after one cycle of its cadence.',
  }),
];
